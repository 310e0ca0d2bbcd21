//! Rows that no line of the scheme names, where people have lines of their own: which pattern scores a row, what the line
//! is called, and what it weighs.

use std::collections::BTreeMap;

use super::figure::Cells;
use super::words::Read;
use crate::finding::{Code, Finding};
use crate::mapping::brackets::points_in;
use crate::mapping::own::OwnLine;
use crate::mapping::spelling::{Label, without_number};
use crate::mapping::{Composition, Line, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Figure, State, Unit};
use crate::text::Text;
use crate::workbook::CellRef;

/// Characters of an item's words that a line is called by: the rest is a description.
const CALLED: usize = 40;
/// Digits behind the point of a weight: more than anybody writes.
const DIGITS: u32 = 10;

/// What is measured: rows that add lines have none of these.
pub(super) const MEASURED: [Role; 3] = [Role::Target, Role::Actual, Role::Raw];
/// What points are computed from.
const INPUTS: [Role; 4] = [Role::Actual, Role::Target, Role::Previous, Role::Raw];

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
    /// Its figures are percentages.
    pub is_percent: bool,
}

/// True where one of a row's figures is a percentage, or its header says so.
pub(super) fn is_percent(
    cells: &Cells,
    figures: &[(Role, Figure)],
    unit: impl Fn(Role) -> Option<Unit>,
) -> bool {
    let measures = |role: Role| matches!(role, Role::Actual | Role::Target | Role::Previous);
    let says_so = |(role, figure): &(Role, Figure)| {
        let is_filled = figure.value().is_some();
        let own = || cells.shows_percent(figure.at.cell);
        measures(*role) && is_filled && (unit(*role) == Some(Unit::PERCENT) || own())
    };
    figures.iter().any(says_so)
}

/// How a pattern reads a row: as a line of the row's name.
pub(super) fn spec(pattern: &Line, text: &str, is_percent: bool) -> Line {
    Line {
        item: name(text),
        percent: pattern.percent || is_percent,
        ..pattern.clone()
    }
}

/// The section of this name.
pub(super) fn section_called(mapping: &Mapping, words: &str) -> Option<usize> {
    let name = |words: &str| Label::of_item(without_number(words)).name;
    let called = name(words);
    let mut sections = mapping.sections.iter();
    sections.position(|section| name(&section.name) == called)
}

/// The pattern that scores a row: of those for its words and section the first that has a figure to score, else the last.
/// `read` gives what a pattern finds in the row.
pub(super) fn pattern(
    mapping: &Mapping,
    text: &str,
    section: Option<usize>,
    mut read: impl FnMut(&Line) -> Read,
) -> Option<(usize, Read)> {
    let text = without_number(text);
    let mut last = None;
    for (index, pattern) in mapping.patterns.iter().enumerate() {
        let mut spelled = pattern.spelled.iter();
        let is_named =
            pattern.spelled.is_empty() || spelled.any(|spelling| spelling.matches_text(text));
        let is_there = pattern.section.is_none() || pattern.section == section;
        if !is_named || !is_there {
            continue;
        }
        let (found, needs) = (read(pattern), pattern.rule.needs());
        let has =
            |(role, figure): &(Role, Figure)| needs.contains(role) && figure.value().is_some();
        if needs.is_empty() || found.figures.iter().any(has) {
            return Some((index, found));
        }
        last = Some((index, found));
    }
    last
}

/// The own lines of one person, in the order of their rows, and what holds him: lines of which the sheet does not say what
/// they weigh. `sheet` is the rows', `column` gives the column of a role.
pub(super) fn lines(
    mapping: &Mapping,
    rows: &mut [OwnRow],
    sheet: usize,
    column: impl Fn(Role) -> Option<u32>,
) -> (Vec<OwnLine>, Vec<(Finding, Text)>) {
    let of_marks = [Role::Weight, Role::Max].into_iter().find_map(column);
    let marks = marks(mapping, rows);
    let has_marks = marks.iter().any(Option::is_some);
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let (mut lines, mut told) = (Vec::with_capacity(rows.len()), Vec::new());
    for (row, mark) in rows.iter_mut().zip(marks) {
        let pattern = &mapping.patterns[row.pattern];
        let is_weighted = mapping.composition == Composition::Weighted;
        let counts = !pattern.outside && is_weighted;
        // Full marks that nobody writes down are the scheme's.
        if !pattern.outside && mark.is_none() && (is_weighted || has_marks) {
            told.push(weightless(mapping.composition, sheet, row, of_marks));
            if !is_weighted {
                // What it earned cannot be told from what was reached.
                row.read.figures.retain(|(role, _)| !INPUTS.contains(role));
            }
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
            percent: row.is_percent,
        });
    }
    (lines, told)
}

/// What a row is called by its item's words; one without any by its pattern and its place.
pub(super) fn called(mapping: &Mapping, pattern: usize, words: &str, row: u32) -> String {
    let (name, number) = (&mapping.patterns[pattern].item, row + 1);
    match words {
        "" => format!("{name}（第 {number} 行）"),
        words => words.to_owned(),
    }
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
            let stated = mark_of(&row.text)?;
            return match is_weighted {
                true => hundredth(stated),
                false => Some(stated),
            };
        };
        match (is_weighted, column) {
            (true, _) => share(stated),
            (false, Some(Role::Weight)) => points(share(stated)?),
            (false, _) => Some(stated.0),
        }
    };
    // Nobody weighs less than nothing.
    let marks = rows
        .iter()
        .map(|row| of_row(row).filter(|mark| !mark.is_negative()));
    marks.collect()
}

/// What an item's words say that it weighs, or its full marks: `责任心15%`, `计划总结（40分）`.
pub(super) fn mark_of(text: &str) -> Option<Decimal> {
    let bracket = Label::of_item(without_number(text)).bracket?;
    let stated = points_in(&bracket).filter(|stated| stated.sure || stated.weight)?;
    Some(stated.value)
}

fn hundredth(value: Decimal) -> Option<Decimal> {
    Ratio::from(value).over(&Ratio::from(100))?.exact(DIGITS)
}

/// What is told of a line of which the sheet does not say what it weighs, and why its person is held.
fn weightless(
    composition: Composition,
    sheet: usize,
    row: &OwnRow,
    column: Option<u32>,
) -> (Finding, Text) {
    let item = name(&row.text);
    let at = column.map_or(row.item_at, |column| CellRef::new(row.row, column));
    let (message, reason) = match composition {
        Composition::Weighted => (
            text!(
                "{at} 没有「{item}」的权重（或不是数字），这一项算不进总分，此人待核。请补填权重，例如 20%。"
                    / "{at}: {item} has no weight that is a number: it cannot be counted and the person is held. Enter its weight, such as 20%."
            ),
            text!("「{item}」没有权重" / "{item} has no weight"),
        ),
        Composition::Points | Composition::Deductions => (
            text!(
                "{at} 没有「{item}」的满分（或不是数字），不知道这一项该得几分，此人待核。请补填满分。"
                    / "{at}: {item} has no full marks that are a number: nobody knows what it can earn, and the person is held. Enter them."
            ),
            text!("「{item}」没有满分" / "{item} has no full marks"),
        ),
    };
    let stated = row
        .read
        .figures
        .iter()
        .find(|(_, figure)| figure.at.cell == at);
    let code = match stated.map(|(_, figure)| &figure.state) {
        Some(State::Unreadable(_)) => Code::X102,
        Some(State::Error(_)) => Code::R102,
        _ => Code::X101,
    };
    let finding = Finding::new(code, message).at(sheet, at).of_item(&item);
    (finding, reason)
}
