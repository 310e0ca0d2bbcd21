//! The figures of a line or a total: what the rule was given, and what is reported against what was recomputed.

use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::rule::{Inputs, Role, Rule, decimal, percent};
use fuhe::score::LineInputs;
use fuhe::scorecard::{Figure, Line, State};
use fuhe::text;
use fuhe::text::Text;

use super::super::super::summary::signed;
use super::Page;

/// The digits at which a reported figure is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// Those that the recomputed figure was rounded to.
    Rounded,
    /// All that either has.
    AsWritten,
}

impl Page<'_> {
    /// The figures that the rule was given, with their cells.
    pub(super) fn inputs(&self, line: &Line) -> Option<Text> {
        let spec = &self.mapping.lines[line.spec()];
        let names = LineInputs::new(spec, line);
        let parts = spec.rule.parts();
        let named: Vec<(Text, Figure)> = match parts[..] {
            [] => {
                let raters = line.figures().map(|(role, _)| role);
                let raters = raters.filter(|role| matches!(role, Role::Rater(_)));
                (spec.rule.needs().into_iter().chain(raters))
                    .filter(|role| *role != Role::Score)
                    .filter_map(|role| Some((named(&spec.rule, &names, role), line.figure(role)?)))
                    .collect()
            }
            // The rows of a group have a figure each.
            _ => (parts.iter().enumerate())
                .filter_map(|(index, part)| {
                    let figure = line.part(index, Role::Actual)?;
                    Some((Text::same(part.item), figure))
                })
                .collect(),
        };
        let told = named.into_iter().map(|(name, figure)| {
            let as_percent = spec.percent || figure.is_percent;
            let (stated, cell) = (self.stated(&figure, as_percent), figure.at.cell);
            let ((name_zh, name_en), (zh, en)) = ((name.zh, name.en), (stated.zh, stated.en));
            text!("{name_zh} {zh}（{cell}）" / "{name_en} {en} ({cell})")
        });
        let (zh, en): (Vec<String>, Vec<String>) = told.map(|text| (text.zh, text.en)).unzip();
        if zh.is_empty() {
            return None;
        }
        let (zh, en) = (zh.join("、"), en.join(", "));
        Some(text!("数据：{zh}" / "figures: {en}"))
    }

    /// Reported against recomputed.
    pub(super) fn compared(
        &mut self,
        indent: usize,
        figure: Option<&Figure>,
        recomputed: Option<Decimal>,
        digits: Digits,
    ) {
        let reported = figure.and_then(Figure::value);
        let digits = recomputed.map(|recomputed| match digits {
            Digits::Rounded => recomputed.shown_digits(),
            Digits::AsWritten => recomputed.scale().max(reported.map_or(0, Decimal::scale)),
        });
        let rounded = |value: Decimal| match digits {
            Some(digits) => value.round(Rounding {
                digits,
                mode: Mode::HalfUp,
            }),
            None => value,
        };
        let stated = match (figure, reported) {
            // With the digits of the figure that it is compared with, where it has no more.
            (Some(figure), Some(value))
                if matches!(figure.state, State::Number(_) | State::TextNumber(_))
                    && rounded(value) == value =>
            {
                Text::same(rounded(value).grouped())
            }
            (Some(figure), _) => self.stated(figure, false),
            (None, _) => text!("（表中没有）" / "(not on the sheet)"),
        };
        let (zh, en) = (stated.zh, stated.en);
        let Some(recomputed) = recomputed else {
            let why = match self.scored.holds.is_empty() {
                true => text!("，复核算不出" / ", cannot be recomputed"),
                false => text!("，待核，不出复核数" / ", held: not recomputed"),
            };
            let (why_zh, why_en) = (why.zh, why.en);
            return self.say(
                indent,
                &text!("填报 {zh}{why_zh}" / "reported {en}{why_en}"),
            );
        };
        let shown = rounded(recomputed).grouped();
        let difference = reported.and_then(|reported| rounded(recomputed).minus(rounded(reported)));
        let verdict = match difference {
            Some(difference) if difference.is_zero() => text!("，一致" / ": the same"),
            Some(difference) => {
                let difference = signed(difference);
                text!("，相差 {difference}" / ": {difference}")
            }
            None => Text::default(),
        };
        let (same_zh, same_en) = (verdict.zh, verdict.en);
        self.say(
            indent,
            &text!(
                "填报 {zh}，复核 {shown}{same_zh}" / "reported {en}, recomputed {shown}{same_en}"
            ),
        );
    }

    /// What stands in a figure's cell.
    fn stated(&self, figure: &Figure, as_percent: bool) -> Text {
        match &figure.state {
            State::Number(value) | State::TextNumber(value) if as_percent => {
                Text::same(percent(&Ratio::from(*value)))
            }
            State::Number(value) | State::TextNumber(value) => Text::same(decimal(*value)),
            State::Blank => text!("空" / "nothing"),
            State::Dash => Text::same("-"),
            State::Unreadable(words) => text!("「{words}」" / "\"{words}\""),
            State::Error(error) => Text::same(&**error),
            State::Computed(value) => {
                let value = match as_percent {
                    true => percent(&Ratio::from(*value)),
                    false => decimal(*value),
                };
                text!("{value}（未计算的公式）" / "{value} (a formula without value)")
            }
            State::Unstated => text!("文字里没有写" / "not in the words"),
            State::Shared => text!("和别的指标合用一格" / "in one cell with another line's"),
            State::Uncalculated => text!("未计算的公式" / "a formula without value"),
        }
    }
}

/// How a figure is called: a rater by the name that the mapping gives.
fn named(rule: &Rule, names: &LineInputs, role: Role) -> Text {
    match (rule, role) {
        (Rule::Raters(raters), Role::Rater(index)) => raters
            .weights
            .get_index(usize::from(index))
            .map_or_else(Text::default, |(name, _)| Text::same(name.as_str())),
        _ => names.name(role),
    }
}
