//! Attainments and points of lines: A101 to A106.

use super::blame::{Comparison, agrees, same};
use super::figures::unreadable;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::{Composition, Line as Spec};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{Refusal, Role, Rule, decimal, percent};
use crate::score::{LineInputs, ScoredLine, mismatched_word};
use crate::scorecard::{Figure, Line, State};
use crate::text::Text;

/// Digits of an attainment under the General format.
const GENERAL_DIGITS: u8 = 4;

/// A101: the attainment column against actual / target, at the digits that its number format shows.
pub(super) fn attainments(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (line, scored) in card.card.lines.iter().zip(&card.scored.lines) {
        let Some((figure, attainment, reported)) = attainment(context, line, scored) else {
            continue;
        };
        let Some(recomputed) = at_digits(&figure, &attainment) else {
            continue;
        };
        let spec = &context.mapping.lines[line.spec()];
        // Where less is better, many sheets state target over actual: that is what the points follow.
        let inverse = matches!(spec.rule, Rule::LowerIsBetter(_))
            .then(|| Ratio::from(1).over(&attainment))
            .flatten();
        let agrees = |attainment: &Ratio| attainment_agrees(&figure, reported, attainment);
        if agrees(&attainment) || inverse.as_ref().is_some_and(agrees) {
            continue;
        }
        let item = &spec.item;
        let (cell, shown, right) = (
            figure.at.cell,
            percent(&reported.into()),
            percent(&recomputed.into()),
        );
        let message = text!(
            "{cell} 的「{item}」完成率填 {shown}，按实际 ÷ 目标应为 {right}。"
                / "{cell}: the attainment of {item} reads {shown}; actual over target is {right}."
        );
        let finding = Finding::new(Code::A101, message)
            .at(figure.at.sheet, cell)
            .of_item(item);
        findings.push(
            finding
                .reporting(reported)
                .recomputing(recomputed)
                .in_percent(true),
        );
    }
}

fn attainment(
    context: &Context,
    line: &Line,
    scored: &ScoredLine,
) -> Option<(Figure, Ratio, Decimal)> {
    let spec = &context.mapping.lines[line.spec()];
    let figure = line.figure(Role::Attainment)?;
    let inputs = LineInputs::new(spec, line);
    if scored.suspect().is_some() {
        return None;
    }
    let value = figure.value()?;
    Some((figure, spec.rule.attainment(&inputs)?, value))
}

fn at_digits(figure: &Figure, attainment: &Ratio) -> Option<Decimal> {
    let digits = u32::from(figure.shown_digits.unwrap_or(GENERAL_DIGITS));
    attainment
        .round(Rounding {
            digits,
            mode: Mode::HalfUp,
        })
        .ok()
}

/// Equal at the digits shown, or at those that it has.
pub(super) fn attainment_agrees(figure: &Figure, reported: Decimal, attainment: &Ratio) -> bool {
    let digits = u32::from(figure.shown_digits.unwrap_or(GENERAL_DIGITS));
    let is = |digits: u32| {
        let rounding = Rounding {
            digits,
            mode: Mode::HalfUp,
        };
        let recomputed = attainment.round(rounding);
        recomputed.is_ok_and(|recomputed| same(reported, recomputed, rounding))
    };
    is(digits) || is(reported.scale().clamp(2, 10))
}

/// The points of every line.
pub(super) fn scores(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (index, (line, scored)) in card.card.lines.iter().zip(&card.scored.lines).enumerate() {
        let Some(figure) = line.figure(Role::Score) else {
            continue;
        };
        let spec = &context.mapping.lines[line.spec()];
        let rounding = context.mapping.line_digits();
        let is_right = |points| agrees(&figure, points, rounding);
        // Most lines are right: they need no name.
        if spec.rule.judged().is_none() && scored.points().is_some_and(is_right) {
            continue;
        }
        let item = &spec.item;
        let name = || match spec.takes_off {
            true => text!("「{item}」扣分" / "deduction of {item}"),
            false => text!("「{item}」得分" / "score of {item}"),
        };
        // Nothing stands for none where the mapping says so.
        let is_none = match figure.state {
            State::Blank => spec.blank_is_zero,
            State::Dash => spec.dash_is_zero,
            _ => false,
        };
        if is_none && scored.points().is_some_and(Decimal::is_zero) {
            continue;
        }
        let found = if spec.rule.judged().is_some() {
            judged(context, card, index, &figure, name)
        } else {
            computed(context, card, index, &figure, name())
        };
        findings.extend(found.map(|finding| finding.of_item(item)));
    }
}

/// Points that a rule computes.
fn computed(
    context: &Context,
    card: &Card,
    index: usize,
    figure: &Figure,
    name: Text,
) -> Option<Finding> {
    let (line, scored) = (&card.card.lines[index], &card.scored.lines[index]);
    let spec = &context.mapping.lines[line.spec()];
    let rounding = context.mapping.line_digits();
    let Some(points) = scored.points() else {
        // What cannot be computed cannot be compared; an unreadable score is still told.
        let is_unread = matches!(figure.state, State::Error(_) | State::Unreadable(_));
        let is_told = is_unread && !scored.is_left_out();
        return is_told.then(|| unreadable(figure, &name)).flatten();
    };
    // A bonus that was not earned may be left blank.
    if spec.outside && points.is_zero() && matches!(figure.state, State::Blank | State::Dash) {
        return None;
    }
    let carried = line.figure(Role::Attainment).and_then(|attainment| {
        let reported = attainment.value()?;
        let fraction = spec.rule.attainment(&LineInputs::new(spec, line))?;
        let is_wrong = !attainment_agrees(&attainment, reported, &fraction);
        let followed = spec
            .rule
            .points_for(&Ratio::from(reported), spec.max)?
            .round(rounding)
            .ok()?;
        is_wrong.then_some(followed)
    });
    let inputs = LineInputs::new(spec, line);
    let uncapped = spec
        .rule
        .uncapped(&inputs)
        .and_then(|points| points.round(rounding).ok());
    let by_words = super::stated::points(context, card, index);
    let carried = carried
        .into_iter()
        .chain(uncapped.filter(|uncapped| *uncapped != points))
        .chain(by_stated_max(context, line))
        .chain(by_words.iter().map(|(points, _)| *points))
        .filter(|_| !spec.takes_off);
    let usual = if matches!(spec.rule, Rule::Weighted(_)) {
        Code::A106
    } else {
        Code::A102
    };
    // What takes points off stands below 0, as far as its full marks.
    let stated = figure.value();
    let stated = stated.map(|value| if spec.takes_off { -value } else { value });
    let code = match (stated, spec.rule.ceiling(spec.max)) {
        (Some(reported), _) if reported.is_negative() => Code::A104,
        (Some(reported), Some(ceiling))
            if reported.round(rounding) > ceiling
                && usual == Code::A102
                && !is_blend(&spec.rule) =>
        {
            Code::A103
        }
        _ => usual,
    };
    let comparison = Comparison {
        code,
        figure,
        recomputed: points,
        rounding,
        carried: carried.collect(),
        name,
    };
    let mut finding = comparison.finding()?;
    let follows = |(points, _): &&(Decimal, Text)| {
        let reported = figure.value();
        !finding.root && reported.is_some_and(|reported| same(reported, *points, rounding))
    };
    if let Some((_, words)) = by_words.iter().find(follows) {
        finding.message = finding.message.then(words);
    }
    let working = scored.working(context.mapping, line);
    finding.message = finding
        .message
        .then(&limit_words(code, spec, spec.rule.ceiling(spec.max)));
    if !working.is_empty() {
        let (zh, en) = (working.zh, working.en);
        finding.message = finding
            .message
            .then(&text!("计算：{zh}。" / "Working: {en}."));
    }
    Some(finding)
}

/// The points by the max or weight that the sheet states for the line, where it is not the scheme's (A205): right
/// arithmetic on a wrong input.
fn by_stated_max(context: &Context, line: &Line) -> Option<Decimal> {
    let spec = &context.mapping.lines[line.spec()];
    if context.mapping.composition != Composition::Points || spec.outside {
        return None;
    }
    let figure = line
        .figure(Role::Weight)
        .or_else(|| line.figure(Role::Max))?;
    let stated = figure.value().filter(|value| *value > Decimal::ZERO)?;
    let scale = if stated <= Decimal::ONE && spec.max > Decimal::ONE {
        100
    } else {
        1
    };
    let max = Ratio::from(stated).times(&Ratio::from(scale)).exact(6)?;
    if max == spec.max {
        return None;
    }
    let inputs = LineInputs::new(spec, line).with_max(max);
    let points = spec.rule.earn(&inputs).ok()?.points;
    points.round(context.mapping.line_digits()).ok()
}

fn is_blend(rule: &Rule) -> bool {
    matches!(rule, Rule::Raters(_))
}

fn limit_words(code: Code, spec: &Spec, ceiling: Option<Decimal>) -> Text {
    match (code, ceiling) {
        (Code::A103, Some(ceiling)) if spec.takes_off => {
            let ceiling = decimal(ceiling);
            text!("这一项最多扣 {ceiling} 分。" / "At most {ceiling} can be taken off.")
        }
        (Code::A103, Some(ceiling)) => {
            let ceiling = decimal(ceiling);
            text!("超过了这一项的满分 {ceiling}。" / "It passes the line's best of {ceiling}.")
        }
        (Code::A104, _) => text!("得分不能低于 0。" / "Points cannot fall below 0."),
        _ => Text::default(),
    }
}

/// Points that somebody judged: only whether they are allowed can be told.
fn judged(
    context: &Context,
    card: &Card,
    index: usize,
    figure: &Figure,
    name: impl FnOnce() -> Text,
) -> Option<Finding> {
    let (line, scored) = (&card.card.lines[index], &card.scored.lines[index]);
    let spec = &context.mapping.lines[line.spec()];
    let Some(reported) = figure.value() else {
        return unreadable(figure, &name());
    };
    if spec.takes_off {
        return taken_off(scored, spec, figure, reported);
    }
    let mismatched = mismatched_word(line, spec);
    let is_within = !reported.is_negative() && reported <= spec.max;
    if is_within && mismatched.is_none() && scored.refusal() != Some(&Refusal::NotAllowed) {
        return None;
    }
    let (cell, shown) = (figure.at.cell, decimal(reported));
    let finding = |code: Code, message: Text| {
        Finding::new(code, message)
            .at(figure.at.sheet, cell)
            .reporting(reported)
    };
    let (item, max) = (&spec.item, decimal(spec.max));
    if let Some((word, range)) = mismatched {
        let message = text!(
            "{cell} 的「{item}」评 {shown} 分，与等级 {word}（{range} 分）不符"
                / "{cell}: {item} was given {shown}, which does not go with grade {word} ({range})"
        );
        return Some(finding(Code::A105, message).coming_to(ask_the_rater()));
    }
    if reported > spec.max {
        let message = text!(
            "{cell} 的「{item}」评 {shown} 分，超过满分 {max}"
                / "{cell}: {item} was given {shown}, above its max"
        );
        let counts = text!("，按 {max} 计。" / "; {max} counts.");
        let found = finding(Code::A103, message).coming_to(counts);
        return Some(found.recomputing(spec.max));
    }
    if reported.is_negative() && scored.points().is_some_and(Decimal::is_zero) {
        let message = text!(
            "{cell} 的「{item}」评 {shown} 分，低于 0"
                / "{cell}: {item} was given {shown}, below 0"
        );
        let counts = text!("，按 0 计。" / "; 0 counts.");
        let found = finding(Code::A104, message).coming_to(counts);
        return Some(found.recomputing(Decimal::ZERO));
    }
    if scored.refusal() == Some(&Refusal::NotAllowed) {
        let allowed = spec.rule.describe(spec.max);
        let (zh, en) = (allowed.zh, allowed.en);
        let message = text!(
            "{cell} 的「{item}」评 {shown} 分，不在允许的分值内（{zh}）"
                / "{cell}: {item} was given {shown}, which is not allowed ({en})"
        );
        return Some(finding(Code::A105, message).coming_to(ask_the_rater()));
    }
    None
}

/// What a score comes to that nobody may give.
fn ask_the_rater() -> Text {
    text!("，此人待核。请评分人确认。" / "; the person is held. Ask whoever scored.")
}

/// Points that somebody took off, as they stand below 0.
fn taken_off(
    scored: &ScoredLine,
    spec: &Spec,
    figure: &Figure,
    reported: Decimal,
) -> Option<Finding> {
    let (cell, item, less) = (figure.at.cell, &spec.item, -reported);
    let (shown, max) = (decimal(less), decimal(spec.max));
    let finding = |code: Code, message: Text| {
        Finding::new(code, message)
            .at(figure.at.sheet, cell)
            .reporting(reported)
    };
    if less > spec.max {
        let message = text!(
            "{cell} 的「{item}」扣 {shown} 分，最多只能扣 {max} 分"
                / "{cell}: {item} takes {shown} off, above its most"
        );
        let counts = text!("，按 {max} 分扣。" / "; {max} counts.");
        let found = finding(Code::A103, message).coming_to(counts);
        return Some(found.recomputing(-spec.max));
    }
    if scored.refusal() != Some(&Refusal::NotAllowed) {
        return None;
    }
    let allowed = spec.described();
    let (zh, en) = (allowed.zh, allowed.en);
    let message = text!(
        "{cell} 的「{item}」扣 {shown} 分，不在允许的分值内（{zh}）"
            / "{cell}: {item} takes {shown} off, which is not allowed ({en})"
    );
    let held =
        text!("，此人待核。请扣分人确认。" / "; the person is held. Ask whoever took it off.");
    Some(finding(Code::A105, message).coming_to(held))
}
