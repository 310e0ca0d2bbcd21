//! The shared strings part, appended to: validators complain about strings that stand in cells.

use std::borrow::Cow;

use indexmap::IndexSet;

use super::book::Book;
use super::error::PatchError;
use super::package::Package;
use super::xml::{self, Element, Kind, Nesting, Tokens};
use crate::workbook::{Value, Workbook};

const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml";

/// The shared strings of the source, to be appended to.
pub struct Strings {
    part: String,
    prefix: String,
    root: Element,
    /// Where new strings go, unless the root is one empty tag.
    end: usize,
    /// How many strings the source has.
    own: u32,
    /// How many more cells use one.
    uses: u32,
    /// The items behind the source's own, without prefix.
    appended: IndexSet<Vec<u8>>,
    /// Where an item is written before it is known whether it is new.
    scratch: String,
}

fn empty_part(namespace: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst xmlns=\"{namespace}\"></sst>"
    )
}

impl Strings {
    /// Reads the shared strings of a package, or prepares a part for them.
    pub fn of(package: &mut Package, book: &Book) -> Result<Strings, PatchError> {
        match package.related(&book.part, "sharedStrings")? {
            Some(part) => Strings::parse(&part, &package.read(&part)?),
            None => {
                let part = package.usual_name("xl/sharedStrings");
                Strings::parse(&part, empty_part(book.namespace()).as_bytes())
            }
        }
    }

    /// Reads a shared strings part. It may be large: its strings are counted, not listed.
    fn parse(part: &str, bytes: &[u8]) -> Result<Strings, PatchError> {
        if !xml::is_utf8(bytes) {
            return Err(PatchError::Encoding(part.into()));
        }
        let fault = |why: String| PatchError::xml(part)(why);
        let mut root = Element::default();
        let (mut prefix, mut end, mut own) = (String::new(), None, 0u32);
        let mut open = Nesting::default();
        let mut tokens = Tokens::new(bytes, 0..bytes.len());
        while let Some(token) = tokens.step().map_err(fault)? {
            let depth = open.depth();
            open.meet(bytes, &token).map_err(fault)?;
            match token.kind {
                Kind::Open | Kind::Empty => {
                    if depth == 0 {
                        root = Element {
                            name: "sst".into(),
                            start: token.start,
                            tag_end: token.end,
                            close: token.end,
                            end: token.end,
                            empty: token.kind == Kind::Empty,
                        };
                        prefix = xml::prefix_of(bytes, &root);
                    } else if depth == 1 {
                        match xml::local(xml::name(bytes, &token)) {
                            b"si" => own = own.saturating_add(1),
                            // Items go behind the last one, before extensions.
                            _ => end = end.or(Some(token.start)),
                        }
                    }
                }
                Kind::Close => {
                    if depth == 1 {
                        root.close = token.start;
                        root.end = token.end;
                    }
                }
                Kind::Text | Kind::Other => {}
            }
        }
        if root.tag_end == 0 || open.depth() > 0 {
            return Err(fault("no end".into()));
        }
        Ok(Strings {
            part: part.into(),
            prefix,
            end: end.unwrap_or(root.close),
            root,
            own,
            uses: 0,
            appended: IndexSet::new(),
            scratch: String::new(),
        })
    }

    /// Refuses a workbook with cells whose texts are missing: what is appended would become theirs.
    pub fn hold_those_of(&self, workbook: &Workbook) -> Result<(), PatchError> {
        let rows = workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
        let is_missing = rows.flat_map(|row| &row.cells).any(|cell| {
            // The reader says of such a cell which text it asks for.
            let Value::Error(error) = &cell.value else {
                return false;
            };
            let number = error.strip_prefix("#?").and_then(|n| n.parse().ok());
            number.is_some_and(|number: u32| number >= self.own)
        });
        match is_missing {
            true => Err(PatchError::Missing(self.part.clone())),
            false => Ok(()),
        }
    }

    /// The number of a plain string, for one more cell.
    pub fn add(&mut self, text: &str) -> u32 {
        let mut raw = std::mem::take(&mut self.scratch);
        raw.clear();
        raw.push_str("<si>");
        put_plain(&mut raw, text, "");
        raw.push_str("</si>");
        let id = self.add_raw(raw.as_bytes());
        self.scratch = raw;
        id
    }

    /// The number of an item written without prefix, for one more cell.
    pub fn add_raw(&mut self, raw: &[u8]) -> u32 {
        self.uses += 1;
        let index = match self.appended.get_index_of(raw) {
            Some(known) => known,
            None => self.appended.insert_full(raw.to_vec()).0,
        };
        self.own.saturating_add(index as u32)
    }

    /// Puts what was appended into the part.
    pub fn settle(self, package: &mut Package, book: &Book) -> Result<(), PatchError> {
        if self.uses == 0 {
            return Ok(());
        }
        if !package.has(&self.part) {
            package.relate(&book.part, &book.relation("sharedStrings"), &self.part)?;
            package.add(
                &self.part,
                CONTENT_TYPE,
                empty_part(book.namespace()).into_bytes(),
            );
        }
        let doc = package.doc(&self.part)?;
        let root = &self.root;
        if let Some(count) = root
            .value(&doc.bytes, "count")
            .and_then(|c| c.parse::<u32>().ok())
        {
            let count = count.saturating_add(self.uses).to_string();
            doc.set(root.start, root.tag_end, "count", &count);
        }
        if root.attribute(&doc.bytes, "uniqueCount").is_some() {
            let unique = self.own.saturating_add(self.appended.len() as u32);
            doc.set(root.start, root.tag_end, "uniqueCount", &unique.to_string());
        }
        let mut appended = Vec::new();
        for item in &self.appended {
            appended.extend_from_slice(&xml::with_prefix(item, &self.prefix));
        }
        if root.empty {
            doc.append_to(root, &self.prefix, appended);
        } else {
            doc.insert(self.end, appended);
        }
        Ok(())
    }
}

/// A `t` element. Line breaks and spaces at the ends are kept; what looks like an escape (`_x000D_`) stays text.
pub fn plain(text: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    put_plain(&mut out, text, prefix);
    out
}

fn put_plain(out: &mut String, text: &str, prefix: &str) {
    out.push('<');
    out.push_str(prefix);
    out.push('t');
    let is_break = |byte: u8| matches!(byte, b'\n' | b'\t');
    if text.trim().len() < text.len() || text.bytes().any(is_break) {
        out.push_str(" xml:space=\"preserve\"");
    }
    out.push('>');
    xml::escape_into(out, &guarded(text));
    out.push_str("</");
    out.push_str(prefix);
    out.push_str("t>");
}

/// Guards text that reads like an escape of the format: `_x0041_` would become `A`.
fn guarded(text: &str) -> Cow<'_, str> {
    if !text.contains('_') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let is_escape = from
            .as_bytes()
            .get(2..7)
            .is_some_and(|next| next[..4].iter().all(u8::is_ascii_hexdigit) && next[4] == b'_');
        out.push_str(if is_escape { "_x005F_x" } else { "_x" });
        rest = &from[2..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
