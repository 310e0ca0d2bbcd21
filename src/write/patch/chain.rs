//! The calculation chain: the list of formula cells, which must not name a cell that has none.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::relations::Relations;
use super::xml::Outline;
use crate::workbook::CellRef;

/// Takes cells, by sheet id, out of the chain; gives the parts that this touched.
pub fn forget(
    package: &mut Package,
    book: &Book,
    emptied: &BTreeMap<u32, BTreeSet<CellRef>>,
) -> Result<Vec<String>, PatchError> {
    if emptied.values().all(BTreeSet::is_empty) {
        return Ok(Vec::new());
    }
    let Some(part) = package.related(&book.part, "calcChain")? else {
        return Ok(Vec::new());
    };
    let mut doc = package.take(&part)?;
    let outline = Outline::of(&doc.bytes).map_err(PatchError::xml(&part))?;
    let (mut named, mut written, mut kept) = (None, None, 0usize);
    for entry in &outline.children {
        // An entry without a sheet is of the one before it.
        let own = entry.value(&doc.bytes, "i").and_then(|id| id.parse().ok());
        named = own.or(named);
        let cell = entry
            .value(&doc.bytes, "r")
            .and_then(|cell| cell.parse::<CellRef>().ok());
        let gone = named
            .zip(cell)
            .is_some_and(|(id, cell)| emptied.get(&id).is_some_and(|cells| cells.contains(&cell)));
        if gone {
            doc.replace(entry.start..entry.end, "");
            continue;
        }
        kept += 1;
        if let Some(id) = named.filter(|_| own.is_none() && named != written) {
            doc.set(entry.start, entry.tag_end, "i", &id.to_string());
        }
        written = named;
    }
    if kept > 0 {
        package.put(&part, doc);
        return Ok(vec![part]);
    }
    // A chain must not be empty: nothing leads to it any more.
    doc.edits.clear();
    package.put(&part, doc);
    let leads = |name: &str, value: &dyn Fn(&str) -> String| {
        name == "Relationship" && value("Type").ends_with("/calcChain")
    };
    let types = |name: &str, value: &dyn Fn(&str) -> String| {
        let named = value("PartName");
        name == "Override" && named.trim_start_matches('/').eq_ignore_ascii_case(&part)
    };
    let relations = Relations::part_of(&book.part);
    without(package, &relations, leads)?;
    without(package, CONTENT_TYPES, types)?;
    Ok(vec![relations, CONTENT_TYPES.to_owned()])
}

/// Takes children out of a part's root, told by their names and attributes, as edits that can be taken back.
fn without(
    package: &mut Package,
    part: &str,
    is_gone: impl Fn(&str, &dyn Fn(&str) -> String) -> bool,
) -> Result<(), PatchError> {
    let doc = package.doc(part)?;
    let outline = Outline::of(&doc.bytes).map_err(PatchError::xml(part))?;
    let ranges: Vec<_> = outline
        .children
        .iter()
        .filter(|child| {
            is_gone(&child.name, &|name| {
                child.value(&doc.bytes, name).unwrap_or_default()
            })
        })
        .map(|child| child.start..child.end)
        .collect();
    for range in ranges {
        doc.replace(range, "");
    }
    Ok(())
}
