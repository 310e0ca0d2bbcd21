//! Which headers of a roster's mapping are not on the sheet, and how the sheet writes what comes nearest.

use fuhe::mapping::spelling::{Label, Spelling, fold};
use fuhe::mapping::{LayoutKind, Mapping};
use fuhe::rule::Role;
use fuhe::text;
use fuhe::text::Text;
use fuhe::workbook::{Value, Workbook};

use super::LACKS;

/// Headers stand above the people.
const ROWS: u32 = 40;

/// The score columns that a mapping wants and no sheet has; nothing where all are there.
pub fn missing(workbook: &Workbook, mapping: &Mapping) -> Option<Text> {
    if mapping.layout != LayoutKind::Roster {
        return None;
    }
    let written = written(workbook);
    let lines = mapping.lines.iter().filter_map(|line| {
        let wanted = line.columns.get(&Role::Score)?.first()?;
        let segment = segments(wanted)
            .into_iter()
            .find(|segment| !written.iter().any(|text| Label::new(text).name == *segment))?;
        let words = wanted.words();
        let near = written.iter().find(|text| fold(text).contains(&segment));
        let near = near.map_or_else(Text::default, |near| {
            let near = fold(near);
            text!("，表上写的是「{near}」" / "; the sheet has {near}")
        });
        let text = text!("\n  没有找到表头「{words}」" / "\n  no header {words}");
        Some(Text {
            zh: text.zh + &near.zh,
            en: text.en + &near.en,
        })
    });
    let told: Vec<Text> = lines.take(LACKS).collect();
    if told.is_empty() {
        return None;
    }
    let told = told.iter().fold(Text::default(), |all, line| Text {
        zh: all.zh + &line.zh,
        en: all.en + &line.en,
    });
    Some(told.then(&text!(
        "\n  怎么办：把方案里 columns 的写法改成表上的表头（几层的表头写成「上/下」），再试一次。"
            / "\n  What to do: write in the mapping's columns what the sheet has (merged headers as above/below), and try again."
    )))
}

/// The parts of a header's path; nothing of a pattern, which is spelled in no one way.
fn segments(wanted: &Spelling) -> Vec<String> {
    match wanted {
        Spelling::Path(parts) => parts.clone(),
        Spelling::Pattern(_) => Vec::new(),
    }
}

/// What stands where headers do.
fn written(workbook: &Workbook) -> Vec<&str> {
    let rows = workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
    let cells = rows
        .filter(|row| row.index < ROWS)
        .flat_map(|row| &row.cells);
    let texts = cells.filter_map(|cell| match &cell.value {
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    texts.collect()
}
