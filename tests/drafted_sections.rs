//! Drafts from tables whose lines are parted: headings, sums, second tables, what is taken off, vetoes. Every
//! expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{audited, drafted, found, rules, said, totals};

/// 80 × 60% + 90 × 40% = 84, 70 × 50% + 90 × 50% = 80; 84 × 70% + 80 × 30% = 58.8 + 24 = 82.8.
#[test]
fn headings_over_lines_are_sections() {
    let csv = "员工绩效考核表,,,,\n姓名,柏令仪,部门,市场部,\n序号,考核指标,权重,得分,加权得分\n一、业绩指标（70%）,,,,\n1,销售收入,60%,80,48\n\
               2,回款率,40%,90,36\n业绩小计,,100%,,84\n二、行为指标（30%）,,,,\n1,工作态度,50%,70,35\n2,执行力,50%,90,45\n\
               行为小计,,100%,,80\n考核总分,,,,82.8\n";
    let draft = drafted(csv);
    let weights = said(&draft, "weight");
    assert_eq!(
        weights,
        [
            "[\"权重\"]",
            "\"70%\"",
            "\"30%\"",
            "0.6",
            "0.4",
            "0.5",
            "0.5"
        ],
        "{}",
        draft.toml
    );
    let sums = said(&draft, "subtotal");
    assert_eq!(sums, ["[\"业绩小计\"]", "[\"行为小计\"]"], "{}", draft.toml);
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let wrong = csv.replace(",,84\n", ",,86\n");
    assert_eq!(found(&audited(&wrong, &draft)), ["A201 E7"]);
}

/// 40% × 50% = 20%, 40% × 50% = 20%, 60% × 100% = 60%: 80 × 20% + 90 × 20% + 70 × 60% = 16 + 18 + 42 = 76.
#[test]
fn lines_weigh_their_share_of_their_section() {
    let csv = "平衡计分卡,,,,,\n姓名,柏令仪,,,,\n维度,维度权重,指标,指标权重,得分,加权得分\n财务,40%,营业收入,50%,80,16\n\
               ,,净利润,50%,90,18\n客户,60%,满意度,100%,70,42\n总分,,,,,76\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "weight"),
        ["[]", "0.2", "0.2", "0.6"],
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

const CLEANER: &str = "保洁员考核表,,,,\n姓名,柏令仪,月份,2026年10月,\n考核项目,标准分,扣分,得分,扣分原因\n仪容仪表,30,,30,\n公共区域,40,2,38,角落有灰\n\
                       垃圾清运,20,1,19,晚了一次\n工具保管,10,3,7,少了一件\n合计,100,6,94,\n";

/// 30 − 0, 40 − 2, 20 − 1, 10 − 3: all points are what is left, 94 together.
#[test]
fn what_is_taken_off_is_compared() {
    let draft = drafted(CLEANER);
    assert_eq!(
        rules(&draft),
        ["deduction = { each = 1 }"; 4],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "actual"), ["[\"扣分\"]"], "{}", draft.toml);
    assert_eq!(said(&draft, "remark"), ["[\"扣分原因\"]"], "{}", draft.toml);
    assert!(
        found(&audited(CLEANER, &draft)).is_empty(),
        "{}",
        draft.toml
    );
    let wrong = CLEANER
        .replace("40,2,38", "40,2,35")
        .replace("6,94", "6,91");
    assert_eq!(
        found(&audited(&wrong, &draft)),
        ["A102 D5"],
        "{}",
        draft.toml
    );
}

/// 30, 33, 15 and 9 are no rests of 30, 40, 20 and 10: nothing compares 扣分.
#[test]
fn deductions_that_explain_nothing_are_not_claimed() {
    let csv = CLEANER.replace("2,38", "2,33").replace("1,19", "1,15");
    let csv = csv.replace("3,7", "3,9").replace("6,94", "6,87");
    let draft = drafted(&csv);
    assert!(!draft.toml.contains("deduction"), "{}", draft.toml);
    let unread = draft
        .toml
        .lines()
        .find(|line| line.contains("没有用上的列"));
    assert!(
        unread.is_some_and(|line| line.contains("扣分")),
        "{}",
        draft.toml
    );
}

/// 80 × 60% + 90 × 40% = 84; with 是 it is 0.
#[test]
fn an_answer_is_a_veto() {
    let csv = "项目经理考核表,,,,\n姓名,柏令仪,,,\n考核指标,权重,评分标准,得分,加权得分\n工程进度,60%,酌情,80,48\n工程质量,40%,酌情,90,36\n\
               一票否决项,,重大安全事故,否,\n考核得分,,,,84\n";
    let draft = drafted(csv);
    assert_eq!(draft.toml.matches("[[veto]]").count(), 1, "{}", draft.toml);
    assert_eq!(rules(&draft).len(), 2, "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let vetoed = csv.replace("事故,否", "事故,是");
    assert_eq!(
        found(&audited(&vetoed, &draft)),
        ["A202 E7"],
        "{}",
        draft.toml
    );
}

/// 48 + 45 = 93, and 4 + 1 = 5 beside them: 98.
#[test]
fn a_second_table_has_headers_of_its_own() {
    let csv = "班主任考核表,,,,\n姓名,柏令仪,,,\n考核项目,分值,考核要点,得分,备注\n班级卫生,50,见细则,48,\n班级纪律,50,见细则,45,\n小计,100,,93,\n\
               加分项目,加分标准,事由,加分,备注\n竞赛获奖,每次2分,运动会,4,\n公开课,每次1分,,1,\n加分小计,,,5,\n总分,,,98,\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item")[0],
        "[\"考核项目\", \"加分项目\"]",
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "score"),
        ["[\"得分\", \"加分\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(
        draft.toml.matches("outside = true").count(),
        2,
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let wrong = csv.replace("加分小计,,,5", "加分小计,,,6");
    assert_eq!(
        found(&audited(&wrong, &draft)),
        ["A201 D10"],
        "{}",
        draft.toml
    );
}

/// 20 − 2 × 5 = 10 with the count beside it; without it, nobody could compute the 10.
#[test]
fn counts_without_a_column_make_no_rule() {
    let csv = "考核表,,,,\n姓名,柏令仪,,,\n考核项目,分值,评分标准,发生次数,得分\n迟到,20,每次扣5分,2,10\n质量,80,上级评价,,70\n合计,100,,,80\n";
    let draft = drafted(csv);
    assert_eq!(
        rules(&draft)[0],
        "deduction = { each = 5 }",
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "actual"), ["[\"发生次数\"]"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    let bare = "考核表,,,\n姓名,柏令仪,,\n考核项目,分值,评分标准,得分\n迟到,20,每次扣5分,10\n质量,80,上级评价,70\n合计,100,,80\n";
    let draft = drafted(bare);
    assert!(rules(&draft)[0].starts_with("judged"), "{}", draft.toml);
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
}
