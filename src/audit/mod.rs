//! Reported against recomputed: a list of checks, a file per family.
//!
//! Every check sees one card (or one table) and says what is wrong there. Roots are told from consequences by walking
//! the scheme's chain from the reported figures: what follows from a wrong figure above is not a second mistake.

mod adjustments;
mod astray;
mod attendance;
mod blame;
mod cause;
mod column_sums;
mod columns;
mod conditions;
mod copies;
mod edges;
mod figures;
mod formulas;
mod grades;
mod impact;
mod lines;
mod marks;
mod pay;
mod policy;
mod rates;
mod remarks;
mod roster;
mod scheme;
mod self_scores;
mod spread;
mod stated;
mod sums;
mod totals;
mod typed;
mod uncalculated;
mod untold;
mod visibility;
mod weighted;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::extract::Extraction;
use crate::finding::{Code, Finding, Severity};
use crate::mapping::Mapping;
use crate::score::{Chain, Scored};
use crate::scorecard::Scorecard;
use crate::workbook::Workbook;

/// Cards that one processor takes at a time: fewer are not worth a second one.
const AT_A_TIME: usize = 256;

/// What every check may look at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    workbook: &'a Workbook,
    /// The scheme with the parameters that count: for a card, those of its months.
    mapping: &'a Mapping,
    extraction: &'a Extraction,
    scored: &'a [Scored],
    habits: &'a Habits,
}

/// What is known of whole tables and sheets before anybody's card is looked at.
#[derive(Default)]
struct Habits {
    /// Tables whose totals mostly add unrounded lines, by index.
    unrounded: Vec<bool>,
    /// Tables whose rates mostly lack their percent sign, by index.
    bare_rates: Vec<bool>,
    /// Sheets that round up where no tie is, by index; found out when a cause hangs on it.
    rounds_up: Vec<OnceLock<bool>>,
    /// What most cells that should be alike hold.
    usual: typed::Usual,
    /// The column of the positions on each roster, by table; found out when somebody lacks his.
    positions: OnceLock<Vec<Option<u32>>>,
    /// The card that has figures in a row of a sheet; found out when a formula reads another row.
    rows: OnceLock<BTreeMap<(usize, u32), usize>>,
    /// Parameters that labels and notes state otherwise than the scheme.
    statements: Vec<stated::Statement>,
}

/// One card with what the rules give for it.
pub(crate) struct Card<'a> {
    index: usize,
    card: &'a Scorecard,
    scored: &'a Scored,
    chain: Chain<'a>,
}

/// The checks of a card, in the order of the chain from its inputs to the pay.
const CARD_CHECKS: &[fn(&Context, &Card, &mut Vec<Finding>)] = &[
    visibility::hidden,
    conditions::period,
    conditions::vetoes,
    figures::inputs,
    lines::attainments,
    lines::scores,
    weighted::scores,
    self_scores::self_scores,
    remarks::deductions,
    scheme::weights,
    scheme::pay,
    scheme::maxima,
    stated::targets,
    stated::base,
    stated::rate,
    stated::parameters,
    totals::subtotals,
    totals::total,
    roster::differs,
    pay::inputs,
    rates::suspect,
    attendance::days,
    adjustments::figures,
    grades::grade,
    grades::coefficient,
    pay::payout,
    copies::summary,
    edges::ungraded,
    edges::near_edge,
    figures::text_numbers,
    formulas::formulas,
    uncalculated::formulas,
];

/// The checks of tables and sheets.
const TABLE_CHECKS: &[fn(&Context, &mut Vec<Finding>)] = &[
    visibility::hidden_columns,
    figures::text_columns,
    marks::header_maxima,
    stated::of_sheets,
    policy::rounding,
    columns::lacking,
    pay::missing_columns,
    rates::bare_columns,
    attendance::missing_columns,
    adjustments::missing_columns,
    conditions::distributions,
    column_sums::of_pay,
];

/// Every finding about an extraction, its own (X codes) included, in the order of sheets and cells.
pub fn audit(
    workbook: &Workbook,
    mapping: &Mapping,
    extraction: &Extraction,
    scored: &[Scored],
) -> Vec<Finding> {
    let none = Habits::default();
    let mut context = Context {
        workbook,
        mapping,
        extraction,
        scored,
        habits: &none,
    };
    let habits = Habits {
        unrounded: policy::unrounded_tables(&context),
        bare_rates: rates::bare_tables(&context),
        rounds_up: vec![OnceLock::new(); workbook.sheets.len()],
        usual: typed::usual(&context),
        positions: OnceLock::new(),
        rows: OnceLock::new(),
        statements: stated::statements(&context),
    };
    context.habits = &habits;
    let mut findings = extraction.findings.clone();
    for check in TABLE_CHECKS {
        check(&context, &mut findings);
    }
    let cards = extraction.cards.par_iter().zip(scored).enumerate();
    let of_cards: Vec<Vec<Finding>> = cards
        .with_min_len(AT_A_TIME)
        .map(|(index, (card, scored))| {
            // A time of which the scheme knows nothing has no figures of its own: the scheme as a whole says so.
            let mapping = match mapping.unknown_at(card.months()) {
                Some(_) => mapping,
                None => mapping.at(card.months()),
            };
            of_card(&Context { mapping, ..context }, index, card, scored)
        })
        .collect();
    findings.extend(of_cards.into_iter().flatten());
    untold::holds(&context, &mut findings);
    settle(mapping, findings)
}

fn of_card(context: &Context, index: usize, card: &Scorecard, scored: &Scored) -> Vec<Finding> {
    let card = Card {
        index,
        card,
        scored,
        chain: Chain::of(context.mapping, card, scored),
    };
    let mut findings = Vec::new();
    for check in CARD_CHECKS {
        check(context, &card, &mut findings);
    }
    spread::errors(context, &mut findings);
    for finding in &mut findings {
        finding.card = Some(index);
        finding.employee = card.card.employee.key().map(str::to_owned);
    }
    cause::explain(context, &card, &mut findings);
    impact::weigh(context, &card, &mut findings);
    findings
}

/// On one cell the most telling code stands; the mapping's severities count; the order is that of the workbook.
fn settle(mapping: &Mapping, findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut at_cell: BTreeMap<(usize, crate::workbook::CellRef), usize> = BTreeMap::new();
    for mut finding in findings {
        match mapping.severities.get(&finding.code) {
            Some(None) => continue,
            Some(Some(severity)) => finding.severity = *severity,
            None => {}
        }
        let is_apart = shares(finding.code);
        let Some(place) = finding.sheet.zip(finding.cell).filter(|_| !is_apart) else {
            kept.push(finding);
            continue;
        };
        match at_cell.get(&place).copied() {
            Some(other) if rank(&finding) > rank(&kept[other]) => kept[other] = finding,
            // Several parameters in one sentence, several departments under one header.
            Some(other)
                if matches!(finding.code, Code::A206 | Code::A306)
                    && finding.code == kept[other].code
                    && finding.message != kept[other].message =>
            {
                kept.push(finding);
            }
            Some(_) => {}
            None => {
                at_cell.insert(place, kept.len());
                kept.push(finding);
            }
        }
    }
    kept.sort_by_key(|finding| (finding.sheet, finding.cell, finding.code));
    kept
}

/// A near edge is told besides whatever is wrong with the total; so is what concerns the card and not its cell.
fn shares(code: Code) -> bool {
    matches!(
        code,
        Code::A305
            | Code::R104
            | Code::X105
            | Code::X106
            | Code::X107
            | Code::X111
            | Code::X112
            | Code::X113
            | Code::A203
            | Code::A204
    )
}

/// How telling a finding is among those of one cell: errors before warnings, then what stops the computation.
fn rank(finding: &Finding) -> (Severity, u8) {
    let weight = match finding.code {
        Code::S101 | Code::X109 | Code::R102 => 3,
        Code::A103 | Code::A104 | Code::A105 | Code::A304 | Code::X110 => 2,
        _ => 1,
    };
    (finding.severity, weight)
}
