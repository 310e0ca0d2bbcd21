//! A folder of forms of one person each: fuhe with its outputs, against opening and reading the same files with calamine
//! and writing as many small workbooks of the same cells with rust_xlsxwriter, on the same processors; and one form
//! against a program that does nothing. The processors' time tells what was done where others use them too.
//! `cargo bench --bench forms -- 2000`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_types,
    reason = "a bench may print and fail loudly"
)]

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, Worksheet};

const RUNS: usize = 3;

fn main() {
    let files = std::env::args().find_map(|arg| arg.parse().ok());
    let files = files.unwrap_or(2_000);
    let folder = generated(files);
    let out = Outputs::new(folder.with_extension("out"));
    println!("{files} forms of one person\n");
    let [seconds, processor, peak] = ["seconds", "processor", "peak MB"];
    println!(
        "{:<52}{seconds:>9}{:>7}{processor:>11}{:>7}{peak:>9}",
        "", "x", "x"
    );
    let floor = best(|| {
        floor(&folder, &out.next());
        0.0
    });
    let name = "floor: calamine reads, rust_xlsxwriter writes";
    let (seconds, processor) = (floor.seconds, floor.processor);
    println!("{name:<52}{seconds:>9.2}{:>7}{processor:>11.2}", "");
    let tenth = generated(files.div_ceil(10));
    for (name, folder, options) in [
        ("fuhe audit, with outputs", &folder, &[][..]),
        ("the same of a tenth of the forms", &tenth, &[]),
        ("fuhe audit, no output", &folder, &["--dry-run"]),
    ] {
        let fuhe = best(|| audit(folder, &out.next(), options));
        let (seconds, processor, peak) = (fuhe.seconds, fuhe.processor, fuhe.peak);
        let mut times = [seconds / floor.seconds, processor / floor.processor];
        if folder == &tenth {
            times = times.map(|times| times * files as f64 / files.div_ceil(10) as f64);
        }
        let [times, busier] = times;
        println!("{name:<52}{seconds:>9.2}{times:>7.1}{processor:>11.2}{busier:>7.1}{peak:>9.0}");
    }
    let one = folder.join("00000.xlsx");
    let start = best(|| run(&mut Command::new("true")));
    let name = "floor: a program that does nothing (true)";
    let seconds = start.seconds;
    println!("{name:<52}{seconds:>9.4}");
    let one = best(|| audit(&one, &out.next(), &[]));
    let (name, more) = ("one form, with outputs", one.seconds - start.seconds);
    let (seconds, peak) = (one.seconds, one.peak);
    println!(
        "{name:<52}{seconds:>9.4}{:>25}{peak:>9.0}{more:>+8.4} s",
        ""
    );
}

/// Folders for what the runs write, one for each: some disks are slow to use again what was deleted just before.
struct Outputs {
    within: PathBuf,
    used: Cell<u32>,
}

impl Outputs {
    fn new(within: PathBuf) -> Self {
        if fs::remove_dir_all(&within).is_ok() {
            thread::sleep(Duration::from_secs(6));
        }
        let used = Cell::new(0);
        Outputs { within, used }
    }

    fn next(&self) -> PathBuf {
        self.used.set(self.used.get() + 1);
        self.within.join(self.used.get().to_string())
    }
}

/// What a run took.
struct Measured {
    seconds: f64,
    /// Seconds of all processors together.
    processor: f64,
    /// Megabytes.
    peak: f64,
}

/// Audits a file or folder; gives the peak of memory.
fn audit(path: &Path, out: &Path, options: &[&str]) -> f64 {
    let mut call = Command::new(env!("CARGO_BIN_EXE_fuhe"));
    call.arg("audit").arg(path).arg("-o").arg(out).args(options);
    run(call.arg("--quiet"))
}

/// Runs a program to its end; gives the peak of its memory as far as the system tells it.
fn run(call: &mut Command) -> f64 {
    let mut child = call.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
        peak = kilobytes.map_or(peak, |kilobytes: f64| kilobytes / 1000.0);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return peak;
        }
        thread::sleep(Duration::from_micros(500));
    }
}

/// The quickest of some runs of a task that gives its peak of memory.
fn best(mut task: impl FnMut() -> f64) -> Measured {
    let timed = (0..RUNS).map(|_| {
        let (clock, before) = (Instant::now(), processor());
        let peak = task();
        let seconds = clock.elapsed().as_secs_f64();
        Measured {
            seconds,
            processor: processor() - before,
            peak,
        }
    });
    let quicker = |a: &Measured, b: &Measured| a.seconds.total_cmp(&b.seconds);
    timed.min_by(quicker).unwrap()
}

/// Seconds that the processors gave this program and those that it ran, as far as the system tells it.
fn processor() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name: the 12th to the 15th, in hundredths.
    let numbers = told.rsplit(')').next().unwrap_or_default();
    let ticks = numbers.split_whitespace().skip(11).take(4);
    ticks.filter_map(|one| one.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn floor(folder: &Path, out: &Path) {
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

/// The folder of so many forms, each of another person with a figure of their own, made where they are not there yet.
fn generated(files: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("people-{files}"));
    let made = fs::read_dir(&folder).map_or(0, Iterator::count);
    if made == files {
        return folder;
    }
    fs::create_dir_all(&folder).unwrap();
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-workbooks/deduction-clean.xlsx");
    let mut source: Xlsx<_> = calamine::open_workbook(sample).unwrap();
    let first = source.sheet_names().remove(0);
    let cells = source.worksheet_range(&first).unwrap();
    for number in 0..files {
        let mut form = Workbook::new();
        let sheet = form.add_worksheet();
        write(sheet, &cells);
        sheet.write_string(1, 1, name(number)).unwrap();
        // 展现数: any number past 20,000 earns full points.
        sheet.write_number(10, 4, (20_000 + number) as f64).unwrap();
        form.save(folder.join(format!("{number:05}.xlsx"))).unwrap();
    }
    folder
}

/// An invented name, different for each of 10,000 numbers.
fn name(number: usize) -> String {
    let parts = [
        "赵钱孙李周吴郑王冯陈",
        "子文明志建国海晓俊宇",
        "轩涵浩然泽睿霖辰阳琪",
        "一二三四五六七八九十",
    ];
    let digits = [number / 1000, number / 100, number / 10, number];
    let name = parts.iter().zip(digits);
    name.filter_map(|(part, digit)| part.chars().nth(digit % 10))
        .collect()
}
