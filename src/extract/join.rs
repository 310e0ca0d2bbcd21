//! Scorecards and the roster: who is who on it (X107, X111), and who has no scorecard (X108).

use std::collections::{BTreeMap, BTreeSet};

use super::staff::{Member, Staff, folded_id};
use super::{Extraction, Hold};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::{Label, fold};
use crate::mapping::{Mapping, Payout};
use crate::scorecard::{Employee, OnRoster};
use crate::text::Text;

/// Members of a roster by their ids and names.
struct Index<'a> {
    staff: &'a Staff,
    by_id: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// Whom a scorecard is of.
enum Found {
    One(usize),
    /// One of several.
    Ambiguous(Vec<usize>),
    /// The id is somebody else's.
    Other(usize),
    Nobody,
}

impl<'a> Index<'a> {
    fn new(staff: &'a Staff, mapping: &Mapping) -> Self {
        let (mut by_id, mut by_name) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (index, member) in staff.members.iter().enumerate() {
            if let Some(id) = &member.id {
                by_id.entry(folded_id(id, mapping)).or_default().push(index);
            }
            if let Some(name) = &member.name {
                by_name.entry(fold(name)).or_default().push(index);
            }
        }
        Index {
            staff,
            by_id,
            by_name,
        }
    }

    fn named(&self, employee: &Employee) -> &[usize] {
        let name = employee.name.as_ref().map(|name| fold(&name.value));
        name.and_then(|name| self.by_name.get(&name))
            .map_or(&[], Vec::as_slice)
    }

    /// By id, else by a name that one alone bears.
    fn find(&self, employee: &Employee, mapping: &Mapping) -> Found {
        let named = self.named(employee);
        let Some(id) = &employee.id else {
            return match named {
                [] => Found::Nobody,
                [one] => Found::One(*one),
                several => Found::Ambiguous(several.to_vec()),
            };
        };
        match self
            .by_id
            .get(&folded_id(&id.value, mapping))
            .map(Vec::as_slice)
        {
            Some([one]) if self.is_name_of(*one, employee) => Found::One(*one),
            Some([one]) => Found::Other(*one),
            Some(several) => Found::Ambiguous(several.to_vec()),
            // Whoever has no id on the roster can be known by name alone.
            None => match named {
                [one] if self.staff.members[*one].id.is_none() => Found::One(*one),
                [] => Found::Nobody,
                several
                    if several
                        .iter()
                        .all(|one| self.staff.members[*one].id.is_none()) =>
                {
                    Found::Ambiguous(several.to_vec())
                }
                _ => Found::Nobody,
            },
        }
    }

    /// The name is the member's, as far as both are told; what stands in brackets behind it is left aside.
    fn is_name_of(&self, member: usize, employee: &Employee) -> bool {
        let (Some(own), Some(known)) = (&employee.name, &self.staff.members[member].name) else {
            return true;
        };
        fold(&own.value) == fold(known) || Label::new(&own.value).name == Label::new(known).name
    }
}

/// Finds everybody on the roster; reports and holds whoever is not there, or could be several.
pub(super) fn settle(mapping: &Mapping, staff: &Staff, extraction: &mut Extraction) {
    let index = Index::new(staff, mapping);
    for card in 0..extraction.cards.len() {
        let employee = extraction.cards[card].employee.clone();
        let Some(at) = employee.id.as_ref().or(employee.name.as_ref()) else {
            continue;
        };
        let at = at.at;
        let found = index.find(&employee, mapping);
        let members: &[usize] = match &found {
            Found::One(one) | Found::Other(one) => std::slice::from_ref(one),
            Found::Ambiguous(several) => several,
            Found::Nobody => &[],
        };
        for member in members {
            let rows = &staff.members[*member].rows;
            extraction.on_roster.extend(rows.iter().copied());
        }
        let (code, message, reason) = match found {
            Found::One(one) => {
                let member = &staff.members[one];
                let known = known(member, mapping, staff);
                extraction.cards[card].on_roster = Some(Box::new(known));
                for reason in holds(member, mapping) {
                    extraction.holds.push(Hold { card, reason });
                }
                if let Some(finding) = doubtful_rate(mapping, member, extraction, card) {
                    extraction.findings.push(finding);
                }
                continue;
            }
            Found::Ambiguous(several) => (
                Code::X111,
                ambiguous(&employee, &several, &index),
                text!("花名册上分不清是谁" / "several people on the roster it could be"),
            ),
            Found::Other(other) => (
                Code::X107,
                somebody_else(&employee, other, &index),
                text!("工号和姓名与花名册对不上" / "id and name do not go together on the roster"),
            ),
            Found::Nobody => (
                Code::X107,
                nobody(&employee, &index),
                text!("不在花名册上" / "not on the roster"),
            ),
        };
        let mut finding = Finding::new(code, message).at(at.sheet, at.cell);
        finding.card = Some(card);
        finding.employee = employee.key().map(str::to_owned);
        extraction.findings.push(finding);
        extraction.holds.push(Hold { card, reason });
    }
}

/// What the roster says, as far as the scheme reckons with it.
fn known(member: &Member, mapping: &Mapping, staff: &Staff) -> OnRoster {
    let base = match mapping.payout {
        Some(Payout::BaseRate { .. }) => member.base.clone(),
        Some(Payout::BaseCoefficient { .. }) => member.fund.clone(),
        Some(Payout::Fixed { .. } | Payout::Grade) | None => None,
    };
    // A base that the scheme fixes is compared, and not replaced.
    let (base, other_base) = match mapping.fixed_base() {
        Some(fixed) => (None, base.filter(|base| base.value != fixed)),
        None => (base, None),
    };
    let rate = match mapping.payout {
        Some(Payout::BaseRate { rate: None }) => member.rate.clone(),
        _ => None,
    };
    // In a scheme by position, words that are no position of the scheme speak of something else: 岗位 is not 层级.
    let compares =
        |position: &&String| !mapping.is_by_position() || mapping.knows_position(position);
    let days = mapping.prorate.as_ref();
    OnRoster {
        file: staff.file.clone(),
        department: member.department.clone(),
        position: member.position.as_ref().filter(compares).cloned(),
        base,
        other_base,
        rate,
        attended: days.and_then(|_| member.attended.clone()),
        due: days
            .filter(|days| days.days.is_none())
            .and_then(|_| member.due.clone()),
        inactive: member.status.clone().filter(|_| !member.active),
        place: member.place.clone(),
    }
}

fn holds(member: &Member, mapping: &Mapping) -> Vec<Text> {
    let status = member.status.as_deref().filter(|_| member.held);
    let status = status.map(|status| {
        text!("花名册上的状态是「{status}」" / "the status on the roster is {status}")
    });
    let rate = mapping
        .needs_rate()
        .then_some(member.doubtful_rate.as_ref())
        .flatten()
        .map(|_| {
            text!(
                "花名册上的绩效比例疑似差 100 倍"
                    / "the roster's rate seems off by a factor of 100"
            )
        });
    status.into_iter().chain(rate).collect()
}

/// X109 where the roster's own rate is in doubt.
fn doubtful_rate(
    mapping: &Mapping,
    member: &Member,
    extraction: &Extraction,
    card: usize,
) -> Option<Finding> {
    let rate = member
        .doubtful_rate
        .as_ref()
        .filter(|_| mapping.needs_rate())?;
    let one = &extraction.cards[card];
    let own = one.rate.as_ref().map(|figure| figure.at);
    let at = own.or(one.employee.at())?;
    let (place, shown, called) = (
        &rate.place,
        rate.value.trimmed().to_string(),
        one.employee.called(),
    );
    let message = text!(
        "{called}的绩效比例在花名册 {place} 写的是 {shown}，疑似少了百分号，差 100 倍；没有替您猜，此人待核。请改成 {shown}%，或在方案的 [roster] 里写 rate-unit = \"percent\"。"
            / "the roster's rate of {called} ({place}) is {shown}, which seems to lack its percent sign, a factor of 100; nothing was guessed, the person is held. Write {shown}%, or set rate-unit = \"percent\" under [roster] in the mapping."
    );
    let mut finding = Finding::new(Code::X109, message)
        .at(at.sheet, at.cell)
        .reporting(rate.value);
    finding.card = Some(card);
    finding.employee = one.employee.key().map(str::to_owned);
    Some(finding)
}

/// `张伟（E011）`
fn called(member: &Member) -> String {
    match (&member.name, &member.id) {
        (Some(name), Some(id)) => format!("{name}（{id}）"),
        _ => member.called().to_owned(),
    }
}

fn ambiguous(employee: &Employee, several: &[usize], index: &Index) -> Text {
    let places: Vec<String> = several
        .iter()
        .map(|one| &index.staff.members[*one])
        .map(|member| format!("{} {}", called(member), member.place))
        .collect();
    let (count, places, file) = (places.len(), places.join("、"), &index.staff.file);
    let who = employee.called();
    match &employee.id {
        None => text!(
            "考核表只写了姓名「{who}」，没有工号，花名册 {file} 上有 {count} 个人叫这个名字（{places}），不知道是谁的，待核。请补填工号。"
                / "the scorecard has the name {who} without an id, which {count} people on the roster {file} bear ({places}): nobody knows whose it is, it is held. Add the id."
        ),
        Some(id) => {
            let id = &id.value;
            text!(
                "工号 {id} 在花名册 {file} 上有 {count} 行，内容不一样（{places}），不知道以哪一行为准，{who}待核。请改正花名册。"
                    / "the id {id} stands on {count} rows of the roster {file} that differ ({places}): nobody knows which one counts, {who} is held. Correct the roster."
            )
        }
    }
}

fn somebody_else(employee: &Employee, other: usize, index: &Index) -> Text {
    let member = &index.staff.members[other];
    let (who, theirs, place) = (employee.called(), member.called(), &member.place);
    let id = employee.id.as_ref().map_or("", |id| id.value.as_str());
    let file = &index.staff.file;
    let text = text!(
        "工号 {id} 在花名册 {file} 上是「{theirs}」（{place}），考核表上写的却是「{who}」，不知道是谁的，待核。请核对工号和姓名。"
            / "the id {id} is {theirs} on the roster {file} ({place}), but the scorecard names {who}: nobody knows whose it is, it is held. Check the id and the name."
    );
    text.then(&namesakes(employee, index))
}

fn nobody(employee: &Employee, index: &Index) -> Text {
    let (who, file) = (employee.called(), &index.staff.file);
    let text = match &employee.id {
        Some(id) => {
            let id = &id.value;
            text!(
                "花名册 {file} 上没有工号 {id}（{who}），待核。请核对工号；新来的人请补进花名册。"
                    / "there is no id {id} ({who}) on the roster {file}; the person is held. Check the id, or add the person to the roster."
            )
        }
        None => text!(
            "花名册 {file} 上没有「{who}」，待核。请核对姓名；新来的人请补进花名册。"
                / "there is no {who} on the roster {file}; the person is held. Check the name, or add the person to the roster."
        ),
    };
    text.then(&namesakes(employee, index))
}

/// Who bears the name under another id.
fn namesakes(employee: &Employee, index: &Index) -> Text {
    let ids: Vec<&str> = index
        .named(employee)
        .iter()
        .filter_map(|one| index.staff.members[*one].id.as_deref())
        .collect();
    let (Some(own), false) = (&employee.id, ids.is_empty()) else {
        return Text::default();
    };
    let trimmed = |id: &str| fold(id).trim_start_matches('0').to_owned();
    let zeros = ids.iter().any(|id| trimmed(id) == trimmed(&own.value));
    let (who, ids) = (employee.called(), ids.join("、"));
    let text =
        text!("花名册上叫「{who}」的工号是 {ids}。" / "On the roster {who} has the id {ids}.");
    match zeros {
        true => text.then(&text!(
            "只差前面的 0；若算同一个工号，在方案里写 ids-as-numbers = true。"
                / "Only leading zeros differ: if they are the same id, set ids-as-numbers = true in the mapping."
        )),
        false => text,
    }
}

/// X108 over workbooks that belong together: everybody of whom a scorecard is expected and who has none in any of them.
/// `unread` workbooks could not be audited, so that some may stand there.
pub fn missing(extractions: &[&Extraction], unread: usize) -> Vec<Finding> {
    let mut told: BTreeSet<(&str, (usize, u32))> = BTreeSet::new();
    let mut findings = Vec::new();
    for extraction in extractions {
        let Some(staff) = &extraction.roster else {
            continue;
        };
        let has_card = |member: &Member| {
            let same = extractions.iter().filter(|other| {
                let roster = other.roster.as_ref();
                roster.is_some_and(|roster| roster.sha256 == staff.sha256)
            });
            same.into_iter()
                .any(|other| member.rows.iter().any(|row| other.on_roster.contains(row)))
        };
        for member in staff.members.iter().filter(|member| member.expected) {
            let Some(first) = member.rows.first() else {
                continue;
            };
            if !has_card(member) && told.insert((staff.sha256.as_str(), *first)) {
                findings.push(lacks_card(member, staff, extractions.len(), unread));
            }
        }
    }
    findings
}

fn lacks_card(member: &Member, staff: &Staff, books: usize, unread: usize) -> Finding {
    let (who, file, place) = (called(member), &staff.file, &member.place);
    let more = [&member.department, &member.position];
    let more: Vec<&str> = more.into_iter().flatten().map(String::as_str).collect();
    let more = match more.is_empty() {
        true => String::new(),
        false => format!("，{}", more.join(" ")),
    };
    let text = match books {
        0 | 1 => text!(
            "花名册 {file} 上的 {who}{more}（{place}）没有考核表。没交的请补交；已离职的请更新花名册；姓名或工号写错的请改正。"
                / "{who}{more} on the roster {file} ({place}) has no scorecard. Ask for it, update the roster, or correct a misspelt name or id."
        ),
        _ => text!(
            "花名册 {file} 上的 {who}{more}（{place}）在这 {books} 个文件里都没有考核表。没交的请补交；已离职的请更新花名册；姓名或工号写错的请改正。"
                / "{who}{more} on the roster {file} ({place}) has no scorecard in any of the {books} files. Ask for it, update the roster, or correct a misspelt name or id."
        ),
    };
    let text = match unread {
        0 => text,
        _ => text.then(&text!(
            "另有 {unread} 个文件没能复核，考核表也可能在那里。"
                / "{unread} more files could not be audited; it may be in one of them."
        )),
    };
    let mut finding = Finding::new(Code::X108, text);
    finding.employee = member.key().map(str::to_owned);
    finding
}
