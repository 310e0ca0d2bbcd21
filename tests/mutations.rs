//! What the fuzzer of parts does (`fuzz/fuzz_targets/parts.rs`), without its toolchain: a scorecard whose parts are damaged
//! at random is read, audited and marked, and what comes out is read again. The same damage every time.
//!
//! `FUHE_MUTATIONS=100000 cargo test --release --test mutations` goes on for longer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "common/victim.rs"]
mod victim;

use std::io::{Cursor, Write};
use std::ops::Range;

use fuhe::extract::Known;
use fuhe::mapping::Mapping;
use fuhe::read::{Limits, read};
use fuhe::report::{Audited, InputFacts};
use fuhe::text::Lang;
use fuhe::workbook::Source;
use victim::{Parts, SCHEME, parts, unpacked};
use zip::write::SimpleFileOptions;

const FEW: usize = 100;
/// What stands where something else is expected.
const ODD: &[&str] = &[
    "",
    "0",
    "-1",
    "1e400",
    "NaN",
    "4294967296",
    "18446744073709551616",
    "A0",
    "XFE1048577",
    "A1:XFD1048576",
    "s",
    "inlineStr",
    "shared",
    "array",
    "&amp;",
    "&#0;",
    "\"",
    "<",
    "－3",
    "９９",
];

/// A generator that needs no crate: xorshift64*.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize
    }

    fn below(&mut self, end: usize) -> usize {
        self.next() % end.max(1)
    }
}

/// The places between two marks: `"` and `"` give values, `<` and `>` tags.
fn between(content: &[u8], open: u8, close: u8, dice: &mut Dice) -> Option<Range<usize>> {
    let from = dice.below(content.len());
    let start = from + content[from..].iter().position(|b| *b == open)? + 1;
    let length = content[start..].iter().position(|b| *b == close)?;
    Some(start..start + length)
}

fn damage(content: &mut Vec<u8>, dice: &mut Dice) {
    if content.is_empty() {
        return;
    }
    let odd = ODD[dice.below(ODD.len())].bytes();
    match dice.below(6) {
        0 => {
            let at = dice.below(content.len());
            content[at] = dice.next() as u8;
        }
        1 => {
            let from = dice.below(content.len());
            let to = content.len().min(from + 1 + dice.below(200));
            content.drain(from..to);
        }
        2 => {
            if let Some(value) = between(content, b'"', b'"', dice) {
                content.splice(value, odd);
            }
        }
        3 => {
            if let Some(text) = between(content, b'>', b'<', dice) {
                content.splice(text, odd);
            }
        }
        4 => {
            if let Some(tag) = between(content, b'<', b'>', dice) {
                content.drain(tag.start - 1..tag.end + 1);
            }
        }
        _ => {
            if let Some(tag) = between(content, b'<', b'>', dice) {
                let copy = content[tag.start - 1..tag.end + 1].repeat(1 + dice.below(40));
                let at = dice.below(content.len());
                content.splice(at..at, copy);
            }
        }
    }
}

fn packed(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Whether the package could be read; what was marked can be read again, and its parts are whole.
fn is_read(bytes: Vec<u8>, mapping: &Mapping, round: usize) -> bool {
    let source = Source {
        name: "x.xlsx".into(),
        bytes: bytes.into(),
    };
    let unmarked = fuhe::write::unmarked(&source);
    let workbook = match read(unmarked.as_ref().unwrap_or(&source), &Limits::of(64 << 20)) {
        Ok(workbook) => workbook,
        Err(error) => {
            assert_ne!(error.detail, "internal error", "round {round}");
            return false;
        }
    };
    let sheets = workbook.sheets.len();
    let examination = fuhe::examine(workbook, mapping, &Known::default());
    let audited = Audited {
        examination: &examination,
        input: InputFacts::default(),
    };
    if let Ok(written) = fuhe::annotate(&source, &audited, Lang::Zh) {
        unpacked(&written.bytes);
        let source = Source {
            name: "y.xlsx".into(),
            bytes: written.bytes.into(),
        };
        let again = read(&source, &Limits::of(256 << 20));
        let again = again.unwrap_or_else(|error| panic!("round {round}: {}", error.detail));
        assert!(again.sheets.len() >= sheets, "round {round}");
    }
    true
}

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
        read += usize::from(is_read(packed(&parts), &mapping, round));
    }
    assert!(
        read * 4 > rounds,
        "{read} of {rounds} were read: too much is damaged to prove anything"
    );
}
