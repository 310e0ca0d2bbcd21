//! Schemes as companies have them that none of the shipped mappings has: what is right on their sheets has no finding,
//! a wrong figure is a root at its cell, what follows from it a consequence. All figures are worked out by hand beside
//! the rows; nobody in them is a person.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "real_schemes/adjustments.rs"]
mod adjustments;
#[path = "real_schemes/coefficients.rs"]
mod coefficients;
#[path = "real_schemes/deductions.rs"]
mod deductions;
#[path = "common/folder.rs"]
mod folder;
#[path = "real_schemes/graded.rs"]
mod graded;
#[path = "real_schemes/own_lines.rs"]
mod own_lines;
#[path = "real_schemes/sections.rs"]
mod sections;
#[path = "real_schemes/weighted.rs"]
mod weighted;

use folder::Folder;
use fuhe::mapping::check::check;
use serde_json::Value as Json;

/// Two lines that somebody scores, 100 points in all.
const JUDGED: &str = r#"
[[line]]
item = "业绩"
max = 60
rule.judged = {}
columns.score = ["业绩"]
[[line]]
item = "态度"
max = 40
rule.judged = {}
columns.score = ["态度"]
"#;

/// Audits rows of a csv by a scheme.
fn audit(scheme: &str, rows: &[&str]) -> Json {
    audit_in(Folder::bare(), scheme, rows)
}

/// The same in a folder that holds a roster, or what else the scheme names.
fn audit_in(folder: Folder, scheme: &str, rows: &[&str]) -> Json {
    let folder = folder
        .file("one.toml", scheme)
        .file("a.csv", rows.join("\n"));
    let by = [
        "audit",
        "a.csv",
        "-m",
        "one.toml",
        "--dry-run",
        "--format",
        "json",
    ];
    let ran = folder.output(&by);
    let report: Json = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    report["inputs"][0].clone()
}

/// `E3 A106 root wrong-weight 160.00`: each finding with its cause and impact, in the order of the sheet's cells.
fn told(audited: &Json) -> Vec<String> {
    let word = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let findings = audited["findings"].as_array().unwrap().iter();
    let told = findings.map(|one| {
        let whose = match one["root"].as_bool() {
            Some(true) => "root",
            _ => "follows",
        };
        let (cell, code) = (word(&one["cell"]), word(&one["code"]));
        let (cause, impact) = (word(&one["cause"]), word(&one["impact"]));
        format!("{cell} {code} {whose} {cause} {impact}")
    });
    told.collect()
}

/// The recomputed total of everybody without noughts at its end, `-` for who is held.
fn totals(audited: &Json) -> Vec<String> {
    let cards = audited["scorecards"].as_array().unwrap().iter();
    let total = |card: &Json| {
        let total = card["total"]["recomputed"].as_str().unwrap_or("-");
        match total.contains('.') {
            true => total.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => total.to_owned(),
        }
    };
    cards.map(total).collect()
}

/// The messages of the findings at a cell.
fn said(audited: &Json, cell: &str) -> String {
    let findings = audited["findings"].as_array().unwrap().iter();
    let own = findings.filter(|one| one["cell"] == cell);
    own.map(|one| one["message"].as_str().unwrap()).collect()
}

/// The faults of a mapping: the line and the Chinese words of each.
fn faults(scheme: &str) -> Vec<(usize, String)> {
    let faults = check("one", scheme).faults.into_iter();
    faults.map(|fault| (fault.line, fault.message.zh)).collect()
}

/// A mapping has a fault that says so.
#[track_caller]
fn faulty(scheme: &str, words: &str) {
    let found = faults(scheme);
    let says = found.iter().any(|(_, told)| told.contains(words));
    assert!(says, "no {words:?} in {found:?}");
}
