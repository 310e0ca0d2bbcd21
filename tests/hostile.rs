//! Files that were built to hurt end in a marked workbook or in a clear error, soon and within bounds.
//!
//! Small ones, made here; `.ci/hostile.py` makes the large ones and watches memory from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "common/victim.rs"]
mod victim;

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use fuhe::extract::Known;
use fuhe::mapping::Mapping;
use fuhe::read::{Limits, ReadErrorKind, read};
use fuhe::report::{Audited, InputFacts};
use fuhe::text::Lang;
use fuhe::workbook::{Source, Value};
use victim::{Parts, SCHEME, parts, unpacked};
use zip::write::SimpleFileOptions;

const SHEET: &str = "xl/worksheets/sheet1.xml";
const SOON: Duration = Duration::from_secs(20);

fn packed(parts: &Parts) -> Vec<u8> {
    packed_by(parts, zip::CompressionMethod::Deflated)
}

fn packed_by(parts: &Parts, method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The scorecard with `old` replaced once by `new` in one of its parts.
fn edited(part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut parts = parts();
    let (_, content) = parts.iter_mut().find(|(name, _)| name == part).unwrap();
    let text = String::from_utf8(std::mem::take(content)).unwrap();
    assert!(text.contains(old), "{part} has no {old}");
    *content = text.replacen(old, new, 1).into_bytes();
    packed(&parts)
}

fn rows(cells: &str) -> Vec<u8> {
    edited(SHEET, "</sheetData>", &format!("{cells}</sheetData>"))
}

fn mapping() -> Mapping {
    fuhe::mapping::check::check("x", SCHEME).mapping.unwrap()
}

/// The marked workbook, or what reading objects to.
fn outcome(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, ReadErrorKind> {
    let start = Instant::now();
    let source = Source {
        name: name.into(),
        bytes: bytes.into(),
    };
    let workbook = read(&source, &Limits::of(64 << 20)).map_err(|error| {
        assert_ne!(error.detail, "internal error", "{name}");
        error.kind
    })?;
    let known = Known {
        period: None,
        file_stem: "x".into(),
        ..Known::default()
    };
    let examination = fuhe::examine(workbook, &mapping(), &known);
    let audited = Audited {
        examination: &examination,
        input: InputFacts {
            name: name.into(),
            sha256: String::new(),
            tool_version: String::new(),
            ..InputFacts::default()
        },
    };
    let written = fuhe::annotate(&source, &audited, Lang::Zh).unwrap();
    assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
    let again = Source {
        name: "y.xlsx".into(),
        bytes: written.bytes.clone().into(),
    };
    read(&again, &Limits::default()).unwrap();
    Ok(written.bytes)
}

fn is_marked(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    outcome(name, bytes).unwrap_or_else(|kind| panic!("{name}: {kind:?}"))
}

fn is_refused(name: &str, bytes: Vec<u8>, wanted: ReadErrorKind) {
    assert_eq!(outcome(name, bytes), Err(wanted), "{name}");
}

#[test]
fn absurd_places_and_sizes_cost_nothing() {
    let everything = r#"<dimension ref="A1:XFD1048576""#;
    let merges = |count: u32| -> String {
        (1..=count)
            .map(|row| format!(r#"<mergeCell ref="A{row}:ZZ{}"/>"#, row + 500_000))
            .collect()
    };
    is_marked(
        "dimension",
        edited(SHEET, "<dimension ref=\"A1:H13\"", everything),
    );
    for (name, cells) in [
        (
            "last cell",
            r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
        ),
        (
            "beyond",
            r#"<row r="4294967295"><c r="ZZZZZZ99999999999"><v>1</v></c></row>"#,
        ),
        (
            "style",
            r#"<row r="60"><c r="A60" s="4294967295"><v>1</v></c></row>"#,
        ),
        (
            "number",
            r#"<row r="60"><c r="A60"><v>1e999999999</v></c><c r="B60"><v>-1e-999999999</v></c></row>"#,
        ),
    ] {
        is_marked(name, rows(cells));
    }
    is_marked(
        "merge of everything",
        edited(
            SHEET,
            "<mergeCell ",
            r#"<mergeCell ref="A1:XFD1048576"/><mergeCell "#,
        ),
    );
    is_marked(
        "overlapping merges",
        edited(
            SHEET,
            "<mergeCell ",
            &format!("{}<mergeCell ", merges(100_000)),
        ),
    );
}

#[test]
fn what_unpacks_beyond_its_bounds_is_refused() {
    let cells = r#"<row r="60"><c r="A60"><v>1</v></c></row>"#.repeat(600_000);
    is_refused("rows", rows(&cells), ReadErrorKind::TooLarge);
    is_refused(
        "spaces",
        rows(&" ".repeat(70 << 20)),
        ReadErrorKind::TooLarge,
    );
    is_refused(
        "csv.csv",
        "1\n".repeat(1 << 20).into_bytes(),
        ReadErrorKind::TooLarge,
    );
}

#[test]
fn xml_has_no_tricks() {
    let laughs: String = (1..10)
        .map(|level| {
            format!(
                r#"<!ENTITY a{level} "{}">"#,
                format!("&a{};", level - 1).repeat(10)
            )
        })
        .collect();
    let prolog = format!(
        r#"<!DOCTYPE x [<!ENTITY a0 "lol">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet"#
    );
    let cell =
        r#"<row r="60"><c r="A60" t="inlineStr"><is><t>&a9;&f;</t></is></c></row></sheetData>"#;
    let mut parts = parts();
    let (_, content) = parts.iter_mut().find(|(name, _)| name == SHEET).unwrap();
    let text = String::from_utf8(std::mem::take(content)).unwrap();
    let text = text.replacen("<worksheet", &prolog, 1);
    *content = text.replacen("</sheetData>", cell, 1).into_bytes();
    let marked = is_marked("laughs", packed(&parts));
    assert!(marked.len() < 200_000);

    let deep = "<r>".repeat(300_000) + &"</r>".repeat(300_000);
    is_marked(
        "deep",
        rows(&format!(
            r#"<row r="60"><c r="A60" t="inlineStr"><is>{deep}</is></c></row>"#
        )),
    );
    let many: String = (0..100_000)
        .map(|number| format!(" a{number}=\"1\""))
        .collect();
    is_marked("attributes", rows(&format!(r#"<row r="60"{many}/>"#)));
    let long = "长".repeat(40_000);
    is_marked(
        "long text",
        rows(&format!(
            r#"<row r="60"><c r="A60" t="inlineStr"><is><t>{long}</t></is></c></row>"#
        )),
    );
}

#[test]
fn formulas_that_never_end_are_left_alone() {
    for formula in [
        "(".repeat(100_000) + "1" + &")".repeat(100_000),
        "IF(1,".repeat(8_000) + "1" + &")".repeat(8_000),
        "-".repeat(200_000) + "1",
        "G4+1".into(),
        "SUM(A:XFD)+SUMPRODUCT(A1:XFD1048576,A1:XFD1048576)".into(),
        "9^9^9^9^9*REPT(\"9\",1000000000)&amp;ROUND(1,999999999)".into(),
    ] {
        let name: String = formula.chars().take(20).collect();
        is_marked(&name, edited(SHEET, "E4+F4", &formula));
    }
}

#[test]
fn packages_that_lead_astray_lead_nowhere() {
    let mut outside = parts();
    for name in [
        "../../outside",
        "/etc/outside",
        "C:\\outside",
        "xl/../../../outside",
    ] {
        outside.push((name.into(), b"x".to_vec()));
    }
    is_marked("paths", packed(&outside));

    let relation = |target: &str, kind: &str| {
        format!(
            r#"<Relationship Id="r{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let circle = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}{}{}</Relationships>",
        relation("sheet1.xml", "comments"),
        relation("sheet1.xml", "vmlDrawing"),
        relation("../workbook.xml", "worksheet"),
    );
    let mut circled = parts();
    let rels = "xl/worksheets/_rels/sheet1.xml.rels";
    let (_, content) = circled.iter_mut().find(|(name, _)| name == rels).unwrap();
    *content = circle.into_bytes();
    is_marked("circle", packed(&circled));
}

fn text_of(parts: &Parts, wanted: &str) -> String {
    let (_, content) = parts.iter().find(|(name, _)| name == wanted).unwrap();
    String::from_utf8(content.clone()).unwrap()
}

#[test]
fn every_relationships_part_has_a_content_type() {
    // Some writers list each part and say nothing of the extension.
    let kind = "application/vnd.openxmlformats-package.relationships+xml";
    let types = "[Content_Types].xml";
    let listed: String = parts()
        .iter()
        .filter(|(name, _)| name.ends_with(".rels") && !name.contains("worksheets"))
        .map(|(name, _)| format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>"))
        .collect();
    let default = format!("<Default Extension=\"rels\" ContentType=\"{kind}\"/>");
    let marked = unpacked(&is_marked("listed", edited(types, &default, &listed)));
    let told = text_of(&marked, types);
    assert!(told.contains(&default) && told.contains(&listed), "{told}");

    // An extension that stands for something else stays as it is, and the new part is named.
    let other = "<Default Extension=\"rels\" ContentType=\"application/xml\"/>";
    let marked = unpacked(&is_marked("other", edited(types, &default, other)));
    let told = text_of(&marked, types);
    assert!(told.contains(other) && !told.contains(&default), "{told}");
    assert!(told.contains("PartName=\"/customXml/_rels/"), "{told}");
}

#[test]
fn formats_end_where_excel_ends_them() {
    let most = 65_490;
    let start = "<cellXfs count=\"6\">";
    let more = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>".repeat(most - 6);
    let full = format!("<cellXfs count=\"{most}\">{more}");
    let source = edited("xl/styles.xml", start, &full);
    let marked = unpacked(&is_marked("formats", source));
    let styles = text_of(&marked, "xl/styles.xml");
    assert!(styles.contains(&full), "nothing came in between");
    let formats = styles.split("</cellXfs>").next().unwrap();
    let formats = formats.split("<cellXfs").nth(1).unwrap();
    assert_eq!(formats.matches("<xf ").count(), most);
    assert!(
        marked.iter().any(|(name, _)| name == "xl/theme/theme1.xml"),
        "the source was marked, not rebuilt"
    );
}

#[test]
fn a_damaged_part_does_not_go_on_into_the_copy() {
    let mut bytes = packed_by(&parts(), zip::CompressionMethod::Stored);
    let word = b"clrScheme";
    let at = bytes.windows(word.len()).position(|here| here == word);
    bytes[at.unwrap()] ^= 1;
    // Here every part is read, and its checksum compared.
    unpacked(&is_marked("damaged", bytes));
}

#[test]
fn a_cell_whose_text_is_missing_does_not_get_one_of_the_report_sheets() {
    let shown = |name: &str, source: Vec<u8>, cell: &str| {
        let source = Source {
            name: "x.xlsx".into(),
            bytes: is_marked(name, source).into(),
        };
        let copy = read(&source, &Limits::of(64 << 20)).unwrap();
        copy.sheets[0].value(cell.parse().unwrap()).clone()
    };
    // A cell asks for a text that the workbook does not have: those of the report sheets are not meant.
    let dangling = rows(r#"<row r="40"><c r="A40" t="s"><v>0</v></c></row>"#);
    assert_eq!(
        shown("dangling", dangling, "A40"),
        Value::Text("#?0".into())
    );
}

#[test]
fn what_people_type_never_becomes_a_formula() {
    let typed = [
        "=cmd|' /C calc'!A0",
        "+cmd",
        "-cmd",
        "@cmd",
        "=HYPERLINK(\"http://cmd\")",
    ];
    let lines: String = typed
        .iter()
        .map(|name| format!("E1,\"{}\",19,2,21\n", name.replace('"', "\"\"")))
        .collect();
    let csv = format!("工号,姓名,得分,加分,总分\n{lines}");
    let quoted = typed[0].replace('\'', "&apos;");
    let patched = edited(
        SHEET,
        "<t>&#21592;&#24037;4</t>",
        &format!("<t>{quoted}</t>"),
    );
    for (name, bytes) in [("typed.csv", csv.into_bytes()), ("typed.xlsx", patched)] {
        let marked = is_marked(name, bytes);
        let mut archive = zip::ZipArchive::new(Cursor::new(marked)).unwrap();
        let mut told = 0;
        for index in 0..archive.len() {
            let mut text = String::new();
            let mut part = archive.by_index(index).unwrap();
            if part.read_to_string(&mut text).is_err() {
                continue;
            }
            told += text.matches("cmd").count();
            for tag in ["<f>", "<f ", "<x:f>", "<definedName"] {
                for formula in text.split(tag).skip(1) {
                    let formula = formula.split("</").next().unwrap_or_default();
                    assert!(!formula.contains("cmd"), "{name}: {formula}");
                }
            }
        }
        assert!(told > 3, "{name}: the names are gone");
    }
}

#[test]
fn odd_texts_are_read_or_refused() {
    for (name, bytes) in [
        ("nul.csv", b"a\0,b\0\n1,2\n".to_vec()),
        ("commas.csv", vec![b','; 300_000]),
        ("one line.csv", vec![b'x'; 2 << 20]),
        (
            "open quote.csv",
            [b"\"".to_vec(), b"a,b\n".repeat(100_000)].concat(),
        ),
        ("nuls.csv", vec![0; 1 << 20]),
    ] {
        let _ = outcome(name, bytes);
    }
}
