//! Values and operators: how Excel turns one kind of value into another.

use super::operator::Operator;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook;

/// What a part of a formula gives.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Blank,
    Number(Ratio),
    /// A date: its number hangs on the workbook's epoch, so nothing is computed with it.
    Date,
    Text(String),
    Bool(bool),
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Excel shows an error here too.
    Error,
    /// This module cannot tell.
    Unknown,
}

pub(super) type Outcome<T> = Result<T, Stop>;

/// Digits that a spreadsheet keeps of a number.
const SIGNIFICANT_DIGITS: usize = 15;
/// The largest exponent of `^`.
const MAX_EXPONENT: i64 = 100;
/// The size of a fraction beyond which a formula is not worth its time.
const MAX_BITS: u64 = 4096;
/// The longest text of a cell.
pub(super) const MAX_TEXT: usize = 32_767;

impl Value {
    /// What a stored cell holds.
    pub fn stored(value: &workbook::Value) -> Outcome<Value> {
        Ok(match value {
            workbook::Value::Empty => Value::Blank,
            workbook::Value::Number(number) => Value::Number(Ratio::from(*number)),
            workbook::Value::Date(_) => Value::Date,
            workbook::Value::Text(text) => Value::Text(text.to_string()),
            workbook::Value::Bool(value) => Value::Bool(*value),
            workbook::Value::Error(_) => return Err(Stop::Error),
        })
    }

    /// The value as an operand of arithmetic.
    pub fn number(&self) -> Outcome<Ratio> {
        match self {
            Value::Blank => Ok(Ratio::zero()),
            Value::Number(number) => Ok(number.clone()),
            Value::Bool(value) => Ok(Ratio::from(i64::from(*value))),
            Value::Date => Err(Stop::Unknown),
            Value::Text(text) => text_number(text),
        }
    }

    /// The value as a condition.
    pub fn truth(&self) -> Outcome<bool> {
        match self {
            Value::Text(_) => Err(Stop::Unknown),
            Value::Bool(value) => Ok(*value),
            other => other.number().map(|number| !number.is_zero()),
        }
    }

    /// The value as words.
    pub fn text(&self) -> Outcome<String> {
        match self {
            Value::Blank => Ok(String::new()),
            Value::Text(text) => Ok(text.clone()),
            Value::Bool(value) => Ok(if *value { "TRUE" } else { "FALSE" }.to_owned()),
            Value::Date => Err(Stop::Unknown),
            Value::Number(number) => {
                let shown = stored(number).ok_or(Stop::Unknown)?;
                let small = Decimal::new(1, 4).unwrap_or_default();
                // Beyond these Excel turns to powers of ten.
                let is_plain =
                    shown.is_zero() || (shown.abs() >= small && shown.abs() < 10i64.pow(15).into());
                is_plain.then(|| shown.to_string()).ok_or(Stop::Unknown)
            }
        }
    }
}

/// The decimal of a result: 15 significant digits, and never more than 15 after the point.
pub(super) fn stored(number: &Ratio) -> Option<Decimal> {
    let whole = number
        .round(Rounding {
            digits: 0,
            mode: Mode::Down,
        })
        .ok()?;
    let digits = whole.abs().to_string().trim_start_matches('0').len();
    let digits = u32::try_from(SIGNIFICANT_DIGITS.saturating_sub(digits)).ok()?;
    let mode = Mode::HalfUp;
    Some(number.round(Rounding { digits, mode }).ok()?.trimmed())
}

/// Text in arithmetic: plain digits count as a number; what else Excel may take for a number or a date is not known.
pub(super) fn text_number(text: &str) -> Outcome<Ratio> {
    let trimmed = text.trim_matches(' ');
    let is_plain = |text: &str| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let (digits, percent) = match trimmed.strip_suffix('%') {
        Some(digits) => (digits, true),
        None => (trimmed, false),
    };
    if !is_plain(digits) {
        let might_count = text.contains(char::is_numeric);
        return Err(if might_count {
            Stop::Unknown
        } else {
            Stop::Error
        });
    }
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let number = Decimal::from_stored(digits)
        .map(Ratio::from)
        .ok_or(Stop::Unknown)?;
    if percent {
        return over(&number, &Ratio::from(100));
    }
    Ok(number)
}

/// A fraction of bearable size.
pub(super) fn bounded(number: Ratio) -> Outcome<Ratio> {
    (number.bits() <= MAX_BITS)
        .then_some(number)
        .ok_or(Stop::Unknown)
}

/// The quotient; Excel's `#DIV/0!` where the divisor is 0.
pub(super) fn over(left: &Ratio, right: &Ratio) -> Outcome<Ratio> {
    left.over(right).ok_or(Stop::Error)
}

/// What an operator gives.
pub(super) fn apply(operator: Operator, left: &Value, right: &Value) -> Outcome<Value> {
    let number = match operator {
        Operator::Join => {
            let joined = left.text()? + &right.text()?;
            return (joined.len() <= MAX_TEXT)
                .then_some(Value::Text(joined))
                .ok_or(Stop::Unknown);
        }
        Operator::Plus => left.number()?.plus(&right.number()?),
        Operator::Minus => left.number()?.minus(&right.number()?),
        Operator::Times => left.number()?.times(&right.number()?),
        Operator::Over => over(&left.number()?, &right.number()?)?,
        Operator::Power => power(&left.number()?, &right.number()?)?,
        _ => return compare(operator, left, right).map(Value::Bool),
    };
    bounded(number).map(Value::Number)
}

fn power(base: &Ratio, exponent: &Ratio) -> Outcome<Ratio> {
    let exponent = exponent
        .exact(0)
        .and_then(Decimal::to_integer)
        .ok_or(Stop::Unknown)?;
    if base.is_zero() && exponent <= 0 {
        return Err(Stop::Error);
    }
    if exponent.abs() > MAX_EXPONENT {
        return Err(Stop::Unknown);
    }
    let mut result = Ratio::from(1);
    for _ in 0..exponent.abs() {
        result = bounded(result.times(base))?;
    }
    if exponent < 0 {
        return over(&Ratio::from(1), &result);
    }
    Ok(result)
}

/// Numbers come before text, and text before truth values; the order of two texts hangs on the language.
pub(super) fn compare(operator: Operator, left: &Value, right: &Value) -> Outcome<bool> {
    use std::cmp::Ordering;
    let empty = |other: &Value| match other {
        Value::Text(_) => Value::Text(String::new()),
        Value::Bool(_) => Value::Bool(false),
        _ => Value::Number(Ratio::zero()),
    };
    let (left, right) = match (left, right) {
        (Value::Blank, other) => (empty(other), other.clone()),
        (other, Value::Blank) => (other.clone(), empty(other)),
        _ => (left.clone(), right.clone()),
    };
    let right = if matches!(right, Value::Blank) {
        empty(&left)
    } else {
        right
    };
    let order =
        match (&left, &right) {
            (Value::Number(left), Value::Number(right)) => left.cmp(right),
            (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
            (Value::Text(left), Value::Text(right)) => {
                let is_equal = left.to_lowercase() == right.to_lowercase();
                return match operator {
                    Operator::Equal => Ok(is_equal),
                    Operator::Unequal => Ok(!is_equal),
                    Operator::LessOrEqual | Operator::GreaterOrEqual if is_equal => Ok(true),
                    Operator::Less | Operator::Greater if is_equal => Ok(false),
                    _ => Err(Stop::Unknown),
                };
            }
            (Value::Number(_), Value::Text(_) | Value::Bool(_))
            | (Value::Text(_), Value::Bool(_)) => Ordering::Less,
            (Value::Text(_) | Value::Bool(_), Value::Number(_))
            | (Value::Bool(_), Value::Text(_)) => Ordering::Greater,
            _ => return Err(Stop::Unknown),
        };
    match operator {
        Operator::Equal => Ok(order.is_eq()),
        Operator::Unequal => Ok(order.is_ne()),
        Operator::Less => Ok(order.is_lt()),
        Operator::LessOrEqual => Ok(order.is_le()),
        Operator::Greater => Ok(order.is_gt()),
        Operator::GreaterOrEqual => Ok(order.is_ge()),
        _ => Err(Stop::Unknown),
    }
}
