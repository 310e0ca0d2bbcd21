//! Figures that were typed where their neighbours have formulas.
//!
//! Neighbours are the same column of a roster, the same figure on the other forms of the workbook, and the scores of a
//! form's other lines of the same kind. Judged scores and other inputs are typed by nature and have no neighbours.
//! Of a wrong figure, a formula that is unlike its neighbours' is where to look first.

use std::collections::BTreeMap;

use super::formulas::{Kind, spots};
use super::{Card, Context};
use crate::extract::TableRows;
use crate::formula::{FormulaColumns, shape, text_of};
use crate::rule::Role;
use crate::scorecard::{Scorecard, State};
use crate::workbook::{CellRef, Location, Value};

/// How many formulas of a group are looked at for their shape.
const SAMPLE: usize = 100;
/// How many typed figures of a group are kept; more are no exception.
const MOST_TYPED: usize = 10_000;
/// How many neighbours must share a formula.
const LEAST: usize = 3;
/// How many formulas there are at least for each typed figure.
const FORMULAS_PER_TYPED: usize = 3;

/// A figure that was typed over its formula.
pub(super) struct Typed {
    /// How many like it have a formula.
    pub neighbours: usize,
    /// One of them.
    pub example: Location,
}

/// Cells that should be alike.
#[derive(Default)]
struct Group {
    formulas: usize,
    sample: Vec<Location>,
    typed: Vec<Location>,
}

/// A group's scope (a table, or 0 for the workbook), the kind of figure, and which of them.
type Key = (usize, Kind, bool);

/// What most cells that should be alike hold.
#[derive(Default)]
pub(super) struct Usual {
    /// The figures that were typed where most like them have formulas.
    pub typed: BTreeMap<Location, Typed>,
    /// The shape that nearly all formulas of a group share, and some that have it.
    shapes: BTreeMap<Key, (String, Vec<Location>)>,
}

/// What is usual in a workbook.
pub(super) fn usual(context: &Context) -> Usual {
    let mut usual = Usual::default();
    let columns = FormulaColumns::new(context.workbook);
    if columns.are_none() {
        return usual;
    }
    for (key, group) in groups(context, &columns) {
        if group.formulas < LEAST {
            continue;
        }
        let by_shape = alike(context, &group, shape);
        let is_rare = group.typed.len() * FORMULAS_PER_TYPED <= group.formulas;
        if !group.typed.is_empty() && is_rare {
            // Sums of as many cells as each person has lines are alike but for their ends.
            let of_most = most(&by_shape, &group)
                .or_else(|| most(&alike(context, &group, outline), &group))
                .unwrap_or_default();
            for at in &group.typed {
                if let Some(example) = nearest(&of_most, *at) {
                    let typed = Typed {
                        neighbours: group.formulas,
                        example,
                    };
                    usual.typed.entry(*at).or_insert(typed);
                }
            }
        }
        let odd = |cells: &Vec<Location>| group.sample.len() - cells.len();
        let most = by_shape.into_iter().max_by_key(|(_, cells)| cells.len());
        if let Some((shape, cells)) = most
            && cells.len() >= LEAST
            && odd(&cells) * FORMULAS_PER_TYPED <= cells.len()
        {
            usual.shapes.insert(key, (shape, cells));
        }
    }
    usual
}

/// A cell whose formula shows what those like a cell's own have, where its own is another.
pub(super) fn unlike(context: &Context, card: &Card, at: Location) -> Option<Location> {
    let text = text_of(context.workbook, at.sheet, at.cell)?;
    let own = shape(text, at.cell);
    let mut spots = spots(card.card).into_iter();
    let (kind, _) = spots.find(|(_, place)| *place == at)?;
    let same_rule = same_rule(context);
    let keys = keys(context, &same_rule, card.card, kind, || true);
    let mut known = keys.iter().flatten();
    let (usual, cells) = known.find_map(|key| context.habits.usual.shapes.get(key))?;
    nearest(cells, at).filter(|_| *usual != own)
}

/// Another cell whose formula is a cell's own one there, where those like it nearly all have it.
pub(super) fn alike_elsewhere(context: &Context, card: &Card, at: Location) -> Option<Location> {
    let text = text_of(context.workbook, at.sheet, at.cell)?;
    let own = shape(text, at.cell);
    let (kind, _) = spots(card.card)
        .into_iter()
        .find(|(_, place)| *place == at)?;
    let same_rule = same_rule(context);
    let keys = keys(context, &same_rule, card.card, kind, || true);
    let mut known = keys.iter().flatten();
    let (usual, cells) = known.find_map(|key| context.habits.usual.shapes.get(key))?;
    let others: Vec<Location> = cells.iter().filter(|cell| **cell != at).copied().collect();
    nearest(&others, at).filter(|_| *usual == own)
}

/// The sampled formulas of a group by what `seen` makes of their texts.
fn alike(
    context: &Context,
    group: &Group,
    seen: fn(&str, CellRef) -> String,
) -> BTreeMap<String, Vec<Location>> {
    let mut alike: BTreeMap<String, Vec<Location>> = BTreeMap::new();
    for at in &group.sample {
        if let Some(text) = text_of(context.workbook, at.sheet, at.cell) {
            alike.entry(seen(text, at.cell)).or_default().push(*at);
        }
    }
    alike
}

/// A formula's shape without its distances and numbers.
fn outline(text: &str, at: CellRef) -> String {
    let is_kept = |c: &char| !c.is_ascii_digit() && *c != '-';
    shape(text, at).chars().filter(is_kept).collect()
}

/// The cells that most of a group are like.
fn most(alike: &BTreeMap<String, Vec<Location>>, group: &Group) -> Option<Vec<Location>> {
    let most = alike.values().max_by_key(|cells| cells.len())?;
    (most.len() >= LEAST && most.len() * 2 >= group.sample.len()).then(|| most.clone())
}

fn nearest(cells: &[Location], at: Location) -> Option<Location> {
    let distance = |one: &&Location| {
        let rows = one.cell.row.abs_diff(at.cell.row);
        (one.sheet != at.sheet, rows, one.sheet)
    };
    cells.iter().min_by_key(distance).copied()
}

/// Of each line the first line of the scheme whose rule is of the same kind.
fn same_rule(context: &Context) -> Vec<usize> {
    let lines = &context.mapping.lines;
    let same_rule = lines.iter().map(|line| {
        let kind = std::mem::discriminant(&line.rule);
        let is_it = |one: &crate::mapping::Line| std::mem::discriminant(&one.rule) == kind;
        lines.iter().position(is_it).unwrap_or_default()
    });
    same_rule.collect()
}

/// The groups of a card's figure; none for inputs.
fn keys(
    context: &Context,
    same_rule: &[usize],
    card: &Scorecard,
    kind: Kind,
    has_formula: impl Fn() -> bool,
) -> [Option<Key>; 2] {
    let is_roster = context.extraction.tables[card.table].rows == TableRows::People;
    let scope = if is_roster { card.table + 1 } else { 0 };
    let (line, role) = match kind {
        Kind::Line(line, role @ (Role::Score | Role::Weighted | Role::Attainment)) => (line, role),
        Kind::Line(..) | Kind::Base | Kind::Rate => return [None, None],
        _ => return [Some((scope, kind, false)), None],
    };
    let spec = card.lines[line].spec();
    let actual = card.lines[line].figure(Role::Actual);
    let is_none = actual.is_some_and(|actual| actual.state == State::Dash);
    // Of a 无 or - no formula makes a number: the figure beside it must be typed.
    let rule = &context.mapping.lines[spec].rule;
    let is_judged = rule.judged().is_some() && role != Role::Weighted;
    // What stands outside the full marks has no weight to be multiplied by.
    let is_unweighted = context.mapping.lines[spec].outside && role == Role::Weighted;
    if is_judged || is_unweighted || is_none && !has_formula() {
        return [None, None];
    }
    let alike = Kind::Line(same_rule[spec], role);
    [
        Some((scope, Kind::Line(spec, role), false)),
        (!is_roster).then_some((card.table + 1, alike, true)),
    ]
}

fn groups(context: &Context, columns: &FormulaColumns) -> BTreeMap<Key, Group> {
    let same_rule = same_rule(context);
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for card in &context.extraction.cards {
        for (kind, at) in spots(card) {
            let keys = keys(context, &same_rule, card, kind, || columns.hold(at));
            if keys == [None, None] {
                continue;
            }
            let Some(sheet) = context.workbook.sheets.get(at.sheet) else {
                continue;
            };
            let has_formula = columns.hold(at);
            let is_word = kind == Kind::Grade;
            let is_typed = || match sheet.value(at.cell) {
                Value::Number(_) => true,
                Value::Text(_) => is_word,
                _ => false,
            };
            if !has_formula && !is_typed() {
                continue;
            }
            for key in keys.into_iter().flatten() {
                let group = groups.entry(key).or_default();
                if !has_formula {
                    if group.typed.len() < MOST_TYPED {
                        group.typed.push(at);
                    }
                    continue;
                }
                group.formulas += 1;
                if group.sample.len() < SAMPLE {
                    group.sample.push(at);
                }
            }
        }
    }
    groups
}
