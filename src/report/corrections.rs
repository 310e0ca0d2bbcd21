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
use crate::number::{Mode, Rounding};
use crate::text::Text;
use crate::workbook::{Location, Value};

/// Digits at which a formula must give the recomputed figure where the scheme names none.
const EXACT: u32 = 6;

/// One cell's new value.
pub(super) struct Correction {
    pub value: NewValue,
    /// What the sheet reported, and what it should.
    reported: Option<Stated>,
    recomputed: Stated,
}

impl Correction {
    /// The sentence for the cell's note.
    pub fn told(&self) -> Text {
        let now = words::stated(&self.recomputed);
        let was = self.reported.as_ref().map(words::stated);
        match (self.value.keeps_formula, was) {
            (true, Some(was)) => text!(
                "已更正:公式没有改动,引用的数更正后结果是 {now}(原为 {was})"
                    / "Corrected: the formula is as it was; with right figures it gives {now} (it gave {was})"
            ),
            (true, None) => text!(
                "已更正:公式没有改动,引用的数更正后结果是 {now}"
                    / "Corrected: the formula is as it was; with right figures it gives {now}"
            ),
            (false, Some(was)) => text!(
                "已更正:本格已改为复核数 {now}(原填报 {was})"
                    / "Corrected: this cell now holds {now} ({was} was reported)"
            ),
            (false, None) => text!(
                "已更正:本格已改为复核数 {now}" / "Corrected: this cell now holds {now}"
            ),
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
    let right = |finding: &Finding| match finding.recomputed.as_ref()? {
        Stated::Figure(figure) => Some(Computed::Number(figure.trimmed())),
        Stated::Word(word) => Some(Computed::Text(word.clone())),
    };
    let changed = wrong
        .iter()
        .filter_map(|(at, finding)| Some((*at, right(finding)?)))
        .collect();
    let amended = Amended::new(workbook, changed);
    let mut corrections = BTreeMap::new();
    for (at, finding) in wrong {
        let Some((recomputed, right)) = finding.recomputed.clone().zip(right(finding)) else {
            continue;
        };
        let is_formula = workbook.sheets[at.sheet].formulas.contains_key(&at.cell);
        let kept = is_formula
            .then(|| formula(book, finding, at, &amended, &right))
            .flatten();
        let value = NewValue {
            cell: at.cell,
            keeps_formula: kept.is_some(),
            value: result(kept.unwrap_or(right)),
        };
        let correction = Correction {
            value,
            reported: finding.reported.clone(),
            recomputed,
        };
        corrections.insert(at, correction);
    }
    // Sums and the like that the audit does not judge: their formulas give something else now.
    for at in amended.stale() {
        let (Some(now), false) = (amended.formula(at), corrections.contains_key(&at)) else {
            continue;
        };
        let stored = match workbook.sheets[at.sheet].value(at.cell) {
            Value::Number(number) => Some(Computed::Number(*number)),
            Value::Text(text) => Some(Computed::Text(text.to_string())),
            // A truth value, a date or an error is for the spreadsheet to work out.
            Value::Empty | Value::Bool(_) | Value::Date(_) | Value::Error(_) => None,
        };
        if stored.is_none_or(|stored| stored == now) {
            continue;
        }
        let recomputed = match &now {
            Computed::Number(number) => Stated::Figure(*number),
            Computed::Text(text) => Stated::Word(text.clone()),
        };
        let correction = Correction {
            value: NewValue {
                cell: at.cell,
                value: result(now),
                keeps_formula: true,
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
    let settled_by_people = ["A105", "A107", "A203", "A204", "A206", "A207", "A305", "A401"];
    finding.severity == Severity::Error
        && finding.recomputed.is_some()
        && (code.starts_with('A') || finding.code == Code::R102)
        && !settled_by_people.contains(&code.as_str())
}

/// What a cell's formula gives, if that is the right figure.
fn formula(
    book: &Book,
    finding: &Finding,
    at: Location,
    amended: &Amended,
    right: &Computed,
) -> Option<Computed> {
    match (amended.formula(at), right) {
        (Some(Computed::Number(gives)), Computed::Number(right)) => {
            let digits = digits(book, finding, at);
            (gives.round(digits) == right.round(digits)).then_some(Computed::Number(gives))
        }
        (Some(gives), right) => (gives == *right).then_some(gives),
        // More than can be computed here: the audit has shown that the arithmetic is right.
        (None, right) => (finding.cause == Some(Cause::Carried)).then(|| right.clone()),
    }
}

/// The digits at which the figure of a place counts.
fn digits(book: &Book, finding: &Finding, at: Location) -> Rounding {
    let exact = Rounding {
        digits: EXACT,
        mode: Mode::HalfUp,
    };
    let Some(person) = book.person_of(finding) else {
        return exact;
    };
    match person.spot(at) {
        Some(Spot::Line(_)) => person.mapping.line_digits(),
        Some(Spot::Subtotal(_) | Spot::Total) => person.mapping.total_digits(),
        Some(Spot::Payout) => person.mapping.payout_rounding,
        _ => exact,
    }
}
