//! Workbooks that ask for a password to open: telling them, unlocking them, and locking what came of them.
//!
//! | locked by | unlocked here |
//! |---|---|
//! | Excel 2010 and later, WPS, LibreOffice (`agile`) | AES of any length, SHA-1 to SHA-512 |
//! | Excel 2007 (`standard`) | AES of any length |
//! | xls, ods, rights management, other ciphers | no: the message says how to get on |
//!
//! Whether a password is right is known by its verifier, before anything is decrypted: a wrong password is never taken for
//! a broken file. What is locked here is locked as Excel locks it today: AES-256, SHA-512, 100,000 rounds.

mod agile;
mod cipher;
mod standard;

use std::fmt;
use std::io::{Cursor, Write};

use ms_offcrypto_writer::Ecma376AgileWriter;
use rand::SeedableRng;
use rand::rngs::StdRng;
use zeroize::Zeroizing;

use crate::read::cfb::Compound;
use crate::text::Text;

/// What every locked package begins with.
const ZIP: &[u8] = b"PK";

/// A password; wiped from memory when it is no longer needed, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Excel takes no longer one.
    pub const LONGEST: usize = 255;

    /// A password as somebody typed it.
    pub fn new(typed: impl Into<String>) -> Self {
        Password(Zeroizing::new(typed.into()))
    }

    fn utf16(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.encode_utf16().flat_map(u16::to_le_bytes).collect())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// Why a locked workbook stays locked, or another could not be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockError {
    /// It is not this password.
    WrongPassword,
    /// A way of locking that is not known here.
    Unsupported(String),
    /// The file contradicts itself.
    Broken(String),
    /// It could not be locked.
    NotLocked(String),
}

impl LockError {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            LockError::WrongPassword => text!(
                "密码不对，文件打不开。请核对密码文件里的密码（每行一个，注意大小写和空格）。"
                    / "The password is wrong. Check the password file: one password per line; capitals and spaces count."
            ),
            LockError::Unsupported(what) => text!(
                "文件有打开密码，用的加密方式（{what}）这里解不开。请在 Excel/WPS 中用密码打开它，另存为 .xlsx（可以重新设密码）后再试。"
                    / "The file is locked in a way that is not supported ({what}). Open it in Excel or WPS with its password and save it as .xlsx (with a new password if you like)."
            ),
            LockError::Broken(detail) => text!(
                "文件有打开密码，但已损坏或不完整。请重新获取文件。（技术信息：{detail}）"
                    / "The file is locked, and damaged or incomplete. Get it again. ({detail})"
            ),
            LockError::NotLocked(detail) => text!(
                "结果没能加上密码，所以没有写出。（技术信息：{detail}）"
                    / "The output could not be locked with the password, so it was not written. ({detail})"
            ),
        }
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for LockError {}

/// The beginning of a compound file.
pub const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// True for a workbook inside a container that asks for a password.
pub fn is_locked(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
        && Compound::open(bytes).is_ok_and(|compound| compound.find("EncryptedPackage").is_some())
}

/// The workbook inside.
///
/// # Errors
/// [`LockError`]; [`LockError::WrongPassword`] only where the password is known to be wrong.
pub fn unlock(bytes: &[u8], password: &Password) -> Result<Vec<u8>, LockError> {
    let compound =
        Compound::open(bytes).map_err(|error| LockError::Broken(error.detail.clone()))?;
    let stream = |name: &str| {
        let number = compound
            .find(name)
            .ok_or_else(|| LockError::Broken(format!("{name} is missing")))?;
        compound
            .stream(number)
            .map_err(|error| LockError::Broken(error.detail))
    };
    let info = stream("EncryptionInfo")?;
    let version = |at: usize| {
        info.get(at..at + 2)
            .map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
    };
    let key = match (version(0), version(2)) {
        (4, 4) => Key::Agile(agile::open(&info, password)?),
        (2..=4, 2) => Key::Standard(standard::open(&info, password)?),
        (major, minor) => return Err(LockError::Unsupported(format!("{major}.{minor}"))),
    };
    let package = stream("EncryptedPackage")?;
    let size = package
        .first_chunk()
        .map(|size| u64::from_le_bytes(*size))
        .ok_or_else(|| LockError::Broken("EncryptedPackage".to_owned()))?;
    let mut plain = package[8..].to_vec();
    match key {
        Key::Agile(key) => key.decrypt(&mut plain)?,
        Key::Standard(cipher) => cipher.decrypt_blocks(&mut plain),
    }
    match usize::try_from(size) {
        Ok(size) if size <= plain.len() => plain.truncate(size),
        _ => {
            let found = plain.len();
            return Err(LockError::Broken(format!("{found} of {size} bytes")));
        }
    }
    // The password was right. Whether the parts are what was locked, their own checksums tell: not every program that
    // locks writes a checksum over all of it that fits.
    match plain.starts_with(ZIP) {
        true => Ok(plain),
        false => Err(LockError::Broken("EncryptedPackage".to_owned())),
    }
}

enum Key {
    Agile(agile::Package),
    Standard(cipher::Aes),
}

/// A workbook locked with a password.
///
/// # Errors
/// [`LockError::NotLocked`].
pub fn lock(bytes: &[u8], password: &Password) -> Result<Vec<u8>, LockError> {
    let not_locked = |error: &dyn fmt::Display| LockError::NotLocked(error.to_string());
    // Salts and keys must be random: two locked copies of one workbook are never the same bytes.
    let mut random = StdRng::try_from_os_rng().map_err(|error| not_locked(&error))?;
    let typed: &str = &password.0;
    let file = Cursor::new(Vec::with_capacity(bytes.len() + bytes.len() / 64 + 16_384));
    let mut writer =
        Ecma376AgileWriter::create(&mut random, typed, file).map_err(|error| not_locked(&error))?;
    writer
        .write_all(bytes)
        .map_err(|error| not_locked(&error))?;
    let file = writer.into_inner().map_err(|error| not_locked(&error))?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_locked_is_unlocked_by_its_password_alone() {
        for length in [2, 15, 16, 17, 4095, 4096, 4097, 100_000] {
            let rest = (ZIP.len()..length).map(|at| (at * 7 % 251) as u8);
            let bytes: Vec<u8> = ZIP.iter().copied().chain(rest).collect();
            let password = Password::new("工资2026 ßé😀");
            let locked = lock(&bytes, &password).unwrap();
            assert!(is_locked(&locked));
            assert_eq!(unlock(&locked, &password).unwrap(), bytes, "{length}");
            let wrong = Password::new("工资2026");
            assert_eq!(unlock(&locked, &wrong), Err(LockError::WrongPassword));
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", Password::new("秘密")), "Password");
    }
}
