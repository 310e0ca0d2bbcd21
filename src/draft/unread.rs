//! What a draft left unread: columns, and labels with figures, that no line, field or subtotal takes. Nobody shall
//! believe that they are checked.

use super::layout::Layout;
use super::plan::Plan;
use super::table::{Kind, Table, figure, label, text};
use super::vetoes;
use super::words::{is_counter, is_field};
use crate::mapping::spelling::Label;
use crate::workbook::{CellRef, Row, Value};
use crate::written::read_number;

/// More would hide the rest of the head.
const MOST: usize = 40;

/// Headers of words that nobody counts.
const NOTES: &[&str] = &["备注", "签", "评语", "说明", "原因", "意见"];

/// The headers and labels of the tables that the plan does not use, as they stand.
pub(super) fn unread(tables: &[&Table], plan: &Plan) -> Vec<String> {
    let mut used = plan.used();
    used.extend(plan.lines.iter().map(|line| line.item.clone()));
    let mut found: Vec<String> = Vec::new();
    let mut add = |words: String| {
        let is_counter = is_counter(&words);
        if !is_counter && !found.contains(&words) && !used.contains(&words) && found.len() < MOST {
            found.push(words);
        }
    };
    for table in tables {
        let layout = (table.kind != Kind::Roster)
            .then(|| Layout::of(table, plan.points))
            .flatten();
        let rows = match &layout {
            Some(layout) => layout.rows(table),
            None => table.rows(),
        };
        for column in &table.columns {
            let at = |row: &u32| CellRef::new(*row, column.column);
            let holds_figure = |row: &u32| figure(table.sheet, at(row)).is_some();
            let holds_words = |row: &u32| text(table.sheet, at(row)).is_some();
            // What somebody remarks or signs settles no points, nor what tells of lines; answers, stars and grades may.
            let is_told = match table.kind {
                Kind::Roster => !NOTES.iter().any(|word| column.leaf().contains(word)),
                Kind::Form | Kind::Long => vetoes::is_answered(table, column, &rows),
            };
            let is_open = is_told && column.field.is_none() && rows.iter().any(holds_words);
            if rows.iter().any(holds_figure) || is_open {
                add(column.words());
            }
        }
        if table.kind == Kind::Form {
            let item = layout.as_ref().map(|layout| layout.item_words.as_str());
            labels(table, &rows, item).into_iter().for_each(&mut add);
        }
    }
    found
}

/// The labels of figures around a form's lines that name no field.
fn labels(table: &Table, lines: &[u32], item: Option<&str>) -> Vec<String> {
    let sheet = table.sheet;
    // The next form on the sheet begins at its own header.
    let is_header = |row: &&Row| {
        let mut words = row.cells.iter().filter_map(|cell| label(&cell.value));
        row.index > table.bottom && words.any(|label| Some(label.name.as_str()) == item)
    };
    let next = sheet.rows.iter().find(is_header).map(|row| row.index);
    let own = sheet
        .rows
        .iter()
        .filter(|row| next.is_none_or(|next| row.index < next));
    let rows = own.filter(|row| row.index != table.bottom && !lines.contains(&row.index));
    let cells = rows.flat_map(|row| row.cells.iter().map(|cell| (row.index, cell)));
    let unknown = cells.filter_map(|(row, cell)| {
        let Value::Text(words) = &cell.value else {
            return None;
        };
        let (name, rest) = words.split_once([':', '：']).unwrap_or((words, ""));
        let after = sheet.block(CellRef::new(row, cell.column)).last.column + 1;
        let holds_figure = match rest.trim() {
            "" => {
                let cells = sheet.row(row).into_iter().flat_map(|row| &row.cells);
                let mut behind =
                    cells.filter(|cell| cell.column >= after && !cell.value.is_blank());
                let next = behind.next().map(|cell| CellRef::new(row, cell.column));
                next.is_some_and(|next| figure(sheet, next).is_some())
            }
            rest => read_number(rest).is_some(),
        };
        let name = Label::new(name).name;
        let is_open = label(&cell.value).is_some() && is_field(&name).is_none();
        (holds_figure && is_open && !name.is_empty()).then_some(name)
    });
    unknown.collect()
}
