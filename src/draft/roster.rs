//! A draft from a roster: groups of columns become lines, formulas tell sections and weights, figures tell the rules.

use std::iter;

use super::blends;
use super::fit::{self, Row};
use super::groups::{Group, Leaf, groups};
use super::items::{beside, share_points};
use super::ladders::Notes;
use super::less;
use super::marks;
use super::naming;
use super::plan::{Line, Plan, SETTLE};
use super::points;
use super::rounding;
use super::ruled::Inputs;
use super::sums::{self, sections, weights};
use super::table::{Column, Table, figure, text};
use super::vetoes;
use super::wholes;
use super::words::FIELDS;
use crate::formula::cap_of_quotient;
use crate::mapping::{Field, LayoutKind};
use crate::number::Decimal;
use crate::rule::Role;
use crate::workbook::CellRef;

/// Lines that were found, with the columns of their points.
pub(super) struct Found {
    pub line: Line,
    pub column: u32,
    /// Its points are taken off.
    pub is_less: bool,
    rows: Vec<Row>,
}

impl Found {
    /// True for points beside the full marks: 加分, 违纪扣分, without full marks of their own.
    fn is_beside(&self) -> bool {
        let words = ["加分", "扣分", "减分", "奖惩"];
        let name = self.line.item.trim_end_matches('项');
        let is_named = words.iter().any(|word| name.ends_with(word));
        is_named && self.line.rule.starts_with("judged") && self.line.max_note == marks::guessed()
    }
}

/// How the points of columns make the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Added,
    /// Each times its weight.
    Weighted,
    /// Those under one header added, and each sum times the header's weight.
    Parted,
}

/// Fills the plan from a roster.
pub(super) fn draft(table: &Table, notes: &Notes, plan: &mut Plan) {
    plan.layout = Some(LayoutKind::Roster);
    let rows = people(table);
    let naming::Paid {
        table,
        grades,
        payout,
    } = naming::paid(table, &rows, notes);
    let table = &table;
    for (field, name) in FIELDS {
        if let Some(column) = table.of_field(field) {
            plan.fields.push((name, column.words()));
        }
    }
    if named_by(table) == Some(Field::Department) {
        for (name, _) in plan
            .fields
            .iter_mut()
            .filter(|(name, _)| *name == "department")
        {
            *name = "name";
        }
        plan.doubts
            .push("一行是一个部门，不是一个人：方案里把部门名当作姓名".to_owned());
    }
    let (mut groups, sums) = groups(table, &rows);
    let wholes = wholes::part(table, &rows, &sums, &mut groups);
    let totals: Vec<Option<Decimal>> = rows
        .iter()
        .map(|row| {
            figure(
                table.sheet,
                CellRef::new(*row, table.of_field(Field::Total)?.column),
            )
        })
        .collect();
    let sum = points::settle(table, &rows, &totals, &mut groups);
    let scale = match sum.weighted {
        true if sums::are_parted(&groups) => Scale::Parted,
        true => Scale::Weighted,
        false => Scale::Added,
    };
    plan.weighted = scale == Scale::Weighted;
    plan.deducts = sum.from_full;
    plan.scale(totals.iter().flatten().copied());
    let mut found: Vec<Found> = Vec::new();
    for group in &groups {
        let full = plan.full.unwrap_or(Decimal::HUNDRED);
        lines(table, (group, full), &rows, notes, scale, &mut found);
    }
    for one in &mut found {
        one.is_less = sum.less.contains(&one.column);
    }
    plan.line_digits = found
        .iter()
        .map(|one| fit::digits(&one.rows))
        .max()
        .unwrap_or(0)
        .min(2);
    let scores = found
        .iter()
        .flat_map(|one| one.rows.iter().filter_map(|row| row.score));
    plan.is_unrounded = fit::are_unrounded(scores);
    let scales = totals.iter().flatten().map(|total| total.trimmed().scale());
    let shown = scales.max().unwrap_or(0).min(2);
    plan.total_digits =
        Some(shown).filter(|shown| scale != Scale::Added || *shown < plan.line_digits);
    if fit::are_unrounded(totals.iter().flatten().copied()) {
        plan.total_digits = None;
    }
    let cells = |columns: &[u32]| {
        let columns = columns.to_vec();
        let cells = columns
            .into_iter()
            .flat_map(|column| rows.iter().map(move |row| (column, *row)));
        let formulas = cells.filter_map(|(column, row)| table.formula(column, row));
        formulas.collect::<Vec<_>>()
    };
    let computed = found
        .iter()
        .filter(|one| !one.line.rule.starts_with("judged"));
    let computed: Vec<u32> = computed.map(|one| one.column).collect();
    let of_lines = cells(&computed).into_iter();
    plan.rounds_lines(rounding::told(of_lines, computed.len() * rows.len()));
    let total: Vec<u32> = table
        .of_field(Field::Total)
        .iter()
        .map(|total| total.column)
        .collect();
    plan.rounds_total(rounding::told(cells(&total).into_iter(), rows.len()));
    if plan.weighted {
        weights(table, &rows, shown, &mut found);
    } else if scale == Scale::Parted {
        sums::by_header(table, &sums, &mut found, plan);
        wholes::name(wholes, plan);
    } else {
        sections(table, &sums, &rows, &mut found, plan);
    }
    for one in &mut found {
        let seen: Vec<Option<Decimal>> = one.rows.iter().map(|row| row.score).collect();
        if one.is_less {
            less::taken_off(table, one.column, &mut one.line, &seen, sum.from_full);
        } else if sum.from_full || one.is_beside() && !plan.weighted {
            beside(&mut one.line, &seen, None);
        }
    }
    less::doubt(table, &sum.added, plan);
    let only_lost = groups
        .iter()
        .filter(|group| group.has(Role::Deduction) && !group.has(Role::Score));
    let only_lost: Vec<&str> = only_lost.map(|group| group.name.as_str()).collect();
    if !only_lost.is_empty() {
        plan.doubts.push(format!(
            "「{}」只有扣分、没有得分：从满分里扣的，方案写 composition = \"deductions\"，各项写 columns.deduction",
            only_lost.join("」「")
        ));
    }
    plan.vetoes = vetoes::vetoes(table, &rows, notes);
    plan.lines = found.into_iter().map(|one| one.line).collect();
    if plan.lines.is_empty() && only_lost.is_empty() {
        plan.lines.extend(total_alone(table));
    }
    plan.pays(grades, payout);
}

/// The total as the only line, where nothing stands on the sheet that makes it.
fn total_alone(table: &Table) -> Option<Line> {
    let words = table.of_field(Field::Total)?.words();
    Some(Line {
        item: words.clone(),
        max: Some(Decimal::HUNDRED),
        max_note: format!("{SETTLE}：满分多少"),
        rule: "judged = {}".to_owned(),
        rule_note: format!("{SETTLE}：表中没有算出它的各项，只核对不超过满分"),
        columns: vec![(Role::Score.key(), words)],
        ..Line::default()
    })
}

/// What tells the rows apart: names, ids, else departments.
fn named_by(table: &Table) -> Option<Field> {
    [Field::Name, Field::Id, Field::Department]
        .into_iter()
        .find(|field| table.of_field(*field).is_some())
}

/// The rows that bear a name or an id.
fn people(table: &Table) -> Vec<u32> {
    let Some(who) = named_by(table).and_then(|field| table.of_field(field)) else {
        return Vec::new();
    };
    let rows = table.rows().into_iter();
    rows.filter(|row| text(table.sheet, CellRef::new(*row, who.column)).is_some())
        .collect()
}

/// The lines of a group: each column of points ends one.
fn lines(
    table: &Table,
    (group, full): (&Group, Decimal),
    rows: &[u32],
    notes: &[String],
    scale: Scale,
    found: &mut Vec<Found>,
) {
    let scores = group
        .leaves
        .iter()
        .filter(|leaf| leaf.role == Some(Role::Score))
        .count();
    let (mut earlier, mut pending): (Vec<&Leaf>, Vec<&Leaf>) = (Vec::new(), Vec::new());
    // Weighted points stand behind the points that they are made of.
    let weighted = group.leaves.iter();
    let weighted = weighted.filter(|leaf| leaf.role == Some(Role::Weighted));
    let mut others: Vec<(Role, &Column)> =
        weighted.map(|leaf| (Role::Weighted, leaf.column)).collect();
    let is_whole = scale == Scale::Weighted && full == Decimal::HUNDRED && scores == 1;
    let mut blend = is_whole.then(|| blends::of(table, group, rows)).flatten();
    for leaf in &group.leaves {
        if blend.as_ref().is_some_and(|blend| blend.holds(leaf.column)) {
            continue;
        }
        match leaf.role {
            Some(Role::Weighted) => {}
            Some(Role::Score) => {
                let stem = leaf.words.trim_end_matches("得分").to_owned();
                let item = match scores {
                    1 => group.name.clone(),
                    _ if group.name.contains(&stem) => group.name.clone(),
                    _ => match &pending[..] {
                        [one]
                            if one.words.chars().count() > stem.chars().count()
                                && !one.words.contains(&stem) =>
                        {
                            one.words.clone()
                        }
                        _ => format!("{}{stem}", group.name),
                    },
                };
                let own = pending.len();
                let inputs: Vec<&Column> = pending
                    .iter()
                    .chain(&earlier)
                    .map(|leaf| leaf.column)
                    .collect();
                let made = Made {
                    item,
                    full,
                    score: leaf.column,
                    inputs,
                    own,
                    others: std::mem::take(&mut others),
                };
                let mut one = finish(table, made, rows, notes, scale);
                if let Some(blend) = blend.take() {
                    blend.rule(&mut one.line);
                }
                found.push(one);
                earlier.append(&mut pending);
            }
            Some(
                role @ (Role::Attainment
                | Role::Remark
                | Role::Weight
                | Role::Max
                | Role::Deduction
                | Role::SelfScore
                | Role::GradeWord
                | Role::Criteria),
            ) => others.push((role, leaf.column)),
            Some(Role::Target | Role::Previous) => pending.push(leaf),
            _ => {
                // The actual figure goes before what it is divided by.
                let at = pending
                    .iter()
                    .position(|other| matches!(other.role, Some(Role::Target | Role::Previous)));
                pending.insert(at.unwrap_or(pending.len()), leaf);
            }
        }
    }
}

/// What a line is made from.
struct Made<'a> {
    item: String,
    /// Full marks where points are weighted.
    full: Decimal,
    score: &'a Column,
    /// Its inputs, then those of earlier lines of the group.
    inputs: Vec<&'a Column>,
    own: usize,
    others: Vec<(Role, &'a Column)>,
}

fn finish(table: &Table, made: Made, people: &[u32], notes: &[String], scale: Scale) -> Found {
    let weighted = scale == Scale::Weighted;
    let value = |row: u32, column: &Column| figure(table.sheet, CellRef::new(row, column.column));
    let shares = made
        .others
        .iter()
        .filter(|(role, _)| *role == Role::Attainment);
    let own: Vec<&Column> = iter::once(made.score)
        .chain(shares.map(|(_, column)| *column))
        .collect();
    let cap = |row: u32| {
        let mut formulas = own
            .iter()
            .filter_map(|column| table.formula(column.column, row));
        formulas.find_map(cap_of_quotient)
    };
    let rows: Vec<Row> = people
        .iter()
        .map(|row| Row {
            inputs: made
                .inputs
                .iter()
                .map(|column| value(*row, column))
                .collect(),
            score: value(*row, made.score),
            cap: cap(*row),
        })
        .collect();
    // Where points are added, a share in the header is of the full marks: 40% are 40.
    let told = || {
        let own = || marks::share_of(table, made.score).map(share_points);
        let share = || own().filter(|_| scale == Scale::Added);
        let beside = || stated(table, &made.others, people, scale);
        marks::points_of(table, made.score)
            .or_else(share)
            .or_else(beside)
    };
    let known = if weighted { Some(made.full) } else { told() };
    let best = fit::most(&rows);
    // The full marks behind a name are no part of it.
    let bare = marks::trailing(table, made.score).map(|(name, _)| name.to_owned());
    let is_whole = made.item == made.score.leaf();
    let mut line = Line {
        item: bare.filter(|_| is_whole).unwrap_or(made.item),
        ..Line::default()
    };
    let mut pairs: Vec<(usize, Option<usize>)> = Vec::new();
    for actual in 0..made.own {
        let others = (0..made.inputs.len()).filter(|other| *other != actual);
        pairs.extend(others.map(|other| (actual, Some(other))));
        pairs.push((actual, None));
    }
    let counts = pairs.iter().any(|(_, other)| other.is_none());
    let fitted = fit::fit(&rows, &pairs, known, counts, weighted);
    line.max = fitted.as_ref().map(|fit| fit.max).or(known).or(best);
    if known.is_none() {
        line.max_note = marks::guessed();
    }
    if weighted {
        line.max = None;
        line.max_note.clear();
    }
    line.columns.push((Role::Score.key(), made.score.words()));
    let headers = table.columns.iter().filter(|column| column.field.is_none());
    let headers: Vec<&str> = headers.map(Column::leaf).collect();
    let inputs = Inputs {
        rows: &rows,
        columns: &made.inputs,
        own: made.own,
        pairs: &pairs,
        max: line.max.or(known),
        others: &headers,
    };
    inputs.rule(&mut line, fitted.as_ref(), (made.score, notes));
    let tells = |column: &Column| {
        let attained = |row: u32| value(row, column);
        fitted.as_ref().is_some_and(|fit| {
            let rows = rows.iter().zip(people);
            let told = rows.filter_map(|(row, at)| fit.attains(row, attained(*at)?));
            let told: Vec<bool> = told.collect();
            told.iter().filter(|is_it| **is_it).count() * 2 > told.len()
        })
    };
    for (role, column) in made.others {
        // What nothing compares shall not look as if it were checked.
        let is_checked = match role {
            Role::Attainment => tells(column),
            Role::Deduction => false,
            Role::Weighted => weighted,
            _ => true,
        };
        if is_checked {
            line.columns.push((role.key(), column.words()));
        }
    }
    Found {
        line,
        column: made.score.column,
        is_less: false,
        rows,
    }
}

/// The full marks in the line's own column of them, or of weights where points are added: what most people have there.
fn stated(
    table: &Table,
    others: &[(Role, &Column)],
    people: &[u32],
    scale: Scale,
) -> Option<Decimal> {
    let known = [Role::Max, Role::Weight];
    let (role, column) = others.iter().find(|(role, _)| known.contains(role))?;
    let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column.column));
    let own: Vec<Decimal> = people.iter().filter_map(at).collect();
    let times = |one: &Decimal| own.iter().filter(|other| *other == one).count();
    let most = own.iter().copied().max_by_key(times)?;
    let is_usual = times(&most) * 100 >= own.len() * fit::ENOUGH && !most.is_zero();
    let full = match role {
        Role::Max => most,
        _ => share_points(most),
    };
    (is_usual && scale == Scale::Added).then_some(full)
}
