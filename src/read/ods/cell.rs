//! A cell of OpenDocument: its attributes, and the paragraphs in it.

use super::{DATE, DATE_TIME, DURATION, PERCENT, repeated};
use crate::read::budget::MAX_COLUMNS;
use crate::read::error::ReadError;
use crate::read::values;
use crate::read::xml::{Event, Start, Xml, push_text, unescape};
use crate::workbook::Value;

/// A cell as the file spells it.
#[derive(Default)]
pub(super) struct RawCell {
    pub count: u32,
    pub rows: u32,
    pub columns: u32,
    pub kind: String,
    /// Whether it names a style, and the number format of that.
    pub has_style: bool,
    pub format: Option<u32>,
    stored: Option<String>,
    pub is_formula: bool,
    is_error: bool,
    pub text: String,
    /// There is a paragraph, perhaps an empty one.
    pub has_text: bool,
}

impl RawCell {
    pub fn new(start: &Start<'_>) -> Self {
        let mut cell = RawCell {
            count: repeated(start, "number-columns-repeated").min(MAX_COLUMNS),
            rows: repeated(start, "number-rows-spanned"),
            columns: repeated(start, "number-columns-spanned").min(MAX_COLUMNS),
            ..RawCell::default()
        };
        for (key, value) in start.qualified() {
            let (prefix, name) = key.split_once(':').unwrap_or(("", key));
            match name {
                "value-type" if prefix == "calcext" => cell.is_error = value == "error",
                "value-type" => cell.kind = value.to_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.stored = Some(unescape(value).into_owned());
                }
                "formula" => cell.is_formula = true,
                "style-name" => cell.has_style = true,
                _ => {}
            }
        }
        cell
    }

    /// The value, and the style that its kind implies.
    pub fn value(&self) -> (Value, u32) {
        const ERRORS: [&str; 7] = [
            "#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!",
        ];
        let text = self.text.as_str();
        let old_error = self.is_formula && (ERRORS.contains(&text) || text.starts_with("Err:"));
        if self.is_error || old_error {
            return (Value::Error(text.into()), 0);
        }
        let stored = self.stored.as_deref();
        let number = || stored.and_then(|digits| values::stored_number(digits.trim()));
        let found = match self.kind.as_str() {
            // A formula that gave empty text has no type, but a paragraph; one that was never calculated has neither.
            "" if self.is_formula && self.has_text => None,
            "" => Some((Value::Empty, 0)).filter(|_| text.is_empty()),
            "float" | "currency" => number().map(|number| (Value::Number(number), 0)),
            "percentage" => number().map(|number| (Value::Number(number), PERCENT)),
            "date" => stored.and_then(values::iso_date).map(|days| {
                let style = if days.to_integer().is_some() {
                    DATE
                } else {
                    DATE_TIME
                };
                (Value::Date(days), style)
            }),
            "time" => stored
                .and_then(values::iso_duration)
                .map(|days| (Value::Number(days), DURATION)),
            "boolean" => stored.map(|truth| (Value::Bool(truth.trim() == "true"), 0)),
            _ => None,
        };
        // A string, or a value that cannot be read: what shows is better than nothing.
        found.unwrap_or_else(|| {
            let shown = match stored {
                Some(stored) if self.kind == "string" || text.is_empty() => stored,
                _ => text,
            };
            (Value::Text(shown.into()), 0)
        })
    }
}

/// Gathers the paragraphs of a cell whose start was just seen, without its notes and drawings; says whether there were any.
pub(super) fn cell_text(xml: &mut Xml<'_>, text: &mut String) -> Result<bool, ReadError> {
    let outside = xml.depth().saturating_sub(1);
    let mut paragraphs = 0;
    let mut paragraph = None;
    loop {
        let depth = xml.depth();
        let mut skip = false;
        match xml.next()? {
            Event::Start(start) => match start.name() {
                "p" | "h" if paragraph.is_none() => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    paragraph = Some(depth);
                }
                "s" => {
                    let count = start.attribute("c").and_then(|count| count.parse().ok());
                    let count: usize = count.unwrap_or(1);
                    text.extend(std::iter::repeat_n(' ', count.min(1000)));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "span" | "a" | "ruby" | "ruby-base" | "p" | "h" => {}
                "annotation" | "ruby-text" | "note" | "frame" | "custom-shape" | "g" | "line"
                | "rect" | "control" | "table" => skip = true,
                _ => {}
            },
            Event::Eof => return Ok(paragraphs > 0),
            event if paragraph.is_some() => push_text(text, &event)?,
            _ => {}
        }
        if skip {
            xml.skip()?;
        }
        if paragraph.is_some_and(|opened| xml.depth() <= opened) {
            paragraph = None;
        }
        if xml.depth() <= outside {
            return Ok(paragraphs > 0);
        }
    }
}
