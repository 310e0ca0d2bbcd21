//! Results -> Markup: a list of report sheets, a file per sheet; and the JSON report.
//!
//! | file | gives |
//! |---|---|
//! | `overview` | 复核概览: what came out, at a glance |
//! | `differences` | 差异清单: a row per finding |
//! | `payroll` | 绩效工资汇总: a row per person, ready for payroll |
//! | `working` | 计分底稿: every line of every person |
//! | `basis` | 复核依据: what was run on what |
//! | [`exceptions`] | a list of accepted exceptions to fill in |
//! | `continued` | 差异清单 (2): what one sheet has no room for |
//! | `open_questions` | what keeps somebody from being paid, cell by cell |
//! | `marks`, `added` | marks on the source's cells, columns at the right of its tables |
//! | `corrections` | recomputed figures in the place of wrong ones, where the user asked for it |
//! | [`json`] | the report for other programs |

mod added;
mod basis;
mod cells;
mod charts;
mod continued;
mod corrections;
mod differences;
pub mod exceptions;
pub mod json;
mod marks;
mod notes;
mod open_questions;
mod overview;
mod pay_formula;
mod pay_source;
mod payroll;
mod people;
mod words;
mod working;
mod workings;

use std::sync::Arc;

use rayon::prelude::*;

use crate::examination::Examination;
use crate::markup::{Markup, ReportSheet};
use crate::previous::{Compared, Told};
use crate::text::{Lang, Text, counted};
use people::Book;

/// An examined workbook and where it came from.
#[derive(Debug, Clone)]
pub struct Audited<'a> {
    /// The results.
    pub examination: &'a Examination,
    /// The input file and how the tool was called.
    pub input: InputFacts,
}

/// What the report says about its input and its making.
#[derive(Debug, Clone, Default)]
pub struct InputFacts {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The tool's version.
    pub tool_version: String,
    /// Options that changed the result, with their values.
    pub parameters: Vec<(Text, String)>,
    /// The list of accepted exceptions, its name and SHA-256, where one was given.
    pub accepted: Option<(String, String)>,
    /// Rows of the list of accepted exceptions that had no effect, and why.
    pub unused_exceptions: Vec<Text>,
    /// What was compared with an earlier period, where one was given.
    pub previous: Option<Arc<Compared>>,
    /// Where recomputed figures go.
    pub corrections: Corrections,
}

/// Where the recomputed figures of the annotated copy go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Corrections {
    /// Beside: the reported value stays visible in its cell.
    #[default]
    Beside,
    /// Into the cells, in the place of the wrong figures; held people's stay as they are.
    Replace,
}

/// A file of the run of which no scorecard was audited.
#[derive(Debug, Clone)]
pub struct Absent {
    /// The file's name.
    pub name: String,
    /// Why.
    pub reason: Text,
    /// Whether it was to be audited.
    pub kind: Absence,
}

/// Whether a file that was not audited was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It was, and could not be.
    Failed,
    /// It was left out, and scorecards may stand in it all the same.
    Skipped,
}

/// The sheets' names, in their order.
pub const SHEETS: [&str; 5] = [
    "复核概览",
    "差异清单",
    "绩效工资汇总",
    "计分底稿",
    "复核依据",
];

/// People from whom on it pays to make a workbook's sheets side by side.
const CROWD: usize = 1_000;

/// What a report sheet is made from.
struct Scene<'a> {
    /// The workbooks, in the order in which they were given.
    books: Vec<Arc<Book<'a>>>,
    /// True for the workbook about several inputs: its cells lead nowhere, and a column says which file it is.
    consolidated: bool,
    lang: Lang,
    /// The sheets' names in this workbook, by [`SHEETS`].
    names: Vec<String>,
    /// What the workbook has no room for, a sentence each.
    left_out: Vec<Text>,
    /// Files of the run that it tells nothing of.
    absent: Vec<Absent>,
}

/// The marks and report sheets of one workbook.
pub fn markup<'a>(audited: &'a Audited<'a>, lang: Lang) -> Markup<'a> {
    let taken = &audited.examination.workbook.sheets;
    let is_taken = |name: &str| taken.iter().any(|sheet| sheet.name == name);
    let names = SHEETS.map(|name| free_name(name, is_taken));
    let mut scene = Scene {
        books: vec![Arc::new(Book::new(audited))],
        consolidated: false,
        lang,
        names: names.to_vec(),
        left_out: Vec::new(),
        absent: Vec::new(),
    };
    let (marks, left_out) = marks::marks(&scene.books[0], lang);
    scene.left_out = left_out;
    let scene = Arc::new(scene);
    let all: [Draw<'a>; 5] = [
        |scene| overview::sheet(scene),
        |scene| differences::sheet(scene),
        |scene| payroll::sheet(scene),
        |scene| working::sheet(scene),
        |scene| basis::sheet(scene),
    ];
    let sheets = drawn(&scene, &all);
    let reports = sheets.into_iter();
    let reports =
        reports.flat_map(|sheet| continued::sheets(sheet, continued::MOST_ROWS, is_taken));
    Markup {
        marks,
        reports: reports.collect(),
    }
}

/// The sheets of the workbook about several inputs: no source sheets stand before them. Payroll may get this one alone,
/// so it tells which files of the run are absent from it.
pub fn consolidated<'a>(
    all: &'a [Audited<'a>],
    absent: Vec<Absent>,
    lang: Lang,
) -> Vec<ReportSheet<'a>> {
    let scene = Arc::new(Scene {
        books: all.iter().map(|one| Arc::new(Book::new(one))).collect(),
        consolidated: true,
        lang,
        names: SHEETS.map(str::to_owned).to_vec(),
        left_out: Vec::new(),
        absent,
    });
    let all: [Draw<'a>; 4] = [
        |scene| overview::sheet(scene),
        |scene| differences::sheet(scene),
        |scene| payroll::sheet(scene),
        |scene| basis::sheet(scene),
    ];
    let sheets = drawn(&scene, &all);
    let sheets = sheets.into_iter();
    sheets
        .flat_map(|sheet| continued::sheets(sheet, continued::MOST_ROWS, |_| false))
        .collect()
}

/// Makes a report sheet.
type Draw<'a> = fn(&Arc<Scene<'a>>) -> ReportSheet<'a>;

/// Sheets in their order; of a crowd each takes a while, so they are made side by side.
fn drawn<'a>(scene: &Arc<Scene<'a>>, sheets: &[Draw<'a>]) -> Vec<ReportSheet<'a>> {
    let people: usize = scene.books.iter().map(|book| book.people.len()).sum();
    match people < CROWD {
        true => sheets.iter().map(|draw| draw(scene)).collect(),
        false => sheets.par_iter().map(|draw| draw(scene)).collect(),
    }
}

/// The name itself, or with the first number that makes it free.
fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|candidate| !taken(candidate))
        .unwrap_or_default()
}

impl Scene<'_> {
    /// A sentence in the report's language.
    fn say(&self, text: Text) -> String {
        text.into_lang(self.lang)
    }

    /// True where one of the schemes pays.
    fn pays(&self) -> bool {
        self.books
            .iter()
            .any(|book| book.examination.mapping.pays())
    }

    /// What the report is about: the file, or how many files.
    fn subject(&self) -> String {
        match &self.books[..] {
            [book] => book.input.name.clone(),
            books => {
                let files = books.len();
                let en = counted(files, "file");
                self.say(text!("{files} 个文件" / "{en}"))
            }
        }
    }
}

/// What was compared with an earlier period, over these workbooks.
fn compared<'a>(books: impl Iterator<Item = &'a Book<'a>> + Clone) -> Option<Told<'a>> {
    let all = books.clone();
    let all = all.filter_map(|book| book.input.previous.as_deref());
    let findings = books.flat_map(|book| {
        let findings = book.examination.findings.iter();
        findings.map(move |finding| {
            let person = book.person_of(finding);
            let called = person.map(|person| person.card.employee.called());
            let told = called.or(finding.employee.as_deref());
            (finding, told.unwrap_or("?"))
        })
    });
    Told::of(all, findings)
}
