//! Which cells a formula reads.

use super::parse::{Expr, parse};
use super::recalculate::text_of;
use super::sheets::by_name;
use crate::workbook::{CellRange, Location, Workbook};

/// The ranges that a cell's formula names, each with its sheet; none where it says anything that nobody here knows.
pub fn reads(workbook: &Workbook, at: Location) -> Vec<(usize, CellRange)> {
    let mut found = Vec::new();
    let mut open: Vec<Expr> = text_of(workbook, at.sheet, at.cell)
        .and_then(parse)
        .into_iter()
        .collect();
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Cells(None, range) => found.push((at.sheet, range)),
            Expr::Cells(Some(name), range) => {
                found.extend(by_name(workbook, &name).map(|sheet| (sheet, range)));
            }
            Expr::Negated(inner) | Expr::Percent(inner) => open.push(*inner),
            Expr::Binary(_, left, right) => open.extend([*left, *right]),
            Expr::Call(_, arguments) => open.extend(arguments),
            Expr::Missing | Expr::Number(_) | Expr::Text(_) | Expr::Bool(_) | Expr::Array(_) => {}
        }
    }
    found
}
