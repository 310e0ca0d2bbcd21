//! One sheet of the source: fills, columns, notes, in one scan and one list of edits.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::book::{self, Book};
use super::cells::{self, CellEdits, columns_of};
use super::columns;
use super::error::PatchError;
use super::notes::{self, Grid};
use super::package::Package;
use super::record::Record;
use super::scan::{self, FoundRow, ORDER, SheetScan, range};
use super::splice::Doc;
use super::strings::Strings;
use super::styles::Styles;
use super::xml;
use crate::markup::{LinkTarget, SheetMarks, Tone};
use crate::text::Text;
use crate::workbook::{CellRange, CellRef, Workbook};

/// Rows whose new cells are made at once, side by side.
const AT_A_TIME: usize = 1_024;

/// What all sheets share.
pub struct Shared<'a> {
    /// The package.
    pub package: &'a mut Package,
    /// The workbook part.
    pub book: &'a mut Book,
    /// The styles part.
    pub styles: &'a mut Styles,
    /// The shared strings.
    pub strings: &'a mut Strings,
    /// What is to be said.
    pub notices: &'a mut Vec<Text>,
    /// The names of the source's sheets, for links.
    pub workbook: &'a Workbook,
    /// What has to be found again.
    pub record: &'a mut Record,
}

/// Marks one sheet. `at` is its place in the workbook part's list.
pub fn mark(shared: &mut Shared<'_>, at: usize, marks: &SheetMarks) -> Result<(), PatchError> {
    let part = shared
        .book
        .sheets
        .get(at)
        .map(|sheet| sheet.part.clone())
        .unwrap_or_default();
    if !shared.package.has(&part) {
        return Err(PatchError::Missing(part));
    }
    let mut doc = shared.package.take(&part)?;
    let mut wanted = cells::wanted(marks);
    let scan = scan::scan(&part, &doc.bytes, &wanted)?;
    wanted.clear();
    let runs = columns::column_runs(&doc, &scan);

    let looks = marks
        .columns
        .iter()
        .map(|block| style_at(&scan, block.look_of))
        .collect();
    let merged = columns::merged(&doc, &scan);
    let mut merges = Vec::new();
    let mut unmerged = Vec::new();
    for block in &marks.columns {
        let titles = columns::title_ranges(block);
        let collides = titles
            .iter()
            .any(|title| merged.iter().any(|old| columns::overlap(*old, *title)));
        unmerged.push(collides);
        if !collides {
            merges.extend(titles);
        }
    }
    let column_style = |column: u32| {
        runs.iter()
            .find(|run| (run.first..=run.last).contains(&column))
            .and_then(|run| run.style)
    };
    let tones: BTreeMap<CellRef, Tone> =
        marks.annotations.iter().map(|a| (a.cell, a.tone)).collect();
    let mut edits = CellEdits {
        prefix: &scan.outline.prefix,
        blocks: &marks.columns,
        column_styles: &column_style,
        title_styles: looks,
        unmerged,
        extent: None,
        links: Vec::new(),
        taken: Vec::new(),
        fills: Vec::new(),
    };
    let first_row_edit = doc.edits.len();
    for rows in scan.rows.chunks(AT_A_TIME) {
        let made = |row: &FoundRow| cells::made(row, &marks.columns);
        let made: Vec<_> = match rows.len() {
            AT_A_TIME => rows.par_iter().map(made).collect(),
            _ => rows.iter().map(made).collect(),
        };
        for (row, made) in rows.iter().zip(made) {
            edits.row(&mut doc, row, made, &tones, shared.styles, shared.strings);
        }
    }
    open_empty_data(&mut doc, &scan, first_row_edit);
    let CellEdits {
        extent,
        links,
        taken,
        fills,
        ..
    } = edits;
    let name = shared
        .book
        .sheets
        .get(at)
        .map(|sheet| sheet.name.clone())
        .unwrap_or_default();
    let record = &mut shared.record;
    record.fills.extend(
        fills
            .into_iter()
            .map(|(cell, fill)| (name.clone(), cell.to_string(), fill)),
    );
    for (title, _) in marks.columns.iter().flat_map(|block| &block.titles) {
        if !record.titles.contains(title) {
            record.titles.push(title.clone());
        }
    }
    if scan.outline.child("autoFilter").is_none()
        && marks.columns.iter().any(|block| block.filter.is_some())
    {
        record.filters.push(name.clone());
    }

    if let Some(extent) = extent {
        dimension(&mut doc, &scan, extent);
    }
    columns::widths(&mut doc, &scan, &runs, &marks.columns);
    // In the order of the standard: what goes to the same place keeps it.
    let tables = table_ranges(shared.package, &part)?;
    columns::filter(&mut doc, &scan, shared.book, at, &marks.columns, &tables);
    columns::merge(&mut doc, &scan, &merges);
    link(&mut doc, &scan, &links, shared.workbook);
    define_blocks(shared.book, at, marks);
    if let Some(first) = taken.first() {
        let count = taken.len();
        shared.notices.push(text!(
            "工作表「{name}」有 {count} 个单元格已有内容（首个 {first}），复核列没有写入这些单元格"
                / "{count} cells of the sheet {name} hold something (the first is {first}): fuhe's columns left them alone"
        ));
    }
    let grid = Grid::new(&doc, &scan, &runs, &marks.columns);
    notes::annotate(shared, &part, &mut doc, &scan, &grid, marks)?;
    shared.package.put(&part, doc);
    Ok(())
}

/// Where `sheetData` is one empty tag, the new rows go between two tags.
fn open_empty_data(doc: &mut Doc, scan: &SheetScan, from: usize) {
    let Some(data) = scan.outline.child("sheetData").filter(|data| data.empty) else {
        return;
    };
    let rows: Vec<u8> = doc
        .edits
        .drain(from..)
        .flat_map(|edit| edit.insert)
        .collect();
    if !rows.is_empty() {
        doc.append_to(data, &scan.outline.prefix, rows);
    }
}

fn style_at(scan: &SheetScan, at: CellRef) -> u32 {
    scan.rows
        .binary_search_by_key(&at.row, |row| row.row)
        .ok()
        .and_then(|found| {
            let row = scan.rows.get(found)?;
            let (_, cell) = row.cells.iter().find(|(column, _)| *column == at.column)?;
            cell.as_ref().ok().map(|cell| cell.style)
        })
        .unwrap_or(0)
}

fn dimension(doc: &mut Doc, scan: &SheetScan, extent: CellRange) {
    let Some(element) = scan.outline.child("dimension") else {
        return;
    };
    let Some(old) = element
        .value(&doc.bytes, "ref")
        .and_then(|text| range(&text))
    else {
        return;
    };
    let new = cells::around(Some(cells::around(Some(old), extent.first)), extent.last);
    if new != old {
        doc.set(element.start, element.tag_end, "ref", &new.to_string());
    }
}

fn link(
    doc: &mut Doc,
    scan: &SheetScan,
    links: &[(CellRef, String, LinkTarget)],
    workbook: &Workbook,
) {
    if links.is_empty() {
        return;
    }
    let prefix = &scan.outline.prefix;
    let mut text = String::new();
    for (at, shown, to) in links {
        let (sheet, cell) = match to {
            LinkTarget::Source(index, cell) => (
                workbook.sheets.get(*index).map(|sheet| sheet.name.as_str()),
                cell,
            ),
            LinkTarget::Report(name, cell) => (Some(name.as_str()), cell),
        };
        let Some(sheet) = sheet else {
            continue;
        };
        let location = xml::escaped(&format!("{}!{cell}", book::quoted(sheet)));
        let shown = xml::escaped(shown);
        text += &format!(
            "<{prefix}hyperlink ref=\"{at}\" location=\"{location}\" display=\"{shown}\"/>"
        );
    }
    match scan.outline.child("hyperlinks") {
        Some(list) => doc.append_to(list, prefix, text),
        None => {
            let at = scan.outline.place_for("hyperlinks", ORDER);
            doc.insert(
                at,
                format!("<{prefix}hyperlinks>{text}</{prefix}hyperlinks>"),
            );
        }
    }
}

/// The ranges of a sheet's tables.
fn table_ranges(package: &mut Package, part: &str) -> Result<Vec<CellRange>, PatchError> {
    let relations = package.relations(part)?.clone();
    let mut ranges = Vec::new();
    for table in relations
        .list
        .iter()
        .filter(|r| r.is("table") && !r.external)
    {
        let Ok(bytes) = package.read(&table.part) else {
            continue;
        };
        let outline = xml::Outline::of(&bytes).map_err(PatchError::xml(&table.part))?;
        ranges.extend(
            outline
                .root
                .value(&bytes, "ref")
                .and_then(|text| range(&text)),
        );
    }
    Ok(ranges)
}

/// Hidden names over the blocks: Excel keeps them up to date while HR works on, so that the columns are found again.
pub fn define_blocks(book: &mut Book, at: usize, marks: &SheetMarks) {
    let Some(name) = book.sheets.get(at).map(|sheet| sheet.name.clone()) else {
        return;
    };
    for (number, block) in marks.columns.iter().enumerate() {
        let columns = columns_of(block);
        let Some(last) = columns.end.checked_sub(1).filter(|_| !columns.is_empty()) else {
            continue;
        };
        let bottom = block
            .rows
            .numbers()
            .last()
            .map_or(block.header.1, |row| (*row).max(block.header.1));
        let area = CellRange::new(
            CellRef::new(block.header.0, columns.start),
            CellRef::new(bottom, last),
        );
        book.define(
            &format!("_fuhe.columns.{}.{}", at + 1, number + 1),
            None,
            true,
            book::on_sheet(&name, area),
        );
    }
}
