//! 多人评分: 自评, 上级, 同事, each with a weight.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::{decimal, percent, ratio, share};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::number::{Mode, Rounding};
use crate::text::Text;
use crate::written::{Amount, Share};

/// Points = sum of rater score x rater weight x max / scale.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raters {
    /// The raters and their weights, which add up to 100 %.
    pub weights: IndexMap<String, Share>,
    /// What happens to the weight of a rater who did not score.
    #[serde(default)]
    pub absent: Absent,
    /// What the raters' best score is; that of the scheme's scores where they are weighted, else 100.
    pub scale: Option<Amount>,
}

/// What happens to the weight of a rater who did not score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// It is spread over those present, in proportion.
    #[default]
    Spread,
    /// The line cannot be computed.
    Hold,
}

impl Raters {
    fn scale(&self) -> Decimal {
        self.scale.map_or(Decimal::HUNDRED, |scale| scale.0)
    }

    /// What counts of a score: one beyond the scale is its end.
    fn within(&self, score: Decimal) -> Decimal {
        score.min(self.scale()).max(Decimal::ZERO)
    }

    /// What a line's full marks are of the scale.
    fn reach(&self, max: Decimal) -> Ratio {
        let reach = Ratio::from(max).over(&Ratio::from(self.scale()));
        reach.unwrap_or_else(Ratio::zero)
    }

    /// The weighted mean of the scores, times what the full marks are of the scale.
    fn blend(&self, present: &[(&str, &Ratio, Decimal)], max: Decimal) -> Option<Ratio> {
        Some(mean(present)?.times(&self.reach(max)))
    }

    fn present<'a>(&'a self, inputs: &dyn Inputs) -> Vec<(&'a str, &'a Ratio, Decimal)> {
        self.given(|role| inputs.value(role))
    }

    fn given(&self, score: impl Fn(Role) -> Option<Decimal>) -> Vec<(&str, &Ratio, Decimal)> {
        let numbered = self.weights.iter().enumerate();
        let given = numbered.filter_map(|(index, (name, weight))| {
            let score = score(Role::Rater(u8::try_from(index).ok()?))?;
            Some((name.as_str(), &weight.0, score))
        });
        given.collect()
    }

    /// What the scores that there are come to, before the line's weight.
    pub fn mean_of(&self, score: impl Fn(Role) -> Option<Decimal>) -> Option<Ratio> {
        mean(&self.given(score))
    }
}

impl Kind for Raters {
    fn needs(&self) -> Vec<Role> {
        match self.absent {
            Absent::Spread => Vec::new(),
            Absent::Hold => (0..self.weights.len())
                .filter_map(|i| u8::try_from(i).ok())
                .map(Role::Rater)
                .collect(),
        }
    }

    fn needs_beside(&self, inputs: &dyn Inputs) -> Vec<Role> {
        let weightiest = || {
            let weights = self.weights.values().enumerate();
            let (index, _) = weights.max_by_key(|(_, weight)| &weight.0)?;
            u8::try_from(index).ok().map(Role::Rater)
        };
        match self.present(inputs).is_empty() {
            // Nobody scored: the one whose score counts most is missed.
            true => weightiest().into_iter().collect(),
            false => self.needs(),
        }
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let mut present = self.present(inputs);
        for (_, _, score) in &mut present {
            *score = self.within(*score);
        }
        if present.is_empty() || (self.absent == Absent::Hold && present.len() < self.weights.len())
        {
            return Err(Refusal::Missing);
        }
        let points = self.blend(&present, inputs.max()).ok_or(Refusal::Missing)?;
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (present, Ok(earned)) = (self.present(inputs), self.earn(inputs)) else {
            return Text::default();
        };
        let terms: Vec<String> = present
            .iter()
            .map(|(name, weight, score)| {
                format!(
                    "{name} {} × {}",
                    decimal(self.within(*score)),
                    share(weight)
                )
            })
            .collect();
        let weights: Ratio = present.iter().map(|(_, weight, _)| (*weight).clone()).sum();
        let (terms, points) = (terms.join(" + "), ratio(&earned.points));
        let weight = percent(&self.reach(inputs.max()));
        let is_whole = inputs.max() == self.scale();
        if present.len() == self.weights.len() && is_whole {
            return text!("{terms} = {points}" / "{terms} = {points}");
        }
        if present.len() == self.weights.len() {
            return text!(
                "({terms}) × 权重 {weight} = {points}" / "({terms}) × weight {weight} = {points}"
            );
        }
        let given = percent(&weights);
        let names: Vec<&str> = self
            .weights
            .keys()
            .map(String::as_str)
            .filter(|name| !present.iter().any(|(p, _, _)| p == name))
            .collect();
        let names = names.join("、");
        if is_whole {
            return text!(
                "{names}未评分，其权重按比例分给其他评分人：（{terms}） ÷ {given} = {points}"
                    / "{names} did not score, the weight is spread over the others: ({terms}) ÷ {given} = {points}"
            );
        }
        text!(
            "{names}未评分，其权重按比例分给其他评分人：（{terms}） ÷ {given} × 权重 {weight} = {points}"
                / "{names} did not score, the weight is spread over the others: ({terms}) ÷ {given} × weight {weight} = {points}"
        )
    }

    fn describe(&self, max: Decimal) -> Text {
        let terms: Vec<String> = self
            .weights
            .iter()
            .map(|(name, weight)| format!("{name} {}", share(&weight.0)))
            .collect();
        let (terms, is_whole) = (terms.join(" + "), max == self.scale());
        let (max, scale) = (decimal(max), decimal(self.scale()));
        let absent = match self.absent {
            Absent::Spread => text!(
                "；缺一位评分人时，他的比重按比例分给其余的人"
                    / "; an absent rater's weight is spread over the others"
            ),
            Absent::Hold => {
                text!("；缺一位评分人就算不出，待核" / "; held where a rater is absent")
            }
        };
        let scaled = match is_whole {
            true => Text::default(),
            false => text!("，再 × {max} ÷ {scale}" / ", × {max} ÷ {scale}"),
        };
        text!(
            "几人评分（{scale} 分制）按比重相加：{terms}"
                / "raters ({terms}) on a scale of {scale}"
        )
        .then(&scaled)
        .then(&absent)
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let present = self.present(inputs);
        let max = inputs.max();
        let weight = percent(&self.reach(max));
        let words = |given: &[(&str, &Ratio, Decimal)]| {
            let terms: Vec<String> = given
                .iter()
                .map(|(name, weight, score)| {
                    format!(
                        "{name} {} × {}",
                        decimal(self.within(*score)),
                        share(weight)
                    )
                })
                .collect();
            format!("({}) × {weight}", terms.join(" + "))
        };
        let mut slips = Vec::new();
        let whole = Rounding {
            digits: 0,
            mode: Mode::HalfUp,
        };
        if let Some(Ok(mean)) = mean(&present).map(|mean| mean.round(whole)) {
            let points = Ratio::from(mean).times(&self.reach(max));
            let working = format!("{} × {weight}", decimal(mean));
            slips.push(Misreading::new(Slip::RoundedEarly, points, working));
        }
        if present.len() < self.weights.len() {
            return slips;
        }
        for first in 0..present.len() {
            for second in first + 1..present.len() {
                let mut exchanged = present.clone();
                (exchanged[first].1, exchanged[second].1) = (present[second].1, present[first].1);
                slips.extend(
                    self.blend(&exchanged, max).map(|points| {
                        Misreading::new(Slip::WrongWeight, points, words(&exchanged))
                    }),
                );
            }
        }
        for (index, (absent, weight, score)) in present.iter().enumerate() {
            let mut rest = present.clone();
            rest.remove(index);
            // Left out, with the weight spread over the others or lost.
            let whole = self.blend(&present, max);
            let own = weight.times(&Ratio::from(*score));
            let own = own.times(&self.reach(max));
            let lost = whole.map(|whole| whole.minus(&own));
            let given = rest.iter().map(|(_, weight, _)| (*weight).clone());
            let given = percent(&given.sum());
            let spread = words(&rest);
            let spread = (self.blend(&rest, max), format!("{spread} ÷ {given}"));
            let slip = || Slip::Omitted((*absent).to_owned());
            for (points, working) in [spread, (lost, words(&rest))] {
                slips.extend(points.map(|points| Misreading::new(slip(), points, working)));
            }
        }
        let scores = present.iter().map(|(_, _, score)| Ratio::from(*score));
        let count = Ratio::from(i64::try_from(present.len()).unwrap_or(i64::MAX));
        let mean = scores.sum::<Ratio>().over(&count);
        let simple = mean.map(|mean| mean.times(&self.reach(max)));
        slips.extend(simple.map(|points| {
            let scores: Vec<String> = present.iter().map(|one| decimal(one.2)).collect();
            let (terms, count) = (scores.join(" + "), present.len());
            let working = format!("({terms}) ÷ {count} × {weight}");
            Misreading::new(Slip::WrongWeight, points, working)
        }));
        slips
    }

    fn raw_limit(&self) -> Option<Decimal> {
        Some(self.scale())
    }

    fn uncapped(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        self.blend(&self.present(inputs), inputs.max())
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        let sum: Ratio = self.weights.values().map(|weight| weight.0.clone()).sum();
        let mut faults = Vec::new();
        if sum != Ratio::from(1) {
            let sum = percent(&sum);
            faults.push(text!(
                "评分人权重合计 {sum}，应为 100%" / "the raters' weights add up to {sum}, not 100%"
            ));
        }
        if self.scale() <= Decimal::ZERO {
            faults.push(text!(
                "评分的满分 scale 要大于 0" / "the scale of the scores must be more than 0"
            ));
        }
        faults
    }
}

/// The weighted mean of the scores.
fn mean(present: &[(&str, &Ratio, Decimal)]) -> Option<Ratio> {
    let weighted = present
        .iter()
        .map(|(_, weight, score)| weight.times(&Ratio::from(*score)));
    let weights: Ratio = present.iter().map(|(_, weight, _)| (*weight).clone()).sum();
    weighted.sum::<Ratio>().over(&weights)
}
