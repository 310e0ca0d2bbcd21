//! STAND-IN for branch wt-report: drop this folder when merging.

pub mod json;

use crate::examination::Examination;
use crate::markup::{Markup, ReportRow, ReportSheet};
use crate::text::{Lang, Text};

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
}

/// The marks and report sheets of one workbook.
pub fn markup(audited: &Audited, _lang: Lang) -> Markup {
    Markup {
        marks: Vec::new(),
        reports: vec![basis(&[&audited.input])],
    }
}

/// The sheets of the workbook about several inputs.
pub fn consolidated(all: &[Audited], _lang: Lang) -> Vec<ReportSheet> {
    let inputs: Vec<&InputFacts> = all.iter().map(|one| &one.input).collect();
    vec![basis(&inputs)]
}

fn basis(inputs: &[&InputFacts]) -> ReportSheet {
    let row = |text: &str| ReportRow {
        cells: vec![crate::markup::ReportCell {
            content: crate::markup::Content::Text(text.to_owned()),
            ..Default::default()
        }],
        ..Default::default()
    };
    let facts = inputs
        .iter()
        .flat_map(|input| [row(&input.name), row(&input.sha256)]);
    ReportSheet {
        name: "复核依据".into(),
        rows: std::iter::once(row("fuhe")).chain(facts).collect(),
        ..Default::default()
    }
}
