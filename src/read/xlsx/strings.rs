//! The shared texts of a workbook, and text as sheets spell it.

use std::borrow::Cow;

use crate::read::error::{ReadError, ReadErrorKind};
use crate::read::package::Package;
use crate::read::xml::{Event, Xml, push_text};

/// All shared texts in one block: a workbook may declare millions, and a box for each would cost more than the text.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    /// Reads the part; its declared counts are not believed.
    pub(super) fn read(package: &mut Package<'_>, name: &str) -> Result<Self, ReadError> {
        let mut strings = SharedStrings::default();
        let Some(mut xml) = package.xml(name)? else {
            return Ok(strings);
        };
        let mut item = String::new();
        loop {
            match xml.next()? {
                Event::Start(start) if start.name() == "si" => {
                    item.clear();
                    rich_text(&mut xml, &mut item)?;
                    strings.text.push_str(&unescaped(&item));
                    let end = u32::try_from(strings.text.len());
                    strings
                        .ends
                        .push(end.map_err(|_| ReadError::new(ReadErrorKind::TooLarge))?);
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// The text of an index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        self.text.get(start..end)
    }
}

/// Appends the text of an `<si>` or `<is>` whose start was just seen: all its `<t>`, without phonetic guides (`<rPh>`).
pub(super) fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<(), ReadError> {
    let outside = xml.depth().saturating_sub(1);
    let mut in_text = false;
    let mut skip = false;
    let (mut begins, mut keeps_space) = (0, false);
    loop {
        match xml.next()? {
            Event::Start(start) => match start.name() {
                "t" => {
                    in_text = true;
                    begins = text.len();
                    keeps_space = start
                        .attributes()
                        .any(|(key, value)| key == "space" && value == "preserve");
                }
                "rPh" => skip = true,
                _ => {}
            },
            Event::End(_) if in_text => {
                in_text = false;
                if !keeps_space {
                    trim(text, begins);
                }
            }
            Event::Eof => return Ok(()),
            event if in_text => push_text(text, &event)?,
            _ => {}
        }
        if skip {
            xml.skip()?;
            skip = false;
        }
        if xml.depth() <= outside {
            return Ok(());
        }
    }
}

/// Drops the white space around what begins at `begins`: Excel does not show it unless the file says `preserve`.
fn trim(text: &mut String, begins: usize) {
    text.truncate(begins.max(text.trim_ascii_end().len()));
    let leading = text[begins..].len() - text[begins..].trim_ascii_start().len();
    text.drain(begins..begins + leading);
}

/// Resolves `_x000D_` and its kind: characters that XML cannot hold.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // Two escapes may be halves of one character, so they are gathered as UTF-16.
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let unit = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'))
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u16::from_str_radix(hex, 16).ok());
        if at > 0 || unit.is_none() {
            flush(&mut units, &mut out);
        }
        out.push_str(&rest[..at]);
        match unit {
            Some(unit) => {
                units.push(unit);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    Cow::Owned(out)
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    if !units.is_empty() {
        out.push_str(&String::from_utf16_lossy(units));
        units.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (stored, shown) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_x12", "_x12"),
            ("x_xZZZZ_y", "x_xZZZZ_y"),
            ("_x000_得分", "_x000_得分"),
        ] {
            assert_eq!(unescaped(stored), shown);
        }
    }
}
