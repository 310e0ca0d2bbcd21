//! 绩效工资汇总: one row per person, ready for payroll, and the totals.

mod totals;

use std::sync::Arc;

use super::cells::{
    Dress, MONEY_CHANGE, Page, blank, body, change, digits, formula, heading, headings, number,
    range, text, wide,
};
use super::pay_formula::{self, Cells};
use super::people::{Person, sums};
use super::{Absence, Scene, pay_source, words};
use crate::examination::Status;
use crate::markup::{Figure, Print, ReportCell, ReportSheet, Role, Tone};
use crate::number::Decimal;
use crate::text::Text;
use crate::workbook::{CellRef, column_name};

/// The row of the headings.
const HEADING: u32 = 2;
/// Where figures stand, by column.
const DEPARTMENT: u32 = 3;
const POSITION: u32 = 4;
const REPORTED_TOTAL: u32 = 6;
const TOTAL: u32 = 7;
const GRADE: u32 = 9;
const COEFFICIENT: u32 = 10;
const BASE: u32 = 11;
const RATE: u32 = 12;
const REPORTED_PAY: u32 = 13;
const PAY: u32 = 14;
const STATUS: u32 = 16;
const COLUMNS: u32 = 18;

pub(super) fn sheet<'a>(scene: &Arc<Scene<'a>>) -> ReportSheet<'a> {
    let mut page = Page::default();
    let subject = scene.subject();
    let title = match scene.pays() {
        true => text!("绩效工资汇总" / "Performance pay summary"),
        false => text!("考核得分汇总" / "Performance score summary"),
    };
    page.spanned(vec![(
        COLUMNS,
        text(Role::Title, scene.say(title)).centered(),
    )]);
    let about = match scene.pays() {
        true => text!("{subject} · 金额单位：元" / "{subject} · amounts in yuan"),
        false => Text::same(subject),
    };
    page.spanned(vec![(COLUMNS, incomplete(scene, about))]);
    let columns = columns().map(|(title, width)| (scene.say(title), width));
    let (mut headings, mut widths) = headings(&columns);
    let people: Vec<&Person> = scene.books.iter().flat_map(|book| &book.people).collect();
    // The sums below the list are its longest figures, and bold.
    let (reported, due) = sums(people.iter().copied());
    let longest = reported.max(due).grouped().len() as u32 + 4;
    for column in [REPORTED_PAY, PAY] {
        let width = &mut widths[column as usize];
        *width = longest.max(*width);
    }
    // Long names break into lines only past what a page bears.
    let departments = people.iter().map(|person| wide(person.department()));
    let positions = people.iter().map(|person| wide(person.position()));
    for (column, longest, most) in [
        (DEPARTMENT, departments.max(), 28),
        (POSITION, positions.max(), 22),
    ] {
        let width = &mut widths[column as usize];
        *width = (longest.unwrap_or_default() + 3).clamp(*width, most);
    }
    let has_remarks = pay_source::is_needed(scene);
    if has_remarks {
        headings.push(heading(scene.say(text!("备注" / "Remark"))));
        widths.push(30);
    }
    page.row(headings);

    let product_digits = pay_formula::digits(people.iter().copied());
    let places: Vec<(u32, u32)> = (0u32..)
        .zip(&scene.books)
        .flat_map(|(number, book)| {
            (0..book.people.len() as u32).map(move |person| (number, person))
        })
        .collect();
    let shared = scene.clone();
    page.list(people.len(), move |index| {
        let (book, person) = places[index];
        let person = &shared.books[book as usize].people[person as usize];
        let at = HEADING + 1 + index as u32;
        let mut cells = row(&shared, person, index, at, product_digits);
        if has_remarks {
            cells.push(body(shared.say(pay_source::remark(person))).wrapped());
        }
        cells
    });
    let list = (HEADING + 1, page.next());
    totals::write(scene, &people, list, &mut page);
    ReportSheet {
        name: scene.names[2].clone(),
        tab: Some(0x2E_7D_5B),
        widths,
        rows: page.rows,
        list: page.list,
        foot: page.foot,
        merges: page.merges,
        autofilter: (!people.is_empty()).then(|| {
            let last = COLUMNS - 1 + u32::from(has_remarks);
            range((HEADING, 0), (list.1 - 1, last))
        }),
        frozen: Some(CellRef::new(HEADING + 1, 3)),
        print: Print {
            landscape: true,
            repeat_rows: Some((HEADING, HEADING)),
        },
        ..ReportSheet::default()
    }
}

/// What the list is about, and which files of the run it lacks: it may go to payroll without the other sheets.
fn incomplete(scene: &Scene, about: Text) -> ReportCell {
    let absent = scene.absent.iter();
    let failed = absent.filter(|absent| absent.kind == Absence::Failed);
    let names: Vec<&str> = failed.map(|absent| absent.name.as_str()).collect();
    if names.is_empty() {
        return text(Role::Small, scene.say(about));
    }
    let (count, names) = (names.len(), names.join("、"));
    let lacks = text!(
        " · 名单不完整：有 {count} 个文件没能复核（{names}），原因见「复核概览」"
            / "· incomplete: {count} of the files could not be audited ({names}); 复核概览 says why"
    );
    let words = scene.say(about.then(&lacks));
    text(Role::Small, words).toned(Tone::Error).wrapped()
}

fn columns() -> [(Text, u32); COLUMNS as usize] {
    [
        (text!("序号" / "No."), 5),
        (text!("工号" / "ID"), 9),
        (text!("姓名" / "Name"), 10),
        (text!("部门" / "Department"), 13),
        (text!("岗位" / "Position"), 14),
        (text!("考核期" / "Period"), 13),
        (text!("填报总分" / "Reported total"), 9),
        (text!("复核总分" / "Recomputed total"), 9),
        (text!("差异" / "Difference"), 8),
        (text!("等级" / "Grade"), 7),
        (text!("系数" / "Coefficient"), 7),
        (text!("基数(基本工资)" / "Base"), 15),
        (text!("绩效比例" / "Rate"), 9),
        (text!("填报绩效工资" / "Reported pay"), 14),
        (text!("应发绩效工资" / "Pay due"), 14),
        (text!("差额" / "Pay difference"), 13),
        (text!("状态" / "Status"), 9),
        (text!("签字" / "Signature"), 12),
    ]
}

/// `H4`
fn at(column: u32, row: u32) -> String {
    CellRef::new(row, column).to_string()
}

/// `H$4:H$33`
fn column_range(column: u32, rows: (u32, u32)) -> String {
    let name = column_name(column);
    format!("{name}${}:{name}${}", rows.0 + 1, rows.1)
}

fn row(
    scene: &Scene,
    person: &Person,
    index: usize,
    row: u32,
    product_digits: u32,
) -> Vec<ReportCell> {
    let period = person.card.period.map(words::period).unwrap_or_default();
    let ordinal = Decimal::from(i64::try_from(index + 1).unwrap_or(i64::MAX));
    vec![
        number(Role::Body, Some(ordinal)).centered(),
        body(person.id()),
        body(person.name()),
        body(person.department()).wrapped(),
        body(person.position()).wrapped(),
        body(scene.say(period)),
        total(person, person.reported_total()),
        total(person, person.total()),
        total_difference(person, row),
        body(person.grade().unwrap_or_default()).centered(),
        coefficient(person),
        money(person.base()),
        number(Role::Body, person.rate()).shown(Figure::Percent),
        money(person.reported_pay()),
        pay(person, row, product_digits),
        pay_difference(person, row),
        status(scene, person.status),
        blank(Role::Body),
    ]
}

fn total(person: &Person, value: Option<Decimal>) -> ReportCell {
    let at_least = person.mapping.total_digits().digits;
    number(Role::Body, value).shown(digits(value, at_least))
}

/// As people write it beside others: 1.0 beside 1.2.
fn coefficient(person: &Person) -> ReportCell {
    let coefficient = person.scored.outcome.coefficient;
    number(Role::Body, coefficient).shown(digits(coefficient, 1))
}

fn money(value: Option<Decimal>) -> ReportCell {
    number(Role::Body, value).shown(Figure::Money)
}

fn total_difference(person: &Person, row: u32) -> ReportCell {
    let places = person.mapping.total_digits().digits;
    let Some(difference) = person.total_difference() else {
        return blank(Role::Body);
    };
    let figures = person.total().zip(person.reported_total());
    let live = figures.and_then(|(recomputed, reported)| {
        pay_formula::difference(
            (&at(TOTAL, row), recomputed),
            (&at(REPORTED_TOTAL, row), reported),
            places,
        )
    });
    toned(live_or(live, difference), difference).shown(change(Some(difference), places))
}

fn pay(person: &Person, row: u32, product_digits: u32) -> ReportCell {
    let Some(pay) = person.pay() else {
        return blank(Role::Body);
    };
    let cells = Cells {
        total: at(TOTAL, row),
        grade: at(GRADE, row),
        coefficient: at(COEFFICIENT, row),
        base: at(BASE, row),
        rate: at(RATE, row),
    };
    let live = pay_formula::pay(person, &cells, product_digits);
    live_or(live, pay).shown(Figure::Money)
}

fn pay_difference(person: &Person, row: u32) -> ReportCell {
    let Some((pay, difference)) = person.pay().zip(person.pay_difference()) else {
        return blank(Role::Body);
    };
    let live = pay_formula::difference(
        (&at(PAY, row), pay),
        (
            &at(REPORTED_PAY, row),
            person.reported_pay().unwrap_or_default(),
        ),
        person.mapping.payout_rounding.digits,
    );
    toned(live_or(live, difference), difference).shown(MONEY_CHANGE)
}

fn live_or(live: Option<String>, value: Decimal) -> ReportCell {
    match live {
        Some(live) => formula(Role::Body, live, value),
        None => number(Role::Body, Some(value)),
    }
}

fn toned(cell: ReportCell, difference: Decimal) -> ReportCell {
    match difference.is_zero() {
        true => cell,
        false => cell.toned(Tone::Error),
    }
}

fn status(scene: &Scene, status: Status) -> ReportCell {
    let cell = body(scene.say(status.label())).centered();
    match status {
        Status::Ready => cell.toned(Tone::Good),
        Status::Corrected => cell.toned(Tone::Warning),
        Status::Held => cell.toned(Tone::Held),
    }
}
