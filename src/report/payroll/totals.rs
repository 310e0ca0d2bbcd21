//! Under the list: the overall total, totals by department, who is held and why, and room to sign.

use indexmap::IndexMap;

use super::super::cells::{Dress, MONEY_CHANGE, Page, blank, count, formula, heading, text};
use super::super::overview::place;
use super::super::people::{Book, Person, sums};
use super::super::{Scene, open_questions, words};
use super::{COLUMNS, DEPARTMENT, PAY, REPORTED_PAY, STATUS, at, column_range};
use crate::examination::Status;
use crate::markup::{Figure, ReportCell, Role, Tone};
use crate::number::Decimal;
use crate::text::bracketed;

/// Departments, and people who are held, that are listed under the list: a sheet has 1,048,576 rows, and most are the
/// people's.
const MOST: usize = 20_000;

pub(super) fn write(scene: &Scene, people: &[&Person], list: (u32, u32), page: &mut Page) {
    let held = people.iter().any(|person| person.status == Status::Held);
    if !people.is_empty() {
        overall(scene, people, list, held, page);
        if people.iter().any(|person| !person.department().is_empty()) {
            departments(scene, people, list, page);
        }
    }
    if held {
        page.gap(12);
        held_people(scene, page);
    }
    page.gap(12);
    remarks(scene, held, page);
    sign(scene, page);
}

/// A sum of money, live.
fn sum(formula_text: String, value: Decimal) -> ReportCell {
    formula(Role::Total, format!("ROUND({formula_text},2)"), value).shown(Figure::Money)
}

fn overall(scene: &Scene, people: &[&Person], list: (u32, u32), held: bool, page: &mut Page) {
    let row = page.next();
    let number = people.len();
    let count_held = (people.iter())
        .filter(|person| person.status == Status::Held)
        .count();
    let label = match (held, scene.pays()) {
        (true, true) => text!(
            "合计 {number} 人，金额不含待核的 {count_held} 人"
                / "Total of {number}, the money without {count_held} held"
        ),
        _ => text!("合计 {number} 人" / "Total of {number}"),
    };
    let mut cells = vec![(6, text(Role::Total, scene.say(label)))];
    if scene.pays() {
        let (reported, due) = sums(people.iter().copied());
        let held = scene.say(Status::Held.label());
        let status = column_range(STATUS, list);
        let of = |column: u32| {
            let values = column_range(column, list);
            format!("SUMIFS({values},{status},\"<>{held}\")")
        };
        cells.push((7, blank(Role::Total)));
        cells.push((1, sum(of(REPORTED_PAY), reported)));
        cells.push((1, sum(of(PAY), due)));
        let difference = format!("{}-{}", at(PAY, row), at(REPORTED_PAY, row));
        let moved = sum(difference, due.minus(reported).unwrap_or_default());
        cells.push((1, moved.shown(MONEY_CHANGE)));
        cells.push((2, blank(Role::Total)));
    } else {
        cells.push((COLUMNS - 6, blank(Role::Total)));
    }
    page.spanned(cells);
}

fn departments(scene: &Scene, people: &[&Person], list: (u32, u32), page: &mut Page) {
    let mut by_name: IndexMap<&str, Vec<&Person>> = IndexMap::new();
    for person in people {
        by_name.entry(person.department()).or_default().push(person);
    }
    page.gap(12);
    page.spanned(vec![(
        COLUMNS,
        text(
            Role::Subtitle,
            scene.say(text!("按部门汇总" / "By department")),
        ),
    )]);
    if by_name.len() > MOST {
        let count = by_name.len();
        let why = text!(
            "部门太多（{count} 个），没有逐个汇总；请在上表按「部门」筛选。"
                / "There are too many departments ({count}) for a total each: filter the list by department."
        );
        page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(why)))]);
        return;
    }
    let mut headings = vec![
        (4, text!("部门" / "Department")),
        (1, text!("人数" / "People")),
        (1, text!("其中待核" / "Held")),
    ];
    if scene.pays() {
        headings.extend([
            (3, text!("填报绩效工资合计" / "Reported pay")),
            (3, text!("应发绩效工资合计" / "Pay due")),
            (2, text!("差额" / "Difference")),
        ]);
    }
    let headings = headings.into_iter();
    page.spanned(
        headings
            .map(|(span, title)| (span, heading(scene.say(title))))
            .collect(),
    );
    let places = column_range(DEPARTMENT, list);
    let status = column_range(STATUS, list);
    let held_word = scene.say(Status::Held.label());
    for (name, members) in by_name {
        let row = page.next();
        let (label, wanted) = match name {
            "" => (
                scene.say(text!("（未填）" / "(not stated)")),
                "\"\"".to_owned(),
            ),
            name => (name.to_owned(), at(0, row)),
        };
        let held = members
            .iter()
            .filter(|person| person.status == Status::Held)
            .count();
        let mut cells = vec![
            (4, text(Role::Body, label)),
            (1, count(Role::Body, members.len())),
            (1, count(Role::Body, held)),
        ];
        if scene.pays() {
            let (reported, due) = sums(members.iter().copied());
            let of = |column: u32| {
                let values = column_range(column, list);
                format!("SUMPRODUCT(EXACT({places},{wanted})*({status}<>\"{held_word}\"),{values})")
            };
            let difference = format!("{}-{}", at(9, row), at(6, row));
            let moved = due.minus(reported).unwrap_or_default();
            for (span, live, value, figure) in [
                (3, of(REPORTED_PAY), reported, Figure::Money),
                (3, of(PAY), due, Figure::Money),
                (2, difference, moved, MONEY_CHANGE),
            ] {
                let live = format!("ROUND({live},2)");
                let cell = formula(Role::Body, live, value).shown(figure);
                cells.push((span, cell));
            }
        }
        page.spanned(cells);
    }
}

fn held_people(scene: &Scene, page: &mut Page) {
    let title = text!("待核人员及原因" / "People who are held, and why");
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    let headings = [
        (3, text!("姓名" / "Name")),
        (2, text!("部门" / "Department")),
        (3, text!("位置" / "Place")),
        (10, text!("原因" / "Reason")),
    ];
    let headings = headings.map(|(span, title)| (span, heading(scene.say(title))));
    page.spanned(headings.to_vec());
    let books = scene.books.iter();
    let held = books.flat_map(|book| book.people.iter().map(move |person| (&**book, person)));
    let held: Vec<(&Book, &Person)> = held
        .filter(|(_, person)| person.status == Status::Held)
        .collect();
    let (mut told, mut rows) = (0, 0);
    for (book, person) in &held {
        if rows >= MOST {
            break;
        }
        let called = match (person.name(), person.id()) {
            (name, "") => name.to_owned(),
            ("", id) => id.to_owned(),
            (name, id) => scene.say(bracketed(name, id)),
        };
        for question in open_questions::of(book, person) {
            page.spanned(vec![
                (3, text(Role::Body, called.as_str()).toned(Tone::Held)),
                (2, text(Role::Body, person.department())),
                (3, place(scene, book, question.sheet, question.cell)),
                (10, text(Role::Body, scene.say(question.why)).wrapped()),
            ]);
            rows += 1;
        }
        told += 1;
    }
    let rest = held.len() - told;
    if rest > 0 {
        let more = text!(
            "另有 {rest} 人待核，没有逐个列出；请在上表按「状态」筛选，原因见「差异清单」。"
                / "{rest} more are held: filter the list by status; the list of findings says why."
        );
        page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(more)))]);
    }
}

/// How the pay is reckoned, and what the sums leave out.
fn remarks(scene: &Scene, held: bool, page: &mut Page) {
    let mut told: Vec<String> = Vec::new();
    for book in &scene.books {
        if let Some(form) = words::payout(&book.examination.mapping) {
            let form = scene.say(form);
            if !told.contains(&form) {
                told.push(form);
            }
        }
    }
    if held && scene.pays() {
        told.push(scene.say(text!(
            "待核人员的绩效工资未计算，也未计入合计；核实后请重新复核。"
                / "Those held are in no sum; run the audit again once their figures are settled."
        )));
    }
    for words in told {
        page.spanned(vec![(COLUMNS, text(Role::Small, words).wrapped())]);
    }
}

fn sign(scene: &Scene, page: &mut Page) {
    page.gap(18);
    let labels = [
        text!("制表：" / "Prepared by:"),
        text!("审核：" / "Checked by:"),
        text!("批准：" / "Approved by:"),
    ];
    let cells = labels.map(|label| (6, text(Role::Label, scene.say(label))));
    page.high_spanned(Some(28), cells.to_vec());
}
