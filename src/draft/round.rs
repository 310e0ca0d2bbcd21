//! Round figures: those that schemes use, told by the rows that are near them.

use crate::number::{Decimal, Mode, Ratio, Rounding};

/// Significant digits of the round figures that schemes use, simplest first.
pub(super) const ROUND: [u32; 3] = [1, 2, 3];

/// The attainments at which full marks may begin: 100 %, and what the rows short of them tell, rounded.
pub(super) fn full_marks(known: &[(Ratio, Decimal)], max: Decimal) -> Vec<Decimal> {
    let told = known
        .iter()
        .filter(|(_, score)| !score.is_zero() && !score.is_negative() && *score != max);
    let told = told.filter_map(|(attained, score)| {
        Ratio::from(max).times(attained).over(&Ratio::from(*score))
    });
    let mut fulls = vec![Decimal::ONE];
    fulls.extend(round_figures(told.collect()));
    fulls
}

/// The middle one of some estimates, rounded to few digits.
pub(super) fn round_figures(mut told: Vec<Ratio>) -> Vec<Decimal> {
    told.retain(|one| !one.is_zero() && !one.is_negative());
    told.sort();
    let Some(middle) = told.get(told.len() / 2) else {
        return Vec::new();
    };
    ROUND
        .iter()
        .filter_map(|digits| significant(middle, *digits))
        .collect()
}

/// A figure rounded to significant digits.
pub(super) fn significant(value: &Ratio, digits: u32) -> Option<Decimal> {
    let round = |value: &Ratio, digits: u32| {
        let rounding = Rounding {
            digits,
            mode: Mode::HalfUp,
        };
        value.round(rounding).ok()
    };
    let whole = round(&value.floor(), 0)?.to_integer()?;
    if whole == 0 {
        let mut grown = value.clone();
        let mut zeros = 0;
        while grown < Ratio::from(1).over(&Ratio::from(10))? && zeros < 8 {
            grown = grown.times(&Ratio::from(10));
            zeros += 1;
        }
        return round(value, digits + zeros).filter(|rounded| !rounded.is_zero());
    }
    let length = whole.to_string().len() as u32;
    if digits >= length {
        return round(value, digits - length).map(Decimal::trimmed);
    }
    let unit = Decimal::from(10_i64.checked_pow(length - digits)?);
    let units = round(&value.over(&Ratio::from(unit))?, 0)?;
    Ratio::from(units).times(&Ratio::from(unit)).exact(0)
}
