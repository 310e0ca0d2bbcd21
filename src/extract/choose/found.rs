//! How well a mapping fits a sheet, and which of two fits better.

use super::ENOUGH;
use super::weights::Weighed;

/// What of a mapping was found on a sheet.
pub(super) struct Found {
    pub(super) mapping: usize,
    /// Its lines, by index; none of a long table's, whose items are counted.
    pub(super) lines: Vec<usize>,
    pub(super) count: usize,
    pub(super) of: usize,
    pub(super) headers: usize,
    /// Its lines are those that people have of their own.
    pub(super) by_own: bool,
    /// What its lines weigh on the forms of all sheets.
    pub(super) weighed: Weighed,
}

impl Found {
    /// True where enough of its lines are there for a fit.
    pub(super) fn is_enough(&self) -> bool {
        self.count * 100 >= self.of * ENOUGH && self.count > 0
    }

    pub(super) fn rank(&self) -> (usize, usize, usize) {
        let share = self.count * 1_000 / self.of.max(1);
        // Whoever knows the items by name goes before whoever takes any.
        let share = if self.by_own {
            share.min(ENOUGH * 10)
        } else {
            share
        };
        (share, self.count, self.headers)
    }
}
