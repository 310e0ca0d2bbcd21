//! One known mistake at random in a clean workbook: exactly its root finding must come out, at its cell, and no other.
//! Where cells lie is written here by hand, a file per scheme, and what a spreadsheet would carry on is carried on by
//! plain sums.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;

mod book;
mod deduction;
mod department_manager;
mod dice;
mod leadership;
mod mistakes;
mod monthly;
mod review;
mod standard;
mod supervisor;
mod team;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fuhe::extract::Known;
use fuhe::workbook::CellRef;

use book::{Scheme, is_near, number};
use dice::Dice;
use mistakes::MISTAKES;

const CASES: usize = 2400;
const SEED: u64 = 0x5eed_2026_1031;

fn schemes() -> Vec<Scheme> {
    vec![
        standard::scheme(),
        deduction::scheme(),
        department_manager::scheme(),
        supervisor::scheme(),
        monthly::scheme(),
        team::scheme(),
        leadership::scheme(),
        review::scheme(),
    ]
}

#[test]
fn one_planted_mistake_gives_its_root_and_no_other() {
    let schemes = schemes();
    for scheme in &schemes {
        let found = fuhe::examine(scheme.clean.clone(), &scheme.mapping, &Known::default());
        assert!(found.findings.is_empty(), "{} is clean", scheme.mapping.id);
        assert_eq!(
            found.extraction.cards.len(),
            scheme.cards.len(),
            "{}",
            scheme.mapping.id
        );
    }
    let mut dice = Dice(SEED);
    let mut failures: Vec<String> = Vec::new();
    let (mut by_code, mut by_mistake): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) =
        Default::default();
    let mut by_scheme: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cases = 0;
    for round in 0.. {
        if cases == CASES {
            break;
        }
        assert!(round < CASES * 20, "too few mistakes could be planted");
        let scheme = &schemes[round % schemes.len()];
        let (name, mistake) = *dice.pick(MISTAKES);
        let card = dice.below(scheme.cards.len());
        let own = &scheme.cards[card];
        if is_near(scheme, number(&scheme.clean, own.summary, own.total)) {
            continue;
        }
        let mut book = scheme.clean.clone();
        let Some(mut expected) = mistake(&mut dice, &mut book, scheme, card) else {
            continue;
        };
        cases += 1;
        *by_mistake.entry(name).or_default() += 1;
        *by_scheme.entry(&scheme.mapping.id).or_default() += 1;
        for (code, ..) in &expected {
            *by_code.entry(code).or_default() += 1;
        }
        let planted: Vec<String> = expected
            .iter()
            .map(|(code, sheet, at)| {
                format!(
                    "{code} {}!{at} {:?}",
                    book.sheets[*sheet].name,
                    book.sheets[*sheet].value(*at)
                )
            })
            .collect();
        let found = fuhe::examine(book, &scheme.mapping, &Known::default());
        let mut told: Vec<(String, Option<usize>, Option<CellRef>)> = found
            .findings
            .iter()
            .filter(|finding| finding.root)
            .map(|finding| (finding.code.to_string(), finding.sheet, finding.cell))
            .collect();
        told.sort();
        expected.sort();
        let same = told.len() == expected.len()
            && told.iter().zip(&expected).all(|(told, (code, sheet, at))| {
                told.0 == *code && told.1 == Some(*sheet) && told.2 == Some(*at)
            });
        if !same {
            let mut line = format!("{} · {name} · {}\n", scheme.mapping.id, planted.join(", "));
            for finding in &found.findings {
                let cell = finding
                    .cell
                    .map(|cell| cell.to_string())
                    .unwrap_or_default();
                let _ = writeln!(
                    line,
                    "    {} root={} {cell} {}",
                    finding.code, finding.root, finding.message.zh
                );
            }
            failures.push(line);
        }
    }
    let counts = |counts: &BTreeMap<&str, usize>| {
        counts
            .iter()
            .map(|(key, count)| format!("{key} {count}"))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    println!("{cases} planted mistakes: {}", counts(&by_code));
    println!("by scheme: {}", counts(&by_scheme));
    assert_eq!(
        by_mistake.len(),
        MISTAKES.len(),
        "every kind of mistake is planted: {}",
        counts(&by_mistake)
    );
    failures.sort();
    let shown = failures
        .iter()
        .take(25)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        failures.is_empty(),
        "{} of {cases} cases differ:\n{shown}",
        failures.len()
    );
}
