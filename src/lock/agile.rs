//! Agile encryption ([MS-OFFCRYPTO] 2.3.4.10 and on): what locks workbooks since Excel 2010.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::cipher::{Aes, BLOCK, Hash};
use super::{LockError, Password};
use crate::read::xml::{Event, Xml};

/// What is decrypted with which key.
const VERIFIER_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const KEY_VALUE: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
const HMAC_KEY: [u8; 8] = [0x5F, 0xB2, 0xAD, 0x01, 0x0C, 0xB9, 0xE1, 0xF6];
const HMAC_VALUE: [u8; 8] = [0xA0, 0x67, 0x7F, 0x02, 0xB2, 0x2C, 0x84, 0x33];
/// The most rounds that the standard allows; Excel takes 100,000.
const MOST_ROUNDS: u32 = 10_000_000;
/// Bytes that are decrypted at a time, each with a start of its own.
const SEGMENT: usize = 4096;
/// What short keys are filled up with.
const FILL: u8 = 0x36;

/// The key of a package.
pub(super) struct Package {
    aes: Aes,
    hash: Hash,
    salt: Vec<u8>,
}

impl Package {
    pub(super) fn decrypt(&self, bytes: &mut [u8]) -> Result<(), LockError> {
        for (number, segment) in bytes.chunks_mut(SEGMENT).enumerate() {
            let number = u32::try_from(number)
                .map_err(|_| LockError::Broken("EncryptedPackage".to_owned()))?;
            let start = block(&self.hash.of(&self.salt, &number.to_le_bytes()));
            self.aes.decrypt_chain(&start, segment);
        }
        Ok(())
    }

    /// Whether what is locked is what was locked; `None` where the file does not tell.
    fn is_whole(
        &self,
        integrity: Option<&Parameters>,
        stream: &[u8],
    ) -> Result<Option<bool>, LockError> {
        let Some(integrity) = integrity else {
            return Ok(None);
        };
        let width = self.hash.of(&[], &[]).len();
        let decrypted = |name: &str, purpose: [u8; 8]| {
            let mut value = Zeroizing::new(integrity.bytes(name)?);
            let start = block(&self.hash.of(&self.salt, &purpose));
            self.aes.decrypt_chain(&start, &mut value);
            value.truncate(width);
            Ok::<_, LockError>(value)
        };
        let key = decrypted("encryptedHmacKey", HMAC_KEY)?;
        let expected = decrypted("encryptedHmacValue", HMAC_VALUE)?;
        match key.is_empty() && expected.is_empty() {
            true => Ok(None),
            false => Ok(Some(self.hash.keyed(&key, stream) == expected)),
        }
    }
}

/// Checks the password and what is locked (`stream`, as it stands in the file), and gives the package's key.
///
/// The password is right where its verifier says so, and also where the verifier is damaged and the package's own checksum,
/// which nobody makes without the key, still holds.
pub(super) fn open(info: &[u8], stream: &[u8], password: &Password) -> Result<Package, LockError> {
    let Info {
        package,
        integrity,
        password: password_key,
    } = parameters(info.get(8..).unwrap_or_default())?;
    let (hash, salt) = (password_key.hash()?, password_key.bytes("saltValue")?);
    let rounds = password_key.number("spinCount")?;
    if rounds > MOST_ROUNDS {
        return Err(LockError::Broken(format!("spinCount {rounds}")));
    }
    let bytes = key_bytes(&password_key)?;
    let spun = hash.spun(&salt, &password.utf16(), rounds);
    let decrypted = |name: &str, purpose: [u8; 8]| {
        let mut value = Zeroizing::new(password_key.bytes(name)?);
        let key = Zeroizing::new(filled(&hash.of(&spun, &purpose), bytes));
        Aes::new(&key)?.decrypt_chain(&block(&salt), &mut value);
        Ok::<_, LockError>(value)
    };
    let input = decrypted("encryptedVerifierHashInput", VERIFIER_INPUT)?;
    let expected = decrypted("encryptedVerifierHashValue", VERIFIER_HASH)?;
    let input = input.get(..salt.len()).unwrap_or(&input);
    let got = hash.of(input, &[]);
    let is_right = expected.get(..got.len()) == Some(&got[..]);
    let value = decrypted("encryptedKeyValue", KEY_VALUE)?;
    let key = value
        .get(..key_bytes(&package)?)
        .ok_or_else(|| LockError::Broken("encryptedKeyValue".to_owned()))?;
    let package = Package {
        aes: Aes::new(key)?,
        hash: package.hash()?,
        salt: package.bytes("saltValue")?,
    };
    match (is_right, package.is_whole(integrity.as_ref(), stream)?) {
        (true, None | Some(true)) | (false, Some(true)) => Ok(package),
        (true, Some(false)) => Err(LockError::Broken("HMAC".to_owned())),
        (false, _) => Err(LockError::WrongPassword),
    }
}

/// The attributes of an element.
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn text(&self, name: &str) -> Result<&str, LockError> {
        let text = self.0.get(name).map(String::as_str);
        text.ok_or_else(|| LockError::Broken(format!("{name} is missing")))
    }

    fn number(&self, name: &str) -> Result<u32, LockError> {
        let number = self.text(name)?.trim().parse();
        number.map_err(|_| LockError::Broken(name.to_owned()))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, LockError> {
        let bytes = BASE64.decode(self.text(name)?.trim());
        bytes.map_err(|_| LockError::Broken(name.to_owned()))
    }

    fn hash(&self) -> Result<Hash, LockError> {
        Hash::named(self.text("hashAlgorithm")?)
    }
}

/// What `EncryptionInfo` says of the package (`keyData`), of its checksum (`dataIntegrity`) and of the password
/// (`encryptedKey`).
struct Info {
    package: Parameters,
    integrity: Option<Parameters>,
    password: Parameters,
}

fn parameters(xml: &[u8]) -> Result<Info, LockError> {
    let (mut package, mut integrity, mut password) = (None, None, None);
    let mut xml = Xml::new(Box::new(xml));
    loop {
        let event = xml
            .next()
            .map_err(|error| LockError::Broken(error.detail.clone()))?;
        let Event::Start(start) = event else {
            if matches!(event, Event::Eof) {
                break;
            }
            continue;
        };
        let place = match start.name() {
            "keyData" => &mut package,
            "dataIntegrity" => &mut integrity,
            // One for a certificate has no salt.
            "encryptedKey" if start.attribute("saltValue").is_some() => &mut password,
            _ => continue,
        };
        let pairs = start.attributes();
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        place.get_or_insert(Parameters(pairs.collect()));
    }
    match (package, password) {
        (Some(package), Some(password)) => Ok(Info {
            package,
            integrity,
            password,
        }),
        _ => Err(LockError::Unsupported("certificate".to_owned())),
    }
}

/// How long a key is; an error for another cipher than AES in a chain.
fn key_bytes(of: &Parameters) -> Result<usize, LockError> {
    let (cipher, chaining) = (of.text("cipherAlgorithm")?, of.text("cipherChaining")?);
    match (cipher, chaining, of.number("keyBits")?) {
        ("AES", "ChainingModeCBC", bits @ (128 | 192 | 256)) => Ok(bits as usize / 8),
        (cipher, chaining, bits) => {
            let name: String = format!("{cipher} {chaining} {bits}");
            Err(LockError::Unsupported(name.chars().take(60).collect()))
        }
    }
}

/// The first bytes, or all and [`FILL`].
fn filled(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut filled = bytes.to_vec();
    filled.resize(length, FILL);
    filled
}

fn block(bytes: &[u8]) -> [u8; BLOCK] {
    let mut block = [FILL; BLOCK];
    for (place, byte) in block.iter_mut().zip(bytes) {
        *place = *byte;
    }
    block
}
