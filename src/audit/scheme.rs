//! What the sheet says of the scheme itself: maxima and weights (A203 to A205), and positions that the scheme lacks.

mod stated_sum;

use std::collections::BTreeMap;

use super::figures::unreadable;
use super::{Card, Context};
use crate::extract::TableRows;
use crate::finding::{Code, Finding, Stated};
use crate::mapping::{Composition, Mapping, Payout};
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{Role, decimal, ratio, share};
use crate::scorecard::{Figure, Scorecard, State};
use crate::text::Text;
use crate::workbook::{CellRef, Location};

/// A205 per line and A203 or A204 for their sum, where the sheet has a weight or max per line.
pub(super) fn maxima(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    // What can be taken off need not make a whole.
    if context.mapping.composition == Composition::Deductions {
        return;
    }
    let is_outside = |line: usize| context.mapping.lines[card.card.lines[line].spec()].outside;
    let mut lines = card.card.lines.iter();
    let has_own = lines.any(|line| context.mapping.lines[line.spec()].is_own());
    let by_own = card.chain.weighs_own();
    for role in [Role::Weight, Role::Max] {
        let shown: Vec<(usize, Figure, Decimal)> = card
            .card
            .lines
            .iter()
            .enumerate()
            .filter(|(index, _)| !is_outside(*index))
            .filter_map(|(index, line)| {
                let figure = line.figure(role)?;
                let value = figure.value()?;
                Some((index, figure, value))
            })
            .collect();
        // Weights are fractions (0.4), percentages (40 %) or points (40), all of a form in the same way.
        let scale = if shown.iter().all(|(_, _, value)| *value <= Decimal::ONE) {
            100
        } else {
            1
        };
        // Unless somebody typed 40 among cells of 15 %.
        let share = |value: Decimal| Ratio::from(value).times(&Ratio::from(100));
        let is_mixed = role == Role::Weight
            && shown.iter().any(|(index, _, value)| {
                *value <= Decimal::ONE
                    && expected(context.mapping, card, *index, role).is_written_as(&share(*value))
            });
        // A section with a weight of its own is a whole.
        let whole = |line: &usize| weighted_section(context.mapping, card, *line);
        let mut sums: BTreeMap<Option<usize>, Sum> = BTreeMap::new();
        for (index, figure, value) in &shown {
            let scale = if is_mixed && *value <= Decimal::ONE {
                100
            } else {
                scale
            };
            let expected = expected(context.mapping, card, *index, role);
            // What somebody's own line weighs, the sheet says.
            let is_own = context.mapping.lines[card.card.lines[*index].spec()].is_own();
            let points = match is_own {
                true => expected.clone(),
                false => Ratio::from(*value).times(&Ratio::from(scale)),
            };
            let is_right = expected.is_written_as(&points);
            let meant = if is_right { &expected } else { &points };
            let sum = sums.entry(whole(index)).or_default();
            sum.count += 1;
            sum.add(&points, meant);
            if !is_right {
                findings.push(max_differs(
                    context, card.card, *index, figure, *value, &expected, scale,
                ));
            }
        }
        // A weight in words (四十) is none of nothing, and neither is an error value.
        let in_words = card.card.lines.iter().enumerate().filter(|(_, line)| {
            use State::{Error, Uncalculated, Unreadable};
            let figure = line.figure(role);
            figure.is_some_and(|figure| {
                matches!(figure.state, Unreadable(_) | Error(_) | Uncalculated)
            })
        });
        for (index, _) in in_words.filter(|(index, _)| !is_outside(*index)) {
            let expected = expected(context.mapping, card, index, role);
            let sum = sums.entry(whole(&index)).or_default();
            sum.add(&expected, &expected);
            let line = &card.card.lines[index];
            let spec = &context.mapping.lines[line.spec()];
            let figure = line
                .figure(role)
                .filter(|figure| matches!(figure.state, State::Error(_)));
            let name = || super::uncalculated::name(spec, line, role);
            let error = figure.and_then(|figure| unreadable(&figure, &name()));
            findings.extend(error.map(|error| error.of_item(&spec.item)));
        }
        let unknown = card
            .card
            .unknown_weights
            .iter()
            .filter(|(one, _)| *one == role);
        // Whose they are, nobody knows where there are several wholes.
        let is_one = !context.mapping.weights_sections();
        for value in unknown.filter_map(|(_, figure)| figure.value()) {
            if let Some(sum) = sums.get_mut(&None).filter(|_| is_one) {
                let points = Ratio::from(value).times(&Ratio::from(scale));
                sum.add(&points, &points);
            }
        }
        let is_whole = !by_own && is_one && sums.get(&None).is_some_and(Sum::is_whole);
        findings.extend(is_whole.then(|| stated_sum::differs(card, role)).flatten());
        for (section, sum) in sums.into_iter().filter(|_| !by_own) {
            // Lines beside such sections make a whole with them, whose weights the sheet may not show.
            let is_whole = is_one || section.is_some();
            // A single figure of a scheme's own line says nothing of the others.
            if is_whole && (sum.count > 1 || has_own) && !sum.is_whole() {
                findings.extend(sum_differs(context, card, role, section, &sum.stated));
            }
        }
    }
    if by_own {
        own_weights(context, card, findings);
    }
}

/// What the weights of a whole add up to, on a scale of 100.
#[derive(Default)]
struct Sum {
    /// Of how many lines.
    count: usize,
    /// As they are stated.
    stated: Ratio,
    /// As they are meant: 33.33 % may be 1/3.
    meant: Ratio,
}

impl Sum {
    fn add(&mut self, stated: &Ratio, meant: &Ratio) {
        self.stated = self.stated.plus(stated);
        self.meant = self.meant.plus(meant);
    }

    fn is_whole(&self) -> bool {
        [&self.stated, &self.meant].contains(&&Ratio::from(100))
    }
}

/// A203 for somebody with lines of his own, wherever their weights stand.
fn own_weights(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some(all) = card.chain.unlike_a_whole() else {
        return;
    };
    let hundred = Ratio::from(100);
    let mut sums: BTreeMap<Option<usize>, Ratio> = BTreeMap::new();
    for (index, line) in card.card.lines.iter().enumerate() {
        let is_outside = context.mapping.lines[line.spec()].outside;
        if let Some(share) = card.chain.share(index).filter(|_| !is_outside) {
            let whole = weighted_section(context.mapping, card, index);
            let sum = sums.entry(whole).or_insert_with(Ratio::zero);
            *sum = sum.plus(&share.times(&hundred));
        }
    }
    sums.retain(|section, sum| section.is_some() && *sum != hundred);
    if sums.is_empty() {
        sums.insert(None, all.times(&hundred));
    }
    let told = sums.into_iter();
    findings.extend(
        told.filter_map(|(section, sum)| sum_differs(context, card, Role::Weight, section, &sum)),
    );
}

/// The section with a weight of its own that a line stands in, the innermost one.
fn weighted_section(mapping: &Mapping, card: &Card, line: usize) -> Option<usize> {
    let mut at = mapping.lines[card.card.lines[line].spec()].section;
    for _ in 0..=mapping.sections.len() {
        let here = at?;
        if mapping.sections[here].is_weighted() {
            return Some(here);
        }
        at = mapping.sections[here].within;
    }
    None
}

/// A level or position without weights: its total cannot be computed.
pub(super) fn weights(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let position = card.card.employee.position.as_ref();
    if context
        .mapping
        .lacks_weights(position.map(|position| position.value.as_str()))
    {
        let lack = Lack {
            known: context.mapping.weight_keys().collect(),
            what: text!("权重" / "weights"),
            fails: text!("总分" / "the total"),
        };
        findings.push(lack.finding(context, card));
    }
}

/// The same where the pay of a grade, or the coefficient, depends on it.
pub(super) fn pay(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let position = card.card.employee.position.as_ref();
    let word = position.map(|position| position.value.as_str());
    // Below the pass mark nothing is due in any position.
    if context.mapping.lacks_pay(word) && card.scored.outcome.payout.is_none() {
        let what = match context.mapping.payout {
            Some(Payout::Grade) => text!("等级工资" / "pays of the grades"),
            _ => text!("绩效系数" / "coefficients"),
        };
        let lack = Lack {
            known: context.mapping.pay_keys().collect(),
            what,
            fails: text!("绩效工资" / "the pay"),
        };
        findings.push(lack.finding(context, card));
    }
}

/// What a scheme has for some positions and not for this one.
struct Lack<'a> {
    known: Vec<&'a str>,
    what: Text,
    /// What cannot be computed without.
    fails: Text,
}

impl Lack<'_> {
    fn finding(&self, context: &Context, card: &Card) -> Finding {
        let employee = &card.card.employee;
        let mut known: Vec<&str> = Vec::new();
        for key in self.known.iter().copied().filter(|key| !key.is_empty()) {
            if !known.contains(&key) {
                known.push(key);
            }
        }
        let known = known.join("、");
        let (what, what_en) = (&self.what.zh, &self.what.en);
        let (fails, fails_en) = (&self.fails.zh, &self.fails.en);
        match employee.position.as_ref() {
            Some(position) => {
                let (cell, shown) = (position.at.cell, &position.value);
                let message = text!(
                    "{cell} 的层级（岗位）是「{shown}」，方案里只有 {known} 的{what}，不知道用哪一组，{fails}算不出来，此人待核。请改成方案里的层级，或在方案里加上它的{what}。"
                        / "{cell}: the scheme has {what_en} for {known}, not for \"{shown}\": {fails_en} cannot be computed and the person is held. Enter a level of the scheme, or add its {what_en} to the mapping."
                );
                Finding::new(Code::S101, message)
                    .at(position.at.sheet, cell)
                    .reporting(shown.as_str())
            }
            None => {
                let called = employee.called();
                let message = text!(
                    "{called}没有填层级（岗位），不知道用 {known} 中的哪一组{what}，{fails}算不出来，此人待核。请补填。"
                        / "{called} has no level or position: nobody knows which {what_en} count ({known}), {fails_en} cannot be computed and the person is held. Fill it in."
                );
                let mut finding = Finding::new(Code::X101, message);
                let at = empty_position(context, card).or(employee.at());
                finding.sheet = Some(at.map_or(card.card.sheet, |at| at.sheet));
                finding.cell = at.map(|at| at.cell);
                finding
            }
        }
    }
}

/// Where a roster's row lacks the position that other rows have.
fn empty_position(context: &Context, card: &Card) -> Option<Location> {
    let extraction = context.extraction;
    let columns = context.habits.positions.get_or_init(|| {
        let mut columns = vec![None; extraction.tables.len()];
        for other in &extraction.cards {
            let position = other.employee.position.as_ref().map(|word| word.at);
            let on_row = position.filter(|at| (at.sheet, at.cell.row) == (other.sheet, other.row));
            if let (None, Some(at)) = (columns[other.table], on_row) {
                columns[other.table] = Some(at.cell.column);
            }
        }
        columns
    });
    let column = (*columns.get(card.card.table)?)?;
    let is_roster = extraction.tables[card.card.table].rows == TableRows::People;
    is_roster.then_some(Location {
        sheet: card.card.sheet,
        cell: CellRef::new(card.card.row, column),
    })
}

/// What the mapping says of a line's weight or max, on a scale of 100.
fn expected(mapping: &Mapping, card: &Card, line: usize, role: Role) -> Ratio {
    let spec = &mapping.lines[card.card.lines[line].spec()];
    match (mapping.composition, role, card.chain.share(line)) {
        (Composition::Weighted, Role::Weight, Some(share)) => share.times(&Ratio::from(100)),
        _ => Ratio::from(spec.max),
    }
}

fn max_differs(
    context: &Context,
    card: &Scorecard,
    line: usize,
    figure: &Figure,
    value: Decimal,
    expected: &Ratio,
    scale: i64,
) -> Finding {
    let item = &context.mapping.lines[card.lines[line].spec()].item;
    let right = expected.over(&Ratio::from(scale)).unwrap_or_default();
    let show = |value: &Ratio| {
        if scale == 100 {
            share(value)
        } else {
            ratio(value)
        }
    };
    let (cell, shown, right_shown) = (figure.at.cell, show(&value.into()), show(&right));
    let right = right.written();
    let weight = card.lines[line].figure(Role::Weight);
    let (zh, en) = match weight.is_some_and(|weight| weight.at == figure.at) {
        true => ("权重", "weight"),
        false => ("满分", "max"),
    };
    let message = text!(
        "{cell} 的「{item}」写的{zh}是 {shown}，考核方案规定是 {right_shown}，按方案计分。"
            / "{cell}: the {en} of {item} reads {shown}; the scheme says {right_shown}, which counts."
    );
    Finding::new(Code::A205, message)
        .at(figure.at.sheet, cell)
        .of_item(item)
        .reporting(value)
        .recomputing(right)
        .in_percent(scale == 100)
}

fn sum_differs(
    context: &Context,
    card: &Card,
    role: Role,
    section: Option<usize>,
    sum: &Ratio,
) -> Option<Finding> {
    let table = &context.extraction.tables[card.card.table];
    let own = card.card.weight_sum.as_ref().map(|figure| figure.at);
    let own = own.filter(|_| section.is_none());
    let name = section.map(|section| context.mapping.sections[section].name.as_str());
    let (of_zh, of_en) = match name {
        Some(name) => (format!("「{name}」"), format!(" of {name}")),
        None => (String::new(), String::new()),
    };
    let header = table.sum_header.map(|cell| Location {
        sheet: table.sheet,
        cell,
    });
    // On a long table the header serves everybody.
    let at = match table.rows {
        TableRows::Lines => own.or(header),
        TableRows::People => None,
    };
    let total = decimal(
        sum.round(Rounding {
            digits: 4,
            mode: Mode::HalfUp,
        })
        .ok()?,
    );
    let (code, message) = if role == Role::Weight {
        (
            Code::A203,
            text!(
                "表上{of_zh}各项权重合计 {total}%，不是 100%。请核对权重。"
                    / "The weights{of_en} on the sheet add up to {total}%, not 100%."
            ),
        )
    } else {
        (
            Code::A204,
            text!(
                "表上{of_zh}各项满分合计 {total}，不是 100。请核对满分。"
                    / "The maxima{of_en} on the sheet add up to {total}, not 100."
            ),
        )
    };
    let mut finding = Finding::new(code, message);
    if let Some(at) = at {
        finding = finding.at(at.sheet, at.cell);
    }
    let fraction = card
        .card
        .lines
        .iter()
        .filter_map(|line| line.value(role))
        .all(|value| value <= Decimal::ONE);
    let as_shown = if fraction {
        sum.over(&Ratio::from(100))?
    } else {
        sum.clone()
    };
    finding.reported = as_shown.exact(6).map(Stated::Figure);
    finding.recomputed = Some(Stated::Figure(if fraction {
        Decimal::ONE
    } else {
        Decimal::HUNDRED
    }));
    Some(finding)
}
