//! 平均完成率: the mean of several capped ratios, each in a row of its own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, PartName, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max x the mean of the parts' ratios, each between 0 and 1.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mean {
    /// The rows that share the max.
    pub parts: Vec<Part>,
}

/// One row of a mean.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// Its name.
    pub item: String,
    /// How sheets spell it: exact texts, or `re:` and a regular expression.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// What earns the whole share.
    pub target: Amount,
}

impl Mean {
    fn shares(&self, inputs: &dyn Inputs) -> Result<Vec<(&Part, Decimal, Ratio)>, Refusal> {
        let numbered = self.parts.iter().enumerate();
        numbered
            .map(|(index, part)| {
                let actual = inputs.part(index, Role::Actual).ok_or(Refusal::Missing)?;
                let share = Ratio::from(actual)
                    .over(&part.target.ratio())
                    .ok_or(Refusal::Missing)?;
                Ok((part, actual, share.min(Ratio::from(1)).max(Ratio::zero())))
            })
            .collect()
    }
}

impl Kind for Mean {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let shares = self.shares(inputs)?;
        let count = Ratio::from(i64::try_from(shares.len()).unwrap_or(i64::MAX));
        let sum: Ratio = shares.into_iter().map(|(_, _, share)| share).sum();
        let points = Ratio::from(inputs.max())
            .times(&sum)
            .over(&count)
            .ok_or(Refusal::Missing)?;
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Ok(shares), Ok(earned)) = (self.shares(inputs), self.earn(inputs)) else {
            return Text::default();
        };
        let told: Vec<String> = shares
            .iter()
            .map(|(part, actual, share)| {
                format!(
                    "{} {}÷{}={}",
                    part.item,
                    decimal(*actual),
                    decimal(part.target.0),
                    percent(share)
                )
            })
            .collect();
        let sum: Ratio = shares.iter().map(|(_, _, share)| share.clone()).sum();
        let (told, count, sum) = (told.join("、"), shares.len(), percent(&sum));
        let (max, points) = (decimal(inputs.max()), ratio(&earned.points));
        text!(
            "{told}(各项最高 100%);{max} × {sum} ÷ {count} = {points}"
                / "{told} (100% each at most); {max} × {sum} ÷ {count} = {points}"
        )
    }

    fn describe(&self, max: Decimal) -> Text {
        let told: Vec<String> = self
            .parts
            .iter()
            .map(|part| format!("{} {}", part.item, decimal(part.target.0)))
            .collect();
        let (told, max) = (told.join("、"), decimal(max));
        text!(
            "{max} 分 × 各项完成率的平均值(每项最高 100%):{told}"
                / "{max} points × the mean attainment (100% each at most): {told}"
        )
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        if self.parts.is_empty() || self.parts.iter().any(|part| part.target.0 <= Decimal::ZERO) {
            vec![text!(
                "每一项都要有大于 0 的 target" / "every part needs a target above 0"
            )]
        } else {
            Vec::new()
        }
    }

    fn parts(&self) -> Vec<PartName<'_>> {
        let named = |part| -> PartName<'_> {
            let p: &Part = part;
            PartName {
                item: &p.item,
                spelled: &p.spelled,
                target: Some(p.target.0),
            }
        };
        self.parts.iter().map(named).collect()
    }
}
