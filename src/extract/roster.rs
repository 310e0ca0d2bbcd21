//! One row per person under a header of one to four rows.

mod apart;
mod aside;
mod card;
mod heads;
mod marks;
mod money;
mod nameless;
mod places;
mod together;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::figure::Cells;
use super::form::looks_like_a_name;
use super::header::Header;
use super::rows::{self, RowKind};
use super::search::{Search, Wanted};
use super::{AT_A_TIME, Extraction, Table, TableRows, ToldBy, Unread, times};
use crate::finding::{Code, Finding};
use crate::mapping::{Field, Mapping};
use crate::rule::Role;
use crate::scorecard::{Scorecard, Unit};
use crate::workbook::{CellRef, Row, Workbook};
use crate::written::is_absent;
use apart::Apart;
pub(super) use marks::marks;

/// Rows among which a roster's header is looked for.
pub(super) const HEADER_ROWS: u32 = 60;

/// Rows that are read before their cards join the others: what is on its way takes room twice.
const ON_THE_WAY: usize = 64 * AT_A_TIME;

/// What a column of a roster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Field(Field),
    Line(usize, Role),
    Subtotal(usize),
    Veto(usize),
    Adjustment(usize),
}

/// Every column that the mapping knows; lines before fields, so that `小计/总分` never takes a line's column.
pub(super) fn search(mapping: &Mapping) -> Search<'_, Key> {
    let lines = mapping.lines.iter().enumerate().flat_map(|(index, line)| {
        line.columns.iter().map(move |(role, spelled)| Wanted {
            key: Key::Line(index, *role),
            spelled,
            shares: true,
        })
    });
    let subtotals = mapping
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| !section.subtotal.is_empty());
    let subtotals = subtotals.map(|(index, section)| Wanted {
        key: Key::Subtotal(index),
        spelled: &section.subtotal,
        shares: false,
    });
    let vetoes = mapping.vetoes.iter().enumerate();
    let vetoes = vetoes.map(|(index, veto)| Wanted {
        key: Key::Veto(index),
        spelled: &veto.spelled,
        shares: false,
    });
    let adjustments = mapping.adjustments.iter().enumerate();
    let adjustments = adjustments.map(|(index, one)| Wanted {
        key: Key::Adjustment(index),
        spelled: &one.spelled,
        shares: false,
    });
    let fields = mapping.fields.iter().map(|(field, spelled)| Wanted {
        key: Key::Field(*field),
        spelled,
        shares: false,
    });
    let people = vetoes.chain(adjustments).chain(fields);
    Search::new(lines.chain(subtotals).chain(people).collect())
}

/// True where a header is that of a roster of this mapping: people, and at least one line.
pub(super) fn is_roster(header: &Header<Key>) -> bool {
    let has_person = header.column(Key::Field(Field::Name)).is_some()
        || header.column(Key::Field(Field::Id)).is_some();
    has_person
        && header
            .columns
            .iter()
            .any(|column| matches!(column.key, Key::Line(_, Role::Score)))
}

pub(super) fn extract(workbook: &Workbook, mapping: &Mapping) -> Extraction {
    let mut extraction = Extraction::default();
    let search = search(mapping);
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        if let Some(reason) = super::left_aside(workbook, mapping, index) {
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
            continue;
        }
        let lists = places::lists(sheet, &search);
        if lists.is_empty() {
            let reason = text!("没有找到方案的表头" / "the scheme's header was not found");
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
        }
        for (part, header) in lists {
            let cells = Cells::of_part(workbook, index, &part);
            Roster::new(mapping, cells, &header, &mut extraction).read();
        }
    }
    extraction
}

struct Roster<'a> {
    mapping: &'a Mapping,
    cells: Cells<'a>,
    header: &'a Header<Key>,
    /// Each line's columns.
    lines: Vec<Vec<(Role, u32)>>,
    /// How many lines have columns.
    known_lines: usize,
    fields: BTreeMap<Field, u32>,
    subtotals: Vec<Option<u32>>,
    vetoes: Vec<Option<u32>>,
    /// The lines' columns whose headers say 万元.
    units: BTreeMap<(usize, Role), Unit>,
    /// The lines' columns whose headers say (%) and whose figures are whole percents.
    percents: Vec<(usize, Role)>,
    /// The lines of hours whose headers name another time.
    times: BTreeMap<usize, String>,
    /// The first signs of the words that head names.
    heads_begin: BTreeSet<char>,
    /// The year that the rows over the header name.
    year: Option<u16>,
    extraction: &'a mut Extraction,
}

/// What a row below the header is.
#[expect(clippy::large_enum_variant, reason = "each is taken apart at once")]
enum Read {
    Person(Scorecard),
    /// Figures without a name.
    Nameless(u32),
    Sum(u32),
    Note(u32),
    Other,
}

/// What some rows are; of rows that are nobody's nothing is kept.
#[derive(Default)]
struct Stretch {
    cards: Vec<Scorecard>,
    /// Rows of figures without a name.
    nameless: Vec<u32>,
    /// Rows that say that they are sums.
    sums: Vec<u32>,
    /// Rows of figures that say that they are notes.
    notes: Vec<u32>,
}

impl Stretch {
    fn with(mut self, read: Read) -> Self {
        match read {
            Read::Person(card) => self.cards.push(card),
            Read::Sum(row) => self.sums.push(row),
            Read::Note(row) => self.notes.push(row),
            Read::Nameless(row) => self.nameless.push(row),
            Read::Other => {}
        }
        self
    }
}

impl<'a> Roster<'a> {
    fn new(
        mapping: &'a Mapping,
        cells: Cells<'a>,
        header: &'a Header<Key>,
        extraction: &'a mut Extraction,
    ) -> Self {
        let mut lines = vec![Vec::new(); mapping.lines.len()];
        let (mut fields, mut units) = (BTreeMap::new(), BTreeMap::new());
        let (mut percents, mut times) = (Vec::new(), BTreeMap::new());
        for column in &header.columns {
            if let Key::Line(line, role @ (Role::Actual | Role::Target | Role::Previous)) =
                column.key
                && mapping.lines[line].percent
                && cells.holds_percents(column.column, header.bottom, &column.label)
            {
                percents.push((line, role));
            }
            let unit = column.unit.filter(|unit| unit.is_large());
            if let (Key::Line(line, role), Some(unit)) = (column.key, unit) {
                units.insert((line, role), unit);
            }
            if let Key::Line(line, Role::Actual) = column.key
                && mapping.lines[line].hours
                && let Some(time) = times::of_label(&column.label)
            {
                times.insert(line, time);
            }
            match column.key {
                Key::Line(line, role) => lines[line].push((role, column.column)),
                Key::Field(field) => {
                    fields.insert(field, column.column);
                }
                Key::Subtotal(_) | Key::Veto(_) | Key::Adjustment(_) => {}
            }
        }
        Roster {
            heads_begin: heads::begin(mapping),
            year: super::period::year_of(cells.sheet, header.top),
            cells,
            known_lines: lines.iter().filter(|columns| !columns.is_empty()).count(),
            lines,
            fields,
            subtotals: (0..mapping.sections.len())
                .map(|section| header.column(Key::Subtotal(section)))
                .collect(),
            vetoes: (0..mapping.vetoes.len())
                .map(|veto| header.column(Key::Veto(veto)))
                .collect(),
            units,
            percents,
            times,
            mapping,
            header,
            extraction,
        }
    }

    fn read(mut self) {
        self.report_missing_columns();
        let table = self.extraction.tables.len();
        let sheet = self.cells.sheet;
        let first = sheet
            .rows
            .partition_point(|row| row.index <= self.header.bottom);
        let who = [Field::Name, Field::Id].map(|field| self.fields.get(&field).copied());
        let who: Vec<u32> = who.into_iter().flatten().collect();
        let first_card = self.extraction.cards.len();
        let apart = Apart::below(self.header, sheet, &sheet.rows[first..]);
        let (mut nameless, mut sums, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for rows in sheet.rows[first..].chunks(ON_THE_WAY) {
            let this = &self;
            let read = |rows: &[Row]| {
                let own = rows.iter().filter(|row| !apart.holds(row.index));
                let read = own.map(|row| this.row(table, row, &who));
                read.fold(Stretch::default(), Stretch::with)
            };
            let stretches: Vec<Stretch> = rows.par_chunks(AT_A_TIME).map(read).collect();
            for stretch in stretches {
                self.extraction.cards.extend(stretch.cards);
                nameless.extend(stretch.nameless);
                sums.extend(stretch.sums);
                notes.extend(stretch.notes);
            }
        }
        // Below the last person, under a sum, stand what the sheet counts and averages.
        let last_person = self.extraction.cards[first_card..].last();
        let last_person = last_person.map_or(0, |card| card.row);
        let end = sums.first().map_or(u32::MAX, |sum| last_person.max(*sum));
        let below = nameless.partition_point(|row| *row <= end);
        let below = nameless.split_off(below);
        let unlike = self.settle_nobody(first_card, &nameless, &sums);
        let by = |by: ToldBy| move |row: u32| (row, by);
        let told = sums.into_iter().map(by(ToldBy::SumWords));
        let others = notes.into_iter().chain(below);
        let told = told.chain(others.map(by(ToldBy::OtherWords)));
        self.set_aside(
            table,
            told.chain(unlike.into_iter().map(by(ToldBy::Figures))),
        );
        self.report_other_lists(&apart, first_card);
        let last_card = self.extraction.cards[first_card..].last();
        let last_row = last_card.map_or(self.header.bottom, |card| card.row);
        self.extraction.tables.push(Table {
            sheet: self.cells.index,
            header: (self.header.top, self.header.bottom),
            columns: self.header.span,
            last_row,
            look_of: self.look_of(),
            rows: TableRows::People,
            marks: marks(self.cells.sheet, self.header),
            sum_header: self
                .header
                .find(Key::Field(Field::Total))
                .map(|column| column.cell),
            text_columns: Vec::new(),
            total_row: None,
            unknown_money: self.unknown_money(),
        });
    }

    /// Reads a row below the header; `who` are the columns of names and ids.
    fn row(&self, table: usize, row: &Row, who: &[u32]) -> Read {
        if self.goes_on(row.index, who) {
            return Read::Other;
        }
        let named = self.is_named(row.index);
        let figures = self.figures_in(row.index);
        match rows::kind_of_person(self.cells.sheet, row, who, figures) {
            RowKind::Sum => return Read::Sum(row.index),
            RowKind::Note if figures > 0 => return Read::Note(row.index),
            RowKind::Note => return Read::Other,
            RowKind::Data => {}
        }
        if self.header.is_repeated(self.cells.sheet, row.index)
            || self.bears_heads(row.index)
            || !self.has_figures(row.index, named)
        {
            return Read::Other;
        }
        match named {
            true => Read::Person(self.card(table, row.index)),
            false => Read::Nameless(row.index),
        }
    }

    /// The header cell of the total, else of the last column.
    fn look_of(&self) -> CellRef {
        let total = self
            .header
            .find(Key::Field(Field::Total))
            .map(|column| column.cell);
        total.unwrap_or(CellRef::new(self.header.bottom, self.header.span.1))
    }

    fn is_named(&self, row: u32) -> bool {
        // `-` names nobody.
        let is_told = |field: Field| {
            let at = self
                .fields
                .get(&field)
                .map(|column| CellRef::new(row, *column));
            let text = at.and_then(|at| rows::words_of(self.cells.sheet.shown(at)));
            text.is_none_or(|text| !is_absent(text))
        };
        [Field::Name, Field::Id]
            .into_iter()
            .any(|field| self.has_own(field, row) && is_told(field))
    }

    /// The field has words of its own: a note merged over the row is nobody's name.
    fn has_own(&self, field: Field, row: u32) -> bool {
        let Some(column) = self.fields.get(&field) else {
            return false;
        };
        let at = CellRef::new(row, *column);
        let block = self.cells.sheet.block(at);
        block.first.column == block.last.column && !self.cells.is_blank(at)
    }

    /// A person has figures somewhere; a row with both id and name is one even without. An id without a name is one
    /// that was numbered in advance, until somebody fills in more than formulas give by themselves.
    fn has_figures(&self, row: u32, named: bool) -> bool {
        let is_known =
            named && (self.has_own(Field::Name, row) || !self.fields.contains_key(&Field::Name));
        let both = [Field::Name, Field::Id]
            .into_iter()
            .all(|field| self.has_own(field, row));
        let columns = self.figure_columns();
        let filled = columns.filter(|column| {
            let at = CellRef::new(row, *column);
            // Below the last person stand formulas that show 0 or nothing, and units (元, 分) above the first.
            let idle = || {
                let own = self.cells.figure(at).value();
                !is_known && own.is_none_or(|own| own.is_zero())
            };
            self.cells.sheet.anchor(at) == at && !self.cells.is_blank(at) && !idle()
        });
        let needed = if named { 1 } else { 2 };
        both || filled.take(needed).count() >= needed || self.lists_somebody(row)
    }

    /// Somebody of whom nothing was filled in yet: a name, and a number or words of his own before his figures.
    fn lists_somebody(&self, row: u32) -> bool {
        let Some(column) = self.fields.get(&Field::Name) else {
            return false;
        };
        let name = self.cells.word(CellRef::new(row, *column));
        let beside = |at: CellRef| {
            let block = self.cells.sheet.block(at);
            at.column != *column && block.first.column == block.last.column
        };
        let first_figure = self.figure_columns().min().unwrap_or(u32::MAX);
        let has_more = |row: u32| {
            let mut filled = rows::filled(self.cells.sheet, row);
            filled.any(|at| at.column < first_figure && beside(at))
        };
        // Where nobody has anything but a name, it is enough.
        let mut others = [row.checked_sub(1), row.checked_add(1)]
            .into_iter()
            .flatten();
        let mut are_names_enough = || {
            let is_so = |row: u32| self.has_own(Field::Name, row) && !has_more(row);
            others.any(|row| row > self.header.bottom && is_so(row) && self.figures_in(row) > 1)
        };
        name.is_some_and(|name| self.has_own(Field::Name, row) && looks_like_a_name(&name.value))
            && (has_more(row) || are_names_enough())
    }

    /// How many figures a row has.
    fn figures_in(&self, row: u32) -> usize {
        let figure = |column: &u32| self.cells.figure(CellRef::new(row, *column)).value();
        self.figure_columns()
            .filter(|column| figure(column).is_some())
            .take(2)
            .count()
    }

    fn figure_columns(&self) -> impl Iterator<Item = u32> + '_ {
        let lines = self.lines.iter().flatten().map(|(_, column)| *column);
        let money = [Field::Total, Field::Base, Field::Payout];
        lines.chain(
            money
                .into_iter()
                .filter_map(|field| self.fields.get(&field).copied()),
        )
    }

    /// Lines whose columns the sheet lacks: told once, and everybody is held.
    fn report_missing_columns(&mut self) {
        for (index, line) in self.mapping.lines.iter().enumerate() {
            let needs = if line.rule.parts().is_empty() {
                line.rule.needs()
            } else {
                Vec::new()
            };
            let found = |role: Role| {
                let columns = &self.lines[index];
                columns.iter().any(|(one, _)| *one == role)
                    || line.in_words.contains_key(&role)
                        && columns.iter().any(|(one, _)| *one == Role::Criteria)
            };
            let optional = line.rule.judged().is_none()
                && self.lines[index]
                    .iter()
                    .any(|(role, _)| *role != Role::Score);
            let score = [Role::Score].into_iter();
            let score = score.filter(|role| !needs.contains(role));
            let missing: Vec<String> = needs
                .iter()
                .copied()
                .chain(score)
                .filter(|role| !(found(*role) || optional && *role == Role::Score))
                .filter_map(|role| {
                    line.columns
                        .get(&role)?
                        .first()
                        .map(|spelled| spelled.words())
                })
                .collect();
            if missing.is_empty() {
                continue;
            }
            let (item, missing) = (&line.item, missing.join("、"));
            let message = text!(
                "表头里缺少「{item}」需要的列：{missing}。这一项没法计分，表上所有人待核。请补上这些列，或改用合适的方案。"
                    / "The header lacks the columns that {item} needs: {missing}. The line cannot be scored, everybody on the sheet is held."
            );
            let mut finding = Finding::new(Code::X104, message).of_item(item);
            finding.sheet = Some(self.cells.index);
            self.extraction.findings.push(finding);
        }
    }
}
