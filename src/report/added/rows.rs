//! What the added columns say of a line or of a person.

use super::super::cells::{Dress, body, change, digits, number};
use super::super::people::{Book, Person};
use super::super::words;
use crate::examination::Status;
use crate::extract::TableRows;
use crate::finding::{Acceptance, Code, Finding, Severity};
use crate::markup::{ReportCell, Role, Tone};
use crate::number::Decimal;
use crate::rule;
use crate::text::{Lang, Text};

/// Findings that an explanation names.
const NAMED: usize = 5;

/// The cells of a total's row, or of a person's row on a roster.
pub(super) fn total(book: &Book, person: &Person, lang: Lang) -> Vec<ReportCell> {
    let findings = book.findings_of(person.index);
    let on_form = book
        .examination
        .extraction
        .tables
        .get(person.card.table)
        .is_some_and(|table| table.rows == TableRows::Lines);
    // On a form the lines tell their own; the total names their cells.
    let (of_lines, told): (Vec<&Finding>, Vec<&Finding>) =
        (findings.iter().copied()).partition(|finding| on_form && has_own_row(person, finding));
    // The row stands where the total does, of a list where the person does.
    let total = person.card.total.as_ref().filter(|_| on_form);
    let sheet = total.map_or(person.card.sheet, |total| total.at.sheet);
    let own = explanation(book, &told, sheet);
    let roots = roots_elsewhere(book, &of_lines, sheet);
    let mut words = words::joined([roots, own].into_iter().filter(|words| !words.is_empty()));
    if person.status == Status::Held {
        let reasons = words::joined(person.scored.holds.iter().cloned());
        let (zh, en) = (reasons.zh, reasons.en);
        let held = text!("待核：{zh}" / "held: {en}");
        words = words::joined([held, words].into_iter().filter(|words| !words.is_empty()));
    }
    cells(
        person.total(),
        person.total_difference(),
        person.mapping.total_digits().digits,
        result(findings, person.status == Status::Held),
        words,
        lang,
    )
}

/// `H6`, on another sheet than the row that tells it `明细!H6`.
fn place(book: &Book, finding: &Finding, sheet: usize) -> Option<String> {
    let cell = finding.cell?;
    Some(match finding.sheet == Some(sheet) {
        true => cell.to_string(),
        false => format!("{}!{cell}", book.sheet_name(finding.sheet)),
    })
}

/// `源头 H6`.
fn roots_elsewhere(book: &Book, of_lines: &[&Finding], sheet: usize) -> Text {
    let roots = of_lines.iter().filter(|finding| finding.root);
    let mut places: Vec<String> = roots
        .filter_map(|finding| place(book, finding, sheet))
        .collect();
    places.dedup();
    if places.is_empty() {
        return Text::default();
    }
    let places = places.join("、");
    text!("源头 {places}" / "roots {places}")
}

fn has_own_row(person: &Person, finding: &Finding) -> bool {
    let item = |line: &crate::scorecard::Line| person.mapping.lines[line.spec()].item.as_str();
    finding
        .item
        .as_deref()
        .is_some_and(|name| person.card.lines.iter().any(|line| item(line) == name))
}

/// The cells of a line's row.
pub(super) fn line(book: &Book, person: &Person, index: usize, lang: Lang) -> Vec<ReportCell> {
    let item = &person.mapping.lines[person.card.lines[index].spec()].item;
    let findings: Vec<&Finding> = book
        .findings_of(person.index)
        .iter()
        .copied()
        .filter(|finding| finding.item.as_ref() == Some(item))
        .collect();
    let scored = &person.scored.lines[index];
    let refusal = scored.refusal();
    let held = refusal.is_some_and(|refusal| *refusal != rule::Refusal::LeftOut);
    let mut words = explanation(book, &findings, person.card.sheet);
    if words.is_empty() && refusal.is_some() {
        words = scored.working(person.mapping, &person.card.lines[index]);
    }
    cells(
        scored.points(),
        person.line_difference(index),
        person.mapping.line_digits().digits,
        result(&findings, held),
        words,
        lang,
    )
}

/// The cells of a row of which nothing counts: what was found there.
pub(super) fn finding(book: &Book, person: &Person, row: u32, lang: Lang) -> Vec<ReportCell> {
    let sheet = person.card.sheet;
    let is_here = |finding: &&Finding| {
        finding.sheet == Some(sheet) && finding.cell.is_some_and(|cell| cell.row == row)
    };
    let findings = book.findings_of(person.index).iter().copied();
    let findings: Vec<&Finding> = findings.filter(is_here).collect();
    let held = findings
        .iter()
        .any(|finding| finding.code.acceptance() == Acceptance::Held);
    let words = explanation(book, &findings, sheet);
    cells(None, None, 0, result(&findings, held), words, lang)
}

fn cells(
    value: Option<Decimal>,
    difference: Option<Decimal>,
    places: u32,
    (result, tone): (Text, Tone),
    words: Text,
    lang: Lang,
) -> Vec<ReportCell> {
    let off = difference.is_some_and(|difference| !difference.is_zero());
    let difference = number(Role::Body, difference).shown(change(difference, places));
    let difference = difference.centered();
    vec![
        number(Role::Body, value)
            .shown(digits(value, places))
            .centered(),
        if off {
            difference.toned(Tone::Error)
        } else {
            difference
        },
        body(result.in_lang(lang)).toned(tone).centered(),
        // Rows of the source keep their heights: what does not fit runs over to the right.
        body(words.in_lang(lang)),
    ]
}

/// 一致, 有误, 待核, 警告 or 提示.
fn result(findings: &[&Finding], held: bool) -> (Text, Tone) {
    let worst = findings.iter().map(|finding| finding.severity).max();
    match worst {
        _ if held => (Status::Held.label(), Tone::Held),
        Some(Severity::Error) => (text!("有误" / "wrong"), Tone::Error),
        Some(Severity::Warning) => (Severity::Warning.label(), Tone::Warning),
        Some(Severity::Info) => (Severity::Info.label(), Tone::Info),
        None => (text!("一致" / "right"), Tone::Good),
    }
}

/// What is wrong, in short: the roots with their figures, the consequences by their cells.
fn explanation(book: &Book, findings: &[&Finding], sheet: usize) -> Text {
    let (roots, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.root);
    let named = roots.iter().take(NAMED);
    let mut told: Vec<Text> = named.map(|root| short(book, root, sheet)).collect();
    if roots.len() > NAMED {
        let count = roots.len();
        told.push(text!("等 {count} 处" / "{count} in all"));
    }
    let mut places: Vec<String> = others
        .iter()
        .filter_map(|finding| place(book, finding, sheet))
        .collect();
    places.dedup();
    if !places.is_empty() {
        let places = places.join("、");
        told.push(text!("连带 {places}" / "consequences {places}"));
    }
    words::joined(told)
}

/// `G5 销售额完成率 得分不符（18.4 → 18.6）`
fn short(book: &Book, finding: &Finding, sheet: usize) -> Text {
    let title = finding.code.title();
    let cell = place(book, finding, sheet)
        .map(|place| format!("{place} "))
        .unwrap_or_default();
    let item = finding
        .item
        .as_ref()
        .map(|item| format!("{item} "))
        .unwrap_or_default();
    let compared = words::compared(finding);
    if let Some(reason) = &finding.accepted {
        return accepted(format!("{cell}{item}"), finding, compared.reported, reason);
    }
    let change = match (compared.reported, compared.recomputed) {
        // What a remark deducts is no figure that was recomputed.
        _ if finding.code == Code::A107 => Text::default(),
        (Some(was), Some(is)) if was != is => text!("（{was} → {is}）" / " ({was} → {is})"),
        _ => Text::default(),
    };
    let proof = finding.proof.clone().unwrap_or_default();
    let (zh, en) = (
        proof.zh.trim_end_matches('。'),
        proof.en.trim_end_matches('.'),
    );
    let because = if zh.is_empty() {
        Text::default()
    } else {
        text!("：{zh}" / ": {en}")
    };
    Text {
        zh: format!("{cell}{item}{}{}{}", title.zh, change.zh, because.zh),
        en: format!("{cell}{item}{}{}{}", title.en, change.en, because.en),
    }
}

/// `H4 销售额完成率 得分不符，已接受（总经理批准），按填报 18.5 计`: which figure counts, and why.
fn accepted(place: String, finding: &Finding, reported: Option<String>, reason: &str) -> Text {
    let Text { zh, en } = finding.code.title();
    let known = text!("{place}{zh}，已接受（{reason}）" / "{place}{en}, accepted ({reason})");
    // The points beside an attainment count, whatever it says.
    let counts = finding.code.acceptance() == Acceptance::Figure && finding.code != Code::A101;
    match reported.filter(|_| counts) {
        Some(reported) => known.then(&text!(
            "，按填报 {reported} 计" / "; {reported} counts as reported"
        )),
        None => known,
    }
}
