//! Workbooks rebuilt from the neutral model, read back by calamine and part by part.
#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

#[path = "rebuild/demo.rs"]
mod demo;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use fuhe::markup::*;
use fuhe::workbook::*;
use fuhe::write::{reports_only, write};

use demo::{at, body, cell, dec, range, sheet, source, text, workbook};

/// The parts of a package, by name. With `FUHE_DUMP=folder` the package is kept under the test's name, to be looked at
/// and given to `.ci/interop.py`.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    if let Ok(folder) = std::env::var("FUHE_DUMP") {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("test");
        std::fs::write(format!("{folder}/{test}.xlsx"), bytes).unwrap();
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (
                entry.name().unwrap().into_owned(),
                String::from_utf8_lossy(&content).into_owned(),
            )
        })
        .collect()
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

fn rebuilt(workbook: &Workbook, markup: &Markup) -> Vec<u8> {
    write(&source("考核.xls"), workbook, markup).unwrap().bytes
}

fn report(rows: Vec<Vec<ReportCell>>) -> ReportSheet<'static> {
    ReportSheet {
        name: "差异清单".into(),
        rows: rows
            .into_iter()
            .map(|cells| ReportRow {
                height: None,
                cells,
            })
            .collect(),
        ..ReportSheet::default()
    }
}

/// The XML of a cell.
fn xml_of(sheet: &str, cell: &str) -> String {
    let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap();
    let rest = &sheet[start..];
    let head = rest.find('>').unwrap();
    if rest[..head].ends_with('/') {
        return rest[..=head].to_owned();
    }
    rest[..rest.find("</c>").unwrap()].to_owned()
}

#[test]
fn the_demo_is_written_and_read_back() {
    let (workbook, markup) = demo::demo();
    let written = write(&source("10月考核.xls"), &workbook, &markup).unwrap();
    assert_eq!(written.extension, "xlsx");
    assert!(
        written.notices[0].zh.contains("重建"),
        "{:?}",
        written.notices
    );
    if let Ok(folder) = std::env::var("FUHE_DUMP") {
        std::fs::write(format!("{folder}/demo.xlsx"), &written.bytes).unwrap();
        let alone = reports_only(&markup.reports).unwrap();
        std::fs::write(format!("{folder}/reports.xlsx"), alone).unwrap();
    }
    let mut book = open(&written.bytes);
    assert_eq!(
        book.sheet_names(),
        ["10月", "参数", "复核概览", "差异清单", "绩效工资汇总"]
    );
    let sheet = book.worksheet_range("10月").unwrap();
    assert_eq!(
        sheet.get_value((0, 0)),
        Some(&Data::String("2026年10月绩效考核表".into()))
    );
    assert_eq!(sheet.get_value((3, 3)), Some(&Data::Float(18.4)));
    assert_eq!(
        sheet.get_value((4, 1)),
        Some(&Data::String("=cmd|' /C calc'!A0".into()))
    );
    assert_eq!(
        sheet.get_value((4, 5)),
        Some(&Data::Error(calamine::CellErrorType::Div0))
    );
    let formulas = book.worksheet_formula("10月").unwrap();
    assert_eq!(formulas.get_value((3, 5)).unwrap(), "SUM(D4:E4)");
    assert_eq!(formulas.get_value((4, 5)).map_or("", |f| f.as_str()), "");
    assert_eq!(formulas.get_value((4, 1)).map_or("", |f| f.as_str()), "");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (workbook, markup) = demo::demo();
    assert_eq!(rebuilt(&workbook, &markup), rebuilt(&workbook, &markup));
    assert_eq!(
        reports_only(&markup.reports).unwrap(),
        reports_only(&markup.reports).unwrap()
    );
}

#[test]
fn the_reader_lands_on_the_first_report_and_hidden_sheets_stay_hidden() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let book = &parts["xl/workbook.xml"];
    assert!(book.contains("activeTab=\"2\""), "{book}");
    assert!(
        book.contains("name=\"参数\" sheetId=\"2\" state=\"hidden\""),
        "{book}"
    );
    assert!(!parts["xl/worksheets/sheet1.xml"].contains("tabSelected"));
    assert!(parts["xl/worksheets/sheet3.xml"].contains("tabSelected=\"1\""));
    assert!(parts["docProps/core.xml"].contains("2000-01-01T00:00:00Z"));
}

#[test]
fn looks_and_sizes_are_kept() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<mergeCell ref=\"A1:F1\"/>"), "{sheet}");
    assert!(sheet.contains("<pane xSplit=\"2\" ySplit=\"3\" topLeftCell=\"C4\""));
    assert!(sheet.contains("ht=\"30\""), "row height");
    assert!(sheet.contains("hidden=\"1\""), "hidden row");
    assert!(
        sheet.contains("min=\"2\" max=\"2\" width=\"12.5703125\""),
        "width: {}",
        &sheet[..900]
    );
    let styles = &parts["xl/styles.xml"];
    assert!(styles.contains("<name val=\"宋体\"/>"));
    assert!(styles.contains("<name val=\"黑体\"/>"));
    assert!(styles.contains("<sz val=\"10.5\"/>"));
    assert!(styles.contains("0.0%"));
    assert!(styles.contains("FFD9E1F2"), "the header's own fill");
    assert!(styles.contains("<bottom style=\"double\">"));
    // The covered cells of the merged title keep their borders.
    assert!(xml_of(sheet, "F1").contains(" s="));
}

#[test]
fn a_mark_fills_the_cell_and_keeps_its_format() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let styles = &parts["xl/styles.xml"];
    assert!(styles.contains("FFFFB3B3"), "error");
    assert!(styles.contains("FFFFE9E4"), "consequence");
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let (marked, plain) = (xml_of(sheet, "D4"), xml_of(sheet, "D5"));
    let xf = |cell: &str| -> String {
        let index: usize = cell
            .split(" s=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let xfs = &styles[styles.find("<cellXfs").unwrap()..];
        xfs.split("<xf ").nth(index + 1).unwrap().to_owned()
    };
    let part = |xf: &str, name: &str| {
        xf.split(name)
            .nth(1)
            .unwrap()
            .split('"')
            .nth(1)
            .unwrap()
            .to_owned()
    };
    let (marked, plain) = (xf(&marked), xf(&plain));
    for kept in ["numFmtId=", "fontId=", "borderId="] {
        assert_eq!(part(&marked, kept), part(&plain, kept), "{kept}");
    }
    assert_ne!(part(&marked, "fillId="), part(&plain, "fillId="));
}

#[test]
fn notes_show_all_of_their_text() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let comments = &parts["xl/comments1.xml"];
    assert!(comments.contains("<author>fuhe 复核</author>"));
    assert!(comments.contains("<comment ref=\"D4\" authorId=\"0\">"));
    assert!(comments.contains("填报：18.4"), "{comments}");
    assert!(comments.contains("<sz val=\"9\"/>"));
    let drawing = &parts["xl/drawings/vmlDrawing1.vml"];
    assert!(drawing.contains("visibility:hidden"));
    assert!(drawing.contains("width:315pt"), "{drawing}");
}

#[test]
fn added_columns_take_the_headers_look_and_join_the_filter() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<autoFilter ref=\"A3:J6\"/>"), "{sheet}");
    assert!(sheet.contains("<mergeCell ref=\"G2:G3\"/>"));
    assert!(sheet.contains("<mergeCell ref=\"J2:J3\"/>"));
    let mut book = open(&rebuilt(&workbook, &markup));
    let range = book.worksheet_range("10月").unwrap();
    let shown: Vec<String> = (6..10)
        .map(|c| range.get_value((1, c)).unwrap().to_string())
        .collect();
    assert_eq!(shown, ["复核得分", "差异", "复核结果", "复核说明"]);
    assert_eq!(range.get_value((3, 6)), Some(&Data::Float(93.6)));
    // Without a filter of its own the sheet gets the block's.
    let (mut workbook, markup) = demo::demo();
    workbook.sheets[0].geometry.autofilter = None;
    let parts = self::parts(&rebuilt(&workbook, &markup));
    assert!(parts["xl/worksheets/sheet1.xml"].contains("<autoFilter ref=\"A3:J5\"/>"));
}

#[test]
fn text_never_becomes_a_formula() {
    let evil = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "=1"];
    let rows = evil
        .iter()
        .map(|t| vec![body(Content::Text((*t).into()))])
        .collect();
    let bytes = reports_only(&[report(rows)]).unwrap();
    let sheet = &parts(&bytes)["xl/worksheets/sheet1.xml"];
    assert!(!sheet.contains("<f>"), "{sheet}");
    let mut book = open(&bytes);
    let range = book.worksheet_range("差异清单").unwrap();
    for (row, text) in evil.iter().enumerate() {
        assert_eq!(
            range.get_value((row as u32, 0)),
            Some(&Data::String((*text).into()))
        );
    }
    assert!(parts(&bytes)["xl/styles.xml"].contains("quotePrefix=\"1\""));
}

#[test]
fn formulas_keep_their_results_and_the_kind_of_them() {
    let formula = |text: &str, result| {
        body(Content::Formula {
            text: text.into(),
            result,
        })
    };
    let of_text = |text: &str| FormulaResult::Text(text.into());
    let rows = vec![vec![
        formula("1+1", FormulaResult::Number(dec("2"))),
        formula("A1&\"\"", of_text("2")),
        formula("IF(A1=2,\"\",\"x\")", of_text("")),
        formula("\"TR\"&\"UE\"", of_text("TRUE")),
        formula("\"#N\"&\"/A\"", of_text("#N/A")),
        formula("\"in\"&\"f\"", of_text("inf")),
        formula("\"可\"&\"发\"", of_text("可发")),
        formula("0.1+0.2", FormulaResult::Number(dec("0.30"))),
    ]];
    let bytes = reports_only(&[report(rows)]).unwrap();
    let sheet = &parts(&bytes)["xl/worksheets/sheet1.xml"];
    let ends = |cell: &str| {
        let xml = xml_of(sheet, cell);
        let kind = xml
            .split(" t=\"")
            .nth(1)
            .map_or("n", |t| t.split('"').next().unwrap());
        let value = xml
            .split("<v>")
            .nth(1)
            .unwrap()
            .split("</v>")
            .next()
            .unwrap();
        format!("{kind} {value}")
    };
    assert_eq!(ends("A1"), "n 2");
    assert_eq!(ends("B1"), "str 2");
    assert_eq!(ends("C1"), "str ");
    assert_eq!(ends("D1"), "str TRUE");
    assert_eq!(ends("E1"), "str #N/A");
    assert_eq!(ends("F1"), "str inf");
    assert_eq!(ends("G1"), "str 可发");
    assert_eq!(ends("H1"), "n 0.3");
}

#[test]
fn links_lead_to_the_names_that_sheets_got() {
    let link = |to| {
        body(Content::Link {
            text: "G5".into(),
            to,
        })
    };
    let mut one = report(vec![vec![
        link(LinkTarget::Source(0, at("G5"))),
        link(LinkTarget::Source(1, at("A1"))),
        link(LinkTarget::Report("差异清单".into(), at("B2"))),
        link(LinkTarget::Source(9, at("A1"))),
    ]]);
    let mut book = workbook(Format::Csv, vec![sheet("3/4:[月]"), sheet("Bob's")]);
    book.sheets.push(sheet("差异清单"));
    book.sheets.push(sheet(&"长".repeat(40)));
    let markup = Markup {
        marks: vec![],
        reports: vec![one.clone()],
    };
    let bytes = rebuilt(&book, &markup);
    let names = open(&bytes).sheet_names();
    assert_eq!(names[..3], ["3_4__月_", "Bob's", "差异清单(2)"]);
    assert_eq!(names[3].chars().count(), 31);
    let sheet = &parts(&bytes)["xl/worksheets/sheet5.xml"];
    assert!(
        sheet.contains("<hyperlink ref=\"A1\" location=\"'3_4__月_'!G5\""),
        "{sheet}"
    );
    assert!(sheet.contains("location=\"'Bob''s'!A1\""));
    assert!(sheet.contains("location=\"'差异清单'!B2\""));
    assert!(!sheet.contains("<hyperlink ref=\"D1\""));
    // Alone, a link into the source leads nowhere.
    one.rows[0].cells.truncate(2);
    let alone = reports_only(&[one]).unwrap();
    assert!(!parts(&alone)["xl/worksheets/sheet1.xml"].contains("<hyperlink "));
}

#[test]
fn report_sheets_have_tables_charts_and_print_titles() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let table = &parts["xl/tables/table1.xml"];
    assert!(table.contains("name=\"差异\""), "{table}");
    assert!(table.contains("<tableColumn id=\"1\" name=\"级别\"/>"));
    // Two columns are called 说明, one has no heading.
    assert!(table.contains("name=\"说明(2)\""));
    assert!(table.contains("name=\"列8\""));
    let book = &parts["xl/workbook.xml"];
    assert!(book.contains("_xlnm.Print_Titles"), "{book}");
    assert!(book.contains("绩效工资汇总!$3:$4"), "{book}");
    let payout = &parts["xl/worksheets/sheet5.xml"];
    assert!(payout.contains("orientation=\"landscape\""));
    assert!(payout.contains("paperSize=\"9\""));
    assert!(payout.contains("fitToHeight=\"0\""));
    assert!(payout.contains("第 &amp;P 页 共 &amp;N 页"));
    let chart = &parts["xl/charts/chart1.xml"];
    assert!(chart.contains("复核概览!"), "{chart}");
    assert!(chart.contains("<c:showVal val=\"1\"/>"));
}

#[test]
fn what_cannot_be_kept_is_said() {
    let mut one = sheet("10月");
    one.rows = vec![Row {
        index: 0,
        cells: vec![
            cell(0, 0, Value::Number(dec("5"))),
            cell(1, 0, Value::Number(dec("6"))),
        ],
    }];
    for (cell, text) in [("A1", ""), ("B1", "基数*2")] {
        one.formulas.insert(
            at(cell),
            Formula {
                text: text.into(),
                has_value: true,
            },
        );
    }
    one.merges = Merges::new(vec![range("A1:A1048576"), range("C1:D2"), range("D2:E3")]);
    let book = workbook(Format::Xls, vec![one]);
    let written = write(&source("a.xls"), &book, &Markup::default()).unwrap();
    let said: String = written.notices.iter().map(|n| n.zh.as_str()).collect();
    assert!(said.contains("2 个公式"), "{said}");
    // The overlapping range was left out when it was read.
    assert!(said.contains("1 处合并"), "{said}");
    assert!(!parts(&written.bytes)["xl/worksheets/sheet1.xml"].contains("<f>"));
}

#[test]
fn a_far_cell_costs_nothing() {
    let mut one = sheet("稀疏");
    one.rows = vec![
        Row {
            index: 0,
            cells: vec![cell(0, 0, text("甲"))],
        },
        Row {
            index: 1_048_575,
            cells: vec![cell(16_383, 0, text("乙"))],
        },
        Row {
            index: 1_048_576,
            cells: vec![cell(0, 0, text("丙"))],
        },
    ];
    one.hidden_rows = Spans::new(vec![Span {
        first: 5,
        last: u32::MAX,
    }]);
    one.hidden_columns = Spans::new(vec![Span {
        first: 5,
        last: u32::MAX,
    }]);
    let book = workbook(Format::Xlsx, vec![one]);
    let written = write(&source("a.xlsx"), &book, &Markup::default()).unwrap();
    let mut sheet = String::new();
    zip::ZipArchive::new(Cursor::new(&written.bytes))
        .unwrap()
        .by_name("xl/worksheets/sheet1.xml")
        .unwrap()
        .read_to_string(&mut sheet)
        .unwrap();
    assert!(sheet.contains("XFD1048576"));
    assert!(written.notices.iter().any(|n| n.en.contains("beyond")));
}

#[test]
fn empty_and_odd_workbooks_are_written() {
    for format in [Format::Xlsx, Format::Csv] {
        let empty = workbook(format, vec![]);
        rebuilt(&empty, &Markup::default());
    }
    let mut hidden = sheet("藏");
    hidden.visibility = Visibility::VeryHidden;
    hidden.rows = vec![Row {
        index: 0,
        cells: vec![
            cell(0, 7, text("\u{1}坏\u{fffe}字符_x0041_")),
            cell(1, 0, Value::Error("#SPILL!".into())),
            cell(2, 0, Value::Bool(true)),
            cell(3, 0, Value::Date(dec("46296"))),
            cell(4, 0, text(&"字".repeat(40_000))),
        ],
    }];
    let bytes = rebuilt(&workbook(Format::Xls, vec![hidden]), &Markup::default());
    let mut book = open(&bytes);
    let range = book.worksheet_range("藏").unwrap();
    assert_eq!(
        range.get_value((0, 0)),
        Some(&Data::String("坏字符_x0041_".into()))
    );
    assert!(
        parts(&bytes)["xl/styles.xml"].contains("yyyy\\-mm\\-dd")
            || parts(&bytes)["xl/styles.xml"].contains("yyyy-mm-dd")
    );
    assert!(!parts(&bytes)["xl/workbook.xml"].contains("veryHidden"));
    assert!(reports_only(&[]).is_ok());
}

#[test]
fn rows_are_as_high_as_their_wrapped_text() {
    let (workbook, markup) = demo::demo();
    let parts = parts(&rebuilt(&workbook, &markup));
    let findings = &parts["xl/worksheets/sheet4.xml"];
    // Two lines; Excel may fit the row anew.
    assert!(
        findings.contains("<row r=\"2\" spans=\"1:8\" ht=\"39.75\">"),
        "{findings}"
    );
    assert!(findings.contains("<row r=\"3\" spans=\"1:8\" ht=\"18\" customHeight=\"1\">"));
    // Merged over eight columns.
    let overview = &parts["xl/worksheets/sheet3.xml"];
    assert!(
        overview.contains("<row r=\"15\" spans=\"1:8\" ht=\"39.75\">"),
        "{overview}"
    );
}
