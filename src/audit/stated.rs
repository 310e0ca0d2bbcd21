//! What the sheet's own words and columns state otherwise than the scheme (A206), and which figures follow from it:
//! points that are right by the parameter that stands on the sheet are no second mistake.

use super::blame::same;
use super::{Card, Context};
use crate::extract::TableRows;
use crate::finding::{Code, Finding, Stated};
use crate::mapping::{Mapping, Payout};
use crate::number::{Decimal, Ratio};
use crate::rule::{Role, Rule, decimal, percent};
use crate::score::{Chain, LineInputs};
use crate::scorecard::{Figure, Line, Scorecard};
use crate::text::Text;
use crate::workbook::{CellRef, Value};
use crate::written::read_number;

/// A parameter that a label or note states otherwise than the scheme.
pub(super) struct Statement {
    sheet: usize,
    at: CellRef,
    /// The form in which it stands; `None` where it stands on a sheet of many people.
    card: Option<usize>,
    name: String,
    /// What the scheme says.
    own: Decimal,
    /// The command line says so, not the scheme.
    is_set: bool,
    /// What the sheet says.
    stated: Decimal,
}

/// Every such statement on the sheets that were read.
pub(super) fn statements(context: &Context) -> Vec<Statement> {
    let mut statements = Vec::new();
    if context.mapping.parameters.is_empty() {
        return statements;
    }
    let cards = &context.extraction.cards;
    let mut sheets: Vec<usize> = cards.iter().map(|card| card.sheet).collect();
    sheets.dedup();
    for index in sheets {
        let sheet = &context.workbook.sheets[index];
        let months = cards
            .iter()
            .filter(|card| card.sheet == index)
            .find_map(Scorecard::months);
        if context.mapping.unknown_at(months).is_some() {
            continue;
        }
        let parameters = &context.mapping.at(months).parameters;
        // 考核奖金：684.9元 is what somebody earns, not what the scheme offers.
        let is_payout = |cell: CellRef, stated: Decimal| {
            let payouts = cards.iter().filter_map(|card| card.payout.as_ref());
            let mut here = payouts.filter(|one| (one.at.sheet, one.at.cell) == (index, cell));
            here.any(|payout| payout.value() == Some(stated))
        };
        let cells = sheet
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
        for (row, cell) in cells {
            let Value::Text(text) = &cell.value else {
                continue;
            };
            let folded = crate::mapping::spelling::fold(text);
            let at = CellRef::new(row, cell.column);
            for parameter in parameters {
                let Some(pattern) = &parameter.pattern else {
                    continue;
                };
                // Nearly all texts say nothing of it, which is told sooner.
                if !pattern.is_match(&folded) {
                    continue;
                }
                let stated = pattern.captures_iter(&folded).find_map(|captures| {
                    let stated = read_number(captures.get(1)?.as_str())?.value;
                    let is_other = stated != parameter.value && !is_payout(at, stated);
                    is_other.then_some(stated)
                });
                statements.extend(stated.map(|stated| Statement {
                    sheet: index,
                    at,
                    card: owner(context, index, at),
                    name: parameter.name.clone(),
                    own: parameter.value,
                    is_set: parameter.is_set,
                    stated,
                }));
            }
        }
    }
    statements
}

impl Statement {
    fn finding(&self) -> Finding {
        let (at, name, shown, right) =
            (self.at, &self.name, decimal(self.stated), decimal(self.own));
        let message = match self.is_set {
            true => text!(
                "{at} 写的{name}是 {shown}，本次用 --set 指定的是 {right}，按指定的计算。请核对指定的数，或改正表上的文字。"
                    / "{at}: {name} reads {shown}; --set says {right}, which counts. Check what was set, or mend the words."
            ),
            false => text!(
                "{at} 写的{name}是 {shown}，考核方案规定是 {right}，按方案计算。请改正表上的文字，或修改考核方案。"
                    / "{at}: {name} reads {shown}; the scheme says {right}, which counts. Mend the words, or the scheme."
            ),
        };
        Finding::new(Code::A206, message)
            .at(self.sheet, at)
            .reporting(self.stated)
            .recomputing(self.own)
    }

    fn concerns(&self, card: &Card) -> bool {
        match self.card {
            Some(owner) => owner == card.index,
            None => self.sheet == card.card.sheet,
        }
    }
}

/// A206 where a label or note of a form states a parameter otherwise than the mapping.
pub(super) fn parameters(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let own = context.habits.statements.iter();
    for statement in own.filter(|one| one.card == Some(card.index)) {
        let mut finding = statement.finding();
        let mut lines = card.card.lines.iter();
        let line = lines.find(|line| line.row == statement.at.row);
        finding.item = line.map(|line| context.mapping.lines[line.spec()].item.clone());
        findings.push(finding);
    }
}

/// The same on sheets where the words serve everybody.
pub(super) fn of_sheets(context: &Context, findings: &mut Vec<Finding>) {
    let all = context.habits.statements.iter();
    findings.extend(all.filter(|one| one.card.is_none()).map(Statement::finding));
}

/// A206 where the sheet shows a target that the mapping fixes.
pub(super) fn targets(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for line in &card.card.lines {
        let item = &context.mapping.lines[line.spec()].item;
        for (figure, value, target) in other_targets(context, line) {
            let (cell, shown, right) = (figure.at.cell, decimal(value), decimal(target));
            let spec = &context.mapping.lines[line.spec()];
            let own = spec.parameters.iter();
            let mut own = own.filter_map(|index| context.mapping.parameters.get(*index));
            let message = match own.any(|one| one.is_set && one.value == target) {
                true => text!(
                    "{cell} 的「{item}」目标是 {shown}，本次用 --set 指定的是 {right}，按指定的计分。"
                        / "{cell}: the target of {item} reads {shown}; --set says {right}, which counts."
                ),
                false => text!(
                    "{cell} 的「{item}」目标是 {shown}，考核方案规定是 {right}，按方案计分。"
                        / "{cell}: the target of {item} reads {shown}; the scheme says {right}, which counts."
                ),
            };
            let finding = Finding::new(Code::A206, message)
                .at(figure.at.sheet, cell)
                .of_item(item);
            findings.push(finding.reporting(value).recomputing(target));
        }
    }
}

/// A206 where the sheet shows another base than the one that the mapping fixes for everybody.
pub(super) fn base(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some((figure, value, base)) = other_base(context, card) else {
        return;
    };
    let (cell, shown, right) = (figure.at.cell, decimal(value), decimal(base));
    let message = text!(
        "{cell} 的绩效基数是 {shown}，考核方案规定人人都是 {right}，按方案计算。请改正表上的基数，或修改考核方案。"
            / "{cell}: the base reads {shown}; the scheme says {right} for everybody, which counts. Mend the sheet, or the scheme."
    );
    let finding = Finding::new(Code::A206, message).at(figure.at.sheet, cell);
    findings.push(finding.reporting(value).recomputing(base));
}

/// A206 where the sheet shows another rate than the one that the mapping fixes for everybody.
pub(super) fn rate(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let Some((figure, value, rate)) = other_rate(context, card) else {
        return;
    };
    let shown = |rate: Decimal| percent(&Ratio::from(rate));
    let (cell, was, right) = (figure.at.cell, shown(value), shown(rate));
    let message = text!(
        "{cell} 的绩效比例是 {was}，考核方案规定人人都是 {right}，按方案计算。请改正表上的比例，或修改考核方案。"
            / "{cell}: the rate reads {was}; the scheme says {right} for everybody, which counts. Mend the sheet, or the scheme."
    );
    let finding = Finding::new(Code::A206, message).at(figure.at.sheet, cell);
    findings.push(finding.reporting(value).recomputing(rate).in_percent(true));
}

/// The rate on the sheet where it is not the one that the mapping fixes; 20 is 20 %.
pub(super) fn other_rate<'a>(
    context: &Context,
    card: &Card<'a>,
) -> Option<(&'a Figure, Decimal, Decimal)> {
    let Some(Payout::BaseRate { rate: Some(rate) }) = context.mapping.payout else {
        return None;
    };
    let figure = card.card.rate.as_ref()?;
    let value = figure.value()?;
    let hundredfold = Ratio::from(rate).times(&Ratio::from(100));
    let is_other = value != rate && Ratio::from(value) != hundredfold;
    is_other.then_some((figure, value, rate))
}

/// The base on the sheet where it is not the one that the mapping fixes: its cell, what it says, the mapping's.
pub(super) fn other_base<'a>(
    context: &Context,
    card: &Card<'a>,
) -> Option<(&'a Figure, Decimal, Decimal)> {
    let base = context.mapping.fixed_base()?;
    let figure = card.card.base.as_ref()?;
    let value = figure.value().filter(|value| *value != base)?;
    Some((figure, value, base))
}

/// The target cells of a line that differ from the fixed targets of its rule: the cell, what it says, the target.
fn other_targets(context: &Context, line: &Line) -> Vec<(Figure, Decimal, Decimal)> {
    let rule = &context.mapping.lines[line.spec()].rule;
    let parts = rule.parts();
    let of_parts = parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| Some((line.part(index, Role::Target)?, part.target?)));
    let of_line = rule
        .fixed_target()
        .and_then(|target| Some((line.figure(Role::Target)?, target)));
    let both = of_line.into_iter().chain(of_parts);
    both.filter_map(|(figure, target)| {
        let value = figure.value().filter(|value| *value != target)?;
        Some((figure, value, target))
    })
    .collect()
}

/// What a line's points would be by what the sheet states, with words that say so.
pub(super) fn points(context: &Context, card: &Card, index: usize) -> Vec<(Decimal, Text)> {
    let line = &card.card.lines[index];
    let mut statements: Vec<(String, Decimal, Decimal)> = Vec::new();
    for (_, value, target) in other_targets(context, line) {
        statements.push(("目标".to_owned(), target, value));
    }
    for one in of_card(context, card) {
        statements.push((one.name.clone(), one.own, one.stated));
    }
    let spec = &context.mapping.lines[line.spec()];
    let restated =
        |rule: &Rule, own: &Decimal, stated: &Decimal| rule.restated(*own, *stated, spec.max);
    let mut found = Vec::new();
    let mut whole: Option<(Rule, Text)> = None;
    for (name, own, stated) in &statements {
        let (shown, right) = (decimal(*stated), decimal(*own));
        let words = text!(
            "这是按表上写的{name}（{shown}）算得的，考核方案规定是 {right}。"
                / "It follows the {name} that the sheet states ({shown}); the scheme says {right}."
        );
        let (before, said) = match &whole {
            Some((rule, said)) => (rule, said.clone()),
            None => (&spec.rule, Text::default()),
        };
        let Some(all) = restated(before, own, stated) else {
            continue;
        };
        if let Some(alone) = restated(&spec.rule, own, stated) {
            found.push((alone, words.clone()));
        }
        whole = Some((all, said.then(&words)));
    }
    if found.len() > 1 {
        found.extend(whole);
    }
    let earned = found
        .into_iter()
        .filter_map(|(rule, words)| Some((earned(context, card, index, &rule)?, words)));
    let usual = card.scored.lines[index].points();
    earned
        .filter(|(points, _)| Some(*points) != usual)
        .collect()
}

/// The points that a line's figures earn by another rule.
fn earned(context: &Context, card: &Card, index: usize, rule: &Rule) -> Option<Decimal> {
    let line = &card.card.lines[index];
    let inputs = LineInputs::new(&context.mapping.lines[line.spec()], line);
    let points = rule.earn(&inputs).ok()?.points;
    points.round(context.mapping.line_digits()).ok()
}

/// The scheme with its pay by what the sheet states, once for each statement that the pay knows.
pub(super) fn mappings(context: &Context, card: &Card) -> Vec<Mapping> {
    of_card(context, card)
        .filter_map(|one| with_pay(context.mapping, one.own, one.stated))
        .collect()
}

fn of_card<'a>(context: &'a Context, card: &'a Card) -> impl Iterator<Item = &'a Statement> {
    let all = context.habits.statements.iter();
    all.filter(|one| one.concerns(card))
}

fn with_pay(mapping: &Mapping, own: Decimal, stated: Decimal) -> Option<Mapping> {
    let mut restated = mapping.clone();
    let mut figures: Vec<&mut Decimal> = match &mut restated.payout {
        Some(Payout::BaseRate { rate }) => rate.iter_mut().collect(),
        Some(Payout::Fixed { amount }) => vec![amount],
        Some(Payout::BaseCoefficient {
            base, coefficients, ..
        }) => base.iter_mut().chain(coefficients.values_mut()).collect(),
        Some(Payout::Grade) | None => Vec::new(),
    };
    let grades = restated.grades.iter_mut();
    figures.extend(grades.flat_map(|grade| grade.pay.values_mut()));
    figures.extend(restated.pass_mark.as_mut());
    figures.retain(|figure| **figure == own);
    let is_known = !figures.is_empty();
    for figure in figures {
        *figure = stated;
    }
    is_known.then_some(restated)
}

/// The pay with a statement left as it is: what was computed by it stays.
pub(super) fn payout_if_left(context: &Context, card: &Card, finding: &Finding) -> Option<Decimal> {
    let (Some(Stated::Figure(stated)), Some(Stated::Figure(own))) =
        (&finding.reported, &finding.recomputed)
    else {
        return None;
    };
    let at = finding.location()?;
    let lines = card.card.lines.iter().enumerate();
    let mut all = card.chain.points();
    for (index, line) in lines {
        let spec = &context.mapping.lines[line.spec()];
        let targets = other_targets(context, line);
        let is_target = targets.iter().any(|(figure, _, _)| figure.at == at);
        // The line of a target is known; words may concern any line whose points follow them.
        let follows = |points: &Decimal| {
            let reported = line.value(Role::Score);
            reported.is_some_and(|reported| same(reported, *points, context.mapping.line_digits()))
        };
        let points = spec
            .rule
            .restated(*own, *stated, spec.max)
            .and_then(|rule| earned(context, card, index, &rule))
            .filter(|points| is_target || follows(points));
        if let Some(points) = points {
            all[index] = Some(Ratio::from(points));
        }
    }
    let total = card.chain.total(&card.chain.terms(&all));
    let reported = card.card.payout.as_ref().and_then(Figure::value);
    let by_words = with_pay(context.mapping, *own, *stated).and_then(|mapping| {
        let chain = Chain::of(&mapping, card.card, card.scored);
        let pay = chain.onward(total).payout?;
        let rounding = context.mapping.payout_rounding;
        reported
            .is_some_and(|reported| same(reported, pay, rounding))
            .then_some(pay)
    });
    by_words.or_else(|| card.chain.onward(total).payout)
}

/// The form in which a cell stands: the last one that begins at or above it, of those side by side the one around it.
fn owner(context: &Context, sheet: usize, at: CellRef) -> Option<usize> {
    let cards = context.extraction.cards.iter().enumerate();
    let here = cards.filter(|(_, card)| {
        card.sheet == sheet
            && card.row <= at.row
            && context.extraction.tables[card.table].rows == TableRows::Lines
    });
    let here: Vec<(usize, &Scorecard)> = here.collect();
    let around = here.iter().rev().find(|(_, card)| {
        let (first, last) = context.extraction.tables[card.table].columns;
        (first..=last).contains(&at.column)
    });
    around.or(here.last()).map(|(index, _)| *index)
}
