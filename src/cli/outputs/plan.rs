//! What outputs are called.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::super::paths::Input;
use super::{MARK, extension, folder_of, key, within};

/// An output's path without its extension, one per input: no two the same, none an input.
pub fn plan(inputs: &[Input], out_dir: Option<&Path>) -> Vec<PathBuf> {
    let mut taken: BTreeSet<String> = inputs
        .iter()
        .filter(|input| matches!(extension(&input.real).as_str(), "xlsx" | "xlsm"))
        .map(|input| key(&input.real.with_extension("")))
        .collect();
    let names: Vec<String> = inputs.iter().map(Input::name).collect();
    let mut folders: BTreeMap<&str, BTreeSet<&Path>> = BTreeMap::new();
    for (name, input) in names.iter().zip(inputs) {
        let own = folders.entry(stem_of(name)).or_default();
        own.insert(folder_of(&input.path));
    }
    let several = folders.into_iter().filter(|(_, own)| own.len() > 1);
    let of_several_folders: BTreeSet<&str> = several.map(|(stem, _)| stem).collect();
    let mut plans = Vec::with_capacity(inputs.len());
    // Most inputs lie in the folder of the one before.
    let mut last: Option<(&Path, PathBuf)> = None;
    for (name, input) in names.iter().zip(inputs) {
        let folder = out_dir.unwrap_or_else(|| folder_of(&input.path));
        let real = match last.take() {
            Some((before, real)) if before == folder => real,
            _ => fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()),
        };
        let stem = stem_of(name);
        // Of one name in several folders each copy says whose it is.
        let group = folder_of(&input.path).file_name();
        let group = group.filter(|_| out_dir.is_some() && of_several_folders.contains(stem));
        let (stem, name) = match group.map(|group| group.to_string_lossy()) {
            Some(group) => (format!("{group}-{stem}"), format!("{group}-{name}")),
            None => (stem.to_owned(), name.clone()),
        };
        let first = [format!("{stem}{MARK}"), format!("{name}{MARK}")];
        let counted = (2..).map(|count| format!("{name}({count}){MARK}"));
        let free = first
            .into_iter()
            .chain(counted)
            .find(|candidate| taken.insert(key(&real.join(candidate))));
        plans.push(within(folder, &free.unwrap_or(name)));
        last = Some((folder, real));
    }
    plans
}

/// A file's name without its extension.
fn stem_of(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
