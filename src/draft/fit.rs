//! Which rule reproduces the reported points: each candidate is computed for every row, the simplest that gives nearly
//! all of them is taken. Mistakes in a few rows do not mislead it, and what nothing explains stays unexplained.

mod plain;

use plain::{all_or_less, deduction, fixed_target};

use super::plan::SETTLE;
use super::round::full_marks;
use crate::number::{Decimal, Mode, Ratio, Rounding};

/// One row's figures: the inputs in the order of the columns, the reported points, and the most that a formula of the row
/// lets attainment count for.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub inputs: Vec<Option<Decimal>>,
    pub score: Option<Decimal>,
    pub cap: Option<Decimal>,
}

/// A rule that the figures bear out.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    /// As a mapping writes it.
    pub rule: String,
    pub max: Decimal,
    /// The input that is the actual figure, and the one that is the target or the previous period's.
    pub actual: usize,
    pub other: Option<usize>,
    pub previous: bool,
    /// Rows that it reproduces, of those that could be computed.
    pub hits: usize,
    pub of: usize,
    /// A cap that nobody was held down to, and that no formula says: a higher one would do as well.
    pub open_cap: bool,
}

impl Fit {
    /// Whether a reported attainment is actual ÷ target, as a share or in percent, at its digits.
    pub fn attains(&self, row: &Row, reported: Decimal) -> Option<bool> {
        let of = |index: usize| row.inputs.get(index).copied().flatten();
        let share = over(of(self.actual)?, of(self.other?)?)?;
        let digits = reported.trimmed().scale();
        let is_it = |share: &Ratio| same(share, reported, digits);
        Some(is_it(&share) || is_it(&share.times(&Ratio::from(100))))
    }

    /// How well the rows bear it out, and what they do not tell.
    pub fn words(&self) -> String {
        let mut words = format!("{} 行里有 {} 行合得上", self.of, self.hits);
        if self.hits < self.of {
            words.push_str(&format!("；{SETTLE}：其余的是填错了，还是另有规定"));
        }
        if self.rule.starts_with("ratio = { target") {
            words.push_str(&format!("；{SETTLE}：目标是按得分反推的"));
        }
        if self.open_cap {
            words.push_str(&format!("；{SETTLE}：没有人超过封顶，封顶是多少"));
        }
        if self.of < FEW {
            words.push_str(&format!("；{SETTLE}：行数太少，只是推测"));
        }
        words
    }
}

/// Fewer rows prove little.
const FEW: usize = 3;

/// Rows that a rule must reproduce, in percent.
pub(super) const ENOUGH: usize = 80;
/// How often full marks are given, so that one score above them is a mistake.
const OFTEN: usize = 3;

#[derive(Debug, Clone)]
enum Shape {
    /// actual / other
    Ratio { cap: Ratio },
    /// other / actual
    Lower { cap: Ratio },
    /// (actual - other) / other
    Growth,
}

/// The digits that most points have.
pub(super) fn digits(rows: &[Row]) -> u32 {
    let scales = rows
        .iter()
        .filter_map(|row| Some(row.score?.trimmed().scale()));
    scales.max().unwrap_or(0)
}

/// Digits that nobody rounds to.
const UNROUNDED: u32 = 4;

/// True where most of the figures that are not whole have all digits that a quotient has.
pub(super) fn are_unrounded(figures: impl Iterator<Item = Decimal>) -> bool {
    let scales = figures.map(|figure| figure.trimmed().scale());
    let broken: Vec<u32> = scales.filter(|scale| *scale > 0).collect();
    let long = broken.iter().filter(|scale| **scale > UNROUNDED);
    long.count() * 2 > broken.len()
}

/// The best points that were reported, as far as they look like full marks.
pub(super) fn most(rows: &[Row]) -> Option<Decimal> {
    let mut scores: Vec<Decimal> = rows.iter().filter_map(|row| row.score).collect();
    scores.sort_unstable();
    let highest = *scores.last()?;
    let times = |value: Decimal| scores.iter().filter(|score| **score == value).count();
    let next = scores.iter().rev().find(|score| **score < highest);
    // Full marks are given often; a score above them is somebody's mistake.
    Some(match next {
        Some(next) if times(highest) == 1 && times(*next) >= OFTEN && !is_round(highest) => *next,
        _ => highest,
    })
}

/// Full marks are multiples of 5 more often than anything else.
fn is_round(points: Decimal) -> bool {
    let fives = Ratio::from(points).over(&Ratio::from(5));
    fives.is_some_and(|fives| fives.exact(0).is_some())
}

/// The rule that explains the points. `pairs` are the inputs to try, the likeliest first; `max` where it is known;
/// `exceeds` where points may well be more than that: these have a weight behind them.
pub(super) fn fit(
    rows: &[Row],
    pairs: &[(usize, Option<usize>)],
    max: Option<Decimal>,
    counts: bool,
    exceeds: bool,
) -> Option<Fit> {
    let best = most(rows).filter(|best| !best.is_zero() && !best.is_negative())?;
    let digits = digits(rows).min(4);
    let maxima: Vec<Decimal> = max.map_or_else(|| vec![best], |max| vec![max]);
    let mut fits: Vec<Fit> = Vec::new();
    for max in maxima {
        for (actual, other) in pairs {
            if let Some(other) = other {
                let caps: Vec<Ratio> = match told_cap(rows) {
                    Some(cap) => vec![Ratio::from(cap)],
                    None if best > max => usual_caps(),
                    None => vec![Ratio::from(1)],
                };
                let mut shapes: Vec<Shape> = Vec::new();
                shapes.extend(caps.iter().cloned().map(|cap| Shape::Ratio { cap }));
                shapes.extend((best <= max).then_some(Shape::Growth));
                shapes.extend(caps.into_iter().map(|cap| Shape::Lower { cap }));
                for shape in shapes {
                    let pair = (*actual, Some(*other));
                    let mut fit = proportional(rows, pair, max, &shape, digits);
                    if let Some(fit) = &mut fit {
                        fit.open_cap &= exceeds || best > max;
                    }
                    fits.extend(fit);
                }
                fits.extend(all_or_less(rows, (*actual, *other), max));
            } else {
                if counts {
                    fits.extend(deduction(rows, *actual, max));
                }
                fits.extend(fixed_target(rows, *actual, max, digits));
            }
        }
    }
    let share = |fit: &Fit| fit.hits * 100 / fit.of.max(1);
    // The first of the best: simpler candidates were tried first, and a figure that nobody named is no simple one.
    let worth = |fit: &Fit| (fit.hits, fit.rule.ends_with("{}"));
    let mut best: Option<Fit> = None;
    for fit in fits.into_iter().filter(|fit| share(fit) >= ENOUGH) {
        if best.as_ref().is_none_or(|best| worth(&fit) > worth(best)) {
            best = Some(fit);
        }
    }
    best
}

/// The cap that most rows' formulas say.
fn told_cap(rows: &[Row]) -> Option<Decimal> {
    let told = || rows.iter().filter_map(|row| row.cap);
    let times = |cap: &Decimal| told().filter(|other| other == cap).count();
    let most = told().max_by_key(|cap| (times(cap), *cap))?;
    (times(&most) * 2 > told().count()).then_some(most)
}

/// Caps that schemes have.
fn usual_caps() -> Vec<Ratio> {
    let caps = [110, 120, 130, 150, 200, 1000].into_iter();
    caps.filter_map(|cap| Ratio::from(cap).over(&Ratio::from(100)))
        .collect()
}

fn over(one: Decimal, other: Decimal) -> Option<Ratio> {
    Ratio::from(one).over(&Ratio::from(other))
}

fn attainment(row: &Row, pair: (usize, Option<usize>), shape: &Shape) -> Option<Ratio> {
    let actual = (*row.inputs.get(pair.0)?)?;
    let other = (*row.inputs.get(pair.1?)?)?;
    match shape {
        Shape::Ratio { .. } => over(actual, other),
        Shape::Lower { .. } => over(other, actual),
        Shape::Growth => over(actual.minus(other)?, other),
    }
}

/// max x attainment / full_at, capped.
fn proportional(
    rows: &[Row],
    pair: (usize, Option<usize>),
    max: Decimal,
    shape: &Shape,
    digits: u32,
) -> Option<Fit> {
    let cap = match shape {
        Shape::Ratio { cap } | Shape::Lower { cap } => cap.clone(),
        _ => Ratio::from(1),
    };
    let known = rows
        .iter()
        .filter_map(|row| Some((attainment(row, pair, shape)?, row.score?)));
    let known: Vec<(Ratio, Decimal)> = known.collect();
    let fulls = match shape {
        Shape::Lower { .. } => vec![Decimal::ONE],
        _ => full_marks(&known, max),
    };
    let mut best: Option<(usize, Decimal)> = None;
    for full in fulls {
        let hits = known.iter().filter(|(attained, score)| {
            let share = attained
                .over(&Ratio::from(full))
                .unwrap_or_else(Ratio::zero);
            let points = Ratio::from(max).times(&share.min(cap.clone()).max(Ratio::zero()));
            same(&points, *score, digits)
        });
        let hits = hits.count();
        if best.is_none_or(|(most, _)| hits > most) {
            best = Some((hits, full));
        }
    }
    let (hits, full) = best?;
    // Where everybody has full marks, any full_at would do; and one person proves little.
    let informative = known
        .iter()
        .any(|(_, score)| *score < max && !score.is_zero() || *score > max);
    if !informative {
        return None;
    }
    let is_beyond = |(attained, _): &(Ratio, Decimal)| {
        attained
            .over(&Ratio::from(full))
            .is_some_and(|share| share > cap)
    };
    let open_cap = told_cap(rows).is_none() && !known.iter().any(is_beyond);
    let none = rows.iter().filter(|row| {
        let divisor = pair
            .1
            .and_then(|other| row.inputs.get(other).copied().flatten());
        divisor.is_some_and(Decimal::is_zero) && row.score == Some(max)
    });
    let mut keys = Vec::new();
    if full != Decimal::ONE {
        keys.push(format!(
            "full-at = \"{}\"",
            crate::rule::percent(&Ratio::from(full))
        ));
    }
    if cap != Ratio::from(1) {
        keys.push(format!("cap = \"{}\"", crate::rule::percent(&cap)));
    }
    if none.count() > 0 {
        keys.push("when-none = \"full\"".to_owned());
    }
    let kind = match shape {
        Shape::Ratio { .. } => "ratio",
        Shape::Lower { .. } => "lower-is-better",
        Shape::Growth => "growth",
    };
    if matches!(shape, Shape::Growth) && full == Decimal::ONE {
        keys.insert(0, "full-at = \"100%\"".to_owned());
    }
    Some(Fit {
        rule: written(kind, &keys),
        max,
        actual: pair.0,
        other: pair.1,
        previous: matches!(shape, Shape::Growth),
        hits,
        of: known.len(),
        open_cap,
    })
}

pub(super) fn written(kind: &str, keys: &[String]) -> String {
    match keys {
        [] => format!("{kind} = {{}}"),
        keys => format!("{kind} = {{ {} }}", keys.join(", ")),
    }
}

/// True where points come to a reported score at its digits.
pub(super) fn same(points: &Ratio, score: Decimal, digits: u32) -> bool {
    let rounding = Rounding {
        digits,
        mode: Mode::HalfUp,
    };
    points
        .round(rounding)
        .is_ok_and(|points| points == score.round(rounding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(of: &[(&[i64], &str)]) -> Vec<Row> {
        of.iter()
            .map(|(inputs, score)| Row {
                inputs: inputs.iter().map(|one| Some(Decimal::from(*one))).collect(),
                score: score.parse().ok(),
                cap: None,
            })
            .collect()
    }

    fn told(of: &[(&[i64], &str)], pairs: &[(usize, Option<usize>)], counts: bool) -> String {
        fit(&rows(of), pairs, None, counts, false).map_or_else(String::new, |fit| fit.rule)
    }

    /// 100 × 1.1 = 110 is the most that anybody has: whether 1.1 is the cap, only a formula can tell.
    #[test]
    fn a_cap_is_known_where_somebody_is_beyond_it_or_a_formula_says_it() {
        let pair = [(0, Some(1))];
        let told = |most: &[i64], points: &str, cap: Option<&str>| {
            let seen: [(&[i64], &str); 3] =
                [(&[90, 100], "90"), (most, points), (&[50, 100], "50")];
            let mut rows = rows(&seen);
            for row in &mut rows {
                row.cap = cap.and_then(|cap| cap.parse().ok());
            }
            let fit = fit(&rows, &pair, Some(Decimal::HUNDRED), true, true);
            fit.map(|fit| (fit.rule, fit.open_cap)).unwrap_or_default()
        };
        let capped = |percent: &str| format!("ratio = {{ cap = \"{percent}\" }}");
        assert_eq!(told(&[110, 100], "110", None), (capped("110%"), true));
        assert_eq!(told(&[125, 100], "110", None), (capped("110%"), false));
        assert_eq!(
            told(&[110, 100], "110", Some("1.2")),
            (capped("120%"), false)
        );
        assert_eq!(
            told(&[95, 100], "95", None),
            ("ratio = {}".to_owned(), true)
        );
        assert_eq!(
            told(&[105, 100], "100", None),
            ("ratio = {}".to_owned(), false)
        );
    }

    #[test]
    fn the_figures_tell_the_rule() {
        let pair = [(0, Some(1))];
        let ratio: [(&[i64], &str); 4] = [
            (&[90, 100], "18"),
            (&[75, 100], "15"),
            (&[120, 100], "20"),
            (&[50, 100], "10"),
        ];
        assert_eq!(told(&ratio, &pair, false), "ratio = {}");
        // 10 x 8 % / 10 % = 8; 10 x 5 % / 10 % = 5.
        let growth: [(&[i64], &str); 3] = [
            (&[1080, 1000], "8"),
            (&[1050, 1000], "5"),
            (&[1200, 1000], "10"),
        ];
        assert_eq!(
            told(&growth, &pair, false),
            "growth = { full-at = \"10%\" }"
        );
        // 10 x 8 / 10 = 8; 10 x 8 / 16 = 5.
        let lower: [(&[i64], &str); 3] = [(&[10, 8], "8"), (&[16, 8], "5"), (&[7, 8], "10")];
        assert_eq!(told(&lower, &pair, false), "lower-is-better = {}");
        let deduction: [(&[i64], &str); 4] = [(&[0], "15"), (&[1], "12"), (&[2], "9"), (&[6], "0")];
        assert_eq!(
            told(&deduction, &[(0, None)], true),
            "deduction = { each = 3 }"
        );
        let judged: [(&[i64], &str); 4] = [
            (&[7, 9], "5"),
            (&[8, 3], "4"),
            (&[1, 2], "3.5"),
            (&[9, 5], "2"),
        ];
        assert_eq!(told(&judged, &pair, false), "");
    }
}
