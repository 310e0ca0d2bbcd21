//! Periods as people shorten them, and files of several periods in one batch.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, HEADER, RIGHT};
use fuhe::scorecard::{Part, Period};
use rust_xlsxwriter::Workbook;

#[test]
fn short_periods() {
    let found = |text: &str| Period::find(text).map(|period| period.to_string());
    for (text, period) in [
        ("26Q3", "2026-Q3"),
        ("26年三季度", "2026-Q3"),
        ("26年第3季度", "2026-Q3"),
        ("26-4Q", "2026-Q4"),
        ("26年10月", "2026-10"),
        ("26年8月份", "2026-08"),
    ] {
        assert_eq!(found(text).as_deref(), Some(period), "{text}");
    }
    for text in ["26", "26年", "226Q3", "A26Q3", "26Q5", "26年13月", "26.3"] {
        assert_eq!(found(text), None, "{text}");
    }
    let part = |text: &str| Period::part_in(text, 2026).map(|period| period.to_string());
    for (text, period) in [
        ("第三季度", "2026-Q3"),
        ("Q1", "2026-Q1"),
        ("4季度", "2026-Q4"),
        ("10月", "2026-10"),
        ("9", "2026-09"),
    ] {
        assert_eq!(part(text).as_deref(), Some(period), "{text}");
    }
    for text in ["5季度", "第三季度汇总", "Q5", "季度"] {
        assert_eq!(part(text), None, "{text}");
    }
}

#[test]
fn what_lasts_from_one_day_to_another() {
    let found = |text: &str| Period::find(text).map(|period| period.to_string());
    for (text, period) in [
        ("2026年9月26日-2026年10月25日绩效考核表", Some("2026-10")),
        ("2026年9月26日至10月25日", Some("2026-10")),
        ("2026.9.26-10.25", Some("2026-10")),
        ("2026年12月26日—2027年1月25日", Some("2027-01")),
        ("2026-10-01~2026-10-31", Some("2026-10")),
        ("2026.10.1-10.31", Some("2026-10")),
        ("2026.7-2026.9", Some("2026-Q3")),
        ("2026年7月1日至2026年9月30日", Some("2026-Q3")),
        ("2026年1月-2026年12月", Some("2026")),
        ("2026年7-9月", Some("2026-Q3")),
        ("2026年1月至2026年6月", None),
        ("2026-10-12", Some("2026-10")),
        ("2026年第四季度10月绩效考核表", Some("2026-10")),
    ] {
        assert_eq!(found(text).as_deref(), period, "{text}");
    }
}

/// 月份 and 季度 without a year are told apart, and take the year that stands elsewhere.
#[test]
fn months_whose_year_stands_elsewhere() {
    let part = |text: &str| Period::part_of_title(text);
    for (text, named) in [
        ("8月电商运营绩效考核表", Some(Part::Month(8))),
        ("电商部十月份绩效考核", Some(Part::Month(10))),
        ("第三季度绩效考核表", Some(Part::Quarter(3))),
        ("绩效考核表（8月15日前交）", None),
        ("1-3月绩效考核表", None),
        ("3个月绩效考核表", None),
        ("12月销售额", None),
    ] {
        assert_eq!(part(text), named, "{text}");
    }
}

/// What is said of 张三 on sheets, each with its name, its title and what its 考核月份 says: his periods, and the codes
/// of what was found.
fn read(sheets: &[(&str, &str, &str)], options: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut book = Workbook::new();
    for (name, title, month) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        sheet.write(0, 0, *title).unwrap();
        let own = (!month.is_empty()).then_some(("考核月份", *month));
        for (column, (header, cell)) in
            (0..).zip(HEADER.split(',').zip(RIGHT.split(',')).chain(own))
        {
            sheet.write(1, column, header).unwrap();
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(2, column, number).unwrap(),
                Err(_) => sheet.write(2, column, cell).unwrap(),
            };
        }
    }
    let folder = Folder::new().file("a.xlsx", book.save_to_buffer().unwrap());
    let input = folder.audited("a.xlsx", "small", options);
    let all = |list: &str, key: &str| {
        let list = input[list].as_array().unwrap();
        let words = list
            .iter()
            .map(|one| one[key].as_str().unwrap_or("-").to_owned());
        words.collect::<Vec<_>>()
    };
    let mut codes = all("findings", "code");
    // The rate stands as text in RIGHT.
    codes.retain(|code| code != "R101");
    (all("scorecards", "period"), codes)
}

#[test]
fn tabs_and_labels_name_months_of_the_titles_year() {
    let year = "2026年度电商运营绩效考核表";
    let tabs = [("8月", year, ""), ("9月", year, ""), ("10月", year, "")];
    let (periods, codes) = read(&tabs, &[]);
    assert_eq!(periods, ["2026-08", "2026-09", "2026-10"]);
    assert!(codes.is_empty(), "{codes:?}");

    let labels = [("A", year, "8月"), ("B", year, "9月"), ("C", year, "10月")];
    assert_eq!(read(&labels, &[]), (periods, vec![]));

    let title = "2026年绩效考核表";
    let ranges = [("9.26-10.25", title, ""), ("10.26-11.25", title, "")];
    let october = ["2026-10", "2026-11"].map(str::to_owned).to_vec();
    assert_eq!(read(&ranges, &[]), (october.clone(), vec![]));
    let quarter = "2026年第四季度绩效考核表";
    let months = [("10月", quarter, ""), ("11月", quarter, "")];
    assert_eq!(read(&months, &[]), (october, vec![]));
    let days = [
        ("A", title, "10月1日-31日"),
        ("B", title, "11月1日至11月30日"),
    ];
    let named = ["2026-10", "2026-11"].map(str::to_owned).to_vec();
    assert_eq!(read(&days, &[]), (named, vec![]));
    let whole = (vec!["2026".to_owned()], vec![]);
    assert_eq!(
        read(&[("1月-12月", year, "")], &["--period", "2026"]),
        whole
    );
    let halves = [("上半年", title, ""), ("下半年", title, "")];
    assert_eq!(read(&halves, &[]), (vec!["-".to_owned(); 2], vec![]));

    // A year alone is a period.
    assert_eq!(
        read(&[("名单", year, "")], &[]),
        (vec!["2026".to_owned()], vec![])
    );
}

#[test]
fn months_of_no_year_are_told_apart() {
    let title = |month: &str| format!("{month}电商运营绩效考核表");
    let (august, september) = (title("8月"), title("9月"));
    let titles = [("A", &*august, ""), ("B", &*september, "")];
    let labels = [("A", "绩效考核表", "8月"), ("B", "绩效考核表", "三季度")];
    for sheets in [titles, labels] {
        assert_eq!(
            read(&sheets, &[]),
            (vec!["-".to_owned(); 2], vec![]),
            "{sheets:?}"
        );
    }
    // The same month twice is one person twice.
    let (_, codes) = read(&[("A", &august, ""), ("B", &august, "")], &[]);
    assert_eq!(codes, ["X105"]);
}

#[test]
fn a_month_of_no_year_is_of_the_one_that_was_asked_for() {
    for sheet in [
        ("A", "绩效考核表", "10月"),
        ("A", "10月绩效考核表", ""),
        ("10月", "绩效考核表", ""),
    ] {
        let read = |asked: &str| read(&[sheet], &["--period", asked]);
        let october = vec!["2026-10".to_owned()];
        assert_eq!(read("2026-10"), (october.clone(), vec![]), "{sheet:?}");
        assert_eq!(
            read("2026-09"),
            (october, vec!["X106".to_owned()]),
            "{sheet:?}"
        );
    }
}

#[test]
fn files_of_several_periods_are_told() {
    let said = |second: &str| {
        let rows = |month: &str| format!("{HEADER},考核月份\n{RIGHT},{month}\n");
        let folder = Folder::new()
            .file("a.csv", rows("2026-09"))
            .file("b.csv", rows(second).replace("E001,张三", "E002,李四"));
        let ran = folder.output(&["audit", "a.csv", "b.csv", "-m", "small", "--dry-run"]);
        String::from_utf8(ran.stdout).unwrap()
    };
    let told = "注意：这些文件分属 2 个考核期（2026-09 1 人、2026-10 1 人）";
    assert!(said("2026-10").contains(told), "{}", said("2026-10"));
    assert!(!said("2026-09").contains("个考核期"));
}

#[test]
fn blocks_of_several_months_have_their_own_titles() {
    const LIST: &str = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "业绩"
max = 40
rule.judged = {}
columns = { score = ["业绩"] }
[[line]]
item = "态度"
max = 60
rule.judged = {}
columns = { score = ["态度"] }
"#;
    const FORM: &str = r#"
name = "卡"
layout = "form"
[rounding]
line = 1
[columns]
item = ["指标"]
score = ["得分"]
[[line]]
item = "业绩"
max = 40
rule.judged = {}
[[line]]
item = "态度"
max = 60
rule.judged = {}
"#;
    let audited = |scheme: &str, cells: &str| {
        let folder = Folder::bare().file("one.toml", scheme).file("a.csv", cells);
        let input = folder.audited("a.csv", "one.toml", &[]);
        let cards = input["scorecards"].as_array().unwrap().iter();
        let of = |card: &serde_json::Value| card["period"].as_str().unwrap_or("-").to_owned();
        (cards.map(of).collect::<Vec<_>>(), folder::found(&input))
    };
    let list = |title: &str, name: &str| {
        format!("{title},,,\n序号,姓名,业绩,态度,总分\n1,{name},38,55,93\n")
    };
    let form = |title: &str, name: &str| {
        format!("{title},\n姓名,{name}\n指标,得分\n业绩,38\n态度,55\n总分,93\n")
    };
    let (nine, ten) = ("2026年9月绩效考核表", "2026年10月绩效考核表");
    for (scheme, block) in [
        (LIST, &list as &dyn Fn(&str, &str) -> String),
        (FORM, &form),
    ] {
        // The same person under two titles: two months.
        let both = format!("{},\n{}", block(nine, "岑望舒"), block(ten, "岑望舒"));
        let (periods, told) = audited(scheme, &both);
        assert_eq!(periods, ["2026-09", "2026-10"], "{both}");
        assert_eq!(told, Vec::<String>::new(), "{both}");
        // Twice under one title is twice.
        let both = format!("{},\n{}", block(nine, "岑望舒"), block(nine, "岑望舒"));
        let (_, told) = audited(scheme, &both);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("X105"), "{told:?}");
        // Two people under two titles: one of these was not changed, and the first one counts for the sheet.
        let both = format!("{},\n{}", block(ten, "岑望舒"), block(nine, "费书白"));
        let (periods, _) = audited(scheme, &both);
        assert_eq!(periods, ["2026-10", "2026-10"], "{both}");
    }
}
