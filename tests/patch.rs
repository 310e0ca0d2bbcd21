//! Annotating a package touches nothing else, and what is put in can be taken out.
//!
//! The annotated copies are left in `target/tmp/patch/`, where `.ci/patch_corpus.py` opens them in other programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_types,
    clippy::print_stdout,
    missing_docs
)]

mod patch {
    pub mod package;
    pub mod reports;
}

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fuhe::markup::*;
use fuhe::number::Decimal;
use fuhe::text::Text;
use fuhe::workbook::*;
use fuhe::write::patch::{PatchError, patch, strip};
use patch::package::{Entry, entries, sheet_names};
use patch::reports::reports;
use proptest::prelude::*;

fn source(path: &Path) -> Source {
    Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(path).unwrap().into(),
    }
}

fn workbook(names: &[String]) -> Workbook {
    let sheet = |name: &String| Sheet {
        name: name.clone(),
        ..Sheet::default()
    };
    Workbook {
        format: Format::Xlsx,
        sheets: names.iter().map(sheet).collect(),
        styles: Vec::new(),
        notices: Vec::<Text>::new(),
    }
}

fn note(row: u32, column: u32, tone: Tone) -> Annotation {
    Annotation {
        cell: CellRef::new(row, column),
        tone,
        note: "【错误】得分有误\n填报 18.4,复核 18.6,差 0.2\n计算:完成率 93% × 20 分 = 18.6\n可能原因:截断而未四舍五入".into(),
    }
}

fn body(content: Content, figure: Figure, tone: Option<Tone>) -> ReportCell {
    ReportCell {
        content,
        look: Look {
            figure,
            tone,
            ..Look::default()
        },
    }
}

fn columns(left: u32, header: (u32, u32), rows: std::ops::Range<u32>) -> AddedColumns {
    let number = Decimal::new(1860, 2).unwrap();
    let titles = ["复核得分", "差异", "复核结果", "复核说明"];
    AddedColumns {
        left,
        header,
        look_of: CellRef::new(header.0, 0),
        titles: titles.iter().map(|t| ((*t).to_owned(), 12)).collect(),
        rows: rows
            .clone()
            .map(|row| AddedRow {
                row,
                cells: vec![
                    body(Content::Number(number), Figure::Digits(2), None),
                    body(
                        Content::Formula {
                            text: "差异清单!A1*0".into(),
                            result: FormulaResult::Number(Decimal::new(0, 0).unwrap()),
                        },
                        Figure::Money,
                        None,
                    ),
                    body(
                        Content::Text("有误".into()),
                        Figure::General,
                        Some(Tone::Error),
                    ),
                    body(
                        Content::Link {
                            text: "见差异清单 & 说明".into(),
                            to: LinkTarget::Report("差异清单".into(), CellRef::default()),
                        },
                        Figure::General,
                        None,
                    ),
                ],
            })
            .collect(),
        filter: Some(CellRange::new(
            CellRef::new(header.1, 0),
            CellRef::new(rows.end.saturating_sub(1), left + 3),
        )),
    }
}

/// Marks on every worksheet: on cells that stand and cells that do not, and a block of columns far at the right.
fn anything(names: &[String], left: u32) -> Markup {
    let marks = |sheet: usize| SheetMarks {
        sheet,
        annotations: vec![
            note(0, 0, Tone::Error),
            note(0, 1, Tone::Warning),
            note(1, 0, Tone::Info),
            note(2, 2, Tone::Consequence),
            note(4, 4, Tone::Held),
            note(30, 3, Tone::Good),
            note(2000, 1, Tone::Error),
        ],
        columns: vec![columns(left, (0, 1), 2..8)],
    };
    Markup {
        marks: (0..names.len()).map(marks).collect(),
        reports: Vec::new(),
    }
}

/// Checks one annotated package against its source; gives how many parts were touched.
fn proven(source: &Source, patched: &[u8]) -> Result<usize, String> {
    let before = entries(&source.bytes);
    let after = entries(patched);
    let clean = strip(&Source {
        name: source.name.clone(),
        bytes: patched.to_vec().into(),
    })
    .map_err(|e| format!("strip: {e}"))?
    .ok_or("strip found nothing")?;
    let stripped = entries(&clean);
    let signed = before
        .keys()
        .any(|name| name.starts_with("_xmlsignatures/"));
    let mut touched = 0;
    for (name, part) in &before {
        if signed
            && (name.starts_with("_xmlsignatures/")
                || name == "_rels/.rels"
                || name.starts_with("[Content"))
        {
            continue;
        }
        let new: &Entry = after.get(name).ok_or(format!("{name} is gone"))?;
        if part.plain == new.plain {
            if part.raw != new.raw {
                return Err(format!("{name} was compressed anew"));
            }
        } else {
            touched += 1;
        }
        let back = stripped
            .get(name)
            .ok_or(format!("{name} is gone after strip"))?;
        if back.plain != part.plain {
            return Err(format!("{name} differs after strip"));
        }
    }
    if !signed && stripped.len() != before.len() {
        return Err(format!(
            "{} parts after strip, {} before",
            stripped.len(),
            before.len()
        ));
    }
    Ok(touched)
}

fn out_dir() -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("patch");
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/patch")
}

fn annotate(path: &Path, prefix: &str) -> Result<(Source, Vec<u8>, Vec<Text>), String> {
    let source = source(path);
    let names = sheet_names(&source.bytes);
    let book = workbook(&names);
    let made = patch(&source, &book, &anything(&names, 60), reports().into());
    let patched = made.map_err(|e: PatchError| format!("refused: {e}"))?;
    let name = format!("{prefix}__{}", source.name);
    std::fs::write(out_dir().join(&name), &patched.bytes).unwrap();
    std::fs::copy(path, out_dir().join(format!("source__{name}"))).unwrap();
    Ok((source, patched.bytes, patched.notices))
}

#[test]
fn corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in std::fs::read_dir(&corpus).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(folder.path())
            .into_iter()
            .flatten()
            .flatten()
        {
            let extension = file
                .path()
                .extension()
                .map(|e| e.to_string_lossy().to_lowercase());
            if matches!(extension.as_deref(), Some("xlsx" | "xlsm")) {
                files.push(file.path());
            }
        }
    }
    files.sort();
    let mut table = String::new();
    let (mut fine, mut refused, mut faults) = (0, 0, 0);
    for path in &files {
        let folder = path
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let result = annotate(path, &folder);
        let line = match result {
            Err(why) => {
                refused += 1;
                why
            }
            Ok((source, bytes, _)) => match proven(&source, &bytes) {
                Ok(touched) => {
                    fine += 1;
                    format!("fine, {touched} parts touched")
                }
                Err(why) => {
                    faults += 1;
                    format!("FAULT {why}")
                }
            },
        };
        table += &format!(
            "{folder}/{}: {line}\n",
            path.file_name().unwrap().to_string_lossy()
        );
    }
    println!(
        "{table}{} files: {fine} fine, {refused} refused, {faults} faults",
        files.len()
    );
    assert_eq!(faults, 0);
    assert!(files.is_empty() || fine > 40);
}

#[test]
fn fixtures_keep_every_byte() {
    for name in ["scorecard.xlsx", "odd.xlsx", "signed.xlsx"] {
        let (source, bytes, notices) = annotate(&fixtures().join(name), "fixture").unwrap();
        proven(&source, &bytes).unwrap();
        assert_eq!(notices.is_empty(), name != "signed.xlsx", "{notices:?}");
    }
}

/// A scorecard as fuhe marks it: columns right of the table, an existing note, the filter, a second run.
#[test]
fn scorecard() {
    let source = source(&fixtures().join("scorecard.xlsx"));
    let names = sheet_names(&source.bytes);
    let markup = Markup {
        marks: vec![SheetMarks {
            sheet: 0,
            annotations: vec![note(4, 4, Tone::Error), note(5, 6, Tone::Consequence)],
            columns: vec![columns(8, (1, 2), 3..13)],
        }],
        reports: Vec::new(),
    };
    let patched = patch(&source, &workbook(&names), &markup, reports().into()).unwrap();
    assert!(patched.notices.is_empty());
    std::fs::write(out_dir().join("marked__scorecard.xlsx"), &patched.bytes).unwrap();
    proven(&source, &patched.bytes).unwrap();
    let parts = entries(&patched.bytes);
    let text = |name: &str| String::from_utf8(parts[name].plain.clone()).unwrap();
    let sheet = text("xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<autoFilter ref=\"A3:L13\""),
        "the filter reaches over the columns"
    );
    assert!(sheet.contains("<mergeCell ref=\"I2:I3\"/>"));
    assert!(text("xl/workbook.xml").contains("'10月'!$A$3:$L$13"));
    let comments: String = parts
        .iter()
        .filter(|(n, _)| n.contains("comments/comment"))
        .map(|(n, _)| text(n))
        .collect();
    assert!(
        comments.contains("主管:此项已核对\n—— fuhe 复核 ——\n【错误】"),
        "{comments}"
    );

    // Again on its own output: nothing doubles.
    let again = Source {
        name: source.name.clone(),
        bytes: patched.bytes.clone().into(),
    };
    let twice = patch(&again, &workbook(&names), &markup, reports().into()).unwrap();
    let (a, b) = (entries(&patched.bytes), entries(&twice.bytes));
    let plain = |parts: &BTreeMap<String, Entry>| -> Vec<(String, Vec<u8>)> {
        parts
            .iter()
            .map(|(n, e)| (n.clone(), e.plain.clone()))
            .collect()
    };
    assert!(plain(&a) == plain(&b));
}

/// HR corrected cells in fuhe's copy and saved it: places no longer hold, names do.
#[test]
fn saved_by_another_program() {
    for name in ["resaved_libreoffice.xlsx", "resaved_openpyxl.xlsx"] {
        let resaved = source(&fixtures().join(name));
        let clean = strip(&resaved).unwrap().expect(name);
        std::fs::write(out_dir().join(format!("stripped__{name}")), &clean).unwrap();
        let parts = entries(&clean);
        let all: String = parts
            .iter()
            .filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".rels"))
            .map(|(_, part)| String::from_utf8_lossy(&part.plain).into_owned())
            .collect();
        assert_eq!(sheet_names(&clean), ["10月", "名单", "空表"], "{name}");
        let original = source(&fixtures().join("scorecard.xlsx"));
        patch::package::same_values(&original.bytes, &clean, 3).unwrap();
        for ours in ["_fuhe.", "urn:fuhe", "—— fuhe", "差异清单!"] {
            assert!(!all.contains(ours), "{name} still holds {ours}");
        }
        let comments = parts
            .iter()
            .filter(|(name, _)| name.contains("comment"))
            .map(|(_, part)| &part.plain);
        let comments: String = comments
            .map(|plain| String::from_utf8_lossy(plain).into_owned())
            .collect();
        // Runs are broken up as the program likes: the words count.
        let words: Vec<&str> = comments
            .split('>')
            .filter_map(|piece| piece.split('<').next())
            .collect();
        let comments = words.concat();
        assert!(
            comments.contains("主管:此项已核对") && !comments.contains("【错误】"),
            "{comments}"
        );
        let sheet = String::from_utf8_lossy(&parts["xl/worksheets/sheet1.xml"].plain).into_owned();
        assert!(
            sheet.contains("ref=\"A3:H13\"") && !sheet.contains("\"I2:I3\""),
            "{name}"
        );
        assert!(
            strip(&Source {
                name: resaved.name,
                bytes: clean.into()
            })
            .unwrap()
            .is_none()
        );
    }
}

#[test]
fn nothing_of_ours() {
    assert!(
        strip(&source(&fixtures().join("scorecard.xlsx")))
            .unwrap()
            .is_none()
    );
    let junk = Source {
        name: "a.xlsx".into(),
        bytes: (*b"not a zip").into(),
    };
    assert!(matches!(strip(&junk), Err(PatchError::NotZip(_))));
}

fn floor() -> Vec<u8> {
    let clock = std::time::Instant::now();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..100_000u32 {
        for column in 0..40u16 {
            match column % 4 {
                0 => sheet
                    .write_string(row, column, format!("员工{}", row % 5000))
                    .unwrap(),
                1 => sheet
                    .write_formula(row, column, format!("C{0}*2", row + 1).as_str())
                    .unwrap(),
                _ => sheet
                    .write_number(row, column, f64::from(row) * 0.37 + f64::from(column))
                    .unwrap(),
            };
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    println!(
        "rust_xlsxwriter: {:?}, {} bytes, peak {}",
        clock.elapsed(),
        bytes.len(),
        peak()
    );
    bytes
}

/// The floor of rebuilding is writing the same cells with rust_xlsxwriter; the patch must be faster.
/// `cargo test --release --test patch speed -- --ignored --nocapture`
#[test]
#[ignore = "takes long, and only a release build tells"]
fn speed() {
    // Each run measures one side, so that neither sees the other's memory: the floor first, then the patch.
    let path = out_dir().with_file_name("big.xlsx");
    if !path.exists() {
        std::fs::write(path, floor()).unwrap();
        return println!("run again for the patch");
    }
    let bytes = std::fs::read(path).unwrap();
    let names = vec!["Sheet1".to_owned()];
    let source = Source {
        name: "big.xlsx".into(),
        bytes: bytes.into(),
    };
    let mut annotations: Vec<Annotation> = (0..1000u32)
        .map(|i| note(i * 97 + 3, i % 40, Tone::Error))
        .collect();
    annotations.sort_by_key(|a| a.cell);
    for (what, columns) in [
        ("1000 notes", vec![]),
        (
            "and 4 columns x 100,000",
            vec![columns(40, (0, 0), 1..100_000)],
        ),
    ] {
        let markup = Markup {
            marks: vec![SheetMarks {
                sheet: 0,
                annotations: annotations.clone(),
                columns,
            }],
            reports: Vec::new(),
        };
        let reports = reports();
        let clock = std::time::Instant::now();
        let patched = patch(&source, &workbook(&names), &markup, reports.into()).unwrap();
        println!(
            "patch, {what}: {:?}, {} bytes, peak {}",
            clock.elapsed(),
            patched.bytes.len(),
            peak()
        );
        let clock = std::time::Instant::now();
        let again = Source {
            name: "big.xlsx".into(),
            bytes: patched.bytes.into(),
        };
        assert!(strip(&again).unwrap().is_some());
        println!("strip: {:?}", clock.elapsed());
    }
}

/// The most memory that the process held, in words of the system.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default()
        .to_owned();
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    line
}

/// Marked cells with the number of a tone, the columns' left, the header's rows, the number of rows below.
type RandomMarks = (Vec<(u32, u32, u8)>, u32, (u32, u32), u32);

fn marks() -> impl Strategy<Value = RandomMarks> {
    let cells = proptest::collection::btree_map((0u32..14, 0u32..9), 0u8..6, 0..12)
        .prop_map(|map| map.into_iter().map(|((r, c), t)| (r, c, t)).collect());
    (
        cells,
        5u32..12,
        (0u32..3).prop_flat_map(|top| (Just(top), top..4)),
        0u32..9,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Random marks on random sheets come out again, and the copy opens with the source's values.
    #[test]
    fn strip_undoes_patch(
        cells in proptest::collection::btree_map((0u16..12, 0u16..8), 0u8..4, 0..40),
        (annotations, left, header, rows) in marks(),
    ) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let bold = rust_xlsxwriter::Format::new().set_bold();
        for ((row, column), kind) in &cells {
            let (row, column) = (u32::from(*row), *column);
            match kind {
                0 => sheet.write_number(row, column, 1.5).unwrap(),
                1 => sheet.write_string_with_format(row, column, "文 <&> 字", &bold).unwrap(),
                2 => sheet.write_blank(row, column, &bold).unwrap(),
                _ => sheet.write_formula(row, column, "1+1").unwrap(),
            };
        }
        let source = Source { name: "x.xlsx".into(), bytes: book.save_to_buffer().unwrap().into() };
        let tones = [Tone::Error, Tone::Warning, Tone::Info, Tone::Consequence, Tone::Good, Tone::Held];
        let markup = Markup {
            marks: vec![SheetMarks {
                sheet: 0,
                annotations: annotations.iter().map(|(r, c, t)| note(*r, *c, tones[usize::from(*t)])).collect(),
                columns: vec![columns(left, header, header.1 + 1..header.1 + 1 + rows)],
            }],
            reports: Vec::new(),
        };
        let names = vec!["Sheet1".to_owned()];
        let patched = patch(&source, &workbook(&names), &markup, Vec::new().into()).unwrap();
        proven(&source, &patched.bytes).map_err(TestCaseError::fail)?;
        patch::package::same_values(&source.bytes, &patched.bytes, left).map_err(TestCaseError::fail)?;
    }

    /// No bytes make it panic.
    #[test]
    fn junk_is_refused(at in 0usize..6000, byte in any::<u8>()) {
        let mut bytes = std::fs::read(fixtures().join("scorecard.xlsx")).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        let names = vec!["10月".to_owned()];
        let source = Source { name: "x.xlsx".into(), bytes: bytes.into() };
        let _ = patch(&source, &workbook(&names), &anything(&names, 8), Vec::new().into());
    }
}
