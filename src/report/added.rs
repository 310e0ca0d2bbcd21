//! Columns at the right of the source's tables: 复核得分, 差异, 复核结果, 复核说明.

mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cells::{range, wide};
use super::people::{Book, Person};
use crate::extract::{Table, TableRows};
use crate::markup::{AddedColumns, AddedRows, Content, ReportCell};
use crate::rule;
use crate::text::Lang;
use crate::workbook::{CellRange, CellRef, Sheet};

/// Rows that one processor takes at a time.
const AT_A_TIME: usize = 256;
/// How many columns are added.
const WIDTH: u32 = 4;

/// The columns of each sheet.
pub(super) fn columns<'a>(
    book: &Arc<Book<'a>>,
    lang: Lang,
) -> BTreeMap<usize, Vec<AddedColumns<'a>>> {
    let extraction = &book.examination.extraction;
    // Whose row it is, and what of the person stands there.
    let mut filled: Vec<BTreeMap<u32, (usize, Of)>> =
        vec![BTreeMap::new(); extraction.tables.len()];
    for person in &book.people {
        let total = total_place(book, person);
        for (line, place) in lines_places(book, person) {
            let whose = (person.index, Of::Line(line));
            filled[place.0].entry(place.1).or_insert(whose);
        }
        if let Some((table, row)) = total {
            filled[table].insert(row, (person.index, Of::Total));
        }
    }
    for person in &book.people {
        for (table, row) in other_places(book, person) {
            let whose = (person.index, Of::Finding);
            filled[table].entry(row).or_insert(whose);
        }
    }
    let mut sheets: BTreeMap<usize, Vec<AddedColumns>> = BTreeMap::new();
    let mut tables: Vec<Added> = extraction
        .tables
        .iter()
        .zip(filled)
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(table, rows)| Added {
            table,
            whose: whose(book, table, &rows),
            rows: made(book, rows, lang),
        })
        .collect();
    tables.sort_by_key(|own| (own.table.sheet, own.table.header.0, own.table.columns.0));
    for group in tables.chunk_by(|one, next| one.table.sheet == next.table.sheet) {
        let index = group[0].table.sheet;
        if let Some(sheet) = book.examination.workbook.sheets.get(index) {
            sheets.insert(index, placed(sheet, group, lang));
        }
    }
    sheets
}

/// What of a person stands on a row.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// A line, by the card's lines.
    Line(usize),
    Total,
    /// Nothing that counts: what was found there.
    Finding,
}

/// A table, and what is added to it.
struct Added<'t, 'a> {
    table: &'t Table,
    /// Whose form it is.
    whose: Option<&'a str>,
    rows: AddedRows<'a>,
}

impl Added<'_, '_> {
    /// The rows that it takes.
    fn span(&self) -> (u32, u32) {
        let (table, last) = (self.table, self.rows.numbers().last().copied());
        let last = last.unwrap_or(table.last_row);
        (table.header.0, last.max(table.last_row).max(table.header.1))
    }
}

/// The one person whose form a table is.
fn whose<'a>(
    book: &Arc<Book<'a>>,
    table: &Table,
    rows: &BTreeMap<u32, (usize, Of)>,
) -> Option<&'a str> {
    let mut people = rows.values().map(|(person, _)| *person);
    let first = people.next().filter(|_| table.rows == TableRows::Lines)?;
    let is_one = people.all(|person| person == first);
    is_one.then(|| book.people[first].card.employee.called())
}

fn made<'a>(book: &Arc<Book<'a>>, rows: BTreeMap<u32, (usize, Of)>, lang: Lang) -> AddedRows<'a> {
    let book = book.clone();
    let (rows, whose): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let numbers = rows.clone();
    AddedRows::new(rows, move |index| {
        let (person, of) = whose[index];
        let person = &book.people[person];
        match of {
            Of::Line(line) => rows::line(&book, person, line, lang),
            Of::Total => rows::total(&book, person, lang),
            Of::Finding => rows::finding(&book, person, numbers[index], lang),
        }
    })
}

/// The table and row on which a person's total stands.
fn total_place(book: &Book, person: &Person) -> Option<(usize, u32)> {
    let tables = &book.examination.extraction.tables;
    let card = person.card;
    if tables.get(card.table)?.rows == TableRows::People {
        return Some((card.table, card.row));
    }
    let at = card.total.as_ref()?.at;
    // Totals of long tables stand in the summary, on a sheet of its own or on that of the lines.
    let summaries = || {
        let tables = tables.iter().enumerate();
        tables.filter(|(_, table)| table.sheet == at.sheet && table.rows == TableRows::People)
    };
    let own = summaries().find(|(_, table)| table.holds(at.cell));
    let place = match own {
        None if at.sheet == card.sheet => card.table,
        None => summaries().next()?.0,
        Some((summary, _)) => summary,
    };
    Some((place, at.cell.row))
}

/// The table and row of each line, on forms and long tables.
fn lines_places(book: &Book, person: &Person) -> Vec<(usize, (usize, u32))> {
    let card = person.card;
    let table = book.examination.extraction.tables.get(card.table);
    if table.is_none_or(|table| table.rows == TableRows::People) {
        return Vec::new();
    }
    let row = |line: &crate::scorecard::Line| match line.figure(rule::Role::Score) {
        Some(score) if score.at.sheet == card.sheet => score.at.cell.row,
        _ => line.row,
    };
    let lines = card.lines.iter().enumerate();
    lines
        .map(|(index, line)| (index, (card.table, row(line))))
        .collect()
}

/// The rows of a person's lines on which something is wrong that is no line of the scheme: marked cells are found by the
/// filter as well.
fn other_places(book: &Book, person: &Person) -> Vec<(usize, u32)> {
    let card = person.card;
    let table = book.examination.extraction.tables.get(card.table);
    let Some(table) = table.filter(|table| table.rows == TableRows::Lines) else {
        return Vec::new();
    };
    let findings = book.findings_of(person.index).iter();
    let cells = findings
        .filter(|finding| finding.sheet == Some(table.sheet))
        .filter_map(|finding| finding.cell);
    let below = cells.filter(|cell| cell.row > table.header.1 && table.holds(*cell));
    below.map(|cell| (card.table, cell.row)).collect()
}

/// Blocks that touch neither the sheet's own cells nor each other; the tables of a sheet share their columns.
fn placed<'a>(sheet: &Sheet, tables: &[Added<'_, 'a>], lang: Lang) -> Vec<AddedColumns<'a>> {
    let occupied = Occupied::of(sheet);
    let start = tables.iter().map(|own| own.table.columns.1 + 1);
    let mut left = start.max().unwrap_or_default();
    while let Some(past) = tables
        .iter()
        .find_map(|own| occupied.past(left, own.span()))
    {
        left = past;
    }
    let mut blocks: Vec<CellRange> = Vec::new();
    let (mut columns, mut lowest) = (Vec::new(), None);
    for (number, own) in tables.iter().enumerate() {
        let (table, rows) = (own.table, &own.rows);
        let (top, bottom) = own.span();
        let mut left = left;
        loop {
            let own = range((top, left), (bottom, left + WIDTH - 1));
            let block = blocks.iter().find(|block| overlap(block, &own));
            match block
                .map(|block| block.last.column + 1)
                .or_else(|| occupied.past(left, (top, bottom)))
            {
                Some(past) => left = past,
                None => {
                    blocks.push(own);
                    break;
                }
            }
        }
        // Of two forms beside each other nobody would know which columns are whose.
        let follows = tables
            .get(number + 1)
            .is_some_and(|next| next.span().0 <= bottom);
        let whose = own.whose.filter(|_| follows || lowest >= Some(top));
        lowest = lowest.max(Some(bottom));
        let people = table.rows == TableRows::People;
        let last = table.last_row.max(table.header.1);
        columns.push(AddedColumns {
            left,
            header: table.header,
            look_of: table.look_of,
            titles: titles(rows, whose, people, lang),
            rows: rows.clone(),
            filter: people.then(|| range((table.header.1, left), (last, left + WIDTH - 1))),
        });
    }
    as_wide_as_the_widest(&mut columns);
    columns
}

/// Blocks below each other share their columns: these are as wide as the widest needs.
fn as_wide_as_the_widest(columns: &mut [AddedColumns]) {
    let mut widths: BTreeMap<u32, u32> = BTreeMap::new();
    let numbered = |block: &AddedColumns| block.left..;
    for block in columns.iter() {
        for (column, (_, width)) in numbered(block).zip(&block.titles) {
            let widest = widths.entry(column).or_default();
            *widest = (*widest).max(*width);
        }
    }
    for block in columns {
        for (column, (_, width)) in numbered(block).zip(&mut block.titles) {
            *width = widths.get(&column).copied().unwrap_or(*width);
        }
    }
}

fn titles(rows: &AddedRows, whose: Option<&str>, people: bool, lang: Lang) -> Vec<(String, u32)> {
    let recomputed = match whose {
        Some(who) => text!("复核得分·{who}" / "Recomputed · {who}"),
        None => text!("复核得分" / "Recomputed"),
    };
    let width = 10.max(wide(&recomputed.zh) + 2);
    [
        (recomputed, width),
        (text!("差异" / "Difference"), 9),
        (text!("复核结果" / "Result"), 10),
        (
            text!("复核说明" / "Explanation"),
            explanation_width(rows, people),
        ),
    ]
    .map(|(title, width)| (title.into_lang(lang), width))
    .to_vec()
}

/// As wide as the longest explanation, within what a screen bears, and beside a form, which is printed, a page: rows of
/// the source keep their heights.
fn explanation_width(rows: &AddedRows, people: bool) -> u32 {
    const NARROWEST: u32 = 24;
    let widest = if people { 110 } else { 70 };
    let numbers = rows.numbers().par_iter().with_min_len(AT_A_TIME);
    let words = numbers.filter_map(|row| match rows.at(*row)?.pop() {
        Some(ReportCell {
            content: Content::Text(words),
            ..
        }) => Some(words),
        _ => None,
    });
    let longest = words.map(|words| wide(&words)).max().unwrap_or(0) + 2;
    longest.clamp(NARROWEST, widest)
}

fn overlap(one: &CellRange, other: &CellRange) -> bool {
    one.first.row <= other.last.row
        && other.first.row <= one.last.row
        && one.first.column <= other.last.column
        && other.first.column <= one.last.column
}

/// The cells of a sheet that hold something, and its merged ranges.
struct Occupied<'a>(&'a Sheet);

impl<'a> Occupied<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        Occupied(sheet)
    }

    /// The column past the last occupied one among [`WIDTH`] from `left`, where one is.
    fn past(&self, left: u32, rows: (u32, u32)) -> Option<u32> {
        let columns = left..left + WIDTH;
        let sheet = self.0;
        let first = sheet.rows.partition_point(|row| row.index < rows.0);
        let values = sheet.rows[first..]
            .iter()
            .take_while(|row| row.index <= rows.1)
            .flat_map(|row| row.cells.iter())
            .filter(|cell| columns.contains(&cell.column) && !cell.value.is_blank())
            .map(|cell| cell.column);
        let formulas = sheet
            .formulas
            .range(CellRef::new(rows.0, 0)..=CellRef::new(rows.1, u32::MAX))
            .map(|(at, _)| at.column)
            .filter(|column| columns.contains(column));
        let block = range((rows.0, left), (rows.1, left + WIDTH - 1));
        let merges = sheet
            .merges
            .iter()
            .filter(|merge| overlap(merge, &block))
            .map(|merge| merge.last.column);
        values
            .chain(formulas)
            .chain(merges)
            .max()
            .map(|column| column + 1)
    }
}
