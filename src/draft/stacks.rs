//! Rosters of one scheme on several sheets, or beside each other: one sheet and one department tell neither the full
//! marks nor all grades.

use std::borrow::Cow;

use super::table::Table;
use crate::workbook::{Cell, CellRef, Row, Sheet};

/// The sheet of the first roster with the people of all others below it whose columns are called the same.
pub(super) fn stacked<'a>(first: &Table<'a>, others: &[&Table]) -> Cow<'a, Sheet> {
    if !others.iter().any(|other| is_alike(first, other)) {
        return Cow::Borrowed(first.sheet);
    }
    let mut sheet = first.sheet.clone();
    let last = sheet.extent().map_or(0, |extent| extent.last.row);
    let mut next = last + 1;
    for other in others.iter().filter(|other| is_alike(first, other)) {
        for row in other.rows() {
            let mut cells: Vec<Cell> = Vec::new();
            for (own, its) in first.columns.iter().zip(&other.columns) {
                let at = CellRef::new(row, its.column);
                let value = other.sheet.shown(at);
                if value.is_blank() {
                    continue;
                }
                cells.push(Cell {
                    column: own.column,
                    style: 0,
                    value: value.clone(),
                });
                // A formula names the columns of its own table.
                if let Some(formula) = other
                    .sheet
                    .formulas
                    .get(&at)
                    .filter(|_| own.column == its.column)
                {
                    let at = CellRef::new(next, own.column);
                    sheet.formulas.insert(at, formula.clone());
                }
            }
            sheet.rows.push(Row { index: next, cells });
            next += 1;
        }
    }
    Cow::Owned(sheet)
}

fn is_alike(first: &Table, other: &Table) -> bool {
    let paths = first.columns.iter().zip(&other.columns);
    first.columns.len() == other.columns.len()
        && paths.into_iter().all(|(own, its)| own.path == its.path)
}
