//! The rows of a form's lines as they are read, and those that no line of the scheme names: lines of the person's own.

use super::{Body, Form, Key};
use crate::extract::items::ItemKey;
use crate::extract::own::{self, OwnRow};
use crate::extract::rows;
use crate::extract::units;
use crate::extract::words::Read;
use crate::mapping::Line as Spec;
use crate::mapping::own::OwnLines;
use crate::mapping::spelling::without_number;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::State;
use crate::workbook::CellRef;

impl Form<'_> {
    /// A row as the line of somebody's own that it is; none where no pattern of the scheme is for it.
    pub(super) fn own_row(&self, row: u32, text: &str, section: Option<usize>) -> Option<OwnRow> {
        let column = self.header.column(Key::Item)?;
        let item_at = self.cells.sheet.anchor(CellRef::new(row, column));
        let unit = units::column(self.cells, self.header);
        let of_header = |role: Role| self.header.find(Key::Column(role))?.unit;
        let is_percent = own::is_percent(self.cells, &self.figures(row), of_header);
        let read = |pattern: &Spec| {
            let spec = own::spec(pattern, text, is_percent);
            self.read_line(&spec, row, unit)
        };
        let (pattern, read) = own::pattern(self.mapping, text, section, read)?;
        let is_named = self.cells.word(CellRef::new(row, column)).is_some();
        let has = |(role, figure): &(Role, _)| is_mark(*role) && is_filled(figure);
        // A spare row has a number and formulas that give 0.
        if !is_named && !read.figures.iter().any(has) {
            return None;
        }
        let named = if is_named { text } else { "" };
        Some(OwnRow {
            row,
            text: own::called(self.mapping, pattern, named, row),
            item_at,
            read,
            pattern,
            is_percent,
        })
    }

    /// True for a further row of an item that is merged over several, which is a line by itself.
    pub(super) fn goes_on(&self, row: u32, at: CellRef, body: &Body) -> bool {
        let is_own = body.own.last().is_some_and(|own| own.item_at == at);
        let has_own = |role: Role| self.figure_at(row, role).is_some();
        is_own && (has_own(Role::Score) || has_own(Role::Weight))
    }

    /// True for a row of somebody's own that adds nothing: 合计差错率 is none of the sums.
    pub(super) fn measures(&self, row: u32) -> bool {
        !self.mapping.patterns.is_empty() && self.is_measured(row)
    }

    /// A row that adds people's own lines: 总权重, 业绩指标小计.
    pub(super) fn adds_own(&self, row: u32, text: &str) -> bool {
        !self.mapping.patterns.is_empty() && !self.is_measured(row) && rows::adds_lines(text)
    }

    /// A row without a name that weighs something, and not what stands above it together.
    pub(super) fn is_unnamed_line(&self, row: u32, body: &Body) -> bool {
        let marks = [Role::Weight, Role::Max].into_iter();
        let mark = marks
            .filter_map(|role| Some((role, self.figure_at(row, role)?.value()?)))
            .find(|(_, value)| !value.is_zero());
        let Some((role, value)) = mark.filter(|_| !self.mapping.patterns.is_empty()) else {
            return false;
        };
        let above = body.own.iter().flat_map(|own| &own.read.figures);
        let above = above.filter(|(other, _)| *other == role);
        let sum: Ratio = above
            .filter_map(|(_, figure)| figure.value().map(Ratio::from))
            .sum();
        sum != Ratio::from(value)
    }

    /// A row without a figure whose item says what it weighs (`责任心15%`), where no column does: its score is missing. A
    /// heading says so too: `一、业绩指标（70%）`.
    pub(super) fn weighs_in_words(&self, row: u32, text: &str) -> bool {
        let Some(column) = self.header.column(Key::Item) else {
            return false;
        };
        let weighs = |row: u32| {
            let marks = [Role::Weight, Role::Max];
            let mut marks = marks.into_iter();
            marks.any(|role| self.figure_at(row, role).is_some())
        };
        let has_column = || (self.header.bottom + 1..=self.rows.1).any(weighs);
        let block = self.cells.sheet.block(CellRef::new(row, column));
        let is_heading = block.first.column != block.last.column
            || text
                .trim_start()
                .starts_with(|c| "一二三四五六七八九十".contains(c))
                && without_number(text).len() < text.len()
            || self.section_named(row).is_some();
        let says_so = || own::mark_of(text).is_some();
        !self.mapping.patterns.is_empty() && !is_heading && says_so() && !has_column()
    }

    /// Reads the own lines among those of the scheme.
    pub(super) fn add_own(&self, body: &mut Body, all: &mut OwnLines) {
        let mut rows = std::mem::take(&mut body.own);
        let column = |role: Role| self.header.column(Key::Column(role));
        let (lines, told) = own::lines(self.mapping, &mut rows, self.cells.index, column);
        for (finding, reason) in told {
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
        words
            .filter_map(|word| own::section_called(self.mapping, &word.value))
            .last()
    }

    /// The points of a line of several rows may stand beside any one of them: beside the last, as a sum does.
    pub(super) fn take_points_of_group(&self, rows: &[&(ItemKey, u32)], read: &mut Read) {
        let mut figures = read.figures.iter_mut();
        let Some((_, points)) = figures.find(|(role, _)| *role == Role::Score) else {
            return;
        };
        if points.state != State::Blank {
            return;
        }
        let beside = rows
            .iter()
            .map(|(_, row)| CellRef::new(*row, points.at.cell.column));
        let figures = beside.map(|at| self.cells.figure(at));
        let mut filled = figures.filter(|other| other.state != State::Blank);
        if let (Some(only), None) = (filled.next(), filled.next()) {
            *points = only;
        }
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
