//! Causes: what was planted in a clean sample workbook, and the findings with their causes that must come out. The
//! tables are `tests/causes/*.tsv`: scheme, cells as planted, findings (`cell code cause`, `-` where no cause is proved),
//! and why. All errors and warnings of the workbook are compared; behind `…` only those of the cells that are named.
//! Figures were worked out by hand from the schemes, as the last column says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::planting::{clean, name_of, place, put};
use common::{built_in, project};
use fuhe::extract::Known;
use fuhe::finding::Severity;
use fuhe::mapping::Mapping;
use fuhe::workbook::Workbook;

struct Planted {
    place: String,
    scheme: String,
    edits: String,
    findings: Vec<String>,
    is_open: bool,
    why: String,
}

fn table() -> Vec<Planted> {
    let files = fs::read_dir(project().join("tests/causes")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut rows = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "tsv"))
    {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for (index, line) in fs::read_to_string(file).unwrap().lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [scheme, edits, findings, why] = cells[..] else {
                panic!("{name}:{}: four columns are needed", index + 1);
            };
            let (findings, is_open) = match findings.strip_suffix('…') {
                Some(findings) => (findings, true),
                None => (findings, false),
            };
            let findings = findings.split(';').map(str::trim);
            let mut findings: Vec<String> = findings
                .filter(|one| !one.is_empty())
                .map(str::to_owned)
                .collect();
            findings.sort();
            rows.push(Planted {
                place: format!("{name}:{}", index + 1),
                scheme: scheme.to_owned(),
                edits: edits.to_owned(),
                findings,
                is_open,
                why: why.to_owned(),
            });
        }
    }
    rows
}

#[test]
fn every_cause_is_named_where_it_is_proved_and_nowhere_else() {
    let samples: Vec<(Mapping, Workbook)> = built_in()
        .into_iter()
        .map(|mapping| {
            let book = clean(&mapping);
            (mapping, book)
        })
        .collect();
    let (mut failures, mut causes) = (Vec::new(), BTreeSet::new());
    for row in table() {
        let sample = samples.iter().find(|(mapping, _)| mapping.id == row.scheme);
        let (mapping, clean) = sample.unwrap_or_else(|| panic!("{}: no such scheme", row.place));
        let mut book = clean.clone();
        for edit in row.edits.split(';').map(str::trim) {
            let (cell, value) = edit.split_once('=').expect("cell=value");
            let at = place(&book, cell);
            put(&mut book, at, value);
        }
        let found = fuhe::examine(book, mapping, &Known::default());
        let (mut told, mut words) = (Vec::new(), String::new());
        for finding in &found.findings {
            if finding.severity == Severity::Info {
                continue;
            }
            let at = finding.sheet.zip(finding.cell);
            let at = at.map_or_else(String::new, |(sheet, cell)| {
                name_of(&found.workbook, sheet, cell)
            });
            let cause = finding.cause.as_ref();
            let cause = cause.map_or_else(|| "-".to_owned(), ToString::to_string);
            let follows = cause == "carried";
            let rooted = if finding.root == follows {
                " root?"
            } else {
                ""
            };
            let is_named = row
                .findings
                .iter()
                .any(|one| one.split(' ').next() == Some(&at));
            if row.is_open && !is_named {
                continue;
            }
            told.push(format!("{at} {} {cause}{rooted}", finding.code));
            words.push_str(&format!("\n      {at}: {}", finding.message.zh));
            if let Some(proof) = &finding.proof {
                assert_eq!(
                    finding.message.zh.matches(&proof.zh).count(),
                    1,
                    "{}: the proof is told once",
                    row.place
                );
            }
            causes.insert(cause.split(':').next().unwrap_or_default().to_owned());
        }
        told.sort();
        if std::env::var_os("FUHE_SENTENCES").is_some() {
            println!("{} {}{words}", row.place, row.edits);
        }
        if told != row.findings {
            failures.push(format!(
                "{} {} {} ({})\n    expected {:?}\n    told     {told:?}{words}",
                row.place, row.scheme, row.edits, row.why, row.findings
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} rows differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    let all = [
        "-",
        "binary-rounding",
        "bonus-left-out",
        "carried",
        "counted-twice",
        "digit-slipped",
        "digits-swapped",
        "inverted-ratio",
        "not-capped",
        "omitted",
        "pass-mark-ignored",
        "percent-scale",
        "previous-as-base",
        "rounded-early",
        "rounded-half-even",
        "sign-flipped",
        "truncated",
        "units-started",
        "unrounded-lines",
        "wrong-weight",
    ];
    let all: BTreeSet<String> = all.iter().map(|one| (*one).to_owned()).collect();
    assert_eq!(causes, all, "every cause of the contract has its rows");
}
