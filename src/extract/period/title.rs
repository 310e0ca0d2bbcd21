//! The period that the rows over a header name: in a title, behind a label, or year and month apart.

use crate::mapping::defaults;
use crate::mapping::spelling::Label;
use crate::mapping::{Field, spelling::fold};
use crate::scorecard::{Part, Period};
use crate::workbook::{Cell, CellRef, Location, Sheet, Value};

/// Words beside dates that are not the period's: when the sheet was made, printed, handed in, when somebody joined.
const OTHER_DATES: &[&str] = &[
    "制表", "填表", "编制", "打印", "导出", "生成", "填报", "填写", "报送", "提交", "上报", "发放",
    "发布", "截止", "入职", "到岗", "转正", "离职", "审核", "审批", "签字", "更新", "版本", "生效",
    "执行", "修订",
];
/// Labels of a year.
const YEARS: &[&str] = &["年度", "年份", "年", "考核年度", "考核年份"];
/// Labels of a month.
const MONTHS: &[&str] = &["月", "月度"];

/// What the rows over a header say.
#[derive(Clone, Copy, Default)]
pub(super) struct Title {
    /// The period, and its cell.
    pub period: Option<(Period, Location)>,
    /// The month or quarter that they name without its year, and its cell.
    pub part: Option<(Part, Location)>,
    /// The year that they name, alone or with a month.
    pub year: Option<u16>,
}

impl Title {
    /// The month or quarter, the year aside.
    pub fn part(&self) -> Option<Part> {
        let of_period = self.period.and_then(|(period, _)| period.part);
        of_period.or(self.part.map(|(part, _)| part))
    }
}

/// Reads the rows of a sheet before its header.
pub(super) fn of(sheet: &Sheet, index: usize, header_top: u32) -> Title {
    let mut found = Found::default();
    let rows = sheet.rows.iter().take_while(|row| row.index < header_top);
    for row in rows {
        let mut label = String::new();
        for cell in row.cells.iter().filter(|cell| !cell.value.is_blank()) {
            let at = Location {
                sheet: index,
                cell: CellRef::new(row.index, cell.column),
            };
            if let Some(period) = found.read(cell, &label, at) {
                return Title {
                    period: Some((period, at)),
                    part: None,
                    year: Some(period.year),
                };
            }
            label = match &cell.value {
                Value::Text(text) => Label::new(text).name,
                _ => String::new(),
            };
        }
    }
    found.joined()
}

/// The period that a title of one cell names.
pub(super) fn named(text: &str) -> Option<Period> {
    Period::find(&about_the_period(text))
}

/// What was found on the way.
#[derive(Default)]
struct Found {
    year: Option<u16>,
    whole_year: Option<(Period, Location)>,
    /// A month or quarter without its year.
    part: Option<(Part, Location)>,
}

impl Found {
    /// The month or quarter that a cell names; what says less is kept.
    fn read(&mut self, cell: &Cell, label: &str, at: Location) -> Option<Period> {
        if is_other(label) {
            return None;
        }
        let is_labelled = defaults::field(Field::Period).contains(&label);
        let period = match &cell.value {
            Value::Text(text) => Period::find(&about_the_period(text)),
            value if is_labelled => super::of_cell(value),
            _ => None,
        };
        match period {
            Some(period) if period.part.is_some() => return Some(period),
            Some(year) => {
                self.whole_year.get_or_insert((year, at));
            }
            None => {}
        }
        let words = match &cell.value {
            Value::Text(text) => fold(text),
            Value::Number(number) => number.trimmed().to_string(),
            _ => return None,
        };
        let year = match YEARS.contains(&label) {
            true => Period::find(&words).map(|period| period.year),
            false => Period::year_in(&words),
        };
        self.year = self.year.or(year);
        let part = match is_labelled || MONTHS.contains(&label) {
            true => Period::part_in(&words, 0).and_then(|period| period.part),
            false => Period::part_of_title(&words).or_else(|| {
                // 考核周期：10月1日-31日
                let (label, days) = words.split_once(':')?;
                let is_own = defaults::field(Field::Period).contains(&label);
                is_own.then(|| Period::part_in(days, 0))??.part
            }),
        };
        self.part = self.part.or(part.map(|part| (part, at)));
        None
    }

    fn joined(self) -> Title {
        let year = self.year.or(self.whole_year.map(|(whole, _)| whole.year));
        let of_year = self.part.zip(year);
        let period = of_year.map(|((part, at), year)| {
            let part = Some(part);
            (Period { year, part }, at)
        });
        Title {
            period: period.or(self.whole_year),
            part: self.part,
            year,
        }
    }
}

/// Words of a date that is not the period's: `制表日期`, a bare `日期`; not `考核日期`.
fn is_other(words: &str) -> bool {
    let is_own = ["考核", "考评", "绩效", "统计", "评估"];
    // 2026年10月绩效工资发放表 names its month; 发放日期 is another date.
    let is_title = words.ends_with(['表', '单', '册']);
    let mut others = OTHER_DATES.iter();
    // （2026年11月5日制） is the day on which it was made.
    words.ends_with("日制")
        || others.any(|word| words.contains(word) && !(is_title && *word == "发放"))
        || words.contains("日期") && !is_own.iter().any(|word| words.contains(word))
}

/// A title without the dates of other things: `（制表日期：2026年11月3日，考核月：2026年10月）`.
fn about_the_period(text: &str) -> String {
    let is_mark = |c: char| "（）()，,；;、|｜".contains(c) || c.is_whitespace();
    // `制表日期： 2026-11-03` is one date in two parts.
    let mut kept = Vec::new();
    let mut label_before = false;
    for part in text.split(is_mark).filter(|part| !part.is_empty()) {
        let is_label = part.ends_with([':', '：']);
        if !is_other(part) && !label_before {
            kept.push(part);
        }
        label_before = is_label && is_other(part);
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_other_things_are_no_period() {
        for (text, period) in [
            (
                "绩效考核表（制表日期：2026年11月3日，考核月：2026年10月）",
                Some("2026-10"),
            ),
            ("制表日期： 2026-11-03", None),
            (
                "考核期：2026年10月  填表时间：2026年11月5日",
                Some("2026-10"),
            ),
            ("2026年10月绩效考核表", Some("2026-10")),
            ("××公司2026年10月绩效工资发放表", Some("2026-10")),
            ("发放日期：2026年11月10日", None),
            ("2026 年 10 月 绩效考核表", Some("2026-10")),
        ] {
            let found = Period::find(&about_the_period(text));
            assert_eq!(
                found.map(|period| period.to_string()).as_deref(),
                period,
                "{text}"
            );
        }
    }
}
