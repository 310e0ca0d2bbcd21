//! Merged cells of forms and lists: a header over category and item, one score for two items, one item with two scores, a
//! header in two rows; and figures beside the items. The figures were worked by hand: 40 + 28 + 20 + 10 = 98.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, found};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value as Json;

const SCHEME: &str = r#"
name = "评分卡"
layout = "form"
[rounding]
total = 0
payout = 2
[columns]
item = ["考核项目"]
max = ["分值"]
score = ["得分"]
[fields]
base = ["绩效基数"]
[payout]
by = "base-rate"
rate = 1
[[line]]
item = "业绩"
max = 40
rule.judged = {}
[[line]]
item = "质量"
max = 30
rule.judged = {}
[[line]]
item = "态度"
max = 20
rule.judged = {}
[[line]]
item = "纪律"
max = 10
rule.judged = {}
"#;
const HEAD: &str = "评分卡\n姓名,王建国,绩效基数,2000\n";

/// A workbook of comma-separated cells with some of them merged; a merged range has the words of its first cell.
fn workbook(cells: &str, merged: &[(u32, u16, u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for range in merged {
        let (top, left, bottom, right) = *range;
        sheet
            .merge_range(top, left, bottom, right, "", &Format::new())
            .unwrap();
    }
    for (row, line) in (0..).zip(cells.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match text.parse::<f64>() {
                _ if text.is_empty() => {}
                Ok(number) => {
                    sheet.write(row, column, number).unwrap();
                }
                Err(_) => {
                    sheet.write(row, column, text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn audit_by(scheme: &str, cells: &str, merged: &[(u32, u16, u32, u16)]) -> Json {
    let folder = Folder::bare()
        .file("one.toml", scheme)
        .file("a.xlsx", workbook(cells, merged));
    folder.audited("a.xlsx", "one.toml", &[])
}

fn audit(cells: &str, merged: &[(u32, u16, u32, u16)]) -> Json {
    audit_by(SCHEME, &format!("{HEAD}{cells}"), merged)
}

/// Everybody's total, pay and status.
fn paid(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let of = |card: &Json| {
        format!(
            "{} {} {}",
            word(&card["total"]["recomputed"]),
            word(&card["payout"]["recomputed"]),
            word(&card["status"])
        )
    };
    cards.map(of).collect()
}

#[track_caller]
fn is_right(audited: &Json) {
    assert_eq!(found(audited), Vec::<String>::new(), "{audited}");
    assert_eq!(paid(audited), ["98 1960.00 ready"], "{audited}");
}

#[test]
fn under_one_header_the_items_are_the_words_that_the_scheme_names() {
    let tail = "合计,,100,98\n绩效工资,1960\n";
    // 考核项目 over category and item; rows 3 to 7 are A3:B3 and below.
    let by_category =
        "考核项目,,分值,得分\n业务,业绩,40,40\n,质量,30,28\n行为,态度,20,20\n,纪律,10,10\n";
    let merged = [(2, 0, 2, 1), (3, 0, 4, 0), (5, 0, 6, 0)];
    is_right(&audit(&format!("{by_category}{tail}"), &merged));
    // Two items of a category, two without one.
    let some = "考核项目,,分值,得分\n业务,业绩,40,40\n,质量,30,28\n态度,,20,20\n纪律,,10,10\n";
    let merged = [(2, 0, 2, 1), (3, 0, 4, 0), (5, 0, 5, 1), (6, 0, 6, 1)];
    is_right(&audit(&format!("{some}{tail}"), &merged));
    // Items and their criteria.
    let criteria = "考核项目,,分值,得分\n业绩,见细则,40,40\n质量,见细则,30,28\n态度,见细则,20,20\n纪律,见细则,10,10\n";
    is_right(&audit(&format!("{criteria}{tail}"), &[(2, 0, 2, 1)]));
    // A mistake is found there.
    let wrong = format!("{by_category}{tail}").replace("98\n", "99\n");
    let merged = [(2, 0, 2, 1), (3, 0, 4, 0), (5, 0, 6, 0)];
    let audited = audit(&wrong, &merged);
    assert_eq!(found(&audited), ["A202 D8"], "{audited}");
}

#[test]
fn a_header_in_two_rows_needs_one_known_word_in_the_lower() {
    let table = "考核项目,分值,评分\n,,自评,得分\n业绩,40,40,40\n质量,30,30,28\n态度,20,20,20\n纪律,10,10,10\n合计,100,100,98\n绩效工资,1960\n";
    let merged = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3)];
    is_right(&audit(table, &merged));
    let scheme = SCHEME.replace("[\"得分\"]", "[\"评分/得分\"]");
    is_right(&audit_by(&scheme, &format!("{HEAD}{table}"), &merged));
}

#[test]
fn one_score_for_two_items_is_not_counted_twice() {
    // 40 + 28 + 9 = 77 and 1,540: 态度 and 纪律 have 9 together.
    let table = "考核项目,说明,分值,得分\n业绩,见细则,40,40\n质量,见细则,30,28\n态度,见细则,20,9\n纪律,见细则,10,\n合计,,100,77\n绩效工资,1540\n";
    let scores = (5, 3, 6, 3);
    let audited = audit(table, &[scores]);
    assert_eq!(found(&audited), ["S101 D6"], "{audited}");
    assert_eq!(paid(&audited), ["- - held"]);
    let told = audited["findings"][0]["message"].as_str().unwrap();
    assert!(
        told.contains("D6:D7") && told.contains("态度、纪律"),
        "{told}"
    );
    // Full marks of the two together are no wrong ones of the first: 40 + 30 + 30 = 100.
    let table = table.replace(
        "态度,见细则,20,9\n纪律,见细则,10,\n",
        "态度,见细则,30,9\n纪律,见细则,,\n",
    );
    let audited = audit(&table, &[scores, (5, 2, 6, 2)]);
    assert_eq!(found(&audited), ["S101 D6"], "{audited}");
    // 0 for both is 0, however often it is counted: 40 + 28 = 68 and 1,360.
    let table = table
        .replace("30,9\n", "30,0\n")
        .replace(",77\n", ",68\n")
        .replace("1540", "1360");
    let audited = audit(&table, &[scores, (5, 2, 6, 2)]);
    assert_eq!(paid(&audited), ["68 1360.00 ready"], "{audited}");
}

#[test]
fn where_scores_are_weighted_one_may_be_given_for_both() {
    // 90 × 40 % + 80 × 30 % + 70 × (20 % + 10 %) = 36 + 24 + 21 = 81.
    let scheme = SCHEME
        .replace(
            "layout = \"form\"",
            "layout = \"form\"\ncomposition = \"weighted\"",
        )
        .replace("max = [\"分值\"]", "weight = [\"权重\"]")
        .replace("max = 40", "weight = \"40%\"")
        .replace("max = 30", "weight = \"30%\"")
        .replace("max = 20", "weight = \"20%\"")
        .replace("max = 10", "weight = \"10%\"");
    let table = "考核项目,说明,权重,得分\n业绩,见细则,40,90\n质量,见细则,30,80\n态度,见细则,20,70\n纪律,见细则,10,\n合计,,100,81\n绩效工资,1620\n";
    let audited = audit_by(&scheme, &format!("{HEAD}{table}"), &[(5, 3, 6, 3)]);
    assert_eq!(found(&audited), Vec::<String>::new(), "{audited}");
    assert_eq!(paid(&audited), ["81 1620.00 ready"]);
}

#[test]
fn in_a_list_as_well() {
    let scheme = SCHEME
        .replace("layout = \"form\"", "layout = \"roster\"")
        .replace(
            "[columns]\nitem = [\"考核项目\"]\nmax = [\"分值\"]\nscore = [\"得分\"]\n",
            "",
        )
        .replace(
            "rule.judged = {}\n",
            "rule.judged = {}\ncolumns.score = [\"SELF\"]\n",
        );
    let scheme = ["业绩", "质量", "态度", "纪律"]
        .iter()
        .fold(scheme, |scheme, item| scheme.replacen("SELF", item, 1));
    // 40 + 30 + 25 = 95 and 1,900; 39 + 29 + 19 + 10 = 97 and 1,940.
    let list = "序号,姓名,业绩,质量,态度,纪律,总分,绩效基数,绩效工资\n1,王建国,40,30,25,,95,2000,1900\n2,李秀兰,39,29,19,10,97,2000,1940\n";
    let audited = audit_by(&scheme, list, &[(1, 4, 1, 5)]);
    assert_eq!(found(&audited), ["S101 E2"], "{audited}");
    assert_eq!(paid(&audited), ["- - held", "97 1940.00 ready"]);
    // A score for two people is each one's: 40 + 30 + 19 + 10 = 99.
    let list = list
        .replace("25,,95,2000,1900", "19,10,99,2000,1980")
        .replace("39,29,19,10", "39,29,,10");
    let audited = audit_by(&scheme, &list, &[(1, 4, 2, 4)]);
    assert_eq!(found(&audited), Vec::<String>::new(), "{audited}");
    assert_eq!(paid(&audited), ["99 1980.00 ready", "97 1940.00 ready"]);
}

#[test]
fn an_item_with_two_scores_is_held() {
    // 20 + 18 of 40, 28, 20 and 10 are 96.
    let table = "考核项目,说明,分值,得分\n业绩,销售,40,20\n,回款,,18\n质量,见细则,30,28\n态度,见细则,20,20\n纪律,见细则,10,10\n合计,,100,96\n绩效工资,1920\n";
    let item = (3, 0, 4, 0);
    for merged in [&[item, (3, 2, 4, 2)][..], &[item]] {
        let audited = audit(table, merged);
        assert_eq!(found(&audited), ["X103 D5"], "{audited}");
        assert_eq!(paid(&audited), ["- - held"]);
    }
    // One score for both rows, and none in the second, are one: 38 + 28 + 20 + 10 = 96.
    let table = table
        .replace("40,20\n", "40,38\n")
        .replace(",,18\n", ",,\n");
    for merged in [&[item, (3, 3, 4, 3)][..], &[item]] {
        let audited = audit(&table, merged);
        assert_eq!(found(&audited), Vec::<String>::new(), "{audited}");
        assert_eq!(paid(&audited), ["96 1920.00 ready"]);
    }
}

#[test]
fn base_and_pay_may_stand_beside_the_items() {
    let card = |name: &str, scores: [u32; 4], total: u32, pay: u32| {
        let [a, b, c, d] = scores;
        format!(
            "评分卡\n姓名,{name},部门,客服\n考核项目,说明,分值,得分,,绩效基数,2000\n业绩,见细则,40,{a},,绩效工资,{pay}\n质量,见细则,30,{b}\n态度,见细则,20,{c}\n纪律,见细则,10,{d}\n合计,,100,{total}\n"
        )
    };
    let one = card("王建国", [40, 28, 20, 10], 98, 1960);
    is_right(&audit_by(SCHEME, &one, &[]));
    // 39 + 26 + 20 + 9 = 94 and 1,880.
    let two = card("李秀兰", [39, 26, 20, 9], 94, 1880);
    let audited = audit_by(SCHEME, &format!("{one}\n{two}"), &[]);
    assert_eq!(found(&audited), Vec::<String>::new(), "{audited}");
    assert_eq!(paid(&audited), ["98 1960.00 ready", "94 1880.00 ready"]);
    // A wrong pay is found there.
    let audited = audit_by(SCHEME, &one.replace("1960", "1970"), &[]);
    assert_eq!(found(&audited), ["A303 G4"], "{audited}");
    // A table of bases beside the items is nobody's base.
    let table = one
        .replace("绩效基数,2000", "绩效基数,2000,3000")
        .replace("绩效工资,1960", "系数,1,2");
    let audited = audit_by(SCHEME, &table, &[]);
    assert_eq!(paid(&audited), ["98 - held"], "{audited}");
}
