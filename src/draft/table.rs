//! The table of a sheet, found by its structure: a row of known words, the levels above and below it, and the words
//! over each column.

use std::collections::BTreeSet;

use super::words::{Guess, ROLES, is_field, is_item, role_of};
use crate::extract::{RowKind, kind_of_text};
use crate::mapping::Field;
use crate::mapping::spelling::Label;
use crate::number::Decimal;
use crate::workbook::{CellRef, Sheet, Value};
use crate::written::read_number;

/// Rows in which a header is looked for, and the deepest header.
const LOOKED_AT: usize = 60;
const DEEPEST: u32 = 4;
/// Columns and rows that are looked at: enough to learn a scheme.
const WIDEST: u32 = 500;
const MOST_ROWS: usize = 2_000;

/// How a sheet is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A row per person.
    Roster,
    /// Rows of one person's lines.
    Form,
    /// A row per person and line.
    Long,
}

/// A sheet's table.
pub(super) struct Table<'a> {
    pub sheet: &'a Sheet,
    pub kind: Kind,
    pub columns: Vec<Column>,
    pub bottom: u32,
}

/// A column with the words over it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub column: u32,
    pub path: Vec<Label>,
    pub field: Option<Field>,
}

impl Column {
    pub fn leaf(&self) -> &str {
        self.path.last().map_or("", |label| label.name.as_str())
    }

    /// The header as a mapping spells it.
    pub fn words(&self) -> String {
        let names: Vec<&str> = self.path.iter().map(|label| label.name.as_str()).collect();
        names.join("/")
    }
}

/// A cell's figure, also where it stands as text.
pub(super) fn figure(sheet: &Sheet, at: CellRef) -> Option<Decimal> {
    match sheet.shown(at) {
        Value::Number(number) => Some(*number),
        Value::Text(text) => read_number(text).map(|read| read.value),
        _ => None,
    }
}

/// A cell's words.
pub(super) fn text(sheet: &Sheet, at: CellRef) -> Option<String> {
    match sheet.shown(at) {
        Value::Text(text) if !sheet.shown(at).is_blank() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Finds the table of a sheet.
pub(super) fn find(sheet: &Sheet) -> Option<Table<'_>> {
    let mut best: Option<(usize, u32)> = None;
    for row in sheet.rows.iter().take(LOOKED_AT) {
        let labels: BTreeSet<String> = row
            .cells
            .iter()
            .take_while(|cell| cell.column < WIDEST)
            .filter_map(|cell| label(&cell.value))
            .map(|label| label.name)
            .collect();
        let known = |name: &&String| is_field(name).is_some() || is_item(name) || is_role(name);
        // A form's own columns say more than a label that also stands above forms.
        let points: usize = labels
            .iter()
            .filter(known)
            .map(|name| if is_item(name) || is_role(name) { 2 } else { 1 })
            .sum();
        if labels.len() >= 3 && points >= 3 && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, row.index));
        }
    }
    let row = best?.1;
    let (top, bottom) = (top(sheet, row), bottom(sheet, row));
    let columns = columns(sheet, top, bottom);
    let has = |field: Field| columns.iter().any(|column| column.field == Some(field));
    let item = columns.iter().any(|column| is_item(column.leaf()));
    let person = has(Field::Name) || has(Field::Id);
    let kind = match (item, person) {
        (true, true) => Kind::Long,
        (false, true) => Kind::Roster,
        _ => Kind::Form,
    };
    Some(Table {
        sheet,
        kind,
        columns,
        bottom,
    })
}

fn is_role(name: &str) -> bool {
    ROLES
        .iter()
        .any(|role| role_of(name) == Some(Guess::Is(*role)))
}

/// Words that may be a header or a label.
pub(super) fn label(value: &Value) -> Option<Label> {
    match value {
        Value::Text(text) if text.chars().count() <= 40 && read_number(text).is_none() => {
            Some(Label::new(text)).filter(|label| !label.is_empty())
        }
        _ => None,
    }
}

/// Groups above the row: merged words that are no labels of a form.
fn top(sheet: &Sheet, row: u32) -> u32 {
    let Some(above) = row.checked_sub(1).and_then(|above| sheet.row(above)) else {
        return row;
    };
    let labels: Vec<(u32, Label)> = above
        .cells
        .iter()
        .filter_map(|cell| Some((cell.column, label(&cell.value)?)))
        .collect();
    let is_group = |(column, _): &(u32, Label)| {
        let block = sheet.block(CellRef::new(above.index, *column));
        block.last.column > block.first.column && block.last.row == above.index
    };
    let has_field = labels
        .iter()
        .any(|(_, label)| is_field(&label.name).is_some());
    if labels.len() >= 2 && labels.iter().any(is_group) && !has_field {
        above.index
    } else {
        row
    }
}

/// Levels below the row: as deep as its merged cells, or a next row of words under groups alone.
fn bottom(sheet: &Sheet, row: u32) -> u32 {
    let merged = sheet.merges.iter().filter(|range| range.first.row == row);
    let deep = merged
        .map(|range| range.last.row)
        .filter(|last| *last < row + DEEPEST)
        .max()
        .unwrap_or(row);
    if deep > row {
        return deep;
    }
    let Some(next) = sheet.row(row + 1) else {
        return row;
    };
    let filled: Vec<_> = next
        .cells
        .iter()
        .filter(|cell| !cell.value.is_blank())
        .collect();
    let words = filled.iter().all(|cell| label(&cell.value).is_some());
    let roles = filled
        .iter()
        .filter_map(|cell| label(&cell.value))
        .filter(|label| role_of(&label.name).is_some())
        .count();
    let under_field = filled.iter().any(|cell| {
        let above = sheet.shown(CellRef::new(row, cell.column));
        label(above).is_some_and(|label| is_field(&label.name).is_some())
    });
    if words && roles >= 2 && !under_field {
        row + 1
    } else {
        row
    }
}

fn columns(sheet: &Sheet, top: u32, bottom: u32) -> Vec<Column> {
    let last = sheet
        .extent()
        .map_or(0, |extent| extent.last.column)
        .min(WIDEST);
    let mut columns: Vec<Column> = Vec::new();
    let mut groups: Vec<Option<Label>> = vec![None; (bottom - top + 1) as usize];
    for column in 0..=last {
        let mut path: Vec<Label> = Vec::new();
        let mut seen = None;
        let below = |row: u32| {
            (row + 1..=bottom).any(|row| label(sheet.value(CellRef::new(row, column))).is_some())
        };
        for (level, row) in (top..=bottom).enumerate() {
            let at = CellRef::new(row, column);
            let anchor = sheet.anchor(at);
            if seen == Some(anchor) || anchor.row < top {
                continue;
            }
            let own = label(sheet.value(anchor));
            let found = match own {
                Some(label) => Some(label),
                // A group's words may stand over its first column alone.
                None if anchor == at && below(row) => groups.get(level).cloned().flatten(),
                None => None,
            };
            let parts = sheet.block(anchor).last.row < bottom && below(row);
            if let Some(group) = groups.get_mut(level) {
                *group = found.clone().filter(|_| parts);
            }
            if let Some(label) = found {
                seen = Some(anchor);
                path.push(label);
            }
        }
        let same = |before: &Column| before.path == path && path.len() == 1;
        if !path.is_empty() && !columns.last().is_some_and(same) {
            let field = match &path[..] {
                [one] => is_field(&one.name),
                _ => None,
            };
            columns.push(Column {
                column,
                path,
                field,
            });
        }
    }
    columns
}

impl Table<'_> {
    pub fn of_field(&self, field: Field) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.field == Some(field))
    }

    /// The rows of people or lines: notes and signatures are none.
    pub fn rows(&self) -> Vec<u32> {
        let rows = self.sheet.rows.iter();
        let rows = rows.filter(|row| row.index > self.bottom);
        let data = rows.filter(|row| {
            let first = row.cells.iter().find(|cell| !cell.value.is_blank());
            match first.map(|cell| &cell.value) {
                Some(Value::Text(text)) => kind_of_text(text) == RowKind::Data,
                Some(_) => true,
                None => false,
            }
        });
        data.map(|row| row.index).take(MOST_ROWS).collect()
    }

    /// The formula in a column's cell of a row.
    pub fn formula(&self, column: u32, row: u32) -> Option<&str> {
        let formula = self.sheet.formulas.get(&CellRef::new(row, column))?;
        Some(formula.text.as_str()).filter(|text| !text.is_empty())
    }
}
