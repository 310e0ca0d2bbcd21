//! Walks the wanted places of a row along its cells.

use super::{FoundCell, FoundRow, FoundRun, WantedRow};

/// Walks the wanted places of a row along its cells.
pub(super) struct Seeker<'w> {
    wanted: &'w WantedRow,
    cell: usize,
    run: usize,
    open: Option<FoundRun>,
    before: Option<u32>,
}

impl<'w> Seeker<'w> {
    pub(super) fn new(wanted: &'w WantedRow, before: Option<u32>) -> Self {
        Seeker {
            wanted,
            cell: 0,
            run: 0,
            open: None,
            before,
        }
    }

    pub(super) fn meet(&mut self, cell: &FoundCell, found: &mut FoundRow) {
        self.pass(cell.column, cell.start, found);
        if self.wanted.cells.get(self.cell) == Some(&cell.column) {
            found.cells.push((cell.column, Ok(cell.clone())));
            self.cell += 1;
        }
        let run = self.wanted.runs.get(self.run);
        if run.is_some_and(|run| run.contains(&cell.column)) {
            self.begin_run();
            if let Some(run) = &mut self.open {
                run.there.push(cell.clone());
            }
        } else {
            self.before = Some(cell.style);
        }
    }

    /// Settles everything that is wanted left of `column`.
    fn pass(&mut self, column: u32, at: usize, found: &mut FoundRow) {
        while let Some(wanted) = self
            .wanted
            .cells
            .get(self.cell)
            .filter(|wanted| **wanted < column)
        {
            found.cells.push((*wanted, Err(at)));
            self.cell += 1;
        }
        while self
            .wanted
            .runs
            .get(self.run)
            .is_some_and(|run| run.end <= column)
        {
            self.begin_run();
            if let Some(mut run) = self.open.take() {
                run.at = at;
                found.runs.push(run);
            }
            self.run += 1;
        }
    }

    fn begin_run(&mut self) {
        if self.open.is_none()
            && let Some(columns) = self.wanted.runs.get(self.run)
        {
            self.open = Some(FoundRun {
                columns: columns.clone(),
                before: self.before,
                ..FoundRun::default()
            });
        }
    }

    pub(super) fn finish(&mut self, at: usize, found: &mut FoundRow) {
        self.pass(u32::MAX, at, found);
    }
}
