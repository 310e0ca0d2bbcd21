//! TOML -> the raw shape, with all faults: serde stops at the first one, so what is at fault is taken out and the
//! rest is read again, table by table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::super::raw;
use super::words::{self, quoted};
use super::{Faults, nearest};

/// The lists of tables of a mapping, read one table at a time.
pub(super) struct Parsed {
    pub head: raw::Mapping,
    pub head_span: Range<usize>,
    /// Where the head's keys stand, by their paths: `payout`, `findings.A120`.
    spans: BTreeMap<String, Range<usize>>,
    /// A line could not be read: sums over the others say nothing.
    pub lacks_lines: bool,
    pub sections: Vec<Spanned<raw::Section>>,
    pub lines: Vec<Spanned<raw::Line>>,
    pub own_lines: Vec<Spanned<raw::OwnLine>>,
    pub grades: Vec<Spanned<raw::Grade>>,
    pub vetoes: Vec<Spanned<raw::Veto>>,
    pub parameters: Vec<Spanned<raw::Parameter>>,
    pub distributions: Vec<Spanned<raw::Distribution>>,
}

impl Parsed {
    /// Where a key of the head stands; its beginning where the key is not written.
    pub fn span(&self, path: &str) -> &Range<usize> {
        self.spans.get(path).unwrap_or(&self.head_span)
    }
}

/// Reads the file's tables; `None` where it is no TOML.
pub(super) fn document<'a>(source: &'a str, faults: &mut Faults) -> Option<DeTable<'a>> {
    let (document, errors) = DeTable::parse_recoverable(source);
    let mut told = BTreeSet::new();
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let line = faults.line(&span);
        // What follows on the same line follows from the first.
        if told.insert(line) {
            let line = source.lines().nth(line - 1).unwrap_or_default();
            faults.error(&span, words::of_syntax(error.message(), line));
        }
    }
    errors.is_empty().then(|| document.into_inner())
}

/// Reads a mapping's tables; `None` where the head is unreadable.
pub(super) fn parse(mut table: DeTable<'_>, faults: &mut Faults) -> Option<Parsed> {
    let sections = take_list(&mut table, "section", faults);
    let before = faults.found.len();
    let lines = take_list(&mut table, "line", faults);
    let own_lines = take_list(&mut table, "own-line", faults);
    let lacks_lines = faults.found.len() > before;
    let grades = take_list(&mut table, "grade", faults);
    let vetoes = take_list(&mut table, "veto", faults);
    let parameters = take_list(&mut table, "parameter", faults);
    let distributions = take_list(&mut table, "distribution", faults);
    let spans = spans(&table);
    let head_span = 0..0;
    let head = read::<raw::Mapping>(
        Spanned::new(head_span.clone(), DeValue::Table(table)),
        faults,
    )?;
    Some(Parsed {
        head,
        head_span,
        spans,
        lacks_lines,
        sections,
        lines,
        own_lines,
        grades,
        vetoes,
        parameters,
        distributions,
    })
}

/// Where the keys of a table and of the tables right inside it stand.
fn spans(table: &DeTable<'_>) -> BTreeMap<String, Range<usize>> {
    let mut spans = BTreeMap::new();
    for (key, value) in table {
        spans.insert(key.get_ref().to_string(), key.span());
        if let DeValue::Table(inner) = value.get_ref() {
            for inner_key in inner.keys() {
                spans.insert(
                    format!("{}.{}", key.get_ref(), inner_key.get_ref()),
                    inner_key.span(),
                );
            }
        }
    }
    spans
}

fn take_list<T: DeserializeOwned>(
    table: &mut DeTable<'_>,
    key: &str,
    faults: &mut Faults,
) -> Vec<Spanned<T>> {
    let Some(value) = table.remove(key) else {
        return Vec::new();
    };
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(items) => items
            .into_iter()
            .filter_map(|item| {
                let span = item.span();
                read(item, faults).map(|read| Spanned::new(span, read))
            })
            .collect(),
        _ => {
            faults.error(
                &span,
                text!("{key} 要写成 [[{key}]]" / "{key} is written [[{key}]]"),
            );
            Vec::new()
        }
    }
}

/// Reads one table, taking out what is at fault until the rest can be read.
fn read<T: DeserializeOwned>(mut value: Spanned<DeValue<'_>>, faults: &mut Faults) -> Option<T> {
    let mut removed: Vec<String> = Vec::new();
    for _ in 0..50 {
        let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => return removed.is_empty().then_some(read),
            Err(error) => error,
        };
        let span = error.span().unwrap_or_else(|| value.span());
        let told = error.message();
        let missing = quoted(told)
            .first()
            .map(|name| (*name).to_owned())
            .filter(|_| told.starts_with("missing field"));
        let follows = !removed.is_empty()
            && (missing.as_ref().is_some_and(|name| {
                // The right key is missing because a wrong one, told already, was meant for it.
                removed
                    .iter()
                    .any(|key| key == name || nearest(key, [name.as_str()]).is_some())
            }) || told.contains("exactly 1 element"));
        if follows {
            return None;
        }
        faults.error(&span, words::of_content(told));
        match remove(&mut value, &span) {
            Some(key) if missing.is_none() => removed.push(key),
            _ => return None,
        }
    }
    None
}

/// Takes out the innermost entry whose key or value stands at `span`; gives its key.
fn remove(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<String> {
    match value.get_mut() {
        DeValue::Table(table) => {
            let inner = table.iter_mut().find_map(|(_, value)| remove(value, span));
            if inner.is_some() {
                return inner;
            }
            let at = |key: &Spanned<_>, value: &Spanned<DeValue<'_>>| {
                key.span() == *span || value.span() == *span
            };
            let key = table
                .iter()
                .find(|(key, value)| at(key, value))
                .map(|(key, _)| key.get_ref().to_string())?;
            table.remove(key.as_str());
            Some(key)
        }
        DeValue::Array(items) => {
            let inner = items.iter_mut().find_map(|item| remove(item, span));
            if inner.is_some() {
                return inner;
            }
            None
        }
        _ => None,
    }
}
