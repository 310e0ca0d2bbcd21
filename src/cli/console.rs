//! The only place that prints.

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use fuhe::finding::Severity;
use fuhe::text;
use fuhe::text::{Lang, Text};

/// How a run ended; the greater one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing to object to.
    Fine,
    /// Errors were found in a scorecard.
    Found,
    /// Something could not be read, mapped, computed as asked, or written.
    Failed,
}

/// Something that could not be done, and where.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The file, as the user knows it.
    pub place: String,
    /// What is wrong and what to do.
    pub text: Text,
}

impl Problem {
    pub fn new(place: impl Into<String>, text: Text) -> Self {
        Problem {
            place: place.into(),
            text,
        }
    }
}

/// Standard output for results, standard error for what is wrong, both in one language.
pub struct Console {
    /// The reader's language.
    pub lang: Lang,
    closed: bool,
    failure: Option<io::Error>,
}

impl Console {
    pub fn new(lang: Lang) -> Self {
        Console {
            lang,
            closed: false,
            failure: None,
        }
    }

    /// The half of a text that the reader understands.
    pub fn words<'a>(&self, text: &'a Text) -> &'a str {
        text.in_lang(self.lang)
    }

    /// Writes to standard output. A reader that went away (`| head`) ends the output, not the run.
    pub fn print(&mut self, words: &str) {
        if self.closed || self.failure.is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        let words = harmless(words);
        match out.write_all(words.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.closed = true,
            Err(error) => self.failure = Some(error),
            Ok(()) => {}
        }
    }

    /// A line on standard output.
    pub fn say(&mut self, text: &Text) {
        let line = format!("{}\n", self.words(text));
        self.print(&line);
    }

    /// A sentence about a place on standard error.
    pub fn warn(&self, severity: Severity, problem: &Problem) {
        // A file's name may hold line breaks, which would look like messages of their own.
        let (label, place) = (
            severity.label(),
            problem.place.replace(['\n', '\t'], "\u{fffd}"),
        );
        let (label, words) = (self.words(&label), self.words(&problem.text));
        let line = match (self.lang, place.is_empty()) {
            (Lang::Zh, false) => format!("{label}：{place}：{words}\n"),
            (Lang::Zh, true) => format!("{label}：{words}\n"),
            (Lang::En, false) => format!("{label}: {place}: {words}\n"),
            (Lang::En, true) => format!("{label}: {words}\n"),
        };
        complain(&line);
    }

    /// An error on standard error.
    pub fn fail(&self, problem: &Problem) {
        self.warn(Severity::Error, problem);
    }

    /// The exit code, after a last look at whether the output arrived.
    pub fn finish(self, exit: Exit) -> ExitCode {
        let exit = match &self.failure {
            None => exit,
            Some(error) => {
                let text =
                    text!("结果没能输出：{error}" / "the output could not be written: {error}");
                self.fail(&Problem::new("", text));
                Exit::Failed
            }
        };
        ExitCode::from(exit as u8)
    }
}

/// Writes to standard error; there is nobody left to tell where that fails.
pub fn complain(words: &str) {
    let _ = io::stderr().lock().write_all(harmless(words).as_bytes());
}

/// Without what steers a terminal: a file's name or a cell may hold anything.
fn harmless(words: &str) -> Cow<'_, str> {
    let steers = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_direction(c);
    match words.contains(steers) {
        false => Cow::Borrowed(words),
        true => Cow::Owned(words.replace(steers, "\u{fffd}")),
    }
}

/// What turns the direction of writing, and so the order in which a line is read.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text filled up to a width, Chinese characters counting twice.
pub fn padded(text: &str, width: usize) -> String {
    let taken: usize = text.chars().map(columns).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
}

/// The columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
