//! The rule of a roster's line: what the figures of its columns and the notes about it tell together.

use super::fit::{Fit, Row};
use super::plan::{Line, SETTLE, joined};
use super::sentence::{self, Known};
use super::table::Column;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;

/// Sentences about money tell no points.
const MONEY: &[&str] = &["工资", "奖金", "系数"];

/// The columns that a line's points may be made from.
pub(super) struct Inputs<'a> {
    pub rows: &'a [Row],
    /// Its own, then those of earlier lines of the group.
    pub columns: &'a [&'a Column],
    pub own: usize,
    /// Which of them to try together.
    pub pairs: &'a [(usize, Option<usize>)],
    pub max: Option<Decimal>,
    /// The headers of the other columns.
    pub others: &'a [&'a str],
}

impl Inputs<'_> {
    /// Gives the line its rule, with the columns that this reads.
    pub fn rule(
        &self,
        line: &mut Line,
        fitted: Option<&Fit>,
        (score, notes): (&Column, &[String]),
    ) {
        let words = self.words_about(score, &line.item, notes);
        let known = Known {
            max: self.max,
            targets: Vec::new(),
        };
        if let Some(banded) = sentence::bands(&words, &known, self.rows, self.pairs) {
            line.rule = banded.rule;
            line.rule_note = banded.note;
            line.percent = banded.percent;
            self.takes(line, Role::Actual, Some(banded.actual));
            self.takes(line, Role::Target, banded.other);
        } else if let Some(fit) = fitted {
            line.rule_note = fit.words();
            line.rule = sentence::completed(&words, &fit.rule, &known, &self.attained(fit));
            line.dash = fit.rule.starts_with("deduction");
            let told = sentence::rule(&words, &[], &known).filter(|_| line.dash);
            if let Some(told) = told.filter(|told| told.rule.starts_with("steps")) {
                line.rule = told.rule;
                line.rule_note = joined(&["按表中的文字".to_owned(), told.doubt]);
            }
            let other = match fit.previous {
                true => Role::Previous,
                false => Role::Target,
            };
            self.takes(line, Role::Actual, Some(fit.actual));
            self.takes(line, other, fit.other);
            line.percent = fit.other.is_some() && is_percent(self.rows, fit);
        } else {
            self.judged(line, notes);
        }
        line.words = sentence::unsaid(&words, "judged", &known);
        let rest = sentence::unsaid(&words, &line.rule, &known);
        let said = sentence::doubt(&rest, &line.rule);
        line.rule_note = joined(&[std::mem::take(&mut line.rule_note), said]);
    }

    fn takes(&self, line: &mut Line, role: Role, input: Option<usize>) {
        let column = input.and_then(|input| self.columns.get(input));
        line.columns
            .extend(column.map(|column| (role.key(), column.words())));
    }

    /// What was attained of the target in each row, with its points.
    fn attained(&self, fit: &Fit) -> Vec<(Ratio, Decimal)> {
        let rows = self.rows.iter().filter_map(|row| {
            let of = |at: usize| row.inputs.get(at).copied().flatten().map(Ratio::from);
            let (actual, other) = (of(fit.actual)?, of(fit.other?)?);
            let share = match fit.rule.starts_with("lower") {
                true => other.over(&actual)?,
                false => actual.over(&other)?,
            };
            Some((share, row.score?))
        });
        rows.collect()
    }

    /// A line whose points no figures explain.
    fn judged(&self, line: &mut Line, notes: &[String]) {
        let first = self.columns.first();
        let target = first.and_then(|input| from_notes(notes, &[input.leaf(), &line.item]));
        match (self.own, target) {
            (0, _) => {
                line.rule = "judged = {}".to_owned();
                line.rule_note = format!("评分法，只核对不超过满分；{SETTLE}：允许哪些分值");
            }
            (1, Some(target)) => {
                line.rule = format!("ratio = {{ target = \"{}\" }}", target.grouped());
                line.rule_note = format!("目标取自说明；{SETTLE}");
                self.takes(line, Role::Actual, Some(0));
            }
            _ => {
                let inputs: Vec<String> = self.columns.iter().map(|one| one.words()).collect();
                line.rule = "judged = {}".to_owned();
                line.rule_note = format!(
                    "{SETTLE}：看不出得分怎样由「{}」算出，先只核对范围",
                    inputs.join("」「")
                );
            }
        }
    }

    /// What the headers' brackets and the notes say of a line, but not of money.
    fn words_about(&self, score: &Column, item: &str, notes: &[String]) -> String {
        let columns = std::iter::once(score).chain(self.columns.iter().copied());
        let brackets = columns.flat_map(|column| &column.path);
        let mut words: Vec<String> = brackets.filter_map(|label| label.bracket.clone()).collect();
        words.dedup();
        let is_money = |note: &&String| MONEY.iter().any(|word| note.contains(word));
        let notes = notes.iter().flat_map(|note| note.split([';', '。']));
        let notes: Vec<String> = notes
            .map(str::to_owned)
            .filter(|note| !is_money(&note))
            .collect();
        words.push(sentence::about(&notes, &[item, score.leaf()], self.others));
        words.join("\n")
    }
}

/// Both figures are shares: `92%`.
fn is_percent(rows: &[Row], fit: &Fit) -> bool {
    let share = |index: usize| {
        let known = rows
            .iter()
            .filter_map(|row| row.inputs.get(index).copied().flatten());
        let mut known = known.peekable();
        known.peek().is_some() && known.all(|value| value <= Decimal::ONE && !value.is_negative())
    };
    share(fit.actual)
        && fit.other.is_none_or(share)
        && rows.iter().any(|row| {
            row.inputs
                .get(fit.actual)
                .copied()
                .flatten()
                .is_some_and(|value| value.trimmed().scale() > 0)
        })
}

/// `独立访客数基准4,000`
fn from_notes(notes: &[String], words: &[&str]) -> Option<Decimal> {
    words.iter().filter(|word| !word.is_empty()).find_map(|word| {
        let pattern = format!(r"{}(?:的?(?:基准|目标|标准)?(?:值|数)?(?:为|是|:)?|达到|不低于)(\d[\d,]*(?:\.\d+)?[万%]?)", regex::escape(word));
        notes.iter().find_map(|text| super::words::said_figure(text, &pattern))
    })
}
