//! What a rule is given: the figures of a scorecard's line.

use super::Suspect;
use crate::mapping::Line as Spec;
use crate::number::Decimal;
use crate::rule::{Inputs, Role};
use crate::scorecard::{Figure, Line, State, Unit};
use crate::text::Text;

/// The most that is taken for a percentage: 1000 %.
const PERCENT: Decimal = Decimal::TEN;

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
