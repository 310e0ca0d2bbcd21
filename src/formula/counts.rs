//! Functions that look at each cell of a range: counts, conditional sums, ranks.

use super::cells::{Evaluator, Place};
use super::criterion::Criterion;
use super::functions::{count, sum};
use super::parse::Expr;
use super::sheets;
use super::values::{Outcome, Stop, Value, over};
use crate::number::Ratio;
use crate::workbook::{CellRef, Location};

impl Evaluator<'_> {
    /// What a function of this file gives; `None` for a name or arguments that are not of this file.
    pub(super) fn counted(
        &mut self,
        name: &str,
        of: &[Expr],
        sheet: usize,
    ) -> Option<Outcome<Value>> {
        let number = match (name, of) {
            ("COUNTA", [_, ..]) => self.count_filled(of, sheet),
            ("COUNTIF", [_, _]) => self
                .conditional(None, of, sheet)
                .map(|met| count(met.len())),
            ("COUNTIFS", [_, _, ..]) if of.len().is_multiple_of(2) => self
                .conditional(None, of, sheet)
                .map(|met| count(met.len())),
            ("SUMIF", [range, _]) => self
                .conditional(Some(range), of, sheet)
                .and_then(|met| sum(&met)),
            ("SUMIF", [range, criterion, sums]) => self
                .conditional(Some(sums), &[range.clone(), criterion.clone()], sheet)
                .and_then(|met| sum(&met)),
            ("SUMIFS", [sums, tests @ ..]) if tests.len() >= 2 && tests.len().is_multiple_of(2) => {
                self.conditional(Some(sums), tests, sheet)
                    .and_then(|met| sum(&met))
            }
            ("AVERAGEIF", [range, _]) => self.conditional(Some(range), of, sheet).and_then(mean),
            ("AVERAGEIF", [range, criterion, figures]) => self
                .conditional(Some(figures), &[range.clone(), criterion.clone()], sheet)
                .and_then(mean),
            ("AVERAGEIFS", [figures, tests @ ..])
                if tests.len() >= 2 && tests.len().is_multiple_of(2) =>
            {
                self.conditional(Some(figures), tests, sheet).and_then(mean)
            }
            ("RANK" | "RANK.EQ", [one, range]) => self.rank(one, range, None, sheet),
            ("RANK" | "RANK.EQ", [one, range, order]) => self.rank(one, range, Some(order), sheet),
            ("LARGE" | "SMALL", [range, place]) => self.ordered(name, range, place, sheet),
            _ => return None,
        };
        Some(number.map(Value::Number))
    }

    fn count_filled(&mut self, of: &[Expr], sheet: usize) -> Outcome<Ratio> {
        let mut found = 0;
        for one in of {
            let Expr::Cells(..) = one else {
                return Err(Stop::Unknown);
            };
            let place = self.place(one, sheet)?;
            // Empty text counts for a spreadsheet, and is not among the filled cells.
            let on = self.workbook.sheets.get(place.sheet).ok_or(Stop::Unknown)?;
            if sheets::has_empty_text(on, place.range) {
                return Err(Stop::Unknown);
            }
            for (_, value) in self.filled(place)? {
                found += usize::from(!matches!(value, Ok(Value::Blank)));
            }
        }
        Ok(count(found))
    }

    /// The numbers of `sums` whose neighbours meet all criteria; without `sums`, a zero for each place that does.
    fn conditional(
        &mut self,
        sums: Option<&Expr>,
        tests: &[Expr],
        sheet: usize,
    ) -> Outcome<Vec<Ratio>> {
        let mut conditions: Vec<(Place, Criterion)> = Vec::new();
        for pair in tests.chunks_exact(2) {
            if let [range, criterion] = pair {
                let place = self.place(range, sheet)?;
                let criterion = self.scalar(criterion, sheet)?;
                conditions.push((place, Criterion::read(&criterion)?));
            }
        }
        let first = conditions.first().ok_or(Stop::Unknown)?.0;
        let walked = match sums {
            Some(sums) => self.place(sums, sheet)?,
            None => first,
        };
        if conditions
            .iter()
            .any(|(place, _)| place.shape() != walked.shape())
        {
            return Err(Stop::Unknown);
        }
        // Blanks that meet "other than" are not among the filled cells.
        if sums.is_none() && conditions.iter().any(|(_, test)| test.is_met_by_blank()) {
            return Err(Stop::Unknown);
        }
        let mut met = Vec::new();
        for (at, value) in self.filled(walked)? {
            let mut meets_all = true;
            for (place, criterion) in &conditions {
                let cell = CellRef::new(
                    at.row - walked.range.first.row + place.range.first.row,
                    at.column - walked.range.first.column + place.range.first.column,
                );
                let sheet = place.sheet;
                meets_all &= match self.cell(Location { sheet, cell }) {
                    Err(Stop::Error) => return Err(Stop::Unknown),
                    tested => criterion.is_met(&tested?)?,
                };
                if !meets_all {
                    break;
                }
            }
            if !meets_all {
                continue;
            }
            match value? {
                _ if sums.is_none() => met.push(Ratio::zero()),
                Value::Number(number) => met.push(number),
                Value::Date => return Err(Stop::Unknown),
                _ => {}
            }
        }
        Ok(met)
    }

    /// The numbers of a range, and none of its arguments' other kinds.
    fn figures(&mut self, range: &Expr, sheet: usize) -> Outcome<Vec<Ratio>> {
        let Expr::Cells(..) = range else {
            return Err(Stop::Unknown);
        };
        self.numbers(std::slice::from_ref(range), sheet)
    }

    fn rank(
        &mut self,
        one: &Expr,
        range: &Expr,
        order: Option<&Expr>,
        sheet: usize,
    ) -> Outcome<Ratio> {
        let one = self.scalar(one, sheet)?.number()?;
        let rises = match order {
            Some(order) => !self.scalar(order, sheet)?.number()?.is_zero(),
            None => false,
        };
        let figures = self.figures(range, sheet)?;
        if !figures.contains(&one) {
            return Err(Stop::Error);
        }
        let before = figures.iter().filter(|other| match rises {
            true => **other < one,
            false => **other > one,
        });
        Ok(count(before.count() + 1))
    }

    fn ordered(&mut self, name: &str, range: &Expr, place: &Expr, sheet: usize) -> Outcome<Ratio> {
        let place = self.scalar(place, sheet)?.number()?;
        let place = place.exact(0).and_then(crate::number::Decimal::to_integer);
        let place = usize::try_from(place.ok_or(Stop::Unknown)?).map_err(|_| Stop::Error)?;
        let mut figures = self.figures(range, sheet)?;
        figures.sort();
        if name == "LARGE" {
            figures.reverse();
        }
        let index = place.checked_sub(1).ok_or(Stop::Error)?;
        figures.get(index).cloned().ok_or(Stop::Error)
    }
}

fn mean(figures: Vec<Ratio>) -> Outcome<Ratio> {
    over(&sum(&figures)?, &count(figures.len()))
}
