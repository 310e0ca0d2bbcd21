//! Which of several sums is the total: the one that the formulas of the grade, the coefficient and the pay read.

use std::collections::BTreeMap;

use regex::Regex;

use super::naming::{is_grade, is_last};
use super::table::Column;
use crate::mapping::Field;
use crate::workbook::{CellRef, Sheet};

/// The cell whose figure a formula compares with edges: `I12` of `IF(I12>=100,1.2,IF(I12>=90,1,0.8))`.
pub(super) fn compared(formula: &str) -> Option<CellRef> {
    let pattern = r"\bIFS?\((?:AND\()?\$?([A-Z]{1,3})\$?(\d+)[<>]=?\d";
    let found = Regex::new(pattern).ok()?.captures(formula)?;
    format!("{}{}", &found[1], &found[2]).parse().ok()
}

/// The column that the formulas of a roster's grades, coefficients and pay compare with edges in most rows.
fn read(sheet: &Sheet, bottom: u32, columns: &[Column]) -> Option<u32> {
    let fields = [Field::Grade, Field::Coefficient, Field::Payout];
    let told = columns.iter().filter(|column| {
        column.field.is_some_and(|field| fields.contains(&field)) || is_grade(column.leaf())
    });
    let mut times: BTreeMap<u32, usize> = BTreeMap::new();
    for column in told {
        let own = sheet
            .formulas
            .iter()
            .filter(|(at, _)| at.column == column.column && at.row > bottom);
        for (at, formula) in own {
            let read = compared(&formula.text).filter(|read| read.row == at.row);
            for read in read.into_iter() {
                *times.entry(read.column).or_default() += 1;
            }
        }
    }
    times
        .into_iter()
        .max_by_key(|(_, times)| *times)
        .map(|(column, _)| column)
}

/// Makes the column that the formulas read the roster's total; without such formulas, of several the one that calls
/// itself the last. The others are sums.
pub(super) fn settle(sheet: &Sheet, bottom: u32, columns: &mut [Column]) {
    let is_open = |column: &&Column| {
        column.path.len() == 1 && column.field.is_none_or(|field| field == Field::Total)
    };
    let read = read(sheet, bottom, columns);
    let by_formula = columns
        .iter()
        .filter(is_open)
        .find(|column| Some(column.column) == read);
    let is_total = |column: &&Column| column.field == Some(Field::Total);
    let by_word = || {
        columns
            .iter()
            .filter(is_total)
            .find(|column| is_last(column.leaf()))
    };
    let Some(own) = by_formula.or_else(by_word).map(|column| column.column) else {
        return;
    };
    for column in columns {
        if column.column == own {
            column.field = Some(Field::Total);
        } else if column.field == Some(Field::Total) {
            column.field = None;
            column.is_sum = true;
        }
    }
}

/// The cells of a form that its formulas compare with edges, below its lines.
pub(super) fn of_form(sheet: &Sheet, bottom: u32) -> Vec<CellRef> {
    let below = sheet.formulas.iter().filter(|(at, _)| at.row > bottom);
    let read = below.filter_map(|(_, formula)| compared(&formula.text));
    read.filter(|at| at.row > bottom).collect()
}
