//! Rows among the lines of a long table that add a person's lines, whatever they are called. The figures were worked by
//! hand: 90 ÷ 100 × 60 = 54 and 54 + 30 = 84; 80 ÷ 100 × 60 = 48 and 48 + 37 = 85.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};

const SCHEME: &str = r#"
name = "明细考核"
layout = "long"
[rounding]
line = 1
[fields]
total = ["总分", "评定结果"]
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
[[line]]
item = "工作纪律"
max = 40
rule.judged = {}
"#;

/// Two people's lines, each with a row below them.
fn table(first: &str, second: &str) -> String {
    format!(
        "姓名,指标,分值,目标值,实际值,得分\n柏令仪,销售额,60,100,90,54\n柏令仪,工作纪律,40,,,30\n{first}\n\
         费书白,销售额,60,100,80,48\n费书白,工作纪律,40,,,37\n{second}\n"
    )
}

/// The people's states and the findings as `code cell`.
fn audited(csv: &str) -> (Vec<String>, Vec<String>) {
    let folder = Folder::bare().file("one.toml", SCHEME).file("a.csv", csv);
    let input = folder.audited("a.csv", "one.toml", &[]);
    let cards = input["scorecards"].as_array().unwrap().iter();
    let states = cards.map(|card| card["status"].as_str().unwrap_or_default().to_owned());
    (states.collect(), found(&input))
}

fn ready() -> Vec<String> {
    vec!["ready".to_owned(), "ready".to_owned()]
}

#[test]
fn a_person_s_own_total_is_no_line() {
    let labels = [
        "总分",
        "总得分",
        "考核总分",
        "个人总分",
        "本人得分",
        "月度得分",
        "最终得分",
        "绩效得分",
        "考核得分",
        "总成绩",
        "总评分",
        "本月得分",
        "综合得分",
        "SUM",
        "合计",
        "评定结果",
        "本月表现",
    ];
    for label in labels {
        for name in ["", "柏令仪"] {
            let second = if name.is_empty() { "" } else { "费书白" };
            let csv = table(
                &format!("{name},{label},100,,,84"),
                &format!("{second},{label},100,,,85"),
            );
            assert_eq!(audited(&csv), (ready(), Vec::new()), "{label} {name}");
        }
    }
}

/// What adds nothing is a line that the scheme does not know, whoever it is called like.
#[test]
fn a_line_of_another_name_is_told() {
    for label in ["本月得分", "团队协作"] {
        let csv = table(&format!(",{label},10,,,8"), ",总分,100,,,85");
        let (_, told) = audited(&csv);
        assert_eq!(told, ["A204 C1", "X103 B4"], "{label}");
    }
}

/// Where no summary has the total, that of the row is compared; the sum of all people is nobody's.
#[test]
fn a_total_below_the_lines_is_compared() {
    let csv = table(",总分,100,,,86", ",总分,100,,,85");
    assert_eq!(audited(&csv).1, ["A202 F4"]);
    let all = table("", "").replace("\n\n", "\n") + ",合计,200,,,169\n";
    assert_eq!(audited(&all), (ready(), Vec::new()));
}

/// Two people of one name: 54 + 30 = 84 and 48 + 37 = 85, and nobody knows by name whose summary is whose.
#[test]
fn namesakes_of_two_positions_are_two_people() {
    let people = |second: &str, ids: [&str; 2]| {
        format!(
            "工号,姓名,岗位,指标,分值,目标值,实际值,得分\n{0},张伟,店员,销售额,60,100,90,54\n{0},张伟,店员,工作纪律,40,,,30\n\
             {1},{second},店长,销售额,60,100,80,48\n{1},{second},店长,工作纪律,40,,,37\n",
            ids[0], ids[1]
        )
    };
    let held = vec!["held".to_owned(), "held".to_owned()];
    let told = vec!["X111 B2".to_owned(), "X111 B4".to_owned()];
    assert_eq!(audited(&people("张伟", ["", ""])), (held, told));
    // Two names are two people, whatever stands for their ids; and so are two ids.
    for (second, ids) in [
        ("费书白", ["-", "-"]),
        ("费书白", ["新员工", "新员工"]),
        ("张伟", ["1", "2"]),
    ] {
        assert_eq!(
            audited(&people(second, ids)),
            (ready(), Vec::new()),
            "{ids:?}"
        );
    }
    // One person whose position was mistyped once.
    let slip = people("张伟", ["", ""])
        .replace("店长,销售额", "店员,回款")
        .replace("店长", "店张");
    assert_eq!(audited(&slip).0, ["held"]);
}

#[test]
fn a_person_s_sum_may_be_called_so_in_the_place_of_the_name() {
    let csv = |second: &str| {
        table("小计,,,,,84", &format!("小计,,,,,{second}"))
            .replace("柏令仪,工作纪律", ",工作纪律")
            .replace("费书白,工作纪律", ",工作纪律")
    };
    assert_eq!(audited(&csv("85")), (ready(), Vec::new()));
    let (states, found) = audited(&csv("86"));
    assert_eq!(
        (states[1].as_str(), found),
        ("corrected", vec!["A202 F7".to_owned()])
    );
}
