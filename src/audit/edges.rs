//! Totals and the edges that grade and pay hang on: right at one (A305), or below them all (S101).

use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::number::{Decimal, Ratio};
use crate::rule::decimal;
use crate::scorecard::Figure;

/// How near an edge a total is worth a look, of a full total: 0.1 of 100.
const NEAR: i64 = 1_000;

/// 0.1 on a scale of 100; elsewhere in proportion, and one step of rounding at least.
fn near(mapping: &Mapping) -> Decimal {
    let share = Ratio::from(mapping.full_total).over(&Ratio::from(NEAR));
    let share = share.and_then(|share| share.exact(6)).unwrap_or_default();
    match mapping.full_total == Decimal::HUNDRED {
        true => share,
        false => {
            let step = Decimal::new(1, mapping.total_digits().digits);
            share.max(step.unwrap_or_default())
        }
    }
}

/// A305: a total within 0.1 of the pass mark or of a grade's edge.
pub(super) fn near_edge(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some(total) = card.scored.outcome.total else {
        return;
    };
    let edges = context
        .mapping
        .grades
        .iter()
        .filter(|grade| grade.from > Decimal::ZERO)
        .map(|grade| grade.from);
    let near = near(context.mapping);
    let is_near = |edge: &Decimal| {
        total
            .minus(*edge)
            .is_some_and(|distance| distance.abs() <= near)
    };
    let Some(edge) = context
        .mapping
        .pass_mark
        .into_iter()
        .chain(edges)
        .find(is_near)
    else {
        return;
    };
    let other_side = if total >= edge {
        edge.minus(near)
    } else {
        Some(edge)
    };
    // Where the pay follows from the total alone, a grade's edge moves no money.
    let pays_at_edge = context.mapping.pass_mark == Some(edge) || context.mapping.pays_by_grade();
    let moved = other_side.filter(|_| pays_at_edge).and_then(|other| {
        let (here, there) = (
            card.scored.outcome.payout?,
            card.chain.onward(Some(other)).payout?,
        );
        here.minus(there)
    });
    let (called, total_shown, edge_shown) =
        (card.card.employee.called(), decimal(total), decimal(edge));
    let mut message = if total == edge {
        text!(
            "{called}的总分正好是 {edge_shown} 这条线，少一点结果就不同，请再核一遍。"
                / "The total of {called} is exactly the edge of {edge_shown}: worth a second look."
        )
    } else {
        text!(
            "{called}的总分 {total_shown} 紧贴 {edge_shown} 这条线，差一点结果就不同，请再核一遍。"
                / "The total of {called}, {total_shown}, stands right at the edge of {edge_shown}: worth a second look."
        )
    };
    if let Some(moved) = moved.filter(|moved| !moved.is_zero()) {
        let amount = moved.abs().grouped();
        message = message.then(&text!("关系到 {amount} 元。" / "{amount} yuan hang on it."));
    }
    let at = card
        .card
        .total
        .as_ref()
        .map(|figure| figure.at)
        .or(card.card.employee.at());
    let finding = Finding::new(Code::A305, message).recomputing(total);
    let mut finding = match at {
        Some(at) => finding.at(at.sheet, at.cell),
        None => finding,
    };
    finding.reported = card
        .card
        .total
        .as_ref()
        .and_then(Figure::value)
        .map(Into::into);
    findings.push(finding);
}

/// S101: a total that earns no grade, where the pay hangs on the grade.
pub(super) fn ungraded(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let outcome = &card.scored.outcome;
    let lowest = context.mapping.grades.iter().map(|grade| grade.from).min();
    let (Some(total), Some(lowest), None, None) =
        (outcome.total, lowest, outcome.grade, outcome.payout)
    else {
        return;
    };
    let at = card.card.total.as_ref().map(|figure| figure.at);
    let Some(at) = at
        .or(card.card.employee.at())
        .filter(|_| context.mapping.pays_by_grade())
    else {
        return;
    };
    let (called, total, lowest) = (card.card.employee.called(), decimal(total), decimal(lowest));
    let message = text!(
        "{called}的总分 {total} 够不上方案里的任何等级（最低的一等要 {lowest} 分），绩效工资算不出来，此人待核。请在方案里补上这一段的等级；这一段不发的，等级的 pay 或系数写 0。"
            / "the total of {called}, {total}, earns none of the scheme's grades (the lowest is from {lowest}): the pay cannot be computed and the person is held. Add a grade for it to the mapping, with a pay or coefficient of 0 where nothing is due."
    );
    findings.push(Finding::new(Code::S101, message).at(at.sheet, at.cell));
}
