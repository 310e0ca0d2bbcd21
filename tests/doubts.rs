//! What cannot be told is held, and what was calculated is no mistake: gates, figures of two kinds, results that are out of
//! date, sums that finance books. Expected figures were worked by hand.
//!
//! 张三 54 + 36 = 90 points of 5,000 × 20 % = 900; 李四 48 + 34 = 82 of 4,000 × 20 % = 656; 王五 45 + 40 = 85 of 6,000 = 1,020.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]
#![allow(clippy::disallowed_types, reason = "a workbook's numbers are doubles")]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, HEADER, RIGHT, SMALL, found};
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value as Json;

/// A workbook of comma-separated rows; `=A1+B1→3` is a formula with its stored result.
fn book(rows: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells.split(';')) {
            let written = match (cell.strip_prefix('='), cell.parse::<f64>()) {
                (Some(formula), _) => {
                    let (formula, result) = formula.split_once('→').unwrap();
                    sheet.write_formula(row, column, Formula::new(formula).set_result(result))
                }
                (None, Ok(number)) => sheet.write_number(row, column, number),
                (None, Err(_)) if cell.is_empty() => continue,
                (None, Err(_)) => sheet.write_string(row, column, cell),
            };
            written.unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn of_book(scheme: &str, rows: &[&str]) -> Json {
    let folder = Folder::bare().file("one.toml", scheme);
    folder
        .file("a.xlsx", book(rows))
        .audited("a.xlsx", "one.toml", &[])
}

fn of_csv(scheme: &str, csv: &str) -> Json {
    let folder = Folder::bare().file("one.toml", scheme);
    folder.file("a.csv", csv).audited("a.csv", "one.toml", &[])
}

fn statuses(input: &Json) -> Vec<&str> {
    let cards = input["scorecards"].as_array().unwrap().iter();
    cards.map(|card| card["status"].as_str().unwrap()).collect()
}

/// Two gates: words, and a share that must not fall short.
const GATES: &str = r#"
name = "导购"
layout = "roster"
[rounding]
line = 1
[[veto]]
name = "重大客诉"
words = ["是"]
[[veto]]
name = "回款率"
below = "50%"
[[line]]
item = "业绩"
max = 100
rule.judged = {}
columns = { score = ["业绩"] }
"#;

#[test]
fn a_gate_that_cannot_be_read_holds() {
    let cases = [
        // complaint, paid back, finding, status, total
        ("否", "80%", "", "ready", "70.0"),
        ("", "50%", "", "ready", "70.0"),
        ("TRUE", "80%", "A202 D2", "corrected", "0.0"),
        ("FALSE", "80%", "", "ready", "70.0"),
        ("#REF!", "80%", "R102 B2", "held", ""),
        ("待查", "80%", "X102 B2", "held", ""),
        ("否", "#N/A", "R102 C2", "held", ""),
        ("否", "", "X101 C2", "held", ""),
        ("否", "四成", "X102 C2", "held", ""),
        // 45 is far above 0.5, and probably 45 %.
        ("否", "45", "X109 C2", "held", ""),
        ("否", "0.45", "A202 D2", "corrected", "0.0"),
    ];
    for (complaint, paid, expected, status, total) in cases {
        let csv = format!("姓名,重大客诉,回款率,总分,业绩\n柏令仪,{complaint},{paid},70,70\n");
        let input = of_csv(GATES, &csv);
        let case = format!("{complaint} {paid}");
        assert_eq!(found(&input).join(" "), expected, "{case}");
        assert_eq!(statuses(&input), [status], "{case}");
        let recomputed = input["scorecards"][0]["total"]["recomputed"].as_str();
        assert_eq!(recomputed.unwrap_or_default(), total, "{case}");
    }
}

#[test]
fn a_percentage_of_an_amount_is_no_amount() {
    let row = RIGHT.replace("90000", "90%");
    let input = of_csv(SMALL, &format!("{HEADER}\n{row}\n"));
    assert_eq!(found(&input), ["S101 E2"]);
    assert_eq!(statuses(&input), ["held"]);
}

#[test]
fn what_follows_a_figure_that_is_out_of_date_may_be_right() {
    // 54 + 36 = 90, of which 80 is stored; the pay of 900 was calculated from 90.
    let header = HEADER.replace(',', ";");
    let row =
        "E001;张三;电商部;专员;90000;100000;54;36;=G2+H2→80;5000;0.2;=ROUND(J2*K2*I2/100,2)→900";
    let input = of_book(SMALL, &[&header, row]);
    assert_eq!(found(&input), ["A403 I2"]);
    assert_eq!(input["scorecards"][0]["payout"]["recomputed"], "900.00");
    // A scheme that is not told of such results is told of the total all the same.
    let off = format!("{SMALL}\n[findings]\nA403 = \"off\"\n");
    assert_eq!(found(&of_book(&off, &[&header, row])), ["A202 I2"]);
    // 800 follows the 80 that is stored: both are out of date, and the pay is wrong with the total.
    let input = of_book(SMALL, &[&header, &row.replace("→900", "→800")]);
    assert_eq!(found(&input), ["A403 I2", "A303 L2"]);
}

#[test]
fn the_sum_of_pay_holds_everybody() {
    let header = HEADER.replace(',', ";");
    let rows = [
        "E001;张三;电商部;专员;90000;100000;54;36;90;5000;0.2;900",
        "E002;李四;电商部;专员;80000;100000;48;34;82;4000;0.2;656",
        "E003;王五;电商部;专员;75000;100000;45;40;85;6000;0.2;1020",
    ];
    let with = |below: &[&str]| {
        let mut all = vec![header.as_str()];
        all.extend(rows);
        all.extend(below);
        found(&of_book(SMALL, &all))
    };
    // 900 + 656 + 1,020 = 2,576.
    let sum = |cell: &str| format!("合计;;;;;;;;;;;{cell}");
    assert!(with(&[&sum("=SUM(L2:L4)→2576")]).is_empty());
    assert!(with(&[&sum("2576")]).is_empty());
    assert!(with(&["人均;;;;;;;;;;;858.67"]).is_empty());
    assert_eq!(with(&[&sum("=SUM(L2:L3)→1556")]), ["A402 L5"]);
    assert_eq!(with(&[&sum("2567")]), ["A202 L5"]);
    // A payroll's sum needs no label.
    assert_eq!(
        with(&[";;;;;;;;;=SUM(J2:J4)→15000;;=SUM(L2:L3)→1556"]),
        ["A402 L5"]
    );
    // Two parts and the whole: 900 + 656 = 1,556, then 1,020.
    let parts = |second: &str, whole: &str| {
        let [first, second, whole] = [
            "一部小计;;;;;;;;;;;1556".to_owned(),
            format!("二部小计;;;;;;;;;;;{second}"),
            sum(whole),
        ];
        let all = [&header, rows[0], rows[1], &first, rows[2], &second, &whole];
        found(&of_book(SMALL, &all))
    };
    assert!(parts("1020", "2576").is_empty());
    assert_eq!(parts("1002", "2576"), ["A202 L6"]);
    // The whole with the parts in it once more: 2 × 2,576.
    assert_eq!(parts("1020", "=SUM(L2:L6)→5152"), ["A202 L7"]);
}

/// Weights by rank, grades with a limit in each department.
const RANKS: &str = r#"
name = "干部"
layout = "roster"
composition = "weighted"
[rounding]
total = 1
[[grade]]
name = "A"
from = 90
[[grade]]
name = "B"
from = 0
[[distribution]]
grade = "A"
at-most = "20%"
by = "department"
[[line]]
item = "业绩"
max = 100
weight = { "经理" = "60%", "主管" = "40%" }
rule.judged = {}
columns = { score = ["业绩"] }
[[line]]
item = "管理"
max = 100
weight = { "经理" = "40%", "主管" = "60%" }
rule.judged = {}
columns = { score = ["管理"] }
"#;

#[test]
fn two_ranks_in_one_cell_are_none() {
    // 经理: 90 × 60 % + 80 × 40 % = 86; 主管: 90 × 40 % + 80 × 60 % = 84.
    let of = |post: &str, total: &str| {
        let csv = format!("姓名,岗位,业绩,管理,总分\n柏令仪,{post},90,80,{total}\n");
        let input = of_csv(RANKS, &csv);
        (found(&input).join(" "), statuses(&input).join(" "))
    };
    assert_eq!(of("运营经理", "86"), (String::new(), "ready".to_owned()));
    assert_eq!(of("运营主管", "84"), (String::new(), "ready".to_owned()));
    for post in ["经理/主管", "主管/经理", "经理、主管"] {
        let held = ("S101 B2".to_owned(), "held".to_owned());
        assert_eq!(of(post, "86"), held, "{post}");
    }
}

#[test]
fn each_department_above_its_limit_is_told() {
    // Of four, 20 % are none; two departments have one A each.
    let mut csv = "姓名,部门,岗位,业绩,管理,总分,等级\n".to_owned();
    for (department, names) in [("甲部", "柏费廉岑"), ("乙部", "薛雷贺倪")] {
        for (rank, name) in names.chars().enumerate() {
            let (points, grade) = if rank == 0 { (95, "A") } else { (80, "B") };
            csv += &format!("{name}一鸣,{department},经理,{points},{points},{points},{grade}\n");
        }
    }
    assert_eq!(found(&of_csv(RANKS, &csv)), ["A306 G1", "A306 G1"]);
}

#[test]
fn an_error_value_is_told_where_it_stands() {
    let csv = "姓名;岗位;业绩;管理;总分;等级";
    let row = "柏令仪;经理;90;80;86;=1/0→#DIV/0!";
    let input = of_book(RANKS, &[csv, row]);
    assert_eq!(found(&input), ["R102 F2"]);
    assert_eq!(input["findings"][0]["recomputed"], "B");
}

#[test]
fn a_total_that_all_show_as_a_percentage_is_points() {
    let rows = [
        "姓名;业绩;态度;总分",
        "柏令仪;60;36;0.96",
        "费书白;55;34;0.89",
        "廉景行;50;40;0.91",
    ];
    let scheme = SMALL_LIST;
    let plain = of_book(scheme, &rows);
    // 0.96 in a column of plain numbers is a slip by a hundred.
    assert_eq!(found(&plain), ["A202 D2", "A202 D3", "A202 D4"]);
    let csv = "姓名,业绩,态度,总分\n柏令仪,60,36,96%\n费书白,55,34,89.0%\n廉景行,50,40,91%\n";
    let input = of_csv(scheme, csv);
    assert_eq!(found(&input), ["A202 D4"]);
    assert_eq!(input["findings"][0]["recomputed"], "90.0");
}

const SMALL_LIST: &str = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "业绩"
max = 60
rule.judged = {}
columns = { score = ["业绩"] }
[[line]]
item = "态度"
max = 40
rule.judged = {}
columns = { score = ["态度"] }
"#;

/// 业绩 and 态度 stand for themselves in the scheme, and the sheet adds them in a cell that the scheme does not know.
#[test]
fn a_formula_that_everybody_has_is_not_to_blame() {
    let scheme = SMALL_LIST
        .replace("max = 60", "max = 30")
        .replace("max = 40", "max = 30")
        + r#"
[[line]]
item = "纪律"
max = 20
rule.judged = {}
columns = { score = ["纪律"] }
[[line]]
item = "出勤"
max = 20
rule.judged = {}
columns = { score = ["出勤"] }
"#;
    // Everybody has 25 + 20 = 45 there, and 45 + 15 + 10 = 70 in all.
    let told = |helper: &str, total: i32| {
        let mut rows = vec!["姓名;业绩;态度;小计;纪律;出勤;总分".to_owned()];
        for (row, name) in (2..).zip(["柏令仪", "费书白", "廉景行", "岑一鸣"]) {
            rows.push(format!(
                "{name};25;20;=B{row}+C{row}→45;15;10;=D{row}+E{row}+F{row}→70"
            ));
        }
        rows.push(format!("薛简;25;20;{helper};15;10;=D6+E6+F6→{total}"));
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let input = of_book(&scheme, &rows);
        let message = input["findings"][0]["message"].as_str().unwrap_or_default();
        (found(&input).join(" "), message.to_owned())
    };
    let (codes, message) = told("54", 79);
    assert_eq!(codes, "A202 G6");
    assert!(
        message.contains("D6 是手填的 54") && message.contains("请先改 D6"),
        "{message}"
    );
    let (codes, message) = told("=SUM(B6:B6)→25", 50);
    assert_eq!(codes, "A202 G6");
    assert!(message.contains("请先改 D6 的公式"), "{message}");
}

/// 30 − 80 = −50 points pay nothing, and not −500.
#[test]
fn nobody_pays_for_less_than_nothing() {
    let scheme = SMALL_LIST.replace("max = 60", "max = 60\n").replace(
        "[rounding]\nline = 1",
        "[rounding]\nline = 1\n[payout]\nby = \"fixed\"\namount = 1000",
    ) + "[[line]]\nitem = \"减分\"\noutside = true\nmax = 100\ntakes-off = true\nrule.judged = {}\ncolumns = { deduction = [\"减分\"] }\n";
    let input = of_csv(
        &scheme,
        "姓名,业绩,态度,减分,总分,绩效工资\n柏令仪,20,10,80,-50,0\n",
    );
    assert!(found(&input).is_empty(), "{input}");
    assert_eq!(input["scorecards"][0]["payout"]["recomputed"], "0.00");
}

#[test]
fn a_post_above_or_below_a_rank_is_not_of_it() {
    let of = |post: &str| {
        let csv = format!("姓名,岗位,业绩,管理,总分\n柏令仪,{post},90,80,86\n");
        statuses(&of_csv(RANKS, &csv)).join(" ")
    };
    for post in ["经理", "运营经理", "经理（华东）"] {
        assert_eq!(of(post), "ready", "{post}");
    }
    for post in [
        "总经理",
        "客户经理",
        "经理（代）",
        "候任经理",
        "经理（助理）",
    ] {
        assert_eq!(of(post), "held", "{post}");
    }
}

#[test]
fn what_is_left_over_is_nobody() {
    let rows = "E002,李四,电商部,专员,80000,100000,48,34,82,4000,20%,656";
    let with = |below: &str| {
        found(&of_csv(
            SMALL,
            &format!("{HEADER}\n{RIGHT}\n{rows}\n{below}\n"),
        ))
    };
    // 900 + 656 = 1,556, and what is rounded to whole yuan or carried from elsewhere is another figure.
    for below in [
        "电商部,,,,,,,,,,,1556",
        ",结余,,,,,,,,,,444",
        "合计,,,,,,,,,,,1556",
        "合计（万元）,,,,,,,,,,,0.1556",
        "上月合计,,,,,,,,,,,1800",
        "代扣个税合计,,,,,,,,,,,50",
    ] {
        assert!(with(below).is_empty(), "{below}: {:?}", with(below));
    }
}

const SAID: &str = r#"
name = "表"
layout = "form"
[rounding]
line = 1
[columns]
item = ["项目"]
max = ["分值"]
target = ["目标"]
actual = ["实际"]
score = ["得分"]
[[line]]
item = "回款率"
max = 60
unit = "percent"
rule.shortfall = { base = "98%", every = "1%", less = 5 }
[[line]]
item = "培训"
max = 40
rule.judged = {}
"#;

/// 98 % - 96 % are two units: 60 - 2 × 5 = 50.
#[test]
fn what_is_only_said_is_no_figure_and_shares_are_shown_as_such() {
    let rows = [
        "姓名;张三",
        "项目;分值;目标;实际;得分",
        "回款率;60;;0.96;55",
        "培训;40;2次;2次;30",
        "总分;100;;;85",
    ];
    let input = of_book(SAID, &rows);
    assert_eq!(found(&input), ["A102 E3", "A202 E5"]);
    let message = input["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("基数 98% - 96% = 差 2%，每 1% 为一单位，2 个整单位；60 - 2 × 5 = 50"),
        "{message}"
    );
}

#[test]
fn namesakes_of_two_departments_are_not_told_to_be_one() {
    let header = HEADER.split_once(',').unwrap().1;
    let row = RIGHT.split_once(',').unwrap().1;
    let other = row.replace("电商部", "客服部");
    let input = of_csv(SMALL, &format!("{header}\n{row}\n{other}\n"));
    assert_eq!(found(&input), ["X105 A3"]);
    assert_eq!(statuses(&input), ["held", "held"]);
    let message = input["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("是两个人的请填上工号"), "{message}");
}
