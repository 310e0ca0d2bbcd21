//! What forms and long tables say besides their lines: labelled figures, the summary.

use super::between;
use super::grades::grades;
use super::items;
use super::ladders::Notes;
use super::naming::{is_last, names_total};
use super::pay::{self, Card};
use super::plan::Plan;
use super::rounding;
use super::table::{Column, Table, figure, text};
use super::totals;
use super::words::{FIELDS, Guess, is_field};
use crate::mapping::spelling::Label;
use crate::mapping::{Field, LayoutKind};
use crate::rule::Role;
use crate::workbook::{CellRef, Value};

/// Fills the plan from forms.
pub(super) fn forms(tables: &[&Table], notes: &Notes, plan: &mut Plan) {
    plan.layout = Some(LayoutKind::Form);
    items::draft(tables, notes, plan);
    let cards: Vec<(Card, Vec<(Field, String)>)> = tables.iter().map(|table| card(table)).collect();
    let labels: Vec<(Field, String)> = cards
        .first()
        .map(|(_, labels)| labels.clone())
        .unwrap_or_default();
    for (field, key) in FIELDS {
        if let Some((_, words)) = labels.iter().find(|(own, _)| *own == field) {
            plan.fields.push((key, words.clone()));
        }
    }
    let cards: Vec<Card> = cards.into_iter().map(|(card, _)| card).collect();
    between::lines(tables, &cards, plan);
    let totals = |card: &Card| card.figures.get(&Field::Total).copied();
    plan.scale(cards.iter().filter_map(totals));
    rounded(&cards, plan);
    let grades = grades(&cards, notes);
    let has = |field: Field| labels.iter().any(|(own, _)| *own == field);
    let payout = pay::payout(&cards, notes, &has, &grades);
    plan.pays(grades, payout);
}

/// Fills the plan from long tables and their summaries.
pub(super) fn long(tables: &[&Table], summaries: &[&Table], notes: &Notes, plan: &mut Plan) {
    plan.layout = Some(LayoutKind::Long);
    items::draft(tables, notes, plan);
    let all = || tables.iter().chain(summaries);
    for (field, key) in FIELDS {
        if let Some(column) = all().find_map(|table| table.of_field(field)) {
            plan.fields.push((key, column.words()));
        }
    }
    // Without a summary, the total stands beside a person's lines.
    let has_total = |table: &&&Table| table.of_field(Field::Total).is_some();
    let totals = match summaries.iter().any(|table| has_total(&table)) {
        true => summaries,
        false => tables,
    };
    let cards: Vec<Card> = totals
        .iter()
        .flat_map(|table| table.rows().into_iter().map(|row| pay::of_row(table, row)))
        .collect();
    rounded(&cards, plan);
    let grades = grades(&cards, notes);
    let has = |field: Field| totals.iter().any(|table| table.of_field(field).is_some());
    let payout = pay::payout(&cards, notes, &has, &grades);
    plan.pays(grades, payout);
}

/// A total with fewer digits than its lines is rounded for itself.
fn rounded(cards: &[Card], plan: &mut Plan) {
    let digits = cards
        .iter()
        .filter_map(|card| Some(card.figures.get(&Field::Total)?.trimmed().scale()))
        .max();
    let mut totals = cards
        .iter()
        .filter_map(|card| card.figures.get(&Field::Total).copied());
    plan.total_digits = digits
        .filter(|_| !super::fit::are_unrounded(totals.by_ref()))
        .filter(|digits| *digits < plan.line_digits || plan.weighted)
        .map(|digits| digits.min(2));
    let formulas = cards
        .iter()
        .filter_map(|card| card.formulas.get(&Field::Total));
    plan.rounds_total(rounding::told(formulas.map(String::as_str), cards.len()));
}

/// The labelled figures of a form, with their labels.
fn card(table: &Table) -> (Card, Vec<(Field, String)>) {
    let mut card = Card::default();
    let mut labels: Vec<(Field, String)> = Vec::new();
    let score = table.columns.iter().find(|column| {
        let role = column.role().map(Guess::role);
        role == Some(Role::Score)
    });
    let read = totals::of_form(table.sheet, table.bottom);
    for row in &table.sheet.rows {
        for cell in &row.cells {
            let Value::Text(words) = &cell.value else {
                continue;
            };
            // The words over a column of the lines are no label.
            let of_lines = |column: &Column| column.column == cell.column && column.field.is_none();
            if (table.top..=table.bottom).contains(&row.index) && table.columns.iter().any(of_lines)
            {
                continue;
            }
            let (label, rest) = match words.split_once([':', '：']) {
                Some((label, rest)) => (label, rest.trim()),
                None => (words.as_ref(), ""),
            };
            let name = Label::new(label).name;
            let total = names_total(&name).then_some(Field::Total);
            let field = is_field(&name).or(total.filter(|_| row.index > table.bottom));
            let Some(field) = field.filter(|field| *field != Field::Manager) else {
                continue;
            };
            let known = labels.iter().position(|(own, _)| *own == field);
            if known.is_some() && (field != Field::Total || row.index <= table.bottom) {
                continue;
            }
            let at = CellRef::new(row.index, cell.column);
            let value = match (field, score) {
                (Field::Total, Some(score)) if score.column > cell.column => {
                    // Where its column has no sum, the total is the last figure: below 加权得分, say.
                    let figures = row
                        .cells
                        .iter()
                        .map(|cell| CellRef::new(row.index, cell.column));
                    let mut figures = figures
                        .filter(|at| at.column > cell.column && figure(table.sheet, *at).is_some());
                    let own = CellRef::new(row.index, score.column);
                    match figure(table.sheet, own) {
                        Some(_) => Some(own),
                        None => figures.next_back(),
                    }
                }
                _ => {
                    let after = table.sheet.block(at).last.column + 1;
                    (after..after + 8)
                        .map(|column| CellRef::new(row.index, column))
                        .find(|at| !table.sheet.value(*at).is_blank())
                }
            };
            // Of several sums, the last one is what the grade or the pay reads.
            if let Some(known) = known {
                let is_read = |at: Option<CellRef>| at.is_some_and(|at| read.contains(&at));
                let is_better = is_read(value) || is_last(&name) && !is_last(&labels[known].1);
                if is_read(card.total) || !is_better {
                    continue;
                }
                labels.remove(known);
                card.sum = card.sum.or(card.total);
            }
            labels.push((field, name));
            if field == Field::Total {
                card.total = value;
            }
            let told = value.filter(|_| pay::TOLD.contains(&field));
            let formula = told.and_then(|at| pay::formula(table.sheet, at));
            card.formulas
                .extend(formula.map(|formula| (field, formula)));
            match value {
                Some(at) if field == Field::Grade => card.grade = text(table.sheet, at),
                Some(at) => {
                    card.figures
                        .extend(figure(table.sheet, at).map(|figure| (field, figure)));
                }
                None => {
                    let read = crate::written::read_number(rest).map(|read| (field, read.value));
                    card.figures.extend(read);
                }
            }
        }
    }
    (card, labels)
}
