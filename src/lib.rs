//! fuhe (复核, "check again") recomputes performance scorecards (绩效考核表) by the company's own rules in exact
//! decimals, and gives the workbook back with every discrepancy marked at its cell.
//!
//! # The path of one scorecard
//!
//! 1. [`read`] picks a reader by content and says what stands in the cells, not what it means: [`workbook::Source`] ->
//!    [`workbook::Workbook`].
//! 2. [`extract`] finds labels and headers by the mapping and gives scorecards in which every figure remembers its cell.
//! 3. [`score`] applies the rules of the mapping.
//! 4. [`audit`] compares what is reported with what was recomputed: findings.
//! 5. [`report`] turns the results into [`markup::Markup`], all that a writer may know.
//! 6. [`write`] patches the source or rebuilds it.
//!
//! Before 1 and after 6, [`lock`] unlocks what came with a password and locks what leaves with the same one.
//! The zip that a source is, [`archive`] opens once for all who look into it.
//! Where no mapping fits, [`draft`] drafts one from the workbook itself, for HR to settle.
//!
//! After 4, [`across`] finds what only several workbooks together tell; the ones that it concerns are examined again.
//! After 4, [`previous`] looks back at an earlier period's results and tells what moved; it changes no figure.
//! After 4, [`accept`] puts reported figures that somebody answers for in place of the recomputed ones.
//!
//! `examine()` is 1–4, `annotate()` is 5–6; the command line (`cli`) adds only files and words. The flow goes one way.
//!
//! # Invariants
//!
//! - **Exact.** A number is a [`number::Decimal`] from the reader to the writer, and a [`number::Ratio`] while it is
//!   computed with; binary floats exist in `read` and `write` alone (`clippy.toml` bans them elsewhere), and in
//!   `formula/binary.rs`, which proves what a spreadsheet's doubles give and scores nothing.
//! - **Nothing is silent.** A stage returns its result and what it could not do; what cannot be computed is held,
//!   never zero.
//! - **Bounded.** No input makes a reader take more than its [`read::Limits`], nothing after it more than in proportion
//!   to what was read, and no input panics (`tests/hostile.rs`, `.ci/hostile.py`, `fuzz/`).
//! - **One direction.** No file, clock, environment or spreadsheet crate between `read` and `write`; no mapping in
//!   `read`; no cell in `rule`; no finding, rule or mapping in `write`; no printing outside `cli`. `tests/house.rs`
//!   holds the allowed arrows.
//! - **One place per addition.** `rule`, `read`, `audit` and `report` have one shape: a list in `mod.rs`, a file per
//!   entry.
#[macro_use]
pub mod text;
pub mod accept;
pub mod across;
pub mod archive;
pub mod audit;
pub mod draft;
pub mod examination;
pub mod extract;
pub mod finding;
pub mod formula;
pub mod lock;
pub mod mapping;
pub mod markup;
pub mod number;
pub mod previous;
pub mod read;
pub mod report;
pub mod rule;
pub mod score;
pub mod scorecard;
pub mod workbook;
pub mod write;
pub mod written;

use std::sync::Arc;

use examination::Examination;
use extract::Known;
use finding::{Code, Finding};
use mapping::Mapping;
use text::Lang;
use workbook::{Source, Workbook};
use write::{Loss, LossKind, WriteError, Written};

/// Extracts, scores and audits a workbook by a mapping: steps 2 to 4.
pub fn examine(workbook: Workbook, mapping: &Mapping, known: &Known) -> Examination {
    examine_by(workbook, Arc::new(mapping.clone()), known)
}

/// The same by a mapping that many workbooks share.
pub fn examine_by(workbook: Workbook, mapping: Arc<Mapping>, known: &Known) -> Examination {
    let mut extraction = extract::extract(&workbook, &mapping, known);
    let mapping = extraction.completed.take().unwrap_or(mapping);
    let scored = score::score(&mapping, &extraction);
    let findings = audit::audit(&workbook, &mapping, &extraction, &scored);
    Examination {
        workbook,
        mapping,
        extraction,
        scored,
        findings,
    }
}

/// What the copy of a source lacks, as findings: they belong to the examination before its copy is made, so that the
/// copy's own report sheets tell them.
pub fn losses(told: &[Loss], mapping: &Mapping) -> Vec<Finding> {
    let finding = |loss: &Loss| {
        let code = match loss.kind {
            LossKind::Rebuilt => Code::W101,
            LossKind::Signature => Code::W102,
        };
        let mut finding = Finding::new(code, loss.text.clone());
        match mapping.severities.get(&code) {
            Some(None) => return None,
            Some(Some(severity)) => finding.severity = *severity,
            None => {}
        }
        Some(finding)
    };
    told.iter().filter_map(finding).collect()
}

/// The source with its discrepancies marked, and the report sheets behind it: steps 5 and 6.
///
/// # Errors
/// [`WriteError`] where no workbook can hold what is to be written.
pub fn annotate(
    source: &Source,
    audited: &report::Audited,
    lang: Lang,
) -> Result<Written, WriteError> {
    write::write(
        source,
        &audited.examination.workbook,
        &report::markup(audited, lang),
    )
}
