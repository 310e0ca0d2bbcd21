//! All that a writer may know: marks on the source's own sheets, and report sheets behind them.
//!
//! A writer that knows a finding, a rule or a mapping could change what they mean; one that knows only this cannot.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::number::Decimal;
use crate::workbook::{CellRange, CellRef};

/// What is put on a copy of the source.
#[derive(Debug, Clone, Default)]
pub struct Markup<'a> {
    /// Marks on the source's sheets, at most one entry per sheet.
    pub marks: Vec<SheetMarks<'a>>,
    /// Sheets behind the source's own, in order. Their names are free: no sheet of the source has them.
    pub reports: Vec<ReportSheet<'a>>,
}

/// Marks on one sheet of the source.
#[derive(Debug, Clone, Default)]
pub struct SheetMarks<'a> {
    /// Index into the workbook's sheets.
    pub sheet: usize,
    /// Marked cells, at most one annotation per cell, by rising cell.
    pub annotations: Vec<Annotation>,
    /// Blocks of columns at the right of tables; they do not overlap.
    pub columns: Vec<AddedColumns<'a>>,
    /// Values that take the place of the source's, at most one per cell, by rising cell.
    pub values: Vec<NewValue>,
}

/// A value in the place of the source's; the cell keeps its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewValue {
    /// The cell.
    pub cell: CellRef,
    /// What it holds, or what its formula gives.
    pub value: FormulaResult,
    /// The cell's formula stays, with this as its stored result.
    pub keeps_formula: bool,
}

/// A mark on one cell of the source; it says nothing about the cell's value.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// The cell.
    pub cell: CellRef,
    /// The colour that is laid under it.
    pub tone: Tone,
    /// The text of the note (批注); empty for none.
    pub note: String,
}

/// A block of columns at the right of a table.
#[derive(Debug, Clone)]
pub struct AddedColumns<'a> {
    /// The leftmost column.
    pub left: u32,
    /// The header's rows, top and bottom; the titles are merged over them, or stand in the bottom one where they are
    /// the same.
    pub header: (u32, u32),
    /// The source's header cell whose look (font, fill, border, alignment) the titles take.
    pub look_of: CellRef,
    /// A title and a width (in characters) per column.
    pub titles: Vec<(String, u32)>,
    /// The filled rows, by rising row.
    pub rows: AddedRows<'a>,
    /// The range that wants an autofilter where the sheet has none: the header's bottom row down to the last row.
    pub filter: Option<CellRange>,
}

/// A row of an [`AddedColumns`] block.
#[derive(Debug, Clone)]
pub struct AddedRow {
    /// The sheet's row.
    pub row: u32,
    /// One content per title.
    pub cells: Vec<ReportCell>,
}

/// The rows of an [`AddedColumns`] block: where they stand, and a list that makes their cells.
#[derive(Debug, Clone)]
pub struct AddedRows<'a> {
    rows: Vec<u32>,
    cells: List<'a>,
}

impl<'a> AddedRows<'a> {
    /// The sheet's rows, rising, and their cells.
    pub fn new(rows: Vec<u32>, make: impl Fn(usize) -> Vec<ReportCell> + Send + Sync + 'a) -> Self {
        AddedRows {
            cells: List::new(rows.len(), make),
            rows,
        }
    }

    /// The sheet's rows, rising.
    pub fn numbers(&self) -> &[u32] {
        &self.rows
    }

    /// The cells of a row of the sheet, where it is one of these.
    pub fn at(&self, row: u32) -> Option<Vec<ReportCell>> {
        Some(self.cells.row(self.rows.binary_search(&row).ok()?))
    }

    /// The rows, each made in its turn.
    pub fn iter(&self) -> impl Iterator<Item = AddedRow> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(index, row)| AddedRow {
            row: *row,
            cells: self.cells.row(index),
        })
    }
}

impl FromIterator<AddedRow> for AddedRows<'_> {
    fn from_iter<T: IntoIterator<Item = AddedRow>>(rows: T) -> Self {
        let rows = rows.into_iter().map(|row| (row.row, row.cells));
        let (rows, cells): (Vec<u32>, Vec<Vec<ReportCell>>) = rows.unzip();
        AddedRows::new(rows, move |index| cells[index].clone())
    }
}

/// The colour of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// A root finding of severity error.
    Error,
    /// A root finding of severity warning.
    Warning,
    /// A root finding of severity info.
    Info,
    /// A consequence: right arithmetic on a wrong input.
    Consequence,
    /// Nothing wrong.
    Good,
    /// Held.
    Held,
}

impl Tone {
    /// The fill, `0xRRGGBB`.
    pub fn fill(self) -> u32 {
        match self {
            Tone::Error => 0xFF_B3_B3,
            Tone::Warning => 0xFF_E1_99,
            Tone::Info => 0xCF_E2_F8,
            Tone::Consequence => 0xFF_E9_E4,
            Tone::Good => 0xDF_F2_DC,
            Tone::Held => 0xE4_DC_F2,
        }
    }
}

/// A sheet of fuhe's own.
#[derive(Debug, Clone, Default)]
pub struct ReportSheet<'a> {
    /// The tab's name, free in the source.
    pub name: String,
    /// The tab's colour, `0xRRGGBB`.
    pub tab: Option<u32>,
    /// Column widths in characters, from A.
    pub widths: Vec<u32>,
    /// Rows from 1, cells from A.
    pub rows: Vec<ReportRow>,
    /// A list under them.
    pub list: Option<List<'a>>,
    /// Rows under the list.
    pub foot: Vec<ReportRow>,
    /// Merged ranges; the top left cell holds the content, the others have its look.
    pub merges: Vec<CellRange>,
    /// Excel tables (with filters), headings included.
    pub tables: Vec<Table>,
    /// A plain autofilter, where there is no table.
    pub autofilter: Option<CellRange>,
    /// Charts over the sheet's own cells.
    pub charts: Vec<Chart>,
    /// The first cell that scrolls.
    pub frozen: Option<CellRef>,
    /// How it prints.
    pub print: Print,
}

impl ReportSheet<'_> {
    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.foot_at() + self.foot.len()
    }

    /// The row, counted from 0, at which the foot begins.
    pub fn foot_at(&self) -> usize {
        self.rows.len() + self.list.as_ref().map_or(0, List::len)
    }
}

/// Rows of one kind, as many as there are people or findings: each is made when it is written, and none is kept. They
/// have no merged cells and no heights of their own.
#[derive(Clone)]
pub struct List<'a> {
    rows: Range<usize>,
    make: Arc<MakeRow<'a>>,
}

/// Makes the cells of a list's row by its number.
type MakeRow<'a> = dyn Fn(usize) -> Vec<ReportCell> + Send + Sync + 'a;

impl<'a> List<'a> {
    /// A list of so many rows.
    pub fn new(length: usize, make: impl Fn(usize) -> Vec<ReportCell> + Send + Sync + 'a) -> Self {
        List {
            rows: 0..length,
            make: Arc::new(make),
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of a row, from A; none past the end.
    pub fn row(&self, index: usize) -> Vec<ReportCell> {
        match index < self.len() {
            true => (self.make)(self.rows.start + index),
            false => Vec::new(),
        }
    }

    /// At most `most` of its rows, from one of them on.
    pub fn part(&self, from: usize, most: usize) -> Self {
        let start = self.rows.start.saturating_add(from).min(self.rows.end);
        List {
            rows: start..start.saturating_add(most).min(self.rows.end),
            make: self.make.clone(),
        }
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("rows", &self.rows).finish()
    }
}

/// A row of a report sheet.
#[derive(Debug, Clone, Default)]
pub struct ReportRow {
    /// Height in points; the default where absent.
    pub height: Option<u32>,
    /// Its cells from A.
    pub cells: Vec<ReportCell>,
}

/// A cell of fuhe's own.
#[derive(Debug, Clone, Default)]
pub struct ReportCell {
    /// What it holds.
    pub content: Content,
    /// How it looks.
    pub look: Look,
}

/// What a cell of fuhe's own holds. Text never becomes a formula, whatever it begins with.
#[derive(Debug, Clone, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A live formula (without `=`, English function names, over report sheets only) and its right result.
    Formula {
        /// Its text.
        text: String,
        /// The result that is stored with it.
        result: FormulaResult,
    },
    /// Text that leads to a cell.
    Link {
        /// What shows.
        text: String,
        /// Where it leads.
        to: LinkTarget,
    },
}

/// The stored result of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormulaResult {
    /// A number.
    Number(Decimal),
    /// Text, perhaps empty.
    Text(String),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A cell of a sheet of the source, by index; the cell A1 where none is known.
    Source(usize, CellRef),
    /// A cell of a report sheet, by name.
    Report(String, CellRef),
}

/// How a cell of fuhe's own looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Look {
    /// What part it plays.
    pub role: Role,
    /// How its number shows.
    pub figure: Figure,
    /// The colour that is laid under it.
    pub tone: Option<Tone>,
    /// Long text breaks into lines.
    pub wrap: bool,
    /// It stands in the middle of its cell.
    pub centered: bool,
}

/// What part a cell plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    /// A bordered cell of a table's body.
    #[default]
    Body,
    /// A table's heading.
    Heading,
    /// A bordered total, bold.
    Total,
    /// The sheet's title.
    Title,
    /// A line under the title, or over a block.
    Subtitle,
    /// The name of a labelled value: bold, no border.
    Label,
    /// Free text without border.
    Plain,
    /// A large figure of the overview.
    Figure,
    /// Small grey text.
    Small,
}

/// How a number shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Figure {
    /// As it is.
    #[default]
    General,
    /// `#,##0`
    Integer,
    /// So many digits after the point.
    Digits(u8),
    /// The same with its sign, where it is not 0: `+83.08`.
    Change(u8),
    /// `#,##0.00`
    Money,
    /// `0.##%`: 20 %, 27.5 %.
    Percent,
}

/// An Excel table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name, unique in the report.
    pub name: String,
    /// Headings and body; there is at least one body row.
    pub range: CellRange,
}

/// A chart over cells of its own sheet.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its kind.
    pub kind: ChartKind,
    /// Its title.
    pub title: String,
    /// Names along the axis.
    pub categories: CellRange,
    /// A name, the values and a colour (`0xRRGGBB`) per series.
    pub series: Vec<(String, CellRange, u32)>,
    /// The cell under its top left corner.
    pub at: CellRef,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// A chart's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Upright columns.
    Column,
    /// Lying bars.
    Bar,
}

/// How a report sheet prints: A4, as wide as one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Print {
    /// Lying.
    pub landscape: bool,
    /// Rows that repeat on each page, first and last.
    pub repeat_rows: Option<(u32, u32)>,
}
