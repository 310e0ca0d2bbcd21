//! 达标法: "达到X得2分,低于扣1分".

use schemars::JsonSchema;
use serde::Deserialize;

use super::slip::of_loss;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, WhenNone, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Met: max. Missed: max - `less`, not below 0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AllOrLess {
    /// The most that is still met.
    pub at_most: Option<Amount>,
    /// The least that is met.
    pub at_least: Option<Amount>,
    /// The points lost when missed.
    pub less: Amount,
    /// The figure is actual / target (hours per complaint), not the actual itself.
    #[serde(default)]
    pub per: bool,
    /// What counts where there is nothing to divide by (no complaint at all).
    #[serde(default)]
    pub when_none: WhenNone,
}

impl AllOrLess {
    fn figure(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        let actual = Ratio::from(inputs.value(Role::Actual)?);
        if self.per {
            actual.over(&Ratio::from(inputs.value(Role::Target)?))
        } else {
            Some(actual)
        }
    }

    fn is_met(&self, figure: &Ratio) -> bool {
        self.at_most.is_none_or(|limit| *figure <= limit.ratio())
            && self.at_least.is_none_or(|limit| *figure >= limit.ratio())
    }
}

impl Kind for AllOrLess {
    fn needs(&self) -> Vec<Role> {
        if self.per {
            vec![Role::Actual, Role::Target]
        } else {
            vec![Role::Actual]
        }
    }

    fn needs_beside(&self, inputs: &dyn Inputs) -> Vec<Role> {
        self.when_none.needed(self.needs(), Role::Target, inputs)
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        if self.per {
            let target = inputs.value(Role::Target).ok_or(Refusal::Missing)?;
            let name = || {
                let name = inputs.name(Role::Target);
                (name.zh, name.en)
            };
            if target.is_zero() {
                let (zh, en) = name();
                let reason = text!("{zh}是 0，不能作除数" / "{en} is 0 and cannot divide");
                return self.when_none.earn(inputs.max(), Role::Target, reason);
            }
            if target.is_negative() {
                let (zh, en) = name();
                let reason =
                    text!("{zh}是负数，不合常理" / "{en} is negative, which makes no sense");
                return Err(Refusal::meaningless(Role::Target, reason));
            }
        }
        let figure = self.figure(inputs).ok_or(Refusal::Missing)?;
        let max = Ratio::from(inputs.max());
        let points = if self.is_met(&figure) {
            max
        } else {
            max.minus(&self.less.ratio()).max(Ratio::zero())
        };
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(figure), Ok(earned)) = (self.figure(inputs), self.earn(inputs)) else {
            return Text::default();
        };
        let (met, shown, points) = (self.is_met(&figure), ratio(&figure), ratio(&earned.points));
        let (max, less) = (decimal(inputs.max()), decimal(self.less.0));
        let name = inputs.name(Role::Actual);
        let (zh, en) = (name.zh, name.en);
        let start = match (
            self.per,
            inputs.value(Role::Actual),
            inputs.value(Role::Target),
        ) {
            (true, Some(actual), Some(target)) => {
                let divisor = inputs.name(Role::Target);
                let (by_zh, by_en, actual, target) =
                    (divisor.zh, divisor.en, decimal(actual), decimal(target));
                text!(
                    "{zh} {actual} ÷ {by_zh} {target} = {shown}"
                        / "{en} {actual} ÷ {by_en} {target} = {shown}"
                )
            }
            _ => text!("{zh} {shown}" / "{en} {shown}"),
        };
        let limit = self.limit();
        let (limit_zh, limit_en) = (limit.zh, limit.en);
        start.then(&if met {
            text!(
                "，达标（{limit_zh}），得满分 {max}" / ", which meets {limit_en}: full marks {max}"
            )
        } else {
            text!(
                "，未达标（{limit_zh}），{max} - {less} = {points}"
                    / ", which misses {limit_en}: {max} - {less} = {points}"
            )
        })
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        match self.figure(inputs) {
            Some(figure) if !self.is_met(&figure) => {
                of_loss(inputs.max(), &self.less.ratio(), &decimal(self.less.0))
            }
            _ => Vec::new(),
        }
    }

    fn describe(&self, max: Decimal) -> Text {
        let limit = self.limit();
        let (max, less, zh, en) = (decimal(max), decimal(self.less.0), limit.zh, limit.en);
        if self.per {
            return text!(
                "平均（实际 ÷ 个数）{zh}，得 {max} 分，否则扣 {less} 分"
                    / "{max} points if the average is {en}, else {less} less"
            )
            .then(&self.when_none.said());
        }
        text!("{zh}，得 {max} 分，否则扣 {less} 分" / "{max} points if {en}, else {less} less")
    }

    fn faults(&self, max: Decimal) -> Vec<Text> {
        let mut faults = Vec::new();
        if self.at_most.is_none() && self.at_least.is_none() {
            faults.push(text!(
                "要写 at-most 或 at-least" / "at-most or at-least is needed"
            ));
        }
        if self.less.0 > max || self.less.0.is_negative() {
            faults.push(text!(
                "less 要在 0 与满分之间" / "less must lie between 0 and the max"
            ));
        }
        faults
    }
}

impl AllOrLess {
    fn limit(&self) -> Text {
        match (self.at_least, self.at_most) {
            (Some(low), Some(high)) => {
                let (low, high) = (decimal(low.0), decimal(high.0));
                text!("在 {low} 至 {high} 之间" / "{low} to {high}")
            }
            (Some(low), None) => {
                let low = decimal(low.0);
                text!("不低于 {low}" / "at least {low}")
            }
            (None, Some(high)) => {
                let high = decimal(high.0);
                text!("不超过 {high}" / "at most {high}")
            }
            (None, None) => Text::default(),
        }
    }
}
