//! OpenDocument spreadsheets.
//!
//! Read here and not through calamine, which lays sheets out densely. Figures are written as decimals in this format, so
//! they are exact without restoring. Of formats number formats alone are kept; of formulas only that they are there (their
//! language is not Excel's).

mod cell;
mod formats;

use std::collections::BTreeMap;

use self::cell::{RawCell, cell_text};
use self::formats::Formats;
use super::budget::{Budget, MAX_COLUMNS, MAX_ROWS};
use super::draft::{Draft, Lost};
use super::error::{ReadError, ReadErrorKind, Unsupported};
use super::package::Package;
use super::values;
use super::xml::{Event, Start, Xml};
use crate::workbook::{
    CellRange, CellRef, Format, Sheet, Span, Style, Value, Visibility, Workbook,
};

/// Number formats by the kind of a value; their places are the style numbers of cells.
const FORMATS: [&str; 5] = [
    "",
    "yyyy-mm-dd",
    "yyyy-mm-dd hh:mm:ss",
    "0.00%",
    "[h]:mm:ss",
];
const DATE: u32 = 1;
const DATE_TIME: u32 = 2;
const PERCENT: u32 = 3;
const DURATION: u32 = 4;

/// What a style says of tables, columns and rows.
#[derive(Default)]
struct Shape {
    hidden: bool,
    width: Option<u32>,
    height: Option<u32>,
}

/// A cell as it stands in its row, perhaps many times over.
struct Repeated {
    column: u32,
    count: u32,
    style: u32,
    value: Value,
    /// Whether it is a formula, and one with a result.
    formula: Option<bool>,
}

/// Reads the spreadsheet of a package.
pub(super) fn read(package: &mut Package<'_>, budget: &Budget) -> Result<Workbook, ReadError> {
    let manifest = package.bytes("META-INF/manifest.xml")?.unwrap_or_default();
    if package.has("encrypted-package") || contains(&manifest, b"encryption-data") {
        return Err(ReadError::new(ReadErrorKind::PasswordProtected));
    }
    let mut workbook = Workbook {
        format: Format::Ods,
        sheets: Vec::new(),
        styles: Vec::new(),
        notices: Vec::new(),
    };
    let mut formats = Formats::default();
    if let Some(mut named) = package.xml("styles.xml")? {
        loop {
            match named.next()? {
                Event::Eof => break,
                event => formats.take(&event)?,
            }
        }
    }
    let Some(mut xml) = package.xml("content.xml")? else {
        return Err(ReadError::broken("no part content.xml"));
    };
    let mut shapes = BTreeMap::new();
    let mut family = String::new();
    // They stand before the first table.
    let mut styles: Option<(Vec<String>, BTreeMap<String, u32>)> = None;
    loop {
        let mut table = None;
        let mut skip = false;
        let event = xml.next()?;
        formats.take(&event)?;
        match event {
            Event::Eof => break,
            Event::Start(start) => match start.name() {
                "style" => {
                    family = start.attribute("name").unwrap_or_default().into_owned();
                    shapes.insert(family.clone(), Shape::default());
                }
                "table-properties" | "table-column-properties" | "table-row-properties" => {
                    if let Some(shape) = shapes.get_mut(&family) {
                        shape.take(&start);
                    }
                }
                "table" => {
                    let style = start.attribute("style-name").unwrap_or_default();
                    let hidden = shapes.get(style.as_ref()).is_some_and(|shape| shape.hidden);
                    let name = start.attribute("name").unwrap_or_default().into_owned();
                    table = Some((
                        name,
                        if hidden {
                            Visibility::Hidden
                        } else {
                            Visibility::Visible
                        },
                    ));
                }
                // Deleted cells and copies of other files have tables too.
                "tracked-changes" | "dde-links" | "data-pilot-tables" => skip = true,
                _ => {}
            },
            _ => {}
        }
        if let Some((name, visibility)) = table {
            budget.sheets(workbook.sheets.len() + 1)?;
            let (codes, of_cells) =
                styles.get_or_insert_with(|| std::mem::take(&mut formats).settled());
            let reading = Reading::new(&shapes, (codes.len(), of_cells), budget);
            let (sheet, lost) = reading.read(&mut xml)?;
            lost.tell(&name, &mut workbook.notices);
            workbook.sheets.push(Sheet {
                name,
                visibility,
                ..sheet
            });
        } else if skip {
            xml.skip()?;
        }
    }
    if workbook.sheets.is_empty() {
        return Err(ReadError::new(ReadErrorKind::Unsupported(
            Unsupported::NoWorksheet,
        )));
    }
    let (codes, _) = styles.unwrap_or_else(|| formats.settled());
    let styles = codes.into_iter().map(|number_format| Style {
        number_format,
        ..Style::default()
    });
    workbook.styles = styles.collect();
    Ok(workbook)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

impl Shape {
    fn take(&mut self, start: &Start<'_>) {
        let mut optimal = false;
        for (key, value) in start.attributes() {
            match key {
                "display" => self.hidden = value == "false",
                // A character is 7 pixels wide and a cell has 5 around it.
                "column-width" => {
                    self.width =
                        points(value).map(|points| (points * 4 / 3).saturating_sub(500) / 7)
                }
                "row-height" => self.height = points(value),
                "use-optimal-row-height" => optimal = value == "true",
                _ => {}
            }
        }
        if optimal {
            self.height = None;
        }
    }
}

/// `2.26cm` -> hundredths of a point.
fn points(length: &str) -> Option<u32> {
    let split = length.find(|c: char| c.is_ascii_alphabetic())?;
    let (figure, unit) = length.split_at(split);
    let figure = u64::from(values::hundredths(figure)?);
    let points = match unit {
        "cm" => figure * 7200 / 254,
        "mm" => figure * 720 / 254,
        "in" => figure * 72,
        "pc" => figure * 12,
        "px" => figure * 3 / 4,
        _ => figure,
    };
    u32::try_from(points).ok()
}

struct Reading<'a> {
    draft: Draft<'a>,
    shapes: &'a BTreeMap<String, Shape>,
    /// The places of number formats, by the styles of cells.
    formats: &'a BTreeMap<String, u32>,
    /// The formats of columns and of the current row, for cells that name none.
    column_formats: Vec<(Span, u32)>,
    row_format: Option<u32>,
    /// The next column whose properties come, the current row and how often it stands.
    next_column: u32,
    row: u32,
    repeat: u32,
    cells: Vec<Repeated>,
    column: u32,
}

impl<'a> Reading<'a> {
    fn new(
        shapes: &'a BTreeMap<String, Shape>,
        (count, formats): (usize, &'a BTreeMap<String, u32>),
        budget: &'a Budget,
    ) -> Self {
        Reading {
            draft: Draft::new(budget, count),
            shapes,
            formats,
            column_formats: Vec::new(),
            row_format: None,
            next_column: 0,
            row: 0,
            repeat: 1,
            cells: Vec::new(),
            column: 0,
        }
    }

    /// Reads up to the end of the table whose start was just seen.
    fn read(mut self, xml: &mut Xml<'_>) -> Result<(Sheet, Lost), ReadError> {
        let outside = xml.depth().saturating_sub(1);
        loop {
            let mut cell = None;
            let mut skip = false;
            match xml.next()? {
                Event::Start(start) => match start.name() {
                    "table-column" => self.columns(&start),
                    "table-row" => self.row(&start),
                    "table-cell" | "covered-table-cell" => {
                        let mut raw = RawCell::new(&start);
                        raw.format = self.format(&start, "style-name");
                        cell = Some(raw);
                    }
                    // Charts bring tables of their own.
                    "shapes" | "forms" | "table" => skip = true,
                    _ => {}
                },
                Event::End("table-row") => self.end_row()?,
                Event::Eof => break,
                _ => {}
            }
            if let Some(mut cell) = cell {
                cell.has_text = cell_text(xml, &mut cell.text)?;
                self.cell(cell);
            } else if skip {
                xml.skip()?;
            }
            if xml.depth() <= outside {
                break;
            }
        }
        Ok(self.draft.finish())
    }

    fn columns(&mut self, start: &Start<'_>) {
        let first = self.next_column;
        let last = first.saturating_add(repeated(start, "number-columns-repeated")) - 1;
        self.next_column = last.saturating_add(1);
        if is_hidden(start) {
            self.draft.hide_columns(first, last);
        }
        if let Some(format) = self.format(start, "default-cell-style-name")
            && self.column_formats.len() < MAX_COLUMNS as usize
        {
            self.column_formats.push((Span { first, last }, format));
        }
        let style = start.attribute("style-name").unwrap_or_default();
        if let Some(width) = self
            .shapes
            .get(style.as_ref())
            .and_then(|shape| shape.width)
        {
            self.draft.width(first, last, width);
        }
    }

    /// The number format of the style that an element names.
    fn format(&self, start: &Start<'_>, key: &str) -> Option<u32> {
        let style = start.attribute(key)?;
        self.formats.get(style.as_ref()).copied()
    }

    fn format_of_column(&self, column: u32) -> Option<u32> {
        let mut formats = self.column_formats.iter();
        let found = formats.find(|(span, _)| (span.first..=span.last).contains(&column));
        found.map(|(_, format)| *format)
    }

    fn row(&mut self, start: &Start<'_>) {
        self.row_format = self.format(start, "default-cell-style-name");
        self.repeat = repeated(start, "number-rows-repeated");
        self.column = 0;
        self.cells.clear();
        let last = self.row.saturating_add(self.repeat) - 1;
        if is_hidden(start) {
            self.draft.hide_rows(self.row, last);
        }
        let style = start.attribute("style-name").unwrap_or_default();
        // Heights of long runs of empty rows are nobody's wish.
        if self.repeat < 1000
            && let Some(height) = self
                .shapes
                .get(style.as_ref())
                .and_then(|shape| shape.height)
        {
            for row in self.row..=last {
                self.draft.height(row, height);
            }
        }
    }

    fn cell(&mut self, raw: RawCell) {
        let column = self.column;
        self.column = column.saturating_add(raw.count);
        let at = CellRef::new(self.row, column);
        if raw.rows > 1 || raw.columns > 1 {
            let last = CellRef::new(
                at.row.saturating_add(raw.rows - 1),
                at.column.saturating_add(raw.columns - 1),
            );
            self.draft.merge(CellRange::new(at, last));
        }
        let (value, implied) = raw.value();
        let is_number = matches!(value, Value::Number(_));
        let own = match raw.has_style {
            true => raw.format,
            false => (self.row_format).or_else(|| self.format_of_column(column)),
        };
        let own = own.filter(|_| is_number);
        let style = own.unwrap_or(implied);
        if value == Value::Empty && !raw.is_formula {
            return;
        }
        self.cells.push(Repeated {
            column,
            count: raw.count,
            style,
            formula: raw.is_formula.then_some(value != Value::Empty),
            value,
        });
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let first = self.row;
        self.row = first.saturating_add(self.repeat);
        if self.cells.is_empty() {
            return Ok(());
        }
        for row in first..self.row {
            for cell in &self.cells {
                for column in cell.column..cell.column.saturating_add(cell.count) {
                    let at = CellRef::new(row, column);
                    if let Some(has_value) = cell.formula {
                        self.draft.formula(at, String::new(), has_value)?;
                    }
                    self.draft.put(at, cell.style, cell.value.clone())?;
                    if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
                        break;
                    }
                }
            }
            if row >= MAX_ROWS {
                break;
            }
        }
        self.cells.clear();
        Ok(())
    }
}

/// How often an element stands for itself: 1 to what a sheet can hold.
fn repeated(start: &Start<'_>, name: &str) -> u32 {
    let count = start
        .attribute(name)
        .and_then(|count| count.trim().parse().ok());
    count.unwrap_or(1).clamp(1, MAX_ROWS)
}

fn is_hidden(start: &Start<'_>) -> bool {
    start
        .attribute("visibility")
        .is_some_and(|state| state == "collapse" || state == "filter")
}
