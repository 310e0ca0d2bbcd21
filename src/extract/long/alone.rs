//! People who stand on one of the two sheets alone: in the summary without lines, or with lines that no summary adds.

use super::summary::Summary;
use super::{Detail, Group, person};
use crate::extract::figure::Cells;
use crate::extract::{Extraction, Hold};
use crate::finding::{Code, Finding};
use crate::mapping::{Composition, Field, Mapping};
use crate::workbook::{CellRef, Workbook};

use super::places::Key;

impl Detail<'_> {
    /// The card of somebody of whom the summary alone knows. Where lines only take points off, no line takes none.
    pub(super) fn read_without_lines(
        &self,
        workbook: &Workbook,
        summary: &Summary,
        extraction: &mut Extraction,
    ) {
        let cells = Cells::new(workbook, summary.sheet);
        let group = Group {
            employee: person(&cells, &summary.header, summary.row),
            part: summary.part,
            says_part: summary.says_part,
            ..Group::default()
        };
        let header = (summary.header.top, summary.header.bottom);
        let mut tables = extraction.tables.iter();
        let own = tables.position(|table| table.sheet == summary.sheet && table.header == header);
        let number = extraction.cards.len();
        let mut card = self.card(
            workbook,
            own.unwrap_or_default(),
            group,
            Some(summary),
            extraction,
        );
        (card.sheet, card.row) = (summary.sheet, summary.row);
        extraction.cards.push(card);
        if may_lack_lines(self.mapping) {
            return;
        }
        let column = [Field::Name, Field::Id]
            .iter()
            .find_map(|field| summary.header.column(Key::Field(*field)));
        let at = CellRef::new(summary.row, column.unwrap_or_default());
        let message = text!(
            "汇总表 {at} 的这个人在明细表里没有指标行，无法复核，此人待核。请补上明细，或核对工号、姓名。"
                / "The person at {at} of the summary has no lines on the detail sheet: nothing can be recomputed, and the person is held."
        );
        let mut finding = Finding::new(Code::X104, message).at(summary.sheet, at);
        (finding.card, finding.employee) = (Some(number), Some(summary.called.clone()));
        extraction.findings.push(finding);
        let reason = text!("明细表里没有指标行" / "no lines on the detail sheet");
        extraction.holds.push(Hold {
            card: number,
            reason,
        });
    }

    /// X104 for somebody whose lines no row of the summary adds: the next card's.
    pub(super) fn report_not_on_summary(&self, group: &Group, extraction: &mut Extraction) {
        let (card, called) = (extraction.cards.len(), group.employee.called());
        let message = text!(
            "明细表里有{called}的指标，汇总表里却没有这个人，总分和绩效工资没有可核对的，此人待核。请在汇总表补上，或核对工号、姓名。"
                / "The detail sheet has lines of {called}, the summary has no such row: there is no total and no pay to compare, and the person is held."
        );
        let mut finding = Finding::new(Code::X104, message);
        let at = group.employee.at();
        (finding.sheet, finding.cell) = (Some(self.cells.index), at.map(|at| at.cell));
        finding.card = Some(card);
        extraction.findings.push(finding);
        let reason = text!("汇总表里没有此人" / "not on the summary");
        extraction.holds.push(Hold { card, reason });
    }
}

/// True where lines only take points off and nobody must have any.
fn may_lack_lines(mapping: &Mapping) -> bool {
    let is_deducting = mapping.composition == Composition::Deductions;
    is_deducting && mapping.listed().iter().all(|line| line.outside)
}
