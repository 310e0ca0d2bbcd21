//! A mapping is a scoring scheme as data: where its figures stand in a workbook and how points and pay follow from
//! them. This is the checked shape; `raw` is the TOML shape and `check` leads from one to the other.

pub mod brackets;
pub mod check;
pub mod dated;
pub(crate) mod defaults;
pub mod in_words;
pub mod library;
pub mod own;
mod pay;
pub mod previous;
pub mod raw;
mod section;
pub mod spelling;
pub mod staff;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use regex::Regex;

use crate::finding::{Code, Severity};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{Role, Rule};
use crate::text::Text;
use in_words::InWords;
use spelling::Spelling;

pub use dated::{Era, Month};
pub use pay::{Adjustment, Adjusts, Grade, Payout, Prorate};
pub use raw::{Among, Composition, LayoutKind};
pub use section::{Section, each_position};

/// A scoring scheme, free of faults.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Its id: the stem of its file.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    /// How its workbooks are laid out.
    pub layout: LayoutKind,
    /// Sheets that are never scorecards.
    pub skipped_sheets: Vec<Spelling>,
    /// The headers or labels of each field.
    pub fields: BTreeMap<Field, Vec<Spelling>>,
    /// The headers of a form's or long table's line columns.
    pub columns: BTreeMap<Role, Vec<Spelling>>,
    /// The headers of the number column, where a form's lines are known by their numbers.
    pub number_column: Option<Vec<Spelling>>,
    /// The headers of a form's or long table's item column.
    pub item_column: Vec<Spelling>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The lines, in order; behind those of the file the ones that people have of their own.
    pub lines: Vec<Line>,
    /// How rows are scored that no line of the file names: the first that fits a row counts.
    pub patterns: Vec<Line>,
    /// How lines make a total.
    pub composition: Composition,
    /// Rounding of lines and subtotals; `None` keeps them whole.
    pub line_rounding: Option<Rounding>,
    /// Rounding of subtotals before they count for the total; `None` counts them whole.
    pub subtotal_rounding: Option<Rounding>,
    /// Rounding of weighted points before they are added; `None` adds them whole.
    pub weighted_rounding: Option<Rounding>,
    /// Rounding of the total; `None` where it is the sum of rounded lines.
    pub total_rounding: Option<Rounding>,
    /// Rounding of the payout.
    pub payout_rounding: Rounding,
    /// The most that a total can be.
    pub total_cap: Option<Decimal>,
    /// The grades, from the best down.
    pub grades: Vec<Grade>,
    /// A total below it pays nothing.
    pub pass_mark: Option<Decimal>,
    /// How the total becomes money; `None` for a scheme that pays nothing.
    pub payout: Option<Payout>,
    /// The pay is multiplied by attended / due days.
    pub prorate: Option<Prorate>,
    /// What else moves the pay: factors first, then what is added and what is taken off.
    pub adjustments: Vec<Adjustment>,
    /// How the company's roster is read.
    pub staff: staff::Staff,
    /// What a full total is: 100, unless the scheme has another scale.
    pub full_total: Decimal,
    /// Conditions that end the total whatever the lines say.
    pub vetoes: Vec<Veto>,
    /// Its named figures, with the values of the latest months.
    pub parameters: Vec<Parameter>,
    /// How far a total and a pay may move from the previous period.
    pub bounds: previous::Bounds,
    /// How many people may have a grade.
    pub distributions: Vec<Distribution>,
    /// The same scheme with the values of each span of months, in order; empty where nothing is dated.
    pub eras: Vec<Era>,
    /// The text of its file.
    pub text: Arc<str>,
    /// A rate above 100 % is read as a whole percentage instead of being held.
    pub rescale_percent: bool,
    /// `001` and `1` are the same id.
    pub ids_as_numbers: bool,
    /// A person has a card from each appraiser.
    pub several_appraisers: bool,
    /// Findings that count differently here; `None` turns one off.
    pub severities: BTreeMap<Code, Option<Severity>>,
}

/// A labelled figure or word of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 工号
    Id,
    /// 姓名
    Name,
    /// 部门
    Department,
    /// 岗位
    Position,
    /// 考核人: who scored the person
    Manager,
    /// 考核期
    Period,
    /// 总分
    Total,
    /// 等级
    Grade,
    /// 绩效系数
    Coefficient,
    /// 基本工资 or 绩效基数
    Base,
    /// 绩效比例
    Rate,
    /// 绩效工资
    Payout,
    /// 出勤天数; in mappings that prorate.
    Attended,
    /// 应出勤天数; in mappings that prorate by it.
    Due,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 14] = [
        Field::Id,
        Field::Name,
        Field::Department,
        Field::Position,
        Field::Manager,
        Field::Period,
        Field::Total,
        Field::Grade,
        Field::Coefficient,
        Field::Base,
        Field::Rate,
        Field::Payout,
        Field::Attended,
        Field::Due,
    ];
}

/// One indicator.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name.
    pub item: String,
    /// How forms and long tables spell it, besides its name.
    pub spelled: Vec<Spelling>,
    /// How they spell the parts of its rule, besides their names.
    pub parts: Vec<Vec<Spelling>>,
    /// Index into the sections.
    pub section: Option<usize>,
    /// Full marks.
    pub max: Decimal,
    /// Its share of the total in a weighted composition, as a fraction, by position; the key `""` is for everyone.
    pub weights: IndexMap<String, Ratio>,
    /// The positions it applies to; empty for all.
    pub positions: Vec<String>,
    /// It stands outside the 100 points.
    pub outside: bool,
    /// The pattern that it follows, by index, where it is the own line of those whose sheets have it.
    pub pattern: Option<usize>,
    /// It takes points off the full marks: its figure is a deduction, its points are 0 or below.
    pub takes_off: bool,
    /// How it earns its points.
    pub rule: Rule,
    /// Where a roster holds its figures.
    pub columns: BTreeMap<Role, Vec<Spelling>>,
    /// Its figures that stand in the words of its criteria.
    pub in_words: BTreeMap<Role, InWords>,
    /// Its actual and target are percentages.
    pub percent: bool,
    /// Its actual is a time in hours.
    pub hours: bool,
    /// `-` and `无` count as 0.
    pub dash_is_zero: bool,
    /// An empty cell is 0: people leave blank what did not happen.
    pub blank_is_zero: bool,
    /// How its figures are called in a working.
    pub names: BTreeMap<Role, String>,
    /// The parameters that it uses, by index into the mapping's.
    pub parameters: Vec<usize>,
}

impl Line {
    /// True where the line is for people of this position.
    pub fn applies_to(&self, position: Option<&str>) -> bool {
        self.positions.is_empty()
            || position.is_some_and(|position| {
                self.positions
                    .iter()
                    .any(|one| spelling::is_position(one, position))
            })
    }

    /// True for a line that people have of their own; nobody else lacks it.
    pub fn is_own(&self) -> bool {
        self.pattern.is_some()
    }

    /// True where a scorecard of this position is not complete without it.
    pub fn is_expected(&self, position: Option<&str>) -> bool {
        !self.outside && !self.is_own() && self.applies_to(position)
    }

    /// Its rule in words.
    pub fn described(&self) -> Text {
        let rule = self.rule.describe(self.max);
        let (zh, en) = (&rule.zh, &rule.en);
        match (self.takes_off, self.rule.judged()) {
            (false, _) => rule,
            (true, Some(_)) => text!("直接扣分；{zh}" / "points are taken off as {en}"),
            (true, None) => {
                text!("扣去没有得到的分；{zh}" / "what is not earned is taken off: {en}")
            }
        }
    }

    /// The line's share of the total in a weighted composition.
    pub fn weight_for(&self, position: Option<&str>) -> Option<Ratio> {
        section::for_position(&self.weights, position).cloned()
    }
}

/// 一票否决: a condition that ends the total.
#[derive(Debug, Clone)]
pub struct Veto {
    /// Its name.
    pub name: String,
    /// The header or label of its cell.
    pub spelled: Vec<Spelling>,
    /// The words that mean it applies.
    pub words: Vec<String>,
    /// The line whose actual figure decides, by index, instead of a cell of its own.
    pub line: Option<usize>,
    /// The count or figure from which it applies.
    pub at_least: Option<Decimal>,
    /// The figure below which it applies.
    pub below: Option<Decimal>,
    /// What the total can be at most then.
    pub total: Decimal,
}

/// A named figure of the scheme.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Finds it in labels and notes; the first group is the figure.
    pub pattern: Option<Regex>,
    /// What it is.
    pub value: Decimal,
    /// The same as it was written: `35%`.
    pub words: String,
    /// The month from which it is that; `None` for a figure that does not change.
    pub since: Option<Month>,
    /// The value of the command line stands in for the file's.
    pub is_set: bool,
    /// Every value with its first month, as written; empty for a figure that does not change.
    pub history: Vec<(Month, String)>,
}

/// How many people may have a grade (强制分布).
#[derive(Debug, Clone)]
pub struct Distribution {
    /// The grade, by index into the mapping's.
    pub grade: usize,
    /// The largest share of the people, as a fraction.
    pub at_most: Decimal,
    /// Among whom it is counted.
    pub by: Among,
    /// What happens to a part of a head.
    pub mode: Mode,
    /// The heads that are allowed even in a small group.
    pub at_least: u32,
}

impl Distribution {
    /// The heads that may have the grade among so many.
    pub fn allowed(&self, people: usize) -> Decimal {
        let people = Decimal::from(i64::try_from(people).unwrap_or(i64::MAX));
        let share = Ratio::from(people).times(&Ratio::from(self.at_most));
        let whole = share.round(Rounding {
            digits: 0,
            mode: self.mode,
        });
        whole
            .unwrap_or_default()
            .max(i64::from(self.at_least).into())
    }
}

impl Mapping {
    /// The digits at which line scores and subtotals are compared.
    pub fn line_digits(&self) -> Rounding {
        self.line_rounding.unwrap_or(Rounding {
            digits: 2,
            mode: self.payout_rounding.mode,
        })
    }

    /// The digits of weighted points: the scheme's, else those of a score and two more, a weight being a whole percent.
    pub fn weighted_digits(&self) -> Rounding {
        let line = self.line_digits();
        self.weighted_rounding.unwrap_or(Rounding {
            digits: line.digits + 2,
            ..line
        })
    }

    /// The digits at which totals are compared.
    pub fn total_digits(&self) -> Rounding {
        self.total_rounding.unwrap_or_else(|| self.line_digits())
    }

    /// True where lines or weights depend on the position.
    pub fn is_by_position(&self) -> bool {
        self.positions().next().is_some()
    }

    /// True where lines or weights are set for this very position.
    pub fn knows_position(&self, position: &str) -> bool {
        self.positions()
            .any(|known| spelling::is_position(known, position))
            || self
                .weight_keys()
                .any(|key| spelling::is_rank(key, position))
    }

    /// The positions that weights are set for.
    pub fn weight_keys(&self) -> impl Iterator<Item = &str> {
        let of_lines = self.lines.iter().flat_map(|line| line.weights.keys());
        let of_sections = self.sections.iter().flat_map(|one| one.weights.keys());
        of_lines.chain(of_sections).map(String::as_str)
    }

    fn positions(&self) -> impl Iterator<Item = &str> {
        let lines = self.lines.iter();
        let named = lines.flat_map(|line| line.positions.iter().chain(line.weights.keys()));
        let named = named.chain(self.sections.iter().flat_map(|one| one.weights.keys()));
        named.map(String::as_str).filter(|name| !name.is_empty())
    }

    /// True where a line's weight depends on the position, and there is none for this one.
    pub fn lacks_weights(&self, position: Option<&str>) -> bool {
        let mut lines = self.lines.iter();
        let mut sections = self.sections.iter().filter(|one| one.is_weighted());
        if sections.any(|one| one.weight_for(position).is_none()) {
            return true;
        }
        self.composition == Composition::Weighted
            && lines.any(|line| {
                !line.outside
                    && line.applies_to(position)
                    && !line.weights.is_empty()
                    && line.weight_for(position).is_none()
            })
    }
}
