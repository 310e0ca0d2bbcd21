//! 电商运营绩效考核表: forms with deductions, several on a sheet.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, judged, load, moved, text};

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("deduction");
    let mut cards = Vec::new();
    for sheet in 0..clean.sheets.len() {
        let heads =
            (2..100u32).filter(|row| text(&clean, sheet, cell(&format!("A{row}"))) == Some("姓名"));
        cards.extend(heads.map(|row| card(sheet, row - 2)));
    }
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::Fixed,
        edges: &[],
        total_digits: None,
    }
}

fn card(sheet: usize, down: u32) -> Card {
    // Score, max, inputs, full marks.
    let table: [(&str, i64, &[&str], &str); 8] = [
        ("G5", 15, &["E5", "E6", "E7", "E8"], "D5"),
        ("G9", 10, &["E9", "E10"], "D9"),
        ("G11", 10, &["E11", "E12", "E13"], "D11"),
        ("G14", 5, &["E14"], "D14"),
        ("G16", 10, &["E16"], "D16"),
        ("G17", 5, &["E17"], "D17"),
        ("G18", 30, &["E18"], "D18"),
        ("G19", 5, &["E19"], "D19"),
    ];
    let mut lines: Vec<Line> = table
        .iter()
        .map(|(score, max, inputs, full)| Line {
            weight: Some(cell(full)),
            percents: if *score == "G14" {
                vec![cell("E14")]
            } else {
                Vec::new()
            },
            ..computed(score, Some(*max), inputs)
        })
        .collect();
    lines.push(Line {
        weight: Some(cell("D15")),
        ..judged("G15", 10, &[])
    });
    lines.push(computed("G20", None, &["E20"]));
    let card = Card {
        key: Some(cell("B2")),
        payout: Some(cell("G22")),
        weights_head: Some(cell("D4")),
        ..Card::new(sheet, "G21", lines)
    };
    moved(card, down)
}
