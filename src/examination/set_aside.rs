//! Rows of figures in lists of people that were taken for nobody's: said, since somebody may stand in one.

use indexmap::IndexMap;

use super::Examination;
use crate::extract::{SetAside, ToldBy};
use crate::text::Text;

/// More labels, or rows without one, than this are told by their number.
const LISTED: usize = 10;

impl Examination {
    /// The rows that only their figures tell for sums and averages: a person who has just the sum or the mean of the
    /// others would be lost.
    pub fn taken_for_sums(&self) -> Option<Text> {
        let Text { zh, en } = self.rows_set_aside(true)?;
        Some(text!(
            "这些行的数正好是别人的合计或平均，或者没有工号、叫的是部门小组、只有一笔绩效工资，没有当作人员，没有计分：{zh}。如果其中有人，请给他补上工号再复核一次。"
                / "The figures of these rows are just the sum or mean of others, or they have no id and the name of a department or nothing but a pay: they were taken for nobody's and not scored: {en}. If somebody stands there, give him an id and audit again."
        ))
    }

    /// The rows of figures whose words say that they are sums, notes and the like.
    pub fn called_sums(&self) -> Option<Text> {
        let Text { zh, en } = self.rows_set_aside(false)?;
        Some(text!(
            "名单里这些带数的行按行首的字看是合计、平均、说明一类，没有当作人员：{zh}。如果其中有人，请给他补上工号再复核一次。"
                / "By their words these rows of the lists are sums, averages and notes, and were taken for nobody's: {en}. If somebody stands there, give him an id and audit again."
        ))
    }

    /// Rows with one label are told once.
    fn rows_set_aside(&self, by_figures: bool) -> Option<Text> {
        let rows = self.extraction.set_aside.iter();
        // Rows without a label are told one by one.
        let mut told: IndexMap<(usize, Option<&str>, usize), (&SetAside, usize)> = IndexMap::new();
        for (place, row) in rows.enumerate() {
            if (row.by == ToldBy::Figures) == by_figures {
                let label = row.label.as_deref();
                let own = label.map_or(place, |_| 0);
                told.entry((row.at.sheet, label, own)).or_insert((row, 0)).1 += 1;
            }
        }
        let told: Vec<(&SetAside, usize)> = told.into_values().collect();
        let more: usize = told.iter().skip(LISTED).map(|(_, count)| count).sum();
        let listed = told.iter().take(LISTED);
        let listed: Vec<Text> = listed
            .map(|(row, count)| self.row_said(row, *count))
            .collect();
        let [zh, en] = [|said: &Text| said.zh.clone(), |said: &Text| said.en.clone()]
            .map(|words| listed.iter().map(words).collect::<Vec<String>>());
        let (zh, en) = (zh.join("、"), en.join(", "));
        let said = match more {
            0 => Text { zh, en },
            _ => text!("{zh}，另有 {more} 行" / "{en} and {more} more"),
        };
        (!listed.is_empty()).then_some(said)
    }

    fn row_said(&self, row: &SetAside, count: usize) -> Text {
        let cell = row.at.cell;
        let sheet = self.workbook.sheets.get(row.at.sheet);
        let place = match sheet {
            Some(sheet) if self.workbook.sheets.len() > 1 => format!("{}!{cell}", sheet.name),
            _ => cell.to_string(),
        };
        let Some(label) = &row.label else {
            return text!("{place}（没有名称）" / "{place} (no label)");
        };
        match count {
            1 => text!("{place}「{label}」" / "{place} {label}"),
            _ => text!("{place} 等 {count} 行「{label}」" / "{count} rows {label} from {place} on"),
        }
    }
}
