//! Takes fuhe's marks out again.
//!
//! While the package is as fuhe wrote it, the record gives back every byte. Once Excel or WPS has saved it the places
//! no longer hold, and what is fuhe's is found by its names ([`super::resaved`]).

use std::collections::BTreeMap;

use super::book::Book;
use super::error::PatchError;
use super::package::Package;
use super::part::crc;
use super::record::{PartRecord, Record, Replaced};
use super::resaved;
use super::splice;
use crate::archive::Bytes;
use crate::workbook::Source;

/// A source without fuhe's marks, but with the values that fuhe put into it.
pub struct Unmarked {
    /// The package.
    pub bytes: Vec<u8>,
    /// The way back from those values, the oldest first.
    pub layers: Vec<Vec<PartRecord>>,
    /// The values in words.
    pub replaced: Vec<Replaced>,
}

/// The source as it was before fuhe touched it; `None` where it has no marks of fuhe. Of a copy that another program
/// has saved, the values are those that it holds now.
pub fn strip(source: &Source) -> Result<Option<Vec<u8>>, PatchError> {
    let Some(unmarked) = unmarked(source)? else {
        return Ok(None);
    };
    let mut parts = BTreeMap::new();
    let mut package = Package::open(&unmarked.bytes.clone().into())?;
    for layer in unmarked.layers.iter().rev() {
        if !undo(&mut package, &mut parts, layer)? {
            return Ok(Some(unmarked.bytes));
        }
    }
    if parts.is_empty() {
        return Ok(Some(unmarked.bytes));
    }
    rebuilt(package, parts, &[]).map(Some)
}

/// The source without fuhe's marks; the values that fuhe put into it stay.
pub fn unmarked(source: &Source) -> Result<Option<Unmarked>, PatchError> {
    match opened(source)? {
        Opened::Unmarked(unmarked) => Ok(Some(unmarked)),
        Opened::Clean(_) => Ok(None),
    }
}

/// A source, looked through for fuhe's marks.
pub enum Opened {
    /// It had some.
    Unmarked(Unmarked),
    /// It has none: its package and workbook part, as they were opened to tell.
    Clean(Box<(Package, Book)>),
}

/// Opens a source, and takes fuhe's marks out where it has some; the values that fuhe put into it stay.
pub fn opened(source: &Source) -> Result<Opened, PatchError> {
    let mut package = Package::open(&source.bytes)?;
    let book = Book::read(&mut package)?;
    let record = Record::find(&mut package, &book.part)?;
    if let Some(record) = &record
        && !record.rebuilt
        && holds(&mut package, record)
        && let Some(bytes) = exactly(&source.bytes, record)?
    {
        return Ok(Opened::Unmarked(Unmarked {
            bytes,
            layers: record.layers.clone(),
            replaced: record.replaced.clone(),
        }));
    }
    if record.is_none() && !resaved::has_marks(&book) {
        return Ok(Opened::Clean(Box::new((package, book))));
    }
    let replaced = record
        .as_ref()
        .map(|record| record.replaced.clone())
        .unwrap_or_default();
    match resaved::strip(package, book, record)? {
        Some(bytes) => Ok(Opened::Unmarked(Unmarked {
            bytes,
            layers: Vec::new(),
            replaced,
        })),
        None => {
            let mut package = Package::open(&source.bytes)?;
            let book = Book::read(&mut package)?;
            Ok(Opened::Clean(Box::new((package, book))))
        }
    }
}

/// True where every touched part is as fuhe wrote it, and every added one is there.
fn holds(package: &mut Package, record: &Record) -> bool {
    record.touched.iter().all(|part| {
        package
            .checksum(&part.name)
            .is_some_and(|(sum, _)| sum == part.after)
    }) && record.added.iter().all(|name| package.has(name))
}

fn exactly(bytes: &Bytes, record: &Record) -> Result<Option<Vec<u8>>, PatchError> {
    let mut package = Package::open(bytes)?;
    let mut parts = BTreeMap::new();
    if !undo(&mut package, &mut parts, &record.touched)? {
        return Ok(None);
    }
    rebuilt(package, parts, &record.added).map(Some)
}

/// Takes edits back in `parts`, which holds what has been taken back so far; false where a part is not as it was left.
fn undo(
    package: &mut Package,
    parts: &mut BTreeMap<String, Vec<u8>>,
    touched: &[PartRecord],
) -> Result<bool, PatchError> {
    for part in touched {
        let now = match parts.remove(&part.name) {
            Some(bytes) => bytes,
            None => package.read(&part.name)?,
        };
        match splice::undone(&now, &part.undo) {
            Some(original) if crc(&original) == part.before => {
                parts.insert(part.name.clone(), original);
            }
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn rebuilt(
    mut package: Package,
    parts: BTreeMap<String, Vec<u8>>,
    added: &[String],
) -> Result<Vec<u8>, PatchError> {
    for (name, bytes) in parts {
        package.rebase(&name, bytes);
    }
    for name in added {
        package.drop_part(name);
    }
    package.write(None)
}
