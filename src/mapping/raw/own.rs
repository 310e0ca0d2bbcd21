//! `[[own-line]]`: lines that each person has of his own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Dash, InWords, Unit};
use crate::rule::Rule;
use crate::written::Amount;

/// How a row is scored that no line names: the own line (自定指标) of the person whose form or rows have it. Its name, and
/// its weight or full marks, are the sheet's. Of several, the first that fits a row counts: one with `spelled` or `section`
/// fits the rows that these name, one whose rule needs figures fits the rows that have one of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnLine {
    /// What such lines are called together, such as `业绩指标`.
    pub name: String,
    /// The items that it is for: exact texts, or `re:` and a regular expression; any if absent.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// The section whose rows it is for: those beside or below a cell with its name.
    pub section: Option<String>,
    /// Full marks where the sheet has none; those of the total if absent.
    pub max: Option<Amount>,
    /// It stands outside the 100 points.
    #[serde(default)]
    pub outside: bool,
    /// How it earns its points.
    pub rule: Rule,
    /// Its figures that stand in the words of its criteria.
    #[serde(default)]
    pub in_words: InWords,
    /// What its figures are; where a cell shows a percentage, they are percentages.
    #[serde(default)]
    pub unit: Unit,
    /// What `-`, `/` and `无` mean in its figures.
    #[serde(default)]
    pub dash: Dash,
    /// What an empty cell means.
    #[serde(default)]
    pub blank: Dash,
}
