//! Formulas: their values worked out exactly, the cells they add, the shape they share with their neighbours.
//!
//! A program that writes workbooks without calculating leaves formulas without results ([`value`]); one that changes
//! cells without calculating leaves results that are out of date ([`Formulas::check`]). What this module knows of
//! spreadsheet arithmetic it computes in exact fractions, as Excel would but for its binary noise; what it does not
//! know it says so, and never guesses.

mod amended;
mod binary;
mod cells;
mod counts;
mod criterion;
mod dust;
mod functions;
mod lookups;
mod operator;
mod parse;
mod reads;
mod recalculate;
mod shape;
mod sheets;
mod steps;
mod terms;
mod texts;
mod values;

use crate::number::Decimal;
use crate::workbook::{CellRef, Location, Workbook};
use cells::Evaluator;
use values::Value;

pub use amended::Amended;
pub use reads::{reads, reads_other_rows};
pub use recalculate::{Checked, Formulas, Unchecked, text_of};
pub use shape::shape;
pub use sheets::FormulaColumns;
pub use steps::{Step, cap_of_quotient, given, steps};
pub use terms::Added;

/// What a formula gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Computed {
    /// A number, at the 15 digits that a spreadsheet keeps.
    Number(Decimal),
    /// Words.
    Text(String),
}

/// The value of a formula cell that the workbook stores no result of; `None` where there is no such formula, where it
/// gives an error or a truth value, and where it says anything that this module does not know.
pub fn value(workbook: &Workbook, sheet: usize, at: CellRef) -> Option<Computed> {
    let cell = Location { sheet, cell: at };
    if !sheets::is_uncalculated(workbook, cell) {
        return None;
    }
    match Evaluator::new(workbook).cell(cell).ok()? {
        Value::Number(number) => values::stored(&number).map(Computed::Number),
        Value::Blank => Some(Computed::Number(Decimal::ZERO)),
        Value::Text(text) => Some(Computed::Text(text)),
        Value::Bool(_) | Value::Date => None,
    }
}
