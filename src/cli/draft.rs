//! `fuhe draft`: a mapping drafted from a workbook that no mapping fits.

use std::fs;

use fuhe::draft::{SETTLE, Share};
use fuhe::mapping::check;
use fuhe::read;
use fuhe::text::Text;
use fuhe::{draft, text, write};

use super::args::Draft;
use super::console::{Console, Exit, Problem};
use super::open::Opening;
use super::outputs::{self, Replace};
use super::paths::{Input, cannot_read};

/// Prints or writes the draft.
pub fn run(args: &Draft, console: &mut Console) -> Exit {
    let shown = args.path.display().to_string();
    let fail = |console: &Console, place: &str, text: Text| {
        console.fail(&Problem::new(place, text));
        Exit::Failed
    };
    match fs::metadata(&args.path) {
        Ok(metadata) if metadata.is_dir() => {
            let text =
                text!("这是文件夹；请指定一个工作簿。" / "this is a folder; name one workbook.");
            return fail(console, &shown, text);
        }
        Ok(_) => {}
        Err(error) => return fail(console, &shown, cannot_read(&error)),
    }
    let input = Input {
        path: args.path.clone(),
        real: fs::canonicalize(&args.path).unwrap_or_else(|_| args.path.clone()),
    };
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
        let unmarked = write::unmarked(source);
        let workbook = read::read(unmarked.as_ref().unwrap_or(source), &opening.limits)
            .map_err(|error| opening.refused(&error))?;
        draft::draft(&workbook, source.stem())
    });
    let drafted = match drafted {
        Ok(drafted) => drafted,
        Err(text) => return fail(console, &shown, text),
    };
    let Some(path) = &args.output else {
        console.print(&drafted.toml);
        return Exit::Fine;
    };
    let replace = if args.force {
        Replace::Forced
    } else {
        Replace::OwnAbout(&[], &opening.passwords)
    };
    let place = path.display().to_string();
    if let Err(text) = outputs::write(path, drafted.toml.as_bytes(), replace, &[input]) {
        return fail(console, &place, text);
    }
    let (lines, open) = (drafted.lines, drafted.open);
    let faults = check::check("draft", &drafted.toml).faults.len();
    console.say(&text!(
        "已写出草稿 {place}：{lines} 项指标，{open} 处「{SETTLE}」。"
            / "wrote the draft {place}: {lines} lines, {open} places marked {SETTLE}."
    ));
    let Share { hits, of } = drafted.totals;
    if of > 0 {
        console.say(&text!(
            "按草稿算，{of} 人里有 {hits} 人的总分对得上。"
                / "By the draft, {hits} of {of} totals come out as reported."
        ));
    }
    console.say(&text!(
        "请逐条核对，再运行 fuhe mappings check {place}（现在有 {faults} 处提示）。"
            / "Go through it, then run fuhe mappings check {place} (it tells {faults} things now)."
    ));
    Exit::Fine
}
