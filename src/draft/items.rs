//! A draft from forms and long tables: a row per line, whose words and figures tell the rule.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::claims;
use super::fit::{self, Row};
use super::kinds;
use super::layout::{Layout, Seen, says_beside, section_name};
use super::own;
use super::parts::{group, merged};
use super::plan::{Line, Plan, SETTLE, Section, Veto};
use super::rounding;
use super::table::{Kind, Table, figure};
use super::told;
use super::words;
use crate::mapping::LayoutKind;
use crate::mapping::spelling::{Label, fold, without_number};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::CellRef;

/// What points make of their lines' shares at least, in percent, where they are on a scale of 100: no bonus reaches it.
const FAR: i64 = 130;

/// Fills the plan from the tables of forms, or from long tables.
pub(super) fn draft(tables: &[&Table], notes: &[String], plan: &mut Plan) {
    let mut forms: Vec<(&Table, Vec<(String, Seen)>)> = Vec::new();
    let (mut layout, mut second) = (None, None);
    let (mut formulas, mut cells): (Vec<&str>, usize) = (Vec::new(), 0);
    let mut subtotals: BTreeMap<String, String> = BTreeMap::new();
    for table in tables {
        let Some(own) = Layout::of(table, plan.points) else {
            continue;
        };
        subtotals.extend(own.subtotals(table));
        let over = own.over(table);
        // What is judged has no formula to round it.
        let computed = |row: &u32| {
            own.column(Role::Actual)
                .is_none_or(|actual| figure(table.sheet, CellRef::new(*row, actual)).is_some())
        };
        let rows: Vec<u32> = own.rows(table).into_iter().filter(computed).collect();
        let score = own.column(Role::Score);
        formulas.extend(rows.iter().filter_map(|row| table.formula(score?, *row)));
        cells += rows.len();
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
    let vetoes = vetoes(&mut lines).into_iter();
    plan.vetoes = vetoes.map(|name| Veto::of(name, None)).collect();
    let all = || lines.values().flatten();
    let scores: Vec<Row> = all()
        .map(|seen| Row {
            score: seen.figures.get(&Role::Score).copied(),
            ..Row::default()
        })
        .collect();
    plan.line_digits = fit::digits(&scores).min(2);
    plan.is_unrounded = fit::are_unrounded(scores.iter().filter_map(|row| row.score));
    plan.rounds_lines(rounding::told(formulas.into_iter(), cells));
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
            told::line(name, seen, &layout, notes, plan.weighted)
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
    claims::full_marks(plan);
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

/// An empty cell of a line that takes points off.
pub(super) const NOTHING: &str = "blank = \"zero\"  # 没有扣分的空着";

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
