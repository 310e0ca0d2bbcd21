//! 电子商务部经理绩效考核表: self and appraiser scores, a form per sheet; inputs stand in words.

use crate::book::{Card, Line, Pay, Scheme, cell, computed, judged, load, text};

pub fn scheme() -> Scheme {
    let (mapping, clean) = load("department-manager");
    let cards = (0..clean.sheets.len())
        .map(|sheet| {
            // A score that a remark explains (扣3分) cannot change alone.
            let is_free = |row: u32| {
                text(&clean, sheet, cell(&format!("E{row}")))
                    .is_none_or(|words| !words.contains('扣'))
            };
            let is_best = |row: u32| {
                text(&clean, sheet, cell(&format!("E{row}")))
                    .is_some_and(|words| words.starts_with("(A)"))
            };
            card(sheet, is_free, is_best)
        })
        .collect();
    Scheme {
        mapping,
        clean,
        cards,
        pay: Pay::Nothing,
        edges: &[],
        total_digits: Some(1),
    }
}

fn card(sheet: usize, is_free: impl Fn(u32) -> bool, is_best: impl Fn(u32) -> bool) -> Card {
    let open = [(5, 5), (6, 25), (7, 15)]
        .map(|(row, max)| (is_free(row), judged(&format!("D{row}"), max, &[])));
    // Words lead the remarks of the last two lines: whatever is between the bands goes with none of them, and more than
    // the full marks with the best alone.
    let banded = [10, 11].map(|row| {
        let banned: &[&str] = match is_best(row) {
            true => &["2.5", "4.5", "0.5", "0.9"],
            false => &["2.5", "4.5", "0.5", "0.9", "6", "5.5"],
        };
        Line {
            has_word: true,
            ..judged(&format!("D{row}"), 5, banned)
        }
    });
    let mut lines = vec![computed("D8", Some(30), &[]), computed("D9", Some(15), &[])];
    for (free, line) in open {
        lines.push(Line {
            has_word: !free,
            ..line
        });
    }
    lines.extend(banded);
    Card {
        key: Some(cell("B2")),
        self_total: Some(cell("C12")),
        ..Card::new(sheet, "D12", lines)
    }
}
