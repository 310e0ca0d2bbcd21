//! Who must look at what next: the roots that move most, and the people who are held.

use std::cmp::Reverse;

use super::super::cells::{Dress, MONEY_CHANGE, Page, body, count, heading, link, number, text};
use super::super::people::{Book, Person};
use super::super::{Scene, open_questions, words};
use super::COLUMNS;
use crate::examination::Status;
use crate::finding::{Finding, Severity};
use crate::markup::{LinkTarget, ReportCell, Role, Tone};
use crate::number::Decimal;
use crate::workbook::CellRef;

/// Findings and people that the overview names.
const NAMED: usize = 10;

pub(super) fn write(scene: &Scene, page: &mut Page) {
    doubts(scene, page);
    roots(scene, page);
    held(scene, page);
}

/// Where the mapping seems to be wrong rather than everybody.
fn doubts(scene: &Scene, page: &mut Page) {
    let doubts = scene
        .books
        .iter()
        .filter_map(|book| book.examination.doubt());
    for (index, doubt) in doubts.enumerate() {
        if index == 0 {
            page.gap(12);
            let title = text!("请先核对方案" / "Check the mapping first");
            page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
        }
        let words = format!("· {}", scene.say(doubt));
        page.spanned(vec![(COLUMNS, text(Role::Plain, words).wrapped())]);
    }
}

/// The root findings, by what they move.
fn roots(scene: &Scene, page: &mut Page) {
    let mut roots: Vec<(&Book, &Finding)> = scene
        .books
        .iter()
        .flat_map(|book| (book.examination.findings.iter()).map(move |one| (&**book, one)))
        .filter(|(_, finding)| finding.root && finding.severity > Severity::Info)
        .collect();
    roots.sort_by_key(|(_, finding)| Reverse(weight(finding)));
    if roots.is_empty() {
        return;
    }
    page.gap(12);
    let count_all = roots.len();
    let title = match count_all > NAMED {
        true => text!(
            "先看这 {NAMED} 处（源头共 {count_all} 处，全部见「差异清单」）"
                / "Look at these {NAMED} first ({count_all} roots in all, see the list of findings)"
        ),
        false => text!("先看这 {count_all} 处" / "Look at these {count_all} first"),
    };
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    // A place in one of several files names the file too.
    let (places, compared) = if scene.consolidated { (3, 2) } else { (2, 3) };
    let headings = [
        (1, text!("序号" / "No.")),
        (1, text!("姓名" / "Name")),
        (places, text!("位置" / "Place")),
        (3, text!("问题" / "What")),
        (compared, text!("填报 → 复核" / "Reported → right")),
        (2, text!("影响金额（元）" / "Impact (yuan)")),
    ];
    page.spanned(
        headings
            .map(|(span, title)| (span, heading(scene.say(title))))
            .to_vec(),
    );
    for (index, (book, finding)) in roots.into_iter().take(NAMED).enumerate() {
        let called = match book.person_of(finding) {
            Some(person) => person.card.employee.called(),
            None => finding.employee.as_deref().unwrap_or("—"),
        };
        let title = scene.say(finding.code.title());
        let what = match &finding.item {
            Some(item) => scene.say(text!("{item}：{title}" / "{item}: {title}")),
            None => title,
        };
        let both = words::compared(finding);
        let figures = match (both.reported, both.recomputed) {
            (Some(was), Some(is)) => format!("{was} → {is}"),
            (Some(was), None) => was,
            (None, Some(is)) => format!("— → {is}"),
            (None, None) => String::new(),
        };
        page.spanned(vec![
            (
                1,
                count(Role::Body, index + 1)
                    .toned(words::tone(finding))
                    .centered(),
            ),
            (1, body(called).wrapped()),
            (places, place(scene, book, finding.sheet, finding.cell)),
            (3, body(what).wrapped()),
            (compared, body(figures).wrapped()),
            (2, number(Role::Body, finding.impact).shown(MONEY_CHANGE)),
        ]);
    }
}

/// What a finding moves: errors first, then by money, then by points.
fn weight(finding: &Finding) -> (Decimal, Severity, Decimal) {
    let size = |value: Option<Decimal>| value.unwrap_or_default().abs();
    (
        size(finding.impact),
        finding.severity,
        size(finding.difference()),
    )
}

/// `10月!G5`, leading there where the sheet is in the same workbook.
pub(in super::super) fn place(
    scene: &Scene,
    book: &Book,
    sheet: Option<usize>,
    cell: Option<CellRef>,
) -> ReportCell {
    let name = book.sheet_name(sheet);
    let words = match cell {
        Some(cell) if name.is_empty() => cell.to_string(),
        Some(cell) => format!("{name}!{cell}"),
        None => name.to_owned(),
    };
    match sheet {
        Some(sheet) if !scene.consolidated => {
            let to = LinkTarget::Source(sheet, cell.unwrap_or_default());
            link(Role::Body, words, to).wrapped()
        }
        _ if scene.consolidated => body(format!("{} {words}", book.input.name)).wrapped(),
        _ => body(words),
    }
}

/// The people who are held, and why.
fn held(scene: &Scene, page: &mut Page) {
    let held: Vec<(&Book, &Person)> = scene
        .books
        .iter()
        .flat_map(|book| book.people.iter().map(move |person| (&**book, person)))
        .filter(|(_, person)| person.status == Status::Held)
        .collect();
    if held.is_empty() {
        return;
    }
    page.gap(12);
    let count_all = held.len();
    let title = match count_all > NAMED {
        true => text!(
            "待核（共 {count_all} 份，这里列前 {NAMED} 份）"
                / "Held ({count_all} in all, the first {NAMED} here)"
        ),
        false => text!(
            "待核 {count_all} 份：核实后再发放" / "{count_all} held: settle these before paying"
        ),
    };
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    let headings = [
        (2, text!("姓名" / "Name")),
        (3, text!("位置" / "Place")),
        (7, text!("原因" / "Why")),
    ];
    page.spanned(
        headings
            .map(|(span, title)| (span, heading(scene.say(title))))
            .to_vec(),
    );
    for (book, person) in held.into_iter().take(NAMED) {
        for question in open_questions::of(book, person) {
            page.spanned(vec![
                (2, body(person.card.employee.called()).toned(Tone::Held)),
                (3, place(scene, book, question.sheet, question.cell)),
                (7, body(scene.say(question.why)).wrapped()),
            ]);
        }
    }
}
