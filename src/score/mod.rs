//! Scorecard + Mapping -> Scored: points of each line, subtotals, total, grade, payout.

mod chain;
mod inputs;
mod standing;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::extract::Extraction;
use crate::mapping::{Line as Spec, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::{Exception, Inputs, Refusal, Role, Rule, Working};
use crate::scorecard::{Line, Scorecard, State};
use crate::text::Text;

pub use chain::{AsReported, Chain, Outcome};
pub use standing::{Stands, grade_called};

pub use inputs::{LineInputs, Suspect, suspect, suspect_rate};

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

/// What the rule gives for one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredLine {
    /// The points after rounding.
    pub points: Option<Decimal>,
    /// The points before rounding.
    pub exact: Option<Ratio>,
    /// Why there are none.
    pub refusal: Option<Refusal>,
    /// An input that is off by a factor of 100.
    pub suspect: Option<Suspect>,
    exception: Option<Exception>,
    /// Why the reported figure counts instead of what the rule gives.
    stands: Option<Box<str>>,
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
    let line = ScoredLine {
        points: None,
        exact: None,
        refusal: Some(Refusal::Missing),
        suspect: None,
        exception: None,
        stands: None,
    };
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
        .map(|line| standing::stand(mapping, line, score_line(mapping, line), &stands))
        .collect();
    for (line, scored) in card.lines.iter().zip(&lines) {
        if scored.points.is_none() && scored.refusal != Some(Refusal::LeftOut) {
            let item = &mapping.lines[line.spec].item;
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
        .filter(|(_, line)| line.applies_to(position) && !line.outside)
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
    for (veto, word) in unclear_vetoes(mapping, card) {
        let name = &mapping.vetoes[veto].name;
        let word = &word.value;
        holds.push(text!(
            "一票否决「{name}」填的「{word}」看不懂" / "the veto {name} reads \"{word}\""
        ));
    }
    let veto = veto_of(mapping, card);
    let chain = Chain::new(mapping, card, &lines, veto, &stands);
    let points = chain.points();
    let subtotals = (0..mapping.sections.len())
        .map(|section| chain.subtotal(section, &points))
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
        holds.push(match chain.attendance() {
            Some(_) => text!("缺少算工资用的基数或比例" / "the base or rate of the pay is missing"),
            None => text!(
                "缺少折算工资用的出勤天数" / "the days that the pay is prorated by are missing"
            ),
        });
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

fn score_line(mapping: &Mapping, line: &Line) -> ScoredLine {
    let spec = &mapping.lines[line.spec];
    let suspect = suspect(spec, line);
    let inputs = LineInputs::new(spec, line).rescaled(suspect.filter(|_| mapping.rescale_percent));
    let mut scored = ScoredLine {
        points: None,
        exact: None,
        refusal: None,
        suspect,
        exception: None,
        stands: None,
    };
    if scored.suspect.is_some() && !mapping.rescale_percent {
        scored.refusal = Some(Refusal::Missing);
        return scored;
    }
    // An absent rater is one thing, a score that cannot be read another.
    let unreadable = line.figures.iter().any(|(role, figure)| {
        matches!(role, Role::Rater(_))
            && matches!(
                figure.state,
                State::Unreadable(_) | State::Error(_) | State::Uncalculated
            )
    });
    if unreadable {
        scored.refusal = Some(Refusal::Missing);
        return scored;
    }
    match spec.rule.earn(&inputs) {
        Ok(_) if mismatched_word(line, spec).is_some() => {
            scored.refusal = Some(Refusal::NotAllowed)
        }
        Ok(earned) => {
            scored.points = match mapping.line_rounding {
                Some(rounding) => earned.points.round(rounding).ok(),
                None => earned
                    .points
                    .round(crate::number::Rounding {
                        digits: 10,
                        mode: mapping.payout_rounding.mode,
                    })
                    .ok(),
            };
            if let Working::Exception(exception) = earned.working {
                scored.exception = Some(exception);
            }
            scored.exact = Some(earned.points);
        }
        Err(refusal) => scored.refusal = Some(refusal),
    }
    scored
}

/// The grade word of a judged line, in a column of its own or leading the remark, and the values that go with it, where
/// the score is not among them.
pub fn mismatched_word<'a>(
    line: &Line,
    spec: &'a Spec,
) -> Option<(&'a str, &'a crate::rule::Range)> {
    let rule = spec.rule.judged()?;
    let score = Ratio::from(line.figure(Role::Score)?.value()?);
    let words = line
        .words
        .iter()
        .filter(|(role, _)| matches!(role, Role::GradeWord | Role::Remark));
    let (word, range) = words
        .filter_map(|(_, word)| rule.grade_in(&word.value))
        .next()?;
    // What passes the full marks or 0 is cut to them first.
    let counts = score.clone().min(Ratio::from(spec.max)).max(Ratio::zero());
    (!range.holds(&score) && !range.holds(&counts)).then_some((word, range))
}

/// Of the vetoes whose conditions are met, the one that leaves the least.
fn veto_of(mapping: &Mapping, card: &Scorecard) -> Option<usize> {
    let applying = mapping.vetoes.iter().enumerate().filter(|(index, veto)| {
        if let Some(line) = veto.line {
            let spec = &mapping.lines[line];
            let line = card.lines.iter().find(|read| read.spec == line);
            let actual = line.and_then(|line| LineInputs::new(spec, line).value(Role::Actual));
            return actual.is_some_and(|actual| crosses(veto, actual));
        }
        let Some(word) = card.vetoes.get(*index).and_then(Option::as_ref) else {
            return false;
        };
        match crate::written::read_number(&word.value) {
            Some(written) if veto.at_least.is_some() || veto.below.is_some() => {
                crosses(veto, written.value)
            }
            // Without a threshold a count says that it happened.
            Some(written) => written.value > Decimal::ZERO,
            None => veto
                .words
                .contains(&crate::mapping::spelling::fold(&word.value)),
        }
    });
    applying
        .min_by_key(|(_, veto)| veto.total)
        .map(|(index, _)| index)
}

fn crosses(veto: &crate::mapping::Veto, figure: Decimal) -> bool {
    veto.at_least.is_some_and(|least| figure >= least)
        || veto.below.is_some_and(|below| figure < below)
}

/// Words that say that a veto does not apply.
const NO: [&str; 14] = [
    "否",
    "无",
    "没有",
    "未",
    "不",
    "×",
    "x",
    "✗",
    "no",
    "n",
    "false",
    "未发生",
    "未触发",
    "正常",
];

/// Vetoes whose cells hold words that are neither a yes nor a no: nobody is paid on a guess.
pub fn unclear_vetoes<'a>(
    mapping: &'a Mapping,
    card: &'a Scorecard,
) -> impl Iterator<Item = (usize, &'a crate::workbook::Located<String>)> {
    let read = mapping.vetoes.iter().zip(&card.vetoes).enumerate();
    read.filter(|(_, (veto, _))| veto.line.is_none())
        .filter_map(|(index, (veto, word))| {
            let word = word.as_ref()?;
            let folded = crate::mapping::spelling::fold(&word.value);
            let is_clear = veto.words.contains(&folded)
                || NO.contains(&folded.as_str())
                || crate::written::is_absent(&word.value)
                || crate::written::read_number(&word.value).is_some();
            (!is_clear).then_some((index, word))
        })
}

impl ScoredLine {
    /// How the line's points come about, in a sentence that a manager can follow.
    pub fn working(&self, mapping: &Mapping, line: &Line) -> Text {
        let spec = &mapping.lines[line.spec];
        let inputs =
            LineInputs::new(spec, line).rescaled(self.suspect.filter(|_| mapping.rescale_percent));
        if let Some(refusal) = &self.refusal {
            return refused(refusal, spec);
        }
        if let Some(reason) = &self.stands {
            let points = self.points.map(crate::rule::decimal).unwrap_or_default();
            let by_rule = spec.rule.working(&inputs);
            return standing::words(&points, reason, &by_rule).then(&mapping.parameters_of(spec));
        }
        let max = crate::rule::decimal(spec.max);
        let start = match self.exception {
            Some(Exception::Full) => {
                let name = inputs.name(Role::Target);
                let (zh, en) = (name.zh, name.en);
                text!("{zh}为 0，按规定得满分 {max}" / "{en} is 0: full marks {max} by the scheme")
            }
            Some(Exception::Nothing) => text!(
                "没有可比的基数，按规定得 0 分" / "nothing to compare with: 0 points by the scheme"
            ),
            None => spec.rule.working(&inputs),
        };
        start
            .then(&self.rounding_words(mapping))
            .then(&mapping.parameters_of(spec))
    }

    fn rounding_words(&self, mapping: &Mapping) -> Text {
        let (Some(points), Some(exact)) = (self.points, &self.exact) else {
            return Text::default();
        };
        if Ratio::from(points) == *exact {
            return Text::default();
        }
        let shown = crate::rule::decimal(points);
        let mode = rounding_name(mapping.line_digits().mode);
        let (zh, en) = (mode.zh, mode.en);
        text!("，{zh} {shown}" / ", {en} {shown}")
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

fn refused(refusal: &Refusal, spec: &Spec) -> Text {
    match refusal {
        Refusal::Missing => text!(
            "需要的数缺失或读不出，无法计算"
                / "a needed figure is missing or unreadable: not computable"
        ),
        Refusal::Meaningless { reason, .. } => {
            let (zh, en) = (&reason.zh, &reason.en);
            text!("{zh}，无法计算" / "{en}: not computable")
        }
        Refusal::NotAllowed => {
            let rule = spec.rule.describe(spec.max);
            let (zh, en) = (rule.zh, rule.en);
            text!("评分不在允许范围（{zh}）" / "the score is not allowed ({en})")
        }
        Refusal::LeftOut => text!(
            "按规定不计这一项，其余按比例折算" / "left out by the scheme, the others are scaled up"
        ),
    }
}

/// True for rules that rest on the reported score itself.
pub fn is_judged(rule: &Rule) -> bool {
    rule.judged().is_some()
}
