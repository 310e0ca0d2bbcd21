//! Rows of a list that are set aside: further rows of somebody, and figures that were taken for nobody's.

use super::Roster;
use crate::extract::{SetAside, ToldBy, rows};
use crate::workbook::CellRef;

impl Roster<'_> {
    /// True for a further row of the person above: the name is merged over both, and no figure stands in it.
    pub(super) fn goes_on(&self, row: u32, who: &[u32]) -> bool {
        let sheet = self.cells.sheet;
        if row >= sheet.merges.end() {
            return false;
        }
        let is_from_above = |column: &u32| sheet.anchor(CellRef::new(row, *column)).row < row;
        let holds = |column: u32| {
            let at = CellRef::new(row, column);
            sheet.anchor(at) == at && !self.cells.is_blank(at)
        };
        who.iter().any(is_from_above) && !self.figure_columns().any(holds)
    }

    /// Keeps which rows of figures were taken for nobody's, and whether their figures told so.
    pub(super) fn set_aside(&mut self, table: usize, rows: impl Iterator<Item = (u32, ToldBy)>) {
        let mut rows: Vec<(u32, ToldBy)> = rows.collect();
        rows.sort_unstable();
        for (row, by) in rows {
            let mut filled = rows::filled(self.cells.sheet, row);
            let Some(first) = filled.next() else { continue };
            let words = |at: CellRef| Some((at, rows::words_of(self.cells.sheet.value(at))?));
            let label = [first].into_iter().chain(filled).find_map(words);
            let (cell, label) = label.map_or((first, None), |(at, label)| (at, Some(label)));
            let numbers_columns = || {
                let row = self.cells.sheet.row(row);
                row.is_some_and(rows::numbers_columns)
            };
            if self.figures_in(row) > 0 && !numbers_columns() {
                self.extraction.set_aside.push(SetAside {
                    at: self.cells.location(cell),
                    label: label.map(|label| label.trim().to_owned()),
                    by,
                    table,
                });
            }
        }
    }
}
