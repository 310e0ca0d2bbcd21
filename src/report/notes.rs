//! The text of a note (批注): what was reported, what is right, how it is computed, why it is off, what it moves.

use super::people::{Book, Person, Spot};
use super::{open_questions, words, workings};
use crate::finding::{Cause, Code, Finding, Severity};
use crate::text::{Lang, Text};
use crate::workbook::{CellRef, Location};

/// Findings on a cell that are told with their messages, besides the first.
const MORE: usize = 2;
/// Root cells that a consequence names.
const NAMED_ROOTS: usize = 4;

/// The note of a cell; the most telling finding first.
pub(super) fn note(book: &Book, at: Location, findings: &[&Finding], lang: Lang) -> String {
    let Some((first, others)) = findings.split_first() else {
        return String::new();
    };
    let mut lines = told(book, at, first);
    for other in others.iter().take(MORE) {
        let (zh, en) = (heading(other), other.message.clone());
        lines.push(Text {
            zh: format!("另：{} {}", zh.zh, en.zh),
            en: format!("Also: {} {}", zh.en, en.en),
        });
    }
    if others.len() > MORE {
        let rest = others.len() - MORE;
        lines.push(text!(
            "还有 {rest} 条，见「差异清单」" / "{rest} more are in the list of findings"
        ));
    }
    join(&lines, lang)
}

/// The note of a held person's total or pay.
pub(super) fn held(book: &Book, person: &Person, lang: Lang) -> String {
    let questions = open_questions::of(book, person).into_iter();
    let reasons = words::joined(questions.map(|question| question.why));
    let (zh, en) = (reasons.zh, reasons.en);
    let lines = [
        text!("待核：暂不能发放" / "Held: not to be paid yet"),
        text!("原因：{zh}" / "Why: {en}"),
    ];
    join(&lines, lang)
}

fn join(lines: &[Text], lang: Lang) -> String {
    let lines = lines.iter().map(|line| line.in_lang(lang));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// `[A102] 得分不符`
fn heading(finding: &Finding) -> Text {
    let (code, title) = (finding.code, finding.code.title());
    let (zh, en) = (title.zh, title.en);
    match finding.root {
        true => text!("[{code}] {zh}" / "[{code}] {en}"),
        false => text!("[{code}] {zh}（连带）" / "[{code}] {en} (a consequence)"),
    }
}

fn told(book: &Book, at: Location, finding: &Finding) -> Vec<Text> {
    let mut lines = vec![heading(finding)];
    let figures = figures(finding);
    let person = book.person_of(finding);
    let spot = person.and_then(|person| person.spot(at));
    let tells_message = figures.is_none();
    match figures {
        Some(figures) => lines.push(figures),
        None => lines.push(finding.message.clone()),
    }
    if let (Some(person), Some(spot)) = (person, spot)
        && explains(finding.code)
    {
        lines.extend(arithmetic(person, spot));
    }
    if person.is_some_and(|person| person.card.is_self_score(at)) {
        lines.push(text!(
            "这是自评：只核对，不影响得分和结果" / "A self score: it is checked and earns nothing"
        ));
    }
    match &finding.cause {
        // The message names what a formula's sum leaves out.
        Some(Cause::Omitted(_)) if finding.code == Code::A402 => {}
        Some(Cause::Carried) | None => {}
        Some(cause) => {
            let sentence = finding.proof.clone().unwrap_or_else(|| cause.sentence());
            // A message ends with the proof: once is enough.
            if !(tells_message && finding.message.zh.contains(&sentence.zh)) {
                let (zh, en) = (sentence.zh, sentence.en);
                lines.push(text!("原因：{zh}" / "Likely cause: {en}"));
            }
        }
    }
    if !finding.root {
        lines.push(roots(book, finding, at));
    }
    // What hangs on a near edge is in its message.
    if let Some(impact) = finding.impact.filter(|_| finding.code != Code::A305) {
        let yuan = words::signed(impact);
        lines.push(match impact.is_zero() {
            true => text!("影响：不影响绩效工资" / "Impact: none on the pay"),
            false => text!(
                "影响：单改这一处，绩效工资 {yuan} 元"
                    / "Impact: correcting this alone moves the pay by {yuan} yuan"
            ),
        });
    }
    lines
}

/// `填报 18.4,复核 18.6,差 +0.2`; nothing where the finding is no matter of two figures.
fn figures(finding: &Finding) -> Option<Text> {
    let compared = words::compared(finding);
    let (was, is) = (compared.reported?, compared.recomputed?);
    // A percentage, a period or a parameter says little as a bare figure: the message names it.
    let named = matches!(
        finding.code,
        Code::A101
            | Code::A107
            | Code::A203
            | Code::A204
            | Code::A205
            | Code::A206
            | Code::A401
            | Code::A402
            | Code::A403
            | Code::A501
            | Code::A502
            | Code::X106
            | Code::X110
    );
    if named || finding.reported == finding.recomputed {
        return None;
    }
    let words = text!("填报 {was}，复核 {is}" / "Reported {was}, recomputed {is}");
    Some(match compared.difference {
        Some(difference) => words.then(&text!("，差 {difference}" / "({difference})")),
        None => words,
    })
}

/// Codes about what the rules give, rather than about what can be read.
fn explains(code: Code) -> bool {
    let name = code.to_string();
    !matches!(code, Code::A105 | Code::A205 | Code::A206 | Code::A207)
        && !name.starts_with("A5")
        && (name.starts_with('A') || code == Code::S101)
}

/// The working, and for a line its rule and where the rule is set: it names what the sheet does not show.
fn arithmetic(person: &Person, spot: Spot) -> Vec<Text> {
    let working = workings::of(person, spot);
    if working.is_empty() {
        return Vec::new();
    }
    let (zh, en) = (working.zh, working.en);
    let mut lines = vec![text!("算法：{zh}" / "Working: {en}")];
    let scheme = &person.mapping.name;
    if let Spot::Line(line) = spot {
        let spec = &person.mapping.lines[person.card.lines[line].spec()];
        let rule = spec.described();
        let (zh, en) = (rule.zh, rule.en);
        lines.push(text!(
            "规则：{zh}（方案「{scheme}」）" / "Rule: {en} (scheme {scheme})"
        ));
    }
    lines
}

/// A base or rate that the roster replaced.
fn moves_pay(finding: &Finding) -> bool {
    finding.code == Code::X110 && finding.impact.is_some_and(|impact| !impact.is_zero())
}

/// What a consequence follows from: the wrong cells of the same person, or the sheet's one mistake where that is told of
/// everybody.
fn roots(book: &Book, finding: &Finding, at: Location) -> Text {
    let of_sheet = book.examination.findings.iter();
    let of_sheet: Vec<&Finding> = of_sheet
        .filter(|one| one.root && one.card.is_none() && one.sheet == finding.sheet)
        .collect();
    // A column without percent signs: each of its cells lacks its own.
    let mut roots: Vec<&Finding> = of_sheet.clone();
    roots.retain(|one| one.code == finding.code);
    if roots.is_empty() {
        let own = finding.card.map_or(&[][..], |card| book.findings_of(card));
        let own = own.iter().copied().filter(|one| one.root);
        roots.extend(own.filter(|one| one.severity == Severity::Error || moves_pay(one)));
        // A sheet's rounding policy stands for no one person.
        roots.extend(of_sheet.into_iter().filter(|one| one.code == Code::A207));
    }
    if roots.is_empty() {
        return text!("来自引用的数：先改源头" / "It builds on a wrong figure: correct that first");
    }
    let name = |place: Option<(usize, CellRef)>, title: Text| match place {
        Some((sheet, cell)) if sheet == at.sheet => {
            let (zh, en) = (title.zh, title.en);
            text!("{cell} {zh}" / "{cell} {en}")
        }
        Some((sheet, cell)) => {
            let (name, zh, en) = (book.sheet_name(Some(sheet)), title.zh, title.en);
            text!("{name}!{cell} {zh}" / "{name}!{cell} {en}")
        }
        None => title,
    };
    let named = roots
        .iter()
        .take(NAMED_ROOTS)
        .map(|root| name(root.sheet.zip(root.cell), root.code.title()));
    let named = words::joined(named);
    let (zh, en) = (named.zh, named.en);
    let count = roots.len();
    match count > NAMED_ROOTS {
        true => text!(
            "源头：{zh} 等 {count} 处，先改源头" / "Follows from: {en} and others, {count} in all"
        ),
        false => text!("源头：{zh}，先改源头" / "Follows from: {en}"),
    }
}
