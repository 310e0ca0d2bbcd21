//! Root or consequence: whether a wrong figure is right arithmetic on wrong reported figures.

use crate::finding::{Cause, Code, Finding};
use crate::number::{Decimal, Ratio, Rounding};
use crate::scorecard::{Figure, State};
use crate::text::Text;

/// A reported figure against its recomputed one.
pub(super) struct Comparison<'a> {
    pub code: Code,
    pub figure: &'a Figure,
    pub recomputed: Decimal,
    /// The digits at which the two are compared.
    pub rounding: Rounding,
    /// What the chain gives from the reported figures above.
    pub carried: Vec<Decimal>,
    /// What the figure is called.
    pub name: Text,
}

impl Comparison<'_> {
    /// The finding, where the two differ.
    pub fn finding(self) -> Option<Finding> {
        let (zh, en, cell) = (&self.name.zh, &self.name.en, self.figure.at.cell);
        let Some(reported) = self.figure.value() else {
            return super::figures::unreadable(self.figure, &self.name)
                .map(|finding| finding.recomputing(self.recomputed));
        };
        if same(reported, self.recomputed, self.rounding) {
            return None;
        }
        let is_carried = self
            .carried
            .iter()
            .any(|carried| same(reported, *carried, self.rounding));
        let (shown, right) = (self.shown(reported), self.shown(self.recomputed));
        let difference = self.recomputed.minus(reported);
        let difference = difference.map_or_else(String::new, |difference| {
            let sign = if difference > Decimal::ZERO { "+" } else { "" };
            format!("{sign}{}", self.shown(difference))
        });
        let message = if is_carried {
            text!(
                "{cell} 的{zh}填 {shown}，复核 {right}（差 {difference}）。算法没错，是引用的数有错，更正源头后这里随之改正。"
                    / "{cell}: {en} reads {shown}, recomputed {right} ({difference}). The arithmetic is right, a figure it builds on is wrong."
            )
        } else {
            text!(
                "{cell} 的{zh}填 {shown}，复核 {right}（差 {difference}）。"
                    / "{cell}: {en} reads {shown}, recomputed {right} ({difference})."
            )
        };
        let message = match self.figure.state {
            State::Computed(_) => message.then(&text!(
                "公式没有保存计算结果，{shown} 由复核程序算出。"
                    / "The formula has no stored result: fuhe worked out {shown}."
            )),
            _ => message,
        };
        let mut finding = Finding::new(self.code, message)
            .at(self.figure.at.sheet, cell)
            .reporting(reported)
            .recomputing(self.recomputed);
        if is_carried {
            (finding.root, finding.cause) = (false, Some(Cause::Carried));
        }
        Some(finding)
    }
}

impl Comparison<'_> {
    /// As people write it beside the other: both with the same digits, money with all of them.
    fn shown(&self, value: Decimal) -> String {
        let is_money = matches!(self.code, Code::A303 | Code::A304);
        let least = if is_money { self.rounding.digits } else { 0 };
        let reported = self.figure.value().map_or(0, Decimal::scale);
        let shared = reported.max(self.recomputed.scale()).max(least);
        let digits = value.scale().max(shared.min(self.rounding.digits));
        value
            .round(Rounding {
                digits,
                ..self.rounding
            })
            .grouped()
    }
}

/// True where a figure stands as it should: there is nothing to compare further, which spares most of the work.
pub(super) fn agrees(figure: &Figure, recomputed: Decimal, rounding: Rounding) -> bool {
    figure
        .value()
        .is_some_and(|reported| same(reported, recomputed, rounding))
}

/// Equal at the digits that count: a stored 955.8675 equals 955.87.
pub(super) fn same(reported: Decimal, recomputed: Decimal, rounding: Rounding) -> bool {
    let nearest = Rounding {
        digits: rounding.digits,
        ..rounding
    };
    reported == recomputed || reported.round(nearest) == recomputed.round(nearest)
}

/// The reported figures where there are any, else the recomputed ones.
pub(super) fn reported_or(figure: Option<&Figure>, recomputed: Option<Ratio>) -> Option<Ratio> {
    figure
        .and_then(Figure::value)
        .map(Ratio::from)
        .or(recomputed)
}
