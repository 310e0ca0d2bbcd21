//! Sections that are wholes by themselves: 业绩 70 % and 行为 30 %. The whole is 业绩 90 × 40 % + 80 × 60 % = 84 and
//! 行为 90 × 50 % + 86 × 50 % = 88: 84 × 70 % + 88 × 30 % = 58.8 + 26.4 = 85.2, of 1,000 yuan 852.

use super::{audit, faults, told, totals};

const SECTIONS: &str = r#"
[[section]]
name = "业绩"
weight = "70%"
subtotal = ["业绩小计"]
weighted = ["业绩加权"]
[[section]]
name = "行为"
weight = "30%"
subtotal = ["行为小计"]
weighted = ["行为加权"]
"#;

const LINES: &str = r#"
[[line]]
item = "销售额"
section = "业绩"
weight = "40%"
rule.ratio = {}
columns = { actual = ["实际"], target = ["目标"], score = ["销售"] }
[[line]]
item = "回款"
section = "业绩"
weight = "60%"
rule.judged = {}
columns.score = ["回款"]
[[line]]
item = "协作"
section = "行为"
weight = "50%"
rule.judged = {}
columns.score = ["协作"]
[[line]]
item = "纪律"
section = "行为"
weight = "50%"
rule.judged = {}
columns.score = ["纪律"]
"#;

const PAY: &str = r#"
[payout]
by = "fixed"
amount = 1000
"#;

fn roster(rounding: &str) -> String {
    let head = "name = \"分类\"\nlayout = \"roster\"\ncomposition = \"weighted\"\n[rounding]\n";
    format!("{head}{rounding}{PAY}{SECTIONS}{LINES}")
}

const HEADER: &str =
    "工号,姓名,实际,目标,销售,回款,业绩小计,业绩加权,协作,纪律,行为小计,行为加权,总分,绩效工资";

#[test]
fn a_section_with_a_weight_counts_by_its_subtotal() {
    let rows = [
        HEADER,
        "A1,陆一一,90,100,90,80,84,58.8,90,86,88,26.4,85.2,852",
        // A subtotal added wrong: 94 × 70 % = 65.8, and 65.8 + 26.4 = 92.2.
        "A2,顾二二,90,100,90,80,94,65.8,90,86,88,26.4,92.2,922",
        // Its weighted subtotal alone: 84 × 70 % is not 68.8; the total adds it.
        "A3,沈三三,90,100,90,80,84,68.8,90,86,88,26.4,95.2,952",
        // A score: 95 × 40 % + 48 = 86, × 70 % = 60.2, + 26.4 = 86.6.
        "A4,邵四四,90,100,95,80,86,60.2,90,86,88,26.4,86.6,866",
        // The total as if both sections counted the same: (84 + 88) ÷ 2.
        "A5,纪五五,90,100,90,80,84,58.8,90,86,88,26.4,86,860",
    ];
    let audited = audit(&roster("line = 1\ntotal = 1\n"), &rows);
    let expected = [
        "G3 A201 root - -70.00",
        "H3 A201 follows carried -",
        "M3 A202 follows carried -",
        "N3 A303 follows carried -",
        "H4 A201 root - -100.00",
        "M4 A202 follows carried -",
        "N4 A303 follows carried -",
        "E5 A102 root - -14.00",
        "G5 A201 follows carried -",
        "H5 A201 follows carried -",
        "M5 A202 follows carried -",
        "N5 A303 follows carried -",
        "M6 A202 root - -8.00",
        "N6 A303 follows carried -",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(totals(&audited), ["85.2"; 5]);
}

#[test]
fn a_subtotal_moves_no_pay_where_the_weighted_one_beside_it_is_right() {
    let rows = [
        HEADER,
        // 94 for 84; 58.8 and the total are right, and so is the pay.
        "A1,陆一一,90,100,90,80,94,58.8,90,86,88,26.4,85.2,852",
        // 84 × 30 %, the weight of the other section: 25.2 + 26.4 = 51.6.
        "A2,顾二二,90,100,90,80,84,25.2,90,86,88,26.4,51.6,516",
    ];
    for rounding in [
        "line = 1\ntotal = 1\n",
        "line = 1\nweighted = 1\ntotal = 1\n",
    ] {
        let audited = audit(&roster(rounding), &rows);
        let expected = [
            "G2 A201 root - 0.00",
            "H3 A201 root wrong-weight 336.00",
            "M3 A202 follows carried -",
            "N3 A303 follows carried -",
        ];
        assert_eq!(told(&audited), expected, "{rounding}");
        let message = audited["findings"][1]["message"].as_str().unwrap();
        assert!(message.contains("计算：84 × 70% = 58.8。"), "{message}");
    }
}

#[test]
fn a_veto_that_the_total_forgets_costs_the_pay() {
    let scheme = roster("line = 1\ntotal = 1\n") + "[[veto]]\nname = \"重大事故\"\n";
    let header = format!("{HEADER},重大事故");
    let rows = [
        header.as_str(),
        // 85.2 should be 0, and 852 yuan nothing.
        "A1,陆一一,90,100,90,80,84,58.8,90,86,88,26.4,85.2,852,是",
    ];
    let audited = audit(&scheme, &rows);
    assert_eq!(
        told(&audited),
        ["M2 A202 root - -852.00", "N2 A303 follows carried -"]
    );
}

#[test]
fn subtotals_count_as_the_scheme_rounds_them() {
    // 91.3 × 40 % + 80 × 60 % = 84.52, rounded 84.5; 90.3 and 86: 88.15, rounded 88.2.
    // Whole: 84.52 × 70 % + 88.15 × 30 % = 59.164 + 26.445 = 85.609. Rounded: 59.15 + 26.46 = 85.61; each to one digit,
    // 59.2 + 26.5 = 85.7.
    let header = "工号,姓名,实际,目标,销售,回款,协作,纪律,总分,绩效工资";
    let row = |total: &str, pay: &str| {
        let row = format!("A1,陆一一,91.3,100,91.3,80,90.3,86,{total},{pay}");
        row
    };
    let nothing: [&str; 0] = [];
    let check = |rounding: &str, total: &str, pay: &str| {
        let audited = audit(&roster(rounding), &[header, &row(total, pay)]);
        assert_eq!(told(&audited), nothing, "{rounding}");
        assert_eq!(totals(&audited), [total], "{rounding}");
    };
    check("line = 1\ntotal = 3\n", "85.609", "856.09");
    check("line = 1\nsubtotal = 1\ntotal = 3\n", "85.61", "856.1");
    // 36.52 is 36.5 and 48: 84.5; 45.15 is 45.2 and 43: 88.2.
    check("line = 1\nweighted = 1\ntotal = 3\n", "85.7", "857");
}

#[test]
fn a_section_of_added_points_has_a_weight_too() {
    let scheme = r#"
name = "表"
layout = "form"
[rounding]
line = 1
total = 1
[[section]]
name = "业绩"
weight = "70%"
subtotal = ["小计"]
weighted = ["业绩折算"]
[[section]]
name = "行为"
weight = "30%"
subtotal = ["小计"]
[[line]]
item = "销售额"
section = "业绩"
max = 60
rule.ratio = {}
[[line]]
item = "回款"
section = "业绩"
max = 40
rule.judged = {}
[[line]]
item = "协作"
section = "行为"
max = 100
rule.judged = {}
[[line]]
item = "加分"
outside = true
max = 5
rule.judged = {}
"#;
    let form = |subtotal: &str, weighted: &str, total: &str| {
        let rows = [
            "姓名,陆一一,,,".to_owned(),
            "指标,分值,目标,实际,得分".to_owned(),
            "销售额,60,100,90,54".to_owned(),
            "回款,40,,,30".to_owned(),
            format!("小计,100,,,{subtotal}"),
            format!("业绩折算,,,,{weighted}"),
            "协作,100,,,88".to_owned(),
            "小计,100,,,88".to_owned(),
            "加分,,,,2".to_owned(),
            format!("合计,,,,{total}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let audited = audit(scheme, &rows);
        assert_eq!(totals(&audited), ["87.2"]);
        told(&audited)
    };
    // (54 + 30) × 70 % + 88 × 30 % + 2 = 87.2
    let nothing: [&str; 0] = [];
    assert_eq!(form("84", "58.8", "87.2"), nothing);
    let twice = form("48", "33.6", "62");
    let expected = [
        "E5 A201 root digits-swapped -",
        "E6 A201 follows carried -",
        "E10 A202 follows carried -",
    ];
    assert_eq!(twice, expected);
}

#[test]
fn each_whole_must_be_one() {
    let wrong = roster("line = 1\n")
        .replace("weight = \"60%\"", "weight = \"50%\"")
        .replace("weight = \"30%\"", "weight = \"40%\"");
    let wrong = faults(&wrong);
    let says = |words: &str| {
        let found = wrong.iter().filter(|(_, told)| told.contains(words));
        found.map(|(line, _)| *line).collect::<Vec<_>>()
    };
    // 70 % + 40 %, told of the file; 40 % + 50 % within 业绩, told at the section.
    assert_eq!(says("合计 110%"), [1], "{wrong:?}");
    assert_eq!(says("现在是 90%"), [11], "{wrong:?}");
    let bare = roster("line = 1\n").replacen("weight = \"70%\"\n", "", 1);
    let bare = faults(&bare);
    assert!(
        bare.iter()
            .any(|(line, told)| *line == 11 && told.contains("weight")),
        "{bare:?}"
    );
}

#[test]
fn the_weights_of_a_sheet_are_summed_by_section() {
    let scheme = r#"
name = "表"
layout = "form"
composition = "weighted"
[rounding]
line = 1
total = 1
[[section]]
name = "业绩"
weight = { "主管" = "60%", "专员" = "80%" }
[[section]]
name = "行为"
weight = { "主管" = "40%", "专员" = "20%" }
[[line]]
item = "销售额"
section = "业绩"
weight = "40%"
rule.judged = {}
[[line]]
item = "回款"
section = "业绩"
weight = "60%"
rule.judged = {}
[[line]]
item = "协作"
section = "行为"
weight = "100%"
rule.judged = {}
"#;
    let form = |who: &str, weight: &str, total: &str| {
        let rows = [
            format!("姓名,陆一一,岗位,{who}"),
            "指标,权重,得分,".to_owned(),
            "销售额,40%,90,".to_owned(),
            format!("回款,{weight},80,"),
            "协作,100%,88,".to_owned(),
            format!("合计,,{total},"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&audit(scheme, &rows))
    };
    // 84 × 60 % + 88 × 40 % = 85.6; 84 × 80 % + 88 × 20 % = 84.8.
    let nothing: [&str; 0] = [];
    assert_eq!(form("主管", "60%", "85.6"), nothing);
    assert_eq!(form("专员", "60%", "84.8"), nothing);
    // 40 % + 70 % make no whole: 36 + 56 = 92, and 92 × 60 % + 35.2 = 90.4 is right by them.
    let off = form("主管", "70%", "90.4");
    let expected = [
        "B2 A203 root - -",
        "B4 A205 root - -",
        "C6 A202 follows carried -",
    ];
    assert_eq!(off, expected);
    // Nobody knows the weights of another position.
    let unknown = form("经理", "60%", "85.6");
    assert_eq!(unknown[0], "D1 S101 root - -", "{unknown:?}");
}
