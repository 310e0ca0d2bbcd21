//! The sums of pay below a list, which finance books: A402 where a SUM misses somebody, A202 where the figure is another.
//!
//! A row may add everybody above it, those since the last such row, or the whole workbook; a figure that is none of these
//! is wrong, by whatever the sheet itself reports.

use super::Context;
use super::formulas::shortened;
use crate::extract::{SetAside, TableRows, ToldBy};
use crate::finding::{Code, Finding};
use crate::formula::{reads, text_of};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::scorecard::{Scorecard, State, Unit};
use crate::workbook::{CellRef, Location};

/// Names that a finding lists.
const LISTED: usize = 5;
/// Words of rows that add, and of those that do something else.
const ADDS: &[&str] = &["合计", "总计", "小计", "共计", "总和", "total", "sum"];
const DOES_NOT: &[&str] = &[
    "均", "最高", "最低", "人数", "avg", "上月", "上期", "上季", "去年", "本年", "全年", "累计",
    "预算", "万", "税", "扣", "补", "其中", "实发", "页", "千",
];
const FEN: Rounding = Rounding {
    digits: 2,
    mode: Mode::HalfUp,
};

/// Each row of sums of each list of people.
pub(super) fn of_pay(context: &Context, findings: &mut Vec<Finding>) {
    for (index, table) in context.extraction.tables.iter().enumerate() {
        let mut sums = context
            .extraction
            .set_aside
            .iter()
            .filter(|row| row.table == index && row.by != ToldBy::OtherWords)
            .peekable();
        if table.rows != TableRows::People || sums.peek().is_none() {
            continue;
        }
        let cards = context.extraction.cards.iter();
        let people: Vec<&Scorecard> = cards.filter(|card| card.table == index).collect();
        let mut columns = people.iter().filter_map(|card| card.payout.as_ref());
        let Some(first) = columns.next() else {
            continue;
        };
        let column = first.at.cell.column;
        // In 万元 a sum has its own digits; what another page brings forward is nobody's here.
        let is_carried = |row: &&SetAside| {
            let label = row.label.as_deref().unwrap_or_default();
            ["上页", "前页", "承前"]
                .iter()
                .any(|word| label.contains(word))
        };
        let mut all = context.extraction.set_aside.iter();
        if first.unit != Unit::ONE || all.any(|row| row.table == index && is_carried(&row)) {
            continue;
        }
        let mut last = table.header.1;
        let sums: Vec<&SetAside> = sums.collect();
        for (place, row) in sums.iter().enumerate() {
            let next = sums.get(place + 1).map(|next| next.at.cell.row);
            let at = Location {
                sheet: table.sheet,
                cell: CellRef::new(row.at.cell.row, column),
            };
            if adds(context, row, at) {
                findings.extend(differs(context, at, &people, last, next));
                last = at.cell.row;
            }
        }
    }
}

/// True for a row that adds what stands above, by its label, else by its formula.
fn adds(context: &Context, row: &SetAside, at: Location) -> bool {
    let formula = text_of(context.workbook, at.sheet, at.cell);
    let formula = formula.map(str::to_ascii_uppercase);
    let is_sum = formula
        .as_ref()
        .is_some_and(|text| text.starts_with("SUM("));
    // What is put together in some other way is another figure.
    let sums = ["SUM(", "SUBTOTAL(", "ROUND(SUM(", "ROUND(SUBTOTAL("];
    let is_other = formula.is_some_and(|text| !sums.iter().any(|sum| text.starts_with(sum)));
    if is_other {
        return false;
    }
    match &row.label {
        Some(label) => {
            let label = crate::mapping::spelling::fold(label);
            let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
            has(ADDS) && !has(DOES_NOT)
        }
        None => is_sum,
    }
}

/// The finding where the figure is no sum of the pay that is reported. `last` is the row of sums before, else the header;
/// `next` the one behind: some stand above what they add.
fn differs(
    context: &Context,
    at: Location,
    people: &[&Scorecard],
    last: u32,
    next: Option<u32>,
) -> Option<Finding> {
    let sheet = context.workbook.sheets.get(at.sheet)?;
    let own = sheet.value(at.cell).number()?;
    let above: Vec<&Scorecard> = people
        .iter()
        .copied()
        .filter(|card| card.row < at.cell.row)
        .collect();
    let part: Vec<&Scorecard> = above
        .iter()
        .copied()
        .filter(|card| card.row > last)
        .collect();
    let all: Vec<&Scorecard> = context.extraction.cards.iter().collect();
    let below: Vec<&Scorecard> = people
        .iter()
        .copied()
        .filter(|card| card.row > at.cell.row && next.is_none_or(|next| card.row < next))
        .collect();
    // Whole yuan are a matter of taste.
    let is_whole = own.to_integer().is_some();
    let whole = Rounding { digits: 0, ..FEN };
    let is = |people: &[&Scorecard]| {
        let sum = reported(people)?;
        Some(sum == own.round(FEN) || is_whole && sum.round(whole) == own)
    };
    // One pay that cannot be read leaves every sum open.
    if above.is_empty() || is(&all)? || is(&above)? || is(&part)? || is(&below)? {
        return None;
    }
    // A row of some part adds what follows the part before; the last row adds everybody.
    let group = match part.len() < above.len() && !part.is_empty() {
        true if is_nearer(own, &part, &above)? => part,
        _ => above,
    };
    let sum = reported(&group)?;
    let (cell, shown, right) = (at.cell, own.round(FEN).grouped(), sum.grouped());
    let count = group.len();
    let aside = text!(
        "复核后的应发合计见「绩效工资汇总」。" / "What is due in all stands on 绩效工资汇总."
    );
    let formula = text_of(context.workbook, at.sheet, at.cell);
    let missed = formula
        .map(|_| missed(context, at, &group))
        .unwrap_or_default();
    let (code, message) = match (formula, missed.is_empty()) {
        (Some(formula), false) => {
            let formula = shortened(formula);
            let names: Vec<String> = missed
                .iter()
                .take(LISTED)
                .map(|card| format!("{}（{}）", card.employee.called(), card.row + 1))
                .collect();
            let (names, missed) = (names.join("、"), missed.len());
            (
                Code::A402,
                text!(
                    "{cell} 的绩效工资合计公式 {formula} 漏了 {missed} 人：{names}（括号里是行号）。合计是 {shown}，表上 {count} 人填报的加起来是 {right}。请改公式。"
                        / "{cell}: the sum of pay {formula} misses {missed} people: {names} (their rows). It gives {shown}; what is reported for the {count} people adds up to {right}. Mend the formula."
                ),
            )
        }
        _ => (
            Code::A202,
            text!(
                "{cell} 的绩效工资合计是 {shown}，表上 {count} 人填报的加起来是 {right}。请核对。"
                    / "{cell}: the sum of pay is {shown}; what is reported for the {count} people adds up to {right}. Check it."
            ),
        ),
    };
    let finding = Finding::new(code, message.then(&aside)).at(at.sheet, cell);
    Some(finding.reporting(own).recomputing(sum))
}

/// True where a figure lies nearer to the sum of a part than to that of all.
fn is_nearer(own: Decimal, part: &[&Scorecard], all: &[&Scorecard]) -> Option<bool> {
    let far = |people: &[&Scorecard]| Some(own.minus(reported(people)?)?.abs());
    Some(far(part)? < far(all)?)
}

/// What the sheet pays some people together; `None` where a pay cannot be read.
fn reported(people: &[&Scorecard]) -> Option<Decimal> {
    let mut sum = Ratio::zero();
    for card in people {
        let Some(payout) = &card.payout else { continue };
        match (payout.value(), &payout.state) {
            (Some(value), _) => sum = sum.plus(&Ratio::from(value)),
            (None, State::Blank | State::Dash) => {}
            (None, _) => return None,
        }
    }
    sum.round(FEN).ok()
}

/// Whose pay is none of the cells that the formula names.
fn missed<'a>(context: &Context, at: Location, group: &[&'a Scorecard]) -> Vec<&'a Scorecard> {
    let ranges = reads(context.workbook, at);
    let is_read = |card: &&&Scorecard| {
        let payout = card.payout.as_ref();
        payout.is_none_or(|payout| {
            payout.value().is_none_or(Decimal::is_zero)
                || ranges.iter().any(|(sheet, range)| {
                    *sheet == payout.at.sheet && range.contains(payout.at.cell)
                })
        })
    };
    let missed = group.iter().filter(|card| !is_read(card));
    missed.copied().collect()
}
