//! The evaluator: cells and expressions.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Computed;
use super::amended::{Amended, computed};
use super::dust::{Bias, Dust};
use super::lookups::Index;
use super::parse::{Expr, parse};
use super::sheets;
use super::values::{Outcome, Stop, Value, apply, bounded, over};
use crate::number::Ratio;
use crate::workbook::{CellRange, CellRef, Location, Workbook};

/// How deep expressions and the formulas they refer to may nest.
const MAX_DEPTH: usize = 160;
/// How many cells and expressions one value may cost.
const BUDGET: usize = 50_000;
/// How many all values of a workbook together may cost: columns that each look through all others are not worth it.
const WHOLE_BUDGET: usize = 8_000_000;
/// The largest rectangle that is computed with as a whole.
const MAX_MATRIX: usize = 10_000;

/// Computes values, and what they refer to.
pub(super) struct Evaluator<'a> {
    pub(super) workbook: &'a Workbook,
    /// Corrections to the workbook.
    amended: Option<&'a Amended<'a>>,
    known: BTreeMap<Location, Outcome<Value>>,
    open: Vec<Location>,
    depth: usize,
    left: usize,
    whole: usize,
    /// Columns and rows in which something was looked up.
    pub(super) indexes: BTreeMap<(usize, CellRef, CellRef), Option<Rc<Index>>>,
    /// What binary arithmetic may have decided otherwise.
    pub(super) dust: Dust,
    /// The function that stopped the evaluation.
    pub(super) stopped_at: Option<String>,
}

/// Cells of one sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub sheet: usize,
    pub range: CellRange,
}

impl Place {
    /// Rows and columns.
    pub fn shape(&self) -> (u32, u32) {
        let CellRange { first, last } = self.range;
        (last.row - first.row + 1, last.column - first.column + 1)
    }
}

/// A rectangle of values, row by row.
pub(super) struct Matrix {
    pub shape: (u32, u32),
    pub values: Vec<Value>,
}

impl<'a> Evaluator<'a> {
    pub fn new(workbook: &'a Workbook) -> Self {
        Evaluator {
            workbook,
            amended: None,
            known: BTreeMap::new(),
            open: Vec::new(),
            depth: 0,
            left: BUDGET,
            whole: WHOLE_BUDGET,
            indexes: BTreeMap::new(),
            dust: Dust::default(),
            stopped_at: None,
        }
    }

    /// Computes with corrections.
    pub fn amending(workbook: &'a Workbook, amended: &'a Amended<'a>) -> Self {
        Evaluator {
            amended: Some(amended),
            ..Evaluator::new(workbook)
        }
    }

    /// What a cell's formula gives, whatever the cell holds.
    pub fn formula_of(&mut self, at: Location) -> Option<Computed> {
        let sheet = self.workbook.sheets.get(at.sheet)?;
        let expr = parse(&sheet.formulas.get(&at.cell)?.text)?;
        computed(self.anew(at, &expr, Bias::None).ok()?)
    }

    pub(super) fn spend(&mut self, count: usize) -> Outcome<()> {
        self.left = self.left.checked_sub(count).ok_or(Stop::Unknown)?;
        self.spend_of_whole(count)
    }

    /// What is done once for all formulas costs the workbook, not the one that asked first.
    pub(super) fn spend_of_whole(&mut self, count: usize) -> Outcome<()> {
        self.whole = self.whole.checked_sub(count).ok_or(Stop::Unknown)?;
        Ok(())
    }

    /// Makes ready for another formula.
    pub(super) fn begin(&mut self, bias: Bias) {
        (self.left, self.stopped_at, self.dust) = (BUDGET, None, Dust::new(bias));
    }

    /// What the formula of a cell gives, whatever the cell stores: computed from the stored values of the cells that
    /// it names. What it must not lean on is itself.
    pub(super) fn anew(&mut self, at: Location, expr: &Expr, bias: Bias) -> Outcome<Value> {
        self.begin(bias);
        if bias != Bias::None {
            self.known.clear();
        }
        self.open.push(at);
        let outcome = self.scalar(expr, at.sheet);
        self.open.pop();
        if bias != Bias::None {
            self.known.clear();
        }
        outcome
    }

    /// What a cell holds, computed where its formula never was.
    pub fn cell(&mut self, at: Location) -> Outcome<Value> {
        self.spend(1)?;
        let sheet = self.workbook.sheets.get(at.sheet).ok_or(Stop::Unknown)?;
        if let Some(corrected) = self.amended.and_then(|amended| amended.corrected(at)) {
            return Ok(corrected);
        }
        if self.open.contains(&at) {
            return Err(Stop::Unknown);
        }
        let is_stale = self.amended.is_some_and(|amended| amended.is_stale(at));
        if !is_stale && !sheets::is_uncalculated(self.workbook, at) {
            return Value::stored(sheet.value(at.cell));
        }
        // A stored result cannot be held against a figure that was never stored.
        self.dust.is_torn = true;
        if let Some(known) = self.known.get(&at) {
            return known.clone();
        }
        let text = sheet.formulas.get(&at.cell).map(|formula| &*formula.text);
        let expr = text.and_then(parse).ok_or(Stop::Unknown)?;
        self.open.push(at);
        let outcome = self.scalar(&expr, at.sheet).map(|value| match value {
            // A formula never gives nothing.
            Value::Blank => Value::Number(Ratio::zero()),
            value => value,
        });
        self.open.pop();
        self.known.insert(at, outcome.clone());
        outcome
    }

    /// The single value of an expression on a sheet.
    pub fn scalar(&mut self, expr: &Expr, sheet: usize) -> Outcome<Value> {
        self.spend(1)?;
        if self.depth >= MAX_DEPTH {
            return Err(Stop::Unknown);
        }
        self.depth += 1;
        let outcome = self.scalar_inside(expr, sheet);
        self.depth -= 1;
        outcome
    }

    fn scalar_inside(&mut self, expr: &Expr, sheet: usize) -> Outcome<Value> {
        match expr {
            Expr::Missing => Ok(Value::Blank),
            Expr::Number(number) => Ok(Value::Number(number.clone())),
            Expr::Text(text) => Ok(Value::Text(text.clone())),
            Expr::Bool(value) => Ok(Value::Bool(*value)),
            Expr::Negated(inner) => {
                let number = self.scalar(inner, sheet)?.number()?;
                Ok(Value::Number(number.negated()))
            }
            Expr::Percent(inner) => {
                let number = self.scalar(inner, sheet)?.number()?;
                bounded(over(&number, &Ratio::from(100))?).map(Value::Number)
            }
            Expr::Binary(operator, left, right) => {
                let is_plain = left.is_plain() && right.is_plain();
                let left = self.scalar(left, sheet)?;
                let right = self.scalar(right, sheet)?;
                if operator.compares() && !is_plain {
                    self.dust.compared(&left, &right);
                }
                apply(*operator, &left, &right)
            }
            Expr::Cells(..) => {
                let place = self.place(expr, sheet)?;
                if place.range.first != place.range.last {
                    return Err(Stop::Unknown);
                }
                let (sheet, cell) = (place.sheet, place.range.first);
                self.cell(Location { sheet, cell })
            }
            Expr::Call(name, arguments) => self.call(name, arguments, sheet),
            Expr::Array(_) => Err(Stop::Unknown),
        }
    }

    /// The cells that an expression names; [`Stop::Unknown`] where it is no reference.
    pub fn place(&self, expr: &Expr, sheet: usize) -> Outcome<Place> {
        let Expr::Cells(name, range) = expr else {
            return Err(Stop::Unknown);
        };
        let sheet = match name {
            Some(name) => sheets::by_name(self.workbook, name).ok_or(Stop::Unknown)?,
            None => sheet,
        };
        let range = *range;
        Ok(Place { sheet, range })
    }

    /// The filled cells of a place with what they hold, errors included.
    pub fn filled(&mut self, place: Place) -> Outcome<Vec<(CellRef, Outcome<Value>)>> {
        let sheet = self.workbook.sheets.get(place.sheet).ok_or(Stop::Unknown)?;
        let cells = sheets::filled(sheet, place.range, self.left).ok_or(Stop::Unknown)?;
        let mut values = Vec::with_capacity(cells.len());
        for cell in cells {
            let sheet = place.sheet;
            match self.cell(Location { sheet, cell }) {
                Err(Stop::Unknown) => return Err(Stop::Unknown),
                value => values.push((cell, value)),
            }
        }
        Ok(values)
    }

    /// The same, at the workbook's cost.
    pub fn filled_of_whole(&mut self, place: Place) -> Outcome<Vec<(CellRef, Outcome<Value>)>> {
        let left = std::mem::replace(&mut self.left, self.whole);
        let filled = self.filled(place);
        self.left = left;
        filled
    }

    /// An expression over whole rectangles, cell by cell, as SUMPRODUCT computes it.
    pub fn matrix(&mut self, expr: &Expr, sheet: usize) -> Outcome<Matrix> {
        match expr {
            Expr::Cells(..) => {
                let place = self.place(expr, sheet)?;
                let shape = place.shape();
                let size = u64::from(shape.0) * u64::from(shape.1);
                if size > MAX_MATRIX as u64 {
                    return Err(Stop::Unknown);
                }
                let CellRange { first, last } = place.range;
                let mut values = Vec::new();
                for row in first.row..=last.row {
                    for column in first.column..=last.column {
                        let (sheet, cell) = (place.sheet, CellRef::new(row, column));
                        values.push(self.cell(Location { sheet, cell })?);
                    }
                }
                Ok(Matrix { shape, values })
            }
            Expr::Binary(operator, left, right) => {
                if self.depth >= MAX_DEPTH {
                    return Err(Stop::Unknown);
                }
                self.depth += 1;
                let sides = (self.matrix(left, sheet), self.matrix(right, sheet));
                self.depth -= 1;
                let (left, right) = (sides.0?, sides.1?);
                let shape = match (left.shape, right.shape) {
                    (one, other) if one == other => one,
                    ((1, 1), other) => other,
                    (one, (1, 1)) => one,
                    _ => return Err(Stop::Unknown),
                };
                let count = left.values.len().max(right.values.len());
                self.spend(count)?;
                let pairs = left.values.iter().cycle().zip(right.values.iter().cycle());
                let values = pairs
                    .take(count)
                    .map(|(left, right)| apply(*operator, left, right))
                    .collect::<Outcome<_>>()?;
                Ok(Matrix { shape, values })
            }
            _ => Ok(Matrix {
                shape: (1, 1),
                values: vec![self.scalar(expr, sheet)?],
            }),
        }
    }

    /// The sum of the products of matrices of one shape; what is no number counts as 0.
    pub fn sum_of_products(&mut self, matrices: &[Matrix]) -> Outcome<Ratio> {
        let first = matrices.first().ok_or(Stop::Unknown)?;
        if matrices.iter().any(|matrix| matrix.shape != first.shape) {
            return Err(Stop::Error);
        }
        let mut sum = Ratio::zero();
        for index in 0..first.values.len() {
            let mut product = Ratio::from(1);
            for matrix in matrices {
                product = match matrix.values.get(index) {
                    Some(Value::Number(number)) => bounded(product.times(number))?,
                    Some(Value::Date) | None => return Err(Stop::Unknown),
                    Some(_) => Ratio::zero(),
                };
            }
            sum = bounded(sum.plus(&product))?;
        }
        Ok(sum)
    }
}
