//! What the end-to-end tests share: examining a file, and comparing findings with an expected list.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};

use fuhe::examination::Examination;
use fuhe::extract::{Choice, Known, Staff, choose};
use fuhe::finding::{Finding, Severity, Stated};
use fuhe::mapping::Mapping;
use fuhe::mapping::check::{check, sha256};
use fuhe::mapping::library::Library;
use fuhe::number::Decimal;
use fuhe::read::{Limits, read};
use fuhe::scorecard::Period;
use fuhe::workbook::{Source, Workbook};
use serde_json::Value as Json;

pub mod drafts;
pub mod mistakes;
pub mod planting;
pub mod schemes;

pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn built_in() -> Vec<Mapping> {
    Library::new([])
        .usable()
        .map(|(mapping, _)| mapping.clone())
        .collect()
}

pub fn source(path: &Path) -> Source {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
        .to_owned();
    Source {
        name,
        bytes: std::fs::read(path).expect("the fixture is there").into(),
    }
}

pub fn workbook(path: &Path) -> Workbook {
    read(&source(path), &Limits::default())
        .unwrap_or_else(|error| panic!("{}: {}", path.display(), error.text().zh))
}

/// The mapping that the workbook chooses.
pub fn chosen<'a>(workbook: &Workbook, mappings: &'a [Mapping]) -> Result<&'a Mapping, Choice> {
    let all: Vec<&Mapping> = mappings.iter().collect();
    match choose(workbook, &all) {
        Choice::One(index) => Ok(&mappings[index]),
        other => Err(other),
    }
}

pub fn examine(path: &Path, mapping: &Mapping, period: Option<Period>) -> Examination {
    let known = Known {
        period,
        file_stem: source(path).stem().to_owned(),
        ..Known::default()
    };
    fuhe::examine(workbook(path), mapping, &known)
}

/// The same with the company's roster.
pub fn examine_with_roster(path: &Path, mapping: &Mapping, roster: &Path) -> Examination {
    let file = source(roster);
    let staff = Staff::read(&workbook(roster), mapping, &file.name, &sha256(&file.bytes))
        .unwrap_or_else(|text| panic!("{}: {}", roster.display(), text.zh));
    let known = Known {
        file_stem: source(path).stem().to_owned(),
        roster: Some(staff.into()),
        ..Known::default()
    };
    fuhe::examine(workbook(path), mapping, &known)
}

/// A built-in mapping with text set before and after it.
pub fn changed(id: &str, head: &str, tail: &str) -> Mapping {
    let file = project().join("mappings").join(format!("{id}.toml"));
    let own = std::fs::read_to_string(file).expect("a built-in mapping");
    let checked = check(id, &format!("{head}\n{own}\n{tail}\n"));
    let errors = checked
        .faults
        .iter()
        .filter(|f| f.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|f| f.message.zh.as_str()).collect();
    assert!(errors.is_empty(), "{id} {head} {tail}: {errors:?}");
    checked.mapping.expect("a mapping without faults")
}

/// What stands in a finding under a key of an expected list.
pub fn told(examination: &Examination, finding: &Finding, key: &str) -> Json {
    let text = |value: Option<String>| value.map_or(Json::Null, Json::String);
    match key {
        "code" => Json::String(finding.code.to_string()),
        "root" => Json::Bool(finding.root),
        "sheet" => text(
            finding
                .sheet
                .map(|sheet| examination.workbook.sheets[sheet].name.clone()),
        ),
        "cell" => text(finding.cell.map(|cell| cell.to_string())),
        "employee" => text(finding.employee.clone()),
        "item" => text(finding.item.clone()),
        "reported" => text(finding.reported.as_ref().map(Stated::to_string)),
        "recomputed" => text(finding.recomputed.as_ref().map(Stated::to_string)),
        "impact" => text(finding.impact.map(|impact| impact.to_string())),
        _ => Json::Null,
    }
}

/// Equal, figures by value.
pub fn equal(expected: &Json, told: &Json) -> bool {
    match (expected, told) {
        (Json::String(a), Json::String(b)) => {
            a == b
                || a.parse::<Decimal>()
                    .is_ok_and(|a| b.parse::<Decimal>().is_ok_and(|b| a == b))
        }
        _ => expected == told,
    }
}

/// What is expected and was not found, and what was found and is not expected, a line each. Keys that an expected
/// finding leaves out are not compared.
pub fn differences(
    examination: &Examination,
    expected: &[Json],
    keys: &[&str],
    found: &[&Finding],
) -> Vec<String> {
    let mut left: Vec<&Finding> = found.to_vec();
    let mut lines = Vec::new();
    for one in expected {
        let fits = |finding: &&Finding| {
            keys.iter().all(|key| {
                one.get(*key)
                    .is_none_or(|value| equal(value, &told(examination, finding, key)))
            })
        };
        match left.iter().position(fits) {
            Some(index) => {
                left.remove(index);
            }
            None => lines.push(format!("missed  {one}")),
        }
    }
    let shown = |finding: &&Finding| {
        let parts: Vec<String> = [
            "code",
            "root",
            "sheet",
            "cell",
            "employee",
            "item",
            "reported",
            "recomputed",
        ]
        .iter()
        .map(|key| told(examination, finding, key).to_string())
        .collect();
        format!("surplus {} {}", parts.join(" "), finding.message.zh)
    };
    lines.extend(left.iter().map(shown));
    lines
}
