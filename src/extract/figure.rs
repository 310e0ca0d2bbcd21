//! Cells -> figures: what stands in a cell that should hold a number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::formula::{self, Computed};
use crate::mapping::spelling::Label;
use crate::number::{Decimal, Ratio};
use crate::scorecard::{Figure, State};
use crate::workbook::{CellRef, Located, Location, Sheet, Value, Workbook};
use crate::written::{is_absent, read_number};

/// Reads figures and words from one sheet.
pub(super) struct Cells<'a> {
    pub index: usize,
    pub sheet: &'a Sheet,
    workbook: &'a Workbook,
    /// The formulas that were never calculated, as far as they have been asked for.
    computed: Mutex<BTreeMap<CellRef, Option<Computed>>>,
    /// The digits that each style shows, and whether as a percentage.
    shown: Vec<(Option<u8>, bool)>,
}

impl<'a> Cells<'a> {
    pub fn new(workbook: &'a Workbook, index: usize) -> Self {
        Cells::of_part(workbook, index, &workbook.sheets[index])
    }

    /// The same of a part of the sheet.
    pub fn of_part(workbook: &'a Workbook, index: usize, sheet: &'a Sheet) -> Self {
        let shown = workbook
            .styles
            .iter()
            .map(|style| {
                let format = &style.number_format;
                (shown_digits(format), format.contains('%'))
            })
            .collect();
        Cells {
            index,
            sheet,
            workbook,
            computed: Mutex::default(),
            shown,
        }
    }

    pub fn location(&self, cell: CellRef) -> Location {
        Location {
            sheet: self.index,
            cell,
        }
    }

    /// The figure that shows at a cell.
    pub fn figure(&self, at: CellRef) -> Figure {
        let at = self.sheet.anchor(at);
        let cell = self.sheet.cell(at);
        let state = match cell.map_or(&Value::Empty, |cell| &cell.value) {
            Value::Number(value) | Value::Date(value) => State::Number(*value),
            Value::Text(text) => read_text(text),
            Value::Bool(value) => State::Unreadable(if *value {
                "TRUE".into()
            } else {
                "FALSE".into()
            }),
            Value::Error(error) => State::Error(error.clone()),
            Value::Empty => State::Blank,
        };
        let state = match state {
            State::Blank if self.is_uncalculated(at) => match self.computed(at) {
                Some(Computed::Number(value)) => State::Computed(value),
                _ => State::Uncalculated,
            },
            state => state,
        };
        let shown = cell.and_then(|cell| self.shown.get(cell.style as usize));
        let (shown_digits, is_percent) = shown.copied().unwrap_or_default();
        Figure {
            at: self.location(at),
            state,
            shown_digits,
            is_percent,
            unit: 1,
        }
    }

    /// The figure of a column or label that says `(%)`: 20 is 20 % there, while 0.2 and a cell shown as `20%` speak
    /// for themselves.
    pub fn percentage(&self, at: CellRef, label: &Label) -> Figure {
        let mut figure = self.figure(at);
        if says_percent(label) && figure.value().is_some_and(|value| value > Decimal::ONE) {
            by_hundred(&mut figure);
        }
        figure
    }

    /// True for a column under `(%)` whose figures are whole percents. One of them alone does not tell: 0.8 is 0.8 % beside
    /// 1.6 and 2.1, and 80 % beside 0.9 and 1.05.
    pub fn holds_percents(&self, column: u32, below: u32, label: &Label) -> bool {
        if !says_percent(label) {
            return false;
        }
        let rows = self.sheet.rows.iter().filter(|row| row.index > below);
        let cells = rows.map(|row| CellRef::new(row.index, column));
        let figures = cells.filter(|at| !self.shows_percent(*at));
        let values: Vec<Decimal> = figures.filter_map(|at| self.figure(at).value()).collect();
        let large = values.iter().filter(|value| **value > Decimal::ONE);
        let two = Decimal::new(2, 0).unwrap_or_default();
        large.count() * 2 > values.len() || values.iter().any(|value| *value > two)
    }

    /// A figure of such a column as the share that it is.
    pub fn whole_percent(&self, figure: &mut Figure) {
        if !self.shows_percent(figure.at.cell) {
            by_hundred(figure);
        }
    }

    /// True for a cell that shows its own `%`.
    fn shows_percent(&self, at: CellRef) -> bool {
        let Some(cell) = self.sheet.cell(self.sheet.anchor(at)) else {
            return false;
        };
        match &cell.value {
            Value::Text(text) => text.contains(['%', '％']),
            _ => {
                let style = self.workbook.styles.get(cell.style as usize);
                style.is_some_and(|style| style.number_format.contains('%'))
            }
        }
    }

    /// A formula without a stored result.
    fn is_uncalculated(&self, at: CellRef) -> bool {
        let formula = self.sheet.formulas.get(&at);
        formula.is_some_and(|formula| !formula.has_value)
    }

    /// What such a formula gives.
    fn computed(&self, at: CellRef) -> Option<Computed> {
        let known = || self.computed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&at) {
            return known.clone();
        }
        let value = formula::value(self.workbook, self.index, at);
        known().insert(at, value.clone());
        value
    }

    /// The words that show at a cell; `None` for a blank.
    pub fn word(&self, at: CellRef) -> Option<Located<String>> {
        let at = self.sheet.anchor(at);
        let value = match words(self.sheet.value(at)) {
            None if self.is_uncalculated(at) => match self.computed(at)? {
                Computed::Text(text) => words(&Value::Text(text.into()))?,
                Computed::Number(_) => return None,
            },
            words => words?,
        };
        Some(Located {
            value,
            at: self.location(at),
        })
    }

    /// True where nothing shows.
    pub fn is_blank(&self, at: CellRef) -> bool {
        let at = self.sheet.anchor(at);
        self.sheet.value(at).is_blank() && !self.sheet.formulas.contains_key(&at)
    }
}

/// A cell's words: text without the space around it, a number as it is written.
pub(super) fn words(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.trimmed().to_string()),
        _ => None,
    }
}

pub(super) fn read_text(text: &str) -> State {
    if text.trim().is_empty() {
        State::Blank
    } else if let Some(written) = read_number(text) {
        State::TextNumber(written.value)
    } else if is_absent(text) {
        State::Dash
    } else if is_error(text) {
        State::Error(text.trim().into())
    } else {
        State::Unreadable(text.trim().into())
    }
}

/// `(%)` behind a label, or `%` at its end.
fn says_percent(label: &Label) -> bool {
    let bracket = label.bracket.as_deref();
    bracket.is_some_and(|bracket| bracket.trim_start_matches("单位:") == "%")
        || label.name.ends_with('%')
}

/// A whole percent as the share that it is.
fn by_hundred(figure: &mut Figure) {
    if let State::Number(value) | State::Computed(value) | State::TextNumber(value) =
        &mut figure.state
    {
        let meant = Ratio::from(*value).over(&Ratio::from(Decimal::HUNDRED));
        *value = meant.and_then(|meant| meant.exact(20)).unwrap_or(*value);
    }
}

/// The digits after the point that a number format shows, as a fraction: `0.0%` shows three.
fn shown_digits(format: &str) -> Option<u8> {
    let section = format.split(';').next().unwrap_or_default();
    if section.is_empty()
        || section.eq_ignore_ascii_case("general")
        || !section.contains(['0', '#'])
    {
        return None;
    }
    let fraction = section.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction
        .chars()
        .take_while(|c| matches!(c, '0' | '#' | '?'))
        .count();
    u8::try_from(digits + if section.contains('%') { 2 } else { 0 }).ok()
}

/// An error value that a csv holds as text.
fn is_error(text: &str) -> bool {
    let known = [
        "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NULL!", "#SPILL!", "#CALC!",
    ];
    known.contains(&text.trim().to_ascii_uppercase().as_str())
}
