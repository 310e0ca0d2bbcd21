//! Headers of a roster that weigh what stands under them: 业绩考核（60%） over lines, their 小计 and its 加权得分.

use super::fit::ENOUGH;
use super::groups::{Group, Leaf};
use super::plan::Plan;
use super::table::{Column, Table, figure};
use super::words::{is_weighted, share};
use crate::number::Ratio;
use crate::workbook::CellRef;

/// A weighted subtotal: the header that weighs it, and its own.
pub(super) struct Whole {
    name: String,
    weighted: String,
}

/// Takes the weighted subtotals out of the groups, whose other columns are lines then: where the figures of nearly all
/// people bear it out under each such header.
pub(super) fn part(
    table: &Table,
    rows: &[u32],
    sums: &[&Column],
    groups: &mut [Group],
) -> Vec<Whole> {
    let weighs = |group: &Group| -> Option<(u32, Whole)> {
        let first = group.leaves.first()?.column;
        let own = |column: &&&Column| column.path.first() == first.path.first();
        let share = Ratio::from(share(first.path.first()?.bracket.as_deref()?)?);
        let sum = sums.iter().find(own)?;
        let is_product =
            |leaf: &&Leaf| is_weighted(leaf.column.leaf()) && leaf.column.column > sum.column;
        let weighted = group.leaves.iter().find(is_product)?.column;
        let lines = group
            .leaves
            .iter()
            .filter(|leaf| leaf.column.column < sum.column);
        let lines: Vec<u32> = lines.map(|leaf| leaf.column.column).collect();
        let value =
            |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column)).map(Ratio::from);
        let told = rows.iter().filter_map(|row| {
            let terms = lines
                .iter()
                .map(|column| value(*row, *column).unwrap_or_default());
            let subtotal = value(*row, sum.column)?;
            let is_sum = terms.sum::<Ratio>() == subtotal;
            Some(is_sum && subtotal.times(&share) == value(*row, weighted.column)?)
        });
        let told: Vec<bool> = told.collect();
        let hits = told.iter().filter(|is_it| **is_it).count();
        let is_proved = hits > 0 && hits * 100 >= told.len() * ENOUGH;
        let name = first.path.first()?.name.clone();
        let whole = Whole {
            name,
            weighted: weighted.words(),
        };
        (is_proved && !lines.is_empty()).then_some((weighted.column, whole))
    };
    let found: Vec<Option<(u32, Whole)>> = groups.iter().map(weighs).collect();
    let mut wholes = Vec::new();
    for (group, found) in groups.iter_mut().zip(found) {
        let Some((weighted, whole)) = found else {
            continue;
        };
        group.leaves.retain(|leaf| leaf.column.column != weighted);
        for leaf in &mut group.leaves {
            leaf.role = None;
        }
        wholes.push(whole);
    }
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
