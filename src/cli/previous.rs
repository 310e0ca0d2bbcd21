//! `--previous`: the results of the period before, from a JSON report or from that period's workbooks.

use std::fs;
use std::path::{Path, PathBuf};

use fuhe::finding::Severity;
use fuhe::mapping::check::sha256;
use fuhe::previous::{self, Compared, Previous, Told};
use fuhe::report::Corrections;
use fuhe::text;
use fuhe::text::{Lang, Text};

use super::audit::finished;
use super::batch::{self, Asked, Done, Settings};
use super::console::{Console, Problem};
use super::outputs;
use super::paths::{self, Collected, Input, SkippedKind};
use super::places::Candidates;

/// Why there are none: a name that nothing has is a slip, told before anything is done.
pub fn missing(path: &Path) -> Option<Problem> {
    let text = text!(
        "上期结果：没有这个文件或文件夹。请核对 --previous 后面的名字和位置。"
            / "previous results: no such file or folder. Check what stands behind --previous."
    );
    (!path.exists()).then(|| Problem::new(path.display().to_string(), text))
}

/// What the previous results were read into.
#[derive(Default)]
pub struct Read {
    /// The results, where anything of them could be read.
    pub previous: Option<Previous>,
    /// What could not be.
    pub problems: Vec<Problem>,
    /// Files that are never written over.
    pub protected: Vec<Input>,
}

/// The previous period's files in an audited folder are not audited with this period's; but whoever names nothing else
/// means them.
pub fn leave_out(previous: Option<&Path>, found: &mut Collected) {
    let Some(real) = previous.and_then(|path| fs::canonicalize(path).ok()) else {
        return;
    };
    let is_of_then = |input: &Input| input.real.starts_with(&real);
    if !found.inputs.iter().all(is_of_then) {
        let reason = text!(
            "这是上期的表，用来比较，不和本期一起复核"
                / "this is of the previous period, which is compared with and not audited"
        );
        found.leave_out(&reason, is_of_then);
    }
}

/// Reads the results; workbooks are audited for it, quietly and without writing anything.
pub fn read(path: &Path, candidates: &Candidates, asked: &Asked, jobs: Option<usize>) -> Read {
    let mut read = Read::default();
    let reports = match path.is_dir() {
        true => reports_in(path),
        false if is_json(path) => vec![path.to_owned()],
        false => Vec::new(),
    };
    match &reports[..] {
        [] => read.audit(path, candidates, asked, jobs),
        [report] => read.report(report, asked),
        several => {
            let names: Vec<String> = several.iter().map(|one| name_of(one)).collect();
            let names = names.join("、");
            let text = text!(
                "文件夹里有几份 fuhe 的 JSON 报告（{names}），不知道哪一份是上期的。请直接指定那一份。"
                    / "the folder holds several JSON reports of fuhe's ({names}). Name the one of the previous period."
            );
            read.fail(path.display().to_string(), text);
        }
    }
    read
}

impl Read {
    fn fail(&mut self, place: String, text: Text) {
        let text = text!("上期结果：" / "previous results:").then(&text);
        self.problems.push(Problem::new(place, text));
    }

    fn report(&mut self, path: &Path, asked: &Asked) {
        let input = Input {
            path: path.to_owned(),
            real: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        };
        let opened = match asked.opening.open(&input) {
            Ok(opened) => opened,
            Err(not) => return self.fail(input.shown(), not.text),
        };
        let text = String::from_utf8_lossy(&opened.source.bytes);
        match Previous::of_report(&input.name(), &opened.sha256, &text) {
            Ok(previous) => self.previous = Some(previous),
            Err(text) => self.fail(input.shown(), text),
        }
        self.protected.push(input);
    }

    fn audit(&mut self, path: &Path, candidates: &Candidates, asked: &Asked, jobs: Option<usize>) {
        let mut found = paths::collect(&[path.to_owned()]);
        take_copies(&mut found);
        let rosters = asked.rosters.take_out(candidates, &mut found);
        let mut unread = found.problems.len();
        let problems = std::mem::take(&mut found.problems);
        for problem in problems {
            self.fail(problem.place, problem.text);
        }
        for skipped in found
            .skipped
            .iter()
            .filter(|skipped| skipped.kind == SkippedKind::Named)
        {
            self.fail(skipped.path.clone(), skipped.reason.clone());
        }
        let inputs = found.inputs;
        let targets = vec![PathBuf::new(); inputs.len()];
        let settings = Settings {
            asked: Asked {
                choosing: asked.choosing,
                rosters: asked.rosters,
                // What was asked of this period was not asked of that one.
                period: None,
                set: &[],
                one_of_several: true,
                opening: asked.opening,
            },
            protected: &[],
            corrections: Corrections::Beside,
            lang: Lang::default(),
            dry_run: true,
            force: false,
            elsewhere: false,
            jobs,
            accepted: None,
            previous: None,
            progress: false,
            keeps_lines: false,
        };
        let (mut people, mut digests) = (Vec::new(), Vec::new());
        for done in batch::run(&inputs, &targets, &settings) {
            match done {
                Done::Audited(finished) => {
                    people.extend(previous::people(&finished.examination));
                    digests.push(finished.facts.sha256);
                }
                Done::Failed(failed) => {
                    unread += 1;
                    self.fail(failed.path, failed.text);
                }
            }
        }
        let digest = match &digests[..] {
            [one] => one.clone(),
            several => sha256(several.join("\n").as_bytes()),
        };
        let all = Previous::new(&name_of(path), &digest, people, unread);
        self.previous = Some(all).filter(|all| !all.is_empty());
        self.protected.extend(rosters);
        self.protected.extend(inputs);
    }
}

/// A folder may hold last month's annotated copies without the workbooks they were made from.
fn take_copies(found: &mut Collected) {
    let stem = |path: &Path| path.with_extension("");
    let sources: Vec<PathBuf> = found.inputs.iter().map(|one| stem(&one.path)).collect();
    let copies = found
        .skipped
        .iter()
        .filter(|skipped| skipped.kind == SkippedKind::Known);
    let copies: Vec<PathBuf> = copies
        .map(|skipped| PathBuf::from(&skipped.path))
        .filter(|path| {
            let source = outputs::source_of_copy(path);
            source.is_some_and(|source| {
                !sources.contains(&source) && !sources.contains(&stem(&source))
            })
        })
        .collect();
    for path in copies {
        if let Ok(real) = fs::canonicalize(&path) {
            found.inputs.push(Input { path, real });
        }
    }
    found.inputs.sort_by(|a, b| a.path.cmp(&b.path));
}

/// The JSON reports of fuhe's in a folder itself.
fn reports_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut reports: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| is_json(path) && outputs::is_own_report(path))
        .collect();
    reports.sort();
    reports
}

fn is_json(path: &Path) -> bool {
    let extension = path.extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A file's or folder's own name: a path would carry somebody's user name into the payroll.
fn name_of(path: &Path) -> String {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = real.file_name();
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// A504 over all files, told once: among the findings of the first file that was audited, as X108 is.
pub fn tell_gone(previous: &Previous, done: &mut [Done], unread: usize) {
    let all: Vec<_> = finished(done)
        .filter_map(|one| Some((&*one.examination.mapping, one.facts.previous.as_deref()?)))
        .collect();
    let failed = done.len().saturating_sub(all.len()) + unread;
    let findings = previous.gone(&all, failed);
    let first = done.iter_mut().find_map(|done| match done {
        Done::Audited(finished) => Some(&mut finished.examination),
        Done::Failed(_) => None,
    });
    if let Some(examination) = first {
        examination.findings.splice(0..0, findings);
    }
}

/// What was compared, over all files.
pub fn told(done: &[Done]) -> Option<Told<'_>> {
    let all = finished(done).filter_map(|one| one.facts.previous.as_deref());
    let all: Vec<&Compared> = all.collect();
    let findings = finished(done).flat_map(|one| {
        let examination = &one.examination;
        examination.findings.iter().map(|finding| {
            let card = finding
                .card
                .and_then(|card| examination.extraction.cards.get(card));
            let called = card.map(|card| card.employee.called());
            (
                finding,
                called.or(finding.employee.as_deref()).unwrap_or("?"),
            )
        })
    });
    Told::of(all, findings)
}

/// Says what makes the comparison doubtful.
pub fn warn(path: &Path, done: &[Done], console: &Console) {
    for doubt in told(done).iter().flat_map(|told| &told.doubts) {
        let place = path.display().to_string();
        console.warn(Severity::Warning, &Problem::new(place, (*doubt).clone()));
    }
}
