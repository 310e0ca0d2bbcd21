//! Corrections in the cells: right formulas stay, wrong ones and typed figures give way, held people's stay, and it can
//! all be taken back.
//!
//! `tests/corrections/shapes.py` writes the packages and says what is wrong in them. By the scheme everybody earns
//! 60 × 90 % = 54 points and 36 more: total 90, pay 5,000 × 20 % × 90 ÷ 100 = 900.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "patch/package.rs"]
mod package;

use std::path::{Path, PathBuf};

use folder::Folder;
use fuhe::number::Decimal;
use fuhe::read::{Limits, read};
use fuhe::workbook::{CellRef, Sheet, Source, Value};
use fuhe::write::patch::strip;
use package::entries;

/// Cell, value, formula (empty for none) after the correction.
const CORRECTED: &[(&str, &str, &str)] = &[
    // A typed figure.
    ("G3", "54", ""),
    // It follows: the formula is right.
    ("I3", "90", "G3+H3"),
    ("I2", "90", "G2+H2"),
    // The formula is wrong; in row 3 it was right by accident.
    ("L2", "900", ""),
    ("L3", "900", ""),
    ("L4", "900", ""),
    // Held: as it was, though the formula that it shared is gone.
    ("G5", "54", ""),
    ("L5", "910", "J5*K5*I5/100+10"),
    // 3 × 900 + 910.
    ("L6", "3610", "SUM(L2:L5)"),
];

const SHAPES: &[&str] = &[
    "plain",
    "prefixed",
    "unnumbered",
    "moved",
    "backslashes",
    "strict",
];

/// Audits a file by the small scheme; gives the copy and the codes of the findings.
fn audit(folder: &Folder, input: &Path, options: &[&str]) -> (Vec<u8>, Vec<String>) {
    let out = folder.path("out");
    let codes = findings(folder, input, &[&["-m", "small"], options].concat());
    let copy = std::fs::read_dir(&out).unwrap().next();
    let copy = std::fs::read(copy.unwrap().unwrap().path()).unwrap();
    std::fs::remove_dir_all(out).unwrap();
    (copy, codes)
}

/// Audits a file into the folder `out`; gives the codes of the findings.
fn findings(folder: &Folder, input: &Path, options: &[&str]) -> Vec<String> {
    let input = input.to_str().unwrap();
    let quiet = ["--fail-on", "never", "--quiet", "--force"];
    let into = ["--report", "report.json", "--out-dir", "out"];
    let ran = folder.output(&[&["audit", input], &quiet[..], &into[..], options].concat());
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    let report = std::fs::read(folder.path("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let findings = report["inputs"][0]["findings"].as_array().unwrap();
    let code = |finding: &serde_json::Value| finding["code"].as_str().unwrap().to_owned();
    findings.iter().map(code).collect()
}

fn shape(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corrections");
    folder.join(format!("{name}.xlsx"))
}

fn source(bytes: &[u8]) -> Source {
    Source {
        name: "a.xlsx".into(),
        bytes: bytes.into(),
    }
}

fn first_sheet(bytes: &[u8]) -> Sheet {
    let workbook = read(&source(bytes), &Limits::default());
    let workbook = workbook.unwrap_or_else(|error| panic!("{}", error.text().zh));
    workbook.sheets.into_iter().next().unwrap()
}

#[track_caller]
fn holds(name: &str, bytes: &[u8], expected: &[(&str, &str, &str)]) {
    let sheet = first_sheet(bytes);
    for (cell, value, formula) in expected {
        let at: CellRef = cell.parse().unwrap();
        let value: Decimal = value.parse().unwrap();
        assert_eq!(sheet.value(at), &Value::Number(value), "{name} {cell}");
        let stands = sheet.formulas.get(&at).map_or("", |one| one.text.as_str());
        assert_eq!(stands, *formula, "{name} {cell}");
    }
}

/// The parts of two packages are the same, byte by byte.
#[track_caller]
fn same_parts(name: &str, one: &[u8], other: &[u8]) {
    let (one, other) = (entries(one), entries(other));
    assert!(one.keys().eq(other.keys()), "{name}: parts differ");
    for (part, entry) in &one {
        assert!(entry.plain == other[part].plain, "{name}: {part} differs");
    }
}

#[test]
fn right_formulas_stay_and_wrong_figures_give_way() {
    let folder = Folder::new();
    for name in SHAPES {
        let original = std::fs::read(shape(name)).unwrap();
        let (copy, codes) = audit(&folder, &shape(name), &["--corrections", "replace"]);
        assert_eq!(codes, ["A303", "A102", "A202", "A303", "X101"], "{name}");
        holds(name, &copy, CORRECTED);
        let back = strip(&source(&copy)).unwrap().unwrap();
        same_parts(name, &original, &back);
        // Every formula that the calculation chain lists stands.
        let parts = entries(&copy);
        let chain = parts
            .iter()
            .find(|(part, _)| part.ends_with("calcChain.xml"));
        let chain = String::from_utf8_lossy(&chain.unwrap().1.plain).into_owned();
        for (cell, listed) in [("L2", false), ("L4", false), ("L5", true), ("I3", true)] {
            assert_eq!(
                chain.contains(&format!("\"{cell}\"")),
                listed,
                "{name} {cell}"
            );
        }
    }
}

#[test]
fn a_corrected_copy_is_right_and_still_knows_the_original() {
    let folder = Folder::new();
    for name in SHAPES {
        let original = std::fs::read(shape(name)).unwrap();
        let (copy, _) = audit(&folder, &shape(name), &["--corrections", "replace"]);
        let first = folder.path("once.xlsx");
        std::fs::write(&first, &copy).unwrap();
        for options in [&["--corrections", "replace"][..], &[]] {
            let (twice, codes) = audit(&folder, &first, options);
            assert_eq!(codes, ["X101"], "{name}: the held person alone");
            holds(name, &twice, CORRECTED);
            assert_eq!(entries(&copy).len(), entries(&twice).len(), "{name}");
            let back = strip(&source(&twice)).unwrap().unwrap();
            same_parts(name, &original, &back);
        }
    }
}

#[test]
fn beside_changes_no_value() {
    let folder = Folder::new();
    let reported = [
        ("G3", "53", ""),
        ("I3", "89", "G3+H3"),
        ("L6", "3630", "SUM(L2:L5)"),
    ];
    for name in SHAPES {
        let (copy, _) = audit(&folder, &shape(name), &[]);
        holds(name, &copy, &reported);
    }
}

/// A copy that was written anew is corrected too, and its marks are known again.
#[test]
fn a_rebuilt_copy_is_corrected_and_audited_again() {
    let folder = Folder::new();
    let titles = "工号,姓名,部门,岗位,实际销售额,目标销售额,销售额得分,团队协作得分,总分,基本工资,绩效比例,绩效工资";
    let people = "E002,李四,电商部,专员,90000,100000,53,36,89,5000,20%,890\n";
    let csv = folder.path("甲.csv");
    std::fs::write(&csv, format!("{titles}\n{people}")).unwrap();
    for (options, codes) in [
        (&["--corrections", "replace"][..], &[][..]),
        (&[], &["A102", "A202", "A303"][..]),
    ] {
        let (copy, _) = audit(&folder, &csv, options);
        let path = folder.path("甲.复核.xlsx");
        std::fs::write(&path, &copy).unwrap();
        let (twice, mut again) = audit(&folder, &path, options);
        again.retain(|code| code != "R101"); // figures of a csv are text
        assert_eq!(again, codes);
        assert_eq!(entries(&copy).len(), entries(&twice).len());
        let sheet = first_sheet(&strip(&source(&twice)).unwrap().unwrap());
        let last = sheet.extent().unwrap().last;
        assert_eq!(last, "L2".parse().unwrap(), "nothing of fuhe's is left");
    }
}

/// What a copy lacks is a finding of its own.
#[test]
fn losses_are_findings() {
    let folder = Folder::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let legacy = project.join("sample-workbooks/standard-legacy.xls");
    let ran = |input: &Path, options: &[&str]| -> Vec<String> {
        let mut codes = findings(&folder, input, options);
        codes.retain(|code| code.starts_with('W'));
        codes
    };
    assert_eq!(ran(&legacy, &[]), ["W101"]);
    let copy = std::fs::read(folder.path("out/standard-legacy.复核.xlsx")).unwrap();
    let strings = &entries(&copy)["xl/sharedStrings.xml"].plain;
    assert!(String::from_utf8_lossy(strings).contains("W101"));

    // A signed package: the plain one with an origin of signatures.
    let signed = folder.path("signed.xlsx");
    std::fs::write(&signed, sign(&std::fs::read(shape("plain")).unwrap())).unwrap();
    let options = ["--mapping", "small"];
    assert_eq!(ran(&signed, &options), ["W102"]);
    let copy = std::fs::read(folder.path("out/signed.复核.xlsx")).unwrap();
    let parts = entries(&copy);
    assert!(!parts.keys().any(|part| part.starts_with("_xmlsignatures")));
    let root = String::from_utf8_lossy(&parts["_rels/.rels"].plain).into_owned();
    assert!(!root.contains("digital-signature"), "{root}");
    assert_eq!(ran(&shape("plain"), &options), [""; 0]);
}

/// A sheet of the source keeps its name, whatever fuhe's own are called; again on the copy, the same.
#[test]
fn a_report_sheet_whose_name_is_taken_gets_a_number() {
    let folder = Folder::new();
    let plain = std::fs::read(shape("plain")).unwrap();
    let mut taken = plain;
    for name in ["10月", "绩效工资汇总"] {
        // One sheet, under each name in turn.
        taken = changed(&taken, "xl/workbook.xml", |xml| {
            xml.replace("name=\"10月\"", &format!("name=\"{name}\""))
        });
        let path = folder.path("taken.xlsx");
        std::fs::write(&path, &taken).unwrap();
        let (copy, codes) = audit(&folder, &path, &[]);
        let again = folder.path("again.xlsx");
        std::fs::write(&again, &copy).unwrap();
        let (twice, same) = audit(&folder, &again, &[]);
        assert_eq!(codes, same);
        let names = package::sheet_names(&copy);
        let own = if name == "绩效工资汇总" {
            "绩效工资汇总 (2)"
        } else {
            "绩效工资汇总"
        };
        let expected = [name, "复核概览", "差异清单", own, "计分底稿", "复核依据"];
        assert_eq!(names, expected);
        assert_eq!(package::sheet_names(&twice), expected);
        same_parts(name, &taken, &strip(&source(&twice)).unwrap().unwrap());
    }
}

/// The package with one part changed.
fn changed(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, entry) in entries(bytes) {
        let text = String::from_utf8(entry.plain).unwrap();
        let text = if name == part { change(&text) } else { text };
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(name, options).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn sign(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, entry) in entries(bytes) {
        let mut text = String::from_utf8(entry.plain).unwrap();
        if name == "_rels/.rels" {
            let kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin";
            let origin = format!(
                "<Relationship Id=\"s1\" Type=\"{kind}\" Target=\"_xmlsignatures/origin.sigs\"/></Relationships>"
            );
            text = text.replace("</Relationships>", &origin);
        }
        out.start_file(name, options).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.start_file("_xmlsignatures/origin.sigs", options)
        .unwrap();
    out.finish().unwrap().into_inner()
}
