//! The package, in the standard's own words: parts, relationships, content types.
//!
//! Part names are kept without the leading slash and are found whatever their case or slashes, as Excel finds them.
//! What nobody opened for editing is copied raw when the package is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read};

use rayon::prelude::*;

use super::error::PatchError;
use super::part::{Entry, Part, Written, crc};
use super::relations::{self, Relations};
use super::splice::Doc;
use super::xml;
use crate::archive::{Archive, Bytes};
use crate::write::pack::{self, ALONE, Packed};

/// No part is held that is larger than this: sheets of the largest size that Excel writes stay below.
const MOST: u64 = 2 << 30;
/// So many bytes of parts that are kept are held against their checksums.
const MOST_CHECKED: u64 = 512 << 20;

/// A source package with its edits.
pub struct Package {
    archive: Archive,
    /// Entry numbers by lower-case part name.
    entries: BTreeMap<String, usize>,
    /// Part names as written, by entry number.
    names: Vec<String>,
    /// Parts that were opened for editing, by lower-case name.
    docs: BTreeMap<String, Doc>,
    /// New parts, in the order in which they came.
    added: Vec<(String, Vec<u8>)>,
    /// Parts that are compressed already, by lower-case name: they take the place of the source's or of added ones.
    packed: BTreeMap<String, Packed>,
    /// Parts that are left out, in lower case.
    dropped: BTreeSet<String>,
    relations: BTreeMap<String, Relations>,
    /// New content types: part name and type.
    overrides: Vec<(String, String)>,
    /// New parts whose type goes by their extension: part name, extension, type.
    by_extension: Vec<(String, &'static str, &'static str)>,
}

/// Makes the record of what was touched and what was added.
pub type RecordMaker<'a> = &'a dyn Fn(&[Written], &[String]) -> Vec<u8>;

/// The content types part.
pub const CONTENT_TYPES: &str = "[Content_Types].xml";

impl Package {
    /// Opens the bytes of a package.
    pub fn open(bytes: &Bytes) -> Result<Package, PatchError> {
        let archive = bytes.archive();
        let mut archive = archive.map_err(|e| PatchError::NotZip(e.to_string()))?;
        let mut entries = BTreeMap::new();
        let mut names = Vec::with_capacity(archive.zip.len());
        for index in 0..archive.zip.len() {
            let file = archive.zip.by_index_raw(index);
            let file = file.map_err(|e| PatchError::NotZip(e.to_string()))?;
            if file.encrypted() {
                return Err(PatchError::Encrypted);
            }
            let name = written_name(&file).replace('\\', "/");
            let name = name.trim_start_matches('/').to_owned();
            entries.entry(name.to_lowercase()).or_insert(index);
            names.push(name);
        }
        Ok(Package {
            archive,
            entries,
            names,
            docs: BTreeMap::new(),
            added: Vec::new(),
            packed: BTreeMap::new(),
            dropped: BTreeSet::new(),
            relations: BTreeMap::new(),
            overrides: Vec::new(),
            by_extension: Vec::new(),
        })
    }

    /// The names of the source's parts that are not left out.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.ends_with('/') && !self.dropped.contains(&name.to_lowercase()))
    }

    /// True where the source has the part, or it was added.
    pub fn has(&self, name: &str) -> bool {
        let key = name.to_lowercase();
        (self.entries.contains_key(&key) && !self.dropped.contains(&key))
            || self.added.iter().any(|(added, _)| is_named(added, &key))
    }

    /// The checksum and size of a source part.
    pub fn checksum(&mut self, name: &str) -> Option<(u32, u64)> {
        let index = *self.entries.get(&name.to_lowercase())?;
        let file = self.archive.zip.by_index_raw(index).ok()?;
        Some((file.crc32(), file.size()))
    }

    /// The original bytes of a source part.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, PatchError> {
        let key = name.to_lowercase();
        if let Some(doc) = self.docs.get(&key) {
            return Ok(doc.bytes.clone());
        }
        if let Some((_, bytes)) = self.added.iter().find(|(added, _)| is_named(added, &key)) {
            return Ok(bytes.clone());
        }
        let missing = || PatchError::Missing(name.into());
        let index = *self.entries.get(&key).ok_or_else(missing)?;
        // Those that lead to others are read again and again.
        if let Some(small) = self.archive.small(index) {
            return Ok(small.to_vec());
        }
        let file = self.archive.zip.by_index(index);
        let mut file = file.map_err(|e| PatchError::NotZip(format!("{name}: {e}")))?;
        let size = file.size();
        if size > MOST {
            return Err(PatchError::TooLarge(name.into()));
        }
        // A directory may lie about the size: it is a hint for the buffer, up to a point, and a limit for the reader.
        let mut bytes = Vec::with_capacity(usize::try_from(size.min(256 << 20)).unwrap_or(0));
        let read = (&mut file).take(MOST + 1).read_to_end(&mut bytes);
        read.map_err(|e| PatchError::NotZip(format!("{name}: {e}")))?;
        if bytes.len() as u64 > MOST {
            return Err(PatchError::TooLarge(name.into()));
        }
        Ok(bytes)
    }

    /// A source part for editing.
    pub fn doc(&mut self, name: &str) -> Result<&mut Doc, PatchError> {
        let key = name.to_lowercase();
        if !self.docs.contains_key(&key) {
            let bytes = self.read(name)?;
            if !xml::is_utf8(&bytes) {
                return Err(PatchError::Encoding(name.into()));
            }
            self.docs.insert(key.clone(), Doc::new(bytes));
        }
        self.docs
            .get_mut(&key)
            .ok_or_else(|| PatchError::Missing(name.into()))
    }

    /// Takes a source part out for editing while the package is used for other things; [`Package::put`] brings it back.
    pub fn take(&mut self, name: &str) -> Result<Doc, PatchError> {
        self.doc(name)?;
        Ok(self.docs.remove(&name.to_lowercase()).unwrap_or_default())
    }

    /// Brings back what [`Package::take`] took.
    pub fn put(&mut self, name: &str, doc: Doc) {
        self.docs.insert(name.to_lowercase(), doc);
    }

    /// Replaces the base bytes of a part, so that later edits are reckoned from them.
    pub fn rebase(&mut self, name: &str, bytes: Vec<u8>) {
        self.docs.insert(name.to_lowercase(), Doc::new(bytes));
    }

    /// Adds a new part with its content type.
    pub fn add(&mut self, name: &str, content_type: &str, bytes: Vec<u8>) {
        self.added.push((name.into(), bytes));
        self.overrides.push((name.into(), content_type.into()));
    }

    /// Adds a new part whose content type goes by its extension.
    pub fn add_by_extension(
        &mut self,
        name: &str,
        extension: &'static str,
        content_type: &'static str,
        bytes: Vec<u8>,
    ) {
        self.added.push((name.into(), bytes));
        self.by_extension
            .push((name.into(), extension, content_type));
    }

    /// Gives the bytes of an added part, by its place among them.
    pub fn fill_added(&mut self, place: usize, bytes: Vec<u8>) {
        if let Some((_, empty)) = self.added.get_mut(place) {
            *empty = bytes;
        }
    }

    /// Gives the bytes of a part that was added or stands for something.
    pub fn fill(&mut self, name: &str, bytes: Vec<u8>) {
        match self.added.iter().position(|(added, _)| added == name) {
            Some(place) => self.fill_added(place, bytes),
            None => self.rebase(name, bytes),
        }
    }

    /// Gives the bytes of a part, compressed.
    pub fn fill_packed(&mut self, name: &str, packed: Packed) {
        self.packed.insert(name.to_lowercase(), packed);
    }

    /// The names of the parts that were added, relationships parts included once they are settled.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.added.iter().map(|(name, _)| name.as_str())
    }

    /// The bytes of added parts whose names end so.
    pub fn added_ending(&self, end: &str) -> impl Iterator<Item = &[u8]> {
        self.added
            .iter()
            .filter(move |(name, _)| name.ends_with(end))
            .map(|(_, bytes)| bytes.as_slice())
    }

    /// Leaves a part out.
    pub fn drop_part(&mut self, name: &str) {
        self.dropped.insert(name.to_lowercase());
    }

    /// `stem` with the first number from 1 that makes a free part name.
    pub fn free_name(&self, stem: &str, extension: &str) -> String {
        (1u32..)
            .map(|number| format!("{stem}{number}.{extension}"))
            .find(|name| !self.has(name))
            .unwrap_or_default()
    }

    /// The name under which readers expect a part, that do not follow relationships; a numbered one where it is taken.
    pub fn usual_name(&self, stem: &str) -> String {
        let name = format!("{stem}.xml");
        if self.has(&name) {
            self.free_name(stem, "xml")
        } else {
            name
        }
    }

    /// The relationships of a part (of the package itself where `part` is empty).
    pub fn relations(&mut self, part: &str) -> Result<&mut Relations, PatchError> {
        let key = part.to_lowercase();
        if !self.relations.contains_key(&key) {
            let name = Relations::part_of(part);
            let read = if self.has(&name) {
                let bytes = self.read(&name)?;
                Relations::parse(part, &bytes).map_err(PatchError::xml(&name))?
            } else {
                Relations::none(part)
            };
            self.relations.insert(key.clone(), read);
        }
        self.relations
            .get_mut(&key)
            .ok_or_else(|| PatchError::Missing(part.into()))
    }

    /// The part that the first relationship of this kind leads to.
    pub fn related(&mut self, part: &str, kind: &str) -> Result<Option<String>, PatchError> {
        let found = self.relations(part)?.first(kind).map(|r| r.part.clone());
        Ok(found.filter(|name| self.has(name)))
    }

    /// Reads a part's relationships anew when they are asked for again.
    pub fn forget_relations(&mut self, part: &str) {
        self.relations.remove(&part.to_lowercase());
    }

    /// Reads all relationships anew when they are asked for again.
    pub fn forget_all_relations(&mut self) {
        self.relations.clear();
    }

    /// Adds a relationship and gives its id.
    pub fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, PatchError> {
        Ok(self.relations(part)?.add(kind, target))
    }

    /// Takes children out of a part's root, told by their names and attributes, and makes the rest the base of all
    /// later edits.
    pub fn remove_children(
        &mut self,
        part: &str,
        unwanted: impl Fn(&str, &dyn Fn(&str) -> String) -> bool,
    ) -> Result<(), PatchError> {
        let bytes = self.read(part)?;
        let outline = xml::Outline::of(&bytes).map_err(PatchError::xml(part))?;
        let mut doc = Doc::new(bytes);
        let is_gone = |child: &&xml::Element| {
            unwanted(&child.name, &|name| {
                child.value(&doc.bytes, name).unwrap_or_default()
            })
        };
        let gone: Vec<_> = outline
            .children
            .iter()
            .filter(is_gone)
            .map(|child| child.start..child.end)
            .collect();
        for range in gone {
            doc.replace(range, "");
        }
        let mut out = Vec::new();
        if matches!(doc.apply(&mut out), Ok(Some(_))) {
            self.rebase(part, out);
        }
        Ok(())
    }

    /// Turns new relationships and content types into edits and parts.
    pub fn settle(&mut self) -> Result<(), PatchError> {
        for (_, relations) in std::mem::take(&mut self.relations) {
            let Some(new) = relations.new_ones() else {
                continue;
            };
            let name = Relations::part_of(&relations.part);
            if self.has(&name) {
                let doc = self.doc(&name)?;
                let outline = xml::Outline::of(&doc.bytes).map_err(PatchError::xml(&name))?;
                let text = new(&outline.prefix);
                doc.append_to(&outline.root, &outline.prefix, text);
            } else {
                let whole = relations.whole().into_bytes();
                self.add_by_extension(&name, "rels", relations::CONTENT_TYPE, whole);
            }
        }
        self.settle_types()
    }

    fn settle_types(&mut self) -> Result<(), PatchError> {
        let mut overrides = std::mem::take(&mut self.overrides);
        let by_extension = std::mem::take(&mut self.by_extension);
        if overrides.is_empty() && by_extension.is_empty() {
            return Ok(());
        }
        let doc = self.doc(CONTENT_TYPES)?;
        let outline = xml::Outline::of(&doc.bytes).map_err(PatchError::xml(CONTENT_TYPES))?;
        let prefix = &outline.prefix;
        let mut text = String::new();
        let mut defaults: BTreeMap<String, String> = BTreeMap::new();
        for child in outline.children.iter().filter(|c| c.name == "Default") {
            let value = |name| child.value(&doc.bytes, name).unwrap_or_default();
            defaults.insert(value("Extension").to_lowercase(), value("ContentType"));
        }
        for (part, extension, kind) in by_extension {
            match defaults.get(extension) {
                Some(known) if known == kind => {}
                // Some writers list every part, or take the extension for something else.
                Some(_) => overrides.push((part, kind.into())),
                None => {
                    defaults.insert(extension.into(), kind.into());
                    text += &format!(
                        "<{prefix}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>"
                    );
                }
            }
        }
        for (part, kind) in overrides {
            let part = xml::escaped(&part);
            text += &format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>");
        }
        doc.append_to(&outline.root, prefix, text);
        Ok(())
    }

    /// Refuses source parts that no longer are what the directory says of them: their bytes would go on as they are,
    /// into a copy that Excel calls damaged. So much is checked as an honest workbook holds: parts that are one another's
    /// bytes unpack to any size.
    pub fn check_kept(&mut self) -> Result<(), PatchError> {
        let mut left = MOST_CHECKED;
        for index in 0..self.names.len() {
            let key = self.names[index].to_lowercase();
            if self.dropped.contains(&key) || self.docs.contains_key(&key) {
                continue;
            }
            // What was unpacked once is sound. What cannot be unpacked here may be unpacked elsewhere.
            let small = self.archive.small(index);
            let Ok(mut file) = self.archive.zip.by_index(index) else {
                continue;
            };
            let size = file.size();
            let Some(rest) = u64::checked_sub(left, size) else {
                return Ok(());
            };
            left = rest;
            if small.is_some() {
                continue;
            }
            let read = io::copy(&mut (&mut file).take(size), &mut io::sink());
            // The checksum is compared at the end.
            let ended = read.and_then(|_| file.read(&mut [0]));
            ended.map_err(|_| PatchError::Damaged(self.names[index].clone()))?;
        }
        Ok(())
    }

    /// Writes the package. `last` is told what was touched and what was added, and gives the bytes of one part that
    /// was added empty. What is compressed anew is compressed side by side, where there is much of it.
    pub fn write(mut self, last: Option<(&str, RecordMaker<'_>)>) -> Result<Vec<u8>, PatchError> {
        let fault = |e: &dyn std::fmt::Display| PatchError::Write(e.to_string());
        let mut entries = Vec::new();
        for index in 0..self.names.len() {
            let key = self.names[index].to_lowercase();
            if self.dropped.contains(&key) {
                continue;
            }
            let file = self
                .archive
                .zip
                .by_index_raw(index)
                .map_err(|e| fault(&e))?;
            let is_own = self.entries.get(&key) == Some(&index);
            if let Some(packed) = self.packed.remove(&key).filter(|_| is_own) {
                entries.push(Entry::Packed(packed));
                continue;
            }
            let edited = is_own.then(|| self.docs.remove(&key)).flatten();
            let rebased = |doc: &Doc| crc(&doc.bytes) != file.crc32();
            entries.push(
                match edited.filter(|doc| !doc.edits.is_empty() || rebased(doc)) {
                    Some(doc) => {
                        Entry::Edited(Part::new(written_name(&file), doc, file.last_modified()))
                    }
                    None => Entry::Kept(index),
                },
            );
        }
        let names: Vec<String> = self.added.iter().map(|(name, _)| name.clone()).collect();
        for (name, bytes) in std::mem::take(&mut self.added) {
            if last.is_some_and(|(last, _)| last == name) {
                continue;
            }
            if let Some(packed) = self.packed.remove(&name.to_lowercase()) {
                entries.push(Entry::Packed(packed));
                continue;
            }
            let doc = self.docs.remove(&name.to_lowercase());
            let doc = doc.unwrap_or_else(|| Doc::new(bytes));
            entries.push(Entry::Added(Part::new(name, doc, None)));
        }
        let size: usize = entries.iter().map(Entry::size).sum();
        let ready: Result<Vec<_>, PatchError> = match size < ALONE {
            true => entries.into_iter().map(|entry| Ok((entry, None))).collect(),
            false => entries.into_par_iter().map(Entry::packed).collect(),
        };
        let mut written = Vec::new();
        // What is new compresses to a third and less.
        let room = Vec::with_capacity(size.min(ALONE) / 3);
        let mut zip = pack::Archive::new(Cursor::new(room));
        for (entry, known) in ready? {
            written.extend(known);
            match entry {
                Entry::Kept(index) => {
                    let file = self
                        .archive
                        .zip
                        .by_index_raw(index)
                        .map_err(|e| fault(&e))?;
                    zip.raw_copy_file(file).map_err(|e| fault(&e))?;
                }
                Entry::Packed(part) => part.append_to(&mut zip).map_err(|e| fault(&e))?,
                Entry::Edited(part) => written.push(part.put_into(&mut zip)?),
                Entry::Added(part) => drop(part.put_into(&mut zip)?),
            }
        }
        if let Some((name, make)) = last {
            written.retain(|part| !part.undo.is_empty());
            let record = Doc::new(make(&written, &names));
            Part::new(name.into(), record, None).put_into(&mut zip)?;
        }
        Ok(zip.finish().map_err(|e| fault(&e))?.into_inner())
    }
}

/// True for a part of this name in lower case.
fn is_named(part: &str, key: &str) -> bool {
    part.eq_ignore_ascii_case(key) || !part.is_ascii() && part.to_lowercase() == key
}

/// An entry's name as written; what is no text in any known code page shows its bytes.
fn written_name<R: Read>(file: &zip::read::ZipFile<'_, R>) -> String {
    match file.name() {
        Ok(name) => name.into_owned(),
        Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
    }
}
