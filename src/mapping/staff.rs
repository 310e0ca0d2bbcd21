//! How the company's roster (花名册) is read: the `[roster]` table of a mapping, the usual spellings of its headers, and
//! which words mean that somebody works here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::spelling::{Spelling, fold};

/// The company's roster (花名册): whom the scorecards must be of, and whose base and rate count.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// The roster's file, looked for beside the mapping, then beside the audited workbook; `--roster` goes before it.
    pub file: Option<String>,
    /// The sheets that are read, by name or `re:` pattern; every sheet with a name or id column if absent.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// 工号
    pub id: Option<Vec<String>>,
    /// 姓名
    pub name: Option<Vec<String>>,
    /// 部门
    pub department: Option<Vec<String>>,
    /// 岗位
    pub position: Option<Vec<String>>,
    /// 基本工资, the base of `base-rate`.
    pub base: Option<Vec<String>>,
    /// 绩效比例
    pub rate: Option<Vec<String>>,
    /// 绩效基数, the base of `base-coefficient`.
    pub fund: Option<Vec<String>>,
    /// 在职状态
    pub status: Option<Vec<String>>,
    /// 出勤天数
    pub attended: Option<Vec<String>>,
    /// 应出勤天数
    pub due: Option<Vec<String>>,
    /// The words of 在职状态 that mean active: of these people a scorecard is expected. 在职, 正式, 试用期 … if absent.
    pub active: Option<Vec<String>>,
    /// The words of 在职状态 whose people are held (待核) although they have a scorecard; nobody if absent.
    #[serde(default)]
    pub held: Vec<String>,
    /// Only people of these departments are expected to have a scorecard; everybody if absent.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Only people of these positions are expected to have a scorecard; everybody if absent.
    #[serde(default)]
    pub positions: Vec<String>,
    /// What a rate of the roster is where it is written without a percent sign.
    #[serde(default)]
    pub rate_unit: RateUnit,
}

/// What a rate without a percent sign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RateUnit {
    /// 0.2 is 20 %; a rate above 1 is in doubt.
    #[default]
    Fraction,
    /// 20 is 20 %.
    Percent,
}

/// A column of the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// 工号
    Id,
    /// 姓名
    Name,
    /// 部门
    Department,
    /// 岗位
    Position,
    /// 基本工资
    Base,
    /// 绩效比例
    Rate,
    /// 绩效基数
    Fund,
    /// 在职状态
    Status,
    /// 出勤天数
    Attended,
    /// 应出勤天数
    Due,
}

impl Column {
    /// Every column, in the order in which they take their headers.
    pub const ALL: [Column; 10] = [
        Column::Id,
        Column::Name,
        Column::Department,
        Column::Position,
        Column::Base,
        Column::Rate,
        Column::Fund,
        Column::Status,
        Column::Attended,
        Column::Due,
    ];
}

/// How the roster is read, free of faults.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The roster's file, as the mapping names it.
    pub file: Option<String>,
    /// The sheets that are read; empty for all that fit.
    pub sheets: Vec<Spelling>,
    /// The headers of each column.
    pub columns: BTreeMap<Column, Vec<Spelling>>,
    /// Folded words that mean active.
    pub active: Vec<String>,
    /// Folded words whose people are held.
    pub held: Vec<String>,
    /// Folded departments of which scorecards are expected; empty for all.
    pub departments: Vec<String>,
    /// Folded positions of which scorecards are expected; empty for all.
    pub positions: Vec<String>,
    /// A rate of 20 is 20 %.
    pub whole_percent: bool,
}

impl Staff {
    /// The checked shape; `spellings` parses the headers and tells what is wrong with them.
    pub(super) fn new(raw: &Raw, mut spellings: impl FnMut(&[String]) -> Vec<Spelling>) -> Self {
        let words = |words: &[String]| words.iter().map(|word| fold(word)).collect::<Vec<_>>();
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let told = |column: Column| match column {
            Column::Id => &raw.id,
            Column::Name => &raw.name,
            Column::Department => &raw.department,
            Column::Position => &raw.position,
            Column::Base => &raw.base,
            Column::Rate => &raw.rate,
            Column::Fund => &raw.fund,
            Column::Status => &raw.status,
            Column::Attended => &raw.attended,
            Column::Due => &raw.due,
        };
        let columns = Column::ALL.into_iter().map(|column| {
            let own = told(column).clone();
            let spelled: Vec<String> = own.unwrap_or_else(|| owned(usual(column)));
            (column, spellings(&spelled))
        });
        Staff {
            columns: columns.collect(),
            file: raw.file.clone(),
            sheets: spellings(&raw.sheets),
            active: words(&raw.active.clone().unwrap_or_else(|| owned(ACTIVE))),
            held: words(&raw.held),
            departments: words(&raw.departments),
            positions: words(&raw.positions),
            whole_percent: raw.rate_unit == RateUnit::Percent,
        }
    }
}

/// Words of 在职状态 that mean active, unless the mapping says otherwise.
const ACTIVE: &[&str] = &[
    "在职",
    "在岗",
    "在册",
    "正式",
    "正式员工",
    "转正",
    "已转正",
    "试用",
    "试用期",
    "试用期员工",
    "正常",
    "返聘",
    "退休返聘",
    "实习",
    "实习期",
    "在编",
    "是",
    "y",
    "yes",
    "√",
    "active",
    "1",
];

/// Words that mean that somebody is away or gone; with [`ACTIVE`] they are the words that need no remark.
pub const INACTIVE: &[&str] = &[
    "离职",
    "已离职",
    "辞职",
    "已辞职",
    "离岗",
    "退休",
    "已退休",
    "解聘",
    "辞退",
    "终止",
    "离司",
    "不在职",
    "停薪留职",
    "待入职",
    "未入职",
    "放弃入职",
    "否",
    "n",
    "no",
    "×",
    "inactive",
    "0",
];

/// The usual spellings of a column's header, the surest first.
fn usual(column: Column) -> &'static [&'static str] {
    match column {
        Column::Id => &[
            "工号",
            "员工工号",
            "职工工号",
            "员工编号",
            "职工编号",
            "人员编号",
            "员工号",
            "职工号",
            "人员工号",
            "工作证号",
            "员工编码",
            "人员编码",
            "职工编码",
            "员工代码",
            "人员代码",
            "员工ID",
            "ID",
            "employee id",
            "employee no",
            "编号",
        ],
        Column::Name => &[
            "姓名",
            "员工姓名",
            "职工姓名",
            "人员姓名",
            "员工名称",
            "名字",
            "name",
            "员工",
        ],
        Column::Department => &[
            "部门",
            "所属部门",
            "所在部门",
            "部门名称",
            "任职部门",
            "归属部门",
            "现部门",
            "用人部门",
            "一级部门",
            "department",
            "dept",
            "组别",
        ],
        Column::Position => &[
            "岗位",
            "岗位名称",
            "职位",
            "职位名称",
            "职务",
            "职务名称",
            "现岗位",
            "任职岗位",
            "所在岗位",
            "员工岗位",
            "层级",
            "职级",
            "级别",
            "position",
            "title",
        ],
        Column::Base => &[
            "基本工资",
            "基本薪资",
            "基本薪酬",
            "基础工资",
            "月基本工资",
            "基本月薪",
            "底薪",
            "基薪",
            "岗位工资",
            "base salary",
            "base pay",
            "base",
        ],
        Column::Rate => &[
            "绩效比例",
            "绩效占比",
            "绩效工资比例",
            "绩效工资占比",
            "绩效薪资占比",
            "绩效奖金比例",
            "浮动比例",
            "浮动占比",
            "rate",
        ],
        Column::Fund => &[
            "绩效基数",
            "绩效工资基数",
            "绩效奖金基数",
            "绩效工资标准",
            "绩效标准",
            "绩效薪资标准",
            "考核基数",
            "奖金基数",
            "月度绩效基数",
            "基数",
        ],
        Column::Status => &[
            "在职状态",
            "人员状态",
            "员工状态",
            "任职状态",
            "在岗状态",
            "在离职状态",
            "用工状态",
            "是否在职",
            "是否在岗",
            "状态",
            "status",
        ],
        Column::Attended => super::defaults::ATTENDED,
        Column::Due => super::defaults::DUE,
    }
}
