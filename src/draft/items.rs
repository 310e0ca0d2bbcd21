//! A draft from forms and long tables: a row per line, whose words and figures tell the rule.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::claims;
use super::fit::{self, Row};
use super::kinds;
use super::layout::{Layout, Seen, says_beside, section_name};
use super::own;
use super::parts::{group, merged, raters};
use super::plan::{Line, Plan, SETTLE, Section, quoted};
use super::table::{Kind, Table};
use super::words::{self, points};
use crate::mapping::LayoutKind;
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

/// What points make of their lines' shares at least, in percent, where they are on a scale of 100: no bonus reaches it.
const FAR: i64 = 130;

/// Fills the plan from the tables of forms, or from long tables.
pub(super) fn draft(tables: &[&Table], notes: &[String], plan: &mut Plan) {
    let mut forms: Vec<(&Table, Vec<(String, Seen)>)> = Vec::new();
    let (mut layout, mut second) = (None, None);
    let mut subtotals: BTreeMap<String, String> = BTreeMap::new();
    for table in tables {
        let Some(own) = Layout::of(table, plan.points) else {
            continue;
        };
        subtotals.extend(own.subtotals(table));
        let over = own.over(table);
        let (mut section, mut share) = (None, None);
        let seen = own.rows(table).into_iter().map(|row| {
            let mut seen = own.read(table, row);
            // A category stands at its first line alone where it is not merged.
            if table.kind == Kind::Form {
                let heading = over.iter().rev().find(|over| over.row < row);
                let heading = heading.map(|over| over.words.clone());
                section = seen.section.take().or(heading).or(section.take());
                seen.section.clone_from(&section);
                seen.outside |= section.as_deref().is_some_and(says_beside);
                share = seen.section_share.or(share);
                seen.part(share);
            }
            (item_name(&seen.words), seen)
        });
        forms.push((table, seen.filter(|(name, _)| !name.is_empty()).collect()));
        second = second.or_else(|| over.into_iter().find(|over| over.points.is_some()));
        layout.get_or_insert(own);
    }
    let by_own = match plan.layout {
        Some(LayoutKind::Long) => own::people_differ(&forms),
        _ => own::differ(&own::by_form(&forms)),
    };
    if plan.layout == Some(LayoutKind::Form) && !by_own {
        forms = kinds::most_alike(forms, plan);
    }
    let wholes = match plan.layout {
        Some(LayoutKind::Form) => own::wholes(&forms),
        _ if by_own => own::wholes(&forms),
        _ => Vec::new(),
    };
    let mut lines: IndexMap<(String, String), Vec<Seen>> = IndexMap::new();
    for (name, seen) in forms.into_iter().flat_map(|(_, seen)| seen) {
        let who = seen.position.clone().unwrap_or_default();
        lines.entry((who, name)).or_default().push(seen);
    }
    let Some(layout) = layout else { return };
    plan.columns.push(("item", layout.item_words.clone()));
    let shown = layout
        .roles
        .iter()
        .map(|(role, _, words)| (role.key(), words.clone()));
    plan.columns.extend(shown);
    if layout.weighs_sections() {
        // What a line weighs of the whole stands nowhere on the sheet.
        for (_, words) in (plan.columns.iter_mut()).filter(|(key, _)| *key == Role::Weight.key()) {
            words.clear();
        }
    }
    plan.vetoes = vetoes(&mut lines);
    let all = || lines.values().flatten();
    let scores: Vec<Row> = all()
        .map(|seen| Row {
            score: seen.figures.get(&Role::Score).copied(),
            ..Row::default()
        })
        .collect();
    plan.line_digits = fit::digits(&scores).min(2);
    plan.is_unrounded = fit::are_unrounded(scores.iter().filter_map(|row| row.score));
    // Points that make far more than the lines' shares do: they are weighted afterwards.
    let pairs = all().filter_map(|seen| {
        let score = *seen.figures.get(&Role::Score)?;
        Some((Ratio::from(score), Ratio::from(seen.share()?)))
    });
    let (scored, shares): (Vec<Ratio>, Vec<Ratio>) = pairs.unzip();
    let [scored, shares] = [scored, shares].map(|all| all.into_iter().sum::<Ratio>());
    let is_far = scored.times(&Ratio::from(100)) > shares.times(&Ratio::from(FAR));
    plan.weighted = (is_far || !wholes.is_empty()) && layout.column(Role::Max).is_none();
    claims::weighted_points(all(), plan);
    if by_own {
        claims::deduction(&lines, plan);
        own::draft(lines, wholes, &layout, notes, plan);
        return;
    }
    let mut drafted: Vec<Line> = Vec::new();
    let mut grouped: BTreeSet<(String, usize)> = BTreeSet::new();
    let entries: Vec<(&(String, String), &Vec<Seen>)> = lines.iter().collect();
    for (index, ((who, name), seen)) in entries.iter().enumerate() {
        if grouped.contains(&(who.clone(), index)) {
            continue;
        }
        // The rows behind whose points stand in the same cell are parts of this line.
        let parts = entries[index + 1..]
            .iter()
            .take_while(|((other, _), rows)| {
                other == who
                    && !rows.first().is_some_and(|row| row.first)
                    && rows.first().map(|row| row.block) == seen.first().map(|row| row.block)
            });
        let parts = parts.count();
        let mut line = if parts > 0 {
            grouped.extend((index + 1..=index + parts).map(|index| (who.clone(), index)));
            group(&entries[index..=index + parts], &layout, notes)
        } else {
            line(name, seen, &layout, notes, plan.weighted)
        };
        // What stands beside the full marks has a section where this has a sum of its own.
        let section = seen.first().and_then(|row| row.section.as_deref());
        let section = section.map(section_name).filter(|_| !plan.weighted);
        line.section =
            (line.section).or_else(|| section.filter(|section| subtotals.contains_key(section)));
        line.positions
            .extend((!who.is_empty()).then(|| who.clone()));
        drafted.push(line);
    }
    plan.lines = merged(drafted);
    if plan
        .lines
        .iter()
        .any(|line| line.rule.starts_with("raters"))
    {
        let words = layout.raters.iter().map(|rater| rater.words.clone());
        plan.raters = words.collect();
    }
    claims::attainment(&lines, plan);
    claims::deduction(&lines, plan);
    let mut named: Vec<String> = Vec::new();
    for line in &plan.lines {
        named.extend(line.section.clone().filter(|name| !named.contains(name)));
    }
    let weighs = |name: &str| wholes.iter().find(|one| one.name == name && plan.weighted);
    plan.sections = named
        .into_iter()
        .map(|name| Section {
            subtotal: subtotals.remove(&name),
            ..weighs(&name).cloned().unwrap_or(Section {
                name,
                ..Section::default()
            })
        })
        .collect();
    if let Some(over) = second {
        plan.columns.push(("item", over.words));
        let points = over.points.into_iter();
        plan.columns
            .extend(points.map(|points| (Role::Score.key(), points)));
    }
}

/// Takes the rows that are answered out of the lines; gives their names.
fn vetoes(lines: &mut IndexMap<(String, String), Vec<Seen>>) -> Vec<String> {
    let is_veto = |seen: &Vec<Seen>| seen.iter().all(|row| row.is_veto);
    let own = lines.iter().filter(|(_, seen)| is_veto(seen));
    let own: Vec<String> = own.map(|((_, name), _)| name.clone()).collect();
    lines.retain(|_, seen| !is_veto(seen));
    own
}

/// An item's name: its words to the first mark or rule.
pub(super) fn item_name(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let label = Label::of_item(without_number(first)).name;
    // The comma of 5,000 parts nothing.
    let parts = |(at, c): &(usize, char)| {
        let after = label[at + c.len_utf8()..].chars().next();
        ",:;。；，".contains(*c) && !(*c == ',' && after.is_some_and(|c| c.is_ascii_digit()))
    };
    let end = label
        .char_indices()
        .find(parts)
        .map_or(label.len(), |(at, _)| at);
    let end = ["扣", "达到", "由"]
        .iter()
        .filter_map(|word| label[..end].find(word))
        .min()
        .unwrap_or(end);
    let short = label[..end].trim_end_matches(['(', '、']);
    // A bracket that was cut in two is no name.
    let short = short
        .split_once('(')
        .filter(|(_, rest)| !rest.contains(')'))
        .map_or(short, |(name, _)| name);
    if short.chars().count() >= 3 {
        short.to_owned()
    } else {
        label
    }
}

/// A weight as points of 100.
pub(super) fn share_points(weight: Decimal) -> Decimal {
    if weight <= Decimal::ONE {
        Ratio::from(weight)
            .times(&Ratio::from(100))
            .exact(4)
            .unwrap_or(weight)
    } else {
        weight
    }
}

fn line(name: &str, seen: &[Seen], layout: &Layout, notes: &[String], weighted: bool) -> Line {
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
    let sentence = format!("{words} {criteria}");
    // What counts has a column, or nobody could compute the points.
    let has_counts = layout.column(Role::Actual).is_some();
    let rule_told = words::rule(&sentence, notes);
    let has = |role: Role| seen.iter().any(|row| row.figures.contains_key(&role));
    let (actual, target) = (has(Role::Actual), has(Role::Target));
    let max = line.max.unwrap_or(Decimal::HUNDRED);
    if (seen.iter().any(|row| row.outside) || known.is_none() && only_takes(seen))
        && !rule_told
            .as_ref()
            .is_some_and(|(rule, _)| rule.starts_with("bonus"))
    {
        outside(&mut line, seen);
    } else if !layout.raters.is_empty() {
        raters(&mut line, seen.iter(), layout, notes);
    } else if let Some((hits, of)) = share.and_then(|weight| by_weight(seen, weight)) {
        line.rule = "weighted = {}".to_owned();
        line.rule_note = format!("评分 × 权重；{of} 行里有 {hits} 行合得上");
    } else if let Some((rule, counts)) = rule_told.clone().filter(|_| has_counts) {
        line.rule_note = "按表中的文字".to_owned();
        line.dash = counts;
        if rule.starts_with("bonus") {
            line.max = None;
            line.section = None;
        }
        line.rule = rule;
    } else if let Some(fit) = fit::fit(
        &rows,
        &[(0, Some(1)), (0, Some(2)), (0, None)],
        known,
        true,
        weighted,
    ) {
        line.rule_note = fit.words();
        line.dash = fit.rule.starts_with("deduction");
        line.percent = !line.dash && is_share(seen);
        line.rule = fit.rule;
    } else if let (true, false, Some(target)) = (actual, target, words::target(words)) {
        line.rule = format!("ratio = {{ target = {} }}", quoted(&target));
        line.rule_note = format!("目标取自文字；{SETTLE}：不足是否按比例计分");
        line.percent = target.ends_with('%');
    } else if actual && target {
        by_name(&mut line, seen, name);
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
            Some((rule, _)) => {
                format!("文字像是 {rule}，但表上没有写次数的列，只核对范围；{SETTLE}：允许哪些分值")
            }
            None => format!("评分法，只核对范围；{SETTLE}：允许哪些分值"),
        };
    }
    if line.rule.starts_with("judged") && known.is_some() && !is_outside(&line) {
        raise(&mut line, seen, max);
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
    line.max = Some(most);
    line.max_note = format!(
        "有 {over} 人超过 {}，按表中最高的得分；{SETTLE}",
        max.trimmed()
    );
    line.rule = format!("judged = {{ allowed = [\"0-{}\"] }}", most.trimmed());
}

/// An empty cell of a line that takes points off.
pub(super) const NOTHING: &str = "blank = \"zero\"  # 没有扣分的空着";

/// A line whose points nothing explains: where all have the same, its name tells which side is better; else nothing
/// is claimed.
fn by_name(line: &mut Line, seen: &[Seen], name: &str) {
    let figures = |role: Role| seen.iter().filter_map(move |row| row.figures.get(&role));
    let scores: BTreeSet<&Decimal> = figures(Role::Score).collect();
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
        let note = format!("{SETTLE}：得分都一样，看不出怎么算，按名称推测");
        (fit::written(kind, &[]), note)
    };
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

/// Points beside the full marks, as far as anybody got or lost some.
pub(super) fn outside(line: &mut Line, seen: &[Seen]) {
    let told = seen.iter().find_map(|row| {
        words::said_figure(&fold(&row.criteria), r"最[高多](?:加)?(\d+(?:\.\d+)?)分")
    });
    let scores = seen
        .iter()
        .map(|row| row.figures.get(&Role::Score).copied());
    beside(line, &scores.collect::<Vec<_>>(), told);
}

/// The same of the points that were seen and the most that words tell.
pub(super) fn beside(line: &mut Line, seen: &[Option<Decimal>], told: Option<Decimal>) {
    let scores = || seen.iter().flatten().copied();
    if scores().count() < seen.len() {
        let blank = "blank = \"zero\"  # 没有加减分的空着";
        line.extra.push(blank.to_owned());
    }
    let most = scores().max().unwrap_or_default();
    let most = most.max(told.unwrap_or_default()).max(Decimal::ZERO);
    let least = scores().min().unwrap_or_default().min(Decimal::ZERO);
    let is_unknown = most.is_zero() && least.is_zero();
    line.max = Some(if is_unknown { Decimal::ONE } else { most });
    line.max_note = format!("按表中最高的；{SETTLE}：最多加几分");
    line.weight.clear();
    line.section = None;
    line.extra
        .push("outside = true  # 满分之外的加减分".to_owned());
    line.rule = format!(
        "judged = {{ allowed = [\"{} - {}\"] }}",
        least.trimmed(),
        most.trimmed()
    );
    line.rule_note = format!("按表中见过的分；{SETTLE}：允许哪些分值");
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
