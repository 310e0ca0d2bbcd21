//! One base for everybody, coefficients by grade or by position, and pay that the points move as well.

use super::folder::Folder;
use super::{JUDGED, audit, audit_in, faults, faulty, said, told, totals};

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

fn scheme(payout: &str, grades: &str) -> String {
    format!(
        "name = \"系数\"\nlayout = \"roster\"\n[rounding]\nline = 1\n[payout]\n{payout}\n{grades}{JUDGED}"
    )
}

#[test]
fn a_base_that_the_scheme_fixes_needs_no_column() {
    let scheme = scheme("by = \"base-coefficient\"\nbase = 2000", GRADES);
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,系数,绩效工资",
        // 2,000 × 1.2 = 2,400; 2,000 × 0.8 = 1,600.
        "A1,陆一一,54,34,88,A,1.2,2400",
        "A2,顾二二,40,30,70,B,0.8,1600",
        // 1,600 as B's: 2,400 - 1,600.
        "A3,沈三三,54,34,88,A,1.2,1600",
        // The coefficient of A for a B: 1,600 - 2,400.
        "A4,邵四四,40,30,70,B,1.2,2400",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "H4 A303 root - 800.00",
        "G5 A302 root - -800.00",
        "H5 A303 follows carried -",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(audited["scorecards"][0]["payout"]["base"], "2000");
    let message = said(&audited, "H4");
    assert!(
        message.contains("计算：2,000 × 1.2 = 2,400.00。"),
        "{message}"
    );
}

#[test]
fn another_base_on_the_sheet_is_told_and_does_not_count() {
    let scheme = scheme("by = \"base-coefficient\"\nbase = 2000", GRADES);
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,绩效基数,绩效工资",
        "A1,陆一一,54,34,88,A,2000,2400",
        // 1,800 × 1.2 = 2,160 follows from the base: 2,400 - 2,160.
        "A2,顾二二,54,34,88,A,1800,2160",
        // The base is wrong, the pay right.
        "A3,沈三三,54,34,88,A,1800,2400",
        "A4,邵四四,54,34,88,A,,2400",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "G3 A206 root - 240.00",
        "H3 A303 follows carried -",
        "G4 A206 root - 240.00",
    ];
    assert_eq!(told(&audited), expected);
    assert!(said(&audited, "G3").contains("绩效基数是 1,800，考核方案规定人人都是 2,000"));
    assert_eq!(audited["scorecards"][1]["payout"]["base"], "2000");
}

#[test]
fn another_rate_on_the_sheet_is_told_and_does_not_count() {
    let scheme = scheme("by = \"base-rate\"\nrate = \"20%\"", "");
    let rows = [
        "工号,姓名,业绩,态度,总分,基本工资,绩效比例,绩效工资",
        // 5,000 × 20 % × 88 ÷ 100 = 880
        "A1,陆一一,54,34,88,5000,20%,880",
        // 5,000 × 25 % × 88 ÷ 100 = 1,100 follows from the rate: 880 - 1,100.
        "A2,顾二二,54,34,88,5000,25%,1100",
        // The rate is wrong, the pay right.
        "A3,沈三三,54,34,88,5000,25%,880",
        "A4,邵四四,54,34,88,5000,20,880",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "G3 A206 root - -220.00",
        "H3 A303 follows carried -",
        "G4 A206 root - -220.00",
    ];
    assert_eq!(told(&audited), expected);
    assert!(said(&audited, "G3").contains("绩效比例是 25%，考核方案规定人人都是 20%"));
}

#[test]
fn another_base_on_the_roster_is_told_and_does_not_count() {
    let scheme = scheme("by = \"base-coefficient\"\nbase = 2000", GRADES)
        + "[roster]\nfile = \"花名册.csv\"\n";
    let roster = "工号,姓名,绩效基数\nA1,陆一一,2000\nA2,顾二二,1800\nA3,沈三三,";
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,绩效工资",
        "A1,陆一一,54,34,88,A,2400",
        "A2,顾二二,54,34,88,A,2400",
        "A3,沈三三,54,34,88,A,2400",
    ];
    let folder = Folder::bare().file("花名册.csv", roster);
    let audited = audit_in(folder, &scheme, &rows);
    assert_eq!(told(&audited), ["B3 X110 root - 0.00"]);
    let message = said(&audited, "B3");
    assert!(
        message.contains("顾二二的绩效基数是 1,800，考核方案规定人人都是 2,000，按方案计算"),
        "{message}"
    );
}

#[test]
fn points_move_the_pay_of_a_coefficient_too() {
    let scheme = scheme("by = \"base-coefficient-total\"", GRADES);
    let rows = [
        "工号,姓名,业绩,态度,总分,等级,系数,绩效基数,绩效工资",
        // 3,000 × 1.2 × 88 ÷ 100 = 3,168
        "A1,陆一一,54,34,88,A,1.2,3000,3168",
        // 3,000 × 0.8 × 70 ÷ 100 = 1,680; without the points 2,400.
        "A2,顾二二,40,30,70,B,0.8,3000,2400",
        // 78 for 88: B, 3,000 × 0.8 × 78 ÷ 100 = 1,872. 3,168 - 1,872.
        "A3,沈三三,54,34,78,B,0.8,3000,1872",
        // The coefficient alone: 3,000 × 0.8 × 88 ÷ 100 = 2,112. 3,168 - 2,112.
        "A4,邵四四,54,34,88,A,0.8,3000,2112",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "I3 A303 root - -720.00",
        "E4 A202 root - 1296.00",
        "F4 A301 follows carried -",
        "G4 A302 follows carried -",
        "I4 A303 follows carried -",
        "G5 A302 root - 1056.00",
        "I5 A303 follows carried -",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(totals(&audited), ["88", "70", "88", "88"]);
    let message = said(&audited, "I3");
    assert!(
        message.contains("计算：3,000 × 0.8 × 70 ÷ 100 = 1,680.00。"),
        "{message}"
    );
}

#[test]
fn a_position_has_a_coefficient_without_any_grade() {
    let payout = "by = \"base-coefficient-total\"\nbase = 2000\ncoefficient = { \"主管\" = 1.5, \"专员\" = 1 }";
    let scheme = scheme(payout, "");
    let rows = [
        "工号,姓名,岗位,业绩,态度,总分,绩效系数,绩效工资",
        // 2,000 × 1.5 × 88 ÷ 100 = 2,640; 2,000 × 88 ÷ 100 = 1,760.
        "A1,陆一一,客服主管,54,34,88,1.5,2640",
        "A2,顾二二,专员,54,34,88,1,1760",
        // The coefficient of a 主管 for a 专员: 1,760 - 2,640.
        "A3,沈三三,专员,54,34,88,1.5,2640",
        "A4,邵四四,经理,54,34,88,1.5,2640",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "G4 A302 root - -880.00",
        "H4 A303 follows carried -",
        "C5 S101 root - -",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(audited["scorecards"][0]["coefficient"]["recomputed"], "1.5");
    assert!(said(&audited, "G4").contains("「专员」的系数是 1。"));
    assert!(said(&audited, "C5").contains("方案里只有 主管、专员 的绩效系数"));
}

#[test]
fn money_for_each_point_is_a_fixed_amount() {
    // 50 yuan a point are 5,000 for 100: 88 × 50 = 4,400.
    let scheme = scheme("by = \"fixed\"\namount = 5000", "");
    let rows = [
        "工号,姓名,业绩,态度,总分,绩效工资",
        "A1,陆一一,54,34,88,4400",
        // 88.5 × 50 = 4,425, paid for 88.
        "A2,顾二二,54.5,34,88.5,4400",
    ];
    let audited = audit(&scheme, &rows);
    assert_eq!(told(&audited), ["F3 A303 root - 25.00"]);
}

#[test]
fn one_coefficient_counts() {
    faulty(
        &scheme("by = \"base-coefficient\"\ncoefficient = 1.2", GRADES),
        "只留一处",
    );
    faulty(
        &scheme("by = \"fixed\"\namount = 900\ncoefficient = 1.2", ""),
        "payout.coefficient 只用于 by = \"base-coefficient\"",
    );
    faulty(
        &scheme("by = \"base-coefficient-total\"", ""),
        "没有写 [[grade]]",
    );
    assert_eq!(
        faults(&scheme("by = \"base-coefficient\"\ncoefficient = 1.2", "")),
        []
    );
}
