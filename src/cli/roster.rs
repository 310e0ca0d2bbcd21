//! The company's roster (花名册): read once, understood by each mapping's own headers; and who is missing over all files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use fuhe::extract::{Extraction, Staff, missing};
use fuhe::finding::Code;
use fuhe::mapping::Mapping;
use fuhe::mapping::library::Place;
use fuhe::text;
use fuhe::text::Text;
use fuhe::workbook::Workbook;

use super::batch::Done;
use super::console::Problem;
use super::open::Opening;
use super::outputs::folder_of;
use super::paths::{Collected, Input};
use super::places::Candidates;

/// A roster's file.
struct Book {
    name: String,
    sha256: String,
    workbook: Workbook,
}

/// What was read, or why it could not be: once for all threads.
type Known<Key, Read> = Mutex<BTreeMap<Key, Result<Arc<Read>, Text>>>;

/// The rosters of a run.
pub struct Rosters<'a> {
    opening: &'a Opening,
    /// The one of `--roster`.
    asked: Option<PathBuf>,
    books: Known<PathBuf, Book>,
    /// By file and mapping.
    read: Known<(PathBuf, String), Staff>,
}

impl<'a> Rosters<'a> {
    /// The roster of `--roster`, which at least one of the mappings must understand.
    pub fn new(
        asked: Option<&Path>,
        candidates: &Candidates,
        opening: &'a Opening,
    ) -> Result<Self, Problem> {
        let rosters = Rosters {
            opening,
            asked: asked.map(Path::to_owned),
            books: Known::default(),
            read: Known::default(),
        };
        let Some(path) = asked else {
            return Ok(rosters);
        };
        let mut problem = None;
        for (mapping, _) in candidates.usable() {
            match rosters.by(path, mapping) {
                Ok(_) => return Ok(rosters),
                Err(text) => problem = problem.or(Some(text)),
            }
        }
        match problem {
            Some(text) => Err(Problem::new(path.display().to_string(), text)),
            None => Ok(rosters),
        }
    }

    /// The roster for a workbook: that of `--roster`, else the one that its mapping names.
    pub fn of(
        &self,
        mapping: &Mapping,
        place: &Place,
        input: &Path,
    ) -> Result<Option<Arc<Staff>>, Text> {
        let path = match (&self.asked, &mapping.staff.file) {
            (Some(path), _) => path.clone(),
            (None, None) => return Ok(None),
            (None, Some(file)) => match named(file, place, input).find(|path| path.is_file()) {
                Some(path) => path,
                None => {
                    let id = &mapping.id;
                    let tried: Vec<String> = named(file, place, input)
                        .map(|path| path.display().to_string())
                        .collect();
                    let tried = tried.join("、");
                    return Err(text!(
                        "方案「{id}」要用花名册「{file}」，但没有找到（找过 {tried}）。请把它放到方案或考核表旁边，或用 --roster 指定。"
                            / "the mapping {id} names the roster {file}, which is not there (looked for {tried}). Put it beside the mapping or the workbook, or name one with --roster."
                    ));
                }
            },
        };
        let shown = path.display();
        let about = |text: Text| text!("花名册 {shown}：" / "the roster {shown}:").then(&text);
        self.by(&path, mapping).map(Some).map_err(about)
    }

    fn by(&self, path: &Path, mapping: &Mapping) -> Result<Arc<Staff>, Text> {
        let key = (path.to_owned(), mapping.id.clone());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(&key) {
            return known.clone();
        }
        let staff = self.book(path).and_then(|book| {
            Staff::read(&book.workbook, mapping, &book.name, &book.sha256).map(Arc::new)
        });
        read.insert(key, staff.clone());
        staff
    }

    fn book(&self, path: &Path) -> Result<Arc<Book>, Text> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = books.get(path) {
            return known.clone();
        }
        let book = self.open(path).map(Arc::new);
        books.insert(path.to_owned(), book.clone());
        book
    }

    fn open(&self, path: &Path) -> Result<Book, Text> {
        let opened = self
            .opening
            .open(&Input {
                path: path.to_owned(),
                real: path.to_owned(),
            })
            .map_err(|not| not.text)?;
        Ok(Book {
            workbook: self.opening.workbook(&opened.source)?,
            sha256: opened.sha256,
            name: opened.source.name,
        })
    }

    /// Takes rosters out of the files to audit: one that lies in the audited folder is no scorecard.
    pub fn take_out(&self, candidates: &Candidates, found: &mut Collected) -> Vec<Input> {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let mut rosters: Vec<PathBuf> = self.asked.iter().filter_map(|path| real(path)).collect();
        if self.asked.is_none() {
            for (mapping, place) in candidates.usable() {
                let Some(file) = &mapping.staff.file else {
                    continue;
                };
                let paths = found
                    .inputs
                    .iter()
                    .flat_map(|input| named(file, place, &input.path));
                rosters.extend(paths.filter_map(|path| real(&path)));
            }
        }
        rosters.sort();
        rosters.dedup();
        let reason = text!(
            "这是花名册，用来核对，不作为考核表复核"
                / "this is the roster, which is compared with and not audited"
        );
        found.leave_out(&reason, |input| rosters.contains(&input.real));
        let protected = rosters.into_iter().map(|real| Input {
            path: real.clone(),
            real,
        });
        protected.collect()
    }
}

/// Where a mapping's roster may be: beside the mapping, beside the workbook.
fn named<'a>(file: &'a str, place: &'a Place, input: &'a Path) -> impl Iterator<Item = PathBuf> {
    let mapping = match place {
        Place::Asked(path) | Place::Here(path) | Place::Own(path) => Some(Path::new(path)),
        Place::BuiltIn => None,
    };
    let beside = mapping.into_iter().chain([input]);
    beside.map(move |path| folder_of(path).join(file))
}

/// X108 over all files, told once: among the findings of the first file that was audited with the roster, and so in the
/// consolidated workbook and the JSON report. No one file's own copy can know it.
pub fn tell_missing(done: &mut [Done], unread: usize) {
    let extractions: Vec<&Extraction> = super::audit::finished(done)
        .map(|finished| &finished.examination.extraction)
        .collect();
    let failed = done.len().saturating_sub(extractions.len()) + unread;
    let findings = missing(&extractions, failed);
    let first = done.iter_mut().find_map(|done| match done {
        Done::Audited(finished) if finished.examination.extraction.roster.is_some() => {
            Some(&mut finished.examination)
        }
        _ => None,
    });
    let Some(examination) = first else {
        return;
    };
    let level = examination.mapping.severities.get(&Code::X108).copied();
    let told = findings.into_iter().filter_map(|mut finding| {
        finding.severity = level.unwrap_or(Some(finding.severity))?;
        Some(finding)
    });
    let told: Vec<_> = told.collect();
    examination.findings.splice(0..0, told);
}
