//! Drafts from rosters whose headers tell little: plain words, weights and full marks below or behind them, sums under
//! weighted headers, figures that are no points. Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{audited, drafted, found, rules, said, totals};
use fuhe::draft::SETTLE;

/// 45 + 22 + 18 = 85, 44 + 28 + 15 = 87, 48 + 22 + 15 = 85, 30 + 20 + 10 = 60.
#[test]
fn plain_words_head_totals_and_grades() {
    for total in ["得分", "实得分", "月度得分", "总成绩"] {
        let csv = format!(
            "姓名,业绩(50分),能力(30分),态度(20分),{total},等次\n柏令仪,45,22,18,85,合格\n费书白,44,28,15,87,合格\n\
             廉景行,48,22,15,85,合格\n岑望舒,30,20,10,60,不合格\n"
        );
        let draft = drafted(&csv);
        assert_eq!(totals(&draft), (4, 4), "{total}\n{}", draft.toml);
        assert_eq!(said(&draft, "max"), ["50", "30", "20"], "{}", draft.toml);
        assert_eq!(said(&draft, "grade"), ["[\"等次\"]"], "{}", draft.toml);
        assert_eq!(draft.toml.matches("[[grade]]").count(), 2, "{}", draft.toml);
        let wrong = csv.replace("87,合格", "87,不合格");
        assert_eq!(
            found(&audited(&wrong, &draft)),
            ["A301 F3"],
            "{}",
            draft.toml
        );
    }
}

/// 80 × 30% + 60 × 50% + 70 × 20% = 68, 90 × 30% + 70 × 50% + 80 × 20% = 78, 100 × 30% + 90 × 50% + 60 × 20% = 87.
#[test]
fn a_row_of_weights_stands_below_the_header() {
    for row in ["权重,,30%,50%,20%,", "权重,,30,50,20,"] {
        let csv = format!(
            "序号,姓名,及时率,合格率,配合度,加权总分\n{row}\n1,柏令仪,80,60,70,68\n2,费书白,90,70,80,78\n3,廉景行,100,90,60,87\n"
        );
        let draft = drafted(&csv);
        assert_eq!(
            said(&draft, "weight"),
            ["0.3", "0.5", "0.2"],
            "{}",
            draft.toml
        );
        assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
        assert!(found(&audited(&csv, &draft)).is_empty(), "{}", draft.toml);
    }
}

/// 28 + 60 = 88, 27 + 66 = 93, 25 + 55 = 80, of 30 and 70; 奖金 is 800 × 88% = 704, 744 and 640.
#[test]
fn a_row_of_full_marks_and_a_bonus_by_the_figures() {
    let csv = "工号,姓名,发货,库存,合计,奖金基数,奖金\n标准分,,30,70,100,,\nA1,柏令仪,28,60,88,800,704\nA2,费书白,27,66,93,800,744\n\
               A3,廉景行,25,55,80,800,640\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["30", "70"], "{}", draft.toml);
    assert_eq!(said(&draft, "payout")[1], "[\"奖金\"]", "{}", draft.toml);
    assert!(draft.toml.contains("by = \"base-rate\""), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let wrong = csv.replace("800,744", "800,774");
    assert_eq!(
        found(&audited(&wrong, &draft)),
        ["A303 G4"],
        "{}",
        draft.toml
    );
}

/// 奖金 that no base makes is paid by no rule of the draft's, which says so.
#[test]
fn a_bonus_that_nothing_makes_has_no_rule() {
    let csv = "工号,姓名,发货（50分）,库存（50分）,合计,奖金\nA1,柏令仪,28,40,68,321\nA2,费书白,27,46,73,1200\nA3,廉景行,25,35,60,777\n";
    let draft = drafted(csv);
    assert!(!draft.toml.contains("[payout]\n"), "{}", draft.toml);
    let told = draft
        .toml
        .lines()
        .find(|line| line.contains("看不出「奖金」"));
    assert!(
        told.is_some_and(|line| line.contains("待确认")),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 40 × 50% = 20, 40 × 90% = 36, 40 × 80% = 32.
#[test]
fn full_marks_stand_behind_the_word_weight() {
    let csv = "工号,姓名,存款,,,态度,总分\n,,计划,完成,得分（权重40）,得分（权重60）,\nA1,柏令仪,100,50,20,50,70\n\
               A2,费书白,100,90,36,40,76\nA3,廉景行,100,80,32,30,62\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["40", "60"], "{}", draft.toml);
    assert_eq!(rules(&draft)[0], "ratio = {}", "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// (36 + 44) × 60% + 70 × 40% = 76, (30 + 45) × 60% + 80 × 40% = 77, (40 + 50) × 60% + 90 × 40% = 90.
#[test]
fn weighted_headers_over_sums_are_sections() {
    let csv = "姓名,业绩（60%）,,,行为（40%）,,总分\n,工作量,质量,小计,责任心,小计,\n柏令仪,36,44,80,70,70,76\n\
               费书白,30,45,75,80,80,77\n廉景行,40,50,90,90,90,90\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "weight"),
        ["\"60%\"", "\"40%\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "section").len(), 3, "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let wrong = csv.replace("30,45,75", "30,45,77");
    assert_eq!(
        found(&audited(&wrong, &draft)),
        ["A201 D4"],
        "{}",
        draft.toml
    );
}

/// 岗位系数 is no line; nothing makes 考核得分, which is the line itself.
#[test]
fn a_coefficient_is_no_line() {
    let csv = "姓名,职务,绩效基数,岗位系数,考核得分\n柏令仪,职员,2000,1,82\n费书白,部长,2000,1.5,96\n廉景行,主管,2000,1.2,93\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "item"), ["\"考核得分\""], "{}", draft.toml);
    let max = draft.toml.lines().find(|line| line.starts_with("max"));
    assert!(
        max.is_some_and(|line| line.contains(SETTLE)),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 28.45 + 20 = 48.45, in one digit 48.5; 27.31 + 24 = 51.3; 29.62 + 21 = 50.6.
#[test]
fn totals_may_be_rounded_further_than_lines() {
    let csv = "姓名,成本(30分),管理(30分),总分\n柏令仪,28.45,20,48.5\n费书白,27.31,24,51.3\n廉景行,29.62,21,50.6\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "total")[0], "1", "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 30 + 20 + 3 = 53, 40 + 25 − 2 = 63, 35 + 28 = 63: an empty cell is nothing.
#[test]
fn bonus_and_penalty_columns_stand_beside_the_full_marks() {
    let csv = "姓名,业绩(60),行为(40),加分,扣分,总分\n柏令仪,30,20,3,,53\n费书白,40,25,,-2,63\n廉景行,35,28,,,63\n";
    let draft = drafted(csv);
    assert_eq!(
        draft.toml.matches("outside = true").count(),
        2,
        "{}",
        draft.toml
    );
    assert_eq!(
        draft.toml.matches("blank = \"zero\"").count(),
        2,
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 70 ÷ 90 × 30 = 23.333…, 80 ÷ 90 × 30 = 26.666…, 85 ÷ 90 × 30 = 28.333…, 45 ÷ 90 × 30 = 15.
#[test]
fn a_sheet_that_rounds_nothing_is_not_rounded() {
    let csv = "姓名,目标,实际,销售得分(30),态度(70),总分\n柏令仪,90,70,23.3333333333333,60,83.3333333333333\n\
               费书白,90,80,26.6666666666667,65,91.6666666666667\n廉景行,90,85,28.3333333333333,50,78.3333333333333\n\
               岑望舒,90,45,15,70,85\n";
    let draft = drafted(csv);
    assert!(said(&draft, "line").is_empty(), "{}", draft.toml);
    assert_eq!(rules(&draft)[0], "ratio = {}", "{}", draft.toml);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
}

/// Whoever gives 27 today may give 27.5 tomorrow: 27.5 + 60 = 87.5.
#[test]
fn what_is_judged_is_not_rounded() {
    let csv =
        "姓名,业绩(30分),态度(70分),总分\n柏令仪,27,60,87\n费书白,25,65,90\n廉景行,20,50,70\n";
    let draft = drafted(csv);
    assert!(said(&draft, "line").is_empty(), "{}", draft.toml);
    let next = csv.replace("27,60,87", "27.5,60,87.5");
    assert!(found(&audited(&next, &draft)).is_empty(), "{}", draft.toml);
}

/// 80 × 60% + 90 × 40% = 84 of a 经理, 80 × 30% + 90 × 70% = 87 of a 专员.
#[test]
fn weights_in_columns_may_be_those_of_positions() {
    let csv = "姓名,岗位,业绩得分,业绩权重,管理得分,管理权重,总分\n柏令仪,经理,80,60%,90,40%,84\n费书白,专员,80,30%,90,70%,87\n\
               廉景行,经理,90,60%,90,40%,90\n岑望舒,专员,70,30%,80,70%,77\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "weight"),
        [
            "{ \"专员\" = 0.3, \"经理\" = 0.6 }",
            "{ \"专员\" = 0.7, \"经理\" = 0.4 }"
        ],
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
}

/// A single 15 above three 14 is the best of 15, not a mistake: multiples of 5 are full marks.
#[test]
fn round_points_that_one_person_has_are_full_marks() {
    let csv =
        "姓名,安全,现场,总分\n柏令仪,14,10,24\n费书白,14,9,23\n廉景行,14,8,22\n岑望舒,15,7,22\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["15", "10"], "{}", draft.toml);
}

#[test]
fn letters_are_those_of_the_sheet() {
    let csv = "工号,姓名,5S管理(50),KPI得分(50),总分\nA1,柏令仪,40,30,70\nA2,费书白,45,35,80\nA3,廉景行,50,40,90\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item"),
        ["\"5S管理\"", "\"KPI\""],
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 55 + 38 = 93, 50 + 30 = 80, 40 + 35 = 75; 58 + 39 = 97 is 0 by the answer 是, 57 + 38 = 95 is 60 by the answer 有. The
/// word 星级 is compared with nothing, and named.
#[test]
fn answers_that_take_the_total_are_vetoes_and_other_words_are_named() {
    let csv = "10月考核表,,,,,,\n姓名,质量（60）,态度（40）,安全事故（一票否决）,重大差错,总分,星级\n\
               柏令仪,55,38,否,无,93,四星\n费书白,50,30,否,无,80,三星\n廉景行,58,39,是,无,0,无\n\
               别惊鸿,57,38,否,有,60,二星\n宫知远,40,35,否,无,75,三星\n说明：发生重大差错的总分不超过60分,,,,,,\n";
    let draft = drafted(csv);
    assert!(
        draft.toml.contains("name = \"安全事故\"\n"),
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("name = \"重大差错\"\ntotal = 60\n"),
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (5, 5), "{}", draft.toml);
    let unread = "没有用上的列（不会复核）：星级\n";
    assert!(draft.toml.contains(unread), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// (91 + 88 + 94) ÷ 3 = 91, (77 + 83 + 80) ÷ 3 = 80, (100 + 98 + 95) ÷ 3 = 97.67, (80 + 81 + 85) ÷ 3 = 82.
#[test]
fn three_months_make_the_mean_of_a_quarter() {
    let csv = "部门,姓名,7月,8月,9月,季度平均分\n品管部,柏令仪,91,88,94,91\n品管部,费书白,77,83,80,80\n\
               品管部,廉景行,100,98,95,97.67\n品管部,宫知远,80,81,85,82\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "item"), ["\"7月\"", "\"8月\"", "\"9月\""]);
    assert_eq!(said(&draft, "weight"), ["\"1/3\""; 3], "{}", draft.toml);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
}
