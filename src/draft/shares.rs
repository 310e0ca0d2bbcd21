//! Weights that stand in columns of their own, or that nobody wrote down and only the totals tell.

use std::collections::BTreeMap;

use super::plan::SETTLE;
use super::roster::Found;
use super::table::{Column, Table, figure, text};
use crate::mapping::Field;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook::CellRef;

/// The steps that a whole is cut into: weights are multiples of 5 %.
const STEPS: u32 = 20;
/// More lines have too many ways to share.
const MOST_LINES: usize = 6;
/// Fewer totals prove nothing.
const LEAST_ROWS: usize = 4;
/// The share of the totals, in percent, that weights must give.
const ENOUGH: usize = 80;
/// What stands beside the weighted lines: 特别加减分.
const OUTSIDE: &[&str] = &["加减分", "加分", "扣分", "奖惩"];

/// Takes lines of bonus and penalty out of the weights.
pub(super) fn set_aside(table: &Table, rows: &[u32], found: &mut [Found]) {
    let is_guess = |one: &Found| one.line.weight_note.starts_with(SETTLE);
    let any_told = !found.iter().all(is_guess);
    for one in found {
        let is_named = OUTSIDE.iter().any(|word| one.line.item.contains(word));
        if !(is_named || any_told && is_guess(one)) {
            continue;
        }
        let figures = rows
            .iter()
            .filter_map(|row| figure(table.sheet, CellRef::new(*row, one.column)));
        let most = figures.map(Decimal::abs).max().unwrap_or_default();
        let most = most.max(Decimal::ONE).trimmed();
        one.line.max = Some(most);
        one.line.max_note = format!("{SETTLE}：按表中最大的数");
        one.line.weight.clear();
        one.line.rule = format!("judged = {{ allowed = [\"-{most} - {most}\"] }}");
        one.line.rule_note = format!("{SETTLE}：最多加、减多少");
        one.line
            .extra
            .push("outside = true  # 不占权重，直接加到总分上".to_owned());
    }
}

/// The weights of the lines that have a column for them, such as 质量得分 and 质量权重.
pub(super) fn of_columns(table: &Table, rows: &[u32], found: &mut [Found]) -> bool {
    let mut any = false;
    for one in found.iter_mut().filter(|one| !one.line.weight.is_empty()) {
        let is_weight = |column: &&Column| {
            let words = column.words();
            column.field.is_none()
                && words.contains(one.line.item.as_str())
                && column.leaf().ends_with("权重")
        };
        let Some(column) = table.columns.iter().find(is_weight) else {
            continue;
        };
        let mut counts: BTreeMap<Decimal, usize> = BTreeMap::new();
        for row in rows {
            let weight = figure(table.sheet, CellRef::new(*row, column.column));
            *counts
                .entry(weight.unwrap_or_default().trimmed())
                .or_default() += 1;
        }
        let Some((weight, _)) = counts.iter().max_by_key(|(_, count)| **count) else {
            continue;
        };
        let own = by_position(table, rows, column.column);
        one.line.weight = match (counts.len(), own) {
            (2.., Some(own)) => own,
            _ => vec![(String::new(), *weight)],
        };
        one.line.weight_note = match (counts.len(), one.line.weight.len()) {
            (1, _) | (_, 2..) => "取自表中的权重列".to_owned(),
            _ => format!(
                "{SETTLE}：各人的权重不一样，这里取最多的；按岗位分的写成 {{ 岗位 = 权重 }}"
            ),
        };
        one.line.columns.push(("weight", column.words()));
        any = true;
    }
    any
}

/// A weight for each position, where all people of one position have the same.
fn by_position(table: &Table, rows: &[u32], column: u32) -> Option<Vec<(String, Decimal)>> {
    let position = table.of_field(Field::Position)?.column;
    let mut weights: BTreeMap<String, Decimal> = BTreeMap::new();
    for row in rows {
        let who = text(table.sheet, CellRef::new(*row, position))?;
        let weight = figure(table.sheet, CellRef::new(*row, column))?.trimmed();
        if *weights.entry(who).or_insert(weight) != weight {
            return None;
        }
    }
    Some(weights.into_iter().collect())
}

/// The only weights in steps of 5 % by which the totals follow from the points.
pub(super) fn of_totals(table: &Table, rows: &[u32], digits: u32, found: &mut [Found]) {
    let Some(total) = table.of_field(Field::Total) else {
        return;
    };
    let value = |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column));
    let (inside, outside): (Vec<&Found>, Vec<&Found>) =
        found.iter().partition(|one| !one.line.weight.is_empty());
    if !(2..=MOST_LINES).contains(&inside.len()) {
        return;
    }
    let cards: Vec<(Vec<Decimal>, Ratio)> = rows
        .iter()
        .filter_map(|row| {
            let points: Option<Vec<Decimal>> =
                inside.iter().map(|one| value(*row, one.column)).collect();
            let beside = outside
                .iter()
                .filter_map(|one| {
                    let points = Ratio::from(value(*row, one.column)?);
                    Some(if one.is_less {
                        points.negated()
                    } else {
                        points
                    })
                })
                .sum();
            Some((
                points?,
                Ratio::from(value(*row, total.column)?).minus(&beside),
            ))
        })
        .collect();
    if cards.len() < LEAST_ROWS.max(inside.len()) {
        return;
    }
    let rounding = Rounding {
        digits,
        mode: Mode::HalfUp,
    };
    let gives = |steps: &[u32]| {
        let is_right = |(points, total): &&(Vec<Decimal>, Ratio)| {
            let terms = points
                .iter()
                .zip(steps)
                .map(|(points, steps)| Ratio::from(*points).times(&Ratio::from(i64::from(*steps))));
            let sum: Ratio = terms.sum();
            sum.over(&Ratio::from(i64::from(STEPS)))
                .is_some_and(|sum| sum.round(rounding).ok() == total.round(rounding).ok())
        };
        cards.iter().filter(is_right).count()
    };
    let fitting: Vec<(Vec<u32>, usize)> = ways(inside.len(), STEPS)
        .into_iter()
        .map(|steps| (gives(&steps), steps))
        .filter(|(count, _)| count * 100 >= cards.len() * ENOUGH)
        .map(|(count, steps)| (steps, count))
        .collect();
    let [(steps, count)] = &fitting[..] else {
        return;
    };
    let (count, all) = (*count, cards.len());
    let lines = found
        .iter_mut()
        .filter(|one| !one.line.weight.is_empty())
        .zip(steps);
    for (one, steps) in lines {
        let share = Decimal::new(i128::from(*steps) * 5, 2).unwrap_or_default();
        one.line.weight = vec![(String::new(), share.trimmed())];
        one.line.weight_note = format!("{SETTLE}：按 {all} 行中 {count} 行的总分推算");
    }
}

/// All ways to share `steps` among `lines`, at least one for each.
fn ways(lines: usize, steps: u32) -> Vec<Vec<u32>> {
    if lines == 1 {
        return vec![vec![steps]];
    }
    let rest = u32::try_from(lines - 1).unwrap_or(u32::MAX);
    (1..=steps.saturating_sub(rest))
        .flat_map(|first| {
            ways(lines - 1, steps - first)
                .into_iter()
                .map(move |others| {
                    let mut all = vec![first];
                    all.extend(others);
                    all
                })
        })
        .collect()
}
