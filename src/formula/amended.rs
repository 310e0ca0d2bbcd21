//! A workbook some of whose cells are to be corrected: what its formulas give then.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Evaluator;
use super::parse::{Expr, parse};
use super::values::{self, Value};
use super::{Computed, sheets};
use crate::number::Ratio;
use crate::workbook::{CellRange, CellRef, Location, Workbook};

/// How far a correction is followed through formulas that build on formulas.
const MAX_STEPS: usize = 64;

/// Corrected cells, and the formulas that build on them.
#[derive(Debug)]
pub struct Amended<'a> {
    workbook: &'a Workbook,
    changed: BTreeMap<Location, Computed>,
    stale: BTreeSet<Location>,
}

impl<'a> Amended<'a> {
    /// The workbook with what its cells are corrected to.
    pub fn new(workbook: &'a Workbook, changed: BTreeMap<Location, Computed>) -> Self {
        let stale = stale(workbook, &changed);
        Amended {
            workbook,
            changed,
            stale,
        }
    }

    /// What the formulas of cells give, corrected cells taken as corrected; a cell's own correction does not count.
    /// What cannot be told is left out.
    pub fn results(&self, cells: impl Iterator<Item = Location>) -> BTreeMap<Location, Computed> {
        let mut evaluator = Evaluator::amending(self.workbook, self);
        cells
            .filter_map(|at| Some((at, evaluator.formula_of(at)?)))
            .collect()
    }

    /// The formulas that build on a corrected cell, near or far, and are not corrected themselves.
    pub fn stale(&self) -> impl Iterator<Item = Location> {
        self.stale
            .iter()
            .filter(|at| !self.changed.contains_key(at))
            .copied()
    }

    /// What a cell is corrected to.
    pub(super) fn corrected(&self, at: Location) -> Option<Value> {
        Some(match self.changed.get(&at)? {
            Computed::Number(number) => Value::Number(Ratio::from(*number)),
            Computed::Text(text) => Value::Text(text.clone()),
        })
    }

    /// True where the stored result of a formula counts no more.
    pub(super) fn is_stale(&self, at: Location) -> bool {
        self.stale.contains(&at)
    }
}

/// The public form of a value.
pub(super) fn computed(value: Value) -> Option<Computed> {
    match value {
        Value::Number(number) => values::stored(&number).map(Computed::Number),
        Value::Blank => None,
        Value::Text(text) => Some(Computed::Text(text)),
        Value::Bool(_) | Value::Date => None,
    }
}

fn stale(workbook: &Workbook, changed: &BTreeMap<Location, Computed>) -> BTreeSet<Location> {
    let mut stale = BTreeSet::new();
    if changed.is_empty() {
        return stale;
    }
    let mut waiting: Vec<(Location, Vec<(usize, CellRange)>)> = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        for (cell, formula) in &sheet.formulas {
            let mut ranges = Vec::new();
            if let Some(expr) = parse(&formula.text) {
                collect(workbook, index, &expr, &mut ranges);
            }
            if !ranges.is_empty() {
                let at = Location {
                    sheet: index,
                    cell: *cell,
                };
                waiting.push((at, ranges));
            }
        }
    }
    let mut moved: BTreeSet<Location> = changed.keys().copied().collect();
    for _ in 0..MAX_STEPS {
        let (hit, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(_, ranges)| ranges.iter().any(|range| holds_one(range, &moved)));
        waiting = rest;
        moved = hit.into_iter().map(|(at, _)| at).collect();
        if moved.is_empty() {
            break;
        }
        stale.extend(moved.iter().copied());
    }
    stale
}

fn holds_one((sheet, range): &(usize, CellRange), cells: &BTreeSet<Location>) -> bool {
    let at = |cell| Location {
        sheet: *sheet,
        cell,
    };
    cells
        .range(at(range.first)..=at(CellRef::new(range.last.row, u32::MAX)))
        .any(|found| range.contains(found.cell))
}

/// Every range that an expression names.
fn collect(workbook: &Workbook, sheet: usize, expr: &Expr, found: &mut Vec<(usize, CellRange)>) {
    match expr {
        Expr::Cells(name, range) => {
            let sheet = match name {
                Some(name) => sheets::by_name(workbook, name),
                None => Some(sheet),
            };
            found.extend(sheet.map(|sheet| (sheet, *range)));
        }
        Expr::Negated(inner) | Expr::Percent(inner) => collect(workbook, sheet, inner, found),
        Expr::Binary(_, left, right) => {
            collect(workbook, sheet, left, found);
            collect(workbook, sheet, right, found);
        }
        Expr::Call(_, arguments) => {
            for argument in arguments {
                collect(workbook, sheet, argument, found);
            }
        }
        Expr::Missing | Expr::Number(_) | Expr::Text(_) | Expr::Bool(_) | Expr::Array(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Decimal;
    use crate::workbook::{Cell, Format, Formula, Row, Sheet, Value as Stored};

    /// A1 and B1 typed, C1 = A1+B1, D1 = C1*2, E1 = B1.
    fn workbook() -> Workbook {
        let cells = [1, 2, 3, 6, 2].iter().zip(0..);
        let cell = |(value, column): (&i64, u32)| Cell {
            column,
            style: 0,
            value: Stored::Number(Decimal::from(*value)),
        };
        let formulas = [("C1", "A1+B1"), ("D1", "C1*2"), ("E1", "B1")];
        let formula = |(at, text): (&str, &str)| {
            let formula = Formula {
                text: text.into(),
                has_value: true,
            };
            (at.parse().unwrap_or_default(), formula)
        };
        let sheet = Sheet {
            name: "S".into(),
            rows: vec![Row {
                index: 0,
                cells: cells.map(cell).collect(),
            }],
            formulas: formulas.into_iter().map(formula).collect(),
            ..Sheet::default()
        };
        Workbook {
            format: Format::Xlsx,
            sheets: vec![sheet],
            styles: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn at(column: u32) -> Location {
        Location {
            sheet: 0,
            cell: CellRef::new(0, column),
        }
    }

    #[test]
    fn what_builds_on_a_correction_is_computed_anew() {
        let workbook = workbook();
        let changed = [(at(0), Computed::Number(Decimal::from(10)))];
        let amended = Amended::new(&workbook, changed.into());
        assert_eq!(amended.stale().collect::<Vec<_>>(), [at(2), at(3)]);
        let number = |value| Computed::Number(Decimal::from(value));
        let results = amended.results([at(2), at(3), at(4), at(0)].into_iter());
        let expected = [(at(2), number(12)), (at(3), number(24)), (at(4), number(2))];
        assert_eq!(results, expected.into());
    }

    #[test]
    fn a_formula_is_judged_without_its_own_correction() {
        let workbook = workbook();
        let changed = [(at(2), Computed::Number(Decimal::from(50)))];
        let amended = Amended::new(&workbook, changed.into());
        let number = |value| Computed::Number(Decimal::from(value));
        let results = amended.results([at(2), at(3)].into_iter());
        assert_eq!(results, [(at(2), number(3)), (at(3), number(100))].into());
    }
}
