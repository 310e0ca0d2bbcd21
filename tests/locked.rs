//! Locked workbooks: opened with the right password alone, and what comes of them is locked with it too.
//!
//! The fixtures are locked by other programs (`tests/locked/make_fixtures.py`).

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set its scene may panic"
)]

#[path = "common/folder.rs"]
mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use folder::Folder;
use fuhe::lock::{LockError, Password, is_locked, unlock};

const PASSWORD: &str = "工资2026 ß";

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locked");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "xlsx")
        })
        .collect();
    found.sort();
    assert!(found.len() >= 5, "the fixtures are missing");
    found
}

/// A folder with the small scheme, and fixtures under other names.
fn folder(files: &[(&str, &str)]) -> Folder {
    files.iter().fold(Folder::new(), |folder, (name, fixture)| {
        folder.copy(name, &format!("tests/locked/{fixture}"))
    })
}

fn told(output: &Output) -> String {
    let both = [output.stderr.as_slice(), output.stdout.as_slice()].concat();
    String::from_utf8(both).unwrap()
}

#[test]
fn every_way_of_locking_opens_with_its_password_alone() {
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        assert!(is_locked(&bytes), "{}", path.display());
        let plain = unlock(&bytes, &Password::new(PASSWORD)).unwrap();
        assert!(plain.starts_with(b"PK"), "{}", path.display());
        for wrong in ["", "工资2026", "工资2026 ss", "工资2026 ß "] {
            let error = unlock(&bytes, &Password::new(wrong));
            assert_eq!(error, Err(LockError::WrongPassword), "{}", path.display());
        }
    }
}

#[test]
fn a_cut_off_or_damaged_file_is_not_taken_for_a_wrong_password_when_the_password_is_right() {
    for path in fixtures() {
        let whole = fs::read(&path).unwrap();
        for cut in [600, 2000, whole.len() / 2, whole.len() - 600] {
            // An error or, where only spare bytes were cut, the workbook; never a panic.
            let _ = unlock(&whole[..cut], &Password::new(PASSWORD));
        }
        // The others take a tenth of a second each time.
        let step = match path.ends_with("agile-sha1-128.xlsx") {
            true => 97,
            false => 1999,
        };
        let mut bytes = whole.clone();
        for at in (0..bytes.len()).step_by(step) {
            bytes[at] ^= 0xFF;
            let _ = unlock(&bytes, &Password::new(PASSWORD));
            bytes[at] ^= 0xFF;
        }
    }
}

#[test]
fn a_damaged_key_is_not_a_wrong_password() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locked/agile-sha512-256.xlsx");
    let mut bytes = fs::read(path).unwrap();
    let word = b"encryptedKeyValue=\"";
    let found = bytes.windows(word.len()).position(|w| w == word).unwrap();
    let letter = &mut bytes[found + word.len()];
    *letter = if *letter == b'B' { b'C' } else { b'B' };
    let error = unlock(&bytes, &Password::new(PASSWORD)).unwrap_err();
    assert!(matches!(error, LockError::Broken(_)), "{error:?}");
}

#[test]
fn what_came_locked_leaves_locked() {
    let folder = folder(&[("甲.xlsx", "agile.xlsx"), ("乙.xlsx", "standard-128.xlsx")]);
    let path = |name: &str| folder.path(name);
    fs::write(path("密码.txt"), format!("错的\r\n{PASSWORD}\r\n")).unwrap();
    let args = [
        "audit",
        "甲.xlsx",
        "乙.xlsx",
        "--password-file",
        "密码.txt",
        "--report",
        "r.json",
    ];
    // Twice: the second run knows its own locked outputs and replaces them.
    for _ in 0..2 {
        let output = folder.output(&args);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        assert!(
            told(&output).contains("JSON 报告没有密码"),
            "{}",
            told(&output)
        );
        for name in ["甲.复核.xlsx", "乙.复核.xlsx", "绩效工资汇总.xlsx"] {
            let bytes = fs::read(path(name)).unwrap();
            assert!(is_locked(&bytes), "{name}");
            let plain = unlock(&bytes, &Password::new(PASSWORD)).unwrap();
            assert!(plain.starts_with(b"PK"), "{name}");
        }
    }
    // A locked copy can be audited again, and is left alone by those who do not know the password.
    let output = folder.output(&[
        "audit",
        "甲.复核.xlsx",
        "--dry-run",
        "--password-file",
        "密码.txt",
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let before = fs::read(path("甲.复核.xlsx")).unwrap();
    fs::write(path("甲.xlsx"), fs::read(path("乙.xlsx")).unwrap()).unwrap();
    fs::write(path("密码.txt"), "别的").unwrap();
    let output = folder.output(&["audit", "甲.xlsx", "--password-file", "密码.txt"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert_eq!(fs::read(path("甲.复核.xlsx")).unwrap(), before);
}

#[test]
fn the_password_is_asked_for_and_never_told() {
    let folder = folder(&[("甲.xlsx", "agile-sha1-128.xlsx")]);
    let path = |name: &str| folder.path(name);
    let says = |args: &[&str], code: i32, words: &str| {
        let output = folder.output(args);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(words), "no {words} in {told}");
        assert!(!told.contains(PASSWORD) && !told.contains("秘密"), "{told}");
    };
    says(&["甲.xlsx"], 2, "--password-file");
    fs::write(path("p"), "秘密").unwrap();
    says(&["甲.xlsx", "--password-file", "p", "-v"], 2, "密码不对");
    fs::write(path("p"), "").unwrap();
    says(
        &["甲.xlsx", "--password-file", "p"],
        2,
        "密码文件里没有密码",
    );
    says(&["甲.xlsx", "--password-file", "none"], 2, "没有这个文件");
    says(&["甲.xlsx", "--password-file", "mappings"], 2, "这是文件夹");
    fs::write(path("p"), PASSWORD).unwrap();
    says(&["甲.xlsx", "--password-file", "p", "-v"], 1, "10月!G3");
    says(
        &[
            "why",
            "甲.xlsx",
            "--employee",
            "李四",
            "--password-file",
            "p",
        ],
        0,
        "李四",
    );
}
