//! Whoever stands on a sheet is paid, held or told of: nobody is lost without a word, whatever was renamed, left blank or
//! put beside. The figures were worked by hand; nobody in them is a person.
//!
//! On the list 38 + 55 = 93 and 36 + 50 = 86; on the forms 90 ÷ 100 × 60 = 54, and 54 + 30 = 84.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};
use rust_xlsxwriter::{Formula, Workbook, Worksheet};

const LIST: &str = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[fields]
name = ["姓名"]
department = ["部门"]
total = ["总分"]
[[line]]
item = "业绩"
max = 40
rule.judged = {}
columns = { score = ["业绩"] }
[[line]]
item = "态度"
max = 60
rule.judged = {}
columns = { score = ["态度"] }
"#;

const FORM: &str = r#"
name = "销售考核"
layout = "form"
[rounding]
line = 1
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
[[line]]
item = "纪律"
max = 40
rule.judged = {}
"#;

/// The cells of a csv; what begins with `=` is a formula, `公式` one that was never calculated.
fn workbook(cells: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), cells);
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, cells: &str) {
    for (row, line) in (0..).zip(cells.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match (text.parse::<f64>(), text.strip_prefix('=')) {
                (Ok(number), _) => sheet.write(row, column, number).unwrap(),
                (_, Some(formula)) => {
                    let (formula, result) = formula.split_once(" -> ").unwrap_or((formula, ""));
                    let formula = Formula::new(formula).set_result(result);
                    sheet.write(row, column, formula).unwrap()
                }
                _ => sheet.write(row, column, text).unwrap(),
            };
        }
    }
}

/// How many people the audit has, and its findings as `code cell`.
fn audited(scheme: &str, cells: &str) -> (usize, Vec<String>) {
    audited_book(scheme, workbook(cells))
}

fn audited_book(scheme: &str, book: Vec<u8>) -> (usize, Vec<String>) {
    let folder = Folder::bare().file("one.toml", scheme).file("a.xlsx", book);
    let input = folder.audited("a.xlsx", "one.toml", &[]);
    (input["scorecards"].as_array().unwrap().len(), found(&input))
}

const PEOPLE: &str =
    "序号,姓名,部门,业绩,态度,总分\n1,柏令仪,一部,38,55,93\n2,费书白,一部,36,50,86\n";

#[test]
fn somebody_without_points_is_held() {
    let (people, told) = audited(LIST, &format!("{PEOPLE}3,廉景行,二部,,,\n"));
    assert_eq!(people, 3);
    assert_eq!(told, ["X101 D4", "X101 E4"]);
}

#[test]
fn points_without_a_name_are_told_though_a_formula_adds_along_their_row() {
    let (people, told) = audited(LIST, &format!("{PEOPLE}3,,二部,30,40,=SUM(D4:E4) -> 70\n"));
    assert_eq!((people, told), (2, vec!["X101 B4".to_owned()]));
    // What adds the rows above is nobody's.
    let (people, told) = audited(LIST, &format!("{PEOPLE},,,=SUM(D2:D3) -> 74,105,179\n"));
    assert_eq!((people, told), (2, Vec::new()));
}

#[test]
fn a_department_may_be_called_like_a_sum() {
    let (people, told) = audited(LIST, &PEOPLE.replace("2,费书白,一部", "总计划部,费书白,"));
    assert_eq!((people, told), (2, Vec::new()));
}

/// 12 + 13 + 14 = 39 is the total of other columns than 业绩 and 态度.
#[test]
fn another_list_is_told_and_not_computed() {
    let others =
        "序号,姓名,部门,车辆（20分）,食堂（20分）,水电（20分）,总分\n1,岑望舒,后勤,12,13,14,39\n";
    for gap in ["", ",\n后勤部考核,\n"] {
        let (people, told) = audited(LIST, &format!("{PEOPLE}{gap}{others}"));
        let row = 4 + gap.lines().count();
        assert_eq!((people, told), (2, vec![format!("X103 A{row}")]), "{gap:?}");
    }
    // A header that is printed again begins no other list, nor does a list of something else than scores.
    let again = format!("{PEOPLE}序号,姓名,部门,业绩,态度,总分\n3,廉景行,二部,30,40,70\n");
    assert_eq!(audited(LIST, &again), (3, Vec::new()));
    let leave = format!("{PEOPLE},\n序号,姓名,请假天数,事由,备注\n1,费书白,2,事假,\n");
    assert_eq!(audited(LIST, &leave), (2, Vec::new()));
}

#[test]
fn a_list_of_pay_below_is_told() {
    let paying = format!("{LIST}[payout]\nby = \"base-rate\"\nrate = 1\n")
        .replace("total =", "base = [\"绩效基数\"]\ntotal =");
    let below = [
        "序号,姓名,绩效基数,绩效工资\n1,柏令仪,2000,1860\n2,费书白,2000,1720\n",
        "序号,姓名,部门,总分,绩效基数,绩效工资\n1,柏令仪,一部,93,2000,1860\n2,费书白,一部,86,2000,1720\n",
    ];
    for list in below {
        let (people, told) = audited(&paying, &format!("{PEOPLE},\n绩效工资计算表,\n{list}"));
        assert_eq!(people, 2);
        assert!(told.contains(&"X103 A6".to_owned()), "{told:?}");
        // A scheme that pays nothing has nothing to do with it.
        assert_eq!(
            audited(LIST, &format!("{PEOPLE},\n绩效工资计算表,\n{list}")),
            (2, Vec::new())
        );
    }
}

#[test]
fn another_list_beside_is_told() {
    let beside: String = [
        "序号,人,部门,业绩,态度,总分",
        "9,岑望舒,三部,30,40,70",
        "10,薛怀瑾,三部,31,40,71",
    ]
    .iter()
    .zip(PEOPLE.lines())
    .map(|(right, left)| format!("{left},,{right}\n"))
    .collect();
    assert_eq!(audited(LIST, &beside), (2, vec!["X103 H1".to_owned()]));
}

const TABLE: &str = "指标,目标值,实际值,得分\n销售额,100,90,54\n纪律,,,30\n总分,,,84\n";

#[test]
fn a_form_whose_header_was_renamed_is_told() {
    let form = |name: &str, table: &str| format!("姓名,{name}\n{table}");
    let renamed = TABLE.replace("指标,", "岗位要求,");
    let below = [form("柏令仪", TABLE), form("费书白", &renamed)].concat();
    assert_eq!(audited(FORM, &below), (1, vec!["X104 A6".to_owned()]));
    // The first one's name is not taken for the second one's.
    let above = [form("费书白", &renamed), form("柏令仪", TABLE)].concat();
    assert_eq!(audited(FORM, &above), (1, vec!["X104 A1".to_owned()]));
    let both = [form("柏令仪", TABLE), form("费书白", TABLE)].concat();
    assert_eq!(audited(FORM, &both), (2, Vec::new()));
}

/// 实际值 is called 实绩数: the ratio has nothing to compute with, and the header says why.
#[test]
fn a_column_that_the_rules_need_is_missed() {
    let form = format!("姓名,柏令仪\n{}", TABLE.replace("实际值", "实绩数"));
    let (people, told) = audited(FORM, &form);
    assert_eq!((people, told), (1, vec!["X104 C2".to_owned()]));
}

/// Forms without a blank row between, whose totals were never calculated: 84 is the first one's own.
#[test]
fn formulas_without_results_belong_to_their_form() {
    let pay = "[fields]\ntotal = [\"总分\"]\npayout = [\"绩效工资\"]\n[payout]\nby = \"fixed\"\namount = 1000\n[[line]]";
    let scheme = FORM.replacen("[[line]]", pay, 1);
    let form = |name: &str, total: &str, pay: &str| {
        let table = TABLE.replace("总分,,,84", total);
        format!("姓名,{name}\n{table}绩效工资,,,{pay}\n")
    };
    let two = [
        form("柏令仪", "总分,,,=SUM(D3:D4)", "=1000*D5/100"),
        form("费书白", "总分,,,84", "840"),
    ];
    let (people, told) = audited(&scheme, &two.concat());
    assert_eq!(
        (people, told),
        (2, vec!["R103 D5".to_owned(), "R103 D6".to_owned()])
    );
    // A pay that nobody filled in is missed where it belongs.
    let two = [
        form("柏令仪", "总分,,,84", ""),
        form("费书白", "总分,,,84", "840"),
    ];
    let (people, told) = audited(&scheme, &two.join(",\n"));
    assert_eq!((people, told), (2, vec!["X101 D6".to_owned()]));
}

/// Forms below each other have the same columns beside them: each its own titles and rows.
#[test]
fn every_form_of_a_sheet_has_its_columns() {
    use calamine::{Reader, Xlsx, open_workbook};
    let wrong = TABLE.replace("总分,,,84", "总分,,,85");
    let cells = format!("姓名,柏令仪\n{TABLE},\n姓名,费书白\n{wrong}");
    let folder = Folder::bare()
        .file("one.toml", FORM)
        .file("a.xlsx", workbook(&cells));
    folder.output(&["audit", "a.xlsx", "-m", "one.toml", "-q"]);
    let mut copy: Xlsx<_> = open_workbook(folder.path("a.复核.xlsx")).unwrap();
    let sheet = copy.worksheet_range("Sheet1").unwrap();
    let text = |row: u32, column: u32| sheet.get_value((row, column)).map(ToString::to_string);
    for header in [1, 7] {
        assert_eq!(text(header, 4).as_deref(), Some("复核得分"));
        assert_eq!(text(header + 1, 4).as_deref(), Some("54"));
        assert_eq!(text(header + 3, 4).as_deref(), Some("84"));
    }
    let results = [4, 10].map(|row| text(row, 6).unwrap_or_default());
    assert_eq!(results, ["一致", "有误"]);
}

/// Of forms beside each other nobody would know which columns are whose.
#[test]
fn the_columns_of_forms_beside_each_other_name_their_person() {
    use calamine::{Reader, Xlsx, open_workbook};
    let form = |name: &str| format!("姓名,{name},,\n{TABLE}");
    let (left, right) = (form("柏令仪"), form("费书白"));
    let rows = left.lines().zip(right.lines());
    let cells: String = rows
        .map(|(left, right)| format!("{left},,{right}\n"))
        .collect();
    let folder = Folder::bare()
        .file("one.toml", FORM)
        .file("a.xlsx", workbook(&cells));
    folder.output(&["audit", "a.xlsx", "-m", "one.toml", "-q"]);
    let mut copy: Xlsx<_> = open_workbook(folder.path("a.复核.xlsx")).unwrap();
    let sheet = copy.worksheet_range("Sheet1").unwrap();
    let text = |column: u32| sheet.get_value((1, column)).map(ToString::to_string);
    assert_eq!(text(9).as_deref(), Some("复核得分·柏令仪"));
    assert_eq!(text(13).as_deref(), Some("复核得分·费书白"));
}

/// 李青禾 is the appraiser, whose name stands nearer to the table: nobody is lost, and the form stays 柏令仪's.
#[test]
fn an_appraiser_s_name_over_the_table_is_nobody_s_form() {
    let form = format!("员工信息,,\n姓名,柏令仪\n上级信息,,\n姓名,李青禾\n{TABLE}");
    assert_eq!(audited(FORM, &form), (1, Vec::new()));
    // What is signed or paid below the table is no table of his either.
    let signed = format!("姓名,柏令仪\n{TABLE},\n姓名,李青禾\n基本工资,5000\n绩效比例,0.2\n");
    assert_eq!(audited(FORM, &signed), (1, Vec::new()));
    let below = format!("绩效考核表\n{TABLE},\n姓名,柏令仪\n工龄,3\n奖励次数,1\n");
    assert_eq!(audited(FORM, &below), (1, Vec::new()));
}

/// A sheet of forms and a summary of the same people: the summary is no scorecard, but for somebody who has no form.
#[test]
fn a_summary_beside_the_forms_is_told_for_strangers_alone() {
    let summary = |second: &str| {
        let mut book = Workbook::new();
        for name in ["柏令仪", "费书白"] {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            fill(sheet, &format!("姓名,{name}\n{TABLE}"));
        }
        let sheet = book.add_worksheet();
        sheet.set_name("汇总").unwrap();
        fill(
            sheet,
            &format!("工号,姓名,总分\nA1,柏令仪,84\nA2,{second},84\n"),
        );
        audited_book(FORM, book.save_to_buffer().unwrap())
    };
    assert_eq!(summary("费书白"), (2, Vec::new()));
    assert_eq!(summary("廉景行"), (2, vec!["X104 B1".to_owned()]));
}

/// The title of the summary was not changed since the month before: it is told, and the people are those of the lines.
#[test]
fn a_summary_with_last_month_s_title_is_this_month_s() {
    let scheme = FORM.replace("layout = \"form\"", "layout = \"long\"");
    let mut book = Workbook::new();
    let lines = book.add_worksheet();
    lines.set_name("明细").unwrap();
    fill(
        lines,
        "2026年10月考核明细\n姓名,指标,目标值,实际值,得分\n柏令仪,销售额,100,90,54\n柏令仪,纪律,,,30\n",
    );
    let summary = book.add_worksheet();
    summary.set_name("汇总").unwrap();
    fill(
        summary,
        "2026年9月考核汇总\n姓名,部门,总分\n柏令仪,一部,84\n",
    );
    let told = audited_book(&scheme, book.save_to_buffer().unwrap());
    assert_eq!(told, (1, vec!["X106 A1".to_owned()]));
}

/// 分公司 names no scores: who is on leave there was not forgotten.
#[test]
fn a_list_by_branch_is_no_list_of_scores() {
    let leave = format!("{PEOPLE},\n序号,姓名,分公司,请假天数,备注\n1,费书白,华东,2,\n");
    assert_eq!(audited(LIST, &leave), (2, Vec::new()));
}
