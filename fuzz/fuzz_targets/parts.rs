//! A scorecard one of whose parts is whatever the fuzzer gives: it is audited and marked, and what comes out is read again.
//!
//! The first byte picks the part, the rest is its content. `seeds.py` makes the seeds.
#![no_main]

#[path = "../../tests/common/victim.rs"]
mod victim;

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use fuhe::extract::Known;
use fuhe::mapping::Mapping;
use fuhe::read::{Limits, read};
use fuhe::report::{Audited, InputFacts};
use fuhe::text::Lang;
use fuhe::workbook::Source;
use libfuzzer_sys::fuzz_target;
use victim::{Parts, SCHEME, parts};
use zip::write::SimpleFileOptions;

static BASE: LazyLock<Parts> = LazyLock::new(parts);

static MAPPING: LazyLock<Mapping> =
    LazyLock::new(|| fuhe::mapping::check::check("x", SCHEME).mapping.unwrap());

fn package(which: usize, content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (number, (name, usual)) in BASE.iter().enumerate() {
        zip.start_file(name.as_str(), options).unwrap();
        let content = if number == which { content } else { usual };
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((which, content)) = bytes.split_first() else {
        return;
    };
    let limits = Limits::of(16 << 20);
    let source = Source {
        name: "x.xlsx".into(),
        bytes: package(usize::from(*which) % BASE.len(), content).into(),
    };
    let unmarked = fuhe::write::unmarked(&source);
    let workbook = match read(unmarked.as_ref().unwrap_or(&source), &limits) {
        Ok(workbook) => workbook,
        Err(error) => {
            assert_ne!(error.detail, "internal error");
            return;
        }
    };
    let sheets = workbook.sheets.len();
    let known = Known {
        period: None,
        file_stem: "x".into(),
        ..Known::default()
    };
    let examination = fuhe::examine(workbook, &MAPPING, &known);
    let audited = Audited {
        examination: &examination,
        input: InputFacts {
            name: "x.xlsx".into(),
            sha256: String::new(),
            tool_version: String::new(),
            ..InputFacts::default()
        },
    };
    if let Ok(written) = fuhe::annotate(&source, &audited, Lang::Zh) {
        let source = Source {
            name: "y.xlsx".into(),
            bytes: written.bytes.into(),
        };
        let again = read(&source, &Limits::of(64 << 20)).expect("what is written can be read");
        assert!(again.sheets.len() >= sheets);
    }
});
