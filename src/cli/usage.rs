//! Help and usage errors in the reader's language: what clap says is picked, headed and put in words here.

use std::error::Error as _;
use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};
use fuhe::text;
use fuhe::text::{Lang, Text};

use super::args::{COMMANDS, Line};

/// What a command line asks for.
pub enum Parsed {
    /// A command.
    Run(Box<Line>),
    /// The help or the version: to standard output.
    Show(String),
    /// Not understood.
    Wrong(String),
}

/// Parses a command line.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Parsed {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let lang = wanted_lang(&args);
    supply_audit(&mut args);
    let parsed = command(lang)
        .try_get_matches_from(&args)
        .and_then(|matches| Line::from_arg_matches(&matches));
    match parsed {
        Ok(line) => Parsed::Run(Box::new(line)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Parsed::Show(shown(&error, lang)),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Parsed::Wrong(shown(&error, lang))
            }
            _ => Parsed::Wrong(wrong(&error, &called(&args), lang)),
        },
    }
}

/// The command in a language.
pub fn command(lang: Lang) -> Command {
    localised(Line::command(), "fuhe", lang)
}

/// Help as clap lays it out, with the colons of the language: clap's own stand after the headings.
fn shown(error: &clap::Error, lang: Lang) -> String {
    let help = error.render().to_string();
    let Lang::Zh = lang else { return help };
    let lines = help.lines().map(|line| match line.strip_suffix(':') {
        Some(heading) if !line.starts_with(' ') => format!("{heading}：\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// The language, read before anything else is understood.
fn wanted_lang(args: &[OsString]) -> Lang {
    let pairs = args.iter().zip(args.iter().skip(1));
    let mut apart = pairs.filter(|(option, _)| *option == "--lang");
    if apart.any(|(_, value)| value == "en") || args.iter().any(|arg| arg == "--lang=en") {
        Lang::En
    } else {
        Lang::Zh
    }
}

/// What people type who look for help, the habits of Windows included.
const HELP: [&str; 7] = ["help", "-h", "--help", "/?", "/h", "/help", "?"];

/// `fuhe 10月.xlsx` means `fuhe audit 10月.xlsx`. A file that is named like a command is written as a path: `./why`.
fn supply_audit(args: &mut Vec<OsString>) {
    let first = match args.get(1) {
        Some(arg) if arg == "--lang" => 3,
        Some(arg) if arg.to_string_lossy().starts_with("--lang=") => 2,
        _ => 1,
    };
    let Some(word) = args.get(first).and_then(|arg| arg.to_str().or(Some(""))) else {
        return;
    };
    if HELP.contains(&word) && !Path::new(word).exists() {
        // `fuhe help audit` asks for the help of a command.
        args.remove(first);
        let next = args.get(first).map(|arg| arg.to_string_lossy());
        let commands = match next.as_deref() {
            Some("mappings") => 2,
            Some(next) if COMMANDS.contains(&next) => 1,
            _ => 0,
        };
        let end = args.len().min(first + commands);
        args.insert(end, "--help".into());
        return;
    }
    let own = ["-V", "--version"];
    if !COMMANDS.contains(&word) && !own.contains(&word) {
        args.insert(first, "audit".into());
    }
}

/// The command that a line calls, as its help calls it: `fuhe mappings show`.
fn called(args: &[OsString]) -> String {
    let root = Line::command();
    let (mut command, mut path) = (&root, root.get_name().to_owned());
    for word in args.iter().skip(1) {
        if let Some(sub) = command.find_subcommand(word) {
            path = format!("{path} {}", sub.get_name());
            command = sub;
        }
    }
    path
}

fn localised(command: Command, path: &str, lang: Lang) -> Command {
    let heading = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let is_root = path == "fuhe";
    let mut command = command
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                heading("参数", "Arguments")
            } else {
                heading("选项", "Options")
            };
            localised_arg(arg, lang).help_heading(heading)
        })
        .mut_subcommands(|sub| {
            let path = format!("{path} {}", sub.get_name());
            localised(sub, &path, lang)
        })
        .subcommand_help_heading(heading("命令", "Commands"))
        .override_usage(usage(path, lang))
        .help_template(match lang {
            Lang::Zh => "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
            Lang::En => "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
        });
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(pick(&about, lang));
    }
    if is_root {
        command = command.after_help(match lang {
            Lang::Zh => "例：\n  fuhe 10月考核.xlsx                        复核一个工作簿\n  fuhe 10月/ -o 结果/                       复核整个文件夹\n  fuhe why 10月考核.xlsx --employee 张三    看张三的每一分\n\n退出码：0 没有错误；1 发现错误；2 有文件没能读取、匹配方案或写出\nEnglish: fuhe --help --lang en",
            Lang::En => "Examples:\n  fuhe october.xlsx                         audit a workbook\n  fuhe october/ -o results/                 audit a folder\n  fuhe why october.xlsx --employee E001     every point of one person\n\nExit codes: 0 no errors found; 1 errors found; 2 something could not be read, mapped or written",
        });
    }
    command
}

fn localised_arg(mut arg: Arg, lang: Lang) -> Arg {
    if let Some(help) = arg.get_help().map(ToString::to_string) {
        arg = arg.help(pick(&help, lang));
    }
    let names: Option<Vec<String>> = arg
        .get_value_names()
        .map(|names| names.iter().map(|name| pick(name, lang)).collect());
    match names {
        Some(names) if !names.is_empty() => arg.value_names(names),
        _ => arg,
    }
}

fn usage(path: &str, lang: Lang) -> &'static str {
    match (path, lang) {
        ("fuhe", Lang::Zh) => "fuhe <路径>...\n      fuhe <命令> [选项] ...",
        ("fuhe", Lang::En) => "fuhe <PATH>...\n       fuhe <COMMAND> [OPTIONS] ...",
        ("fuhe audit", Lang::Zh) => "fuhe audit [选项] <路径>...",
        ("fuhe audit", Lang::En) => "fuhe audit [OPTIONS] <PATH>...",
        ("fuhe why", Lang::Zh) => "fuhe why [选项] <路径> --employee <姓名或工号>",
        ("fuhe why", Lang::En) => "fuhe why [OPTIONS] <PATH> --employee <NAME_OR_ID>",
        ("fuhe explain", Lang::Zh) => "fuhe explain [编号]",
        ("fuhe explain", Lang::En) => "fuhe explain [CODE]",
        ("fuhe mappings", Lang::Zh) => "fuhe mappings [命令]",
        ("fuhe mappings", Lang::En) => "fuhe mappings [COMMAND]",
        ("fuhe mappings show", Lang::Zh) => "fuhe mappings show <方案或文件>",
        ("fuhe mappings show", Lang::En) => "fuhe mappings show <ID|FILE>",
        ("fuhe mappings check", Lang::Zh) => "fuhe mappings check <文件>...",
        ("fuhe mappings check", Lang::En) => "fuhe mappings check <FILE>...",
        ("fuhe mappings list", _) => "fuhe mappings list",
        ("fuhe mappings schema", _) => "fuhe mappings schema",
        ("fuhe draft", Lang::Zh) => "fuhe draft [选项] <路径>",
        ("fuhe draft", Lang::En) => "fuhe draft [OPTIONS] <PATH>",
        _ => "fuhe completions <shell>",
    }
}

/// One half of `中文 // English`.
fn pick(text: &str, lang: Lang) -> String {
    let (zh, en) = text.split_once("//").unwrap_or((text, text));
    match lang {
        Lang::Zh => zh.trim().to_owned(),
        Lang::En => en.trim().to_owned(),
    }
}

fn wrong(error: &clap::Error, called: &str, lang: Lang) -> String {
    let separator = if lang == Lang::Zh { "、" } else { " " };
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(all)) => all.join(separator),
        _ => String::new(),
    };
    let arg = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let mut text: Text = match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            text!("没有「{arg}」这个选项。" / "there is no option {arg}.")
        }
        ErrorKind::UnknownArgument => text!(
            "「{arg}」是多写的，这个命令用不上它。文件名里有空格的，前后加英文引号。"
                / "{arg} is one word too many. A name with spaces needs quotes."
        ),
        ErrorKind::InvalidValue if value.is_empty() => {
            text!("「{arg}」后面缺少内容。" / "{arg} needs a value.")
        }
        ErrorKind::InvalidValue => {
            let allowed = said(ContextKind::ValidValue);
            text!(
                "「{arg}」不能是「{value}」，可以是：{allowed}。"
                    / "{arg} cannot be {value}; possible are: {allowed}."
            )
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            let (zh, en) = (pick(&why, Lang::Zh), pick(&why, Lang::En));
            text!("「{arg}」的「{value}」不对：{zh}。" / "{value} will not do for {arg}: {en}.")
        }
        ErrorKind::InvalidSubcommand => {
            let sub = said(ContextKind::InvalidSubcommand);
            text!("没有「{sub}」这个命令。" / "there is no command {sub}.")
        }
        ErrorKind::MissingRequiredArgument => text!("缺少 {arg}。" / "{arg} is missing."),
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            match other == arg {
                true => text!("「{arg}」写了两次，只能写一次。" / "{arg} is given twice."),
                false => text!(
                    "「{arg}」和「{other}」不能同时用。" / "{arg} cannot be used with {other}."
                ),
            }
        }
        _ => {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default();
            let first = first.trim_start_matches("error: ");
            text!("命令行写法不对：{first}" / "{first}")
        }
    };
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(near) = near.into_iter().map(said).find(|near| !near.is_empty()) {
        text = text.then(&text!("是不是「{near}」？" / "Did you mean {near}?"));
    }
    let usage = usage(called, lang);
    match lang {
        Lang::Zh => format!(
            "错误：{}\n用法：{usage}\n全部选项见 {called} --help\n",
            text.zh
        ),
        Lang::En => format!(
            "error: {}\nUsage: {usage}\nAll options: {called} --help --lang en\n",
            text.en
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Command as Asked;

    fn line(words: &[&str]) -> Line {
        match parse(words.iter().map(OsString::from)) {
            Parsed::Run(line) => *line,
            Parsed::Show(text) | Parsed::Wrong(text) => panic!("{text}"),
        }
    }

    #[test]
    fn a_path_alone_is_audited() {
        for words in [
            &["fuhe", "10月.xlsx"][..],
            &["fuhe", "--lang", "en", "10月.xlsx"],
            &["fuhe", "--lang=en", "10月.xlsx"],
            &["fuhe", "--dry-run", "10月.xlsx"],
            &["fuhe", "./why"],
        ] {
            assert!(matches!(line(words).command, Asked::Audit(_)), "{words:?}");
        }
        assert!(matches!(
            line(&["fuhe", "explain"]).command,
            Asked::Explain(_)
        ));
    }

    #[test]
    fn the_definition_is_sound_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            command(lang).debug_assert();
            let help = command(lang).render_long_help().to_string();
            assert!(!help.contains("//"), "{help}");
        }
        let names: Vec<String> = command(Lang::Zh)
            .get_subcommands()
            .map(|sub| sub.get_name().to_owned())
            .collect();
        assert_eq!(names, COMMANDS);
    }
}
