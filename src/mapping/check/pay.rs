//! Grades and the pay: what is written, what is lacking, what has no effect.

use std::collections::BTreeSet;

use super::super::raw::{Blank, PayoutForm};
use super::super::{Adjustment, Adjusts, Grade, Mapping, Payout};
use super::Faults;
use super::assemble::by_position;
use super::fields::spellings;
use super::parse::Parsed;
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, percent};

pub(super) fn grades(parsed: &Parsed, faults: &mut Faults) -> Vec<Grade> {
    let mut grades: Vec<Grade> = Vec::new();
    for grade in &parsed.grades {
        let raw = grade.get_ref();
        let name = &raw.name;
        if grades
            .last()
            .is_some_and(|better| better.from <= raw.from.0)
        {
            faults.error(
                &grade.span(),
                text!(
                    "等级「{name}」永远得不到：等级要从高到低写"
                        / "grade {name} cannot be reached: grades go from the best down"
                ),
            );
        }
        grades.push(Grade {
            name: name.clone(),
            from: raw.from.0,
            coefficient: raw.coefficient.map(|c| c.0),
            pay: by_position(raw.pay.as_ref(), |pay| pay.0),
        });
    }
    let lowest = grades.iter().map(|grade| grade.from).min();
    if let (Some(last), Some(lowest)) = (parsed.grades.last(), lowest)
        && lowest > Decimal::ZERO
    {
        let from = decimal(lowest);
        faults.warn(
            &last.span(),
            text!("低于 {from} 的总分没有等级" / "a total below {from} has no grade"),
        );
    }
    grades
}

pub(super) fn payout(parsed: &Parsed, faults: &mut Faults) -> Option<Payout> {
    let raw = parsed.head.payout.as_ref()?;
    let (of_amount, of_rate) = ([PayoutForm::Fixed], [PayoutForm::BaseRate]);
    let of_coefficient = [
        PayoutForm::BaseCoefficient,
        PayoutForm::BaseCoefficientTotal,
    ];
    let keys: [(&str, bool, &[PayoutForm]); 4] = [
        ("amount", raw.amount.is_some(), &of_amount),
        ("rate", raw.rate.is_some(), &of_rate),
        ("base", raw.base.is_some(), &of_coefficient),
        ("coefficient", raw.coefficient.is_some(), &of_coefficient),
    ];
    for (key, is_written, forms) in keys {
        if is_written && !forms.contains(&raw.by) {
            let own = raw.by.name();
            let names: Vec<String> = forms
                .iter()
                .map(|form| format!("\"{}\"", form.name()))
                .collect();
            let (zh, en) = (names.join(" 或 "), names.join(" or "));
            faults.error(
                parsed.span(&format!("payout.{key}")),
                text!(
                    "payout.{key} 只用于 by = {zh}；这里写的是 by = \"{own}\"，它不起作用"
                        / "payout.{key} belongs to by = {en}: with by = \"{own}\" it has no effect"
                ),
            );
        }
    }
    match raw.by {
        PayoutForm::BaseRate => Some(Payout::BaseRate {
            rate: raw.rate.map(|rate| rate.0),
        }),
        PayoutForm::Fixed => {
            let amount = raw.amount.map(|amount| amount.0);
            if amount.is_none() {
                faults.error(
                    parsed.span("payout"),
                    text!(
                        "payout.by = \"fixed\" 时要写 amount（金额）"
                            / "payout.by = \"fixed\" needs an amount"
                    ),
                );
            }
            Some(Payout::Fixed { amount: amount? })
        }
        PayoutForm::BaseCoefficient | PayoutForm::BaseCoefficientTotal => {
            Some(Payout::BaseCoefficient {
                base: raw.base.map(|base| base.0),
                coefficients: by_position(raw.coefficient.as_ref(), |one| one.0),
                by_total: raw.by == PayoutForm::BaseCoefficientTotal,
            })
        }
        PayoutForm::Grade => Some(Payout::Grade),
    }
}

/// What else moves the pay, in the order in which it does.
pub(super) fn adjustments(parsed: &Parsed, faults: &mut Faults) -> Vec<Adjustment> {
    let Some(raw) = &parsed.head.payout else {
        return Vec::new();
    };
    let all = [
        (Adjusts::Times, &raw.times, "payout.times"),
        (Adjusts::Plus, &raw.plus, "payout.plus"),
        (Adjusts::Minus, &raw.minus, "payout.minus"),
    ];
    let mut names = BTreeSet::new();
    let mut adjustments = Vec::new();
    for (how, list, path) in all {
        let span = parsed.span(path);
        for one in list {
            let name = &one.name;
            if !names.insert(name) {
                faults.error(
                    span,
                    text!(
                        "「{name}」在 [payout] 里写了两次" / "{name} stands twice under [payout]"
                    ),
                );
            }
            let own = match one.spelled.is_empty() {
                true => std::slice::from_ref(name),
                false => &one.spelled,
            };
            adjustments.push(Adjustment {
                name: name.clone(),
                how,
                spelled: spellings(own, span, faults),
                blank_is_none: one.blank == Blank::None,
            });
        }
    }
    adjustments
}

/// Where pay follows from the grade, every grade has its coefficient or its pay, and a better one pays no less.
pub(super) fn review(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    if mapping.pays_by_grade() && mapping.grades.is_empty() && parsed.grades.is_empty() {
        faults.error(
            parsed.span("payout"),
            text!(
                "绩效工资按等级算，但没有写 [[grade]]（等级）"
                    / "the pay follows from the grade, but there is no [[grade]]"
            ),
        );
    }
    idle_fields(mapping, parsed, faults);
    coefficients(mapping, parsed, faults);
    pays(mapping, parsed, faults);
    if let Some(Payout::BaseRate { rate: Some(rate) }) = &mapping.payout
        && *rate > Decimal::ONE
    {
        let shown = percent(&Ratio::from(*rate));
        faults.warn(
            parsed.span("payout.rate"),
            text!(
                "绩效比例写成了 {shown}；20% 请写 \"20%\" 或 0.2"
                    / "the rate is {shown}; 20 % is written \"20%\" or 0.2"
            ),
        );
    }
}

/// Headers of figures that this pay does not use: whoever wrote them thinks that it does.
fn idle_fields(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let fields = &parsed.head.fields;
    let by_rate = matches!(mapping.payout, Some(Payout::BaseRate { .. }));
    let by_base = by_rate || matches!(mapping.payout, Some(Payout::BaseCoefficient { .. }));
    let idle = [
        ("rate", fields.rate.is_some() && !by_rate),
        ("base", fields.base.is_some() && !by_base),
    ];
    for (key, is_idle) in idle {
        if mapping.pays() && is_idle {
            faults.warn(
                parsed.span(&format!("fields.{key}")),
                text!(
                    "fields.{key} 写了表头，但这种算法不用它，不起作用；要乘的另一个系数请写 [[payout.times]]"
                        / "fields.{key} has no effect with this form of pay; another factor is a [[payout.times]]"
                ),
            );
        }
    }
}

fn coefficients(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let of_payout = mapping.position_coefficients().is_some();
    let of_grades = matches!(mapping.payout, Some(Payout::BaseCoefficient { .. })) && !of_payout;
    let mut better: Option<&Grade> = None;
    for (grade, place) in mapping.grades.iter().zip(&parsed.grades) {
        let name = &grade.name;
        if of_grades && grade.coefficient.is_none() {
            faults.error(
                &place.span(),
                text!(
                    "等级「{name}」没有写系数 coefficient，算不出绩效工资"
                        / "grade {name} has no coefficient: there is no pay"
                ),
            );
        }
        if of_payout && grade.coefficient.is_some() {
            faults.error(
                &place.span(),
                text!(
                    "等级「{name}」写了系数，[payout] 里也写了 coefficient，不知道用哪一个：只留一处"
                        / "grade {name} has a coefficient, and so has [payout]: keep one of them"
                ),
            );
        }
        if let Some(above) = better
            && let (Some(high), Some(low)) = (above.coefficient, grade.coefficient)
            && low > high
        {
            let (above, high, low) = (&above.name, decimal(high), decimal(low));
            faults.warn(
                &place.span(),
                text!(
                    "等级「{name}」的系数 {low} 比更好的「{above}」（{high}）还高"
                        / "grade {name} has a higher coefficient ({low}) than the better {above} ({high})"
                ),
            );
        }
        better = Some(grade);
    }
}

fn pays(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let by_grade = matches!(mapping.payout, Some(Payout::Grade));
    let mut positions: BTreeSet<Option<&str>> = mapping.pay_keys().map(Some).collect();
    if positions.is_empty() {
        positions.insert(None);
    }
    let mut better: Option<&Grade> = None;
    for (grade, place) in mapping.grades.iter().zip(&parsed.grades) {
        let name = &grade.name;
        if !by_grade && !grade.pay.is_empty() {
            faults.error(
                &place.span(),
                text!(
                    "等级「{name}」写了 pay（这一等发多少），但绩效工资不是按等级定的：请在 [payout] 里写 by = \"grade\""
                        / "grade {name} has a pay, but the scheme does not pay by grade: write by = \"grade\" under [payout]"
                ),
            );
        }
        for position in positions.iter().copied().filter(|_| by_grade) {
            let (who, en) = match position {
                Some(position) => (format!("「{position}」的 "), format!(" for {position}")),
                None => (" ".to_owned(), String::new()),
            };
            let Some(low) = grade.pay_for(position) else {
                faults.error(
                    &place.span(),
                    text!(
                        "等级「{name}」没有写{who}pay（这一等发多少元），算不出绩效工资；不发的写 0"
                            / "grade {name} has no pay{en}: write what it pays, 0 for nothing"
                    ),
                );
                continue;
            };
            let above = better.and_then(|above| Some((&above.name, above.pay_for(position)?)));
            if let Some((above, high)) = above.filter(|(_, high)| low > *high) {
                let (high, low) = (decimal(high), decimal(low));
                faults.warn(
                    &place.span(),
                    text!(
                        "等级「{name}」{who}pay（{low} 元）比更好的「{above}」（{high}）还多"
                            / "grade {name} pays more{en} ({low}) than the better {above} ({high})"
                    ),
                );
            }
        }
        better = Some(grade);
    }
}
