//! The lines of a person: a row each.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::Detail;
use super::places::Key;
use crate::extract::items::Items;
use crate::extract::{Extraction, Hold, units, words};
use crate::finding::{Code, Finding};
use crate::rule::Role;
use crate::scorecard::{Employee, Figure, Line};
use crate::workbook::{CellRef, Located};

impl Detail<'_> {
    /// The lines of the scheme, and the rows of which it does not know any.
    pub(super) fn lines(
        &self,
        employee: &Employee,
        rows: &[u32],
        card: usize,
        extraction: &mut Extraction,
    ) -> (Vec<Line>, Vec<u32>) {
        let mut unknown = Vec::new();
        let position = employee
            .position
            .as_ref()
            .map(|position| position.value.as_str());
        let items = Items::new(self.mapping, position);
        // Whose position the scheme does not know, of him none of its lines is unknown.
        let strange = employee.position.as_ref().filter(|position| {
            self.mapping.is_by_position() && !self.mapping.knows_position(&position.value)
        });
        let elsewhere = strange.map(|position| {
            self.report_position(position, card, extraction);
            Items::of_all(self.mapping)
        });
        let item_column = self.header.column(Key::Item).unwrap_or_default();
        let mut found: BTreeMap<usize, u32> = BTreeMap::new();
        for row in rows {
            let at = self.cells.sheet.anchor(CellRef::new(*row, item_column));
            let Some(Located { value: item, .. }) = self.cells.word(at) else {
                continue;
            };
            match items.find(&item) {
                _ if (0..self.mapping.vetoes.len()).any(|veto| self.is_veto(veto, *row)) => {}
                Some(key) if !found.contains_key(&key.line) => {
                    found.insert(key.line, *row);
                }
                None if elsewhere
                    .as_ref()
                    .is_some_and(|all| all.find(&item).is_some()) =>
                {
                    unknown.push(*row);
                }
                known => {
                    unknown.push(*row);
                    self.report_unknown(*row, at, &item, known.is_some(), card, extraction);
                }
            }
        }
        for (spec, line) in self
            .mapping
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.applies_to(position))
        {
            if found.contains_key(&spec) || line.outside {
                continue;
            }
            let (item, called) = (&line.item, employee.called());
            let message = text!(
                "{called}缺少指标「{item}」，算不出完整的总分，此人待核。请补上这一行。"
                    / "{called} lacks the line {item}: there is no complete total and the person is held."
            );
            let mut finding = Finding::new(Code::X104, message).of_item(item);
            (finding.sheet, finding.card) = (Some(self.cells.index), Some(card));
            extraction.findings.push(finding);
            extraction.holds.push(Hold {
                card,
                reason: text!("缺少指标「{item}」" / "the line {item} is missing"),
            });
        }
        let criteria = self.header.column(Key::Column(Role::Criteria));
        let unit = units::column(&self.cells, self.header);
        let line = |(spec, row): (usize, u32)| {
            let mut figures = self.figures(row);
            let item = CellRef::new(row, item_column);
            let own = units::of_line(&self.cells, item, unit.map(|at| CellRef::new(row, at)));
            let of = |role: Role| {
                let column = self.header.find(Key::Column(role));
                let shared = column.and_then(|column| column.unit);
                units::of_column(&self.mapping.lines[spec], shared).or(own)
            };
            units::scale(&self.cells, &self.mapping.lines[spec], &mut figures, of);
            let read = words::Read {
                figures,
                parts: Vec::new(),
                words: self.words(row),
            };
            let criteria = criteria.map(|column| CellRef::new(row, column));
            let read = read.completed(&self.cells, &self.mapping.lines[spec], criteria);
            read.line(spec, row)
        };
        (found.into_iter().map(line).collect(), unknown)
    }

    /// X103 for a position that the scheme does not know, once for all lines that others have.
    fn report_position(
        &self,
        position: &Located<String>,
        card: usize,
        extraction: &mut Extraction,
    ) {
        let called = &position.value;
        let lines = self.mapping.lines.iter();
        let known: IndexSet<&str> = lines
            .flat_map(|line| line.positions.iter().map(String::as_str))
            .collect();
        let known = known.into_iter().collect::<Vec<_>>().join("、");
        let message = text!(
            "岗位「{called}」不在方案里（方案有：{known}），没有可用的指标，此人待核。请核对岗位；确属新岗位的，先修改考核方案。"
                / "The scheme has no position {called} (it has: {known}): no line applies and the person is held. Check the position, or add it to the scheme."
        );
        let at = position.at;
        let mut finding = Finding::new(Code::X103, message).at(at.sheet, at.cell);
        finding.card = Some(card);
        finding.reported = Some(called.as_str().into());
        extraction.findings.push(finding);
        let reason = text!(
            "岗位「{called}」不在方案里" / "a position that the scheme does not know: {called}"
        );
        extraction.holds.push(Hold { card, reason });
    }

    fn report_unknown(
        &self,
        row: u32,
        at: CellRef,
        item: &str,
        twice: bool,
        card: usize,
        extraction: &mut Extraction,
    ) {
        let message = if twice {
            text!(
                "「{item}」出现了两次，多出的一行不计分，此人待核。"
                    / "{item} stands twice: the second row does not count and the person is held."
            )
        } else {
            text!(
                "这个岗位的方案里没有「{item}」这个指标，这一行不计分，此人待核。请核对指标名称和岗位。"
                    / "The scheme has no line {item} for this position: the row does not count and the person is held."
            )
        };
        let score = self
            .header
            .column(Key::Column(Role::Score))
            .map(|column| self.cells.figure(CellRef::new(row, column)));
        let mut finding = Finding::new(Code::X103, message)
            .at(self.cells.index, at)
            .of_item(item);
        finding.card = Some(card);
        finding.reported = score.and_then(|figure| figure.value()).map(Into::into);
        extraction.findings.push(finding);
        extraction.holds.push(Hold {
            card,
            reason: text!(
                "有方案外的指标「{item}」" / "a line that the scheme does not know: {item}"
            ),
        });
    }

    fn columns(&self) -> impl Iterator<Item = (Role, u32)> {
        let columns = self.header.columns.iter();
        columns.filter_map(|column| match column.key {
            Key::Column(role) => Some((role, column.column)),
            _ => None,
        })
    }

    pub(super) fn figures(&self, row: u32) -> Vec<(Role, Figure)> {
        words::figures(&self.cells, row, self.columns())
    }

    fn words(&self, row: u32) -> Vec<(Role, Located<String>)> {
        words::words(&self.cells, row, self.columns())
    }
}
