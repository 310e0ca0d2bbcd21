//! All that is known about one workbook after it was read, extracted, scored and audited.

mod doubt;
mod periods;
mod set_aside;
mod unaudited;

use std::sync::Arc;

use crate::extract::Extraction;
use crate::finding::{Finding, Severity};
use crate::mapping::Mapping;
use crate::number::{Decimal, Ratio};
use crate::score::{Chain, Scored};
use crate::text::Text;
use crate::workbook::Workbook;

pub use periods::periods_among;

/// The results of `examine()`.
#[derive(Debug, Clone)]
pub struct Examination {
    /// What was read.
    pub workbook: Workbook,
    /// The scheme that was applied.
    pub mapping: Arc<Mapping>,
    /// What the workbook reports.
    pub extraction: Extraction,
    /// What the rules give, by the extraction's cards.
    pub scored: Vec<Scored>,
    /// What is wrong, by sheet and cell.
    pub findings: Vec<Finding>,
}

/// Whether a person can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 可发: no open question.
    Ready,
    /// 已更正: paid by the recomputed figure.
    Corrected,
    /// 待核: something cannot be computed.
    Held,
}

impl Status {
    /// Its name in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Status::Ready => "ready",
            Status::Corrected => "corrected",
            Status::Held => "held",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Status::Ready => text!("可发" / "ready"),
            Status::Corrected => text!("已更正" / "corrected"),
            Status::Held => text!("待核" / "held"),
        }
    }
}

impl Examination {
    /// Puts further findings where they belong among the others.
    pub fn add(&mut self, more: Vec<Finding>) {
        if !more.is_empty() {
            self.findings.extend(more);
            self.findings
                .sort_by_key(|finding| (finding.sheet, finding.cell, finding.code));
        }
    }

    /// The base that a card's pay is reckoned from.
    pub fn base(&self, card: usize) -> Option<Decimal> {
        let (card, scored) = (self.extraction.cards.get(card)?, self.scored.get(card)?);
        Chain::of(&self.mapping, card, scored).base()
    }

    /// The findings about a card.
    pub fn findings_of(&self, card: usize) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.card == Some(card))
    }

    /// Whether each person can be paid, by card. Warnings alone hold nobody.
    pub fn statuses(&self) -> Vec<Status> {
        let mut statuses: Vec<Status> = self
            .scored
            .iter()
            .map(|scored| {
                if scored.holds.is_empty() {
                    Status::Ready
                } else {
                    Status::Held
                }
            })
            .collect();
        let earns = |finding: &&Finding| {
            let card = finding
                .card
                .and_then(|card| self.extraction.cards.get(card));
            !card
                .zip(finding.location())
                .is_some_and(|(card, at)| card.is_self_score(at))
        };
        for finding in self
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .filter(earns)
        {
            if let Some(status) = finding.card.and_then(|card| statuses.get_mut(card)) {
                *status = (*status).max(Status::Corrected);
            }
        }
        statuses
    }

    /// What the sheets would pay, at the digits that are paid, and what the rules pay, over everybody who is not held.
    /// A payout that the sheet does not state counts as 0.
    pub fn money(&self) -> Money {
        let mut money = Money::default();
        let paid = self.mapping.payout_rounding;
        for ((card, scored), status) in self
            .extraction
            .cards
            .iter()
            .zip(&self.scored)
            .zip(self.statuses())
        {
            let reported = card.payout.as_ref().and_then(|payout| payout.value());
            if status == Status::Held {
                money.held += 1;
                continue;
            }
            let Some(recomputed) = scored.outcome.payout else {
                continue;
            };
            money.recomputed = money.recomputed.plus(&Ratio::from(recomputed));
            money.reported = money
                .reported
                .plus(&Ratio::from(reported.unwrap_or_default().round(paid)));
        }
        money
    }
}

/// Sums of pay in yuan.
#[derive(Debug, Clone, Default)]
pub struct Money {
    /// What the sheets report for everybody who is not held; where they say nothing, 0.
    pub reported: Ratio,
    /// What the rules give for the same people.
    pub recomputed: Ratio,
    /// How many people are held, and so in neither sum.
    pub held: usize,
}

impl Money {
    /// A sum in yuan and fen.
    pub fn yuan(sum: &Ratio) -> Decimal {
        sum.round(crate::number::Rounding {
            digits: 2,
            mode: crate::number::Mode::HalfUp,
        })
        .unwrap_or_default()
    }

    /// Recomputed minus reported.
    pub fn difference(&self) -> Decimal {
        Self::yuan(&self.recomputed.minus(&self.reported))
    }
}
