//! Rows of a form between its sum and its total: 合计, then 扣分项 and 加分项, then 最终得分.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::fit::ENOUGH;
use super::less;
use super::pay::Card;
use super::plan::Plan;
use super::table::{Table, figure, label};
use super::words::{is_counter, is_field};
use crate::number::{Decimal, Ratio};
use crate::workbook::CellRef;

/// More such rows have too many ways to make the total.
const MOST: usize = 4;
/// The category and the item of such a row.
const MOST_WORDS: usize = 2;

/// One row: its words from the left, and its last figure.
struct Row {
    words: Vec<String>,
    points: Option<Decimal>,
}

/// Adds lines for such rows, added or taken off as most totals say; says so where neither makes them.
pub(super) fn lines(tables: &[&Table], cards: &[Card], plan: &mut Plan) {
    let forms: Vec<(Vec<Row>, Ratio)> = tables
        .iter()
        .zip(cards)
        .filter_map(|(table, card)| {
            let at = |at: CellRef| Some(Ratio::from(figure(table.sheet, at)?));
            let beyond = at(card.total?)?.minus(&at(card.sum?)?);
            Some((rows(table, card.sum?.row + 1..card.total?.row), beyond))
        })
        .collect();
    let mut names: IndexMap<String, Option<String>> = IndexMap::new();
    for row in forms.iter().flat_map(|(rows, _)| rows) {
        if let [first, ..] = &row.words[..] {
            let last = row.words.last().unwrap_or(first);
            names.insert(last.clone(), Some(first.clone()));
        }
    }
    if names.is_empty() || names.len() > MOST {
        return;
    }
    let seen = |name: &String| -> Vec<Option<Decimal>> {
        let own = forms.iter().map(|(rows, _)| {
            let row = rows.iter().find(|row| row.words.last() == Some(name));
            row.and_then(|row| row.points)
        });
        own.collect()
    };
    let figures: BTreeMap<&String, Vec<Option<Decimal>>> =
        names.keys().map(|name| (name, seen(name))).collect();
    let hits = |signs: u32| {
        let is_hit = |form: &usize| {
            let terms = names.keys().enumerate().map(|(index, name)| {
                let points = Ratio::from(figures[name][*form].unwrap_or_default());
                match signs & (1 << index) {
                    0 => points.negated(),
                    _ => points,
                }
            });
            terms.sum::<Ratio>() == forms[*form].1
        };
        (0..forms.len()).filter(is_hit).count()
    };
    // Headers of what is taken off go first: where nobody lost anything, either sign would do.
    let by_words = names.keys().enumerate().map(|(index, name)| {
        let is_more = name.contains("加") || name.contains('奖') || name.contains("贡献");
        u32::from(is_more) << index
    });
    let by_words: u32 = by_words.sum();
    let others = (0..1_u32 << names.len()).map(|signs| (hits(signs), signs));
    let mut best = (hits(by_words), by_words);
    for other in others {
        if other.0 > best.0 {
            best = other;
        }
    }
    if best.0 * 100 < forms.len() * ENOUGH {
        let names: Vec<&str> = names.keys().map(String::as_str).collect();
        plan.doubts.push(format!(
            "总分前面的「{}」没有用上，看不出总分怎样由它们算出",
            names.join("」「")
        ));
        return;
    }
    for (index, (name, first)) in names.iter().enumerate() {
        let is_less = best.1 & (1 << index) == 0;
        let line = less::between(name.clone(), first.clone(), &figures[name], is_less);
        plan.lines.push(line);
    }
}

/// The rows with words: those before the points, for what stands behind them is a remark.
fn rows(table: &Table, between: std::ops::Range<u32>) -> Vec<Row> {
    let rows = between.filter_map(|row| table.sheet.row(row));
    let read = rows.filter_map(|row| {
        let points = |column: u32| figure(table.sheet, CellRef::new(row.index, column));
        let mut figures = row
            .cells
            .iter()
            .filter(|cell| points(cell.column).is_some());
        let first = figures.clone().next().map_or(u32::MAX, |cell| cell.column);
        let words = row.cells.iter().filter(|cell| cell.column < first);
        let words = words.filter_map(|cell| label(&cell.value));
        let words: Vec<String> = words.map(|label| label.name).take(MOST_WORDS).collect();
        let is_line = words
            .first()
            .is_some_and(|first| is_field(first).is_none() && !is_counter(first));
        is_line.then(|| Row {
            words,
            points: figures.next_back().and_then(|cell| points(cell.column)),
        })
    });
    read.collect()
}
