//! The right figure, typed wrong: digits exchanged, the decimal point misplaced.

use super::super::{Card, Context};
use super::{Case, Proposals};
use crate::finding::Cause;
use crate::number::{Decimal, Ratio};

/// `digits-swapped`, `digit-slipped` and `percent-scale`.
pub(super) fn typed(_: &Context, _: &Card, case: &Case, proposals: &mut Proposals) {
    for base in &case.bases {
        let Ok(right) = base.round(case.rounding) else {
            continue;
        };
        if right.is_zero() {
            continue;
        }
        let (shown, typed) = (case.shown(&right.into()), case.shown(&case.reported.into()));
        for swapped in swaps(right) {
            proposals.exact(case, Cause::DigitsSwapped, &swapped.into(), || {
                text!(
                    "{shown} 写成了 {typed}，相邻两位数字颠倒了。"
                        / "{shown} was typed as {typed}: two neighbouring digits changed places."
                )
            });
        }
        for (cause, factor) in [(Cause::DigitSlipped, 10), (Cause::PercentScale, 100)] {
            let factor = Ratio::from(factor);
            let scaled = |value: &Ratio| [Some(value.times(&factor)), value.over(&factor)];
            let proof = |is_more: bool, cause: &Cause| match (cause, is_more) {
                (Cause::DigitSlipped, true) => text!(
                    "{typed} 是 {shown} 的 10 倍，小数点错了一位。"
                        / "{typed} is 10 times {shown}: the decimal point is one place off."
                ),
                (Cause::DigitSlipped, false) => text!(
                    "{typed} 是 {shown} 的十分之一，小数点错了一位。"
                        / "{typed} is a tenth of {shown}: the decimal point is one place off."
                ),
                (_, true) => text!(
                    "{typed} 是 {shown} 的 100 倍，百分数换算错了。"
                        / "{typed} is 100 times {shown}: a percentage went wrong."
                ),
                (_, false) => text!(
                    "{typed} 是 {shown} 的百分之一，百分数换算错了。"
                        / "{typed} is a hundredth of {shown}: a percentage went wrong."
                ),
            };
            let is_more = case.reported.abs() > right.abs();
            for value in scaled(&Ratio::from(right)).into_iter().flatten() {
                proposals.exact(case, cause.clone(), &value, || proof(is_more, &cause));
            }
            for value in scaled(base).into_iter().flatten() {
                if tells_enough(&value, case) {
                    proposals.rounded(case, cause.clone(), &value, || proof(is_more, &cause));
                }
            }
        }
    }
}

/// Two digits at least: one alone is hit by chance.
fn tells_enough(value: &Ratio, case: &Case) -> bool {
    let ten = Decimal::new(10, case.rounding.digits).unwrap_or(Decimal::ONE);
    let size = value.clone().max(value.negated());
    size >= Ratio::from(ten)
}

/// The figure with two neighbouring digits exchanged, in every way that people write figures; what is the figure with
/// its point moved is none.
fn swaps(right: Decimal) -> Vec<Decimal> {
    let digits: Vec<char> = right.to_string().chars().collect();
    let places: Vec<usize> = (0..digits.len())
        .filter(|at| digits[*at].is_ascii_digit())
        .collect();
    let is_shift = |value: Decimal| {
        [10, 100].into_iter().any(|factor| {
            let scaled = |value: Decimal| Ratio::from(value).times(&Ratio::from(factor));
            scaled(value) == right.into() || scaled(right) == value.into()
        })
    };
    let mut swaps = Vec::new();
    for pair in places.windows(2) {
        let mut other = digits.clone();
        other.swap(pair[0], pair[1]);
        let leads = |digits: &[char]| {
            let mut whole = digits.iter().skip_while(|c| **c == '-');
            whole.next() == Some(&'0')
        };
        // Nobody writes 08 for 80, or takes the 0 of 0.76 for a digit.
        if other == digits || leads(&other) && !leads(&digits) {
            continue;
        }
        if leads(&digits) && Some(&pair[0]) == places.first() {
            continue;
        }
        if let Ok(value) = other.iter().collect::<String>().parse::<Decimal>()
            && !is_shift(value)
        {
            swaps.push(value);
        }
    }
    swaps
}
