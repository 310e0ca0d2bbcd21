//! XML as spreadsheets write it: names without their prefixes, attributes without ceremony.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::error::ReadError;

/// A pull parser over one part. Empty elements come as a start and an end; a part that breaks off is an error.
pub(crate) struct Xml<'a> {
    reader: Reader<Box<dyn BufRead + 'a>>,
    buffer: Vec<u8>,
    depth: u32,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(part: Box<dyn BufRead + 'a>) -> Self {
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.check_comments = false;
        config.allow_dangling_amp = true;
        Xml {
            reader,
            buffer: Vec::with_capacity(1024),
            depth: 0,
        }
    }

    /// The next event.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| ReadError::broken(error.to_string()))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => {
                return Err(ReadError::broken("the XML breaks off"));
            }
            _ => {}
        }
        Ok(event)
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    /// Passes over the rest of the element whose start was just seen.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Event::Eof = self.next()? {
                break;
            }
        }
        Ok(())
    }
}

/// A name without its prefix.
#[inline]
pub(crate) fn local(name: &str) -> &str {
    match name.bytes().rposition(|byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// An element's attributes: names without prefixes, values as they stand in the file.
#[inline]
pub(crate) fn attributes<'a>(
    start: &'a BytesStart<'_>,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    qualified(start).map(|(name, value)| (local(name), value))
}

/// The same with the prefixes.
#[inline]
pub(crate) fn qualified<'a>(start: &'a BytesStart<'_>) -> Attributes<'a> {
    Attributes(start.attributes_raw())
}

/// See [`attributes`]. Written by hand because it runs once per cell and the general one doubles the cost of a sheet.
pub(crate) struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        let equals = rest.bytes().position(|byte| byte == b'=')?;
        let name = rest[..equals].trim_ascii_end();
        let value = rest[equals + 1..].trim_ascii_start();
        let quote = *value.as_bytes().first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let value = &value[1..];
        let end = value.bytes().position(|byte| byte == quote)?;
        self.0 = &value[end + 1..];
        Some((name, &value[..end]))
    }
}

/// One attribute, resolved.
pub(crate) fn attribute<'a>(start: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    attributes(start)
        .find(|(key, _)| *key == name)
        .map(|(_, value)| unescape(value))
}

/// Resolves entities; what is no entity stays as it is.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// True for the ways in which XML Schema spells yes.
pub(crate) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on" | "True" | "TRUE")
}

/// Appends what a text, CDATA or reference event stands for.
pub(crate) fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) if part.contains('\r') => text.push_str(&part.xml10_content()),
        Event::Text(part) => text.push_str(part),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(character)) => text.push(character),
            _ => match quick_xml::escape::resolve_predefined_entity(reference) {
                Some(resolved) => text.push_str(resolved),
                // An entity nobody defined: what stands there is better than nothing.
                None => {
                    text.push('&');
                    text.push_str(reference);
                    text.push(';');
                }
            },
        },
        _ => {}
    }
}
