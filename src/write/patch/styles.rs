//! The styles part: twins of formats that differ in the fill alone, and formats for cells of fuhe's own.
//!
//! Formats are only ever appended, so that every number in the source keeps its meaning.

use std::collections::BTreeMap;

use super::book::Book;
use super::error::PatchError;
use super::package::Package;
use super::splice::Doc;
use super::xml::{self, Element, Outline};
use crate::markup::{Figure, Look, Role, Tone};
use crate::write::looks::change_format;

const ORDER: &[&str] = &[
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// A collection of the styles part, and what a lacking one must hold before anything of ours.
struct Kind {
    name: &'static str,
    base: &'static [&'static str],
}

const FONTS: usize = 1;
const FILLS: usize = 2;
const BORDERS: usize = 3;
const CELL_XFS: usize = 5;
const NUM_FMTS: usize = 0;

const KINDS: [Kind; 7] = [
    Kind {
        name: "numFmts",
        base: &[],
    },
    Kind {
        name: "fonts",
        base: &["<font><sz val=\"11\"/><name val=\"Calibri\"/></font>"],
    },
    Kind {
        name: "fills",
        base: &[
            "<fill><patternFill patternType=\"none\"/></fill>",
            "<fill><patternFill patternType=\"gray125\"/></fill>",
        ],
    },
    Kind {
        name: "borders",
        base: &["<border><left/><right/><top/><bottom/><diagonal/></border>"],
    },
    Kind {
        name: "cellStyleXfs",
        base: &["<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"],
    },
    Kind {
        name: "cellXfs",
        base: &["<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"],
    },
    Kind {
        name: "cellStyles",
        base: &["<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"],
    },
];

/// More cell formats than this Excel calls a damaged file.
const MOST_XFS: u32 = 65_490;

/// One collection: what the source has and what is appended.
#[derive(Default)]
struct Collection {
    element: Option<Element>,
    /// How many items it holds, the appended ones included.
    count: u32,
    appended: Vec<u8>,
    /// Holds something of ours.
    grown: bool,
    /// Appended items by their bytes, so that none is appended twice.
    known: BTreeMap<Vec<u8>, u32>,
}

/// The styles of the source, to be appended to.
pub struct Styles {
    part: String,
    bytes: Vec<u8>,
    outline: Outline,
    collections: Vec<Collection>,
    xfs: Vec<Element>,
    fills: Vec<Element>,
    num_fmts: BTreeMap<String, u32>,
    next_num_fmt: u32,
    twins: BTreeMap<(u32, Tone), u32>,
    looks: BTreeMap<(Look, Option<u32>), u32>,
    is_full: bool,
}

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// A styles part for a package that has none.
fn empty_part(namespace: &str) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{namespace}\">"
    );
    for kind in KINDS.iter().filter(|kind| !kind.base.is_empty()) {
        let (name, count, items) = (kind.name, kind.base.len(), kind.base.concat());
        text += &format!("<{name} count=\"{count}\">{items}</{name}>");
    }
    text + "</styleSheet>"
}

impl Styles {
    /// Reads the styles of a package, or prepares a part for them.
    pub fn of(package: &mut Package, book: &Book) -> Result<Styles, PatchError> {
        match package.related(&book.part, "styles")? {
            Some(part) => {
                let bytes = package.read(&part)?;
                Styles::parse(&part, bytes)
            }
            None => {
                let part = package.usual_name("xl/styles");
                Styles::parse(&part, empty_part(book.namespace()).into_bytes())
            }
        }
    }

    /// Reads a styles part.
    fn parse(part: &str, bytes: Vec<u8>) -> Result<Styles, PatchError> {
        if !xml::is_utf8(&bytes) {
            return Err(PatchError::Encoding(part.into()));
        }
        let fault = |why| PatchError::xml(part)(why);
        let outline = Outline::of(&bytes).map_err(fault)?;
        let mut collections = Vec::with_capacity(KINDS.len());
        let mut xfs = Vec::new();
        let mut fills = Vec::new();
        let mut num_fmts = BTreeMap::new();
        let mut next_num_fmt = 164;
        for (index, kind) in KINDS.iter().enumerate() {
            let element = outline.child(kind.name).cloned();
            let items = match &element {
                Some(element) => element.children(&bytes).map_err(fault)?,
                None => Vec::new(),
            };
            let mut collection = Collection {
                count: u32::try_from(items.len()).unwrap_or(u32::MAX),
                element,
                ..Collection::default()
            };
            if items.is_empty() {
                for base in kind.base {
                    collection
                        .append(xml::with_prefix(base.as_bytes(), &outline.prefix).into_owned());
                }
                collection.grown = false;
            }
            if index == NUM_FMTS {
                for item in &items {
                    let id = item
                        .value(&bytes, "numFmtId")
                        .and_then(|id| id.parse::<u32>().ok());
                    if let Some(id) = id {
                        next_num_fmt = next_num_fmt.max(id.saturating_add(1));
                        num_fmts.insert(item.value(&bytes, "formatCode").unwrap_or_default(), id);
                    }
                }
            }
            match index {
                CELL_XFS => xfs = items,
                FILLS => fills = items,
                _ => {}
            }
            collections.push(collection);
        }
        Ok(Styles {
            part: part.into(),
            bytes,
            outline,
            collections,
            xfs,
            fills,
            num_fmts,
            next_num_fmt,
            twins: BTreeMap::new(),
            looks: BTreeMap::new(),
            is_full: false,
        })
    }

    fn append(&mut self, kind: usize, raw: &str) -> u32 {
        let raw = xml::with_prefix(raw.as_bytes(), &self.outline.prefix).into_owned();
        self.append_raw(kind, raw)
    }

    fn append_raw(&mut self, kind: usize, raw: Vec<u8>) -> u32 {
        self.collections.get_mut(kind).map_or(0, |c| c.append(raw))
    }

    /// Appends a font, written without prefix.
    pub fn font(&mut self, raw: &str) -> u32 {
        self.append(FONTS, raw)
    }

    /// Appends a fill, written without prefix.
    pub fn fill(&mut self, raw: &str) -> u32 {
        self.append(FILLS, raw)
    }

    /// Appends a border, written without prefix.
    pub fn border(&mut self, raw: &str) -> u32 {
        self.append(BORDERS, raw)
    }

    /// Appends a cell format, written without prefix.
    pub fn xf(&mut self, raw: &str) -> u32 {
        let raw = xml::with_prefix(raw.as_bytes(), &self.outline.prefix).into_owned();
        self.append_xf(raw, 0)
    }

    /// Appends a cell format; where no more are allowed, `instead` has to do.
    fn append_xf(&mut self, raw: Vec<u8>, instead: u32) -> u32 {
        let formats = self.collections.get(CELL_XFS);
        if formats.is_some_and(|all| all.count >= MOST_XFS && !all.known.contains_key(&raw)) {
            self.is_full = true;
            return instead;
        }
        self.append_raw(CELL_XFS, raw)
    }

    /// True where cells had to do without a format of their own.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// The number of a number format code of fuhe's own.
    pub fn num_fmt(&mut self, code: &str) -> u32 {
        if let Some(id) = self.num_fmts.get(code) {
            return *id;
        }
        let id = self.next_num_fmt;
        self.next_num_fmt += 1;
        self.num_fmts.insert(code.into(), id);
        let code = xml::escaped(code);
        self.append(
            NUM_FMTS,
            &format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"),
        );
        id
    }

    fn tone_fill(&mut self, tone: Tone) -> u32 {
        self.fill(&tone_fill_xml(tone))
    }

    /// The format that looks like `style` but for its fill.
    pub fn twin(&mut self, style: u32, tone: Tone) -> u32 {
        if let Some(twin) = self.twins.get(&(style, tone)) {
            return *twin;
        }
        let fill = self.tone_fill(tone).to_string();
        let xf = self.xf_with(style, &[("fillId", &fill), ("applyFill", "1")], None);
        let twin = self.append_xf(xf, style);
        self.twins.insert((style, tone), twin);
        twin
    }

    /// The bytes of a format with attributes set, and perhaps another alignment.
    fn xf_with(&self, style: u32, attributes: &[(&str, &str)], alignment: Option<&str>) -> Vec<u8> {
        let prefix = &self.outline.prefix;
        let mut doc = match self.xfs.get(style as usize).or_else(|| self.xfs.first()) {
            Some(xf) => Doc::new(xf.outer(&self.bytes).to_vec()),
            None => {
                let base = KINDS[CELL_XFS].base.concat();
                Doc::new(xml::with_prefix(base.as_bytes(), prefix).into_owned())
            }
        };
        let Ok(mut elements) = xml::elements(&doc.bytes, 0..doc.bytes.len()) else {
            return doc.bytes;
        };
        let Some(xf) = elements.pop() else {
            return doc.bytes;
        };
        for (name, value) in attributes {
            doc.set(xf.start, xf.tag_end, name, value);
        }
        if let Some(alignment) = alignment {
            let alignment = format!("<{prefix}{}", alignment.trim_start_matches('<'));
            let children = xf.children(&doc.bytes).unwrap_or_default();
            match children.iter().find(|child| child.name == "alignment") {
                Some(old) => doc.replace(old.start..old.end, alignment),
                None if xf.empty => doc.append_to(&xf, prefix, alignment),
                None => doc.insert(xf.tag_end, alignment),
            }
        }
        let mut out = Vec::with_capacity(doc.bytes.len() + 64);
        let plain = doc.bytes.clone();
        match doc.apply(&mut out) {
            Ok(Some(_)) => out,
            _ => plain,
        }
    }

    /// A format's fill as written, where it has one and no prefix stands in the way.
    pub fn fill_of(&self, style: u32) -> Option<String> {
        let fill = self.fills.get(self.id_of(style, "fillId") as usize)?;
        let raw = String::from_utf8_lossy(fill.outer(&self.bytes)).into_owned();
        Some(raw).filter(|raw| self.outline.prefix.is_empty() && !raw.contains("\"none\""))
    }

    /// True where a format's fill is one of fuhe's tones.
    pub fn is_toned(&self, style: u32) -> bool {
        let fill = self.fills.get(self.id_of(style, "fillId") as usize);
        let raw = fill.map(|fill| String::from_utf8_lossy(fill.outer(&self.bytes)).to_uppercase());
        raw.is_some_and(|raw| {
            let tones = [
                Tone::Error,
                Tone::Warning,
                Tone::Info,
                Tone::Consequence,
                Tone::Good,
                Tone::Held,
            ];
            raw.contains("SOLID")
                && tones
                    .iter()
                    .any(|tone| raw.contains(&format!("FF{:06X}", tone.fill())))
        })
    }

    /// The format that looks like `style` with the fill that was there before fuhe's.
    pub fn untoned(&mut self, style: u32, fill: Option<&str>) -> u32 {
        let fill = fill.map_or(0, |raw| self.fill(raw)).to_string();
        let xf = self.xf_with(style, &[("fillId", &fill)], None);
        self.append_xf(xf, style)
    }

    /// A number of one of a format's parts.
    fn id_of(&self, style: u32, attribute: &str) -> u32 {
        self.xfs
            .get(style as usize)
            .and_then(|xf| xf.value(&self.bytes, attribute)?.parse().ok())
            .unwrap_or(0)
    }

    /// The format of a cell of fuhe's own beside a table: the font and the border of its neighbour, the rest by `look`.
    pub fn beside(&mut self, look: Look, neighbour: Option<u32>) -> u32 {
        if let Some(known) = self.looks.get(&(look, neighbour)) {
            return *known;
        }
        let base = neighbour.unwrap_or(0);
        let fill = match look.tone {
            Some(tone) => self.tone_fill(tone),
            None => 0,
        };
        let mut border = self.id_of(base, "borderId");
        if border == 0
            && !matches!(
                look.role,
                Role::Plain | Role::Small | Role::Label | Role::Figure
            )
        {
            let side = |name| format!("<{name} style=\"thin\"><color auto=\"1\"/></{name}>");
            let sides: String = ["left", "right", "top", "bottom"].map(side).concat();
            border = self.border(&format!("<border>{sides}<diagonal/></border>"));
        }
        let number = match look.figure {
            Figure::General => 0,
            Figure::Integer => 3,
            Figure::Digits(0) => 1,
            Figure::Digits(2) => 2,
            Figure::Digits(digits) => {
                let digits = "0".repeat(usize::from(digits.min(15)));
                self.num_fmt(&format!("0.{digits}"))
            }
            Figure::Change(digits) => self.num_fmt(&change_format(digits)),
            Figure::Money => 4,
            Figure::Percent => self.num_fmt("0.##%"),
        };
        let horizontal = match (look.centered, look.figure, look.wrap) {
            (true, ..) => " horizontal=\"center\"",
            (false, Figure::General, true) => " horizontal=\"left\"",
            _ => "",
        };
        let wrap = if look.wrap { " wrapText=\"1\"" } else { "" };
        let alignment = format!("<alignment{horizontal} vertical=\"center\"{wrap}/>");
        let [fill, border, number] = [fill, border, number].map(|id| id.to_string());
        let xf = self.xf_with(
            base,
            &[
                ("numFmtId", &number),
                ("fillId", &fill),
                ("borderId", &border),
                ("applyNumberFormat", "1"),
                ("applyFill", "1"),
                ("applyBorder", "1"),
                ("applyAlignment", "1"),
            ],
            Some(&alignment),
        );
        let style = self.append_xf(xf, base);
        self.looks.insert((look, neighbour), style);
        style
    }

    /// Puts what was appended into the part.
    pub fn settle(self, package: &mut Package, book: &Book) -> Result<(), PatchError> {
        // Bases that a lacking collection was given count for nothing while nothing of ours refers to them.
        if self.collections.iter().all(|collection| !collection.grown) {
            return Ok(());
        }
        if !package.has(&self.part) {
            package.relate(&book.part, &book.relation("styles"), &self.part)?;
            package.add(
                &self.part,
                CONTENT_TYPE,
                empty_part(book.namespace()).into_bytes(),
            );
        }
        let prefix = self.outline.prefix.clone();
        let doc = package.doc(&self.part)?;
        for (kind, collection) in KINDS.iter().zip(self.collections) {
            if collection.appended.is_empty() {
                continue;
            }
            let count = collection.count.to_string();
            let Some(element) = collection.element else {
                let name = kind.name;
                let mut whole = format!("<{prefix}{name} count=\"{count}\">").into_bytes();
                whole.extend_from_slice(&collection.appended);
                whole.extend_from_slice(format!("</{prefix}{name}>").as_bytes());
                doc.insert(self.outline.place_for(name, ORDER), whole);
                continue;
            };
            if element.attribute(&doc.bytes, "count").is_some() {
                doc.set(element.start, element.tag_end, "count", &count);
            }
            doc.append_to(&element, &prefix, collection.appended);
        }
        Ok(())
    }
}

/// A tone's fill as it stands in the styles part, without prefix.
pub fn tone_fill_xml(tone: Tone) -> String {
    fill_xml(tone.fill())
}

/// A plain fill as it stands in the styles part, without prefix.
pub fn fill_xml(color: u32) -> String {
    format!(
        "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{color:06X}\"/><bgColor indexed=\"64\"/></patternFill></fill>"
    )
}

impl Collection {
    fn append(&mut self, raw: Vec<u8>) -> u32 {
        if let Some(known) = self.known.get(&raw) {
            return *known;
        }
        let id = self.count;
        self.count += 1;
        self.appended.extend_from_slice(&raw);
        self.known.insert(raw, id);
        self.grown = true;
        id
    }
}
