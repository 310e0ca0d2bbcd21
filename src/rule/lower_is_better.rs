//! 反向指标: cost rate, response hours, refund rate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::proportion::{Proportion, one};
use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max where actual <= target, else max x target / actual; with a cap, max x target / actual up to it;
/// 0 where target / actual is below `none-below`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LowerIsBetter {
    /// The target, where the scheme fixes it; else it stands on the sheet.
    pub target: Option<Amount>,
    /// The share of the full marks at which points stop; 100 % if absent.
    #[serde(default = "one")]
    pub cap: Amount,
    /// The share target / actual below which the line earns nothing; just at it, it earns its share.
    pub none_below: Option<Amount>,
}

impl LowerIsBetter {
    /// Of target / actual.
    fn proportion(&self) -> Proportion {
        Proportion {
            full_at: Decimal::ONE,
            cap: self.cap.0,
            none_below: self.none_below.map(|least| least.0),
        }
    }

    /// The most that the line can earn.
    fn most(&self, max: Decimal) -> Ratio {
        self.proportion().most(max)
    }

    /// max x target / actual, within the limits.
    fn limited(&self, target: &Ratio, actual: &Ratio, max: Decimal) -> Option<Ratio> {
        self.proportion().points(&target.over(actual)?, max)
    }

    fn terms(&self, inputs: &dyn Inputs) -> Option<(Decimal, Decimal)> {
        Some((
            inputs.value(Role::Actual)?,
            self.fixed_target().or_else(|| inputs.value(Role::Target))?,
        ))
    }
}

impl Kind for LowerIsBetter {
    fn needs(&self) -> Vec<Role> {
        if self.target.is_some() {
            vec![Role::Actual]
        } else {
            vec![Role::Actual, Role::Target]
        }
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let (actual, target) = self.terms(inputs).ok_or(Refusal::Missing)?;
        for (value, role) in [(actual, Role::Actual), (target, Role::Target)] {
            if value.is_negative() {
                let name = inputs.name(role);
                let (zh, en) = (name.zh, name.en);
                let reason =
                    text!("{zh}是负数，不合常理" / "{en} is negative, which makes no sense");
                return Err(Refusal::meaningless(role, reason));
            }
        }
        let points = match actual.is_zero() {
            true => self.most(inputs.max()),
            false => self
                .limited(&Ratio::from(target), &Ratio::from(actual), inputs.max())
                .ok_or(Refusal::Missing)?,
        };
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some((actual, target)), Ok(earned)) = (self.terms(inputs), self.earn(inputs)) else {
            return Text::default();
        };
        let (top, bottom) = (inputs.name(Role::Actual), inputs.name(Role::Target));
        let (top_zh, bottom_zh, top_en, bottom_en) = (top.zh, bottom.zh, top.en, bottom.en);
        let (met, max, points) = (
            actual <= target,
            decimal(inputs.max()),
            ratio(&earned.points),
        );
        let most = ratio(&self.most(inputs.max()));
        let share = Ratio::from(target).over(&Ratio::from(actual));
        let too_low = share.filter(|share| self.proportion().is_none(share));
        let (actual, target) = (
            inputs.shown(Role::Actual, actual),
            inputs.shown(Role::Target, target),
        );
        if met && self.cap.0 > Decimal::ONE {
            text!(
                "反向指标：{max} × {bottom_zh} {target} ÷ {top_zh} {actual}，最多 {most}，得 {points}"
                    / "lower is better: {max} × {bottom_en} {target} ÷ {top_en} {actual}, {most} at most: {points}"
            )
        } else if met {
            text!(
                "{top_zh} {actual} 不高于{bottom_zh} {target}，得满分 {max}"
                    / "{top_en} {actual} is not above {bottom_en} {target}: full marks {max}"
            )
        } else if let Some(share) = too_low {
            let share = percent(&share);
            let start = text!(
                "反向指标：{top_zh} {actual} 高于{bottom_zh} {target}；{target} ÷ {actual} = {share}"
                    / "lower is better: {top_en} {actual} is above {bottom_en} {target}; {target} ÷ {actual} = {share}"
            );
            start.then(&self.proportion().told_none())
        } else {
            text!(
                "反向指标：{top_zh} {actual} 高于{bottom_zh} {target}；{max} × {target} ÷ {actual} = {points}"
                    / "lower is better: {top_en} {actual} is above {bottom_en} {target}; {max} × {target} ÷ {actual} = {points}"
            )
        }
    }

    fn describe(&self, max: Decimal) -> Text {
        let more = match self.cap.0 > Decimal::ONE {
            true => {
                let most = ratio(&self.most(max));
                text!(
                    "，更低的按比例多得，最多 {most} 分"
                        / ", below it more in proportion, {most} at most"
                )
            }
            false => Text::default(),
        };
        let max = decimal(max);
        let words = if let Some(target) = self.fixed_target() {
            // A target below 1 is a percentage: 8 %, not 0.08.
            let target = match target < Decimal::ONE {
                true => super::words::percent(&target.into()),
                false => decimal(target),
            };
            text!(
                "越低越好：不高于 {target} 得 {max} 分，高于它按 {target} ÷ 实际 的比例得分"
                    / "lower is better: {max} points up to {target}, above it max × {target} ÷ actual"
            )
        } else {
            text!(
                "越低越好：实际不高于目标得 {max} 分，高于目标按 目标÷实际 的比例得分"
                    / "lower is better: {max} points up to the target, above it max × target ÷ actual"
            )
        };
        let name = text!("目标 ÷ 实际" / "a share target ÷ actual");
        words.then(&self.proportion().said_none(&name)).then(&more)
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        self.proportion().faults()
    }

    fn ceiling(&self, max: Decimal) -> Option<Decimal> {
        self.most(max).exact(10)
    }

    fn attainment(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        let (actual, target) = self.terms(inputs)?;
        Ratio::from(actual).over(&Ratio::from(target))
    }

    fn points_for(&self, attainment: &Ratio, max: Decimal) -> Option<Ratio> {
        match attainment.is_zero() || attainment.is_negative() {
            true => Some(self.most(max)),
            false => self.limited(&Ratio::from(1), attainment, max),
        }
    }

    fn misread_attainments(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let inverse = self.terms(inputs).and_then(|(actual, target)| {
            let inverse = Ratio::from(target).over(&Ratio::from(actual))?;
            let (top, bottom) = (
                inputs.shown(Role::Target, target),
                inputs.shown(Role::Actual, actual),
            );
            let working = format!("{top} ÷ {bottom}");
            Some(Misreading::new(Slip::InvertedRatio, inverse, working))
        });
        inverse.into_iter().collect()
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let (Some((actual, target)), max) = (self.terms(inputs), inputs.max()) else {
            return Vec::new();
        };
        let full = Ratio::from(max);
        let (top, bottom) = (Ratio::from(actual), Ratio::from(target));
        let (Some(inverse), Some(share)) = (top.over(&bottom), bottom.over(&top)) else {
            return Vec::new();
        };
        let words = format!("{} × {}", decimal(max), percent(&inverse));
        let inverted = Misreading::new(Slip::InvertedRatio, full.times(&inverse), words);
        let of_share = self.proportion().slips(&share, max);
        [inverted].into_iter().chain(of_share).collect()
    }

    fn fixed_target(&self) -> Option<Decimal> {
        self.target.map(|target| target.0)
    }
}
