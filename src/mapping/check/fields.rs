//! The fields of a person: what the mapping spells itself, and the usual spellings of the rest.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::spelling::Spelling;
use super::super::{Field, defaults, raw};
use super::Faults;
use super::parse::Parsed;
use crate::number::Decimal;

/// The spellings of every field that is looked for.
pub(super) fn fields(parsed: &Parsed, faults: &mut Faults) -> BTreeMap<Field, Vec<Spelling>> {
    let (raw, span) = (&parsed.head.fields, parsed.span("fields"));
    let listed = [
        (Field::Id, &raw.id),
        (Field::Name, &raw.name),
        (Field::Department, &raw.department),
        (Field::Position, &raw.position),
        (Field::Manager, &raw.manager),
        (Field::Period, &raw.period),
        (Field::Total, &raw.total),
        (Field::Grade, &raw.grade),
        (Field::Coefficient, &raw.coefficient),
        (Field::Base, &raw.base),
        (Field::Rate, &raw.rate),
        (Field::Payout, &raw.payout),
    ];
    let by_coefficient = parsed.head.payout.as_ref().is_some_and(|payout| {
        use raw::PayoutForm::{BaseCoefficient, BaseCoefficientTotal};
        matches!(payout.by, BaseCoefficient | BaseCoefficientTotal)
    });
    let prorate = prorate(&parsed.head);
    if prorate.is_some_and(|raw| raw.days.is_some_and(|days| days.0 <= Decimal::ZERO)) {
        faults.error(
            parsed.span("payout.prorate"),
            text!("应出勤天数 days 要大于 0" / "days must be more than 0"),
        );
    }
    // Attendance is looked for only where it counts.
    let attendance = [
        (Field::Attended, prorate.map(|raw| &raw.attended)),
        (
            Field::Due,
            prorate.filter(|raw| raw.days.is_none()).map(|raw| &raw.due),
        ),
    ];
    let attendance = attendance
        .into_iter()
        .filter_map(|(field, words)| Some((field, words?)));
    listed
        .into_iter()
        .chain(attendance)
        .map(|(field, words)| {
            let usual = || {
                let words = defaults::field(field).iter();
                let mut words: Vec<String> = words.map(|word| (*word).to_owned()).collect();
                // What a coefficient multiplies is 绩效基数 where 基本工资 stands there too.
                if field == Field::Base && by_coefficient {
                    words.sort_by_key(|word| !word.contains("基数") && !word.contains("绩效"));
                }
                words
            };
            (
                field,
                spellings(&words.clone().unwrap_or_else(usual), span, faults),
            )
        })
        .collect()
}

/// How the pay is prorated, as the mapping writes it.
pub(super) fn prorate(head: &raw::Mapping) -> Option<&raw::Prorate> {
    head.payout.as_ref()?.prorate.as_ref()
}

/// Headers as they are matched.
pub(super) fn spellings(
    words: &[String],
    span: &Range<usize>,
    faults: &mut Faults,
) -> Vec<Spelling> {
    let parsed = words.iter().filter_map(|word| match Spelling::parse(word) {
        Ok(spelling) => Some(spelling),
        Err(error) => {
            let told = error.to_string();
            faults.error(
                span,
                text!(
                    "正则表达式「{word}」有误：{told}" / "not a regular expression: {word}: {told}"
                ),
            );
            None
        }
    });
    parsed.collect()
}
