//! Sums whose formula tells what is wrong: A402 where it leaves out lines; where it adds one twice or strays beyond them,
//! the sum that differs says so.
//!
//! Only a figure that is wrong makes a finding: a range that stops short of a line worth 0 gives today's total. What
//! the formula adds must be clear to the last cell, through subtotals, helper cells, rounding and conditions; where it
//! is not, the total is A202 like a typed one.

mod helper;

use std::collections::BTreeSet;

use super::formulas::{Kind, name, own};
use super::{Card, Context};
use crate::finding::{Cause, Code, Finding};
use crate::formula::{Added, Formulas, text_of};
use crate::rule::{Role, decimal};
use crate::scorecard::Figure;
use crate::text::Text;
use crate::workbook::Location;

/// What is wrong with a sum.
struct Flaw {
    /// Lines of the card that are left out.
    omitted: Vec<usize>,
    /// Lines that are added more than once.
    doubled: Vec<usize>,
    /// Cells that are no business of the sum.
    strays: Vec<Location>,
}

/// The sums of a card.
pub(super) fn sums(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let subtotals = card.card.subtotals.iter().enumerate();
    let subtotals = subtotals.filter_map(|(section, figure)| {
        let is_known = card.scored.subtotals[section].is_some();
        Some((Kind::Subtotal(section), figure.as_ref()?, is_known))
    });
    let total = card.card.total.as_ref();
    let is_known = card.scored.outcome.total.is_some();
    let total = total.map(|figure| (Kind::Total, figure, is_known));
    for (kind, figure, is_known) in subtotals.chain(total) {
        let at = figure.at;
        let Some(formula) = text_of(context.workbook, at.sheet, at.cell) else {
            continue;
        };
        let told = own(findings, at);
        let is_open = match &told {
            // Another cause would be told from the figures; what the formula adds is proof.
            Some(told) => {
                let is_habit = told.cause == Some(Cause::UnroundedLines);
                told.root && !is_habit && matches!(told.code, Code::A201 | Code::A202)
            }
            // What cannot be recomputed cannot be compared; the formula can be read all the same.
            None => !is_known,
        };
        if !is_open {
            continue;
        }
        let Some(mut flaw) = flaw(context, card, kind, figure) else {
            continue;
        };
        // A formula that everybody has is not to blame for the cell that it reads.
        if let Some(blamed) = helper::unlike_others(context, card, at, &flaw.strays) {
            if let Some(told) = told {
                told.message = std::mem::take(&mut told.message).then(&blamed);
            }
            continue;
        }
        if !is_known {
            // What else it adds may be a line that the scheme does not know: that is told at the line.
            flaw.strays.clear();
            if flaw.omitted.is_empty() && flaw.doubled.is_empty() {
                continue;
            }
        }
        let message = words(context, card, kind, figure, formula, &flaw);
        let named = |line: &usize| item(context, card, *line).to_owned();
        let cause = match (&flaw.omitted[..], &flaw.doubled[..]) {
            ([line], _) if context.mapping.lines[card.card.lines[*line].spec()].outside => {
                Some(Cause::BonusLeftOut)
            }
            ([line], _) => Some(Cause::Omitted(named(line))),
            ([], [line]) if flaw.strays.is_empty() => Some(Cause::CountedTwice(named(line))),
            _ => None,
        };
        let code = match (flaw.omitted.is_empty(), kind) {
            (false, _) => Code::A402,
            (true, Kind::Subtotal(_)) => Code::A201,
            (true, _) => Code::A202,
        };
        match told {
            Some(told) => {
                told.code = code;
                told.severity = code.severity();
                told.message = message.then(&told.message);
                told.cause = cause;
            }
            None => {
                let mut finding = Finding::new(code, message).at(at.sheet, at.cell);
                finding.reported = figure.value().map(Into::into);
                finding.cause = cause;
                findings.push(finding);
            }
        }
    }
}

fn item<'a>(context: &'a Context, card: &Card, line: usize) -> &'a str {
    &context.mapping.lines[card.card.lines[line].spec()].item
}

fn flaw(context: &Context, card: &Card, kind: Kind, figure: &Figure) -> Option<Flaw> {
    let one = card.card;
    let is_total = kind == Kind::Total;
    let mut known: BTreeSet<Location> = BTreeSet::new();
    for line in &one.lines {
        let figures = line.all_figures();
        known.extend(figures.map(|(_, figure)| figure.at));
    }
    if is_total {
        known.extend(one.subtotals.iter().flatten().map(|figure| figure.at));
    }
    known.remove(&figure.at);
    let added = Formulas::new(context.workbook).added(figure.at, &|at| known.contains(&at))?;
    let belongs = |line: usize| match kind {
        Kind::Subtotal(section) => {
            let own = context.mapping.lines[one.lines[line].spec()].section;
            context.mapping.is_within(own, section)
        }
        _ => true,
    };
    let mut flaw = Flaw {
        omitted: Vec::new(),
        doubled: Vec::new(),
        strays: Vec::new(),
    };
    let (mut covered, mut all) = (0, 0);
    for (line, scored) in card.scored.lines.iter().enumerate() {
        let value = addend(card, line).and_then(|figure| figure.value());
        let counts = value.is_some_and(|value| !value.is_zero());
        let times = times(card, line, &added) + times_in_subtotal(context, card, line, &added);
        if !belongs(line) {
            if times > 0 && counts {
                flaw.strays
                    .extend(addend(card, line).map(|figure| figure.at));
            }
            continue;
        }
        if scored.is_left_out() {
            continue;
        }
        all += usize::from(counts || times > 0);
        covered += usize::from(times > 0);
        match times {
            0 if counts => flaw.omitted.push(line),
            2.. if counts => flaw.doubled.push(line),
            _ => {}
        }
    }
    let strays = added.keys().filter(|at| !known.contains(at));
    let counts = |at: &&Location| {
        let sheet = context.workbook.sheets.get(at.sheet);
        let value = sheet.and_then(|sheet| sheet.value(at.cell).number());
        value.is_some_and(|value| !value.is_zero())
    };
    flaw.strays.extend(strays.filter(counts));
    let is_flawed = !flaw.omitted.is_empty() || !flaw.doubled.is_empty() || !flaw.strays.is_empty();
    // A formula that holds few of the lines is put together in some other way.
    (is_flawed && covered > 0 && covered * 2 >= all).then_some(flaw)
}

/// What a sum of the lines adds: the weighted points where they stand beside the points.
fn addend(card: &Card, line: usize) -> Option<Figure> {
    let line = &card.card.lines[line];
    line.figure(Role::Weighted).or(line.figure(Role::Score))
}

/// How often a line's own cells are added.
fn times(card: &Card, line: usize, added: &Added) -> u32 {
    let of = |role: Role| {
        let figure = card.card.lines[line].figure(role);
        figure.and_then(|figure| added.get(&figure.at)).copied()
    };
    of(Role::Score)
        .max(of(Role::Raw))
        .max(of(Role::Weighted))
        .unwrap_or_default()
}

fn times_in_subtotal(context: &Context, card: &Card, line: usize, added: &Added) -> u32 {
    let section = context.mapping.lines[card.card.lines[line].spec()].section;
    let subtotal = section.and_then(|section| card.card.subtotals.get(section)?.as_ref());
    let times = subtotal.and_then(|figure| added.get(&figure.at));
    times.copied().unwrap_or_default()
}

fn words(
    context: &Context,
    card: &Card,
    kind: Kind,
    figure: &Figure,
    formula: &str,
    flaw: &Flaw,
) -> Text {
    let (cell, called) = (figure.at.cell, name(context, card, kind));
    let formula = super::formulas::shortened(formula);
    let line = |line: &usize| {
        let figure = addend(card, *line);
        let item = item(context, card, *line);
        let place = figure
            .as_ref()
            .map(|figure| shown_at(context, card, figure.at));
        let points = figure.and_then(|figure| figure.value()).map(decimal);
        let (place, points) = (place.unwrap_or_default(), points.unwrap_or_default());
        text!("{place}（{item}，{points} 分）" / "{place} ({item}, {points})")
    };
    let cell_of = |at: &Location| {
        let sheet = context.workbook.sheets.get(at.sheet);
        let value = sheet.and_then(|sheet| sheet.value(at.cell).number());
        let value = value.map(decimal).unwrap_or_default();
        let place = shown_at(context, card, *at);
        text!("{place}（{value}）" / "{place} ({value})")
    };
    let parts = [
        (
            text!("少加了" / "leaves out"),
            flaw.omitted.iter().map(line).collect::<Vec<_>>(),
        ),
        (
            text!("重复加了" / "adds more than once"),
            flaw.doubled.iter().map(line).collect(),
        ),
        (
            text!("多加了" / "adds as well"),
            flaw.strays.iter().map(cell_of).collect(),
        ),
    ];
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (verb, cells) in parts.into_iter().filter(|(_, cells)| !cells.is_empty()) {
        let words = |pick: fn(&Text) -> &String, comma: &str| {
            let cells: Vec<&str> = cells.iter().map(|cell| pick(cell).as_str()).collect();
            cells.join(comma)
        };
        let chinese = words(|text| &text.zh, "、");
        let english = words(|text| &text.en, ", ");
        let (verb_zh, verb_en) = (&verb.zh, &verb.en);
        zh.push(format!("{verb_zh} {chinese}"));
        en.push(format!("{verb_en} {english}"));
    }
    let (faults_zh, faults_en) = (zh.join("，"), en.join(", "));
    let (zh, en) = (called.zh, called.en);
    text!(
        "{cell} 的{zh}公式 {formula} {faults_zh}。请改公式，并检查用同一模板的其他表。"
            / "{cell}: the formula {formula} of {en} {faults_en}. Mend it, and check other sheets of the same template."
    )
}

/// A cell's place, with its sheet where it is another one.
fn shown_at(context: &Context, card: &Card, at: Location) -> String {
    match context.workbook.sheets.get(at.sheet) {
        Some(sheet) if at.sheet != card.card.sheet => format!("{}!{}", sheet.name, at.cell),
        _ => at.cell.to_string(),
    }
}
