//! Threaded comments: Excel shows the thread and not the note behind it, so fuhe's text is a reply there as well.

use super::error::PatchError;
use super::notes::AUTHOR;
use super::sheet::Shared;
use super::xml::{self, Outline};
use crate::markup::Annotation;

/// fuhe's id among the persons of a workbook.
pub const PERSON: &str = "{F0E5A001-0000-4000-8000-00000000F0E5}";

/// Replies in the threads of cells that have one.
pub fn reply(shared: &mut Shared<'_>, part: &str, notes: &[&Annotation]) -> Result<(), PatchError> {
    let Some(name) = shared.package.related(part, "threadedComment")? else {
        return Ok(());
    };
    let Some(persons) = shared
        .package
        .related(&shared.book.part.clone(), "person")?
    else {
        return Ok(());
    };
    let mut doc = shared.package.take(&name)?;
    let outline = Outline::of(&doc.bytes).map_err(PatchError::xml(&name))?;
    let prefix = &outline.prefix;
    let mut replies = 0usize;
    for note in notes {
        let cell = note.cell.to_string();
        let mut thread = outline
            .children
            .iter()
            .filter(|entry| entry.value(&doc.bytes, "ref").as_deref() == Some(&cell));
        let Some(root) = thread.next() else {
            continue;
        };
        let last = thread.next_back().unwrap_or(root);
        let Some(id) = root.value(&doc.bytes, "id") else {
            continue;
        };
        // There is no clock here: the reply bears the time of the entry it answers.
        let time = last.value(&doc.bytes, "dT");
        let time = time
            .map(|t| format!(" dT=\"{}\"", xml::escaped(&t)))
            .unwrap_or_default();
        let sum = crc32fast::hash(format!("{part}!{cell}").as_bytes());
        let own = format!("{{F0E5A002-0000-4000-8000-0000{sum:08X}}}");
        let (id, text) = (xml::escaped(&id), xml::escaped(&note.note));
        doc.insert(
            last.end,
            format!(
                "<{prefix}threadedComment ref=\"{cell}\"{time} personId=\"{PERSON}\" id=\"{own}\" parentId=\"{id}\">\
                 <{prefix}text>{text}</{prefix}text></{prefix}threadedComment>"
            ),
        );
        replies += 1;
    }
    shared.package.put(&name, doc);
    if replies == 0 {
        return Ok(());
    }
    let doc = shared.package.doc(&persons)?;
    if !doc.edits.is_empty() {
        return Ok(());
    }
    let outline = Outline::of(&doc.bytes).map_err(PatchError::xml(&persons))?;
    let known = outline
        .children
        .iter()
        .any(|p| p.value(&doc.bytes, "id").as_deref() == Some(PERSON));
    if !known {
        let prefix = &outline.prefix;
        let person = format!(
            "<{prefix}person displayName=\"{AUTHOR}\" id=\"{PERSON}\" userId=\"fuhe\" providerId=\"None\"/>"
        );
        doc.append_to(&outline.root, prefix, person);
    }
    Ok(())
}
