//! Figures in 万元: a header, an item or a unit cell that says so, and what the figure is in yuan.

use super::figure::Cells;
use super::header::Header;
use crate::mapping::Line as Spec;
use crate::mapping::spelling::Label;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Figure, State};
use crate::workbook::{CellRef, Value};

/// How many a unit stands for.
const UNITS: &[(&str, u32)] = &[
    ("亿元", 100_000_000),
    ("亿", 100_000_000),
    ("百万元", 1_000_000),
    ("百万", 1_000_000),
    ("万元", 10_000),
    ("万", 10_000),
    ("万人", 10_000),
    ("万次", 10_000),
    ("千元", 1_000),
    ("元", 1),
    ("人民币元", 1),
];
/// Headers of the column of units.
const HEADERS: &[&str] = &["单位", "计量单位", "指标单位", "数据单位"];
/// A figure this many times its target is not in the unit that its item names.
const OUT_OF_REACH: u32 = 100;

/// How many a label's bracket says that one of its figures stands for: `销售额（万元）` 10,000.
pub(super) fn of_label(label: &Label) -> Option<u32> {
    of_words(label.bracket.as_deref()?)
}

fn of_words(words: &str) -> Option<u32> {
    let words = words
        .trim_start_matches("单位")
        .trim_start_matches([':', '/', '(']);
    let known = UNITS
        .iter()
        .find(|(unit, _)| *unit == words.trim_end_matches(')'));
    known.map(|(_, factor)| *factor)
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

/// How many one of a line's figures stands for by its own words: the unit's cell, else the item's bracket.
pub(super) fn of_line(cells: &Cells, item: CellRef, unit: Option<CellRef>) -> Option<u32> {
    let word = |at: CellRef| cells.word(at).map(|word| word.value);
    let told = unit.and_then(word);
    told.and_then(|unit| of_words(&crate::mapping::spelling::fold(&unit)))
        .or_else(|| of_label(&Label::new(&word(item)?)))
}

/// What a line is about, where its figures are money. A header over many lines' figures speaks of those.
const MONEY: &[&str] = &[
    "额", "收入", "营收", "成本", "费用", "利润", "毛利", "回款", "产值", "金", "gmv", "交易",
    "流水", "预算",
];

/// True for a line of money: 店铺销售额, not 访客数 and not 毛利率.
pub(super) fn is_money(spec: &Spec) -> bool {
    let item = crate::mapping::spelling::fold(&spec.item);
    MONEY.iter().any(|word| item.contains(word)) && !item.ends_with(['率', '比', '数'])
}

/// The line's figures in yuan, or in whatever its rule counts. Percentages have no such unit, nor has a figure that
/// names its own.
pub(super) fn scale(
    cells: &Cells,
    spec: &Spec,
    figures: &mut [(Role, Figure)],
    of: impl Fn(Role) -> Option<u32>,
) {
    if spec.percent {
        return;
    }
    let target = spec.rule.fixed_target();
    for (role, figure) in figures {
        if !matches!(role, Role::Actual | Role::Target | Role::Previous) {
            continue;
        }
        let Some(factor) = of(*role).filter(|factor| *factor > 1) else {
            continue;
        };
        let names_its_own = matches!(
            cells.sheet.value(figure.at.cell),
            Value::Text(text) if text.contains(['万', '亿', '元', '千'])
        );
        let times = |value: Decimal| {
            let scaled = Ratio::from(value).times(&Ratio::from(i64::from(factor)));
            let beyond = target.is_some_and(|target| {
                scaled > Ratio::from(target).times(&Ratio::from(i64::from(OUT_OF_REACH)))
            });
            scaled.exact(20).filter(|_| !beyond)
        };
        if let (false, State::Number(value) | State::Computed(value) | State::TextNumber(value)) =
            (names_its_own, &mut figure.state)
            && let Some(scaled) = times(*value)
        {
            *value = scaled;
            figure.unit = factor;
        }
    }
}
