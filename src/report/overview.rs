//! 复核概览: what came out, at a glance.

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
use crate::text::Text;

/// The grid on which everything stands.
pub(super) const COLUMNS: u32 = 12;
const WIDTH: u32 = 8;

pub(super) fn sheet(scene: &Scene) -> ReportSheet<'static> {
    let mut page = Page::default();
    let counts = Counts::of(scene);
    let title = text!("绩效考核复核概览" / "Performance audit: overview");
    page.spanned(vec![(COLUMNS, text(Role::Title, scene.say(title)))]);
    page.spanned(vec![(COLUMNS, text(Role::Small, about(scene)).wrapped())]);
    page.gap(6);
    let conclusion = scene.say(conclusion(scene, &counts));
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, conclusion).wrapped())]);
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
        }
    }
}

/// The file and the scheme.
fn about(scene: &Scene) -> String {
    let mut schemes: Vec<String> = Vec::new();
    for book in &scene.books {
        let mapping = &book.examination.mapping;
        let scheme = format!("{}({})", mapping.name, mapping.id);
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
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        let first = scene.say(words::period(*first));
        parts.push(match periods.len() {
            1 => first,
            _ => format!("{first}—{}", scene.say(words::period(*last))),
        });
    }
    parts.join(" · ")
}

/// The result in a sentence.
fn conclusion(scene: &Scene, counts: &Counts) -> Text {
    let Counts {
        cards,
        ready,
        corrected,
        held,
        ..
    } = counts;
    if *cards == 0 {
        return text!("没有读到任何考核表。" / "No scorecard was read.");
    }
    let words = if *ready == *cards {
        text!("{cards} 份考核全部无误，可以发放。" / "All {cards} scorecards are right.")
    } else {
        text!(
            "共 {cards} 份考核：{ready} 份可直接采用，{corrected} 份需按复核结果更正，{held} 份待核。"
                / "{cards} scorecards: {ready} are ready, {corrected} are corrected, {held} are held."
        )
    };
    let words = match scene.pays() {
        false if *ready == *cards => {
            text!("{cards} 份考核全部无误。" / "All {cards} scorecards are right.")
        }
        _ => words,
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
