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
pub(super) struct Key {
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

impl Key {
    /// That of a cell.
    pub fn of(cell: &ReportCell) -> Self {
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
        Self::new(cell.look, kind, number)
    }

    /// That of a cell whose link leads nowhere, or of a table's heading.
    pub fn of_text(look: Look, text: &str) -> Self {
        Self::new(look, Self::kind_of(text), None)
    }

    /// That of the same cell where its link leads nowhere.
    pub fn unlinked(self, text: &str) -> Self {
        Self::of_text(self.look, text)
    }

    fn kind_of(text: &str) -> Kind {
        if text.len() > 1 && text.starts_with(['=', '+', '-', '@']) {
            Kind::Quoted
        } else {
            Kind::Text
        }
    }

    fn new(look: Look, kind: Kind, number: Option<Decimal>) -> Self {
        let places = match (look.figure, number) {
            (Figure::Percent, Some(number)) => number.scale().saturating_sub(2).min(2) as u8,
            _ => 0,
        };
        Key { look, kind, places }
    }
}

/// Formats, made when first needed.
#[derive(Debug, Default)]
pub(super) struct Looks(BTreeMap<Key, Format>);

impl Looks {
    /// The format of a cell.
    pub fn of(&mut self, cell: &ReportCell) -> &Format {
        self.format(Key::of(cell))
    }

    /// The format of a cell whose link leads nowhere, or of a table's heading.
    pub fn of_text(&mut self, look: Look, text: &str) -> &Format {
        self.format(Key::of_text(look, text))
    }

    fn format(&mut self, key: Key) -> &Format {
        self.0.entry(key).or_insert_with(|| Dress::of(key).format())
    }
}

/// A format in plain terms, for whoever writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dress {
    /// Points of its font.
    pub size: u8,
    pub bold: bool,
    pub underlined: bool,
    /// The font's colour, `0xRRGGBB`; the default where absent.
    pub color: Option<u32>,
    pub fill: Option<u32>,
    /// The colour of a thin frame.
    pub frame: Option<u32>,
    pub horizontal: Horizontal,
    /// A little room between the frame and text, which else touches the figure beside it.
    pub indented: bool,
    pub wrap: bool,
    /// Marked as text.
    pub quoted: bool,
    /// The number format's code.
    pub code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Horizontal {
    Left,
    Center,
    Right,
}

impl Dress {
    pub fn of(key: Key) -> Self {
        let Key { look, kind, .. } = key;
        let role = look.role;
        let (size, bold, color) = match role {
            Role::Body | Role::Plain => (10, false, None),
            Role::Heading => (10, true, Some(WHITE)),
            Role::Total => (10, true, None),
            Role::Title => (16, true, Some(INK)),
            Role::Subtitle => (11, true, Some(INK)),
            Role::Label => (10, true, Some(INK)),
            Role::Figure => (20, true, Some(INK)),
            Role::Small => (9, false, Some(GREY)),
        };
        let is_heading = role == Role::Heading;
        let fill = match role {
            Role::Heading => Some(INK),
            Role::Total => Some(TOTAL),
            _ => None,
        };
        let tone = look.tone.map(Tone::fill);
        let color = match (kind, is_heading && tone.is_some()) {
            (Kind::Link, _) => Some(LINK),
            (_, true) => Some(INK),
            (_, false) => color,
        };
        let frame = matches!(role, Role::Body | Role::Heading | Role::Total).then_some(LINE);
        let horizontal = if look.centered || is_heading {
            Horizontal::Center
        } else if kind == Kind::Number && role != Role::Figure {
            Horizontal::Right
        } else {
            Horizontal::Left
        };
        Dress {
            size,
            bold,
            underlined: kind == Kind::Link,
            color,
            fill: tone.or(fill),
            frame,
            horizontal,
            indented: frame.is_some() && horizontal == Horizontal::Left,
            wrap: look.wrap || is_heading,
            quoted: kind == Kind::Quoted,
            code: match kind {
                Kind::Number => number_format(look.figure, key.places),
                _ => None,
            },
        }
    }

    /// As the library wants it.
    fn format(&self) -> Format {
        let mut format = Format::new()
            .set_font_name(FONT)
            .set_font_size(self.size)
            .set_align(FormatAlign::VerticalCenter)
            .set_align(match self.horizontal {
                Horizontal::Left => FormatAlign::Left,
                Horizontal::Center => FormatAlign::Center,
                Horizontal::Right => FormatAlign::Right,
            });
        if self.indented {
            format = format.set_indent(1);
        }
        if self.bold {
            format = format.set_bold();
        }
        if self.underlined {
            format = format.set_underline(FormatUnderline::Single);
        }
        if let Some(color) = self.color {
            format = format.set_font_color(Color::RGB(color));
        }
        if let Some(fill) = self.fill {
            format = format.set_background_color(Color::RGB(fill));
        }
        if let Some(color) = self.frame {
            format = format
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(color));
        }
        if self.wrap {
            format = format.set_text_wrap();
        }
        if self.quoted {
            format = format.set_quote_prefix();
        }
        match &self.code {
            Some(code) => format.set_num_format(code),
            None => format,
        }
    }
}

fn number_format(figure: Figure, places: u8) -> Option<String> {
    Some(match figure {
        Figure::General => return None,
        Figure::Integer => "#,##0".to_owned(),
        Figure::Digits(digits) => format!("#,##{}", fixed(digits)),
        Figure::Change(digits) => change_format(digits),
        Figure::Money => "#,##0.00".to_owned(),
        Figure::Percent => format!("{}%", fixed(places)),
    })
}

/// `+#,##0.00;-#,##0.00;0.00`
pub(super) fn change_format(digits: u8) -> String {
    let fixed = fixed(digits);
    format!("+#,##{fixed};-#,##{fixed};{fixed}")
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
