//! What else moves the pay of a roster: columns of factors and of money whose headers say so, where the pay comes out
//! by them.

use super::pay::Card;
use super::table::{Table, figure};
use crate::number::{Decimal, Ratio};
use crate::workbook::CellRef;

/// More columns would be too many ways to try.
const MOST: usize = 5;
/// How headers of factors and of money end; 绩效系数 is a grade's.
const TIMES: &[&str] = &["系数", "出勤率", "到岗率", "折算率", "发放比例"];
const PLUS: &[&str] = &["奖励", "奖金", "补贴", "津贴", "补助", "奖", "加发"];
const MINUS: &[&str] = &["扣款", "罚款", "扣罚", "扣发", "处罚", "罚"];

/// A column that moves the pay.
#[derive(Debug, Clone)]
pub(super) struct Adjustment {
    /// As the mapping calls it: `times`, `plus`, `minus`.
    pub how: &'static str,
    pub words: String,
    pub column: u32,
    /// Somebody's cell is empty.
    pub has_blanks: bool,
}

/// How a person's pay is moved.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    times: Ratio,
    plus: Ratio,
}

impl Default for Moved {
    fn default() -> Self {
        Moved {
            times: Ratio::from(1),
            plus: Ratio::zero(),
        }
    }
}

impl Moved {
    /// The pay that comes of this one.
    pub fn on(&self, pay: &Ratio) -> Ratio {
        let moved = pay.times(&self.times).plus(&self.plus);
        moved.max(Ratio::zero())
    }

    /// The pay before it was moved.
    pub fn before(&self, pay: &Ratio) -> Option<Ratio> {
        pay.minus(&self.plus).over(&self.times)
    }
}

/// The columns that may move the pay, in every choice of them, the fewest first.
pub(super) fn choices(table: &Table, rows: &[u32]) -> Vec<Vec<Adjustment>> {
    let ends = |name: &str, ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let own = table.columns.iter().filter(|column| column.field.is_none());
    let own = own.filter_map(|column| {
        let name = column.leaf();
        let how = match name {
            name if ends(name, TIMES) => "times",
            name if ends(name, MINUS) => "minus",
            name if ends(name, PLUS) => "plus",
            _ => return None,
        };
        let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column.column));
        let figures: Vec<Decimal> = rows.iter().filter_map(at).collect();
        let is_factor = |one: &Decimal| !one.is_negative() && *one < Decimal::from(10);
        let fits = how != "times" || figures.iter().all(is_factor);
        (fits && figures.iter().any(|one| !one.is_zero())).then(|| Adjustment {
            how,
            words: column.words(),
            column: column.column,
            has_blanks: figures.len() < rows.len(),
        })
    });
    let own: Vec<Adjustment> = own.take(MOST).collect();
    let mut ways: Vec<u32> = (0..1_u32 << own.len()).collect();
    ways.sort_by_key(|way| way.count_ones());
    let chosen = |way: &u32| {
        let own = own.iter().enumerate();
        let own = own.filter(|(place, _)| way & (1 << place) != 0);
        own.map(|(_, one)| one.clone()).collect()
    };
    ways.iter().map(chosen).collect()
}

/// The card of a row whose pay is moved by these columns.
pub(super) fn by(card: Card, table: &Table, row: u32, chosen: &[Adjustment]) -> Card {
    let mut moved = Moved::default();
    for one in chosen {
        let Some(own) = figure(table.sheet, CellRef::new(row, one.column)) else {
            continue;
        };
        match one.how {
            "times" => moved.times = moved.times.times(&Ratio::from(own)),
            "plus" => moved.plus = moved.plus.plus(&Ratio::from(own)),
            _ => moved.plus = moved.plus.minus(&Ratio::from(own.abs())),
        }
    }
    Card { moved, ..card }
}
