//! Scorecard + Mapping -> Scored: points of each line, subtotals, total, grade, payout.

mod chain;
mod inputs;
mod line;
mod standing;
mod suspect;
pub mod veto;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::extract::Extraction;
use crate::mapping::{Line as Spec, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::{Refusal, Role, Rule};
use crate::scorecard::{Line, Scorecard};
use crate::text::Text;

pub use chain::{Adjusted, AsReported, Chain, Graded, LeftOut, Outcome, PayTerms, adjustment};
pub use line::ScoredLine;
pub use standing::{Stands, grade_called};

pub use inputs::LineInputs;
pub use suspect::{Suspect, suspect, suspect_rate};

/// What the rules give for one scorecard.
#[derive(Debug, Clone)]
pub struct Scored {
    /// By the scorecard's lines.
    pub lines: Vec<ScoredLine>,
    /// By the mapping's sections; `None` where one of the lines has no points.
    pub subtotals: Vec<Option<Decimal>>,
    /// Total, grade, coefficient and payout.
    pub outcome: Outcome,
    /// Why the person is held; empty for nobody who can be paid.
    pub holds: Vec<Text>,
    /// The veto that applies, by index into the mapping's.
    pub veto: Option<usize>,
    /// Reported figures that count instead of the recomputed ones, with the reasons.
    pub stands: Stands,
}

/// Cards that one processor takes at a time: fewer are not worth a second one.
const AT_A_TIME: usize = 256;

/// Scores every card of an extraction.
pub fn score(mapping: &Mapping, extraction: &Extraction) -> Vec<Scored> {
    score_with(mapping, extraction, &BTreeMap::new())
}

/// The same where reported figures stand, by card.
pub fn score_with(
    mapping: &Mapping,
    extraction: &Extraction,
    standing: &BTreeMap<usize, Stands>,
) -> Vec<Scored> {
    let mut own: Vec<Vec<Text>> = vec![Vec::new(); extraction.cards.len()];
    for hold in &extraction.holds {
        own[hold.card].push(hold.reason.clone());
    }
    extraction
        .cards
        .par_iter()
        .zip(own)
        .enumerate()
        .with_min_len(AT_A_TIME)
        .map(
            |(index, (card, holds))| match mapping.unknown_at(card.months()) {
                Some(why) => unscored(mapping, card, holds, why),
                None => {
                    let stands = standing.get(&index).cloned().unwrap_or_default();
                    score_card(mapping.at(card.months()), card, holds, stands)
                }
            },
        )
        .collect()
}

/// Nothing can be scored where nobody knows the figures of the time.
fn unscored(mapping: &Mapping, card: &Scorecard, mut holds: Vec<Text>, why: Text) -> Scored {
    holds.push(why);
    let line = ScoredLine::refused(Refusal::Missing);
    Scored {
        lines: vec![line; card.lines.len()],
        subtotals: vec![None; mapping.sections.len()],
        outcome: Outcome::default(),
        holds,
        veto: None,
        stands: Stands::new(),
    }
}

fn score_card(mapping: &Mapping, card: &Scorecard, mut holds: Vec<Text>, stands: Stands) -> Scored {
    let lines: Vec<ScoredLine> = card
        .lines
        .iter()
        .map(|line| standing::stand(mapping, line, ScoredLine::by_rule(mapping, line), &stands))
        .collect();
    for (line, scored) in card.lines.iter().zip(&lines) {
        if scored.points().is_none() && !scored.is_left_out() {
            let item = &mapping.lines[line.spec()].item;
            holds.push(text!("「{item}」算不出得分" / "{item} cannot be computed"));
        }
    }
    let position = card
        .employee
        .position
        .as_ref()
        .map(|position| position.value.as_str());
    for (spec, line) in mapping
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_expected(position))
    {
        if holds.is_empty() && !card.has_line(spec) {
            let item = &line.item;
            holds.push(text!("缺少指标「{item}」" / "the line {item} is missing"));
        }
    }
    if mapping.lines.iter().all(|line| !line.applies_to(position)) {
        let shown = position.unwrap_or("—");
        holds.push(text!(
            "方案里没有岗位「{shown}」" / "the scheme has no position {shown}"
        ));
    }
    if mapping.lacks_weights(position) {
        let shown = position.unwrap_or("—");
        holds.push(text!(
            "方案里没有「{shown}」的权重" / "the scheme has no weights for {shown}"
        ));
    }
    holds.extend(veto::unclear(mapping, card).map(|one| one.hold(mapping)));
    let veto = veto::applying(mapping, card);
    let chain = Chain::new(mapping, card, &lines, veto, &stands);
    if let Some(shares) = chain.unlike_a_whole() {
        let shares = crate::rule::percent(&shares);
        holds.push(text!(
            "权重合计 {shares}，不是 100%，不知道哪一项的权重填错了"
                / "the weights add up to {shares}, not 100%: nobody knows which one is wrong"
        ));
    }
    let terms = chain.terms(&chain.points());
    let subtotals = (0..mapping.sections.len())
        .map(|section| chain.subtotal(section, &terms))
        .collect();
    let mut outcome = if holds.is_empty() {
        chain.outcome()
    } else {
        Outcome::default()
    };
    // A rate in doubt is not missing.
    if suspect_rate(mapping, card).is_some() && mapping.pays() && !mapping.rescale_percent {
        holds.push(text!(
            "绩效比例疑似差 100 倍" / "the rate seems off by a factor of 100"
        ));
        outcome.payout = None;
    } else if outcome.total.is_some() && mapping.pays() && outcome.payout.is_none() {
        holds.push(unpaid(mapping, &chain, &outcome, position));
    }
    Scored {
        lines,
        subtotals,
        outcome,
        holds,
        veto,
        stands,
    }
}

/// The grade word of a judged line, in a column of its own or leading the remark, and the values that go with it, where
/// the score is not among them.
pub fn mismatched_word<'a>(
    line: &Line,
    spec: &'a Spec,
) -> Option<(&'a str, &'a crate::rule::Range)> {
    let rule = spec.rule.judged().filter(|_| !spec.takes_off)?;
    let score = Ratio::from(line.value(Role::Score)?);
    let words = line
        .words()
        .iter()
        .filter(|(role, _)| matches!(role, Role::GradeWord | Role::Remark));
    let (word, range) = words
        .filter_map(|(_, word)| rule.grade_in(&word.value))
        .next()?;
    // What passes the full marks or 0 is cut to them first.
    let counts = score.clone().min(Ratio::from(spec.max)).max(Ratio::zero());
    (!range.holds(&score) && !range.holds(&counts)).then_some((word, range))
}

/// Why a total gives no pay.
fn unpaid(mapping: &Mapping, chain: &Chain, outcome: &Outcome, position: Option<&str>) -> Text {
    if mapping.pays_by_grade() && outcome.grade.is_none() {
        let total = outcome.total.map(crate::rule::decimal).unwrap_or_default();
        return text!("总分 {total} 够不上方案里的任何等级" / "a total of {total} earns no grade");
    }
    if mapping.lacks_pay(position) {
        let shown = position.unwrap_or("—");
        return text!(
            "方案里没有「{shown}」的绩效工资或系数"
                / "the scheme has no pay or coefficient for {shown}"
        );
    }
    match chain.attendance() {
        Some(_) => {
            let lacking = chain.lacking_adjustments().join("、");
            match lacking.is_empty() {
                true => {
                    text!("缺少算工资用的基数或比例" / "the base or rate of the pay is missing")
                }
                false => text!("缺少算工资用的{lacking}" / "{lacking} of the pay is missing"),
            }
        }
        None => {
            text!("缺少折算工资用的出勤天数" / "the days that the pay is prorated by are missing")
        }
    }
}

/// The name of a rounding mode.
pub fn rounding_name(mode: crate::number::Mode) -> Text {
    use crate::number::Mode;
    match mode {
        Mode::HalfUp => text!("四舍五入" / "rounded half up"),
        Mode::HalfEven => text!("四舍六入五成双" / "rounded half to even"),
        Mode::Down => text!("舍去尾数" / "rounded down"),
        Mode::Up => text!("进位" / "rounded up"),
    }
}

/// True for rules that rest on the reported score itself.
pub fn is_judged(rule: &Rule) -> bool {
    rule.judged().is_some()
}
