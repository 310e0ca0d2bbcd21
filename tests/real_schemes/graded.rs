//! Pay that the grade fixes: S 1,500 yuan, A 1,000, B 600, C 300, D nothing.

use fuhe::read::{Limits, read};
use fuhe::workbook::{CellRef, Source, Value};
use rust_xlsxwriter::{Formula, Workbook};

use super::folder::Folder;
use super::{JUDGED, audit, faulty, said, told, totals};

const GRADES: &str = r#"
[[grade]]
name = "S"
from = 95
pay = 1500
[[grade]]
name = "A"
from = 85
pay = 1000
[[grade]]
name = "B"
from = 75
pay = 600
[[grade]]
name = "C"
from = 60
pay = 300
[[grade]]
name = "D"
from = 0
pay = 0
"#;

fn scheme(payout: &str, grades: &str) -> String {
    judged(payout, grades).replace(
        "rule.judged = {}\ncolumns.score = [\"业绩\"]",
        "rule.ratio = {}\ncolumns = { actual = [\"实际\"], target = [\"目标\"], score = [\"业绩\"] }",
    )
}

/// The same where nothing but the points stands on the sheet.
fn judged(payout: &str, grades: &str) -> String {
    format!(
        "name = \"等级定额\"\nlayout = \"roster\"\n[rounding]\nline = 1\n[payout]\nby = \"grade\"\n{payout}{grades}{JUDGED}"
    )
}

const HEADER: &str = "工号,姓名,岗位,实际,目标,业绩,态度,总分,等级,绩效工资";

const NOTHING: [&str; 0] = [];

#[test]
fn what_the_grade_pays_is_right_however_it_is_written() {
    let rows = [
        HEADER,
        // 60 + 36 = 96: S.
        "A1,陆一一,专员,100,100,60,36,96,S,1500",
        // 54 + 34 = 88: A.
        "A2,顾二二,专员,90,100,54,34,88,A级,\"1,000.00\"",
        // 48 + 30 = 78: B.
        "A3,沈三三,专员,80,100,48,30,78,（B）,600元",
        // 30 + 35 = 65: C.
        "A4,邵四四,专员,50,100,30,35,65,C,¥300",
        // 6 + 20 = 26: D, nothing, written in three ways.
        "A5,纪五五,专员,10,100,6,20,26,D,0",
        "A6,舒六六,专员,10,100,6,20,26,D,",
        "A7,万七七,专员,10,100,6,20,26,D,-",
    ];
    let audited = audit(&scheme("", GRADES), &rows);
    assert_eq!(told(&audited), NOTHING);
    let first = &audited["scorecards"][0];
    assert_eq!(first["grade"]["recomputed"], "S");
    assert!(first["coefficient"].is_null(), "{first}");
    assert!(first["payout"]["base"].is_null(), "{first}");
    assert!(first["payout"]["rate"].is_null(), "{first}");
    assert_eq!(first["payout"]["recomputed"], "1500.00");
}

#[test]
fn the_pay_of_another_grade_is_told_from_what_follows_from_the_grade() {
    let rows = [
        HEADER,
        // A, paid as B: 1,000 - 600.
        "A1,陆一一,专员,90,100,54,34,88,A,600",
        // A, called B and paid as B.
        "A2,顾二二,专员,90,100,54,34,88,B,600",
        // A, called by no grade of the scheme, and paid right.
        "A3,沈三三,专员,90,100,54,34,88,优,1000",
        // The total ten too high: S, and paid as S. 1,000 - 1,500.
        "A4,邵四四,专员,90,100,54,34,98,S,1500",
        // 80 of 100 are 48 points, not 54: 82 is B. 600 - 1,000.
        "A5,纪五五,专员,80,100,54,34,88,A,1000",
        // 48 + 36.5 = 84.5 is B; whoever rounds to 85 pays A.
        "A6,舒六六,专员,80,100,48,36.5,84.5,B,1000",
        // Nothing paid where 600 are due.
        "A7,万七七,专员,80,100,48,30,78,B,",
        // 100 for 1,000.
        "A8,骆八八,专员,90,100,54,34,88,A,100",
    ];
    let audited = audit(&scheme("", GRADES), &rows);
    let expected = [
        "J2 A303 root - 400.00",
        "I3 A301 root - 400.00",
        "J3 A303 follows carried -",
        "I4 A301 root - 0.00",
        "H5 A202 root - -500.00",
        "I5 A301 follows carried -",
        "J5 A303 follows carried -",
        "F6 A102 root - -400.00",
        "H6 A202 follows carried -",
        "I6 A301 follows carried -",
        "J6 A303 follows carried -",
        "J7 A303 root rounded-early -400.00",
        "J8 X101 root - 0.00",
        "J9 A303 root digit-slipped 900.00",
    ];
    assert_eq!(told(&audited), expected);
    assert_eq!(
        totals(&audited),
        ["88", "88", "88", "88", "82", "84.5", "78", "88"]
    );
    let message = said(&audited, "J2");
    assert!(
        message.contains("计算：等级 A 的绩效工资是 1,000 元。600 元是等级 B 的。"),
        "{message}"
    );
    let message = said(&audited, "J7");
    assert!(
        message.contains("总分 84.5 先取整成了 85 再算工资：等级 A 的绩效工资是 1,000 元。"),
        "{message}"
    );
}

#[test]
fn a_total_at_an_edge_says_what_hangs_on_it() {
    let rows = [
        HEADER,
        // 54.9 + 30 = 84.9: B. Called and paid as A: 600 - 1,000.
        "A1,陆一一,专员,91.5,100,54.9,30,84.9,A,1000",
        // 55 + 30 = 85: A, just so.
        "A2,顾二二,专员,91.7,100,55,30,85,A,1000",
    ];
    let audited = audit(&scheme("", GRADES), &rows);
    let expected = [
        "H2 A305 root - 0.00",
        "I2 A301 root - -400.00",
        "J2 A303 follows carried -",
        "H3 A305 root - 0.00",
    ];
    assert_eq!(told(&audited), expected);
    assert!(said(&audited, "H2").contains("关系到 400.00 元"));
}

#[test]
fn below_the_pass_mark_no_grade_pays() {
    let grades = GRADES.replace("pay = 0", "pay = 200");
    let rows = [
        HEADER,
        // 6 + 20 = 26: D, whose 200 yuan are not paid below 60.
        "A1,陆一一,专员,10,100,6,20,26,D,200",
        "A2,顾二二,专员,10,100,6,20,26,D,0",
        // 30 + 30 = 60 passes.
        "A3,沈三三,专员,50,100,30,30,60,C,300",
    ];
    let audited = audit(&scheme("pass-mark = 60\n", &grades), &rows);
    let expected = [
        "J2 A304 root pass-mark-ignored -200.00",
        "H4 A305 root - 0.00",
    ];
    assert_eq!(told(&audited), expected);
    let message = said(&audited, "J2");
    assert!(message.contains("等级 D 的绩效工资是 200 元"), "{message}");
}

#[test]
fn a_veto_takes_the_grade_and_its_pay() {
    let scheme = scheme("", GRADES) + "[[veto]]\nname = \"重大事故\"\n";
    let header = format!("{HEADER},重大事故");
    let rows = [
        header.as_str(),
        "A1,陆一一,专员,90,100,54,34,88,A,1000,是",
        "A2,顾二二,专员,90,100,54,34,0,D,0,是",
    ];
    let audited = audit(&scheme, &rows);
    let expected = [
        "H2 A202 root - -1000.00",
        "I2 A301 follows carried -",
        "J2 A303 follows carried -",
    ];
    assert_eq!(told(&audited), expected);
}

#[test]
fn grades_that_pay_the_same_move_no_money_between_them() {
    let grades = GRADES.replace("pay = 300", "pay = 600");
    let rows = [
        HEADER,
        // 30 + 35 = 65 is C, not B: both pay 600.
        "A1,陆一一,专员,50,100,30,35,65,B,600",
        // A, paid as B or C.
        "A2,顾二二,专员,90,100,54,34,88,A,600",
        // 45 + 30 = 75 is just B: no money hangs on it.
        "A3,沈三三,专员,75,100,45,30,75,B,600",
    ];
    let audited = audit(&scheme("", &grades), &rows);
    let expected = [
        "I2 A301 root - 0.00",
        "J3 A303 root - 400.00",
        "H4 A305 root - 0.00",
    ];
    assert_eq!(told(&audited), expected);
    assert!(said(&audited, "J3").contains("600 元是等级 B、C 的。"));
    assert!(!said(&audited, "H4").contains("关系到"));
}

#[test]
fn a_grade_may_pay_each_position_otherwise() {
    let grades = r#"
[[grade]]
name = "A"
from = 85
pay = { "主管" = 2000, "专员" = 1000 }
[[grade]]
name = "B"
from = 0
pay = { "主管" = 900, "专员" = 600 }
"#;
    let rows = [
        HEADER,
        "A1,陆一一,客服主管,90,100,54,34,88,A,2000",
        "A2,顾二二,专员,90,100,54,34,88,A,1000",
        // A 专员, paid as a 主管 is.
        "A3,沈三三,专员,90,100,54,34,88,A,2000",
        // Nobody knows what a 经理 is paid, nor somebody without a position.
        "A4,邵四四,经理,90,100,54,34,88,A,2000",
        "A5,纪五五,,90,100,54,34,88,A,2000",
    ];
    let audited = audit(&scheme("", grades), &rows);
    let expected = [
        "J4 A303 root - -1000.00",
        "C5 S101 root - -",
        "C6 X101 root - -",
    ];
    assert_eq!(told(&audited), expected);
    let states: Vec<&str> = (0..5)
        .map(|card| audited["scorecards"][card]["status"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["ready", "ready", "corrected", "held", "held"]);
    let message = said(&audited, "C5");
    assert!(
        message.contains("方案里只有 主管、专员 的等级工资，不知道用哪一组，绩效工资算不出来"),
        "{message}"
    );
}

#[test]
fn what_the_grade_pays_is_prorated_by_attendance() {
    let payout = "[payout.prorate]\ndays = 20\n";
    let header = format!("{HEADER},出勤天数");
    let rows = [
        header.as_str(),
        // 1,000 × 15 ÷ 20 = 750
        "A1,陆一一,专员,90,100,54,34,88,A,750,15",
        "A2,顾二二,专员,90,100,54,34,88,A,1000,15",
        // 1,000 × 13 ÷ 20 = 650
        "A3,沈三三,专员,90,100,54,34,88,B,390,13",
    ];
    let audited = audit(&scheme(payout, GRADES), &rows);
    let expected = [
        "J3 A303 root omitted:出勤折算 -250.00",
        // 650 - 600 × 13 ÷ 20 = 650 - 390
        "I4 A301 root - 260.00",
        "J4 A303 follows carried -",
    ];
    assert_eq!(told(&audited), expected);
    let message = said(&audited, "J3");
    assert!(
        message.contains("计算：等级 A 的 1,000 × 15 ÷ 20 = 750.00。没有算上出勤折算：等级 A 的绩效工资是 1,000 元。"),
        "{message}"
    );
}

#[test]
fn a_note_that_pays_a_grade_otherwise_is_the_root() {
    let grades = GRADES.replace("pay = 1000", "pay = \"@A级奖金\"");
    let parameter = "[[parameter]]\nname = \"A级奖金\"\nvalue = 1000\npattern = 'A级(\\d+)元'\n";
    let rows = [
        HEADER,
        // By the note: 1,200 for an A.
        "A1,陆一一,专员,90,100,54,34,88,A,1200",
        "A2,顾二二,专员,90,100,54,34,88,A,1000",
        "A3,沈三三,专员,80,100,48,30,78,B,600",
        "注：S级1500元、A级1200元、B级600元",
    ];
    let audited = audit(
        &scheme("", &grades).replace(
            "[[grade]]\nname = \"S\"",
            &format!("{parameter}[[grade]]\nname = \"S\""),
        ),
        &rows,
    );
    assert_eq!(
        told(&audited),
        ["J2 A303 follows carried -", "A5 A206 root - -"]
    );
}

#[test]
fn a_total_below_all_grades_is_held_at_its_cell() {
    let grades = GRADES.replace("[[grade]]\nname = \"D\"\nfrom = 0\npay = 0\n", "");
    let rows = [HEADER, "A1,陆一一,专员,10,100,6,20,26,D,0"];
    let audited = audit(&scheme("", &grades), &rows);
    assert_eq!(told(&audited)[0], "H2 S101 root - -");
    assert_eq!(audited["scorecards"][0]["status"], "held");
    // Where the pass mark says that nothing is due, no grade is needed.
    let audited = audit(&scheme("pass-mark = 60\n", &grades), &rows);
    assert_eq!(audited["scorecards"][0]["payout"]["recomputed"], "0.00");
}

#[test]
fn a_form_is_paid_by_its_grade_too() {
    let scheme = format!(
        "name = \"表\"\nlayout = \"form\"\n[payout]\nby = \"grade\"\n[rounding]\nline = 1\n{GRADES}\
         [[line]]\nitem = \"业绩\"\nmax = 60\nrule.ratio = {{}}\n[[line]]\nitem = \"态度\"\nmax = 40\nrule.judged = {{}}\n"
    );
    let form = |grade: &str, pay: &str| {
        let rows = [
            "姓名,陆一一,岗位,专员,".to_owned(),
            "考核项目,分值,目标,实际,得分".to_owned(),
            "业绩,60,100,90,54".to_owned(),
            "态度,40,,,34".to_owned(),
            "合计,100,,,88".to_owned(),
            format!("等级,,,,{grade}"),
            format!("绩效工资,,,,{pay}"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&audit(&scheme, &rows))
    };
    assert_eq!(form("A", "1000"), NOTHING);
    assert_eq!(form("A", "1500"), ["E7 A303 root - -500.00"]);
    assert_eq!(
        form("B", "600"),
        ["E6 A301 root - 400.00", "E7 A303 follows carried -"]
    );
}

#[test]
fn a_scheme_that_cannot_pay_by_grade_is_told_so() {
    faulty(
        &scheme("", &GRADES.replace("pay = 600\n", "")),
        "等级「B」没有写 pay（这一等发多少元）",
    );
    faulty(&scheme("", ""), "没有写 [[grade]]");
    faulty(
        &scheme("", GRADES).replace("by = \"grade\"", "by = \"fixed\"\namount = 900"),
        "请在 [payout] 里写 by = \"grade\"",
    );
    faulty(
        &scheme("amount = 900\n", GRADES),
        "payout.amount 只用于 by = \"fixed\"",
    );
    faulty(
        &scheme("base = 900\n", GRADES),
        "payout.base 只用于 by = \"base-coefficient\" 或 \"base-coefficient-total\"",
    );
    let apart = GRADES
        .replace("pay = 1000", "pay = { \"主管\" = 1200, \"专员\" = 1000 }")
        .replace("pay = 600", "pay = { \"主管\" = 600 }");
    faulty(
        &scheme("", &apart),
        "等级「B」没有写「专员」的 pay（这一等发多少元）",
    );
    faulty(
        &scheme("", &GRADES.replace("pay = 300", "pay = 700")),
        "等级「C」 pay（700 元）比更好的「B」（600）还多",
    );
    faulty(
        &scheme("", &GRADES.replace("pay = 600", "pay = \"六百元\"")),
        "这里应写一个数（如 1000、\"35%\"），或每个岗位一个数",
    );
    faulty(
        &scheme("", &GRADES.replace("pay = 600", "pays = 600")),
        "pays",
    );
}

/// `工号 姓名 业绩 态度 总分 等级 绩效工资` with formulas that look grade and pay up, each with its stored result.
fn book(rows: &[(&str, &str, u32, u32, &str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("10月").unwrap();
    let header = ["工号", "姓名", "业绩", "态度", "总分", "等级", "绩效工资"];
    for (column, words) in (0..).zip(header) {
        sheet.write(0, column, words).unwrap();
    }
    for (row, (id, name, work, manner, grade, pay)) in (1..).zip(rows) {
        let at = row + 1;
        let total = Formula::new(format!("=SUM(C{at}:D{at})"));
        let graded = format!("=IF(E{at}>=95,\"S\",IF(E{at}>=85,\"A\",IF(E{at}>=75,\"B\",\"C\")))");
        let paid = format!("=IF(F{at}=\"S\",1500,IF(F{at}=\"A\",1000,IF(F{at}=\"B\",600,300)))");
        let total = total.set_result((work + manner).to_string());
        sheet.write(row, 0, *id).unwrap();
        sheet.write(row, 1, *name).unwrap();
        sheet.write(row, 2, *work).unwrap();
        sheet.write(row, 3, *manner).unwrap();
        sheet.write(row, 4, total).unwrap();
        let graded = Formula::new(graded).set_result(*grade);
        sheet.write(row, 5, graded).unwrap();
        match pay.strip_prefix('=') {
            Some(stored) => sheet.write(row, 6, Formula::new(paid).set_result(stored)),
            None => sheet.write(row, 6, *pay),
        }
        .unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_payout_sheet_pays_by_the_word_in_the_grade_s_cell() {
    let scheme = judged("", GRADES);
    let book = book(&[
        ("A1", "陆一一", 60, 36, "S", "=1500"),
        ("A2", "顾二二", 54, 34, "A", "=1000"),
        // Its formula gives 600; 1,000 are stored from before the score was corrected.
        ("A3", "沈三三", 48, 30, "B", "=1000"),
        // Typed over, as text and with a grouped figure, and right.
        ("A4", "邵四四", 54, 34, "A", "1,000.00"),
    ]);
    let folder = Folder::bare().file("one.toml", scheme).file("a.xlsx", book);
    let ran = folder.run(&[
        "audit", "a.xlsx", "-m", "one.toml", "-o", "out", "--format", "json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let mut found = told(&report["inputs"][0]);
    found.retain(|one| one.contains("root") && !one.contains("A401"));
    assert_eq!(found, ["G4 A403 root - -400.00", "G5 R101 root - 0.00"]);
    let bytes = std::fs::read(ran.folder.path("out/a.复核.xlsx")).unwrap();
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: bytes.into(),
    };
    let workbook = read(&source, &Limits::default()).unwrap();
    let payroll = workbook
        .sheets
        .iter()
        .find(|one| one.name == "绩效工资汇总");
    let payroll = payroll.unwrap();
    // Base, coefficient and rate are empty; O holds what the word in J pays.
    for (row, grade, pay) in [
        (3, "S", 1500),
        (4, "A", 1000),
        (5, "B", 600),
        (6, "A", 1000),
    ] {
        let value = |column: u32| payroll.value(CellRef::new(row, column)).clone();
        assert_eq!(value(9), Value::Text(grade.into()));
        assert!(
            [10, 11, 12]
                .map(value)
                .iter()
                .all(|one| *one == Value::Empty)
        );
        assert_eq!(value(14).number(), Some(pay.into()));
        let formula = &payroll.formulas[&CellRef::new(row, 14)].text;
        let by_hand = format!(
            "ROUND(ROUND(IF(J{0}=\"S\",1500,IF(J{0}=\"A\",1000,IF(J{0}=\"B\",600,IF(J{0}=\"C\",300,IF(J{0}=\"D\",0,0))))),6),2)",
            row + 1
        );
        assert_eq!(*formula, by_hand);
    }
}
