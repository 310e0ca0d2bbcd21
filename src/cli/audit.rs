//! `fuhe audit`: the main job.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fuhe::examination::Status;
use fuhe::finding::Severity;
use fuhe::report::json::{self, JsonInput};
use fuhe::report::{self, Audited};
use fuhe::text;
use fuhe::text::{Lang, Text};
use fuhe::write;

use super::absent;
use super::accept::{self, List};
use super::args::{Audit, FailOn, Format};
use super::batch::{self, Asked, Done, Finished, Settings};
use super::choose::Choosing;
use super::console::{Console, Exit, Problem};
use super::open::Opening;
use super::others;
use super::outputs::{self, Replace, Wanted};
use super::passwords::Passwords;
use super::paths::{self, Collected, Input, SkippedKind};
use super::places;
use super::previous;
use super::roster::{self, Rosters};
use super::summary::{self, Summary};

/// Audits what the command line names.
pub fn run(args: &Audit, console: &mut Console) -> Exit {
    let mut found = paths::collect(&args.paths);
    accept::leave_out(args.accept.as_deref(), &mut found);
    previous::leave_out(args.previous.as_deref(), &mut found);
    let mut exit = tell(&found, args, console);
    let Some(candidates) = places::candidates(args.mapping.as_deref(), console, args.quiet) else {
        return Exit::Failed;
    };
    let opening = match Opening::with(args.password_file.as_deref(), args.max_size) {
        Ok(opening) => opening.asking(&found.inputs, console),
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    let rosters = match Rosters::new(args.roster.as_deref(), &candidates, &opening) {
        Ok(rosters) => rosters,
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    let mut protected = rosters.take_out(&candidates, &mut found);
    protected.extend(found.inputs.iter().cloned());
    // Nothing that was read is written over.
    let mapping = args.mapping.as_deref().map(Path::new);
    let read = [
        mapping,
        args.accept.as_deref(),
        args.password_file.as_deref(),
    ];
    protected.extend(read.into_iter().flatten().map(Input::at));
    let inputs = &found.inputs;
    if inputs.is_empty() && exit != Exit::Failed {
        for problem in nothing(&found) {
            console.fail(&problem);
        }
        exit = Exit::Failed;
    }
    let accepted = match args
        .accept
        .as_deref()
        .map(|path| List::read(path, &opening))
    {
        Some(Err(problem)) => {
            console.fail(&problem);
            return Exit::Failed;
        }
        Some(Ok(list)) => Some(list),
        None => None,
    };
    let targets = outputs::plan(inputs, args.out_dir.as_deref());
    let slips = slips(args, inputs, &targets, &protected);
    if !slips.is_empty() {
        slips.iter().for_each(|problem| console.fail(problem));
        return Exit::Failed;
    }
    let asked = Asked {
        choosing: &Choosing::among(&candidates, inputs.len()),
        rosters: &rosters,
        period: args.period,
        set: &args.set,
        one_of_several: inputs.len() > 1,
        opening: &opening,
    };
    let earlier = args.previous.as_deref();
    let earlier = earlier.map(|path| previous::read(path, &candidates, &asked, args.jobs));
    let earlier = earlier.unwrap_or_default();
    for problem in &earlier.problems {
        console.fail(problem);
        exit = Exit::Failed;
    }
    protected.extend(earlier.protected);
    if !args.dry_run {
        let report = args.report.iter();
        let folders: BTreeSet<&Path> = (targets.iter().chain(report))
            .map(|target| outputs::folder_of(target))
            .collect();
        folders.into_iter().for_each(outputs::sweep);
    }
    let mut done = batch::run(
        inputs,
        &targets,
        &Settings {
            asked,
            protected: &protected,
            corrections: args.corrections.into(),
            lang: console.lang,
            dry_run: args.dry_run,
            force: args.force,
            elsewhere: args.out_dir.is_some(),
            jobs: args.jobs,
            accepted: accepted.as_ref(),
            previous: earlier.previous.as_ref(),
            progress: !args.quiet,
            keeps_lines: args.report.is_some() || args.format == Format::Json,
        },
    );
    if inputs.len() > 1 {
        roster::tell_missing(&mut done, found.unread());
        if let Some(previous) = &earlier.previous {
            previous::tell_gone(previous, &mut done, found.unread());
        }
    }
    if let Some(path) = args.previous.as_deref().filter(|_| !args.quiet) {
        previous::warn(path, &done, console);
    }
    for problem in problems(&done) {
        console.fail(&problem);
        exit = Exit::Failed;
    }
    exit = exit.max(verdict(&done, args.fail_on));

    let unused = accepted.as_ref().map(|list| list.unused(&done));
    if let Some((list, unused)) = accepted
        .as_ref()
        .zip(unused.as_ref())
        .filter(|_| !args.quiet)
    {
        for text in unused {
            console.warn(
                Severity::Warning,
                &Problem::new(list.shown.as_str(), text.clone()),
            );
        }
    }
    if let Some(path) = args.write_accept.as_deref().filter(|_| !args.dry_run)
        && let Err(problem) = accept::draft(path, &done, args, &protected, console)
    {
        console.fail(&problem);
        exit = Exit::Failed;
    }

    let mut consolidated = None;
    if !args.dry_run && inputs.len() > 1 {
        match consolidate(
            &done,
            &found,
            unused.clone().unwrap_or_default(),
            args,
            &protected,
            &opening.passwords,
            console,
        ) {
            Ok(path) => consolidated = path,
            Err(problem) => {
                console.fail(&problem);
                exit = Exit::Failed;
            }
        }
    }
    let mut report = args.report.as_deref().filter(|_| !args.dry_run);
    if args.format == Format::Json || report.is_some() {
        let told = json(&done, &found, unused.unwrap_or_default(), console.lang);
        if let Some(path) = report
            && let Err(text) =
                outputs::write(wanted_report(path, args.force), told.as_bytes(), &protected)
        {
            console.fail(&Problem::new(path.display().to_string(), text));
            exit = Exit::Failed;
            report = None;
        }
        let is_locked = finished(&done).any(|finished| finished.password.is_some());
        if let Some(path) = report.filter(|_| is_locked) {
            let text = text!(
                "JSON 报告没有密码，里面却有加密文件里的分数和工资。请妥善保管，用完删除。"
                    / "the JSON report is not locked, yet holds scores and pay of locked files. Keep it safe and delete it after use."
            );
            let place = path.display().to_string();
            console.warn(Severity::Warning, &Problem::new(place, text));
        }
        if args.format == Format::Json {
            console.print(&told);
        }
    }
    if args.format == Format::Human && !args.quiet {
        let summary = Summary {
            done: &done,
            skipped: &found.skipped,
            consolidated: consolidated.as_deref(),
            report,
            dry_run: args.dry_run,
            exit,
            verbose: args.verbose,
        };
        console.print(&summary::words(&summary, console.lang));
    }
    // The program ends here: nobody needs the memory back piece by piece.
    std::mem::forget(done);
    exit
}

/// What was not found, and what was left out although it was named.
fn tell(found: &Collected, args: &Audit, console: &Console) -> Exit {
    for problem in &found.problems {
        console.fail(problem);
    }
    for skipped in found
        .skipped
        .iter()
        .filter(|skipped| skipped.kind == SkippedKind::Named && !args.quiet)
    {
        let text = text!("跳过：" / "left out:").then(&skipped.reason);
        console.warn(Severity::Info, &Problem::new(skipped.path.as_str(), text));
    }
    if found.problems.is_empty() {
        Exit::Fine
    } else {
        Exit::Failed
    }
}

/// Why there is nothing to audit: what was left out, and that something else is wanted.
fn nothing(found: &Collected) -> Vec<Problem> {
    let left_out = found.skipped.iter();
    let left_out = left_out.filter(|skipped| skipped.kind != SkippedKind::Named);
    let left_out = left_out.take(summary::LISTED);
    let mut problems: Vec<Problem> = left_out
        .map(|skipped| Problem::new(skipped.path.as_str(), skipped.reason.clone()))
        .collect();
    problems.push(Problem::new(
        "",
        text!(
            "没有要复核的文件。请写上考核表所在的文件或文件夹，如 fuhe audit 10月考核.xlsx；--roster、--accept 后面要写另外的文件，不能是考核表本身。"
                / "there is nothing to audit. Name a workbook or folder with scorecards, such as fuhe audit october.xlsx; behind --roster and --accept stand other files than that."
        ),
    ));
    problems
}

/// What the options name and cannot be: told before anything is audited, let alone written.
fn slips(args: &Audit, inputs: &[Input], targets: &[PathBuf], read: &[Input]) -> Vec<Problem> {
    let mut slips: Vec<Problem> = (args.previous.as_deref())
        .and_then(previous::missing)
        .into_iter()
        .collect();
    if args.dry_run {
        return slips;
    }
    let mut slip = |path: &Path, result: Result<(), Text>| {
        let problem = result.map_err(|text| Problem::new(path.display().to_string(), text));
        slips.extend(problem.err());
    };
    if let Some(path) = clash(args, inputs, targets) {
        let text = text!(
            "这个名字同时是另一个结果的名字，什么都没有写。请换一个文件名。"
                / "another output has this name too; nothing was written. Choose another name."
        );
        slip(path, Err(text));
    }
    if let Some(folder) = &args.out_dir {
        slip(folder, outputs::can_be_folder(folder, "-o"));
    }
    if let Some(path) = &args.write_accept {
        let wanted = accept::wanted(path, args.force);
        let foreseen = outputs::foreseen(wanted, read);
        slip(path, foreseen.and_then(|_| accept::is_csv(path)).map(drop));
    }
    if let Some(path) = &args.report {
        let foreseen = outputs::foreseen(wanted_report(path, args.force), read);
        slip(path, foreseen.and_then(|_| named_like_report(path)));
    }
    slips
}

/// Nobody could open a report that is named like a workbook.
fn named_like_report(path: &Path) -> Result<(), Text> {
    match outputs::is_named_like_table(path) {
        false => Ok(()),
        true => Err(text!(
            "JSON 报告不是表格，用 Excel 打不开，名字请以 .json 结尾。要表格不用加 --report，复核结果就是表格。"
                / "the JSON report is no workbook: let its name end in .json. The audited workbooks come without --report."
        )),
    }
}

fn problems(done: &[Done]) -> Vec<Problem> {
    done.iter()
        .flat_map(|done| match done {
            Done::Failed(failed) => {
                vec![Problem::new(failed.path.as_str(), failed.text.clone())]
            }
            Done::Audited(finished) => finished.problems.clone(),
        })
        .collect()
}

/// The files that were audited.
pub fn finished(done: &[Done]) -> impl Iterator<Item = &Finished> {
    done.iter().filter_map(|done| match done {
        Done::Audited(finished) => Some(&**finished),
        Done::Failed(_) => None,
    })
}

/// Whether what was found makes exit code 1. Held people alone do.
fn verdict(done: &[Done], fail_on: FailOn) -> Exit {
    let Some(least) = fail_on.least() else {
        return Exit::Fine;
    };
    let is_found = finished(done).any(|finished| {
        let examination = &finished.examination;
        let mut findings = examination.findings.iter();
        findings.any(|finding| finding.severity >= least)
            || examination.statuses().contains(&Status::Held)
    });
    if is_found { Exit::Found } else { Exit::Fine }
}

/// Where the workbook about all inputs goes.
fn consolidated(args: &Audit, inputs: &[Input]) -> PathBuf {
    let folder = match &args.out_dir {
        Some(folder) => folder.clone(),
        None => outputs::common_folder(inputs),
    };
    outputs::within(&folder, outputs::CONSOLIDATED)
}

/// A name that the user gave to one output and that is another's too.
fn clash<'a>(args: &'a Audit, inputs: &[Input], targets: &[PathBuf]) -> Option<&'a Path> {
    let named = [args.report.as_deref(), args.write_accept.as_deref()];
    let named: Vec<&Path> = named.into_iter().flatten().collect();
    // What a copy is called at its end depends on what stands in its source.
    let copies = targets
        .iter()
        .flat_map(|target| ["xlsx", "xlsm"].map(|extension| outputs::copy(target, extension)));
    let all: Vec<PathBuf> = copies.chain([consolidated(args, inputs)]).collect();
    outputs::clash(&named, &all)
}

/// Writes the workbook about all inputs; gives its path.
fn consolidate(
    done: &[Done],
    found: &Collected,
    unused: Vec<Text>,
    args: &Audit,
    protected: &[Input],
    passwords: &Passwords,
    console: &Console,
) -> Result<Option<String>, Problem> {
    let lang = console.lang;
    let mut audited: Vec<Audited> = finished(done).map(Finished::audited).collect();
    match audited.first_mut() {
        Some(first) => first.input.unused_exceptions = unused,
        None => return Ok(None),
    }
    let paths: Vec<&Path> = finished(done).map(|one| Path::new(&one.path)).collect();
    let named = others::names(paths.iter().copied());
    for (one, name) in audited.iter_mut().zip(named) {
        one.input.name = name;
    }
    let path = consolidated(args, &found.inputs);
    let shown = path.display().to_string();
    let bytes = write::reports_only(&report::consolidated(
        &audited,
        absent::of(done, found),
        lang,
    ))
    .map_err(|error| Problem::new(shown.as_str(), error.text()))?;
    // A batch may grow by a file that came late: one common input makes it the same batch.
    let names: Vec<String> = audited.iter().map(|one| one.input.name.clone()).collect();
    let replace = if args.force {
        Replace::Forced
    } else {
        Replace::OwnAbout(&names, passwords)
    };
    let wanted = Wanted {
        path: &path,
        option: "-o",
        replace,
    };
    // It holds what came locked: it leaves locked.
    let mut locked = finished(done).filter_map(|finished| finished.password.as_ref());
    let password = locked.next();
    if locked.any(|other| Some(other) != password) && !args.quiet {
        let text = text!(
            "几个原文件的密码不同；汇总表用其中第一个文件的密码加密。"
                / "the inputs have different passwords; the consolidated workbook is locked with that of the first."
        );
        console.warn(Severity::Info, &Problem::new(shown.as_str(), text));
    }
    outputs::sweep(outputs::folder_of(&path));
    outputs::locked(bytes, password)
        .and_then(|bytes| outputs::write(wanted, &bytes, protected))
        .map_err(|text| Problem::new(shown.as_str(), text))?;
    Ok(Some(shown))
}

fn json(done: &[Done], found: &Collected, unused: Vec<Text>, lang: Lang) -> String {
    let mut audited: Vec<Audited> = finished(done).map(Finished::audited).collect();
    if let Some(first) = audited.first_mut() {
        first.input.unused_exceptions = unused;
    }
    let mut rest = audited.iter();
    let audited_or_failed = done.iter().filter_map(|done| match done {
        Done::Audited(finished) => Some(JsonInput::Audited {
            path: finished.path.clone(),
            audited: rest.next()?,
            outputs: finished.outputs.clone(),
        }),
        Done::Failed(failed) => Some(JsonInput::Failed {
            path: failed.path.clone(),
            sha256: failed.sha256.clone(),
            error: failed.text.clone(),
        }),
    });
    let missing = found.problems.iter().map(|problem| JsonInput::Failed {
        path: problem.place.clone(),
        sha256: None,
        error: problem.text.clone(),
    });
    let told = found.skipped.iter();
    let told = told.filter(|skipped| skipped.kind != SkippedKind::Known);
    let skipped = told.map(|skipped| JsonInput::Skipped {
        path: skipped.path.clone(),
        reason: skipped.reason.clone(),
    });
    let inputs: Vec<JsonInput> = audited_or_failed.chain(missing).chain(skipped).collect();
    json::report(&inputs, lang)
}

/// Where the JSON report is written.
fn wanted_report(path: &Path, force: bool) -> Wanted<'_> {
    Wanted {
        path,
        option: "--report",
        replace: match force {
            true => Replace::Forced,
            false => Replace::OwnReport,
        },
    }
}
