//! Stored results against what their formulas compute to.

use super::Computed;
use super::cells::Evaluator;
use super::dust::{Bias, is_same};
use super::parse::{Expr, parse};
use super::values::{self, Outcome, Stop, Value};
use crate::number::{Decimal, Ratio};
use crate::workbook::{self, CellRef, Location, Workbook};

/// The formulas of one workbook, checked one by one. What several of them look up is put in order once.
pub struct Formulas<'a> {
    pub(super) evaluator: Evaluator<'a>,
    pub(super) workbook: &'a Workbook,
}

/// What a check of a stored result says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The stored result is what the formula computes to.
    Same,
    /// It is not: this is.
    Other(Computed),
    /// It could not be told.
    Not(Unchecked),
}

/// Why a formula could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unchecked {
    /// It uses a function that is not known here, or one whose result changes by itself.
    Function(String),
    /// It reads a reference or an arrangement that is not known here.
    Form,
    /// The file's reader does not tell its text.
    NoText,
}

impl<'a> Formulas<'a> {
    /// The formulas of a workbook.
    pub fn new(workbook: &'a Workbook) -> Self {
        Formulas {
            evaluator: Evaluator::new(workbook),
            workbook,
        }
    }

    /// Compares a cell's stored result with what its formula gives for the stored values of the cells that it names, so
    /// that of a chain only the cell that is itself out of date differs. `None` where there is no formula with a result.
    pub fn check(&mut self, at: Location) -> Option<Checked> {
        let sheet = self.workbook.sheets.get(at.sheet)?;
        let formula = sheet.formulas.get(&at.cell)?;
        if !formula.has_value {
            return None;
        }
        if formula.text.is_empty() {
            return Some(Checked::Not(Unchecked::NoText));
        }
        let Some(expr) = parse(&formula.text) else {
            return Some(Checked::Not(Unchecked::Form));
        };
        let stored = sheet.value(at.cell);
        let computed = self.evaluator.anew(at, &expr, Bias::None);
        let dust = self.evaluator.dust;
        let (is_same, computed) = match (stored, computed) {
            (workbook::Value::Number(stored), Ok(value)) => {
                let stored = Ratio::from(*stored);
                match number(value) {
                    Ok(computed) if is_same(&stored, &computed) => return Some(Checked::Same),
                    Ok(computed) => {
                        let explained = dust.is_at_edge && self.is_between(at, &expr, &stored);
                        (explained, number_of(&computed))
                    }
                    Err(_) => (false, None),
                }
            }
            (workbook::Value::Text(stored), Ok(Value::Text(computed))) => {
                // A figure in words may have been rounded the other way.
                let told = (!dust.is_at_edge).then(|| Computed::Text(computed.clone()));
                (**stored == *computed, told)
            }
            _ => (false, None),
        };
        Some(match computed {
            _ if is_same => Checked::Same,
            // What doubles make of the formula is not out of date.
            _ if self.is_binary(at, stored) => Checked::Same,
            Some(computed) if !dust.is_torn => Checked::Other(computed),
            _ => Checked::Not(match self.evaluator.stopped_at.take() {
                Some(name) => Unchecked::Function(name),
                None => Unchecked::Form,
            }),
        })
    }

    /// Whether a stored figure is what the formula gives in binary doubles.
    fn is_binary(&mut self, at: Location, stored: &workbook::Value) -> bool {
        match stored {
            workbook::Value::Number(stored) => self.in_binary(at).contains(stored),
            _ => false,
        }
    }

    /// Whether a stored figure is what doubles may have made of roundings at their edge.
    fn is_between(&mut self, at: Location, expr: &Expr, stored: &Ratio) -> bool {
        let mut biased = |bias| {
            let value = self.evaluator.anew(at, expr, bias).and_then(number);
            value.ok()
        };
        let (Some(down), Some(up)) = (biased(Bias::Down), biased(Bias::Up)) else {
            return true;
        };
        let (low, high) = (down.clone().min(up.clone()), down.max(up));
        (low <= *stored && *stored <= high) || is_same(&low, stored) || is_same(&high, stored)
    }
}

fn number(value: Value) -> Outcome<Ratio> {
    match value {
        Value::Number(number) => Ok(number),
        Value::Blank => Ok(Ratio::zero()),
        _ => Err(Stop::Unknown),
    }
}

fn number_of(computed: &Ratio) -> Option<Computed> {
    values::stored(computed).map(Computed::Number)
}

impl Computed {
    /// The number, where it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Computed::Number(number) => Some(*number),
            Computed::Text(_) => None,
        }
    }
}

/// The text of a cell's formula, where its reader tells it.
pub fn text_of(workbook: &Workbook, sheet: usize, at: CellRef) -> Option<&str> {
    let formula = workbook.sheets.get(sheet)?.formulas.get(&at)?;
    Some(&*formula.text).filter(|text| !text.is_empty())
}
