//! Numbers in the parts of report sheets: formats, strings, differential formats, tables.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::PatchError;
use super::package::Package;
use super::splice::Doc;
use super::strings::Strings;
use super::styles::Styles;
use super::xml::{self, Element, Fault, Kind, Outline, Tokens};

/// The styles of the report workbook, and the numbers they got in the source.
pub struct Formats {
    bytes: Vec<u8>,
    fonts: Vec<Element>,
    fills: Vec<Element>,
    borders: Vec<Element>,
    xfs: Vec<Element>,
    dxfs: Vec<Element>,
    codes: BTreeMap<u32, String>,
    known_xfs: BTreeMap<u32, u32>,
    known_dxfs: BTreeMap<u32, u32>,
}

impl Formats {
    /// Reads the styles part of the report workbook.
    pub fn read(reports: &mut Package, workbook: &str) -> Result<Formats, PatchError> {
        let part = reports
            .related(workbook, "styles")?
            .ok_or_else(|| PatchError::Graft("no styles".into()))?;
        let bytes = reports.read(&part)?;
        let outline = Outline::of(&bytes).map_err(PatchError::xml(&part))?;
        let list = |name: &str| match outline.child(name) {
            Some(element) => element.children(&bytes).map_err(PatchError::xml(&part)),
            None => Ok(Vec::new()),
        };
        let mut codes = BTreeMap::new();
        for item in list("numFmts")? {
            if let Some(id) = item
                .value(&bytes, "numFmtId")
                .and_then(|id| id.parse().ok())
            {
                codes.insert(id, item.value(&bytes, "formatCode").unwrap_or_default());
            }
        }
        Ok(Formats {
            fonts: list("fonts")?,
            fills: list("fills")?,
            borders: list("borders")?,
            xfs: list("cellXfs")?,
            dxfs: list("dxfs")?,
            codes,
            known_xfs: BTreeMap::new(),
            known_dxfs: BTreeMap::new(),
            bytes,
        })
    }

    /// The number that a format has in the source. The default format is the source's own.
    fn xf(&mut self, id: u32, styles: &mut Styles) -> u32 {
        if id == 0 {
            return 0;
        }
        if let Some(known) = self.known_xfs.get(&id) {
            return *known;
        }
        let Some(xf) = self.xfs.get(id as usize) else {
            return 0;
        };
        let number = |name: &str| {
            xf.value(&self.bytes, name)
                .and_then(|n| n.parse::<u32>().ok())
                .unwrap_or(0)
        };
        let raw = |list: &[Element], id: u32| {
            let item = list.get(id as usize).filter(|_| id > 0)?;
            Some(String::from_utf8_lossy(item.outer(&self.bytes)).into_owned())
        };
        let font = raw(&self.fonts, number("fontId")).map_or(0, |raw| styles.font(&raw));
        let fill = match number("fillId") {
            id @ 0..=1 => id,
            id => raw(&self.fills, id).map_or(0, |raw| styles.fill(&raw)),
        };
        let border = raw(&self.borders, number("borderId")).map_or(0, |raw| styles.border(&raw));
        let code = number("numFmtId");
        let code = self
            .codes
            .get(&code)
            .map_or(code, |text| styles.num_fmt(text));
        let mut doc = Doc::new(xf.outer(&self.bytes).to_vec());
        let end = xf.tag_end - xf.start;
        for (name, value) in [
            ("numFmtId", code),
            ("fontId", font),
            ("fillId", fill),
            ("borderId", border),
            ("xfId", 0),
        ] {
            doc.set(0, end, name, &value.to_string());
        }
        let mut out = Vec::new();
        let _ = doc.apply(&mut out);
        let new = styles.xf(&String::from_utf8_lossy(&out));
        self.known_xfs.insert(id, new);
        new
    }

    /// The number that a differential format has in the source.
    fn dxf(&mut self, id: u32, styles: &mut Styles) -> u32 {
        if let Some(known) = self.known_dxfs.get(&id) {
            return *known;
        }
        let new = match self.dxfs.get(id as usize) {
            Some(dxf) => {
                let raw = String::from_utf8_lossy(dxf.outer(&self.bytes)).into_owned();
                // A number format in here has a number too.
                let raw = self.codes.iter().fold(raw, |raw, (id, code)| {
                    let old = format!("numFmtId=\"{id}\"");
                    if raw.contains(&old) {
                        let new = styles.num_fmt(code);
                        raw.replace(&old, &format!("numFmtId=\"{new}\""))
                    } else {
                        raw
                    }
                });
                styles.dxf(&raw)
            }
            None => 0,
        };
        self.known_dxfs.insert(id, new);
        new
    }
}

/// The shared strings of the report workbook.
pub struct Texts {
    bytes: Vec<u8>,
    items: Vec<Element>,
    /// The numbers that they got in the source.
    known: Vec<Option<u32>>,
}

impl Texts {
    /// Reads the shared strings part of the report workbook.
    pub fn read(reports: &mut Package, workbook: &str) -> Result<Texts, PatchError> {
        let (mut bytes, mut items) = (Vec::new(), Vec::new());
        if let Some(part) = reports.related(workbook, "sharedStrings")? {
            bytes = reports.read(&part)?;
            let outline = Outline::of(&bytes).map_err(PatchError::xml(&part))?;
            items = outline.children;
            items.retain(|child| child.name == "si");
        }
        Ok(Texts {
            known: vec![None; items.len()],
            bytes,
            items,
        })
    }

    /// The number that a string has in the source.
    fn string(&mut self, id: u32, strings: &mut Strings) -> Result<u32, Fault> {
        let id = id as usize;
        let item = self.items.get(id).ok_or("a string that is not there")?;
        if let Some(known) = self.known[id] {
            strings.use_again();
            return Ok(known);
        }
        let new = strings.add_raw(item.outer(&self.bytes));
        self.known[id] = Some(new);
        Ok(new)
    }
}

/// A copy of a part in which values give way to others, from front to back.
struct Renumbered<'a> {
    bytes: &'a [u8],
    /// How much of them the copy has.
    copied: usize,
    copy: Vec<u8>,
}

impl<'a> Renumbered<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Renumbered {
            bytes,
            copied: 0,
            copy: Vec::with_capacity(bytes.len() + bytes.len() / 16),
        }
    }

    fn put(&mut self, place: Range<usize>, new: &str) {
        let kept = &self.bytes[self.copied..place.start];
        self.copy.extend_from_slice(kept);
        self.copy.extend_from_slice(new.as_bytes());
        self.copied = place.end;
    }

    fn finish(mut self) -> Vec<u8> {
        self.copy.extend_from_slice(&self.bytes[self.copied..]);
        self.copy
    }
}

/// A report sheet with the source's numbers.
pub fn sheet(
    bytes: &[u8],
    formats: &mut Formats,
    texts: &mut Texts,
    styles: &mut Styles,
    strings: &mut Strings,
) -> Result<Vec<u8>, Fault> {
    let mut renumbered = Renumbered::of(bytes);
    let mut tokens = Tokens::new(bytes, 0..bytes.len());
    let mut shared = false;
    let mut value = None;
    while let Some(token) = tokens.step()? {
        let name = xml::local(xml::name(bytes, &token));
        match token.kind {
            Kind::Open | Kind::Empty => {
                if name == b"v" {
                    value = Some(token.end).filter(|_| token.kind == Kind::Open && shared);
                    continue;
                }
                if name == b"c" {
                    shared = false;
                }
                for attribute in xml::attributes(bytes, token.start, token.end) {
                    let raw = &bytes[attribute.value.clone()];
                    let number = || super::scan::number(raw).unwrap_or(0);
                    let new = match (name, attribute.name) {
                        (b"c" | b"row", b"s") | (b"col", b"style") => formats.xf(number(), styles),
                        (_, b"dxfId") => formats.dxf(number(), styles),
                        // Two selected tabs would be edited together.
                        (b"sheetView", b"tabSelected") => 0,
                        (b"c", b"t") => {
                            shared = raw == b"s";
                            continue;
                        }
                        (b"c", b"cm" | b"vm") => return Err("cell metadata".into()),
                        _ => continue,
                    };
                    renumbered.put(attribute.value, &new.to_string());
                }
            }
            Kind::Close => {
                if let Some(from) = value.take() {
                    let id = super::scan::number(&bytes[from..token.start]);
                    let id = id.ok_or("a string that is not there")?;
                    let new = texts.string(id, strings)?;
                    renumbered.put(from..token.start, &new.to_string());
                }
            }
            Kind::Text | Kind::Other => {}
        }
    }
    Ok(renumbered.finish())
}

/// A table with a number and a name of its own.
pub fn table(
    bytes: &[u8],
    id: u32,
    table_name: &str,
    formats: &mut Formats,
    styles: &mut Styles,
) -> Result<Vec<u8>, Fault> {
    let mut renumbered = Renumbered::of(bytes);
    let mut tokens = Tokens::new(bytes, 0..bytes.len());
    while let Some(token) = tokens.step()? {
        if !matches!(token.kind, Kind::Open | Kind::Empty) {
            continue;
        }
        let is_root = xml::local(xml::name(bytes, &token)) == b"table";
        for attribute in xml::attributes(bytes, token.start, token.end) {
            let new = match attribute.name {
                b"id" if is_root => id.to_string(),
                b"name" | b"displayName" if is_root => xml::escaped(table_name),
                name if name.ends_with(b"xfId") => {
                    let old = super::scan::number(&bytes[attribute.value.clone()]).unwrap_or(0);
                    formats.dxf(old, styles).to_string()
                }
                _ => continue,
            };
            renumbered.put(attribute.value, &new);
        }
    }
    Ok(renumbered.finish())
}
