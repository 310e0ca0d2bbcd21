//! The drawing behind notes: one box per note, large enough for its text.
//!
//! VML is often no well-formed XML, so it is searched as text and only added to.

use super::notes::{Boxed, Grid};
use super::package::Package;
use super::splice::Doc;
use crate::workbook::CellRef;

const SPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
    o:connecttype=\"rect\"/></v:shapetype>";
/// Shape numbers come in blocks of this size, each owned by one drawing.
const BLOCK: u32 = 1024;

/// The first block of shape numbers that no drawing of the package uses.
pub fn free_block(package: &mut Package) -> u32 {
    let source: Vec<String> = package
        .names()
        .filter(|n| n.to_lowercase().ends_with(".vml"))
        .map(Into::into)
        .collect();
    let mut highest = 0;
    for name in source {
        let text = package.read(&name).unwrap_or_default();
        highest = highest.max(highest_block(&String::from_utf8_lossy(&text)));
    }
    for text in package.added_ending(".vml") {
        highest = highest.max(highest_block(&String::from_utf8_lossy(text)));
    }
    highest.saturating_add(1).min(2_000_000)
}

fn highest_block(text: &str) -> u32 {
    let mut highest = 0;
    for piece in text.split("idmap").skip(1) {
        let data = piece
            .split('>')
            .next()
            .unwrap_or_default()
            .split("data=")
            .nth(1)
            .unwrap_or_default();
        let list = data
            .trim_start_matches(['"', '\''])
            .split(['"', '\''])
            .next()
            .unwrap_or_default();
        for number in list.split(',') {
            highest = highest.max(number.trim().parse().unwrap_or(0));
        }
    }
    highest
}

/// A drawing for a sheet that has none.
pub fn part(block: u32, notes: &[Boxed], grid: &Grid) -> String {
    let spaces: String = SPACES
        .iter()
        .map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\""))
        .collect();
    let count = u32::try_from(notes.len()).unwrap_or(0);
    let blocks: Vec<String> = (block..=block + count / BLOCK)
        .map(|b| b.to_string())
        .collect();
    let data = blocks.join(",");
    let mut text = format!(
        "<xml{spaces}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{data}\"/></o:shapelayout>{SHAPE_TYPE}"
    );
    for (number, note) in (block * BLOCK + 1..).zip(notes) {
        text += &shape(number, note, grid, "");
    }
    text + "</xml>"
}

/// Adds boxes to a drawing, and makes room in the boxes of notes that got longer.
pub fn extend(doc: &mut Doc, fresh: &[Boxed], merged: &[Boxed], grid: &Grid) -> Result<(), String> {
    let text = String::from_utf8(doc.bytes.clone()).map_err(|_| "not UTF-8")?;
    for note in merged {
        if let Some(anchor) = anchor_of(&text, note.0) {
            let old = &text[anchor.clone()];
            if let Some(grown) = grown(old, &note.1, grid) {
                doc.replace(anchor, grown);
            }
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let close = text.rfind("</").ok_or("the drawing has no end")?;
    let spaces: String = SPACES
        .iter()
        .map(|(prefix, uri)| {
            (
                format!("xmlns:{prefix}="),
                format!(" xmlns:{prefix}=\"{uri}\""),
            )
        })
        .filter(|(declared, _)| !text.contains(declared.as_str()))
        .map(|(_, declaration)| declaration)
        .collect();
    let mut added = String::new();
    if !text.contains("_x0000_t202\"") {
        added += &SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{spaces}"), 1);
    }
    let first = text
        .split("_x0000_s")
        .skip(1)
        .filter_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u32>().ok()
        })
        .max()
        .unwrap_or(highest_block(&text).max(1).saturating_mul(BLOCK));
    for (number, note) in (first.saturating_add(1)..).zip(fresh) {
        added += &shape(number, note, grid, &spaces);
    }
    doc.insert(close, added);
    Ok(())
}

fn shape(number: u32, (cell, text): &Boxed, grid: &Grid, spaces: &str) -> String {
    let (width, height) = size(text);
    let anchor = anchor(*cell, width, height, grid);
    let (row, column) = (cell.row, cell.column);
    let points = |pixels: u32| pixels * 3 / 4;
    let (width, height) = (points(width), points(height));
    format!(
        "<v:shape{spaces} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;\
         margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" \
         o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\">\
         <div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/>\
         <x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>\
         <x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
}

/// Where the anchor of a cell's note stands in a drawing.
fn anchor_of(text: &str, cell: CellRef) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while let Some(found) = text[from..].find("ClientData ") {
        let start = from + found;
        let end = text[start..]
            .find("ClientData>")
            .map_or(text.len(), |at| start + at);
        let inside = &text[start..end];
        let number = |tag: &str| -> Option<u32> {
            content(inside, tag).and_then(|r| inside[r].trim().parse().ok())
        };
        if number("Row") == Some(cell.row) && number("Column") == Some(cell.column) {
            let range = content(inside, "Anchor")?;
            return Some(start + range.start..start + range.end);
        }
        from = end + 1;
        while from < text.len() && !text.is_char_boundary(from) {
            from += 1;
        }
        if from >= text.len() {
            break;
        }
    }
    None
}

/// Takes the boxes of notes out of a drawing.
pub fn remove(doc: &mut Doc, cells: &std::collections::BTreeSet<CellRef>) {
    let text = String::from_utf8_lossy(&doc.bytes).into_owned();
    if text.len() != doc.bytes.len() {
        return;
    }
    let mut from = 0;
    while let Some(start) = text[from..].find("<v:shape ").map(|at| from + at) {
        let Some(end) = text[start..]
            .find("</v:shape>")
            .map(|at| start + at + "</v:shape>".len())
        else {
            return;
        };
        let inside = &text[start..end];
        let number =
            |tag: &str| content(inside, tag).and_then(|range| inside[range].trim().parse().ok());
        if let (Some(row), Some(column)) = (number("Row"), number("Column"))
            && cells.contains(&CellRef::new(row, column))
        {
            doc.replace(start..end, "");
        }
        from = end;
    }
}

/// The content of the first `<…:tag>` in a text.
fn content(text: &str, tag: &str) -> Option<std::ops::Range<usize>> {
    let open = [format!(":{tag}>"), format!("<{tag}>")];
    let start = open
        .iter()
        .find_map(|open| text.find(open.as_str()).map(|at| at + open.len()))?;
    let length = text[start..].find('<')?;
    Some(start..start + length)
}

/// An anchor that leaves room for a text; `None` where it does already, or cannot be read.
fn grown(anchor: &str, text: &str, grid: &Grid) -> Option<String> {
    let numbers: Vec<u32> = anchor
        .split(',')
        .filter_map(|n| n.trim().parse().ok())
        .collect();
    let [
        left,
        left_px,
        top,
        top_px,
        right,
        right_px,
        bottom,
        bottom_px,
    ] = numbers[..]
    else {
        return None;
    };
    let (width, height) = size(text);
    let across: u32 = (left..right.min(left.saturating_add(100)))
        .map(|column| grid.column(column))
        .sum();
    let across = (across + right_px).saturating_sub(left_px);
    let down: u32 = (top..bottom.min(top.saturating_add(500)))
        .map(|row| grid.row(row))
        .sum();
    let down = (down + bottom_px).saturating_sub(top_px);
    if across >= width && down >= height {
        return None;
    }
    let (right, right_px) = walk(left, left_px, width.max(across), 16_383, |column| {
        grid.column(column)
    });
    let (bottom, bottom_px) = walk(top, top_px, height.max(down), 1_048_575, |row| {
        grid.row(row)
    });
    Some(format!(
        "{left}, {left_px}, {top}, {top_px}, {right}, {right_px}, {bottom}, {bottom_px}"
    ))
}

/// The anchor of a new box beside its cell: column and offset, row and offset, of two corners.
fn anchor(cell: CellRef, width: u32, height: u32, grid: &Grid) -> String {
    // At the right edge of the sheet the box stands left of its cell.
    let left = if cell.column > 16_360 {
        cell.column.saturating_sub(8)
    } else {
        cell.column + 1
    };
    let top = if cell.row > 1_048_500 {
        cell.row.saturating_sub(40)
    } else {
        cell.row.saturating_sub(1)
    };
    let left_px = 15.min(grid.column(left).saturating_sub(1));
    let top_px = if cell.row == 0 { 2 } else { 10 }.min(grid.row(top).saturating_sub(1));
    let (right, right_px) = walk(left, left_px, width, 16_383, |column| grid.column(column));
    let (bottom, bottom_px) = walk(top, top_px, height, 1_048_575, |row| grid.row(row));
    format!("{left}, {left_px}, {top}, {top_px}, {right}, {right_px}, {bottom}, {bottom_px}")
}

/// Goes `need` pixels from an offset in a row or column; gives the one it ends in and the offset there.
fn walk(from: u32, offset: u32, need: u32, most: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let mut left = need.saturating_add(offset);
    let mut at = from;
    // Hidden rows have no height: a filter may hide thousands, but not without end.
    for _ in 0..20_000 {
        let here = size(at);
        if left <= here || at >= most {
            return (at.min(most), left.min(here));
        }
        left -= here;
        at += 1;
    }
    (at.min(most), 0)
}

/// The pixels that a text needs in the notes' font, 9 points: 6 per half-width character, 12 per full-width one.
pub fn size(text: &str) -> (u32, u32) {
    const UNIT: u32 = 6;
    const LINE: u32 = 17;
    let widest = text.lines().map(units).max().unwrap_or(0);
    let width = (widest * UNIT + 30).clamp(150, if text.chars().count() > 400 { 480 } else { 340 });
    let room = (width - 24) / UNIT;
    let lines: u32 = text.split('\n').map(|line| wrapped(line, room)).sum();
    // Renderers differ by a few percent: a spare line per ten keeps the last one in sight.
    let lines = lines + 1 + lines / 10;
    (width, (lines * LINE + 12).min(3000))
}

fn units(line: &str) -> u32 {
    line.chars().map(unit).sum()
}

fn unit(c: char) -> u32 {
    if u32::from(c) < 0x1100 { 1 } else { 2 }
}

/// How many lines a line breaks into. Words of half-width characters move as a whole, full-width ones singly.
fn wrapped(line: &str, room: u32) -> u32 {
    let mut lines = 1;
    let mut used = 0;
    let mut word = 0;
    for c in line.chars().chain([' ']) {
        if unit(c) == 1 && c != ' ' {
            word += 1;
            continue;
        }
        for piece in [word, unit(c)] {
            if used + piece > room && used > 0 {
                lines += 1;
                used = 0;
            }
            used += piece;
            lines += used.saturating_sub(1) / room.max(1);
            used = if used > room {
                used % room.max(1)
            } else {
                used
            };
        }
        word = 0;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_takes_room() {
        let short = size("复核:得分应为 18.6");
        let long = size(&"填报 18.4,复核 18.6,差 0.2。".repeat(12));
        assert!(short.0 < long.0 && short.1 < long.1);
        assert_eq!(wrapped("一二三四五", 4), 3);
        assert_eq!(wrapped("ab cd", 10), 1);
        assert_eq!(wrapped("", 10), 1);
    }

    #[test]
    fn blocks() {
        assert_eq!(highest_block("<o:idmap v:ext=\"edit\" data=\"1,7\"/>"), 7);
        assert_eq!(highest_block("<xml/>"), 0);
    }
}
