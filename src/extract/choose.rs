//! The workbook chooses its mapping: the one whose headers it has.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::header::{Header, Labels};
use super::items::Items;
use super::{form, long, roster};
use crate::mapping::spelling::Label;
use crate::mapping::{Composition, Field, LayoutKind, Line, Mapping};
use crate::number::Ratio;
use crate::rule::{Role, Rule};
use crate::workbook::{CellRef, Sheet, Value, Workbook};
use crate::written::read_number;

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
            LayoutKind::Long => {
                let (found, of, headers) = in_long(sheet, mapping);
                return Fit {
                    found,
                    of,
                    headers,
                    ..none()
                };
            }
        };
        let missing = mapping
            .lines
            .iter()
            .enumerate()
            .filter(|(line, _)| !found.contains(line));
        let lacks = missing.map(|(_, line)| line.item.clone()).collect();
        Fit {
            found: found.len(),
            lacks,
            headers,
            ..none()
        }
    });
    fits.max_by_key(|fit| (fit.found, fit.headers))
        .unwrap_or_else(none)
}

fn in_roster(sheet: &Sheet, mapping: &Mapping) -> (Vec<usize>, usize) {
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
            .map(|role| instead(spec, role))
            .all(|role| header.column(roster::Key::Line(*line, role)).is_some())
    };
    (
        (0..mapping.lines.len()).filter(has).collect(),
        header.columns.len(),
    )
}

/// The lines of a form that can be read, and how many headers were found.
fn in_form(sheet: &Sheet, mapping: &Mapping) -> (Vec<usize>, usize) {
    let wanted = form::wanted(mapping);
    let headers = Labels::new(sheet, 2_000).all(&wanted, &form::required(mapping));
    let best = headers.iter().enumerate().map(|(index, header)| {
        let end = headers.get(index + 1).map_or(u32::MAX, |next| next.top);
        (
            lines_of_form(sheet, mapping, header, end),
            header.columns.len(),
        )
    });
    best.max_by_key(|(found, _)| found.len())
        .unwrap_or_default()
}

fn lines_of_form(
    sheet: &Sheet,
    mapping: &Mapping,
    header: &Header<form::Key>,
    end: u32,
) -> Vec<usize> {
    let Some(column) = header.column(form::Key::Item) else {
        return Vec::new();
    };
    if names_people(sheet, mapping, header) {
        return Vec::new();
    }
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom && row.index < end);
    let mut found: Vec<usize> = match header.column(form::Key::Number) {
        Some(number) => rows
            .filter_map(|row| match sheet.shown(CellRef::new(row.index, number)) {
                Value::Number(value) => usize::try_from(value.to_integer()?).ok()?.checked_sub(1),
                Value::Text(text) => text.trim().parse::<usize>().ok()?.checked_sub(1),
                _ => None,
            })
            .filter(|line| *line < mapping.lines.len())
            .collect(),
        None => {
            let everyone = all_items(mapping);
            rows.flat_map(|row| {
                (0..=column)
                    .rev()
                    .map(move |column| CellRef::new(row.index, column))
            })
            .filter_map(|at| match sheet.value(at) {
                Value::Text(text) => everyone.iter().find_map(|items| items.find(text)),
                _ => None,
            })
            .map(|key| key.line)
            .collect()
        }
    };
    // A line counts where the columns that its rule needs are there too; of several raters one is enough.
    let has = |role: Role| header.column(form::Key::Column(role)).is_some();
    found.retain(|line| match &mapping.lines[*line].rule {
        Rule::Raters(rule) => (0..rule.weights.len())
            .any(|rater| u8::try_from(rater).is_ok_and(|r| has(Role::Rater(r)))),
        rule => rule
            .needs()
            .into_iter()
            .all(|role| has(role) || has(instead(&mapping.lines[*line], role))),
    });
    found.sort_unstable();
    found.dedup();
    let strange = of_other_weight(sheet, mapping, header, end);
    found.retain(|line| !strange.contains(line));
    found
}

/// Lines that are known by their number alone and whose weight on the sheet is not the scheme's: any list of duties has
/// a first and a second one, and only their weights tell whose they are.
fn of_other_weight(
    sheet: &Sheet,
    mapping: &Mapping,
    header: &Header<form::Key>,
    end: u32,
) -> BTreeSet<usize> {
    let weights = [Role::Weight, Role::Max]
        .into_iter()
        .find_map(|role| header.column(form::Key::Column(role)));
    let (Some(numbers), Some(weights), Composition::Points) = (
        header.column(form::Key::Number),
        weights,
        mapping.composition,
    ) else {
        return BTreeSet::new();
    };
    let figure = |row: u32, column: u32| match sheet.shown(CellRef::new(row, column)) {
        Value::Number(value) => Some(*value),
        Value::Text(text) => read_number(text).map(|written| written.value),
        _ => None,
    };
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom && row.index < end);
    rows.filter_map(|row| {
        let number = figure(row.index, numbers)?.to_integer()?;
        let line = usize::try_from(number).ok()?.checked_sub(1)?;
        let max = Ratio::from(mapping.lines.get(line)?.max);
        let stated = Ratio::from(figure(row.index, weights)?);
        let is_own = stated == max || stated.times(&Ratio::from(100)) == max;
        (!is_own).then_some(line)
    })
    .collect()
}

/// The column that holds a line's figure: where it stands in words, that of the criteria.
fn instead(line: &Line, role: Role) -> Role {
    match line.in_words.contains_key(&role) {
        true => Role::Criteria,
        false => role,
    }
}

/// True where the header has a column of people: then it is a long table, not a form.
fn names_people(sheet: &Sheet, mapping: &Mapping, header: &Header<form::Key>) -> bool {
    let people = [Field::Id, Field::Name];
    let spelled = people
        .iter()
        .filter_map(|field| mapping.fields.get(field))
        .flatten();
    let words: Vec<_> = spelled.collect();
    let rows = sheet
        .rows
        .iter()
        .filter(|row| (header.top..=header.bottom).contains(&row.index));
    rows.flat_map(|row| &row.cells)
        .any(|cell| match &cell.value {
            Value::Text(text) => words
                .iter()
                .any(|spelling| spelling.matches(&[Label::new(text)])),
            _ => false,
        })
}

/// The items of a long table that the mapping knows, and how many distinct items there are.
fn in_long(sheet: &Sheet, mapping: &Mapping) -> (usize, usize, usize) {
    let wanted = long::wanted(mapping);
    let labels = Labels::new(sheet, roster::HEADER_ROWS);
    let Some(long::Part::Detail(header)) = long::part_of(&labels, &wanted) else {
        return (0, 0, 0);
    };
    let Some(column) = header.column(long::Key::Item) else {
        return (0, 0, 0);
    };
    let rows = sheet
        .rows
        .iter()
        .filter(|row| row.index > header.bottom)
        .take(5_000);
    let texts: BTreeSet<String> = rows
        .filter_map(|row| match sheet.shown(CellRef::new(row.index, column)) {
            Value::Text(text) => Some(Label::new(text).name),
            _ => None,
        })
        .collect();
    let everyone = all_items(mapping);
    let known = texts
        .iter()
        .filter(|text| everyone.iter().any(|items| items.find(text).is_some()))
        .count();
    (known, texts.len(), header.columns.len())
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
