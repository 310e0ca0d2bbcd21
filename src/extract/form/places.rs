//! Where the forms of a sheet begin and end.

use super::super::figure::Cells;
use super::super::header::Header;
use super::super::labels::LabelFinder;
use super::super::rows::{self, RowKind};
use super::{Key, MAX_ROWS};
use crate::mapping::{Field, Mapping};
use crate::workbook::{CellRange, CellRef, Value};

/// The rows of each form: from its own first label to the row before the next form's.
pub(super) fn split<'h>(
    cells: &Cells,
    mapping: &Mapping,
    headers: &'h [Header<Key>],
) -> Vec<(&'h Header<Key>, (u32, u32))> {
    let end = cells
        .sheet
        .rows
        .last()
        .map_or(0, |row| row.index)
        .min(MAX_ROWS);
    let mut starts = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let floor = match index.checked_sub(1) {
            None => 0,
            Some(before) => {
                head_of(cells, mapping, &headers[before], header.top).unwrap_or(header.top)
            }
        };
        starts.push(floor);
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.saturating_sub(1))
        .chain([end]);
    headers
        .iter()
        .zip(starts.iter().zip(ends))
        .map(|(header, (start, end))| (header, (*start, end)))
        .collect()
}

/// The row in which the next form's head begins: its name label, and the title right above.
fn head_of(cells: &Cells, mapping: &Mapping, before: &Header<Key>, next_top: u32) -> Option<u32> {
    let finder = LabelFinder::new(mapping, cells);
    let mut first = None;
    for row in (before.bottom + 1..next_top).rev() {
        let area = CellRange::new(CellRef::new(row, 0), CellRef::new(row, u32::MAX / 2));
        let found = finder.find(area, &|_| false);
        let is_head = [
            Field::Name,
            Field::Id,
            Field::Department,
            Field::Position,
            Field::Period,
        ]
        .iter()
        .any(|field| found.contains_key(field));
        let is_end = [Field::Total, Field::Payout]
            .iter()
            .any(|field| found.contains_key(field));
        if is_end {
            break;
        }
        if is_head {
            first = Some(row);
        }
    }
    let first = first?;
    let is_title = |row: u32| {
        let mut filled = rows::filled(cells.sheet, row);
        let title = filled.next().map(|at| cells.sheet.value(at));
        let alone = filled.next().is_none();
        alone
            && matches!(title, Some(Value::Text(text)) if rows::kind_of_text(text) == RowKind::Data && !text.contains([':', '：']))
    };
    let above = (before.bottom + 1..first)
        .rev()
        .take(3)
        .take_while(|row| is_title(*row) || rows::filled(cells.sheet, *row).next().is_none());
    Some(above.filter(|row| is_title(*row)).min().unwrap_or(first))
}
