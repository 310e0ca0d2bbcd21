//! What else moves the pay (部门系数, 奖励, 扣款): missing, unreadable or absurd figures.

use super::attendance::once_per_table;
use super::figures::unreadable;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::rule::decimal;
use crate::score::{Adjusted, adjustment};
use crate::text::Text;

/// X101 and X102 where the figure of an adjustment does not say how it moves the pay.
pub(super) fn figures(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    // Below the pass mark nothing is paid, whatever else there is.
    if card.scored.outcome.payout.is_some() {
        return;
    }
    for (index, spec) in context.mapping.adjustments.iter().enumerate() {
        let Some(figure) = card.card.adjustments.get(index).and_then(Option::as_ref) else {
            continue;
        };
        match adjustment(context.mapping, card.card, index) {
            Adjusted::By(_) => {}
            Adjusted::Missing => {
                findings.extend(unreadable(figure, &Text::same(spec.name.as_str())));
            }
            Adjusted::Absurd(value) => {
                let (cell, name, shown) = (figure.at.cell, &spec.name, decimal(value));
                let message = text!(
                    "{cell} 的{name}是 {shown}，不可能是这么多倍，此人待核。百分数请写上百分号，如 110%，或写成 1.1。"
                        / "{cell}: {name} is {shown}, which can be no factor; the person is held. Write a percentage with its sign, 110%, or as 1.1."
                );
                let finding = Finding::new(Code::X102, message).at(figure.at.sheet, cell);
                findings.push(finding.reporting(value));
            }
        }
    }
}

/// A sheet that has no cells for an adjustment: told once per table.
pub(super) fn missing_columns(context: &Context, findings: &mut Vec<Finding>) {
    for (index, spec) in context.mapping.adjustments.iter().enumerate() {
        let name = &spec.name;
        let message = text!(
            "表上没有「{name}」，绩效工资算不出来，待核。请补上，或在方案里写明这一项的表头（spelled）。"
                / "the sheet has no {name}: pay cannot be computed and is held. Add it, or name its header in the mapping (spelled)."
        );
        once_per_table(
            context,
            |card| card.adjustments.get(index).is_none_or(Option::is_none),
            &message,
            findings,
        );
    }
}
