//! Percentages as cells hold them: `0.9` under `0%`, `90` under a header that says `(%)`, `90` under a format that
//! writes its own `%`. Whatever the cell holds, the figure is the same, and a corrected one stands as it stood.
//!
//! Everybody sells 90,000 of 100,000 and earns 60 × 90 % = 54 points and 36 more: 5,000 × 20 % × 90 ÷ 100 = 900.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]
#![allow(
    clippy::disallowed_types,
    reason = "a cell of a spreadsheet holds a double"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::Folder;
use fuhe::read::{Limits, read};
use fuhe::workbook::{CellRef, Source, Value};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value as Json;

const SCHEME: &str = r#"
name = "小方案"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
[[line]]
item = "销售额"
max = 60
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], attainment = ["完成率"], score = ["销售得分"] }
[[line]]
item = "团队协作"
max = 40
rule.judged = {}
columns = { score = ["协作得分"] }
"#;

/// Audits a file by the scheme in its folder; gives what is said of it.
fn audit(folder: &Folder, file: &str, options: &[&str]) -> Json {
    let by = ["audit", file, "-m", "one.toml", "--format", "json"];
    let ran = folder.output(&[&by, options].concat());
    let report: Json = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    report["inputs"][0].clone()
}

/// The same of a csv, of which no output is wanted.
fn audit_csv(scheme: &str, rows: &[String]) -> Json {
    let folder = Folder::bare().file("one.toml", scheme);
    let folder = folder.file("a.csv", rows.join("\n"));
    audit(&folder, "a.csv", &["--dry-run"])
}

fn codes(audited: &Json) -> Vec<String> {
    let findings = audited["findings"].as_array().unwrap().iter();
    let codes = findings.map(|one| one["code"].as_str().unwrap().to_owned());
    codes.collect()
}

/// A header, a number format, and the figure in its cell.
type Cell<'a> = (&'a str, &'a str, f64);

/// Audits one person with these attainment and rate; gives the codes and the attainment after correction.
fn audited(attainment: Cell, rate: Cell) -> (Vec<String>, String) {
    let folder = Folder::bare().file("one.toml", SCHEME);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let titles = [
        "工号",
        "姓名",
        "实际",
        "目标",
        attainment.0,
        "销售得分",
        "协作得分",
        "总分",
        "基本工资",
        rate.0,
        "绩效工资",
    ];
    for (column, title) in (0..).zip(titles) {
        sheet.write_string(0, column, title).unwrap();
    }
    sheet.write_string(1, 0, "E001").unwrap();
    sheet.write_string(1, 1, "张三").unwrap();
    let number = |value: f64| ("", "General", value);
    let cells = [
        number(90_000.0),
        number(100_000.0),
        attainment,
        number(54.0),
        number(36.0),
        number(90.0),
        number(5_000.0),
        rate,
        number(900.0),
    ];
    for (column, (_, format, value)) in (2..).zip(cells) {
        let format = Format::new().set_num_format(format);
        sheet
            .write_number_with_format(1, column, value, &format)
            .unwrap();
    }
    workbook.save(folder.path("a.xlsx")).unwrap();
    let options = [
        "-o",
        "out",
        "--corrections",
        "replace",
        "--fail-on",
        "never",
    ];
    let report = audit(&folder, "a.xlsx", &options);
    let bytes = std::fs::read(folder.path("out/a.复核.xlsx")).unwrap();
    let copy = read(
        &Source {
            name: "a.xlsx".into(),
            bytes: bytes.into(),
        },
        &Limits::default(),
    );
    let copy = copy.unwrap_or_else(|error| panic!("{}", error.text().zh));
    let held = match copy.sheets[0].value(CellRef::new(1, 4)) {
        Value::Number(value) => value.trimmed().to_string(),
        other => format!("{other:?}"),
    };
    (codes(&report), held)
}

const RATE: Cell = ("绩效比例", "0%", 0.2);
const ATTAINED: Cell = ("完成率", "0.0%", 0.9);

#[test]
fn an_attainment_is_right_however_it_is_written() {
    for cell in [
        ATTAINED,
        ("完成率", "General", 0.9),
        ("完成率(%)", "0.0", 90.0),
        ("完成率", "General", 90.0),
        ("完成率", "0.0\"%\"", 90.0),
        ("完成率", "0\\%", 90.0),
    ] {
        assert_eq!(audited(cell, RATE).0, [""; 0], "{cell:?}");
    }
}

#[test]
fn a_wrong_attainment_is_corrected_as_it_is_written() {
    for (cell, right) in [
        (("完成率", "0.0%", 0.95), "0.9"),
        (("完成率", "General", 0.95), "0.9"),
        (("完成率(%)", "0.0", 95.0), "90"),
        (("完成率", "General", 95.0), "90"),
        (("完成率", "0.0\"%\"", 95.0), "90"),
        // 950 %: below ten only what is about right in percent is taken for a percentage.
        (("完成率", "0.00", 9.5), "0.9"),
        // It shows as 9000.0%: that is no whole percent.
        (("完成率", "0.0%", 90.0), "0.9"),
    ] {
        let (codes, held) = audited(cell, RATE);
        assert_eq!(
            (codes, held.as_str()),
            (vec!["A101".to_owned()], right),
            "{cell:?}"
        );
    }
}

#[test]
fn a_rate_is_what_its_cell_shows() {
    for (cell, codes) in [
        (("绩效比例", "0.0\"%\"", 20.0), &[][..]),
        (("绩效比例", "0\\%", 20.0), &[]),
        (("绩效比例(%)", "General", 20.0), &[]),
        (("绩效比例(%)", "0%", 0.2), &[]),
        // Nothing says that it is meant in percent.
        (("绩效比例", "General", 20.0), &["X109"]),
        (("绩效比例", "0%", 20.0), &["X109"]),
    ] {
        assert_eq!(audited(ATTAINED, cell).0, codes, "{cell:?}");
    }
}

const FORM: &str = r#"
name = "小表"
layout = "form"
[rounding]
line = 1
[[line]]
item = "推广费用率"
max = 60
unit = "percent"
rule.lower-is-better = { target = "8%" }
[[line]]
item = "团队协作"
max = 40
rule.judged = {}
"#;

/// Codes and total of a form whose cost rate is so much of a fixed 8 %: at 10 % it earns 60 × 8 ÷ 10 = 48 points.
fn form(titles: [&str; 5], row: [&str; 5]) -> (Vec<String>, String) {
    let lines = [
        ["姓名：", "张三", "", "", ""],
        titles,
        row,
        ["团队协作", "", "", "36", "36"],
        ["合计", "", "", "", "84"],
    ];
    let one = audit_csv(FORM, &lines.map(|line| line.join(",")));
    let total = one["scorecards"][0]["total"]["recomputed"].as_str();
    (codes(&one), total.unwrap_or("null").to_owned())
}

#[test]
fn a_unit_that_says_percent_is_believed() {
    let titles = ["考核指标", "单位", "目标值", "实际值", "得分"];
    let by_header = ["考核指标", "备注", "目标值", "实际值（%）", "得分"];
    for (titles, row) in [
        (titles, ["推广费用率", "%", "", "10", "48"]),
        (titles, ["推广费用率", "%", "", "10%", "48"]),
        (titles, ["推广费用率", "百分比", "", "10", "48"]),
        (titles, ["推广费用率", "%", "", "0.1", "48"]),
        (titles, ["推广费用率（%）", "", "", "10", "48"]),
        (by_header, ["推广费用率", "", "", "10", "48"]),
    ] {
        let (codes, total) = form(titles, row);
        assert_eq!((codes, total.as_str()), (vec![], "84.0"), "{row:?}");
    }
    // Without one nobody can tell.
    let (codes, _) = form(titles, ["推广费用率", "", "", "10", "48"]);
    assert_eq!(codes, ["X109"]);
}

/// A roster of three people with these rates.
fn roster(rates: [&str; 3]) -> Vec<String> {
    let titles = "工号,姓名,实际,目标,完成率,销售得分,协作得分,总分,基本工资,绩效比例,绩效工资";
    let people = (1..).zip(rates).map(|(number, rate)| {
        format!("E00{number},张{number},90000,100000,90%,54,36,90,5000,{rate},900")
    });
    [titles.to_owned()].into_iter().chain(people).collect()
}

/// The roots of X109 by their cells, of three people with these rates.
fn roots(rates: [&str; 3]) -> Vec<String> {
    let rows = roster(rates);
    let one = audit_csv(SCHEME, &rows);
    let held = one["scorecards"].as_array().unwrap().iter();
    let held = held.filter(|card| card["status"] == "held").count();
    let bare = rates.iter().filter(|rate| !rate.ends_with('%')).count();
    assert_eq!(held, bare, "{rates:?}");
    let findings = one["findings"].as_array().unwrap().iter();
    let roots = findings.filter(|one| one["code"] == "X109" && one["root"] == true);
    roots
        .map(|one| one["cell"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_column_without_percent_signs_is_one_mistake() {
    assert_eq!(roots(["20%", "20%", "20%"]), [""; 0]);
    assert_eq!(roots(["20%", "20", "20%"]), ["J3"]);
    assert_eq!(roots(["20", "20", "20%"]), ["J1"]);
    assert_eq!(roots(["20", "25", "30"]), ["J1"]);
}

#[test]
fn whoever_is_held_for_a_column_is_sent_to_its_header() {
    let folder = Folder::bare().file("one.toml", SCHEME);
    let folder = folder.file("a.csv", roster(["20", "25", "30"]).join("\n"));
    audit(&folder, "a.csv", &["-o", "out", "--fail-on", "never"]);
    let copy = std::fs::File::open(folder.path("out/a.复核.xlsx")).unwrap();
    let mut copy = zip::ZipArchive::new(copy).unwrap();
    let notes = copy.by_name("xl/comments1.xml").unwrap();
    let notes = std::io::read_to_string(notes).unwrap();
    assert_eq!(notes.matches("源头：J1 ").count(), 3);
}

#[test]
fn a_long_table_believes_its_headers_too() {
    let scheme = SCHEME.replace("\"roster\"", "\"long\"").replace(
        "columns = { actual = [\"实际\"], target = [\"目标\"], attainment = [\"完成率\"], score = [\"销售得分\"] }",
        "",
    );
    let scheme = scheme.replace("columns = { score = [\"协作得分\"] }", "");
    let rows = [
        "工号,姓名,考核指标,目标值,实际值,得分,总分,基本工资,绩效比例（%）,绩效工资",
        "E001,张三,销售额,100000,90000,54,90,5000,20,900",
        "E001,张三,团队协作,,,36,,,,",
    ];
    let one = audit_csv(&scheme, &rows.map(str::to_owned));
    assert_eq!(codes(&one), [""; 0]);
    assert_eq!(one["scorecards"][0]["payout"]["recomputed"], "900.00");
}

const WEIGHTED: &str = r#"
name = "加权"
layout = "roster"
composition = "weighted"
[rounding]
line = 1
[[line]]
item = "产量"
max = 100
weight = "30%"
rule.judged = {}
columns.score = ["产量"]
[[line]]
item = "质量"
max = 100
weight = "70%"
rule.judged = {}
columns.score = ["质量"]
"#;

/// 90 × 30 % + 80 × 70 % = 83.
fn weighted(headers: &str) -> Json {
    let rows = [
        format!("工号,姓名,{headers},总分"),
        "E1,张三,90,80,83".to_owned(),
    ];
    audit_csv(WEIGHTED, &rows)
}

#[test]
fn a_weight_in_a_header_is_called_a_weight() {
    let audited = weighted("产量（权重40%）,质量（权重70%）");
    assert_eq!(codes(&audited), ["A205", "A204"]);
    let message = |at: usize| audited["findings"][at]["message"].to_string();
    assert!(
        message(0).contains("权重是 40%，考核方案规定是 30%"),
        "{}",
        message(0)
    );
    assert!(message(1).contains("各项权重合计 110"), "{}", message(1));
}

#[test]
fn full_marks_in_a_header_are_no_weight() {
    let audited = weighted("产量（满分100分）,质量（100分）");
    assert_eq!(codes(&audited), [""; 0]);
    let audited = weighted("产量（权重30）,质量（权重70）");
    assert_eq!(codes(&audited), [""; 0]);
}

const RATES: &str = r#"
name = "毛利考核"
layout = "roster"
[rounding]
line = 1
[payout]
by = "base-rate"
[[line]]
item = "毛利率"
max = 60
unit = "percent"
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], score = ["毛利得分"] }
[[line]]
item = "团队协作"
max = 40
rule.judged = {}
columns = { score = ["协作得分"] }
"#;

/// One person: target, actual, points, points of the team, total, base, rate and pay.
fn held(row: &str) -> (Vec<String>, String) {
    let header = "工号,姓名,目标,实际,毛利得分,协作得分,总分,基本工资,绩效比例,绩效工资";
    let audited = audit_csv(RATES, &[header.to_owned(), format!("E001,张三,{row}")]);
    let status = &audited["scorecards"][0]["status"];
    (codes(&audited), status.as_str().unwrap().to_owned())
}

/// 60 × 27 ÷ 30 = 54, and 54 + 36 = 90: the points that stand there are those of the percentage that was meant, and
/// 5,000 × 20 % × 90 ÷ 100 = 900.
#[test]
fn what_the_points_fit_a_hundred_times_over_is_held_and_not_corrected() {
    let doubted = || (vec!["X109".to_owned()], "held".to_owned());
    assert_eq!(
        held("30%,27%,54,36,90,5000,20%,900"),
        (Vec::new(), "ready".to_owned())
    );
    // The actual figure was divided twice, or the target, or the rate of the pay.
    assert_eq!(held("30%,0.27%,54,36,90,5000,20%,900"), doubted());
    assert_eq!(held("0.3%,27%,54,36,90,5000,20%,900"), doubted());
    assert_eq!(held("30%,27%,54,36,90,5000,0.2%,900"), doubted());
    // Points that fit neither are wrong, and full marks fit too much: 60 × 0.27 ÷ 30 = 0.54, and 0.5 + 36 = 36.5.
    for row in [
        "30%,0.27%,50,36,86,5000,20%,860",
        "30%,0.27%,60,36,96,5000,20%,960",
    ] {
        let (codes, _) = held(row);
        assert!(codes.contains(&"A102".to_owned()), "{codes:?}");
    }
}

/// 90 % in a column of points is no 0.9 of 40; and nobody is paid by a negative rate.
#[test]
fn points_are_no_percentages_and_rates_not_negative() {
    let (codes, status) = held("30%,27%,54,90%,90,5000,20%,900");
    assert_eq!((codes, &*status), (vec!["X109".to_owned()], "held"));
    let (codes, status) = held("30%,27%,54,36,90,5000,-20%,900");
    assert_eq!((codes, &*status), (vec!["X102".to_owned()], "held"));
}
