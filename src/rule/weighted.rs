//! 加权评分: a judged score on a 100 scale times the line's weight.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = score x weight, the weight being the line's max in percent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Weighted {
    /// The best score; 100 if absent.
    #[serde(default = "hundred")]
    pub scale: Amount,
}

fn hundred() -> Amount {
    Amount(Decimal::HUNDRED)
}

impl Kind for Weighted {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Raw]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let raw = inputs.value(Role::Raw).ok_or(Refusal::Missing)?;
        // A score beyond the scale counts as its end.
        let raw = raw.min(self.scale.0).max(Decimal::ZERO);
        let product = Ratio::from(raw).times(&Ratio::from(inputs.max()));
        let points = product.over(&self.scale.ratio()).ok_or(Refusal::Missing)?;
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(raw), Ok(earned)) = (inputs.value(Role::Raw), self.earn(inputs)) else {
            return Text::default();
        };
        let (max, points) = (decimal(inputs.max()), ratio(&earned.points));
        let raw = decimal(raw.min(self.scale.0).max(Decimal::ZERO));
        text!("评分 {raw} × 权重 {max}% = {points}" / "score {raw} × weight {max}% = {points}")
    }

    fn describe(&self, max: Decimal) -> Text {
        let (max, scale) = (decimal(max), decimal(self.scale.0));
        match self.scale == Amount(Decimal::HUNDRED) {
            true => {
                text!("评分（0–{scale} 分）× 权重 {max}%" / "score (0–{scale}) × weight {max}%")
            }
            false => text!(
                "评分（0–{scale} 分）÷ {scale} × {max}" / "score (0–{scale}) ÷ {scale} × {max}"
            ),
        }
    }

    fn raw_limit(&self) -> Option<Decimal> {
        Some(self.scale.0)
    }

    fn uncapped(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        Ratio::from(inputs.value(Role::Raw)?)
            .times(&Ratio::from(inputs.max()))
            .over(&self.scale.ratio())
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        if self.scale.0 <= Decimal::ZERO {
            vec![text!("scale 要大于 0" / "scale must be above 0")]
        } else {
            Vec::new()
        }
    }
}
