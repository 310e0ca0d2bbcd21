//! 差额扣分: "每差5000元扣3分".

use schemars::JsonSchema;
use serde::Deserialize;

use super::slip::of_loss;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = max - `less` per unit of `every` that the actual falls short of `base`, not below 0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Shortfall {
    /// What is expected.
    pub base: Amount,
    /// The size of a unit.
    pub every: Amount,
    /// The points lost per unit.
    pub less: Amount,
    /// Which units count.
    #[serde(default)]
    pub units: Units,
}

/// Which units count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// Only full ones.
    #[default]
    Full,
    /// A started one too.
    Started,
    /// Every part of one, in proportion.
    Proportional,
}

impl Units {
    /// The units of `every` in `distance`; none in a negative distance.
    pub(super) fn count(self, distance: &Ratio, every: Amount) -> Option<Ratio> {
        let units = distance.clone().max(Ratio::zero()).over(&every.ratio())?;
        Some(match self {
            Units::Full => units.floor(),
            Units::Started => units.ceil(),
            Units::Proportional => units,
        })
    }

    /// Which units count, said of a rule.
    pub(super) fn manner(self) -> Text {
        match self {
            Units::Full => text!("不满一个单位的不计" / "full units"),
            Units::Started => text!("不满一个单位的按一个计" / "started units"),
            Units::Proportional => text!("不满一个单位的按比例计" / "in proportion"),
        }
    }

    pub(super) fn words(self) -> Text {
        match self {
            Units::Full => text!("个整单位" / "full units"),
            Units::Started => text!("个单位（不足一个按一个）" / "started units"),
            Units::Proportional => text!("个单位（按比例）" / "units, in proportion"),
        }
    }
}

impl Kind for Shortfall {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let actual = Ratio::from(inputs.value(Role::Actual).ok_or(Refusal::Missing)?);
        let units = self
            .units
            .count(&self.base.ratio().minus(&actual), self.every)
            .ok_or(Refusal::Missing)?;
        let points = Ratio::from(inputs.max()).minus(&units.times(&self.less.ratio()));
        Ok(Earned {
            points: points.max(Ratio::zero()),
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(value), Ok(earned)) = (inputs.value(Role::Actual), self.earn(inputs)) else {
            return Text::default();
        };
        let short = self.base.ratio().minus(&Ratio::from(value));
        let shown = |value: Decimal| inputs.shown(Role::Actual, value);
        let (max, base, actual) = (decimal(inputs.max()), shown(self.base.0), shown(value));
        if short.is_negative() || short.is_zero() {
            return text!(
                "{actual} 达到基数 {base}，得满分 {max}"
                    / "{actual} reaches the base of {base}: full marks {max}"
            );
        }
        let Some(units) = self.units.count(&short, self.every) else {
            return Text::default();
        };
        let kind = self.units.words();
        let short = short.exact(20).map_or(ratio(&short), shown);
        let (zh, en, units) = (kind.zh, kind.en, ratio(&units));
        let (every, less, points) = (
            shown(self.every.0),
            decimal(self.less.0),
            ratio(&earned.points),
        );
        text!(
            "基数 {base} - {actual} = 差 {short}，每 {every} 为一单位，{units} {zh}；{max} - {units} × {less} = {points}"
                / "base {base} - {actual} = {short} short; {units} {en} of {every}; {max} - {units} × {less} = {points}"
        )
    }

    fn describe(&self, max: Decimal) -> Text {
        let kind = self.units.manner();
        let (max, base, every, less) = (
            decimal(max),
            decimal(self.base.0),
            decimal(self.every.0),
            decimal(self.less.0),
        );
        let (zh, en) = (kind.zh, kind.en);
        text!(
            "达到 {base} 得 {max} 分；每差 {every} 扣 {less} 分，{zh}，扣完为止"
                / "{max} points at {base}, {less} less per {every} short ({en}), not below 0"
        )
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Some(actual) = inputs.value(Role::Actual) else {
            return Vec::new();
        };
        let short = self.base.ratio().minus(&Ratio::from(actual));
        let loss = |units: Units| {
            let units = units.count(&short, self.every)?;
            let words = format!("{} × {}", ratio(&units), decimal(self.less.0));
            Some((units.times(&self.less.ratio()), words))
        };
        let mut slips = Vec::new();
        if let Some((loss, words)) = loss(self.units) {
            slips.extend(of_loss(inputs.max(), &loss, &words));
        }
        if let (Units::Full, Some((loss, words))) = (self.units, loss(Units::Started)) {
            let points = Ratio::from(inputs.max()).minus(&loss);
            let working = format!("{} - {words}", decimal(inputs.max()));
            // At the floor nothing tells what was counted.
            if !points.is_negative() {
                slips.push(Misreading::new(Slip::UnitsStarted, points, working));
            }
        }
        slips
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        if self.every.0 <= Decimal::ZERO {
            vec![text!("every 要大于 0" / "every must be above 0")]
        } else {
            Vec::new()
        }
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        super::deduction::more_than_all(self.less.0, max)
            .into_iter()
            .collect()
    }
}
