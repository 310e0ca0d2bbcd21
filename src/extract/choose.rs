//! The workbook chooses its mapping: the one whose headers it has.

use std::cmp::Reverse;

use super::header::Labels;
use super::items::Items;
use super::{form, long, roster};
use crate::mapping::spelling::Label;
use crate::mapping::{LayoutKind, Mapping};
use crate::rule::Role;
use crate::workbook::{CellRef, Value, Workbook};

/// How well a mapping fits a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The mapping, by index into the ones that were tried.
    pub mapping: usize,
    /// How many of its lines were found, on the sheet that it fits best.
    pub found: usize,
    /// How many it has.
    pub of: usize,
    /// The items of the lines that were not found.
    pub lacks: Vec<String>,
    /// How many of its own headers were found besides.
    pub headers: usize,
}

/// The outcome of choosing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One fits, and better than all others.
    One(usize),
    /// None fits; the nearest ones first.
    None(Vec<Fit>),
    /// Several fit equally well.
    Several(Vec<Fit>),
}

/// The share of its lines, in percent, that a workbook must have for a mapping to fit.
const ENOUGH: usize = 60;

/// Chooses among mappings by the workbook's own headers.
pub fn choose(workbook: &Workbook, mappings: &[&Mapping]) -> Choice {
    let mut fits: Vec<Fit> = mappings
        .iter()
        .enumerate()
        .map(|(index, mapping)| fit(workbook, index, mapping))
        .collect();
    // The share counts first, then the number: a scheme of one line fits everything.
    fits.sort_by_key(|fit| Reverse((fit.found * 1_000 / fit.of.max(1), fit.found, fit.headers)));
    let good: Vec<&Fit> = fits
        .iter()
        .filter(|fit| fit.found * 100 >= fit.of * ENOUGH && fit.found > 0)
        .collect();
    match good[..] {
        [] => Choice::None(fits),
        [one] => Choice::One(one.mapping),
        [first, second, ..] => {
            let rank = |fit: &Fit| (fit.found * 1_000 / fit.of.max(1), fit.found, fit.headers);
            if rank(first) > rank(second) {
                Choice::One(first.mapping)
            } else {
                let best = rank(first);
                Choice::Several(
                    good.into_iter()
                        .filter(|fit| rank(fit) == best)
                        .cloned()
                        .collect(),
                )
            }
        }
    }
}

fn fit(workbook: &Workbook, index: usize, mapping: &Mapping) -> Fit {
    let sheets = workbook.sheets.iter();
    let sheets = sheets.filter(|sheet| {
        !mapping
            .skipped_sheets
            .iter()
            .any(|spelling| spelling.matches_text(&sheet.name))
    });
    let none = || Fit {
        mapping: index,
        found: 0,
        of: mapping.lines.len(),
        lacks: mapping.lines.iter().map(|line| line.item.clone()).collect(),
        headers: 0,
    };
    let fits = sheets.map(|sheet| {
        let (found, headers) = match mapping.layout {
            LayoutKind::Roster => in_roster(sheet, mapping),
            LayoutKind::Form => in_form(sheet, mapping),
            LayoutKind::Long => in_long(sheet, mapping),
        };
        let lines = mapping.lines.iter().enumerate();
        let missing: Vec<&str> = lines
            .filter(|(line, _)| !found.contains(line))
            .map(|(_, line)| line.item.as_str())
            .collect();
        // In a long table the positions at hand decide which lines there can be.
        let of = match mapping.layout {
            LayoutKind::Long => found.len() + missing_of_positions(mapping, &found),
            _ => mapping.lines.len(),
        };
        Fit {
            mapping: index,
            found: found.len(),
            of,
            lacks: missing.into_iter().map(str::to_owned).collect(),
            headers,
        }
    });
    fits.max_by_key(|fit| (fit.found, fit.headers))
        .unwrap_or_else(none)
}

/// Lines that the positions with at least one line on the sheet would need.
fn missing_of_positions(mapping: &Mapping, found: &[usize]) -> usize {
    let positions: Vec<&String> = found
        .iter()
        .flat_map(|line| &mapping.lines[*line].positions)
        .collect();
    let needed = mapping.lines.iter().enumerate().filter(|(index, line)| {
        let shared = line
            .positions
            .iter()
            .any(|position| positions.contains(&position));
        !found.contains(index) && (line.positions.is_empty() || shared)
    });
    // Several positions share item names, so that a line of one is taken for another's: count leniently.
    needed.count() / 2
}

fn in_roster(sheet: &crate::workbook::Sheet, mapping: &Mapping) -> (Vec<usize>, usize) {
    let wanted = roster::wanted(mapping);
    let Some(header) = Labels::new(sheet, roster::HEADER_ROWS)
        .best(&wanted)
        .filter(roster::is_roster)
    else {
        return (Vec::new(), 0);
    };
    let has = |line: &usize| {
        let spec = &mapping.lines[*line];
        let needed = spec.rule.needs().into_iter().chain([Role::Score]);
        needed
            .into_iter()
            .all(|role| header.column(roster::Key::Line(*line, role)).is_some())
    };
    (
        (0..mapping.lines.len()).filter(has).collect(),
        header.columns.len(),
    )
}

/// The texts of the columns from the left edge up to the item column's, and how many headers were found.
fn in_form(sheet: &crate::workbook::Sheet, mapping: &Mapping) -> (Vec<usize>, usize) {
    let wanted = form::wanted(mapping);
    let labels = Labels::new(sheet, 2_000);
    let headers = labels.all(&wanted, &[form::Key::Item, form::Key::Column(Role::Score)]);
    let Some(header) = headers.first() else {
        return (Vec::new(), 0);
    };
    let Some(column) = header.column(form::Key::Item) else {
        return (Vec::new(), 0);
    };
    let end = headers.get(1).map_or(u32::MAX, |next| next.top);
    let items = Items::new(mapping, None);
    let everyone = if items_are_by_position(mapping) {
        all_items(mapping)
    } else {
        vec![items]
    };
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom && row.index < end);
    let mut found: Vec<usize> = rows
        .flat_map(|row| {
            (0..=column)
                .rev()
                .map(move |column| CellRef::new(row.index, column))
        })
        .filter_map(|at| match sheet.value(at) {
            Value::Text(text) => everyone.iter().find_map(|items| items.find(text)),
            _ => None,
        })
        .map(|key| key.line)
        .collect();
    found.sort_unstable();
    found.dedup();
    (found, header.columns.len())
}

fn in_long(sheet: &crate::workbook::Sheet, mapping: &Mapping) -> (Vec<usize>, usize) {
    let wanted = long::wanted(mapping);
    let labels = Labels::new(sheet, roster::HEADER_ROWS);
    let Some(long::Part::Detail(header)) = long::part_of(&labels, &wanted) else {
        return (Vec::new(), 0);
    };
    let Some(column) = header.column(long::Key::Item) else {
        return (Vec::new(), 0);
    };
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom)
        .take(5_000);
    let texts: std::collections::BTreeSet<String> = rows
        .filter_map(|row| match sheet.shown(CellRef::new(row.index, column)) {
            Value::Text(text) => Some(Label::new(text).name),
            _ => None,
        })
        .collect();
    let everyone = all_items(mapping);
    let mut found: Vec<usize> = texts
        .iter()
        .filter_map(|text| everyone.iter().find_map(|items| items.find(text)))
        .map(|key| key.line)
        .collect();
    found.sort_unstable();
    found.dedup();
    (found, header.columns.len())
}

fn items_are_by_position(mapping: &Mapping) -> bool {
    mapping.lines.iter().any(|line| !line.positions.is_empty())
}

/// The items of everybody, and of each position.
fn all_items(mapping: &Mapping) -> Vec<Items> {
    let mut positions: Vec<&str> = mapping
        .lines
        .iter()
        .flat_map(|line| &line.positions)
        .map(String::as_str)
        .collect();
    positions.sort_unstable();
    positions.dedup();
    let own = positions
        .into_iter()
        .map(|position| Items::new(mapping, Some(position)));
    std::iter::once(Items::new(mapping, None))
        .chain(own)
        .collect()
}
