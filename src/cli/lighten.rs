//! What is kept of a file that was audited, once its own outputs are made.

use fuhe::examination::Examination;
use fuhe::extract::telling_print;
use fuhe::rule::Role;
use fuhe::scorecard::Line;
use fuhe::workbook::{Geometry, Merges};

/// So many people in one file are kept without their lines.
const CROWD: usize = 1000;

/// What is told about several files needs people, totals and findings, and of the workbook only its sheets' names: the
/// cells and lines of all files together would not fit into memory.
pub fn lighten(examination: &mut Examination, keeps_lines: bool) {
    let workbook = &mut examination.workbook;
    for sheet in &mut workbook.sheets {
        sheet.rows = Vec::new();
        sheet.formulas.clear();
        sheet.merges = Merges::default();
        sheet.geometry = Geometry::default();
    }
    workbook.styles = Vec::new();
    if keeps_lines || examination.extraction.cards.len() < CROWD {
        return;
    }
    for card in &mut examination.extraction.cards {
        card.print = telling_print(card, &examination.mapping);
        // Which finding is about a person's own score is asked for once more.
        let own = card.lines.iter().flat_map(Line::figures);
        let own: Vec<_> = own.filter(|(role, _)| *role == Role::SelfScore).collect();
        card.lines = match own.is_empty() {
            true => Vec::new(),
            false => vec![Line::new(0, card.row, own)],
        };
        card.subtotals = Vec::new();
        card.vetoes = Vec::new();
    }
    for scored in &mut examination.scored {
        scored.lines = Vec::new();
        scored.subtotals = Vec::new();
    }
}
