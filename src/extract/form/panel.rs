//! Figures in a panel to the right of the items: 绩效基数 and 绩效工资 beside the first lines, behind an empty column.

use super::Form;
use crate::extract::labels::{Fields, Names};
use crate::mapping::Field;
use crate::workbook::{CellRange, CellRef};

/// What may stand there. Who somebody is stands above; a name would be that of another form.
const FIGURES: &[Field] = &[
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
    Field::Attended,
    Field::Due,
];

impl Form<'_> {
    /// The fields beside the table's rows: each with its value right behind its label and nothing behind that, which a
    /// table of grades and coefficients has.
    pub(super) fn panel(&self, names: &Names, last_row: u32) -> Fields {
        let mut panel = Fields::new();
        let Some((start, end)) = self.panel_columns(last_row) else {
            return panel;
        };
        if self.beside_is_told || names.iter().any(|(at, _)| at.column >= start) {
            return panel;
        }
        for row in self.header.top..=last_row {
            let area = CellRange::new(CellRef::new(row, start), CellRef::new(row, end));
            for (field, labelled) in self.finder.find(area, &|_| false) {
                if field == Field::Name {
                    return Fields::new();
                }
                let value = self.cells.sheet.block(labelled.cell).last.column;
                let is_last = (value + 1..=end).all(|column| self.is_empty(row, column));
                let is_filled = match field {
                    Field::Grade => labelled.word(self.cells).is_some(),
                    _ => labelled.figure(self.cells).value().is_some(),
                };
                if FIGURES.contains(&field) && is_last && is_filled {
                    panel.entry(field).or_insert(labelled);
                }
            }
        }
        panel
    }

    /// The columns behind the first empty one right of the table's own.
    fn panel_columns(&self, last_row: u32) -> Option<(u32, u32)> {
        let last = self.cells.sheet.extent()?.last.column;
        let rows = self.header.top..=last_row;
        let mut right = self.right() + 1..=last;
        let gap = right.find(|column| rows.clone().all(|row| self.is_empty(row, *column)))?;
        (gap < last).then_some((gap + 1, last))
    }

    fn is_empty(&self, row: u32, column: u32) -> bool {
        self.cells.sheet.shown(CellRef::new(row, column)).is_blank()
    }
}
