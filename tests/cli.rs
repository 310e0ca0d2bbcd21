//! The command line from outside: what is printed, written, and given as exit code.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Stdio;

use folder::{Folder, HEADER, RIGHT, Ran, SMALL};
use fuhe::read::{Limits, read};
use fuhe::workbook::{Source, Workbook};

const ALSO_NAMED: &str = "E004,赵六,电商部,专员,90000,100000,54,36,90,5000,20%,900";
/// 54 points are reported as 53; total and pay follow from it.
const WRONG: &str = "E002,李四,电商部,专员,90000,100000,53,36,89,5000,20%,890";
/// No target: the person is held.
const HELD: &str = "E003,王五,电商部,专员,90000,,54,36,90,5000,20%,900";

// Usage

#[test]
fn help_is_in_the_readers_language() {
    Folder::bare()
        .run(&["--help"])
        .code(0)
        .says("复核绩效考核表")
        .says("用法：")
        .says("命令")
        .says_not("Options");
    Folder::bare()
        .run(&["--help", "--lang", "en"])
        .code(0)
        .says("Audits performance scorecards")
        .says_not("复核绩效");
    Folder::bare()
        .run(&["audit", "-h"])
        .code(0)
        .says("--fail-on");
    Folder::bare().run(&["--version"]).code(0).says("fuhe 0.1");
    Folder::bare().run(&[]).code(2).complains("用法");
}

#[test]
fn usage_errors_are_in_words() {
    let near = Folder::bare().run(&["audit", "a.csv", "--dry-rum"]);
    near.code(2).complains("--dry-run");
    let value = Folder::bare().run(&["audit", "a.csv", "--fail-on", "maybe"]);
    value.code(2).complains("error、warning、never");
    let jobs = Folder::bare().run(&["audit", "a.csv", "-j", "0"]);
    jobs.code(2).complains("整数");
    let period = Folder::bare().run(&["audit", "a.csv", "--period", "2026年10月"]);
    period.code(2).complains("2026-10");
    let both = Folder::bare().run(&["audit", "a.csv", "-q", "-v"]);
    both.code(2).complains("不能同时用");
    let english = Folder::bare().run(&["why", "a.csv", "--lang", "en"]);
    english.code(2).complains("--employee");
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let test = Folder::bare();
    let mut child = test
        .command(&["mappings", "schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

// explain, completions

#[test]
fn explain_knows_codes_and_names_in_any_case() {
    Folder::bare()
        .run(&["explain", "a102"])
        .code(0)
        .says("A102 得分不符");
    Folder::bare()
        .run(&["explain", "Score-Differs"])
        .code(0)
        .says("A102");
    let english = Folder::bare().run(&["explain", "A102", "--lang", "en"]);
    english.code(0).says("What it means");
    let list = Folder::bare().run(&["explain"]).code(0);
    list.says("A102").says("S101").says("score-differs");
    let near = Folder::bare().run(&["explain", "score-difers"]);
    near.code(2).complains("A102");
    let near = Folder::bare().run(&["explain", "A1O2"]);
    near.code(2).complains("是不是 A102");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Folder::bare().run(&["completions", shell]);
        ran.code(0).says("audit").says("mappings");
    }
}

// mappings

#[test]
fn mappings_are_listed_with_their_places() {
    Folder::new()
        .file("config/fuhe/mappings/own.toml", SMALL)
        .file(
            "config/fuhe/mappings/small.toml",
            "hidden by the nearer one",
        )
        .run(&["mappings"])
        .code(0)
        .says("small")
        .says("小方案")
        .says("一人一行")
        .says("mappings/small.toml")
        .says("own");
}

#[test]
fn a_mapping_is_shown_in_plain_words() {
    let shown = Folder::new().run(&["mappings", "show", "small"]).code(0);
    shown
        .says("小方案（small）")
        .says("1. 销售额完成率：满分 60 分。")
        .says("每项得分和小计四舍五入，保留 1 位小数。")
        .says("绩效工资 = 基数 × 绩效比例 × 总分 ÷ 100。")
        .says("取整后的总分低于 80 分，不发绩效工资；正好 80 分照发。");
    let english = Folder::new().run(&["mappings", "show", "small", "--lang", "en"]);
    english.code(0).says("Pay = base");
    let near = Folder::new().run(&["mappings", "show", "smal"]);
    near.code(2).complains("是不是「small」");
}

#[test]
fn check_tells_all_faults_with_their_lines() {
    let faulty = SMALL
        .replace("max = 60", "maks = 60")
        .replace("pass-mark", "pas-mark");
    let ran = Folder::bare()
        .file("a.toml", faulty)
        .run(&["mappings", "check", "a.toml"]);
    ran.code(2)
        .says("a.toml 第 8 行：错误")
        .says("pass-mark")
        .says("a.toml 第 11 行：错误")
        .says("max");
    Folder::new()
        .run(&["mappings", "check", "mappings/small.toml"])
        .code(0)
        .says("没有问题");
    Folder::bare()
        .run(&["mappings", "check", "none.toml"])
        .code(2)
        .complains("none.toml");
    let gbk = Folder::bare().file("g.toml", b"name = \"\xb7\xbd\xb0\xb8\"");
    gbk.run(&["mappings", "check", "g.toml"])
        .code(2)
        .complains("UTF-8");
}

#[test]
fn the_schema_is_json() {
    let ran = Folder::bare().run(&["mappings", "schema"]).code(0);
    assert!(ran.json()["properties"]["line"].is_object());
}

// audit: inputs

#[test]
fn a_draft_is_shown_written_kept_and_replaced() {
    let rows = [HEADER, RIGHT, WRONG];
    let test = Folder::bare().roster("a.csv", &rows[1..]);
    let ran = test.run(&["draft", "a.csv"]).code(0);
    let ran = ran.says("layout = \"roster\"").says("待确认");
    let ran = ran.again(&["draft", "a.csv", "-o", "mine.toml"]).code(0);
    let ran = ran.says("已写出草稿 mine.toml").wrote(&["mine.toml"]);
    // What somebody has worked on is not written over.
    fs::write(ran.folder.path("mine.toml"), "# 已改好\n").unwrap();
    let ran = ran.again(&["draft", "a.csv", "-o", "mine.toml"]).code(2);
    let ran = ran.complains("mine.toml").complains("--force");
    let kept = fs::read_to_string(ran.folder.path("mine.toml")).unwrap();
    assert_eq!(kept, "# 已改好\n");
    let ran = ran.again(&["draft", "a.csv", "-o", "mine.toml", "--force"]);
    let ran = ran.code(0).says("已写出草稿");
    let ran = ran.again(&["mappings", "check", "mine.toml"]).code(0);
    let ran = ran.again(&["audit", "a.csv", "-m", "mine.toml", "--dry-run"]);
    ran.code(0).says("2 人");
}

#[test]
fn what_cannot_be_drafted_from_is_told() {
    let test = Folder::bare().file("folder/x.csv", "姓名\n");
    let ran = test.run(&["draft", "folder"]).code(2);
    let ran = ran.complains("这是文件夹");
    let ran = ran.again(&["draft", "none.xlsx"]).code(2);
    let ran = ran.complains("none.xlsx");
    let test = ran
        .folder
        .file("letter.csv", "尊敬的客户,您好\n请查收,谢谢\n");
    let ran = test.run(&["draft", "letter.csv"]).code(2);
    ran.complains("没有找到像考核表的表格");
}

#[test]
fn a_locked_workbook_is_drafted_from_with_its_password() {
    let locked = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/locked/agile.xlsx");
    let test = Folder::bare().file("right.txt", "工资2026 ß\n");
    let test = test.file("wrong.txt", "000000\n");
    let ran = test.run(&["draft", locked, "--password-file", "wrong.txt"]);
    let ran = ran.code(2).complains("agile.xlsx");
    let ran = ran.again(&["draft", locked, "--password-file", "right.txt"]);
    let ran = ran.code(0).says("[[line]]");
    let ran = ran.again(&["draft", locked, "--password-file", "none.txt"]);
    ran.code(2).complains("none.txt");
}

#[test]
fn a_clean_roster_is_audited_and_written() {
    Folder::new()
        .roster("10月.csv", &[RIGHT])
        .run(&["10月.csv"])
        .code(0)
        .says("1 人")
        .says("可发 1 人")
        .says("900.00 元")
        .says("10月.复核.xlsx")
        .says("下一步")
        .wrote(&["10月.复核.xlsx"])
        .wrote_not(&["绩效工资汇总.xlsx"]);
}

#[test]
fn what_is_missing_stops_nothing_and_gives_2() {
    Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("bad.xlsx", "no workbook at all")
        .run(&["audit", "nothing.xlsx", "bad.xlsx", "a.csv"])
        .code(2)
        .complains("nothing.xlsx：没有这个文件")
        .complains("bad.xlsx")
        .says("另有 1 个文件没能复核")
        .wrote(&["a.复核.xlsx"]);
}

#[test]
fn folders_and_patterns_are_walked_without_own_outputs() {
    let test = Folder::new()
        .roster("in/a.csv", &[RIGHT])
        .roster("in/sub/b.csv", &[HELD.replace("E003", "E009").as_str()])
        .file("in/~$a.xlsx", "lock");
    let ran = test.run(&["in"]).code(1);
    let ran = ran.says("2 个文件、2 人").wrote(&[
        "in/a.复核.xlsx",
        "in/sub/b.复核.xlsx",
        "in/绩效工资汇总.xlsx",
    ]);
    // The second run finds its own outputs, leaves them out and replaces them.
    let ran = ran
        .again(&["in", "-v"])
        .code(1)
        .says("2 个文件、2 人")
        .says("跳过 ");
    let ran = ran.again(&["in/*.csv", "--dry-run"]).code(0);
    ran.says("1 个文件、1 人").says("没有写任何文件");
}

#[test]
fn an_own_output_that_is_named_is_audited_again_or_left_out() {
    let ran = Folder::new()
        .roster("a.csv", &[RIGHT])
        .roster("b.csv", &[ALSO_NAMED])
        .run(&["a.csv", "b.csv"])
        .code(0);
    // A copy's own sheets are figures like others; the workbook about all of them has none.
    let ran = ran.again(&["a.复核.xlsx", "--dry-run"]).code(0);
    let ran = ran.says("1 个文件、1 人");
    let ran = ran.again(&["a.csv", "绩效工资汇总.xlsx"]).code(0);
    let ran = ran.complains("绩效工资汇总.xlsx：跳过").says("1 个文件");
    ran.again(&["绩效工资汇总.xlsx"])
        .code(2)
        .complains("没有要复核的文件");
}

fn source(path: &Path) -> Source {
    Source {
        name: "a.xlsx".to_owned(),
        bytes: fs::read(path).unwrap().into(),
    }
}

fn workbook(path: &Path) -> Workbook {
    read(&source(path), &Limits::default()).unwrap()
}

#[test]
fn a_folder_whose_files_were_named_before_is_not_empty() {
    let test = Folder::new().roster("in/a.csv", &[RIGHT]);
    let ran = test.run(&["in/a.csv", "in", "--dry-run"]).code(0);
    let ran = ran.says("1 个文件、1 人");
    ran.again(&["in", "in", "--dry-run"]).code(0);
}

#[test]
fn a_scorecard_that_is_named_like_an_output_is_audited() {
    let test = Folder::new().roster("a.csv", &[WRONG]);
    let ran = test.run(&["a.csv"]).code(1);
    let copy = ran.folder.path("a.复核.xlsx");
    let plain = fuhe::write::unmarked(&source(&copy));
    fs::create_dir(ran.folder.path("in")).unwrap();
    fs::copy(&copy, ran.folder.path("in/a.复核.xlsx")).unwrap();
    fs::write(
        ran.folder.path("in/绩效工资汇总.xlsx"),
        &*plain.unwrap().bytes,
    )
    .unwrap();
    // The annotated copy is fuhe's own, the other file bears its name alone.
    let ran = ran.again(&["in", "--dry-run"]).code(1);
    ran.says("1 个文件、1 人");
}

#[test]
fn an_empty_folder_is_an_error() {
    let test = Folder::new();
    fs::create_dir(test.path("empty")).unwrap();
    test.run(&["empty"])
        .code(2)
        .complains("没有可以复核的表格文件");
}

// audit: mappings

#[test]
fn no_fitting_mapping_is_explained() {
    let other = "工号,姓名,销售额得分,总分\nE001,张三,54,90\n";
    Folder::new()
        .file("a.csv", other)
        .run(&["a.csv"])
        .code(2)
        .complains("a.csv：没有一个方案适合");
    let ran = Folder::new()
        .file("b.csv", "甲,乙\n1,2\n")
        .run(&["b.csv", "--lang", "en"]);
    ran.code(2).complains("no mapping fits");
}

#[test]
fn several_fitting_mappings_want_a_choice() {
    let test = Folder::new()
        .file("mappings/same.toml", SMALL)
        .roster("a.csv", &[RIGHT]);
    let ran = test
        .run(&["a.csv"])
        .code(2)
        .complains("small")
        .complains("same")
        .complains("-m");
    ran.again(&["a.csv", "-m", "small"]).code(0);
}

#[test]
fn the_mapping_can_be_a_file_or_an_id() {
    let test = Folder::bare()
        .file("elsewhere/own.toml", SMALL)
        .roster("a.csv", &[RIGHT]);
    let ran = test
        .run(&["a.csv", "-m", "elsewhere/own.toml"])
        .code(0)
        .says("方案 own");
    let ran = ran.again(&["a.csv", "-m", "nothing-like-it"]).code(2);
    ran.complains("没有方案「nothing-like-it」");
}

#[test]
fn a_faulty_mapping_is_a_warning_unless_asked_for() {
    let test = Folder::new()
        .file("mappings/broken.toml", SMALL.replace("layout", "layoud"))
        .roster("a.csv", &[RIGHT]);
    let ran = test
        .run(&["a.csv"])
        .code(0)
        .complains("broken.toml 第 3 行")
        .complains("警告");
    let ran = ran
        .again(&["a.csv", "-m", "broken"])
        .code(2)
        .complains("错误");
    ran.says_not("方案 broken");
}

#[test]
fn a_mapping_that_finds_nobody_is_an_error() {
    let ran = Folder::new()
        .file("b.csv", "甲,乙\n1,2\n")
        .run(&["b.csv", "-m", "small"]);
    ran.code(2).complains("没有找到任何人的考核表");
}

// audit: findings and exit codes

#[test]
fn findings_decide_the_exit_code() {
    let test = Folder::new().roster("a.csv", &[RIGHT, WRONG]);
    let ran = test
        .run(&["a.csv"])
        .code(1)
        .says("已更正 1 人")
        .says("错误 1 处");
    let ran = ran.says("+10.00 元");
    let ran = ran.again(&["a.csv", "--fail-on", "never"]).code(0);
    let ran = ran.again(&["a.csv", "-v"]).code(1).says("A102 a!G3");
    let ran = ran.again(&["a.csv", "-q"]).code(1).stays_silent();
    ran.again(&["a.csv", "nothing.csv"]).code(2);
}

/// Every form states 900 yuan and pays by them; 1,000 are set, so that 廖少麟's 76.1 points earn 761.00 instead of 684.90.
/// The warnings are the roots, and everybody's pay follows from them.
#[test]
fn a_parameter_that_everybody_states_otherwise_is_doubted_and_the_code_explained() {
    let workbook = fs::read("sample-workbooks/deduction-clean.xlsx").unwrap();
    let test = Folder::bare().file("a.xlsx", workbook);
    let ran = test.run(&["a.xlsx", "--set", "月度绩效奖金=1000", "--dry-run", "-v"]);
    let ran = ran
        .code(1)
        .says("错误 0 处，警告 8 处")
        .says("连带差异里有 8 处错误，所以退出码是 1")
        .says("请先核对方案：8 人里有 8 人都是目标或参数与方案不符（A206）")
        .says("本次用 --set 指定的「月度绩效奖金」也请核对。")
        .says("A23 写的月度绩效奖金是 900，本次用 --set 指定的是 1,000");
    ran.says_not("考核方案规定是 1,000");
}

#[test]
fn held_people_alone_make_1() {
    let ran = Folder::new()
        .roster("a.csv", &[RIGHT, HELD])
        .run(&["a.csv"]);
    ran.code(1).says("待核 1 人").says("不含待核的 1 人");
}

#[test]
fn the_same_person_twice_is_an_error() {
    let ran = Folder::new()
        .roster("a.csv", &[RIGHT, RIGHT])
        .run(&["a.csv", "-v"]);
    ran.code(1).says("X105").says("待核 2 人");
}

#[test]
fn english_is_english() {
    let ran = Folder::new()
        .roster("a.csv", &[RIGHT])
        .run(&["a.csv", "--lang", "en"]);
    ran.code(0)
        .says("1 ready")
        .says("Outputs:")
        .says_not("可发");
}

// audit: outputs

#[test]
fn existing_files_are_kept_unless_forced() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("a.复核.xlsx", "mine");
    let ran = test.run(&["a.csv"]).code(2).complains("--force");
    assert_eq!(fs::read(ran.folder.path("a.复核.xlsx")).unwrap(), b"mine");
    let ran = ran.again(&["a.csv", "--force"]).code(0);
    assert_ne!(fs::read(ran.folder.path("a.复核.xlsx")).unwrap(), b"mine");
    // Now it is fuhe's own.
    ran.again(&["a.csv"]).code(0);
}

#[test]
fn elsewhere_the_same_name_is_not_the_same_input() {
    let test = Folder::new().roster("9月/a.csv", &[RIGHT]).roster(
        "10月/a.csv",
        &[RIGHT, RIGHT.replace("E001", "E005").as_str()],
    );
    let ran = test
        .run(&["9月/a.csv", "-o", "out"])
        .code(0)
        .wrote(&["out/a.复核.xlsx"]);
    let ran = ran
        .again(&["10月/a.csv", "-o", "out"])
        .code(2)
        .complains("out/a.复核.xlsx");
    ran.again(&["9月/a.csv", "-o", "out"]).code(0);
}

#[test]
fn files_of_one_name_are_told_apart_by_their_folders() {
    let also = RIGHT.replace("E001", "E005");
    let test = Folder::new()
        .roster("一组/a.csv", &[WRONG])
        .roster("二组/a.csv", &[&also])
        .roster("b.csv", &[ALSO_NAMED]);
    let ran = test.run(&["一组", "二组", "b.csv", "-o", "out"]).code(1);
    let ran = ran.wrote(&[
        "out/b.复核.xlsx",
        "out/一组-a.复核.xlsx",
        "out/二组-a.复核.xlsx",
        "out/绩效工资汇总.xlsx",
    ]);
    let summary = workbook(&ran.folder.path("out/绩效工资汇总.xlsx"));
    let overview = summary.sheets.iter().find(|one| one.name == "复核概览");
    let cells = overview.unwrap().rows.iter().flat_map(|row| &row.cells);
    let words: Vec<String> = cells.map(|cell| format!("{:?}", cell.value)).collect();
    for name in ["一组/a.csv", "二组/a.csv", "b.csv"] {
        assert!(
            words.iter().any(|one| one.contains(name)),
            "{name}: {words:?}"
        );
    }
}

/// What stands on a sheet of the workbook about all inputs, a row a line.
fn rows(path: &Path, sheet: &str) -> Vec<String> {
    let workbook = workbook(path);
    let sheet = workbook.sheets.iter().find(|one| one.name == sheet);
    let row = |row: &fuhe::workbook::Row| {
        let cells = row.cells.iter().filter(|cell| !cell.value.is_blank());
        let words: Vec<String> = cells.map(|cell| format!("{:?}", cell.value)).collect();
        words.join(" | ")
    };
    sheet.unwrap().rows.iter().map(row).collect()
}

#[test]
fn what_failed_stands_on_top_of_the_workbook_about_all_inputs() {
    // Two people who are right: nothing to object to but the file that nobody could read.
    let also = RIGHT.replace("E001", "E005");
    let ran = Folder::new()
        .roster("in/a.csv", &[RIGHT])
        .roster("in/b.csv", &[&also])
        .file("in/坏.xlsx", "no workbook at all")
        .file("in/信.docx", "a letter")
        .run(&["in", "-o", "out"])
        .code(2);
    let summary = ran.folder.path("out/绩效工资汇总.xlsx");
    let overview = rows(&summary, "复核概览");
    let at = |words: &str| {
        let found = overview.iter().position(|row| row.contains(words));
        found.unwrap_or_else(|| panic!("{words}: {overview:#?}"))
    };
    assert!(!overview.iter().any(|row| row.contains("全部无误")));
    at("有 1 个文件没能复核，里面的人不在本表，名单和金额都不完整。读到的 2 份考核表没有疑问。");
    at("下一步：先按原因处理没能复核的 1 个文件");
    let counts = at("考核表（份）");
    assert!(at("没能复核的文件") < at("坏.xlsx") && at("坏.xlsx") < counts);
    assert!(at("跳过的文件") < at("信.docx") && at("信.docx") < counts);
    let payroll = rows(&summary, "绩效工资汇总");
    assert!(
        payroll[1].contains("有 1 个文件没能复核（坏.xlsx）"),
        "{payroll:#?}"
    );
}

#[test]
fn equal_stems_do_not_overwrite_each_other() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .roster("a.tsv", &[RIGHT]);
    test.run(&["a.csv", "a.tsv", "-o", "out", "-m", "small", "-j", "2"])
        .wrote(&[
            "out/a.复核.xlsx",
            "out/a.tsv.复核.xlsx",
            "out/绩效工资汇总.xlsx",
        ]);
}

#[test]
fn outputs_are_the_same_bytes_every_time() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT, WRONG])
        .roster("b.csv", &[RIGHT]);
    let names = ["a.复核.xlsx", "b.复核.xlsx", "绩效工资汇总.xlsx", "r.json"];
    let read = |ran: &Ran| names.map(|name| fs::read(ran.folder.path(name)).unwrap());
    let args = ["a.csv", "b.csv", "--report", "r.json"];
    let first = test.run(&args);
    let before = read(&first);
    assert!(before == read(&first.again(&args)), "outputs differ");
}

#[test]
fn inputs_are_never_written_over() {
    let test = Folder::new().roster("a.csv", &[RIGHT]);
    let before = fs::read(test.path("a.csv")).unwrap();
    let ran = test.run(&["a.csv", "--report", "a.csv", "--force"]).code(2);
    let ran = ran.complains("不会覆盖它");
    assert_eq!(fs::read(ran.folder.path("a.csv")).unwrap(), before);
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let staff = "工号,姓名,基本工资,绩效比例\nE001,张三,5000,20%\n";
    let mut test = Folder::new()
        .roster("a.csv", &[WRONG])
        .file("staff.csv", staff)
        .file("password.txt", "secret");
    for (option, file) in [
        ("--roster", "staff.csv"),
        ("--password-file", "password.txt"),
        ("--mapping", "mappings/small.toml"),
    ] {
        let before = fs::read(test.path(file)).unwrap();
        let args = ["a.csv", option, file, "--force", "--report", file];
        let ran = test.run(&args).code(2).complains("不会覆盖它");
        assert_eq!(fs::read(ran.folder.path(file)).unwrap(), before, "{file}");
        test = ran.folder;
    }
    let list = ["a.csv", "--roster", "staff.csv", "--force"];
    let ran = test.run(&[&list[..], &["--write-accept", "staff.csv"]].concat());
    let ran = ran.code(2).complains("不会覆盖它");
    assert_eq!(
        fs::read_to_string(ran.folder.path("staff.csv")).unwrap(),
        staff
    );
}

/// A sheet of a workbook whose figures are no longer those that were written.
fn with_a_damaged_sheet() -> Vec<u8> {
    let whole = fs::read("sample-workbooks/monthly-planted.xlsx").unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut stored = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        stored.start_file(part.name().unwrap(), options).unwrap();
        std::io::copy(&mut part, &mut stored).unwrap();
    }
    let mut bytes = stored.finish().unwrap().into_inner();
    let figure = b"<v>701480</v>";
    let at = bytes.windows(figure.len()).position(|here| here == figure);
    bytes[at.unwrap() + 4] = b'9';
    bytes
}

#[test]
fn a_sheet_that_is_lost_is_no_empty_sheet() {
    let ran = Folder::bare()
        .file("x.xlsx", with_a_damaged_sheet())
        .run(&["x.xlsx", "-m", "monthly"]);
    let ran = ran.code(2).complains("「韩樾」已损坏").says("20 人");
    let ran = ran.says_not("没有考核表").says("x.复核.xlsx");
    let overview = rows(&ran.folder.path("x.复核.xlsx"), "复核概览");
    let told = "有 1 张工作表没能复核，里面的人不在本表";
    assert!(
        overview.iter().any(|row| row.contains(told)),
        "{overview:#?}"
    );
}

#[test]
fn two_outputs_of_one_name_are_refused() {
    let mut test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .roster("b.csv", &[WRONG]);
    for names in [
        ["--report", "x.csv", "--write-accept", "./X.csv"],
        ["--report", "r.json", "--write-accept", "a.复核.xlsx"],
        ["--write-accept", "l.csv", "--report", "绩效工资汇总.xlsx"],
    ] {
        let args = [&["a.csv", "b.csv", "--force"][..], &names].concat();
        let ran = test.run(&args).code(2).complains("另一个结果的名字");
        assert!(!ran.folder.path("a.复核.xlsx").exists());
        test = ran.folder;
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_no_mappings() {
    for mapping in ["/dev/zero", "/dev/null", "."] {
        let ran = Folder::new().roster("a.csv", &[RIGHT]);
        ran.run(&["a.csv", "--mapping", mapping]).code(2);
    }
}

#[test]
fn dry_run_writes_nothing() {
    let test = Folder::new().roster("a.csv", &[RIGHT]);
    test.run(&["a.csv", "--dry-run", "--report", "r.json", "-o", "out"])
        .code(0)
        .wrote_not(&["a.复核.xlsx", "r.json", "out"]);
}

#[test]
fn json_stands_alone_on_standard_output() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("bad.xlsx", "no workbook");
    let args = [
        "a.csv", "bad.xlsx", "--format", "json", "--report", "r.json",
    ];
    let ran = test.run(&args).code(2).wrote(&["r.json"]);
    let json = ran.json();
    assert_eq!(json["tool"]["name"], "fuhe");
    assert_eq!(json["inputs"][0]["status"], "audited");
    assert_eq!(json["inputs"][0]["outputs"][0], "a.复核.xlsx");
    assert_eq!(json["inputs"][1]["status"], "failed");
    assert_eq!(json["inputs"][1]["path"], "bad.xlsx");
    let written = fs::read_to_string(ran.folder.path("r.json")).unwrap();
    assert_eq!(written, ran.stdout);
}

// why

#[test]
fn why_tells_every_line() {
    let test = Folder::new().roster("a.csv", &[RIGHT, WRONG]);
    let ran = test.run(&["why", "a.csv", "--employee", "E001"]).code(0);
    let ran = ran
        .says("张三（E001）")
        .says("销售额完成率（满分 60） G2")
        .says("数据：实际销售额 90,000（E2）")
        .says("计算：54 + 36 = 90")
        .says("基数 5,000 × 比例 20% × 总分 90 ÷ 100 = 900.00 元")
        .says_not("李四");
    let ran = ran.again(&["why", "a.csv", "--employee", "李四"]).code(0);
    let ran = ran
        .says("填报 53.0，复核 54.0，相差 +1.0")
        .says("※ 错误 A102 a!G3");
    let ran = ran
        .again(&["why", "a.csv", "-e", "E001", "--lang", "en"])
        .code(0);
    ran.says("working: 54 + 36 = 90");
}

#[test]
fn why_of_nobody_suggests_somebody() {
    let test = Folder::new().roster("a.csv", &[RIGHT, WRONG]);
    let ran = test.run(&["why", "a.csv", "--employee", "张山"]).code(2);
    let ran = ran.complains("张三(E001)");
    let ran = ran
        .again(&["why", "a.csv", "--employee", "欧阳某某"])
        .code(2);
    let ran = ran.complains("2 人");
    ran.again(&["why", "none.csv", "--employee", "张三"])
        .code(2)
        .complains("none.csv");
}

#[test]
fn why_shows_all_people_of_one_name() {
    let test = Folder::new().roster("a.csv", &[RIGHT, &WRONG.replace("李四", "张三")]);
    let ran = test.run(&["why", "a.csv", "--employee", "张三"]).code(0);
    ran.says("2 个「张三」")
        .says("E001、E002")
        .says("张三（E002）");
}

// the company's roster

const STAFF: &str = "员工花名册\n工号,姓名,部门,岗位,基本工资,绩效比例,在职状态\n\
    E001,张三,电商部,专员,5000,20%,在职\nE002,李四,电商部,专员,5000,20%,在职\n\
    E003,王五,电商部,专员,5000,20%,试用期\nE004,赵六,电商部,专员,5000,20%,离职\n";
/// 90 points of 5,000 × 20 %.
const ALSO_RIGHT: &str = "E002,李四,电商部,专员,90000,100000,54,36,90,5000,20%,900";

/// What is told of a code over all inputs: the input's path and the person.
fn told(ran: &Ran, code: &str) -> Vec<(String, String)> {
    let json = ran.json();
    let mut told = Vec::new();
    for input in json["inputs"].as_array().unwrap() {
        let findings = input["findings"].as_array().into_iter().flatten();
        for finding in findings.filter(|finding| finding["code"] == code) {
            let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
            told.push((word(&input["path"]), word(&finding["employee"])));
        }
    }
    told
}

#[test]
fn who_has_no_scorecard_is_told_once_over_all_files() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .roster("b.csv", &[ALSO_RIGHT])
        .file("r.csv", STAFF);
    let args = ["a.csv", "b.csv", "--roster", "r.csv", "--format", "json"];
    let ran = test.run(&args).code(1).wrote(&["绩效工资汇总.xlsx"]);
    let once = |path: &str| vec![(path.to_owned(), "E003".to_owned())];
    assert_eq!(told(&ran, "X108"), once("a.csv"));
    let finding = &ran.json()["inputs"][0]["findings"][0];
    assert!(finding["cell"].is_null() && finding["sheet"].is_null());
    assert_eq!(finding["root"], true);
    // One file alone lacks both others.
    let args = ["b.csv", "--roster", "r.csv", "--format", "json"];
    let ran = ran.again(&args).code(1);
    let both = ["E001", "E003"].map(|id| ("b.csv".to_owned(), id.to_owned()));
    assert_eq!(told(&ran, "X108"), both);
    // A file that cannot be read may hold the missing card, and the finding says so.
    let test = ran.folder.file("c.xlsx", "no workbook");
    let args = ["a.csv", "b.csv", "c.xlsx", "--roster", "r.csv", "-v"];
    test.run(&args)
        .code(2)
        .says("另有 1 个文件没能复核，考核表也可能在那里");
}

#[test]
fn the_rosters_base_counts_and_is_named() {
    let higher = STAFF.replace("E001,张三,电商部,专员,5000", "E001,张三,电商部,专员,5500");
    let test = Folder::new().roster("a.csv", &[RIGHT, ALSO_RIGHT]).file(
        "r.csv",
        higher.replace("E003,王五,电商部,专员,5000,20%,试用期\n", ""),
    );
    let args = ["a.csv", "--roster", "r.csv", "--format", "json"];
    let ran = test.run(&args).code(1);
    let payout = &ran.json()["inputs"][0]["scorecards"][0]["payout"];
    // 5,500 × 20% × 90 ÷ 100
    assert_eq!(payout["base"], "5500");
    assert_eq!(payout["recomputed"], "990.00");
    let roster = &ran.json()["inputs"][0]["roster"];
    assert_eq!(roster["name"], "r.csv");
    assert_eq!(roster["sha256"].as_str().unwrap().len(), 64);
    let args = ["why", "a.csv", "--roster", "r.csv", "--employee", "E001"];
    ran.again(&args)
        .code(0)
        .says("基数 5,500 取自花名册 r.csv（r!E3）")
        .says("填报 900.00，复核 990.00，相差 +90.00")
        .says("※ 警告 X110 a!J2");
}

#[test]
fn a_roster_that_is_none_is_an_error() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("r.csv", "商品,库存\n茶杯,3\n")
        .file("empty.csv", "工号,姓名,部门\n")
        .file("bad.xlsx", "no workbook");
    let mut ran = test.run(&["a.csv", "--roster", "r.csv"]).code(2);
    ran = ran
        .complains("r.csv")
        .complains("「工号」或「姓名」")
        .complains("[roster]")
        .wrote_not(&["a.复核.xlsx"]);
    for (file, words) in [
        ("empty.csv", "一个人也没有"),
        ("bad.xlsx", "bad.xlsx"),
        ("none.xlsx", "none.xlsx"),
    ] {
        let args = ["audit", "a.csv", "--roster", file];
        ran = ran.again(&args).code(2).complains(words);
    }
    ran.again(&["why", "a.csv", "-e", "E001", "--roster", "r.csv"])
        .code(2)
        .complains("r.csv");
}

#[test]
fn a_roster_in_the_folder_is_no_scorecard() {
    let test = Folder::new()
        .roster("cards/a.csv", &[RIGHT, ALSO_RIGHT])
        .file("cards/花名册.csv", STAFF);
    let args = ["cards", "--roster", "cards/花名册.csv", "--format", "json"];
    let ran = test
        .run(&args)
        .code(1)
        .wrote_not(&["cards/花名册.复核.xlsx"]);
    assert_eq!(ran.json()["inputs"][0]["path"], "cards/a.csv");
    assert_eq!(told(&ran, "X108").len(), 1);
}

#[test]
fn a_roster_that_nobody_named_is_known_by_its_columns() {
    let staff = "工号,姓名,部门,基本工资,在职状态\nE001,张三,电商部,5000,在职\nE002,李四,电商部,6000,离职\n";
    let ran = Folder::new()
        .roster("cards/a.csv", &[RIGHT])
        .file("cards/人员.csv", staff)
        .run(&["cards"]);
    ran.code(2)
        .complains("像是花名册")
        .complains("--roster cards/人员.csv");
}

#[test]
fn a_mapping_names_its_roster() {
    let mapping = format!("{SMALL}\n[roster]\nfile = \"花名册.csv\"\n");
    let test = Folder::bare()
        .file("mappings/small.toml", &mapping)
        .roster("a.csv", &[RIGHT, ALSO_RIGHT])
        .file("mappings/花名册.csv", STAFF);
    let ran = test.run(&["a.csv", "--format", "json"]).code(1);
    assert_eq!(told(&ran, "X108").len(), 1);
    fs::remove_file(ran.folder.path("mappings/花名册.csv")).unwrap();
    ran.again(&["a.csv", "--force"])
        .code(2)
        .complains("花名册.csv")
        .complains("--roster");
}

#[test]
fn proration_is_told_and_checked() {
    let prorated = SMALL.replace("pass-mark = 80", "pass-mark = 80\nprorate = { days = 22 }");
    let test = Folder::bare()
        .file("mappings/small.toml", &prorated)
        .file("wrong.toml", prorated.replace("days = 22", "days = 0"))
        .file(
            "unknown.toml",
            format!("{SMALL}\n[roster]\nstat = [\"状态\"]\n"),
        )
        .file(
            "a.csv",
            format!(
                "{HEADER},出勤天数\n{}\n",
                RIGHT.replace("%,900", "%,818.18,20")
            ),
        );
    // 900 × 20 ÷ 22 = 818.1818…
    let ran = test.run(&["a.csv"]).code(0);
    let ran = ran.again(&["why", "a.csv", "-e", "E001"]).code(0);
    let ran = ran
        .says("出勤 20 天 ÷ 应出勤 22 天")
        .says("× 20 ÷ 22 = 818.18 元");
    let ran = ran.again(&["mappings", "show", "small"]).code(0);
    let ran = ran.says("乘以 出勤天数 ÷ 22（应出勤天数人人按 22 天），最多按全勤计。");
    let ran = ran.again(&["mappings", "check", "wrong.toml"]).code(2);
    let ran = ran.says("days");
    let ran = ran.again(&["mappings", "check", "unknown.toml"]).code(2);
    ran.says("status");
}
