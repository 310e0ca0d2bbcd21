//! Notes (批注) in boxes that show all of their text.

use rust_xlsxwriter::Note;

use super::patch::MARKER;
use super::texts::{Room, fitted};

/// Notes that a sheet bears before Excel becomes unusable.
pub(super) const MOST: usize = 65_000;

/// Pixels at 微软雅黑 9.
const PIXELS: Room = Room {
    wide: 12,
    narrow: 7,
};
const LINE_PIXELS: u32 = 17;
/// Left and right margin of the box, with room for the scale of a screen.
const SIDES: u32 = 28;
/// Top and bottom margin.
const ENDS: u32 = 14;
const NARROWEST: u32 = 160;
const WIDEST: u32 = 420;

/// The note with this text, and whether the text had to be cut.
pub(super) fn note(text: &str) -> (Note, bool) {
    // The first line tells whose words these are, whatever a program does to the author. Notes know no carriage return.
    let text = format!("{MARKER}\n{text}")
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let (text, cut) = fitted(&text);
    let (width, height) = size(&text);
    let note = Note::new(text)
        .add_author_prefix(false)
        .set_font_name("微软雅黑")
        .set_font_size(9)
        .set_font_family(2)
        .set_visible(false)
        .set_width(width)
        .set_height(height);
    (note, cut)
}

/// Width and height in pixels of the box that shows all of the text.
pub(super) fn size(text: &str) -> (u32, u32) {
    let width = (PIXELS.widest(text) + SIDES).clamp(NARROWEST, WIDEST);
    let lines = PIXELS.lines(text, width - SIDES);
    (width, lines * LINE_PIXELS + ENDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_grows_with_its_text() {
        assert_eq!(size("复核"), (160, 31));
        let (width, height) = size(&"销售额完成率".repeat(20));
        assert_eq!(width, 420);
        // 120 characters, 32 to a line.
        assert_eq!(height, 4 * 17 + 14);
        assert_eq!(size("a\nb\nc").1, 3 * 17 + 14);
    }
}
