//! Drafts from rosters as companies lay them out: weights in headers, two levels, plain lists, inputs beside points.
//! Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_types,
    reason = "a test that cannot set its scene may panic, and its cells hold doubles"
)]

mod common;

use common::drafts::{audited, drafted, found, said, totals};
use fuhe::draft::{SETTLE, draft};
use fuhe::read::{Limits, read};
use fuhe::workbook::Source;
use rust_xlsxwriter::{Format, Workbook};

/// 80 × 50% + 90 × 30% + 70 × 20% = 81; 60 × 50% + 70 × 30% + 95 × 20% = 70; 44 + 24 + 18 = 86;
/// 35 + 27 + 12 = 74; the last is 45 + 21 + 16 = 82 and was added up as 84.
#[test]
fn weights_in_plain_headers_are_weights() {
    for heads in [
        "业绩(50%),服务(30%),纪律(20%)",
        "业绩（权重50%）,服务（权重30%）,纪律（权重20%）",
        "业绩50%,服务30%,纪律20%",
    ] {
        let csv = format!(
            "工号,姓名,{heads},总分\nA1,柏令仪,80,90,70,81\nA2,费书白,60,70,95,70\nA3,廉景行,88,80,90,86\n\
             A4,岑望舒,70,90,60,74\nA5,薛怀瑾,90,70,80,84\n"
        );
        let draft = drafted(&csv);
        assert_eq!(
            said(&draft, "composition"),
            ["\"weighted\""],
            "{}",
            draft.toml
        );
        assert_eq!(
            said(&draft, "weight"),
            ["0.5", "0.3", "0.2"],
            "{}",
            draft.toml
        );
        assert_eq!(said(&draft, "item"), ["\"业绩\"", "\"服务\"", "\"纪律\""]);
        assert_eq!(totals(&draft), (4, 5), "{}", draft.toml);
        assert_eq!(found(&audited(&csv, &draft)), ["A202 F6"], "{}", draft.toml);
    }
}

/// The same headers over points that are added: 40% says that full marks are 40.
#[test]
fn shares_over_points_that_are_added_are_full_marks() {
    let csv = "工号,姓名,业绩(40%),服务(30%),纪律(30%),总分\nA1,柏令仪,38,25,21,84\nA2,费书白,30,27,30,87\nA3,廉景行,35,20,29,84\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "composition"),
        ["\"points\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "max"), ["40", "30", "30"], "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3));
}

/// 总分 that nothing gives: the draft says so, in words and as a place to settle.
#[test]
fn a_total_that_does_not_come_out_is_said() {
    let csv = "工号,姓名,业绩（50分）,服务（50分）,总分\nA1,柏令仪,38,25,71\nA2,费书白,30,27,55\nA3,廉景行,35,20,99\n";
    let draft = drafted(csv);
    assert_eq!(totals(&draft), (0, 3));
    let said = draft.toml.lines().find(|line| line.contains("按这样算"));
    let said = said.unwrap_or_else(|| panic!("{}", draft.toml));
    assert!(
        said.contains("3 人里有 0 人的总分对得上") && said.contains(SETTLE),
        "{said}"
    );
}

/// The README's own example: 销售额 over 目标, 实际, 得分 beside columns of one level.
#[test]
fn two_levels_beside_columns_of_one_are_one_header() {
    let csv = "工号,姓名,销售额,,,投诉,,总分\n,,目标,实际,得分,次数,得分,\n\
               A1,柏令仪,100,75,45,0,40,85\nA2,费书白,100,120,60,2,30,90\nA3,廉景行,80,64,48,1,35,83\nA4,岑望舒,80,60,45,4,20,65\n";
    let draft = drafted(csv);
    // 60 × 75%, 60 × 80%; 40 - 5 each.
    let rules: Vec<&str> = draft
        .toml
        .lines()
        .filter(|line| line.starts_with("rule."))
        .map(|line| line.split("  #").next().unwrap_or_default())
        .collect();
    assert_eq!(
        rules,
        ["rule.ratio = {}", "rule.deduction = { each = 5 }"],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "columns.score"),
        ["[\"销售额/得分\"]", "[\"投诉/得分\"]"]
    );
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
    assert!(found(&audited(csv, &draft)).is_empty());
}

/// 德, 能, 勤 under one header that says what each is worth.
#[test]
fn lines_under_a_header_of_their_full_marks_are_lines() {
    let csv = "序号,姓名,职务,考核内容（每项20分）,,,总分,备注\n,,,德,能,勤,,\n\
               1,柏令仪,科员,18,17,16,51,\n2,费书白,科员,15,20,19,54,\n3,廉景行,科长,20,16,18,54,\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item"),
        ["\"德\"", "\"能\"", "\"勤\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "max"), ["20", "20", "20"], "{}", draft.toml);
    assert_eq!(totals(&draft), (3, 3));
}

/// Nothing known but 姓名 and 总分, and then 部门 in place of 姓名.
#[test]
fn a_plain_list_of_scores_is_a_roster() {
    for who in ["姓名", "店长姓名", "部门"] {
        let csv = format!(
            "序号,{who},师德师风（60分）,教学常规（40分）,总分\n1,甲组,50,30,80\n2,乙组,55,38,93\n3,丙组,47,20,67\n4,丁组,41,33,75\n"
        );
        let draft = drafted(&csv);
        assert_eq!(said(&draft, "max"), ["60", "40"], "{}", draft.toml);
        assert_eq!(
            said(&draft, "name").last(),
            Some(&format!("[\"{who}\"]")),
            "{}",
            draft.toml
        );
        // 41 + 33 = 74.
        assert_eq!(found(&audited(&csv, &draft)), ["A202 E5"], "{}", draft.toml);
    }
}

/// 完成率 and 回款率 make no total: 45 + 16 + 18 = 79. They are what the points behind them come from:
/// 60 × 75% = 45; 20 × 76% ÷ 95% = 16.
#[test]
fn figures_that_no_total_holds_are_inputs_of_the_points_behind_them() {
    let csv = "工号,姓名,销售目标,实际销售,完成率,销售得分（60分）,回款率,回款得分（20分）,态度得分（20分）,总分\n\
               A1,柏令仪,100,75,0.75,45,0.76,16,18,79\nA2,费书白,100,90,0.9,54,0.95,20,19,93\n\
               A3,廉景行,200,160,0.8,48,0.57,12,17,77\nA4,岑望舒,200,110,0.55,33,0.855,18,20,71\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "max"), ["60", "20", "20"], "{}", draft.toml);
    assert_eq!(
        said(&draft, "columns.attainment"),
        ["[\"完成率\"]"],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "columns.actual"),
        ["[\"实际销售\"]", "[\"回款率\"]"],
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("rule.ratio = { target = \"0.95\" }"),
        "{}",
        draft.toml
    );
    assert_eq!(totals(&draft), (4, 4));
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 质检分 × 0.2 = 质检得分: a column beside the points, not a line of its own.
#[test]
fn a_raw_score_beside_its_points_is_no_line() {
    let csv = "工号,姓名,接听量得分,质检分,质检得分,总得分,排名\nA1,柏令仪,70,95,19,89,2\nA2,费书白,75,90,18,93,1\n\
               A3,廉景行,60,80,16,76,4\nA4,岑望舒,65,75,15,80,3\n";
    let draft = drafted(csv);
    assert_eq!(
        said(&draft, "item"),
        ["\"接听量\"", "\"质检\""],
        "{}",
        draft.toml
    );
    assert_eq!(
        said(&draft, "columns.actual"),
        ["[\"质检分\"]"],
        "{}",
        draft.toml
    );
    assert!(
        draft.toml.contains("没有用上的列（不会复核）：排名"),
        "{}",
        draft.toml
    );
    assert!(found(&audited(csv, &draft)).is_empty(), "{}", draft.toml);
}

/// 总分 is the mean of three columns, (90 + 80 + 71) ÷ 3 = 80.3: no weights are written down, and each is a third.
#[test]
fn weights_that_nobody_wrote_down_make_a_hundred_percent() {
    let csv = "工号,姓名,甲项得分,乙项得分,丙项得分,总分\n\
               A01,陆一一,90,80,71,80.3\nA02,顾二二,61,90,90,80.3\nA03,沈三三,82,90,72,81.3\nA04,柳四四,99,91,60,83.3\n";
    let draft = drafted(csv);
    let weights = said(&draft, "weight");
    assert_eq!(weights, ["\"1/3\""; 3], "{}", draft.toml);
    let checked = fuhe::mapping::check::check("drafted", &draft.toml);
    assert!(checked.mapping.is_some(), "{:?}", checked.faults);
}

/// One word over everything is not what is scored: 40 × 90 ÷ 100 = 36, and 30 − 2 × 1 = 28 for one of no use.
#[test]
fn a_word_over_all_groups_is_no_item() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = "工号,姓名,考核项目,,,,,合计得分\n,,产量,,,质量,,\n,,计划,完成,得分（40分）,不良数,得分（30分）,\n\
                A1,柏令仪,100,90,36,1,28,64\nA2,费书白,100,80,32,0,30,62\nA3,廉景行,100,100,40,2,26,66\nA4,岑望舒,100,70,28,3,24,52";
    for (row, line) in (0..).zip(rows.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
    let plain = Format::new();
    for (first, last, column, text) in [(0, 2, 0, "工号"), (0, 2, 1, "姓名"), (0, 2, 7, "合计得分")]
    {
        sheet
            .merge_range(first, column, last, column, text, &plain)
            .unwrap();
    }
    for (row, first, last, text) in [(0, 2, 6, "考核项目"), (1, 2, 4, "产量"), (1, 5, 6, "质量")]
    {
        sheet
            .merge_range(row, first, row, last, text, &plain)
            .unwrap();
    }
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: book.save_to_buffer().unwrap().into(),
    };
    let draft = draft(&read(&source, &Limits::default()).unwrap(), "a").unwrap();
    assert_eq!(
        said(&draft, "item"),
        ["\"产量\"", "\"质量\""],
        "{}",
        draft.toml
    );
    assert_eq!(said(&draft, "max"), ["40", "30"], "{}", draft.toml);
    assert_eq!(totals(&draft), (4, 4), "{}", draft.toml);
}

/// 80 × 45% + 90 × 55% = 85.5; 60 × 45% + 70 × 55% = 65.5; 88 × 45% + 80 × 55% = 83.6, reported as 84.6.
#[test]
fn a_list_whose_total_is_called_otherwise_is_a_list() {
    let csv = "序号,员工姓名,代码质量45%,进度55%,总评 (100/100),绩效等级\n1,柏令仪,80,90,85.5,A\n2,费书白,60,70,65.5,B\n\
               3,廉景行,88,80,84.6,A\n4,岑望舒,90,90,90,A\n5,薛怀瑾,70,60,64.5,B\n6,时嘉树,50,60,55.5,B\n";
    let draft = drafted(csv);
    assert_eq!(said(&draft, "total")[1], "[\"总评\"]", "{}", draft.toml);
    assert_eq!(said(&draft, "weight"), ["0.45", "0.55"], "{}", draft.toml);
    assert_eq!(totals(&draft), (5, 6), "{}", draft.toml);
    assert_eq!(found(&audited(csv, &draft)), ["A202 E4"], "{}", draft.toml);
}
