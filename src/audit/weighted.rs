//! A106 where weighted points stand beside the points: score × weight.

use super::blame::{self, Comparison, same};
use super::figures::unreadable;
use super::{Card, Context};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::number::{Decimal, Ratio, Rounding};
use crate::rule::Role;
use crate::scorecard::{Figure, State};

/// The weighted points of every line.
pub(super) fn scores(context: &Context, card: &Card, findings: &mut Vec<Finding>) {
    for (index, line) in card.card.lines.iter().enumerate() {
        let Some(figure) = line.figure(Role::Weighted) else {
            continue;
        };
        let item = &context.mapping.lines[line.spec()].item;
        let found = compared(context, card, index, &figure);
        findings.extend(found.map(|finding| finding.of_item(item)));
    }
}

fn compared(context: &Context, card: &Card, index: usize, figure: &Figure) -> Option<Finding> {
    let (line, scored) = (&card.card.lines[index], &card.scored.lines[index]);
    let spec = &context.mapping.lines[line.spec()];
    let item = &spec.item;
    let name = text!("「{item}」加权得分" / "weighted score of {item}");
    if scored.is_left_out() {
        return None;
    }
    let Some(recomputed) = card.chain.weighted(index) else {
        // What cannot be computed cannot be compared; what cannot be read is told.
        let is_unread = matches!(figure.state, State::Error(_) | State::Unreadable(_));
        return is_unread.then(|| unreadable(figure, &name)).flatten();
    };
    // Nobody weights a bonus.
    if spec.outside && matches!(figure.state, State::Blank | State::Dash) {
        return None;
    }
    if is_wrong(context, card, index) == Some(false) {
        return None;
    }
    let comparison = Comparison {
        code: Code::A106,
        figure,
        recomputed,
        rounding: digits(context.mapping, figure.value().unwrap_or_default()),
        carried: carried(card, index),
        name,
    };
    let mut finding = comparison.finding()?;
    if finding.root
        && let Some(working) = working(card, index)
    {
        finding.message = finding
            .message
            .then(&text!("计算：{working}。" / "Working: {working}."));
    }
    Some(finding)
}

/// `88.8 × 35% = 31.08`
fn working(card: &Card, line: usize) -> Option<String> {
    let (share, points) = (card.chain.share(line)?, card.scored.lines[line].points()?);
    let (points, share) = (crate::rule::decimal(points), crate::rule::share(&share));
    let product = crate::rule::decimal(card.chain.weighted(line)?);
    Some(format!("{points} × {share} = {product}"))
}

/// The digits at which weighted points are compared: the scheme's, else those that the sheet shows.
pub(super) fn digits(mapping: &Mapping, reported: Decimal) -> Rounding {
    let most = mapping.weighted_digits();
    let least = match mapping.weighted_rounding {
        Some(rounding) => rounding.digits,
        None => mapping.line_digits().digits,
    };
    Rounding {
        digits: reported.trimmed().scale().clamp(least, most.digits),
        ..most
    }
}

/// Whether a line's weighted points are wrong; `None` where there are none, or nothing to compare them with.
pub(super) fn is_wrong(context: &Context, card: &Card, line: usize) -> Option<bool> {
    let own = &card.card.lines[line];
    let reported = own.value(Role::Weighted)?;
    let points = card.scored.lines[line].points()?;
    let rounding = digits(context.mapping, reported);
    // A score that shows 88.9 and holds 88.876 is right; so is what follows from either.
    let stated = own.value(Role::Score);
    let stated = stated.filter(|stated| same(*stated, points, context.mapping.line_digits()));
    let exact = card.chain.points().get(line)?.clone();
    let mut readings = exact.into_iter().chain(stated.map(Ratio::from));
    let is_it = |points: Ratio| {
        let term = card.chain.term(line, &points)?;
        Some(same(reported, term.round(rounding).ok()?, rounding))
    };
    Some(!readings.any(|points| is_it(points) == Some(true)))
}

/// What is right by a score or a weight that the sheet states otherwise than the scheme.
fn carried(card: &Card, line: usize) -> Vec<Decimal> {
    let own = &card.card.lines[line];
    let right = card.chain.points().get(line).cloned().flatten();
    let points = blame::reported_or(own.figure(Role::Score).as_ref(), right.clone());
    let (share, stated) = (card.chain.share(line), stated_shares(card)[line].clone());
    // A formula takes a score that is missing for 0.
    let missed = own.figure(Role::Score);
    let missed = missed.filter(|score| score.state == State::Blank);
    let missed = missed.map(|_| Ratio::zero());
    let mut carried = Vec::new();
    for points in [&points, &right, &missed].into_iter().flatten() {
        for share in [&share, &stated].into_iter().flatten() {
            let is_right =
                right.as_ref() == Some(points) && card.chain.share(line).as_ref() == Some(share);
            let weighed = card.chain.weighed(points, share);
            carried.extend(
                weighed
                    .filter(|_| !is_right)
                    .and_then(|it| it.round(FINE).ok()),
            );
        }
    }
    carried
}

/// Finer than anybody writes weighted points.
const FINE: Rounding = Rounding {
    digits: 10,
    mode: crate::number::Mode::HalfUp,
};

/// The weights that the sheet states, as shares of the whole; 33.33 % for 1/3 is 1/3.
pub(super) fn stated_shares(card: &Card) -> Vec<Option<Ratio>> {
    let lines = card.card.lines.iter();
    let stated = lines.map(|line| line.value(Role::Weight));
    let stated: Vec<Option<Decimal>> = stated.collect();
    let is_share = |weight: &Decimal| *weight <= Decimal::ONE;
    let whole = match stated.iter().flatten().all(is_share) {
        true => Ratio::from(1),
        false => Ratio::from(100),
    };
    let share = |(line, weight): (usize, Option<Decimal>)| {
        let stated = Ratio::from(weight?).over(&whole)?;
        let own = card.chain.share(line);
        // People write shares in percent.
        let percent = |share: &Ratio| share.times(&Ratio::from(100));
        let is_own = |own: &Ratio| percent(own).is_written_as(&percent(&stated));
        own.filter(is_own).or(Some(stated))
    };
    stated.into_iter().enumerate().map(share).collect()
}

/// What the lines add by the weighted points that the sheet states; `None` where it states none.
pub(super) fn stated_terms(card: &Card, points: &[Option<Ratio>]) -> Option<Vec<Option<Ratio>>> {
    let lines = card.card.lines.iter();
    let stated = lines.map(|line| line.value(Role::Weighted));
    let stated: Vec<Option<Decimal>> = stated.collect();
    if stated.iter().all(Option::is_none) {
        return None;
    }
    let terms = card.chain.terms(points).into_iter().zip(stated);
    Some(
        terms
            .map(|(term, stated)| stated.map(Ratio::from).or(term))
            .collect(),
    )
}
