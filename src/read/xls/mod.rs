//! Excel 5.0 to 2003 workbooks, and WPS `.et`: records in a compound file.
//!
//! Not calamine: it lays every sheet out densely as soon as it opens the file, so that three cells far apart cost half a
//! gigabyte, and returns neither hidden rows nor formats. Formula texts are not read: they are stored as a program, and
//! an audit must not compare with a translation that may be wrong.

mod records;
mod sheet;
mod styles;

use self::records::{Codepage, continued, old_text, record, shared_texts, short_text};
use self::styles::{Formats, Palette};
use super::binary::{u8_at, u16_at, u32_at};
use super::budget::Budget;
use super::error::{ReadError, ReadErrorKind, Unsupported};
use super::notices;
use crate::workbook::{Format, Sheet, Visibility, Workbook};

/// What the sheets share.
pub(super) struct Globals {
    /// Excel 97 and later: texts are Unicode.
    is_new: bool,
    is_1904: bool,
    codepage: Codepage,
    texts: Vec<Box<str>>,
    palette: Palette,
}

struct Entry {
    name: String,
    offset: usize,
    visibility: Visibility,
    kind: u8,
}

/// Reads the workbook in a stream of records.
pub(super) fn read(stream: &[u8], budget: &Budget) -> Result<Workbook, ReadError> {
    let (globals, entries, codepage) = globals(stream)?;
    budget.sheets(entries.len())?;
    let mut workbook = Workbook {
        format: Format::Xls,
        sheets: Vec::new(),
        styles: Vec::new(),
        notices: Vec::new(),
    };
    if !globals.is_new && !globals.codepage.is_known {
        workbook.notices.push(notices::codepage_unknown(codepage));
    }
    let mut broken = None;
    let mut untyped = Vec::new();
    for entry in entries {
        if entry.kind != 0 {
            workbook.notices.push(notices::not_a_worksheet(&entry.name));
            continue;
        }
        let mut read = match sheet::read(stream, entry.offset, &globals, budget) {
            Ok(read) => read,
            Err(error) if error.kind == ReadErrorKind::TooLarge => return Err(error),
            Err(error) => {
                workbook
                    .notices
                    .push(notices::sheet_broken(&entry.name, &error.detail));
                broken.get_or_insert(error);
                sheet::Read {
                    sheet: Sheet::damaged(),
                    ..sheet::Read::default()
                }
            }
        };
        read.lost.tell(&entry.name, &mut workbook.notices);
        untyped.extend(
            read.untyped
                .drain(..)
                .map(|cell| (workbook.sheets.len(), cell)),
        );
        workbook.sheets.push(Sheet {
            name: entry.name,
            visibility: entry.visibility,
            ..read.sheet
        });
    }
    // "Empty text" is also what writers store that do not calculate. Where no formula of the workbook has any other
    // result, none was calculated.
    let formulas: usize = workbook
        .sheets
        .iter()
        .map(|sheet| sheet.formulas.len())
        .sum();
    if untyped.len() == formulas {
        for (sheet, cell) in untyped {
            if let Some(formula) = workbook.sheets[sheet].formulas.get_mut(&cell) {
                formula.has_value = false;
            }
        }
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
    workbook.styles = globals.palette.styles;
    Ok(workbook)
}

fn globals(stream: &[u8]) -> Result<(Globals, Vec<Entry>, u16), ReadError> {
    let first = record(stream, 0).ok_or_else(|| ReadError::broken("no records"))?;
    match first.kind {
        0x0809 => {}
        0x0009 | 0x0209 | 0x0409 => {
            return Err(ReadError::new(ReadErrorKind::Unsupported(
                Unsupported::ExcelBefore95,
            )));
        }
        _ => {
            return Err(ReadError::broken(
                "the records do not begin with their version",
            ));
        }
    }
    let is_new = u16_at(first.data, 0) == Some(0x0600);
    let mut codepage_number = 1252;
    let mut codepage = Codepage::new(codepage_number);
    let mut is_1904 = false;
    let mut raw_entries: Vec<&[u8]> = Vec::new();
    let mut formats = Formats::default();
    let mut texts = Vec::new();
    let mut at = first.next;
    loop {
        let Some(record) = record(stream, at) else {
            return Err(ReadError::broken("the workbook breaks off"));
        };
        at = record.next;
        match record.kind {
            0x000A => break,
            0x002F => return Err(ReadError::new(ReadErrorKind::PasswordProtected)),
            0x0022 => is_1904 = u16_at(record.data, 0) == Some(1),
            0x0042 => {
                codepage_number = u16_at(record.data, 0).unwrap_or(codepage_number);
                codepage = Codepage::new(codepage_number);
            }
            0x0085 => raw_entries.push(record.data),
            0x00FC => {
                let (pieces, next) = continued(stream, &record);
                at = next;
                texts = shared_texts(&pieces);
            }
            kind => formats.take(kind, record.data, is_new, codepage),
        }
    }
    // The code page may be declared after names that need it.
    let entries = raw_entries
        .into_iter()
        .filter_map(|data| entry(data, is_new, codepage))
        .collect();
    let globals = Globals {
        is_new,
        is_1904,
        codepage,
        texts,
        palette: formats.finish(is_new, codepage),
    };
    Ok((globals, entries, codepage_number))
}

fn entry(data: &[u8], is_new: bool, codepage: Codepage) -> Option<Entry> {
    let name = match is_new {
        true => short_text(data, 6, false),
        false => old_text(data, 6, false, codepage),
    };
    Some(Entry {
        name: name?,
        offset: u32_at(data, 0)? as usize,
        visibility: match u8_at(data, 4)? & 3 {
            1 => Visibility::Hidden,
            2 => Visibility::VeryHidden,
            _ => Visibility::Visible,
        },
        kind: u8_at(data, 5)?,
    })
}
