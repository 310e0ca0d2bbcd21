//! 复核概览: what came out, at a glance.

mod absent;
mod cards;
mod groups;
mod remains;
mod tasks;

use super::cells::{Dress, Page, text};
use super::people::{Book, sums};
use super::{Scene, charts, words};
use crate::examination::Status;
use crate::finding::Severity;
use crate::markup::{Print, ReportSheet, Role};
use crate::number::Decimal;
use crate::text::{Text, bracketed};
use absent::Missing;
pub(super) use tasks::place;

/// The grid on which everything stands.
pub(super) const COLUMNS: u32 = 12;
const WIDTH: u32 = 10;
/// Periods that the line under the title names.
const PERIODS: usize = 4;

pub(super) fn sheet(scene: &Scene) -> ReportSheet<'static> {
    let mut page = Page::default();
    let counts = Counts::of(scene);
    let title = text!("绩效考核复核概览" / "Performance audit: overview");
    page.spanned(vec![(COLUMNS, text(Role::Title, scene.say(title)))]);
    page.spanned(vec![(COLUMNS, text(Role::Small, about(scene)).wrapped())]);
    page.gap(6);
    let conclusion = scene.say(conclusion(scene, &counts));
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, conclusion).wrapped())]);
    if let Some(next) = next(scene, &counts) {
        let next = scene.say(next);
        page.spanned(vec![(COLUMNS, text(Role::Plain, next).wrapped())]);
    }
    absent::write(scene, &mut page);
    page.gap(6);
    cards::write(scene, &counts, &mut page);
    groups::write(scene, &mut page);
    tasks::write(scene, &mut page);
    remains::previous(scene, &mut page);
    let mut drawn = Vec::new();
    page.gap(12);
    drawn.extend(charts::kinds(scene, &mut page));
    page.gap(12);
    drawn.extend(charts::scores(scene, &mut page));
    remains::write(scene, &mut page);
    ReportSheet {
        name: scene.names[0].clone(),
        tab: Some(0x1F_4E_79),
        widths: vec![WIDTH; COLUMNS as usize],
        rows: page.rows,
        merges: page.merges,
        charts: drawn,
        print: Print {
            landscape: false,
            repeat_rows: None,
        },
        ..ReportSheet::default()
    }
}

/// The figures on top.
struct Counts {
    cards: usize,
    ready: usize,
    corrected: usize,
    held: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    consequences: usize,
    money: Option<(Decimal, Decimal)>,
    missing: Missing,
}

impl Counts {
    fn of(scene: &Scene) -> Self {
        let sum = |of: &dyn Fn(&Book) -> usize| scene.books.iter().map(|book| of(book)).sum();
        Counts {
            cards: sum(&|book| book.people.len()),
            ready: sum(&|book| book.count(Status::Ready)),
            corrected: sum(&|book| book.count(Status::Corrected)),
            held: sum(&|book| book.count(Status::Held)),
            errors: sum(&|book| book.roots(Severity::Error)),
            warnings: sum(&|book| book.roots(Severity::Warning)),
            infos: sum(&|book| book.roots(Severity::Info)),
            consequences: sum(&|book| book.consequences()),
            money: scene
                .pays()
                .then(|| sums(scene.books.iter().flat_map(|book| &book.people))),
            missing: Missing::of(scene),
        }
    }
}

/// The file and the scheme.
fn about(scene: &Scene) -> String {
    let mut schemes: Vec<String> = Vec::new();
    for book in &scene.books {
        let mapping = &book.examination.mapping;
        let scheme = scene.say(bracketed(&mapping.name, &mapping.id));
        if !schemes.contains(&scheme) {
            schemes.push(scheme);
        }
    }
    let (subject, schemes) = (scene.subject(), schemes.join("、"));
    let mut parts = vec![subject];
    parts.push(scene.say(text!("方案：{schemes}" / "scheme: {schemes}")));
    let mut periods: Vec<_> = scene
        .books
        .iter()
        .flat_map(|book| &book.people)
        .filter_map(|person| person.card.period)
        .collect();
    periods.sort_unstable();
    periods.dedup();
    let told = periods.iter().take(PERIODS);
    let told: Vec<String> = told
        .map(|period| scene.say(words::period(*period)))
        .collect();
    match (told.join("、"), periods.len().saturating_sub(PERIODS)) {
        (told, _) if told.is_empty() => {}
        (told, 0) => parts.push(told),
        (told, more) => {
            parts.push(scene.say(text!(
                "{told} 等，另有 {more} 期" / "{told} and {more} more"
            )));
        }
    }
    parts.join(" · ")
}

/// What to do now, where there is something.
fn next(scene: &Scene, counts: &Counts) -> Option<Text> {
    let Counts {
        corrected,
        held,
        errors,
        warnings,
        missing,
        ..
    } = counts;
    let mut books = scene.books.iter();
    if books.any(|book| book.examination.doubt().is_some()) {
        return Some(text!(
            "下一步：先按下面「请先核对方案」核对方案；核对之前，不要按应发数发放。"
                / "Next: check the mapping as told below; do not pay what is due before that."
        ));
    }
    let mut steps: Vec<Text> = Vec::new();
    if !missing.is_none() {
        let Text { zh, en } = missing.counted();
        steps.push(text!(
            "先按原因处理没能复核的 {zh}，和其他文件一起再复核一次"
                / "deal with what could not be audited ({en}) and audit all together again"
        ));
    }
    if *held > 0 {
        steps.push(text!(
            "{held} 份待核的，按下面「待核」一栏写的单元格补齐或更正原表，再复核一次，之后才发放"
                / "complete or correct the cells of the {held} held ones that are named below, audit again, pay only then"
        ));
    }
    if *corrected > 0 {
        steps.push(match scene.pays() {
            true => text!(
                "{corrected} 份已更正的，请填表人对照「差异清单」确认源头错误，按「绩效工资汇总」的应发数发放"
                    / "have the roots of the {corrected} corrected ones confirmed and pay what 绩效工资汇总 says is due"
            ),
            false => text!(
                "{corrected} 份已更正的，请填表人对照「差异清单」确认源头错误，得分以「绩效工资汇总」的复核总分为准"
                    / "have the roots of the {corrected} corrected ones confirmed; the recomputed totals count"
            ),
        });
    }
    if steps.is_empty() && errors + warnings > 0 {
        steps.push(text!(
            "对照「差异清单」逐条核对，分数和金额都没有改动"
                / "go through the list of findings; no score and no pay was changed"
        ));
    }
    let steps = words::joined(steps);
    (!steps.is_empty()).then(|| {
        text!("下一步：" / "Next:")
            .then(&steps)
            .then(&text!("。" / "."))
    })
}

/// The result in a sentence.
fn conclusion(scene: &Scene, counts: &Counts) -> Text {
    let Counts {
        cards,
        ready,
        corrected,
        held,
        missing,
        ..
    } = counts;
    if *cards == 0 {
        return text!("没有读到任何考核表。" / "No scorecard was read.");
    }
    let words = if *ready == *cards && !missing.is_none() {
        text!(
            "读到的 {cards} 份考核表没有疑问。"
                / "The {cards} scorecards that were read are right."
        )
    } else if *ready == *cards {
        text!("{cards} 份考核表全部无误，可以发放。" / "All {cards} scorecards are right.")
    } else {
        text!(
            "共 {cards} 份考核表：{ready} 份没有疑问，{corrected} 份已按复核结果更正，{held} 份待核。"
                / "{cards} scorecards: {ready} are ready, {corrected} are corrected, {held} are held."
        )
    };
    let words = match scene.pays() {
        false if *ready == *cards && missing.is_none() => {
            text!("{cards} 份考核表全部无误。" / "All {cards} scorecards are right.")
        }
        _ => words,
    };
    let words = match missing.is_none() {
        true => words,
        false => {
            let Text { zh, en } = missing.counted();
            text!(
                "有 {zh}没能复核，里面的人不在本表，名单和金额都不完整。"
                    / "{en} could not be audited: whoever stands there is missing from the list and the sums."
            )
            .then(&words)
        }
    };
    let Some((reported, due)) = counts.money else {
        return words;
    };
    let people = || scene.books.iter().flat_map(|book| &book.people);
    if people().all(|person| person.reported_pay().is_none()) {
        let due = due.grouped();
        return words.then(&text!(
            "表中没有填报绩效工资，应发合计 {due} 元。"
                / "No pay was reported; {due} yuan are due."
        ));
    }
    let difference = due.minus(reported).unwrap_or_default();
    let amount = difference.abs().grouped();
    let moved = if difference.is_zero() {
        text!("应发绩效工资与填报合计相同。" / "The pay due equals what was reported.")
    } else if difference.is_negative() {
        text!(
            "应发绩效工资比填报少 {amount} 元。"
                / "The pay due is {amount} yuan less than reported."
        )
    } else {
        text!(
            "应发绩效工资比填报多 {amount} 元。"
                / "The pay due is {amount} yuan more than reported."
        )
    };
    words.then(&moved)
}
