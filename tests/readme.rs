//! The README's examples of mappings are run: whole ones pass the check, fragments do beside the base that they need, and
//! what a fragment says is told by `mappings show`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::project;
use fuhe::finding::Severity;
use fuhe::mapping::check::check;
use toml::{Table, Value};

/// What a fragment stands in; a fragment's own tables and lines come on top.
const BASE: &str = r#"
name = "底子"
layout = "LAYOUT"
[rounding]
line = 1
[payout]
by = "base-rate"
[[grade]]
name = "A"
from = 1
coefficient = 1
[[grade]]
name = "B"
from = 0
coefficient = 0
"#;

/// The lines of the README's `toml` blocks, without their indent, with the line that each begins at.
fn blocks() -> Vec<(usize, String)> {
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (number, line) in readme.lines().enumerate() {
        match (inside, line.trim()) {
            (false, "```toml") => {
                inside = true;
                blocks.push((number + 2, String::new()));
            }
            (true, "```") => inside = false,
            (true, _) => {
                let (_, block) = blocks.last_mut().unwrap();
                block.push_str(line);
                block.push('\n');
            }
            (false, _) => {}
        }
    }
    blocks
}

/// Lays a fragment over the base: lists are added to, tables filled, the rest replaced.
fn lay(base: &mut Table, over: &Table) {
    for (key, value) in over {
        match (base.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(table)) => lay(inner, table),
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more.clone()),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

/// What is missing so that a fragment is a mapping: lines that it names, full marks up to what a total must be.
fn completed(fragment: &Table) -> Table {
    let in_words = fragment.to_string().contains("in-words");
    let layout = if in_words { "form" } else { "roster" };
    let mut whole: Table = BASE.replace("LAYOUT", layout).parse().unwrap();
    if fragment.contains_key("grade") {
        whole.remove("grade");
    }
    lay(&mut whole, fragment);
    let lines = |table: &Table| -> Vec<Table> {
        let list = table.get("line").and_then(Value::as_array).cloned();
        let list = list.unwrap_or_default().into_iter();
        list.filter_map(|one| one.as_table().cloned()).collect()
    };
    let mut names: BTreeSet<String> = BTreeSet::new();
    for veto in whole
        .get("veto")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        names.extend(
            veto.get("line")
                .map(|line| line.as_str().unwrap().to_owned()),
        );
    }
    let given = lines(&whole);
    for line in &given {
        names.remove(line["item"].as_str().unwrap());
    }
    let mut more = String::new();
    for name in names {
        more.push_str(&format!(
            "[[line]]\nitem = \"{name}\"\nmax = 10\nrule.deduction = {{ each = 1 }}\ncolumns = {{ actual = [\"{name}/次数\"], score = [\"{name}/得分\"] }}\n"
        ));
    }
    if whole.get("composition").is_none() {
        let counted = given.iter().filter(|line| !line.contains_key("outside"));
        let sum: i64 = counted
            .filter_map(|line| line.get("max")?.as_integer())
            .sum::<i64>()
            + more.matches("max = 10").count() as i64 * 10;
        if sum < 100 {
            more.push_str(&format!(
                "[[line]]\nitem = \"其余\"\nmax = {}\nrule.judged = {{}}\ncolumns.score = [\"其余\"]\n",
                100 - sum
            ));
        }
    }
    lay(&mut whole, &more.parse().unwrap());
    whole
}

#[test]
fn every_example_of_the_readme_is_a_mapping_without_faults() {
    let blocks = blocks();
    assert!(blocks.len() >= 10, "{}", blocks.len());
    let mut wrong = Vec::new();
    for (line, block) in blocks {
        let table: Table = block
            .parse()
            .unwrap_or_else(|error| panic!("README.md:{line}: {error}"));
        let source = match table.contains_key("name") {
            true => block,
            false => toml::to_string(&completed(&table)).unwrap(),
        };
        let checked = check("readme", &source);
        let faults = checked.faults.iter();
        // A fragment's sections and parameters need not all be used.
        let errors =
            faults.filter(|fault| fault.severity == Severity::Error || !source.contains("底子"));
        let told: Vec<String> = errors.map(|fault| fault.message.zh.clone()).collect();
        if !told.is_empty() || checked.mapping.is_none() {
            wrong.push(format!("README.md:{line}: {}\n{source}", told.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
