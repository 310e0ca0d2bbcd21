//! The source's cell formats, in the writer's terms.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::markup::Tone;
use crate::number::Decimal;
use crate::workbook::{Border, Font, Horizontal, Style, Vertical};

/// The font of fuhe's own cells, and of a source that tells none.
pub(super) const FONT: &str = "微软雅黑";
/// Its size in hundredths of a point.
const SIZE: u32 = 1_000;

/// The look of unformatted cells in a book of reports.
pub(super) fn report_default() -> Format {
    with_font(Format::new(), &Font::default())
}

/// What is laid over a cell's own style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Over {
    /// The colour of a mark.
    pub tone: Option<Tone>,
    /// How a date shows where the style does not say.
    pub date: Option<&'static str>,
    /// Text breaks into lines.
    pub wrap: bool,
}

/// The formats of a source, made when first needed.
#[derive(Debug)]
pub(super) struct Styles<'a> {
    styles: &'a [Style],
    default: Format,
    made: BTreeMap<(u32, Over), Format>,
}

impl<'a> Styles<'a> {
    pub fn new(styles: &'a [Style]) -> Self {
        let plain = Style::default();
        let default = format(
            styles.first().unwrap_or(&plain),
            &plain.font,
            Over::default(),
        );
        Styles {
            styles,
            default,
            made: BTreeMap::new(),
        }
    }

    /// The look of unformatted cells.
    pub fn default_format(&self) -> &Format {
        &self.default
    }

    /// The source's style; its default where the index is unknown.
    pub fn style(&self, index: u32) -> Option<&'a Style> {
        self.styles.get(index as usize).or(self.styles.first())
    }

    /// The format of a cell.
    pub fn format(&mut self, index: u32, over: Over) -> &Format {
        if index == 0 && over == Over::default() {
            return &self.default;
        }
        let styles = self.styles;
        self.made.entry((index, over)).or_insert_with(|| {
            let plain = Style::default();
            let default = styles.first().unwrap_or(&plain);
            let style = styles.get(index as usize).unwrap_or(default);
            format(style, &default.font, over)
        })
    }
}

fn format(style: &Style, default: &Font, over: Over) -> Format {
    let font = Font {
        name: if style.font.name.is_empty() {
            default.name.clone()
        } else {
            style.font.name.clone()
        },
        size: if style.font.size == 0 {
            default.size
        } else {
            style.font.size
        },
        ..style.font.clone()
    };
    let mut format = with_font(Format::new(), &font);
    match (style.number_format.as_str(), over.date) {
        ("" | "General", Some(date)) => format = format.set_num_format(date),
        ("" | "General", None) => {}
        (code, _) => format = format.set_num_format(code),
    }
    if let Some(fill) = over.tone.map(Tone::fill).or(style.fill) {
        format = format.set_background_color(Color::RGB(fill));
    }
    let [left, right, top, bottom] = style.borders;
    if let Some((line, color)) = border(left) {
        format = format.set_border_left(line).set_border_left_color(color);
    }
    if let Some((line, color)) = border(right) {
        format = format.set_border_right(line).set_border_right_color(color);
    }
    if let Some((line, color)) = border(top) {
        format = format.set_border_top(line).set_border_top_color(color);
    }
    if let Some((line, color)) = border(bottom) {
        format = format
            .set_border_bottom(line)
            .set_border_bottom_color(color);
    }
    format = match style.alignment.horizontal {
        Horizontal::General => format,
        Horizontal::Left => format.set_align(FormatAlign::Left),
        Horizontal::Center => format.set_align(FormatAlign::Center),
        Horizontal::Right => format.set_align(FormatAlign::Right),
        Horizontal::Fill => format.set_align(FormatAlign::Fill),
        Horizontal::Justify => format.set_align(FormatAlign::Justify),
        Horizontal::CenterAcross => format.set_align(FormatAlign::CenterAcross),
        Horizontal::Distributed => format.set_align(FormatAlign::Distributed),
    };
    format = match style.alignment.vertical {
        Vertical::Bottom => format,
        Vertical::Top => format.set_align(FormatAlign::Top),
        Vertical::Center => format.set_align(FormatAlign::VerticalCenter),
        Vertical::Justify => format.set_align(FormatAlign::VerticalJustify),
        Vertical::Distributed => format.set_align(FormatAlign::VerticalDistributed),
    };
    if style.alignment.wrap || over.wrap {
        format = format.set_text_wrap();
    }
    format
}

fn with_font(mut format: Format, font: &Font) -> Format {
    let name = if font.name.is_empty() {
        FONT
    } else {
        &font.name
    };
    let size = match (font.size, font.name.is_empty()) {
        (0, true) => SIZE,
        (0, false) => 1_100,
        (size, _) => size,
    };
    format = format.set_font_name(name).set_font_size(points(size));
    if font.bold {
        format = format.set_bold();
    }
    if font.italic {
        format = format.set_italic();
    }
    if font.underline {
        format = format.set_underline(FormatUnderline::Single);
    }
    if font.strikethrough {
        format = format.set_font_strikethrough();
    }
    if let Some(color) = font.color {
        format = format.set_font_color(Color::RGB(color));
    }
    format
}

#[expect(clippy::disallowed_types, reason = "a font's size, not a score")]
fn points(hundredths: u32) -> f64 {
    Decimal::new(hundredths.into(), 2).map_or(11.0, Decimal::to_binary)
}

fn border(border: Option<Border>) -> Option<(FormatBorder, Color)> {
    let border = border?;
    let line = match border.line {
        0 => return None,
        2 => FormatBorder::Medium,
        3 => FormatBorder::Dashed,
        4 => FormatBorder::Dotted,
        5 => FormatBorder::Thick,
        6 => FormatBorder::Double,
        7 => FormatBorder::Hair,
        8 => FormatBorder::MediumDashed,
        9 => FormatBorder::DashDot,
        10 => FormatBorder::MediumDashDot,
        11 => FormatBorder::DashDotDot,
        12 => FormatBorder::MediumDashDotDot,
        13 => FormatBorder::SlantDashDot,
        _ => FormatBorder::Thin,
    };
    Some((line, border.color.map_or(Color::Automatic, Color::RGB)))
}

/// How a date shows where its cell does not say.
pub(super) fn date_format(date: Decimal) -> &'static str {
    if date.to_integer().is_some() {
        "yyyy-mm-dd"
    } else {
        "yyyy-mm-dd hh:mm"
    }
}
