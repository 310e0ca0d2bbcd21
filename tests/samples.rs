//! The sample workbooks end to end: each chooses its own mapping, and gives exactly the root findings that were planted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{built_in, chosen, differences, examine, project, workbook};
use serde_json::Value as Json;

fn samples() -> Vec<PathBuf> {
    let ids: Vec<String> = built_in().into_iter().map(|mapping| mapping.id).collect();
    let mut files: Vec<PathBuf> = fs::read_dir(project().join("sample-workbooks"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_book = ["xlsx", "xls", "csv"]
                .iter()
                .any(|ending| name.ends_with(ending));
            is_book && !name.contains("复核") && ids.iter().any(|id| id == &scheme_of(&name))
        })
        .collect();
    files.sort();
    files
}

/// `standard-planted.xlsx` belongs to `standard`.
fn scheme_of(name: &str) -> String {
    name.rsplit_once('-')
        .map_or("", |(scheme, _)| scheme)
        .to_owned()
}

#[test]
fn every_sample_chooses_its_own_mapping_among_all() {
    let mappings = built_in();
    for path in samples() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let chosen = chosen(&workbook(&path), &mappings).map(|mapping| mapping.id.clone());
        assert_eq!(chosen, Ok(scheme_of(&name)), "{name}");
    }
}

#[test]
fn the_samples_give_the_planted_roots_and_nothing_else() {
    let mappings = built_in();
    let planted: Vec<Json> = serde_json::from_str(
        &fs::read_to_string(project().join("sample-workbooks/planted.json")).unwrap(),
    )
    .unwrap();
    let mut failures = Vec::new();
    let all = samples();
    assert!(all.len() >= 8);
    for path in all {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mapping = mappings
            .iter()
            .find(|mapping| mapping.id == scheme_of(&name))
            .unwrap();
        let examination = examine(&path, mapping, None);
        let expected: Vec<Json> = planted
            .iter()
            .filter(|one| one["file"] == name.as_str())
            .cloned()
            .collect();
        assert_eq!(expected.is_empty(), name.contains("clean"), "{name}");
        let roots: Vec<_> = examination
            .findings
            .iter()
            .filter(|finding| finding.root)
            .collect();
        let lines = differences(
            &examination,
            &expected,
            &["code", "sheet", "cell", "employee"],
            &roots,
        );
        if !lines.is_empty() {
            failures.push(format!("{name}\n    {}", lines.join("\n    ")));
        }
        if name.contains("clean") {
            assert!(examination.findings.is_empty(), "{name} is clean");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
