//! Lookups: VLOOKUP, HLOOKUP, LOOKUP, XLOOKUP, MATCH, INDEX.
//!
//! A column in which something is looked up exactly is put in order once, so that a roster that looks up each of its
//! people costs no more than reading it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::cells::{Evaluator, Place};
use super::dust::is_same;
use super::parse::Expr;
use super::values::{Outcome, Stop, Value};
use crate::number::Ratio;
use crate::workbook::{CellRange, CellRef, Location};

/// Where each value stands first in a row or column, counted from its beginning.
pub(super) struct Index {
    numbers: BTreeMap<Ratio, u32>,
    texts: BTreeMap<String, u32>,
    /// The numbers stand in rising order and there is nothing else: what an approximate lookup rests on.
    rises: bool,
    /// A date, an error or a truth value stands among them.
    is_mixed: bool,
}

/// Along which a place runs.
fn line(place: Place) -> Outcome<bool> {
    match place.shape() {
        (_, 1) => Ok(true),
        (1, _) => Ok(false),
        _ => Err(Stop::Unknown),
    }
}

/// The first column or row of a place.
fn edge(place: Place, is_column: bool) -> Place {
    let CellRange { first, last } = place.range;
    let last = match is_column {
        true => CellRef::new(last.row, first.column),
        false => CellRef::new(first.row, last.column),
    };
    Place {
        range: CellRange { first, last },
        ..place
    }
}

impl Evaluator<'_> {
    /// What a function of this file gives; `None` for a name or arguments that are not of this file.
    pub(super) fn looked_up(
        &mut self,
        name: &str,
        of: &[Expr],
        sheet: usize,
    ) -> Option<Outcome<Value>> {
        Some(match (name, of) {
            ("VLOOKUP" | "HLOOKUP", [sought, table, index]) => {
                self.table(name, sought, table, index, None, sheet)
            }
            ("VLOOKUP" | "HLOOKUP", [sought, table, index, nearest]) => {
                self.table(name, sought, table, index, Some(nearest), sheet)
            }
            ("MATCH", [sought, range]) => self.matched(sought, range, None, sheet),
            ("MATCH", [sought, range, kind]) => self.matched(sought, range, Some(kind), sheet),
            ("LOOKUP", [sought, range]) => self.across(sought, range, range, true, sheet),
            ("LOOKUP", [sought, Expr::Array(edges), Expr::Array(results)]) => {
                let (edges, results) = (edges.iter().flatten(), results.iter().flatten());
                self.among_constants(sought, edges.zip(results), sheet)
            }
            ("LOOKUP", [sought, range, results]) => {
                self.across(sought, range, results, true, sheet)
            }
            ("XLOOKUP", [sought, range, results]) => {
                self.across(sought, range, results, false, sheet)
            }
            ("XLOOKUP", [sought, range, results, instead]) => {
                match self.across(sought, range, results, false, sheet) {
                    Err(Stop::Error) if *instead != Expr::Missing => self.scalar(instead, sheet),
                    outcome => outcome,
                }
            }
            ("INDEX", [range, row]) => self.indexed(range, row, None, sheet),
            ("INDEX", [range, row, column]) => self.indexed(range, row, Some(column), sheet),
            _ => return None,
        })
    }

    fn table(
        &mut self,
        name: &str,
        sought: &Expr,
        table: &Expr,
        index: &Expr,
        nearest: Option<&Expr>,
        sheet: usize,
    ) -> Outcome<Value> {
        let sought = self.scalar(sought, sheet)?;
        let place = self.place(table, sheet)?;
        let index = self.position(index, sheet)?;
        let is_nearest = match nearest {
            Some(Expr::Missing) => false,
            Some(nearest) => self.scalar(nearest, sheet)?.truth()?,
            None => true,
        };
        let is_column = name == "VLOOKUP";
        let found = self.find(&sought, edge(place, is_column), is_nearest)?;
        let first = place.range.first;
        let cell = match is_column {
            true => CellRef::new(first.row + found, first.column.saturating_add(index)),
            false => CellRef::new(first.row.saturating_add(index), first.column + found),
        };
        self.inside(place, cell)
    }

    /// The answer beside the last of some rising numbers that is not above what is sought.
    fn among_constants<'e>(
        &mut self,
        sought: &Expr,
        pairs: impl Iterator<Item = (&'e Expr, &'e Expr)>,
        sheet: usize,
    ) -> Outcome<Value> {
        let Value::Number(sought) = self.scalar(sought, sheet)? else {
            return Err(Stop::Unknown);
        };
        let mut before: Option<(Ratio, &Expr)> = None;
        for (edge, answer) in pairs {
            let edge = self.scalar(edge, sheet)?.number()?;
            if before.as_ref().is_some_and(|(before, _)| *before >= edge) {
                return Err(Stop::Unknown);
            }
            self.dust.is_torn |= is_same(&edge, &sought);
            if edge > sought {
                break;
            }
            before = Some((edge, answer));
        }
        let (_, answer) = before.ok_or(Stop::Error)?;
        self.scalar(answer, sheet)
    }

    fn matched(
        &mut self,
        sought: &Expr,
        range: &Expr,
        kind: Option<&Expr>,
        sheet: usize,
    ) -> Outcome<Value> {
        let sought = self.scalar(sought, sheet)?;
        let place = self.place(range, sheet)?;
        line(place)?;
        let kind = match kind {
            Some(kind) => self.scalar(kind, sheet)?.number()?,
            None => Ratio::from(1),
        };
        if kind.is_negative() {
            return Err(Stop::Unknown);
        }
        let found = self.find(&sought, place, !kind.is_zero())?;
        Ok(Value::Number(Ratio::from(i64::from(found) + 1)))
    }

    fn across(
        &mut self,
        sought: &Expr,
        range: &Expr,
        results: &Expr,
        is_nearest: bool,
        sheet: usize,
    ) -> Outcome<Value> {
        let sought = self.scalar(sought, sheet)?;
        let (place, results) = (self.place(range, sheet)?, self.place(results, sheet)?);
        let is_column = line(place)?;
        if line(results)? != is_column || results.shape() != place.shape() {
            return Err(Stop::Unknown);
        }
        let found = self.find(&sought, place, is_nearest)?;
        let first = results.range.first;
        let cell = match is_column {
            true => CellRef::new(first.row + found, first.column),
            false => CellRef::new(first.row, first.column + found),
        };
        self.inside(results, cell)
    }

    fn indexed(
        &mut self,
        range: &Expr,
        row: &Expr,
        column: Option<&Expr>,
        sheet: usize,
    ) -> Outcome<Value> {
        let place = self.place(range, sheet)?;
        let (rows, columns) = place.shape();
        let row = self.position(row, sheet)?;
        let (row, column) = match column {
            Some(column) => (row, self.position(column, sheet)?),
            None if columns == 1 => (row, 0),
            None if rows == 1 => (0, row),
            None => return Err(Stop::Unknown),
        };
        let first = place.range.first;
        let cell = CellRef::new(
            first.row.saturating_add(row),
            first.column.saturating_add(column),
        );
        self.inside(place, cell)
    }

    /// A position that counts from 1, from 0. That 0 stands for all of them is not known here.
    fn position(&mut self, expr: &Expr, sheet: usize) -> Outcome<u32> {
        let number = self.scalar(expr, sheet)?.number()?;
        // No double errs in a figure that nothing was computed with.
        let is_bare = expr.is_plain() || matches!(expr, Expr::Call(name, _) if name == "MATCH");
        let number = match number.exact(0).filter(|_| is_bare) {
            Some(whole) => Some(whole),
            None => self.dust.floor(&number).exact(0),
        };
        let number = number.and_then(crate::number::Decimal::to_integer);
        let position = number.and_then(|number| number.checked_sub(1));
        u32::try_from(position.ok_or(Stop::Unknown)?).map_err(|_| Stop::Unknown)
    }

    fn inside(&mut self, place: Place, cell: CellRef) -> Outcome<Value> {
        if !place.range.contains(cell) {
            return Err(Stop::Error);
        }
        let sheet = place.sheet;
        self.cell(Location { sheet, cell })
    }

    /// Where a value stands in a row or column.
    fn find(&mut self, sought: &Value, place: Place, is_nearest: bool) -> Outcome<u32> {
        let index = self.index(place)?;
        if index.is_mixed {
            return Err(Stop::Unknown);
        }
        match sought {
            Value::Number(number) if is_nearest => {
                if !index.rises {
                    return Err(Stop::Unknown);
                }
                let found = index.numbers.range(..=number).next_back();
                let next = index.numbers.range(number..).next();
                let is_edge = |near: &(&Ratio, &u32)| is_same(near.0, number);
                self.dust.is_torn |= found.is_some_and(|near| is_edge(&near));
                self.dust.is_torn |= next.is_some_and(|near| is_edge(&near));
                found.map(|(_, at)| *at).ok_or(Stop::Error)
            }
            Value::Number(number) => match index.numbers.get(number) {
                Some(at) => Ok(*at),
                None => Err(Stop::Error),
            },
            Value::Text(text) if !is_nearest && !text.contains(['*', '?', '~']) => {
                let found = index.texts.get(&text.to_lowercase());
                found.copied().ok_or(Stop::Error)
            }
            _ => Err(Stop::Unknown),
        }
    }

    fn index(&mut self, place: Place) -> Outcome<Rc<Index>> {
        let key = (place.sheet, place.range.first, place.range.last);
        if let Some(known) = self.indexes.get(&key) {
            return known.clone().ok_or(Stop::Unknown);
        }
        let index = self.index_anew(place).map(Rc::new);
        self.indexes.insert(key, index.clone().ok());
        index
    }

    fn index_anew(&mut self, place: Place) -> Outcome<Index> {
        let is_column = line(place)?;
        let mut index = Index {
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            rises: true,
            is_mixed: false,
        };
        let mut before: Option<Ratio> = None;
        for (cell, value) in self.filled_of_whole(place)? {
            let at = match is_column {
                true => cell.row - place.range.first.row,
                false => cell.column - place.range.first.column,
            };
            match value {
                Ok(Value::Number(number)) => {
                    index.rises &= before.as_ref().is_none_or(|before| *before < number);
                    before = Some(number.clone());
                    index.numbers.entry(number).or_insert(at);
                }
                Ok(Value::Text(text)) => {
                    index.rises = false;
                    index.texts.entry(text.to_lowercase()).or_insert(at);
                }
                Ok(Value::Blank) => {}
                Err(Stop::Unknown) => return Err(Stop::Unknown),
                _ => index.is_mixed = true,
            }
        }
        Ok(index)
    }
}
