//! A roster's columns whose headers tell little by themselves: 得分 behind the points, 等次, 奖金.

use super::grades::grades;
use super::ladders::Notes;
use super::moved::{self, Adjustment};
use super::pay::{self, Card};
use super::plan::{Grade, Payout};
use super::table::{Column, Table, figure, text};
use super::totals;
use super::words::is_field;
use crate::mapping::Field;
use crate::number::Decimal;
use crate::workbook::{CellRef, Sheet};

/// What may stand before 得分 without naming what is scored.
const PERIODS: &[&str] = &[
    "本月",
    "当月",
    "月度",
    "月",
    "本季",
    "季度",
    "年度",
    "考核",
    "绩效",
    "最后",
    "最终",
    "实际",
    "实",
    "总",
    "综合",
    "合计",
    "百分制",
    "加权",
    "折合",
    "kpi",
    "",
];
/// What such a header ends with.
const POINTS: &[&str] = &[
    "得分",
    "分数",
    "成绩",
    "总分",
    "总分数",
    "评分",
    "得分总计",
    "平均分",
    "平均得分",
    "均分",
    "分",
];
/// Headers of grades besides the usual ones.
const GRADES: &[&str] = &[
    "等次",
    "档次",
    "评级",
    "评定",
    "考核结果",
    "考评结果",
    "评定结果",
    "评价结果",
];
/// How headers of money end, and of what it is made from.
const PAID: &[&str] = &["奖金", "工资", "绩效", "应发", "实发", "金额"];
const BASES: &[&str] = &["工资", "基数", "奖金", "标准", "薪", "薪资"];

/// True for the header of a column of grades.
pub(super) fn is_grade(name: &str) -> bool {
    is_field(name) == Some(Field::Grade) || GRADES.contains(&name)
}

/// True for a sum that calls itself the last of several: 最终得分.
pub(super) fn is_last(name: &str) -> bool {
    ["最终", "最后", "实得", "实际得分"]
        .iter()
        .any(|word| name.starts_with(word))
}

/// True for a header of points that says of nothing in particular that it is scored.
pub(super) fn is_plain_total(name: &str) -> bool {
    let mut periods = PERIODS.iter();
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit());
    periods.any(|period| {
        let rest = name.strip_prefix(period);
        rest.is_some_and(|rest| POINTS.contains(&rest))
    })
}

/// True for the label below a form's lines that ends like that of a total: 月度总分, 总成绩, 最后得分.
pub(super) fn names_total(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "总分",
        "总得分",
        "总成绩",
        "总分数",
        "得分总计",
        "合计分数",
        "分数合计",
        "实得分",
        "最终得分",
    ];
    // What ends like these may also be a line: 班级平均分.
    const WHOLE: &[&str] = &[
        "综合评分",
        "考核成绩",
        "本月得分",
        "最后得分",
        "月度得分",
        "季度平均分",
        "季度平均得分",
        "年度平均分",
    ];
    ENDS.iter().any(|end| name.ends_with(end)) || WHOLE.contains(&name)
}

/// Gives a roster's total and its grades their columns where no usual header names them.
pub(super) fn settle(sheet: &Sheet, bottom: u32, columns: &mut [Column]) {
    let has = |columns: &[Column], field: Field| columns.iter().any(|one| one.field == Some(field));
    let is_free = |column: &&mut Column| column.field.is_none() && column.path.len() == 1;
    if !has(columns, Field::Total) {
        let mut own = columns.iter_mut().filter(is_free);
        let own = own.rfind(|column| is_plain_total(column.leaf()) && !column.has_bracket());
        if let Some(column) = own {
            column.field = Some(Field::Total);
        }
    }
    if !has(columns, Field::Grade) {
        let rows = || sheet.rows.iter().filter(|row| row.index > bottom);
        let holds_words = |column: &Column| {
            let at = |row: u32| CellRef::new(row, column.column);
            let mut own = rows().map(|row| at(row.index));
            own.any(|at| text(sheet, at).is_some() && figure(sheet, at).is_none())
        };
        let mut own = columns.iter_mut().filter(is_free);
        let own = own.rfind(|column| GRADES.contains(&column.leaf()) && holds_words(column));
        if let Some(column) = own {
            column.field = Some(Field::Grade);
        }
    }
    totals::settle(sheet, bottom, columns);
}

/// What the people of a roster are paid, and by which columns.
pub(super) struct Paid<'a> {
    pub table: Table<'a>,
    pub grades: Vec<Grade>,
    pub payout: Option<Payout>,
}

/// The pay by the columns that usual headers name; else by others that may hold money, where these make it.
pub(super) fn paid<'a>(table: &Table<'a>, rows: &[u32], notes: &Notes) -> Paid<'a> {
    let by_columns = |table: &Table<'a>, chosen: &[Adjustment]| {
        let card = |row: &u32| moved::by(pay::of_row(table, *row), table, *row, chosen);
        let cards: Vec<Card> = rows.iter().map(card).collect();
        let grades = grades(&cards, notes);
        let has = |field: Field| table.of_field(field).is_some();
        let payout = pay::payout(&cards, notes, &has, &grades);
        Paid {
            table: table.clone(),
            grades,
            payout: payout.map(|payout| payout.moved_by(chosen)),
        }
    };
    let by = |table: Table<'a>| {
        let usual = by_columns(&table, &[]);
        let hits = |paid: &Paid| paid.payout.as_ref().map_or(0, |payout| payout.hits);
        // A base that no column shows is no better guess with a factor behind it.
        let is_shown = |paid: &Paid| paid.payout.as_ref().is_some_and(Payout::is_shown);
        let choices = moved::choices(&table, rows).into_iter();
        let tried = choices.filter(|chosen| !chosen.is_empty());
        let mut best = usual;
        for tried in tried.map(|chosen| by_columns(&table, &chosen)) {
            if is_shown(&tried) && (hits(&tried) > hits(&best) || !is_shown(&best)) {
                best = tried;
            }
        }
        best
    };
    let usual = by(table.clone());
    if let Some(shown) = by_coefficient(table, rows, &usual, &by) {
        return shown;
    }
    let is_guess = |payout: &Payout| payout.by == "fixed";
    if usual
        .payout
        .as_ref()
        .is_some_and(|payout| !is_guess(payout))
    {
        return usual;
    }
    // An amount that nobody wrote down is worth less than columns that give the same pay.
    let is_better = |payout: &Payout| match usual.payout {
        Some(_) => !is_guess(payout) && payout.rate.is_none_or(|rate| rate == Decimal::ONE),
        None => true,
    };
    let others = |field: Field, ends: &[&str]| {
        let is_one = |column: &&Column| {
            let is_named = ends.iter().any(|end| column.leaf().ends_with(end));
            let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column.column));
            column.field.is_none() && is_named && rows.iter().any(|row| at(row).is_some())
        };
        let own = table.columns.iter().filter(is_one);
        let own: Vec<Option<u32>> = own.map(|column| Some(column.column)).collect();
        match table.of_field(field) {
            Some(_) => vec![None],
            None => own,
        }
    };
    let bases = others(Field::Base, BASES);
    for pay in others(Field::Payout, PAID) {
        let own = bases.iter().copied().filter(|base| *base != pay);
        for base in own.chain([None]) {
            let mut table = table.clone();
            for column in &mut table.columns {
                let is_it = |at: Option<u32>| at == Some(column.column);
                column.field = match column.field {
                    None if is_it(pay) => Some(Field::Payout),
                    None if is_it(base) => Some(Field::Base),
                    field => field,
                };
            }
            let tried = by(table);
            if tried.payout.as_ref().is_some_and(is_better) {
                return tried;
            }
        }
    }
    usual
}

/// The pay by a coefficient under another word (个人系数), where no usual one is there and it gives as many people's pay
/// as coefficients that would have to be reckoned back from the pay.
fn by_coefficient<'a>(
    table: &Table<'a>,
    rows: &[u32],
    usual: &Paid<'a>,
    by: &dyn Fn(Table<'a>) -> Paid<'a>,
) -> Option<Paid<'a>> {
    let own = usual.payout.as_ref();
    if table.of_field(Field::Coefficient).is_some() || own.is_some_and(Payout::is_shown) {
        return None;
    }
    let hits = own.map_or(0, |own| own.hits);
    let is_one = |column: &&Column| {
        let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column.column));
        column.field.is_none()
            && column.leaf().ends_with("系数")
            && rows.iter().all(|row| at(row).is_some())
    };
    let columns = table.columns.iter().filter(is_one);
    let mut tried = columns.map(|own| {
        let mut table = table.clone();
        for column in table
            .columns
            .iter_mut()
            .filter(|one| one.column == own.column)
        {
            column.field = Some(Field::Coefficient);
        }
        by(table)
    });
    tried.find(|paid| {
        let payout = paid.payout.as_ref();
        payout.is_some_and(|payout| payout.is_shown() && payout.hits >= hits)
    })
}
