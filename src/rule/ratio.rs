//! 比率法: "达到X得N分,低于X按比例扣分".

use schemars::JsonSchema;
use serde::Deserialize;

use super::proportion::{Proportion, one};
use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, WhenNone, Working};
use crate::number::{Decimal, Ratio as Fraction};
use crate::text::Text;
use crate::written::Amount;

/// Points = max where attainment >= `full-at`, else max x attainment / `full-at`; never below 0 nor above the cap, and
/// 0 below `none-below`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ratio {
    /// The target, where the scheme fixes it; else it stands on the sheet.
    pub target: Option<Amount>,
    /// The attainment that earns full marks; 100 % if absent.
    #[serde(default = "one")]
    pub full_at: Amount,
    /// The share of the full marks at which points stop; 100 % if absent.
    #[serde(default = "one")]
    pub cap: Amount,
    /// The attainment below which the line earns nothing (完成率低于60%不得分); just at it, it earns its share.
    pub none_below: Option<Amount>,
    /// What counts where the target or divisor is 0.
    #[serde(default)]
    pub when_none: WhenNone,
}

impl Ratio {
    fn proportion(&self) -> Proportion {
        Proportion {
            full_at: self.full_at.0,
            cap: self.cap.0,
            none_below: self.none_below.map(|least| least.0),
        }
    }

    fn terms(&self, inputs: &dyn Inputs) -> Option<(Decimal, Decimal)> {
        Some((inputs.value(Role::Actual)?, self.target_of(inputs)?))
    }

    fn target_of(&self, inputs: &dyn Inputs) -> Option<Decimal> {
        self.fixed_target().or_else(|| inputs.value(Role::Target))
    }
}

impl Kind for Ratio {
    fn needs(&self) -> Vec<Role> {
        if self.target.is_some() {
            vec![Role::Actual]
        } else {
            vec![Role::Actual, Role::Target]
        }
    }

    fn needs_beside(&self, inputs: &dyn Inputs) -> Vec<Role> {
        self.when_none.needed(self.needs(), Role::Target, inputs)
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let target = self.target_of(inputs).ok_or(Refusal::Missing)?;
        let max = inputs.max();
        let name = || {
            let name = inputs.name(Role::Target);
            (name.zh, name.en)
        };
        if target.is_zero() {
            let (zh, en) = name();
            return self.when_none.earn(
                max,
                Role::Target,
                text!("{zh}是 0，不能作除数" / "{en} is 0 and cannot divide"),
            );
        }
        if target.is_negative() {
            let (zh, en) = name();
            let reason =
                text!("{zh}是负数，算不出完成率" / "{en} is negative: there is no attainment");
            return Err(Refusal::meaningless(Role::Target, reason));
        }
        let attainment = self.attainment(inputs).ok_or(Refusal::Missing)?;
        let points = self.points_for(&attainment, max).ok_or(Refusal::Missing)?;
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let Some(((actual, target), attainment)) = self.terms(inputs).zip(self.attainment(inputs))
        else {
            return Text::default();
        };
        let points = self.proportion().told(&attainment, inputs.max());
        quotient_words(inputs, Role::Target, actual, target, &attainment).then(&points)
    }

    fn describe(&self, max: Decimal) -> Text {
        let (points, full) = (decimal(max), percent(&self.full_at.ratio()));
        let mut words = match self.target {
            Some(target) => {
                let of_it = match self.full_at.0 == Decimal::ONE {
                    true => Text::default(),
                    false => text!(" 的 {full}" / " × {full}"),
                };
                let (part_zh, part_en) = (of_it.zh, of_it.en);
                // A target below 1 is a percentage: 2 %, not 0.02.
                let target = if target.0 < Decimal::ONE {
                    percent(&target.ratio())
                } else {
                    decimal(target.0)
                };
                text!(
                    "达到 {target}{part_zh} 得 {points} 分，低于按比例得分"
                        / "{points} points at {target}{part_en}, below it in proportion"
                )
            }
            None if self.full_at.0 != Decimal::ONE => text!(
                "达到 {full} 得 {points} 分，低于按比例得分"
                    / "{points} points at {full}, below it in proportion"
            ),
            None => text!(
                "完成率达到 {full} 得 {points} 分，低于按比例得分"
                    / "{points} points at an attainment of {full}, below it in proportion"
            ),
        };
        let name = text!("完成率" / "an attainment");
        words = words.then(&self.proportion().said_none(&name));
        if self.cap.0 > Decimal::ONE {
            let most = ratio(&self.proportion().most(max));
            words = words.then(&text!(
                "，超过的按比例多得，最多 {most} 分"
                    / ", above it more in proportion, {most} at most"
            ));
        }
        match self.target {
            Some(_) => words,
            None => words.then(&self.when_none.said()),
        }
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        self.proportion().faults()
    }

    fn attainment(&self, inputs: &dyn Inputs) -> Option<Fraction> {
        let (actual, target) = self.terms(inputs)?;
        Fraction::from(actual).over(&Fraction::from(target))
    }

    fn points_for(&self, attainment: &Fraction, max: Decimal) -> Option<Fraction> {
        self.proportion().points(attainment, max)
    }

    fn ceiling(&self, max: Decimal) -> Option<Decimal> {
        self.proportion().most(max).exact(10)
    }

    fn misread_attainments(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        inverted(inputs, self.terms(inputs)).into_iter().collect()
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let (proportion, max) = (self.proportion(), inputs.max());
        let Some(attainment) = self.attainment(inputs) else {
            return Vec::new();
        };
        let inverted = self.misread_attainments(inputs);
        let inverted = inverted
            .iter()
            .filter_map(|misread| proportion.misread(misread, max));
        inverted.chain(proportion.slips(&attainment, max)).collect()
    }

    fn fixed_target(&self) -> Option<Decimal> {
        self.target.map(|target| target.0)
    }
}

/// `目标 ÷ 实际`, of rules that divide the other way.
fn inverted(inputs: &dyn Inputs, terms: Option<(Decimal, Decimal)>) -> Option<Misreading> {
    let (actual, target) = terms?;
    let inverse = Fraction::from(target).over(&Fraction::from(actual))?;
    let (top, bottom) = (
        inputs.shown(Role::Target, target),
        inputs.shown(Role::Actual, actual),
    );
    let working = format!("{top} ÷ {bottom}");
    Some(Misreading::new(Slip::InvertedRatio, inverse, working))
}

/// `实际 463,750 ÷ 目标 500,000 = 92.75%`
pub(super) fn quotient_words(
    inputs: &dyn Inputs,
    divisor: Role,
    actual: Decimal,
    target: Decimal,
    attainment: &Fraction,
) -> Text {
    let (top, bottom) = (inputs.name(Role::Actual), inputs.name(divisor));
    let (actual, target) = (
        inputs.shown(Role::Actual, actual),
        inputs.shown(divisor, target),
    );
    let attainment = percent(attainment);
    let (top_zh, bottom_zh, top_en, bottom_en) = (top.zh, bottom.zh, top.en, bottom.en);
    text!(
        "{top_zh} {actual} ÷ {bottom_zh} {target} = {attainment}"
            / "{top_en} {actual} ÷ {bottom_en} {target} = {attainment}"
    )
}
