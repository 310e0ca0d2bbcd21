//! The pay of a person as a live formula that gives the exact figure although a spreadsheet computes in binary.
//!
//! The exact product of base, rate and total has few decimal digits. Rounding the binary product to those digits first
//! gives that decimal back, because a double carries 15 digits surely; only then is it rounded to what is paid, and a
//! tie is seen as one: `ROUND(ROUND(L4*M4*H4/100,6),2)`. A product without an end (a share of 21.75 days) is none and needs
//! to be far enough from one. Where the digits are too many for that, there is no formula and the number stands alone.

use super::people::Person;
use super::workings::exact_pay;
use crate::mapping::Payout;
use crate::mapping::spelling::fold;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook::Location;

/// Digits that a double carries surely; one is kept for the error of the multiplications.
const SURE_DIGITS: u32 = 14;
/// Digits after the point at which products are put right, where they have no more.
const USUAL_DIGITS: u32 = 6;
/// The most digits after the point that a product may have.
const MOST_DIGITS: u32 = 9;

/// The most grades that are told apart in a formula: a spreadsheet nests 64 functions.
const MOST_GRADES: usize = 32;

/// The cells that a person's formula reads.
pub(super) struct Cells {
    pub total: String,
    pub grade: String,
    pub coefficient: String,
    pub base: String,
    pub rate: String,
}

/// The digits after the point at which the products of a whole column are put right.
pub(super) fn digits<'a>(people: impl Iterator<Item = &'a Person<'a>>) -> u32 {
    let own = people.filter_map(|person| exact_pay(person)?.exact(MOST_DIGITS));
    own.map(Decimal::scale)
        .fold(USUAL_DIGITS, |most, own| most.max(own))
}

/// The formula of a person's pay, where a spreadsheet computes it exactly.
pub(super) fn pay(person: &Person, cells: &Cells, digits: u32) -> Option<String> {
    let stands = |at: &Location| person.scored.stands.contains_key(at);
    let is_accepted = (person.card.payout.as_ref()).is_some_and(|paid| stands(&paid.at));
    if is_accepted {
        return None;
    }
    let total = person.total().filter(|total| !total.is_negative())?;
    let mapping = person.mapping;
    let Cells {
        total: at,
        grade,
        coefficient,
        base,
        rate,
    } = cells;
    let fails = mapping.pass_mark.is_some_and(|mark| total < mark);
    let product = match exact_pay(person) {
        Some(exact) => match exact.exact(digits) {
            Some(exact) => exact,
            None => endless(&exact, digits, mapping.payout_rounding)?,
        },
        None if fails => Decimal::ZERO,
        None => return None,
    };
    if !is_sure(product, digits) {
        return None;
    }
    let function = function(mapping.payout_rounding.mode)?;
    let full = mapping.full_total.trimmed();
    let product = match mapping.payout.as_ref()? {
        Payout::BaseRate { .. } => format!("{base}*{rate}*{at}/{full}"),
        Payout::Fixed { .. } => format!("{base}*{at}/{full}"),
        Payout::BaseCoefficient { by_total, .. } => match by_total {
            true => format!("{base}*{coefficient}*{at}/{full}"),
            false => format!("{base}*{coefficient}"),
        },
        Payout::Grade => by_grade(person, grade)?,
    };
    let product = match person.chain().days() {
        Some((attended, due)) => format!("{product}*{attended}/{due}"),
        None => product,
    };
    let (exact, graded) = (total.into(), person.scored.outcome.graded());
    // Where more was taken off than there is, the formula would owe money.
    if !fails && person.chain().is_short(&exact, graded) {
        return None;
    }
    let plain = |figure: Decimal| figure.trimmed().to_string();
    let product = product + &person.chain().adjustment_terms(["*", "+", "-"], plain);
    let paid = mapping.payout_rounding.digits;
    let rounded = format!("{function}(ROUND({product},{digits}),{paid})");
    Some(match mapping.pass_mark {
        Some(mark) => format!("IF({at}<{},0,{rounded})", mark.trimmed()),
        None => rounded,
    })
}

/// A product without an end at the digits at which it is put right, where one digit more or less there pays the same.
fn endless(exact: &Ratio, digits: u32, paid: Rounding) -> Option<Decimal> {
    let near = Rounding {
        digits,
        mode: Mode::HalfUp,
    };
    let step = Ratio::from(Decimal::new(2, digits)?);
    let [less, more] = [exact.minus(&step), exact.plus(&step)];
    let is_same = less.round(paid).ok()? == more.round(paid).ok()?;
    exact.round(near).ok().filter(|_| is_same)
}

/// `IF(J4="A",1000,IF(J4="B",600,0))`: what each grade pays in the person's position, by the word in the grade's cell.
fn by_grade(person: &Person, cell: &str) -> Option<String> {
    let chain = person.chain();
    let grades = person.mapping.grades.iter().enumerate();
    let pays = grades.filter_map(|(index, grade)| {
        let pay = chain.grade_pay(chain.graded(Some(index)))?;
        Some((index, grade.name.as_str(), pay))
    });
    let pays: Vec<(usize, &str, Decimal)> = pays.collect();
    // A spreadsheet knows a grade by its word alone, in small letters or capitals.
    let word = fold(person.grade().unwrap_or_default());
    let first = pays.iter().find(|(_, name, _)| fold(name) == word);
    let is_own = first.map(|(index, ..)| *index) == person.scored.outcome.grade;
    if !is_own || pays.len() > MOST_GRADES {
        return None;
    }
    let nested = pays
        .iter()
        .rev()
        .fold("0".to_owned(), |rest, (_, name, pay)| {
            let (name, pay) = (name.replace('"', "\"\""), pay.trimmed());
            format!("IF({cell}=\"{name}\",{pay},{rest})")
        });
    Some(nested)
}

/// `minuend - subtrahend` at the digits at which they are compared, where a spreadsheet computes it exactly.
pub(super) fn difference(
    minuend: (&str, Decimal),
    subtrahend: (&str, Decimal),
    digits: u32,
) -> Option<String> {
    let ((left, a), (right, b)) = (minuend, subtrahend);
    let fit =
        a.scale() <= digits && b.scale() <= digits && is_sure(a, digits) && is_sure(b, digits);
    fit.then(|| format!("ROUND({left}-{right},{digits})"))
}

fn is_sure(value: Decimal, digits: u32) -> bool {
    let whole = SURE_DIGITS.saturating_sub(digits);
    10i64
        .checked_pow(whole)
        .is_some_and(|limit| value.abs() < Decimal::from(limit))
}

/// No spreadsheet has a function for 四舍六入五成双.
fn function(mode: Mode) -> Option<&'static str> {
    match mode {
        Mode::HalfUp => Some("ROUND"),
        Mode::Down => Some("ROUNDDOWN"),
        Mode::Up => Some("ROUNDUP"),
        Mode::HalfEven => None,
    }
}
