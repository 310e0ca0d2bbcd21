//! A mapping told in plain sentences, so that HR can agree with it line by line. Everything that a mapping file sets is
//! told, from the same data that scores: `tests/told.rs` changes every value and asks for other words.

mod headers;
mod lines;
mod own;
mod pay;

use super::{Composition, LayoutKind, Mapping};
use crate::number::{Decimal, Mode, Rounding};
use crate::rule::{Role, Rule, decimal};
use crate::text::Text;

/// The lines of the telling.
type Told = Vec<Text>;

impl Mapping {
    /// What a form's column holds; `None` is the column of the items.
    pub fn column_name(&self, column: Option<Role>) -> Text {
        match (column, self.kinds().next()) {
            (Some(role), Some(line)) => headers::role(role, line),
            _ => text!("指标名称" / "Item"),
        }
    }

    /// The scheme as somebody in HR would tell it, a line each. What changes by month is told for each span of months.
    pub fn told(&self) -> Vec<Text> {
        let Some(first) = self.eras.first() else {
            return told(self);
        };
        let eras: Vec<(String, Told)> = self
            .eras
            .iter()
            .map(|era| (era.from.to_string(), told(&era.mapping)))
            .collect();
        let longest = eras.iter().map(|(_, lines)| lines.len()).max();
        let mut lines: Told = Vec::new();
        for index in 0..longest.unwrap_or_default() {
            let at = |(_, told): &(String, Told)| told.get(index).cloned().unwrap_or_default();
            let now = eras.last().map(at).unwrap_or_default();
            if eras.iter().all(|era| at(era) == now) {
                lines.push(now);
                continue;
            }
            lines.extend(eras.iter().map(|era| {
                let (from, text) = (&era.0, at(era));
                let indent = text.zh.len() - text.zh.trim_start().len();
                let (space, zh, en) = (" ".repeat(indent), text.zh.trim(), text.en.trim());
                text!("{space}从 {from} 起：{zh}" / "{space}From {from}: {en}")
            }));
        }
        let from = first.from;
        lines.push(text!(
            "方案里的数从 {from} 起才有规定；更早的考核表，以及看不出是哪一期的考核表，都算不出，待核。"
                / "The figures are set from {from} on; earlier scorecards, and those of no known period, are held."
        ));
        lines
    }
}

/// The scheme with the values of one span of months.
fn told(mapping: &Mapping) -> Told {
    let mut all = title(mapping);
    let parts: [(Text, Told); 6] = [
        (text!("怎样算总分" / "The total"), total(mapping)),
        (text!("考核指标" / "The lines"), lines::lines(mapping)),
        (text!("等级" / "Grades"), pay::grades(mapping)),
        (text!("绩效工资" / "The pay"), pay::pay(mapping)),
        (
            text!("花名册与核对" / "Roster and checks"),
            pay::people(mapping),
        ),
        (
            text!("怎样认出这张表" / "How the table is recognised"),
            headers::headers(mapping),
        ),
    ];
    for (head, lines) in parts {
        if lines.is_empty() {
            continue;
        }
        let (zh, en) = (head.zh, head.en);
        all.push(Text::default());
        all.push(text!("■ {zh}" / "■ {en}"));
        all.extend(lines);
    }
    all
}

fn title(mapping: &Mapping) -> Told {
    let (id, name) = (&mapping.id, &mapping.name);
    let mut lines = vec![text!("{name}（{id}）" / "{name} ({id})")];
    if !mapping.description.is_empty() {
        lines.push(Text::same(mapping.description.as_str()));
    }
    lines.push(match mapping.layout {
        LayoutKind::Roster => text!("版式：每人占一行。" / "Layout: one row per person."),
        LayoutKind::Form => text!("版式：每人一张表。" / "Layout: one form per person."),
        LayoutKind::Long => text!(
            "版式：每人每项占一行，另有每人一行的汇总。"
                / "Layout: one row per person and line, and a summary with one row per person."
        ),
    });
    lines
}

/// How lines make a total, and what a missing figure means.
fn total(mapping: &Mapping) -> Told {
    let full = decimal(mapping.full_total);
    let mut lines = vec![match mapping.composition {
        Composition::Points if mapping.weights_sections() => text!(
            "各类别的得分相加得小计（满分 {full} 分），小计乘以类别的权重，相加就是总分；不属于任何一类的直接加。满分 {full} 分。"
                / "The points of each section add up to its subtotal, {full} in full; their sum, each by the section's weight, and the lines of no section are the total, {full} in full."
        ),
        Composition::Weighted if mapping.weights_sections() => text!(
            "每项先按 {full} 分制评分，乘以权重，在类别里相加得小计；小计乘以类别的权重，相加就是总分；满分 {full} 分。"
                / "Every line is scored on a scale of {full} and multiplied by its weight; their sum is the subtotal of the section, and the sum of the subtotals, each by the section's weight, is the total, {full} in full."
        ),
        Composition::Points => text!(
            "总分是各项得分之和，满分 {full} 分。"
                / "The total is the sum of the lines; full marks are {full}."
        ),
        Composition::Deductions => text!(
            "总分从满分 {full} 分里扣：减去各项扣分，再加上满分之外的加分；扣完为止，最低 0 分。扣分写成 2、-2、扣2 都是扣 2 分。"
                / "The total is the full {full} less what the lines take off, and what lines outside add; it never falls below 0. 2, -2 and 扣2 all take 2 off."
        ),
        Composition::Weighted => text!(
            "每项先按 {full} 分制评分，再乘以权重，相加就是总分；满分 {full} 分。"
                / "Every line is scored on a scale of {full} and multiplied by its weight; their sum is the total, {full} in full."
        ),
    }];
    if let Some(cap) = mapping.total_cap.map(decimal) {
        lines.push(text!(
            "总分封顶：加分在内，总分最多 {cap} 分。"
                / "The total is at most {cap}, bonus included."
        ));
    }
    let round = rounded;
    lines.push(match mapping.line_rounding.map(round) {
        Some(Text { zh, en }) if mapping.subtotal_rounding.is_some() => {
            text!("每项得分{zh}。" / "Line scores are {en}.")
        }
        Some(Text { zh, en }) => {
            text!("每项得分和小计{zh}。" / "Line scores and subtotals are {en}.")
        }
        None => text!(
            "每项得分和小计不取整，带着全部小数往下算。"
                / "Line scores and subtotals are not rounded."
        ),
    });
    if let Some(Text { zh, en }) = mapping.subtotal_rounding.map(round) {
        lines.push(text!(
            "小计先{zh}，再计入总分。" / "Subtotals are {en} before they count."
        ));
    }
    if let Some(Text { zh, en }) = mapping.weighted_rounding.map(round) {
        lines.push(text!(
            "加权得分（得分 × 权重）{zh}，再相加。"
                / "Weighted scores (score × weight) are {en} before they are added."
        ));
    }
    if mapping
        .kinds()
        .any(|line| has_column(mapping, line, Role::Weighted))
    {
        lines.push(text!(
            "表上另有加权得分的，逐项核对：加权得分 = 得分 × 权重。"
                / "Weighted scores that stand on the sheet are checked: score × weight."
        ));
    }
    lines.push(
        match (mapping.total_rounding.map(round), mapping.line_rounding) {
            (Some(Text { zh, en }), _) => text!("总分{zh}。" / "The total is {en}."),
            (None, Some(line)) if mapping.composition == Composition::Weighted => {
                let Text { zh, en } = round(line);
                text!(
                    "总分没有另外规定，和各项得分一样{zh}。"
                        / "The total is {en}, as the lines are: nothing else is said."
                )
            }
            (None, Some(_)) => text!(
                "总分用取整后的各项得分相加，不再另外取整。"
                    / "The total adds the rounded lines and is not rounded again."
            ),
            (None, None) => text!("总分也不取整。" / "Nor is the total."),
        },
    );
    lines.push(text!(
        "该填的数空着、填「-」「/」「无」，或者写的不是数，都不按 0 分算：这一项算不出，此人待核。要作分母的数是 0 时也一样。另有说明的除外。"
            / "A needed figure that is empty, -, / or no number is never taken for 0: the line is not computed and the person is held (unless said otherwise below)."
    ));
    for veto in &mapping.vetoes {
        let words = mapping.veto_words(veto);
        let (zh, en) = (words.zh, words.en);
        lines.push(text!("一票否决：{zh} 分。" / "Veto: {en}."));
        if veto.line.is_none() && veto.at_least.is_none() && veto.below.is_none() {
            let yes = quoted(&veto.words);
            lines.push(text!(
                "  那一格填{yes}就算成立；填「否」或空着不算；填别的看不懂的，此人待核。"
                    / "  It applies where its cell says {yes}, not where it says 否 or nothing; other words hold the person."
            ));
        }
    }
    lines
}

/// `四舍五入，保留 1 位小数`
fn rounded(rounding: Rounding) -> Text {
    let mode = mode(rounding.mode);
    let (zh, en, digits) = (mode.zh, mode.en, rounding.digits);
    match digits {
        0 => text!("{zh}到整数" / "{en} to a whole number"),
        _ => text!("{zh}，保留 {digits} 位小数" / "{en} to {digits} decimals"),
    }
}

fn mode(mode: Mode) -> Text {
    match mode {
        Mode::HalfUp => text!("四舍五入" / "rounded half up"),
        Mode::HalfEven => text!("四舍六入五成双" / "rounded half to even"),
        Mode::Down => text!("直接舍去尾数" / "rounded down"),
        Mode::Up => text!("有尾数就进位" / "rounded up"),
    }
}

/// `「是」「有」「√」`
fn quoted<T: AsRef<str>>(words: &[T]) -> String {
    words
        .iter()
        .map(|word| format!("「{}」", word.as_ref()))
        .collect()
}

fn has_column(mapping: &Mapping, line: &super::Line, role: Role) -> bool {
    mapping.columns.contains_key(&role) || line.columns.contains_key(&role)
}

/// True where a remark can state a deduction: A107.
fn remarks_checked(mapping: &Mapping) -> bool {
    let by_deduction = |line: &&super::Line| {
        line.rule.judged().is_some() || matches!(line.rule, Rule::Deduction(_) | Rule::Steps(_))
    };
    let is_off = mapping.severities.get(&crate::finding::Code::A107) == Some(&None);
    let mut lines = mapping.kinds().filter(by_deduction);
    mapping.composition != Composition::Weighted
        && !is_off
        && lines.any(|line| has_column(mapping, line, Role::Remark))
}

/// A share as a percentage.
fn share(value: Decimal) -> String {
    crate::rule::percent(&value.into())
}
