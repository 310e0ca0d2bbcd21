//! Source -> Workbook: what stands in the cells, not what it means.
//!
//! A file is recognised by its content (`sniff`); its name is not believed. The readers:
//!
//! | reader | formats | values | formulas | merges, hidden, widths, heights, frozen | formats of cells |
//! |---|---|---|---|---|---|
//! | `xlsx` | xlsx, xlsm, strict ones too | all | text, shared ones written out; whether calculated | yes | all |
//! | `xls` | xls of Excel 5.0–2003, WPS `.et` | all | that there is one | yes | all (number format and font before 97) |
//! | `xlsb` | xlsb | all | that there is one | yes | number format |
//! | `ods` | ods | all | that there is one; whether calculated | yes, but frozen panes | what the kind of value implies |
//! | `delimited` | csv, tsv: UTF-8, GB18030, UTF-16 | text | – | – | – |
//!
//! Autofilters are known of xlsx and xlsb alone. What a file holds beyond that (charts, notes, rules) is nobody's business
//! here; the writers keep it.
//!
//! A damaged sheet costs itself, with a notice, and keeps its place as an empty one; an odd value costs one cell, which
//! then holds what stood there as text or as an error beginning with `#?`. A file that gives no workbook gives a
//! [`ReadError`] that says what it is and what to do. No input panics, and none costs more than [`Limits`].

mod ahead;
mod binary;
mod budget;
pub(crate) mod cfb;
mod colors;
mod delimited;
mod draft;
mod error;
mod grid;
mod notices;
mod ods;
mod package;
mod sniff;
mod values;
mod xls;
mod xlsb;
mod xlsx;
pub(crate) mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::budget::Budget;
pub use self::budget::Limits;
pub use self::error::{Foreign, ReadError, ReadErrorKind, Unsupported};
use self::sniff::Content;
use crate::workbook::{Format, Source, Workbook};

/// Reads a file, whatever its name says it is.
///
/// # Errors
/// [`ReadError`] for a file that holds no readable workbook; its text says what to do.
pub fn read(source: &Source, limits: &Limits) -> Result<Workbook, ReadError> {
    let budget = Budget::new(*limits);
    // Nothing here panics on purpose, but the archive and XML parsers are other people's.
    let read = catch_unwind(AssertUnwindSafe(|| dispatch(source, &budget)))
        .unwrap_or_else(|_| Err(ReadError::broken("internal error")));
    match read {
        // A bound that was passed inside a parser comes back as that parser's failure.
        Err(_) if budget.is_exceeded() => Err(ReadError::new(ReadErrorKind::TooLarge)),
        read => read,
    }
}

/// The list of readers.
fn dispatch(source: &Source, budget: &Budget) -> Result<Workbook, ReadError> {
    match sniff::sniff(&source.bytes, budget)? {
        Content::Ooxml(mut package, main, Format::Xlsb) => xlsb::read(&mut package, &main, budget),
        Content::Ooxml(mut package, main, format) => {
            xlsx::read(&mut package, &main, format, budget)
        }
        Content::Ods(mut package) => ods::read(&mut package, budget),
        Content::Xls(stream) => xls::read(&stream, budget),
        Content::Delimited => delimited::read(source, budget),
    }
}
