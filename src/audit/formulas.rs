//! A401 and A403: figures typed over their formulas, and stored values that are out of date.
//!
//! A403 compares a formula's stored result with what it gives for the stored figures that it names, so that of a chain
//! only the cell that is itself out of date is told; what follows is right arithmetic on it. Where the rules compute the
//! figure too, theirs counts. An input that is out of date holds the person (see `extract::formulas`).

use super::typed::Typed;
use super::{Card, Context, shares};
use crate::finding::{Code, Finding, Stated};
use crate::formula::{Computed, text_of};
use crate::rule::{Role, decimal};
use crate::score::LineInputs;
use crate::scorecard::Figure;
use crate::text::Text;
use crate::workbook::{CellRef, Location};

/// The longest part of a formula that a sentence quotes.
const QUOTED: usize = 60;
/// Codes that compare a figure with what the rules give.
pub(super) const COMPARED: [Code; 8] = [
    Code::A101,
    Code::A102,
    Code::A106,
    Code::A201,
    Code::A202,
    Code::A301,
    Code::A302,
    Code::A303,
];

/// What a figure of a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A line's, by index into the card's lines.
    Line(usize, Role),
    /// By section.
    Subtotal(usize),
    Total,
    Grade,
    Coefficient,
    Base,
    Rate,
    Payout,
}

/// Every figure and word of a card that a formula may stand behind.
pub(super) fn spots(card: &crate::scorecard::Scorecard) -> Vec<(Kind, Location)> {
    let mut spots = Vec::new();
    for (index, line) in card.lines.iter().enumerate() {
        let figures = line.all_figures();
        let figures = figures.filter(|(role, _)| *role != Role::SelfScore);
        spots.extend(figures.map(|(role, figure)| (Kind::Line(index, role), figure.at)));
    }
    let subtotals = card.subtotals.iter().enumerate();
    spots.extend(
        subtotals.filter_map(|(index, figure)| Some((Kind::Subtotal(index), figure.as_ref()?.at))),
    );
    let fields: [(Kind, &Option<Figure>); 5] = [
        (Kind::Total, &card.total),
        (Kind::Coefficient, &card.coefficient),
        (Kind::Base, &card.base),
        (Kind::Rate, &card.rate),
        (Kind::Payout, &card.payout),
    ];
    spots.extend(
        fields
            .into_iter()
            .filter_map(|(kind, figure)| Some((kind, figure.as_ref()?.at))),
    );
    spots.extend(card.grade.iter().map(|word| (Kind::Grade, word.at)));
    spots
}

/// What is wrong with the formulas of a card, or with figures that stand where formulas should.
pub(super) fn formulas(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    // A scheme that turns off what is wrong with formulas still wants to know which figures are wrong.
    let is_off = |code: Code| context.mapping.severities.get(&code) == Some(&None);
    if !is_off(Code::A402) {
        super::sums::sums(context, card, findings);
    }
    let none = std::collections::BTreeMap::new();
    let stale = match is_off(Code::A403) {
        true => &none,
        false => &context.extraction.stale,
    };
    if stale.is_empty() && context.habits.usual.typed.is_empty() {
        return;
    }
    let mut seen: Vec<Location> = Vec::new();
    for (kind, at) in spots(card.card) {
        if let Some(computed) = stale.get(&at).filter(|_| !seen.contains(&at)) {
            seen.push(at);
            out_of_date(context, card, kind, at, computed, findings);
        } else if let Some(typed) = context
            .habits
            .usual
            .typed
            .get(&at)
            .filter(|_| !seen.contains(&at))
        {
            seen.push(at);
            typed_over(context, card, kind, at, typed, findings);
        }
    }
}

/// The finding of this card at a cell; those of cards before have been given their card.
pub(super) fn own(findings: &mut [Finding], at: Location) -> Option<&mut Finding> {
    let own = findings.iter_mut().rev();
    own.take_while(|finding| finding.card.is_none())
        .find(|finding| {
            finding.sheet == Some(at.sheet)
                && finding.cell == Some(at.cell)
                && !shares(finding.code)
        })
}

fn out_of_date(
    context: &Context,
    card: &Card,
    kind: Kind,
    at: Location,
    computed: &Computed,
    findings: &mut Vec<Finding>,
) {
    let formula = text_of(context.workbook, at.sheet, at.cell).unwrap_or_default();
    let (formula, called) = (shortened(formula), name(context, card, kind));
    let stored = stated(context, at);
    let (cell, zh, en) = (at.cell, called.zh, called.en);
    let shown = stored.as_ref().map(shown).unwrap_or_default();
    let right = match computed {
        Computed::Number(number) => decimal(*number),
        Computed::Text(text) => text.clone(),
    };
    let sentence = text!(
        "{cell} 的{zh}存的是 {shown}，公式 {formula} 按表中现在的数应得 {right}，存的是没有更新的旧结果。请重新计算并保存，再复核一次。"
            / "{cell}: {en} is stored as {shown}, while its formula {formula} now gives {right}: the stored result is out of date. Recalculate, save, and run again."
    );
    match own(findings, at) {
        Some(told) if COMPARED.contains(&told.code) => {
            told.message = match told.root {
                true => sentence.then(&told.message),
                false => sentence,
            };
            told.code = Code::A403;
            told.severity = Code::A403.severity();
            (told.root, told.cause) = (true, None);
        }
        Some(told) => told.message = std::mem::take(&mut told.message).then(&sentence),
        None => {
            let mut finding = Finding::new(Code::A403, sentence).at(at.sheet, cell);
            finding.reported = stored;
            let computed = || match computed {
                Computed::Number(number) => Stated::Figure(*number),
                Computed::Text(text) => Stated::Word(text.clone()),
            };
            finding.recomputed = Some(by_rules(context, card, kind).unwrap_or_else(computed));
            finding.item = item(context, card, kind);
            findings.push(finding);
        }
    }
}

fn typed_over(
    context: &Context,
    card: &Card,
    kind: Kind,
    at: Location,
    typed: &Typed,
    findings: &mut Vec<Finding>,
) {
    let Typed {
        neighbours,
        example,
    } = typed;
    let place = match context.workbook.sheets.get(example.sheet) {
        Some(sheet) if example.sheet != at.sheet => format!("{}!{}", sheet.name, example.cell),
        _ => example.cell.to_string(),
    };
    let formula = text_of(context.workbook, example.sheet, example.cell).unwrap_or_default();
    let formula = shortened(formula);
    match own(findings, at) {
        Some(told) if told.root && (COMPARED.contains(&told.code) || told.code == Code::A304) => {
            let words = text!(
                "这一格是手填的，同类的 {neighbours} 格是公式（如 {place} 的 {formula}）。"
                    / "It was typed where {neighbours} like it have formulas (such as {formula} in {place})."
            );
            told.message = std::mem::take(&mut told.message).then(&words);
        }
        Some(_) => {}
        None => {
            let (Some(_), Some(stored)) = (by_rules(context, card, kind), stated(context, at))
            else {
                return;
            };
            let called = name(context, card, kind);
            let (cell, zh, en, shown) = (at.cell, called.zh, called.en, shown(&stored));
            let message = text!(
                "{cell} 的{zh}是手填的 {shown}，同类的 {neighbours} 格是公式（如 {place} 的 {formula}）。数是对的，但数据改了它不会跟着变。请把公式复制到这一格。"
                    / "{cell}: {en} was typed as {shown}, where {neighbours} like it have formulas (such as {formula} in {place}). The figure is right, but it will not follow its data: copy the formula here."
            );
            let mut finding = Finding::new(Code::A401, message).at(at.sheet, cell);
            finding.recomputed = Some(stored.clone());
            finding.reported = Some(stored);
            finding.item = item(context, card, kind);
            findings.push(finding);
        }
    }
}

/// What stands in a cell.
fn stated(context: &Context, at: Location) -> Option<Stated> {
    use crate::workbook::Value;
    match context.workbook.sheets.get(at.sheet)?.value(at.cell) {
        Value::Number(number) => Some(Stated::Figure(*number)),
        Value::Text(text) => Some(Stated::Word(text.trim().to_owned())),
        _ => None,
    }
}

fn shown(stated: &Stated) -> String {
    match stated {
        Stated::Figure(figure) => decimal(*figure),
        Stated::Word(word) => word.clone(),
    }
}

fn item(context: &Context, card: &Card, kind: Kind) -> Option<String> {
    match kind {
        Kind::Line(line, _) => Some(
            context.mapping.lines[card.card.lines[line].spec()]
                .item
                .clone(),
        ),
        _ => None,
    }
}

/// What the rules give for a figure.
fn by_rules(context: &Context, card: &Card, kind: Kind) -> Option<Stated> {
    let outcome = &card.scored.outcome;
    let figure = match kind {
        Kind::Line(line, Role::Score) => card.scored.lines[line].points(),
        Kind::Line(line, Role::Weighted) => card.chain.weighted(line),
        Kind::Line(line, Role::Attainment) => {
            let line = &card.card.lines[line];
            let spec = &context.mapping.lines[line.spec()];
            spec.rule.attainment(&LineInputs::new(spec, line))?;
            line.value(Role::Attainment)
        }
        Kind::Line(..) | Kind::Base | Kind::Rate => None,
        Kind::Subtotal(section) => card.scored.subtotals[section],
        Kind::Total => outcome.total,
        Kind::Coefficient => outcome.coefficient,
        Kind::Payout => outcome.payout,
        Kind::Grade => {
            let grade = context.mapping.grades.get(outcome.grade?)?;
            return Some(Stated::from(grade.name.as_str()));
        }
    };
    figure.map(Stated::Figure)
}

/// What a figure is called.
pub(super) fn name(context: &Context, card: &Card, kind: Kind) -> Text {
    match kind {
        Kind::Line(line, role) => {
            let line = &card.card.lines[line];
            super::uncalculated::name(&context.mapping.lines[line.spec()], line, role)
        }
        Kind::Subtotal(section) => {
            let called = &context.mapping.sections[section].name;
            text!("「{called}」小计" / "subtotal {called}")
        }
        Kind::Total => text!("总分" / "the total"),
        Kind::Grade => text!("等级" / "the grade"),
        Kind::Coefficient => text!("绩效系数" / "the coefficient"),
        Kind::Base => text!("基本工资（绩效基数）" / "the base pay"),
        Kind::Rate => text!("绩效比例" / "the rate"),
        Kind::Payout => text!("绩效工资" / "the pay"),
    }
}

/// A formula as a sentence quotes it.
pub(super) fn shortened(formula: &str) -> String {
    let mut quoted: String = formula.chars().take(QUOTED).collect();
    if quoted.len() < formula.len() {
        quoted.push('…');
    }
    format!("={quoted}")
}

/// The code that a finding about a formula would have for its figure alone.
pub(super) fn plain_code(card: &Card, finding: &Finding) -> Code {
    if !matches!(finding.code, Code::A402 | Code::A403) {
        return finding.code;
    }
    let stands = |figure: Option<&Figure>| {
        figure.is_some_and(|figure| is_at(finding, figure.at.sheet, figure.at.cell))
    };
    let one = card.card;
    if stands(one.total.as_ref()) {
        Code::A202
    } else if stands(one.coefficient.as_ref()) {
        Code::A302
    } else if stands(one.payout.as_ref()) {
        Code::A303
    } else if one.subtotals.iter().any(|figure| stands(figure.as_ref())) {
        Code::A201
    } else if one
        .grade
        .as_ref()
        .is_some_and(|word| is_at(finding, word.at.sheet, word.at.cell))
    {
        Code::A301
    } else if one
        .lines
        .iter()
        .any(|line| stands(line.figure(Role::Attainment).as_ref()))
    {
        Code::A101
    } else if one
        .lines
        .iter()
        .any(|line| stands(line.figure(Role::Score).as_ref()))
    {
        Code::A102
    } else if one
        .lines
        .iter()
        .any(|line| stands(line.figure(Role::Weighted).as_ref()))
    {
        Code::A106
    } else {
        finding.code
    }
}

fn is_at(finding: &Finding, sheet: usize, cell: CellRef) -> bool {
    finding.sheet == Some(sheet) && finding.cell == Some(cell)
}
