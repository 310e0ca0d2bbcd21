//! Cells between the lines and a total that the scheme says nothing of: a 小计 whose figure was typed, or whose formula is
//! another than everybody else's, is where to look, and not the total's formula.

use super::super::formulas::shortened;
use super::super::typed::alike_elsewhere;
use super::super::{Card, Context};
use crate::extract::TableRows;
use crate::formula::{reads, shape, text_of};
use crate::rule::decimal;
use crate::text::Text;
use crate::workbook::{CellRef, Location};

/// Words on the cell that a sum's formula reads and that is unlike the same cell of the others, whose sums have the very
/// formula. `strays` are the cells that the sum adds beside the lines.
pub(super) fn unlike_others(
    context: &Context,
    card: &Card,
    at: Location,
    strays: &[Location],
) -> Option<Text> {
    if context.extraction.tables[card.card.table].rows != TableRows::People {
        return None;
    }
    let other = alike_elsewhere(context, card, at).filter(|other| other.sheet == at.sheet)?;
    let read = read_beside(context, at);
    let mut helpers = read.into_iter().filter(|helper| *helper != at);
    helpers.find_map(|helper| {
        let cell = CellRef::new(other.cell.row, helper.cell.column);
        let example = text_of(context.workbook, other.sheet, cell)?;
        let (own, value) = (helper.cell, context.workbook.sheets.get(helper.sheet)?);
        let value = decimal(value.value(own).number()?);
        let usual = shortened(example);
        match text_of(context.workbook, helper.sheet, own) {
            None if strays.contains(&helper) => Some(text!(
                "公式用到的 {own} 是手填的 {value}，别人的这一格是公式（如 {cell} 的 {usual}）。请先改 {own}。"
                    / "Its formula reads {own}, which was typed as {value} where others have a formula (such as {usual} in {cell}). Mend {own} first."
            )),
            Some(formula) if shape(formula, own) != shape(example, cell) => {
                let formula = shortened(formula);
                Some(text!(
                    "公式用到的 {own} 是 {formula}，和别人的不同（如 {cell} 的 {usual}）。请先改 {own} 的公式。"
                        / "Its formula reads {own}, whose formula {formula} is unlike that of others (such as {usual} in {cell}). Mend that one first."
                ))
            }
            _ => None,
        }
    })
}

/// The single cells of its own row that a formula reads.
fn read_beside(context: &Context, at: Location) -> Vec<Location> {
    let ranges = reads(context.workbook, at).into_iter();
    let own = ranges.filter(|(sheet, range)| {
        *sheet == at.sheet && range.first == range.last && range.first.row == at.cell.row
    });
    own.map(|(sheet, range)| Location {
        sheet,
        cell: range.first,
    })
    .collect()
}
