//! 合并扣分: several deductions, each in a row of its own, share one max.

use schemars::JsonSchema;
use serde::Deserialize;

use super::deduction::{Deduction, counted, more_than_all};
use super::slip::{of_loss, of_parts};
use super::steps::Steps;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, PartName, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;

/// Points = max - the sum of the parts' deductions, not below 0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    /// The rows that share the max.
    pub parts: Vec<Part>,
}

/// One row of a group.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// Its name.
    pub item: String,
    /// How sheets spell it: exact texts, or `re:` and a regular expression.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// So much per occurrence.
    pub deduction: Option<Deduction>,
    /// By a table of steps.
    pub steps: Option<Steps>,
}

impl Part {
    fn cost(&self, count: Decimal) -> Ratio {
        match (&self.deduction, &self.steps) {
            (Some(deduction), _) => deduction.each.ratio().times(&Ratio::from(count)),
            (None, Some(steps)) => Ratio::from(steps.cost(count)),
            (None, None) => Ratio::zero(),
        }
    }
}

impl Group {
    fn costs(&self, inputs: &dyn Inputs) -> Result<Vec<(&Part, Decimal, Ratio)>, Refusal> {
        let numbered = self.parts.iter().enumerate();
        numbered
            .map(|(index, part)| {
                let count = counted(inputs.part(index, Role::Actual), || {
                    Text::same(part.item.as_str())
                })?;
                Ok((part, count, part.cost(count)))
            })
            .collect()
    }
}

impl Kind for Group {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let costs: Ratio = self
            .costs(inputs)?
            .into_iter()
            .map(|(_, _, cost)| cost)
            .sum();
        let points = Ratio::from(inputs.max()).minus(&costs).max(Ratio::zero());
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Ok(costs), Ok(earned)) = (self.costs(inputs), self.earn(inputs)) else {
            return Text::default();
        };
        let (max, points) = (decimal(inputs.max()), ratio(&earned.points));
        let lost: Vec<&(&Part, Decimal, Ratio)> = costs
            .iter()
            .filter(|(_, _, cost)| !cost.is_zero())
            .collect();
        if lost.is_empty() {
            return text!("各项均无扣分，得满分 {max}" / "nothing to deduct: full marks {max}");
        }
        let told: Vec<String> = lost
            .iter()
            .map(|(part, count, cost)| match &part.deduction {
                Some(each) => {
                    format!(
                        "{} {}×{}={}",
                        part.item,
                        decimal(*count),
                        decimal(each.each.0),
                        ratio(cost)
                    )
                }
                None => format!("{} {}→{}", part.item, decimal(*count), ratio(cost)),
            })
            .collect();
        let sum: Ratio = lost.iter().map(|(_, _, cost)| cost.clone()).sum();
        let floored = sum > Ratio::from(inputs.max());
        let (told, sum) = (told.join(" + "), ratio(&sum));
        let end = text!(
            "扣分：{told}，共 {sum}；{max} - {sum} = {points}"
                / "deductions: {told}, {sum} in all; {max} - {sum} = {points}"
        );
        if floored {
            end.then(&text!("（扣完为止）" / "(not below 0)"))
        } else {
            end
        }
    }

    fn describe(&self, max: Decimal) -> Text {
        let (zh, en): (Vec<String>, Vec<String>) = self
            .parts
            .iter()
            .map(|part| {
                let item = &part.item;
                match (&part.deduction, &part.steps) {
                    (Some(each), _) => {
                        let each = decimal(each.each.0);
                        (format!("{item}每次扣 {each} 分"), format!("{item} -{each}"))
                    }
                    (None, Some(steps)) => {
                        let steps = steps.said();
                        (
                            format!("{item}{}", steps.zh),
                            format!("{item} ({})", steps.en),
                        )
                    }
                    (None, None) => (item.clone(), item.clone()),
                }
            })
            .unzip();
        let (zh, en, max) = (zh.join("；"), en.join("; "), decimal(max));
        text!("几项合用 {max} 分，扣完为止：{zh}" / "{max} points shared, not below 0: {en}")
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Ok(costs) = self.costs(inputs) else {
            return Vec::new();
        };
        let parts = costs
            .iter()
            .map(|(part, _, cost)| (part.item.as_str(), cost.clone()));
        let sum: Ratio = parts.clone().map(|(_, cost)| cost).sum();
        let mut slips = of_loss(inputs.max(), &sum, &ratio(&sum));
        slips.extend(of_parts(inputs.max(), parts));
        slips
    }

    fn faults(&self, max: Decimal) -> Vec<Text> {
        let mut faults = Vec::new();
        for part in &self.parts {
            let item = &part.item;
            if part.deduction.is_some() == part.steps.is_some() {
                faults.push(text!(
                    "「{item}」要写 deduction 或 steps 其中之一"
                        / "{item} needs either deduction or steps"
                ));
            }
            if let Some(steps) = &part.steps {
                faults.extend(steps.faults(max));
            }
        }
        faults
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        let named = |part: &Part, warning: Text| {
            let (item, zh, en) = (&part.item, warning.zh, warning.en);
            text!("「{item}」{zh}" / "{item}: {en}")
        };
        let of_part = |part: &Part| {
            let each = part.deduction.as_ref();
            let each = each.and_then(|each| more_than_all(each.each.0, max));
            let steps = part.steps.iter().flat_map(|steps| steps.warnings(max));
            let told: Vec<Text> = each.into_iter().chain(steps).collect();
            told.into_iter()
                .map(|warning| named(part, warning))
                .collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(of_part).collect()
    }

    fn parts(&self) -> Vec<PartName<'_>> {
        self.parts
            .iter()
            .map(|part| PartName {
                item: &part.item,
                spelled: &part.spelled,
                target: None,
            })
            .collect()
    }
}
