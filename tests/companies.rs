//! Schemes of companies that fuhe ships no mapping for: `tests/companies/<company>.toml`, a sheet by it, and in
//! `findings.tsv` all that must be told of the sheet, worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::fs;

use common::{examine, project};
use fuhe::mapping::check::check;

#[test]
fn every_company_gives_its_findings_and_no_others() {
    let folder = project().join("tests/companies");
    let table = fs::read_to_string(folder.join("findings.tsv")).unwrap();
    let mut failures = Vec::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [company, findings, why] = cells[..] else {
            panic!("three columns are needed: {row}");
        };
        let file = folder.join(company);
        let toml = fs::read_to_string(file.with_extension("toml")).unwrap();
        let checked = check(company, &toml);
        let mapping = checked
            .mapping
            .unwrap_or_else(|| panic!("{company}: {:?}", checked.faults));
        let found = examine(&file.with_extension("csv"), &mapping, None).findings;
        let mut told: Vec<String> = found
            .iter()
            .map(|finding| {
                let cell = finding.cell.map(|cell| cell.to_string());
                let cause = finding.cause.as_ref().map(ToString::to_string);
                let or_none = |word: Option<String>| word.unwrap_or_else(|| "-".to_owned());
                format!("{} {} {}", or_none(cell), finding.code, or_none(cause))
            })
            .collect();
        told.sort();
        let mut expected: Vec<&str> = findings.split("; ").collect();
        expected.sort_unstable();
        if told != expected {
            failures.push(format!(
                "{company} ({why})\n  expected {expected:?}\n  told {told:?}"
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
