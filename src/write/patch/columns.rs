//! The columns at the right of a table: widths, merged titles, the filter.

use super::book::{self, Book};
use super::cells::columns_of;
use super::scan::{ORDER, SheetScan, characters_to_pixels, number, range};
use super::splice::Doc;
use super::xml::Element;
use crate::markup::AddedColumns;
use crate::workbook::{CellRange, CellRef};

/// A run of columns as `cols` describes it, counted from 0, both ends included.
#[derive(Debug, Clone)]
pub struct ColumnRun {
    /// The first column.
    pub first: u32,
    /// The last column.
    pub last: u32,
    /// Its format.
    pub style: Option<u32>,
    /// Its width in pixels, 0 where it is hidden.
    pub pixels: Option<u32>,
    /// Where it is described.
    pub element: Element,
}

/// Reads `cols`.
pub fn column_runs(doc: &Doc, scan: &SheetScan) -> Vec<ColumnRun> {
    let bytes = &doc.bytes;
    let children = scan
        .outline
        .child("cols")
        .and_then(|cols| cols.children(bytes).ok());
    children
        .unwrap_or_default()
        .into_iter()
        .filter(|element| element.name == "col")
        .filter_map(|element| {
            let value = |name| element.attribute(bytes, name).map(|range| &bytes[range]);
            let hidden = value("hidden").is_some_and(super::scan::is_true);
            let width = value("width").and_then(characters_to_pixels);
            Some(ColumnRun {
                first: value("min").and_then(number)?.checked_sub(1)?,
                last: value("max").and_then(number)?.checked_sub(1)?,
                style: value("style").and_then(number),
                pixels: if hidden { Some(0) } else { width },
                element,
            })
        })
        .collect()
}

/// Sets the widths of a block's columns. What `cols` says of other columns stays; a run that reaches into the block
/// is cut.
pub fn widths(doc: &mut Doc, scan: &SheetScan, runs: &[ColumnRun], blocks: &[AddedColumns]) {
    let prefix = &scan.outline.prefix;
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for block in blocks {
        for (column, (_, width)) in columns_of(block).zip(&block.titles) {
            spans.push((column, *width));
        }
    }
    spans.sort_unstable();
    spans.dedup_by_key(|(column, _)| *column);
    if spans.is_empty() {
        return;
    }
    let written = |(column, width): &(u32, u32)| {
        let number = column + 1;
        format!(
            "<{prefix}col min=\"{number}\" max=\"{number}\" width=\"{width}.7109375\" customWidth=\"1\"/>"
        )
    };
    let Some(cols) = scan.outline.child("cols").filter(|_| !runs.is_empty()) else {
        let text: String = spans.iter().map(written).collect();
        match scan.outline.child("cols") {
            Some(cols) => doc.append_to(cols, prefix, text),
            None => {
                let at = scan.outline.place_for("cols", ORDER);
                doc.insert(at, format!("<{prefix}cols>{text}</{prefix}cols>"));
            }
        }
        return;
    };
    // Each run keeps the pieces that no new column covers; the new columns stand between them in rising order.
    let mut next = spans.iter().peekable();
    for run in runs {
        let mut before = String::new();
        while let Some(span) = next.next_if(|(column, _)| *column < run.first) {
            before += &written(span);
        }
        if !before.is_empty() {
            doc.insert(run.element.start, before);
        }
        let inside: Vec<&(u32, u32)> =
            std::iter::from_fn(|| next.next_if(|(c, _)| *c <= run.last)).collect();
        if inside.is_empty() {
            continue;
        }
        let mut text = String::new();
        let mut first = run.first;
        for span in inside {
            if span.0 > first {
                text += &piece(doc, run, first, span.0 - 1);
            }
            text += &written(span);
            first = span.0 + 1;
        }
        if first <= run.last {
            text += &piece(doc, run, first, run.last);
        }
        doc.replace(run.element.start..run.element.end, text);
    }
    let rest: String = next.map(written).collect();
    if !rest.is_empty() {
        doc.insert(cols.close, rest);
    }
}

/// A run's own words over fewer columns.
fn piece(doc: &Doc, run: &ColumnRun, first: u32, last: u32) -> String {
    let mut copy = Doc::new(run.element.outer(&doc.bytes).to_vec());
    let end = run.element.tag_end - run.element.start;
    copy.set(0, end, "min", &(first + 1).to_string());
    copy.set(0, end, "max", &(last + 1).to_string());
    let mut out = Vec::new();
    let _ = copy.apply(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// True where two ranges share a cell.
pub fn overlap(a: CellRange, b: CellRange) -> bool {
    a.first.row <= b.last.row
        && b.first.row <= a.last.row
        && a.first.column <= b.last.column
        && b.first.column <= a.last.column
}

/// The merged ranges of a sheet.
pub fn merged(doc: &Doc, scan: &SheetScan) -> Vec<CellRange> {
    let list = scan
        .outline
        .child("mergeCells")
        .and_then(|list| list.children(&doc.bytes).ok());
    let list = list.unwrap_or_default();
    list.iter()
        .filter_map(|merge| range(&merge.value(&doc.bytes, "ref")?))
        .collect()
}

/// The titles' ranges of a block that has several header rows.
pub fn title_ranges(block: &AddedColumns) -> Vec<CellRange> {
    if block.header.0 >= block.header.1 {
        return Vec::new();
    }
    let over = |column| {
        CellRange::new(
            CellRef::new(block.header.0, column),
            CellRef::new(block.header.1, column),
        )
    };
    columns_of(block).map(over).collect()
}

/// Merges ranges.
pub fn merge(doc: &mut Doc, scan: &SheetScan, ranges: &[CellRange]) {
    if ranges.is_empty() {
        return;
    }
    let prefix = &scan.outline.prefix;
    let text: String = ranges
        .iter()
        .map(|range| format!("<{prefix}mergeCell ref=\"{range}\"/>"))
        .collect();
    match scan.outline.child("mergeCells") {
        Some(list) => {
            let known = list.children(&doc.bytes).map_or(0, |list| list.len());
            if list.attribute(&doc.bytes, "count").is_some() {
                let count = (known + ranges.len()).to_string();
                doc.set(list.start, list.tag_end, "count", &count);
            }
            doc.append_to(list, prefix, text);
        }
        None => {
            let at = scan.outline.place_for("mergeCells", ORDER);
            let count = ranges.len();
            doc.insert(
                at,
                format!("<{prefix}mergeCells count=\"{count}\">{text}</{prefix}mergeCells>"),
            );
        }
    }
}

/// Lets the sheet's filter reach over the blocks, or gives it one. `tables` are the ranges of its tables, which have
/// filters of their own.
pub fn filter(
    doc: &mut Doc,
    scan: &SheetScan,
    book: &mut Book,
    sheet: usize,
    blocks: &[AddedColumns],
    tables: &[CellRange],
) {
    let wanted = match scan.outline.child("autoFilter") {
        Some(element) => {
            let Some(mut reach) = element
                .value(&doc.bytes, "ref")
                .and_then(|text| range(&text))
            else {
                return;
            };
            let before = reach;
            for block in blocks {
                let last = columns_of(block).end.saturating_sub(1);
                let is_its_own = (block.header.0..=block.header.1).contains(&reach.first.row);
                if is_its_own && reach.first.column < block.left && reach.last.column < last {
                    reach.last.column = last;
                }
            }
            if reach == before || tables.iter().any(|table| overlap(*table, reach)) {
                return;
            }
            doc.set(element.start, element.tag_end, "ref", &reach.to_string());
            reach
        }
        None => {
            let Some(reach) = blocks.iter().find_map(|block| block.filter) else {
                return;
            };
            if tables.iter().any(|table| overlap(*table, reach)) {
                return;
            }
            let at = scan.outline.place_for("autoFilter", ORDER);
            doc.insert(
                at,
                format!("<{}autoFilter ref=\"{reach}\"/>", scan.outline.prefix),
            );
            reach
        }
    };
    let Some(entry) = book.sheets.get(sheet) else {
        return;
    };
    let text = book::on_sheet(&entry.name, wanted);
    match book.name("_xlnm._FilterDatabase", Some(sheet)) {
        Some(index) => book.redefine(index, text),
        None => book.define("_xlnm._FilterDatabase", Some(sheet), true, text),
    }
}
