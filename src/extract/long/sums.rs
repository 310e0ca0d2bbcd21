//! Rows among the lines that add a person's lines and are none themselves: 总分, 本月得分, 合计.

use indexmap::IndexMap;

use super::places::Key;
use super::{Detail, Group, Whose, filled};
use crate::extract::items::Items;
use crate::extract::rows;
use crate::mapping::{Composition, Field};
use crate::number::{Mode, Ratio, Rounding};
use crate::rule::Role;
use crate::scorecard::Figure;
use crate::workbook::CellRef;

impl Detail<'_> {
    /// True for a row that adds lines: by its words, or by its figures where no line of the scheme is called so. `above`
    /// are the person's rows down to it.
    pub(super) fn adds_lines(&self, row: u32, text: &str, known: &Items, above: &[u32]) -> bool {
        // 产品合格率 is a line that ends like the label of a sum.
        if known.has(text) || self.measures(row) {
            return rows::is_sum_label(text) && !filled(&self.cells, self.header, row);
        }
        if rows::is_sum_label(text) {
            return true;
        }
        // 客户满意度总分 holds the points of a line.
        if known.find(text).is_some() {
            return false;
        }
        let inputs = [Role::Target, Role::Actual, Role::Previous, Role::Raw];
        let has_inputs = inputs
            .into_iter()
            .any(|role| self.value(row, role).is_some());
        // Nobody's line is called like the total of the scheme.
        let is_total = || {
            let spelled = self.mapping.fields.get(&Field::Total);
            rows::adds_lines(text)
                || spelled.is_some_and(|all| all.iter().any(|one| one.matches_text(text)))
        };
        let may_be_own = !self.mapping.patterns.is_empty();
        !has_inputs
            && (is_total()
                || (!may_be_own || rows::is_called_like_points(text)) && self.adds(row, above))
    }

    /// True where a row's points are those of the rows above together, and what it weighs is so too, if it weighs
    /// anything.
    fn adds(&self, row: u32, above: &[u32]) -> bool {
        let adds = |role: Role| {
            let own = self.value(row, role)?;
            let values = above.iter().filter_map(|row| self.value(*row, role));
            let values: Vec<Ratio> = values.collect();
            let rounding = Rounding {
                digits: own.written().scale(),
                mode: Mode::HalfUp,
            };
            let count = values.len();
            let sum: Ratio = values.into_iter().sum();
            Some(count > 1 && !own.is_zero() && sum.round(rounding) == own.round(rounding))
        };
        let points = [Role::Weighted, Role::Score];
        points.into_iter().find_map(adds) == Some(true)
            && [Role::Weight, Role::Max]
                .into_iter()
                .all(|role| adds(role) != Some(false))
    }

    fn value(&self, row: u32, role: Role) -> Option<Ratio> {
        self.figure_of(row, role)?.value().map(Ratio::from)
    }

    fn figure_of(&self, row: u32, role: Role) -> Option<Figure> {
        let column = self.header.column(Key::Column(role))?;
        Some(self.cells.figure(CellRef::new(row, column)))
    }

    /// The total that a person's own row of sums holds.
    pub(super) fn total_in_row(&self, group: &Group) -> Option<Figure> {
        // What lines take off together is no total.
        let is_deducting = self.mapping.composition == Composition::Deductions;
        let row = group.total_row.filter(|_| !is_deducting)?;
        let mut points = [Role::Weighted, Role::Score].into_iter();
        points.find_map(|role| {
            let figure = self.figure_of(row, role)?;
            figure.value().is_some().then_some(figure)
        })
    }

    /// What such a row weighs.
    pub(super) fn weight_in_row(&self, group: &Group) -> Option<Figure> {
        let mut marks = [Role::Weight, Role::Max].into_iter();
        marks.find_map(|role| {
            let figure = self.figure_of(group.total_row?, role)?;
            figure.value().is_some().then_some(figure)
        })
    }
}

/// Below the last person may stand the sum of all: where most people have no row of sums, nobody has one.
pub(super) fn keep_own_totals(groups: &mut IndexMap<Whose, Group>) {
    let own = groups.values().filter(|group| group.total_row.is_some());
    if own.count() * 2 <= groups.len() {
        for group in groups.values_mut() {
            group.total_row = None;
        }
    }
}
