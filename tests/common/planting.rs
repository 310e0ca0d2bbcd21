//! Planting figures in the clean sample workbooks.

use fuhe::mapping::Mapping;
use fuhe::workbook::{Cell, CellRef, Formula, Location, Row, Value, Workbook};

use super::{project, workbook};

/// The clean sample of a scheme. What is planted is typed, so its formulas are taken away.
pub fn clean(mapping: &Mapping) -> Workbook {
    let mut book = workbook(&project().join(format!("sample-workbooks/{}-clean.xlsx", mapping.id)));
    for sheet in &mut book.sheets {
        sheet.formulas.clear();
    }
    book
}

/// `G4`, or `汇总!D3` of another sheet than the first.
pub fn place(book: &Workbook, name: &str) -> Location {
    let (sheet, cell) = match name.split_once('!') {
        Some((sheet, cell)) => {
            let found = book.sheets.iter().position(|one| one.name == sheet);
            (found.unwrap_or_else(|| panic!("no sheet {sheet}")), cell)
        }
        None => (0, name),
    };
    let cell = cell.parse().unwrap_or_else(|_| panic!("{name} is no cell"));
    Location { sheet, cell }
}

/// A cell's name as [`place`] reads it.
pub fn name_of(book: &Workbook, sheet: usize, cell: CellRef) -> String {
    match sheet {
        0 => cell.to_string(),
        _ => format!("{}!{cell}", book.sheets[sheet].name),
    }
}

/// Puts a value into a cell, whether there was one or not.
pub fn set(book: &mut Workbook, at: Location, value: Value) {
    let rows: &mut Vec<Row> = &mut book.sheets[at.sheet].rows;
    let index = rows.partition_point(|row| row.index < at.cell.row);
    if rows.get(index).is_none_or(|row| row.index != at.cell.row) {
        let (index_of_row, cells) = (at.cell.row, Vec::new());
        rows.insert(
            index,
            Row {
                index: index_of_row,
                cells,
            },
        );
    }
    let cells: &mut Vec<Cell> = &mut rows[index].cells;
    let column = at.cell.column;
    let index = cells.partition_point(|cell| cell.column < column);
    match cells.get_mut(index).filter(|cell| cell.column == column) {
        Some(cell) => cell.value = value,
        None => cells.insert(
            index,
            Cell {
                column,
                style: 0,
                value,
            },
        ),
    }
}

/// `18.5` and `A` as values; `18.5:=ROUND(E4/F4*20,1)` with the formula behind it.
pub fn put(book: &mut Workbook, at: Location, words: &str) {
    let (value, formula) = match words.split_once(":=") {
        Some((value, formula)) => (value, Some(formula)),
        None => (words, None),
    };
    let stored = match (value.parse(), value) {
        (Ok(number), _) => Value::Number(number),
        (_, "") => Value::Empty,
        _ => Value::Text(value.into()),
    };
    set(book, at, stored);
    if let Some(text) = formula {
        let formula = Formula {
            text: text.into(),
            has_value: true,
        };
        book.sheets[at.sheet].formulas.insert(at.cell, formula);
    }
}
