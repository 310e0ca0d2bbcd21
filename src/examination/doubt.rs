//! A doubt about the mapping: where most people seem to be wrong in the same figure, it is more probably the mapping.

use std::collections::{BTreeMap, BTreeSet};

use super::Examination;
use crate::extract::Copied;
use crate::finding::{Code, Finding, Severity};
use crate::number::Decimal;
use crate::text::Text;
use crate::workbook::Location;

/// Fewer people than these may all be wrong.
const FEW: usize = 5;

/// What makes findings of several people the same: code, line and, of what the sheet states, what the scheme says.
type Same<'a> = (Code, Option<&'a str>, Option<String>);

impl Examination {
    /// What to check before the corrections are used, where more than half of the people differ in one figure by
    /// themselves.
    pub fn doubt(&self) -> Option<Text> {
        let mut wrong: BTreeMap<Same, BTreeSet<usize>> = BTreeMap::new();
        // A summary that was sorted wrongly is no mapping's fault: its figures are copies.
        let copies = self.extraction.copied.values().flatten();
        let copies: BTreeSet<Location> = copies.map(Copied::at).collect();
        let is_copy = |one: &Finding| one.location().is_some_and(|at| copies.contains(&at));
        let roots = self.findings.iter().filter(|one| {
            let is_error = one.root && one.severity == Severity::Error;
            is_error && is_computed(one.code) && !is_copy(one)
        });
        for finding in roots {
            if let Some(card) = finding.card {
                let of = (finding.code, finding.item.as_deref(), None);
                wrong.entry(of).or_default().insert(card);
            }
        }
        let follows = |one: &&Finding| !one.root && one.severity == Severity::Error;
        let following = self.findings.iter().filter(follows);
        let following: BTreeSet<usize> = following.filter_map(|one| one.card).collect();
        for finding in self.findings.iter().filter(|one| is_stated(one)) {
            let right = finding.recomputed.as_ref().map(ToString::to_string);
            let of = (finding.code, finding.item.as_deref(), right);
            wrong
                .entry(of)
                .or_default()
                .extend(self.moved(finding, &following));
        }
        let people = self.extraction.cards.len();
        let most = wrong.into_iter().max_by_key(|(_, cards)| cards.len());
        let ((code, item, _), cards) = most?;
        let count = cards.len();
        if people < FEW || count * 2 <= people {
            return None;
        }
        let title = code.title();
        let (zh, en) = match item {
            Some(item) => (
                format!("「{item}」的{}", title.zh),
                format!("{} of {item}", title.en),
            ),
            None => (title.zh, title.en),
        };
        let (id, name) = (&self.mapping.id, &self.mapping.name);
        let doubt = text!(
            "{people} 人里有 {count} 人都是{zh}（{code}）。人人都错的少，方案和这张表的算法不同的多：请先看 fuhe mappings show {id}，核对方案「{name}」，再用这次的更正。"
                / "{count} of {people} people have the same finding, {en} ({code}). That everybody is wrong is rarer than a mapping that does not fit: check {name} (fuhe mappings show {id}) before these corrections are used."
        );
        let set = self.mapping.parameters.iter().filter(|one| one.is_set);
        let set: Vec<&str> = set.map(|one| one.name.as_str()).collect();
        let names = set.join("、");
        Some(match set.is_empty() || code != Code::A206 {
            true => doubt,
            false => doubt.then(&text!(
                "本次用 --set 指定的「{names}」也请核对。"
                    / "Check what --set says of {names}, too."
            )),
        })
    }

    /// Whose result a figure moves that the sheet states otherwise than the scheme: the person's whose form it stands on,
    /// or everybody's on the sheet, as far as `following` have wrong figures that follow from another.
    fn moved(&self, finding: &Finding, following: &BTreeSet<usize>) -> Vec<usize> {
        if finding.impact.is_some_and(Decimal::is_zero) {
            return Vec::new();
        }
        match finding.card {
            Some(own) => following.get(&own).copied().into_iter().collect(),
            None => {
                let on_sheet = |card: &&usize| {
                    let card = self.extraction.cards.get(**card);
                    card.map(|card| card.sheet) == finding.sheet
                };
                following.iter().filter(on_sheet).copied().collect()
            }
        }
    }
}

/// What a sheet states otherwise than the scheme, and nobody accepted: a warning by itself, and wrong pay for everybody
/// whom it concerns.
fn is_stated(finding: &Finding) -> bool {
    finding.code == Code::A206 && finding.root && finding.severity > Severity::Info
}

/// Findings that set what the sheet reports, a formula or a weight against what the scheme gives.
fn is_computed(code: Code) -> bool {
    matches!(
        code,
        Code::A101
            | Code::A102
            | Code::A106
            | Code::A201
            | Code::A202
            | Code::A205
            | Code::A301
            | Code::A302
            | Code::A303
            | Code::A402
    )
}
