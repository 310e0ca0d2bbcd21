//! Month on month: what `--previous` tells, and what it lets be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value as Json;
use tempfile::TempDir;

/// Pay = base × 20 % × total ÷ 100, nothing below 80.
const SCHEME: &str = r#"
name = "小方案"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
pass-mark = 80
[[line]]
item = "销售额完成率"
max = 60
rule.ratio = {}
columns = { actual = ["实际销售额"], target = ["目标销售额"], score = ["销售额得分"] }
[[line]]
item = "团队协作"
max = 40
rule.judged = {}
columns = { score = ["团队协作得分"] }
"#;

const HEADER: &str = "工号,姓名,部门,岗位,实际销售额,目标销售额,销售额得分,团队协作得分,总分,基本工资,绩效比例,绩效工资";

/// A sheet from rows of `id name team base`, `-` for no id; sales are full, so that the total is 60 + team. A team score
/// of `?` is left out: the person is held.
fn sheet(rows: &[&str]) -> String {
    let mut text = format!("{HEADER}\n");
    for row in rows {
        let words: Vec<&str> = row.split(' ').collect();
        let [id, name, team, base] = words[..] else {
            panic!("{row}")
        };
        let id = id.trim_matches('-');
        let (total, pay) = match team.parse::<i64>() {
            Ok(team) => {
                let total = 60 + team;
                // In cents, rounded half up.
                let (whole, cents) = base.split_once('.').unwrap_or((base, "00"));
                let base: i64 = format!("{whole}{cents}").parse().unwrap();
                let pay = match total < 80 {
                    true => 0,
                    false => (base * 20 * total + 5_000) / 10_000,
                };
                (total.to_string(), format!("{}.{:02}", pay / 100, pay % 100))
            }
            Err(_) => (String::new(), String::new()),
        };
        let team = team.trim_matches('?');
        text.push_str(&format!(
            "{id},{name},电商部,专员,100000,100000,60,{team},{total},{base},20%,{pay}\n"
        ));
    }
    text
}

struct Test {
    folder: TempDir,
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Test {
    fn new() -> Self {
        let test = Test {
            folder: tempfile::tempdir().unwrap(),
        };
        test.put("mappings/small.toml", SCHEME)
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

    fn run(&self, args: &str) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_fuhe"))
            .args(args.split(' '))
            .current_dir(self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("APPDATA", self.path("config"))
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ran {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    fn json(&self, name: &str) -> Json {
        serde_json::from_str(&fs::read_to_string(self.path(name)).unwrap()).unwrap()
    }
}

/// The A5 findings as `A501 E001`, in order.
fn moved(report: &Json) -> Vec<String> {
    let inputs = report["inputs"].as_array().unwrap().iter();
    let findings = inputs.flat_map(|input| input["findings"].as_array().unwrap());
    let mut moved: Vec<String> = findings
        .filter(|one| one["code"].as_str().unwrap().starts_with("A5"))
        .map(|one| {
            format!(
                "{} {}",
                one["code"].as_str().unwrap(),
                one["employee"].as_str().unwrap()
            )
        })
        .collect();
    moved.sort();
    moved
}

/// Who was not compared, as `name: why`.
fn left(report: &Json) -> Vec<String> {
    let left = report["previous"]["not_compared"]
        .as_array()
        .unwrap()
        .iter();
    left.map(|one| {
        format!(
            "{}: {}",
            one["employee"].as_str().unwrap(),
            one["reason"].as_str().unwrap()
        )
    })
    .collect()
}

type Rows = &'static [&'static str];
/// Title, more of the scheme, September, October, findings, who is not compared and why.
const CASES: &[(&str, &str, Rows, Rows, Rows, Rows)] = &[
    // 80 -> 95 is just 15 points; 800 -> 950 is 18.75 %.
    (
        "just at the bound of the score",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 35 5000"],
        &[],
        &[],
    ),
    (
        "past the bound of the score",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 36 5000"],
        &["A501 E001"],
        &[],
    ),
    (
        "down past it",
        "",
        &["E001 张三 36 5000"],
        &["E001 张三 20 5000"],
        &["A501 E001"],
        &[],
    ),
    // 5,000 × 20 % × 0.8 = 800; 6,500 × 20 % × 0.8 = 1,040, just 30 % more; 1,040.01 is more.
    (
        "just at the bound of the pay",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 20 6500"],
        &[],
        &[],
    ),
    (
        "past the bound of the pay",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 20 6500.05"],
        &["A502 E001"],
        &[],
    ),
    // 96 × 20 × 70 = 1,344 against 800.
    (
        "both",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 36 7000"],
        &["A501 E001", "A502 E001"],
        &[],
    ),
    (
        "from nothing to something",
        "",
        &["E001 张三 19 5000"],
        &["E001 张三 20 5000"],
        &["A502 E001"],
        &[],
    ),
    (
        "from something to nothing",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 19 5000"],
        &["A502 E001"],
        &[],
    ),
    (
        "nothing in both",
        "",
        &["E001 张三 19 5000"],
        &["E001 张三 15 9000"],
        &[],
        &[],
    ),
    (
        "came and went",
        "",
        &["E001 张三 30 5000", "E002 李四 30 5000"],
        &["E001 张三 30 5000", "E003 王五 30 5000"],
        &["A503 E003", "A504 E002"],
        &[],
    ),
    (
        "held now",
        "",
        &["E001 张三 20 5000"],
        &["E001 张三 ? 5000"],
        &[],
        &["张三: 本期待核"],
    ),
    (
        "held then",
        "",
        &["E001 张三 ? 5000"],
        &["E001 张三 40 5000"],
        &[],
        &["张三: 上期待核"],
    ),
    (
        "by a name that one alone bears",
        "",
        &["- 张三 20 5000"],
        &["E001 张三 40 5000"],
        &["A501 E001"],
        &[],
    ),
    (
        "spaces in a name",
        "",
        &["- 张三 20 5000"],
        &["- 张　三 40 5000"],
        &["A501 张　三"],
        &[],
    ),
    (
        "a name that two bore",
        "",
        &["E001 张三 20 5000", "E002 张三 20 5000"],
        &["- 张三 40 5000"],
        &[],
        &["张三: 同名的不止一人，又没有工号"],
    ),
    (
        "two of one name, with ids",
        "",
        &["E001 张三 20 5000", "E002 张三 20 5000"],
        &["E001 张三 20 5000", "E002 张三 36 5000"],
        &["A501 E002"],
        &[],
    ),
    (
        "ids that lost their zeros, of one name",
        "",
        &["001 张三 20 5000"],
        &["1 张三 36 5000"],
        &["A501 1"],
        &[],
    ),
    (
        "ids that differ by zeros, of two names",
        "",
        &["001 张三 20 5000"],
        &["1 李四 36 5000"],
        &["A503 1", "A504 001"],
        &[],
    ),
    (
        "an id that was somebody else's",
        "",
        &["E001 张三 20 5000"],
        &["E001 李四 40 5000"],
        &[],
        &["李四: 同一工号上期是「张三」"],
    ),
    (
        "a name with another id",
        "",
        &["E001 张三 20 5000"],
        &["E009 张三 40 5000"],
        &["A503 E009", "A504 E001"],
        &[],
    ),
    (
        "own bound, just at it",
        "[previous]\nscore-jump = 5",
        &["E001 张三 20 5000"],
        &["E001 张三 25 5000"],
        &[],
        &[],
    ),
    (
        "own bound, past it",
        "[previous]\nscore-jump = 5",
        &["E001 张三 20 5000"],
        &["E001 张三 26 5000"],
        &["A501 E001"],
        &[],
    ),
    // 5,750 × 20 % × 0.8 = 920, just 15 % more.
    (
        "own bound of the pay, just at it",
        "[previous]\npayout-jump = \"15%\"",
        &["E001 张三 20 5000"],
        &["E001 张三 20 5750"],
        &[],
        &[],
    ),
    (
        "own bound of the pay, past it",
        "[previous]\npayout-jump = \"15%\"",
        &["E001 张三 20 5000"],
        &["E001 张三 20 5751"],
        &["A502 E001"],
        &[],
    ),
    (
        "switched off",
        "[findings]\nA503 = \"off\"\nA504 = \"off\"",
        &["E002 李四 30 5000"],
        &["E003 王五 30 5000"],
        &[],
        &[],
    ),
];

#[test]
fn what_moved_is_told_and_what_moved_just_so_far_is_not() {
    for (title, more, then, now, wanted, left_out) in CASES {
        let test = Test::new()
            .put("mappings/small.toml", format!("{SCHEME}\n{more}\n"))
            .put("2026-09.csv", sheet(then))
            .put("2026-10.csv", sheet(now));
        test.run("audit 2026-09.csv --dry-run -q");
        test.run("audit 2026-09.csv --report then.json -o out");
        // From the report, from the source, and from the annotated copy.
        fs::create_dir(test.path("copies")).unwrap();
        fs::copy(
            test.path("out/2026-09.复核.xlsx"),
            test.path("copies/2026-09.复核.xlsx"),
        )
        .unwrap();
        for previous in ["then.json", "2026-09.csv", "copies"] {
            let ran = test.run(&format!(
                "audit 2026-10.csv --previous {previous} --report now.json -o out"
            ));
            assert!(ran.code < Some(2), "{title}: {}", ran.stderr);
            let report = test.json("now.json");
            assert_eq!(moved(&report), *wanted, "{title}, {previous}");
            assert_eq!(left(&report), *left_out, "{title}, {previous}");
            assert_eq!(
                report["previous"]["periods"][0], "2026-09",
                "{title}, {previous}"
            );
            assert!(
                !ran.stderr.contains("考核期"),
                "{title}, {previous}: {}",
                ran.stderr
            );
        }
    }
}

#[test]
fn no_figure_is_changed_and_no_exit_code() {
    let test = Test::new()
        .put("2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 40 9000"]));
    test.run("audit 2026-10.csv --report without.json --dry-run");
    let ran = test.run("audit 2026-10.csv --previous 2026-09.csv --report with.json -o out");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("总分变动过大 1 人，绩效工资变动过大 1 人"),
        "{}",
        ran.stdout
    );
    test.run("audit 2026-10.csv --report without.json -o out2");
    let (with, without) = (test.json("with.json"), test.json("without.json"));
    assert_eq!(
        with["inputs"][0]["scorecards"],
        without["inputs"][0]["scorecards"]
    );
    assert_eq!(with["summary"]["payout"], without["summary"]["payout"]);
    assert!(without.get("previous").is_none());
    let ran = test.run("audit 2026-10.csv --previous 2026-09.csv --fail-on warning --dry-run");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_period_that_is_not_before_this_one_is_said() {
    for (then, said) in [
        ("2026-10", "与本期相同"),
        ("2026-11", "还晚"),
        ("then", "没有写考核期"),
    ] {
        let test = Test::new()
            .put(&format!("{then}.csv"), sheet(&["E001 张三 20 5000"]))
            .put("now/2026-10.csv", sheet(&["E001 张三 20 5000"]));
        let ran = test.run(&format!("audit now --previous {then}.csv --dry-run"));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{then}: {}", ran.stderr);
    }
}

#[test]
fn of_several_earlier_periods_the_last_counts() {
    let test = Test::new()
        .put(
            "then/2026-08.csv",
            sheet(&["E001 张三 40 5000", "E009 吴九 40 5000"]),
        )
        .put("then/2026-09.csv", sheet(&["E001 张三 25 5000"]))
        .put("then/2026-11.csv", sheet(&["E001 张三 0 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 39 5000"]));
    test.run("audit 2026-10.csv --previous then --report now.json --dry-run -q");
    let ran = test.run("audit 2026-10.csv --previous then --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    // Against September alone: 14 points, and nobody of August is missed.
    assert_eq!(moved(&report), Vec::<String>::new());
    assert_eq!(
        report["previous"]["periods"],
        serde_json::json!(["2026-09"])
    );
}

#[test]
fn months_are_not_compared_with_quarters() {
    let test = Test::new()
        .put("2026-Q3.csv", sheet(&["E001 张三 20 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 40 5000"]));
    let ran = test.run("audit 2026-10.csv --previous 2026-Q3.csv --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(moved(&report), Vec::<String>::new());
    assert_eq!(report["previous"]["compared"], 0);
    assert!(ran.stderr.contains("没有比较"), "{}", ran.stderr);
}

#[test]
fn who_was_under_another_scheme_neither_came_nor_went() {
    let test = Test::new()
        .put(
            "2026-09.csv",
            sheet(&["E001 张三 20 5000", "E002 李四 20 5000"]),
        )
        .put(
            "2026-10.csv",
            sheet(&["E001 张三 20 5000", "E002 李四 20 5000"]),
        );
    test.run("audit 2026-09.csv --report then.json -o out");
    let mut then = test.json("then.json");
    let mut other = then["inputs"][0].clone();
    other["mapping"]["id"] = "other".into();
    other["scorecards"].as_array_mut().unwrap().remove(0);
    then["inputs"][0]["scorecards"]
        .as_array_mut()
        .unwrap()
        .remove(1);
    then["inputs"].as_array_mut().unwrap().push(other);
    let test = test.put("then.json", then.to_string());
    let ran = test.run("audit 2026-10.csv --previous then.json --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(moved(&report), Vec::<String>::new());
    assert_eq!(left(&report), ["李四: 上期是方案「other」"]);
}

#[test]
fn over_several_files_everybody_is_looked_for_in_all_of_them() {
    let test = Test::new()
        .put(
            "then/2026-09 a.csv",
            sheet(&["E001 张三 20 5000", "E003 王五 20 5000"]),
        )
        .put("then/2026-09 b.csv", sheet(&["E002 李四 20 5000"]))
        .put("now/2026-10 a.csv", sheet(&["E002 李四 20 5000"]))
        .put("now/2026-10 b.csv", sheet(&["E001 张三 20 5000"]));
    let ran = test.run("audit now --previous then --report now.json -o out");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let report = test.json("now.json");
    assert_eq!(moved(&report), ["A504 E003"]);
    assert_eq!(report["previous"]["compared"], 2);
    assert_eq!(report["previous"]["went"], 1);
}

#[test]
fn last_months_folder_inside_the_audited_one_is_only_compared_with() {
    let test = Test::new()
        .put("考核/9月/2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("考核/2026-10.csv", sheet(&["E001 张三 20 5000"]));
    let ran = test.run("audit 考核 --previous 考核/9月 --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(report["previous"]["compared"], 1);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let now = sheet(&["E001 张三 20 5000"]);
    for (name, content, previous, said) in [
        ("bad.json", "{\"schema\": 1, ", "bad.json", "bad.json"),
        (
            "other.json",
            "{\"a\": 1}",
            "other.json",
            "不是 fuhe 的 JSON 报告",
        ),
        ("then/bad.xlsx", "no workbook", "then", "then/bad.xlsx"),
    ] {
        let test = Test::new().put("2026-10.csv", &now).put(name, content);
        let ran = test.run(&format!("audit 2026-10.csv --previous {previous} -o out"));
        assert_eq!(ran.code, Some(2), "{previous}: {}", ran.stdout);
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains("上期结果"),
            "{previous}: {}",
            ran.stderr
        );
        assert!(test.path("out/2026-10.复核.xlsx").exists(), "{previous}");
    }
}

#[test]
fn what_could_be_read_of_the_previous_period_is_compared() {
    let test = Test::new()
        .put("then/2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("then/bad.xlsx", "no workbook")
        .put(
            "2026-10.csv",
            sheet(&["E001 张三 36 5000", "E002 李四 30 5000"]),
        );
    let ran = test.run("audit 2026-10.csv --previous then --format json --dry-run");
    assert_eq!(ran.code, Some(2));
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(moved(&report), ["A501 E001", "A503 E002"]);
    assert!(
        ran.stdout.contains("上期有 1 个文件没能读，也可能在其中"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_folder_with_two_reports_is_not_guessed_at() {
    let test = Test::new()
        .put("2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 36 5000"]));
    test.run("audit 2026-09.csv --report then/a.json -o out");
    let ran = test.run("audit 2026-10.csv --previous then --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(moved(&report), ["A501 E001"]);
    test.run("audit 2026-09.csv --report then/b.json -o out");
    let ran = test.run("audit 2026-10.csv --previous then --dry-run");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("a.json、b.json"), "{}", ran.stderr);
}

#[test]
fn the_previous_report_is_never_written_over() {
    let test = Test::new()
        .put("2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 20 5000"]));
    test.run("audit 2026-09.csv --report r.json -o out");
    let before = fs::read(test.path("r.json")).unwrap();
    let ran = test.run("audit 2026-10.csv --previous r.json --report r.json -o out --force");
    assert_eq!(ran.code, Some(2));
    assert_eq!(fs::read(test.path("r.json")).unwrap(), before);
}

#[test]
fn a_jump_can_be_accepted() {
    let test = Test::new()
        .put("2026-09.csv", sheet(&["E001 张三 20 5000"]))
        .put("2026-10.csv", sheet(&["E001 张三 36 5000"]))
        .put("接受.csv", "工号,编号,原因\nE001,A501,九月病假\n");
    let ran = test
        .run("audit 2026-10.csv --previous 2026-09.csv --accept 接受.csv --format json --dry-run");
    let report: Json = serde_json::from_str(&ran.stdout).unwrap();
    let finding = &report["inputs"][0]["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["severity"]),
        (&"A501".into(), &"info".into())
    );
    assert_eq!(finding["accepted"], "九月病假");
    assert!(!ran.stderr.contains("第 2 行"), "{}", ran.stderr);
}

#[test]
fn a_bound_that_is_none_is_a_fault_of_the_mapping() {
    for bad in [
        "score-jump = 0",
        "payout-jump = 30",
        "payout-jump = -1",
        "jump = 3",
    ] {
        let test = Test::new().put("bad.toml", format!("{SCHEME}\n[previous]\n{bad}\n"));
        assert_eq!(test.run("mappings check bad.toml").code, Some(2), "{bad}");
    }
}
