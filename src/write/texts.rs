//! Text as a workbook can hold it, and the room it takes.

use std::borrow::Cow;

/// UTF-16 units that a cell or a note holds.
const LONGEST: usize = 32_767;

/// The text without the characters that XML forbids, cut to what a cell holds. The flag tells whether it was cut.
pub(super) fn fitted(text: &str) -> (Cow<'_, str>, bool) {
    let clean: Cow<'_, str> = if is_odd(text) && text.contains(is_forbidden) {
        Cow::Owned(text.replace(is_forbidden, ""))
    } else {
        Cow::Borrowed(text)
    };
    // A UTF-16 unit takes at least one byte.
    if clean.len() <= LONGEST || clean.encode_utf16().count() <= LONGEST {
        return (clean, false);
    }
    let mut units = 1; // the ellipsis
    let kept: String = clean
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST
        })
        .collect();
    (Cow::Owned(kept + "…"), true)
}

/// True for a text that may hold what XML forbids. Its bytes tell, many at a time; most texts hold nothing of the kind.
pub(super) fn is_odd(text: &str) -> bool {
    let is_control = text.bytes().fold(false, |is, byte| is | (byte < b' '));
    // U+FFFE and U+FFFF begin with these two.
    let pairs = text.as_bytes().windows(2);
    pairs.fold(is_control, |is, pair| {
        is | (pair[0] == 0xEF && pair[1] == 0xBF)
    })
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// True for characters as wide as a Chinese one.
pub(super) fn is_wide(c: char) -> bool {
    !c.is_ascii()
        && (matches!(u32::from(c),
        0x1100..=0x115F | 0x2014..=0x2026 | 0x2190..=0x21FF | 0x2460..=0x24FF | 0x2500..=0x27BF
        | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
            || c == '×'
            || c == '÷')
}

/// Widths in a unit of the caller's choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// A character as wide as a Chinese one.
    pub wide: u32,
    /// Any other.
    pub narrow: u32,
}

/// Excel's column widths: characters of the default font.
pub(super) const CHARACTERS: Room = Room { wide: 2, narrow: 1 };

impl Room {
    /// The width of one character.
    fn of(self, c: char) -> u32 {
        if is_wide(c) { self.wide } else { self.narrow }
    }

    /// The width of the widest line.
    pub fn widest(self, text: &str) -> u32 {
        text.lines()
            .map(|line| line.chars().map(|c| self.of(c)).sum())
            .max()
            .unwrap_or(0)
    }

    /// The lines that the text takes in a box of `width`. A run of narrow characters stays together where it fits.
    pub fn lines(self, text: &str, width: u32) -> u32 {
        let width = width.max(self.wide);
        text.split('\n')
            .map(|line| self.wrapped(line, width))
            .sum::<u32>()
            .max(1)
    }

    fn wrapped(self, line: &str, width: u32) -> u32 {
        let mut lines = 1;
        let mut used = 0;
        let mut word = 0;
        for c in line.chars() {
            let room = self.of(c);
            let breaks = is_wide(c) || c == ' ';
            if used + room > width {
                lines += 1;
                // The word that was begun moves to the next line whole.
                used = if breaks || word >= used { 0 } else { word };
            }
            used += room;
            word = if breaks { 0 } else { word + room };
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_what_a_cell_holds() {
        let (text, cut) = fitted("18.6\u{1}分\n");
        assert_eq!((text.as_ref(), cut), ("18.6分\n", false));
        let long = "复".repeat(LONGEST + 1);
        let (text, cut) = fitted(&long);
        assert!(cut);
        assert_eq!(text.encode_utf16().count(), LONGEST);
        let emoji = "😀".repeat(20_000);
        assert!(fitted(&emoji).0.encode_utf16().count() <= LONGEST);
    }

    #[test]
    fn lines_are_counted_with_wide_characters_as_two() {
        let room = CHARACTERS;
        assert_eq!(room.lines("", 10), 1);
        assert_eq!(room.lines("销售额完成", 10), 1);
        assert_eq!(room.lines("销售额完成率", 10), 2);
        assert_eq!(room.lines("a\nb\n", 10), 3);
        assert_eq!(room.lines("得分 123456789", 10), 2);
        assert_eq!(room.lines("1234567890123456789012345", 10), 3);
        assert_eq!(room.widest("销售额\nabc"), 6);
    }
}
