//! The lines of a person: a row each.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::Detail;
use super::places::Key;
use crate::extract::items::Items;
use crate::extract::own::{self, OwnRow};
use crate::extract::{Extraction, Hold, units, words};
use crate::finding::{Code, Finding};
use crate::mapping::Line as Spec;
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
        let mut own: Vec<OwnRow> = Vec::new();
        let reader = Reader::new(self);
        for row in rows {
            let at = self.cells.sheet.anchor(CellRef::new(*row, item_column));
            let Some(item) = self.item(*row) else {
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
                None if let Some(line) = reader.own_row(*row, at, &item) => own.push(line),
                known => {
                    unknown.push(*row);
                    self.report_unknown(*row, at, &item, known.is_some(), card, extraction);
                }
            }
        }
        for (spec, line) in self
            .mapping
            .listed()
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
        let mut lines: Vec<Line> = (found.into_iter())
            .map(|(spec, row)| reader.read(&self.mapping.lines[spec], row).line(spec, row))
            .collect();
        self.add_own(own, card, &mut lines, extraction);
        (lines, unknown)
    }

    /// Reads the lines of the person's own among those of the scheme.
    fn add_own(
        &self,
        mut rows: Vec<OwnRow>,
        card: usize,
        lines: &mut Vec<Line>,
        extraction: &mut Extraction,
    ) {
        let column = |role: Role| self.header.column(Key::Column(role));
        let (own, told) = own::lines(self.mapping, &mut rows, self.cells.index, column);
        for (mut finding, reason) in told {
            finding.card = Some(card);
            extraction.findings.push(finding);
            extraction.holds.push(Hold { card, reason });
        }
        let listed = self.mapping.listed().len();
        for (row, line) in rows.into_iter().zip(own) {
            let spec = listed + extraction.own_lines.place(line);
            lines.push(row.read.line(spec, row.row));
        }
        if !self.mapping.patterns.is_empty() {
            lines.sort_by_key(|line| line.row);
        }
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

/// Reads rows as lines.
struct Reader<'a> {
    detail: &'a Detail<'a>,
    item: u32,
    unit: Option<u32>,
}

impl<'a> Reader<'a> {
    fn new(detail: &'a Detail<'a>) -> Self {
        Reader {
            detail,
            item: detail.header.column(Key::Item).unwrap_or_default(),
            unit: units::column(&detail.cells, detail.header),
        }
    }

    /// What a row holds for a line.
    fn read(&self, spec: &Spec, row: u32) -> words::Read {
        let (cells, header) = (&self.detail.cells, self.detail.header);
        let mut figures = self.detail.figures(row);
        let item = CellRef::new(row, self.item);
        let own = units::of_line(cells, item, self.unit.map(|at| CellRef::new(row, at)));
        let of = |role: Role| {
            let column = header.find(Key::Column(role));
            units::of_column(spec, column.and_then(|column| column.unit)).or(own)
        };
        units::scale(cells, spec, &mut figures, of);
        let read = words::Read {
            figures,
            parts: Vec::new(),
            words: self.detail.words(row),
        };
        let criteria = header.column(Key::Column(Role::Criteria));
        read.completed(
            cells,
            spec,
            criteria.map(|column| CellRef::new(row, column)),
        )
    }

    /// The section that one of the row's cells names.
    fn section(&self, row: u32) -> Option<usize> {
        let cells = &self.detail.cells;
        let row = cells.sheet.row(row)?;
        row.cells.iter().find_map(|cell| {
            let at = CellRef::new(row.index, cell.column);
            own::section_called(self.detail.mapping, &cells.word(at)?.value)
        })
    }

    /// A row as a line of the person's own; none where no pattern of the scheme is for it.
    fn own_row(&self, row: u32, item_at: CellRef, item: &str) -> Option<OwnRow> {
        let mapping = self.detail.mapping;
        let header = self.detail.header;
        let of_header = |role: Role| header.find(Key::Column(role))?.unit;
        let figures = self.detail.figures(row);
        let is_percent = own::is_percent(&self.detail.cells, &figures, of_header);
        let read = |pattern: &Spec| self.read(&own::spec(pattern, item, is_percent), row);
        let section = self.section(row);
        let (pattern, read) = own::pattern(mapping, item, section, read)?;
        Some(OwnRow {
            row,
            text: own::called(mapping, pattern, item, row),
            item_at,
            read,
            pattern,
            is_percent,
        })
    }
}
