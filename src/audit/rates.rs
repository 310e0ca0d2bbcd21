//! X109 of pay rates: 20 where 20 % is meant. A column that mostly lacks its percent signs is one mistake.

use super::figures::off_by_hundred;
use super::{Card, Context};
use crate::extract::TableRows;
use crate::finding::{Code, Finding};
use crate::rule::{decimal, percent};
use crate::score::{Suspect, suspect_rate};
use crate::scorecard::{Figure, Scorecard};
use crate::workbook::{CellRef, column_name};

/// A rate that cannot be meant. It follows from the column's own mistake where most are so.
pub(super) fn suspect(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    if let Some((suspect, figure)) = suspect_of(context, card.card) {
        let rescaled = context.mapping.rescale_percent;
        let mut finding = off_by_hundred(figure, "绩效比例", suspect.plausible, rescaled);
        finding.root = !context.habits.bare_rates[card.card.table];
        findings.push(finding);
    }
}

fn suspect_of<'a>(context: &Context, card: &'a Scorecard) -> Option<(Suspect, &'a Figure)> {
    suspect_rate(context.mapping, card).zip(card.rate.as_ref())
}

/// Of each table of people, whether more than half of its rates are suspect.
pub(super) fn bare_tables(context: &Context) -> Vec<bool> {
    let tables = &context.extraction.tables;
    let mut counts = vec![(0usize, 0usize); tables.len()];
    for card in &context.extraction.cards {
        let (bare, all) = &mut counts[card.table];
        *all += usize::from(card.rate.is_some());
        *bare += usize::from(suspect_of(context, card).is_some());
    }
    let of_people = tables.iter().map(|table| table.rows == TableRows::People);
    let counted = of_people.zip(counts);
    counted
        .map(|(of_people, (bare, all))| of_people && bare > 1 && bare * 2 > all)
        .collect()
}

/// One root for the column, at its header.
pub(super) fn bare_columns(context: &Context, findings: &mut Vec<Finding>) {
    let tables = context.extraction.tables.iter().enumerate();
    for (index, table) in tables.filter(|(index, _)| context.habits.bare_rates[*index]) {
        let cards = context.extraction.cards.iter();
        let own = cards.filter(|card| card.table == index);
        let bare: Vec<_> = own.filter_map(|card| suspect_of(context, card)).collect();
        let Some((suspect, first)) = bare.first() else {
            continue;
        };
        let (count, column) = (bare.len(), first.at.cell.column);
        let (cell, shown) = (first.at.cell, decimal(first.value().unwrap_or_default()));
        let (name, meant) = (column_name(column), percent(&suspect.plausible.into()));
        let outcome = match context.mapping.rescale_percent {
            true => text!(
                "方案允许换算，都按百分数计算。请给整列加上百分号。"
                    / "the mapping says to rescale, so all count as percentages. Write them so."
            ),
            false => text!(
                "没有替您猜，这些人待核。请把整列改成百分数；确定整列都是百分数的，也可在方案里写 rescale-percent = true，复核时就按百分数计算。"
                    / "nothing was guessed, they are held. Write the column in percent; or set rescale-percent = true in the mapping, and all count as percentages."
            ),
        };
        let (zh, en) = (outcome.zh, outcome.en);
        let message = text!(
            "{name} 列的绩效比例有 {count} 个疑似少了百分号（如 {cell} 是 {shown}，应为 {meant}？），差 100 倍；{zh}"
                / "{count} rates in column {name} seem to lack their percent signs ({cell} is {shown}: {meant}?), a factor of 100; {en}"
        );
        let sheet = &context.workbook.sheets[table.sheet];
        let header = sheet.anchor(CellRef::new(table.header.1, column));
        findings.push(Finding::new(Code::X109, message).at(table.sheet, header));
    }
}
