//! Cells in whatever order a file gives them -> sorted sparse rows.

use super::budget::Budget;
use super::error::ReadError;
use crate::workbook::{Cell, CellRef, Row, Value};

/// Collects the cells of one sheet.
pub(crate) struct Grid<'b> {
    budget: &'b Budget,
    rows: Vec<Row>,
    /// False once a row or a cell came before or again at the place of an earlier one.
    in_order: bool,
}

impl<'b> Grid<'b> {
    pub(crate) fn new(budget: &'b Budget) -> Self {
        Grid {
            budget,
            rows: Vec::new(),
            in_order: true,
        }
    }

    /// Stores a cell; of two at one place the later stays.
    #[inline]
    pub(crate) fn put(&mut self, at: CellRef, style: u32, value: Value) -> Result<(), ReadError> {
        self.budget.cell()?;
        if let Value::Text(text) | Value::Error(text) = &value {
            self.budget.text(text.len())?;
        }
        let cell = Cell {
            column: at.column,
            style,
            value,
        };
        match self.rows.last_mut() {
            Some(row) if row.index == at.row => {
                if row
                    .cells
                    .last()
                    .is_some_and(|last| last.column >= at.column)
                {
                    self.in_order = false;
                }
                row.cells.push(cell);
            }
            last => {
                // Rows of one table are equally long: the row before tells how much room this one wants.
                self.budget.row()?;
                let (room, index) =
                    last.map_or((8, None), |row| (row.cells.len(), Some(row.index)));
                if index.is_some_and(|index| index > at.row) {
                    self.in_order = false;
                }
                let mut cells = Vec::with_capacity(room);
                cells.push(cell);
                self.rows.push(Row {
                    index: at.row,
                    cells,
                });
            }
        }
        Ok(())
    }

    /// The rows, sorted, and how many cells stood at the place of another.
    pub(crate) fn finish(mut self) -> (Vec<Row>, u64) {
        let mut doubled = 0;
        if !self.in_order {
            self.rows.sort_by_key(|row| row.index);
            let mut joined: Vec<Row> = Vec::with_capacity(self.rows.len());
            for row in self.rows {
                match joined.last_mut() {
                    Some(before) if before.index == row.index => before.cells.extend(row.cells),
                    _ => joined.push(row),
                }
            }
            for row in &mut joined {
                let before = row.cells.len();
                row.cells.sort_by_key(|cell| cell.column);
                row.cells.reverse();
                row.cells.dedup_by_key(|cell| cell.column);
                row.cells.reverse();
                doubled += (before - row.cells.len()) as u64;
            }
            self.rows = joined;
        }
        for row in &mut self.rows {
            // One long row must not make each later one keep its room.
            if row.cells.capacity() > row.cells.len() * 2 {
                row.cells.shrink_to_fit();
            }
        }
        (self.rows, doubled)
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Limits;
    use super::*;

    #[test]
    fn cells_in_any_order_are_sorted_and_the_later_of_two_stays() {
        let budget = Budget::new(Limits::default());
        let mut grid = Grid::new(&budget);
        for (row, column, style) in [(3, 2, 1), (3, 0, 2), (0, 5, 3), (3, 2, 4), (0, 5, 5)] {
            grid.put(CellRef::new(row, column), style, Value::Empty)
                .unwrap();
        }
        let (rows, doubled) = grid.finish();
        let seen: Vec<_> = rows
            .iter()
            .flat_map(|row| {
                row.cells
                    .iter()
                    .map(|cell| (row.index, cell.column, cell.style))
            })
            .collect();
        assert_eq!(seen, [(0, 5, 5), (3, 0, 2), (3, 2, 4)]);
        assert_eq!(doubled, 2);
    }
}
