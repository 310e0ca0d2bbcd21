//! Cells -> figures: what stands in a cell that should hold a number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::shown::{Percent, Shown};
use super::times::{CLOCK, Time};
use super::units;
use crate::formula::{self, Computed};
use crate::mapping::Adjusts;
use crate::mapping::spelling::Label;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::scorecard::{Figure, State, Unit};
use crate::workbook::{CellRange, CellRef, Located, Location, Sheet, Value, Workbook};
use crate::written::{is_absent, is_percentage, read_number};

/// Reads figures and words from one sheet.
pub(super) struct Cells<'a> {
    pub index: usize,
    pub sheet: &'a Sheet,
    workbook: &'a Workbook,
    /// The formulas that were never calculated, as far as they have been asked for.
    computed: Mutex<BTreeMap<CellRef, Option<Computed>>>,
    /// How each style shows a number.
    shown: Vec<Shown>,
    /// One of them shows a time.
    shows_times: bool,
}

impl<'a> Cells<'a> {
    pub fn new(workbook: &'a Workbook, index: usize) -> Self {
        Cells::of_part(workbook, index, &workbook.sheets[index])
    }

    /// The same of a part of the sheet.
    pub fn of_part(workbook: &'a Workbook, index: usize, sheet: &'a Sheet) -> Self {
        let shown: Vec<Shown> = workbook
            .styles
            .iter()
            .map(|style| Shown::by(&style.number_format))
            .collect();
        let is_time = |shown: &Shown| shown.per_day.is_some() || shown.time.is_some();
        Cells {
            shows_times: shown.iter().any(is_time),
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
        let is_percent_text = matches!(state, State::TextNumber(_)) && self.shows_percent(at);
        let shown = cell.and_then(|cell| self.shown.get(cell.style as usize));
        let shown = shown.copied().unwrap_or_default();
        let state = match (shown.per_day, state) {
            (Some(per_day), State::Number(days)) => State::Number(duration(days, per_day)),
            (_, state) => state,
        };
        let figure = Figure {
            at: self.location(at),
            state,
            shown_digits: shown.digits,
            is_percent: shown.percent != Percent::Not || is_percent_text,
            unit: Unit::ONE,
        };
        match figure.state {
            State::Number(_) | State::Computed(_) if shown.percent == Percent::Written => {
                in_percents(figure)
            }
            State::Number(_) | State::Computed(_) if shown.unit.is_large() => {
                figure.clone().measured(shown.unit).unwrap_or(figure)
            }
            _ => figure,
        }
    }

    /// An amount of money under a label that may say 万元.
    pub fn amount(&self, at: CellRef, label: &Label) -> Figure {
        units::amount(self, self.figure(at), label)
    }

    /// The figure of what else moves the pay: a factor, or an amount.
    pub fn adjustment(&self, at: CellRef, label: &Label, how: Adjusts) -> Figure {
        match how {
            Adjusts::Times => self.percentage(at, label),
            Adjusts::Plus | Adjusts::Minus => self.amount(at, label),
        }
    }

    /// The figure of a column or label that says `(%)`: 20 is 20 % there, while 0.2 and a cell shown as `20%` speak
    /// for themselves.
    pub fn percentage(&self, at: CellRef, label: &Label) -> Figure {
        percentage(self.figure(at), label, self.shows_percent(at))
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
    pub fn whole_percent(&self, figure: Figure) -> Figure {
        match self.shows_percent(figure.at.cell) {
            true => figure,
            false => in_percents(figure),
        }
    }

    /// True for a cell that shows its own `%`.
    pub fn shows_percent(&self, at: CellRef) -> bool {
        let Some(cell) = self.sheet.cell(self.sheet.anchor(at)) else {
            return false;
        };
        match &cell.value {
            Value::Text(text) => is_percentage(text),
            _ => {
                let shown = self.shown.get(cell.style as usize);
                shown.is_some_and(|shown| shown.percent != Percent::Not)
            }
        }
    }

    /// The unit of time that a number's format writes or shows, and whether as a clock does: `58:00`.
    pub fn time_shown(&self, at: CellRef) -> Option<(Time, bool)> {
        if !self.shows_times {
            return None;
        }
        let shown = self.shown_at(at)?;
        let clock = CLOCK
            .iter()
            .find(|(per_day, _)| shown.per_day == Some(*per_day));
        let clock = clock.map(|(_, time)| (*time, true));
        clock.or(shown.time.map(|time| (time, false)))
    }

    /// True for a cell whose format shows thousands or 万 of what it holds: a header names what is shown.
    pub fn shows_scaled(&self, at: CellRef) -> bool {
        self.shown_at(at).is_some_and(|shown| shown.is_scaled)
    }

    fn shown_at(&self, at: CellRef) -> Option<&Shown> {
        let cell = self.sheet.cell(self.sheet.anchor(at))?;
        self.shown.get(cell.style as usize)
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

    /// The ranges of this sheet that the formula of a cell reads.
    pub fn formula_reads(&self, at: CellRef) -> Vec<CellRange> {
        if !self.sheet.formulas.contains_key(&at) {
            return Vec::new();
        }
        let read = formula::reads(self.workbook, self.location(at)).into_iter();
        read.filter(|(sheet, _)| *sheet == self.index)
            .map(|(_, range)| range)
            .collect()
    }

    /// A number's words as its format shows them: 1 under `00000` is the id 00001.
    fn padded(&self, at: CellRef, words: String) -> String {
        let cell = self.sheet.cell(at);
        let style = cell.filter(|cell| cell.value.number().is_some());
        let shown = style.and_then(|cell| self.shown.get(cell.style as usize));
        let width = shown.map_or(0, |shown| usize::from(shown.width));
        match words.bytes().all(|b| b.is_ascii_digit()) {
            true => format!("{words:0>width$}"),
            false => words,
        }
    }

    /// The words that show at a cell; `None` for a blank.
    pub fn word(&self, at: CellRef) -> Option<Located<String>> {
        let at = self.sheet.anchor(at);
        let value = match words(self.sheet.value(at)) {
            None if self.is_uncalculated(at) => match self.computed(at)? {
                Computed::Text(text) => words(&Value::Text(text.into()))?,
                Computed::Number(_) => return None,
            },
            words => self.padded(at, words?),
        };
        Some(Located {
            value,
            at: self.location(at),
        })
    }

    /// The error value in a cell where words should stand.
    pub fn error(&self, at: CellRef) -> Option<Box<Located<String>>> {
        let at = self.sheet.anchor(at);
        let Value::Error(error) = self.sheet.value(at) else {
            return None;
        };
        Some(Box::new(Located {
            value: error.to_string(),
            at: self.location(at),
        }))
    }

    /// What a cell answers: its words, a truth value, an error value, the formula that has no result; nothing where it is
    /// blank.
    pub fn answer(&self, at: CellRef) -> Located<String> {
        if let Some(word) = self.word(at) {
            return word;
        }
        let at = self.sheet.anchor(at);
        let value = match self.sheet.value(at) {
            Value::Bool(answer) => answer.to_string(),
            Value::Error(error) => error.to_string(),
            _ if self.is_uncalculated(at) => match self.computed(at) {
                Some(Computed::Number(number)) => number.to_string(),
                _ => formula::text_of(self.workbook, self.index, at)
                    .map_or_else(|| "=".to_owned(), |text| format!("={text}")),
            },
            _ => String::new(),
        };
        Located {
            value,
            at: self.location(at),
        }
    }

    /// The first cell of a row's columns that answers anything, else the first of them.
    pub fn first_answer(
        &self,
        row: u32,
        columns: impl Iterator<Item = u32>,
    ) -> Option<Located<String>> {
        let mut answers = columns.map(|column| self.answer(CellRef::new(row, column)));
        let first = answers.next()?;
        match first.value.is_empty() {
            true => answers.find(|one| !one.value.is_empty()).or(Some(first)),
            false => Some(first),
        }
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

/// The figure of a column or label that says `(%)`, and of a cell that may show its own.
pub(super) fn percentage(figure: Figure, label: &Label, shows_percent: bool) -> Figure {
    let is_large = figure.value().is_some_and(|value| value > Decimal::ONE);
    match says_percent(label) && is_large && !shows_percent {
        true => in_percents(figure),
        false => figure,
    }
}

/// A time that shows as `58:00`, which a cell holds in days, in the hours that it shows. A day has no more than seconds.
fn duration(days: Decimal, per_day: i64) -> Decimal {
    let round = |value: Ratio, digits| {
        let mode = Mode::HalfUp;
        value.round(Rounding { digits, mode }).unwrap_or_default()
    };
    let seconds = round(Ratio::from(days).times(&Ratio::from(86_400)), 0);
    let parts = Ratio::from(seconds).times(&Ratio::from(per_day));
    let shown = parts.over(&Ratio::from(86_400)).unwrap_or_else(Ratio::zero);
    round(shown, 10).trimmed()
}

/// A whole percent as the share that it is.
pub(super) fn in_percents(mut figure: Figure) -> Figure {
    figure.shown_digits = figure.shown_digits.map(|digits| digits.saturating_add(2));
    figure.clone().measured(Unit::PERCENT).unwrap_or(figure)
}

/// An error value that a csv holds as text.
fn is_error(text: &str) -> bool {
    let known = [
        "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NULL!", "#SPILL!", "#CALC!",
    ];
    known.contains(&text.trim().to_ascii_uppercase().as_str())
}
