//! Several forms on one sheet, below or beside each other: a draft learns from each as if it had a sheet of its own.

use std::borrow::Cow;

use super::ladders;
use super::table::{self, Kind, Table, label};
use super::words::{is_field, is_item};
use crate::extract::{columns_of, rows_of};
use crate::mapping::Field;
use crate::mapping::spelling::Label;
use crate::workbook::{Row, Sheet, Value};

/// More forms teach nothing new.
const MOST: usize = 200;
/// The labels with which a form ends.
const ENDS: [Field; 6] = [
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
];

/// The forms of a sheet, each with its own rows and columns; the sheet itself where it holds one table.
pub(super) fn pieces(sheet: &Sheet) -> Vec<Cow<'_, Sheet>> {
    let Some(rest) = ladders::without(sheet) else {
        return parts(sheet);
    };
    let parts = parts(&rest).into_iter();
    parts.map(|part| Cow::Owned(part.into_owned())).collect()
}

fn parts(sheet: &Sheet) -> Vec<Cow<'_, Sheet>> {
    let Some(table) = table::find(sheet).filter(|table| table.kind != Kind::Long) else {
        return vec![Cow::Borrowed(sheet)];
    };
    let beside = beside(&table);
    let halves: Vec<Cow<Sheet>> = match &beside[..] {
        [] | [_] => vec![Cow::Borrowed(sheet)],
        windows => windows
            .iter()
            .map(|(first, last)| Cow::Owned(columns_of(sheet, *first, *last)))
            .collect(),
    };
    if table.kind == Kind::Roster {
        return halves;
    }
    halves.into_iter().flat_map(below).take(MOST).collect()
}

/// The columns of each of the forms beside each other: the item's header stands over each. Of rosters, that of the names.
fn beside(table: &Table) -> Vec<(u32, u32)> {
    let Some(header) = table.sheet.row(table.bottom) else {
        return Vec::new();
    };
    let item = match table.kind {
        Kind::Roster => table
            .of_field(Field::Name)
            .filter(|name| name.path.len() == 1),
        _ => table.columns.iter().find(|column| is_item(column.leaf())),
    };
    let Some(item) = item else { return Vec::new() };
    let again: Vec<u32> = columns_called(header, item.leaf()).collect();
    let first = table.columns.first().map_or(0, |column| column.column);
    let before = item.column.saturating_sub(first);
    let starts: Vec<u32> = again
        .iter()
        .map(|column| column.saturating_sub(before))
        .collect();
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.saturating_sub(1))
        .chain([u32::MAX]);
    starts.iter().copied().zip(ends).collect()
}

/// The forms of a sheet below each other. A header that is repeated before anything ends is that of a sub-table.
fn below(sheet: Cow<'_, Sheet>) -> Vec<Cow<'_, Sheet>> {
    let Some(table) = table::find(&sheet) else {
        return vec![sheet];
    };
    let item = table.columns.iter().find(|column| is_item(column.leaf()));
    let Some((column, words)) = item.map(|item| (item.column, item.leaf().to_owned())) else {
        return vec![sheet];
    };
    let mut starts = vec![0];
    let mut end = None;
    for row in sheet.rows.iter().filter(|row| row.index > table.bottom) {
        // The words over the lines may also be labels of totals, and end nothing.
        if columns_called(row, &words).any(|at| at == column) {
            starts.extend(end.take().map(|end: u32| end + 1));
        } else if ends(row) {
            end = Some(row.index);
        }
    }
    if starts.len() == 1 {
        return vec![sheet];
    }
    let lasts = starts.iter().skip(1).map(|start| start - 1);
    let lasts = lasts.chain([u32::MAX]);
    starts
        .iter()
        .zip(lasts)
        .map(|(first, last)| Cow::Owned(rows_of(&sheet, *first, last)))
        .collect()
}

/// The columns of a row's cells with these words.
fn columns_called<'a>(row: &'a Row, words: &'a str) -> impl Iterator<Item = u32> + 'a {
    let called = move |value: &Value| label(value).is_some_and(|label| label.name == words);
    let cells = row.cells.iter().filter(move |cell| called(&cell.value));
    cells.map(|cell| cell.column)
}

/// True for a row with the label of a total, a grade or pay.
fn ends(row: &Row) -> bool {
    row.cells.iter().any(|cell| match &cell.value {
        Value::Text(text) => {
            let words = text.split([':', '：']).next().unwrap_or_default();
            is_field(&Label::new(words).name).is_some_and(|field| ENDS.contains(&field))
        }
        _ => false,
    })
}
