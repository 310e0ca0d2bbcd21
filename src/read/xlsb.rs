//! Excel binary workbooks (xlsb): the package of xlsx with binary records for XML.
//!
//! Not calamine: a wrong index in a file makes it panic, an odd error value costs the sheet, and it returns neither
//! merges nor hidden rows. Of formats only the number format is read, of formulas only that they are there: their texts
//! are stored as a program, and an audit must not compare with a translation that may be wrong.

use std::collections::BTreeMap;

use super::binary::{double_at, error, rk_at, u8_at, u16_at, u32_at};
use super::budget::Budget;
use super::draft::{Draft, Lost};
use super::error::{ReadError, ReadErrorKind, Unsupported};
use super::notices;
use super::package::Package;
use super::values::{self, NumberKind};
use crate::workbook::{CellRange, CellRef, Format, Sheet, Style, Value, Visibility, Workbook};

/// What the sheets share.
#[derive(Default)]
struct Globals {
    texts: Vec<Box<str>>,
    styles: Vec<Style>,
    kinds: Vec<NumberKind>,
    is_1904: bool,
}

struct Entry {
    name: String,
    visibility: Visibility,
    id: String,
}

/// Reads the workbook whose main part is `main`.
pub(super) fn read(
    package: &mut Package<'_>,
    main: &str,
    budget: &Budget,
) -> Result<Workbook, ReadError> {
    let relationships = package.relationships(main)?;
    let mut globals = Globals::default();
    let mut entries = Vec::new();
    let part = package
        .bytes(main)?
        .ok_or_else(|| ReadError::broken(format!("no part {main}")))?;
    for (kind, data) in Records(&part) {
        match kind {
            153 => globals.is_1904 = u8_at(data, 0).unwrap_or(0) & 1 != 0,
            156 => entries.extend(entry(data)),
            _ => {}
        }
    }
    budget.sheets(entries.len())?;
    for related in relationships.values() {
        match related.kind.as_str() {
            "sharedStrings" => {
                let part = package.bytes(&related.target)?.unwrap_or_default();
                let items = Records(&part).filter(|(kind, _)| *kind == 19);
                // One byte of flags, then the text; fonts and phonetic guides follow.
                globals.texts = items
                    .map(|(_, data)| text(data, 1).unwrap_or_default())
                    .collect();
            }
            "styles" => {
                let part = package.bytes(&related.target)?.unwrap_or_default();
                globals.read_styles(&part);
            }
            _ => {}
        }
    }
    let mut workbook = Workbook {
        format: Format::Xlsb,
        sheets: Vec::new(),
        styles: Vec::new(),
        notices: Vec::new(),
    };
    let mut broken = None;
    for entry in entries {
        let related = relationships.get(&entry.id);
        if related.is_some_and(|related| related.kind != "worksheet") {
            workbook.notices.push(notices::not_a_worksheet(&entry.name));
            continue;
        }
        let target = related
            .map(|related| related.target.as_str())
            .unwrap_or_default();
        let read = match package.bytes(target) {
            Ok(Some(part)) => Reading::new(&globals, budget).read(&part),
            Ok(None) => Err(ReadError::broken(format!("no part {target}"))),
            Err(error) => Err(error),
        };
        let sheet = match read {
            Ok((sheet, lost)) => {
                lost.tell(&entry.name, &mut workbook.notices);
                sheet
            }
            Err(error) if budget.is_exceeded() => return Err(error),
            Err(error) => {
                workbook
                    .notices
                    .push(notices::sheet_broken(&entry.name, &error.detail));
                broken.get_or_insert(error);
                Sheet::damaged()
            }
        };
        workbook.sheets.push(Sheet {
            name: entry.name,
            visibility: entry.visibility,
            ..sheet
        });
    }
    if let Some(error) =
        broken.filter(|_| workbook.sheets.iter().all(|sheet| sheet.rows.is_empty()))
    {
        return Err(error);
    }
    if workbook.sheets.is_empty() {
        return Err(ReadError::new(ReadErrorKind::Unsupported(
            Unsupported::NoWorksheet,
        )));
    }
    if globals.styles.is_empty() {
        globals.styles.push(Style::default());
    }
    workbook.styles = globals.styles;
    Ok(workbook)
}

/// The records of a part: a number, a length and as many bytes; the numbers in groups of seven bits.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let data = self.0.get(..length)?;
        self.0 = &self.0[length..];
        Some((kind, data))
    }
}

impl Records<'_> {
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for group in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7F) << (7 * group);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

/// A text with its length in four bytes.
fn text(data: &[u8], at: usize) -> Option<Box<str>> {
    text_and_end(data, at).map(|(text, _)| text)
}

fn text_and_end(data: &[u8], at: usize) -> Option<(Box<str>, usize)> {
    let length = (u32_at(data, at)? as usize).checked_mul(2)?;
    let end = (at + 4).checked_add(length)?;
    let units: Vec<u16> = data
        .get(at + 4..end)?
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    Some((String::from_utf16_lossy(&units).into(), end))
}

fn entry(data: &[u8]) -> Option<Entry> {
    let (id, end) = text_and_end(data, 8)?;
    Some(Entry {
        id: id.into(),
        name: text(data, end)?.into(),
        visibility: match u32_at(data, 0)? {
            1 => Visibility::Hidden,
            2 => Visibility::VeryHidden,
            _ => Visibility::Visible,
        },
    })
}

impl Globals {
    fn read_styles(&mut self, part: &[u8]) {
        let mut formats: BTreeMap<u16, Box<str>> = BTreeMap::new();
        let mut of_cells = false;
        for (kind, data) in Records(part) {
            match kind {
                44 => {
                    if let (Some(id), Some(code)) = (u16_at(data, 0), text(data, 2)) {
                        formats.insert(id, code);
                    }
                }
                617 => of_cells = true,
                618 => of_cells = false,
                47 if of_cells => {
                    let id = u16_at(data, 2).unwrap_or(0);
                    let number_format = match formats.get(&id) {
                        Some(code) if code.eq_ignore_ascii_case("general") => String::new(),
                        Some(code) => code.to_string(),
                        None => values::builtin_format(id.into()).to_owned(),
                    };
                    self.kinds.push(values::number_kind(&number_format));
                    self.styles.push(Style {
                        number_format,
                        ..Style::default()
                    });
                }
                _ => {}
            }
        }
    }
}

struct Reading<'a> {
    globals: &'a Globals,
    draft: Draft<'a>,
    row: u32,
}

impl<'a> Reading<'a> {
    fn new(globals: &'a Globals, budget: &'a Budget) -> Self {
        Reading {
            globals,
            draft: Draft::new(budget, globals.styles.len().max(1)),
            row: 0,
        }
    }

    fn read(mut self, part: &[u8]) -> Result<(Sheet, Lost), ReadError> {
        let (mut complete, mut in_data) = (false, false);
        for (kind, data) in Records(part) {
            match kind {
                0 if in_data => self.row(data),
                // Behind the cells the same numbers mean other things.
                1..=11 if in_data => self.cell(kind, data)?,
                145 => in_data = true,
                146 => in_data = false,
                60 => self.columns(data),
                130 => complete = true,
                151 => self.pane(data),
                161 => {
                    if let Some(range) = range(data) {
                        self.draft.filter(range);
                    }
                }
                176 => {
                    if let Some(range) = range(data) {
                        self.draft.merge(range);
                    }
                }
                _ => {}
            }
        }
        if !complete {
            return Err(ReadError::broken("the sheet breaks off"));
        }
        Ok(self.draft.finish())
    }

    fn row(&mut self, data: &[u8]) {
        let (Some(row), Some(height), Some(flags)) =
            (u32_at(data, 0), u16_at(data, 8), u8_at(data, 11))
        else {
            return;
        };
        self.row = row;
        if flags & 0x10 != 0 {
            self.draft.hide_rows(row, row);
        } else if flags & 0x20 != 0 {
            // Twentieths of a point.
            self.draft.height(row, u32::from(height) * 5);
        }
    }

    fn cell(&mut self, kind: u32, data: &[u8]) -> Result<(), ReadError> {
        let (Some(column), Some(style)) = (u32_at(data, 0), u32_at(data, 4)) else {
            return Ok(());
        };
        let style = style & 0xFF_FFFF;
        let at = CellRef::new(self.row, column);
        let format = self
            .globals
            .kinds
            .get(style as usize)
            .copied()
            .unwrap_or_default();
        let value = match kind {
            1 => Some(Value::Empty),
            2 => rk_at(data, 8, format, self.globals.is_1904),
            3 | 11 => u8_at(data, 8).map(error),
            4 | 10 => u8_at(data, 8).map(|truth| Value::Bool(truth != 0)),
            5 | 9 => double_at(data, 8, format, self.globals.is_1904),
            6 | 8 => text(data, 8).map(Value::Text),
            _ => {
                let index = u32_at(data, 8).unwrap_or(u32::MAX);
                let text = self.globals.texts.get(index as usize).map(AsRef::as_ref);
                Some(self.draft.shared_text(text, &index.to_string()))
            }
        };
        if kind >= 8 {
            self.draft.formula(at, String::new(), true)?;
        }
        // A record too short for its value still says that something stood there.
        let value = value.unwrap_or_else(|| Value::Error("#?".into()));
        self.draft.put(at, style, value)
    }

    fn columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last), Some(width)) =
            (u32_at(data, 0), u32_at(data, 4), u32_at(data, 8))
        else {
            return;
        };
        let flags = u16_at(data, 16).unwrap_or(0);
        if flags & 1 != 0 || width == 0 {
            self.draft.hide_columns(first, last);
        }
        if flags & 2 != 0 {
            self.draft
                .width(first, last, width.min(1 << 16) * 100 / 256);
        }
    }

    fn pane(&mut self, data: &[u8]) {
        let split = |at| match double_at(data, at, NumberKind::Plain, false) {
            Some(Value::Number(split)) => split
                .to_integer()
                .and_then(|split| u32::try_from(split).ok()),
            _ => None,
        };
        let frozen = u8_at(data, 28).unwrap_or(0) & 1 != 0;
        if let (true, Some(column), Some(row)) = (frozen, split(0), split(8)) {
            self.draft.freeze(CellRef::new(row, column));
        }
    }
}

fn range(data: &[u8]) -> Option<CellRange> {
    let (top, bottom) = (u32_at(data, 0)?, u32_at(data, 4)?);
    let (left, right) = (u32_at(data, 8)?, u32_at(data, 12)?);
    Some(CellRange::new(
        CellRef::new(top, left),
        CellRef::new(bottom, right),
    ))
}
