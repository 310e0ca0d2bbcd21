//! A rule misread: the kinds of rules know their own slips; weights and rounded attainments are the same for all.

use super::super::lines::attainment_agrees;
use super::super::totals::stated_points;
use super::super::{Card, Context};
use super::{Case, Place, Proposals, attainment, inputs};
use crate::finding::{Cause, Code};
use crate::mapping::Line as Spec;
use crate::number::{Decimal, Ratio};
use crate::rule::{self, Inputs, Misreading, Role, Rule, Slip, decimal, percent, ratio};
use crate::text::Text;

/// What a line's points should be: by its rule, and by the attainment that the sheet states.
pub(super) fn bases(context: &Context, card: &Card, line: usize) -> Vec<Ratio> {
    let spec = spec(context, card, line);
    if spec.rule.judged().is_some() {
        return Vec::new();
    }
    let stated = stated_attainment(card, line)
        .filter(|stated| !agrees(context, card, line, *stated))
        .and_then(|stated| spec.rule.points_for(&stated.into(), spec.max));
    let exact = card.scored.lines[line].exact(context.mapping, &card.card.lines[line]);
    exact.into_iter().chain(stated).collect()
}

/// What a line's weighted points should be, by its points as they should be and as the sheet states them.
pub(super) fn weighted_bases(card: &Card, line: usize) -> Vec<Ratio> {
    let share = card.chain.share(line);
    let points = [card.chain.points(), stated_points(card)];
    let product = |points: Vec<Option<Ratio>>| Some(points[line].as_ref()?.times(share.as_ref()?));
    points.into_iter().filter_map(product).collect()
}

/// Weighted points by the weight of another line, or by none.
fn misweighted(
    context: &Context,
    card: &Card,
    case: &Case,
    line: usize,
    proposals: &mut Proposals,
) {
    let (Some(share), Some(points)) = (card.chain.share(line), stated_points(card)[line].clone())
    else {
        return;
    };
    let (shown, own) = (ratio(&points), rule::share(&share));
    proposals.rounded(case, Cause::WrongWeight, &points, || {
        text!(
            "没有乘以权重：填的是得分 {shown} 本身，应乘 {own}。"
                / "The weight was not applied: it is the score {shown} itself, which counts by {own}."
        )
    });
    let mut tried = vec![share];
    for other in 0..card.card.lines.len() {
        let Some(share) = card.chain.share(other) else {
            continue;
        };
        if tried.contains(&share) {
            continue;
        }
        let product = points.times(&share);
        let item = &spec(context, card, other).item;
        proposals.rounded(case, Cause::WrongWeight, &product, || {
            let words = case.equation(&format!("{shown} × {}", rule::share(&share)), &product);
            let (zh, en) = (words.zh, words.en);
            text!(
                "用了「{item}」的权重，应为 {own}：{zh}。"
                    / "The weight of {item} was used instead of {own}: {en}."
            )
        });
        tried.push(share);
    }
}

/// The slips of the line's rule.
pub(super) fn misread(context: &Context, card: &Card, case: &Case, proposals: &mut Proposals) {
    let (line, slips) = match case.place {
        Place::Attainment(line) => {
            let rule = &spec(context, card, line).rule;
            (line, rule.misread_attainments(&inputs(context, card, line)))
        }
        // The slips of a rule are of points, not of what is taken off.
        Place::Line(line) if spec(context, card, line).takes_off => return,
        Place::Line(line) => {
            let rule = &spec(context, card, line).rule;
            (line, rule.misreadings(&inputs(context, card, line)))
        }
        Place::Weighted(line) => return misweighted(context, card, case, line, proposals),
        _ => return,
    };
    for slip in slips {
        let cause = cause_of(&slip.slip);
        proposals.rounded(case, cause, &slip.value, || told(case, &slip));
    }
    if matches!(case.place, Place::Line(_)) {
        above_range(context, card, case, line, proposals);
        by_stated_attainment(context, card, case, line, proposals);
        other_weights(context, card, case, line, proposals);
    }
}

fn cause_of(slip: &Slip) -> Cause {
    match slip {
        Slip::NotCapped => Cause::NotCapped,
        Slip::SignFlipped => Cause::SignFlipped,
        Slip::UnitsStarted => Cause::UnitsStarted,
        Slip::PreviousAsBase => Cause::PreviousAsBase,
        Slip::InvertedRatio => Cause::InvertedRatio,
        Slip::RoundedEarly => Cause::RoundedEarly,
        Slip::WrongWeight => Cause::WrongWeight,
        Slip::Omitted(part) => Cause::Omitted(part.clone()),
        Slip::CountedTwice(part) => Cause::CountedTwice(part.clone()),
    }
}

/// The slip in a sentence, with the arithmetic that it leads to.
fn told(case: &Case, slip: &Misreading) -> Text {
    let shown = match case.place {
        Place::Attainment(_) => Text::same(format!("{} = {}", slip.working, percent(&slip.value))),
        _ => case.equation(&slip.working, &slip.value),
    };
    let (zh, en) = (shown.zh, shown.en);
    match &slip.slip {
        Slip::NotCapped if case.right.is_zero() && !slip.value.is_negative() => text!(
            "没有按下限计 0 分：{zh}；低于下限不得分，应为 0。"
                / "The lower bound was not applied: {en}; below it the line earns nothing."
        ),
        Slip::NotCapped if case.right.is_zero() => text!(
            "没有以 0 分为底：{zh}，最低只能是 0。"
                / "The floor was not applied: {en}; the least is 0."
        ),
        Slip::NotCapped => {
            let best = decimal(case.right);
            text!(
                "没有封顶：{zh}，应为 {best}。"
                    / "The cap was not applied: {en}; it should be {best}."
            )
        }
        Slip::SignFlipped => {
            text!("加减号弄反了：{zh}。" / "A deduction was added, or a bonus subtracted: {en}.")
        }
        Slip::UnitsStarted => text!(
            "不足一个单位的也按一个计了：{zh}；方案只计整单位。"
                / "A started unit was counted: {en}; only full units count."
        ),
        Slip::PreviousAsBase => text!(
            "增长率应除以上期，却除以了本期：{zh}。"
                / "Growth was taken over the current period instead of the previous one: {en}."
        ),
        Slip::InvertedRatio => {
            text!("比率的分子、分母颠倒了：{zh}。" / "The ratio was turned upside down: {en}.")
        }
        Slip::RoundedEarly => text!(
            "中间结果先取整了：{zh}；应留到最后一步再取整。"
                / "An intermediate figure was rounded: {en}; only the result is to be."
        ),
        Slip::WrongWeight => text!("权重用错了：{zh}。" / "The wrong weights were used: {en}."),
        Slip::Omitted(part) => text!("漏算了「{part}」：{zh}。" / "{part} was left out: {en}."),
        Slip::CountedTwice(part) => {
            text!("「{part}」重复算了一次：{zh}。" / "{part} was counted twice: {en}.")
        }
    }
}

/// A judged score that its range allows, above the line's full marks.
fn above_range(
    context: &Context,
    card: &Card,
    case: &Case,
    line: usize,
    proposals: &mut Proposals,
) {
    let spec = spec(context, card, line);
    let allows = |rule: &crate::rule::Rule| {
        rule.judged()
            .is_some_and(|judged| judged.allows(case.reported, spec.max))
    };
    if case.code != Code::A103 || !allows(&spec.rule) {
        return;
    }
    let (shown, max) = (decimal(case.reported), decimal(spec.max));
    proposals.exact(case, Cause::NotCapped, &case.reported.into(), || {
        text!(
            "没有封顶：评分档虽允许 {shown}，这一项满分只有 {max}。"
                / "The cap was not applied: the range allows {shown}, but the line has {max}."
        )
    });
}

/// Points from the attainment as the sheet shows it, which is right at its digits.
fn by_stated_attainment(
    context: &Context,
    card: &Card,
    case: &Case,
    line: usize,
    proposals: &mut Proposals,
) {
    let spec = spec(context, card, line);
    let Some(stated) = stated_attainment(card, line) else {
        return;
    };
    if stated > Decimal::ONE || !agrees(context, card, line, stated) {
        return;
    }
    let stated = Ratio::from(stated);
    if let Some(points) = spec.rule.points_for(&stated, spec.max) {
        let (shown, result) = (percent(&stated), ratio(&points));
        proposals.rounded(case, Cause::RoundedEarly, &points, || {
            text!(
                "用取整后的完成率 {shown} 计分，得 {result}；应留到最后一步再取整。"
                    / "The rounded attainment of {shown} was used, which gives {result}; only the result is to be rounded."
            )
        });
    }
}

/// The full marks or weight of another line, or of the same line in another position.
fn other_weights(
    context: &Context,
    card: &Card,
    case: &Case,
    line: usize,
    proposals: &mut Proposals,
) {
    let own = spec(context, card, line);
    let is_product = matches!(
        own.rule,
        Rule::Ratio(_)
            | Rule::LowerIsBetter(_)
            | Rule::Growth(_)
            | Rule::Mean(_)
            | Rule::Raters(_)
            | Rule::Weighted(_)
    );
    // Full marks have too many explanations.
    let is_full = own.rule.ceiling(own.max) == Some(case.reported);
    if !is_product || own.outside || is_full {
        return;
    }
    let beside = card
        .card
        .lines
        .iter()
        .map(|line| &context.mapping.lines[line.spec()]);
    let elsewhere = context
        .mapping
        .lines
        .iter()
        .filter(|other| other.item == own.item && !other.positions.is_empty());
    let mut tried = vec![own.max];
    for other in beside.chain(elsewhere) {
        if other.outside || tried.contains(&other.max) {
            continue;
        }
        tried.push(other.max);
        let inputs = inputs(context, card, line).with_max(other.max);
        let Ok(earned) = own.rule.earn(&inputs) else {
            continue;
        };
        // Full marks or none tell nothing of what they were computed from.
        let best = own.rule.ceiling(inputs.max()).map(Ratio::from);
        if earned.points.is_zero() || best.is_none_or(|best| earned.points >= best) {
            continue;
        }
        proposals.rounded(case, Cause::WrongWeight, &earned.points, || {
            let words = own.rule.working(&inputs);
            let (zh, en) = (words.zh, words.en);
            let (own_max, other_max, item) = (decimal(own.max), decimal(other.max), &other.item);
            if other.item == own.item {
                let whose = other.positions.join("、");
                return text!(
                    "用了「{whose}」的权重 {other_max}，应为 {own_max}：{zh}。"
                        / "The weight of {whose}, {other_max}, was used instead of {own_max}: {en}."
                );
            }
            text!(
                "用了「{item}」的满分（权重）{other_max}，应为 {own_max}：{zh}。"
                    / "The max or weight of {item}, {other_max}, was used instead of {own_max}: {en}."
            )
        });
    }
}

fn stated_attainment(card: &Card, line: usize) -> Option<Decimal> {
    card.card.lines[line].value(Role::Attainment)
}

fn agrees(context: &Context, card: &Card, line: usize, stated: Decimal) -> bool {
    let figure = card.card.lines[line].figure(Role::Attainment);
    figure
        .zip(attainment(context, card, line))
        .is_some_and(|(figure, right)| attainment_agrees(&figure, stated, &right))
}

fn spec<'a>(context: &Context<'a>, card: &Card, line: usize) -> &'a Spec {
    &context.mapping.lines[card.card.lines[line].spec()]
}
