//! What stands in the place of a name in a table of people and is nobody's: `人均得分`, `Total`, `环比`, `过次页`.
//!
//! These words count in tables of people alone: an item of a form may well be called 人均产值 or 预算.

use super::{RowKind, is_digits};
use crate::mapping::spelling::Label;
use crate::workbook::Value;

/// What rows of sums and averages are called, as a whole.
const SUMS: &[&str] = &[
    "total",
    "subtotal",
    "sum",
    "avg",
    "average",
    "mean",
    "max",
    "min",
    "count",
    "median",
    "Σ",
    "∑",
    "σ",
    "计",
    "合",
    "共",
    "总",
    "总额",
    "总数",
    "总和",
    "均分",
    "人次",
    "总人次",
];
/// How they begin and end: `人均绩效`, `平均绩效工资`, `绩效总额`, `Grand Total`.
const SUM_BEGINNINGS: &[&str] = &["人均", "平均", "grandtotal", "合计", "总计"];
const SUM_ENDINGS: &[&str] = &[
    "总额",
    "总数",
    "总和",
    "总金额",
    "人数",
    "total",
    "均分",
    "人数",
];
/// What rows are called that compare, check or lead from one page to the next, as a whole.
const OTHERS: &[&str] = &[
    "上月",
    "上期",
    "上季度",
    "上年同期",
    "去年同期",
    "环比",
    "同比",
    "环比增长",
    "同比增长",
    "环比增幅",
    "同比增幅",
    "增长率",
    "增减",
    "较上月",
    "与上月差异",
    "对比",
    "差异",
    "差额",
    "差异率",
    "占比",
    "目标",
    "目标值",
    "目标数",
    "预算",
    "预算数",
    "实际数",
    "核对",
    "校验",
    "验证",
    "核对数",
    "校验数",
    "承前页",
    "过次页",
    "总分值",
    "总配分",
    "标准",
    "标准值",
    "单价",
    "计件单价",
    "产品单价",
    "计价标准",
    "提成单价",
    "提成标准",
    "工价",
    "接上页",
    "接下页",
    "转下页",
    "以下空白",
    "以下无正文",
    "本页以下空白",
    "此行以下空白",
];

/// Words before a signature or a remark, as a whole: 李专员 is somebody.
const SIGNS: &[&str] = &[
    "审批人",
    "经办人",
    "评分人",
    "填表人",
    "填报人",
    "编制",
    "编制人",
    "制单",
    "制单人",
    "监督人",
    "联系人",
    "签发人",
    "确认人",
    "统计人",
    "核算人",
    "会签",
    "直接上级",
    "直属上级",
    "直接主管",
    "绩效专员",
    "绩效经理",
    "人事专员",
    "人事经理",
    "考核专员",
    "考核小组",
    "绩效小组",
    "财务部",
    "人事部",
    "人力资源部",
    "董事长",
    "注意",
    "来源",
];
/// How other such words end: 填表日期, 数据截止, 考核规则.
const SIGN_ENDINGS: &[&str] = &[
    "日期",
    "时间",
    "截止",
    "截至",
    "版本",
    "版本号",
    "数据来源",
    "委员会",
    "注意事项",
    "规则",
    "方法",
    "说明",
    "意见",
    "依据",
    "口径",
];

/// True for words before a signature or a remark, with it or without, which are nobody where no figure stands in the row.
pub(super) fn signs(text: &str) -> bool {
    let name = Label::new(text).name;
    let (led, _) = name.split_once(':').unwrap_or((&name, ""));
    SIGNS.contains(&led) || SIGN_ENDINGS.iter().any(|word| led.ends_with(word))
}

/// What the words in the place of a name say of their row.
pub(super) fn kind_of(name: &str) -> RowKind {
    let name = name.trim_matches(['(', ')', '—', '-', '/', '*', ':']);
    let is_sum = SUMS.contains(&name)
        || SUM_BEGINNINGS.iter().any(|word| name.starts_with(word))
        || SUM_ENDINGS.iter().any(|word| name.ends_with(word))
        || name.strip_suffix(['人', '名', '位']).is_some_and(is_digits);
    match is_sum {
        true => RowKind::Sum,
        false if OTHERS.contains(&name) => RowKind::Note,
        false => RowKind::Data,
    }
}

/// A number, or letters with digits: E005, GH-12. A date is none.
pub(super) fn is_plain_id(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Text(text) => {
            let text = text.trim();
            let is_led = text.starts_with(|c: char| c.is_ascii_alphabetic());
            let fits = |c: char| c.is_ascii_alphanumeric() || is_led && "-_".contains(c);
            text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(fits)
        }
        _ => false,
    }
}

/// An id that counts nothing: letters with digits, or a number of four digits and more.
pub(super) fn is_sure_id(value: &Value) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    is_plain_id(value)
        && match value {
            // A count does not begin with a nought.
            Value::Text(text) => {
                let text = text.trim();
                text.contains(|c: char| c.is_ascii_alphabetic())
                    || digits(text) > 3
                    || text.starts_with('0') && text.len() > 1
            }
            // 1234.5 is an amount or a mean.
            Value::Number(number) => number.to_integer().is_some_and(|id| id > 999),
            _ => false,
        }
}

/// True for words that are nobody's name or id, in a table of people.
pub(in crate::extract) fn is_nobody(text: &str) -> bool {
    kind_of(&Label::new(text).name) != RowKind::Data
}

#[cfg(test)]
mod tests {
    use super::{RowKind, kind_of};

    #[test]
    fn words_that_are_nobody_s_name() {
        for name in [
            "total",
            "人均得分",
            "绩效总额",
            "5人",
            "计",
            "Σ",
            "grandtotal",
        ] {
            assert_eq!(kind_of(name), RowKind::Sum, "{name}");
        }
        for name in ["环比", "过次页", "—以下空白—", "预算"] {
            assert_eq!(kind_of(name), RowKind::Note, "{name}");
        }
        // 计 and 总 begin names and nicknames; E5人 is nobody's count.
        for name in [
            "计春华",
            "何鑫",
            "总教头",
            "anna",
            "maxine",
            "e5人",
            "差异化一组",
        ] {
            assert_eq!(kind_of(name), RowKind::Data, "{name}");
        }
    }
}
