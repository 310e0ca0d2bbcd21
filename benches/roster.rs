//! A roster of 100,000 people x 42 columns: what `audit` costs beside the bare floor of reading and writing the cells.
//!
//! `cargo bench --bench roster -- 10000` takes 10,000 people. The workbook is made once, under `target/`. Every
//! measurement runs in a process of its own, so that its peak memory is its own; the best of three runs counts.
#![allow(
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stands outside the exact arithmetic, prints, and may fail loudly"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use calamine::{DataRef, Reader, Xlsx};
use fuhe::extract::Known;
use fuhe::mapping::library::{Entry, Place};
use fuhe::read::{self, Limits};
use fuhe::report::{self, Audited, InputFacts};
use fuhe::text::Lang;
use fuhe::workbook::Source;
use rust_xlsxwriter::{Format, Workbook};

const RUNS: usize = 3;

/// The tasks that a time and a peak are held against.
type Floors = Option<(usize, usize)>;

/// What is measured: its name, what it is for people, and its floors.
const TASKS: [(&str, &str, Floors); 5] = [
    (
        "floor-read",
        "floor: calamine reads all cells, one by one",
        None,
    ),
    (
        "floor-hold",
        "floor: calamine reads and holds all cells",
        None,
    ),
    ("audit", "fuhe audit, no output", Some((0, 1))),
    (
        "floor-write",
        "floor: the same, and rust_xlsxwriter writes them",
        None,
    ),
    ("annotate", "fuhe audit, annotated workbook", Some((3, 3))),
];

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if let [task, path] = &args[..] {
        return child(task, Path::new(path));
    }
    let people = args
        .first()
        .and_then(|arg| arg.parse().ok())
        .unwrap_or(100_000);
    let path = generated(people);
    let size = fs::metadata(&path).unwrap().len() / 1_000_000;
    println!("{people} people x {} columns, {size} MB\n", headers().len());
    println!(
        "{:<52}{:>9}{:>10}{:>8}{:>8}",
        "", "seconds", "peak MB", "time x", "peak x"
    );
    let mut done: Vec<Measured> = Vec::new();
    for (task, name, floor) in TASKS {
        let runs = (0..RUNS).map(|_| measured(task, &path));
        let best = runs.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).unwrap();
        let ratios = floor.map_or(String::new(), |(time, peak)| {
            let (time, peak) = (
                best.seconds / done[time].seconds,
                best.peak / done[peak].peak,
            );
            format!("{time:>8.2}{peak:>8.2}")
        });
        println!("{name:<52}{:>9.2}{:>10.0}{ratios}", best.seconds, best.peak);
        for stage in &best.stages {
            println!("  {stage}");
        }
        done.push(best);
    }
}

struct Measured {
    seconds: f64,
    /// Megabytes.
    peak: f64,
    stages: Vec<String>,
}

/// Runs a task in a process of its own.
fn measured(task: &str, path: &Path) -> Measured {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).arg(task).arg(path).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told = String::from_utf8(output.stdout).unwrap();
    let mut lines = told.lines();
    let mut figure = || lines.next().unwrap().parse().unwrap();
    let (seconds, peak) = (figure(), figure());
    Measured {
        seconds,
        peak,
        stages: lines.map(str::to_owned).collect(),
    }
}

/// Does a task; prints seconds, peak megabytes and stages, a line each.
fn child(task: &str, path: &Path) {
    let mut clock = Clock::default();
    match task {
        "floor-read" => floor_read(path),
        "floor-hold" => floor_hold(path),
        "floor-write" => floor_write(path),
        "audit" => audit(path, false, &mut clock),
        _ => audit(path, true, &mut clock),
    }
    println!("{}\n{}", clock.begun.elapsed().as_secs_f64(), peak());
    for (stage, seconds, peak) in clock.stages {
        println!("{stage:<12}{seconds:>6.2} s, peak {peak:.0} MB");
    }
}

struct Clock {
    begun: Instant,
    last: Instant,
    stages: Vec<(&'static str, f64, f64)>,
}

impl Default for Clock {
    fn default() -> Self {
        let now = Instant::now();
        Clock {
            begun: now,
            last: now,
            stages: Vec::new(),
        }
    }
}

impl Clock {
    fn stage(&mut self, name: &'static str) {
        self.stages
            .push((name, self.last.elapsed().as_secs_f64(), peak()));
        self.last = Instant::now();
    }
}

/// The process's peak of resident memory in megabytes; 0 where the system does not tell.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.unwrap_or(0.0) / 1000.0
}

fn floor_read(path: &Path) {
    let mut count = 0u64;
    each_cell(path, |_, _, value| {
        count += u64::from(!matches!(value, DataRef::Empty))
    });
    assert!(count > 0);
}

fn floor_hold(path: &Path) {
    let mut workbook: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let sheets = workbook.worksheets();
    assert!(sheets.iter().any(|(_, range)| !range.is_empty()));
    std::mem::forget(sheets);
}

fn floor_write(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    each_cell(path, |row, column, value| {
        let column = u16::try_from(column).unwrap();
        match value {
            DataRef::Int(value) => sheet.write_number(row, column, *value as f64).unwrap(),
            DataRef::Float(value) => sheet.write_number(row, column, *value).unwrap(),
            DataRef::String(text) => sheet.write_string(row, column, text).unwrap(),
            DataRef::SharedString(text) => sheet.write_string(row, column, *text).unwrap(),
            _ => sheet,
        };
    });
    let bytes = workbook.save_to_buffer().unwrap();
    fs::write(path.with_extension("floor.xlsx"), bytes).unwrap();
}

fn each_cell(path: &Path, mut see: impl FnMut(u32, u32, &DataRef)) {
    let mut workbook: Xlsx<_> = calamine::open_workbook(path).unwrap();
    for name in workbook.sheet_names() {
        let mut cells = workbook.worksheet_cells_reader(&name).unwrap();
        while let Some(cell) = cells.next_cell().unwrap() {
            let (row, column) = cell.get_position();
            see(row, column, cell.get_value());
        }
    }
}

fn audit(path: &Path, is_written: bool, clock: &mut Clock) {
    let text = include_str!("../mappings/standard.toml");
    let entry = Entry::new(Place::BuiltIn, "standard", text);
    let mapping = entry.checked.mapping.as_ref().unwrap();
    let mut source = Source {
        name: "roster.xlsx".to_owned(),
        bytes: fs::read(path).unwrap().into(),
    };
    let workbook = read::read(&source, &Limits::default()).unwrap();
    if !is_written {
        // As a dry run does: no copy comes of it.
        source.bytes = fuhe::archive::Bytes::default();
    }
    clock.stage("read");
    // The same as fuhe::examine(), step by step.
    let extraction = fuhe::extract::extract(&workbook, mapping, &Known::default());
    clock.stage("extract");
    let scored = fuhe::score::score(mapping, &extraction);
    clock.stage("score");
    let findings = fuhe::audit::audit(&workbook, mapping, &extraction, &scored);
    clock.stage("audit");
    let examination = fuhe::examination::Examination {
        workbook,
        mapping: Arc::new(mapping.clone()),
        extraction,
        scored,
        findings,
    };
    let (cards, found) = (
        examination.extraction.cards.len(),
        examination.findings.len(),
    );
    assert!(
        cards > 0 && found > 0 && found < cards,
        "{cards} cards, {found} findings"
    );
    if is_written {
        let audited = Audited {
            examination: &examination,
            input: InputFacts::default(),
        };
        let markup = report::markup(&audited, Lang::Zh);
        clock.stage("report");
        let written = fuhe::write::write(&source, &examination.workbook, &markup).unwrap();
        fs::write(path.with_extension("audited.xlsx"), written.bytes).unwrap();
        clock.stage("write");
    }
    // The process ends here: nothing is gained by giving the memory back first.
    std::mem::forget(examination);
}

/// Group and column, as the scheme has them.
fn headers() -> Vec<(&'static str, &'static str)> {
    let groups: &[(&str, &[&str])] = &[
        ("工号", &[""]),
        ("姓名", &[""]),
        ("部门", &[""]),
        ("岗位", &[""]),
        ("销售额完成率", &["实际销售额", "目标销售额", "得分"]),
        ("订单量增长", &["本期订单量", "上期订单量", "得分"]),
        (
            "网站流量",
            &["独立访客数", "UV得分", "页面浏览量", "PV得分"],
        ),
        ("转化率", &["订单量", "访客数", "得分"]),
        ("好评率", &["好评数", "总评价数", "得分"]),
        (
            "投诉处理",
            &[
                "总处理时长",
                "投诉数量",
                "及时性得分",
                "满意投诉数量",
                "满意度得分",
            ],
        ),
        ("活动参与度", &["活动页面访问量", "总访问量", "得分"]),
        ("投入产出比", &["活动收益", "活动成本", "得分"]),
        ("数据分析与报告", &["得分"]),
        ("团队协作", &["得分"]),
        (
            "小计",
            &["销售业绩", "流量与转化率", "客户满意度", "营销活动"],
        ),
        ("总分", &[""]),
        ("基本工资", &[""]),
        ("绩效比例", &[""]),
        ("绩效工资", &[""]),
        ("备注", &[""]),
    ];
    let flat = groups
        .iter()
        .flat_map(|(group, columns)| columns.iter().map(|column| (*group, *column)));
    flat.collect()
}

/// The workbook of so many people, made where it is not there yet.
fn generated(people: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("roster-{people}.xlsx"));
    if path.exists() {
        return path;
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("2026年10月").unwrap();
    let headers = headers();
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("0%"));
    let last = u16::try_from(headers.len() - 1).unwrap();
    sheet
        .merge_range(0, 0, 0, last, "2026年10月电商运营绩效考核表", &bold)
        .unwrap();
    let mut first = 0;
    for run in headers.chunk_by(|a, b| a.0 == b.0) {
        let end = first + u16::try_from(run.len()).unwrap() - 1;
        match (run[0].1, run.len()) {
            ("", _) => {
                _ = sheet
                    .merge_range(1, first, 2, first, run[0].0, &bold)
                    .unwrap()
            }
            (_, 1) => _ = sheet.write_with_format(1, first, run[0].0, &bold).unwrap(),
            _ => {
                _ = sheet
                    .merge_range(1, first, 1, end, run[0].0, &bold)
                    .unwrap()
            }
        }
        for (column, (_, name)) in (first..).zip(run).filter(|(_, (_, name))| !name.is_empty()) {
            sheet.write_with_format(2, column, *name, &bold).unwrap();
        }
        first = end + 1;
    }
    let mut draws = Draws(0x9e37_79b9_7f4a_7c15);
    for person in 0..people {
        let row = person + 3;
        sheet.write(row, 0, format!("E{person:06}")).unwrap();
        sheet
            .write(
                row,
                1,
                format!(
                    "{}{}",
                    draws.of(&["张", "王", "李", "赵", "陈"]),
                    draws.of(&["伟", "芳", "秀英", "敏", "静", "丽", "强"])
                ),
            )
            .unwrap();
        sheet
            .write(row, 2, draws.of(&["运营一部", "运营二部", "客服部"]))
            .unwrap();
        sheet.write(row, 3, "电商运营").unwrap();
        let figures = figures(&mut draws);
        for (column, figure) in (4..).zip(&figures) {
            match column {
                39 => sheet
                    .write_with_format(row, column, *figure, &percent)
                    .unwrap(),
                _ => sheet.write_number(row, column, *figure).unwrap(),
            };
        }
    }
    workbook.save(&path).unwrap();
    path
}

/// A person's figures from the first line to the pay, scored right; one in 200 people gets a wrong total.
fn figures(draws: &mut Draws) -> Vec<f64> {
    let mut row = Vec::with_capacity(40);
    let mut tenths = Vec::new();
    // Points in tenths: full x actual / (target x share), half up, between 0 and full.
    let ratio = |full: i64, actual: i64, target: i64, percent: i64| {
        let (over, under) = (full * actual * 100, target * percent);
        ((2 * over + under) / (2 * under)).clamp(0, full)
    };
    let target = draws.between(200, 900) * 1000;
    let actual = target * draws.between(820, 1090) / 1000;
    tenths.push(ratio(200, actual, target, 100));
    row.extend([actual as f64, target as f64, tenths[0] as f64 / 10.0]);
    let previous = draws.between(800, 1500);
    let orders = previous + draws.between(40, 200);
    tenths.push(ratio(100, orders - previous, previous, 10));
    row.extend([orders as f64, previous as f64, tenths[1] as f64 / 10.0]);
    let (unique, views) = (draws.between(3300, 4400), draws.between(8000, 11_500));
    tenths.extend([ratio(80, unique, 4000, 100), ratio(70, views, 10_000, 100)]);
    row.extend([
        unique as f64,
        tenths[2] as f64 / 10.0,
        views as f64,
        tenths[3] as f64 / 10.0,
    ]);
    let pairs = [(150, 35, 280, 380), (50, 95, 880, 990)];
    for (full, percent, low, high) in pairs {
        let whole = draws.between(2000, 5000);
        let part = whole * draws.between(low, high) / 1000;
        let points = ratio(full, part, whole, percent);
        tenths.push(points);
        row.extend([part as f64, whole as f64, points as f64 / 10.0]);
    }
    let complaints = draws.between(0, 12);
    let hours = complaints * draws.between(10, 27);
    let pleased = complaints - draws.between(0, 1).min(complaints);
    let timely = if hours <= complaints * 24 { 20 } else { 10 };
    let satisfied = if complaints == 0 {
        30
    } else {
        ratio(30, pleased, complaints, 90)
    };
    tenths.extend([timely, satisfied]);
    row.extend([hours, complaints].map(|one| one as f64));
    row.extend([
        timely as f64 / 10.0,
        pleased as f64,
        satisfied as f64 / 10.0,
    ]);
    for (full, percent, low, high) in [(100, 30, 240, 330), (100, 300, 2500, 3300)] {
        let whole = draws.between(2000, 9000);
        let part = whole * draws.between(low, high) / 1000;
        let points = ratio(full, part, whole, percent);
        tenths.push(points);
        row.extend([part as f64, whole as f64, points as f64 / 10.0]);
    }
    for judged in [*draws.of(&[&5i64, &4, &3]), *draws.of(&[&5i64, &3, &2])] {
        tenths.push(judged * 10);
        row.push(judged as f64);
    }
    for section in [0..2, 2..5, 5..8, 8..10] {
        row.push(tenths[section].iter().sum::<i64>() as f64 / 10.0);
    }
    let total: i64 = tenths.iter().sum();
    let (base, rate) = (
        draws.between(40, 90) * 100,
        *draws.of(&[&15i64, &20, &25, &30]),
    );
    let fen = if total < 800 {
        0
    } else {
        (base * rate * total + 500) / 1000
    };
    let shown = if draws.between(1, 200) == 1 {
        total + 3
    } else {
        total
    };
    row.extend([
        shown as f64 / 10.0,
        base as f64,
        rate as f64 / 100.0,
        fen as f64 / 100.0,
    ]);
    row
}

/// Draws that are the same on every machine.
struct Draws(u64);

impl Draws {
    fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        low + (self.0 >> 11) as i64 % (high - low + 1)
    }

    fn of<'a, T: ?Sized + 'a>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.between(0, all.len() as i64 - 1) as usize]
    }
}
