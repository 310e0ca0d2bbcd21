//! What tells one file from another: two names of one file (hard links) are one.

use std::io;
use std::path::Path;

/// Device and number, where the system numbers files.
#[cfg(unix)]
pub(super) type Identity = (u64, u64);
#[cfg(not(unix))]
pub(super) type Identity = std::path::PathBuf;

#[cfg(unix)]
pub(super) fn identity(real: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(real).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
pub(super) fn identity(real: &Path) -> io::Result<Identity> {
    Ok(real.to_owned())
}
