//! What weights and full marks the lines of a roster have: in the brackets of their headers, or in a row right below
//! them.

use std::collections::BTreeMap;

use super::plan::SETTLE;
use super::points::bracket;
use super::table::{Column, Table, figure, text};
use super::words;
use crate::mapping::spelling::Label;
use crate::number::{Decimal, Ratio};
use crate::workbook::CellRef;

/// Rows below the header in which its marks stand.
const NEAR: u32 = 2;
/// What such rows are called.
const WEIGHTS: &[&str] = &["权重", "所占权重", "占比", "比例"];
const FULL: &[&str] = &["标准分", "满分", "分值", "配分", "总分值", "满分值"];

/// A column's weight: in its header, else in the row below.
pub(super) fn share_of(table: &Table, column: &Column) -> Option<Decimal> {
    let below = || {
        let weight = below(table, column, WEIGHTS)?;
        match weight > Decimal::ONE {
            true => Ratio::from(weight).over(&Ratio::from(100))?.exact(6),
            false => Some(weight),
        }
    };
    bracket(column, words::share).or_else(below)
}

/// A column's full marks: in its header, else in the row below.
pub(super) fn points_of(table: &Table, column: &Column) -> Option<Decimal> {
    let below = || below(table, column, FULL);
    let own = bracket(column, words::points).or_else(below);
    own.or_else(|| Some(trailing(table, column)?.1))
}

/// A header's words and the full marks behind them, where those of all such headers make 100: 工作业绩40, 工作质量30 …
pub(super) fn trailing<'a>(table: &Table, column: &'a Column) -> Option<(&'a str, Decimal)> {
    fn parted(column: &Column) -> Option<(&str, Decimal)> {
        let leaf = column.leaf();
        let name = leaf.trim_end_matches(|c: char| c.is_ascii_digit());
        let figure = leaf[name.len()..].parse::<i64>().ok()?;
        let is_open = column.field.is_none() && !column.has_bracket() && !name.is_empty();
        is_open.then(|| (name, Decimal::from(figure)))
    }
    let own = table.columns.iter().filter_map(parted);
    let all: BTreeMap<&str, Decimal> = own.collect();
    let sum: Ratio = all.values().copied().map(Ratio::from).sum();
    (all.len() > 1 && sum == Ratio::from(100)).then(|| parted(column))?
}

/// The figure of a column in the row right below the header that is called so.
fn below(table: &Table, column: &Column, called: &[&str]) -> Option<Decimal> {
    let mut rows = table.bottom + 1..=table.bottom + NEAR;
    let row = rows.find(|row| {
        let mut cells = table.columns.iter();
        let first = cells.find_map(|one| text(table.sheet, CellRef::new(*row, one.column)));
        first.is_some_and(|words| called.contains(&Label::new(&words).name.as_str()))
    })?;
    figure(table.sheet, CellRef::new(row, column.column))
}

/// What is said of full marks that nothing but the highest points tells.
pub(super) fn guessed() -> String {
    format!("按表中最高的得分；{SETTLE}")
}
