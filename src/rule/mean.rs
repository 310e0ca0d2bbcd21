//! 平均完成率: the mean of several capped ratios, each in a row of its own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::slip::rounded_percents;
use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, Misreading, PartName, Refusal, Role, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::number::{Mode, Rounding};
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
            "{told}（各项最高 100%）；{max} × {sum} ÷ {count} = {points}"
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
            "{max} 分 × 各项完成率的平均值（每项最高 100%）：{told}"
                / "{max} points × the mean attainment (100% each at most): {told}"
        )
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Ok(shares) = self.shares(inputs) else {
            return Vec::new();
        };
        let count = Ratio::from(i64::try_from(shares.len()).unwrap_or(i64::MAX));
        let of = |slip: Slip, shares: Vec<Ratio>| {
            let terms: Vec<String> = shares.iter().map(percent).collect();
            let (terms, parts, max) = (terms.join(" + "), shares.len(), decimal(inputs.max()));
            let mean = shares.into_iter().sum::<Ratio>().over(&count)?;
            let points = Ratio::from(inputs.max()).times(&mean);
            let working = format!("{max} × ({terms}) ÷ {parts}");
            Some(Misreading::new(slip, points, working))
        };
        let uncapped = shares.iter().map(|(part, actual, share)| {
            let share = Ratio::from(*actual)
                .over(&part.target.ratio())
                .unwrap_or(share.clone());
            share.max(Ratio::zero())
        });
        let early = |digits: u32| {
            let rounding = Rounding {
                digits,
                mode: Mode::HalfUp,
            };
            let each = shares
                .iter()
                .map(|(_, _, share)| share.round(rounding).map(Ratio::from));
            each.collect::<Result<Vec<Ratio>, _>>().ok()
        };
        let mut slips: Vec<Misreading> = of(Slip::NotCapped, uncapped.collect())
            .into_iter()
            .collect();
        slips.extend(
            [2, 4]
                .into_iter()
                .filter_map(early)
                .filter_map(|shares| of(Slip::RoundedEarly, shares)),
        );
        let sum: Ratio = shares.iter().map(|(_, _, share)| share.clone()).sum();
        for (index, (part, _, share)) in shares.iter().enumerate() {
            if share.is_zero() || shares.len() < 2 {
                continue;
            }
            let slip = || Slip::Omitted(part.item.clone());
            let each = shares.iter().enumerate();
            // Left out, and divided by all or by those that are left.
            let zeroed = each.clone().map(|(at, (_, _, share))| match at == index {
                true => Ratio::zero(),
                false => share.clone(),
            });
            slips.extend(of(slip(), zeroed.collect()));
            let rest: Vec<Ratio> = each
                .filter(|(at, _)| *at != index)
                .map(|(_, (_, _, share))| share.clone())
                .collect();
            let left = rest.len();
            let terms: Vec<String> = rest.iter().map(percent).collect();
            let (terms, max) = (terms.join(" + "), decimal(inputs.max()));
            let left_count = Ratio::from(i64::try_from(left).unwrap_or(i64::MAX));
            let mean = rest.into_iter().sum::<Ratio>().over(&left_count);
            slips.extend(mean.map(|mean| {
                let points = Ratio::from(inputs.max()).times(&mean);
                Misreading::new(slip(), points, format!("{max} × ({terms}) ÷ {left}"))
            }));
        }
        if let Some(mean) = sum.over(&count) {
            let max = inputs.max();
            slips.extend(rounded_percents(&mean).into_iter().map(|early| {
                let working = format!("{} × {}", decimal(max), percent(&early));
                Misreading::new(Slip::RoundedEarly, Ratio::from(max).times(&early), working)
            }));
        }
        slips
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
