//! Annotates an xlsx or xlsm package without touching anything else.
//!
//! The package is spliced, not rewritten. [`patch`] scans each marked sheet once, collects edits on its bytes
//! ([`splice`]), and appends formats, strings and names to the parts that hold them; every other part is copied raw. A
//! custom XML part records the way back, so that [`strip`] gives the original bytes again.
//!
//! | file | knows |
//! |---|---|
//! | [`package`], [`part`], [`relations`] | parts, relationships, content types, the archive |
//! | [`xml`], [`splice`] | places in XML; edits on bytes and the way back |
//! | [`scan`], [`cells`], [`columns`], [`sheet`] | one sheet: where cells stand, marks, new columns |
//! | [`styles`], [`strings`], [`book`], [`app`] | the parts that all sheets share |
//! | [`notes`], [`vml`], [`threads`] | notes, their boxes, replies |
//! | [`added_sheets`], [`frame`], [`charts`] | report sheets |
//! | [`lists`], [`dress`] | rows that are written one by one |
//! | [`values`], [`chain`] | new values in the place of the source's |
//! | [`signatures`] | what a mark breaks |
//! | [`rebuilt`] | the record of a copy that was written anew |
//! | [`record`], [`strip`], [`resaved`], [`resaved_sheet`], [`resaved_notes`] | taking it all out again |

mod added_sheets;
mod app;
mod book;
mod cells;
mod chain;
mod charts;
mod columns;
mod dress;
mod error;
mod frame;
mod lists;
mod notes;
mod package;
mod part;
mod rebuilt;
mod record;
mod relations;
mod resaved;
mod resaved_notes;
mod resaved_sheet;
mod scan;
mod sheet;
mod signatures;
mod splice;
mod strings;
mod strip;
mod styles;
mod threads;
mod values;
mod vml;
mod xml;

use std::collections::BTreeMap;

pub use error::PatchError;
pub(super) use lists::fill;
pub use signatures::{is_signed, told as signature_lost};
pub use strip::{strip, unmarked};

pub(super) use notes::MARKER;
pub(super) use rebuilt::sign;
pub(super) use record::{Record, Replaced};

use self::book::Book;
use self::package::Package;
use self::sheet::Shared;
use self::strings::Strings;
use self::strip::Opened;
use self::styles::Styles;
use crate::markup::Markup;
use crate::text::Text;
use crate::workbook::{Source, Workbook};
use crate::write::names::SheetNames;

/// A patched package.
#[derive(Debug, Clone)]
pub struct Patched {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What the reader of the copy must be told.
    pub notices: Vec<Text>,
    /// Said where digital signatures had to be taken out.
    pub unsigned: Option<Text>,
}

/// Annotates a package.
///
/// Marks of an earlier run are taken out first, never doubled.
///
/// # Errors
///
/// Says why the package cannot be patched; it can be rebuilt then.
pub fn patch(source: &Source, workbook: &Workbook, markup: &Markup) -> Result<Patched, PatchError> {
    let mut record = Record::default();
    let (mut package, mut book) = match strip::opened(source)? {
        Opened::Clean(opened) => *opened,
        Opened::Unmarked(clean) => {
            (record.layers, record.replaced) = (clean.layers, clean.replaced);
            let mut package = Package::open(&clean.bytes.into())?;
            let book = Book::read(&mut package)?;
            (package, book)
        }
    };
    let mut notices = Vec::new();
    let unsigned = signatures::remove(&mut package)?;
    let values = values::apply(&mut package, &book, workbook, markup, &mut notices)?;
    if !values.layer.is_empty() {
        record.layers.push(values.layer);
        record.replaced.extend(values.replaced);
        book = Book::read(&mut package)?;
    }
    let mut styles = Styles::of(&mut package, &book)?;
    let mut strings = Strings::of(&mut package, &book)?;
    strings.hold_those_of(workbook)?;
    for marks in &markup.marks {
        let Some(sheet) = workbook.sheets.get(marks.sheet) else {
            return Err(PatchError::NoSheet(marks.sheet.to_string()));
        };
        let at = book
            .sheet(&sheet.name)
            .ok_or_else(|| PatchError::NoSheet(sheet.name.clone()))?;
        let mut shared = Shared {
            package: &mut package,
            book: &mut book,
            styles: &mut styles,
            strings: &mut strings,
            notices: &mut notices,
            workbook,
            record: &mut record,
        };
        sheet::mark(&mut shared, at, marks)?;
    }
    if !markup.reports.is_empty() {
        let names: Vec<String> = workbook.sheets.iter().map(|s| s.name.clone()).collect();
        let mut shared = lists::Shared {
            package: &mut package,
            book: &mut book,
            styles: &mut styles,
            strings: &mut strings,
            names: &SheetNames::beside(&names, &markup.reports),
            plain: true,
            notices: &mut notices,
            looks: BTreeMap::new(),
        };
        record.sheets = added_sheets::add(&mut shared, &markup.reports)?;
    }
    if styles.is_full() {
        notices.push(text!(
            "原文件的单元格格式已到 Excel 的上限（65,490 种），放不下标注用的格式：一部分有问题的单元格没有底色，后面的报表没有样式；批注和数字都在"
                / "the source has as many cell formats as Excel allows (65,490): some marked cells have no colour and the report sheets no looks; notes and figures are all there"
        ));
    }
    styles.settle(&mut package, &book)?;
    strings.settle(&mut package, &book)?;
    let part = record::reserve(&mut package, &book)?;
    book.settle(&mut package)?;
    package.settle()?;
    package.check_kept()?;
    let bytes = package.write(Some((&part, &|written, added| {
        record.write(written, added)
    })))?;
    Ok(Patched {
        bytes,
        notices,
        unsigned,
    })
}
