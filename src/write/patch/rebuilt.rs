//! The record of a copy that was written anew, so that its marks are known again.

use super::book::{self, Book};
use super::error::PatchError;
use super::package::Package;
use super::record::{self, Record};
use super::sheet::define_blocks;
use crate::markup::SheetMarks;
use crate::workbook::{CellRange, CellRef};

/// Puts the record into a finished copy. `marks` go by the copy's sheets; `record` says what else is fuhe's.
pub fn sign(
    bytes: Vec<u8>,
    marks: &[(usize, &SheetMarks)],
    mut record: Record,
) -> Result<Vec<u8>, PatchError> {
    let mut package = Package::open(&bytes.into())?;
    let mut book = Book::read(&mut package)?;
    for (sheet, marks) in marks {
        define_blocks(&mut book, *sheet, marks);
        for (title, _) in marks.columns.iter().flat_map(|block| &block.titles) {
            if !record.titles.contains(title) {
                record.titles.push(title.clone());
            }
        }
    }
    for (number, name) in record.sheets.iter().enumerate() {
        let corner = CellRange::new(CellRef::default(), CellRef::default());
        let name = book::on_sheet(name, corner);
        book.define(&format!("_fuhe.sheet.{}", number + 1), None, true, name);
    }
    record.rebuilt = true;
    let part = record::reserve(&mut package, &book)?;
    book.settle(&mut package)?;
    package.settle()?;
    package.write(Some((&part, &|_, _| record.write(&[], &[]))))
}
