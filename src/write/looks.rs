//! The looks of fuhe's own cells: quiet, printable, the same on every sheet.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use super::styles::FONT;
use crate::markup::{Content, Figure, FormulaResult, Look, ReportCell, Role, Tone};
use crate::number::Decimal;

/// Dark blue-grey: headings.
pub(super) const INK: u32 = 0x3B_4F_66;
const WHITE: u32 = 0xFF_FF_FF;
const GREY: u32 = 0x7B_86_94;
const LINE: u32 = 0xCB_D2_DA;
const TOTAL: u32 = 0xEE_F1_F5;
const LINK: u32 = 0x05_63_C1;

/// All that decides a cell's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    look: Look,
    kind: Kind,
    /// Digits after the point that a percentage shows.
    places: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    /// Text that would be read as a formula if it were typed.
    Quoted,
    Number,
    Link,
}

/// Formats, made when first needed.
#[derive(Debug, Default)]
pub(super) struct Looks(BTreeMap<Key, Format>);

impl Looks {
    /// The format of a cell.
    pub fn of(&mut self, cell: &ReportCell) -> &Format {
        let (kind, number) = match &cell.content {
            Content::Blank => (Kind::Text, None),
            Content::Text(text) => (Self::kind_of(text), None),
            Content::Link { .. } => (Kind::Link, None),
            Content::Number(number) => (Kind::Number, Some(*number)),
            Content::Formula { result, .. } => match result {
                FormulaResult::Number(number) => (Kind::Number, Some(*number)),
                FormulaResult::Text(_) => (Kind::Text, None),
            },
        };
        self.format(cell.look, kind, number)
    }

    /// The format of a cell whose link leads nowhere, or of a table's heading.
    pub fn of_text(&mut self, look: Look, text: &str) -> &Format {
        self.format(look, Self::kind_of(text), None)
    }

    fn kind_of(text: &str) -> Kind {
        if text.len() > 1 && text.starts_with(['=', '+', '-', '@']) {
            Kind::Quoted
        } else {
            Kind::Text
        }
    }

    fn format(&mut self, look: Look, kind: Kind, number: Option<Decimal>) -> &Format {
        let places = match (look.figure, number) {
            (Figure::Percent, Some(number)) => number.scale().saturating_sub(2).min(2) as u8,
            _ => 0,
        };
        let key = Key { look, kind, places };
        self.0.entry(key).or_insert_with(|| format(key))
    }
}

fn format(key: Key) -> Format {
    let Key { look, kind, .. } = key;
    let mut format = Format::new()
        .set_font_name(FONT)
        .set_align(FormatAlign::VerticalCenter);
    format = match look.role {
        Role::Body => framed(format.set_font_size(10)),
        Role::Heading => framed(format.set_font_size(10))
            .set_bold()
            .set_font_color(Color::RGB(WHITE))
            .set_background_color(Color::RGB(INK))
            .set_text_wrap(),
        Role::Total => framed(format.set_font_size(10))
            .set_bold()
            .set_background_color(Color::RGB(TOTAL)),
        Role::Title => format
            .set_font_size(16)
            .set_bold()
            .set_font_color(Color::RGB(INK)),
        Role::Subtitle => format
            .set_font_size(11)
            .set_bold()
            .set_font_color(Color::RGB(INK)),
        Role::Label => format
            .set_font_size(10)
            .set_bold()
            .set_font_color(Color::RGB(INK)),
        Role::Plain => format.set_font_size(10),
        Role::Figure => format
            .set_font_size(20)
            .set_bold()
            .set_font_color(Color::RGB(INK)),
        Role::Small => format.set_font_size(9).set_font_color(Color::RGB(GREY)),
    };
    if let Some(fill) = look.tone.map(Tone::fill) {
        format = format.set_background_color(Color::RGB(fill));
        if look.role == Role::Heading {
            format = format.set_font_color(Color::RGB(INK));
        }
    }
    if look.wrap {
        format = format.set_text_wrap();
    }
    format = if look.centered || look.role == Role::Heading {
        format.set_align(FormatAlign::Center)
    } else if kind == Kind::Number && look.role != Role::Figure {
        format.set_align(FormatAlign::Right)
    } else {
        format.set_align(FormatAlign::Left)
    };
    match kind {
        Kind::Text => format,
        Kind::Quoted => format.set_quote_prefix(),
        Kind::Link => format
            .set_font_color(Color::RGB(LINK))
            .set_underline(FormatUnderline::Single),
        Kind::Number => match number_format(look.figure, key.places) {
            Some(code) => format.set_num_format(code),
            None => format,
        },
    }
}

fn framed(format: Format) -> Format {
    format
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(LINE))
}

fn number_format(figure: Figure, places: u8) -> Option<String> {
    Some(match figure {
        Figure::General => return None,
        Figure::Integer => "#,##0".to_owned(),
        Figure::Digits(digits) => fixed(digits),
        Figure::Money => "#,##0.00".to_owned(),
        Figure::Percent => format!("{}%", fixed(places)),
    })
}

fn fixed(digits: u8) -> String {
    match digits {
        0 => "0".to_owned(),
        digits => format!("0.{}", "0".repeat(digits.min(15).into())),
    }
}

/// Points that a row needs where no text in it breaks into lines.
pub(super) fn row_height(roles: impl Iterator<Item = Role>) -> u32 {
    roles
        .map(|role| match role {
            Role::Title => 30,
            Role::Figure => 34,
            Role::Heading => 24,
            Role::Subtitle => 22,
            Role::Total => 20,
            Role::Body | Role::Label | Role::Plain => 18,
            Role::Small => 16,
        })
        .max()
        .unwrap_or(18)
}

/// Points of one line of wrapped text.
pub(super) fn line_height(role: Role) -> u32 {
    match role {
        Role::Title => 26,
        Role::Figure => 32,
        Role::Subtitle => 19,
        Role::Small => 15,
        _ => 17,
    }
}

/// The width of this role's text, in hundredths of the body's.
pub(super) fn relative_width(role: Role) -> u32 {
    match role {
        Role::Title => 160,
        Role::Figure => 200,
        Role::Subtitle => 115,
        Role::Small => 90,
        Role::Heading | Role::Total | Role::Label => 105,
        Role::Body | Role::Plain => 100,
    }
}
