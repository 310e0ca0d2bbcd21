//! From points to pay: line -> subtotal -> total -> grade -> coefficient -> payout. The audit walks the same chain with
//! one reported figure in place, to tell consequences from roots and to say what a correction moves.

mod addends;
mod adjusted;
mod told;

use crate::mapping::{Composition, Mapping, Payout};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::Role;
use crate::scorecard::{Figure, Scorecard};

use super::{ScoredLine, Stands, suspect_rate};

pub use adjusted::{Adjusted, LeftOut, adjustment};
pub use told::PayTerms;

/// Where the chain ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The total after rounding, caps and vetoes.
    pub total: Option<Decimal>,
    /// The grade, by index into the mapping's.
    pub grade: Option<usize>,
    /// The coefficient of the grade, or of the position.
    pub coefficient: Option<Decimal>,
    /// The pay in yuan.
    pub payout: Option<Decimal>,
}

impl Outcome {
    /// The grade and the coefficient that the pay is reckoned by.
    pub fn graded(&self) -> Graded {
        Graded {
            grade: self.grade,
            coefficient: self.coefficient,
        }
    }
}

/// What a pay is reckoned by besides base, rate and total, as far as the scheme does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Graded {
    /// The grade, by index into the mapping's.
    pub grade: Option<usize>,
    /// The coefficient of the grade or the position, or the one that the sheet states.
    pub coefficient: Option<Decimal>,
}

/// Which figures of the pay are taken as the sheet has them, although the roster's count.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsReported {
    /// 基本工资 or 绩效基数.
    pub base: bool,
    /// 绩效比例
    pub rate: bool,
}

/// The scheme's arithmetic for one card.
#[derive(Clone, Copy)]
pub struct Chain<'a> {
    mapping: &'a Mapping,
    card: &'a Scorecard,
    lines: &'a [ScoredLine],
    veto: Option<usize>,
    as_reported: AsReported,
    left_out: Option<adjusted::LeftOut>,
    stands: &'a Stands,
}

impl<'a> Chain<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        card: &'a Scorecard,
        lines: &'a [ScoredLine],
        veto: Option<usize>,
        stands: &'a Stands,
    ) -> Self {
        Chain {
            mapping: mapping.at(card.months()),
            card,
            lines,
            veto,
            as_reported: AsReported::default(),
            left_out: None,
            stands,
        }
    }

    /// The same with what the sheet says where the roster says otherwise.
    #[must_use]
    pub fn as_reported(&self, as_reported: AsReported) -> Self {
        Chain {
            as_reported,
            ..*self
        }
    }

    /// The chain of a card that has been scored.
    pub fn of(mapping: &'a Mapping, card: &'a Scorecard, scored: &'a super::Scored) -> Self {
        Chain::new(mapping, card, &scored.lines, scored.veto, &scored.stands)
    }

    /// The recomputed points of all lines.
    pub fn points(&self) -> Vec<Option<Ratio>> {
        match self.mapping.line_rounding {
            Some(_) => self
                .lines
                .iter()
                .map(|line| line.points().map(Ratio::from))
                .collect(),
            None => self.exact_points(),
        }
    }

    /// The recomputed points before rounding.
    pub fn exact_points(&self) -> Vec<Option<Ratio>> {
        let lines = self.card.lines.iter().zip(self.lines);
        lines
            .map(|(line, scored)| scored.exact(self.mapping, line))
            .collect()
    }

    /// What a line's points add to a subtotal and to the total: in a weighted composition, their weighted points.
    pub fn term(&self, line: usize, points: &Ratio) -> Option<Ratio> {
        let own = self.card.lines[line].figure(Role::Weighted);
        if let Some(stands) = self.standing(own.as_ref()) {
            return Some(stands.into());
        }
        match self.is_weighted(line) {
            true => self.weighed(points, &self.share(line)?),
            false => Some(points.clone()),
        }
    }

    /// The weight with which a term is told, `88.8 × 35%`; none where the weighted points are told themselves: they were
    /// rounded, or stand as reported.
    pub fn told_share(&self, line: usize, points: &Ratio) -> Option<Ratio> {
        let is_whole = self.is_weighted(line) && self.mapping.weighted_rounding.is_none();
        let share = self.share(line).filter(|_| is_whole)?;
        (self.term(line, points)? == points.times(&share)).then_some(share)
    }

    /// Points times a weight, rounded as the scheme rounds weighted points.
    pub fn weighed(&self, points: &Ratio, share: &Ratio) -> Option<Ratio> {
        let product = points.times(share);
        match self.mapping.weighted_rounding {
            Some(rounding) => product.round(rounding).ok().map(Ratio::from),
            None => Some(product),
        }
    }

    /// The same before any rounding of the weighted points.
    fn exact_term(&self, line: usize, points: &Ratio) -> Option<Ratio> {
        match self.is_weighted(line) {
            true => Some(points.times(&self.share(line)?)),
            false => Some(points.clone()),
        }
    }

    /// True for a line whose points count by its weight.
    pub fn is_weighted(&self, line: usize) -> bool {
        let spec = &self.mapping.lines[self.card.lines[line].spec()];
        !spec.outside && self.mapping.composition == Composition::Weighted
    }

    /// What each line adds, by the points of all.
    pub fn terms(&self, points: &[Option<Ratio>]) -> Vec<Option<Ratio>> {
        let points = points.iter().enumerate();
        points
            .map(|(line, points)| self.term(line, points.as_ref()?))
            .collect()
    }

    /// What each line adds where nothing is rounded before it is added.
    pub fn exact_terms(&self) -> Vec<Option<Ratio>> {
        let points = self.exact_points().into_iter().enumerate();
        points
            .map(|(line, points)| self.exact_term(line, &points?))
            .collect()
    }

    /// A line's weighted points as they should stand on the sheet.
    pub fn weighted(&self, line: usize) -> Option<Decimal> {
        const MOST: u32 = 6;
        let points = match self.mapping.line_rounding {
            Some(_) => self.lines.get(line)?.points()?.into(),
            None => self.lines[line].exact(self.mapping, &self.card.lines[line])?,
        };
        let term = self.term(line, &points)?;
        // Points that go on for ever are cut where nobody writes them any more.
        let cut = || term.round(self.mapping.weighted_digits()).ok();
        term.exact(MOST).or_else(cut)
    }

    /// The total of what the lines add.
    pub fn total(&self, terms: &[Option<Ratio>]) -> Option<Decimal> {
        if let Some(stands) = self.standing(self.card.total.as_ref()) {
            let rounding = self.mapping.total_rounding.or(self.mapping.line_rounding);
            return rounded(&stands.into(), rounding);
        }
        self.limited(&self.sum(terms)?)
    }

    /// The sum of what the lines add before rounding, caps and vetoes.
    pub fn sum(&self, terms: &[Option<Ratio>]) -> Option<Ratio> {
        if self.mapping.composition == Composition::Deductions {
            let full = Ratio::from(self.mapping.full_total);
            return Some(self.inside(None, terms)?.plus(&full));
        }
        let left_out = self.left_out()?;
        if left_out.is_zero() {
            return self.inside(None, terms);
        }
        // The others are scaled up, but for those beside the full marks.
        let full = self.full_marks()?;
        let factor = full.over(&full.minus(&left_out))?;
        let scaled = terms.iter().zip(&self.card.lines).map(|(term, line)| {
            let is_outside = self.mapping.lines[line.spec()].outside;
            let term = term.as_ref()?;
            Some(if is_outside {
                term.clone()
            } else {
                term.times(&factor)
            })
        });
        self.inside(None, &scaled.collect::<Vec<_>>())
    }

    /// The full marks, or the shares, of the lines that the scheme leaves out of this card's total.
    fn left_out(&self) -> Option<Ratio> {
        self.marks_of(|line| self.is_left_out(line))
    }

    /// The same of all its lines, those outside the full marks left aside.
    fn full_marks(&self) -> Option<Ratio> {
        let is_outside = |line: usize| self.mapping.lines[self.card.lines[line].spec()].outside;
        self.marks_of(|line| !is_outside(line))
    }

    /// True for somebody with lines of his own, whose weights the sheet alone knows.
    pub fn weighs_own(&self) -> bool {
        let mut lines = self.card.lines.iter();
        let has_own = lines.any(|line| self.mapping.lines[line.spec()].is_own());
        has_own && self.mapping.composition == Composition::Weighted
    }

    /// What such weights add up to, where that is not the whole.
    pub fn unlike_a_whole(&self) -> Option<Ratio> {
        let shares = self.full_marks().filter(|_| self.weighs_own())?;
        (shares != Ratio::from(1)).then_some(shares)
    }

    fn marks_of(&self, is_meant: impl Fn(usize) -> bool) -> Option<Ratio> {
        let lines = (0..self.card.lines.len()).filter(|line| is_meant(*line));
        let marks = lines.map(|line| {
            let spec = &self.mapping.lines[self.card.lines[line].spec()];
            let whole = match self.mapping.composition {
                Composition::Points | Composition::Deductions => Ratio::from(spec.max),
                Composition::Weighted => self.share(line)?,
            };
            Some(whole.times(&self.reach(line)))
        });
        marks.sum()
    }

    /// A sum of points as totals are rounded.
    pub fn as_total(&self, sum: &Ratio) -> Option<Decimal> {
        rounded(
            sum,
            self.mapping.total_rounding.or(self.mapping.line_rounding),
        )
    }

    /// A sum of points after rounding, caps and vetoes.
    pub fn limited(&self, sum: &Ratio) -> Option<Decimal> {
        let rounding = self.mapping.total_rounding.or(self.mapping.line_rounding);
        let mut total = self.as_total(sum)?;
        if self.mapping.composition == Composition::Deductions {
            // More than there is cannot be taken off.
            total = total.max(Decimal::ZERO);
        }
        let cap = self.mapping.total_cap;
        let veto = self.veto.map(|veto| self.mapping.vetoes[veto].total);
        match cap.into_iter().chain(veto).min() {
            // At the digits of every other total.
            Some(most) if most < total => rounded(&most.into(), rounding),
            _ => Some(total),
        }
    }

    /// The best grade that a total earns.
    pub fn grade(&self, total: Decimal) -> Option<usize> {
        self.mapping
            .grades
            .iter()
            .position(|grade| total >= grade.from)
    }

    /// The pay for a total; `None` where base, rate, coefficient or the pay of the grade is missing.
    pub fn payout(&self, total: Decimal, graded: Graded) -> Option<Decimal> {
        let rounding = self.mapping.payout_rounding;
        if let Some(stands) = self.standing(self.card.payout.as_ref()) {
            return Some(stands.round(rounding));
        }
        // Nobody pays for a total below 0.
        if total.is_negative() || self.mapping.pass_mark.is_some_and(|mark| total < mark) {
            return Ratio::zero().round(rounding).ok();
        }
        self.unrounded_payout(&total.into(), graded)?
            .round(rounding)
            .ok()
    }

    /// The pay before rounding, whatever the pass mark says.
    pub fn unrounded_payout(&self, total: &Ratio, graded: Graded) -> Option<Ratio> {
        self.adjusted(&self.plain_payout(total, graded)?)
    }

    /// The same before anything else moves it.
    fn plain_payout(&self, total: &Ratio, graded: Graded) -> Option<Ratio> {
        let base = || self.base().map(Ratio::from);
        let share = total.over(&Ratio::from(self.mapping.full_total))?;
        Some(match self.mapping.payout.as_ref()? {
            Payout::BaseRate { rate } => {
                let fixed = rate.filter(|_| !self.as_reported.rate);
                let rate = fixed.or_else(|| self.rate())?;
                base()?.times(&Ratio::from(rate)).times(&share)
            }
            Payout::Fixed { .. } => base()?.times(&share),
            Payout::BaseCoefficient { by_total, .. } => {
                let whole = base()?.times(&Ratio::from(graded.coefficient?));
                match by_total {
                    true => whole.times(&share),
                    false => whole,
                }
            }
            Payout::Grade => self.grade_pay(graded)?.into(),
        })
    }

    /// What the grade pays in the person's position.
    pub fn grade_pay(&self, graded: Graded) -> Option<Decimal> {
        let grade = self.mapping.grades.get(graded.grade?)?;
        grade.pay_for(self.position())
    }

    /// What the pay is reckoned from: 基本工资, 绩效基数 or the scheme's own amount; nothing where the grade pays.
    pub fn base(&self) -> Option<Decimal> {
        let own = match self.mapping.payout.as_ref()? {
            Payout::Fixed { amount } => return Some(*amount),
            Payout::Grade => return None,
            Payout::BaseCoefficient { base, .. } => *base,
            Payout::BaseRate { .. } => None,
        };
        match self.as_reported.base {
            true => self.card.base.as_ref()?.value(),
            false => own.or_else(|| self.card.pay_base()),
        }
        // Nobody is paid by less than nothing.
        .filter(|base| !base.is_negative())
    }

    /// The scheme's grades, from the best down.
    pub fn grades(&self) -> &'a [crate::mapping::Grade] {
        &self.mapping.grades
    }

    /// The rate that counts.
    pub fn rate(&self) -> Option<Decimal> {
        if self.as_reported.rate {
            return self.card.rate.as_ref()?.value();
        }
        match suspect_rate(self.mapping, self.card) {
            Some(suspect) if self.mapping.rescale_percent => Some(suspect.plausible),
            Some(_) => None,
            None => self.card.pay_rate(),
        }
        .filter(|rate| !rate.is_negative())
    }

    /// Everything from the total on.
    pub fn onward(&self, total: Option<Decimal>) -> Outcome {
        let grade = self
            .standing_grade()
            .or_else(|| total.and_then(|total| self.grade(total)));
        let due = self.mapping.coefficient(grade, self.position());
        let coefficient = due
            .and_then(|_| self.standing(self.card.coefficient.as_ref()))
            .or(due);
        let graded = Graded { grade, coefficient };
        Outcome {
            total,
            grade,
            coefficient,
            payout: total.and_then(|total| self.payout(total, graded)),
        }
    }

    /// A grade with its coefficient, or that of the position.
    pub fn graded(&self, grade: Option<usize>) -> Graded {
        Graded {
            grade,
            coefficient: self.mapping.coefficient(grade, self.position()),
        }
    }

    /// The whole chain from the recomputed points.
    pub fn outcome(&self) -> Outcome {
        self.onward(self.total(&self.terms(&self.points())))
    }

    /// A line's share of the total, or of its section where that has a weight of its own, in a weighted composition.
    pub fn share(&self, line: usize) -> Option<Ratio> {
        self.mapping.lines[self.card.lines[line].spec()].weight_for(self.position())
    }

    /// The share of the total that a whole in a line's section counts for.
    pub fn reach(&self, line: usize) -> Ratio {
        let section = self.mapping.lines[self.card.lines[line].spec()].section;
        self.mapping.reach(section, self.position())
    }

    /// The share of the total that a section's subtotal counts for.
    pub fn section_reach(&self, section: usize) -> Ratio {
        self.mapping.reach(Some(section), self.position())
    }

    /// True for a line that the scheme leaves out of this card's total.
    pub fn is_left_out(&self, line: usize) -> bool {
        self.lines[line].is_left_out()
    }

    /// A reported figure that counts instead of the recomputed one.
    fn standing(&self, figure: Option<&Figure>) -> Option<Decimal> {
        let figure = figure.filter(|figure| self.stands.contains_key(&figure.at))?;
        figure.value()
    }

    fn standing_subtotal(&self, section: usize) -> Option<Ratio> {
        let figure = self.card.subtotals.get(section)?.as_ref();
        self.standing(figure).map(Ratio::from)
    }

    fn standing_grade(&self) -> Option<usize> {
        let word = self.card.grade.as_ref()?;
        let stands = self.stands.contains_key(&word.at);
        stands
            .then(|| super::grade_called(&self.mapping.grades, &word.value))
            .flatten()
    }

    fn position(&self) -> Option<&str> {
        self.card
            .employee
            .position
            .as_ref()
            .map(|position| position.value.as_str())
    }
}

fn rounded(value: &Ratio, rounding: Option<Rounding>) -> Option<Decimal> {
    match rounding {
        Some(rounding) => value.round(rounding).ok(),
        // Whole digits of nothing say nothing.
        None => {
            let rounding = Rounding {
                digits: 10,
                mode: Mode::HalfUp,
            };
            Some(value.round(rounding).ok()?.trimmed())
        }
    }
}
