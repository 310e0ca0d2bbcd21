//! The table of a sheet, found by its structure: a row of known words, the levels above and below it, and the words
//! over each column.

use std::collections::BTreeSet;

use super::naming::{self, is_plain_total};
use super::words::{Guess, ROLES, is_field, is_item, role_in_group, role_of};
use crate::extract::{RowKind, kind_of_text};
use crate::mapping::Field;
use crate::mapping::spelling::Label;
use crate::number::Decimal;
use crate::rule::Role;
use crate::workbook::{Cell, CellRef, Row, Sheet, Value};
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
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub sheet: &'a Sheet,
    pub kind: Kind,
    pub columns: Vec<Column>,
    pub top: u32,
    pub bottom: u32,
}

/// A column with the words over it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub column: u32,
    pub path: Vec<Label>,
    pub field: Option<Field>,
    /// What it is of each line where its words are those of a person's figure: 考核得分 over the points of the lines.
    line_role: Option<Role>,
    /// It is a sum that another sum goes beyond.
    pub is_sum: bool,
}

impl Column {
    /// What it is of each line.
    pub fn role(&self) -> Option<Guess> {
        let own = self.line_role.map(Guess::Is);
        own.or_else(|| role_of(self.leaf()))
    }

    pub fn leaf(&self) -> &str {
        self.path.last().map_or("", |label| label.name.as_str())
    }

    /// True where a bracket stands behind its words.
    pub fn has_bracket(&self) -> bool {
        self.path.iter().any(|label| label.bracket.is_some())
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
        let known = |name: &&String| {
            is_field(name).is_some() || is_item(name) || is_role(name) || is_plain_total(name)
        };
        // A form's own columns say more than a label that also stands above forms.
        let points: usize = labels
            .iter()
            .filter(known)
            .map(|name| if is_item(name) || is_role(name) { 2 } else { 1 })
            .sum();
        let is_header = points >= 3 || is_plain_list(sheet, row);
        if labels.len() >= 3 && is_header && best.is_none_or(|(most, _)| points > most) {
            best = Some((points, row.index));
        }
    }
    let row = best?.1;
    let mut top = row;
    while row - top < DEEPEST {
        let above = self::top(sheet, top);
        if above == top {
            break;
        }
        top = above;
    }
    let bottom = bottom(sheet, row);
    let mut columns = columns(sheet, top, bottom);
    let has = |field: Field| columns.iter().any(|column| column.field == Some(field));
    // 指标 over figures, beside 完成 and 得分 of the same thing, is a target.
    let names_items = |column: &Column| {
        let is_target = column.path.len() > 1 && role_in_group(column.leaf()).is_some();
        is_item(column.leaf()) && !(is_target && holds_figures(sheet, bottom, column.column))
    };
    let item = columns.iter().any(names_items);
    let person = has(Field::Name) || has(Field::Id) || is_of_departments(sheet, &columns, bottom);
    let kind = match (item, person) {
        (true, true) => Kind::Long,
        (false, true) => Kind::Roster,
        _ => Kind::Form,
    };
    match kind {
        Kind::Roster => naming::settle(sheet, bottom, &mut columns),
        Kind::Form | Kind::Long => of_lines(sheet, bottom, &mut columns),
    }
    Some(Table {
        sheet,
        kind,
        columns,
        top,
        bottom,
    })
}

/// True where what a column holds below the header is mostly figures.
fn holds_figures(sheet: &Sheet, bottom: u32, column: u32) -> bool {
    let below = sheet.rows.iter().filter(|row| row.index > bottom);
    let cells = below.map(|row| CellRef::new(row.index, column));
    let filled: Vec<bool> = cells
        .filter(|at| text(sheet, *at).is_some())
        .map(|at| figure(sheet, at).is_some())
        .collect();
    filled.iter().filter(|is_figure| **is_figure).count() * 2 > filled.len()
}

/// A header over the lines is that of their own column, though it may also be a person's: 考核得分 and 总分 where each
/// line has its points, 等级 where each has its word.
fn of_lines(sheet: &Sheet, bottom: u32, columns: &mut [Column]) {
    let below = || sheet.rows.iter().filter(|row| row.index > bottom);
    let filled = |row: &&Row, column: u32, is_word: bool| {
        let at = CellRef::new(row.index, column);
        let is_own = sheet.anchor(at) == at;
        let is_figure = figure(sheet, at).is_some();
        is_own && is_figure != is_word && text(sheet, at).is_some()
    };
    let others: Vec<u32> = (columns.iter())
        .filter(|column| column.field.is_none())
        .map(|column| column.column)
        .collect();
    let lines = below()
        .filter(|row| others.iter().any(|other| filled(row, *other, false)))
        .count();
    let has_points = columns.iter().any(|column| {
        column.field.is_none() && role_of(column.leaf()) == Some(Guess::Is(Role::Score))
    });
    for column in columns {
        let (role, is_word) = match column.field {
            Some(Field::Total) => (Role::Score, false),
            Some(Field::Grade) => (Role::GradeWord, true),
            _ => continue,
        };
        let own = below().filter(|row| filled(row, column.column, is_word));
        let own = own.count();
        if own > 1 && own * 2 >= lines {
            column.field = None;
            column.line_role = (role != Role::Score || !has_points).then_some(role);
        }
    }
}

/// True where a row is a department: nobody is named, each department stands once beside its total.
fn is_of_departments(sheet: &Sheet, columns: &[Column], bottom: u32) -> bool {
    let of = |field: Field| columns.iter().find(|column| column.field == Some(field));
    let (Some(department), Some(total)) = (of(Field::Department), of(Field::Total)) else {
        return false;
    };
    let below = sheet.rows.iter().filter(|row| row.index > bottom);
    let named = below.filter_map(|row| {
        figure(sheet, CellRef::new(row.index, total.column))?;
        text(sheet, CellRef::new(row.index, department.column))
    });
    let named: Vec<String> = named.collect();
    named.len() > 1 && named.iter().collect::<BTreeSet<_>>().len() == named.len()
}

/// A list with hardly a known word but its first and last: 姓名, what is scored, 总分 over figures.
fn is_plain_list(sheet: &Sheet, row: &Row) -> bool {
    let column_of = |fields: &[Field]| {
        let is_one = |cell: &&Cell| {
            label(&cell.value).is_some_and(|label| {
                let plain = is_plain_total(&label.name).then_some(Field::Total);
                let own = is_field(&label.name).or(plain);
                own.is_some_and(|own| fields.contains(&own))
            })
        };
        row.cells.iter().find(is_one).map(|cell| cell.column)
    };
    let who = column_of(&[Field::Name, Field::Id, Field::Department]);
    let total = column_of(&[Field::Total]);
    let (Some(who), Some(total)) = (who, total) else {
        return false;
    };
    let below = (row.index + 1..=row.index + DEEPEST).filter(|below| {
        text(sheet, CellRef::new(*below, who)).is_some()
            && figure(sheet, CellRef::new(*below, total)).is_some()
    });
    who < total && below.count() > 1
}

fn is_role(name: &str) -> bool {
    ROLES
        .iter()
        .any(|role| role_of(name) == Some(Guess::Is(*role)))
}

/// Words that may be a header or a label.
pub(super) fn label(value: &Value) -> Option<Label> {
    match value {
        Value::Text(text) if text.chars().count() <= 40 && !is_number(text) => {
            Some(Label::new(text)).filter(|label| !label.is_empty())
        }
        _ => None,
    }
}

/// True for a figure that stands as text; 7月 is the name of a month.
fn is_number(text: &str) -> bool {
    let is_month = text.trim().trim_end_matches('份').ends_with('月');
    !is_month && read_number(text).is_some()
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
    // 姓名：林某 has its value with it.
    let names_field = |label: &Label| {
        let (led, _) = label.name.split_once(':').unwrap_or((&label.name, ""));
        is_field(led).is_some()
    };
    let has_field = labels.iter().any(|(_, label)| names_field(label));
    // Groups over a row of 目标, 实际, 得分 among columns of one level: 工号, 姓名, 总分 have nothing of their own below.
    let own = |column: u32| label(sheet.value(CellRef::new(row, column)));
    let reaches =
        |(column, label): &(u32, Label)| is_field(&label.name).is_some() && own(*column).is_none();
    let holds =
        |(column, label): &(u32, Label)| is_field(&label.name).is_none() || own(*column).is_none();
    let has_items = labels.iter().any(|(_, label)| is_item(&label.name))
        || (0..WIDEST).any(|column| {
            let label = own(column).filter(|label| is_item(&label.name));
            let is_target = |name: &str| role_in_group(name).is_some();
            label
                .is_some_and(|label| !(is_target(&label.name) && holds_figures(sheet, row, column)))
        });
    if !has_items
        && labels.iter().filter(|one| reaches(one)).count() >= 2
        && labels.iter().all(holds)
    {
        return above.index;
    }
    let is_level = labels.len() >= 2 && labels.iter().any(is_group) && !has_field;
    match is_level || is_between(sheet, above, row) {
        true => above.index,
        false => row,
    }
}

/// True for a level of a header between its groups and its lowest level, unmerged: 产量 and 成材率 between 生产指标 and
/// 目标, 实际, 得分, where 姓名 and 总分 stand a row higher over nothing.
fn is_between(sheet: &Sheet, level: &Row, row: u32) -> bool {
    let own = |column: u32| label(sheet.value(CellRef::new(row, column)));
    let mut words = level
        .cells
        .iter()
        .filter(|cell| !cell.value.is_blank())
        .peekable();
    let is_over = |cell: &Cell| {
        let over = label(&cell.value);
        let is_plain = over.is_some_and(|one| is_field(&one.name).is_none() && !is_item(&one.name));
        is_plain && own(cell.column).is_some()
    };
    let higher = level
        .index
        .checked_sub(1)
        .and_then(|higher| sheet.row(higher));
    let fields = higher
        .into_iter()
        .flat_map(|higher| &higher.cells)
        .filter(|cell| {
            let field = label(&cell.value).and_then(|one| is_field(&one.name));
            let below = sheet.value(CellRef::new(level.index, cell.column));
            field.is_some() && below.is_blank() && own(cell.column).is_none()
        });
    words.peek().is_some() && words.all(is_over) && fields.count() >= 2
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
    // People have words under 姓名: words under none of a roster's fields are parts of a group.
    let names_people = sheet.row(row).is_some_and(|header| {
        let mut labels = header.cells.iter().filter_map(|cell| label(&cell.value));
        labels.any(|label| matches!(is_field(&label.name), Some(Field::Name | Field::Id)))
    });
    let is_level = roles >= 2 || names_people && filled.len() >= 2;
    if words && is_level && !under_field {
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
                line_role: None,
                is_sum: false,
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
                Some(Value::Text(text)) => match kind_of_text(text) {
                    RowKind::Data => true,
                    RowKind::Note => self.names_something(row.index),
                    RowKind::Sum => false,
                },
                Some(_) => true,
                None => false,
            }
        });
        data.map(|row| row.index).take(MOST_ROWS).collect()
    }

    /// True where something else is named behind a row's first words, with figures: 财务 and 人力资源 are also categories
    /// of lines and departments, though they begin signatures.
    pub fn names_something(&self, row: u32) -> bool {
        let columns = self.columns.iter().map(|column| column.column);
        let cells = columns.map(|column| self.sheet.anchor(CellRef::new(row, column)));
        let own: BTreeSet<CellRef> = cells.collect();
        let values = own.iter().filter_map(|at| {
            let words = text(self.sheet, *at)?;
            Some((words, figure(self.sheet, *at).is_some()))
        });
        let (figures, words): (Vec<_>, Vec<_>) = values.partition(|(_, is_figure)| *is_figure);
        let has_colon = |(words, _): &(String, bool)| words.contains([':', '：']);
        figures.len() > 1 && words.len() > 1 && !words.iter().any(has_colon)
    }

    /// The formula in a column's cell of a row.
    pub fn formula(&self, column: u32, row: u32) -> Option<&str> {
        let formula = self.sheet.formulas.get(&CellRef::new(row, column))?;
        Some(formula.text.as_str()).filter(|text| !text.is_empty())
    }
}
