//! The TOML shape of a mapping. Unknown keys are refused; numbers may be written as people write them.

mod own;
mod payout;
mod rounding;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::rule::Rule;
use crate::written::{Amount, Share};

pub use own::OwnLine;
pub use payout::{Adjustment, Blank, Payout, PayoutForm, Prorate};
pub use rounding::{Rounding, RoundingMode};

/// A mapping file: one scoring scheme and where its figures stand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    /// The scheme's name.
    pub name: String,
    /// What it is for, in a sentence.
    #[serde(default)]
    pub description: String,
    /// How its workbooks are laid out.
    pub layout: LayoutKind,
    /// Which sheets are read.
    #[serde(default)]
    pub sheets: Sheets,
    /// The headers (roster, long) or labels (form) of the scorecard's own figures, each with its spellings: a merged header
    /// is a path, `小计/销售业绩`; `re:` begins a regular expression. Fields that are left out have the usual spellings.
    #[serde(default)]
    pub fields: Fields,
    /// The headers of the columns of a form's or a long table's lines.
    #[serde(default)]
    pub columns: Columns,
    /// How a form's rows are known as lines.
    #[serde(default)]
    pub lines_by: LinesBy,
    /// How lines make a total.
    #[serde(default)]
    pub composition: Composition,
    /// Digits and mode of rounding.
    pub rounding: Rounding,
    /// The most that a total can be.
    pub total_cap: Option<Amount>,
    /// What a full total is; 100 if absent. A scheme on a scale of 5 says 5.
    pub full_marks: Option<Amount>,
    /// The sections, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    /// The lines, in order.
    #[serde(default, rename = "line")]
    pub lines: Vec<Line>,
    /// How rows are scored that no line names: people's own lines, whose names and weights stand on the sheet.
    #[serde(default, rename = "own-line")]
    pub own_lines: Vec<OwnLine>,
    /// The grades, from the best down.
    #[serde(default, rename = "grade")]
    pub grades: Vec<Grade>,
    /// How the total becomes money; none for a scheme that pays nothing.
    pub payout: Option<Payout>,
    /// Conditions that end the total (一票否决).
    #[serde(default, rename = "veto")]
    pub vetoes: Vec<Veto>,
    /// Named figures of the scheme. `"@NAME"` uses one elsewhere in the file; it may change by month, and it is checked
    /// where it stands in labels and notes.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// The company's roster (花名册) and how it is read; with the usual headers if absent.
    #[serde(default)]
    pub roster: super::staff::Raw,
    /// How far results may move from the previous period (`--previous`) before it is told.
    #[serde(default)]
    pub previous: super::previous::Raw,
    /// How many people may have a grade (强制分布).
    #[serde(default, rename = "distribution")]
    pub distributions: Vec<Distribution>,
    /// A percentage that is off by a factor of 100 is put right instead of being held.
    #[serde(default)]
    pub rescale_percent: bool,
    /// `001` and `1` are the same employee id.
    #[serde(default)]
    pub ids_as_numbers: bool,
    /// A person has a card from each appraiser (同事互评): only two cards by the same one are a person twice.
    #[serde(default)]
    pub several_appraisers: bool,
    /// Findings that count differently here, by code: `error`, `warning`, `info` or `off`.
    #[serde(default)]
    pub findings: IndexMap<String, Level>,
}

/// How workbooks are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutKind {
    /// One row per person.
    Roster,
    /// One form per person, one or several on a sheet.
    Form,
    /// One row per person and line, and a summary sheet with one row per person.
    Long,
}

impl LayoutKind {
    /// Its key.
    pub fn name(self) -> &'static str {
        match self {
            LayoutKind::Roster => "roster",
            LayoutKind::Form => "form",
            LayoutKind::Long => "long",
        }
    }
}

/// How lines make a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Composition {
    /// Points are added; the maxima make 100.
    #[default]
    Points,
    /// Scores on a scale of 100, or of `full-marks`, times weights that make 100 %.
    Weighted,
    /// The full marks less what the lines take off; lines outside are added.
    Deductions,
}

/// How a form's rows are known as lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinesBy {
    /// By their words.
    #[default]
    Item,
    /// By their number (序号), the order of the mapping's lines; the wording is free.
    Number,
}

/// Which sheets are read.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sheets {
    /// Sheets that are never scorecards, by name or `re:` pattern.
    #[serde(default)]
    pub skip: Vec<String>,
}

/// Headers or labels of the scorecard's own figures.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fields {
    /// 工号
    pub id: Option<Vec<String>>,
    /// 姓名
    pub name: Option<Vec<String>>,
    /// 部门
    pub department: Option<Vec<String>>,
    /// 岗位
    pub position: Option<Vec<String>>,
    /// 考核人: who scored the person; the overview sums by them
    pub manager: Option<Vec<String>>,
    /// 考核期
    pub period: Option<Vec<String>>,
    /// 总分
    pub total: Option<Vec<String>>,
    /// 等级
    pub grade: Option<Vec<String>>,
    /// 绩效系数
    pub coefficient: Option<Vec<String>>,
    /// 基本工资 or 绩效基数
    pub base: Option<Vec<String>>,
    /// 绩效比例
    pub rate: Option<Vec<String>>,
    /// 绩效工资
    pub payout: Option<Vec<String>>,
}

/// Headers of the columns of a form's or a long table's lines, or of one line's columns on a roster.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Columns {
    /// The line's number (forms whose lines are known by it); 序号 if absent.
    pub number: Option<Vec<String>>,
    /// The line's name (forms and long tables).
    pub item: Option<Vec<String>>,
    /// The actual figure, or how often something happened.
    pub actual: Option<Vec<String>>,
    /// The target, or what the actual is divided by.
    pub target: Option<Vec<String>>,
    /// The previous period's figure.
    pub previous: Option<Vec<String>>,
    /// A judged score before its weight.
    pub raw: Option<Vec<String>>,
    /// The reported attainment.
    pub attainment: Option<Vec<String>>,
    /// The reported deduction.
    pub deduction: Option<Vec<String>>,
    /// The reported points.
    pub score: Option<Vec<String>>,
    /// The reported points times their weight (加权得分), where the points stand beside them; in a weighted composition.
    pub weighted: Option<Vec<String>>,
    /// The employee's own score.
    pub self_score: Option<Vec<String>>,
    /// The full marks.
    pub max: Option<Vec<String>>,
    /// The weight.
    pub weight: Option<Vec<String>>,
    /// The remarks.
    pub remark: Option<Vec<String>>,
    /// The grade word of a judged line.
    pub grade_word: Option<Vec<String>>,
    /// The criteria (考评标准及细则), in whose words figures may stand: see `in-words`.
    pub criteria: Option<Vec<String>>,
    /// The raters' scores, by the names of the rule.
    #[serde(default)]
    pub raters: IndexMap<String, Vec<String>>,
}

/// A section of lines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Its name.
    pub name: String,
    /// The section that it is a part of.
    pub within: Option<String>,
    /// What its lines' maxima add up to.
    pub max: Option<Amount>,
    /// Its share of the total, where its lines make a whole by themselves: one figure, or one per position.
    pub weight: Option<ByPosition<Share>>,
    /// The headers or labels of its subtotal.
    #[serde(default)]
    pub subtotal: Vec<String>,
    /// The headers or labels of its subtotal times its weight.
    #[serde(default)]
    pub weighted: Vec<String>,
}

/// One line (indicator).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Line {
    /// Its name.
    pub item: String,
    /// How forms and long tables spell it, besides its name: exact texts, or `re:` and a regular expression.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// The section it belongs to.
    pub section: Option<String>,
    /// Full marks; 100 in a weighted composition if absent.
    pub max: Option<Amount>,
    /// Its share of the total in a weighted composition, `"35%"` or `"1/3"`: one figure, or one per position.
    pub weight: Option<ByPosition<Share>>,
    /// The positions it applies to; all if absent.
    #[serde(default)]
    pub positions: Vec<String>,
    /// It stands outside the 100 points; bonus lines do by themselves.
    #[serde(default)]
    pub outside: bool,
    /// It is taken off the total (3, -3 and 扣3 alike): a line outside the full marks.
    #[serde(default)]
    pub takes_off: bool,
    /// How it earns its points.
    pub rule: Rule,
    /// Where a roster holds its figures.
    #[serde(default)]
    pub columns: Columns,
    /// Its figures that stand in the words of its criteria.
    #[serde(default)]
    pub in_words: InWords,
    /// What its figures are.
    #[serde(default)]
    pub unit: Unit,
    /// What `-`, `/` and `无` mean in its figures.
    #[serde(default)]
    pub dash: Dash,
    /// What an empty cell means.
    #[serde(default)]
    pub blank: Dash,
}

/// Figures that stand in words, such as `目标500,000元，实际完成463,750元`. Each is found by regular expressions in which
/// `{数}` stands for the figure; the first that fits counts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InWords {
    /// The actual figure.
    pub actual: Option<Vec<String>>,
    /// The target.
    pub target: Option<Vec<String>>,
    /// The previous period's figure.
    pub previous: Option<Vec<String>>,
}

/// A figure for all, or one per position.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "这里应写一个数（如 1000、\"35%\"），或每个岗位一个数（如 { \"主管\" = 1200 }）；权重也可以写分数（如 \"1/3\"） / a figure is wanted, or one for each position such as { \"主管\" = 1200 }; a weight may be a fraction such as \"1/3\""
)]
pub enum ByPosition<T> {
    /// For all.
    One(T),
    /// By position.
    Each(IndexMap<String, T>),
}

/// What a line's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Plain numbers.
    #[default]
    Number,
    /// Percentages: `92%` is 0.92, and a factor of 100 is looked out for.
    Percent,
    /// The actual is a time in hours: `58:00` is 58, and one that is told in minutes or days is held.
    Hours,
}

/// What a cell without a figure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Dash {
    /// The figure is missing.
    #[default]
    Missing,
    /// The figure is 0: nothing happened.
    Zero,
}

/// A grade.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Grade {
    /// The word.
    pub name: String,
    /// The least total that earns it.
    pub from: Amount,
    /// The coefficient that goes with it.
    pub coefficient: Option<Amount>,
    /// What it pays in yuan, in a scheme that pays by `grade`: one figure, or one per position.
    pub pay: Option<ByPosition<Amount>>,
}

/// 一票否决.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Veto {
    /// Its name.
    pub name: String,
    /// The headers or labels of its cell; its name if absent.
    #[serde(default)]
    pub spelled: Vec<String>,
    /// The words that mean it applies; `是`, `有`, `√` if absent.
    #[serde(default)]
    pub words: Vec<String>,
    /// The line whose actual figure decides, instead of a cell of its own.
    pub line: Option<String>,
    /// The count or figure from which it applies.
    pub at_least: Option<Amount>,
    /// The figure below which it applies.
    pub below: Option<Amount>,
    /// What the total can be at most then; 0 if absent.
    pub total: Option<Amount>,
}

/// A named figure of the scheme.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// Its name; `"@NAME"` uses it.
    pub name: String,
    /// What it is, in every period.
    pub value: Option<Amount>,
    /// What it is from which month on, for a figure that changes.
    #[serde(default)]
    pub values: Vec<DatedValue>,
    /// A regular expression whose first group is the figure: it is checked where it stands in labels and notes.
    pub pattern: Option<String>,
}

/// What a parameter is from a month on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DatedValue {
    /// The first month, such as `2026-07`.
    pub from: super::Month,
    /// The figure.
    pub value: Amount,
}

/// How many people of a department may have a grade.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Distribution {
    /// The grade.
    pub grade: String,
    /// The largest share of the people, such as `"20%"`.
    pub at_most: Amount,
    /// Among whom the share is counted.
    #[serde(default)]
    pub by: Among,
    /// What happens to a part of a head: 20 % of 8 people are 1.6.
    #[serde(default = "down")]
    pub rounding: RoundingMode,
    /// The heads that are allowed even in a small group; 0 if absent.
    #[serde(default)]
    pub at_least: u32,
}

fn down() -> RoundingMode {
    RoundingMode::Down
}

/// Among whom a share is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Among {
    /// The people of a department.
    #[default]
    Department,
    /// The people of a position.
    Position,
    /// Everybody in the workbook.
    All,
}

/// How much a finding matters, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Error,
    Warning,
    Info,
    Off,
}
