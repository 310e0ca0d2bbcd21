//! Report sheets written into a package: their parts, and what leads to them. Everything that they refer to by number
//! or by name is given a free one there.

use std::collections::BTreeMap;

use super::book::{absolute, on_sheet, spoken};
use super::error::PatchError;
use super::lists::Shared;
use super::package::{CONTENT_TYPES, Package};
use super::xml::Outline;
use super::{app, charts, frame};
use crate::markup::ReportSheet;
use crate::workbook::{CellRange, CellRef};
use crate::write::report_sheets::headings;

/// Content types, without what they have in common.
const WORKSHEET: &str = "spreadsheetml.worksheet";
const TABLE: &str = "spreadsheetml.table";
const CHART: &str = "drawingml.chart";
const DRAWING: &str = "drawing";
const THEME: &str = "theme";

/// Transitional namespaces of drawings and their strict counterparts.
const STRICT: [(&str, &str); 2] = [
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/",
        "http://purl.oclc.org/ooxml/officeDocument/",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/",
        "http://purl.oclc.org/ooxml/drawingml/",
    ),
];

/// Puts sheets behind the package's own; gives their names.
pub fn add(shared: &mut Shared<'_>, reports: &[ReportSheet]) -> Result<Vec<String>, PatchError> {
    let mut names = Vec::new();
    let mut tables = Tables::default();
    for (number, report) in (1..).zip(reports) {
        let name = shared.names.report(number - 1).to_owned();
        if shared.book.sheet(&name).is_some() {
            return Err(PatchError::NameTaken(name));
        }
        let part = new_part(shared, "worksheets/sheet", WORKSHEET, Vec::new());
        let kind = shared.book.relation("worksheet");
        let relation = (shared.package).relate(&shared.book.part, &kind, &part)?;
        let at = shared.book.add_sheet(&name, relation);
        let corner = CellRange::new(CellRef::default(), CellRef::default());
        // Excel keeps this name's reference up to date when HR renames the sheet: so it is known again.
        let known = format!("_fuhe.sheet.{number}");
        shared
            .book
            .define(&known, None, true, on_sheet(&name, corner));
        draw(shared, &mut tables, report, at, &name, &part, false)?;
        names.push(name);
    }
    app::list_sheets(shared.package, &names)?;
    Ok(names)
}

/// Fills the empty sheets that stand for reports from `first` on.
pub fn fill(
    shared: &mut Shared<'_>,
    first: usize,
    reports: &[ReportSheet],
) -> Result<(), PatchError> {
    let mut tables = Tables::default();
    for (at, report) in (first..).zip(reports) {
        let Some(entry) = shared.book.sheets.get(at).cloned() else {
            return Err(PatchError::NoSheet(report.name.clone()));
        };
        let empty = shared.package.read(&entry.part)?;
        let selected = String::from_utf8_lossy(&empty).contains("tabSelected=\"1\"");
        draw(
            shared,
            &mut tables,
            report,
            at,
            &entry.name,
            &entry.part,
            selected,
        )?;
    }
    Ok(())
}

/// Writes a sheet and the parts that it leads to.
fn draw(
    shared: &mut Shared<'_>,
    tables: &mut Tables,
    report: &ReportSheet,
    at: usize,
    name: &str,
    part: &str,
    selected: bool,
) -> Result<(), PatchError> {
    let namespace = shared.book.namespace();
    let mut ids = Vec::new();
    for table in report
        .tables
        .iter()
        .filter(|table| table.range.first.row < table.range.last.row)
    {
        let (id, free) = tables.free(shared, &table.name)?;
        let columns = headings(report, table.range);
        let text = frame::table(namespace, id, &free, table.range, &columns);
        let new = new_part(shared, "tables/table", TABLE, text.into_bytes());
        ids.push(lead(shared, part, "table", &new)?);
    }
    let drawing = match report.charts.is_empty() {
        true => None,
        false => Some(self::drawing(shared, report, name, part)?),
    };
    let namespaces = [namespace, shared.book.relation_namespace()];
    let head = frame::head(report, namespaces, selected);
    let tail = |links: &str| frame::tail(report, links, drawing.as_deref(), &ids);
    shared.report(report, name, part, head, tail)?;
    if let Some(range) = report.autofilter {
        let text = format!("{}!{}", spoken(name), absolute(range));
        shared
            .book
            .define("_xlnm._FilterDatabase", Some(at), true, text);
    }
    if let Some((first, last)) = report.print.repeat_rows {
        let text = format!("{}!${}:${}", spoken(name), first + 1, last + 1);
        shared
            .book
            .define("_xlnm.Print_Titles", Some(at), false, text);
    }
    Ok(())
}

/// Writes the charts of a sheet; gives the id under which the sheet knows them.
fn drawing(
    shared: &mut Shared<'_>,
    report: &ReportSheet,
    name: &str,
    sheet: &str,
) -> Result<String, PatchError> {
    let drawing = new_part(shared, "drawings/drawing", DRAWING, Vec::new());
    let place = shared.package.added().count() - 1;
    let mut ids = Vec::new();
    for (number, chart) in (1..).zip(&report.charts) {
        let text = in_words_of(shared, charts::chart(report, name, number, chart));
        let part = new_part(shared, "charts/chart", CHART, text);
        ids.push(lead(shared, &drawing, "chart", &part)?);
    }
    let text = in_words_of(shared, charts::drawing(report, &ids));
    shared.package.fill_added(place, text);
    theme(shared)?;
    lead(shared, sheet, "drawing", &drawing)
}

/// LibreOffice leaves a chart blank in a package without a theme.
fn theme(shared: &mut Shared<'_>) -> Result<(), PatchError> {
    let book = shared.book.part.clone();
    if shared.package.related(&book, "theme")?.is_some() {
        return Ok(());
    }
    let library = rust_xlsxwriter::Workbook::new().save_to_buffer();
    let library = library.map_err(|cause| PatchError::Write(cause.to_string()))?;
    let theme = Package::open(&library.into())?.read("xl/theme/theme1.xml")?;
    let theme = in_words_of(shared, String::from_utf8_lossy(&theme).into_owned());
    let part = new_part(shared, "theme/theme", THEME, theme);
    lead(shared, &book, "theme", &part).map(drop)
}

/// Adds a part beside the workbook's own; gives its name.
fn new_part(shared: &mut Shared<'_>, stem: &str, kind: &str, bytes: Vec<u8>) -> String {
    let folder = shared.book.folder();
    let name = shared.package.free_name(&format!("{folder}{stem}"), "xml");
    let kind = format!("application/vnd.openxmlformats-officedocument.{kind}+xml");
    shared.package.add(&name, &kind, bytes);
    name
}

/// Makes one part lead to another; gives the id.
fn lead(shared: &mut Shared<'_>, from: &str, kind: &str, to: &str) -> Result<String, PatchError> {
    let kind = shared.book.relation(kind);
    shared.package.relate(from, &kind, to)
}

/// A part in the source's namespaces.
fn in_words_of(shared: &Shared<'_>, text: String) -> Vec<u8> {
    if !shared.book.strict {
        return text.into_bytes();
    }
    let strict = STRICT.iter().fold(text, |text, (transitional, strict)| {
        text.replace(transitional, strict)
    });
    strict.into_bytes()
}

/// Names, in lower case, and ids of tables that are taken: looked up where the first table comes.
#[derive(Default)]
struct Tables(Option<(u32, Vec<String>)>);

impl Tables {
    /// A free id, and the name itself or with the first number that makes it free.
    fn free(&mut self, shared: &mut Shared<'_>, wanted: &str) -> Result<(u32, String), PatchError> {
        let (id, names) = match &mut self.0 {
            Some(taken) => taken,
            none => none.insert(taken(shared)?),
        };
        *id = id.saturating_add(1);
        let mut name = wanted.to_owned();
        let mut number = 2u32;
        while names.contains(&name.to_lowercase()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        names.push(name.to_lowercase());
        Ok((*id, name))
    }
}

/// The highest id of the package's tables, and the names that are taken.
fn taken(shared: &mut Shared<'_>) -> Result<(u32, Vec<String>), PatchError> {
    let package = &mut *shared.package;
    let types = ContentTypes::read(package)?;
    let names = shared.book.names.iter();
    let mut names: Vec<String> = names.map(|name| name.name.to_lowercase()).collect();
    let mut highest = 0;
    let parts: Vec<String> = package
        .names()
        .filter(|name| types.of(name).ends_with(".table+xml"))
        .map(Into::into)
        .collect();
    for part in parts {
        let bytes = package.read(&part)?;
        // A broken table is not ours to judge: its name cannot clash.
        let Ok(outline) = Outline::of(&bytes) else {
            continue;
        };
        let value = |name| outline.root.value(&bytes, name).unwrap_or_default();
        highest = highest.max(value("id").parse().unwrap_or(0));
        names.push(value("displayName").to_lowercase());
        names.push(value("name").to_lowercase());
    }
    Ok((highest, names))
}

/// The content types of a package.
struct ContentTypes {
    overrides: BTreeMap<String, String>,
    defaults: BTreeMap<String, String>,
}

impl ContentTypes {
    fn read(package: &mut Package) -> Result<Self, PatchError> {
        let bytes = package.read(CONTENT_TYPES)?;
        let outline = Outline::of(&bytes).map_err(PatchError::xml(CONTENT_TYPES))?;
        let mut types = ContentTypes {
            overrides: BTreeMap::new(),
            defaults: BTreeMap::new(),
        };
        for child in &outline.children {
            let value = |name| child.value(&bytes, name);
            let kind = value("ContentType").unwrap_or_default();
            if let Some(part) = value("PartName") {
                types
                    .overrides
                    .insert(part.trim_start_matches('/').to_lowercase(), kind);
            } else if let Some(extension) = value("Extension") {
                types.defaults.insert(extension.to_lowercase(), kind);
            }
        }
        Ok(types)
    }

    fn of(&self, part: &str) -> String {
        let key = part.to_lowercase();
        let extension = key.rsplit('.').next().unwrap_or_default();
        let found = self
            .overrides
            .get(&key)
            .or_else(|| self.defaults.get(extension));
        found.cloned().unwrap_or_else(|| "application/xml".into())
    }
}
