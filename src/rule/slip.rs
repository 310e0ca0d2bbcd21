//! Known slips: the figures that a rule gives to somebody who misreads it in one of the usual ways.

use super::words::{decimal, ratio};
use crate::number::{Decimal, Mode, Ratio, Rounding};

/// A usual way to misread a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// The cap or floor was not applied.
    NotCapped,
    /// A deduction was added, or a bonus subtracted.
    SignFlipped,
    /// A started unit was counted as a full one.
    UnitsStarted,
    /// Growth over the current period instead of the previous one.
    PreviousAsBase,
    /// The ratio was turned upside down.
    InvertedRatio,
    /// An intermediate figure was rounded.
    RoundedEarly,
    /// The weights were exchanged or ignored.
    WrongWeight,
    /// One of the parts was left out.
    Omitted(String),
    /// One of the parts was counted twice.
    CountedTwice(String),
}

/// What a slip gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misreading {
    /// The slip.
    pub slip: Slip,
    /// The points, or the attainment, before rounding.
    pub value: Ratio,
    /// The arithmetic that gives it, without its result: `10 × (1,080 - 1,000) ÷ 1,080 ÷ 10%`.
    pub working: String,
}

impl Misreading {
    pub(super) fn new(slip: Slip, value: Ratio, working: String) -> Self {
        Misreading {
            slip,
            value,
            working,
        }
    }
}

/// An attainment rounded to a whole percent and to 0.01 %, where that changes it.
pub(super) fn rounded_percents(attainment: &Ratio) -> Vec<Ratio> {
    let rounded = |digits| {
        let mode = Mode::HalfUp;
        let rounded = Ratio::from(attainment.round(Rounding { digits, mode }).ok()?);
        (rounded != *attainment).then_some(rounded)
    };
    [2, 4].into_iter().filter_map(rounded).collect()
}

/// The slips of lines that start at their max and lose points: the floor forgotten, the loss added.
pub(super) fn of_loss(max: Decimal, loss: &Ratio, loss_words: &str) -> Vec<Misreading> {
    if loss.is_zero() {
        return Vec::new();
    }
    let (full, shown) = (Ratio::from(max), decimal(max));
    let left = full.minus(loss);
    let mut slips = vec![Misreading::new(
        Slip::SignFlipped,
        full.plus(loss),
        format!("{shown} + {loss_words}"),
    )];
    if left.is_negative() {
        let working = format!("{shown} - {loss_words}");
        slips.push(Misreading::new(Slip::NotCapped, left, working));
    }
    slips
}

/// One part of a loss left out or counted twice, as far as the line stays within its limits.
pub(super) fn of_parts<'a>(
    max: Decimal,
    parts: impl Iterator<Item = (&'a str, Ratio)> + Clone,
) -> Vec<Misreading> {
    let sum: Ratio = parts.clone().map(|(_, loss)| loss).sum();
    let (full, shown) = (Ratio::from(max), decimal(max));
    let mut slips = Vec::new();
    for (name, loss) in parts.filter(|(_, loss)| !loss.is_zero()) {
        let (less, more) = (sum.minus(&loss), sum.plus(&loss));
        let (sum_words, loss_words) = (ratio(&sum), ratio(&loss));
        let working = |sign: char| format!("{shown} - ({sum_words} {sign} {loss_words})");
        for (slip, total, sign) in [
            (Slip::Omitted(name.to_owned()), less, '-'),
            (Slip::CountedTwice(name.to_owned()), more, '+'),
        ] {
            let points = full.minus(&total);
            if !points.is_negative() {
                slips.push(Misreading::new(slip, points, working(sign)));
            }
        }
    }
    slips
}
