//! Pieces of a sheet that holds several tables, one below or beside the other.

use std::collections::BTreeSet;

use super::header::Labels;
use super::roster::HEADER_ROWS;
use super::search::Wanted;
use crate::mapping::Field;
use crate::workbook::{Row, Sheet, Value};

/// Rows of a title over its table.
const TITLE_ROWS: usize = 3;

/// The labels among which the first table's header stands.
pub(super) fn head_of(sheet: &Sheet) -> Labels<'_> {
    let first = sheet.rows.first().map_or(0, |row| row.index);
    Labels::new(sheet, first.saturating_add(HEADER_ROWS))
}

/// The columns that say who.
pub(super) const WHO: [Field; 5] = [
    Field::Id,
    Field::Name,
    Field::Department,
    Field::Position,
    Field::Period,
];

/// The first of the columns that say who, up to one of them: `序号 部门 工号 姓名`.
pub(super) fn first_of_person<K>(
    labels: &Labels,
    rows: (u32, u32),
    wanted: &[Wanted<'_, K>],
    is_who: fn(&K) -> bool,
    column: u32,
) -> u32 {
    let spelled = wanted.iter().filter(|one| is_who(&one.key));
    let mut known: BTreeSet<u32> = spelled
        .flat_map(|one| labels.columns_like(rows, one.spelled))
        .map(|(at, _)| at)
        .collect();
    let over = labels.words_over(rows);
    let numbers = over.iter().filter(|(_, words)| words == "序号");
    known.extend(numbers.map(|(at, _)| *at));
    let mut first = column;
    while first > 0 && known.contains(&(first - 1)) {
        first -= 1;
    }
    first
}

/// A row of words: no data stand in it.
pub(super) fn is_wordy(row: &Row) -> bool {
    let figure = |value: &Value| match value {
        Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Error(_) => true,
        Value::Text(text) => text.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        Value::Empty => false,
    };
    !row.cells.iter().any(|cell| figure(&cell.value))
        && row
            .cells
            .iter()
            .filter(|cell| !cell.value.is_blank())
            .count()
            > 1
}

/// The row of the title over a header: a row with one text, right above it.
pub(super) fn with_title(sheet: &Sheet, top: u32) -> u32 {
    let above = sheet.rows.partition_point(|row| row.index < top);
    let mut first = top;
    for row in sheet.rows[..above].iter().rev().take(TITLE_ROWS) {
        let filled = row.cells.iter().filter(|cell| !cell.value.is_blank());
        match filled.count() {
            0 => {}
            1 if first - row.index <= 2 => first = row.index,
            _ => break,
        }
    }
    first
}

/// A sheet's columns from `first` to `last`.
pub(crate) fn columns_of(sheet: &Sheet, first: u32, last: u32) -> Sheet {
    let mut part = sheet.clone();
    for row in &mut part.rows {
        row.cells
            .retain(|cell| (first..=last).contains(&cell.column));
    }
    part.rows.retain(|row| !row.cells.is_empty());
    part.formulas
        .retain(|at, _| (first..=last).contains(&at.column));
    part
}

/// A sheet's rows from `first` to `last`.
pub(crate) fn rows_of(sheet: &Sheet, first: u32, last: u32) -> Sheet {
    let rows = sheet.rows.iter();
    let inside = |row: u32| (first..=last).contains(&row);
    let formulas = sheet.formulas.iter().filter(|(at, _)| inside(at.row));
    Sheet {
        name: sheet.name.clone(),
        visibility: sheet.visibility,
        is_damaged: sheet.is_damaged,
        rows: rows.filter(|row| inside(row.index)).cloned().collect(),
        formulas: formulas
            .map(|(at, formula)| (*at, formula.clone()))
            .collect(),
        merges: sheet.merges.clone(),
        hidden_rows: sheet.hidden_rows.clone(),
        hidden_columns: sheet.hidden_columns.clone(),
        geometry: sheet.geometry.clone(),
    }
}
