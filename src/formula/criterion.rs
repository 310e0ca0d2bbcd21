//! What SUMIF and its kin ask of cells.

use super::operator::Operator;
use super::values::{Outcome, Stop, Value, compare, text_number};

/// What SUMIF asks of a cell.
pub(super) struct Criterion {
    operator: Operator,
    value: Value,
}

impl Criterion {
    /// Reads `5`, `">=60"`, `"销售部"`. Words with wildcards, and those that Excel may take for a date, are not known.
    pub fn read(criterion: &Value) -> Outcome<Criterion> {
        let text = match criterion {
            Value::Number(_) => {
                let (operator, value) = (Operator::Equal, criterion.clone());
                return Ok(Criterion { operator, value });
            }
            Value::Text(text) => text.as_str(),
            _ => return Err(Stop::Unknown),
        };
        let (operator, rest) = match Operator::strip(text) {
            Some((
                operator @ (Operator::Equal
                | Operator::Unequal
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual),
                rest,
            )) => (operator, rest),
            _ => (Operator::Equal, text),
        };
        if let Ok(number) = text_number(rest) {
            let value = Value::Number(number);
            return Ok(Criterion { operator, value });
        }
        let is_word = rest.starts_with(char::is_alphabetic)
            && !rest.contains(['*', '?', '~', '/', '-', ':', ' ']);
        let is_equality = matches!(operator, Operator::Equal | Operator::Unequal);
        if !is_word || !is_equality || ["TRUE", "FALSE"].contains(&&*rest.to_ascii_uppercase()) {
            return Err(Stop::Unknown);
        }
        let value = Value::Text(rest.to_owned());
        Ok(Criterion { operator, value })
    }

    /// True for what an empty cell meets too.
    pub fn is_met_by_blank(&self) -> bool {
        self.operator == Operator::Unequal
    }

    /// Whether a cell's value meets it.
    pub fn is_met(&self, tested: &Value) -> Outcome<bool> {
        match (&self.value, tested) {
            (_, Value::Date) => Err(Stop::Unknown),
            // A criterion may meet figures that stand as text.
            (Value::Number(_), Value::Text(text)) if text.contains(char::is_numeric) => {
                Err(Stop::Unknown)
            }
            (Value::Number(_), Value::Number(_)) | (Value::Text(_), Value::Text(_)) => {
                compare(self.operator, tested, &self.value)
            }
            // What is of another kind is met by "other than" alone.
            _ => Ok(self.operator == Operator::Unequal),
        }
    }
}
