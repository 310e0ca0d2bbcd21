//! Tables with a column for each person: nobody can be read from them.

use super::table::{Column, Kind, Table, figure, label};
use super::words::{is_item, role_of};
use crate::rule::Role;
use crate::workbook::CellRef;

/// Fewer columns may be raters.
const LEAST: usize = 3;
/// The characters of a person's name.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;

/// True where figures stand under headers that are nobody's words but people's names, and under no score.
pub(super) fn in_columns(table: &Table) -> bool {
    let has_score = table
        .columns
        .iter()
        .any(|column| column.role().map(super::words::Guess::role) == Some(Role::Score));
    let has_item = table.columns.iter().any(|column| is_item(column.leaf()));
    if table.kind != Kind::Form || has_score || !has_item {
        return false;
    }
    let rows = table.rows();
    let is_person = |column: &&Column| {
        let name = column.leaf();
        let is_name = NAME.contains(&name.chars().count())
            && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            && !name.ends_with(WORDS);
        let at = |row: &u32| CellRef::new(*row, column.column);
        let figures = rows
            .iter()
            .filter(|row| figure(table.sheet, at(row)).is_some());
        let words = rows.iter().filter(|row| {
            figure(table.sheet, at(row)).is_none() && label(table.sheet.value(at(row))).is_some()
        });
        let is_open = column.field.is_none() && column.path.len() == 1 && role_of(name).is_none();
        is_name && is_open && figures.count() > words.count()
    };
    table.columns.iter().filter(is_person).count() >= LEAST
}

/// How headers end that are no names.
const WORDS: &[char] = &[
    '分', '值', '率', '数', '量', '额', '重', '评', '度', '计', '比', '价', '级', '月', '季', '年',
    '位',
];
