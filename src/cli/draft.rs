//! `fuhe draft`: a mapping drafted from a workbook that no mapping fits.

use std::path::Path;

use fuhe::draft::{SETTLE, Share};
use fuhe::mapping::check;
use fuhe::text::{Text, counted};
use fuhe::{draft, text};

use super::args::Draft;
use super::console::{Console, Exit, Problem};
use super::open::Opening;
use super::outputs::{self, Replace, Wanted};
use super::paths::Input;

/// Prints or writes the draft.
pub fn run(args: &Draft, console: &mut Console) -> Exit {
    let fail = |console: &Console, path: &Path, text: Text| {
        console.fail(&Problem::new(path.display().to_string(), text));
        Exit::Failed
    };
    let input = Input::at(&args.path);
    let protected = [input.clone()];
    let wanted = args.output.as_deref().map(|path| wanted(path, args.force));
    if let Some(wanted) = wanted
        && let Err(text) = named(wanted.path).and_then(|()| outputs::foreseen(wanted, &protected))
    {
        return fail(console, wanted.path, text);
    }
    let opening = match Opening::with(args.password_file.as_deref(), args.max_size) {
        Ok(opening) => opening.asking(std::slice::from_ref(&input), console),
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    let opened = opening.open(&input).map_err(|not| not.text);
    let drafted = opened.and_then(|opened| {
        let source = &opened.source;
        let workbook = opening.scorecards(source)?;
        draft::draft(&workbook, source.stem())
    });
    let drafted = match drafted {
        Ok(drafted) => drafted,
        Err(text) => return fail(console, &args.path, text),
    };
    let Some(wanted) = wanted else {
        console.print(&drafted.toml);
        return Exit::Fine;
    };
    if let Err(text) = outputs::write(wanted, drafted.toml.as_bytes(), &protected) {
        return fail(console, wanted.path, text);
    }
    let place = wanted.path.display();
    let (lines, open) = (drafted.lines, drafted.open);
    let faults = check::check("draft", &drafted.toml).faults;
    let errors = faults.iter().filter(|fault| fault.is_error()).count();
    let hints = faults.len() - errors;
    let (lines_en, hints_en) = (counted(lines, "line"), counted(hints, "thing"));
    console.say(&text!(
        "已写出草稿 {place}：{lines} 项指标，{open} 处「{SETTLE}」。"
            / "wrote the draft {place}: {lines_en}, {open} marked {SETTLE}."
    ));
    let Share { hits, of } = drafted.totals;
    if of > 0 {
        console.say(&text!(
            "按草稿算，{of} 人里有 {hits} 人的总分对得上。"
                / "By the draft, {hits} of {of} totals come out as reported."
        ));
    }
    if drafted.people == Some(0) {
        console.say(&text!(
            "照这份草稿，在原来的文件里找不到任何人的考核表：多半是表头或指标认错了，请对着表改，或自己写方案。"
                / "By the draft there is nobody in the workbook itself: a header or a line was taken for another. Mend it with the sheet beside it, or write a mapping yourself."
        ));
    }
    console.say(&match errors {
        0 => text!(
            "请逐条核对，再运行 fuhe mappings check {place}（现在有 {hints} 处提示）。"
                / "Go through it, then run fuhe mappings check {place} (it tells {hints_en} now)."
        ),
        _ => {
            let errors_en = counted(errors, "error");
            text!(
                "草稿有 {errors} 处错误，还不能用来复核：请运行 fuhe mappings check {place} 看是哪几处，改好再用。"
                    / "The draft has {errors_en} and no audit can use it yet: run fuhe mappings check {place} to see them, and mend them first."
            )
        }
    });
    Exit::Fine
}

/// Where a draft is written. Somebody may have worked on an earlier one: it is never replaced unasked.
fn wanted(path: &Path, force: bool) -> Wanted<'_> {
    Wanted {
        path,
        option: "-o",
        replace: if force {
            Replace::Forced
        } else {
            Replace::Never
        },
    }
}

/// Under another name no program would know a mapping, and fuhe would not find it.
fn named(path: &Path) -> Result<(), Text> {
    let extension = path.extension();
    if extension.is_some_and(|extension| extension == "toml") {
        return Ok(());
    }
    let better = path.with_extension("toml");
    let better = better.display();
    Err(text!(
        "方案文件的名字要以 .toml 结尾，请写成 -o {better}。"
            / "a mapping's name ends in .toml: write -o {better}."
    ))
}
