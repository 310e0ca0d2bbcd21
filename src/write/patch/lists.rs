//! Rows put into sheets that have all but them. They are made, written and compressed side by side, some at a time: a
//! list of a million rows takes no more memory than one of a few thousand.

use std::collections::BTreeMap;
use std::io::Write;

use rayon::prelude::*;

use super::book::Book;
use super::dress;
use super::error::PatchError;
use super::package::Package;
use super::strings::Strings;
use super::styles::Styles;
use super::xml;
use crate::markup::{Content, FormulaResult};
use crate::text::Text;
use crate::workbook::column_name;
use crate::write::body::{Body, BodyCell, BodyRow, Ink};
use crate::write::looks::Dress;
use crate::write::names::SheetNames;
use crate::write::report_cells::{COLUMNS, MOST_LINKS};
use crate::write::report_sheets;
use crate::write::texts::fitted;
use crate::write::{Filling, pack};

/// Rows that are on their way at once.
const CHUNK: usize = 1_024;
/// Bytes of XML that a cell takes, more or less.
const CELL: usize = 40;

/// What the cells of lists refer to.
pub struct Shared<'a> {
    /// The package.
    pub package: &'a mut Package,
    /// The styles part.
    pub styles: &'a mut Styles,
    /// The shared strings.
    pub strings: &'a mut Strings,
    /// What the sheets are called.
    pub names: &'a SheetNames,
    /// Plain text has the workbook's default font.
    pub plain: bool,
    /// What is to be said.
    pub notices: &'a mut Vec<Text>,
}

/// Puts the lists into a finished workbook of one's own.
pub fn fill(bytes: Vec<u8>, filling: &Filling<'_>) -> Result<(Vec<u8>, Vec<Text>), PatchError> {
    let mut package = Package::open(bytes.into())?;
    let book = Book::read(&mut package)?;
    let mut styles = Styles::of(&mut package, &book)?;
    let mut strings = Strings::of(&mut package, &book)?;
    let mut notices = Vec::new();
    let mut shared = Shared {
        package: &mut package,
        styles: &mut styles,
        strings: &mut strings,
        names: filling.names,
        plain: filling.plain,
        notices: &mut notices,
    };
    for (index, body) in &filling.bodies {
        if let Some(entry) = book.sheets.get(*index) {
            shared.fill(body, &entry.name, &entry.part)?;
        }
    }
    styles.settle(&mut package, &book)?;
    strings.settle(&mut package, &book)?;
    book.settle(&mut package)?;
    package.settle()?;
    Ok((package.write(None)?, notices))
}

impl Shared<'_> {
    /// Puts rows into the part of their sheet.
    pub fn fill(&mut self, body: &Body, name: &str, part: &str) -> Result<(), PatchError> {
        let frame = self.package.read(part)?;
        let frame = std::str::from_utf8(&frame).map_err(|_| PatchError::Encoding(part.into()))?;
        let (head, tail) = split(frame, body)
            .ok_or_else(|| PatchError::Graft(format!("{name}: no place for its rows")))?;
        let options = pack::deflated(body.rows.saturating_mul(body.width as usize * CELL));
        let mut pen = Pen {
            styles: &mut *self.styles,
            strings: &mut *self.strings,
            names: self.names,
            plain: self.plain,
            columns: (0..body.width).map(column_name).collect(),
            looks: BTreeMap::new(),
            last_looks: Vec::new(),
            links: String::new(),
            linked: 0,
            lost: 0,
            cut: 0,
        };
        let made = |chunk: usize| -> Vec<BodyRow> {
            let from = chunk * CHUNK;
            let range = from..(from + CHUNK).min(body.rows);
            match range.len() {
                CHUNK => range.into_par_iter().map(&body.make).collect(),
                _ => range.map(&body.make).collect(),
            }
        };
        let chunks = body.rows.div_ceil(CHUNK);
        let (packed, ()) = pack::pack(part, options, |out| {
            let (mut ready, mut rows) = (head.into_bytes(), made(0));
            for chunk in 0..chunks {
                let mut written = Vec::with_capacity(ready.len());
                let first = body.first + chunk * CHUNK;
                let mut write = || pen.rows(&mut written, first, &rows);
                let next = match chunks {
                    1 => {
                        write();
                        out.write_all(&ready)?;
                        Vec::new()
                    }
                    // While these rows are written, the last ones are compressed and the next ones made.
                    _ => {
                        let both = || rayon::join(write, || out.write_all(&ready));
                        let (next, ((), packed)) = rayon::join(|| made(chunk + 1), both);
                        packed?;
                        next
                    }
                };
                (ready, rows) = (written, next);
            }
            out.write_all(&ready)?;
            out.write_all(pen.linked_tail(tail).as_bytes())
        })
        .map_err(|cause| PatchError::Write(cause.to_string()))?;
        let (cut, lost) = (pen.cut, pen.lost);
        self.notices.extend(report_sheets::told(name, cut, lost));
        self.package.fill_packed(part, packed);
        Ok(())
    }
}

/// The sheet before and after the rows.
fn split<'a>(frame: &'a str, body: &Body) -> Option<(String, &'a str)> {
    let end = frame.find("</sheetData>")?;
    // The library lists a row for each note that it bears: those are written here.
    let mut rows = frame[..end].match_indices("<row r=\"");
    let below = rows.find_map(|(at, open)| {
        let number = frame[at + open.len()..].split('"').next()?;
        (number.parse::<usize>().ok()? > body.first).then_some(at)
    });
    let (head, tail) = match (body.has_foot, below) {
        (true, below) => frame.split_at(below?),
        (false, below) => (&frame[..below.unwrap_or(end)], &frame[end..]),
    };
    let mut head = head.to_owned();
    // The library knows of no rows below its own.
    if !body.has_foot
        && let Some(start) = head.find("<dimension ref=\"")
        && let Some(length) = head[start..].find("/>")
    {
        let (last, rows) = (
            column_name(body.width.saturating_sub(1)),
            body.first + body.rows,
        );
        let dimension = format!("<dimension ref=\"A1:{last}{rows}\"");
        head.replace_range(start..start + length, &dimension);
    }
    Some((head, tail))
}

/// Writes rows of one list.
struct Pen<'a> {
    styles: &'a mut Styles,
    strings: &'a mut Strings,
    names: &'a SheetNames,
    plain: bool,
    columns: Vec<String>,
    looks: BTreeMap<Ink, u32>,
    /// The last look of each column and its number: most rows look alike.
    last_looks: Vec<(Ink, u32)>,
    links: String,
    linked: usize,
    lost: usize,
    cut: usize,
}

impl Pen<'_> {
    fn rows(&mut self, out: &mut Vec<u8>, first: usize, rows: &[BodyRow]) {
        for (number, row) in (first + 1..).zip(rows) {
            self.row(out, number, row);
        }
    }

    fn row(&mut self, out: &mut Vec<u8>, number: usize, row: &BodyRow) {
        let Some(last) = row.cells.last() else {
            return;
        };
        let width = last.column + 1;
        put(out, format_args!("<row r=\"{number}\" spans=\"1:{width}\""));
        if let Some((height, free)) = row.height {
            // Whole pixels, as the library reckons them.
            let quarters = (height * 8 + 3) / 6 * 3;
            let (points, part) = (
                quarters / 4,
                ["", ".25", ".5", ".75"][quarters as usize % 4],
            );
            let fixed = if free { "" } else { " customHeight=\"1\"" };
            put(out, format_args!(" ht=\"{points}{part}\"{fixed}"));
        }
        out.push(b'>');
        for cell in row.cells.iter().filter(|cell| cell.column < COLUMNS) {
            self.cell(out, number, cell);
        }
        out.extend_from_slice(b"</row>");
    }

    fn cell(&mut self, out: &mut Vec<u8>, number: usize, cell: &BodyCell) {
        let mut ink = cell.ink;
        let mut link = None;
        if let (Content::Link { text, to }, Ink::Own(key)) = (&cell.content, ink) {
            match self.names.address(to) {
                Some(address) if self.linked < MOST_LINKS && !text.is_empty() => {
                    link = Some(address);
                }
                leads => {
                    self.lost += usize::from(leads.is_some() && !text.is_empty());
                    ink = Ink::Own(key.unlinked(text));
                }
            }
        }
        let column = cell.column as usize;
        while self.columns.len() <= column {
            self.columns.push(column_name(self.columns.len() as u32));
        }
        let style = self.style(column, ink);
        let name = &self.columns[column];
        put(out, format_args!("<c r=\"{name}{number}\""));
        if style > 0 {
            put(out, format_args!(" s=\"{style}\""));
        }
        match &cell.content {
            Content::Blank => out.extend_from_slice(b"/>"),
            Content::Text(text) | Content::Link { text, .. } => {
                let (text, cut) = fitted(text);
                self.cut += usize::from(cut);
                match text.is_empty() {
                    true => out.extend_from_slice(b"/>"),
                    false => {
                        let id = self.strings.add(&text);
                        put(out, format_args!(" t=\"s\"><v>{id}</v></c>"));
                    }
                }
                if let Some(address) = link {
                    self.linked += 1;
                    let (address, shown) = (xml::escaped(&address), xml::escaped(&text));
                    self.links.push_str(&format!(
                        "<hyperlink ref=\"{}{number}\" location=\"{address}\" display=\"{shown}\"/>",
                        self.columns[column]
                    ));
                }
            }
            Content::Number(figure) => {
                put(out, format_args!("><v>{}</v></c>", figure.trimmed()));
            }
            Content::Formula { text, result } => {
                let formula = xml::escaped(text);
                match result {
                    FormulaResult::Number(figure) => put(
                        out,
                        format_args!("><f>{formula}</f><v>{}</v></c>", figure.trimmed()),
                    ),
                    FormulaResult::Text(text) => {
                        let (text, cut) = fitted(text);
                        self.cut += usize::from(cut);
                        let text = xml::escaped(&text);
                        put(
                            out,
                            format_args!(" t=\"str\"><f>{formula}</f><v>{text}</v></c>"),
                        );
                    }
                }
            }
        }
    }

    fn style(&mut self, column: usize, ink: Ink) -> u32 {
        if let Some((last, style)) = self.last_looks.get(column)
            && *last == ink
        {
            return *style;
        }
        let (styles, plain) = (&mut *self.styles, self.plain);
        let style = *self.looks.entry(ink).or_insert_with(|| match ink {
            Ink::Own(key) => dress::xf(styles, &Dress::of(key), plain),
            Ink::Plain(Some(tone)) => styles.twin(0, tone),
            Ink::Plain(None) => 0,
        });
        match self.last_looks.get_mut(column) {
            Some(last) => *last = (ink, style),
            None => self.last_looks.push((ink, style)),
        }
        style
    }

    /// What follows the list, with its links in their place.
    fn linked_tail(&self, tail: &str) -> String {
        if self.links.is_empty() {
            return tail.to_owned();
        }
        let links = &self.links;
        if tail.contains("</hyperlinks>") {
            return tail.replacen("</hyperlinks>", &format!("{links}</hyperlinks>"), 1);
        }
        // Every report sheet says how it prints, and that follows.
        let links = format!("<hyperlinks>{links}</hyperlinks><printOptions");
        tail.replacen("<printOptions", &links, 1)
    }
}

/// Writing into memory cannot fail.
fn put(out: &mut Vec<u8>, words: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(words);
}
