//! A list that is longer than a sheet goes on on the next one.

use super::free_name;
use crate::markup::{Content, ReportSheet};
use crate::workbook::{CellRange, CellRef};

/// Rows of a list on one sheet. Excel holds 1,048,576.
pub(super) const MOST_ROWS: usize = 1_000_000;

/// The sheet, or the sheets that hold its list, each under the same title and headings. A sheet with live formulas
/// stays whole: they refer to its rows.
pub(super) fn sheets(
    sheet: ReportSheet,
    most: usize,
    is_taken: impl Fn(&str) -> bool,
) -> Vec<ReportSheet> {
    let heading = sheet.print.repeat_rows.map_or(0, |(_, last)| last as usize);
    let has_formulas = |sheet: &ReportSheet| {
        let mut cells = sheet.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| matches!(cell.content, Content::Formula { .. }))
    };
    if heading == 0 || sheet.rows.len() <= heading + 1 + most || has_formulas(&sheet) {
        return vec![sheet];
    }
    let mut frame = sheet;
    let mut list = frame.rows.split_off(heading + 1).into_iter();
    let mut sheets: Vec<ReportSheet> = Vec::new();
    while list.len() > 0 {
        let mut part = frame.clone();
        part.rows.extend(list.by_ref().take(most));
        if !sheets.is_empty() {
            let number = sheets.len() + 1;
            let known = |name: &str| is_taken(name) || sheets.iter().any(|one| one.name == name);
            part.name = free_name(&format!("{} ({number})", frame.name), known);
            for table in &mut part.tables {
                table.name = format!("{}_{number}", table.name);
            }
        }
        let last = part.rows.len() as u32 - 1;
        let down =
            |range: CellRange| CellRange::new(range.first, CellRef::new(last, range.last.column));
        part.autofilter = part.autofilter.map(down);
        for table in &mut part.tables {
            table.range = down(table.range);
        }
        sheets.push(part);
    }
    sheets
}

#[cfg(test)]
mod tests {
    use super::super::cells::{body, formula, range};
    use super::*;
    use crate::markup::{Print, ReportRow, Role, Table};

    fn list(rows: usize) -> ReportSheet {
        let row = |index: usize| ReportRow {
            height: None,
            cells: vec![body(index.to_string())],
        };
        ReportSheet {
            name: "差异清单".to_owned(),
            rows: (0..rows + 2).map(row).collect(),
            tables: vec![Table {
                name: "fuhe_findings".to_owned(),
                range: range((1, 0), (rows as u32 + 1, 0)),
            }],
            print: Print {
                landscape: true,
                repeat_rows: Some((1, 1)),
            },
            ..ReportSheet::default()
        }
    }

    #[test]
    fn a_long_list_goes_on_on_the_next_sheet() {
        assert_eq!(sheets(list(4), 4, |_| false).len(), 1);
        let parts = sheets(list(9), 4, |name| name == "差异清单 (2)");
        let told: Vec<_> = parts
            .iter()
            .map(|part| {
                let table = &part.tables[0];
                let rows = part.rows.len();
                (
                    part.name.as_str(),
                    rows,
                    table.name.as_str(),
                    table.range.to_string(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("差异清单", 6, "fuhe_findings", "A2:A6".to_owned()),
                ("差异清单 (2) (2)", 6, "fuhe_findings_2", "A2:A6".to_owned()),
                ("差异清单 (3)", 3, "fuhe_findings_3", "A2:A3".to_owned()),
            ]
        );
    }

    #[test]
    fn a_sheet_with_formulas_stays_whole() {
        let mut sheet = list(9);
        sheet.rows[5].cells[0] = formula(Role::Body, "A1".to_owned(), 1.into());
        assert_eq!(sheets(sheet, 4, |_| false).len(), 1);
    }
}
