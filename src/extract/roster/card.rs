//! A person's row: whose it is, what the sheet reports, and the figures of each line.

use super::{Key, Roster};
use crate::extract::{period, ticked, times, units, words};
use crate::mapping::Field;
use crate::rule::Role;
use crate::scorecard::{Employee, Figure, Line, Scorecard};
use crate::workbook::{CellRef, Located};

impl Roster<'_> {
    pub(super) fn card(&self, table: usize, row: u32) -> Scorecard {
        let word = |field: Field| -> Option<Located<String>> {
            self.cells
                .word(CellRef::new(row, *self.fields.get(&field)?))
        };
        let figure = |field: Field| {
            Some(
                self.cells
                    .figure(CellRef::new(row, *self.fields.get(&field)?)),
            )
        };
        let amount = |field: Field| {
            let column = self.header.find(Key::Field(field))?;
            let at = CellRef::new(row, column.column);
            Some(self.cells.amount(at, &column.label))
        };
        let percentage = |field: Field| {
            let column = self.header.find(Key::Field(field))?;
            let at = CellRef::new(row, column.column);
            Some(self.cells.percentage(at, &column.label))
        };
        let employee = Employee {
            id: word(Field::Id),
            name: word(Field::Name),
            department: word(Field::Department),
            position: word(Field::Position),
            manager: word(Field::Manager),
            named_by_tab: false,
        }
        .known();
        let position = employee
            .position
            .as_ref()
            .map(|position| position.value.clone());
        let named = self.fields.get(&Field::Period);
        let named = named.map(|column| self.cells.sheet.shown(CellRef::new(row, *column)));
        let period = named.and_then(|value| period::of_cell_in(value, self.year));
        Scorecard {
            print: None,
            sheet: self.cells.index,
            table,
            row,
            period,
            part: named.and_then(period::part_of_cell),
            lines: self.lines_of(row, position.as_deref()),
            subtotals: self
                .subtotals
                .iter()
                .enumerate()
                .map(|(section, column)| {
                    let figure = self.cells.figure(CellRef::new(row, (*column)?));
                    Some(match self.mapping.takes_off(section) {
                        true => words::taken_off(figure),
                        false => figure,
                    })
                })
                .collect(),
            total: figure(Field::Total),
            grade: word(Field::Grade).and_then(ticked::chosen_at),
            grade_error: self
                .fields
                .get(&Field::Grade)
                .and_then(|column| self.cells.error(CellRef::new(row, *column))),
            coefficient: percentage(Field::Coefficient),
            base: amount(Field::Base),
            rate: percentage(Field::Rate),
            payout: amount(Field::Payout),
            attended: figure(Field::Attended).map(Box::new),
            due: figure(Field::Due).map(Box::new),
            adjustments: self.adjustments(row),
            on_roster: None,
            weight_sum: None,
            self_total: None,
            unknown_weights: Vec::new(),
            period_at: None,
            effective: None,
            vetoes: self
                .vetoes
                .iter()
                .map(|column| Some(self.cells.answer(CellRef::new(row, (*column)?))))
                .collect(),
            employee,
        }
    }

    /// What stands in the columns of what else moves the pay.
    fn adjustments(&self, row: u32) -> Vec<Option<Figure>> {
        let all = self.mapping.adjustments.iter().enumerate();
        let own = all.map(|(index, one)| {
            let column = self.header.find(Key::Adjustment(index))?;
            let at = CellRef::new(row, column.column);
            Some(self.cells.adjustment(at, &column.label, one.how))
        });
        own.collect()
    }

    fn lines_of(&self, row: u32, position: Option<&str>) -> Vec<Line> {
        let specs = self
            .mapping
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.applies_to(position));
        let words = |role: &Role| role.is_words();
        // There are many lines: none takes more room than it needs.
        let mut lines = Vec::with_capacity(self.known_lines);
        lines.extend(
            specs
                .filter(|(spec, _)| !self.lines[*spec].is_empty())
                .map(|(spec, _)| {
                    let columns = &self.lines[spec];
                    let figures = columns.iter().filter(|(role, _)| !words(role));
                    let told = columns.iter().filter(|(role, _)| words(role));
                    let criteria = columns
                        .iter()
                        .find(|(role, _)| *role == Role::Criteria)
                        .map(|(_, column)| CellRef::new(row, *column));
                    let mut own = Vec::with_capacity(columns.len());
                    own.extend(figures.map(|(role, c)| {
                        let mut figure = self.cells.figure(CellRef::new(row, *c));
                        if self.percents.contains(&(spec, *role)) {
                            figure = self.cells.whole_percent(figure);
                        }
                        (*role, words::meant(*role, figure))
                    }));
                    if !self.units.is_empty() {
                        let unit = |role: Role| self.units.get(&(spec, role)).copied();
                        units::scale(&self.cells, &self.mapping.lines[spec], &mut own, unit);
                    }
                    let time = self.times.get(&spec).map(String::as_str);
                    times::hours(&self.cells, &self.mapping.lines[spec], &mut own, time);
                    let read = words::Read {
                        figures: own,
                        parts: Vec::new(),
                        words: told
                            .filter_map(|(role, c)| {
                                Some((*role, self.cells.word(CellRef::new(row, *c))?))
                            })
                            .collect(),
                    };
                    let read = read.completed(&self.cells, &self.mapping.lines[spec], criteria);
                    read.line(spec, row)
                }),
        );
        lines.shrink_to_fit();
        lines
    }
}
