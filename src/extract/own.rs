//! Rows that no line of the scheme names, where people have lines of their own: which pattern scores a row, what the line
//! is called, and what it weighs.

use std::collections::BTreeMap;

use super::words::Read;
use crate::finding::{Code, Finding};
use crate::mapping::brackets::points_in;
use crate::mapping::own::OwnLine;
use crate::mapping::spelling::{Label, without_number};
use crate::mapping::{Composition, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::Figure;
use crate::text::Text;
use crate::workbook::CellRef;

/// Characters of an item's words that a line is called by: the rest is a description.
const CALLED: usize = 40;
/// Digits behind the point of a weight: more than anybody writes.
const DIGITS: u32 = 10;

/// A row of somebody's own line.
pub(super) struct OwnRow {
    /// The row.
    pub row: u32,
    /// The item's words.
    pub text: String,
    /// The cell of the item.
    pub item_at: CellRef,
    /// What was read of it, by the pattern that scores it.
    pub read: Read,
    /// The pattern, by index.
    pub pattern: usize,
}

/// The pattern that scores a row: of those for its words and section the first that has a figure to score, else the last.
/// `read` gives what a pattern finds in the row.
pub(super) fn pattern(
    mapping: &Mapping,
    text: &str,
    section: Option<usize>,
    mut read: impl FnMut(usize) -> Read,
) -> Option<(usize, Read)> {
    let mut last = None;
    for (index, pattern) in mapping.patterns.iter().enumerate() {
        let mut spelled = pattern.spelled.iter();
        let is_named =
            pattern.spelled.is_empty() || spelled.any(|spelling| spelling.matches_text(text));
        let is_there = pattern.section.is_none() || pattern.section == section;
        if !is_named || !is_there {
            continue;
        }
        let (found, needs) = (read(index), pattern.rule.needs());
        let has =
            |(role, figure): &(Role, Figure)| needs.contains(role) && figure.value().is_some();
        if needs.is_empty() || found.figures.iter().any(has) {
            return Some((index, found));
        }
        last = Some((index, found));
    }
    last
}

/// The own lines of one person, in the order of their rows, and those of which the sheet does not say what they weigh.
pub(super) fn lines(mapping: &Mapping, rows: &[OwnRow]) -> (Vec<OwnLine>, Vec<usize>) {
    let marks = marks(mapping, rows);
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let (mut lines, mut weightless) = (Vec::with_capacity(rows.len()), Vec::new());
    for (index, (row, mark)) in rows.iter().zip(marks).enumerate() {
        let pattern = &mapping.patterns[row.pattern];
        let counts = !pattern.outside && mapping.composition == Composition::Weighted;
        if counts && mark.is_none() {
            weightless.push(index);
        }
        let name = name(&row.text);
        let times = called.entry(name.clone()).or_insert(0);
        *times += 1;
        lines.push(OwnLine {
            pattern: row.pattern,
            item: match *times {
                1 => name,
                times => format!("{name}（{times}）"),
            },
            weight: mark.filter(|_| counts),
            max: mark.filter(|_| mapping.composition != Composition::Weighted),
            percent: row.read.figures.iter().any(|(role, figure)| {
                matches!(role, Role::Actual | Role::Target) && figure.is_percent
            }),
        });
    }
    (lines, weightless)
}

/// An item's words as a name: on one line, and no longer than a name.
fn name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(CALLED) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// What a column of marks says of each row: a weight as a fraction, in a composition of points full marks.
fn marks(mapping: &Mapping, rows: &[OwnRow]) -> Vec<Option<Decimal>> {
    let is_weighted = mapping.composition == Composition::Weighted;
    let columns = match is_weighted {
        true => [Role::Weight, Role::Max],
        false => [Role::Max, Role::Weight],
    };
    let of = |row: &OwnRow, role: Role| {
        let mut figures = row.read.figures.iter();
        let (_, figure) = figures.find(|(other, _)| *other == role)?;
        Some((figure.value()?, figure.is_percent))
    };
    let filled = |role: &Role| rows.iter().any(|row| of(row, *role).is_some());
    let column = columns.into_iter().find(filled);
    let mut all = rows.iter().filter_map(|row| of(row, column?));
    // Weights are fractions (0.4), percentages (40 %) or points (40).
    let are_fractions = all.all(|(value, _)| value <= Decimal::ONE);
    let share = |(value, is_percent): (Decimal, bool)| {
        // 15 % among cells of 40: nobody weighs less than one in a hundred.
        let is_fraction =
            are_fractions || value < Decimal::ONE || is_percent && value == Decimal::ONE;
        match is_fraction {
            true => Some(value),
            false => hundredth(value),
        }
    };
    let points = |share: Decimal| {
        let points = Ratio::from(share).times(&Ratio::from(mapping.full_total));
        points.exact(DIGITS)
    };
    let of_row = |row: &OwnRow| {
        let Some(stated) = column.and_then(|column| of(row, column)) else {
            let bracket = Label::of_item(without_number(&row.text)).bracket?;
            let stated = points_in(&bracket).filter(|stated| stated.sure || stated.weight)?;
            return match is_weighted {
                true => hundredth(stated.value),
                false => Some(stated.value),
            };
        };
        match (is_weighted, column) {
            (true, _) => share(stated),
            (false, Some(Role::Weight)) => points(share(stated)?),
            (false, _) => Some(stated.0),
        }
    };
    rows.iter().map(of_row).collect()
}

fn hundredth(value: Decimal) -> Option<Decimal> {
    Ratio::from(value).over(&Ratio::from(100))?.exact(DIGITS)
}

/// What is told of a line of which the sheet does not say what it weighs, and why its person is held.
pub(super) fn weightless(
    sheet: usize,
    row: &OwnRow,
    item: &str,
    column: Option<u32>,
) -> (Finding, Text) {
    let at = column.map_or(row.item_at, |column| CellRef::new(row.row, column));
    let message = text!(
        "{at} 没有「{item}」的权重，这一项算不进总分，此人待核。请补填权重，例如 20%。"
            / "{at}: {item} has no weight: it cannot be counted and the person is held. Enter its weight, such as 20%."
    );
    let finding = Finding::new(Code::X101, message)
        .at(sheet, at)
        .of_item(item);
    let reason = text!("「{item}」没有权重" / "{item} has no weight");
    (finding, reason)
}
