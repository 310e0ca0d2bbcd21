//! Merged ranges, which the library neither limits nor lets overlap.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, Worksheet};

use super::WriteError;
use super::report_cells::{is_within_limits, place};
use crate::workbook::{CellRange, CellRef};

/// Cells in merged ranges that one workbook may have; what is beyond stays unmerged.
const MOST: usize = 300_000;

/// Merges ranges that do not overlap, as far as memory allows.
pub(super) struct Merger {
    left: usize,
    taken: BTreeSet<CellRef>,
}

impl Merger {
    pub fn new() -> Self {
        Merger {
            left: MOST,
            taken: BTreeSet::new(),
        }
    }

    /// Ranges of different sheets do not overlap.
    pub fn start_sheet(&mut self) {
        self.taken.clear();
    }

    /// Merges the range and gives its cells `format`; false where it cannot be merged.
    pub fn merge(
        &mut self,
        target: &mut Worksheet,
        range: CellRange,
        format: &Format,
    ) -> Result<bool, WriteError> {
        let CellRange { first, last } = range;
        if first == last
            || !is_within_limits(last)
            || first.row > last.row
            || first.column > last.column
        {
            return Ok(false);
        }
        let rows = (last.row - first.row + 1) as usize;
        let area = rows.saturating_mul((last.column - first.column + 1) as usize);
        let cells = || {
            (first.row..=last.row).flat_map(|row| {
                (first.column..=last.column).map(move |column| CellRef::new(row, column))
            })
        };
        if area > self.left || cells().any(|at| self.taken.contains(&at)) {
            return Ok(false);
        }
        self.left -= area;
        self.taken.extend(cells());
        let (row, column) = place(first);
        let (last_row, last_column) = place(last);
        target.merge_range(row, column, last_row, last_column, "", format)?;
        Ok(true)
    }
}
