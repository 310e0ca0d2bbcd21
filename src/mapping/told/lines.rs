//! The sections and their lines: full marks or weight, the rule, and whatever is special about the line's figures.

use indexmap::IndexMap;

use super::{Told, has_column, own, quoted};
use crate::mapping::{Composition, Line, Mapping, Section, each_position};
use crate::number::Ratio;
use crate::rule::{Role, decimal, share};
use crate::text::Text;

pub(super) fn lines(mapping: &Mapping) -> Told {
    let mut told: Told = mapping
        .sections
        .iter()
        // What a section counts for is told with the section.
        .filter(|one| !one.holds_weighted)
        .map(|one| section(mapping, one))
        .collect();
    let mut before = None;
    for (number, line) in mapping.lines.iter().enumerate() {
        if number == 0 || line.section != before {
            before = line.section;
            if !mapping.sections.is_empty() {
                let path = path(mapping, line.section);
                told.push(match path.is_empty() {
                    true => text!("【不属于任何一类】" / "[no section]"),
                    false => text!("【{path}】" / "[{path}]"),
                });
            }
        }
        of_line(mapping, line, number + 1, &mut told);
    }
    told.extend(own::patterns(mapping));
    if mapping
        .kinds()
        .any(|line| has_column(mapping, line, Role::SelfScore))
    {
        told.push(text!(
            "自评分不计入得分，只核对是否在允许范围内、合计对不对。"
                / "Self scores earn nothing; their range and sum are checked."
        ));
    }
    if super::remarks_checked(mapping) {
        let (less, what) = match mapping.composition {
            Composition::Deductions => ("这一项的扣分", "what the line takes off"),
            _ => ("满分减得分", "what the score lacks"),
        };
        told.push(text!(
            "备注里写明扣几分的（如「未交计划，扣2分」），要与{less}一致，不一致会提醒。"
                / "Deductions that remarks state must be {what}."
        ));
    }
    told
}

/// `部门目标—财务—营收`
fn path(mapping: &Mapping, section: Option<usize>) -> String {
    let mut names: Vec<&str> = Vec::new();
    let (mut at, mut steps) = (section, 0);
    while let Some(one) = at.and_then(|index| mapping.sections.get(index)) {
        if !one.holds_weighted {
            names.push(&one.name);
        }
        steps += 1;
        // A section within itself is a fault; the bound keeps even that finite.
        at = one.within.filter(|_| steps <= mapping.sections.len());
    }
    names.reverse();
    names.join("—")
}

fn section(mapping: &Mapping, section: &Section) -> Text {
    let name = &section.name;
    let mut said = text!("类别「{name}」" / "Section {name}");
    let at = |index: Option<usize>| index.and_then(|index| mapping.sections.get(index));
    let around = at(section.within);
    let product = around.filter(|around| around.holds_weighted);
    let outer = match product {
        Some(product) => at(product.within),
        None => around,
    };
    if let Some(outer) = outer {
        let outer = &outer.name;
        said = said.then(&text!("属于「{outer}」" / " is a part of {outer}"));
    }
    if section.is_weighted() {
        let weights = weights(&section.weights);
        let what = outer.map_or_else(|| "总分".to_owned(), |outer| format!("「{}」", outer.name));
        said = said.then(&text!(
            "，自成一体，权重 {weights}：小计 × 权重计入{what}"
                / ", a whole of weight {weights}: its subtotal × weight counts"
        ));
        if product.is_some() {
            said = said.then(&text!(
                "，表上的这个数也核对" / "; that figure on the sheet is checked too"
            ));
        }
    }
    if let Some(max) = section.max.map(decimal) {
        said = said.then(&text!("，满分 {max} 分" / ", {max} points in full"));
    }
    let adds = match (section.subtotal.is_empty(), mapping.composition) {
        (true, _) => text!("，没有小计栏。" / ", without a subtotal."),
        (false, Composition::Points) => {
            text!("，小计是其中各项得分之和。" / "; its subtotal adds the points of its lines.")
        }
        (false, Composition::Deductions) => {
            text!("，小计是其中各项扣分之和。" / "; its subtotal adds what its lines take off.")
        }
        (false, Composition::Weighted) => text!(
            "，小计是其中各项得分乘以权重之和。"
                / "; its subtotal adds the weighted scores of its lines."
        ),
    };
    said.then(&adds)
}

/// `70%`, or `经理 60%、主管 70%`.
fn weights(weights: &IndexMap<String, Ratio>) -> String {
    each_position(weights, share).join("、")
}

fn of_line(mapping: &Mapping, line: &Line, number: usize, told: &mut Told) {
    let (item, max) = (&line.item, decimal(line.max));
    let weights = weights(&line.weights);
    told.push(match (line.outside, mapping.composition) {
        (true, _) if line.takes_off => text!(
            "{number}. {item}：从总分里扣，最多扣 {max} 分。"
                / "{number}. {item}: taken off the total, at most {max}."
        ),
        (true, _) if line.max.is_zero() || line.rule.ceiling(line.max) != Some(line.max) => text!(
            "{number}. {item}：在满分之外另加。" / "{number}. {item}: outside the full marks."
        ),
        (true, _) => text!(
            "{number}. {item}：在满分之外另加，最多 {max} 分。"
                / "{number}. {item}: outside the full marks, at most {max}."
        ),
        (false, Composition::Points) => {
            text!("{number}. {item}：满分 {max} 分。" / "{number}. {item}: {max} points.")
        }
        (false, Composition::Deductions) => text!(
            "{number}. {item}：扣分，最多扣 {max} 分。"
                / "{number}. {item}: takes off, at most {max}."
        ),
        (false, Composition::Weighted) => text!(
            "{number}. {item}：满分 {max} 分，权重 {weights}。"
                / "{number}. {item}: {max} points, weight {weights}."
        ),
    });
    let mut say = |text: Text| {
        let (zh, en) = (text.zh, text.en);
        told.push(text!("    {zh}" / "    {en}"));
    };
    if mapping.composition == Composition::Points && !weights.is_empty() {
        say(text!(
            "写着权重 {weights}，但本方案直接相加，权重不起作用。"
                / "Its weight {weights} has no effect: points are added."
        ));
    }
    if !line.positions.is_empty() {
        let positions = line.positions.join("、");
        say(text!(
            "只考核这些岗位：{positions}。" / "Only for {positions}."
        ));
    }
    let rule = line.described();
    let (zh, en) = (rule.zh, rule.en);
    say(text!("{zh}。" / "{en}."));
    parameters(mapping, line, &mut say);
    figures(mapping, line, &mut say);
}

/// The named figures that it uses.
pub(super) fn parameters(mapping: &Mapping, line: &Line, say: &mut dyn FnMut(Text)) {
    let used = line.parameters.iter();
    for parameter in used.filter_map(|index| mapping.parameters.get(*index)) {
        let name = &parameter.name;
        say(text!(
            "其中用到「{name}」，数值见后面的说明。" / "It uses {name}, which is told below."
        ));
    }
}

/// What its figures are, and what stands for none.
pub(super) fn figures(mapping: &Mapping, line: &Line, say: &mut dyn FnMut(Text)) {
    let taken = [Role::Actual, Role::Target, Role::Previous, Role::Raw];
    let taken: Vec<String> = taken
        .iter()
        .filter_map(|role| {
            let name = line.names.get(role)?;
            let role = super::headers::role(*role, line);
            Some(format!("「{name}」（{}）", role.zh))
        })
        .collect();
    if !taken.is_empty() {
        let taken = taken.join("、");
        say(text!("取表上的数：{taken}。" / "Its figures: {taken}."));
    }
    if line.percent {
        say(match mapping.rescale_percent {
            true => text!(
                "填的数是百分数：92% 就是 0.92；把 92% 填成 92 的，自动按 92% 算，并提醒。"
                    / "Its figures are percentages; 92 for 92 % is put right and told."
            ),
            false => text!(
                "填的数是百分数：92% 就是 0.92；疑似差 100 倍的（如把 92% 填成 92），不替您改，此人待核。"
                    / "Its figures are percentages; one that seems off by 100 holds the person."
            ),
        });
    }
    if line.hours {
        say(text!(
            "实际值是小时数：58:00 就是 58 小时；写明是分钟或天的，不替您换算，此人待核。"
                / "Its actual is in hours: 58:00 is 58; one told in minutes or days holds the person."
        ));
    }
    if line.dash_is_zero {
        say(text!(
            "填「-」「/」「无」的按 0 计，表示没有发生。"
                / "-, / and 无 count as 0: nothing happened."
        ));
    }
    if line.blank_is_zero {
        say(text!(
            "没有填的按 0 计，表示没有发生。" / "An empty cell counts as 0: nothing happened."
        ));
    }
    if line.in_words.is_empty() {
        return;
    }
    let spelled = mapping
        .columns
        .get(&Role::Criteria)
        .or(line.columns.get(&Role::Criteria));
    let column = spelled
        .and_then(|spelled| Some(spelled.first()?.words()))
        .unwrap_or_default();
    for (role, words) in &line.in_words {
        let name = super::headers::role(*role, line);
        let patterns = quoted(&words.patterns());
        let (zh, en) = (name.zh, name.en);
        say(text!(
            "{zh}从「{column}」那一格的文字里读，先合上的算，{{数}} 就是要读的数：{patterns}。"
                / "{en} is read from the words of {column}; the first that fits counts: {patterns}."
        ));
    }
}
