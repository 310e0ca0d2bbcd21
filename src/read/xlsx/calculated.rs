//! Formulas that no program ever calculated, although each of them stores a result.

use crate::workbook::{Sheet, Value};

/// Takes away the results of a workbook that asks to be calculated when it is opened and whose formulas all store 0:
/// programs that write formulas without calculating them (XlsxWriter and those built on it) store that in place of a
/// result, and whoever opens the file sees the right figures.
pub(super) fn forget_placeholders(sheets: &mut [Sheet]) {
    let is_placeholder = |sheet: &Sheet| {
        sheet.formulas.iter().all(|(at, formula)| {
            let stored = sheet.value(*at);
            !formula.has_value || stored.number().is_some_and(|number| number.is_zero())
        })
    };
    if !sheets.iter().all(is_placeholder) {
        return;
    }
    for sheet in sheets {
        let Sheet { rows, formulas, .. } = sheet;
        for (at, formula) in formulas.iter_mut().filter(|(_, one)| one.has_value) {
            formula.has_value = false;
            let row = rows.binary_search_by_key(&at.row, |row| row.index);
            let Some(row) = row.ok().and_then(|index| rows.get_mut(index)) else {
                continue;
            };
            let cell = row
                .cells
                .binary_search_by_key(&at.column, |cell| cell.column);
            if let Some(cell) = cell.ok().and_then(|index| row.cells.get_mut(index)) {
                cell.value = Value::Empty;
            }
        }
    }
}
