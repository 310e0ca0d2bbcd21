//! What the files of a batch tell of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fuhe::extract::Elsewhere;
use fuhe::previous::{Previous, Shared};

use super::batch::Done;

/// What the other files of the batch tell of one: known once all were audited.
#[derive(Default)]
pub struct Others {
    pub elsewhere: Vec<Elsewhere>,
    pub shared: BTreeSet<Shared>,
}

/// The files that the others tell something of; they are audited again with it.
pub fn concerned(done: &[Done], previous: Option<&Previous>) -> Vec<(usize, Others)> {
    let audited = done
        .iter()
        .enumerate()
        .filter_map(|(index, done)| match done {
            Done::Audited(finished) => Some((index, &**finished)),
            Done::Failed(_) => None,
        });
    let audited: Vec<_> = audited.collect();
    let names = names(audited.iter().map(|(_, one)| Path::new(&one.path)));
    let books: Vec<_> = audited
        .iter()
        .zip(&names)
        .map(|((_, one), name)| (name.as_str(), &one.examination))
        .collect();
    let examinations: Vec<_> = books.iter().map(|(_, one)| *one).collect();
    let shared = previous.map(|previous| previous.shared_names(&examinations));
    let shared = shared.unwrap_or_default();
    let found = fuhe::across::find(&books).into_iter().zip(&audited);
    found
        .filter(|(elsewhere, (_, one))| {
            !elsewhere.is_empty() || Previous::concerns(&one.examination, &shared)
        })
        .map(|(elsewhere, (index, _))| {
            let shared = shared.clone();
            (*index, Others { elsewhere, shared })
        })
        .collect()
}

/// The files' own names, with their folder's where several are called the same, and their whole paths where that is the
/// same too.
pub(super) fn names<'a>(paths: impl Iterator<Item = &'a Path> + Clone) -> Vec<String> {
    let own = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths.clone() {
        *called.entry(own(path)).or_default() += 1;
    }
    let in_folder = |path: &Path| match path.parent().map(own) {
        Some(folder) if called[&own(path)] > 1 && !folder.is_empty() => {
            format!("{folder}/{}", own(path))
        }
        _ => own(path),
    };
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths.clone() {
        *told.entry(in_folder(path)).or_default() += 1;
    }
    let named = paths.map(|path| match in_folder(path) {
        name if told[&name] > 1 => path.display().to_string(),
        name => name,
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_several_files_have_is_told_with_its_folder() {
        let paths = ["a/10月.xlsx", "b/10月.xlsx", "b/11月.xlsx", "10月.xlsx"];
        let names = names(paths.iter().map(Path::new));
        assert_eq!(
            names,
            ["a/10月.xlsx", "b/10月.xlsx", "11月.xlsx", "10月.xlsx"]
        );
    }
}
