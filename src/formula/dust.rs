//! Binary dust: where exact arithmetic and a spreadsheet's doubles may part.
//!
//! 18.55 is no double, so a spreadsheet may round it to 18.5. Such a figure is not out of date. Every rounding and
//! comparison that stands within a hair of its edge is noted, and the formula is computed again with all roundings
//! falling the other way.

use super::values::Value;
use crate::number::Ratio;

/// Which way roundings fall that stand at their edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Bias {
    /// As exact arithmetic has it.
    #[default]
    None,
    /// As if every figure were a hair smaller.
    Down,
    /// As if every figure were a hair larger.
    Up,
}

/// What was met on the way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dust {
    pub bias: Bias,
    /// A rounding stood at its edge.
    pub is_at_edge: bool,
    /// A comparison of computed figures did, or a figure had no stored value: what follows cannot be told.
    pub is_torn: bool,
}

/// What doubles may be off by, of figures as large as pay.
fn hair() -> Ratio {
    Ratio::from(1)
        .over(&Ratio::from(1_000_000_000))
        .unwrap_or_else(Ratio::zero)
}

/// True where two figures are the same but for dust.
pub(super) fn is_same(one: &Ratio, other: &Ratio) -> bool {
    if one == other {
        return true;
    }
    let size = magnitude(one).max(Ratio::from(1));
    magnitude(&one.minus(other)) <= hair().times(&size)
}

pub(super) fn magnitude(number: &Ratio) -> Ratio {
    if number.is_negative() {
        number.negated()
    } else {
        number.clone()
    }
}

impl Dust {
    pub fn new(bias: Bias) -> Self {
        Dust {
            bias,
            ..Dust::default()
        }
    }

    /// Notes a comparison.
    pub fn compared(&mut self, left: &Value, right: &Value) {
        if let (Value::Number(left), Value::Number(right)) = (left, right)
            && is_same(left, right)
        {
            self.is_torn = true;
        }
    }

    /// The largest whole number that is not above a figure.
    pub fn floor(&mut self, figure: &Ratio) -> Ratio {
        let floor = figure.floor();
        let above = figure.minus(&floor);
        let one = Ratio::from(1);
        let size = magnitude(figure).max(one.clone());
        let hair = hair().times(&size);
        if above <= hair {
            self.is_at_edge = true;
            if self.bias == Bias::Down {
                return floor.minus(&one);
            }
        } else if one.minus(&above) <= hair {
            self.is_at_edge = true;
            if self.bias == Bias::Up {
                return floor.plus(&one);
            }
        }
        floor
    }
}
