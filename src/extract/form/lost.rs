//! People whose forms stand on the sheet and were not read: the header of their table bears other words. Their names are
//! among the labels of the form that was read before or after them.

use super::{Body, Form};
use crate::extract::labels::{Labelled, Names};
use crate::extract::rows;
use crate::finding::{Code, Finding};
use crate::mapping::spelling::fold;
use crate::workbook::CellRef;

use super::looks_like_a_name;

/// Fewer rows of figures make no table.
const LEAST_ROWS: usize = 2;

impl Form<'_> {
    /// The form's own name where several stand in its rows, and X104 for everybody else who has a table of figures.
    pub(super) fn lost_people(
        &self,
        names: Names,
        body: &Body,
    ) -> (Option<Labelled>, Vec<Finding>) {
        let mut people: Vec<(CellRef, Labelled, String)> = Vec::new();
        for (at, labelled) in names {
            let Some(word) = labelled
                .word(self.cells)
                .filter(|_| labelled.cell.row == at.row)
            else {
                continue;
            };
            let is_new = people
                .iter()
                .all(|(_, _, name)| fold(name) != fold(&word.value));
            if is_new && looks_like_a_name(&word.value) {
                people.push((at, labelled, word.value));
            }
        }
        if people.len() < 2 {
            return (None, Vec::new());
        }
        // The nearest row over the table tells whose it is; in it, the first name.
        let above = people.iter().map(|(at, ..)| at.row);
        let nearest = above.filter(|row| *row < self.header.top).max();
        let own = people.iter().position(|(at, ..)| Some(at.row) == nearest);
        let (_, own, _) = people.remove(own.unwrap_or_default());
        let mut findings = Vec::new();
        let end = body.total_row.unwrap_or(body.last_row);
        for (at, _, name) in people {
            let columns = self.header.columns.iter().map(|own| own.column);
            let is_beside = columns.max().is_some_and(|last| at.column > last);
            if is_beside && self.beside_is_told {
                continue;
            }
            let rows = match at.row < self.header.top {
                true if !is_beside => at.row + 1..own.cell.row,
                true => at.row + 1..self.rows.1 + 1,
                false => at.row.max(end) + 1..self.rows.1 + 1,
            };
            let first = if is_beside { at.column } else { 0 };
            let has_figures = |row: &u32| {
                let filled = rows::filled(self.cells.sheet, *row);
                let filled: Vec<CellRef> = filled.filter(|at| at.column >= first).collect();
                let is_figure = |at: &CellRef| self.cells.figure(*at).value().is_some();
                filled.len() > 1 && filled.iter().any(is_figure)
            };
            if rows.filter(has_figures).take(LEAST_ROWS).count() < LEAST_ROWS {
                continue;
            }
            findings.push(self.lost(at, name));
        }
        (Some(own), findings)
    }

    /// X104 for somebody whose form was not read.
    pub(super) fn lost(&self, at: CellRef, name: String) -> Finding {
        let message = text!(
            "{at} 的{name}没有复核：这个人的考核表没有读出来，多半是表头（指标、得分）改了名或被删了，或者指标不是这个方案的。请核对表头和指标，再复核一次。"
                / "{at}: {name} was not audited: the form could not be read, its header (items, points) probably was renamed or deleted, or its items are not the mapping's. Check them and run again."
        );
        let mut finding = Finding::new(Code::X104, message).at(self.cells.index, at);
        finding.employee = Some(name);
        finding
    }
}
