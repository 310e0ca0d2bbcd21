//! Recomputed figures in the place of wrong ones, where the user asked for a workbook that is ready for payroll.
//!
//! A formula that gives the right figure once the figures before it are right stays a formula: only its stored result
//! changes. Held people's figures stay as they are.

use std::collections::BTreeMap;

use super::people::{Book, Spot};
use super::{Corrections, words};
use crate::examination::Status;
use crate::finding::{Cause, Code, Finding, Severity, Stated};
use crate::formula::{Amended, Computed};
use crate::markup::{FormulaResult, NewValue};
use crate::number::{Decimal, Mode, Rounding};
use crate::rule::Role;
use crate::scorecard::{Figure, Line, Unit};
use crate::text::Text;
use crate::workbook::{Location, Value};

/// How often figures that were right by accident are looked for.
const MAX_ROUNDS: usize = 8;
/// Where the scheme names no digits at which a formula must give the recomputed figure.
const EXACT: Rounding = Rounding {
    digits: 6,
    mode: Mode::HalfUp,
};

/// One cell's new value.
pub(super) struct Correction {
    pub value: NewValue,
    /// What the sheet reported, as people write it.
    reported: Option<String>,
    /// What it should.
    recomputed: String,
}

impl Correction {
    /// The sentence for the cell's note.
    pub fn told(&self) -> Text {
        let now = &self.recomputed;
        match (self.value.keeps_formula, &self.reported) {
            (true, Some(was)) => text!(
                "已更正：公式没有改动，引用的数更正后结果是 {now}（原为 {was}）"
                    / "Corrected: the formula is as it was; with right figures it gives {now} (it gave {was})"
            ),
            (true, None) => text!(
                "已更正：公式没有改动，引用的数更正后结果是 {now}"
                    / "Corrected: the formula is as it was; with right figures it gives {now}"
            ),
            (false, Some(was)) => text!(
                "已更正：本格已改为复核数 {now}（原填报 {was}）"
                    / "Corrected: this cell now holds {now} ({was} was reported)"
            ),
            (false, None) => {
                text!("已更正：本格已改为复核数 {now}" / "Corrected: this cell now holds {now}")
            }
        }
    }
}

/// The new values by place; none unless the user asked for them.
pub(super) fn corrections(book: &Book) -> BTreeMap<Location, Correction> {
    if book.input.corrections == Corrections::Beside {
        return BTreeMap::new();
    }
    let workbook = &book.examination.workbook;
    let mut wrong: BTreeMap<Location, &Finding> = BTreeMap::new();
    for finding in &book.examination.findings {
        if let Some(at) = place(book, finding) {
            wrong.entry(at).or_insert(finding);
        }
    }
    let units = units(book);
    let right = |at: Location, finding: &Finding| match finding.recomputed.as_ref()? {
        Stated::Figure(figure) => Some(Computed::Number(written(&units, at, figure.trimmed()))),
        Stated::Word(word) => Some(Computed::Text(word.clone())),
    };
    let mut changed: BTreeMap<Location, Computed> = wrong
        .iter()
        .filter_map(|(at, finding)| Some((*at, right(*at, finding)?)))
        .collect();
    let is_formula = |at: &Location| {
        let sheet = workbook.sheets.get(at.sheet);
        sheet.is_some_and(|sheet| sheet.formulas.contains_key(&at.cell))
    };
    let judged = judged(book, &units);
    // What was right although a figure before it was wrong becomes wrong when that one is corrected: it is corrected
    // with it, and so on.
    let mut results = BTreeMap::new();
    let mut stale: Vec<Location> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let amended = Amended::new(workbook, changed.clone());
        stale = amended.stale().collect();
        let formulas = changed.keys().copied().filter(is_formula);
        results = amended.results(formulas.chain(stale.iter().copied()));
        let before = changed.len();
        for at in &stale {
            if let (Some(Judged::Right(right, digits)), Some(now)) =
                (judged.get(at), results.get(at))
                && !now_is(now, right, *digits)
            {
                changed.insert(*at, right.clone());
            }
        }
        if changed.len() == before {
            break;
        }
    }
    let mut corrections = BTreeMap::new();
    for (at, finding) in wrong {
        let Some(right) = right(at, finding) else {
            continue;
        };
        let kept = is_formula(&at)
            .then(|| formula(book, finding, at, results.get(&at), &right))
            .flatten();
        let value = NewValue {
            cell: at.cell,
            keeps_formula: kept.is_some(),
            value: result(kept.unwrap_or(right)),
        };
        let compared = words::compared(finding);
        let correction = Correction {
            value,
            reported: compared.reported,
            recomputed: compared.recomputed.unwrap_or_default(),
        };
        corrections.insert(at, correction);
    }
    for at in changed.keys().copied().chain(stale) {
        if corrections.contains_key(&at) {
            continue;
        }
        let (value, keeps_formula) = match (judged.get(&at), results.get(&at)) {
            (Some(Judged::Held), _) | (_, None) => continue,
            (Some(Judged::Right(right, digits)), Some(now)) if !now_is(now, right, *digits) => {
                (right.clone(), false)
            }
            // Sums and the like that the audit does not judge, too.
            (_, Some(now)) => (now.clone(), true),
        };
        let stored = match workbook.sheets[at.sheet].value(at.cell) {
            Value::Number(number) => Some(Computed::Number(*number)),
            Value::Text(text) => Some(Computed::Text(text.to_string())),
            // A truth value, a date or an error is for the spreadsheet to work out.
            Value::Empty | Value::Bool(_) | Value::Date(_) | Value::Error(_) => None,
        };
        if stored.is_none_or(|stored| keeps_formula && stored == value) {
            continue;
        }
        let recomputed = match &value {
            Computed::Number(number) => number.grouped(),
            Computed::Text(text) => text.clone(),
        };
        let correction = Correction {
            value: NewValue {
                cell: at.cell,
                value: result(value),
                keeps_formula,
            },
            reported: None,
            recomputed,
        };
        corrections.insert(at, correction);
    }
    corrections
}

fn result(value: Computed) -> FormulaResult {
    match value {
        Computed::Number(number) => FormulaResult::Number(number),
        Computed::Text(text) => FormulaResult::Text(text),
    }
}

/// The cell of a wrong figure that can be corrected.
fn place(book: &Book, finding: &Finding) -> Option<Location> {
    if !corrects(finding) {
        return None;
    }
    let held = |person: &super::people::Person| person.status == Status::Held;
    if book.person_of(finding).is_some_and(held) {
        return None;
    }
    let sheet = finding.sheet?;
    let source = book.examination.workbook.sheets.get(sheet)?;
    let cell = source.anchor(finding.cell?);
    // A header or a label that names a figure is no figure.
    let is_words = matches!(source.value(cell), Value::Text(_))
        && (finding.code == Code::A205 || finding.reported.is_none());
    (!is_words).then_some(Location { sheet, cell })
}

/// A wrong figure or grade of which the right one is known.
fn corrects(finding: &Finding) -> bool {
    let code = finding.code.to_string();
    // Allowed values, remarks, sums of weights, parameters and habits are for people to settle.
    let settled_by_people = [
        "A105", "A107", "A203", "A204", "A206", "A207", "A305", "A401",
    ];
    // The sum of a column is nobody's figure: formulas follow what they add, and a typed one is for people to settle.
    let is_of_column = finding.card.is_none() && matches!(finding.code, Code::A202 | Code::A402);
    finding.severity == Severity::Error
        && finding.recomputed.is_some()
        && !is_of_column
        && (code.starts_with('A') || finding.code == Code::R102)
        && !settled_by_people.contains(&code.as_str())
}

/// What a cell's formula gives, if that is the right figure.
fn formula(
    book: &Book,
    finding: &Finding,
    at: Location,
    gives: Option<&Computed>,
    right: &Computed,
) -> Option<Computed> {
    match gives {
        Some(gives) => now_is(gives, right, digits(book, finding, at)).then(|| gives.clone()),
        // More than can be computed here: the audit has shown that the arithmetic is right.
        None => (finding.cause == Some(Cause::Carried)).then(|| right.clone()),
    }
}

/// True where a formula's result is the right figure, at the digits that count.
fn now_is(now: &Computed, right: &Computed, digits: Rounding) -> bool {
    match (now, right) {
        (Computed::Number(now), Computed::Number(right)) => {
            now.round(digits) == right.round(digits)
        }
        (now, right) => now == right,
    }
}

/// A figure that the audit judges.
enum Judged {
    /// What the rules give, and the digits that count.
    Right(Computed, Rounding),
    /// Somebody's who is held.
    Held,
}

/// The cells whose figures stand in a unit of their own: a corrected one stands in it too.
fn units(book: &Book) -> BTreeMap<Location, Unit> {
    let cards = book.people.iter().map(|person| person.card);
    let figures = cards.flat_map(|card| {
        let lines = card.lines.iter().flat_map(Line::figures);
        let figures = lines.map(|(_, figure)| (figure.at, figure.unit));
        let sums = card.subtotals.iter().flatten().chain(&card.coefficient);
        figures.chain(sums.map(|figure| (figure.at, figure.unit)))
    });
    figures.filter(|(_, unit)| *unit != Unit::ONE).collect()
}

/// A figure as its cell would hold it.
fn written(units: &BTreeMap<Location, Unit>, at: Location, value: Decimal) -> Decimal {
    let own = units.get(&at).and_then(|unit| unit.written(value));
    own.unwrap_or(value)
}

/// Every figure of every person that the rules give.
fn judged(book: &Book, units: &BTreeMap<Location, Unit>) -> BTreeMap<Location, Judged> {
    let mut judged = BTreeMap::new();
    for person in &book.people {
        let (card, scored, mapping) = (person.card, person.scored, person.mapping);
        let outcome = &scored.outcome;
        let (line, total) = (mapping.line_digits(), mapping.total_digits());
        let mut figures: Vec<(Option<Location>, Option<Computed>, Rounding)> = Vec::new();
        let number = |value: Option<Decimal>| value.map(Computed::Number);
        for (index, one) in card.lines.iter().enumerate() {
            let at = one.figure(Role::Score).map(|figure| figure.at);
            figures.push((at, number(scored.lines[index].points()), line));
            if let Some(weighted) = one.figure(Role::Weighted) {
                let right = number(person.chain().weighted(index));
                figures.push((Some(weighted.at), right, mapping.weighted_digits()));
            }
        }
        for (index, one) in card.subtotals.iter().enumerate() {
            let right = scored.subtotals.get(index).copied().flatten();
            figures.push((one.as_ref().map(|one| one.at), number(right), total));
        }
        let at = |figure: &Option<Figure>| figure.as_ref().map(|figure| figure.at);
        figures.push((at(&card.total), number(outcome.total), total));
        let grade = card.grade.as_ref().map(|grade| grade.at);
        let word = person.grade().map(|grade| Computed::Text(grade.to_owned()));
        figures.push((grade, word, EXACT));
        figures.push((at(&card.coefficient), number(outcome.coefficient), EXACT));
        let paid = mapping.payout_rounding;
        figures.push((at(&card.payout), number(outcome.payout), paid));
        for (at, right, digits) in figures {
            let Some(at) = at else {
                continue;
            };
            if person.status == Status::Held {
                judged.insert(at, Judged::Held);
            } else if let Some(right) = right {
                let right = match right {
                    Computed::Number(value) => Computed::Number(written(units, at, value)),
                    word => word,
                };
                judged.insert(at, Judged::Right(right, digits));
            }
        }
    }
    judged
}

/// The digits at which the figure of a place counts.
fn digits(book: &Book, finding: &Finding, at: Location) -> Rounding {
    let Some(person) = book.person_of(finding) else {
        return EXACT;
    };
    match person.spot(at) {
        Some(Spot::Line(_)) => person.mapping.line_digits(),
        Some(Spot::Weighted(_)) => person.mapping.weighted_digits(),
        Some(Spot::Subtotal(_) | Spot::Total) => person.mapping.total_digits(),
        Some(Spot::Payout) => person.mapping.payout_rounding,
        _ => EXACT,
    }
}
