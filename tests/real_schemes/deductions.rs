//! Deductions from 100 without a column of points. The whole is 100 - 2 × 2 - 3 + 2 = 95, and the pay
//! 5,000 × 20 % × 95 ÷ 100 = 950.

use super::folder::Folder;
use super::{audit, faults, told, totals};
use fuhe::read::{Limits, read};
use fuhe::workbook::{CellRef, Source, Value};

const ROSTER: &str = r#"
name = "扣分"
layout = "roster"
composition = "deductions"
[rounding]
line = 1
[payout]
by = "base-rate"
rate = "20%"
[[line]]
item = "迟到"
max = 10
dash = "zero"
rule.deduction = { each = 2 }
columns = { actual = ["次数"], deduction = ["迟到扣分"] }
[[line]]
item = "纪律"
max = 20
blank = "zero"
rule.judged = { allowed = ["0-20"] }
columns = { deduction = ["纪律扣分"] }
[[line]]
item = "表扬"
outside = true
max = 5
blank = "zero"
rule.judged = {}
columns = { score = ["加分"] }
"#;

const HEADER: &str = "工号,姓名,次数,迟到扣分,纪律扣分,加分,总分,基本工资,绩效工资";

#[test]
fn deductions_count_however_they_are_signed() {
    let rows = [
        HEADER,
        "A1,陆一一,2,4,3,2,95,5000,950",
        "A2,顾二二,2,-4,-3,2,95,5000,950",
        "A3,沈三三,2,扣4,扣3分,2,95,5000,950",
        // Nothing stands for none where the mapping says so.
        "A4,邵四四,无,0,,,100,5000,1000",
    ];
    let audited = audit(ROSTER, &rows);
    let nothing: [&str; 0] = [];
    assert_eq!(told(&audited), nothing);
    assert_eq!(totals(&audited), ["95", "95", "95", "100"]);
}

#[test]
fn a_wrong_deduction_is_a_root_and_the_total_follows() {
    let rows = [
        HEADER,
        // Twice late is 4, not 2: 97 for 95, 20 yuan too much.
        "A1,陆一一,2,2,3,2,97,5000,970",
        // At most 20: 100 - 20 = 80, not 75.
        "A2,顾二二,0,0,25,,75,5000,750",
        // Once late, and nothing taken off on the sheet: the cell is missed, the total is right.
        "A3,沈三三,1,,0,,98,5000,980",
        // The deductions are right, the total is not.
        "A4,邵四四,2,4,3,2,96,5000,960",
    ];
    let audited = audit(ROSTER, &rows);
    let expected = [
        "D2 A102 root - -20.00",
        "G2 A202 follows carried -",
        "I2 A303 follows carried -",
        "E3 A103 root - 50.00",
        "G3 A202 follows carried -",
        "I3 A303 follows carried -",
        "D4 X101 root - -",
        "G5 A202 root - -10.00",
        "I5 A303 follows carried -",
    ];
    let told: Vec<String> = told(&audited);
    // A missed figure moves no pay, or by nothing.
    let told: Vec<String> = told
        .into_iter()
        .map(|one| one.replace("X101 root - 0.00", "X101 root - -"))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(totals(&audited), ["95", "80", "98", "95"]);
}

fn form(blank: &str) -> String {
    format!(
        r#"
name = "扣分表"
layout = "form"
composition = "deductions"
[rounding]
line = 1
[fields]
total = ["得分"]
[columns]
item = ["考核项目"]
deduction = ["扣分"]
[[section]]
name = "扣分"
subtotal = ["合计扣分"]
[[line]]
item = "迟到"
section = "扣分"
rule.judged = {{}}
{blank}
[[line]]
item = "早退"
section = "扣分"
rule.judged = {{}}
{blank}
"#
    )
}

fn filled(late: &str, early: &str, sum: &str, total: &str) -> Vec<String> {
    vec![
        "姓名,陆一一,".to_owned(),
        "考核项目,扣分,扣分原因".to_owned(),
        format!("迟到,{late},两次"),
        format!("早退,{early},"),
        format!("合计扣分,{sum},"),
        format!("得分,{total},"),
    ]
}

#[test]
fn a_form_may_hold_nothing_but_deductions() {
    let told_of = |blank: &str, rows: Vec<String>| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let audited = audit(&form(blank), &rows);
        (told(&audited), totals(&audited))
    };
    let zero = "blank = \"zero\"";
    let none = (Vec::<String>::new(), vec!["98".to_owned()]);
    assert_eq!(told_of(zero, filled("2", "", "2", "98")), none);
    assert_eq!(told_of(zero, filled("-2", "", "-2", "98")), none);
    // The sum of the deductions is wrong, and the total takes it off.
    let (told, total) = told_of(zero, filled("2", "", "3", "97"));
    assert_eq!(told, ["B5 A201 root - -", "B6 A202 follows carried -"]);
    assert_eq!(total, ["98"]);
    // An empty cell means nothing where nobody says so.
    let (told, total) = told_of("", filled("2", "", "2", "98"));
    assert_eq!(told, ["B4 X101 root - -"]);
    assert_eq!(total, ["-"]);
    // What is taken off beyond the whole leaves 0.
    let (told, total) = told_of(zero, filled("60", "50", "110", "0"));
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(total, ["0"]);
}

#[test]
fn deductions_and_bonuses_may_stand_in_two_columns() {
    let scheme = form("blank = \"zero\"").replace(
        "deduction = [\"扣分\"]",
        "deduction = [\"扣分\"]\nscore = [\"加分\"]",
    ) + "[[line]]\nitem = \"表扬\"\noutside = true\nmax = 10\nrule.judged = {}\n";
    let rows = |total: &str| {
        let rows = [
            "姓名,陆一一,,".to_owned(),
            "考核项目,扣分,加分,原因".to_owned(),
            "迟到,2,,两次".to_owned(),
            "早退,扣1,,".to_owned(),
            "表扬,,3,客户来信".to_owned(),
            format!("得分,,,{total}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&audit(&scheme, &rows))
    };
    // 100 - 2 - 1 + 3 = 100; 98 takes the 2 for being late off once more.
    assert_eq!(rows("100"), Vec::<String>::new());
    assert_eq!(rows("98"), ["D6 A202 root counted-twice:迟到 -"]);
}

#[test]
fn the_sum_of_the_deductions_stands_in_their_column() {
    let scheme = form("blank = \"zero\"").replace(
        "deduction = [\"扣分\"]",
        "deduction = [\"扣分\"]\nscore = [\"加分\"]\nremark = [\"原因\"]",
    ) + "[[line]]\nitem = \"表扬\"\noutside = true\nmax = 10\nrule.judged = {}\n";
    let rows = |head: &str, sum: &str, remark: &str, total: &str| {
        let rows = [
            "姓名,陆一一,,".to_owned(),
            format!("考核项目,{head},加分,原因"),
            format!("迟到,4,,{remark}"),
            "早退,扣1,,".to_owned(),
            format!("合计扣分,{sum},,"),
            "表扬,,3,客户来信".to_owned(),
            format!("得分,,{total},"),
        ];
        rows.join("\n")
    };
    let told = |sum: &str, remark: &str, total: &str| {
        let rows = rows("扣分", sum, remark, total);
        told(&audit(&scheme, &rows.lines().collect::<Vec<_>>()))
    };
    // 4 + 1 = 5; 100 - 5 + 3 = 98.
    assert_eq!(told("5", "迟到两次", "98"), Vec::<String>::new());
    assert_eq!(told("-5", "扣4分", "98"), Vec::<String>::new());
    // 7 for 5, and the total takes it off: 96.
    let expected = ["B5 A201 root - -", "C7 A202 follows carried -"];
    assert_eq!(told("7", "", "96"), expected);
    assert_eq!(told("", "", "98"), ["B5 X101 root - -"]);
    // The reason says 3 where the column takes off 4.
    assert_eq!(told("5", "未交计划，扣3分", "98"), ["D3 A107 root - -"]);
    // Under a strange header nothing is known to be taken off: the bonus is not read in its place.
    let folder = Folder::bare()
        .file("one.toml", &scheme)
        .file("a.csv", rows("减去", "5", "", "98"));
    let ran = folder.output(&["audit", "a.csv", "-m", "one.toml"]);
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(said.contains("没有认出「扣分」一列"), "{said}");
}

#[test]
fn a_sum_of_the_deductions_that_is_called_like_a_total_is_none() {
    let usual = form("blank = \"zero\"").replace("[fields]\ntotal = [\"得分\"]\n", "");
    let section = "[[section]]\nname = \"扣分\"\nsubtotal = [\"合计扣分\"]\n";
    let named = usual.replace("合计扣分", "合计");
    let bare = usual
        .replace(section, "")
        .replace("section = \"扣分\"\n", "");
    let rows = |sum: &str, total: &str| {
        format!(
            "姓名,陆一一,\n考核项目,扣分,原因\n迟到,2,\n早退,3,\n合计,{sum},\n最终得分,{total},"
        )
    };
    let told = |scheme: &str, sum: &str, total: &str| {
        let rows = rows(sum, total);
        let audited = audit(scheme, &rows.lines().collect::<Vec<_>>());
        assert_eq!(totals(&audited), ["95"]);
        told(&audited)
    };
    // 2 + 3 = 5, and 100 - 5 = 95.
    for scheme in [&bare, &named] {
        assert_eq!(told(scheme, "5", "95"), Vec::<String>::new());
        assert_eq!(told(scheme, "5", "94"), ["B6 A202 root - -"]);
    }
    // Where the scheme calls it a subtotal, it is audited: 9 for 5, and the total takes it off.
    let expected = ["B5 A201 root - -", "B6 A202 follows carried -"];
    assert_eq!(told(&named, "9", "91"), expected);
    // Where nothing else is the total, it is the total.
    let alone = "姓名,陆一一,\n考核项目,扣分,原因\n迟到,2,\n早退,3,\n合计,95,";
    let audited = audit(&bare, &alone.lines().collect::<Vec<_>>());
    assert_eq!(super::told(&audited), Vec::<String>::new());
}

#[test]
fn a_deduction_that_is_left_out_is_told_as_one() {
    // 100 - 4 - 3 + 2 = 95; without the 3 it is 98.
    let rows = [HEADER, "A1,陆一一,2,4,3,2,98,5000,980"];
    let audited = audit(ROSTER, &rows);
    let message = audited["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("漏扣了「纪律」（3 分）：95 + 3 = 98"),
        "{message}"
    );
}

#[test]
fn a_corrected_deduction_keeps_the_sign_of_its_cell() {
    let rows = [
        HEADER,
        "A1,陆一一,2,2,3,2,97,5000,970",
        "A2,顾二二,2,-2,-3,2,97,5000,970",
    ];
    let folder = Folder::bare()
        .file("one.toml", ROSTER)
        .file("a.csv", rows.join("\n"));
    let ran = folder.output(&[
        "audit",
        "a.csv",
        "-m",
        "one.toml",
        "--fail-on",
        "never",
        "--corrections",
        "replace",
        "-o",
        "out",
    ]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let copy = std::fs::read(folder.path("out/a.复核.xlsx")).unwrap();
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: copy.into(),
    };
    let copy = read(&source, &Limits::default()).unwrap();
    for (cell, right) in [("D2", "4"), ("D3", "-4"), ("G2", "95"), ("G3", "95")] {
        let at: CellRef = cell.parse().unwrap();
        let Value::Number(number) = copy.sheets[0].value(at) else {
            panic!("{cell}: {:?}", copy.sheets[0].value(at));
        };
        assert_eq!(number.trimmed().to_string(), right, "{cell}");
    }
}

#[test]
fn a_scheme_of_deductions_names_their_columns_and_weights_no_section() {
    let lacking = ROSTER.replace("columns = { deduction = [\"纪律扣分\"] }", "");
    let told = faults(&lacking);
    assert!(
        told.iter()
            .any(|(line, words)| *line == 16 && words.contains("columns.deduction")),
        "{told:?}"
    );
    // Points under columns.score would be taken off, and so would a range below 0 be wrong for everybody.
    let points = ROSTER.replace("deduction = [\"纪律扣分\"]", "score = [\"纪律\"]");
    let told = faults(&points);
    assert!(
        told.iter()
            .any(|(line, words)| *line == 16 && words.contains("写在 columns.deduction")),
        "{told:?}"
    );
    let below = ROSTER.replace("\"0-20\"", "\"-20-0\"");
    let told = faults(&below);
    assert!(
        told.iter()
            .any(|(line, words)| *line == 16 && words.contains("不写负数")),
        "{told:?}"
    );
    let bonus = form("").replace("deduction = [\"扣分\"]", "score = [\"加分\"]");
    let told = faults(&bonus);
    assert!(
        told.iter()
            .any(|(_, words)| words.contains("请加上 deduction")),
        "{told:?}"
    );
    let weighted = form("").replace("subtotal = [\"合计扣分\"]", "weight = \"50%\"");
    let told = faults(&weighted);
    assert!(
        told.iter()
            .any(|(line, words)| *line == 12 && words.contains("没有权重")),
        "{told:?}"
    );
}
