//! Which columns of a roster hold points, and whether they are added as they are or by the weights in their headers:
//! what gives most of the reported totals. A column of figures that no total holds belongs to the points behind it.

use std::collections::BTreeSet;

use regex::Regex;

use super::fit::ENOUGH;
use super::groups::{Group, Leaf, is_sum};
use super::marks;
use super::sums::columns_in;
use super::table::{Column, Table, figure};
use super::words::{self, role_of};
use crate::mapping::Field;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::Role;
use crate::workbook::{CellRef, column_name};

/// Rows that are tried, and columns that may be no points after all: enough to tell, few enough to try all.
const MOST_ROWS: usize = 60;
const MOST_OPEN: usize = 10;
/// Deductions whose signs are tried, and open columns beside them.
const MOST_LESS: usize = 4;
const MOST_OPEN_BESIDE: usize = 5;

/// A column that may hold points.
struct Candidate {
    column: u32,
    /// Its weight, where the header says it.
    share: Option<Ratio>,
    /// Its header says that it holds points.
    is_sure: bool,
    /// Its header says that its points are taken off, which are written without a minus.
    is_less: bool,
}

/// How the columns make the total.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub weighted: bool,
    /// It begins with the full marks, from which the columns are taken off.
    pub from_full: bool,
    /// The columns that are taken off.
    pub less: Vec<u32>,
    /// The columns that are called deductions and yet added.
    pub added: Vec<u32>,
    left_out: Vec<u32>,
    hits: usize,
}

/// Settles which columns hold points, and tells how they make the total.
pub(super) fn settle<'a>(
    table: &Table,
    rows: &[u32],
    totals: &[Option<Decimal>],
    groups: &mut Vec<Group<'a>>,
) -> Sum {
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
    let told = told_less(table, rows, &candidates);
    let sum = best(&candidates, &known, &told);
    let is_proved = sum.hits > 0 && sum.hits * 100 >= known.len() * ENOUGH;
    let left_out = match is_proved {
        true => sum.left_out.as_slice(),
        false => &[],
    };
    let columns = candidates.iter().map(|one| one.column);
    let points: Vec<u32> = columns
        .filter(|column| !left_out.contains(column))
        .collect();
    for leaf in groups.iter_mut().flat_map(|group| &mut group.leaves) {
        if points.contains(&leaf.column.column) {
            leaf.role = Some(Role::Score);
        } else if leaf.role == Some(Role::Score) && left_out.contains(&leaf.column.column) {
            leaf.role = Some(Role::Raw);
        }
    }
    if !is_proved {
        let less = candidates
            .iter()
            .zip(&told)
            .filter(|(_, is_less)| **is_less);
        return Sum {
            weighted: looks_weighted(&known),
            less: less.map(|(one, _)| one.column).collect(),
            ..Sum::default()
        };
    }
    hand_over(groups);
    sum
}

/// Which columns are taken off, as the total's formulas say it (`=SUM(D4:I4)-J4`), else their headers.
fn told_less(table: &Table, rows: &[u32], candidates: &[Candidate]) -> Vec<bool> {
    let total = table.of_field(Field::Total).map(|column| column.column);
    let formulas = rows
        .iter()
        .filter_map(|row| table.formula(total?, *row))
        .filter(|formula| !columns_in(formula).is_empty());
    let formulas: Vec<&str> = formulas.collect();
    let told = candidates.iter().map(|one| {
        let name = column_name(one.column);
        let pattern = Regex::new(&format!(r"-\$?{name}\$?\d")).ok();
        let is_less = |formula: &&&str| pattern.as_ref().is_some_and(|one| one.is_match(formula));
        match formulas.is_empty() {
            true => one.is_less,
            false => one.is_less && formulas.iter().filter(is_less).count() * 2 > formulas.len(),
        }
    });
    told.collect()
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
        let scores = group.leaves.iter();
        let scores = scores.filter(|leaf| leaf.role == Some(Role::Score)).count();
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
            let is_less = is_lost(leaf.column) && is_lost_alone(table, rows, leaf.column.column);
            found.push(Candidate {
                column: leaf.column.column,
                // Of several scores under one header, one may be made from the others.
                is_sure: is_told && scores < 2,
                share,
                is_less,
            });
        }
    }
    found
}

/// True for headers of what is taken off.
pub(super) fn is_lost(column: &Column) -> bool {
    let words = column.words();
    let own = ["扣分", "减分", "罚分", "扣减", "倒扣"];
    own.iter().any(|one| words.contains(one)) && !words.contains("加减") && !words.contains('奖')
}

/// True where a column holds points without a minus.
fn is_lost_alone(table: &Table, rows: &[u32], column: u32) -> bool {
    let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column));
    let mut own = rows
        .iter()
        .filter_map(at)
        .filter(|one| !one.is_zero())
        .peekable();
    own.peek().is_some() && own.all(|one| !one.is_negative())
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
        own.is_some_and(is_sum)
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

/// The ways to take columns off: as it is told, then all others.
fn signs(candidates: &[Candidate], told: &[bool], open: usize) -> Vec<Vec<bool>> {
    let places: Vec<usize> = (0..candidates.len())
        .filter(|index| candidates[*index].is_less)
        .collect();
    let mut ways = vec![told.to_vec()];
    if places.len() <= MOST_LESS && open <= MOST_OPEN_BESIDE + places.len() {
        ways.extend((0..1_u32 << places.len()).map(|way| {
            let mut signs = vec![false; candidates.len()];
            for (bit, place) in places.iter().enumerate() {
                signs[*place] = way & (1 << bit) == 0;
            }
            signs
        }));
    }
    ways
}

/// The sum that gives the most totals, of those the one that leaves out the fewest columns.
fn best(candidates: &[Candidate], known: &[(Vec<Ratio>, Decimal)], told: &[bool]) -> Sum {
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
    let signs = signs(candidates, told, open.len());
    let hundred = || Ratio::from(100);
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
        let kinds = signs.iter().flat_map(|signs| {
            let kinds = [(false, false), (true, false), (false, true)];
            kinds.map(|(weighted, from_full)| (signs, weighted, from_full))
        });
        for (signs, weighted, from_full) in kinds {
            if weighted && !has_shares || from_full && !signs.contains(&true) {
                continue;
            }
            let is_hit = |(points, total): &&(Vec<Ratio>, Decimal)| {
                let terms = points.iter().zip(candidates).enumerate();
                let terms = terms.filter(|(index, _)| !is_out(*index));
                let terms = terms.map(|(index, (points, one))| match &one.share {
                    Some(share) if weighted => points.times(share),
                    _ if signs[index] => points.negated(),
                    _ => points.clone(),
                });
                let sum: Ratio = terms.chain(from_full.then(hundred)).sum();
                sum.round(rounding).ok() == Some(total.round(rounding))
            };
            let hits = known.iter().filter(is_hit).count();
            if hits > best.hits {
                let of = |is_it: &dyn Fn(usize) -> bool| {
                    let own = (0..candidates.len()).filter(|index| is_it(*index));
                    own.map(|index| candidates[index].column).collect()
                };
                best = Sum {
                    weighted,
                    from_full,
                    less: of(&|index| signs[index] && !is_out(index)),
                    added: of(&|index| {
                        candidates[index].is_less && !signs[index] && !is_out(index)
                    }),
                    left_out: of(&is_out),
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
