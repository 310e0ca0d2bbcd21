//! Headers of a roster that weigh what stands under them: 业绩考核（60%） over lines, their 小计 and its 加权得分, or over
//! one thing's 得分 and 加权得分.

use super::fit::ENOUGH;
use super::groups::{Group, Leaf};
use super::plan::Plan;
use super::table::{Column, Table, figure};
use super::words::{is_weighted, share};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::CellRef;

/// A weighted subtotal: the header that weighs it, and its own.
pub(super) struct Whole {
    name: String,
    weighted: String,
}

/// A group's weight and its column of weighted points.
fn weighed<'a>(group: &'a Group) -> Option<(Ratio, &'a Leaf<'a>)> {
    let first = group.leaves.first()?.column.path.first()?;
    let share = Ratio::from(share(first.bracket.as_deref()?)?);
    let mut leaves = group.leaves.iter();
    let weighted = leaves.find(|leaf| is_weighted(leaf.column.leaf()))?;
    Some((share, weighted))
}

/// True where a sum of columns times a share is another column of nearly all people, as far as it shows.
fn are_product(
    table: &Table,
    rows: &[u32],
    (columns, share): (&[u32], &Ratio),
    product: u32,
) -> bool {
    let value = |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column));
    let told = rows.iter().filter_map(|row| {
        let stated: Decimal = value(*row, product)?;
        let terms = columns.iter().map(|column| value(*row, *column));
        let terms = terms.map(|term| Ratio::from(term.unwrap_or_default()));
        let due = terms.sum::<Ratio>().times(share);
        Some(super::fit::same(&due, stated, stated.trimmed().scale()))
    });
    let told: Vec<bool> = told.collect();
    let hits = told.iter().filter(|is_it| **is_it).count();
    hits > 0 && hits * 100 >= told.len() * ENOUGH
}

/// Takes the weighted points out of the groups where the figures of nearly all people bear them out: those of a subtotal,
/// whose columns are lines then, and those of a line beside its own points.
pub(super) fn part<'a>(
    table: &Table,
    rows: &[u32],
    sums: &[&Column],
    groups: &mut Vec<Group<'a>>,
) -> Vec<Whole> {
    let mut wholes = Vec::new();
    let mut parted: Vec<Group> = Vec::new();
    for mut group in groups.drain(..) {
        let Some((share, weighted)) = weighed(&group) else {
            parted.push(group);
            continue;
        };
        let (at, words) = (weighted.column.column, weighted.column.words());
        let path = weighted.column.path.first();
        let is_its = |sum: &&&Column| sum.path.first() == path && sum.column < at;
        let before = |end: u32| {
            let leaves = group.leaves.iter().map(|leaf| leaf.column.column);
            leaves.filter(|column| *column < end).collect::<Vec<u32>>()
        };
        if let Some(sum) = sums.iter().find(is_its) {
            let lines = before(sum.column);
            let whole = Ratio::from(1);
            let is_sum = are_product(table, rows, (&lines, &whole), sum.column);
            if is_sum && are_product(table, rows, (&[sum.column], &share), at) {
                let name = path.map(|label| label.name.clone()).unwrap_or_default();
                wholes.push(Whole {
                    name,
                    weighted: words,
                });
                let lines = group
                    .leaves
                    .into_iter()
                    .filter(|leaf| lines.contains(&leaf.column.column));
                parted.extend(lines.map(|mut leaf| {
                    leaf.role = Some(Role::Score);
                    Group {
                        name: leaf.column.leaf().to_owned(),
                        leaves: vec![leaf],
                    }
                }));
                continue;
            }
        }
        let scores = group
            .leaves
            .iter()
            .filter(|leaf| leaf.role == Some(Role::Score));
        let mut scores = scores
            .map(|leaf| leaf.column.column)
            .filter(|column| *column != at);
        let own = scores.find(|column| are_product(table, rows, (&[*column], &share), at));
        if let Some(own) = own {
            for leaf in &mut group.leaves {
                leaf.role = match leaf.column.column {
                    column if column == at => Some(Role::Weighted),
                    column if column != own && leaf.role == Some(Role::Score) => Some(Role::Raw),
                    _ => leaf.role,
                };
            }
        }
        parted.push(group);
    }
    *groups = parted;
    wholes
}

/// Names the weighted subtotals in the plan's sections.
pub(super) fn name(wholes: Vec<Whole>, plan: &mut Plan) {
    for whole in wholes {
        let mut sections = plan.sections.iter_mut();
        if let Some(section) = sections.find(|section| section.name == whole.name) {
            section.weighted = Some(whole.weighted);
        }
    }
}
