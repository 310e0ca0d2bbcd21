//! Where mappings are looked for: the file that was asked for, `./mappings/`, the user's configuration folder, the
//! binary; in that order.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy;
use fuhe::draft::SETTLE;
use fuhe::finding::Severity;
use fuhe::mapping::Mapping;
use fuhe::mapping::library::{Entry, Library, Place};
use fuhe::text;
use fuhe::text::Text;

use super::console::{Console, Problem};
use super::files::read_small;
use super::outputs;

/// The mappings of all folders and of the binary, and what could not be read of them.
pub fn library() -> (Library, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut files = folder(Path::new("mappings"), Place::Here, &mut problems);
    if let Some(own) = own_folder() {
        files.extend(folder(&own, Place::Own, &mut problems));
    }
    (Library::new(files), problems)
}

/// The user's own folder of mappings.
fn own_folder() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    Some(places.config_dir().join("fuhe").join("mappings"))
}

fn folder(
    folder: &Path,
    place: fn(String) -> Place,
    problems: &mut Vec<Problem>,
) -> Vec<(Place, String, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let shown = path.display().to_string();
        match text_of(&path) {
            Ok(text) => files.push((place(shown), stem(&path), text)),
            Err(text) => problems.push(Problem::new(shown, text)),
        }
    }
    files
}

/// A mapping file, checked; `Err` where it cannot be read.
pub fn file(path: &Path) -> Result<Entry, Problem> {
    let shown = path.display().to_string();
    let text = text_of(path).map_err(|text| Problem::new(shown.as_str(), text))?;
    Ok(Entry::new(Place::Asked(shown), &stem(path), &text))
}

fn text_of(path: &Path) -> Result<String, Text> {
    let bytes = read_small(path)?;
    if outputs::is_named_like_table(path) || bytes.contains(&0) {
        let file = path.display();
        return Err(text!(
            "这不是方案文件。方案是以 .toml 结尾的文本文件；要从考核表起草一个方案，用 fuhe draft {file}。"
                / "this is no mapping. A mapping is a text file whose name ends in .toml; fuhe draft {file} drafts one from a scorecard."
        ));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        text!(
            "方案文件要用 UTF-8 编码保存（记事本：另存为，编码选 UTF-8）。"
                / "a mapping file must be saved as UTF-8."
        )
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The lines of a mapping in which a draft's guesses are still to be settled.
pub fn unsettled(text: &str) -> Vec<usize> {
    let is_open = |line: &str| {
        let note = line.split_once('#').map_or("", |(_, note)| note);
        // The draft's own instruction quotes the word.
        note.contains(SETTLE) && !note.contains(&format!("「{SETTLE}」"))
    };
    let lines = text.lines().zip(1..);
    let open = lines.filter(|(line, _)| is_open(line));
    open.map(|(_, number)| number).collect()
}

/// The entry that an id or a file names.
pub fn asked<'a>(
    wanted: &str,
    library: &'a Library,
) -> Result<std::borrow::Cow<'a, Entry>, Problem> {
    if let Some(entry) = library.get(wanted) {
        return Ok(std::borrow::Cow::Borrowed(entry));
    }
    let path = Path::new(wanted);
    let is_file = wanted.contains(['/', '\\']) || wanted.ends_with(".toml") || path.is_file();
    if is_file {
        return file(path).map(std::borrow::Cow::Owned);
    }
    let known: Vec<&str> = library
        .entries()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    let (known, known_en) = (known.join("、"), known.join(", "));
    let text = match library.nearest(wanted) {
        Some(near) => text!(
            "没有方案「{wanted}」，是不是「{near}」？"
                / "there is no mapping {wanted}: did you mean {near}?"
        ),
        None if known.is_empty() => text!(
            "没有方案「{wanted}」，也没有别的方案。请把方案文件放进 mappings 文件夹。"
                / "there is no mapping {wanted}, nor any other. Put mapping files into a folder named mappings."
        ),
        None => text!(
            "没有方案「{wanted}」。现有：{known}。"
                / "there is no mapping {wanted}. There are: {known_en}."
        ),
    };
    Err(Problem::new("", text))
}

/// The mappings that an audit may use.
pub enum Candidates {
    /// The one that was asked for, and where from.
    One(Arc<Mapping>, Place),
    /// Those that the workbooks choose from.
    Any(Vec<(Arc<Mapping>, Place)>),
}

impl Candidates {
    /// All of them.
    pub fn usable(&self) -> Vec<(&Arc<Mapping>, &Place)> {
        match self {
            Candidates::One(mapping, place) => vec![(mapping, place)],
            Candidates::Any(all) => all
                .iter()
                .map(|(mapping, place)| (mapping, place))
                .collect(),
        }
    }
}

/// Finds the mappings for an audit, telling what is faulty. `None` where the one that was asked for cannot be used.
pub fn candidates(wanted: Option<&str>, console: &Console, quiet: bool) -> Option<Candidates> {
    let (library, problems) = library();
    let Some(wanted) = wanted else {
        if !quiet {
            for problem in &problems {
                console.warn(Severity::Warning, problem);
            }
            for entry in library.entries().iter().filter(|entry| entry.is_faulty()) {
                tell_faults(entry, console, Some(Severity::Warning));
                let id = &entry.id;
                let text = text!(
                    "方案有错，这次不用「{id}」（同名的其他方案也不用）。请改好，或删掉这个文件。"
                        / "the mapping has faults, so {id} is not used this time, nor another one of that id. Correct or delete the file."
                );
                console.warn(
                    Severity::Warning,
                    &Problem::new(entry.place.to_string(), text),
                );
            }
        }
        return Some(Candidates::Any(library.into_usable()));
    };
    let entry = match asked(wanted, &library) {
        Ok(entry) => entry,
        Err(problem) => {
            console.fail(&problem);
            return None;
        }
    };
    // Of a scheme that is in use, `mappings check` tells what is doubtful: not every run again.
    let is_file = matches!(entry.place, Place::Asked(_));
    if entry.is_faulty() || is_file && !quiet {
        tell_faults(&entry, console, None);
    }
    match &entry.checked.mapping {
        Some(mapping) if !entry.is_faulty() => Some(Candidates::One(
            Arc::new(mapping.clone()),
            entry.place.clone(),
        )),
        _ => {
            let text = text!(
                "方案有错，无法使用。请按上面各行改好，再用 fuhe mappings check 检查。"
                    / "the mapping has faults and cannot be used. Correct the lines above and run fuhe mappings check."
            );
            console.fail(&Problem::new(entry.place.to_string(), text));
            None
        }
    }
}

/// Each fault with its line on standard error; errors count as `severity` where the file is not needed.
fn tell_faults(entry: &Entry, console: &Console, severity: Option<Severity>) {
    for fault in &entry.checked.faults {
        let (place, line) = (&entry.place, fault.line);
        let place = text!("{place} 第 {line} 行" / "{place}:{line}");
        let severity = severity.unwrap_or(fault.severity);
        let place = console.words(&place);
        console.warn(severity, &Problem::new(place, fault.message.clone()));
    }
}
