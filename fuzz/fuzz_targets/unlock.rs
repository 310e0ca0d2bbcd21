//! Locked files: a workbook or an error. The bytes are what stands in EncryptionInfo; the rounds of hashing are kept few.
#![no_main]

use fuhe::lock::{Password, is_locked, unlock};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Ten million rounds are allowed, and take their time.
    let text = String::from_utf8_lossy(bytes);
    let many = text.split("spinCount=\"").skip(1).any(|rest| {
        rest.bytes().take_while(u8::is_ascii_digit).count() > 3
    });
    if !many && is_locked(bytes) {
        let _ = unlock(bytes, &Password::new("密码"));
    }
});
