//! What the figures of rows are together, and whether another row says just that: a sum or an average, whatever its label.

use std::collections::BTreeMap;

use super::Roster;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook::CellRef;

/// Digits that a typed average is compared at, at most: a stored one has the dust of binary arithmetic behind them.
const MOST_DIGITS: u32 = 8;

/// The figures of some rows, by column.
#[derive(Default)]
pub(super) struct Together(BTreeMap<u32, Column>);

/// The figures of one column.
struct Column {
    count: i64,
    sum: Ratio,
    least: Decimal,
    most: Decimal,
    /// Digits behind the point of the longest one.
    digits: u32,
}

/// How a row's figures stand to those of other rows.
#[derive(Default)]
struct Likeness {
    /// Columns in which it holds a figure.
    filled: usize,
    /// Those in which the figure is the sum or the mean, or a formula over other rows.
    added: usize,
    /// Those in which it is the greatest, the least and the number of figures.
    most: usize,
    least: usize,
    counted: usize,
    /// Columns that tell anything: where all people have the same points, their mean is everybody's.
    varied: usize,
    /// Columns with a sum beyond everybody's figure, or a mean with more digits than anybody's.
    nobodys: usize,
    /// Columns with a number of figures that is no figure of anybody's kind.
    beyond: usize,
    /// Columns with such a formula.
    formulas: usize,
}

impl Together {
    /// True before any row with a figure was taken in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes in a row.
    pub fn add(&mut self, roster: &Roster, row: u32) {
        for column in roster.added_columns() {
            let Some(value) = roster.own_value(CellRef::new(row, column)) else {
                continue;
            };
            let new = || Column {
                count: 0,
                sum: Ratio::zero(),
                least: value,
                most: value,
                digits: 0,
            };
            let all = self.0.entry(column).or_insert_with(new);
            all.count += 1;
            all.sum = all.sum.plus(&Ratio::from(value));
            all.least = all.least.min(value);
            all.most = all.most.max(value);
            all.digits = all.digits.max(value.scale());
        }
    }

    /// True where a figure is the sum of its column: more than one figure, and not nothing.
    pub fn is_sum(&self, column: u32, own: Decimal) -> bool {
        let all = self.0.get(&column).filter(|all| all.count > 1);
        all.is_some_and(|all| !own.is_zero() && Ratio::from(own) == all.sum)
    }

    /// True for a row all of whose figures are what these are together. `lacks_much` is a row without what nearly
    /// everybody else has, such as a position: of a person with a bare name alone, figures that no single person could
    /// have must prove it.
    pub fn is_told_by(&self, roster: &Roster, row: u32, lacks_much: bool) -> bool {
        let like = self.likeness(roster, row);
        if like.filled == 0 {
            return false;
        }
        if like.added == like.filled {
            return match lacks_much {
                true => like.varied > 1 || like.nobodys > 0 || like.formulas > 0,
                false => like.varied > 1 && like.nobodys > 0 || like.formulas > 1,
            };
        }
        let is_extreme = like.most == like.filled || like.least == like.filled;
        lacks_much
            && (is_extreme && like.varied > 2 && !roster.repeats_somebody(row)
                || like.counted == like.filled && like.beyond > 0)
    }

    fn likeness(&self, roster: &Roster, row: u32) -> Likeness {
        let mut like = Likeness::default();
        for column in roster.added_columns() {
            let at = CellRef::new(row, column);
            let Some(own) = roster.own_value(at) else {
                continue;
            };
            like.filled += 1;
            if roster.adds_its_column(at) {
                like.added += 1;
                like.formulas += 1;
                continue;
            }
            let Some(all) = self.0.get(&column).filter(|all| all.count > 1) else {
                continue;
            };
            let mean = all.sum.over(&Ratio::from(all.count));
            let (is_sum, is_mean) = (is(&all.sum, own), mean.is_some_and(|mean| is(&mean, own)));
            let differ = all.least != all.most;
            like.added += usize::from(is_sum || is_mean);
            like.most += usize::from(own == all.most);
            like.least += usize::from(own == all.least);
            let is_count = Decimal::new(all.count.into(), 0) == Some(own);
            like.counted += usize::from(is_count);
            like.varied += usize::from(differ);
            let outside = own > all.most || own < all.least;
            like.nobodys +=
                usize::from(is_sum && outside || is_mean && differ && own.scale() > all.digits);
            like.beyond += usize::from(is_count && outside);
        }
        like
    }
}

/// True where a figure is a value as far as it is written.
fn is(value: &Ratio, own: Decimal) -> bool {
    let rounding = Rounding {
        digits: own.scale().min(MOST_DIGITS),
        mode: Mode::HalfUp,
    };
    value
        .round(rounding)
        .is_ok_and(|value| value == own.round(rounding))
}
