//! Nothing is silent: whoever is held has a finding that says why, whatever the reason.

use std::collections::BTreeSet;

use super::Context;
use crate::finding::{Code, Finding};

/// S101 for everybody who is held and of whom no other finding tells why.
pub(super) fn holds(context: &Context, findings: &mut Vec<Finding>) {
    let of_sheet = |finding: &&Finding| finding.card.is_none() && holds_people(finding.code);
    let sheets: BTreeSet<usize> = (findings.iter().filter(of_sheet))
        .filter_map(|finding| finding.sheet)
        .collect();
    let of_card = findings.iter().filter(|finding| holds_people(finding.code));
    let mut told: BTreeSet<usize> = of_card.filter_map(|finding| finding.card).collect();
    // Whoever reads a card and holds it says why, at the cell or at the other card that it concerns.
    told.extend(context.extraction.holds.iter().map(|hold| hold.card));
    let cards = context.extraction.cards.iter().zip(context.scored);
    for (index, (card, scored)) in cards.enumerate() {
        let sheet = context.extraction.tables[card.table].sheet;
        let Some(why) = scored.holds.first() else {
            continue;
        };
        if told.contains(&index) || sheets.contains(&sheet) {
            continue;
        }
        let (zh, en, called) = (&why.zh, &why.en, card.employee.called());
        let message = text!(
            "{called}待核：{zh}。请核对这张表和考核方案。"
                / "{called} is held: {en}. Check the sheet and the mapping."
        );
        let mut finding = Finding::new(Code::S101, message);
        (finding.sheet, finding.card) = (Some(sheet), Some(index));
        finding.employee = card.employee.key().map(str::to_owned);
        findings.push(finding);
    }
}

/// The codes of what holds people.
fn holds_people(code: Code) -> bool {
    matches!(
        code,
        Code::R102 | Code::R103 | Code::S101 | Code::A105 | Code::A203 | Code::A205 | Code::A403
    ) || code.to_string().starts_with('X')
}
