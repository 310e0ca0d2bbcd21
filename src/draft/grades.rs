//! The grades: where the totals of one end and those of the next begin, as the notes or the figures tell it.

use indexmap::IndexMap;
use regex::Regex;

use super::fit::ENOUGH;
use super::pay::Card;
use super::plan::{Grade, SETTLE};
use super::words::said_figure;
use crate::mapping::Field;
use crate::number::{Decimal, Ratio};

/// More names are no grades.
const MOST: usize = 8;
/// Grades that nobody has are looked for in the notes by these names.
const USUAL: &[&str] = &[
    "S",
    "A",
    "B",
    "C",
    "D",
    "E",
    "优秀",
    "良好",
    "称职",
    "合格",
    "基本称职",
    "基本合格",
    "待改进",
    "不称职",
    "不合格",
];

/// Whoever has one grade.
struct Class {
    name: String,
    totals: Vec<Decimal>,
    coefficients: Vec<Decimal>,
    pays: Vec<Decimal>,
}

impl Class {
    fn middle(&self) -> Decimal {
        self.totals
            .get(self.totals.len() / 2)
            .copied()
            .unwrap_or_default()
    }
}

/// The grades by their words, else by the coefficients that people of one range of totals share.
pub(super) fn grades(cards: &[Card], notes: &[String]) -> Vec<Grade> {
    let by_words = classes(cards, |card| card.grade.clone());
    if !by_words.is_empty() {
        return settled(by_words, notes);
    }
    let by_coefficient = classes(cards, |card| {
        let coefficient = card.figures.get(&Field::Coefficient)?;
        Some(format!("系数{}", coefficient.trimmed()))
    });
    let people: usize = by_coefficient.iter().map(|class| class.totals.len()).sum();
    if by_coefficient.len() < 2 || people < by_coefficient.len() * 2 {
        return Vec::new();
    }
    let edges = guessed(&by_coefficient);
    if hits(&by_coefficient, &edges) * 100 < people * ENOUGH {
        return Vec::new();
    }
    let mut grades = settled(by_coefficient, &[]);
    for grade in &mut grades {
        grade.note.push_str("；表中没有等级的名称，按系数取名");
    }
    grades
}

/// The people by grade, the best first.
fn classes(cards: &[Card], name: impl Fn(&Card) -> Option<String>) -> Vec<Class> {
    let mut seen: IndexMap<String, Class> = IndexMap::new();
    for card in cards {
        let (Some(name), Some(total)) = (name(card), card.figures.get(&Field::Total)) else {
            continue;
        };
        let class = seen.entry(name.clone()).or_insert_with(|| Class {
            name,
            totals: Vec::new(),
            coefficients: Vec::new(),
            pays: Vec::new(),
        });
        class.totals.push(*total);
        class.coefficients.extend(card.coefficient());
        class.pays.extend(card.figures.get(&Field::Payout));
    }
    if seen.len() > MOST {
        return Vec::new();
    }
    let mut classes: Vec<Class> = seen.into_values().collect();
    for class in &mut classes {
        class.totals.sort_unstable();
    }
    classes.sort_by_key(|class| std::cmp::Reverse(class.middle()));
    classes
}

/// The edge below each class but the last, by the figures alone.
fn guessed(classes: &[Class]) -> Vec<Decimal> {
    let pairs = classes.windows(2).map(|pair| match pair {
        [upper, lower] => between(upper, lower),
        _ => Decimal::ZERO,
    });
    let mut edges: Vec<Decimal> = pairs.collect();
    edges.push(Decimal::ZERO);
    edges
}

/// The roundest figure that parts most of two classes.
fn between(upper: &Class, lower: &Class) -> Decimal {
    let all = || upper.totals.iter().chain(&lower.totals);
    let (least, most) = (all().min(), all().max());
    let (Some(least), Some(most)) = (least.copied(), most.copied()) else {
        return Decimal::ZERO;
    };
    let mut candidates: Vec<Decimal> = Vec::new();
    for step in [Decimal::from(10), Decimal::from(5), Decimal::ONE] {
        let down = Ratio::from(least).over(&Ratio::from(step));
        let Some(first) = down.and_then(|units| units.floor().exact(0)) else {
            continue;
        };
        let steps = (0..=200_i64).filter_map(|more| {
            let units = Ratio::from(first).plus(&Ratio::from(more));
            units.times(&Ratio::from(step)).exact(0)
        });
        candidates.extend(
            steps
                .skip_while(|edge| *edge <= least)
                .take_while(|edge| *edge <= most),
        );
    }
    candidates.extend(&upper.totals);
    let wrong = |edge: &Decimal| {
        let short = upper.totals.iter().filter(|total| *total < edge).count();
        let over = lower.totals.iter().filter(|total| *total >= edge).count();
        // Nobody sets an edge at 84.7: one person's mistake does.
        short + over + usize::from(edge.trimmed().scale() > 0 && upper.totals.len() > 2)
    };
    // The first of the best: rounder figures come first.
    candidates
        .into_iter()
        .enumerate()
        .min_by_key(|(index, edge)| (wrong(edge), *index))
        .map_or(Decimal::ZERO, |(_, edge)| edge)
}

/// How many totals lie in their own grade.
fn hits(classes: &[Class], edges: &[Decimal]) -> usize {
    let own = |total: &Decimal| {
        edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| **edge <= *total)
            .max_by_key(|(_, edge)| **edge)
            .map(|(index, _)| index)
    };
    let right = classes.iter().enumerate().map(|(index, class)| {
        class
            .totals
            .iter()
            .filter(|total| own(total) == Some(index))
            .count()
    });
    right.sum()
}

fn settled(classes: Vec<Class>, notes: &[String]) -> Vec<Grade> {
    let told: Vec<Option<Decimal>> = classes
        .iter()
        .map(|class| notes.iter().find_map(|text| edge(text, &class.name)))
        .collect();
    let guess = guessed(&classes);
    let merged: Vec<Decimal> = told
        .iter()
        .zip(&guess)
        .map(|(told, guess)| told.unwrap_or(*guess))
        .collect();
    // What the notes say of something else gives nobody's grade.
    let is_told = hits(&classes, &merged) * 100 >= hits(&classes, &guess) * ENOUGH;
    let mut grades: Vec<Grade> = Vec::new();
    for ((class, told), guess) in classes.iter().zip(&told).zip(&guess) {
        let told = told.filter(|_| is_told);
        let note = match (told, guess.is_zero()) {
            (Some(_), _) => String::new(),
            (None, true) => "其余".to_owned(),
            (None, false) => format!("{SETTLE}：按表中各人的总分推测"),
        };
        grades.push(Grade {
            name: class.name.clone(),
            from: told.unwrap_or(*guess),
            coefficient: most_common(&class.coefficients),
            pay: most_common(&class.pays),
            note,
        });
    }
    for name in USUAL {
        let known = grades.iter().any(|grade| grade.name == *name);
        if !known
            && is_told
            && !grades.is_empty()
            && let Some(from) = notes.iter().find_map(|text| edge(text, name))
            && grades.iter().all(|grade| grade.from != from)
        {
            let coefficient = notes.iter().find_map(|text| coefficient(text, name));
            grades.push(Grade {
                name: (*name).to_owned(),
                from,
                coefficient,
                pay: notes.iter().find_map(|text| pay(text, name)),
                note: format!("{SETTLE}：表中没有人是这一等"),
            });
        }
    }
    grades.sort_by_key(|grade| std::cmp::Reverse(grade.from));
    grades
}

/// The figure that most have; nothing where hardly two agree.
fn most_common(figures: &[Decimal]) -> Option<Decimal> {
    let times = |figure: &Decimal| figures.iter().filter(|other| *other == figure).count();
    let most = figures
        .iter()
        .copied()
        .max_by_key(|figure| (times(figure), *figure))?;
    (times(&most) * 2 > figures.len()).then_some(most.trimmed())
}

/// `90分及以上为A`, `A：90分及以上`, `85≤A<95`, `85-99.99称职`, `A：85-94`; `60分以下为D` and `D<60` begin at 0.
fn edge(text: &str, name: &str) -> Option<Decimal> {
    let name = regex::escape(&name.to_lowercase());
    // 基本称职 and 不称职 are other grades than 称职.
    let led = format!(r"(?:^|[^本不a-z]){name}(?:级|等)?[:=(]*");
    let figure = r"(\d+(?:\.\d+)?)分?(?:\(含\))?";
    let to = r"[-~—至到]\d+(?:\.\d+)?分?(?:\(不?含\))?";
    let said = [
        format!(r"{figure}(?:及以上|以上|及其以上)(?:为|是|评为|,)?{name}"),
        format!(r"{led}(?:≥|>=){figure}"),
        format!(r"{led}{figure}(?:及以上|以上)"),
        format!(r"{figure}(?:≤|<=){name}(?:级|等)?(?:<|≤|$)"),
        format!(r"{figure}{to}(?:为|是|评为|,)?{name}"),
        format!(r"{led}{figure}{to}"),
    ];
    let below = || {
        let below = format!(r"(?:\d+分?以下(?:为|是|,)?{name}|{led}(?:<\d|\d+分?以下))");
        let pattern = Regex::new(&below).ok()?;
        pattern.is_match(text).then_some(Decimal::ZERO)
    };
    let mut said = said.iter().filter_map(|pattern| said_figure(text, pattern));
    said.next().or_else(below)
}

fn coefficient(text: &str, name: &str) -> Option<Decimal> {
    let name = regex::escape(&name.to_lowercase());
    said_figure(text, &format!(r"(?:为|是){name}\((?:系数)?([\d.]+)\)")).or_else(|| {
        said_figure(
            text,
            &format!(
                r"{name}(?:级|等)?[:=(]*\d+分?(?:及以上|以上|以下),?系数(?:为|是|:)?(\d+(?:\.\d+)?)"
            ),
        )
    })
}

/// `S级1500元`, `S：奖金1500元`
fn pay(text: &str, name: &str) -> Option<Decimal> {
    let name = regex::escape(&name.to_lowercase());
    let pattern =
        format!(r"(?:^|[^a-z]){name}(?:级|等)?[:=]?(?:发|奖|奖金|绩效工资)?:?([\d,]+(?:\.\d+)?元)");
    said_figure(text, &pattern)
}
