//! What stands in a workbook: the neutral cell model between the readers, the audit and the writers.
//!
//! A [`Source`] is bytes with a name; a [`Workbook`] is what a reader saw in them. Nothing here knows what a figure
//! means. Rows and columns count from 0; only [`CellRef`]'s text form (`A1`) counts from 1.

mod merges;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use self::merges::Merges;
use crate::archive::Bytes;
use crate::number::Decimal;
use crate::text::Text;

/// The bytes of an input file and the name under which it came.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name without its folder.
    pub name: String,
    /// The whole file.
    pub bytes: Bytes,
}

impl Source {
    /// The name without its extension: a csv's sheet bears it.
    pub fn stem(&self) -> &str {
        match self.name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => &self.name,
        }
    }
}

/// A file format, told by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML workbook.
    Xlsx,
    /// The same with macros.
    Xlsm,
    /// Excel binary workbook (2007 and later).
    Xlsb,
    /// Excel 97–2003, and WPS `.et`.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Delimited text: commas, semicolons or tabs.
    Csv,
}

impl Format {
    /// The format's name in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xlsm => "xlsm",
            Format::Xlsb => "xlsb",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Csv => "csv",
        }
    }

    /// True where cells have no types, so that figures that are text are normal.
    pub fn is_untyped(self) -> bool {
        self == Format::Csv
    }
}

/// A workbook as a reader saw it.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// What it was read from.
    pub format: Format,
    /// Its worksheets, in order; chart sheets and the like are left out.
    pub sheets: Vec<Sheet>,
    /// The cell formats that [`Cell::style`] points into. The first is the default format.
    pub styles: Vec<Style>,
    /// What could not be read, one sentence each.
    pub notices: Vec<Text>,
}

impl Workbook {
    /// The style of a cell; the default where the index is unknown.
    pub fn style(&self, cell: &Cell) -> Option<&Style> {
        self.styles.get(cell.style as usize)
    }
}

/// Whether a sheet shows in its workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// It does.
    #[default]
    Visible,
    /// A person can unhide it.
    Hidden,
    /// Only a macro can unhide it.
    VeryHidden,
}

/// One worksheet, stored sparsely.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The tab's name; a csv's file stem.
    pub name: String,
    /// Whether it shows.
    pub visibility: Visibility,
    /// What stands in it could not be read: it is not empty, but lost.
    pub is_damaged: bool,
    /// The rows that hold cells, in rising order.
    pub rows: Vec<Row>,
    /// Formula cells.
    pub formulas: BTreeMap<CellRef, Formula>,
    /// Merged ranges, by their top rows.
    pub merges: Merges,
    /// Rows that do not show, in rising order.
    pub hidden_rows: Spans,
    /// Columns that do not show, in rising order.
    pub hidden_columns: Spans,
    /// How it looks, as far as the format and its reader tell.
    pub geometry: Geometry,
}

/// One row that holds cells.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its number, from 0.
    pub index: u32,
    /// Its cells, by rising column.
    pub cells: Vec<Cell>,
}

/// One cell: a value, or a format without one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its column, from 0.
    pub column: u32,
    /// Index into [`Workbook::styles`].
    pub style: u32,
    /// What it holds; of a formula, the stored result.
    pub value: Value,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// A number, restored to the decimal that was typed or shown.
    Number(Decimal),
    /// A date: days since 1899-12-30, whatever the workbook's own epoch.
    Date(Decimal),
    /// Text as stored, with its spaces and line breaks.
    Text(Box<str>),
    /// A truth value.
    Bool(bool),
    /// An error value as it shows, such as `#DIV/0!`.
    Error(Box<str>),
}

impl Value {
    /// The number, where it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// True for nothing and for text of white space alone.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Empty => true,
            Value::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Its text without the leading `=`; empty where the reader cannot be trusted with it.
    pub text: String,
    /// False where the workbook stores no result: it was never calculated.
    pub has_value: bool,
}

/// Sizes on screen. Widths are in hundredths of a character, heights in hundredths of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Geometry {
    /// Widths of columns that have their own.
    pub column_widths: Vec<(Span, u32)>,
    /// Heights of rows that have their own.
    pub row_heights: BTreeMap<u32, u32>,
    /// The first row and column that scroll, where panes are frozen.
    pub frozen: Option<CellRef>,
    /// The range of the sheet's autofilter.
    pub autofilter: Option<CellRange>,
}

impl Sheet {
    /// A sheet whose content is lost.
    pub fn damaged() -> Self {
        Sheet {
            is_damaged: true,
            ..Sheet::default()
        }
    }

    /// What a cell holds; nothing where there is none.
    pub fn value(&self, at: CellRef) -> &Value {
        self.cell(at).map_or(&Value::Empty, |cell| &cell.value)
    }

    /// The cell, if it is stored.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.row(at.row)?.cell(at.column)
    }

    /// The row, if it holds cells.
    pub fn row(&self, index: u32) -> Option<&Row> {
        // Rows mostly have no gaps: look where the row would stand before searching.
        match self.rows.get(index as usize) {
            Some(row) if row.index == index => Some(row),
            _ => self
                .rows
                .binary_search_by_key(&index, |row| row.index)
                .ok()
                .map(|found| &self.rows[found]),
        }
    }

    /// The value that shows at `at`: that of the merged range it lies in, or its own.
    pub fn shown(&self, at: CellRef) -> &Value {
        self.value(self.anchor(at))
    }

    /// The cell that a position shows: the top left one of its merged range, or itself.
    pub fn anchor(&self, at: CellRef) -> CellRef {
        self.merges.around(at).map_or(at, |range| range.first)
    }

    /// The range that a position belongs to: its merged range, or itself alone.
    pub fn block(&self, at: CellRef) -> CellRange {
        self.merges.around(at).unwrap_or(CellRange {
            first: at,
            last: at,
        })
    }

    /// The smallest range from A1 that holds every stored cell; `None` for an empty sheet.
    pub fn extent(&self) -> Option<CellRange> {
        let last_row = self.rows.last()?.index;
        let last_column = self
            .rows
            .iter()
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.column)
            .max()?;
        Some(CellRange {
            first: CellRef::default(),
            last: CellRef {
                row: last_row,
                column: last_column,
            },
        })
    }

    /// True where the row, or the whole sheet, does not show.
    pub fn is_hidden_row(&self, row: u32) -> bool {
        self.visibility != Visibility::Visible || self.hidden_rows.contains(row)
    }
}

impl Row {
    /// The cell in `column`, if it is stored.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        match self.cells.get(column as usize) {
            Some(cell) if cell.column == column => Some(cell),
            _ => self
                .cells
                .binary_search_by_key(&column, |cell| cell.column)
                .ok()
                .map(|found| &self.cells[found]),
        }
    }
}

/// Rows or columns `first..=last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first one.
    pub first: u32,
    /// The last one, included.
    pub last: u32,
}

/// Sorted, disjoint [`Span`]s.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Takes spans in any order and joins those that touch.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_by_key(|span| span.first);
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(before) if span.first <= before.last.saturating_add(1) => {
                    before.last = before.last.max(span.last)
                }
                _ => joined.push(span),
            }
        }
        Spans(joined)
    }

    /// True where one of them holds `index`.
    pub fn contains(&self, index: u32) -> bool {
        let after = self.0.partition_point(|span| span.first <= index);
        after > 0 && self.0[after - 1].last >= index
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The spans in rising order.
    pub fn iter(&self) -> impl Iterator<Item = &Span> {
        self.0.iter()
    }
}

/// A cell's place on its sheet. Its text form is `A1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CellRef {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

impl CellRef {
    /// The cell at a row and a column, both from 0.
    pub const fn new(row: u32, column: u32) -> Self {
        CellRef { row, column }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_column(self.column, f)?;
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

impl FromStr for CellRef {
    type Err = ();

    /// Reads `A1` and `$A$1`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = match text.contains('$') {
            true => Cow::Owned(text.replace('$', "")),
            false => Cow::Borrowed(text),
        };
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or(())?;
        let (letters, digits) = text.split_at(split);
        if letters.is_empty() || letters.len() > 3 {
            return Err(());
        }
        let mut column = 0u32;
        for letter in letters.bytes() {
            if !letter.is_ascii_alphabetic() {
                return Err(());
            }
            column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        }
        let row: u32 = digits.parse().map_err(|_| ())?;
        Ok(CellRef {
            row: row.checked_sub(1).ok_or(())?,
            column: column - 1,
        })
    }
}

/// A column's letters: 0 is `A`, 26 is `AA`.
pub fn column_name(column: u32) -> String {
    let mut name = String::with_capacity(3);
    // Writing into a string cannot fail.
    let _ = write_column(column, &mut name);
    name
}

fn write_column(column: u32, to: &mut impl fmt::Write) -> fmt::Result {
    let (above, letter) = (column / 26, (column % 26) as u8);
    if above > 0 {
        write_column(above - 1, to)?;
    }
    to.write_char(char::from(b'A' + letter))
}

/// A rectangle of cells. Its text form is `A1:B2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellRange {
    /// The top left cell.
    pub first: CellRef,
    /// The bottom right cell, included.
    pub last: CellRef,
}

impl CellRange {
    /// The rectangle between two cells, both included.
    pub const fn new(first: CellRef, last: CellRef) -> Self {
        CellRange { first, last }
    }

    /// True where it holds the cell.
    pub fn contains(&self, at: CellRef) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }
}

impl fmt::Display for CellRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

impl FromStr for CellRange {
    type Err = ();

    /// Reads `A1:B2`, and `A1` as a range of one cell.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Ok(CellRange {
            first: first.parse()?,
            last: last.parse()?,
        })
    }
}

/// A place in a workbook: the sheet's number from 0, and the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Location {
    /// Index into [`Workbook::sheets`].
    pub sheet: usize,
    /// The cell.
    pub cell: CellRef,
}

/// A value that remembers where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its cell.
    pub at: Location,
}

/// A cell format, as far as the source's reader tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// The number format's code, such as `0.0%`; empty for General.
    pub number_format: String,
    /// The font.
    pub font: Font,
    /// Background colour, `0xRRGGBB`.
    pub fill: Option<u32>,
    /// Left, right, top and bottom border.
    pub borders: [Option<Border>; 4],
    /// Alignment.
    pub alignment: Alignment,
}

/// A font.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Font {
    /// Its name; empty for the workbook's default.
    pub name: String,
    /// Its size in hundredths of a point; 0 for the default.
    pub size: u32,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Struck through.
    pub strikethrough: bool,
    /// Colour, `0xRRGGBB`.
    pub color: Option<u32>,
}

/// One side's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Its line, numbered as in Office Open XML: 1 thin, 2 medium, 3 dashed, 4 dotted, 5 thick, 6 double, 7 hair …
    pub line: u8,
    /// Colour, `0xRRGGBB`.
    pub color: Option<u32>,
}

/// How text lies in its cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Horizontally.
    pub horizontal: Horizontal,
    /// Vertically.
    pub vertical: Vertical,
    /// Long text breaks into lines.
    pub wrap: bool,
}

/// Horizontal alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Horizontal {
    #[default]
    General,
    Left,
    Center,
    Right,
    Fill,
    Justify,
    CenterAcross,
    Distributed,
}

/// Vertical alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Vertical {
    Top,
    Center,
    #[default]
    Bottom,
    Justify,
    Distributed,
}
