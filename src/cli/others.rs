//! What the files of a batch tell of each other.

use std::collections::BTreeSet;
use std::path::Path;

use fuhe::extract::Elsewhere;
use fuhe::previous::{Previous, Shared};

use super::batch::{Done, Finished};

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
    let names: Vec<String> = audited
        .iter()
        .map(|(_, one)| named(&one.path, &audited))
        .collect();
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

/// A file's own name, with its folder's where another file of the batch is called the same.
fn named(path: &str, all: &[(usize, &Finished)]) -> String {
    let path = Path::new(path);
    let own = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let name = own(path).unwrap_or_default();
    let alike = all
        .iter()
        .filter(|(_, one)| own(Path::new(&one.path)).as_ref() == Some(&name));
    match path.parent().and_then(own) {
        Some(folder) if alike.count() > 1 => format!("{folder}/{name}"),
        _ => name,
    }
}
