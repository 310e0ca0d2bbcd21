//! Which column of a form holds the items, where their header is merged over several: 考核项目 stands over the category
//! (业务, merged down) and the item (业绩) as often as over the item and its criteria.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{Key, required};
use crate::extract::header::{Header, Labels};
use crate::extract::items::{ItemWords, Items};
use crate::extract::search::Search;
use crate::mapping::Mapping;
use crate::workbook::{CellRef, Sheet, Value};

/// The headers of a sheet's forms, each with the column that names the most of the scheme's lines under its items'
/// header; where several name as many, the first of them, as it was of the form before.
pub(in crate::extract) fn headers(
    sheet: &Sheet,
    labels: &Labels,
    search: &Search<'_, Key>,
    mapping: &Mapping,
) -> Vec<Header<Key>> {
    let mut headers = labels.all(search, &required(mapping));
    let mut items = None;
    for index in 0..headers.len() {
        let header = &headers[index];
        let end = headers.get(index + 1).map_or(u32::MAX, |next| next.top);
        let Some(columns) = spread(sheet, header) else {
            continue;
        };
        let items = items.get_or_insert_with(|| Items::of_all(mapping));
        let rows = header.bottom + 1..=end - 1;
        let named = columns.map(|column| (named(sheet, items, rows.clone(), column), column));
        let named: Vec<(usize, u32)> = named.collect();
        let most = named.iter().map(|(count, _)| *count).max();
        let best = named.iter().filter(|(count, _)| Some(*count) == most);
        let best: Vec<u32> = best.map(|(_, column)| *column).collect();
        let before = index
            .checked_sub(1)
            .and_then(|before| headers[before].column(Key::Item));
        let chosen = before.filter(|column| best.contains(column));
        let own = headers[index].columns.iter_mut();
        let own = own.filter(|column| column.key == Key::Item);
        if let Some(column) = chosen.or(best.first().copied()) {
            own.for_each(|own| own.column = column);
        }
    }
    headers
}

/// The columns under the items' header, where they are several; none of another kind.
fn spread(sheet: &Sheet, header: &Header<Key>) -> Option<RangeInclusive<u32>> {
    let block = sheet.block(header.find(Key::Item)?.cell);
    let mut others = header
        .columns
        .iter()
        .filter(|column| column.key != Key::Item);
    let columns = block.first.column..=block.last.column;
    let is_own = others.all(|other| !columns.contains(&other.column));
    (is_own && block.first.column < block.last.column).then_some(columns)
}

/// How many lines of the scheme the words of a column name; what is merged over it names one as well.
fn named(sheet: &Sheet, items: &Items, rows: RangeInclusive<u32>, column: u32) -> usize {
    let first = sheet.rows.partition_point(|row| row.index < *rows.start());
    let below = sheet.rows[first..].iter();
    let inside = below.take_while(|row| rows.contains(&row.index));
    let lines: BTreeSet<(usize, Option<usize>)> = inside
        .filter_map(|row| match sheet.shown(CellRef::new(row.index, column)) {
            Value::Text(text) => items.exact(&ItemWords::new(text)),
            _ => None,
        })
        .map(|key| (key.line, key.part))
        .collect();
    lines.len()
}
