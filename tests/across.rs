//! What several workbooks of a batch tell of each other: the same person in two files, copied forms, files that bear
//! another's name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use tempfile::TempDir;

/// A scheme of three ratio lines; pay = base × 20 % × total ÷ 100.
const ROSTER: &str = r#"
name = "三项"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
[[line]]
item = "销售额"
max = 40
rule.ratio = {}
columns = { actual = ["实际销售额"], target = ["目标销售额"], score = ["销售额得分"] }
[[line]]
item = "访客数"
max = 40
rule.ratio = { target = 4000 }
columns = { actual = ["实际访客数"], score = ["访客数得分"] }
[[line]]
item = "订单数"
max = 20
rule.ratio = { target = 2000 }
columns = { actual = ["实际订单数"], score = ["订单数得分"] }
"#;
const ROSTER_HEADER: &str = "工号,姓名,部门,实际销售额,目标销售额,销售额得分,实际访客数,访客数得分,实际订单数,订单数得分,总分,基本工资,绩效比例,绩效工资";

/// A form of two lines; no pay.
const FORM: &str = r#"
name = "两项表"
layout = "form"
[rounding]
line = 1
[columns]
item = ["考核项目"]
max = ["分值"]
target = ["目标"]
actual = ["实际"]
score = ["得分"]
[[line]]
item = "回访数"
max = 60
rule.ratio = {}
[[line]]
item = "服务态度"
max = 40
rule.judged = {}
"#;

/// Points of a ratio line in tenths, rounded half up.
fn tenths(max: i64, actual: i64, target: i64) -> i64 {
    (max * actual.min(target) * 20 + target) / (target * 2)
}

fn shown(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A sheet from rows of `id name department sales visitors orders`, `-` for nothing.
fn roster(rows: &[&str]) -> String {
    let mut text = format!("{ROSTER_HEADER}\n");
    for row in rows {
        let words: Vec<&str> = row.split(' ').collect();
        let [id, name, department, figures @ ..] = &words[..] else {
            panic!("{row}")
        };
        let figures: Vec<i64> = figures.iter().map(|one| one.parse().unwrap()).collect();
        let [sales, visitors, orders] = figures[..] else {
            panic!("{row}")
        };
        let points = [
            tenths(40, sales, 500_000),
            tenths(40, visitors, 4_000),
            tenths(20, orders, 2_000),
        ];
        let total: i64 = points.iter().sum();
        // 5,000 × 20 % × total ÷ 100, in yuan: the total itself × 10, exact.
        let [a, b, c] = points.map(shown);
        let (id, department) = (id.trim_matches('-'), department.trim_matches('-'));
        text.push_str(&format!(
            "{id},{name},{department},{sales},500000,{a},{visitors},{b},{orders},{c},{},5000,20%,{total}\n",
            shown(total)
        ));
    }
    text
}

/// A form of somebody with so many calls of 1,000 and these points.
fn form(name: &str, calls: i64, manner: i64) -> String {
    let points = tenths(60, calls, 1_000);
    let total = shown(points + manner * 10);
    let points = shown(points);
    format!(
        "两项表,,,,\n姓名,{name},岗位,客服,\n考核项目,分值,目标,实际,得分\n回访数,60,1000,{calls},{points}\n服务态度,40,,,{manner}\n总分,100,,,{total}\n"
    )
}

struct Test {
    folder: TempDir,
}

impl Test {
    fn new() -> Self {
        let test = Test {
            folder: tempfile::tempdir().unwrap(),
        };
        test.put("mappings/three.toml", ROSTER)
            .put("mappings/two.toml", FORM)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Audits; gives the exit code and the JSON report.
    fn run(&self, args: &str) -> (Option<i32>, Json) {
        let output = Command::new(env!("CARGO_BIN_EXE_fuhe"))
            .args(args.split(' '))
            .args(["--format", "json"])
            .current_dir(self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("APPDATA", self.path("config"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
        (output.status.code(), report)
    }
}

/// The findings as `a.csv X105 E001`, in order.
fn found(report: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let mut found = Vec::new();
    for input in report["inputs"].as_array().unwrap() {
        let name = Path::new(input["path"].as_str().unwrap())
            .file_name()
            .unwrap();
        for one in input["findings"].as_array().unwrap() {
            let name = name.to_string_lossy();
            found.push(format!(
                "{name} {} {}",
                text(&one["code"]),
                text(&one["employee"])
            ));
        }
    }
    found.sort();
    found
}

/// Everybody's status, as `a.csv E001 held`.
fn held(report: &Json) -> usize {
    let inputs = report["inputs"].as_array().unwrap().iter();
    let cards = inputs.flat_map(|input| input["scorecards"].as_array().unwrap());
    cards.filter(|card| card["status"] == "held").count()
}

type Rows = &'static [&'static str];
type File = (&'static str, Rows);
/// Title, more of the scheme, the names and rows of two files, findings, how many are held.
type Case = (&'static str, &'static str, File, File, Rows, usize);
const TWICE: &[Case] = &[
    (
        "one person, two files",
        "",
        (
            "a 2026-10.csv",
            &[
                "E001 张三 - 463750 3990 1083",
                "E002 李四 - 400000 3000 1500",
            ],
        ),
        ("b 2026-10.csv", &["E001 张三 - 420000 3990 1083"]),
        &["a 2026-10.csv X105 E001", "b 2026-10.csv X105 E001"],
        2,
    ),
    (
        "two formats",
        "",
        ("a 2026-10.csv", &["E001 张三 - 463750 3990 1083"]),
        ("b 2026-10.tsv", &["E001 张三 - 463750 3990 1083"]),
        &["a 2026-10.csv X105 E001", "b 2026-10.tsv X105 E001"],
        2,
    ),
    (
        "two months",
        "",
        ("2026-09.csv", &["E001 张三 - 463750 3990 1083"]),
        ("2026-10.csv", &["E001 张三 - 420000 3990 1083"]),
        &[],
        0,
    ),
    (
        "two months without a year",
        "",
        ("9月.csv", &["E001 张三 - 463750 3990 1083"]),
        ("10月.csv", &["E001 张三 - 420000 3990 1083"]),
        &[],
        0,
    ),
    (
        "neither says when",
        "",
        ("甲.csv", &["E001 张三 - 463750 3990 1083"]),
        ("乙.csv", &["E001 张三 - 420000 3990 1083"]),
        &["乙.csv X105 E001", "甲.csv X105 E001"],
        2,
    ),
    (
        "departments that count from one",
        "",
        ("甲.csv", &["1 张三 - 463750 3990 1083"]),
        ("乙.csv", &["1 李四 - 420000 3990 1083"]),
        &[],
        0,
    ),
    (
        "leading zeros",
        "",
        ("甲.csv", &["001 张三 - 463750 3990 1083"]),
        ("乙.csv", &["1 张三 - 420000 3990 1083"]),
        &[],
        0,
    ),
    (
        "leading zeros that mean nothing",
        "ids-as-numbers = true",
        ("甲.csv", &["001 张三 - 463750 3990 1083"]),
        ("乙.csv", &["1 张三 - 420000 3990 1083"]),
        &["乙.csv X105 1", "甲.csv X105 001"],
        2,
    ),
    (
        "a name with a space",
        "",
        ("甲.csv", &["- 张　三 - 463750 3990 1083"]),
        ("乙.csv", &["- 张三 - 420000 3990 1083"]),
        &["乙.csv X105 张三", "甲.csv X105 张　三"],
        2,
    ),
    (
        "namesakes of two departments",
        "",
        ("甲.csv", &["- 张三 销售部 463750 3990 1083"]),
        ("乙.csv", &["- 张三 客服部 420000 3990 1083"]),
        &[],
        0,
    ),
    (
        "one name in one department",
        "",
        ("甲.csv", &["- 张三 销售部 463750 3990 1083"]),
        ("乙.csv", &["- 张三 销售部 420000 3990 1083"]),
        &["乙.csv X105 张三", "甲.csv X105 张三"],
        2,
    ),
    (
        "another's figures",
        "",
        ("甲.csv", &["E001 张三 - 463750 3990 1083"]),
        ("乙.csv", &["E002 李四 - 463750 3990 1083"]),
        &["甲.csv X112 E001"],
        0,
    ),
    (
        "last month's figures",
        "",
        ("2026-09.csv", &["E001 张三 - 463750 3990 1083"]),
        ("2026-10.csv", &["E001 张三 - 463750 3990 1083"]),
        &["2026-10.csv X112 E001"],
        0,
    ),
    (
        "all but one of another's figures",
        "",
        ("甲.csv", &["E001 张三 - 463750 3990 1083"]),
        ("乙.csv", &["E002 李四 - 463750 3990 1084"]),
        &[],
        0,
    ),
    (
        "round figures",
        "",
        ("甲.csv", &["E001 张三 - 450000 3900 1100"]),
        ("乙.csv", &["E002 李四 - 450000 3900 1100"]),
        &[],
        0,
    ),
];

#[test]
fn who_stands_in_two_files_is_told_and_held() {
    for (title, more, one, other, wanted, wanted_held) in TWICE {
        let scheme = format!("{more}\n{ROSTER}");
        let test = Test::new()
            .put("mappings/three.toml", scheme)
            .put(&format!("in/{}", one.0), roster(one.1))
            .put(&format!("in/{}", other.0), roster(other.1));
        let (code, report) = test.run("audit in --dry-run");
        assert!(code < Some(2), "{title}");
        assert_eq!(found(&report), *wanted, "{title}");
        assert_eq!(held(&report), *wanted_held, "{title}");
    }
}

#[test]
fn both_copies_tell_it_and_nobody_is_paid_twice() {
    let test = Test::new()
        .put("in/a.csv", roster(&["E001 张三 - 463750 3990 1083"]))
        .put("in/b.csv", roster(&["E001 张三 - 420000 3990 1083"]));
    let (code, report) = test.run("audit in -o out");
    assert_eq!(code, Some(1));
    let paid = &report["summary"]["payout"]["recomputed"];
    assert_eq!(
        paid.as_str().unwrap().parse::<i64>().unwrap_or_default(),
        0,
        "{paid}"
    );
    // 40 × 463,750 ÷ 500,000 = 37.1, 40 × 420,000 ÷ 500,000 = 33.6; with 39.9 and 10.8 (20 × 1,083 ÷ 2,000 = 10.83).
    for (copy, words) in [("a", "「b.csv」"), ("b", "「a.csv」")] {
        let bytes = fs::read(test.path(&format!("out/{copy}.复核.xlsx"))).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let strings =
            std::io::read_to_string(zip.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
        assert!(strings.contains(words), "{copy}");
        assert!(strings.contains("总分"), "{copy}");
    }
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let message = findings[0]["message"].as_str().unwrap();
    assert!(message.contains("总分 87.8 与 84.3"), "{message}");
    // The run replaces its own outputs, also where it writes a file twice.
    assert_eq!(test.run("audit in -o out").0, Some(1));
}

#[test]
fn one_person_by_two_schemes_is_no_duplicate() {
    let test = Test::new()
        .put("in/张三.csv", form("张三", 873, 31))
        .put("in/a.csv", roster(&["- 张三 - 463750 3990 1083"]));
    assert_eq!(
        found(&test.run("audit in --dry-run").1),
        Vec::<String>::new()
    );
}

#[test]
fn a_file_that_bears_the_name_of_somebody_of_the_batch() {
    let test = Test::new()
        .put("in/张三-10月.csv", form("李四", 873, 31))
        .put("in/李四.csv", form("王五", 950, 35))
        .put("in/王五.csv", form("张三", 760, 38));
    let (code, report) = test.run("audit in --dry-run");
    assert_eq!(code, Some(0));
    let wanted = [
        "张三-10月.csv X113 李四",
        "李四.csv X113 王五",
        "王五.csv X113 张三",
    ];
    assert_eq!(found(&report), wanted);
}

#[test]
fn files_that_are_called_otherwise_are_nobodys() {
    for name in [
        "方案.csv",
        "张三丰.csv",
        "李四 10月.csv",
        "周敏.csv",
        "华东区.csv",
        "客服-高级.csv",
    ] {
        let test = Test::new()
            .put(&format!("in/{name}"), form("李四", 873, 31))
            .put("in/x.csv", form("王五", 950, 35));
        assert_eq!(
            found(&test.run("audit in --dry-run").1),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn a_file_that_bears_a_name_of_the_roster() {
    let staff = "工号,姓名\nE1,李四\nE2,张三\n";
    let test = Test::new()
        .put("张三.csv", form("李四", 873, 31))
        .put("花名册.csv", staff);
    let (_, report) = test.run("audit 张三.csv --roster 花名册.csv --dry-run");
    assert_eq!(found(&report), ["张三.csv X108 E2", "张三.csv X113 李四"]);
}

#[test]
fn names_that_two_files_share_are_not_looked_back_at() {
    let test = Test::new()
        .put("then.csv", roster(&["- 张三 销售部 463750 3990 1083"]))
        .put("now/甲.csv", roster(&["- 张三 销售部 463750 3990 1083"]))
        .put("now/乙.csv", roster(&["- 张三 客服部 120000 1990 1083"]));
    let (_, report) = test.run("audit now --previous then.csv --dry-run");
    assert_eq!(found(&report), Vec::<String>::new());
    assert_eq!(
        report["previous"]["not_compared"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn a_copy_of_last_months_form_is_told_from_its_workbook() {
    let test = Test::new()
        .put(
            "2026-09.csv",
            roster(&[
                "E001 张三 - 463750 3990 1083",
                "E002 李四 - 450000 3900 1100",
            ]),
        )
        .put(
            "2026-10.csv",
            roster(&[
                "E001 张三 - 463750 3990 1083",
                "E002 李四 - 450000 3900 1100",
            ]),
        );
    let (_, report) = test.run("audit 2026-10.csv --previous 2026-09.csv --dry-run");
    assert_eq!(found(&report), ["2026-10.csv X112 E001"]);
}
