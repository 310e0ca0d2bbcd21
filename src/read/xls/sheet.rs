//! The records of one sheet.

use super::Globals;
use super::records::{Record, continued, old_text, record, short_text};
use crate::read::binary::{double_at, error, rk_at, u8_at, u16_at, u32_at};
use crate::read::budget::Budget;
use crate::read::draft::{Draft, Lost};
use crate::read::error::ReadError;
use crate::workbook::{CellRange, CellRef, Sheet, Value};

/// Rows and columns that are flagged hidden or with a height of their own.
const ROW_HIDDEN: u16 = 0x20;
const ROW_HEIGHT: u16 = 0x40;

struct Reading<'a> {
    globals: &'a Globals,
    draft: Draft<'a>,
    /// A formula whose result is a text, which a later record brings.
    awaiting: Option<(CellRef, u16)>,
    frozen: bool,
    pane: CellRef,
    /// Formulas whose stored result is of no type; see [`super::read`].
    untyped: Vec<CellRef>,
}

/// A sheet and what it lost.
#[derive(Default)]
pub(super) struct Read {
    pub(super) sheet: Sheet,
    pub(super) untyped: Vec<CellRef>,
    pub(super) lost: Lost,
}

/// Reads the records from `at` up to the sheet's end.
pub(super) fn read(
    stream: &[u8],
    at: usize,
    globals: &Globals,
    budget: &Budget,
) -> Result<Read, ReadError> {
    let mut reading = Reading {
        globals,
        draft: Draft::new(budget, globals.palette.styles.len()),
        awaiting: None,
        frozen: false,
        pane: CellRef::default(),
        untyped: Vec::new(),
    };
    let mut at = at;
    let mut depth = 0u32;
    loop {
        let Some(record) = record(stream, at) else {
            return Err(ReadError::broken("the sheet breaks off"));
        };
        at = record.next;
        budget.scanned(record.data.len() + 4)?;
        match record.kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            // Charts inside the sheet have records of their own.
            _ if depth > 1 => {}
            0x0207 => {
                let (pieces, next) = continued(stream, &record);
                at = next;
                reading.result(&pieces)?;
            }
            _ => reading.take(&record)?,
        }
    }
    Ok(reading.finish())
}

impl Reading<'_> {
    /// Takes one record. One that is too short for its kind says nothing.
    fn take(&mut self, record: &Record<'_>) -> Result<(), ReadError> {
        let data = record.data;
        match record.kind {
            0x0208 => self.row(data),
            0x007D => self.columns(data),
            0x00E5 => self.merged(data),
            0x023E => self.frozen = u16_at(data, 0).is_some_and(|flags| flags & 8 != 0),
            0x0041 => {
                let (x, y) = (u16_at(data, 0).unwrap_or(0), u16_at(data, 2).unwrap_or(0));
                self.pane = CellRef::new(y.into(), x.into());
            }
            0x00BD => return self.numbers(data),
            0x00BE => return self.blanks(data),
            0x0006 | 0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x00FD | 0x027E => {
                let at = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4));
                if let (Some(row), Some(column), Some(style)) = at {
                    let cell = CellRef::new(row.into(), column.into());
                    return self.cell(record.kind, data, cell, style);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, kind: u16, data: &[u8], at: CellRef, style: u16) -> Result<(), ReadError> {
        let globals = self.globals;
        let (format, epoch) = (globals.palette.kind(style), globals.is_1904);
        let value = match kind {
            0x0006 => return self.formula(data, at, style),
            0x0203 => double_at(data, 6, format, epoch),
            0x027E => rk_at(data, 6, format, epoch),
            0x0204 | 0x00D6 => match globals.is_new {
                true => short_text(data, 6, true),
                false => old_text(data, 6, true, globals.codepage),
            }
            .map(|text| Value::Text(text.into())),
            0x00FD => {
                let index = u32_at(data, 6).unwrap_or(u32::MAX);
                let text = globals.texts.get(index as usize).map(AsRef::as_ref);
                Some(self.draft.shared_text(text, &index.to_string()))
            }
            0x0205 => match (u8_at(data, 6), u8_at(data, 7)) {
                (Some(code), Some(1)) => Some(error(code)),
                (Some(truth), _) => Some(Value::Bool(truth != 0)),
                _ => None,
            },
            _ => Some(Value::Empty),
        };
        // A record too short for its value still says that something stood there.
        self.put(
            at,
            style,
            value.unwrap_or_else(|| Value::Error("#?".into())),
        )
    }

    fn put(&mut self, at: CellRef, style: u16, value: Value) -> Result<(), ReadError> {
        self.draft.put(at, style.into(), value)
    }

    fn formula(&mut self, data: &[u8], at: CellRef, style: u16) -> Result<(), ReadError> {
        let format = self.globals.palette.kind(style);
        self.awaiting = None;
        // The text is left out: what it is made of is not read here.
        self.draft.formula(at, String::new(), true)?;
        let value = match (u16_at(data, 12), u8_at(data, 6), u8_at(data, 8)) {
            (Some(0xFFFF), Some(0), _) => {
                self.awaiting = Some((at, style));
                return Ok(());
            }
            (Some(0xFFFF), Some(1), Some(truth)) => Value::Bool(truth != 0),
            (Some(0xFFFF), Some(2), Some(code)) => error(code),
            (Some(0xFFFF), ..) => {
                self.untyped.push(at);
                Value::Text("".into())
            }
            _ => double_at(data, 6, format, self.globals.is_1904).unwrap_or_default(),
        };
        self.put(at, style, value)
    }

    /// The text that a formula gave.
    fn result(&mut self, pieces: &[&[u8]]) -> Result<(), ReadError> {
        let Some((at, style)) = self.awaiting.take() else {
            return Ok(());
        };
        let text = match self.globals.is_new {
            true => {
                let mut reader = super::records::Pieces::new(pieces);
                let count = reader.u16().unwrap_or(0);
                let wide = reader.u8().unwrap_or(0) & 1 != 0;
                reader.characters(count.into(), wide)
            }
            false => old_text(&pieces.concat(), 0, true, self.globals.codepage),
        };
        self.put(at, style, Value::Text(text.unwrap_or_default().into()))
    }

    fn numbers(&mut self, data: &[u8]) -> Result<(), ReadError> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(());
        };
        for index in 0..data.len().saturating_sub(6) / 6 {
            let at = 4 + index * 6;
            let style = u16_at(data, at).unwrap_or(0);
            let kind = self.globals.palette.kind(style);
            let value = rk_at(data, at + 2, kind, self.globals.is_1904).unwrap_or_default();
            let column = u32::from(first) + index as u32;
            self.put(CellRef::new(row.into(), column), style, value)?;
        }
        Ok(())
    }

    fn blanks(&mut self, data: &[u8]) -> Result<(), ReadError> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(());
        };
        for index in 0..data.len().saturating_sub(6) / 2 {
            let style = u16_at(data, 4 + index * 2).unwrap_or(0);
            let column = u32::from(first) + index as u32;
            self.put(CellRef::new(row.into(), column), style, Value::Empty)?;
        }
        Ok(())
    }

    fn row(&mut self, data: &[u8]) {
        let (Some(row), Some(height), Some(flags)) =
            (u16_at(data, 0), u16_at(data, 6), u16_at(data, 12))
        else {
            return;
        };
        let row = u32::from(row);
        if flags & ROW_HIDDEN != 0 {
            self.draft.hide_rows(row, row);
        } else if flags & ROW_HEIGHT != 0 {
            // Twentieths of a point.
            self.draft.height(row, u32::from(height & 0x7FFF) * 5);
        }
    }

    fn columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last), Some(width)) =
            (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4))
        else {
            return;
        };
        let (first, last) = (u32::from(first), u32::from(last).min(255));
        if u16_at(data, 8).unwrap_or(0) & 1 != 0 {
            self.draft.hide_columns(first, last);
        }
        self.draft.width(first, last, u32::from(width) * 100 / 256);
    }

    fn merged(&mut self, data: &[u8]) {
        for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let place = |at| u32::from(u16_at(range, at).unwrap_or(0));
            let (top, bottom, left, right) = (place(0), place(2), place(4), place(6));
            self.draft.merge(CellRange::new(
                CellRef::new(top, left),
                CellRef::new(bottom, right),
            ));
        }
    }

    fn finish(mut self) -> Read {
        if self.frozen {
            self.draft.freeze(self.pane);
        }
        let (sheet, lost) = self.draft.finish();
        Read {
            sheet,
            untyped: self.untyped,
            lost,
        }
    }
}
