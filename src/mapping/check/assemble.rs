//! The raw shape -> the checked shape: names become places, patterns are compiled, sums are checked.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use super::super::raw::{self, Composition, Dash, LayoutKind, Level, LinesBy, Unit};
use super::super::staff::Staff;
use super::super::{Line, Mapping, Prorate, Section};
use super::columns::{columns, in_words, item_spellings, listed, shared_columns};
use super::fields::{fields, prorate, spellings};
use super::parse::Parsed;
use super::{Faults, Given, conditions, deductions, nearest, own, pay, review, usual};
use crate::finding::{Code, Severity};
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::{Role, Rule};
use crate::written::Share;

pub(super) fn assemble(given: &Given, parsed: &Parsed, faults: &mut Faults) -> Mapping {
    let head = &parsed.head;
    let span = &parsed.head_span;
    let mode = head.rounding.mode.into();
    let rounding = |digits: u8| Rounding {
        digits: digits.into(),
        mode,
    };
    for digits in [
        head.rounding.line,
        head.rounding.subtotal,
        head.rounding.weighted,
        head.rounding.total,
        head.rounding.payout,
    ]
    .into_iter()
    .flatten()
    {
        if digits > 10 {
            faults.error(
                parsed.span("rounding"),
                text!(
                    "保留位数 {digits} 太多，最多 10 位"
                        / "{digits} digits are too many: 10 at most"
                ),
            );
        }
    }
    let sections = sections(parsed, faults);
    let mut lines: Vec<Line> = parsed
        .lines
        .iter()
        .map(|line| {
            let (raw, span) = (line.get_ref(), line.span());
            lacks_weight(raw, &span, head, faults);
            self::line(raw, &span, head, &sections, faults)
        })
        .collect();
    usual::add(&mut lines);
    for (line, used) in lines.iter_mut().zip(&given.used.by_lines) {
        line.parameters.clone_from(used);
    }
    let patterns = own::patterns(given, parsed, &sections, faults);
    if lines.is_empty() && patterns.is_empty() && !parsed.lacks_lines {
        faults.error(
            span,
            text!("至少要有一个 [[line]]（指标）" / "at least one [[line]] is needed"),
        );
    }
    let mut mapping = Mapping {
        id: given.id.to_owned(),
        name: head.name.clone(),
        description: head.description.clone(),
        sha256: super::sha256(faults.source.as_bytes()),
        text: faults.source.into(),
        layout: head.layout,
        skipped_sheets: spellings(&head.sheets.skip, parsed.span("sheets.skip"), faults),
        fields: fields(parsed, faults),
        columns: match head.layout {
            LayoutKind::Roster => BTreeMap::new(),
            LayoutKind::Form | LayoutKind::Long => {
                let lines = lines.iter().chain(&patterns);
                shared_columns(head, lines, parsed.span("columns"), faults)
            }
        },
        number_column: (head.lines_by == LinesBy::Number).then(|| {
            let usual = || vec!["序号".to_owned()];
            spellings(
                &head.columns.number.clone().unwrap_or_else(usual),
                span,
                faults,
            )
        }),
        item_column: spellings(
            &item_spellings(&head.columns),
            parsed.span("columns"),
            faults,
        ),
        sections,
        lines,
        patterns,
        composition: head.composition,
        line_rounding: head.rounding.line.map(rounding),
        subtotal_rounding: head.rounding.subtotal.map(rounding),
        weighted_rounding: head.rounding.weighted.map(rounding),
        total_rounding: head.rounding.total.map(rounding),
        payout_rounding: rounding(head.rounding.payout.unwrap_or(2)),
        total_cap: head.total_cap.map(|cap| cap.0),
        full_total: head.full_marks.map_or(Decimal::HUNDRED, |full| full.0),
        grades: pay::grades(parsed, faults),
        pass_mark: head
            .payout
            .as_ref()
            .and_then(|payout| payout.pass_mark)
            .map(|mark| mark.0),
        payout: pay::payout(parsed, faults),
        prorate: prorate(head).map(|raw| Prorate {
            days: raw.days.map(|days| days.0),
        }),
        adjustments: pay::adjustments(parsed, faults),
        staff: Staff::new(&head.roster, |words| {
            spellings(words, parsed.span("roster"), faults)
        }),
        vetoes: Vec::new(),
        parameters: conditions::parameters(given, parsed, faults),
        distributions: conditions::distributions(parsed, faults),
        bounds: conditions::bounds(parsed, faults),
        eras: Vec::new(),
        rescale_percent: head.rescale_percent,
        ids_as_numbers: head.ids_as_numbers,
        several_appraisers: head.several_appraisers,
        severities: severities(parsed, faults),
    };
    mapping.vetoes = conditions::vetoes(parsed, &mapping.lines, faults);
    review::review(&mapping, parsed, faults);
    mapping
}

fn sections(parsed: &Parsed, faults: &mut Faults) -> Vec<Section> {
    let names: Vec<&str> = parsed
        .sections
        .iter()
        .map(|section| section.get_ref().name.as_str())
        .collect();
    let mut sections: Vec<Section> = Vec::with_capacity(names.len());
    for (index, section) in parsed.sections.iter().enumerate() {
        let (raw, span) = (section.get_ref(), section.span());
        let name = &raw.name;
        let within = raw.within.as_ref().and_then(|outer| {
            let found = names.iter().position(|name| name == outer);
            match found {
                Some(found) if found >= index => faults.error(
                    &span,
                    text!(
                        "「{name}」属于「{outer}」，「{outer}」要写在它前面"
                            / "{name} is within {outer}, which must be written before it"
                    ),
                ),
                Some(_) => {}
                None => faults.error(
                    &span,
                    text!(
                        "「{name}」的 within「{outer}」没有定义"
                            / "{name}: there is no section {outer}"
                    ),
                ),
            }
            found.filter(|found| *found < index)
        });
        sections.push(Section {
            name: name.clone(),
            within,
            max: raw.max.map(|max| max.0),
            weights: by_position(raw.weight.as_ref(), weight),
            subtotal: spellings(&raw.subtotal, &span, faults),
            holds_weighted: false,
        });
    }
    for (index, section) in parsed.sections.iter().enumerate() {
        let (raw, span) = (section.get_ref(), section.span());
        let name = &raw.name;
        if raw.weighted.is_empty() {
            continue;
        }
        if raw.weight.is_none() {
            faults.error(
                &span,
                text!(
                    "「{name}」写了 weighted（小计乘权重后的表头），还要写 weight（这一类的权重）"
                        / "{name}: weighted, the header of its weighted subtotal, needs its weight"
                ),
            );
        }
        // What a section counts for is the subtotal of one around it.
        let around = Section {
            name: format!("{name}（加权）"),
            within: sections[index].within,
            max: None,
            weights: IndexMap::new(),
            subtotal: spellings(&raw.weighted, &span, faults),
            holds_weighted: true,
        };
        sections[index].within = Some(sections.len());
        sections.push(around);
    }
    sections
}

/// A rule whose raters score on the scheme's scale, where it has one and the rule none.
fn scaled(rule: &Rule, head: &raw::Mapping) -> Rule {
    let mut rule = rule.clone();
    if let Rule::Raters(raters) = &mut rule
        && head.composition == Composition::Weighted
    {
        raters.scale = raters.scale.or(head.full_marks);
    }
    rule
}

/// Where scores are weighted, a line of the file has its weight there.
fn lacks_weight(raw: &raw::Line, span: &Range<usize>, head: &raw::Mapping, faults: &mut Faults) {
    let is_outside = raw.outside || matches!(raw.rule, Rule::Bonus(_));
    let has_weight = !by_position(raw.weight.as_ref(), weight).is_empty();
    if head.composition == Composition::Weighted && !has_weight && !is_outside {
        let item = &raw.item;
        faults.error(
            span,
            text!("「{item}」缺少权重 weight" / "{item}: weight is missing"),
        );
    }
}

pub(super) fn line(
    raw: &raw::Line,
    span: &Range<usize>,
    head: &raw::Mapping,
    sections: &[Section],
    faults: &mut Faults,
) -> Line {
    let item = &raw.item;
    let section = raw.section.as_ref().and_then(|name| {
        let found = sections.iter().position(|section| section.name == *name);
        if found.is_none() {
            let near = nearest(name, sections.iter().map(|section| section.name.as_str()))
                .unwrap_or("[[section]]");
            faults.error(
                span,
                text!(
                    "「{item}」的 section「{name}」没有定义，是不是「{near}」？"
                        / "{item}: there is no section {name}: did you mean {near}?"
                ),
            );
        }
        found
    });
    let outside = raw.outside || matches!(raw.rule, Rule::Bonus(_));
    let max = match (raw.max, head.composition) {
        (Some(max), _) => max.0,
        (None, Composition::Weighted | Composition::Deductions) => {
            head.full_marks.map_or(Decimal::HUNDRED, |full| full.0)
        }
        (None, Composition::Points) => {
            if !outside {
                faults.error(
                    span,
                    text!("「{item}」缺少满分 max" / "{item}: max is missing"),
                );
            }
            Decimal::ZERO
        }
    };
    let weights = by_position(raw.weight.as_ref(), weight);
    for fault in raw.rule.faults(max) {
        let (zh, en) = (fault.zh, fault.en);
        faults.error(span, text!("「{item}」：{zh}" / "{item}: {en}"));
    }
    let takes_off = raw.takes_off || head.composition == Composition::Deductions && !outside;
    deductions::alone(raw, head.composition, outside, span, faults);
    match raw.rule.judged().filter(|_| takes_off) {
        Some(judged) => deductions::ranges(judged, item, raw.max.map(|max| max.0), span, faults),
        None => {
            for warning in raw.rule.warnings(max) {
                let (zh, en) = (warning.zh, warning.en);
                faults.warn(span, text!("「{item}」：{zh}" / "{item}: {en}"));
            }
        }
    }
    let mut columns = columns(&raw.columns, Some(&raw.rule), span, faults);
    if takes_off && head.layout == LayoutKind::Roster {
        deductions::columns(&mut columns, item, span, faults);
    }
    let in_words = in_words(&raw.in_words, span, faults);
    let is_rows = !raw.rule.parts().is_empty();
    if head.layout == LayoutKind::Roster && is_rows {
        faults.error(
            span,
            text!(
                "「{item}」：group 和 mean 的各项各占一行，一人一行的表（roster）里没有这样的行。请在表上把各项的次数或完成率合成一列再写规则，或先写 rule.judged，只核对范围"
                    / "{item}: the parts of group and mean are rows, which a roster has not. Put their counts or ratios into one column of the sheet, or write rule.judged, which checks the range alone"
            ),
        );
    }
    if head.layout == LayoutKind::Roster && !is_rows {
        let criteria = (!in_words.is_empty()).then_some(Role::Criteria);
        let needed = raw.rule.needs().into_iter().chain([Role::Score]);
        let needed = needed
            .filter(|role| !in_words.contains_key(role))
            .chain(criteria);
        for role in needed.filter(|role| !columns.contains_key(role)) {
            let key = match role {
                Role::Score if takes_off => Role::Deduction.key(),
                _ => role.key(),
            };
            faults.error(
                span,
                text!(
                    "「{item}」缺少 columns.{key}（这一列的表头）"
                        / "{item}: columns.{key} (the header of the column) is missing"
                ),
            );
        }
    }
    let names = listed(&raw.columns)
        .into_iter()
        .filter(|(role, _)| *role != Role::Target || raw.rule.fixed_target().is_none())
        .filter_map(|(role, words)| {
            let first = words
                .as_ref()?
                .first()
                .filter(|first| !first.starts_with("re:"))?;
            Some((role, first.rsplit('/').next()?.trim().to_owned()))
        })
        .collect();
    let parts = raw.rule.parts();
    Line {
        item: item.clone(),
        spelled: spellings(&raw.spelled, span, faults),
        parts: parts
            .iter()
            .map(|part| spellings(part.spelled, span, faults))
            .collect(),
        section,
        max,
        weights,
        positions: raw.positions.clone(),
        outside,
        pattern: None,
        takes_off,
        rule: scaled(&raw.rule, head),
        columns,
        in_words,
        percent: raw.unit == Unit::Percent,
        hours: raw.unit == Unit::Hours,
        dash_is_zero: raw.dash == Dash::Zero,
        blank_is_zero: raw.blank == Dash::Zero,
        names,
        parameters: Vec::new(),
    }
}

/// Figures by position; the key `""` is for everyone.
pub(super) fn by_position<T, Figure>(
    raw: Option<&raw::ByPosition<T>>,
    figure: impl Fn(&T) -> Figure,
) -> IndexMap<String, Figure> {
    match raw {
        None => IndexMap::new(),
        Some(raw::ByPosition::One(one)) => [(String::new(), figure(one))].into(),
        Some(raw::ByPosition::Each(figures)) => figures
            .iter()
            .map(|(key, one)| (key.clone(), figure(one)))
            .collect(),
    }
}

fn weight(share: &Share) -> Ratio {
    share.0.clone()
}

fn severities(parsed: &Parsed, faults: &mut Faults) -> BTreeMap<Code, Option<Severity>> {
    let known = parsed.head.findings.iter().filter_map(|(name, level)| {
        let Ok(code) = name.parse::<Code>() else {
            let near = Code::ALL.iter().map(Code::to_string).collect::<Vec<_>>();
            let near = nearest(name, near.iter().map(String::as_str))
                .unwrap_or("A102")
                .to_owned();
            faults.error(
                parsed.span(&format!("findings.{name}")),
                text!(
                    "没有编号为「{name}」的检查项，是不是「{near}」？"
                        / "there is no code {name}: did you mean {near}?"
                ),
            );
            return None;
        };
        let severity = match level {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Off => None,
        };
        Some((code, severity))
    });
    known.collect()
}
