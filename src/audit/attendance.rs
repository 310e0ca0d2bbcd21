//! Attendance that the pay is prorated by (出勤折算): missing, unreadable or meaningless days.

use super::figures::unreadable;
use super::{Card, Context};
use crate::finding::{Code, Finding, Stated};
use crate::scorecard::{Figure, Scorecard};
use crate::text::Text;

/// Days that are needed and not there, and days that make no share.
pub(super) fn days(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some(prorate) = &context.mapping.prorate else {
        return;
    };
    // Nothing is paid below the pass mark, however many days.
    if card.scored.outcome.payout.is_some_and(|pay| pay.is_zero()) {
        return;
    }
    let (one, attended, due) = (card.card, attended(), due());
    if one.days_attended().is_none() {
        findings.extend(
            one.attended
                .as_ref()
                .and_then(|own| unreadable(own, &attended)),
        );
    }
    if prorate.days.is_none() && one.days_due().is_none() {
        findings.extend(one.due.as_ref().and_then(|own| unreadable(own, &due)));
    }
    let own = |figure: &Option<Box<Figure>>| figure.as_ref().map(|figure| figure.at);
    let due_days = prorate.days.or_else(|| one.days_due());
    if let Some(value) = due_days.filter(|days| days.is_zero() || days.is_negative()) {
        let reason = text!("应出勤天数是 {value}" / "the due days are {value}");
        findings.extend(meaningless(
            own(&one.due).or(one.employee.at()),
            value,
            &reason,
        ));
    }
    if let Some(value) = one.days_attended().filter(|days| days.is_negative()) {
        let reason = text!("出勤天数是 {value}" / "the attended days are {value}");
        let at = own(&one.attended).or(one.employee.at());
        findings.extend(meaningless(at, value, &reason));
    }
}

fn attended() -> Text {
    text!("出勤天数" / "days attended")
}

fn due() -> Text {
    text!("应出勤天数" / "days due")
}

fn meaningless(
    at: Option<crate::workbook::Location>,
    value: crate::number::Decimal,
    reason: &Text,
) -> Option<Finding> {
    let at = at?;
    let (zh, en) = (&reason.zh, &reason.en);
    let message = text!(
        "{zh}，绩效工资没法按出勤折算，此人待核。请核对考勤。"
            / "{en}: the pay cannot be prorated, the person is held. Check the attendance."
    );
    let mut finding = Finding::new(Code::S101, message).at(at.sheet, at.cell);
    finding.reported = Some(Stated::Figure(value));
    Some(finding)
}

/// A sheet that has no cells for the days, and no roster that has them: told once per table.
pub(super) fn missing_columns(context: &Context, findings: &mut Vec<Finding>) {
    let Some(prorate) = &context.mapping.prorate else {
        return;
    };
    let lacks_attended =
        |card: &Scorecard| card.attended.is_none() && card.days_attended().is_none();
    let lacks_due = |card: &Scorecard| card.due.is_none() && card.days_due().is_none();
    once_per_table(context, lacks_attended, &lacking(attended()), findings);
    if prorate.days.is_none() {
        once_per_table(context, lacks_due, &lacking(due()), findings);
    }
}

fn lacking(Text { zh, en }: Text) -> Text {
    text!(
        "表上和花名册上都没有{zh}，绩效工资没法按出勤折算，待核。请补上。"
            / "neither the sheet nor a roster has the {en}: pay cannot be prorated and is held."
    )
}

/// X101 for each table whose people lack a figure of their pay; with the person where it is one alone.
pub(super) fn once_per_table(
    context: &Context,
    lacks: impl Fn(&Scorecard) -> bool,
    message: &Text,
    findings: &mut Vec<Finding>,
) {
    for (index, table) in context.extraction.tables.iter().enumerate() {
        let cards = context.extraction.cards.iter().enumerate();
        let lacking = cards.filter(|(_, card)| card.table == index && lacks(card));
        let lacking: Vec<(usize, &Scorecard)> = lacking.take(2).collect();
        if lacking.is_empty() {
            continue;
        }
        let mut finding = Finding::new(Code::X101, message.clone());
        finding.sheet = Some(table.sheet);
        if let [(card, own)] = lacking[..] {
            finding.card = Some(card);
            finding.employee = own.employee.key().map(str::to_owned);
        }
        findings.push(finding);
    }
}
