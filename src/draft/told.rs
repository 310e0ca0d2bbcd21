//! A line of a form: the rule that its words and its figures tell together.

use std::collections::BTreeSet;

use super::fit::{self, Row};
use super::items::{NOTHING, outside, share_points};
use super::layout::{Layout, Seen, section_name};
use super::parts::raters;
use super::plan::{Line, SETTLE, joined, quoted};
use super::sentence::{self, Known};
use super::words::{self, points};
use crate::mapping::spelling::{Label, fold, without_number};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::Role;

/// Words of things of which less is better, and of things that are counted.
const LOWER: &[&str] = &[
    "费用率",
    "成本",
    "时长",
    "响应",
    "退货率",
    "退款率",
    "纠纷率",
    "投诉率",
    "差错率",
    "破损率",
    "损耗率",
    "流失率",
    "费用",
];

const LONGER: &[&str] = &["直播时长", "停留时长", "在线时长", "服务时长"];

/// The inputs of a rule, in the order of `rows_of`: the actual figure with the target, with the previous one, alone.
const PAIRS: &[(usize, Option<usize>)] = &[(0, Some(1)), (0, Some(2)), (0, None)];

/// The line of the rows that bear one item.
pub(super) fn line(
    name: &str,
    seen: &[Seen],
    layout: &Layout,
    notes: &[String],
    weighted: bool,
) -> Line {
    let first = |role: Role| seen.iter().find_map(|row| row.figures.get(&role).copied());
    let rows_of = |roles: &[Role]| -> Vec<Row> {
        let row = |row: &Seen| Row {
            inputs: roles
                .iter()
                .map(|role| row.figures.get(role).copied())
                .collect(),
            score: row.figures.get(&Role::Score).copied(),
            cap: row.cap,
        };
        seen.iter().map(row).collect()
    };
    let words = seen
        .first()
        .map(|row| row.words.as_str())
        .unwrap_or_default();
    let criteria = seen
        .first()
        .map(|row| row.criteria.as_str())
        .unwrap_or_default();
    let told = Label::of_item(without_number(words))
        .bracket
        .and_then(|bracket| points(&bracket));
    let share = seen.iter().find_map(Seen::share);
    let known = first(Role::Max).or(told).or(share);
    let known = if weighted {
        Some(Decimal::HUNDRED)
    } else {
        known
    };
    let rows = rows_of(&[Role::Actual, Role::Target, Role::Previous, Role::Raw]);
    let mut line = Line {
        item: name.to_owned(),
        section: seen
            .first()
            .and_then(|row| row.section.clone())
            .map(|name| section_name(&name))
            .filter(|section| section != name),
        max: known.or_else(|| fit::most(&rows)),
        ..Line::default()
    };
    if known.is_none() {
        line.max_note = format!("按表中最高的得分；{SETTLE}");
    }
    if weighted {
        line.max = None;
        line.max_note.clear();
        let share = share.and_then(|points| Ratio::from(points).over(&Ratio::from(100))?.exact(6));
        line.weight = vec![(String::new(), share.unwrap_or_default())];
    }
    // The item's own name sets no condition: 重大差错.
    let beside = fold(words).replacen(&fold(name), "", 1);
    let sentence = format!("{beside}\n{criteria}");
    // What counts has a column, or nobody could compute the points.
    let has_counts = layout.column(Role::Actual).is_some();
    let of_sheet = Known {
        max: line.max.or(weighted.then_some(Decimal::HUNDRED)),
        targets: figures(seen, Role::Target).collect(),
    };
    let rule_told = sentence::rule(&format!("{words}\n{criteria}"), notes, &of_sheet);
    let has = |role: Role| seen.iter().any(|row| row.figures.contains_key(&role));
    let (actual, target) = (has(Role::Actual), has(Role::Target));
    let max = line.max.unwrap_or(Decimal::HUNDRED);
    if (seen.iter().any(|row| row.outside) || known.is_none() && only_takes(seen))
        && !rule_told
            .as_ref()
            .is_some_and(|told| told.rule.starts_with("bonus"))
    {
        outside(&mut line, seen);
    } else if !layout.raters.is_empty() {
        raters(&mut line, seen.iter(), layout, notes);
    } else if let Some((hits, of)) = share.and_then(|weight| by_weight(seen, weight)) {
        line.rule = "weighted = {}".to_owned();
        line.rule_note = format!("评分 × 权重；{of} 行里有 {hits} 行合得上");
    } else if let Some(told) = rule_told.as_ref().filter(|_| has_counts) {
        line.rule_note = joined(&["按表中的文字".to_owned(), told.doubt.clone()]);
        line.dash = told.counts;
        if told.rule.starts_with("bonus") {
            line.max = None;
            line.section = None;
        }
        line.rule.clone_from(&told.rule);
    } else if let Some(banded) = sentence::bands(&sentence, &of_sheet, &rows, PAIRS) {
        line.rule = banded.rule;
        line.rule_note = banded.note;
        line.percent = banded.percent;
    } else if let Some(rule) = sentence::all_or_nothing(&sentence, &of_sheet, &attained(seen)) {
        line.rule = rule;
        line.rule_note = "按表中的文字".to_owned();
    } else if let Some(fit) = fit::fit(&rows, PAIRS, known, true, weighted) {
        line.rule_note = fit.words();
        line.dash = fit.rule.starts_with("deduction");
        line.percent = !line.dash && is_share(seen);
        line.rule = sentence::completed(&sentence, &fit.rule, &of_sheet, &attained(seen));
    } else if let (true, false, Some(target)) = (actual, target, words::target(words)) {
        line.rule = format!("ratio = {{ target = {} }}", quoted(&target));
        line.rule_note = format!("目标取自文字；{SETTLE}：不足是否按比例计分");
        line.percent = target.ends_with('%');
    } else if actual && target {
        by_name(&mut line, seen, name, &sentence, &of_sheet);
    } else if actual && !sentence::unsaid(&sentence, "judged", &of_sheet).is_empty() {
        line.rule = "judged = {}".to_owned();
        line.rule_note = format!("{SETTLE}：看不出得分怎样由实际算出，先只核对范围");
    } else if is_in_words(criteria) && layout.column(Role::Criteria).is_some() {
        line.rule = "ratio = {}".to_owned();
        line.rule_note = format!("目标和实际写在文字里；{SETTLE}：是否按比例计分");
        line.percent = fold(criteria).contains('%');
        line.extra = vec![
            "in-words.target = [\"目标[^0-9]{0,8}?{数}\"]".to_owned(),
            "in-words.actual = [\"实际[^0-9]{0,8}?{数}\", \"完成[^0-9]{0,4}?{数}\"]".to_owned(),
        ];
    } else {
        line.rule = format!("judged = {{ allowed = [\"0-{}\"] }}", max.trimmed());
        line.rule_note = match rule_told {
            Some(told) => {
                let rule = told.rule;
                format!("文字像是 {rule}，但表上没有写次数的列，只核对范围；{SETTLE}：允许哪些分值")
            }
            None => format!("评分法，只核对范围；{SETTLE}：允许哪些分值"),
        };
    }
    if line.rule.starts_with("judged") && known.is_some() && !is_outside(&line) {
        raise(&mut line, seen, max);
    }
    if actual && !is_outside(&line) {
        let rest = sentence::unsaid(&sentence, &line.rule, &of_sheet);
        line.words = sentence::unsaid(&sentence, "judged", &of_sheet);
        line.rule_note = joined(&[line.rule_note, sentence::doubt(&rest, &line.rule)]);
    }
    // Whoever has full marks beside an empty cell had nothing to count.
    let is_nothing = |row: &&Seen| {
        let of = |role: Role| row.figures.get(&role).copied();
        of(Role::Actual).is_none() && of(Role::Score).is_some_and(|score| score == max)
    };
    if line.dash && seen.iter().filter(is_nothing).count() > 0 {
        line.extra.push(NOTHING.to_owned());
    }
    line
}

fn is_outside(line: &Line) -> bool {
    line.extra.iter().any(|extra| extra.starts_with("outside"))
}

/// Raises full marks that more points pass than mistakes do.
fn raise(line: &mut Line, seen: &[Seen], max: Decimal) {
    let scores = || {
        seen.iter()
            .filter_map(|row| row.figures.get(&Role::Score).copied())
    };
    let over = scores().filter(|score| *score > max).count();
    let Some(most) = scores().max() else { return };
    if over * 100 <= scores().count() * (100 - fit::ENOUGH) {
        return;
    }
    line.is_raised = true;
    line.max = Some(most);
    line.max_note = format!(
        "有 {over} 人超过 {}，按表中最高的得分；{SETTLE}",
        max.trimmed()
    );
    line.rule = format!("judged = {{ allowed = [\"0-{}\"] }}", most.trimmed());
}

/// A line whose points nothing explains: where all have the same, its name tells which side is better; else nothing
/// is claimed.
fn by_name(line: &mut Line, seen: &[Seen], name: &str, sentence: &str, known: &Known) {
    let figures = |role: Role| figures(seen, role);
    let scores: BTreeSet<Decimal> = figures(Role::Score).collect();
    let lower = LOWER.iter().any(|word| name.contains(word))
        && !LONGER.iter().any(|word| name.contains(word));
    (line.rule, line.rule_note) = if figures(Role::Target).all(|target| target.is_zero()) {
        let note = format!("{SETTLE}：像是按次数扣分，看不出每次扣几分；先只核对不超过满分");
        ("judged = {}".to_owned(), note)
    } else if scores.len() > 1 {
        let note = format!("{SETTLE}：看不出得分怎样由实际和目标算出，先只核对范围");
        ("judged = {}".to_owned(), note)
    } else {
        line.percent = is_share(seen);
        let kind = if lower { "lower-is-better" } else { "ratio" };
        // A guess is no guess where the words say something else.
        if !sentence::unsaid(sentence, &fit::written(kind, &[]), known).is_empty() {
            line.rule = "judged = {}".to_owned();
            line.rule_note = format!("{SETTLE}：得分都一样，看不出怎么算；先只核对范围");
            return;
        }
        let note = format!("{SETTLE}：得分都一样，看不出怎么算，按名称推测");
        (fit::written(kind, &[]), note)
    };
}

/// The figures of one kind.
fn figures(seen: &[Seen], role: Role) -> impl Iterator<Item = Decimal> {
    seen.iter()
        .filter_map(move |row| row.figures.get(&role).copied())
}

/// What was attained of the target, with its points.
fn attained(seen: &[Seen]) -> Vec<(Ratio, Decimal)> {
    let rows = seen.iter().filter_map(|row| {
        let of = |role: Role| row.figures.get(&role).copied();
        let share = Ratio::from(of(Role::Actual)?).over(&Ratio::from(of(Role::Target)?))?;
        Some((share, of(Role::Score)?))
    });
    rows.collect()
}

/// How many rows of how many hold score × weight, where most do.
fn by_weight(seen: &[Seen], weight: Decimal) -> Option<(usize, usize)> {
    let share = Ratio::from(share_points(weight)).over(&Ratio::from(100))?;
    let rows = seen.iter().filter_map(|row| {
        let (raw, score) = (row.figures.get(&Role::Raw)?, row.figures.get(&Role::Score)?);
        let rounding = Rounding {
            digits: score.trimmed().scale(),
            mode: Mode::HalfUp,
        };
        let weighted = Ratio::from(*raw).times(&share).round(rounding).ok()?;
        Some(weighted.trimmed() == score.trimmed())
    });
    let rows: Vec<bool> = rows.collect();
    let hits = rows.iter().filter(|hit| **hit).count();
    (hits > 0 && hits * 100 >= rows.len() * fit::ENOUGH).then_some((hits, rows.len()))
}

/// A line that nobody gains by: what it takes stands beside the full marks.
fn only_takes(seen: &[Seen]) -> bool {
    let mut scores = seen
        .iter()
        .filter_map(|row| row.figures.get(&Role::Score))
        .filter(|score| !score.is_zero())
        .peekable();
    scores.peek().is_some() && scores.all(|score| score.is_negative())
}

fn is_in_words(criteria: &str) -> bool {
    let text = fold(criteria);
    words::said(&text, r"目标[^0-9]{0,8}?(\d)").is_some()
        && words::said(&text, r"(?:实际|完成)[^0-9]{0,8}?(\d)").is_some()
}

fn is_share(seen: &[Seen]) -> bool {
    let of = |role: Role| seen.iter().filter_map(move |row| row.figures.get(&role));
    let small = |value: &Decimal| *value <= Decimal::from(2) && !value.is_negative();
    let broken = of(Role::Actual).any(|value| value.trimmed().scale() > 0);
    broken && of(Role::Actual).chain(of(Role::Target)).all(small)
}
