//! Accepted exceptions (`--accept`, `--write-accept`) from outside. The scheme is `tests/accept/scheme.toml`; what each
//! accepted figure leads to was worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use folder::Folder;
use fuhe::read::Limits;
use fuhe::workbook::{Source, Value};
use serde_json::Value as Json;

const HEADER: &str = "工号,姓名,实际销售额,目标销售额,销售额得分,实际回款,目标回款,回款得分,业绩小计,团队协作得分,总分,等级,系数,基数,绩效工资";
/// 45 + 20 = 65, + 27 = 92: A, 1.2, 1200.
const RIGHT: &str = "E001,张三,90,100,45,10,10,20,65,27,92,A,1.2,1000,1200";
const WRONG: &str = "E002,李四,90,100,40,10,10,20,60,27,87,B,1,1000,1000";
const LIST: &str = "工号,姓名,编号,单元格,指标,原因,有效期至";

struct Test(Folder);

impl Test {
    fn new(rows: &[&str]) -> Self {
        let folder = Folder::bare().copy("mappings/graded.toml", "tests/accept/scheme.toml");
        Test(folder.table("a.csv", HEADER, rows))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path(name)
    }

    fn file(self, name: &str, header: &str, rows: &[&str]) -> Self {
        Test(self.0.table(name, header, rows))
    }

    fn list(self, rows: &[&str]) -> Self {
        self.file("list.csv", LIST, rows)
    }

    fn run(&self, args: &[&str]) -> Output {
        self.0
            .output(&[&["audit"], args, &["-m", "graded"]].concat())
    }

    fn call(&self, args: &[&str]) -> Output {
        self.0.output(args)
    }

    /// The exit code, the report and what standard error says.
    fn accepting(&self, args: &[&str]) -> (i32, Json, String) {
        let mut all = vec![
            "a.csv",
            "--accept",
            "list.csv",
            "--format",
            "json",
            "--dry-run",
        ];
        all.extend(args);
        let output = self.run(&all);
        let told = complaints(&output);
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {told}"));
        (output.status.code().unwrap(), json, told)
    }
}

/// What standard error says, without the remark on the scheme's gap in its grades, which is meant.
fn complaints(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    let lines = told.lines().filter(|line| !line.contains("graded.toml"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn findings(json: &Json) -> &Vec<Json> {
    json["inputs"][0]["findings"].as_array().unwrap()
}

fn severity_of<'a>(json: &'a Json, code: &str) -> &'a str {
    let found = findings(json).iter().find(|one| one["code"] == code);
    found.map_or("", |one| one["severity"].as_str().unwrap())
}

/// A row with one wrong figure and what follows from it, the finding that is accepted, its cell, and what then is the
/// total and the pay.
const STANDING: &[(&str, &str, &str, &str, &str)] = &[
    (WRONG, "A102", "E2", "87", "1000"),
    // A subtotal of 63 instead of 65: 63 + 27 = 90.
    (
        "E002,李四,90,100,45,10,10,20,63,27,90,A,1.2,1000,1200",
        "A201",
        "I2",
        "90",
        "1200",
    ),
    (
        "E002,李四,90,100,45,10,10,20,65,27,89,B,1,1000,1000",
        "A202",
        "K2",
        "89",
        "1000",
    ),
    (
        "E002,李四,90,100,45,10,10,20,65,27,92,B,1,1000,1000",
        "A301",
        "L2",
        "92",
        "1000",
    ),
    (
        "E002,李四,90,100,45,10,10,20,65,27,92,A,1,1000,1000",
        "A302",
        "M2",
        "92",
        "1000",
    ),
    (
        "E002,李四,90,100,45,10,10,20,65,27,92,A,1.2,1000,1100",
        "A303",
        "O2",
        "92",
        "1100",
    ),
    // 31 of 30: 65 + 31 = 96.
    (
        "E002,李四,90,100,45,10,10,20,65,31,96,A,1.2,1000,1200",
        "A103",
        "J2",
        "96",
        "1200",
    ),
    // -1: 65 - 1 = 64, C, 0.5.
    (
        "E002,李四,90,100,45,10,10,20,65,-1,64,C,0.5,1000,500",
        "A104",
        "J2",
        "64",
        "500",
    ),
    // 15 is in no grade's range, and held without being accepted: 65 + 15 = 80.
    (
        "E002,李四,90,100,45,10,10,20,65,15,80,B,1,1000,1000",
        "A105",
        "J2",
        "80",
        "1000",
    ),
];

#[test]
fn an_accepted_figure_stands_and_nothing_that_follows_is_wrong() {
    for (row, code, cell, total, pay) in STANDING {
        let entry = format!("E002,,{code},{cell},,董事会决议,");
        let (exit, json, told) = Test::new(&[row]).list(&[&entry]).accepting(&[]);
        let card = &json["inputs"][0]["scorecards"][0];
        let number = |words: &str| fuhe::written::read_number(words).unwrap().value;
        assert_eq!(exit, 0, "{code}: {told} {:?}", findings(&json));
        assert_eq!(told, "", "{code}");
        assert_eq!(
            number(card["total"]["recomputed"].as_str().unwrap()),
            number(total),
            "{code}"
        );
        assert_eq!(
            number(card["payout"]["recomputed"].as_str().unwrap()),
            number(pay),
            "{code}"
        );
        assert_eq!(card["status"], "ready", "{code}");
        let found = findings(&json);
        let accepted: Vec<&Json> = found
            .iter()
            .filter(|one| one["accepted"].is_string())
            .collect();
        assert_eq!(accepted.len(), 1, "{code}: {found:?}");
        assert_eq!(accepted[0]["code"], *code);
        assert_eq!(accepted[0]["severity"], "info");
        assert_eq!(accepted[0]["accepted"], "董事会决议");
        let message = accepted[0]["message"].as_str().unwrap();
        assert!(message.contains("（已接受：董事会决议）"), "{message}");
        // Nobody is held or cut to the full marks any more.
        for over in ["此人待核", "按 30 计", "按 0 计"] {
            assert!(!message.contains(over), "{message}");
        }
        assert!(
            found.iter().all(|one| one["severity"] == "info"),
            "{code}: {found:?}"
        );
    }
}

#[test]
fn the_working_says_that_the_reported_figure_was_accepted_and_why() {
    let (_, json, _) = Test::new(&[WRONG])
        .list(&["E002,,A102,,销售额,新人保护期,"])
        .accepting(&[]);
    let working = &json["inputs"][0]["scorecards"][0]["lines"][0]["working"];
    let working = working.as_str().unwrap();
    assert!(
        working.contains("按已接受的填报数计 40，原因：新人保护期"),
        "{working}"
    );
    assert!(working.contains("50 × 90% = 45"), "{working}");
    // 1200 by the scheme, 1000 as reported.
    let message = findings(&json)[0]["message"].as_str().unwrap();
    assert!(message.contains("比按方案少发 200.00 元"), "{message}");
}

#[test]
fn why_tells_an_accepted_figure_as_the_audit_does() {
    let test = Test::new(&[WRONG]).list(&["E002,,A102,,销售额,新人保护期,"]);
    let why = ["why", "a.csv", "-e", "E002", "-m", "graded"];
    let plain = test.call(&why);
    let with = test.call(&[&why[..], &["--accept", "list.csv"]].concat());
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text(&plain).contains("结果：已更正"), "{}", text(&plain));
    assert!(text(&with).contains("结果：可发"), "{}", text(&with));
    assert!(text(&with).contains("新人保护期"), "{}", text(&with));
    let none = test.call(&[&why[..], &["--accept", "none.csv"]].concat());
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn the_report_names_the_list_and_its_rows_without_effect() {
    let test = Test::new(&[WRONG]).list(&["E002,,A102,,,保护期,", "E099,,A102,,,离职,"]);
    let (_, json, _) = test.accepting(&[]);
    let list = fs::read(test.path("list.csv")).unwrap();
    let accepted = &json["accepted"];
    assert_eq!(accepted["name"], "list.csv");
    assert_eq!(accepted["sha256"], fuhe::mapping::check::sha256(&list));
    let unused = accepted["unused"].as_array().unwrap();
    assert_eq!(unused.len(), 1);
    assert!(unused[0].as_str().unwrap().contains("没有找到这个人"));
    let output = test.run(&["a.csv", "--format", "json", "--dry-run"]);
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json.get("accepted").is_none());
}

/// Fixtures with one root error of a code: accepted, nothing is wrong any more.
#[test]
fn accepted_findings_of_all_schemes_stand() {
    for folder in [
        "A106-weighted-differs",
        "A304-paid-below-pass-mark",
        "A402-sum-range-short",
        "A403-stale-formula-value",
    ] {
        let code = &folder[..4];
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let mut tried = 0;
        for entry in fs::read_dir(fixtures.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".expected.json") else {
                continue;
            };
            let expected: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let found = expected["findings"].as_array().unwrap();
            let roots: Vec<&Json> = found.iter().filter(|one| one["root"] == true).collect();
            let is_plain = expected["args"].is_null() && expected["held"] == Json::Array(vec![]);
            let [root] = roots[..] else { continue };
            let book = fixtures.join(folder).join(format!("{stem}.xlsx"));
            if root["code"] != code || !is_plain || !book.exists() {
                continue;
            }
            let who = root["employee"].as_str().unwrap();
            let entry = match who.is_ascii() {
                true => format!("{who},,{code},,,董事会决议,"),
                false => format!(",{who},{code},,,董事会决议,"),
            };
            let test = Test::new(&[]).list(&[&entry]);
            fs::copy(&book, test.path("b.xlsx")).unwrap();
            let mapping = expected["mapping"].as_str().unwrap();
            let args = ["audit", "b.xlsx", "-m", mapping, "--accept", "list.csv"];
            let output = test.call(&[&args[..], &["--format", "json", "--dry-run"]].concat());
            let json: Json = serde_json::from_slice(&output.stdout).unwrap();
            let at = format!("{folder}/{stem}");
            assert_eq!(output.status.code(), Some(0), "{at}: {:?}", findings(&json));
            let accepted = findings(&json)
                .iter()
                .filter(|one| one["accepted"].is_string());
            assert!(accepted.count() > 0, "{at}");
            let cards = json["inputs"][0]["scorecards"].as_array().unwrap();
            let card = cards
                .iter()
                .find(|card| card["employee"]["id"] == who || card["employee"]["name"] == who);
            assert_eq!(card.unwrap()["status"], "ready", "{at}");
            tried += 1;
        }
        assert!(tried > 0, "{folder}");
    }
}

#[test]
fn entries_match_by_person_code_and_place() {
    // The entry, whether it matches the A102 of E002 at E2.
    let cases = [
        ("E002,,A102,,,因,", true),
        (",李四,A102,,,因,", true),
        ("e002,李 四,score-differs,$E$2,,因,", true),
        (",李四,A102,a!E2,,因,", true),
        ("E002,,A102,,销售额,因,2026-10", true),
        ("E002,,A102,,销售额,因,2026年12月", true),
        ("E002,,A102,,销售额,因,长期", true),
        ("E002,,A102,E3,,因,", false),
        ("E002,,A102,b!E2,,因,", false),
        ("E002,,A102,,回款额,因,", false),
        ("E002,,A202,E2,,因,", false),
        ("E003,,A102,E2,,因,", false),
        ("E002,张三,A102,E2,,因,", false),
        // Nobody: a finding of the sheet, not of a person.
        (",,A102,E2,,因,", false),
        ("E002,,A102,,销售额,因,2026-09", false),
        ("E002,,A102,,销售额,,", false),
        ("E002,,A999,,销售额,因,", false),
        ("E002,,A102,E,,因,", false),
        ("E002,,A102,,,因,以后", false),
    ];
    for (entry, matches) in cases {
        let (exit, json, told) = Test::new(&[WRONG, RIGHT])
            .list(&[entry])
            .accepting(&["--period", "2026-10"]);
        assert_eq!(exit, i32::from(!matches), "{entry}: {told}");
        let severity = if matches { "info" } else { "error" };
        assert_eq!(severity_of(&json, "A102"), severity, "{entry}");
        // What has no effect is told, with its row.
        assert_eq!(told.contains("第 2 行"), !matches, "{entry}: {told}");
    }
}

#[test]
fn what_has_no_effect_is_told_with_its_reason() {
    let told_of = |entry: &str, args: &[&str]| {
        let held = "E003,王五,90,,45,10,10,20,65,27,92,A,1.2,1000,1200";
        let namesakes = [
            "E008,孙八,90,100,44,10,10,20,65,27,92,A,1.2,1000,1200",
            "E009,孙八,90,100,45,10,10,20,65,27,92,A,1.2,1000,1200",
        ];
        let test = Test::new(&[WRONG, held, namesakes[0], namesakes[1]]).list(&[entry]);
        let (exit, _, told) = test.accepting(args);
        assert_eq!(exit, 1);
        told
    };
    let october = ["--period", "2026-10"];
    assert!(told_of("E002,,A102,,,,", &[]).contains("没有写原因"));
    assert!(told_of("E002,,A102,,,因,2026-09", &october).contains("已过期"));
    assert!(told_of("E002,,A102,,,因,2026-12", &[]).contains("没有考核期"));
    assert!(told_of("E099,,A102,,,因,", &[]).contains("没有找到这个人"));
    assert!(told_of("E002,,A107,,,因,", &[]).contains("没有这样的差异"));
    assert!(told_of(",孙八,A102,,,因,", &[]).contains("同名"));
    let held = told_of("E003,,X101,,,因,", &[]);
    assert!(held.contains("接受不了") && held.contains("待核"), "{held}");
}

/// A slip in the column of the attainment, beside points that are right by the figures, moves nothing.
#[test]
fn an_accepted_attainment_beside_right_points_changes_nothing() {
    let scheme = std::fs::read_to_string("tests/accept/scheme.toml")
        .unwrap()
        .replace(
            "actual = [\"实际销售额\"],",
            "actual = [\"实际销售额\"], attainment = [\"完成率\"],",
        );
    let header = HEADER.replace("目标销售额,", "目标销售额,完成率,");
    // 90 of 100 are 90 %, 45 points of 50.
    let row = RIGHT.replace("90,100,", "90,100,80%,");
    let folder = Folder::bare().file("mappings/graded.toml", scheme);
    let test = Test(folder.table("a.csv", &header, &[&row])).list(&["E001,,A101,E2,,抄错了,"]);
    let (exit, json, told) = test.accepting(&[]);
    assert_eq!(exit, 0, "{told}");
    let codes: Vec<&str> = findings(&json)
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["A101"]);
    assert_eq!(
        json["inputs"][0]["scorecards"][0]["payout"]["recomputed"],
        "1200.00"
    );
}

#[test]
fn a_list_among_the_scorecards_is_called_what_it_is() {
    let test = Test::new(&[WRONG]);
    let output = test.run(&["a.csv", "--dry-run", "--write-accept", "list.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    let output = test.run(&["a.csv", "--write-accept", "list.xlsx"]);
    assert_eq!(output.status.code(), Some(1));
    let output = test.call(&["audit", "list.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("这是接受清单，不是考核表。要用它请加 --accept list.xlsx"),
        "{told}"
    );
}

/// What the scheme or the roster says counts, whatever anybody accepts: such a finding is refused, and not drafted.
#[test]
fn what_the_roster_says_is_not_accepted_away() {
    let roster = "工号,姓名,绩效基数\nE001,张三,2000\n";
    let test = Test::new(&[RIGHT]).list(&["E001,,X110,,,因,"]);
    let test = Test(test.0.file("花名册.csv", roster));
    let (exit, _, told) = test.accepting(&["--roster", "花名册.csv"]);
    assert_eq!(exit, 1);
    assert!(
        told.contains("按花名册") && told.contains("接受不了"),
        "{told}"
    );
    let output = test.run(&[
        "a.csv",
        "--roster",
        "花名册.csv",
        "--write-accept",
        "new.csv",
    ]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("0 行") && said.contains("另有 1 处不能接受"),
        "{said}"
    );
}

#[test]
fn a_list_without_headers_or_that_is_not_there_fails() {
    let test = Test::new(&[RIGHT]).file("list.csv", "甲,乙", &["1,2"]);
    let output = test.run(&["a.csv", "--accept", "list.csv", "--dry-run"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("“编号”“原因”"));
    let output = test.run(&["a.csv", "--accept", "none.csv", "--dry-run"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_warning_becomes_info_and_nothing_else() {
    // The period of the file is not the one that was asked for.
    let test = Test::new(&[RIGHT]);
    let rows = [format!("{RIGHT},2026年9月")];
    let test = test.file("a.csv", &format!("{HEADER},考核期"), &[&rows[0]]);
    let args = ["--period", "2026-10", "--fail-on", "warning"];
    let test = test.list(&["E001,,A102,,,因,"]);
    let (exit, json, _) = test.accepting(&args);
    assert_eq!((exit, severity_of(&json, "X106")), (1, "warning"));
    let test = test.list(&["E001,,X106,,,补发,"]);
    let (exit, json, told) = test.accepting(&args);
    assert_eq!((exit, severity_of(&json, "X106")), (0, "info"), "{told}");
}

#[test]
fn a_batch_uses_one_list_and_tells_once_what_was_not_used() {
    let other = "E005,钱七,90,100,45,10,10,20,65,27,92,A,1.2,1000,1100";
    let test = Test::new(&[WRONG]).file("b.csv", HEADER, &[other]).list(&[
        "E002,,A102,,,新人保护期,",
        "E005,,A303,,,已协商,",
        "E099,,A102,,,离职,",
    ]);
    // The list lies in the folder that is audited.
    let output = test.run(&[".", "--accept", "list.csv"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert_eq!(told.matches("没有找到这个人").count(), 1, "{told}");
    assert!(told.contains("第 4 行") && !told.contains("第 2 行") && !told.contains("第 3 行"));
    let basis = strings(&test.path("a.复核.xlsx"));
    assert!(basis.contains("接受清单 SHA-256"));
    assert!(basis.contains("已接受（清单第 2 行）") && !basis.contains("已接受（清单第 3 行）"));
    assert!(!basis.contains("没有生效的行"));
    let all = strings(&test.path("绩效工资汇总.xlsx"));
    assert!(all.contains("接受清单里没有生效的行") && all.contains("没有找到这个人"));
}

#[test]
fn a_draft_that_is_filled_in_accepts_what_it_holds() {
    let cannot = "E003,王五,90,,45,10,10,20,65,27,92,A,1.2,1000,1200";
    for name in ["draft.csv", "draft.xlsx"] {
        let rows: Vec<&str> = STANDING.iter().map(|(row, ..)| *row).collect();
        let rows: Vec<String> = (1..)
            .zip(rows)
            .map(|(number, row)| row.replace("E002,李四", &format!("F{number:03},员工{number}")))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let test = Test::new(&rows);
        let output = test.run(&["a.csv", "-o", "out", "--write-accept", name]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("9 行"), "{told}");
        // Without reasons nothing is accepted.
        let output = test.run(&["a.csv", "--dry-run", "--accept", name]);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("没有写原因"));
        fs::write(test.path("filled.csv"), filled(&test.path(name))).unwrap();
        let output = test.run(&["a.csv", "--dry-run", "--accept", "filled.csv"]);
        let told = complaints(&output);
        assert_eq!(
            (output.status.code(), told.as_str()),
            (Some(0), ""),
            "{name}"
        );
        // What was filled in is not written over.
        let again = test.run(&["a.csv", "--dry-run", "--write-accept", name]);
        assert_eq!(again.status.code(), Some(1), "a dry run writes nothing");
        let again = test.run(&["a.csv", "-o", "out", "--write-accept", name]);
        assert_eq!(again.status.code(), Some(2));
    }
    let test = Test::new(&[cannot]);
    let output = test.run(&["a.csv", "-o", "out", "--write-accept", "draft.csv"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("不能接受"));
    let output = test.run(&["a.csv", "-o", "out", "--write-accept", "draft.txt"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_list_that_excel_holds_is_read() {
    let rows = [
        "2002,李四,90,100,40,10,10,20,60,27,87,B,1,1000,1000",
        "2001,张三,90,100,45,10,10,20,65,27,92,A,1.2,1000,1200",
        "2003,王五,90,100,45,10,10,20,65,31,96,A,1.2,1000,1200",
        "2004,赵六,90,100,45,10,10,20,65,27,93,A,1.2,1000,1200",
        "2005,钱七,90,100,45,10,10,20,65,27,92,A,1.2,1000,1100",
    ];
    let test = Test::new(&rows);
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accept/list.xlsx");
    fs::copy(list, test.path("list.csv")).unwrap();
    let (exit, json, told) = test.accepting(&["--period", "2026-10"]);
    assert_eq!(exit, 1, "{told}");
    assert_eq!(severity_of(&json, "A102"), "info");
    assert_eq!(severity_of(&json, "A103"), "info");
    assert_eq!(severity_of(&json, "A202"), "error", "{told}");
    assert_eq!(severity_of(&json, "A303"), "error");
    assert!(
        told.contains("第 6 行（2004 赵六 A202 K5）：有效期只到 2026-09"),
        "{told}"
    );
    assert!(told.contains("第 7 行没有写原因"), "{told}");
}

/// All parts of a workbook, as one text.
fn strings(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

/// The draft with a reason in every row, as HR would fill it in, as csv.
fn filled(path: &Path) -> String {
    let source = Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap().into(),
    };
    let workbook = fuhe::read::read(&source, &Limits::default()).unwrap();
    let mut text = String::new();
    for row in &workbook.sheets[0].rows {
        let cells = (0..7).map(|column| match row.cell(column).map(|cell| &cell.value) {
            _ if column == 5 && row.index > 0 => "已核实".to_owned(),
            Some(Value::Text(words)) => words.to_string(),
            _ => String::new(),
        });
        let cells: Vec<String> = cells.collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}
