//! Whether a formula means the same in a rebuilt workbook, which has the source's cells but not its names, tables,
//! macros and links. Excel repairs a workbook away that holds a formula over what is not there.

/// The longest formula that Excel takes.
const LONGEST: usize = 8_192;

/// True for a formula over cells of sheets called `sheets`, constants and worksheet functions alone.
pub(super) fn is_portable(formula: &str, sheets: &[String]) -> bool {
    if formula.chars().count() > LONGEST {
        return false;
    }
    let mut rest = formula;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let Some(after) = token(rest, c, before, sheets) else {
            return false;
        };
        before = Some(c);
        rest = after;
    }
    true
}

/// What follows the token at the head of `rest`; `None` where it leads out of the workbook's cells.
fn token<'a>(rest: &'a str, c: char, before: Option<char>, sheets: &[String]) -> Option<&'a str> {
    match c {
        '"' => quoted(rest, '"').map(|(_, after)| after),
        '\'' => {
            let (name, after) = quoted(rest, '\'')?;
            let after = after.strip_prefix('!')?;
            knows(sheets, &name.replace("''", "'")).then_some(after)
        }
        '[' | ']' => None,
        '#' => Some(rest[1..].trim_start_matches(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '/' | '!' | '?')
        })),
        c if is_word(c) => {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            match after.chars().next() {
                Some('!') => knows(sheets, word).then(|| &after[1..]),
                Some('(') => word
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
                    .then_some(after),
                next => {
                    let in_range = before == Some(':') || next == Some(':');
                    stands_alone(word, in_range).then_some(after)
                }
            }
        }
        _ => Some(&rest[c.len_utf8()..]),
    }
}

/// What stands between the quote at the head and its counterpart, and what follows.
fn quoted(rest: &str, quote: char) -> Option<(&str, &str)> {
    let body = &rest[1..];
    let mut from = 0;
    loop {
        let end = from + body[from..].find(quote)?;
        if body[end + 1..].starts_with(quote) {
            from = end + 2;
        } else {
            return Some((&body[..end], &body[end + 1..]));
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

fn knows(sheets: &[String], name: &str) -> bool {
    sheets
        .iter()
        .any(|sheet| sheet.to_lowercase() == name.to_lowercase())
}

/// A number, a truth value, a cell, or a column in a range.
fn stands_alone(word: &str, in_range: bool) -> bool {
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'E' | b'e'));
    }
    if word.eq_ignore_ascii_case("TRUE") || word.eq_ignore_ascii_case("FALSE") {
        return true;
    }
    let plain = word.replace('$', "");
    let letters = plain.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = &plain[letters..];
    if letters > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    match (letters, digits.len()) {
        (0, 0) => false,
        (0, _) | (_, 0) => in_range,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_told_from_what_stays() {
        let sheets = ["10月".to_owned(), "Bob's".to_owned()];
        for good in [
            "SUM(A1:$B$2)",
            "SUM(A:A,1:3)",
            "IF(A1>=1E-3,\"是[1]\",TRUE)",
            "'10月'!A1+10月!B2",
            "'Bob''s'!A1",
            "IFERROR(A1/B1,#N/A)",
            "_xlfn.IFS(A1>1,{1,2;3,4})",
            "ROUND(1.5E+10*A1%,2)",
        ] {
            assert!(is_portable(good, &sheets), "{good}");
        }
        for bad in [
            "[1]Sheet1!A1",
            "SUM(表1[得分])",
            "基数*A1",
            "Rate*A1",
            "Gone!A1",
            "'11月'!A1",
            "计算得分(A1)",
            "\"open",
        ] {
            assert!(!is_portable(bad, &sheets), "{bad}");
        }
    }
}
