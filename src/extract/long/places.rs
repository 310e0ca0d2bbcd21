//! Which tables a sheet of a long workbook holds: mostly one, sometimes the summary beside or below the lines.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::header::{Header, Labels};
use super::super::pieces::{
    WHO, columns_of, first_of_person, head_of, is_wordy, rows_of, with_title,
};
use super::super::roster::HEADER_ROWS;
use super::Searches;
use crate::mapping::Field;
use crate::rule::Role;
use crate::workbook::Sheet;

/// Tables that are looked for on one sheet.
const MOST_TABLES: usize = 64;
/// Columns among which an empty one is looked for.
const MOST_COLUMNS: usize = 2_000;
/// Words that are read again to find where a sheet is parted: a scorecard's hundreds leave room for every column, a
/// sheet of nothing but header words stops at its first few.
const MOST_WORDS_READ: usize = 100_000;

/// What a column of a long table or its summary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Item,
    Column(Role),
    Field(Field),
    Veto(usize),
    Adjustment(usize),
}

/// What a table of a long workbook is.
pub enum Part {
    Detail(Header<Key>),
    Summary(Header<Key>),
}

/// What stands in the first table.
pub fn part_of(labels: &Labels, searches: &Searches<'_>) -> Option<Part> {
    let header = labels.best(&searches.detail)?;
    let person = [Field::Id, Field::Name]
        .iter()
        .any(|field| header.column(Key::Field(*field)).is_some());
    if !person {
        return None;
    }
    let mut of_lines = searches.of_lines.iter();
    if of_lines.all(|key| header.column(*key).is_some()) {
        return Some(Part::Detail(header));
    }
    let header = labels.best(&searches.summary)?;
    if header.column(Key::Field(Field::Total)).is_some() {
        Some(Part::Summary(header))
    } else {
        None
    }
}

/// The tables of a sheet, each with the part of the sheet that is its own.
pub fn tables<'s>(sheet: &'s Sheet, searches: &Searches<'_>) -> Vec<(Cow<'s, Sheet>, Part)> {
    let mut found = Vec::new();
    let beside = side_by_side(sheet, searches);
    let halves: Vec<Cow<Sheet>> = match beside {
        Some((left, right)) => vec![Cow::Owned(left), Cow::Owned(right)],
        None => vec![Cow::Borrowed(sheet)],
    };
    for half in halves {
        let tops = tops(&half, searches);
        if tops.len() < 2 {
            if let Some(part) = part_of(&head_of(&half), searches) {
                found.push((half, part));
            }
            continue;
        }
        let ends = tops.iter().skip(1).map(|top| top.saturating_sub(1));
        let rows = std::iter::once(0).chain(tops.iter().skip(1).copied());
        for (first, last) in rows.zip(ends.chain([u32::MAX])) {
            let piece = rows_of(&half, first, last);
            if let Some(part) = part_of(&head_of(&piece), searches) {
                found.push((Cow::Owned(piece), part));
            }
        }
    }
    found
}

/// The tables of lines on a sheet.
pub fn details<'s>(
    sheet: &'s Sheet,
    searches: &Searches<'_>,
) -> Vec<(Cow<'s, Sheet>, Header<Key>)> {
    let tables = tables(sheet, searches).into_iter();
    let details = tables.filter_map(|(part, table)| match table {
        Part::Detail(header) => Some((part, header)),
        Part::Summary(_) => None,
    });
    details.collect()
}

/// The lines on one side and the summary on the other: parted by an empty column, or where a second 姓名 begins.
fn side_by_side(sheet: &Sheet, searches: &Searches<'_>) -> Option<(Sheet, Sheet)> {
    let labels = head_of(sheet);
    let rows = match part_of(&labels, searches)? {
        Part::Detail(header) | Part::Summary(header) => (header.top, header.bottom),
    };
    let mut people: BTreeSet<u32> = BTreeSet::new();
    for field in [Field::Name, Field::Id] {
        let spelled = searches
            .detail
            .wanted
            .iter()
            .find(|one| one.key == Key::Field(field));
        let columns = spelled.map(|one| labels.columns_like(rows, one.spelled));
        let columns: Vec<u32> = columns.into_iter().flatten().map(|(at, _)| at).collect();
        people.extend(columns.iter().skip(1));
    }
    let most = MOST_WORDS_READ / labels.count().max(1);
    let starts = people
        .into_iter()
        .take(most)
        .map(|column| first_of_person(&labels, rows, &searches.detail.wanted, is_who, column));
    let mut starts: BTreeSet<u32> = starts.collect();
    starts.extend(after_gaps(sheet));
    // The first rows tell which tables they are; only what is parted is copied whole.
    let first = sheet.rows.first().map_or(0, |row| row.index);
    let head = rows_of(sheet, first, first.saturating_add(HEADER_ROWS));
    let parts = |column: &u32| {
        let left = columns_of(&head, 0, column.checked_sub(1)?);
        let right = columns_of(&head, *column, u32::MAX);
        let kinds = (
            part_of(&head_of(&left), searches)?,
            part_of(&head_of(&right), searches)?,
        );
        let differ = matches!(
            kinds,
            (Part::Detail(_), Part::Summary(_)) | (Part::Summary(_), Part::Detail(_))
        );
        differ.then_some(*column)
    };
    let column = starts.iter().take(most).find_map(parts)?;
    Some((
        columns_of(sheet, 0, column - 1),
        columns_of(sheet, column, u32::MAX),
    ))
}

/// Keys of the columns that say who.
fn is_who(key: &Key) -> bool {
    matches!(key, Key::Field(field) if WHO.contains(field))
}

/// The columns that begin anew behind an empty one.
fn after_gaps(sheet: &Sheet) -> Vec<u32> {
    let mut filled: Vec<bool> = Vec::new();
    for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
        let column = cell.column as usize;
        if column < MOST_COLUMNS && !cell.value.is_blank() {
            if filled.len() <= column {
                filled.resize(column + 1, false);
            }
            filled[column] = true;
        }
    }
    let begins = |column: &usize| filled[*column] && !filled[column - 1];
    let first = filled.iter().position(|one| *one).unwrap_or_default();
    let starts = (first + 1..filled.len()).filter(begins);
    starts
        .filter_map(|column| u32::try_from(column).ok())
        .take(MOST_TABLES)
        .collect()
}

/// The rows in which the tables of a sheet begin, each with the title over it; a header that is printed again begins none.
fn tops(sheet: &Sheet, searches: &Searches<'_>) -> Vec<u32> {
    let labels = Labels::of_rows(sheet, is_wordy);
    let person = |header: &Header<Key>| {
        [Field::Id, Field::Name]
            .iter()
            .any(|field| header.column(Key::Field(*field)).is_some())
    };
    let lines = labels.all(&searches.detail, &searches.of_lines);
    let sums = labels.all(&searches.summary, &[Key::Field(Field::Total)]);
    let mut heads: Vec<Header<Key>> = lines.into_iter().filter(person).collect();
    for sum in sums.into_iter().filter(person) {
        let overlaps = |other: &Header<Key>| other.top <= sum.bottom && sum.top <= other.bottom;
        if !heads.iter().any(overlaps) {
            heads.push(sum);
        }
    }
    heads.sort_by_key(|header| header.top);
    let columns = |header: &Header<Key>| -> Vec<(u32, String)> {
        let columns = header.columns.iter();
        columns
            .map(|column| (column.column, column.label.name.clone()))
            .collect()
    };
    heads.dedup_by(|next, before| columns(next) == columns(before));
    let tops = heads.iter().map(|header| with_title(sheet, header.top));
    tops.take(MOST_TABLES).collect()
}
