//! Digits: what the sheet's own formulas round to goes before what its figures show, and figures that come out whole
//! show nothing.

use super::plan::Plan;
use super::proof;
use crate::workbook::Workbook;

/// What most formulas of a figure do to it in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// `ROUND(…,1)`
    Digits(u32),
    /// They compute and round nothing.
    Whole,
}

/// Digits of figures that nobody rounds further.
const MOST_DIGITS: u32 = 2;

/// The digits that a formula rounds its result to.
fn rounded_to(formula: &str) -> Option<u32> {
    let inside = formula
        .trim_start_matches('=')
        .trim()
        .strip_prefix("ROUND(")?;
    let mut depth = 1_usize;
    let (mut comma, mut end) = (None, None);
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => comma = Some(at),
            _ => {}
        }
        if depth == 0 {
            end = Some(at);
            break;
        }
    }
    let (comma, end) = (comma?, end?);
    // ROUND(A1,1)+B1 is rounded in part.
    let is_last = inside[end + 1..].trim().is_empty();
    let digits = inside[comma + 1..end].trim();
    digits.parse().ok().filter(|_| is_last)
}

/// What most of these cells' formulas say, of so many cells.
pub(super) fn told<'a>(formulas: impl Iterator<Item = &'a str>, cells: usize) -> Option<Told> {
    let formulas: Vec<&str> = formulas.collect();
    let digits: Vec<u32> = formulas.iter().filter_map(|one| rounded_to(one)).collect();
    let times = |own: &u32| digits.iter().filter(|other| *other == own).count();
    let most = digits.iter().copied().max_by_key(times);
    if let Some(most) = most.filter(|most| times(most) * 2 > cells) {
        return Some(Told::Digits(most));
    }
    let rounds = [
        "ROUND", "INT(", "TRUNC", "FIXED(", "CEILING", "FLOOR", "TEXT(",
    ];
    let is_whole = |formula: &&&str| {
        let divides = formula.contains(['/', '*']);
        divides && !rounds.iter().any(|word| formula.contains(word))
    };
    (formulas.iter().filter(is_whole).count() * 2 > cells).then_some(Told::Whole)
}

impl Plan {
    /// Takes what the formulas of the lines' points say.
    pub fn rounds_lines(&mut self, told: Option<Told>) {
        match told {
            Some(Told::Digits(digits)) => {
                (self.line_digits, self.is_unrounded) = (digits, false);
            }
            Some(Told::Whole) => self.is_unrounded = true,
            None => return,
        }
        self.tells_line = true;
    }

    /// Takes what the formulas of the total say.
    pub fn rounds_total(&mut self, told: Option<Told>) {
        if let Some(Told::Digits(digits)) = told {
            self.total_digits = Some(digits);
            self.tells_total = true;
        }
    }

    /// Takes back digits that no figure of the workbook shows: points and totals that come out whole by chance prove no
    /// rounding.
    pub fn doubts_digits(&mut self, workbook: &Workbook) {
        let other_proof = |plan: &Plan| proof::prove(&plan.tried(), workbook).unwrap_or_default();
        if let Some(digits) = self
            .total_digits
            .filter(|digits| *digits < MOST_DIGITS && !self.tells_total)
        {
            self.total_digits = Some(MOST_DIGITS);
            let other = other_proof(self);
            if other.totals.hits < self.proof.totals.hits {
                self.total_digits = Some(digits);
            } else {
                self.proof = other;
                self.is_total_open = true;
            }
        }
        let hits = |plan: &Plan| {
            let lines = plan.proof.lines.iter().map(|share| share.hits);
            (lines.sum::<usize>(), plan.proof.totals.hits)
        };
        let is_shown = self.is_unrounded || self.tells_line || self.line_digits >= MOST_DIGITS;
        if is_shown || self.proof.people == 0 {
            return;
        }
        let mut other = self.clone();
        other.is_unrounded = true;
        other.proof = other_proof(&other);
        let (own, others) = (hits(self), hits(&other));
        if others.0 >= own.0 && others.1 >= own.1 {
            other.is_line_open = true;
            *self = other;
        }
    }
}
