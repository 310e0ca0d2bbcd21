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

/// The first and last column of each form; `None` where no two stand beside each other, or their columns are not those
/// of every header of the sheet.
pub(super) fn windows(
    labels: &Labels,
    mapping: &Mapping,
    headers: &[Header<Key>],
) -> Option<Vec<(u32, u32)>> {
    let of_headers: Vec<Vec<Group>> = headers
        .iter()
        .map(|header| groups(labels, mapping, header))
        .collect();
    let widest = of_headers
        .iter()
        .enumerate()
        .max_by_key(|(index, groups)| {
            // Of several the first.
            (groups.len(), usize::MAX - index)
        })?;
    let (header, most) = (&headers[widest.0], widest.1);
    if most.len() < 2 || most.len() > MOST {
        return None;
    }
    let words = labels.words_over((header.top, header.bottom));
    let starts: Vec<u32> = (0..most.len())
        .map(|index| match index.checked_sub(1) {
            None => 0,
            Some(before) => start(header, &words, &most[before], &most[index], most[0].item),
        })
        .collect();
    let ends = starts.iter().skip(1).map(|next| next - 1);
    let windows: Vec<(u32, u32)> = starts
        .iter()
        .copied()
        .zip(ends.chain([u32::MAX / 2]))
        .collect();
    let fits = |group: &Group| {
        let inside = |column: u32, window: &(u32, u32)| (window.0..=window.1).contains(&column);
        windows
            .iter()
            .any(|window| inside(group.item, window) && inside(group.score, window))
    };
    of_headers.iter().flatten().all(fits).then_some(windows)
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
    header: &Header<Key>,
    words: &[(u32, String)],
    before: &Group,
    own: &Group,
    first_item: u32,
) -> u32 {
    let over = |column: u32| {
        let found = words.iter().find(|(one, _)| *one == column);
        found.map(|(_, words)| words.as_str())
    };
    let offset = first_item.saturating_sub(header.span.0);
    let same = own.item.checked_sub(offset).filter(|column| {
        *column > before.score && over(*column).is_some() && over(*column) == over(header.span.0)
    });
    same.unwrap_or_else(|| {
        let beside = (before.score + 1..own.item).rev();
        let gap = beside.take_while(|column| over(*column).is_some()).last();
        match gap {
            // No gap tells where the form before ends.
            Some(first) if first == before.score + 1 => own.item,
            Some(first) => first,
            None => own.item,
        }
    })
}
