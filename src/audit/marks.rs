//! Full marks in the brackets of headers and items: `销售额完成率（20分）` (A204, A205).

use super::Context;
use crate::extract::{Mark, Table, TableRows};
use crate::finding::{Code, Finding, Stated};
use crate::mapping::brackets::{Points, points_in};
use crate::mapping::{Composition, Line, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, ratio};
use crate::scorecard::Scorecard;
use crate::workbook::CellRef;

/// Every table's brackets, and what they add up to.
pub(super) fn header_maxima(context: &Context, findings: &mut Vec<Finding>) {
    for (index, table) in context.extraction.tables.iter().enumerate() {
        let mut cards = context.extraction.cards.iter().enumerate();
        let mut own = cards.by_ref().filter(|(_, card)| card.table == index);
        // The brackets of a form are one person's, those of a roster everybody's.
        let card = match (table.rows, own.next(), own.next()) {
            (TableRows::Lines, Some(card), None) => Some(card),
            _ => None,
        };
        let from = findings.len();
        of_table(context.mapping, table, card.map(|(_, card)| card), findings);
        if let Some((number, card)) = card {
            for finding in &mut findings[from..] {
                finding.card = Some(number);
                finding.employee = card.employee.key().map(str::to_owned);
            }
        }
    }
}

fn of_table(
    mapping: &Mapping,
    table: &Table,
    card: Option<&Scorecard>,
    findings: &mut Vec<Finding>,
) {
    let (mut sum, mut meant, mut told, mut differs) = (Ratio::zero(), Ratio::zero(), 0, false);
    let mut seen: Vec<CellRef> = Vec::new();
    // A bare number may be a footnote's, a percentage a target: they are full marks where another one is right.
    let is_right = |mark: &&Mark| {
        let line = mark.line.map(|line| &mapping.lines[line]);
        let stated = points_in(&mark.words).filter(|stated| !stated.sure);
        stated.is_some_and(|stated| {
            let expected = line.and_then(|line| expected(mapping, line));
            expected.is_some_and(|expected| expected.is_written_as(&stated.value.into()))
        })
    };
    let trusted = table.marks.iter().any(|mark| is_right(&mark));
    for mark in &table.marks {
        let line = mark.line.map(|line| &mapping.lines[line]);
        let outside = line.is_some_and(|line| line.outside);
        let stated = points_in(&mark.words).filter(|stated| stated.sure || trusted);
        let stated = stated.filter(|stated| !is_scale(mapping, stated));
        let Some(Points { value, .. }) = stated.filter(|_| !outside && !seen.contains(&mark.cell))
        else {
            continue;
        };
        seen.push(mark.cell);
        let stated = Ratio::from(value);
        sum = sum.plus(&stated);
        let listed = line.filter(|line| !line.is_own());
        let expected = listed.and_then(|line| expected(mapping, line));
        let is_right = |expected: &&Ratio| expected.is_written_as(&stated);
        meant = meant.plus(expected.as_ref().filter(is_right).unwrap_or(&stated));
        let Some(line) = line else { continue };
        told += 1;
        let Some(expected) = expected.filter(|expected| !expected.is_written_as(&stated)) else {
            continue;
        };
        differs = true;
        let (item, cell, shown, right) = (&line.item, mark.cell, decimal(value), ratio(&expected));
        let message = match mapping.composition {
            Composition::Points | Composition::Deductions => text!(
                "{cell} 写的「{item}」满分是 {shown}，考核方案规定是 {right}，按方案计分。"
                    / "{cell}: {item} is given a max of {shown}; the scheme says {right}, which counts."
            ),
            Composition::Weighted => text!(
                "{cell} 写的「{item}」权重是 {shown}%，考核方案规定是 {right}%，按方案计分。"
                    / "{cell}: {item} is given a weight of {shown}%; the scheme says {right}%, which counts."
            ),
        };
        let finding = Finding::new(Code::A205, message)
            .at(table.sheet, cell)
            .of_item(item);
        findings.push(finding.reporting(value).recomputing(expected.written()));
    }
    let is_whole = |lines: usize| lines > 0 && told == lines;
    let counted = |line: &&Line| !line.outside;
    let adds_up = match (card, table.rows) {
        // A column of full marks has a sum of its own.
        (Some(card), _) => {
            let has_column = card.lines.iter().any(|line| {
                line.figure(crate::rule::Role::Max).is_some()
                    || line.figure(crate::rule::Role::Weight).is_some()
            });
            let lines = card.lines.iter().map(|line| &mapping.lines[line.spec()]);
            // Where these are weights of people's own lines, their sum is told with all others.
            let by_own =
                mapping.composition == Composition::Weighted && lines.clone().any(Line::is_own);
            has_column || by_own || !is_whole(lines.filter(counted).count())
        }
        (None, TableRows::People) => {
            !differs || !is_whole(mapping.lines.iter().filter(counted).count())
        }
        (None, TableRows::Lines) => true,
    };
    // Sections with weights of their own are wholes, and several.
    let is_whole = mapping.composition != Composition::Deductions && !mapping.weights_sections();
    if !adds_up && ![&sum, &meant].contains(&&Ratio::from(100)) && is_whole {
        findings.push(sum_differs(mapping, table, &sum));
    }
}

/// What the mapping says of a line's max, or of its weight on a scale of 100.
fn expected(mapping: &Mapping, line: &Line) -> Option<Ratio> {
    match mapping.composition {
        Composition::Points => Some(line.max.into()),
        Composition::Deductions => None,
        Composition::Weighted => {
            let weight = line.weight_for(None)?;
            Some(weight.times(&Ratio::from(100)))
        }
    }
}

fn sum_differs(mapping: &Mapping, table: &Table, sum: &Ratio) -> Finding {
    let total = sum.exact(6).map(decimal).unwrap_or_default();
    let (zh, en) = match mapping.composition {
        Composition::Points | Composition::Deductions => ("满分", "maxima"),
        Composition::Weighted => ("权重", "weights"),
    };
    let message = match table.rows {
        TableRows::People => text!(
            "表头上各项{zh}合计 {total}，不是 100。请核对表头。"
                / "The {en} in the header add up to {total}, not 100."
        ),
        TableRows::Lines => text!(
            "表上各项{zh}合计 {total}，不是 100。请核对各项名称后面写的{zh}。"
                / "The {en} behind the items add up to {total}, not 100."
        ),
    };
    let mut finding = Finding::new(Code::A204, message);
    (finding.sheet, finding.cell) = (Some(table.sheet), table.sum_header);
    finding.reported = sum.exact(6).map(Stated::Figure);
    finding.recomputed = Some(Stated::Figure(Decimal::HUNDRED));
    finding
}

/// True for full marks where weights count: `（满分100分）` says out of how much a line is judged, not what it weighs.
fn is_scale(mapping: &Mapping, stated: &Points) -> bool {
    mapping.composition == Composition::Weighted
        && !stated.weight
        && mapping.lines.iter().any(|line| line.max == stated.value)
}
