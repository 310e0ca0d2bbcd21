//! OpenDocument spreadsheets.
//!
//! Read here and not through calamine, which lays sheets out densely. Figures are written as decimals in this format, so
//! they are exact without restoring. Of formats only what the kind of a value implies is kept; of formulas only that they
//! are there (their language is not Excel's).

use std::collections::BTreeMap;

use super::budget::{Budget, MAX_COLUMNS, MAX_ROWS};
use super::draft::{Draft, Lost};
use super::error::{ReadError, ReadErrorKind, Unsupported};
use super::package::Package;
use super::values;
use super::xml::{Event, Start, Xml, push_text, unescape};
use crate::workbook::{CellRange, CellRef, Format, Sheet, Style, Value, Visibility, Workbook};

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
    let Some(mut xml) = package.xml("content.xml")? else {
        return Err(ReadError::broken("no part content.xml"));
    };
    let mut workbook = Workbook {
        format: Format::Ods,
        sheets: Vec::new(),
        styles: Vec::new(),
        notices: Vec::new(),
    };
    let mut shapes = BTreeMap::new();
    let mut family = String::new();
    loop {
        let mut table = None;
        let mut skip = false;
        match xml.next()? {
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
            let (sheet, lost) = Reading::new(&shapes, budget).read(&mut xml)?;
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
    workbook.styles = FORMATS
        .iter()
        .map(|format| Style {
            number_format: (*format).to_owned(),
            ..Style::default()
        })
        .collect();
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
    /// The next column whose properties come, the current row and how often it stands.
    next_column: u32,
    row: u32,
    repeat: u32,
    cells: Vec<Repeated>,
    column: u32,
}

impl<'a> Reading<'a> {
    fn new(shapes: &'a BTreeMap<String, Shape>, budget: &'a Budget) -> Self {
        Reading {
            draft: Draft::new(budget, FORMATS.len()),
            shapes,
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
                    "table-cell" | "covered-table-cell" => cell = Some(RawCell::new(&start)),
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
        let style = start.attribute("style-name").unwrap_or_default();
        if let Some(width) = self
            .shapes
            .get(style.as_ref())
            .and_then(|shape| shape.width)
        {
            self.draft.width(first, last, width);
        }
    }

    fn row(&mut self, start: &Start<'_>) {
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
        let (value, style) = raw.value();
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

/// A cell as the file spells it.
#[derive(Default)]
struct RawCell {
    count: u32,
    rows: u32,
    columns: u32,
    kind: String,
    stored: Option<String>,
    is_formula: bool,
    is_error: bool,
    text: String,
    /// There is a paragraph, perhaps an empty one.
    has_text: bool,
}

impl RawCell {
    fn new(start: &Start<'_>) -> Self {
        let mut cell = RawCell {
            count: repeated(start, "number-columns-repeated").min(MAX_COLUMNS),
            rows: repeated(start, "number-rows-spanned"),
            columns: repeated(start, "number-columns-spanned").min(MAX_COLUMNS),
            ..RawCell::default()
        };
        for (key, value) in start.qualified() {
            let (prefix, name) = key.split_once(':').unwrap_or(("", key));
            match name {
                "value-type" if prefix == "calcext" => cell.is_error = value == "error",
                "value-type" => cell.kind = value.to_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.stored = Some(unescape(value).into_owned());
                }
                "formula" => cell.is_formula = true,
                _ => {}
            }
        }
        cell
    }

    /// The value, and the style that its kind implies.
    fn value(&self) -> (Value, u32) {
        const ERRORS: [&str; 7] = [
            "#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!",
        ];
        let text = self.text.as_str();
        let old_error = self.is_formula && (ERRORS.contains(&text) || text.starts_with("Err:"));
        if self.is_error || old_error {
            return (Value::Error(text.into()), 0);
        }
        let stored = self.stored.as_deref();
        let number = || stored.and_then(|digits| values::stored_number(digits.trim()));
        let found = match self.kind.as_str() {
            // A formula that gave empty text has no type, but a paragraph; one that was never calculated has neither.
            "" if self.is_formula && self.has_text => None,
            "" => Some((Value::Empty, 0)).filter(|_| text.is_empty()),
            "float" | "currency" => number().map(|number| (Value::Number(number), 0)),
            "percentage" => number().map(|number| (Value::Number(number), PERCENT)),
            "date" => stored.and_then(values::iso_date).map(|days| {
                let style = if days.to_integer().is_some() {
                    DATE
                } else {
                    DATE_TIME
                };
                (Value::Date(days), style)
            }),
            "time" => stored
                .and_then(values::iso_duration)
                .map(|days| (Value::Number(days), DURATION)),
            "boolean" => stored.map(|truth| (Value::Bool(truth.trim() == "true"), 0)),
            _ => None,
        };
        // A string, or a value that cannot be read: what shows is better than nothing.
        found.unwrap_or_else(|| {
            let shown = match stored {
                Some(stored) if self.kind == "string" || text.is_empty() => stored,
                _ => text,
            };
            (Value::Text(shown.into()), 0)
        })
    }
}

/// Gathers the paragraphs of a cell whose start was just seen, without its notes and drawings; says whether there were any.
fn cell_text(xml: &mut Xml<'_>, text: &mut String) -> Result<bool, ReadError> {
    let outside = xml.depth().saturating_sub(1);
    let mut paragraphs = 0;
    let mut paragraph = None;
    loop {
        let depth = xml.depth();
        let mut skip = false;
        match xml.next()? {
            Event::Start(start) => match start.name() {
                "p" | "h" if paragraph.is_none() => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    paragraph = Some(depth);
                }
                "s" => {
                    let count = start.attribute("c").and_then(|count| count.parse().ok());
                    let count: usize = count.unwrap_or(1);
                    text.extend(std::iter::repeat_n(' ', count.min(1000)));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "span" | "a" | "ruby" | "ruby-base" | "p" | "h" => {}
                "annotation" | "ruby-text" | "note" | "frame" | "custom-shape" | "g" | "line"
                | "rect" | "control" | "table" => skip = true,
                _ => {}
            },
            Event::Eof => return Ok(paragraphs > 0),
            event if paragraph.is_some() => push_text(text, &event)?,
            _ => {}
        }
        if skip {
            xml.skip()?;
        }
        if paragraph.is_some_and(|opened| xml.depth() <= opened) {
            paragraph = None;
        }
        if xml.depth() <= outside {
            return Ok(paragraphs > 0);
        }
    }
}
