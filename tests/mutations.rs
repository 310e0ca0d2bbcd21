//! What the fuzzer of parts does (`fuzz/fuzz_targets/parts.rs`), without its toolchain: a scorecard whose parts are damaged
//! at random is read, audited and marked, and what comes out is read again. The same damage every time.
//!
//! `FUHE_MUTATIONS=100000 cargo test --release --test mutations` goes on for longer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "common/cycle.rs"]
mod cycle;
#[path = "common/damage.rs"]
mod damage;
#[path = "common/victim.rs"]
mod victim;

use cycle::is_read;
use damage::{Dice, damage};
use fuhe::report::Corrections;
use victim::{SCHEME, parts};

const FEW: usize = 100;

#[test]
fn damaged_parts_end_in_a_marked_workbook_or_an_error() {
    let rounds = std::env::var("FUHE_MUTATIONS").ok();
    let rounds = rounds.and_then(|text| text.parse().ok()).unwrap_or(FEW);
    let mapping = fuhe::mapping::check::check("x", SCHEME).mapping.unwrap();
    let whole = parts();
    let mut read = 0;
    for round in 0..rounds {
        let mut dice =
            Dice(0x9E37_79B9_7F4A_7C15 ^ (round as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03));
        let mut parts = whole.clone();
        for _ in 0..=dice.below(3) {
            let part = dice.below(parts.len());
            for _ in 0..=dice.below(4) {
                damage(&mut parts[part].1, &mut dice);
            }
        }
        let corrections = match dice.below(3) {
            0 => Corrections::Replace,
            _ => Corrections::Beside,
        };
        read += usize::from(is_read(&parts, &mapping, corrections));
    }
    assert!(
        read * 4 > rounds,
        "{read} of {rounds} were read: too much is damaged to prove anything"
    );
}

/// Found by the fuzzer: the reader took sheets that are named outside their list, the copy's list ended before them, and
/// the report's sheets came to stand in their places.
#[test]
fn a_sheet_named_outside_the_list_of_sheets_is_none() {
    let mapping = fuhe::mapping::check::check("x", SCHEME).mapping.unwrap();
    let mut parts = parts();
    let (_, book) = parts
        .iter_mut()
        .find(|(name, _)| name == "xl/workbook.xml")
        .unwrap();
    let text = String::from_utf8(book.clone()).unwrap();
    let start = text.find("<sheet ").unwrap();
    let end = start + text[start..].find("/>").unwrap() + 2;
    let again = &text[start..end];
    let astray = text.replacen(
        "</sheets>",
        &format!("</sheets><extLst>{again}</extLst>"),
        1,
    );
    *book = astray.into_bytes();
    assert!(is_read(&parts, &mapping, Corrections::Beside));
}
