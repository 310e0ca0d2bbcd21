//! Lists on a sheet of forms: a summary of people above, below or beside them, a table of grades, the months before.
//! Their header's 姓名 and 总分 are no labels of anybody's form.

use super::looks_like_a_name;
use crate::extract::pieces::{columns_of, rows_of};
use crate::extract::rows;
use crate::mapping::spelling::Label;
use crate::mapping::{Field, Mapping, defaults};
use crate::workbook::{CellRange, CellRef, Sheet, Value};

/// People in a list, at least: one row of values under labels is a form's own head.
const LEAST_PEOPLE: usize = 2;
/// What stands beside the name in such a list.
const BESIDE: [Field; 10] = [
    Field::Id,
    Field::Name,
    Field::Department,
    Field::Position,
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
];
/// More lists than these on a sheet of forms are no summaries.
const MOST: usize = 32;
/// Heads that are no fields.
const OTHERS: &[&str] = &["序号", "名次", "排名", "备注"];

/// Where the lists of a sheet stand, their headers included.
fn places(sheet: &Sheet, mapping: &Mapping) -> Vec<CellRange> {
    let mut found: Vec<CellRange> = Vec::new();
    // Of nearly every sheet this tells at once: no two names stand below each other.
    for pair in sheet.rows.windows(2) {
        let [upper, lower] = pair else { continue };
        if upper.index + 1 != lower.index || upper.index == 0 {
            continue;
        }
        for cell in &upper.cells {
            let at = CellRef::new(upper.index - 1, cell.column);
            // A short text over two names.
            let may_head = rows::words_of(sheet.value(at)).is_some_and(|head| head.len() <= 30);
            let below = sheet.value(CellRef::new(lower.index, cell.column));
            if !may_head || !is_name(below) || !is_name(&cell.value) {
                continue;
            }
            if field_at(sheet, mapping, at) == Some(Field::Name) {
                found.extend(list_at(sheet, mapping, at));
            }
        }
        if found.len() > MOST {
            return Vec::new();
        }
    }
    found
}

fn is_name(value: &Value) -> bool {
    // Two to four characters of three bytes: most words are longer, and cost nothing so.
    rows::words_of(value)
        .map(str::trim)
        .is_some_and(|text| (6..=12).contains(&text.len()) && looks_like_a_name(text))
}

/// The list whose header has 姓名 here.
fn list_at(sheet: &Sheet, mapping: &Mapping, name: CellRef) -> Option<CellRange> {
    let is_head = |column: u32| {
        let at = CellRef::new(name.row, column);
        let words = || rows::words_of(sheet.value(at)).map(|text| Label::new(text).name);
        field_at(sheet, mapping, at).is_some()
            || words().is_some_and(|words| OTHERS.contains(&words.as_str()))
    };
    let (first, last) = run_around(name.column, is_head);
    let holds_figures = (first..=last).any(|column| {
        let field = field_at(sheet, mapping, CellRef::new(name.row, column));
        matches!(field, Some(Field::Total | Field::Base | Field::Payout))
    });
    let is_person = |row: u32| {
        let has_figure = || {
            (first..=last).any(|column| sheet.value(CellRef::new(row, column)).number().is_some())
        };
        is_name(sheet.value(CellRef::new(row, name.column))) && has_figure()
    };
    let people = (name.row + 1..).take_while(|row| is_person(*row)).count();
    if !holds_figures || people < LEAST_PEOPLE {
        return None;
    }
    let end = name.row + u32::try_from(people).ok()?;
    Some(CellRange {
        first: CellRef::new(name.row, first),
        last: CellRef::new(end, last),
    })
}

/// The first and the last of the neighbouring columns that are alike.
fn run_around(column: u32, is_alike: impl Fn(u32) -> bool) -> (u32, u32) {
    let left = (0..column).rev().take_while(|column| is_alike(*column));
    let right = (column + 1..).take_while(|column| is_alike(*column));
    (
        left.last().unwrap_or(column),
        right.last().unwrap_or(column),
    )
}

fn field_at(sheet: &Sheet, mapping: &Mapping, at: CellRef) -> Option<Field> {
    let text = rows::words_of(sheet.value(at))?;
    // Long texts head nothing.
    if text.chars().count() > 12 {
        return None;
    }
    let name = Label::new(text).name;
    BESIDE.into_iter().find(|field| {
        let mut own = mapping.fields.get(field).into_iter().flatten();
        defaults::field(*field).contains(&name.as_str()) || own.any(|one| one.matches_text(text))
    })
}

/// The figures by which a list without people is told.
const FIGURES: [Field; 6] = [
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
];

/// What stands beside them in such a list.
const BESIDE_FIGURES: &[&str] = &[
    "月份",
    "考核月份",
    "考核期",
    "期间",
    "年月",
    "得分",
    "分数",
    "分值",
    "分数段",
    "得分区间",
    "分数区间",
    "区间",
    "档次",
    "档位",
    "说明",
    "含义",
    "备注",
    "名称",
    "奖金",
    "比例",
    "系数",
    "金额",
];

/// Where lists without people stand, their headers included: 等级 and 得分 over A, B, C, or 月份 and 绩效工资 over the months
/// before. Two rows of the same kind below a head are no form's own value.
fn tables(sheet: &Sheet, mapping: &Mapping) -> Vec<CellRange> {
    let mut found: Vec<CellRange> = Vec::new();
    for rows in sheet.rows.windows(3) {
        let [head, first, second] = rows else {
            continue;
        };
        if head.index + 1 != first.index || first.index + 1 != second.index {
            continue;
        }
        // Of a run of filled cells one head tells.
        let mut behind = 0;
        for cell in &head.cells {
            let at = CellRef::new(head.index, cell.column);
            let below = |row: u32| Kind::of(sheet.value(CellRef::new(row, cell.column)));
            // Nearly every cell is told by what stands below it.
            let kind = below(first.index);
            let may_head = at.column >= behind
                && matches!(kind, Kind::Figure | Kind::Letters)
                && kind == below(second.index)
                && rows::words_of(&cell.value).is_some_and(|head| head.len() <= 36)
                && !found.iter().any(|list| list.contains(at));
            let field = may_head.then(|| field_at(sheet, mapping, at)).flatten();
            if field.is_some_and(|field| FIGURES.contains(&field)) {
                let is_filled = |column: u32| {
                    let beside = CellRef::new(at.row, column);
                    !sheet.shown(beside).is_blank()
                };
                let run = run_around(at.column, is_filled);
                behind = run.1 + 1;
                found.extend(table_at(sheet, mapping, at.row, run));
            }
        }
        if found.len() > MOST {
            return Vec::new();
        }
    }
    found
}

/// What stands in a cell, as far as the rows of a list are alike in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Figure,
    /// A grade.
    Letters,
    Words,
}

impl Kind {
    fn of(value: &Value) -> Self {
        const LETTERS: usize = 9;
        match rows::words_of(value) {
            _ if value.is_blank() => Kind::Blank,
            Some(text) if text.trim().len() <= LETTERS => Kind::Letters,
            Some(_) => Kind::Words,
            None => Kind::Figure,
        }
    }
}

/// The list whose heads are a run of filled cells: known words, nobody's name among them, over rows that are alike.
fn table_at(
    sheet: &Sheet,
    mapping: &Mapping,
    top: u32,
    (first, last): (u32, u32),
) -> Option<CellRange> {
    let shown = |row: u32, column: u32| sheet.shown(CellRef::new(row, column));
    let is_head = |column: u32| {
        let head = CellRef::new(top, column);
        let words = rows::words_of(shown(top, column));
        let is_whose = || {
            let field = field_at(sheet, mapping, head);
            matches!(field, Some(Field::Name | Field::Id))
        };
        let is_known = |text: &str| {
            let name = Label::new(text).name;
            BESIDE_FIGURES.contains(&name.as_str()) || field_at(sheet, mapping, head).is_some()
        };
        // A head that is not known may be that of the items of a form that cannot be read.
        words.is_some_and(|text| is_known(text) && !is_whose())
    };
    if first == last || !(first..=last).all(is_head) {
        return None;
    }
    let kinds = |row: u32| (first..=last).map(move |column| Kind::of(shown(row, column)));
    let is_label = |row: u32| {
        let mut columns = first..=last;
        columns.any(|column| field_at(sheet, mapping, CellRef::new(row, column)).is_some())
    };
    // What is left empty, as a remark may be, is like anything; the first column never is.
    let is_alike = |row: u32| {
        let mut pairs = kinds(top + 1).zip(kinds(row));
        let alike = pairs.all(|(a, b)| a == b || a == Kind::Blank || b == Kind::Blank);
        alike && Kind::of(shown(row, first)) != Kind::Blank && !is_label(row)
    };
    let alike = (top + 1..).take_while(|row| is_alike(*row)).count();
    let end = top + u32::try_from(alike).ok()?;
    (alike >= 2).then(|| CellRange {
        first: CellRef::new(top, first),
        last: CellRef::new(end, last),
    })
}

/// The sheet without its lists; `None` where it has none.
pub(super) fn without(sheet: &Sheet, mapping: &Mapping) -> Option<Sheet> {
    let mut lists = places(sheet, mapping);
    lists.extend(tables(sheet, mapping));
    if lists.is_empty() {
        return None;
    }
    let mut rest = sheet.clone();
    for row in &mut rest.rows {
        let index = row.index;
        row.cells.retain(|cell| {
            let at = CellRef::new(index, cell.column);
            !lists.iter().any(|list| list.contains(at))
        });
    }
    rest.rows.retain(|row| !row.cells.is_empty());
    rest.formulas
        .retain(|at, _| !lists.iter().any(|list| list.contains(*at)));
    Some(rest)
}

/// The lists alone.
pub(in crate::extract) fn of(sheet: &Sheet, mapping: &Mapping) -> Vec<Sheet> {
    let lists = places(sheet, mapping).into_iter();
    lists
        .map(|list| {
            let rows = rows_of(sheet, list.first.row, list.last.row);
            columns_of(&rows, list.first.column, list.last.column)
        })
        .collect()
}
