//! Grade, coefficient and payout: A301 to A304.

use super::blame::Comparison;
use super::figures::unreadable;
use super::grades::reported_grade;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::{Mapping, Payout};
use crate::number::{Decimal, Ratio};
use crate::rule::decimal;
use crate::score::{AsReported, Chain, Graded};
use crate::scorecard::{Figure, Scorecard, State};
use crate::text::Text;

/// Base and rate that are needed and are no numbers.
pub(super) fn inputs(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    // What the roster says need not stand on the sheet.
    let (base, rate) = (card.card.pay_base(), card.card.pay_rate());
    let own = |figure: &'_ Option<Figure>, counted: Option<Decimal>| match counted {
        Some(_) => None,
        None => figure.clone(),
    };
    let is_below = |figure: &Decimal| figure.is_negative();
    let base_name = text!("基本工资（绩效基数）" / "the base pay");
    let told = [
        (
            needs_base(context.mapping),
            base,
            &card.card.base,
            base_name,
        ),
        (
            context.mapping.needs_rate(),
            rate,
            &card.card.rate,
            text!("绩效比例" / "the rate"),
        ),
    ];
    for (is_needed, counted, figure, name) in told {
        let below = counted.filter(|counted| is_needed && is_below(counted));
        let Some((below, figure)) = below.zip(figure.as_ref()) else {
            continue;
        };
        let (cell, shown, zh, en) = (figure.at.cell, decimal(below), name.zh, name.en);
        let message = text!(
            "{cell} 的{zh}是负数 {shown}，不能用来算绩效工资，此人待核。请核对。"
                / "{cell}: {en} is negative ({shown}): no pay can be computed by it, and the person is held. Check it."
        );
        let finding = Finding::new(Code::X102, message).at(figure.at.sheet, cell);
        findings.push(finding.reporting(below));
    }
    let (base, rate) = (own(&card.card.base, base), own(&card.card.rate, rate));
    let needed: &[(&Option<Figure>, Text)] = match context.mapping.payout {
        Some(Payout::BaseRate { rate: None }) => &[
            (&base, text!("基本工资" / "base pay")),
            (&rate, text!("绩效比例" / "rate")),
        ],
        Some(Payout::BaseRate { rate: Some(_) }) => &[(&base, text!("基本工资" / "base pay"))],
        Some(Payout::BaseCoefficient { base: None, .. }) => {
            &[(&base, text!("绩效基数" / "base pay"))]
        }
        Some(Payout::BaseCoefficient { .. } | Payout::Fixed { .. } | Payout::Grade) | None => &[],
    };
    for (figure, name) in needed {
        findings.extend(figure.as_ref().and_then(|figure| unreadable(figure, name)));
    }
}

/// True where the pay is reckoned from a base that the sheet or the roster tells.
fn needs_base(mapping: &Mapping) -> bool {
    matches!(
        mapping.payout,
        Some(Payout::BaseRate { .. } | Payout::BaseCoefficient { base: None, .. })
    )
}

/// A pay scheme whose sheet lacks the base or the rate altogether: told once per table.
pub(super) fn missing_columns(context: &Context, findings: &mut Vec<Finding>) {
    let needs_rate = context.mapping.needs_rate();
    let all = &context.extraction.cards;
    let has_roster = context.extraction.roster.is_some();
    for (index, table) in context.extraction.tables.iter().enumerate() {
        // Whoever is not on the roster is held for that.
        let lacking = |lacks: fn(&Scorecard) -> bool| -> Vec<usize> {
            let own = |card: &Scorecard| {
                card.table == index && lacks(card) && (card.on_roster.is_some() || !has_roster)
            };
            let lacking = (0..all.len()).filter(|card| own(&all[*card]));
            let lacking: Vec<usize> = lacking.collect();
            let of_table = all.iter().filter(|card| card.table == index).count();
            // Of whom no row was found with a base, that is told.
            let is_told = |card: &usize| {
                lacking.len() < of_table
                    && context
                        .extraction
                        .holds
                        .iter()
                        .any(|hold| hold.card == *card)
            };
            lacking
                .iter()
                .copied()
                .filter(|card| !is_told(card))
                .collect()
        };
        let lacks = [
            needs_base(context.mapping).then(|| {
                let cards = lacking(|card| card.base.is_none() && card.pay_base().is_none());
                (cards, text!("基本工资（绩效基数）" / "the base pay"))
            }),
            needs_rate.then(|| {
                let cards = lacking(|card| card.rate.is_none() && card.pay_rate().is_none());
                (cards, text!("绩效比例" / "the rate"))
            }),
        ];
        for (cards, lack) in lacks.into_iter().flatten() {
            if cards.is_empty() {
                continue;
            }
            let (zh, en) = (lack.zh, lack.en);
            let message = text!(
                "表上没有{zh}，分数可以复核，绩效工资算不出来，待核。请补上。"
                    / "The sheet lacks {en}: scores can be checked, pay cannot be computed and is held."
            );
            let mut finding = Finding::new(Code::X101, message);
            finding.sheet = Some(table.sheet);
            if let [card] = cards[..] {
                finding.card = Some(card);
                finding.employee = all[card].employee.key().map(str::to_owned);
            }
            findings.push(finding);
        }
    }
}

/// A303 and A304: the money.
pub(super) fn payout(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let (Some(figure), Some(recomputed)) = (&card.card.payout, card.scored.outcome.payout) else {
        return;
    };
    // Whoever gets nothing often has a dash or nothing there.
    let is_nothing = matches!(figure.state, State::Blank | State::Dash) && recomputed.is_zero();
    if is_nothing || super::blame::agrees(figure, recomputed, context.mapping.payout_rounding) {
        return;
    }
    let Some(total) = card.scored.outcome.total else {
        return;
    };
    let mark = context.mapping.pass_mark.filter(|mark| total < *mark);
    let is_paid = figure.value().is_some_and(|value| value > Decimal::ZERO);
    let comparison = Comparison {
        code: if mark.is_some() && is_paid {
            Code::A304
        } else {
            Code::A303
        },
        figure,
        recomputed,
        rounding: context.mapping.payout_rounding,
        carried: carried(context, card)
            .into_iter()
            .filter(|value| *value != recomputed)
            .collect(),
        name: text!("绩效工资" / "pay"),
    };
    let Some(mut finding) = comparison.finding() else {
        return;
    };
    let words = match mark {
        Some(mark) => {
            let (total, mark) = (decimal(total), decimal(mark));
            text!(
                "总分 {total} 低于及格线 {mark}，按规定不发。"
                    / "The total of {total} is below the pass mark of {mark}: nothing is paid."
            )
        }
        None => formula_words(card, total, recomputed).then(&whose(context, card, figure)),
    };
    finding.message = finding.message.then(&words);
    findings.push(super::totals::by_policy(
        context,
        card,
        finding,
        unrounded_totals(context, card)
            .into_iter()
            .filter_map(|total| pay_of(context, card, &total)),
        context.mapping.payout_rounding,
    ));
}

/// The totals that a sheet may have paid by which adds lines that were not rounded.
pub(super) fn unrounded_totals(context: &Context, card: &Card) -> Vec<Ratio> {
    let sums = super::policy::unrounded_sums(context.mapping, card.card, &card.chain);
    let totals = sums.iter().map(|sum| totals_of(context, card, sum));
    totals.flatten().collect()
}

fn totals_of(context: &Context, card: &Card, sum: &Ratio) -> Vec<Ratio> {
    let sum = sum.clone();
    let Some(limited) = card.chain.limited(&sum).map(Ratio::from) else {
        return Vec::new();
    };
    // A capped or vetoed sum is no sum of unrounded lines.
    let moved = limited.minus(&sum);
    if moved.clone().max(moved.negated()) > Ratio::from(1) {
        return Vec::new();
    }
    let stated = card.card.total.as_ref().and_then(Figure::value);
    let total = card.scored.outcome.total.unwrap_or_default();
    let digits = context.mapping.total_digits();
    let stated = stated.filter(|stated| super::policy::is_sum(*stated, total, &sum, digits));
    let stated = stated.map(Ratio::from);
    [sum, limited].into_iter().chain(stated).collect()
}

/// The pay of a total that was not rounded, in a scheme that pays by the total.
fn pay_of(context: &Context, card: &Card, total: &Ratio) -> Option<Decimal> {
    let rounding = context.mapping.payout_rounding;
    let mark = context.mapping.pass_mark.map(Ratio::from);
    match mark.is_some_and(|mark| *total < mark) {
        true => Ratio::zero().round(rounding).ok(),
        false => card
            .chain
            .unrounded_payout(total, card.scored.outcome.graded())?
            .round(rounding)
            .ok(),
    }
}

/// What the pay would be from the reported total, grade or coefficient, and from the reported lines.
fn carried(context: &Context, card: &Card) -> Vec<Decimal> {
    let mut totals = stated_totals(context, card);
    // A pay that was computed from the lines follows from them, whatever stands in the total.
    totals.extend(super::totals::carried_totals(context, card));
    totals.extend(card.scored.outcome.total);
    // So does a pay that was computed from all the digits of a total that is wrong.
    let digits = context.mapping.total_digits();
    let stated = card.card.total.as_ref().and_then(Figure::value);
    let is_right = |stated: &Decimal| {
        let right = card.scored.outcome.total;
        right.is_some_and(|right| super::blame::same(*stated, right, digits))
    };
    totals.extend(stated.filter(|stated| !is_right(stated)));
    // Right arithmetic on the sheet's own base and rate follows from their difference to the roster, or the scheme.
    let replaced = card.card.replaced_base().is_some()
        || card.card.replaced_rate().is_some()
        || super::stated::other_base(context, card).is_some()
        || super::stated::other_rate(context, card).is_some();
    let by_sheet = replaced.then(|| {
        card.chain.as_reported(AsReported {
            base: true,
            rate: true,
        })
    });
    // Neither is a parameter that the sheet's own words state otherwise a second mistake.
    let restated = super::stated::mappings(context, card);
    let by_words = restated
        .iter()
        .map(|mapping| Chain::of(mapping, card.card, card.scored));
    let mut pays = Vec::new();
    for chain in [Some(card.chain), by_sheet]
        .into_iter()
        .flatten()
        .chain(by_words)
    {
        for total in &totals {
            let graded = graded(context, card, *total).into_iter();
            pays.extend(graded.filter_map(|graded| chain.payout(*total, graded)));
        }
    }
    pays
}

/// The total that the sheet states; where it has none, what its lines and subtotals add up to.
pub(super) fn stated_totals(context: &Context, card: &Card) -> Vec<Decimal> {
    let Some(stated) = card.card.total.as_ref().and_then(Figure::value) else {
        return super::totals::carried_totals(context, card);
    };
    // What a sheet shows as 79.95 counts at the digits that the scheme rounds to. Grade and pay of a total that passes a
    // cap or a veto follow from it as it stands.
    let limited = card.chain.limited(&Ratio::from(stated));
    let as_it_stands = stated.round(context.mapping.total_digits());
    let mut totals = vec![limited.unwrap_or(stated), as_it_stands];
    totals.dedup();
    totals
}

/// The grades and coefficients that a sheet may pay a total by: those of the total, those of the stated grade, and the
/// stated coefficient. One, and an empty one, where the pay hangs on neither.
pub(super) fn graded(context: &Context, card: &Card, total: Decimal) -> Vec<Graded> {
    let mapping = context.mapping;
    let of_total = card.chain.onward(Some(total)).graded();
    let mut all = vec![of_total];
    if mapping.pays_by_grade() {
        all.extend(reported_grade(card).map(|grade| card.chain.graded(Some(grade))));
    }
    if mapping.has_coefficients() {
        let stated = card.card.coefficient.as_ref().and_then(Figure::value);
        all.extend(stated.map(|stated| Graded {
            coefficient: Some(stated),
            ..of_total
        }));
    }
    all
}

/// `计算：8,000 × 20% × 90.3 ÷ 100 = 1,444.80。`
fn formula_words(card: &Card, total: Decimal, payout: Decimal) -> Text {
    let graded = card.scored.outcome.graded();
    let Some(terms) = card.chain.pay_terms(&total.into(), graded) else {
        return Text::default();
    };
    let Text { zh, en } = terms.giving(&payout.grouped());
    text!("计算：{zh}。" / "Working: {en}.")
}

/// `600 元是等级 B 的。` Whose pay it is that was reported, where each grade has its own.
fn whose(context: &Context, card: &Card, figure: &Figure) -> Text {
    let is_by_grade = matches!(context.mapping.payout, Some(Payout::Grade));
    let Some(reported) = figure.value().filter(|_| is_by_grade) else {
        return Text::default();
    };
    let (own, rounding) = (card.scored.outcome.grade, context.mapping.payout_rounding);
    let is_reported = |pay: Option<Ratio>| {
        let pay = pay.and_then(|pay| pay.round(rounding).ok());
        pay.is_some_and(|pay| super::blame::same(reported, pay, rounding))
    };
    let pays = |grade: usize| {
        let graded = card.chain.graded(Some(grade));
        is_reported(card.chain.unrounded_payout(&Ratio::zero(), graded))
    };
    let grades = card.grades().iter().enumerate();
    let others = grades.filter(|(index, _)| Some(*index) != own && pays(*index));
    let others: Vec<&str> = others.map(|(_, grade)| grade.name.as_str()).collect();
    let shown = decimal(reported);
    match others.is_empty() {
        false => {
            let names = others.join("、");
            text!("{shown} 元是等级 {names} 的。" / "{shown} yuan is what grade {names} pays.")
        }
        true => Text::default(),
    }
}
