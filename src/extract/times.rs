//! Figures of time: what is in hours, minutes or days, by its words, its header or its number format, is compared with
//! the same alone. What a day of work is, nobody says.

use super::figure::Cells;
use crate::mapping::Line as Spec;
use crate::mapping::spelling::{Label, fold};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Figure, State};
use crate::workbook::Value;
use crate::written::{is_other_time, read_number};

/// A unit of time, by index into [`WORDS`].
pub(super) type Time = u8;

/// Units of time that are one and the same.
const WORDS: &[&[&str]] = &[
    &["秒", "秒钟", "s", "sec"],
    &["分钟", "分", "min", "mins", "minute", "minutes"],
    &["小时", "个小时", "时", "h", "hour", "hours"],
    &[
        "天",
        "日",
        "工作日",
        "个工作日",
        "自然日",
        "d",
        "day",
        "days",
    ],
    &["周", "个星期"],
    &["月", "个月"],
];
const SECONDS: Time = 0;
const MINUTES: Time = 1;
const HOURS: Time = 2;
/// What clocks count, by how many of them a day has.
pub(super) const CLOCK: [(i64, Time); 3] = [(86_400, SECONDS), (1_440, MINUTES), (24, HOURS)];

/// The unit of time that words name: those of a number format (`0"天"`), or behind a figure.
pub(super) fn named(words: &str) -> Option<Time> {
    let words = words.trim();
    let found = WORDS.iter().position(|time| time.contains(&words))?;
    Time::try_from(found).ok()
}

fn word(time: Time) -> &'static str {
    WORDS.get(usize::from(time)).map_or("", |words| words[0])
}

/// The time that a label's bracket names, where it is not the hours that a line counts: `总处理时长（分钟）`.
pub(super) fn of_label(label: &Label) -> Option<String> {
    let bracket = label.bracket.as_deref()?;
    let word = bracket.trim_start_matches("单位").trim_start_matches(':');
    is_other_time(word).then(|| word.to_owned())
}

/// Hours that stand in days or minutes cannot be computed with.
pub(super) fn hours(
    cells: &Cells,
    spec: &Spec,
    figures: &mut [(Role, Figure)],
    told: Option<&str>,
) {
    let actual = figures.iter_mut().find(|(role, _)| *role == Role::Actual);
    let Some((_, figure)) = actual.filter(|_| spec.hours) else {
        return;
    };
    let Some(value) = figure.value().filter(|value| !value.is_zero()) else {
        return;
    };
    match told_by(cells, figure) {
        Some(own) if own.time != HOURS => figure.state = State::Unreadable(own.text.into()),
        Some(_) => {}
        None => {
            if let Some(unit) = told {
                let value = value.trimmed();
                figure.state = State::Unreadable(format!("{value}{unit}").into());
            }
        }
    }
}

/// What says in which unit of time a figure is.
struct Told {
    time: Time,
    /// The figure with its unit.
    text: String,
    /// It is shown as a clock shows it: 0:40.
    is_clock: bool,
}

/// A figure with its unit; minutes of a clock that are not whole, in seconds: 0:40 is 40秒.
fn written(value: Decimal, time: Time, is_clock: bool) -> String {
    let in_seconds = || {
        let parts = is_clock && time == MINUTES && value.to_integer().is_none();
        let seconds = Ratio::from(value).times(&Ratio::from(60));
        parts.then(|| seconds.exact(0)).flatten()
    };
    match in_seconds() {
        Some(seconds) => format!("{seconds}{}", word(SECONDS)),
        None => format!("{}{}", value.trimmed(), word(time)),
    }
}

fn told_by(cells: &Cells, figure: &Figure) -> Option<Told> {
    let at = figure.at.cell;
    match &figure.state {
        State::Number(value) => {
            let (time, is_clock) = cells.time_shown(at)?;
            let text = written(*value, time, is_clock);
            Some(Told {
                time,
                text,
                is_clock,
            })
        }
        State::TextNumber(_) | State::Unreadable(_) => {
            let Value::Text(text) = cells.sheet.value(at) else {
                return None;
            };
            let text = fold(text);
            let counted = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
            let time = named(counted).filter(|_| counted.len() < text.len())?;
            let is_clock = false;
            Some(Told {
                time,
                text,
                is_clock,
            })
        }
        _ => None,
    }
}

/// 2天 against 8小时 cannot be read, 30秒 against 40秒 can.
pub(super) fn compared(cells: &Cells, figures: &mut [(Role, Figure)]) {
    let compares = |role: Role| matches!(role, Role::Actual | Role::Target | Role::Previous);
    let mut told: Vec<(usize, Told)> = Vec::new();
    let mut is_bare = false;
    for (index, (role, figure)) in figures.iter().enumerate() {
        if !compares(*role) {
            continue;
        }
        match told_by(cells, figure) {
            Some(own) => told.push((index, own)),
            None => is_bare |= figure.value().is_some(),
        }
    }
    let differ = told.windows(2).any(|pair| pair[0].1.time != pair[1].1.time);
    // Beside a target that names its unit, a figure without one is in the same.
    let has_target = told
        .iter()
        .any(|(index, _)| figures[*index].0 == Role::Target);
    for (index, own) in told {
        let figure = &mut figures[index].1;
        let is_guess = differ || own.is_clock && is_bare;
        if is_guess && own.time != HOURS {
            figure.state = State::Unreadable(own.text.into());
        } else if has_target
            && let State::Unreadable(text) = &figure.state
            && let Some(written) = read_number(fold(text).trim_end_matches(char::is_alphabetic))
        {
            figure.state = State::TextNumber(written.value);
        }
    }
}
