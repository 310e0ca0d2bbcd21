//! Reported figures that somebody accepted: they count instead of the recomputed ones, and what follows is computed
//! from them.

use std::collections::BTreeMap;

use super::ScoredLine;
use crate::mapping::spelling::fold;
use crate::mapping::{Grade, Mapping};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::Line;
use crate::text::Text;
use crate::workbook::Location;

/// The places of a card at which the reported figure counts, with the reasons.
pub type Stands = BTreeMap<Location, String>;

/// What a line earns where its reported points or its reported attainment stand.
pub(super) fn stand(
    mapping: &Mapping,
    line: &Line,
    ruled: ScoredLine,
    stands: &Stands,
) -> ScoredLine {
    match standing_points(mapping, line, &ruled, stands) {
        Some((points, reason)) => ruled.standing(mapping, &points, reason),
        None => ruled,
    }
}

fn standing_points<'a>(
    mapping: &Mapping,
    line: &Line,
    ruled: &ScoredLine,
    stands: &'a Stands,
) -> Option<(Ratio, &'a str)> {
    let of = |role: Role| -> Option<(Decimal, &'a str)> {
        let figure = line.figure(role)?;
        let reason = stands.get(&figure.at)?;
        Some((figure.value()?, reason.as_str()))
    };
    if stands.is_empty() {
        return None;
    }
    if let Some((points, reason)) = of(Role::Score) {
        return Some((points.into(), reason));
    }
    let (attainment, reason) = of(Role::Attainment)?;
    let spec = &mapping.lines[line.spec()];
    // Where the points are right by the figures, nothing follows from the attainment: it is a slip in a column of its own.
    let is_right = ruled.points().is_some_and(|right| {
        let reported = line.value(Role::Score);
        reported.is_some_and(|reported| reported.round(mapping.line_digits()) == right)
    });
    if is_right {
        return None;
    }
    let points = spec.rule.points_for(&attainment.into(), spec.max)?;
    Some((points, reason))
}

/// The scheme's grade that a word names, by index: `A`, `A级`, and with what it means (`A（优秀）`, `优秀-A`).
pub fn grade_called(grades: &[Grade], word: &str) -> Option<usize> {
    let bare = |word: &str| {
        let word = word.strip_prefix("等级").unwrap_or(word);
        word.trim_end_matches(['级', '等', '档', '类']).to_owned()
    };
    let named = |wanted: &str| {
        let mut grades = grades.iter();
        grades.position(|grade| bare(&fold(&grade.name)) == bare(wanted))
    };
    let word = fold(word);
    let word = word.trim_matches(['(', ')']);
    named(word).or_else(|| {
        let pieces: Vec<&str> = word.split(['(', ')', '-', '—', '/', ':', '、']).collect();
        // A- is another grade than A, and of S->A nobody knows which one counts.
        if pieces.contains(&"") || word.contains(['>', '→']) {
            return None;
        }
        let mut found = pieces.iter().filter_map(|piece| named(piece));
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    })
}

/// What the working of such a line says.
pub(super) fn words(points: &str, reason: &str, by_rule: &Text) -> Text {
    text!(
        "按已接受的填报数计 {points}，原因：{reason}。按方案："
            / "{points} counts, accepted as reported: {reason}. By the scheme:"
    )
    .then(by_rule)
}
