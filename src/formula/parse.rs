//! Formula text -> tree: the syntax that Excel stores, as far as the evaluator can use it.

use super::operator::Operator;
use crate::number::{Decimal, Ratio};
use crate::workbook::{CellRange, CellRef};

/// How deep parentheses and signs may nest.
const MAX_NESTING: usize = 40;
/// The longest formula that Excel takes.
const MAX_LENGTH: usize = 8192;
/// The last row and column of a sheet, from 0.
const LAST: CellRef = CellRef::new(1_048_575, 16_383);

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// An argument that was left empty.
    Missing,
    Number(Ratio),
    Text(String),
    Bool(bool),
    /// Cells, of another sheet where one is named. A single cell is a range of one.
    Cells(Option<String>, CellRange),
    Negated(Box<Expr>),
    Percent(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
    /// Constants in braces, row by row: `{0,60;"C","B"}`.
    Array(Vec<Vec<Expr>>),
}

impl Expr {
    /// True for what stands in a cell or in the formula itself, with no arithmetic before it.
    pub fn is_plain(&self) -> bool {
        !matches!(
            self,
            Expr::Negated(_)
                | Expr::Percent(_)
                | Expr::Binary(..)
                | Expr::Call(..)
                | Expr::Array(_)
        )
    }

    /// True for a lookup with plain arguments, whose only error is that nothing was found.
    pub fn looks_up(&self) -> bool {
        let names = ["VLOOKUP", "HLOOKUP", "XLOOKUP", "MATCH"];
        matches!(self, Expr::Call(name, of)
            if names.contains(&&**name) && of.iter().all(Expr::is_plain))
    }
}

/// Reads a formula without its leading `=`; `None` for what this parser does not know.
pub(super) fn parse(text: &str) -> Option<Expr> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut parser = Parser {
        rest: text,
        nesting: 0,
    };
    let expr = parser.expression(0)?;
    parser.skip_space();
    parser.rest.is_empty().then_some(expr)
}

struct Parser<'a> {
    rest: &'a str,
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn takes(&mut self, sign: char) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Operands and operators that bind more strongly than `above`. All of them, `^` too, group from the left.
    fn expression(&mut self, above: u8) -> Option<Expr> {
        let mut left = self.operand()?;
        loop {
            self.skip_space();
            let Some((operator, rest)) = Operator::strip(self.rest) else {
                return Some(left);
            };
            if operator.strength() <= above {
                return Some(left);
            }
            self.rest = rest;
            let right = self.expression(operator.strength())?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
    }

    /// A sign binds more strongly than `^`: `-2^2` is 4.
    fn operand(&mut self) -> Option<Expr> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return None;
        }
        let expr = if self.takes('-') {
            Expr::Negated(Box::new(self.operand()?))
        } else if self.takes('+') {
            self.operand()?
        } else {
            let mut expr = self.atom()?;
            for _ in 0..MAX_NESTING {
                if !self.takes('%') {
                    break;
                }
                expr = Expr::Percent(Box::new(expr));
            }
            expr
        };
        self.nesting -= 1;
        Some(expr)
    }

    fn atom(&mut self) -> Option<Expr> {
        if self.takes('(') {
            let inner = self.expression(0)?;
            return self.takes(')').then_some(inner);
        }
        if self.takes('{') {
            return self.array();
        }
        match self.rest.chars().next()? {
            '"' => Some(Expr::Text(self.quoted('"')?)),
            '\'' => {
                let sheet = self.quoted('\'')?;
                self.rest = self.rest.strip_prefix('!')?;
                self.cells(Some(sheet))
            }
            c if c.is_ascii_digit() || c == '.' => self.number(),
            _ => self.named(),
        }
    }

    /// Text between two quotes; a doubled quote stands for one.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        self.rest = self.rest.strip_prefix(quote)?;
        loop {
            let (part, rest) = self.rest.split_once(quote)?;
            text.push_str(part);
            self.rest = rest;
            match rest.strip_prefix(quote) {
                Some(rest) => {
                    text.push(quote);
                    self.rest = rest;
                }
                None => return Some(text),
            }
        }
    }

    fn number(&mut self) -> Option<Expr> {
        let start = self.rest;
        let digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        if self.rest.starts_with(':') {
            self.rest = start;
            return self.cells(None);
        }
        let mut length = digits.len();
        if let Some(after) = self.rest.strip_prefix(['e', 'E']) {
            let exponent = after.strip_prefix(['+', '-']).unwrap_or(after);
            let count = exponent.bytes().take_while(u8::is_ascii_digit).count();
            let signs = after.len() - exponent.len();
            (count > 0).then_some(())?;
            length += 1 + signs + count;
        }
        let (spelled, rest) = start.split_at(length);
        self.rest = rest;
        let whole = spelled.strip_suffix('.').unwrap_or(spelled);
        let number = match whole.strip_prefix('.') {
            Some(fraction) => Decimal::from_stored(&format!("0.{fraction}")),
            None => Decimal::from_stored(whole),
        };
        Some(Expr::Number(Ratio::from(number?)))
    }

    /// What begins with a letter: a function, a truth value, a sheet's name or cells.
    fn named(&mut self) -> Option<Expr> {
        let start = self.rest;
        let name = self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$'));
        if name.is_empty() {
            return None;
        }
        if let Some(rest) = self.rest.strip_prefix('!') {
            self.rest = rest;
            return self.cells(Some(name.to_owned()));
        }
        if self.rest.starts_with('(') {
            return self.call(plain_name(name));
        }
        match name.to_ascii_uppercase().as_str() {
            "TRUE" => Some(Expr::Bool(true)),
            "FALSE" => Some(Expr::Bool(false)),
            _ => {
                self.rest = start;
                self.cells(None)
            }
        }
    }

    fn call(&mut self, name: String) -> Option<Expr> {
        self.rest = self.rest.strip_prefix('(')?;
        let mut arguments = Vec::new();
        if self.takes(')') {
            return Some(Expr::Call(name, arguments));
        }
        loop {
            self.skip_space();
            arguments.push(if self.rest.starts_with([',', ')']) {
                Expr::Missing
            } else {
                self.expression(0)?
            });
            if self.takes(')') {
                return Some(Expr::Call(name, arguments));
            }
            self.takes(',').then_some(())?;
        }
    }

    /// The constants of an array whose brace was taken.
    fn array(&mut self) -> Option<Expr> {
        let mut rows = vec![Vec::new()];
        loop {
            let constant = self.operand()?;
            rows.last_mut()?.push(constant);
            if self.takes(';') {
                rows.push(Vec::new());
            } else if self.takes('}') {
                return Some(Expr::Array(rows));
            } else {
                self.takes(',').then_some(())?;
            }
        }
    }

    /// `A1`, `$A$1:B2`, `A:C`, `3:4`.
    fn cells(&mut self, sheet: Option<String>) -> Option<Expr> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '$';
        let first = self.take_while(is_part);
        let (from, to) = match self.rest.strip_prefix(':') {
            Some(rest) => {
                self.rest = rest;
                let last = self.take_while(is_part);
                let (from, to) = (corner(first, CellRef::default()), corner(last, LAST));
                // Both are cells, columns or rows.
                (kind(first)? == kind(last)?).then_some(())?;
                (from?, to?)
            }
            None => {
                let cell: CellRef = well_formed(first)?.parse().ok()?;
                (cell, cell)
            }
        };
        // A name goes on: `A1名称`, `A1.x`, `A1(`, a sheet of its own, or the `#` of a spilled range.
        let goes_on =
            |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | '!' | ':' | '#' | '[');
        if self.rest.starts_with(goes_on) || !inside(from) || !inside(to) {
            return None;
        }
        let first = CellRef::new(from.row.min(to.row), from.column.min(to.column));
        let last = CellRef::new(from.row.max(to.row), from.column.max(to.column));
        Some(Expr::Cells(sheet, CellRange::new(first, last)))
    }
}

/// A function's name: newer ones are stored with a mark of their age.
fn plain_name(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    let bare = name.strip_prefix("_XLFN.").unwrap_or(&name);
    bare.strip_prefix("_XLWS.").unwrap_or(bare).to_owned()
}

fn inside(cell: CellRef) -> bool {
    cell.row <= LAST.row && cell.column <= LAST.column
}

/// Has letters, has digits.
fn kind(text: &str) -> Option<(bool, bool)> {
    let text = well_formed(text)?;
    Some((
        text.contains(|c: char| c.is_ascii_alphabetic()),
        text.contains(|c: char| c.is_ascii_digit()),
    ))
}

/// `$` stands before letters or digits only.
fn well_formed(text: &str) -> Option<&str> {
    let bare = text.strip_prefix('$').unwrap_or(text);
    let letters = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let digits = if letters.len() < bare.len() {
        letters.strip_prefix('$').unwrap_or(letters)
    } else {
        letters
    };
    let is_good = !text.ends_with('$') && digits.bytes().all(|b| b.is_ascii_digit());
    is_good.then_some(text)
}

/// A corner of a range; a row or column that is not named is that of `open`.
fn corner(text: &str, open: CellRef) -> Option<CellRef> {
    match kind(text)? {
        (true, true) => text.parse().ok(),
        (true, false) => {
            let cell: CellRef = format!("{text}1").parse().ok()?;
            Some(CellRef::new(open.row, cell.column))
        }
        (false, true) => {
            let cell: CellRef = format!("A{}", text.replace('$', "")).parse().ok()?;
            Some(CellRef::new(cell.row, open.column))
        }
        (false, false) => None,
    }
}
