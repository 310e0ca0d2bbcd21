//! 区间法 / 档位: thresholds with points.

use schemars::JsonSchema;
use serde::Deserialize;

use super::judged::Range;
use super::words::{decimal, percent, ratio};
use super::{Earned, Inputs, Kind, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// The points of the one band in which the figure lies.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bands {
    /// What is looked up: the actual figure, or actual / target.
    #[serde(default)]
    pub of: Subject,
    /// The bands, without gaps or overlaps.
    pub bands: Vec<Band>,
}

/// What a band holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The actual figure.
    #[default]
    Actual,
    /// Actual / target.
    Attainment,
}

/// One band.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Band {
    /// Its edges: `[80%, 100%)` holds 80 % and not 100 %; `[100%, )` has no upper edge.
    pub range: Range,
    /// The points it earns.
    pub points: Amount,
}

impl Bands {
    fn figure(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        match self.of {
            Subject::Actual => Some(Ratio::from(inputs.value(Role::Actual)?)),
            Subject::Attainment => self.attainment(inputs),
        }
    }

    fn band(&self, figure: &Ratio) -> Option<&Band> {
        self.bands.iter().find(|band| band.range.holds(figure))
    }

    fn shown(&self, figure: &Ratio) -> String {
        if self.of == Subject::Attainment {
            percent(figure)
        } else {
            ratio(figure)
        }
    }
}

impl Kind for Bands {
    fn needs(&self) -> Vec<Role> {
        match self.of {
            Subject::Actual => vec![Role::Actual],
            Subject::Attainment => vec![Role::Actual, Role::Target],
        }
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        if self.of == Subject::Attainment
            && inputs.value(Role::Target).is_some_and(Decimal::is_zero)
        {
            let name = inputs.name(Role::Target);
            let (zh, en) = (name.zh, name.en);
            let reason = text!("{zh}是 0，不能作除数" / "{en} is 0 and cannot divide");
            return Err(Refusal::meaningless(Role::Target, reason));
        }
        let figure = self.figure(inputs).ok_or(Refusal::Missing)?;
        let band = self.band(&figure).ok_or_else(|| {
            let shown = self.shown(&figure);
            let reason = text!("{shown} 不在任何档位内" / "{shown} lies in no band");
            Refusal::meaningless(Role::Actual, reason)
        })?;
        let points = band.points.ratio().min(Ratio::from(inputs.max()));
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let Some(figure) = self.figure(inputs) else {
            return Text::default();
        };
        let Some(band) = self.band(&figure) else {
            return Text::default();
        };
        let name = inputs.name(Role::Actual);
        let (zh, en, shown, range) = (name.zh, name.en, self.shown(&figure), &band.range);
        let points = decimal(band.points.0);
        text!(
            "{zh} {shown} 落在 {range} 档，得 {points} 分"
                / "{en} {shown} lies in band {range}: {points} points"
        )
    }

    fn describe(&self, _: Decimal) -> Text {
        let (zh, en): (Vec<String>, Vec<String>) = self
            .bands
            .iter()
            .map(|band| {
                let (range, points) = (band.range.said(), decimal(band.points.0));
                let (zh, en) = (range.zh, range.en);
                (
                    format!("{}得 {points} 分", zh.trim_start()),
                    format!("{en}: {points}"),
                )
            })
            .unzip();
        let (zh, en) = (zh.join("；"), en.join("; "));
        match self.of {
            Subject::Attainment => {
                text!("按完成率（实际 ÷ 目标）分档：{zh}" / "by bands of the attainment: {en}")
            }
            Subject::Actual => text!("按实际数分档：{zh}" / "by bands of the actual figure: {en}"),
        }
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        let mut faults = Vec::new();
        let mut sorted: Vec<&Band> = self.bands.iter().collect();
        sorted.sort_by_key(|band| band.range.low_edge());
        // Whatever stands between: a wide band can overlap more than its neighbour.
        for (index, low) in sorted.iter().enumerate() {
            for high in &sorted[index + 1..] {
                let (low, high) = (&low.range, &high.range);
                if low.overlaps(high) {
                    faults.push(text!(
                        "档位 {low} 与 {high} 重叠" / "bands {low} and {high} overlap"
                    ));
                }
            }
        }
        for pair in sorted.windows(2) {
            let (low, high) = (&pair[0].range, &pair[1].range);
            if !low.overlaps(high) && !low.touches(high) {
                faults.push(text!(
                    "档位 {low} 与 {high} 之间有空档"
                        / "there is a gap between bands {low} and {high}"
                ));
            }
        }
        if self.bands.is_empty() {
            faults.push(text!("至少要有一个档位" / "at least one band is needed"));
        }
        faults
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        let above = self.bands.iter().filter(|band| band.points.0 > max);
        let mut warnings: Vec<Text> = above
            .map(|band| {
                let (range, points, max) = (&band.range, decimal(band.points.0), decimal(max));
                text!(
                    "档位 {range} 的 {points} 分超过满分 {max}，按满分计"
                        / "band {range} earns {points}, above the max of {max}: the max counts"
                )
            })
            .collect();
        let best = self.bands.iter().map(|band| band.points.0).max();
        if let Some(best) = best.filter(|best| *best < max) {
            let (best, max) = (decimal(best), decimal(max));
            warnings.push(text!(
                "最好的档位也只得 {best} 分，永远达不到满分 {max}"
                    / "the best band earns {best}: the max of {max} is never reached"
            ));
        }
        let mut sorted: Vec<&Band> = self.bands.iter().collect();
        sorted.sort_by_key(|band| band.range.low_edge());
        let rises = |pair: &[&Band]| pair[0].points.0 < pair[1].points.0;
        let falls = |pair: &[&Band]| pair[0].points.0 > pair[1].points.0;
        if sorted.windows(2).any(rises) && sorted.windows(2).any(falls) {
            warnings.push(text!(
                "各档得分忽高忽低（数越大，分一会儿多一会儿少），请核对"
                    / "the points of the bands go up and down: check them"
            ));
        }
        warnings
    }

    fn attainment(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        Ratio::from(inputs.value(Role::Actual)?).over(&Ratio::from(inputs.value(Role::Target)?))
    }

    fn points_for(&self, attainment: &Ratio, _: Decimal) -> Option<Ratio> {
        if self.of == Subject::Attainment {
            Some(self.band(attainment)?.points.ratio())
        } else {
            None
        }
    }
}
