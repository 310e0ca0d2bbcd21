//! The workbook part: its sheets and defined names.

use super::error::PatchError;
use super::package::Package;
use super::relations::{OFFICE, STRICT};
use super::splice::Doc;
use super::xml::{self, Element, Outline};
use crate::workbook::{CellRange, CellRef, column_name};

const ORDER: &[&str] = &[
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// The namespace of spreadsheets.
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// The strict counterpart.
pub const MAIN_STRICT: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";

/// A sheet as the workbook part lists it.
#[derive(Debug, Clone)]
pub struct SheetEntry {
    /// The tab's name.
    pub name: String,
    /// Its number, unique and unrelated to its place.
    pub id: u32,
    /// Its part; empty where the relationship leads nowhere.
    pub part: String,
    /// Where it is listed.
    pub element: Element,
}

/// A defined name.
#[derive(Debug, Clone)]
pub struct DefinedName {
    /// The name.
    pub name: String,
    /// The place in the list of sheets of the sheet that alone knows it.
    pub sheet: Option<usize>,
    /// What it stands for.
    pub text: String,
    /// Where it is defined.
    pub element: Element,
}

/// The workbook part, read, with what is to be put into it.
pub struct Book {
    /// The part's name.
    pub part: String,
    /// In the strict namespaces.
    pub strict: bool,
    /// The sheets, in order.
    pub sheets: Vec<SheetEntry>,
    /// The defined names.
    pub names: Vec<DefinedName>,
    /// The outline of the part.
    pub outline: Outline,
    new_sheets: Vec<(String, u32, String)>,
    new_names: Vec<(String, Option<usize>, bool, String)>,
    changed_names: Vec<(usize, String)>,
}

impl Book {
    /// Finds and reads the workbook part of a package.
    pub fn read(package: &mut Package) -> Result<Book, PatchError> {
        let part = package
            .related("", "officeDocument")?
            .ok_or(PatchError::NotWorkbook)?;
        let bytes = package.read(&part)?;
        if !xml::is_utf8(&bytes) {
            return Err(PatchError::Encoding(part));
        }
        let fault = |why| PatchError::xml(&part)(why);
        let outline = Outline::of(&bytes).map_err(fault)?;
        if outline.root.name != "workbook" {
            return Err(PatchError::NotWorkbook);
        }
        let strict = outline.namespace(&bytes).as_deref() == Some(MAIN_STRICT);
        let relations = package.relations(&part)?.clone();
        let mut sheets = Vec::new();
        if let Some(list) = outline.child("sheets") {
            for element in list.children(&bytes).map_err(fault)? {
                let relation = element
                    .prefixed(&bytes, "id")
                    .and_then(|id| relations.by_id(&id));
                sheets.push(SheetEntry {
                    name: element.value(&bytes, "name").unwrap_or_default(),
                    id: element
                        .value(&bytes, "sheetId")
                        .and_then(|id| id.parse().ok())
                        .unwrap_or(0),
                    part: relation.map(|r| r.part.clone()).unwrap_or_default(),
                    element,
                });
            }
        }
        let mut names = Vec::new();
        if let Some(list) = outline.child("definedNames") {
            for element in list.children(&bytes).map_err(fault)? {
                names.push(DefinedName {
                    name: element.value(&bytes, "name").unwrap_or_default(),
                    sheet: element
                        .value(&bytes, "localSheetId")
                        .and_then(|id| id.parse().ok()),
                    text: xml::text(element.inner(&bytes)),
                    element,
                });
            }
        }
        Ok(Book {
            part,
            strict,
            sheets,
            names,
            outline,
            new_sheets: Vec::new(),
            new_names: Vec::new(),
            changed_names: Vec::new(),
        })
    }

    /// The namespace of its parts.
    pub fn namespace(&self) -> &'static str {
        if self.strict { MAIN_STRICT } else { MAIN }
    }

    /// The type of a relationship in this package.
    pub fn relation(&self, kind: &str) -> String {
        format!("{}{kind}", if self.strict { STRICT } else { OFFICE })
    }

    /// The namespace of relationships in this package.
    pub fn relation_namespace(&self) -> &'static str {
        let types = if self.strict { STRICT } else { OFFICE };
        types.trim_end_matches('/')
    }

    /// The folder that its parts go to, slash included.
    pub fn folder(&self) -> &str {
        self.part
            .rfind('/')
            .map_or("", |slash| &self.part[..=slash])
    }

    /// The place of a sheet in the list, by its name as Excel compares names.
    pub fn sheet(&self, name: &str) -> Option<usize> {
        let key = name.to_lowercase();
        self.sheets
            .iter()
            .position(|sheet| sheet.name == name)
            .or_else(|| {
                self.sheets
                    .iter()
                    .position(|sheet| sheet.name.to_lowercase() == key)
            })
    }

    /// A defined name of a sheet, or of the workbook.
    pub fn name(&self, name: &str, sheet: Option<usize>) -> Option<usize> {
        self.names
            .iter()
            .position(|known| known.sheet == sheet && known.name.eq_ignore_ascii_case(name))
    }

    /// Lists one more sheet; gives its place in the list.
    pub fn add_sheet(&mut self, name: &str, relation: String) -> usize {
        let known = self.sheets.iter().map(|sheet| sheet.id);
        let new = self.new_sheets.iter().map(|(_, id, _)| *id);
        let id = known.chain(new).max().unwrap_or(0).saturating_add(1);
        self.new_sheets.push((name.into(), id, relation));
        self.sheets.len() + self.new_sheets.len() - 1
    }

    /// Defines one more name.
    pub fn define(&mut self, name: &str, sheet: Option<usize>, hidden: bool, text: String) {
        self.new_names.push((name.into(), sheet, hidden, text));
    }

    /// Gives a defined name another text.
    pub fn redefine(&mut self, index: usize, text: String) {
        self.changed_names.push((index, text));
    }

    /// Has every formula computed anew when the workbook is opened. `doc` is this part's.
    pub fn recalculate(&self, doc: &mut Doc) {
        let prefix = &self.outline.prefix;
        match self.outline.child("calcPr") {
            Some(element) => doc.set(element.start, element.tag_end, "fullCalcOnLoad", "1"),
            None => {
                let at = self.outline.place_for("calcPr", ORDER);
                doc.insert(at, format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>"));
            }
        }
    }

    /// Puts what was collected into the part.
    pub fn settle(self, package: &mut Package) -> Result<(), PatchError> {
        let namespace = self.relation_namespace();
        let doc = package.doc(&self.part)?;
        let prefix = &self.outline.prefix;
        if !self.new_sheets.is_empty() {
            let list = self
                .outline
                .child("sheets")
                .ok_or_else(|| PatchError::xml(&self.part)("no sheets".into()))?;
            // The prefix of the relationships' namespace is declared anew: the source may call it anything.
            let text: String = self
                .new_sheets
                .iter()
                .map(|(name, id, relation)| {
                    let name = xml::escaped(name);
                    format!(
                        "<{prefix}sheet xmlns:r=\"{namespace}\" name=\"{name}\" sheetId=\"{id}\" r:id=\"{relation}\"/>"
                    )
                })
                .collect();
            let declared = format!(" xmlns:r=\"{namespace}\"");
            let root = &self.outline.root;
            let known = root.value(&doc.bytes, "xmlns:r").as_deref() == Some(namespace);
            let text = if known {
                text.replace(&declared, "")
            } else {
                text
            };
            doc.append_to(list, prefix, text);
        }
        for (index, text) in &self.changed_names {
            if let Some(name) = self.names.get(*index).filter(|name| !name.element.empty) {
                doc.replace(name.element.tag_end..name.element.close, xml::escaped(text));
            }
        }
        if self.new_names.is_empty() {
            return Ok(());
        }
        let text: String = self
            .new_names
            .iter()
            .map(|(name, sheet, hidden, text)| {
                let local = sheet.map(|at| format!(" localSheetId=\"{at}\"")).unwrap_or_default();
                let hidden = if *hidden { " hidden=\"1\"" } else { "" };
                let [name, text] = [xml::escaped(name), xml::escaped(text)];
                format!("<{prefix}definedName name=\"{name}\"{local}{hidden}>{text}</{prefix}definedName>")
            })
            .collect();
        match self.outline.child("definedNames") {
            Some(list) => doc.append_to(list, prefix, text),
            None => {
                let at = self.outline.place_for("definedNames", ORDER);
                doc.insert(
                    at,
                    format!("<{prefix}definedNames>{text}</{prefix}definedNames>"),
                );
            }
        }
        Ok(())
    }
}

/// A sheet's name as a reference writes it: `'10月'`.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// The same as short as it may be: `复核概览`, but `'10月'`.
pub fn spoken(sheet: &str) -> String {
    let is_plain = |c: char| !c.is_ascii() && c.is_alphabetic();
    match sheet.chars().all(is_plain) {
        true => sheet.to_owned(),
        false => quoted(sheet),
    }
}

/// An absolute range: `$A$1:$B$2`.
pub fn absolute(range: CellRange) -> String {
    let cell = |at: CellRef| format!("${}${}", column_name(at.column), u64::from(at.row) + 1);
    format!("{}:{}", cell(range.first), cell(range.last))
}

/// A range with its sheet: `'10月'!$A$1:$B$2`.
pub fn on_sheet(sheet: &str, range: CellRange) -> String {
    format!("{}!{}", quoted(sheet), absolute(range))
}
