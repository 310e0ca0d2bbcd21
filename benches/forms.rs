//! A folder of forms of one person each: fuhe with its outputs, against opening and reading the same files with calamine
//! and writing as many small workbooks of the same cells with rust_xlsxwriter, on the same processors.
//! `cargo bench --bench forms -- 2000`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_types,
    reason = "a bench may print and fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use calamine::{Data, Reader, Xlsx};
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, Worksheet};

const RUNS: usize = 3;

fn main() {
    let files = std::env::args().find_map(|arg| arg.parse().ok());
    let files = files.unwrap_or(2_000);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("forms-{files}"));
    generate(&folder, files);
    let out = folder.with_extension("out");
    println!("{files} forms of one person\n");
    let floor = best(|| floor(&folder, &out));
    println!("floor: calamine reads, rust_xlsxwriter writes {floor:>8.2} s");
    let fuhe = best(|| {
        let _ = fs::remove_dir_all(&out);
        let mut call = Command::new(env!("CARGO_BIN_EXE_fuhe"));
        call.arg("audit").arg(&folder).arg("-o").arg(&out);
        let status = call.arg("--quiet").stdout(Stdio::null()).status().unwrap();
        assert!(status.success());
    });
    println!(
        "fuhe audit, with outputs {:>29.2} s{:>8.2} x",
        fuhe,
        fuhe / floor
    );
}

/// Seconds of the quickest of some runs.
fn best(mut task: impl FnMut()) -> f64 {
    let timed = (0..RUNS).map(|_| {
        let clock = Instant::now();
        task();
        clock.elapsed().as_secs_f64()
    });
    timed.min_by(f64::total_cmp).unwrap()
}

fn floor(folder: &Path, out: &Path) {
    let _ = fs::remove_dir_all(out);
    fs::create_dir_all(out).unwrap();
    let files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.par_iter().for_each(|path| {
        let mut source: Xlsx<_> = calamine::open_workbook(path).unwrap();
        let mut copy = Workbook::new();
        for name in source.sheet_names() {
            let sheet = copy.add_worksheet().set_name(&name).unwrap();
            write(sheet, &source.worksheet_range(&name).unwrap());
        }
        copy.save(out.join(path.file_name().unwrap())).unwrap();
    });
}

fn write(sheet: &mut Worksheet, cells: &calamine::Range<Data>) {
    let (top, left) = cells.start().unwrap_or_default();
    for (row, column, value) in cells.used_cells() {
        let row = top + u32::try_from(row).unwrap();
        let column = u16::try_from(left as usize + column).unwrap();
        match value {
            Data::Int(value) => sheet.write_number(row, column, *value as f64).unwrap(),
            Data::Float(value) => sheet.write_number(row, column, *value).unwrap(),
            Data::String(text) => sheet.write_string(row, column, text).unwrap(),
            _ => sheet,
        };
    }
}

/// Copies of a sample's first form, made where they are not there yet.
fn generate(folder: &Path, files: usize) {
    let made = fs::read_dir(folder).map_or(0, Iterator::count);
    if made == files {
        return;
    }
    fs::create_dir_all(folder).unwrap();
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-workbooks/deduction-clean.xlsx");
    let mut source: Xlsx<_> = calamine::open_workbook(sample).unwrap();
    let first = source.sheet_names().remove(0);
    let cells = source.worksheet_range(&first).unwrap();
    let mut form = Workbook::new();
    write(form.add_worksheet(), &cells);
    let bytes = form.save_to_buffer().unwrap();
    for number in 0..files {
        fs::write(folder.join(format!("{number:05}.xlsx")), &bytes).unwrap();
    }
}
