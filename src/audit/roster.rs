//! X110: what the scorecard says of a person against the company's roster.

use super::{Card, Context};
use crate::finding::{Code, Finding, Stated};
use crate::mapping::Payout;
use crate::mapping::spelling::fold;
use crate::number::Ratio;
use crate::rule::{decimal, percent};
use crate::scorecard::{Figure, OnRoster, RosterFigure, State};
use crate::text::Text;
use crate::workbook::Located;

/// Base, rate, department and position that differ from the roster, and people who are not active on it.
pub(super) fn differs(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some(known) = &card.card.on_roster else {
        return;
    };
    let base = match context.mapping.payout {
        Some(Payout::BaseCoefficient { .. }) => text!("绩效基数" / "base"),
        _ => text!("基本工资" / "base pay"),
    };
    findings.extend(figure(&card.card.base, &known.base, &base, false, known));
    findings.extend(other_base(context, card, known));
    let rate = text!("绩效比例" / "rate");
    findings.extend(figure(&card.card.rate, &known.rate, &rate, true, known));
    let employee = &card.card.employee;
    let department = text!("部门" / "department");
    let moves_nothing = text!("不影响分数和金额" / "Neither score nor pay depends on it");
    let own = (&employee.department, &known.department);
    findings.extend(word(own, &department, &moves_nothing, known));
    let position = text!("岗位" / "position");
    let counts = match context.mapping.counts_by_position() {
        true => text!(
            "方案按岗位计分或发放，这里按考核表上的岗位计算"
                / "The scheme counts by position, and that of the scorecard counted"
        ),
        false => moves_nothing,
    };
    let own = (&employee.position, &known.position);
    findings.extend(word(own, &position, &counts, known));
    findings.extend(inactive(card, known));
}

/// A figure of the scorecard that is not the roster's. An empty one is filled from the roster and no difference.
fn figure(
    own: &Option<Figure>,
    known: &Option<RosterFigure>,
    name: &Text,
    as_percent: bool,
    roster: &OnRoster,
) -> Option<Finding> {
    let (own, known) = (own.as_ref()?, known.as_ref()?);
    let shown = |value| match as_percent {
        true => percent(&Ratio::from(value)),
        false => decimal(value),
    };
    let (reported, was) = match &own.state {
        State::Blank | State::Dash | State::Unstated | State::Shared | State::Uncalculated => {
            return None;
        }
        State::Number(value) | State::TextNumber(value) | State::Computed(value) => {
            (Stated::Figure(*value), shown(*value))
        }
        State::Unreadable(words) => (Stated::Word(words.to_string()), format!("「{words}」")),
        State::Error(error) => (Stated::Word(error.to_string()), error.to_string()),
    };
    if own.value() == Some(known.value) {
        return None;
    }
    let (cell, zh, en, is) = (own.at.cell, &name.zh, &name.en, shown(known.value));
    let (file, place) = (&roster.file, &known.place);
    let message = text!(
        "{cell} 的{zh}填 {was}，花名册 {file} 是 {is}（{place}），按花名册计算。请确认花名册是不是最新的：花名册旧了就更新花名册，考核表旧了就改考核表。"
            / "{cell}: {en} reads {was}, the roster {file} has {is} ({place}), which counts. See which of the two is up to date and correct the other."
    );
    let mut finding = Finding::new(Code::X110, message)
        .at(own.at.sheet, own.at.cell)
        .recomputing(known.value)
        .in_percent(as_percent);
    finding.reported = Some(reported);
    Some(finding)
}

/// A base on the roster that is not the one of the scheme, which counts: at the scorecard's base, else at the person.
fn other_base(context: &Context, card: &Card, roster: &OnRoster) -> Option<Finding> {
    let (fixed, known) = (context.mapping.fixed_base()?, roster.other_base.as_ref()?);
    let at = card.card.base.as_ref().map(|figure| figure.at);
    let at = at.or(card.card.employee.at())?;
    let (called, file, place) = (card.card.employee.called(), &roster.file, &known.place);
    let (shown, right) = (decimal(known.value), decimal(fixed));
    let message = text!(
        "花名册 {file}（{place}）里{called}的绩效基数是 {shown}，考核方案规定人人都是 {right}，按方案计算。请更新花名册，或修改考核方案。"
            / "the roster {file} ({place}) has a base of {shown} for {called}; the scheme says {right} for everybody, which counts. Update the roster, or the scheme."
    );
    let finding = Finding::new(Code::X110, message).at(at.sheet, at.cell);
    Some(finding.reporting(known.value).recomputing(fixed))
}

/// Words that are not the roster's. White space and width make no difference, nor do the departments above.
fn word(
    (own, known): (&Option<Located<String>>, &Option<String>),
    name: &Text,
    effect: &Text,
    roster: &OnRoster,
) -> Option<Finding> {
    let (own, known) = (own.as_ref()?, known.as_ref()?);
    if same_words(&own.value, known) {
        return None;
    }
    let (cell, zh, en, was) = (own.at.cell, &name.zh, &name.en, &own.value);
    let (file, place, effect_zh, effect_en) = (&roster.file, &roster.place, &effect.zh, &effect.en);
    let message = text!(
        "{cell} 的{zh}填「{was}」，花名册 {file} 是「{known}」（{place}）。{effect_zh}，请核对，把旧的一方改过来。"
            / "{cell}: the {en} reads {was}, the roster {file} has {known} ({place}). {effect_en}; see which is up to date and correct the other."
    );
    let finding = Finding::new(Code::X110, message)
        .at(own.at.sheet, own.at.cell)
        .reporting(was.as_str())
        .recomputing(known.as_str());
    Some(finding)
}

/// `电商中心/天猫运营部` is `天猫运营部`.
fn same_words(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let last = |words: &str| {
        let last = words.rsplit(['/', '\\', '-', '>', '—', '|']).next();
        last.unwrap_or_default().to_owned()
    };
    a == b || last(&a) == b || last(&b) == a
}

/// Somebody who left may still be due the month's pay: worth a look, no reason to hold.
fn inactive(card: &Card, roster: &OnRoster) -> Option<Finding> {
    let status = roster.inactive.as_ref()?;
    let employee = &card.card.employee;
    // Where the other findings about the person on the roster stand: at the id, else at the name.
    let at = employee.id.as_ref().or(employee.name.as_ref())?.at;
    let (who, file, place) = (employee.called(), &roster.file, &roster.place);
    let message = text!(
        "{who}在花名册 {file} 上的状态是「{status}」（{place}），却有考核表。当月离职仍应发的，照发即可；不该发的，请撤下考核表。"
            / "{who} has the status {status} on the roster {file} ({place}), and a scorecard. Pay what is still due for the month, or withdraw the scorecard."
    );
    let mut finding = Finding::new(Code::X110, message).at(at.sheet, at.cell);
    finding.recomputed = Some(Stated::Word(status.clone()));
    Some(finding)
}
