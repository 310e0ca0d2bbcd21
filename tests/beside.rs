//! Other tables beside, above and below the scorecards: their words are not the card's, be they nearer to the mapping's.
//! Figures worked by hand beside the rows; nobody in them is a person.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};
use serde_json::Value as Json;

/// A list in which the first spelling of each field is not the one that the sheet has.
const LIST: &str = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[fields]
name = ["姓名", "员工姓名"]
total = ["总分", "合计"]
base = ["基本工资", "底薪"]
payout = ["绩效工资", "应发绩效"]
[payout]
by = "base-rate"
rate = "20%"
[[line]]
item = "业绩"
max = 60
rule.judged = {}
columns.score = ["业绩"]
[[line]]
item = "态度"
max = 40
rule.judged = {}
columns.score = ["态度"]
"#;

/// The same lines on a form.
const FORM: &str = r#"
name = "表"
layout = "form"
[rounding]
line = 1
[fields]
total = ["总分", "合计"]
[columns]
item = ["项目"]
max = ["分值"]
score = ["得分", "评分"]
[payout]
by = "fixed"
amount = 1000
[[grade]]
name = "A"
from = 85
[[grade]]
name = "B"
from = 0
[[line]]
item = "业绩"
max = 60
rule.judged = {}
[[line]]
item = "态度"
max = 40
rule.judged = {}
"#;

fn audited(scheme: &str, rows: &[&str]) -> Json {
    let folder = Folder::bare().file("one.toml", scheme);
    folder
        .file("a.csv", rows.join("\n"))
        .audited("a.csv", "one.toml", &[])
}

/// `陆一一 88 880.00`: everybody with the recomputed total and pay.
fn people(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let told = cards.map(|card| {
        let name = word(&card["employee"]["name"]);
        let (total, pay) = (&card["total"]["recomputed"], &card["payout"]["recomputed"]);
        format!("{name} {} {}", word(total), word(pay))
    });
    told.collect()
}

#[test]
fn a_ranking_beside_a_list_names_nobody_on_it() {
    let rows = [
        "工号,员工姓名,业绩,态度,合计,底薪,应发绩效,,名次,姓名,总分",
        // 54 + 34 = 88: 5,000 × 20 % × 88 ÷ 100 = 880; 40 + 30 = 70: 4,000 × 20 % × 70 ÷ 100 = 560.
        "A1,陆一一,54,34,88,5000,880,,1,沈三三,95",
        "A2,顾二二,40,30,70,4000,560,,2,陆一一,88",
        // 58 + 37 = 95: 6,000 × 20 % × 95 ÷ 100 = 1,140
        "A3,沈三三,58,37,95,6000,1140,,3,顾二二,70",
    ];
    let audited = audited(LIST, &rows);
    assert_eq!(found(&audited), [""; 0]);
    let expected = [
        "陆一一 88.0 880.00",
        "顾二二 70.0 560.00",
        "沈三三 95.0 1140.00",
    ];
    assert_eq!(people(&audited), expected);
}

#[test]
fn the_month_before_is_not_this_one() {
    let rows = [
        "工号,姓名,业绩,态度,合计,底薪,应发绩效,上月,,",
        ",,,,,,,总分,基本工资,绩效工资",
        "A1,陆一一,54,34,88,5000,880,70,4000,560",
        "A2,顾二二,40,30,70,4000,560,88,3000,528",
    ];
    let audited = audited(LIST, &rows);
    assert_eq!(found(&audited), [""; 0]);
    assert_eq!(
        people(&audited),
        ["陆一一 88.0 880.00", "顾二二 70.0 560.00"]
    );
}

#[test]
fn another_form_beside_one_gives_it_no_points() {
    let rows = [
        "姓名,陆一一,,,姓名,顾二二,",
        "项目,分值,评分,,项目,分值,得分",
        "业绩,60,54,,业绩,60,40",
        "态度,40,34,,态度,40,30",
        "合计,100,88,,合计,100,70",
        "绩效工资,,880,,绩效工资,,700",
    ];
    let audited = audited(FORM, &rows);
    assert_eq!(people(&audited), ["陆一一 88.0 880.00"]);
    assert_eq!(found(&audited), ["X103 E2"]);
}

#[test]
fn a_table_of_grades_or_of_the_months_before_is_no_label() {
    let rows = [
        "考核月份,总分,绩效工资,,等级,得分,说明",
        "8月,70,700,,A,85,85以上",
        "9月,75,750,,B,0,其余",
        "姓名,顾二二,考核月份,2026年10月,,,",
        "项目,分值,得分,,,,",
        "业绩,60,40,,,,",
        "态度,40,30,,,,",
        "合计,100,70,,,,",
        "等级,,B,,,,",
        "绩效工资,,700,,,,",
    ];
    let audited = audited(FORM, &rows);
    assert_eq!(found(&audited), [""; 0]);
    assert_eq!(people(&audited), ["顾二二 70.0 700.00"]);
    assert_eq!(audited["scorecards"][0]["period"], "2026-10");
}

#[test]
fn a_second_list_whose_header_is_spelled_otherwise_names_no_person() {
    let rows = [
        "工号,员工姓名,业绩,态度,合计,底薪,应发绩效",
        "A1,陆一一,54,34,88,5000,880",
        "",
        "二组",
        "工号,姓名,业绩,态度,总分,基本工资,绩效工资",
        "A2,顾二二,40,30,70,4000,560",
    ];
    let audited = audited(LIST, &rows);
    assert_eq!(found(&audited), [""; 0]);
    assert_eq!(
        people(&audited),
        ["陆一一 88.0 880.00", "顾二二 70.0 560.00"]
    );
}

#[test]
fn two_months_below_each_other_are_told_apart_under_headers_of_two_rows() {
    let scheme = LIST
        .replace("[\"业绩\"]", "[\"业绩/得分\"]")
        .replace("[\"态度\"]", "[\"态度/得分\"]");
    let rows = [
        "2026年9月绩效考核表",
        "工号,姓名,业绩,,态度,总分,基本工资,绩效工资",
        ",,目标,得分,得分,,,",
        "A1,陆一一,90,54,34,88,5000,880",
        "A2,顾二二,80,40,30,70,4000,560",
        "",
        "2026年10月绩效考核表",
        "工号,姓名,业绩,,态度,总分,基本工资,绩效工资",
        ",,目标,得分,得分,,,",
        "A1,陆一一,90,40,30,70,5000,700",
        "A2,顾二二,80,54,34,88,4000,704",
    ];
    let audited = audited(&scheme, &rows);
    assert_eq!(found(&audited), [""; 0]);
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let periods: Vec<&str> = cards.map(|card| card["period"].as_str().unwrap()).collect();
    assert_eq!(periods, ["2026-09", "2026-09", "2026-10", "2026-10"]);
}

#[test]
fn money_that_no_rule_knows_is_told() {
    let rows = [
        "工号,*姓名,业绩,态度,合计,底薪,应发绩效,全勤奖,应发合计,备注",
        "A1,陆一一,54,34,88,5000,880,200,1080,",
    ];
    let audited = audited(LIST, &rows);
    assert_eq!(found(&audited), [""; 0]);
    assert_eq!(people(&audited), ["陆一一 88.0 880.00"]);
    let told = audited["not_audited"].to_string();
    assert!(
        told.contains("没有复核，也没有算进应发：全勤奖、应发合计"),
        "{told}"
    );
}

#[test]
fn a_list_without_names_says_so() {
    let rows = ["工号,业绩,态度,合计,底薪,应发绩效", "A1,54,34,88,5000,880"];
    let audited = audited(LIST, &rows);
    assert_eq!(found(&audited), [""; 0]);
    let told = audited["not_audited"].to_string();
    assert!(told.contains("没有认出姓名这一列"), "{told}");
}

/// What a trade falls short of 50,000 takes points off in one row, what it lies over it adds some in another.
const TRADE: &str = r#"
name = "交易"
layout = "form"
[rounding]
line = 1
[payout]
by = "fixed"
amount = 900
[columns]
item = ["项目"]
actual = ["实绩"]
score = ["得分"]
[[line]]
item = "交易量"
max = 100
rule.shortfall = { base = "50,000", every = "5,000", less = 3 }
[[line]]
item = "加分项"
rule.bonus = { base = "50,000", every = "5,000", plus = 3 }
"#;

#[test]
fn a_bonus_that_another_row_proves_is_missed() {
    let form = |actual: &str, bonus: &str, total: &str, pay: &str| {
        let rows = [
            "姓名,陆一一,".to_owned(),
            "项目,实绩,得分".to_owned(),
            format!("交易量,{actual},100"),
            bonus.to_owned(),
            format!("合计,,{total}"),
            format!("考核奖金,,{pay}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        audited(TRADE, &rows)
    };
    // 63,000 is two units over: 6 points, 900 × 106 ÷ 100 = 954.
    assert_eq!(
        found(&form("63000", "加分项,63000,6", "106", "954")),
        [""; 0]
    );
    let lacks = form("63000", ",,", "100", "900");
    assert_eq!(found(&lacks), ["X104"]);
    assert_eq!(lacks["scorecards"][0]["status"], "held");
    // 52,000 is no unit over: nobody misses the row.
    assert_eq!(found(&form("52000", ",,", "100", "900")), [""; 0]);
    // Two figures of one trade.
    let unlike = form("52000", "加分项,63000,6", "106", "954");
    assert_eq!(found(&unlike), ["S101 B4"]);
    assert_eq!(unlike["scorecards"][0]["status"], "held");
}

#[test]
fn words_in_the_place_of_the_pay_are_told_there() {
    let rows = [
        "姓名,陆一一,",
        "项目,分值,得分",
        "业绩,60,54",
        "态度,40,34",
        "合计,100,88",
        "绩效工资,,待定",
    ];
    let told = audited(FORM, &rows);
    assert_eq!(found(&told), ["X102 C6"]);
    assert!(told["findings"][0]["message"].to_string().contains("待定"));
}

const RATED: &str = r#"
name = "互评"
layout = "form"
composition = "weighted"
full-marks = 5
[rounding]
line = 2
total = 2
[columns]
item = ["维度"]
weight = ["权重"]
score = ["得分"]
raters = { "自评" = ["自评"], "上级" = ["上级"] }
[[line]]
item = "责任心"
weight = "60%"
rule.raters = { weights = { "自评" = "20%", "上级" = "80%" } }
[[line]]
item = "协作"
weight = "40%"
rule.raters = { weights = { "自评" = "20%", "上级" = "80%" } }
"#;

#[test]
fn raters_score_on_the_scale_of_the_scheme() {
    let rows = [
        "姓名,陆一一,,,",
        "维度,权重,自评,上级,得分",
        // 5 × 20 % + 4 × 80 % = 4.2; 4 × 20 % + 3.5 × 80 % = 3.6
        "责任心,60%,5,4,4.2",
        "协作,40%,4,3.5,3.6",
        // 4.2 × 60 % + 3.6 × 40 % = 3.96
        "总分,,,,3.96",
    ];
    assert_eq!(found(&audited(RATED, &rows)), [""; 0]);
    // 8 of 5 counts as 5: 5 × 20 % + 5 × 80 % = 5.
    let rows = [
        rows[0],
        rows[1],
        "责任心,60%,5,8,5",
        rows[3],
        "总分,,,,4.44",
    ];
    assert_eq!(found(&audited(RATED, &rows)), ["A103 D3"]);
}

#[test]
fn a_column_called_like_all_raters_may_be_one_of_them() {
    let scheme = RATED.replace("full-marks = 5\n", "");
    let form = |own: &str| {
        let rows = [
            "姓名,陆一一,,,".to_owned(),
            "维度,权重,自评,综合评分,得分".to_owned(),
            format!("责任心,60%,90,{own},88"),
            "协作,40%,80,80,80".to_owned(),
            "总分,,,,84.8".to_owned(),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        found(&audited(&scheme, &rows))
    };
    // 87.5 and 80 are not what 90 and 80 come to: somebody else's scores.
    let held = form("87.5");
    assert!(held.iter().any(|one| one.starts_with("X104")), "{held:?}");
}

const LONG: &str = r#"
name = "明细"
layout = "long"
[rounding]
line = 1
[payout]
by = "base-rate"
rate = "20%"
[[line]]
item = "业绩"
max = 60
rule.judged = {}
[[line]]
item = "态度"
max = 40
rule.judged = {}
"#;

#[test]
fn a_ranking_beside_the_lines_is_no_summary() {
    let rows = [
        "姓名,指标,得分,,姓名,总分,基本工资,绩效工资,,名次,姓名,总分",
        "陆一一,业绩,54,,陆一一,88,5000,880,,1,陆一一,88",
        "陆一一,态度,34,,顾二二,70,4000,560,,2,顾二二,70",
        "顾二二,业绩,40,,,,,,,,,",
        "顾二二,态度,30,,,,,,,,,",
    ];
    let audited = audited(LONG, &rows);
    assert_eq!(found(&audited), [""; 0]);
    assert_eq!(
        people(&audited),
        ["陆一一 88.0 880.00", "顾二二 70.0 560.00"]
    );
}
