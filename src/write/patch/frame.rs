//! The part of a report sheet before and behind its rows: its columns, and how it shows and prints.

use super::xml;
use crate::markup::ReportSheet;
use crate::workbook::{CellRange, CellRef, Merges, column_name};

/// What stands before the rows. `namespaces` are those of spreadsheets and of relationships.
pub fn head(report: &ReportSheet, namespaces: [&str; 2], selected: bool) -> String {
    let [main, relations] = namespaces;
    let tab = report
        .tab
        .map(|color| format!("<tabColor rgb=\"FF{color:06X}\"/>"));
    let tab = tab.unwrap_or_default();
    let width = report.widths.len().max(1) as u32;
    let last = CellRef::new((report.height().max(1) - 1) as u32, width - 1);
    let selected = if selected { " tabSelected=\"1\"" } else { "" };
    let frozen = report.frozen.map(pane).unwrap_or_default();
    let columns = columns(&report.widths);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\" \
         xmlns:r=\"{relations}\"><sheetPr>{tab}<pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{last}\"/>\
         <sheetViews><sheetView showGridLines=\"0\"{selected} workbookViewId=\"0\">{frozen}</sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"16.5\"/>{columns}<sheetData>"
    )
}

/// What follows the rows: `links` as they are written, the relationships of the drawing and of the tables.
pub fn tail(report: &ReportSheet, links: &str, drawing: Option<&str>, tables: &[String]) -> String {
    let mut out = String::from("</sheetData>");
    if let Some(range) = report.autofilter {
        out += &format!("<autoFilter ref=\"{range}\"/>");
    }
    let merges = Merges::new(report.merges.clone());
    let merges: Vec<String> = (merges.iter().filter(|merge| merge.first != merge.last))
        .map(|merge| format!("<mergeCell ref=\"{merge}\"/>"))
        .collect();
    if !merges.is_empty() {
        let (count, merges) = (merges.len(), merges.concat());
        out += &format!("<mergeCells count=\"{count}\">{merges}</mergeCells>");
    }
    if !links.is_empty() {
        out += &format!("<hyperlinks>{links}</hyperlinks>");
    }
    let lies = if report.print.landscape {
        "landscape"
    } else {
        "portrait"
    };
    out += &format!(
        "<printOptions horizontalCentered=\"1\"/>\
         <pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"{lies}\"/>\
         <headerFooter><oddFooter>&amp;C&amp;9第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>"
    );
    if let Some(id) = drawing {
        out += &format!("<drawing r:id=\"{id}\"/>");
    }
    if !tables.is_empty() {
        let parts: String = tables
            .iter()
            .map(|id| format!("<tablePart r:id=\"{id}\"/>"))
            .collect();
        out += &format!(
            "<tableParts count=\"{}\">{parts}</tableParts>",
            tables.len()
        );
    }
    out + "</worksheet>"
}

/// An Excel table with its columns' names.
pub fn table(namespace: &str, id: u32, name: &str, range: CellRange, columns: &[String]) -> String {
    let (name, count) = (xml::escaped(name), columns.len());
    let columns: String = (1..)
        .zip(columns)
        .map(|(number, name): (usize, _)| {
            let name = xml::escaped(name).replace('\n', "_x000a_");
            format!("<tableColumn id=\"{number}\" name=\"{name}\"/>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<table xmlns=\"{namespace}\" id=\"{id}\" \
         name=\"{name}\" displayName=\"{name}\" ref=\"{range}\" totalsRowShown=\"0\">\
         <autoFilter ref=\"{range}\"/><tableColumns count=\"{count}\">{columns}</tableColumns>\
         <tableStyleInfo name=\"TableStyleLight1\" showFirstColumn=\"0\" showLastColumn=\"0\" showRowStripes=\"0\" \
         showColumnStripes=\"0\"/></table>"
    )
}

/// Columns of equal width are one entry. A character is 7 pixels wide, and a cell has 5 more.
fn columns(widths: &[u32]) -> String {
    let mut out = String::new();
    let mut first = 0;
    for run in widths.chunk_by(|a, b| a == b) {
        let (width, from, to) = (run[0], first + 1, first + run.len());
        out += &format!(
            "<col min=\"{from}\" max=\"{to}\" width=\"{width}.7109375\" customWidth=\"1\"/>"
        );
        first = to;
    }
    match out.is_empty() {
        true => out,
        false => format!("<cols>{out}</cols>"),
    }
}

/// Rows and columns that do not scroll.
fn pane(scrolls: CellRef) -> String {
    let CellRef { row, column } = scrolls;
    let split = |name: &str, at: u32| match at {
        0 => String::new(),
        at => format!(" {name}Split=\"{at}\""),
    };
    let (active, others) = match (row, column) {
        (0, 0) => return String::new(),
        (_, 0) => ("bottomLeft", String::new()),
        (0, _) => ("topRight", String::new()),
        _ => {
            let (top, left) = (format!("{}1", column_name(column)), format!("A{}", row + 1));
            let others = format!(
                "<selection pane=\"topRight\" activeCell=\"{top}\" sqref=\"{top}\"/>\
                 <selection pane=\"bottomLeft\" activeCell=\"{left}\" sqref=\"{left}\"/>"
            );
            ("bottomRight", others)
        }
    };
    let (x, y) = (split("x", column), split("y", row));
    format!(
        "<pane{x}{y} topLeftCell=\"{scrolls}\" activePane=\"{active}\" state=\"frozen\"/>{others}\
         <selection pane=\"{active}\"/>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_equal_width_are_one_entry() {
        assert_eq!(
            columns(&[8, 8, 12]),
            "<cols><col min=\"1\" max=\"2\" width=\"8.7109375\" customWidth=\"1\"/>\
             <col min=\"3\" max=\"3\" width=\"12.7109375\" customWidth=\"1\"/></cols>"
        );
        assert_eq!(columns(&[]), "");
    }

    #[test]
    fn what_does_not_scroll_is_split_off() {
        assert_eq!(pane(CellRef::new(0, 0)), "");
        assert_eq!(
            pane(CellRef::new(3, 0)),
            "<pane ySplit=\"3\" topLeftCell=\"A4\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             <selection pane=\"bottomLeft\"/>"
        );
        let both = pane(CellRef::new(3, 2));
        assert!(both.starts_with("<pane xSplit=\"2\" ySplit=\"3\" topLeftCell=\"C4\""));
    }
}
