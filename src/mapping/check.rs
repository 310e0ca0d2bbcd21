//! Raw -> checked: every fault of a mapping file at once, each with its line, what is wrong, and the nearest right
//! key.

mod assemble;
mod columns;
mod conditions;
mod dated;
mod deductions;
mod fields;
mod own;
mod parse;
mod pay;
mod review;
mod usual;
mod wholes;
mod words;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::{Era, Mapping, Month};
use crate::finding::Severity;
use crate::text::Text;

pub use dated::Set;

/// Something wrong with a mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Errors make the mapping unusable, warnings do not.
    pub severity: Severity,
    /// The line in the file, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: Text,
}

impl Fault {
    /// True where it makes the mapping unusable.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A file's mapping with its warnings, or all that is wrong with it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The mapping, where no fault is an error.
    pub mapping: Option<Mapping>,
    /// All faults, by line.
    pub faults: Vec<Fault>,
}

/// Checks the text of a mapping file. `id` is the stem of its name.
pub fn check(id: &str, source: &str) -> Checked {
    check_with(id, source, &[])
}

/// The same with some of its parameters set by the command line.
fn check_with(id: &str, source: &str, set: &[Set]) -> Checked {
    let mut faults = Faults {
        source,
        found: Vec::new(),
    };
    let mapping = parse::document(source, &mut faults)
        .and_then(|table| of_all_months(id, &table, set, &mut faults));
    let mut found = faults.found;
    found.sort_by_key(|fault| fault.line);
    let mut told = Vec::with_capacity(found.len());
    for fault in found {
        if !told.contains(&fault) {
            told.push(fault);
        }
    }
    let usable = told.iter().all(|fault| fault.severity != Severity::Error);
    Checked {
        mapping: mapping.filter(|_| usable),
        faults: told,
    }
}

/// The mapping of the latest months, with those of earlier ones in it.
fn of_all_months(
    id: &str,
    table: &DeTable<'_>,
    set: &[Set],
    faults: &mut Faults,
) -> Option<Mapping> {
    let values = dated::values(table, set);
    let of_month = |month: Option<Month>, faults: &mut Faults| {
        let (filled, used) = dated::filled(table, &values, month, faults);
        let parsed = parse::parse(filled, faults)?;
        let given = Given {
            id,
            values: &values,
            month,
            used: &used,
        };
        Some(assemble::assemble(&given, &parsed, faults))
    };
    // Where one parameter has no value yet, the scheme as a whole has none.
    let begin = values
        .iter()
        .filter_map(|one| Some(one.dated.first()?.0))
        .max();
    let mut months: Vec<Month> = values
        .iter()
        .flat_map(|one| one.dated.iter().map(|(from, _)| *from))
        .filter(|from| Some(*from) >= begin)
        .collect();
    months.sort_unstable();
    months.dedup();
    let latest = months.pop();
    let mut mapping = of_month(latest, faults)?;
    let mut eras = Vec::with_capacity(months.len() + 1);
    for from in months {
        let mut own = Faults {
            source: faults.source,
            found: Vec::new(),
        };
        let earlier = of_month(Some(from), &mut own);
        for mut fault in own.found {
            if faults.found.iter().all(|told| *told != fault) {
                fault.message = fault
                    .message
                    .then(&text!("（{from} 起的数）" / "(as of {from})"));
                faults.found.push(fault);
            }
        }
        eras.extend(earlier.map(|mapping| Era {
            from,
            mapping: Arc::new(mapping),
        }));
    }
    eras.extend(latest.map(|from| Era {
        from,
        mapping: Arc::new(mapping.clone()),
    }));
    mapping.eras = eras;
    Some(mapping)
}

/// What a file is read with.
struct Given<'a> {
    id: &'a str,
    values: &'a [dated::Values],
    month: Option<Month>,
    used: &'a dated::Used,
}

impl Mapping {
    /// The mapping with some of its parameters set, whatever the month.
    ///
    /// # Errors
    /// Why one cannot be set.
    pub fn with(&self, set: &[Set]) -> Result<Mapping, Text> {
        if set.is_empty() {
            return Ok(self.clone());
        }
        let mut faults = Faults {
            source: &self.text,
            found: Vec::new(),
        };
        let table = parse::document(&self.text, &mut faults);
        let unknown = table.and_then(|table| {
            let values = dated::values(&table, &[]);
            dated::unknown(&table, &values, set)
        });
        if let Some(text) = unknown {
            return Err(text);
        }
        let checked = check_with(&self.id, &self.text, set);
        let is_error = |fault: &&Fault| fault.severity == Severity::Error;
        let why = checked.faults.iter().find(is_error);
        let why = why.map(|fault| fault.message.clone()).unwrap_or_default();
        let (zh, en) = (why.zh, why.en);
        checked.mapping.ok_or_else(|| {
            text!(
                "用 --set 设定的数使方案不成立：{zh}。"
                    / "with these figures the scheme does not hold: {en}."
            )
        })
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = fmt::Write::write_fmt(&mut hex, format_args!("{byte:02x}"));
            hex
        })
}

/// Collects faults and knows their lines.
struct Faults<'a> {
    source: &'a str,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn error(&mut self, span: &Range<usize>, message: Text) {
        self.add(Severity::Error, span, message);
    }

    fn warn(&mut self, span: &Range<usize>, message: Text) {
        self.add(Severity::Warning, span, message);
    }

    fn add(&mut self, severity: Severity, span: &Range<usize>, message: Text) {
        self.found.push(Fault {
            severity,
            line: self.line(span),
            message,
        });
    }

    /// The line that a place in the file stands on, from 1.
    fn line(&self, span: &Range<usize>) -> usize {
        let before = &self.source.as_bytes()[..span.start.min(self.source.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// The nearest of some names to a misspelled one.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    scored
        .filter(|(distance, name)| {
            // A word with nothing in common is near to no other, however short both are.
            *distance <= name.chars().count().max(4) / 2 && *distance < wrong.chars().count()
        })
        .min()
        .map(|(_, name)| name)
}
