//! What is taken off a total, or added beside the full marks.

use super::items::{NOTHING, beside};
use super::plan::{Line, Plan, SETTLE};
use super::table::{Column, Table};
use crate::number::Decimal;
use crate::rule::Role;

/// Makes a line of a column one that takes off what stands there: beside the full marks, or from them where nothing else
/// makes the total.
pub(super) fn taken_off(
    table: &Table,
    column: u32,
    line: &mut Line,
    seen: &[Option<Decimal>],
    from_full: bool,
) {
    if let Some(column) = table.columns.iter().find(|own| own.column == column) {
        line.item = column.leaf().to_owned();
        line.columns = vec![(Role::Deduction.key(), column.words())];
    }
    less(line, seen, from_full);
}

/// The rule of such a line.
fn less(line: &mut Line, seen: &[Option<Decimal>], from_full: bool) {
    let most = seen.iter().flatten().copied().map(Decimal::abs).max();
    let most = most.filter(|most| !most.is_zero()).unwrap_or(Decimal::ONE);
    line.section = None;
    line.weight.clear();
    line.weight_note.clear();
    line.dash = false;
    line.percent = false;
    line.max = Some(most);
    line.max_note = format!("按表中最多的；{SETTLE}：最多扣几分");
    line.rule = format!("judged = {{ allowed = [\"0-{}\"] }}", most.trimmed());
    line.rule_note = format!("表上写扣几分，就扣几分；{SETTLE}：允许哪些分值");
    line.extra.clear();
    if seen.iter().any(Option::is_none) {
        line.extra.push(NOTHING.to_owned());
    }
    if !from_full {
        line.extra.push("outside = true  # 满分之外".to_owned());
        line.extra.push("takes-off = true  # 从总分里扣".to_owned());
    }
}

/// Says that the totals add what is called a deduction.
pub(super) fn doubt(table: &Table, added: &[u32], plan: &mut Plan) {
    let is_it = |column: &&Column| added.contains(&column.column);
    let names: Vec<String> = table
        .columns
        .iter()
        .filter(is_it)
        .map(Column::words)
        .collect();
    if !names.is_empty() {
        plan.doubts.push(format!(
            "「{}」写的是正数，表上的总分是加上去的；从名称看应当扣：要扣的，写 takes-off = true，表头写在 columns.deduction",
            names.join("」「")
        ));
    }
}

/// A line of a form's rows between its sum and its total.
pub(super) fn between(
    item: String,
    spelled: Option<String>,
    seen: &[Option<Decimal>],
    is_less: bool,
) -> Line {
    let mut line = Line {
        item,
        ..Line::default()
    };
    match is_less {
        true => less(&mut line, seen, false),
        false => beside(&mut line, seen, None),
    }
    let spelled = spelled.filter(|spelled| *spelled != line.item);
    let spelled = spelled.map(|words| format!("spelled = [{}]", super::plan::quoted(&words)));
    line.extra.extend(spelled);
    line
}
