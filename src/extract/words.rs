//! Figures that stand in words: targets and actuals inside the criteria, points behind a grade word.

use super::figure::Cells;
use super::{times, units};
use crate::mapping::Line as Spec;
use crate::mapping::in_words::Told;
use crate::rule::Role;
use crate::scorecard::{Figure, Line, State, Unit};
use crate::workbook::{CellRef, Located};
use crate::written::{is_absence, read_number};

/// What was read of a line, by columns.
pub(super) struct Read {
    pub figures: Vec<(Role, Figure)>,
    /// By the parts of the rule.
    pub parts: Vec<Vec<(Role, Figure)>>,
    pub words: Vec<(Role, Located<String>)>,
}

impl Read {
    /// The same with what its words say.
    pub fn completed(mut self, cells: &Cells, spec: &Spec, criteria: Option<CellRef>) -> Self {
        if let Some(criteria) = criteria {
            in_criteria(cells, spec, criteria, &mut self.figures);
        }
        behind_grades(spec, &mut self);
        times::compared(cells, &mut self.figures);
        if spec.outside {
            among_weighted(&mut self.figures);
        }
        units::attainment(cells, spec, &mut self.figures);
        if spec.takes_off {
            deductions(&mut self.figures);
        }
        self
    }

    /// The line of the scheme that it is.
    pub fn line(self, spec: usize, row: u32) -> Line {
        Line::new(spec, row, self.figures).with(self.parts, self.words)
    }
}

/// What stands beside the full marks has no weight: among scores with their weighted points, its own may stand in the
/// column that the total adds.
fn among_weighted(figures: &mut Vec<(Role, Figure)>) {
    let filled = |role: Role| {
        let mut own = figures.iter();
        own.position(|(other, figure)| *other == role && figure.state != State::Blank)
    };
    if let (None, Some(weighted)) = (filled(Role::Score), filled(Role::Weighted)) {
        figures[weighted].0 = Role::Score;
        let at = figures[weighted].1.at;
        figures.retain(|(role, figure)| *role != Role::Score || figure.at == at);
    }
}

/// What a line that takes points off reports: its deduction, where the points of others stand beside.
fn deductions(figures: &mut Vec<(Role, Figure)>) {
    let has_own = figures.iter().any(|(role, _)| *role == Role::Deduction);
    if has_own {
        figures.retain(|(role, _)| *role != Role::Score);
    }
    for (role, figure) in figures {
        if matches!(role, Role::Score | Role::Deduction) {
            *role = Role::Score;
            *figure = taken_off(figure.clone());
        }
    }
}

/// 2, -2 and 扣2 all mean two points less.
pub(super) fn taken_off(mut figure: Figure) -> Figure {
    if let State::Unreadable(text) = &figure.state {
        let mut words = ["扣", "减"].into_iter();
        let behind = words.find_map(|word| text.trim().strip_prefix(word));
        if let Some(written) = behind.and_then(read_number) {
            figure.state = State::TextNumber(written.value);
        }
    }
    match figure.value() {
        Some(value) if !value.is_negative() && !value.is_zero() => {
            let less = figure.clone().measured(Unit::TAKEN_OFF);
            less.unwrap_or(figure)
        }
        _ => figure,
    }
}

/// The figures of a row, by the columns that hold them.
pub(super) fn figures(
    cells: &Cells,
    row: u32,
    columns: impl Iterator<Item = (Role, u32)>,
) -> Vec<(Role, Figure)> {
    let figures = columns.filter(|(role, _)| !role.is_words());
    let read = |(role, column)| {
        let figure = cells.figure(CellRef::new(row, column));
        (role, meant(role, figure))
    };
    figures.map(read).collect()
}

/// The words of a row, by the columns that hold them.
pub(super) fn words(
    cells: &Cells,
    row: u32,
    columns: impl Iterator<Item = (Role, u32)>,
) -> Vec<(Role, Located<String>)> {
    let words = columns.filter(|(role, _)| role.is_words());
    let read = |(role, column)| Some((role, cells.word(CellRef::new(row, column))?));
    words.filter_map(read).collect()
}

/// A figure by what its words mean in its column.
pub(super) fn meant(role: Role, figure: Figure) -> Figure {
    side(role, absence(role, figure))
}

/// A rater's cell with words that say he was absent holds no score, which is the scheme's to settle.
fn absence(role: Role, mut figure: Figure) -> Figure {
    if let (Role::Rater(_), State::Unreadable(text)) = (role, &figure.state)
        && is_absence(text)
    {
        figure.state = State::Dash;
    }
    figure
}

/// How targets begin and end that name their side: `≥30%`, `不高于10%`, `95%及以上`.
const BEFORE: &[&str] = &[
    "≥",
    "≧",
    ">=",
    "＞=",
    "＞＝",
    ">",
    "＞",
    "≤",
    "≦",
    "<=",
    "＜=",
    "＜＝",
    "<",
    "＜",
    "不低于",
    "不少于",
    "不小于",
    "不高于",
    "不超过",
    "不大于",
    "不多于",
    "大于等于",
    "小于等于",
    "大于",
    "小于",
    "达到",
];
const BEHIND: &[&str] = &["及以上", "以上", "及以下", "以下", "以内", "之内"];

/// A target with its side is its figure: which side is better, the rule knows.
fn side(role: Role, mut figure: Figure) -> Figure {
    let (Role::Target, State::Unreadable(text)) = (role, &figure.state) else {
        return figure;
    };
    let whole = text.trim();
    let bare = BEFORE
        .iter()
        .find_map(|word| whole.strip_prefix(word))
        .unwrap_or(whole);
    let bare = BEHIND
        .iter()
        .find_map(|word| bare.strip_suffix(word))
        .unwrap_or(bare);
    if bare != whole
        && let Some(written) = read_number(bare)
    {
        figure.state = State::TextNumber(written.value);
    }
    figure
}

/// Figures in the criteria; a column of their own that is filled goes first.
fn in_criteria(cells: &Cells, spec: &Spec, criteria: CellRef, figures: &mut Vec<(Role, Figure)>) {
    for (role, in_words) in &spec.in_words {
        let own = figures.iter().find(|(other, _)| other == role);
        if own.is_some_and(|(_, figure)| figure.state != State::Blank) {
            continue;
        }
        let at = cells.location(cells.sheet.anchor(criteria));
        let told = cells
            .word(criteria)
            .map_or(Told::Nothing, |words| in_words.find(&words.value));
        let is_percent = matches!(told, Told::Percentage(_));
        let state = match told {
            Told::Figure(value) | Told::Percentage(value) => State::Number(value),
            Told::Nothing => State::Unstated,
            Told::Unclear(words) => State::Unreadable(words.into()),
        };
        let figure = Figure {
            at,
            state,
            shown_digits: None,
            is_percent,
            unit: Unit::ONE,
        };
        figures.retain(|(other, _)| other != role);
        figures.push((*role, figure));
    }
}

/// `(B)4` and `B 4分` in the cell of a judged score: the points, and the grade word that leads them.
fn behind_grades(spec: &Spec, read: &mut Read) {
    let Some(rule) = spec.rule.judged() else {
        return;
    };
    for (role, figure) in &mut read.figures {
        let State::Unreadable(text) = &figure.state else {
            continue;
        };
        if !matches!(role, Role::Score | Role::SelfScore) {
            continue;
        }
        let Some((word, rest)) = rule.grade_before(text) else {
            continue;
        };
        let Some(points) = read_number(&rest) else {
            continue;
        };
        if *role == Role::Score {
            let word = Located {
                value: word.to_owned(),
                at: figure.at,
            };
            read.words.insert(0, (Role::GradeWord, word));
        }
        figure.state = State::TextNumber(points.value);
    }
}
