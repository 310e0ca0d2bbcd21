//! The rows of a csv: text without looks, which is written as it is read, row by row. A csv may hold a million people,
//! and a library that keeps every cell would need gigabytes for them.

use std::collections::BTreeMap;

use super::body::{Body, BodyCell, BodyRow, Ink, own};
use super::report_cells::{COLUMNS, ROWS};
use super::texts::fitted;
use crate::markup::{AddedColumns, Content, FormulaResult, NewValue, Tone};
use crate::workbook::{CellRef, Sheet, Value, Workbook};

/// The rows under the header of the sheet's one table; `None` where the sheet is to be drawn cell by cell.
pub(super) fn body<'a>(
    workbook: &Workbook,
    sheet: &'a Sheet,
    blocks: &'a [AddedColumns],
    tones: &BTreeMap<CellRef, Tone>,
    values: &BTreeMap<CellRef, &'a NewValue>,
) -> Option<Body<'a>> {
    let [block] = blocks else {
        return None;
    };
    let extent = sheet.extent()?;
    let tone_rows = tones.keys().next_back().map_or(0, |at| at.row);
    let tone_columns = tones.keys().map(|at| at.column).max().unwrap_or(0);
    let added = block.rows.numbers().last().copied().unwrap_or(0);
    let last = extent.last.row.max(added).max(tone_rows);
    let beside = (block.left + block.titles.len() as u32).saturating_sub(1);
    let right = extent.last.column.max(beside).max(tone_columns);
    let first = block.header.1 + 1;
    let is_plain = workbook.format.is_untyped()
        && sheet.formulas.is_empty()
        && sheet.merges.iter().next().is_none()
        && sheet.hidden_rows.iter().next().is_none()
        && sheet.geometry.row_heights.is_empty();
    if !is_plain || first > last || last >= ROWS || right >= COLUMNS {
        return None;
    }
    let is_text = |value: &Value| matches!(value, Value::Empty | Value::Number(_) | Value::Text(_));
    let mut cells = below(sheet, first).flat_map(|row| &row.cells);
    if cells.any(|cell| cell.style != 0 || !is_text(&cell.value)) {
        return None;
    }
    let (tones, values) = (tones.clone(), values.clone());
    let make = move |index: usize| row(sheet, block, &tones, &values, first + index as u32);
    Some(Body {
        first: first as usize,
        rows: (last - first) as usize + 1,
        width: right + 1,
        make: Box::new(make),
    })
}

/// How many texts are longer than a cell holds.
pub(super) fn cut(sheet: &Sheet, first: u32) -> usize {
    let cells = below(sheet, first).flat_map(|row| &row.cells);
    let is_cut = |value: &Value| matches!(value, Value::Text(text) if fitted(text).1);
    cells.filter(|cell| is_cut(&cell.value)).count()
}

fn below(sheet: &Sheet, first: u32) -> impl Iterator<Item = &crate::workbook::Row> {
    let start = sheet.rows.partition_point(|row| row.index < first);
    sheet.rows[start..].iter()
}

fn row(
    sheet: &Sheet,
    block: &AddedColumns,
    tones: &BTreeMap<CellRef, Tone>,
    values: &BTreeMap<CellRef, &NewValue>,
    index: u32,
) -> BodyRow {
    let ink = |at: CellRef| Ink::Plain(tones.get(&at).copied());
    let found = sheet.rows.binary_search_by_key(&index, |row| row.index);
    let there = found.map_or(&[][..], |found| &sheet.rows[found].cells);
    let mut cells: Vec<BodyCell> = Vec::with_capacity(there.len() + block.titles.len());
    for cell in there {
        let at = CellRef::new(index, cell.column);
        let content = match (values.get(&at).map(|new| &new.value), &cell.value) {
            (Some(FormulaResult::Number(number)), _) | (None, Value::Number(number)) => {
                Content::Number(*number)
            }
            (Some(FormulaResult::Text(text)), _) => Content::Text(text.clone()),
            (None, Value::Text(text)) => Content::Text(text.to_string()),
            (None, _) => Content::Blank,
        };
        let ink = ink(at);
        if !matches!(content, Content::Blank) || ink != Ink::Plain(None) {
            cells.push(BodyCell {
                column: cell.column,
                ink,
                content,
            });
        }
    }
    // Marks on cells that the source does not store.
    let marked = tones.range(CellRef::new(index, 0)..=CellRef::new(index, u32::MAX));
    for (at, _) in marked.filter(|(at, _)| sheet.cell(**at).is_none()) {
        cells.push(BodyCell {
            column: at.column,
            ink: ink(*at),
            content: Content::Blank,
        });
    }
    if let Some(added) = block.rows.at(index) {
        cells.extend((block.left..).zip(added).filter_map(own));
    }
    cells.sort_by_key(|cell| cell.column);
    BodyRow {
        cells,
        height: None,
    }
}
