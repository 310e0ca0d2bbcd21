//! What correcting one root finding does to the person's pay: pay with everything recomputed minus pay with this one
//! figure left as reported.

use super::{Card, Context};
use crate::finding::{Code, Finding, Stated};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::score::{AsReported, Graded, LineInputs};
use crate::scorecard::Figure;
use crate::workbook::Location;

/// Fills in the impact of a card's roots.
pub(super) fn weigh(context: &Context, card: &Card, findings: &mut [Finding]) {
    let Some(payout) = card.scored.outcome.payout else {
        return;
    };
    for finding in findings.iter_mut().filter(|finding| finding.root) {
        let left = payout_if_left(context, card, finding).unwrap_or(payout);
        finding.impact = payout
            .minus(left)
            .map(|moved| moved.round(context.mapping.payout_rounding));
    }
}

/// The pay with the finding's figure left as it is.
fn payout_if_left(context: &Context, card: &Card, finding: &Finding) -> Option<Decimal> {
    let reported = match &finding.reported {
        Some(Stated::Figure(reported)) => Some(*reported),
        _ => None,
    };
    // Neither an employee's own score nor what a summary copies moves the pay that the card states.
    let is_aside = |at: Location| {
        let copied = context.extraction.copied.get(&card.index);
        card.card.is_self_score(at) || copied.into_iter().flatten().any(|one| one.at() == at)
    };
    if finding.location().is_some_and(is_aside) {
        return None;
    }
    let with_line = |spec_item: &Option<String>, points: Ratio| {
        let item = spec_item.as_deref()?;
        let index = card
            .card
            .lines
            .iter()
            .position(|line| context.mapping.lines[line.spec()].item == item)?;
        let mut all = card.chain.points();
        all[index] = Some(points);
        let terms = card.chain.terms(&all);
        card.chain.onward(card.chain.total(&terms)).payout
    };
    let weighted = finding.location().and_then(|at| {
        let is = |line: &crate::scorecard::Line| {
            line.figure(Role::Weighted)
                .is_some_and(|figure| figure.at == at)
        };
        card.card.lines.iter().position(is)
    });
    let is_at = |figure: &Option<Figure>| {
        let place = figure.as_ref().map(|figure| figure.at);
        place.is_some() && place == finding.location()
    };
    let is_base = is_at(&card.card.base);
    match super::formulas::plain_code(card, finding) {
        Code::A106 if let Some(line) = weighted => {
            let mut terms = card.chain.terms(&card.chain.points());
            terms[line] = Some(reported?.into());
            card.chain.onward(card.chain.total(&terms)).payout
        }
        Code::A102 | Code::A103 | Code::A104 | Code::A106 => {
            with_line(&finding.item, Ratio::from(reported?))
        }
        Code::A101 => {
            let line = line_of(context, card, finding)?;
            let spec = &context.mapping.lines[card.card.lines[line].spec()];
            let points = spec.rule.points_for(&Ratio::from(reported?), spec.max)?;
            let points = rounded(context, points)?;
            // Points that do not follow it are not moved by it.
            let stated = card.card.lines[line].value(Role::Score);
            let follows = stated.is_none_or(|stated| Ratio::from(stated) == points);
            follows.then(|| with_line(&finding.item, points)).flatten()
        }
        Code::A205 => {
            let line = &card.card.lines[line_of(context, card, finding)?];
            let spec = &context.mapping.lines[line.spec()];
            let scale = if reported? <= Decimal::ONE && spec.max > Decimal::ONE {
                100
            } else {
                1
            };
            let max = Ratio::from(reported?).times(&Ratio::from(scale)).exact(6)?;
            let points = spec
                .rule
                .earn(&LineInputs::new(spec, line).with_max(max))
                .ok()?
                .points;
            with_line(&finding.item, rounded(context, points)?)
        }
        Code::A206 if !is_base && !is_at(&card.card.rate) => {
            super::stated::payout_if_left(context, card, finding)
        }
        Code::A201 => {
            let followed = super::totals::total_of_subtotals(context, card)?;
            let total = card.card.total.as_ref()?.value()?;
            let follows = super::blame::same(total, followed, context.mapping.total_digits());
            let at = finding.cell?;
            let section = card
                .card
                .subtotals
                .iter()
                .position(|figure| figure.as_ref().is_some_and(|f| f.at.cell == at))?;
            if is_overridden(context, card, section, reported?) {
                return None;
            }
            let moved = Ratio::from(reported?).minus(&Ratio::from(card.scored.subtotals[section]?));
            let moved = moved.times(&card.chain.section_reach(section));
            let whole = Ratio::from(card.scored.outcome.total?).plus(&moved);
            follows
                .then(|| card.chain.onward(card.chain.limited(&whole)).payout)
                .flatten()
        }
        Code::A202 => {
            // The sheet's own total, as it stands: whoever left a veto or a cap out left it out of the pay.
            card.chain.onward(reported).payout
        }
        Code::A206 | Code::X110 => {
            let reported = AsReported {
                base: is_base,
                rate: is_at(&card.card.rate),
            };
            let outcome = &card.scored.outcome;
            let chain = card.chain.as_reported(reported);
            chain.payout(outcome.total?, outcome.graded())
        }
        Code::A301 => {
            let graded = card
                .chain
                .graded(Some(super::grades::reported_grade(card)?));
            card.chain.payout(card.scored.outcome.total?, graded)
        }
        Code::A302 => {
            let graded = Graded {
                coefficient: reported,
                ..card.scored.outcome.graded()
            };
            card.chain.payout(card.scored.outcome.total?, graded)
        }
        Code::A303 | Code::A304 => reported,
        _ => None,
    }
}

/// True where what a subtotal counts for stands beside it and does not follow from it: the total adds that figure.
fn is_overridden(context: &Context, card: &Card, section: usize, reported: Decimal) -> bool {
    let spec = &context.mapping.sections[section];
    let Some(around) = spec.within else {
        return false;
    };
    let stated = card.card.subtotals[around].as_ref();
    let stated = stated
        .filter(|_| context.mapping.sections[around].holds_weighted)
        .and_then(Figure::value);
    let Some(stated) = stated else {
        return false;
    };
    let counted = card.chain.section_counts(section, &reported.into());
    let digits = super::weighted::digits(context.mapping, stated);
    let counted = counted.and_then(|counted| counted.round(digits).ok());
    counted.is_some_and(|counted| !super::blame::same(stated, counted, digits))
}

fn line_of(context: &Context, card: &Card, finding: &Finding) -> Option<usize> {
    let item = finding.item.as_deref()?;
    card.card.lines.iter().position(|line| {
        let is_it = context.mapping.lines[line.spec()].item == item;
        is_it && line.figure(Role::Score).is_some()
    })
}

fn rounded(context: &Context, points: Ratio) -> Option<Ratio> {
    match context.mapping.line_rounding {
        Some(rounding) => points.round(rounding).ok().map(Ratio::from),
        None => Some(points),
    }
}
