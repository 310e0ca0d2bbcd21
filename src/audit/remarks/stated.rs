//! The deduction that a remark states: `未提交次月计划，扣2分`, `迟到扣两分；缺席-1分`. Only what can be read in one way counts:
//! a rule that is quoted, a condition, a rate per occurrence or a range is no deduction that was made.

use crate::mapping::spelling::fold;
use crate::number::{Decimal, Ratio};

/// Words with which a remark says something else than what was deducted.
const UNSURE: &[&str] = &[
    "不扣",
    "未扣",
    "没扣",
    "没有扣",
    "无扣",
    "免扣",
    "暂不",
    "不予",
    "不再",
    "可扣",
    "应扣",
    "拟扣",
    "将扣",
    "待扣",
    "取消扣",
    "撤销扣",
    "少扣",
    "多扣",
    "酌",
    "视情",
    "每",
    "/次",
    "/天",
    "/日",
    "/项",
    "/个",
    "/人",
    "/篇",
    "/份",
    "/件",
    "/单",
    "/处",
    "/条",
    "×",
    "*",
    "÷",
    "上月",
    "上次",
    "上期",
    "上季",
    "去年",
    "下月",
    "下次",
    "下期",
    "如",
    "若",
    "否则",
    "按规定未",
    "按制度未",
    "标准:",
    "规定:",
    "超过",
    "以上",
    "以内",
    "以下",
    "至多",
    "最多",
    "最高",
    "至少",
    "封顶",
    "为止",
    "总分",
    "加回",
    "各扣",
    "各减",
    "分别",
    "均扣",
    "都扣",
    "逐",
    "一次扣",
    "1次扣",
    "一项扣",
    "1项扣",
    "一个扣",
    "1个扣",
    "一天扣",
    "1天扣",
    "改扣",
    "改为",
    "原扣",
    "调整",
    "建议",
    "考虑",
    "抵",
    "退还",
    "申诉",
    "本季",
    "本年",
    "季度",
    "年度",
    "全年",
    "年内",
    "返还",
    "退回",
    "补回",
    "奖励",
    "或",
];
/// `每月` tells when, not how much each.
const WHEN: &[&str] = &["每月", "每周", "每日", "每季"];
/// Words with 扣 that deduct nothing.
const NOUNS: &[&str] = &[
    "折扣",
    "纽扣",
    "克扣",
    "扣件",
    "扣分项",
    "扣分原因",
    "扣分事项",
    "扣分说明",
    "扣分情况",
    "扣分标准",
];
/// What may stand between 扣 and its figure.
const FILLERS: &[char] = &['分', '除', '减', '掉', '去', '了', '款', '罚', ':', '为'];
/// Words before a deduction that sums up the others.
const SUMS: &[&str] = &["共", "合计", "累计", "总计", "小计"];
const SEPARATORS: &[char] = &[',', ';', '。', '、', '.', '!', ':'];
const COUNTERS: &[char] = &[
    '次', '人', '项', '个', '天', '日', '篇', '份', '件', '单', '处', '条',
];

/// The points that a remark deducts; `None` where it deducts none, or nobody can say how many.
pub(super) fn deduction(remark: &str) -> Option<Decimal> {
    let mut text = fold(remark);
    for noun in NOUNS.iter().chain(WHEN) {
        text = text.replace(noun, "");
    }
    if UNSURE.iter().any(|word| text.contains(word)) || adds(&text) {
        return None;
    }
    let (mut parts, mut sums) = (Vec::new(), Vec::new());
    let mut rest = text.as_str();
    let mut clause = String::new();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let before = clause.chars().next_back();
        let taken = match first {
            '扣' => taken(after.trim_start_matches(FILLERS), after)?,
            '减' => match taken(after, after) {
                Some(taken) => taken,
                None => Taken::Nothing(after),
            },
            '-' if before.is_none_or(|c| !c.is_ascii_alphanumeric()) => minus(after)?,
            _ => Taken::Nothing(after),
        };
        match taken {
            Taken::Points(points, left) => {
                let is_sum = SUMS.iter().any(|word| clause.contains(word));
                (if is_sum { &mut sums } else { &mut parts }).push(points);
                rest = left;
                clause.push('分');
            }
            Taken::Nothing(left) => {
                if SEPARATORS.contains(&first) {
                    clause.clear();
                } else {
                    clause.push(first);
                }
                rest = left;
            }
        }
    }
    let sum = |figures: &[Decimal]| figures.iter().copied().map(Ratio::from).sum::<Ratio>();
    let total = match (&parts[..], &sums[..]) {
        ([], []) => return None,
        (parts, []) => sum(parts),
        ([], [one]) => Ratio::from(*one),
        (parts, [one]) if sum(parts) == Ratio::from(*one) => Ratio::from(*one),
        _ => return None,
    };
    total.exact(6)
}

/// What a word that may deduct takes, and what is left of the text.
enum Taken<'t> {
    Points(Decimal, &'t str),
    Nothing(&'t str),
}

/// The figure behind 扣; `None` where it cannot be told.
fn taken<'t>(text: &'t str, whole: &'t str) -> Option<Taken<'t>> {
    let Some((points, behind)) = numeral(text) else {
        // 扣款 and 扣分 without a figure are nouns.
        let is_noun = text.len() < whole.len() || text.is_empty();
        return is_noun.then_some(Taken::Nothing(text));
    };
    let points = points?;
    if let Some(left) = behind.strip_prefix('元').or(behind.strip_prefix('块')) {
        return Some(Taken::Nothing(left));
    }
    let left = behind.strip_prefix('分')?;
    ends_well(left).then_some(Taken::Points(points, left))
}

/// `-2分`; `None` for a bare `-2`, which may mean anything.
fn minus(text: &str) -> Option<Taken<'_>> {
    let Some((points, behind)) = numeral(text) else {
        return Some(Taken::Nothing(text));
    };
    match (points, behind.strip_prefix('分')) {
        (Some(points), Some(left)) => ends_well(left).then_some(Taken::Points(points, left)),
        _ if behind.is_empty() || behind.starts_with(SEPARATORS) || behind.starts_with(')') => None,
        _ => Some(Taken::Nothing(behind)),
    }
}

/// Nothing behind 分 makes it more or less, or something else: `分半`, `分钟`, `分(2次)`.
fn ends_well(left: &str) -> bool {
    if left.starts_with([
        '半', '之', '钟', '起', '左', '/', 'x', '~', '-', '—', '到', '至',
    ]) {
        return false;
    }
    let count = left.strip_prefix('(').unwrap_or(left);
    match numeral(count) {
        Some((_, behind)) => !behind.starts_with(COUNTERS),
        None => true,
    }
}

/// Points that are given and not taken: `加1分`, `+1`.
fn adds(text: &str) -> bool {
    ['加', '+'].iter().any(|sign| {
        let mut behind = text.split(*sign).skip(1);
        behind.any(|rest| numeral(rest.trim_start_matches(['分', ':'])).is_some())
    })
}

/// The numeral with which a text begins, where it has a value, and what stands behind it.
fn numeral(text: &str) -> Option<(Option<Decimal>, &str)> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if digits.len() < text.len() {
        let shown = &text[..text.len() - digits.len()];
        return Some((shown.parse().ok(), digits));
    }
    let rest = text.trim_start_matches(|c: char| CHINESE.contains(c));
    let shown = &text[..text.len() - rest.len()];
    (!shown.is_empty()).then(|| (chinese(shown), rest))
}

const CHINESE: &str = "零一二三四五六七八九十两半";

/// `两`, `十`, `十五`, `二十`, `半`; `None` for anything that is not one figure below a hundred.
fn chinese(text: &str) -> Option<Decimal> {
    let digit = |c: char| match c {
        '两' => Some(2),
        c => "零一二三四五六七八九".chars().position(|one| one == c),
    };
    let digit = |c: char| i64::try_from(digit(c)?).ok();
    let letters: Vec<char> = text.chars().collect();
    let whole = match letters[..] {
        ['半'] => return Decimal::new(5, 1),
        ['十'] => 10,
        [one] => digit(one)?,
        ['十', ones] => 10 + digit(ones)?,
        [tens, '十'] => 10 * digit(tens)?,
        [tens, '十', ones] => 10 * digit(tens)? + digit(ones)?,
        _ => return None,
    };
    Some(Decimal::from(whole))
}

#[cfg(test)]
mod tests {
    use super::deduction;
    use crate::number::Decimal;

    /// What a remark says, and the points that it deducts; `-` where it deducts none or nobody can say.
    const REMARKS: &[(&str, &str)] = &[
        ("未提交次月计划，扣2分", "2"),
        ("未提交次月计划,扣 2 分", "2"),
        ("迟交月报扣3分；缺席例会扣1分", "4"),
        ("迟交月报扣3分\n缺席例会扣1.5分", "4.5"),
        ("扣两分", "2"),
        ("扣十分", "10"),
        ("扣十五分", "15"),
        ("扣二十分。", "20"),
        ("扣半分", "0.5"),
        ("扣２分", "2"),
        ("扣除3分", "3"),
        ("扣掉 3 分", "3"),
        ("扣分：2分", "2"),
        ("-2分", "2"),
        ("迟交－2分", "2"),
        ("迟交 -2分，缺席 -1分", "3"),
        ("减1分", "1"),
        ("(B)配合及时，扣1分", "1"),
        ("10-28未提交，扣2分", "2"),
        ("每月28日前未提交，扣2分", "2"),
        ("迟到2次，扣4分", "4"),
        ("迟到扣2分，早退扣3分，共扣5分", "5"),
        ("合计扣5分", "5"),
        ("迟到扣2分，罚款扣50元", "2"),
        ("折扣设错，扣3分", "3"),
        ("扣分原因：漏报，扣2分", "2"),
        ("得3分，扣2分", "2"),
        // Nothing that was deducted, or not to be told.
        ("", "-"),
        ("均按时提交", "-"),
        ("无扣分", "-"),
        ("不扣分", "-"),
        ("本次不扣2分", "-"),
        ("扣2分/次", "-"),
        ("扣 2 分/次×2", "-"),
        ("每次扣2分", "-"),
        ("每天扣2分", "-"),
        ("两项缺漏，各扣1分", "-"),
        ("迟到2次，一次扣1分", "-"),
        ("扣2分，申诉后改扣1分", "-"),
        ("本季累计扣5分", "-"),
        ("建议扣2分", "-"),
        ("扣2分×2", "-"),
        ("扣2分(2次)", "-"),
        ("扣2-3分", "-"),
        ("扣2~3分", "-"),
        ("扣二三分", "-"),
        ("扣2分或3分", "-"),
        ("扣2分半", "-"),
        ("扣2分钟", "-"),
        ("酌情扣分", "-"),
        ("酌情扣2分", "-"),
        ("再犯将扣5分", "-"),
        ("如再迟交，扣2分", "-"),
        ("上月扣2分", "-"),
        ("总分扣2分", "-"),
        ("扣2分，加1分", "-"),
        ("扣2分，+1分", "-"),
        ("迟到扣2分，早退扣3分，共扣6分", "-"),
        ("扣2", "-"),
        ("迟交-2", "-"),
        ("迟交-2，缺席扣1分", "-"),
        ("扣：迟到2分、早退3分", "-"),
        ("扣50元", "-"),
        ("10分制", "-"),
        ("十分努力", "-"),
        ("减少了退货", "-"),
        ("9月-10月出差", "-"),
    ];

    #[test]
    fn remarks_state_deductions_or_say_nothing() {
        for (remark, expected) in REMARKS {
            let expected: Option<Decimal> = expected.parse().ok();
            assert_eq!(deduction(remark), expected, "{remark}");
        }
    }
}
