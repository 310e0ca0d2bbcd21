//! How far a person's total and pay may move from one period to the next before somebody should look: the `[previous]`
//! table of a mapping.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Mapping;
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, percent};
use crate::text::Text;
use crate::written::Amount;

/// What moves too far from the previous period (`--previous`) is told; what moves just so far is not.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// The points by which a total may move; 15 of 100 full marks if absent.
    pub score_jump: Option<Amount>,
    /// The share by which the pay may move, such as `"30%"`, which counts if absent.
    pub payout_jump: Option<Amount>,
}

/// How far a total and a pay may move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// In points.
    pub score: Decimal,
    /// As a share of the previous pay: 0.3 is 30 %.
    pub payout: Decimal,
}

/// A share of the pay past this was meant as a percentage: 30 for 30 %.
const MOST: i64 = 10;

impl Bounds {
    /// The bounds of a mapping whose full total is `full`; `None` where one of them is none.
    pub fn new(raw: &Raw, full: Decimal) -> Option<Self> {
        let share = |percent: i64| {
            let share = Ratio::from(Decimal::from(percent)).over(&Ratio::from(Decimal::HUNDRED));
            share.unwrap_or_else(Ratio::zero)
        };
        let of_full = Ratio::from(full).times(&share(15)).exact(10);
        let bounds = Bounds {
            score: match raw.score_jump {
                Some(points) => points.0,
                None => of_full.unwrap_or(full).trimmed(),
            },
            payout: match raw.payout_jump {
                Some(share) => share.0,
                None => share(30).exact(2).unwrap_or_default(),
            },
        };
        let is_bound = |value: Decimal| value > Decimal::ZERO;
        let holds = is_bound(bounds.score)
            && is_bound(bounds.payout)
            && bounds.payout <= Decimal::from(MOST);
        holds.then_some(bounds)
    }
}

impl Mapping {
    /// How far a total and a pay may move, in words.
    pub fn bounds_told(&self) -> Text {
        let score = decimal(self.bounds.score);
        let pay = percent(&Ratio::from(self.bounds.payout));
        match self.pays() {
            true => text!(
                "总分变动超过 {score} 分，绩效工资变动超过 {pay}"
                    / "a total that moved by more than {score} points, a pay that moved by more than {pay}"
            ),
            false => {
                text!("总分变动超过 {score} 分" / "a total that moved by more than {score} points")
            }
        }
    }
}
