//! Rows that are written one by one into a sheet that has all but them: the lists of report sheets, and the rows of
//! sources that have no looks of their own.

use super::looks::Key;
use super::report_sheets;
use crate::markup::{Content, Look, ReportCell, ReportSheet, Role, Tone};

/// Rows of a sheet, made when they are written.
pub(super) struct Body<'a> {
    /// The row of the first one, from 0.
    pub first: usize,
    /// How many they are.
    pub rows: usize,
    /// Columns from A over which they reach.
    pub width: u32,
    /// Makes one of them.
    pub make: Box<dyn Fn(usize) -> BodyRow + Send + Sync + 'a>,
}

/// A row on its way.
pub(super) struct BodyRow {
    /// Its cells by rising column.
    pub cells: Vec<BodyCell>,
    /// Points, and whether they were reckoned from wrapped text, so that Excel may fit the row anew.
    pub height: Option<(u32, bool)>,
}

/// A cell on its way.
pub(super) struct BodyCell {
    pub column: u32,
    pub ink: Ink,
    pub content: Content,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ink {
    /// Like fuhe's own.
    Own(Key),
    /// Like the workbook's plain cells, perhaps with a mark.
    Plain(Option<Tone>),
}

impl<'a> Body<'a> {
    /// The list of a report sheet.
    pub fn of(report: &'a ReportSheet) -> Option<Self> {
        let list = report.list.as_ref().filter(|list| !list.is_empty())?;
        let make = |index: usize| {
            let cells = list.row(index);
            BodyRow {
                height: Some(report_sheets::height(&report.widths, None, 0, &cells)),
                cells: (0..).zip(cells).filter_map(own).collect(),
            }
        };
        Some(Body {
            first: report.rows.len(),
            rows: list.len(),
            width: report.widths.len() as u32,
            make: Box::new(make),
        })
    }
}

/// A cell of fuhe's own; nothing where it is like no cell at all.
pub(super) fn own((column, cell): (u32, ReportCell)) -> Option<BodyCell> {
    let unformatted = Look {
        role: Role::Plain,
        ..Look::default()
    };
    if matches!(cell.content, Content::Blank) && cell.look == unformatted {
        return None;
    }
    Some(BodyCell {
        column,
        ink: Ink::Own(Key::of(&cell)),
        content: cell.content,
    })
}
