//! Report sheets with everything that a report may hold.

#![allow(clippy::unwrap_used)] // Helpers of tests: a failure is the result.

use fuhe::markup::*;
use fuhe::number::Decimal;
use fuhe::workbook::{CellRange, CellRef};

fn cell(role: Role, content: Content) -> ReportCell {
    let look = Look {
        role,
        ..Look::default()
    };
    ReportCell { content, look }
}

fn text(role: Role, words: &str) -> ReportCell {
    cell(role, Content::Text(words.into()))
}

fn number(value: i64, figure: Figure) -> ReportCell {
    let mut cell = cell(Role::Body, Content::Number(Decimal::from(value)));
    cell.look.figure = figure;
    cell
}

fn row(cells: Vec<ReportCell>) -> ReportRow {
    ReportRow {
        height: None,
        cells,
    }
}

fn range(text: &str) -> CellRange {
    text.parse().unwrap()
}

/// Three report sheets.
pub fn reports() -> Vec<ReportSheet<'static>> {
    let counts = [("错误", 3), ("警告", 2), ("提示", 1)].map(|(name, count)| {
        row(vec![
            text(Role::Heading, name),
            number(count, Figure::Money),
        ])
    });
    let sum = Content::Formula {
        text: "SUM(B3:B5)".into(),
        result: FormulaResult::Number(Decimal::from(6)),
    };
    let mut rows = vec![
        row(vec![text(Role::Title, "复核概览 <A&B>")]),
        ReportRow::default(),
    ];
    rows.extend(counts);
    rows.push(row(vec![ReportCell::default(), cell(Role::Total, sum)]));
    let overview = ReportSheet {
        name: "复核概览".into(),
        tab: Some(0xC0_00_00),
        widths: vec![20, 9, 9, 9],
        rows,
        merges: vec![range("A1:D1")],
        charts: vec![Chart {
            kind: ChartKind::Column,
            title: "差异 <A&B>".into(),
            categories: range("A3:A5"),
            series: vec![("处数".into(), range("B3:B5"), 0xC0_50_4D)],
            at: CellRef::new(1, 5),
            size: (400, 200),
        }],
        ..ReportSheet::default()
    };
    let headings = ["序号", "单元格", "金额"].map(|name| text(Role::Heading, name));
    let findings = ReportSheet {
        name: "差异清单".into(),
        widths: vec![6, 10, 10],
        rows: vec![row(headings.into())],
        list: Some(List::new(5, |index| {
            let link = Content::Link {
                text: "10月!G5".into(),
                to: LinkTarget::Report("复核概览".into(), CellRef::default()),
            };
            let count = index as i64 + 1;
            vec![
                number(count, Figure::Integer),
                cell(Role::Body, link),
                number(count * 12, Figure::Money),
            ]
        })),
        tables: vec![Table {
            name: "差异清单表".into(),
            range: range("A1:C6"),
        }],
        frozen: Some(CellRef::new(1, 0)),
        print: Print {
            landscape: true,
            repeat_rows: Some((0, 0)),
        },
        ..ReportSheet::default()
    };
    let pairs = [("项目", "内容"), ("文件", "10月.xlsx")];
    let basis = ReportSheet {
        name: "复核依据".into(),
        widths: vec![10, 30],
        rows: pairs
            .map(|(name, value)| row(vec![text(Role::Label, name), text(Role::Plain, value)]))
            .into(),
        autofilter: Some(range("A1:B2")),
        ..ReportSheet::default()
    };
    vec![overview, findings, basis]
}
