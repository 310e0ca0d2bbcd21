//! One row per person and line, and a summary sheet with one row per person.

mod alone;
mod lines;
mod namesakes;
mod places;
mod searches;
mod summary;
mod sums;

use indexmap::IndexMap;

pub(super) use self::searches::Searches;
use super::figure::Cells;
use super::header::Header;
use super::items::Items;
use super::own::MEASURED;
use super::period;
use super::rows::{self, RowKind};
use super::ticked;
use super::{Copied, Extraction, Table, TableRows, Unread};
use crate::mapping::spelling::fold;
use crate::mapping::{Field, Mapping};
use crate::rule::Role;
use crate::scorecard::{Employee, Scorecard};
use crate::workbook::{CellRef, Located, Workbook};

use places::Part;
pub(super) use places::{Key, details, part_of};
use summary::Summary;

/// A person, and the month or quarter.
type Whose = (String, Option<period::Part>);

/// A person's rows on the detail sheet.
#[derive(Default)]
struct Group {
    employee: Employee,
    rows: Vec<u32>,
    /// The row below them that adds them.
    total_row: Option<u32>,
    /// The month or quarter that the rows are about.
    part: Option<period::Part>,
    /// They say so themselves, not the title over them.
    says_part: bool,
    /// The position that tells the person from another of the same name.
    namesake: Option<String>,
}

pub(super) fn extract(workbook: &Workbook, mapping: &Mapping) -> Extraction {
    let mut extraction = Extraction::default();
    let searches = Searches::new(mapping);
    let (mut details, mut summaries) = (Vec::new(), Vec::new());
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let tables = match super::left_aside(workbook, mapping, index).is_some() {
            true => Vec::new(),
            false => places::tables(sheet, &searches),
        };
        if tables.is_empty() {
            let reason = text!("没有找到方案的表头" / "the scheme's header was not found");
            extraction.unread.push(Unread {
                sheet: index,
                reason,
            });
        }
        for (part, table) in tables {
            match table {
                Part::Detail(header) => details.push((index, part, header)),
                Part::Summary(header) => summaries.push((index, part, header)),
            }
        }
    }
    summary::leave_out_rankings(&mut summaries, &details, &mut extraction);
    let is_alone = details.len() == 1 && summaries.len() == 1;
    let mut people = summary::rows(workbook, &summaries, &mut extraction);
    for (index, part, header) in &details {
        let detail = Detail {
            mapping,
            cells: Cells::of_part(workbook, *index, part),
            header,
            is_alone,
        };
        detail.read(workbook, &mut people, &mut extraction);
    }
    if let Some((index, part, header)) = details.first() {
        let detail = Detail {
            mapping,
            cells: Cells::of_part(workbook, *index, part),
            header,
            is_alone,
        };
        for summary in people.into_values().flatten() {
            if !summary.used {
                detail.read_without_lines(workbook, &summary, &mut extraction);
            }
        }
    }
    extraction
}

fn person(cells: &Cells, header: &Header<Key>, row: u32) -> Employee {
    let word = |field: Field| cells.word(CellRef::new(row, header.column(Key::Field(field))?));
    Employee {
        id: word(Field::Id),
        name: word(Field::Name),
        department: word(Field::Department),
        position: word(Field::Position),
        manager: word(Field::Manager),
        named_by_tab: false,
    }
    .known()
}

/// The month or quarter that a row's own cell names.
fn part_of_row(cells: &Cells, header: &Header<Key>, row: u32) -> Option<period::Part> {
    let column = header.column(Key::Field(Field::Period))?;
    period::part_of_cell(cells.sheet.shown(CellRef::new(row, column)))
}

fn key_of(employee: &Employee) -> Option<String> {
    employee.key().map(fold)
}

fn is_person(cells: &Cells, header: &Header<Key>, row: u32) -> bool {
    let who = [Field::Id, Field::Name].map(|field| header.column(Key::Field(field)));
    let who: Vec<u32> = who.into_iter().flatten().collect();
    let figures = header
        .columns
        .iter()
        .filter(|column| !who.contains(&column.column))
        .filter(|column| {
            let at = CellRef::new(row, column.column);
            cells.figure(at).value().is_some()
        });
    let figures = figures.take(2).count();
    let data = cells
        .sheet
        .row(row)
        .is_some_and(|row| rows::kind_of_person(cells.sheet, row, &who, figures) == RowKind::Data);
    data && filled(cells, header, row)
}

/// True for a row with two cells and more.
fn filled(cells: &Cells, header: &Header<Key>, row: u32) -> bool {
    let columns = header.columns.iter();
    let filled = columns.filter(|column| !cells.is_blank(CellRef::new(row, column.column)));
    filled.take(2).count() == 2
}

fn table(sheet: usize, header: &Header<Key>, last_row: u32, rows: TableRows) -> Table {
    let total = header
        .find(Key::Field(Field::Total))
        .or(header.find(Key::Column(Role::Score)));
    let weight = header
        .find(Key::Column(Role::Weight))
        .or(header.find(Key::Column(Role::Max)));
    Table {
        sheet,
        header: (header.top, header.bottom),
        columns: header.span,
        last_row,
        look_of: total.map_or(CellRef::new(header.bottom, header.span.1), |column| {
            column.cell
        }),
        rows,
        marks: Vec::new(),
        sum_header: weight.map(|column| column.cell),
        text_columns: Vec::new(),
        total_row: None,
        unknown_money: Vec::new(),
    }
}

struct Detail<'a> {
    mapping: &'a Mapping,
    cells: Cells<'a>,
    header: &'a Header<Key>,
    /// The workbook has this one table of lines and one summary.
    is_alone: bool,
}

impl Detail<'_> {
    fn read(
        &self,
        workbook: &Workbook,
        people: &mut IndexMap<String, Vec<Summary>>,
        extraction: &mut Extraction,
    ) {
        let sheet = &workbook.sheets[self.cells.index];
        let (groups, last_row) = self.groups(period::of_sheet(sheet, self.header.top));
        let groups = self.part_namesakes(groups);
        let has_summary = !people.is_empty();
        let table_index = extraction.tables.len();
        extraction.tables.push(table(
            self.cells.index,
            self.header,
            last_row,
            TableRows::Lines,
        ));
        for ((key, _), group) in groups {
            let key = self.key_on_summary(key, &group.employee, people);
            let part = group.part;
            let rows = people.get_mut(&key).into_iter().flatten();
            let namesake = group.namesake.clone();
            let rows = rows.filter(|row| {
                let both = namesake.as_ref().zip(row.position.as_ref());
                both.is_none_or(|(own, other)| own == other)
            });
            // The summary of another month is not this month's; a title that nobody changed is told by itself.
            let says_part = group.says_part;
            let mut summaries = rows.filter(|row| match (row.part, part) {
                (Some(summary), Some(own)) => {
                    summary == own || self.is_alone && !row.says_part && !says_part
                }
                _ => true,
            });
            let first = summaries.next();
            if group.namesake.is_some() {
                self.report_namesake(&group, extraction);
            }
            if first.is_none() && has_summary {
                self.report_not_on_summary(&group, extraction);
            }
            let card = self.card(workbook, table_index, group, first.as_deref(), extraction);
            if let Some(first) = first {
                first.used = true;
            }
            extraction.cards.push(card);
            for twice in summaries {
                twice.used = true;
                twice.report_twice(extraction);
            }
        }
    }

    /// The summary's key for a person: where only one of the sheets has ids, the name, if nobody else bears it.
    fn key_on_summary(
        &self,
        key: String,
        employee: &Employee,
        people: &IndexMap<String, Vec<Summary>>,
    ) -> String {
        if people.contains_key(&key) {
            return key;
        }
        let Some(name) = employee.name.as_ref().map(|name| fold(&name.value)) else {
            return key;
        };
        let is_same = |summary: &Summary| {
            (summary.id.is_none() || employee.id.is_none())
                && summary.name.as_deref() == Some(name.as_str())
        };
        let mut same = people.iter().filter(|(_, rows)| rows.iter().any(is_same));
        match (same.next(), same.next()) {
            (Some((found, _)), None) => found.clone(),
            _ => key,
        }
    }

    /// The words of a row's item; none at all for a line of somebody's own that weighs something and is not named.
    fn item(&self, row: u32) -> Option<String> {
        let at = CellRef::new(row, self.header.column(Key::Item)?);
        let weighs = |role: Role| {
            let column = self.header.column(Key::Column(role));
            let figure = column.map(|column| self.cells.figure(CellRef::new(row, column)));
            let value = figure.and_then(|figure| figure.value());
            value.is_some_and(|value| !value.is_zero())
        };
        let is_unnamed = || {
            let marks = [Role::Weight, Role::Max];
            !self.mapping.patterns.is_empty() && marks.into_iter().any(weighs)
        };
        let named = self.cells.word(at).map(|word| word.value);
        named.or_else(|| is_unnamed().then(String::new))
    }

    /// True for a row that has a sum's label in the place of a name: 小计.
    fn is_called_a_sum(&self, row: u32) -> bool {
        let who = [Field::Name, Field::Id].map(|field| self.header.column(Key::Field(field)));
        let mut who = who.into_iter().flatten();
        who.any(|column| {
            let word = self.cells.word(CellRef::new(row, column));
            word.is_some_and(|word| rows::is_sum_label(&word.value))
        })
    }

    /// True for a row with something measured where people have lines of their own: 合格率 is none of the sums.
    fn measures(&self, row: u32) -> bool {
        let columns = MEASURED
            .into_iter()
            .filter_map(|role| self.header.column(Key::Column(role)));
        let mut figures = columns.map(|column| self.cells.figure(CellRef::new(row, column)));
        !self.mapping.patterns.is_empty() && figures.any(|figure| figure.value().is_some())
    }

    /// The rows of each person; a blank name goes on with the person above.
    fn groups(&self, of_sheet: Option<period::Part>) -> (IndexMap<Whose, Group>, u32) {
        let mut groups: IndexMap<Whose, Group> = IndexMap::new();
        let known = Items::of_all(self.mapping);
        let (mut current, mut last_row) = (None::<Whose>, self.header.bottom);
        for row in self
            .cells
            .sheet
            .rows
            .iter()
            .map(|row| row.index)
            .filter(|row| *row > self.header.bottom)
        {
            let Some(item) = self.header.column(Key::Item) else {
                break;
            };
            let at = CellRef::new(row, item);
            // Words merged over other columns too head the rows below them.
            let is_band = self.cells.sheet.block(at).first.column < item;
            let Some(words) = self.item(row).filter(|_| !is_band) else {
                let above = current.as_ref().and_then(|key| groups.get_mut(key));
                if let Some(group) = above.filter(|_| self.is_called_a_sum(row)) {
                    group.total_row = group.total_row.or(Some(row));
                }
                continue;
            };
            let employee = person(&self.cells, self.header, row);
            let key = key_of(&employee).map(|key| {
                let own = part_of_row(&self.cells, self.header, row);
                ((key, own.or(of_sheet)), own.is_some())
            });
            let whose = key.as_ref().map(|(key, _)| key).or(current.as_ref());
            let above = whose.and_then(|key| groups.get_mut(key));
            let rows_above = above.as_ref().map_or(&[][..], |group| &group.rows);
            // The sum of a person's lines is no line.
            if self.adds_lines(row, &words, &known, rows_above) {
                if let Some(group) = above.filter(|_| !rows::is_subtotal(&words)) {
                    group.total_row = group.total_row.or(Some(row));
                }
                continue;
            }
            let is_line = rows::is_sum_label(&words) || is_person(&self.cells, self.header, row);
            if !is_line || self.header.is_repeated(self.cells.sheet, row) {
                continue;
            }
            if let Some((key, says_part)) = key {
                groups.entry(key.clone()).or_insert_with(|| Group {
                    employee,
                    part: key.1,
                    says_part,
                    ..Group::default()
                });
                current = Some(key);
            }
            if let Some(group) = current.as_ref().and_then(|key| groups.get_mut(key)) {
                group.rows.push(row);
                last_row = row;
            }
        }
        sums::keep_own_totals(&mut groups);
        (groups, last_row)
    }

    fn card(
        &self,
        workbook: &Workbook,
        table: usize,
        group: Group,
        summary: Option<&Summary>,
        extraction: &mut Extraction,
    ) -> Scorecard {
        let card = extraction.cards.len();
        let cells = summary.map(|summary| Cells::new(workbook, summary.sheet));
        // Without a summary the totals may stand beside the lines, merged over a person's rows.
        let placed = |key: Key| {
            let (cells, header, row) = match summary {
                Some(summary) => (cells.as_ref()?, &summary.header, summary.row),
                None => (&self.cells, self.header, *group.rows.first()?),
            };
            let column = header.find(key)?;
            Some((cells, CellRef::new(row, column.column), &column.label))
        };
        let place = |field: Field| placed(Key::Field(field));
        let adjustments = self.mapping.adjustments.iter().enumerate();
        let adjustments = adjustments.map(|(index, one)| {
            let (cells, at, label) = placed(Key::Adjustment(index))?;
            Some(cells.adjustment(at, label, one.how))
        });
        let adjustments = adjustments.collect();
        let figure = |field: Field| place(field).map(|(cells, at, _)| cells.figure(at));
        let amount = |field: Field| place(field).map(|(cells, at, label)| cells.amount(at, label));
        let percentage =
            |field: Field| place(field).map(|(cells, at, label)| cells.percentage(at, label));
        let word = |field: Field| place(field).and_then(|(cells, at, _)| cells.word(at));
        let on_summary = |veto: usize| {
            let summary = summary?;
            let column = summary.header.column(Key::Veto(veto))?;
            Some(cells.as_ref()?.answer(CellRef::new(summary.row, column)))
        };
        let mut employee = group.employee.clone();
        employee.position = employee.position.or_else(|| word(Field::Position));
        employee.department = employee.department.or_else(|| word(Field::Department));
        employee.manager = employee.manager.or_else(|| word(Field::Manager));
        employee.name = employee.name.or_else(|| word(Field::Name));
        let (lines, unknown) = match group.rows.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => self.lines(&employee, &group.rows, card, extraction),
        };
        let vetoes = (0..self.mapping.vetoes.len())
            .map(|veto| {
                let own = self.veto(veto, &group.rows);
                match own.as_ref().is_some_and(|own| !own.value.is_empty()) {
                    true => own,
                    false => on_summary(veto).or(own),
                }
            })
            .collect();
        let key = employee.key().map(str::to_owned);
        for finding in extraction
            .findings
            .iter_mut()
            .filter(|finding| finding.card == Some(card))
        {
            finding.employee.clone_from(&key);
        }
        let own_total = self.total_in_row(&group);
        // What a person's lines add up to is stated among them and on the summary.
        if let (Some(own), true) = (&own_total, figure(Field::Total).is_some()) {
            let copied = Copied::Figure(Field::Total, own.clone());
            extraction.copied.entry(card).or_default().push(copied);
        }
        Scorecard {
            print: None,
            sheet: self.cells.index,
            table,
            row: group.rows.first().copied().unwrap_or_default(),
            period: self.period(&group.rows),
            part: self.part(&group.rows),
            lines,
            subtotals: vec![None; self.mapping.sections.len()],
            total: figure(Field::Total).or(own_total),
            grade: word(Field::Grade).and_then(ticked::chosen_at),
            grade_error: place(Field::Grade).and_then(|(cells, at, _)| cells.error(at)),
            coefficient: percentage(Field::Coefficient),
            base: amount(Field::Base),
            rate: percentage(Field::Rate),
            payout: amount(Field::Payout),
            attended: figure(Field::Attended).map(Box::new),
            due: figure(Field::Due).map(Box::new),
            adjustments,
            on_roster: None,
            weight_sum: self.weight_in_row(&group).map(Box::new),
            self_total: None,
            unknown_weights: unknown
                .into_iter()
                .flat_map(|row| self.figures(row))
                .filter(|(role, _)| matches!(role, Role::Weight | Role::Max))
                .collect(),
            period_at: None,
            effective: None,
            vetoes,
            employee,
        }
    }

    /// What a veto's own column says, or its own row among the person's.
    fn veto(&self, veto: usize, rows: &[u32]) -> Option<Located<String>> {
        if let Some(column) = self.header.column(Key::Veto(veto)) {
            let mut answers = rows
                .iter()
                .filter_map(|row| self.cells.first_answer(*row, [column].into_iter()));
            let first = answers.next();
            return answers.find(|one| !one.value.is_empty()).or(first);
        }
        let row = rows.iter().find(|row| self.is_veto(veto, **row))?;
        let roles = [Role::Actual, Role::Score, Role::Remark].into_iter();
        let columns = roles.filter_map(|role| self.header.column(Key::Column(role)));
        self.cells.first_answer(*row, columns)
    }

    fn is_veto(&self, veto: usize, row: u32) -> bool {
        let column = self.header.column(Key::Item).unwrap_or_default();
        let item = self.cells.word(CellRef::new(row, column));
        let spelled = &self.mapping.vetoes[veto].spelled;
        item.is_some_and(|item| spelled.iter().any(|one| one.matches_text(&item.value)))
    }

    fn part(&self, rows: &[u32]) -> Option<period::Part> {
        part_of_row(&self.cells, self.header, *rows.first()?)
    }

    fn period(&self, rows: &[u32]) -> Option<crate::scorecard::Period> {
        let column = self.header.column(Key::Field(Field::Period))?;
        let value = self.cells.sheet.shown(CellRef::new(*rows.first()?, column));
        let year = period::year_of(self.cells.sheet, self.header.top);
        period::of_cell_in(value, year)
    }
}
