//! Crowds of people in one csv, and as many in 20 xlsx files: what `fuhe audit` with all its outputs takes, beside the
//! floor of reading the csv and writing its cells with rust_xlsxwriter. The scheme is the README's roster.
//! `cargo bench --bench crowd -- 10000 100000 1000000`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_types,
    reason = "a bench may print and fail loudly"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;

const FILES: u32 = 20;
/// A mistake for each so many people.
const ONE_IN: u64 = 200;
const HEADER: [[&str; 13]; 2] = [
    [
        "工号",
        "姓名",
        "部门",
        "销售额",
        "",
        "",
        "迟到",
        "",
        "工作态度",
        "总分",
        "基本工资",
        "绩效比例",
        "绩效工资",
    ],
    [
        "", "", "", "目标", "实际", "得分", "次数", "得分", "", "", "", "", "",
    ],
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [task, path] = &args[..]
        && task == "floor"
    {
        return floor(Path::new(path));
    }
    let crowds: Vec<u32> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let crowds = match crowds.is_empty() {
        true => vec![10_000, 100_000],
        false => crowds,
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crowd");
    fs::create_dir_all(&folder).unwrap();
    let scheme = folder.join("sales.toml");
    fs::write(&scheme, scheme_of_readme()).unwrap();
    println!(
        "{:<34}{:>9}{:>10}{:>12}{:>8}",
        "", "seconds", "peak MB", "us/person", "floors"
    );
    for people in crowds {
        let csv = csv(&folder, people);
        let this = std::env::current_exe().unwrap();
        let floor = measured(Command::new(this).arg("floor").arg(&csv));
        told(&format!("{people} people, floor"), people, &floor, None);
        let one = audited(&csv, &scheme);
        told(
            &format!("{people} people, one csv"),
            people,
            &one,
            Some(&floor),
        );
        let many = audited(&workbooks(&folder, people), &scheme);
        let name = format!("{people} people, {FILES} xlsx");
        told(&name, people, &many, Some(&floor));
    }
}

struct Measured {
    seconds: f64,
    /// Megabytes.
    peak: f64,
}

fn told(name: &str, people: u32, done: &Measured, floor: Option<&Measured>) {
    let each = done.seconds * 1e6 / f64::from(people);
    let floors = floor.map_or(String::new(), |floor| {
        format!("{:>8.2}", done.seconds / floor.seconds)
    });
    let Measured { seconds, peak } = done;
    println!("{name:<34}{seconds:>9.2}{peak:>10.0}{each:>12.1}{floors}");
}

fn audited(path: &Path, scheme: &Path) -> Measured {
    let out = path.with_extension("out");
    let _ = fs::remove_dir_all(&out);
    let mut call = Command::new(env!("CARGO_BIN_EXE_fuhe"));
    call.arg("audit").arg(path).arg("-m").arg(scheme);
    call.arg("-o").arg(&out);
    // A million people in one file are more cells than fuhe reads unasked.
    call.args(["--max-size", "4GB", "--quiet", "--fail-on", "never"]);
    measured(&mut call)
}

/// Runs a program; its peak is asked of the system while it runs.
fn measured(call: &mut Command) -> Measured {
    let clock = Instant::now();
    let mut child = call.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0f64;
    loop {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0.0f64) / 1024.0);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            let seconds = clock.elapsed().as_secs_f64();
            return Measured { seconds, peak };
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn floor(csv: &Path) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(csv)
        .unwrap();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, record) in (0..).zip(reader.records()) {
        for (column, field) in (0..).zip(record.unwrap().iter()) {
            sheet.write_string(row, column, field).unwrap();
        }
    }
    workbook.save(csv.with_extension("floor.xlsx")).unwrap();
}

/// The scheme that the README shows.
fn scheme_of_readme() -> String {
    let readme = include_str!("../README.md");
    let start = readme.find("name = \"销售部月度考核\"").unwrap();
    readme[start..].split("```").next().unwrap().to_owned()
}

fn csv(folder: &Path, people: u32) -> PathBuf {
    let path = folder.join(format!("{people}.csv"));
    if !path.exists() {
        let mut text = String::new();
        for row in HEADER {
            writeln!(text, "{}", row.join(",")).unwrap();
        }
        for person in 0..people {
            writeln!(text, "{}", figures(person).join(",")).unwrap();
        }
        fs::write(&path, text).unwrap();
    }
    path
}

fn workbooks(folder: &Path, people: u32) -> PathBuf {
    let folder = folder.join(format!("{people}-in-{FILES}"));
    if folder.exists() {
        return folder;
    }
    fs::create_dir_all(&folder).unwrap();
    let each = people / FILES;
    for file in 0..FILES {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("10月").unwrap();
        for (row, titles) in (0..).zip(HEADER) {
            for (column, title) in (0..).zip(titles) {
                sheet.write_string(row, column, title).unwrap();
            }
        }
        for person in 0..each {
            for (column, field) in (0..).zip(figures(file * each + person)) {
                let plain = field.trim_end_matches('%');
                match (plain.parse::<f64>(), column) {
                    (Ok(share), 11) => sheet.write_number(person + 2, column, share / 100.0),
                    (Ok(number), _) => sheet.write_number(person + 2, column, number),
                    (Err(_), _) => sheet.write_string(person + 2, column, field),
                }
                .unwrap();
            }
        }
        workbook
            .save(folder.join(format!("{file:02}.xlsx")))
            .unwrap();
    }
    folder
}

/// A person's row, right but for one total in 200.
fn figures(person: u32) -> [String; 13] {
    let mut state = u64::from(person)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = |low: u64, high: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        low + (state >> 11) % (high - low + 1)
    };
    let (target, per_mille) = (draw(50, 200) * 1000, draw(300, 1100));
    let actual = target * per_mille / 1000;
    let sales = ((2 * 700 * actual + target) / (2 * target)).min(700);
    let (late, manners) = (draw(0, 4), draw(0, 10));
    let punctual = 20 - 5 * late;
    let total = sales + 10 * (punctual + manners);
    let (base, rate) = (draw(40, 90) * 100, [15, 20, 25, 30][draw(0, 3) as usize]);
    let fen = match total < 600 {
        true => 0,
        false => (base * rate * total + 500) / 1000,
    };
    let shown = total + if draw(1, ONE_IN) == 1 { 3 } else { 0 };
    let tenth = |value: u64| format!("{}.{}", value / 10, value % 10);
    [
        format!("T{person:07}"),
        format!("员工{}", draw(1, 5000)),
        format!("销售{}部", draw(1, 20)),
        target.to_string(),
        actual.to_string(),
        tenth(sales),
        late.to_string(),
        punctual.to_string(),
        manners.to_string(),
        tenth(shown),
        base.to_string(),
        format!("{rate}%"),
        format!("{}.{:02}", fen / 100, fen % 100),
    ]
}
