//! X104 where a rule needs figures that no line of a form or long table has: their column is missing, or bears a header
//! that the scheme does not know. A roster's columns are told where they are read.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use super::Context;
use crate::extract::Table;
use crate::finding::{Code, Finding};
use crate::mapping::LayoutKind;
use crate::rule::{Inputs, Role};
use crate::score::LineInputs;
use crate::text::Text;
use crate::workbook::{CellRef, Value};

/// What a table lacks for one role.
#[derive(Default)]
struct Lack<'a> {
    name: Text,
    items: IndexSet<&'a str>,
    cards: BTreeSet<usize>,
}

/// One for each table and column, with the items that need it.
pub(super) fn lacking(context: &Context, findings: &mut Vec<Finding>) {
    if context.mapping.layout == LayoutKind::Roster {
        return;
    }
    let mut lacks: BTreeMap<(usize, Role), Lack> = BTreeMap::new();
    let cards = context.extraction.cards.iter().zip(context.scored);
    for (index, (card, scored)) in cards.enumerate() {
        for (line, scored) in card.lines.iter().zip(&scored.lines) {
            if scored.points().is_some() || scored.is_left_out() {
                continue;
            }
            let spec = &context.mapping.lines[line.spec()];
            let inputs = LineInputs::new(spec, line);
            let parts = spec.rule.parts().len();
            let has_parts =
                parts == 0 || (0..parts).any(|part| line.part(part, Role::Actual).is_some());
            let needs = spec.rule.needs_beside(&inputs).into_iter();
            let needs =
                needs.filter(|role| inputs.value(*role).is_none() && line.figure(*role).is_none());
            for role in needs.chain((!has_parts).then_some(Role::Actual)) {
                let lack = lacks.entry((card.table, role)).or_default();
                let columns = spec
                    .columns
                    .get(&role)
                    .or(context.mapping.columns.get(&role));
                let header = columns.and_then(|spelled| spelled.first());
                lack.name = header.map_or_else(|| inputs.name(role), |one| Text::same(one.words()));
                lack.items.insert(&spec.item);
                lack.cards.insert(index);
            }
        }
    }
    for ((table, _), lack) in lacks {
        findings.push(finding(context, &context.extraction.tables[table], &lack));
    }
}

fn finding(context: &Context, table: &Table, lack: &Lack) -> Finding {
    let strangers = strangers(context, table, lack);
    let first = lack.items.first().copied().unwrap_or_default();
    let (zh, en, count) = (&lack.name.zh, &lack.name.en, lack.items.len());
    let who = match lack.cards.len() {
        1 => text!("此人待核" / "the person is held"),
        count => text!("{count} 人待核" / "{count} people are held"),
    };
    let items = match count {
        1 => text!("「{first}」" / "{first}"),
        _ => text!("「{first}」等 {count} 项" / "{first} and others, {count} in all,"),
    };
    let (who_zh, who_en, items_zh, items_en) = (who.zh, who.en, items.zh, items.en);
    let message = match strangers.is_empty() {
        true => text!(
            "表里没有认出「{zh}」这一列，{items_zh}算不出得分，{who_zh}。请补上这一列，或核对方案里写的表头。"
                / "No column {en} was recognised: {items_en} cannot be computed, {who_en}. Add the column, or check its header in the mapping."
        ),
        false => {
            let named = strangers
                .iter()
                .map(|(at, words)| format!("{words}（{at}）"));
            let named = named.collect::<Vec<_>>().join("、");
            text!(
                "表里没有认出「{zh}」这一列，{items_zh}算不出得分，{who_zh}。不认识的列有：{named}。就是这一列的，请把表头改成「{zh}」，或在考核方案里加上这种写法。"
                    / "No column {en} was recognised: {items_en} cannot be computed, {who_en}. Unknown headers: {named}. If one of them is meant, call it {en}, or add its header to the mapping."
            )
        }
    };
    let mut finding = Finding::new(Code::X104, message);
    finding.sheet = Some(table.sheet);
    finding.cell = strangers.first().map(|(at, _)| *at);
    if let Some(card) = lack.cards.first().filter(|_| lack.cards.len() == 1) {
        finding.card = Some(*card);
        let employee = &context.extraction.cards[*card].employee;
        finding.employee = employee.key().map(str::to_owned);
    }
    if count == 1 {
        finding = finding.of_item(first);
    }
    finding
}

/// The headers of a table over figures that no line took.
fn strangers(context: &Context, table: &Table, lack: &Lack) -> Vec<(CellRef, String)> {
    let sheet = &context.workbook.sheets[table.sheet];
    let cards = lack
        .cards
        .iter()
        .map(|card| &context.extraction.cards[*card]);
    let lines: Vec<_> = cards.flat_map(|card| &card.lines).collect();
    let figures = lines.iter().flat_map(|line| line.all_figures());
    let taken: BTreeSet<u32> = figures.map(|(_, figure)| figure.at.cell.column).collect();
    let mut found = Vec::new();
    for column in table.columns.0..=table.columns.1 {
        let at = sheet.anchor(CellRef::new(table.header.1, column));
        let Value::Text(words) = sheet.value(at) else {
            continue;
        };
        let has_figure = |row: u32| sheet.value(CellRef::new(row, column)).number().is_some();
        let is_number = words.starts_with('序');
        let is_strange = !taken.contains(&column) && !is_number && at.column == column;
        if is_strange && lines.iter().any(|line| has_figure(line.row)) {
            found.push((at, words.trim().to_owned()));
        }
    }
    found
}
