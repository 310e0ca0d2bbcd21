//! Points of a roster that several people's scores make, as the formula tells it: `=E4*0.3+F4*0.7`.

use std::collections::BTreeMap;

use regex::Regex;

use super::fit::{self, ENOUGH};
use super::groups::Group;
use super::plan::{Line, SETTLE, quoted};
use super::table::{Column, Table, figure};
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, percent};
use crate::workbook::{CellRef, column_name};
use crate::written::read_number;

/// Whose scores make the points, with their weights.
pub(super) struct Blend<'a> {
    parts: Vec<(&'a Column, Decimal)>,
    hits: usize,
    of: usize,
}

/// The blend of a group's only points, where its formula says it and the figures of nearly all people bear it out.
pub(super) fn of<'a>(table: &Table, group: &Group<'a>, rows: &[u32]) -> Option<Blend<'a>> {
    let mut leaves = group.leaves.iter();
    let score = leaves.find(|leaf| leaf.role == Some(Role::Score))?.column;
    let pattern = Regex::new(r"\$?([A-Z]{1,3})\$?\d+\*(\d+(?:\.\d+)?%?)").ok()?;
    let weights = |formula: &str| {
        let terms = pattern.captures_iter(formula);
        let terms = terms.filter_map(|term| {
            let weight = read_number(&term[2])?.value;
            Some((term[1].to_owned(), weight.trimmed()))
        });
        terms.collect::<BTreeMap<String, Decimal>>()
    };
    let formulas = rows
        .iter()
        .filter_map(|row| table.formula(score.column, *row));
    let told: Vec<BTreeMap<String, Decimal>> = formulas.map(weights).collect();
    let times = |one: &&BTreeMap<String, Decimal>| told.iter().filter(|other| other == one).count();
    let weights = told.iter().max_by_key(times)?;
    let parts = group.leaves.iter().filter_map(|leaf| {
        let weight = weights.get(&column_name(leaf.column.column))?;
        Some((leaf.column, *weight))
    });
    let parts: Vec<(&Column, Decimal)> = parts.collect();
    let whole: Ratio = parts.iter().map(|(_, weight)| Ratio::from(*weight)).sum();
    if parts.len() < 2 || parts.len() != weights.len() || whole != Ratio::from(1) {
        return None;
    }
    let value = |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column));
    let blended = rows.iter().filter_map(|row| {
        let stated = value(*row, score.column)?;
        let terms = parts.iter().map(|(column, weight)| {
            let own = Ratio::from(value(*row, column.column)?);
            Some(own.times(&Ratio::from(*weight)))
        });
        let due: Ratio = terms.collect::<Option<Vec<Ratio>>>()?.into_iter().sum();
        Some(fit::same(&due, stated, stated.trimmed().scale()))
    });
    let blended: Vec<bool> = blended.collect();
    let (hits, of) = (blended.iter().filter(|hit| **hit).count(), blended.len());
    (hits > 0 && hits * 100 >= of * ENOUGH).then_some(Blend { parts, hits, of })
}

impl Blend<'_> {
    /// True for a column of somebody's scores.
    pub fn holds(&self, column: &Column) -> bool {
        self.parts
            .iter()
            .any(|(own, _)| own.column == column.column)
    }

    /// Makes it a line's rule.
    pub fn rule(self, line: &mut Line) {
        let Blend { parts, hits, of } = self;
        let each = |what: &dyn Fn(&Column, Decimal) -> String| {
            let each = parts.iter().map(|(column, weight)| {
                format!("{} = {}", quoted(column.leaf()), what(column, *weight))
            });
            each.collect::<Vec<String>>().join(", ")
        };
        let weights = each(&|_, weight| format!("\"{}\"", percent(&Ratio::from(weight))));
        let columns = each(&|column, _| format!("[{}]", quoted(&column.words())));
        line.rule = format!("raters = {{ weights = {{ {weights} }}, absent = \"spread\" }}");
        line.rule_note = format!(
            "各评分人的占比取自公式，{of} 行里有 {hits} 行合得上；{SETTLE}：缺一人时怎么办"
        );
        line.extra.push(format!("columns.raters = {{ {columns} }}"));
    }
}
