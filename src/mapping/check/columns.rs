//! The headers of the lines' columns: as the mapping says, else as usual.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Line;
use super::super::defaults;
use super::super::in_words::InWords;
use super::super::raw::{self, Composition, LayoutKind};
use super::super::spelling::Spelling;
use super::fields::spellings;
use super::{Faults, deductions};
use crate::rule::{Role, Rule};

/// The columns of a table of headers, by role.
pub(super) fn listed(raw: &raw::Columns) -> [(Role, &Option<Vec<String>>); 14] {
    [
        (Role::Actual, &raw.actual),
        (Role::Target, &raw.target),
        (Role::Previous, &raw.previous),
        (Role::Raw, &raw.raw),
        (Role::Attainment, &raw.attainment),
        (Role::Deduction, &raw.deduction),
        (Role::Score, &raw.score),
        (Role::Weighted, &raw.weighted),
        (Role::SelfScore, &raw.self_score),
        (Role::Max, &raw.max),
        (Role::Weight, &raw.weight),
        (Role::Remark, &raw.remark),
        (Role::GradeWord, &raw.grade_word),
        (Role::Criteria, &raw.criteria),
    ]
}

/// The figures that stand in words, by role.
pub(super) fn in_words(
    raw: &raw::InWords,
    span: &Range<usize>,
    faults: &mut Faults,
) -> BTreeMap<Role, InWords> {
    let listed = [
        (Role::Actual, &raw.actual),
        (Role::Target, &raw.target),
        (Role::Previous, &raw.previous),
    ];
    let read =
        listed
            .into_iter()
            .filter_map(|(role, patterns)| match InWords::new(patterns.as_ref()?) {
                Ok(found) => Some((role, found)),
                Err(told) => {
                    let key = role.key();
                    let (zh, en) = (told.zh, told.en);
                    faults.error(span, text!("in-words.{key}：{zh}" / "in-words.{key}: {en}"));
                    None
                }
            });
    read.collect()
}

pub(super) fn columns(
    raw: &raw::Columns,
    rule: Option<&Rule>,
    span: &Range<usize>,
    faults: &mut Faults,
) -> BTreeMap<Role, Vec<Spelling>> {
    let listed = listed(raw);
    let mut columns: BTreeMap<Role, Vec<Spelling>> = listed
        .into_iter()
        .filter_map(|(role, words)| Some((role, spellings(words.as_ref()?, span, faults))))
        .collect();
    if let Some(Rule::Raters(rule)) = rule {
        for (index, name) in rule.weights.keys().enumerate().take(usize::from(u8::MAX)) {
            let words = raw
                .raters
                .get(name)
                .cloned()
                .unwrap_or_else(|| vec![name.clone()]);
            columns.insert(Role::Rater(index as u8), spellings(&words, span, faults));
        }
    }
    columns
}

/// The columns that all lines of a form share: as the mapping says, else as usual.
pub(super) fn shared_columns<'a>(
    head: &raw::Mapping,
    lines: impl Iterator<Item = &'a Line> + Clone,
    span: &Range<usize>,
    faults: &mut Faults,
) -> BTreeMap<Role, Vec<Spelling>> {
    let mut rules = lines.clone().map(|line| &line.rule);
    let raters = rules.find(|rule| matches!(rule, Rule::Raters(_)));
    let mut shared = columns(&head.columns, raters, span, faults);
    if head.composition == Composition::Deductions && head.layout != LayoutKind::Roster {
        deductions::shared(&mut shared, span, faults);
    }
    let mut wanted = vec![
        Role::Score,
        Role::Remark,
        Role::Max,
        Role::Weight,
        Role::Attainment,
    ];
    wanted.extend(lines.clone().flat_map(|line| line.rule.needs()));
    if lines.clone().any(|line| !line.in_words.is_empty()) {
        wanted.push(Role::Criteria);
    }
    if head.composition == Composition::Weighted {
        wanted.push(Role::Weighted);
    }
    for role in wanted {
        shared
            .entry(role)
            .or_insert_with(|| usual(role, span, faults));
    }
    // Where the mapping calls the scores themselves 加权得分, no other column is meant.
    if head.columns.weighted.is_none()
        && let Some(mut usual) = shared.remove(&Role::Weighted)
    {
        let declared = || shared.values().flatten();
        usual.retain(|one| !declared().any(|other| other.matches_text(&one.words())));
        if !usual.is_empty() {
            shared.insert(Role::Weighted, usual);
        }
    }
    shared
}

/// The usual spellings of a column.
pub(super) fn usual(role: Role, span: &Range<usize>, faults: &mut Faults) -> Vec<Spelling> {
    let words = defaults::column(role).iter();
    let words: Vec<String> = words.map(|word| (*word).to_owned()).collect();
    spellings(&words, span, faults)
}

/// Where the item column of a form is spelled out or usual.
pub(super) fn item_spellings(raw: &raw::Columns) -> Vec<String> {
    raw.item.clone().unwrap_or_else(|| {
        defaults::ITEM
            .iter()
            .map(|word| (*word).to_owned())
            .collect()
    })
}
