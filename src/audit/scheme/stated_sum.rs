//! The sum of weights or full marks that a sheet states below lines that do make a whole (A203, A204).

use std::collections::BTreeMap;

use crate::audit::Card;
use crate::finding::{Code, Finding};
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, ratio, share};
use crate::scorecard::Figure;
use crate::workbook::Location;

/// Told only where the sum stands below all lines, in their column, and is neither that of the last few of them, as the
/// subtotal of a section is, nor with the bonuses: the lines add up to what they should.
pub(super) fn differs(card: &Card, role: Role) -> Option<Finding> {
    let own = card.card.weight_sum.as_deref()?;
    let stated = Ratio::from(own.value()?);
    let lines = card.card.lines.iter();
    // A cell that is merged over several lines counts once.
    let figures: BTreeMap<Location, Figure> = lines
        .filter_map(|line| line.figure(role))
        .filter(|figure| figure.value().is_some())
        .map(|figure| (figure.at, figure))
        .collect();
    let is_in_place = figures.keys().all(|at| {
        at.sheet == own.at.sheet
            && at.cell.column == own.at.cell.column
            && at.cell.row < own.at.cell.row
    });
    // The points may stand where the others have their full marks.
    let total = card.card.total.as_ref();
    let is_points = total.is_some_and(|total| total.at == own.at || total.value() == own.value());
    if figures.len() < 2 || !is_in_place || is_points || stated.is_zero() {
        return None;
    }
    let values: Vec<Ratio> = figures.values().rev().map(value).collect::<Option<_>>()?;
    let hundred = Ratio::from(100);
    let is_stated = |sum: &Ratio| {
        *sum == stated || sum.times(&hundred) == stated || *sum == stated.times(&hundred)
    };
    let mut sum = Ratio::zero();
    for value in &values {
        sum = sum.plus(value);
        if is_stated(&sum) {
            return None;
        }
    }
    let scale = [Ratio::from(1), hundred.clone()];
    if scale.contains(&stated) {
        return None;
    }
    let is_share = role == Role::Weight && figures.values().all(is_fraction);
    let whole = if is_share {
        Decimal::ONE
    } else {
        Decimal::HUNDRED
    };
    let shown = if is_share {
        share(&stated)
    } else {
        ratio(&stated)
    };
    let cell = own.at.cell;
    let (code, zh, en) = match role {
        Role::Weight => (Code::A203, "权重", "weights"),
        _ => (Code::A204, "满分", "full marks"),
    };
    let message = text!(
        "{cell} 的{zh}合计填 {shown}，上面各项{zh}相加没有错，合计填错了。请改正合计。"
            / "{cell}: the sum of the {en} reads {shown}. The {en} above add up as they should, the sum is wrong."
    );
    let finding = Finding::new(code, message).at(own.at.sheet, cell);
    let finding = finding.reporting(own.value()?).recomputing(whole);
    Some(finding.in_percent(is_share))
}

fn value(figure: &Figure) -> Option<Ratio> {
    figure.value().map(Ratio::from)
}

fn is_fraction(figure: &Figure) -> bool {
    figure.value().is_some_and(|value| value <= Decimal::ONE)
}
