//! Figures that were typed where their neighbours have formulas.
//!
//! Neighbours are the same column of a roster, the same figure on the other forms of the workbook, and the scores of a
//! form's other lines of the same kind. Judged scores and other inputs are typed by nature and have no neighbours.

use std::collections::BTreeMap;

use super::Context;
use super::formulas::{Kind, spots};
use crate::extract::TableRows;
use crate::formula::{FormulaColumns, shape, text_of};
use crate::rule::Role;
use crate::scorecard::State;
use crate::workbook::{Location, Value};

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

/// The figures that were typed where most like them have formulas.
pub(super) fn typed_over(context: &Context) -> BTreeMap<Location, Typed> {
    let mut found = BTreeMap::new();
    let columns = FormulaColumns::new(context.workbook);
    if columns.are_none() {
        return found;
    }
    for group in groups(context, &columns).into_values() {
        let is_exception = group.formulas >= LEAST
            && !group.typed.is_empty()
            && group.typed.len() * FORMULAS_PER_TYPED <= group.formulas;
        if !is_exception {
            continue;
        }
        let mut shapes: BTreeMap<String, Vec<Location>> = BTreeMap::new();
        for at in &group.sample {
            if let Some(text) = text_of(context.workbook, at.sheet, at.cell) {
                shapes.entry(shape(text, at.cell)).or_default().push(*at);
            }
        }
        let most = shapes
            .into_values()
            .max_by_key(Vec::len)
            .unwrap_or_default();
        if most.len() < LEAST || most.len() * 2 < group.sample.len() {
            continue;
        }
        for at in group.typed {
            let distance = |one: &&Location| {
                let rows = one.cell.row.abs_diff(at.cell.row);
                (one.sheet != at.sheet, rows, one.sheet)
            };
            let Some(example) = most.iter().min_by_key(distance) else {
                continue;
            };
            let typed = Typed {
                neighbours: group.formulas,
                example: *example,
            };
            found.entry(at).or_insert(typed);
        }
    }
    found
}

fn groups(context: &Context, columns: &FormulaColumns) -> BTreeMap<Key, Group> {
    let lines = &context.mapping.lines;
    // The first line of the scheme whose rule is of the same kind.
    let same_rule: Vec<usize> = lines
        .iter()
        .map(|line| {
            let kind = std::mem::discriminant(&line.rule);
            let is_it = |one: &crate::mapping::Line| std::mem::discriminant(&one.rule) == kind;
            lines.iter().position(is_it).unwrap_or_default()
        })
        .collect();
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for card in &context.extraction.cards {
        let is_roster = context.extraction.tables[card.table].rows == TableRows::People;
        let scope = if is_roster { card.table + 1 } else { 0 };
        for (kind, at) in spots(card) {
            let mut keys: [Option<Key>; 2] = [None, None];
            match kind {
                Kind::Line(line, role @ (Role::Score | Role::Weighted | Role::Attainment)) => {
                    let spec = card.lines[line].spec();
                    let actual = card.lines[line].figure(Role::Actual);
                    let is_none = actual.is_some_and(|actual| actual.state == State::Dash);
                    // Of a 无 or - no formula makes a number: the figure beside it must be typed.
                    let is_judged = lines[spec].rule.judged().is_some() && role != Role::Weighted;
                    if is_judged || is_none && !columns.hold(at) {
                        continue;
                    }
                    keys[0] = Some((scope, Kind::Line(spec, role), false));
                    if !is_roster {
                        let alike = Kind::Line(same_rule[spec], role);
                        keys[1] = Some((card.table + 1, alike, true));
                    }
                }
                Kind::Line(..) | Kind::Base | Kind::Rate => continue,
                _ => keys[0] = Some((scope, kind, false)),
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
