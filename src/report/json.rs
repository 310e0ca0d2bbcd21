//! The JSON report (`--report`, `--format json`): decimals are strings, cells are A1, absent is null, keys in the
//! contract's order; the same inputs give the same bytes.

mod shape;

use super::Audited;
use super::people::{Book, Person, reported_points, sums};
use crate::finding::{Finding, Severity};
use crate::previous::Told as Looked;
use crate::rule::Role;
use crate::scorecard::Figure;
use crate::text::{Lang, Text};
use crate::workbook::CellRef;
use shape::*;

/// One input and what became of it.
#[derive(Debug, Clone)]
pub enum JsonInput<'a> {
    /// It was audited.
    Audited {
        /// Its path as given.
        path: String,
        /// The results.
        audited: &'a Audited<'a>,
        /// The files that were written for it.
        outputs: Vec<String>,
    },
    /// It could not be audited.
    Failed {
        /// Its path as given.
        path: String,
        /// SHA-256 of the file, where it could be opened.
        sha256: Option<String>,
        /// Why.
        error: Text,
    },
    /// It was passed over on purpose.
    Skipped {
        /// Its path as given.
        path: String,
        /// Why.
        reason: Text,
    },
}

/// The report as pretty-printed JSON, with a line break at its end.
pub fn report(inputs: &[JsonInput], lang: Lang) -> String {
    let books: Vec<Option<Book>> = inputs
        .iter()
        .map(|input| match input {
            JsonInput::Audited { audited, .. } => Some(Book::new(audited)),
            JsonInput::Failed { .. } | JsonInput::Skipped { .. } => None,
        })
        .collect();
    let report = Report {
        schema: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        inputs: inputs
            .iter()
            .zip(&books)
            .map(|(one, book)| input(one, book.as_ref(), lang))
            .collect(),
        accepted: accepted(&books, lang),
        previous: super::compared(books.iter().flatten()).map(|told| looked(&told, lang)),
        summary: summary(&books),
    };
    // Nothing in the shape can fail to be written.
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn input<'a>(input: &'a JsonInput, book: Option<&'a Book<'a>>, lang: Lang) -> Input<'a> {
    match (input, book) {
        (
            JsonInput::Audited {
                path,
                audited,
                outputs,
            },
            Some(book),
        ) => {
            let examination = audited.examination;
            let set = examination.mapping.parameters.iter();
            let set = set.filter(|parameter| parameter.is_set);
            Input {
                path,
                sha256: Some(&audited.input.sha256),
                format: Some(examination.workbook.format.name()),
                status: "audited",
                error: None,
                mapping: Some(Scheme {
                    id: &examination.mapping.id,
                    sha256: &examination.mapping.sha256,
                    set: set.map(|one| (&*one.name, &*one.words)).collect(),
                }),
                roster: examination.extraction.roster.as_ref().map(|staff| Roster {
                    name: &staff.file,
                    sha256: &staff.sha256,
                }),
                outputs,
                not_audited: examination
                    .taken_for_sums()
                    .into_iter()
                    .chain(examination.not_audited())
                    .map(|one| one.in_lang(lang).to_owned())
                    .collect(),
                scorecards: book
                    .people
                    .iter()
                    .map(|one| card(book, one, lang))
                    .collect(),
                findings: examination
                    .findings
                    .iter()
                    .map(|one| finding(book, one, lang))
                    .collect(),
            }
        }
        (
            JsonInput::Failed {
                path,
                sha256,
                error,
            },
            _,
        ) => Input {
            path,
            sha256: sha256.as_deref(),
            status: "failed",
            error: Some(error.in_lang(lang)),
            ..Input::default()
        },
        (JsonInput::Skipped { path, reason }, _) => Input {
            path,
            status: "skipped",
            error: Some(reason.in_lang(lang)),
            ..Input::default()
        },
        (JsonInput::Audited { path, .. }, None) => Input {
            path,
            status: "failed",
            ..Input::default()
        },
    }
}

fn card<'a>(book: &'a Book<'a>, person: &'a Person<'a>, lang: Lang) -> Card<'a> {
    let (card, mapping) = (person.card, person.mapping);
    let outcome = &person.scored.outcome;
    let text = |word: &'a str| (!word.is_empty()).then_some(word);
    let lines = card.lines.iter().enumerate().map(|(index, line)| {
        let spec = &mapping.lines[line.spec()];
        let scored = &person.scored.lines[index];
        Line {
            item: &spec.item,
            section: spec.section.map(|s| mapping.sections[s].name.as_str()),
            cell: cell_of(line.figure(Role::Score).as_ref()),
            max: spec.max,
            weight: (spec.weight_for(text(person.position()))).map(|weight| weight.written()),
            reported: reported_points(line),
            recomputed: scored.points(),
            working: scored.working(mapping, line).into_lang(lang),
        }
    });
    let subtotals = mapping.sections.iter().enumerate().map(|(index, section)| {
        let figure = card.subtotals.get(index).and_then(Option::as_ref);
        Subtotal {
            name: &section.name,
            cell: cell_of(figure),
            reported: figure.and_then(Figure::value),
            recomputed: person.scored.subtotals.get(index).copied().flatten(),
        }
    });
    let grade = (!mapping.grades.is_empty()).then(|| Word {
        cell: card.grade.as_ref().map(|grade| grade.at.cell.to_string()),
        reported: card.grade.as_ref().map(|grade| grade.value.as_str()),
        recomputed: person.grade(),
    });
    let coefficient = mapping.has_coefficients().then(|| Number {
        cell: cell_of(card.coefficient.as_ref()),
        reported: card.coefficient.as_ref().and_then(Figure::value),
        recomputed: outcome.coefficient,
    });
    let payout = mapping.pays().then(|| Payout {
        cell: cell_of(card.payout.as_ref()),
        base: person.base(),
        rate: person.rate(),
        reported: card.payout.as_ref().and_then(Figure::value),
        recomputed: person.pay(),
    });
    Card {
        sheet: book.sheet_name(Some(card.sheet)),
        employee: Employee {
            id: text(person.id()),
            name: text(person.name()),
            department: text(person.department()),
            position: text(person.position()),
        },
        period: card.period,
        lines: lines.collect(),
        subtotals: subtotals.collect(),
        total: Number {
            cell: cell_of(card.total.as_ref()),
            reported: person.reported_total(),
            recomputed: person.total(),
        },
        grade,
        coefficient,
        payout,
        status: person.status.name(),
    }
}

fn finding<'a>(book: &'a Book<'a>, finding: &'a Finding, lang: Lang) -> Told<'a> {
    Told {
        code: finding.code,
        name: finding.code.name(),
        severity: finding.severity,
        root: finding.root,
        sheet: finding.sheet.map(|sheet| book.sheet_name(Some(sheet))),
        cell: finding.cell.as_ref().map(CellRef::to_string),
        employee: finding.employee.as_deref(),
        item: finding.item.as_deref(),
        reported: finding.reported.as_ref().map(ToString::to_string),
        recomputed: finding.recomputed.as_ref().map(ToString::to_string),
        cause: finding.cause.as_ref().map(ToString::to_string),
        impact: finding.impact,
        accepted: finding.accepted.as_deref(),
        message: finding.message.in_lang(lang),
    }
}

/// The list of accepted exceptions, and which of its rows had no effect.
fn accepted<'a>(books: &'a [Option<Book>], lang: Lang) -> Option<Accepted<'a>> {
    let books = || books.iter().flatten().map(|book| book.input);
    let (name, sha256) = books().find_map(|input| input.accepted.as_ref())?;
    let unused = books().flat_map(|input| &input.unused_exceptions);
    Some(Accepted {
        name,
        sha256,
        unused: unused.map(|text| text.in_lang(lang)).collect(),
    })
}

/// What was compared with an earlier period.
fn looked<'a>(told: &Looked<'a>, lang: Lang) -> Previous<'a> {
    let skipped = told.skipped.iter().map(|(employee, why)| NotCompared {
        employee,
        reason: why.in_lang(lang),
    });
    Previous {
        name: told.name,
        sha256: told.sha256,
        periods: told.periods.iter().copied().collect(),
        compared: told.compared,
        score_jumps: told.score_jumps,
        payout_jumps: told.payout_jumps,
        came: told.came.len(),
        went: told.went.len(),
        not_compared: skipped.collect(),
        doubts: told
            .doubts
            .iter()
            .map(|doubt| doubt.in_lang(lang))
            .collect(),
    }
}

fn summary(books: &[Option<Book>]) -> Summary {
    let books = || books.iter().flatten();
    let count = |severity: Severity| {
        let findings = books().flat_map(|book| &book.examination.findings);
        findings.filter(|one| one.severity == severity).count()
    };
    let pays = books().any(|book| book.examination.mapping.pays());
    let payout = pays.then(|| {
        let (reported, recomputed) = sums(books().flat_map(|book| &book.people));
        Sums {
            reported,
            recomputed,
            difference: recomputed.minus(reported),
        }
    });
    Summary {
        workbooks: books().count(),
        scorecards: books().map(|book| book.people.len()).sum(),
        findings: Counts {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
        },
        payout,
    }
}

fn cell_of(figure: Option<&Figure>) -> Option<String> {
    figure.map(|figure| figure.at.cell.to_string())
}
