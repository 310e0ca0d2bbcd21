//! 计分底稿: every line of every person: inputs, rule, working, recomputed, reported.

use std::sync::Arc;

use super::cells::{Dress, Page, blank, body, change, digits, headings, number, range, text};
use super::people::{Book, Person, reported_points};
use super::{Scene, words, workings};
use crate::examination::Status;
use crate::markup::{Print, ReportCell, ReportSheet, Role, Tone};
use crate::number::{Decimal, Ratio};
use crate::rule::{self, Inputs, Rule, decimal, percent};
use crate::score::LineInputs;
use crate::scorecard::Line;
use crate::text::Text;
use crate::workbook::CellRef;

/// The row of the headings.
const HEADING: u32 = 2;
/// Rows past which only people who are corrected or held are listed, and of them as many as fit: nobody reads more, and
/// the workbook stays one that an office computer opens.
const MOST_ROWS: usize = 60_000;

pub(super) fn sheet<'a>(scene: &Arc<Scene<'a>>) -> ReportSheet<'a> {
    let columns: Vec<(String, u32)> = columns()
        .into_iter()
        .map(|(title, width)| (scene.say(title), width))
        .collect();
    let width = columns.len() as u32;
    let mut page = Page::default();
    page.spanned(vec![(
        width,
        text(Role::Title, scene.say(text!("计分底稿" / "Workings"))),
    )]);
    let (rows, left_out) = rows(scene);
    let how = match left_out {
        None => text!(
            "每个人的每一项怎么算出来；合计行是总分、等级和绩效工资的算法。"
                / "How each line of each person comes about; total rows tell total, grade and pay."
        ),
        Some(left_out) => text!(
            "人数太多，先列已更正、待核的人，最多 {MOST_ROWS} 行；没有列出的 {left_out} 人请用 fuhe why 查看。"
                / "Too many people: those who are corrected or held come first, up to {MOST_ROWS} rows; for the {left_out} others use fuhe why."
        ),
    };
    page.spanned(vec![(width, text(Role::Small, scene.say(how)))]);
    let (headings, widths) = headings(&columns);
    page.row(headings);
    let shared = scene.clone();
    page.list(rows.len(), move |index| {
        let (book, person, line) = rows[index];
        let book = &shared.books[book];
        let person = &book.people[person];
        match line {
            Some(line) => line_row(&shared, person, line),
            None => total_row(&shared, book, person),
        }
    });
    let last = page.next() - 1;
    ReportSheet {
        name: scene.names[3].clone(),
        tab: Some(0x6B_7A_8F),
        widths,
        rows: page.rows,
        list: page.list,
        merges: page.merges,
        autofilter: (last > HEADING).then(|| range((HEADING, 0), (last, width - 1))),
        frozen: Some(CellRef::new(HEADING + 1, 2)),
        print: Print {
            landscape: true,
            repeat_rows: Some((HEADING, HEADING)),
        },
        ..ReportSheet::default()
    }
}

/// A row's book, person and line; of a total's row, no line.
type RowOf = (usize, usize, Option<usize>);

/// What is listed, and how many people are left out where not everybody is.
fn rows(scene: &Scene) -> (Vec<RowOf>, Option<usize>) {
    let people = || scene.books.iter().flat_map(|book| &book.people);
    let whole: usize = people().map(|person| person.card.lines.len() + 1).sum();
    let is_cut = whole > MOST_ROWS;
    let mut rows = Vec::with_capacity(whole.min(MOST_ROWS));
    let mut left_out = 0;
    for (number, book) in scene.books.iter().enumerate() {
        for (index, person) in book.people.iter().enumerate() {
            let lines = person.card.lines.len();
            let is_full = HEADING as usize + 1 + rows.len() + lines >= MOST_ROWS;
            if is_cut && (person.status == Status::Ready || is_full) {
                left_out += 1;
                continue;
            }
            rows.extend((0..lines).map(|line| (number, index, Some(line))));
            rows.push((number, index, None));
        }
    }
    (rows, is_cut.then_some(left_out))
}

fn columns() -> [(Text, u32); 12] {
    [
        (text!("工号" / "ID"), 8),
        (text!("姓名" / "Name"), 9),
        (text!("岗位" / "Position"), 12),
        (text!("类别" / "Section"), 12),
        (text!("指标" / "Line"), 16),
        (text!("满分/权重" / "Max/weight"), 9),
        (text!("填报数据" / "Figures"), 26),
        (text!("规则" / "Rule"), 26),
        (text!("计算过程" / "Working"), 44),
        (text!("复核得分" / "Recomputed"), 9),
        (text!("填报得分" / "Reported"), 9),
        (text!("差异" / "Difference"), 8),
    ]
}

fn line_row(scene: &Scene, person: &Person, index: usize) -> Vec<ReportCell> {
    let line = &person.card.lines[index];
    let spec = &person.mapping.lines[line.spec()];
    let scored = &person.scored.lines[index];
    let section = spec
        .section
        .map_or("", |section| person.mapping.sections[section].name.as_str());
    let places = person.mapping.line_digits().digits;
    let (points, reported) = (scored.points(), reported_points(line));
    let difference = person.line_difference(index);
    vec![
        body(person.id()),
        body(person.name()),
        body(person.position()).wrapped(),
        body(section).wrapped(),
        body(spec.item.as_str()).wrapped(),
        body(marks(person, index)).centered(),
        body(scene.say(inputs(person, line))).wrapped(),
        body(scene.say(spec.described())).wrapped(),
        body(scene.say(working(person, index))).wrapped(),
        held_or(points, number(Role::Body, points)).shown(digits(points, places)),
        number(Role::Body, reported).shown(digits(reported, places)),
        differing(difference, Role::Body).shown(change(difference, places)),
    ]
}

/// How the points come about, and the weighted points where the sheet has them beside.
fn working(person: &Person, index: usize) -> Text {
    let line = &person.card.lines[index];
    let words = person.scored.lines[index].working(person.mapping, line);
    let beside = workings::beside(person, index);
    Text {
        zh: words.zh + &beside.zh,
        en: words.en + &beside.en,
    }
}

fn total_row(scene: &Scene, book: &Book, person: &Person) -> Vec<ReportCell> {
    let places = person.mapping.total_digits().digits;
    let (total, reported) = (person.total(), person.reported_total());
    let difference = person.total_difference();
    let told = |words: String| text(Role::Total, words);
    vec![
        told(person.id().to_owned()),
        told(person.name().to_owned()),
        told(person.position().to_owned()).wrapped(),
        told(scene.say(text!("合计" / "Total"))),
        told(book.sheet_name(Some(person.card.sheet)).to_owned()).wrapped(),
        blank(Role::Total),
        told(scene.say(pay_inputs(person))).wrapped(),
        told(scene.say(person.status.label())),
        told(scene.say(conclusion(person))).wrapped(),
        held_or(total, number(Role::Total, total)).shown(digits(total, places)),
        number(Role::Total, reported).shown(digits(reported, places)),
        differing(difference, Role::Total).shown(change(difference, places)),
    ]
}

fn held_or(value: Option<Decimal>, cell: ReportCell) -> ReportCell {
    match value {
        Some(_) => cell,
        None => cell.toned(Tone::Held),
    }
}

fn differing(difference: Option<Decimal>, role: Role) -> ReportCell {
    let cell = number(role, difference);
    match difference.is_some_and(|difference| !difference.is_zero()) {
        true => cell.toned(Tone::Error),
        false => cell,
    }
}

/// Full marks or weight.
fn marks(person: &Person, line: usize) -> String {
    let spec = &person.mapping.lines[person.card.lines[line].spec()];
    match person.chain().share(line) {
        Some(share) => rule::share(&share),
        None if spec.outside => "—".to_owned(),
        None => decimal(spec.max),
    }
}

/// Sum, grade and pay; or why the person is held.
fn conclusion(person: &Person) -> Text {
    let holds = &person.scored.holds;
    if !holds.is_empty() {
        let reasons = words::joined(holds.iter().cloned());
        let (zh, en) = (reasons.zh, reasons.en);
        return text!("待核：{zh}" / "held: {en}");
    }
    let spots = [
        super::people::Spot::Total,
        super::people::Spot::Grade,
        super::people::Spot::Payout,
    ];
    let told = spots.map(|spot| workings::of(person, spot));
    let told: Vec<Text> = told.into_iter().filter(|words| !words.is_empty()).collect();
    Text {
        zh: told
            .iter()
            .map(|text| text.zh.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
        en: told
            .iter()
            .map(|text| text.en.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Base and rate.
fn pay_inputs(person: &Person) -> Text {
    let base = person.base().map(|base| {
        let base = decimal(base);
        text!("基数 {base}" / "base {base}")
    });
    let rate = person.rate().map(|rate| {
        let rate = percent(&Ratio::from(rate));
        text!("绩效比例 {rate}" / "rate {rate}")
    });
    let source = super::pay_source::told(person);
    let days = person
        .chain()
        .days()
        .map(|(attended, due)| text!("出勤 {attended}/{due} 天" / "{attended} of {due} days"));
    let adjustments = person.chain().adjustment_names();
    let more = days
        .into_iter()
        .chain(adjustments.into_iter().map(Text::same))
        .chain((!source.is_empty()).then_some(source));
    words::joined(base.into_iter().chain(rate).chain(more))
}

/// The figures that the rule was given, as they stand on the sheet.
fn inputs(person: &Person, line: &Line) -> Text {
    let spec = &person.mapping.lines[line.spec()];
    let named = LineInputs::new(spec, line);
    let told = line.figures().filter_map(|(role, figure)| {
        let name = match role {
            rule::Role::Actual | rule::Role::Target | rule::Role::Previous | rule::Role::Raw => {
                named.name(role)
            }
            rule::Role::Rater(index) => rater(&spec.rule, index)?,
            rule::Role::SelfScore => text!("自评" / "self score"),
            rule::Role::Score if spec.takes_off => text!("扣分" / "deduction"),
            rule::Role::Score if spec.rule.judged().is_some() => text!("评分" / "score"),
            _ => return None,
        };
        let is_points = matches!(role, rule::Role::SelfScore | rule::Role::Score);
        Some(pair(
            name,
            words::figure(&figure, (spec.percent || figure.is_percent) && !is_points),
        ))
    });
    let parts = spec.rule.parts();
    let of_parts = line
        .parts()
        .iter()
        .zip(&parts)
        .filter_map(|(figures, part)| {
            let (_, figure) = figures
                .iter()
                .find(|(role, _)| *role == rule::Role::Actual)?;
            Some(pair(
                Text::same(part.item),
                words::figure(figure, spec.percent || figure.is_percent),
            ))
        });
    words::joined(told.chain(of_parts))
}

fn pair(name: Text, value: Text) -> Text {
    Text {
        zh: format!("{} {}", name.zh, value.zh),
        en: format!("{} {}", name.en, value.en),
    }
}

fn rater(rule: &Rule, index: u8) -> Option<Text> {
    match rule {
        Rule::Raters(raters) => {
            let (name, _) = raters.weights.get_index(usize::from(index))?;
            Some(Text::same(name.as_str()))
        }
        _ => None,
    }
}
