//! How a roster's lines make subtotals and the total, as the sheet's own formulas tell it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::fit::ENOUGH;
use super::groups::Group;
use super::marks;
use super::plan::{Plan, SETTLE, Section};
use super::roster::Found;
use super::shares;
use super::table::{Column, Table, figure, text};
use super::words;
use crate::mapping::Field;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::CellRef;

/// Sections, as the formulas of the sums tell them.
pub(super) fn sections(
    table: &Table,
    sums: &[&Column],
    rows: &[u32],
    found: &mut [Found],
    plan: &mut Plan,
) {
    for column in sums {
        let formula = rows
            .iter()
            .find_map(|row| table.formula(column.column, *row));
        let held = formula.map(columns_in).filter(|held| !held.is_empty());
        let held = held.or_else(|| left_of(table, column, rows, found));
        let Some(held) = held else {
            plan.doubts.push(format!(
                "「{}」像是小计，看不出是哪几项之和：写 [[section]]，并在各项写 section",
                column.words()
            ));
            continue;
        };
        let name = section_of(column, plan);
        let mut any = false;
        for one in found.iter_mut().filter(|one| held.contains(&one.column)) {
            one.line.section = Some(name.clone());
            any = true;
        }
        if any {
            plan.sections.push(Section {
                name,
                subtotal: Some(column.words()),
                ..Section::default()
            });
        }
    }
}

/// What a column of sums is called: 教学常规小计, 小计 under 教学常规, else as it stands.
fn section_of(column: &Column, plan: &Plan) -> String {
    let own = column.leaf().trim_end_matches("小计");
    let over = column
        .path
        .iter()
        .rev()
        .nth(1)
        .map(|label| label.name.as_str());
    let name = match (own, over) {
        ("", Some(over)) => over.to_owned(),
        ("", None) => column.leaf().to_owned(),
        (own, _) => own.to_owned(),
    };
    let is_taken = plan.sections.iter().any(|section| section.name == name);
    if is_taken { column.words() } else { name }
}

/// The lines to the left under the same header that a typed sum adds in nearly all rows.
fn left_of(table: &Table, column: &Column, rows: &[u32], found: &[Found]) -> Option<BTreeSet<u32>> {
    let (_, over) = column
        .path
        .split_last()
        .filter(|(_, over)| !over.is_empty())?;
    let is_beside = |one: &&Found| {
        let mut columns = table.columns.iter();
        let own = columns.find(|own| own.column == one.column);
        one.column < column.column && own.is_some_and(|own| own.path.starts_with(over))
    };
    let held: BTreeSet<u32> = found
        .iter()
        .filter(is_beside)
        .map(|one| one.column)
        .collect();
    let value =
        |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column)).map(Ratio::from);
    let sums = rows.iter().filter_map(|row| {
        let terms = held.iter().map(|column| value(*row, *column));
        let sum: Ratio = terms.map(Option::unwrap_or_default).sum();
        Some(sum == value(*row, column.column)?)
    });
    let sums: Vec<bool> = sums.collect();
    let hits = sums.iter().filter(|is_it| **is_it).count();
    (!held.is_empty() && hits > 0 && hits * 100 >= sums.len() * ENOUGH).then_some(held)
}

/// The label over several columns of points, which weighs them together: 业绩（60%）.
fn part_of(column: &Column) -> Option<(&str, Decimal)> {
    let [over, _, ..] = &column.path[..] else {
        return None;
    };
    let share = over.bracket.as_deref().and_then(words::share)?;
    Some((over.name.as_str(), share))
}

/// True where all points stand under headers with weights, under some of them several.
pub(super) fn are_parted(groups: &[Group]) -> bool {
    let points = groups.iter().flat_map(|group| &group.leaves);
    let points = points.filter(|leaf| leaf.role == Some(Role::Score));
    let parts: Option<Vec<&str>> = points
        .map(|leaf| part_of(leaf.column).map(|(name, _)| name))
        .collect();
    let distinct = |parts: &Vec<&str>| parts.iter().collect::<BTreeSet<_>>().len();
    parts.is_some_and(|parts| distinct(&parts) > 1 && distinct(&parts) < parts.len())
}

/// Sections from such headers, with their weights and sums.
pub(super) fn by_header(table: &Table, sums: &[&Column], found: &mut [Found], plan: &mut Plan) {
    for one in found {
        let mut columns = table.columns.iter();
        let column = columns.find(|column| column.column == one.column);
        let Some((name, share)) = column.and_then(part_of) else {
            continue;
        };
        one.line.section = Some(name.to_owned());
        if plan.sections.iter().any(|section| section.name == name) {
            continue;
        }
        let is_its = |sum: &&&Column| part_of(sum).is_some_and(|(own, _)| own == name);
        plan.sections.push(Section {
            name: name.to_owned(),
            subtotal: sums.iter().find(is_its).map(|sum| sum.words()),
            weight: Some(super::items::share_points(share)),
            ..Section::default()
        });
    }
}

/// The columns that a formula names, ranges included.
pub(super) fn columns_in(formula: &str) -> BTreeSet<u32> {
    let mut held = BTreeSet::new();
    let Ok(pattern) = Regex::new(r"\$?([A-Z]{1,3})\$?\d+(?::\$?([A-Z]{1,3})\$?\d+)?") else {
        return held;
    };
    let column = |name: &str| {
        format!("{name}1")
            .parse::<CellRef>()
            .ok()
            .map(|at| at.column)
    };
    for found in pattern.captures_iter(formula) {
        let first = found.get(1).and_then(|name| column(name.as_str()));
        let last = found
            .get(2)
            .and_then(|name| column(name.as_str()))
            .or(first);
        if let (Some(first), Some(last)) = (first, last) {
            held.extend(first..=last.min(first + 500));
        }
    }
    held
}

/// Weights, from brackets in the headers or from the total's formulas, by position where they differ.
pub(super) fn weights(table: &Table, rows: &[u32], digits: u32, found: &mut [Found]) {
    let total = table.of_field(Field::Total).map(|column| column.column);
    let position = table.of_field(Field::Position).map(|column| column.column);
    let pattern = Regex::new(r"\$?([A-Z]{1,3})\$?\d+\*(\d+(?:\.\d+)?%?)");
    let mut told: BTreeMap<(u32, String), Decimal> = BTreeMap::new();
    for row in rows {
        let formula = total.and_then(|total| table.formula(total, *row));
        let (Some(formula), Ok(pattern)) = (formula, &pattern) else {
            continue;
        };
        let who = position
            .and_then(|column| text(table.sheet, CellRef::new(*row, column)))
            .unwrap_or_default();
        for one in pattern.captures_iter(formula) {
            let column = format!("{}1", &one[1]).parse::<CellRef>().ok();
            let weight = crate::written::read_number(&one[2]);
            if let (Some(at), Some(weight)) = (column, weight) {
                told.entry((at.column, who.clone())).or_insert(weight.value);
            }
        }
    }
    let count = found.len().max(1);
    let even = Ratio::from(1).over(&Ratio::from(count as i64));
    let rounding = crate::number::Rounding {
        digits: 2,
        mode: crate::number::Mode::Down,
    };
    let even = even
        .and_then(|even| even.round(rounding).ok())
        .unwrap_or_default();
    for one in found.iter_mut() {
        let bracket = table
            .columns
            .iter()
            .find(|column| column.column == one.column);
        let bracket = bracket.and_then(|column| marks::share_of(table, column));
        let own: Vec<(String, Decimal)> = told
            .iter()
            .filter(|((column, _), _)| *column == one.column)
            .map(|((_, who), weight)| (who.clone(), *weight))
            .collect();
        let same = own.windows(2).all(|pair| pair[0].1 == pair[1].1);
        one.line.weight = match (bracket, &own[..]) {
            (Some(weight), _) => vec![(String::new(), weight)],
            (None, []) => vec![(String::new(), even)],
            (None, [(_, weight), ..]) if same => vec![(String::new(), *weight)],
            (None, _) => own,
        };
        one.line.weight_note =
            if bracket.is_none() && !told.keys().any(|(column, _)| *column == one.column) {
                format!("{SETTLE}：{EVEN}")
            } else {
                "取自表头或总分的公式".to_owned()
            };
    }
    shares::set_aside(table, rows, found);
    if is_average(table, rows) {
        average(found, "总分的公式是平均分");
        return;
    }
    let is_guessed = found
        .iter()
        .filter(|one| !one.line.weight.is_empty())
        .all(|one| one.line.weight_note.starts_with(SETTLE));
    if is_guessed && !shares::of_columns(table, rows, found) {
        shares::of_totals(table, rows, digits, found);
        let is_open = |one: &Found| one.line.weight_note.ends_with(EVEN);
        let mut inside = found.iter().filter(|one| !one.line.weight.is_empty());
        match inside.all(is_open) && gives_means(table, rows, digits, found) {
            true => average(found, "总分是平均分"),
            false => part_evenly(found),
        }
    }
}

/// True where most totals are averages by their formulas.
fn is_average(table: &Table, rows: &[u32]) -> bool {
    let total = table.of_field(Field::Total).map(|column| column.column);
    let formulas = rows.iter().filter_map(|row| table.formula(total?, *row));
    let is_one = |formula: &str| formula.contains("AVERAGE(") && !formula.contains('*');
    formulas.filter(|formula| is_one(formula)).count() * 2 > rows.len()
}

/// True where nearly all totals are the mean of the lines that have weights, rounded.
fn gives_means(table: &Table, rows: &[u32], digits: u32, found: &[Found]) -> bool {
    let Some(total) = table.of_field(Field::Total) else {
        return false;
    };
    let value = |row: u32, column: u32| figure(table.sheet, CellRef::new(row, column));
    let told = rows.iter().filter_map(|row| {
        let total = value(*row, total.column)?;
        let inside = found.iter().filter(|one| !one.line.weight.is_empty());
        let points = inside.map(|one| Some(Ratio::from(value(*row, one.column)?)));
        let points: Vec<Ratio> = points.collect::<Option<_>>()?;
        let count = Ratio::from(i64::try_from(points.len()).ok()?);
        let mean = points.into_iter().sum::<Ratio>().over(&count)?;
        Some(super::fit::same(&mean, total, digits))
    });
    let told: Vec<bool> = told.collect();
    let hits = told.iter().filter(|is_mean| **is_mean).count();
    hits > 0 && hits * 100 >= told.len() * ENOUGH
}

/// Each line of an average is as much of it as any other, exactly: a third, not 33 %.
fn average(found: &mut [Found], note: &str) {
    let lines = || found.iter().filter(|one| !one.line.weight.is_empty());
    let count = lines().count();
    for one in found.iter_mut().filter(|one| !one.line.weight.is_empty()) {
        one.line.fraction = Some(count);
        one.line.weight_note = note.to_owned();
    }
}

const EVEN: &str = "表中没有写权重，这里平均分";

/// Weights that nobody wrote down make 100 %: of three lines 34 %, 33 % and 33 %.
fn part_evenly(found: &mut [Found]) {
    let lines: Vec<&mut Found> = found
        .iter_mut()
        .filter(|one| !one.line.weight.is_empty())
        .collect();
    let count = i64::try_from(lines.len()).unwrap_or(1);
    if count == 0 || !lines.iter().all(|one| one.line.weight_note.ends_with(EVEN)) {
        return;
    }
    for (index, one) in (0i64..).zip(lines) {
        let whole = 100 / count + i64::from(index < 100 % count);
        let weight = Decimal::new(whole.into(), 2).unwrap_or_default();
        one.line.weight = vec![(String::new(), weight)];
    }
}
