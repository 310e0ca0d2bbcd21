//! Where outputs go, and how they get there: whole or not at all, never over an input, and over an existing file only
//! where it is an output of this tool for the same input or the user forces it.

mod plan;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use fuhe::lock::{self, Password};
use fuhe::text;
use fuhe::text::Text;

use super::files::cannot_write;
use super::passwords::Passwords;
use super::paths::{EXTENSIONS, Input};

pub use plan::plan;

/// The consolidated workbook of several inputs.
pub const CONSOLIDATED: &str = "绩效工资汇总.xlsx";
/// What stands between an output's stem and its extension.
const MARK: &str = ".复核";
/// More text than this is not searched for fuhe's own marks.
const SEARCHED: u64 = 1 << 28;

/// True for names as fuhe gives them.
pub fn is_named_like_output(name: &str) -> bool {
    let name = name.to_lowercase();
    name == CONSOLIDATED
        || ["xlsx", "xlsm"]
            .iter()
            .any(|extension| name.ends_with(&format!("{MARK}.{extension}")))
}

/// The path of an annotated copy without its mark and extension.
pub fn source_of_copy(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy();
    let stem = Path::new(&*name).with_extension("");
    let source = stem.to_string_lossy().strip_suffix(MARK)?.to_owned();
    Some(path.with_file_name(source))
}

/// The path of a copy that was planned, once its extension is known.
pub fn copy(target: &Path, extension: &str) -> PathBuf {
    let mut path = target.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    PathBuf::from(path)
}

/// The folder that holds a file, `.` where the path does not say.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A file in a folder, as people write it: without a leading `./`.
pub fn within(folder: &Path, name: &str) -> PathBuf {
    match folder == Path::new(".") {
        true => PathBuf::from(name),
        false => folder.join(name),
    }
}

/// The folder that holds all inputs, near or far; the first one's where they share nothing but the root.
pub fn common_folder(inputs: &[Input]) -> PathBuf {
    let Some(first) = inputs.first() else {
        return PathBuf::from(".");
    };
    let near = folder_of(&first.path);
    let Some(mut common) = first.real.parent() else {
        return near.to_owned();
    };
    let holds_all = |folder: &Path| inputs.iter().all(|input| input.real.starts_with(folder));
    let start = common;
    while !holds_all(common) {
        match common.parent() {
            Some(parent) => common = parent,
            None => return near.to_owned(),
        }
    }
    if common == start || common.parent().is_none() {
        return near.to_owned();
    }
    // As the user would write it, where an input's own path leads there.
    let upwards = start.components().count() - common.components().count();
    let named = near.ancestors().nth(upwards);
    match named.filter(|named| !named.as_os_str().is_empty()) {
        Some(named) => named.to_owned(),
        None if fs::canonicalize(".").is_ok_and(|here| here == common) => PathBuf::from("."),
        None => common.to_owned(),
    }
}

/// The first of `named` that another of them, or an output of the run, would write over.
pub fn clash<'a>(named: &[&'a Path], outputs: &[PathBuf]) -> Option<&'a Path> {
    let place = |path: &Path| {
        let folder = folder_of(path);
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        key(&real.join(path.file_name().unwrap_or_default()))
    };
    let mut taken: BTreeSet<String> = outputs.iter().map(|path| place(path)).collect();
    let mut named = named.iter().copied();
    named.find(|path| !taken.insert(place(path)))
}

/// What an existing file must be in order to be replaced.
#[derive(Debug, Clone, Copy)]
pub enum Replace<'a> {
    /// Anything: the user said `--force`.
    Forced,
    /// A workbook of fuhe's about one of these inputs, locked or not.
    OwnAbout(&'a [String], &'a Passwords),
    /// A JSON report of fuhe's.
    OwnReport,
    /// Nothing.
    Never,
}

/// What is to be written, locked where its source was.
pub fn locked(bytes: Vec<u8>, password: Option<&Password>) -> Result<Vec<u8>, Text> {
    match password {
        Some(password) => lock::lock(&bytes, password).map_err(|error| error.text()),
        None => Ok(bytes),
    }
}

/// An output, before it is written.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub path: &'a Path,
    /// The option that chooses another place for it.
    pub option: &'static str,
    pub replace: Replace<'a>,
}

/// Writes a file whole or not at all. `inputs` are never written over, not even by force.
pub fn write(wanted: Wanted, bytes: &[u8], inputs: &[Input]) -> Result<(), Text> {
    unnamed(wanted, bytes, inputs)?.settle()
}

/// A file that is written, and may not be on the disk yet: it has its name once it is.
pub struct Unnamed {
    file: tempfile::NamedTempFile,
    path: PathBuf,
    option: &'static str,
    replaces: bool,
}

impl Unnamed {
    /// Waits for the disk, and gives the file its name.
    pub fn settle(self) -> Result<(), Text> {
        let settled = self.file.as_file().sync_all().and_then(|()| {
            let persisted = match self.replaces {
                true => self.file.persist(&self.path),
                false => self.file.persist_noclobber(&self.path),
            };
            persisted.map(drop).map_err(|error| error.error)
        });
        settled.map_err(|error| cannot_write(&error, self.option))
    }
}

/// Writes a file that is still to be [settled](Unnamed::settle).
pub fn unnamed(wanted: Wanted, bytes: &[u8], inputs: &[Input]) -> Result<Unnamed, Text> {
    let replaces = foreseen(wanted, inputs)?;
    let Wanted { path, option, .. } = wanted;
    let folder = folder_of(path);
    let written = fs::create_dir_all(folder)
        .and_then(|()| temporary(folder))
        .and_then(|mut file| file.write_all(bytes).map(|()| file));
    Ok(Unnamed {
        file: written.map_err(|error| cannot_write(&error, option))?,
        path: path.to_owned(),
        option,
        replaces,
    })
}

/// Whether an output replaces a file; why it must not be written at all.
pub fn foreseen(wanted: Wanted, inputs: &[Input]) -> Result<bool, Text> {
    let Wanted {
        path,
        option,
        replace,
    } = wanted;
    can_be_folder(folder_of(path), option)?;
    let exists = match fs::canonicalize(path) {
        Ok(real) if inputs.iter().any(|input| input.real == real) => {
            return Err(text!(
                "这次运行要读这个文件（考核表、花名册、方案、清单或密码），不会覆盖它。请用 {option} 换一个位置。"
                    / "this run reads that file (a scorecard, roster, mapping, list or password), so it is not written over. Choose another place with {option}."
            ));
        }
        Ok(_) => true,
        Err(_) => false,
    };
    if exists && path.is_dir() {
        return Err(text!(
            "这个名字已经是一个文件夹，不能写成文件。请用 {option} 换一个位置，或给文件夹改名。"
                / "a folder of that name exists. Choose another place with {option}, or rename the folder."
        ));
    }
    let may_replace = exists
        && match replace {
            Replace::Forced => true,
            Replace::OwnAbout(marks, passwords) => is_own_output(path, marks, passwords),
            Replace::OwnReport => is_own_report(path),
            Replace::Never => false,
        };
    if exists && !may_replace {
        return Err(match replace {
            Replace::Never => text!(
                "已有这个文件，里面可能有填好的内容，没有覆盖。请用 {option} 换一个文件名；要覆盖请加 --force。"
                    / "it exists and may have been filled in, so it was left alone. Choose another name with {option}, or add --force to replace it."
            ),
            _ => text!(
                "已有同名文件，而且不是本工具对同一文件的结果，没有覆盖。要覆盖请加 --force，或用 {option} 换一个位置。"
                    / "it exists and is no output of this tool for the same input, so it was left alone. Add --force to replace it, or choose another place with {option}."
            ),
        });
    }
    Ok(may_replace)
}

/// Nothing where a folder is, or can be made.
pub fn can_be_folder(folder: &Path, option: &str) -> Result<(), Text> {
    let file = folder.ancestors().find(|above| above.is_file());
    file.map_or(Ok(()), |file| {
        let place = file.display();
        Err(text!(
            "写不进去：「{place}」不是文件夹。请用 {option} 换一个位置。"
                / "it cannot be written: {place} is no folder. Choose another place with {option}."
        ))
    })
}

/// True for a name that a table would have: nobody could open what is none.
pub fn is_named_like_table(path: &Path) -> bool {
    EXTENSIONS.contains(&extension(path).as_str())
}

/// What the name of a temporary file begins and ends with.
const TEMPORARY: (&str, &str) = (".fuhe-", ".tmp");

/// Takes away the temporary files of runs that were killed: nobody holds them any more.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(TEMPORARY.0)
            && name.ends_with(TEMPORARY.1)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // One that cannot be taken away does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A temporary file beside the target, locked, with the rights that an ordinary new file gets.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let held = || {
        let file = builder.tempfile_in(folder)?;
        // Held until it has its name; some network disks know no locks, and need none.
        let _ = file.as_file().try_lock();
        Ok(file)
    };
    match held() {
        // Another run swept the file away before it was locked.
        Ok(file) if !file.path().exists() => held(),
        file => file,
    }
}

/// True for a workbook that fuhe made, of whatever input.
pub fn is_output(path: &Path) -> bool {
    is_own_output(path, &[], &Passwords::default())
}

/// True for a workbook that fuhe made, or that nobody can look into: it is locked, or broken.
pub fn may_be_output(path: &Path) -> bool {
    let is_open = |bytes: Vec<u8>| zip::ZipArchive::new(Cursor::new(bytes)).is_ok();
    is_output(path) || !fs::read(path).is_ok_and(is_open)
}

/// True for a workbook that fuhe made and that names one of `marks` (its input's name or digest) on its report sheets.
pub fn is_own_output(path: &Path, marks: &[String], passwords: &Passwords) -> bool {
    // A pipe would never end.
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let Some(bytes) = is_file.then(|| fs::read(path).ok()).flatten() else {
        return false;
    };
    let bytes = match lock::is_locked(&bytes) {
        false => bytes,
        true => match passwords.unlock(&bytes) {
            Ok((plain, _)) => plain,
            Err(_) => return false,
        },
    };
    let texts = |name: &str| -> Option<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).ok()?;
        let entry = archive.by_name(name).ok()?;
        let mut bytes = Vec::new();
        entry.take(SEARCHED).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    // The report sheets name their tool, whoever the file's author is.
    let has_sheet = texts("xl/workbook.xml").is_some_and(|book| book.contains("复核依据"));
    let Some(strings) = texts("xl/sharedStrings.xml").filter(|_| has_sheet) else {
        return false;
    };
    strings.contains("fuhe")
        && (marks.is_empty() || marks.iter().any(|mark| strings.contains(&escaped(mark))))
}

/// True for a JSON report of fuhe's.
pub fn is_own_report(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(400).read_to_end(&mut head));
    let head = String::from_utf8_lossy(&head);
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    read.is_ok() && head.starts_with("{\"schema\":") && head.contains("\"tool\":{\"name\":\"fuhe\"")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn extension(path: &Path) -> String {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// A path as a disk that ignores case tells it from others.
fn key(path: &Path) -> String {
    path.to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &Path) -> Input {
        Input {
            path: path.to_owned(),
            real: path.to_owned(),
        }
    }

    fn planned(paths: &[&str], out_dir: Option<&str>) -> Vec<String> {
        let inputs: Vec<Input> = paths.iter().map(|path| input(Path::new(path))).collect();
        plan(&inputs, out_dir.map(Path::new))
            .iter()
            .map(|path| path.display().to_string().replace('\\', "/"))
            .collect()
    }

    #[test]
    fn outputs_stand_beside_their_inputs_or_in_the_given_folder() {
        assert_eq!(planned(&["/a/10月.xlsx"], None), ["/a/10月.复核"]);
        assert_eq!(planned(&["/a/10月.xlsx"], Some("/o")), ["/o/10月.复核"]);
    }

    #[test]
    fn no_two_outputs_share_a_name() {
        assert_eq!(
            planned(&["/a/x.xls", "/a/x.xlsx", "/a/X.csv"], None),
            ["/a/x.复核", "/a/x.xlsx.复核", "/a/X.csv.复核"]
        );
        assert_eq!(
            planned(&["/a/x.xls", "/b/x.xls", "/c/x.xls"], Some("/o")),
            ["/o/a-x.复核", "/o/b-x.复核", "/o/c-x.复核"]
        );
        // Folders of one name too.
        assert_eq!(
            planned(&["/a/一组/x.xls", "/b/一组/x.xls"], Some("/o")),
            ["/o/一组-x.复核", "/o/一组-x.xls.复核"]
        );
    }

    #[test]
    fn no_output_is_an_input() {
        assert_eq!(
            planned(&["/a/x.xlsx", "/a/x.复核.xlsx"], None),
            ["/a/x.xlsx.复核", "/a/x.复核.复核"]
        );
    }

    #[test]
    fn what_is_named_must_be_no_other_output() {
        let clash = |named: &[&str]| {
            let named: Vec<&Path> = named.iter().map(Path::new).collect();
            let outputs = [PathBuf::from("/o/x.复核.xlsx")];
            super::clash(&named, &outputs).map(|path| path.display().to_string())
        };
        assert_eq!(clash(&["/o/r.json", "/o/a.csv"]), None);
        assert_eq!(clash(&["/o/a.csv", "/o/A.csv"]), Some("/o/A.csv".into()));
        assert_eq!(clash(&["/o/x.复核.xlsx"]), Some("/o/x.复核.xlsx".into()));
    }

    #[test]
    fn the_common_folder_holds_all_inputs() {
        let of = |paths: &[&str]| {
            let inputs: Vec<Input> = paths.iter().map(|path| input(Path::new(path))).collect();
            common_folder(&inputs).display().to_string()
        };
        assert_eq!(of(&["/a/b/x.xlsx", "/a/b/y.xlsx"]), "/a/b");
        assert_eq!(of(&["/a/b/x.xlsx", "/a/c/y.xlsx"]), "/a");
        assert_eq!(of(&["/a/x.xlsx", "/b/y.xlsx"]), "/a");
    }

    #[test]
    fn an_existing_file_is_left_alone_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.复核.xlsx");
        fs::write(&path, "mine").unwrap();
        let marks = ["x.xlsx".to_owned()];
        let none = Passwords::default();
        let wanted = |replace| Wanted {
            path: &path,
            option: "-o",
            replace,
        };
        let own = wanted(Replace::OwnAbout(&marks, &none));
        assert!(write(own, b"new", &[]).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        let real = fs::canonicalize(&path).unwrap();
        let inputs = [Input {
            path: path.clone(),
            real,
        }];
        assert!(write(wanted(Replace::Forced), b"new", &inputs).is_err());
        write(wanted(Replace::Forced), b"new", &[]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let held = temporary(folder.path()).unwrap();
        fs::write(folder.path().join(".fuhe-left.tmp"), "half").unwrap();
        fs::write(folder.path().join("fuhe-mine.tmp"), "mine").unwrap();
        sweep(folder.path());
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        names.sort();
        let mut wanted = vec![held.path().to_owned(), folder.path().join("fuhe-mine.tmp")];
        wanted.sort();
        assert_eq!(names, wanted);
    }

    #[test]
    fn an_own_report_is_known_by_its_head() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.json");
        fs::write(&path, "{\n \"schema\": 1, \"tool\": {\"name\": \"fuhe\"} }").unwrap();
        assert!(is_own_report(&path));
        fs::write(&path, "{}").unwrap();
        assert!(!is_own_report(&path));
    }
}
