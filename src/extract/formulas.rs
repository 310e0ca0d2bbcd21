//! Figures whose stored value is not what their formula computes to, and formulas that could not be checked.
//!
//! A score or a total that is out of date is compared like any other: by the rules. An input that is out of date has
//! two values, the one that everybody sees and the one that the next calculation will bring, and nothing on the sheet
//! says which was meant: the person is held until the workbook has been calculated and saved.

use std::collections::BTreeSet;

use super::{Extraction, Hold};
use crate::finding::Code;
use crate::formula::{Amended, Checked, Computed, FormulaColumns, Formulas};
use crate::mapping::Mapping;
use crate::number::{Decimal, Mode, Rounding};
use crate::rule::{Role, Rule};
use crate::scorecard::{Figure, Scorecard};
use crate::workbook::{Location, Value, Workbook};

/// How often what is out of date is looked at anew without what was found to be calculated.
const MAX_ROUNDS: usize = 8;

/// A figure or a word that the audit reads, and how its value counts.
struct Read {
    at: Location,
    /// The number as it stands in the cell.
    stored: Option<Decimal>,
    shown_digits: Option<u8>,
    /// It is scored with; what is not is only compared.
    is_input: bool,
    /// The digits at which it is compared.
    digits: Option<Rounding>,
}

/// Checks every formula that the cards' figures stand in.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    let columns = FormulaColumns::new(workbook);
    if columns.are_none() {
        return;
    }
    let is_off = mapping.severities.get(&Code::A403) == Some(&None);
    let mut formulas = Formulas::new(workbook);
    let mut seen: BTreeSet<Location> = BTreeSet::new();
    let mut stale: Vec<Stale> = Vec::new();
    for (card, one) in extraction.cards.iter().enumerate() {
        for read in reads(mapping, one) {
            if !columns.hold(read.at) || !seen.insert(read.at) {
                continue;
            }
            let computed = match formulas.check(read.at) {
                Some(Checked::Other(computed)) => computed,
                Some(Checked::Not(why)) => {
                    *extraction.unchecked.entry(why).or_default() += 1;
                    continue;
                }
                Some(Checked::Same) | None => continue,
            };
            if !is_shown_so(&read, &computed) {
                stale.push(Stale {
                    card,
                    read,
                    computed,
                });
            }
        }
    }
    take_out_the_calculated(workbook, &mut stale);
    let mut held = None;
    for Stale { card, read, .. } in &stale {
        if read.is_input && !is_off && held.replace(*card) != Some(*card) {
            let cell = read.at.cell;
            let reason = text!(
                "{cell} 的公式结果没有更新" / "the result of the formula in {cell} is out of date"
            );
            let card = *card;
            extraction.holds.push(Hold { card, reason });
        }
    }
    let stale = stale.into_iter().map(|one| (one.read.at, one.computed));
    extraction.stale.extend(stale);
}

/// A stored result that its formula does not give for what stands in the cells that it names.
struct Stale {
    card: usize,
    read: Read,
    computed: Computed,
}

/// A result that follows from what the next calculation brings to the cells that it names was calculated after them: it
/// is theirs alone that is out of date.
fn take_out_the_calculated(workbook: &Workbook, stale: &mut Vec<Stale>) {
    for _ in 0..MAX_ROUNDS {
        if stale.len() < 2 {
            return;
        }
        let brought = stale.iter().map(|one| (one.read.at, one.computed.clone()));
        let amended = Amended::new(workbook, brought.collect());
        let anew = amended.results(stale.iter().map(|one| one.read.at));
        let before = stale.len();
        stale.retain(|one| {
            let anew = anew.get(&one.read.at);
            !anew.is_some_and(|anew| is_stored(workbook, &one.read, anew))
        });
        if stale.len() == before {
            return;
        }
    }
}

/// True where a cell holds a value, as far as it counts or shows.
fn is_stored(workbook: &Workbook, read: &Read, value: &Computed) -> bool {
    let stored = workbook.sheets[read.at.sheet].value(read.at.cell);
    match (value, stored) {
        (Computed::Text(value), Value::Text(stored)) => **stored == **value,
        (Computed::Number(value), Value::Number(stored)) => {
            value == stored || is_shown_so(read, &Computed::Number(*value))
        }
        _ => false,
    }
}

/// Equal at the digits that count or show: a workbook may be set to compute with what it shows.
fn is_shown_so(read: &Read, computed: &Computed) -> bool {
    let Some((stored, computed)) = read.stored.zip(computed.number()) else {
        return false;
    };
    let is = |rounding: Rounding| computed.round(rounding) == stored.round(rounding);
    let shown = read.shown_digits.map(|digits| Rounding {
        digits: u32::from(digits),
        mode: Mode::HalfUp,
    });
    read.digits.is_some_and(is) || shown.is_some_and(|shown| computed.round(shown) == stored)
}

/// What the audit reads of a card.
fn reads(mapping: &Mapping, card: &Scorecard) -> impl Iterator<Item = Read> {
    let compared = |figure: &Figure, digits: Rounding| Read {
        is_input: false,
        digits: Some(digits),
        ..input(figure)
    };
    let lines = card.lines.iter().flat_map(move |line| {
        let spec = &mapping.lines[line.spec()];
        let own = line.all_figures();
        own.filter_map(move |(role, figure)| match role {
            Role::Score if spec.rule.judged().is_some() => Some(input(&figure)),
            Role::Score => Some(compared(&figure, mapping.line_digits())),
            Role::Weighted => Some(compared(&figure, mapping.weighted_digits())),
            Role::Actual | Role::Target | Role::Previous | Role::Raw | Role::Rater(_) => {
                let is_needed = matches!(role, Role::Rater(_)) || spec.rule.needs().contains(&role);
                let is_raw = matches!(spec.rule, Rule::Raters(_)) || is_needed;
                is_raw.then(|| input(&figure))
            }
            Role::Attainment => Some(Read {
                is_input: false,
                ..input(&figure)
            }),
            _ => None,
        })
    });
    let subtotals = card.subtotals.iter().enumerate();
    let subtotals = subtotals.filter_map(move |(section, figure)| {
        Some(compared(figure.as_ref()?, mapping.subtotal_digits(section)))
    });
    let total = card.total.iter();
    let total = total.map(move |figure| compared(figure, mapping.total_digits()));
    let pay = card.payout.iter();
    let pay = pay.map(move |figure| compared(figure, mapping.payout_rounding));
    let coefficient = card.coefficient.iter().map(move |figure| Read {
        is_input: false,
        ..input(figure)
    });
    let inputs = card.base.iter().chain(&card.rate);
    let inputs = inputs.filter(move |_| mapping.pays()).map(input);
    let grade = card.grade.iter().map(|word| Read {
        at: word.at,
        stored: None,
        shown_digits: None,
        is_input: false,
        digits: None,
    });
    lines
        .chain(subtotals)
        .chain(total)
        .chain(coefficient)
        .chain(inputs)
        .chain(pay)
        .chain(grade)
}

/// A figure that is scored with.
fn input(figure: &Figure) -> Read {
    Read {
        at: figure.at,
        stored: figure.written(),
        shown_digits: figure.shown_digits,
        is_input: true,
        digits: None,
    }
}
