//! Which columns of a roster hold points, and whether they are added as they are or by the weights in their headers:
//! what gives most of the reported totals. A column of figures that no total holds belongs to the points behind it.

use std::collections::BTreeSet;

use super::fit::ENOUGH;
use super::groups::{Group, Leaf, SUMS};
use super::marks;
use super::sums::columns_in;
use super::table::{Column, Table, figure};
use super::words::{self, role_of};
use crate::mapping::Field;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::Role;
use crate::workbook::CellRef;

/// Rows that are tried, and columns that may be no points after all: enough to tell, few enough to try all.
const MOST_ROWS: usize = 60;
const MOST_OPEN: usize = 10;

/// A column that may hold points.
struct Candidate {
    column: u32,
    /// Its weight, where the header says it.
    share: Option<Ratio>,
    /// Its header says that it holds points.
    is_sure: bool,
}

/// How the columns make the total.
#[derive(Clone, Default)]
struct Sum {
    weighted: bool,
    left_out: Vec<u32>,
    hits: usize,
}

/// Settles which columns hold points, and tells whether they are weighted.
pub(super) fn settle<'a>(
    table: &Table,
    rows: &[u32],
    totals: &[Option<Decimal>],
    groups: &mut Vec<Group<'a>>,
) -> bool {
    part(groups);
    let candidates = candidates(table, rows, groups);
    let value = |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column));
    let known: Vec<(Vec<Ratio>, Decimal)> = rows
        .iter()
        .zip(totals)
        .filter_map(|(row, total)| {
            let points = candidates
                .iter()
                .map(|one| Ratio::from(value(*row, one.column).unwrap_or_default()));
            Some((points.collect(), (*total)?))
        })
        .take(MOST_ROWS)
        .collect();
    let sum = best(&candidates, &known);
    let is_proved = sum.hits > 0 && sum.hits * 100 >= known.len() * ENOUGH;
    let left_out = if is_proved { sum.left_out } else { Vec::new() };
    let columns = candidates.iter().map(|one| one.column);
    let points: Vec<u32> = columns
        .filter(|column| !left_out.contains(column))
        .collect();
    for leaf in groups.iter_mut().flat_map(|group| &mut group.leaves) {
        if points.contains(&leaf.column.column) {
            leaf.role = Some(Role::Score);
        }
    }
    if !is_proved {
        return looks_weighted(&known);
    }
    hand_over(groups);
    sum.weighted
}

/// Columns without a role under one header are lines of their own: 德, 能, 勤 under 考核内容.
fn part(groups: &mut Vec<Group>) {
    let mut parted: Vec<Group> = Vec::new();
    for mut group in groups.drain(..) {
        let is_list = group.leaves.len() > 1 && group.leaves.iter().all(|leaf| leaf.role.is_none());
        if is_list {
            parted.extend(group.leaves.drain(..).map(|leaf| Group {
                name: leaf.words.clone(),
                leaves: vec![leaf],
            }));
        } else {
            parted.push(group);
        }
    }
    *groups = parted;
}

fn candidates(table: &Table, rows: &[u32], groups: &[Group]) -> Vec<Candidate> {
    let total = table.of_field(Field::Total).map(|column| column.column);
    let added = added(table, rows);
    let figures = |column: u32| {
        let at = move |row: &u32| figure(table.sheet, CellRef::new(*row, column));
        rows.iter().filter_map(at).map(Decimal::abs)
    };
    let most = total.and_then(|total| figures(total).max());
    // Sales are far more than any points, rates far less.
    let is_far = |column: u32| {
        let (own, most) = (figures(column).max(), most.map(Ratio::from));
        let (Some(own), Some(most)) = (own, most) else {
            return false;
        };
        let is_rate = || own < Decimal::ONE && own.trimmed().scale() > 0;
        let is_whole = most > Ratio::from(10);
        Ratio::from(own) > most.times(&Ratio::from(2)) || is_whole && is_rate()
    };
    let is_left_out = |column: &Column| !added.is_empty() && !added.contains(&column.column);
    let mut found = Vec::new();
    for group in groups {
        let is_single = group.leaves.len() == 1;
        for leaf in &group.leaves {
            let is_score = leaf.role == Some(Role::Score);
            // A single column of figures before the total is a line.
            let may_be = is_single && total.is_some_and(|total| leaf.column.column < total);
            if !is_score && !may_be {
                continue;
            }
            let share = marks::share_of(table, leaf.column).map(Ratio::from);
            let has_points = marks::points_of(table, leaf.column).is_some();
            let is_told = is_score || has_points || share.is_some();
            let is_none = is_no_points(leaf.column.leaf()) || is_far(leaf.column.column);
            if !is_told && (is_none || is_left_out(leaf.column)) {
                continue;
            }
            found.push(Candidate {
                column: leaf.column.column,
                is_sure: is_told,
                share,
            });
        }
    }
    found
}

/// Headers of figures that are no points.
fn is_no_points(name: &str) -> bool {
    let ends = [
        "系数", "单价", "数量", "工资", "基数", "奖金", "扣款", "罚款", "天数",
    ];
    ends.iter().any(|end| name.ends_with(end))
}

/// The columns that the total's formulas add, those of sums resolved into what they add; none where a formula is no sum
/// of cells.
fn added(table: &Table, rows: &[u32]) -> BTreeSet<u32> {
    let total = table.of_field(Field::Total).map(|column| column.column);
    let formula = |column: u32| rows.iter().find_map(|row| table.formula(column, *row));
    let Some(formula_of_total) = total.and_then(formula) else {
        return BTreeSet::new();
    };
    let is_sum_of = |column: &u32| {
        let own = table.columns.iter().find(|own| own.column == *column);
        own.is_some_and(|own| SUMS.iter().any(|word| own.leaf().contains(word)))
    };
    let mut added = columns_in(formula_of_total);
    let sums: Vec<u32> = added.iter().copied().filter(is_sum_of).collect();
    for sum in sums {
        match formula(sum) {
            Some(formula) => added.extend(columns_in(formula)),
            None => return BTreeSet::new(),
        }
    }
    added
}

/// What the brackets over a column tell, the lowest first.
pub(super) fn bracket(column: &Column, tell: fn(&str) -> Option<Decimal>) -> Option<Decimal> {
    let labels = column.path.iter().rev();
    labels
        .filter_map(|label| label.bracket.as_deref())
        .find_map(tell)
}

/// The sum that gives the most totals, of those the one that leaves out the fewest columns.
fn best(candidates: &[Candidate], known: &[(Vec<Ratio>, Decimal)]) -> Sum {
    let open: Vec<usize> = (0..candidates.len())
        .filter(|index| !candidates[*index].is_sure)
        .collect();
    let digits = known.iter().map(|(_, total)| total.trimmed().scale());
    let rounding = Rounding {
        digits: digits.max().unwrap_or(0).min(2),
        mode: Mode::HalfUp,
    };
    let has_shares = candidates.iter().filter(|one| one.share.is_some()).count() > 1;
    let mut best = Sum::default();
    let ways = if open.len() > MOST_OPEN {
        1
    } else {
        1_u32 << open.len()
    };
    let mut ways: Vec<u32> = (0..ways).collect();
    ways.sort_by_key(|way| way.count_ones());
    let is_enough = |hits: usize| hits > 0 && hits * 100 >= known.len() * ENOUGH;
    for way in ways {
        // Nobody leaves another column out to win a few rows more.
        if is_enough(best.hits) && way.count_ones() as usize > best.left_out.len() {
            break;
        }
        let is_out = |index: usize| {
            let place = open.iter().position(|one| *one == index);
            place.is_some_and(|place| way & (1 << place) != 0)
        };
        for weighted in [false, true] {
            if weighted && !has_shares {
                continue;
            }
            let is_hit = |(points, total): &&(Vec<Ratio>, Decimal)| {
                let terms = points.iter().zip(candidates).enumerate();
                let terms = terms.filter(|(index, _)| !is_out(*index));
                let terms = terms.map(|(_, (points, one))| match &one.share {
                    Some(share) if weighted => points.times(share),
                    _ => points.clone(),
                });
                let sum: Ratio = terms.sum();
                sum.round(rounding).ok() == Some(total.round(rounding))
            };
            let hits = known.iter().filter(is_hit).count();
            if hits > best.hits {
                let out = (0..candidates.len()).filter(|index| is_out(*index));
                best = Sum {
                    weighted,
                    left_out: out.map(|index| candidates[index].column).collect(),
                    hits,
                };
            }
        }
    }
    best
}

/// True where the points are far more than the total.
fn looks_weighted(known: &[(Vec<Ratio>, Decimal)]) -> bool {
    let half_more = |(points, total): &(Vec<Ratio>, Decimal)| {
        let sum: Ratio = points.iter().cloned().sum();
        let bound = Ratio::from(15).over(&Ratio::from(10))?;
        Some(sum.over(&Ratio::from(*total))? > bound)
    };
    let above: Vec<bool> = known.iter().filter_map(half_more).collect();
    !above.is_empty() && above.iter().filter(|above| **above).count() * 2 > above.len()
}

/// Gives the columns of groups without points to the next points behind them.
fn hand_over(groups: &mut Vec<Group>) {
    let is_loose = |group: &Group| !group.has(Role::Score) && !group.has(Role::Deduction);
    let (loose, mut kept): (Vec<Group>, Vec<Group>) = groups.drain(..).partition(is_loose);
    let points = |group: &Group| {
        let scores = group
            .leaves
            .iter()
            .filter(|leaf| leaf.role == Some(Role::Score));
        scores.map(|leaf| leaf.column.column).min()
    };
    for mut leaf in loose.into_iter().rev().flat_map(|group| {
        let name = group.name;
        group
            .leaves
            .into_iter()
            .rev()
            .map(move |leaf| named(leaf, &name))
    }) {
        let behind = kept
            .iter_mut()
            .filter(|group| points(group).is_some_and(|points| points > leaf.column.column))
            .min_by_key(|group| points(group));
        if let Some(group) = behind {
            leaf.words = leaf.column.leaf().to_owned();
            group.leaves.insert(0, leaf);
        }
    }
    *groups = kept;
}

/// The same leaf with the role that its own name tells: a column 完成率.
fn named<'a>(mut leaf: Leaf<'a>, group: &str) -> Leaf<'a> {
    leaf.role = leaf.role.or_else(|| role_of(group).map(words::Guess::role));
    leaf
}
