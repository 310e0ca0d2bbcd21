//! Locked files: the workbook that was locked, or an error. The first byte says what the rest is: a whole file, or what
//! stands in one of the streams of a file that is whole otherwise. The rounds of hashing are kept few.
#![no_main]

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use fuhe::lock::{LockError, Password, is_locked, unlock};
use libfuzzer_sys::fuzz_target;

const LOCKED: &[u8] = include_bytes!("../../tests/locked/agile-sha1-128.xlsx");
const STREAMS: [&str; 2] = ["EncryptionInfo", "EncryptedPackage"];

static WHOLE: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let mut file = cfb::CompoundFile::open(Cursor::new(LOCKED)).unwrap();
    STREAMS.map(|name| {
        let mut content = Vec::new();
        file.open_stream(name)
            .unwrap()
            .read_to_end(&mut content)
            .unwrap();
        content
    })
});

fn password() -> Password {
    Password::new("工资2026 ß")
}

fn file(streams: [&[u8]; 2]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in STREAMS.iter().zip(streams) {
        file.create_stream(name)
            .unwrap()
            .write_all(content)
            .unwrap();
    }
    file.into_inner().into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((which, rest)) = bytes.split_first() else {
        return;
    };
    let made = match which % 3 {
        0 => rest.to_vec(),
        1 => file([rest, &WHOLE[1]]),
        _ => file([&WHOLE[0], rest]),
    };
    // Ten million rounds are allowed, and take their time; Excel 2007 always takes 50,000.
    let text = String::from_utf8_lossy(&made);
    let many = text
        .split("spinCount=\"")
        .skip(1)
        .any(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() > 3);
    if many || !is_locked(&made) {
        return;
    }
    match unlock(&made, &password()) {
        Ok(plain) => assert!(plain.starts_with(b"PK"), "no workbook"),
        Err(LockError::WrongPassword) => assert_ne!(which % 3, 2, "the password is right"),
        Err(_) => {}
    }
});
