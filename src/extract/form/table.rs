//! What a form's table is to those who mark it: its place, and the full marks behind its items.

use super::super::labels::Labelled;
use super::super::rows;
use super::super::{Mark, Table, TableRows};
use super::{Body, Form, Key};
use crate::mapping::spelling::{Label, without_number};
use crate::rule::Role;
use crate::scorecard::Line;
use crate::workbook::{CellRef, Value};

impl Form<'_> {
    pub(super) fn table(&self, body: &Body) -> Table {
        let (header, last_row, total_row) = (self.header, body.last_row, body.total_row);
        let mut marks = self.item_marks(&body.lines);
        marks.extend(body.unknown_marks.iter().cloned());
        let sum = [Role::Weight, Role::Max]
            .into_iter()
            .map(Key::Column)
            .chain((!marks.is_empty()).then_some(Key::Item))
            .find_map(|key| header.find(key));
        Table {
            sheet: self.cells.index,
            header: (header.top, header.bottom),
            columns: (
                header.span.0,
                self.right_edge(last_row.max(total_row.unwrap_or(0))),
            ),
            last_row,
            look_of: header
                .find(Key::Column(Role::Score))
                .map_or(CellRef::new(header.bottom, header.span.1), |c| c.cell),
            rows: TableRows::Lines,
            marks,
            sum_header: sum.map(|column| column.cell),
            text_columns: Vec::new(),
            total_row,
            unknown_money: Vec::new(),
        }
    }

    /// A figure below the lines that was not found is missed where it would stand: in the column of the scores, where its
    /// label has the rest of the row to itself.
    pub(super) fn beside_scores(&self, labelled: &Labelled, last_row: u32) -> Labelled {
        let (mut own, at) = (labelled.clone(), labelled.cell);
        let column = |role: Role| self.header.column(Key::Column(role));
        let column = column(Role::Weighted).or(column(Role::Score));
        if let Some(column) = column.filter(|column| *column > at.column && at.row > last_row) {
            let score = self.cells.sheet.anchor(CellRef::new(at.row, column));
            // Words there stand in the figure's place too: 待定.
            let mut others = rows::filled(self.cells.sheet, at.row).skip(1);
            let alone = others.all(|other| other == score) && self.cells.is_blank(at);
            if own.inline.is_none() && alone {
                own.cell = score;
            }
        }
        own
    }

    /// The last column that the form uses in its table's rows.
    fn right_edge(&self, last_row: u32) -> u32 {
        let rows = self
            .cells
            .sheet
            .rows
            .iter()
            .filter(|row| (self.header.top..=last_row).contains(&row.index));
        let used = rows.filter_map(|row| {
            row.cells
                .iter()
                .rev()
                .find(|cell| !cell.value.is_blank())
                .map(|cell| {
                    self.cells
                        .sheet
                        .block(CellRef::new(row.index, cell.column))
                        .last
                        .column
                })
        });
        used.max().unwrap_or(0).max(self.header.span.1)
    }

    /// A max inside an item's own words: `工作计划、总结及述职(5分)`. Parts of a line have none of their own.
    fn item_marks(&self, lines: &[Line]) -> Vec<Mark> {
        let whole = |line: &&Line| line.parts().is_empty();
        let marks = lines
            .iter()
            .filter(whole)
            .filter_map(|line| self.item_mark(line.row, Some(line.spec())));
        marks.collect()
    }

    pub(super) fn item_mark(&self, row: u32, line: Option<usize>) -> Option<Mark> {
        let column = self.header.column(Key::Item)?;
        let at = self.cells.sheet.anchor(CellRef::new(row, column));
        let Value::Text(text) = self.cells.sheet.value(at) else {
            return None;
        };
        let words = Label::of_item(without_number(text)).bracket?;
        Some(Mark {
            line,
            cell: at,
            words,
        })
    }
}
