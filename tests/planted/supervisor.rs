//! 电商运营经理主管绩效考核表: seventeen weighted duties, a form per sheet.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, load};

const WEIGHTS: [i64; 17] = [10, 8, 5, 6, 6, 5, 5, 5, 5, 5, 4, 8, 5, 2, 5, 8, 8];

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("supervisor");
    let cards = (0..clean.sheets.len()).map(card).collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::Nothing,
        edges: &[],
        total_digits: Some(1),
    }
}

fn card(sheet: usize) -> Card {
    let duty = |(row, weight): (u32, &i64)| Line {
        weight: Some(cell(&format!("C{row}"))),
        code: "A106",
        above: "A106",
        ..computed(&format!("E{row}"), Some(*weight), &[&format!("D{row}")])
    };
    let lines = (5..).zip(&WEIGHTS).map(duty).collect();
    Card {
        key: Some(cell("B2")),
        weights_head: Some(cell("C22")),
        ..Card::new(sheet, "E22", lines)
    }
}
