//! Money and the pass mark, as notes, formulas and figures tell them.

use std::collections::BTreeMap;

use regex::Regex;

use super::fit::ENOUGH;
use super::moved::Moved;
use super::pay_words;
use super::plan::{Grade, Payout, SETTLE};
use super::rounding::{self, Told};
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
    /// The formulas of the grade, the coefficient, the pay and the total.
    pub formulas: BTreeMap<Field, String>,
    /// Where a form's total stands, and the sum that it goes beyond.
    pub total: Option<CellRef>,
    pub sum: Option<CellRef>,
    /// What else moves the pay.
    pub moved: Moved,
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
        formulas: TOLD
            .into_iter()
            .filter_map(|field| Some((field, formula(table.sheet, at(field)?)?)))
            .collect(),
        ..Card::default()
    }
}

/// The fields whose formulas tell a rule, or its digits.
pub(super) const TOLD: [Field; 4] = [
    Field::Grade,
    Field::Coefficient,
    Field::Payout,
    Field::Total,
];

pub(super) fn formula(sheet: &Sheet, at: CellRef) -> Option<String> {
    let formula = sheet.formulas.get(&at)?;
    Some(formula.text.clone()).filter(|text| !text.is_empty())
}

impl Card {
    pub fn of(&self, field: Field) -> Option<Ratio> {
        self.figures.get(&field).copied().map(Ratio::from)
    }

    /// The reported coefficient, else what the pay is of the base.
    pub fn coefficient(&self) -> Option<Decimal> {
        let derived = || {
            let pay = self.moved.before(&self.of(Field::Payout)?)?;
            let share = pay.over(&self.of(Field::Base)?)?;
            share.round(HUNDREDTHS).ok()
        };
        self.figures
            .get(&Field::Coefficient)
            .copied()
            .or_else(derived)
    }
}

const HUNDREDTHS: Rounding = Rounding {
    digits: 2,
    mode: Mode::HalfUp,
};

/// A way from the total to the money.
struct Way {
    payout: Payout,
    due: Vec<Option<Ratio>>,
}

/// How the total becomes money: the way that gives the pay of most people, where it gives nearly all of them.
pub(super) fn payout(
    cards: &[Card],
    notes: &[String],
    has: &dyn Fn(Field) -> bool,
    grades: &[Grade],
) -> Option<Payout> {
    if !has(Field::Payout) {
        return None;
    }
    let pass_mark = pass_mark(cards, notes);
    let share = |card: &Card| card.of(Field::Total)?.over(&Ratio::from(100));
    let estimate = |whole: &dyn Fn(&Card) -> Option<Ratio>, digits: u32| {
        let estimates = cards.iter().filter_map(|card| {
            let pay = card.of(Field::Payout).filter(|pay| !pay.is_zero())?;
            let estimate = card.moved.before(&pay)?.over(&whole(card)?)?;
            let rounding = Rounding {
                digits,
                mode: Mode::HalfUp,
            };
            estimate.round(rounding).ok()
        });
        let mut estimates: Vec<Decimal> = estimates.collect();
        estimates.sort_unstable();
        estimates.get(estimates.len() / 2).copied()
    };
    let plain = |by, note: &str| Payout {
        by,
        amount: None,
        rate: None,
        base: None,
        pass_mark,
        digits: 2,
        moved_by: Vec::new(),
        is_derived: false,
        hits: 0,
        note: note.to_owned(),
    };
    let mut ways: Vec<Way> = Vec::new();
    let mut add = |payout: Payout, due: &dyn Fn(&Card) -> Option<Ratio>| {
        let due = cards.iter().map(due).collect();
        ways.push(Way { payout, due });
    };
    let coefficients = grades.iter().any(|grade| grade.coefficient.is_some());
    let of_grade = |card: &Card| {
        let own = grades
            .iter()
            .find(|grade| Some(&grade.name) == card.grade.as_ref());
        let graded = own.and_then(|grade| grade.coefficient).map(Ratio::from);
        card.of(Field::Coefficient).or(graded)
    };
    if has(Field::Base) && coefficients {
        let note = match has(Field::Coefficient) {
            true => "绩效基数 × 等级系数".to_owned(),
            false => format!("绩效基数 × 等级系数；{SETTLE}：系数按 绩效工资 ÷ 基数 反推"),
        };
        let payout = Payout {
            is_derived: !has(Field::Coefficient),
            ..plain("base-coefficient", &note)
        };
        add(payout, &|card| {
            Some(card.of(Field::Base)?.times(&of_grade(card)?))
        });
    }
    if has(Field::Base) && has(Field::Coefficient) && coefficients {
        let note = "绩效基数 × 等级系数 × 总分 ÷ 100";
        add(plain("base-coefficient-total", note), &|card| {
            let whole = card.of(Field::Base)?.times(&of_grade(card)?);
            Some(whole.times(&share(card)?))
        });
    }
    if !has(Field::Base)
        && coefficients
        && let Some(base) = estimate(&|card| card.of(Field::Coefficient), 0)
    {
        let note = format!("绩效基数 × 等级系数；{SETTLE}：表中没有基数，下面的数是反推的");
        let payout = Payout {
            base: Some(base),
            ..plain("base-coefficient", &note)
        };
        add(payout, &|card| {
            Some(Ratio::from(base).times(&of_grade(card)?))
        });
    }
    if has(Field::Base) && has(Field::Rate) {
        let note = "基本工资 × 绩效比例 × 总分 ÷ 100";
        add(plain("base-rate", note), &|card| {
            let base = card.of(Field::Base)?.times(&card.of(Field::Rate)?);
            Some(base.times(&share(card)?))
        });
    }
    if has(Field::Base)
        && let Some(rate) = estimate(&|card| Some(card.of(Field::Base)?.times(&share(card)?)), 2)
    {
        let note = match rate == Decimal::ONE {
            true => "绩效基数 × 总分 ÷ 100".to_owned(),
            false => format!(
                "基本工资 × 绩效比例 × 总分 ÷ 100；{SETTLE}：表中没有绩效比例，下面的数是反推的"
            ),
        };
        let payout = Payout {
            rate: Some(rate),
            ..plain("base-rate", &note)
        };
        add(payout, &|card| {
            let base = card.of(Field::Base)?.times(&Ratio::from(rate));
            Some(base.times(&share(card)?))
        });
    }
    if let Some(amount) = estimate(&share, 0) {
        let told = notes.iter().any(|text| {
            Regex::new(&format!(r"(^|\D){amount}元")).is_ok_and(|pattern| pattern.is_match(text))
        });
        let note = match told {
            true => "固定奖金 × 总分 ÷ 100".to_owned(),
            false => format!("固定奖金 × 总分 ÷ 100；{SETTLE}：奖金数是反推的"),
        };
        let payout = Payout {
            amount: Some(amount),
            ..plain("fixed", &note)
        };
        add(payout, &|card| {
            Some(Ratio::from(amount).times(&share(card)?))
        });
    }
    let by_grade = || {
        let note = "每一等发一样多".to_owned();
        is_by_grade(cards, grades).then(|| Way {
            payout: plain("grade", &note),
            due: cards.iter().map(|card| grade_pay(card, grades)).collect(),
        })
    };
    let chosen = chosen(ways, cards, pass_mark).or_else(|| {
        let way = by_grade()?;
        chosen(vec![way], cards, pass_mark)
    });
    chosen.map(|payout| pay_words::beside(payout, grades, notes))
}

fn grade_pay(card: &Card, grades: &[Grade]) -> Option<Ratio> {
    let mut own = grades.iter();
    let own = own.find(|grade| Some(&grade.name) == card.grade.as_ref());
    own?.pay.map(Ratio::from)
}

/// True where several people of at least two grades are paid alike: one person of a grade tells nothing, nor does a pay
/// that all grades share.
fn is_by_grade(cards: &[Card], grades: &[Grade]) -> bool {
    const SEVERAL: usize = 2;
    let is_shared = |grade: &&Grade| {
        let paid = cards.iter().filter(|card| {
            let own = card.figures.get(&Field::Payout);
            card.grade.as_ref() == Some(&grade.name) && own.is_some() && own == grade.pay.as_ref()
        });
        paid.count() >= SEVERAL
    };
    let mut pays: Vec<Decimal> = grades.iter().filter_map(|grade| grade.pay).collect();
    pays.sort_unstable();
    pays.dedup();
    pays.len() >= SEVERAL && grades.iter().filter(is_shared).count() >= SEVERAL
}

/// The way that gives most of the pay; the first one that the headers suggest where nobody's pay is known.
fn chosen(ways: Vec<Way>, cards: &[Card], pass_mark: Option<Decimal>) -> Option<Payout> {
    let pays = || {
        cards
            .iter()
            .filter_map(|card| card.figures.get(&Field::Payout))
    };
    let shown = pays()
        .map(|pay| pay.trimmed().scale())
        .max()
        .unwrap_or(2)
        .min(2);
    let fails = |card: &Card| {
        let total = card.figures.get(&Field::Total);
        total
            .zip(pass_mark)
            .is_some_and(|(total, mark)| *total < mark)
    };
    let hits = |way: &Way, digits: u32| {
        let rounding = Rounding {
            digits,
            mode: Mode::HalfUp,
        };
        let known = way.due.iter().zip(cards).filter_map(|(due, card)| {
            let reported = card.figures.get(&Field::Payout)?;
            let due = due
                .as_ref()
                .filter(|_| !fails(card))
                .map(|due| card.moved.on(due))
                .unwrap_or_else(Ratio::zero);
            Some(due.round(rounding).ok() == Some(reported.round(rounding)))
        });
        known.filter(|hit| *hit).count()
    };
    let all = pays().count();
    let formulas = cards
        .iter()
        .filter_map(|card| card.formulas.get(&Field::Payout));
    let told = rounding::told(formulas.map(String::as_str), all);
    let mut best: Option<(usize, Payout)> = None;
    for way in ways {
        let (exact, rounded) = (hits(&way, 2), hits(&way, shown));
        let digits = match told {
            Some(Told::Digits(digits)) => digits,
            _ if rounded > exact => shown,
            _ => 2,
        };
        let most = exact.max(rounded);
        let is_enough = all == 0 || most > 0 && most * 100 >= all * ENOUGH;
        if is_enough && best.as_ref().is_none_or(|(hits, _)| most > *hits) {
            best = Some((
                most,
                Payout {
                    digits,
                    hits: most,
                    ..way.payout
                },
            ));
        }
    }
    best.map(|(_, payout)| payout)
}

/// The total below which nothing is paid.
fn pass_mark(cards: &[Card], notes: &[String]) -> Option<Decimal> {
    let told = notes.iter().find_map(|text| {
        said_figure(
            text,
            r"(?:低于|不足|未达到?|达不到|小于|<)(\d+(?:\.\d+)?)分[^。;]{0,20}?(?:不发|为零|为0|不予|不计|无绩效|没有|取消)",
        )
    });
    told.or_else(|| {
        let mut formulas = (cards.iter()).filter_map(|card| card.formulas.get(&Field::Payout));
        formulas.find_map(|text| said_figure(text, r"^IF\([A-Z$]+\d+<(\d+(?:\.\d+)?),0,"))
    })
}
