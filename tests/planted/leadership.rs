//! 总监、经理、主管方案: one row per person and period, weights by level.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, load, text};

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("leadership");
    let level = |row: u32| text(&clean, 0, cell(&format!("C{row}")));
    let cards = (4..17)
        .map(|row| {
            let shares = match level(row) {
                Some("总监") => [50, 15, 15, 20],
                Some("经理") => [40, 20, 20, 20],
                Some("主管") => [30, 25, 20, 25],
                other => panic!("row {row} is of level {other:?}"),
            };
            card(row, shares)
        })
        .collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::BaseCoefficient,
        edges: &[90, 80, 70],
        total_digits: Some(1),
    }
}

fn card(row: u32, shares: [i64; 4]) -> Card {
    let at = |column: &str| cell(&format!("{column}{row}"));
    let columns = [
        ["E", "F", "G", "H"],
        ["I", "J", "K", "L"],
        ["M", "N", "O", "P"],
        ["Q", "R", "S", "T"],
    ];
    let lines = columns
        .iter()
        .zip(shares)
        .map(|([target, actual, attainment, score], share)| Line {
            inputs: vec![at(target), at(actual)],
            divisor: Some(at(target)),
            percents: if *target == "E" {
                Vec::new()
            } else {
                vec![at(target), at(actual)]
            },
            attainment: Some(at(attainment)),
            share,
            ..computed(&format!("{score}{row}"), Some(120), &[])
        });
    Card {
        grade: Some(at("V")),
        coefficient: Some(at("W")),
        base: Some(at("X")),
        payout: Some(at("Y")),
        ..Card::new(0, &format!("U{row}"), lines.collect())
    }
}
