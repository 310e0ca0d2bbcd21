//! Number formats of OpenDocument: what Excel writes as the code `0.0"万元"` is a style of elements there.

use std::collections::BTreeMap;

use super::FORMATS;
use crate::read::error::ReadError;
use crate::read::xml::{Event, Start, push_text};

/// More styles than Excel holds, or more digits than it shows, are not kept.
const MOST: usize = 65_490;
const MOST_DIGITS: usize = 30;

/// The number formats that a document names, as the codes that Excel writes.
#[derive(Default)]
pub(super) struct Formats {
    /// The codes by the names of number styles; with each the style that numbers from 0 up have instead.
    codes: BTreeMap<String, (String, Option<String>)>,
    /// The number style of each style of cells.
    cells: BTreeMap<String, String>,
    open: Option<Open>,
    /// The style of cells whose elements come.
    cell: Option<String>,
}

/// A number style whose elements come.
#[derive(Default)]
struct Open {
    name: String,
    code: String,
    /// Its words are signs of the format: the % of a percentage.
    is_percent: bool,
    /// A time that counts past its clock: `[h]:mm`.
    is_duration: bool,
    above: Option<String>,
    number: Option<Number>,
    /// Words, while they are gathered.
    words: Option<String>,
}

/// A number's digits.
#[derive(Default)]
struct Number {
    decimals: usize,
    integers: usize,
    grouped: bool,
    /// By how many thousands what is shown is less.
    thousands: usize,
    /// Words between the digits, with the number of digits behind each.
    embedded: Vec<(usize, String)>,
}

impl Formats {
    /// Takes what stands outside of tables.
    pub fn take(&mut self, event: &Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::Start(start) => self.start(start),
            Event::End(name) => self.end(name),
            event => {
                if let Some(words) = self.open.as_mut().and_then(|open| open.words.as_mut()) {
                    push_text(words, event)?;
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, start: &Start<'_>) {
        let named = |key: &str| start.attribute(key).map(|value| value.into_owned());
        match start.name() {
            "style" => {
                self.cell = named("name");
                let numbers = named("data-style-name");
                if let (Some(cell), Some(numbers)) = (&self.cell, numbers)
                    && self.cells.len() < MOST
                {
                    self.cells.insert(cell.clone(), numbers);
                }
            }
            kind @ ("number-style" | "percentage-style" | "currency-style" | "time-style") => {
                self.open = Some(Open {
                    name: named("name").unwrap_or_default(),
                    is_percent: kind == "percentage-style",
                    is_duration: named("truncate-on-overflow").as_deref() == Some("false"),
                    ..Open::default()
                });
            }
            name => {
                if let Some(open) = &mut self.open {
                    open.start(name, start);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        let Some(open) = &mut self.open else { return };
        match name {
            "number-style" | "percentage-style" | "currency-style" | "time-style" => {
                if let Some(open) = self.open.take().filter(|_| self.codes.len() < MOST) {
                    self.codes.insert(open.name, (open.code, open.above));
                }
            }
            name => open.end(name),
        }
    }

    /// The codes of all number formats behind those that a value's kind implies, and the place of each style of cells
    /// among them.
    pub fn settled(self) -> (Vec<String>, BTreeMap<String, u32>) {
        let mut all: Vec<String> = FORMATS.iter().map(|code| (*code).to_owned()).collect();
        let mut places: BTreeMap<String, u32> = BTreeMap::new();
        let mut of_cells = BTreeMap::new();
        for (cell, numbers) in &self.cells {
            let above = |name: &String| self.codes.get(name)?.1.clone();
            let numbers = above(numbers).unwrap_or_else(|| numbers.clone());
            let Some((code, _)) = self
                .codes
                .get(&numbers)
                .filter(|(code, _)| !code.is_empty())
            else {
                continue;
            };
            let next = u32::try_from(all.len()).unwrap_or_default();
            let place = *places.entry(code.clone()).or_insert_with(|| {
                all.push(code.clone());
                next
            });
            of_cells.insert(cell.clone(), place);
        }
        (all, of_cells)
    }
}

impl Open {
    fn start(&mut self, name: &str, start: &Start<'_>) {
        let count = |key: &str| -> Option<usize> { start.attribute(key)?.trim().parse().ok() };
        let is_long = || start.attribute("style").as_deref() == Some("long");
        match name {
            "number" => {
                let factor = count("display-factor").unwrap_or(1);
                self.number = Some(Number {
                    decimals: count("decimal-places").unwrap_or(0).min(MOST_DIGITS),
                    integers: count("min-integer-digits").unwrap_or(1).min(MOST_DIGITS),
                    grouped: start.attribute("grouping").as_deref() == Some("true"),
                    thousands: usize::try_from(factor.max(1).ilog10() / 3).unwrap_or(0),
                    embedded: Vec::new(),
                });
            }
            "embedded-text" => {
                let behind = count("position").unwrap_or(0);
                if let Some(number) = &mut self.number {
                    number.embedded.push((behind, String::new()));
                }
                self.words = Some(String::new());
            }
            "text" | "currency-symbol" => self.words = Some(String::new()),
            "scientific-number" => self.code.push_str("0.00E+00"),
            "fraction" => self.code.push_str("# ?/?"),
            "hours" | "minutes" | "seconds" => {
                let sign = &name[..1];
                let sign = if is_long() {
                    sign.repeat(2)
                } else {
                    sign.to_owned()
                };
                match self.is_duration && self.code.is_empty() {
                    true => self.code.push_str(&format!("[{sign}]")),
                    false => self.code.push_str(&sign),
                }
            }
            "am-pm" => self.code.push_str("AM/PM"),
            // The style itself is for what is below 0.
            "map"
                if start
                    .attribute("condition")
                    .is_some_and(|when| is_positive(&when)) =>
            {
                self.above = start
                    .attribute("apply-style-name")
                    .map(|name| name.into_owned());
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "number" => {
                if let Some(number) = self.number.take() {
                    self.code.push_str(&number.code());
                }
            }
            "embedded-text" => {
                let words = self.words.take().unwrap_or_default();
                let embedded = self
                    .number
                    .as_mut()
                    .and_then(|number| number.embedded.last_mut());
                if let Some((_, own)) = embedded {
                    *own = words;
                }
            }
            "text" | "currency-symbol" => {
                let words = self.words.take().unwrap_or_default();
                match words.as_str() {
                    "" => {}
                    "%" if self.is_percent => self.code.push('%'),
                    ":" => self.code.push(':'),
                    words => self.code.push_str(&quoted(words)),
                }
            }
            _ => {}
        }
    }
}

impl Number {
    fn code(&self) -> String {
        let mut code = String::new();
        let shown = self.embedded.iter().map(|(behind, _)| *behind).max();
        let least = if self.grouped { 4 } else { 1 };
        let digits = self
            .integers
            .max(shown.unwrap_or(0).min(MOST_DIGITS) + 1)
            .max(least);
        for behind in (0..digits).rev() {
            code.push(if behind < self.integers { '0' } else { '#' });
            if self.grouped && behind == 3 {
                code.push(',');
            }
            for (_, words) in self.embedded.iter().filter(|(at, _)| *at == behind) {
                code.extend(words.chars().flat_map(|sign| ['\\', sign]));
            }
        }
        if self.decimals > 0 {
            code.push('.');
            code.extend(std::iter::repeat_n('0', self.decimals));
        }
        code.extend(std::iter::repeat_n(',', self.thousands));
        code
    }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('"', ""))
}

/// `value()>=0`, `value()&gt;0`.
fn is_positive(condition: &str) -> bool {
    let bare: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
    bare == "value()>=0" || bare == "value()>0"
}
