//! The files of a run of which nothing was audited, for the workbook about all of them.

use std::path::Path;

use fuhe::report::{Absence, Absent};
use fuhe::text::Text;

use super::batch::Done;
use super::others;
use super::paths::{Collected, SkippedKind};

/// What failed, then what was left out and may hold scorecards all the same.
pub fn of(done: &[Done], found: &Collected) -> Vec<Absent> {
    let failed = done.iter().filter_map(|done| match done {
        Done::Failed(failed) => Some((failed.path.as_str(), &failed.text)),
        Done::Audited(_) => None,
    });
    let missing = found.problems.iter();
    let missing = missing.map(|problem| (problem.place.as_str(), &problem.text));
    let skipped = found.skipped.iter();
    let skipped = skipped.filter(|skipped| skipped.kind != SkippedKind::Known);
    let skipped = skipped.map(|skipped| (skipped.path.as_str(), &skipped.reason));
    let failed: Vec<(&str, &Text)> = failed.chain(missing).collect();
    let count = failed.len();
    let all: Vec<(&str, &Text)> = failed.into_iter().chain(skipped).collect();
    let names = others::names(all.iter().map(|(path, _)| Path::new(path)));
    let named = names.into_iter().zip(all).enumerate();
    let absent = named.map(|(index, (name, (_, reason)))| Absent {
        name,
        reason: reason.clone(),
        kind: match index < count {
            true => Absence::Failed,
            false => Absence::Skipped,
        },
    });
    absent.collect()
}
