//! `[payout]`: how the total becomes money.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ByPosition;
use crate::written::Amount;

/// How the total becomes money.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Payout {
    /// The form.
    pub by: PayoutForm,
    /// The amount in yuan of `fixed`.
    pub amount: Option<Amount>,
    /// The rate of `base-rate`, where the scheme fixes it.
    pub rate: Option<Amount>,
    /// The base of `base-coefficient` and `base-coefficient-total`, where it is the same for everybody.
    pub base: Option<Amount>,
    /// Their coefficient, where it is not that of the grade: one figure, or one per position.
    pub coefficient: Option<ByPosition<Amount>>,
    /// A total below it pays nothing.
    pub pass_mark: Option<Amount>,
    /// The pay is multiplied by the share of the due days that were attended (出勤折算).
    pub prorate: Option<Prorate>,
    /// What the pay is multiplied by besides (部门系数), in order.
    #[serde(default)]
    pub times: Vec<Adjustment>,
    /// What is added to it then (奖励), in yuan.
    #[serde(default)]
    pub plus: Vec<Adjustment>,
    /// What is taken off it then (扣款), in yuan; it pays nothing where more is taken off than there is.
    #[serde(default)]
    pub minus: Vec<Adjustment>,
}

/// 出勤折算: pay x attended / due, at most the whole.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Prorate {
    /// The headers or labels of 出勤天数; the usual ones if absent.
    pub attended: Option<Vec<String>>,
    /// The headers or labels of 应出勤天数; the usual ones if absent.
    pub due: Option<Vec<String>>,
    /// The due days of everybody, where the scheme fixes them.
    pub days: Option<Amount>,
}

/// The form of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PayoutForm {
    /// base x rate x total / 100
    BaseRate,
    /// amount x total / 100
    Fixed,
    /// base x coefficient of the grade or the position
    BaseCoefficient,
    /// base x coefficient x total / 100
    BaseCoefficientTotal,
    /// the `pay` of the grade
    Grade,
}

impl PayoutForm {
    /// Its key.
    pub fn name(self) -> &'static str {
        match self {
            PayoutForm::BaseRate => "base-rate",
            PayoutForm::Fixed => "fixed",
            PayoutForm::BaseCoefficient => "base-coefficient",
            PayoutForm::BaseCoefficientTotal => "base-coefficient-total",
            PayoutForm::Grade => "grade",
        }
    }
}

/// A figure of the sheet that moves the pay besides base, rate, coefficient and total.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Adjustment {
    /// Its name.
    pub name: String,
    /// The headers or labels of its cell; its name if absent.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// What an empty cell, `-`, `/` and `无` mean: with `none` the pay stays as it is; if absent the person is held.
    #[serde(default)]
    pub blank: Blank,
}

/// What an empty cell of an adjustment means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Blank {
    /// A figure is missing.
    #[default]
    Missing,
    /// There is no adjustment: the pay stays as it is.
    None,
}
