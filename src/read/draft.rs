//! A sheet while it is being read.

use super::budget::{Budget, MAX_COLUMNS, MAX_ROWS};
use super::error::ReadError;
use super::grid::Grid;
use super::notices;
use crate::text::Text;
use crate::workbook::{CellRange, CellRef, Formula, Merges, Sheet, Span, Spans, Value};

/// What the readers gather of one sheet, in whatever order a file gives it.
pub(crate) struct Draft<'b> {
    pub(crate) sheet: Sheet,
    grid: Grid<'b>,
    budget: &'b Budget,
    /// How many formats the workbook has; a cell that points past them has the default one.
    styles: u32,
    merges: Vec<CellRange>,
    hidden_rows: Vec<Span>,
    hidden_columns: Vec<Span>,
    pub(crate) lost: Lost,
}

/// What a sheet lost; each is worth a notice.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// Cells that point at a shared text which is not there.
    pub(crate) texts: u64,
    /// Cells outside of what Excel can show.
    pub(crate) outside: u64,
    /// Cells that stood at the place of another.
    pub(crate) doubled: u64,
    /// Merged ranges that overlap others.
    pub(crate) merges: usize,
}

impl<'b> Draft<'b> {
    pub(crate) fn new(budget: &'b Budget, styles: usize) -> Self {
        Draft {
            sheet: Sheet::default(),
            grid: Grid::new(budget),
            budget,
            styles: u32::try_from(styles).unwrap_or(u32::MAX),
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            lost: Lost::default(),
        }
    }

    /// Stores a cell; of two at one place the later stays.
    #[inline]
    pub(crate) fn put(&mut self, at: CellRef, style: u32, value: Value) -> Result<(), ReadError> {
        if at.row >= MAX_ROWS || at.column >= MAX_COLUMNS {
            self.lost.outside += 1;
            return Ok(());
        }
        let style = if style < self.styles { style } else { 0 };
        self.grid.put(at, style, value)
    }

    /// A shared text by its number, or an error value that says which one is missing.
    pub(crate) fn shared_text(&mut self, found: Option<&str>, number: &str) -> Value {
        match found {
            Some(text) => Value::Text(text.into()),
            None => {
                self.lost.texts += 1;
                Value::Error(format!("#?{number}").into())
            }
        }
    }

    /// Notes a formula; its cell is stored apart.
    pub(crate) fn formula(
        &mut self,
        at: CellRef,
        text: String,
        has_value: bool,
    ) -> Result<(), ReadError> {
        if at.row < MAX_ROWS && at.column < MAX_COLUMNS {
            // A formula without a text costs its place in the list.
            self.budget.text(text.len().max(32))?;
            self.sheet.formulas.insert(at, Formula { text, has_value });
        }
        Ok(())
    }

    /// Notes a merged range, its corners in any order.
    pub(crate) fn merge(&mut self, range: CellRange) {
        self.merges.push(in_order(range));
    }

    /// Notes rows that do not show.
    pub(crate) fn hide_rows(&mut self, first: u32, last: u32) {
        push_span(&mut self.hidden_rows, first, last.min(MAX_ROWS - 1));
    }

    /// Notes columns that do not show.
    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        push_span(&mut self.hidden_columns, first, last.min(MAX_COLUMNS - 1));
    }

    /// Notes the width of columns, in hundredths of a character.
    pub(crate) fn width(&mut self, first: u32, last: u32, width: u32) {
        let last = last.min(MAX_COLUMNS - 1);
        let widths = &mut self.sheet.geometry.column_widths;
        // Columns cannot have more widths than there are columns.
        if first <= last && width > 0 && widths.len() < MAX_COLUMNS as usize {
            widths.push((Span { first, last }, width));
        }
    }

    /// Notes the height of a row, in hundredths of a point.
    pub(crate) fn height(&mut self, row: u32, height: u32) {
        if row < MAX_ROWS && height > 0 {
            self.sheet.geometry.row_heights.insert(row, height);
        }
    }

    /// Notes the first cell that scrolls.
    pub(crate) fn freeze(&mut self, at: CellRef) {
        if at != CellRef::default() {
            self.sheet.geometry.frozen.get_or_insert(at);
        }
    }

    /// Notes the range of the autofilter.
    pub(crate) fn filter(&mut self, range: CellRange) {
        self.sheet
            .geometry
            .autofilter
            .get_or_insert(in_order(range));
    }

    /// The sheet, and what it lost.
    pub(crate) fn finish(mut self) -> (Sheet, Lost) {
        (self.sheet.rows, self.lost.doubled) = self.grid.finish();
        self.merges.retain(|range| range.first != range.last);
        let merges = self.merges.len();
        self.sheet.merges = Merges::new(self.merges);
        self.lost.merges = merges - self.sheet.merges.iter().count();
        self.sheet.hidden_rows = Spans::new(self.hidden_rows);
        self.sheet.hidden_columns = Spans::new(self.hidden_columns);
        self.sheet
            .geometry
            .column_widths
            .sort_by_key(|(span, _)| span.first);
        (self.sheet, self.lost)
    }
}

impl Lost {
    /// Says what was lost of the sheet of that name.
    pub(crate) fn tell(&self, name: &str, notices: &mut Vec<Text>) {
        if self.texts > 0 {
            notices.push(notices::texts_lost(name, self.texts));
        }
        if self.outside > 0 {
            notices.push(notices::cells_outside(name, self.outside));
        }
        if self.merges > 0 {
            notices.push(notices::merges_overlap(name, self.merges));
        }
        if self.doubled > 0 {
            notices.push(notices::cells_doubled(name, self.doubled));
        }
    }
}

/// Rows or columns with a property, gathered one by one into spans.
fn push_span(spans: &mut Vec<Span>, first: u32, last: u32) {
    match spans.last_mut() {
        _ if last < first => {}
        Some(before) if before.last.checked_add(1) == Some(first) => before.last = last,
        _ => spans.push(Span { first, last }),
    }
}

fn in_order(range: CellRange) -> CellRange {
    let (a, b) = (range.first, range.last);
    CellRange::new(
        CellRef::new(a.row.min(b.row), a.column.min(b.column)),
        CellRef::new(a.row.max(b.row), a.column.max(b.column)),
    )
}
