//! Weighted points beside the points. The whole is 93 × 40 % + 80 × 60 % = 37.2 + 48 = 85.2, and the pay
//! 5,000 × 20 % × 85.2 ÷ 100 = 852.

use super::folder::Folder;
use super::{audit, faults, told, totals};
use fuhe::read::{Limits, read};
use fuhe::workbook::{CellRef, Source, Value};

const LINES: &str = r#"
[payout]
by = "base-rate"
rate = "20%"
[[line]]
item = "销售额"
weight = "40%"
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], score = ["销售得分"], weighted = ["销售加权"] }
[[line]]
item = "态度"
weight = "60%"
rule.judged = { allowed = ["0-100"] }
columns = { score = ["态度得分"], weighted = ["态度加权"] }
"#;

const HEADER: &str =
    "工号,姓名,实际,目标,销售得分,销售加权,态度得分,态度加权,总分,基本工资,绩效工资";

fn roster(rounding: &str) -> String {
    let head = "name = \"加权\"\nlayout = \"roster\"\ncomposition = \"weighted\"\n[rounding]\n";
    format!("{head}{rounding}{LINES}")
}

#[test]
fn a_weighted_figure_is_a_root_where_its_score_is_right_and_follows_where_it_is_not() {
    let rows = [
        HEADER,
        "A1,陆一一,93,100,93,37.2,80,48,85.2,5000,852",
        // 38.2 for 37.2; total and pay add it: 10 yuan too much.
        "A2,顾二二,93,100,93,38.2,80,48,86.2,5000,862",
        // 95 for 93; 95 × 40 % = 38 is right arithmetic on it: 8 yuan too much.
        "A3,沈三三,93,100,95,38,80,48,86,5000,860",
        // 80 × 40 %, the other line's weight, is 32; 37.2 + 32 = 69.2: 160 yuan too little.
        "A4,邵四四,93,100,93,37.2,80,32,69.2,5000,692",
        // The weighted figures are right, their sum is not.
        "A5,纪五五,93,100,93,37.2,80,48,95.2,5000,952",
        // No weight at all; the total is right all the same.
        "A6,闻六六,93,100,93,93,80,48,85.2,5000,852",
    ];
    let audited = audit(&roster("line = 1\ntotal = 1\n"), &rows);
    let expected = [
        "F3 A106 root - -10.00",
        "I3 A202 follows carried -",
        "K3 A303 follows carried -",
        "E4 A102 root - -8.00",
        "F4 A106 follows carried -",
        "I4 A202 follows carried -",
        "K4 A303 follows carried -",
        "H5 A106 root wrong-weight 160.00",
        "I5 A202 follows carried -",
        "K5 A303 follows carried -",
        "I6 A202 root - -100.00",
        "K6 A303 follows carried -",
        "F7 A106 root wrong-weight -558.00",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(totals(&audited), ["85.2"; 6]);
}

#[test]
fn weighted_points_count_as_the_scheme_rounds_them() {
    // 93.3 × 40 % = 37.32 and 80.7 × 60 % = 48.42: 85.74, rounded first 37.3 + 48.4 = 85.7.
    let whole = "A1,陆一一,93.3,100,93.3,37.32,80.7,48.42,85.74,5000,857.4";
    let rounded = "A1,陆一一,93.3,100,93.3,37.3,80.7,48.4,85.7,5000,857";
    let nothing: [&str; 0] = [];
    let finely = roster("line = 1\ntotal = 2\n");
    let early = roster("line = 1\nweighted = 1\ntotal = 2\n");
    assert_eq!(told(&audit(&finely, &[HEADER, whole])), nothing);
    assert_eq!(told(&audit(&early, &[HEADER, rounded])), nothing);
    // Weighted points that show fewer digits are right at these; the total adds them rounded, which the scheme does not.
    assert_eq!(totals(&audit(&finely, &[HEADER, rounded])), ["85.74"]);
    let late = audit(&finely, &[HEADER, rounded]);
    let late = told(&late);
    assert!(late[0].starts_with("I2 A202 root"), "{late:?}");
    // At the digits that it shows, 37.33 is none of them.
    let off = "A1,陆一一,93.3,100,93.3,37.33,80.7,48.42,85.74,5000,857.4";
    assert_eq!(
        told(&audit(&finely, &[HEADER, off])),
        ["F2 A106 root - -0.10"]
    );
}

#[test]
fn a_form_sums_in_the_column_of_the_weighted_points() {
    let scheme = r#"
name = "加权表"
layout = "form"
composition = "weighted"
[rounding]
line = 1
total = 1
[[section]]
name = "业绩"
subtotal = ["小计"]
[[line]]
item = "销售额"
section = "业绩"
weight = "40%"
rule.ratio = {}
[[line]]
item = "态度"
weight = "60%"
rule.judged = { allowed = ["0-100"] }
"#;
    let form = |weighted: &str, subtotal: &str, total: &str| {
        let rows = [
            "姓名,陆一一,,,,".to_owned(),
            "指标,权重,目标,实际,得分,加权得分".to_owned(),
            format!("销售额,40%,100,93,93,{weighted}"),
            format!("小计,,,,93,{subtotal}"),
            "态度,60%,,,80,48".to_owned(),
            format!("合计,100%,,,173,{total}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&audit(scheme, &rows))
    };
    let nothing: [&str; 0] = [];
    assert_eq!(form("37.2", "37.2", "85.2"), nothing);
    // Two digits changed places; the sums add it.
    let swapped = form("32.7", "32.7", "80.7");
    let expected = [
        "F3 A106 root digits-swapped -",
        "F4 A201 follows carried -",
        "F6 A202 follows carried -",
    ];
    assert_eq!(swapped, expected);
    // A figure that is not there is missed; nothing else is wrong.
    assert_eq!(form("", "37.2", "85.2"), ["F3 X101 root - -"]);
}

#[test]
fn a_long_table_has_weighted_points_too() {
    let scheme = r#"
name = "加权"
layout = "long"
composition = "weighted"
[rounding]
line = 1
total = 1
[columns]
item = ["指标"]
score = ["得分"]
weighted = ["折后"]
[[line]]
item = "品质"
weight = "70%"
rule.judged = { allowed = ["0-100"] }
[[line]]
item = "协作"
weight = "30%"
rule.judged = { allowed = ["0-100"] }
"#;
    // 80 × 70 % + 90 × 30 % = 56 + 27 = 83; of the other 80 × 70 % is 56, not 65: 65 + 27 = 92.
    let rows = [
        "工号,姓名,指标,得分,折后,总分",
        "A1,陆一一,品质,80,56,83",
        "A1,陆一一,协作,90,27,",
        "A2,顾二二,品质,80,65,92",
        "A2,顾二二,协作,90,27,",
    ];
    let audited = audit(scheme, &rows);
    let expected = ["E4 A106 root digits-swapped -", "F4 A202 follows carried -"];
    assert_eq!(told(&audited), expected);
}

#[test]
fn a_wrong_weighted_figure_is_replaced_and_an_accepted_one_stands() {
    let row = "A2,顾二二,93,100,93,38.2,80,48,86.2,5000,862";
    let folder = Folder::bare()
        .file("one.toml", roster("line = 1\ntotal = 1\n"))
        .file("a.csv", [HEADER, row].join("\n"))
        .file("接受.csv", "工号,编号,单元格,原因\nA2,A106,F2,已经商定");
    let by = ["audit", "a.csv", "-m", "one.toml", "--fail-on", "never"];
    let ran = folder.output(&[&by[..], &["--corrections", "replace", "-o", "out"]].concat());
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let copy = std::fs::read(folder.path("out/a.复核.xlsx")).unwrap();
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: copy.into(),
    };
    let copy = read(&source, &Limits::default()).unwrap();
    let at = |cell: &str| {
        copy.sheets[0]
            .value(cell.parse::<CellRef>().unwrap())
            .clone()
    };
    for (cell, right) in [("F2", "37.2"), ("I2", "85.2"), ("K2", "852")] {
        let Value::Number(number) = at(cell) else {
            panic!("{cell}: {:?}", at(cell));
        };
        assert_eq!(number.trimmed().to_string(), right, "{cell}");
    }
    // Accepted, it stands: 86.2 and 862 follow from it.
    let ran = folder.output(
        &[
            &by[..],
            &["--accept", "接受.csv", "--dry-run", "--format", "json"],
        ]
        .concat(),
    );
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    let audited = &report["inputs"][0];
    assert_eq!(totals(audited), ["86.2"]);
    assert_eq!(
        audited["summary"]["findings"]["error"]
            .as_u64()
            .unwrap_or(0),
        0
    );
    let severities = audited["findings"].as_array().unwrap().iter();
    let severities: Vec<&str> = severities
        .map(|one| one["severity"].as_str().unwrap())
        .collect();
    assert_eq!(severities, ["info"]);
}

#[test]
fn weighted_points_need_a_weighted_scheme() {
    let scheme = r#"name = "相加"
layout = "form"
[rounding]
line = 1
weighted = 1
[columns]
weighted = ["加权得分"]
[[line]]
item = "品质"
max = 100
rule.judged = {}
"#;
    let lines: Vec<usize> = faults(scheme)
        .into_iter()
        .inspect(|(_, words)| assert!(words.contains("composition = \"weighted\""), "{words}"))
        .map(|(line, _)| line)
        .collect();
    assert_eq!(lines, [5, 7]);
}
