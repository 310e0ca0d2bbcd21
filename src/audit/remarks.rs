//! A107: deductions that the remarks state, against the points that are missing.

mod stated;

use std::collections::BTreeMap;

use super::blame::same;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::Composition;
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, Rule, decimal};
use crate::workbook::Location;

/// Every remark that states deductions; one that is merged over several lines speaks of them all.
pub(super) fn deductions(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    // On a scale that is weighted afterwards nobody knows which points a remark means.
    if context.mapping.composition == Composition::Weighted {
        return;
    }
    let mut remarks: BTreeMap<Location, (&str, Vec<usize>)> = BTreeMap::new();
    for (index, line) in card.card.lines.iter().enumerate() {
        for (_, words) in line
            .words()
            .iter()
            .filter(|(role, _)| *role == Role::Remark)
        {
            let remark = remarks
                .entry(words.at)
                .or_insert((&words.value, Vec::new()));
            remark.1.push(index);
        }
    }
    for (at, (words, lines)) in remarks {
        findings.extend(deduction(context, card, at, words, &lines));
    }
}

fn deduction(
    context: &Context,
    card: &Card,
    at: Location,
    words: &str,
    lines: &[usize],
) -> Option<Finding> {
    let stated = stated::deduction(words)?;
    let digits = context.mapping.line_digits();
    let (mut missing, mut reported_missing) = (Ratio::zero(), Ratio::zero());
    let (mut names, mut nothing_left) = (Vec::new(), true);
    for index in lines {
        let (line, scored) = (&card.card.lines[*index], &card.scored.lines[*index]);
        let spec = &context.mapping.lines[line.spec()];
        let by_occurrence = matches!(spec.rule, Rule::Deduction(_) | Rule::Steps(_));
        if spec.outside || !(by_occurrence || spec.rule.judged().is_some()) {
            return None;
        }
        let (points, reported) = (scored.points()?, line.value(Role::Score)?);
        // A judged score that had to be capped is told at its own cell.
        if !by_occurrence && !same(reported, points, digits) {
            return None;
        }
        // Points below 0 are what the line takes off by itself.
        let max = match spec.takes_off {
            true => Ratio::zero(),
            false => Ratio::from(spec.max),
        };
        missing = missing.plus(&max.minus(&Ratio::from(points)));
        reported_missing = reported_missing.plus(&max.minus(&Ratio::from(reported)));
        nothing_left &= match spec.takes_off {
            true => points == -spec.max,
            false => points.is_zero(),
        };
        names.push(spec.item.as_str());
    }
    let missing = missing.round(digits).ok()?;
    let reported_missing = reported_missing.round(digits).ok()?;
    let agrees = same(stated, missing, digits)
        || same(stated, reported_missing, digits)
        || (nothing_left && stated > missing);
    if agrees {
        return None;
    }
    let takes_off = context.mapping.composition == Composition::Deductions;
    Some(differs(at, &names, (stated, missing), takes_off))
}

fn differs(
    at: Location,
    names: &[&str],
    (stated, missing): (Decimal, Decimal),
    takes_off: bool,
) -> Finding {
    let (cell, said, lost, item) = (at.cell, decimal(stated), decimal(missing), names.join("、"));
    let message = match takes_off {
        true => text!(
            "{cell} 的备注写明「{item}」扣 {said} 分，扣分栏却扣 {lost} 分，两处对不上。请问评分人以哪个为准，改备注或改扣分；扣分暂照用。"
                / "{cell}: the remark deducts {said} from {item}; the deduction beside it is {lost}. Ask whoever judged which one holds; the deduction counts for now."
        ),
        false => text!(
            "{cell} 的备注写明「{item}」扣 {said} 分，满分减得分却是 {lost} 分，两处对不上。请问评分人以哪个为准，改备注或改得分；得分暂照用。"
                / "{cell}: the remark deducts {said} from {item}; max less score is {lost}. Ask whoever scored which one holds; the score counts for now."
        ),
    };
    let finding = Finding::new(Code::A107, message)
        .at(at.sheet, cell)
        .reporting(stated)
        .recomputing(missing);
    match names {
        [one] => finding.of_item(one),
        _ => finding,
    }
}
