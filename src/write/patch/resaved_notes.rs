//! fuhe's notes on a sheet that another program has saved.

use std::collections::BTreeSet;

use super::error::PatchError;
use super::notes::{AUTHOR, MARKER};
use super::package::Package;
use super::splice::Doc;
use super::threads::PERSON;
use super::vml;
use super::xml::{self, Element, Outline};
use crate::workbook::CellRef;

/// Takes fuhe's notes, the boxes behind them and its replies out of a sheet's parts.
pub fn clean(package: &mut Package, sheet: &str) -> Result<(), PatchError> {
    if let Some(part) = package.related(sheet, "threadedComment")? {
        package.remove_children(&part, |name, value| {
            name == "threadedComment" && value("personId").eq_ignore_ascii_case(PERSON)
        })?;
    }
    let Some(part) = package.related(sheet, "comments")? else {
        return Ok(());
    };
    let mut doc = package.take(&part)?;
    let gone = notes(&mut doc).map_err(PatchError::xml(&part))?;
    package.put(&part, doc);
    if gone.is_empty() {
        return Ok(());
    }
    if let Some(drawing) = package.related(sheet, "vmlDrawing")? {
        let mut doc = package.take(&drawing)?;
        vml::remove(&mut doc, &gone);
        package.put(&drawing, doc);
    }
    Ok(())
}

/// Takes fuhe's comments out, and cuts its words off others'. Gives the cells whose comments are gone.
fn notes(doc: &mut Doc) -> Result<BTreeSet<CellRef>, String> {
    let outline = Outline::of(&doc.bytes)?;
    let mut gone = BTreeSet::new();
    let (Some(authors), Some(list)) = (outline.child("authors"), outline.child("commentList"))
    else {
        return Ok(gone);
    };
    let authors = authors.children(&doc.bytes)?;
    let own = authors
        .iter()
        .position(|author| xml::text(author.inner(&doc.bytes)).trim() == AUTHOR);
    let own = own.map(|own| own.to_string());
    for comment in list.children(&doc.bytes)? {
        let mut texts = Vec::new();
        for text in comment
            .children(&doc.bytes)?
            .iter()
            .filter(|child| child.name == "text")
        {
            collect(&doc.bytes, text, &mut texts)?;
        }
        // Programs break a text into runs as they like: it is searched as a whole.
        let whole: String = texts
            .iter()
            .map(|t| String::from_utf8_lossy(t.inner(&doc.bytes)))
            .collect();
        let begins = whole
            .find(MARKER)
            .map(|at| before_break(&whole[..at]).len());
        if begins == Some(0) || (own.is_some() && comment.value(&doc.bytes, "authorId") == own) {
            doc.replace(comment.start..comment.end, "");
            let cell = comment
                .value(&doc.bytes, "ref")
                .and_then(|cell| cell.parse().ok());
            gone.extend(cell.iter());
            continue;
        }
        let Some(begins) = begins else {
            continue;
        };
        let mut from = 0usize;
        for t in texts {
            let length = t.close - t.tag_end;
            let kept = begins.saturating_sub(from).min(length);
            if kept < length {
                doc.replace(t.tag_end + kept..t.close, "");
            }
            from += length;
        }
    }
    Ok(gone)
}

/// A text without the line break at its end, in whatever way that is written.
fn before_break(text: &str) -> &str {
    let breaks = [
        "&#xD;", "&#13;", "_x000D_", "&#xA;", "&#xa;", "&#10;", "\n", "\r",
    ];
    let mut text = text;
    while let Some(shorter) = breaks.iter().find_map(|end| text.strip_suffix(end)) {
        text = shorter;
    }
    text
}

/// The `t` elements of a text, in order.
fn collect(bytes: &[u8], element: &Element, found: &mut Vec<Element>) -> Result<(), String> {
    for child in element.children(bytes)? {
        match child.name.as_str() {
            "t" if !child.empty => found.push(child),
            "r" => collect(bytes, &child, found)?,
            _ => {}
        }
    }
    Ok(())
}
