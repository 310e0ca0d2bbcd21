//! What a form or a long table lacks of a scheme whose items stand on it: one strange word over a column must not read as
//! nothing found.

use std::collections::{BTreeMap, BTreeSet};

use super::choose::{ENOUGH, FORM_ROWS, all_items, instead};
use super::header::Labels;
use super::{form, long};
use crate::mapping::spelling::{Label, Spelling};
use crate::mapping::{LayoutKind, Mapping};
use crate::rule::{Role, Rule};
use crate::workbook::{Sheet, Value, Workbook};

/// Fewer lines of a long table may stand in a column by chance.
const FEW: usize = 3;

/// A table with most of a scheme's items, on which some of its columns bear no header that the scheme knows.
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

/// The sheet that names most of a scheme's items, where a table of them is kept from being read by its headers alone.
pub fn near(workbook: &Workbook, mapping: &Mapping) -> Option<Near> {
    if mapping.layout == LayoutKind::Roster {
        return None;
    }
    let sheets = workbook.sheets.iter();
    let near = sheets.filter_map(|sheet| on_sheet(sheet, mapping));
    near.max_by_key(|near| near.found)
}

fn on_sheet(sheet: &Sheet, mapping: &Mapping) -> Option<Near> {
    let lines = named(sheet, mapping)?;
    let labels = Labels::new(sheet, FORM_ROWS);
    let is_known = |column: Option<Role>| match mapping.layout {
        LayoutKind::Long => {
            let key = column.map_or(long::Key::Item, long::Key::Column);
            let searches = long::Searches::new(mapping);
            !labels.all(&searches.detail, &[key]).is_empty()
        }
        LayoutKind::Form | LayoutKind::Roster => {
            let key = column.map_or(form::Key::Item, form::Key::Column);
            !labels.all(&form::search(mapping), &[key]).is_empty()
        }
    };
    let mut columns = Vec::new();
    if !is_known(None) {
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
        let known = [role, instead].into_iter().any(|role| is_known(Some(role)));
        if !known && !columns.contains(&Some(instead)) {
            columns.push(Some(instead));
        }
    }
    (!columns.is_empty()).then_some(Near {
        found: lines.len(),
        columns,
    })
}

/// The lines that a sheet names, where these are enough: of a form most of the scheme's; of a long table, whose people
/// have other lines by position, those of the column that holds hardly anything else.
fn named(sheet: &Sheet, mapping: &Mapping) -> Option<BTreeSet<usize>> {
    let items = all_items(mapping);
    let mut columns: BTreeMap<u32, (BTreeSet<usize>, BTreeSet<String>)> = BTreeMap::new();
    let rows = sheet.rows.iter().take_while(|row| row.index < FORM_ROWS);
    for cell in rows.flat_map(|row| &row.cells) {
        let Value::Text(text) = &cell.value else {
            continue;
        };
        let column = match mapping.layout {
            LayoutKind::Long => cell.column,
            LayoutKind::Form | LayoutKind::Roster => 0,
        };
        let (lines, texts) = columns.entry(column).or_default();
        lines.extend(
            items
                .iter()
                .find_map(|items| items.find(text))
                .map(|key| key.line),
        );
        texts.insert(Label::new(text).name);
    }
    let (lines, texts) = columns.into_values().max_by_key(|(lines, _)| lines.len())?;
    // The header of a roster's column may be an item's name too.
    let (least, of) = match mapping.layout {
        LayoutKind::Long => (FEW, texts.len()),
        LayoutKind::Form | LayoutKind::Roster => (1, mapping.lines.len()),
    };
    (lines.len() >= least && lines.len() * 100 >= of * ENOUGH).then_some(lines)
}
