//! A formula as its neighbours would have it: references as distances.

use crate::workbook::CellRef;

/// A formula's text with its relative references turned into distances from its cell, so that a formula that was filled
/// down a column has one shape. Absolute references, text in quotes and names stay as they are.
pub fn shape(text: &str, at: CellRef) -> String {
    let mut shape = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest
                .get(1..)
                .and_then(|after| after.find(first))
                .map_or(rest.len(), |end| end + 2),
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                match relative(word, at).filter(|_| !after.starts_with(['(', '!'])) {
                    Some(moved) => shape.push_str(&moved),
                    None => shape.push_str(&word.to_ascii_uppercase()),
                }
                rest = after;
                continue;
            }
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            c => c.len_utf8(),
        };
        let (same, after) = rest.split_at(length);
        shape.push_str(same);
        rest = after;
    }
    shape
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '$' | '_' | '.')
}

/// `B3` in C3 is `R[0]C[-1]`, `$B3` is `R[0]C1`.
fn relative(word: &str, at: CellRef) -> Option<String> {
    let cell: CellRef = word.parse().ok()?;
    let is_fixed_column = word.starts_with('$');
    let is_fixed_row = word.get(1..)?.contains('$');
    let part = |name: char, is_fixed: bool, own: u32, here: u32| match is_fixed {
        true => format!("{name}{own}"),
        false => format!("{name}[{}]", i64::from(own) - i64::from(here)),
    };
    let row = part('R', is_fixed_row, cell.row, at.row);
    let column = part('C', is_fixed_column, cell.column, at.column);
    Some(row + &column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filled_formulas_have_one_shape() {
        let in_row = |text: &str, row: u32| shape(text, CellRef::new(row, 7));
        for (here, below) in [
            ("SUM(A5:G5)", "SUM(A6:G6)"),
            ("ROUND(20*E5/F5,1)", "round(20*E6/ F6,1)"),
            ("$B5*B$2", "$B6*B$2"),
            ("'A 1'!B5&\"B5\"", "'A 1'!B6&\"B5\""),
            ("明细!H5", "明细!H6"),
        ] {
            assert_eq!(in_row(here, 4), in_row(below, 5), "{here} {below}");
        }
        assert_ne!(in_row("SUM(A5:G5)", 4), in_row("SUM(A5:G5)", 5));
        assert_ne!(in_row("LOG10(B5)", 4), in_row("LOG11(B5)", 4));
        assert_eq!(in_row("\"", 4), "\"");
    }
}
