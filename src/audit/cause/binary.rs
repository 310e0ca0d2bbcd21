//! A formula whose doubles round the other way than exact decimals.

use super::super::Context;
use super::super::blame::same;
use super::super::formulas::shortened;
use super::Case;
use crate::finding::Finding;
use crate::formula::{Formulas, text_of};
use crate::rule::decimal;
use crate::text::Text;

/// The proof that nobody miscalculated: the cell's own formula gives the reported figure in binary doubles, and the
/// right one in exact decimals.
pub(super) fn proof(context: &Context, case: &Case, finding: &Finding) -> Option<Text> {
    let at = finding.location()?;
    let formula = text_of(context.workbook, at.sheet, at.cell)?;
    let mut formulas = Formulas::new(context.workbook);
    let exact = formulas.in_decimals(at)?;
    if !same(exact, case.right, case.rounding) {
        return None;
    }
    let mut given = formulas.in_binary(at).into_iter();
    if !given.any(|given| same(case.reported, given, case.rounding)) {
        return None;
    }
    let (formula, typed, right) = (
        shortened(formula),
        decimal(case.reported),
        decimal(case.right),
    );
    Some(text!(
        "没有人算错：公式 {formula} 由表格软件按二进制小数计算，取整时落到了 {typed}；按十进制精确计算是 {right}。"
            / "Nobody miscalculated: in the binary fractions of a spreadsheet {formula} rounds to {typed}; in exact decimals it is {right}."
    ))
}
