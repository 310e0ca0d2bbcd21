//! Damage at random that keeps to the grain of XML: values, texts and tags, not bits of compressed bytes.

use std::ops::Range;

/// What stands where something else is expected.
const ODD: &[&str] = &[
    "",
    "0",
    "-1",
    "1e400",
    "NaN",
    "4294967296",
    "18446744073709551616",
    "A0",
    "XFE1048577",
    "A1:XFD1048576",
    "s",
    "inlineStr",
    "shared",
    "array",
    "&amp;",
    "&#0;",
    "\"",
    "<",
    "－3",
    "９９",
];

/// A generator that needs no crate: xorshift64*.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.next() % end.max(1)
    }
}

/// The places between two marks: `"` and `"` give values, `<` and `>` tags.
fn between(content: &[u8], open: u8, close: u8, dice: &mut Dice) -> Option<Range<usize>> {
    let from = dice.below(content.len());
    let start = from + content[from..].iter().position(|b| *b == open)? + 1;
    let length = content[start..].iter().position(|b| *b == close)?;
    Some(start..start + length)
}

/// Changes one thing.
pub fn damage(content: &mut Vec<u8>, dice: &mut Dice) {
    if content.is_empty() {
        return;
    }
    let odd = ODD[dice.below(ODD.len())].bytes();
    match dice.below(6) {
        0 => {
            let at = dice.below(content.len());
            content[at] = dice.next() as u8;
        }
        1 => {
            let from = dice.below(content.len());
            let to = content.len().min(from + 1 + dice.below(200));
            content.drain(from..to);
        }
        2 => {
            if let Some(value) = between(content, b'"', b'"', dice) {
                content.splice(value, odd);
            }
        }
        3 => {
            if let Some(text) = between(content, b'>', b'<', dice) {
                content.splice(text, odd);
            }
        }
        4 => {
            if let Some(tag) = between(content, b'<', b'>', dice) {
                content.drain(tag.start - 1..tag.end + 1);
            }
        }
        _ => {
            if let Some(tag) = between(content, b'<', b'>', dice) {
                let copy = content[tag.start - 1..tag.end + 1].repeat(1 + dice.below(40));
                let at = dice.below(content.len());
                content.splice(at..at, copy);
            }
        }
    }
}
