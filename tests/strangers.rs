//! Workbooks that are none of the schemes: no mapping is chosen for them. `tests/strangers/make_strangers.py` makes them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene may panic"
)]

mod common;

use common::{built_in, chosen, project, workbook};
use fuhe::extract::Choice;

#[test]
fn no_mapping_is_chosen_for_a_stranger() {
    let mappings = built_in();
    let mut files: Vec<_> = std::fs::read_dir(project().join("tests/strangers"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "xlsx")
        })
        .collect();
    files.sort();
    assert!(files.len() > 20, "only {} strangers", files.len());
    let taken: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let name = path.file_name()?.display().to_string();
            match chosen(&workbook(path), &mappings) {
                Ok(mapping) => Some(format!("{name}: {}", mapping.id)),
                Err(Choice::None(_)) => None,
                Err(choice) => Some(format!("{name}: {choice:?}")),
            }
        })
        .collect();
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}
