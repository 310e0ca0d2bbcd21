//! Results turned into report sheets, marks and JSON: facts reckoned by hand.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed"
)]

use fuhe::examination::Examination;
use fuhe::extract::Known;
use fuhe::finding::{Cause, Code, Finding};
use fuhe::mapping::Mapping;
use fuhe::mapping::check::check;
use fuhe::markup::*;
use fuhe::number::{Decimal, Mode, Rounding};
use fuhe::report::json::{self, JsonInput};
use fuhe::report::{Audited, InputFacts, consolidated, markup};
use fuhe::text::{Lang, Text};
use fuhe::workbook::*;

const SCHEME: &str = r#"
name = "运营考核"
layout = "roster"
[rounding]
line = 1
[[section]]
name = "业绩"
subtotal = ["小计/业绩"]
[[line]]
item = "销售额"
section = "业绩"
max = 60
rule.ratio = {}
columns.actual = ["销售额/实际"]
columns.target = ["销售额/目标"]
columns.score = ["销售额/得分"]
[[line]]
item = "转化率"
section = "业绩"
max = 30
rule.ratio = { full-at = "35%" }
columns.actual = ["转化率/订单"]
columns.target = ["转化率/访客"]
columns.score = ["转化率/得分"]
[[line]]
item = "团队协作"
max = 10
rule.judged = {}
columns.score = ["团队协作/得分"]
[payout]
by = "base-rate"
pass-mark = 80
"#;

fn scheme(source: &str) -> Mapping {
    let checked = check("demo", source);
    checked
        .mapping
        .unwrap_or_else(|| panic!("{:?}", checked.faults))
}

fn dec(digits: &str) -> Decimal {
    digits.parse().unwrap()
}

fn at(place: &str) -> CellRef {
    place.parse().unwrap()
}

/// A sheet from rows of words; what reads as a number is one, `None` leaves no cell.
fn sheet(name: &str, rows: &[&[&str]], merges: &[&str]) -> Sheet {
    let rows = rows.iter().enumerate().map(|(index, words)| Row {
        index: index as u32,
        cells: words
            .iter()
            .enumerate()
            .filter(|(_, word)| !word.is_empty())
            .map(|(column, word)| Cell {
                column: column as u32,
                style: 0,
                value: match word.parse() {
                    Ok(number) => Value::Number(number),
                    Err(_) => Value::Text((*word).into()),
                },
            })
            .collect(),
    });
    Sheet {
        name: name.into(),
        rows: rows.filter(|row| !row.cells.is_empty()).collect(),
        merges: Merges::new(merges.iter().map(|range| range.parse().unwrap()).collect()),
        ..Sheet::default()
    }
}

fn workbook(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        format: Format::Xlsx,
        sheets,
        styles: vec![Style::default()],
        notices: Vec::new(),
    }
}

const HEAD: [&[&str]; 3] = [
    &["2026年10月绩效考核表"],
    &[
        "工号",
        "姓名",
        "部门",
        "岗位",
        "销售额",
        "",
        "",
        "转化率",
        "",
        "",
        "团队协作",
        "小计",
        "总分",
        "基本工资",
        "绩效比例",
        "绩效工资",
    ],
    &[
        "", "", "", "", "实际", "目标", "得分", "订单", "访客", "得分", "得分", "业绩", "", "", "",
        "",
    ],
];
const MERGES: [&str; 10] = [
    "A1:P1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:J2", "M2:M3", "N2:N3", "O2:O3",
];

fn roster(name: &str, people: &[&[&str]]) -> Sheet {
    let rows: Vec<&[&str]> = HEAD.into_iter().chain(people.iter().copied()).collect();
    sheet(name, &rows, &MERGES)
}

/// 60 × 0.9275 = 55.65 -> 55.7; 30 × 1,050 / 3,990 / 0.35 = 22.556 -> 22.6; with 9: 87.3; 8,000 × 20 % × 0.873 = 1,396.80.
const WRONG: &[&str] = &[
    "E001",
    "赵敏",
    "运营一部",
    "运营专员",
    "463750",
    "500000",
    "55.6",
    "1050",
    "3990",
    "22.6",
    "9",
    "78.2",
    "87.2",
    "8000",
    "0.2",
    "1395.2",
];
/// 60 + 30 + 10 = 100; 6,000.5 × 20 % = 1,200.10.
const RIGHT: &[&str] = &[
    "E002",
    "钱亮",
    "运营一部",
    "运营专员",
    "500000",
    "500000",
    "60",
    "700",
    "2000",
    "30",
    "10",
    "90",
    "100",
    "6000.5",
    "0.2",
    "1200.1",
];
/// A target of 0: held.
const HELD: &[&str] = &[
    "E003",
    "孙悦",
    "运营二部",
    "客服",
    "500000",
    "0",
    "60",
    "700",
    "2000",
    "30",
    "10",
    "90",
    "100",
    "5000",
    "0.2",
    "1000",
];
/// 48 + 30 + 1.9 = 79.9, below 80: nothing, but 759.05 is reported.
const FAILED: &[&str] = &[
    "E004", "李强", "", "客服", "400000", "500000", "48", "700", "2000", "30", "1.9", "78", "79.9",
    "4750", "0.2", "759.05",
];

fn finding(
    code: Code,
    (card, employee): (usize, &str),
    place: &str,
    (reported, recomputed): (&str, &str),
) -> Finding {
    let mut finding = Finding::new(code, Text::same(format!("{code} at {place}")))
        .at(0, at(place))
        .reporting(dec(reported))
        .recomputing(dec(recomputed));
    finding.card = Some(card);
    finding.employee = Some(employee.to_owned());
    finding
}

/// The four people with the findings that an audit has on them.
fn examined() -> Examination {
    let people = [WRONG, RIGHT, HELD, FAILED];
    let workbook = workbook(vec![
        roster("10月", &people),
        sheet("复核概览", &[&["说明"]], &[]),
    ]);
    let mut examination = fuhe::examine(workbook, &scheme(SCHEME), &Known::default());
    let zhao = (0, "E001");
    let mut root = finding(Code::A102, zhao, "G4", ("55.6", "55.7")).of_item("销售额");
    root.impact = Some(dec("1.60"));
    let consequence = |code, place, figures| {
        let mut finding = finding(code, zhao, place, figures);
        (finding.root, finding.cause) = (false, Some(Cause::Carried));
        finding
    };
    let mut held = Finding::new(Code::S101, Text::same("目标是 0，不能作除数"))
        .at(0, at("F6"))
        .of_item("销售额");
    (held.card, held.employee) = (Some(2), Some("E003".into()));
    let mut paid = finding(Code::A304, (3, "E004"), "P7", ("759.05", "0.00"));
    paid.impact = Some(dec("-759.05"));
    examination.findings = vec![
        root,
        consequence(Code::A201, "L4", ("78.2", "78.3")),
        consequence(Code::A202, "M4", ("87.2", "87.3")),
        consequence(Code::A303, "P4", ("1395.2", "1396.80")),
        held,
        paid,
    ];
    examination
}

fn audited(examination: &Examination) -> Audited<'_> {
    Audited {
        examination,
        input: InputFacts {
            name: "10月考核.xlsx".into(),
            sha256: "ab".repeat(32),
            tool_version: "0.1.0".into(),
            parameters: vec![(text("指定的考核期"), "2026-10".into())],
            ..InputFacts::default()
        },
    }
}

fn text(words: &str) -> Text {
    Text::same(words)
}

fn made(examination: &Examination) -> Markup<'static> {
    let audited = audited(examination);
    let made = markup(&audited, Lang::Zh);
    Markup {
        marks: made.marks.into_iter().map(lasting).collect(),
        reports: made.reports.into_iter().map(whole).collect(),
    }
}

/// The marks with their rows made.
fn lasting(marks: SheetMarks) -> SheetMarks<'static> {
    let columns = marks.columns.into_iter().map(|block| AddedColumns {
        rows: block.rows.iter().collect(),
        left: block.left,
        header: block.header,
        look_of: block.look_of,
        titles: block.titles,
        filter: block.filter,
    });
    SheetMarks {
        columns: columns.collect(),
        sheet: marks.sheet,
        annotations: marks.annotations,
        values: marks.values,
    }
}

/// The sheet with its list among its rows.
fn whole(sheet: ReportSheet) -> ReportSheet<'static> {
    let list = sheet.list.as_ref();
    let listed = list.map_or(0..0, |list| 0..list.len());
    let listed = listed.map(|index| ReportRow {
        height: None,
        cells: list.unwrap().row(index),
    });
    ReportSheet {
        rows: [sheet.rows.clone(), listed.collect(), sheet.foot].concat(),
        list: None,
        foot: Vec::new(),
        name: sheet.name,
        tab: sheet.tab,
        widths: sheet.widths,
        merges: sheet.merges,
        tables: sheet.tables,
        autofilter: sheet.autofilter,
        charts: sheet.charts,
        frozen: sheet.frozen,
        print: sheet.print,
    }
}

/// What a cell shows, formulas with `=` and their result.
fn shown(cell: &ReportCell) -> String {
    match &cell.content {
        Content::Blank => String::new(),
        Content::Text(text) => text.clone(),
        Content::Number(number) => number.to_string(),
        Content::Formula { text, result } => match result {
            FormulaResult::Number(number) => format!("={text} -> {number}"),
            FormulaResult::Text(result) => format!("={text} -> {result}"),
        },
        Content::Link { text, to } => format!("{text} -> {to:?}"),
    }
}

fn lines(sheet: &ReportSheet) -> Vec<String> {
    let line = |row: &ReportRow| {
        let cells = row.cells.iter().map(shown).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" | ")
    };
    sheet.rows.iter().map(line).collect()
}

fn cell<'a>(sheet: &'a ReportSheet, place: &str) -> &'a ReportCell {
    let at = at(place);
    &sheet.rows[at.row as usize].cells[at.column as usize]
}

fn row_of(sheet: &ReportSheet, words: &str) -> usize {
    lines(sheet)
        .iter()
        .position(|line| line.contains(words))
        .unwrap_or_else(|| panic!("{words} is not in {:#?}", lines(sheet)))
}

#[test]
fn sheets_come_in_order_under_free_names() {
    let examination = examined();
    let names: Vec<String> = made(&examination)
        .reports
        .into_iter()
        .map(|sheet| sheet.name)
        .collect();
    assert_eq!(
        names,
        [
            "复核概览 (2)",
            "差异清单",
            "绩效工资汇总",
            "计分底稿",
            "复核依据"
        ]
    );
}

#[test]
fn payroll_is_live_and_exact() {
    let examination = examined();
    let payroll = &made(&examination).reports[2];
    let headings: Vec<String> = payroll.rows[2].cells.iter().map(shown).collect();
    assert_eq!(
        headings.join(" "),
        "序号 工号 姓名 部门 岗位 考核期 填报总分 复核总分 差异 等级 系数 基数(基本工资) 绩效比例 填报绩效工资 应发绩效工资 差额 状态 签字"
    );
    let row = |number: usize| {
        let cells = payroll.rows[number].cells.iter().map(shown);
        cells.skip(2).collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        row(3),
        "赵敏|运营一部|运营专员|2026年10月|87.2|87.3|=ROUND(H4-G4,1) -> 0.1|||8000|0.2|1395.20|\
         =IF(H4<80,0,ROUND(ROUND(L4*M4*H4/100,6),2)) -> 1396.80|=ROUND(O4-N4,2) -> 1.60|已更正|"
    );
    assert_eq!(
        row(5),
        "孙悦|运营二部|客服|2026年10月|100|||||5000|0.2|1000.00|||待核|"
    );
    assert_eq!(
        row(6),
        "李强||客服|2026年10月|79.9|79.9|=ROUND(H7-G7,1) -> 0.0|||4750|0.2|759.05|\
         =IF(H7<80,0,ROUND(ROUND(L7*M7*H7/100,6),2)) -> 0.00|=ROUND(O7-N7,2) -> -759.05|已更正|"
    );
    // 1,395.20 + 1,200.10 + 759.05; 1,396.80 + 1,200.10 + 0: who is held is in neither.
    let total = lines(payroll)[7].clone();
    assert_eq!(
        total,
        "合计 4 人，金额不含待核的 1 人 | =ROUND(SUMIFS(N$4:N$7,Q$4:Q$7,\"<>待核\"),2) -> 3354.35 \
         | =ROUND(SUMIFS(O$4:O$7,Q$4:Q$7,\"<>待核\"),2) -> 2596.90 | =ROUND(O8-N8,2) -> -757.45"
    );
    let first = row_of(payroll, "按部门汇总") + 2;
    let department = lines(payroll)[first].clone();
    assert!(department.starts_with("运营一部 | 2 | 0 | =ROUND(SUMPRODUCT(EXACT(D$4:D$7,A"));
    assert!(department.contains("-> 2595.30 |"), "{department}");
    assert!(department.ends_with("-> 1.60"), "{department}");
    assert!(
        lines(payroll)[first + 2]
            .starts_with("（未填） | 1 | 0 | =ROUND(SUMPRODUCT(EXACT(D$4:D$7,\"\")")
    );
    let held = lines(payroll)[row_of(payroll, "待核人员及原因") + 2].clone();
    assert_eq!(
        held,
        "孙悦（E003） | 运营二部 | 10月!F6 -> Source(0, CellRef { row: 5, column: 5 }) | 目标是 0，不能作除数"
    );
    row_of(payroll, "制表： | 审核： | 批准：");
    assert!(payroll.print.landscape);
    assert_eq!(payroll.print.repeat_rows, Some((2, 2)));
}

#[test]
fn a_scheme_that_pays_nothing_has_the_columns_but_no_money() {
    let source = SCHEME.split("[payout]").next().unwrap();
    let examination = fuhe::examine(
        workbook(vec![roster("10月", &[WRONG])]),
        &scheme(source),
        &Known::default(),
    );
    let payroll = &made(&examination).reports[2];
    assert_eq!(payroll.name, "绩效工资汇总");
    assert_eq!(shown(cell(payroll, "A1")), "考核得分汇总");
    assert_eq!(payroll.rows[2].cells.len(), 18);
    assert_eq!(shown(cell(payroll, "O4")), "");
    assert!(!lines(payroll).iter().any(|line| line.contains("SUM")));
}

#[test]
fn findings_stand_in_a_table_with_links() {
    let examination = examined();
    let list = &made(&examination).reports[1];
    assert_eq!(list.tables[0].range.to_string(), "A3:P9");
    let first: Vec<String> = list.rows[3].cells.iter().map(shown).collect();
    let link = format!("G4 -> {:?}", LinkTarget::Source(0, at("G4")));
    assert_eq!(
        first,
        [
            "1",
            "A102",
            "错误",
            "得分不符",
            "源头",
            "10月",
            &link,
            "E001",
            "赵敏",
            "运营一部",
            "销售额",
            "55.6",
            "55.7",
            "0.1",
            "1.60",
            "A102 at G4"
        ]
    );
    let mut clean = examined();
    clean.findings.clear();
    let list = &made(&clean).reports[1];
    assert_eq!(list.tables[0].range.to_string(), "A3:P4");
    assert!(lines(list)[3].contains("未发现差异"));
}

#[test]
fn workings_tell_lines_total_and_pay() {
    let examination = examined();
    let working = lines(&made(&examination).reports[3]);
    assert!(working[3].contains("463,750"), "{}", working[3]);
    assert!(
        working[6].contains(
            "55.7 + 22.6 + 9 = 87.3\n8,000 × 20% × 87.3 ÷ 100 = 1,396.80 | 87.3 | 87.2 | 0.1"
        ),
        "{}",
        working[6]
    );
    assert!(
        working
            .iter()
            .any(|line| line.contains("总分 79.9 低于及格线 80，不发绩效工资"))
    );
    assert!(
        working
            .iter()
            .any(|line| line.contains("待核：「销售额」算不出得分"))
    );
}

#[test]
fn notes_are_one_per_cell_and_tell_roots_from_consequences() {
    let examination = examined();
    let marks = made(&examination).marks;
    assert_eq!(marks.len(), 1);
    let tones: Vec<(String, Tone)> = marks[0]
        .annotations
        .iter()
        .map(|one| (one.cell.to_string(), one.tone))
        .collect();
    let expected = [
        ("G4", Tone::Error),
        ("L4", Tone::Consequence),
        ("M4", Tone::Consequence),
        ("P4", Tone::Consequence),
        ("F6", Tone::Error),
        ("P6", Tone::Held),
        ("P7", Tone::Error),
    ];
    assert_eq!(tones, expected.map(|(cell, tone)| (cell.to_owned(), tone)));
    let note = |index: usize| marks[0].annotations[index].note.as_str();
    assert_eq!(
        note(0),
        "[A102] 得分不符\n填报 55.6，复核 55.7，差 +0.1\n\
         算法：实际 463,750 ÷ 目标 500,000 = 92.75%；60 × 92.75% = 55.65，四舍五入 55.7\n\
         规则：完成率达到 100% 得 60 分，低于按比例得分（方案「运营考核」）\n\
         影响：单改这一处，绩效工资 +1.60 元"
    );
    assert_eq!(
        note(3),
        "[A303] 绩效工资不符（连带）\n填报 1,395.20，复核 1,396.80，差 +1.60\n\
         算法：8,000 × 20% × 87.3 ÷ 100 = 1,396.80\n源头：G4 得分不符，先改源头"
    );
    assert!(note(5).starts_with("待核"));
}

#[test]
fn columns_are_added_where_nothing_stands() {
    let mut examination = examined();
    let columns = made(&examination).marks[0].columns.clone();
    assert_eq!(columns.len(), 1);
    // The table ends at P.
    assert_eq!(columns[0].left, at("Q1").column);
    assert_eq!(columns[0].header, (1, 2));
    assert_eq!(columns[0].filter.unwrap().to_string(), "Q3:T7");
    let rows: Vec<String> = columns[0]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(shown).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(
        rows,
        [
            "87.3|0.1|有误|G4 销售额 得分不符（55.6 → 55.7）；连带 L4、M4、P4",
            "100.0|0.0|一致|",
            "||待核|待核：「销售额」算不出得分；F6 销售额 无法计算",
            "79.9|0.0|有误|P7 未达及格线却发放（759.05 → 0.00）",
        ]
    );
    // A remark beside the table moves them past it.
    let row = &mut examination.workbook.sheets[0].rows[4];
    row.cells.push(Cell {
        column: at("R1").column,
        style: 0,
        value: Value::Text("补考".into()),
    });
    assert_eq!(made(&examination).marks[0].columns[0].left, at("S1").column);
}

/// One of three errors is accepted: the kinds add up to the counts on top, and the added columns say which figure counts.
#[test]
fn what_is_accepted_is_no_error_on_any_sheet() {
    let mut examination = examined();
    let findings = &mut examination.findings;
    findings.push(finding(Code::A102, (1, "E002"), "G5", ("60", "59")).of_item("销售额"));
    findings[0].accept("总经理批准");
    let made = made(&examination);
    let overview = &made.reports[0];
    let told = lines(overview);
    // A102 of E002, S101, A304.
    let roots = row_of(overview, "错误（源头）");
    assert_eq!(told[roots + 1], "3 | 0 | 1 | 3");
    let kinds = row_of(overview, "差异按类型") + 2;
    let of = |severity: &str| {
        let rows = told[kinds..kinds + 8].iter();
        let rows = rows.filter(|row| row.contains(&format!(" | {severity} | ")));
        rows.cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        of("提示"),
        ["A102 | 得分不符（已接受） | 提示 | 1 | 0 | 1.60"]
    );
    let errors: usize = (of("错误").iter())
        .map(|row| row.split(" | ").nth(3).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(errors, 3, "{told:#?}");
    let row = made.marks[0].columns[0].rows.iter().next().unwrap();
    assert_eq!(
        shown(&row.cells[3]),
        "G4 销售额 得分不符，已接受（总经理批准），按填报 55.6 计；连带 L4、M4、P4"
    );
}

/// Fifteen people have 100; the sixteenth's total is right as well, but a rate of 20 instead of 20 % holds him.
#[test]
fn whoever_is_held_stands_among_the_held_in_every_table() {
    let ids: Vec<String> = (0..16).map(|index| format!("E{index:02}")).collect();
    let people: Vec<Vec<&str>> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let mut person = [&[id.as_str()][..], &RIGHT[1..]].concat();
            if index == 15 {
                person[14] = "20";
            }
            person
        })
        .collect();
    let people: Vec<&[&str]> = people.iter().map(Vec::as_slice).collect();
    let book = workbook(vec![roster("10月", &people)]);
    let examination = fuhe::examine(book, &scheme(SCHEME), &Known::default());
    let overview = &made(&examination).reports[0];
    let told = lines(overview);
    let cards = row_of(overview, "考核表（份） | 可发");
    assert_eq!(told[cards + 1], "16 | 15 | 0 | 1");
    let bands = row_of(overview, "总分区间");
    assert_eq!(
        told[bands + 6..bands + 8],
        ["100 分及以上 | 16 | 15", "待核 | 1"]
    );
}

/// Tables side by side have blocks side by side.
#[test]
fn blocks_of_neighbouring_tables_do_not_overlap() {
    let mut examination = examined();
    let neighbour = examination.extraction.tables[0].clone();
    examination.extraction.tables.push(neighbour);
    examination.extraction.cards[3].table = 1;
    let columns = made(&examination).marks[0].columns.clone();
    let places: Vec<(u32, usize)> = columns
        .iter()
        .map(|block| (block.left, block.rows.numbers().len()))
        .collect();
    assert_eq!(places, [(at("Q1").column, 3), (at("U1").column, 1)]);
}

#[test]
fn the_overview_counts_and_charts() {
    let examination = examined();
    let overview = &made(&examination).reports[0];
    let told = lines(overview);
    assert!(
        told.iter().any(|line| line
            == "共 4 份考核表：1 份没有疑问，2 份已按复核结果更正，1 份待核。应发绩效工资比填报少 757.45 元。"),
        "{told:#?}"
    );
    let cards = row_of(overview, "考核表（份） | 可发 | 已更正 | 待核");
    assert_eq!(told[cards + 1], "4 | 1 | 2 | 1");
    let roots = row_of(overview, "错误（源头）");
    assert_eq!(told[roots + 1], "3 | 0 | 0 | 3");
    let money = row_of(overview, "填报绩效工资（元）");
    assert_eq!(told[money + 1], "3354.35 | 2596.90 | -757.45");
    // 运营一部: 1,396.80 + 1,200.10 against 1,395.20 + 1,200.10; nobody of 运营二部 can be paid yet.
    let departments = row_of(overview, "各部门");
    assert_eq!(
        told[departments + 2..departments + 5],
        [
            "（未填） | 1 | 1 | 0 | 1 | 0 | 0.00 | -759.05",
            "运营一部 | 2 | 1 | 0 | 1 | 0 | 2596.90 | 1.60",
            "运营二部 | 1 | 0 | 1 | 1 | 0 | 0.00 | 0.00",
        ]
    );
    // Whoever is held has the cell to mend, and a click leads there.
    let held = row_of(overview, "待核 1 份：核实后再发放");
    assert_eq!(
        told[held + 2],
        "孙悦 | 10月!F6 -> Source(0, CellRef { row: 5, column: 5 }) | 目标是 0，不能作除数"
    );
    let tasks = row_of(overview, "先看这 3 处");
    assert!(told[tasks + 2].starts_with("1 | 李强 | 10月!P7 -> "));
    assert_eq!(overview.charts.len(), 2);
    row_of(overview, "没有找到方案的表头");
    // The charts' ranges hold what they should.
    let scores = &overview.charts[1];
    let first = scores.series[1].1.first;
    assert_eq!(shown(cell(overview, &first.to_string())), "87.3");
}

#[test]
fn json_has_the_contracts_keys_and_the_same_bytes() {
    let examination = examined();
    let audited = audited(&examination);
    let inputs = || {
        [
            JsonInput::Audited {
                path: "a/10月考核.xlsx".into(),
                audited: &audited,
                outputs: vec!["a/10月考核.复核.xlsx".into()],
            },
            JsonInput::Failed {
                path: "b.xlsx".into(),
                sha256: None,
                error: text("打不开"),
            },
        ]
    };
    let told = json::report(&inputs(), Lang::Zh);
    assert_eq!(told, json::report(&inputs(), Lang::Zh));
    let value: serde_json::Value = serde_json::from_str(&told).unwrap();
    let card = &value["inputs"][0]["scorecards"][0];
    assert_eq!(card["period"], "2026-10");
    assert_eq!(card["lines"][0]["cell"], "G4");
    assert_eq!(card["lines"][0]["recomputed"], "55.7");
    assert_eq!(card["subtotals"][0]["recomputed"], "78.3");
    assert_eq!(
        card["payout"],
        serde_json::json!({"cell": "P4", "base": "8000", "rate": "0.2", "reported": "1395.2", "recomputed": "1396.80"})
    );
    assert_eq!(card["grade"], serde_json::Value::Null);
    assert_eq!(card["status"], "corrected");
    assert_eq!(
        value["inputs"][0]["scorecards"][2]["total"]["recomputed"],
        serde_json::Value::Null
    );
    let finding = &value["inputs"][0]["findings"][1];
    assert_eq!(finding["cause"], "carried");
    assert_eq!(finding["impact"], serde_json::Value::Null);
    assert_eq!(value["inputs"][1]["error"], "打不开");
    assert_eq!(
        value["summary"],
        serde_json::json!({"workbooks": 1, "scorecards": 4,
            "findings": {"error": 6, "warning": 0, "info": 0},
            "payout": {"reported": "3354.35", "recomputed": "2596.90", "difference": "-757.45"}})
    );
    let places =
        ["\"schema\"", "\"tool\"", "\"inputs\"", "\"summary\""].map(|key| told.find(key).unwrap());
    assert!(places.is_sorted());
}

#[test]
fn several_inputs_share_one_workbook() {
    let (one, two) = (examined(), examined());
    let all = [audited(&one), audited(&two)];
    let sheets: Vec<ReportSheet> = consolidated(&all, Vec::new(), Lang::Zh)
        .into_iter()
        .map(whole)
        .collect();
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["复核概览", "差异清单", "绩效工资汇总", "复核依据"]);
    assert_eq!(shown(cell(&sheets[1], "F3")), "文件");
    assert_eq!(shown(cell(&sheets[1], "F4")), "10月考核.xlsx");
    assert_eq!(sheets[1].tables[0].range.to_string(), "A3:Q15");
    let linked = sheets.iter().flat_map(|sheet| &sheet.rows);
    let mut cells = linked.flat_map(|row| &row.cells);
    assert!(!cells.any(|cell| matches!(cell.content, Content::Link { .. })));
    row_of(&sheets[2], "合计 8 人");
}

const FORM: &str = r#"
name = "月度考核"
layout = "form"
[rounding]
line = 1
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
[[line]]
item = "团队管理"
max = 40
rule.judged = {}
"#;

/// Forms below one another share their columns, and no cell.
#[test]
fn forms_on_one_sheet_do_not_collide() {
    let head: &[&str] = &["序号", "考核指标", "权重", "目标值", "实际值", "得分"];
    let form = |name: &'static str| -> Vec<Vec<&'static str>> {
        vec![
            vec!["姓名", name, "部门", "运营部", "考核月份", "2026年10月"],
            head.to_vec(),
            vec!["1", "销售额", "60", "100", "90", "54"],
            vec!["2", "团队管理", "40", "", "", "36"],
            vec!["总分", "", "", "", "", "90"],
        ]
    };
    let mut rows = form("周一");
    rows.push(Vec::new());
    rows.extend(form("吴二"));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let examination = fuhe::examine(
        workbook(vec![sheet("10月", &rows, &[])]),
        &scheme(FORM),
        &Known::default(),
    );
    assert_eq!(
        examination.extraction.cards.len(),
        2,
        "{:#?}",
        examination.extraction.unread
    );
    let columns = made(&examination).marks[0].columns.clone();
    assert_eq!(columns.len(), 2);
    assert_eq!(columns[0].left, columns[1].left);
    assert!(columns.iter().all(|block| block.filter.is_none()));
    let rows: Vec<u32> = columns[0].rows.numbers().to_vec();
    assert_eq!(rows, [2, 3, 4]);
    assert_eq!(shown(&columns[0].rows.at(rows[2]).unwrap()[0]), "90.0");
}

/// A line that the scheme does not know earns nothing, and is found by the filter as its cell is by its colour.
#[test]
fn a_row_of_no_known_line_has_a_result_too() {
    let rows: [&[&str]; 6] = [
        &["姓名", "周一", "部门", "运营部", "考核月份", "2026年10月"],
        &["序号", "考核指标", "权重", "目标值", "实际值", "得分"],
        &["1", "销售额", "60", "100", "90", "54"],
        &["2", "直播间值班", "10", "", "", "9"],
        &["3", "团队管理", "40", "", "", "36"],
        &["总分", "", "", "", "", "90"],
    ];
    let book = workbook(vec![sheet("10月", &rows, &[])]);
    let examination = fuhe::examine(book, &scheme(FORM), &Known::default());
    let columns = made(&examination).marks[0].columns.clone();
    let row = columns[0].rows.at(3).unwrap();
    let row: Vec<String> = row.iter().map(shown).collect();
    assert_eq!(row, ["", "", "待核", "B4 直播间值班 方案里没有的指标"]);
}

/// The formulas, computed in binary as a spreadsheet does, give the stored results: ties too.
#[test]
#[allow(clippy::disallowed_types, reason = "a spreadsheet's own arithmetic")]
fn formulas_survive_binary_arithmetic() {
    let people = many();
    let rows: Vec<Vec<&str>> = people
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let examination = fuhe::examine(
        workbook(vec![roster("10月", &rows)]),
        &scheme(SCHEME),
        &Known::default(),
    );
    let payroll = &made(&examination).reports[2];
    let round = |value: f64, digits: u32| {
        let rounding = Rounding {
            digits,
            mode: Mode::HalfUp,
        };
        Decimal::from_binary(value)
            .unwrap()
            .round(rounding)
            .to_binary()
    };
    let mut ties = 0;
    for (index, row) in payroll.rows.iter().enumerate().skip(3).take(people.len()) {
        let number = |column: usize| match &row.cells[column].content {
            Content::Number(number) => number.to_binary(),
            other => panic!("{other:?}"),
        };
        let Content::Formula {
            text,
            result: FormulaResult::Number(result),
        } = &row.cells[14].content
        else {
            panic!("row {index} has no formula");
        };
        let excel = index + 1;
        assert_eq!(
            *text,
            format!("IF(H{excel}<80,0,ROUND(ROUND(L{excel}*M{excel}*H{excel}/100,6),2))")
        );
        let product = number(11) * number(12) * number(7) / 100.0;
        let computed = match number(7) < 80.0 {
            true => 0.0,
            false => round(round(product, 6), 2),
        };
        assert_eq!(computed, result.to_binary(), "row {excel}");
        let naive = (product * 100.0).round() / 100.0;
        ties += usize::from(naive != computed && number(7) >= 80.0);
    }
    // Without the inner ROUND some of them would be off by a fen.
    assert!(ties > 0);
}

/// People whose pay falls on ties as often as can be.
fn many() -> Vec<Vec<String>> {
    let rates = ["0.2", "0.15", "0.275", "0.125"];
    (0..600u32)
        .map(|number| {
            let points = 50 + number % 51;
            let score = format!("{}.{}", points / 10, points % 10);
            let base = 5005 + number * 15;
            let mut row = vec![format!("E{number:04}"), format!("员工{number}")];
            row.extend(
                [
                    "运营部",
                    "专员",
                    "500000",
                    "500000",
                    "60",
                    "700",
                    "2000",
                    "30",
                ]
                .map(str::to_owned),
            );
            row.push(score.clone());
            row.extend(["90", ""].map(str::to_owned));
            row.push(base.to_string());
            row.push(rates[number as usize % rates.len()].to_owned());
            row.push(String::new());
            row
        })
        .collect()
}

const TEAM: &str = r#"
name = "团队"
layout = "long"
[rounding]
line = 1
[[line]]
item = "销售额"
max = 70
rule.ratio = {}
[[line]]
item = "违规次数"
max = 30
rule.deduction = { each = 5 }
[[grade]]
name = "A"
from = 90
coefficient = 1.2
[[grade]]
name = "B"
from = 0
coefficient = 0.8
[payout]
by = "base-coefficient"
"#;

/// Totals of a long table stand on the summary sheet, lines on the detail sheet.
#[test]
fn long_tables_have_columns_on_both_sheets() {
    let detail = sheet(
        "明细",
        &[
            &[
                "工号",
                "姓名",
                "岗位",
                "指标",
                "权重",
                "目标值",
                "实际值",
                "得分",
            ],
            &["T1", "周一", "运营", "销售额", "70", "100", "90", "63"],
            &["T1", "周一", "运营", "违规次数", "30", "", "1", "25"],
        ],
        &[],
    );
    let summary = sheet(
        "汇总",
        &[
            &[
                "工号",
                "姓名",
                "岗位",
                "总分",
                "等级",
                "绩效系数",
                "绩效基数",
                "绩效工资",
            ],
            &["T1", "周一", "运营", "88", "B", "0.8", "5000.05", "4000.04"],
        ],
        &[],
    );
    let examination = fuhe::examine(
        workbook(vec![detail, summary]),
        &scheme(TEAM),
        &Known::default(),
    );
    let made = made(&examination);
    let columns: Vec<(usize, usize, bool)> = made
        .marks
        .iter()
        .map(|marks| {
            let block = &marks.columns[0];
            (
                marks.sheet,
                block.rows.numbers().len(),
                block.filter.is_some(),
            )
        })
        .collect();
    assert_eq!(columns, [(0, 2, false), (1, 1, true)]);
    let first = made.marks[1].columns[0].rows.iter().next().unwrap();
    assert_eq!(shown(&first.cells[0]), "88.0");
    let payroll = &made.reports[2];
    // 5,000.05 × 0.8 = 4,000.04
    assert_eq!(
        shown(cell(payroll, "O4")),
        "=ROUND(ROUND(L4*K4,6),2) -> 4000.04"
    );
    assert_eq!(shown(cell(payroll, "J4")), "B");
    let working = lines(&made.reports[3]);
    assert!(
        working[5].contains("总分 88 达到 0，等级 B，系数 0.8\n5,000.05 × 0.8 = 4,000.04"),
        "{}",
        working[5]
    );
}

/// The grade's cell decides what is paid, base and coefficient are empty: 88 is B, 5,000 for a 主管 and 3,000 else.
#[test]
fn the_pay_of_a_grade_follows_the_grade_s_cell() {
    let graded = TEAM
        .replace("base-coefficient", "grade")
        .replace("coefficient = 1.2", "pay = 8000")
        .replace(
            "coefficient = 0.8",
            "pay = { \"主管\" = 5000, \"运营\" = 3000 }",
        );
    let detail = sheet(
        "明细",
        &[
            &["工号", "姓名", "岗位", "指标", "目标值", "实际值", "得分"],
            &["T1", "周一", "运营", "销售额", "100", "90", "63"],
            &["T1", "周一", "运营", "违规次数", "", "1", "25"],
        ],
        &[],
    );
    let summary = sheet(
        "汇总",
        &[
            &["工号", "姓名", "岗位", "总分", "等级", "绩效工资"],
            &["T1", "周一", "运营", "88", "B", "3000"],
        ],
        &[],
    );
    let examination = fuhe::examine(
        workbook(vec![detail, summary]),
        &scheme(&graded),
        &Known::default(),
    );
    let made = made(&examination);
    let payroll = &made.reports[2];
    let row: Vec<String> = ["J4", "K4", "L4", "M4", "O4"]
        .map(|place| shown(cell(payroll, place)))
        .into();
    let pay = "=ROUND(ROUND(IF(J4=\"A\",8000,IF(J4=\"B\",3000,0)),6),2) -> 3000.00";
    assert_eq!(row, ["B", "", "", "", pay]);
    let working = lines(&made.reports[3]);
    assert!(
        working[5].contains("等级 B\n等级 B 的绩效工资是 3,000 元（金额按方案）"),
        "{}",
        working[5]
    );
    let basis = lines(&made.reports[4]).join("\n");
    assert!(
        basis.contains(
            "绩效工资 = 所得等级的金额（A 8,000；B 主管 5,000、运营 3,000），四舍五入到 0.01 元"
        ),
        "{basis}"
    );
}

#[test]
fn the_workings_of_a_crowd_list_the_corrected_first_and_count_the_others() {
    // Three lines and a total each: 60,004 rows; one of ten is wrong.
    let people: Vec<&[&str]> = (0..15_001)
        .map(|index| if index % 10 == 0 { FAILED } else { RIGHT })
        .collect();
    let ids: Vec<String> = (0..people.len())
        .map(|index| format!("E{index:06}"))
        .collect();
    let people: Vec<Vec<&str>> = people
        .iter()
        .zip(&ids)
        .map(|(person, id)| {
            std::iter::once(id.as_str())
                .chain(person[1..].iter().copied())
                .collect()
        })
        .collect();
    let people: Vec<&[&str]> = people.iter().map(Vec::as_slice).collect();
    let book = workbook(vec![roster("10月", &people)]);
    let examination = fuhe::examine(book, &scheme(SCHEME), &Known::default());
    let made = made(&examination);
    let workings = &made.reports[3];
    assert_eq!(workings.name, "计分底稿");
    assert_eq!(workings.rows.len(), 3 + 1501 * 4);
    row_of(workings, "没有列出的 13500 人");
}
