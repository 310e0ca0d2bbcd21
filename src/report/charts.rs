//! The two charts of the overview, each with the table of its figures: findings by kind, scores before and after.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Scene;
use super::cells::{
    Dress, MONEY_CHANGE, Page, blank, body, count, digits, heading, number, range, text,
};
use super::overview::COLUMNS;
use super::people::Person;
use crate::examination::Status;
use crate::finding::{Code, Severity};
use crate::markup::{Chart, ChartKind, Role};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::text::Text;
use crate::workbook::{CellRange, CellRef};

/// People up to whom each has columns of his own.
const SINGLE_PEOPLE: usize = 15;
/// Kinds that the chart shows.
const CHARTED_KINDS: u32 = 12;
const WIDE: u32 = 880;
const REPORTED: u32 = 0xA5_B1_C2;
const RECOMPUTED: u32 = 0x2E_7D_5B;
const ROOTS: u32 = 0xC0_50_4D;

/// What is known of the findings of one code and severity, accepted or not.
#[derive(Default)]
struct Kind {
    roots: usize,
    consequences: usize,
    impact: Option<Ratio>,
}

/// 差异按类型.
pub(super) fn kinds(scene: &Scene, page: &mut Page) -> Option<Chart> {
    // An accepted finding is no error any more: the rows of a severity add up to its count on top.
    let mut kinds: BTreeMap<(bool, Code, Reverse<Severity>), Kind> = BTreeMap::new();
    let findings = scene
        .books
        .iter()
        .flat_map(|book| &book.examination.findings);
    for finding in findings {
        let accepted = finding.accepted.is_some();
        let key = (accepted, finding.code, Reverse(finding.severity));
        let kind = kinds.entry(key).or_default();
        match finding.root {
            true => kind.roots += 1,
            false => kind.consequences += 1,
        }
        if let Some(impact) = finding.impact {
            let so_far = kind.impact.take().unwrap_or_else(Ratio::zero);
            kind.impact = Some(so_far.plus(&impact.into()));
        }
    }
    if kinds.is_empty() {
        return None;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|((accepted, ..), kind)| {
        (*accepted, Reverse((kind.roots, kind.consequences)))
    });
    let title = scene.say(text!("差异按类型" / "Findings by kind"));
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, title.as_str()))]);
    let headings = [
        (1, text!("编号" / "Code")),
        (5, text!("类型" / "Kind")),
        (1, text!("级别" / "Severity")),
        (1, text!("源头" / "Roots")),
        (1, text!("连带" / "Carried")),
        (3, text!("影响金额（元）" / "Impact (yuan)")),
    ];
    page.spanned(
        headings
            .map(|(span, title)| (span, heading(scene.say(title))))
            .to_vec(),
    );
    let first = page.next();
    for ((accepted, code, Reverse(severity)), kind) in &kinds {
        let Text { zh, en } = code.title();
        let title = match accepted {
            true => text!("{zh}（已接受）" / "{en} (accepted)"),
            false => Text { zh, en },
        };
        let impact = kind.impact.as_ref().map(crate::examination::Money::yuan);
        page.spanned(vec![
            (1, body(code.to_string()).centered()),
            (5, body(scene.say(title))),
            (1, body(scene.say(severity.label())).centered()),
            (1, count(Role::Body, kind.roots)),
            (1, count(Role::Body, kind.consequences)),
            (3, number(Role::Body, impact).shown(MONEY_CHANGE)),
        ]);
    }
    // Kinds with roots come first, and consequences would double what they follow from; what is accepted is settled.
    let open = kinds.iter().filter(|((accepted, ..), _)| !accepted);
    let with_roots = open.filter(|(_, kind)| kind.roots > 0).count() as u32;
    let charted = with_roots.min(CHARTED_KINDS);
    if charted == 0 {
        return None;
    }
    let column = |column: u32| range((first, column), (first + charted - 1, column));
    let name = scene.say(text!("源头" / "Roots"));
    let title = scene.say(text!("源头差异按类型（处）" / "Root findings by kind"));
    Some(chart(
        (ChartKind::Bar, title),
        column(1),
        vec![(name, column(7), ROOTS)],
        70 + charted * 28,
        page,
    ))
}

/// 总分复核前后.
pub(super) fn scores(scene: &Scene, page: &mut Page) -> Option<Chart> {
    let people = scene.books.iter().flat_map(|book| &book.people);
    let people: Vec<&Person> = people
        .filter(|person| {
            person.reported_total().is_some() || person.total().is_some() || is_held(person)
        })
        .collect();
    if people
        .iter()
        .all(|person| person.reported_total().or(person.total()).is_none())
    {
        return None;
    }
    let title = scene.say(text!(
        "总分：填报与复核" / "Totals: reported and recomputed"
    ));
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, title.as_str()))]);
    if let Some(words) = averages(&people) {
        page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(words)))]);
    }
    let single = people.len() <= SINGLE_PEOPLE;
    let (what, reported, recomputed) = match single {
        true => (
            text!("姓名" / "Name"),
            text!("填报总分" / "Reported"),
            text!("复核总分" / "Recomputed"),
        ),
        false => (
            text!("总分区间（含下限，不含上限）" / "Band of totals"),
            text!("填报人数" / "People as reported"),
            text!("复核人数" / "People as recomputed"),
        ),
    };
    let names = [what, reported, recomputed].map(|name| scene.say(name));
    let headings = names.clone().map(|name| (4, heading(name)));
    page.spanned(headings.to_vec());
    let first = page.next();
    if single {
        for person in &people {
            let places = person.mapping.total_digits().digits;
            let total =
                |value: Option<Decimal>| number(Role::Body, value).shown(digits(value, places));
            page.spanned(vec![
                (4, body(person.card.employee.called())),
                (4, total(person.reported_total())),
                (4, total(person.total())),
            ]);
        }
    } else {
        for (name, holds) in bands() {
            let within = |value: Option<Decimal>| value.is_some_and(&holds);
            let reported = people.iter().filter(|p| within(p.reported_total()));
            let settled = people.iter().filter(|person| !is_held(person));
            let recomputed = settled.filter(|p| within(p.total()));
            page.spanned(vec![
                (4, body(scene.say(name))),
                (4, count(Role::Body, reported.count())),
                (4, count(Role::Body, recomputed.count())),
            ]);
        }
        let held = people.iter().filter(|person| is_held(person)).count();
        if held > 0 {
            page.spanned(vec![
                (4, body(scene.say(text!("待核" / "held")))),
                (4, blank(Role::Body)),
                (4, count(Role::Body, held)),
            ]);
        }
    }
    let last = page.next() - 1;
    let column = |column: u32| range((first, column), (last, column));
    let [_, reported, recomputed] = names;
    let series = vec![
        (reported, column(4), REPORTED),
        (recomputed, column(8), RECOMPUTED),
    ];
    Some(chart(
        (ChartKind::Column, title),
        column(0),
        series,
        280,
        page,
    ))
}

/// Whoever is held has no result yet, whatever of it can be computed.
fn is_held(person: &Person) -> bool {
    person.status == Status::Held
}

/// A chart on room of its own under its table.
fn chart(
    (kind, title): (ChartKind, String),
    categories: CellRange,
    series: Vec<(String, CellRange, u32)>,
    height: u32,
    page: &mut Page,
) -> Chart {
    page.gap(8);
    let at = CellRef::new(page.room(height), 0);
    Chart {
        kind,
        title,
        categories,
        series,
        at,
        size: (WIDE, height),
    }
}

/// Ten points each, from 60 on.
fn bands() -> Vec<(Text, impl Fn(Decimal) -> bool)> {
    let edges = [None, Some(60), Some(70), Some(80), Some(90), Some(100)];
    let ends = edges.iter().skip(1).copied().chain([None]);
    edges
        .into_iter()
        .zip(ends)
        .map(|(from, to): (Option<i64>, Option<i64>)| {
            let name = match (from, to) {
                (None, Some(to)) => text!("{to} 分以下" / "below {to}"),
                (Some(from), Some(to)) => text!("{from}～{to} 分" / "{from} to below {to}"),
                (Some(from), None) => text!("{from} 分及以上" / "{from} and above"),
                (None, None) => Text::default(),
            };
            let holds = move |value: Decimal| {
                from.is_none_or(|from| value >= Decimal::from(from))
                    && to.is_none_or(|to| value < Decimal::from(to))
            };
            (name, holds)
        })
        .collect()
}

/// Mean totals over people who have both and are not held.
fn averages(people: &[&Person]) -> Option<Text> {
    let both: Vec<(Decimal, Decimal)> = people
        .iter()
        .filter(|person| !is_held(person))
        .filter_map(|person| person.reported_total().zip(person.total()))
        .collect();
    let count = both.len();
    let mean = |values: &mut dyn Iterator<Item = Decimal>| {
        let sum: Ratio = values.map(Ratio::from).sum();
        let rounding = Rounding {
            digits: 2,
            mode: Mode::HalfUp,
        };
        let mean = sum.over(&Ratio::from(i64::try_from(count).ok()?))?;
        mean.round(rounding).ok()
    };
    let reported = mean(&mut both.iter().map(|(reported, _)| *reported))?;
    let recomputed = mean(&mut both.iter().map(|(_, recomputed)| *recomputed))?;
    Some(text!(
        "平均总分：填报 {reported}，复核 {recomputed}（{count} 份，两者都有，不含待核）"
            / "Mean total: reported {reported}, recomputed {recomputed} ({count} cards with both, none held)"
    ))
}
