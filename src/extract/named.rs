//! A form whose tab or file bears another person's name than its 姓名 (X113).
//!
//! Tabs and files are called all sorts of things. One speaks only where it looks like a person's name and something
//! proves that it is: somebody else is called so here or on the roster, or the other forms' tabs bear their people's
//! names.

use std::collections::BTreeSet;

use super::form::{is_word_of_scheme, looks_like_a_name};
use super::{Extraction, Known};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::Label;
use crate::mapping::{LayoutKind, Mapping};
use crate::scorecard::Scorecard;
use crate::text::Text;
use crate::workbook::Workbook;

/// Other forms that bear their people's names: from so many on it is a habit.
const HABIT: usize = 2;

/// Reports forms whose tab is somebody else's name; and the only form of a file that bears a name of the roster.
pub(super) fn settle(
    workbook: &Workbook,
    mapping: &Mapping,
    known: &Known,
    extraction: &mut Extraction,
) {
    if mapping.layout != LayoutKind::Form {
        return;
    }
    let staff = extraction.roster.as_ref().or(known.roster.as_ref());
    let staff = staff.iter().flat_map(|staff| &staff.members);
    let on_roster: BTreeSet<String> = staff
        .filter_map(|member| Some(key(member.name.as_deref()?)))
        .collect();
    let cards = &extraction.cards;
    let here: BTreeSet<String> = cards
        .iter()
        .filter(|card| !card.employee.named_by_tab)
        .filter_map(name_of)
        .collect();
    let tab_of = |card: &Scorecard| key(&workbook.sheets[card.sheet].name);
    let habit = cards.iter().filter(|card| {
        !card.employee.named_by_tab && name_of(card).is_some_and(|name| name == tab_of(card))
    });
    let is_habit = habit.count() >= HABIT;
    let mut findings = Vec::new();
    for (index, card) in cards.iter().enumerate() {
        let is_alone = cards
            .iter()
            .filter(|other| other.sheet == card.sheet)
            .count()
            == 1;
        if card.employee.named_by_tab || !is_alone {
            continue;
        }
        let tab = tab_of(card);
        let is_somebody = is_habit || here.contains(&tab) || on_roster.contains(&tab);
        if is_somebody && is_other_name(mapping, card, &tab) {
            let what = text!("工作表名" / "the sheet");
            findings.extend(finding(card, index, what, &tab));
        }
    }
    // Who stands twice because one form kept another's name is one mistake.
    findings.retain(|told| {
        let is_same = |one: &&mut Finding| one.code == Code::X105 && one.employee == told.employee;
        let twice = extraction.findings.iter_mut().find(is_same);
        twice.map(|twice| explain(twice, told)).is_none()
    });
    if let ([card], []) = (&cards[..], &findings[..])
        && let Some(token) =
            token_of_file(mapping, card, &known.file_stem).filter(|token| on_roster.contains(token))
    {
        findings.extend(finding(card, 0, text!("文件名" / "the file"), &token));
    }
    extraction.findings.extend(findings);
}

/// The person's name, made comparable.
pub(crate) fn name_of(card: &Scorecard) -> Option<String> {
    Some(key(&card.employee.name.as_ref()?.value))
}

fn key(name: &str) -> String {
    Label::new(name).name
}

/// A word that looks like the name of somebody else than the card's person.
fn is_other_name(mapping: &Mapping, card: &Scorecard, word: &str) -> bool {
    let Some(own) = name_of(card) else {
        return false;
    };
    let of_card = [&card.employee.department, &card.employee.position];
    let is_of_card = of_card
        .into_iter()
        .flatten()
        .any(|one| key(&one.value).contains(word));
    // 小张 and 张三 may be one person: a name holds the other, or shares what is behind the surname.
    let shares = own.contains(word) || word.contains(own.as_str());
    !shares && !is_of_card && looks_like_a_name(word) && !is_word_of_scheme(mapping, word)
}

/// The name that a file's stem holds, where it is not the card's person's and stands between other signs:
/// `张三-10月`, `10月 张三`.
pub(crate) fn token_of_file(mapping: &Mapping, card: &Scorecard, stem: &str) -> Option<String> {
    let own = name_of(card)?;
    if key(stem).contains(&own) || card.employee.named_by_tab {
        return None;
    }
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut names = stem
        .split(|c: char| !is_chinese(c))
        .filter(|token| is_other_name(mapping, card, token));
    let name = names.next()?.to_owned();
    names.next().is_none().then_some(name)
}

/// Why somebody stands twice: the name on one of the forms is not the one that it is called by.
pub(crate) fn explain(twice: &mut Finding, named: &Finding) {
    twice.message = std::mem::take(&mut twice.message).then(&named.message);
}

/// X113 at a card's name.
pub(crate) fn finding(card: &Scorecard, index: usize, what: Text, name: &str) -> Option<Finding> {
    let at = card.employee.at()?;
    let (called, zh, en) = (card.employee.called(), what.zh, what.en);
    let message = text!(
        "{zh}是「{name}」，表里的姓名却是「{called}」。请确认这份考核表是谁的，把写错的一处改过来。"
            / "{en} is called {name}, while the name on the form is {called}. Make sure whose scorecard it is and correct the other."
    );
    let mut finding = Finding::new(Code::X113, message).at(at.sheet, at.cell);
    finding.reported = Some(called.into());
    finding.card = Some(index);
    finding.employee = card.employee.key().map(str::to_owned);
    Some(finding)
}
