//! Subtotals and totals: A201, A202.

use super::blame::{Comparison, agrees, reported_or};
use super::{Card, Context, weighted};
use crate::finding::Code;
use crate::finding::{Cause, Finding};
use crate::mapping::Composition;
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;
use crate::score::rounding_name;
use crate::scorecard::{Figure, State};
use crate::text::Text;

/// A201: what a section's lines add up to.
pub(super) fn subtotals(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (section, figure) in card.card.subtotals.iter().enumerate() {
        let (Some(figure), Some(recomputed)) = (figure, card.scored.subtotals[section]) else {
            continue;
        };
        let rounding = match (
            context.mapping.sections[section].holds_weighted,
            figure.value(),
        ) {
            (true, Some(reported)) => weighted::digits(context.mapping, reported),
            _ => context.mapping.subtotal_digits(section),
        };
        if agrees(figure, recomputed, rounding) {
            continue;
        }
        let name = &context.mapping.sections[section].name;
        let terms = match is_misstated(context, card, Some(section)) {
            true => terms_that_carry(context, card),
            false => Vec::new(),
        };
        let carried = terms
            .iter()
            .map(|terms| card.chain.subtotal(section, terms));
        let comparison = Comparison {
            code: Code::A201,
            figure,
            recomputed,
            rounding,
            carried: carried
                .flatten()
                .chain(outer_by_inner(context, card, section))
                .filter(|value| *value != recomputed)
                .collect(),
            name: text!("「{name}」小计" / "subtotal {name}"),
        };
        let Some(mut finding) = comparison.finding() else {
            continue;
        };
        if finding.root && context.mapping.sections[section].holds_weighted {
            finding.message = finding.message.then(&product_words(card, section));
        }
        findings.push(by_policy(
            context,
            card,
            finding,
            card.chain.subtotal(section, &card.chain.exact_terms()),
            rounding,
        ));
    }
}

/// A202: what the lines add up to.
pub(super) fn total(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    let (Some(figure), Some(recomputed)) = (&card.card.total, card.scored.outcome.total) else {
        return;
    };
    if agrees(figure, recomputed, context.mapping.total_digits()) {
        return;
    }
    let comparison = Comparison {
        code: Code::A202,
        figure,
        recomputed,
        rounding: context.mapping.total_digits(),
        carried: is_misstated(context, card, None)
            .then(|| carried_totals(context, card))
            .into_iter()
            .flatten()
            .chain(total_by_stated_weights(context, card))
            .filter(|value| *value != recomputed)
            .collect(),
        name: text!("总分" / "total"),
    };
    let Some(mut finding) = comparison.finding() else {
        return;
    };
    if let Some(veto) = card.scored.veto {
        let name = &context.mapping.vetoes[veto].name;
        finding.message = finding.message.then(&text!(
            "触发了一票否决「{name}」。" / "The veto {name} applies."
        ));
    }
    let (terms, digits) = (card.chain.exact_terms(), context.mapping.total_digits());
    let is_sum = |stated: &Decimal| {
        let sums = super::policy::unrounded_sums(context.mapping, card.card, &card.chain);
        (sums.iter()).any(|sum| super::policy::is_sum(*stated, recomputed, sum, digits))
    };
    let unrounded = [card.chain.total(&terms), figure.value().filter(is_sum)];
    finding = by_policy(
        context,
        card,
        finding,
        unrounded.into_iter().flatten(),
        digits,
    );
    if finding.root {
        finding.message = finding.message.then(&sum_words(context, card));
    }
    findings.push(finding);
}

/// Where a sheet adds unrounded lines as a habit, its differences follow from that (A207).
pub(super) fn by_policy(
    context: &Context,
    card: &Card,
    mut finding: Finding,
    unrounded: impl IntoIterator<Item = Decimal>,
    digits: Rounding,
) -> Finding {
    let reported = match finding.reported {
        Some(crate::finding::Stated::Figure(reported)) => reported,
        _ => return finding,
    };
    // Of a single person it is one explanation among others: the causes weigh them.
    if finding.root
        && context.habits.unrounded[card.card.table]
        && unrounded
            .into_iter()
            .any(|unrounded| super::blame::same(reported, unrounded, digits))
    {
        finding.explain(Cause::UnroundedLines, Cause::UnroundedLines.sentence());
        finding.root = false;
    }
    finding
}

/// True where a line of a section, or anything that a total is made of, is wrong at its digits. A sum of figures that are
/// all right but were not rounded is no consequence of theirs.
fn is_misstated(context: &Context, card: &Card, section: Option<usize>) -> bool {
    let mapping = context.mapping;
    let differs = |figure: Option<&Figure>, recomputed: Option<Decimal>| {
        recomputed.zip(figure).is_some_and(|(recomputed, figure)| {
            let is_missed = figure.state == State::Blank && !recomputed.is_zero();
            let is_stated = figure.value().is_some();
            is_missed || is_stated && !agrees(figure, recomputed, mapping.line_digits())
        })
    };
    let mut lines = card.card.lines.iter().zip(&card.scored.lines).enumerate();
    let mut subtotals = card.card.subtotals.iter().zip(&card.scored.subtotals);
    lines.any(|(index, (line, scored))| {
        section.is_none_or(|section| mapping.is_within(mapping.lines[line.spec()].section, section))
            && (differs(line.figure(Role::Score).as_ref(), scored.points())
                || weighted::is_wrong(context, card, index) == Some(true))
    }) || section.is_none()
        && subtotals.any(|(figure, recomputed)| differs(figure.as_ref(), *recomputed))
}

/// The points of all lines as the sheet states them.
pub(super) fn stated_points(card: &Card) -> Vec<Option<Ratio>> {
    let lines = card.card.lines.iter().zip(card.chain.points());
    lines
        .map(|(line, points)| reported_or(line.figure(Role::Score).as_ref(), points))
        .collect()
}

/// The totals that would be right if the reported lines or subtotals were.
pub(super) fn carried_totals(context: &Context, card: &Card) -> Vec<Decimal> {
    let terms = terms_that_carry(context, card);
    let by_lines = terms.iter().filter_map(|terms| card.chain.total(terms));
    by_lines.chain(total_of_subtotals(context, card)).collect()
}

/// What the lines add by the points that the sheet states, and by the weighted points where some of these are wrong.
fn terms_that_carry(context: &Context, card: &Card) -> Vec<Vec<Option<Ratio>>> {
    let points = points_that_carry(context, card);
    let mut terms: Vec<Vec<Option<Ratio>>> = points
        .iter()
        .map(|points| card.chain.terms(points))
        .collect();
    let mut lines = 0..card.card.lines.len();
    if lines.any(|line| weighted::is_wrong(context, card, line) == Some(true)) {
        terms.extend(weighted::stated_terms(card, &stated_points(card)));
    }
    terms
}

/// The points as the sheet states them, rounded and as they stand. Where all of them are right at their digits, a sum
/// of what stands behind the digits follows from nothing that is wrong: it adds unrounded lines.
fn points_that_carry(context: &Context, card: &Card) -> Vec<Vec<Option<Ratio>>> {
    let rounding = context.mapping.line_digits();
    let stated = stated_points(card);
    let round = |points: &Option<Ratio>| Some(Ratio::from(points.as_ref()?.round(rounding).ok()?));
    let rounded: Vec<Option<Ratio>> = stated.iter().map(round).collect();
    let missed = without_missed(card, &rounded);
    let mut points = match context.mapping.line_rounding.is_some() && rounded == card.chain.points()
    {
        true => vec![rounded],
        false => vec![rounded, stated],
    };
    points.extend(missed);
    points
}

/// The same where scores are missing, as a formula takes them: for 0.
fn without_missed(card: &Card, points: &[Option<Ratio>]) -> Option<Vec<Option<Ratio>>> {
    let is_missed = |line: usize| {
        let score = card.card.lines[line].figure(Role::Score);
        score.is_some_and(|score| score.state == State::Blank)
    };
    let taken = points.iter().enumerate();
    let taken = taken.map(|(line, points)| match is_missed(line) {
        true => points.as_ref().map(|_| Ratio::zero()),
        false => points.clone(),
    });
    let taken: Vec<Option<Ratio>> = taken.collect();
    (taken != points).then_some(taken)
}

/// The total by the weights that the sheet states, where they are not the scheme's (A205).
fn total_by_stated_weights(context: &Context, card: &Card) -> Option<Decimal> {
    if context.mapping.composition != Composition::Weighted {
        return None;
    }
    let stated = weighted::stated_shares(card);
    let points = stated_points(card);
    let mut terms = card.chain.terms(&points);
    let mut differs = false;
    for (index, points) in points.iter().enumerate() {
        let points = points.as_ref()?;
        if let Some(share) = &stated[index]
            && card.chain.is_weighted(index)
            && !card.chain.is_left_out(index)
        {
            differs |= card.chain.share(index)? != *share;
            terms[index] = card.chain.weighed(points, share);
        }
    }
    let sum = card.chain.sum(&terms).filter(|_| differs)?;
    card.chain.limited(&sum)
}

/// What a sheet gives that adds its subtotals, and the lines that stand in no section.
pub(super) fn total_of_subtotals(context: &Context, card: &Card) -> Option<Decimal> {
    card.chain.limited(&sum_of_subtotals(context, card)?)
}

/// The same before rounding.
pub(super) fn sum_of_subtotals(context: &Context, card: &Card) -> Option<Ratio> {
    let terms = terms_of_subtotals(context, card)?;
    Some(terms.into_iter().map(|(_, value)| value).sum())
}

/// What such a sheet adds, with the names of the sections and lines; `None` where it has no subtotals.
pub(super) fn terms_of_subtotals<'a>(
    context: &Context<'a>,
    card: &Card,
) -> Option<Vec<(&'a str, Ratio)>> {
    let mapping = context.mapping;
    if !card.card.subtotals.iter().any(Option::is_some) {
        return None;
    }
    let mut terms = Vec::new();
    if mapping.composition == Composition::Deductions {
        terms.push(("满分", mapping.full_total.into()));
    }
    let outer = card.card.subtotals.iter().enumerate();
    for (section, _) in outer.filter(|(at, _)| mapping.sections[*at].within.is_none()) {
        let name = mapping.sections[section].name.as_str();
        terms.push((name, counted(context, card, section)?));
    }
    let lines = card.card.lines.iter().zip(card.chain.points()).enumerate();
    for (index, (line, points)) in lines {
        let spec = &mapping.lines[line.spec()];
        if spec.section.is_none() {
            let points = reported_or(line.figure(Role::Score).as_ref(), points)?;
            terms.push((spec.item.as_str(), card.chain.term(index, &points)?));
        }
    }
    Some(terms)
}

/// What a section counts for by the subtotals that the sheet states.
fn counted(context: &Context, card: &Card, section: usize) -> Option<Ratio> {
    let own = card.card.subtotals[section].as_ref();
    let recomputed = card.scored.subtotals[section].map(Ratio::from);
    let by_inner = || by_inner(context, card, section).or(recomputed);
    let stated = own.and_then(Figure::value).map(Ratio::from);
    let sum = stated.or_else(by_inner)?;
    card.chain.section_counts(section, &sum)
}

/// The sum of a section whose parts are sections with weights, by their stated subtotals.
fn by_inner(context: &Context, card: &Card, section: usize) -> Option<Ratio> {
    let mapping = context.mapping;
    let inner = (0..mapping.sections.len())
        .filter(|inner| mapping.sections[*inner].within == Some(section));
    let inner: Vec<usize> = inner.collect();
    let is_own = |line: &crate::mapping::Line| line.section == Some(section);
    let is_of_parts = inner
        .iter()
        .any(|inner| mapping.sections[*inner].is_weighted());
    if !is_of_parts || mapping.lines.iter().any(is_own) {
        return None;
    }
    let counted = inner.into_iter().map(|inner| counted(context, card, inner));
    counted.sum()
}

/// The subtotal that follows from the subtotals inside it, where these have weights.
fn outer_by_inner(context: &Context, card: &Card, section: usize) -> Option<Decimal> {
    let sum = by_inner(context, card, section)?;
    sum.round(context.mapping.subtotal_digits(section)).ok()
}

/// `计算：88.62 × 60% = 53.17。`, what a section counts for.
fn product_words(card: &Card, section: usize) -> Text {
    let told = card.chain.told(Some(section)).unwrap_or_default();
    let right = card.scored.subtotals[section].map(crate::rule::decimal);
    match (&told[..], right) {
        ([(value, Some(share))], Some(right)) => {
            let (value, share) = (crate::rule::ratio(value), crate::rule::share(share));
            text!("计算：{value} × {share} = {right}。" / "It is {value} × {share} = {right}.")
        }
        _ => Text::default(),
    }
}

/// `计算:18.6 + 8.0 + … = 90.3。`, and what ended the total short of its sum.
fn sum_words(context: &Context, card: &Card) -> Text {
    let shown =
        |points: &Option<Decimal>| points.map_or_else(|| "?".to_owned(), crate::rule::decimal);
    let told = card.chain.told(None).unwrap_or_default().into_iter();
    let terms = told.map(|(value, share)| match share {
        Some(share) => format!(
            "{} × {}",
            crate::rule::ratio(&value),
            crate::rule::share(&share)
        ),
        None => crate::rule::ratio(&value),
    });
    let terms: Vec<String> = terms.collect();
    let (terms, total) = (
        terms.join(" + ").replace("+ -", "- "),
        shown(&card.scored.outcome.total),
    );
    let digits = context.mapping.total_digits();
    let exact = card.chain.sum(&card.chain.terms(&card.chain.points()));
    let rounded = exact.as_ref().and_then(|sum| sum.round(digits).ok());
    if let Some(sum) = rounded.filter(|sum| Some(*sum) != card.scored.outcome.total) {
        let sum = crate::rule::decimal(sum);
        let why = match (card.scored.veto, context.mapping.total_cap) {
            (Some(_), _) => text!("一票否决后" / "after the veto"),
            (None, Some(_)) => text!("封顶后" / "capped to"),
            (None, None) => text!("计为" / "counted as"),
        };
        let (zh, en) = (why.zh, why.en);
        return text!(
            "计算：{terms} = {sum}，{zh} {total}。" / "Working: {terms} = {sum}, {en} {total}."
        );
    }
    if let Some(sum) = exact.filter(|sum| rounded.map(Ratio::from).as_ref() != Some(sum)) {
        let (sum, mode) = (crate::rule::ratio(&sum), rounding_name(digits.mode));
        let (zh, en) = (mode.zh, mode.en);
        return text!(
            "计算：{terms} = {sum}，{zh} {total}。" / "Working: {terms} = {sum}, {en} {total}."
        );
    }
    text!("计算：{terms} = {total}。" / "Working: {terms} = {total}.")
}
