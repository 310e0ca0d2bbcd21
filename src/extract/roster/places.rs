//! Which lists a sheet holds: mostly one, sometimes another below or beside it, under a header of its own.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Key, is_roster};
use crate::extract::header::{Header, Labels};
use crate::extract::pieces::{
    WHO, columns_of, first_of_person, head_of, is_wordy, rows_of, with_title,
};
use crate::extract::search::Search;
use crate::mapping::Field;
use crate::workbook::Sheet;

/// The lists of a sheet, each with the part of the sheet that is its own.
pub(super) fn lists<'s>(
    sheet: &'s Sheet,
    search: &Search<'_, Key>,
) -> Vec<(Cow<'s, Sheet>, Header<Key>)> {
    let halves: Vec<Cow<Sheet>> = match side_by_side(sheet, search) {
        Some((left, right)) => vec![Cow::Owned(left), Cow::Owned(right)],
        None => vec![Cow::Borrowed(sheet)],
    };
    let mut found = Vec::new();
    for half in halves {
        let tops = tops(&half, search);
        let pieces: Vec<Cow<Sheet>> = match &tops[..] {
            [] | [_] => vec![half],
            [_, others @ ..] => {
                let firsts = std::iter::once(0).chain(others.iter().copied());
                let lasts = others.iter().map(|top| top.saturating_sub(1));
                let rows = firsts.zip(lasts.chain([u32::MAX]));
                rows.map(|(first, last)| Cow::Owned(rows_of(&half, first, last)))
                    .collect()
            }
        };
        for piece in pieces {
            if let Some(header) = header_of(&piece, search) {
                found.push((piece, header));
            }
        }
    }
    found
}

fn header_of(sheet: &Sheet, search: &Search<'_, Key>) -> Option<Header<Key>> {
    head_of(sheet).best(search).filter(is_roster)
}

/// The rows in which lists begin, each with the title over it; a header that is printed again begins none.
fn tops(sheet: &Sheet, search: &Search<'_, Key>) -> Vec<u32> {
    let labels = Labels::of_rows(sheet, is_wordy);
    let mut heads: Vec<Header<Key>> = labels.all(search, &[]);
    heads.retain(is_roster);
    let columns = |header: &Header<Key>| -> Vec<(u32, Key)> {
        let columns = header.columns.iter();
        columns.map(|column| (column.column, column.key)).collect()
    };
    // The upper rows of a header may pass for one by themselves.
    heads.dedup_by(|next, before| {
        let is_one = next.top <= before.bottom;
        if is_one && next.columns.len() > before.columns.len() {
            std::mem::swap(next, before);
        }
        is_one
    });
    heads.dedup_by(|next, before| columns(next) == columns(before));
    let tops = heads.iter().map(|header| with_title(sheet, header.top));
    tops.collect()
}

/// Two lists beside each other: a second 姓名 begins one that can be read by itself.
fn side_by_side(sheet: &Sheet, search: &Search<'_, Key>) -> Option<(Sheet, Sheet)> {
    let labels = head_of(sheet);
    let header = labels.best(search).filter(is_roster)?;
    let rows = (header.top, header.bottom);
    let mut people: BTreeSet<u32> = BTreeSet::new();
    for field in [Field::Name, Field::Id] {
        let mut wanted = search.wanted.iter();
        let spelled = wanted.find(|one| one.key == Key::Field(field));
        let columns = spelled.map(|one| labels.columns_like(rows, one.spelled));
        let columns = columns.into_iter().flatten().map(|(at, _)| at);
        people.extend(columns.skip(1));
    }
    let is_who = |key: &Key| matches!(key, Key::Field(field) if WHO.contains(field));
    let first = people.first()?;
    let first = first_of_person(&labels, rows, &search.wanted, is_who, *first);
    // The first rows tell; only what is parted is copied whole.
    let head = rows_of(sheet, 0, header.bottom);
    let last = first.checked_sub(1)?;
    header_of(&columns_of(&head, 0, last), search)?;
    header_of(&columns_of(&head, first, u32::MAX), search)?;
    Some((
        columns_of(sheet, 0, last),
        columns_of(sheet, first, u32::MAX),
    ))
}
