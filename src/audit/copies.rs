//! What a summary says of people whose cards say it too (A202, A301, A302, A303). Whoever is paid is paid by it.

use super::blame::Comparison;
use super::{Card, Context};
use crate::extract::Copied;
use crate::finding::{Cause, Code, Finding};
use crate::mapping::Field;
use crate::number::{Decimal, Mode, Rounding};
use crate::score::grade_called;
use crate::scorecard::Figure;
use crate::workbook::Located;

/// Each figure of the summary against what the rules give.
pub(super) fn summary(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let copied = context.extraction.copied.get(&card.index);
    for copied in copied.into_iter().flatten() {
        findings.extend(match copied {
            Copied::Figure(field, figure) => of_figure(context, card, *field, figure),
            Copied::Grade(word) => of_grade(context, card, word),
        });
    }
}

fn of_figure(context: &Context, card: &Card, field: Field, figure: &Figure) -> Option<Finding> {
    let (own, outcome) = (card.card, &card.scored.outcome);
    let (code, recomputed, rounding, reported, name) = match field {
        Field::Total => (
            Code::A202,
            outcome.total?,
            context.mapping.total_digits(),
            &own.total,
            text!("总分" / "total"),
        ),
        Field::Coefficient => (
            Code::A302,
            outcome.coefficient?,
            Rounding {
                digits: 4,
                mode: Mode::HalfUp,
            },
            &own.coefficient,
            text!("绩效系数" / "coefficient"),
        ),
        Field::Payout => (
            Code::A303,
            outcome.payout?,
            context.mapping.payout_rounding,
            &own.payout,
            text!("绩效工资" / "pay"),
        ),
        _ => return None,
    };
    // A summary may show whole points.
    let whole = Rounding {
        digits: 0,
        mode: Mode::HalfUp,
    };
    if field == Field::Total && figure.value() == Some(recomputed.round(whole)) {
        return None;
    }
    let called = own.employee.called();
    let (zh, en) = (name.zh, name.en);
    let carried = reported.as_ref().and_then(Figure::value);
    let carried = carried.filter(|carried| *carried != recomputed);
    let comparison = Comparison {
        code,
        figure,
        recomputed,
        rounding,
        carried: carried.into_iter().collect::<Vec<Decimal>>(),
        name: match figure.at.sheet == own.sheet {
            true => text!("{zh}" / "{en}"),
            false => text!("汇总{zh}（{called}）" / "the summary's {en} ({called})"),
        },
    };
    comparison.finding()
}

fn of_grade(context: &Context, card: &Card, word: &Located<String>) -> Option<Finding> {
    let grades = &context.mapping.grades;
    let right = card.scored.outcome.grade?;
    let there = grade_called(grades, &word.value);
    // A conversion may have left 0 of a formula's word; the grade's own cell tells that.
    if there == Some(right) || grades.is_empty() || super::grades::lost_its_word(context, word) {
        return None;
    }
    let (cell, called, shown) = (word.at.cell, card.card.employee.called(), &word.value);
    let name = &grades.get(right)?.name;
    let message = text!(
        "{cell} 的汇总等级（{called}）填 {shown}，复核 {name}。"
            / "{cell}: the summary's grade ({called}) reads {shown}, recomputed {name}."
    );
    let mut finding = Finding::new(Code::A301, message)
        .at(word.at.sheet, cell)
        .reporting(shown.as_str())
        .recomputing(name.as_str());
    let own = super::grades::reported_grade(card);
    if there.is_some() && own == there {
        (finding.root, finding.cause) = (false, Some(Cause::Carried));
    }
    Some(finding)
}
