//! The functions that scorecards are made of. A name that is not here stops the evaluation.

use super::cells::{Evaluator, Place};
use super::criterion::Criterion;
use super::parse::Expr;
use super::values::{Outcome, Stop, Value, bounded, over, text_number};
use crate::number::Ratio;
use crate::workbook::{CellRef, Location};

/// The digits that may be rounded to.
const MAX_DIGITS: i64 = 15;

impl Evaluator<'_> {
    /// What a function gives for its arguments.
    pub(super) fn call(&mut self, name: &str, of: &[Expr], sheet: usize) -> Outcome<Value> {
        let number = match (name, of) {
            ("IF", [condition, rest @ ..]) if matches!(rest.len(), 1 | 2) => {
                let chosen = if self.scalar(condition, sheet)?.truth()? {
                    0
                } else {
                    1
                };
                return match rest.get(chosen) {
                    Some(expr) => self.scalar(expr, sheet),
                    None => Ok(Value::Bool(false)),
                };
            }
            ("IFERROR", [tried, instead]) => {
                return match self.scalar(tried, sheet) {
                    Err(Stop::Error) => self.scalar(instead, sheet),
                    outcome => outcome,
                };
            }
            ("AND" | "OR", [_, ..]) => {
                let truths = self.truths(of, sheet)?;
                return Ok(Value::Bool(match name {
                    "AND" => truths.iter().all(|truth| *truth),
                    _ => truths.contains(&true),
                }));
            }
            ("NOT", [one]) => return Ok(Value::Bool(!self.scalar(one, sheet)?.truth()?)),
            ("SUM", [_, ..]) => sum(&self.numbers(of, sheet)?)?,
            ("PRODUCT", [_, ..]) => {
                let numbers = self.numbers(of, sheet)?;
                let mut product = Ratio::from(i64::from(!numbers.is_empty()));
                for number in &numbers {
                    product = bounded(product.times(number))?;
                }
                product
            }
            ("AVERAGE", [_, ..]) => {
                let numbers = self.numbers(of, sheet)?;
                over(&sum(&numbers)?, &count(numbers.len()))?
            }
            ("MIN", [_, ..]) => {
                let numbers = self.numbers(of, sheet)?;
                numbers
                    .into_iter()
                    .reduce(Ratio::min)
                    .unwrap_or_else(Ratio::zero)
            }
            ("MAX", [_, ..]) => {
                let numbers = self.numbers(of, sheet)?;
                numbers
                    .into_iter()
                    .reduce(Ratio::max)
                    .unwrap_or_else(Ratio::zero)
            }
            ("COUNT", [_, ..]) => self.count(of, sheet)?,
            ("SUMPRODUCT", [_, ..]) => {
                let matrices = of.iter().map(|one| self.matrix(one, sheet));
                let matrices = matrices.collect::<Outcome<Vec<_>>>()?;
                self.sum_of_products(&matrices)?
            }
            ("SUMIF", [range, criterion]) => {
                let place = self.place(range, sheet)?;
                let criterion = self.scalar(criterion, sheet)?;
                self.sum_if(place, &criterion, place)?
            }
            ("SUMIF", [range, criterion, sums]) => {
                let (place, sums) = (self.place(range, sheet)?, self.place(sums, sheet)?);
                let criterion = self.scalar(criterion, sheet)?;
                self.sum_if(place, &criterion, sums)?
            }
            ("INT", [one]) => self.scalar(one, sheet)?.number()?.floor(),
            ("ABS", [one]) => magnitude(&self.scalar(one, sheet)?.number()?),
            ("ROUND" | "ROUNDUP" | "ROUNDDOWN", [one, digits]) => {
                let one = self.scalar(one, sheet)?.number()?;
                let digits = self.scalar(digits, sheet)?.number()?;
                rounded(name, &one, &digits)?
            }
            _ => return Err(Stop::Unknown),
        };
        bounded(number).map(Value::Number)
    }

    /// The numbers of arguments: of cells those that are numbers, of anything else its value.
    fn numbers(&mut self, of: &[Expr], sheet: usize) -> Outcome<Vec<Ratio>> {
        let mut numbers = Vec::new();
        for one in of {
            if let Expr::Cells(..) = one {
                let place = self.place(one, sheet)?;
                for (_, value) in self.filled(place)? {
                    match value? {
                        Value::Number(number) => numbers.push(number),
                        Value::Date => return Err(Stop::Unknown),
                        _ => {}
                    }
                }
            } else {
                numbers.push(self.own_number(one, sheet)?);
            }
        }
        Ok(numbers)
    }

    /// An argument that is no reference. IF gives references too, so what is no number may count or not.
    fn own_number(&mut self, one: &Expr, sheet: usize) -> Outcome<Ratio> {
        match (one, self.scalar(one, sheet)?) {
            (_, Value::Number(number)) => Ok(number),
            (Expr::Text(text), _) => text_number(text),
            (Expr::Bool(value), _) => Ok(Ratio::from(i64::from(*value))),
            _ => Err(Stop::Unknown),
        }
    }

    fn count(&mut self, of: &[Expr], sheet: usize) -> Outcome<Ratio> {
        let mut found = 0;
        for one in of {
            if let Expr::Cells(..) = one {
                let place = self.place(one, sheet)?;
                let values = self.filled(place)?.into_iter();
                let is_number =
                    |value: &Outcome<Value>| matches!(value, Ok(Value::Number(_) | Value::Date));
                found += values.filter(|(_, value)| is_number(value)).count();
            } else {
                match self.own_number(one, sheet) {
                    Ok(_) => found += 1,
                    Err(Stop::Error) => {}
                    Err(Stop::Unknown) => return Err(Stop::Unknown),
                }
            }
        }
        Ok(count(found))
    }

    /// The truths of arguments; of cells, text and blanks say nothing.
    fn truths(&mut self, of: &[Expr], sheet: usize) -> Outcome<Vec<bool>> {
        let mut truths = Vec::new();
        for one in of {
            if let Expr::Cells(..) = one {
                let place = self.place(one, sheet)?;
                for (_, value) in self.filled(place)? {
                    match value? {
                        Value::Text(_) | Value::Blank => {}
                        value => truths.push(value.truth()?),
                    }
                }
            } else {
                match self.scalar(one, sheet)? {
                    Value::Blank => return Err(Stop::Unknown),
                    value => truths.push(value.truth()?),
                }
            }
        }
        if truths.is_empty() {
            return Err(Stop::Error);
        }
        Ok(truths)
    }

    /// Adds the numbers of `sums` whose neighbours in `place` meet a criterion.
    fn sum_if(&mut self, place: Place, criterion: &Value, sums: Place) -> Outcome<Ratio> {
        let criterion = Criterion::read(criterion)?;
        if place.shape() != sums.shape() {
            return Err(Stop::Unknown);
        }
        let mut sum = Ratio::zero();
        for (at, value) in self.filled(sums)? {
            let cell = CellRef::new(
                at.row - sums.range.first.row + place.range.first.row,
                at.column - sums.range.first.column + place.range.first.column,
            );
            let sheet = place.sheet;
            let is_met = match self.cell(Location { sheet, cell }) {
                Err(Stop::Error) => return Err(Stop::Unknown),
                tested => criterion.is_met(&tested?)?,
            };
            if !is_met {
                continue;
            }
            match value? {
                Value::Number(number) => sum = bounded(sum.plus(&number))?,
                Value::Date => return Err(Stop::Unknown),
                _ => {}
            }
        }
        Ok(sum)
    }
}

fn sum(numbers: &[Ratio]) -> Outcome<Ratio> {
    let mut sum = Ratio::zero();
    for number in numbers {
        sum = bounded(sum.plus(number))?;
    }
    Ok(sum)
}

fn count(found: usize) -> Ratio {
    Ratio::from(i64::try_from(found).unwrap_or(i64::MAX))
}

fn magnitude(number: &Ratio) -> Ratio {
    if number.is_negative() {
        number.negated()
    } else {
        number.clone()
    }
}

/// ROUND takes ties away from zero, ROUNDUP everything away from it, ROUNDDOWN towards it.
fn rounded(name: &str, number: &Ratio, digits: &Ratio) -> Outcome<Ratio> {
    let digits = digits.exact(0).and_then(crate::number::Decimal::to_integer);
    let digits = digits
        .filter(|digits| digits.abs() <= MAX_DIGITS)
        .ok_or(Stop::Unknown)?;
    let power = Ratio::from(10i64.pow(digits.unsigned_abs() as u32));
    let unit = if digits < 0 {
        power
    } else {
        over(&Ratio::from(1), &power)?
    };
    let units = over(&magnitude(number), &unit)?;
    let whole = match name {
        "ROUNDUP" => units.ceil(),
        "ROUNDDOWN" => units.floor(),
        _ => units.plus(&over(&Ratio::from(1), &Ratio::from(2))?).floor(),
    };
    let magnitude = whole.times(&unit);
    Ok(if number.is_negative() {
        magnitude.negated()
    } else {
        magnitude
    })
}
