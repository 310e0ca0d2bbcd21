//! Cells and rows of report sheets, made with few words.

use crate::markup::{
    Content, Figure, FormulaResult, LinkTarget, List, Look, ReportCell, ReportRow, Role, Tone,
};
use crate::number::Decimal;
use crate::workbook::{CellRange, CellRef};

/// Text; an empty one leaves the cell blank.
pub(super) fn text(role: Role, words: impl Into<String>) -> ReportCell {
    let words = words.into();
    let content = if words.is_empty() {
        Content::Blank
    } else {
        Content::Text(words)
    };
    cell(role, content)
}

/// Text of a table's body.
pub(super) fn body(words: impl Into<String>) -> ReportCell {
    text(Role::Body, words)
}

/// A heading.
pub(super) fn heading(words: impl Into<String>) -> ReportCell {
    text(Role::Heading, words)
}

/// Nothing.
pub(super) fn blank(role: Role) -> ReportCell {
    cell(role, Content::Blank)
}

/// A number, or nothing.
pub(super) fn number(role: Role, value: Option<Decimal>) -> ReportCell {
    cell(role, value.map_or(Content::Blank, Content::Number))
}

/// A count.
pub(super) fn count(role: Role, count: usize) -> ReportCell {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    number(role, Some(count.into())).shown(Figure::Integer)
}

/// A live formula with its right result.
pub(super) fn formula(role: Role, formula: String, result: Decimal) -> ReportCell {
    let result = FormulaResult::Number(result);
    cell(
        role,
        Content::Formula {
            text: formula,
            result,
        },
    )
}

/// A link.
pub(super) fn link(role: Role, words: impl Into<String>, to: LinkTarget) -> ReportCell {
    let text = words.into();
    cell(role, Content::Link { text, to })
}

fn cell(role: Role, content: Content) -> ReportCell {
    ReportCell {
        content,
        look: Look {
            role,
            ..Look::default()
        },
    }
}

/// Ways to dress a cell.
pub(super) trait Dress {
    fn shown(self, figure: Figure) -> Self;
    fn toned(self, tone: Tone) -> Self;
    fn wrapped(self) -> Self;
    fn centered(self) -> Self;
}

impl Dress for ReportCell {
    fn shown(mut self, figure: Figure) -> Self {
        self.look.figure = figure;
        self
    }

    fn toned(mut self, tone: Tone) -> Self {
        self.look.tone = Some(tone);
        self
    }

    fn wrapped(mut self) -> Self {
        self.look.wrap = true;
        self
    }

    fn centered(mut self) -> Self {
        self.look.centered = true;
        self
    }
}

/// A figure with the digits it has, at least `digits` and at most four more than those that matter.
pub(super) fn digits(value: Option<Decimal>, digits: u32) -> Figure {
    let own = value.map_or(0, Decimal::scale).min(digits.max(4));
    Figure::Digits(u8::try_from(own.max(digits)).unwrap_or(u8::MAX))
}

/// A difference with its sign, at the same digits.
pub(super) fn change(value: Option<Decimal>, least: u32) -> Figure {
    match digits(value, least) {
        Figure::Digits(digits) => Figure::Change(digits),
        figure => figure,
    }
}

/// A difference of money.
pub(super) const MONEY_CHANGE: Figure = Figure::Change(2);

/// The digits that words are as wide as: a Chinese character takes two.
pub(super) fn wide(words: &str) -> u32 {
    words
        .chars()
        .map(|c| if c.is_ascii() { 1 } else { 2 })
        .sum()
}

/// The rows of a sheet whose cells may span columns.
#[derive(Default)]
pub(super) struct Page<'a> {
    pub rows: Vec<ReportRow>,
    pub list: Option<List<'a>>,
    pub foot: Vec<ReportRow>,
    pub merges: Vec<CellRange>,
}

impl<'a> Page<'a> {
    /// The number of the next row.
    pub fn next(&self) -> u32 {
        let list = self.list.as_ref().map_or(0, List::len);
        (self.rows.len() + list + self.foot.len()) as u32
    }

    /// Adds a row of single cells and gives its number.
    pub fn row(&mut self, cells: Vec<ReportCell>) -> u32 {
        self.high_row(None, cells)
    }

    /// Adds a row of so many points.
    fn high_row(&mut self, height: Option<u32>, cells: Vec<ReportCell>) -> u32 {
        let rows = match self.list {
            None => &mut self.rows,
            Some(_) => &mut self.foot,
        };
        rows.push(ReportRow { height, cells });
        self.next() - 1
    }

    /// Adds the sheet's list.
    pub fn list(
        &mut self,
        length: usize,
        make: impl Fn(usize) -> Vec<ReportCell> + Send + Sync + 'a,
    ) {
        self.list = Some(List::new(length, make));
    }

    /// Adds a row of cells with the columns that each takes.
    pub fn spanned(&mut self, cells: Vec<(u32, ReportCell)>) -> u32 {
        self.high_spanned(None, cells)
    }

    /// Adds a row of so many points, of cells with the columns that each takes.
    pub fn high_spanned(&mut self, height: Option<u32>, cells: Vec<(u32, ReportCell)>) -> u32 {
        let row = self.next();
        let width: u32 = cells.iter().map(|(span, _)| *span).sum();
        let mut across: Vec<ReportCell> = Vec::with_capacity(width as usize);
        for (span, cell) in cells {
            let first = CellRef::new(row, across.len() as u32);
            let look = cell.look;
            across.push(cell);
            for _ in 1..span {
                across.push(ReportCell {
                    content: Content::Blank,
                    look,
                });
            }
            if span > 1 {
                let last = CellRef::new(row, across.len() as u32 - 1);
                self.merges.push(CellRange::new(first, last));
            }
        }
        self.high_row(height, across)
    }

    /// Adds an empty row of so many points.
    pub fn gap(&mut self, points: u32) {
        self.high_row(Some(points), Vec::new());
    }

    /// Adds empty rows on which a picture of `pixels` fits, and gives the first one's number.
    pub fn room(&mut self, pixels: u32) -> u32 {
        let first = self.next();
        for _ in 0..pixels.div_ceil(ROOM_PIXELS) {
            self.gap(ROOM_POINTS);
        }
        first
    }
}

const ROOM_POINTS: u32 = 18;
const ROOM_PIXELS: u32 = 24;

/// Headings over a sheet's columns, with their widths in characters.
pub(super) fn headings(columns: &[(String, u32)]) -> (Vec<ReportCell>, Vec<u32>) {
    columns
        .iter()
        .map(|(title, width)| (heading(title.as_str()), *width))
        .unzip()
}

/// The range between two corners, given as row and column.
pub(super) fn range(first: (u32, u32), last: (u32, u32)) -> CellRange {
    CellRange::new(CellRef::new(first.0, first.1), CellRef::new(last.0, last.1))
}
