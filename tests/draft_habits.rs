//! Drafts from tables as HR departments have the habit of building them: deductions beside the points, sums beyond sums,
//! tables of grades beside the forms. Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

mod common;

use common::drafts::{audited, drafted, found, rules, said, saved, totals, workbook};
use fuhe::draft::{Draft, draft};
use fuhe::extract::Known;
use fuhe::mapping::check::{Fault, check};
use fuhe::workbook::Workbook;
use rust_xlsxwriter::{Format, Formula};

/// A workbook of sheets, each as rows with `|` between the cells; `=FORMULA→RESULT` is a formula.
fn book(sheets: &[String]) -> Workbook {
    merged(sheets, &[])
}

/// The same with merged ranges on every sheet.
fn merged(sheets: &[String], ranges: &[[u16; 4]]) -> Workbook {
    let mut book = rust_xlsxwriter::Workbook::new();
    for rows in sheets {
        let sheet = book.add_worksheet();
        for [top, left, bottom, right] in ranges {
            let (top, bottom) = (u32::from(*top), u32::from(*bottom));
            sheet
                .merge_range(top, *left, bottom, *right, "", &Format::new())
                .unwrap();
        }
        for (row, line) in (0..).zip(rows.lines()) {
            for (column, text) in (0..).zip(line.split('|')) {
                if let Some((formula, result)) = text.split_once('→') {
                    let formula = Formula::new(formula).set_result(result);
                    sheet.write(row, column, formula).unwrap();
                } else if let Ok(number) = text.parse::<f64>() {
                    sheet.write(row, column, number).unwrap();
                } else if !text.is_empty() {
                    sheet.write(row, column, text).unwrap();
                }
            }
        }
    }
    saved(book)
}

fn of(book: &Workbook) -> Draft {
    draft(book, "10月").unwrap_or_else(|text| panic!("{}", text.zh))
}

/// Code and cell of every root finding in a workbook by its own draft.
fn told(book: Workbook, draft: &Draft) -> Vec<String> {
    let checked = check("drafted", &draft.toml);
    let mapping = checked
        .mapping
        .unwrap_or_else(|| panic!("{:?}\n{}", checked.faults, draft.toml));
    found(&fuhe::examine(book, &mapping, &Known::default()))
}

/// What stops a draft from being used, in Chinese.
fn errors(toml: &str) -> Vec<String> {
    let faults = check("drafted", toml).faults.into_iter();
    let faults = faults.filter(Fault::is_error);
    faults.map(|fault| fault.message.zh).collect()
}

/// 50 + 40 − 2 = 88, 45 + 35 − 0 = 80, 60 + 38 − 5 = 93, 40 + 30 − 3 = 67.
#[test]
fn a_column_of_deductions_is_taken_off() {
    let csv = "姓名,产量（60分）,质量（40分）,减分,合计得分\n柏令仪,50,40,2,88\n费书白,45,35,0,80\n\
               廉景行,60,38,5,93\n岑望舒,40,30,3,67\n";
    let draft = drafted(csv);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
    assert_eq!(said(&draft, "columns.deduction"), ["[\"减分\"]"]);
    assert_eq!(said(&draft, "takes-off"), ["true"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 50 + 40 + 2 = 92, 45 + 35 + 1 = 81, 60 + 30 + 5 = 95: the sheet adds what it calls a deduction.
#[test]
fn deductions_that_the_sheet_adds_are_told() {
    let csv = "姓名,产量（60分）,质量（40分）,扣分,合计得分\n柏令仪,50,40,2,92\n费书白,45,35,1,81\n廉景行,60,30,5,95\n";
    let draft = drafted(csv);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(draft.toml.contains("「扣分」写的是正数"), "{}", draft.toml);
}

/// 100 − 1 − 2 = 97, 100 − 0 − 5 + 2 = 97, 100 − 3 − 4 = 93, 100 − 0 − 0 + 1 = 101.
#[test]
fn columns_of_deductions_alone_are_taken_off_a_hundred() {
    let csv = "姓名,缺勤扣分,违纪扣分,奖励加分,实得分\n柏令仪,1,2,,97\n费书白,0,5,2,97\n廉景行,3,4,,93\n岑望舒,0,0,1,101\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "composition"),
        ["\"deductions\""],
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 58 + 38 = 96, − 8 = 88: 1; 55 + 39 = 94: 1.2; 50 + 35 = 85, − 2 = 83: 1. The coefficient reads the last sum.
#[test]
fn the_total_is_the_sum_that_the_coefficient_reads() {
    let people = [
        ("柏令仪", [58, 38, 96, 8, 88], "1", 2000),
        ("费书白", [55, 39, 94, 0, 94], "1.2", 2400),
        ("廉景行", [50, 35, 85, 2, 83], "1", 2000),
    ];
    let sheets = people.map(|(name, [work, manner, sum, off, total], coefficient, pay)| {
        format!(
            "姓名|{name}\n考核项目|分值|得分\n业绩|60|{work}\n态度|40|{manner}\n合计|100|=C3+C4→{sum}\n扣分项||{off}\n\
             最终得分||=C5-C6→{total}\n绩效基数|2000|绩效系数|=IF(C7>=90,1.2,1)→{coefficient}|绩效工资|{pay}"
        )
    });
    let book = book(&sheets);
    let draft = of(&book);
    assert_eq!(said(&draft, "total"), ["[\"最终得分\"]"], "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert_eq!(said(&draft, "takes-off"), ["true"], "{}", draft.toml);
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// Nobody has A or D: their coefficients stand in the table that the formula looks up.
#[test]
fn coefficients_are_read_where_the_formula_looks_them_up() {
    let table = "等级|系数\nA|1.5\nB|1.2\nC|1\nD|0.6".to_owned();
    let rows = [
        (50, 36, 86, "B", "1.2"),
        (40, 35, 75, "C", "1"),
        (45, 40, 85, "B", "1.2"),
    ];
    let mut list = "姓名|业绩（60分）|态度（40分）|总分|等级|系数|基数|绩效工资".to_owned();
    for (at, (work, manner, total, grade, coefficient)) in (2..).zip(rows) {
        let pay = if grade == "B" { 2400 } else { 2000 };
        list.push_str(&format!(
            "\n人{at}|{work}|{manner}|{total}|=IF(D{at}>=90,\"A\",IF(D{at}>=80,\"B\",IF(D{at}>=60,\"C\",\"D\")))→{grade}\
             |=VLOOKUP(E{at},Sheet2!$A$2:$B$5,2,0)→{coefficient}|2000|{pay}"
        ));
    }
    let draft = of(&book(&[list, table]));
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.5", "1.2", "1", "0.6"],
        "{}",
        draft.toml
    );
}

/// The same without a table: nobody is paid 0 for what nobody knows.
#[test]
fn an_unknown_coefficient_is_to_be_filled_in() {
    let rows = [
        (50, 36, 86, "B", "1.2"),
        (40, 35, 75, "C", "1"),
        (45, 40, 85, "B", "1.2"),
    ];
    let mut list = "姓名|业绩（60分）|态度（40分）|总分|等级|系数|基数|绩效工资".to_owned();
    for (at, (work, manner, total, grade, coefficient)) in (2..).zip(rows) {
        let pay = if grade == "B" { 2400 } else { 2000 };
        list.push_str(&format!(
            "\n人{at}|{work}|{manner}|{total}|=IF(D{at}>=90,\"A\",IF(D{at}>=80,\"B\",\"C\"))→{grade}|{coefficient}|2000|{pay}"
        ));
    }
    let draft = of(&book(&[list]));
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.2", "1"],
        "{}",
        draft.toml
    );
    let errors = errors(&draft.toml);
    assert!(
        matches!(&errors[..], [only] if only.contains("「A」没有写系数")),
        "{errors:?}"
    );
    assert_eq!(totals(&draft), (3, 3));
}

/// 97 was called 良 by mistake: 优 still begins at 90, and 良 at 80.
#[test]
fn known_words_of_grades_keep_their_order() {
    let csv = "姓名,业绩（60分）,态度（40分）,总分,等级\n柏令仪,55,38,93,优\n费书白,50,36,86,良\n廉景行,58,39,97,良\n\
               岑望舒,60,40,100,优\n薛怀瑾,40,31,71,中\n滕清越,54,37,91,优\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "from"), ["90", "80", "0"], "{}", draft.toml);
    assert_eq!(found(&audited(csv, &draft)), ["A301 E4"], "{}", draft.toml);
}

/// 58 + 38 = 96: A, 2000 × 1.2; 50 + 38 = 88 and 52 + 35 = 87: B.
#[test]
fn a_table_of_grades_beside_a_form_tells_edges_and_coefficients() {
    let people = [
        ("柏令仪", [58, 38, 96], "A", "1.2", 2400),
        ("费书白", [50, 38, 88], "B", "1", 2000),
        ("廉景行", [52, 35, 87], "B", "1", 2000),
    ];
    let sheets = people.map(|(name, [work, manner, total], grade, coefficient, pay)| {
        format!(
            "姓名|{name}\n考核项目|分值|得分||等级|分数|系数\n业绩|60|{work}||A|≥95|1.2\n态度|40|{manner}||B|85-94|1\n\
             合计|100|{total}||C|<85|0.8\n等级|{grade}|绩效系数|{coefficient}\n绩效基数|2000|绩效工资|{pay}"
        )
    });
    let book = book(&sheets);
    let draft = of(&book);
    assert_eq!(said(&draft, "from"), ["95", "85", "0"], "{}", draft.toml);
    assert_eq!(
        said(&draft, "coefficient")[1..],
        ["1.2", "1", "0.8"],
        "{}",
        draft.toml
    );
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// (90 + 91 + 95) ÷ 3 = 92, (80 + 85 + 90) ÷ 3 = 85, (70 + 75 + 80) ÷ 3 = 75.
#[test]
fn the_average_of_months_is_the_total() {
    let rows = [([90, 91, 95], 92), ([80, 85, 90], 85), ([70, 75, 80], 75)];
    let mut list = "姓名|7月得分|8月得分|9月得分|季度平均分".to_owned();
    for (at, ([first, second, third], mean)) in (2..).zip(rows) {
        list.push_str(&format!(
            "\n人{at}|{first}|{second}|{third}|=ROUND(AVERAGE(B{at}:D{at}),2)→{mean}"
        ));
    }
    let book = book(&[list]);
    let draft = of(&book);
    assert_eq!(
        said(&draft, "total")[1..],
        ["[\"季度平均分\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "weight"), ["\"1/3\""; 3], "{}", draft.toml);
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// 38 + 25 is none of 71, and so on: no total is claimed, and no pay.
#[test]
fn a_total_that_nobody_s_points_make_is_not_claimed() {
    let csv = "姓名,业绩（50分）,服务（50分）,总分,绩效基数,绩效工资\n柏令仪,38,25,71,1000,710\n费书白,30,27,95,1000,950\n廉景行,35,20,99,1000,990\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "composition"),
        ["\"待确认\""],
        "{}",
        draft.toml
    );
    assert!(!draft.toml.contains("\n[payout]"), "{}", draft.toml);
    assert!(
        draft
            .toml
            .contains("# 错误（还不能用来复核，要先改好）：看不出「总分」"),
        "{}",
        draft.toml
    );
    assert_eq!(errors(&draft.toml).len(), 1);
}

/// 58 + 39 counts for nothing where 是 stands.
#[test]
fn a_column_of_answers_is_a_veto() {
    let csv = "姓名,业绩（60分）,态度（40分）,一票否决,总分\n柏令仪,55,38,否,93\n费书白,58,39,是,0\n廉景行,50,30,否,80\n岑望舒,45,35,否,80\n";
    let draft = drafted(csv);
    assert!(draft.toml.contains("[[veto]]"), "{}", draft.toml);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 40 + 30 + 20 + 10 = 100; nobody has them all.
#[test]
fn full_marks_may_stand_behind_the_words_of_a_header() {
    let csv = "姓名,工作业绩40,工作质量30,工作态度20,出勤10,总分\n柏令仪,38,27,18,9,92\n费书白,35,25,19,8,87\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "max"),
        ["40", "30", "20", "10"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "item")[0], "\"工作业绩\"", "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 105 ÷ 100 × 60 = 63 and 40 ÷ 50 × 40 = 32: the weights say that full marks are 60 and 40.
#[test]
fn a_column_of_weights_tells_the_full_marks() {
    let csv = "姓名,销售额,,,,回款,,,,总分\n,目标,完成,权重,得分,目标,完成,权重,得分,\n\
               柏令仪,100,105,60%,63,50,40,40%,32,95\n费书白,100,90,60%,54,50,50,40%,40,94\n廉景行,100,80,60%,48,50,45,40%,36,84\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["60", "40"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 90 × 30 % + 80 × 70 % = 83, × 60 % = 49.8; 70 × 30 % + 90 × 70 % = 84, × 40 % = 33.6; 83.4 together. The others: 87 and
/// 80 are 52.2 + 32 = 84.2; 79 and 69 are 47.4 + 27.6 = 75.
#[test]
fn scores_of_raters_and_their_weighted_points_are_added_once() {
    let rows = [
        ([90, 80, 83], "49.8", [70, 90, 84], "33.6", "83.4"),
        ([80, 90, 87], "52.2", [80, 80, 80], "32", "84.2"),
        ([100, 70, 79], "47.4", [90, 60, 69], "27.6", "75"),
    ];
    let mut list = "姓名|业绩（60%）||||能力（40%）||||总分\n|自评|上级评分|得分|加权得分|自评|上级评分|得分|加权得分|".to_owned();
    for (at, ([own, boss, work], weighted, [other, chief, skill], share, total)) in (3..).zip(rows)
    {
        list.push_str(&format!(
            "\n人{at}|{own}|{boss}|=B{at}*0.3+C{at}*0.7→{work}|{weighted}|{other}|{chief}|=F{at}*0.3+G{at}*0.7→{skill}|{share}|{total}"
        ));
    }
    let book = merged(&[list], &[[0, 1, 0, 4], [0, 5, 0, 8]]);
    let draft = of(&book);
    assert_eq!(
        said(&draft, "composition"),
        ["\"weighted\""],
        "{}",
        draft.toml
    );
    let weights = "raters = { weights = { \"自评\" = \"30%\", \"上级评分\" = \"70%\" }, absent = \"spread\" }";
    assert_eq!(rules(&draft), [weights; 2], "{}", draft.toml);
    assert_eq!(said(&draft, "columns.weighted").len(), 2, "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// 90 ÷ 100 × 60 = 54: 指标 and 任务 are targets where they stand over figures, 分数 are points.
#[test]
fn targets_and_points_have_other_words_under_a_group() {
    for word in ["指标", "任务"] {
        let csv = format!(
            "姓名,销售额（60分）,,,态度（40分）,总分\n,{word},完成,分数,,\n柏令仪,100,90,54,36,90\n费书白,100,80,48,30,78\n廉景行,100,100,60,35,95\n"
        );
        let draft = drafted(&csv);
        let target = format!("[\"销售额/{word}\"]");
        assert_eq!(said(&draft, "columns.target"), [target], "{}", draft.toml);
        assert_eq!(rules(&draft)[0], "ratio = {}", "{}", draft.toml);
        assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    }
}

/// 90 ÷ 100 × 50 = 45, and 50 for 100 of 100: 95.
#[test]
fn a_header_may_have_three_levels() {
    let csv = "序号,姓名,生产指标,,,,,,总分\n,,产量,,,质量,,,\n,,目标,实际,得分,目标,实际,得分,\n\
               1,柏令仪,100,90,45,100,100,50,95\n2,费书白,100,80,40,100,90,45,85\n3,廉景行,100,100,50,100,70,35,85\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item"),
        ["\"产量\"", "\"质量\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "max"), ["50", "50"], "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
}

/// 岗位职责 is also what headers say; with points of its own it is a line.
#[test]
fn an_item_may_be_called_like_a_header() {
    let csv = "姓名,柏令仪,,\n考核项目,标准,分值,得分\n仪容仪表,整洁,30,28\n岗位职责,履职,40,35\n服务态度,热情,30,30\n合计,,100,93\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item")[1..],
        ["\"仪容仪表\"", "\"岗位职责\"", "\"服务态度\""],
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
}

/// 80 × 60 % = 48 and not 50, which 合计 adds too. Nine of ten weighted points are right, so that they are what is checked.
#[test]
fn wrong_weighted_points_do_not_make_judged_lines() {
    let people = [
        ("柏令仪", [90, 54, 80, 32, 86]),
        ("费书白", [80, 50, 90, 36, 86]),
        ("廉景行", [100, 60, 70, 28, 88]),
        ("岑望舒", [85, 51, 95, 38, 89]),
        ("薛怀瑾", [75, 45, 90, 36, 81]),
    ];
    let sheets = people.map(|(name, [work, weighted, manner, share, total])| {
        format!(
            "姓名|{name}\n考核项目|权重|得分|加权得分\n业绩|0.6|{work}|{weighted}\n态度|0.4|{manner}|{share}\n合计|1||{total}"
        )
    });
    let book = book(&sheets);
    let draft = of(&book);
    assert_eq!(
        said(&draft, "composition"),
        ["\"weighted\""],
        "{}",
        draft.toml
    );
    assert_eq!(told(book, &draft), ["A106 D3"], "{}", draft.toml);
}

/// 28 + 25 = 53, and 20 + 22 = 42 and not 45, though the total of 80 has 42.
#[test]
fn a_sum_without_a_name_adds_what_stands_to_its_left() {
    let csv = "姓名,教学,,,纪律（40分）,总分\n,备课（30分）,上课（30分）,小计,,\n柏令仪,28,25,53,38,91\n费书白,25,25,50,40,90\n\
               廉景行,30,28,58,35,93\n岑望舒,20,22,45,38,80\n薛怀瑾,24,26,50,30,80\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "subtotal"),
        ["[\"教学/小计\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(found(&audited(csv, &draft)), ["A201 D6"], "{}", draft.toml);
}

/// (38 + 52) × 60 % = 54 and 80 × 40 % = 32: 86. 51.6 + 36 = 87.6, and 48 + 30 = 78.
#[test]
fn a_weighted_subtotal_is_that_of_the_lines_below_its_header() {
    let csv = "姓名,业绩（60%）,,,,能力（40%）,,,总分\n,目标（40分）,重点（60分）,小计,加权得分,管理（100分）,小计,加权得分,\n\
               柏令仪,38,52,90,54,80,80,32,86\n费书白,36,50,86,51.6,90,90,36,87.6\n廉景行,30,50,80,48,75,75,30,78\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "weight"),
        ["\"60%\"", "\"40%\""],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "weighted"),
        ["[\"业绩/加权得分\"]", "[\"能力/加权得分\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "max"), ["40", "60", "100"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
    // 50 of 40 points count as 40, and 40 + 52 = 92.
    let wrong = csv.replace("38,52,90,54", "50,52,90,54");
    assert_eq!(
        found(&audited(&wrong, &draft)),
        ["A103 B3", "A201 D3"],
        "{}",
        draft.toml
    );
}

/// 90 × 60 % × 50 % = 27, 80 × 40 % × 50 % = 16, 70 × 100 % × 50 % = 35: the objectives' weights are no lines' own.
#[test]
fn weights_of_objectives_are_not_those_of_key_results() {
    let people = [
        ("柏令仪", ["90", "27", "80", "16", "70", "35", "78"]),
        ("费书白", ["80", "24", "90", "18", "80", "40", "82"]),
        ("廉景行", ["70", "21", "60", "12", "90", "45", "78"]),
    ];
    let sheets = people.map(|(name, [one, first, two, second, three, third, total])| {
        format!(
            "姓名|{name}\n目标O|O权重|关键结果KR|KR权重|评分|加权得分\n提升稳定|50%|故障减少|60%|{one}|{first}\n\
             ||可用提高|40%|{two}|{second}\n团队建设|50%|培养骨干|100%|{three}|{third}\n合计|||||{total}"
        )
    });
    let book = merged(&sheets, &[[2, 0, 3, 0], [2, 1, 3, 1]]);
    let draft = of(&book);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// The points are those of the column 实得分③, whose sum is called 考核实得分: 48 + 40 = 88.
#[test]
fn headers_with_circled_numbers_are_known() {
    let csv = "姓名,柏令仪,,\n考核项目（权重）,自评分①,上级评分②,实得分③\n业务水平（60）,5,4,48\n工作态度（40）,5,5,40\n考核实得分,,,88\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "score"), ["[\"实得分③\"]"], "{}", draft.toml);
    assert_eq!(
        said(&draft, "total"),
        ["[\"考核实得分\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
}

#[test]
fn people_in_columns_are_to_be_transposed() {
    let csv = "考核项目,满分,柏令仪,费书白,廉景行\n业绩,60,50,55,58\n态度,40,38,36,35\n合计,100,88,91,93\n";
    let text = draft(&workbook(csv), "10月").unwrap_err();
    assert!(text.zh.contains("一列一个人"), "{}", text.zh);
    assert!(text.en.contains("people stand in columns"), "{}", text.en);
}

/// 5 × 20 % + 4 × 30 % + 5 × 50 % = 4.7; nobody can have 6 of 5.
#[test]
fn a_scale_of_five_is_seen() {
    let csv = "姓名,仪表(20%),服务(30%),技能(50%),综合得分\n柏令仪,5,4,5,4.7\n费书白,4,4,4,4\n廉景行,3,5,4,4.1\n岑望舒,6,4,4,4.4\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "full-marks"), ["5"], "{}", draft.toml);
    assert_eq!(found(&audited(csv, &draft)), ["A103 B5"], "{}", draft.toml);
}

/// Two lists beside each other are of one scheme.
#[test]
fn lists_beside_each_other_are_one_scheme() {
    let csv = "序号,姓名,卫生60,纪律40,得分,,序号,姓名,卫生60,纪律40,得分\n1,柏令仪,58,38,96,,3,廉景行,53,36,89\n2,费书白,57,37,94,,4,岑望舒,52,38,90\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["60", "40"], "{}", draft.toml);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
}

/// 100 × 30 % + 90 × 70 % = 93: no composition gives it, and the draft says so; the grade reads it by its edges.
#[test]
fn a_total_by_two_sums_is_named_and_left_open() {
    let people = [
        ("柏令仪", [60, 55, 40, 35], 100, 90, "93", "A"),
        ("费书白", [50, 45, 40, 35], 90, 80, "83", "B"),
    ];
    let sheets = people.map(|(name, [own, boss, other, chief], mine, his, total, grade)| {
        format!(
            "姓名|{name}\n考核项目|分值|自评|上级评分\n业绩|60|{own}|{boss}\n态度|40|{other}|{chief}\n合计|100|=C3+C4→{mine}|=D3+D4→{his}\n\
             最终得分（自评30%+上级70%）|||=ROUND(C5*0.3+D5*0.7,1)→{total}\n绩效等级|||=IF(D6>=90,\"A\",IF(D6>=80,\"B\",\"C\"))→{grade}"
        )
    });
    let draft = of(&book(&sheets));
    // The formula rounds it to one digit.
    let total = ["1", "[\"最终得分\"]"];
    assert_eq!(said(&draft, "total"), total, "{}", draft.toml);
    assert_eq!(said(&draft, "from"), ["90", "80", "0"], "{}", draft.toml);
    assert_eq!(
        said(&draft, "composition"),
        ["\"待确认\""],
        "{}",
        draft.toml
    );
}

/// Full marks and grades of both sheets: 48 of the second sheet are more than anybody's 40 of the first, and B is there
/// alone. 91 to 95 are A, 80 to 85 are B.
#[test]
fn a_scheme_on_two_sheets_is_learnt_from_both() {
    let sheets = [
        "姓名|业绩|服务|总分|等级\n柏令仪|40|55|95|A\n费书白|38|53|91|A\n廉景行|40|52|92|A",
        "姓名|业绩|服务|总分|等级\n岑望舒|48|37|85|B\n薛怀瑾|45|35|80|B\n滕清越|44|37|81|B",
    ];
    let book = book(&sheets.map(str::to_owned));
    let draft = of(&book);
    assert_eq!(said(&draft, "max"), ["48", "55"], "{}", draft.toml);
    assert_eq!(said(&draft, "from"), ["90", "0"], "{}", draft.toml);
    assert_eq!(totals(&draft), (6, 6), "{}", draft.toml);
    assert!(told(book, &draft).is_empty(), "{}", draft.toml);
}

/// 9000 × 30 % × 90 ÷ 100 = 2430: the sheet's own columns go before an amount of 2700 that nobody wrote down.
#[test]
fn a_salary_of_the_sheet_goes_before_a_guessed_amount() {
    let csv = "姓名,业绩（60分）,态度（40分）,总分,月薪,绩效比例,绩效工资\n柏令仪,55,35,90,9000,30%,2430\n费书白,50,30,80,9000,30%,2160\n廉景行,60,40,100,9000,30%,2700\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "by"), ["\"base-rate\""], "{}", draft.toml);
    assert_eq!(said(&draft, "base"), ["[\"月薪\"]"], "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 班级平均分 is a line of teachers' forms, and ends nothing: 28 + 35 + 30 = 93.
#[test]
fn an_average_among_the_lines_is_no_total() {
    let csv = "姓名,柏令仪,,\n考核项目,标准,分值,得分\n班级平均分,年级前三,30,28\n教学常规,检查,40,35\n师德师风,无投诉,30,30\n合计,,100,93\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "item").len(), 4, "{}", draft.toml);
    assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
}

/// 90 × 70% + 80 × 30% = 87, 80 × 70% + 90 × 30% = 83, 70 × 70% + 60 × 30% = 67: whole by chance, and rounded to one digit
/// by every formula; 86 × 70% + 85 × 30% = 85.7 in November.
#[test]
fn formulas_tell_the_digits_that_figures_do_not_show() {
    let row = |at: usize, name: &str, points: [&str; 2], total: &str| {
        format!(
            "{name}|{}|{}|=ROUND(B{at}*0.7+C{at}*0.3,1)→{total}\n",
            points[0], points[1]
        )
    };
    let rows = [
        row(2, "柏令仪", ["90", "80"], "87"),
        row(3, "费书白", ["80", "90"], "83"),
        row(4, "廉景行", ["70", "60"], "67"),
    ];
    let sheet = format!("姓名|业绩得分|态度得分|总分\n{}", rows.concat());
    let draft = of(&book(&[sheet]));
    assert_eq!(said(&draft, "total")[0], "1", "{}", draft.toml);
    assert!(draft.toml.contains("按表中的公式"), "{}", draft.toml);
}

/// 50 × 92 ÷ 100 = 46, 50 × 45 ÷ 90 = 25: nothing was rounded, so nobody knows to how many digits 50 × 91.3 ÷ 100 = 45.65
/// would be.
#[test]
fn points_that_come_out_whole_show_no_rounding() {
    let csv = |row: &str| {
        format!(
            "姓名,目标,实际,得分(50),态度(50),总分\n{row}\n费书白,80,84,50,45,95\n廉景行,90,45,25,30,55\n"
        )
    };
    let draft = drafted(&csv("柏令仪,100,92,46,40,86"));
    assert!(!draft.toml.contains("\nline = "), "{}", draft.toml);
    assert!(draft.toml.contains("看不出取到几位小数"), "{}", draft.toml);
    let next = csv("柏令仪,100,91.3,45.65,40,85.65");
    assert!(found(&audited(&next, &draft)).is_empty(), "{}", draft.toml);
}
