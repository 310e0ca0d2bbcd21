//! What the rule gives for one line. A crowd has a million of them: what few have stands in a box, and what can be told
//! again is not kept.

use super::suspect::{share_of_an_amount, suspect_by_points};
use super::{LineInputs, Suspect, mismatched_word, rounding_name, standing, suspect};
use crate::mapping::{Line as Spec, Mapping};
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::{Earned, Exception, Inputs, Refusal, Role, Working};
use crate::scorecard::{Line, State};
use crate::text::Text;

/// What the rule gives for one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredLine {
    /// The digits of the points after rounding.
    digits: i64,
    /// How many of them stand after the point.
    scale: u8,
    has: Points,
    oddity: Option<Box<Oddity>>,
}

/// Which points a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Points {
    None,
    /// Rounding changed them.
    Rounded,
    /// Rounding changed nothing.
    Exact,
}

/// What few lines have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Oddity {
    /// Why there are no points.
    refusal: Option<Refusal>,
    /// An input that is off by a factor of 100.
    suspect: Option<Suspect>,
    exception: Option<Exception>,
    /// Points of very many digits.
    long: Option<Decimal>,
    /// Why the reported figure counts instead of what the rule gives.
    stands: Option<Box<str>>,
}

impl ScoredLine {
    /// A line without points.
    pub(super) fn refused(refusal: Refusal) -> Self {
        ScoredLine::without_points(Oddity {
            refusal: Some(refusal),
            ..Oddity::default()
        })
    }

    fn without_points(oddity: Oddity) -> Self {
        ScoredLine::with_points(None, false, oddity)
    }

    /// A line with its points, if there are any.
    fn with_points(points: Option<Decimal>, is_exact: bool, mut oddity: Oddity) -> Self {
        let short = points.and_then(Decimal::short);
        if short.is_none() {
            oddity.long = points;
        }
        let (digits, scale) = short.unwrap_or_default();
        let has = match (points, is_exact) {
            (None, _) => Points::None,
            (Some(_), false) => Points::Rounded,
            (Some(_), true) => Points::Exact,
        };
        ScoredLine {
            digits,
            scale,
            has,
            oddity: (oddity != Oddity::default()).then(|| Box::new(oddity)),
        }
    }

    /// The points after rounding.
    pub fn points(&self) -> Option<Decimal> {
        if self.has == Points::None {
            return None;
        }
        let long = self.oddity.as_ref().and_then(|oddity| oddity.long);
        long.or_else(|| Decimal::new(self.digits.into(), self.scale.into()))
    }

    /// What the line's rule gives for its figures.
    pub(super) fn by_rule(mapping: &Mapping, line: &Line) -> Self {
        let spec = &mapping.lines[line.spec()];
        if let Some(refusal) = share_of_an_amount(spec, line) {
            return ScoredLine::refused(refusal);
        }
        let suspect = suspect(spec, line);
        let scored = ScoredLine::doubting(mapping, line, suspect);
        // Points that are right need no other reading of their figures.
        let stated = line.value(Role::Score).filter(|_| suspect.is_none());
        let differs = stated
            .zip(scored.points())
            .is_some_and(|(stated, points)| stated != points);
        let meant = differs.then(|| suspect_by_points(spec, line)).flatten();
        match meant {
            Some(meant) => ScoredLine::doubting(mapping, line, Some(meant)),
            None => scored,
        }
    }

    /// The same where a figure seems off by a factor of 100.
    fn doubting(mapping: &Mapping, line: &Line, suspect: Option<Suspect>) -> Self {
        let spec = &mapping.lines[line.spec()];
        let mut oddity = Oddity {
            suspect,
            ..Oddity::default()
        };
        let is_in_doubt = oddity.suspect.is_some() && !mapping.rescale_percent;
        if is_in_doubt || lacks_a_rating(line) {
            oddity.refusal = Some(Refusal::Missing);
            return ScoredLine::without_points(oddity);
        }
        let earned = match earn(spec, &inputs(mapping, line, oddity.suspect)) {
            Ok(_) if mismatched_word(line, spec).is_some() => Err(Refusal::NotAllowed),
            earned => earned,
        };
        match earned {
            Ok(earned) => {
                if let Working::Exception(exception) = earned.working {
                    oddity.exception = Some(exception);
                }
                let points = earned.points.round(kept_digits(mapping)).ok();
                let is_exact = points.is_some_and(|points| Ratio::from(points) == earned.points);
                ScoredLine::with_points(points, is_exact, oddity)
            }
            Err(refusal) => {
                oddity.refusal = Some(refusal);
                ScoredLine::without_points(oddity)
            }
        }
    }

    /// The same where the reported figure counts, for a reason.
    pub(super) fn standing(self, mapping: &Mapping, points: &Ratio, reason: &str) -> Self {
        let mut oddity = self.oddity.map(|oddity| *oddity).unwrap_or_default();
        oddity.refusal = None;
        oddity.long = None;
        oddity.stands = Some(reason.into());
        ScoredLine::with_points(points.round(kept_digits(mapping)).ok(), true, oddity)
    }

    /// The points before rounding.
    pub fn exact(&self, mapping: &Mapping, line: &Line) -> Option<Ratio> {
        let points = self.points()?;
        if self.has == Points::Exact {
            return Some(points.into());
        }
        let spec = &mapping.lines[line.spec()];
        let earned = earn(spec, &inputs(mapping, line, self.suspect()));
        earned.ok().map(|earned| earned.points)
    }

    /// Why there are no points.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.oddity.as_ref()?.refusal.as_ref()
    }

    /// True where the scheme leaves the line out of the total.
    pub fn is_left_out(&self) -> bool {
        self.refusal() == Some(&Refusal::LeftOut)
    }

    /// An input that is off by a factor of 100.
    pub fn suspect(&self) -> Option<Suspect> {
        self.oddity.as_ref()?.suspect
    }

    /// How the line's points come about, in a sentence that a manager can follow.
    pub fn working(&self, mapping: &Mapping, line: &Line) -> Text {
        let spec = &mapping.lines[line.spec()];
        let inputs = inputs(mapping, line, self.suspect());
        if let Some(refusal) = self.refusal() {
            return refused(refusal, spec);
        }
        let oddity = self.oddity.as_deref();
        if let Some(reason) = oddity.and_then(|oddity| oddity.stands.as_deref()) {
            let points = self.points().map(crate::rule::decimal).unwrap_or_default();
            let by_rule = spec.rule.working(&inputs);
            return standing::words(&points, reason, &by_rule).then(&mapping.parameters_of(spec));
        }
        let max = crate::rule::decimal(spec.max);
        let start = match oddity.and_then(|oddity| oddity.exception) {
            Some(Exception::Full) => {
                let name = inputs.name(Role::Target);
                let (zh, en) = (name.zh, name.en);
                text!("{zh}为 0，按规定得满分 {max}" / "{en} is 0: full marks {max} by the scheme")
            }
            Some(Exception::Nothing) => text!(
                "没有可比的基数，按规定得 0 分" / "nothing to compare with: 0 points by the scheme"
            ),
            None => self.by_rule_words(spec, &inputs),
        };
        start
            .then(&self.rounding_words(mapping))
            .then(&mapping.parameters_of(spec))
    }

    /// The rule's arithmetic, and what it takes off.
    fn by_rule_words(&self, spec: &Spec, inputs: &LineInputs) -> Text {
        let words = spec.rule.working(inputs);
        let Some(points) = self.points().filter(|_| spec.takes_off) else {
            return words;
        };
        let (less, zh, en) = (crate::rule::decimal(points.abs()), &words.zh, &words.en);
        match spec.rule.judged() {
            Some(_) => text!("扣 {less} 分" / "{less} taken off"),
            None => text!("{zh}，即扣 {less} 分" / "{en}: {less} taken off"),
        }
    }

    fn rounding_words(&self, mapping: &Mapping) -> Text {
        let Some(points) = self.points().filter(|_| self.has != Points::Exact) else {
            return Text::default();
        };
        let shown = crate::rule::decimal(points);
        let mode = rounding_name(mapping.line_digits().mode);
        let (zh, en) = (mode.zh, mode.en);
        text!("，{zh} {shown}" / ", {en} {shown}")
    }
}

/// What a line's rule gives: its points, or what it takes off.
fn earn(spec: &Spec, inputs: &LineInputs) -> Result<Earned, Refusal> {
    let mut earned = spec.rule.earn(inputs)?;
    if spec.takes_off {
        let max = Ratio::from(spec.max);
        earned.points = match spec.rule.judged() {
            Some(_) => earned.points.negated(),
            None => earned.points.minus(&max),
        };
    }
    Ok(earned)
}

/// The figures as they count.
fn inputs<'a>(mapping: &'a Mapping, line: &'a Line, suspect: Option<Suspect>) -> LineInputs<'a> {
    let spec = &mapping.lines[line.spec()];
    LineInputs::new(spec, line).rescaled(suspect.filter(|_| mapping.rescale_percent))
}

/// The digits that a line's points are kept with: the scheme's, else as many as nobody will miss.
fn kept_digits(mapping: &Mapping) -> Rounding {
    mapping.line_rounding.unwrap_or(Rounding {
        digits: 10,
        mode: mapping.payout_rounding.mode,
    })
}

/// A rater's score that cannot be read, or whose column is not known. An absent rater is another thing.
fn lacks_a_rating(line: &Line) -> bool {
    line.figures().any(|(role, figure)| {
        matches!(role, Role::Rater(_))
            && matches!(
                figure.state,
                State::Unreadable(_) | State::Error(_) | State::Uncalculated | State::Unstated
            )
    })
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
            let rule = spec.described();
            let (zh, en) = (rule.zh, rule.en);
            text!("评分不在允许范围（{zh}）" / "the score is not allowed ({en})")
        }
        Refusal::LeftOut => text!(
            "按规定不计这一项，其余按比例折算" / "left out by the scheme, the others are scaled up"
        ),
    }
}
