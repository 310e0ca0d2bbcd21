//! 汇总 beside the forms: what they lack is read there, what they have is compared with it. Figures worked by hand:
//!
//! 柏令仪 55 + 35 = 90, of 5,000 × 20 % = 900; 费书白 50 + 30 = 80, of 4,000 = 640; 廉景行 60 + 40 = 100, of 6,000 = 1,200.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};
use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value as Json;

const SCHEME: &str = r#"
name = "月度表"
layout = "form"
[rounding]
line = 1
[payout]
by = "base-rate"
rate = "20%"
[fields]
total = ["合计"]
[columns]
item = ["项目"]
max = ["分值"]
score = ["得分"]
[[line]]
item = "业绩"
max = 60
rule.judged = {}
[[line]]
item = "态度"
max = 40
rule.judged = {}
"#;
const PEOPLE: [(&str, i32, i32); 3] = [("柏令仪", 55, 35), ("费书白", 50, 30), ("廉景行", 60, 40)];

/// Three forms, whose totals are as told, and a summary of rows.
fn book(totals: [i32; 3], tab: &str, summary: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for ((name, results, attitude), total) in PEOPLE.into_iter().zip(totals) {
        let rows = [
            "2026年10月绩效考核表".to_owned(),
            format!("姓名;{name}"),
            "项目;分值;得分".to_owned(),
            format!("业绩;60;{results}"),
            format!("态度;40;{attitude}"),
            format!("合计;100;{total}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        fill(workbook.add_worksheet().set_name(name).unwrap(), &rows);
    }
    fill(workbook.add_worksheet().set_name(tab).unwrap(), summary);
    workbook.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, rows: &[&str]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells.split(';')) {
            match cell.parse::<i32>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
}

fn audited(totals: [i32; 3], tab: &str, summary: &[&str]) -> Json {
    let folder = Folder::bare().file("one.toml", SCHEME);
    folder
        .file("a.xlsx", book(totals, tab, summary))
        .audited("a.xlsx", "one.toml", &[])
}

const RIGHT: [i32; 3] = [90, 80, 100];
const HEADER: &str = "姓名;总分;基本工资;绩效工资";

fn rows<'a>(second: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut rows = vec![HEADER, "柏令仪;90;5000;900", second, "廉景行;100;6000;1200"];
    rows.extend(more);
    rows
}

/// `code sheet!cell`, with a mark for what follows from something else.
fn told(input: &Json) -> Vec<String> {
    let findings = input["findings"].as_array().unwrap().iter();
    let told = findings.map(|one| {
        let word = |key: &str| one[key].as_str().unwrap_or_default();
        let follows = if one["root"] == true { "" } else { " follows" };
        format!(
            "{} {}!{}{follows}",
            word("code"),
            word("sheet"),
            word("cell")
        )
    });
    told.collect()
}

#[test]
fn the_base_and_the_pay_may_stand_on_the_summary() {
    let input = audited(
        RIGHT,
        "汇总",
        &rows("费书白;80;4000;640", &["合计;270;15000;2740"]),
    );
    assert!(found(&input).is_empty(), "{input}");
    let cards = input["scorecards"].as_array().unwrap();
    let paid: Vec<&str> = cards
        .iter()
        .map(|card| card["payout"]["recomputed"].as_str().unwrap())
        .collect();
    assert_eq!(paid, ["900.00", "640.00", "1200.00"]);
    assert_eq!(input["not_audited"], Json::Null);

    let input = audited(RIGHT, "汇总", &rows("费书白;80;4000;740", &[]));
    assert_eq!(told(&input), ["A303 汇总!D3"]);
}

#[test]
fn a_total_is_copied_as_it_is() {
    let input = audited(RIGHT, "汇总", &rows("费书白;88;4000;640", &[]));
    assert_eq!(told(&input), ["A202 汇总!B3"]);
    // The pay beside it is right: nothing moves.
    assert_eq!(input["findings"][0]["impact"], "0.00");
    // 86 on the form, and copied, and paid: 4,000 × 20 % × 86 % = 688. One mistake.
    let input = audited([90, 86, 100], "汇总", &rows("费书白;86;4000;688", &[]));
    assert_eq!(
        told(&input),
        [
            "A202 费书白!C6",
            "A202 汇总!B3 follows",
            "A303 汇总!D3 follows"
        ]
    );
    assert_eq!(input["findings"][2]["recomputed"], "640.00");
}

#[test]
fn somebody_without_a_form_is_told() {
    let input = audited(
        RIGHT,
        "汇总",
        &rows("费书白;80;4000;640", &["岑一鸣;95;5000;950"]),
    );
    assert_eq!(told(&input), ["X108 汇总!A5"]);
    assert_eq!(input["findings"][0]["severity"], "warning");
}

/// Last month's figures are no summary of this month's forms, whatever the tab is called.
#[test]
fn another_month_s_summary_is_none() {
    for tab in ["汇总", "9月汇总"] {
        let rows = [
            HEADER,
            "柏令仪;70;5000;700",
            "费书白;75;4000;600",
            "廉景行;85;6000;1020",
        ];
        let input = audited(RIGHT, tab, &rows);
        let cards = input["scorecards"].as_array().unwrap();
        assert!(cards.iter().all(|card| card["status"] == "held"), "{tab}");
        assert!(
            found(&input).iter().all(|one| one.starts_with("X101")),
            "{input}"
        );
    }
}

/// 基本工资 of a payroll is what everything else is reckoned from, and no base of the performance pay.
#[test]
fn a_payroll_is_no_summary() {
    let rows = [
        "姓名;基本工资;绩效工资;应发工资;个税;实发工资",
        "柏令仪;9000;900;9900;100;9800",
        "费书白;8000;640;8640;80;8560",
        "廉景行;9500;1200;10700;120;10580",
    ];
    let input = audited(RIGHT, "工资表", &rows);
    let cards = input["scorecards"].as_array().unwrap();
    assert!(cards.iter().all(|card| card["status"] == "held"), "{input}");
}

#[test]
fn an_id_or_a_name_that_is_two_people_s_is_nobody_s() {
    // 柏令仪 twice: neither base counts.
    let input = audited(
        RIGHT,
        "汇总",
        &rows("费书白;80;4000;640", &["柏令仪;90;7000;1260"]),
    );
    let statuses: Vec<&str> = input["scorecards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["held", "ready", "ready"]);
    assert!(
        found(&input).contains(&"X105 A2".to_owned()),
        "{:?}",
        found(&input)
    );
}

/// The summary stands below two forms of the same sheet; 姓名 in its header is nobody's label.
#[test]
fn a_summary_may_stand_on_the_sheet_of_the_forms() {
    let form = |name: &str, results: i32, attitude: i32| {
        let total = results + attitude;
        [
            format!("姓名;{name}"),
            "项目;分值;得分".to_owned(),
            format!("业绩;60;{results}"),
            format!("态度;40;{attitude}"),
            format!("合计;100;{total}"),
            String::new(),
        ]
    };
    for above in [false, true] {
        let mut forms: Vec<String> = Vec::new();
        forms.extend(form("柏令仪", 55, 35));
        forms.extend(form("费书白", 50, 30));
        let list = [HEADER, "费书白;80;4000;640", "柏令仪;90;5000;900", ""];
        let list: Vec<String> = list.iter().map(|row| (*row).to_owned()).collect();
        let all = match above {
            true => [list, forms].concat(),
            false => [forms, list].concat(),
        };
        let mut workbook = Workbook::new();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        fill(workbook.add_worksheet().set_name("10月").unwrap(), &all);
        let folder = Folder::bare().file("one.toml", SCHEME);
        let input = folder
            .file("a.xlsx", workbook.save_to_buffer().unwrap())
            .audited("a.xlsx", "one.toml", &[]);
        assert!(found(&input).is_empty(), "{above}: {:?}", found(&input));
        let cards = input["scorecards"].as_array().unwrap().iter();
        let paid: Vec<(&str, &str)> = cards
            .map(|card| {
                let word = |value: &Json| value.as_str().unwrap().to_owned().leak() as &str;
                (
                    word(&card["employee"]["name"]),
                    word(&card["payout"]["recomputed"]),
                )
            })
            .collect();
        assert_eq!(
            paid,
            [("柏令仪", "900.00"), ("费书白", "640.00")],
            "{above}"
        );
    }
}

/// The whole company's summary beside the forms of one department; the others have theirs elsewhere.
#[test]
fn a_summary_may_hold_the_whole_company() {
    let others = [
        "岑一鸣;95;5000;950",
        "薛简;88;5000;880",
        "雷鸣;70;5000;700",
        "贺平;60;5000;600",
    ];
    let input = audited(RIGHT, "汇总", &rows("费书白;80;4000;640", &others));
    assert_eq!(told(&input), ["X108 汇总!A5"]);
    assert_eq!(input["findings"][0]["severity"], "warning");
    // One total that is not theirs, and nobody knows whose summary it is.
    let input = audited(RIGHT, "汇总", &rows("费书白;85;4000;640", &others));
    let cards = input["scorecards"].as_array().unwrap();
    assert!(cards.iter().all(|card| card["status"] == "held"));
}

/// The list was sorted and the totals were not: everybody bears the next one's.
#[test]
fn totals_that_stand_in_each_others_rows_are_compared() {
    let shifted = ["姓名;总分", "柏令仪;80", "费书白;100", "廉景行;90"];
    let input = audited(RIGHT, "汇总", &shifted);
    let summary: Vec<String> = told(&input)
        .into_iter()
        .filter(|one| one.contains("汇总"))
        .collect();
    assert_eq!(summary, ["A202 汇总!B2", "A202 汇总!B3", "A202 汇总!B4"]);
    // Other totals are another month's.
    let other = ["姓名;总分", "柏令仪;81", "费书白;99", "廉景行;92"];
    let input = audited(RIGHT, "9月汇总", &other);
    assert!(
        !told(&input).iter().any(|one| one.contains("汇总")),
        "{input}"
    );
}
