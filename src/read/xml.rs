//! XML as spreadsheets write it: names without their prefixes, attributes without ceremony, any encoding.
//!
//! A scanner of our own: a sheet is mostly `<c r="B7"><v>3</v></c>`, a hundred megabytes of it, and a general parser
//! takes longer over it than everything else together. It is also more forgiving: bytes that are no characters cost one
//! text, not the part.

mod entities;

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

pub(crate) use self::entities::{is_true, push_text, unescape};
use super::error::{ReadError, ReadErrorKind};

/// Bytes that are asked for at once, at least.
const CHUNK: usize = 1 << 16;
/// The longest tag, comment or CDATA section; no spreadsheet has one of a hundredth of this.
const LONGEST: usize = 1 << 26;

/// One step through a part.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// An element begins.
    Start(Start<'a>),
    /// The element of that name (without its prefix) ends; empty elements end too.
    End(&'a str),
    /// Text with its entities; a long one comes in pieces.
    Text(&'a str),
    /// Text as it is.
    CData(&'a str),
    /// The part is over.
    Eof,
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'a> {
    name: &'a str,
    attributes: &'a str,
}

/// A pull parser over one part. A part that breaks off is an error.
pub(crate) struct Xml<'a> {
    source: Box<dyn Read + 'a>,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    text: String,
    /// Where the rest of `text` begins.
    at: usize,
    ended: bool,
    depth: u32,
    /// The name of an empty element that has begun and is to end.
    empty: Option<(usize, usize)>,
    seen_element: bool,
}

/// What a piece of markup turned out to be, as places in the text.
enum Token {
    Start {
        name: usize,
        end: usize,
        empty: bool,
    },
    End {
        name: usize,
        end: usize,
    },
    Text {
        end: usize,
    },
    CData {
        end: usize,
    },
    /// Comments, declarations and processing instructions.
    Other {
        end: usize,
    },
    /// It does not end in what has been read so far.
    Unfinished,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(source: Box<dyn Read + 'a>) -> Self {
        Xml {
            source,
            decoder: None,
            raw: Vec::new(),
            text: String::new(),
            at: 0,
            ended: false,
            depth: 0,
            empty: None,
            seen_element: false,
        }
    }

    /// The next event.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        if let Some((from, to)) = self.empty.take() {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Event::End(local(&self.text[from..to])));
        }
        loop {
            let from = self.at;
            match self.token() {
                Token::Start { name, end, empty } => {
                    self.depth += 1;
                    self.seen_element = true;
                    self.at = end + 1;
                    let attributes_end = if empty { end - 1 } else { end };
                    if empty {
                        self.empty = Some((from + 1, name));
                    }
                    return Ok(Event::Start(Start {
                        name: &self.text[from + 1..name],
                        attributes: &self.text[name..attributes_end],
                    }));
                }
                Token::End { name, end } => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at = end + 1;
                    return Ok(Event::End(local(&self.text[from + 2..name])));
                }
                Token::Text { end } => {
                    self.at = end;
                    return Ok(Event::Text(&self.text[from..end]));
                }
                Token::CData { end } => {
                    self.at = end + 3;
                    return Ok(Event::CData(&self.text[from + 9..end]));
                }
                Token::Other { end } => self.at = end,
                Token::Unfinished if self.ended => {
                    if self.at < self.text.len() && self.text.as_bytes()[self.at] == b'<'
                        || self.depth > 0
                    {
                        return Err(ReadError::broken("the XML breaks off"));
                    }
                    if !self.seen_element {
                        return Err(ReadError::broken("no XML"));
                    }
                    return Ok(Event::Eof);
                }
                Token::Unfinished => self.fill()?,
            }
        }
    }

    /// A cell as nearly all are, `<c r="B7" s="3"><v>12</v></c>` or `<c r="B7" s="3"/>`, in one step: its start, and its
    /// value as it stands in the file. What looks otherwise, or has not been read to its end, is left to [`Xml::next`].
    #[inline]
    pub(crate) fn plain_cell(&mut self) -> Option<(Start<'_>, Option<&str>)> {
        if self.empty.is_some() {
            return None;
        }
        let rest = self.text[self.at..].strip_prefix("<c ")?;
        let tag = position(rest.as_bytes(), b'>')?;
        let (attributes, inside) = (&rest[..tag], &rest[tag + 1..]);
        // Within quotes, `>` ends no tag.
        let quotes = attributes.bytes().filter(|byte| *byte == b'"').count();
        if quotes % 2 > 0 || attributes.contains('\'') {
            return None;
        }
        let (attributes, value, after) = match attributes.strip_suffix('/') {
            Some(attributes) => (attributes, None, inside),
            None => {
                let value = inside.strip_prefix("<v>")?;
                let (value, after) = value.split_at(position(value.as_bytes(), b'<')?);
                (attributes, Some(value), after.strip_prefix("</v></c>")?)
            }
        };
        self.at = self.text.len() - after.len();
        let start = Start {
            name: "c",
            attributes,
        };
        Some((start, value))
    }

    /// Looks at what comes next, without moving.
    #[inline]
    fn token(&self) -> Token {
        let rest = &self.text.as_bytes()[self.at..];
        let at = self.at;
        match rest {
            [b'<', b'/', ..] => match position(&rest[2..], b'>') {
                Some(length) => {
                    let name = rest[2..2 + length]
                        .iter()
                        .take_while(|b| !b.is_ascii_whitespace())
                        .count();
                    Token::End {
                        name: at + 2 + name,
                        end: at + 2 + length,
                    }
                }
                None => Token::Unfinished,
            },
            [b'<', b'!' | b'?', ..] => self.declaration(rest),
            [b'<', inside @ ..] => {
                let name = inside
                    .iter()
                    .take_while(|b| !matches!(b, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n'))
                    .count();
                let mut quote = 0;
                for (offset, byte) in inside.iter().enumerate().skip(name) {
                    match byte {
                        b'"' | b'\'' if quote == 0 => quote = *byte,
                        byte if *byte == quote => quote = 0,
                        b'>' if quote == 0 => {
                            return Token::Start {
                                name: at + 1 + name,
                                end: at + 1 + offset,
                                empty: offset > 0 && inside[offset - 1] == b'/' && offset > name,
                            };
                        }
                        _ => {}
                    }
                }
                Token::Unfinished
            }
            [] => Token::Unfinished,
            text => match position(text, b'<') {
                Some(length) => Token::Text { end: at + length },
                None if self.ended && self.depth > 0 => Token::Text {
                    end: at + text.len(),
                },
                None if text.len() >= CHUNK => Token::Text {
                    end: at + whole(text),
                },
                None => Token::Unfinished,
            },
        }
    }

    fn declaration(&self, rest: &[u8]) -> Token {
        let at = self.at;
        let ends = |from: usize, mark: &str| {
            let found = self.text.get(at + from..).and_then(|text| text.find(mark));
            found.map(|length| at + from + length)
        };
        if rest.starts_with(b"<![CDATA[") {
            return ends(9, "]]>").map_or(Token::Unfinished, |end| Token::CData { end });
        }
        let (from, mark) = match rest {
            [b'<', b'!', b'-', b'-', ..] => (4, "-->"),
            [b'<', b'?', ..] => (2, "?>"),
            // Too short yet to tell a declaration from a comment.
            rest if rest.len() < 9 && !self.ended => return Token::Unfinished,
            _ => (2, ">"),
        };
        ends(from, mark).map_or(Token::Unfinished, |end| Token::Other {
            end: end + mark.len(),
        })
    }

    /// Reads on, dropping what has been passed. Asks for as much as is waiting, so that a token of any length is scanned
    /// a constant number of times.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.text.drain(..self.at);
        self.at = 0;
        if self.text.len() > LONGEST {
            return Err(ReadError::new(ReadErrorKind::TooLarge));
        }
        let wanted = CHUNK.max(self.text.len());
        self.raw.resize(wanted, 0);
        let mut read = 0;
        while read < wanted {
            match self.source.read(&mut self.raw[read..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(more) => read += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ReadError::broken(error.to_string())),
            }
        }
        let raw = &self.raw[..read];
        let decoder = self
            .decoder
            .get_or_insert_with(|| declared_encoding(raw).new_decoder_with_bom_removal());
        let room = decoder.max_utf8_buffer_length(read).unwrap_or(read * 3);
        self.text.reserve(room);
        let _ = decoder.decode_to_string(raw, &mut self.text, self.ended);
        Ok(())
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

/// Most distances are a few bytes, for which a plain loop is the fastest.
#[inline]
fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|byte| *byte == wanted)
}

/// How much of a text can be passed on without cutting an entity or a line end.
fn whole(text: &[u8]) -> usize {
    let tail = text.len() - 12;
    let cut = text[tail..]
        .iter()
        .rposition(|byte| *byte == b'&' || *byte == b'\r');
    cut.map_or(text.len(), |cut| tail + cut)
}

/// What a part's first bytes say about its encoding.
fn declared_encoding(head: &[u8]) -> &'static Encoding {
    match head {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]);
    let declared = head
        .trim_start_matches('\u{FEFF}')
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    // The bytes are no UTF-16, or they would have been caught above.
    declared
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
        .unwrap_or(UTF_8)
}

/// A name without its prefix.
#[inline]
fn local(name: &str) -> &str {
    match name.bytes().rposition(|byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

impl<'a> Start<'a> {
    /// The element's name without its prefix.
    #[inline]
    pub(crate) fn name(&self) -> &'a str {
        local(self.name)
    }

    /// Its attributes: names without prefixes, values as they stand in the file.
    #[inline]
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.qualified().map(|(name, value)| (local(name), value))
    }

    /// The same with the prefixes.
    #[inline]
    pub(crate) fn qualified(&self) -> Attributes<'a> {
        Attributes(self.attributes)
    }

    /// One attribute, resolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| unescape(value))
    }
}

/// See [`Start::attributes`].
pub(crate) struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        let (name, value) = match rest.as_bytes() {
            // Nearly all are `r="B7"`: one letter, and nothing around the sign.
            [b'a'..=b'z', b'=', b'"', ..] => (&rest[..1], &rest[2..]),
            bytes => {
                let equals = position(bytes, b'=')?;
                let (name, value) = (&rest[..equals], &rest[equals + 1..]);
                (name.trim_ascii_end(), value.trim_ascii_start())
            }
        };
        let quote = *value.as_bytes().first()?;
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let value = &value[1..];
        let end = position(value.as_bytes(), quote)?;
        self.0 = &value[end + 1..];
        Some((name, &value[..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(bytes: &[u8]) -> Result<String, ReadError> {
        let mut xml = Xml::new(Box::new(bytes));
        let mut out = String::new();
        loop {
            match xml.next()? {
                Event::Start(start) => {
                    out.push_str(&format!("+{}", start.name()));
                    for (key, value) in start.attributes() {
                        out.push_str(&format!(" {key}={}", unescape(value)));
                    }
                }
                Event::End(name) => out.push_str(&format!("-{name}")),
                Event::Eof => return Ok(out),
                event => {
                    let mut text = String::new();
                    push_text(&mut text, &event)?;
                    out.push_str(&format!("[{text}]"));
                }
            }
        }
    }

    #[test]
    fn events() {
        for (xml, expected) in [
            ("<a/>", "+a-a"),
            (
                "<?xml version='1.0'?><!-- <no> --><x:a b = '1>2' x:c=\"&lt;\"/>",
                "+a b=1>2 c=<-a",
            ),
            (
                "<a>1&amp;2<![CDATA[<&]]>&#19968;&x;</a>",
                "+a[1&2][<&][一&x;]-a",
            ),
            ("<!DOCTYPE a><a ><b\n/></a >", "+a+b-b-a"),
            ("\u{FEFF}<a>得\r\n分</a>\n", "+a[得\n分]-a"),
        ] {
            assert_eq!(steps(xml.as_bytes()).as_deref(), Ok(expected), "{xml}");
        }
        for broken in [
            "",
            "text",
            "<a>",
            "<a",
            "<a>text",
            "<a><![CDATA[x</a>",
            "<a b='></a>",
        ] {
            assert!(steps(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn encodings() {
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "<a>分</a>".encode_utf16().flat_map(order).collect()
        };
        assert_eq!(steps(&utf16(u16::to_le_bytes)).as_deref(), Ok("+a[分]-a"));
        assert_eq!(steps(&utf16(u16::to_be_bytes)).as_deref(), Ok("+a[分]-a"));
        let gbk = b"<?xml version=\"1.0\" encoding=\"GBK\"?><a>\xB7\xD6</a>";
        assert_eq!(steps(gbk).as_deref(), Ok("+a[分]-a"));
        assert_eq!(steps(b"<a>\xFF</a>").as_deref(), Ok("+a[\u{FFFD}]-a"));
    }

    #[test]
    fn texts_longer_than_a_chunk() {
        // An odd length in between, so that pieces end at every place of an entity.
        let long = "分&amp;\r\n".repeat(CHUNK);
        let shown = "分&\n".repeat(CHUNK);
        let xml = format!("<a b=\"{long}\">{long}</a>");
        let steps = steps(xml.as_bytes()).unwrap().replace("][", "");
        assert_eq!(
            steps,
            format!("+a b={}[{shown}]-a", shown.replace('\n', "\r\n"))
        );
    }
}
