//! Two people of one name without ids in a long table: their lines are of different positions.

use indexmap::IndexMap;

use super::{Detail, Group, Whose, person};
use crate::extract::{Extraction, Hold};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::fold;

impl Detail<'_> {
    /// Parts the rows of a name without an id by their positions. A single row of another position is a slip of the pen,
    /// and one of none goes on with the row above.
    pub(super) fn part_namesakes(&self, groups: IndexMap<Whose, Group>) -> IndexMap<Whose, Group> {
        let mut parted = IndexMap::new();
        for (key, group) in groups {
            let mut parts: IndexMap<String, Vec<u32>> = IndexMap::new();
            let mut last = None;
            for row in group.rows.iter().filter(|_| group.employee.id.is_none()) {
                let own = person(&self.cells, self.header, *row).position;
                let position = own.map(|own| fold(&own.value)).or(last.take());
                let position = position.unwrap_or_default();
                parts.entry(position.clone()).or_default().push(*row);
                last = Some(position);
            }
            let is_several = parts.len() > 1 && parts.values().all(|rows| rows.len() > 1);
            if !is_several {
                parted.insert(key, group);
                continue;
            }
            for (position, rows) in parts {
                let first = rows.first().copied().unwrap_or_default();
                let own = Group {
                    employee: person(&self.cells, self.header, first),
                    rows,
                    total_row: None,
                    part: group.part,
                    says_part: group.says_part,
                    namesake: Some(position.clone()),
                };
                parted.insert((format!("{} {position}", key.0), key.1), own);
            }
        }
        parted
    }

    /// X111 for one of them: the next card's.
    pub(super) fn report_namesake(&self, group: &Group, extraction: &mut Extraction) {
        let (card, called) = (extraction.cards.len(), group.employee.called());
        let message = text!(
            "明细表里有几个没有工号的{called}，岗位不同，看来不是同一个人：按岗位分开计分，都待核。请补上工号。"
                / "The detail sheet has several {called} without ids and with different positions, who seem to be different people: they were scored by position, and all are held. Add the ids."
        );
        let at = group.employee.at();
        let mut finding = Finding::new(Code::X111, message);
        finding.sheet = Some(self.cells.index);
        finding.cell = at.map(|at| at.cell);
        finding.card = Some(card);
        extraction.findings.push(finding);
        let reason = text!("同名没有工号" / "a namesake without an id");
        extraction.holds.push(Hold { card, reason });
    }
}
