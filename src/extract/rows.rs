//! Which rows of a table are people, and which are totals, notes and signatures.

use crate::mapping::spelling::Label;
use crate::workbook::{CellRef, Row, Sheet, Value};

/// Words that begin rows of sums.
const SUMS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "平均",
    "均值",
    "最高",
    "最低",
    "部门合计",
    "公司合计",
    "本页合计",
    "人数",
    "总人数",
];
/// Words that begin notes, signatures and other rows that are no people.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "制表",
    "审核",
    "审批",
    "批准",
    "复核",
    "填表",
    "制表人",
    "审核人",
    "批准人",
    "负责人",
    "经办",
    "签字",
    "签名",
    "日期",
    "附件",
    "单位",
    "填报",
    "部门负责人",
    "人力资源",
    "总经理",
    "考核人",
    "财务",
    "总经办",
    "hr",
    "员工签字",
];

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// It may be a person or a line.
    Data,
    /// A sum or an average of rows.
    Sum,
    /// A note, a signature, a repeated header.
    Note,
}

/// Tells sums and notes by their first words.
pub(super) fn kind(row: &Row) -> RowKind {
    let first = row.cells.iter().find_map(|cell| match &cell.value {
        Value::Text(text) if !cell.value.is_blank() => Some(text),
        _ => None,
    });
    first.map_or(RowKind::Data, |text| kind_of_text(text))
}

/// Tells sums and notes by a cell's words.
pub fn kind_of_text(text: &str) -> RowKind {
    let name = Label::new(text).name;
    let has_colon = text.contains([':', '：']);
    if SUMS.iter().any(|word| {
        name == *word
            || (name.starts_with(word) && name.chars().count() <= word.chars().count() + 3)
    }) {
        return RowKind::Sum;
    }
    let begins = |word: &&&str| match name.strip_prefix(**word) {
        Some("") => true,
        Some(rest) => {
            has_colon && rest.starts_with([':', '(', ')', '人'])
                || rest.starts_with([':', '1', '一', '.', '、'])
        }
        None => false,
    };
    if NOTES.iter().any(|word| begins(&word)) {
        RowKind::Note
    } else {
        RowKind::Data
    }
}

/// The cells of a row that hold something.
pub(super) fn filled(sheet: &Sheet, row: u32) -> impl Iterator<Item = CellRef> + '_ {
    let cells = sheet.row(row).into_iter().flat_map(|row| &row.cells);
    cells
        .filter(|cell| !cell.value.is_blank())
        .map(move |cell| CellRef::new(row, cell.column))
}
