//! Names that a workbook accepts.

use std::collections::BTreeSet;

use crate::markup::{LinkTarget, ReportSheet};
use crate::workbook::CellRef;

/// UTF-16 units of a tab's name.
const LONGEST: usize = 31;

/// Names that no two sheets share, whatever the case.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// The name itself where it is valid and free, else the nearest that is.
    pub fn sheet(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|c| if "*?:[]\\/".contains(c) { '_' } else { c })
            .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
            .collect();
        let clean = clean.trim_matches('\'');
        let clean = if clean.trim().is_empty() {
            "Sheet"
        } else {
            clean
        };
        self.free(|suffix| shortened(clean, suffix))
    }

    /// The heading itself where no other column of the table has it, else with a number.
    pub fn heading(&mut self, wanted: &str, column: usize) -> String {
        let wanted = if wanted.trim().is_empty() {
            format!("列{column}")
        } else {
            wanted.to_owned()
        };
        self.free(|suffix| format!("{wanted}{suffix}"))
    }

    fn free(&mut self, candidate: impl Fn(&str) -> String) -> String {
        let mut name = candidate("");
        let mut number = 2u32;
        while !self.0.insert(name.to_lowercase()) {
            name = candidate(&format!("({number})"));
            number += 1;
        }
        name
    }
}

/// `name` and `suffix` in at most 31 units, without an apostrophe at either end.
fn shortened(name: &str, suffix: &str) -> String {
    let room = LONGEST - suffix.len();
    let mut units = 0;
    let kept: String = name
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= room
        })
        .collect();
    format!("{}{suffix}", kept.trim_end_matches('\''))
}

/// What the sheets of the book are called, so that links arrive.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    /// The source's, by index.
    pub sources: Vec<String>,
    /// What the markup calls a report sheet, and what it is called.
    reports: Vec<(String, String)>,
}

impl SheetNames {
    /// The report sheets keep their names, the source's give way where they must.
    pub fn of_copy<'a>(sources: impl Iterator<Item = &'a str>, reports: &[ReportSheet]) -> Self {
        let mut taken = Taken::default();
        let reports = named(&mut taken, reports);
        SheetNames {
            sources: sources.map(|name| taken.sheet(name)).collect(),
            reports,
        }
    }

    /// Beside sheets whose names stand.
    pub fn beside(sources: &[String], reports: &[ReportSheet]) -> Self {
        let mut taken = Taken::default();
        taken
            .0
            .extend(sources.iter().map(|name| name.to_lowercase()));
        SheetNames {
            sources: sources.to_vec(),
            reports: named(&mut taken, reports),
        }
    }

    /// The name of the report at `index`.
    pub fn report(&self, index: usize) -> &str {
        &self.reports[index].1
    }

    /// Where a link leads, `None` where there is no such sheet.
    pub fn address(&self, target: &LinkTarget) -> Option<String> {
        let (name, cell) = match target {
            LinkTarget::Source(index, cell) => (self.sources.get(*index)?, cell),
            LinkTarget::Report(wanted, cell) => (
                self.reports
                    .iter()
                    .find(|(name, _)| name == wanted)
                    .map(|(_, name)| name)?,
                cell,
            ),
        };
        Some(address(name, *cell))
    }
}

fn named(taken: &mut Taken, reports: &[ReportSheet]) -> Vec<(String, String)> {
    reports
        .iter()
        .map(|report| (report.name.clone(), taken.sheet(&report.name)))
        .collect()
}

/// `'Bob''s'!A1`
fn address(sheet: &str, cell: CellRef) -> String {
    format!("'{}'!{cell}", sheet.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_valid_and_unique() {
        let mut taken = Taken::default();
        assert_eq!(taken.sheet("10月"), "10月");
        assert_eq!(taken.sheet("10月"), "10月(2)");
        assert_eq!(taken.sheet("a/b:c"), "a_b_c");
        assert_eq!(taken.sheet("A/B:C"), "A_B_C(2)");
        assert_eq!(taken.sheet("'"), "Sheet");
        assert_eq!(taken.sheet(&"绩".repeat(40)).chars().count(), 31);
        assert_eq!(taken.sheet(&"绩".repeat(41)).chars().count(), 31);
        assert_eq!(
            taken.sheet(&format!("{}'x", "a".repeat(30))),
            "a".repeat(30)
        );
    }

    #[test]
    fn apostrophes_are_doubled_in_addresses() {
        assert_eq!(address("Bob's", CellRef::new(1, 1)), "'Bob''s'!B2");
    }
}
