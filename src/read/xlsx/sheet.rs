//! One worksheet part -> one sheet, in a single pass.

use std::collections::BTreeMap;

use super::formula;
use super::strings::{SharedStrings, rich_text, unescaped};
use super::styles::Palette;
use crate::number::Decimal;
use crate::read::budget::{Budget, MAX_COLUMNS};
use crate::read::draft::{Draft, Lost};
use crate::read::error::ReadError;
use crate::read::values;
use crate::read::xml::{Event, Start, Xml, is_true, push_text, unescape};
use crate::workbook::{CellRef, Sheet, Value};

/// What all sheets of a workbook share.
pub(super) struct Shared<'a> {
    pub(super) strings: &'a SharedStrings,
    pub(super) palette: &'a Palette,
    pub(super) is_1904: bool,
    pub(super) budget: &'a Budget,
}

/// The type of a cell, as its `t` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum CellType {
    #[default]
    Number,
    SharedText,
    Text,
    Inline,
    Bool,
    Error,
    Date,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    at: CellRef,
    style: u32,
    kind: CellType,
    has_value: bool,
    value: String,
    inline: String,
    formula: Option<RawFormula>,
}

#[derive(Default)]
struct RawFormula {
    text: String,
    shared: Option<u32>,
}

/// Which text is being gathered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Nothing,
    Value,
    Formula,
}

struct Reading<'a> {
    shared: &'a Shared<'a>,
    draft: Draft<'a>,
    /// The texts that shared formulas repeat, with the cells where they stand.
    masters: BTreeMap<u32, (String, CellRef)>,
    /// Cells that repeat a formula; it may come after them.
    repeats: Vec<(CellRef, u32, bool)>,
}

/// Reads a sheet from its part.
pub(super) fn read(xml: &mut Xml<'_>, shared: &Shared<'_>) -> Result<(Sheet, Lost), ReadError> {
    let mut reading = Reading {
        shared,
        draft: Draft::new(shared.budget, shared.palette.styles.len()),
        masters: BTreeMap::new(),
        repeats: Vec::new(),
    };
    loop {
        let mut in_data = false;
        let mut skip = false;
        match xml.next()? {
            Event::Start(start) => match start.name() {
                "sheetData" => in_data = true,
                // Custom views repeat panes and filters; extensions have their own formulas.
                "customSheetViews" | "extLst" | "AlternateContent" => skip = true,
                _ => reading.around(&start),
            },
            Event::Eof => break,
            _ => {}
        }
        if in_data {
            reading.data(xml)?;
        } else if skip {
            xml.skip()?;
        }
    }
    reading.finish()
}

impl Reading<'_> {
    /// What stands before and after the cells.
    fn around(&mut self, start: &Start<'_>) {
        match start.name() {
            "mergeCell" => {
                if let Some(range) = start.attribute("ref").and_then(|range| range.parse().ok()) {
                    self.draft.merge(range);
                }
            }
            "autoFilter" => {
                if let Some(range) = start.attribute("ref").and_then(|range| range.parse().ok()) {
                    self.draft.filter(range);
                }
            }
            "pane" => self.pane(start),
            "col" => self.columns(start),
            _ => {}
        }
    }

    fn pane(&mut self, start: &Start<'_>) {
        let (mut at, mut frozen) = (CellRef::default(), false);
        for (key, value) in start.attributes() {
            let split = || values::hundredths(value).unwrap_or(0) / 100;
            match key {
                "xSplit" => at.column = split(),
                "ySplit" => at.row = split(),
                "state" => frozen = value == "frozen" || value == "frozenSplit",
                _ => {}
            }
        }
        if frozen {
            self.draft.freeze(at);
        }
    }

    fn columns(&mut self, start: &Start<'_>) {
        let (mut first, mut last, mut width, mut custom, mut hidden) =
            (0u32, 0u32, None, true, false);
        for (key, value) in start.attributes() {
            match key {
                "min" => first = value.trim().parse().unwrap_or(0),
                "max" => last = value.trim().parse().unwrap_or(0),
                "width" => width = values::hundredths(value),
                "customWidth" => custom = is_true(value),
                "hidden" => hidden = is_true(value),
                _ => {}
            }
        }
        if first == 0 || last < first || first > MAX_COLUMNS {
            return;
        }
        let (first, last) = (first - 1, last - 1);
        if hidden || width == Some(0) {
            self.draft.hide_columns(first, last);
        }
        if let Some(width) = width.filter(|_| custom) {
            self.draft.width(first, last, width);
        }
    }

    /// The cells: from the start of `<sheetData>` to its end.
    fn data(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        let outside = xml.depth().saturating_sub(1);
        let mut next = CellRef::default();
        let mut cell = Open::default();
        let mut target = Target::Nothing;
        loop {
            // A formula's text, say, cannot end in a cell of its own.
            while target == Target::Nothing
                && let Some((start, value)) = xml.plain_cell()
            {
                cell.begin(&start, next);
                next.column = cell.at.column.saturating_add(1);
                // A number needs no copy of its digits.
                let digits = value.filter(|_| cell.kind == CellType::Number);
                let number = digits.and_then(|digits| values::stored_number(digits.trim_ascii()));
                if let Some(number) = number {
                    let value = self.number(number, cell.style);
                    self.draft.put(cell.at, cell.style, value)?;
                    continue;
                }
                if let Some(value) = value {
                    cell.has_value = true;
                    push_text(&mut cell.value, &Event::Text(value))?;
                }
                self.close(&mut cell)?;
            }
            let mut inline = false;
            match xml.next()? {
                Event::Start(start) => match start.name() {
                    "c" => {
                        cell.begin(&start, next);
                        next.column = cell.at.column.saturating_add(1);
                    }
                    "v" => {
                        cell.has_value = true;
                        target = Target::Value;
                    }
                    "f" => {
                        cell.formula = Some(RawFormula::begin(&start));
                        target = Target::Formula;
                    }
                    "is" => inline = true,
                    "row" => {
                        next = CellRef::new(self.row(&start, next.row), 0);
                    }
                    _ => {}
                },
                Event::End(end) => {
                    target = Target::Nothing;
                    match end {
                        "c" => self.close(&mut cell)?,
                        "row" => next = CellRef::new(next.row.saturating_add(1), 0),
                        _ => {}
                    }
                }
                Event::Eof => return Ok(()),
                event => match target {
                    Target::Value => push_text(&mut cell.value, &event)?,
                    Target::Formula => {
                        if let Some(formula) = &mut cell.formula {
                            push_text(&mut formula.text, &event)?;
                        }
                    }
                    Target::Nothing => {}
                },
            }
            if inline {
                rich_text(xml, &mut cell.inline)?;
                cell.has_value = true;
            }
            if xml.depth() <= outside {
                return Ok(());
            }
        }
    }

    /// Notes a row's own properties and returns its number.
    fn row(&mut self, start: &Start<'_>, expected: u32) -> u32 {
        let mut row = expected;
        let (mut hidden, mut height, mut custom) = (false, None, false);
        for (key, value) in start.attributes() {
            match key {
                "r" => {
                    let number: Option<u32> = value.trim().parse().ok();
                    row = number
                        .and_then(|number| number.checked_sub(1))
                        .unwrap_or(expected);
                }
                "hidden" => hidden = is_true(value),
                "ht" => height = Some(value),
                "customHeight" => custom = is_true(value),
                _ => {}
            }
        }
        let height = height.filter(|_| custom).and_then(values::hundredths);
        if hidden || height == Some(0) {
            self.draft.hide_rows(row, row);
        }
        self.draft.height(row, height.unwrap_or(0));
        row
    }

    /// Stores the cell that has just ended.
    fn close(&mut self, cell: &mut Open) -> Result<(), ReadError> {
        let value = self.value(cell);
        let formula = cell.formula.take();
        if value == Value::Empty && cell.style == 0 && formula.is_none() {
            return Ok(());
        }
        if let Some(formula) = formula {
            // Some writers store an empty result for "not calculated yet"; empty text says that it is text.
            let has_value = value != Value::Empty;
            if let Some(group) = formula.shared {
                if formula.text.is_empty() {
                    self.repeats.push((cell.at, group, has_value));
                } else {
                    self.masters.insert(group, (formula.text.clone(), cell.at));
                }
            }
            if formula.shared.is_none() || !formula.text.is_empty() {
                self.formula(cell.at, formula.text, has_value)?;
            }
        }
        self.draft.put(cell.at, cell.style, value)
    }

    fn formula(&mut self, at: CellRef, text: String, has_value: bool) -> Result<(), ReadError> {
        let text = match text.strip_prefix('=') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        self.draft.formula(at, text, has_value)
    }

    fn number(&self, number: Decimal, style: u32) -> Value {
        let kind = self.shared.palette.kind(style);
        values::number(number, kind, self.shared.is_1904)
    }

    fn value(&mut self, cell: &Open) -> Value {
        if !cell.has_value {
            return Value::Empty;
        }
        let stored = cell.value.as_str();
        match cell.kind {
            CellType::Number => {
                let digits = stored.trim_ascii();
                match values::stored_number(digits) {
                    Some(number) => self.number(number, cell.style),
                    None if digits.is_empty() && !cell.inline.is_empty() => text(&cell.inline),
                    None if digits.is_empty() => Value::Empty,
                    // A number type with text in it: what stands there is better than nothing.
                    None => text(stored),
                }
            }
            CellType::SharedText => {
                let index = stored.trim_ascii();
                let found = index
                    .parse()
                    .ok()
                    .and_then(|index| self.shared.strings.get(index));
                if index.is_empty() {
                    return Value::Empty;
                }
                self.draft.shared_text(found, index)
            }
            CellType::Text => text(stored),
            CellType::Inline if cell.inline.is_empty() => text(stored),
            CellType::Inline => text(&cell.inline),
            CellType::Bool => match stored.trim_ascii() {
                "" => Value::Empty,
                "1" | "true" | "TRUE" => Value::Bool(true),
                "0" | "false" | "FALSE" => Value::Bool(false),
                _ => text(stored),
            },
            CellType::Error => Value::Error(stored.trim_ascii().into()),
            CellType::Date => match values::iso_date(stored) {
                Some(days) => Value::Date(days),
                None if stored.is_empty() => Value::Empty,
                None => text(stored),
            },
        }
    }

    fn finish(mut self) -> Result<(Sheet, Lost), ReadError> {
        for (at, group, has_value) in std::mem::take(&mut self.repeats) {
            // A repeat of nothing is still a formula, with a text that nobody knows.
            let text = self
                .masters
                .get(&group)
                .map(|(text, from)| formula::moved(text, *from, at))
                .unwrap_or_default();
            self.formula(at, text, has_value)?;
        }
        Ok(self.draft.finish())
    }
}

impl Open {
    /// Begins a cell; one that does not say where it stands comes after the last.
    fn begin(&mut self, start: &Start<'_>, next: CellRef) {
        self.at = next;
        self.style = 0;
        self.kind = CellType::Number;
        self.has_value = false;
        self.value.clear();
        self.inline.clear();
        self.formula = None;
        for (key, value) in start.attributes() {
            match key {
                "r" => self.at = reference(value.as_bytes()).unwrap_or(next),
                "s" => self.style = value.trim().parse().unwrap_or(0),
                "t" => {
                    self.kind = match value {
                        "s" => CellType::SharedText,
                        "str" => CellType::Text,
                        "inlineStr" => CellType::Inline,
                        "b" => CellType::Bool,
                        "e" => CellType::Error,
                        "d" => CellType::Date,
                        _ => CellType::Number,
                    }
                }
                _ => {}
            }
        }
    }
}

impl RawFormula {
    fn begin(start: &Start<'_>) -> Self {
        let mut formula = RawFormula::default();
        let mut is_shared = false;
        for (key, value) in start.attributes() {
            match key {
                "t" => is_shared = value == "shared",
                "si" => formula.shared = unescape(value).trim().parse().ok(),
                _ => {}
            }
        }
        formula.shared = formula.shared.filter(|_| is_shared);
        formula
    }
}

fn text(stored: &str) -> Value {
    Value::Text(unescaped(stored).into())
}

/// `B7` -> the cell. Runs for every cell, so it is written for speed.
#[inline]
fn reference(text: &[u8]) -> Option<CellRef> {
    let mut column = 0u32;
    let mut at = 0;
    while let Some(letter) = text.get(at).filter(|byte| byte.is_ascii_alphabetic()) {
        column = column.checked_mul(26)? + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        at += 1;
    }
    let mut row = 0u32;
    let digits = &text[at..];
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        row = row.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
    }
    Some(CellRef::new(row.checked_sub(1)?, column.checked_sub(1)?))
}
