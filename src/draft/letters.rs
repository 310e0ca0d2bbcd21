//! Letters as the sheet writes them: words are compared in lower case, and drafted as HR knows them.

use std::collections::BTreeSet;

use super::plan::Plan;
use crate::mapping::spelling::fold;
use crate::workbook::{Value, Workbook};
use crate::written::{half_width, is_unseen};

/// More spellings are no headers and items.
const MOST: usize = 2_000;

/// Writes the plan's words in the letters of the workbook.
pub(super) fn restore(plan: &mut Plan, workbook: &Workbook) {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    let rows = workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
    for cell in rows.flat_map(|row| &row.cells) {
        if let Value::Text(text) = &cell.value
            && text.chars().any(|c| half_width(c).is_ascii_uppercase())
            && texts.len() < MOST
        {
            let seen = text.chars().filter(|c| !is_unseen(*c));
            texts.insert(seen.map(half_width).collect());
        }
    }
    let texts: Vec<(String, String)> = texts
        .into_iter()
        .map(|text| (text.to_ascii_lowercase(), text))
        .collect();
    let written = |words: &mut String| {
        let has_letters = words.chars().any(|c| c.is_ascii_lowercase());
        if !has_letters || *words != fold(words) {
            return;
        }
        let parts = words.split('/').map(|part| {
            let found = texts.iter().find_map(|(lower, text)| {
                let at = lower.find(part)?;
                text.get(at..at + part.len())
            });
            found.unwrap_or(part)
        });
        *words = parts.collect::<Vec<_>>().join("/");
    };
    let lines = plan.lines.iter_mut();
    for line in lines {
        written(&mut line.item);
        line.section.iter_mut().for_each(written);
        line.columns
            .iter_mut()
            .for_each(|(_, words)| written(words));
    }
    let named = plan.fields.iter_mut().chain(&mut plan.columns);
    named.for_each(|(_, words)| written(words));
    for section in &mut plan.sections {
        written(&mut section.name);
        section.subtotal.iter_mut().for_each(written);
    }
    plan.vetoes
        .iter_mut()
        .map(|veto| &mut veto.name)
        .for_each(written);
    plan.unread.iter_mut().for_each(written);
    written(&mut plan.name);
}
