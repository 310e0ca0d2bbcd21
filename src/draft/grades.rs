//! The grades: where the totals of one end and those of the next begin, as the notes or the figures tell it.

use indexmap::IndexMap;
use regex::Regex;

use super::fit::ENOUGH;
use super::ladders::{Notes, Rung};
use super::pay::Card;
use super::plan::{Grade, SETTLE, joined};
use super::ranks;
use super::words::said_figure;
use crate::formula::{Computed, Step, given, steps};
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

/// A grade that the sheet itself tells of, in its formulas or its notes.
struct Told {
    name: String,
    from: Decimal,
    coefficient: Option<Decimal>,
    pay: Option<Decimal>,
    /// How it is known where nobody has it.
    note: String,
}

/// The grades by their words, else by the coefficients that people of one range of totals share.
pub(super) fn grades(cards: &[Card], notes: &Notes) -> Vec<Grade> {
    let by_words = classes(cards, |card| card.grade.clone());
    if !by_words.is_empty() {
        let names: Vec<&str> = by_words.iter().map(|class| class.name.as_str()).collect();
        let ladder = notes.ladder(&names);
        let ways: [&dyn Fn() -> Vec<Told>; 4] = [
            &|| by_formula(cards, Field::Grade),
            &|| of_rungs(looked_up(cards, notes, Field::Grade), Field::Grade),
            &|| by_notes(&by_words, notes),
            &|| of_rungs(ladder, Field::Grade),
        ];
        let mut ways = ways.iter().map(|way| way());
        let mut told = ways.find(|told| !told.is_empty()).unwrap_or_default();
        let coefficients = by_formula(cards, Field::Coefficient);
        let table = looked_up(cards, notes, Field::Coefficient);
        let in_pay = looked_up(cards, notes, Field::Payout);
        for grade in &mut told {
            let same = coefficients.iter().find(|other| other.from == grade.from);
            let of_edge = same.and_then(|same| same.coefficient);
            let own = grade.coefficient.or(of_edge);
            let own = own.or_else(|| of_word(cards, &grade.name));
            let mut rungs = table.iter().chain(in_pay).chain(ladder);
            let mut rung = || rungs.find(|rung| rung.is(&grade.name));
            grade.coefficient = own.or_else(|| rung()?.coefficient);
        }
        return settled(by_words, told);
    }
    let by_coefficient = classes(cards, |card| {
        let coefficient = card.figures.get(&Field::Coefficient)?;
        Some(by_its_coefficient(*coefficient))
    });
    let mut told = by_formula(cards, Field::Coefficient);
    if told.is_empty() {
        let rungs = looked_up(cards, notes, Field::Coefficient);
        told = of_rungs(rungs, Field::Coefficient);
    }
    let people: usize = by_coefficient.iter().map(|class| class.totals.len()).sum();
    let is_shared = by_coefficient.len() >= 2 && people >= by_coefficient.len() * 2;
    if !is_shared && told.is_empty() {
        return Vec::new();
    }
    let edges = guessed(&by_coefficient);
    if told.is_empty() && hits(&by_coefficient, &edges) * 100 < people * ENOUGH {
        return Vec::new();
    }
    let mut grades = settled(by_coefficient, told);
    for grade in &mut grades {
        let named = "表中没有等级的名称，按系数取名";
        grade.note = joined(&[grade.note.clone(), named.to_owned()]);
    }
    grades
}

/// The name of a grade that has none.
fn by_its_coefficient(coefficient: Decimal) -> String {
    format!("系数{}", coefficient.trimmed())
}

/// The grades that most people's formulas tell: `IF(H2>=90,"A",IF(H2>=80,"B","C"))`.
fn by_formula(cards: &[Card], field: Field) -> Vec<Told> {
    let mut seen: Vec<(Vec<Step>, usize)> = Vec::new();
    let formulas = cards.iter().filter_map(|card| card.formulas.get(&field));
    for steps in formulas.filter_map(|formula| steps(formula)) {
        match seen.iter_mut().find(|(own, _)| *own == steps) {
            Some((_, times)) => *times += 1,
            None => seen.push((steps, 1)),
        }
    }
    let Some((steps, times)) = seen.into_iter().max_by_key(|(_, times)| *times) else {
        return Vec::new();
    };
    if times * 2 <= cards.len() {
        return Vec::new();
    }
    let told = |step: Step| {
        let (name, coefficient) = match step.gives {
            Computed::Text(name) => (name, None),
            Computed::Number(number) => (by_its_coefficient(number), Some(number.trimmed())),
        };
        let is_its = coefficient.is_some() == (field == Field::Coefficient);
        is_its.then(|| Told {
            name,
            from: step.from.unwrap_or_default(),
            coefficient,
            pay: None,
            note: "按表中的公式，没有人是这一等".to_owned(),
        })
    };
    let told: Option<Vec<Told>> = steps.into_iter().map(told).collect();
    told.unwrap_or_default()
}

/// The table that most people's formulas look up.
fn looked_up<'a>(cards: &[Card], notes: &'a Notes, field: Field) -> &'a [Rung] {
    let formulas = cards.iter().filter_map(|card| card.formulas.get(&field));
    let mut tables = formulas.map(|formula| notes.looked_up(formula));
    let first = tables.find(|rungs| !rungs.is_empty()).unwrap_or_default();
    let others = tables.filter(|rungs| *rungs == first).count();
    match (others + 1) * 2 > cards.len() {
        true => first,
        false => &[],
    }
}

/// The grades of a table with their edges, the best first; none where it tells no edge of one.
fn of_rungs(rungs: &[Rung], field: Field) -> Vec<Told> {
    let told = rungs.iter().map(|rung| {
        let coefficient = rung.coefficient;
        let by_its = || coefficient.map(by_its_coefficient);
        let name = match field {
            Field::Coefficient => by_its(),
            _ => rung.name.clone(),
        };
        Some(Told {
            name: name?,
            from: rung.from?,
            coefficient,
            pay: rung.pay,
            note: "按表中的等级表，没有人是这一等".to_owned(),
        })
    });
    let told: Option<Vec<Told>> = told.collect();
    let mut told = told.unwrap_or_default();
    told.sort_by_key(|one| std::cmp::Reverse(one.from));
    told
}

/// The coefficient that most people's formulas give a grade's word.
fn of_word(cards: &[Card], word: &str) -> Option<Decimal> {
    let formulas = (cards.iter()).filter_map(|card| card.formulas.get(&Field::Coefficient));
    let given = formulas.filter_map(|formula| match given(formula, word)? {
        Computed::Number(number) => Some(number),
        Computed::Text(_) => None,
    });
    let given: Vec<Decimal> = given.collect();
    most_common(&given).or_else(|| in_pay(cards, word))
}

/// The same in the pay's formula, which multiplies it: `IF(N4="A",1.2,IF(N4="B",1,0.8))*O4`.
fn in_pay(cards: &[Card], word: &str) -> Option<Decimal> {
    let formulas = (cards.iter()).filter_map(|card| card.formulas.get(&Field::Payout));
    let given = formulas.filter_map(|formula| {
        let (ladder, rest) = ladder_in(formula)?;
        match given(ladder, word)? {
            Computed::Number(number) => Some(number).filter(|_| rest.contains('*')),
            Computed::Text(_) => None,
        }
    });
    most_common(&given.collect::<Vec<_>>())
}

/// The first choice in a formula to its end, and what else the formula says.
fn ladder_in(formula: &str) -> Option<(&str, String)> {
    let choices = ["IFS(", "IF(", "SWITCH(", "VLOOKUP(", "LOOKUP("];
    let start = choices
        .iter()
        .filter_map(|choice| formula.find(choice))
        .min()?;
    let mut depth = 0_usize;
    let end = formula[start..].char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ')' && depth == 0
    })?;
    let end = start + end.0 + 1;
    let rest = format!("{}{}", &formula[..start], &formula[end..]);
    Some((&formula[start..end], rest))
}

/// The grades that notes tell.
fn by_notes(classes: &[Class], notes: &[String]) -> Vec<Told> {
    let usual = USUAL.iter().copied();
    let usual = usual.filter(|name| classes.iter().all(|class| class.name != *name));
    let names = classes.iter().map(|class| class.name.as_str()).chain(usual);
    let told = names.filter_map(|name| {
        let from = notes.iter().find_map(|text| edge(text, name))?;
        Some(Told {
            name: name.to_owned(),
            from,
            coefficient: notes.iter().find_map(|text| coefficient(text, name)),
            pay: notes.iter().find_map(|text| pay(text, name)),
            note: format!("{SETTLE}：表中没有人是这一等"),
        })
    });
    told.collect()
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
    let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
    if let Some(places) = ranks::places(&names) {
        let mut ranked: Vec<(usize, Class)> = places.into_iter().zip(classes).collect();
        ranked.sort_by_key(|(place, _)| *place);
        return ranked.into_iter().map(|(_, class)| class).collect();
    }
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

fn settled(classes: Vec<Class>, told: Vec<Told>) -> Vec<Grade> {
    let of = |name: &str| told.iter().find(|told| told.name == name);
    let guess = guessed(&classes);
    let edges = classes.iter().zip(&guess);
    let merged = edges.map(|(class, guess)| of(&class.name).map_or(*guess, |told| told.from));
    let merged: Vec<Decimal> = merged.collect();
    // What the sheet says of something else gives nobody's grade.
    let is_told = hits(&classes, &merged) * 100 >= hits(&classes, &guess) * ENOUGH;
    let of = |name: &str| of(name).filter(|_| is_told);
    let class = |(class, guess): (&Class, &Decimal)| {
        let own = of(&class.name);
        let note = match (own, guess.is_zero()) {
            (Some(_), _) => String::new(),
            (None, true) => format!("其余；{SETTLE}：再往下还有没有表中没人得的等级"),
            (None, false) => format!("{SETTLE}：按表中各人的总分推测"),
        };
        Grade {
            name: class.name.clone(),
            from: own.map_or(*guess, |told| told.from),
            coefficient: most_common(&class.coefficients).or(own.and_then(|own| own.coefficient)),
            pay: most_common(&class.pays),
            note,
        }
    };
    let mut grades: Vec<Grade> = classes.iter().zip(&guess).map(class).collect();
    for told in told.into_iter().filter(|_| is_told && !classes.is_empty()) {
        let is_known = |grade: &Grade| grade.name == told.name || grade.from == told.from;
        if !grades.iter().any(is_known) {
            grades.push(Grade {
                name: told.name,
                from: told.from,
                coefficient: told.coefficient,
                pay: told.pay,
                note: told.note,
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
