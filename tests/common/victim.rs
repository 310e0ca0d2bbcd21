//! A small scorecard in its parts, and its scheme: what the hostile tests and the fuzzer damage.

use std::io::{Cursor, Read};

pub const SCHEME: &str = r#"
name = "x"
layout = "roster"
[rounding]
line = 1
[[line]]
item = "得分"
max = 18
rule.judged = {}
columns.score = ["得分"]
[[line]]
item = "加分"
max = 2
rule.judged = {}
columns.score = ["加分"]
"#;

/// Names and contents, in the package's order.
pub type Parts = Vec<(String, Vec<u8>)>;

pub fn parts() -> Parts {
    unpacked(include_bytes!("../patch/scorecard.xlsx"))
}

/// The parts of a package, whose checksums must hold.
pub fn unpacked(package: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}
