//! The rows of a form that no line of the scheme names: lines of the person's own.

use super::{Body, Form, Key};
use crate::extract::own::{self, OwnRow};
use crate::extract::units;
use crate::extract::words::Read;
use crate::mapping::Line as Spec;
use crate::mapping::own::OwnLines;
use crate::mapping::spelling::{Label, without_number};
use crate::number::Decimal;
use crate::rule::Role;
use crate::workbook::CellRef;

impl Form<'_> {
    /// A row as the line of somebody's own that it is; none where no pattern of the scheme is for it.
    pub(super) fn own_row(&self, row: u32, text: &str, section: Option<usize>) -> Option<OwnRow> {
        let column = self.header.column(Key::Item)?;
        let item_at = self.cells.sheet.anchor(CellRef::new(row, column));
        let unit = units::column(self.cells, self.header);
        let read = |pattern: usize| self.read_line(&self.mapping.patterns[pattern], row, unit);
        let (pattern, read) = own::pattern(self.mapping, text, section, read)?;
        let is_named = self.cells.word(CellRef::new(row, column)).is_some();
        let has = |(role, figure): &(Role, _)| is_mark(*role) && is_filled(figure);
        // A spare row has a number and formulas that give 0.
        if !is_named && !read.figures.iter().any(has) {
            return None;
        }
        let number = row + 1;
        let called = &self.mapping.patterns[pattern].item;
        let text = match is_named {
            true => text.to_owned(),
            false => format!("{called}（第 {number} 行）"),
        };
        Some(OwnRow {
            row,
            text,
            item_at,
            read,
            pattern,
        })
    }

    /// True for a further row of an item that is merged over several, which is a line by itself.
    pub(super) fn goes_on(&self, row: u32, at: CellRef, body: &Body) -> bool {
        let is_own = body.own.last().is_some_and(|own| own.item_at == at);
        let has_own = |role: Role| self.figure_at(row, role).is_some();
        is_own && (has_own(Role::Score) || has_own(Role::Weight))
    }

    /// Reads the own lines among those of the scheme.
    pub(super) fn add_own(&self, body: &mut Body, all: &mut OwnLines) {
        let rows = std::mem::take(&mut body.own);
        let (lines, weightless) = own::lines(self.mapping, &rows);
        for index in weightless {
            let column = self.header.column(Key::Column(Role::Weight));
            let (finding, reason) =
                own::weightless(self.cells.index, &rows[index], &lines[index].item, column);
            body.findings.push(finding);
            body.held.push(reason);
        }
        let listed = self.mapping.listed().len();
        for (row, line) in rows.into_iter().zip(lines) {
            let pattern = line.pattern;
            let spec = listed + all.place(line);
            body.patterns.insert(spec, pattern);
            body.lines.push(row.read.line(spec, row.row));
        }
        if !body.patterns.is_empty() {
            body.lines.sort_by_key(|line| line.row);
        }
    }

    /// What the scheme says of a line of the card.
    pub(super) fn spec_of<'a>(&'a self, line: usize, body: &Body) -> &'a Spec {
        let spec = body.lines[line].spec();
        match body.patterns.get(&spec) {
            Some(pattern) => &self.mapping.patterns[*pattern],
            None => &self.mapping.lines[spec],
        }
    }

    /// The section whose rows stand below or beside this one.
    pub(super) fn section_named(&self, row: u32) -> Option<usize> {
        let mut patterns = self.mapping.patterns.iter();
        if !patterns.any(|pattern| pattern.section.is_some()) {
            return None;
        }
        let last = self.header.column(Key::Item)?;
        let words = (0..=last).filter_map(|column| {
            let at = self.cells.sheet.anchor(CellRef::new(row, column));
            self.cells.word(at)
        });
        let named = words.filter_map(|word| {
            let name = Label::of_item(without_number(&word.value)).name;
            let mut sections = self.mapping.sections.iter();
            sections.position(|section| Label::of_item(without_number(&section.name)).name == name)
        });
        named.last()
    }

    /// What a row holds for a line.
    pub(super) fn read_line(&self, spec: &Spec, row: u32, unit: Option<u32>) -> Read {
        let read = Read {
            figures: self.scaled(spec, row, unit),
            parts: Vec::new(),
            words: self.words(row),
        };
        let criteria = self.header.column(Key::Column(Role::Criteria));
        let criteria = criteria.map(|column| CellRef::new(row, column));
        read.completed(self.cells, spec, criteria)
    }
}

/// Figures that make a row a line: what it weighs, and what it earned.
fn is_mark(role: Role) -> bool {
    matches!(role, Role::Weight | Role::Max | Role::Score | Role::Raw)
}

fn is_filled(figure: &crate::scorecard::Figure) -> bool {
    figure.value().is_some_and(|value| value != Decimal::ZERO)
}
