//! Writes cells of fuhe's own, on report sheets and in added columns.

use rust_xlsxwriter::{Formula, Url, Worksheet};

use super::WriteError;
use super::finish::{Touch, TouchKind, misread};
use super::looks::Looks;
use super::names::SheetNames;
use super::texts::fitted;
use crate::markup::{Content, FormulaResult, ReportCell};
use crate::workbook::CellRef;

/// Links that Excel opens on one sheet.
pub(super) const MOST_LINKS: usize = 65_000;

/// The pen for one sheet.
pub(super) struct Pen<'a> {
    pub names: &'a SheetNames,
    pub looks: &'a mut Looks,
    pub touches: &'a mut Vec<Touch>,
    /// The sheet's index in the book.
    pub sheet: usize,
    /// Links written so far.
    pub links: usize,
    /// Links that were left out.
    pub lost_links: usize,
    /// Texts that were cut.
    pub cut: usize,
}

impl<'a> Pen<'a> {
    pub fn new(
        names: &'a SheetNames,
        looks: &'a mut Looks,
        touches: &'a mut Vec<Touch>,
        sheet: usize,
    ) -> Self {
        Pen {
            names,
            looks,
            touches,
            sheet,
            links: 0,
            lost_links: 0,
            cut: 0,
        }
    }

    /// Writes one cell.
    pub fn put(
        &mut self,
        sheet: &mut Worksheet,
        at: CellRef,
        cell: &ReportCell,
    ) -> Result<(), WriteError> {
        let (row, column) = place(at);
        match &cell.content {
            Content::Blank => {
                sheet.write_blank(row, column, self.looks.of(cell))?;
            }
            Content::Text(text) => {
                let text = self.fitted(text);
                sheet.write_string_with_format(row, column, text, self.looks.of(cell))?;
            }
            Content::Number(number) => {
                sheet.write_number_with_format(
                    row,
                    column,
                    number.to_binary(),
                    self.looks.of(cell),
                )?;
            }
            Content::Formula { text, result } => {
                let result = match result {
                    FormulaResult::Number(number) => number.trimmed().to_string(),
                    FormulaResult::Text(text) => {
                        if misread(text) {
                            self.touches.push(Touch {
                                sheet: self.sheet,
                                cell: at,
                                kind: TouchKind::TextResult,
                            });
                        }
                        self.fitted(text)
                    }
                };
                let formula = Formula::new(text).set_result(result);
                sheet.write_formula_with_format(row, column, formula, self.looks.of(cell))?;
            }
            Content::Link { text, to } => {
                let text = self.fitted(text);
                match self.names.address(to) {
                    Some(address) if self.links < MOST_LINKS && !text.is_empty() => {
                        self.links += 1;
                        sheet.write_url_with_options(
                            row,
                            column,
                            Url::new(format!("internal:{address}")),
                            text,
                            "",
                            Some(self.looks.of(cell)),
                        )?;
                    }
                    leads => {
                        self.lost_links += usize::from(leads.is_some() && !text.is_empty());
                        let format = self.looks.of_text(cell.look, &text);
                        sheet.write_string_with_format(row, column, text, format)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn fitted(&mut self, text: &str) -> String {
        let (text, cut) = fitted(text);
        self.cut += usize::from(cut);
        text.into_owned()
    }
}

/// Excel's limits.
pub(super) const ROWS: u32 = 1_048_576;
pub(super) const COLUMNS: u32 = 16_384;

/// True for a cell that a workbook can have.
pub(super) fn is_within_limits(at: CellRef) -> bool {
    at.row < ROWS && at.column < COLUMNS
}

/// Row and column as the library wants them; it refuses what is beyond Excel's limits.
pub(super) fn place(at: CellRef) -> (u32, u16) {
    (at.row, u16::try_from(at.column).unwrap_or(u16::MAX))
}
