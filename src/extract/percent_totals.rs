//! Totals that a whole list shows as percentages: 97.0 % of 100 points are 97.

use super::{Extraction, TableRows};
use crate::mapping::Mapping;
use crate::number::Decimal;
use crate::scorecard::{Figure, Unit};

/// Nobody has more than this many times the full marks.
const MOST: i64 = 3;

/// Reads the totals of such a list as points. One alone may be a slip, which is told.
pub(super) fn settle(mapping: &Mapping, extraction: &mut Extraction) {
    if mapping.full_total != Decimal::HUNDRED {
        return;
    }
    let mut counts = vec![(0_usize, 0_usize); extraction.tables.len()];
    for card in &extraction.cards {
        if let (Some(total), Some(count)) = (&card.total, counts.get_mut(card.table)) {
            count.0 += usize::from(is_share(total));
            count.1 += usize::from(total.value().is_some());
        }
    }
    let is_habit = |table: usize| {
        let of_people = extraction.tables[table].rows == TableRows::People;
        let (shares, all) = counts[table];
        of_people && shares > 1 && shares * 2 > all
    };
    let habits: Vec<bool> = (0..counts.len()).map(is_habit).collect();
    if !habits.contains(&true) {
        return;
    }
    for card in &mut extraction.cards {
        if habits[card.table]
            && let Some(total) = card.total.take_if(|total| is_share(total))
        {
            card.total = total.clone().measured(Unit::noughts(2)).or(Some(total));
        }
    }
}

fn is_share(total: &Figure) -> bool {
    let share = total.value().filter(|_| total.is_percent);
    share.is_some_and(|share| share.abs() <= Decimal::from(MOST))
}
