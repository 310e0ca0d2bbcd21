//! Columns that are answered and take the total: 一票否决 in the header or its bracket, or what the notes say of it.

use regex::Regex;

use super::heads;
use super::plan::{SETTLE, Veto};
use super::table::{Column, Table, text};
use super::words::said_figure;
use crate::mapping::spelling::Label;
use crate::number::Decimal;
use crate::workbook::CellRef;

/// Shorter words stand in any sentence.
const SHORTEST: usize = 2;

/// The vetoes of a roster, with what is left of the total as far as the notes tell.
pub(super) fn vetoes(table: &Table, rows: &[u32], notes: &[String]) -> Vec<Veto> {
    let own = table.columns.iter().filter(|column| column.field.is_none());
    let own = own.filter(|column| is_answered(table, column, rows));
    own.filter_map(|column| {
        let is_called = column.path.iter().any(says);
        let left = left(notes, column.leaf());
        (is_called || left.is_some()).then(|| Veto::of(column.words(), left))
    })
    .collect()
}

/// True where the words or their bracket say 否决.
fn says(label: &Label) -> bool {
    let bracket = label.bracket.as_deref().unwrap_or_default();
    label.name.contains("否决") || bracket.contains("否决")
}

/// True where everybody has an answer, and nothing else.
pub(super) fn is_answered(table: &Table, column: &Column, rows: &[u32]) -> bool {
    let at = |row: &u32| CellRef::new(*row, column.column);
    let mut answers = rows
        .iter()
        .filter_map(|row| text(table.sheet, at(row)))
        .peekable();
    answers.peek().is_some() && answers.all(|answer| heads::ANSWERS.contains(&answer.as_str()))
}

/// What is left of the total by the notes: 发生重大差错最终得分不超过60分, 发生安全事故得分为0.
fn left(notes: &[String], name: &str) -> Option<Decimal> {
    if name.chars().count() < SHORTEST {
        return None;
    }
    let name = regex::escape(name);
    let points = r"(?:总分|得分|成绩)[^;。,\d]{0,6}?";
    let most = format!(
        r"{name}[^;。\d]{{0,12}}?{points}(?:不超过|不得超过|不高于|最高|最多)(?:为|得|按)?(\d+(?:\.\d+)?)"
    );
    let nothing =
        format!(r"{name}[^;。\d]{{0,12}}?{points}(?:为|按|计|记)?(?:0分?|零分?)(?:$|[^\d.])");
    notes.iter().find_map(|note| {
        let is_nothing = Regex::new(&nothing).is_ok_and(|nothing| nothing.is_match(note));
        said_figure(note, &most).or_else(|| is_nothing.then_some(Decimal::ZERO))
    })
}

impl Veto {
    /// A veto of this name, with what its words leave of the total.
    pub fn of(name: String, left: Option<Decimal>) -> Veto {
        let (total, note) = match left {
            Some(left) if left.is_zero() => {
                (None, "填「是」或「有」总分就是 0，按表中的说明".to_owned())
            }
            Some(left) => (
                Some(left),
                "填「是」或「有」总分最多这么多，按表中的说明".to_owned(),
            ),
            None => (
                None,
                format!("填「是」就总分为 0；{SETTLE}：总分最多几分，写 total"),
            ),
        };
        Veto { name, total, note }
    }
}
