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
use fuhe::write::patch::{PatchError, is_signed, patch, strip};
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

fn columns(left: u32, header: (u32, u32), rows: std::ops::Range<u32>) -> AddedColumns<'static> {
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
fn anything(names: &[String], left: u32) -> Markup<'static> {
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
        values: Vec::new(),
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
    let markup = Markup {
        reports: reports(),
        ..anything(&names, 60)
    };
    let made = patch(&source, &book, &markup);
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
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!(is_signed(&source), name == "signed.xlsx");
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
            values: Vec::new(),
        }],
        reports: reports(),
    };
    let patched = patch(&source, &workbook(&names), &markup).unwrap();
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
    let twice = patch(&again, &workbook(&names), &markup).unwrap();
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
        bytes: b"not a zip"[..].into(),
    };
    assert!(matches!(strip(&junk), Err(PatchError::NotZip(_))));
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

/// A package whose sheet has these rows: their kind (self-closed, empty, spaced, usual) and the kinds of their cells.
fn shaped(rows: &[(u8, Vec<u8>)], prefixed: bool, numbered: bool) -> Vec<u8> {
    use std::io::{Cursor, Write};
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let p = if prefixed { "x:" } else { "" };
    let mut data = String::new();
    for (index, (kind, cells)) in rows.iter().enumerate() {
        let number = if numbered {
            format!(" r=\"{}\"", index + 1)
        } else {
            String::new()
        };
        if *kind == 0 {
            data += &format!("<{p}row{number}/>");
            continue;
        }
        data += &format!("<{p}row{number} spans=\"1:3\">");
        let cells = if *kind == 1 { &[][..] } else { cells };
        for (column, cell) in cells.iter().enumerate() {
            let at = CellRef::new(index as u32, column as u32);
            let place = if numbered {
                format!(" r=\"{at}\"")
            } else {
                String::new()
            };
            data += &match cell {
                0 => format!("<{p}c{place}/>"),
                1 => format!("<{p}c{place}></{p}c>"),
                2 => format!("<{p}c{place}><{p}v>1.5</{p}v></{p}c>"),
                3 => format!(
                    "<{p}c{place} t='inlineStr'><{p}is><{p}r><{p}t>文</{p}t></{p}r><{p}rPh sb=\"0\" eb=\"1\"><{p}t>wén</{p}t></{p}rPh></{p}is></{p}c>"
                ),
                4 => format!("<{p}c{place} t=\"b\"><{p}v>1</{p}v></{p}c>"),
                5 => format!("<{p}c{place} t=\"str\"><{p}f>\"甲\"</{p}f><{p}v>甲</{p}v></{p}c>"),
                6 => format!("<{p}c {place}\n\t cm=\"1\" ><{p}f>1+1</{p}f></{p}c >"),
                _ => format!(
                    "<{p}c{place}><!-- 2 --><{p}f>1+1</{p}f><{p}v>2</{p}v><{p}extLst/></{p}c>"
                ),
            };
            if *kind == 2 {
                data += "\n  ";
            }
        }
        data += &format!("</{p}row>");
    }
    let xmlns = if prefixed { "xmlns:x" } else { "xmlns" };
    let sheet = if data.is_empty() {
        format!("<{p}worksheet {xmlns}=\"{MAIN}\"><{p}sheetData/></{p}worksheet>")
    } else {
        format!(
            "<{p}worksheet {xmlns}=\"{MAIN}\"><{p}sheetData>{data}</{p}sheetData></{p}worksheet>"
        )
    };
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override PartName=\"/xl/s.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            relations("officeDocument", "xl/workbook.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<{p}workbook {xmlns}=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><{p}sheets><{p}sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></{p}sheets></{p}workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations("worksheet", "s.xml"),
        ),
        ("xl/s.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
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
                values: Vec::new(),
            }],
            reports: Vec::new(),
        };
        let names = vec!["Sheet1".to_owned()];
        let patched = patch(&source, &workbook(&names), &markup).unwrap();
        proven(&source, &patched.bytes).map_err(TestCaseError::fail)?;
        patch::package::same_values(&source.bytes, &patched.bytes, left).map_err(TestCaseError::fail)?;
    }

    /// Random marks come out again from sheets in every shape that the standard allows.
    #[test]
    fn strip_undoes_patch_in_any_shape(
        rows in proptest::collection::vec((0u8..4, proptest::collection::vec(0u8..8, 0..7)), 0..10),
        prefixed in any::<bool>(),
        numbered in any::<bool>(),
        (annotations, left, header, below) in marks(),
    ) {
        let source = Source {
            name: "x.xlsx".into(),
            bytes: shaped(&rows, prefixed, numbered).into(),
        };
        let tones = [Tone::Error, Tone::Warning, Tone::Info, Tone::Consequence, Tone::Good, Tone::Held];
        let values = annotations.iter().filter(|(r, ..)| r % 2 == 0).map(|(r, c, t)| NewValue {
            cell: CellRef::new(*r, *c),
            value: if t % 2 == 0 {
                FormulaResult::Number(Decimal::from(7))
            } else {
                FormulaResult::Text("甲 & <乙>".into())
            },
            keeps_formula: *t > 2,
        });
        let markup = Markup {
            marks: vec![SheetMarks {
                sheet: 0,
                annotations: annotations.iter().map(|(r, c, t)| note(*r, *c, tones[usize::from(*t)])).collect(),
                columns: vec![columns(left, header, header.1 + 1..header.1 + 1 + below)],
                values: values.collect(),
            }],
            reports: Vec::new(),
        };
        let names = vec!["表".to_owned()];
        let patched = patch(&source, &workbook(&names), &markup).unwrap();
        proven(&source, &patched.bytes).map_err(TestCaseError::fail)?;
        let again = Source { name: "x.xlsx".into(), bytes: patched.bytes.clone().into() };
        let twice = patch(&again, &workbook(&names), &markup).unwrap();
        prop_assert_eq!(entries(&patched.bytes).len(), entries(&twice.bytes).len());
        proven(&source, &twice.bytes).map_err(TestCaseError::fail)?;
    }

    /// No bytes make it panic.
    #[test]
    fn junk_is_refused(at in 0usize..6000, byte in any::<u8>()) {
        let mut bytes = std::fs::read(fixtures().join("scorecard.xlsx")).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        let names = vec!["10月".to_owned()];
        let source = Source { name: "x.xlsx".into(), bytes: bytes.into() };
        let _ = patch(&source, &workbook(&names), &anything(&names, 8));
    }
}
