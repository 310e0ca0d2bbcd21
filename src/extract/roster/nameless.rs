//! Rows with figures and no name: a sum without its label, or somebody whose name was forgotten.

use std::collections::BTreeMap;

use super::Roster;
use crate::finding::{Code, Finding};
use crate::formula::reads_other_rows;
use crate::mapping::Field;
use crate::number::Ratio;
use crate::scorecard::{Line, Scorecard};
use crate::workbook::CellRef;

impl Roster<'_> {
    /// A nameless row whose figures are formulas over the rows above, or their sums.
    pub(super) fn is_unlabelled_sum(&self, row: u32, above: &Sums) -> bool {
        let columns: Vec<u32> = self.figure_columns().collect();
        let is_formula = |column: &u32| {
            let formula = self.cells.sheet.formulas.get(&CellRef::new(row, *column));
            formula.is_some_and(|formula| {
                let text = formula.text.to_ascii_uppercase();
                let names = ["SUM", "AVERAGE", "SUBTOTAL"];
                // A person's own total adds along his row.
                names.iter().any(|name| text.contains(name)) && reads_other_rows(&text, row)
            })
        };
        if columns.iter().any(is_formula) {
            return true;
        }
        columns.into_iter().any(|column| {
            let own = self.cells.figure(CellRef::new(row, column)).value();
            let sum = above.figures.get(&column).filter(|(count, _)| *count > 1);
            own.zip(sum)
                .is_some_and(|(own, (_, sum))| !own.is_zero() && Ratio::from(own) == *sum)
        })
    }

    pub(super) fn report_nameless(&mut self, row: u32) {
        let column = self
            .fields
            .get(&Field::Name)
            .or(self.fields.get(&Field::Id))
            .copied()
            .unwrap_or_default();
        let at = CellRef::new(row, column);
        let message = text!(
            "{at} 没有姓名，但这一行填了数：不知道是谁的考核，没有计分。请补上姓名或工号，或删去这一行。"
                / "{at} has no name although the row holds figures: nobody knows whose they are, nothing was scored. Add a name or id, or delete the row."
        );
        self.extraction
            .findings
            .push(Finding::new(Code::X101, message).at(self.cells.index, at));
    }
}

/// The figures down to a row, added up by column.
#[derive(Default)]
pub(super) struct Sums {
    /// How many there are, and their sum.
    figures: BTreeMap<u32, (usize, Ratio)>,
    /// How many cards are in.
    cards: usize,
}

impl Sums {
    /// Takes in the cards above a row that is below the last one asked for.
    pub fn reach(&mut self, row: u32, cards: &[Scorecard]) {
        for card in cards[self.cards..].iter().take_while(|card| card.row < row) {
            self.cards += 1;
            let lines = card.lines.iter().flat_map(Line::figures);
            let money = [&card.total, &card.base, &card.payout];
            let figures = lines.map(|(_, figure)| figure);
            let figures = figures.chain(money.into_iter().flatten().cloned());
            for figure in figures {
                if let Some(value) = figure.value() {
                    let (count, sum) = self
                        .figures
                        .entry(figure.at.cell.column)
                        .or_insert((0, Ratio::zero()));
                    *count += 1;
                    *sum = sum.plus(&Ratio::from(value));
                }
            }
        }
    }
}
