//! 加分项: "每超出5000元加3分".

use schemars::JsonSchema;
use serde::Deserialize;

use super::shortfall::Units;
use super::words::{decimal, ratio};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Rule, Slip, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Points = `plus` per unit of `every` that the actual lies over `base`, up to `cap`. They stand outside the 100.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Bonus {
    /// Where the bonus begins.
    pub base: Amount,
    /// The size of a unit.
    pub every: Amount,
    /// The points per unit.
    pub plus: Amount,
    /// The most points; no limit if absent.
    pub cap: Option<Amount>,
    /// Which units count.
    #[serde(default)]
    pub units: Units,
}

impl Bonus {
    /// True where a line of this rule repeats the figure of one of the other: what falls short of a base takes points off
    /// there, what lies over it adds some here.
    pub fn repeats(&self, other: &Rule) -> bool {
        matches!(other, Rule::Shortfall(shortfall) if shortfall.base.0 == self.base.0)
    }

    /// What an actual figure earns.
    pub fn points_of(&self, actual: Decimal) -> Option<Ratio> {
        let over = Ratio::from(actual).minus(&self.base.ratio());
        let units = self.units.count(&over, self.every)?;
        let points = units.times(&self.plus.ratio());
        Some(match self.cap {
            Some(cap) => points.min(cap.ratio()),
            None => points,
        })
    }
}

impl Kind for Bonus {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let actual = inputs.value(Role::Actual).ok_or(Refusal::Missing)?;
        Ok(Earned {
            points: self.points_of(actual).ok_or(Refusal::Missing)?,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let (Some(value), Ok(earned)) = (inputs.value(Role::Actual), self.earn(inputs)) else {
            return Text::default();
        };
        let over = Ratio::from(value).minus(&self.base.ratio());
        let shown = |value: Decimal| inputs.shown(Role::Actual, value);
        let (base, actual) = (shown(self.base.0), shown(value));
        let points = ratio(&earned.points);
        if over.is_negative() || over.is_zero() {
            return text!(
                "{actual} 未超出基数 {base}，不加分"
                    / "{actual} is not over the base of {base}: no bonus"
            );
        }
        let Some(units) = self.units.count(&over, self.every) else {
            return Text::default();
        };
        let kind = self.units.words();
        let capped = units.times(&self.plus.ratio()) > earned.points;
        let over = over.exact(20).map_or(ratio(&over), shown);
        let (zh, en, units) = (kind.zh, kind.en, ratio(&units));
        let (every, plus) = (shown(self.every.0), decimal(self.plus.0));
        let start = text!(
            "{actual} - 基数 {base} = 超出 {over}，每 {every} 为一单位，{units} {zh}；{units} × {plus}"
                / "{actual} - base {base} = {over} over; {units} {en} of {every}; {units} × {plus}"
        );
        start.then(&if capped {
            text!("，封顶得 {points}" / ", capped: {points}")
        } else {
            text!(" = {points}" / "= {points}")
        })
    }

    fn describe(&self, _: Decimal) -> Text {
        let (base, every, plus) = (
            decimal(self.base.0),
            decimal(self.every.0),
            decimal(self.plus.0),
        );
        let kind = self.units.manner();
        let (zh, en) = (kind.zh, kind.en);
        let start = text!(
            "超过 {base} 的部分，每 {every} 加 {plus} 分，{zh}"
                / "{plus} points per {every} over {base} ({en})"
        );
        match self.cap {
            Some(cap) => {
                let cap = decimal(cap.0);
                start.then(&text!("，最多 {cap} 分" / ", at most {cap}"))
            }
            None => start.then(&text!("，不封顶" / ", no limit")),
        }
    }

    fn ceiling(&self, _: Decimal) -> Option<Decimal> {
        self.cap.map(|cap| cap.0)
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let Some(actual) = inputs.value(Role::Actual) else {
            return Vec::new();
        };
        let over = Ratio::from(actual).minus(&self.base.ratio());
        let plus = |units: Units| {
            let units = units.count(&over, self.every)?;
            let words = format!("{} × {}", ratio(&units), decimal(self.plus.0));
            Some((units.times(&self.plus.ratio()), words))
        };
        let within = |points: &Ratio| self.cap.is_none_or(|cap| *points <= cap.ratio());
        let mut slips = Vec::new();
        if let Some((points, words)) = plus(self.units) {
            if !within(&points) {
                slips.push(Misreading::new(
                    Slip::NotCapped,
                    points.clone(),
                    words.clone(),
                ));
            }
            let earned = self
                .cap
                .map_or(points.clone(), |cap| points.min(cap.ratio()));
            let working = format!("0 - {}", ratio(&earned));
            slips.push(Misreading::new(
                Slip::SignFlipped,
                earned.negated(),
                working,
            ));
        }
        if let (Units::Full, Some((points, words))) = (self.units, plus(Units::Started))
            && within(&points)
        {
            slips.push(Misreading::new(Slip::UnitsStarted, points, words));
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
}
