//! Does the drafted mapping give what the sheets report? The draft is read as any mapping is, scores the people from
//! whom it was drafted, and says of how many the total, the grade and the pay come out.

use super::fit::ENOUGH;
use super::plan::SETTLE;
use crate::extract::{Known, extract};
use crate::mapping::Mapping;
use crate::mapping::check::check;
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;
use crate::score::{Chain, Scored, score};
use crate::scorecard::{Figure, Line, Scorecard};
use crate::workbook::Workbook;

/// Of how many people a figure comes out, among those who report it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Those whose reported figure the draft gives.
    pub hits: usize,
    /// Those who report one.
    pub of: usize,
}

impl Share {
    fn add(&mut self, is_hit: Option<bool>) {
        self.of += usize::from(is_hit.is_some());
        self.hits += usize::from(is_hit == Some(true));
    }

    /// True where few enough differ to be the mistakes that an audit looks for.
    pub(super) fn is_enough(self) -> bool {
        self.hits > 0 && self.hits * 100 >= self.of * ENOUGH
    }

    /// What the draft says of it; nothing where nobody reports one.
    pub(super) fn words(self, what: &str) -> String {
        let Share { hits, of } = self;
        match of {
            0 => String::new(),
            _ if self.is_enough() => format!("按这样算，{of} 人里有 {hits} 人的{what}对得上"),
            _ => format!("按这样算，{of} 人里有 {hits} 人的{what}对得上；{SETTLE}"),
        }
    }
}

/// What comes out by a draft.
#[derive(Debug, Clone, Default)]
pub(super) struct Proof {
    /// The points of each line, by the draft's lines; of people's own those of each pattern.
    pub lines: Vec<Share>,
    /// How many scorecards are found by it.
    pub people: usize,
    pub totals: Share,
    /// Of how many the total follows from the points that the sheet reports, whether these are right or not.
    pub follows: Share,
    pub grades: Share,
    pub payouts: Share,
}

/// Scores a workbook by a drafted file; nothing where the file is no mapping.
pub(super) fn prove(toml: &str, workbook: &Workbook) -> Option<Proof> {
    let mapping = check("draft", toml).mapping?;
    let mut extraction = extract(workbook, &mapping, &Known::default());
    let completed = extraction.completed.take();
    let mapping = completed.as_deref().unwrap_or(&mapping);
    let scored = score(mapping, &extraction);
    let mut proof = Proof {
        lines: vec![Share::default(); mapping.kinds().count()],
        ..Proof::default()
    };
    for (card, scored) in extraction.cards.iter().zip(&scored) {
        proof.add(mapping, card, scored);
    }
    Some(proof)
}

impl Proof {
    fn add(&mut self, mapping: &Mapping, card: &Scorecard, scored: &Scored) {
        let outcome = &scored.outcome;
        self.people += 1;
        let (total, paid) = (mapping.total_digits(), mapping.payout_rounding);
        for (line, scored) in card.lines.iter().zip(&scored.lines) {
            let reported = line.figure(Role::Score);
            // Whoever's figures are missing tells nothing of the rule.
            let is_hit = is_hit(&reported, scored.points(), mapping.line_digits());
            let listed = mapping.listed().len();
            let pattern = mapping.lines[line.spec()].pattern;
            let place = pattern.map_or(line.spec(), |pattern| listed + pattern);
            if let (Some(share), true) = (self.lines.get_mut(place), scored.points().is_some()) {
                share.add(is_hit);
            }
        }
        self.totals.add(is_hit(&card.total, outcome.total, total));
        let followed = [false, true].into_iter().map(|weighted| {
            let chain = Chain::of(mapping, card, scored);
            is_hit(
                &card.total,
                chain.total(&stated(&chain, card, weighted)),
                total,
            )
        });
        self.follows.add(followed.max().flatten());
        if mapping.pays() {
            self.payouts.add(is_hit(&card.payout, outcome.payout, paid));
        }
        if let (Some(word), false) = (&card.grade, mapping.grades.is_empty()) {
            let due = outcome.grade.and_then(|grade| mapping.grades.get(grade));
            let is_hit = due.is_some_and(|due| due.name == word.value.trim());
            self.grades.add(Some(is_hit));
        }
    }
}

/// What the lines add to the total by the points that the sheet states, or by its weighted points.
fn stated(chain: &Chain, card: &Scorecard, weighted: bool) -> Vec<Option<Ratio>> {
    let reported = |line: &Line, role: Role| Some(Ratio::from(line.figure(role)?.value()?));
    let points = card.lines.iter().zip(chain.points());
    let points = points.map(|(line, points)| reported(line, Role::Score).or(points));
    let terms = chain.terms(&points.collect::<Vec<_>>());
    let terms = card.lines.iter().zip(terms).map(|(line, term)| {
        let own = reported(line, Role::Weighted).filter(|_| weighted);
        own.or(term)
    });
    terms.collect()
}

/// Whether a reported figure comes out; nothing where none is reported.
fn is_hit(reported: &Option<Figure>, due: Option<Decimal>, rounding: Rounding) -> Option<bool> {
    let reported = reported.as_ref()?.value()?.round(rounding);
    Some(due.is_some_and(|due| due.round(rounding) == reported))
}
