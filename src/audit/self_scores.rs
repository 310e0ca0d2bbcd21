//! The employee's own scores: their range and their sum (A103, A104, A105, A202). They earn nothing.

use super::blame::{Comparison, agrees};
use super::figures::unreadable;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::{Composition, Line as Spec};
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, decimal};
use crate::scorecard::{Figure, State};
use crate::text::Text;
use crate::written::is_absence;

/// Each line's own score, then their sum.
pub(super) fn self_scores(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for line in &card.card.lines {
        let spec = &context.mapping.lines[line.spec()];
        let found = line
            .figure(Role::SelfScore)
            .and_then(|figure| of_line(spec, &figure));
        findings.extend(found.map(|finding| finding.of_item(&spec.item)));
    }
    findings.extend(total(context, card));
}

/// The most that somebody may give himself.
fn limit(spec: &Spec) -> Option<Decimal> {
    spec.rule.raw_limit().or(spec.rule.ceiling(spec.max))
}

fn of_line(spec: &Spec, figure: &Figure) -> Option<Finding> {
    let item = &spec.item;
    let Some(value) = figure.value() else {
        // An empty self score is nobody's mistake, and neither is one that says 缺 or 请假.
        let told = match &figure.state {
            State::Unreadable(text) => !is_absence(text),
            State::Error(_) => true,
            _ => false,
        };
        let name = text!("「{item}」自评分" / "self score of {item}");
        return told.then(|| unreadable(figure, &name)).flatten();
    };
    let (cell, shown) = (figure.at.cell, decimal(value));
    let finding = |code: Code, message: Text| {
        Finding::new(code, message)
            .at(figure.at.sheet, cell)
            .reporting(value)
    };
    let aside = text!("自评不影响结果。" / "It does not touch the result.");
    if let Some(limit) = limit(spec).filter(|limit| value > *limit) {
        let max = decimal(limit);
        let message = text!(
            "{cell} 的「{item}」自评 {shown} 分，超过满分 {max}。"
                / "{cell}: the self score of {item} is {shown}, above its max of {max}."
        );
        return Some(finding(Code::A103, message.then(&aside)).recomputing(limit));
    }
    if is_below(spec, value) {
        let message = text!(
            "{cell} 的「{item}」自评 {shown} 分，低于 0。"
                / "{cell}: the self score of {item} is {shown}, below 0."
        );
        return Some(finding(Code::A104, message.then(&aside)).recomputing(Decimal::ZERO));
    }
    let rule = spec.rule.judged()?;
    if rule.allows(value, spec.max) {
        return None;
    }
    let allowed = spec.rule.describe(spec.max);
    let (zh, en) = (allowed.zh, allowed.en);
    let message = text!(
        "{cell} 的「{item}」自评 {shown} 分，不在允许的分值内（{zh}）。"
            / "{cell}: the self score of {item} is {shown}, which is not allowed ({en})."
    );
    Some(finding(Code::A105, message.then(&aside)))
}

/// Below 0, where the scheme allows nothing below 0.
fn is_below(spec: &Spec, value: Decimal) -> bool {
    let allowed = |rule: &crate::rule::Judged| rule.allows(value, spec.max);
    value.is_negative() && !spec.rule.judged().is_some_and(allowed)
}

/// True where a row of the card is no line of the scheme, or a line has no row.
fn lacks_a_line(context: &Context, card: &Card) -> bool {
    let mut told = context.extraction.findings.iter();
    told.any(|one| one.card == Some(card.index) && matches!(one.code, Code::X103 | Code::X104))
}

/// A202: the sum of the self scores, each at most its max. Without all of them there is no sum to compare.
fn total(context: &Context, card: &Card) -> Option<Finding> {
    let figure = card.card.self_total.as_ref()?;
    if matches!(figure.state, State::Blank | State::Dash) {
        return None;
    }
    // By weights that are wrong nothing can be added.
    if card.chain.unlike_a_whole().is_some() {
        return None;
    }
    let (mut capped, mut reported) = (Ratio::zero(), Ratio::zero());
    let (mut terms, mut several) = (Vec::new(), false);
    for (index, line) in card.card.lines.iter().enumerate() {
        let spec = &context.mapping.lines[line.spec()];
        let own = line.value(Role::SelfScore);
        // A score on a scale of its own cannot be added to points.
        let value = match (own, spec.rule.raw_limit()) {
            (Some(value), None) => value,
            (None, _) if spec.outside => continue,
            _ => return None,
        };
        let counted = match limit(spec) {
            _ if is_below(spec, value) => Decimal::ZERO,
            Some(limit) => value.min(limit),
            None => value,
        };
        let share = match (context.mapping.composition, spec.outside) {
            (Composition::Weighted, false) => card.chain.share(index)?,
            _ => Ratio::from(1),
        };
        let share = share.times(&card.chain.reach(index));
        several |= context.mapping.composition == Composition::Weighted;
        capped = capped.plus(&Ratio::from(counted).times(&share));
        reported = reported.plus(&Ratio::from(value).times(&share));
        terms.push(decimal(counted));
    }
    let rounding = context.mapping.total_digits();
    let recomputed = capped.round(rounding).ok()?;
    if terms.is_empty() || agrees(figure, recomputed, rounding) || lacks_a_line(context, card) {
        return None;
    }
    let comparison = Comparison {
        code: Code::A202,
        figure,
        recomputed,
        rounding,
        carried: reported
            .round(rounding)
            .into_iter()
            .filter(|carried| *carried != recomputed)
            .collect(),
        name: text!("自评合计" / "sum of the self scores"),
    };
    let mut finding = comparison.finding()?;
    if finding.root && !several {
        let (terms, sum) = (terms.join(" + "), decimal(recomputed));
        finding.message = finding.message.then(&text!(
            "计算：{terms} = {sum}。" / "Working: {terms} = {sum}."
        ));
    }
    finding.message = finding
        .message
        .then(&text!("自评不影响结果。" / "It does not touch the result."));
    Some(finding)
}
