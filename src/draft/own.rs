//! Forms on which each person has lines of his own (自定指标): no list of lines fits them all, a pattern does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::fit;
use super::items;
use super::kinds::Read;
use super::layout::{Layout, Seen, section_name};
use super::parts::raters;
use super::plan::{Line, Plan, SETTLE, Section, quoted};
use super::proof;
use crate::mapping::brackets::points_in;
use crate::mapping::spelling::{Label, without_number};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::Workbook;

/// Fewer forms tell nothing of what people have in common.
const LEAST_FORMS: usize = 3;
/// Fewer rows prove no rule.
const LEAST_ROWS: usize = 3;
/// The share of the rows, in percent, that a rule must give: more than of one line, for each row may have a rule of its own.
const ENOUGH: usize = 90;
/// The share of the rows, in percent, whose weight may differ from everybody else's by mistake.
const MISTAKEN: usize = 20;
/// Caps on attainment, in percent, that schemes have.
const CAPS: [i64; 6] = [100, 110, 120, 130, 150, 200];

/// The rows of one person.
type Own<'a> = Vec<&'a (String, Seen)>;

/// The rows of each form.
pub(super) fn by_form<'a>(forms: &'a [Read<'a>]) -> Vec<Own<'a>> {
    forms
        .iter()
        .map(|(_, rows)| rows.iter().collect())
        .collect()
}

/// The same of people in tables of several: among those of most positions.
pub(super) fn people_differ(tables: &[Read]) -> bool {
    let mut positions: IndexMap<Option<&str>, IndexMap<&str, Own>> = IndexMap::new();
    for (_, rows) in tables {
        let mut person = "";
        for row in rows {
            person = row.1.person.as_deref().unwrap_or(person);
            let people = positions.entry(row.1.position.as_deref()).or_default();
            people.entry(person).or_default().push(row);
        }
    }
    let known = positions
        .values()
        .filter(|people| people.len() >= LEAST_FORMS);
    let differs = known.map(|people| differ(&people.values().cloned().collect::<Vec<_>>()));
    let differs: Vec<bool> = differs.collect();
    differs.iter().filter(|differs| **differs).count() * 2 > differs.len()
}

/// True where most rows stand on fewer than half of the forms, or weigh something else on many.
pub(super) fn differ(forms: &[Own]) -> bool {
    if forms.len() < LEAST_FORMS {
        return false;
    }
    let mut items: BTreeMap<&str, Vec<Option<Decimal>>> = BTreeMap::new();
    for rows in forms {
        let mut seen = BTreeSet::new();
        for (name, row) in rows.iter().filter(|(_, row)| !row.outside) {
            if seen.insert(name) {
                let max = row.figures.get(&Role::Max).copied();
                items.entry(name).or_default().push(row.share().or(max));
            }
        }
    }
    let rows: usize = items.values().map(Vec::len).sum();
    let rare = items.values().filter(|all| all.len() * 2 < forms.len());
    let rare: usize = rare.map(Vec::len).sum();
    let odd: usize = (items.values())
        .map(|weights| weights.len() - most(weights))
        .sum();
    rare * 2 > rows || odd * 100 > rows * MISTAKEN
}

/// How many have the commonest weight.
fn most(weights: &[Option<Decimal>]) -> usize {
    let times = |one: &Option<Decimal>| weights.iter().filter(|other| *other == one).count();
    weights.iter().map(times).max().unwrap_or_default()
}

/// The categories whose lines weigh 100 % by themselves on most forms, with the weights that their names tell.
pub(super) fn wholes(forms: &[Read]) -> Vec<Section> {
    let hundred = Ratio::from(100);
    let mut named: IndexMap<String, Option<Decimal>> = IndexMap::new();
    let mut forms_of_wholes = 0;
    for (_, rows) in forms {
        let mut sums: IndexMap<&str, Ratio> = IndexMap::new();
        for (_, row) in rows.iter().filter(|(_, row)| !row.outside) {
            if let (Some(section), Some(share)) = (&row.section, row.share()) {
                let sum = sums.entry(section).or_insert_with(Ratio::zero);
                *sum = sum.plus(&Ratio::from(share));
            }
        }
        let are_wholes = sums.len() > 1 && sums.values().all(|sum| *sum == hundred);
        forms_of_wholes += usize::from(are_wholes);
        for section in sums.keys().filter(|_| are_wholes) {
            let bracket = Label::new(without_number(section)).bracket;
            let stated = bracket.and_then(|bracket| points_in(&bracket));
            let weight = stated
                .filter(|stated| stated.weight)
                .map(|stated| stated.value);
            named.entry(section_name(section)).or_insert(weight);
        }
    }
    if forms_of_wholes * 2 <= forms.len() {
        return Vec::new();
    }
    let told: Option<Vec<Decimal>> = named.values().copied().collect();
    let even = Ratio::from(100).over(&Ratio::from(named.len() as i64));
    let even = even.and_then(|even| even.exact(4));
    let sections = named.into_keys().enumerate();
    let section = |(index, name): (usize, String)| Section {
        name,
        weight: told.as_ref().map_or(even, |told| Some(told[index])),
        weight_note: match told {
            Some(_) => String::new(),
            None => format!("{SETTLE}：这一类占总分的百分之几"),
        },
        ..Section::default()
    };
    sections.map(section).collect()
}

/// The lines outside the full marks by their names, and the patterns of the others.
pub(super) fn draft(
    rows: IndexMap<(String, String), Vec<Seen>>,
    wholes: Vec<Section>,
    layout: &Layout,
    notes: &[String],
    plan: &mut Plan,
) {
    plan.doubts.push(
        "各张表的指标（或权重）不一样，所以按各人自定的指标复核：名称和权重以各人的表为准，只核对权重合计、得分范围、加权和总分"
            .to_owned(),
    );
    let mut own: Vec<(String, Seen)> = Vec::new();
    for ((_, item), rows) in rows {
        let (outside, others): (Vec<Seen>, Vec<Seen>) =
            rows.into_iter().partition(|row| row.outside);
        own.extend(others.into_iter().map(|row| (item.clone(), row)));
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
    let names: Vec<Option<String>> = match &wholes[..] {
        [] => vec![None],
        wholes => wholes.iter().map(|one| Some(one.name.clone())).collect(),
    };
    plan.sections = wholes;
    for section in names {
        let is_its = |row: &Seen| row.section.as_deref().map(section_name) == section;
        let rows: Vec<(&str, &Seen)> = (own.iter())
            .filter(|(_, row)| section.is_none() || is_its(row))
            .map(|(name, row)| (name.as_str(), row))
            .collect();
        let mut patterns = patterns(&rows, layout, notes, plan);
        for pattern in &mut patterns {
            if let Some(section) = &section {
                pattern.item = format!("{section}：{}", pattern.item);
            }
            pattern.section.clone_from(&section);
        }
        plan.lines.extend(patterns);
    }
}

/// How rows are scored: by raters, by their figures, or by somebody's judgement.
fn patterns(
    rows: &[(&str, &Seen)],
    layout: &Layout,
    notes: &[String],
    plan: &mut Plan,
) -> Vec<Line> {
    if plan.weighted && !layout.raters.is_empty() {
        let mut line = pattern("评分指标");
        raters(&mut line, rows.iter().map(|(_, row)| *row), layout, notes);
        let words = layout.raters.iter().map(|rater| rater.words.clone());
        plan.raters = words.filter(|_| line.rule.starts_with("raters")).collect();
        return vec![line];
    }
    let mut patterns = measured(rows, plan);
    patterns.push(judged(rows, !patterns.is_empty(), plan));
    patterns
}

fn pattern(name: &str) -> Line {
    Line {
        item: name.to_owned(),
        is_own: true,
        ..Line::default()
    }
}

/// A row with a target, an actual figure and points.
struct Measured<'a> {
    name: &'a str,
    attained: Ratio,
    full: Ratio,
    score: Decimal,
    /// The cap that a formula of the row says, in percent.
    cap: Option<i64>,
}

impl Measured<'_> {
    /// True where the points are a share of the full marks, up to a cap in percent.
    fn is(&self, share: Option<Ratio>, cap: i64, digits: u32) -> bool {
        let cap = Ratio::from(cap).over(&Ratio::from(100));
        let share = share.zip(cap).map(|(share, cap)| share.min(cap));
        share.is_some_and(|share| fit::same(&self.full.times(&share), self.score, digits))
    }

    /// Target over actual; where nothing happened, more than any cap.
    fn inverse(&self) -> Option<Ratio> {
        let none = || self.attained.is_zero().then(|| Ratio::from(100));
        Ratio::from(1).over(&self.attained).or_else(none)
    }
}

/// The patterns of the rows with a target and an actual figure, where their points are a share of these; of those of
/// which less is better, by their names.
fn measured(rows: &[(&str, &Seen)], plan: &Plan) -> Vec<Line> {
    let digits = plan.line_digits;
    let measured = rows.iter().filter_map(|(name, row)| {
        let of = |role: Role| row.figures.get(&role).copied();
        let target = Ratio::from(of(Role::Target)?);
        Some(Measured {
            name,
            attained: Ratio::from(of(Role::Actual)?).over(&target)?,
            full: full(row, plan)?,
            score: of(Role::Score)?,
            cap: row.cap.and_then(percents),
        })
    });
    let measured: Vec<Measured> = measured.collect();
    let hits = |cap: i64| {
        let hit = |one: &&Measured| one.is(Some(one.attained.clone()), cap, digits);
        measured.iter().filter(hit).count()
    };
    // The lowest of the best: a higher cap would be one that nobody reached.
    let told: BTreeSet<i64> = measured.iter().filter_map(|one| one.cap).collect();
    let best = (told.iter().copied())
        .chain(CAPS.into_iter().filter(|_| told.is_empty()))
        .map(|cap| (cap, hits(cap)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    let Some((cap, _)) = best else {
        return Vec::new();
    };
    let mut lower: Vec<&str> = Vec::new();
    for one in &measured {
        let is_lower =
            one.is(one.inverse(), cap, digits) && !one.is(Some(one.attained.clone()), cap, digits);
        if is_lower && !lower.contains(&one.name) {
            lower.push(one.name);
        }
    }
    // What most rows of the name contradict was somebody's mistake.
    lower.retain(|name| {
        let own = || measured.iter().filter(|one| one.name == *name);
        let hits = own()
            .filter(|one| one.is(one.inverse(), cap, digits))
            .count();
        hits * 100 >= own().count() * ENOUGH
    });
    let others: Vec<&Measured> = measured
        .iter()
        .filter(|one| !lower.contains(&one.name))
        .collect();
    let hit = |one: &&&Measured| one.is(Some(one.attained.clone()), cap, digits);
    let (hits, of) = (others.iter().filter(hit).count(), others.len());
    let is_told = others.iter().any(|one| one.attained < Ratio::from(1)) && of >= LEAST_ROWS;
    if !is_told || hits * 100 < of * ENOUGH {
        return Vec::new();
    }
    let is_beyond = |one: &Measured| one.attained.times(&Ratio::from(100)) > Ratio::from(cap);
    let is_open = plan.weighted && told.is_empty() && !measured.iter().any(is_beyond);
    let open = match is_open {
        true => format!("；{SETTLE}：没有人超过封顶，封顶是多少"),
        false => String::new(),
    };
    let rule = |kind: &str| match cap {
        100 => format!("{kind} = {{}}"),
        cap => format!("{kind} = {{ cap = \"{cap}%\" }}"),
    };
    let mut patterns = Vec::new();
    if !lower.is_empty() {
        let names: Vec<String> = lower.iter().map(|name| quoted(name)).collect();
        let names = names.join(", ");
        patterns.push(Line {
            rule: rule("lower-is-better"),
            rule_note: format!("这几项的得分是 目标 ÷ 实际；{SETTLE}：还有哪些指标越低越好"),
            extra: vec![format!("spelled = [{names}]")],
            ..pattern("反向指标")
        });
    }
    patterns.push(Line {
        rule: rule("ratio"),
        rule_note: format!("填了目标和实际的行；{of} 行里有 {hits} 行合得上{open}"),
        ..pattern("量化指标")
    });
    patterns
}

/// A share in whole percents.
fn percents(share: Decimal) -> Option<i64> {
    let percents = Ratio::from(share).times(&Ratio::from(100));
    percents.exact(0)?.to_integer()
}

/// The full marks of a row: of the scale where weights count, else its own.
fn full(row: &Seen, plan: &Plan) -> Option<Ratio> {
    if plan.weighted {
        return Some(Ratio::from(100));
    }
    let own = row.figures.get(&Role::Max).copied();
    own.or_else(|| row.share()).map(Ratio::from)
}

/// The pattern of all other rows.
fn judged(rows: &[(&str, &Seen)], is_rest: bool, plan: &Plan) -> Line {
    let scores = rows
        .iter()
        .filter_map(|(_, row)| row.figures.get(&Role::Score));
    let most = scores.max().copied().unwrap_or_default();
    let over = plan.weighted && most > Decimal::HUNDRED && !is_rest;
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

/// The weights of two categories that nobody wrote down, as the totals tell them: multiples of 5 %, in one way alone.
pub(super) fn weigh(plan: &mut Plan, workbook: &Workbook) {
    let is_open = |section: &Section| section.weight_note.starts_with(SETTLE);
    if plan.sections.len() != 2 || !plan.sections.iter().all(is_open) {
        return;
    }
    let weighed = |first: u32| {
        let mut plan = plan.clone();
        for (section, weight) in plan.sections.iter_mut().zip([first, 100 - first]) {
            section.weight = Some(i64::from(weight).into());
            section.weight_note = format!("按各人的总分推测；{SETTLE}");
        }
        plan.proof = proof::prove(&plan.tried(), workbook).unwrap_or_default();
        plan
    };
    let mut tried: Vec<Plan> = (1..20).map(|step| weighed(step * 5)).collect();
    tried.sort_by_key(|plan| Reverse(plan.proof.totals.hits));
    let [best, next, ..] = &tried[..] else { return };
    let is_only = best.proof.totals.hits > next.proof.totals.hits;
    if is_only && best.proof.totals.is_enough() {
        *plan = tried.swap_remove(0);
    }
}
