//! Cut off instead of rounded; a tie to the even digit.

use super::super::{Card, Context};
use super::{Case, Place, Proposals};
use crate::finding::Cause;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::Role;
use crate::score::rounding_name;
use crate::scorecard::Figure;

/// `truncated` and `rounded-half-even`.
pub(super) fn cut(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    let declared = case.rounding.digits;
    // Money is cut to whole yuan too; of points, a whole number proves too little.
    let least = match case.place {
        Place::Payout => 0,
        Place::Attainment(_) => declared.min(2),
        _ => declared,
    };
    for base in &case.bases {
        for digits in least..=declared {
            let at = |mode| base.round(Rounding { digits, mode });
            let (Ok(down), Ok(even), Ok(right)) = (
                at(Mode::Down),
                at(Mode::HalfEven),
                match case.place {
                    // An attainment may be stated at fewer digits than its format shows.
                    Place::Attainment(_) => at(case.rounding.mode),
                    _ => base.round(case.rounding),
                },
            ) else {
                continue;
            };
            if down == right {
                continue;
            }
            let to_even = digits == declared
                && case.rounding.mode == Mode::HalfUp
                && is_tie(base, down, digits)
                && even == down
                && rounds_up_elsewhere(context, card);
            let (shown, cut, right) = (
                case.shown(base),
                case.shown(&down.into()),
                case.shown(&right.into()),
            );
            let mode = rounding_name(case.rounding.mode);
            let (zh, en) = (mode.zh, mode.en);
            let cause = if to_even {
                Cause::RoundedHalfEven
            } else {
                Cause::Truncated
            };
            let to_whole = digits < declared && case.place == Place::Payout;
            proposals.exact(case, cause, &Ratio::from(down), || match to_even {
                _ if to_whole => text!(
                    "{right} 后面的零头被舍去，只算成 {cut}。"
                        / "{right} was cut off to {cut}."
                ),
                true => text!(
                    "{shown} 按「四舍六入五成双」取成了 {cut}，方案规定{zh}，应为 {right}。"
                        / "{shown} was rounded to the even digit, {cut}; the scheme says {en}: {right}."
                ),
                false => text!(
                    "{shown} 被直接舍去成 {cut}，应{zh}为 {right}。"
                        / "{shown} was cut off to {cut}; {en} it is {right}."
                ),
            });
        }
    }
}

/// True where the rest behind `down` is exactly half a unit.
fn is_tie(value: &Ratio, down: Decimal, digits: u32) -> bool {
    let rest = value.minus(&Ratio::from(down));
    let doubled = rest.plus(&rest);
    Decimal::new(1, digits).is_some_and(|unit| {
        let unit = Ratio::from(unit);
        doubled == unit || doubled == unit.negated()
    })
}

fn rounds_up_elsewhere(context: &Context, card: &Card) -> bool {
    context
        .habits
        .rounds_up
        .get(card.card.sheet)
        .is_some_and(|known| *known.get_or_init(|| rounds_up(context, card.card.sheet)))
}

/// Whether a sheet rounds up somewhere where no tie is: it does not cut, so a tie that went down went to the even digit.
fn rounds_up(context: &Context, sheet: usize) -> bool {
    let cards = context.extraction.cards.iter().zip(context.scored);
    cards
        .filter(|(card, _)| card.sheet == sheet)
        .any(|(card, scored)| {
            let mapping = context.mapping.at(card.months());
            let mut lines = card.lines.iter().zip(&scored.lines);
            let line = lines.any(|(line, scored)| {
                went_up(
                    line.figure(Role::Score).as_ref(),
                    scored.exact(mapping, line).as_ref(),
                    context.mapping.line_digits(),
                )
            });
            let chain = crate::score::Chain::of(context.mapping, card, scored);
            let total = || {
                let rounding = context.mapping.total_rounding?;
                let sum = chain.sum(&chain.terms(&chain.points()))?;
                Some(went_up(card.total.as_ref(), Some(&sum), rounding))
            };
            let payout = || {
                let total = scored.outcome.total?;
                let exact = chain.unrounded_payout(&total.into(), scored.outcome.graded())?;
                let rounding = context.mapping.payout_rounding;
                Some(went_up(card.payout.as_ref(), Some(&exact), rounding))
            };
            line || total() == Some(true) || payout() == Some(true)
        })
}

fn went_up(figure: Option<&Figure>, exact: Option<&Ratio>, rounding: Rounding) -> bool {
    let (Some(reported), Some(exact)) = (figure.and_then(Figure::value), exact) else {
        return false;
    };
    let digits = rounding.digits;
    let at = |mode| exact.round(Rounding { digits, mode });
    let (Ok(down), Ok(nearest)) = (at(Mode::Down), at(Mode::HalfUp)) else {
        return false;
    };
    reported == nearest && nearest != down && !is_tie(exact, down, digits)
}
