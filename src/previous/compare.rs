//! Who is who in both periods, and what moved further than the scheme's bounds.
//!
//! A person is known by the id, else by a name that one alone bears in both periods. Only results of the same scheme, of
//! periods of the same kind and of nobody who is held are compared.

use std::collections::{BTreeMap, BTreeSet};

use super::moved::{at, copied, leveled, moved, not_comparable};
use super::{Compared, Previous, Shared, id_key, name_key};
use crate::examination::Examination;
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::fold;
use crate::scorecard::{Part, Period, Scorecard};
use crate::text::Text;

/// What came of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What moved too far, and who came.
    pub findings: Vec<Finding>,
    /// What was compared.
    pub compared: Compared,
}

/// Whom of the previous results a card is of.
enum Match {
    /// Their rows, of whatever scheme and period.
    Rows(Vec<usize>),
    /// Nobody's.
    Nobody,
    /// It cannot be told, and these could be.
    Unclear(Text, Vec<usize>),
}

/// Whose names do not tell people apart, among the cards of this period.
struct Names(BTreeMap<String, BTreeSet<Option<String>>>);

impl Names {
    fn of(examination: &Examination) -> Self {
        let mut names = BTreeMap::<String, BTreeSet<Option<String>>>::new();
        for card in &examination.extraction.cards {
            if let Some(name) = &card.employee.name {
                let id = card.employee.id.as_ref().map(|id| id_key(&id.value));
                names.entry(name_key(&name.value)).or_default().insert(id);
            }
        }
        Names(names)
    }

    fn is_one(&self, name: &str) -> bool {
        self.0.get(name).is_none_or(|ids| ids.len() < 2)
    }
}

impl Previous {
    /// Compares a workbook's people with these. Names in `shared` are borne by several people of the batch.
    pub fn compare(&self, examination: &Examination, shared: &BTreeSet<Shared>) -> Comparison {
        let mapping = &examination.mapping;
        let names = Names::of(examination);
        let mut references: BTreeMap<Option<Period>, Option<Option<Period>>> = BTreeMap::new();
        let mut out = Comparison {
            findings: Vec::new(),
            compared: Compared {
                name: self.name.clone(),
                sha256: self.sha256.clone(),
                bounds: mapping.bounds_told(),
                ..Compared::default()
            },
        };
        let mut late: BTreeSet<(Period, Period)> = BTreeSet::new();
        let mut undated = false;
        let cards = examination.extraction.cards.iter();
        let cards = cards.zip(examination.statuses()).enumerate();
        for (index, (card, status)) in cards {
            let reference = *references
                .entry(card.effective)
                .or_insert_with(|| self.reference(&mapping.id, card.effective));
            let compared = &mut out.compared;
            if let Some(reference) = reference {
                compared.against.insert((mapping.id.clone(), reference));
                compared.periods.extend(reference);
                match (reference, card.effective) {
                    (Some(then), Some(now)) if !is_before(then, now) => {
                        late.insert((then, now));
                    }
                    (Some(_), Some(_)) => {}
                    _ => undated = true,
                }
            }
            let skip = |compared: &mut Compared, why: Text| {
                let called = card.employee.called().to_owned();
                compared.skipped.push((called, why));
            };
            let is_shared = |name: &str| shared.contains(&key_of(examination, card, name));
            let rows = match self.rows_of(card, mapping, &names, &is_shared) {
                Match::Rows(rows) => rows,
                Match::Unclear(why, rows) => {
                    compared.met.extend(rows);
                    skip(compared, why);
                    continue;
                }
                Match::Nobody => Vec::new(),
            };
            compared.met.extend(rows.iter().copied());
            let Some(reference) = reference else {
                let why = match rows.is_empty() {
                    // Nothing is known of anybody here: one sentence for all.
                    true => continue,
                    false => text!(
                        "上期是另一个方案或另一种考核期" / "another scheme or kind of period then"
                    ),
                };
                skip(compared, why);
                continue;
            };
            let (here, elsewhere): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| {
                let person = &self.people[*row];
                person.scheme == mapping.id && person.period == reference
            });
            let then = match here[..] {
                [one] => &self.people[one],
                [] => {
                    let mut others = elsewhere.iter();
                    match others.find(|row| self.people[**row].scheme != mapping.id) {
                        Some(row) => {
                            let scheme = &self.people[*row].scheme;
                            skip(
                                compared,
                                text!("上期是方案「{scheme}」" / "under the scheme {scheme} then"),
                            );
                        }
                        None => out.findings.push(self.newcomer(index, card, reference)),
                    }
                    continue;
                }
                _ => {
                    let why = text!("上期出现了不止一次" / "more than once then");
                    skip(compared, why);
                    continue;
                }
            };
            out.findings.extend(copied(index, card, then, &self.name));
            if let Some(why) = not_comparable(examination, index, status, card, then) {
                skip(compared, why);
                continue;
            }
            compared.compared += 1;
            out.findings.extend(moved(examination, index, card, then));
        }
        out.compared.doubts = self.doubts(examination, &out.compared, &late, undated);
        out.findings = out
            .findings
            .into_iter()
            .filter_map(|finding| leveled(mapping, finding))
            .collect();
        out
    }

    /// Who was there in the previous period and is in none of these workbooks (A504). `unread` files could not be
    /// audited.
    pub fn gone(&self, all: &[(&Mapping, &Compared)], unread: usize) -> Vec<Finding> {
        let met: BTreeSet<usize> = all
            .iter()
            .flat_map(|(_, one)| one.met.iter().copied())
            .collect();
        let against: BTreeSet<&(String, Option<Period>)> =
            all.iter().flat_map(|(_, one)| &one.against).collect();
        let mut findings = Vec::new();
        for (index, person) in self.people.iter().enumerate() {
            let is_compared = against
                .iter()
                .any(|(scheme, period)| *scheme == person.scheme && *period == person.period);
            if met.contains(&index) || !is_compared {
                continue;
            }
            let mapping = all.iter().find(|(one, _)| one.id == person.scheme);
            let called = match (&person.name, &person.id) {
                (Some(name), Some(id)) => format!("{name}（{id}）"),
                _ => person.called().to_owned(),
            };
            let period = person
                .period
                .map_or_else(String::new, |one| one.to_string());
            let mut message = text!(
                "{called}上期（{period}）有考核表，本期没有。已经离职或调走的不用处理；否则请补交本期的考核表。"
                    / "{called} had a scorecard in the previous period ({period}) and has none now. Whoever left needs nothing; otherwise hand in the scorecard."
            );
            if person.period.is_none() {
                message = text!(
                    "{called}上期有考核表，本期没有。已经离职或调走的不用处理；否则请补交本期的考核表。"
                        / "{called} had a scorecard in the previous period and has none now. Whoever left needs nothing; otherwise hand in the scorecard."
                );
            }
            if unread > 0 {
                message = message.then(&text!(
                    "本期有 {unread} 个文件没能复核，也可能在其中。"
                        / "{unread} files could not be audited now; it may be in one of them."
                ));
            }
            let mut finding = Finding::new(Code::A504, message);
            finding.employee = person.id.clone().or_else(|| person.name.clone());
            findings.extend(mapping.and_then(|(mapping, _)| leveled(mapping, finding)));
        }
        findings
    }

    /// The names under which cards of several workbooks would be taken for one person of then.
    pub fn shared_names(&self, all: &[&Examination]) -> BTreeSet<Shared> {
        let mut seen: BTreeMap<Shared, BTreeSet<(usize, Option<String>)>> = BTreeMap::new();
        for (book, examination) in all.iter().enumerate() {
            for card in &examination.extraction.cards {
                let Some(name) = card.employee.name.as_ref() else {
                    continue;
                };
                let key = key_of(examination, card, &name_key(&name.value));
                let id = card.employee.id.as_ref().map(|id| id_key(&id.value));
                let book = if id.is_some() { 0 } else { book };
                seen.entry(key).or_default().insert((book, id));
            }
        }
        seen.retain(|(_, _, name), ids| {
            let then = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
            let lacks_id = ids.iter().any(|(_, id)| id.is_none())
                || then.iter().any(|row| self.people[*row].id.is_none());
            ids.len() > 1 && lacks_id && !then.is_empty()
        });
        seen.into_keys().collect()
    }

    /// True for workbooks with cards whose names are among those that several people bear.
    pub fn concerns(examination: &Examination, shared: &BTreeSet<Shared>) -> bool {
        let mut cards = examination.extraction.cards.iter();
        cards.any(|card| {
            let name = card.employee.name.as_ref();
            name.is_some_and(|name| {
                shared.contains(&key_of(examination, card, &name_key(&name.value)))
            })
        })
    }

    /// The period of the previous results that a scheme's cards of a period are compared with: the last one before it,
    /// else the last one; `None` where there is nothing of the scheme and of this kind of period.
    fn reference(&self, scheme: &str, now: Option<Period>) -> Option<Option<Period>> {
        let periods = self.people.iter().filter(|one| one.scheme == scheme);
        let periods = periods.map(|one| one.period);
        let alike: BTreeSet<Option<Period>> = periods
            .filter(|then| match (then, now) {
                (Some(then), Some(now)) => is_alike(*then, now),
                _ => true,
            })
            .collect();
        let earlier = |then: &&Option<Period>| {
            then.zip(now)
                .is_some_and(|(then, now)| is_before(then, now))
        };
        let found = alike.iter().rev().find(earlier);
        found.or_else(|| alike.last()).copied()
    }

    fn rows_of(
        &self,
        card: &Scorecard,
        mapping: &Mapping,
        names: &Names,
        is_shared: &dyn Fn(&str) -> bool,
    ) -> Match {
        let id = card.employee.id.as_ref().map(|id| id.value.as_str());
        let name = card
            .employee
            .name
            .as_ref()
            .map(|name| name_key(&name.value));
        let named = name.as_ref().and_then(|name| self.by_name.get(name));
        let named = named.map_or(&[][..], Vec::as_slice);
        if let Some(id) = id {
            let known = self.by_id.get(&id_key(id)).map_or(&[][..], Vec::as_slice);
            let same_id = |row: &usize| {
                let then = &self.people[*row];
                let own_name = then.name.as_deref().map(name_key);
                let same_name = name.is_some() && own_name == name;
                let exact = then
                    .id
                    .as_deref()
                    .is_some_and(|then| fold(then) == fold(id));
                exact || mapping.ids_as_numbers || same_name
            };
            let is_other_name = |row: &usize| {
                let own_name = self.people[*row].name.as_deref().map(name_key);
                own_name.zip(name.as_ref()).is_some_and(|(a, b)| a != *b)
            };
            let known: Vec<usize> = known.iter().copied().filter(same_id).collect();
            let (others, same): (Vec<usize>, Vec<usize>) =
                known.into_iter().partition(is_other_name);
            if !same.is_empty() {
                return Match::Rows(same);
            }
            if !others.is_empty() {
                let then = self.people[others[0]].called();
                let why = text!("同一工号上期是「{then}」" / "the same id was {then} then");
                return Match::Unclear(why, others);
            }
        }
        // By name alone: only where one of the two periods has no id.
        let lacks_id = |row: &&usize| id.is_none() || self.people[**row].id.is_none();
        let rows: Vec<usize> = named.iter().filter(lacks_id).copied().collect();
        let Some(name) = name.filter(|_| !rows.is_empty()) else {
            return Match::Nobody;
        };
        let ids = named.iter().map(|row| self.people[*row].id.as_deref());
        let ids: BTreeSet<Option<String>> = ids.map(|id| id.map(id_key)).collect();
        if ids.len() > 1 || !names.is_one(&name) || is_shared(&name) {
            let why =
                text!("同名的不止一人，又没有工号" / "several people bear the name, without ids");
            return Match::Unclear(why, rows);
        }
        Match::Rows(rows)
    }

    fn newcomer(&self, index: usize, card: &Scorecard, then: Option<Period>) -> Finding {
        let called = card.employee.called();
        let period = then.map_or_else(String::new, |then| format!("（{then}）"));
        let period_en = then.map_or_else(String::new, |then| format!(" ({then})"));
        let mut message = text!(
            "{called}上期{period}没有考核表，本期新增。请确认是新来的或调来的人，姓名、工号没有写错。"
                / "{called} had no scorecard in the previous period{period_en}. Make sure that this is a newcomer and that name and id are right."
        );
        if self.unread > 0 {
            let unread = self.unread;
            message = message.then(&text!(
                "上期有 {unread} 个文件没能读，也可能在其中。"
                    / "{unread} files of the previous period could not be read; it may be in one of them."
            ));
        }
        at(Code::A503, message, index, card, None)
    }

    fn doubts(
        &self,
        examination: &Examination,
        compared: &Compared,
        late: &BTreeSet<(Period, Period)>,
        undated: bool,
    ) -> Vec<Text> {
        let id = &examination.mapping.id;
        let mut doubts = Vec::new();
        if compared.against.is_empty() {
            doubts.push(text!(
                "上期结果里没有方案「{id}」的同类考核期，这个方案没有比较。"
                    / "the previous results hold nothing of the scheme {id} and of this kind of period: it was not compared."
            ));
        }
        for (then, now) in late {
            doubts.push(match then == now {
                true => text!(
                    "上期结果的考核期是 {then}，与本期相同。请确认给的确实是上一期的结果。"
                        / "the previous results are about {then}, the same period as this one. Make sure that they are those of the period before."
                ),
                false => text!(
                    "上期结果的考核期是 {then}，比本期 {now} 还晚。请确认给的确实是上一期的结果。"
                        / "the previous results are about {then}, later than this period, {now}. Make sure that they are those of the period before."
                ),
            });
        }
        if undated {
            doubts.push(text!(
                "有的考核表没有写考核期，无法确认上期结果确实早于本期。"
                    / "some scorecards name no period, so nobody can tell that the previous results are earlier."
            ));
        }
        if self.unread > 0 {
            let unread = self.unread;
            doubts.push(text!(
                "上期有 {unread} 个文件没能读，其中的人没有比较。"
                    / "{unread} files of the previous period could not be read; their people were not compared."
            ));
        }
        doubts
    }
}

fn key_of(examination: &Examination, card: &Scorecard, name: &str) -> Shared {
    (
        examination.mapping.id.clone(),
        card.effective,
        name.to_owned(),
    )
}

/// Both months, both quarters or both years.
fn is_alike(a: Period, b: Period) -> bool {
    matches!(
        (a.part, b.part),
        (None, None)
            | (Some(Part::Month(_)), Some(Part::Month(_)))
            | (Some(Part::Quarter(_)), Some(Part::Quarter(_)))
    )
}

fn is_before(then: Period, now: Period) -> bool {
    then.months().1 < now.months().0
}
