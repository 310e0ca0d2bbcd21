//! Raw -> checked: every fault of a mapping file at once, each with its line, what is wrong, and the nearest right
//! key.

mod assemble;
mod fields;
mod parse;

use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::Mapping;
use crate::finding::Severity;
use crate::text::Text;

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
    let mut faults = Faults {
        source,
        found: Vec::new(),
    };
    let raw = parse::parse(source, &mut faults);
    let digest = sha256(source.as_bytes());
    let mapping = raw.map(|raw| assemble::assemble(id, &digest, &raw, &mut faults));
    let mut found = faults.found;
    found.sort_by_key(|fault| fault.line);
    found.dedup();
    let usable = found.iter().all(|fault| fault.severity != Severity::Error);
    Checked {
        mapping: mapping.filter(|_| usable),
        faults: found,
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
        let before = &self.source.as_bytes()[..span.start.min(self.source.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.found.push(Fault {
            severity,
            line,
            message,
        });
    }
}

/// The nearest of some names to a misspelled one.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    scored
        .filter(|(distance, name)| *distance <= name.chars().count().max(4) / 2)
        .min()
        .map(|(_, name)| name)
}
