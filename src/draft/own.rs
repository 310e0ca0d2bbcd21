//! Forms on which each person has lines of his own (自定指标): no list of lines fits them all, a pattern does.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::fit::{self, ENOUGH};
use super::items;
use super::kinds::Read;
use super::layout::{Layout, Seen};
use super::parts::raters;
use super::plan::{Line, Plan, SETTLE};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;

/// Fewer forms tell nothing of what people have in common.
const LEAST_FORMS: usize = 3;
/// Fewer rows prove no rule.
const LEAST_ROWS: usize = 3;
/// The share of the rows, in percent, whose weight may differ from everybody else's by mistake.
const MISTAKEN: usize = 20;
/// Caps on attainment, in percent, that schemes have.
const CAPS: [i64; 6] = [100, 110, 120, 130, 150, 200];

/// True where most rows stand on fewer than half of the forms, or weigh something else on many.
pub(super) fn differ(forms: &[Read]) -> bool {
    if forms.len() < LEAST_FORMS {
        return false;
    }
    let mut items: BTreeMap<&str, Vec<Option<Decimal>>> = BTreeMap::new();
    for (_, rows) in forms {
        let mut seen = BTreeSet::new();
        for (name, row) in rows.iter().filter(|(_, row)| !row.outside) {
            if seen.insert(name) {
                let weight = [Role::Weight, Role::Max]
                    .iter()
                    .find_map(|role| row.figures.get(role).copied());
                items.entry(name).or_default().push(weight);
            }
        }
    }
    let rows: usize = items.values().map(Vec::len).sum();
    let rare = items.values().filter(|all| all.len() * 2 < forms.len());
    let rare: usize = rare.map(Vec::len).sum();
    let odd: usize = items
        .values()
        .map(|weights| weights.len() - most(weights))
        .sum();
    rare * 2 > rows || odd * 100 > rows * MISTAKEN
}

/// How many have the commonest weight.
fn most(weights: &[Option<Decimal>]) -> usize {
    let times = |one: &Option<Decimal>| weights.iter().filter(|other| *other == one).count();
    weights.iter().map(times).max().unwrap_or_default()
}

/// The lines outside the full marks by their names, and the patterns of the others.
pub(super) fn draft(
    rows: IndexMap<(String, String), Vec<Seen>>,
    layout: &Layout,
    notes: &[String],
    plan: &mut Plan,
) {
    plan.doubts.push(
        "各张表的指标（或权重）不一样，所以按各人自定的指标复核：名称和权重以各人的表为准，只核对权重合计、得分范围、加权和总分"
            .to_owned(),
    );
    let mut own = Vec::new();
    for ((_, item), rows) in rows {
        let (outside, others): (Vec<Seen>, Vec<Seen>) =
            rows.into_iter().partition(|row| row.outside);
        own.extend(others);
        if outside.is_empty() {
            continue;
        }
        let mut line = Line {
            item,
            ..Line::default()
        };
        items::outside(&mut line, &outside);
        plan.lines.push(line);
    }
    if plan.weighted && !layout.raters.is_empty() {
        let mut line = pattern("评分指标");
        raters(&mut line, &own, layout, notes);
        let words = layout.raters.iter().map(|rater| rater.words.clone());
        plan.raters = words.filter(|_| line.rule.starts_with("raters")).collect();
        plan.lines.push(line);
        return;
    }
    let by_ratio = ratio(&own, plan);
    let is_rest = by_ratio.is_some();
    plan.lines.extend(by_ratio);
    plan.lines.push(judged(&own, is_rest, plan));
}

fn pattern(name: &str) -> Line {
    Line {
        item: name.to_owned(),
        is_own: true,
        ..Line::default()
    }
}

/// The pattern of the rows with a target and an actual figure, where their points are a share of these.
fn ratio(rows: &[Seen], plan: &Plan) -> Option<Line> {
    let of = |row: &Seen, role: Role| row.figures.get(&role).copied();
    let measured = rows.iter().filter_map(|row| {
        let target = Ratio::from(of(row, Role::Target)?);
        let attained = Ratio::from(of(row, Role::Actual)?).over(&target)?;
        Some((attained, full(row, plan)?, of(row, Role::Score)?))
    });
    let measured: Vec<(Ratio, Ratio, Decimal)> = measured.collect();
    let hits = |cap: i64| {
        let cap = Ratio::from(cap).over(&Ratio::from(100));
        let hit = |(attained, full, score): &&(Ratio, Ratio, Decimal)| {
            let share = cap.as_ref().map(|cap| attained.clone().min(cap.clone()));
            share.is_some_and(|share| fit::same(&full.times(&share), *score, plan.line_digits))
        };
        measured.iter().filter(hit).count()
    };
    // The lowest of the best: a higher cap would be one that nobody reached.
    let (cap, hits) = CAPS
        .into_iter()
        .map(|cap| (cap, hits(cap)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let is_short = |(attained, _, _): &(Ratio, Ratio, Decimal)| *attained < Ratio::from(1);
    let is_told = measured.iter().any(is_short) && measured.len() >= LEAST_ROWS;
    if !is_told || hits * 100 < measured.len() * ENOUGH {
        return None;
    }
    let of = measured.len();
    Some(Line {
        rule: match cap {
            100 => "ratio = {}".to_owned(),
            cap => format!("ratio = {{ cap = \"{cap}%\" }}"),
        },
        rule_note: format!("填了目标和实际的行；{of} 行里有 {hits} 行合得上"),
        ..pattern("量化指标")
    })
}

/// The full marks of a row: of the scale where weights count, else its own.
fn full(row: &Seen, plan: &Plan) -> Option<Ratio> {
    if plan.weighted {
        return Some(Ratio::from(100));
    }
    let own = row.figures.get(&Role::Max).copied();
    let weight = || row.figures.get(&Role::Weight).copied();
    let marks = own.or_else(|| weight().map(items::share_points))?;
    Some(Ratio::from(marks))
}

/// The pattern of all other rows.
fn judged(rows: &[Seen], is_rest: bool, plan: &Plan) -> Line {
    let scores = rows.iter().filter_map(|row| row.figures.get(&Role::Score));
    let most = scores.max().copied().unwrap_or_default();
    let over = plan.weighted && most > Decimal::HUNDRED;
    let note = match is_rest {
        true => "其余的行按评分，只核对范围",
        false => "看不出统一的算法，按评分，只核对范围",
    };
    Line {
        max: over.then_some(most),
        max_note: format!("有人超过 100 分；{SETTLE}：最多几分"),
        rule: "judged = {}".to_owned(),
        rule_note: note.to_owned(),
        ..pattern("评分指标")
    }
}
