//! Rows among a form's lines that are none: headings over some of them, the header of a second table, a veto's answer.

use super::layout::Layout;
use super::table::{Table, figure, label, text};
use super::words::{points, share};
use crate::extract::{RowKind, kind_of_text};
use crate::mapping::spelling::{Label, fold, without_number};
use crate::rule::Role;
use crate::workbook::{Cell, CellRef};

/// Answers that are no points.
pub(super) const ANSWERS: &[&str] = &["是", "否", "有", "无", "√", "×"];
/// Columns of a second table: fewer words may be a line that was not filled in.
const LEAST: usize = 3;
/// Rows below a header among which its figures begin.
const NEAR: u32 = 3;

/// A row over the lines below it.
pub(super) struct Over {
    pub row: u32,
    /// What the lines below are called.
    pub words: String,
    /// The header of their points, where they have one of their own.
    pub points: Option<String>,
}

impl Layout {
    /// The rows over lines of a table, where no column tells their category.
    pub fn over(&self, table: &Table) -> Vec<Over> {
        let rows = table.sheet.rows.iter().map(|row| row.index);
        let is_header = |row: &u32| (table.top..=table.bottom).contains(row);
        let own = rows.filter(|row| row + 1 >= table.top && !is_header(row));
        let below = own.filter(|_| self.section.is_none());
        let own = below.filter_map(|row| {
            let heading = self.heading(table, row).map(|words| Over {
                row,
                words,
                points: None,
            });
            heading.or_else(|| self.second_header(table, row))
        });
        own.collect()
    }

    /// The words alone in a row: `一、业绩指标（70%）`.
    fn heading(&self, table: &Table, row: u32) -> Option<String> {
        let [only] = &filled(table, row)[..] else {
            return None;
        };
        let at = CellRef::new(row, only.column);
        let words = text(table.sheet, at).filter(|_| only.column <= self.item)?;
        let block = table.sheet.block(at);
        let mut columns = self.roles.iter().map(|(_, column, _)| *column);
        let spans =
            columns.any(|column| (block.first.column..=block.last.column).contains(&column));
        let bracket = Label::new(&words).bracket;
        let weighs = bracket.is_some_and(|own| share(&own).or_else(|| points(&own)).is_some());
        // What stands over all lines may also be the form's title.
        let is_below = row > table.bottom;
        let is_heading = is_below && (spans || weighs) || is_numbered_in_words(&words);
        let is_data = kind_of_text(&words) == RowKind::Data && label(&only.value).is_some();
        (is_heading && is_data && !super::layout::is_subtotal(&words)).then_some(words)
    }

    /// A header below lines, over lines of another kind: 加分项目, 事由, 加分.
    fn second_header(&self, table: &Table, row: u32) -> Option<Over> {
        let sheet = table.sheet;
        let column = self.column(Role::Score)?;
        let cells = filled(table, row);
        let are_words = cells.iter().all(|cell| label(&cell.value).is_some());
        let points = label(sheet.value(CellRef::new(row, column)))?;
        let words = label(sheet.value(CellRef::new(row, self.item)))?;
        let has_points = |below: u32| figure(sheet, CellRef::new(below, column)).is_some();
        let is_header = cells.len() >= LEAST && are_words && points.name.ends_with('分');
        let is_another = words.name != self.item_words;
        (is_header && is_another && (row + 1..=row + NEAR).any(has_points)).then_some(Over {
            row,
            words: words.name,
            points: Some(points.name),
        })
    }

    /// True for a line that is answered, not scored: 一票否决项, 否.
    pub fn is_veto(&self, table: &Table, row: u32, words: &str) -> bool {
        let at = |role: Role| Some(CellRef::new(row, self.column(role)?));
        let holds = |role: Role| at(role).is_some_and(|at| figure(table.sheet, at).is_some());
        let own = at(Role::Score).and_then(|at| text(table.sheet, at));
        let is_answered = own.is_some_and(|own| ANSWERS.contains(&own.as_str()));
        let is_scored = [Role::Score, Role::Max, Role::Weight]
            .into_iter()
            .any(holds);
        !is_scored && (words.contains("否决") || is_answered)
    }
}

/// The cells of a row that hold something of their own.
fn filled<'a>(table: &Table<'a>, row: u32) -> Vec<&'a Cell> {
    let cells = table.sheet.row(row).into_iter().flat_map(|row| &row.cells);
    cells.filter(|cell| !cell.value.is_blank()).collect()
}

/// `一、…`, `（二）…`, `第三部分 …`: lines have figures.
fn is_numbered_in_words(words: &str) -> bool {
    let folded = fold(words);
    let first = folded.trim_start_matches(['(', '第']).chars().next();
    let is_word = first.is_some_and(|first| "一二三四五六七八九十".contains(first));
    is_word && (folded.starts_with('第') || without_number(words) != words.trim_start())
}
