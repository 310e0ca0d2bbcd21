//! What the brackets of the lines' headers say: `销售额完成率（20分）`.

use super::super::Mark;
use super::super::header::Header;
use super::Key;
use crate::mapping::brackets::points_in;
use crate::mapping::spelling::Label;
use crate::rule::Role;
use crate::workbook::{CellRef, Sheet, Value};

/// The brackets over the columns of each line's points.
pub fn marks(sheet: &Sheet, header: &Header<Key>) -> Vec<Mark> {
    let columns = header.columns.iter();
    let columns: Vec<(usize, Role, u32)> = columns
        .filter_map(|column| match column.key {
            Key::Line(line, role) => Some((line, role, column.column)),
            _ => None,
        })
        .collect();
    let mut marks = Vec::new();
    for (line, _, score) in columns.iter().filter(|(_, role, _)| *role == Role::Score) {
        let is_own = |column: u32| {
            let mut own = columns.iter().filter(|(one, ..)| one == line);
            own.any(|(.., other)| *other == column)
        };
        // The nearest bracket speaks of the line; one above it of its section, where nothing is merged.
        for row in (header.top..=header.bottom).rev() {
            let at = sheet.anchor(CellRef::new(row, *score));
            let block = sheet.block(at);
            // A bracket over other lines' columns speaks of a section.
            let shared = columns.iter().any(|(.., column)| {
                (block.first.column..=block.last.column).contains(column) && !is_own(*column)
            });
            let Value::Text(text) = sheet.value(at) else {
                continue;
            };
            if let (false, Some(bracket)) = (shared, Label::new(text).bracket) {
                let is_told = points_in(&bracket).is_some();
                marks.push(Mark {
                    line: Some(*line),
                    cell: at,
                    words: bracket,
                });
                if is_told {
                    break;
                }
            }
        }
    }
    marks.dedup();
    marks
}
