//! Figures in 万元 or in percent: a header, an item or a unit cell that says so, and what the figure is in ones.

use super::figure::{Cells, in_percents};
use super::header::Header;
use crate::mapping::Line as Spec;
use crate::mapping::spelling::{Label, fold};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Figure, Unit};
use crate::workbook::{CellRef, Value};

/// How many ones the first sign of a unit stands for, the longer words first.
const FACTORS: &[(&str, Unit)] = &[
    ("千万", Unit::noughts(7)),
    ("百万", Unit::noughts(6)),
    ("十万", Unit::noughts(5)),
    ("亿", Unit::noughts(8)),
    ("万", Unit::noughts(4)),
    ("千", Unit::noughts(3)),
    ("百", Unit::noughts(2)),
    ("w", Unit::noughts(4)),
    ("k", Unit::noughts(3)),
    ("", Unit::ONE),
];
/// What is counted.
const COUNTED: &[&str] = &[
    "",
    "元",
    "块",
    "人民币",
    "人",
    "人次",
    "次",
    "件",
    "单",
    "个",
    "条",
    "笔",
    "台",
    "份",
    "户",
    "pv",
    "uv",
];
/// Words of percentages.
const PERCENT: &[&str] = &["%", "百分比", "百分数"];
/// Headers of the column of units.
const HEADERS: &[&str] = &["单位", "计量单位", "指标单位", "数据单位"];
/// A figure this many times its target is not in the unit that its item names.
const OUT_OF_REACH: i64 = 100;

/// The unit that a label's bracket names: `销售额（万元）`.
pub(super) fn of_label(label: &Label) -> Option<Unit> {
    of_words(label.bracket.as_deref()?)
}

/// `万元`, `单位：万元`, `万元，含税`, `元/月`, `￥万`.
fn of_words(words: &str) -> Option<Unit> {
    let mut parts = words.split([',', '/', ':', ';', '、', '(', ')']);
    parts.find_map(of_word)
}

fn of_word(word: &str) -> Option<Unit> {
    let word = word.trim_start_matches("单位");
    let bare = word.trim_start_matches(['¥', '￥']);
    let bare = bare.strip_prefix("人民币").unwrap_or(bare);
    if PERCENT.contains(&bare) {
        return Some(Unit::PERCENT);
    }
    if word.is_empty() {
        return None;
    }
    FACTORS.iter().find_map(|(factor, unit)| {
        let counted = bare.strip_prefix(factor)?;
        COUNTED.contains(&counted).then_some(*unit)
    })
}

/// The large unit among the words that a number format writes: `"¥"0.0"万元"`.
pub(super) fn in_format(words: &str) -> Option<Unit> {
    let whole = of_word(&fold(words)).filter(|unit| unit.is_large());
    if whole.is_some() {
        return whole;
    }
    let mut factors = FACTORS
        .iter()
        .filter(|(factor, _)| factor.contains(['万', '亿', '千']));
    let found = factors.find(|(factor, _)| words.contains(factor));
    found.map(|(_, unit)| *unit)
}

/// More than anybody is paid in a month: such an amount does not stand in the unit that its header names.
const MOST_MONEY: i64 = 1_000_000;

/// An amount of money in yuan, where its label says 万元.
pub(super) fn amount(cells: &Cells, figure: Figure, label: &Label) -> Figure {
    let is_own = figure.unit != Unit::ONE || cells.shows_scaled(figure.at.cell);
    let unit = of_label(label).filter(|unit| unit.is_large() && !is_own);
    let scaled = unit.and_then(|unit| figure.clone().measured(unit));
    let is_money = |scaled: &Figure| {
        let value = scaled.value();
        value.is_some_and(|value| value <= Decimal::from(MOST_MONEY))
    };
    scaled.filter(is_money).unwrap_or(figure)
}

/// The column that names each line's unit.
pub(super) fn column<K>(cells: &Cells, header: &Header<K>) -> Option<u32> {
    let row = cells.sheet.row(header.bottom)?;
    let is_unit = |value: &Value| match value {
        Value::Text(text) => HEADERS.contains(&Label::new(text).name.as_str()),
        _ => false,
    };
    let found = row.cells.iter().find(|cell| is_unit(&cell.value));
    found.map(|cell| cell.column)
}

/// The unit that a line's own words name: the unit's cell, else the item's bracket.
pub(super) fn of_line(cells: &Cells, item: CellRef, unit: Option<CellRef>) -> Option<Unit> {
    let word = |at: CellRef| cells.word(at).map(|word| word.value);
    let told = unit.and_then(word);
    told.and_then(|unit| of_words(&fold(&unit)))
        .or_else(|| of_label(&Label::new(&word(item)?)))
}

/// What a line is about, where its figures are money. A header over many lines' figures speaks of those.
const MONEY: &[&str] = &[
    "额", "收入", "营收", "成本", "费用", "利润", "毛利", "回款", "产值", "金", "gmv", "交易",
    "流水", "预算",
];

/// The unit of a column of many lines' figures, as far as it speaks of this line.
pub(super) fn of_column(spec: &Spec, unit: Option<Unit>) -> Option<Unit> {
    unit.filter(|unit| match *unit {
        Unit::PERCENT => spec.percent,
        _ => is_money(spec),
    })
}

/// True for a line of money: 店铺销售额, not 访客数 and not 毛利率.
fn is_money(spec: &Spec) -> bool {
    let item = fold(&spec.item);
    MONEY.iter().any(|word| item.contains(word)) && !item.ends_with(['率', '比', '数'])
}

/// The line's figures in yuan, or in whatever its rule counts; a figure may name its own unit. Where all stay below 1,
/// percentages are shares, whatever is said of them.
pub(super) fn scale(
    cells: &Cells,
    spec: &Spec,
    figures: &mut [(Role, Figure)],
    of: impl Fn(Role) -> Option<Unit>,
) {
    let target = spec.rule.fixed_target();
    let has_unit = |role: Role| matches!(role, Role::Actual | Role::Target | Role::Previous);
    let names_its_own = |figure: &Figure| match cells.sheet.value(figure.at.cell) {
        Value::Text(text) if !spec.percent => text.contains(['万', '亿', '元', '千']),
        _ if !spec.percent => figure.unit.is_large() || cells.shows_scaled(figure.at.cell),
        _ => cells.shows_percent(figure.at.cell),
    };
    let is_large = |(role, figure): &(Role, Figure)| {
        let value = figure.value().filter(|value| *value > Decimal::ONE);
        has_unit(*role) && value.is_some() && !names_its_own(figure)
    };
    let are_large = figures.iter().any(is_large);
    for (role, figure) in figures {
        let unit = of(*role).filter(|unit| match *unit {
            Unit::PERCENT => spec.percent && are_large,
            unit => !spec.percent && unit.is_large(),
        });
        let Some(unit) = unit.filter(|_| has_unit(*role)) else {
            continue;
        };
        let is_within_reach = |scaled: &Figure| {
            let most = target.map(|target| Ratio::from(target).times(&Ratio::from(OUT_OF_REACH)));
            let value = scaled.value().map(Ratio::from);
            value.is_some_and(|value| most.is_none_or(|most| value <= most))
        };
        let scaled = figure.clone().measured(unit);
        if let (false, Some(scaled)) = (names_its_own(figure), scaled.filter(is_within_reach)) {
            *figure = scaled;
        }
    }
}

/// An attainment in whole percents: 95 where actual over target is about 1. Its cell or its header need not say so.
pub(super) fn attainment(cells: &Cells, spec: &Spec, figures: &mut [(Role, Figure)]) {
    let find = |wanted: Role| {
        let found = figures.iter().position(|(role, _)| *role == wanted);
        found.map(|at| (at, &figures[at].1))
    };
    let value = |role: Role| find(role).and_then(|(_, figure)| figure.value());
    let Some((at, stated)) = find(Role::Attainment) else {
        return;
    };
    let target = spec.rule.fixed_target().or_else(|| value(Role::Target));
    let (Some(written), Some(actual), Some(target)) = (stated.value(), value(Role::Actual), target)
    else {
        return;
    };
    let Some(right) = Ratio::from(actual).over(&Ratio::from(target)) else {
        return;
    };
    let written = Ratio::from(written);
    let times = |factor: i64| right.times(&Ratio::from(factor));
    // Ten as a share is 1,000 %, which nearly nobody attains. Less is a share too, unless it is about right in percent.
    let is_whole = match written >= Ratio::from(10) {
        true => written > times(10),
        false => written > times(33) && written < times(300),
    };
    if is_whole && written > Ratio::from(1) && !cells.shows_percent(stated.at.cell) {
        figures[at].1 = in_percents(figures[at].1.clone());
    }
}
