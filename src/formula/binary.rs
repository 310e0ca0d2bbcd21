//! Formulas in binary doubles, as spreadsheets compute them: only to prove that a figure which differs from exact
//! decimals is what the sheet's own formula gives, and nobody's mistake. No score is computed here.
#![allow(
    clippy::disallowed_types,
    reason = "it says what a spreadsheet's doubles give; what it gives is compared and never scored with"
)]

use super::Formulas;
use super::cells::Place;
use super::dust::Bias;
use super::operator::Operator;
use super::parse::{Expr, parse};
use super::sheets;
use super::values::Value;
use crate::number::{Decimal, Ratio};
use crate::workbook::{self, Location};

/// How deep expressions and the formulas they refer to may nest.
const MAX_DEPTH: usize = 60;
/// How many cells and expressions one value may cost.
const BUDGET: usize = 5_000;
/// Cells of one argument.
const MAX_CELLS: usize = 2_000;
/// The digits that may be rounded to.
const MAX_DIGITS: f64 = 15.0;
/// The digits of a constant that a formula names.
const CONSTANT_DIGITS: u32 = 20;

/// How programs round a double: scaled by a power of ten first, or by its exact binary value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Scaled,
    Exact,
}

impl Formulas<'_> {
    /// What a cell's formula gives in binary doubles, in every way in which programs round them; nothing where it says
    /// what this module does not know.
    pub fn in_binary(&mut self, at: Location) -> Vec<Decimal> {
        let ways = [Way::Scaled, Way::Exact].into_iter();
        let values = ways.filter_map(|way| {
            let mut doubles = Doubles {
                formulas: self,
                way,
                depth: 0,
                left: BUDGET,
            };
            Decimal::from_binary(doubles.formula(at)?)
        });
        values.collect()
    }

    /// What a cell's formula gives in exact decimals, from what the cells that it names store.
    pub fn in_decimals(&mut self, at: Location) -> Option<Decimal> {
        let expr = parse(super::text_of(self.workbook, at.sheet, at.cell)?)?;
        match self.evaluator.anew(at, &expr, Bias::None).ok()? {
            Value::Number(number) => super::values::stored(&number),
            _ => None,
        }
    }
}

struct Doubles<'f, 'a> {
    formulas: &'f mut Formulas<'a>,
    way: Way,
    depth: usize,
    left: usize,
}

impl Doubles<'_, '_> {
    fn formula(&mut self, at: Location) -> Option<f64> {
        let text = super::text_of(self.formulas.workbook, at.sheet, at.cell)?;
        self.number(&parse(text)?, at.sheet)
    }

    /// What a cell holds: the double behind its stored decimal, where its own formula gives that one.
    fn cell(&mut self, at: Location) -> Option<f64> {
        self.left = self.left.checked_sub(1)?;
        let sheet = self.formulas.workbook.sheets.get(at.sheet)?;
        let stored = match sheet.value(at.cell) {
            workbook::Value::Empty => return Some(0.0),
            workbook::Value::Number(stored) => *stored,
            workbook::Value::Bool(value) => return Some(f64::from(u8::from(*value))),
            _ => return None,
        };
        let computed = match self.depth < MAX_DEPTH && sheet.formulas.contains_key(&at.cell) {
            true => {
                self.depth += 1;
                let computed = self.formula(at);
                self.depth -= 1;
                computed
            }
            false => None,
        };
        let is_it = |computed: &f64| Decimal::from_binary(*computed) == Some(stored);
        Some(computed.filter(is_it).unwrap_or_else(|| stored.to_binary()))
    }

    fn number(&mut self, expr: &Expr, sheet: usize) -> Option<f64> {
        self.left = self.left.checked_sub(1)?;
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let number = self.number_inside(expr, sheet);
        self.depth -= 1;
        number.filter(|number| number.is_finite())
    }

    fn number_inside(&mut self, expr: &Expr, sheet: usize) -> Option<f64> {
        Some(match expr {
            Expr::Missing => 0.0,
            Expr::Number(number) => constant(number)?,
            Expr::Bool(value) => f64::from(u8::from(*value)),
            Expr::Text(_) | Expr::Array(_) => return None,
            Expr::Negated(inner) => -self.number(inner, sheet)?,
            Expr::Percent(inner) => self.number(inner, sheet)? / 100.0,
            Expr::Cells(..) => {
                let place = self.place(expr, sheet)?;
                if place.range.first != place.range.last {
                    return None;
                }
                let (sheet, cell) = (place.sheet, place.range.first);
                self.cell(Location { sheet, cell })?
            }
            Expr::Binary(operator, left, right) => {
                let (left, right) = (self.number(left, sheet)?, self.number(right, sheet)?);
                apply(*operator, left, right)?
            }
            Expr::Call(name, of) => self.call(name, of, sheet)?,
        })
    }

    fn place(&mut self, expr: &Expr, sheet: usize) -> Option<Place> {
        self.formulas.evaluator.place(expr, sheet).ok()
    }

    fn call(&mut self, name: &str, of: &[Expr], sheet: usize) -> Option<f64> {
        Some(match (name, of) {
            ("IF", [condition, rest @ ..]) if matches!(rest.len(), 1 | 2) => {
                let holds = self.number(condition, sheet)? != 0.0;
                return match rest.get(usize::from(!holds)) {
                    Some(chosen) => self.number(chosen, sheet),
                    None => Some(0.0),
                };
            }
            ("IFERROR" | "IFNA", [tried, _]) => self.number(tried, sheet)?,
            ("AND", [_, ..]) => truth(self.all(of, sheet)?.iter().all(|one| *one != 0.0)),
            ("OR", [_, ..]) => truth(self.all(of, sheet)?.iter().any(|one| *one != 0.0)),
            ("NOT", [one]) => truth(self.number(one, sheet)? == 0.0),
            ("SUM", [_, ..]) => self.all(of, sheet)?.into_iter().sum(),
            ("PRODUCT", [_, ..]) => self.all(of, sheet)?.into_iter().product(),
            ("AVERAGE", [_, ..]) => {
                let numbers = self.all(of, sheet)?;
                let count = u32::try_from(numbers.len()).ok()?;
                numbers.into_iter().sum::<f64>() / f64::from(count)
            }
            ("MIN", [_, ..]) => self.all(of, sheet)?.into_iter().reduce(f64::min)?,
            ("MAX", [_, ..]) => self.all(of, sheet)?.into_iter().reduce(f64::max)?,
            ("SUMPRODUCT", [first, rest @ ..]) => {
                let mut products = self.array(first, sheet)?;
                for other in rest {
                    let other = self.array(other, sheet)?;
                    if other.len() != products.len() {
                        return None;
                    }
                    for (product, factor) in products.iter_mut().zip(other) {
                        *product *= factor;
                    }
                }
                products.into_iter().sum()
            }
            ("ABS", [one]) => self.number(one, sheet)?.abs(),
            ("INT", [one]) => self.number(one, sheet)?.floor(),
            ("N", [one]) => self.number(one, sheet)?,
            ("TRUNC", [one]) => self.number(one, sheet)?.trunc(),
            ("ROUND" | "ROUNDUP" | "ROUNDDOWN" | "TRUNC", [one, digits]) => {
                let one = self.number(one, sheet)?;
                let digits = self.number(digits, sheet)?;
                self.rounded(name, one, digits)?
            }
            _ => return None,
        })
    }

    fn rounded(&self, name: &str, number: f64, digits: f64) -> Option<f64> {
        if digits.fract() != 0.0 || digits.abs() > MAX_DIGITS {
            return None;
        }
        let power = 10f64.powf(digits);
        let size = number.abs();
        let scaled = size * power;
        // What the multiplication rounded away: below a tie, the exact value of the double goes down.
        let rest = size.mul_add(power, -scaled);
        let whole = match (name, self.way) {
            ("ROUNDUP", _) => scaled.ceil(),
            ("ROUNDDOWN" | "TRUNC", _) => scaled.floor(),
            (_, Way::Exact) if scaled.fract() == 0.5 && rest < 0.0 => scaled.floor(),
            _ => scaled.round(),
        };
        Some((whole / power).copysign(number))
    }

    /// The numbers of arguments: of cells those that hold one.
    fn all(&mut self, of: &[Expr], sheet: usize) -> Option<Vec<f64>> {
        let mut numbers = Vec::new();
        for one in of {
            let Expr::Cells(..) = one else {
                numbers.push(self.number(one, sheet)?);
                continue;
            };
            let place = self.place(one, sheet)?;
            let on = self.formulas.workbook.sheets.get(place.sheet)?;
            for cell in sheets::filled(on, place.range, MAX_CELLS)? {
                if on.value(cell).number().is_some() {
                    let sheet = place.sheet;
                    numbers.push(self.cell(Location { sheet, cell })?);
                }
            }
        }
        Some(numbers)
    }

    /// Every cell of a range, or ranges multiplied cell by cell.
    fn array(&mut self, expr: &Expr, sheet: usize) -> Option<Vec<f64>> {
        match expr {
            Expr::Cells(..) => {
                let place = self.place(expr, sheet)?;
                let (first, last) = (place.range.first, place.range.last);
                let mut numbers = Vec::new();
                for row in first.row..=last.row {
                    for column in first.column..=last.column {
                        let cell = workbook::CellRef::new(row, column);
                        let sheet = place.sheet;
                        numbers.push(self.cell(Location { sheet, cell })?);
                    }
                }
                Some(numbers)
            }
            Expr::Binary(operator, left, right) => {
                let (left, right) = (self.array(left, sheet)?, self.array(right, sheet)?);
                if left.len() != right.len() {
                    return None;
                }
                let pairs = left.into_iter().zip(right);
                pairs
                    .map(|(left, right)| apply(*operator, left, right))
                    .collect()
            }
            _ => Some(vec![self.number(expr, sheet)?]),
        }
    }
}

/// A constant as a file stores it.
fn constant(number: &Ratio) -> Option<f64> {
    Some(number.exact(CONSTANT_DIGITS)?.to_binary())
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

#[allow(clippy::float_cmp, reason = "a spreadsheet compares doubles so")]
fn apply(operator: Operator, left: f64, right: f64) -> Option<f64> {
    Some(match operator {
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::Over => left / right,
        Operator::Power => left.powf(right),
        Operator::Equal => truth(left == right),
        Operator::Unequal => truth(left != right),
        Operator::Less => truth(left < right),
        Operator::LessOrEqual => truth(left <= right),
        Operator::Greater => truth(left > right),
        Operator::GreaterOrEqual => truth(left >= right),
        Operator::Join => return None,
    })
}
