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
    // Findings of a run that writes nothing are listed by -v.
    let ran = ran.again(&["in/a.csv", "--roster", "staff.csv", "--dry-run"]);
    let ran = ran.code(1).says("下一步：加 -v 逐条列出问题");
    // A folder of nothing else is no success.
    fs::remove_file(ran.folder.path("in/a.csv")).unwrap();
    let ran = ran.again(&["in"]).code(2);
    ran.complains("in/李四.docx：不是表格")
        .complains("没有要复核的文件");
}

#[test]
fn a_draft_that_nobody_settled_is_told_as_one() {
    let open = format!("# 凡写着「待确认」的地方，请定下来\n{SMALL}")
        .replace("line = 1", "line = 1  # 待确认：是不是四舍五入")
        .replace("max = 40", "max = 40  # 待确认");
    let test = Folder::bare()
        .file("open.toml", open)
        .file("settled.toml", SMALL)
        .roster("a.csv", &[RIGHT]);
    let ran = test.run(&["mappings", "check", "open.toml"]).code(0);
    let ran = ran.says("还有 2 处「待确认」（第 6、17 行）");
    let ran = ran
        .again(&["a.csv", "-m", "open.toml", "--dry-run"])
        .code(0);
    let ran = ran.says("方案 open 还是草稿：有 2 处「待确认」没有定下来");
    let ran = ran.again(&["a.csv", "-m", "settled.toml", "--dry-run"]);
    let ran = ran.code(0).says_not("草稿");
    let ran = ran.again(&["mappings", "check", "settled.toml"]).code(0);
    ran.says("：没有问题").says_not("待确认");
}

#[test]
fn a_table_is_no_mapping() {
    let mut test = Folder::bare()
        .file("x.xlsx", BLANK)
        .roster("a.csv", &[RIGHT]);
    for file in ["x.xlsx", "a.csv"] {
        for args in [&["mappings", "check", file][..], &["a.csv", "-m", file]] {
            let words = ["这不是方案文件", &format!("fuhe draft {file}")];
            test = told_first(test.run(args), &words);
        }
    }
}

#[test]
fn help_is_found_however_it_is_asked_for() {
    let mut test = Folder::bare();
    for (args, words) in [
        (&["help"][..], "用法：fuhe <路径>"),
        (&["/?"], "用法：fuhe <路径>"),
        (&["/h"], "用法：fuhe <路径>"),
        (&["help", "audit"], "用法：fuhe audit"),
        (&["-h", "audit"], "用法：fuhe audit"),
        (&["--lang", "en", "help", "why"], "Usage: fuhe why"),
        (&["help", "mappings", "show"], "用法：fuhe mappings show"),
    ] {
        test = test.run(args).code(0).says(words).folder;
    }
    // An error shows how its own command is written.
    for (args, words) in [
        (&["draft", "a.csv", "b.csv"][..], "「b.csv」是多写的"),
        (&["draft", "a.csv", "b.csv"], "用法：fuhe draft"),
        (&["mappings", "list", "x"], "「x」是多写的"),
        (&["a.csv", "--dry-run", "--dry-run"], "写了两次"),
        (&["a.csv", "--dry-rum"], "全部选项见 fuhe audit --help"),
        (&["why", "a.csv", "-e", ""], "后面缺少内容"),
        (&["a.csv", "-m", ""], "后面缺少内容"),
    ] {
        test = test.run(args).code(2).complains(words).folder;
    }
}

#[test]
fn whoever_and_whatever_is_near_is_really_near() {
    let people: Vec<String> = (0..9)
        .map(|n| RIGHT.replace("E001,张三", &format!("E00{n},张{n}")))
        .collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let test = Folder::new().roster("a.csv", &people);
    let ran = test.run(&["why", "a.csv", "-e", "E0"]).code(2);
    let ran = ran.complains("等 9 人，请写全姓名或工号");
    let ran = ran.again(&["explain", "得分不符"]).code(0).says("A102");
    let ran = ran.again(&["explain", "总分不"]).code(2);
    ran.complains("是不是 A202（总分不符）");
}

#[test]
fn english_counts_and_brackets_are_english() {
    let test = Folder::new()
        .roster("a.csv", &[RIGHT])
        .file("mappings/same.toml", SMALL);
    let args = [
        "a.csv", "--period", "2026-10", "--lang", "en", "-m", "small",
    ];
    let ran = test.run(&args).code(0);
    let ran = ran.says("Audited: 1 file, 1 person").says_not("1 people");
    let args = ["why", "a.csv", "-e", "E001", "--lang", "en", "-m", "small"];
    let ran = ran
        .again(&args)
        .code(0)
        .says("张三 (E001)")
        .says_not("（E001）");
    let ran = ran.again(&["a.csv", "--lang", "en", "--dry-run"]).code(2);
    ran.complains("same (小方案), small (小方案)");
}

#[test]
fn a_header_that_the_mapping_spells_otherwise_is_shown_as_the_sheet_has_it() {
    let mapping = SMALL.replace("[\"团队协作得分\"]", "[\"协作/得分\"]");
    let table = "工号,姓名,协作（分）权重40%,\n,,次数,得分\nE001,张三,3,36\n";
    let test = Folder::bare()
        .file("one.toml", mapping)
        .file("a.csv", table);
    let ran = test.run(&["a.csv", "-m", "one.toml"]).code(2);
    let ran = ran.complains("没有找到表头「协作/得分」，表上写的是「协作(分)权重40%」");
    ran.complains("没有找到表头「销售额得分」\n")
        .complains("columns");
}

#[test]
fn a_sheet_that_the_mapping_skips_is_told_as_such() {
    let mapping = fs::read_to_string("mappings/monthly.toml").unwrap();
    let test = Folder::bare()
        .copy("x.xlsx", "sample-workbooks/monthly-clean.xlsx")
        .file(
            "m.toml",
            format!("{mapping}\n[sheets]\nskip = [\"韩樾\"]\n"),
        );
    let ran = test.run(&["x.xlsx", "-m", "m.toml", "--dry-run"]);
    ran.says("方案设定跳过的工作表 1 张，没有复核：韩樾");
}
