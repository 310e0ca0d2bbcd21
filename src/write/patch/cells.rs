//! Marked cells and new cells, as edits of the rows that the scan found.

use std::collections::BTreeMap;

use super::scan::{FoundCell, FoundRow, FoundRun, RowPlace, WantedRow};
use super::splice::Doc;
use super::strings::Strings;
use super::styles::Styles;
use super::xml;
use crate::markup::{
    AddedColumns, Content, FormulaResult, LinkTarget, ReportCell, SheetMarks, Tone,
};
use crate::workbook::{CellRange, CellRef};

/// What is to be edited on one sheet, and what comes of it.
pub struct CellEdits<'a> {
    /// The prefix of the sheet's elements.
    pub prefix: &'a str,
    /// The blocks of new columns.
    pub blocks: &'a [AddedColumns<'a>],
    /// Formats of columns, for cells that do not stand yet.
    pub column_styles: &'a dyn Fn(u32) -> Option<u32>,
    /// Formats of the titles, one per block.
    pub title_styles: Vec<u32>,
    /// Blocks whose titles are not merged over the header's rows.
    pub unmerged: Vec<bool>,
    /// Every cell that came new, as a range.
    pub extent: Option<CellRange>,
    /// Links that new cells want.
    pub links: Vec<(CellRef, String, LinkTarget)>,
    /// Cells that were taken: nothing was written there.
    pub taken: Vec<CellRef>,
    /// The fills that marked cells had.
    pub fills: Vec<(CellRef, String)>,
}

/// A block's columns.
pub fn columns_of(block: &AddedColumns) -> std::ops::Range<u32> {
    let width = u32::try_from(block.titles.len()).unwrap_or(0);
    block.left..block.left.saturating_add(width)
}

/// What the marks of a sheet want of its rows.
pub fn wanted(marks: &SheetMarks) -> BTreeMap<u32, WantedRow> {
    let mut rows: BTreeMap<u32, WantedRow> = BTreeMap::new();
    for annotation in &marks.annotations {
        rows.entry(annotation.cell.row)
            .or_default()
            .cells
            .push(annotation.cell.column);
    }
    for block in &marks.columns {
        rows.entry(block.look_of.row)
            .or_default()
            .cells
            .push(block.look_of.column);
        let columns = columns_of(block);
        if columns.is_empty() {
            continue;
        }
        let header = block.header.0
            ..=block
                .header
                .1
                .max(block.header.0)
                .min(block.header.0 + 1000);
        for row in header.chain(block.rows.numbers().iter().copied()) {
            let runs = &mut rows.entry(row).or_default().runs;
            if !runs.contains(&columns) {
                runs.push(columns.clone());
            }
        }
    }
    for row in rows.values_mut() {
        row.cells.sort_unstable();
        row.cells.dedup();
        row.runs.sort_by_key(|run| run.start);
        let runs = std::mem::take(&mut row.runs);
        for run in runs {
            // Blocks do not overlap; one that does all the same is left out rather than written twice.
            if row.runs.last().is_none_or(|last| last.end <= run.start) {
                row.runs.push(run);
            }
        }
    }
    rows
}

/// Cells for a run of columns: the block's place among the blocks, and what its list has for the row.
pub type Made = Option<(usize, Option<Vec<ReportCell>>)>;

/// Makes the cells of a row, by its runs.
pub fn made(found: &FoundRow, blocks: &[AddedColumns]) -> Vec<Made> {
    let of = |run: &FoundRun| {
        // Tables below each other share their columns: the row is of the last one that begins above it.
        let index = blocks
            .iter()
            .rposition(|block| columns_of(block) == run.columns && block.header.0 <= found.row)?;
        Some((index, blocks[index].rows.at(found.row)))
    };
    found.runs.iter().map(of).collect()
}

impl CellEdits<'_> {
    /// Edits one row; `made` are its new cells.
    pub fn row(
        &mut self,
        doc: &mut Doc,
        found: &FoundRow,
        made: Vec<Made>,
        tones: &BTreeMap<CellRef, Tone>,
        styles: &mut Styles,
        strings: &mut Strings,
    ) {
        let mut new: Vec<(u32, usize, String)> = Vec::new();
        let prefix = self.prefix;
        for (column, place) in &found.cells {
            let at = CellRef::new(found.row, *column);
            let Some(tone) = tones.get(&at) else {
                continue;
            };
            if found.runs.iter().any(|run| run.columns.contains(column)) {
                continue;
            }
            match place {
                Ok(cell) => {
                    if let Some(fill) = styles.fill_of(cell.style) {
                        self.fills.push((at, fill));
                    }
                    let style = styles.twin(cell.style, *tone).to_string();
                    doc.set(cell.start, cell.tag_end, "s", &style);
                }
                Err(place) => {
                    let style = found
                        .style
                        .or_else(|| (self.column_styles)(*column))
                        .unwrap_or(0);
                    let style = styles.twin(style, *tone);
                    self.reach(at);
                    new.push((
                        *column,
                        *place,
                        format!("<{prefix}c r=\"{at}\" s=\"{style}\"/>"),
                    ));
                }
            }
        }
        for (run, made) in found.runs.iter().zip(made) {
            let Some((index, body)) = made else {
                continue;
            };
            let block = &self.blocks[index];
            for (offset, column) in run.columns.clone().enumerate() {
                let at = CellRef::new(found.row, column);
                let text = match body.as_ref().map(|cells| cells.get(offset)) {
                    Some(Some(cell)) => {
                        let style = styles.beside(cell.look, run.before);
                        self.cell(at, style, &cell.content, strings)
                    }
                    Some(None) => continue,
                    None => self.title(at, index, block, offset, strings),
                };
                self.place(doc, at, run.there.as_slice(), run.at, text, &mut new);
            }
        }
        new.sort_by_key(|(column, ..)| *column);
        self.settle_row(doc, found, new);
    }

    fn title(
        &self,
        at: CellRef,
        index: usize,
        block: &AddedColumns,
        offset: usize,
        strings: &mut Strings,
    ) -> String {
        let prefix = self.prefix;
        let style = self.title_styles.get(index).copied().unwrap_or(0);
        let unmerged = self.unmerged.get(index).copied().unwrap_or(false);
        let holds = if unmerged {
            block.header.1
        } else {
            block.header.0
        };
        match block.titles.get(offset).filter(|_| at.row == holds) {
            Some((title, _)) => {
                let id = strings.add(title);
                format!(
                    "<{prefix}c r=\"{at}\" s=\"{style}\" t=\"s\"><{prefix}v>{id}</{prefix}v></{prefix}c>"
                )
            }
            None => format!("<{prefix}c r=\"{at}\" s=\"{style}\"/>"),
        }
    }

    /// A new cell: over a blank one, or before the next.
    fn place(
        &mut self,
        doc: &mut Doc,
        at: CellRef,
        there: &[FoundCell],
        end: usize,
        text: String,
        new: &mut Vec<(u32, usize, String)>,
    ) {
        match there.iter().find(|cell| cell.column >= at.column) {
            Some(cell) if cell.column == at.column => {
                if cell.blank {
                    doc.replace(cell.start..cell.end, text);
                } else {
                    self.taken.push(at);
                    return;
                }
            }
            Some(next) => new.push((at.column, next.start, text)),
            None => new.push((at.column, end, text)),
        }
        self.reach(at);
    }

    fn settle_row(&self, doc: &mut Doc, found: &FoundRow, new: Vec<(u32, usize, String)>) {
        let (Some(first), Some(last)) = (new.first(), new.last()) else {
            return;
        };
        let (low, high) = (first.0 + 1, last.0 + 1);
        let prefix = self.prefix;
        match found.place {
            RowPlace::Missing(at) => {
                let row = u64::from(found.row) + 1;
                let cells: String = new.into_iter().map(|(.., text)| text).collect();
                doc.insert(
                    at,
                    format!("<{prefix}row r=\"{row}\">{cells}</{prefix}row>"),
                );
            }
            RowPlace::There {
                start,
                tag_end,
                empty,
                ..
            } => {
                if let Some(spans) = xml::value(&doc.bytes, start, tag_end, "spans") {
                    let widened = widened(&spans, low, high);
                    doc.set(start, tag_end, "spans", &widened);
                }
                if empty {
                    let cells: String = new.into_iter().map(|(.., text)| text).collect();
                    doc.replace(tag_end - 2..tag_end, format!(">{cells}</{prefix}row>"));
                } else {
                    // One insertion per place, so that the record stays short.
                    let mut joined: Vec<(usize, String)> = Vec::new();
                    for (_, at, text) in new {
                        match joined.last_mut() {
                            Some((last, before)) if *last == at => before.push_str(&text),
                            _ => joined.push((at, text)),
                        }
                    }
                    for (at, text) in joined {
                        doc.insert(at, text);
                    }
                }
            }
        }
    }

    fn reach(&mut self, at: CellRef) {
        self.extent = Some(around(self.extent, at));
    }

    /// A cell of fuhe's own.
    fn cell(
        &mut self,
        at: CellRef,
        style: u32,
        content: &Content,
        strings: &mut Strings,
    ) -> String {
        let prefix = self.prefix;
        let open = format!("<{prefix}c r=\"{at}\" s=\"{style}\"");
        let string = |text: &str, strings: &mut Strings| {
            let id = strings.add(text);
            format!("{open} t=\"s\"><{prefix}v>{id}</{prefix}v></{prefix}c>")
        };
        match content {
            Content::Blank => format!("{open}/>"),
            Content::Text(text) if text.is_empty() => format!("{open}/>"),
            Content::Text(text) => string(text, strings),
            Content::Number(number) => {
                format!("{open}><{prefix}v>{number}</{prefix}v></{prefix}c>")
            }
            Content::Formula { text, result } => {
                let formula = xml::escaped(text);
                let (kind, value) = match result {
                    FormulaResult::Number(number) => ("", number.to_string()),
                    FormulaResult::Text(text) => (" t=\"str\"", xml::escaped(text)),
                };
                format!(
                    "{open}{kind}><{prefix}f>{formula}</{prefix}f><{prefix}v>{value}</{prefix}v></{prefix}c>"
                )
            }
            Content::Link { text, to } => {
                self.links.push((at, text.clone(), to.clone()));
                string(text, strings)
            }
        }
    }
}

/// `spans` that reach over columns `low..=high`, counted from 1.
fn widened(spans: &str, low: u32, high: u32) -> String {
    let mut parts: Vec<(u32, u32)> = spans
        .split_ascii_whitespace()
        .filter_map(|span| {
            let (first, last) = span.split_once(':')?;
            Some((first.parse().ok()?, last.parse().ok()?))
        })
        .collect();
    if parts.is_empty() {
        return format!("{low}:{high}");
    }
    if let Some(first) = parts.first_mut() {
        first.0 = first.0.min(low);
    }
    if let Some(last) = parts.last_mut() {
        last.1 = last.1.max(high);
    }
    let words: Vec<String> = parts.iter().map(|(a, b)| format!("{a}:{b}")).collect();
    words.join(" ")
}

/// The range around a range and a cell.
pub fn around(range: Option<CellRange>, at: CellRef) -> CellRange {
    let Some(range) = range else {
        return CellRange::new(at, at);
    };
    CellRange::new(
        CellRef::new(
            range.first.row.min(at.row),
            range.first.column.min(at.column),
        ),
        CellRef::new(range.last.row.max(at.row), range.last.column.max(at.column)),
    )
}
