//! Rules that are no share of a target in a column: one target for all, so many points off each time, all or less.

use super::{ENOUGH, Fit, Row, Shape, attainment, over, same};
use crate::draft::round::{ROUND, full_marks, round_figures, significant};
use crate::number::{Decimal, Ratio};

/// max x actual / target with one target for all.
pub(super) fn fixed_target(rows: &[Row], actual: usize, max: Decimal, digits: u32) -> Option<Fit> {
    let known = rows
        .iter()
        .filter_map(|row| Some((Ratio::from((*row.inputs.get(actual)?)?), row.score?)));
    let known: Vec<(Ratio, Decimal)> = known.collect();
    if known
        .iter()
        .filter(|(_, score)| *score < max && !score.is_zero())
        .count()
        < 2
    {
        return None;
    }
    let mut best: Option<(usize, Decimal)> = None;
    for target in full_marks(&known, max) {
        let hits = known.iter().filter(|(value, score)| {
            let share = value.over(&Ratio::from(target)).unwrap_or_else(Ratio::zero);
            let points = Ratio::from(max).times(&share.min(Ratio::from(1)));
            same(&points, *score, digits)
        });
        let hits = hits.count();
        if best.is_none_or(|(most, _)| hits > most) {
            best = Some((hits, target));
        }
    }
    let (hits, target) = best?;
    Some(Fit {
        rule: format!("ratio = {{ target = \"{}\" }}", target.grouped()),
        max,
        actual,
        other: None,
        previous: false,
        hits,
        of: known.len(),
        open_cap: false,
    })
}

/// max - each x count.
pub(super) fn deduction(rows: &[Row], actual: usize, max: Decimal) -> Option<Fit> {
    let known = rows
        .iter()
        .filter_map(|row| Some(((*row.inputs.get(actual)?)?, row.score?)));
    let known: Vec<(Decimal, Decimal)> = known.collect();
    let told = known
        .iter()
        .filter(|(count, score)| !count.is_zero() && !score.is_zero());
    let told: Vec<Ratio> = told
        .filter_map(|(count, score)| over(max.minus(*score)?, *count))
        .filter(|each| !each.is_zero() && !each.is_negative())
        .collect();
    let each = round_figures(told).into_iter().next_back()?;
    let hits = known.iter().filter(|(count, score)| {
        let points = Ratio::from(max).minus(&Ratio::from(each).times(&Ratio::from(*count)));
        points.max(Ratio::zero()) == Ratio::from(*score)
    });
    Some(Fit {
        hits: hits.count(),
        rule: format!("deduction = {{ each = {each} }}"),
        max,
        actual,
        other: None,
        previous: false,
        of: known.len(),
        open_cap: false,
    })
}

/// Two scores alone, parted by a threshold of actual / other.
pub(super) fn all_or_less(rows: &[Row], pair: (usize, usize), max: Decimal) -> Option<Fit> {
    let shape = Shape::Ratio {
        cap: Ratio::from(1),
    };
    let known = rows
        .iter()
        .filter_map(|row| Some((attainment(row, (pair.0, Some(pair.1)), &shape)?, row.score?)));
    let known: Vec<(Ratio, Decimal)> = known.collect();
    let short = known.iter().map(|(_, score)| *score);
    let short: Vec<Decimal> = short.filter(|score| *score < max).collect();
    // The score of those who missed it: the one that most of them have.
    let times = |score: &Decimal| short.iter().filter(|other| *other == score).count();
    let least = *short.iter().max_by_key(|score| (times(score), **score))?;
    if times(&least) < 2 || least.is_negative() {
        return None;
    }
    let usual = [24, 48, 12, 8, 2, 1].into_iter().map(Decimal::from);
    let edges = known.iter().filter(|(_, score)| *score == max);
    let rounded = edges.flat_map(|(value, _)| ROUND.map(|digits| significant(value, digits)));
    let candidates: Vec<Decimal> = usual.chain(rounded.flatten()).collect();
    let mut best: Option<(usize, &str, Decimal)> = None;
    for (key, at_most) in [("at-most", true), ("at-least", false)] {
        for threshold in &candidates {
            let edge = Ratio::from(*threshold);
            let is_met = |value: &Ratio| {
                if at_most {
                    *value <= edge
                } else {
                    *value >= edge
                }
            };
            let right = |met: bool, points: Decimal| {
                let told = known.iter().filter(|(value, _)| is_met(value) == met);
                told.filter(|(_, score)| *score == points).count()
            };
            let (met, missed) = (right(true, max), right(false, least));
            // Where nearly everybody met it, hardly anybody tells where the edge is.
            let is_told = missed * 100 >= times(&least) * ENOUGH;
            if is_told && best.is_none_or(|(most, _, _)| met + missed > most) {
                best = Some((met + missed, key, *threshold));
            }
        }
    }
    let (hits, key, threshold) = best?;
    let less = max.minus(least)?;
    let none = rows.iter().any(|row| {
        let divisor = row.inputs.get(pair.1).copied().flatten();
        divisor.is_some_and(Decimal::is_zero) && row.score == Some(max)
    });
    let when = if none { ", when-none = \"full\"" } else { "" };
    Some(Fit {
        rule: format!(
            "all-or-less = {{ per = true, {key} = {}, less = {}{when} }}",
            threshold.trimmed(),
            less.trimmed()
        ),
        max,
        actual: pair.0,
        other: Some(pair.1),
        previous: false,
        hits,
        of: known.len(),
        open_cap: false,
    })
}
