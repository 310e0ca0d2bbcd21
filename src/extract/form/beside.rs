//! Forms that stand side by side: each is read as if the others were not there.

use super::super::header::{Header, Labels};
use super::Key;
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::Spelling;
use crate::rule::Role;
use crate::workbook::{CellRef, Sheet};

/// Forms that one row may hold: more are no forms.
const MOST: usize = 60;

/// The first and last column of each form; `None` where no two stand beside each other. Their headers may stand in
/// different rows, as long as the forms share some.
pub(super) fn windows(
    labels: &Labels,
    mapping: &Mapping,
    headers: &[Header<Key>],
) -> Option<Vec<(u32, u32)>> {
    let of_header = |header| groups(labels, mapping, header).into_iter();
    let mut all: Vec<(&Header<Key>, Group)> = headers
        .iter()
        .flat_map(|header| of_header(header).map(move |group| (header, group)))
        .collect();
    all.sort_by_key(|(header, group)| (group.item, header.top));
    // Forms below each other share columns.
    let mut places: Vec<Vec<(&Header<Key>, Group)>> = Vec::new();
    for (header, group) in all {
        let last = places.last_mut().filter(|place| {
            let end = place.iter().map(|(_, group)| group.score).max();
            end.is_some_and(|end| group.item <= end)
        });
        match last {
            Some(place) => place.push((header, group)),
            None => places.push(vec![(header, group)]),
        }
    }
    if places.len() < 2 || places.len() > MOST || !share_rows(mapping, &places) {
        return None;
    }
    let first = places.first()?.first()?;
    let starts: Vec<u32> = places
        .iter()
        .enumerate()
        .map(|(index, place)| match index.checked_sub(1) {
            None => 0,
            Some(before) => {
                let end = places[before].iter().map(|(_, group)| group.score).max();
                start(labels, first, place, end.unwrap_or_default())
            }
        })
        .collect();
    let ends = starts.iter().skip(1).map(|next| next.saturating_sub(1));
    Some(
        starts
            .iter()
            .copied()
            .zip(ends.chain([u32::MAX / 2]))
            .collect(),
    )
}

/// True where two places have forms in the same rows.
fn share_rows(mapping: &Mapping, places: &[Vec<(&Header<Key>, Group)>]) -> bool {
    let lines = mapping
        .lines
        .iter()
        .map(|line| line.rule.parts().len().max(1));
    let height = u32::try_from(lines.sum::<usize>()).unwrap_or(u32::MAX);
    places.windows(2).any(|pair| {
        let tops = |place: &[(&Header<Key>, Group)]| -> Vec<u32> {
            place.iter().map(|(header, _)| header.bottom).collect()
        };
        let (left, right) = (tops(&pair[0]), tops(&pair[1]));
        left.iter()
            .any(|one| right.iter().any(|other| one.abs_diff(*other) <= height))
    })
}

/// The sheet as far as some columns go.
pub(super) fn cropped(sheet: &Sheet, window: (u32, u32)) -> Sheet {
    let inside = |column: u32| (window.0..=window.1).contains(&column);
    let mut part = sheet.clone();
    for row in &mut part.rows {
        row.cells.retain(|cell| inside(cell.column));
    }
    part.rows.retain(|row| !row.cells.is_empty());
    part.formulas.retain(|at, _| inside(at.column));
    part
}

/// A table right of a form's own that is not read: that must be told, or a person would be lost.
pub(super) fn unread(
    labels: &Labels,
    mapping: &Mapping,
    sheet: usize,
    header: &Header<Key>,
) -> Option<Finding> {
    let rows = (header.top, header.bottom);
    let own = header
        .column(Key::Column(Role::Score))
        .max(header.column(Key::Item))?;
    let scores = mapping.columns.get(&Role::Score)?;
    let right_of = |spelled: &[Spelling], least: u32| {
        let columns = labels.columns_like(rows, spelled).into_iter();
        let mut columns = columns.map(|(column, _)| column);
        columns.find(|column| *column > least)
    };
    let item = right_of(&mapping.item_column, own)?;
    right_of(scores, item)?;
    let at = CellRef::new(header.bottom, item);
    let message = text!(
        "{at} 起，右边并排还有一张表头不同的考核表，没有读取。请把并排的表改为上下排列，或分到不同的工作表后再复核。"
            / "From {at} on another form with other headers stands beside this one and was not read. Put the forms below each other, or on sheets of their own, and run again."
    );
    Some(Finding::new(Code::X103, message).at(sheet, at))
}

/// The columns of one form.
struct Group {
    item: u32,
    score: u32,
}

/// The forms of a header's rows, from the left: each has the same words over its items and scores as the first.
fn groups(labels: &Labels, mapping: &Mapping, header: &Header<Key>) -> Vec<Group> {
    let rows = (header.top, header.bottom);
    let column = |key: Key| {
        header
            .find(key)
            .map(|found| (found.column, found.label.name.as_str()))
    };
    let (Some(item), Some(score)) = (column(Key::Item), column(Key::Column(Role::Score))) else {
        return Vec::new();
    };
    let alike = |spelled: &[Spelling], name: &str| -> Vec<u32> {
        let columns = labels.columns_like(rows, spelled).into_iter();
        let same = columns.filter(|(_, words)| words == name);
        same.map(|(column, _)| column).collect()
    };
    let items = alike(&mapping.item_column, item.1);
    let scores = mapping
        .columns
        .get(&Role::Score)
        .map(|spelled| alike(spelled, score.1))
        .unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        if groups.last().is_some_and(|before| item < before.score) {
            continue;
        }
        if let Some(score) = scores.iter().find(|score| **score > item) {
            groups.push(Group {
                item,
                score: *score,
            });
        }
    }
    groups
}

/// The first column of a form: as far left of its items as in the first form where the words there are the same, else
/// the first of its neighbouring header cells.
fn start(
    labels: &Labels,
    first: &(&Header<Key>, Group),
    place: &[(&Header<Key>, Group)],
    end: u32,
) -> u32 {
    let words = |header: &Header<Key>| labels.words_over((header.top, header.bottom));
    let over = |words: &[(u32, String)], column: u32| {
        let found = words.iter().find(|(one, _)| *one == column);
        found.map(|(_, words)| words.clone())
    };
    let Some((header, own)) = place.first() else {
        return end + 1;
    };
    let offset = first.1.item.saturating_sub(first.0.span.0);
    let begins_with = over(&words(first.0), first.0.span.0);
    let own_words = words(header);
    let same = own.item.checked_sub(offset).filter(|column| {
        *column > end && begins_with.is_some() && over(&own_words, *column) == begins_with
    });
    same.unwrap_or_else(|| {
        let beside = (end + 1..own.item).rev();
        let labelled = beside.take_while(|column| over(&own_words, *column).is_some());
        match labelled.last() {
            // Without a gap nothing tells where the form before ends.
            Some(column) if column > end + 1 => column,
            _ => own.item,
        }
    })
}
