//! Every shipped scheme knows how real workbooks spell its fields and columns, and no word means two things in one
//! place.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use fuhe::extract::near;
use fuhe::mapping::spelling::{Spelling, Words};
use fuhe::mapping::{Field, Mapping};
use fuhe::read::{Limits, read};
use fuhe::rule::Role;
use fuhe::workbook::Source;

/// What is spelled.
#[derive(Clone, Copy)]
enum Key {
    Field(Field),
    Item,
    Column(Role),
}

const EVERYBODY: &str =
    "standard deduction monthly supervisor team leadership review department-manager";
const FORMS: &str = "deduction monthly supervisor review department-manager";

/// The schemes, what they spell, and words that they must know. Left out on purpose: 绩效, which is money on one sheet and
/// a score on the other; and words that mean something else in the same table: 达成率 beside 实际值, 基数 beside 绩效基数, 岗位系数
/// beside the grade's coefficient, 绩效得分 as a line's points of a long table.
const KNOWN: &[(&str, Key, &str)] = &[
    (
        EVERYBODY,
        Key::Field(Field::Id),
        "工号 员工工号 员工ID 员工编号 人员编号 编号 员工号 职工号 人员工号 员工代码",
    ),
    (
        EVERYBODY,
        Key::Field(Field::Name),
        "姓名 员工姓名 人员姓名 name 被考核者 被考核人 责任人 考核对象",
    ),
    (
        EVERYBODY,
        Key::Field(Field::Department),
        "部门 所属部门 所在部门 部门名称 depart",
    ),
    (
        EVERYBODY,
        Key::Field(Field::Position),
        "岗位 职务 职位 职位名称 员工岗位 岗位名称 岗位级别 级别 职级 人员类别",
    ),
    (
        EVERYBODY,
        Key::Field(Field::Total),
        "合计 总分 总计 总得分 总评分 考核得分 绩效考核得分 最终得分",
    ),
    (EVERYBODY, Key::Field(Field::Total), "得分合计"),
    (FORMS, Key::Field(Field::Total), "总成绩 最终分数"),
    (
        "leadership team review",
        Key::Field(Field::Grade),
        "等级 绩效等级 考核等级",
    ),
    (
        "leadership team",
        Key::Field(Field::Coefficient),
        "绩效系数 系数",
    ),
    (
        "standard monthly",
        Key::Field(Field::Base),
        "基本工资 基础工资 岗位工资",
    ),
    (
        "leadership team",
        Key::Field(Field::Base),
        "绩效基数 绩效工资基数",
    ),
    (
        "standard leadership team monthly",
        Key::Field(Field::Payout),
        "绩效工资 绩效奖金 考核奖金 绩效奖 奖金 应发绩效",
    ),
    (
        "deduction",
        Key::Field(Field::Payout),
        "绩效工资 绩效奖金 考核奖金 绩效奖 奖金 应发绩效",
    ),
    (
        "deduction monthly supervisor team review department-manager",
        Key::Item,
        "指标 指标名称 考核指标 关键业绩指标 KPI指标 项目 项目及考核内容 考核点 考核维度 评分条目 管理项目",
    ),
    ("team supervisor", Key::Item, "岗位职责"),
    (
        "monthly team",
        Key::Column(Role::Target),
        "目标值 目标 目标金额 考核目标值",
    ),
    (
        "monthly team",
        Key::Column(Role::Actual),
        "实际完成 实际值 实际 实际金额 成绩 完成进度 数量",
    ),
    (
        "deduction",
        Key::Column(Role::Actual),
        "实际完成 实际值 实际 实际金额 成绩 完成进度 数量",
    ),
    (
        "deduction monthly",
        Key::Column(Role::Score),
        "得分 评分 加权得分 折合分数 当月分数 绩效得分 总评",
    ),
    (
        "team",
        Key::Column(Role::Score),
        "得分 评分 加权得分 折合分数 当月分数 总评",
    ),
    (
        "monthly team supervisor review",
        Key::Column(Role::Weight),
        "权重 权重(%) 目标权重 所占权重 权重占比",
    ),
];

fn spelled(mapping: &Mapping, key: Key) -> &[Spelling] {
    match key {
        Key::Field(field) => mapping.fields.get(&field).map_or(&[], Vec::as_slice),
        Key::Item => &mapping.item_column,
        Key::Column(role) => mapping.columns.get(&role).map_or(&[], Vec::as_slice),
    }
}

#[test]
fn schemes_know_how_real_workbooks_spell_their_headers() {
    let mappings = common::built_in();
    let mut unknown = Vec::new();
    for (schemes, key, words) in KNOWN {
        for id in schemes.split_whitespace() {
            let mapping = mappings.iter().find(|one| one.id == id).unwrap();
            let spelled = spelled(mapping, *key);
            let is_known = |word: &&str| {
                let words = Words::new(word);
                spelled.iter().any(|one| one.matches_words(&words))
            };
            let strange = words.split_whitespace().filter(|word| !is_known(word));
            unknown.extend(strange.map(|word| format!("{id}: {word}")));
        }
    }
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn numbers_of_complaints_and_orders_are_known_without_a_group_above() {
    let mappings = common::built_in();
    let standard = mappings.iter().find(|one| one.id == "standard").unwrap();
    let knows = |item: &str, role: Role, word: &str| {
        let line = standard.lines.iter().find(|line| line.item == item);
        let words = Words::new(word);
        line.unwrap().columns[&role]
            .iter()
            .any(|one| one.matches_words(&words))
    };
    for word in ["投诉数量", "投诉数", "投诉件数"] {
        assert!(knows("投诉处理及时性", Role::Target, word), "{word}");
        assert!(knows("投诉满意度", Role::Target, word), "{word}");
    }
    assert!(knows("投诉满意度", Role::Actual, "满意数量"));
    assert!(knows("转化率", Role::Actual, "成交订单数"));
}

#[test]
fn a_long_table_lacks_a_header_and_not_the_lines() {
    let mappings = common::built_in();
    let team = mappings.iter().find(|one| one.id == "team").unwrap();
    let items = team.lines.iter().take(4);
    let rows: String = items
        .map(|line| format!("陆一一,岗位,{},25,100,90,20\n", line.item))
        .collect();
    for (header, lacking) in [
        ("姓名,岗位,条目,权重,目标值,实际值,得分", vec![None]),
        (
            "姓名,岗位,指标,权重,目标值,实际值,打分结果",
            vec![Some(Role::Score)],
        ),
    ] {
        let source = Source {
            name: "a.csv".to_owned(),
            bytes: format!("{header}\n{rows}").into_bytes().into(),
        };
        let workbook = read(&source, &Limits::default());
        let workbook = workbook.unwrap_or_else(|error| panic!("{}", error.text().en));
        let near = near(&workbook, team).unwrap();
        assert_eq!((near.found, near.columns), (4, lacking), "{header}");
    }
}
