//! Rows of a list that are nobody: sums, averages, comparisons and page marks, whatever they are called; and people who
//! merely look like such rows, who stay people. The figures were worked by hand.
//!
//! 张三 54 + 36 = 90 points of 5,000 × 20 % = 900; 李四 48 + 34 = 82 of 4,000 = 656; 王五 45 + 40 = 85 of 6,000 = 1,020.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, HEADER, RIGHT, SMALL, found};

const OTHERS: &str = "E002,李四,电商部,专员,80000,100000,48,34,82,4000,20%,656\n\
                      E003,王五,电商部,专员,75000,100000,45,40,85,6000,20%,1020";
/// Their averages and sums, from 实际销售额 to 绩效工资; nobody averages the rate.
const MEANS: &str = "81666.67,100000,49,36.67,85.67,5000,,858.67";
const SUMS: &str = "245000,300000,147,110,257,15000,,2576";

/// A list without ids and positions: 38 + 55 = 93, 36 + 50 = 86, 40 + 60 = 100.
const LIST: &str = r#"
name = "名单"
layout = "roster"
[rounding]
line = 1
[fields]
name = ["姓名"]
total = ["总分"]
[[line]]
item = "业绩"
max = 40
rule.judged = {}
columns = { score = ["业绩"] }
[[line]]
item = "态度"
max = 60
rule.judged = {}
columns = { score = ["态度"] }
"#;
const THREE: &str = "姓名,业绩,态度,总分\n柏令仪,38,55,93\n费书白,36,50,86\n廉景行,40,60,100\n";

/// How many people the audit has, and its findings as `code cell`.
fn audited(scheme: &str, csv: &str) -> (usize, Vec<String>) {
    told(
        &Folder::bare().file("one.toml", scheme).file("a.csv", csv),
        &[],
    )
}

fn told(folder: &Folder, more: &[&str]) -> (usize, Vec<String>) {
    let input = folder.audited("a.csv", "one.toml", more);
    (input["scorecards"].as_array().unwrap().len(), found(&input))
}

fn staffed(last: &str) -> String {
    format!("{HEADER}\n{RIGHT}\n{OTHERS}\n{last}\n")
}

#[test]
fn words_that_are_nobody_s_name_are_no_people() {
    let words = [
        "人均得分",
        "人均绩效",
        "Total",
        "SUM",
        "AVG",
        "Σ",
        "计",
        "5人",
        "上月",
        "环比",
        "差异",
        "占比",
        "目标值",
        "预算",
        "工资总额",
        "承前页",
        "过次页",
        "以下空白",
        "核对",
        "校验",
    ];
    for word in words {
        // Figures that are neither sums nor averages: the words alone say it.
        let row = format!(",{word},,,1,2,3,4,5,6,,7");
        assert_eq!(audited(SMALL, &staffed(&row)), (3, Vec::new()), "{word}");
    }
    for word in ["绩效总额", "人均"] {
        let row = format!(",,{word},,,,,,85.67,5000,,858.67");
        assert_eq!(audited(SMALL, &staffed(&row)), (3, Vec::new()), "{word}");
    }
}

/// An id makes anybody somebody, and what is above a page mark is not the end of the list.
#[test]
fn somebody_with_an_id_is_a_person_whatever_his_name() {
    let (people, _) = audited(
        SMALL,
        &staffed("E004,Total,电商部,专员,90000,100000,54,36,90,5000,20%,900"),
    );
    assert_eq!(people, 4);
    let csv = staffed(&format!(
        ",承前页,,,{SUMS}\n,,电商部,专员,90000,100000,54,36,90,5000,20%,900"
    ));
    assert_eq!(audited(SMALL, &csv), (3, vec!["X101 B6".to_owned()]));
}

#[test]
fn what_all_others_are_together_is_nobody_whatever_its_label() {
    for figures in [MEANS, SUMS] {
        for label in [
            ",本店水平,,",
            ",Overall,,",
            "本店水平,,,",
            ",,本店水平,",
            ",,,",
        ] {
            let csv = staffed(&format!("{label},{figures}"));
            assert_eq!(audited(SMALL, &csv), (3, Vec::new()), "{label},{figures}");
        }
    }
    // On top of the list too, and rounded as it is shown: 858.67 is 858.7.
    let means = MEANS.replace("858.67", "858.7");
    let csv = format!("{HEADER}\n,本店水平,,,{means}\n{RIGHT}\n{OTHERS}\n");
    assert_eq!(audited(SMALL, &csv), (3, Vec::new()));
    // 90000, 54, 40, 90, 6000 and 1020 are the greatest of each column, and nobody has all of them.
    let csv = staffed(",本店纪录,,,90000,100000,54,40,90,6000,,1020");
    assert_eq!(audited(SMALL, &csv), (3, Vec::new()));
}

/// 37, 52.5 and 89.5 are the averages of the first two, 35, 52.5 and 87.5 of the other two.
#[test]
fn each_group_may_have_its_averages() {
    let csv = "姓名,业绩,态度,总分\n柏令仪,38,55,93\n费书白,36,50,86\n甲组水平,37,52.5,89.5\n\
               廉景行,40,60,100\n岑望舒,30,45,75\n乙组水平,35,52.5,87.5\n";
    assert_eq!(audited(LIST, csv), (4, Vec::new()));
}

#[test]
fn somebody_whose_figures_might_be_anybody_s_stays_a_person() {
    // 何鑫 is a name, whatever stands behind it.
    assert_eq!(audited(SMALL, &staffed(&format!(",何鑫,,,{MEANS}"))).0, 4);
    // One figure is not the average.
    let odd = MEANS.replace(",85.67,", ",86.67,");
    assert_eq!(audited(SMALL, &staffed(&format!(",本店水平,,,{odd}"))).0, 4);
    // Anna has the very points that are the average of the three: a person may.
    assert_eq!(audited(LIST, &format!("{THREE}Anna,38,55,93\n")).0, 4);
    // What everybody has is nobody's average.
    let same = "姓名,业绩,态度,总分\n柏令仪,40,60,100\n费书白,40,60,100\nAnna,40,60,100\n";
    assert_eq!(audited(LIST, same).0, 3);
    // The sums are beyond what anybody has.
    assert_eq!(
        audited(LIST, &format!("{THREE}全店,114,165,279\n")),
        (3, Vec::new())
    );
}

/// A sum below the company's roster is nobody without a scorecard.
#[test]
fn a_sum_on_the_roster_misses_no_scorecard() {
    let staff = "工号,姓名,基本工资\nE001,张三,5000\n,Total,5000\n";
    let folder = Folder::bare()
        .file("one.toml", SMALL)
        .file("a.csv", format!("{HEADER}\n{RIGHT}\n"))
        .file("staff.csv", staff);
    assert_eq!(told(&folder, &["--roster", "staff.csv"]), (1, Vec::new()));
}

/// Below a blank row stand who filled in the list and when; an id makes even such words somebody's.
#[test]
fn who_signs_below_the_list_is_nobody_in_it() {
    let signs = [
        "填表人,王芳",
        "审批人,意见,,,签字",
        "数据截止,2026-10-31",
        ",制单：王芳",
        "绩效专员,周敏",
        "版本,V1.2",
        ",董事长",
    ];
    for sign in signs {
        let csv = staffed(&format!(",,,\n{sign}"));
        assert_eq!(audited(SMALL, &csv), (3, Vec::new()), "{sign}");
    }
    // Of whoever has an id, a position or figures, nothing is lost.
    for person in [
        "E004,填表人",
        "GH-4,董事长",
        "新入职,王芳",
        ",王芳,电商部,专员",
        "甲4,李专员",
    ] {
        assert_eq!(audited(SMALL, &staffed(person)).0, 4, "{person}");
    }
    let filled = "经办人,王芳,,,90000,100000,54,36,90,5000,20%,900";
    assert_eq!(audited(SMALL, &staffed(filled)).0, 4);
}

/// 60 and 40 are the lines' full marks, below the header.
#[test]
fn full_marks_below_the_header_are_nobody_s_points() {
    for label in [",总分值,,", ",每项最多,,", ",,,"] {
        let csv = format!("{HEADER}\n{label},,,60,40,100,,,\n{RIGHT}\n{OTHERS}\n");
        assert_eq!(audited(SMALL, &csv), (3, Vec::new()), "{label}");
    }
    // Points of somebody whose name was forgotten: he has a department.
    let csv = format!("{HEADER}\n,,电商部,,,,60,40,100,,,\n{RIGHT}\n{OTHERS}\n");
    assert_eq!(audited(SMALL, &csv), (3, vec!["X101 B2".to_owned()]));
}

#[test]
fn a_word_in_place_of_an_id_is_nobody_s_id() {
    for word in ["-", "/", "无", "0", "新入职"] {
        let csv = staffed("")
            .replace("E00", word)
            .replace(&format!("{word}1,"), &format!("{word},"));
        let csv = csv.replace(&format!("{word}2,"), &format!("{word},"));
        let csv = csv.replace(&format!("{word}3,"), &format!("{word},"));
        assert_eq!(audited(SMALL, &csv), (3, Vec::new()), "{word}");
    }
    // The same name twice is the same person twice, with or without a dash.
    let twice = format!(
        "{HEADER}\n{}\n{}\n",
        RIGHT.replace("E001", "-"),
        RIGHT.replace("E001", "-")
    );
    assert_eq!(audited(SMALL, &twice), (2, vec!["X105 B3".to_owned()]));
}

/// `-` is no name either: with an id it is known by that, without one nobody knows whose the figures are.
#[test]
fn a_dash_in_place_of_a_name_is_nobody_s_name() {
    let right = |who: &str| RIGHT.replace("E001,张三", who);
    let csv = format!("{HEADER}\n{}\n{OTHERS}\n", right("E001,-"));
    assert_eq!(audited(SMALL, &csv), (3, Vec::new()));
    let csv = format!("{HEADER}\n{}\n{OTHERS}\n", right("-,-"));
    assert_eq!(audited(SMALL, &csv), (2, vec!["X101 B2".to_owned()]));
}

/// Whoever stands in the ranking has been audited above it.
#[test]
fn a_ranking_below_the_list_is_no_other_list() {
    for ranking in [
        "序号,姓名,总分,等级\n1,张三,90,A\n2,王五,85,B\n3,李四,82,B",
        "工号,姓名,总分,绩效工资\nE001,张三,90,900\n合计,,90,900",
        "名次,姓名,总分,奖励\n1,张三,90,奖杯",
    ] {
        let csv = staffed(&format!(",,,\n{ranking}"));
        assert_eq!(audited(SMALL, &csv), (3, Vec::new()), "{ranking}");
    }
    // 岑望舒 was not appraised, and neither were 张三's other scores.
    for other in [
        "序号,姓名,总分,等级\n1,张三,90,A\n2,岑望舒,85,B",
        "序号,姓名,车辆得分,食堂得分\n1,张三,18,19",
    ] {
        let csv = staffed(&format!(",,,\n{other}"));
        assert_eq!(
            audited(SMALL, &csv),
            (3, vec!["X103 A6".to_owned()]),
            "{other}"
        );
    }
}

/// An id and figures of one's own make somebody of any name; nobody's figures are taken away for a word.
#[test]
fn whoever_has_an_id_and_figures_is_somebody() {
    for name in ["王总计", "小计", "高平均", "王：", "备注", "人均"] {
        let row = RIGHT.replace("E001,张三", &format!("E004,{name}"));
        let (people, found) = audited(SMALL, &format!("{HEADER}\n{RIGHT}\n{OTHERS}\n{row}\n"));
        let found: Vec<String> = found
            .into_iter()
            .filter(|one| !one.starts_with("R101"))
            .collect();
        assert_eq!((people, found), (4, Vec::new()), "{name}");
    }
}

/// 30 is 10 and 20 together by chance: 25 is not 20 and 30, nor 55 the sum of 30 and 50.
#[test]
fn one_figure_that_happens_to_be_a_sum_makes_no_sum() {
    let two = "姓名,业绩,态度,总分\n柏令仪,10,20,30\n费书白,20,30,50\n";
    assert_eq!(
        audited(LIST, &format!("{two},30,25,55\n")),
        (2, vec!["X101 A4".to_owned()])
    );
    assert_eq!(audited(LIST, &format!("{two},30,50,80\n")), (2, Vec::new()));
    assert_eq!(audited(LIST, &format!("{two},30,50,\n")), (2, Vec::new()));
}

/// On a list of names and figures alone, a name without figures is somebody who was not appraised yet.
#[test]
fn a_name_without_figures_is_held_where_nobody_has_more() {
    let (people, found) = audited(LIST, &THREE.replace("费书白,36,50,86", "费书白,,,"));
    assert_eq!(
        (people, found),
        (3, vec!["X101 B3".to_owned(), "X101 C3".to_owned()])
    );
    let (people, found) = audited(LIST, &THREE.replace("费书白,36,50,86", "客服部,,,"));
    assert_eq!((people, found), (2, Vec::new()));
}

#[test]
fn what_was_taken_for_a_sum_by_its_figures_is_said() {
    // 小王 has just the sum of the others: 38 + 36 + 40 = 114, 55 + 50 + 60 = 165, 279.
    let csv = format!("{THREE}小王,114,165,279\n");
    let folder = Folder::bare().file("one.toml", LIST).file("a.csv", &csv);
    let input = folder.audited("a.csv", "one.toml", &[]);
    assert_eq!(input["scorecards"].as_array().unwrap().len(), 3);
    let said = input["not_audited"].to_string();
    assert!(said.contains("A5「小王」"), "{said}");
    // What calls itself a sum needs no such word.
    let csv = format!("{THREE}合计,114,165,279\n");
    let folder = Folder::bare().file("one.toml", LIST).file("a.csv", &csv);
    let input = folder.audited("a.csv", "one.toml", &[]);
    assert!(!input["not_audited"].to_string().contains("合计"));
}

#[test]
fn a_forgotten_name_is_told_below_a_sum_too() {
    let csv = format!(
        "{THREE}小计,114,165,279\n,31,52,83\n景明,39,58,97\n小计,70,110,180\n,36.8,55,91.8\n"
    );
    // The mean of all five, below the last sum: (38 + 36 + 40 + 31 + 39) / 5 = 36.8, 55, 91.8.
    assert_eq!(audited(LIST, &csv), (4, vec!["X101 A6".to_owned()]));
    // A nameless mean of the part above a sum, behind that sum: 38, 55, 93.
    let csv = format!("{THREE}小计,114,165,279\n,38,55,93\n景明,39,58,97\n方远,31,52,83\n");
    assert_eq!(audited(LIST, &csv), (5, Vec::new()));
}

#[test]
fn a_row_of_prices_is_nobody() {
    // The prices stand below the header, and everybody's points add up without them.
    let list = THREE.replace("总分\n", "总分\n单价,2,3,\n");
    assert_eq!(audited(LIST, &list), (3, Vec::new()));
}

/// A further row of the person above, whose name is merged over both, is nobody's; a department's points are too.
#[test]
fn parts_of_the_company_are_nobody_among_people() {
    let (people, found) = audited(LIST, &format!("{THREE}客服部,38,55,93\n"));
    assert_eq!((people, found), (3, Vec::new()));
    // Where departments are appraised, they are who is appraised.
    let csv = "姓名,业绩,态度,总分\n客服部,38,55,93\n运营部,36,50,86\n仓储组,40,60,101\n";
    let (people, found) = audited(LIST, csv);
    assert_eq!((people, found), (3, vec!["A202 D4".to_owned()]));
}
