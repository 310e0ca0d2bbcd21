//! Rows of sheets: of report sheets, and of those that have all but them. They are made, written and compressed side by
//! side, some at a time: a list of a million rows takes no more memory than one of a few thousand.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::added_sheets;
use super::book::Book;
use super::dress;
use super::error::PatchError;
use super::package::Package;
use super::strings::Strings;
use super::styles::Styles;
use super::xml;
use crate::markup::{Content, FormulaResult, ReportSheet};
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

/// What the cells of rows refer to.
pub struct Shared<'a> {
    /// The package.
    pub package: &'a mut Package,
    /// The workbook part.
    pub book: &'a mut Book,
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
    /// The numbers of the looks that were needed so far.
    pub looks: BTreeMap<Ink, u32>,
}

/// Puts rows and report sheets into a finished workbook of one's own.
pub fn fill(bytes: Vec<u8>, filling: &Filling<'_>) -> Result<(Vec<u8>, Vec<Text>), PatchError> {
    let mut package = Package::open(&bytes.into())?;
    let mut book = Book::read(&mut package)?;
    let mut styles = Styles::of(&mut package, &book)?;
    let mut strings = Strings::of(&mut package, &book)?;
    let mut notices = Vec::new();
    let mut shared = Shared {
        package: &mut package,
        book: &mut book,
        styles: &mut styles,
        strings: &mut strings,
        names: filling.names,
        plain: filling.plain,
        notices: &mut notices,
        looks: BTreeMap::new(),
    };
    for (index, body) in &filling.bodies {
        if let Some(entry) = shared.book.sheets.get(*index).cloned() {
            shared.fill(body, &entry.name, &entry.part)?;
        }
    }
    added_sheets::fill(&mut shared, filling.first, filling.reports)?;
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
        let (head, tail) = split(frame, body).ok_or_else(|| PatchError::NoPlace(name.into()))?;
        let head = |_: &mut Pen<'_>| head.into_bytes();
        let tail = |_: &mut Pen<'_>| tail.as_bytes().to_vec();
        self.write((name, part), Some(body), body.width, head, tail)
    }

    /// Writes the part of a report sheet: `head` stands before its rows, and `tail` behind them, given their links.
    pub fn report(
        &mut self,
        report: &ReportSheet,
        name: &str,
        part: &str,
        head: String,
        tail: impl FnOnce(&str) -> String,
    ) -> Result<(), PatchError> {
        let body = Body::of(report);
        let width = report.widths.len() as u32;
        let foot = report.foot_at();
        let head = |pen: &mut Pen<'_>| {
            let mut out = head.into_bytes();
            pen.rows(
                &mut out,
                0,
                &report_sheets::rows(report, 0..report.rows.len()),
            );
            out
        };
        let tail = |pen: &mut Pen<'_>| {
            let mut out = Vec::new();
            pen.rows(
                &mut out,
                foot,
                &report_sheets::rows(report, foot..report.height()),
            );
            out.extend_from_slice(tail(&pen.links).as_bytes());
            out
        };
        self.write((name, part), body.as_ref(), width, head, tail)
    }

    fn write(
        &mut self,
        (name, part): (&str, &str),
        body: Option<&Body>,
        width: u32,
        head: impl FnOnce(&mut Pen<'_>) -> Vec<u8>,
        tail: impl FnOnce(&mut Pen<'_>) -> Vec<u8>,
    ) -> Result<(), PatchError> {
        let mut pen = Pen {
            styles: &mut *self.styles,
            strings: &mut *self.strings,
            names: self.names,
            plain: self.plain,
            columns: (0..width).map(column_name).collect(),
            looks: &mut self.looks,
            last_looks: Vec::new(),
            links: String::new(),
            linked: 0,
            lost: 0,
            cut: 0,
        };
        let head = head(&mut pen);
        let rows = body.map_or(0, |body| body.rows);
        let size = head.len() + rows.saturating_mul(width as usize * CELL);
        let made = |chunk: usize| -> Vec<BodyRow> {
            let from = chunk * CHUNK;
            let range = from..(from + CHUNK).min(rows);
            match body {
                Some(body) if range.len() == CHUNK => {
                    range.into_par_iter().map(&body.make).collect()
                }
                Some(body) => range.map(&body.make).collect(),
                None => Vec::new(),
            }
        };
        let first = body.map_or(0, |body| body.first);
        let chunks = rows.div_ceil(CHUNK);
        if chunks <= 1 {
            // It is compressed with the other parts.
            let mut out = head;
            pen.rows(&mut out, first, &made(0));
            out.extend_from_slice(&tail(&mut pen));
            self.package.fill(part, out);
        } else {
            let (packed, ()) = pack::pack(part, pack::deflated(size), |out| {
                let (mut ready, mut rows) = (head, made(0));
                for chunk in 0..chunks {
                    // While these rows are written, the last ones are compressed and the next ones made.
                    let mut written = Vec::with_capacity(ready.len());
                    let write = || pen.rows(&mut written, first + chunk * CHUNK, &rows);
                    let both = || rayon::join(write, || out.write_all(&ready));
                    let (next, ((), packed)) = rayon::join(|| made(chunk + 1), both);
                    packed?;
                    (ready, rows) = (written, next);
                }
                out.write_all(&ready)?;
                out.write_all(&tail(&mut pen))
            })
            .map_err(|cause| PatchError::Write(cause.to_string()))?;
            self.package.fill_packed(part, packed);
        }
        let (cut, lost) = (pen.cut, pen.lost);
        self.notices.extend(report_sheets::told(name, cut, lost));
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
    let mut head = frame[..below.unwrap_or(end)].to_owned();
    // The library knows of no rows below its own.
    if let Some(start) = head.find("<dimension ref=\"")
        && let Some(length) = head[start..].find("/>")
    {
        let (last, rows) = (
            column_name(body.width.saturating_sub(1)),
            body.first + body.rows,
        );
        let dimension = format!("<dimension ref=\"A1:{last}{rows}\"");
        head.replace_range(start..start + length, &dimension);
    }
    Some((head, &frame[end..]))
}

/// Writes the rows of one sheet.
struct Pen<'a> {
    styles: &'a mut Styles,
    strings: &'a mut Strings,
    names: &'a SheetNames,
    plain: bool,
    columns: Vec<String>,
    looks: &'a mut BTreeMap<Ink, u32>,
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
        if row.cells.is_empty() && row.height.is_none() {
            return;
        }
        let number = number.to_string();
        put(out, ["<row r=\"", &number, "\""]);
        if let Some(last) = row.cells.last() {
            put(out, [" spans=\"1:"]);
            put_number(out, last.column + 1);
            out.push(b'"');
        }
        if let Some((height, free)) = row.height {
            let quarters = report_sheets::pixels(height) * 3;
            let (points, part) = (
                quarters / 4,
                ["", ".25", ".5", ".75"][quarters as usize % 4],
            );
            let fixed = if free { "" } else { " customHeight=\"1\"" };
            put(out, [" ht=\""]);
            put_number(out, points);
            put(out, [part, "\"", fixed]);
        }
        out.push(b'>');
        for cell in row.cells.iter().filter(|cell| cell.column < COLUMNS) {
            self.cell(out, &number, cell);
        }
        out.extend_from_slice(b"</row>");
    }

    fn cell(&mut self, out: &mut Vec<u8>, number: &str, cell: &BodyCell) {
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
        put(out, ["<c r=\"", &self.columns[column], number, "\""]);
        if style > 0 {
            put(out, [" s=\""]);
            put_number(out, style);
            out.push(b'"');
        }
        match &cell.content {
            Content::Blank => out.extend_from_slice(b"/>"),
            Content::Text(text) | Content::Link { text, .. } => {
                let (text, cut) = fitted(text);
                self.cut += usize::from(cut);
                match text.is_empty() {
                    true => out.extend_from_slice(b"/>"),
                    false => {
                        put(out, [" t=\"s\"><v>"]);
                        put_number(out, self.strings.add(&text));
                        put(out, ["</v></c>"]);
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
                put(out, ["><v>", &figure.trimmed().to_string(), "</v></c>"]);
            }
            Content::Formula { text, result } => {
                let formula = xml::escaped(text);
                match result {
                    FormulaResult::Number(figure) => {
                        let figure = figure.trimmed().to_string();
                        put(out, ["><f>", &formula, "</f><v>", &figure, "</v></c>"]);
                    }
                    FormulaResult::Text(text) => {
                        let (text, cut) = fitted(text);
                        self.cut += usize::from(cut);
                        let text = xml::escaped(&text);
                        let words = [" t=\"str\"><f>", &formula, "</f><v>", &text, "</v></c>"];
                        put(out, words);
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
}

/// Formatting costs more than all else about a cell, so its words are copied as they are.
fn put<const N: usize>(out: &mut Vec<u8>, words: [&str; N]) {
    for word in words {
        out.extend_from_slice(word.as_bytes());
    }
}

fn put_number(out: &mut Vec<u8>, number: u32) {
    // As many digits as the largest number has.
    let mut digits = [b'0'; 10];
    let (mut rest, mut start) = (number, digits.len());
    for digit in digits.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        (rest, start) = (rest / 10, start - 1);
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}
