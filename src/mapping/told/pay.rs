//! Grades, pay, named figures, the roster, and which checks count how.

use super::{Told, mode, quoted, rounded, share};
use crate::mapping::staff::Column;
use crate::mapping::{Adjustment, Adjusts, Mapping, Parameter, Payout, each_position};
use crate::rule::decimal;
use crate::text::Text;

pub(super) fn grades(mapping: &Mapping) -> Told {
    let mut told: Told = Vec::new();
    for grade in &mapping.grades {
        let (name, from) = (&grade.name, decimal(grade.from));
        let mut said =
            text!("总分达到 {from} 分：等级 {name}" / "Grade {name} from a total of {from}");
        if let Some(coefficient) = grade.coefficient.map(decimal) {
            said = said.then(&text!(
                "，绩效系数 {coefficient}" / ", with coefficient {coefficient}"
            ));
        }
        if !grade.pay.is_empty() {
            let pay = each_position(&grade.pay, |pay| decimal(*pay)).join("、");
            said = said.then(&text!("，绩效工资 {pay} 元" / ", which pays {pay} yuan"));
        }
        told.push(said.then(&text!("。" / ".")));
    }
    if !told.is_empty() {
        told.push(text!(
            "从上往下看，先达到哪一等就是哪一等；按取整后的总分判断，正好等于也算达到。"
                / "The first that is reached counts, by the rounded total; the edge itself reaches it."
        ));
    }
    for rule in &mapping.distributions {
        let words = mapping.distribution_words(rule);
        let mode = mode(rule.mode);
        let (zh, en, mode_zh, mode_en) = (words.zh, words.en, mode.zh, mode.en);
        let least = rule.at_least;
        let mut said =
            text!("强制分布：{zh}，折成人数{mode_zh}" / "Shares: {en}; heads are {mode_en}");
        if least > 0 {
            said = said.then(&text!(
                "，人少时也至少允许 {least} 人" / ", {least} at least"
            ));
        }
        told.push(said.then(&text!(
            "；超过的提醒，不自动降等。" / "; more than that is told, nobody's grade is changed."
        )));
    }
    told
}

pub(super) fn pay(mapping: &Mapping) -> Told {
    let full = decimal(mapping.full_total);
    let form = match &mapping.payout {
        None => {
            return vec![text!(
                "本方案只评分，不算绩效工资。" / "This scheme pays nothing."
            )];
        }
        Some(Payout::BaseRate { rate: None }) => text!(
            "绩效工资 = 基数 × 绩效比例 × 总分 ÷ {full}" / "Pay = base × rate × total ÷ {full}"
        ),
        Some(Payout::BaseRate { rate: Some(rate) }) => {
            let rate = share(*rate);
            text!(
                "绩效工资 = 基数 × {rate} × 总分 ÷ {full}，比例人人都是 {rate}"
                    / "Pay = base × {rate} × total ÷ {full}"
            )
        }
        Some(Payout::Fixed { amount }) => {
            let amount = decimal(*amount);
            text!("绩效工资 = {amount} 元 × 总分 ÷ {full}" / "Pay = {amount} yuan × total ÷ {full}")
        }
        Some(Payout::BaseCoefficient { .. }) => {
            let Text { zh, en } = mapping.coefficient_words();
            text!("绩效工资 = {zh}" / "Pay = {en}")
        }
        Some(Payout::Grade) => text!(
            "绩效工资 = 所得等级的金额（见上面的等级）" / "Pay = what the grade pays, see above"
        ),
    };
    let (zh, en) = (form.zh, form.en);
    let mut told = vec![text!("{zh}。" / "{en}.")];
    if let Some(prorate) = &mapping.prorate {
        told.push(match prorate.days.map(decimal) {
            Some(days) => text!(
                "再按出勤折算：乘以 出勤天数 ÷ {days}（应出勤天数人人按 {days} 天），最多按全勤计。"
                    / "Then × days attended ÷ {days}, at most the whole."
            ),
            None => text!(
                "再按出勤折算：乘以 出勤天数 ÷ 应出勤天数（两个数看考核表或花名册），最多按全勤计。"
                    / "Then × days attended ÷ days due, of the sheet or the roster, at most the whole."
            ),
        });
    }
    told.extend(adjustments(mapping));
    let rounding = rounded(mapping.payout_rounding);
    let (zh, en) = (rounding.zh, rounding.en);
    told.push(text!("绩效工资（元）{zh}。" / "The pay in yuan is {en}."));
    if let Some(mark) = mapping.pass_mark.map(decimal) {
        told.push(text!(
            "及格线 {mark} 分：取整后的总分低于 {mark} 分，不发绩效工资；正好 {mark} 分照发。"
                / "Nothing is paid below a rounded total of {mark}; {mark} itself is paid."
        ));
    }
    if mapping.fixed_base().is_some() {
        told.push(text!(
            "绩效基数以方案为准；考核表或花名册上写的不一样，会指出。"
                / "The scheme's base counts; another on the sheet or the roster is told."
        ));
    } else if !matches!(mapping.payout, Some(Payout::Fixed { .. } | Payout::Grade)) {
        told.push(text!(
            "给了花名册时，基数和比例以花名册为准，与考核表不一致的会指出。"
                / "With a roster, its base and rate count; differences are told."
        ));
    }
    told
}

/// What else moves the pay, and what an empty cell means.
fn adjustments(mapping: &Mapping) -> Told {
    let Text { zh, en } = mapping.adjustment_words();
    if zh.is_empty() {
        return Vec::new();
    }
    let is_factor = |one: &Adjustment| one.how == Adjusts::Times;
    let mut told = vec![match mapping.adjustments.iter().all(is_factor) {
        true => text!("再{zh}。" / "Then {en}."),
        false => text!("再{zh}；不够扣的按 0 元。" / "Then {en}; never less than nothing."),
    }];
    let all = mapping.adjustments.iter();
    let named = |is_none: bool| -> Vec<&str> {
        let own = all.clone().filter(|one| one.blank_is_none == is_none);
        own.map(|one| one.name.as_str()).collect()
    };
    let [none, missing] = [named(true).join("、"), named(false).join("、")];
    if !none.is_empty() {
        told.push(text!(
            "「{none}」没有填就是没有。" / "An empty {none} means that there is none."
        ));
    }
    if !missing.is_empty() {
        told.push(text!(
            "「{missing}」没有填，此人待核。" / "Whoever lacks {missing} is held."
        ));
    }
    told
}

impl Mapping {
    /// What else moves the pay: ` × 部门系数 + 奖励 − 扣款`. Nothing where nothing does.
    pub fn adjustment_words(&self) -> Text {
        let signs = self.adjustments.iter().map(|one| {
            let sign = match one.how {
                Adjusts::Times => "×",
                Adjusts::Plus => "+",
                Adjusts::Minus => "−",
            };
            format!("{sign} {}", one.name)
        });
        match signs.collect::<Vec<_>>().join(" ") {
            words if words.is_empty() => Text::default(),
            words => text!(" {words}" / "{words}"),
        }
    }

    /// What a pay by base and coefficient is: `绩效基数 × 等级对应的绩效系数`. Nothing in another scheme.
    pub fn coefficient_words(&self) -> Text {
        let Some(Payout::BaseCoefficient { base, by_total, .. }) = &self.payout else {
            return Text::default();
        };
        let base = match base.map(decimal) {
            Some(base) => {
                text!("{base} 元（人人一样的绩效基数）" / "{base} yuan (everybody's base)")
            }
            None => text!("绩效基数" / "base"),
        };
        let coefficient = match self.position_coefficients() {
            None => text!(" × 等级对应的绩效系数" / "× coefficient of the grade"),
            Some(coefficients) => {
                let all = each_position(coefficients, |one| decimal(*one)).join("、");
                text!(" × 绩效系数（{all}）" / "× coefficient ({all})")
            }
        };
        let words = base.then(&coefficient);
        let full = decimal(self.full_total);
        match by_total {
            true => words.then(&text!(" × 总分 ÷ {full}" / "× total ÷ {full}")),
            false => words,
        }
    }
}

pub(super) fn people(mapping: &Mapping) -> Told {
    let mut told: Told = mapping.parameters.iter().map(parameter).collect();
    let staff = &mapping.staff;
    told.push(match &staff.file {
        Some(file) => text!(
            "花名册用「{file}」（放在方案或考核表旁边；运行时另外指定的优先）。"
                / "The roster is {file}, unless another is named."
        ),
        None => text!(
            "花名册在运行时另外指定；不指定就不核对人员。"
                / "A roster is named at the run, or none is used."
        ),
    });
    let active = quoted(&staff.active);
    told.push(text!(
        "花名册上在职状态是{active}的人，应当有考核表，没有就指出。"
            / "People whose status is one of {active} should have a scorecard."
    ));
    told.push(match staff.held.is_empty() {
        true => text!(
            "其他状态的人如果有考核表，会提醒，工资照算。" / "Others with a scorecard are told, and paid."
        ),
        false => {
            let held = quoted(&staff.held);
            text!(
                "状态是{held}的人，绩效工资待核；其他状态的人如果有考核表，会提醒，工资照算。"
                    / "People whose status is one of {held} are held; others with a scorecard are told, and paid."
            )
        }
    });
    if !staff.departments.is_empty() {
        let names = quoted(&staff.departments);
        told.push(text!(
            "只要求这些部门的人有考核表：{names}。"
                / "Scorecards are expected of these departments alone: {names}."
        ));
    }
    if !staff.positions.is_empty() {
        let names = quoted(&staff.positions);
        told.push(text!(
            "只要求这些岗位的人有考核表：{names}。"
                / "Scorecards are expected of these positions alone: {names}."
        ));
    }
    if staff.columns.contains_key(&Column::Rate) {
        told.push(match staff.whole_percent {
            true => text!(
                "花名册上的绩效比例不带百分号时，20 就是 20%。"
                    / "A rate of 20 on the roster is 20 %."
            ),
            false => text!(
                "花名册上的绩效比例不带百分号时，0.2 就是 20%；大于 1 的待核。"
                    / "A rate of 0.2 on the roster is 20 %; one above 1 is in doubt."
            ),
        });
    }
    told.push(match mapping.ids_as_numbers {
        true => text!("工号按数字对：001 和 1 是同一个人。" / "001 and 1 are the same id."),
        false => text!("工号按原样对：001 和 1 不是同一个人。" / "001 and 1 are different ids."),
    });
    if mapping.several_appraisers {
        told.push(text!(
            "一个人可以有几份考核表，每位考核人一份；同一位考核人的两份才算重复。"
                / "A person may have several cards, one from each appraiser; two by the same one are a duplicate."
        ));
    }
    let Text { zh, en } = mapping.bounds_told();
    told.push(text!(
        "和上期的结果比（--previous）时，提醒的是：{zh}。"
            / "Against the period before (--previous), told are: {en}."
    ));
    for (code, severity) in &mapping.severities {
        let title = code.title();
        let level = severity.map_or_else(|| text!("不查" / "off"), |level| level.label());
        let (zh, en, level_zh, level_en) = (title.zh, title.en, level.zh, level.en);
        told.push(text!(
            "检查项「{zh}」（{code}）在本方案里改为：{level_zh}。"
                / "The check {code}, {en}, is set to: {level_en}."
        ));
    }
    told
}

/// A named figure with its values, and whether it is looked for in labels and notes.
fn parameter(parameter: &Parameter) -> Text {
    let name = &parameter.name;
    let values: Vec<String> = parameter
        .history
        .iter()
        .map(|(from, words)| format!("从 {from} 起 {words}"))
        .collect();
    let values = match (parameter.is_set || values.is_empty(), parameter.is_set) {
        (true, true) => format!("{}（本次运行指定）", parameter.words),
        (true, false) => parameter.words.clone(),
        (false, _) => values.join("，"),
    };
    let said = text!("「{name}」：{values}" / "{name}: {values}");
    match &parameter.pattern {
        None => said.then(&text!("。" / ".")),
        Some(pattern) => {
            let pattern = pattern.as_str();
            said.then(&text!(
                "；表上的标题或说明文字写到它时，要与这个数一致，不一致会提醒（认这样的写法：{pattern}）。"
                    / "; where labels or notes state it ({pattern}), it must be this."
            ))
        }
    }
}
