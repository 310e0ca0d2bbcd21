//! One known mistake at random in a clean workbook: exactly its root finding must come out, at its cell, and no other.
//! Where cells lie is written here by hand, and what a spreadsheet would carry on is carried on by plain sums.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use common::{built_in, project, workbook};
use fuhe::extract::Known;
use fuhe::mapping::Mapping;
use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::workbook::{Cell, CellRef, Row, Value, Workbook};

const CASES: usize = 900;
const SEED: u64 = 0x5eed_2026_1031;

/// xorshift64*: random enough, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Tenths from `least` to `most`, both included.
    fn tenths(&mut self, least: i128, most: i128) -> Decimal {
        Decimal::new(least + self.below((most - least + 1) as usize) as i128, 1).unwrap()
    }
}

/// Where a scorecard's figures stand.
struct Card {
    sheet: usize,
    /// The id or name, whose repetition makes a double.
    key: CellRef,
    lines: Vec<Line>,
    subtotals: Vec<CellRef>,
    total: CellRef,
    base: Option<CellRef>,
    rate: Option<CellRef>,
    payout: CellRef,
    /// The head of the weights' or full marks' column on a form.
    weights_head: Option<CellRef>,
}

struct Line {
    score: CellRef,
    kind: Kind,
    /// `None` for a bonus, which has no limit.
    max: Option<i64>,
    section: Option<usize>,
    inputs: Vec<CellRef>,
    /// The input that must not be 0.
    divisor: Option<CellRef>,
    /// Inputs that are percentages.
    percents: Vec<CellRef>,
    weight: Option<CellRef>,
    attainment: Option<CellRef>,
    /// Judged scores that the scheme does not allow.
    banned: &'static [&'static str],
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Computed,
    Judged,
}

struct Scheme {
    mapping: Mapping,
    clean: Workbook,
    cards: Vec<Card>,
    /// The pass mark, where there is one.
    pass_mark: Option<i64>,
}

fn cell(name: &str) -> CellRef {
    name.parse().unwrap()
}

fn computed(score: &str, max: Option<i64>, inputs: &[&str]) -> Line {
    Line {
        score: cell(score),
        kind: Kind::Computed,
        max,
        section: None,
        inputs: inputs.iter().map(|name| cell(name)).collect(),
        divisor: None,
        percents: Vec::new(),
        weight: None,
        attainment: None,
        banned: &[],
    }
}

fn judged(score: &str, max: i64, banned: &'static [&'static str]) -> Line {
    Line {
        kind: Kind::Judged,
        banned,
        ..computed(score, Some(max), &[])
    }
}

fn standard(row: u32) -> Card {
    let at = |column: &str| cell(&format!("{column}{row}"));
    let name = |column: &str| format!("{column}{row}");
    // Score, max, section, inputs, divisor.
    let table: [(&str, i64, usize, &[&str], &str); 10] = [
        ("G", 20, 0, &["E", "F"], "F"),
        ("J", 10, 0, &["H", "I"], "I"),
        ("L", 8, 1, &["K"], ""),
        ("N", 7, 1, &["M"], ""),
        ("Q", 15, 1, &["O", "P"], "P"),
        ("T", 5, 2, &["R", "S"], "S"),
        ("W", 2, 2, &["U", "V"], ""),
        ("Y", 3, 2, &["X", "V"], ""),
        ("AB", 10, 3, &["Z", "AA"], "AA"),
        ("AE", 10, 3, &["AC", "AD"], "AD"),
    ];
    let mut lines: Vec<Line> = table
        .iter()
        .map(|(score, max, section, inputs, divisor)| Line {
            section: Some(*section),
            inputs: inputs.iter().map(|column| at(column)).collect(),
            divisor: (!divisor.is_empty()).then(|| at(divisor)),
            ..computed(&name(score), Some(*max), &[])
        })
        .collect();
    lines.push(judged(&name("AF"), 5, &["4.5", "4.2", "4.9"]));
    lines.push(judged(
        &name("AG"),
        5,
        &["0", "1", "1.5", "3.5", "4", "4.5"],
    ));
    Card {
        sheet: 0,
        key: at("A"),
        lines,
        subtotals: ["AH", "AI", "AJ", "AK"].map(at).to_vec(),
        total: at("AL"),
        base: Some(at("AM")),
        rate: Some(at("AN")),
        payout: at("AO"),
        weights_head: None,
    }
}

fn moved(mut card: Card, down: u32) -> Card {
    let shift = |at: &mut CellRef| at.row += down;
    for line in &mut card.lines {
        shift(&mut line.score);
        line.inputs.iter_mut().for_each(shift);
        line.percents.iter_mut().for_each(shift);
        [&mut line.divisor, &mut line.weight, &mut line.attainment]
            .into_iter()
            .flatten()
            .for_each(shift);
    }
    card.subtotals.iter_mut().for_each(shift);
    [&mut card.key, &mut card.total, &mut card.payout]
        .into_iter()
        .for_each(shift);
    [&mut card.base, &mut card.rate, &mut card.weights_head]
        .into_iter()
        .flatten()
        .for_each(shift);
    card
}

fn deduction(sheet: usize, down: u32) -> Card {
    // Score, max, inputs, full marks.
    let table: [(&str, i64, &[&str], &str); 8] = [
        ("G5", 15, &["E5", "E6", "E7", "E8"], "D5"),
        ("G9", 10, &["E9", "E10"], "D9"),
        ("G11", 10, &["E11", "E12", "E13"], "D11"),
        ("G14", 5, &["E14"], "D14"),
        ("G16", 10, &["E16"], "D16"),
        ("G17", 5, &["E17"], "D17"),
        ("G18", 30, &["E18"], "D18"),
        ("G19", 5, &["E19"], "D19"),
    ];
    let mut lines: Vec<Line> = table
        .iter()
        .map(|(score, max, inputs, full)| Line {
            weight: Some(cell(full)),
            percents: if *score == "G14" {
                vec![cell("E14")]
            } else {
                Vec::new()
            },
            ..computed(score, Some(*max), inputs)
        })
        .collect();
    lines.push(Line {
        weight: Some(cell("D15")),
        ..judged("G15", 10, &[])
    });
    lines.push(computed("G20", None, &["E20"]));
    let card = Card {
        sheet,
        key: cell("B2"),
        lines,
        subtotals: Vec::new(),
        total: cell("G21"),
        base: None,
        rate: None,
        payout: cell("G22"),
        weights_head: Some(cell("D4")),
    };
    moved(card, down)
}

fn monthly(sheet: usize) -> Card {
    let maxima = [40, 15, 15, 10, 10];
    let mut lines: Vec<Line> = maxima
        .iter()
        .zip(5..)
        .map(|(max, row)| {
            let at = |column: &str| cell(&format!("{column}{row}"));
            // 推广费用率 is the better the lower: a target of 0 earns 0, and its attainment is not shown.
            let is_ratio = row != 8;
            Line {
                divisor: is_ratio.then(|| at("D")),
                percents: if row == 5 {
                    Vec::new()
                } else {
                    vec![at("D"), at("E")]
                },
                weight: Some(at("C")),
                attainment: is_ratio.then(|| at("F")),
                ..computed(
                    &format!("H{row}"),
                    Some(*max),
                    &[&format!("D{row}"), &format!("E{row}")],
                )
            }
        })
        .collect();
    lines.push(Line {
        weight: Some(cell("C10")),
        ..judged("H10", 10, &[])
    });
    Card {
        sheet,
        key: cell("B2"),
        lines,
        subtotals: Vec::new(),
        total: cell("H11"),
        base: Some(cell("C15")),
        rate: Some(cell("F15")),
        payout: cell("H15"),
        weights_head: Some(cell("C4")),
    }
}

fn schemes() -> Vec<Scheme> {
    let mappings = built_in();
    let load = |id: &str| {
        let mut clean = workbook(&project().join(format!("sample-workbooks/{id}-clean.xlsx")));
        // What is planted is typed; what a spreadsheet would carry on is carried on here.
        for formula in clean
            .sheets
            .iter_mut()
            .flat_map(|sheet| sheet.formulas.values_mut())
        {
            formula.text.clear();
        }
        (
            mappings
                .iter()
                .find(|mapping| mapping.id == id)
                .unwrap()
                .clone(),
            clean,
        )
    };
    let (mapping, clean) = load("standard");
    let is_id =
        |row: &u32| text(&clean, 0, cell(&format!("A{row}"))).is_some_and(|id| id.starts_with('E'));
    let cards = (4..200).filter(is_id).map(standard).collect();
    let standard = Scheme {
        mapping,
        clean,
        cards,
        pass_mark: Some(80),
    };

    let (mapping, clean) = load("deduction");
    let mut cards = Vec::new();
    for sheet in 0..clean.sheets.len() {
        let heads =
            (2..100u32).filter(|row| text(&clean, sheet, cell(&format!("A{row}"))) == Some("姓名"));
        cards.extend(heads.map(|row| deduction(sheet, row - 2)));
    }
    let deduction = Scheme {
        mapping,
        clean,
        cards,
        pass_mark: None,
    };

    let (mapping, clean) = load("monthly");
    let cards = (0..clean.sheets.len()).map(monthly).collect();
    let monthly = Scheme {
        mapping,
        clean,
        cards,
        pass_mark: Some(80),
    };
    vec![standard, deduction, monthly]
}

fn text(book: &Workbook, sheet: usize, at: CellRef) -> Option<&str> {
    match book.sheets[sheet].value(at) {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

fn number(book: &Workbook, sheet: usize, at: CellRef) -> Decimal {
    match book.sheets[sheet].value(at) {
        Value::Number(number) => *number,
        other => panic!("{at} of sheet {sheet} holds {other:?}"),
    }
}

fn set(book: &mut Workbook, sheet: usize, at: CellRef, value: Value) {
    let rows: &mut Vec<Row> = &mut book.sheets[sheet].rows;
    let row = rows
        .iter_mut()
        .find(|row| row.index == at.row)
        .expect("the row is there");
    let cell: &mut Cell = row
        .cells
        .iter_mut()
        .find(|cell| cell.column == at.column)
        .expect("the cell is there");
    cell.value = value;
}

fn whole(value: i64) -> Ratio {
    Ratio::from(value)
}

fn exact(value: &Ratio) -> Decimal {
    value.exact(10).expect("a decimal")
}

fn sum(a: Decimal, b: Decimal) -> Decimal {
    exact(&Ratio::from(a).plus(&Ratio::from(b)))
}

/// Which cells a spreadsheet would compute anew after a change.
#[derive(PartialEq, PartialOrd, Clone, Copy)]
enum From {
    Lines,
    Subtotals,
    Total,
}

/// Carries a change on by plain sums: subtotals, total, pay.
fn carry(book: &mut Workbook, scheme: &Scheme, card: &Card, from: From) {
    let score = |book: &Workbook, line: &Line| Ratio::from(number(book, card.sheet, line.score));
    if from <= From::Lines {
        for (section, at) in card.subtotals.iter().enumerate() {
            let lines = card
                .lines
                .iter()
                .filter(|line| line.section == Some(section));
            let subtotal: Ratio = lines.map(|line| score(book, line)).sum();
            set(book, card.sheet, *at, Value::Number(exact(&subtotal)));
        }
    }
    if from <= From::Subtotals {
        let own = card
            .lines
            .iter()
            .filter(|line| line.section.is_none())
            .map(|line| score(book, line));
        let sections = card
            .subtotals
            .iter()
            .map(|at| Ratio::from(number(book, card.sheet, *at)));
        let total: Ratio = own.chain(sections).sum();
        set(book, card.sheet, card.total, Value::Number(exact(&total)));
    }
    let total = number(book, card.sheet, card.total);
    let pay = pay(book, scheme, card, total);
    set(book, card.sheet, card.payout, Value::Number(pay));
}

fn pay(book: &Workbook, scheme: &Scheme, card: &Card, total: Decimal) -> Decimal {
    if scheme
        .pass_mark
        .is_some_and(|mark| Ratio::from(total) < whole(mark))
    {
        return Decimal::ZERO;
    }
    let full = match (card.base, card.rate) {
        (Some(base), Some(rate)) => Ratio::from(number(book, card.sheet, base))
            .times(&Ratio::from(number(book, card.sheet, rate))),
        _ => whole(900),
    };
    let cents = Rounding {
        digits: 2,
        mode: Mode::HalfUp,
    };
    full.times(&Ratio::from(total))
        .over(&whole(100))
        .unwrap()
        .round(cents)
        .unwrap()
}

/// What must come out: code and cell of each root.
type Roots = Vec<(&'static str, usize, CellRef)>;

/// A way to spoil a card; `None` where this card cannot be spoilt so.
type Mistake = fn(&mut Dice, &mut Workbook, &Scheme, usize) -> Option<Roots>;

const MISTAKES: &[(&str, Mistake)] = &[
    ("line score off", line_off),
    ("line score off, to the pay", line_off_carried),
    ("line score above max", above_max),
    ("judged score above max", judged_above_max),
    ("line score below 0", below_zero),
    ("judged score below 0", judged_below_zero),
    ("judged score not allowed", not_allowed),
    ("attainment off", attainment_off),
    ("subtotal off", subtotal_off),
    ("total off", total_off),
    ("payout off", payout_off),
    ("figure as text", as_text),
    ("error value", error_value),
    ("input missing", missing),
    ("result missing", result_missing),
    ("no number", no_number),
    ("divisor 0", divisor_zero),
    ("rate times 100", rate_times_100),
    ("percentage times 100", percent_times_100),
    ("weight on the form", weight_off),
    ("same person twice", twice),
];

fn pick_line<'a>(
    dice: &mut Dice,
    card: &'a Card,
    fits: impl Fn(&Line) -> bool,
) -> Option<&'a Line> {
    let fitting: Vec<&Line> = card.lines.iter().filter(|line| fits(line)).collect();
    (!fitting.is_empty()).then(|| *dice.pick(&fitting))
}

fn is_computed(line: &Line) -> bool {
    line.kind == Kind::Computed
}

fn line_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, is_computed)?;
    let score = number(book, card.sheet, line.score);
    let off = dice.tenths(1, 20);
    let wrong = sum(score, if dice.coin() { off } else { -off });
    if wrong.is_negative() || line.max.is_some_and(|max| wrong > Decimal::from(max)) {
        return None;
    }
    set(book, card.sheet, line.score, Value::Number(wrong));
    Some(vec![("A102", card.sheet, line.score)])
}

fn line_off_carried(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let roots = line_off(dice, book, scheme, card)?;
    carry(book, scheme, &scheme.cards[card], From::Lines);
    Some(roots)
}

fn above_max(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| is_computed(line) && line.max.is_some())?;
    let wrong = sum(line.max?.into(), dice.tenths(1, 50));
    set(book, card.sheet, line.score, Value::Number(wrong));
    if dice.coin() {
        carry(book, scheme, card, From::Lines);
    }
    Some(vec![("A103", card.sheet, line.score)])
}

/// What the pay should rest on changes with the cap: only with what follows carried on is it one mistake.
fn judged_limit(
    book: &mut Workbook,
    scheme: &Scheme,
    card: &Card,
    line: &Line,
    wrong: Decimal,
    counts: i64,
) -> Option<()> {
    let (before, total) = (
        number(book, card.sheet, line.score),
        number(book, card.sheet, card.total),
    );
    let right = sum(sum(total, -before), counts.into());
    if is_near(scheme, right) {
        return None;
    }
    set(book, card.sheet, line.score, Value::Number(wrong));
    carry(book, scheme, card, From::Lines);
    Some(())
}

fn judged_above_max(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| line.kind == Kind::Judged)?;
    let max = line.max?;
    let wrong = sum(max.into(), dice.tenths(1, 50));
    judged_limit(book, scheme, card, line, wrong, max)?;
    Some(vec![("A103", card.sheet, line.score)])
}

fn below_zero(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, is_computed)?;
    set(
        book,
        card.sheet,
        line.score,
        Value::Number(-dice.tenths(1, 50)),
    );
    if dice.coin() {
        carry(book, scheme, card, From::Lines);
    }
    Some(vec![("A104", card.sheet, line.score)])
}

fn judged_below_zero(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| line.kind == Kind::Judged)?;
    judged_limit(book, scheme, card, line, -dice.tenths(1, 30), 0)?;
    Some(vec![("A104", card.sheet, line.score)])
}

fn not_allowed(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| !line.banned.is_empty())?;
    let wrong = dice.pick(line.banned).parse().unwrap();
    set(book, card.sheet, line.score, Value::Number(wrong));
    if dice.coin() {
        carry(book, scheme, card, From::Lines);
    }
    Some(vec![("A105", card.sheet, line.score)])
}

fn attainment_off(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| line.attainment.is_some())?;
    let at = line.attainment?;
    let off = Decimal::new(2 + dice.below(60) as i128, 3).unwrap();
    let wrong = sum(
        number(book, card.sheet, at),
        if dice.coin() { off } else { -off },
    );
    set(book, card.sheet, at, Value::Number(wrong));
    Some(vec![("A101", card.sheet, at)])
}

fn subtotal_off(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    if card.subtotals.is_empty() {
        return None;
    }
    let at = *dice.pick(&card.subtotals);
    // Past what unrounded lines could make of it.
    let off = dice.tenths(5, 40);
    let wrong = sum(
        number(book, card.sheet, at),
        if dice.coin() { off } else { -off },
    );
    set(book, card.sheet, at, Value::Number(wrong));
    if dice.coin() {
        carry(book, scheme, card, From::Subtotals);
    }
    Some(vec![("A201", card.sheet, at)])
}

fn total_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let off = dice.tenths(8, 150);
    let wrong = sum(
        number(book, card.sheet, card.total),
        if dice.coin() { off } else { -off },
    );
    set(book, card.sheet, card.total, Value::Number(wrong));
    if dice.coin() {
        carry(book, scheme, card, From::Total);
    }
    Some(vec![("A202", card.sheet, card.total)])
}

fn payout_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let right = number(book, card.sheet, card.payout);
    let off = Decimal::new(1 + dice.below(20_000) as i128, 2).unwrap();
    let wrong = sum(
        right,
        if right > off && dice.coin() {
            -off
        } else {
            off
        },
    );
    set(book, card.sheet, card.payout, Value::Number(wrong));
    let total = number(book, card.sheet, card.total);
    let fails = scheme
        .pass_mark
        .is_some_and(|mark| total < Decimal::from(mark));
    Some(vec![(
        if fails { "A304" } else { "A303" },
        card.sheet,
        card.payout,
    )])
}

/// Inputs of lines, and with `results` the cells that are computed too.
fn figures(card: &Card, results: bool) -> Vec<CellRef> {
    let mut cells: Vec<CellRef> = card
        .lines
        .iter()
        .flat_map(|line| line.inputs.clone())
        .collect();
    cells.extend(card.base.into_iter().chain(card.rate));
    if results {
        cells.extend(card.lines.iter().map(|line| line.score));
        cells.extend(
            card.subtotals
                .iter()
                .copied()
                .chain([card.total, card.payout]),
        );
    }
    cells
}

fn as_text(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = *dice.pick(&figures(card, true));
    let value = number(book, card.sheet, at);
    let words = match dice.below(5) {
        0 => value.to_string(),
        1 => format!(" {value} "),
        2 => format!("'{value}"),
        3 => value.grouped(),
        _ => value.to_string().chars().map(full_width).collect(),
    };
    set(book, card.sheet, at, Value::Text(words.into()));
    Some(vec![("R101", card.sheet, at)])
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        other => other,
    }
}

fn error_value(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = *dice.pick(&figures(card, true));
    let error = *dice.pick(&["#DIV/0!", "#REF!", "#VALUE!", "#N/A", "#NAME?"]);
    set(book, card.sheet, at, Value::Error(error.into()));
    Some(vec![("R102", card.sheet, at)])
}

fn missing(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = *dice.pick(&figures(card, false));
    let value = if dice.coin() {
        Value::Empty
    } else {
        Value::Text("  ".into())
    };
    set(book, card.sheet, at, value);
    Some(vec![("X101", card.sheet, at)])
}

fn result_missing(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    // A bonus that was not earned may be left blank.
    let mut cells: Vec<CellRef> = card
        .lines
        .iter()
        .filter(|line| line.max.is_some())
        .map(|line| line.score)
        .collect();
    cells.extend([card.total, card.payout]);
    let at = *dice.pick(&cells);
    set(book, card.sheet, at, Value::Empty);
    Some(vec![("X101", card.sheet, at)])
}

fn no_number(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = *dice.pick(&figures(card, true));
    let words = *dice.pick(&["待定", "见附件", "约三成", "abc", "12.3.4", "1O5"]);
    set(book, card.sheet, at, Value::Text(words.into()));
    Some(vec![("X102", card.sheet, at)])
}

fn divisor_zero(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| line.divisor.is_some())?;
    let at = line.divisor?;
    set(book, card.sheet, at, Value::Number(Decimal::ZERO));
    Some(vec![("S101", card.sheet, at)])
}

fn hundredfold(book: &mut Workbook, sheet: usize, at: CellRef) -> Option<Roots> {
    let wrong = exact(&Ratio::from(number(book, sheet, at)).times(&whole(100)));
    if wrong <= Decimal::ONE {
        return None;
    }
    set(book, sheet, at, Value::Number(wrong));
    Some(vec![("X109", sheet, at)])
}

fn rate_times_100(
    _: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    hundredfold(book, card.sheet, card.rate?)
}

fn percent_times_100(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let line = pick_line(dice, card, |line| !line.percents.is_empty())?;
    hundredfold(book, card.sheet, *dice.pick(&line.percents))
}

fn weight_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let head = card.weights_head?;
    let line = pick_line(dice, card, |line| line.weight.is_some())?;
    let at = line.weight?;
    let right = number(book, card.sheet, at);
    let step = if right <= Decimal::ONE {
        Decimal::new(5, 2).unwrap()
    } else {
        Decimal::from(2)
    };
    set(
        book,
        card.sheet,
        at,
        Value::Number(sum(right, if dice.coin() { step } else { -step })),
    );
    let of_sum = if right <= Decimal::ONE {
        "A203"
    } else {
        "A204"
    };
    Some(vec![("A205", card.sheet, at), (of_sum, card.sheet, head)])
}

fn twice(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let other = dice.below(scheme.cards.len());
    if other == card {
        return None;
    }
    let (this, first) = (
        &scheme.cards[card.max(other)],
        &scheme.cards[card.min(other)],
    );
    let (from, to) = if dice.coin() {
        (first, this)
    } else {
        (this, first)
    };
    let name = book.sheets[from.sheet].value(from.key).clone();
    set(book, to.sheet, to.key, name);
    Some(vec![("X105", this.sheet, this.key)])
}

/// Where A305 speaks besides.
fn is_near(scheme: &Scheme, total: Decimal) -> bool {
    scheme
        .pass_mark
        .is_some_and(|mark| sum(total, -Decimal::from(mark)).abs() <= Decimal::new(1, 1).unwrap())
}

#[test]
fn one_planted_mistake_gives_its_root_and_no_other() {
    let schemes = schemes();
    for scheme in &schemes {
        let found = fuhe::examine(scheme.clean.clone(), &scheme.mapping, &Known::default());
        assert!(found.findings.is_empty(), "{} is clean", scheme.mapping.id);
        assert_eq!(
            found.extraction.cards.len(),
            scheme.cards.len(),
            "{}",
            scheme.mapping.id
        );
    }
    let mut dice = Dice(SEED);
    let mut failures: Vec<String> = Vec::new();
    let (mut by_code, mut by_mistake): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) =
        Default::default();
    let mut by_scheme: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cases = 0;
    for round in 0.. {
        if cases == CASES {
            break;
        }
        assert!(round < CASES * 20, "too few mistakes could be planted");
        let scheme = &schemes[round % schemes.len()];
        let (name, mistake) = *dice.pick(MISTAKES);
        let card = dice.below(scheme.cards.len());
        let own = &scheme.cards[card];
        if is_near(scheme, number(&scheme.clean, own.sheet, own.total)) {
            continue;
        }
        let mut book = scheme.clean.clone();
        let Some(mut expected) = mistake(&mut dice, &mut book, scheme, card) else {
            continue;
        };
        cases += 1;
        *by_mistake.entry(name).or_default() += 1;
        *by_scheme.entry(&scheme.mapping.id).or_default() += 1;
        for (code, ..) in &expected {
            *by_code.entry(code).or_default() += 1;
        }
        let planted: Vec<String> = expected
            .iter()
            .map(|(code, sheet, at)| {
                format!(
                    "{code} {}!{at} {:?}",
                    book.sheets[*sheet].name,
                    book.sheets[*sheet].value(*at)
                )
            })
            .collect();
        let found = fuhe::examine(book, &scheme.mapping, &Known::default());
        let mut told: Vec<(String, Option<usize>, Option<CellRef>)> = found
            .findings
            .iter()
            .filter(|finding| finding.root)
            .map(|finding| (finding.code.to_string(), finding.sheet, finding.cell))
            .collect();
        told.sort();
        expected.sort();
        let same = told.len() == expected.len()
            && told.iter().zip(&expected).all(|(told, (code, sheet, at))| {
                told.0 == *code && told.1 == Some(*sheet) && told.2 == Some(*at)
            });
        if !same {
            let mut line = format!("{} · {name} · {}\n", scheme.mapping.id, planted.join(", "));
            for finding in &found.findings {
                let cell = finding
                    .cell
                    .map(|cell| cell.to_string())
                    .unwrap_or_default();
                let _ = writeln!(
                    line,
                    "    {} root={} {cell} {}",
                    finding.code, finding.root, finding.message.zh
                );
            }
            failures.push(line);
        }
    }
    let counts = |counts: &BTreeMap<&str, usize>| {
        counts
            .iter()
            .map(|(key, count)| format!("{key} {count}"))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    println!("{cases} planted mistakes: {}", counts(&by_code));
    println!("by scheme: {}", counts(&by_scheme));
    assert_eq!(
        by_mistake.len(),
        MISTAKES.len(),
        "every kind of mistake is planted: {}",
        counts(&by_mistake)
    );
    failures.sort();
    let shown = failures
        .iter()
        .take(25)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        failures.is_empty(),
        "{} of {cases} cases differ:\n{shown}",
        failures.len()
    );
}
