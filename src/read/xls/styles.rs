//! Fonts, palette, number formats and cell formats of an xls.

use std::collections::BTreeMap;

use super::records::{Codepage, old_text, short_text, word};
use crate::read::binary::{u8_at, u16_at};
use crate::read::colors;
use crate::read::values::{self, NumberKind};
use crate::workbook::{Alignment, Border, Font, Horizontal, Style, Vertical};

/// What the records before the sheets say about formats.
#[derive(Default)]
pub(super) struct Formats<'a> {
    palette: Vec<u32>,
    numbers: BTreeMap<u16, String>,
    fonts: Vec<&'a [u8]>,
    cells: Vec<&'a [u8]>,
}

/// The cell formats of the workbook.
#[derive(Default)]
pub(super) struct Palette {
    pub(super) styles: Vec<Style>,
    kinds: Vec<NumberKind>,
}

impl Palette {
    pub(super) fn kind(&self, style: u16) -> NumberKind {
        self.kinds
            .get(usize::from(style))
            .copied()
            .unwrap_or_default()
    }
}

impl<'a> Formats<'a> {
    /// Takes a record that has to do with formats.
    pub(super) fn take(&mut self, kind: u16, data: &'a [u8], is_new: bool, codepage: Codepage) {
        match kind {
            0x0031 => self.fonts.push(data),
            0x00E0 => self.cells.push(data),
            0x0092 => {
                let colors = data.get(2..).unwrap_or_default().chunks_exact(4);
                // Numbers below 8 are the basic colours, which the record leaves out.
                self.palette = (0..8)
                    .filter_map(|number| colors::indexed(number, &[]))
                    .collect();
                self.palette.extend(colors.map(|rgb| {
                    u32::from(rgb[0]) << 16 | u32::from(rgb[1]) << 8 | u32::from(rgb[2])
                }));
            }
            0x041E => {
                let text = match is_new {
                    true => short_text(data, 2, true),
                    false => old_text(data, 2, false, codepage),
                };
                if let (Some(id), Some(text)) = (u16_at(data, 0), text) {
                    self.numbers.insert(id, text);
                }
            }
            _ => {}
        }
    }

    pub(super) fn finish(self, is_new: bool, codepage: Codepage) -> Palette {
        let fonts: Vec<Font> = self
            .fonts
            .iter()
            .map(|data| self.font(data, is_new, codepage))
            .collect();
        let mut styles: Vec<Style> = self
            .cells
            .iter()
            .map(|data| self.style(data, &fonts, is_new))
            .collect();
        if styles.is_empty() {
            styles.push(Style::default());
        }
        let kinds = styles
            .iter()
            .map(|style| values::number_kind(&style.number_format))
            .collect();
        Palette { styles, kinds }
    }

    fn color(&self, number: u32) -> Option<u32> {
        colors::indexed(number as usize, &self.palette)
    }

    fn font(&self, data: &[u8], is_new: bool, codepage: Codepage) -> Font {
        let flags = u16_at(data, 2).unwrap_or(0);
        let name = match is_new {
            true => short_text(data, 14, false),
            false => old_text(data, 14, false, codepage),
        };
        Font {
            name: name.unwrap_or_default(),
            // Twentieths of a point.
            size: u32::from(u16_at(data, 0).unwrap_or(0)) * 5,
            bold: u16_at(data, 6).unwrap_or(400) >= 600,
            italic: flags & 2 != 0,
            underline: u8_at(data, 10).unwrap_or(0) != 0,
            strikethrough: flags & 8 != 0,
            color: u16_at(data, 4).and_then(|number| self.color(number.into())),
        }
    }

    fn style(&self, data: &[u8], fonts: &[Font], is_new: bool) -> Style {
        let number = u16_at(data, 2).unwrap_or(0);
        let number_format = match self.numbers.get(&number) {
            Some(code) if code.eq_ignore_ascii_case("general") => String::new(),
            Some(code) => code.clone(),
            None => values::builtin_format(number.into()).to_owned(),
        };
        // Nobody knows why, but there is no font number 4.
        let font = match usize::from(u16_at(data, 0).unwrap_or(0)) {
            number @ 0..4 => number,
            number => number - 1,
        };
        let lie = u8_at(data, 6).unwrap_or(0);
        let mut style = Style {
            number_format,
            font: fonts.get(font).cloned().unwrap_or_default(),
            fill: None,
            borders: [None; 4],
            alignment: alignment(lie),
        };
        if is_new && data.len() >= 20 {
            let (lines, sides, background) = (word(data, 10), word(data, 14), word(data, 16) >> 16);
            let border = |line: u32, color: u32| {
                let line = u8::try_from(line & 0xF).ok().filter(|line| *line > 0)?;
                Some(Border {
                    line,
                    color: self.color(color & 0x7F),
                })
            };
            style.borders = [
                border(lines, lines >> 16),
                border(lines >> 4, lines >> 23),
                border(lines >> 8, sides),
                border(lines >> 12, sides >> 7),
            ];
            if sides >> 26 & 0x3F == 1 {
                style.fill = self.color(background & 0x7F);
            }
        }
        style
    }
}

fn alignment(bits: u8) -> Alignment {
    Alignment {
        horizontal: match bits & 7 {
            1 => Horizontal::Left,
            2 => Horizontal::Center,
            3 => Horizontal::Right,
            4 => Horizontal::Fill,
            5 => Horizontal::Justify,
            6 => Horizontal::CenterAcross,
            7 => Horizontal::Distributed,
            _ => Horizontal::General,
        },
        vertical: match bits >> 4 & 7 {
            0 => Vertical::Top,
            1 => Vertical::Center,
            3 => Vertical::Justify,
            4 => Vertical::Distributed,
            _ => Vertical::Bottom,
        },
        wrap: bits & 8 != 0,
    }
}
