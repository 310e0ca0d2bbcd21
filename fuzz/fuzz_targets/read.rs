//! Any bytes: a workbook or an error, within its bounds, and the same twice. Packages are damaged part by part in `parts`.
#![no_main]

use fuhe::read::{Limits, read};
use fuhe::workbook::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Source {
        name: "x".into(),
        bytes: bytes.into(),
    };
    let once = read(&source, &Limits::of(16 << 20));
    match &once {
        Ok(workbook) => {
            let cells = workbook.sheets.iter().flat_map(|sheet| &sheet.rows);
            assert!(cells.map(|row| row.cells.len()).sum::<usize>() <= 1 << 20);
            for sheet in &workbook.sheets {
                assert!(
                    sheet.rows.is_sorted_by(|a, b| a.index < b.index),
                    "rows rise"
                );
                for row in &sheet.rows {
                    assert!(
                        row.cells.is_sorted_by(|a, b| a.column < b.column),
                        "columns rise"
                    );
                    assert!(
                        row.cells
                            .iter()
                            .all(|cell| (cell.style as usize) < workbook.styles.len().max(1))
                    );
                }
            }
            assert!(!workbook.styles.is_empty(), "there is a default format");
        }
        Err(error) => assert_ne!(error.detail, "internal error"),
    }
    let twice = read(&source, &Limits::of(16 << 20));
    assert!(
        format!("{once:?}") == format!("{twice:?}"),
        "reading twice gives the same"
    );
});
