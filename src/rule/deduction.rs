//! 减分法: "扣2分/次".

use schemars::JsonSchema;
use serde::Deserialize;

use super::slip::of_loss;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max - `each` x count, not below 0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deduction {
    /// The points lost per occurrence.
    pub each: Amount,
}

impl Kind for Deduction {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let count = counted(inputs.value(Role::Actual), || inputs.name(Role::Actual))?;
        let points = Ratio::from(inputs.max()).minus(&self.each.ratio().times(&Ratio::from(count)));
        Ok(Earned {
            points: points.max(Ratio::zero()),
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(count), Ok(earned)) = (inputs.value(Role::Actual), self.earn(inputs)) else {
            return Text::default();
        };
        let (max, each, points) = (
            decimal(inputs.max()),
            decimal(self.each.0),
            ratio(&earned.points),
        );
        let exhausted = Ratio::from(inputs.max()) < self.each.ratio().times(&Ratio::from(count));
        let count = decimal(count);
        let start =
            text!("{max} - {each} × {count} 次 = {points}" / "{max} - {each} × {count} = {points}");
        if exhausted {
            start.then(&text!("（扣完为止）" / "(not below 0)"))
        } else {
            start
        }
    }

    fn describe(&self, max: Decimal) -> Text {
        let (max, each) = (decimal(max), decimal(self.each.0));
        text!(
            "满分 {max} 分，每次扣 {each} 分，扣完为止"
                / "{max} points less {each} per occurrence, not below 0"
        )
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Some(count) = inputs.value(Role::Actual) else {
            return Vec::new();
        };
        let words = format!("{} × {}", decimal(self.each.0), decimal(count));
        let loss = self.each.ratio().times(&Ratio::from(count));
        of_loss(inputs.max(), &loss, &words)
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        if self.each.0 <= Decimal::ZERO {
            vec![text!("each 要大于 0" / "each must be above 0")]
        } else {
            Vec::new()
        }
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        more_than_all(self.each.0, max).into_iter().collect()
    }
}

/// One occurrence that takes more than the line has.
pub(super) fn more_than_all(once: Decimal, max: Decimal) -> Option<Text> {
    (once > max).then(|| {
        let (once, max) = (decimal(once), decimal(max));
        text!(
            "单次扣 {once} 分，多于满分 {max}：一次就扣完，请核对"
                / "one occurrence takes {once}, more than the max of {max}: nothing is left after one"
        )
    })
}

/// A count, which cannot be negative.
pub(super) fn counted(
    count: Option<Decimal>,
    name: impl FnOnce() -> Text,
) -> Result<Decimal, Refusal> {
    let count = count.ok_or(Refusal::Missing)?;
    if count.is_negative() {
        let name = name();
        let (zh, en) = (name.zh, name.en);
        let reason = text!("{zh}是负数，次数不能为负" / "{en} is negative: a count cannot be");
        return Err(Refusal::meaningless(Role::Actual, reason));
    }
    Ok(count)
}
