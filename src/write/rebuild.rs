//! Writes the source's sheets anew from what was read of them, with their marks, then the report sheets.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Formula, Worksheet};

use super::body::Body;
use super::finish::{Touch, TouchKind, finish, is_error, misread};
use super::looks::Looks;
use super::losses::Losses;
use super::merger::Merger;
use super::names::SheetNames;
use super::patch;
use super::rebuilt::{by_cell, record, shown, tones, value_of};
use super::report_cells::{COLUMNS, Pen, ROWS, is_within_limits, place};
use super::styles::{Over, Styles, date_format};
use super::texts::{CHARACTERS, fitted};
use super::untyped;
use super::{
    AUTHOR, Filling, WriteError, Written, added_columns, new_book, notes, portable, rebuild_loss,
    reserve,
};
use crate::markup::{AddedColumns, Markup, NewValue, SheetMarks, Tone};
use crate::workbook::{Cell, CellRange, CellRef, Sheet, Value, Visibility, Workbook};

/// Rows below the last used one that are still hidden where the source hides all the rest.
const HIDDEN_BELOW: u32 = 1_000;
/// Rows of a csv whose text decides the widths of its columns.
const SAMPLE: usize = 2_000;

/// Rebuilds the source.
pub(super) fn rebuild(workbook: &Workbook, markup: &Markup) -> Result<Written, WriteError> {
    let names = SheetNames::of_copy(
        workbook.sheets.iter().map(|sheet| sheet.name.as_str()),
        &markup.reports,
    );
    let mut rebuild = Rebuild {
        workbook,
        names: &names,
        styles: Styles::new(&workbook.styles),
        looks: Looks::default(),
        merger: Merger::new(),
        touches: Vec::new(),
        losses: Losses::default(),
        bodies: Vec::new(),
    };
    let mut book = new_book(rebuild.styles.default_format())?;
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let marks = markup.marks.iter().find(|marks| marks.sheet == index);
        let target = book.add_worksheet();
        target.set_name(&names.sources[index])?;
        rebuild.sheet(target, index, sheet, marks)?;
    }
    let Rebuild {
        touches,
        losses,
        bodies,
        ..
    } = rebuild;
    reserve(&mut book, &names, &markup.reports)?;
    let losses_told = losses.notices(workbook.format);
    let mut notices = losses_told.clone();

    // The reader lands on the overview; without one, on the first sheet that shows.
    let landing = if markup.reports.is_empty() {
        workbook
            .sheets
            .iter()
            .position(|sheet| sheet.visibility == Visibility::Visible)
            .unwrap_or(0)
    } else {
        workbook.sheets.len()
    };
    if let Ok(sheet) = book.worksheet_from_index(landing) {
        sheet.set_hidden(false).set_active(true);
    }
    let filling = Filling {
        bodies,
        first: workbook.sheets.len(),
        reports: &markup.reports,
        names: &names,
        plain: false,
    };
    let (bytes, told) = filling.fill(finish(book, touches)?)?;
    notices.extend(told);
    let marks: Vec<(usize, &SheetMarks)> = markup
        .marks
        .iter()
        .filter(|marks| marks.sheet < workbook.sheets.len())
        .map(|marks| (marks.sheet, marks))
        .collect();
    let losses = rebuild_loss(&losses_told);
    if marks.is_empty() && markup.reports.is_empty() {
        return Ok(Written {
            bytes,
            extension: "xlsx",
            notices,
            losses,
        });
    }
    let record = record(workbook, markup, &names);
    let bytes =
        patch::sign(bytes, &marks, record).map_err(|why| WriteError::Package(why.to_string()))?;
    Ok(Written {
        bytes,
        extension: "xlsx",
        notices,
        losses,
    })
}

struct Rebuild<'a> {
    workbook: &'a Workbook,
    names: &'a SheetNames,
    styles: Styles<'a>,
    looks: Looks,
    merger: Merger,
    touches: Vec<Touch>,
    losses: Losses,
    /// Rows that are put in once the book is finished, by sheet.
    bodies: Vec<(usize, Body<'a>)>,
}

impl<'a> Rebuild<'a> {
    fn sheet(
        &mut self,
        target: &mut Worksheet,
        index: usize,
        sheet: &'a Sheet,
        marks: Option<&'a SheetMarks>,
    ) -> Result<(), WriteError> {
        match sheet.visibility {
            Visibility::Visible => {}
            Visibility::Hidden => {
                target.set_hidden(true);
            }
            Visibility::VeryHidden => {
                target.set_very_hidden(true);
            }
        }
        // The result of a formula that gives empty text.
        target.set_formula_result_default("");
        let blocks = marks.map_or(&[][..], |marks| &marks.columns);
        self.sizes(target, sheet, blocks)?;
        self.merger.start_sheet();
        for merge in sheet.merges.iter() {
            let merged = self
                .merger
                .merge(target, *merge, self.styles.default_format())?;
            self.losses.merges += usize::from(!merged);
        }
        let annotations = marks.map_or(BTreeMap::new(), |marks| by_cell(sheet, &marks.annotations));
        let tones = tones(sheet, &annotations);
        let values = marks.map_or(&[][..], |marks| &marks.values);
        let values = values.iter().map(|value| (value.cell, value)).collect();
        let body = untyped::body(self.workbook, sheet, blocks, &tones, &values);
        let drawn = body.as_ref().map_or(u32::MAX, |body| body.first as u32);
        self.cells(target, index, sheet, drawn, &tones, &values)?;
        self.notes(target, &annotations)?;
        if !blocks.is_empty() {
            let mut pen = Pen::new(self.names, &mut self.looks, &mut self.touches, index);
            for block in blocks {
                added_columns::add(
                    target,
                    sheet,
                    block,
                    &mut self.styles,
                    &mut self.merger,
                    &mut pen,
                    drawn,
                )?;
            }
            self.losses.cut += pen.cut;
        }
        if let Some(range) = added_columns::filter(sheet, blocks).and_then(within_limits) {
            let (row, column) = place(range.first);
            let (last_row, last_column) = place(range.last);
            target.autofilter(row, column, last_row, last_column)?;
        }
        if let Some(body) = body {
            self.losses.cut += untyped::cut(sheet, drawn);
            self.bodies.push((index, body));
        }
        if let Some(frozen) = sheet.geometry.frozen.filter(|at| is_within_limits(*at)) {
            let (row, column) = place(frozen);
            target.set_freeze_panes(row, column)?;
        }
        Ok(())
    }

    /// Widths, heights, and what does not show.
    fn sizes(
        &self,
        target: &mut Worksheet,
        sheet: &Sheet,
        blocks: &[AddedColumns],
    ) -> Result<(), WriteError> {
        let geometry = &sheet.geometry;
        for (span, width) in &geometry.column_widths {
            let last = span.last.min(COLUMNS - 1);
            if *width > 0 && span.first <= last {
                // Characters of 7 pixels.
                let pixels = (width.saturating_mul(7) + 50) / 100;
                let (_, first) = place(CellRef::new(0, span.first));
                let (_, last) = place(CellRef::new(0, last));
                target.set_column_range_width_pixels(first, last, pixels.min(1_790))?;
            }
        }
        if self.workbook.format.is_untyped() && geometry.column_widths.is_empty() {
            for (column, width) in fitted_widths(sheet) {
                let (_, column) = place(CellRef::new(0, column));
                target.set_column_width(column, width)?;
            }
        }
        let added = |column: u32| {
            blocks
                .iter()
                .any(|b| (b.left..b.left + b.titles.len() as u32).contains(&column))
        };
        for span in sheet.hidden_columns.iter() {
            for column in span.first..=span.last.min(COLUMNS - 1) {
                if !added(column) {
                    let (_, column) = place(CellRef::new(0, column));
                    target.set_column_hidden(column)?;
                }
            }
        }
        for (row, height) in geometry.row_heights.range(..ROWS) {
            // 4/3 pixels to a point.
            let pixels = (height.saturating_mul(4) + 150) / 300;
            if pixels > 0 {
                target.set_row_height_pixels(*row, pixels.min(546))?;
            }
        }
        let last_used = sheet.extent().map_or(0, |extent| extent.last.row);
        for span in sheet.hidden_rows.iter() {
            let last = span
                .last
                .min(last_used.max(span.first) + HIDDEN_BELOW)
                .min(ROWS - 1);
            for row in span.first..=last {
                target.set_row_hidden(row)?;
            }
        }
        Ok(())
    }

    /// The cells of the rows above `drawn`.
    fn cells(
        &mut self,
        target: &mut Worksheet,
        index: usize,
        sheet: &Sheet,
        drawn: u32,
        tones: &BTreeMap<CellRef, Tone>,
        values: &BTreeMap<CellRef, &NewValue>,
    ) -> Result<(), WriteError> {
        for row in sheet.rows.iter().take_while(|row| row.index < drawn) {
            for cell in &row.cells {
                let at = CellRef::new(row.index, cell.column);
                if is_within_limits(at) {
                    let tone = tones.get(&at).copied();
                    let mut formula = sheet.formulas.get(&at).map(|formula| &*formula.text);
                    match values.get(&at) {
                        None => self.cell(target, index, (at, cell), formula, tone)?,
                        Some(new) => {
                            let cell = Cell {
                                value: value_of(&new.value),
                                ..*cell
                            };
                            formula = formula.filter(|_| new.keeps_formula);
                            self.cell(target, index, (at, &cell), formula, tone)?;
                        }
                    }
                } else {
                    self.losses.beyond += 1;
                }
            }
        }
        // Marks on cells that the source does not store.
        for (at, tone) in tones.iter().take_while(|(at, _)| at.row < drawn) {
            if sheet.cell(*at).is_none() && is_within_limits(*at) {
                let (row, column) = place(*at);
                let over = Over {
                    tone: Some(*tone),
                    ..Over::default()
                };
                target.write_blank(row, column, self.styles.format(0, over))?;
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        target: &mut Worksheet,
        index: usize,
        (at, cell): (CellRef, &Cell),
        formula: Option<&str>,
        tone: Option<Tone>,
    ) -> Result<(), WriteError> {
        let (row, column) = place(at);
        let over = Over {
            tone,
            date: match &cell.value {
                Value::Date(date) => Some(date_format(*date)),
                _ => None,
            },
            wrap: false,
        };
        let text = formula.unwrap_or_default();
        let kept = !text.is_empty() && portable::is_portable(text, &self.names.sources);
        self.losses.formulas += usize::from(formula.is_some() && !kept);
        let mut touch = |kind| {
            self.touches.push(Touch {
                sheet: index,
                cell: at,
                kind,
            });
        };
        // The library looks a format up by all of its properties: plain cells are spared that.
        let format = match (cell.style, over == Over::default()) {
            (0, true) => None,
            _ => Some(self.styles.format(cell.style, over)),
        };
        if kept {
            let result = match &cell.value {
                Value::Text(text) => {
                    if misread(text) {
                        touch(TouchKind::TextResult);
                    }
                    fitted(text).0.into_owned()
                }
                other => shown(other),
            };
            let formula = Formula::new(guarded(text)).set_result(result);
            write_formula(target, at, formula, format)?;
            return Ok(());
        }
        match (&cell.value, format) {
            (Value::Empty, None) => {}
            (Value::Empty, Some(format)) => {
                target.write_blank(row, column, format)?;
            }
            (Value::Number(number) | Value::Date(number), None) => {
                target.write_number(row, column, number.to_binary())?;
            }
            (Value::Number(number) | Value::Date(number), Some(format)) => {
                target.write_number_with_format(row, column, number.to_binary(), format)?;
            }
            (Value::Bool(truth), None) => {
                target.write_boolean(row, column, *truth)?;
            }
            (Value::Bool(truth), Some(format)) => {
                target.write_boolean_with_format(row, column, *truth, format)?;
            }
            (Value::Error(error), _) if is_error(error) => {
                touch(TouchKind::Error);
                let formula = Formula::new(error).set_result(&**error);
                write_formula(target, at, formula, format)?;
            }
            (Value::Text(text) | Value::Error(text), _) => {
                let (text, cut) = fitted(text);
                self.losses.cut += usize::from(cut);
                match format {
                    None => target.write_string(row, column, text)?,
                    Some(format) => target.write_string_with_format(row, column, text, format)?,
                };
            }
        }
        Ok(())
    }

    fn notes(
        &mut self,
        target: &mut Worksheet,
        annotations: &BTreeMap<CellRef, (Tone, String)>,
    ) -> Result<(), WriteError> {
        target.set_default_note_author(AUTHOR);
        let mut written = 0;
        for (at, (_, text)) in annotations {
            if text.is_empty() || !is_within_limits(*at) {
                continue;
            }
            if written == notes::MOST {
                self.losses.notes += 1;
                continue;
            }
            let (row, column) = place(*at);
            let (note, cut) = notes::note(text);
            self.losses.cut += usize::from(cut);
            target.insert_note(row, column, &note)?;
            written += 1;
        }
        Ok(())
    }
}

fn write_formula(
    target: &mut Worksheet,
    at: CellRef,
    formula: Formula,
    format: Option<&Format>,
) -> Result<(), WriteError> {
    let (row, column) = place(at);
    match format {
        None => target.write_formula(row, column, formula)?,
        Some(format) => target.write_formula_with_format(row, column, formula, format)?,
    };
    Ok(())
}

/// The library strips braces from a formula's ends, where they belong to a constant.
fn guarded(formula: &str) -> String {
    if formula.starts_with(['{', '=']) || formula.ends_with('}') {
        format!("({formula})")
    } else {
        formula.to_owned()
    }
}

fn within_limits(range: CellRange) -> Option<CellRange> {
    let last = CellRef::new(
        range.last.row.min(ROWS - 1),
        range.last.column.min(COLUMNS - 1),
    );
    (range.first.row <= last.row && range.first.column <= last.column)
        .then_some(CellRange::new(range.first, last))
}

/// Widths in characters that show the text of a source that has none of its own.
fn fitted_widths(sheet: &Sheet) -> BTreeMap<u32, u32> {
    let mut widths = BTreeMap::new();
    for row in sheet.rows.iter().take(SAMPLE) {
        for cell in row.cells.iter().filter(|cell| cell.column < COLUMNS) {
            let width = match &cell.value {
                Value::Empty => continue,
                Value::Number(number) => number.to_string().len() as u32,
                Value::Date(_) => 10,
                Value::Bool(_) => 6,
                Value::Text(text) | Value::Error(text) => CHARACTERS.widest(text),
            };
            let widest = widths.entry(cell.column).or_insert(0);
            *widest = width.max(*widest);
        }
    }
    for width in widths.values_mut() {
        *width = (*width + 2).clamp(6, 40);
    }
    widths
}
