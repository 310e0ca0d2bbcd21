//! Which period each card is about: its own cell, else the title, the sheet's name, the file's name. Cards and sheets
//! that differ from what was asked for, or from their siblings, are told (X106).

mod blocks;
mod title;

use std::collections::BTreeMap;

use self::title::Title;
use super::{Extraction, Known, TableRows};
use crate::finding::{Code, Finding};
pub(super) use crate::scorecard::Part;
use crate::scorecard::{Period, Scorecard};
use crate::workbook::{Location, Sheet, Value, Workbook};

/// Words in the names of sheets that are about another time.
const PAST: &[&str] = &["历史", "上月", "上期", "上季", "上年", "往期", "去年", "旧"];

/// True for words that speak of a time before: 上月, 历史.
pub(super) fn looks_back(words: &str) -> bool {
    PAST.iter().any(|word| words.contains(word))
}

/// The period that a cell names.
pub(super) fn of_cell(value: &Value) -> Option<Period> {
    match value {
        Value::Text(text) => Period::find(text),
        Value::Date(serial) => {
            let whole = crate::number::Ratio::from(*serial).floor().exact(0)?;
            Period::of_date(whole.to_integer()?)
        }
        Value::Number(number) => Period::find(&number.trimmed().to_string()),
        _ => None,
    }
}

/// The year that the rows over a header name.
pub(super) fn year_of(sheet: &Sheet, header_top: u32) -> Option<u16> {
    title::of(sheet, 0, header_top).year
}

/// The same of a cell that may name its month or quarter alone, in the year that the sheet is about.
pub(super) fn of_cell_in(value: &Value, year: Option<u16>) -> Option<Period> {
    let part = |words: &str| Period::part_in(words, year?);
    of_cell(value).or_else(|| match value {
        Value::Text(text) => part(text),
        Value::Number(number) => part(&number.trimmed().to_string()),
        _ => None,
    })
}

/// The month or quarter that a cell names, the year aside: somebody's months are told apart without it.
pub(super) fn part_of_cell(value: &Value) -> Option<Part> {
    of_cell_in(value, Some(0))?.part
}

/// The month or quarter that a sheet's title or name says, the year aside: `9月明细`.
pub(super) fn of_sheet(sheet: &Sheet, header_top: u32) -> Option<Part> {
    let title = title::of(sheet, 0, header_top);
    title.part().or_else(|| Period::part_named(&sheet.name))
}

/// What the sheets say, by their index: the period, and the cell that says it.
type OfSheets = BTreeMap<usize, Option<(Period, Option<Location>)>>;

/// The period that a sheet says: its title, or its tab; what names a month alone, in the year that is known.
fn said(title: &Title, sheet: &Sheet, year: Option<u16>) -> Option<(Period, Option<Location>)> {
    let in_year = |part: Part| {
        let part = Some(part);
        year.map(|year| Period { year, part })
    };
    let in_title = title.period.map(|(period, at)| (period, Some(at)));
    let month = || {
        let (part, at) = title.part?;
        Some((in_year(part)?, Some(at)))
    };
    let of_tab = || {
        let range = || Period::range_in(&sheet.name, year?);
        let part = of_tab(sheet);
        let named = Period::find(&sheet.name).or_else(range);
        named.or_else(|| in_year(part?))
    };
    let of_tab = of_tab().map(|period| (period, None));
    let is_within = |(whole, _): &(Period, Option<Location>)| {
        let (Some(Part::Quarter(_)), Some((tab, _))) = (whole.part, of_tab) else {
            return false;
        };
        let ((first, last), (tab_first, tab_last)) = (whole.months(), tab.months());
        first <= tab_first && tab_last <= last
    };
    match in_title {
        // 2026年第四季度 over a tab named 10月, likewise.
        Some(quarter) if is_within(&quarter) => of_tab,
        // 2026年度 over a tab named 8月 is the year of its scheme.
        Some((whole, _)) if whole.part.is_none() => month().or(of_tab).or(in_title),
        Some(_) => in_title,
        None => month().or(of_tab),
    }
}

/// Fills in and compares the periods of all cards.
pub(super) fn settle(workbook: &Workbook, known: &Known, extraction: &mut Extraction) {
    let mut titles = BTreeMap::new();
    let mut of_sheets: OfSheets = BTreeMap::new();
    let of_file = Period::find(&known.file_stem);
    let year = known.period.or(of_file).map(|period| period.year);
    let of_summaries = of_summaries(workbook, extraction);
    let of_summary = |card: &Scorecard| {
        let sheet = card.total.as_ref()?.at.sheet;
        let (period, _) = of_summaries.get(&sheet)?;
        Some(*period)
    };
    let of_blocks = blocks::of(workbook, extraction);
    for (index, card) in extraction.cards.iter_mut().enumerate() {
        let table = &extraction.tables[card.table];
        let sheet = &workbook.sheets[card.sheet];
        let title = titles
            .entry(card.sheet)
            .or_insert_with(|| title::of(sheet, card.sheet, table.header.0));
        let year = title.year.or(year);
        let of_sheet = of_sheets
            .entry(card.sheet)
            .or_insert_with(|| said(title, sheet, year).or(of_file.map(|period| (period, None))));
        if let (None, Some(part), Some(year)) = (card.period, card.part, year) {
            let part = Some(part);
            card.period = Some(Period { year, part });
        }
        if card.period.is_none() && card.part.is_none() {
            card.period = of_blocks.get(&index).copied();
            card.period = card.period.or(of_sheet.map(|(period, _)| period));
            card.period = card.period.or_else(|| of_summary(card));
            card.part = match of_blocks.get(&index) {
                Some(own) => own.part,
                None => title.part(),
            };
        }
        card.effective = card.period.or(known.period);
    }
    report(workbook, known, extraction, &of_sheets);
    // Where each block has its month, no title was left from another.
    for card in of_blocks.keys() {
        of_sheets.remove(&extraction.cards[*card].sheet);
    }
    contradictions(workbook, extraction, &of_sheets);
    copied_summaries(workbook, extraction, &of_summaries);
}

/// The periods in the titles of the sheets on which the totals of long tables stand apart from their lines.
fn of_summaries(
    workbook: &Workbook,
    extraction: &Extraction,
) -> BTreeMap<usize, (Period, Location)> {
    let mut found = BTreeMap::new();
    let people = extraction
        .tables
        .iter()
        .filter(|table| table.rows == TableRows::People);
    for table in people {
        if extraction
            .cards
            .iter()
            .all(|card| card.sheet != table.sheet)
        {
            let title = title::of(&workbook.sheets[table.sheet], table.sheet, table.header.0);
            found.extend(title.period.map(|title| (table.sheet, title)));
        }
    }
    found
}

/// A summary whose title says another period than the lines that it adds.
fn copied_summaries(
    workbook: &Workbook,
    extraction: &mut Extraction,
    titles: &BTreeMap<usize, (Period, Location)>,
) {
    for (index, (title, at)) in titles {
        let mut cards = extraction.cards.iter();
        let others = cards.find_map(|card| {
            let is_its = card
                .total
                .as_ref()
                .is_some_and(|total| total.at.sheet == *index);
            card.period.filter(|period| is_its && period != title)
        });
        let Some(others) = others else { continue };
        let name = &workbook.sheets[*index].name;
        let message = text!(
            "「{name}」写的考核期是 {title}，明细却是 {others}，多半是复制了上个月的汇总表、没有改标题。现在按明细的算；请核对，改正写错的一处。"
                / "{name} says that it is about {title}, the lines that it adds are about {others}: it was probably copied from another month. The lines count; check, and correct the wrong one."
        );
        let mut finding = Finding::new(Code::X106, message).reporting(title.to_string());
        (finding.sheet, finding.cell) = (Some(*index), Some(at.cell));
        extraction.findings.push(finding);
    }
}

/// The month or quarter that a tab surely names: forms may be numbered.
fn of_tab(sheet: &Sheet) -> Option<Part> {
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let is_number = sheet.name.trim().chars().all(is_numeral);
    // 1月-12月 is no January.
    let is_range = Period::range_in(&sheet.name, 2000).is_some();
    Period::part_named(&sheet.name).filter(|_| !is_number && !is_range)
}

/// A title that says another month than its tab: mostly copied from the month before.
fn contradictions(workbook: &Workbook, extraction: &mut Extraction, titles: &OfSheets) {
    for (index, title) in titles {
        let sheet = &workbook.sheets[*index];
        let Some((title, Some(at))) = title else {
            continue;
        };
        let (Some(said @ Part::Month(_)), Some(tab @ Part::Month(month))) =
            (title.part, of_tab(sheet))
        else {
            continue;
        };
        let is_told =
            |finding: &Finding| finding.code == Code::X106 && finding.sheet == Some(*index);
        if said == tab || extraction.findings.iter().any(is_told) {
            continue;
        }
        let name = &sheet.name;
        let message = text!(
            "「{name}」表里写的考核期是 {title}，表名却是 {month} 月，多半是复制了上个月的表、没有改标题。现在按表里写的算；请核对，改正写错的一处。"
                / "{name} says that it is about {title}, while its tab says month {month}: the title was probably copied from another month. What the sheet says counts; check, and correct the wrong one."
        );
        let mut finding = Finding::new(Code::X106, message).reporting(title.to_string());
        (finding.sheet, finding.cell) = (Some(*index), Some(at.cell));
        extraction.findings.push(finding);
    }
}

/// One finding per sheet that is about another period than asked for, or than most sheets.
fn report(workbook: &Workbook, known: &Known, extraction: &mut Extraction, titles: &OfSheets) {
    let mut by_sheet: BTreeMap<usize, BTreeMap<Period, usize>> = BTreeMap::new();
    for card in &extraction.cards {
        if let Some(period) = card.period {
            *by_sheet
                .entry(card.sheet)
                .or_default()
                .entry(period)
                .or_default() += 1;
        }
    }
    // A roster with several periods on one sheet has a period column: each row speaks for itself.
    let single: BTreeMap<usize, Period> = by_sheet
        .iter()
        .filter_map(|(sheet, periods)| {
            let only = periods.keys().next()?;
            (periods.len() == 1).then_some((*sheet, *only))
        })
        .collect();
    let expected = known.period.or_else(|| majority(single.values().copied()));
    let Some(expected) = expected else { return };
    let mut findings = Vec::new();
    for (sheet, period) in single.iter().filter(|(_, period)| **period != expected) {
        let name = &workbook.sheets[*sheet].name;
        let why = if known.period.is_some() {
            text!("要复核的是 {expected}" / "asked for is {expected}")
        } else {
            text!("其他表是 {expected}" / "the other sheets are about {expected}")
        };
        let (zh, en) = (why.zh, why.en);
        let message = text!(
            "「{name}」的考核期是 {period}，而{zh}。请确认没有放错月份的表。"
                / "{name} is about {period}, while {en}. Make sure that the right sheet was handed in."
        );
        let mut finding = Finding::new(Code::X106, message)
            .reporting(period.to_string())
            .recomputing(expected.to_string());
        finding.sheet = Some(*sheet);
        let title = titles.get(sheet).copied().flatten().and_then(|(_, at)| at);
        finding.cell = title.map(|at| at.cell);
        let on_sheet: Vec<usize> = (0..extraction.cards.len())
            .filter(|card| extraction.cards[*card].sheet == *sheet)
            .collect();
        if let [card] = on_sheet[..] {
            finding.card = Some(card);
            if let Some(at) = extraction.cards[card].period_at {
                finding.cell = Some(at.cell);
            }
            finding.employee = extraction.cards[card].employee.key().map(str::to_owned);
        }
        findings.push(finding);
    }
    if known.period.is_some() {
        for (index, card) in extraction.cards.iter().enumerate() {
            let Some(period) = card
                .period
                .filter(|period| *period != expected && !single.contains_key(&card.sheet))
            else {
                continue;
            };
            let called = card.employee.called();
            let message = text!(
                "{called}这一行的考核期是 {period}，而要复核的是 {expected}。"
                    / "The row of {called} is about {period}, while asked for is {expected}."
            );
            let mut finding = Finding::new(Code::X106, message)
                .reporting(period.to_string())
                .recomputing(expected.to_string());
            (finding.sheet, finding.card) = (Some(card.sheet), Some(index));
            finding.cell = card.employee.at().map(|at| at.cell);
            finding.employee = card.employee.key().map(str::to_owned);
            findings.push(finding);
        }
    }
    extraction.findings.extend(findings);
}

/// The period of more than half of the sheets.
fn majority(periods: impl Iterator<Item = Period>) -> Option<Period> {
    let mut counts: BTreeMap<Period, usize> = BTreeMap::new();
    for period in periods {
        *counts.entry(period).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    counts
        .into_iter()
        .find(|(_, count)| count * 2 > all)
        .map(|(period, _)| period)
}
