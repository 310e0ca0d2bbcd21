//! What a section counts for: its subtotal times the weight of another section, or times none.

use super::super::{Card, Context};
use super::{Case, Proposals};
use crate::finding::Cause;
use crate::number::Ratio;
use crate::rule::{ratio, share};
use crate::scorecard::Figure;

/// Proposes the slips of a subtotal × weight; true where the subtotal stands beside it: which of its lines it adds is no
/// question of this figure.
pub(super) fn misweighted(
    context: &Context,
    card: &Card,
    case: &Case,
    section: usize,
    proposals: &mut Proposals,
) -> bool {
    let sections = &context.mapping.sections;
    let inner = sections.iter().position(|one| one.within == Some(section));
    let Some(inner) = inner.filter(|_| sections[section].holds_weighted) else {
        return false;
    };
    let stated = card.card.subtotals[inner].as_ref().and_then(Figure::value);
    let subtotal = stated.or(card.scored.subtotals[inner]).map(Ratio::from);
    let position = card.card.employee.position.as_ref();
    let weight = |one: usize| sections[one].weight_for(position.map(|one| one.value.as_str()));
    let (Some(subtotal), Some(own)) = (subtotal, weight(inner)) else {
        return false;
    };
    let (shown, right) = (ratio(&subtotal), share(&own));
    proposals.rounded(case, Cause::WrongWeight, &subtotal, || {
        text!(
            "没有乘以权重：填的是小计 {shown} 本身，应乘 {right}。"
                / "The weight was not applied: it is the subtotal {shown} itself, which counts by {right}."
        )
    });
    let mut tried = vec![own];
    for (other, spec) in sections.iter().enumerate() {
        let Some(other) = weight(other).filter(|other| !tried.contains(other)) else {
            continue;
        };
        let (product, by) = (subtotal.times(&other), share(&other));
        tried.push(other);
        let name = &spec.name;
        proposals.rounded(case, Cause::WrongWeight, &product, || {
            let words = case.equation(&format!("{shown} × {by}"), &product);
            let (zh, en) = (words.zh, words.en);
            text!(
                "用了「{name}」的权重，应为 {right}：{zh}。"
                    / "The weight of {name} was used instead of {right}: {en}."
            )
        });
    }
    stated.is_some()
}
