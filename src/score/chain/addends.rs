//! What a subtotal, or the total, adds: lines, and sections that count as one.

use super::{Chain, Composition, rounded};
use crate::number::{Decimal, Ratio};

/// What is added to a subtotal or to the total.
struct Addend {
    /// The line; none for a section that counts as one.
    line: Option<usize>,
    /// A section's subtotal, and its weight.
    value: Ratio,
    share: Option<Ratio>,
    /// What it adds.
    term: Ratio,
}

impl Chain<'_> {
    /// What a section's lines add up to, by what each adds.
    pub fn subtotal(&self, section: usize, terms: &[Option<Ratio>]) -> Option<Decimal> {
        let sum = self.section_sum(section, terms)?;
        let is_kept_whole = self.mapping.line_rounding.is_none();
        let rounding = self.mapping.subtotal_digits(section);
        let is_plain = !self.mapping.sections[section].holds_weighted
            && self.mapping.subtotal_rounding.is_none();
        rounded(
            &sum,
            Some(rounding).filter(|_| !(is_kept_whole && is_plain)),
        )
    }

    /// The same before rounding; `None` where the sheet lacks one of the lines.
    pub fn section_sum(&self, section: usize, terms: &[Option<Ratio>]) -> Option<Ratio> {
        if let Some(stands) = self.standing_subtotal(section) {
            return Some(stands);
        }
        let position = self.position();
        let mut specs = self.mapping.lines.iter().enumerate();
        if specs.any(|(spec, line)| {
            self.mapping.is_within(line.section, section)
                && line.is_expected(position)
                && !self.card.has_line(spec)
        }) {
            return None;
        }
        self.inside(Some(section), terms)
    }

    /// What stands inside a section, or anywhere, adds up to.
    pub(super) fn inside(&self, outer: Option<usize>, terms: &[Option<Ratio>]) -> Option<Ratio> {
        if !self.may_close() {
            // Most schemes simply add their lines: a crowd is added without lists.
            let mut sum = Ratio::zero();
            for (index, line) in self.card.lines.iter().enumerate() {
                let own = self.mapping.lines[line.spec()].section;
                let is_inside = outer.is_none_or(|outer| self.mapping.is_within(own, outer));
                if is_inside && !self.is_left_out(index) {
                    sum = sum.plus(terms[index].as_ref()?);
                }
            }
            return Some(sum);
        }
        let addends = self.addends(outer, terms)?.into_iter();
        Some(addends.map(|addend| addend.term).sum())
    }

    /// What a subtotal, or the total, adds: lines, and sections that count as one.
    fn addends(&self, outer: Option<usize>, terms: &[Option<Ratio>]) -> Option<Vec<Addend>> {
        let (mut closed, mut addends) = (Vec::new(), Vec::new());
        for (index, line) in self.card.lines.iter().enumerate() {
            let own = self.mapping.lines[line.spec()].section;
            let is_inside = outer.is_none_or(|outer| self.mapping.is_within(own, outer));
            if !is_inside || self.is_left_out(index) {
                continue;
            }
            match self.closed(own, outer) {
                Some(section) if closed.contains(&section) => {}
                Some(section) => {
                    closed.push(section);
                    addends.push(self.of_section(section, terms)?);
                }
                None => addends.push(Addend {
                    line: Some(index),
                    value: Ratio::zero(),
                    share: None,
                    term: terms[index].clone()?,
                }),
            }
        }
        Some(addends)
    }

    /// True where sections may count as one.
    fn may_close(&self) -> bool {
        self.mapping.subtotal_rounding.is_some()
            || self.mapping.weights_sections()
            || !self.stands.is_empty()
    }

    /// The outermost section on the way from a line's out to another that counts as one: it has a weight, its subtotal is
    /// rounded, or stands as reported.
    fn closed(&self, own: Option<usize>, outer: Option<usize>) -> Option<usize> {
        let sections = &self.mapping.sections;
        let (mut found, mut at) = (None, own);
        for _ in 0..=sections.len() {
            let Some(here) = at.filter(|_| at != outer) else {
                break;
            };
            let counts_as_one = sections[here].is_weighted()
                || self.mapping.subtotal_rounding(here).is_some()
                || self.standing_subtotal(here).is_some();
            found = if counts_as_one { Some(here) } else { found };
            at = sections[here].within;
        }
        found
    }

    fn of_section(&self, section: usize, terms: &[Option<Ratio>]) -> Option<Addend> {
        let standing = self.standing_subtotal(section);
        let sum = standing.or_else(|| self.inside(Some(section), terms))?;
        let value = match self.mapping.subtotal_rounding(section) {
            Some(rounding) => sum.round(rounding).ok()?.into(),
            None => sum,
        };
        let spec = &self.mapping.sections[section];
        let share = match spec.is_weighted() {
            true => Some(spec.weight_for(self.position())?),
            false => None,
        };
        let term = self.section_counts(section, &value)?;
        Some(Addend {
            line: None,
            value,
            share,
            term,
        })
    }

    /// What a section counts for by its subtotal.
    pub fn section_counts(&self, section: usize, subtotal: &Ratio) -> Option<Ratio> {
        let spec = self.mapping.sections.get(section)?;
        match spec.is_weighted() {
            true => self.weighed(subtotal, &spec.weight_for(self.position())?),
            false => Some(subtotal.clone()),
        }
    }

    /// What a subtotal, or the total, adds, for people: each figure, and the weight that it is multiplied by.
    pub fn told(&self, outer: Option<usize>) -> Option<Vec<(Ratio, Option<Ratio>)>> {
        let points = self.points();
        // Beside the subtotal stands what it counts for: subtotal × weight, however that is rounded.
        let is_product = outer.is_some_and(|outer| self.mapping.sections[outer].holds_weighted);
        let is_whole_term = is_product || self.mapping.weighted_rounding.is_none();
        let addends = self.addends(outer, &self.terms(&points))?;
        let told = addends.into_iter().map(|addend| {
            let (value, share) = match addend.line {
                Some(line) => {
                    let points = points[line].clone()?;
                    let share = self.told_share(line, &points);
                    (points, share)
                }
                None if is_whole_term => (addend.value, addend.share),
                None => (addend.term.clone(), None),
            };
            // Points that are told without their weight have been weighted.
            Some(match share {
                Some(share) => (value, Some(share)),
                None => (addend.term, None),
            })
        });
        let begin = Ratio::from(self.mapping.full_total);
        let is_whole = outer.is_none() && self.mapping.composition == Composition::Deductions;
        let begin = is_whole.then_some(Some((begin, None)));
        begin.into_iter().chain(told).collect()
    }
}
