//! The people of a workbook with all that the sheets say about them.

use super::{Audited, InputFacts};
use crate::examination::{Examination, Money, Status};
use crate::finding::{Finding, Severity};
use crate::mapping::{Mapping, Payout};
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;
use crate::score::{Chain, Scored};
use crate::scorecard::{Figure, Line, Scorecard};
use crate::workbook::Location;

/// An examined workbook, by people.
pub(super) struct Book<'a> {
    pub examination: &'a Examination,
    pub input: &'a InputFacts,
    pub people: Vec<Person<'a>>,
    /// The findings about each person, by card.
    of_people: Vec<Vec<&'a Finding>>,
}

/// One scorecard with its results.
pub(super) struct Person<'a> {
    pub index: usize,
    pub card: &'a Scorecard,
    pub scored: &'a Scored,
    pub mapping: &'a Mapping,
    pub status: Status,
}

impl<'a> Book<'a> {
    pub fn new(audited: &'a Audited<'a>) -> Self {
        let examination = audited.examination;
        let statuses = examination.statuses();
        let cards = examination.extraction.cards.iter().zip(&examination.scored);
        let people = cards.zip(statuses).enumerate();
        let people = people.map(|(index, ((card, scored), status))| Person {
            index,
            card,
            scored,
            mapping: examination.mapping.at(card.months()),
            status,
        });
        let people: Vec<Person> = people.collect();
        let mut of_people = vec![Vec::new(); people.len()];
        for finding in &examination.findings {
            if let Some(findings) = finding.card.and_then(|card| of_people.get_mut(card)) {
                findings.push(finding);
            }
        }
        Book {
            examination,
            input: &audited.input,
            people,
            of_people,
        }
    }

    /// The person that a finding is about.
    pub fn person_of(&self, finding: &Finding) -> Option<&Person<'a>> {
        self.people.get(finding.card?)
    }

    /// The findings about a person.
    pub fn findings_of(&self, card: usize) -> &[&'a Finding] {
        self.of_people.get(card).map_or(&[], Vec::as_slice)
    }

    /// A sheet's name.
    pub fn sheet_name(&self, sheet: Option<usize>) -> &'a str {
        sheet
            .and_then(|sheet| self.examination.workbook.sheets.get(sheet))
            .map_or("", |sheet| sheet.name.as_str())
    }

    /// How many root findings have this severity.
    pub fn roots(&self, severity: Severity) -> usize {
        let findings = self.examination.findings.iter();
        findings
            .filter(|finding| finding.root && finding.severity == severity)
            .count()
    }

    /// How many findings follow from others.
    pub fn consequences(&self) -> usize {
        let findings = self.examination.findings.iter();
        findings.filter(|finding| !finding.root).count()
    }

    /// How many people have this status.
    pub fn count(&self, status: Status) -> usize {
        self.people
            .iter()
            .filter(|person| person.status == status)
            .count()
    }
}

/// What stands at a cell of somebody's scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// The points of a line, by the card's lines.
    Line(usize),
    /// The weighted points of a line.
    Weighted(usize),
    /// By the mapping's sections.
    Subtotal(usize),
    Total,
    Grade,
    Coefficient,
    Payout,
}

impl<'a> Person<'a> {
    pub fn chain(&self) -> Chain<'a> {
        Chain::of(self.mapping, self.card, self.scored)
    }

    pub fn id(&self) -> &'a str {
        word(self.card.employee.id.as_ref())
    }

    pub fn name(&self) -> &'a str {
        word(self.card.employee.name.as_ref())
    }

    /// The roster's department, else the scorecard's.
    pub fn department(&self) -> &'a str {
        let known = self.card.on_roster.as_ref();
        match known.and_then(|known| known.department.as_deref()) {
            Some(department) => department,
            None => word(self.card.employee.department.as_ref()),
        }
    }

    /// The roster's position, else the scorecard's; where the scheme scores or pays by position, the one that counted.
    pub fn position(&self) -> &'a str {
        let known = self.card.on_roster.as_ref();
        match known.and_then(|known| known.position.as_deref()) {
            Some(position) if !self.mapping.counts_by_position() => position,
            _ => word(self.card.employee.position.as_ref()),
        }
    }

    /// Who scored the person. Signature lines hold dates and other labels too: those are nobody.
    pub fn manager(&self) -> &'a str {
        const LONGEST: usize = 12;
        let name = word(self.card.employee.manager.as_ref());
        let is_name = name.chars().count() <= LONGEST
            && !name.contains([':', '：', '_'])
            && !name.chars().any(|c| c.is_ascii_digit());
        if is_name { name } else { "" }
    }

    pub fn reported_total(&self) -> Option<Decimal> {
        self.card.total.as_ref()?.value()
    }

    pub fn total(&self) -> Option<Decimal> {
        self.scored.outcome.total
    }

    pub fn total_difference(&self) -> Option<Decimal> {
        difference(
            self.reported_total(),
            self.total(),
            self.mapping.total_digits(),
        )
    }

    pub fn line_difference(&self, line: usize) -> Option<Decimal> {
        difference(
            reported_points(&self.card.lines[line]),
            self.scored.lines[line].points(),
            self.mapping.line_digits(),
        )
    }

    /// The recomputed grade.
    pub fn grade(&self) -> Option<&'a str> {
        let grade = self.mapping.grades.get(self.scored.outcome.grade?)?;
        Some(grade.name.as_str())
    }

    /// What the pay is reckoned from: 基本工资, 绩效基数 or the scheme's fixed amount; nothing where the grade pays.
    pub fn base(&self) -> Option<Decimal> {
        self.chain().base()
    }

    /// The rate that counts.
    pub fn rate(&self) -> Option<Decimal> {
        match self.mapping.payout.as_ref()? {
            Payout::BaseRate { rate } => rate.or_else(|| self.chain().rate()),
            Payout::Fixed { .. } | Payout::BaseCoefficient { .. } | Payout::Grade => None,
        }
    }

    /// The pay that the sheet states, at the digits that are paid.
    pub fn reported_pay(&self) -> Option<Decimal> {
        self.mapping.payout.as_ref()?;
        let stated = self.card.payout.as_ref()?.value()?;
        Some(stated.round(self.mapping.payout_rounding))
    }

    /// The pay by the rules; nothing for people who are held.
    pub fn pay(&self) -> Option<Decimal> {
        match self.status {
            Status::Held => None,
            Status::Ready | Status::Corrected => self.scored.outcome.payout,
        }
    }

    /// By the rules minus by the sheet; a sheet that says nothing pays nothing.
    pub fn pay_difference(&self) -> Option<Decimal> {
        self.pay()?.minus(self.reported_pay().unwrap_or_default())
    }

    /// What stands at a cell.
    pub fn spot(&self, at: Location) -> Option<Spot> {
        let card = self.card;
        let is = |figure: &Option<Figure>| figure.as_ref().is_some_and(|figure| figure.at == at);
        let line = |role: Role| {
            let mut lines = card.lines.iter();
            lines.position(|line| line.figure(role).is_some_and(|figure| figure.at == at))
        };
        if let Some(line) = line(Role::Score) {
            return Some(Spot::Line(line));
        }
        if let Some(line) = line(Role::Weighted) {
            return Some(Spot::Weighted(line));
        }
        if let Some(section) = card.subtotals.iter().position(is) {
            return Some(Spot::Subtotal(section));
        }
        let grade = card.grade.as_ref().is_some_and(|grade| grade.at == at);
        [
            (is(&card.total), Spot::Total),
            (grade, Spot::Grade),
            (is(&card.coefficient), Spot::Coefficient),
            (is(&card.payout), Spot::Payout),
        ]
        .into_iter()
        .find(|(found, _)| *found)
        .map(|(_, spot)| spot)
    }
}

/// The points that the sheet reports for a line.
pub(super) fn reported_points(line: &Line) -> Option<Decimal> {
    line.value(Role::Score)
}

/// Recomputed minus reported at the digits at which they are compared.
pub(super) fn difference(
    reported: Option<Decimal>,
    recomputed: Option<Decimal>,
    at: Rounding,
) -> Option<Decimal> {
    recomputed?.round(at).minus(reported?.round(at))
}

/// Sums of pay over people who are not held: as reported (where the sheet says nothing, 0), and as due.
pub(super) fn sums<'a>(people: impl Iterator<Item = &'a Person<'a>>) -> (Decimal, Decimal) {
    let (mut reported, mut due) = (Ratio::zero(), Ratio::zero());
    for person in people {
        if let Some(pay) = person.pay() {
            due = due.plus(&pay.into());
            reported = reported.plus(&person.reported_pay().unwrap_or_default().into());
        }
    }
    (Money::yuan(&reported), Money::yuan(&due))
}

fn word(located: Option<&crate::workbook::Located<String>>) -> &str {
    located.map_or("", |located| located.value.as_str())
}
