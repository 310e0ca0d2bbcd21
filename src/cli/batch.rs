//! Many files, several at a time: each is read, audited and written by itself, and no bad one stops the rest.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fuhe::accept::Fate;
use fuhe::archive::Bytes;
use fuhe::examination::Examination;
use fuhe::extract::{Elsewhere, Known};
use fuhe::finding::Finding;
use fuhe::lock::Password;
use fuhe::mapping::check::Set;
use fuhe::mapping::library::Place;
use fuhe::previous::{Compared, Comparison, Previous, Shared};
use fuhe::report::{Audited, Corrections, InputFacts};
use fuhe::scorecard::Period;
use fuhe::text;
use fuhe::text::{Lang, Text};
use fuhe::workbook::{Source, Workbook};
use fuhe::write::{self, WriteError, Written};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::accept::List;
use super::choose::{self, Choosing};
use super::console::Problem;
use super::guard::guarded;
use super::lighten::lighten;
use super::open::{Opened, Opening};
use super::others::{self, Others};
use super::outputs::{self, Replace, Wanted};
use super::paths::Input;
use super::roster::Rosters;
use super::settling::{self, Settled, Settlers, Underway, joined};

/// How a batch is run.
pub struct Settings<'a> {
    pub asked: Asked<'a>,
    /// Files that are never written over: the inputs and the rosters.
    pub protected: &'a [Input],
    pub corrections: Corrections,
    pub lang: Lang,
    /// Write nothing.
    pub dry_run: bool,
    pub force: bool,
    /// The folder is not the input's own, so that equal names need not mean equal files.
    pub elsewhere: bool,
    pub jobs: Option<usize>,
    /// What is known and accepted.
    pub accepted: Option<&'a List>,
    /// The results of the period before.
    pub previous: Option<&'a Previous>,
    /// Show a bar where standard error is a terminal.
    pub progress: bool,
    /// The JSON report will tell the lines of everybody.
    pub keeps_lines: bool,
}

/// By what a workbook is examined.
pub struct Asked<'a> {
    pub choosing: &'a Choosing<'a>,
    pub rosters: &'a Rosters<'a>,
    pub period: Option<Period>,
    /// Parameters of the scheme that are set for this run.
    pub set: &'a [Set],
    /// Who has no scorecard is told over all files, or not at all.
    pub one_of_several: bool,
    pub opening: &'a Opening,
}

/// What became of one file.
pub enum Done {
    Audited(Box<Finished>),
    Failed(Failed),
}

/// A file that could not be audited.
pub struct Failed {
    pub path: String,
    /// SHA-256, where the file could be opened.
    pub sha256: Option<String>,
    pub text: Text,
}

/// A file that was audited.
pub struct Finished {
    /// The path for people.
    pub path: String,
    /// The results, without the workbook's cells.
    pub examination: Examination,
    pub facts: InputFacts,
    /// The outputs that were written.
    pub outputs: Vec<String>,
    /// The output that is on its way to the disk.
    pub underway: Option<Underway>,
    /// Outputs that could not be.
    pub problems: Vec<Problem>,
    /// What the reader could not read and the writer could not keep.
    pub notices: Vec<Text>,
    /// What the input was locked with.
    pub password: Option<Password>,
    /// What became of each accepted exception in this file.
    pub fates: Vec<Vec<Fate>>,
}

impl Finished {
    fn settled(&mut self, output: Settled) {
        match output {
            Ok(output) => self.outputs.push(output),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// As the report wants it.
    pub fn audited(&self) -> Audited<'_> {
        Audited {
            examination: &self.examination,
            input: self.facts.clone(),
        }
    }
}

/// Audits all inputs; `targets` are their outputs' paths without extension. The results stand in the inputs' order.
///
/// The threads are not rayon's, whose workers would begin another file while they wait for the parts of one: as many
/// workbooks are in memory as there are jobs, and no more.
pub fn run(inputs: &[Input], targets: &[PathBuf], settings: &Settings) -> Vec<Done> {
    let all = (0..inputs.len()).map(|index| (index, Others::default()));
    let first = pass(&all.collect::<Vec<_>>(), inputs, targets, settings);
    let mut done: Vec<Done> = first.into_iter().map(|(_, done)| done).collect();
    let again = others::concerned(&done, settings.previous);
    for (index, one) in pass(&again, inputs, targets, settings) {
        done[index] = one;
    }
    done
}

fn pass(
    which: &[(usize, Others)],
    inputs: &[Input],
    targets: &[PathBuf],
    settings: &Settings,
) -> Vec<(usize, Done)> {
    let (mut all, settled) = settling::beside(which.len(), |settlers| {
        audited(which, inputs, targets, settings, settlers)
    });
    for (index, output) in settled {
        let place = all.binary_search_by_key(&index, |(index, _)| *index);
        if let Some((_, Done::Audited(finished))) = place.ok().and_then(|at| all.get_mut(at)) {
            finished.settled(output);
        }
    }
    all
}

fn audited(
    which: &[(usize, Others)],
    inputs: &[Input],
    targets: &[PathBuf],
    settings: &Settings,
    settlers: &Settlers,
) -> Vec<(usize, Done)> {
    let bar = bar(which.len(), settings);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let Some((index, others)) = which.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return done;
            };
            let Some((input, target)) = inputs.get(*index).zip(targets.get(*index)) else {
                continue;
            };
            let mut one = guarded(input, || audit(input, target, settings, others));
            if let Done::Audited(finished) = &mut one
                && let Some(underway) = finished.underway.take()
                && let Some(settled) = settlers.hand(*index, underway)
            {
                finished.settled(settled);
            }
            done.push((*index, one));
            bar.inc(1);
        }
    };
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = settings.jobs.unwrap_or_else(processors).min(which.len());
    let mut all = thread::scope(|scope| {
        // Where there are no threads to be had, this one does it all.
        let others: Vec<_> = (1..jobs)
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
            .collect();
        let mut all = work();
        all.extend(others.into_iter().flat_map(joined));
        all
    });
    bar.finish_and_clear();
    all.sort_by_key(|(index, _)| *index);
    all
}

fn bar(files: usize, settings: &Settings) -> ProgressBar {
    let shown = settings.progress && files > 1 && io::stderr().is_terminal();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let template = match settings.lang {
        Lang::Zh => "复核中 {bar:30} {pos}/{len} 个文件，已用 {elapsed}，约还需 {eta}",
        Lang::En => "auditing {bar:30} {pos}/{len} files, {elapsed} gone, about {eta} to go",
    };
    let style = ProgressStyle::with_template(template);
    ProgressBar::with_draw_target(Some(files as u64), target)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Finds a workbook's mapping and examines it.
pub fn examine<'a>(
    workbook: Workbook,
    stem: &str,
    path: &Path,
    asked: &Asked<'a>,
    elsewhere: Vec<Elsewhere>,
) -> Result<(Examination, &'a Place), Text> {
    let (mapping, place) = asked.choosing.choose(&workbook, path)?;
    let mapping = match asked.set {
        [] => Arc::clone(mapping),
        set => Arc::new(mapping.with(set)?),
    };
    let known = Known {
        period: asked.period,
        file_stem: stem.to_owned(),
        roster: asked.rosters.of(&mapping, place, path)?,
        one_of_several: asked.one_of_several,
        elsewhere,
    };
    let examination = fuhe::examine_by(workbook, mapping, &known);
    if examination.extraction.cards.is_empty() {
        return Err(choose::nobody(&examination.workbook, &examination.mapping));
    }
    Ok((examination, place))
}

fn audit(input: &Input, target: &Path, settings: &Settings, others: &Others) -> Done {
    let failed = |sha256, text| {
        Done::Failed(Failed {
            path: input.shown(),
            sha256,
            text,
        })
    };
    let asked = &settings.asked;
    let Opened {
        mut source,
        sha256: digest,
        password,
    } = match asked.opening.open(input) {
        Ok(opened) => opened,
        Err(not) => return failed(not.sha256, not.text),
    };
    let workbook = asked.opening.scorecards(&source);
    if settings.dry_run {
        // No copy comes of it: the file itself need not stay in memory.
        source.bytes = Bytes::default();
    }
    let elsewhere = others.elsewhere.clone();
    let examined = workbook.and_then(|workbook| {
        let stem = source.stem();
        examine(workbook, stem, &input.path, asked, elsewhere)
    });
    let (examination, place) = match examined {
        Ok(examined) => examined,
        Err(text) => return failed(Some(digest), text),
    };
    let mut compared = None;
    let mut look_back = |examination: &Examination| {
        let Some(previous) = settings.previous else {
            return Vec::new();
        };
        let (own, findings) = look_back(previous, examination, settings, &others.shared);
        compared = Some(Arc::new(own));
        findings
    };
    let (examination, fates) = match settings.accepted {
        Some(list) => {
            let applied = fuhe::accept::apply(examination, &list.exceptions, look_back);
            (applied.examination, applied.fates)
        }
        None => {
            let mut examination = examination;
            let more = look_back(&examination);
            examination.add(more);
            (examination, Vec::new())
        }
    };
    let problems = lost_sheets(input, &examination);
    let mut finished = Finished {
        path: input.shown(),
        notices: examination.workbook.notices.clone(),
        facts: InputFacts {
            previous: compared.clone(),
            ..facts(&source, digest, place, &examination, settings)
        },
        examination,
        outputs: Vec::new(),
        underway: None,
        problems,
        password,
        fates,
    };
    if let Some(list) = settings.accepted {
        list.tell(settings.asked.one_of_several, settings.lang, &mut finished);
    }
    if !settings.dry_run {
        annotate(&source, target, settings, &mut finished);
    }
    if settings.asked.one_of_several {
        lighten(&mut finished.examination, settings.keeps_lines);
    }
    Done::Audited(Box::new(finished))
}

/// Sheets that could not be read: people may be lost with them, so a notice does not do.
fn lost_sheets(input: &Input, examination: &Examination) -> Vec<Problem> {
    let sheets = examination.workbook.sheets.iter();
    let lost = sheets.filter(|sheet| sheet.is_damaged);
    let told = lost.map(|sheet| {
        let name = &sheet.name;
        let text = text!(
            "工作表「{name}」已损坏，没有读取，里面的人没有复核。请在 Excel/WPS 中打开此文件，另存为 .xlsx 后再试。"
                / "the sheet {name} is damaged and was not read: nobody in it was audited. Open the file in Excel or WPS, save it as .xlsx, and try again."
        );
        Problem::new(input.shown(), text)
    });
    told.collect()
}

/// What moved since the period before, and who came; who went, where this is the only file.
fn look_back(
    previous: &Previous,
    examination: &Examination,
    settings: &Settings,
    shared: &BTreeSet<Shared>,
) -> (Compared, Vec<Finding>) {
    let Comparison {
        mut findings,
        compared,
    } = previous.compare(examination, shared);
    if !settings.asked.one_of_several {
        findings.extend(previous.gone(&[(&examination.mapping, &compared)], 0));
    }
    (compared, findings)
}

fn facts(
    source: &Source,
    sha256: String,
    place: &Place,
    examination: &Examination,
    settings: &Settings,
) -> InputFacts {
    let mut parameters = Vec::new();
    if let Some(period) = settings.asked.period {
        parameters.push((text!("考核期" / "period"), period.to_string()));
    }
    // The file's name alone: a path would carry somebody's user name into the payroll.
    let from = match place {
        Place::BuiltIn => place.text(),
        Place::Asked(path) | Place::Here(path) | Place::Own(path) => {
            let name = Path::new(path).file_name();
            Text::same(name.map_or(path.clone(), |name| name.to_string_lossy().into_owned()))
        }
    };
    let from = from.into_lang(settings.lang);
    parameters.push((text!("方案来源" / "mapping from"), from));
    if let Some(roster) = &examination.extraction.roster {
        parameters.push((text!("花名册" / "roster"), roster.file.clone()));
        let sha = text!("花名册 SHA-256" / "roster SHA-256");
        parameters.push((sha, roster.sha256.clone()));
    }
    if let Some(previous) = settings.previous {
        let sha = text!("上期结果 SHA-256" / "previous results SHA-256");
        parameters.push((
            text!("上期结果" / "previous results"),
            previous.name.clone(),
        ));
        parameters.push((sha, previous.sha256.clone()));
        let bounds = examination.mapping.bounds_told();
        let bounds = bounds.into_lang(settings.lang);
        parameters.push((text!("提示变动的界限" / "told as moved"), bounds));
    }
    if settings.corrections == Corrections::Replace {
        let how = text!("直接改在单元格里" / "in the cells");
        let how = how.into_lang(settings.lang);
        parameters.push((text!("复核数" / "recomputed figures"), how));
    }
    InputFacts {
        corrections: settings.corrections,
        name: source.name.clone(),
        sha256,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        parameters,
        ..InputFacts::default()
    }
}

/// Writes the annotated workbook.
fn annotate(source: &Source, target: &Path, settings: &Settings, finished: &mut Finished) {
    let written = match copy(source, settings, finished) {
        Ok(written) => written,
        Err(error) => {
            let problem = Problem::new(finished.path.as_str(), error.text());
            return finished.problems.push(problem);
        }
    };
    let path = outputs::copy(target, written.extension);
    let mark = if settings.elsewhere {
        &finished.facts.sha256
    } else {
        &finished.facts.name
    };
    let marks = [mark.clone()];
    let replace = if settings.force {
        Replace::Forced
    } else {
        Replace::OwnAbout(&marks, &settings.asked.opening.passwords)
    };
    let wanted = Wanted {
        path: &path,
        option: "-o",
        replace,
    };
    let shown = path.display().to_string();
    let file = outputs::locked(written.bytes, finished.password.as_ref())
        .and_then(|bytes| outputs::unnamed(wanted, &bytes, settings.protected));
    match file {
        Ok(file) => finished.underway = Some(Underway { file, shown }),
        Err(text) => finished.problems.push(Problem::new(shown, text)),
    }
    // What is a finding need not be told twice.
    let is_told = |notice: &Text| {
        let mut losses = written.losses.iter();
        losses.any(|loss| loss.text.zh.contains(&notice.zh))
    };
    let notices = written.notices.iter().filter(|notice| !is_told(notice));
    finished.notices.extend(notices.cloned());
    if finished.password.is_some() {
        finished.notices.push(text!(
            "原文件有打开密码，标注后的副本用同一个密码加了密"
                / "the input is locked, so the annotated copy was locked with the same password"
        ));
    }
}

/// The annotated copy. What it lacks is a finding that its own report sheets tell; where that cannot be foreseen, the
/// copy is made a second time.
fn copy(
    source: &Source,
    settings: &Settings,
    finished: &mut Finished,
) -> Result<Written, WriteError> {
    let mut losses = write::losses(source, &finished.examination.workbook);
    let known = finished.examination.findings.len();
    loop {
        let examination = &mut finished.examination;
        examination.findings.truncate(known);
        let told = fuhe::losses(&losses, &examination.mapping);
        examination.findings.extend(told);
        let written = fuhe::annotate(source, &finished.audited(), settings.lang)?;
        if written.losses == losses {
            return Ok(written);
        }
        losses = written.losses;
    }
}
