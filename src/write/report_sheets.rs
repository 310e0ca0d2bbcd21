//! Report sheets, drawn into a book: behind a rebuilt source, alone, or to be grafted into a patched package. After
//! [`add`] the book goes through [`finish`](super::finish::finish), which puts right what the library cannot say. Their
//! lists are [put in](super::patch::fill) last, row by row.

use rust_xlsxwriter::{
    Table as BookTable, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::WriteError;
use super::charts;
use super::finish::{Touch, TouchKind};
use super::looks::{Looks, line_height, relative_width, row_height};
use super::names::{SheetNames, Taken};
use super::report_cells::{Pen, ROWS, place};
use super::texts::{Room, fitted};
use crate::markup::{Content, FormulaResult, ReportCell, ReportSheet, Role, Table};
use crate::text::Text;
use crate::workbook::{CellRange, CellRef, Merges};

/// Points of the tallest row that Excel knows.
const TALLEST: u32 = 409;
/// Tenths of a pixel at 微软雅黑 10; a column's character is 7 pixels wide.
const PIXELS: Room = Room {
    wide: 133,
    narrow: 71,
};

/// What is still to do once the sheets are drawn.
#[derive(Debug, Default)]
pub struct Added {
    /// Cells to put right in the finished file, by the sheet's index in the book.
    pub touches: Vec<Touch>,
    /// What the sheets lack.
    pub notices: Vec<Text>,
}

/// Draws the sheets behind those that `book` has. `source_sheet_names` are the names that links into the source's sheets
/// use, by the sheet's index; a link to a sheet beyond them is written as plain text.
///
/// # Errors
/// [`WriteError`] where a sheet asks for what a workbook cannot hold.
pub fn add(
    book: &mut Workbook,
    reports: &[ReportSheet],
    source_sheet_names: &[String],
) -> Result<Added, WriteError> {
    let names = SheetNames::beside(source_sheet_names, reports);
    add_named(book, reports, &names)
}

/// [`add`], with the names already settled.
pub(super) fn add_named(
    book: &mut Workbook,
    reports: &[ReportSheet],
    names: &SheetNames,
) -> Result<Added, WriteError> {
    let mut added = Added::default();
    let mut looks = Looks::default();
    for (index, report) in reports.iter().enumerate() {
        let sheet_index = book.worksheets().len();
        let name = names.report(index);
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        let mut pen = Pen::new(names, &mut looks, &mut added.touches, sheet_index);
        draw(sheet, name, report, &mut pen)?;
        let (cut, lost) = (pen.cut, pen.lost_links);
        added.notices.extend(told(name, cut, lost));
    }
    Ok(added)
}

/// What a sheet lacks: the ends of texts, and links.
pub(super) fn told(name: &str, cut: usize, lost: usize) -> impl Iterator<Item = Text> {
    let cut = (cut > 0).then(|| {
        text!(
            "“{name}”有 {cut} 处文字超过 32,767 字，已截断"
                / "{cut} texts on \"{name}\" were cut to 32,767 characters"
        )
    });
    let lost = (lost > 0).then(|| {
        text!(
            "“{name}”的链接超过 Excel 上限，后 {lost} 处只写文字"
                / "\"{name}\" exceeds Excel's limit of links: the last {lost} are plain text"
        )
    });
    cut.into_iter().chain(lost)
}

fn draw(
    sheet: &mut Worksheet,
    name: &str,
    report: &ReportSheet,
    pen: &mut Pen<'_>,
) -> Result<(), WriteError> {
    if report.height() > ROWS as usize {
        return Err(XlsxError::RowColumnLimitError.into());
    }
    sheet.set_screen_gridlines(false);
    // The result of a formula that gives empty text.
    sheet.set_formula_result_default("");
    if let Some(color) = report.tab {
        sheet.set_tab_color(rust_xlsxwriter::Color::RGB(color));
    }
    for (column, width) in report.widths.iter().enumerate() {
        let (_, column) = place(CellRef::new(0, column as u32));
        sheet.set_column_width(column, *width)?;
    }
    let blank = ReportCell {
        content: Content::Blank,
        look: crate::markup::Look {
            role: Role::Plain,
            ..Default::default()
        },
    };
    let merges = Merges::new(report.merges.clone());
    for merge in merges.iter() {
        let anchor = cell(report, merge.first).unwrap_or(&blank);
        let (row, column) = place(merge.first);
        let (last_row, last_column) = place(merge.last);
        sheet.merge_range(row, column, last_row, last_column, "", pen.looks.of(anchor))?;
    }
    // The list is put between them once the book is finished.
    let foot = (report.foot_at()..).zip(&report.foot);
    for (index, row) in report.rows.iter().enumerate().chain(foot) {
        for (column, cell) in row.cells.iter().enumerate() {
            let at = CellRef::new(index as u32, column as u32);
            let covered = merges.around(at).is_some_and(|merge| merge.first != at);
            let unformatted = matches!(cell.content, Content::Blank) && cell.look == blank.look;
            if !unformatted && !covered {
                pen.put(sheet, at, cell)?;
            }
        }
        let number = index as u32;
        let (height, reckoned) = match row.height {
            Some(height) => (height, false),
            None => height(&report.widths, Some(&merges), number, &row.cells),
        };
        sheet.set_row_height(number, height)?;
        if reckoned {
            pen.touches.push(Touch {
                sheet: pen.sheet,
                cell: CellRef::new(number, 0),
                kind: TouchKind::FreeHeight,
            });
        }
    }
    for table in &report.tables {
        add_table(sheet, report, table, pen)?;
    }
    if let Some(range) = report.autofilter {
        let (row, column) = place(range.first);
        let (last_row, last_column) = place(range.last);
        sheet.autofilter(row, column, last_row, last_column)?;
    }
    for chart in &report.charts {
        charts::insert(sheet, name, chart)?;
    }
    if let Some(frozen) = report.frozen {
        let (row, column) = place(frozen);
        sheet.set_freeze_panes(row, column)?;
    }
    set_up_print(sheet, report)
}

/// A cell above or under the list.
fn cell<'a>(report: &'a ReportSheet, at: CellRef) -> Option<&'a ReportCell> {
    let row = at.row as usize;
    let row = match row.checked_sub(report.foot_at()) {
        Some(row) => report.foot.get(row),
        None => report.rows.get(row),
    };
    row?.cells.get(at.column as usize)
}

fn add_table(
    sheet: &mut Worksheet,
    report: &ReportSheet,
    table: &Table,
    pen: &mut Pen<'_>,
) -> Result<(), WriteError> {
    let CellRange { first, last } = table.range;
    if first.row >= last.row {
        return Ok(());
    }
    let mut taken = Taken::default();
    let columns: Vec<TableColumn> = (first.column..=last.column)
        .map(|column| {
            let heading = cell(report, CellRef::new(first.row, column));
            let text = heading.map(shown).unwrap_or_default();
            let name = taken.heading(&fitted(&text).0, (column - first.column + 1) as usize);
            let look = heading.map_or(
                crate::markup::Look {
                    role: Role::Heading,
                    ..Default::default()
                },
                |cell| cell.look,
            );
            TableColumn::new()
                .set_header_format(pen.looks.of_text(look, &name))
                .set_header(name)
        })
        .collect();
    let mut wanted = BookTable::new()
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_columns(&columns);
    if rust_xlsxwriter::utility::check_name(&table.name).is_ok() {
        wanted = wanted.set_name(&table.name);
    }
    let (row, column) = place(first);
    let (last_row, last_column) = place(last);
    sheet.add_table(row, column, last_row, last_column, &wanted)?;
    Ok(())
}

fn set_up_print(sheet: &mut Worksheet, report: &ReportSheet) -> Result<(), WriteError> {
    sheet
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&C&9第 &P 页 共 &N 页");
    if report.print.landscape {
        sheet.set_landscape();
    }
    if let Some((first, last)) = report.print.repeat_rows {
        sheet.set_repeat_rows(first, last)?;
    }
    Ok(())
}

/// The height in points of a row that says none, and whether wrapped text decided it. Excel fits rows to their text
/// only while a person types, other programs do not even then, and none fits merged cells.
pub(super) fn height(
    widths: &[u32],
    merges: Option<&Merges>,
    index: u32,
    cells: &[ReportCell],
) -> (u32, bool) {
    let mut need = 0;
    for (column, cell) in cells.iter().enumerate() {
        let at = CellRef::new(index, column as u32);
        let role = cell.look.role;
        if !(cell.look.wrap || role == Role::Heading) || matches!(cell.content, Content::Blank) {
            continue;
        }
        let merge = merges.and_then(|merges| merges.around(at));
        let block = merge.unwrap_or(CellRange::new(at, at));
        if block.first != at {
            continue;
        }
        let rows = block.last.row - block.first.row + 1;
        let width: u32 = (block.first.column..=block.last.column)
            .map(|column| widths.get(column as usize).copied().unwrap_or(9))
            .sum();
        let room = (width * 70).saturating_sub(20) * 100 / relative_width(role);
        let lines = PIXELS.lines(&shown(cell), room);
        if lines > rows {
            need = need.max((lines * line_height(role)).div_ceil(rows) + 6);
        }
    }
    let roles = cells
        .iter()
        .filter(|cell| !matches!(cell.content, Content::Blank))
        .map(|cell| cell.look.role);
    (row_height(roles).max(need).min(TALLEST), need > 0)
}

/// The text that a cell shows, near enough to reckon its room.
fn shown(cell: &ReportCell) -> String {
    match &cell.content {
        Content::Blank => String::new(),
        Content::Text(text) | Content::Link { text, .. } => text.clone(),
        Content::Number(number) => number.grouped(),
        Content::Formula { result, .. } => match result {
            FormulaResult::Number(number) => number.grouped(),
            FormulaResult::Text(text) => text.clone(),
        },
    }
}
