//! The mappings in reach: those of the caller's files, and those that are built into the binary.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use super::Mapping;
use super::check::{Checked, check, nearest};
use crate::finding::Severity;
use crate::text::Text;

macro_rules! built_in {
    ($($id:literal)*) => {
        /// The id and the text of each mapping that is built in: `mappings/<id>.toml`.
        pub const BUILT_IN: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../mappings/", $id, ".toml")))),*];
    };
}

built_in! { "standard" "deduction" "monthly" "supervisor" "team" "leadership" "review" "department-manager" }

/// Where a mapping comes from. Earlier places win where two have the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The file that was asked for, as it was named.
    Asked(String),
    /// A file of `./mappings/`.
    Here(String),
    /// A file of the user's configuration folder.
    Own(String),
    /// The binary.
    BuiltIn,
}

impl Place {
    /// The place for people.
    pub fn text(&self) -> Text {
        match self {
            Place::Asked(path) | Place::Here(path) | Place::Own(path) => Text::same(path.as_str()),
            Place::BuiltIn => text!("内置" / "built in"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().zh)
    }
}

/// A mapping file, checked.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The stem of its name.
    pub id: String,
    /// Where it comes from.
    pub place: Place,
    /// The mapping and its faults.
    pub checked: Checked,
}

impl Entry {
    /// Checks a file's text.
    pub fn new(place: Place, id: &str, text: &str) -> Self {
        Entry {
            id: id.to_owned(),
            place,
            checked: check(id, text),
        }
    }

    /// True where a fault makes it unusable.
    pub fn is_faulty(&self) -> bool {
        let faults = &self.checked.faults;
        self.checked.mapping.is_none()
            || faults.iter().any(|fault| fault.severity == Severity::Error)
    }
}

/// Mappings by id, the ones that win.
#[derive(Debug, Clone, Default)]
pub struct Library {
    entries: Vec<Entry>,
}

impl Library {
    /// The given files, the ones that win first, and behind them what is built in. A faulty file still takes its id: the
    /// company changed that scheme on purpose, and the one that it replaces would pay by other rules.
    pub fn new(files: impl IntoIterator<Item = (Place, String, String)>) -> Self {
        let built_in = BUILT_IN
            .iter()
            .map(|(id, text)| (Place::BuiltIn, (*id).to_owned(), (*text).to_owned()));
        let mut winning: Vec<(Place, String, String)> = Vec::new();
        for file in files.into_iter().chain(built_in) {
            if winning.iter().all(|(_, id, _)| *id != file.1) {
                winning.push(file);
            }
        }
        // Regular expressions take milliseconds to compile, and somebody waits for the program to start.
        let entries = winning.into_par_iter();
        Library {
            entries: entries
                .map(|(place, id, text)| Entry::new(place, &id, &text))
                .collect(),
        }
    }

    /// The same for a run over many workbooks.
    pub fn into_usable(self) -> Vec<(Arc<Mapping>, Place)> {
        let sound = self.entries.into_iter().filter(|entry| !entry.is_faulty());
        sound
            .filter_map(|entry| Some((Arc::new(entry.checked.mapping?), entry.place)))
            .collect()
    }

    /// All entries, the faulty ones too.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The mappings that can be used, with their places.
    pub fn usable(&self) -> impl Iterator<Item = (&Mapping, &Place)> {
        let sound = self.entries.iter().filter(|entry| !entry.is_faulty());
        sound.filter_map(|entry| Some((entry.checked.mapping.as_ref()?, &entry.place)))
    }

    /// The entry of an id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The id that a misspelled one probably means.
    pub fn nearest(&self, wrong: &str) -> Option<&str> {
        nearest(wrong, self.entries.iter().map(|entry| entry.id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapping_of_the_repository_is_built_in_and_free_of_faults() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/mappings");
        let mut stems: Vec<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let name = entry.ok()?.file_name().into_string().ok()?;
                Some(name.strip_suffix(".toml")?.to_owned())
            })
            .collect();
        stems.sort();
        let mut built_in: Vec<&str> = BUILT_IN.iter().map(|(id, _)| *id).collect();
        built_in.sort_unstable();
        assert_eq!(stems, built_in);
        for entry in Library::new([]).entries() {
            assert!(
                !entry.is_faulty(),
                "{}: {:?}",
                entry.id,
                entry.checked.faults
            );
        }
    }

    #[test]
    fn the_earlier_place_wins_and_a_faulty_file_keeps_its_id() {
        let file = |place: Place, text: &str| (place, "one".to_owned(), text.to_owned());
        let library = Library::new([
            file(Place::Here("mappings/one.toml".into()), "name = 1"),
            file(Place::Own("~/one.toml".into()), "name = 2"),
        ]);
        let entry = library.get("one").unwrap();
        assert_eq!(entry.place, Place::Here("mappings/one.toml".into()));
        assert!(entry.is_faulty());
        assert!(library.usable().all(|(mapping, _)| mapping.id != "one"));
        assert_eq!(library.nearest("onee"), Some("one"));
    }
}
