//! Office Open XML workbooks (xlsx, xlsm), read by one streaming pass over each sheet.
//!
//! Not calamine: no single pass of it returns formulas, stored values, formats, hidden rows, widths and merges, and one
//! odd cell costs it the sheet.

mod calculated;
mod formula;
mod sheet;
mod strings;
mod styles;

use std::collections::BTreeMap;

use self::sheet::Shared;
use self::strings::SharedStrings;
use self::styles::Palette;
use super::budget::Budget;
use super::error::{ReadError, ReadErrorKind, Unsupported};
use super::notices;
use super::package::{Package, Relationship};
use super::xml::{Event, is_true, unescape};
use crate::text::Text;
use crate::workbook::{Format, Sheet, Visibility, Workbook};

/// What the workbook part says of a sheet.
struct Entry {
    name: String,
    visibility: Visibility,
    id: String,
}

/// Reads the workbook whose main part is `main`.
pub(super) fn read(
    package: &mut Package<'_>,
    main: &str,
    format: Format,
    budget: &Budget,
) -> Result<Workbook, ReadError> {
    let (
        entries,
        Settings {
            is_1904,
            calculates,
        },
    ) = entries(package, main)?;
    budget.sheets(entries.len())?;
    let relationships = package.relationships(main)?;
    let mut notices = Vec::new();
    let target = |kind: &str| {
        let mut all = relationships.values();
        all.find(|related| related.kind == kind)
            .map(|related| related.target.clone())
    };
    let strings = match target("sharedStrings") {
        Some(name) => SharedStrings::read(package, &name)
            .map_err(|error| too_large_or(error, "xl/sharedStrings.xml"))?,
        None => SharedStrings::default(),
    };
    let palette = match target("styles") {
        Some(name) => match Palette::read(package, &name, target("theme").as_deref()) {
            Ok(palette) => palette,
            Err(error) if error.kind != ReadErrorKind::Broken || budget.is_exceeded() => {
                return Err(error);
            }
            Err(_) => {
                notices.push(notices::styles_lost());
                Palette::default()
            }
        },
        None => Palette::default(),
    };
    let shared = Shared {
        strings: &strings,
        palette: &palette,
        is_1904,
        budget,
    };
    let mut sheets = Vec::new();
    let mut broken: Option<ReadError> = None;
    for entry in entries {
        match worksheet(package, &relationships, &entry, &shared, &mut notices) {
            Ok(Some(sheet)) => sheets.push(sheet),
            Ok(None) => {}
            Err(error) if budget.is_exceeded() || error.kind != ReadErrorKind::Broken => {
                return Err(error);
            }
            Err(error) => {
                notices.push(notices::sheet_broken(&entry.name, &error.detail));
                // It keeps its place and its name, so that nobody takes its absence for an empty answer.
                sheets.push(named(Sheet::damaged(), &entry));
                broken.get_or_insert(error);
            }
        }
    }
    let all_broken = sheets.iter().all(|sheet| sheet.rows.is_empty());
    match broken {
        Some(error) if all_broken => return Err(error),
        _ if sheets.is_empty() => {
            return Err(ReadError::new(ReadErrorKind::Unsupported(
                Unsupported::NoWorksheet,
            )));
        }
        _ => {}
    }
    if calculates {
        calculated::forget_placeholders(&mut sheets);
    }
    Ok(Workbook {
        format,
        sheets,
        styles: palette.styles,
        notices,
    })
}

/// The shared texts are half of what stands in the cells: without them there is no workbook.
fn too_large_or(error: ReadError, part: &str) -> ReadError {
    match error.kind {
        ReadErrorKind::Broken => ReadError::broken(format!("{part}: {}", error.detail)),
        _ => error,
    }
}

fn named(sheet: Sheet, entry: &Entry) -> Sheet {
    Sheet {
        name: entry.name.clone(),
        visibility: entry.visibility,
        ..sheet
    }
}

/// Reads the sheet of an entry; nothing where it is a sheet of another kind.
fn worksheet(
    package: &mut Package<'_>,
    relationships: &BTreeMap<String, Relationship>,
    entry: &Entry,
    shared: &Shared<'_>,
    notices: &mut Vec<Text>,
) -> Result<Option<Sheet>, ReadError> {
    let Some(related) = relationships.get(&entry.id) else {
        return Err(ReadError::broken(format!("no relationship {}", entry.id)));
    };
    if related.kind != "worksheet" {
        notices.push(notices::not_a_worksheet(&entry.name));
        return Ok(None);
    }
    let read = package.with_xml(&related.target, |xml| sheet::read(xml, shared))?;
    let Some((sheet, lost)) = read else {
        return Err(ReadError::broken(format!("no part {}", related.target)));
    };
    lost.tell(&entry.name, notices);
    Ok(Some(named(sheet, entry)))
}

/// What the workbook part says of the workbook.
#[derive(Default)]
struct Settings {
    /// Dates count from 1904.
    is_1904: bool,
    /// Whoever opens it is asked to calculate every formula.
    calculates: bool,
}

/// The sheets in order, and what counts for all of them.
fn entries(package: &mut Package<'_>, main: &str) -> Result<(Vec<Entry>, Settings), ReadError> {
    let Some(mut xml) = package.xml(main)? else {
        return Err(ReadError::broken(format!("no part {main}")));
    };
    let mut entries = Vec::new();
    let mut settings = Settings::default();
    // A sheet that is named elsewhere is none: a copy's sheets are those of the list.
    let mut in_list = false;
    loop {
        match xml.next()? {
            Event::Start(start) => match start.name() {
                "workbookPr" => {
                    settings.is_1904 = start
                        .attributes()
                        .any(|(key, value)| key == "date1904" && is_true(value));
                }
                "calcPr" => {
                    settings.calculates = start
                        .attributes()
                        .any(|(key, value)| key == "fullCalcOnLoad" && is_true(value));
                }
                "sheets" => in_list = true,
                "sheet" if in_list => {
                    let mut entry = Entry {
                        name: String::new(),
                        visibility: Visibility::Visible,
                        id: String::new(),
                    };
                    for (key, value) in start.attributes() {
                        match key {
                            "name" => {
                                entry.name = strings::unescaped(&unescape(value)).into_owned()
                            }
                            "state" => {
                                entry.visibility = match value {
                                    "hidden" => Visibility::Hidden,
                                    "veryHidden" => Visibility::VeryHidden,
                                    _ => Visibility::Visible,
                                }
                            }
                            "id" => entry.id = unescape(value).into_owned(),
                            _ => {}
                        }
                    }
                    entries.push(entry);
                }
                _ => {}
            },
            Event::End("sheets") => in_list = false,
            Event::Eof => return Ok((entries, settings)),
            _ => {}
        }
    }
}
