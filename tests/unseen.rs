//! A scheme that fuhe ships no mapping for, told in a mapping by the README alone: scores from 1 to 5, sections three
//! deep, a target that changes in July, two bonuses, a veto and a cap. What is right stands beside the workbooks,
//! computed by the script that makes them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use common::project;
use fuhe::mapping::check::check;
use fuhe::number::Decimal;
use serde_json::{Value as Json, json};

/// A figure of the report without trailing zeros, words as they are.
fn trimmed(value: &Json) -> Json {
    let Some(words) = value.as_str() else {
        return value.clone();
    };
    match words.parse::<Decimal>() {
        Ok(figure) => json!(figure.trimmed().to_string()),
        Err(_) => value.clone(),
    }
}

/// The audit of a workbook of the folder, as the command line reports it.
fn audited(book: &str) -> Json {
    let folder = tempfile::tempdir().unwrap();
    let folder_of = project().join("tests/unseen");
    fs::create_dir(folder.path().join("mappings")).unwrap();
    fs::copy(
        folder_of.join("quarterly.toml"),
        folder.path().join("mappings/quarterly.toml"),
    )
    .unwrap();
    // No `-m`: the headers choose it among the built-in ones.
    let ran = Command::new(env!("CARGO_BIN_EXE_fuhe"))
        .args(["audit", "--format", "json"])
        .arg(folder_of.join(book))
        .args(["-o", "out"])
        .current_dir(folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .output()
        .unwrap();
    assert!(
        ran.status.code() != Some(2),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn every_figure_and_every_finding_is_as_the_script_computes_them() {
    for book in ["quarterly-q2", "quarterly-q3", "quarterly-planted"] {
        let path = project().join(format!("tests/unseen/{book}.expected.json"));
        let expected: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let report = audited(&format!("{book}.xlsx"));
        let input = &report["inputs"][0];
        assert_eq!(input["mapping"]["id"], "quarterly", "{book}");
        let cards = input["scorecards"].as_array().unwrap();
        let people = expected["people"].as_array().unwrap();
        assert_eq!(cards.len(), people.len(), "{book}");
        for (card, person) in cards.iter().zip(people) {
            let named = |list: &Json, name: &str| -> BTreeMap<String, Json> {
                let rows = list.as_array().unwrap().iter();
                rows.map(|row| {
                    (
                        row[name].as_str().unwrap().to_owned(),
                        trimmed(&row["recomputed"]),
                    )
                })
                .collect()
            };
            let wanted = |key: &str| -> BTreeMap<String, Json> {
                serde_json::from_value(person[key].clone()).unwrap()
            };
            let id = format!("{book} {}", person["id"]);
            assert_eq!(card["employee"]["id"], person["id"], "{id}");
            assert_eq!(card["period"], expected["period"], "{id}");
            assert_eq!(named(&card["lines"], "item"), wanted("lines"), "{id}");
            assert_eq!(
                named(&card["subtotals"], "name"),
                wanted("subtotals"),
                "{id}"
            );
            assert_eq!(
                trimmed(&card["total"]["recomputed"]),
                person["total"],
                "{id}"
            );
            let of = |key: &str| trimmed(card[key].get("recomputed").unwrap_or(&Json::Null));
            assert_eq!(of("grade"), person["grade"], "{id}");
            assert_eq!(of("coefficient"), person["coefficient"], "{id}");
            assert_eq!(of("payout"), person["pay"], "{id}");
            assert_eq!(card["status"], person["status"], "{id}");
        }
        let short = |finding: &Json| {
            let keys = ["code", "cell", "employee", "root", "reported", "recomputed"];
            let parts = keys.map(|key| trimmed(&finding[key]).to_string());
            parts.join(" ")
        };
        let list = |findings: &Json| {
            let mut list: Vec<String> = findings.as_array().unwrap().iter().map(short).collect();
            list.sort();
            list
        };
        assert_eq!(
            list(&input["findings"]),
            list(&expected["findings"]),
            "{book}"
        );
    }
}

#[test]
fn its_mapping_has_no_faults() {
    let path = project().join("tests/unseen/quarterly.toml");
    let checked = check("quarterly", &fs::read_to_string(path).unwrap());
    assert_eq!(checked.faults, []);
}
