//! 差异清单: one row per finding, a table with filters; the cell is a link to its place.

use std::sync::Arc;

use super::cells::{Dress, MONEY_CHANGE, Page, blank, body, headings, link, number, range, text};
use super::people::Book;
use super::{Scene, words};
use crate::finding::{Finding, Stated};
use crate::markup::{Figure, LinkTarget, Print, ReportCell, ReportSheet, Role, Table};
use crate::number::Decimal;
use crate::text::Text;
use crate::workbook::CellRef;

/// The row of the headings.
const HEADING: u32 = 2;

pub(super) fn sheet<'a>(scene: &Arc<Scene<'a>>) -> ReportSheet<'a> {
    let mut page = Page::default();
    let mut columns: Vec<(String, u32)> = Vec::new();
    for (title, width) in self::columns() {
        // The file comes before the sheet.
        if scene.consolidated && columns.len() == 5 {
            columns.push((scene.say(text!("文件" / "File")), 22));
        }
        columns.push((scene.say(title), width));
    }
    let last_column = columns.len() as u32 - 1;
    page.spanned(vec![(
        last_column + 1,
        text(Role::Title, scene.say(text!("差异清单" / "Findings"))),
    )]);
    let how = match scene.consolidated {
        false => text!(
            "点单元格可跳到原表。先改「源头」，「连带」的差异会随之消失。"
                / "A click on a cell leads to its place. Correct the roots first: consequences go with them."
        ),
        true => text!(
            "先改「源头」，「连带」的差异会随之消失。批注在各文件的复核副本里。"
                / "Correct the roots first: consequences go with them. Notes stand in each file's annotated copy."
        ),
    };
    page.spanned(vec![(last_column + 1, text(Role::Small, scene.say(how)))]);
    let (headings, widths) = headings(&columns);
    page.row(headings);
    // Where each book's findings begin.
    let mut starts = Vec::with_capacity(scene.books.len());
    let mut count = 0;
    for book in &scene.books {
        starts.push(count);
        count += book.examination.findings.len();
    }
    let shared = scene.clone();
    match count {
        0 => {
            let width = columns.len();
            page.list(1, move |_| {
                let mut cells = vec![blank(Role::Body); width];
                if let Some(last) = cells.last_mut() {
                    *last = body(shared.say(text!("未发现差异" / "Nothing differs")));
                }
                cells
            });
        }
        count => page.list(count, move |index| {
            // The last book that begins there: one without findings begins where the next one does.
            let number = starts.partition_point(|start| *start <= index) - 1;
            let book = &shared.books[number];
            let finding = &book.examination.findings[index - starts[number]];
            row(&shared, book, finding, index as i64 + 1)
        }),
    }
    let last = page.next() - 1;
    ReportSheet {
        name: scene.names[1].clone(),
        tab: Some(0xC0_50_4D),
        widths,
        rows: page.rows,
        list: page.list,
        merges: page.merges,
        tables: vec![Table {
            name: "fuhe_findings".to_owned(),
            range: range((HEADING, 0), (last, last_column)),
        }],
        frozen: Some(CellRef::new(HEADING + 1, 0)),
        print: Print {
            landscape: true,
            repeat_rows: Some((HEADING, HEADING)),
        },
        ..ReportSheet::default()
    }
}

fn columns() -> [(Text, u32); 16] {
    [
        (text!("序号" / "No."), 6),
        (text!("编号" / "Code"), 7),
        (text!("级别" / "Severity"), 8),
        (text!("类型" / "Kind"), 19),
        (text!("源头/连带" / "Root"), 10),
        (text!("工作表" / "Sheet"), 12),
        (text!("单元格" / "Cell"), 8),
        (text!("工号" / "ID"), 9),
        (text!("姓名" / "Name"), 10),
        (text!("部门" / "Department"), 12),
        (text!("指标" / "Line"), 17),
        (text!("填报" / "Reported"), 12),
        (text!("复核" / "Recomputed"), 12),
        (text!("差异" / "Difference"), 11),
        (text!("影响金额（元）" / "Impact (yuan)"), 12),
        (text!("说明" / "What it says"), 60),
    ]
}

fn row(scene: &Scene, book: &Book, finding: &Finding, ordinal: i64) -> Vec<ReportCell> {
    let person = book.person_of(finding);
    // Of somebody without a scorecard only the finding knows the name.
    let id = person.map_or(finding.employee.as_deref().unwrap_or_default(), |p| p.id());
    let shown = shared_look(finding);
    let mut cells = vec![
        number(Role::Body, Some(Decimal::from(ordinal))).centered(),
        body(finding.code.to_string()).centered(),
        body(scene.say(finding.severity.label()))
            .toned(words::tone(finding))
            .centered(),
        body(scene.say(finding.code.title())).wrapped(),
        body(scene.say(words::origin(finding))).centered(),
    ];
    if scene.consolidated {
        cells.push(body(book.input.name.as_str()).wrapped());
    }
    cells.extend([
        body(book.sheet_name(finding.sheet)).wrapped(),
        place(scene, finding, Role::Body),
        body(id),
        body(person.map_or("", |p| p.name())),
        body(person.map_or("", |p| p.department())).wrapped(),
        body(finding.item.as_deref().unwrap_or_default()).wrapped(),
        stated(finding.reported.as_ref()).shown(shown),
        stated(finding.recomputed.as_ref()).shown(shown),
        number(Role::Body, finding.difference()).shown(match shown {
            Figure::Digits(digits) => Figure::Change(digits),
            figure => figure,
        }),
        number(Role::Body, finding.impact).shown(MONEY_CHANGE),
        body(scene.say(finding.message.clone())).wrapped(),
    ]);
    cells
}

/// The finding's cell, leading to it where the sheet is in the same workbook.
pub(super) fn place(scene: &Scene, finding: &Finding, role: Role) -> ReportCell {
    match (finding.sheet, finding.cell) {
        (Some(sheet), Some(cell)) if !scene.consolidated => {
            link(role, cell.to_string(), LinkTarget::Source(sheet, cell))
        }
        (_, Some(cell)) => text(role, cell.to_string()),
        (_, None) => blank(role),
    }
}

/// How the finding's figures stand under one another: `55.60` beside `55.70`, a share as a percentage.
fn shared_look(finding: &Finding) -> Figure {
    match (finding.as_percent, words::shared_digits(finding)) {
        (true, _) => Figure::Percent,
        (false, None) => Figure::General,
        (false, Some(digits)) => Figure::Digits(digits as u8),
    }
}

/// What was reported or recomputed: a figure stays one.
pub(super) fn stated(stated: Option<&Stated>) -> ReportCell {
    match stated {
        Some(Stated::Figure(figure)) => number(Role::Body, Some(*figure)),
        Some(Stated::Word(word)) => body(word.as_str()).wrapped(),
        None => blank(Role::Body),
    }
}
