//! Where the forms of a sheet begin and end.

use std::ops::Range;

use super::super::figure::Cells;
use super::super::header::Header;
use super::super::labels::LabelFinder;
use super::heads::{Begin, ENDS, Heads, Kinds};
use super::{Key, MAX_ROWS};
use crate::mapping::Field;

/// The labels of a form's head.
const HEAD: &[Field] = &[
    Field::Name,
    Field::Id,
    Field::Department,
    Field::Position,
    Field::Period,
];

/// The forms of a sheet, below each other.
#[derive(Default)]
pub(super) struct Forms<'h> {
    /// Each with its rows: from its own first label to the row before the next form's.
    pub all: Vec<(&'h Header<Key>, (u32, u32))>,
    /// The first row whose labels may be the form's above or the one's below.
    pub doubtful: Option<u32>,
}

/// Where each form begins and ends.
pub(super) fn split<'h>(
    cells: &Cells,
    finder: &LabelFinder,
    headers: &'h [Header<Key>],
) -> Forms<'h> {
    let end = cells
        .sheet
        .rows
        .last()
        .map_or(0, |row| row.index)
        .min(MAX_ROWS);
    if let [only] = headers {
        return Forms {
            all: vec![(only, (0, end))],
            doubtful: None,
        };
    }
    let kinds = Kinds::of(cells, finder, end);
    let names = names_in_head(&kinds, headers, end);
    let heads = Heads::of(&kinds, headers, end).filter(|heads| heads.are_needed(headers));
    let mut doubtful = None;
    let mut starts = Vec::new();
    let mut firsts: Vec<&Header<Key>> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let floor = match index.checked_sub(1).map(|before| &headers[before]) {
            None => 0,
            Some(before) if goes_on(&kinds, before, header) => continue,
            Some(before) => {
                let rows = before.bottom + 1..header.top;
                let begin = match &heads {
                    Some(heads) => heads.begin(rows),
                    None => head_in(&kinds, rows, names).map_or(Begin::Nowhere, Begin::At),
                };
                match begin {
                    Begin::At(row) => row,
                    Begin::Nowhere => header.top,
                    Begin::Doubtful(row) => {
                        doubtful = doubtful.or(Some(row));
                        row
                    }
                }
            }
        };
        firsts.push(header);
        starts.push(floor);
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.saturating_sub(1))
        .chain([end]);
    let rows = starts.iter().copied().zip(ends);
    Forms {
        all: firsts.into_iter().zip(rows).collect(),
        doubtful,
    }
}

/// True where a header is repeated over the next lines of one form: `二、定性指标（30分）` and the same columns once more,
/// before any total and with nobody's label between.
fn goes_on(kinds: &Kinds, before: &Header<Key>, next: &Header<Key>) -> bool {
    let is_same = next.columns.iter().all(|column| {
        let mut own = before.columns.iter();
        own.any(|one| (one.column, one.key) == (column.column, column.key))
    });
    let is_between = |row: u32| {
        let mut fields = ENDS.iter().chain(HEAD);
        fields.any(|field| kinds.has(row, *field))
    };
    is_same && !(before.bottom + 1..next.top).any(is_between)
}

/// How many rows of a form's head may name its person: as many as in the first one, and none where the names stand below
/// the tables, one each.
fn names_in_head(kinds: &Kinds, headers: &[Header<Key>], end: u32) -> usize {
    let (Some(first), true) = (headers.first(), headers.len() > 1) else {
        return 0;
    };
    let named = |rows: Range<u32>| {
        rows.filter(|row| kinds.has(*row, Field::Name))
            .take(2)
            .count()
    };
    let above = named(0..first.top);
    if above > 0 {
        return above;
    }
    let tops = headers.iter().skip(1).map(|header| header.top);
    let mut below = headers.iter().zip(tops.chain([end + 1]));
    let are_below = below.all(|(header, next)| named(header.bottom + 1..next) == 1);
    usize::from(!are_below)
}

/// The row in which the next form's head begins, in the rows between two tables: its labels, and the title right above.
/// The person's name once more, or above the title, is where the form before is signed (`被考核人：…`).
fn head_in(kinds: &Kinds, rows: Range<u32>, names: usize) -> Option<u32> {
    let floor = rows.start;
    let (mut first, mut named, mut is_titled) = (None, 0, false);
    for row in rows.rev() {
        if kinds.has(row, Field::Total) || kinds.has(row, Field::Payout) {
            break;
        }
        if kinds.has(row, Field::Name) {
            if named == names || is_titled {
                break;
            }
            named += 1;
        }
        let is_head = HEAD.iter().any(|field| kinds.has(row, *field));
        if is_head {
            first = Some(row);
        }
        is_titled |= first.is_some() && kinds.is_title(row);
    }
    Some(kinds.titled(floor, first?))
}
