//! Money from the wrong total, or for a total that earns none.

use super::super::pay::{graded, stated_totals, unrounded_totals};
use super::super::{Card, Context};
use super::{Case, Place, Proposals};
use crate::finding::Cause;
use crate::mapping::Adjusts;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{decimal, ratio};
use crate::score::{Chain, Graded, LeftOut};
use crate::text::Text;

/// What the pay should be by the totals that the sheet states and by the recomputed one, as far as they pass.
pub(super) fn bases(context: &Context, card: &Card) -> Vec<Ratio> {
    let mut bases = Vec::new();
    for total in totals(context, card) {
        if !fails(context, &total.into()) {
            let graded = graded(context, card, total).into_iter();
            bases.extend(
                graded.filter_map(|graded| card.chain.unrounded_payout(&total.into(), graded)),
            );
        }
    }
    bases
}

fn totals(context: &Context, card: &Card) -> Vec<Decimal> {
    let mut totals = stated_totals(context, card);
    totals.extend(card.scored.outcome.total);
    let mut distinct: Vec<Decimal> = Vec::new();
    for total in totals {
        if !distinct.contains(&total) {
            distinct.push(total);
        }
    }
    distinct
}

fn fails(context: &Context, total: &Ratio) -> bool {
    let mark = context.mapping.pass_mark.map(Ratio::from);
    mark.is_some_and(|mark| *total < mark)
}

/// The causes of pay.
pub(super) fn mispaid(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    if case.place != Place::Payout {
        return;
    }
    let totals = totals(context, card);
    for total in &totals {
        unpassed(context, card, case, *total, proposals);
        whole_point(card, case, *total, proposals);
        without_bonus(context, card, case, *total, proposals);
    }
    unrounded(context, card, case, proposals);
    left_out(context, card, case, &totals, proposals);
}

/// The pay without one of the things that move it besides, or with one that was added in place of being taken off.
fn left_out(
    context: &Context,
    card: &Card,
    case: &Case,
    totals: &[Decimal],
    proposals: &mut Proposals,
) {
    let mapping = context.mapping;
    let adjustments = (0..mapping.adjustments.len()).map(LeftOut::Adjustment);
    let attendance = mapping.prorate.is_some().then_some(LeftOut::Attendance);
    for part in adjustments.chain(attendance) {
        let chain = card.chain.without(part);
        for total in totals.iter().map(|total| Ratio::from(*total)) {
            if fails(context, &total) {
                continue;
            }
            let graded = card.scored.outcome.graded();
            let Some(pay) = chain.unrounded_payout(&total, graded) else {
                continue;
            };
            let name = part.name(mapping);
            proposals.rounded(case, Cause::Omitted(name.to_owned()), &pay, || {
                let Text { zh, en } = working(&chain, case, (&total, graded), &pay);
                text!("没有算上{name}：{zh}。" / "{name} was left out: {en}.")
            });
            let Some((Adjusts::Minus, value)) = card.chain.adjusted_by(part) else {
                continue;
            };
            let flipped = pay.plus(&Ratio::from(value));
            proposals.rounded(case, Cause::SignFlipped, &flipped, || {
                let value = decimal(value);
                text!(
                    "{name} {value} 元应该扣，却加上了。"
                        / "{name} of {value} yuan was added instead of taken off."
                )
            });
        }
    }
}

/// `8,000 × 20% × 79.6 ÷ 100 = 1,273.6`
fn working(chain: &Chain, case: &Case, (total, graded): (&Ratio, Graded), pay: &Ratio) -> Text {
    match chain.pay_terms(total, graded) {
        Some(terms) => case.rounded(terms.giving(&case.shown(pay)), pay),
        None => Text::same(ratio(pay)),
    }
}

/// Paid although the total fails the pass mark.
fn unpassed(
    context: &Context,
    card: &Card,
    case: &Case,
    total: Decimal,
    proposals: &mut Proposals,
) {
    let exact = Ratio::from(total);
    if !fails(context, &exact) {
        return;
    }
    for graded in graded(context, card, total) {
        let Some(pay) = card.chain.unrounded_payout(&exact, graded) else {
            continue;
        };
        proposals.rounded(case, Cause::PassMarkIgnored, &pay, || {
            let shown = working(&card.chain, case, (&exact, graded), &pay);
            let (zh, en) = (shown.zh, shown.en);
            text!(
                "没有按及格线处理，照样按总分发了：{zh}。"
                    / "The pass mark was ignored and the total paid all the same: {en}."
            )
        });
    }
}

/// The total rounded to a whole point before the money.
fn whole_point(card: &Card, case: &Case, total: Decimal, proposals: &mut Proposals) {
    let rounding = Rounding {
        digits: 0,
        mode: Mode::HalfUp,
    };
    let whole = total.round(rounding);
    if whole == total {
        return;
    }
    let onward = card.chain.onward(Some(whole));
    let Some(pay) = onward.payout else {
        return;
    };
    proposals.rounded(case, Cause::RoundedEarly, &pay.into(), || {
        let exact = Ratio::from(whole);
        let paid = (&exact, onward.graded());
        let shown = working(&card.chain, case, paid, &pay.into());
        let (zh, en) = (shown.zh, shown.en);
        let (total, whole) = (decimal(total), decimal(whole));
        text!(
            "总分 {total} 先取整成了 {whole} 再算工资：{zh}。"
                / "The total of {total} was rounded to {whole} before the money: {en}."
        )
    });
}

/// A total without the bonus.
fn without_bonus(
    context: &Context,
    card: &Card,
    case: &Case,
    total: Decimal,
    proposals: &mut Proposals,
) {
    let points = super::super::totals::stated_points(card);
    let lines = card.card.lines.iter().zip(points);
    let bonus: Ratio = lines
        .filter(|(line, _)| context.mapping.lines[line.spec()].outside)
        .filter_map(|(_, points)| points)
        .sum();
    if bonus.is_zero() {
        return;
    }
    let less = Ratio::from(total).minus(&bonus);
    let onward = card.chain.onward(card.chain.limited(&less));
    let Some(pay) = onward.payout else {
        return;
    };
    proposals.rounded(case, Cause::BonusLeftOut, &pay.into(), || {
        let paid = (&less, onward.graded());
        let shown = working(&card.chain, case, paid, &pay.into());
        let (zh, en) = (shown.zh, shown.en);
        let (bonus, total) = (ratio(&bonus), decimal(total));
        text!(
            "总分 {total} 里的加分项（{bonus} 分）没有算进工资：{zh}。"
                / "The bonus ({bonus}) in the total of {total} was left out: {en}."
        )
    });
}

/// A total of lines that were not rounded, where the sheet shows another.
fn unrounded(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    if !context.mapping.pays_by_total() {
        return;
    }
    let graded = card.scored.outcome.graded();
    for total in unrounded_totals(context, card) {
        if fails(context, &total) {
            continue;
        }
        let Some(pay) = card.chain.unrounded_payout(&total, graded) else {
            continue;
        };
        proposals.rounded(case, Cause::UnroundedLines, &pay, || {
            let shown = working(&card.chain, case, (&total, graded), &pay);
            let (zh, en) = (shown.zh, shown.en);
            text!(
                "算工资用的是未四舍五入的分数：{zh}。"
                    / "The pay was computed from scores that were not rounded: {en}."
            )
        });
    }
}
