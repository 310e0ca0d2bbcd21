//! Blocks of several months below each other on one sheet, each under a title of its own. A title further down counts
//! only where somebody stands under two of them: a title that nobody changed is no other month's.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::title;
use crate::extract::{Extraction, Table, TableRows, rows};
use crate::mapping::spelling::fold;
use crate::scorecard::{Period, Scorecard};
use crate::workbook::{CellRef, Sheet, Value, Workbook};

/// Cells that a header and its like further down have in common, at least.
const ALIKE: usize = 3;

/// The periods of cards by the titles of their own blocks.
pub(super) fn of(workbook: &Workbook, extraction: &Extraction) -> BTreeMap<usize, Period> {
    let mut repeated: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut titles: BTreeMap<(usize, u32), Option<Period>> = BTreeMap::new();
    let mut found: BTreeMap<usize, Period> = BTreeMap::new();
    for (index, card) in extraction.cards.iter().enumerate() {
        let (table, sheet) = (&extraction.tables[card.table], &workbook.sheets[card.sheet]);
        let of_rows = |rows: Range<u32>| rows.rev().find_map(|row| said(sheet, row));
        let said = match table.rows {
            TableRows::Lines => of_rows(card.row..table.header.0),
            TableRows::People => {
                let headers = repeated
                    .entry(card.table)
                    .or_insert_with(|| headers_like(sheet, table));
                let above = headers.partition_point(|row| *row < card.row);
                // What is found again is the header's last row.
                let height = table.header.1 - table.header.0;
                let again = headers[..above].last();
                let header = again.map_or(table.header.0, |row| row.saturating_sub(height));
                // Everybody below a header has the same title.
                *titles
                    .entry((card.table, header))
                    .or_insert_with(|| of_rows(above_header(sheet, header)))
            }
        };
        found.extend(said.map(|period| (index, period)));
    }
    // Under one title nobody stands under two.
    let mut periods = found.values();
    let first = periods.next();
    if periods.all(|period| Some(period) == first) {
        return BTreeMap::new();
    }
    let sheets = with_somebody_twice(extraction, &found);
    found.retain(|card, _| sheets.contains(&extraction.cards[*card].sheet));
    found
}

/// The sheets on which somebody stands under titles of two periods.
fn with_somebody_twice(
    extraction: &Extraction,
    found: &BTreeMap<usize, Period>,
) -> BTreeSet<usize> {
    let mut seen: BTreeMap<(usize, String), Period> = BTreeMap::new();
    let mut sheets = BTreeSet::new();
    for (card, period) in found {
        let card: &Scorecard = &extraction.cards[*card];
        let Some(key) = card.employee.key() else {
            continue;
        };
        let first = *seen.entry((card.sheet, fold(key))).or_insert(*period);
        if first != *period {
            sheets.insert(card.sheet);
        }
    }
    sheets
}

/// The rows below a list's header that bear its words again.
fn headers_like(sheet: &Sheet, table: &Table) -> Vec<u32> {
    let bottom = table.header.1;
    let word = |row: u32, column: u32| match sheet.shown(CellRef::new(row, column)) {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    };
    let is_like = |row: u32| {
        let columns = table.columns.0..=table.columns.1;
        let alike = columns.filter(|column| {
            word(bottom, *column).is_some_and(|own| word(row, *column) == Some(own))
        });
        alike.take(ALIKE).count() == ALIKE
    };
    let first = sheet.rows.partition_point(|row| row.index <= bottom);
    let rows = sheet.rows[first..].iter().map(|row| row.index);
    rows.take_while(|row| *row <= table.last_row)
        .filter(|row| is_like(*row))
        .collect()
}

/// The empty rows and those with a single cell right above a header.
fn above_header(sheet: &Sheet, header: u32) -> Range<u32> {
    let is_bare = |row: &u32| rows::filled(sheet, *row).nth(1).is_none();
    let first = (0..header).rev().take_while(is_bare).last();
    first.unwrap_or(header)..header
}

/// The month or quarter that a row names which holds nothing else.
fn said(sheet: &Sheet, row: u32) -> Option<Period> {
    let mut filled = rows::filled(sheet, row);
    let (at, None) = (filled.next()?, filled.next()) else {
        return None;
    };
    match sheet.value(at) {
        Value::Text(text) => title::named(text).filter(|period| period.part.is_some()),
        _ => None,
    }
}
