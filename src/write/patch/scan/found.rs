//! What is wanted of a sheet, and where it was found.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::write::patch::xml::Outline;

/// What is wanted of one row.
#[derive(Debug, Clone, Default)]
pub struct WantedRow {
    /// Single columns, rising.
    pub cells: Vec<u32>,
    /// Runs of columns, rising; they do not overlap.
    pub runs: Vec<Range<u32>>,
}

/// What the scan found.
#[derive(Debug, Default)]
pub struct SheetScan {
    /// The sheet's elements; of `sheetData` only the outside.
    pub outline: Outline,
    /// One entry per wanted row, rising.
    pub rows: Vec<FoundRow>,
    /// Heights in pixels of the rows that have their own; 0 for hidden ones.
    pub heights: BTreeMap<u32, u32>,
}

/// A wanted row.
#[derive(Debug)]
pub struct FoundRow {
    /// Its number from 0.
    pub row: u32,
    /// Where it stands.
    pub place: RowPlace,
    /// Its own format, for cells that it does not have yet.
    pub style: Option<u32>,
    /// One entry per wanted cell.
    pub cells: Vec<(u32, Result<FoundCell, usize>)>,
    /// One entry per wanted run.
    pub runs: Vec<FoundRun>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowPlace {
    /// Nowhere; it would stand here.
    Missing(usize),
    /// From here to there; empty tags have the same `close` and `end`.
    There {
        /// The first byte of its tag.
        start: usize,
        /// Behind its opening tag.
        tag_end: usize,
        /// The first byte of its closing tag.
        close: usize,
        /// Written as one empty tag.
        empty: bool,
    },
}

/// A cell that stands in the sheet.
#[derive(Debug, Clone, Default)]
pub struct FoundCell {
    /// Its column.
    pub column: u32,
    /// The first byte of its tag.
    pub start: usize,
    /// Behind its opening tag.
    pub tag_end: usize,
    /// Behind it.
    pub end: usize,
    /// Holds no value and no formula.
    pub blank: bool,
    /// Its format.
    pub style: u32,
}

/// A wanted run of columns.
#[derive(Debug, Clone, Default)]
pub struct FoundRun {
    /// The columns.
    pub columns: Range<u32>,
    /// Where its last cells would stand.
    pub at: usize,
    /// The format of the cell before it.
    pub before: Option<u32>,
    /// Cells that stand in it.
    pub there: Vec<FoundCell>,
}
