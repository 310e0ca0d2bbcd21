//! The bytes of a file, and the zip archive that they may be: its directory is read once and its small parts are
//! unpacked once, for all who look into it: for marks of an earlier run, for cells, and for places to mark.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipResult;

/// Parts up to this size are kept once they are unpacked.
const SMALL: usize = 64 << 10;
/// No more of them are kept together, each reckoned with what keeping it takes: an archive may have any number.
const MOST_KEPT: usize = 4 << 20;
const TO_KEEP: usize = 256;

/// The bytes of a file, shared by all who hold them.
#[derive(Debug, Clone, Default)]
pub struct Bytes {
    bytes: Arc<[u8]>,
    archive: Arc<OnceLock<Archive>>,
}

impl Bytes {
    /// The archive that they are.
    pub(crate) fn archive(&self) -> ZipResult<Archive> {
        if let Some(known) = self.archive.get() {
            return Ok(known.clone());
        }
        let archive = Archive {
            zip: ZipArchive::new(Cursor::new(self.bytes.clone()))?,
            small: Arc::default(),
        };
        Ok(self.archive.get_or_init(|| archive).clone())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Arc<[u8]>> for Bytes {
    fn from(bytes: Arc<[u8]>) -> Self {
        Bytes {
            bytes,
            archive: Arc::default(),
        }
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Arc::<[u8]>::from(bytes).into()
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Arc::<[u8]>::from(bytes).into()
    }
}

/// An entry of an archive, unpacked while it is read.
pub(crate) type Entry<'a> = ZipFile<'a, Cursor<Arc<[u8]>>>;

/// An archive, open.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    /// Its directory and entries.
    pub zip: ZipArchive<Cursor<Arc<[u8]>>>,
    small: Arc<Mutex<Kept>>,
}

/// What is kept of an archive.
#[derive(Debug, Default)]
struct Kept {
    /// Unpacked entries by their numbers.
    entries: BTreeMap<usize, Arc<[u8]>>,
    /// The memory that they take.
    size: usize,
}

impl Archive {
    /// A small entry, unpacked. `None` for a large one, and for one that is not all there: whoever wants that unpacks it
    /// as far as it goes.
    pub fn small(&mut self, index: usize) -> Option<Arc<[u8]>> {
        let mut kept = self.small.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.entries.get(&index) {
            return Some(known.clone());
        }
        let mut entry = self.zip.by_index(index).ok()?;
        // A directory may lie about the size.
        let size = usize::try_from(entry.size())
            .ok()
            .filter(|size| *size <= SMALL)?;
        let mut bytes = Vec::with_capacity(size);
        let read = (&mut entry).take(SMALL as u64 + 1).read_to_end(&mut bytes);
        read.ok().filter(|read| *read <= SMALL)?;
        let bytes: Arc<[u8]> = bytes.into();
        let size = kept.size + bytes.len() + TO_KEEP;
        if size <= MOST_KEPT {
            kept.entries.insert(index, bytes.clone());
            kept.size = size;
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    /// An archive of entries that are not compressed.
    fn stored(entries: &[&[u8]]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (number, entry) in entries.iter().enumerate() {
            zip.start_file(format!("{number}"), options).unwrap();
            zip.write_all(entry).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn small_entries_that_are_sound_are_unpacked_once() {
        let mut bytes = stored(&[b"small", &vec![b'x'; SMALL + 1], b"sound", b""]);
        let place = bytes.windows(5).position(|five| five == b"sound").unwrap();
        bytes[place] = b'S';
        let bytes = Bytes::from(bytes);
        let mut archive = bytes.archive().unwrap();
        assert_eq!(archive.small(0).as_deref(), Some(&b"small"[..]));
        assert_eq!(archive.small(1), None, "it is large");
        assert_eq!(archive.small(2), None, "its checksum is another's");
        assert_eq!(archive.small(3).as_deref(), Some(&b""[..]));
        assert_eq!(archive.small(4), None, "there is none");
        let mut another = bytes.clone().archive().unwrap();
        let (one, again) = (archive.small(0).unwrap(), another.small(0).unwrap());
        assert!(Arc::ptr_eq(&one, &again));
    }

    #[test]
    fn of_many_entries_a_few_are_kept() {
        let large = vec![b'x'; SMALL];
        let entries = vec![&large[..]; 2 * MOST_KEPT / SMALL];
        let mut archive = Bytes::from(stored(&entries)).archive().unwrap();
        for index in 0..entries.len() {
            assert_eq!(archive.small(index).as_deref(), Some(&large[..]));
        }
        let kept = archive.small.lock().unwrap();
        assert!((1..MOST_KEPT / SMALL).contains(&kept.entries.len()));
    }
}
