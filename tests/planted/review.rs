//! 主管绩效审查表: five dimensions, three raters, a form per sheet.

use fuhe::workbook::Value;

use crate::book::{Card, Line, Pay, Scheme, cell, computed, load};

const WEIGHTS: [i64; 5] = [25, 20, 20, 20, 15];

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("review");
    let cards = (0..clean.sheets.len())
        .map(|sheet| {
            let is_present =
                |name: &String| matches!(clean.sheets[sheet].value(cell(name)), Value::Number(_));
            card(sheet, is_present)
        })
        .collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::Nothing,
        edges: &[90, 80, 70],
        total_digits: Some(1),
    }
}

fn card(sheet: usize, is_present: impl Fn(&String) -> bool) -> Card {
    let dimension = |(row, weight): (u32, &i64)| {
        let raters = ["D", "E", "F"].map(|column| format!("{column}{row}"));
        let present: Vec<&str> = raters
            .iter()
            .filter(|name| is_present(name))
            .map(String::as_str)
            .collect();
        Line {
            weight: Some(cell(&format!("C{row}"))),
            optional: true,
            above: "A102",
            ..computed(&format!("G{row}"), Some(*weight), &present)
        }
    };
    let lines = (5..).zip(&WEIGHTS).map(dimension).collect();
    Card {
        key: Some(cell("C2")),
        grade: Some(cell("G11")),
        weights_head: Some(cell("C4")),
        ..Card::new(sheet, "G10", lines)
    }
}
