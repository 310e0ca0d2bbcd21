//! The rows of a form's table: its lines, its total, and what the scheme does not know.

use std::collections::BTreeMap;

use super::{Form, Key};
use crate::extract::items::{self, ItemKey, Items};
use crate::extract::own::{MEASURED, OwnRow};
use crate::extract::rows::{self, RowKind};
use crate::extract::{Mark, units, words};
use crate::finding::Finding;
use crate::mapping::own::OwnLines;
use crate::mapping::spelling::Label;
use crate::mapping::{Composition, Field, Line as Spec, Veto};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Figure, Line, State};
use crate::text::Text;
use crate::workbook::{CellRange, CellRef, Located, Value};

/// What the table's rows gave.
#[derive(Default)]
pub(super) struct Body {
    pub lines: Vec<Line>,
    /// The rows of lines of the person's own.
    pub own: Vec<OwnRow>,
    /// What these are scored by, by the lines that they are.
    pub patterns: BTreeMap<usize, usize>,
    pub total: Option<Figure>,
    pub weight_sum: Option<Figure>,
    pub unknown_weights: Vec<(Role, Figure)>,
    pub unknown_marks: Vec<Mark>,
    /// A line that the scheme does not know has a self score.
    pub unknown_self_scores: bool,
    pub self_total: Option<Figure>,
    pub findings: Vec<Finding>,
    pub held: Vec<Text>,
    pub total_row: Option<u32>,
    pub last_row: u32,
    /// The rows of vetoes that stand among the lines.
    pub vetoes: BTreeMap<usize, u32>,
    /// The subtotals that stand among the lines, by section.
    pub subtotals: BTreeMap<usize, Figure>,
}

impl Form<'_> {
    pub(super) fn body(&self, position: Option<&str>, own: &mut OwnLines) -> Body {
        let items = Items::new(self.mapping, position);
        let mut body = Body {
            last_row: self.header.bottom,
            ..Body::default()
        };
        let mut found: Vec<(ItemKey, u32)> = Vec::new();
        let item_column = self.header.column(Key::Item).unwrap_or_default();
        let (mut before, mut section) = (None, None);
        for row in self.header.bottom + 1..=self.rows.1 {
            if rows::filled(self.cells.sheet, row).next().is_none() {
                continue;
            }
            if let Some(label) = self.total_label(row)
                && !self.sums_deductions(row, label)
            {
                self.read_total(row, label, &mut body);
                body.total_row = Some(row);
                break;
            }
            let at = self.cells.sheet.anchor(CellRef::new(row, item_column));
            section = self.section_named(row).or(section);
            if before == Some(at) && !self.goes_on(row, at, &body) {
                self.tell_second(row, at, &found, &mut body);
                continue;
            }
            before = Some(at);
            let text = self.item_text(row, item_column);
            let unnamed = || self.is_unnamed_line(row, &body).then(String::new);
            let Some(text) = text.or_else(unnamed) else {
                continue;
            };
            if let Some(veto) = self.veto_named(&text) {
                body.vetoes.insert(veto, row);
                continue;
            }
            let above = self.section_above(&found, &body.own);
            if let Some(section) = self.subtotal_named(&text, above)
                && let Some(figure) = self.sum_at(row, section)
            {
                body.subtotals.entry(section).or_insert(figure);
                body.last_row = body.last_row.max(row);
                continue;
            }
            let key = match self.header.column(Key::Number) {
                Some(column) => self.numbered(row, column),
                None => items.find(&text),
            };
            match key {
                Some(key) if !found.iter().any(|(other, _)| *other == key) => {
                    found.push((key, row));
                    body.last_row = body.last_row.max(self.cells.sheet.block(at).last.row);
                }
                // Rows whose points stand in one merged cell are one line.
                Some(key)
                    if found.iter().any(|(other, first)| {
                        *other == key && self.points_at(*first) == self.points_at(row)
                    }) => {}
                Some(_) => self.report_unknown(row, at, &text, true, &mut body),
                // The sum of some of the lines is no line.
                None if rows::kind_of_text(&text) == RowKind::Sum && !self.measures(row) => {}
                None if self.adds_own(row, &text) || self.adds_marks(row, &text, &found) => {
                    let sum = self.figure_at(row, Role::Weight);
                    let sum = sum.or_else(|| self.figure_at(row, Role::Max));
                    body.weight_sum = body.weight_sum.or(sum);
                }
                None if self.names_somebody(at) => {}
                None if self.looks_like_a_line(row) || self.weighs_in_words(row, &text) => {
                    match self.own_row(row, &text, section) {
                        Some(own) => {
                            body.own.push(own);
                            body.last_row = body.last_row.max(row);
                        }
                        None => self.report_unknown(row, at, &text, false, &mut body),
                    }
                }
                // A note may stand among the lines too.
                None if rows::kind_of_text(&text) == RowKind::Note && !self.has_total(row) => {
                    break;
                }
                None => {}
            }
        }
        // What the sum of the self scores should be is not known either.
        if body.unknown_self_scores {
            body.self_total = None;
        }
        self.add_lines(&found, &mut body);
        self.add_own(&mut body, own);
        body
    }

    /// The veto that a row of the table is about.
    fn veto_named(&self, text: &str) -> Option<usize> {
        let named = |veto: &Veto| {
            veto.line.is_none() && veto.spelled.iter().any(|one| one.matches_text(text))
        };
        self.mapping.vetoes.iter().position(named)
    }

    /// The section whose subtotal a row holds; of several with the same words (小计), the one whose lines stand above.
    fn subtotal_named(&self, text: &str, above: Option<usize>) -> Option<usize> {
        let sections = self.mapping.sections.iter().enumerate();
        let mut named = sections.filter(|(_, section)| {
            let mut spelled = section.subtotal.iter();
            spelled.any(|spelling| spelling.matches_text(text))
        });
        let (first, _) = named.next()?;
        let Some((second, _)) = named.next() else {
            return Some(first);
        };
        [first, second]
            .into_iter()
            .chain(named.map(|(section, _)| section))
            .find(|section| Some(*section) == above)
    }

    /// The section of the line that stands last above a row.
    fn section_above(&self, found: &[(ItemKey, u32)], own: &[OwnRow]) -> Option<usize> {
        let listed = found
            .last()
            .map(|(key, row)| (*row, &self.mapping.lines[key.line]));
        let own = own
            .last()
            .map(|own| (own.row, &self.mapping.patterns[own.pattern]));
        let last = listed.into_iter().chain(own).max_by_key(|(row, _)| *row);
        last?.1.section
    }

    /// What a veto's row says: its count or mark, its points, else its remark.
    pub(super) fn veto_word(&self, row: u32) -> Option<Located<String>> {
        let columns = [Role::Actual, Role::Score, Role::Remark]
            .into_iter()
            .filter_map(|role| self.header.column(Key::Column(role)));
        self.cells.first_answer(row, columns)
    }

    /// The line whose number stands in a row.
    fn numbered(&self, row: u32, column: u32) -> Option<ItemKey> {
        let at = CellRef::new(row, column);
        // As a figure, （1） would be a negative one.
        let line = items::line_number(&self.cells.word(at)?.value)?.checked_sub(1)?;
        (line < self.mapping.listed().len()).then_some(ItemKey { line, part: None })
    }

    /// The item's words; those of a merged category (加分项) where the row has none of its own.
    fn item_text(&self, row: u32, column: u32) -> Option<String> {
        let own = self.cells.word(CellRef::new(row, column));
        let first = || {
            rows::filled(self.cells.sheet, row)
                .filter(|at| at.column < column)
                .find_map(|at| self.cells.word(at))
        };
        own.or_else(first).map(|located| located.value)
    }

    /// The label of a total row, left of the score column.
    fn total_label(&self, row: u32) -> Option<CellRef> {
        let score = self
            .header
            .column(Key::Column(Role::Score))
            .unwrap_or_default();
        let spelled = self.mapping.fields.get(&Field::Total)?;
        let is_label = |at: &CellRef| match self.cells.sheet.value(*at) {
            Value::Text(text) => {
                let label = Label::new(text.split([':', '：']).next().unwrap_or(text));
                spelled
                    .iter()
                    .any(|spelling| spelling.matches(std::slice::from_ref(&label)))
            }
            _ => false,
        };
        rows::filled(self.cells.sheet, row)
            .take_while(|at| at.column < score.max(1))
            .find(is_label)
    }

    /// True where the total stands further down.
    fn has_total(&self, row: u32) -> bool {
        let mut below = row + 1..=self.rows.1;
        below.any(|row| self.total_label(row).is_some())
    }

    /// True where a row that is labelled like a total (合计) adds the deductions: the scheme calls their subtotal so, or
    /// the total stands further down.
    fn sums_deductions(&self, row: u32, label: CellRef) -> bool {
        let Value::Text(text) = self.cells.sheet.value(label) else {
            return false;
        };
        let mut sections = self.mapping.sections.iter().enumerate();
        let is_subtotal = sections.any(|(index, section)| {
            let mut spelled = section.subtotal.iter();
            self.mapping.takes_off(index) && spelled.any(|one| one.matches_text(text))
        });
        self.mapping.composition == Composition::Deductions
            && (is_subtotal || rows::kind_of_text(text) == RowKind::Sum && self.has_total(row))
    }

    /// The total stands in the score column, else it is the last figure right of the label.
    fn read_total(&self, row: u32, label: CellRef, body: &mut Body) {
        let figure = |role: Role| {
            Some(
                self.cells
                    .figure(CellRef::new(row, self.header.column(Key::Column(role))?)),
            )
        };
        let inside = |figure: &Figure| figure.at.cell != self.cells.sheet.anchor(label);
        let is_label = |at: CellRef| {
            let fields = self.mapping.fields.values().flatten();
            let word = self.cells.word(at);
            let label = word.map(|word| Label::new(word.value.trim_end_matches([':', '：'])));
            label.is_some_and(|label| {
                let label = [label];
                fields.clone().any(|spelling| spelling.matches(&label))
            })
        };
        // The label of a field that shares the row is no total; nor is what stands behind it, where a figure stands before.
        let right = || rows::filled(self.cells.sheet, row).filter(|at| at.column > label.column);
        let is_figure = |at: &CellRef| self.cells.figure(*at).value().is_some();
        let end = match right().find(|at| is_figure(at) || is_label(*at)) {
            Some(first) if is_figure(&first) => right().find(|at| is_label(*at)),
            _ => None,
        };
        let end = end.map_or(u32::MAX, |at| at.column);
        let in_column = |role: Role| {
            let own = figure(role).filter(|it| inside(it) && it.at.cell.column < end);
            own.filter(|it| !is_label(it.at.cell))
        };
        let weighted = in_column(Role::Weighted).filter(|figure| figure.value().is_some());
        let in_column = weighted.or_else(|| in_column(Role::Score));
        let taken = [
            Role::Weight,
            Role::Max,
            Role::Raw,
            Role::SelfScore,
            Role::Deduction,
        ];
        let other = || {
            let free = right().filter(|at| at.column < end).filter(|at| {
                !taken
                    .iter()
                    .any(|role| self.header.column(Key::Column(*role)) == Some(at.column))
            });
            free.map(|at| self.cells.figure(at))
                .find(|figure| figure.value().is_some())
        };
        body.self_total = figure(Role::SelfScore).filter(inside);
        let read = in_column
            .clone()
            .filter(|figure| figure.state != State::Blank);
        let with_label = || self.finder.figure_in(label);
        body.total = read.or_else(with_label).or_else(other).or(in_column);
        let sum = [Role::Weight, Role::Max]
            .into_iter()
            .find_map(figure)
            .filter(inside);
        let sum = sum.filter(|figure| figure.value().is_some());
        body.weight_sum = sum.or(body.weight_sum.take());
    }

    /// A row that adds the lines' weights or points; a line has its own target or actual, or other points.
    fn adds_marks(&self, row: u32, text: &str, above: &[(ItemKey, u32)]) -> bool {
        let points = |row: u32| self.figure_at(row, Role::Score)?.value();
        let adds = |sum: Decimal| {
            let above = above.iter().filter_map(|(_, row)| points(*row));
            let all = above.fold(Ratio::zero(), |all, one| all.plus(&Ratio::from(one)));
            all == Ratio::from(sum)
        };
        rows::is_sum_of_marks(text) && !self.is_measured(row) && points(row).is_none_or(adds)
    }

    /// True for a row with a target, an actual figure or a score of its own.
    pub(super) fn is_measured(&self, row: u32) -> bool {
        let mut measured = MEASURED.into_iter();
        measured.any(|role| self.figure_at(row, role).is_some())
    }

    /// The figure in a row's own cell of a column.
    pub(super) fn figure_at(&self, row: u32, role: Role) -> Option<Figure> {
        let column = self.header.column(Key::Column(role))?;
        let figure = self.cells.figure(CellRef::new(row, column));
        (figure.at.cell.row == row && figure.value().is_some()).then_some(figure)
    }

    /// The cell that holds a row's points: the first one of a merged range.
    fn points_at(&self, row: u32) -> Option<CellRef> {
        let column = self.header.column(Key::Column(Role::Score))?;
        Some(self.cells.sheet.anchor(CellRef::new(row, column)))
    }

    /// What a section's row of sums holds: the sum of the weighted points where they stand beside the points, and of the
    /// deductions where the points of others do.
    fn sum_at(&self, row: u32, section: usize) -> Option<Figure> {
        let in_column = |role: Role| {
            let column = self.header.column(Key::Column(role))?;
            Some(self.cells.figure(CellRef::new(row, column)))
        };
        let of_points = || Some(self.cells.figure(self.points_at(row)?));
        if self.mapping.takes_off(section)
            && let Some(deductions) = in_column(Role::Deduction)
        {
            let other = of_points().filter(|points| points.state != State::Blank);
            return match deductions.state {
                State::Blank => other.or(Some(deductions)),
                _ => Some(deductions),
            };
        }
        in_column(Role::Weighted)
            .filter(|figure| figure.value().is_some())
            .or_else(of_points)
    }

    /// True for a label of whose form it is, or of the pay, in the place of an item: a form without a total among its
    /// rows goes on down to them.
    fn names_somebody(&self, at: CellRef) -> bool {
        use Field::{Base, Coefficient, Grade, Id, Name, Payout, Rate};
        let found = self.finder.find(CellRange::new(at, at), &|_| false);
        let mut fields = [Name, Id, Base, Rate, Coefficient, Payout, Grade].into_iter();
        fields.any(|field| found.contains_key(&field))
    }

    /// A row with points or a weight of its own that the scheme does not know.
    fn looks_like_a_line(&self, row: u32) -> bool {
        let roles = [
            Role::Score,
            Role::Max,
            Role::Weight,
            Role::Actual,
            Role::Deduction,
        ];
        roles
            .into_iter()
            .filter_map(|role| self.header.column(Key::Column(role)))
            .any(|column| {
                let at = CellRef::new(row, column);
                self.cells.sheet.anchor(at) == at && self.cells.figure(at).value().is_some()
            })
    }

    fn add_lines(&self, found: &[(ItemKey, u32)], body: &mut Body) {
        let unit = units::column(self.cells, self.header);
        for (spec, line) in self.mapping.listed().iter().enumerate() {
            let own: Vec<&(ItemKey, u32)> =
                found.iter().filter(|(key, _)| key.line == spec).collect();
            let Some(row) = own.iter().map(|(_, row)| *row).min() else {
                continue;
            };
            let row_of = |part: usize| {
                let mut own = own.iter();
                let found = own.find(|(key, _)| key.part == Some(part));
                found.map(|(_, row)| *row)
            };
            let mut read = self.read_line(line, row, unit);
            self.take_points_of_group(&own, &mut read);
            read.parts = (0..line.rule.parts().len())
                .map(|part| row_of(part).map_or_else(Vec::new, |row| self.scaled(line, row, unit)))
                .collect();
            body.lines.push(read.line(spec, row));
        }
    }

    fn columns(&self) -> impl Iterator<Item = (Role, u32)> {
        let columns = self.header.columns.iter();
        columns.filter_map(|column| match column.key {
            Key::Column(role) => Some((role, column.column)),
            Key::Item | Key::Number => None,
        })
    }

    pub(super) fn figures(&self, row: u32) -> Vec<(Role, Figure)> {
        words::figures(self.cells, row, self.columns())
    }

    /// The same in ones.
    pub(super) fn scaled(&self, line: &Spec, row: u32, unit: Option<u32>) -> Vec<(Role, Figure)> {
        let mut figures = self.figures(row);
        self.scale(line, row, unit, &mut figures);
        figures
    }

    /// Figures in 万元 by the header, the unit's cell in column `unit`, or the item's bracket.
    fn scale(&self, line: &Spec, row: u32, unit: Option<u32>, figures: &mut [(Role, Figure)]) {
        let item = CellRef::new(row, self.header.column(Key::Item).unwrap_or_default());
        let unit = unit.map(|column| CellRef::new(row, column));
        let of_line = units::of_line(self.cells, item, unit);
        let of = |role: Role| {
            let column = self.header.find(Key::Column(role));
            units::of_column(line, column.and_then(|column| column.unit)).or(of_line)
        };
        units::scale(self.cells, line, figures, of);
    }

    pub(super) fn words(&self, row: u32) -> Vec<(Role, Located<String>)> {
        words::words(self.cells, row, self.columns())
    }
}
