//! 电商运营团队KPI: a long table and a summary.

use fuhe::workbook::Workbook;

use crate::book::{Card, Line, Pay, Scheme, cell, computed, judged, load, number, text};

const DETAIL: usize = 0;
const SUMMARY: usize = 1;

/// The better the lower: a target of 0 can be computed with.
const LOWER: [&str; 5] = [
    "推广费用率",
    "退货率",
    "获客成本",
    "平均响应时间",
    "退款处理时长",
];
const JUDGED: [&str; 4] = ["团队管理", "复盘报告", "推广报告", "规范执行"];
const COUNTED: [&str; 10] = [
    "违规次数",
    "直播纪律",
    "工作日报",
    "接待差错",
    "服务纪律",
    "有效投诉",
    "原创合规",
    "文字差错",
    "返工次数",
    "设计差错",
];

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("team");
    // A person's name is merged over the lines: it stands on the first.
    let is_head = |row: &u32| {
        text(&clean, DETAIL, cell(&format!("A{row}"))).is_some_and(|id| id.starts_with('E'))
    };
    let heads: Vec<u32> = (3..109).filter(is_head).collect();
    let ends = heads.iter().skip(1).copied().chain([109]);
    let cards = heads
        .iter()
        .zip(ends)
        .zip(3..)
        .map(|((first, end), row)| card(&clean, *first..end, row))
        .collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::BaseCoefficient,
        edges: &[90, 80, 70],
        total_digits: None,
    }
}

fn card(clean: &Workbook, rows: std::ops::Range<u32>, row: u32) -> Card {
    let at = |column: &str| cell(&format!("{column}{row}"));
    let lines = rows.map(|row| line(clean, row)).collect();
    Card {
        summary: SUMMARY,
        grade: Some(at("E")),
        coefficient: Some(at("F")),
        base: Some(at("G")),
        payout: Some(at("H")),
        ..Card::new(DETAIL, &format!("D{row}"), lines)
    }
}

fn line(clean: &Workbook, row: u32) -> Line {
    let item = text(clean, DETAIL, cell(&format!("D{row}"))).unwrap();
    let max = number(clean, DETAIL, cell(&format!("E{row}")))
        .to_integer()
        .unwrap();
    let (score, target, actual) = (format!("H{row}"), format!("F{row}"), format!("G{row}"));
    if JUDGED.contains(&item) {
        return judged(&score, max, &[]);
    }
    if COUNTED.contains(&item) {
        return computed(&score, Some(max), &[&actual]);
    }
    let is_percent = item.ends_with('率');
    let lower = LOWER.contains(&item) || item == "纠纷率";
    Line {
        divisor: (!lower).then(|| cell(&target)),
        percents: if is_percent {
            vec![cell(&target), cell(&actual)]
        } else {
            Vec::new()
        },
        ..computed(&score, Some(max), &[&target, &actual])
    }
}
