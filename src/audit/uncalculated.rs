//! R103: formulas that were never calculated, among them those whose values were worked out here.

use super::{Card, Context};
use crate::finding::{Code, Finding, Stated};
use crate::mapping::Line as Spec;
use crate::number::Decimal;
use crate::rule::{Inputs, Role, decimal};
use crate::score::LineInputs;
use crate::scorecard::{Figure, Line, State};
use crate::text::Text;

/// One warning for each formula that the card's figures come from; what has a finding of its own at its cell keeps it.
pub(super) fn formulas(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (index, (line, scored)) in card.card.lines.iter().zip(&card.scored.lines).enumerate() {
        let spec = &context.mapping.lines[line.spec()];
        let figures = line.all_figures();
        // An employee's own score earns nothing.
        for (role, figure) in figures.filter(|(role, _)| *role != Role::SelfScore) {
            let right = match role {
                Role::Score => scored.points(),
                Role::Weighted => card.chain.weighted(index),
                _ => None,
            };
            let found = computed(&figure, || name(spec, line, role), right);
            findings.extend(found.map(|finding| finding.of_item(&spec.item)));
        }
    }
    let (one, outcome) = (card.card, &card.scored.outcome);
    for (section, figure) in one.subtotals.iter().enumerate() {
        let called = &context.mapping.sections[section].name;
        let name = || text!("「{called}」小计" / "subtotal {called}");
        let right = card.scored.subtotals[section];
        findings.extend(figure.iter().filter_map(|it| computed(it, name, right)));
    }
    let mut field = |figure: &Option<Figure>, name: fn() -> Text, right| {
        let told = figure.iter().filter_map(|it| computed(it, name, right));
        findings.extend(told);
    };
    field(&one.total, || text!("总分" / "total"), outcome.total);
    let coefficient = || text!("绩效系数" / "coefficient");
    field(&one.coefficient, coefficient, outcome.coefficient);
    let base = || text!("基本工资（绩效基数）" / "base pay");
    field(&one.base, base, None);
    field(&one.rate, || text!("绩效比例" / "rate"), None);
    field(&one.payout, || text!("绩效工资" / "pay"), outcome.payout);
    findings.extend(grade(context, card));
}

/// Nearly every figure is none of these: only then its name is put together.
fn computed(
    figure: &Figure,
    name: impl FnOnce() -> Text,
    recomputed: Option<Decimal>,
) -> Option<Finding> {
    let State::Computed(value) = figure.state else {
        return None;
    };
    let message = told(figure.at.cell, &name(), &decimal(value));
    let mut finding = Finding::new(Code::R103, message)
        .at(figure.at.sheet, figure.at.cell)
        .reporting(value);
    finding.recomputed = recomputed.map(Stated::Figure);
    Some(finding)
}

/// The grade, where its word was worked out.
fn grade(context: &Context, card: &Card) -> Option<Finding> {
    let word = card.card.grade.as_ref()?;
    let sheet = context.workbook.sheets.get(word.at.sheet)?;
    let formula = sheet.formulas.get(&word.at.cell)?;
    if formula.has_value || !sheet.value(word.at.cell).is_blank() {
        return None;
    }
    let message = told(word.at.cell, &text!("等级" / "grade"), &word.value);
    let mut finding = Finding::new(Code::R103, message)
        .at(word.at.sheet, word.at.cell)
        .reporting(word.value.as_str());
    let right = card.scored.outcome.grade;
    finding.recomputed = right
        .and_then(|grade| context.mapping.grades.get(grade))
        .map(|grade| Stated::from(grade.name.as_str()));
    Some(finding)
}

fn told(cell: crate::workbook::CellRef, name: &Text, value: &str) -> Text {
    let (zh, en) = (&name.zh, &name.en);
    text!(
        "{cell} 的{zh}是公式，但文件里没有保存计算结果，已由复核程序算出 {value} 参与复核。请用 Excel 或 WPS 打开，保存一次。"
            / "{cell}: {en} is a formula without a stored result; fuhe worked out {value} and went on with it. Open the file in Excel or WPS and save it."
    )
}

/// What a line's figure is called.
pub(super) fn name(spec: &Spec, line: &Line, role: Role) -> Text {
    let item = &spec.item;
    match role {
        Role::Score => text!("「{item}」得分" / "score of {item}"),
        Role::Weighted => text!("「{item}」加权得分" / "weighted score of {item}"),
        Role::Attainment => text!("「{item}」完成率" / "attainment of {item}"),
        Role::Deduction => text!("「{item}」扣分" / "deduction of {item}"),
        Role::Weight => text!("「{item}」权重" / "weight of {item}"),
        Role::Max => text!("「{item}」满分" / "max of {item}"),
        _ => {
            let own = LineInputs::new(spec, line).name(role);
            if own.zh == *item {
                return text!("「{item}」" / "{item}");
            }
            let (zh, en) = (own.zh, own.en);
            text!("「{item}」{zh}" / "{en} of {item}")
        }
    }
}
