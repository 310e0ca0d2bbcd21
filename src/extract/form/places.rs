//! Where the forms of a sheet begin and end.

use std::ops::Range;

use super::super::figure::Cells;
use super::super::header::Header;
use super::super::labels::LabelFinder;
use super::super::rows::{self, RowKind};
use super::{Key, MAX_ROWS};
use crate::mapping::Field;
use crate::workbook::{CellRange, CellRef, Value};

/// The labels of a form's head.
const HEAD: &[Field] = &[
    Field::Name,
    Field::Id,
    Field::Department,
    Field::Position,
    Field::Period,
];
/// The labels below its lines.
const ENDS: &[Field] = &[Field::Total, Field::Grade, Field::Payout];

/// The rows of each form: from its own first label to the row before the next form's.
pub(super) fn split<'h>(
    cells: &Cells,
    finder: &LabelFinder,
    headers: &'h [Header<Key>],
) -> Vec<(&'h Header<Key>, (u32, u32))> {
    let end = cells
        .sheet
        .rows
        .last()
        .map_or(0, |row| row.index)
        .min(MAX_ROWS);
    let names = names_in_head(finder, headers, end);
    let mut starts = Vec::new();
    let mut firsts: Vec<&Header<Key>> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let floor = match index.checked_sub(1).map(|before| &headers[before]) {
            None => 0,
            Some(before) if goes_on(finder, before, header) => continue,
            Some(before) => head_of(cells, finder, before, header.top, names).unwrap_or(header.top),
        };
        firsts.push(header);
        starts.push(floor);
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.saturating_sub(1))
        .chain([end]);
    firsts
        .into_iter()
        .zip(starts.iter().zip(ends))
        .map(|(header, (start, end))| (header, (*start, end)))
        .collect()
}

/// True where a header is repeated over the next lines of one form: `二、定性指标（30分）` and the same columns once more,
/// before any total and with nobody's label between.
fn goes_on(finder: &LabelFinder, before: &Header<Key>, next: &Header<Key>) -> bool {
    let is_same = next.columns.iter().all(|column| {
        let mut own = before.columns.iter();
        own.any(|one| (one.column, one.key) == (column.column, column.key))
    });
    let is_between = |row: u32| {
        let has = fields(finder, row);
        ENDS.iter().chain(HEAD).any(|field| has(*field))
    };
    is_same && !(before.bottom + 1..next.top).any(is_between)
}

/// The fields whose labels stand in a row.
fn fields(finder: &LabelFinder, row: u32) -> impl Fn(Field) -> bool {
    let area = CellRange::new(CellRef::new(row, 0), CellRef::new(row, u32::MAX / 2));
    let found = finder.find(area, &|_| false);
    move |field| found.contains_key(&field)
}

/// How many rows of a form's head may name its person: as many as in the first one, and none where the names stand below
/// the tables, one each.
fn names_in_head(finder: &LabelFinder, headers: &[Header<Key>], end: u32) -> usize {
    let (Some(first), true) = (headers.first(), headers.len() > 1) else {
        return 0;
    };
    let named = |rows: Range<u32>| {
        rows.filter(|row| fields(finder, *row)(Field::Name))
            .take(2)
            .count()
    };
    let above = named(0..first.top);
    if above > 0 {
        return above;
    }
    let tops = headers.iter().skip(1).map(|header| header.top);
    let mut below = headers.iter().zip(tops.chain([end + 1]));
    let are_below = below.all(|(header, next)| named(header.bottom + 1..next) == 1);
    usize::from(!are_below)
}

/// The row in which the next form's head begins: its labels, and the title right above. The person's name once more, or
/// above the title, is where the form before is signed (`被考核人：…`).
fn head_of(
    cells: &Cells,
    finder: &LabelFinder,
    before: &Header<Key>,
    next_top: u32,
    names: usize,
) -> Option<u32> {
    let is_title = |row: u32| {
        // A label whose value nobody filled in is the form's before.
        let has = fields(finder, row);
        if ENDS.iter().any(|field| has(*field)) {
            return false;
        }
        let mut filled = rows::filled(cells.sheet, row);
        let title = filled.next().map(|at| cells.sheet.value(at));
        let alone = filled.next().is_none();
        alone
            && matches!(title, Some(Value::Text(text)) if rows::kind_of_text(text) == RowKind::Data && !text.contains([':', '：']))
    };
    let (mut first, mut named, mut is_titled) = (None, 0, false);
    for row in (before.bottom + 1..next_top).rev() {
        let has = fields(finder, row);
        if has(Field::Total) || has(Field::Payout) {
            break;
        }
        if has(Field::Name) {
            if named == names || is_titled {
                break;
            }
            named += 1;
        }
        let is_head = HEAD.iter().any(|field| has(*field));
        if is_head {
            first = Some(row);
        }
        is_titled |= first.is_some() && is_title(row);
    }
    let first = first?;
    let above = (before.bottom + 1..first)
        .rev()
        .take(3)
        .take_while(|row| is_title(*row) || rows::filled(cells.sheet, *row).next().is_none());
    Some(above.filter(|row| is_title(*row)).min().unwrap_or(first))
}
