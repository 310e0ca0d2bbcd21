//! 完成率低于60%不得分: below its floor a line earns nothing, just at it its share, and whoever forgot the floor is told so.
//!
//! 60 points for sales with a floor of 60 %, 30 for the complaint rate, lower being better, with a floor of 50 %, and 10
//! for growth, full marks at 10 % and none below 4 %.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::Folder;
use serde_json::Value as Json;

const SCHEME: &str = r#"
name = "底线"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "销售"
max = 60
rule.ratio = { none-below = "60%" }
columns = { actual = ["实际"], target = ["目标"], score = ["销售得分"] }
[[line]]
item = "投诉率"
max = 30
unit = "percent"
rule.lower-is-better = { target = "2%", none-below = "50%" }
columns = { actual = ["投诉率"], score = ["投诉得分"] }
[[line]]
item = "增长"
max = 10
rule.growth = { full-at = "10%", none-below = "4%" }
columns = { actual = ["实际"], previous = ["上期"], score = ["增长得分"] }
"#;

const HEADER: &str = "工号,姓名,目标,实际,销售得分,投诉率,投诉得分,上期,增长得分,总分";

/// The report about one person.
fn audit(row: &str) -> Json {
    let folder = Folder::bare()
        .file("one.toml", SCHEME)
        .file("a.csv", format!("{HEADER}\n{row}"));
    let by = ["audit", "a.csv", "-m", "one.toml", "--dry-run"];
    let ran = folder.output(&[&by[..], &["--format", "json"]].concat());
    let report: Json = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    report["inputs"][0].clone()
}

/// `A102 E2 not-capped` of each root.
fn roots(audited: &Json) -> Vec<String> {
    let findings = audited["findings"].as_array().unwrap().iter();
    let roots = findings.filter(|one| one["root"] == true);
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let of = |one: &Json| [&one["code"], &one["cell"], &one["cause"]].map(word);
    roots.map(|one| of(one).join(" ")).collect()
}

fn working(audited: &Json, line: usize) -> String {
    let line = &audited["scorecards"][0]["lines"][line];
    line["working"].as_str().unwrap().to_owned()
}

#[test]
fn exactly_at_the_floor_a_line_earns_its_share() {
    // 60 × 60 % = 36; 30 × 2 ÷ 4 = 15; 60,000 is 4 % over 57,692.3…, so 10 × (60,000 - 57,000) ÷ 57,000 ÷ 10 % = 5.26….
    let audited = audit("A01,陆一一,100000,60000,36,4%,15,57000,5.3,56.3");
    assert_eq!(roots(&audited), Vec::<String>::new());
    assert_eq!(
        working(&audited, 0),
        "实际 60,000 ÷ 目标 100,000 = 60%；60 × 60% = 36"
    );
    // 52,000 is 4 % over 50,000: 10 × 4 ÷ 10 = 4.
    let audited = audit("A01,陆一一,80000,52000,39,2%,30,50000,4,73");
    assert_eq!(roots(&audited), Vec::<String>::new());
}

#[test]
fn below_the_floor_it_earns_nothing_and_says_why() {
    // 58,000 is 3.57… % over 56,000.
    let audited = audit("A01,陆一一,100000,58000,0,5%,0,56000,0,0");
    assert_eq!(roots(&audited), Vec::<String>::new());
    let told = [0, 1, 2].map(|line| working(&audited, line));
    assert_eq!(
        told,
        [
            "实际 58,000 ÷ 目标 100,000 = 58%，低于 60%，得 0 分",
            "反向指标：投诉率 5% 高于目标 2%；2% ÷ 5% = 40%，低于 50%，得 0 分",
            "(58,000 - 56,000) ÷ 56,000 = 3.5714…%，低于 4%，得 0 分",
        ]
    );
}

#[test]
fn a_forgotten_floor_is_named_as_the_cause() {
    // 60 × 58 % = 34.8; 30 × 2 ÷ 5 = 12; 10 × 3.5714… % ÷ 10 % = 3.57….
    let audited = audit("A01,陆一一,100000,58000,34.8,5%,12,56000,3.6,50.4");
    let floors = [
        "A102 E2 not-capped",
        "A102 G2 not-capped",
        "A102 I2 not-capped",
    ];
    assert_eq!(roots(&audited), floors);
    let message = audited["findings"][0]["message"].as_str().unwrap();
    for words in [
        "填 34.8，复核 0",
        "没有按下限计 0 分：60 × 58% = 34.8",
        "低于 60%，得 0 分",
    ] {
        assert!(message.contains(words), "{message}");
    }
    // 59.6 % rounded to 60 % first earns 36.
    let audited = audit("A01,陆一一,100000,59600,36,2%,30,57000,4.6,70.6");
    assert_eq!(roots(&audited), ["A102 E2 rounded-early"]);
}
