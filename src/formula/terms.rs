//! What a formula adds up: the cells behind SUM, additions, SUMPRODUCT and whatever rounds or guards them.

use std::collections::BTreeMap;

use super::Formulas;
use super::cells::Place;
use super::dust::Bias;
use super::operator::Operator;
use super::parse::{Expr, parse};
use super::sheets;
use super::values::Value;
use crate::workbook::{Location, Workbook};

/// How deep a sum may nest, through the cells that hold its parts.
const MAX_DEPTH: usize = 60;
/// How many cells a sum may add.
const MAX_CELLS: usize = 2_000;

/// Cells with how often they are added.
pub type Added = BTreeMap<Location, u32>;

impl Formulas<'_> {
    /// The cells that a cell's formula adds up, each with how often; `None` where it is no plain sum. Cells that
    /// `is_known` stand for themselves; a part that stands in another cell counts as what that cell adds.
    pub fn added(&mut self, at: Location, is_known: &dyn Fn(Location) -> bool) -> Option<Added> {
        self.evaluator.begin(Bias::None);
        let mut sum = Sum {
            formulas: self,
            is_known,
            added: Added::new(),
            depth: 0,
            is_product: false,
        };
        sum.formula(at)?;
        Some(sum.added)
    }
}

struct Sum<'f, 'a> {
    formulas: &'f mut Formulas<'a>,
    is_known: &'f dyn Fn(Location) -> bool,
    added: Added,
    depth: usize,
    /// Within a product a cell may be a weight, which is not added.
    is_product: bool,
}

impl Sum<'_, '_> {
    fn formula(&mut self, at: Location) -> Option<()> {
        let workbook: &Workbook = self.formulas.workbook;
        let text = super::recalculate::text_of(workbook, at.sheet, at.cell)?;
        self.expr(&parse(text)?, at.sheet)
    }

    fn expr(&mut self, expr: &Expr, sheet: usize) -> Option<()> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let done = self.expr_inside(expr, sheet);
        self.depth -= 1;
        done
    }

    fn expr_inside(&mut self, expr: &Expr, sheet: usize) -> Option<()> {
        match expr {
            Expr::Missing | Expr::Number(_) => Some(()),
            Expr::Cells(..) => {
                let place = self.formulas.evaluator.place(expr, sheet).ok()?;
                self.cells(place)
            }
            Expr::Percent(inner) => self.expr(inner, sheet),
            Expr::Binary(Operator::Plus, left, right) => {
                self.expr(left, sheet)?;
                self.expr(right, sheet)
            }
            Expr::Binary(Operator::Minus, left, right) => {
                matches!(**right, Expr::Number(_)).then_some(())?;
                self.expr(left, sheet)
            }
            Expr::Binary(Operator::Times, left, right) => {
                self.product(&[(**left).clone(), (**right).clone()], sheet)
            }
            // What a sum is divided by is not added.
            Expr::Binary(Operator::Over, left, _) => {
                self.product(std::slice::from_ref(&**left), sheet)
            }
            Expr::Call(name, of) => self.call(name, of, sheet),
            _ => None,
        }
    }

    fn all(&mut self, of: &[Expr], sheet: usize) -> Option<()> {
        of.iter().try_for_each(|one| self.expr(one, sheet))
    }

    fn product(&mut self, of: &[Expr], sheet: usize) -> Option<()> {
        let before = std::mem::replace(&mut self.is_product, true);
        let done = self.all(of, sheet);
        self.is_product = before;
        done
    }

    fn call(&mut self, name: &str, of: &[Expr], sheet: usize) -> Option<()> {
        match (name, of) {
            ("SUM", [_, ..]) => self.all(of, sheet),
            ("SUMPRODUCT", [_, ..]) => self.product(of, sheet),
            ("SUBTOTAL", [Expr::Number(_), rest @ ..]) => self.all(rest, sheet),
            // Caps and floors.
            ("MIN" | "MAX", [_, _, ..]) => self.all(of, sheet),
            (
                "ROUND" | "ROUNDUP" | "ROUNDDOWN" | "TRUNC" | "INT" | "N" | "IFERROR" | "IFNA",
                [one, ..],
            ) => self.expr(one, sheet),
            ("IF", [condition, rest @ ..]) => {
                let holds = self.formulas.evaluator.scalar(condition, sheet);
                let holds = holds.and_then(|value: Value| value.truth()).ok()?;
                self.expr(rest.get(usize::from(!holds))?, sheet)
            }
            _ => None,
        }
    }

    fn cells(&mut self, place: Place) -> Option<()> {
        let workbook: &Workbook = self.formulas.workbook;
        let on = workbook.sheets.get(place.sheet)?;
        for cell in sheets::filled(on, place.range, MAX_CELLS)? {
            let sheet = place.sheet;
            let at = Location { sheet, cell };
            if (self.is_known)(at) {
                self.add(at)?;
            } else if on.formulas.contains_key(&cell) {
                self.part(at)?;
            } else if !self.is_product && on.value(cell).number().is_some() {
                self.add(at)?;
            }
        }
        Some(())
    }

    /// A cell that holds a part of the sum, or a weight in a product.
    fn part(&mut self, at: Location) -> Option<()> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 8;
        let done = self.formula(at);
        self.depth -= 8;
        done
    }

    fn add(&mut self, at: Location) -> Option<()> {
        if self.added.len() >= MAX_CELLS {
            return None;
        }
        *self.added.entry(at).or_default() += 1;
        Some(())
    }
}
