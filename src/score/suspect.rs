//! Which figures seem off by a factor of 100: 28 where the target is 30 %, 94 % in a column of points.

use super::LineInputs;
use crate::mapping::{Line as Spec, Mapping};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{Refusal, Role, Rule};
use crate::scorecard::{Figure, Line, Scorecard};
use crate::text::Text;

/// A percentage that is off by a factor of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// Which figure.
    pub role: Role,
    /// What was probably meant.
    pub plausible: Decimal,
}

/// How far from its target, as a factor, a percentage is when it is off by 100 rather than good or bad.
const SUSPECT: (i64, i64) = (20, 500);
/// The same where both could be percentages, and the target is one of those that are high by nature (95 % on time): a
/// hundred times as much lies just about the target.
const SUSPECT_BELOW_ONE: (i64, i64) = (80, 125);

/// How far from its target a percentage is, as a factor, that is off by 100.
const FAR: i64 = 10;
/// Points out of fewer than these may be shares.
const LEAST_SCALE: i64 = 5;
/// The lowest pay rate that anybody has.
const LEAST_RATE: (i64, u32) = (2, 2);

/// What of a line cannot be meant: a percentage far from its target, points that stand as a percentage.
pub fn suspect(spec: &Spec, line: &Line) -> Option<Suspect> {
    let by_target = spec.percent.then(|| by_target(spec, line)).flatten();
    by_target.or_else(|| of_points(spec, line))
}

/// A percentage far from its target.
fn by_target(spec: &Spec, line: &Line) -> Option<Suspect> {
    let actual = line.value(Role::Actual)?;
    let fixed = spec.rule.fixed_target();
    let target = fixed.or_else(|| line.value(Role::Target))?;
    let is_within = |factor: Option<Ratio>, (least, most): (i64, i64)| {
        factor.is_some_and(|factor| factor >= Ratio::from(least) && factor <= Ratio::from(most))
    };
    let is_off = |large: Decimal, small: Decimal| {
        let factor = Ratio::from(large).over(&Ratio::from(small));
        large > Decimal::ONE && is_within(factor, SUSPECT)
    };
    // 0.94 % of 95 %. Where less is better, so little is merely good.
    let half = Decimal::new(5, 1).unwrap_or_default();
    if target >= half
        && target <= Decimal::ONE
        && matches!(spec.rule, Rule::Ratio(_))
        && is_within(
            Ratio::from(target).over(&Ratio::from(actual)),
            SUSPECT_BELOW_ONE,
        )
    {
        return Some(Suspect {
            role: Role::Actual,
            plausible: Ratio::from(actual).times(&Ratio::from(100)).exact(20)?,
        });
    }
    let hundredth = |value: Decimal| Ratio::from(value).over(&Ratio::from(100))?.exact(20);
    if is_off(actual, target) {
        Some(Suspect {
            role: Role::Actual,
            plausible: hundredth(actual)?,
        })
    } else if fixed.is_none() && is_off(target, actual) {
        Some(Suspect {
            role: Role::Target,
            plausible: hundredth(target)?,
        })
    } else {
        None
    }
}

/// A percentage far from its target whose line has the very points that it earns once it is read a hundred times as large
/// or as small: the sheet's writer meant that.
pub(super) fn suspect_by_points(spec: &Spec, line: &Line) -> Option<Suspect> {
    if !matches!(spec.rule, Rule::Ratio(_) | Rule::LowerIsBetter(_)) {
        return None;
    }
    let is_shown = |role: Role| line.figure(role).is_some_and(|figure| figure.is_percent);
    if !spec.percent && !is_shown(Role::Actual) && !is_shown(Role::Target) {
        return None;
    }
    let fixed = spec.rule.fixed_target();
    let actual = line.value(Role::Actual)?;
    let target = fixed.or_else(|| line.value(Role::Target))?;
    let share = Ratio::from(actual).over(&Ratio::from(target))?;
    let is_small = share.times(&Ratio::from(FAR)) < Ratio::from(1);
    if !is_small && share <= Ratio::from(FAR) || share.is_zero() || share.is_negative() {
        return None;
    }
    // Of 0.5% and 0.6 the second lacks its sign.
    let bare = match (is_shown(Role::Actual), is_shown(Role::Target)) {
        (true, false) if fixed.is_none() => Some(Role::Target),
        (false, true) => Some(Role::Actual),
        _ => None,
    };
    // Full marks fit any attainment above them, and say nothing of this one.
    let is_full =
        |points: &Decimal| *points == spec.max || Some(*points) == spec.rule.ceiling(spec.max);
    let reported = line.value(Role::Score)?;
    if reported.is_zero() || bare.is_none() && is_full(&reported) {
        return None;
    }
    // Else a percentage above 100 % lacks its sign, or the actual figure was divided twice, or the target.
    let role = bare.unwrap_or(
        match (is_small, actual > Decimal::ONE, target > Decimal::ONE) {
            (true, _, true) | (false, false, _) => Role::Target,
            (true, _, false) | (false, true, _) => Role::Actual,
        },
    );
    if role == Role::Target && fixed.is_some() {
        return None;
    }
    let hundred = Ratio::from(100);
    let plausible = match role == Role::Target {
        true if is_small => Ratio::from(target).over(&hundred)?,
        true => Ratio::from(target).times(&hundred),
        false if is_small => Ratio::from(actual).times(&hundred),
        false => Ratio::from(actual).over(&hundred)?,
    };
    let plausible = plausible.exact(20)?;
    let suspect = Suspect { role, plausible };
    let rounding = Rounding {
        digits: reported.trimmed().scale(),
        mode: Mode::HalfUp,
    };
    let earns = |inputs: &LineInputs| {
        let earned = spec.rule.earn(inputs).ok()?;
        Some(earned.points.round(rounding).ok()? == reported.round(rounding))
    };
    let as_meant = LineInputs::new(spec, line).rescaled(Some(suspect));
    let is_meant = earns(&as_meant)? && !earns(&LineInputs::new(spec, line))?;
    is_meant.then_some(suspect)
}

/// A percentage beside an amount: `92.75%` of a target of 500,000 yuan. Neither is a figure of the other's kind.
pub(super) fn share_of_an_amount(spec: &Spec, line: &Line) -> Option<Refusal> {
    if spec.percent || !matches!(spec.rule, Rule::Ratio(_) | Rule::LowerIsBetter(_)) {
        return None;
    }
    let share = |role: Role| {
        let figure = line.figure(role).filter(|figure| figure.is_percent)?;
        figure.value().filter(|value| *value <= Decimal::from(FAR))
    };
    let amount = |role: Role| {
        let figure = line.figure(role).filter(|figure| !figure.is_percent)?;
        figure.value().filter(|value| *value >= Decimal::from(FAR))
    };
    let meaningless = |role: Role, reason: Text| Refusal::Meaningless {
        role,
        reason: Box::new(reason),
    };
    let said = |value: Decimal| crate::rule::percent(&value.into());
    if let Some((share, amount)) = share(Role::Actual).zip(amount(Role::Target)) {
        let (share, amount) = (said(share), crate::rule::decimal(amount));
        return Some(meaningless(
            Role::Actual,
            text!(
                "实际填的是百分数 {share}，目标却是 {amount}，不是一种数"
                    / "the actual figure is a percentage ({share}) and the target is {amount}"
            ),
        ));
    }
    let (amount, share) = amount(Role::Actual).zip(share(Role::Target))?;
    let (share, amount) = (said(share), crate::rule::decimal(amount));
    Some(meaningless(
        Role::Target,
        text!(
            "目标填的是百分数 {share}，实际却是 {amount}，不是一种数"
                / "the target is a percentage ({share}) and the actual figure is {amount}"
        ),
    ))
}

/// Points that are shown as a percentage: 94 % on a scale of 100, in a column where 94 is meant.
fn of_points(spec: &Spec, line: &Line) -> Option<Suspect> {
    let limit = match spec.rule.judged() {
        Some(_) => spec.max,
        None => spec.rule.raw_limit()?,
    };
    if limit < Decimal::from(LEAST_SCALE) {
        return None;
    }
    let of = |(role, figure): (Role, Figure)| {
        let share = figure.value().filter(|_| figure.is_percent)?;
        let is_share = share <= Decimal::ONE && !share.is_zero() && !share.is_negative();
        let plausible = Ratio::from(share).times(&Ratio::from(limit)).exact(20)?;
        is_share.then_some(Suspect { role, plausible })
    };
    if spec.rule.judged().is_some() {
        return of((Role::Score, line.figure(Role::Score)?));
    }
    let mut scores = line.figures();
    scores.find_map(|(role, figure)| {
        matches!(role, Role::Raw | Role::Rater(_)).then(|| of((role, figure)))?
    })
}

/// A pay rate above 100 %: 20 where 20 % is meant; and one below 2 % where the reported pay is a hundred times as much.
pub fn suspect_rate(mapping: &Mapping, card: &Scorecard) -> Option<Suspect> {
    if !mapping.needs_rate() {
        return None;
    }
    let rate = card.pay_rate()?;
    let role = Role::Actual;
    let hundred = Ratio::from(100);
    if rate > Decimal::ONE {
        let plausible = Ratio::from(rate).over(&hundred)?.exact(20)?;
        return Some(Suspect { role, plausible });
    }
    let least = Decimal::new(LEAST_RATE.0.into(), LEAST_RATE.1)?;
    if rate >= least || rate.is_zero() || rate.is_negative() {
        return None;
    }
    let plausible = Ratio::from(rate).times(&hundred);
    let total =
        Ratio::from(card.total.as_ref()?.value()?).over(&Ratio::from(mapping.full_total))?;
    let due = Ratio::from(card.pay_base()?)
        .times(&plausible)
        .times(&total);
    let reported = card.payout.as_ref()?.value()?;
    let is_meant =
        due.round(mapping.payout_rounding).ok()? == reported.round(mapping.payout_rounding);
    let plausible = plausible.exact(20)?;
    is_meant.then_some(Suspect { role, plausible })
}
