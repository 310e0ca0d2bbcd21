//! The workbook as formulas see it: sheets by name, and the filled cells of a range.

use crate::workbook::{CellRange, CellRef, Location, Sheet, Value, Workbook};

/// True for a formula that has neither a stored result nor anything else in its cell.
pub(super) fn is_uncalculated(workbook: &Workbook, at: Location) -> bool {
    workbook.sheets.get(at.sheet).is_some_and(|sheet| {
        let formula = sheet.formulas.get(&at.cell);
        formula.is_some_and(|formula| !formula.has_value) && sheet.value(at.cell).is_blank()
    })
}

/// The sheet of a name; names differ in more than case.
pub(super) fn by_name(workbook: &Workbook, name: &str) -> Option<usize> {
    let wanted = name.to_lowercase();
    let mut sheets = workbook.sheets.iter();
    sheets.position(|sheet| sheet.name.to_lowercase() == wanted)
}

/// The cells of a range that hold a value or an uncalculated formula, at most `limit` of them looked at; `None` beyond.
pub(super) fn filled(sheet: &Sheet, range: CellRange, limit: usize) -> Option<Vec<CellRef>> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    let from = sheet
        .rows
        .partition_point(|row| row.index < range.first.row);
    let rows = sheet.rows.get(from..).unwrap_or_default().iter();
    for row in rows.take_while(|row| row.index <= range.last.row) {
        let from = row
            .cells
            .partition_point(|cell| cell.column < range.first.column);
        let cells = row.cells.get(from..).unwrap_or_default().iter();
        looked_at += 1;
        for cell in cells.take_while(|cell| cell.column <= range.last.column) {
            looked_at += 1;
            if !cell.value.is_blank() {
                found.push(CellRef::new(row.index, cell.column));
            }
        }
        if looked_at > limit {
            return None;
        }
    }
    for (at, formula) in sheet.formulas.range(range.first..=range.last) {
        looked_at += 1;
        if looked_at > limit {
            return None;
        }
        if range.contains(*at) && !formula.has_value && sheet.value(*at).is_blank() {
            found.push(*at);
        }
    }
    Some(found)
}

/// True where a cell of the range holds text that shows nothing: spaces, or the empty result of a formula.
pub(super) fn has_empty_text(sheet: &Sheet, range: CellRange) -> bool {
    let from = sheet
        .rows
        .partition_point(|row| row.index < range.first.row);
    let rows = sheet.rows.get(from..).unwrap_or_default().iter();
    let mut rows = rows.take_while(|row| row.index <= range.last.row);
    rows.any(|row| {
        row.cells.iter().any(|cell| {
            let at = CellRef::new(row.index, cell.column);
            let is_text = matches!(cell.value, Value::Text(_)) || sheet.formulas.contains_key(&at);
            range.contains(at) && is_text && cell.value.is_blank()
        })
    })
}
