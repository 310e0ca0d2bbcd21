//! Figures that cannot be read or computed with: R101, R102, R103, X101, X102, X109, S101.

use super::{Card, Context};
use crate::finding::{Code, Finding, Stated};
use crate::mapping::Line as Spec;
use crate::number::Decimal;
use crate::rule::{Inputs, Refusal, Role, decimal, percent};
use crate::score::LineInputs;
use crate::scorecard::{Figure, Line, State};
use crate::text::Text;
use crate::workbook::Value;
use crate::written::{is_absence, is_other_time, is_percentage};

/// What is wrong with a needed figure itself; nothing where it is a number.
pub(super) fn unreadable(figure: &Figure, name: &Text) -> Option<Finding> {
    let (zh, en, cell) = (&name.zh, &name.en, figure.at.cell);
    let finding = match &figure.state {
        State::Number(_) | State::TextNumber(_) | State::Computed(_) => return None,
        // That is told once for all lines of the cell.
        State::Shared => return None,
        State::Blank => Finding::new(
            Code::X101,
            text!("{cell} 的{zh}没有填。请补填。" / "{cell}: {en} is empty. Fill it in."),
        ),
        State::Unstated => Finding::new(
            Code::X101,
            text!(
                "{cell} 的文字里没有找到{zh}。请在文字里写明这个数。"
                    / "{cell}: the words do not state {en}. Write the figure there."
            ),
        ),
        State::Dash => Finding::new(
            Code::X101,
            text!(
                "{cell} 的{zh}填的是“-”“/”“无”一类，没有数。请补填；确实没有发生的填 0。"
                    / "{cell}: {en} holds a dash and no figure. Fill it in, or 0 where nothing happened."
            ),
        ),
        State::Unreadable(text) if is_absence(text) => Finding::new(
            Code::X102,
            text!(
                "{cell} 的{zh}填的是「{text}」，没有数，算不出来，此人待核。本期不考核的人请从表中移去；要考核的请填上数字。"
                    / "{cell}: {en} says \"{text}\" and holds no figure: the person is held. Take out who is not appraised this period, or enter the figure."
            ),
        )
        .reporting(text.as_ref()),
        State::Unreadable(text) if is_measured(text) => Finding::new(
            Code::X102,
            text!(
                "{cell} 的{zh}是「{text}」，单位和方案的不同，没有替您换算，此人待核。请换算后填数字。"
                    / "{cell}: {en} is \"{text}\", not in the scheme's unit; nothing was converted, the person is held. Convert it and enter the figure."
            ),
        )
        .reporting(text.as_ref()),
        State::Unreadable(text) => Finding::new(
            Code::X102,
            text!(
                "{cell} 的{zh}是「{text}」，不是数字。请改成数字。"
                    / "{cell}: {en} is \"{text}\", not a number. Enter a figure."
            ),
        )
        .reporting(text.as_ref()),
        State::Error(error) => Finding::new(
            Code::R102,
            text!(
                "{cell} 的{zh}是错误值 {error}。请修正公式或直接填数。"
                    / "{cell}: {en} is the error value {error}. Mend the formula or enter the figure."
            ),
        ),
        State::Uncalculated => Finding::new(
            Code::R103,
            text!(
                "{cell} 的{zh}是公式，但文件里没有保存计算结果。请用 Excel 或 WPS 打开，保存后再复核。"
                    / "{cell}: {en} is a formula without a stored result. Open the file in Excel or WPS, save it, and run again."
            ),
        ),
    };
    Some(finding.at(figure.at.sheet, cell))
}

/// A figure with a unit behind it: `180分钟`.
fn is_measured(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    unit.len() < text.len() && is_other_time(unit.trim())
}

/// The inputs that a line needs and does not have.
pub(super) fn inputs(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (line, scored) in card.card.lines.iter().zip(&card.scored.lines) {
        let spec = &context.mapping.lines[line.spec()];
        for (figure, name) in lacking(spec, line) {
            // A bonus repeats the figure of the line that it rewards: one mistake, told there.
            let repeats = |other: &Line| {
                other.spec() != line.spec()
                    && other
                        .figure(Role::Actual)
                        .is_some_and(|other| other.state == figure.state)
                    && matches!(figure.state, State::Unreadable(_) | State::Error(_))
            };
            if spec.outside && card.card.lines.iter().any(repeats) {
                continue;
            }
            let counts = match figure.state {
                State::Dash => spec.dash_is_zero,
                State::Blank => spec.blank_is_zero,
                _ => false,
            };
            if let (false, Some(finding)) = (counts, unreadable(&figure, &name)) {
                findings.push(finding.of_item(&spec.item));
            }
        }
        if let Some(suspect) = scored.suspect()
            && let Some(figure) = line.figure(suspect.role)
        {
            let rescaled = context.mapping.rescale_percent;
            let is_points = !matches!(suspect.role, Role::Actual | Role::Target);
            let told = match is_points {
                true => points_as_share(&figure, &spec.item, suspect.plausible, rescaled),
                false => off_by_hundred(&figure, &spec.item, suspect.plausible, rescaled),
            };
            findings.push(told.of_item(&spec.item));
        }
        findings.extend(off_scale(spec, line));
        if let Some(Refusal::Meaningless { role, reason }) = scored.refusal() {
            let figure = line
                .figure(*role)
                .or_else(|| bad_part(line))
                .or_else(|| line.figure(Role::Actual));
            findings.push(meaningless(spec, figure.as_ref(), reason));
        }
    }
}

fn bad_part(line: &Line) -> Option<Figure> {
    let figures = line
        .parts()
        .iter()
        .flatten()
        .filter(|(role, _)| *role == Role::Actual)
        .map(|(_, figure)| figure);
    figures
        .into_iter()
        .find(|figure| figure.value().is_some_and(|value| value.is_negative()))
        .cloned()
}

fn meaningless(spec: &Spec, figure: Option<&Figure>, reason: &Text) -> Finding {
    let (item, zh, en) = (&spec.item, &reason.zh, &reason.en);
    let message = text!(
        "「{item}」无法计算：{zh}。这一项不按 0 分算，此人待核。请核对数据，或按考核方案确定怎么计分。"
            / "{item} cannot be computed: {en}. It does not count as 0; the person is held. Check the figure, or settle how to score it."
    );
    let finding = Finding::new(Code::S101, message).of_item(item);
    match figure {
        Some(figure) => {
            let mut finding = finding.at(figure.at.sheet, figure.at.cell);
            finding.reported = figure.value().map(Stated::Figure);
            finding
        }
        None => finding,
    }
}

/// A103 and A104 of raw scores: 105 on a scale of 100 counts as 100.
fn off_scale(spec: &Spec, line: &Line) -> Vec<Finding> {
    let Some(limit) = spec.rule.raw_limit() else {
        return Vec::new();
    };
    let raws = line
        .figures()
        .filter(|(role, _)| matches!(role, Role::Raw | Role::Rater(_)));
    let off = raws.filter_map(|(_, figure)| {
        let value = figure
            .value()
            .filter(|value| value.is_negative() || *value > limit)?;
        let (cell, shown, best, item) =
            (figure.at.cell, decimal(value), decimal(limit), &spec.item);
        let (code, counted, message) = if value.is_negative() {
            (
                Code::A104,
                Decimal::ZERO,
                text!(
                    "{cell} 的「{item}」评 {shown} 分，低于 0，按 0 计。"
                        / "{cell}: {item} was given {shown}, below 0; 0 counts."
                ),
            )
        } else {
            (
                Code::A103,
                limit,
                text!(
                    "{cell} 的「{item}」评 {shown} 分，超过满分 {best}，按 {best} 计。"
                        / "{cell}: {item} was given {shown}, above {best}; {best} counts."
                ),
            )
        };
        let finding = Finding::new(code, message)
            .at(figure.at.sheet, cell)
            .of_item(item);
        Some(finding.reporting(value).recomputing(counted))
    });
    off.collect()
}

/// The figures without which a line cannot be computed and that are no numbers, with their names.
fn lacking(spec: &Spec, line: &Line) -> Vec<(Figure, Text)> {
    let is_lacking = |figure: &Figure| figure.value().is_none();
    let mut figures = line.all_figures();
    if !figures.any(|(_, figure)| is_lacking(&figure)) {
        return Vec::new();
    }
    let names = LineInputs::new(spec, line);
    let name = |role: Role| {
        let (item, own) = (&spec.item, names.name(role));
        if own.zh == *item && role != Role::Score {
            return text!("「{item}」" / "{item}");
        }
        if role == Role::Score {
            return text!("「{item}」得分" / "score of {item}");
        }
        let (zh, en) = (own.zh, own.en);
        text!("「{item}」{zh}" / "{en} of {item}")
    };
    let parts = spec.rule.parts();
    if parts.is_empty() {
        let needs = spec
            .rule
            .needs_beside(&names)
            .into_iter()
            .filter(|role| *role != Role::Score);
        let needed = needs.filter_map(|role| {
            let figure = line.figure(role).filter(is_lacking)?;
            Some((figure, name(role)))
        });
        // A rater may be absent, but what stands in his cell must be a score.
        let raters = line.figures().filter(|(role, figure)| {
            matches!(role, Role::Rater(_))
                && is_lacking(figure)
                // A column that is not known is told at its header.
                && !matches!(figure.state, State::Blank | State::Dash | State::Unstated)
        });
        let raters = raters.map(|(role, figure)| (figure, name(role)));
        return needed.chain(raters).collect();
    }
    let numbered = parts.iter().enumerate();
    numbered
        .filter_map(|(index, part)| {
            let item = part.item;
            Some((
                line.part(index, Role::Actual).filter(is_lacking)?,
                text!("「{item}」次数或实绩" / "count or figure of {item}"),
            ))
        })
        .collect()
}

/// X109: a percentage that is off by a factor of 100.
pub(super) fn off_by_hundred(
    figure: &Figure,
    item: &str,
    plausible: Decimal,
    rescaled: bool,
) -> Finding {
    let value = figure.value().unwrap_or_default();
    let (cell, shown, meant) = (figure.at.cell, decimal(value), percent(&plausible.into()));
    let outcome = outcome(rescaled, &meant);
    let (zh, en) = (outcome.zh, outcome.en);
    let message = if value < plausible {
        let shown = percent(&value.into());
        text!(
            "{cell} 的「{item}」是 {shown}，疑似多除了一次 100（应为 {meant}？），差 100 倍；{zh}。请改成 {meant} 或确认。"
                / "{cell}: {item} is {shown}, which seems to have been divided by 100 once too often ({meant}?); {en}."
        )
    } else if figure.is_percent {
        let shown = percent(&value.into());
        text!(
            "{cell} 的「{item}」显示为 {shown}，疑似多乘了一次 100（应为 {meant}？），差 100 倍；{zh}。请改成 {meant} 或确认。"
                / "{cell}: {item} shows {shown}, which seems to have been multiplied by 100 once too often ({meant}?); {en}."
        )
    } else {
        text!(
            "{cell} 的「{item}」是 {shown}，疑似少了百分号（应为 {meant}？），差 100 倍；{zh}。请改成 {meant} 或确认。"
                / "{cell}: {item} is {shown}, which seems to lack its percent sign ({meant}?), a factor of 100; {en}."
        )
    };
    Finding::new(Code::X109, message)
        .at(figure.at.sheet, cell)
        .reporting(value)
}

/// X109: points that stand as a percentage.
fn points_as_share(figure: &Figure, item: &str, plausible: Decimal, rescaled: bool) -> Finding {
    let value = figure.value().unwrap_or_default();
    let (cell, shown, meant) = (figure.at.cell, percent(&value.into()), decimal(plausible));
    let outcome = outcome(rescaled, &meant);
    let (zh, en) = (outcome.zh, outcome.en);
    let message = text!(
        "{cell} 的「{item}」是 {shown}，这里应填分数，不是百分数（是 {meant} 分吗？）；{zh}。请改成分数或确认。"
            / "{cell}: {item} is {shown} where points belong ({meant}?); {en}."
    );
    Finding::new(Code::X109, message)
        .at(figure.at.sheet, cell)
        .reporting(value)
}

/// What became of a figure that is off by a factor of 100.
fn outcome(rescaled: bool, meant: &str) -> Text {
    match rescaled {
        true => text!("按 {meant} 计算" / "{meant} was used"),
        false => text!("没有替您猜，此人待核" / "nothing was guessed, the person is held"),
    }
}

/// R101: figures that stand as text, one finding each where most of their column are numbers.
pub(super) fn text_numbers(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    if context.workbook.format.is_untyped() {
        return;
    }
    let (tables, own) = (&context.extraction.tables, card.card.table);
    let is_told = |figure: &Figure| {
        let (sheet, at) = (figure.at.sheet, figure.at.cell);
        tables[own].sheet == sheet && tables[own].tells_text(at)
            || tables
                .iter()
                .any(|table| table.sheet == sheet && table.tells_text(at))
    };
    let lines = card.card.lines.iter().flat_map(|line| {
        let own = line.all_figures();
        own.map(move |(role, figure)| (figure, Some((line.spec(), role))))
    });
    let one = card.card;
    let fields = [
        &one.total,
        &one.coefficient,
        &one.base,
        &one.rate,
        &one.payout,
    ]
    .into_iter()
    .flatten();
    let days = [one.attended.as_deref(), one.due.as_deref()];
    let fields = fields
        .chain(days.into_iter().flatten())
        .chain(one.subtotals.iter().flatten())
        .chain(one.adjustments.iter().flatten())
        .map(|figure| (figure.clone(), None));
    let mut seen: Vec<crate::workbook::Location> = Vec::new();
    for (figure, of) in lines.chain(fields) {
        let State::TextNumber(value) = figure.state else {
            continue;
        };
        // 2次 beside a score that somebody gives is said, not reckoned with.
        let is_said = of.is_some_and(|(spec, role)| {
            let rule = &context.mapping.lines[spec].rule;
            matches!(role, Role::Actual | Role::Target | Role::Previous)
                && rule.parts().is_empty()
                && !rule.needs().contains(&role)
        });
        if is_said || is_told(&figure) || seen.contains(&figure.at) {
            continue;
        }
        seen.push(figure.at);
        let cell = figure.at.cell;
        let shown = match context.workbook.sheets[figure.at.sheet].value(cell) {
            // A figure behind its label is words on purpose.
            Value::Text(text) if text.contains([':', '：']) => continue,
            Value::Text(text) if is_percentage(text) => percent(&value.into()),
            _ => decimal(value),
        };
        let message = text!(
            "{cell} 的数是文本（按 {shown} 读取），SUM 等公式会漏掉它。请转换为数字。"
                / "{cell} holds its figure as text (read as {shown}): SUM leaves it out. Turn it into a number."
        );
        let mut finding = Finding::new(Code::R101, message)
            .at(figure.at.sheet, cell)
            .reporting(value);
        finding.item = of.map(|(spec, _)| context.mapping.lines[spec].item.clone());
        findings.push(finding);
    }
}

/// R101 for whole columns.
pub(super) fn text_columns(context: &Context, findings: &mut Vec<Finding>) {
    for table in &context.extraction.tables {
        for (header, count) in &table.text_columns {
            let column = crate::workbook::column_name(header.column);
            let message = text!(
                "{column} 列有 {count} 个数是文本，SUM 等公式会漏掉它们。请选中这一列，用“分列”或“转换为数字”改过来。"
                    / "{count} figures in column {column} stand as text: SUM leaves them out. Convert the column to numbers."
            );
            findings.push(Finding::new(Code::R101, message).at(table.sheet, *header));
        }
    }
}
