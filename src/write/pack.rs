//! Parts compressed side by side and then put into one archive, in their order.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::{PreparedZipFile, SimpleFileOptions, ZipFileBuilder};
use zip::{CompressionMethod, ZipWriter};

/// Parts larger than this are worth a Huffman code of their own, for which the quickest level does not stop.
const MIDDLING: usize = 64 << 10;
/// Parts smaller than this are stored as they are: to make a compressor ready takes longer than to use it.
const SMALL: usize = 512;
/// Less than this is compressed by one processor and one compressor: the others have files of their own to do.
pub(super) const ALONE: usize = 512 << 10;

/// The compression of a part of about so many bytes: quick, for most of the time would go into the last tenth.
pub(super) fn deflated(size: usize) -> SimpleFileOptions {
    if size < SMALL {
        return SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    }
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(if size > MIDDLING { 2 } else { 1 }))
        .large_file(size as u64 > u64::from(u32::MAX) / 2)
}

/// An archive on its way: the only place that knows where its bytes go.
pub(super) type Archive = ZipWriter<Cursor<Vec<u8>>>;

/// An entry that is compressed already.
pub(super) struct Packed(PreparedZipFile);

/// Compresses what `fill` writes, and gives what `fill` gives.
pub(super) fn pack<T>(
    name: &str,
    options: SimpleFileOptions,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<T>,
) -> ZipResult<(Packed, T)> {
    let mut entry = ZipFileBuilder::new(name, options)?;
    let filled = fill(&mut entry)?;
    Ok((Packed(entry.finish()?), filled))
}

impl Packed {
    /// Puts the entry behind those that the archive has.
    pub(super) fn append_to(self, archive: &mut Archive) -> ZipResult<()> {
        archive.add_prepared_file(self.0)
    }
}
