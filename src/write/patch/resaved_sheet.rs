//! fuhe's columns and fills on a sheet that another program has saved.

use std::collections::BTreeMap;

use super::book::Book;
use super::columns::overlap;
use super::error::PatchError;
use super::package::Package;
use super::resaved::shared_strings;
use super::scan::{number, range};
use super::splice::Doc;
use super::styles::Styles;
use super::xml::{self, Element, Kind, Outline, Tokens};
use crate::workbook::{CellRange, CellRef};

/// What is known of fuhe's on a sheet.
pub struct Block<'a> {
    /// Blocks of columns, header to last row.
    pub ranges: &'a [CellRange],
    /// The titles that such columns bear; unknown where empty.
    pub titles: &'a [String],
    /// Fills that marked cells had.
    pub fills: Vec<(String, String)>,
    /// The sheet had no filter of its own.
    pub filter_is_ours: bool,
}

/// A filter's range without fuhe's columns; `None` where they are not at its end.
pub fn without_blocks(reach: CellRange, blocks: Option<&[CellRange]>) -> Option<CellRange> {
    let block = blocks?.iter().find(|block| {
        block.last.column >= reach.last.column
            && block.first.column <= reach.last.column
            && block.first.column > reach.first.column
            && block.first.row <= reach.last.row
            && reach.first.row <= block.last.row
    })?;
    let mut new = reach;
    new.last.column = block.first.column - 1;
    Some(new)
}

/// Takes fuhe's columns and fills out of a sheet.
pub fn clean(
    package: &mut Package,
    book: &Book,
    part: &str,
    block: &Block<'_>,
    styles: &mut Styles,
) -> Result<(), PatchError> {
    let mut doc = package.take(part)?;
    let cells = cells(&doc.bytes).map_err(PatchError::xml(part))?;
    let strings = if block.ranges.is_empty() || block.titles.is_empty() {
        Vec::new()
    } else {
        shared_strings(package, book)?
    };
    // Whoever wrote over the titles meant the columns to be theirs.
    let own: Vec<CellRange> = block
        .ranges
        .iter()
        .filter(|range| {
            block.titles.is_empty()
                || cells.iter().any(|cell| {
                    let in_header = range.contains(cell.at) && cell.at.row <= range.first.row + 10;
                    in_header
                        && shown(&doc.bytes, cell, &strings)
                            .is_some_and(|text| block.titles.contains(&text))
                })
        })
        .copied()
        .collect();
    let fills: BTreeMap<&str, &str> = block
        .fills
        .iter()
        .map(|(cell, fill)| (cell.as_str(), fill.as_str()))
        .collect();
    for cell in &cells {
        if own.iter().any(|range| range.contains(cell.at)) {
            doc.replace(cell.element.start..cell.element.end, "");
        } else if styles.is_toned(cell.style) {
            let style =
                styles.untoned(cell.style, fills.get(cell.at.to_string().as_str()).copied());
            doc.set(
                cell.element.start,
                cell.element.tag_end,
                "s",
                &style.to_string(),
            );
        }
    }
    if !own.is_empty() {
        around(&mut doc, &own, block.filter_is_ours).map_err(PatchError::xml(part))?;
    }
    package.put(part, doc);
    Ok(())
}

/// Merges, links and the filter of the columns.
fn around(doc: &mut Doc, own: &[CellRange], filter_is_ours: bool) -> Result<(), String> {
    let outline = Outline::of(&doc.bytes)?;
    let is_own = |element: &Element, bytes: &[u8]| {
        let at = element.value(bytes, "ref").and_then(|text| range(&text));
        at.is_some_and(|at| {
            own.iter()
                .any(|own| own.contains(at.first) && overlap(*own, at))
        })
    };
    for name in ["mergeCells", "hyperlinks"] {
        let Some(list) = outline.child(name) else {
            continue;
        };
        let children = list.children(&doc.bytes)?;
        let gone: Vec<&Element> = children
            .iter()
            .filter(|child| is_own(child, &doc.bytes))
            .collect();
        if gone.len() == children.len() {
            doc.replace(list.start..list.end, "");
            continue;
        }
        let left = children.len() - gone.len();
        for element in &gone {
            doc.replace(element.start..element.end, "");
        }
        if !gone.is_empty() && list.attribute(&doc.bytes, "count").is_some() {
            doc.set(list.start, list.tag_end, "count", &left.to_string());
        }
    }
    if let Some(filter) = outline.child("autoFilter") {
        let reach = filter
            .value(&doc.bytes, "ref")
            .and_then(|text| range(&text));
        if filter_is_ours {
            doc.replace(filter.start..filter.end, "");
        } else if let Some(new) = reach.and_then(|reach| without_blocks(reach, Some(own))) {
            doc.set(filter.start, filter.tag_end, "ref", &new.to_string());
        }
    }
    Ok(())
}

pub struct PlacedCell {
    /// Its place.
    pub at: CellRef,
    /// Its format.
    pub style: u32,
    /// Where it stands.
    pub element: Element,
}

/// All cells of a sheet.
pub fn cells(bytes: &[u8]) -> Result<Vec<PlacedCell>, String> {
    let mut found: Vec<PlacedCell> = Vec::new();
    let mut at = CellRef::default();
    let mut next_row = 0u32;
    let mut open = false;
    let mut tokens = Tokens::new(bytes, 0..bytes.len());
    while let Some(token) = tokens.step()? {
        let name = xml::local(xml::name(bytes, &token));
        match (token.kind, name) {
            (Kind::Open | Kind::Empty, b"row") => {
                let raw = xml::attribute(bytes, token.start, token.end, "r");
                let row = raw
                    .and_then(|raw| number(&bytes[raw]))
                    .and_then(|row| row.checked_sub(1));
                at = CellRef::new(row.unwrap_or(next_row), 0);
                next_row = at.row.saturating_add(1);
            }
            (Kind::Open | Kind::Empty, b"c") => {
                let mut style = 0;
                for attribute in xml::attributes(bytes, token.start, token.end) {
                    let raw = &bytes[attribute.value.clone()];
                    match attribute.name {
                        b"r" => {
                            let place = std::str::from_utf8(raw).ok().and_then(|t| t.parse().ok());
                            at = place.unwrap_or(at);
                        }
                        b"s" => style = number(raw).unwrap_or(0),
                        _ => {}
                    }
                }
                open = token.kind == Kind::Open;
                found.push(PlacedCell {
                    at,
                    style,
                    element: Element {
                        name: "c".into(),
                        start: token.start,
                        tag_end: token.end,
                        close: token.end,
                        end: token.end,
                        empty: !open,
                    },
                });
                at.column = at.column.saturating_add(1);
            }
            (Kind::Close, b"c") if open => {
                open = false;
                if let Some(last) = found.last_mut() {
                    last.element.close = token.start;
                    last.element.end = token.end;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The text of a cell that holds a string.
fn shown(bytes: &[u8], cell: &PlacedCell, strings: &[String]) -> Option<String> {
    let children = cell.element.children(bytes).ok()?;
    let value = children.iter().find(|child| child.name == "v");
    match cell.element.value(bytes, "t").as_deref() {
        Some("s") => strings.get(number(value?.inner(bytes))? as usize).cloned(),
        Some("inlineStr") => {
            let inner = children
                .iter()
                .find(|child| child.name == "is")?
                .children(bytes)
                .ok()?;
            Some(inner.iter().map(|t| xml::text(t.inner(bytes))).collect())
        }
        _ => Some(xml::text(value?.inner(bytes))),
    }
}
