//! 月度绩效考核表: a form per sheet with targets and a pass mark.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, judged, load};

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("monthly");
    let cards = (0..clean.sheets.len()).map(card).collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::BaseRate,
        edges: &[80],
        total_digits: None,
    }
}

fn card(sheet: usize) -> Card {
    let maxima = [40, 15, 15, 10, 10];
    let mut lines: Vec<Line> = maxima
        .iter()
        .zip(5..)
        .map(|(max, row)| {
            let at = |column: &str| cell(&format!("{column}{row}"));
            // 推广费用率 is the better the lower: a target of 0 earns 0, and its attainment is not shown.
            let is_ratio = row != 8;
            Line {
                divisor: is_ratio.then(|| at("D")),
                percents: if row == 5 {
                    Vec::new()
                } else {
                    vec![at("D"), at("E")]
                },
                weight: Some(at("C")),
                attainment: is_ratio.then(|| at("F")),
                ..computed(
                    &format!("H{row}"),
                    Some(*max),
                    &[&format!("D{row}"), &format!("E{row}")],
                )
            }
        })
        .collect();
    lines.push(Line {
        weight: Some(cell("C10")),
        ..judged("H10", 10, &[])
    });
    Card {
        key: Some(cell("B2")),
        base: Some(cell("C15")),
        rate: Some(cell("F15")),
        payout: Some(cell("H15")),
        weights_head: Some(cell("C4")),
        ..Card::new(sheet, "H11", lines)
    }
}
