//! What stands around the lines of a scheme: parameters, vetoes, how many may have a grade.

use regex::Regex;

use super::super::previous::Bounds;
use super::super::spelling::{fold, regular};
use super::super::{Distribution, Line, Parameter, Veto, raw};
use super::fields::spellings;
use super::parse::Parsed;
use super::{Faults, Given, nearest};
use crate::number::Decimal;
use crate::rule::Role;
use crate::written::read_number;

use std::ops::Range;

pub(super) fn parameters(given: &Given, parsed: &Parsed, faults: &mut Faults) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for one in &parsed.parameters {
        let (raw, span) = (one.get_ref(), one.span());
        let name = &raw.name;
        if parameters.iter().any(|other| other.name == *name) {
            faults.error(
                &span,
                text!("参数「{name}」写了两次" / "parameter {name} is listed twice"),
            );
        }
        if name.trim().is_empty() || name.contains('@') {
            faults.error(
                &span,
                text!(
                    "参数的名称不能为空，也不能含 @"
                        / "a parameter's name is not empty and holds no @"
                ),
            );
        }
        if raw.value.is_some() != raw.values.is_empty() {
            faults.error(
                &span,
                text!(
                    "参数「{name}」要写 value（一直不变）或 values（按月份），两者选一"
                        / "parameter {name} needs either value or values by month"
                ),
            );
        }
        let mut months: Vec<_> = raw.values.iter().map(|value| value.from).collect();
        months.sort_unstable();
        if let Some(pair) = months.windows(2).find(|pair| pair[0] == pair[1]) {
            let month = pair[0];
            faults.error(
                &span,
                text!(
                    "参数「{name}」的 {month} 写了两个数"
                        / "parameter {name} has two values from {month} on"
                ),
            );
        }
        let pattern = raw
            .pattern
            .as_ref()
            .and_then(|pattern| self::pattern(name, pattern, &span, faults));
        let values = given.values.iter().enumerate();
        let Some((index, values)) = values.clone().find(|(_, one)| one.name == *name) else {
            continue;
        };
        if raw.pattern.is_none() && !given.used.anywhere.get(index).copied().unwrap_or(true) {
            faults.warn(
                &span,
                text!(
                    "参数「{name}」没有任何地方用到，改了它也不影响计分。用到的地方写 \"@{name}\"，不需要就删掉"
                        / "parameter {name} is used nowhere: changing it changes nothing. Write \"@{name}\" where it counts, or delete it"
                ),
            );
        }
        let Some((words, since)) = values.at(given.month) else {
            continue;
        };
        parameters.push(Parameter {
            name: name.clone(),
            pattern,
            value: read_number(words)
                .map(|written| written.value)
                .unwrap_or_default(),
            words: words.to_owned(),
            since,
            is_set: values.is_set,
            history: values.dated.clone(),
        });
    }
    parameters
}

fn pattern(name: &str, pattern: &str, span: &Range<usize>, faults: &mut Faults) -> Option<Regex> {
    match regular(pattern) {
        Ok(pattern) if pattern.captures_len() > 1 => Some(pattern),
        Ok(_) => {
            faults.error(
                span,
                text!(
                    "参数「{name}」的 pattern 要用括号括出数字"
                        / "parameter {name}: the pattern needs a group around the figure"
                ),
            );
            None
        }
        Err(error) => {
            let told = error.to_string();
            faults.error(
                span,
                text!("参数「{name}」的正则表达式有误：{told}" / "parameter {name}: {told}"),
            );
            None
        }
    }
}

/// How far results may move from the previous period.
pub(super) fn bounds(parsed: &Parsed, faults: &mut Faults) -> Bounds {
    let full = parsed.head.full_marks.map_or(Decimal::HUNDRED, |one| one.0);
    let (score, payout) = (Decimal::from(15), Decimal::from(1));
    Bounds::new(&parsed.head.previous, full).unwrap_or_else(|| {
        faults.error(
            parsed.span("previous"),
            text!(
                "score-jump 是分数，要大于 0；payout-jump 是比例，要大于 0、不超过 1000%，如 \"30%\""
                    / "score-jump is points above 0; payout-jump is a share above 0 and at most 1000%, such as \"30%\""
            ),
        );
        Bounds { score, payout }
    })
}

pub(super) fn vetoes(parsed: &Parsed, lines: &[Line], faults: &mut Faults) -> Vec<Veto> {
    let all = parsed.vetoes.iter();
    all.map(|one| veto(one.get_ref(), &one.span(), lines, faults))
        .collect()
}

fn veto(raw: &raw::Veto, span: &Range<usize>, lines: &[Line], faults: &mut Faults) -> Veto {
    let name = &raw.name;
    let own = if raw.spelled.is_empty() {
        vec![name.clone()]
    } else {
        raw.spelled.clone()
    };
    let words = if raw.words.is_empty() {
        ["是", "有", "√", "✓", "yes", "y"]
            .map(str::to_owned)
            .to_vec()
    } else {
        raw.words.iter().map(|word| fold(word)).collect()
    };
    let line = raw.line.as_ref().and_then(|item| {
        let found = lines.iter().position(|line| line.item == *item);
        if found.is_none() {
            let near =
                nearest(item, lines.iter().map(|line| line.item.as_str())).unwrap_or("[[line]]");
            faults.error(
                span,
                text!(
                    "一票否决「{name}」看的指标「{item}」没有定义，是不是「{near}」？"
                        / "veto {name}: there is no line {item}: did you mean {near}?"
                ),
            );
        }
        found
    });
    if raw.line.is_some() && raw.at_least.is_none() && raw.below.is_none() {
        faults.error(
            span,
            text!(
                "一票否决「{name}」要写明到多少算：at-least（达到）或 below（低于）"
                    / "veto {name} needs at-least or below"
            ),
        );
    }
    let has_actual =
        |line: &Line| line.rule.parts().is_empty() && line.rule.needs().contains(&Role::Actual);
    if let Some(line) = line
        .and_then(|line| lines.get(line))
        .filter(|line| !has_actual(line))
    {
        let item = &line.item;
        faults.error(
            span,
            text!(
                "一票否决「{name}」看的指标「{item}」没有实际值，不能作条件"
                    / "veto {name}: the line {item} has no actual figure to look at"
            ),
        );
    }
    Veto {
        name: name.clone(),
        spelled: spellings(&own, span, faults),
        words,
        line,
        at_least: raw.at_least.map(|least| least.0),
        below: raw.below.map(|below| below.0),
        total: raw.total.map_or(Decimal::ZERO, |total| total.0),
    }
}

pub(super) fn distributions(parsed: &Parsed, faults: &mut Faults) -> Vec<Distribution> {
    let grades: Vec<&str> = parsed
        .grades
        .iter()
        .map(|grade| grade.get_ref().name.as_str())
        .collect();
    let all = parsed.distributions.iter().filter_map(|one| {
        let (raw, span) = (one.get_ref(), one.span());
        let name = &raw.grade;
        if raw.at_most.0 > Decimal::ONE || raw.at_most.0.is_negative() {
            faults.error(
                &span,
                text!(
                    "强制分布「{name}」的 at-most 要在 0 与 100% 之间，例如 \"20%\""
                        / "distribution {name}: at-most must lie between 0 and 100%, such as \"20%\""
                ),
            );
        }
        let grade = grades.iter().position(|grade| grade == name);
        if grade.is_none() {
            let near = nearest(name, grades.iter().copied()).unwrap_or("[[grade]]");
            faults.error(
                &span,
                text!(
                    "强制分布说的等级「{name}」没有定义，是不是「{near}」？"
                        / "distribution: there is no grade {name}: did you mean {near}?"
                ),
            );
        }
        Some(Distribution {
            grade: grade?,
            at_most: raw.at_most.0,
            by: raw.by,
            mode: raw.rounding.into(),
            at_least: raw.at_least,
        })
    });
    all.collect()
}
