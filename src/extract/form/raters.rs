//! Raters whose column bears a header that the scheme does not know: a missing column is no absent rater.

use std::collections::BTreeSet;

use super::{Body, Form, Key};
use crate::extract::rows;
use crate::finding::{Code, Finding};
use crate::mapping::spelling::Label;
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, Rule};
use crate::scorecard::{Figure, State, Unit};
use crate::workbook::CellRef;

/// How headers begin whose figures may come from all raters.
const OF_ALL: &[&str] = &["综合", "加权", "折合", "总", "合计", "平均"];
/// And those that only number the lines.
const NUMBERS: &[&str] = &["序", "排名"];

impl Form<'_> {
    /// Holds the form where a rater has no column while figures stand under headers that are not known.
    pub(super) fn hold_for_raters(&self, body: &mut Body) {
        let lacking = self.raters_without_column(body);
        let strangers = self.strangers(body);
        let Some(first) = strangers.first().filter(|_| !lacking.is_empty()) else {
            return;
        };
        let raters: BTreeSet<&str> = lacking.iter().map(|(_, _, rater)| *rater).collect();
        let raters = raters.into_iter().collect::<Vec<_>>().join("、");
        let headers = strangers
            .iter()
            .map(|(at, words)| format!("{words}（{at}）"));
        let headers = headers.collect::<Vec<_>>().join("、");
        let message = text!(
            "表头里没有认出「{raters}」的评分列，不认识的列有：{headers}。没有认出的列不等于没有评分，所以没有把权重分给别人，此人待核。请把这一列的表头改成「{raters}」，或在考核方案里加上这种写法。"
                / "No column for the scores of {raters} was recognised; unknown headers: {headers}. That is no absent rater: no weight was spread and the person is held. Call the column {raters}, or add its header to the scheme."
        );
        let finding = Finding::new(Code::X104, message).at(self.cells.index, first.0);
        body.findings.push(finding);
        body.held.push(text!(
            "没有认出「{raters}」的评分列" / "no column for the scores of {raters}"
        ));
        for (line, role, _) in lacking {
            let line = &mut body.lines[line];
            let at = CellRef::new(line.row, first.0.column);
            let unknown = Figure {
                at: self.cells.location(self.cells.sheet.anchor(at)),
                state: State::Unstated,
                shown_digits: None,
                is_percent: false,
                unit: Unit::ONE,
            };
            *line = line.clone().and(role, unknown);
        }
    }

    /// The lines, by index, and their raters that no column is known of.
    fn raters_without_column(&self, body: &Body) -> Vec<(usize, Role, &str)> {
        let mut lacking = Vec::new();
        for (index, line) in body.lines.iter().enumerate() {
            let Rule::Raters(rule) = &self.spec_of(index, body).rule else {
                continue;
            };
            for (rater, name) in rule.weights.keys().enumerate() {
                let role = u8::try_from(rater).map(Role::Rater);
                let role = role.ok().filter(|role| line.figure(*role).is_none());
                lacking.extend(role.map(|role| (index, role, name.as_str())));
            }
        }
        lacking
    }

    /// True for a column whose figures are what the known raters' come to: 综合评分 is somebody's own score where they are
    /// not.
    fn is_of_all(&self, body: &Body, column: u32) -> bool {
        let come_to = |index: usize| -> Option<bool> {
            let Rule::Raters(rule) = &self.spec_of(index, body).rule else {
                return None;
            };
            let line = &body.lines[index];
            let own = self.cells.figure(CellRef::new(line.row, column)).value()?;
            let mean = rule.mean_of(|role| line.value(role))?;
            let spec = self.spec_of(index, body);
            let share = Ratio::from(spec.max).over(&Ratio::from(Decimal::HUNDRED))?;
            let near = Ratio::from(Decimal::new(6, 1 + own.scale().min(2))?);
            let is_near = |due: &Ratio| {
                let off = due.minus(&Ratio::from(own));
                off.clone().max(off.negated()) <= near
            };
            Some(is_near(&mean) || is_near(&mean.times(&share)))
        };
        let known: Vec<bool> = (0..body.lines.len()).filter_map(come_to).collect();
        // A wrong one or two are wrong.
        known.iter().filter(|hit| **hit).count() * 3 >= known.len() * 2
    }

    /// The headers of this table that are not known and have figures below them, among the lines.
    fn strangers(&self, body: &Body) -> Vec<(CellRef, String)> {
        let item = self.header.column(Key::Item).unwrap_or_default();
        let headers = rows::filled(self.cells.sheet, self.header.bottom);
        let inside = headers.filter(|at| {
            let known = self.header.columns.iter();
            let mut known = known.map(|column| column.column);
            at.column > item && at.column <= self.header.span.1 && known.all(|one| one != at.column)
        });
        let named = inside.filter_map(|at| Some((at, self.cells.word(at)?.value)));
        let strange = named.filter(|(at, words)| {
            let name = Label::new(words).name;
            let has_figure = |row: u32| {
                let figure = self.cells.figure(CellRef::new(row, at.column));
                figure.value().is_some()
            };
            let is_of_all = || {
                let mut begins = OF_ALL.iter();
                begins.any(|begin| name.starts_with(begin)) && self.is_of_all(body, at.column)
            };
            !NUMBERS.iter().any(|begin| name.starts_with(begin))
                && !is_of_all()
                && body.lines.iter().any(|line| has_figure(line.row))
        });
        strange.collect()
    }
}
