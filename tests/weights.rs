//! Weights: those that no percentage says (1/3, of three months that are averaged), and those by which a form is known
//! to be another company's although its items have the same names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use fuhe::examination::Examination;
use fuhe::extract::{Choice, Known, choose};
use fuhe::mapping::Mapping;
use fuhe::mapping::check::check;
use fuhe::read::{Limits, read};
use fuhe::workbook::{Source, Workbook};

fn csv(text: &str) -> Workbook {
    let source = Source {
        name: "a.csv".to_owned(),
        bytes: text.as_bytes().to_vec().into(),
    };
    read(&source, &Limits::default()).unwrap_or_else(|error| panic!("{}", error.text().en))
}

fn examined(scheme: &str, text: &str) -> Examination {
    let checked = check("t", scheme);
    let mapping = checked
        .mapping
        .unwrap_or_else(|| panic!("{:?}", checked.faults));
    fuhe::examine(csv(text), &mapping, &Known::default())
}

/// `A202 E2` of each finding.
fn found(examination: &Examination) -> Vec<String> {
    let findings = examination.findings.iter();
    let of = |cell: Option<fuhe::workbook::CellRef>| {
        cell.map_or_else(|| "-".to_owned(), |cell| cell.to_string())
    };
    findings
        .map(|one| format!("{} {}", one.code, of(one.cell)))
        .collect()
}

/// Three months, each of which counts for a third.
fn quarter(layout: &str, columns: &str) -> String {
    let month = |name: &str| {
        let score = match layout {
            "roster" => format!("columns.score = [\"{name}\"]\n"),
            _ => String::new(),
        };
        format!("[[line]]\nitem = \"{name}\"\nweight = \"1/3\"\nrule.judged = {{}}\n{score}")
    };
    let months = ["7月", "8月", "9月"].map(month).concat();
    format!(
        "name = \"t\"\nlayout = \"{layout}\"\ncomposition = \"weighted\"\n[rounding]\nline = 0\ntotal = 2\n{columns}{months}"
    )
}

const MONTHS: &str = "工号,姓名,7月,8月,9月,总分\n";

#[test]
fn three_thirds_are_a_whole() {
    // (77 + 93 + 82) ÷ 3 = 84; (88 + 83 + 70) ÷ 3 = 80.333…
    let rows = "A01,陆一一,77,93,82,84\nA02,顾二二,88,83,70,80.33\n";
    let right = examined(&quarter("roster", ""), &format!("{MONTHS}{rows}"));
    assert_eq!(found(&right), Vec::<String>::new());
    let wrong = examined(
        &quarter("roster", ""),
        &format!("{MONTHS}A01,陆一一,77,93,82,85\n"),
    );
    assert_eq!(found(&wrong), ["A202 F2"]);
    let message = &wrong.findings[0].message.zh;
    let sum = "77 × 1/3 + 93 × 1/3 + 82 × 1/3 = 84";
    assert!(message.contains(sum), "{message}");
}

#[test]
fn a_fraction_is_checked_and_told_as_it_is_written() {
    let two =
        quarter("roster", "").replace("\"9月\"\nweight = \"1/3\"", "\"9月\"\nweight = \"1/4\"");
    let faults = check("t", &two).faults;
    // 1/3 + 1/3 + 1/4 = 11/12 = 91.666… %
    assert!(
        faults[0].message.zh.contains("合计 91.6666…%"),
        "{:?}",
        faults[0].message
    );
    let none = quarter("roster", "").replace("1/3", "1/0");
    assert!(check("t", &none).mapping.is_none());
    let mapping = check("t", &quarter("roster", "")).mapping.unwrap();
    let told = mapping.told();
    assert!(
        told.iter().any(|text| text.zh.contains("权重 1/3")),
        "{told:?}"
    );
}

#[test]
fn a_third_in_percent_is_a_third_at_the_digits_that_are_written() {
    for [first, second, third] in [
        ["33.33%", "33.33%", "33.33%"],
        ["33.3%", "33.3%", "33.3%"],
        ["33%", "33%", "33%"],
        ["33.33%", "33.33%", "33.34%"],
    ] {
        let header =
            format!("工号,姓名,7月（权重{first}）,8月（权重{second}）,9月（权重{third}）,总分\n");
        let roster = examined(
            &quarter("roster", ""),
            &format!("{header}A01,陆一一,77,93,82,84\n"),
        );
        let form = format!(
            "姓名,陆一一,,\n考核指标,权重,得分,\n7月,{first},77,\n8月,{second},93,\n9月,{third},82,\n总分,,84,\n"
        );
        let columns = "[columns]\nitem = [\"考核指标\"]\nweight = [\"权重\"]\nscore = [\"得分\"]\n";
        let form = examined(&quarter("form", columns), &form);
        // The last one is no third; what stands there adds up to 100 % all the same.
        let (on_roster, on_form): (&[&str], &[&str]) = match third {
            "33.34%" => (&["A205 E1"], &["A205 B5"]),
            _ => (&[], &[]),
        };
        assert_eq!(found(&roster), on_roster, "{third}");
        assert_eq!(found(&form), on_form, "{third}");
    }
    // 30 % is not 33.3…, however few digits 0.3 has.
    let header = "工号,姓名,7月（权重30%）,8月（权重33%）,9月（权重33%）,总分\n";
    let roster = examined(
        &quarter("roster", ""),
        &format!("{header}A01,陆一一,77,93,82,84\n"),
    );
    assert_eq!(found(&roster), ["A205 C1", "A204 F1"]);
    let message = &roster.findings[0].message.zh;
    assert!(
        message.contains("权重是 30%，考核方案规定是 33.3333…%"),
        "{message}"
    );
}

const ITEMS: [&str; 6] = [
    "销售额",
    "毛利率",
    "转化率",
    "推广费用率",
    "客户满意度",
    "团队管理",
];

/// A form of the shipped scheme `monthly`, whose lines weigh 40, 15, 15, 10, 10 and 10.
fn form(name: &str, weights: [&str; 6]) -> String {
    let lines = ITEMS.iter().zip(weights);
    let lines = lines.map(|(item, weight)| format!("{item},{weight},100,90,5\n"));
    let lines: String = lines.collect();
    format!("姓名,{name},部门,运营部,\n考核指标,权重,目标值,实际值,得分\n{lines}总分,,,,30\n,,,,\n")
}

const RIGHT: [&str; 6] = ["40%", "15%", "15%", "10%", "10%", "10%"];
const OTHER: [&str; 6] = ["30%", "20%", "10%", "10%", "20%", "10%"];

fn chosen(text: &str) -> Result<String, Option<(usize, usize)>> {
    let built_in = common::built_in();
    let mappings: Vec<&Mapping> = built_in.iter().collect();
    match choose(&csv(text), &mappings) {
        Choice::One(index) => Ok(built_in[index].id.clone()),
        Choice::None(fits) => Err(fits[0].other_weights),
        Choice::Several(_) => panic!("several fit"),
    }
}

#[test]
fn a_form_with_other_weights_is_another_companys() {
    let is_monthly = Ok("monthly".to_owned());
    assert_eq!(chosen(&form("陆一一", RIGHT)), is_monthly);
    let whole = ["40", "15", "15", "10", "10", "10"];
    assert_eq!(chosen(&form("陆一一", whole)), is_monthly);
    // Four of six, and half of them.
    assert_eq!(chosen(&form("陆一一", OTHER)), Err(Some((1, 1))));
    let half = ["30%", "25%", "20%", "10%", "10%", "10%"];
    assert_eq!(chosen(&form("陆一一", half)), Err(Some((1, 1))));
}

#[test]
fn a_few_wrong_weights_are_mistakes() {
    let is_monthly = Ok("monthly".to_owned());
    for weights in [
        ["45%", "15%", "15%", "10%", "10%", "10%"],
        ["35%", "20%", "15%", "10%", "10%", "10%"],
    ] {
        assert_eq!(chosen(&form("陆一一", weights)), is_monthly);
    }
    // One form of three.
    let forms = [("陆一一", RIGHT), ("顾二二", OTHER), ("祝三三", RIGHT)];
    let forms = forms.map(|(name, weights)| form(name, weights)).concat();
    assert_eq!(chosen(&forms), is_monthly);
}

#[test]
fn the_same_other_weight_on_most_forms_is_a_doubt_about_the_mapping() {
    let shifted = ["35%", "20%", "15%", "10%", "10%", "10%"];
    let names = ["陆一一", "顾二二", "祝三三", "奚四四", "范五五"];
    let forms = |wrong: usize| {
        let forms = names.iter().enumerate().map(|(at, name)| match at < wrong {
            true => form(name, shifted),
            false => form(name, RIGHT),
        });
        forms.collect::<String>()
    };
    let built_in = common::built_in();
    let monthly = built_in.iter().find(|one| one.id == "monthly").unwrap();
    // The points of everybody differ as well; those are told first where more people have them.
    let doubt = |wrong: usize| {
        let examined = fuhe::examine(csv(&forms(wrong)), monthly, &Known::default());
        let findings = examined.findings.iter();
        let count = findings
            .filter(|one| one.code.to_string() == "A205")
            .count();
        assert_eq!(count, 2 * wrong);
        let mut rest = examined;
        rest.findings.retain(|one| one.code.to_string() == "A205");
        rest.doubt()
    };
    assert!(doubt(5).is_some_and(|text| text.zh.contains("5 人里有 5 人")));
    assert!(doubt(2).is_none());
}

const SALES: &str = r#"
name = "销售考核"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "签约"
max = 50
rule.judged = {}
columns.score = ["签约"]
[[line]]
item = "回款"
max = 30
rule.judged = {}
columns.score = ["回款"]
[[line]]
item = "客情"
max = 20
rule.judged = {}
columns.score = ["客情"]
"#;

#[test]
fn a_roster_says_in_its_header_whose_it_is() {
    let scheme = check("sales", SALES).mapping.unwrap();
    let is_chosen = |header: &str| {
        let text = format!("工号,姓名,{header},总分\nA01,陆一一,40,25,15,80\n");
        matches!(choose(&csv(&text), &[&scheme]), Choice::One(_))
    };
    assert!(is_chosen("签约（50分）,回款（30分）,客情（20分）"));
    assert!(is_chosen("签约（60分）,回款（30分）,客情（20分）"));
    // A number alone may be anything.
    assert!(is_chosen("签约(1),回款(2),客情(3)"));
    assert!(!is_chosen("签约（40分）,回款（40分）,客情（20分）"));
}

/// A form of two lines of 60 and 40, whose sum somebody typed: 90 ÷ 100 × 60 = 54, and 54 + 30 = 84.
#[test]
fn a_typed_sum_of_full_marks_is_compared_with_its_lines() {
    let scheme = "name = \"t\"\nlayout = \"form\"\n[rounding]\nline = 1\n[[line]]\nitem = \"销售额\"\nmax = 60\nrule.ratio = {}\n\
                  [[line]]\nitem = \"纪律\"\nmax = 40\nrule.judged = {}\n";
    let form = |sum: &str| {
        format!(
            "姓名,柏令仪\n指标,分值,目标值,实际值,得分\n销售额,60,100,90,54\n纪律,40,,,30\n总分,{sum},,,84\n"
        )
    };
    for right in ["100", "", "84"] {
        let told = found(&examined(scheme, &form(right)));
        assert_eq!(told, Vec::<String>::new(), "{right}");
    }
    assert_eq!(found(&examined(scheme, &form("95"))), ["A204 B5"]);
    // A bonus has no full marks.
    let bonus =
        format!("{scheme}[[line]]\nitem = \"奖励\"\noutside = true\nmax = 5\nrule.judged = {{}}\n");
    let with_bonus = form("95").replace("总分,", "奖励,,,,0\n总分,");
    assert_eq!(found(&examined(&bonus, &with_bonus)), ["A204 B6"]);
    // Of lines that make no whole, one finding tells enough.
    let short = form("95").replace("纪律,40", "纪律,35");
    assert_eq!(found(&examined(scheme, &short)), ["A205 B4", "A204 B5"]);
}

/// 70 × 60 % + 80 × 40 % = 74.
#[test]
fn a_typed_sum_of_weights_is_compared_with_its_lines() {
    let scheme = "name = \"t\"\nlayout = \"form\"\ncomposition = \"weighted\"\n[rounding]\nline = 1\n[[line]]\nitem = \"业绩\"\n\
                  weight = \"60%\"\nrule.judged = {}\n[[line]]\nitem = \"态度\"\nweight = \"40%\"\nrule.judged = {}\n";
    let form = |sum: &str| {
        format!("姓名,柏令仪\n指标,权重,得分\n业绩,60%,70\n态度,40%,80\n总分,{sum},74\n")
    };
    for right in ["100%", "1", "100"] {
        let told = found(&examined(scheme, &form(right)));
        assert_eq!(told, Vec::<String>::new(), "{right}");
    }
    let wrong = examined(scheme, &form("102%"));
    assert_eq!(found(&wrong), ["A203 B5"]);
    let message = &wrong.findings[0].message.zh;
    assert!(message.contains("权重合计填 102%"), "{message}");
}
