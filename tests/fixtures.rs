//! A directory per finding code: small workbooks made by other writers, and the complete list of findings that each
//! must give. `tests/fixtures/make_fixtures.py` makes them, from the specification alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{
    built_in, changed, chosen, differences, examine, examine_with_roster, project, workbook,
};
use fuhe::examination::Status;
use serde_json::Value as Json;

#[test]
fn every_fixture_gives_its_findings_and_no_others() {
    let mappings = built_in();
    let (mut failures, mut cases) = (Vec::new(), 0);
    for expected_file in expected_files() {
        let expected: Json =
            serde_json::from_str(&fs::read_to_string(&expected_file).unwrap()).unwrap();
        let wanted = expected["mapping"].as_str().unwrap();
        let Some(mapping) = mappings.iter().find(|mapping| mapping.id == wanted) else {
            continue;
        };
        let book = book_of(&expected_file);
        let asked = |option: &str| {
            let args = expected["args"].as_array()?;
            let at = args.iter().position(|arg| arg == option)?;
            args.get(at + 1)?.as_str()
        };
        let period = asked("--period").and_then(|period| period.parse().ok());
        cases += 1;
        let more = |key: &str| expected[key].as_str().unwrap_or_default();
        let own = match (more("mapping_head"), more("mapping_tail")) {
            ("", "") => mapping.clone(),
            (head, tail) => changed(wanted, head, tail),
        };
        let examination = match asked("--roster") {
            Some(roster) => examine_with_roster(&book, &own, &book.with_file_name(roster)),
            None => examine(&book, &own, period),
        };
        let found: Vec<_> = examination.findings.iter().collect();
        let keys = [
            "code",
            "root",
            "sheet",
            "cell",
            "employee",
            "item",
            "reported",
            "recomputed",
            "impact",
        ];
        let mut lines = differences(
            &examination,
            expected["findings"].as_array().unwrap(),
            &keys,
            &found,
        );
        lines.extend(status_differences(&examination, &expected));
        match chosen(&workbook(&book), &mappings) {
            Ok(one) if one.id == wanted => {}
            Ok(one) => lines.push(format!("chosen  {} instead of {wanted}", one.id)),
            Err(choice) => lines.push(format!("chosen  {choice:?}")),
        }
        if !lines.is_empty() {
            let name = book
                .strip_prefix(project().join("tests/fixtures"))
                .unwrap()
                .display()
                .to_string();
            failures.push(format!("{name}\n    {}", lines.join("\n    ")));
        }
    }
    assert!(cases > 300, "only {cases} fixtures were run");
    assert!(
        failures.is_empty(),
        "{} of {cases} fixtures differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn status_differences(
    examination: &fuhe::examination::Examination,
    expected: &Json,
) -> Vec<String> {
    let statuses = examination.statuses();
    let of = |status: Status| -> Vec<String> {
        let cards = examination
            .extraction
            .cards
            .iter()
            .zip(&statuses)
            .filter(|(_, one)| **one == status);
        let mut people: Vec<String> = cards
            .filter_map(|(card, _)| card.employee.key().map(str::to_owned))
            .collect();
        people.sort();
        people.dedup();
        people
    };
    let mut lines = Vec::new();
    for (key, status) in [
        ("held", Status::Held),
        ("ready", Status::Ready),
        ("corrected", Status::Corrected),
    ] {
        let Some(wanted) = expected[key].as_array() else {
            continue;
        };
        let mut wanted: Vec<String> = wanted
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect();
        wanted.sort();
        if wanted != of(status) {
            lines.push(format!("{key}: expected {wanted:?}, got {:?}", of(status)));
        }
    }
    lines
}

fn expected_files() -> Vec<PathBuf> {
    let folders = fs::read_dir(project().join("tests/fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| {
            fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
        })
        .filter(|path| path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    files.sort();
    files
}

fn book_of(expected_file: &std::path::Path) -> PathBuf {
    let stem = expected_file
        .to_string_lossy()
        .trim_end_matches(".expected.json")
        .to_owned();
    let books =
        ["xlsx", "xls", "csv", "tsv"].map(|ending| PathBuf::from(format!("{stem}.{ending}")));
    books
        .into_iter()
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{stem} has no workbook"))
}
