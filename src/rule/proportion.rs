//! Points in proportion to an attainment: where they are full, where they stop, and below what there are none.

use super::slip::{Misreading, Slip, rounded_percents};
use super::words::{decimal, percent, ratio};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::Amount;

/// max x attainment / full_at, between 0 and max x cap; nothing below `none_below`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proportion {
    pub full_at: Decimal,
    pub cap: Decimal,
    pub none_below: Option<Decimal>,
}

/// 100 %, where a mapping does not say what earns full marks, or where points stop.
pub(super) fn one() -> Amount {
    Amount(Decimal::ONE)
}

impl Proportion {
    /// True where the attainment is too low to earn anything; just at the edge it is not.
    pub(super) fn is_none(&self, attainment: &Ratio) -> bool {
        let least = self.none_below.map(Ratio::from);
        least.is_some_and(|least| *attainment < least)
    }

    /// The most that a line can earn.
    pub(super) fn most(&self, max: Decimal) -> Ratio {
        Ratio::from(max).times(&Ratio::from(self.cap))
    }

    /// The points within all limits.
    pub(super) fn points(&self, attainment: &Ratio, max: Decimal) -> Option<Ratio> {
        if self.is_none(attainment) {
            return Some(Ratio::zero());
        }
        let points = self.unlimited(attainment, max)?;
        Some(points.min(self.most(max)).max(Ratio::zero()))
    }

    /// max x attainment / full_at without any limit.
    fn unlimited(&self, attainment: &Ratio, max: Decimal) -> Option<Ratio> {
        let points = Ratio::from(max).times(attainment);
        points.over(&Ratio::from(self.full_at))
    }

    /// `15 × 26% ÷ 35%`
    fn formula(&self, attainment: &str, max: Decimal) -> String {
        let max = decimal(max);
        if self.full_at == Decimal::ONE {
            format!("{max} × {attainment}")
        } else {
            let full = percent(&self.full_at.into());
            format!("{max} × {attainment} ÷ {full}")
        }
    }

    /// `；20 × 92.75% = 18.55`, or why it is all or nothing.
    pub(super) fn told(&self, attainment: &Ratio, max: Decimal) -> Text {
        let (full, best) = (Ratio::from(self.full_at), decimal(max));
        let Some(points) = self.points(attainment, max) else {
            return Text::default();
        };
        let (full_words, points_words) = (percent(&full), ratio(&points));
        if attainment.is_negative() || attainment.is_zero() {
            return text!("；得 0 分" / "; 0 points");
        }
        if self.is_none(attainment) {
            return self.told_none();
        }
        if *attainment >= full.times(&Ratio::from(self.cap)) {
            return if self.cap == Decimal::ONE {
                text!(
                    "，达到 {full_words}，得满分 {best}"
                        / ", which reaches {full_words}: full marks {best}"
                )
            } else {
                text!("，封顶得 {points_words}" / ", capped: {points_words}")
            };
        }
        let formula = self.formula(&percent(attainment), max);
        if self.full_at == Decimal::ONE {
            text!("；{formula} = {points_words}" / "; {formula} = {points_words}")
        } else {
            text!(
                "；达标线 {full_words}，{formula} = {points_words}"
                    / "; full marks at {full_words}: {formula} = {points_words}"
            )
        }
    }

    /// `，低于 60%，得 0 分`
    pub(super) fn told_none(&self) -> Text {
        let least = percent(&self.none_below.unwrap_or_default().into());
        text!("，低于 {least}，得 0 分" / ", which is below {least}: 0 points")
    }

    /// What `none-below` says of a rule, of whatever it is the least.
    pub(super) fn said_none(&self, name: &Text) -> Text {
        let Some(least) = self.none_below else {
            return Text::default();
        };
        let (least, zh, en) = (percent(&least.into()), &name.zh, &name.en);
        text!("，{zh}低于 {least} 不得分" / ", nothing below {en} of {least}")
    }

    /// What is wrong with the limits themselves.
    pub(super) fn faults(&self) -> Vec<Text> {
        let mut faults = Vec::new();
        if self.full_at <= Decimal::ZERO {
            faults.push(text!("full-at 要大于 0" / "full-at must be above 0"));
        }
        if self.cap < Decimal::ONE {
            faults.push(text!("cap 不能小于 100%" / "cap must not be below 100%"));
        }
        let is_off = |least: Decimal| least <= Decimal::ZERO || least > self.full_at;
        if faults.is_empty() && self.none_below.is_some_and(is_off) {
            let full = percent(&self.full_at.into());
            faults.push(text!(
                "none-below 要大于 0，且不能高于得满分的 {full}，写成 \"60%\" 或 0.6"
                    / "none-below must be above 0 and at most {full}, which earns full marks; write \"60%\" or 0.6"
            ));
        }
        faults
    }

    /// The points of a slip in the attainment.
    pub(super) fn misread(&self, misread: &Misreading, max: Decimal) -> Option<Misreading> {
        Some(Misreading::new(
            misread.slip.clone(),
            self.unlimited(&misread.value, max)?,
            self.formula(&format!("({})", misread.working), max),
        ))
    }

    /// Points without any limit, and those of an attainment that was rounded first, within the limits.
    pub(super) fn slips(&self, attainment: &Ratio, max: Decimal) -> Vec<Misreading> {
        let misreading = |slip: Slip, attainment: &Ratio, points: Option<Ratio>| {
            let working = self.formula(&percent(attainment), max);
            Some(Misreading::new(slip, points?, working))
        };
        let unlimited = self.unlimited(attainment, max);
        let limitless = misreading(Slip::NotCapped, attainment, unlimited);
        let early = rounded_percents(attainment);
        let early = early
            .iter()
            .filter_map(|early| misreading(Slip::RoundedEarly, early, self.points(early, max)));
        limitless.into_iter().chain(early).collect()
    }
}
