//! Errors that a formula has from a cell that it reads: no second mistake.

use super::Context;
use crate::finding::{Code, Finding};
use crate::formula::reads;
use crate::workbook::Location;

/// An error value whose formula reads another error value of the card is its consequence.
pub(super) fn errors(context: &Context, findings: &mut [Finding]) {
    let places: Vec<Option<Location>> = findings
        .iter()
        .map(|one| (one.code == Code::R102).then(|| one.location()).flatten())
        .collect();
    if places.iter().flatten().count() < 2 {
        return;
    }
    for (finding, own) in findings.iter_mut().zip(&places) {
        let Some(own) = own else { continue };
        let ranges = reads(context.workbook, *own);
        let is_read = |other: &&Location| {
            *other != own
                && ranges
                    .iter()
                    .any(|(sheet, range)| *sheet == other.sheet && range.contains(other.cell))
        };
        let Some(from) = places.iter().flatten().find(is_read) else {
            continue;
        };
        let (from, message) = (from.cell, std::mem::take(&mut finding.message));
        finding.root = false;
        finding.message = message.then(&text!(
            "错误值是从 {from} 带来的，更正源头后这里随之改正。"
                / "The error comes from {from} and goes away with it."
        ));
    }
}
