//! Grades, money and the pass mark, as notes, formulas and figures tell them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use regex::Regex;

use super::plan::{Grade, Payout, SETTLE};
use super::table::{Table, figure, text};
use super::words::said_figure;
use crate::mapping::Field;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook::{CellRef, Sheet};

/// One person's figures of the whole card.
#[derive(Debug, Clone, Default)]
pub(super) struct Card {
    pub figures: BTreeMap<Field, Decimal>,
    pub grade: Option<String>,
    /// The formula of the pay.
    pub formula: Option<String>,
}

/// The card of a table's row.
pub(super) fn of_row(table: &Table, row: u32) -> Card {
    let at = |field: Field| {
        let column = table.of_field(field)?.column;
        Some(CellRef::new(row, column))
    };
    let fields = [
        Field::Total,
        Field::Coefficient,
        Field::Base,
        Field::Rate,
        Field::Payout,
    ];
    let figures = fields
        .into_iter()
        .filter_map(|field| Some((field, figure(table.sheet, at(field)?)?)));
    Card {
        figures: figures.collect(),
        grade: at(Field::Grade).and_then(|at| text(table.sheet, at)),
        formula: at(Field::Payout).and_then(|at| formula(table.sheet, at)),
    }
}

pub(super) fn formula(sheet: &Sheet, at: CellRef) -> Option<String> {
    let formula = sheet.formulas.get(&at)?;
    Some(formula.text.clone()).filter(|text| !text.is_empty())
}

/// The grades: from the figures, confirmed by what the notes say.
pub(super) fn grades(cards: &[Card], notes: &[String]) -> Vec<Grade> {
    let mut seen: IndexMap<&str, (Decimal, Option<Decimal>)> = IndexMap::new();
    for card in cards {
        let (Some(name), Some(total)) = (&card.grade, card.figures.get(&Field::Total)) else {
            continue;
        };
        let own = card.figures.get(&Field::Coefficient).copied();
        let entry = seen.entry(name.as_str()).or_insert((*total, own));
        entry.0 = entry.0.min(*total);
    }
    if seen.is_empty() || seen.len() > 8 {
        return Vec::new();
    }
    let mut grades: Vec<Grade> = seen
        .iter()
        .map(|(name, (least, coefficient))| {
            let told = notes.iter().find_map(|text| edge(text, name));
            let unit = Ratio::from(5);
            let down = Ratio::from(*least)
                .over(&unit)
                .map(|units| units.floor().times(&unit));
            let guess = down.and_then(|edge| edge.exact(0)).unwrap_or(*least);
            let (from, note) = match told {
                Some(edge) => (edge, String::new()),
                None => (guess, format!("{SETTLE}：按表中最低的总分 {least} 推测")),
            };
            Grade {
                name: (*name).to_owned(),
                from,
                coefficient: *coefficient,
                note,
            }
        })
        .collect();
    // Grades that nobody has are still in the notes.
    for name in ["S", "A", "B", "C", "D", "E"] {
        let known = grades.iter().any(|grade| grade.name == name);
        if !known && let Some(from) = notes.iter().find_map(|text| edge(text, name)) {
            let coefficient = notes.iter().find_map(|text| coefficient(text, name));
            grades.push(Grade {
                name: name.to_owned(),
                from,
                coefficient,
                note: format!("{SETTLE}：表中没有人是这一等"),
            });
        }
    }
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.from));
    let below = grades.last().is_some_and(|last| !last.from.is_zero());
    if let Some(last) = grades.last_mut().filter(|_| below) {
        let is_least = notes.iter().any(|text| {
            said_figure(
                text,
                &format!(
                    r"(\d+)分以下为?{}",
                    regex::escape(&last.name.to_lowercase())
                ),
            )
            .is_some()
        });
        if is_least || last.note.contains(SETTLE) {
            last.from = Decimal::ZERO;
            last.note = "其余".to_owned();
        }
    }
    grades
}

/// `90分及以上为A`, `A：90分及以上`.
fn edge(text: &str, name: &str) -> Option<Decimal> {
    let name = regex::escape(&name.to_lowercase());
    said_figure(
        text,
        &format!(r"(\d+)分?(?:\(含\))?(?:及以上|以上|及其以上)(?:为|是|评为|,)?{name}"),
    )
    .or_else(|| said_figure(text, &format!(r"{name}(?:级|等)?[:=(]*(?:≥|>=)(\d+)")))
    .or_else(|| {
        said_figure(
            text,
            &format!(r"{name}(?:级|等)?[:=(]*(\d+)分?(?:\(含\))?(?:及以上|以上)"),
        )
    })
    .or_else(|| {
        let below = format!(r"(?:\d+分?以下(?:为|是|,)?{name}|{name}(?:级|等)?[:=(]*\d+分?以下)");
        Regex::new(&below)
            .ok()?
            .is_match(text)
            .then_some(Decimal::ZERO)
    })
}

fn coefficient(text: &str, name: &str) -> Option<Decimal> {
    let name = regex::escape(&name.to_lowercase());
    said_figure(text, &format!(r"(?:为|是){name}\((?:系数)?([\d.]+)\)")).or_else(|| {
        said_figure(
            text,
            &format!(
                r"{name}(?:级|等)?[:=(]*\d+分?(?:及以上|以上|以下),?系数(?:为|是|:)?(\d+(?:\.\d+)?)"
            ),
        )
    })
}

/// How the total becomes money.
pub(super) fn payout(
    cards: &[Card],
    notes: &[String],
    has: &dyn Fn(Field) -> bool,
    grades: &[Grade],
) -> Option<Payout> {
    if !has(Field::Payout) {
        return None;
    }
    let pass_mark = notes
        .iter()
        .find_map(|text| {
            said_figure(
                text,
                r"(?:低于|不足|未达到?|达不到|小于|<)(\d+(?:\.\d+)?)分[^。;]{0,20}?(?:不发|为零|为0|不予|不计|无绩效|没有|取消)",
            )
        })
        .or_else(|| {
            let formulas = cards.iter().filter_map(|card| card.formula.as_deref());
            formulas.into_iter().find_map(|text| said_figure(text, r"^IF\([A-Z$]+\d+<(\d+(?:\.\d+)?),0,"))
        });
    let of = |card: &Card, field: Field| card.figures.get(&field).copied();
    let hits = |pay: &dyn Fn(&Card) -> Option<Ratio>| {
        let known = cards
            .iter()
            .filter_map(|card| Some((pay(card)?, of(card, Field::Payout)?)));
        let right = known.filter(|(pay, reported)| {
            let rounding = Rounding {
                digits: 2,
                mode: Mode::HalfUp,
            };
            pay.round(rounding)
                .is_ok_and(|pay| pay == reported.round(rounding))
        });
        right.count()
    };
    let share = |card: &Card| Ratio::from(of(card, Field::Total)?).over(&Ratio::from(100));
    let by_rate = hits(&|card| {
        let base = Ratio::from(of(card, Field::Base)?);
        Some(
            base.times(&Ratio::from(of(card, Field::Rate)?))
                .times(&share(card)?),
        )
    });
    let by_coefficient = hits(&|card| {
        let coefficient = of(card, Field::Coefficient)?;
        Some(Ratio::from(of(card, Field::Base)?).times(&Ratio::from(coefficient)))
    });
    let plain = |by, note: String| Payout {
        by,
        amount: None,
        rate: None,
        pass_mark,
        note,
    };
    let doubt = |hits: usize, words: &str| {
        if hits * 2 > cards.len() {
            words.to_owned()
        } else {
            format!("{words}；{SETTLE}：表中的数与此不符")
        }
    };
    let coefficients = has(Field::Coefficient) && !grades.is_empty();
    if has(Field::Base) && coefficients && by_coefficient >= by_rate {
        return Some(plain(
            "base-coefficient",
            doubt(by_coefficient, "绩效基数 × 等级系数"),
        ));
    }
    if has(Field::Base) && has(Field::Rate) {
        return Some(plain(
            "base-rate",
            doubt(by_rate, "基本工资 × 绩效比例 × 总分 ÷ 100"),
        ));
    }
    let estimate = |field: Field| {
        let mut found: Vec<Decimal> = cards
            .iter()
            .filter(|card| of(card, Field::Payout).is_some_and(|pay| !pay.is_zero()))
            .filter_map(|card| {
                let whole = match field {
                    Field::Base => Ratio::from(of(card, Field::Base)?),
                    _ => Ratio::from(1),
                };
                let pay = Ratio::from(of(card, Field::Payout)?)
                    .over(&share(card)?)?
                    .over(&whole)?;
                let digits = if field == Field::Base { 2 } else { 0 };
                pay.round(Rounding {
                    digits,
                    mode: Mode::HalfUp,
                })
                .ok()
            })
            .collect();
        found.sort();
        found.get(found.len() / 2).copied()
    };
    if has(Field::Base) {
        let rate = estimate(Field::Base)?;
        let note = format!(
            "基本工资 × 绩效比例 × 总分 ÷ 100；{SETTLE}：表中没有绩效比例，下面的数是反推的"
        );
        return Some(Payout {
            rate: Some(rate),
            ..plain("base-rate", note)
        });
    }
    let amount = estimate(Field::Payout)?;
    // A figure that gives most people another pay is none.
    let paid = cards.iter().filter_map(|card| {
        let pay = of(card, Field::Payout).filter(|pay| !pay.is_zero())?;
        let due = Ratio::from(amount).times(&share(card)?).round(Rounding {
            digits: 2,
            mode: Mode::HalfUp,
        });
        Some(due.ok()?.trimmed() == pay.trimmed())
    });
    let paid: Vec<bool> = paid.collect();
    let hits = paid.iter().filter(|hit| **hit).count();
    if hits * 100 < paid.len() * super::fit::ENOUGH {
        return None;
    }
    let told = notes.iter().any(|text| {
        Regex::new(&format!(r"(^|\D){amount}元")).is_ok_and(|pattern| pattern.is_match(text))
    });
    let note = if told {
        "固定奖金 × 总分 ÷ 100".to_owned()
    } else {
        format!("固定奖金 × 总分 ÷ 100；{SETTLE}：奖金数是反推的")
    };
    Some(Payout {
        amount: Some(amount),
        ..plain("fixed", note)
    })
}
