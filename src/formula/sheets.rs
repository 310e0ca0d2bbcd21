//! The workbook as formulas see it: sheets by name, and the filled cells of a range.

use crate::workbook::{CellRange, CellRef, Location, Sheet, Value, Workbook};

/// True for a formula that has neither a stored result nor anything else in its cell.
pub(super) fn is_uncalculated(workbook: &Workbook, at: Location) -> bool {
    workbook.sheets.get(at.sheet).is_some_and(|sheet| {
        // Most cells hold something: they are told without looking for their formula.
        let is_pending = || sheet.formulas.get(&at.cell).is_some_and(|it| !it.has_value);
        sheet.value(at.cell).is_blank() && is_pending()
    })
}

/// Which columns of each sheet hold formulas: most figures are told to have none without looking for it.
pub struct FormulaColumns<'a> {
    workbook: &'a Workbook,
    columns: Vec<Vec<bool>>,
}

impl<'a> FormulaColumns<'a> {
    /// The columns of a workbook.
    pub fn new(workbook: &'a Workbook) -> Self {
        let columns = workbook.sheets.iter().map(|sheet| {
            let mut columns = Vec::new();
            for at in sheet.formulas.keys() {
                let column = at.column as usize;
                if columns.len() <= column {
                    columns.resize(column + 1, false);
                }
                columns[column] = true;
            }
            columns
        });
        let columns = columns.collect();
        FormulaColumns { workbook, columns }
    }

    /// True where there is no formula at all.
    pub fn are_none(&self) -> bool {
        self.columns.iter().all(Vec::is_empty)
    }

    /// True where a formula stands in a cell.
    pub fn hold(&self, at: Location) -> bool {
        let column = self.columns.get(at.sheet);
        let column = column.and_then(|columns| columns.get(at.cell.column as usize));
        let sheet = || self.workbook.sheets.get(at.sheet);
        column == Some(&true) && sheet().is_some_and(|sheet| sheet.formulas.contains_key(&at.cell))
    }
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
