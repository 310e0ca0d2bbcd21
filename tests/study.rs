//! A study: thousands of known mistakes, of every cause, planted at random in all eight schemes. Each must come out as
//! the one root of its person, nothing else may, and its cause must be named where only one explanation gives the figure.
//! `cargo test --test study -- --nocapture` prints the table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and this one prints its table"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::built_in;
use common::mistakes::{Mistake, Right, catalogue, grade, passes, pay, total_of};
use common::schemes::{Card, Line, Rule, Scheme, figure, half_up, number, put, scheme, whole};
use fuhe::extract::Known;
use fuhe::finding::Severity;
use fuhe::number::{Decimal, Ratio};
use fuhe::workbook::{Location, Value, Workbook};

const PLANTED: usize = 3_200;
const SEED: u64 = 0x57d1_2026_1101;

/// xorshift64*: random enough, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end as u64) as i64
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }
}

/// New inputs for a line, in the range of what a sheet shows.
fn throw(dice: &mut Dice, line: &mut Line, book: &mut Workbook, trade: i64) {
    let scale = line.values.first().map_or(0, |value| value.scale());
    let part = |dice: &mut Dice, of: Ratio, least: i64, most: i64| {
        let share = whole(dice.between(least, most)).over(&whole(1000)).unwrap();
        half_up(&of.times(&share), scale)
    };
    match line.rule {
        Rule::Ratio(full, _) => {
            let of = Ratio::from(line.values[1]).times(&figure(full));
            line.values[0] = part(dice, of, 620, 1140);
        }
        Rule::Fixed(target) => line.values[0] = part(dice, figure(target), 620, 1140),
        Rule::Growth => line.values[0] = part(dice, line.values[1].into(), 990, 1120),
        Rule::Lower => line.values[0] = part(dice, line.values[1].into(), 850, 1500),
        Rule::Deduct(_) => line.values[0] = dice.below(4).into(),
        Rule::Group(_) => {
            for value in &mut line.values {
                *value = (dice.below(5) / 3).into();
            }
        }
        Rule::Shortfall | Rule::Bonus => line.values[0] = trade.into(),
        Rule::Raters => {
            for value in &mut line.values {
                *value = dice.between(68, 98).into();
            }
        }
        Rule::Weighted => {
            line.values[0] = Decimal::new(dice.between(120, 196).into(), 0)
                .and_then(|double| Ratio::from(double).over(&whole(2))?.exact(1))
                .unwrap()
        }
        Rule::Kept | Rule::Satisfied | Rule::Mean => return,
    }
    if line.inputs.len() < line.values.len() {
        let words = match line.item.as_str() {
            "销售目标达成" => "月度销售目标{t}元，实际完成{a}元，按完成比例计分",
            _ => "推广转化率目标{t}，实际{a}，按比例计分",
        };
        let show = |value: Decimal| match value < Decimal::ONE {
            true => format!(
                "{}%",
                Ratio::from(value)
                    .times(&whole(100))
                    .exact(6)
                    .unwrap()
                    .trimmed()
            ),
            false => value.grouped(),
        };
        let words = words
            .replace("{t}", &show(line.values[1]))
            .replace("{a}", &show(line.values[0]));
        common::planting::set(book, line.inputs[0], Value::Text(words.into()));
        return;
    }
    for (at, value) in line.inputs.iter().zip(&line.values) {
        put(book, *at, *value);
    }
    if let Some(at) = line.attainment {
        put(book, at, half_up(&line.attained(), 3));
    }
}

/// Writes what follows from the figures of a card that stand above a step.
fn carry(scheme: &Scheme, book: &mut Workbook, card: &Card, from: u8) {
    let points: Vec<Ratio> = card
        .lines
        .iter()
        .map(|line| number(book, line.score).into())
        .collect();
    if from < 2 {
        for (section, at) in card.subtotals.iter().enumerate() {
            let own = card
                .lines
                .iter()
                .zip(&points)
                .filter(|(line, _)| line.section == Some(section));
            put(
                book,
                *at,
                half_up(&own.map(|(_, points)| points.clone()).sum(), scheme.digits),
            );
        }
    }
    if from < 3 {
        let total = match card.subtotals.is_empty() {
            true => total_of(scheme, card, &points).1,
            false => {
                let loose = card
                    .lines
                    .iter()
                    .zip(&points)
                    .filter(|(line, _)| line.section.is_none());
                let sums = card
                    .subtotals
                    .iter()
                    .map(|at| Ratio::from(number(book, *at)));
                loose.map(|(_, points)| points.clone()).chain(sums).sum()
            }
        };
        put(book, card.total, total.exact(6).unwrap());
    }
    let total = Ratio::from(number(book, card.total));
    let (word, coefficient) = grade(&total);
    if let Some(at) = card.grade {
        common::planting::set(book, at, Value::Text(word.into()));
    }
    if let Some(at) = card.coefficient {
        put(book, at, coefficient.parse().unwrap());
    }
    if let Some(at) = card.payout {
        let pay = if passes(scheme, &total) {
            pay(book, card, &total)
        } else {
            Ratio::zero()
        };
        put(book, at, half_up(&pay, 2));
    }
}

/// Fills a scheme's workbook with new figures, all right.
fn fill(dice: &mut Dice, scheme: &mut Scheme) -> (Workbook, Vec<Right>) {
    let mut book = scheme.book.clone();
    let mut rights = Vec::new();
    let mut cards = std::mem::take(&mut scheme.cards);
    for card in &mut cards {
        let trade = dice.between(280, 720) * 100;
        for line in &mut card.lines {
            throw(dice, line, &mut book, trade);
        }
        let exact: Vec<Ratio> = card.lines.iter().map(|line| line.exact(&book)).collect();
        let digits = scheme.digits;
        let points: Vec<Ratio> = exact
            .iter()
            .map(|exact| half_up(exact, digits).into())
            .collect();
        for (line, points) in card.lines.iter().zip(&points) {
            put(&mut book, line.score, points.exact(2).unwrap());
        }
        let (sum, total) = total_of(scheme, card, &points);
        rights.push(Right {
            exact,
            points,
            sum,
            total,
        });
        carry(scheme, &mut book, card, 0);
    }
    scheme.cards = cards;
    (book, rights)
}

#[derive(Default)]
struct Row {
    planted: usize,
    found: usize,
    false_alarms: usize,
    provable: usize,
    named: usize,
    silent: usize,
    wrong: usize,
    unprovable: usize,
}

/// One card's mistake: the option, and whether it is the only explanation.
struct Planted {
    option: Mistake,
    is_provable: bool,
    is_carried: bool,
}

/// Picks the mistake that was planted least so far.
fn pick(
    dice: &mut Dice,
    cells: Vec<Vec<Mistake>>,
    rows: &BTreeMap<String, Row>,
) -> Option<Planted> {
    let mut options: Vec<(usize, i64, Planted)> = Vec::new();
    for cell in cells {
        let same = |a: &Mistake, b: &Mistake| a.value == b.value && a.cause != b.cause;
        let alone: Vec<bool> = cell
            .iter()
            .map(|one| !cell.iter().any(|other| same(one, other)))
            .collect();
        for (option, is_provable) in cell.into_iter().zip(alone) {
            let count = rows.get(kind(&option.cause)).map_or(0, |row| row.planted);
            let is_carried = dice.below(2) == 0;
            options.push((
                count,
                dice.below(1 << 20),
                Planted {
                    option,
                    is_provable,
                    is_carried,
                },
            ));
        }
    }
    options.sort_by_key(|(count, order, _)| (*count, *order));
    options.into_iter().next().map(|(_, _, planted)| planted)
}

fn kind(cause: &str) -> &str {
    cause.split(':').next().unwrap_or(cause)
}

#[test]
fn planted_mistakes_are_found_and_their_causes_named() {
    let mut schemes: Vec<Scheme> = built_in().iter().map(scheme).collect();
    assert_eq!(schemes.len(), 8, "all schemes");
    let mut dice = Dice(SEED);
    let (mut rows, mut failures): (BTreeMap<String, Row>, Vec<String>) = Default::default();
    let (mut planted_in, mut planted_count) = (BTreeSet::new(), 0);
    for round in 0.. {
        if planted_count >= PLANTED {
            break;
        }
        let count = schemes.len();
        let scheme = &mut schemes[round % count];
        let (mut book, rights) = fill(&mut dice, scheme);
        if round < count * 2 {
            let found = fuhe::examine(book.clone(), &scheme.mapping, &Known::default());
            let wrong: Vec<_> = found
                .findings
                .iter()
                .filter(|one| one.severity != Severity::Info)
                .collect();
            assert!(
                wrong.is_empty(),
                "{} as filled is right: {wrong:#?}",
                scheme.mapping.id
            );
        }
        let mut all: Vec<Option<Planted>> = Vec::new();
        let mut has_unrounded = false;
        for (card, right) in scheme.cards.iter().zip(&rights) {
            let cells = catalogue(scheme, &book, card, right);
            let picked = pick(&mut dice, cells, &rows);
            // Several such totals of one sheet are its habit, not people's mistakes.
            let is_unrounded = picked
                .as_ref()
                .is_some_and(|one| one.option.cause == "unrounded-lines");
            let picked = picked.filter(|_| !(is_unrounded && has_unrounded));
            has_unrounded |= is_unrounded;
            if let Some(Planted {
                option, is_carried, ..
            }) = &picked
            {
                put(&mut book, option.at, option.value);
                if *is_carried && (1..4).contains(&option.step) {
                    carry(scheme, &mut book, card, option.step);
                }
                planted_in.insert(scheme.mapping.id.clone());
                planted_count += 1;
                rows.entry(kind(&option.cause).to_owned())
                    .or_default()
                    .planted += 1;
            }
            all.push(picked);
        }
        let found = fuhe::examine(book, &scheme.mapping, &Known::default());
        for (card, planted) in scheme.cards.iter().zip(&all) {
            let own: BTreeSet<Location> = cells_of(card).collect();
            let roots: Vec<_> = found
                .findings
                .iter()
                .filter(|one| one.root && one.severity != Severity::Info)
                .filter(|one| one.location().is_some_and(|at| own.contains(&at)))
                .collect();
            let Some(Planted {
                option,
                is_provable,
                is_carried,
            }) = planted
            else {
                continue;
            };
            let row = rows.entry(kind(&option.cause).to_owned()).or_default();
            let told = roots.iter().find(|one| one.location() == Some(option.at));
            let is_found = told.is_some();
            row.found += usize::from(is_found);
            let alarms = roots.len() - usize::from(is_found);
            row.false_alarms += alarms;
            let cause = told
                .and_then(|one| one.cause.as_ref())
                .map(ToString::to_string);
            let is_right = cause.as_ref() == Some(&option.cause);
            match (*is_provable, &cause) {
                (true, _) if is_right => row.named += 1,
                (true, None) => row.silent += 1,
                (false, None) => row.unprovable += 1,
                _ => row.wrong += 1,
            }
            row.provable += usize::from(*is_provable);
            if told.is_none()
                || alarms > 0
                || (*is_provable && !is_right)
                || (!is_provable && cause.is_some())
            {
                let at = option.at.cell;
                let told: Vec<&str> = roots.iter().map(|one| one.message.zh.as_str()).collect();
                let order = if !is_found || alarms > 0 { "0" } else { "1" };
                failures.push(format!(
                    "{order} {} {at} {} {}→{} provable={is_provable} carried={is_carried} told {cause:?}: {told:?}",
                    scheme.mapping.id, option.cause, option.right, option.value
                ));
            }
        }
        let ours: BTreeSet<Location> = scheme.cards.iter().flat_map(cells_of).collect();
        for stray in found
            .findings
            .iter()
            .filter(|one| one.root && one.severity != Severity::Info)
        {
            if stray.location().is_none_or(|at| !ours.contains(&at)) {
                failures.push(format!("{} stray {}", scheme.mapping.id, stray.message.zh));
                rows.entry("(stray)".to_owned()).or_default().false_alarms += 1;
            }
        }
    }
    assert_eq!(planted_in.len(), 8, "every scheme has its mistakes");
    table(&rows);
    let sum = |of: fn(&Row) -> usize| rows.values().map(of).sum::<usize>();
    let shown = || {
        failures
            .iter()
            .take(40)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        sum(|row| row.found),
        sum(|row| row.planted),
        "all are found:\n{}",
        shown()
    );
    assert_eq!(
        sum(|row| row.false_alarms),
        0,
        "nothing else is:\n{}",
        shown()
    );
    assert_eq!(sum(|row| row.wrong), 0, "no wrong cause:\n{}", shown());
    assert!(
        sum(|row| row.named) * 100 >= sum(|row| row.provable) * 95,
        "95 % of what is provable is named:\n{}",
        shown()
    );
    for (cause, row) in &rows {
        assert!(row.planted >= 20, "{cause}: only {}", row.planted);
    }
}

fn cells_of(card: &Card) -> impl Iterator<Item = Location> {
    let lines = card
        .lines
        .iter()
        .flat_map(|line| [Some(line.score), line.attainment]);
    let rest = [Some(card.total), card.grade, card.coefficient, card.payout];
    let subtotals = card.subtotals.iter().map(|at| Some(*at));
    lines.chain(rest).chain(subtotals).flatten()
}

/// The table of the README.
fn table(rows: &BTreeMap<String, Row>) {
    println!(
        "| cause | planted | found | false alarms | one explanation | named | silent | wrong cause | several explanations, so not named |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut sums = [0; 8];
    let line = |name: &str, figures: [usize; 8]| {
        let shown = figures.map(|one| one.to_string()).join(" | ");
        println!("| {name} | {shown} |");
    };
    for (cause, row) in rows {
        let figures = [
            row.planted,
            row.found,
            row.false_alarms,
            row.provable,
            row.named,
            row.silent,
            row.wrong,
            row.unprovable,
        ];
        for (sum, one) in sums.iter_mut().zip(figures) {
            *sum += one;
        }
        line(&format!("`{cause}`"), figures);
    }
    line("all", sums);
}
