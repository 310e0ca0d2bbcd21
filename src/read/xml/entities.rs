//! What text and attribute values stand for.

use std::borrow::Cow;

use super::Event;
use crate::read::error::{ReadError, ReadErrorKind};

/// The longest text of a cell that is gathered; Excel's own bound is 32,767 characters.
const LONGEST_TEXT: usize = 1 << 24;

/// Resolves entities; what is none stays as it is.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // No entity is longer than `&#x10FFFF;`.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, character)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|character| *character != '\0')
        }
    }
}

/// True for the ways in which XML Schema spells yes.
pub(crate) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on" | "True" | "TRUE")
}

/// Appends what a text event stands for; nothing of other events.
#[inline]
pub(crate) fn push_text(text: &mut String, event: &Event<'_>) -> Result<(), ReadError> {
    if text.len() > LONGEST_TEXT {
        return Err(ReadError::new(ReadErrorKind::TooLarge));
    }
    match event {
        Event::Text(raw) if raw.bytes().any(|byte| byte == b'&' || byte == b'\r') => {
            // Line ends are one character, unless they are written as entities.
            text.push_str(&unescape(&raw.replace("\r\n", "\n").replace('\r', "\n")));
        }
        Event::Text(raw) => text.push_str(raw),
        Event::CData(raw) => text.push_str(&raw.replace("\r\n", "\n")),
        _ => {}
    }
    Ok(())
}
