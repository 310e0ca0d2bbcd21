//! A part on its way into the archive: its edits are applied while it is compressed.

use std::io::Write;

use zip::DateTime;

use super::error::PatchError;
use super::splice::{Doc, Undo};
use crate::write::pack::{self, Packed};

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

    /// Its edits applied and compressed.
    pub fn packed(self) -> Result<(Packed, Written), PatchError> {
        let mut options = pack::deflated(self.size());
        if let Some(time) = self.time {
            options = options.last_modified_time(time);
        }
        let before = crc(&self.doc.bytes);
        let mut sum = crc32fast::Hasher::new();
        let packed = pack::pack(&self.name, options, |inner| {
            self.doc.apply(&mut Summed {
                inner,
                sum: &mut sum,
            })
        });
        let (packed, undo) = packed.map_err(|e| PatchError::Write(e.to_string()))?;
        let undo = undo.ok_or_else(|| PatchError::Xml {
            part: self.name.clone(),
            why: "edits overlap".into(),
        })?;
        let written = Written {
            name: self
                .name
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_owned(),
            before,
            after: sum.finalize(),
            undo,
        };
        Ok((packed, written))
    }
}

/// The checksum that a zip directory keeps of a part.
pub fn crc(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Sums what passes through it.
struct Summed<'a> {
    inner: &'a mut (dyn Write + Send),
    sum: &'a mut crc32fast::Hasher,
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
