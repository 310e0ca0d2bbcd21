//! Accepted exceptions: deviations that somebody knows of and answers for.
//!
//! | file | does |
//! |---|---|
//! | `table` | reads the list that HR keeps in a workbook |
//! | `person` | whom an entry is about |
//!
//! An accepted figure stands: the cards are scored and audited again with it in place of the recomputed one, so that
//! nothing that follows from it is wrong any more. What cannot be computed stays held, whatever anybody accepts.

mod person;
mod table;

use std::collections::BTreeMap;

use crate::examination::Examination;
use crate::finding::{Acceptance, Code, Finding, Stated};
use crate::rule::Role;
use crate::score::{Stands, grade_called};
use crate::scorecard::Period;
use crate::text::Text;
use crate::workbook::{CellRef, Location};

pub use table::{Fault, NoTable};

/// The list of what is accepted.
#[derive(Debug, Clone, Default)]
pub struct Exceptions {
    /// Its entries, in the order of its rows.
    pub entries: Vec<Entry>,
    /// Rows that are no entries, and why.
    pub faults: Vec<Fault>,
}

/// One accepted deviation, or all of one code of a person.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its row in the list, from 1 as a spreadsheet counts.
    pub row: u32,
    /// 工号
    pub id: Option<String>,
    /// 姓名
    pub name: Option<String>,
    /// 编号
    pub code: Code,
    /// The sheet, where the cell names one.
    pub sheet: Option<String>,
    /// 单元格
    pub cell: Option<CellRef>,
    /// 指标
    pub item: Option<String>,
    /// 原因
    pub reason: String,
    /// 有效期至: the last period for which it counts.
    pub until: Option<Period>,
}

/// What became of an entry in one workbook. Of several, the greatest tells most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The person has no card here.
    Nobody,
    /// Nothing of this code is wrong there.
    Nothing,
    /// Several people bear the name.
    Ambiguous,
    /// It has an end, and the card names no period to compare it with.
    Undated,
    /// It ended before the card's period.
    Expired,
    /// It matches what nobody can accept.
    Refused(Text),
    /// It was used for so many findings.
    Used(usize),
}

/// An examination's findings with what was accepted, and what became of each entry.
pub struct Applied {
    /// The examination with the accepted figures in place.
    pub examination: Examination,
    /// By the list's entries: all that befell it, the greatest last.
    pub fates: Vec<Vec<Fate>>,
}

/// Applies a list to an examination. `more` are findings that stand beside the audit's and can be accepted as well; they
/// are asked for once all accepted figures stand.
pub fn apply(
    mut examination: Examination,
    exceptions: &Exceptions,
    more: impl FnOnce(&Examination) -> Vec<Finding>,
) -> Applied {
    let entries = &exceptions.entries;
    let mut fates: Vec<Vec<Fate>> = entries
        .iter()
        .map(|entry| vec![entry.presence(&examination)])
        .collect();
    let mut standing: BTreeMap<usize, Stands> = BTreeMap::new();
    let mut accepted: Vec<Finding> = Vec::new();
    // An accepted figure may show another one to be off that another entry accepts; each round adds at least one place.
    loop {
        let mut grew = false;
        for finding in &examination.findings {
            let Some((card, at)) = standing_place(&examination, finding) else {
                continue;
            };
            let is_known = |standing: &BTreeMap<usize, Stands>| {
                standing.get(&card).is_some_and(|own| own.contains_key(&at))
            };
            if is_known(&standing) {
                continue;
            }
            let Some(entry) = first_in_force(entries, finding, &examination, &mut fates) else {
                continue;
            };
            let own = standing.entry(card).or_default();
            own.insert(at, entry.reason.clone());
            accepted.push(as_accepted(finding, &entry.reason));
            grew = true;
        }
        if !grew {
            break;
        }
        let (mapping, extraction) = (&examination.mapping, &examination.extraction);
        examination.scored = crate::score::score_with(mapping, extraction, &standing);
        let (workbook, scored) = (&examination.workbook, &examination.scored);
        let mut findings = crate::audit::audit(workbook, mapping, extraction, scored);
        findings.retain(|finding| !stands(&standing, finding));
        examination.findings = findings;
    }
    let more = more(&examination);
    let mut findings = std::mem::take(&mut examination.findings);
    findings.extend(more);
    for finding in &mut findings {
        if standing_place(&examination, finding).is_some() {
            continue;
        }
        if let Some(why) = refusal(&examination, finding) {
            for (entry, fates) in entries.iter().zip(&mut fates) {
                if entry.matches(finding, &examination) {
                    fates.push(Fate::Refused(why.clone()));
                }
            }
        } else if let Some(entry) = first_in_force(entries, finding, &examination, &mut fates) {
            finding.accept(&entry.reason);
        }
    }
    findings.extend(accepted);
    findings.sort_by_key(|finding| (finding.sheet, finding.cell, finding.code));
    examination.findings = findings;
    fates.iter_mut().for_each(|fates| fates.sort());
    Applied { examination, fates }
}

/// The entry that accepts a finding; what befell those that match it is written down.
fn first_in_force<'a>(
    entries: &'a [Entry],
    finding: &Finding,
    examination: &Examination,
    fates: &mut [Vec<Fate>],
) -> Option<&'a Entry> {
    let mut found = None;
    for (entry, fates) in entries.iter().zip(fates) {
        if !entry.matches(finding, examination) {
            continue;
        }
        match entry.is_in_force(finding, examination) {
            Err(fate) if fates.contains(&fate) => {}
            Err(fate) => fates.push(fate),
            Ok(()) => {
                let used = fates.iter_mut().find_map(|fate| match fate {
                    Fate::Used(count) => Some(count),
                    _ => None,
                });
                match used {
                    Some(count) => *count += 1,
                    None => fates.push(Fate::Used(1)),
                }
                found = found.or(Some(entry));
            }
        }
    }
    found
}

/// A finding as it is told once its figure stands: correcting it moves no money any more.
fn as_accepted(finding: &Finding, reason: &str) -> Finding {
    let mut finding = finding.clone();
    if let Some(impact) = finding.impact {
        if !impact.is_zero() {
            let amount = impact.abs().grouped();
            let words = match impact.is_negative() {
                true => {
                    text!(
                        "按填报计，比按方案多发 {amount} 元。"
                            / "As reported, {amount} yuan more are paid than by the scheme."
                    )
                }
                false => {
                    text!(
                        "按填报计，比按方案少发 {amount} 元。"
                            / "As reported, {amount} yuan less are paid than by the scheme."
                    )
                }
            };
            finding.message = finding.message.then(&words);
        }
        finding.impact = impact.minus(impact);
    }
    finding.accept(reason);
    finding
}

/// True for what is said about a figure that stands: it is settled.
fn stands(standing: &BTreeMap<usize, Stands>, finding: &Finding) -> bool {
    let Some((card, at)) = finding.card.zip(finding.location()) else {
        return false;
    };
    let is_about_figure =
        finding.code.acceptance() == Acceptance::Figure || finding.code == Code::A401;
    is_about_figure && standing.get(&card).is_some_and(|own| own.contains_key(&at))
}

/// The card and the place at which a finding's reported figure could stand.
fn standing_place(examination: &Examination, finding: &Finding) -> Option<(usize, Location)> {
    if finding.code.acceptance() != Acceptance::Figure {
        return None;
    }
    let (index, at) = finding.card.zip(finding.location())?;
    let card = examination.extraction.cards.get(index)?;
    let of_lines = card.lines.iter().flat_map(|line| {
        [Role::Score, Role::Weighted, Role::Attainment]
            .into_iter()
            .filter_map(|role| line.figure(role))
    });
    let figures = (card.subtotals.iter().flatten())
        .chain(&card.total)
        .chain(&card.coefficient)
        .chain(&card.payout);
    let mut figures = of_lines
        .chain(figures.cloned())
        .filter(|figure| figure.at == at);
    let mapping = examination.mapping.at(card.months());
    let is_grade = card
        .grade
        .as_ref()
        .is_some_and(|word| word.at == at && grade_called(&mapping.grades, &word.value).is_some());
    (is_grade || figures.any(|figure| figure.value().is_some())).then_some((index, at))
}

/// A base or rate that the roster says otherwise.
fn counts_by_roster(finding: &Finding) -> bool {
    finding.code == Code::X110 && matches!(finding.recomputed, Some(Stated::Figure(_)))
}

/// True for a finding that a list may accept.
pub fn can_accept(examination: &Examination, finding: &Finding) -> bool {
    standing_place(examination, finding).is_some() || refusal(examination, finding).is_none()
}

/// Why nobody can accept a finding whose figure cannot stand.
fn refusal(examination: &Examination, finding: &Finding) -> Option<Text> {
    let is_self_score = || {
        let card = finding
            .card
            .and_then(|card| examination.extraction.cards.get(card));
        card.zip(finding.location())
            .is_some_and(|(card, at)| card.is_self_score(at))
    };
    match finding.code.acceptance() {
        Acceptance::Remark if counts_by_roster(finding) => Some(text!(
            "工资按花名册（或方案）上的数算，接受不了；请改花名册，或改考核表"
                / "the pay is computed by the roster's figure (or the scheme's); correct the roster or the scorecard"
        )),
        Acceptance::Remark => None,
        // The employee's own scores earn nothing.
        Acceptance::Figure if is_self_score() => None,
        Acceptance::Figure => Some(text!(
            "这一格没有可以照用的填报数，接受不了；请更正原表"
                / "no reported figure stands there that could count; correct the sheet"
        )),
        Acceptance::Scheme => Some(text!(
            "表上的满分、权重、目标、标准或取整口径与方案不一样，分数和工资按方案算，接受不了；请改表，或改方案文件（参数可用 --set）"
                / "full marks, weights, targets or rounding of the sheet are not the scheme's, by which all is computed; correct the sheet or the mapping (a parameter with --set)"
        )),
        Acceptance::Held => Some(text!(
            "这类问题说明算不出来或分不清是谁，接受不了，此人仍待核；请补齐或更正原表"
                / "what cannot be computed, or belongs to nobody known, cannot be accepted and stays held; complete or correct the sheet"
        )),
    }
}
