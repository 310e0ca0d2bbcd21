//! What is fuhe's on a rebuilt copy: its marks by cell, and the record by which they are known again.

use std::collections::BTreeMap;

use super::names::SheetNames;
use super::patch::{Record, Replaced};
use crate::markup::{Annotation, FormulaResult, Markup, Tone};
use crate::workbook::{CellRef, Sheet, Value, Workbook};

/// What has to be known of the copy in order to take its marks out again.
pub(super) fn record(workbook: &Workbook, markup: &Markup, names: &SheetNames) -> Record {
    let mut record = Record {
        sheets: (0..markup.reports.len())
            .map(|report| names.report(report).to_owned())
            .collect(),
        ..Record::default()
    };
    for marks in &markup.marks {
        let Some((sheet, name)) = workbook
            .sheets
            .get(marks.sheet)
            .zip(names.sources.get(marks.sheet))
        else {
            continue;
        };
        let annotations = by_cell(sheet, &marks.annotations);
        for at in tones(sheet, &annotations).keys() {
            let style = sheet.cell(*at).and_then(|cell| workbook.style(cell));
            if let Some(fill) = style.and_then(|style| style.fill) {
                let fill = format!(
                    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{fill:06X}\"/>\
                     <bgColor indexed=\"64\"/></patternFill></fill>"
                );
                record.fills.push((name.clone(), at.to_string(), fill));
            }
        }
        let wants_filter = marks.columns.iter().any(|block| block.filter.is_some());
        if sheet.geometry.autofilter.is_none() && wants_filter {
            record.filters.push(name.clone());
        }
        for value in &marks.values {
            record.replaced.push(Replaced {
                sheet: name.clone(),
                cell: value.cell.to_string(),
                was: shown(sheet.value(value.cell)),
                formula: sheet
                    .formulas
                    .get(&value.cell)
                    .map(|formula| formula.text.clone())
                    .unwrap_or_default(),
                now: shown(&value_of(&value.value)),
            });
        }
    }
    record
}

pub(super) fn value_of(result: &FormulaResult) -> Value {
    match result {
        FormulaResult::Number(number) => Value::Number(*number),
        FormulaResult::Text(text) => Value::Text(text.as_str().into()),
    }
}

/// A value as the record and a formula's result say it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Number(number) | Value::Date(number) => number.trimmed().to_string(),
        Value::Bool(true) => "TRUE".to_owned(),
        Value::Bool(false) => "FALSE".to_owned(),
        Value::Error(text) | Value::Text(text) => text.to_string(),
    }
}

/// Tone and note of each marked cell. What is said of a covered cell of a merged range is said of the one that shows.
pub(super) fn by_cell(
    sheet: &Sheet,
    annotations: &[Annotation],
) -> BTreeMap<CellRef, (Tone, String)> {
    let mut by_cell: BTreeMap<CellRef, (Tone, String)> = BTreeMap::new();
    for annotation in annotations {
        let (tone, note) = by_cell
            .entry(sheet.anchor(annotation.cell))
            .or_insert_with(|| (annotation.tone, String::new()));
        *tone = annotation.tone.min(*tone);
        if !note.is_empty() && !annotation.note.is_empty() {
            note.push_str("\n\n");
        }
        note.push_str(&annotation.note);
    }
    by_cell
}

/// The colour of each cell, those of merged ranges included.
pub(super) fn tones(
    sheet: &Sheet,
    annotations: &BTreeMap<CellRef, (Tone, String)>,
) -> BTreeMap<CellRef, Tone> {
    let mut tones = BTreeMap::new();
    for (at, (tone, _)) in annotations {
        tones.insert(*at, *tone);
        let block = sheet.block(*at);
        let height = u64::from(block.last.row - block.first.row) + 1;
        let width = u64::from(block.last.column - block.first.column) + 1;
        if height * width <= 1_000 {
            for row in block.first.row..=block.last.row {
                for column in block.first.column..=block.last.column {
                    tones.insert(CellRef::new(row, column), *tone);
                }
            }
        }
    }
    tones
}
