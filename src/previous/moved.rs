//! What moved between two results of one person, further than the scheme's bounds; and why two results say nothing.

use super::Person;
use crate::examination::{Examination, Status};
use crate::extract::twins;
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::fold;
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, percent};
use crate::scorecard::{Figure, Scorecard};
use crate::text::Text;
use crate::workbook::Location;

/// Why a pair says nothing.
pub(super) fn not_comparable(
    examination: &Examination,
    index: usize,
    status: Status,
    card: &Scorecard,
    then: &Person,
) -> Option<Text> {
    if status == Status::Held {
        return Some(text!("本期待核" / "held now"));
    }
    if then.held {
        return Some(text!("上期待核" / "held then"));
    }
    if examination.mapping.is_by_position() {
        let now = card
            .employee
            .position
            .as_ref()
            .map(|one| one.value.as_str());
        if let Some((was, is)) = then.position.as_deref().zip(now)
            && fold(was) != fold(is)
        {
            return Some(text!(
                "岗位由「{was}」变为「{is}」，指标不同"
                    / "the position changed from {was} to {is}, and the lines with it"
            ));
        }
    }
    let total = examination.scored[index].outcome.total;
    if total.is_none() || then.total.is_none() {
        return Some(text!("没有总分" / "no total"));
    }
    None
}

/// X112: the figures are those of the period before.
pub(super) fn copied(index: usize, card: &Scorecard, then: &Person, name: &str) -> Option<Finding> {
    let (before, now) = then.period.zip(card.effective)?;
    let is_copy = before != now && then.print == Some(twins::print(card));
    is_copy.then(|| {
        let message = twins::repeated(card.employee.called(), &format!(" {before}"), name);
        at(Code::X112, message, index, card, None)
    })
}

/// A501 and A502: what moved further than the bounds.
pub(super) fn moved(
    examination: &Examination,
    index: usize,
    card: &Scorecard,
    then: &Person,
) -> Vec<Finding> {
    let mapping = &examination.mapping;
    let outcome = &examination.scored[index].outcome;
    let called = card.employee.called();
    let period = then
        .period
        .map_or_else(String::new, |then| format!("（{then}）"));
    let period_en = then
        .period
        .map_or_else(String::new, |then| format!(" ({then})"));
    let mut findings = Vec::new();
    let total = then.total.zip(outcome.total);
    if let Some((was, is, change)) = total.and_then(|(was, is)| Some((was, is, is.minus(was)?)))
        && change.abs() > mapping.bounds.score
    {
        let (way, way_en) = match change.is_negative() {
            true => ("低", "down"),
            false => ("高", "up"),
        };
        let (was, is, by) = (decimal(was), decimal(is), decimal(change.abs()));
        let most = decimal(mapping.bounds.score);
        let message = text!(
            "{called}的总分上期{period} {was} 分，本期 {is} 分，{way} {by} 分，超过 {most} 分。请确认数据是本人本期的，没有填错行或用错月份。"
                / "the total of {called} was {was} in the previous period{period_en} and is {is} now, {way_en} by {by}, more than {most}. Make sure that the figures are this person's and of this period."
        )
        .then(&position_words(card, then));
        findings.push(at(Code::A501, message, index, card, card.total.as_ref()));
    }
    let pay = then.pay.zip(outcome.payout);
    if let Some((was, is, change)) = pay.and_then(|(was, is)| Some((was, is, is.minus(was)?))) {
        let share = Ratio::from(change.abs()).over(&Ratio::from(was));
        let is_far = match &share {
            Some(share) => *share > Ratio::from(mapping.bounds.payout),
            // From nothing to something.
            None => !change.is_zero(),
        };
        if is_far {
            let message = pay_words(
                called,
                (&period, &period_en),
                (was, is, change),
                share,
                mapping,
            );
            let message = message
                .then(&base_words(examination.base(index), then))
                .then(&position_words(card, then));
            let cell = card.payout.as_ref().or(card.total.as_ref());
            findings.push(at(Code::A502, message, index, card, cell));
        }
    }
    findings
}

fn pay_words(
    called: &str,
    (period, period_en): (&str, &str),
    (was, is, change): (Decimal, Decimal, Decimal),
    share: Option<Ratio>,
    mapping: &Mapping,
) -> Text {
    let (way, way_en) = match change.is_negative() {
        true => ("少", "less"),
        false => ("多", "more"),
    };
    let (is, by) = (is.grouped(), change.abs().grouped());
    let Some(share) = share else {
        return text!(
            "{called}的绩效工资上期{period}没有发（0 元），本期 {is} 元。请确认本期确实应发。"
                / "{called} was paid nothing in the previous period{period_en} and is due {is} yuan now. Make sure that this is right."
        );
    };
    let (was, share) = (was.grouped(), percent(&share));
    let most = percent(&Ratio::from(mapping.bounds.payout));
    text!(
        "{called}的绩效工资上期{period} {was} 元，本期 {is} 元，{way} {by} 元（{share}），超过 {most}。请确认总分、基数和出勤没有填错。"
            / "the pay of {called} was {was} yuan in the previous period{period_en} and is {is} now, {by} {way_en} ({share}), more than {most}. Make sure that total, base and attendance are right."
    )
}

fn base_words(now: Option<Decimal>, then: &Person) -> Text {
    match then.base.zip(now) {
        Some((was, is)) if was != is => {
            let (was, is) = (decimal(was), decimal(is));
            text!("基数由 {was} 变为 {is}。" / "The base changed from {was} to {is}.")
        }
        _ => Text::default(),
    }
}

fn position_words(card: &Scorecard, then: &Person) -> Text {
    let now = card
        .employee
        .position
        .as_ref()
        .map(|one| one.value.as_str());
    match then.position.as_deref().zip(now) {
        Some((was, is)) if fold(was) != fold(is) => {
            text!("岗位由「{was}」变为「{is}」。" / "The position changed from {was} to {is}.")
        }
        _ => Text::default(),
    }
}

/// A finding about a card: at a figure's cell, else where the person is named.
pub(super) fn at(
    code: Code,
    message: Text,
    index: usize,
    card: &Scorecard,
    figure: Option<&Figure>,
) -> Finding {
    let mut finding = Finding::new(code, message);
    let place: Option<Location> = figure.map(|figure| figure.at).or(card.employee.at());
    (finding.card, finding.sheet) = (Some(index), Some(card.sheet));
    if let Some(place) = place {
        finding = finding.at(place.sheet, place.cell);
    }
    finding.employee = card.employee.key().map(str::to_owned);
    finding
}

/// As severe as the mapping says.
pub(super) fn leveled(mapping: &Mapping, mut finding: Finding) -> Option<Finding> {
    match mapping.severities.get(&finding.code) {
        Some(None) => return None,
        Some(Some(severity)) => finding.severity = *severity,
        None => {}
    }
    Some(finding)
}
