//! One form per person: labelled fields around a table of lines, one or several forms on a sheet.

mod beside;
mod body;
mod bonus;
mod heads;
mod item_column;
pub(super) mod lists;
mod lost;
mod own;
mod panel;
mod places;
mod raters;
mod tab;
mod table;
mod told;

use body::Body;
pub(super) use item_column::headers;
pub(super) use tab::{is_word_of_scheme, looks_like_a_name};

use super::figure::Cells;
use super::header::{Header, Labels};
use super::labels::{KnownLabels, LabelFinder};
use super::rows;
use super::search::{Search, Wanted};
use super::{Extraction, Hold, Known, Unread};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::{Label, Spelling};
use crate::mapping::{Adjustment, Adjusts, Field, Mapping};
use crate::rule::Role;
use crate::scorecard::{Employee, Scorecard};
use crate::workbook::{CellRange, CellRef, Location, Value, Workbook};
use crate::written::is_absent;

/// Rows that are looked at: no form reaches further, a stray cell at the end of the sheet does.
const MAX_ROWS: u32 = 100_000;

/// What a column of a form's table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Item,
    Number,
    Column(Role),
}

pub(super) fn search(mapping: &Mapping) -> Search<'_, Key> {
    let item = Wanted {
        key: Key::Item,
        spelled: &mapping.item_column,
        shares: false,
    };
    let number = mapping.number_column.as_ref().map(|spelled| Wanted {
        key: Key::Number,
        spelled,
        shares: false,
    });
    let columns = mapping.columns.iter().map(|(role, spelled)| Wanted {
        key: Key::Column(*role),
        spelled,
        shares: false,
    });
    Search::new(std::iter::once(item).chain(number).chain(columns).collect())
}

/// The columns without which a table is no form of this mapping.
fn required(mapping: &Mapping) -> Vec<Key> {
    let number = mapping.number_column.as_ref().map(|_| Key::Number);
    std::iter::once(Key::Item)
        .chain(mapping.point_columns().map(Key::Column))
        .chain(number)
        .collect()
}

pub(super) fn extract(workbook: &Workbook, mapping: &Mapping, known: &Known) -> Extraction {
    let mut extraction = Extraction::default();
    let mut nameless = Vec::new();
    let search = search(mapping);
    let known_labels = KnownLabels::of(mapping);
    for index in 0..workbook.sheets.len() {
        if let Some(reason) = super::left_aside(workbook, mapping, index) {
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
            continue;
        }
        let before = extraction.cards.len();
        nameless.extend(read_sheet(
            workbook,
            mapping,
            index,
            (&search, &known_labels),
            &mut extraction,
        ));
        if extraction.cards.len() == before {
            let reason = text!("没有找到方案的考核表格" / "no form of the scheme was found");
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
        }
    }
    if let [card] = &mut extraction.cards[..]
        && let [(_, at)] = nameless[..]
        && tab::name(mapping, &known.file_stem, at, &mut card.employee)
    {
        let key = card.employee.key();
        for finding in extraction.findings.iter_mut() {
            finding.employee = finding.card.and(key).map(str::to_owned);
        }
        nameless.clear();
    }
    for (card, at) in nameless {
        tell_nameless(card, at, &mut extraction);
    }
    extraction
}

/// X101 for a form that names nobody.
fn tell_nameless(card: usize, at: Location, extraction: &mut Extraction) {
    let Location { sheet, cell: at } = at;
    let message = text!(
        "这张考核表没有填姓名（{at}），不知道是谁的。请补上姓名或工号。"
            / "This form bears no name ({at}): nobody knows whose it is. Add a name or id."
    );
    let mut finding = Finding::new(Code::X101, message).at(sheet, at);
    finding.card = Some(card);
    extraction.findings.push(finding);
    let reason = text!("没有姓名" / "no name");
    extraction.holds.push(Hold { card, reason });
}

/// The forms of one sheet, below each other or side by side; gives the cards that bear no name, and where it is missed.
fn read_sheet(
    workbook: &Workbook,
    mapping: &Mapping,
    index: usize,
    (search, known_labels): (&Search<'_, Key>, &KnownLabels<'_>),
    extraction: &mut Extraction,
) -> Vec<(usize, Location)> {
    let mut nameless = Vec::new();
    let rest = lists::without(&workbook.sheets[index], mapping);
    let sheet = rest.as_ref().unwrap_or(&workbook.sheets[index]);
    let labels = Labels::new(sheet, MAX_ROWS);
    let all = headers(sheet, &labels, search, mapping);
    let mut read = |labels: &Labels, headers: &[Header<Key>], cells: &Cells, is_part: bool| {
        let finder = LabelFinder::new(known_labels, cells);
        let forms = places::split(cells, &finder, headers);
        let (before, alone) = (extraction.cards.len(), forms.all.len() == 1 && !is_part);
        for (header, rows) in forms.all {
            let unread = beside::unread(labels, mapping, index, header);
            let reader = Form {
                mapping,
                cells,
                finder: &finder,
                header,
                headers,
                rows,
                alone,
                beside_is_told: unread.is_some(),
            };
            nameless.extend(reader.read(extraction));
            extraction.findings.extend(unread);
        }
        if let Some(row) = forms.doubtful {
            hold_all(cells, row, before, extraction);
        }
    };
    match beside::windows(&labels, mapping, &all) {
        Some(windows) => {
            for window in windows {
                let part = beside::cropped(sheet, window);
                let labels = Labels::new(&part, MAX_ROWS);
                let headers = headers(&part, &labels, search, mapping);
                let cells = Cells::of_part(workbook, index, &part);
                read(&labels, &headers, &cells, true);
            }
        }
        None => read(
            &labels,
            &all,
            &Cells::of_part(workbook, index, sheet),
            false,
        ),
    }
    nameless
}

/// Holds every card since `first`: nobody can tell which of two forms the labels from a row on belong to, and a guess
/// would pay one person by another's figures.
fn hold_all(cells: &Cells, row: u32, first: usize, extraction: &mut Extraction) {
    let at = rows::filled(cells.sheet, row).next();
    let at = at.unwrap_or(CellRef::new(row, 0));
    let message = text!(
        "{at} 起的几行（总分、工资等）夹在上下两张考核表之间，看不出是上面那张的还是下面那张的，为免张冠李戴，这一处的考核表全部待核。请在两张表之间空一行或写上标题，并让各张表的栏目位置一致，再复核一次。"
            / "The labels from {at} on (total, pay) stand between two forms, and nothing tells whether they belong to the one above or the one below: all forms here are held. Leave an empty row or put a title between the forms, give all of them the same rows, and run again."
    );
    extraction
        .findings
        .push(Finding::new(Code::X104, message).at(cells.index, at));
    for card in first..extraction.cards.len() {
        let reason = text!(
            "分不清表间的数据属于哪一张考核表"
                / "nothing tells which form the figures between two of them belong to"
        );
        extraction.holds.push(Hold { card, reason });
    }
}

#[derive(Clone, Copy)]
struct Form<'a> {
    mapping: &'a Mapping,
    cells: &'a Cells<'a>,
    finder: &'a LabelFinder<'a>,
    header: &'a Header<Key>,
    /// Those of all forms of the sheet, or of this one's columns.
    headers: &'a [Header<Key>],
    rows: (u32, u32),
    /// No other form stands on the sheet.
    alone: bool,
    /// A form beside this one that could not be read is told of.
    beside_is_told: bool,
}

impl Form<'_> {
    /// Reads the form; gives its card where it bears no name, and the place where one is missed.
    fn read(&self, extraction: &mut Extraction) -> Option<(usize, Location)> {
        let (card, table) = (extraction.cards.len(), extraction.tables.len());
        let last = self
            .cells
            .sheet
            .extent()
            .map_or(0, |extent| extent.last.column);
        let area = |(first, end)| CellRange::new(CellRef::new(first, 0), CellRef::new(end, last));
        let (all, rows) = (area(self.rows), self.own_rows());
        let area = area(rows);
        let mut above = self.finder.find(area, &|row| row >= self.header.top);
        let position = above
            .get(&Field::Position)
            .and_then(|labelled| labelled.word(self.cells));
        let position = position.as_ref().map(|position| position.value.as_str());
        let own = Form { rows, ..*self };
        let mut body = own.body(position, &mut extraction.own_lines);
        let in_table = |row: u32| {
            (self.header.top..=body.last_row).contains(&row) && Some(row) != body.total_row
        };
        let (_, names) = self.finder.find_all(all, &in_table);
        let mut found = self.finder.find(area, &in_table);
        for (field, labelled) in self.panel(&names, body.last_row) {
            found.entry(field).or_insert(labelled);
        }
        let (own, lost) = self.lost_people(names, &body);
        if let (true, Some(unread)) = (lost.is_empty(), self.unread_table(&body)) {
            body.findings.push(unread);
            body.held.push(text!(
                "旁边有没读出来的考核表" / "a form beside it was not read"
            ));
        }
        extraction.findings.extend(lost);
        if let Some(own) = own {
            above.insert(Field::Name, own.clone());
            found.insert(Field::Name, own);
        }
        let word = |field: Field| {
            above
                .get(&field)
                .or(found.get(&field))
                .and_then(|labelled| labelled.word(self.cells))
        };
        let end = body.last_row;
        let figure = |field: Field| {
            found
                .get(&field)
                .map(|labelled| self.beside_scores(labelled, end).figure(self.cells))
        };
        let amount = |field: Field| {
            let labelled = found.get(&field)?;
            Some(self.beside_scores(labelled, end).amount(self.cells))
        };
        let mut employee = Employee {
            id: word(Field::Id),
            name: word(Field::Name)
                .filter(|name| !is_absent(&name.value) && !self.is_label(&name.value)),
            department: word(Field::Department),
            position: word(Field::Position),
            manager: word(Field::Manager),
            named_by_tab: false,
        }
        .known();
        let named = found
            .get(&Field::Period)
            .map(|labelled| match &labelled.inline {
                Some(text) => Value::Text(text.as_str().into()),
                None => self.cells.sheet.shown(labelled.cell).clone(),
            });
        if body.lines.is_empty() {
            let name = employee.name.filter(|name| looks_like_a_name(&name.value));
            let is_filled = body.findings.iter().any(|told| told.reported.is_some());
            let lost = name.filter(|_| is_filled && !self.alone);
            let lost = lost.map(|name| self.lost(name.at.cell, name.value));
            extraction.findings.extend(lost);
            return None;
        }
        if employee.key().is_none() && self.is_template(&body) {
            return None;
        }
        let name_at = found
            .get(&Field::Name)
            .map_or(self.top_left(), |labelled| labelled.cell);
        let name_at = self.cells.location(name_at);
        if self.alone {
            tab::name(self.mapping, &self.cells.sheet.name, name_at, &mut employee);
        }
        self.hold_for_raters(&mut body);
        self.report_missing_lines(position, &mut body);
        self.report_unlike_bonus(&mut body);
        let nameless = employee.key().is_none().then_some((card, name_at));
        let table_of_lines = self.table(&body);
        let key = employee.key().map(str::to_owned);
        for mut finding in body.findings {
            finding.card = Some(card);
            finding.employee.clone_from(&key);
            extraction.findings.push(finding);
        }
        extraction
            .holds
            .extend(body.held.into_iter().map(|reason| Hold { card, reason }));
        let grade = found
            .get(&Field::Grade)
            .and_then(|labelled| labelled.word(self.cells))
            .and_then(super::ticked::chosen_at);
        let veto = |(index, veto): (usize, &crate::mapping::Veto)| {
            if let Some(row) = body.vetoes.get(&index) {
                return self.veto_word(*row);
            }
            let spelled = &veto.spelled;
            self.finder
                .find_one(area, &|_| false, spelled)
                .map(|labelled| labelled.answer(self.cells))
        };
        let (lines, total_row) = (self.header.top..=body.last_row, body.total_row);
        let in_lines = |row: u32| lines.contains(&row) && Some(row) != total_row;
        let adjustment = |one: &Adjustment| {
            let labelled = self.finder.find_one(area, &in_lines, &one.spelled)?;
            Some(match one.how {
                Adjusts::Times => labelled.figure(self.cells),
                Adjusts::Plus | Adjusts::Minus => labelled.amount(self.cells),
            })
        };
        let section = |spelled: &Vec<Spelling>| {
            let found = (!spelled.is_empty())
                .then(|| self.finder.find_one(area, &|_| false, spelled))
                .flatten();
            found.map(|labelled| labelled.figure(self.cells))
        };
        extraction.tables.push(table_of_lines);
        extraction.cards.push(Scorecard {
            print: None,
            sheet: self.cells.index,
            table,
            row: self.rows.0,
            period: named.as_ref().and_then(super::period::of_cell),
            part: named.as_ref().and_then(super::period::part_of_cell),
            lines: body.lines,
            subtotals: self
                .mapping
                .sections
                .iter()
                .enumerate()
                .map(|(index, one)| {
                    let among_lines = body.subtotals.remove(&index);
                    let figure = among_lines.or_else(|| section(&one.subtotal))?;
                    Some(match self.mapping.takes_off(index) {
                        true => super::words::taken_off(figure),
                        false => figure,
                    })
                })
                .collect(),
            total: body.total.or_else(|| figure(Field::Total)),
            grade,
            grade_error: found
                .get(&Field::Grade)
                .and_then(|labelled| self.cells.error(labelled.cell)),
            coefficient: figure(Field::Coefficient),
            base: amount(Field::Base),
            rate: figure(Field::Rate),
            payout: amount(Field::Payout),
            attended: figure(Field::Attended).map(Box::new),
            due: figure(Field::Due).map(Box::new),
            adjustments: self.mapping.adjustments.iter().map(adjustment).collect(),
            on_roster: None,
            weight_sum: body.weight_sum.map(Box::new),
            self_total: body.self_total.map(Box::new),
            unknown_weights: body.unknown_weights,
            period_at: found
                .get(&Field::Period)
                .map(|labelled| self.cells.location(labelled.cell)),
            effective: None,
            vetoes: self.mapping.vetoes.iter().enumerate().map(veto).collect(),
            employee,
        });
        nameless
    }

    /// True for the label of another field: what stands beside 姓名 in the header of a list is nobody's name.
    fn is_label(&self, text: &str) -> bool {
        let others = self.mapping.fields.iter();
        let mut others = others.filter(|(field, _)| **field != Field::Name);
        let usual = crate::mapping::defaults::field(Field::Total);
        others.any(|(_, spelled)| spelled.iter().any(|one| one.matches_text(text)))
            || usual.contains(&Label::new(text).name.as_str())
    }

    /// The row over the table, where a name would be looked for: the nearest one that holds something.
    fn top_left(&self) -> CellRef {
        let above = self.rows.0..self.header.top;
        let filled = |row: &u32| rows::filled(self.cells.sheet, *row).next().is_some();
        let row = above.rev().find(filled).unwrap_or(self.rows.0);
        let column = if self.alone { 0 } else { self.header.span.0 };
        CellRef::new(row, column)
    }

    /// An empty form: the template that the others were copied from.
    fn is_template(&self, body: &Body) -> bool {
        let figures = body.lines.iter().flat_map(|line| line.all_figures());
        let typed = figures.filter(|(role, figure)| {
            !matches!(role, Role::Max | Role::Weight | Role::Target)
                && figure.value().is_some_and(|value| !value.is_zero())
        });
        typed.take(1).count() == 0
    }
}
