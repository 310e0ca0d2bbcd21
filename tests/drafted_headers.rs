//! Drafts by what stands over and beside the lines: headers that also name a person's figure, categories that also
//! begin signatures. Every expectation was worked by hand from the few rows of the test.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::drafts::{audited, drafted, found, rules, said, totals};
use fuhe::draft::SETTLE;

/// 25 + 24 = 49; each of the words also stands beside the total of a person.
#[test]
fn a_header_of_the_lines_is_that_of_their_points() {
    for header in ["考核得分", "最终得分", "综合得分", "绩效得分", "总分"] {
        for counter in ["序号,", ""] {
            let numbered = |number: &str| if counter.is_empty() { "" } else { number }.to_owned();
            let (one, two) = (numbered("1,"), numbered("2,"));
            let csv = format!(
                "员工月度绩效考核表,,,\n姓名,柏令仪,部门,前厅部\n{counter}考核项目,分值,自评,{header}\n\
                 {one}工作数量,50,26,25\n{two}工作质量,50,30,24\n{}合计,100,56,49\n",
                if counter.is_empty() { "" } else { "," }
            );
            let draft = drafted(&csv);
            let score = said(&draft, "score");
            assert_eq!(score, [format!("[\"{header}\"]")], "{}", draft.toml);
            assert_eq!(said(&draft, "total"), ["[\"合计\"]"], "{}", draft.toml);
            assert_eq!(totals(&draft), (1, 1), "{}", draft.toml);
            assert!(found(&audited(&csv, &draft)).is_empty(), "{}", draft.toml);
            let wrong = csv.replace("56,49", "56,50");
            let findings = found(&audited(&wrong, &draft));
            assert_eq!(findings.len(), 1, "{findings:?}\n{}", draft.toml);
        }
    }
}

/// Points without a total: nothing was tried.
#[test]
fn a_total_that_was_not_tried_is_to_be_settled() {
    let csv =
        "员工月度绩效考核表,,\n姓名,柏令仪,\n考核项目,分值,得分\n工作数量,50,25\n工作质量,50,24\n";
    let draft = drafted(csv);
    let composition = draft
        .toml
        .lines()
        .find(|line| line.starts_with("composition"));
    let composition = composition.unwrap_or_else(|| panic!("{}", draft.toml));
    assert!(composition.contains(SETTLE), "{composition}");
}

/// 95 × 40% + 80 × 20% + 90 × 25% + 60 × 15% = 38 + 16 + 22.5 + 9 = 85.5.
#[test]
fn a_category_is_no_signature() {
    for word in ["财务", "人力资源", "总经理", "备注"] {
        let csv = format!(
            "部门平衡计分卡,,,,\n姓名,柏令仪,部门,营销中心,\n维度,考核指标,权重,得分,加权得分\n{word},营业收入,40%,95,38\n\
             客户,客户满意度,20%,80,16\n内部流程,按期完成率,25%,90,22.5\n学习与成长,培训学时,15%,60,9\n总分,,,,85.5\n\
             审核：费书白,,日期：,,\n"
        );
        let draft = drafted(&csv);
        assert_eq!(rules(&draft).len(), 4, "{word}\n{}", draft.toml);
        assert_eq!(totals(&draft), (1, 1), "{word}\n{}", draft.toml);
        assert!(found(&audited(&csv, &draft)).is_empty(), "{}", draft.toml);
    }
}

/// 40 + 30 = 70, 45 + 35 = 80, 50 + 40 = 90: the people of 财务 and 人力资源 are people.
#[test]
fn a_department_is_no_signature() {
    let csv = "部门,姓名,业绩,态度,总分,等级\n财务,柏令仪,40,30,70,C\n人力资源,费书白,45,35,80,B\n营销,廉景行,50,40,90,A\n\
               审核,费书白,日期,,,\n";
    let draft = drafted(csv);
    assert_eq!(totals(&draft), (3, 3), "{}", draft.toml);
    assert_eq!(said(&draft, "max"), ["50", "40"], "{}", draft.toml);
    let grades = draft.toml.matches("[[grade]]").count();
    assert_eq!(grades, 3, "{}", draft.toml);
}
