//! Any bytes: a workbook or an error, within its bounds.
#![no_main]

use fuhe::read::{Limits, read};
use fuhe::workbook::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Source {
        name: "x".into(),
        bytes: bytes.into(),
    };
    match read(&source, &Limits::of(16 << 20)) {
        Ok(workbook) => {
            let cells = workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
            assert!(cells.map(|row| row.cells.len()).sum::<usize>() <= 1 << 20);
        }
        Err(error) => assert_ne!(error.detail, "internal error"),
    }
});
