//! The zip package around xlsx, xlsb and ods: parts by name and by relationship.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::thread;

use zip::result::ZipError;

use super::ahead::Ahead;
use super::budget::Budget;
use super::error::{ReadError, ReadErrorKind};
use super::xml::{Event, Xml, unescape};
use crate::archive::{Archive, Bytes, Entry};

/// Unpacked bytes from which a second thread pays.
const LARGE: u64 = 4 << 20;

/// An opened package.
pub(crate) struct Package<'a> {
    archive: Archive,
    /// Part names in lower case with forward slashes: the standard compares them so, and some writers use backslashes.
    names: BTreeMap<String, usize>,
    budget: &'a Budget,
}

/// Where a relationship of a part leads.
#[derive(Debug, Clone)]
pub(crate) struct Relationship {
    /// The last word of its type, such as `worksheet`.
    pub(crate) kind: String,
    /// The target's part name.
    pub(crate) target: String,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &Bytes, budget: &'a Budget) -> Result<Self, ReadError> {
        let archive = bytes
            .archive()
            .map_err(|error| ReadError::broken(error.to_string()))?;
        let mut names = BTreeMap::new();
        for index in 0..archive.zip.len() {
            if let Some(Ok(name)) = archive.zip.name_for_index(index) {
                names.insert(plain_name(&name), index);
            }
        }
        Ok(Package {
            archive,
            names,
            budget,
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&plain_name(name))
    }

    /// All part names in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A part's bytes as a stream; `None` where there is no such part.
    pub(crate) fn stream(&mut self, name: &str) -> Result<Option<Box<dyn Read + '_>>, ReadError> {
        let budget = self.budget;
        if let Some(small) = self.small(name)? {
            return Ok(Some(Box::new(budget.counted(small))));
        }
        let file = self.file(name)?;
        Ok(file.map(|file| Box::new(budget.counted(file)) as _))
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.names.get(&plain_name(name)).copied()
    }

    /// A part that is small, and whole.
    fn small(&mut self, name: &str) -> Result<Option<impl Read + use<>>, ReadError> {
        let found = self.index(name).and_then(|at| self.archive.small(at));
        let Some(small) = found else {
            return Ok(None);
        };
        self.budget.declared(small.len() as u64)?;
        Ok(Some(Cursor::new(small)))
    }

    /// A part that is not larger than it may be, as it declares itself.
    fn file(&mut self, name: &str) -> Result<Option<Entry<'_>>, ReadError> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let file = self.archive.zip.by_index(index);
        let file = file.map_err(|error| match error {
            ZipError::InvalidPassword => ReadError::new(ReadErrorKind::PasswordProtected),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                ReadError::new(ReadErrorKind::PasswordProtected)
            }
            error => ReadError::broken(format!("{name}: {error}")),
        })?;
        self.budget.declared(file.size())?;
        Ok(Some(file))
    }

    /// The beginning of a part; empty where there is none.
    pub(crate) fn head(&mut self, name: &str, most: u64) -> Result<String, ReadError> {
        let mut bytes = Vec::new();
        if let Some(stream) = self.stream(name)? {
            // What cannot be read says nothing.
            let _ = stream.take(most).read_to_end(&mut bytes);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A part as a whole.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let budget = self.budget;
        let Some(mut stream) = self.stream(name)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        stream
            .read_to_end(&mut bytes)
            .map_err(|error| broken_or_too_large(budget, name, &error))?;
        Ok(Some(bytes))
    }

    /// A part as XML.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<Xml<'_>>, ReadError> {
        Ok(self.stream(name)?.map(Xml::new))
    }

    /// What `read` makes of a part as XML. A large one is unpacked by a thread of its own, a little ahead of the reader.
    pub(crate) fn with_xml<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Xml<'_>) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        let budget = self.budget;
        if let Some(small) = self.small(name)? {
            return read(&mut Xml::new(Box::new(budget.counted(small)))).map(Some);
        }
        let Some(file) = self.file(name)? else {
            return Ok(None);
        };
        if file.size() < LARGE {
            return read(&mut Xml::new(Box::new(budget.counted(file)))).map(Some);
        }
        thread::scope(|scope| {
            let ahead =
                Ahead::of(file, scope).map_err(|error| ReadError::broken(error.to_string()))?;
            read(&mut Xml::new(Box::new(budget.counted(ahead)))).map(Some)
        })
    }

    /// The relationships of a part (`""` for the package itself) by their ids.
    pub(crate) fn relationships(
        &mut self,
        of: &str,
    ) -> Result<BTreeMap<String, Relationship>, ReadError> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut found = BTreeMap::new();
        let Some(mut part) = self.xml(&format!("{folder}{slash}_rels/{file}.rels"))? else {
            return Ok(found);
        };
        loop {
            match part.next()? {
                Event::Eof => return Ok(found),
                Event::Start(start) if start.name() == "Relationship" => {
                    let (mut id, mut kind, mut target) = (None, None, None);
                    for (key, value) in start.attributes() {
                        match key {
                            "Id" => id = Some(unescape(value).into_owned()),
                            "Type" => kind = value.rsplit('/').next().map(str::to_owned),
                            "Target" => target = Some(resolve(folder, &unescape(value))),
                            _ => {}
                        }
                    }
                    if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
                        found.insert(id, Relationship { kind, target });
                    }
                }
                _ => {}
            }
        }
    }
}

fn broken_or_too_large(budget: &Budget, name: &str, error: &std::io::Error) -> ReadError {
    if budget.is_exceeded() {
        ReadError::new(ReadErrorKind::TooLarge)
    } else {
        ReadError::broken(format!("{name}: {error}"))
    }
}

/// A part name as it is compared.
fn plain_name(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_ascii_lowercase()
}

/// A relationship's target seen from the folder of its part.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = percent_decoded(&target);
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn percent_decoded(target: &str) -> Cow<'_, str> {
    if !target.contains('%') {
        return Cow::Borrowed(target);
    }
    let bytes = target.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = target
            .get(index + 1..index + 3)
            .filter(|_| bytes[index] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(hex.unwrap_or(bytes[index]));
        index += if hex.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        assert_eq!(
            resolve("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolve("xl", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolve("xl/worksheets", "../a%20b.xml"), "xl/a b.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../x.xml"), "x.xml");
    }
}
