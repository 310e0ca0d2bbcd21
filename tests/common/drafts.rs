//! Drafts from small csv workbooks, and what they say.

use fuhe::draft::{Draft, draft};
use fuhe::examination::Examination;
use fuhe::extract::Known;
use fuhe::mapping::check::check;
use fuhe::read::{Limits, read};
use fuhe::workbook::{Source, Workbook};

/// What is read of a csv.
pub fn workbook(csv: &str) -> Workbook {
    let source = Source {
        name: "10月.csv".to_owned(),
        bytes: csv.as_bytes().to_vec().into(),
    };
    read(&source, &Limits::default()).unwrap_or_else(|error| panic!("{}", error.text().zh))
}

/// What is read of a workbook that a test wrote.
#[allow(dead_code, reason = "not every test writes some")]
pub fn saved(mut book: rust_xlsxwriter::Workbook) -> Workbook {
    let source = Source {
        name: "a.xlsx".to_owned(),
        bytes: book.save_to_buffer().unwrap().into(),
    };
    read(&source, &Limits::default()).unwrap_or_else(|error| panic!("{}", error.text().zh))
}

/// The draft of a csv.
pub fn drafted(csv: &str) -> Draft {
    draft(&workbook(csv), "10月").unwrap_or_else(|text| panic!("{}", text.zh))
}

/// The workbook audited by its own draft.
pub fn audited(csv: &str, draft: &Draft) -> Examination {
    let checked = check("drafted", &draft.toml);
    let mapping = checked
        .mapping
        .unwrap_or_else(|| panic!("{:?}\n{}", checked.faults, draft.toml));
    fuhe::examine(workbook(csv), &mapping, &Known::default())
}

/// Code and cell of every root finding.
pub fn found(examination: &Examination) -> Vec<String> {
    let findings = examination.findings.iter().filter(|one| one.root);
    let findings = findings.map(|one| {
        let cell = one.cell.map(|cell| cell.to_string()).unwrap_or_default();
        format!("{:?} {cell}", one.code)
    });
    findings.collect()
}

/// What the draft says behind `key = `, without its comment.
pub fn said(draft: &Draft, key: &str) -> Vec<String> {
    let start = format!("{key} = ");
    let lines = draft
        .toml
        .lines()
        .filter_map(|line| line.strip_prefix(&start));
    lines
        .map(|line| line.split("  #").next().unwrap_or_default().to_owned())
        .collect()
}

/// Of how many people the total comes out, of how many.
pub fn totals(draft: &Draft) -> (usize, usize) {
    (draft.totals.hits, draft.totals.of)
}

/// The rules of the lines, without their comments.
pub fn rules(draft: &Draft) -> Vec<String> {
    let lines = draft
        .toml
        .lines()
        .filter_map(|line| line.strip_prefix("rule."));
    lines
        .map(|line| line.split("  #").next().unwrap_or_default().to_owned())
        .collect()
}

/// Writes rows with commas into a sheet, from a row on: figures as numbers.
#[allow(
    dead_code,
    clippy::disallowed_types,
    reason = "a cell holds a double, and not every test writes some"
)]
pub fn fill(sheet: &mut rust_xlsxwriter::Worksheet, first: u32, rows: &str) {
    for (row, line) in (first..).zip(rows.lines()) {
        for (column, text) in (0..).zip(line.split(',')) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, text).unwrap(),
            };
        }
    }
}
