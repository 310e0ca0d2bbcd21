//! Sheets that nothing was read of although somebody stands on them: a form with a name and figures, a list of people with
//! scores. In a workbook of scorecards these are people who would not be paid.

use std::collections::BTreeSet;

use super::figure::Cells;
use super::form::looks_like_a_name;
use super::labels::{KnownLabels, LabelFinder};
use super::rows::{self, words_of};
use super::{Extraction, Unread};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::{Label, fold};
use crate::workbook::{CellRange, CellRef, Row, Sheet, Workbook};

/// Fewer rows of figures are no scorecard.
const LEAST_ROWS: usize = 2;
/// Rows among which the header of a list stands.
const HEADER_ROWS: usize = 20;

/// X104 for each of them; a sheet that the mapping skips is meant not to be read.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    if extraction.cards.is_empty() {
        return;
    }
    let known = KnownLabels::of(mapping);
    let names = extraction
        .cards
        .iter()
        .filter_map(|card| card.employee.name.as_ref());
    let carded: BTreeSet<String> = names.map(|name| fold(&name.value)).collect();
    for Unread { sheet: index, .. } in &extraction.unread {
        let sheet = &workbook.sheets[*index];
        if super::left_aside(workbook, mapping, *index).is_some() {
            continue;
        }
        let cells = Cells::new(workbook, *index);
        let form = || named_form(&cells, &LabelFinder::new(&known, &cells));
        let mut told = extraction.findings.iter();
        if told.any(|told| told.code == Code::X104 && told.sheet == Some(*index)) {
            continue;
        }
        let Some((at, who)) = form().or_else(|| list(sheet, &carded)) else {
            continue;
        };
        let message = text!(
            "这张表没有读出来：{at} 有「{who}」，下面有分数，表头却和方案的对不上，表上的人没有复核、没有发钱。是同一个方案的，请把表头改得和其他表一样；是别的方案的，请用 -m 指定方案另外复核，或在方案里用 skip 写明跳过这张表。"
                / "This sheet was not read: {at} says {who} and figures stand below, yet the header is not the mapping's. Nobody on it was audited or paid. Give it the other sheets' header if it is of this scheme; audit it by its own with -m, or name it in the mapping's skip."
        );
        let finding = Finding::new(Code::X104, message).at(*index, at);
        extraction.findings.push(finding);
    }
}

/// The name on a form with figures below it.
fn named_form(cells: &Cells, finder: &LabelFinder) -> Option<(CellRef, String)> {
    let whole = CellRange::new(CellRef::new(0, 0), cells.sheet.extent()?.last);
    let (_, names) = finder.find_all(whole, &|_| false);
    names.into_iter().find_map(|(label, labelled)| {
        let name = labelled.word(cells)?.value;
        let is_beside = labelled.cell.row == label.row && looks_like_a_name(&name);
        let below = cells.sheet.rows.iter().filter(|row| row.index > label.row);
        let measured = below.filter(|row| has_figures(row)).take(LEAST_ROWS);
        (is_beside && measured.count() == LEAST_ROWS).then_some((label, name))
    })
}

/// The header of the names over people with figures, where a header of scores stands beside it and somebody has no card:
/// a list of those who have is a summary.
fn list(sheet: &Sheet, carded: &BTreeSet<String>) -> Option<(CellRef, String)> {
    sheet.rows.iter().take(HEADER_ROWS).find_map(|row| {
        let texts = || {
            row.cells
                .iter()
                .filter_map(|cell| Some((cell.column, words_of(&cell.value)?)))
        };
        if !rows::heads_scores(row) {
            return None;
        }
        let names = |column: u32| -> Vec<&str> {
            let below = sheet.rows.iter().filter(|below| below.index > row.index);
            let measured = below.filter(|below| has_figures(below));
            let names =
                measured.filter_map(|row| words_of(sheet.value(CellRef::new(row.index, column))));
            let names = names.map(str::trim);
            names.filter(|name| looks_like_a_name(name)).collect()
        };
        let mut heads = texts().filter(|(_, text)| rows::heads_people(&Label::new(text).name));
        let (column, header) = heads.find(|(column, _)| {
            let names = names(*column);
            names.len() >= LEAST_ROWS && names.iter().any(|name| !carded.contains(&fold(name)))
        })?;
        Some((CellRef::new(row.index, column), header.to_owned()))
    })
}

/// Words and a figure behind them.
fn has_figures(row: &Row) -> bool {
    let words = row.cells.iter().any(|cell| words_of(&cell.value).is_some());
    words && row.cells.iter().any(|cell| cell.value.number().is_some())
}
