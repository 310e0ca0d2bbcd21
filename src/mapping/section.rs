//! Sections: lines with a subtotal, sections in sections, and what a section counts for.

use indexmap::IndexMap;

use super::spelling::{self, Spelling};
use super::{Composition, Mapping};
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;

/// A section of lines with a subtotal.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// The section that it is a part of, by index.
    pub within: Option<usize>,
    /// What its lines' maxima add up to.
    pub max: Option<Decimal>,
    /// Its share of what it is a part of, as a fraction, by position; empty where its lines count by themselves.
    pub weights: IndexMap<String, Ratio>,
    /// Where its subtotal stands; empty where it has none.
    pub subtotal: Vec<Spelling>,
    /// Its subtotal is what the section inside it counts for: subtotal × weight.
    pub holds_weighted: bool,
}

impl Section {
    /// True where its lines make a whole, of which a share counts.
    pub fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// Its share.
    pub fn weight_for(&self, position: Option<&str>) -> Option<Ratio> {
        for_position(&self.weights, position).cloned()
    }
}

/// The figure for a position, among those of all positions: a weight, a coefficient, what a grade pays.
pub(super) fn for_position<'a, Figure>(
    figures: &'a IndexMap<String, Figure>,
    position: Option<&str>,
) -> Option<&'a Figure> {
    let Some(position) = position else {
        return figures.get("");
    };
    let mut all = figures.iter();
    let exact = all.find(|(key, _)| !key.is_empty() && spelling::is_position(key, position));
    if let Some((_, figure)) = exact {
        return Some(figure);
    }
    let of_rank = figures
        .iter()
        .filter(|(key, _)| spelling::is_rank(key, position));
    match of_rank.max_by_key(|(key, _)| key.len()) {
        // 经理/主管 names two ranks, and nobody knows which one counts.
        Some((key, _)) if spelling::names_another(position, key, figures.keys()) => None,
        Some((_, figure)) => Some(figure),
        None => figures.get(""),
    }
}

/// `70%`, or `经理 60%`, `主管 70%`: a figure for everybody, or one for each position.
pub fn each_position<Figure>(
    figures: &IndexMap<String, Figure>,
    shown: impl Fn(&Figure) -> String,
) -> Vec<String> {
    let each = figures
        .iter()
        .map(|(position, figure)| match position.as_str() {
            "" => shown(figure),
            position => format!("{position} {}", shown(figure)),
        });
    each.collect()
}

impl Mapping {
    /// True where a line's section is this one or lies within it.
    pub fn is_within(&self, section: Option<usize>, outer: usize) -> bool {
        let mut at = section;
        // A section within itself is a fault; the bound keeps even that finite.
        for _ in 0..=self.sections.len() {
            match at {
                Some(here) if here == outer => return true,
                Some(here) => at = self.sections.get(here).and_then(|one| one.within),
                None => return false,
            }
        }
        false
    }

    /// The digits of a section's subtotal.
    pub fn subtotal_digits(&self, section: usize) -> Rounding {
        let own = self.sections.get(section);
        match own.is_some_and(|own| own.holds_weighted) {
            true => self.weighted_digits(),
            false => self.subtotal_rounding.unwrap_or_else(|| self.line_digits()),
        }
    }

    /// The rounding of a section's subtotal before it counts.
    pub fn subtotal_rounding(&self, section: usize) -> Option<Rounding> {
        let own = self.sections.get(section);
        let holds_weighted = own.is_some_and(|own| own.holds_weighted);
        self.subtotal_rounding.filter(|_| !holds_weighted)
    }

    /// True where a section holds deductions alone.
    pub fn takes_off(&self, section: usize) -> bool {
        let mut own = self
            .kinds()
            .filter(|line| self.is_within(line.section, section))
            .peekable();
        self.composition == Composition::Deductions
            && own.peek().is_some()
            && own.all(|line| line.takes_off)
    }

    /// The columns of a table of lines that hold its points: where deductions stand in one of their own, both. Without
    /// the one, the other would be read for it.
    pub fn point_columns(&self) -> impl Iterator<Item = Role> {
        let takes_off = self.composition == Composition::Deductions;
        let own = takes_off && self.columns.contains_key(&Role::Deduction);
        [Role::Score]
            .into_iter()
            .chain(own.then_some(Role::Deduction))
    }

    /// True where sections have weights of their own.
    pub fn weights_sections(&self) -> bool {
        self.sections.iter().any(Section::is_weighted)
    }

    /// The share of the total that a whole in this section counts for: 1 where no section around it has a weight.
    pub fn reach(&self, section: Option<usize>, position: Option<&str>) -> Ratio {
        let (mut reach, mut at) = (Ratio::from(1), section);
        // A section within itself is a fault; the bound keeps even that finite.
        for _ in 0..=self.sections.len() {
            let Some(one) = at.and_then(|here| self.sections.get(here)) else {
                break;
            };
            if one.is_weighted() {
                reach = reach.times(&one.weight_for(position).unwrap_or_else(Ratio::zero));
            }
            at = one.within;
        }
        reach
    }
}
