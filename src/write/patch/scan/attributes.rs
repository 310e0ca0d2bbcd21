//! Values of attributes.

use crate::workbook::CellRange;

/// A whole number of an attribute.
pub fn number(raw: &[u8]) -> Option<u32> {
    std::str::from_utf8(raw).ok()?.trim().parse().ok()
}

/// The truth of an attribute.
pub fn is_true(raw: &[u8]) -> bool {
    raw == b"1" || raw == b"true"
}

/// `15.75` points as pixels, 4 for every 3.
pub(super) fn points_to_pixels(raw: &[u8]) -> Option<u32> {
    Some(tenths(raw, 500)? * 4 / 30)
}

/// A width in characters as pixels of the usual font: 7 each.
pub fn characters_to_pixels(raw: &[u8]) -> Option<u32> {
    Some(tenths(raw, 255)? * 7 / 10)
}

/// `15.75` as 157; of more than `most` no more counts.
fn tenths(raw: &[u8], most: u32) -> Option<u32> {
    let text = std::str::from_utf8(raw).ok()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let tenth = part
        .bytes()
        .next()
        .filter(u8::is_ascii_digit)
        .map_or(0, |b| u32::from(b - b'0'));
    Some(whole.parse::<u32>().ok()?.min(most) * 10 + tenth)
}

/// A range as written in a `ref` attribute; `None` for lists and whole columns.
pub fn range(text: &str) -> Option<CellRange> {
    text.trim().parse().ok()
}
