//! What the user named -> the files to audit: folders walked, patterns expanded, duplicates and fuhe's own outputs left
//! out, always in the same order.

mod identity;
mod patterns;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use fuhe::text;
use fuhe::text::Text;
use fuhe::workbook::Source;
use fuhe::write;

use self::identity::{Identity, identity};
use self::patterns::{expand, is_pattern};
use super::console::Problem;
use super::files::{cannot_read, lock_file, locked_by, ordinary};
use super::outputs;

/// What counts as a workbook in a folder. A file that is named outright may be called anything.
pub const EXTENSIONS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "tsv"];

/// What a scorecard may be sent in that is no workbook: letters, pictures, archives.
const STRANGE: [&str; 22] = [
    "docx", "doc", "wps", "rtf", "pdf", "pptx", "ppt", "dps", "png", "jpg", "jpeg", "bmp", "gif",
    "heic", "webp", "tif", "tiff", "numbers", "pages", "zip", "rar", "7z",
];

/// A file to audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As the user named it.
    pub path: PathBuf,
    /// Without links, to tell files apart.
    pub real: PathBuf,
}

impl Input {
    /// A file, wherever links to it lead.
    pub fn at(path: &Path) -> Self {
        Input {
            path: path.to_owned(),
            real: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        }
    }

    /// The path for people and for the JSON report.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// The file's name without its folder.
    pub fn name(&self) -> String {
        self.path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}

/// A file that is left out on purpose.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: Text,
    /// What it is.
    pub kind: SkippedKind,
}

/// What a file is that was left out, and so how loudly that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedKind {
    /// The user named it outright: at once.
    Named,
    /// It is no workbook, and may hold scorecards all the same: in the summary.
    Strange,
    /// The run knows what it is: where somebody asks for it.
    Known,
}

/// The outcome of looking around.
#[derive(Debug, Default)]
pub struct Collected {
    /// The files to audit, by their paths: the order of the arguments changes nothing.
    pub inputs: Vec<Input>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// What does not exist or cannot be looked into.
    pub problems: Vec<Problem>,
    /// Files that were met, and where they stand among the inputs.
    seen: BTreeMap<Identity, usize>,
    /// How many files were met, those that were named before included.
    met: usize,
}

/// Finds the files that the arguments mean.
pub fn collect(paths: &[PathBuf]) -> Collected {
    let mut collected = Collected::default();
    for path in paths {
        if path.exists() {
            collected.take(path);
        } else if is_pattern(path) {
            // cmd.exe hands patterns on as they are.
            let found = expand(path);
            if found.is_empty() {
                collected.problem(
                    path,
                    text!(
                        "没有符合这个写法的文件。请核对文件名和所在文件夹。"
                            / "no file matches this pattern. Check the name and the folder."
                    ),
                );
            }
            for path in found {
                collected.take_found(&path);
            }
        } else {
            collected.problem(path, missing(path));
        }
    }
    collected.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    collected
}

impl Collected {
    fn problem(&mut self, path: &Path, text: Text) {
        let place = path.display().to_string();
        self.problems.push(Problem::new(place, text));
    }

    /// A path that was named outright.
    fn take(&mut self, path: &Path) {
        if path.is_dir() {
            self.walk(path);
        } else if let Some(of) = locked_by(&name_of(path)) {
            self.skip(path, lock_file(of), SkippedKind::Named);
        } else if outputs::is_named_like_output(&name_of(path))
            && outputs::is_output(path)
            && !can_be_audited_again(path)
        {
            self.skip(path, own_output(), SkippedKind::Named);
        } else {
            self.add(path);
        }
    }

    /// A path that was found by a pattern or in a folder.
    fn take_found(&mut self, path: &Path) {
        let name = name_of(path);
        if path.is_dir() {
            self.walk(path);
        } else if name.starts_with('.') {
            // Other programs' files; not worth a word.
        } else if has_extension(path, &STRANGE) && locked_by(&name).is_none() {
            self.skip(path, strange(), SkippedKind::Strange);
        } else if !has_extension(path, &EXTENSIONS) {
            // Other people's files; not worth a word.
        } else if let Some(of) = locked_by(&name) {
            self.skip(path, lock_file(of), SkippedKind::Known);
        } else if outputs::is_named_like_output(&name) && outputs::may_be_output(path) {
            self.skip(path, own_output(), SkippedKind::Known);
        } else {
            self.add(path);
        }
    }

    /// How many files there were that may hold scorecards and will not be read.
    pub fn unread(&self) -> usize {
        let skipped = self.skipped.iter();
        let strange = skipped.filter(|skipped| skipped.kind == SkippedKind::Strange);
        self.problems.len() + strange.count()
    }

    /// Leaves out inputs that the run needs for something else.
    pub fn leave_out(&mut self, reason: &Text, is: impl Fn(&Input) -> bool) {
        let skipped = self.inputs.iter().filter(|input| is(input));
        self.skipped.extend(skipped.map(|input| Skipped {
            path: input.shown(),
            reason: reason.clone(),
            kind: SkippedKind::Known,
        }));
        self.inputs.retain(|input| !is(input));
    }

    fn skip(&mut self, path: &Path, reason: Text, kind: SkippedKind) {
        self.skipped.push(Skipped {
            path: told(path).display().to_string(),
            reason,
            kind,
        });
    }

    fn add(&mut self, path: &Path) {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => return self.problem(path, cannot_read(&error)),
        };
        if let Err(text) = ordinary(&real) {
            return self.problem(path, text);
        }
        let identity = match identity(&real) {
            Ok(identity) => identity,
            Err(error) => return self.problem(path, cannot_read(&error)),
        };
        self.met += 1;
        let path = told(path).to_owned();
        let input = Input { path, real };
        match self.seen.entry(identity) {
            Entry::Vacant(new) => {
                new.insert(self.inputs.len());
                self.inputs.push(input);
            }
            // Of several names the first counts, whatever the order of the arguments.
            Entry::Occupied(known) => {
                let known = &mut self.inputs[*known.get()];
                if input.path < known.path {
                    *known = input;
                }
            }
        }
    }

    /// A folder and those inside, hidden ones left out, links to folders not followed.
    fn walk(&mut self, folder: &Path) {
        let before = self.met + self.skipped.len() + self.problems.len();
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.problem(&folder, cannot_read(&error));
                    continue;
                }
            };
            for entry in entries {
                match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                    Ok((path, kind)) if kind.is_dir() => {
                        if !name_of(&path).starts_with('.') {
                            open.push(path);
                        }
                    }
                    Ok((path, _)) if !path.is_dir() => found.push(path),
                    Ok(_) => {}
                    Err(error) => self.problem(&folder, cannot_read(&error)),
                }
            }
        }
        found.sort();
        for path in found {
            self.take_found(&path);
        }
        if self.met + self.skipped.len() + self.problems.len() == before {
            let known = EXTENSIONS.join("、");
            self.problem(
                folder,
                text!(
                    "文件夹里没有可以复核的表格文件（{known}）。请确认文件夹没有选错。"
                        / "the folder holds no workbook ({known})."
                ),
            );
        }
    }
}

/// An annotated workbook whose marks can be taken out again: HR may have corrected figures in it.
fn can_be_audited_again(path: &Path) -> bool {
    let source = fs::read(path).map(|bytes| Source {
        name: name_of(path),
        bytes: bytes.into(),
    });
    source.is_ok_and(|source| write::unmarked(&source).is_some())
}

fn own_output() -> Text {
    text!(
        "这是 fuhe 自己生成的结果，不再复核；请指定原来的工作簿"
            / "this is an output of fuhe itself; name the workbook it was made from"
    )
}

fn strange() -> Text {
    text!(
        "不是表格，没有复核；里面有考核表的，请填成 Excel 表再复核"
            / "it is no workbook and was not audited; if it holds scorecards, put them into one"
    )
}

fn missing(path: &Path) -> Text {
    let text = text!(
        "没有这个文件或文件夹。请核对名字和位置；名字里有空格的，前后加英文引号。"
            / "no such file or folder. Check its name and place; a name with spaces needs quotes."
    );
    let word = path.display().to_string();
    match fuhe::mapping::check::nearest(&word, super::args::COMMANDS) {
        Some(command) => text.then(&text!(
            "如果想用的是命令，是不是 fuhe {command}？" / "If a command is meant: fuhe {command}?"
        )),
        None => text,
    }
}

/// `./a.xlsx` is told as `a.xlsx`.
fn told(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    path.extension().is_some_and(|extension| {
        known
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn names(collected: &Collected, folder: &Path) -> Vec<String> {
        let relative = |input: &Input| {
            let path = input.path.strip_prefix(folder).unwrap_or(&input.path);
            path.display().to_string().replace('\\', "/")
        };
        collected.inputs.iter().map(relative).collect()
    }

    #[test]
    fn a_folder_is_walked_in_order_and_only_workbooks_are_taken() {
        let folder = folder(&[
            "b.xlsx",
            "a.CSV",
            "sub/c.ods",
            "sub/d.txt",
            "~$b.xlsx",
            ".hidden.xlsx",
            ".git/e.xlsx",
            "b.复核.xlsx",
            "f.复核.xlsm",
            "绩效工资汇总.xlsx",
        ]);
        let collected = collect(&[folder.path().to_owned()]);
        assert_eq!(
            names(&collected, folder.path()),
            ["a.CSV", "b.xlsx", "sub/c.ods"]
        );
        assert_eq!(collected.skipped.len(), 4);
        assert!(collected.problems.is_empty());
    }

    #[test]
    fn duplicates_count_once_and_what_is_missing_stops_nothing() {
        let folder = folder(&["a.xlsx", "b.xlsx", "note.dat"]);
        let at = |name: &str| folder.path().join(name);
        let collected = collect(&[
            at("b.xlsx"),
            at("nothing.xlsx"),
            at("note.dat"),
            folder.path().to_owned(),
        ]);
        assert_eq!(
            names(&collected, folder.path()),
            ["a.xlsx", "b.xlsx", "note.dat"]
        );
        assert_eq!(collected.problems.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn one_file_by_several_names_counts_once_by_the_first_of_them() {
        let folder = folder(&["b.xlsx", "sub/other.xlsx"]);
        let at = |name: &str| folder.path().join(name);
        fs::hard_link(at("b.xlsx"), at("sub/again.xlsx")).unwrap();
        std::os::unix::fs::symlink(at("b.xlsx"), at("a.xlsx")).unwrap();
        let names_of = |paths: &[&str]| {
            let paths: Vec<_> = paths.iter().map(|path| at(path)).collect();
            names(&collect(&paths), folder.path())
        };
        assert_eq!(
            names_of(&["b.xlsx", "sub/../b.xlsx", "sub/again.xlsx", "a.xlsx"]),
            ["a.xlsx"]
        );
        assert_eq!(
            names_of(&["a.xlsx", "b.xlsx"]),
            names_of(&["b.xlsx", "a.xlsx"])
        );
        assert_eq!(names_of(&[""]), ["a.xlsx", "sub/other.xlsx"]);
    }

    #[test]
    fn patterns_that_no_shell_expanded_are_expanded() {
        let folder = folder(&["9月/a.xlsx", "10月/a.xlsx", "10月/b.xls", "10月/c.txt"]);
        let collected = collect(&[folder.path().join("*月").join("?.xls*")]);
        assert_eq!(
            names(&collected, folder.path()),
            ["10月/a.xlsx", "10月/b.xls", "9月/a.xlsx"]
        );
        let collected = collect(&[folder.path().join("*.ods")]);
        assert_eq!(collected.problems.len(), 1);
    }
}
