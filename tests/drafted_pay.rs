//! Grades and pay in drafts: what the rows bear out is claimed, what they do not is left open.
//! Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{audited, drafted, fill, found, rules, said, saved};
use fuhe::draft::SETTLE;
use rust_xlsxwriter::Formula;

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

/// S 1,500, A 1,000, B 600, C 300, D nothing; 石一三 is a B of 82 points and paid as an A.
#[test]
fn a_pay_that_follows_from_the_grade_alone_is_the_grade_s() {
    let csv = "工号,姓名,业绩(60分),态度(40分),总分,等级,绩效工资\n\
               A1,陆一一,60,36,96,S,1500\nA2,顾二二,54,34,88,A,1000\nA3,沈三三,48,30,78,B,600\nA4,邵四四,50,36,86,A,1000\n\
               A5,纪五五,52,38,90,A,1000\nA6,舒六六,40,36,76,B,600\nA7,万七七,46,38,84,B,600\nA8,骆八八,40,30,70,C,300\n\
               A9,何九九,35,30,65,C,300\nA10,毛十十,20,25,45,D,0\nA11,方一二,58,39,97,S,1500\nA12,石一三,50,32,82,B,1000\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "by"), ["\"grade\""], "{}", draft.toml);
    assert_eq!(
        said(&draft, "pay"),
        ["1500", "1000", "600", "300", "0"],
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("12 人里有 11 人的绩效工资对得上"),
        "{}",
        draft.toml
    );
    // 1,000 of a B: 方一二 stands in row 12, 石一三 in row 13.
    assert_eq!(found(&audited(csv, &draft)), ["A303 G13"]);
}

/// One person of each grade proves nothing, nor do grades that all pay the same.
#[test]
fn few_people_make_no_pay_of_the_grade() {
    let few = "工号,姓名,业绩(60分),态度(40分),总分,等级,绩效工资\n\
               A1,陆一一,60,36,96,S,1530\nA2,顾二二,54,34,88,A,1010\nA3,沈三三,48,30,78,B,630\nA4,邵四四,30,36,66,C,270\n";
    assert!(!drafted(few).toml.contains("by = \"grade\""));
    let same = "工号,姓名,业绩(60分),态度(40分),总分,等级,绩效工资\n\
               A1,陆一一,60,36,96,A,800\nA2,顾二二,54,34,88,A,800\nA3,沈三三,48,30,78,B,800\nA4,邵四四,30,36,66,B,800\n";
    assert!(!drafted(same).toml.contains("by = \"grade\""));
}

/// 2,000 × 1.2 = 2,400 and 2,000 × 0.8 = 1,600, and no base on the sheet.
#[test]
fn a_base_that_no_column_shows_is_everybody_s() {
    let csv = "工号,姓名,业绩(60分),态度(40分),总分,等级,绩效系数,绩效工资\n\
               A1,陆一一,60,36,96,A,1.2,2400\nA2,顾二二,54,38,92,A,1.2,2400\nA3,沈三三,48,30,78,B,0.8,1600\nA4,邵四四,40,34,74,B,0.8,1600\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "by"),
        ["\"base-coefficient\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "base"), ["2000"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 3,000 × 1.2 × 96 ÷ 100 = 3,456 and so on: the coefficient and the points.
#[test]
fn a_coefficient_and_the_points_may_move_the_pay_together() {
    let csv = "工号,姓名,业绩(60分),态度(40分),总分,等级,绩效系数,绩效基数,绩效工资\n\
               A1,陆一一,60,36,96,A,1.2,3000,3456\nA2,顾二二,54,38,92,A,1.2,2000,2208\n\
               A3,沈三三,48,30,78,B,0.8,3000,1872\nA4,邵四四,40,34,74,B,0.8,2000,1184\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "by"),
        ["\"base-coefficient-total\""],
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// The sheet's own formulas know the grade that nobody has this month: 62 is 基本称职 next month, not 称职. Totals of 90, 80 and 70
/// on are the edges that they name, whatever people happen to have.
#[test]
fn ladders_in_formulas_are_the_grades() {
    let ladder = |row: usize| {
        format!(
            "IF(E{row}>=90,\"优秀\",IF(E{row}>=80,\"良好\",IF(E{row}>=70,\"称职\",\"基本称职\")))"
        )
    };
    let given = |row: usize| {
        format!("IF(F{row}=\"优秀\",1.2,IF(F{row}=\"良好\",1,IF(F{row}=\"称职\",0.8,0.5)))")
    };
    let people = [
        ("柏令仪", 50, 46, "优秀", 1.2),
        ("费书白", 47, 45, "优秀", 1.2),
        ("廉景行", 44, 44, "良好", 1.0),
        ("岑望舒", 41, 45, "良好", 1.0),
        ("薛怀瑾", 40, 36, "称职", 0.8),
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        0,
        "工号,姓名,产量得分（50分）,质量得分（50分）,总分,等级,系数,绩效基数,绩效工资",
    );
    for (row, (name, output, quality, grade, coefficient)) in (1..).zip(people) {
        let at = row as usize + 1;
        let formula = |text: String, result: String| Formula::new(text).set_result(result);
        fill(sheet, row, &format!("A{row},{name},{output},{quality}"));
        let total = formula(format!("C{at}+D{at}"), (output + quality).to_string());
        sheet.write(row, 4, total).unwrap();
        sheet
            .write(row, 5, formula(ladder(at), grade.to_owned()))
            .unwrap();
        sheet
            .write(row, 6, formula(given(at), coefficient.to_string()))
            .unwrap();
        sheet.write(row, 7, 2000).unwrap();
        let pay = formula(format!("G{at}*H{at}"), (2000.0 * coefficient).to_string());
        sheet.write(row, 8, pay).unwrap();
    }
    let draft = fuhe::draft::draft(&saved(book), "a").unwrap_or_else(|text| panic!("{}", text.zh));
    assert_eq!(
        said(&draft, "name")[2..],
        ["\"优秀\"", "\"良好\"", "\"称职\"", "\"基本称职\""],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "from"),
        ["90", "80", "70", "0"],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.2", "1", "0.8", "0.5"],
        "{}",
        draft.toml
    );
}

/// Without a formula or a note nobody knows whether 70 is the lowest grade that there is.
#[test]
fn the_lowest_grade_that_anybody_has_need_not_be_the_lowest() {
    let csv = "工号,姓名,产量得分（50分）,质量得分（50分）,总分,等级\n\
               A1,柏令仪,48,46,94,优秀\nA2,费书白,47,45,92,优秀\nA3,廉景行,44,44,88,良好\nA4,岑望舒,41,40,81,良好\n";
    let draft = drafted(csv);
    let lowest = draft.toml.lines().find(|line| line.starts_with("from = 0"));
    assert!(
        lowest.is_some_and(|line| line.contains(SETTLE)),
        "{}",
        draft.toml
    );
}

/// 70 × 80 ÷ 100 = 56 and so on, the pay 3000 × total ÷ 100. What the note says of the points below 70 % is in the
/// rule; what it says of the pay besides the pass mark is quoted.
#[test]
fn notes_are_read_to_their_end() {
    let csv = "10月销售考核表,,,,,,,\n姓名,销售目标,销售实际,销售得分(70),态度得分(30),总分,绩效基数,绩效工资\n\
               柏令仪,100,95,66.5,28,94.5,3000,2835\n宫知远,100,80,56,25,81,3000,2430\n栾若水,100,210,70,30,100,3000,3000\n\
               别惊鸿,150,120,56,20,76,3000,2280\n\
               考核说明：销售得分=完成率×70，最高70分，完成率低于70%不得分；总分低于60分不发绩效工资；60-70分按80%发放,,,,,,,\n";
    let draft = drafted(csv);
    assert_eq!(rules(&draft)[0], "ratio = { none-below = \"70%\" }");
    assert_eq!(said(&draft, "pass-mark"), ["60"], "{}", draft.toml);
    let quoted = "待确认：说明里还写着「60-70分按80%发放」，这里没有";
    assert!(draft.toml.contains(quoted), "{}", draft.toml);
    assert!(!draft.toml.contains("不发绩效工资"), "{}", draft.toml);
}

/// 4000 × 1.2 × 1.1 = 5280, 2000 × 1 × 1.1 + 100 = 2300, 2000 × 1 × 0.9 - 50 = 1750, 1500 × 0.8 × 0.9 = 1080,
/// 2000 × 1.2 × 0.9 - 20 = 2140, 1500 × 0.8 × 1.1 = 1320.
#[test]
fn factors_and_money_beside_the_pay_are_found() {
    let csv = "姓名,业绩(60),态度(40),总分,绩效等级,个人系数,部门系数,奖励,违纪扣款,绩效基数,绩效工资\n\
               柏令仪,58,38,96,A,1.2,1.1,,,4000,5280\n费书白,50,35,85,B,1,1.1,100,,2000,2300\n廉景行,48,34,82,B,1,0.9,,50,2000,1750\n\
               宫知远,42,30,72,C,0.8,0.9,,,1500,1080\n栾若水,55,37,92,A,1.2,0.9,,20,2000,2140\n别惊鸿,44,31,75,C,0.8,1.1,,,1500,1320\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "by"),
        ["\"base-coefficient\""],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.2", "1", "0.8"],
        "{}",
        draft.toml
    );
    for moved in [
        "[[payout.times]]\nname = \"部门系数\"\n",
        "[[payout.plus]]\nname = \"奖励\"\nblank = \"none\"",
        "[[payout.minus]]\nname = \"违纪扣款\"\nblank = \"none\"",
    ] {
        assert!(draft.toml.contains(moved), "{moved}\n{}", draft.toml);
    }
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}
