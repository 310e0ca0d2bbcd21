//! The sums of pay below a list, which finance books: A402 where a SUM misses somebody, A202 where the figure is another.
//!
//! A row may add everybody above it, those since the last such row, or the whole workbook; a figure that is none of these
//! is wrong, by whatever the sheet itself reports.

use std::collections::BTreeMap;
use std::ops::Range;

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
/// Wrong sums that are told of one list: who repairs so many looks at all of them.
const MOST: usize = 50;
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
    let extraction = context.extraction;
    if extraction.set_aside.is_empty() {
        return;
    }
    let all = Pays::of(extraction.cards.iter().collect()).whole();
    let mut people: BTreeMap<usize, Vec<&Scorecard>> = BTreeMap::new();
    for card in &extraction.cards {
        people.entry(card.table).or_default().push(card);
    }
    let mut sums: BTreeMap<usize, Vec<&SetAside>> = BTreeMap::new();
    for row in &extraction.set_aside {
        sums.entry(row.table).or_default().push(row);
    }
    for (index, rows) in sums {
        let (Some(table), Some(people)) = (extraction.tables.get(index), people.remove(&index))
        else {
            continue;
        };
        let mut columns = people.iter().filter_map(|card| card.payout.as_ref());
        let Some(first) = columns.next().filter(|_| table.rows == TableRows::People) else {
            continue;
        };
        let column = first.at.cell.column;
        // In 万元 a sum has its own digits; what another page brings forward is nobody's here.
        if first.unit != Unit::ONE || rows.iter().any(|row| is_carried(row)) {
            continue;
        }
        let list = List {
            pays: Pays::of(people),
            all,
        };
        let sums = rows.iter().filter(|row| row.by != ToldBy::OtherWords);
        let sums: Vec<&&SetAside> = sums.collect();
        let mut last = table.header.1;
        let before = findings.len();
        for (place, row) in sums.iter().enumerate() {
            let next = sums.get(place + 1).map(|next| next.at.cell.row);
            let at = Location {
                sheet: table.sheet,
                cell: CellRef::new(row.at.cell.row, column),
            };
            if adds(context, row, at) && findings.len() - before < MOST {
                findings.extend(list.differs(context, at, last, next));
                last = at.cell.row;
            }
        }
    }
}

/// True for a row that brings sums from another page.
fn is_carried(row: &SetAside) -> bool {
    let label = row.label.as_deref().unwrap_or_default();
    ["上页", "前页", "承前"]
        .iter()
        .any(|word| label.contains(word))
}

/// The people of a list, and what their pays come to from the first of them on.
struct Pays<'a> {
    people: Vec<&'a Scorecard>,
    /// The sums, and how many pays that cannot be read, before each of them and behind the last.
    before: Vec<(Ratio, usize)>,
}

impl<'a> Pays<'a> {
    fn of(people: Vec<&'a Scorecard>) -> Self {
        let mut before = Vec::with_capacity(people.len() + 1);
        let (mut sum, mut unread) = (Ratio::zero(), 0);
        before.push((sum.clone(), unread));
        for card in &people {
            if let Some(payout) = &card.payout {
                match (payout.value(), &payout.state) {
                    (Some(value), _) => sum = sum.plus(&Ratio::from(value)),
                    (None, State::Blank | State::Dash) => {}
                    (None, _) => unread += 1,
                }
            }
            before.push((sum.clone(), unread));
        }
        Pays { people, before }
    }

    /// The people of some rows, by place.
    fn within(&self, rows: Range<u32>) -> Range<usize> {
        let place = |row: u32| self.people.partition_point(|card| card.row < row);
        place(rows.start)..place(rows.end)
    }

    /// What some of them are paid together, as the sheet reports it; `None` where a pay cannot be read.
    fn sum(&self, places: &Range<usize>) -> Option<Decimal> {
        let (first, last) = (self.before.get(places.start)?, self.before.get(places.end)?);
        let is_read = first.1 == last.1;
        is_read.then(|| last.0.minus(&first.0).round(FEN).ok())?
    }

    fn whole(&self) -> Option<Decimal> {
        self.sum(&(0..self.people.len()))
    }
}

/// A list of people, and what everybody in the workbook is paid.
struct List<'a> {
    pays: Pays<'a>,
    all: Option<Decimal>,
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

impl List<'_> {
    /// The finding where the figure is no sum of the pay that is reported. `last` is the row of sums before, else the header;
    /// `next` the one behind: some stand above what they add.
    fn differs(
        &self,
        context: &Context,
        at: Location,
        last: u32,
        next: Option<u32>,
    ) -> Option<Finding> {
        let sheet = context.workbook.sheets.get(at.sheet)?;
        let own = sheet.value(at.cell).number()?;
        let (pays, row) = (&self.pays, at.cell.row);
        let (above, part) = (pays.within(0..row), pays.within(last + 1..row));
        let below = pays.within(row + 1..next.unwrap_or(u32::MAX));
        // Whole yuan are a matter of taste.
        let is_whole = own.to_integer().is_some();
        let whole = Rounding { digits: 0, ..FEN };
        let is = |sum: Decimal| sum == own.round(FEN) || is_whole && sum.round(whole) == own;
        let [of_above, of_part, of_below] = [&above, &part, &below].map(|places| pays.sum(places));
        // One pay that cannot be read leaves every sum open.
        let sums = [self.all?, of_above?, of_part?, of_below?];
        if above.is_empty() || sums.into_iter().any(is) {
            return None;
        }
        // A row of some part adds what follows the part before; the last row adds everybody.
        let far = |sum: Option<Decimal>| Some(own.minus(sum?)?.abs());
        let is_of_part =
            part.len() < above.len() && !part.is_empty() && far(of_part)? < far(of_above)?;
        let (group, sum) = match is_of_part {
            true => (part, of_part?),
            false => (above, of_above?),
        };
        let group = &pays.people[group];
        let (cell, shown, right) = (at.cell, own.round(FEN).grouped(), sum.grouped());
        let count = group.len();
        let aside = text!(
            "复核后的应发合计见「绩效工资汇总」。" / "What is due in all stands on 绩效工资汇总."
        );
        let formula = text_of(context.workbook, at.sheet, at.cell);
        let missed = formula
            .map(|_| missed(context, at, group))
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
