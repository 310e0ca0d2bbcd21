//! Columns most of whose figures stand as text: one finding tells them all.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{AT_A_TIME, Extraction, Table};
use crate::scorecard::{Figure, Scorecard, State};
use crate::workbook::{CellRef, Workbook};

/// Notes each table's columns more than half of whose figures are text.
pub(super) fn settle(workbook: &Workbook, extraction: &mut Extraction) {
    // Everything in a csv is text.
    if workbook.format.is_untyped() {
        return;
    }
    let is_text = |figure: &Figure| matches!(figure.state, State::TextNumber(_));
    let columns: BTreeSet<(usize, u32)> = extraction
        .cards
        .par_iter()
        .with_min_len(AT_A_TIME)
        .flat_map_iter(figures)
        .filter(|figure| is_text(figure))
        .map(|figure| (figure.at.sheet, figure.at.cell.column))
        .collect();
    if columns.is_empty() {
        return;
    }
    let mut on_sheet: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, table) in extraction.tables.iter().enumerate() {
        on_sheet.entry(table.sheet).or_default().push(index);
    }
    let tables = &extraction.tables;
    let table_of = |figure: &Figure| {
        let mut those = on_sheet.get(&figure.at.sheet)?.iter().copied();
        those.find(|table| tables[*table].holds(figure.at.cell))
    };
    // A merged cell serves several lines, and counts once.
    let mut seen: BTreeMap<(usize, u32), BTreeMap<u32, bool>> = BTreeMap::new();
    for figure in extraction.cards.iter().flat_map(figures) {
        let at = figure.at.cell;
        if columns.contains(&(figure.at.sheet, at.column))
            && figure.value().is_some()
            && let Some(table) = table_of(&figure)
        {
            let column = seen.entry((table, at.column)).or_default();
            column.insert(at.row, is_text(&figure));
        }
    }
    for ((table, column), figures) in seen {
        let text = figures.values().filter(|is_text| **is_text).count();
        if text > 1 && text * 2 > figures.len() {
            let table = &mut extraction.tables[table];
            let sheet = &workbook.sheets[table.sheet];
            let bottom = CellRef::new(table.header.1, column);
            let header = Some(sheet.anchor(bottom)).filter(|at| at.column == column);
            let header = header.unwrap_or(bottom);
            table.text_columns.push((header, text));
        }
    }
}

/// The figures of a card that a column may hold.
fn figures(card: &Scorecard) -> impl Iterator<Item = Figure> {
    let lines = card.lines.iter().flat_map(|line| {
        let own = line.all_figures();
        own.map(|(_, figure)| figure)
    });
    let fields = [
        &card.total,
        &card.coefficient,
        &card.base,
        &card.rate,
        &card.payout,
    ];
    let days = [card.attended.as_deref(), card.due.as_deref()];
    lines
        .chain(fields.into_iter().flatten().cloned())
        .chain(days.into_iter().flatten().cloned())
        .chain(card.subtotals.iter().flatten().cloned())
        .chain(card.adjustments.iter().flatten().cloned())
}

impl Table {
    /// True for a cell under the table's header: in the rows of its people or lines, or in its total's.
    pub fn holds(&self, at: CellRef) -> bool {
        let last = self
            .total_row
            .map_or(self.last_row, |row| row.max(self.last_row));
        (self.columns.0..=self.columns.1).contains(&at.column)
            && (self.header.1 + 1..=last).contains(&at.row)
    }

    /// True for a figure of a column that is told as a whole.
    pub fn tells_text(&self, at: CellRef) -> bool {
        self.holds(at)
            && self
                .text_columns
                .iter()
                .any(|(header, _)| header.column == at.column)
    }
}
