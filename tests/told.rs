//! What `mappings show` tells is complete: whatever value of a mapping is changed, the mapping is refused or it is told
//! in other words. And every key that a mapping can have is among those that are changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use common::project;
use fuhe::mapping::check::check;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The words of a choice: each of them is tried for each other.
const CHOICES: &[&[&str]] = &[
    &["half-up", "half-even", "down", "up"],
    &["roster", "form", "long"],
    &["points", "weighted", "deductions"],
    &["item", "number"],
    &["number", "percent"],
    &["fraction", "percent"],
    &["missing", "zero"],
    &[
        "base-rate",
        "fixed",
        "base-coefficient",
        "base-coefficient-total",
        "grade",
    ],
    &["department", "position", "all"],
    &["error", "warning", "info", "off"],
    &["hold", "full", "nothing", "leave-out"],
    &["hold", "spread"],
    &["full", "started", "proportional"],
    &["actual", "attainment"],
];

/// The shipped mappings, the unseen one, and those that have every key.
fn files() -> Vec<PathBuf> {
    let folders = ["mappings", "tests/unseen", "tests/told"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(project().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// The telling in both languages, or nothing where the file has errors.
fn told(source: &str) -> Option<(String, String)> {
    let told = check("one", source).mapping?.told();
    let zh: Vec<String> = told.iter().map(|text| text.zh.clone()).collect();
    let en: Vec<String> = told.iter().map(|text| text.en.clone()).collect();
    Some((zh.join("\n"), en.join("\n")))
}

/// Every scalar with its place and the keys that lead to it.
fn scalars(value: &Spanned<DeValue<'_>>, keys: &str, found: &mut Vec<(String, Range<usize>)>) {
    match value.get_ref() {
        DeValue::Table(table) => of_table(table, keys, found),
        DeValue::Array(items) => {
            for item in items {
                scalars(item, keys, found);
            }
        }
        _ => found.push((keys.to_owned(), value.span())),
    }
}

fn of_table(table: &DeTable<'_>, keys: &str, found: &mut Vec<(String, Range<usize>)>) {
    for (key, value) in table {
        scalars(value, &format!("{keys}.{}", key.get_ref()), found);
    }
}

/// What may stand in place of a scalar as it is written.
fn others(written: &str) -> Vec<String> {
    match written {
        "true" => return vec!["false".to_owned()],
        "false" => return vec!["true".to_owned()],
        _ => {}
    }
    let quote = written.chars().next().filter(|c| "\"'".contains(*c));
    let inside = written.trim_matches(['"', '\'']);
    let mut others: Vec<String> = Vec::new();
    // The last digit a little higher or lower.
    if let Some(at) = inside.rfind(|c: char| c.is_ascii_digit()) {
        let digit = inside.as_bytes()[at] - b'0';
        for other in [(digit + 1) % 10, (digit + 9) % 10] {
            let (before, after) = (&inside[..at], &inside[at + 1..]);
            others.push(format!("{before}{other}{after}"));
        }
    }
    if let Some(quote) = quote {
        others.push(format!("{inside}改"));
        for choice in CHOICES.iter().filter(|choice| choice.contains(&inside)) {
            let rest = choice.iter().filter(|other| **other != inside);
            others.extend(rest.map(|other| (*other).to_owned()));
        }
        others = others
            .into_iter()
            .map(|other| format!("{quote}{other}{quote}"))
            .collect();
    }
    others
}

#[test]
fn whatever_is_changed_is_told_in_other_words() {
    let mut silent: Vec<String> = Vec::new();
    let mut accepted = 0;
    for path in files() {
        let source = fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let before = told(&source).unwrap_or_else(|| {
            panic!("{file}: {:?}", check("one", &source).faults);
        });
        let mut found = Vec::new();
        of_table(DeTable::parse(&source).unwrap().get_ref(), "", &mut found);
        for (keys, span) in found {
            let written = &source[span.clone()];
            for other in others(written) {
                let changed = format!("{}{other}{}", &source[..span.start], &source[span.end..]);
                let Some(after) = told(&changed) else {
                    continue;
                };
                // A unit or a scale behind a header is left aside, there and in the workbook.
                if keys.starts_with(".columns") && written.ends_with(")\"") {
                    continue;
                }
                accepted += 1;
                if after.0 == before.0 || after.1 == before.1 {
                    let language = if after.0 == before.0 { "zh" } else { "en" };
                    silent.push(format!("{file} {keys}: {written} -> {other} ({language})"));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    assert!(accepted > 1_000, "{accepted}");
}

/// The names of all properties of a schema.
fn properties(schema: &Json, found: &mut BTreeSet<String>) {
    match schema {
        Json::Object(object) => {
            for (key, value) in object {
                if let ("properties", Json::Object(own)) = (key.as_str(), value) {
                    found.extend(own.keys().cloned());
                }
                properties(value, found);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| properties(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_format_is_among_those_that_are_changed() {
    let schema = serde_json::to_value(schemars::schema_for!(fuhe::mapping::raw::Mapping)).unwrap();
    let mut known = BTreeSet::new();
    properties(&schema, &mut known);
    let mut used: BTreeSet<String> = BTreeSet::new();
    for path in files() {
        let source = fs::read_to_string(&path).unwrap();
        let mut found = Vec::new();
        of_table(DeTable::parse(&source).unwrap().get_ref(), "", &mut found);
        used.extend(
            found
                .iter()
                .flat_map(|(keys, _)| keys.split('.').map(str::to_owned)),
        );
        // A rule may have nothing but its name.
        let names = known
            .iter()
            .filter(|key| source.contains(&format!("rule.{key} ")));
        used.extend(names.cloned());
    }
    let missing: Vec<&String> = known.difference(&used).collect();
    assert!(known.len() > 80, "{known:?}");
    assert!(missing.is_empty(), "no mapping uses {missing:?}");
}
