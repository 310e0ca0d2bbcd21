//! Columns at the right of the source's tables.

use rust_xlsxwriter::{Format, Worksheet};

use super::WriteError;
use super::merger::Merger;
use super::report_cells::{Pen, place};
use super::styles::{Over, Styles};
use crate::markup::{AddedColumns, Look, Role};
use crate::workbook::{CellRange, CellRef, Sheet, Style};

/// Writes one block: its titles, and its rows above `drawn`.
pub(super) fn add(
    target: &mut Worksheet,
    source: &Sheet,
    columns: &AddedColumns,
    styles: &mut Styles<'_>,
    merger: &mut Merger,
    pen: &mut Pen<'_>,
    drawn: u32,
) -> Result<(), WriteError> {
    let (top, bottom) = columns.header;
    for (offset, (title, width)) in columns.titles.iter().enumerate() {
        let column = columns.left + offset as u32;
        let format = title_format(source, columns, styles, pen);
        let (_, number) = place(CellRef::new(bottom, column));
        target.set_column_width(number, *width)?;
        let range = CellRange::new(CellRef::new(top, column), CellRef::new(bottom, column));
        let merged = merger.merge(target, range, &format)?;
        let row = if merged { top } else { bottom };
        target.write_string_with_format(row, number, title, &format)?;
    }
    for row in columns.rows.iter().take_while(|row| row.row < drawn) {
        for (offset, cell) in row.cells.iter().enumerate() {
            pen.put(
                target,
                CellRef::new(row.row, columns.left + offset as u32),
                cell,
            )?;
        }
    }
    Ok(())
}

/// The look of the source's header; that of a report's heading where the source has none.
fn title_format(
    source: &Sheet,
    columns: &AddedColumns,
    styles: &mut Styles<'_>,
    pen: &mut Pen<'_>,
) -> Format {
    let index = source
        .cell(source.anchor(columns.look_of))
        .map_or(0, |cell| cell.style);
    let bare = |style: &Style| {
        style.fill.is_none() && !style.font.bold && style.borders.iter().all(Option::is_none)
    };
    if styles.style(index).is_none_or(bare) {
        let look = Look {
            role: Role::Heading,
            ..Look::default()
        };
        return pen.looks.of_text(look, "").clone();
    }
    let over = Over {
        wrap: true,
        ..Over::default()
    };
    styles.format(index, over).clone()
}

/// The sheet's autofilter with the added columns in it.
pub(super) fn filter(source: &Sheet, blocks: &[AddedColumns]) -> Option<CellRange> {
    let Some(mut own) = source.geometry.autofilter else {
        return blocks.iter().find_map(|block| block.filter);
    };
    for block in blocks {
        let in_header = (block.header.0..=block.header.1).contains(&own.first.row);
        // A spacer column may stand between.
        let beside = own.first.column < block.left && block.left <= own.last.column + 2;
        if in_header && beside {
            let width = block.titles.len() as u32;
            own.last.column = own.last.column.max(block.left + width.saturating_sub(1));
        }
    }
    Some(own)
}
