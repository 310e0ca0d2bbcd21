//! Figures that change by month: the same scheme with the values of each span of months. The period of a scorecard picks
//! the span, so that an old month audits as it did.
//!
//! A quarter or a year counts by its last month; where a figure changes inside it, that is said.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::{Mapping, Parameter};
use crate::rule::{decimal, percent};
use crate::text::Text;

/// A month of a year, written `2026-07`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.trim().split_once('-').ok_or(())?;
        let month = Month {
            year: year.parse().map_err(|_| ())?,
            month: month.parse().map_err(|_| ())?,
        };
        let sound = (1900..=2999).contains(&month.year) && (1..=12).contains(&month.month);
        if sound { Ok(month) } else { Err(()) }
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            serde::de::Error::custom(format!(
                "看不懂月份「{text}」，写法如 \"2026-07\" / not a month: {text}; write it like \"2026-07\""
            ))
        })
    }
}

impl JsonSchema for Month {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Month".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "\"2026-07\"" })
    }
}

/// The scheme with the values of a span of months.
#[derive(Debug, Clone)]
pub struct Era {
    /// Its first month; it ends where the next era begins.
    pub from: Month,
    /// The scheme.
    pub mapping: Arc<Mapping>,
}

impl Mapping {
    /// The scheme as it stands in a span of months, itself where nothing is dated or nothing is known.
    pub fn at(&self, months: Option<(Month, Month)>) -> &Mapping {
        let Some((_, last)) = months else { return self };
        let era = self.eras.iter().rev().find(|era| era.from <= last);
        match era.or(self.eras.first()) {
            Some(era) => &era.mapping,
            None => self,
        }
    }

    /// Why the scheme's figures are not known for a span of months.
    pub fn unknown_at(&self, months: Option<(Month, Month)>) -> Option<Text> {
        let first = self.eras.first()?;
        let names: Vec<String> = self
            .dated()
            .map(|parameter| format!("「{}」", parameter.name))
            .collect();
        let (names, from) = (names.join("、"), first.from);
        match months {
            None => Some(text!(
                "方案里的{names}按月份取值，这份考核表看不出是哪一期。请在表上写明考核期，或用 --period 指定"
                    / "the scheme's {names} change by month, and the scorecard names no period. Write it on the sheet, or give --period"
            )),
            Some((_, last)) if last < from => Some(text!(
                "方案里的{names}从 {from} 起才有规定，{last} 没有。请在方案里补上当时的数"
                    / "the scheme's {names} are set from {from} on, not in {last}. Add the figures of that time to the scheme"
            )),
            // A quarter or a year has one figure, or nobody knows which of its months counts.
            Some((begins, last)) => {
                let mut changes = self.eras.iter().map(|era| era.from);
                let change = changes.find(|from| *from > begins && *from <= last)?;
                Some(text!(
                    "方案里的{names}在这一期中间（{change}）变了，不知道按哪个月的数算。请分月考核，或用 --set 给这一期定一个数"
                        / "the scheme's {names} change within the period (in {change}), and nobody knows which month counts. Appraise by month, or settle one figure for the period with --set"
                ))
            }
        }
    }

    /// The parameters that change by month.
    pub fn dated(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| !parameter.history.is_empty())
    }

    /// The parameters whose values a reader must be told: those that change by month, and those of the command line.
    pub fn notable(&self) -> impl Iterator<Item = &Parameter> {
        let notable = |parameter: &&Parameter| parameter.since.is_some() || parameter.is_set;
        self.parameters.iter().filter(notable)
    }

    /// The parameters that a line uses and a reader must be told, as `；「UV 目标」4,500（2026-07 起）`.
    pub fn parameters_of(&self, line: &super::Line) -> Text {
        let own = line.parameters.iter();
        let own = own.filter_map(|index| self.parameters.get(*index));
        let notable = own.filter(|parameter| parameter.since.is_some() || parameter.is_set);
        notable.fold(Text::default(), |all, parameter| {
            let said = parameter.said();
            all.then(&Text {
                zh: format!("；{}", said.zh),
                en: format!("; {}", said.en),
            })
        })
    }
}

impl Mapping {
    /// A veto in words: what triggers it and what the total is then.
    pub fn veto_words(&self, veto: &super::Veto) -> Text {
        let (name, most) = (&veto.name, decimal(veto.total));
        let line = veto.line.and_then(|line| self.lines.get(line));
        let on = line.map_or_else(String::new, |line| format!("：「{}」", line.item));
        let when = match (veto.at_least.map(decimal), veto.below.map(decimal)) {
            (Some(least), _) => text!("{on}达到 {least} 时" / "{on} at {least} or more"),
            (None, Some(below)) => text!("{on}低于 {below} 时" / "{on} below {below}"),
            (None, None) => text!("成立时" / "where it applies"),
        };
        let (zh, en) = (when.zh, when.en);
        text!("「{name}」{zh}，总分最多 {most}" / "{name}, {en}: the total is at most {most}")
    }

    /// How many may have a grade, in words.
    pub fn distribution_words(&self, rule: &super::Distribution) -> Text {
        let grade = self
            .grades
            .get(rule.grade)
            .map_or("", |one| one.name.as_str());
        let share = percent(&rule.at_most.into());
        let among = match rule.by {
            super::Among::Department => text!("每个部门" / "each department"),
            super::Among::Position => text!("每个岗位" / "each position"),
            super::Among::All => text!("全体" / "everybody"),
        };
        let (zh, en) = (among.zh, among.en);
        text!("{zh}里，{grade} 等最多占 {share}" / "grade {grade}: at most {share} of {en}")
    }
}

impl Parameter {
    /// `「UV 目标」4,500（2026-07 起）`
    pub fn said(&self) -> Text {
        let (name, words) = (&self.name, &self.words);
        match (self.is_set, self.since) {
            (true, _) => {
                text!("「{name}」{words}（本次用 --set 指定）" / "{name} {words} (set by --set)")
            }
            (false, Some(since)) => {
                text!("「{name}」{words}（{since} 起）" / "{name} {words} (from {since})")
            }
            (false, None) => text!("「{name}」{words}" / "{name} {words}"),
        }
    }
}
