//! 加分项 beside the line whose figure it repeats: below a base points are taken off there, over it some are added here.

use super::{Body, Form};
use crate::finding::{Code, Finding};
use crate::mapping::{Line as Spec, Mapping};
use crate::rule::{Role, Rule, decimal};
use crate::scorecard::Line;

impl Form<'_> {
    /// Holds the form where a bonus is reckoned from another figure than the line that it repeats: a trade of 48,000 is no
    /// trade of 63,000 three rows further down.
    pub(super) fn report_unlike_bonus(&self, body: &mut Body) {
        let lines = body.lines.iter();
        let unlike = lines.filter_map(|bonus| {
            let spec = self.mapping.lines.get(bonus.spec())?;
            let first = repeated(spec, self.mapping, &body.lines)?;
            let [own, other] = [bonus, first].map(|line| line.figure(Role::Actual));
            let (own, other) = (own?, other?);
            let (value, first) = (own.value()?, other.value()?);
            (value != first).then(|| (spec.item.clone(), own.at.cell, value, other.at.cell, first))
        });
        for (item, cell, value, first_cell, first) in unlike.collect::<Vec<_>>() {
            let (shown, first) = (decimal(value), decimal(first));
            let message = text!(
                "{cell} 的「{item}」实际值是 {shown}，{first_cell} 的同一个数是 {first}，不知道哪个对，此人待核。请核对后改成一致。"
                    / "{cell}: the actual figure of {item} is {shown}, the same figure at {first_cell} is {first}: nobody knows which is right, the person is held. Make them one."
            );
            let finding = Finding::new(Code::S101, message)
                .at(self.cells.index, cell)
                .of_item(&item)
                .reporting(value);
            body.findings.push(finding);
            body.held.push(text!(
                "「{item}」与前面的同一个数不一致"
                    / "{item} has another figure than the line it repeats"
            ));
        }
    }
}

/// True where a form without the bonus's row says in another that there is a bonus.
pub(super) fn is_due(bonus: &Spec, mapping: &Mapping, lines: &[Line]) -> bool {
    let Rule::Bonus(rule) = &bonus.rule else {
        return false;
    };
    let actual = repeated(bonus, mapping, lines).and_then(|line| line.value(Role::Actual));
    let points = actual.and_then(|actual| rule.points_of(actual));
    points.is_some_and(|points| !points.is_zero())
}

/// The line whose figure a bonus repeats.
fn repeated<'l>(bonus: &Spec, mapping: &Mapping, lines: &'l [Line]) -> Option<&'l Line> {
    let Rule::Bonus(rule) = &bonus.rule else {
        return None;
    };
    let mut lines = lines.iter();
    // People's own lines are no lines of the mapping yet.
    lines.find(|line| {
        let spec = mapping.lines.get(line.spec());
        spec.is_some_and(|spec| rule.repeats(&spec.rule))
    })
}
