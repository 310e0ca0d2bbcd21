//! A list that is longer than a sheet goes on on the next one.

use super::free_name;
use crate::markup::ReportSheet;
use crate::workbook::{CellRange, CellRef};

/// Rows of a list on one sheet. Excel holds 1,048,576.
pub(super) const MOST_ROWS: usize = 1_000_000;

/// The sheet, or the sheets that hold its list, each under the same title and headings. A sheet with something under its
/// list stays whole: it refers to the list's rows.
pub(super) fn sheets<'a>(
    sheet: ReportSheet<'a>,
    most: usize,
    is_taken: impl Fn(&str) -> bool,
) -> Vec<ReportSheet<'a>> {
    let Some(list) = sheet.list.as_ref().filter(|list| list.len() > most) else {
        return vec![sheet];
    };
    if !sheet.foot.is_empty() {
        return vec![sheet];
    }
    let mut sheets: Vec<ReportSheet> = Vec::new();
    for from in (0..list.len()).step_by(most) {
        let mut part = sheet.clone();
        part.list = Some(list.part(from, most));
        if !sheets.is_empty() {
            let number = sheets.len() + 1;
            let known = |name: &str| is_taken(name) || sheets.iter().any(|one| one.name == name);
            part.name = free_name(&format!("{} ({number})", sheet.name), known);
            for table in &mut part.tables {
                table.name = format!("{}_{number}", table.name);
            }
        }
        let last = part.height() as u32 - 1;
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
    use super::super::cells::{body, range};
    use super::*;
    use crate::markup::{List, Print, ReportRow, Table};

    fn list(rows: usize) -> ReportSheet<'static> {
        let cells = |index: usize| vec![body(index.to_string())];
        let row = move |index: usize| ReportRow {
            height: None,
            cells: cells(index),
        };
        ReportSheet {
            name: "差异清单".to_owned(),
            rows: (0..2).map(row).collect(),
            list: Some(List::new(rows, cells)),
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
                let rows = part.height();
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
    fn a_sheet_with_a_foot_stays_whole() {
        let mut sheet = list(9);
        sheet.foot = vec![ReportRow::default()];
        assert_eq!(sheets(sheet, 4, |_| false).len(), 1);
    }
}
