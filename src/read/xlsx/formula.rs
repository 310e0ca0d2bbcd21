//! Shared formulas: the text of one cell, moved to another.

use crate::read::budget::{MAX_COLUMNS, MAX_ROWS};
use crate::workbook::{CellRef, column_name};

/// `formula` as it reads when it is filled from `from` to `to`: relative references move, absolute ones stay. Text in
/// quotes, sheet names (`Q1!B2`, `'A1 表'!B2`), functions (`LOG10(`) and bracketed names are no references.
pub(super) fn moved(formula: &str, from: CellRef, to: CellRef) -> String {
    let shift = Shift {
        rows: i64::from(to.row) - i64::from(from.row),
        columns: i64::from(to.column) - i64::from(from.column),
    };
    let bytes = formula.as_bytes();
    let mut out = String::with_capacity(formula.len() + 8);
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            quote @ (b'"' | b'\'') => quoted(bytes, at, quote),
            b'[' => bracketed(bytes, at),
            byte if is_word(byte) => {
                let end = word_end(bytes, at);
                at = shift.word(formula, at, end, &mut out);
                continue;
            }
            _ => at + 1,
        };
        out.push_str(&formula[at..end]);
        at = end;
    }
    out
}

/// Bytes of names and references; those above ASCII are of names in Chinese.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'$' | b'_' | b'.' | b'\\' | b'?')
        || byte >= 0x80
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..]
        .iter()
        .take_while(|byte| is_word(**byte))
        .count()
}

fn quoted(bytes: &[u8], at: usize, quote: u8) -> usize {
    let length = bytes[at + 1..].iter().position(|byte| *byte == quote);
    length.map_or(bytes.len(), |length| at + length + 2)
}

fn bracketed(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0;
    for (offset, byte) in bytes[at..].iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + offset + 1;
        }
    }
    bytes.len()
}

struct Shift {
    rows: i64,
    columns: i64,
}

impl Shift {
    /// Writes the word at `at..end`, or the range that it begins, and says where to go on.
    fn word(&self, formula: &str, at: usize, end: usize, out: &mut String) -> usize {
        let bytes = formula.as_bytes();
        let word = &formula[at..end];
        if bytes.get(end) == Some(&b':') && end + 1 < bytes.len() && is_word(bytes[end + 1]) {
            let second_end = word_end(bytes, end + 1);
            let second = &formula[end + 1..second_end];
            // `Q1:Q3!A1` spans sheets, `A:B` columns and `1:2` rows.
            if matches!(bytes.get(second_end), Some(b'!')) {
                out.push_str(&formula[at..second_end]);
                return second_end;
            }
            let whole = |part: &str| self.line(part);
            if let (Some(first), Some(last)) = (whole(word), whole(second))
                && is_column(word) == is_column(second)
            {
                out.push_str(&first);
                out.push(':');
                out.push_str(&last);
                return second_end;
            }
        }
        match bytes.get(end) {
            Some(b'(' | b'!') => out.push_str(word),
            _ => match self.cell(word) {
                Some(reference) => out.push_str(&reference),
                None => out.push_str(word),
            },
        }
        end
    }

    /// A reference to a cell, moved; `None` for what is none.
    fn cell(&self, word: &str) -> Option<String> {
        let (fixed_column, rest) = dollar(word);
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, rest) = rest.split_at(letters);
        let (fixed_row, digits) = dollar(rest);
        let column = column_number(letters)?;
        let row = row_number(digits)?;
        let moved_column = move_by(column, self.columns, fixed_column, MAX_COLUMNS);
        let moved_row = move_by(row, self.rows, fixed_row, MAX_ROWS);
        Some(match (moved_column, moved_row) {
            (Some(column), Some(row)) => format!(
                "{}{}{}{}",
                sign(fixed_column),
                column_name(column),
                sign(fixed_row),
                row + 1
            ),
            _ => "#REF!".to_owned(),
        })
    }

    /// A whole column or row as it stands in a range, moved.
    fn line(&self, word: &str) -> Option<String> {
        let (fixed, rest) = dollar(word);
        if let Some(column) = column_number(rest) {
            let moved = move_by(column, self.columns, fixed, MAX_COLUMNS).map(column_name);
            return Some(moved.map_or("#REF!".to_owned(), |name| format!("{}{name}", sign(fixed))));
        }
        let moved = move_by(row_number(rest)?, self.rows, fixed, MAX_ROWS);
        Some(moved.map_or("#REF!".to_owned(), |row| {
            format!("{}{}", sign(fixed), row + 1)
        }))
    }
}

fn is_column(word: &str) -> bool {
    word.bytes()
        .all(|byte| byte == b'$' || byte.is_ascii_alphabetic())
}

fn sign(fixed: bool) -> &'static str {
    if fixed { "$" } else { "" }
}

fn dollar(word: &str) -> (bool, &str) {
    word.strip_prefix('$')
        .map_or((false, word), |rest| (true, rest))
}

fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic())
    {
        return None;
    }
    let number = letters.bytes().fold(0, |number, letter| {
        number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    (number <= MAX_COLUMNS).then_some(number - 1)
}

fn row_number(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 7 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    (1..=MAX_ROWS).contains(&number).then(|| number - 1)
}

fn move_by(index: u32, by: i64, fixed: bool, bound: u32) -> Option<u32> {
    let moved = i64::from(index) + if fixed { 0 } else { by };
    u32::try_from(moved).ok().filter(|moved| *moved < bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_move_and_names_stay() {
        let down_right = |formula: &str| moved(formula, CellRef::new(1, 1), CellRef::new(2, 3));
        for (formula, expected) in [
            ("A1+B2", "C2+D3"),
            ("$A1*B$2-$C$3", "$A2*D$2-$C$3"),
            ("SUM(A1:B9)", "SUM(C2:D10)"),
            ("LOG10(A1)", "LOG10(C2)"),
            ("Q1!B2+'A1 表'!B2", "Q1!D3+'A1 表'!D3"),
            ("业绩!B2*1E5", "业绩!D3*1E5"),
            (
                "IF(A1=\"B2\",\"a\"\"B2\",1.5)",
                "IF(C2=\"B2\",\"a\"\"B2\",1.5)",
            ),
            ("VLOOKUP(A1,$D:$F,2,0)", "VLOOKUP(C2,$D:$F,2,0)"),
            ("SUM(A:B)+SUM(1:2)", "SUM(C:D)+SUM(2:3)"),
            ("Q1:Q3!A1", "Q1:Q3!C2"),
            ("表1[A1]+税率_A1", "表1[A1]+税率_A1"),
            ("XFD1", "#REF!"),
            ("a1", "C2"),
        ] {
            assert_eq!(down_right(formula), expected, "{formula}");
        }
        assert_eq!(moved("A1", CellRef::new(3, 3), CellRef::new(2, 3)), "#REF!");
    }
}
