//! What moves the pay besides: a department's factor, what is added, what is taken off.

use super::{JUDGED, audit, faulty, said, told};

const GRADES: &str = r#"
[[grade]]
name = "A"
from = 85
coefficient = 1.2
[[grade]]
name = "B"
from = 0
coefficient = 0.8
"#;
const PAYOUT: &str = r#"
by = "base-coefficient"
[[payout.times]]
name = "部门系数"
[[payout.plus]]
name = "奖励"
blank = "none"
[[payout.minus]]
name = "扣款"
spelled = ["扣款", "扣款金额"]
blank = "none"
"#;
const HEADER: &str = "工号,姓名,业绩,态度,总分,等级,系数,绩效基数,部门系数,奖励,扣款金额,绩效工资";

fn scheme(payout: &str) -> String {
    format!(
        "name = \"系数\"\nlayout = \"roster\"\n[rounding]\nline = 1\n[payout]\n{payout}\n{GRADES}{JUDGED}"
    )
}

#[test]
fn factors_count_before_what_is_added_and_taken_off() {
    let rows = [
        HEADER,
        // 2,000 × 1.2 × 1.1 + 300 − 50 = 2,890
        "A1,陆一一,54,34,88,A,1.2,2000,1.1,300,50,2890",
        // 2,000 × 0.8 × 0.95 = 1,520
        "A2,顾二二,40,30,70,B,0.8,2000,0.95,,-,1520",
        // A deduction that is written below 0 is the same one: 2,000 × 0.8 × 1 − 200 = 1,400
        "A3,沈三三,40,30,70,B,0.8,2000,1,,-200,1400",
        // 110 % is 1.1: 2,000 × 1.2 × 1.1 = 2,640
        "A4,邵四四,54,34,88,A,1.2,2000,110%,,,2640",
        // More is taken off than there is: 100 × 0.8 × 1 − 500
        "A5,程五五,40,30,70,B,0.8,100,1,,500,0",
    ];
    assert_eq!(told(&audit(&scheme(PAYOUT), &rows)), [""; 0]);
}

#[test]
fn what_was_left_out_is_named() {
    let rows = [
        HEADER,
        // 2,000 × 1.2 + 300 − 50 = 2,650 without the factor; 2,890 − 2,650
        "A1,陆一一,54,34,88,A,1.2,2000,1.1,300,50,2650",
        // 2,000 × 1.2 × 1.1 + 300 = 2,940 without the deduction; 2,890 − 2,940
        "A2,顾二二,54,34,88,A,1.2,2000,1.1,300,50,2940",
        // 2,000 × 1.2 × 1.1 + 300 + 50: added; 2,890 − 2,990
        "A3,沈三三,54,34,88,A,1.2,2000,1.1,300,50,2990",
        // 2,590 without the reward; 2,890 − 2,590
        "A4,邵四四,54,34,88,A,1.2,2000,1.1,300,50,2590",
        "A5,程五五,54,34,88,A,1.2,2000,1.1,300,50,2890",
    ];
    let audited = audit(&scheme(PAYOUT), &rows);
    let expected = [
        "L2 A303 root omitted:部门系数 240.00",
        "L3 A303 root omitted:扣款 -50.00",
        "L4 A303 root sign-flipped -100.00",
        "L5 A303 root omitted:奖励 300.00",
    ];
    assert_eq!(told(&audited), expected);
    let message = said(&audited, "L2");
    assert!(
        message.contains("没有算上部门系数：2,000 × 1.2 + 300 − 50 = 2,650"),
        "{message}"
    );
    assert!(
        message.contains("计算：2,000 × 1.2 × 1.1 + 300 − 50 = 2,890.00。"),
        "{message}"
    );
}

#[test]
fn a_figure_that_does_not_tell_holds_the_person() {
    let rows = [
        HEADER,
        "A1,陆一一,54,34,88,A,1.2,2000,,300,50,2890",
        "A2,顾二二,54,34,88,A,1.2,2000,110,,,2640",
        "A3,沈三三,54,34,88,A,1.2,2000,1.1,待定,,2640",
        "A4,邵四四,54,34,88,A,1.2,2000,1.1,,,2640",
    ];
    let audited = audit(&scheme(PAYOUT), &rows);
    let expected = ["I2 X101 root - -", "I3 X102 root - -", "J4 X102 root - -"];
    assert_eq!(told(&audited), expected);
    assert!(said(&audited, "I3").contains("部门系数是 110，不可能是这么多倍"));
    let held = audited["scorecards"].as_array().unwrap().iter();
    let held = held.filter(|card| card["payout"]["recomputed"].is_null());
    assert_eq!(held.count(), 3);
}

#[test]
fn a_sheet_without_the_column_is_told_once() {
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,系数,绩效基数,绩效工资",
        "A1,陆一一,54,34,88,A,1.2,2000,2400",
        "A2,顾二二,54,34,88,A,1.2,2000,2400",
    ];
    let payout = "by = \"base-coefficient\"\n[[payout.times]]\nname = \"部门系数\"\n";
    let audited = audit(&scheme(payout), &rows);
    assert_eq!(told(&audited), ["- X101 root - -"]);
}

#[test]
fn attendance_that_was_left_out_is_named() {
    let payout = "by = \"base-coefficient\"\n[payout.prorate]\ndays = 20\n[[payout.plus]]\nname = \"奖励\"\n";
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,绩效基数,出勤天数,奖励,绩效工资",
        // 2,000 × 1.2 × 15 ÷ 20 + 100 = 1,900
        "A1,陆一一,54,34,88,A,2000,15,100,1900",
        // 2,000 × 1.2 + 100 = 2,500; 1,900 − 2,500
        "A2,顾二二,54,34,88,A,2000,15,100,2500",
    ];
    let audited = audit(&scheme(payout), &rows);
    assert_eq!(told(&audited), ["J3 A303 root omitted:出勤折算 -600.00"]);
}

#[test]
fn a_form_and_a_long_table_have_them_too() {
    const LINES: &str = "[[line]]\nitem = \"业绩\"\nmax = 60\nrule.judged = {}\n[[line]]\nitem = \"态度\"\nmax = 40\nrule.judged = {}\n";
    let form = scheme("by = \"fixed\"\namount = 1000\n[[payout.times]]\nname = \"部门系数\"\n[[payout.minus]]\nname = \"扣款\"\nblank = \"none\"\n")
        .replace("layout = \"roster\"", "layout = \"form\"")
        .replace(JUDGED, LINES);
    let rows = [
        "姓名,陆一一,部门系数,1.2",
        "考核项目,得分",
        "业绩,54",
        "态度,34",
        "总分,88",
        "扣款,56",
        // 1,000 × 88 ÷ 100 × 1.2 − 56 = 1,000
        "绩效工资,1000",
    ];
    assert_eq!(told(&audit(&form, &rows)), [""; 0]);
    let long = form.replace("layout = \"form\"", "layout = \"long\"");
    let rows = [
        "姓名,考核项目,得分,总分,部门系数,扣款,绩效工资",
        "陆一一,业绩,54,88,1.2,56,1000",
        "陆一一,态度,34,,,,",
    ];
    assert_eq!(told(&audit(&long, &rows)), [""; 0]);
}

#[test]
fn a_name_that_stands_twice_is_a_fault() {
    let payout = "by = \"base-coefficient\"\n[[payout.times]]\nname = \"系数\"\n[[payout.plus]]\nname = \"系数\"\n";
    faulty(&scheme(payout), "「系数」在 [payout] 里写了两次");
}
