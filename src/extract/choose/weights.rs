//! What the lines of a form or roster weigh, by the sheet and by the scheme: 销售额 and 毛利率 are everybody's names, and where most
//! weights differ it is another company's.

use std::collections::BTreeSet;

use super::super::header::Header;
use super::super::{Mark, form, items};
use crate::mapping::brackets::points_in;
use crate::mapping::spelling::{Label, without_number};
use crate::mapping::{Composition, Line, Mapping};
use crate::number::Ratio;
use crate::rule::Role;
use crate::workbook::{CellRef, Sheet, Value};
use crate::written::read_number;

/// How many forms, or headers of rosters, state what their lines weigh, and on how many of them that is mostly not what the scheme says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Weighed {
    pub forms: usize,
    pub strange: usize,
}

impl Weighed {
    pub fn add(&mut self, other: Weighed) {
        self.forms += other.forms;
        self.strange += other.strange;
    }

    /// True where most forms are of another scheme.
    pub fn is_strange(self) -> bool {
        self.strange * 2 > self.forms
    }
}

/// A form by its lines and their rows.
pub(super) fn weighed(
    sheet: &Sheet,
    mapping: &Mapping,
    header: &Header<form::Key>,
    lines: &[(usize, u32)],
) -> Weighed {
    // Parts of a line have no weight of their own.
    let lines = lines.iter();
    let whole = lines.filter(|(line, _)| mapping.lines[*line].rule.parts().is_empty());
    let stated = whole.filter_map(|(line, row)| Some((*line, stated_weight(sheet, header, *row)?)));
    compared(mapping, stated)
}

/// A roster by what its headers say in brackets, of everybody at once.
pub(super) fn of_header(mapping: &Mapping, marks: &[Mark]) -> Weighed {
    let stated = marks.iter().filter_map(|mark| {
        let points = points_in(&mark.words).filter(|points| points.sure)?;
        Some((mark.line?, points.value.into()))
    });
    compared(mapping, stated)
}

fn compared(mapping: &Mapping, stated: impl Iterator<Item = (usize, Ratio)>) -> Weighed {
    // What can be taken off need not be what the sheet calls full marks.
    if mapping.composition == Composition::Deductions {
        return Weighed::default();
    }
    let (mut count, mut other) = (0, 0);
    for (line, weight) in stated {
        let line = &mapping.lines[line];
        if !line.outside {
            count += 1;
            // A line may weigh something else in another position.
            let mut named = mapping.lines.iter().filter(|one| one.item == line.item);
            other += usize::from(!named.any(|one| weighs(one, &weight)));
        }
    }
    Weighed {
        forms: usize::from(count > 0),
        strange: usize::from(is_other(other, count)),
    }
}

/// True where so many of the lines weigh something else; one of few, or two of four, may be slips.
fn is_other(other: usize, stated: usize) -> bool {
    match other {
        0 | 1 => false,
        2 => stated < 4,
        _ => other * 2 >= stated,
    }
}

/// The weight or full marks that stand on a line's row, or behind its item.
fn stated_weight(sheet: &Sheet, header: &Header<form::Key>, row: u32) -> Option<Ratio> {
    let in_column = [Role::Weight, Role::Max].into_iter().find_map(|role| {
        let column = header.column(form::Key::Column(role))?;
        figure(sheet, CellRef::new(row, column))
    });
    let behind = || {
        let column = header.column(form::Key::Item)?;
        let Value::Text(text) = sheet.shown(CellRef::new(row, column)) else {
            return None;
        };
        let bracket = Label::of_item(without_number(text)).bracket?;
        Some(
            points_in(&bracket)
                .filter(|points| points.sure)?
                .value
                .into(),
        )
    };
    in_column.or_else(behind)
}

/// True where a line weighs that: 40, 40 % or 0.4.
fn weighs(line: &Line, stated: &Ratio) -> bool {
    let hundred = Ratio::from(100);
    let of_hundred = line.weights.values().map(|weight| weight.times(&hundred));
    let mut own = of_hundred.chain([Ratio::from(line.max)]);
    own.any(|own| own.is_written_as(stated) || own.is_written_as(&stated.times(&hundred)))
}

fn figure(sheet: &Sheet, at: CellRef) -> Option<Ratio> {
    match sheet.shown(at) {
        Value::Number(value) => Some(Ratio::from(*value)),
        Value::Text(text) => Some(read_number(text)?.value.into()),
        _ => None,
    }
}

/// The line, from 0, that a cell numbers.
pub(super) fn numbered(sheet: &Sheet, at: CellRef) -> Option<usize> {
    let number = match sheet.shown(at) {
        Value::Number(value) => usize::try_from(value.to_integer()?).ok()?,
        Value::Text(text) => items::line_number(text)?,
        _ => return None,
    };
    number.checked_sub(1)
}

/// Lines that are known by their number alone and whose weight on the sheet is not the scheme's: any list of duties has
/// a first and a second one, and only their weights tell whose they are.
pub(super) fn of_other_weight(
    sheet: &Sheet,
    mapping: &Mapping,
    header: &Header<form::Key>,
    end: u32,
) -> BTreeSet<usize> {
    let weights = [Role::Weight, Role::Max]
        .into_iter()
        .find_map(|role| header.column(form::Key::Column(role)));
    let (Some(numbers), Some(weights), Composition::Points) = (
        header.column(form::Key::Number),
        weights,
        mapping.composition,
    ) else {
        return BTreeSet::new();
    };
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom && row.index < end);
    rows.filter_map(|row| {
        let line = numbered(sheet, CellRef::new(row.index, numbers))?;
        let max = Ratio::from(mapping.lines.get(line)?.max);
        let stated = figure(sheet, CellRef::new(row.index, weights))?;
        let is_own = stated == max || stated.times(&Ratio::from(100)) == max;
        (!is_own).then_some(line)
    })
    .collect()
}
