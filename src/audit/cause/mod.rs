//! Why a root figure is off: a list of families of explanations, a file per family.
//!
//! Each family proposes the figures that known mistakes would give from what stands on the sheet. A cause is named only
//! where exactly one of all the proposals reproduces the reported figure: a digit swap that is a truncation too is no
//! cause. A figure that lands on a cap or on 0 proves nothing, since anything beyond would land there.

mod binary;
mod digits;
mod pay;
mod product;
mod rounding;
mod rules;
mod sums;

use super::blame::same;
use super::{Card, Context};
use crate::finding::{Cause, Code, Finding, Stated};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{Role, decimal, percent, ratio};
use crate::score::LineInputs;
use crate::scorecard::Figure;
use crate::text::Text;

/// The families. Each sees one root figure and proposes what could have given it.
const FAMILIES: &[fn(&Context, &Card, &Case, &mut Proposals)] = &[
    rounding::cut,
    digits::typed,
    rules::misread,
    sums::miscounted,
    pay::mispaid,
];

/// What a figure is on its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The attainment of a line.
    Attainment(usize),
    /// The points of a line.
    Line(usize),
    /// The weighted points of a line.
    Weighted(usize),
    /// The subtotal of a section.
    Subtotal(usize),
    /// The total.
    Total,
    /// The pay.
    Payout,
}

/// One wrong figure.
struct Case {
    code: Code,
    place: Place,
    reported: Decimal,
    right: Decimal,
    /// The digits at which figures are compared.
    rounding: Rounding,
    /// What the cell should hold, before rounding, by what the sheet says above it.
    bases: Vec<Ratio>,
}

/// The explanations that reproduce the reported figure.
struct Proposals {
    found: Vec<(Cause, Text)>,
}

/// Names the causes of a card's roots.
pub(super) fn explain(context: &Context, card: &Card, findings: &mut [Finding]) {
    for finding in findings {
        if !finding.root || finding.cause.is_some() {
            continue;
        }
        // Whoever's figures a formula reads, these are not what was to be computed.
        if let Some(astray) = super::astray::reads_others(context, card, finding) {
            finding.message = std::mem::take(&mut finding.message).then(&astray);
            continue;
        }
        if let Some(unlike) = super::astray::is_unlike(context, card, finding) {
            finding.message = std::mem::take(&mut finding.message).then(&unlike);
        }
        let Some(case) = Case::of(context, card, finding) else {
            continue;
        };
        // What the cell's own formula gives is proof; all else is told from figures.
        if let Some(proof) = binary::proof(context, &case, finding) {
            finding.explain(Cause::BinaryRounding, proof);
            continue;
        }
        let mut proposals = Proposals { found: Vec::new() };
        for family in FAMILIES {
            family(context, card, &case, &mut proposals);
        }
        if let [(cause, proof)] = &proposals.found[..] {
            finding.explain(cause.clone(), proof.clone());
        }
    }
}

impl Case {
    fn of(context: &Context, card: &Card, finding: &Finding) -> Option<Case> {
        let (Some(Stated::Figure(reported)), Some(Stated::Figure(right))) =
            (&finding.reported, &finding.recomputed)
        else {
            return None;
        };
        let (reported, right) = (*reported, *right);
        let place = place(card, finding)?;
        let mapping = context.mapping;
        let rounding = match place {
            Place::Attainment(_) => Rounding {
                digits: reported.scale().max(right.scale()).clamp(2, 10),
                mode: Mode::HalfUp,
            },
            Place::Line(_) | Place::Subtotal(_) => mapping.line_digits(),
            Place::Weighted(_) => super::weighted::digits(mapping, reported),
            Place::Total => mapping.total_digits(),
            Place::Payout => mapping.payout_rounding,
        };
        let mut bases = match place {
            Place::Attainment(line) => attainment(context, card, line).into_iter().collect(),
            Place::Line(line) => rules::bases(context, card, line),
            Place::Weighted(line) => rules::weighted_bases(card, line),
            Place::Subtotal(section) => sums::section_bases(card, section),
            Place::Total => sums::bases(context, card),
            Place::Payout => pay::bases(context, card),
        };
        let mut distinct: Vec<Ratio> = Vec::new();
        for base in bases.drain(..) {
            if !distinct.contains(&base) {
                distinct.push(base);
            }
        }
        Some(Case {
            code: finding.code,
            place,
            reported,
            right: match place {
                Place::Attainment(line) => attainment(context, card, line)?.round(rounding).ok()?,
                _ => right,
            },
            rounding,
            bases: distinct,
        })
    }

    /// A figure as people read it: an attainment in percent, money with all its digits.
    fn shown(&self, value: &Ratio) -> String {
        match (self.place, value.round(self.rounding)) {
            (Place::Attainment(_), _) => percent(value),
            (Place::Payout, Ok(paid)) if Ratio::from(paid) == *value => paid.grouped(),
            _ => ratio(value),
        }
    }

    /// `18.55 = …, 取整为 18.6`: the arithmetic with its result, and what rounding makes of it.
    fn equation(&self, working: &str, value: &Ratio) -> Text {
        let shown = match self.place {
            Place::Payout => self.shown(value),
            _ => ratio(value),
        };
        self.rounded(Text::same(format!("{working} = {shown}")), value)
    }

    /// The arithmetic with its result, and what rounding makes of that.
    fn rounded(&self, start: Text, value: &Ratio) -> Text {
        match value.round(self.rounding) {
            Ok(rounded) if Ratio::from(rounded) != *value => {
                let rounded = match self.place {
                    Place::Payout => rounded.grouped(),
                    _ => decimal(rounded),
                };
                start.then(&text!("，取整为 {rounded}" / ", rounded {rounded}"))
            }
            _ => start,
        }
    }
}

impl Proposals {
    /// An explanation whose figure is rounded as the scheme rounds.
    fn rounded(&mut self, case: &Case, cause: Cause, value: &Ratio, proof: impl FnOnce() -> Text) {
        let Ok(figure) = value.round(case.rounding) else {
            return;
        };
        // A figure that shows more digits than the scheme's must be the unrounded one, but for binary noise.
        let finer = Rounding {
            digits: case.reported.scale().min(case.rounding.digits + 6),
            ..case.rounding
        };
        let is_unrounded = || {
            let unrounded = value.round(finer);
            unrounded.is_ok_and(|unrounded| unrounded == case.reported.round(finer))
        };
        let is_it =
            case.reported == figure || (finer.digits > case.rounding.digits && is_unrounded());
        if !same(figure, case.right, case.rounding) && is_it {
            self.add(cause, proof);
        }
    }

    /// An explanation that must give the reported figure to the last digit.
    fn exact(&mut self, case: &Case, cause: Cause, value: &Ratio, proof: impl FnOnce() -> Text) {
        if Ratio::from(case.reported) == *value && case.reported != case.right {
            self.add(cause, proof);
        }
    }

    fn add(&mut self, cause: Cause, proof: impl FnOnce() -> Text) {
        if !self.found.iter().any(|(found, _)| *found == cause) {
            self.found.push((cause, proof()));
        }
    }
}

/// Which of a card's figures a finding is about; raw scores of raters are nobody's arithmetic.
fn place(card: &Card, finding: &Finding) -> Option<Place> {
    let at = |figure: Option<&Figure>| {
        figure.is_some_and(|figure| {
            Some(figure.at.sheet) == finding.sheet && Some(figure.at.cell) == finding.cell
        })
    };
    let line = |role: Role| {
        let mut lines = card.card.lines.iter();
        lines.position(|line| at(line.figure(role).as_ref()))
    };
    match finding.code {
        Code::A101 => line(Role::Attainment).map(Place::Attainment),
        Code::A102 | Code::A103 | Code::A104 | Code::A106 => {
            let weighted = || line(Role::Weighted).map(Place::Weighted);
            line(Role::Score).map(Place::Line).or_else(weighted)
        }
        Code::A201 => {
            let mut subtotals = card.card.subtotals.iter();
            subtotals
                .position(|figure| at(figure.as_ref()))
                .map(Place::Subtotal)
        }
        // The self scores have a total of their own.
        Code::A202 => at(card.card.total.as_ref()).then_some(Place::Total),
        Code::A303 | Code::A304 => Some(Place::Payout),
        _ => None,
    }
}

/// A line's figures as they were scored.
fn inputs<'a>(context: &'a Context, card: &'a Card, line: usize) -> LineInputs<'a> {
    let own = &card.card.lines[line];
    let suspect = card.scored.lines[line].suspect();
    LineInputs::new(&context.mapping.lines[own.spec()], own)
        .rescaled(suspect.filter(|_| context.mapping.rescale_percent))
}

fn attainment(context: &Context, card: &Card, line: usize) -> Option<Ratio> {
    let spec = &context.mapping.lines[card.card.lines[line].spec()];
    spec.rule.attainment(&inputs(context, card, line))
}
