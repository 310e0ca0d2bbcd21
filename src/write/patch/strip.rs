//! Takes fuhe's marks out again.
//!
//! While the package is as fuhe wrote it, the record gives back every byte. Once Excel or WPS has saved it the places
//! no longer hold, and what is fuhe's is found by its names ([`super::resaved`]).

use std::sync::Arc;

use super::book::Book;
use super::error::PatchError;
use super::package::Package;
use super::part::crc;
use super::record::Record;
use super::resaved;
use super::splice;
use crate::workbook::Source;

/// The source without fuhe's marks; `None` where it has none.
pub fn strip(source: &Source) -> Result<Option<Vec<u8>>, PatchError> {
    let mut package = Package::open(source.bytes.clone())?;
    let book = Book::read(&mut package)?;
    let record = Record::find(&mut package, &book.part)?;
    if let Some(record) = &record
        && holds(&mut package, record)
        && let Some(clean) = exactly(source.bytes.clone(), record)?
    {
        return Ok(Some(clean));
    }
    resaved::strip(package, book, record)
}

/// True where every touched part is as fuhe wrote it, and every added one is there.
fn holds(package: &mut Package, record: &Record) -> bool {
    record.touched.iter().all(|part| {
        package
            .checksum(&part.name)
            .is_some_and(|(sum, _)| sum == part.after)
    }) && record.added.iter().all(|name| package.has(name))
}

fn exactly(bytes: Arc<[u8]>, record: &Record) -> Result<Option<Vec<u8>>, PatchError> {
    let mut package = Package::open(bytes)?;
    for part in &record.touched {
        let patched = package.read(&part.name)?;
        match splice::undone(&patched, &part.undo) {
            Some(original) if crc(&original) == part.before => package.rebase(&part.name, original),
            _ => return Ok(None),
        }
    }
    for name in &record.added {
        package.drop_part(name);
    }
    package.write(None).map(Some)
}
