//! Columns of money that the scheme does not know: 全勤奖, 应发合计. Nobody audits them, which is said.

use super::Roster;
use crate::extract::period::looks_back;
use crate::extract::pieces::head_of;
use crate::workbook::CellRef;

/// Words in the headers of money.
const MONEY: [&str; 12] = [
    "工资", "奖金", "奖励", "补贴", "补助", "津贴", "扣款", "罚款", "提成", "佣金", "应发", "实发",
];
/// The last sign of others: 全勤奖, 餐补.
const ENDS: [char; 2] = ['奖', '补'];
/// People among whom a figure is looked for.
const LOOKED_AT: usize = 50;

impl Roster<'_> {
    /// The headers of such columns that hold figures.
    pub(super) fn unknown_money(&self) -> Vec<String> {
        if !self.mapping.pays() {
            return Vec::new();
        }
        let sheet = self.cells.sheet;
        let over = head_of(sheet).words_over((self.header.top, self.header.bottom));
        let (first, last) = self.header.span;
        let is_known = |at: u32| self.header.columns.iter().any(|known| known.column == at);
        let is_money = |words: &str| {
            let leaf = words.rsplit('/').next().unwrap_or_default();
            let says = MONEY.iter().any(|word| leaf.contains(word)) || leaf.ends_with(ENDS);
            says && !looks_back(words)
        };
        let begin = sheet
            .rows
            .partition_point(|row| row.index <= self.header.bottom);
        let has_figures = |column: u32| {
            let mut rows = sheet.rows[begin..].iter().take(LOOKED_AT);
            rows.any(|row| {
                let at = CellRef::new(row.index, column);
                self.cells.figure(at).value().is_some()
            })
        };
        let own = over.into_iter().filter(|(column, words)| {
            let inside = (first..=last).contains(column);
            inside && !is_known(*column) && is_money(words) && has_figures(*column)
        });
        own.map(|(_, words)| words).collect()
    }
}
