//! 增长率: how much more than in the previous period.

use schemars::JsonSchema;
use serde::Deserialize;

use super::proportion::Proportion;
use super::words::{decimal, percent};
use super::{Earned, Inputs, Kind, Misreading, Refusal, Role, Slip, WhenNone, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// Growth = (current - previous) / previous; full marks at `full-at`, below it in proportion; a fall earns 0, as does
/// less than `none-below`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Growth {
    /// The growth that earns full marks.
    pub full_at: Amount,
    /// The growth below which the line earns nothing; just at it, it earns its share.
    pub none_below: Option<Amount>,
    /// What counts where the previous period is 0.
    #[serde(default)]
    pub when_none: WhenNone,
}

impl Growth {
    fn proportion(&self) -> Proportion {
        Proportion {
            full_at: self.full_at.0,
            cap: Decimal::ONE,
            none_below: self.none_below.map(|least| least.0),
        }
    }
}

impl Kind for Growth {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Actual, Role::Previous]
    }

    fn needs_beside(&self, inputs: &dyn Inputs) -> Vec<Role> {
        self.when_none.needed(self.needs(), Role::Previous, inputs)
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let previous = inputs.value(Role::Previous).ok_or(Refusal::Missing)?;
        let name = || {
            let name = inputs.name(Role::Previous);
            (name.zh, name.en)
        };
        if previous.is_zero() {
            let (zh, en) = name();
            let reason = text!("{zh}是 0，算不出增长率" / "{en} is 0: there is no growth rate");
            return self.when_none.earn(inputs.max(), Role::Previous, reason);
        }
        if previous.is_negative() {
            let (zh, en) = name();
            let reason =
                text!("{zh}是负数，算不出增长率" / "{en} is negative: there is no growth rate");
            return Err(Refusal::meaningless(Role::Previous, reason));
        }
        let growth = self.attainment(inputs).ok_or(Refusal::Missing)?;
        let points = self
            .points_for(&growth, inputs.max())
            .ok_or(Refusal::Missing)?;
        Ok(Earned {
            points,
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let values = inputs.value(Role::Actual).zip(inputs.value(Role::Previous));
        let Some(((current, previous), growth)) = values.zip(self.attainment(inputs)) else {
            return Text::default();
        };
        let (current, previous) = (decimal(current), decimal(previous));
        let rate = percent(&growth);
        let start = text!(
            "({current} - {previous}) ÷ {previous} = {rate}"
                / "({current} - {previous}) ÷ {previous} = {rate}"
        );
        start.then(&self.proportion().told(&growth, inputs.max()))
    }

    fn describe(&self, max: Decimal) -> Text {
        let (max, full) = (decimal(max), percent(&self.full_at.ratio()));
        let words = text!(
            "比上期增长 {full} 得 {max} 分，低于按比例得分，下降得 0 分"
                / "{max} points for a growth of {full}, below it in proportion, 0 for a fall"
        );
        let name = text!("增长率" / "a growth");
        words
            .then(&self.proportion().said_none(&name))
            .then(&self.when_none.said())
    }

    fn faults(&self, _: Decimal) -> Vec<Text> {
        self.proportion().faults()
    }

    fn attainment(&self, inputs: &dyn Inputs) -> Option<Ratio> {
        let (current, previous) = (
            inputs.value(Role::Actual)?,
            Ratio::from(inputs.value(Role::Previous)?),
        );
        Ratio::from(current).minus(&previous).over(&previous)
    }

    fn misread_attainments(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let values = inputs.value(Role::Actual).zip(inputs.value(Role::Previous));
        let over_current = values.and_then(|(current, previous)| {
            let over = Ratio::from(current);
            let growth = over.minus(&Ratio::from(previous)).over(&over)?;
            let (current, previous) = (decimal(current), decimal(previous));
            let working = format!("({current} - {previous}) ÷ {current}");
            Some(Misreading::new(Slip::PreviousAsBase, growth, working))
        });
        over_current.into_iter().collect()
    }

    fn misreadings(&self, inputs: &dyn Inputs) -> Vec<Misreading> {
        let (proportion, max) = (self.proportion(), inputs.max());
        let Some(growth) = self.attainment(inputs) else {
            return Vec::new();
        };
        let within = |misread: &Misreading| {
            !misread.value.is_negative() && misread.value <= Ratio::from(max)
        };
        let over_current = self.misread_attainments(inputs);
        let over_current = over_current
            .iter()
            .filter_map(|misread| proportion.misread(misread, max))
            // Beyond the limits it would take a second slip.
            .filter(within);
        over_current.chain(proportion.slips(&growth, max)).collect()
    }

    fn points_for(&self, attainment: &Ratio, max: Decimal) -> Option<Ratio> {
        self.proportion().points(attainment, max)
    }
}
