//! What a mapping says of lines that take points off.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::raw::{self, Composition};
use super::Faults;
use crate::mapping::spelling::Spelling;
use crate::number::Decimal;
use crate::rule::{Judged, Role, decimal};

/// A line that takes off among lines that add: it stands beside their full marks, and says how much it takes at most.
pub(super) fn alone(
    raw: &raw::Line,
    composition: Composition,
    outside: bool,
    span: &Range<usize>,
    faults: &mut Faults,
) {
    let item = &raw.item;
    if !raw.takes_off || composition == Composition::Deductions {
        return;
    }
    if !outside {
        faults.error(
            span,
            text!(
                "「{item}」写了 takes-off（从总分里扣），还要写 outside = true：它没有自己的满分可得"
                    / "{item} has takes-off and is taken off the total: it needs outside = true too"
            ),
        );
    }
    if raw.max.is_none() {
        faults.error(
            span,
            text!(
                "「{item}」写了 takes-off（从总分里扣），还要写 max：最多扣几分"
                    / "{item} has takes-off: max, the most that it takes off, is missing"
            ),
        );
    }
}

/// What a line of a roster reports where it takes points off: its deduction. Points would be taken off in its place.
pub(super) fn columns(
    columns: &mut BTreeMap<Role, Vec<Spelling>>,
    item: &str,
    span: &Range<usize>,
    faults: &mut Faults,
) {
    if columns.contains_key(&Role::Score) {
        faults.error(
            span,
            text!(
                "「{item}」是扣分项，columns.score 会被当成扣分：请删去它，扣分的表头写在 columns.deduction；表上记的是得分的，不要写 composition = \"deductions\""
                    / "{item} takes points off, and what is in columns.score would be taken off: leave it out and name the header of the deduction in columns.deduction; where the sheet holds points, leave composition = \"deductions\" out"
            ),
        );
    }
    if let Some(own) = columns.remove(&Role::Deduction) {
        columns.insert(Role::Score, own);
    }
}

/// The same of a form or a long table, whose lines share their columns. Where nothing else has points, what a row reports
/// is its deduction.
pub(super) fn shared(
    columns: &mut BTreeMap<Role, Vec<Spelling>>,
    span: &Range<usize>,
    faults: &mut Faults,
) {
    match (columns.contains_key(&Role::Score), columns.remove(&Role::Deduction)) {
        (false, own) => {
            let own = own.unwrap_or_else(|| super::columns::usual(Role::Deduction, span, faults));
            columns.insert(Role::Score, own);
        }
        (true, Some(own)) => {
            columns.insert(Role::Deduction, own);
        }
        (true, None) => faults.error(
            span,
            text!(
                "扣分方案（composition = \"deductions\"）的 [columns] 里，score 只是加分的表头：请加上 deduction = [\"扣分\"]（扣分的表头）；表上没有加分列的，删去 score"
                    / "in a scheme of deductions, score in [columns] is the header of bonus points alone: add deduction = [\"扣分\"], the header of the deductions; leave score out where there are no bonus points"
            ),
        ),
    }
}

/// The deductions that are allowed, against the most that the line takes off.
pub(super) fn ranges(
    judged: &Judged,
    item: &str,
    max: Option<Decimal>,
    span: &Range<usize>,
    faults: &mut Faults,
) {
    let edges = |range: &crate::rule::Range| [range.low, range.high];
    if let Some(below) = judged.allowed.iter().find(|range| {
        let mut edges = edges(range).into_iter().flatten();
        edges.any(|edge| edge.is_negative())
    }) {
        faults.error(
            span,
            text!(
                "「{item}」是扣分项，allowed 写扣几分，不写负数：{below} 请写成 \"0-20\" 这样（表上写 2、-2、扣2 都认得）"
                    / "{item} takes points off: allowed says how many, without a minus: write {below} like \"0-20\" (the sheet may say 2, -2 or 扣2)"
            ),
        );
        return;
    }
    let highs: Option<Vec<Decimal>> = judged.allowed.iter().map(|range| range.high).collect();
    let most = highs.and_then(|highs| highs.into_iter().max());
    if let Some((most, max)) = most.zip(max).filter(|(most, max)| most != max) {
        let (most, max) = (decimal(most), decimal(max));
        faults.warn(
            span,
            text!(
                "「{item}」允许扣到 {most} 分，而 max（最多扣几分）是 {max}：请改成一致"
                    / "{item} allows {most} to be taken off, while max, the most that it takes off, is {max}: make them agree"
            ),
        );
    }
}
