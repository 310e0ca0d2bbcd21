//! A207: a sheet whose totals mostly add lines that were not rounded first.

use rayon::prelude::*;

use super::blame::same;
use super::{AT_A_TIME, Context};
use crate::extract::{Table, TableRows};
use crate::finding::{Cause, Code, Finding};
use crate::mapping::{LayoutKind, Mapping};
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;
use crate::score::{Chain, Scored};
use crate::scorecard::{Line, Scorecard};

/// Of each table, whether more than half of its totals add unrounded lines. A form is a table with a single total: the
/// forms of a workbook have one habit.
pub(super) fn unrounded_tables(context: &Context) -> Vec<bool> {
    let mapping = context.mapping;
    let rounds = [
        mapping.line_rounding,
        mapping.subtotal_rounding,
        mapping.total_rounding,
    ];
    if rounds.iter().all(Option::is_none) {
        return vec![false; context.extraction.tables.len()];
    }
    let digits = mapping.total_digits();
    let of_card = |(card, scored): (&Scorecard, &Scored)| {
        let reported = card.total.as_ref()?.value()?;
        let total = scored.outcome.total?;
        if reported == total {
            return Some((card.table, false));
        }
        let chain = Chain::of(context.mapping, card, scored);
        let exact = chain.total(&chain.exact_terms());
        let at_its_digits =
            exact.is_some_and(|exact| exact != total && same(reported, exact, digits));
        let sums = unrounded_sums(context.mapping, card, &chain);
        let is_unrounded =
            at_its_digits || (sums.iter()).any(|sum| is_sum(reported, total, sum, digits));
        Some((card.table, is_unrounded))
    };
    let cards = context.extraction.cards.par_iter().zip(context.scored);
    let found: Vec<_> = cards.with_min_len(AT_A_TIME).map(of_card).collect();
    let mut counts = vec![(0usize, 0usize); context.extraction.tables.len()];
    for (table, is_unrounded) in found.into_iter().flatten() {
        let (unrounded, all) = &mut counts[table];
        *all += 1;
        *unrounded += usize::from(is_unrounded);
    }
    let is_habit = |(unrounded, all): (usize, usize)| unrounded > 1 && unrounded * 2 > all;
    if context.mapping.layout == LayoutKind::Form {
        let sum = |(a, b): (usize, usize), (c, d): &(usize, usize)| (a + c, b + d);
        let together = is_habit(counts.iter().fold((0, 0), sum));
        return counts.iter().map(|own| together && own.0 > 0).collect();
    }
    counts.into_iter().map(is_habit).collect()
}

/// The sums of lines that were not rounded: of all as the rules give them, and of those that stand so on the sheet, where
/// each is right at its digits (a formula without ROUND in one column).
pub(super) fn unrounded_sums(mapping: &Mapping, card: &Scorecard, chain: &Chain) -> Vec<Ratio> {
    let digits = mapping.line_digits();
    let stated = |(line, points): (&Line, Option<Ratio>)| -> Option<Option<Ratio>> {
        let Some(figure) = line.value(Role::Score) else {
            return Some(points);
        };
        let is_right = points? == Ratio::from(figure.round(digits));
        is_right.then(|| Some(figure.into()))
    };
    let lines = card.lines.iter().zip(chain.points());
    let stated: Option<Vec<Option<Ratio>>> = lines.map(stated).collect();
    let stated = stated.and_then(|points| chain.sum(&chain.terms(&points)));
    let exact = chain.sum(&chain.exact_terms());
    let others = stated.filter(|stated| exact.as_ref() != Some(stated));
    exact.into_iter().chain(others).collect()
}

/// True for a total that shows more digits than the scheme's, and in these the sum of unrounded lines.
pub(super) fn is_sum(reported: Decimal, total: Decimal, sum: &Ratio, scheme: Rounding) -> bool {
    // What a spreadsheet adds is off in the last of its fifteen digits.
    let shown = reported.trimmed().scale().min(scheme.digits + 6);
    let finer = Rounding {
        digits: shown,
        ..scheme
    };
    // A total of rounded lines may carry a double's noise.
    shown > scheme.digits
        && reported != total
        && *sum != Ratio::from(total)
        && sum
            .round(finer)
            .is_ok_and(|sum| sum == reported.round(finer))
}

/// True where it makes a difference on a sheet whether lines are rounded before they are added.
fn adds_unrounded(context: &Context, table: &Table) -> bool {
    let cards = context.extraction.cards.iter().zip(context.scored);
    let mut own = cards.filter(|(card, _)| card.sheet == table.sheet);
    own.any(|(card, scored)| {
        let chain = Chain::of(context.mapping, card, scored);
        let sums = [chain.terms(&chain.points()), chain.exact_terms()];
        let [rounded, exact] = sums.map(|terms| chain.sum(&terms));
        rounded != exact
    })
}

/// One root for the sheet; the people's differences are its consequences.
pub(super) fn rounding(context: &Context, findings: &mut Vec<Finding>) {
    let tables = context.extraction.tables.iter();
    let habitual = tables.zip(&context.habits.unrounded).enumerate();
    let habitual = habitual.filter(|(_, (_, is))| **is);
    let mut told = None;
    for (index, (table, _)) in habitual {
        // The totals of long tables stand on the summary.
        let mut cards = context.extraction.cards.iter();
        let total = cards.find_map(|card| card.total.as_ref().filter(|_| card.table == index));
        let sheet_index = total.map_or(table.sheet, |total| total.at.sheet);
        if told.replace(sheet_index) == Some(sheet_index) {
            continue;
        }
        let sheet = &context.workbook.sheets[sheet_index].name;
        let message = match adds_unrounded(context, table) {
            true => text!(
                "「{sheet}」的总分大多是用没有四舍五入的单项分相加的，而方案规定先把单项分四舍五入再相加。是全表的口径问题，不是个人算错；请统一口径，或修改考核方案。"
                    / "Most totals on {sheet} add lines that were not rounded first, while the scheme rounds lines before adding. This is the sheet's habit, not people's mistakes: settle it, or change the scheme."
            ),
            false => {
                let digits = context.mapping.total_digits().digits;
                text!(
                    "「{sheet}」的总分大多带着更多小数往下算，而方案规定总分保留 {digits} 位小数再用。是全表的口径问题，不是个人算错；请统一口径，或修改考核方案（[rounding] 的 total）。"
                        / "Most totals on {sheet} are used with more decimals than the {digits} that the scheme keeps. This is the sheet's habit, not people's mistakes: settle it, or change the scheme ([rounding] total)."
                )
            }
        };
        let mut finding = Finding::new(Code::A207, message);
        finding.sheet = Some(sheet_index);
        // Over lines stands the header of their weights.
        finding.cell = table.sum_header.filter(|_| table.rows == TableRows::People);
        finding.cause = Some(Cause::UnroundedLines);
        findings.push(finding);
    }
}
