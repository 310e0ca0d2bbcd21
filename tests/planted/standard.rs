//! 电商运营绩效考核标准: one row per person.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, judged, load, text};

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("standard");
    let is_id =
        |row: &u32| text(&clean, 0, cell(&format!("A{row}"))).is_some_and(|id| id.starts_with('E'));
    let cards = (4..200).filter(is_id).map(card).collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::BaseRate,
        edges: &[80],
        total_digits: None,
    }
}

fn card(row: u32) -> Card {
    let at = |column: &str| cell(&format!("{column}{row}"));
    let name = |column: &str| format!("{column}{row}");
    // Score, max, section, inputs, divisor.
    let table: [(&str, i64, usize, &[&str], &str); 10] = [
        ("G", 20, 0, &["E", "F"], "F"),
        ("J", 10, 0, &["H", "I"], "I"),
        ("L", 8, 1, &["K"], ""),
        ("N", 7, 1, &["M"], ""),
        ("Q", 15, 1, &["O", "P"], "P"),
        ("T", 5, 2, &["R", "S"], "S"),
        ("W", 2, 2, &["U", "V"], ""),
        ("Y", 3, 2, &["X", "V"], ""),
        ("AB", 10, 3, &["Z", "AA"], "AA"),
        ("AE", 10, 3, &["AC", "AD"], "AD"),
    ];
    let mut lines: Vec<Line> = table
        .iter()
        .map(|(score, max, section, inputs, divisor)| Line {
            section: Some(*section),
            inputs: inputs.iter().map(|column| at(column)).collect(),
            divisor: (!divisor.is_empty()).then(|| at(divisor)),
            ..computed(&name(score), Some(*max), &[])
        })
        .collect();
    lines.push(judged(&name("AF"), 5, &["4.5", "4.2", "4.9"]));
    lines.push(judged(
        &name("AG"),
        5,
        &["0", "1", "1.5", "3.5", "4", "4.5"],
    ));
    Card {
        key: Some(at("A")),
        subtotals: ["AH", "AI", "AJ", "AK"].map(at).to_vec(),
        base: Some(at("AM")),
        rate: Some(at("AN")),
        payout: Some(at("AO")),
        ..Card::new(0, &name("AL"), lines)
    }
}
