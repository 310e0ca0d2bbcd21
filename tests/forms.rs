//! Forms by a scheme of their own: subtotals among the lines, cards of several appraisers, and what is said where a header
//! is a stranger.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set its scene may panic"
)]

use std::fs;
use std::process::{Command, Output};

use serde_json::Value as Json;

const SERVICE: &str = r#"
name = "客服考核"
layout = "form"
[rounding]
line = 1
[fields]
total = ["总分"]
[columns]
item = ["考核项目"]
max = ["满分"]
target = ["目标"]
actual = ["本月"]
score = ["得分"]
[[section]]
name = "服务"
max = 60
subtotal = ["SERVICE"]
[[section]]
name = "管理"
max = 40
subtotal = ["MANAGEMENT"]
[[line]]
item = "接待量"
section = "服务"
max = 40
rule.ratio = {}
[[line]]
item = "满意率"
section = "服务"
max = 20
unit = "percent"
rule.ratio = {}
[[line]]
item = "有效投诉"
section = "管理"
max = 25
dash = "zero"
rule.deduction = { each = 5 }
[[line]]
item = "纪律"
section = "管理"
max = 15
rule.judged = {}
"#;

/// A run of the command line on a form: 接待量 40 × 900 ÷ 1,000 = 36, 满意率 20 × 90 % ÷ 95 % = 18.9, one complaint 20.
fn run(scheme: &str, sheet: &str, args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("mappings")).unwrap();
    fs::write(folder.path().join("mappings/service.toml"), scheme).unwrap();
    fs::write(folder.path().join("a.csv"), sheet).unwrap();
    Command::new(env!("CARGO_BIN_EXE_fuhe"))
        .args(["audit", "a.csv", "--dry-run"])
        .args(args)
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .output()
        .unwrap()
}

fn form(first: &str, second: &str, total: &str) -> String {
    format!(
        "客服考核表,,,,,\n姓名,林某,部门,客服部,,\n类别,考核项目,满分,目标,本月,得分\n服务,接待量,40,1000,900,36\n\
         ,满意率,20,95%,90%,18.9\n{first}\n管理,有效投诉,25,,1,20\n,纪律,15,,,12\n{second}\n总分,,100,,,{total}\n"
    )
}

#[test]
fn subtotals_stand_among_the_lines() {
    let named = SERVICE
        .replace("SERVICE", "服务小计")
        .replace("MANAGEMENT", "管理小计");
    let plain = SERVICE
        .replace("SERVICE", "小计")
        .replace("MANAGEMENT", "小计");
    let cases: [(&str, &str, String, &[&str]); 5] = [
        (
            "right",
            &named,
            form(",服务小计,60,,,54.9", ",管理小计,40,,,32", "86.9"),
            &[],
        ),
        (
            "in the column of categories",
            &named,
            form("服务小计,,60,,,54.9", "管理小计,,40,,,32", "86.9"),
            &[],
        ),
        (
            "wrong, and the total with it",
            &named,
            form(",服务小计,60,,,45.9", ",管理小计,40,,,32", "77.9"),
            &["A201 F6 45.9 54.9 true", "A202 F10 77.9 86.9 false"],
        ),
        (
            "of the lines above, where all have one word",
            &plain,
            form(",小计,60,,,54.9", ",小计,40,,,23", "86.9"),
            &["A201 F9 23 32 true"],
        ),
        (
            "a total that lacks a section",
            &plain,
            form(",小计,60,,,54.9", ",小计,40,,,32", "54.9"),
            &["A202 F10 54.9 86.9 true"],
        ),
    ];
    for (case, scheme, sheet, expected) in cases {
        let ran = run(scheme, &sheet, &["--format", "json"]);
        let report: Json = serde_json::from_slice(&ran.stdout).unwrap();
        let text = |value: &Json| value.as_str().unwrap_or("none").to_owned();
        let number = |value: &Json| text(value).trim_end_matches(".0").to_owned();
        let findings = report["inputs"][0]["findings"].as_array().unwrap();
        let found: Vec<String> = findings
            .iter()
            .map(|one| {
                let figures = (number(&one["reported"]), number(&one["recomputed"]));
                let (reported, recomputed) = figures;
                let (code, cell) = (text(&one["code"]), text(&one["cell"]));
                format!("{code} {cell} {reported} {recomputed} {}", one["root"])
            })
            .collect();
        assert_eq!(found, expected, "{case}");
    }
}

#[test]
fn a_strange_header_is_named_and_not_the_lines() {
    let sheet = form(",服务小计,60,,,54.9", ",管理小计,40,,,32", "86.9");
    let cases = [
        ("本月", "本期业绩", "没有认出「实际」一列", "actual"),
        ("考核项目", "条目", "没有认出「指标名称」一列", "item"),
        ("得分", "打分结果", "没有认出「得分」一列", "score"),
    ];
    for (header, strange, said, key) in cases {
        let ran = run(SERVICE, &sheet.replace(header, strange), &[]);
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{told}");
        let spelled = format!("它的表头可以写：{header}");
        for words in [
            "service（客服考核）：4 项指标里有 4 项在表上",
            said,
            &spelled,
            key,
        ] {
            assert!(told.contains(words), "{strange}: {words}\n{told}");
        }
    }
}

#[test]
fn cards_of_several_appraisers_are_no_duplicates_where_the_scheme_says_so() {
    let plain = SERVICE
        .replace("[\"SERVICE\"]", "[]")
        .replace("[\"MANAGEMENT\"]", "[]");
    let several = plain.replace("[rounding]", "several-appraisers = true\n[rounding]");
    let card = |appraiser: &str| {
        let card = form("", "", "86.9").replace("部门,客服部", &format!("考核者,{appraiser}"));
        format!("{card},,,,,\n")
    };
    let (two, one) = (card("周某") + &card("吴某"), card("周某") + &card("周某"));
    for (case, scheme, sheet, held) in [
        ("without saying so", &plain, &two, 2),
        ("two appraisers", &several, &two, 0),
        ("one appraiser twice", &several, &one, 2),
    ] {
        let ran = run(scheme, sheet, &["--format", "json"]);
        let report: Json = serde_json::from_slice(&ran.stdout).unwrap();
        let cards = report["inputs"][0]["scorecards"].as_array().unwrap();
        let of = cards.iter().filter(|card| card["status"] == "held");
        assert_eq!((cards.len(), of.count()), (2, held), "{case}");
    }
    let paid = format!("{several}\n[payout]\nby = \"fixed\"\namount = 900\n");
    let ran = run(&paid, &two, &["-m", "mappings/service.toml"]);
    let told = String::from_utf8(ran.stderr).unwrap();
    assert!(
        ran.status.code() == Some(2) && told.contains("several-appraisers"),
        "{told}"
    );
}
