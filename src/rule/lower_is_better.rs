//! 反向指标: cost rate, response hours, refund rate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ratio::one;
use super::slip::{proportion_words, rounded_early};
use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max where actual <= target, else max x target / actual; with a cap, max x target / actual up to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LowerIsBetter {
    /// The target, where the scheme fixes it; else it stands on the sheet.
    pub target: Option<Amount>,
    /// The share of the full marks at which points stop; 100 % if absent.
    #[serde(default = "one")]
    pub cap: Amount,
}

impl LowerIsBetter {
    /// The most that the line can earn.
    fn most(&self, max: Decimal) -> Ratio {
        Ratio::from(max).times(&self.cap.ratio())
    }

    /// max x target / actual, up to the cap.
    fn limited(&self, target: &Ratio, actual: &Ratio, max: Decimal) -> Option<Ratio> {
        let points = Ratio::from(max).times(target).over(actual)?;
        Some(points.min(self.most(max)))
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
        words.then(&more)
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        let fault = (self.cap.0 < Decimal::ONE)
            .then(|| text!("cap 不能小于 100%" / "cap must not be below 100%"));
        fault.into_iter().collect()
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
        let words = |share: &Ratio| proportion_words(&percent(share), Decimal::ONE, max);
        let mut slips = vec![
            Misreading::new(Slip::InvertedRatio, full.times(&inverse), words(&inverse)),
            Misreading::new(Slip::NotCapped, full.times(&share), words(&share)),
        ];
        slips.extend(rounded_early(&share, Decimal::ONE, max, |early| {
            Some(full.times(early).min(self.most(max)))
        }));
        slips
    }

    fn fixed_target(&self) -> Option<Decimal> {
        self.target.map(|target| target.0)
    }
}
