//! The report sheets, made by rust_xlsxwriter, grafted into the source package: everything they refer to by number or
//! by name is given a free one there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::app;
use super::book::{Book, absolute};
use super::error::PatchError;
use super::package::{CONTENT_TYPES, Package};
use super::relations::OFFICE;
use super::remap::{Formats, Texts, sheet as remapped, table as remapped_table};
use super::strings::Strings;
use super::styles::Styles;
use super::xml::Outline;
use crate::workbook::{CellRange, CellRef};
use crate::write::Reports;
use crate::write::finish::put_right;

/// Transitional namespaces and their strict counterparts.
const STRICT: [(&str, &str); 5] = [
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://purl.oclc.org/ooxml/drawingml/main",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://purl.oclc.org/ooxml/drawingml/chart",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    ),
];

struct Graft<'a> {
    package: &'a mut Package,
    reports: Package,
    types: ContentTypes,
    strict: bool,
    folder: String,
    /// Table names and ids that are taken, names in lower case.
    table_names: Vec<String>,
    table_id: u32,
    /// Tables that had to be renamed.
    renamed: Vec<(String, String)>,
    has_chart: bool,
}

/// Grafts the sheets of `reports`; gives their names and parts.
pub fn graft(
    package: &mut Package,
    book: &mut Book,
    styles: &mut Styles,
    strings: &mut Strings,
    reports: Reports,
) -> Result<Vec<(String, String)>, PatchError> {
    let Reports { bytes, touches } = reports;
    let mut reports = Package::open(Arc::from(bytes))?;
    let theirs = Book::read(&mut reports)?;
    let mut formats = Formats::read(&mut reports, &theirs.part)?;
    let mut texts = Texts::read(&mut reports, &theirs.part)?;
    let types = ContentTypes::read(&mut reports)?;
    let taken = tables(package)?;
    let mut graft = Graft {
        package,
        types,
        reports,
        strict: book.strict,
        folder: book.folder().into(),
        table_id: taken.iter().map(|(id, _)| *id).max().unwrap_or(0),
        table_names: taken.into_iter().map(|(_, name)| name).collect(),
        renamed: Vec::new(),
        has_chart: false,
    };
    graft
        .table_names
        .extend(book.names.iter().map(|name| name.name.to_lowercase()));

    let base = book.sheets.len();
    let mut names = Vec::new();
    let mut sheets = Vec::new();
    for (number, entry) in theirs.sheets.iter().enumerate() {
        if book.sheet(&entry.name).is_some() {
            return Err(PatchError::NameTaken(entry.name.clone()));
        }
        let bytes = graft.reports.read(&entry.part)?;
        let bytes = put_right(&entry.part, bytes, &touches);
        let bytes = remapped(&bytes, &mut formats, &mut texts, styles, strings)
            .map_err(|why| PatchError::Graft(format!("{}: {why}", entry.name)))?;
        let part = graft
            .package
            .free_name(&format!("{}worksheets/sheet", graft.folder), "xml");
        let kind = graft.types.of(&entry.part);
        let place = graft.package.added().count();
        graft.package.add(&part, &kind, Vec::new());
        graft.relations(&entry.part, &part, &mut formats, styles)?;
        let bytes = graft.spoken(bytes);
        graft.package.fill_added(place, bytes);
        let relation = graft
            .package
            .relate(&book.part, &book.relation("worksheet"), &part)?;
        let at = book.add_sheet(&entry.name, relation);
        let corner = CellRange::new(CellRef::default(), CellRef::default());
        // Excel keeps this name's reference up to date when HR renames the sheet: so it is known again.
        book.define(
            &format!("_fuhe.sheet.{}", number + 1),
            None,
            true,
            absolute(&entry.name, corner),
        );
        debug_assert_eq!(at, base + number);
        names.push(entry.name.clone());
        sheets.push((entry.name.clone(), part));
    }
    for name in &theirs.names {
        let hidden = name.name.ends_with("_FilterDatabase");
        match name.sheet {
            Some(sheet) => book.define(&name.name, Some(base + sheet), hidden, name.text.clone()),
            None if book.has_name(&name.name) => {}
            None => book.define(&name.name, None, hidden, name.text.clone()),
        }
    }
    if graft.has_chart {
        graft.theme(book, &theirs.part)?;
    }
    app::list_sheets(package, &names)?;
    Ok(sheets)
}

impl Graft<'_> {
    /// Copies what a part leads to, and gives the copy its relationships.
    fn relations(
        &mut self,
        from: &str,
        to: &str,
        formats: &mut Formats,
        styles: &mut Styles,
    ) -> Result<(), PatchError> {
        let mut list = self.reports.relations(from)?.list.clone();
        if list.is_empty() {
            return Ok(());
        }
        for relation in &mut list {
            if self.strict
                && let Some(kind) = relation.kind.strip_prefix(OFFICE)
            {
                relation.kind = format!("{}{kind}", super::relations::STRICT);
            }
            if relation.external {
                continue;
            }
            let part = relation.part.clone();
            let name = self.copy(&part, formats, styles)?;
            relation.target = super::relations::relative(to, &name);
            relation.part = name;
        }
        self.package.set_relations(to, list);
        Ok(())
    }

    fn copy(
        &mut self,
        part: &str,
        formats: &mut Formats,
        styles: &mut Styles,
    ) -> Result<String, PatchError> {
        let mut bytes = self.reports.read(part)?;
        let kind = self.types.of(part);
        if kind.ends_with("table+xml") {
            self.table_id = self.table_id.saturating_add(1);
            let old = Outline::of(&bytes)
                .map_err(PatchError::xml(part))?
                .root
                .value(&bytes, "displayName")
                .unwrap_or_default();
            let name = self.free_table_name(&old);
            bytes = remapped_table(&bytes, self.table_id, &name, formats, styles)
                .map_err(|why| PatchError::Graft(format!("{part}: {why}")))?;
            if name != old {
                self.renamed.push((old, name));
            }
        }
        self.has_chart |= kind.contains("drawingml.chart+xml");
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let folder = folder.rsplit_once('/').map_or(folder, |(_, last)| last);
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, "bin"));
        let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        let name = self
            .package
            .free_name(&format!("{}{folder}/{stem}", self.folder), extension);
        let bytes = if kind.contains("drawingml.chart+xml") {
            plain(bytes)
        } else {
            bytes
        };
        let bytes = if extension == "xml" || extension == "vml" {
            self.spoken(bytes)
        } else {
            bytes
        };
        self.package.add(&name, &kind, bytes);
        self.relations(part, &name, formats, styles)?;
        Ok(name)
    }

    fn free_table_name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2u32;
        while self.table_names.contains(&name.to_lowercase()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        self.table_names.push(name.to_lowercase());
        name
    }

    /// A part in the source's namespaces, with the names its tables go by there.
    fn spoken(&self, bytes: Vec<u8>) -> Vec<u8> {
        if !self.strict && self.renamed.is_empty() {
            return bytes;
        }
        let Ok(mut text) = String::from_utf8(bytes.clone()) else {
            return bytes;
        };
        if self.strict {
            for (transitional, strict) in STRICT {
                text = text.replace(&format!("\"{transitional}\""), &format!("\"{strict}\""));
            }
        }
        for (old, new) in &self.renamed {
            text = text.replace(&format!("{old}["), &format!("{new}["));
        }
        text.into_bytes()
    }

    /// LibreOffice leaves a chart blank in a package without a theme.
    fn theme(&mut self, book: &Book, theirs: &str) -> Result<(), PatchError> {
        if self.package.related(&book.part, "theme")?.is_some() {
            return Ok(());
        }
        let Some(part) = self.reports.related(theirs, "theme")? else {
            return Ok(());
        };
        let bytes = self.reports.read(&part)?;
        let name = self
            .package
            .free_name(&format!("{}theme/theme", self.folder), "xml");
        let kind = self.types.of(&part);
        let bytes = self.spoken(bytes);
        self.package.add(&name, &kind, bytes);
        self.package
            .relate(&book.part, &book.relation("theme"), &name)?;
        Ok(())
    }
}

/// A chart that says what it leaves out. What is missing counts as false only in files of Excel 2007, which the reports
/// pass for and the source does not: else labels repeat the names, and the title stands over the bars.
fn plain(chart: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&chart) else {
        return chart;
    };
    text.replace(
        "<c:showVal val=\"1\"/>",
        "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/>\
         <c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>",
    )
    .replace("<c:layout/></c:title>", "<c:layout/><c:overlay val=\"0\"/></c:title>")
    .replace("<c:lang val=\"en-US\"/>", "<c:roundedCorners val=\"0\"/>")
    .into_bytes()
}

/// The ids and lower-case names of a package's tables.
fn tables(package: &mut Package) -> Result<Vec<(u32, String)>, PatchError> {
    let types = ContentTypes::read(package)?;
    let parts: Vec<String> = package
        .names()
        .filter(|name| types.of(name).ends_with(".table+xml"))
        .map(Into::into)
        .collect();
    let mut found = Vec::new();
    for part in parts {
        let bytes = package.read(&part)?;
        // A broken table is not ours to judge: its name cannot clash.
        let Ok(outline) = Outline::of(&bytes) else {
            continue;
        };
        let id = outline
            .root
            .value(&bytes, "id")
            .and_then(|id| id.parse().ok())
            .unwrap_or(0);
        found.push((
            id,
            outline
                .root
                .value(&bytes, "displayName")
                .unwrap_or_default()
                .to_lowercase(),
        ));
        found.push((
            id,
            outline
                .root
                .value(&bytes, "name")
                .unwrap_or_default()
                .to_lowercase(),
        ));
    }
    Ok(found)
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
