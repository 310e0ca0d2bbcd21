//! How a pay comes about, in figures: `8,000 × 20% × 90.3 ÷ 100`.

use super::{Chain, Graded};
use crate::mapping::Payout;
use crate::number::Ratio;
use crate::rule::{decimal, percent, ratio};
use crate::text::Text;

/// The terms of a pay, before its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayTerms {
    words: Text,
    /// The words tell the result by themselves: what a grade pays is reckoned from nothing.
    is_whole: bool,
    /// More is taken off than there is.
    is_short: bool,
}

impl PayTerms {
    /// The terms with their result: `8,000 × 1.2 = 9,600`, `等级 A 的绩效工资是 1,000 元`.
    pub fn giving(self, result: &str) -> Text {
        match self.is_whole {
            true => self.words,
            false if self.is_short => self.words.then(&text!(
                "，不够扣，按 {result}" / "is less than nothing, so {result}"
            )),
            false => self.words.then(&text!(" = {result}" / "= {result}")),
        }
    }
}

impl Chain<'_> {
    /// How the pay for a total comes about; nothing where a figure is missing.
    pub fn pay_terms(&self, total: &Ratio, graded: Graded) -> Option<PayTerms> {
        let is_short = self.is_short(total, graded);
        let total = ratio(total);
        let full = decimal(self.mapping.full_total);
        let base = || self.base().map(decimal);
        let days = self.days();
        let more = self.adjustment_terms([" × ", " + ", " − "], decimal);
        let is_whole = days.is_none() && more.is_empty();
        let words = match self.mapping.payout.as_ref()? {
            Payout::BaseRate { rate } => {
                let rate = percent(&Ratio::from(rate.or_else(|| self.rate())?));
                Text::same(format!("{} × {rate} × {total} ÷ {full}", base()?))
            }
            Payout::Fixed { .. } => Text::same(format!("{} × {total} ÷ {full}", base()?)),
            Payout::BaseCoefficient { by_total, .. } => {
                let whole = format!("{} × {}", base()?, decimal(graded.coefficient?));
                Text::same(match by_total {
                    true => format!("{whole} × {total} ÷ {full}"),
                    false => whole,
                })
            }
            Payout::Grade => {
                let grade = &self.mapping.grades.get(graded.grade?)?.name;
                let pay = decimal(self.grade_pay(graded)?);
                match is_whole {
                    false => text!("等级 {grade} 的 {pay}" / "{pay} of grade {grade}"),
                    true => text!(
                        "等级 {grade} 的绩效工资是 {pay} 元" / "grade {grade} pays {pay} yuan"
                    ),
                }
            }
        };
        let days = match days {
            Some((attended, due)) => format!(" × {attended} ÷ {due}"),
            None => String::new(),
        };
        let Text { zh, en } = words;
        Some(PayTerms {
            words: text!("{zh}{days}{more}" / "{en}{days}{more}"),
            is_short,
            is_whole: is_whole && matches!(self.mapping.payout, Some(Payout::Grade)),
        })
    }
}
