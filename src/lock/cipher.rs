//! AES of the three lengths, block by block, and the hashes that keys are made with.

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, KeyInit};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::LockError;

/// Bytes of a block.
pub(super) const BLOCK: usize = 16;

/// A key that decrypts.
pub(super) enum Aes {
    Aes128(aes::Aes128),
    Aes192(aes::Aes192),
    Aes256(Box<aes::Aes256>),
}

impl Aes {
    pub(super) fn new(key: &[u8]) -> Result<Aes, LockError> {
        let unsupported = |_| LockError::Unsupported("AES".to_owned());
        match key.len() {
            16 => aes::Aes128::new_from_slice(key).map(Aes::Aes128),
            24 => aes::Aes192::new_from_slice(key).map(Aes::Aes192),
            _ => aes::Aes256::new_from_slice(key).map(|key| Aes::Aes256(Box::new(key))),
        }
        .map_err(unsupported)
    }

    fn block(&self, block: &mut [u8]) {
        let block = GenericArray::from_mut_slice(block);
        match self {
            Aes::Aes128(key) => key.decrypt_block(block),
            Aes::Aes192(key) => key.decrypt_block(block),
            Aes::Aes256(key) => key.decrypt_block(block),
        }
    }

    /// Every block by itself; what is left at the end stays.
    pub(super) fn decrypt_blocks(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_exact_mut(BLOCK) {
            self.block(block);
        }
    }

    /// Blocks in a chain (CBC); what is left at the end stays.
    pub(super) fn decrypt_chain(&self, start: &[u8; BLOCK], bytes: &mut [u8]) {
        let mut before = *start;
        for block in bytes.chunks_exact_mut(BLOCK) {
            let mut locked = [0; BLOCK];
            locked.copy_from_slice(block);
            self.block(block);
            for (byte, mask) in block.iter_mut().zip(before) {
                *byte ^= mask;
            }
            before = locked;
        }
    }
}

/// A hash by its name in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn named(name: &str) -> Result<Hash, LockError> {
        match name.replace('-', "").to_ascii_uppercase().as_str() {
            "SHA1" => Ok(Hash::Sha1),
            "SHA256" => Ok(Hash::Sha256),
            "SHA384" => Ok(Hash::Sha384),
            "SHA512" => Ok(Hash::Sha512),
            _ => Err(LockError::Unsupported(name.chars().take(20).collect())),
        }
    }

    /// The hash of two pieces, one behind the other.
    pub(super) fn of(self, first: &[u8], second: &[u8]) -> Zeroizing<Vec<u8>> {
        fn digest<D: Digest>(first: &[u8], second: &[u8]) -> Zeroizing<Vec<u8>> {
            let digest = D::new().chain_update(first).chain_update(second);
            Zeroizing::new(digest.finalize().to_vec())
        }
        match self {
            Hash::Sha1 => digest::<Sha1>(first, second),
            Hash::Sha256 => digest::<Sha256>(first, second),
            Hash::Sha384 => digest::<Sha384>(first, second),
            Hash::Sha512 => digest::<Sha512>(first, second),
        }
    }

    /// The hash of bytes under a key (HMAC, RFC 2104); a key is no longer than the hash itself.
    pub(super) fn keyed(self, key: &[u8], bytes: &[u8]) -> Zeroizing<Vec<u8>> {
        let block = match self {
            Hash::Sha1 | Hash::Sha256 => 64,
            Hash::Sha384 | Hash::Sha512 => 128,
        };
        let masked = |mask: u8| {
            let mut wide = Zeroizing::new(vec![mask; block]);
            for (place, byte) in wide.iter_mut().zip(key) {
                *place ^= byte;
            }
            wide
        };
        self.of(&masked(0x5C), &self.of(&masked(0x36), bytes))
    }

    /// The hash of a salted password, hashed again `rounds` times.
    pub(super) fn spun(self, salt: &[u8], password: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
        let first = self.of(salt, password);
        (0..rounds).fold(first, |hash, round| self.of(&round.to_le_bytes(), &hash))
    }
}
