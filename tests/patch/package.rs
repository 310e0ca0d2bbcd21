//! Packages as the tests see them.

#![allow(clippy::unwrap_used, missing_docs)] // Helpers of tests: a failure is the result.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, Xlsx};

/// One entry: its bytes, and its bytes as stored.
pub struct Entry {
    pub plain: Vec<u8>,
    pub raw: Vec<u8>,
}

/// All entries of an archive, by name.
pub fn entries(bytes: &[u8]) -> BTreeMap<String, Entry> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let (mut plain, mut raw) = (Vec::new(), Vec::new());
        let mut file = archive.by_index_raw(index).unwrap();
        let name = file.name().unwrap().into_owned();
        file.read_to_end(&mut raw).unwrap();
        drop(file);
        archive
            .by_index(index)
            .unwrap()
            .read_to_end(&mut plain)
            .unwrap();
        found.insert(name, Entry { plain, raw });
    }
    found
}

/// The names of the worksheets, as calamine reads them.
pub fn sheet_names(bytes: &[u8]) -> Vec<String> {
    let Ok(book) = Xlsx::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let sheets = book.sheets_metadata().iter();
    sheets
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect()
}

/// Compares what two workbooks hold on the first sheet, left of a column.
pub fn same_values(a: &[u8], b: &[u8], left: u32) -> Result<(), String> {
    let read = |bytes: &[u8]| -> Result<Vec<(u32, u32, Data)>, String> {
        let mut book: Xlsx<_> =
            Xlsx::new(Cursor::new(bytes.to_vec())).map_err(|e| e.to_string())?;
        let range = book
            .worksheet_range_at(0)
            .ok_or("no sheet")?
            .map_err(|e| e.to_string())?;
        let (top, first) = range.start().unwrap_or_default();
        Ok(range
            .used_cells()
            .map(|(r, c, v)| (top + r as u32, first + c as u32, v.clone()))
            .filter(|(_, c, v)| *c < left && *v != Data::Empty)
            .collect())
    };
    let (a, b) = (read(a)?, read(b)?);
    let a: Vec<_> = a.into_iter().collect();
    if a == b {
        Ok(())
    } else {
        Err(format!("{a:?}\n{b:?}"))
    }
}
