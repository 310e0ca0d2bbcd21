//! Small tables below the list of people: averages by department, a table of targets. Nobody in them is a person.

use std::ops::Range;

use super::Key;
use crate::extract::header::Header;
use crate::extract::rows;
use crate::workbook::{Row, Sheet};

/// The rows of such tables.
pub(super) struct Apart(Vec<Range<u32>>);

impl Apart {
    /// Finds them below a header: behind a gap, under a header of their own, down to where the list goes on.
    pub fn below(header: &Header<Key>, sheet: &Sheet, below: &[Row]) -> Self {
        let mut found: Vec<Range<u32>> = Vec::new();
        let mut open: Option<u32> = None;
        let mut before = header.bottom;
        for row in below.iter().filter(|row| !is_blank(row)) {
            let is_behind_gap = row.index > before + 1;
            before = row.index;
            match open {
                Some(first) if header.is_repeated(sheet, row.index) => {
                    found.push(first..row.index);
                    open = None;
                }
                None if is_behind_gap && rows::heads_another_table(row) => open = Some(row.index),
                _ => {}
            }
        }
        found.extend(open.map(|first| first..u32::MAX));
        Apart(found)
    }

    /// True for a row of one of them.
    pub fn holds(&self, row: u32) -> bool {
        self.0.iter().any(|rows| rows.contains(&row))
    }
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cell.value.is_blank())
}
