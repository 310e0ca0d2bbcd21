//! Marks on the source's own cells: one fill and one note per cell.

use std::collections::BTreeMap;

use super::people::Book;
use super::corrections::{self, Correction};
use super::{added, notes, words};
use crate::examination::Status;
use crate::finding::Finding;
use crate::markup::{Annotation, SheetMarks, Tone};
use crate::text::Lang;
use crate::workbook::{CellRef, Location};

/// The marks of every sheet that has some.
pub(super) fn marks(book: &Book, lang: Lang) -> Vec<SheetMarks> {
    let mut sheets: BTreeMap<usize, SheetMarks> = BTreeMap::new();
    let corrections = corrections::corrections(book);
    for ((sheet, cell), mut annotation) in annotations(book, lang) {
        if let Some(correction) = corrections.get(&Location { sheet, cell }) {
            annotation.note.push('\n');
            annotation.note += correction.told().in_lang(lang);
        }
        let marks = sheets.entry(sheet).or_default();
        marks.annotations.push(Annotation { cell, ..annotation });
    }
    for (at, Correction { value, .. }) in corrections {
        sheets.entry(at.sheet).or_default().values.push(value);
    }
    for (sheet, columns) in added::columns(book, lang) {
        sheets.entry(sheet).or_default().columns = columns;
    }
    sheets
        .into_iter()
        .map(|(sheet, marks)| SheetMarks { sheet, ..marks })
        .collect()
}

fn annotations(book: &Book, lang: Lang) -> BTreeMap<(usize, CellRef), Annotation> {
    let sheets = &book.examination.workbook.sheets;
    // A merged range shows what stands at its anchor.
    let anchored = |sheet: usize, cell: CellRef| Some((sheet, sheets.get(sheet)?.anchor(cell)));
    let mut by_cell: BTreeMap<(usize, CellRef), Vec<&Finding>> = BTreeMap::new();
    for finding in &book.examination.findings {
        let place = finding
            .sheet
            .zip(finding.cell)
            .and_then(|(sheet, cell)| anchored(sheet, cell));
        if let Some(place) = place {
            by_cell.entry(place).or_default().push(finding);
        }
    }
    let mut annotations = BTreeMap::new();
    for ((sheet, cell), mut findings) in by_cell {
        // Roots before consequences, the worst first.
        findings.sort_by_key(|finding| words::tone(finding));
        let tone = findings
            .first()
            .map_or(Tone::Info, |finding| words::tone(finding));
        let note = notes::note(book, Location { sheet, cell }, &findings, lang);
        annotations.insert((sheet, cell), Annotation { cell, tone, note });
    }
    for person in book.people.iter().filter(|p| p.status == Status::Held) {
        let card = person.card;
        let figure = card.payout.as_ref().or(card.total.as_ref());
        let place = figure.and_then(|figure| anchored(figure.at.sheet, figure.at.cell));
        if let Some(place) = place {
            annotations.entry(place).or_insert_with(|| Annotation {
                cell: place.1,
                tone: Tone::Held,
                note: notes::held(person, lang),
            });
        }
    }
    annotations
}
