//! Which headers and labels are known, so that a scheme fits its workbooks.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::Told;
use crate::mapping::spelling::Spelling;
use crate::mapping::staff::Column;
use crate::mapping::{Field, LayoutKind, Line, Mapping};
use crate::rule::{Role, Rule};
use crate::text::Text;

pub(super) fn headers(mapping: &Mapping) -> Told {
    let mut told: Told = vec![match mapping.layout {
        LayoutKind::Roster | LayoutKind::Long => text!(
            "看表头认列；下面每一栏，写成其中任何一种都认，「甲/乙」指甲下面的乙。"
                / "Columns are known by their headers; any of these will do, a/b is b under a."
        ),
        LayoutKind::Form => text!(
            "看标签和表头认格子；下面每一栏，写成其中任何一种都认，「甲/乙」指甲下面的乙。"
                / "Cells are known by labels and headers; any of these will do, a/b is b under a."
        ),
    }];
    if !mapping.skipped_sheets.is_empty() {
        let names = words(&mapping.skipped_sheets);
        told.push(text!(
            "这些工作表不看：{names}。" / "Sheets that are not read: {names}."
        ));
    }
    for (field, spelled) in &mapping.fields {
        push(&mut told, "  ", self::field(*field), spelled);
    }
    if mapping.layout != LayoutKind::Roster {
        if let Some(number) = &mapping.number_column {
            told.push(text!(
                "  各行按序号对应方案的第几项，文字可以不同。"
                    / "  Rows are known by their numbers, their wording is free."
            ));
            push(&mut told, "  ", text!("序号" / "Number"), number);
        }
        push(
            &mut told,
            "  ",
            text!("指标名称" / "Item"),
            &mapping.item_column,
        );
    }
    for section in &mapping.sections {
        let name = &section.name;
        push(
            &mut told,
            "  ",
            text!("「{name}」小计" / "Subtotal of {name}"),
            &section.subtotal,
        );
    }
    for veto in mapping.vetoes.iter().filter(|veto| veto.line.is_none()) {
        let name = &veto.name;
        push(
            &mut told,
            "  ",
            text!("一票否决「{name}」" / "Veto {name}"),
            &veto.spelled,
        );
    }
    for one in &mapping.adjustments {
        push(&mut told, "  ", Text::same(one.name.as_str()), &one.spelled);
    }
    // Columns that all lines share, with the raters of the first line that has some.
    let mut kinds = mapping.kinds();
    let rated = kinds.find(|line| matches!(line.rule, Rule::Raters(_)));
    columns(
        &mut told,
        "  ",
        &mapping.columns,
        rated.or(mapping.kinds().next()),
    );
    for line in mapping.kinds() {
        let parts = line.rule.parts();
        let of_parts = parts.iter().filter(|part| !part.spelled.is_empty());
        let of_parts: Vec<(&str, String)> = of_parts
            .map(|part| {
                let spelled = part
                    .spelled
                    .iter()
                    .map(|one| match one.strip_prefix("re:") {
                        Some(pattern) => format!("合于「{}」的", pattern.trim()),
                        None => one.clone(),
                    });
                (part.item, spelled.collect::<Vec<_>>().join("、"))
            })
            .collect();
        if line.columns.is_empty() && line.spelled.is_empty() && of_parts.is_empty() {
            continue;
        }
        let item = &line.item;
        told.push(text!("  {item}：" / "  {item}:"));
        push(
            &mut told,
            "    ",
            text!("名称也写作" / "Also called"),
            &line.spelled,
        );
        for (part, spelled) in of_parts {
            told.push(text!(
                "    其中「{part}」也写作：{spelled}" / "    {part} is also called: {spelled}"
            ));
        }
        columns(&mut told, "    ", &line.columns, Some(line));
    }
    roster(mapping, &mut told);
    told
}

fn roster(mapping: &Mapping, told: &mut Told) {
    let staff = &mapping.staff;
    told.push(text!("花名册的表头：" / "Headers of the roster:"));
    if !staff.sheets.is_empty() {
        let names = words(&staff.sheets);
        told.push(text!(
            "  只看这些工作表：{names}" / "  Only these sheets: {names}"
        ));
    }
    for (column, spelled) in &staff.columns {
        let name = match column {
            Column::Id => text!("工号" / "Id"),
            Column::Name => text!("姓名" / "Name"),
            Column::Department => text!("部门" / "Department"),
            Column::Position => text!("岗位" / "Position"),
            Column::Base => text!("基本工资" / "Base pay"),
            Column::Rate => text!("绩效比例" / "Rate"),
            Column::Fund => text!("绩效基数" / "Performance base"),
            Column::Status => text!("在职状态" / "Status"),
            Column::Attended => text!("出勤天数" / "Days attended"),
            Column::Due => text!("应出勤天数" / "Days due"),
        };
        push(told, "  ", name, spelled);
    }
}

fn columns(
    told: &mut Told,
    indent: &str,
    columns: &BTreeMap<Role, Vec<Spelling>>,
    line: Option<&Line>,
) {
    for (role, spelled) in columns {
        let name = line.map_or_else(Text::default, |line| self::role(*role, line));
        push(told, indent, name, spelled);
    }
}

fn push(told: &mut Told, indent: &str, name: Text, spelled: &[Spelling]) {
    if spelled.is_empty() {
        return;
    }
    let (zh, en, words) = (name.zh, name.en, words(spelled));
    told.push(text!("{indent}{zh}：{words}" / "{indent}{en}: {words}"));
}

fn words(spelled: &[Spelling]) -> String {
    // A scheme may name a spelling that is usual anyway.
    let words: IndexSet<String> = spelled
        .iter()
        .map(|one| match one {
            Spelling::Path(_) => one.words(),
            Spelling::Pattern(pattern) => format!("合于「{pattern}」的"),
        })
        .collect();
    words.into_iter().collect::<Vec<_>>().join("、")
}

/// What a column holds.
pub(super) fn role(role: Role, line: &Line) -> Text {
    match role {
        Role::Actual => text!("实际" / "Actual"),
        Role::Target => text!("目标或分母" / "Target or divisor"),
        Role::Previous => text!("上期" / "Previous"),
        Role::Raw => text!("加权前的评分" / "Score before its weight"),
        Role::Rater(index) => match &line.rule {
            Rule::Raters(raters) => {
                let rater = raters.weights.get_index(usize::from(index));
                let name = rater.map_or("", |(name, _)| name.as_str());
                text!("{name}的评分" / "Score of {name}")
            }
            _ => text!("评分人的评分" / "Score of a rater"),
        },
        Role::Attainment => text!("完成率" / "Attainment"),
        Role::Deduction => text!("扣分" / "Deduction"),
        Role::Score if line.takes_off => text!("扣分" / "Deduction"),
        Role::Score => text!("得分" / "Score"),
        Role::Weighted => text!("加权得分" / "Weighted score"),
        Role::SelfScore => text!("自评分" / "Self score"),
        Role::Max => text!("满分" / "Full marks"),
        Role::Weight => text!("权重" / "Weight"),
        Role::Remark => text!("备注" / "Remark"),
        Role::GradeWord => text!("等级词" / "Grade word"),
        Role::Criteria => text!("考评标准" / "Criteria"),
    }
}

fn field(field: Field) -> Text {
    match field {
        Field::Id => text!("工号" / "Id"),
        Field::Name => text!("姓名" / "Name"),
        Field::Department => text!("部门" / "Department"),
        Field::Position => text!("岗位" / "Position"),
        Field::Manager => text!("考核人" / "Appraiser"),
        Field::Period => text!("考核期" / "Period"),
        Field::Total => text!("总分" / "Total"),
        Field::Grade => text!("等级" / "Grade"),
        Field::Coefficient => text!("绩效系数" / "Coefficient"),
        Field::Base => text!("基本工资或绩效基数" / "Base"),
        Field::Rate => text!("绩效比例" / "Rate"),
        Field::Payout => text!("绩效工资" / "Pay"),
        Field::Attended => text!("出勤天数" / "Days attended"),
        Field::Due => text!("应出勤天数" / "Days due"),
    }
}
