//! Merged ranges, and which one is around a cell.

use std::collections::BTreeMap;

use super::{CellRange, CellRef};

/// Merged ranges with a quick answer to "which one is around this cell", however many and however tall they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges {
    ranges: Vec<CellRange>,
    /// Where to look: ranges of about one height, by the stripes of rows that they touch, from left to right.
    places: Vec<(Place, u32)>,
    /// The classes of height that occur.
    classes: Vec<u8>,
    /// The first row below all of them: of a roster, that of the first person.
    below: u32,
}

/// A range of height 2^class and more touches a few stripes of 2^class rows, and never lies inside of one: it reaches the
/// first row or the last. Ranges that reach one row stand side by side, so that in each such list at most one range can
/// hold a cell: the last one that begins at its column or to the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    class: u8,
    stripe: u32,
    from_top: bool,
    column: u32,
}

impl Merges {
    /// The first row below all of them.
    pub fn end(&self) -> u32 {
        self.below
    }

    /// Takes ranges in any order. Those of one cell are dropped, and those that overlap one before them: Excel calls
    /// such a workbook broken.
    pub fn new(mut ranges: Vec<CellRange>) -> Self {
        ranges.retain(|range| range.first != range.last);
        ranges.sort_by_key(|range| (range.first.row, range.first.column));
        drop_overlapping(&mut ranges);
        let mut places = Vec::with_capacity(ranges.len() * 2);
        for (range, number) in ranges.iter().zip(0u32..) {
            let class = height_class(range);
            for stripe in range.first.row >> class..=range.last.row >> class {
                let top = stripe << class;
                places.push((
                    Place {
                        class,
                        stripe,
                        from_top: range.first.row <= top,
                        column: range.first.column,
                    },
                    number,
                ));
            }
        }
        places.sort_unstable();
        let mut classes: Vec<u8> = places.iter().map(|(place, _)| place.class).collect();
        classes.dedup();
        let last_rows = ranges.iter().map(|range| range.last.row);
        let below = last_rows.max().map_or(0, |last| last.saturating_add(1));
        Merges {
            ranges,
            places,
            classes,
            below,
        }
    }

    /// All ranges, by their top rows.
    pub fn iter(&self) -> impl Iterator<Item = &CellRange> {
        self.ranges.iter()
    }

    /// Those whose top rows are among these.
    pub fn beginning_in(&self, first: u32, last: u32) -> &[CellRange] {
        let start = self.ranges.partition_point(|range| range.first.row < first);
        let end = self.ranges.partition_point(|range| range.first.row <= last);
        &self.ranges[start..end.max(start)]
    }

    /// The merged range around a cell.
    pub fn around(&self, at: CellRef) -> Option<CellRange> {
        if at.row >= self.below {
            return None;
        }
        self.classes.iter().find_map(|class| {
            [true, false].into_iter().find_map(|from_top| {
                let wanted = Place {
                    class: *class,
                    stripe: at.row >> class,
                    from_top,
                    column: at.column,
                };
                let end = self.places.partition_point(|(place, _)| *place <= wanted);
                let (_, number) = self.places.get(end.checked_sub(1)?)?;
                let range = self.ranges.get(*number as usize)?;
                range.contains(at).then_some(*range)
            })
        })
    }
}

/// The power of two that the height reaches.
fn height_class(range: &CellRange) -> u8 {
    let height = range.last.row.saturating_sub(range.first.row) + 1;
    // Below 32, for a number of 32 bits.
    height.ilog2() as u8
}

/// Of ranges in order, keeps those that touch none that is kept.
fn drop_overlapping(ranges: &mut Vec<CellRange>) {
    // What reaches down to the current row: last columns and rows by first columns, side by side.
    let mut open: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    ranges.retain(|range| {
        while let Some((column, last_row)) = open
            .range(..=range.last.column)
            .next_back()
            .filter(|(_, (last_column, _))| *last_column >= range.first.column)
            .map(|(column, (_, last_row))| (*column, *last_row))
        {
            if last_row >= range.first.row {
                return false;
            }
            open.remove(&column);
        }
        open.insert(range.first.column, (range.last.column, range.last.row));
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merges(ranges: &[&str]) -> Merges {
        Merges::new(ranges.iter().map(|range| range.parse().unwrap()).collect())
    }

    #[test]
    fn every_cell_knows_its_range() {
        let all = [
            "A1:A1048576",
            "B1:XFD1",
            "B2:C3",
            "D2:D9",
            "E2:F2",
            "B4:C6",
            "E3:F70",
            "H5:H6",
        ];
        let found = merges(&all);
        assert_eq!(found.iter().count(), all.len());
        for range in all {
            let range: CellRange = range.parse().unwrap();
            let (first, last) = (range.first, range.last);
            for at in [
                first,
                last,
                CellRef::new(first.row, last.column),
                CellRef::new(last.row, first.column),
                CellRef::new((first.row + last.row) / 2, (first.column + last.column) / 2),
            ] {
                assert_eq!(found.around(at), Some(range), "{at}");
            }
        }
        for free in ["B7", "E71", "H4", "H7", "G2", "B1048576"] {
            assert_eq!(found.around(free.parse().unwrap()), None, "{free}");
        }
    }

    #[test]
    fn of_overlapping_ranges_the_first_stays() {
        let kept = |ranges: &[&str]| -> Vec<String> {
            merges(ranges).iter().map(ToString::to_string).collect()
        };
        assert_eq!(kept(&["C1:D2", "D2:E3", "E4:F4"]), ["C1:D2", "E4:F4"]);
        assert_eq!(kept(&["A1:B2", "A1:B2", "A3:B3"]), ["A1:B2", "A3:B3"]);
        assert_eq!(kept(&["A1:B1", "D1:E9", "A2:F2"]), ["A1:B1", "D1:E9"]);
        assert_eq!(kept(&["A1:XFD1048576", "B2:C3"]), ["A1:XFD1048576"]);
    }
}
