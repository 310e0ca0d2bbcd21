//! Habits of people who fill in scorecards: what they leave blank, what they write below the list, how they date it.
//! Nothing of it is a mistake, and nobody in it is a person.
//!
//! Everybody sells 90 of 100 and earns 60 × 90 % = 54 points; a complaint of which all were content, or none at all,
//! earns 40: 94 in all, and 5,000 × 20 % × 94 ÷ 100 = 940.

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
name = "习惯"
layout = "roster"
[rounding]
line = 1
payout = 2
[payout]
by = "base-rate"
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], score = ["销售得分"] }
[[line]]
item = "投诉"
max = 40
rule.ratio = { full-at = "90%", when-none = "full" }
columns = { actual = ["满意数"], target = ["投诉数"], score = ["投诉得分"] }
"#;

const HEADER: &str =
    "工号,姓名,实际,目标,销售得分,投诉数,满意数,投诉得分,总分,基本工资,绩效比例,绩效工资";
const ONE: &str = "A01,陆一一,90,100,54,1,1,40,94,5000,20%,940";
const TWO: &str = "A02,顾二二,90,100,54,1,1,40,94,5000,20%,940";

fn audit_by(scheme: &str, rows: &[&str], options: &[&str]) -> Json {
    let folder = Folder::bare()
        .file("one.toml", scheme)
        .file("a.csv", rows.join("\n"));
    let by = [
        "audit",
        "a.csv",
        "-m",
        "one.toml",
        "--dry-run",
        "--format",
        "json",
    ];
    let ran = folder.output(&[&by, options].concat());
    let report: Json = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    report["inputs"][0].clone()
}

fn audit(rows: &[&str]) -> Json {
    audit_by(SCHEME, rows, &[])
}

/// The codes of all findings.
fn codes(audited: &Json) -> Vec<&str> {
    let findings = audited["findings"].as_array().unwrap().iter();
    findings.map(|one| one["code"].as_str().unwrap()).collect()
}

/// Everybody's name and pay.
fn pay(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let word = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let of = |card: &Json| {
        let (name, pay) = (&card["employee"]["name"], &card["payout"]["recomputed"]);
        format!("{} {}", word(name), word(pay))
    };
    cards.map(of).collect()
}

/// The rows hold the two people and nothing else.
fn holds_two(rows: &[&str]) {
    let audited = audit(rows);
    assert_eq!(codes(&audited), Vec::<&str>::new(), "{rows:?}");
    assert_eq!(
        pay(&audited),
        ["陆一一 940.00", "顾二二 940.00"],
        "{rows:?}"
    );
}

#[test]
fn nobody_fills_in_what_became_of_no_complaints() {
    for content in ["", "/", "无", "0"] {
        let one = format!("A01,陆一一,90,100,54,0,{content},40,94,5000,20%,940");
        holds_two(&[HEADER, &one, TWO]);
    }
    // With a complaint the figure is needed.
    let one = "A01,陆一一,90,100,54,1,,40,94,5000,20%,940";
    assert_eq!(codes(&audit(&[HEADER, one, TWO])), ["X101"]);
}

#[test]
fn a_table_below_the_list_is_about_no_people() {
    let tables: [&[&str]; 3] = [
        &["部门,人数,平均分,绩效工资合计", "运营部,2,94,1880"],
        &["指标,目标", "销售额,100", "投诉,0"],
        &["等级,分数段,系数", "A,90以上,1.2", "B,80-90,1"],
    ];
    for table in tables {
        holds_two(&[&[HEADER, ONE, TWO, ",,"], table].concat());
    }
    // The list may go on below.
    holds_two(&[HEADER, ONE, ",,", "指标,目标", "销售额,100", HEADER, TWO]);
    // Somebody new below a gap is still a person.
    holds_two(&[HEADER, ONE, ",,", TWO]);
}

#[test]
fn a_row_that_counts_is_nobody() {
    for label in ["共2人", "合计：2人", "总计 2 名", "累计", "小计2人"] {
        let sum = format!("{label},,,,,,,,188,10000,,1880");
        holds_two(&[HEADER, ONE, TWO, &sum]);
    }
}

#[test]
fn an_invented_row_that_shows_how_is_not_paid() {
    for (id, name) in [
        ("示例", "张三"),
        ("例", "张三"),
        ("填写示例", "张三"),
        ("A00", "张三（示例）"),
        ("A00", "例：张三"),
    ] {
        let sample = format!("{id},{name},90,100,54,1,1,40,94,5000,20%,940");
        holds_two(&[HEADER, &sample, ONE, TWO]);
    }
}

#[test]
fn the_period_is_read_however_it_is_written() {
    for (title, period) in [
        (
            "绩效考核表（制表日期：2026年11月3日；考核月：2026年10月）",
            Some("2026-10"),
        ),
        ("绩效考核表 制表日期：2026-11-03", None),
        ("考核月份,202610", Some("2026-10")),
        ("年度,2026,月份,10", Some("2026-10")),
        ("2026年绩效考核表,,考核月份：,十月", Some("2026-10")),
        ("2026年度10月绩效考核表", Some("2026-10")),
    ] {
        let audited = audit(&[title, HEADER, ONE, TWO]);
        let found = audited["scorecards"][0]["period"].as_str();
        assert_eq!(found, period, "{title}");
    }
    // A month in a column, the year in the title.
    let with_month = |row: &str, month: &str| format!("{row},{month}");
    let rows = [
        "2026年绩效考核表".to_owned(),
        with_month(HEADER, "月份"),
        with_month(ONE, "9月"),
        with_month(ONE, "10"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let audited = audit(&rows);
    assert_eq!(audited["scorecards"][0]["period"], "2026-09");
    assert_eq!(audited["scorecards"][1]["period"], "2026-10");
    assert_eq!(codes(&audited), Vec::<&str>::new());
}

#[test]
fn an_item_that_ends_like_a_statistic_is_a_line() {
    let scheme = r#"
name = "车间"
layout = "long"
[rounding]
line = 0
[fields]
total = ["总分"]
[[line]]
item = "产品合格率"
max = 60
positions = ["质检员"]
rule.judged = {}
[[line]]
item = "出勤"
max = 40
rule.judged = {}
"#;
    let rows = [
        "工号,姓名,岗位,考核指标,得分,总分",
        "A01,陆一一,质检员,产品合格率,50,88",
        ",,,出勤,38,",
        ",,,小计,88,",
        "A02,顾二二,质检员,出勤,40,95",
        ",,,产品合格率,55,",
    ];
    let audited = audit_by(scheme, &rows, &[]);
    assert_eq!(codes(&audited), Vec::<&str>::new());
    let totals = audited["scorecards"].as_array().unwrap().iter();
    let totals: Vec<_> = totals
        .map(|card| card["total"]["recomputed"].clone())
        .collect();
    assert_eq!(totals, ["88", "95"]);
}

#[test]
fn lists_below_and_beside_each_other_are_read_by_their_own_headers() {
    // Below, with another order of columns and without 目标's own place.
    let other =
        "姓名,工号,投诉数,满意数,投诉得分,目标,实际,销售得分,总分,绩效比例,基本工资,绩效工资";
    let two = "顾二二,A02,1,1,40,100,90,54,94,20%,5000,940";
    holds_two(&[HEADER, ONE, ",,", "京东部绩效考核表", other, two]);
    // The same, shifted.
    let shifted = |row: &str| format!(",,{row}");
    holds_two(&[HEADER, ONE, ",,", &shifted(HEADER), &shifted(TWO)]);
    // Beside each other.
    let beside = |left: &str, right: &str| format!("{left},,{right}");
    holds_two(&[&beside(HEADER, HEADER), &beside(ONE, TWO)]);
    // A wrong score in the list beside is found.
    let wrong = TWO.replace("90,100,54", "90,100,55");
    let audited = audit(&[&beside(HEADER, HEADER), &beside(ONE, &wrong)]);
    assert_eq!(codes(&audited), ["A102"]);
}

#[test]
fn a_quarter_may_be_written_by_its_months() {
    for (title, period) in [
        ("2026年7-9月绩效考核表", Some("2026-Q3")),
        ("2026年7月至9月绩效考核表", Some("2026-Q3")),
        ("2026年1-6月绩效考核表", None),
        ("2026年10月1-31日绩效考核表", Some("2026-10")),
        ("2026年全年绩效考核表", Some("2026")),
        ("2026全年绩效考核表", Some("2026")),
        ("2026年上半年绩效考核表", None),
        ("入职日期,2026年3月1日", None),
    ] {
        let audited = audit(&[title, HEADER, ONE, TWO]);
        let found = audited["scorecards"][0]["period"].as_str();
        assert_eq!(found, period, "{title}");
    }
}

#[test]
fn money_and_counts_in_the_unit_of_their_header() {
    // 9 of 10 万元, 0.5 万元 of base, 0.094 万元 of pay: the same people.
    for (unit, [actual, target, base, pay]) in [
        ("万元", ["9", "10", "0.5", "0.094"]),
        ("万元，含税", ["9", "10", "0.5", "0.094"]),
        ("￥万", ["9", "10", "0.5", "0.094"]),
        ("k", ["90", "100", "5", "0.94"]),
        ("千元", ["90", "100", "5", "0.94"]),
        ("单位：千元", ["90", "100", "5", "0.94"]),
    ] {
        let header = format!(
            "工号,姓名,\"实际（{unit}）\",\"目标（{unit}）\",销售得分,投诉数,满意数,投诉得分,总分,\"基本工资（{unit}）\",绩效比例,\"绩效工资（{unit}）\""
        );
        let person = |id: &str, name: &str| {
            format!("{id},{name},{actual},{target},54,1,1,40,94,{base},20%,{pay}")
        };
        holds_two(&[&header, &person("A01", "陆一一"), &person("A02", "顾二二")]);
    }
    // 4,800 万元 is nobody's base: the header is not believed.
    let header = HEADER.replace("基本工资", "基本工资（万元）");
    holds_two(&[&header, ONE, TWO]);
}

#[test]
fn hours_in_another_unit_are_held_and_not_computed_with() {
    let scheme = SCHEME.replace(
        "rule.ratio = { full-at = \"90%\", when-none = \"full\" }",
        "rule.all-or-less = { per = true, at-most = 24, less = 1, when-none = \"full\" }\nunit = \"hours\"",
    );
    let row = |hours: &str, points: &str, total: &str, pay: &str| {
        format!("A01,陆一一,90,100,54,2,{hours},{points},{total},5000,20%,{pay}")
    };
    let with = |header: &str, row: &str| {
        let audited = audit_by(&scheme, &[header, row], &[]);
        let status = audited["scorecards"][0]["status"]
            .as_str()
            .unwrap()
            .to_owned();
        (status, codes(&audited).join(" "))
    };
    let ready = ("ready".to_owned(), String::new());
    // 46 hours for two complaints.
    assert_eq!(with(HEADER, &row("46", "40", "94", "940")), ready);
    let said = HEADER.replace("满意数", "满意数（小时）");
    assert_eq!(with(&said, &row("46", "40", "94", "940")), ready);
    assert_eq!(with(HEADER, &row("46小时", "40", "94", "940")), ready);
    for (header, hours) in [
        (HEADER.to_owned(), "2天"),
        (HEADER.to_owned(), "2760分钟"),
        (HEADER.replace("满意数", "满意数（分钟）"), "2760"),
        (HEADER.replace("满意数", "满意数（天）"), "1.9"),
    ] {
        let (status, codes) = with(&header, &row(hours, "40", "94", "940"));
        assert_eq!(
            (status.as_str(), codes.as_str()),
            ("held", "X102"),
            "{hours}"
        );
    }
}

#[test]
fn a_column_of_points_that_nobody_rounded_is_the_sheets_habit() {
    // 60 × 91,117 ÷ 100,000 = 54.6702: 54.7 by the scheme, and 94.67 where nobody rounds: 946.70 instead of 947.
    let person = |id: &str, name: &str| {
        format!("{id},{name},91117,100000,54.6702,1,1,40,94.6702,5000,20%,946.70")
    };
    let rows = [
        HEADER.to_owned(),
        person("A01", "陆一一"),
        person("A02", "顾二二"),
        person("A03", "沈三三"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let audited = audit(&rows);
    let findings = audited["findings"].as_array().unwrap();
    let roots = findings.iter().filter(|one| one["root"] == true);
    let roots: Vec<_> = roots.map(|one| one["code"].clone()).collect();
    assert_eq!(roots, ["A207"]);
    let pay = findings.iter().filter(|one| one["code"] == "A303");
    assert!(pay.clone().all(|one| one["cause"] == "unrounded-lines"));
    assert_eq!(pay.count(), 3);
}

#[test]
fn a_cell_left_blank_is_none_where_the_mapping_says_so() {
    let scheme = SCHEME.replace(
        "rule.ratio = { full-at = \"90%\", when-none = \"full\" }",
        "rule.deduction = { each = 5 }\nblank = \"zero\"",
    );
    let row = "A01,陆一一,90,100,54,,,40,94,5000,20%,940";
    let audited = audit_by(&scheme, &[HEADER, row], &[]);
    assert_eq!(codes(&audited), Vec::<&str>::new());
    assert_eq!(pay(&audited), ["陆一一 940.00"]);
    let held = audit_by(&scheme.replace("blank = \"zero\"", ""), &[HEADER, row], &[]);
    assert_eq!(codes(&held), ["X101"]);
}

#[test]
fn where_everybody_seems_wrong_the_mapping_is_doubted() {
    let said = |wrong: usize| {
        let rows = (1..=6).map(|number| {
            let total = if number <= wrong { 95 } else { 94 };
            format!("A0{number},陆{number},90,100,54,1,1,40,{total},5000,20%,940")
        });
        let rows: Vec<String> = std::iter::once(HEADER.to_owned()).chain(rows).collect();
        let folder = Folder::bare()
            .file("one.toml", SCHEME)
            .file("a.csv", rows.join("\n"));
        let ran = folder.output(&["audit", "a.csv", "-m", "one.toml"]);
        String::from_utf8(ran.stdout).unwrap()
    };
    assert!(said(4).contains("下一步：先按上面「请先核对方案」核对方案"));
    assert!(said(4).contains("请先核对方案：6 人里有 4 人都是总分不符（A202）"));
    assert!(!said(3).contains("请先核对方案"));
}

#[test]
fn several_periods_in_one_file_are_told() {
    let said = |second: &str| {
        let row = |row: &str, month: &str| format!("{row},{month}");
        let rows = [
            row(HEADER, "考核月份"),
            row(ONE, "2026-09"),
            row(ONE, second),
        ];
        let folder = Folder::bare()
            .file("one.toml", SCHEME)
            .file("a.csv", rows.join("\n"));
        let ran = folder.output(&["audit", "a.csv", "-m", "one.toml", "--dry-run"]);
        String::from_utf8(ran.stdout).unwrap()
    };
    let told = "文件里有 2 个考核期的考核表（2026-09 1 人、2026-10 1 人）";
    assert!(said("2026-10").contains(told), "{}", said("2026-10"));
    assert!(!said("2026-09").contains("考核期的考核表"));
}
