//! Marks on the source's own cells: one fill and one note per cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::corrections::{self, Correction};
use super::people::Book;
use super::{added, notes, words};
use crate::examination::Status;
use crate::finding::Finding;
use crate::markup::{Annotation, SheetMarks, Tone};
use crate::text::{Lang, Text};
use crate::workbook::{CellRef, Location};

/// Notes on one sheet: with more, Excel takes minutes to open it.
const MOST_NOTES: usize = 50_000;

/// The marks of every sheet that has some, and what had to be left out of them.
pub(super) fn marks<'a>(book: &Arc<Book<'a>>, lang: Lang) -> (Vec<SheetMarks<'a>>, Vec<Text>) {
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
    let mut left_out = Vec::new();
    for (sheet, marks) in &mut sheets {
        marks.sheet = *sheet;
        let silenced = silence(&mut marks.annotations, MOST_NOTES);
        if silenced > 0 {
            let name = book.sheet_name(Some(*sheet));
            left_out.push(text!(
                "「{name}」标出的单元格太多，Excel 放不下那么多批注：{silenced} 处只有底色，没有批注；说明见「差异清单」。"
                    / "{name} has more marked cells than Excel can bear notes: {silenced} have their colour alone; the list of findings tells them."
            ));
        }
    }
    (sheets.into_values().collect(), left_out)
}

/// Takes away the notes that are more than `most`, of consequences first, then from the end; tells how many.
fn silence(annotations: &mut [Annotation], most: usize) -> usize {
    let mut noted: Vec<usize> = (0..annotations.len())
        .filter(|index| !annotations[*index].note.is_empty())
        .collect();
    noted.sort_by_key(|index| annotations[*index].tone == Tone::Consequence);
    let silenced = noted.get(most..).unwrap_or_default();
    for index in silenced {
        annotations[*index].note.clear();
    }
    silenced.len()
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
                note: notes::held(book, person, lang),
            });
        }
    }
    annotations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_past_the_limit_are_those_of_consequences_and_then_the_last() {
        let mark = |row: u32, tone: Tone| Annotation {
            cell: CellRef::new(row, 0),
            tone,
            note: row.to_string(),
        };
        let mut marks = [
            mark(0, Tone::Consequence),
            mark(1, Tone::Error),
            mark(2, Tone::Error),
            mark(3, Tone::Warning),
        ];
        assert_eq!(silence(&mut marks, 4), 0);
        assert_eq!(silence(&mut marks, 2), 2);
        let notes: Vec<&str> = marks.iter().map(|mark| mark.note.as_str()).collect();
        assert_eq!(notes, ["", "1", "2", ""]);
    }
}
