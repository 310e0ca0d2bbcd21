//! Reading files: a fixture per sharp edge in `tests/reading/`, each with a `.expected` file that says what reading it
//! gives; every broken variant of them; and files that nobody here wrote, against calamine.
//!
//! A new fixture needs no code: put the file there (by `make_fixtures.py`), run with `FUHE_BLESS=1`, read the diff.
#![allow(clippy::disallowed_types, reason = "calamine gives doubles")]
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in tests, but not in what tests call"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use calamine::{Data, Reader as _};
use fuhe::number::Decimal;
use fuhe::read::{Foreign, Limits, ReadError, ReadErrorKind, Unsupported, read};
use fuhe::text::Lang;
use fuhe::workbook::{Cell, CellRef, Source, Style, Value, Visibility, Workbook};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading")
}

fn source(path: &Path) -> Source {
    Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap().into(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn fixtures() -> Vec<PathBuf> {
    let mut all = files(&folder());
    all.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        !name.starts_with('.') && ![".expected", ".py"].iter().any(|end| name.ends_with(end))
    });
    assert!(all.len() > 70, "the fixtures are missing");
    all
}

// ---- what a workbook reads like -----------------------------------------------------------------------------------

fn value(value: &Value) -> String {
    match value {
        Value::Empty => "-".to_owned(),
        Value::Number(number) => format!("{number}"),
        Value::Date(days) => format!("date {days}"),
        Value::Text(text) if text.chars().count() > 60 => {
            let end: String = text
                .chars()
                .rev()
                .take(6)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            format!("{} characters … {end:?}", text.chars().count())
        }
        Value::Text(text) => format!("{text:?}"),
        Value::Bool(truth) => format!("{truth}"),
        Value::Error(error) => format!("error {error}"),
    }
}

/// A style by what sets it apart from the default one.
fn style(style: &Style) -> String {
    let mut out = String::new();
    let plain = Style {
        number_format: style.number_format.clone(),
        font: style.font.clone(),
        ..Style::default()
    };
    if !style.number_format.is_empty() {
        write!(out, " [{}]", style.number_format).unwrap();
    }
    let font = &style.font;
    if font.bold || font.italic || *style != plain {
        write!(out, " {style:?}").unwrap();
    }
    out
}

fn told(read: &Result<Workbook, ReadError>) -> String {
    let workbook = match read {
        Ok(workbook) => workbook,
        Err(error) => return format!("error {:?}\n{}\n", error.kind, error.text().zh),
    };
    let mut out = format!("{}\n", workbook.format.name());
    for notice in &workbook.notices {
        writeln!(out, "notice {}", notice.zh).unwrap();
    }
    for sheet in &workbook.sheets {
        write!(out, "\nsheet {:?}", sheet.name).unwrap();
        match sheet.visibility {
            Visibility::Visible => writeln!(out).unwrap(),
            other => writeln!(out, " {other:?}").unwrap(),
        }
        for row in &sheet.rows {
            for Cell {
                column,
                style: number,
                value: held,
            } in &row.cells
            {
                let at = CellRef::new(row.index, *column);
                let look = workbook
                    .styles
                    .get(*number as usize)
                    .map(style)
                    .unwrap_or(" [?]".into());
                let formula = sheet.formulas.get(&at).map(|formula| {
                    format!(
                        " ={}{}",
                        formula.text,
                        if formula.has_value {
                            ""
                        } else {
                            " (never calculated)"
                        }
                    )
                });
                writeln!(
                    out,
                    "{at} {}{}{look}",
                    value(held),
                    formula.unwrap_or_default()
                )
                .unwrap();
            }
        }
        let alone = sheet
            .formulas
            .keys()
            .filter(|at| sheet.cell(**at).is_none())
            .count();
        assert_eq!(alone, 0, "a formula without its cell");
        for merge in sheet.merges.iter() {
            writeln!(out, "merged {merge}").unwrap();
        }
        for span in sheet.hidden_rows.iter() {
            writeln!(out, "hidden rows {}-{}", span.first + 1, span.last + 1).unwrap();
        }
        for span in sheet.hidden_columns.iter() {
            writeln!(out, "hidden columns {}-{}", span.first + 1, span.last + 1).unwrap();
        }
        let geometry = &sheet.geometry;
        for (span, width) in &geometry.column_widths {
            writeln!(out, "width {}-{} {width}", span.first + 1, span.last + 1).unwrap();
        }
        for (row, height) in &geometry.row_heights {
            writeln!(out, "height {} {height}", row + 1).unwrap();
        }
        if let Some(frozen) = geometry.frozen {
            writeln!(out, "frozen {frozen}").unwrap();
        }
        if let Some(filter) = geometry.autofilter {
            writeln!(out, "filter {filter}").unwrap();
        }
    }
    out
}

#[test]
fn fixtures_read_as_expected() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        // Those that only small limits refuse have a test of their own.
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("bomb-")
        {
            continue;
        }
        let got = told(&read(&source(&path), &Limits::default()));
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        if std::env::var_os("FUHE_BLESS").is_some() {
            fs::write(&expected, &got).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(format!("--- {}\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bombs_stop_at_the_limits() {
    let small = Limits {
        part_bytes: 1 << 20,
        total_bytes: 1 << 22,
        cells: 1000,
        text_bytes: 1 << 20,
    };
    for name in [
        "bomb-part.xlsx",
        "bomb-texts.xlsx",
        "bomb-cells.xlsx",
        "bomb-repeats.ods",
    ] {
        let error = read(&source(&folder().join(name)), &small).unwrap_err();
        assert_eq!(error.kind, ReadErrorKind::TooLarge, "{name}");
    }
    // One that lies about its size is cut off where it said it ends.
    let error = read(&source(&folder().join("bomb-liar.xlsx")), &small).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::Broken);
    // Without the bounds the first four are ordinary, if odd, workbooks.
    for name in ["bomb-part.xlsx", "bomb-texts.xlsx", "bomb-cells.xlsx"] {
        assert!(
            read(&source(&folder().join(name)), &Limits::default()).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn every_error_says_in_chinese_what_to_do() {
    use Foreign::*;
    let mut kinds: Vec<ReadErrorKind> = [
        Html,
        Mhtml,
        Xml2003,
        FlatOds,
        Xml,
        Pdf,
        Word,
        PowerPoint,
        OpenDocument,
        Apple,
        Outlook,
        Image,
        Rtf,
        Zip,
        Rar,
        SevenZip,
        Gzip,
        Database,
        Unknown,
    ]
    .into_iter()
    .map(ReadErrorKind::Foreign)
    .collect();
    kinds.extend([
        ReadErrorKind::Empty,
        ReadErrorKind::PasswordProtected,
        ReadErrorKind::Broken,
        ReadErrorKind::TooLarge,
        ReadErrorKind::Unsupported(Unsupported::ExcelBefore95),
        ReadErrorKind::Unsupported(Unsupported::NoWorksheet),
    ]);
    for kind in kinds {
        let text = ReadError {
            kind,
            detail: String::new(),
        }
        .text();
        assert!(
            text.in_lang(Lang::Zh).contains('请'),
            "{kind:?}: {}",
            text.zh
        );
        assert!(
            text.in_lang(Lang::En).is_ascii() && text.en.ends_with('.'),
            "{kind:?}: {}",
            text.en
        );
    }
}

/// Broken variants of every fixture: cut off anywhere, and with bytes changed anywhere.
#[test]
fn no_damage_makes_a_reader_panic() {
    let limits = Limits {
        part_bytes: 1 << 23,
        total_bytes: 1 << 24,
        cells: 100_000,
        text_bytes: 1 << 23,
    };
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below.max(1) as u64) as usize
    };
    for path in fixtures() {
        let whole = fs::read(&path).unwrap();
        for round in 0..60 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(next(whole.len()));
            } else {
                for _ in 0..1 + next(8) {
                    let at = next(whole.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = [0, 0xFF, 1, next(256) as u8][next(4)];
                    }
                }
            }
            let source = Source {
                name: "damaged".into(),
                bytes: bytes.into(),
            };
            if let Err(error) = read(&source, &limits) {
                assert_ne!(
                    error.detail,
                    "internal error",
                    "{} round {round}",
                    path.display()
                );
            }
        }
    }
}

// ---- against calamine ---------------------------------------------------------------------------------------------

/// True where a value of ours says the same as calamine's.
fn same(ours: &Value, theirs: &Data) -> bool {
    match (ours, theirs) {
        (Value::Empty, Data::Empty) => true,
        (Value::Empty, Data::String(text)) => text.is_empty(),
        (Value::Text(text), Data::Empty) => text.is_empty(),
        (Value::Text(ours), Data::String(theirs)) => {
            ours.replace('\r', "") == theirs.replace('\r', "")
        }
        (Value::Number(number), Data::Int(whole)) => *number == Decimal::from(*whole),
        (Value::Number(number), Data::Float(float)) => {
            Some(*number) == Decimal::from_binary(*float)
        }
        (Value::Date(days), Data::Float(float)) => Some(*days) == Decimal::from_binary(*float),
        (Value::Date(days) | Value::Number(days), Data::DateTime(when)) => {
            Some(*days) == Decimal::from_binary(when.as_f64())
                || Some(*days) == Decimal::from_binary(when.as_f64() + 1462.0)
        }
        (Value::Date(_), Data::DateTimeIso(_)) | (Value::Number(_), Data::DurationIso(_)) => true,
        (Value::Bool(ours), Data::Bool(theirs)) => ours == theirs,
        (Value::Error(ours), Data::Error(theirs)) => ours.as_ref() == theirs.to_string(),
        // It does not know the errors of ods, nor those that formulas of xlsb give.
        (Value::Error(ours), Data::String(theirs)) => ours.as_ref() == theirs,
        (Value::Error(_), Data::Empty) => true,
        (Value::Error(_), Data::Float(float)) => *float == 0.0,
        (Value::Text(_), Data::Float(float)) => Decimal::from_binary(*float).is_none(),
        _ => false,
    }
}

/// Every cell that differs, and how many were compared; `None` where calamine cannot read the file.
fn compared(bytes: &[u8], workbook: &Workbook) -> Option<(Vec<String>, u64)> {
    let cursor = std::io::Cursor::new(bytes);
    let mut theirs = calamine::open_workbook_auto_from_rs(cursor).ok()?;
    let (mut wrong, mut count) = (Vec::new(), 0);
    for sheet in &workbook.sheets {
        let Ok(range) = theirs.worksheet_range(&sheet.name) else {
            continue;
        };
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, cells) in range.rows().enumerate() {
            for (column, data) in cells.iter().enumerate() {
                let at = CellRef::new(top + row as u32, left + column as u32);
                let ours = sheet.value(at);
                count += 1;
                if !same(ours, data) {
                    wrong.push(format!(
                        "{}!{at}: {} here, {data:?} there",
                        sheet.name,
                        value(ours)
                    ));
                }
            }
        }
        let bottom = range.end().unwrap_or((0, 0));
        for row in &sheet.rows {
            for cell in &row.cells {
                let outside = row.index > bottom.0
                    || cell.column > bottom.1
                    || row.index < top
                    || cell.column < left;
                if outside && !cell.value.is_blank() {
                    wrong.push(format!(
                        "{}!{}{}: only here",
                        sheet.name, row.index, cell.column
                    ));
                }
            }
        }
    }
    Some((wrong, count))
}

/// calamine lays sheets out densely: it is only asked where that is affordable.
fn is_dense_enough(workbook: &Workbook) -> bool {
    let area = |sheet: &fuhe::workbook::Sheet| {
        let last = sheet
            .extent()
            .map_or(CellRef::default(), |range| range.last);
        u64::from(last.row + 1) * u64::from(last.column + 1)
    };
    workbook.sheets.iter().map(area).sum::<u64>() < 1_000_000
}

/// Files nobody here wrote: a workbook or a clear error, soon, and the values that calamine reads.
#[test]
fn the_corpus_reads_as_calamine_reads_it() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut paths = fixtures();
    if corpus.exists() {
        paths.extend(
            files(&corpus)
                .into_iter()
                .filter(|path| path.extension().is_none_or(|e| e != "md")),
        );
    }
    let (mut wrong, mut cells, mut agreed) = (Vec::new(), 0, 0);
    for path in paths {
        let source = source(&path);
        let start = Instant::now();
        let read = read(&source, &Limits::default());
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{}",
            path.display()
        );
        let workbook = match read {
            Ok(workbook) => workbook,
            Err(error) => {
                assert_ne!(error.detail, "internal error", "{}", path.display());
                continue;
            }
        };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if workbook.format.is_untyped()
            || !is_dense_enough(&workbook)
            || KNOWN.iter().any(|(known, _)| *known == name)
        {
            continue;
        }
        let compared =
            std::panic::catch_unwind(|| compared(&source.bytes, &workbook)).unwrap_or(None);
        if let Some((differences, count)) = compared {
            cells += count;
            agreed += u64::from(differences.is_empty());
            wrong.extend(
                differences
                    .into_iter()
                    .take(5)
                    .map(|line| format!("{name} {line}")),
            );
        }
    }
    println!("{agreed} files and {cells} cells agree");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files in which fuhe reads something else than calamine, and why.
const KNOWN: &[(&str, &str)] = &[
    ("absurd-count.xlsx", "calamine asks for 103 GB and aborts"),
    (
        "cells.ods",
        "calamine takes the table of a chart for the sheet",
    ),
];
