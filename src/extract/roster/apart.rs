//! Tables below the list of people that are none of its own: averages by department, a table of targets, in which nobody
//! is a person; and lists of people with other columns, which this one's say nothing of.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Key, Roster};
use crate::extract::form::looks_like_a_name;
use crate::extract::header::Header;
use crate::extract::rows::{self, RowKind};
use crate::finding::{Code, Finding};
use crate::mapping::Field;
use crate::mapping::spelling::{Label, fold};
use crate::rule::Role;
use crate::workbook::{CellRef, Located, Row, Sheet, Value};

/// The rows of such tables.
#[derive(Default)]
pub(super) struct Apart {
    rows: Vec<Range<u32>>,
    /// The headers of lists of people that hold scores.
    pub lists: Vec<CellRef>,
    /// Those of other lists of people.
    pub others: Vec<CellRef>,
}

impl Apart {
    /// Finds them below a header: behind a gap, under a header of their own, down to where the list goes on.
    pub fn below(header: &Header<Key>, sheet: &Sheet, below: &[Row]) -> Self {
        let mut found = Apart::default();
        let mut open: Option<u32> = None;
        let mut before = header.bottom;
        for row in below.iter().filter(|row| !is_blank(row)) {
            let is_behind_gap = row.index > before + 1;
            before = row.index;
            match open {
                Some(first)
                    if header.is_repeated(sheet, row.index)
                        && !heads_another_list(header, sheet, row) =>
                {
                    found.rows.push(first..row.index);
                    open = None;
                }
                _ if heads_another_list(header, sheet, row) => {
                    match rows::heads_scores(row) {
                        true => found.lists.extend(first_cell(sheet, row)),
                        false => found.others.extend(first_cell(sheet, row)),
                    }
                    open = open.or(Some(row.index));
                }
                None if is_behind_gap && rows::heads_another_table(row) => open = Some(row.index),
                _ => {}
            }
        }
        found.rows.extend(open.map(|first| first..u32::MAX));
        found
    }

    /// True for a row of one of them.
    pub fn holds(&self, row: u32) -> bool {
        self.rows.iter().any(|rows| rows.contains(&row))
    }
}

/// True for a header of people whose columns are others than this list's: 姓名 is among its words, and none of the words
/// stands over the same column in this list's header, but for those of who somebody is.
fn heads_another_list(header: &Header<Key>, sheet: &Sheet, row: &Row) -> bool {
    // Nearly every row holds a figure: it heads nothing.
    let is_words = |value: &Value| value.is_blank() || matches!(value, Value::Text(_));
    if !row.cells.iter().all(|cell| is_words(&cell.value)) {
        return false;
    }
    let mut names_people = false;
    let (mut same, mut other) = (0, 0);
    for cell in row.cells.iter().filter(|cell| !cell.value.is_blank()) {
        let Value::Text(text) = &cell.value else {
            return false;
        };
        let above = |top: &u32| match sheet.shown(CellRef::new(*top, cell.column)) {
            Value::Text(words) => fold(words) == fold(text),
            _ => false,
        };
        let is_same = (header.top..=header.bottom).any(|top| above(&top));
        names_people |= rows::heads_people(&Label::new(text).name);
        let mut columns = header.columns.iter();
        let own = columns.find(|column| column.column == cell.column);
        let is_who = own.is_some_and(|column| is_of_person(column.key));
        match (is_same, is_who) {
            (true, false) if own.is_some() => same += 1,
            (true, _) => {}
            (false, _) => other += 1,
        }
    }
    names_people && same == 0 && other > 1
}

fn is_of_person(key: Key) -> bool {
    use Field::{Department, Id, Name, Period, Position};
    matches!(key, Key::Field(Name | Id | Department | Position | Period))
}

fn first_cell(sheet: &Sheet, row: &Row) -> Option<CellRef> {
    let first = row.cells.iter().find(|cell| !cell.value.is_blank())?;
    Some(sheet.anchor(CellRef::new(row.index, first.column)))
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cell.value.is_blank())
}

impl Roster<'_> {
    /// X103 for the lists of people on the sheet that the scheme's columns say nothing of: whoever stands in them was not
    /// appraised here.
    pub(super) fn report_other_lists(&mut self, below: &Apart, first_card: usize) {
        let beside = self.list_beside();
        let lists: Vec<CellRef> = below.lists.iter().copied().chain(beside).collect();
        let is_ranking = |at: &CellRef| self.ranks_again(*at, first_card);
        let (rankings, lists): (Vec<CellRef>, Vec<CellRef>) =
            lists.into_iter().partition(is_ranking);
        for at in rankings.into_iter().chain(below.others.iter().copied()) {
            self.report_pay_list(at);
        }
        for at in lists {
            let message = text!(
                "{at} 起还有一张有人员和分数的表，表头和方案的对不上，其中的人没有复核。是同一个方案的，请把表头（姓名、各项）改得和上面的表一样；是别的方案的，请放到单独的工作表；不用复核的，请从这个文件里移去。"
                    / "From {at} on stands another list of people with scores whose headers do not fit the mapping: nobody in it was audited. Give it the same headers if it is of this scheme, put it on a sheet of its own if it is of another, or take it out of this file."
            );
            let finding = Finding::new(Code::X103, message).at(self.cells.index, at);
            self.extraction.findings.push(finding);
        }
    }

    /// X103 for a list below that holds what the pay is reckoned by, or the pay itself, where this one has no column for it:
    /// who looks for 绩效基数 above would not find it, though it stands there.
    fn report_pay_list(&mut self, at: CellRef) {
        let lacks = |field: &Field| self.mapping.pays() && !self.fields.contains_key(field);
        let sheet = self.cells.sheet;
        let right = (at.column..).map(|column| CellRef::new(at.row, column));
        let heads = right.map_while(|cell| rows::words_of(sheet.value(cell)));
        let brings = |head: &&str| {
            let label = [Label::new(head)];
            let fields = [Field::Base, Field::Rate, Field::Payout].into_iter();
            let mut spelled = fields
                .filter(lacks)
                .filter_map(|field| self.mapping.fields.get(&field))
                .flatten();
            spelled.any(|one| one.matches(&label))
        };
        let brought: Vec<&str> = heads.map(str::trim).filter(brings).collect();
        if brought.is_empty() {
            return;
        }
        let brought = brought.join("、");
        let message = text!(
            "{at} 起还有一张有人员的表，写着「{brought}」，上面的表没有这些列；这张表没有读取。请把这些列并到上面的表里，或另存成花名册，用 --roster 给出。"
                / "From {at} on stands another list of people with {brought}, for which the list above has no columns: it was not read. Put these columns beside the list above, or save them as a roster of their own and give it with --roster."
        );
        let finding = Finding::new(Code::X103, message).at(self.cells.index, at);
        self.extraction.findings.push(finding);
    }

    /// True for a list, by the first cell of its header, that says once more of people of this one what they have in all:
    /// a ranking, the first three. Somebody in it who is not in this list was not appraised, and neither was what several
    /// columns of scores say.
    fn ranks_again(&self, at: CellRef, first_card: usize) -> bool {
        let sheet = self.cells.sheet;
        let right = (at.column..).map(|column| CellRef::new(at.row, column));
        let heads = right
            .map_while(|cell| rows::words_of(sheet.value(cell)).map(|head| (cell.column, head)));
        let heads: Vec<(u32, &str)> = heads.collect();
        let scores = heads.iter().filter(|(_, head)| rows::is_score(head));
        let is_name = |head: &str| rows::heads_people(&Label::new(head).name);
        let columns = || {
            heads
                .iter()
                .filter(|(_, head)| is_name(head))
                .map(|(column, _)| *column)
        };
        let cards = self.extraction.cards[first_card..].iter();
        let known: BTreeSet<String> = cards
            .flat_map(|card| [&card.employee.id, &card.employee.name])
            .flatten()
            .map(|word| fold(&word.value))
            .collect();
        let below = sheet.rows.iter().filter(|row| row.index > at.row);
        let cells = below.flat_map(|row| columns().map(|column| CellRef::new(row.index, column)));
        let words: Vec<Located<String>> = cells.filter_map(|at| self.cells.word(at)).collect();
        let is_known = |word: &Located<String>| known.contains(&fold(&word.value));
        let is_somebody = |word: &&Located<String>| {
            !rows::is_nobody(&word.value) && rows::kind_of_text(&word.value) == RowKind::Data
        };
        scores.count() < 2
            && words.iter().any(is_known)
            && words.iter().filter(is_somebody).all(is_known)
    }

    /// Where a second list begins right of this one that could not be read: points or a total once more, with figures
    /// below.
    fn list_beside(&self) -> Option<CellRef> {
        let sheet = self.cells.sheet;
        let is_taken = |column: u32| self.header.columns.iter().any(|own| own.column == column);
        let last = self.figure_columns().max()?;
        let is_points =
            |key: &Key| matches!(key, Key::Line(_, Role::Score) | Key::Field(Field::Total));
        let points = self.header.columns.iter().filter(|own| is_points(&own.key));
        let points: Vec<String> = points.map(|own| own.label.name.clone()).collect();
        let row = sheet.row(self.header.bottom)?;
        let repeated = row.cells.iter().filter(|cell| {
            let Value::Text(text) = &cell.value else {
                return false;
            };
            cell.column > last && !is_taken(cell.column) && points.contains(&Label::new(text).name)
        });
        let below = || {
            sheet
                .rows
                .iter()
                .filter(|row| row.index > self.header.bottom)
        };
        let two = |column: u32, is: &dyn Fn(&Value) -> bool| {
            let cells = below().map(|row| CellRef::new(row.index, column));
            let found = cells.filter(|at| is(sheet.value(*at)) || sheet.formulas.contains_key(at));
            found.take(2).count() == 2
        };
        let is_figure = |value: &Value| value.number().is_some();
        let is_name =
            |value: &Value| matches!(value, Value::Text(text) if looks_like_a_name(text.trim()));
        let mut repeated = repeated.map(|cell| cell.column);
        let second = repeated.find(|column| two(*column, &is_figure))?;
        if !(last + 1..second).any(|column| !is_taken(column) && two(column, &is_name)) {
            return None;
        }
        // It begins at the words right of this list, without a gap.
        let is_wordy = |column: u32| {
            !is_taken(column)
                && matches!(
                    sheet.value(CellRef::new(self.header.bottom, column)),
                    Value::Text(_)
                )
        };
        let first = (last + 1..second)
            .rev()
            .take_while(|column| is_wordy(*column))
            .last();
        Some(CellRef::new(self.header.bottom, first.unwrap_or(second)))
    }
}
