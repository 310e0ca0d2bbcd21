//! The functions that scorecards are made of: sums, means, roundings and choices. A name that is neither here nor in
//! `counts`, `lookups` and `texts` stops the evaluation.

use super::cells::Evaluator;
use super::dust::magnitude;
use super::operator::Operator;
use super::parse::Expr;
use super::values::{Outcome, Stop, Value, apply, bounded, over, text_number};
use crate::number::Ratio;

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
            ("INT", [one]) => {
                let one = self.scalar(one, sheet)?.number()?;
                self.dust.floor(&one)
            }
            ("ABS", [one]) => magnitude(&self.scalar(one, sheet)?.number()?),
            ("N", [one]) => match self.scalar(one, sheet)? {
                Value::Text(_) | Value::Blank => Ratio::zero(),
                value => value.number()?,
            },
            ("MOD", [one, divisor]) => {
                let one = self.scalar(one, sheet)?.number()?;
                let divisor = self.scalar(divisor, sheet)?.number()?;
                let times = self.dust.floor(&over(&one, &divisor)?);
                one.minus(&times.times(&divisor))
            }
            ("ROUND" | "ROUNDUP" | "ROUNDDOWN", [one, digits]) => {
                let one = self.scalar(one, sheet)?.number()?;
                let digits = self.scalar(digits, sheet)?.number()?;
                self.rounded(name, &one, &digits)?
            }
            ("TRUNC", [one]) => {
                let one = self.scalar(one, sheet)?.number()?;
                self.rounded("ROUNDDOWN", &one, &Ratio::zero())?
            }
            _ => return self.further(name, of, sheet),
        };
        bounded(number).map(Value::Number)
    }

    /// The functions of the other files, and those that choose among values.
    fn further(&mut self, name: &str, of: &[Expr], sheet: usize) -> Outcome<Value> {
        if let Some(outcome) = self.choice(name, of, sheet) {
            return outcome;
        }
        if let Some(outcome) = self.counted(name, of, sheet) {
            return outcome;
        }
        if let Some(outcome) = self.looked_up(name, of, sheet) {
            return outcome;
        }
        if let Some(outcome) = self.worded(name, of, sheet) {
            return outcome;
        }
        self.stopped_at.get_or_insert_with(|| name.to_owned());
        Err(Stop::Unknown)
    }

    fn choice(&mut self, name: &str, of: &[Expr], sheet: usize) -> Option<Outcome<Value>> {
        Some(match (name, of) {
            // As LibreOffice writes the truth values.
            ("TRUE" | "FALSE", []) => Ok(Value::Bool(name == "TRUE")),
            ("IFS", [_, _, ..]) if of.len().is_multiple_of(2) => self.first_true(of, sheet),
            ("IFNA", [tried, instead]) => match self.scalar(tried, sheet) {
                // Which error it is, is not known here.
                Err(Stop::Error) if tried.looks_up() => self.scalar(instead, sheet),
                Err(Stop::Error) => Err(Stop::Unknown),
                outcome => outcome,
            },
            ("CHOOSE", [index, rest @ ..]) if !rest.is_empty() => self.chosen(index, rest, sheet),
            ("SWITCH", [tested, rest @ ..]) if rest.len() > 1 => self.switched(tested, rest, sheet),
            ("ISNUMBER", [one]) => self.kind_of(one, sheet, |value| {
                matches!(value, Ok(Value::Number(_) | Value::Date))
            }),
            ("ISTEXT", [one]) => {
                self.kind_of(one, sheet, |value| matches!(value, Ok(Value::Text(_))))
            }
            ("ISBLANK", [one @ Expr::Cells(..)]) => {
                self.kind_of(one, sheet, |value| matches!(value, Ok(Value::Blank)))
            }
            ("ISERROR", [one]) => {
                self.kind_of(one, sheet, |value| matches!(value, Err(Stop::Error)))
            }
            _ => return None,
        })
    }

    fn kind_of(
        &mut self,
        one: &Expr,
        sheet: usize,
        is: fn(&Outcome<Value>) -> bool,
    ) -> Outcome<Value> {
        match self.scalar(one, sheet) {
            Err(Stop::Unknown) => Err(Stop::Unknown),
            value => Ok(Value::Bool(is(&value))),
        }
    }

    fn first_true(&mut self, of: &[Expr], sheet: usize) -> Outcome<Value> {
        for pair in of.chunks_exact(2) {
            if let [condition, value] = pair
                && self.scalar(condition, sheet)?.truth()?
            {
                return self.scalar(value, sheet);
            }
        }
        Err(Stop::Error)
    }

    fn chosen(&mut self, index: &Expr, rest: &[Expr], sheet: usize) -> Outcome<Value> {
        let index = self.scalar(index, sheet)?.number()?;
        let index = self.dust.floor(&index).exact(0);
        let index = index.and_then(crate::number::Decimal::to_integer);
        let index = usize::try_from(index.ok_or(Stop::Unknown)?).map_err(|_| Stop::Error)?;
        let index = index.checked_sub(1).ok_or(Stop::Error)?;
        self.scalar(rest.get(index).ok_or(Stop::Error)?, sheet)
    }

    fn switched(&mut self, tested: &Expr, rest: &[Expr], sheet: usize) -> Outcome<Value> {
        let tested = self.scalar(tested, sheet)?;
        for pair in rest.chunks(2) {
            match pair {
                [case, value] => {
                    let case = self.scalar(case, sheet)?;
                    if apply(Operator::Equal, &tested, &case)?.truth()? {
                        return self.scalar(value, sheet);
                    }
                }
                [otherwise] => return self.scalar(otherwise, sheet),
                _ => {}
            }
        }
        Err(Stop::Error)
    }

    /// The numbers of arguments: of cells those that are numbers, of anything else its value.
    pub(super) fn numbers(&mut self, of: &[Expr], sheet: usize) -> Outcome<Vec<Ratio>> {
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
}

pub(super) fn sum(numbers: &[Ratio]) -> Outcome<Ratio> {
    let mut sum = Ratio::zero();
    for number in numbers {
        sum = bounded(sum.plus(number))?;
    }
    Ok(sum)
}

pub(super) fn count(found: usize) -> Ratio {
    Ratio::from(i64::try_from(found).unwrap_or(i64::MAX))
}

impl Evaluator<'_> {
    /// ROUND takes ties away from zero, ROUNDUP everything away from it, ROUNDDOWN towards it.
    pub(super) fn rounded(&mut self, name: &str, number: &Ratio, digits: &Ratio) -> Outcome<Ratio> {
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
            "ROUNDUP" => self.dust.floor(&units.negated()).negated(),
            "ROUNDDOWN" => self.dust.floor(&units),
            _ => {
                let half = over(&Ratio::from(1), &Ratio::from(2))?;
                self.dust.floor(&units.plus(&half))
            }
        };
        let magnitude = whole.times(&unit);
        Ok(if number.is_negative() {
            magnitude.negated()
        } else {
            magnitude
        })
    }
}
