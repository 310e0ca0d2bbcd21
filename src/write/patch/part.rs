//! A part on its way into the archive: its edits are applied while it is compressed.

use std::io::{self, Write};

use zip::DateTime;
use zip::write::SimpleFileOptions;

use super::error::PatchError;
use super::splice::{Doc, Undo};
use crate::write::pack::{self, Archive, Packed};

/// A part as it was written: what the record needs to take its edits back.
pub struct Written {
    /// The part's name.
    pub name: String,
    /// Its checksum before.
    pub before: u32,
    /// Its checksum after.
    pub after: u32,
    /// The way back.
    pub undo: Vec<Undo>,
}

/// A part that is to be compressed.
pub struct Part {
    name: String,
    doc: Doc,
    time: Option<DateTime>,
}

impl Part {
    /// A part by its name, with its time where it has one.
    pub fn new(name: String, doc: Doc, time: Option<DateTime>) -> Self {
        Part { name, doc, time }
    }

    /// Bytes to compress, more or less.
    pub fn size(&self) -> usize {
        let added = self.doc.edits.iter().map(|edit| edit.insert.len());
        self.doc.bytes.len() + added.sum::<usize>()
    }

    /// Its edits applied and compressed, by itself.
    pub fn packed(self) -> Result<(Packed, Written), PatchError> {
        let (name, options) = (self.name.clone(), self.options());
        pack::pack(&name, options, |out| self.write(out)).map_err(unwritten)
    }

    /// Its edits applied and compressed straight into an archive.
    pub fn put_into(self, archive: &mut Archive) -> Result<Written, PatchError> {
        let options = self.options();
        let started = archive.start_file(self.name.as_str(), options);
        started.map_err(unwritten)?;
        self.write(archive).map_err(unwritten)
    }

    fn options(&self) -> SimpleFileOptions {
        let options = pack::deflated(self.size());
        match self.time {
            Some(time) => options.last_modified_time(time),
            None => options,
        }
    }

    fn write(self, out: &mut (dyn Write + Send)) -> io::Result<Written> {
        let before = crc(&self.doc.bytes);
        let mut out = Summed {
            inner: out,
            sum: crc32fast::Hasher::new(),
        };
        let undo = self.doc.apply(&mut out)?;
        let overlap = || io::Error::other(format!("{}: edits overlap", self.name));
        Ok(Written {
            name: self
                .name
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_owned(),
            before,
            after: out.sum.finalize(),
            undo: undo.ok_or_else(overlap)?,
        })
    }
}

fn unwritten(cause: impl std::fmt::Display) -> PatchError {
    PatchError::Write(cause.to_string())
}

/// The checksum that a zip directory keeps of a part.
pub fn crc(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Sums what passes through it.
struct Summed<'a> {
    inner: &'a mut (dyn Write + Send),
    sum: crc32fast::Hasher,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.inner.write(bytes)?;
        self.sum.update(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Where the bytes of an entry come from.
pub enum Entry {
    /// The source's own, by its number.
    Kept(usize),
    /// The source's own with edits.
    Edited(Part),
    /// A new part.
    Added(Part),
    /// They are compressed already.
    Packed(Packed),
}

impl Entry {
    /// Bytes to compress, more or less.
    pub fn size(&self) -> usize {
        match self {
            Entry::Edited(part) | Entry::Added(part) => part.size(),
            Entry::Kept(_) | Entry::Packed(_) => 0,
        }
    }

    /// Compressed, and what was written of the source's own.
    pub fn packed(self) -> Result<(Entry, Option<Written>), PatchError> {
        let packed = |(packed, written)| (Entry::Packed(packed), written);
        match self {
            Entry::Edited(part) => part.packed().map(|(p, written)| packed((p, Some(written)))),
            Entry::Added(part) => part.packed().map(|(p, _)| packed((p, None))),
            other => Ok((other, None)),
        }
    }
}
