//! A line beside the full marks that takes points off the total. Every expectation was worked by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{found, workbook};
use fuhe::extract::Known;
use fuhe::mapping::check::{Fault, check};

/// What stops a mapping from being used.
fn errors(toml: &str) -> usize {
    let faults = check("one", toml).faults;
    faults.iter().filter(|fault| Fault::is_error(fault)).count()
}

const TAKING: &str = r#"
name = "一"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "业绩"
max = 60
rule.judged = {}
columns.score = ["业绩"]
[[line]]
item = "态度"
max = 40
rule.judged = {}
columns.score = ["态度"]
[[line]]
item = "减分"
outside = true
takes-off = true
max = 5
rule.judged = { allowed = ["0-5"] }
columns.deduction = ["减分"]
"#;

/// 50 + 30 − 5 = 75, however the 5 is written; 60 + 40 − 3 = 97; 40 + 30 − 2 = 68 and not 72; 7 is more than the 5 that
/// can be taken off, so that 50 + 40 − 5 = 85 counts.
#[test]
fn a_line_beside_the_full_marks_may_take_off() {
    let csv = "姓名,业绩,态度,减分,总分\n柏令仪,50,30,5,75\n费书白,50,30,-5,75\n廉景行,60,40,扣3,97\n\
               岑望舒,40,30,2,72\n薛怀瑾,50,40,7,83\n";
    let mapping = check("one", TAKING).mapping.unwrap();
    let examination = fuhe::examine(workbook(csv), &mapping, &Known::default());
    assert_eq!(found(&examination), ["A202 E5", "A103 D6"]);
    let totals = examination.scored.iter().map(|one| one.outcome.total);
    let totals: Vec<String> = totals
        .map(|total| total.unwrap().trimmed().to_string())
        .collect();
    assert_eq!(totals, ["75", "75", "97", "68", "85"]);
    // 50 + 30 + 5 = 85: the 5 was added.
    let added = "姓名,业绩,态度,减分,总分\n柏令仪,50,30,5,85\n";
    let examination = fuhe::examine(workbook(added), &mapping, &Known::default());
    let message = &examination.findings[0].message;
    assert!(
        message.zh.contains("扣分项（5 分）被加上了：80 + 5 = 85"),
        "{}",
        message.zh
    );
    assert!(
        message.en.contains("The deduction (5) was added"),
        "{}",
        message.en
    );
    // It has no full marks of its own, and must say how much it takes off at most.
    assert_eq!(errors(&TAKING.replace("outside = true\n", "")), 1);
    assert_eq!(errors(&TAKING.replace("max = 5\n", "")), 1);
}

const FORM: &str = r#"
name = "二"
layout = "form"
composition = "weighted"
[rounding]
line = 1
[fields]
total = ["最终得分"]
[columns]
item = ["考核项目"]
weight = ["权重"]
score = ["得分"]
weighted = ["加权得分"]
[[line]]
item = "业绩"
weight = "60%"
rule.judged = {}
[[line]]
item = "态度"
weight = "40%"
rule.judged = {}
[[line]]
item = "扣分项"
outside = true
takes-off = true
max = 10
blank = "zero"
rule.judged = { allowed = ["0-10"] }
"#;

/// 90 × 60 % + 80 × 40 % − 6 = 80: the 6 has no weight, and stands where the sum adds. 86 lacks it.
#[test]
fn a_row_between_the_sum_and_the_total_is_taken_off() {
    let form = |total: u32| {
        format!(
            "姓名,柏令仪,,\n考核项目,权重,得分,加权得分\n业绩,0.6,90,54\n态度,0.4,80,32\n合计,1,,86\n扣分项,,,6\n最终得分,,,{total}\n"
        )
    };
    let mapping = check("two", FORM).mapping.unwrap();
    let told = |total: u32| {
        let examination = fuhe::examine(workbook(&form(total)), &mapping, &Known::default());
        found(&examination)
    };
    assert!(told(80).is_empty(), "{:?}", told(80));
    assert_eq!(told(86), ["A202 D7"]);
}
