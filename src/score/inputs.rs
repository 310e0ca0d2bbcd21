//! What a rule is given: the figures of a scorecard's line, and which of them seem off by a factor of 100.

use crate::mapping::{Line as Spec, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::{Inputs, Role};
use crate::scorecard::{Figure, Line, Scorecard, State, Unit};
use crate::text::Text;

/// A line's figures as a rule sees them.
pub struct LineInputs<'a> {
    spec: &'a Spec,
    line: &'a Line,
    max: Decimal,
    replaced: Option<(Role, Decimal)>,
}

impl<'a> LineInputs<'a> {
    /// The figures as they stand on the sheet.
    pub fn new(spec: &'a Spec, line: &'a Line) -> Self {
        LineInputs {
            spec,
            line,
            max: spec.max,
            replaced: None,
        }
    }

    /// The same with a suspect figure put right.
    #[must_use]
    pub fn rescaled(mut self, suspect: Option<Suspect>) -> Self {
        self.replaced = suspect.map(|suspect| (suspect.role, suspect.plausible));
        self
    }

    /// The same with other full marks: what the sheet's own max would give.
    #[must_use]
    pub fn with_max(mut self, max: Decimal) -> Self {
        self.max = max;
        self
    }

    fn number(&self, figure: &Figure) -> Option<Decimal> {
        match figure.state {
            State::Dash if self.spec.dash_is_zero => Some(Decimal::ZERO),
            State::Blank if self.spec.blank_is_zero => Some(Decimal::ZERO),
            _ => figure.value(),
        }
    }
}

impl Inputs for LineInputs<'_> {
    fn value(&self, role: Role) -> Option<Decimal> {
        match self.replaced {
            Some((replaced, value)) if replaced == role => Some(value),
            _ => {
                let value = self.number(&self.line.figure(role)?)?;
                // A rule knows what is taken off as the points that it is.
                let is_less = role == Role::Score && self.spec.takes_off;
                Some(if is_less { -value } else { value })
            }
        }
    }

    fn part(&self, part: usize, role: Role) -> Option<Decimal> {
        self.number(&self.line.part(part, role)?)
    }

    fn name(&self, role: Role) -> Text {
        if let Some(name) = self.spec.names.get(&role) {
            return Text::same(name.as_str());
        }
        match role {
            Role::Actual => text!("实际" / "actual"),
            Role::Target => text!("目标" / "target"),
            Role::Previous => text!("上期" / "previous"),
            Role::Raw => text!("评分" / "score"),
            _ => Text::same(self.spec.item.as_str()),
        }
    }

    fn max(&self) -> Decimal {
        self.max
    }

    fn shown(&self, role: Role, value: Decimal) -> String {
        let figure = self.line.figure(role);
        let unit = figure.as_ref().map_or(Unit::ONE, |figure| figure.unit);
        let is_percent = self.spec.percent || figure.is_some_and(|figure| figure.is_percent);
        match role {
            // Some write amounts in a line whose figures are percentages, or whole percents: they are shown as they stand.
            Role::Actual | Role::Target if is_percent && value.abs() <= PERCENT => {
                crate::rule::percent(&value.into())
            }
            _ => in_unit(value, unit),
        }
    }
}

/// A figure as it stands: `50万` in 万元.
fn in_unit(value: Decimal, unit: Unit) -> String {
    match unit.written(value) {
        Some(own) => crate::rule::decimal(own) + unit_word(unit),
        None => crate::rule::decimal(value),
    }
}

fn unit_word(unit: Unit) -> &'static str {
    let words = [
        (Unit::PERCENT, "%"),
        (Unit::noughts(3), "千"),
        (Unit::noughts(4), "万"),
        (Unit::noughts(6), "百万"),
        (Unit::noughts(8), "亿"),
    ];
    let known = words.into_iter().find(|(known, _)| *known == unit);
    known.map_or("", |(_, word)| word)
}

/// A percentage that is off by a factor of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// Which figure.
    pub role: Role,
    /// What was probably meant.
    pub plausible: Decimal,
}

/// The most that is taken for a percentage: 1000 %.
const PERCENT: Decimal = Decimal::TEN;

/// How far from its target, as a factor, a percentage is when it is off by 100 rather than good or bad.
const SUSPECT: (i64, i64) = (20, 500);
/// The same where both could be percentages, and the target is one of those that are high by nature (95 % on time): a
/// hundred times as much lies just about the target.
const SUSPECT_BELOW_ONE: (i64, i64) = (80, 125);

/// The percentage of a line that cannot be meant: 28 where the target is 30 %.
pub fn suspect(spec: &Spec, line: &Line) -> Option<Suspect> {
    if !spec.percent {
        return None;
    }
    let actual = line.value(Role::Actual)?;
    let fixed = spec.rule.fixed_target();
    let target = fixed.or_else(|| line.value(Role::Target))?;
    let is_within = |factor: Option<Ratio>, (least, most): (i64, i64)| {
        factor.is_some_and(|factor| factor >= Ratio::from(least) && factor <= Ratio::from(most))
    };
    let is_off = |large: Decimal, small: Decimal| {
        let factor = Ratio::from(large).over(&Ratio::from(small));
        large > Decimal::ONE && is_within(factor, SUSPECT)
    };
    // 0.94 % of 95 %. Where less is better, so little is merely good.
    let half = Decimal::new(5, 1).unwrap_or_default();
    if target >= half
        && target <= Decimal::ONE
        && matches!(spec.rule, crate::rule::Rule::Ratio(_))
        && is_within(
            Ratio::from(target).over(&Ratio::from(actual)),
            SUSPECT_BELOW_ONE,
        )
    {
        return Some(Suspect {
            role: Role::Actual,
            plausible: Ratio::from(actual).times(&Ratio::from(100)).exact(20)?,
        });
    }
    let hundredth = |value: Decimal| Ratio::from(value).over(&Ratio::from(100))?.exact(20);
    if is_off(actual, target) {
        Some(Suspect {
            role: Role::Actual,
            plausible: hundredth(actual)?,
        })
    } else if fixed.is_none() && is_off(target, actual) {
        Some(Suspect {
            role: Role::Target,
            plausible: hundredth(target)?,
        })
    } else {
        None
    }
}

/// A pay rate above 100 %: 20 where 20 % is meant.
pub fn suspect_rate(mapping: &Mapping, card: &Scorecard) -> Option<Suspect> {
    if !matches!(
        mapping.payout,
        Some(crate::mapping::Payout::BaseRate { rate: None })
    ) {
        return None;
    }
    let rate = card.pay_rate().filter(|rate| *rate > Decimal::ONE)?;
    Some(Suspect {
        role: Role::Actual,
        plausible: Ratio::from(rate).over(&Ratio::from(100))?.exact(20)?,
    })
}
