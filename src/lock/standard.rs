//! Standard encryption ([MS-OFFCRYPTO] 2.3.4.5 and on): what Excel 2007 locked workbooks with.

use zeroize::Zeroizing;

use super::cipher::{Aes, Hash};
use super::{LockError, Password};

const ROUNDS: u32 = 50_000;
/// Bytes that the two halves of a key are derived from.
const WIDTH: usize = 64;

/// Checks the password and gives the package's key.
pub(super) fn open(info: &[u8], password: &Password) -> Result<Aes, LockError> {
    let broken = || LockError::Broken("EncryptionInfo".to_owned());
    let number = |at: usize| {
        let four = info.get(at..).and_then(|rest| rest.first_chunk());
        four.map(|four| u32::from_le_bytes(*four))
            .ok_or_else(broken)
    };
    let length = number(8)? as usize;
    let (algorithm, bits) = (number(12 + 8)?, number(12 + 16)?);
    let bytes = match algorithm {
        // Where no length is given, the algorithm has one.
        0x660E..=0x6610 if bits == 0 => [16, 24, 32][(algorithm - 0x660E) as usize],
        0x660E..=0x6610 if matches!(bits, 128 | 192 | 256) => bits as usize / 8,
        _ => return Err(LockError::Unsupported(format!("{algorithm:#06X}"))),
    };
    let verifier = length
        .checked_add(12)
        .and_then(|at| info.get(at..))
        .ok_or_else(broken)?;
    let piece = |at: usize, length: usize| verifier.get(at..at + length).ok_or_else(broken);
    let (salt, input, expected) = (piece(4, 16)?, piece(20, 16)?, piece(40, 32)?);

    let spun = Hash::Sha1.spun(salt, &password.utf16(), ROUNDS);
    let last = Hash::Sha1.of(&spun, &0u32.to_le_bytes());
    let half = |fill: u8| {
        let mut wide = Zeroizing::new([fill; WIDTH]);
        for (place, byte) in wide.iter_mut().zip(last.iter()) {
            *place ^= byte;
        }
        Hash::Sha1.of(&*wide, &[])
    };
    let mut key = Zeroizing::new(half(0x36).to_vec());
    key.extend_from_slice(&half(0x5C));
    let aes = Aes::new(key.get(..bytes).ok_or_else(broken)?)?;

    let (mut input, mut expected) = (input.to_vec(), expected.to_vec());
    aes.decrypt_blocks(&mut input);
    aes.decrypt_blocks(&mut expected);
    let got = Hash::Sha1.of(&input, &[]);
    match expected.get(..got.len()) == Some(&got[..]) {
        true => Ok(aes),
        false => Err(LockError::WrongPassword),
    }
}
