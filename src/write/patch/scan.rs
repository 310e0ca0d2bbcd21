//! One pass over a sheet's XML: where the wanted cells stand, or would stand.
//!
//! The scan keeps nothing of the rows that nobody wants, so that a sheet of 100,000 rows costs its bytes and little
//! more.

mod attributes;
mod found;
mod seeker;

use std::collections::BTreeMap;

use self::attributes::points_to_pixels;
pub use self::attributes::{characters_to_pixels, is_true, number, range};
pub use self::found::{FoundCell, FoundRow, FoundRun, RowPlace, SheetScan, WantedRow};
use self::seeker::Seeker;
use super::error::PatchError;
use super::xml::{self, Element, Fault, Kind, Nesting, Token, Tokens};
use crate::workbook::CellRef;

/// The order of a worksheet's elements in the standard.
pub const ORDER: &[&str] = &[
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// Scans a sheet.
pub fn scan(
    part: &str,
    bytes: &[u8],
    wanted: &BTreeMap<u32, WantedRow>,
) -> Result<SheetScan, PatchError> {
    let fault = |why: Fault| PatchError::Xml {
        part: part.into(),
        why,
    };
    let mut scanner = Scanner {
        part,
        bytes,
        wanted: wanted.iter().map(|(row, wanted)| (*row, wanted)).peekable(),
        found: SheetScan::default(),
        next_row: 0,
    };
    let mut tokens = Tokens::new(bytes, 0..bytes.len());
    let mut open = Nesting::default();
    let mut alternate = false;
    while let Some(token) = tokens.step().map_err(fault)? {
        let depth = open.depth();
        open.meet(bytes, &token).map_err(fault)?;
        match token.kind {
            Kind::Open | Kind::Empty => {
                let whole = xml::name(bytes, &token);
                let local = xml::local(whole);
                if depth <= 1 {
                    let element = element_of(bytes, &token);
                    if depth == 0 {
                        scanner.found.outline.prefix = xml::prefix_of(bytes, &element);
                        scanner.found.outline.root = element;
                    } else {
                        alternate = local == b"AlternateContent";
                        scanner.found.outline.children.push(element);
                        if local == b"sheetData" && token.kind == Kind::Open {
                            let close = scanner.rows(&mut tokens)?;
                            open.meet(bytes, &close).map_err(fault)?;
                            scanner.finish_rows(close.start);
                            scanner.close_child(&close);
                            continue;
                        }
                        if local == b"sheetData" {
                            scanner.finish_rows(token.end);
                        }
                    }
                } else if alternate && depth == 3 {
                    // What an alternate wraps decides where it ranks among the sheet's elements.
                    alternate = false;
                    if let Some(last) = scanner.found.outline.children.last_mut() {
                        last.name = String::from_utf8_lossy(local).into_owned();
                    }
                }
            }
            Kind::Close => {
                if depth == 2 {
                    scanner.close_child(&token);
                } else if depth == 1 {
                    scanner.found.outline.root.close = token.start;
                    scanner.found.outline.root.end = token.end;
                }
            }
            Kind::Text | Kind::Other => {}
        }
    }
    if open.depth() > 0 {
        return Err(fault("a start tag without an end".into()));
    }
    if scanner.found.outline.root.name != "worksheet"
        || scanner.found.outline.child("sheetData").is_none()
    {
        return Err(fault("not a worksheet".into()));
    }
    Ok(scanner.found)
}

/// The cell that begins here, where it is like nearly all: without prefix, and with at most a value of plain signs.
/// Anything else is for the tokens.
fn plain_cell(bytes: &[u8], start: usize) -> Option<FoundCell> {
    let tag = bytes.get(start..)?;
    if !tag.starts_with(b"<c ") {
        return None;
    }
    let mut quoted = false;
    let length = tag.iter().position(|byte| {
        quoted ^= *byte == b'"';
        matches!(byte, b'>' | b'\'' | b'&') && !(quoted && *byte == b'>')
    })?;
    if tag[length] != b'>' {
        return None;
    }
    let (tag_end, mut inside) = (start + length + 1, &tag[length + 1..]);
    let is_empty = tag[length - 1] == b'/';
    let holds_value = !is_empty && inside.starts_with(b"<v>");
    if holds_value {
        let end = inside[3..]
            .iter()
            .position(|byte| matches!(byte, b'<' | b'&'))?;
        inside = inside[3 + end..].strip_prefix(b"</v>")?;
    }
    if !is_empty {
        inside = inside.strip_prefix(b"</c>")?;
    }
    Some(FoundCell {
        start,
        tag_end,
        end: bytes.len() - inside.len(),
        blank: !holds_value,
        ..FoundCell::default()
    })
}

fn element_of(bytes: &[u8], token: &Token) -> Element {
    Element {
        name: String::from_utf8_lossy(xml::local(xml::name(bytes, token))).into_owned(),
        start: token.start,
        tag_end: token.end,
        close: token.end,
        end: token.end,
        empty: token.kind == Kind::Empty,
    }
}

struct Scanner<'a, I: Iterator<Item = (u32, &'a WantedRow)>> {
    part: &'a str,
    bytes: &'a [u8],
    wanted: std::iter::Peekable<I>,
    found: SheetScan,
    next_row: u32,
}

impl<'a, I: Iterator<Item = (u32, &'a WantedRow)>> Scanner<'a, I> {
    fn fault(&self, why: &str) -> PatchError {
        PatchError::Xml {
            part: self.part.into(),
            why: why.into(),
        }
    }

    fn close_child(&mut self, token: &Token) {
        if let Some(last) = self.found.outline.children.last_mut() {
            last.close = token.start;
            last.end = token.end;
        }
    }

    /// Reads the rows up to the end of `sheetData`, whose token it gives.
    fn rows(&mut self, tokens: &mut Tokens<'a>) -> Result<Token, PatchError> {
        while let Some(token) = tokens.step().map_err(PatchError::xml(self.part))? {
            match token.kind {
                Kind::Close => return Ok(token),
                Kind::Open | Kind::Empty => self.row(tokens, token)?,
                Kind::Text | Kind::Other => {}
            }
        }
        Err(self.fault("sheetData has no end"))
    }

    fn row(&mut self, tokens: &mut Tokens<'a>, tag: Token) -> Result<(), PatchError> {
        let bytes = self.bytes;
        let mut row = self.next_row;
        let mut height = None;
        let mut hidden = false;
        let mut style = None;
        let mut custom = false;
        for attribute in xml::attributes(bytes, tag.start, tag.end) {
            let raw = &bytes[attribute.value.clone()];
            match attribute.name {
                b"r" => {
                    row = number(raw).and_then(|r| r.checked_sub(1)).unwrap_or(row);
                }
                b"ht" => height = points_to_pixels(raw),
                b"hidden" => hidden = is_true(raw),
                b"s" => style = number(raw),
                b"customFormat" => custom = is_true(raw),
                _ => {}
            }
        }
        if hidden || height.is_some() {
            let height = if hidden { 0 } else { height.unwrap_or(0) };
            self.found.heights.insert(row, height);
        }
        if row < self.next_row {
            return Err(PatchError::Unordered(self.part.into()));
        }
        self.next_row = row.saturating_add(1);
        self.missing_before(row, tag.start);
        let wanted = match self.wanted.peek() {
            Some((next, wanted)) if *next == row => Some(*wanted),
            _ => None,
        };
        let Some(wanted) = wanted else {
            if tag.kind == Kind::Open {
                self.skip(tokens, xml::name(bytes, &tag))?;
            }
            return Ok(());
        };
        self.wanted.next();
        let mut found = FoundRow {
            row,
            place: RowPlace::There {
                start: tag.start,
                tag_end: tag.end,
                close: tag.end,
                empty: true,
            },
            style: style.filter(|_| custom),
            cells: Vec::with_capacity(wanted.cells.len()),
            runs: Vec::with_capacity(wanted.runs.len()),
        };
        let mut seeker = Seeker::new(wanted, found.style);
        if tag.kind == Kind::Open {
            let close = self.cells(tokens, xml::name(bytes, &tag), &mut seeker, &mut found)?;
            found.place = RowPlace::There {
                start: tag.start,
                tag_end: tag.end,
                close,
                empty: false,
            };
            seeker.finish(close, &mut found);
        } else {
            seeker.finish(tag.end, &mut found);
        }
        self.found.rows.push(found);
        Ok(())
    }

    /// Reads the cells of a wanted row; gives the first byte of the row's closing tag.
    fn cells(
        &mut self,
        tokens: &mut Tokens<'a>,
        row: &[u8],
        seeker: &mut Seeker,
        found: &mut FoundRow,
    ) -> Result<usize, PatchError> {
        let bytes = self.bytes;
        let mut next = 0u32;
        loop {
            let mut at = tokens.place();
            while let Some(mut cell) = plain_cell(bytes, at) {
                at = cell.end;
                self.place(&mut cell, &mut next)?;
                seeker.meet(&cell, found);
            }
            self.pass(tokens, at);
            let Some(token) = tokens.step().map_err(PatchError::xml(self.part))? else {
                return Err(self.fault("a row has no end"));
            };
            match token.kind {
                Kind::Close if xml::name(bytes, &token) == row => return Ok(token.start),
                Kind::Close => return Err(self.fault("an end tag without its start")),
                Kind::Text | Kind::Other => continue,
                Kind::Open | Kind::Empty => {}
            }
            let mut cell = FoundCell {
                start: token.start,
                tag_end: token.end,
                end: token.end,
                blank: true,
                ..FoundCell::default()
            };
            self.place(&mut cell, &mut next)?;
            if token.kind == Kind::Open {
                let mut open = Nesting::inside(xml::name(bytes, &token));
                while open.depth() > 0 {
                    let inner = tokens
                        .step()
                        .map_err(PatchError::xml(self.part))?
                        .ok_or_else(|| self.fault("a cell has no end"))?;
                    if open.depth() == 1 && matches!(inner.kind, Kind::Open | Kind::Empty) {
                        cell.blank &= xml::local(xml::name(bytes, &inner)) == b"extLst";
                    }
                    open.meet(bytes, &inner)
                        .map_err(PatchError::xml(self.part))?;
                    cell.end = inner.end;
                }
            }
            seeker.meet(&cell, found);
        }
    }

    /// Reads from a cell's tag what it says; one that does not say where it stands comes after the last.
    fn place(&self, cell: &mut FoundCell, next: &mut u32) -> Result<(), PatchError> {
        cell.column = *next;
        for attribute in xml::attributes(self.bytes, cell.start, cell.tag_end) {
            let raw = &self.bytes[attribute.value.clone()];
            match attribute.name {
                b"r" => {
                    let place = std::str::from_utf8(raw)
                        .ok()
                        .and_then(|t| t.parse::<CellRef>().ok());
                    cell.column = place.map_or(*next, |at| at.column);
                }
                b"s" => cell.style = number(raw).unwrap_or(0),
                _ => {}
            }
        }
        if cell.column < *next {
            return Err(PatchError::Unordered(self.part.into()));
        }
        *next = cell.column + 1;
        Ok(())
    }

    /// Goes on with the tokens from a place that was reached without them.
    fn pass(&self, tokens: &mut Tokens<'a>, at: usize) {
        if at > tokens.place() {
            *tokens = Tokens::new(self.bytes, at..self.bytes.len());
        }
    }

    /// Goes behind the end of a row.
    fn skip(&mut self, tokens: &mut Tokens<'a>, row: &'a [u8]) -> Result<(), PatchError> {
        let mut at = tokens.place();
        while let Some(cell) = plain_cell(self.bytes, at) {
            at = cell.end;
        }
        self.pass(tokens, at);
        let mut open = Nesting::inside(row);
        while open.depth() > 0 {
            let token = tokens
                .step()
                .map_err(PatchError::xml(self.part))?
                .ok_or_else(|| self.fault("a row has no end"))?;
            open.meet(self.bytes, &token)
                .map_err(PatchError::xml(self.part))?;
        }
        Ok(())
    }

    fn missing_before(&mut self, row: u32, at: usize) {
        while let Some((missing, wanted)) = self.wanted.next_if(|(next, _)| *next < row) {
            let mut found = FoundRow {
                row: missing,
                place: RowPlace::Missing(at),
                style: None,
                cells: Vec::new(),
                runs: Vec::new(),
            };
            Seeker::new(wanted, None).finish(at, &mut found);
            self.found.rows.push(found);
        }
    }

    fn finish_rows(&mut self, at: usize) {
        self.missing_before(u32::MAX, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_tags_that_are_not_those_of_their_starts_are_refused() {
        let scanned = |row: &str| {
            let sheet =
                format!("<worksheet><sheetData>{row}<row r=\"2\"/></sheetData></worksheet>");
            let wanted = [(1, WantedRow::default()), (0, WantedRow::default())];
            // Whether a row is wanted or passed over.
            [1, 2].map(|wants| {
                scan(
                    "x",
                    sheet.as_bytes(),
                    &wanted[..wants].iter().cloned().collect(),
                )
                .is_ok()
            })
        };
        assert_eq!(
            scanned("<row r=\"1\"><c r=\"A1\"><is><t>x</t></is></c></row>"),
            [true; 2]
        );
        // As many ends as starts; counted alone, the second row would stand in the first.
        assert_eq!(
            scanned("<row r=\"1\"><c r=\"A1\"><is><t>x</is></c></row></row>"),
            [false; 2]
        );
        assert_eq!(
            scanned("<row r=\"1\"><c r=\"A1\"><v>1</w></c></row>"),
            [false; 2]
        );
        assert_eq!(
            scanned("<row r=\"1\"><c r=\"A1\"/></sheetData>"),
            [false; 2]
        );
    }

    #[test]
    fn plain_cells_are_told_from_others() {
        for (cell, blank) in [
            (r#"<c r="B7"/>"#, true),
            (r#"<c r="B7" s="3"></c>"#, true),
            (r#"<c r="B7" t="s"><v>12</v></c>"#, false),
            (r#"<c r="B7" x="a>b"><v></v></c>"#, false),
        ] {
            let sheet = format!("{cell}<c r=\"C7\"/>");
            let found = plain_cell(sheet.as_bytes(), 0).unwrap();
            assert_eq!((found.end, found.blank), (cell.len(), blank), "{cell}");
            assert_eq!(&sheet[found.tag_end - 1..found.tag_end], ">", "{cell}");
        }
        for other in [
            r#"<x:c r="B7"/>"#,
            "<c r='B7'/>",
            r#"<c r="B7"><f>A1</f><v>1</v></c>"#,
            r#"<c r="B7"><v>1&amp;2</v></c>"#,
            r#"<c r="B7"><v><![CDATA[1]]></v></c>"#,
            r#"<c r="B7"> <v>1</v></c>"#,
            r#"<c r="B7"><v/></c>"#,
            r#"<c r="B7"><v>1"#,
            r#"<c r="B7"#,
            "<cols>",
        ] {
            assert!(plain_cell(other.as_bytes(), 0).is_none(), "{other}");
        }
    }
}
