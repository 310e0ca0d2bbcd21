//! What holds of any package, however damaged: it is read, audited, marked, read again and stripped.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use fuhe::extract::Known;
use fuhe::mapping::Mapping;
use fuhe::read::{Limits, read};
use fuhe::report::{Audited, Corrections, InputFacts, SHEETS};
use fuhe::text::Lang;
use fuhe::workbook::{CellRef, Source, Value, Workbook};
use fuhe::write::LossKind;
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;

use super::victim::{Parts, unpacked};

/// A package of parts, stored.
pub fn packed(parts: &Parts) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Whether the package could be read. If so its copy
/// - is read again, and so are its parts by their checksums;
/// - has well-formed parts, but for those that were not well-formed before;
/// - holds the source's cells, and after them the report sheets;
/// - gives the source's cells and formulas back once the marks are taken out.
pub fn is_read(parts: &Parts, mapping: &Mapping, corrections: Corrections) -> bool {
    let source = source(packed(parts));
    let unmarked = fuhe::write::unmarked(&source);
    let read_at = |source: &Source| read(source, &Limits::of(64 << 20));
    let first = unmarked.as_ref().unwrap_or(&source);
    let workbook = match read_at(first) {
        Ok(workbook) => workbook,
        Err(error) => {
            assert_ne!(error.detail, "internal error");
            return false;
        }
    };
    let before = Cells::of(&workbook);
    let twice = read_at(first).expect("what was read is read again");
    assert_eq!(before, Cells::of(&twice), "reading twice");
    let examination = fuhe::examine(workbook, mapping, &Known::default());
    let input = InputFacts {
        corrections,
        ..InputFacts::default()
    };
    let audited = Audited {
        examination: &examination,
        input,
    };
    let Ok(written) = fuhe::annotate(&source, &audited, Lang::Zh) else {
        return true;
    };
    well_formed(parts, &unpacked(&written.bytes));
    let is_rebuilt = written
        .losses
        .iter()
        .any(|loss| loss.kind == LossKind::Rebuilt);
    let copy = self::source(written.bytes);
    let limits = Limits::of(256 << 20);
    let marked = read(&copy, &limits).unwrap_or_else(|error| panic!("{error}: {}", error.detail));
    let sheets = examination.workbook.sheets.len();
    assert_eq!(
        marked.sheets.len(),
        sheets + SHEETS.len(),
        "the sheets of the copy"
    );
    if corrections == Corrections::Replace {
        return true;
    }
    for (own, copied) in examination.workbook.sheets.iter().zip(&marked.sheets) {
        for row in &own.rows {
            for cell in row.cells.iter().filter(|cell| cell.value != Value::Empty) {
                let at = CellRef::new(row.index, cell.column);
                assert!(
                    is_kept(&cell.value, copied.value(at), is_rebuilt),
                    "{at}: {:?} {:?}",
                    cell.value,
                    copied.value(at)
                );
            }
        }
    }
    let stripped = fuhe::write::unmarked(&copy).expect("a copy has marks");
    let after = Cells::of(&read_at(&stripped).expect("what is stripped can be read"));
    if !is_rebuilt {
        assert_eq!(before, after, "stripping");
    }
    true
}

fn source(bytes: Vec<u8>) -> Source {
    Source {
        name: "x.xlsx".into(),
        bytes: bytes.into(),
    }
}

/// A copy that was written anew holds formulas' results and what its cells can hold.
fn is_kept(own: &Value, copied: &Value, is_rebuilt: bool) -> bool {
    match (own, copied) {
        _ if own == copied => true,
        (Value::Number(_) | Value::Date(_), Value::Number(_) | Value::Date(_)) => is_rebuilt,
        (Value::Text(_) | Value::Error(_), Value::Text(_) | Value::Error(_)) => is_rebuilt,
        (Value::Text(text), Value::Empty) => is_rebuilt && text.is_empty(),
        _ => false,
    }
}

/// What stands on the sheets of a workbook.
#[derive(Debug, PartialEq)]
struct Cells(Vec<OfSheet>);

#[derive(Debug, PartialEq)]
struct OfSheet {
    name: String,
    cells: Vec<(CellRef, Value)>,
    formulas: Vec<(CellRef, String)>,
}

impl Cells {
    fn of(workbook: &Workbook) -> Self {
        let sheets = workbook.sheets.iter().map(|sheet| {
            let cells = sheet.rows.iter().flat_map(|row| {
                let cells = row.cells.iter().filter(|cell| cell.value != Value::Empty);
                cells.map(|cell| (CellRef::new(row.index, cell.column), cell.value.clone()))
            });
            let cells: Vec<_> = cells.collect();
            let places = cells.iter().map(|(at, _)| *at);
            assert!(
                places.is_sorted_by(|a, b| a < b),
                "cells in order, each once"
            );
            let formulas = sheet
                .formulas
                .iter()
                .map(|(at, formula)| (*at, formula.text.clone()));
            OfSheet {
                name: sheet.name.clone(),
                cells,
                formulas: formulas.collect(),
            }
        });
        Cells(sheets.collect())
    }
}

/// Parts of XML are well-formed, unless they were not before; no name stands twice, unless it did before.
fn well_formed(before: &Parts, after: &Parts) {
    let damaged: BTreeMap<String, bool> = before
        .iter()
        .map(|(name, content)| (key(name), fault(content).is_some()))
        .collect();
    let mut names = BTreeSet::new();
    let doubled = before
        .iter()
        .map(|(name, _)| key(name))
        .collect::<BTreeSet<_>>()
        .len()
        < before.len();
    for (name, content) in after {
        assert!(names.insert(key(name)) || doubled, "{name} twice");
        let is_xml = [".xml", ".rels", ".vml"]
            .iter()
            .any(|end| key(name).ends_with(end));
        if !is_xml || damaged.get(&key(name)) == Some(&true) {
            continue;
        }
        if let Some(fault) = fault(content) {
            panic!("{name}: {fault}");
        }
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_lowercase()
}

/// Why a part is not well-formed.
fn fault(content: &[u8]) -> Option<String> {
    let mut reader = quick_xml::Reader::from_reader(content);
    let (mut open, mut roots) = (0usize, 0);
    loop {
        match reader.read_event() {
            Err(error) => return Some(error.to_string()),
            Ok(Event::Eof) if open > 0 || roots != 1 => {
                return Some(format!("{open} left open, {roots} roots"));
            }
            Ok(Event::Eof) => return None,
            Ok(Event::End(_)) => open -= 1,
            Ok(event @ (Event::Start(_) | Event::Empty(_))) => {
                roots += usize::from(open == 0);
                let (Event::Start(tag) | Event::Empty(tag)) = &event else {
                    continue;
                };
                if let Some(error) = tag.attributes().find_map(Result::err) {
                    return Some(error.to_string());
                }
                open += usize::from(matches!(event, Event::Start(_)));
            }
            Ok(Event::Text(_) | Event::CData(_)) if open == 0 => {}
            Ok(_) => {}
        }
    }
}
