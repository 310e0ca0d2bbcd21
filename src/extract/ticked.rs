//! Grades that are ticked among others, as printed forms have them: `☑优 □良 □中 □差`, `优（√）良（ ）`, `优√ 良 中`.

use crate::workbook::Located;

/// Signs of what was chosen, and of what was not.
const CHOSEN: &[char] = &['☑', '☒', '■', '√', '✓', '✔'];
const OPEN: &[char] = &['□', '☐'];

#[derive(Debug, PartialEq)]
enum Piece {
    Mark(bool),
    Word(String),
}

/// The word that was ticked; the words as they stand where nothing is to be ticked or several are, and nothing where none is.
pub(super) fn chosen(text: &str) -> Option<String> {
    let as_it_stands = || Some(text.to_owned());
    if !text.contains(|c| CHOSEN.contains(&c) || OPEN.contains(&c)) {
        return as_it_stands();
    }
    let pieces = pieces(text);
    // A sign stands before its word, or behind it.
    let is_before = matches!(pieces.first(), Some(Piece::Mark(_)));
    let pairs = pieces.windows(2).filter_map(|pair| match pair {
        [Piece::Mark(true), Piece::Word(word)] if is_before => Some(word),
        [Piece::Word(word), Piece::Mark(true)] if !is_before => Some(word),
        _ => None,
    });
    let ticked: Vec<&String> = pairs.collect();
    match ticked[..] {
        [word] => Some(word.clone()),
        [] => None,
        _ => as_it_stands(),
    }
}

/// The same of a cell's words.
pub(super) fn chosen_at(word: Located<String>) -> Option<Located<String>> {
    let value = chosen(&word.value)?;
    Some(Located { value, ..word })
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // Brackets around a sign are part of it; around nothing they are an open one.
    let text = text.replace(['（', '('], " (").replace(['）', ')'], ") ");
    let mut goes_on = false;
    let mut bracket: Option<usize> = None;
    for c in text.chars() {
        let mark = CHOSEN.contains(&c) || OPEN.contains(&c);
        match c {
            '(' => bracket = Some(pieces.len()),
            ')' => {
                if bracket.take() == Some(pieces.len()) {
                    pieces.push(Piece::Mark(false));
                }
            }
            _ if mark => pieces.push(Piece::Mark(CHOSEN.contains(&c))),
            c if c.is_whitespace() || "、,，/|".contains(c) => {}
            c => match pieces.last_mut() {
                Some(Piece::Word(word)) if goes_on => word.push(c),
                _ => pieces.push(Piece::Word(c.to_string())),
            },
        }
        goes_on = !mark && !c.is_whitespace() && !"()、,，/|".contains(c);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn the_ticked_word_is_the_grade() {
        for (text, word) in [
            ("☑优 □良 □中 □差", Some("优")),
            ("□优□良■中□差", Some("中")),
            ("优√ 良 中 差", Some("优")),
            ("√优秀  良好", Some("优秀")),
            ("优（√）良（ ）中（）", Some("优")),
            ("优（ ）良（✓）", Some("良")),
            ("□优 □良 □中 □差", None),
            ("☑优 ☑良", Some("☑优 ☑良")),
            ("A（优秀）", Some("A（优秀）")),
            ("良好", Some("良好")),
        ] {
            assert_eq!(chosen(text).as_deref(), word, "{text}");
        }
    }
}
