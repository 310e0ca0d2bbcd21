//! What moves a pay besides base, rate, coefficient and total: factors, attendance, what is added and what is taken off.

use super::{Chain, Graded};
use crate::mapping::{Adjusts, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::decimal;
use crate::scorecard::{Scorecard, State};

/// No factor is as high: 110 for 110 % would pay a hundred times as much.
const HIGHEST_FACTOR: i64 = 10;

/// A part of the reckoning that somebody may have left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// An adjustment, by index into the mapping's.
    Adjustment(usize),
    /// 出勤折算
    Attendance,
}

impl LeftOut {
    /// How it is called.
    pub fn name(self, mapping: &Mapping) -> &str {
        match self {
            LeftOut::Adjustment(index) => &mapping.adjustments[index].name,
            LeftOut::Attendance => "出勤折算",
        }
    }
}

/// What an adjustment comes to on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjusted {
    /// The factor, or the amount that is added or taken off.
    By(Decimal),
    /// The sheet has no such cell, or nothing in it that says so.
    Missing,
    /// A factor that cannot be meant: below 0, or as high as a whole percentage without its sign.
    Absurd(Decimal),
}

/// What an adjustment comes to.
pub fn adjustment(mapping: &Mapping, card: &Scorecard, index: usize) -> Adjusted {
    let spec = &mapping.adjustments[index];
    let Some(figure) = card.adjustments.get(index).and_then(Option::as_ref) else {
        return Adjusted::Missing;
    };
    let is_empty = matches!(figure.state, State::Blank | State::Dash);
    match (figure.value(), spec.how) {
        (None, how) if is_empty && spec.blank_is_none => Adjusted::By(how.none()),
        (None, _) => Adjusted::Missing,
        (Some(value), Adjusts::Times)
            if value.is_negative() || value >= Decimal::from(HIGHEST_FACTOR) =>
        {
            Adjusted::Absurd(value)
        }
        (Some(value), Adjusts::Minus) => Adjusted::By(value.abs()),
        (Some(value), Adjusts::Times | Adjusts::Plus) => Adjusted::By(value),
    }
}

impl<'a> Chain<'a> {
    /// The pay with everything that moves it; `None` where one of these is missing. Never below 0: nobody owes his pay.
    pub(super) fn adjusted(&self, pay: &Ratio) -> Option<Ratio> {
        Some(self.moved(pay)?.max(Ratio::zero()))
    }

    /// True where more is taken off than there is.
    pub fn is_short(&self, total: &Ratio, graded: Graded) -> bool {
        let pay = self.plain_payout(total, graded);
        let moved = pay.and_then(|pay| self.moved(&pay));
        moved.is_some_and(|moved| moved < Ratio::zero())
    }

    fn moved(&self, pay: &Ratio) -> Option<Ratio> {
        let mut pay = pay.times(&self.counted_attendance()?);
        for (how, value) in self.adjustments()? {
            let value = Ratio::from(value);
            pay = match how {
                Adjusts::Times => pay.times(&value),
                Adjusts::Plus => pay.plus(&value),
                Adjusts::Minus => pay.minus(&value),
            };
        }
        Some(pay)
    }

    /// What moves the pay, in the order in which it does; what was left out moves nothing.
    fn adjustments(&self) -> Option<Vec<(Adjusts, Decimal)>> {
        let all = self.mapping.adjustments.iter().enumerate();
        let counted = all.filter(|(index, _)| self.left_out != Some(LeftOut::Adjustment(*index)));
        let by = counted.map(
            |(index, spec)| match adjustment(self.mapping, self.card, index) {
                Adjusted::By(value) => Some((spec.how, value)),
                Adjusted::Missing | Adjusted::Absurd(_) => None,
            },
        );
        by.collect()
    }

    /// The chain of somebody who forgot a part of the reckoning.
    #[must_use]
    pub fn without(&self, part: LeftOut) -> Self {
        Chain {
            left_out: Some(part),
            ..*self
        }
    }

    /// What moves the pay and is not known, by name.
    pub fn lacking_adjustments(&self) -> Vec<&'a str> {
        let all = self.mapping.adjustments.iter().enumerate();
        let lacking = all.filter(|(index, _)| {
            let own = adjustment(self.mapping, self.card, *index);
            !matches!(own, Adjusted::By(_))
        });
        lacking.map(|(_, spec)| spec.name.as_str()).collect()
    }

    /// What moves the pay, as it is written behind the rest of a product: `*1.1+300-50`, ` × 1.1 + 300 − 50`.
    pub fn adjustment_terms(
        &self,
        [times, plus, minus]: [&str; 3],
        shown: impl Fn(Decimal) -> String,
    ) -> String {
        let told = self.adjustments().unwrap_or_default().into_iter();
        let told = told.filter(|(how, value)| *how == Adjusts::Times || !value.is_zero());
        let told = told.map(|(how, value)| {
            let less = match how {
                Adjusts::Times => return format!("{times}{}", shown(value)),
                Adjusts::Plus => value.is_negative(),
                Adjusts::Minus => true,
            };
            let sign = if less { minus } else { plus };
            format!("{sign}{}", shown(value.abs()))
        });
        told.collect()
    }

    /// How a part of the reckoning moves the pay, and by how much; nothing of the attendance.
    pub fn adjusted_by(&self, part: LeftOut) -> Option<(Adjusts, Decimal)> {
        let LeftOut::Adjustment(index) = part else {
            return None;
        };
        match adjustment(self.mapping, self.card, index) {
            Adjusted::By(value) => Some((self.mapping.adjustments[index].how, value)),
            Adjusted::Missing | Adjusted::Absurd(_) => None,
        }
    }

    /// The names of what moves the pay, each with its figure: `部门系数 1.1`.
    pub fn adjustment_names(&self) -> Vec<String> {
        let all = self.mapping.adjustments.iter().enumerate();
        let told =
            all.filter_map(
                |(index, spec)| match adjustment(self.mapping, self.card, index) {
                    Adjusted::By(value) if value != spec.how.none() => {
                        Some(format!("{} {}", spec.name, decimal(value)))
                    }
                    _ => None,
                },
            );
        told.collect()
    }

    fn counted_attendance(&self) -> Option<Ratio> {
        match self.left_out {
            Some(LeftOut::Attendance) => Some(Ratio::from(1)),
            _ => self.attendance(),
        }
    }

    /// The share of the due days that was attended, at most the whole; 1 in a scheme that does not prorate.
    pub fn attendance(&self) -> Option<Ratio> {
        let Some(prorate) = &self.mapping.prorate else {
            return Some(Ratio::from(1));
        };
        let attended = self.card.days_attended()?;
        let due = prorate.days.or_else(|| self.card.days_due())?;
        if attended.is_negative() || due <= Decimal::ZERO {
            return None;
        }
        let share = Ratio::from(attended).over(&Ratio::from(due))?;
        Some(share.min(Ratio::from(1)))
    }

    /// The days that the pay is prorated by, `(attended, due)`, where they move it.
    pub fn days(&self) -> Option<(String, String)> {
        let prorate = self.mapping.prorate.as_ref()?;
        if self.left_out == Some(LeftOut::Attendance) {
            return None;
        }
        let attended = self.card.days_attended()?;
        let due = prorate.days.or_else(|| self.card.days_due())?;
        let shown = |days: Decimal| days.trimmed().to_string();
        (self.attendance()? != Ratio::from(1)).then(|| (shown(attended), shown(due)))
    }
}
