//! Slips on the command line and odd files: told in the user's own language, with a next step, before anything is done.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use std::fs;

use folder::{Folder, RIGHT, Ran, SMALL};

const BLANK: &[u8] = include_bytes!("slips/blank.xlsx");

/// What went wrong is told, and nothing was audited or written.
#[track_caller]
fn told_first(ran: Ran, words: &[&str]) -> Folder {
    let ran = ran.code(2).says_not("人").wrote_not(&["a.复核.xlsx"]);
    words
        .iter()
        .fold(ran, |ran, word| ran.complains(word))
        .folder
}

/// No line of what was said is left in English.
#[track_caller]
fn is_chinese(words: &str) {
    let english = [
        "expected", "invalid", "No such", "os error", "wanted", "missing",
    ];
    for word in english {
        assert!(!words.contains(word), "{word:?} in {words}");
    }
}

#[test]
fn a_roster_that_is_the_workbook_is_told_as_the_reason() {
    let test = Folder::new().roster("a.csv", &[RIGHT]);
    let words = ["a.csv：这是花名册", "没有要复核的文件", "--roster"];
    let test = told_first(test.run(&["a.csv", "--roster", "a.csv"]), &words);
    let list = "编号,原因\nA102,已批准\n";
    let test = test.file("list.csv", list);
    let words = ["list.csv：这是接受清单", "没有要复核的文件"];
    told_first(test.run(&["list.csv", "--accept", "list.csv"]), &words);
}

#[test]
fn a_folder_is_no_file() {
    let mut test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("r/x.csv", "工号\n");
    for option in ["--roster", "--accept", "--password-file", "-m"] {
        let ran = test.run(&["a.csv", option, "r/"]);
        test = told_first(ran, &["这是文件夹"]);
    }
}

#[test]
fn a_lock_file_names_its_workbook() {
    let mut test = Folder::new().file("~$10月.xlsx", "\u{5}user");
    let why = ["why", "~$10月.xlsx", "-e", "张三"];
    for args in [&["~$10月.xlsx"][..], &["draft", "~$10月.xlsx"], &why] {
        test = told_first(test.run(args), &["临时锁定文件", "请指定「10月.xlsx」"]);
    }
    // Among others, as a shell's pattern gives it, it stops nothing.
    let test = test.roster("a.csv", &[RIGHT]);
    let ran = test.run(&["a.csv", "~$10月.xlsx"]).code(0);
    ran.complains("临时锁定文件").says("1 人");
}

#[test]
fn an_empty_workbook_is_told_as_empty() {
    let mut test = Folder::new()
        .file("x.xlsx", BLANK)
        .roster("a.csv", &[RIGHT]);
    for args in [
        &["x.xlsx"][..],
        &["draft", "x.xlsx"],
        &["a.csv", "--roster", "x.xlsx"],
    ] {
        test = told_first(test.run(args), &["x.xlsx：工作簿是空的"]);
    }
}

#[test]
fn a_password_file_is_a_text() {
    let mut test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("p.xlsx", BLANK)
        .file("p.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for file in ["p.xlsx", "p.png"] {
        let ran = test.run(&["a.csv", "--password-file", file]);
        test = told_first(ran, &["这不是密码文件"]);
    }
}

#[test]
fn what_the_system_and_the_parser_say_is_put_in_words() {
    let wrong = "name = 小方案\nlayout ＝ \"roster\"\n[rounding\nline\nname = \"a\" # x\n";
    let test = Folder::bare().file("a.toml", wrong);
    let ran = test.run(&["mappings", "check", "a.toml"]).code(2);
    let ran = ran.says("第 1 行：错误：TOML 写法有误：文字要放在英文的双引号里");
    let ran = ran.says("第 2 行：错误：TOML 写法有误：这里有中文的「＝」");
    let ran = ran.says("第 3 行：错误：TOML 写法有误：引号或括号要成对");
    let ran = ran.says("第 4 行：错误：TOML 写法有误：每行要写成 名称 = 内容");
    is_chinese(&ran.stdout);
    let ran = ran.again(&["mappings", "check", "a.toml", "--lang", "en"]);
    let ran = ran
        .code(2)
        .says("a.toml:1: error: not valid TOML: string values");
    let wrong = SMALL
        .replace("\"小方案\"", "5")
        .replace("line = 1", "line = \"一\"")
        .replace("pass-mark = 80", "pass-mark = \"八十\"")
        .replace("max = 60", "max = true")
        .replace("[\"团队协作得分\"]", "\"团队协作得分\"");
    let twice = SMALL.replace("rule.ratio = {}", "rule = { ratio = {}, judged = {} }");
    let test = ran.folder.file("b.toml", wrong).file("c.toml", twice);
    let ran = test.run(&["mappings", "check", "b.toml", "c.toml"]).code(2);
    let ran = ran.says("这里写了「5」，应写双引号里的文字");
    let ran = ran.says("这里写了文字「一」，应写整数");
    let ran = ran.says("这里写了文字「八十」，应写数字，例如 100");
    let ran = ran
        .says("这里写了「true」，应写数字")
        .says_not(" / a number");
    let ran = ran.says("这里写了文字「团队协作得分」，应写方括号里的列表");
    let ran = ran.says("只能选一种，这里写了几种");
    is_chinese(&ran.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_made_is_told_in_words() {
    let test = Folder::new().roster("a.csv", &[RIGHT]);
    let ran = test.run(&["a.csv", "-o", "/proc/x"]).code(2);
    let ran = ran.complains("请用 -o 换一个位置").says("1 人");
    is_chinese(&ran.stderr);
    let ran = ran.again(&["a.csv", "--report", "/proc/x/r.json"]).code(2);
    is_chinese(&ran.complains("请用 --report 换一个位置").stderr);
}

#[test]
fn what_an_option_names_and_cannot_be_is_told_first() {
    let mut test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("taken", "a file, not a folder")
        .file("mine.csv", "编号,原因\n");
    for (option, value, words) in [
        ("--write-accept", "acc.txt", "只能写成 .xlsx 或 .csv"),
        (
            "--write-accept",
            "mine.csv",
            "用 --write-accept 换一个文件名",
        ),
        ("--previous", "nosuch", "没有这个文件或文件夹"),
        ("--accept", "nosuch.csv", "没有这个文件"),
        ("--report", ".", "用 --report 换一个位置"),
        ("--report", "r.xlsx", "以 .json 结尾"),
        ("-o", "taken", "「taken」不是文件夹"),
        ("-o", "taken/in", "「taken」不是文件夹"),
    ] {
        test = told_first(test.run(&["a.csv", option, value]), &[value, words]);
    }
    // Where nothing is to be written, nothing of it matters.
    let args = ["a.csv", "--dry-run", "--write-accept", "acc.txt"];
    test.run(&args).code(0);
}

#[test]
fn a_draft_has_the_name_of_a_mapping_and_is_kept() {
    let mut test = Folder::bare().roster("a.csv", &[RIGHT]);
    for name in ["mine.xlsx", "mine"] {
        let ran = test.run(&["draft", "a.csv", "-o", name]).code(2);
        let ran = ran
            .complains("-o mine.toml")
            .wrote_not(&["mine.toml", name]);
        test = ran.folder;
    }
    let ran = test.run(&["draft", "a.csv", "-o", "mine.toml"]).code(0);
    let ran = ran.again(&["draft", "a.csv", "-o", "mine.toml"]).code(2);
    ran.complains("可能有填好的内容")
        .complains("-o 换一个文件名");
}

#[test]
fn what_is_no_workbook_does_not_go_unnoticed() {
    let staff = "工号,姓名,部门,在职状态\nE001,张三,电商部,在职\nE002,李四,电商部,在职\n";
    let test = Folder::new()
        .roster("in/a.csv", &[RIGHT])
        .file("in/李四.docx", "a letter")
        .file("in/王五.JPG", "a picture")
        .file("in/说明.txt", "a note")
        .file("in/~$信.docx", "a lock file")
        .file("staff.csv", staff);
    let ran = test.run(&["in"]).code(0).says(
        "这些文件不是表格，没有复核：in/李四.docx、in/王五.JPG。里面有考核表的，请填成 Excel 表再复核。",
    );
    let ran = ran.says_not("说明.txt");
    let ran = ran.again(&["in", "--format", "json"]);
    let json = ran.json();
    let skipped = json["inputs"].as_array().unwrap().iter();
    let skipped = skipped.filter(|input| input["status"] == "skipped");
    let skipped: Vec<_> = skipped.map(|input| input["path"].as_str()).collect();
    assert_eq!(skipped, [Some("in/李四.docx"), Some("in/王五.JPG")]);
    // Whose card is missing may have sent one of them.
    let ran = ran.again(&["in/a.csv", "in/*.docx", "--roster", "staff.csv", "-v"]);
    let ran = ran.code(1).says("X108").says("李四");
    // A folder of nothing else is no success.
    fs::remove_file(ran.folder.path("in/a.csv")).unwrap();
    let ran = ran.again(&["in"]).code(2);
    ran.complains("in/李四.docx：不是表格")
        .complains("没有要复核的文件");
}
