//! The house rules that a compiler does not know: which module may lean on which, where files, clocks and doubles may
//! be, and how long a file may grow.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the binary, which alone knows files, words and the environment.
const COMMAND_LINE: &[&str] = &["main", "cli"];
/// Modules at the border, where doubles and spreadsheet crates are.
const BORDER: &[&str] = &["archive", "read", "write"];
/// Modules that may name `f64`: the border, the door to numbers, and the reader of TOML's floats.
const DOUBLES: &[&str] = &["read", "write", "number", "written"];

const MOST_LINES: usize = 650;
/// A file past 500 lines wants to be two. These are, with what would be split off.
const LONG_FILES: &[(&str, &str)] = &[("src/workbook.rs", "cells, styles and references")];

/// Who may lean on whom, and why: `tests/house/arrows.tsv`.
fn allowed() -> Vec<(&'static str, &'static str)> {
    include_str!("house/arrows.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells = line.splitn(3, '\t');
            let arrow = (cells.next().unwrap(), cells.next().unwrap());
            assert!(cells.next().is_some_and(|why| !why.is_empty()), "{line}");
            arrow
        })
        .collect()
}

struct File {
    path: String,
    module: String,
    /// Without comments, string contents and test modules.
    code: String,
    lines: usize,
}

#[test]
fn every_arrow_is_allowed() {
    let listed = allowed();
    let allowed: BTreeSet<(&str, &str)> = listed.iter().copied().collect();
    assert_eq!(allowed.len(), listed.len(), "an arrow is listed twice");
    let found = arrows(&files());
    let surplus: Vec<String> = found
        .iter()
        .filter(|((from, to), _)| !allowed.contains(&(from.as_str(), to.as_str())))
        .map(|((from, to), path)| format!("{from} -> {to} in {path}"))
        .collect();
    assert!(
        surplus.is_empty(),
        "arrows that are not in the table:\n{}",
        surplus.join("\n")
    );
    let unused: Vec<_> = allowed
        .iter()
        .filter(|(from, to)| !found.contains_key(&((*from).to_owned(), (*to).to_owned())))
        .collect();
    assert!(unused.is_empty(), "arrows that nobody uses: {unused:?}");
}

#[test]
fn no_module_imports_itself_in_a_circle() {
    let found = arrows(&files());
    let mut left: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in found.keys() {
        left.entry(from).or_default().insert(to);
        left.entry(to).or_default();
    }
    // Take out what leans on nothing that is left; what remains leans on itself in circles.
    loop {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, to)| to.iter().all(|to| !left.contains_key(to)))
            .map(|(from, _)| *from)
            .collect();
        if free.is_empty() {
            break;
        }
        left.retain(|from, _| !free.contains(from));
    }
    assert!(left.is_empty(), "in a circle: {left:?}");
}

#[test]
fn files_clocks_environment_and_printing_belong_to_the_command_line() {
    let banned = [
        "std::fs",
        "std::time",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "File::open",
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "stdout()",
        "stderr()",
        "exit(",
    ];
    let outside = files()
        .into_iter()
        .filter(|file| !COMMAND_LINE.contains(&file.module.as_str()));
    assert_none(outside, &banned);
}

#[test]
fn doubles_stay_at_the_border() {
    let inside = files()
        .into_iter()
        .filter(|file| !DOUBLES.contains(&file.module.as_str()))
        // It proves what a spreadsheet's doubles give; nothing is scored with them.
        .filter(|file| file.path != "src/formula/binary.rs");
    assert_none(inside, &["f64", "f32"]);
}

#[test]
fn spreadsheet_crates_stay_at_the_border() {
    let inside = || {
        files()
            .into_iter()
            .filter(|file| !BORDER.contains(&file.module.as_str()))
    };
    assert_none(inside(), &["rust_xlsxwriter", "calamine", "quick_xml"]);
    // The command line opens a package to know its own outputs again (cli/outputs.rs).
    let inside = inside().filter(|file| file.module != "cli");
    assert_none(
        inside,
        &[
            "zip::ZipArchive",
            "zip::ZipWriter",
            "zip::read",
            "zip::write",
            "zip::result",
        ],
    );
}

#[test]
fn the_order_of_nothing_is_random() {
    assert_none(files().into_iter(), &["HashMap", "HashSet"]);
}

#[test]
fn files_stay_short() {
    let mut long: BTreeSet<String> = BTreeSet::new();
    for file in files() {
        assert!(
            file.lines <= MOST_LINES,
            "{} has {} lines",
            file.path,
            file.lines
        );
        if file.lines > 500 {
            long.insert(file.path);
        }
    }
    let listed: BTreeSet<String> = LONG_FILES
        .iter()
        .map(|(path, _)| (*path).to_owned())
        .collect();
    assert_eq!(long, listed, "files past 500 lines, and the list of them");
}

/// Who leans on whom, each with a file that does.
fn arrows(files: &[File]) -> BTreeMap<(String, String), String> {
    let modules: BTreeSet<&str> = files.iter().map(|file| file.module.as_str()).collect();
    let mut found = BTreeMap::new();
    for file in files {
        // `main` and `lib` name the parts of the house; they lean on all of them.
        if ["main", "lib"].contains(&file.module.as_str()) {
            continue;
        }
        for to in mentioned(&file.code) {
            if modules.contains(to.as_str()) && to != file.module {
                found
                    .entry((file.module.clone(), to))
                    .or_insert_with(|| file.path.clone());
            }
        }
    }
    found
}

/// The modules that follow `crate::` and `fuhe::`, in braces too; `text!` is a path to `text`.
fn mentioned(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["crate::", "fuhe::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(list) => found.extend(heads(list)),
                None => found.extend(word(rest)),
            }
        }
    }
    if code.contains("text!(") {
        found.insert("text".to_owned());
    }
    found
}

/// The first words of the entries of a list in braces.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.extend(word(list[start..at].trim()));
                return heads;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.extend(word(list[start..at].trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> Option<String> {
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!word.is_empty()).then_some(word)
}

fn assert_none(files: impl Iterator<Item = File>, banned: &[&str]) {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut hits = Vec::new();
    for file in files {
        for word in banned {
            for (at, _) in file.code.match_indices(word) {
                let (before, after) = (&file.code[..at], &file.code[at + word.len()..]);
                let open_end = !word.ends_with(|c: char| c.is_alphanumeric());
                if !is_part(before.chars().next_back())
                    && (open_end || !is_part(after.chars().next()))
                {
                    let line = before.matches('\n').count() + 1;
                    hits.push(format!("{}:{line}: {word}", file.path));
                }
            }
        }
    }
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join("src"), &mut paths);
    paths.sort();
    assert!(paths.len() > 50);
    paths
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(root.join("src")).unwrap();
            let first = inside
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy();
            let text = fs::read_to_string(&path).unwrap();
            File {
                path: path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                module: first.trim_end_matches(".rs").to_owned(),
                code: without_tests(&code_of(&text)),
                lines: text.lines().count(),
            }
        })
        .collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// The source with comments and the contents of strings blanked, line breaks kept.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let starts = |at: usize, what: &str| {
        chars[at..]
            .iter()
            .take(what.len())
            .copied()
            .eq(what.chars())
    };
    while at < chars.len() {
        let c = chars[at];
        let follows_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        if starts(at, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if starts(at, "/*") {
            while at < chars.len() && !starts(at, "*/") {
                out.extend((chars[at] == '\n').then_some('\n'));
                at += 1;
            }
            at += 2;
        } else if c == 'r'
            && !follows_word
            && (starts(at, "r\"") || starts(at, "r#\"") || starts(at, "r##\""))
        {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            at += 2 + hashes;
            while at < chars.len() && !starts(at, &end) {
                out.extend((chars[at] == '\n').then_some('\n'));
                at += 1;
            }
            at += end.len();
            out.push_str("\"\"");
        } else if c == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                out.extend((chars[at] == '\n').then_some('\n'));
                at += if chars[at] == '\\' && chars.get(at + 1) != Some(&'\n') {
                    2
                } else {
                    1
                };
            }
            at += 1;
            out.push_str("\"\"");
        } else if c == '\'' && chars.get(at + 1) == Some(&'\\') {
            at += 3;
            while at < chars.len() && chars[at] != '\'' {
                at += 1;
            }
            at += 1;
        } else if c == '\'' && chars.get(at + 2) == Some(&'\'') {
            at += 3;
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

/// Without what stands under `#[cfg(test)]`: one item, to its semicolon or the end of its braces.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let item = &rest[at..];
        let mut depth = 0usize;
        let mut end = item.len();
        for (index, c) in item.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && (c == '}' || c == ';') {
                end = index + 1;
                break;
            }
        }
        out.extend(item[..end].matches('\n').map(|_| '\n'));
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}

#[test]
fn the_scanner_sees_code_alone() {
    let text = "use crate::number::{Decimal, Ratio};\n// crate::read\nlet s = \"crate::write \\\" {\"; let c = '\"';\n\
        use crate::{rule::{Rule, Role}, text::Text};\n#[cfg(test)]\nmod tests {\n use crate::cli; }\nfn f() { fuhe::audit::x(); }";
    let code = without_tests(&code_of(text));
    let found: Vec<String> = mentioned(&code).into_iter().collect();
    assert_eq!(found, ["audit", "number", "rule", "text"]);
    assert_eq!(code.matches('\n').count(), text.matches('\n').count());
}
