//! From book to bytes, with what rust_xlsxwriter cannot say put right in the finished sheets.

use std::io::{Cursor, Read};

use rayon::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::result::ZipResult;
use zip::{DateTime, ZipArchive};

use super::WriteError;
use super::pack::{self, Archive};
use crate::workbook::CellRef;

/// A cell that the library writes as something else than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// The sheet's index in the book.
    pub sheet: usize,
    /// The cell.
    pub cell: CellRef,
    /// What it is.
    pub kind: TouchKind,
}

/// What a [`Touch`] puts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TouchKind {
    /// A formula's result is text although it reads like a number, a truth value or an error.
    TextResult,
    /// An error value without a formula.
    Error,
}

/// True for a formula's text result that the library would take for something else.
pub(super) fn misread(result: &str) -> bool {
    #[expect(clippy::disallowed_types, reason = "the library's own test")]
    let number = result.parse::<f64>().is_ok();
    number || matches!(result, "TRUE" | "FALSE") || is_error(result)
}

/// The error values that a cell can hold as such.
pub(super) fn is_error(text: &str) -> bool {
    matches!(
        text,
        "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!" | "#GETTING_DATA"
    )
}

/// The finished file.
///
/// # Errors
/// [`WriteError`] where the library refuses the book.
pub(super) fn finish(mut book: Workbook, mut touches: Vec<Touch>) -> Result<Vec<u8>, WriteError> {
    touches.sort_unstable();
    // Every part is packed anew below: the library need not take pains.
    let bytes = book.set_zip_compression_level(1).save_to_buffer()?;
    drop(book);
    repacked(&bytes, &touches).map_err(|cause| WriteError::Package(cause.to_string()))
}

fn repacked(bytes: &[u8], touches: &[Touch]) -> ZipResult<Vec<u8>> {
    let source = ZipArchive::new(Cursor::new(bytes))?;
    let part = |index: usize| {
        let mut source = source.clone();
        let mut entry = source.by_index(index)?;
        let name = entry.name()?.into_owned();
        let mut part = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or(0));
        entry.read_to_end(&mut part)?;
        let part = put_right(&name, part, touches);
        let options = pack::deflated(part.len()).last_modified_time(DateTime::default());
        let (packed, ()) = pack::pack(&name, options, |out| out.write_all(&part))?;
        Ok(packed)
    };
    let parts: ZipResult<Vec<_>> = match bytes.len() < pack::ALONE {
        true => (0..source.len()).map(part).collect(),
        false => (0..source.len()).into_par_iter().map(part).collect(),
    };
    let mut target = Archive::new(Cursor::default());
    for part in parts? {
        part.append_to(&mut target)?;
    }
    Ok(target.finish()?.into_inner())
}

/// A part of the book as it should be; `touches` are sorted.
fn put_right(name: &str, part: Vec<u8>, touches: &[Touch]) -> Vec<u8> {
    let own = sheet_of(name).map_or(&[][..], |sheet| {
        let start = touches.partition_point(|touch| touch.sheet < sheet);
        let end = touches.partition_point(|touch| touch.sheet <= sheet);
        &touches[start..end]
    });
    match std::str::from_utf8(&part) {
        Ok(xml) if !own.is_empty() => with_touches(xml, own).into_bytes(),
        _ => part,
    }
}

/// The index in the book of the sheet whose part this is.
fn sheet_of(part: &str) -> Option<usize> {
    let number = part
        .strip_prefix("xl/worksheets/sheet")?
        .strip_suffix(".xml")?;
    number.parse::<usize>().ok()?.checked_sub(1)
}

/// The sheet's XML with its touched cells as they should be. Cells stand in the order of `touches`.
fn with_touches(xml: &str, touches: &[Touch]) -> String {
    let mut out = String::with_capacity(xml.len() + touches.len() * 8);
    let mut rest = xml;
    for touch in touches {
        let Some(start) = rest.find(&format!("<c r=\"{}\"", touch.cell)) else {
            continue;
        };
        let Some(end) = rest[start..].find("</c>") else {
            continue;
        };
        let (cell, after) = rest[start..].split_at(end);
        out.push_str(&rest[..start]);
        let (head, body) = cell.split_at(cell.find('>').unwrap_or(cell.len()));
        match touch.kind {
            TouchKind::TextResult => {
                let head = head.replace(" t=\"e\"", "").replace(" t=\"b\"", "");
                out.push_str(&head);
                out.push_str(" t=\"str\"");
                // A truth value was turned into 1 or 0.
                out.push_str(&if cell.contains(" t=\"b\"") {
                    body.replace("<v>1</v>", "<v>TRUE</v>")
                        .replace("<v>0</v>", "<v>FALSE</v>")
                } else {
                    body.to_owned()
                });
            }
            TouchKind::Error => {
                out.push_str(head);
                match (body.find("<f>"), body.find("</f>")) {
                    (Some(open), Some(close)) => {
                        out.push_str(&body[..open]);
                        out.push_str(&body[close + "</f>".len()..]);
                    }
                    _ => out.push_str(body),
                }
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
