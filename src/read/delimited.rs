//! Text with separators: csv and tsv in the encodings that Chinese systems write.
//!
//! Nothing becomes a number here: a csv has no types, and whoever looks for a figure must see what was written.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::budget::Budget;
use super::error::{Foreign, ReadError};
use super::grid::Grid;
use super::{notices, sniff};
use crate::text::Text;
use crate::workbook::{CellRef, Format, Sheet, Source, Style, Value, Workbook};

/// Records that the separator is told from.
const SAMPLE: usize = 100;
/// Separators, the likelier first.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// Reads a delimited text.
pub(super) fn read(source: &Source, budget: &Budget) -> Result<Workbook, ReadError> {
    let (text, notice) = decode(&source.bytes)?;
    if let Some(foreign) = sniff::foreign_text(&text) {
        return Err(foreign.into());
    }
    let (declared, body) = declared_separator(&text);
    // Line ends of the old Macintosh would make one line of the whole, and the last line wants an end to be counted.
    let mut body = match body.contains('\n') {
        true => body.to_owned(),
        false => body.replace('\r', "\n"),
    };
    if !body.ends_with('\n') {
        body.push('\n');
    }
    let separator = declared.unwrap_or_else(|| told_separator(&body));
    let sheet = Sheet {
        name: source.stem().to_owned(),
        rows: rows(&body, separator, budget)?,
        ..Sheet::default()
    };
    Ok(Workbook {
        format: Format::Csv,
        sheets: vec![sheet],
        styles: vec![Style::default()],
        notices: notice.into_iter().collect(),
    })
}

/// The text, and a notice where some of it cannot be read.
fn decode(bytes: &[u8]) -> Result<(String, Option<Text>), ReadError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (guessed(bytes), bytes),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    // The mark of the end that DOS programs leave behind.
    let text = text.trim_end_matches('\u{1A}').to_owned();
    let lost = if had_errors {
        text.matches('\u{FFFD}').count()
    } else {
        0
    };
    let controls = text
        .chars()
        .filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{C}'))
        .count();
    // A few bad bytes are an accident, more are another kind of file.
    if (lost + controls) * 100 > text.chars().count() + 200 {
        return Err(Foreign::Unknown.into());
    }
    let notice = (lost > 0).then(|| notices::characters_lost(lost));
    Ok((text, notice))
}

/// The encoding of a text that does not say it.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > 0 {
        // Commas, digits and line ends are half zeros in UTF-16; the half tells the order.
        return if odd >= even { UTF_16LE } else { UTF_16BE };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // GB18030 gives nearly any bytes a meaning, so a damaged UTF-8 must be told by what is whole in it: text of another
    // encoding has hardly a character that happens to be UTF-8.
    let (text, _) = UTF_8.decode_without_bom_handling(bytes);
    let lost = text.matches('\u{FFFD}').count();
    let whole = text.chars().filter(|c| !c.is_ascii()).count() - lost;
    if whole > lost * 5 { UTF_8 } else { GB18030 }
}

/// What a first line `sep=;` says, and the rest. Excel does not show that line.
fn declared_separator(text: &str) -> (Option<u8>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end_matches('\r').trim_matches('"');
    match line.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => {
            (Some(*separator), rest)
        }
        _ => (None, text),
    }
}

/// The separator that cuts the first records into the most even columns.
fn told_separator(text: &str) -> u8 {
    let evenness = |separator: u8| {
        let mut reader = reader(text, separator);
        let lengths: Vec<usize> = reader
            .records()
            .take(SAMPLE)
            .filter_map(Result::ok)
            .map(|record| record.len())
            .collect();
        let common = lengths
            .iter()
            .copied()
            .filter(|length| *length > 1)
            .max_by_key(|length| {
                (
                    lengths.iter().filter(|other| *other == length).count(),
                    *length,
                )
            });
        common.map_or((0, 0), |common| {
            let even = lengths.iter().filter(|length| **length == common).count();
            (even, common)
        })
    };
    let mut best = (SEPARATORS[0], (0, 0));
    for separator in SEPARATORS {
        let found = evenness(separator);
        if found > best.1 {
            best = (separator, found);
        }
    }
    best.0
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

fn rows(
    text: &str,
    separator: u8,
    budget: &Budget,
) -> Result<Vec<crate::workbook::Row>, ReadError> {
    let mut reader = reader(text, separator);
    let mut grid = Grid::new(budget);
    let mut record = csv::StringRecord::new();
    let mut row = 0u32;
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(ReadError::broken(error.to_string())),
        }
        // The parser passes over empty lines, but they are rows: what was passed and is not inside a field was empty.
        let passed = reader.position().line().saturating_sub(line);
        let inside: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        let empty = passed.saturating_sub(inside as u64 + 1);
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        for (column, field) in record.iter().enumerate() {
            if !field.is_empty() {
                let at = CellRef::new(row, u32::try_from(column).unwrap_or(u32::MAX));
                grid.put(at, 0, Value::Text(field.into()))?;
            }
        }
        row = row.saturating_add(1);
    }
    Ok(grid.finish().0)
}
