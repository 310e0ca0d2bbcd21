//! 阶梯扣分: "缺勤1天扣1分,2天扣3分,3天扣5分,4天扣10分".

use schemars::JsonSchema;
use serde::Deserialize;

use super::deduction::counted;
use super::slip::of_loss;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max - the deduction of the highest step reached; the last step holds beyond it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Steps {
    /// Pairs of a count and what it costs, rising: `[[1, 1], [2, 3], [3, 5], [4, 10]]`.
    pub table: Vec<(Amount, Amount)>,
}

impl Steps {
    /// What a count costs.
    pub(super) fn cost(&self, count: Decimal) -> Decimal {
        self.table
            .iter()
            .rev()
            .find(|(from, _)| from.0 <= count)
            .map_or(Decimal::ZERO, |(_, cost)| cost.0)
    }

    /// `到 1 扣 1 分、到 2 扣 3 分`
    pub(super) fn said(&self) -> Text {
        let told = self.table.iter().map(|(from, cost)| {
            let (from, cost) = (decimal(from.0), decimal(cost.0));
            (
                format!("到 {from} 扣 {cost} 分"),
                format!("{from}: -{cost}"),
            )
        });
        let (zh, en): (Vec<String>, Vec<String>) = told.unzip();
        let (zh, en) = (zh.join("、"), en.join(", "));
        text!("{zh}" / "{en}")
    }
}

impl Kind for Steps {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let count = counted(inputs.value(Role::Actual), || inputs.name(Role::Actual))?;
        let points = Ratio::from(inputs.max()).minus(&Ratio::from(self.cost(count)));
        Ok(Earned {
            points: points.max(Ratio::zero()),
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(count), Ok(earned)) = (inputs.value(Role::Actual), self.earn(inputs)) else {
            return Text::default();
        };
        let (cost, max, points) = (
            decimal(self.cost(count)),
            decimal(inputs.max()),
            ratio(&earned.points),
        );
        let count = decimal(count);
        text!(
            "{count} 次（天）按阶梯扣 {cost}；{max} - {cost} = {points}"
                / "{count} costs {cost}; {max} - {cost} = {points}"
        )
    }

    fn describe(&self, max: Decimal) -> Text {
        let (max, words) = (decimal(max), self.said());
        let (zh, en) = (words.zh, words.en);
        text!(
            "满分 {max} 分，按多少分级扣分（只扣到达的最高一级）：{zh}，扣完为止"
                / "{max} points less a step: {en}"
        )
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Some(count) = inputs.value(Role::Actual) else {
            return Vec::new();
        };
        let cost = self.cost(count);
        of_loss(inputs.max(), &Ratio::from(cost), &decimal(cost))
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        let rises = self
            .table
            .windows(2)
            .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        if rises && !self.table.is_empty() {
            Vec::new()
        } else {
            vec![text!(
                "阶梯要由低到高，扣分不能变少" / "the steps must rise, and so must their costs"
            )]
        }
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        let most = self.table.last().map(|(_, cost)| cost.0);
        most.filter(|most| *most > max)
            .map(|most| {
                let (most, max) = (decimal(most), decimal(max));
                text!(
                    "阶梯最多扣 {most} 分，多于满分 {max}：扣到 0 为止，请核对"
                        / "the last step takes {most}, more than the max of {max}"
                )
            })
            .into_iter()
            .collect()
    }
}
