//! Grades and pay in drafts: what the rows bear out is claimed, what they do not is left open.
//! Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{audited, drafted, found, said};
use fuhe::draft::SETTLE;

/// 1800 × 1.2, 2200 × 1, 1800 × 0.8: totals from 92 up have 1.2, from 81 to 88 have 1, below 80 have 0.8.
#[test]
fn coefficients_without_grade_words_are_grades() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,考核得分,绩效系数,绩效工资标准,应发绩效工资\n\
               A1,柏令仪,48,46,94,1.2,1800,2160\nA2,费书白,47,45,92,1.2,2200,2640\nA3,廉景行,44,44,88,1,2200,2200\n\
               A4,岑望舒,41,40,81,1,1800,1800\nA5,薛怀瑾,40,36,76,0.8,1800,1440\nA6,滕清越,35,35,70,0.8,2200,1760\n";
    let draft = drafted(csv);
    assert!(
        draft.toml.contains("by = \"base-coefficient\""),
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.2", "1", "0.8"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "from"), ["90", "80", "0"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 1800 × 1.1 × 1.2 = 2376: a company's coefficient times a person's is no rule that a mapping has.
#[test]
fn a_pay_that_no_rule_gives_is_not_claimed() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,考核得分,公司系数,个人系数,绩效工资标准,应发绩效工资\n\
               A1,柏令仪,48,46,94,1.1,1.2,1800,2376\nA2,费书白,47,45,92,1.1,1.2,2200,2904\nA3,廉景行,44,44,88,1.1,1,2200,2420\n\
               A4,岑望舒,41,40,81,1.1,1,1800,1980\nA5,薛怀瑾,40,36,76,1.1,0.8,1800,1584\n";
    let draft = drafted(csv);
    assert!(!draft.toml.contains("[payout]\n"), "{}", draft.toml);
    let head = draft
        .toml
        .lines()
        .find(|line| line.contains("看不出「应发绩效工资」"));
    assert!(
        head.is_some_and(|line| line.contains(SETTLE)),
        "{}",
        draft.toml
    );
    assert!(
        draft
            .toml
            .contains("没有用上的列（不会复核）：公司系数、个人系数"),
        "{}",
        draft.toml
    );
    assert!(
        draft
            .toml
            .contains("没有规则可核对的：绩效工资标准、应发绩效工资"),
        "{}",
        draft.toml
    );
}

/// 3000 × 94 ÷ 100 = 2820: the base times the total, no rate besides.
#[test]
fn a_base_times_the_total_is_a_rate_of_one() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,总分,绩效基数,绩效工资\n\
               A1,柏令仪,48,46,94,3000,2820\nA2,费书白,47,45,92,2000,1840\nA3,廉景行,44,44,88,2000,1760\n\
               A4,岑望舒,41,40,81,3000,2430\nA5,薛怀瑾,40,36,76,3000,2500\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "rate"), ["1"], "{}", draft.toml);
    assert!(
        draft.toml.contains("5 人里有 4 人的绩效工资对得上"),
        "{}",
        draft.toml
    );
    // 3000 × 76 ÷ 100 = 2280.
    assert_eq!(found(&audited(csv, &draft)), ["A303 G6"], "{}", draft.toml);
}

/// 4800 ÷ 4000 = 1.2 and so on: the coefficient of a grade stands nowhere, the pay tells it. One 良 among those of 中
/// does not move the edge.
#[test]
fn grades_are_told_by_most_people() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,总分,绩效等级,奖金基数,季度奖金\n\
               A1,柏令仪,48,46,94,优,4000,4800\nA2,费书白,47,45,92,优,3000,3600\nA3,廉景行,44,44,88,良,4000,4000\n\
               A4,岑望舒,41,40,81,良,3000,3000\nA5,薛怀瑾,40,42,82,良,3000,3000\nA6,滕清越,35,35,70,中,3000,2400\n\
               A7,仲孙朗,36,36,72,中,4000,3200\nA8,司空宁,30,33,63,良,3000,3000\nA9,鲜于慧,37,38,75,中,4000,3200\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "from"), ["90", "80", "0"], "{}", draft.toml);
    assert_eq!(
        said(&draft, "coefficient"),
        ["1.2", "1", "0.8"],
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("9 人里有 8 人的等级对得上"),
        "{}",
        draft.toml
    );
    assert_eq!(found(&audited(csv, &draft)), ["A301 F9"], "{}", draft.toml);
}

/// Edges in words of several forms, the grade that nobody has among them.
#[test]
fn edges_stand_in_words() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,总分,考核等次\nA1,柏令仪,48,48,96,优秀\nA2,费书白,44,44,88,称职\n\
               A3,廉景行,47,47,94,称职\nA4,岑望舒,37,38,75,基本称职\n\
               等级标准：95分及以上优秀，80-94.99称职，70-79.99基本称职，70以下不称职,,,,,\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "from"),
        ["95", "80", "70", "0"],
        "{}",
        draft.toml
    );
    let names = said(&draft, "name");
    assert_eq!(
        names[2..],
        ["\"优秀\"", "\"称职\"", "\"基本称职\"", "\"不称职\""],
        "{}",
        draft.toml
    );
}
