//! Functions of words.

use super::cells::Evaluator;
use super::parse::Expr;
use super::values::{MAX_TEXT, Outcome, Stop, Value, stored, text_number};
use crate::number::Ratio;

impl Evaluator<'_> {
    /// What a function of this file gives; `None` for a name or arguments that are not of this file.
    pub(super) fn worded(
        &mut self,
        name: &str,
        of: &[Expr],
        sheet: usize,
    ) -> Option<Outcome<Value>> {
        Some(match (name, of) {
            ("CONCATENATE" | "CONCAT", [_, ..]) => self.joined(of, sheet),
            ("LEN", [one]) => self
                .text(one, sheet)
                .and_then(|text| Ok(Value::Number(super::functions::count(length(&text)?)))),
            ("TRIM", [one]) => self.text(one, sheet).map(|text| {
                let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
                Value::Text(words.join(" "))
            }),
            ("VALUE", [one]) => self.scalar(one, sheet).and_then(|value| match value {
                Value::Number(_) => Ok(value),
                Value::Text(text) => text_number(&text).map(Value::Number),
                _ => Err(Stop::Unknown),
            }),
            ("LEFT" | "RIGHT", [one]) => self.cut(name, one, None, sheet),
            ("LEFT" | "RIGHT", [one, count]) => self.cut(name, one, Some(count), sheet),
            ("MID", [one, from, count]) => self.middle(one, from, count, sheet),
            ("TEXT", [one, format]) => self.formatted(one, format, sheet),
            ("EXACT", [one, other]) => self.text(one, sheet).and_then(|one| {
                let other = self.text(other, sheet)?;
                Ok(Value::Bool(one == other))
            }),
            _ => return None,
        })
    }

    fn text(&mut self, one: &Expr, sheet: usize) -> Outcome<String> {
        self.scalar(one, sheet)?.text()
    }

    fn joined(&mut self, of: &[Expr], sheet: usize) -> Outcome<Value> {
        let mut joined = String::new();
        for one in of {
            joined.push_str(&self.text(one, sheet)?);
            if joined.len() > MAX_TEXT {
                return Err(Stop::Unknown);
            }
        }
        Ok(Value::Text(joined))
    }

    fn size(&mut self, count: &Expr, sheet: usize) -> Outcome<usize> {
        let count = self.scalar(count, sheet)?.number()?;
        let count = count.floor().exact(0);
        let count = count.and_then(crate::number::Decimal::to_integer);
        usize::try_from(count.ok_or(Stop::Unknown)?).map_err(|_| Stop::Error)
    }

    fn cut(
        &mut self,
        name: &str,
        one: &Expr,
        count: Option<&Expr>,
        sheet: usize,
    ) -> Outcome<Value> {
        let text = self.text(one, sheet)?;
        let count = match count {
            Some(count) => self.size(count, sheet)?,
            None => 1,
        };
        let skipped = match name {
            "RIGHT" => length(&text)?.saturating_sub(count),
            _ => 0,
        };
        length(&text)?;
        Ok(Value::Text(
            text.chars().skip(skipped).take(count).collect(),
        ))
    }

    fn middle(&mut self, one: &Expr, from: &Expr, count: &Expr, sheet: usize) -> Outcome<Value> {
        let text = self.text(one, sheet)?;
        length(&text)?;
        let from = self.size(from, sheet)?.checked_sub(1).ok_or(Stop::Error)?;
        let count = self.size(count, sheet)?;
        Ok(Value::Text(text.chars().skip(from).take(count).collect()))
    }

    /// The plain formats: `0`, `0.00`, `0.0%`.
    fn formatted(&mut self, one: &Expr, format: &Expr, sheet: usize) -> Outcome<Value> {
        let value = self.scalar(one, sheet)?;
        let Value::Number(number) = value else {
            return Err(Stop::Unknown);
        };
        let format = self.text(format, sheet)?;
        let (digits, sign) = match format.strip_suffix('%') {
            Some(digits) => (digits, "%"),
            None => (&*format, ""),
        };
        let fraction = match digits {
            "0" => 0,
            _ => digits
                .strip_prefix("0.")
                .filter(|zeros| !zeros.is_empty() && zeros.len() < 10)
                .filter(|zeros| zeros.bytes().all(|zero| zero == b'0'))
                .map(str::len)
                .ok_or(Stop::Unknown)?,
        };
        let scaled = match sign {
            "%" => number.times(&Ratio::from(100)),
            _ => number,
        };
        let digits = Ratio::from(i64::try_from(fraction).unwrap_or_default());
        let rounded = stored(&self.rounded("ROUND", &scaled, &digits)?).ok_or(Stop::Unknown)?;
        let rounding = crate::number::Rounding {
            digits: u32::try_from(fraction).unwrap_or_default(),
            mode: crate::number::Mode::HalfUp,
        };
        let shown = rounded.round(rounding);
        Ok(Value::Text(format!("{shown}{sign}")))
    }
}

/// Spreadsheets count rare characters twice: those are not counted here.
fn length(text: &str) -> Outcome<usize> {
    let is_rare = text.chars().any(|c| c.len_utf16() > 1);
    match is_rare {
        true => Err(Stop::Unknown),
        false => Ok(text.chars().count()),
    }
}
