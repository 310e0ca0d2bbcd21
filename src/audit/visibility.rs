//! R104: people and lines that do not show and were counted all the same.

use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::LayoutKind;
use crate::rule::Role;
use crate::workbook::{CellRef, Visibility};

/// A card on a hidden sheet, in a hidden row, or with a hidden line.
pub(super) fn hidden(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let one = card.card;
    let sheet = &context.workbook.sheets[one.sheet];
    let called = one.employee.called();
    let at = one
        .employee
        .id
        .as_ref()
        .or(one.employee.name.as_ref())
        .map(|word| word.at);
    let is_row = context.extraction.tables[one.table].rows == crate::extract::TableRows::People;
    let whole = if sheet.visibility != Visibility::Visible {
        Some(text!("隐藏的工作表" / "a hidden sheet"))
    } else if is_row && sheet.hidden_rows.contains(one.row) {
        Some(text!("隐藏的行" / "a hidden row"))
    } else {
        None
    };
    if let Some(place) = whole {
        let (zh, en) = (place.zh, place.en);
        let message = text!(
            "{called}在{zh}里，照样计了分、算了工资。请确认这个人该不该发。"
                / "{called} stands in {en} and was scored all the same. Make sure that this person is to be paid."
        );
        let finding = Finding::new(Code::R104, message);
        findings.push(match at {
            Some(at) => finding.at(at.sheet, at.cell),
            None => finding,
        });
        return;
    }
    if is_row {
        return;
    }
    findings.extend(hidden_summary(context, card));
    for line in &one.lines {
        let rows = std::iter::once(line.row).chain(
            line.parts()
                .iter()
                .filter_map(|part| part.first().map(|(_, figure)| figure.at.cell.row)),
        );
        let Some(row) = rows
            .into_iter()
            .find(|row| sheet.hidden_rows.contains(*row))
        else {
            continue;
        };
        let item = &context.mapping.lines[line.spec()].item;
        let shown = row + 1;
        let message = text!(
            "「{item}」所在的第 {shown} 行是隐藏的，照样计了分。请取消隐藏，确认数据。"
                / "{item} stands in the hidden row {shown} and was scored all the same. Unhide it and check."
        );
        let finding = Finding::new(Code::R104, message).of_item(item);
        // A long table names the person on the line itself.
        let is_long = context.mapping.layout == LayoutKind::Long;
        findings.push(match at {
            Some(at) if is_long => finding.at(at.sheet, CellRef::new(row, at.cell.column)),
            Some(at) => finding.at(at.sheet, at.cell),
            None => finding,
        });
    }
}

/// A person whose total or pay stands on a summary, in a row or on a sheet that does not show.
fn hidden_summary(context: &Context, card: &Card) -> Option<Finding> {
    let one = card.card;
    let figures = [&one.payout, &one.total].into_iter().flatten();
    let at = figures
        .map(|figure| figure.at)
        .find(|at| at.sheet != one.sheet)?;
    let sheet = &context.workbook.sheets[at.sheet];
    let is_hidden =
        sheet.visibility != Visibility::Visible || sheet.hidden_rows.contains(at.cell.row);
    let (called, name, row) = (one.employee.called(), &sheet.name, at.cell.row + 1);
    let message = text!(
        "{called}的总分和工资在「{name}」第 {row} 行，这一行是隐藏的，照样算了。请取消隐藏，确认这个人该不该发。"
            / "The total and pay of {called} stand in row {row} of {name}, which does not show, and were counted all the same. Unhide it and make sure that this person is to be paid."
    );
    is_hidden.then(|| Finding::new(Code::R104, message).at(at.sheet, at.cell))
}

/// Lines of a roster in hidden columns, told once at their header.
pub(super) fn hidden_columns(context: &Context, findings: &mut Vec<Finding>) {
    for (index, table) in context.extraction.tables.iter().enumerate() {
        let sheet = &context.workbook.sheets[table.sheet];
        if sheet.hidden_columns.is_empty() || sheet.visibility != Visibility::Visible {
            continue;
        }
        let Some(card) = context
            .extraction
            .cards
            .iter()
            .find(|card| card.table == index)
        else {
            continue;
        };
        for line in &card.lines {
            let item = &context.mapping.lines[line.spec()].item;
            let counted = line.figures().filter(|(role, _)| {
                // An attainment is compared, no points come from it.
                !(role.is_words()
                    || matches!(role, Role::Deduction | Role::SelfScore | Role::Attainment))
            });
            let Some((_, figure)) = counted.into_iter().find(|(_, figure)| {
                figure.at.sheet == table.sheet
                    && sheet.hidden_columns.contains(figure.at.cell.column)
            }) else {
                continue;
            };
            let column = crate::workbook::column_name(figure.at.cell.column);
            let at = crate::workbook::CellRef::new(table.header.1, figure.at.cell.column);
            if findings.iter().any(|told| {
                told.code == Code::R104 && told.sheet == Some(table.sheet) && told.cell == Some(at)
            }) {
                continue;
            }
            let message = text!(
                "{column} 列是隐藏的，「{item}」照样用它计了分。请取消隐藏，确认数据。"
                    / "Column {column} is hidden, {item} was scored with it all the same. Unhide it and check."
            );
            findings.push(
                Finding::new(Code::R104, message)
                    .at(table.sheet, at)
                    .of_item(item),
            );
        }
    }
}
