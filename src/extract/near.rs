//! What a form lacks of a scheme whose items stand on it: one strange word over a column must not read as nothing found.

use std::collections::BTreeSet;

use super::choose::{ENOUGH, FORM_ROWS, all_items, instead};
use super::form;
use super::header::Labels;
use crate::mapping::spelling::Spelling;
use crate::mapping::{LayoutKind, Mapping};
use crate::rule::{Role, Rule};
use crate::workbook::{Sheet, Value, Workbook};

/// A form with most of a scheme's items, on which some of its columns bear no header that the scheme knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// How many of the scheme's lines are named there.
    pub found: usize,
    /// The columns without a known header: their role, or `None` for that of the items.
    pub columns: Vec<Option<Role>>,
}

impl Near {
    /// How a scheme spells the header of one of the columns.
    pub fn spelled(mapping: &Mapping, column: Option<Role>) -> &[Spelling] {
        match column {
            None => &mapping.item_column,
            Some(role) => mapping.columns.get(&role).map_or(&[], Vec::as_slice),
        }
    }
}

/// The sheet that names most of a scheme's items, where a form is kept from being read by its headers alone.
pub fn near(workbook: &Workbook, mapping: &Mapping) -> Option<Near> {
    if mapping.layout != LayoutKind::Form || mapping.number_column.is_some() {
        return None;
    }
    let sheets = workbook.sheets.iter();
    let near = sheets.filter_map(|sheet| on_sheet(sheet, mapping));
    near.max_by_key(|near| near.found)
}

fn on_sheet(sheet: &Sheet, mapping: &Mapping) -> Option<Near> {
    let items = all_items(mapping);
    let rows = sheet.rows.iter().take_while(|row| row.index < FORM_ROWS);
    let named = rows.flat_map(|row| &row.cells).filter_map(|cell| {
        let Value::Text(text) = &cell.value else {
            return None;
        };
        items.iter().find_map(|items| items.find(text))
    });
    let lines: BTreeSet<usize> = named.map(|key| key.line).collect();
    if lines.is_empty() || lines.len() * 100 < mapping.lines.len() * ENOUGH {
        return None;
    }
    let (labels, search) = (Labels::new(sheet, FORM_ROWS), form::search(mapping));
    let is_known = |key: form::Key| !labels.all(&search, &[key]).is_empty();
    let mut columns = Vec::new();
    if !is_known(form::Key::Item) {
        columns.push(None);
    }
    let needs = lines.iter().flat_map(|line| {
        let spec = &mapping.lines[*line];
        let needs = match spec.rule {
            Rule::Raters(_) => Vec::new(),
            _ => spec.rule.needs(),
        };
        needs.into_iter().map(|role| (role, instead(spec, role)))
    });
    let points = mapping.point_columns().map(|role| (role, role));
    for (role, instead) in needs.chain(points) {
        let known = [role, instead]
            .into_iter()
            .any(|role| is_known(form::Key::Column(role)));
        if !known && !columns.contains(&Some(instead)) {
            columns.push(Some(instead));
        }
    }
    (!columns.is_empty()).then_some(Near {
        found: lines.len(),
        columns,
    })
}
