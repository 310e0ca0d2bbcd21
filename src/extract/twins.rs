//! Cards that are alike: a form that was copied with all its figures (X112), and in what two cards of one person differ.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use super::people::identity;
use super::{AT_A_TIME, Extraction};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::number::Decimal;
use crate::rule::{Role, decimal};
use crate::scorecard::Scorecard;
use crate::text::Text;
use crate::workbook::Workbook;

/// So many different figures with three digits or more (463,750; 26.3 %) do not come out alike by chance.
const TELLING: usize = 3;
/// So many marks of people who judge that are neither 0 nor full, with so many different values, do not either.
const MARKS: (usize, usize) = (10, 6);
/// Digits of a figure that tells.
const DIGITS: usize = 3;
/// Differences that a sentence names.
const NAMED: usize = 4;

/// A figure with its place: the line, its part, its role.
type Placed = (usize, usize, Role, Decimal);

/// All figures that could have been filled in differently.
fn figures(card: &Scorecard) -> impl Iterator<Item = Placed> {
    let is_filled_in = |role: Role| {
        !matches!(
            role,
            Role::Max | Role::Weight | Role::Attainment | Role::SelfScore
        )
    };
    card.lines.iter().flat_map(move |line| {
        let own = line.figures().map(|figure| (0, figure));
        let parts = line.parts().iter().enumerate();
        let parts = parts
            .flat_map(|(part, figures)| figures.iter().cloned().map(move |one| (part + 1, one)));
        own.chain(parts)
            .filter(move |(_, (role, _))| is_filled_in(*role))
            .filter_map(|(part, (role, figure))| Some((line.spec(), part, role, figure.value()?)))
    })
}

/// A number that cards with the same figures share.
pub(crate) fn print(card: &Scorecard) -> u64 {
    let mut hasher = DefaultHasher::new();
    figures(card).for_each(|figure| figure.hash(&mut hasher));
    hasher.finish()
}

/// True where nobody fills in the same figures by chance: full marks, targets that were just met and round counts say
/// nothing.
fn tells(card: &Scorecard, mapping: &Mapping) -> bool {
    let (mut marks, mut values, mut telling) = (0, BTreeSet::new(), BTreeSet::new());
    for (spec, part, role, value) in figures(card) {
        let line = &mapping.lines[spec];
        let is_mark = match role {
            Role::Raw | Role::Rater(_) => true,
            Role::Score => line.rule.judged().is_some(),
            _ => false,
        };
        let is_input = is_mark || matches!(role, Role::Actual | Role::Previous);
        let own = card.lines.iter().find(|line| line.spec() == spec);
        let target = own.and_then(|line| match part {
            0 => line.value(Role::Target),
            part => line.part(part - 1, Role::Target)?.value(),
        });
        let is_full = value == line.max || value == mapping.full_total || Some(value) == target;
        if !is_input || value.is_zero() || is_full {
            continue;
        }
        if is_mark {
            marks += 1;
            values.insert(value);
        }
        let digits = value.abs().trimmed().to_string().replace('.', "");
        if digits.trim_matches('0').len() >= DIGITS {
            telling.insert(value);
        }
    }
    telling.len() >= TELLING || (marks >= MARKS.0 && values.len() >= MARKS.1)
}

/// A number that only cards with the same telling figures share; it outlives the card's lines.
pub fn telling_print(card: &Scorecard, mapping: &Mapping) -> Option<u64> {
    card.print
        .or_else(|| tells(card, mapping).then(|| print(card)))
}

/// True where every figure is the same.
pub(crate) fn are_alike(a: &Scorecard, b: &Scorecard) -> bool {
    figures(a).eq(figures(b))
}

/// Reports cards that hold another's figures (X112). Figures that three people share are those of their team.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    let cards = &extraction.cards;
    let mut prints: Vec<(u64, usize)> = cards
        .par_iter()
        .with_min_len(AT_A_TIME)
        .enumerate()
        .map(|(index, card)| (print(card), index))
        .collect();
    prints.sort_unstable();
    let mut findings = Vec::new();
    for group in prints
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        let mut group: Vec<usize> = group.iter().map(|(_, index)| *index).collect();
        group.sort_by_key(|index| (cards[*index].effective, *index));
        let people: BTreeSet<_> = group
            .iter()
            .map(|index| identity(&cards[*index].employee, mapping))
            .collect();
        if people.len() > 2 || people.contains(&None) || !tells(&cards[group[0]], mapping) {
            continue;
        }
        for pair in group.windows(2) {
            let (first, second) = (&cards[pair[0]], &cards[pair[1]]);
            let is_one = identity(&first.employee, mapping) == identity(&second.employee, mapping);
            // The same person twice in one period is another matter.
            if (is_one && first.effective == second.effective) || !are_alike(first, second) {
                continue;
            }
            let place = place(workbook, first, second);
            findings.extend(finding(second, pair[1], first, is_one, &place));
        }
    }
    extraction.findings.extend(findings);
}

/// Where a card is, as seen from another of the same workbook.
fn place(workbook: &Workbook, card: &Scorecard, from: &Scorecard) -> String {
    let at = card.employee.at();
    let cell = at.map_or_else(String::new, |at| at.cell.to_string());
    match card.sheet == from.sheet {
        true => cell,
        false => format!("「{}」{cell}", workbook.sheets[card.sheet].name),
    }
}

/// X112 at a card; `other` is the one that it repeats.
pub(crate) fn finding(
    card: &Scorecard,
    index: usize,
    other: &Scorecard,
    is_one_person: bool,
    place: &str,
) -> Option<Finding> {
    let at = card.employee.at()?;
    let called = card.employee.called();
    let message = match is_one_person {
        true => {
            let then = other
                .effective
                .map_or_else(String::new, |then| format!(" {then}"));
            repeated(called, &then, place)
        }
        false => {
            let other = other.employee.called();
            text!(
                "{called}的全部数据和得分与 {other}（{place}）完全一样。请确认不是复制了别人的表、忘了改数据。"
                    / "all figures and scores of {called} are those of {other} ({place}). Make sure that nobody's card was copied and left as it was."
            )
        }
    };
    let mut finding = Finding::new(Code::X112, message).at(at.sheet, at.cell);
    finding.card = Some(index);
    finding.employee = card.employee.key().map(str::to_owned);
    Some(finding)
}

/// A card that repeats the same person's figures of another period.
pub(crate) fn repeated(called: &str, then: &str, place: &str) -> Text {
    text!(
        "{called}的全部数据和得分与本人{then} 的那一份（{place}）完全一样。请确认不是复制了那一期的表、只改了考核期。"
            / "all figures and scores of {called} are those of the same person's card{then} ({place}). Make sure that it was not copied with nothing but its period changed."
    )
}

/// In what two cards of one person differ.
pub(crate) fn differences(mapping: &Mapping, a: &Scorecard, b: &Scorecard) -> Text {
    let value = |figure: &Option<crate::scorecard::Figure>| figure.as_ref()?.value();
    let mut all: Vec<Text> = Vec::new();
    let mut compare = |name: Text, a: Option<Decimal>, b: Option<Decimal>| {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            let (zh, en, a, b) = (name.zh, name.en, decimal(a), decimal(b));
            all.push(text!("{zh} {a} 与 {b}" / "{en} {a} and {b}"));
        }
    };
    compare(text!("总分" / "total"), value(&a.total), value(&b.total));
    compare(
        text!("绩效工资" / "pay"),
        value(&a.payout),
        value(&b.payout),
    );
    let roles = [
        (Role::Max, text!("满分" / "full marks")),
        (Role::Weight, text!("权重" / "weight")),
        (Role::Score, text!("得分" / "score")),
        (Role::Target, text!("目标" / "target")),
        (Role::Actual, text!("实际" / "actual")),
    ];
    for (role, name) in &roles {
        for line in &a.lines {
            let other = b.lines.iter().find(|other| other.spec() == line.spec());
            let of = |line: &crate::scorecard::Line| line.value(*role);
            let (item, zh, en) = (&mapping.lines[line.spec()].item, &name.zh, &name.en);
            let name = text!("「{item}」{zh}" / "{item}, {en}");
            compare(name, of(line), other.and_then(of));
        }
    }
    // Of a crowd of people the lines are gone by now.
    if all.is_empty() && (figures(a).next().is_none() || figures(b).next().is_none()) {
        return Text::default();
    }
    if all.is_empty() {
        return match are_alike(a, b) {
            true => text!("两份的数据完全相同。" / "Both hold the same figures."),
            false => text!("两份的数据不同。" / "Their figures differ."),
        };
    }
    let count = all.len();
    all.truncate(NAMED);
    let (zh, en): (Vec<String>, Vec<String>) = all.into_iter().map(|one| (one.zh, one.en)).unzip();
    let (zh, en) = (zh.join("，"), en.join("; "));
    match count > NAMED {
        true => {
            text!("两份不同：{zh} 等 {count} 处。" / "They differ: {en} and more, {count} in all.")
        }
        false => text!("两份不同：{zh}。" / "They differ: {en}."),
    }
}
