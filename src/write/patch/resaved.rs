//! What is fuhe's in a package that another program has saved: found by hidden names, by the notes' author, by titles
//! and tones, since places no longer hold then.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::record::Record;
use super::relations::Relations;
use super::resaved_notes;
use super::resaved_sheet::{self, Block};
use super::styles::Styles;
use super::xml::{self, Outline};
use crate::workbook::CellRange;

/// What fuhe's defined names begin with.
const OURS: &str = "_fuhe.";

/// True where a package without a record bears fuhe's names.
pub fn has_marks(book: &Book) -> bool {
    book.names.iter().any(|name| is_ours(&name.name))
}

fn is_ours(name: &str) -> bool {
    name.to_lowercase().starts_with(OURS)
}

/// Takes out what can be recognised; `None` where all of it would be fuhe's, so that nothing is.
pub fn strip(
    mut package: Package,
    book: Book,
    record: Option<Record>,
) -> Result<Option<Vec<u8>>, PatchError> {
    let record = record.unwrap_or_default();
    let mut own: BTreeSet<usize> = record
        .sheets
        .iter()
        .filter_map(|name| book.sheet(name))
        .collect();
    let mut blocks: BTreeMap<usize, Vec<CellRange>> = BTreeMap::new();
    for name in book.names.iter().filter(|name| is_ours(&name.name)) {
        let Some((sheet, range)) = reference(&name.text) else {
            continue;
        };
        let Some(at) = book.sheet(&sheet) else {
            continue;
        };
        if name.name.to_lowercase().starts_with("_fuhe.sheet.") {
            own.insert(at);
        } else if let Some(range) = range {
            blocks.entry(at).or_default().push(range);
        }
    }
    // A package must keep a sheet: where all are fuhe's, none is.
    if own.len() >= book.sheets.len() {
        return Ok(None);
    }

    let mut gone = unreachable_without(&mut package, &book, &own)?;
    let items: Vec<_> = package.relations(&book.part)?.list.clone();
    let chain = items
        .iter()
        .filter(|r| r.is("calcChain") && !own.is_empty());
    gone.extend(chain.map(|r| r.part.to_lowercase()));
    if !record.part.is_empty() {
        let properties = package.relations(&record.part)?.list.clone();
        gone.extend(properties.iter().map(|r| r.part.to_lowercase()));
        gone.insert(record.part.to_lowercase());
    }

    let mut styles = Styles::of(&mut package, &book)?;
    for (at, sheet) in book.sheets.iter().enumerate() {
        if own.contains(&at) || !package.has(&sheet.part) {
            continue;
        }
        let fills = record.fills.iter().filter(|(name, ..)| *name == sheet.name);
        let block = Block {
            ranges: blocks.get(&at).map(Vec::as_slice).unwrap_or_default(),
            titles: &record.titles,
            fills: fills
                .map(|(_, cell, fill)| (cell.clone(), fill.clone()))
                .collect(),
            filter_is_ours: record.filters.contains(&sheet.name),
        };
        resaved_sheet::clean(&mut package, &book, &sheet.part, &block, &mut styles)?;
        resaved_notes::clean(&mut package, &sheet.part)?;
    }
    styles.settle(&mut package, &book)?;
    workbook(&mut package, &book, &own, &blocks, &record)?;
    remove(&mut package, &book.part, &gone)?;
    package.forget_all_relations();
    package.settle()?;
    package.write(None).map(Some)
}

/// The sheet and the range of `'10月'!$A$1:$B$2`.
fn reference(text: &str) -> Option<(String, Option<CellRange>)> {
    let text = text.trim().trim_start_matches('$');
    let (sheet, range) = text.rsplit_once('!')?;
    let sheet = sheet.trim_start_matches('$');
    let sheet = match sheet
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
    {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    Some((sheet, range.parse().ok()))
}

/// The parts, in lower case, that only fuhe's sheets lead to.
fn unreachable_without(
    package: &mut Package,
    book: &Book,
    own: &BTreeSet<usize>,
) -> Result<BTreeSet<String>, PatchError> {
    let own: BTreeSet<String> = own
        .iter()
        .filter_map(|at| Some(book.sheets.get(*at)?.part.to_lowercase()))
        .collect();
    let mut kept = BTreeSet::new();
    let mut reach = vec![String::new()];
    while let Some(part) = reach.pop() {
        for next in package.relations(&part)?.list.clone() {
            let key = next.part.to_lowercase();
            if !next.external && !own.contains(&key) && package.has(&key) && kept.insert(key) {
                reach.push(next.part);
            }
        }
    }
    let mut gone = BTreeSet::new();
    let mut reach: Vec<String> = own.into_iter().collect();
    while let Some(part) = reach.pop() {
        if kept.contains(&part) || !gone.insert(part.clone()) {
            continue;
        }
        let list = package.relations(&part)?.list.clone();
        reach.extend(
            list.iter()
                .filter(|r| !r.external)
                .map(|r| r.part.to_lowercase()),
        );
    }
    Ok(gone)
}

/// Leaves parts out, with their relationships, the workbook's to them, and their content types.
fn remove(
    package: &mut Package,
    workbook: &str,
    gone: &BTreeSet<String>,
) -> Result<(), PatchError> {
    for from in [workbook, ""] {
        let list = package.relations(from)?.list.clone();
        let leads = list
            .into_iter()
            .filter(|r| !r.external && gone.contains(&r.part.to_lowercase()));
        let ids: BTreeSet<String> = leads.map(|r| r.id).collect();
        if !ids.is_empty() {
            package.remove_children(&Relations::part_of(from), |name, value| {
                name == "Relationship" && ids.contains(&value("Id"))
            })?;
        }
    }
    package.remove_children(CONTENT_TYPES, |name, value| {
        name == "Override"
            && gone.contains(&value("PartName").trim_start_matches('/').to_lowercase())
    })?;
    for part in gone {
        package.drop_part(part);
        package.drop_part(&Relations::part_of(part));
    }
    Ok(())
}

/// Takes sheets and names out of the workbook part.
fn workbook(
    package: &mut Package,
    book: &Book,
    own: &BTreeSet<usize>,
    blocks: &BTreeMap<usize, Vec<CellRange>>,
    record: &Record,
) -> Result<(), PatchError> {
    let before = |at: usize| own.range(..at).count();
    let doc = package.doc(&book.part)?;
    for at in own {
        if let Some(sheet) = book.sheets.get(*at) {
            doc.replace(sheet.element.start..sheet.element.end, "");
        }
    }
    let own_names: Vec<String> = own
        .iter()
        .filter_map(|at| Some(book.sheets.get(*at)?.name.to_lowercase()))
        .collect();
    let mut left = 0usize;
    let mut edits = Vec::new();
    for name in &book.names {
        let leads = reference(&name.text).map(|(sheet, range)| (sheet.to_lowercase(), range));
        let to_own = leads
            .as_ref()
            .is_some_and(|(sheet, _)| own_names.contains(sheet));
        let is_filter = name.name.eq_ignore_ascii_case("_xlnm._FilterDatabase");
        let sheet = name.sheet.and_then(|at| book.sheets.get(at));
        let filter_is_ours =
            is_filter && sheet.is_some_and(|sheet| record.filters.contains(&sheet.name));
        if name.name.to_lowercase().starts_with(OURS)
            || name.sheet.is_some_and(|at| own.contains(&at))
            || to_own
            || filter_is_ours
        {
            edits.push((name.element.start..name.element.end, String::new()));
            continue;
        }
        left += 1;
        let Some(at) = name.sheet else {
            continue;
        };
        if before(at) > 0
            && let Some(range) = name.element.attribute(&doc.bytes, "localSheetId")
        {
            edits.push((range, (at - before(at)).to_string()));
        }
        let reach = leads.and_then(|(_, range)| range).filter(|_| is_filter);
        if let (Some(reach), Some(sheet)) = (reach, sheet)
            && let Some(new) =
                resaved_sheet::without_blocks(reach, blocks.get(&at).map(Vec::as_slice))
        {
            let text = xml::escaped(&super::book::on_sheet(&sheet.name, new));
            edits.push((name.element.tag_end..name.element.close, text));
        }
    }
    match book.outline.child("definedNames") {
        Some(list) if left == 0 => doc.replace(list.start..list.end, ""),
        _ => edits
            .into_iter()
            .for_each(|(range, text)| doc.replace(range, text)),
    }
    let views = book
        .outline
        .child("bookViews")
        .and_then(|views| views.children(&doc.bytes).ok());
    for view in views.unwrap_or_default() {
        for name in ["activeTab", "firstSheet"] {
            let at = view
                .value(&doc.bytes, name)
                .and_then(|at| at.parse::<usize>().ok());
            if let Some(at) = at.filter(|at| own.contains(at) || before(*at) > 0) {
                let new = if own.contains(&at) {
                    0
                } else {
                    at - before(at)
                };
                doc.set(view.start, view.tag_end, name, &new.to_string());
            }
        }
    }
    Ok(())
}

/// The strings of a package by number, as far as wanted; for titles.
pub fn shared_strings(package: &mut Package, book: &Book) -> Result<Vec<String>, PatchError> {
    let Some(part) = package.related(&book.part, "sharedStrings")? else {
        return Ok(Vec::new());
    };
    let bytes = package.read(&part)?;
    let outline = Outline::of(&bytes).map_err(PatchError::xml(&part))?;
    let items = outline.children.iter().filter(|child| child.name == "si");
    Ok(items.map(|item| plain_text(&bytes, item)).collect())
}

/// The text of a string item or a note, runs joined.
fn plain_text(bytes: &[u8], item: &xml::Element) -> String {
    let children = item.children(bytes).unwrap_or_default();
    children
        .iter()
        .map(|child| match child.name.as_str() {
            "t" => xml::text(child.inner(bytes)),
            "r" => plain_text(bytes, child),
            _ => String::new(),
        })
        .collect()
}
