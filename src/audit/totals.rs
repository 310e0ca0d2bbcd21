//! Subtotals and totals: A201, A202.

use super::blame::{Comparison, agrees, reported_or};
use super::{Card, Context};
use crate::finding::Code;
use crate::finding::{Cause, Finding};
use crate::mapping::Composition;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::text::Text;

/// A201: what a section's lines add up to.
pub(super) fn subtotals(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (section, figure) in card.card.subtotals.iter().enumerate() {
        let (Some(figure), Some(recomputed)) = (figure, card.scored.subtotals[section]) else {
            continue;
        };
        if agrees(figure, recomputed, context.mapping.line_digits()) {
            continue;
        }
        let name = &context.mapping.sections[section].name;
        let carried = line_variants(card)
            .into_iter()
            .filter_map(|points| card.chain.subtotal(section, &points));
        let comparison = Comparison {
            code: Code::A201,
            figure,
            recomputed,
            rounding: context.mapping.line_digits(),
            carried: carried.filter(|value| *value != recomputed).collect(),
            name: text!("「{name}」小计" / "subtotal {name}"),
        };
        let Some(finding) = comparison.finding() else {
            continue;
        };
        findings.push(by_policy(
            context,
            card,
            finding,
            card.chain.subtotal(section, &card.chain.exact_points()),
        ));
    }
}

/// A202: what the lines add up to.
pub(super) fn total(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let (Some(figure), Some(recomputed)) = (&card.card.total, card.scored.outcome.total) else {
        return;
    };
    if agrees(figure, recomputed, context.mapping.total_digits()) {
        return;
    }
    let comparison = Comparison {
        code: Code::A202,
        figure,
        recomputed,
        rounding: context.mapping.total_digits(),
        carried: carried_totals(context, card)
            .into_iter()
            .filter(|value| *value != recomputed)
            .collect(),
        name: text!("总分" / "total"),
    };
    let Some(mut finding) = comparison.finding() else {
        return;
    };
    if let Some(veto) = card.scored.veto {
        let name = &context.mapping.vetoes[veto].name;
        finding.message = finding.message.then(&text!(
            "触发了一票否决「{name}」。" / "The veto {name} applies."
        ));
    }
    finding = by_policy(
        context,
        card,
        finding,
        card.chain.total(&card.chain.exact_points()),
    );
    if finding.root {
        finding.message = finding.message.then(&sum_words(context, card));
    }
    findings.push(finding);
}

/// Where a sheet adds unrounded lines as a habit, its differences follow from that (A207).
fn by_policy(
    context: &Context,
    card: &Card,
    mut finding: Finding,
    unrounded: Option<Decimal>,
) -> Finding {
    let digits = context.mapping.total_digits();
    let reported = match finding.reported {
        Some(crate::finding::Stated::Figure(reported)) => reported,
        _ => return finding,
    };
    if finding.root
        && unrounded.is_some_and(|unrounded| super::blame::same(reported, unrounded, digits))
    {
        finding.cause = Some(Cause::UnroundedLines);
        finding.message = finding.message.then(&Cause::UnroundedLines.sentence());
        finding.root = !context.unrounded[card.card.table];
    }
    finding
}

/// The points of all lines as reported: with the figures of the cells, and with them rounded.
fn line_variants(card: &Card) -> Vec<Vec<Option<Ratio>>> {
    let lines = card.card.lines.iter().zip(card.chain.points());
    let stored: Vec<Option<Ratio>> = lines
        .map(|(line, points)| reported_or(line.figure(Role::Score), points))
        .collect();
    vec![stored]
}

/// The totals that would be right if the reported lines or subtotals were.
pub(super) fn carried_totals(context: &Context, card: &Card) -> Vec<Decimal> {
    let mut totals: Vec<Decimal> = Vec::new();
    let rounding = context.mapping.line_digits();
    for points in line_variants(card) {
        let rounded: Vec<Option<Ratio>> = points
            .iter()
            .map(|points| {
                points
                    .as_ref()
                    .and_then(|points| points.round(rounding).ok())
                    .map(Ratio::from)
            })
            .collect();
        totals.extend(card.chain.total(&rounded));
        totals.extend(card.chain.total(&points));
    }
    totals.extend(total_of_subtotals(context, card));
    totals
}

/// What a sheet gives that adds its subtotals, and the lines that stand in no section.
pub(super) fn total_of_subtotals(context: &Context, card: &Card) -> Option<Decimal> {
    if context.mapping.composition != Composition::Points
        || !card.card.subtotals.iter().any(Option::is_some)
    {
        return None;
    }
    let points = card.chain.points();
    let mut sum = Ratio::zero();
    let sections = &context.mapping.sections;
    let outer = card.card.subtotals.iter().enumerate();
    for (section, figure) in outer.filter(|(section, _)| sections[*section].within.is_none()) {
        sum = sum.plus(&reported_or(
            figure.as_ref(),
            card.scored.subtotals[section].map(Ratio::from),
        )?);
    }
    for (line, points) in card.card.lines.iter().zip(points) {
        if context.mapping.lines[line.spec].section.is_none() {
            sum = sum.plus(&reported_or(line.figure(Role::Score), points)?);
        }
    }
    card.chain.limited(&sum)
}

/// `计算:18.6 + 8.0 + … = 90.3。`
fn sum_words(context: &Context, card: &Card) -> Text {
    let shown =
        |points: &Option<Decimal>| points.map_or_else(|| "?".to_owned(), crate::rule::decimal);
    let terms: Vec<String> = card
        .scored
        .lines
        .iter()
        .enumerate()
        .map(
            |(index, line)| match (context.mapping.composition, card.chain.share(index)) {
                (Composition::Weighted, Some(share)) => {
                    format!("{} × {}", shown(&line.points), crate::rule::percent(&share))
                }
                _ => shown(&line.points),
            },
        )
        .collect();
    let (terms, total) = (terms.join(" + "), shown(&card.scored.outcome.total));
    text!("计算:{terms} = {total}。" / "Working: {terms} = {total}.")
}
