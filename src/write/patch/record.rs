//! The record: a custom XML part that says what fuhe did, so that it can be taken out again.
//!
//! Per touched part it holds the checksums before and after and the way back ([`splice::encode`]); then the added
//! parts and the names of fuhe's sheets. Excel keeps custom XML when it saves; the checksums tell whether the places
//! still hold.

use super::book::Book;
use super::error::PatchError;
use super::package::Package;
use super::part::Written;
use super::splice::{self, Undo};
use super::xml::{self, Element, Outline};

/// The record's namespace, by which it is found.
pub const NAMESPACE: &str = "urn:fuhe:record:1";

/// A touched part.
#[derive(Debug, Clone)]
pub struct PartRecord {
    /// Its name.
    pub name: String,
    /// Its checksum before.
    pub before: u32,
    /// Its checksum after.
    pub after: u32,
    /// The way back.
    pub undo: Vec<Undo>,
}

/// A value that fuhe put in the place of the source's, in words: the record may outlive the way back.
#[derive(Debug, Clone, Default)]
pub struct Replaced {
    /// The sheet's name.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// What it showed.
    pub was: String,
    /// Its formula, if it had one.
    pub formula: String,
    /// What it shows now.
    pub now: String,
}

/// What fuhe did to a package.
#[derive(Default)]
pub struct Record {
    /// The record's own part.
    pub part: String,
    /// Touched parts.
    pub touched: Vec<PartRecord>,
    /// Added parts.
    pub added: Vec<String>,
    /// fuhe's sheets.
    pub sheets: Vec<String>,
    /// Blocks of columns: their titles.
    pub titles: Vec<String>,
    /// Sheets whose filter is fuhe's, by name.
    pub filters: Vec<String>,
    /// Marked cells that had a fill: sheet, cell, the fill as XML.
    pub fills: Vec<(String, String, String)>,
    /// The ways back from new values, which lie under the marks; the oldest first.
    pub layers: Vec<Vec<PartRecord>>,
    /// The new values in words.
    pub replaced: Vec<Replaced>,
    /// The copy was written anew: there is no way back to the source's bytes.
    pub rebuilt: bool,
}

/// Adds the record's part, empty, with all that leads to it; gives its name.
pub fn reserve(package: &mut Package, book: &Book) -> Result<String, PatchError> {
    let part = package.free_name("customXml/item", "xml");
    let properties = package.free_name("customXml/itemProps", "xml");
    let kind = book.relation("customXml");
    package.relate(&book.part, &kind, &part)?;
    package.add(&part, "application/xml", Vec::new());
    let namespace = if book.strict {
        "http://purl.oclc.org/ooxml/officeDocument/customXml"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<ds:datastoreItem \
         ds:itemID=\"{{F0E5A000-0000-4000-8000-00000000F0E5}}\" xmlns:ds=\"{namespace}\"><ds:schemaRefs>\
         <ds:schemaRef ds:uri=\"{NAMESPACE}\"/></ds:schemaRefs></ds:datastoreItem>"
    );
    let content = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml";
    package.add(&properties, content, text.into_bytes());
    package.relate(&part, &book.relation("customXmlProps"), &properties)?;
    Ok(part)
}

impl Record {
    /// The record's bytes.
    pub fn write(&self, written: &[Written], added: &[String]) -> Vec<u8> {
        let rebuilt = if self.rebuilt { " rebuilt=\"1\"" } else { "" };
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<record xmlns=\"{NAMESPACE}\"{rebuilt}>"
        );
        for part in written {
            out += &part_xml(&part.name, part.before, part.after, &part.undo);
        }
        for layer in &self.layers {
            let parts: String = layer
                .iter()
                .map(|part| part_xml(&part.name, part.before, part.after, &part.undo))
                .collect();
            out += &format!("<values>{parts}</values>\n");
        }
        for one in &self.replaced {
            let [sheet, was, formula, now] =
                [&one.sheet, &one.was, &one.formula, &one.now].map(|text| xml::escaped(text));
            let cell = &one.cell;
            out += &format!(
                "<replaced sheet=\"{sheet}\" cell=\"{cell}\" was=\"{was}\" formula=\"{formula}\" now=\"{now}\"/>\n"
            );
        }
        let mut list = |tag: &str, names: &[String]| {
            for name in names {
                out += &format!("<{tag} name=\"{}\"/>\n", xml::escaped(name));
            }
        };
        list("added", added);
        list("sheet", &self.sheets);
        list("title", &self.titles);
        list("filter", &self.filters);
        for (sheet, cell, fill) in &self.fills {
            let [sheet, fill] = [xml::escaped(sheet), xml::escaped(fill)];
            out += &format!("<fill sheet=\"{sheet}\" cell=\"{cell}\">{fill}</fill>\n");
        }
        out += "</record>";
        out.into_bytes()
    }

    /// The record of a package, if fuhe made one. LibreOffice lets the package lead to it, not the workbook.
    pub fn find(package: &mut Package, workbook: &str) -> Result<Option<Record>, PatchError> {
        let mut items: Vec<String> = Vec::new();
        for part in [workbook, ""] {
            let list = package.relations(part)?.list.iter();
            items.extend(
                list.filter(|r| r.is("customXml") && !r.external)
                    .map(|r| r.part.clone()),
            );
        }
        for item in items {
            let Ok(bytes) = package.read(&item) else {
                continue;
            };
            if let Some(record) = Record::parse(&item, &bytes) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn parse(part: &str, bytes: &[u8]) -> Option<Record> {
        let outline = Outline::of(bytes).ok()?;
        if outline.root.name != "record" || outline.namespace(bytes).as_deref() != Some(NAMESPACE) {
            return None;
        }
        let mut record = Record {
            part: part.into(),
            rebuilt: outline.root.value(bytes, "rebuilt").is_some(),
            ..Record::default()
        };
        for child in &outline.children {
            let value = |name| child.value(bytes, name);
            let name = value("name").unwrap_or_default();
            match child.name.as_str() {
                "part" => record.touched.push(part_of(bytes, child)?),
                "values" => {
                    let parts = child.children(bytes).ok()?;
                    let layer = parts.iter().map(|part| part_of(bytes, part));
                    record.layers.push(layer.collect::<Option<_>>()?);
                }
                "replaced" => record.replaced.push(Replaced {
                    sheet: value("sheet").unwrap_or_default(),
                    cell: value("cell").unwrap_or_default(),
                    was: value("was").unwrap_or_default(),
                    formula: value("formula").unwrap_or_default(),
                    now: value("now").unwrap_or_default(),
                }),
                "added" => record.added.push(name),
                "sheet" => record.sheets.push(name),
                "title" => record.titles.push(name),
                "filter" => record.filters.push(name),
                "fill" => record.fills.push((
                    value("sheet").unwrap_or_default(),
                    value("cell").unwrap_or_default(),
                    xml::text(child.inner(bytes)),
                )),
                _ => {}
            }
        }
        Some(record)
    }
}

fn part_xml(name: &str, before: u32, after: u32, undo: &[Undo]) -> String {
    let (name, undo) = (xml::escaped(name), splice::encode(undo));
    format!("<part name=\"{name}\" before=\"{before}\" after=\"{after}\">{undo}</part>\n")
}

fn part_of(bytes: &[u8], element: &Element) -> Option<PartRecord> {
    let value = |name| element.value(bytes, name);
    Some(PartRecord {
        name: value("name").unwrap_or_default(),
        before: value("before")?.parse().ok()?,
        after: value("after")?.parse().ok()?,
        undo: splice::decode(std::str::from_utf8(element.inner(bytes)).ok()?)?,
    })
}
