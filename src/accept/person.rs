//! Whom and what an entry is about, and whether it is still in force.

use super::{Entry, Fate};
use crate::examination::Examination;
use crate::finding::Finding;
use crate::mapping::spelling::fold;
use crate::scorecard::{Employee, Period, Scorecard};

impl Entry {
    /// The person, the code and the place in a line, for people.
    pub fn what(&self) -> String {
        let who = [&self.id, &self.name];
        let mut parts: Vec<String> = who.into_iter().flatten().cloned().collect();
        parts.push(self.code.to_string());
        if let Some(cell) = self.cell {
            parts.push(match &self.sheet {
                Some(sheet) => format!("{sheet}!{cell}"),
                None => cell.to_string(),
            });
        }
        parts.extend(self.item.clone());
        parts.join(" ")
    }

    /// Whether the person has a card at all.
    pub(super) fn presence(&self, examination: &Examination) -> Fate {
        let mut ids: Vec<&str> = Vec::new();
        let mut is_there = self.is_of_sheet();
        for card in &examination.extraction.cards {
            if self.concerns(&card.employee) {
                is_there = true;
                let id = card.employee.id.as_ref().map(|id| id.value.as_str());
                ids.extend(id.filter(|id| !ids.contains(id)));
            }
        }
        // Somebody without a scorecard is known by the findings about it.
        is_there |= examination
            .findings
            .iter()
            .any(|finding| finding.card.is_none() && self.is_called(finding));
        match (is_there, &self.id) {
            (false, _) => Fate::Nobody,
            (true, None) if ids.len() > 1 => Fate::Ambiguous,
            (true, _) => Fate::Nothing,
        }
    }

    /// Whether the entry names a finding.
    pub(super) fn matches(&self, finding: &Finding, examination: &Examination) -> bool {
        let sheet = || {
            let sheet = finding.sheet?;
            Some(examination.workbook.sheets.get(sheet)?.name.as_str())
        };
        let is_there = self.code == finding.code
            && self.cell.is_none_or(|cell| finding.cell == Some(cell))
            && (self.sheet.as_deref()).is_none_or(|wanted| sheet() == Some(wanted))
            && (self.item.as_deref()).is_none_or(|wanted| {
                finding
                    .item
                    .as_deref()
                    .is_some_and(|item| fold(item) == fold(wanted))
            });
        is_there
            && match card_of(finding, examination) {
                Some(card) => self.concerns(&card.employee),
                None => self.is_called(finding),
            }
    }

    /// `Err` with what is in the way.
    pub(super) fn is_in_force(
        &self,
        finding: &Finding,
        examination: &Examination,
    ) -> Result<(), Fate> {
        if self.presence(examination) == Fate::Ambiguous {
            return Err(Fate::Ambiguous);
        }
        let Some(until) = self.until else {
            return Ok(());
        };
        let of_card = card_of(finding, examination).map(|card| card.effective);
        let period = of_card.unwrap_or_else(|| {
            let cards = examination.extraction.cards.iter();
            let same = cards.filter(|card| finding.sheet.is_none_or(|sheet| card.sheet == sheet));
            same.filter_map(|card| card.effective)
                .max_by_key(|period| last(*period))
        });
        match period {
            None => Err(Fate::Undated),
            Some(period) if last(period) > last(until) => Err(Fate::Expired),
            Some(_) => Ok(()),
        }
    }

    fn is_of_sheet(&self) -> bool {
        self.id.is_none() && self.name.is_none()
    }

    /// By id and name, as far as both the entry and the card know them; one of them must be known to both.
    fn concerns(&self, employee: &Employee) -> bool {
        let pairs = [(&self.id, &employee.id), (&self.name, &employee.name)];
        let known = pairs.into_iter().filter_map(|(wanted, found)| {
            Some(fold(wanted.as_ref()?) == fold(&found.as_ref()?.value))
        });
        let known: Vec<bool> = known.collect();
        !known.is_empty() && known.into_iter().all(|is_same| is_same)
    }

    /// The same for a finding without a card.
    fn is_called(&self, finding: &Finding) -> bool {
        match &finding.employee {
            None => self.is_of_sheet(),
            Some(called) => [&self.id, &self.name]
                .into_iter()
                .flatten()
                .any(|wanted| fold(wanted) == fold(called)),
        }
    }
}

fn card_of<'a>(finding: &Finding, examination: &'a Examination) -> Option<&'a Scorecard> {
    examination.extraction.cards.get(finding.card?)
}

fn last(period: Period) -> crate::mapping::Month {
    period.months().1
}
