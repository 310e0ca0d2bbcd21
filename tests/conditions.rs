//! What stands around the lines of a scheme: figures that change by month or are set for a run, vetoes in every layout,
//! and what the review of a mapping says, each with its line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::fs;
use std::process::Command;

use common::project;
use fuhe::finding::Severity;
use fuhe::mapping::check::check;
use serde_json::Value as Json;

/// A run of the command line in a folder with a scheme and a sheet: exit code, the report, what is complained of.
fn audited(scheme: &str, sheet: &str, args: &[&str]) -> (Option<i32>, Json, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.toml"), scheme).unwrap();
    fs::write(folder.path().join("a.csv"), sheet).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_fuhe"))
        .args([
            "audit",
            "a.csv",
            "-m",
            "own.toml",
            "--dry-run",
            "--format",
            "json",
        ])
        .args(args)
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .output()
        .unwrap();
    let report = serde_json::from_slice(&ran.stdout).unwrap_or(Json::Null);
    let complaint = String::from_utf8(ran.stderr).unwrap();
    (ran.status.code(), report, complaint)
}

/// `A102 C2 root` for each finding, and the first card's total.
fn told(report: &Json) -> (Vec<String>, String) {
    let input = &report["inputs"][0];
    let findings = input["findings"].as_array().unwrap().iter();
    let findings = findings.map(|one| {
        let root = if one["root"] == true {
            "root"
        } else {
            "follows"
        };
        let word = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {root}", word("code"), word("cell"))
    });
    let total = &input["scorecards"][0]["total"]["recomputed"];
    (
        findings.collect(),
        total.as_str().unwrap_or("none").to_owned(),
    )
}

const DATED: &str = r#"
name = "访客"
layout = "roster"
[rounding]
line = 1
[[parameter]]
name = "访客数目标"
values = [{ from = "2026-04", value = "4,000" }, { from = "2026-07", value = "5,000" }]
[[line]]
item = "访客数"
max = 100
rule.ratio = { target = "@访客数目标" }
columns.actual = ["访客数"]
columns.score = ["得分"]
"#;

/// 3,000 visitors: 75 of 4,000, 60 of 5,000.
#[test]
fn a_month_is_audited_by_the_figures_of_its_time() {
    let cases: &[(&str, &str, &[&str], &str)] = &[
        // period, reported points, findings, total
        ("2026-04", "75", &[], "75.0"),
        ("2026-06", "75", &[], "75.0"),
        ("2026-07", "60", &[], "60.0"),
        ("2027-01", "60", &[], "60.0"),
        // By the figure of the other time, either way.
        ("2026-06", "60", &["A102 C2 root"], "75.0"),
        ("2026-07", "75", &["A102 C2 root"], "60.0"),
        // Quarters count by their last month; one that lies on one side of the change has nothing to tell.
        ("2026-Q2", "75", &[], "75.0"),
        ("2026-Q3", "60", &[], "60.0"),
        // Before the first value nobody knows: held.
        ("2026-03", "75", &["S101 B2 root"], "none"),
        // A year in which it changes has no figure of its own.
        ("2026", "60", &["S101 B2 root"], "none"),
    ];
    for (period, points, findings, total) in cases {
        let sheet = format!("姓名,访客数,得分,总分\n甲,3000,{points},{points}\n");
        let (_, report, complaint) = audited(DATED, &sheet, &["--period", period]);
        assert!(!report.is_null(), "{complaint}");
        let (found, recomputed) = told(&report);
        // A wrong line is followed by its total; where S101 stands is the person's cell.
        let roots: Vec<&str> = found
            .iter()
            .filter(|one| one.ends_with("root"))
            .map(String::as_str)
            .collect();
        let codes =
            |list: &[&str]| -> Vec<String> { list.iter().map(|one| one[..4].to_owned()).collect() };
        assert_eq!(
            codes(&roots),
            codes(findings),
            "{period} {points}: {found:?}"
        );
        assert_eq!(recomputed, *total, "{period} {points}");
    }
}

/// Nobody knows which of its months a year's figure is of, unless the run says so.
#[test]
fn a_year_in_which_a_figure_changes_is_held() {
    let sheet = "姓名,访客数,得分,总分\n甲,3000,60,60\n";
    let (_, report, complaint) = audited(DATED, sheet, &["--period", "2026"]);
    assert!(!report.is_null(), "{complaint}");
    let findings = &report["inputs"][0]["findings"];
    assert_eq!(findings[0]["code"], "S101");
    let message = findings[0]["message"].as_str().unwrap();
    // From 2026-04 on there is a figure, from 2026-07 on another.
    assert!(
        message.contains("2026-04") && message.contains("--set"),
        "{message}"
    );
    let (_, report, _) = audited(
        DATED,
        sheet,
        &["--period", "2026", "--set", "访客数目标=5000"],
    );
    assert_eq!(told(&report), (Vec::new(), "60.0".to_owned()));
}

#[test]
fn a_figure_can_be_set_for_a_run_and_the_basis_says_so() {
    let sheet = "姓名,访客数,得分,总分\n甲,3000,50,50\n";
    // 3,000 of 6,000 are 50, in a month of which the scheme knows nothing too.
    for period in ["2026-06", "2026-01"] {
        let set = ["--period", period, "--set", "访客数目标=6000"];
        let (code, report, complaint) = audited(DATED, sheet, &set);
        assert_eq!(code, Some(0), "{complaint}");
        assert_eq!(told(&report), (Vec::new(), "50.0".to_owned()));
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.toml"), DATED).unwrap();
    fs::write(folder.path().join("a.csv"), sheet).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_fuhe"))
        .args([
            "audit",
            "a.csv",
            "-m",
            "own.toml",
            "--set",
            "访客数目标=6,000",
        ])
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .output()
        .unwrap();
    assert_eq!(
        ran.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let basis = common::workbook(&folder.path().join("a.复核.xlsx"));
    let basis = basis
        .sheets
        .iter()
        .find(|sheet| sheet.name == "复核依据")
        .unwrap();
    let cells = basis.rows.iter().flat_map(|row| &row.cells);
    let words: Vec<String> = cells.map(|cell| format!("{:?}", cell.value)).collect();
    let words = words.join(" ");
    assert!(
        words.contains("「访客数目标」6,000（本次用 --set 指定）"),
        "{words}"
    );
    // The same twice is one; two figures are a question.
    let twice = |second| {
        [
            "--period",
            "2026-06",
            "--set",
            "访客数目标=6000",
            "--set",
            second,
        ]
    };
    let (code, ..) = audited(DATED, sheet, &twice("访客数目标=6000"));
    assert_eq!(code, Some(0));
    let (code, _, complaint) = audited(DATED, sheet, &twice("访客数目标=6100"));
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("写了两次"), "{complaint}");
    for (set, words) in [
        ("访客数目際=6000", "是不是「访客数目标」"),
        ("访客目标=6000", "访客数目标"),
        ("毛利=1", "可以设定的有：访客数目标"),
        ("访客数目标=很多", "很多"),
        ("访客数目标", "--set"),
    ] {
        let (code, _, complaint) = audited(DATED, sheet, &["--set", set]);
        assert_eq!(code, Some(2), "{set}: {complaint}");
        assert!(complaint.contains(words), "{set}: {complaint}");
    }
}

/// A parameter that is only compared with the sheet's words changes nothing when it is set.
#[test]
fn a_figure_that_no_rule_uses_is_not_set() {
    let scheme = DATED
        .replace("\"@访客数目标\"", "4000")
        .replace("values = [{ from = \"2026-04\", value = \"4,000\" }, { from = \"2026-07\", value = \"5,000\" }]", "value = 4000\npattern = '目标(\\d+)'");
    let sheet = "姓名,访客数,得分,总分\n甲,3000,75,75\n";
    let (code, _, complaint) = audited(&scheme, sheet, &["--set", "访客数目标=5000"]);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(
        complaint.contains("没有用到参数「访客数目标」"),
        "{complaint}"
    );
}

const VETO_ROSTER: &str = r#"
name = "安全"
layout = "roster"
[rounding]
line = 1
[[veto]]
name = "重大事故"
[[veto]]
name = "缺勤三天"
line = "缺勤"
at-least = 3
total = 60
[[line]]
item = "缺勤"
max = 100
dash = "zero"
rule.deduction = { each = 5 }
columns.actual = ["缺勤/天数"]
columns.score = ["缺勤/得分"]
"#;

const VETO_FORM: &str = r#"
name = "安全表"
layout = "form"
[rounding]
line = 1
[fields]
total = ["合计"]
[columns]
item = ["项目"]
actual = ["次数"]
score = ["得分"]
max = ["分值"]
[[veto]]
name = "重大事故"
[[veto]]
name = "投诉过多"
at-least = 3
total = 40
[[line]]
item = "违纪"
max = 100
dash = "zero"
rule.deduction = { each = 10 }
"#;

const VETO_LONG: &str = r#"
name = "安全明细"
layout = "long"
[rounding]
line = 1
[columns]
item = ["指标"]
actual = ["实际值"]
score = ["得分"]
[[veto]]
name = "违纪太多"
line = "违纪"
at-least = 3
total = 50
[[line]]
item = "违纪"
max = 60
dash = "zero"
rule.deduction = { each = 10 }
[[line]]
item = "态度"
max = 40
rule.judged = {}
"#;

#[test]
fn a_veto_ends_the_total_in_every_layout() {
    let roster = |days: &str, points: &str, accident: &str, total: &str| {
        format!("姓名,缺勤,,重大事故,总分\n,天数,得分,,\n甲,{days},{points},{accident},{total}\n")
    };
    let form = |times: &str, points: &str, accident: &str, complaints: &str, total: &str| {
        format!(
            "安全考核表,,,\n姓名,甲,重大事故,{accident}\n投诉过多,{complaints},,\n项目,分值,次数,得分\n违纪,100,{times},{points}\n合计,100,,{total}\n"
        )
    };
    let long = |times: &str, points: &str, total: &str| {
        format!("姓名,指标,实际值,得分,总分\n甲,违纪,{times},{points},{total}\n甲,态度,,40,\n")
    };
    let cases: Vec<(&str, &str, String, &[&str], &str)> = vec![
        (
            "none",
            VETO_ROSTER,
            roster("1", "95", "否", "95"),
            &[],
            "95.0",
        ),
        (
            "blank",
            VETO_ROSTER,
            roster("1", "95", "", "95"),
            &[],
            "95.0",
        ),
        ("yes", VETO_ROSTER, roster("1", "95", "是", "0"), &[], "0.0"),
        (
            "ignored",
            VETO_ROSTER,
            roster("1", "95", "有", "95"),
            &["A202"],
            "0.0",
        ),
        (
            "unclear",
            VETO_ROSTER,
            roster("1", "95", "待查", "95"),
            &["X102"],
            "none",
        ),
        (
            "below the count",
            VETO_ROSTER,
            roster("2", "90", "", "90"),
            &[],
            "90.0",
        ),
        (
            "at the count",
            VETO_ROSTER,
            roster("3", "85", "", "60"),
            &[],
            "60.0",
        ),
        (
            "count ignored",
            VETO_ROSTER,
            roster("3", "85", "", "85"),
            &["A202"],
            "60.0",
        ),
        (
            "less than the most",
            VETO_ROSTER,
            roster("10", "50", "", "50"),
            &[],
            "50.0",
        ),
        ("both", VETO_ROSTER, roster("3", "85", "√", "0"), &[], "0.0"),
        (
            "form none",
            VETO_FORM,
            form("1", "90", "无", "1", "90"),
            &[],
            "90.0",
        ),
        (
            "form yes",
            VETO_FORM,
            form("1", "90", "是", "0", "0"),
            &[],
            "0.0",
        ),
        (
            "form count",
            VETO_FORM,
            form("1", "90", "否", "3", "40"),
            &[],
            "40.0",
        ),
        (
            "form ignored",
            VETO_FORM,
            form("1", "90", "否", "4", "90"),
            &["A202"],
            "40.0",
        ),
        ("long none", VETO_LONG, long("2", "40", "80"), &[], "80.0"),
        ("long count", VETO_LONG, long("3", "30", "50"), &[], "50.0"),
        (
            "long ignored",
            VETO_LONG,
            long("3", "30", "70"),
            &["A202"],
            "50.0",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, scheme, sheet, findings, total) in cases {
        let (_, report, complaint) = audited(scheme, &sheet, &[]);
        if report.is_null() {
            wrong.push(format!("{name}: {complaint}"));
            continue;
        }
        let (found, recomputed) = told(&report);
        let codes: Vec<&str> = found.iter().map(|one| &one[..4]).collect();
        if codes != findings || recomputed != total {
            wrong.push(format!("{name}: {found:?} {recomputed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The head of a mapping that is reviewed: four lines.
const HEAD: &str = "name = \"t\"\nlayout = \"form\"\n[rounding]\nline = 1\n";

#[test]
fn the_review_tells_each_oddity_at_its_line() {
    let line = |item: &str, max: &str, rule: &str| {
        format!("[[line]]\nitem = \"{item}\"\nmax = {max}\nrule.{rule}\n")
    };
    let sound = line("甲", "100", "judged = {}");
    let half = line("甲", "50", "judged = {}");
    let sections: String = ["一、销售", "二、流量", "三、满意", "四、活动", "六、协作"]
        .iter()
        .map(|name| format!("[[section]]\nname = \"{name}\"\n[[line]]\nitem = \"{name}项\"\nsection = \"{name}\"\nmax = 20\nrule.judged = {{}}\n"))
        .collect();
    let grade = |name: &str, from: &str| format!("[[grade]]\nname = \"{name}\"\nfrom = {from}\n");
    let cases: Vec<(&str, String, usize, Severity, &str)> = vec![
        (
            "a gap",
            format!(
                "{HEAD}{}",
                line(
                    "甲",
                    "100",
                    "bands = { bands = [{ range = \"[60, )\", points = 100 }, { range = \"[0, 59)\", points = 0 }] }"
                )
            ),
            5,
            Severity::Error,
            "之间有空档",
        ),
        (
            "an overlap",
            format!(
                "{HEAD}{}",
                line(
                    "甲",
                    "100",
                    "bands = { bands = [{ range = \"[60, )\", points = 100 }, { range = \"[0, 61)\", points = 0 }] }"
                )
            ),
            5,
            Severity::Error,
            "重叠",
        ),
        (
            "a band above its max",
            format!(
                "{HEAD}{}",
                line(
                    "甲",
                    "100",
                    "bands = { bands = [{ range = \"[60, )\", points = 120 }, { range = \"[0, 60)\", points = 0 }] }"
                )
            ),
            5,
            Severity::Warning,
            "的 120 分超过满分 100，按满分计",
        ),
        (
            "maxima not 100",
            format!("{HEAD}{half}{}", line("乙", "40", "judged = {}")),
            1,
            Severity::Warning,
            "满分合计 90，不是 100",
        ),
        (
            "a deduction larger than its line",
            format!(
                "{HEAD}{half}{}",
                line("乙", "50", "deduction = { each = 60 }")
            ),
            9,
            Severity::Warning,
            "60",
        ),
        (
            "a section number skipped",
            format!("{HEAD}{sections}"),
            33,
            Severity::Warning,
            "编号从「四、活动」跳到「六、协作」，缺第 5 部分",
        ),
        (
            "a grade nobody reaches",
            format!("{HEAD}{sound}{}{}", grade("S", "101"), grade("A", "0")),
            9,
            Severity::Warning,
            "永远得不到",
        ),
        (
            "a grade hidden by another",
            format!("{HEAD}{sound}{}{}", grade("B", "0"), grade("A", "90")),
            12,
            Severity::Error,
            "等级要从高到低写",
        ),
        (
            "a parameter without use",
            format!("{HEAD}{sound}[[parameter]]\nname = \"目标\"\nvalue = 5\n"),
            9,
            Severity::Warning,
            "目标",
        ),
        (
            "a pass mark above all totals",
            format!("{HEAD}[payout]\nby = \"fixed\"\namount = 1\npass-mark = 101\n{sound}"),
            8,
            Severity::Error,
            "谁也拿不到",
        ),
        (
            "a score that nobody may give",
            format!(
                "{HEAD}{}",
                line("甲", "100", "judged = { allowed = [\"0-10\", \"12-100\"] }")
            ),
            5,
            Severity::Warning,
            "中间 11 分不能给",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, source, at, severity, words) in cases {
        let faults = check("t", &source).faults;
        let fits = faults.iter().any(|fault| {
            fault.line == at && fault.severity == severity && fault.message.zh.contains(words)
        });
        if !fits || faults.len() != 1 {
            wrong.push(format!("{name}: {faults:?}"));
        }
    }
    // A scale that begins at 1 has no gap.
    let from_one = format!("{HEAD}full-marks = 5\n")
        .replace("[rounding]", "full-marks = 5\n[rounding]")
        .replace("line = 1\nfull-marks = 5\n", "line = 1\n");
    let source = format!(
        "{from_one}{}",
        line("甲", "5", "judged = { allowed = [1, 2, 3, 4, 5] }")
    );
    let faults = check("t", &source).faults;
    if !faults.is_empty() {
        wrong.push(format!("from one: {faults:?}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(project().join("mappings").is_dir());
}
