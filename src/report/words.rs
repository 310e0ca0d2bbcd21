//! Small phrases that several sheets share.

use crate::finding::{Finding, Severity, Stated};
use crate::mapping::{Mapping, Payout, each_position};
use crate::markup::Tone;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{decimal, percent};
use crate::score::rounding_name;
use crate::scorecard::{Figure, Period, State};
use crate::text::Text;

/// A period as people write it.
pub(super) fn period(period: Period) -> Text {
    use crate::scorecard::Part;
    let year = period.year;
    match period.part {
        None => text!("{year}年度" / "{year}"),
        Some(Part::Month(month)) => text!("{year}年{month}月" / "{year}-{month:02}"),
        Some(Part::Quarter(quarter)) => text!("{year}年第{quarter}季度" / "{year} Q{quarter}"),
    }
}

/// `四舍五入到 0.1`
pub(super) fn rounding(rounding: Rounding) -> Text {
    let mode = rounding_name(rounding.mode);
    let unit = Decimal::new(1, rounding.digits).unwrap_or(Decimal::ONE);
    let (zh, en) = (mode.zh, mode.en);
    text!("{zh}到 {unit}" / "{en} to {unit}")
}

/// How the total becomes money.
pub(super) fn payout(mapping: &Mapping) -> Option<Text> {
    let full = decimal(mapping.full_total);
    let form = match mapping.payout.as_ref()? {
        Payout::BaseRate { rate: None } => text!(
            "绩效工资 = 基数（基本工资） × 绩效比例 × 总分 ÷ {full}"
                / "pay = base × rate × total ÷ {full}"
        ),
        Payout::BaseRate { rate: Some(rate) } => {
            let rate = percent(&Ratio::from(*rate));
            text!(
                "绩效工资 = 基数（基本工资） × {rate}（方案规定的绩效比例） × 总分 ÷ {full}"
                    / "pay = base × {rate} (the scheme's rate) × total ÷ {full}"
            )
        }
        Payout::Fixed { amount } => {
            let amount = decimal(*amount);
            text!(
                "绩效工资 = {amount} 元（方案规定的金额） × 总分 ÷ {full}"
                    / "pay = {amount} yuan (the scheme's amount) × total ÷ {full}"
            )
        }
        Payout::BaseCoefficient { .. } => {
            let Text { zh, en } = mapping.coefficient_words();
            text!("绩效工资 = {zh}" / "pay = {en}")
        }
        Payout::Grade => {
            let pays = mapping.grades.iter().map(|grade| {
                let pay = each_position(&grade.pay, |pay| decimal(*pay)).join("、");
                Text::same(format!("{} {pay}", grade.name))
            });
            let Text { zh, en } = joined(pays);
            text!("绩效工资 = 所得等级的金额（{zh}）" / "pay = what the grade pays ({en})")
        }
    };
    let form = match &mapping.prorate {
        Some(prorate) => form.then(&attendance(prorate)),
        None => form,
    };
    let form = form.then(&mapping.adjustment_words());
    let rounded = rounding(mapping.payout_rounding);
    let (zh, en) = (rounded.zh, rounded.en);
    let words = form.then(&text!("，{zh} 元" / "({en} yuan)"));
    Some(match mapping.pass_mark {
        Some(mark) => {
            let mark = decimal(mark);
            words.then(&text!(
                "；总分低于 {mark} 分不发" / "; nothing below a total of {mark}"
            ))
        }
        None => words,
    })
}

/// `× 出勤天数 ÷ 应出勤天数`
fn attendance(prorate: &crate::mapping::Prorate) -> Text {
    match prorate.days.map(Decimal::trimmed) {
        Some(days) => {
            text!(" × 出勤天数 ÷ {days}（最多 1）" / "× days attended ÷ {days} (at most 1)")
        }
        None => {
            text!(" × 出勤天数 ÷ 应出勤天数（最多 1）" / "× days attended ÷ days due (at most 1)")
        }
    }
}

/// What a finding compares, as people write it: both figures with the same digits, `807.00` beside `870.00`.
pub(super) struct Compared {
    /// What the sheet says.
    pub reported: Option<String>,
    /// What the rules give.
    pub recomputed: Option<String>,
    /// Recomputed minus reported, with its sign.
    pub difference: Option<String>,
}

/// What a finding compares.
pub(super) fn compared(finding: &Finding) -> Compared {
    let digits = shared_digits(finding);
    let figure = |value: Decimal| match (finding.as_percent, digits) {
        (true, _) => percent(&Ratio::from(value)),
        (false, Some(digits)) => value
            .round(Rounding {
                digits,
                mode: Mode::HalfUp,
            })
            .grouped(),
        (false, None) => value.grouped(),
    };
    let stated = |stated: &Stated| match stated {
        Stated::Figure(value) => figure(*value),
        Stated::Word(word) => word.clone(),
    };
    Compared {
        reported: finding.reported.as_ref().map(stated),
        recomputed: finding.recomputed.as_ref().map(stated),
        difference: finding
            .difference()
            .map(|value| match value > Decimal::ZERO {
                true => format!("+{}", figure(value)),
                false => figure(value),
            }),
    }
}

/// The digits after the point that both figures of a finding can be shown with; `None` where one has too many to pad.
pub(super) fn shared_digits(finding: &Finding) -> Option<u32> {
    const MOST: u32 = 4;
    // What was rounded keeps its zeros: 870.00.
    let digits = |stated: &Option<Stated>| match stated {
        Some(Stated::Figure(figure)) => {
            let words = figure.to_string();
            let digits = words.split_once('.').map_or(0, |(_, digits)| digits.len());
            u32::try_from(digits).unwrap_or(u32::MAX)
        }
        _ => 0,
    };
    let most = digits(&finding.reported).max(digits(&finding.recomputed));
    (most <= MOST).then_some(most)
}

/// A difference with its sign: `+0.2`.
pub(super) fn signed(value: Decimal) -> String {
    match value > Decimal::ZERO {
        true => format!("+{}", value.grouped()),
        false => value.grouped(),
    }
}

/// What stands in a figure's cell.
pub(super) fn figure(figure: &Figure, as_percent: bool) -> Text {
    let number = |value: Decimal| match as_percent {
        true => percent(&Ratio::from(value)),
        false => decimal(value),
    };
    match &figure.state {
        State::Number(value) => Text::same(number(*value)),
        State::TextNumber(value) => {
            let value = number(*value);
            text!("{value}（文本）" / "{value} (text)")
        }
        State::Blank => text!("空" / "empty"),
        State::Dash => Text::same("-"),
        State::Unreadable(words) => text!("「{words}」" / "\"{words}\""),
        State::Error(error) => Text::same(&**error),
        State::Computed(value) => {
            let value = number(*value);
            text!("{value}（未计算的公式）" / "{value} (formula without value)")
        }
        State::Unstated => text!("文字里没有" / "not in the words"),
        State::Shared => text!("合并格" / "a shared cell"),
        State::Uncalculated => text!("未计算" / "not calculated"),
    }
}

/// The colour of a finding.
pub(super) fn tone(finding: &Finding) -> Tone {
    match (finding.root, finding.severity) {
        (false, _) => Tone::Consequence,
        (true, Severity::Error) => Tone::Error,
        (true, Severity::Warning) => Tone::Warning,
        (true, Severity::Info) => Tone::Info,
    }
}

/// 源头 or 连带.
pub(super) fn origin(finding: &Finding) -> Text {
    match finding.root {
        true => text!("源头" / "root"),
        false => text!("连带" / "consequence"),
    }
}

/// Sentences in a row, parted as the language does.
pub(super) fn joined(words: impl IntoIterator<Item = Text>) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) =
        words.into_iter().map(|text| (text.zh, text.en)).unzip();
    Text {
        zh: zh.join("；"),
        en: en.join("; "),
    }
}
