//! XML seen as bytes with places: tokens from quick-xml, tags and attributes as ranges of the part's own bytes.
//!
//! Nothing here builds a tree or rewrites: a splice needs to know where a thing stands, and little else.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::write::texts;

/// Why a part cannot be scanned.
pub type Fault = String;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `<a>`
    Open,
    /// `<a/>`
    Empty,
    /// `</a>`
    Close,
    /// Text, CDATA, references.
    Text,
    /// Comments, declarations, processing instructions.
    Other,
}

/// One token and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
}

/// The tokens of a range of bytes, with absolute places.
pub struct Tokens<'a> {
    reader: Reader<&'a [u8]>,
    base: usize,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Tokens of `bytes[range]`.
    pub fn new(bytes: &'a [u8], mut range: Range<usize>) -> Self {
        // The reader would swallow a byte order mark without counting it.
        if range.start == 0 && bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
            range.start = 3.min(range.end);
        }
        let slice = bytes.get(range.clone()).unwrap_or_default();
        let mut reader = Reader::from_reader(slice);
        // Source parts are scanned, not judged: what Excel opens must pass.
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Tokens {
            reader,
            base: range.start,
            at: range.start,
        }
    }

    /// Where the next token begins.
    pub fn place(&self) -> usize {
        self.at
    }

    /// The next token; `None` at the end.
    pub fn step(&mut self) -> Result<Option<Token>, Fault> {
        let kind = match self.reader.read_event() {
            Ok(Event::Start(_)) => Kind::Open,
            Ok(Event::Empty(_)) => Kind::Empty,
            Ok(Event::End(_)) => Kind::Close,
            Ok(Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)) => Kind::Text,
            Ok(Event::Eof) => return Ok(None),
            Ok(_) => Kind::Other,
            Err(error) => return Err(error.to_string()),
        };
        let end = self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let start = self.at;
        self.at = end;
        Ok(Some(Token { kind, start, end }))
    }
}

/// The bytes of a tag's name, prefix included.
pub fn name<'a>(bytes: &'a [u8], token: &Token) -> &'a [u8] {
    let from = token.start + if token.kind == Kind::Close { 2 } else { 1 };
    let rest = bytes.get(from..token.end).unwrap_or_default();
    let end = rest
        .iter()
        .position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'))
        .unwrap_or(rest.len());
    &rest[..end]
}

/// The elements that are open: an end tag is that of the last start tag, else places mean nothing.
#[derive(Debug, Default)]
pub struct Nesting<'a>(Vec<&'a [u8]>);

impl<'a> Nesting<'a> {
    /// The nesting inside one element.
    pub fn inside(name: &'a [u8]) -> Self {
        Nesting(vec![name])
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Takes a tag in.
    pub fn meet(&mut self, bytes: &'a [u8], token: &Token) -> Result<(), Fault> {
        match token.kind {
            Kind::Open => self.0.push(name(bytes, token)),
            Kind::Close if self.0.pop() != Some(name(bytes, token)) => {
                return Err("an end tag without its start".into());
            }
            _ => {}
        }
        Ok(())
    }
}

/// A name without its prefix.
pub fn local(name: &[u8]) -> &[u8] {
    match name.iter().position(|b| *b == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// An attribute: its name and the range of its value, quotes not included.
pub struct Attribute<'a> {
    /// The whole name.
    pub name: &'a [u8],
    /// Where the value stands.
    pub value: Range<usize>,
}

/// The attributes of the tag that begins at `start` and ends before `end`.
pub fn attributes(bytes: &[u8], start: usize, end: usize) -> Attributes<'_> {
    let bytes = &bytes[..end.min(bytes.len())];
    let name = bytes.iter().skip(start + 1);
    let name = name.take_while(|b| !is_space(**b) && !matches!(**b, b'>' | b'/'));
    Attributes {
        at: start + 1 + name.count(),
        bytes,
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// See [`attributes`].
pub struct Attributes<'a> {
    /// The part up to the end of the tag.
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let bytes = self.bytes;
        // Behind what these bytes are.
        let past = |from: usize, passed: fn(u8) -> bool| {
            let rest = bytes.get(from..).unwrap_or_default();
            from + rest.iter().take_while(|b| passed(**b)).count()
        };
        let from = past(self.at, |b| is_space(b) || b == b'/');
        let behind = past(from, |b| !is_space(b) && !matches!(b, b'=' | b'>'));
        let quoted = past(behind, |b| is_space(b) || b == b'=');
        let quote = *bytes.get(quoted).filter(|b| matches!(b, b'"' | b'\''))?;
        let value = quoted + 1;
        let length = bytes[value..].iter().position(|b| *b == quote)?;
        self.at = value + length + 1;
        Some(Attribute {
            name: &bytes[from..behind],
            value: value..value + length,
        })
    }
}

/// The value range of one attribute, by its whole name.
pub fn attribute(bytes: &[u8], start: usize, end: usize, name: &str) -> Option<Range<usize>> {
    attributes(bytes, start, end)
        .find(|attribute| attribute.name == name.as_bytes())
        .map(|attribute| attribute.value)
}

/// An attribute's value as text.
pub fn value(bytes: &[u8], start: usize, end: usize, name: &str) -> Option<String> {
    attribute(bytes, start, end, name).map(|range| text(&bytes[range]))
}

/// Raw bytes as text, references resolved.
pub fn text(raw: &[u8]) -> String {
    let raw = String::from_utf8_lossy(raw);
    match quick_xml::escape::unescape(&raw) {
        Ok(plain) => plain.into_owned(),
        Err(_) => raw.into_owned(),
    }
}

/// Text as it stands in an element or in a double-quoted attribute. What XML cannot hold is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(&mut out, text);
    out
}

/// The same, put behind other text.
pub fn escape_into(out: &mut String, text: &str) {
    let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
    let special = text.bytes().fold(false, |is, byte| is | is_special(byte));
    if !special && !texts::is_odd(text) {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push_str("&#13;"),
            c if c < ' ' || c == '\u{FFFE}' || c == '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
}

/// An element and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// Its name without prefix.
    pub name: String,
    /// The first byte of its opening tag.
    pub start: usize,
    /// Behind its opening tag.
    pub tag_end: usize,
    /// The first byte of its closing tag; of an empty tag, its end.
    pub close: usize,
    /// Behind the element.
    pub end: usize,
    /// Written as one empty tag.
    pub empty: bool,
}

impl Element {
    /// The value range of one of its attributes.
    pub fn attribute(&self, bytes: &[u8], name: &str) -> Option<Range<usize>> {
        attribute(bytes, self.start, self.tag_end, name)
    }

    /// The value of one of its attributes.
    pub fn value(&self, bytes: &[u8], name: &str) -> Option<String> {
        value(bytes, self.start, self.tag_end, name)
    }

    /// The value of the attribute with this local name, whatever its prefix: `r:id`, `rel:id`.
    pub fn prefixed(&self, bytes: &[u8], name: &str) -> Option<String> {
        attributes(bytes, self.start, self.tag_end)
            .find(|attribute| {
                attribute.name.contains(&b':') && local(attribute.name) == name.as_bytes()
            })
            .map(|attribute| text(&bytes[attribute.value]))
    }

    /// What it holds, as bytes.
    pub fn inner<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        if self.empty {
            return &[];
        }
        bytes.get(self.tag_end..self.close).unwrap_or_default()
    }

    /// The whole element, as bytes.
    pub fn outer<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Its direct children.
    pub fn children(&self, bytes: &[u8]) -> Result<Vec<Element>, Fault> {
        if self.empty {
            return Ok(Vec::new());
        }
        elements(bytes, self.tag_end..self.close)
    }
}

/// The elements that stand side by side in a range of bytes.
pub fn elements(bytes: &[u8], range: Range<usize>) -> Result<Vec<Element>, Fault> {
    let (found, _) = two_levels(bytes, range, false)?;
    Ok(found)
}

/// The elements that stand side by side, and, where they are wanted, the children of the first one.
fn two_levels(
    bytes: &[u8],
    range: Range<usize>,
    wants_children: bool,
) -> Result<(Vec<Element>, Vec<Element>), Fault> {
    let (mut found, mut children) = (Vec::new(), Vec::new());
    let mut open = Nesting::default();
    let mut tokens = Tokens::new(bytes, range);
    while let Some(token) = tokens.step()? {
        let before = open.depth();
        open.meet(bytes, &token)?;
        let level = match token.kind {
            Kind::Close => before.wrapping_sub(1),
            _ => before,
        };
        let list: &mut Vec<Element> = match level {
            0 => &mut found,
            1 if wants_children && found.len() == 1 => &mut children,
            _ => continue,
        };
        match token.kind {
            Kind::Open | Kind::Empty => list.push(Element {
                name: String::from_utf8_lossy(local(name(bytes, &token))).into_owned(),
                start: token.start,
                tag_end: token.end,
                close: token.end,
                end: token.end,
                empty: token.kind == Kind::Empty,
            }),
            Kind::Close => {
                if let Some(last) = list.last_mut() {
                    last.close = token.start;
                    last.end = token.end;
                }
            }
            Kind::Text | Kind::Other => {}
        }
    }
    if open.depth() > 0 {
        return Err("a start tag without an end".into());
    }
    Ok((found, children))
}

/// The root of a part, its prefix (`x:` or nothing) and its children.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The root element.
    pub root: Element,
    /// The prefix that the root's namespace is written with, colon included.
    pub prefix: String,
    /// The root's children.
    pub children: Vec<Element>,
}

impl Outline {
    /// The outline of a small part.
    pub fn of(bytes: &[u8]) -> Result<Outline, Fault> {
        let (roots, children) = two_levels(bytes, 0..bytes.len(), true)?;
        let root = roots.into_iter().next().ok_or("no root element")?;
        Ok(Outline {
            prefix: prefix_of(bytes, &root),
            root,
            children,
        })
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The namespace that the root is in.
    pub fn namespace(&self, bytes: &[u8]) -> Option<String> {
        let declared = match self.prefix.strip_suffix(':') {
            Some(prefix) => format!("xmlns:{prefix}"),
            None => "xmlns".into(),
        };
        self.root.value(bytes, &declared)
    }

    /// Where a new child belongs, given the order of the standard: before the first child that comes later in it.
    pub fn place_for(&self, name: &str, order: &[&str]) -> usize {
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let own = rank(name);
        self.children
            .iter()
            .find(|child| match rank(&child.name) {
                Some(other) => Some(other) > own,
                // Only extensions and the like stand behind the known ones.
                None => false,
            })
            .map_or(self.root.close, |child| child.start)
    }
}

/// The prefix of an element's name, colon included.
pub fn prefix_of(bytes: &[u8], element: &Element) -> String {
    let token = Token {
        kind: Kind::Open,
        start: element.start,
        end: element.tag_end,
    };
    let whole = name(bytes, &token);
    let length = whole.len() - local(whole).len();
    String::from_utf8_lossy(&whole[..length]).into_owned()
}

/// XML written without prefixes, given one: `<font><b/></font>` becomes `<x:font><x:b/></x:font>`.
pub fn with_prefix<'a>(raw: &'a [u8], prefix: &str) -> Cow<'a, [u8]> {
    if prefix.is_empty() {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len() + 64);
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        out.push(byte);
        if byte != b'<' {
            continue;
        }
        if bytes.peek() == Some(&b'/') {
            bytes.next();
            out.push(b'/');
        }
        if bytes.peek().is_some_and(u8::is_ascii_alphabetic) {
            out.extend_from_slice(prefix.as_bytes());
        }
    }
    Cow::Owned(out)
}

/// Refuses what is not UTF-8: places and insertions are reckoned in it.
pub fn is_utf8(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.contains(&0) {
        return false;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let declared = head
        .starts_with("<?xml")
        .then(|| head.split("?>").next().unwrap_or_default())
        .and_then(|declaration| declaration.split("encoding").nth(1))
        .map(|rest| rest.trim_start_matches(['=', ' ', '"', '\'']));
    match declared {
        Some(rest) => {
            rest.starts_with("utf-8") || rest.starts_with("utf8") || rest.starts_with("us-ascii")
        }
        None => true,
    }
}
