//! The grade and its coefficient: A301, A302, and R102 or R103 where no grade can be read.

use super::blame::Comparison;
use super::pay::stated_totals;
use super::{Card, Context};
use crate::finding::{Cause, Code, Finding, Stated};
use crate::number::Rounding;
use crate::rule::decimal;
use crate::score::grade_called;
use crate::text::Text;
use crate::workbook::{Located, Value};

/// A301: the grade word. An error value in its place is R102.
pub(super) fn grade(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let grades = &context.mapping.grades;
    if let (Some(error), false) = (&card.card.grade_error, grades.is_empty()) {
        let (cell, shown) = (error.at.cell, &error.value);
        let right = card
            .scored
            .outcome
            .grade
            .map(|grade| grades[grade].name.as_str());
        let mut message = text!(
            "{cell} 的等级是错误值 {shown}。请修正公式或直接填写。"
                / "{cell}: the grade is the error value {shown}. Mend the formula or enter it."
        );
        if let Some(right) = right {
            message = message.then(&text!("按总分应为 {right}。" / "The total earns {right}."));
        }
        let mut finding = Finding::new(Code::R102, message).at(error.at.sheet, cell);
        finding.recomputed = right.map(Stated::from);
        findings.push(finding);
        return;
    }
    let (Some(reported), Some(total), false) = (
        &card.card.grade,
        card.scored.outcome.total,
        grades.is_empty(),
    ) else {
        return;
    };
    let word = |grade: Option<usize>| grade.map_or("", |grade| grades[grade].name.as_str());
    let right = word(card.scored.outcome.grade);
    let called = word(grade_called(grades, &reported.value));
    let is = |word: &str| !word.is_empty() && called == word;
    if is(right) {
        return;
    }
    if lost_its_word(context, reported) {
        let cell = reported.at.cell;
        let message = text!(
            "{cell} 的等级是公式，文件里存的结果是 0，不是等级，多半是转换格式时丢了；按总分应为 {right}。请用 Excel 或 WPS 打开，重新计算后保存。"
                / "{cell}: the grade is a formula whose stored result is 0, which is no grade: a conversion probably lost it. The total earns {right}. Open the file in Excel or WPS, recalculate and save."
        );
        let finding = Finding::new(Code::R103, message).at(reported.at.sheet, cell);
        findings.push(finding.recomputing(right));
        return;
    }
    let carried: Vec<&str> = stated_totals(context, card)
        .into_iter()
        .map(|total| word(card.chain.grade(total)))
        .collect();
    let (cell, shown, total) = (reported.at.cell, &reported.value, decimal(total));
    let edge = |grade: usize| decimal(grades[grade].from);
    let message = match (card.scored.outcome.grade, grades.len().checked_sub(1)) {
        (None, Some(lowest)) => {
            let (name, edge) = (&grades[lowest].name, edge(lowest));
            text!(
                "{cell} 的等级填 {shown}，而总分 {total} 够不上任何等级（最低的 {name} 也要 {edge} 分）。"
                    / "{cell}: the grade reads {shown}; a total of {total} earns none (even {name} takes {edge})."
            )
        }
        (grade, _) if called.is_empty() => {
            let edge = grade.map(edge).unwrap_or_default();
            text!(
                "{cell} 的等级填 {shown}，方案里没有这一等；按方案，总分 {total} 是 {right}（{edge} 分起）。公司有这一等的话，请补进方案。"
                    / "{cell}: the grade reads {shown}, which the mapping does not know; by the mapping, a total of {total} earns {right} (from {edge}). If the company has that grade, add it to the mapping."
            )
        }
        (grade, _) => {
            let edge = grade.map(edge).unwrap_or_default();
            text!(
                "{cell} 的等级填 {shown}，总分 {total} 应为 {right}（{edge} 分起）。"
                    / "{cell}: the grade reads {shown}; a total of {total} earns {right} (from {edge})."
            )
        }
    };
    let mut finding = Finding::new(Code::A301, message)
        .at(reported.at.sheet, cell)
        .reporting(shown.as_str())
        .recomputing(right);
    if carried.into_iter().any(is) {
        (finding.root, finding.cause) = (false, Some(Cause::Carried));
    }
    findings.push(finding);
}

/// True for a formula that stores 0 in place of a word: LibreOffice leaves that of a text formula in an xls. Where the
/// formula's own text is known, it is computed instead.
pub(super) fn lost_its_word(context: &Context, reported: &Located<String>) -> bool {
    let sheet = &context.workbook.sheets[reported.at.sheet];
    let formula = sheet.formulas.get(&reported.at.cell);
    let is_zero = |value: &Value| value.number().is_some_and(|number| number.is_zero());
    formula.is_some_and(|formula| formula.text.is_empty()) && is_zero(sheet.value(reported.at.cell))
}

/// A302: the coefficient.
pub(super) fn coefficient(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let (Some(figure), Some(recomputed)) =
        (&card.card.coefficient, card.scored.outcome.coefficient)
    else {
        return;
    };
    let of_grade = card.chain.graded(reported_grade(card)).coefficient;
    let of_totals = stated_totals(context, card)
        .into_iter()
        .filter_map(|total| card.chain.graded(card.chain.grade(total)).coefficient);
    let comparison = Comparison {
        code: Code::A302,
        figure,
        recomputed,
        rounding: Rounding {
            digits: 4,
            mode: crate::number::Mode::HalfUp,
        },
        carried: of_grade
            .into_iter()
            .chain(of_totals)
            .filter(|value| *value != recomputed)
            .collect(),
        name: text!("绩效系数" / "coefficient"),
    };
    let Some(mut finding) = comparison.finding() else {
        return;
    };
    if finding.root {
        let right = decimal(recomputed);
        let grade = card.scored.outcome.grade.map(|grade| &card.grades()[grade]);
        let of_grade = grade.filter(|grade| grade.coefficient.is_some());
        let position = card.card.employee.position.as_ref();
        let words = match (of_grade.map(|grade| &grade.name), position) {
            (Some(name), _) => text!(
                "等级 {name} 的系数是 {right}。" / "Grade {name} has the coefficient {right}."
            ),
            (None, Some(position)) => {
                let position = &position.value;
                text!(
                    "「{position}」的系数是 {right}。" / "{position} has the coefficient {right}."
                )
            }
            (None, None) => Text::default(),
        };
        finding.message = finding.message.then(&words);
    }
    findings.push(finding);
}

/// The grade that the sheet states.
pub(super) fn reported_grade(card: &Card) -> Option<usize> {
    grade_called(card.grades(), &card.card.grade.as_ref()?.value)
}

impl<'a> Card<'a> {
    pub(super) fn grades(&self) -> &'a [crate::mapping::Grade] {
        self.chain.grades()
    }
}
