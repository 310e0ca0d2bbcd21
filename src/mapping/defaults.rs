//! The usual spellings of fields and columns, gathered from real workbooks.

use super::Field;
use crate::rule::Role;

/// The usual spellings of a field's header or label.
pub(super) fn field(field: Field) -> &'static [&'static str] {
    match field {
        Field::Id => &[
            "工号",
            "员工工号",
            "员工ID",
            "员工编号",
            "人员编号",
            "职工编号",
            "工作证号",
            "编号",
        ],
        Field::Name => &[
            "姓名",
            "员工姓名",
            "人员姓名",
            "name",
            "被考核者",
            "被考核人",
            "被考核人姓名",
            "被考评人",
            "考核对象",
            "责任人",
            "员工",
        ],
        Field::Department => &[
            "部门",
            "所属部门",
            "所在部门",
            "部门名称",
            "department",
            "depart",
            "用人单位",
            "组别",
        ],
        Field::Position => &[
            "岗位",
            "职务",
            "职位",
            "职位名称",
            "员工岗位",
            "岗位名称",
            "岗位级别",
            "级别",
            "职级",
            "层级",
            "人员类别",
            "职务名称",
        ],
        Field::Period => &[
            "考核月份",
            "考核期",
            "考核周期",
            "考核期间",
            "评估周期",
            "所属月份",
            "考核年月",
            "考核时间",
            "统计时间",
            "月份",
            "绩效月份",
        ],
        Field::Total => &[
            "总分",
            "合计",
            "总计",
            "总得分",
            "总评分",
            "考核得分",
            "绩效考核得分",
            "最终得分",
            "综合得分",
            "考核总分",
            "合计得分",
        ],
        Field::Grade => &[
            "等级",
            "绩效等级",
            "考核等级",
            "最终绩效",
            "绩效评价",
            "考评等级",
        ],
        Field::Coefficient => &["绩效系数", "系数", "结算百分比", "考核系数"],
        Field::Base => &[
            "基本工资",
            "基础工资",
            "岗位工资",
            "绩效基数",
            "绩效工资基数",
            "基数",
        ],
        Field::Rate => &["绩效比例", "绩效占比", "绩效工资比例", "浮动比例"],
        Field::Payout => &[
            "绩效工资",
            "绩效奖金",
            "考核奖金",
            "绩效奖",
            "本人绩效工资",
            "应发绩效",
            "应发绩效工资",
            "实发绩效工资",
            "当月绩效奖金",
        ],
        Field::Attended => ATTENDED,
        Field::Due => DUE,
    }
}

/// The usual spellings of 出勤天数.
pub(super) const ATTENDED: &[&str] = &[
    "出勤天数",
    "实际出勤天数",
    "实出勤天数",
    "实际出勤",
    "实出勤",
    "出勤",
    "计薪天数",
    "实际计薪天数",
];

/// The usual spellings of 应出勤天数.
pub(super) const DUE: &[&str] = &[
    "应出勤天数",
    "应出勤",
    "当月应出勤天数",
    "标准出勤天数",
    "应出勤日",
    "应计薪天数",
];

/// The usual spellings of the header of a form's item column.
pub(super) const ITEM: &[&str] = &[
    "指标",
    "指标名称",
    "考核指标",
    "关键业绩指标",
    "kpi指标",
    "关键指标",
    "关键指标及分值",
    "项目",
    "考核项目",
    "项目及考核内容",
    "考核内容",
    "考核点",
    "考核维度",
    "评分条目",
    "管理项目",
    "岗位职责",
];

/// The usual spellings of the header of a line's column on a form.
pub(super) fn column(role: Role) -> &'static [&'static str] {
    match role {
        Role::Actual => &[
            "实际值",
            "实际",
            "实际完成",
            "实际完成值",
            "完成值",
            "实际达成",
            "次数/实绩",
            "实绩",
            "次数",
            "实际金额",
        ],
        Role::Target => &["目标值", "目标", "考核目标值", "目标金额", "考核目标"],
        Role::Previous => &["上期", "上期值", "上月"],
        Role::Raw => &["评分", "评分(百分制)", "百分制评分", "考核评分"],
        Role::Attainment => &["完成率", "达成率", "目标达成率", "完成比例"],
        Role::Deduction => &["扣分", "扣减分"],
        Role::Score => &[
            "得分",
            "考核得分",
            "实际得分",
            "本项得分",
            "最终得分",
            "评分得分",
        ],
        Role::SelfScore => &["自评分", "自评得分", "员工自评得分", "自评"],
        Role::Max => &["分值", "标准分", "满分", "总分值", "配分"],
        Role::Weight => &[
            "权重",
            "目标权重",
            "所占权重",
            "权重占比",
            "权重分解",
            "比例",
            "条目占比",
        ],
        Role::Remark => &["备注", "评分备注", "考核人评语及扣分项", "说明", "评语"],
        Role::GradeWord => &["评级", "档次", "等次"],
        Role::Rater(_) => &[],
    }
}
