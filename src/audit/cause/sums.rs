//! Sums: a term left out or counted twice, the weights of somebody else, a cap that was not applied.

use super::super::totals::{stated_points, sum_of_subtotals, terms_of_subtotals};
use super::super::weighted::stated_terms;
use super::super::{Card, Context};
use super::{Case, Place, Proposals};
use crate::finding::Cause;
use crate::formula::text_of;
use crate::mapping::Composition;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{self, decimal, ratio};

type Points = Vec<Option<Ratio>>;

/// What the total should be by the lines, and by the subtotals, that the sheet states.
pub(super) fn bases(context: &Context, card: &Card) -> Vec<Ratio> {
    let by_points = variants(context, card)
        .into_iter()
        .map(|points| card.chain.terms(&points));
    let by_weighted = stated_terms(card, &stated_points(card));
    let by_lines = by_points
        .chain(by_weighted)
        .filter_map(|terms| card.chain.sum(&terms));
    by_lines.chain(sum_of_subtotals(context, card)).collect()
}

/// What a subtotal should be by the lines that the sheet states.
pub(super) fn section_bases(card: &Card, section: usize) -> Vec<Ratio> {
    let points = stated_points(card);
    let terms = card.chain.terms(&points);
    let by_weighted = stated_terms(card, &points);
    let variants = [terms].into_iter().chain(by_weighted);
    variants
        .filter_map(|terms| card.chain.section_sum(section, &terms))
        .collect()
}

/// The points as stated, rounded as the scheme rounds them and as they are.
fn variants(context: &Context, card: &Card) -> Vec<Points> {
    let stated = stated_points(card);
    let Some(rounding) = context.mapping.line_rounding else {
        return vec![stated];
    };
    let round = |points: &Option<Ratio>| Some(Ratio::from(points.as_ref()?.round(rounding).ok()?));
    let rounded: Points = stated.iter().map(round).collect();
    match rounded == stated {
        true => vec![stated],
        false => vec![rounded, stated],
    }
}

/// The causes of sums.
pub(super) fn miscounted(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    match case.place {
        Place::Subtotal(section) => {
            if super::product::misweighted(context, card, case, section, proposals) {
                return;
            }
            let points = stated_points(card);
            let terms = card.chain.terms(&points);
            let Some(sum) = card.chain.section_sum(section, &terms) else {
                return;
            };
            let exact = card.chain.section_sum(section, &card.chain.exact_terms());
            if let Some(exact) = exact {
                unrounded(case, &exact, &exact, proposals);
            }
            for (line, points) in points.iter().enumerate() {
                let spec = &context.mapping.lines[card.card.lines[line].spec()];
                if context.mapping.is_within(spec.section, section)
                    && !card.chain.is_left_out(line)
                    && points.is_some()
                    && let Some(rest) = card.chain.section_sum(section, &without(&terms, line))
                {
                    let term = (spec.item.as_str(), sum.minus(&rest));
                    left_out_or_twice(case, &sum, term, |sum| Some(sum.clone()), proposals);
                }
            }
        }
        Place::Total => {
            for points in variants(context, card) {
                of_lines(context, card, case, &points, proposals);
                of_weights(context, card, case, &points, proposals);
            }
            of_subtotals(context, card, case, proposals);
            if let Some(exact) = card.chain.sum(&card.chain.exact_terms())
                && let Some(value) = card.chain.limited(&exact)
                && (context.mapping.line_rounding.is_some()
                    || context.mapping.weighted_rounding.is_some())
            {
                let value = match case.reported.scale() > case.rounding.digits {
                    true => exact.clone(),
                    false => value.into(),
                };
                unrounded(case, &exact, &value, proposals);
            }
            for sum in &case.bases {
                above_cap(context, case, sum, proposals);
                whole_point(context, card, case, sum, proposals);
            }
        }
        Place::Attainment(_) | Place::Line(_) | Place::Weighted(_) | Place::Payout => {}
    }
}

/// What the lines add where one of them adds nothing.
fn without(terms: &Points, line: usize) -> Points {
    let mut without = terms.clone();
    without[line] = Some(Ratio::zero());
    without
}

/// A total that was rounded to a whole point, by hand or by its formula.
fn whole_point(
    context: &Context,
    card: &Card,
    case: &Case,
    sum: &Ratio,
    proposals: &mut Proposals,
) {
    let at = card.card.total.as_ref().map(|total| total.at);
    let formula = at.and_then(|at| text_of(context.workbook, at.sheet, at.cell));
    let rounds = |text: &str| {
        let text = text.to_ascii_uppercase();
        text.contains("ROUND") || text.contains("INT(")
    };
    if formula.is_some_and(|text| !rounds(text)) {
        return;
    }
    let rounding = Rounding {
        digits: 0,
        mode: Mode::HalfUp,
    };
    let Some(total) = card.chain.limited(sum) else {
        return;
    };
    let whole = total.round(rounding);
    if whole == total || case.rounding.digits == 0 {
        return;
    }
    proposals.exact(case, Cause::RoundedEarly, &Ratio::from(whole), || {
        let (total, whole) = (decimal(total), decimal(whole));
        text!("总分 {total} 被取整成了 {whole}。" / "The total of {total} was rounded to {whole}.")
    });
}

/// A sum of lines that were not rounded first.
fn unrounded(case: &Case, sum: &Ratio, value: &Ratio, proposals: &mut Proposals) {
    proposals.rounded(case, Cause::UnroundedLines, value, || {
        let shown = case.equation("", sum);
        let (zh, en) = (
            shown.zh.trim_start_matches([' ', '=']),
            shown.en.trim_start_matches([' ', '=']),
        );
        text!(
            "合计用的是未四舍五入的单项分，相加得 {zh}；方案规定单项先取整再相加。"
                / "It adds lines that were not rounded, which gives {en}; the scheme rounds the lines first."
        )
    });
}

/// One term of a sum missing or twice there; `limited` is what the scheme does with a sum.
fn left_out_or_twice(
    case: &Case,
    sum: &Ratio,
    (name, term): (&str, Ratio),
    limited: impl Fn(&Ratio) -> Option<Ratio>,
    proposals: &mut Proposals,
) {
    if term.is_zero() {
        return;
    }
    let (whole, part) = (ratio(sum), ratio(&term));
    let (adds, counts, size) = match term.is_negative() {
        true => ("扣", "扣", ratio(&Ratio::zero().minus(&term))),
        false => ("加", "计入", part.clone()),
    };
    let (less, more) = (sum.minus(&term), sum.plus(&term));
    if let Some(value) = limited(&less) {
        proposals.rounded(case, Cause::Omitted(name.to_owned()), &value, || {
            let shown = case.equation(&signed(&format!("{whole} - {part}")), &less);
            let (zh, en) = (shown.zh, shown.en);
            text!(
                "漏{adds}了「{name}」（{size} 分）：{zh}。" / "{name} ({part}) was left out: {en}."
            )
        });
    }
    if let Some(value) = limited(&more) {
        proposals.rounded(case, Cause::CountedTwice(name.to_owned()), &value, || {
            let shown = case.equation(&signed(&format!("{whole} + {part}")), &more);
            let (zh, en) = (shown.zh, shown.en);
            text!(
                "重复{counts}了「{name}」（{size} 分）：{zh}。"
                    / "{name} ({part}) was counted twice: {en}."
            )
        });
    }
}

/// `100 - -3` as people write it.
fn signed(words: &str) -> String {
    words.replace("+ -", "- ").replace("- -", "+ ")
}

/// A total that adds lines: one of them missing or twice, the bonus missing or subtracted.
fn of_lines(
    context: &Context,
    card: &Card,
    case: &Case,
    points: &Points,
    proposals: &mut Proposals,
) {
    let Some(sum) = card.chain.sum(&card.chain.terms(points)) else {
        return;
    };
    let limited = |sum: &Ratio| card.chain.limited(sum).map(Ratio::from);
    let bonuses = bonuses(context, card, points);
    let bonus: Ratio = bonuses.iter().map(|(_, points)| points.clone()).sum();
    if !bonus.is_zero() {
        let (whole, part) = (ratio(&sum), ratio(&bonus));
        // What was lost beside the full marks is a bonus below 0.
        let off = ratio(&bonus.negated());
        let less = sum.minus(&bonus);
        if let Some(value) = limited(&less) {
            proposals.rounded(case, Cause::BonusLeftOut, &value, || {
                let shown = case.equation(&signed(&format!("{whole} - {part}")), &less);
                let (zh, en) = (shown.zh, shown.en);
                match bonus.is_negative() {
                    true => text!(
                        "漏扣了扣分项（{off} 分）：{zh}。"
                            / "The deduction ({off}) was left out: {en}."
                    ),
                    false => text!(
                        "漏加了加分项（{part} 分）：{zh}。"
                            / "The bonus ({part}) was left out: {en}."
                    ),
                }
            });
        }
        let turned = less.minus(&bonus);
        if let Some(value) = limited(&turned) {
            proposals.rounded(case, Cause::SignFlipped, &value, || {
                let sum = signed(&format!("{} - {part}", ratio(&less)));
                let shown = case.equation(&sum, &turned);
                let (zh, en) = (shown.zh, shown.en);
                match bonus.is_negative() {
                    true => text!(
                        "加减号弄反了，扣分项（{off} 分）被加上了：{zh}。"
                            / "The deduction ({off}) was added: {en}."
                    ),
                    false => text!(
                        "加减号弄反了，加分项（{part} 分）被扣掉了：{zh}。"
                            / "The bonus ({part}) was subtracted: {en}."
                    ),
                }
            });
        }
    }
    for line in 0..points.len() {
        if card.chain.is_left_out(line) {
            continue;
        }
        let mut without = points.clone();
        without[line] = Some(Ratio::zero());
        let Some(rest) = card.chain.sum(&card.chain.terms(&without)) else {
            continue;
        };
        let item = context.mapping.lines[card.card.lines[line].spec()]
            .item
            .as_str();
        let limited = |value: &Ratio| match is_only(&bonuses, item) && *value < sum {
            true => None,
            false => limited(value),
        };
        left_out_or_twice(case, &sum, (item, sum.minus(&rest)), limited, proposals);
    }
}

/// The bonus lines that have points, with them.
fn bonuses<'a>(context: &Context<'a>, card: &Card, points: &Points) -> Vec<(&'a str, Ratio)> {
    (0..points.len())
        .filter(|line| !card.chain.is_left_out(*line))
        .map(|line| (&context.mapping.lines[card.card.lines[line].spec()], line))
        .filter(|(spec, _)| spec.outside)
        .filter_map(|(spec, line)| Some((spec.item.as_str(), points[line].clone()?)))
        .filter(|(_, points)| !points.is_zero())
        .collect()
}

/// True for the only bonus, whose absence has a cause of its own: what is left of it is counting it twice.
fn is_only(bonuses: &[(&str, Ratio)], item: &str) -> bool {
    matches!(bonuses, [(only, _)] if *only == item)
}

/// A total that adds subtotals: one of them, or a line that stands in none, missing or twice.
fn of_subtotals(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    let Some(terms) = terms_of_subtotals(context, card) else {
        return;
    };
    if context.mapping.composition == Composition::Deductions {
        return;
    }
    let sum: Ratio = terms.iter().map(|(_, value)| value.clone()).sum();
    let bonuses = bonuses(context, card, &stated_points(card));
    for (name, value) in terms {
        let limited = |value: &Ratio| match is_only(&bonuses, name) && *value < sum {
            true => None,
            false => card.chain.limited(value).map(Ratio::from),
        };
        left_out_or_twice(case, &sum, (name, value), limited, proposals);
    }
}

/// A weighted total by the weights of another position, by two weights exchanged, or by none.
fn of_weights(
    context: &Context,
    card: &Card,
    case: &Case,
    points: &Points,
    proposals: &mut Proposals,
) {
    // Of sections with weights there would be too many ways.
    if context.mapping.composition != Composition::Weighted || context.mapping.weights_sections() {
        return;
    }
    let lines: Vec<usize> = (0..points.len())
        .filter(|line| {
            let spec = &context.mapping.lines[card.card.lines[*line].spec()];
            !spec.outside && !card.chain.is_left_out(*line)
        })
        .collect();
    let own: Option<Vec<Ratio>> = lines.iter().map(|line| card.chain.share(*line)).collect();
    let scores: Option<Vec<Ratio>> = lines.iter().map(|line| points[*line].clone()).collect();
    let (Some(own), Some(scores)) = (own, scores) else {
        return;
    };
    let mut propose = |shares: &[Ratio], whose_zh: String, whose_en: String| {
        let sum: Ratio = scores.iter().zip(shares).map(|(a, b)| a.times(b)).sum();
        let Some(value) = card.chain.limited(&sum).map(Ratio::from) else {
            return;
        };
        proposals.rounded(case, Cause::WrongWeight, &value, || {
            let terms: Vec<String> = scores
                .iter()
                .zip(shares)
                .map(|(score, share)| format!("{} × {}", ratio(score), rule::share(share)))
                .collect();
            let shown = case.equation(&terms.join(" + "), &sum);
            let (zh, en) = (shown.zh, shown.en);
            text!(
                "用错了权重，用了{whose_zh}：{zh}。"
                    / "The wrong weights were used, {whose_en}: {en}."
            )
        });
    };
    let mut keys: Vec<&str> = Vec::new();
    for line in &context.mapping.lines {
        for key in line.weights.keys().map(String::as_str) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    for key in keys {
        let share = |line: &usize| {
            let spec = &context.mapping.lines[card.card.lines[*line].spec()];
            spec.weights.get(key).cloned()
        };
        let shares: Option<Vec<Ratio>> = lines.iter().map(share).collect();
        if let Some(shares) = shares.filter(|shares| *shares != own) {
            propose(
                &shares,
                format!("「{key}」的权重"),
                format!("those of {key}"),
            );
        }
    }
    let item = |line: usize| &context.mapping.lines[card.card.lines[line].spec()].item;
    for first in 0..own.len() {
        for second in first + 1..own.len() {
            let mut shares = own.clone();
            shares.swap(first, second);
            let (a, b) = (item(lines[first]), item(lines[second]));
            propose(
                &shares,
                format!("「{a}」与「{b}」互换的权重"),
                format!("those of {a} and {b} exchanged"),
            );
        }
    }
    let count = i64::try_from(own.len()).unwrap_or(i64::MAX);
    let whole: Ratio = own.iter().cloned().sum();
    if let Some(equal) = whole.over(&Ratio::from(count)) {
        let shares = vec![equal; own.len()];
        propose(
            &shares,
            "相同的权重".to_owned(),
            "the same for all".to_owned(),
        );
    }
}

/// A total above the scheme's cap.
fn above_cap(context: &Context, case: &Case, sum: &Ratio, proposals: &mut Proposals) {
    let Some(cap) = context.mapping.total_cap else {
        return;
    };
    let above = |value: Decimal| value > cap;
    if !sum.round(case.rounding).is_ok_and(above) {
        return;
    }
    let (shown, best) = (ratio(sum), decimal(cap));
    proposals.rounded(case, Cause::NotCapped, sum, || {
        text!(
            "没有封顶：各项相加 {shown}，总分最多 {best}。"
                / "The cap was not applied: the lines add up to {shown}, a total is {best} at most."
        )
    });
}
