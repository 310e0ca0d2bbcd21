//! Lines that are more than a row: raters, groups that share a max, the same line of several positions.

use std::collections::BTreeSet;

use super::fit::{self, ENOUGH};
use super::items::share_points;
use super::layout::{Layout, Seen};
use super::plan::{Line, SETTLE, joined, quoted};
use super::sentence::{self, Known};
use super::words;
use crate::mapping::spelling::{Label, fold, without_number};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::written::read_number;

/// Who scores, with the weights that the headers or the notes tell, as far as they give the points.
pub(super) fn raters<'a>(
    line: &mut Line,
    seen: impl Iterator<Item = &'a Seen> + Clone,
    layout: &Layout,
    notes: &[String],
) {
    let said = |words: &str| {
        let pattern = format!(
            r"{}(?:评分|分)?(?:占|权重|为|:|的)*(\d+(?:\.\d+)?%)",
            regex::escape(words.trim_end_matches('分'))
        );
        let share = notes.iter().find_map(|text| words::said(text, &pattern))?;
        read_number(&share).map(|read| read.value)
    };
    let told: Option<Vec<Decimal>> = layout
        .raters
        .iter()
        .map(|rater| rater.share.or_else(|| said(&rater.words)))
        .collect();
    let count = layout.raters.len() as i64;
    let even = |index: usize| {
        let rest = if index == 0 { 100 % count } else { 0 };
        Decimal::new(i128::from(100 / count + rest), 2).unwrap_or_default()
    };
    let is_told = told.is_some();
    let shares = told.unwrap_or_else(|| (0..layout.raters.len()).map(even).collect());
    let names: Vec<&str> = layout.raters.iter().map(|one| one.words.as_str()).collect();
    let names = names.join("」「");
    let max = line.max.map_or_else(|| Ratio::from(100), Ratio::from);
    let of_hundred = max.over(&Ratio::from(100)).unwrap_or_else(Ratio::zero);
    let (hits, all) = blended(seen.clone(), &shares, &of_hundred);
    let (own, _) = blended(seen, &shares, &Ratio::from(1));
    let is_enough = |hits: usize| hits > 0 && hits * 100 >= all * ENOUGH;
    if !is_enough(hits) {
        line.rule = format!(
            "judged = {{ allowed = [\"0-{}\"] }}",
            line.max.unwrap_or(Decimal::HUNDRED).trimmed()
        );
        line.rule_note = match is_enough(own) {
            true => format!(
                "{SETTLE}：「{names}」按这一项的分值打分，合成得分的规则写不了（评分要按百分制）；先只核对范围"
            ),
            false => format!("{SETTLE}：看不出得分怎样由「{names}」算出；先只核对范围"),
        };
        return;
    }
    let weights = layout.raters.iter().zip(&shares).map(|(rater, share)| {
        let share = crate::rule::percent(&Ratio::from(*share));
        format!("{} = \"{share}\"", quoted(&rater.words))
    });
    let weights: Vec<String> = weights.collect();
    line.rule = format!(
        "raters = {{ weights = {{ {} }}, absent = \"spread\" }}",
        weights.join(", ")
    );
    let from = match is_told {
        true => "各评分人的占比取自表头或说明".to_owned(),
        false => format!("{SETTLE}：各评分人占多少，这里平均分"),
    };
    line.rule_note = format!("{from}，{all} 行里有 {hits} 行合得上；{SETTLE}：缺一人时怎么办");
}

/// In how many rows where everybody scored the points are the weighted scores times this, of how many.
fn blended<'a>(
    seen: impl Iterator<Item = &'a Seen>,
    shares: &[Decimal],
    times: &Ratio,
) -> (usize, usize) {
    let rows = seen.filter_map(|row| {
        let score = row.figures.get(&Role::Score)?;
        let terms = shares.iter().enumerate().map(|(index, share)| {
            let role = Role::Rater(u8::try_from(index).unwrap_or(u8::MAX));
            Some(Ratio::from(*row.figures.get(&role)?).times(&Ratio::from(*share)))
        });
        let sum: Ratio = terms.collect::<Option<Vec<Ratio>>>()?.into_iter().sum();
        Some(fit::same(
            &sum.times(times),
            *score,
            score.trimmed().scale(),
        ))
    });
    let rows: Vec<bool> = rows.collect();
    (rows.iter().filter(|hit| **hit).count(), rows.len())
}

/// Several rows whose points stand in one cell: deductions from one max, or the mean of ratios.
pub(super) fn group(
    entries: &[(&(String, String), &Vec<Seen>)],
    layout: &Layout,
    notes: &[String],
) -> Line {
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
    let mut unsaid: Vec<String> = Vec::new();
    let told = entries.iter().map(|((_, name), rows)| {
        let words = rows
            .first()
            .map(|row| format!("{}\n{}", row.words, row.criteria))
            .unwrap_or_default();
        let rule = sentence::rule(&words, notes, &Known::default());
        let rest = rule.as_ref().map_or_else(Vec::new, |told| {
            // The name of a part sets no condition: 每月培训未完成.
            let beside = fold(&words).replacen(&fold(name), "", 1);
            sentence::unsaid(&beside, &told.rule, &Known::default())
        });
        unsaid.extend(rest);
        let rule = rule.map(|told| (told.rule, told.counts));
        (name, rule, words::target(&words))
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
    // Without a column of what happened nobody could compute the points.
    let has_counts = layout.column(Role::Actual).is_some();
    match (
        deductions.filter(|_| has_counts),
        targets.filter(|_| has_counts),
    ) {
        (Some(parts), _) => {
            line.rule = format!("group = {{ parts = [{}] }}", parts.join(", "));
            let shared = "几项共用一个满分，扣完为止".to_owned();
            line.rule_note = joined(&[shared, sentence::doubt(&unsaid, &line.rule)]);
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
            line.rule_note = match has_counts {
                true => format!(
                    "{SETTLE}：几项共用一个满分，看不出「{unread}」每次扣几分；先只核对不超过满分，补上后写成 group"
                ),
                false => {
                    format!("{SETTLE}：几项共用一个满分，表上没有写次数的列；先只核对不超过满分")
                }
            };
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
