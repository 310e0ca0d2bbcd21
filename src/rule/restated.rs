//! A rule with one of its figures replaced: what the words on a sheet, where they differ from the scheme, would make
//! of it.

use super::{Rule, deduction, steps};
use crate::number::Decimal;
use crate::written::Amount;

impl Rule {
    /// The rule with `stated` in place of every figure that is `own`; `None` where it has no such figure, or where
    /// the result could not be applied.
    #[must_use]
    pub fn restated(&self, own: Decimal, stated: Decimal, max: Decimal) -> Option<Rule> {
        let mut rule = self.clone();
        let mut replaced = false;
        for figure in figures(&mut rule) {
            if figure.0 == own {
                (figure.0, replaced) = (stated, true);
            }
        }
        (replaced && rule.faults(max).is_empty()).then_some(rule)
    }
}

/// The figures of a rule that a sheet may state in words.
fn figures(rule: &mut Rule) -> Vec<&mut Amount> {
    match rule {
        Rule::Ratio(kind) => {
            let own = kind.target.iter_mut().chain([&mut kind.full_at]);
            own.chain(kind.none_below.iter_mut()).collect()
        }
        Rule::LowerIsBetter(kind) => {
            let own = kind.target.iter_mut();
            own.chain(kind.none_below.iter_mut()).collect()
        }
        Rule::Growth(kind) => {
            let own = [&mut kind.full_at].into_iter();
            own.chain(kind.none_below.iter_mut()).collect()
        }
        Rule::AllOrLess(kind) => {
            let edges = kind.at_most.iter_mut().chain(kind.at_least.iter_mut());
            edges.chain([&mut kind.less]).collect()
        }
        Rule::Bands(kind) => kind.bands.iter_mut().map(|band| &mut band.points).collect(),
        Rule::Deduction(kind) => of_deduction(kind),
        Rule::Steps(kind) => of_steps(kind),
        Rule::Shortfall(kind) => vec![&mut kind.base, &mut kind.every, &mut kind.less],
        Rule::Bonus(kind) => {
            let own = [&mut kind.base, &mut kind.every, &mut kind.plus];
            own.into_iter().chain(kind.cap.iter_mut()).collect()
        }
        Rule::Group(kind) => kind
            .parts
            .iter_mut()
            .flat_map(|part| {
                let each = part.deduction.iter_mut().flat_map(of_deduction);
                each.chain(part.steps.iter_mut().flat_map(of_steps))
            })
            .collect(),
        Rule::Mean(kind) => kind.parts.iter_mut().map(|part| &mut part.target).collect(),
        Rule::Judged(_) | Rule::Raters(_) | Rule::Weighted(_) => Vec::new(),
    }
}

fn of_deduction(kind: &mut deduction::Deduction) -> Vec<&mut Amount> {
    vec![&mut kind.each]
}

/// The points of a table of steps, not the counts that lead to them.
fn of_steps(kind: &mut steps::Steps) -> Vec<&mut Amount> {
    kind.table.iter_mut().map(|(_, points)| points).collect()
}
