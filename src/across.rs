//! What only several workbooks together tell: the same person in two of them (X105), a form that was copied from another
//! file (X112), a file that is called by somebody else's name (X113).
//!
//! Each workbook is examined by itself first. What is found here belongs to cards of one workbook, which is then examined
//! again with it: so its own copy tells it, and nobody is paid twice.

use std::collections::{BTreeMap, BTreeSet};

use crate::examination::Examination;
use crate::extract::named::{self, name_of};
use crate::extract::people::identity;
use crate::extract::{Elsewhere, twins};
use crate::finding::{Code, Finding};
use crate::mapping::LayoutKind;
use crate::mapping::spelling::fold;
use crate::scorecard::{Period, Scorecard};

/// A workbook of a batch: its file's name, and what was found in it.
pub type Book<'a> = (&'a str, &'a Examination);

/// A card of a batch: its workbook and its index there.
type Place = (usize, usize);

/// What is known of the cards of each workbook from the others, by workbook.
pub fn find(all: &[Book]) -> Vec<Vec<Elsewhere>> {
    let mut found = vec![Vec::new(); all.len()];
    duplicates(all, &mut found);
    copies(all, &mut found);
    files(all, &mut found);
    found
}

fn card<'a>(all: &[Book<'a>], place: Place) -> &'a Scorecard {
    &all[place.0].1.extraction.cards[place.1]
}

fn every<'a>(all: &'a [Book]) -> impl Iterator<Item = Place> + 'a {
    let books = all.iter().enumerate();
    books.flat_map(|(book, (_, one))| (0..one.extraction.cards.len()).map(move |card| (book, card)))
}

/// `「9月.xlsx」的「张三」B3`
fn shown(all: &[Book], place: Place) -> String {
    let (file, examination) = all[place.0];
    let one = card(all, place);
    let cell = one
        .employee
        .at()
        .map_or_else(String::new, |at| at.cell.to_string());
    let sheets = &examination.workbook.sheets;
    match (sheets.len() > 1).then(|| sheets.get(one.sheet)).flatten() {
        Some(sheet) => format!("「{file}」{}!{cell}", sheet.name),
        None => format!("「{file}」{cell}"),
    }
}

/// The same person, by the same scheme and in the same period, in several files. Ids that several departments give to
/// different people, and namesakes without ids in different departments, are nobody twice.
fn duplicates(all: &[Book], found: &mut [Vec<Elsewhere>]) {
    let mut seen: BTreeMap<_, Vec<Place>> = BTreeMap::new();
    for place in every(all) {
        let (file, examination) = all[place.0];
        let one = card(all, place);
        let Some(who) = identity(&one.employee, &examination.mapping) else {
            continue;
        };
        // Files or folders named 9月 and 10月 are two periods, though nobody said of which year.
        let month = match one.effective {
            Some(_) => None,
            None => {
                let own = one.part.map(|part| Period {
                    year: 0,
                    part: Some(part),
                });
                own.or_else(|| month_in(&examination.workbook.sheets[one.sheet].name))
                    .or_else(|| month_in(file))
            }
        };
        let key = (examination.mapping.id.as_str(), one.effective, month, who);
        seen.entry(key).or_default().push(place);
    }
    for places in seen.into_values().filter(|places| places.len() > 1) {
        for place in &places {
            let others = places.iter().filter(|other| other.0 != place.0);
            let mut others =
                others.filter(|other| may_be_one(card(all, *place), card(all, **other)));
            if let Some(other) = others.next() {
                found[place.0].extend(twice(all, *place, *other));
            }
        }
    }
}

fn month_in(name: &str) -> Option<Period> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut folders = stem.rsplit(['/', '\\']);
    folders.find_map(|name| Period::part_in(name, 0).or_else(|| Period::find(name)))
}

fn may_be_one(a: &Scorecard, b: &Scorecard) -> bool {
    let differ = |a: Option<String>, b: Option<String>| a.zip(b).is_some_and(|(a, b)| a != b);
    if a.employee.id.is_some() {
        return !differ(name_of(a), name_of(b));
    }
    let department = |one: &Scorecard| Some(fold(&one.employee.department.as_ref()?.value));
    !differ(department(a), department(b))
}

fn twice(all: &[Book], place: Place, other: Place) -> Option<Elsewhere> {
    let (own, twin) = (card(all, place), card(all, other));
    let at = own.employee.id.as_ref().or(own.employee.name.as_ref())?.at;
    let (called, where_) = (own.employee.called(), shown(all, other));
    let differences = twins::differences(&all[place.0].1.mapping, own, twin);
    let message = text!(
        "{called}在另一个文件里还有一份同一考核期的考核表（{where_}），不知道以哪一份为准，两份都待核。请删去重复的一份；如果是两个人，请核对工号。"
            / "{called} has another scorecard of the same period in another file ({where_}): nobody knows which one counts, both are held. Delete one of them; if they are two people, correct the ids."
    );
    let mut finding = Finding::new(Code::X105, message.then(&differences)).at(at.sheet, at.cell);
    finding.card = Some(place.1);
    finding.employee = own.employee.key().map(str::to_owned);
    Some(Elsewhere {
        finding,
        hold: Some(text!("同一人重复" / "the same person twice")),
    })
}

/// Cards that hold the figures of a card of another file.
fn copies(all: &[Book], found: &mut [Vec<Elsewhere>]) {
    let prints = every(all).filter_map(|place| {
        let mapping = &all[place.0].1.mapping;
        Some((twins::telling_print(card(all, place), mapping)?, place))
    });
    let mut prints: Vec<(u64, Place)> = prints.collect();
    prints.sort_unstable();
    for group in prints.chunk_by(|a, b| a.0 == b.0) {
        let mut group: Vec<Place> = group.iter().map(|(_, place)| *place).collect();
        if group.iter().all(|place| place.0 == group[0].0) {
            continue;
        }
        group.sort_by_key(|place| (card(all, *place).effective, *place));
        let mapping = |place: Place| &all[place.0].1.mapping;
        let who = |place: Place| identity(&card(all, place).employee, mapping(place));
        let people: BTreeSet<_> = group.iter().map(|place| who(*place)).collect();
        let is_told = people.len() <= 2
            && !people.contains(&None)
            && group
                .iter()
                .all(|place| mapping(*place).id == mapping(group[0]).id);
        if !is_told {
            continue;
        }
        for pair in group.windows(2) {
            let (first, second) = (card(all, pair[0]), card(all, pair[1]));
            let is_one = who(pair[0]) == who(pair[1]);
            let is_twice = is_one && first.effective == second.effective;
            // What stands in one file is told there already.
            if pair[0].0 == pair[1].0 || is_twice {
                continue;
            }
            let where_ = shown(all, pair[0]);
            let finding = twins::finding(second, pair[1].1, first, is_one, &where_);
            let told = finding.map(|finding| Elsewhere {
                finding,
                hold: None,
            });
            found[pair[1].0].extend(told);
        }
    }
}

/// Files of one form that are called by the name of somebody who has a form elsewhere.
fn files(all: &[Book], found: &mut [Vec<Elsewhere>]) {
    let names: BTreeSet<String> = every(all)
        .filter_map(|place| name_of(card(all, place)))
        .collect();
    for (book, (file, examination)) in all.iter().enumerate() {
        let mapping = &examination.mapping;
        let ([one], LayoutKind::Form) = (&examination.extraction.cards[..], mapping.layout) else {
            continue;
        };
        let told = &examination.extraction.findings;
        if told.iter().any(|finding| finding.code == Code::X113) {
            continue;
        }
        let stem = file.rsplit_once('.').map_or(*file, |(stem, _)| stem);
        let token = named::token_of_file(mapping, one, stem).filter(|token| names.contains(token));
        let what = || text!("文件名" / "the file");
        let finding = token.and_then(|token| named::finding(one, 0, what(), &token));
        let Some(finding) = finding else { continue };
        // Who stands twice because one form kept another's name is one mistake.
        let is_twice = |one: &&mut Elsewhere| one.finding.code == Code::X105;
        match found[book].iter_mut().find(is_twice) {
            Some(twice) => named::explain(&mut twice.finding, &finding),
            None => found[book].push(Elsewhere {
                finding,
                hold: None,
            }),
        }
    }
}
