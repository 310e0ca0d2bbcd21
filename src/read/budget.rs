//! Bounds on what one file may cost, and what it has cost so far.

use std::cell::Cell;
use std::io::{self, Read};

use super::error::{ReadError, ReadErrorKind};

/// Rows of a sheet of today's Excel; what stands below cannot be opened by anybody.
pub(crate) const MAX_ROWS: u32 = 1_048_576;
/// Its columns.
pub(crate) const MAX_COLUMNS: u32 = 16_384;
/// More sheets than this are an attack.
const MAX_SHEETS: usize = 10_000;

/// Bounds on what reading one file may cost. A file of a few megabytes can unpack to terabytes; past these bounds
/// reading stops with [`ReadErrorKind::TooLarge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes of one part of a package (a sheet, the shared texts). Default: 768 MiB; 3 million cells are 100 MB.
    pub part_bytes: u64,
    /// Unpacked bytes of all parts that are read. Default: 1 GiB.
    pub total_bytes: u64,
    /// Stored cells of all sheets, at 32 bytes each; a row counts as four. Default: 8 million.
    pub cells: u64,
    /// Bytes of text in cells and formulas, a shared text counted at each cell that shows it. Default: 256 MiB.
    pub text_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits::of(1 << 30)
    }
}

impl Limits {
    /// Bounds for a file that unpacks to so many bytes; the others follow from it, so that the memory that reading takes
    /// stays below twice as much.
    pub fn of(total_bytes: u64) -> Self {
        Limits {
            part_bytes: total_bytes / 4 * 3,
            total_bytes,
            cells: total_bytes / 128,
            text_bytes: total_bytes / 4,
        }
    }

    /// The most bytes of a file as it lies there.
    pub fn file_bytes(&self) -> u64 {
        self.total_bytes / 2
    }
}

/// What has been spent of the [`Limits`]. Shared by the readers of one file, which borrow it side by side.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    bytes: Cell<u64>,
    cells: Cell<u64>,
    text: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Budget {
            limits,
            bytes: Cell::new(0),
            cells: Cell::new(0),
            text: Cell::new(0),
            exceeded: Cell::new(false),
        }
    }

    /// True once a bound was passed: what then looks broken is only unfinished.
    pub(crate) fn is_exceeded(&self) -> bool {
        self.exceeded.get()
    }

    #[inline]
    fn spend(&self, counter: &Cell<u64>, amount: u64, limit: u64) -> Result<(), ReadError> {
        let spent = counter.get().saturating_add(amount);
        counter.set(spent);
        if spent > limit {
            self.exceeded.set(true);
            return Err(ReadError::new(ReadErrorKind::TooLarge));
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn cell(&self) -> Result<(), ReadError> {
        self.spend(&self.cells, 1, self.limits.cells)
    }

    /// A row costs as much as three cells, besides its cells.
    #[inline]
    pub(crate) fn row(&self) -> Result<(), ReadError> {
        self.spend(&self.cells, 3, self.limits.cells)
    }

    #[inline]
    pub(crate) fn text(&self, bytes: usize) -> Result<(), ReadError> {
        self.spend(&self.text, bytes as u64, self.limits.text_bytes)
    }

    /// Counts bytes that are read once more: many sheets may point at one place.
    pub(crate) fn scanned(&self, bytes: usize) -> Result<(), ReadError> {
        self.spend(&self.bytes, bytes as u64, self.limits.total_bytes)
    }

    pub(crate) fn sheets(&self, count: usize) -> Result<(), ReadError> {
        self.spend(&Cell::new(0), count as u64, MAX_SHEETS as u64)
    }

    /// Refuses a part that declares more than a part may have.
    pub(crate) fn declared(&self, bytes: u64) -> Result<(), ReadError> {
        self.spend(&Cell::new(0), bytes, self.limits.part_bytes)
    }

    /// Counts what comes out of `inner`, whatever was declared.
    pub(crate) fn counted<R: Read>(&self, inner: R) -> Counted<'_, R> {
        Counted {
            inner,
            budget: self,
            part: 0,
        }
    }
}

/// A reader that stops where a part or the whole passes its bound.
pub(crate) struct Counted<'b, R> {
    inner: R,
    budget: &'b Budget,
    part: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.part += read as u64;
        let budget = self.budget;
        budget
            .declared(self.part)
            .and_then(|()| budget.spend(&budget.bytes, read as u64, budget.limits.total_bytes))
            .map_err(|_| io::Error::other("too large"))?;
        Ok(read)
    }
}
