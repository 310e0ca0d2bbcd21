//! Where a wrong figure's formula went astray: it reads what is another person's, or is unlike its neighbours'.

use std::collections::BTreeMap;

use super::formulas::{COMPARED, shortened, spots};
use super::{Card, Context, typed};
use crate::extract::TableRows;
use crate::finding::{Code, Finding};
use crate::formula::{reads, text_of};
use crate::text::Text;
use crate::workbook::{CellRange, Location};

/// The figure that a finding compares with the rules, where that is all that is known of it.
fn compared(finding: &Finding) -> Option<Location> {
    let also = [Code::A103, Code::A104, Code::A304];
    let is_compared = COMPARED.contains(&finding.code) || also.contains(&finding.code);
    finding.location().filter(|_| is_compared)
}

/// That the formula of a wrong figure reads figures of somebody else.
pub(super) fn reads_others(context: &Context, card: &Card, finding: &Finding) -> Option<Text> {
    let at = compared(finding)?;
    let formula = shortened(text_of(context.workbook, at.sheet, at.cell)?);
    let mut ranges = reads(context.workbook, at);
    // A sum of many cells before a single one, else the first.
    ranges.sort_by_key(|(sheet, range)| (range.first == range.last, *sheet, range.first));
    let mut ranges = ranges.into_iter();
    let ((sheet, range), whose) =
        ranges.find_map(|place| Some((place, somebody_elses(context, card, place)?)))?;
    let cells = match range.first == range.last {
        true => range.first.to_string(),
        false => range.to_string(),
    };
    let place = match context.workbook.sheets.get(sheet) {
        Some(other) if sheet != at.sheet => format!("{}!{cells}", other.name),
        _ => cells,
    };
    Some(text!(
        "公式 {formula} 引用的 {place} 是{whose}的数，不是此人的。请改成本人的单元格。"
            / "Its formula {formula} reads {place}, which is {whose}'s. Point it to the person's own cells."
    ))
}

/// That the formula of a wrong figure is not the one that nearly all like it have.
pub(super) fn is_unlike(context: &Context, card: &Card, finding: &Finding) -> Option<Text> {
    let at = compared(finding)?;
    let example = typed::unlike(context, card, at)?;
    let own = shortened(text_of(context.workbook, at.sheet, at.cell)?);
    let formula = text_of(context.workbook, example.sheet, example.cell)?;
    let formula = shortened(formula);
    let place = match context.workbook.sheets.get(example.sheet) {
        Some(sheet) if example.sheet != at.sheet => format!("{}!{}", sheet.name, example.cell),
        _ => example.cell.to_string(),
    };
    Some(text!(
        "这一格的公式 {own} 与同类各格（如 {place} 的 {formula}）不一样，请先查公式。"
            / "Its formula {own} is unlike those of its neighbours (such as {formula} in {place}): look there first."
    ))
}

/// Whose figures a range holds, where none of its rows is the card's own.
fn somebody_elses<'a>(
    context: &Context<'a>,
    card: &Card,
    (sheet, range): (usize, CellRange),
) -> Option<&'a str> {
    let places = spots(card.card).into_iter().map(|(_, at)| at);
    let places = places.chain(card.card.employee.at());
    let rows = places.filter(|at| at.sheet == sheet).map(|at| at.cell.row);
    let row = (card.card.sheet == sheet).then_some(card.card.row);
    let rows: Vec<u32> = rows.chain(row).collect();
    // A row of a form between its lines is the form's own, too.
    if let (Some(first), Some(last)) = (rows.iter().min(), rows.iter().max())
        && range.first.row <= *last
        && *first <= range.last.row
    {
        return None;
    }
    let of_rows = context.habits.rows.get_or_init(|| rows_of_cards(context));
    let other = of_rows.get(&(sheet, range.first.row))?;
    let other = &context.extraction.cards[*other];
    let table = context.extraction.tables.get(other.table)?;
    let (first, last) = table.columns;
    let is_inside = first <= range.first.column && range.last.column <= last;
    // Beyond a single row of a roster somebody looks something up.
    let is_one = table.rows == TableRows::Lines || range.first.row == range.last.row;
    let is_another = other.employee.key() != card.card.employee.key();
    (is_inside && is_one && is_another).then(|| other.employee.called())
}

/// Whose row each is.
fn rows_of_cards(context: &Context) -> BTreeMap<(usize, u32), usize> {
    let mut rows = BTreeMap::new();
    for (index, card) in context.extraction.cards.iter().enumerate() {
        let mut last = (card.sheet, card.row);
        rows.entry(last).or_insert(index);
        for (_, at) in spots(card) {
            let here = (at.sheet, at.cell.row);
            if here != last {
                rows.entry(here).or_insert(index);
            }
            last = here;
        }
    }
    rows
}
