//! Which cells a formula reads.

use super::parse::{Expr, parse};
use super::recalculate::text_of;
use super::sheets::by_name;
use crate::workbook::{CellRange, Location, Workbook};

/// True for a formula that reads a row besides its own, and for one that nobody here knows.
pub fn reads_other_rows(text: &str, row: u32) -> bool {
    let Some(expr) = parse(text) else {
        return true;
    };
    let mut ranges = Vec::new();
    collect(expr, &mut |_, range| ranges.push(range));
    let is_own = |range: &CellRange| range.first.row == row && range.last.row == row;
    !ranges.iter().all(is_own)
}

/// The ranges that a cell's formula names, each with its sheet; none where it says anything that nobody here knows.
pub fn reads(workbook: &Workbook, at: Location) -> Vec<(usize, CellRange)> {
    let mut found = Vec::new();
    let expr = text_of(workbook, at.sheet, at.cell).and_then(parse);
    let mut add = |name: Option<String>, range: CellRange| match name {
        None => found.push((at.sheet, range)),
        Some(name) => found.extend(by_name(workbook, &name).map(|sheet| (sheet, range))),
    };
    expr.into_iter().for_each(|expr| collect(expr, &mut add));
    found
}

/// Every range that an expression names, with the name of its sheet.
fn collect(expr: Expr, add: &mut dyn FnMut(Option<String>, CellRange)) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Cells(name, range) => add(name, range),
            Expr::Negated(inner) | Expr::Percent(inner) => open.push(*inner),
            Expr::Binary(_, left, right) => open.extend([*left, *right]),
            Expr::Call(_, arguments) => open.extend(arguments),
            Expr::Missing | Expr::Number(_) | Expr::Text(_) | Expr::Bool(_) | Expr::Array(_) => {}
        }
    }
}
