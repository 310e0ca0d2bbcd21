//! Notes (批注): the comments part, its drawing, and replies where a thread stands on the cell.
//!
//! What a sheet has is kept. A cell that has a note keeps its text, and fuhe's stands behind it. fuhe's words always
//! begin with [`MARKER`], by which they are known again: Excel keeps the author of a note, LibreOffice does not.

use super::book::MAIN;
use super::cells::columns_of;
use super::columns::ColumnRun;
use super::error::PatchError;
use super::scan::{ORDER, SheetScan, characters_to_pixels};
use super::sheet::Shared;
use super::splice::Doc;
use super::strings::plain;
use super::threads;
use super::vml;
use super::xml::{self, Element, Outline};
use crate::markup::{AddedColumns, Annotation, SheetMarks};

/// The author of fuhe's notes.
pub const AUTHOR: &str = "fuhe 复核";
/// The first line of fuhe's words.
pub const MARKER: &str = "—— fuhe 复核 ——";

const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Sizes of rows and columns on screen, to fit boxes to their text.
pub struct Grid {
    columns: Vec<(u32, u32, u32)>,
    column: u32,
    rows: std::collections::BTreeMap<u32, u32>,
    row: u32,
}

impl Grid {
    /// The grid of a sheet with its new columns.
    pub fn new(doc: &Doc, scan: &SheetScan, runs: &[ColumnRun], blocks: &[AddedColumns]) -> Grid {
        let format = scan.outline.child("sheetFormatPr");
        let pixels = |name: &str| {
            let range = format?.attribute(&doc.bytes, name)?;
            characters_to_pixels(&doc.bytes[range])
        };
        // New columns come first: the first run that holds a column counts.
        let mut columns = Vec::new();
        for block in blocks {
            for (column, (_, width)) in columns_of(block).zip(&block.titles) {
                columns.push((column, column, (*width).min(255) * 7 + 5));
            }
        }
        columns.extend(
            runs.iter()
                .filter_map(|run| Some((run.first, run.last, run.pixels?))),
        );
        Grid {
            columns,
            column: pixels("defaultColWidth").filter(|px| *px > 0).unwrap_or(64),
            rows: scan.heights.clone(),
            // A height's pixels are 4/3 of its points, a width's 7 times its characters.
            row: pixels("defaultRowHeight").map_or(20, |px| (px * 4 / 21).clamp(4, 500)),
        }
    }

    /// A column's width in pixels.
    pub fn column(&self, column: u32) -> u32 {
        let found = self
            .columns
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&column));
        found.map_or(self.column, |(.., px)| *px)
    }

    /// A row's height in pixels.
    pub fn row(&self, row: u32) -> u32 {
        self.rows.get(&row).copied().unwrap_or(self.row)
    }
}

/// Puts a sheet's notes into its parts.
pub fn annotate(
    shared: &mut Shared<'_>,
    part: &str,
    doc: &mut Doc,
    scan: &SheetScan,
    grid: &Grid,
    marks: &SheetMarks,
) -> Result<(), PatchError> {
    let notes: Vec<&Annotation> = marks
        .annotations
        .iter()
        .filter(|a| !a.note.is_empty())
        .collect();
    if notes.is_empty() {
        return Ok(());
    }
    let (fresh, merged) = comments(shared, part, &notes)?;
    threads::reply(shared, part, &notes)?;

    let drawing = match scan.outline.child("legacyDrawing") {
        Some(element) => {
            let id = element.prefixed(&doc.bytes, "id").unwrap_or_default();
            let relation = shared
                .package
                .relations(part)?
                .by_id(&id)
                .map(|r| r.part.clone());
            relation.ok_or_else(|| PatchError::Missing(format!("{part}: legacyDrawing")))?
        }
        None => {
            let folder = shared.book.folder().to_owned();
            let name = shared
                .package
                .free_name(&format!("{folder}drawings/vmlDrawing"), "vml");
            let kind = shared.book.relation("vmlDrawing");
            let id = shared.package.relate(part, &kind, &name)?;
            let namespace = shared.book.relation_namespace();
            let prefix = &scan.outline.prefix;
            let at = scan.outline.place_for("legacyDrawing", ORDER);
            doc.insert(
                at,
                format!("<{prefix}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>"),
            );
            let block = vml::free_block(shared.package);
            // A note that somebody's program wrote without its box is not shown without one.
            let boxes = [fresh, merged].concat();
            let text = vml::part(block, &boxes, grid);
            shared
                .package
                .add_by_extension(&name, "vml", DRAWING, text.into_bytes());
            return Ok(());
        }
    };
    let mut vml = shared.package.take(&drawing)?;
    vml::extend(&mut vml, &fresh, &merged, grid).map_err(PatchError::xml(&drawing))?;
    shared.package.put(&drawing, vml);
    Ok(())
}

/// A note as its box needs it: the cell and the whole text.
pub type Boxed = (crate::workbook::CellRef, String);

/// Puts notes into the comments part. Gives the new ones, and those that stand behind somebody's.
fn comments(
    shared: &mut Shared<'_>,
    part: &str,
    notes: &[&Annotation],
) -> Result<(Vec<Boxed>, Vec<Boxed>), PatchError> {
    let Some(name) = shared.package.related(part, "comments")? else {
        let namespace = if shared.book.strict {
            shared.book.namespace()
        } else {
            MAIN
        };
        let list: String = notes.iter().map(|note| comment(note, "", 0)).collect();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{namespace}\"><authors>\
             <author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>"
        );
        let folder = shared.book.folder().to_owned();
        let name = shared
            .package
            .free_name(&format!("{folder}comments"), "xml");
        let kind = shared.book.relation("comments");
        shared.package.relate(part, &kind, &name)?;
        shared.package.add(&name, COMMENTS, text.into_bytes());
        return Ok((
            notes
                .iter()
                .map(|note| (note.cell, words(&note.note)))
                .collect(),
            Vec::new(),
        ));
    };
    let mut doc = shared.package.take(&name)?;
    let fault = |why| PatchError::xml(&name)(why);
    let outline = Outline::of(&doc.bytes).map_err(fault)?;
    let prefix = &outline.prefix;
    let authors = outline
        .child("authors")
        .ok_or_else(|| fault("no authors".into()))?;
    let list = outline
        .child("commentList")
        .ok_or_else(|| fault("no commentList".into()))?;
    let known = authors.children(&doc.bytes).map_err(fault)?;
    let own = known
        .iter()
        .position(|author| xml::text(author.inner(&doc.bytes)) == AUTHOR);
    let existing = list.children(&doc.bytes).map_err(fault)?;
    let (mut fresh, mut merged) = (Vec::new(), Vec::new());
    let mut text = String::new();
    for note in notes {
        let cell = note.cell.to_string();
        match existing
            .iter()
            .find(|old| old.value(&doc.bytes, "ref").as_deref() == Some(&cell))
        {
            Some(old) => merged.push((
                note.cell,
                append(&mut doc, old, prefix, &note.note).map_err(fault)?,
            )),
            None => {
                text += &comment(note, prefix, own.unwrap_or(known.len()));
                fresh.push((note.cell, words(&note.note)));
            }
        }
    }
    if !text.is_empty() {
        if own.is_none() {
            doc.append_to(
                authors,
                prefix,
                format!("<{prefix}author>{AUTHOR}</{prefix}author>"),
            );
        }
        doc.append_to(list, prefix, text);
    }
    shared.package.put(&name, doc);
    Ok((fresh, merged))
}

/// fuhe's words.
fn words(note: &str) -> String {
    format!("{MARKER}\n{note}")
}

fn comment(note: &Annotation, prefix: &str, author: usize) -> String {
    let cell = note.cell;
    let run = run(&words(&note.note), prefix);
    format!(
        "<{prefix}comment ref=\"{cell}\" authorId=\"{author}\"><{prefix}text>{run}</{prefix}text></{prefix}comment>"
    )
}

fn run(text: &str, prefix: &str) -> String {
    let text = plain(text, prefix);
    format!(
        "<{prefix}r><{prefix}rPr><{prefix}sz val=\"9\"/><{prefix}color indexed=\"81\"/>\
         <{prefix}rFont val=\"宋体\"/><{prefix}charset val=\"134\"/></{prefix}rPr>{text}</{prefix}r>"
    )
}

/// Puts fuhe's text behind a comment's own; gives the whole.
fn append(doc: &mut Doc, comment: &Element, prefix: &str, note: &str) -> Result<String, String> {
    let behind = format!("\n{}", words(note));
    let children = comment.children(&doc.bytes)?;
    let Some(text) = children.iter().find(|child| child.name == "text") else {
        let whole = format!("<{prefix}text>{}</{prefix}text>", run(&words(note), prefix));
        if comment.empty {
            doc.append_to(comment, prefix, whole);
        } else {
            doc.insert(comment.tag_end, whole);
        }
        return Ok(words(note));
    };
    let parts = text.children(&doc.bytes)?;
    let own: String = parts
        .iter()
        .filter_map(|part| match part.name.as_str() {
            "t" => Some(xml::text(part.inner(&doc.bytes))),
            "r" => {
                let inner = part.children(&doc.bytes).ok()?;
                let t = inner.iter().find(|child| child.name == "t")?;
                Some(xml::text(t.inner(&doc.bytes)))
            }
            _ => None,
        })
        .collect();
    if let Some(last) = parts.iter().rev().find(|part| part.name == "r") {
        doc.insert(last.end, run(&behind, prefix));
    } else if let Some(t) = parts.iter().find(|part| part.name == "t") {
        // A plain text followed by a run is allowed, but not every reader shows both.
        doc.append_to(t, prefix, xml::escaped(&behind));
    } else {
        doc.append_to(text, prefix, run(&behind, prefix));
    }
    Ok(own + &behind)
}
