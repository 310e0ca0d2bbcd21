//! The scheme itself under review: sums, numbering, what can never be reached, what has no effect. A fault makes a
//! mapping unusable; a warning is what HR should look at once more.

use std::collections::BTreeSet;

use super::super::Mapping;
use super::super::raw::Composition;
use super::super::spelling::{fold, number_of};
use super::parse::Parsed;
use super::wholes::{inside, whole};
use super::{Faults, pay};
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, percent};

/// Everything that concerns more than one table of the file.
pub(super) fn review(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    numbering(mapping, parsed, faults);
    pay::review(mapping, parsed, faults);
    if mapping.several_appraisers && mapping.payout.is_some() {
        faults.error(
            &parsed.head_span,
            text!(
                "每位考核人一份（several-appraisers）的方案不能算工资：一个人会发几次"
                    / "a scheme with a card from each appraiser (several-appraisers) cannot pay: a person would be paid several times"
            ),
        );
    }
    weighted_columns(mapping, parsed, faults);
    if parsed.lacks_lines {
        // Sums over the other lines say nothing.
        return;
    }
    deductions(mapping, parsed, faults);
    weights_without_effect(mapping, parsed, faults);
    named_twice(mapping, parsed, faults);
    // What people's own lines add up to, their sheets say.
    if mapping.patterns.is_empty() {
        sums(mapping, parsed, faults);
        sections(mapping, parsed, faults);
        reach(mapping, parsed, faults);
    }
}

/// Everybody for whom the scheme may differ: the positions that it names, else nobody in particular.
fn positions(mapping: &Mapping) -> BTreeSet<Option<&str>> {
    let named = mapping.lines.iter().flat_map(|line| &line.positions);
    let named = named.map(String::as_str).chain(mapping.weight_keys());
    let named: BTreeSet<Option<&str>> = named.filter(|name| !name.is_empty()).map(Some).collect();
    if named.is_empty() {
        BTreeSet::from([None])
    } else {
        named
    }
}

pub(super) fn shown(sum: &Ratio) -> String {
    sum.exact(6).map(decimal).unwrap_or_default()
}

/// Maxima make the full marks, weights make 100 %; for every position.
fn sums(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let span = &parsed.head_span;
    let full = mapping.full_total;
    for position in positions(mapping) {
        let who = position.unwrap_or_default();
        for (index, place) in parsed.sections.iter().enumerate() {
            if mapping.sections[index].is_weighted() {
                whole(mapping, index, position, &place.span(), faults);
            }
        }
        let sum = inside(mapping, None, position);
        match mapping.composition {
            _ if mapping.weights_sections() => {
                let whole = match mapping.composition {
                    Composition::Points | Composition::Deductions => {
                        sum.over(&full.into()).unwrap_or_else(Ratio::zero)
                    }
                    Composition::Weighted => sum,
                };
                if whole != Ratio::from(1) {
                    let whole = percent(&whole);
                    faults.error(
                        span,
                        text!(
                            "{who}各类别的权重（连同不在其中的指标）合计 {whole}，不是 100%。每一类都要写 weight，写成 \"70%\"、0.7 或 \"1/3\""
                                / "{who} the weights of the sections, and of lines outside them, add up to {whole}, not 100%. Every section needs a weight, as \"70%\", 0.7 or \"1/3\""
                        ),
                    );
                }
            }
            Composition::Points if sum != Ratio::from(full) => {
                let (sum, full) = (shown(&sum), decimal(full));
                faults.warn(
                    span,
                    text!(
                        "{who}各指标满分合计 {sum}，不是 {full}"
                            / "{who} the maxima add up to {sum}, not {full}"
                    ),
                );
            }
            Composition::Deductions => {}
            Composition::Weighted if sum != Ratio::from(1) => {
                let sum = percent(&sum);
                faults.error(
                    span,
                    text!(
                        "{who}各指标权重合计 {sum}，不是 100%。请改各指标的 weight，写成 \"35%\"、0.35 或 \"1/3\""
                            / "{who} the weights add up to {sum}, not 100%. Correct them, as \"35%\", 0.35 or \"1/3\""
                    ),
                );
            }
            _ => {}
        }
    }
    if mapping.composition == Composition::Weighted {
        let lines = mapping.lines.iter().zip(&parsed.lines);
        for (line, place) in lines.filter(|(line, _)| !line.outside && line.max != full) {
            let (item, max, full) = (&line.item, decimal(line.max), decimal(full));
            faults.warn(
                &place.span(),
                text!(
                    "「{item}」满分 {max}，而总分的满分是 {full}：按权重相加时，各指标的满分要与总分的满分（full-marks）相同"
                        / "{item} has a max of {max} while a full total is {full}: weighted lines have the full-marks of the total"
                ),
            );
        }
    }
}

/// Nobody has two lines of the same name.
fn named_twice(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    for position in positions(mapping) {
        let mut seen = BTreeSet::new();
        for (line, place) in mapping.lines.iter().zip(&parsed.lines) {
            if line.applies_to(position) && !seen.insert(fold(&line.item)) {
                let item = &line.item;
                faults.error(
                    &place.span(),
                    text!("指标「{item}」写了两次" / "{item} is listed twice"),
                );
            }
        }
    }
}

/// Sections make their maxima and hold lines.
fn sections(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    for (index, section) in mapping.sections.iter().enumerate() {
        let Some(place) = parsed.sections.get(index).map(toml::Spanned::span) else {
            continue;
        };
        let name = &section.name;
        let inside = || {
            let lines = mapping.lines.iter();
            lines.filter(move |line| mapping.is_within(line.section, index))
        };
        if inside().next().is_none() {
            faults.warn(
                &place,
                text!(
                    "「{name}」下面没有任何指标，小计永远是 0"
                        / "no line stands in {name}: its subtotal is always 0"
                ),
            );
            continue;
        }
        let Some(max) = section.max else { continue };
        let sums = positions(mapping).into_iter().map(|position| {
            // Its own weight is that of the whole, not of its parts.
            let own = inside().filter(|line| !line.outside && line.applies_to(position));
            let weight = mapping.reach(Some(index), position);
            own.filter_map(|line| {
                let whole = match mapping.composition {
                    Composition::Points | Composition::Deductions => Ratio::from(line.max),
                    Composition::Weighted => Ratio::from(line.max)
                        .times(&line.weight_for(position).unwrap_or_else(Ratio::zero)),
                };
                let reach = mapping.reach(line.section, position);
                whole.times(&reach).over(&weight)
            })
            .sum::<Ratio>()
        });
        // A section may hold nothing for a position that has no line in it.
        let wrong = |sum: &Ratio| *sum != Ratio::from(max) && !sum.is_zero();
        if let Some(sum) = sums.into_iter().find(wrong) {
            let (max, sum) = (decimal(max), shown(&sum));
            faults.warn(
                &place,
                text!(
                    "「{name}」应为 {max} 分，各指标满分合计 {sum}"
                        / "{name} should hold {max} points, its lines make {sum}"
                ),
            );
        }
    }
}

/// 一 二 三 四 六: the fifth is missing, or somebody miscounted.
fn numbering(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let outer: BTreeSet<Option<usize>> = mapping.sections.iter().map(|one| one.within).collect();
    for outer in outer {
        let own = mapping.sections.iter().enumerate();
        let own = own.filter(|(_, section)| section.within == outer);
        let own: Vec<(usize, u32)> = own
            .filter_map(|(index, section)| Some((index, number_of(&section.name)?)))
            .collect();
        for pair in own.windows(2) {
            let ((before, first), (after, second)) = (pair[0], pair[1]);
            let Some(place) = parsed.sections.get(after).map(toml::Spanned::span) else {
                continue;
            };
            let (before, after) = (
                &mapping.sections[before].name,
                &mapping.sections[after].name,
            );
            if second == first + 1 {
                continue;
            }
            let missing = match second.checked_sub(first + 1) {
                Some(1) => {
                    let missing = first + 1;
                    text!("缺第 {missing} 部分" / "number {missing} is missing")
                }
                Some(_) => {
                    let (from, to) = (first + 1, second - 1);
                    text!("缺第 {from} 至 {to} 部分" / "numbers {from} to {to} are missing")
                }
                None => text!("编号倒退或重复" / "the numbers do not rise"),
            };
            let (zh, en) = (missing.zh, missing.en);
            faults.warn(
                &place,
                text!(
                    "编号从「{before}」跳到「{after}」，{zh}。请核对是漏了一部分，还是编号写错（不影响计分）"
                        / "the numbers go from {before} to {after}: {en}. Check whether a part is missing (points are not affected)"
                ),
            );
        }
    }
}

/// Weights count in a weighted composition alone.
fn weights_without_effect(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    if mapping.composition == Composition::Weighted {
        return;
    }
    let lines = mapping.lines.iter().zip(&parsed.lines);
    if let Some((line, place)) = lines.into_iter().find(|(line, _)| !line.weights.is_empty()) {
        let item = &line.item;
        faults.warn(
            &place.span(),
            text!(
                "「{item}」写了权重，但本方案各项得分直接相加，权重不起作用；要按权重算，请写 composition = \"weighted\""
                    / "{item} has a weight, but line points are simply added: write composition = \"weighted\" where weights count"
            ),
        );
    }
}

/// Weighted points exist in a weighted composition alone.
fn weighted_columns(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    if mapping.composition == Composition::Weighted {
        return;
    }
    let head = &parsed.head;
    let shared = (head.columns.weighted.as_ref()).map(|_| parsed.span("columns.weighted").clone());
    let rounding = (head.rounding.weighted).map(|_| parsed.span("rounding.weighted").clone());
    let lines = parsed.lines.iter();
    let lines = lines.filter(|line| line.get_ref().columns.weighted.is_some());
    let lines = lines.map(toml::Spanned::span);
    for place in shared.into_iter().chain(rounding).chain(lines) {
        faults.error(
            &place,
            text!(
                "weighted（加权得分）只用于按权重相加的方案：请写 composition = \"weighted\"；各项得分直接相加的，把这一栏写成 score"
                    / "weighted points belong to a scheme that weights its scores: write composition = \"weighted\"; where points are simply added, the column is score"
            ),
        );
    }
}

/// Deductions are taken off the whole: no share of them counts.
fn deductions(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    if mapping.composition != Composition::Deductions {
        return;
    }
    for (section, place) in mapping.sections.iter().zip(&parsed.sections) {
        let name = &section.name;
        if section.is_weighted() {
            faults.error(
                &place.span(),
                text!(
                    "「{name}」写了权重：从满分里扣分的方案（composition = \"deductions\"）直接扣，类别没有权重"
                        / "{name} has a weight: deductions are taken off the full marks as they are"
                ),
            );
        }
    }
}

/// The best total that somebody of this position can reach; `None` where there is no limit.
fn best(mapping: &Mapping, position: Option<&str>) -> Option<Ratio> {
    let mut sum = match mapping.composition {
        Composition::Deductions => mapping.full_total.into(),
        Composition::Points | Composition::Weighted => Ratio::zero(),
    };
    for line in mapping
        .lines
        .iter()
        .filter(|line| line.applies_to(position) && !line.takes_off)
    {
        let most = Ratio::from(line.rule.ceiling(line.max)?);
        let most = most.times(&mapping.reach(line.section, position));
        sum = sum.plus(&match (mapping.composition, line.outside) {
            (Composition::Weighted, false) => {
                most.times(&line.weight_for(position).unwrap_or_else(Ratio::zero))
            }
            _ => most,
        });
    }
    Some(sum)
}

/// Pass mark and grades within the totals that are possible.
fn reach(mapping: &Mapping, parsed: &Parsed, faults: &mut Faults) {
    let totals = positions(mapping).into_iter();
    let most = totals
        .map(|position| best(mapping, position))
        .reduce(|one, other| Some(one?.max(other?)))
        .flatten();
    let cap = mapping.total_cap.map(Ratio::from);
    let Some(most) = (match (most, cap) {
        (Some(most), Some(cap)) => Some(most.min(cap)),
        (most, cap) => most.or(cap),
    }) else {
        return;
    };
    let top = shown(&most);
    if let Some(mark) = mapping.pass_mark.filter(|mark| Ratio::from(*mark) > most) {
        let mark = decimal(mark);
        faults.error(
            parsed.span("payout.pass-mark"),
            text!(
                "及格线 {mark} 高于最高可能的总分 {top}：谁也拿不到绩效工资"
                    / "the pass mark {mark} is above the best possible total {top}: nobody is ever paid"
            ),
        );
    }
    if mapping.pass_mark.is_some_and(Decimal::is_negative) {
        faults.warn(
            parsed.span("payout.pass-mark"),
            text!("及格线是负数，不起作用" / "the pass mark is negative and has no effect"),
        );
    }
    for (grade, place) in mapping.grades.iter().zip(&parsed.grades) {
        if Ratio::from(grade.from) > most {
            let (name, from) = (&grade.name, decimal(grade.from));
            faults.warn(
                &place.span(),
                text!(
                    "等级「{name}」要 {from} 分，而总分最高只能到 {top}：永远得不到"
                        / "grade {name} needs {from} while the best possible total is {top}: nobody reaches it"
                ),
            );
        }
    }
    if let Some(cap) = mapping.total_cap.filter(|cap| *cap < mapping.full_total) {
        let (cap, full) = (decimal(cap), decimal(mapping.full_total));
        faults.warn(
            parsed.span("total-cap"),
            text!(
                "总分封顶 {cap}，低于满分 {full}"
                    / "the total is capped at {cap}, below the full marks {full}"
            ),
        );
    }
}
