//! The styles part and the theme -> the palette of cell formats.

use std::collections::BTreeMap;

use crate::read::colors;
use crate::read::error::ReadError;
use crate::read::package::Package;
use crate::read::values::{self, NumberKind};
use crate::read::xml::{Event, Start, Xml, is_true, unescape};
use crate::workbook::{Alignment, Border, Font, Horizontal, Style, Vertical};

/// Cell formats that Excel can hold at most, rounded up; further ones are not read.
const MAX_FORMATS: usize = 70_000;

/// The cell formats of a workbook.
#[derive(Debug)]
pub(super) struct Palette {
    /// By the number that a cell bears.
    pub(super) styles: Vec<Style>,
    /// What each makes of a number.
    pub(super) kinds: Vec<NumberKind>,
}

impl Default for Palette {
    fn default() -> Self {
        Palette {
            styles: vec![Style::default()],
            kinds: vec![NumberKind::Plain],
        }
    }
}

/// The lists that cell formats are put together from.
#[derive(Default)]
struct Parts {
    theme: Vec<u32>,
    indexed: Vec<u32>,
    formats: BTreeMap<u32, String>,
    fonts: Vec<Font>,
    fills: Vec<Option<u32>>,
    borders: Vec<[Option<Border>; 4]>,
}

/// A cell format as the part spells it: colours of a later `<colors>` element may still change what it means.
#[derive(Default)]
struct RawFormat {
    number: u32,
    font: usize,
    fill: usize,
    border: usize,
    alignment: Alignment,
}

impl Palette {
    pub(super) fn read(
        package: &mut Package<'_>,
        styles: &str,
        theme: Option<&str>,
    ) -> Result<Self, ReadError> {
        let mut parts = Parts {
            theme: colors::OFFICE_THEME.to_vec(),
            indexed: own_palette(package, styles)?,
            ..Parts::default()
        };
        if let Some(theme) = theme {
            // A theme that cannot be read costs colours, no figure.
            let _ = read_theme(package, theme, &mut parts.theme);
        }
        let mut formats: Vec<RawFormat> = Vec::new();
        let Some(mut xml) = package.xml(styles)? else {
            return Ok(Palette::default());
        };
        let mut section = String::new();
        loop {
            match xml.next()? {
                Event::Eof => break,
                Event::Start(start) => match (section.as_str(), start.name()) {
                    ("", "styleSheet") => {}
                    ("", name @ ("numFmts" | "fonts" | "fills" | "borders" | "cellXfs")) => {
                        section = name.to_owned();
                    }
                    ("", _) => xml.skip()?,
                    ("numFmts", "numFmt") => {
                        let id = start
                            .attribute("numFmtId")
                            .and_then(|id| id.trim().parse().ok());
                        if let (Some(id), Some(code)) = (id, start.attribute("formatCode")) {
                            parts.formats.insert(id, code.into_owned());
                        }
                    }
                    ("fonts", "font") if parts.fonts.len() < MAX_FORMATS => {
                        let font = font(&mut xml, &parts)?;
                        parts.fonts.push(font);
                    }
                    ("fills", "fill") if parts.fills.len() < MAX_FORMATS => {
                        let fill = fill(&mut xml, &parts)?;
                        parts.fills.push(fill);
                    }
                    ("borders", "border") if parts.borders.len() < MAX_FORMATS => {
                        let border = borders(&mut xml, &parts)?;
                        parts.borders.push(border);
                    }
                    ("cellXfs", "xf") if formats.len() < MAX_FORMATS => {
                        formats.push(raw_format(&start));
                    }
                    ("cellXfs", "alignment") => {
                        if let Some(format) = formats.last_mut() {
                            format.alignment = alignment(&start);
                        }
                    }
                    _ => {}
                },
                Event::End(end) if end == section => section.clear(),
                _ => {}
            }
        }
        if formats.is_empty() {
            return Ok(Palette::default());
        }
        let styles: Vec<Style> = formats
            .into_iter()
            .map(|format| parts.style(format))
            .collect();
        let kinds = styles
            .iter()
            .map(|style| values::number_kind(&style.number_format))
            .collect();
        Ok(Palette { styles, kinds })
    }

    /// What the format of that number makes of a number.
    #[inline]
    pub(super) fn kind(&self, style: u32) -> NumberKind {
        self.kinds.get(style as usize).copied().unwrap_or_default()
    }
}

impl Parts {
    fn style(&self, raw: RawFormat) -> Style {
        let number_format = match self.formats.get(&raw.number) {
            Some(code) if code.eq_ignore_ascii_case("general") => String::new(),
            Some(code) => code.clone(),
            None => values::builtin_format(raw.number).to_owned(),
        };
        Style {
            number_format,
            font: self.fonts.get(raw.font).cloned().unwrap_or_default(),
            fill: self.fills.get(raw.fill).copied().flatten(),
            borders: self.borders.get(raw.border).copied().unwrap_or_default(),
            alignment: raw.alignment,
        }
    }

    fn color(&self, start: &Start<'_>) -> Option<u32> {
        let mut color = None;
        let mut tint = 0;
        for (key, value) in start.attributes() {
            match key {
                "rgb" => color = colors::hex(value),
                "theme" => {
                    color = value
                        .parse()
                        .ok()
                        .and_then(|index: usize| self.theme.get(index).copied());
                }
                "indexed" => {
                    color = value
                        .parse()
                        .ok()
                        .and_then(|index| colors::indexed(index, &self.indexed));
                }
                "tint" => {
                    let tenth = values::stored_number(value).and_then(values::signed_thousandths);
                    tint = tenth.unwrap_or(0);
                }
                _ => {}
            }
        }
        color.map(|color| {
            if tint == 0 {
                color
            } else {
                colors::tinted(color, tint)
            }
        })
    }
}

/// Calls `each` with every element inside the one whose start was just seen.
fn children(xml: &mut Xml<'_>, mut each: impl FnMut(&Start<'_>)) -> Result<(), ReadError> {
    let outside = xml.depth().saturating_sub(1);
    loop {
        match xml.next()? {
            Event::Start(start) => each(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if xml.depth() <= outside {
            return Ok(());
        }
    }
}

/// The workbook's own palette. It stands behind what refers to it, so it takes a look ahead.
fn own_palette(package: &mut Package<'_>, styles: &str) -> Result<Vec<u32>, ReadError> {
    let mut palette = Vec::new();
    let Some(mut xml) = package.xml(styles)? else {
        return Ok(palette);
    };
    loop {
        match xml.next()? {
            Event::Start(start) if start.name() == "rgbColor" && palette.len() < 64 => {
                palette.push(
                    start
                        .attribute("rgb")
                        .and_then(|rgb| colors::hex(&rgb))
                        .unwrap_or(0),
                );
            }
            Event::Eof => return Ok(palette),
            _ => {}
        }
    }
}

fn read_theme(package: &mut Package<'_>, name: &str, theme: &mut [u32]) -> Result<(), ReadError> {
    let Some(mut xml) = package.xml(name)? else {
        return Ok(());
    };
    let mut slot = None;
    loop {
        match xml.next()? {
            Event::Start(start) => match start.name() {
                // Colour numbers count light before dark, the part the other way round.
                "lt1" => slot = Some(0),
                "dk1" => slot = Some(1),
                "lt2" => slot = Some(2),
                "dk2" => slot = Some(3),
                "accent1" => slot = Some(4),
                "accent2" => slot = Some(5),
                "accent3" => slot = Some(6),
                "accent4" => slot = Some(7),
                "accent5" => slot = Some(8),
                "accent6" => slot = Some(9),
                "hlink" => slot = Some(10),
                "folHlink" => slot = Some(11),
                name @ ("srgbClr" | "sysClr") => {
                    let key = if name == "srgbClr" { "val" } else { "lastClr" };
                    let color = start.attribute(key).and_then(|value| colors::hex(&value));
                    if let (Some(slot), Some(color)) = (slot.take(), color)
                        && let Some(place) = theme.get_mut(slot)
                    {
                        *place = color;
                    }
                }
                _ => {}
            },
            Event::End("clrScheme") => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn font(xml: &mut Xml<'_>, parts: &Parts) -> Result<Font, ReadError> {
    let mut font = Font::default();
    children(xml, |start| {
        let value = start.attribute("val");
        let on = value.as_deref().is_none_or(is_true);
        match start.name() {
            "b" => font.bold = on,
            "i" => font.italic = on,
            "strike" => font.strikethrough = on,
            "u" => font.underline = value.as_deref() != Some("none"),
            "sz" => {
                font.size = value
                    .and_then(|size| values::hundredths(&size))
                    .unwrap_or(0)
            }
            "name" => font.name = value.map(|name| name.into_owned()).unwrap_or_default(),
            "color" => font.color = parts.color(start),
            _ => {}
        }
    })?;
    Ok(font)
}

fn fill(xml: &mut Xml<'_>, parts: &Parts) -> Result<Option<u32>, ReadError> {
    let mut fill = None;
    let mut solid = false;
    children(xml, |start| match start.name() {
        "patternFill" => solid = start.attribute("patternType").as_deref() == Some("solid"),
        "fgColor" if solid => fill = parts.color(start),
        _ => {}
    })?;
    Ok(fill)
}

fn borders(xml: &mut Xml<'_>, parts: &Parts) -> Result<[Option<Border>; 4], ReadError> {
    let mut borders: [Option<Border>; 4] = [None; 4];
    let mut side = None;
    children(xml, |start| {
        let name = start.name();
        if name == "color" {
            if let Some(border) = side.and_then(|side: usize| borders[side].as_mut()) {
                border.color = parts.color(start);
            }
            return;
        }
        side = match name {
            "left" | "start" => Some(0),
            "right" | "end" => Some(1),
            "top" => Some(2),
            "bottom" => Some(3),
            _ => None,
        };
        if let Some(side) = side {
            borders[side] = start
                .attribute("style")
                .and_then(|style| border_line(&style))
                .map(|line| Border { line, color: None });
        }
    })?;
    Ok(borders)
}

fn border_line(style: &str) -> Option<u8> {
    const LINES: [&str; 13] = [
        "thin",
        "medium",
        "dashed",
        "dotted",
        "thick",
        "double",
        "hair",
        "mediumDashed",
        "dashDot",
        "mediumDashDot",
        "dashDotDot",
        "mediumDashDotDot",
        "slantDashDot",
    ];
    let found = LINES.iter().position(|line| *line == style)?;
    u8::try_from(found + 1).ok()
}

fn raw_format(start: &Start<'_>) -> RawFormat {
    let mut format = RawFormat::default();
    for (key, value) in start.attributes() {
        let number = value.trim();
        match key {
            "numFmtId" => format.number = number.parse().unwrap_or(0),
            "fontId" => format.font = number.parse().unwrap_or(0),
            "fillId" => format.fill = number.parse().unwrap_or(0),
            "borderId" => format.border = number.parse().unwrap_or(0),
            _ => {}
        }
    }
    format
}

fn alignment(start: &Start<'_>) -> Alignment {
    let mut alignment = Alignment::default();
    for (key, value) in start.attributes() {
        match (key, unescape(value).as_ref()) {
            ("horizontal", value) => {
                alignment.horizontal = match value {
                    "left" => Horizontal::Left,
                    "center" => Horizontal::Center,
                    "right" => Horizontal::Right,
                    "fill" => Horizontal::Fill,
                    "justify" => Horizontal::Justify,
                    "centerContinuous" => Horizontal::CenterAcross,
                    "distributed" => Horizontal::Distributed,
                    _ => Horizontal::General,
                }
            }
            ("vertical", value) => {
                alignment.vertical = match value {
                    "top" => Vertical::Top,
                    "center" => Vertical::Center,
                    "justify" => Vertical::Justify,
                    "distributed" => Vertical::Distributed,
                    _ => Vertical::Bottom,
                }
            }
            ("wrapText", value) => alignment.wrap = is_true(value),
            _ => {}
        }
    }
    alignment
}
