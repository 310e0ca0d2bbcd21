//! Compound files (OLE): the container around xls, and around what a password protects.
//!
//! Written here because the files that need reading are not all well-formed, and because every chain must end: a
//! sector that leads to itself has made other readers fill the memory.

use super::binary::{u16_at, u32_at};
use super::error::ReadError;

const HEADER: usize = 512;
const ENTRY: usize = 128;
const END: u32 = 0xFFFF_FFFE;
const NONE: u32 = 0xFFFF_FFFF;

/// An opened compound file.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    mini_sector: usize,
    mini_cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
    /// Entries of the root folder; the others stand in folders.
    in_root: Vec<usize>,
}

struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let broken = || ReadError::broken("compound file header");
        if bytes.len() < HEADER {
            return Err(broken());
        }
        let shift = |at| {
            u16_at(bytes, at)
                .filter(|shift| (6..=16).contains(shift))
                .ok_or_else(broken)
        };
        let number = |at| u32_at(bytes, at).ok_or_else(broken);
        let mut compound = Compound {
            bytes,
            sector: 1 << shift(30)?,
            mini_sector: 1 << shift(32)?,
            mini_cutoff: u64::from(number(56)?),
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
            in_root: Vec::new(),
        };
        compound.read_fat(number(68)?);
        let (mini_fat, _) = compound.chain(number(60)?, u64::MAX);
        compound.mini_fat = words(&mini_fat);
        let (directory, is_whole) = compound.chain(number(48)?, u64::MAX);
        if !is_whole || directory.len() < ENTRY {
            return Err(ReadError::broken("compound file directory"));
        }
        compound.entries = directory.chunks_exact(ENTRY).map(entry).collect();
        if let Some(root) = compound.entries.first() {
            let (start, child) = (root.start, root.child);
            compound.mini_stream = compound.chain(start, u64::MAX).0;
            compound.walk(child);
        }
        Ok(compound)
    }

    /// The sectors of the allocation table: 109 in the header, more in a chain of their own.
    fn read_fat(&mut self, first_more: u32) {
        let sectors = self.bytes.len() / self.sector + 1;
        let mut places: Vec<u32> = words(&self.bytes[76..HEADER]);
        let mut more = first_more;
        let mut steps = 0;
        while more < END && steps <= sectors {
            let Some(sector) = self.sector_bytes(more) else {
                break;
            };
            let mut next = words(sector);
            more = next.pop().unwrap_or(END);
            places.extend(next);
            steps += 1;
        }
        let mut fat = Vec::new();
        for place in places.into_iter().filter(|place| *place < END) {
            match self.sector_bytes(place) {
                Some(sector) if fat.len() <= sectors => fat.extend(words(sector)),
                _ => break,
            }
        }
        self.fat = fat;
    }

    fn sector_bytes(&self, number: u32) -> Option<&'a [u8]> {
        // The header takes the place of one sector.
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|bytes| !bytes.is_empty())
    }

    /// The bytes of a chain of sectors, at most `size`, and whether it came to a proper end.
    fn chain(&self, start: u32, size: u64) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        let mut sector = start;
        // No sector stands in a chain twice: whoever comes back runs in circles.
        let mut seen = vec![false; self.bytes.len() / self.sector + 1];
        while sector < END && (bytes.len() as u64) < size {
            let fresh = seen
                .get_mut(sector as usize)
                .is_some_and(|seen| !std::mem::replace(seen, true));
            let Some(part) = self.sector_bytes(sector).filter(|_| fresh) else {
                return (bytes, false);
            };
            bytes.extend_from_slice(part);
            sector = self.fat.get(sector as usize).copied().unwrap_or(END);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        (bytes, true)
    }

    fn mini_chain(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sector = start;
        let mut steps = self.mini_stream.len() / self.mini_sector + 1;
        while sector < END && (bytes.len() as u64) < size && steps > 0 {
            let at = (sector as usize).saturating_mul(self.mini_sector);
            let end = at
                .saturating_add(self.mini_sector)
                .min(self.mini_stream.len());
            let Some(part) = self.mini_stream.get(at..end) else {
                break;
            };
            bytes.extend_from_slice(part);
            steps -= 1;
            sector = self.mini_fat.get(sector as usize).copied().unwrap_or(END);
        }
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        bytes
    }

    /// Lists the root folder, a tree of siblings.
    fn walk(&mut self, child: u32) {
        let mut seen = vec![false; self.entries.len()];
        let mut open = vec![child];
        while let Some(number) = open.pop() {
            let number = number as usize;
            if number >= seen.len() || seen[number] {
                continue;
            }
            seen[number] = true;
            self.in_root.push(number);
            open.push(self.entries[number].left);
            open.push(self.entries[number].right);
        }
    }

    /// The number of a stream by its name, in the root folder; anywhere, where that folder is broken.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let is_it = |number: &usize| {
            let entry = &self.entries[*number];
            entry.kind == 2 && entry.name.eq_ignore_ascii_case(name)
        };
        let found = self.in_root.iter().copied().find(is_it);
        let root_is_broken = self
            .in_root
            .iter()
            .all(|number| self.entries[*number].kind != 2);
        match found {
            None if root_is_broken => (0..self.entries.len()).find(is_it),
            found => found,
        }
    }

    /// The bytes of a stream; an error where the file does not hold all of them.
    pub(crate) fn stream(&self, number: usize) -> Result<Vec<u8>, ReadError> {
        let entry = self
            .entries
            .get(number)
            .ok_or_else(|| ReadError::broken("no stream"))?;
        if entry.size < self.mini_cutoff {
            let bytes = self.mini_chain(entry.start, entry.size);
            if bytes.len() as u64 == entry.size {
                return Ok(bytes);
            }
            // Some writers put small streams among the large.
        }
        let (bytes, ended) = self.chain(entry.start, entry.size);
        if !ended || bytes.is_empty() {
            return Err(ReadError::broken(format!(
                "{}: {} of {} bytes",
                entry.name,
                bytes.len(),
                entry.size
            )));
        }
        Ok(bytes)
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    (0..bytes.len() / 4)
        .filter_map(|word| u32_at(bytes, word * 4))
        .collect()
}

fn entry(bytes: &[u8]) -> Entry {
    let length = usize::from(u16_at(bytes, 64).unwrap_or(0)).clamp(2, 64) - 2;
    let units: Vec<u16> = (0..length / 2)
        .filter_map(|unit| u16_at(bytes, unit * 2))
        .collect();
    let number = |at| u32_at(bytes, at).unwrap_or(NONE);
    Entry {
        name: String::from_utf16_lossy(&units),
        kind: bytes[66],
        left: number(68),
        right: number(72),
        child: number(76),
        start: number(116),
        // The upper half is garbage in files of the older version, none of which is that large.
        size: u64::from(u32_at(bytes, 120).unwrap_or(0)),
    }
}
