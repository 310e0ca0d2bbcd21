//! Annotating a workbook of 100,000 rows by 40 columns, against writing the same cells with rust_xlsxwriter: time and
//! peak memory, each in a process of its own. `cargo bench --bench patch`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_types,
    missing_docs,
    reason = "a bench prints, and stops where it cannot go on"
)]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fuhe::markup::{Annotation, Markup, SheetMarks, Tone};
use fuhe::workbook::{CellRef, Format, Sheet, Source, Workbook};
use fuhe::write::write;

const ROWS: u32 = 100_000;
const COLUMNS: u16 = 40;
const FINDINGS: u32 = 1_000;
/// The best of so many runs counts.
const RUNS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, task, path] = &arguments[..]
        && ["floor", "patch"].contains(&task.as_str())
    {
        return child(task, Path::new(path));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.xlsx");
    println!("{:<44}{:>9}{:>10}", "", "seconds", "peak MB");
    let floor = best("floor", "floor: rust_xlsxwriter writes the cells", &path);
    let patch = best("patch", "patch: 1,000 findings marked and noted", &path);
    let ratios = (patch.0 / floor.0, patch.1 / floor.1);
    println!("{:<44}{:>9.2}{:>10.2}", "of the floor", ratios.0, ratios.1);
}

fn best(task: &str, name: &str, path: &Path) -> (f64, f64) {
    let runs: Vec<(f64, f64)> = (0..RUNS).map(|_| measured(task, path)).collect();
    let best = runs.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    println!("{name:<44}{:>9.2}{:>10.0}", best.0, best.1);
    best
}

fn measured(task: &str, path: &Path) -> (f64, f64) {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).arg(task).arg(path).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let mut figures = told.split_whitespace().map(|word| word.parse().unwrap());
    (figures.next().unwrap(), figures.next().unwrap())
}

/// Does a task; prints seconds and peak megabytes.
fn child(task: &str, path: &Path) {
    let clock = Instant::now();
    if task == "floor" {
        floor(path);
    } else {
        patch(path);
    }
    println!("{} {}", clock.elapsed().as_secs_f64(), peak());
}

fn floor(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            match column % 4 {
                0 => sheet.write_string(row, column, format!("员工{}", row % 5_000)),
                1 => sheet.write_formula(row, column, format!("C{0}*2", row + 1).as_str()),
                _ => sheet.write_number(row, column, f64::from(row) * 0.37 + f64::from(column)),
            }
            .unwrap();
        }
    }
    std::fs::write(path, book.save_to_buffer().unwrap()).unwrap();
}

fn patch(path: &Path) {
    let source = Source {
        name: "big.xlsx".into(),
        bytes: std::fs::read(path).unwrap().into(),
    };
    let note = "填报 18.4，复核 18.6，差 +0.2\n算法：93% × 20 分 = 18.6\n原因：截断而未四舍五入";
    let mark = |at: u32| Annotation {
        cell: CellRef::new(at * (ROWS / FINDINGS) + 3, at % u32::from(COLUMNS)),
        tone: Tone::Error,
        note: note.to_owned(),
    };
    let markup = Markup {
        marks: vec![SheetMarks {
            annotations: (0..FINDINGS).map(mark).collect(),
            ..SheetMarks::default()
        }],
        reports: Vec::new(),
    };
    // What stands in the cells does not concern the patch.
    let workbook = Workbook {
        format: Format::Xlsx,
        sheets: vec![Sheet {
            name: "Sheet1".into(),
            ..Sheet::default()
        }],
        styles: Vec::new(),
        notices: Vec::new(),
    };
    let written = write(&source, &workbook, &markup).unwrap();
    assert!(written.notices.is_empty(), "it was patched");
    std::fs::write(path.with_extension("marked.xlsx"), written.bytes).unwrap();
}

/// The most memory that the process held, in megabytes; 0 where the system does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
