//! What words say: which column is what, which rule an item's text tells, what the notes settle.

use regex::Regex;

use crate::mapping::Field;
use crate::mapping::defaults;
use crate::mapping::spelling::{Label, fold};
use crate::number::Decimal;
use crate::rule::Role;
use crate::workbook::{Value, Workbook};
use crate::written::read_number;

/// The fields with their keys in a mapping.
pub(super) const FIELDS: [(Field, &str); 12] = [
    (Field::Id, "id"),
    (Field::Name, "name"),
    (Field::Department, "department"),
    (Field::Position, "position"),
    (Field::Manager, "manager"),
    (Field::Period, "period"),
    (Field::Total, "total"),
    (Field::Grade, "grade"),
    (Field::Coefficient, "coefficient"),
    (Field::Base, "base"),
    (Field::Rate, "rate"),
    (Field::Payout, "payout"),
];

/// The roles that a column can have, with the surest first.
pub(super) const ROLES: [Role; 13] = [
    Role::Score,
    Role::SelfScore,
    Role::Max,
    Role::Weight,
    Role::Target,
    Role::Actual,
    Role::Previous,
    Role::Attainment,
    Role::Deduction,
    Role::Raw,
    Role::Remark,
    Role::GradeWord,
    Role::Criteria,
];

/// How sure a role is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// By the usual spelling.
    Is(Role),
    /// By a part of the words.
    Like(Role),
}

impl Guess {
    pub fn role(self) -> Role {
        match self {
            Guess::Is(role) | Guess::Like(role) => role,
        }
    }
}

fn spelled(list: &[&str], name: &str) -> bool {
    list.iter().any(|word| Label::new(word).name == name)
}

/// The field that a header or label names.
pub(super) fn is_field(name: &str) -> Option<Field> {
    let usual = FIELDS
        .iter()
        .map(|(field, _)| *field)
        .find(|field| spelled(defaults::field(*field), name));
    // 总评 is the total of a list, and one line's points elsewhere.
    let usual = usual.or_else(|| (name == "总评").then_some(Field::Total));
    // 教师姓名 and 店长姓名 are names; 考核人姓名 is a usual word of its own.
    // 部门-姓名 is two.
    let is_name = name.ends_with("姓名") && !name.contains(['-', '/', '+']);
    usual.or_else(|| is_name.then_some(Field::Name))
}

/// True for the header of a column of items.
pub(super) fn is_item(name: &str) -> bool {
    spelled(defaults::ITEM, name)
}

/// The role that a column's words tell.
pub(super) fn role_of(name: &str) -> Option<Guess> {
    let name = unnumbered(name);
    if let Some(role) = ROLES
        .into_iter()
        .find(|role| spelled(defaults::column(*role), name))
    {
        return Some(Guess::Is(role));
    }
    let like: [(&[&str], Role); 11] = [
        (
            &["备注", "评语", "说明", "原因", "理由", "事由"],
            Role::Remark,
        ),
        (&["规则", "标准", "细则", "要求"], Role::Criteria),
        (&["自评"], Role::SelfScore),
        (&["得分", "考评分", "考核分", "加权分"], Role::Score),
        (&["评分", "打分"], Role::Score),
        (&["完成率", "达成率", "达成比例"], Role::Attainment),
        (
            &["上期", "上月", "上季", "上年", "去年", "同期"],
            Role::Previous,
        ),
        (&["目标", "计划", "预算"], Role::Target),
        (&["实际", "完成", "本期", "本月", "次数"], Role::Actual),
        (&["扣分"], Role::Deduction),
        (&["权重"], Role::Weight),
    ];
    like.iter()
        .find(|(words, _)| words.iter().any(|word| name.contains(word)))
        .map(|(_, role)| Guess::Like(*role))
}

/// What words are of a thing that stands over them: 指标 over figures is its target, 分数 its points.
pub(super) fn role_in_group(name: &str) -> Option<Role> {
    match name {
        "指标" | "指标值" | "任务" | "任务数" | "任务量" | "任务额" | "任务值" => {
            Some(Role::Target)
        }
        "分数" | "成绩" | "评分" | "分" => Some(Role::Score),
        _ => None,
    }
}

/// Headers of numbers that count rows or people, and are of no scheme.
pub(super) fn is_counter(name: &str) -> bool {
    ["序号", "编号", "no", "no.", "no·"].contains(&name)
}

/// Headers of points times their weight, beside the points before it.
pub(super) fn is_weighted(name: &str) -> bool {
    let words = ["加权", "权重分", "权重得分", "折算分", "折算得分"];
    words.iter().any(|word| name.contains(word)) && !name.contains('前')
}

/// A header without the circled number behind it, by which others refer to it: 实得分④.
fn unnumbered(name: &str) -> &str {
    name.trim_end_matches(|c| ('①'..='⑳').contains(&c))
}

/// Headers of raters' columns.
pub(super) fn is_rater(name: &str) -> bool {
    let name = unnumbered(name);
    let name = name.trim_end_matches(['分', '评', '价']);
    [
        "自评",
        "自",
        "上级",
        "同事",
        "同级",
        "下级",
        "客户",
        "领导",
        "主管",
        "直接上级",
        "间接上级",
    ]
    .contains(&name)
}

/// A flat header's thing and what of it: `实际销售额`, `销售额得分`.
pub(super) fn parted(name: &str) -> Option<(String, String)> {
    let words = [
        "目标值",
        "实际值",
        "完成值",
        "考核得分",
        "目标",
        "实际",
        "计划",
        "得分",
        "完成率",
        "达成率",
        "上期",
        "本期",
        "次数",
        "权重",
        "扣分",
    ];
    words.iter().find_map(|word| {
        let rest = name
            .strip_suffix(word)
            .or_else(|| name.strip_prefix(word))?;
        let rest = rest.trim_matches(['-', '_', '—', '·', '.']);
        (!rest.is_empty()).then(|| (rest.to_owned(), (*word).to_owned()))
    })
}

/// The first group of a pattern in a text.
pub(super) fn said(text: &str, pattern: &str) -> Option<String> {
    let found = Regex::new(pattern).ok()?.captures(text)?.get(1)?;
    Some(found.as_str().to_owned())
}

/// The same as a figure.
pub(super) fn said_figure(text: &str, pattern: &str) -> Option<Decimal> {
    read_number(said(text, pattern)?.trim_end_matches('元')).map(|read| read.value)
}

/// Points in a bracket: `20分`, `满分15分`, `每项20分`.
pub(super) fn points(bracket: &str) -> Option<Decimal> {
    said_figure(
        bracket,
        r"^(?:满分|分值|每项|权重|标准分)?:?(\d+(?:\.\d+)?)分?$",
    )
}

/// A share in a bracket: `40%`, `权重40%`, `权重40`.
pub(super) fn share(bracket: &str) -> Option<Decimal> {
    said_figure(bracket, r"(\d+(?:\.\d+)?%)").or_else(|| {
        let weight = said(bracket, r"^(?:所占)?权重:?(\d+(?:\.\d+)?)$")?;
        said_figure(&format!("{weight}%"), "(.*)")
    })
}

/// All sentences of a workbook, folded: notes, criteria, titles.
pub(super) fn sentences(workbook: &Workbook) -> Vec<String> {
    let mut found = Vec::new();
    for sheet in workbook.sheets.iter().take(3) {
        for cell in sheet.rows.iter().flat_map(|row| &row.cells) {
            if let Value::Text(text) = &cell.value
                && text.chars().count() >= 8
            {
                let folded = fold(text);
                if !found.contains(&folded) && found.len() < 500 {
                    found.push(folded);
                }
            }
        }
    }
    found
}

/// The rule that an item's own words tell, with its input.
pub(super) fn rule(text: &str, context: &[String]) -> Option<(String, bool)> {
    let text = &fold(text);
    let figure = r"([\d,.]+万?)元?";
    if let Some(every) = said(text, &format!("每超(?:出|过)?{figure}"))
        && let Some(plus) = said(text, r"每超(?:出|过)?[\d,.]+万?元?,?加([\d.]+)分?")
    {
        let pattern = format!("(?:基数|基准)(?:为|是|:)?{figure}");
        let base = said(text, &pattern);
        let base = base.or_else(|| context.iter().find_map(|other| said(other, &pattern)));
        return base.map(|base| {
            (
                format!("bonus = {{ base = \"{base}\", every = \"{every}\", plus = {plus} }}"),
                false,
            )
        });
    }
    if let Some(every) = said(text, &format!("每(?:差|少|低于?){figure}"))
        && let Some(less) = said(text, r"每(?:差|少|低于?)[\d,.]+万?元?,?扣([\d.]+)分")
        && let Some(base) = said(text, &format!("(?:基数|基准|目标)(?:为|是|:)?{figure}"))
    {
        return Some((
            format!(
                "shortfall = {{ base = \"{base}\", every = \"{every}\", less = {less}, units = \"full\" }}"
            ),
            false,
        ));
    }
    let steps =
        Regex::new(r"(\d+)[天次人件](?:及以上|及其以上|以上)?(?:的|者|,|:)?扣(\d+(?:\.\d+)?)分")
            .ok()?;
    let table: Vec<String> = steps
        .captures_iter(text)
        .map(|step| format!("[{}, {}]", &step[1], &step[2]))
        .collect();
    if table.len() >= 2 {
        return Some((
            format!("steps = {{ table = [{}] }}", table.join(", ")),
            true,
        ));
    }
    let each = said(text, r"扣(\d+(?:\.\d+)?)分?/[次个天单件项例]")
        .or_else(|| said(text, r"每[次个天单件项例]\D{0,6}?扣(\d+(?:\.\d+)?)分?"))?;
    Some((format!("deduction = {{ each = {each} }}"), true))
}

/// The target that an item's own words tell: `展现数达到20,000`.
pub(super) fn target(text: &str) -> Option<String> {
    said(
        &fold(text),
        r"(?:达到|目标(?:为|是|:)?|不低于|基准(?:为|是|:)?)(\d[\d,.]*(?:万|%)?)",
    )
    .map(|figure| figure.trim_end_matches([',', '.']).to_owned())
}
