//! What stands around the lines: figures that change by month, vetoes, how many may have a grade (S101, X102, A306).

use std::collections::BTreeMap;

use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::{Among, Distribution};
use crate::number::Decimal;
use crate::rule::decimal;
use crate::score::veto::{self, Unclear, Why};
use crate::scorecard::Scorecard;
use crate::text::Text;

/// S101 where nobody knows the scheme's figures of the time.
pub(super) fn period(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some(why) = context.mapping.unknown_at(card.card.months()) else {
        return;
    };
    let (zh, en) = (why.zh, why.en);
    let called = card.card.employee.called();
    let message = text!(
        "{called}没法计分：{zh}。此人待核。" / "{called} is not scored: {en}. The person is held."
    );
    let finding = Finding::new(Code::S101, message);
    let at = card.card.period_at.or(card.card.employee.at());
    findings.push(match at {
        Some(at) => finding.at(at.sheet, at.cell),
        None => finding,
    });
}

/// Where a veto's cell does not tell: X102, X101 where its figure was not filled in, R102 and R103 for an error value and
/// a formula without a result, X109 for a percentage without its sign.
pub(super) fn vetoes(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for Unclear { veto, word, why } in veto::unclear(context.mapping, card.card) {
        let veto = &context.mapping.vetoes[veto];
        let (name, cell, shown) = (&veto.name, word.at.cell, &word.value);
        let yes = veto.words.first().map_or("是", String::as_str);
        let (code, message) = match why {
            Why::Words => (
                Code::X102,
                text!(
                    "{cell} 的一票否决「{name}」填的是「{shown}」，看不出算不算，没有替您猜，此人待核。请填「{yes}」或「否」。"
                        / "{cell}: the veto {name} reads \"{shown}\", which is neither yes nor no. Nothing was guessed, the person is held. Enter {yes} or 否."
                ),
            ),
            Why::NoFigure => (
                Code::X102,
                text!(
                    "{cell} 的一票否决「{name}」填的是「{shown}」，不是数字，看不出算不算，此人待核。请填数字。"
                        / "{cell}: the veto {name} reads \"{shown}\", which is no figure: nobody knows whether it applies, the person is held. Enter the figure."
                ),
            ),
            Why::Blank => (
                Code::X101,
                text!(
                    "{cell} 的一票否决「{name}」没有填数，看不出算不算，此人待核。请补填。"
                        / "{cell}: the figure of the veto {name} is missing: nobody knows whether it applies, the person is held. Fill it in."
                ),
            ),
            Why::Error => (
                Code::R102,
                text!(
                    "{cell} 的一票否决「{name}」是错误值 {shown}，看不出算不算，此人待核。请修正公式或直接填写。"
                        / "{cell}: the veto {name} is the error value {shown}: nobody knows whether it applies, the person is held. Mend the formula or enter it."
                ),
            ),
            Why::Uncalculated => (
                Code::R103,
                text!(
                    "{cell} 的一票否决「{name}」是公式，但文件里没有保存计算结果，此人待核。请用 Excel 或 WPS 打开，保存后再复核。"
                        / "{cell}: the veto {name} is a formula without a stored result, the person is held. Open the file in Excel or WPS, save it, and run again."
                ),
            ),
            Why::Scale => (
                Code::X109,
                text!(
                    "{cell} 的一票否决「{name}」填 {shown}，像是漏了百分号，看不出算不算，此人待核。请写成 {shown}%，或改成正确的数。"
                        / "{cell}: the veto {name} says {shown}, which seems to lack its percent sign; the person is held. Write {shown}% or the right figure."
                ),
            ),
        };
        let mut finding = Finding::new(code, message).at(word.at.sheet, cell);
        if matches!(why, Why::Words | Why::NoFigure | Why::Scale) {
            finding = finding.reporting(shown.as_str());
        }
        findings.push(finding);
    }
}

/// The people among whom a grade is counted: their period, their department or position.
type Group<'a> = (Option<crate::scorecard::Period>, &'a str);

/// A306: more people have a grade than the scheme allows.
pub(super) fn distributions(context: &Context, findings: &mut Vec<Finding>) {
    for (index, _) in context.mapping.distributions.iter().enumerate() {
        let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        for (number, card) in context.extraction.cards.iter().enumerate() {
            let rule = &context.mapping.distributions[index];
            let word = match rule.by {
                Among::Department => card.employee.department.as_ref(),
                Among::Position => card.employee.position.as_ref(),
                Among::All => None,
            };
            let name = word.map_or("", |word| word.value.trim());
            groups.entry((card.period, name)).or_default().push(number);
        }
        for ((_, name), people) in groups {
            let Some(first) = people
                .first()
                .and_then(|one| context.extraction.cards.get(*one))
            else {
                continue;
            };
            let mapping = context.mapping.at(first.months());
            let Some(rule) = mapping.distributions.get(index) else {
                continue;
            };
            findings.extend(exceeded(context, rule, name, first, &people));
        }
    }
}

fn exceeded(
    context: &Context,
    rule: &Distribution,
    name: &str,
    first: &Scorecard,
    people: &[usize],
) -> Option<Finding> {
    let graded: Vec<&str> = people
        .iter()
        .filter(|card| context.scored[**card].outcome.grade == Some(rule.grade))
        .map(|card| context.extraction.cards[*card].employee.called())
        .collect();
    let held = people
        .iter()
        .filter(|card| context.scored[**card].outcome.total.is_none())
        .count();
    let allowed = rule.allowed(people.len());
    let count = i64::try_from(graded.len()).unwrap_or(i64::MAX);
    if Decimal::from(count) <= allowed {
        return None;
    }
    let grade = &context.mapping.grades.get(rule.grade)?.name;
    let among = match (rule.by, name) {
        (Among::All, _) => text!("全体" / "all"),
        (_, "") => text!("没有写部门或岗位的人" / "people without one"),
        (_, name) => Text::same(name),
    };
    let (among_zh, among_en) = (among.zh, among.en);
    let (size, allowed) = (people.len(), decimal(allowed));
    let share = crate::rule::percent(&rule.at_most.into());
    let names = graded.join("、");
    let mut message = text!(
        "「{among_zh}」共 {size} 人，复核后 {grade} 等 {count} 人（{names}），超过规定的 {share}（最多 {allowed} 人）。等级没有替您调整，请按公司的强制分布规定处理。"
            / "{among_en}: {count} of {size} people have grade {grade} ({names}), more than {share} ({allowed} at most). No grade was changed: settle it by the company's rule."
    );
    if held > 0 {
        message = message.then(&text!(
            "另有 {held} 人待核，没有计入。" / "{held} more are held and not counted."
        ));
    }
    let mut finding = Finding::new(Code::A306, message)
        .reporting(Decimal::from(count))
        .recomputing(rule.allowed(people.len()));
    finding.sheet = Some(first.sheet);
    // The grade column's header, where the grades stand in a column.
    let table = &context.extraction.tables[first.table];
    let cell = first.grade.as_ref().map(|word| word.at);
    finding.cell = cell
        .filter(|at| at.sheet == table.sheet && table.rows == crate::extract::TableRows::People)
        .map(|at| crate::workbook::CellRef::new(table.header.1, at.cell.column));
    Some(finding)
}
