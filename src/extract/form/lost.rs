//! People whose forms stand on the sheet and were not read: the header of their table bears other words. Their names are
//! among the labels of the form that was read before or after them.

use std::ops::Range;

use super::heads::{Heads, Kinds};
use super::{Body, Form, Key, MAX_ROWS, looks_like_a_name};
use crate::extract::items::Items;
use crate::extract::labels::{Labelled, Names};
use crate::extract::rows;
use crate::finding::{Code, Finding};
use crate::mapping::spelling::fold;
use crate::rule::Role;
use crate::workbook::{CellRange, CellRef};

/// Fewer rows of figures make no table.
const LEAST_ROWS: usize = 2;

/// Somebody whom a label names.
struct Named {
    at: CellRef,
    labelled: Labelled,
    name: String,
}

impl Form<'_> {
    /// The rows of the form's own: what stands above or below them around a table of figures and somebody else's name is
    /// that person's form, though it could not be read.
    pub(super) fn own_rows(&self) -> (u32, u32) {
        let (start, end) = self.rows;
        let right = self.right();
        let names = |rows: Range<u32>| {
            let area = CellRange::new(
                CellRef::new(rows.start, 0),
                CellRef::new(rows.end.saturating_sub(1), u32::MAX / 2),
            );
            let mut people = self.named(self.finder.find_all(area, &|_| false).1);
            people.retain(|named| named.at.column <= right);
            people
        };
        let (above, below) = (
            names(start..self.header.top),
            names(self.header.bottom + 1..end + 1),
        );
        let known: Vec<String> = above.iter().map(|one| fold(&one.name)).collect();
        let mut below = below.into_iter().peekable();
        // Where no name stands over the table, the first one below is the form's own.
        let own = below
            .next_if(|_| known.is_empty())
            .map(|one| fold(&one.name));
        let next = below.find(|named| {
            let name = fold(&named.name);
            !known.contains(&name)
                && own.as_ref() != Some(&name)
                && self.has_table(named.at.row + 1..end + 1, 0)
        });
        let (own, lost) = self.parted(above);
        let own = own.filter(|_| !lost.is_empty());
        if own.is_none() && next.is_none() {
            return self.rows;
        }
        let last = self.cells.sheet.rows.last().map_or(0, |row| row.index);
        let kinds = Kinds::of(self.cells, self.finder, last.min(MAX_ROWS));
        let names = (own.map(|own| own.at.row), next.map(|next| next.at.row));
        match Heads::of(&kinds, self.headers, last.min(MAX_ROWS)) {
            Some(heads) => heads.without_lost(self.header, self.rows, names),
            None => self.rows,
        }
    }

    /// The last column of the form's table.
    pub(super) fn right(&self) -> u32 {
        let columns = self.header.columns.iter().map(|own| own.column);
        columns.max().unwrap_or_default()
    }

    /// Of the names above the table the form's own, and those who have a table of their own there: two names over one
    /// table are the person's and somebody else's, an appraiser's, say.
    fn parted(&self, above: Vec<Named>) -> (Option<Named>, Vec<Named>) {
        let mut lost: Vec<Named> = Vec::new();
        let mut own: Option<Named> = None;
        for next in above {
            match own.take() {
                Some(before) if self.has_table(before.at.row + 1..next.at.row, 0) => {
                    lost.push(before);
                    own = Some(next);
                }
                before => own = before.or(Some(next)),
            }
        }
        (own, lost)
    }

    /// X104 for everybody else in the form's rows who has a table of figures; and the form's own name, where it is not the
    /// first one in them.
    pub(super) fn lost_people(
        &self,
        names: Names,
        body: &Body,
    ) -> (Option<Labelled>, Vec<Finding>) {
        let right = self.right();
        let is_above = |named: &Named| named.at.row < self.header.top && named.at.column <= right;
        let (above, others): (Vec<Named>, Vec<Named>) =
            self.named(names).into_iter().partition(is_above);
        let (own, mut lost) = self.parted(above);
        // Where no name stands over the table, the first one is the form's own.
        let skipped = usize::from(own.is_none());
        let moved = own.filter(|_| !lost.is_empty());
        let end = self.rows.1 + 1;
        let last = body.total_row.unwrap_or(body.last_row);
        for named in others.into_iter().skip(skipped) {
            let is_beside = named.at.column > right;
            let is_lost = match is_beside {
                true => {
                    !self.beside_is_told && self.has_table(named.at.row + 1..end, named.at.column)
                }
                false => self.has_table(named.at.row.max(last) + 1..end, 0),
            };
            if is_lost {
                lost.push(named);
            }
        }
        let lost = lost.into_iter().map(|one| self.lost(one.at, one.name));
        (moved.map(|own| own.labelled), lost.collect())
    }

    /// The people whose names stand beside their labels, each once.
    fn named(&self, names: Names) -> Vec<Named> {
        let mut people: Vec<Named> = Vec::new();
        for (at, labelled) in names {
            let word = labelled.word(self.cells).map(|word| word.value);
            let Some(name) = word.filter(|name| looks_like_a_name(name)) else {
                continue;
            };
            let is_known = people.iter().any(|one| fold(&one.name) == fold(&name));
            if labelled.cell.row == at.row && !is_known {
                people.push(Named { at, labelled, name });
            }
        }
        people
    }

    /// True where some rows hold words and figures, from a column on; those with labels of their own (基本工资, 总分) are no
    /// lines.
    fn has_table(&self, rows: Range<u32>, first: u32) -> bool {
        let is_labelled = |row: u32| {
            let area = CellRange::new(CellRef::new(row, first), CellRef::new(row, u32::MAX / 2));
            !self.finder.find(area, &|_| false).is_empty()
        };
        let measured = rows.filter(|row| {
            let filled = rows::filled(self.cells.sheet, *row);
            let filled: Vec<CellRef> = filled.filter(|at| at.column >= first).collect();
            let is_figure = |at: &CellRef| self.cells.figure(*at).value().is_some();
            filled.len() > 1 && filled.iter().any(is_figure) && !is_labelled(*row)
        });
        measured.take(LEAST_ROWS).count() == LEAST_ROWS
    }

    /// X104 for a table of the scheme's lines with points that stands in the form's rows beside its own: whose it is, no
    /// label above it tells, and the labels around both may be that person's.
    pub(super) fn unread_table(&self, body: &Body) -> Option<Finding> {
        let score = self.header.column(Key::Column(Role::Score))?;
        let last = body.total_row.unwrap_or(body.last_row).max(body.last_row);
        let is_own = |row: &u32| (self.header.top..=last).contains(row);
        let has_points = |row: &u32| {
            let at = CellRef::new(*row, score);
            self.cells.sheet.anchor(at) == at && self.cells.figure(at).value().is_some()
        };
        let rows = self.cells.sheet.rows.iter().map(|row| row.index);
        let rows = rows.filter(|row| (self.rows.0..=self.rows.1).contains(row) && !is_own(row));
        let pointed: Vec<u32> = rows.filter(has_points).collect();
        if pointed.len() < LEAST_ROWS {
            return None;
        }
        let items = Items::of_all(self.mapping);
        let named = pointed.iter().filter_map(|row| {
            let mut filled = rows::filled(self.cells.sheet, *row);
            let is_item = |at: &CellRef| {
                let word = self.cells.word(*at);
                word.is_some_and(|word| items.has(&word.value))
            };
            filled.find(is_item)
        });
        let named: Vec<CellRef> = named.collect();
        let at = *named.first().filter(|_| named.len() >= LEAST_ROWS)?;
        let message = text!(
            "{at} 起还有一张考核表没有读出来，多半是表头（指标、得分）改了名或被删了；它旁边的姓名、总分、工资分不清是谁的，此人待核。请核对表头，再复核一次。"
                / "From {at} on stands another form that could not be read, its header (items, points) probably was renamed or deleted. Nothing tells whose the names, totals and pay around it are: the person is held. Check the header and run again."
        );
        Some(Finding::new(Code::X104, message).at(self.cells.index, at))
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
