//! The rows of report sheets: what their cells hold, how they look, and how high they are. A list's own rows are
//! [made](super::body::Body) when they are written.

use std::borrow::Cow;
use std::ops::Range;

use super::body::{BodyCell, BodyRow, Ink, own};
use super::looks::{Key, line_height, relative_width, row_height};
use super::names::Taken;
use super::texts::{Room, fitted};
use crate::markup::{Content, FormulaResult, Look, ReportCell, ReportRow, ReportSheet, Role};
use crate::text::Text;
use crate::workbook::{CellRange, CellRef, Merges};

/// Points of the tallest row that Excel knows.
const TALLEST: u32 = 409;
/// Tenths of a pixel at 微软雅黑 10; a column's character is 7 pixels wide.
const PIXELS: Room = Room {
    wide: 133,
    narrow: 71,
};

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

/// Rows above or under the list, by their numbers from 0.
pub(super) fn rows(report: &ReportSheet, range: Range<usize>) -> Vec<BodyRow> {
    if range.is_empty() {
        return Vec::new();
    }
    let merges = Merges::new(report.merges.clone());
    // Of several cells of a column the last one counts.
    let mut cells: Vec<Vec<BodyCell>> = Vec::new();
    cells.resize_with(range.len(), || Vec::with_capacity(report.widths.len()));
    let place = |row: u32| (row as usize).checked_sub(range.start);
    // The cells of a merged range look like its first one.
    for merge in merges.iter() {
        let blank = ReportCell::default();
        let ink = Ink::Own(Key::of(cell(report, merge.first).unwrap_or(&blank)));
        for row in merge.first.row..=merge.last.row {
            let Some(cells) = place(row).and_then(|place| cells.get_mut(place)) else {
                continue;
            };
            let covered = merge.first.column..=merge.last.column;
            cells.extend(covered.map(|column| BodyCell {
                column,
                ink,
                content: Content::Blank,
            }));
        }
    }
    for (cells, index) in cells.iter_mut().zip(range.clone()) {
        let row = row(report, index).into_iter().flat_map(|row| &row.cells);
        for (column, cell) in (0..).zip(row) {
            let at = CellRef::new(index as u32, column);
            let covered = merges.around(at).is_some_and(|merge| merge.first != at);
            if !covered {
                cells.extend(own((column, cell.clone())));
            }
        }
    }
    for table in &report.tables {
        let CellRange { first, last } = table.range;
        let cells = place(first.row).and_then(|place| cells.get_mut(place));
        let Some(cells) = cells.filter(|_| first.row < last.row) else {
            continue;
        };
        for (column, name) in (first.column..).zip(headings(report, table.range)) {
            let look = cell(report, CellRef::new(first.row, column)).map(|cell| cell.look);
            let look = look.unwrap_or(Look {
                role: Role::Heading,
                ..Look::default()
            });
            let ink = Ink::Own(Key::of_text(look, &name));
            let content = Content::Text(name);
            cells.push(BodyCell {
                column,
                ink,
                content,
            });
        }
    }
    let cells = cells.into_iter().zip(range);
    cells
        .map(|(mut cells, index)| {
            cells.sort_by_key(|cell| cell.column);
            cells.dedup_by(|next, before| {
                let is_same = next.column == before.column;
                if is_same {
                    std::mem::swap(next, before);
                }
                is_same
            });
            BodyRow {
                cells,
                height: Some(height_of(report, &merges, index)),
            }
        })
        .collect()
}

/// The names of a table's columns: no two are the same.
pub(super) fn headings(report: &ReportSheet, table: CellRange) -> Vec<String> {
    let mut taken = Taken::default();
    let columns = table.first.column..=table.last.column;
    (1..)
        .zip(columns)
        .map(|(number, column)| {
            let heading = cell(report, CellRef::new(table.first.row, column));
            let text = heading.map(shown).unwrap_or_default();
            taken.heading(&fitted(&text).0, number)
        })
        .collect()
}

/// A row above or under the list.
fn row<'a>(report: &'a ReportSheet, index: usize) -> Option<&'a ReportRow> {
    match index.checked_sub(report.foot_at()) {
        Some(index) => report.foot.get(index),
        None => report.rows.get(index),
    }
}

/// A cell above or under the list.
pub(super) fn cell<'a>(report: &'a ReportSheet, at: CellRef) -> Option<&'a ReportCell> {
    row(report, at.row as usize)?.cells.get(at.column as usize)
}

/// The height in points of a row above or under the list, and whether wrapped text decided it.
pub(super) fn height_of(report: &ReportSheet, merges: &Merges, index: usize) -> (u32, bool) {
    match row(report, index) {
        Some(ReportRow {
            height: Some(height),
            ..
        }) => (*height, false),
        Some(row) => height(&report.widths, Some(merges), index as u32, &row.cells),
        None => (row_height(std::iter::empty()), false),
    }
}

/// A height in whole pixels, as the library reckons them.
pub(super) fn pixels(points: u32) -> u32 {
    (points * 8 + 3) / 6
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
fn shown(cell: &ReportCell) -> Cow<'_, str> {
    match &cell.content {
        Content::Blank => Cow::Borrowed(""),
        Content::Text(text) | Content::Link { text, .. } => Cow::Borrowed(text),
        Content::Number(number) => Cow::Owned(number.grouped()),
        Content::Formula { result, .. } => match result {
            FormulaResult::Number(number) => Cow::Owned(number.grouped()),
            FormulaResult::Text(text) => Cow::Borrowed(text),
        },
    }
}
