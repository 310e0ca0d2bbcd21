//! Lines that are more than a row: raters, groups that share a max, the same line of several positions.

use std::collections::BTreeSet;

use super::items::share_points;
use super::layout::{Layout, Seen};
use super::plan::{Line, SETTLE, quoted};
use super::words;
use crate::mapping::spelling::{Label, without_number};
use crate::rule::Role;

/// Who scores, with the weights that the notes tell.
pub(super) fn raters(line: &mut Line, layout: &Layout, notes: &[String]) {
    let told: Vec<(String, Option<String>)> = layout
        .raters
        .iter()
        .map(|(_, words)| {
            let pattern = format!(
                r"{}(?:评分|分)?(?:占|权重|为|:|的)*(\d+(?:\.\d+)?%)",
                regex::escape(words.trim_end_matches('分'))
            );
            (
                words.clone(),
                notes.iter().find_map(|text| words::said(text, &pattern)),
            )
        })
        .collect();
    let is_told = told.iter().all(|(_, share)| share.is_some());
    let count = told.len() as i64;
    let weights: Vec<String> = told
        .iter()
        .enumerate()
        .map(|(index, (words, share))| {
            let even = 100 / count + if index == 0 { 100 % count } else { 0 };
            let share = share
                .clone()
                .filter(|_| is_told)
                .unwrap_or_else(|| format!("{even}%"));
            format!("{} = \"{share}\"", quoted(words))
        })
        .collect();
    line.rule = format!(
        "raters = {{ weights = {{ {} }}, absent = \"spread\" }}",
        weights.join(", ")
    );
    line.rule_note = if is_told {
        format!("各评分人的占比取自说明；{SETTLE}：缺一人时怎么办")
    } else {
        format!("{SETTLE}：各评分人占多少，这里平均分；缺一人时怎么办")
    };
}

/// Several rows whose points stand in one cell: deductions from one max, or the mean of ratios.
pub(super) fn group(entries: &[(&(String, String), &Vec<Seen>)], notes: &[String]) -> Line {
    let first = entries.first().and_then(|(_, rows)| rows.first());
    let section = first
        .and_then(|row| row.section.clone())
        .map(|name| Label::new(without_number(&name)).name);
    let names: Vec<&str> = entries.iter().map(|((_, name), _)| name.as_str()).collect();
    let max = first
        .and_then(|row| {
            row.figures
                .get(&Role::Max)
                .or_else(|| row.figures.get(&Role::Weight))
                .copied()
        })
        .map(share_points);
    let mut line = Line {
        item: names.join("、"),
        section,
        max,
        ..Line::default()
    };
    let told = entries.iter().map(|((_, name), rows)| {
        let words = rows
            .first()
            .map(|row| format!("{} {}", row.words, row.criteria))
            .unwrap_or_default();
        (name, words::rule(&words, notes), words::target(&words))
    });
    let told: Vec<_> = told.collect();
    let kinds = ["deduction", "steps"];
    let deductions: Option<Vec<String>> = told
        .iter()
        .map(|(name, rule, _)| {
            let rule = rule
                .as_ref()
                .filter(|(rule, _)| kinds.iter().any(|kind| rule.starts_with(kind)))?;
            Some(format!("{{ item = {}, {} }}", quoted(name), rule.0))
        })
        .collect();
    let targets: Option<Vec<String>> = told
        .iter()
        .map(|(name, _, target)| {
            Some(format!(
                "{{ item = {}, target = {} }}",
                quoted(name),
                quoted(target.as_ref()?)
            ))
        })
        .collect();
    match (deductions, targets) {
        (Some(parts), _) => {
            line.rule = format!("group = {{ parts = [{}] }}", parts.join(", "));
            line.rule_note = "几项共用一个满分，扣完为止".to_owned();
            line.dash = true;
        }
        (None, Some(parts)) => {
            line.rule = format!("mean = {{ parts = [{}] }}", parts.join(", "));
            line.rule_note = format!("几项完成率的平均；{SETTLE}");
        }
        (None, None) => {
            // A guessed deduction would correct what nobody understood: the range alone is checked.
            let unread = told.iter().filter(|(_, rule, _)| {
                rule.as_ref()
                    .is_none_or(|(rule, _)| !kinds.iter().any(|kind| rule.starts_with(kind)))
            });
            let unread: Vec<&str> = unread.map(|(name, ..)| name.as_str()).collect();
            let unread = unread.join("、");
            line.rule = "judged = {}".to_owned();
            line.rule_note = format!(
                "{SETTLE}：几项共用一个满分，看不出「{unread}」每次扣几分；先只核对不超过满分，补上后写成 group"
            );
            let spelled: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            line.extra
                .push(format!("spelled = [{}]", spelled.join(", ")));
        }
    }
    line
}

/// Lines of several positions that are the same stand once; positions are left out where a line is for all.
pub(super) fn merged(lines: Vec<Line>) -> Vec<Line> {
    let all: BTreeSet<String> = lines
        .iter()
        .flat_map(|line| line.positions.iter().cloned())
        .collect();
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        let same = |other: &&mut Line| {
            other.item == line.item
                && other.max == line.max
                && other.rule == line.rule
                && other.percent == line.percent
                && !line.positions.is_empty()
        };
        match kept.iter_mut().find(same) {
            Some(other) => other.positions.extend(line.positions),
            None => kept.push(line),
        }
    }
    for line in &mut kept {
        if line.positions.len() == all.len() {
            line.positions.clear();
        }
    }
    kept
}
