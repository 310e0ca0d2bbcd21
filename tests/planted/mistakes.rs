//! The mistakes that are planted, and the root finding that each must give.

use fuhe::number::{Decimal, Ratio};
use fuhe::workbook::{CellRef, Value, Workbook};

use crate::book::{
    Card, From, GRADES, Kind, Line, Pay, Scheme, carry, exact, is_near, number, set, sum, text,
    whole,
};
use crate::dice::Dice;

/// What must come out: code and cell of each root.
pub type Roots = Vec<(&'static str, usize, CellRef)>;

/// A way to spoil a card; `None` where this card cannot be spoilt so.
pub type Mistake = fn(&mut Dice, &mut Workbook, &Scheme, usize) -> Option<Roots>;

pub const MISTAKES: &[(&str, Mistake)] = &[
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
    ("grade off", grade_off),
    ("coefficient off", coefficient_off),
    ("total of the self scores off", self_total_off),
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
    Some(vec![(line.code, card.sheet, line.score)])
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
    Some(vec![(line.above, card.sheet, line.score)])
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
        number(book, card.summary, card.total),
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
    let line = pick_line(dice, card, |line| {
        line.kind == Kind::Judged && !line.has_word
    })?;
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
    let line = pick_line(dice, card, |line| {
        line.kind == Kind::Judged && !line.has_word
    })?;
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

fn either_way(dice: &mut Dice, off: Decimal) -> Decimal {
    if dice.coin() { off } else { -off }
}

/// Makes a figure wrong by `off`.
fn shift(book: &mut Workbook, sheet: usize, at: CellRef, off: Decimal) {
    let wrong = sum(number(book, sheet, at), off);
    set(book, sheet, at, Value::Number(wrong));
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
    let off = either_way(dice, off);
    shift(book, card.sheet, at, off);
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
    let off = either_way(dice, off);
    shift(book, card.sheet, at, off);
    if dice.coin() {
        carry(book, scheme, card, From::Subtotals);
    }
    Some(vec![("A201", card.sheet, at)])
}

fn total_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let off = dice.tenths(8, 150);
    let off = either_way(dice, off);
    shift(book, card.summary, card.total, off);
    if dice.coin() {
        carry(book, scheme, card, From::Total);
    }
    Some(vec![("A202", card.summary, card.total)])
}

fn payout_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let payout = card.payout?;
    let right = number(book, card.summary, payout);
    let off = Decimal::new(1 + dice.below(20_000) as i128, 2).unwrap();
    let wrong = sum(
        right,
        if right > off && dice.coin() {
            -off
        } else {
            off
        },
    );
    set(book, card.summary, payout, Value::Number(wrong));
    let total = number(book, card.summary, card.total);
    let fails = scheme.pay == Pay::BaseRate && total < Decimal::from(80);
    let code = if fails { "A304" } else { "A303" };
    Some(vec![(code, card.summary, payout)])
}

fn grade_off(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = card.grade?;
    let right = text(book, card.summary, at)?.to_owned();
    let wrong = dice.pick(&GRADES).0;
    if wrong == right {
        return None;
    }
    set(book, card.summary, at, Value::Text(wrong.into()));
    if dice.coin() {
        carry(book, scheme, card, From::Grade);
    }
    Some(vec![("A301", card.summary, at)])
}

fn coefficient_off(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = card.coefficient?;
    let off = dice.tenths(1, 5);
    shift(book, card.summary, at, off);
    if dice.coin() {
        carry(book, scheme, card, From::Coefficient);
    }
    Some(vec![("A302", card.summary, at)])
}

fn self_total_off(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    let at = card.self_total?;
    let off = dice.tenths(8, 60);
    shift(book, card.sheet, at, off);
    Some(vec![("A202", card.sheet, at)])
}

/// Inputs of lines, what the pay rests on, and with `results` the cells that are computed too; with their sheets.
fn figures(card: &Card, results: bool) -> Vec<(usize, CellRef)> {
    let here = |at: CellRef| (card.sheet, at);
    let there = |at: CellRef| (card.summary, at);
    let lines = || card.lines.iter();
    let mut cells: Vec<(usize, CellRef)> = lines()
        .filter(|line| results || !line.optional)
        .flat_map(|line| line.inputs.iter().copied().map(here))
        .collect();
    cells.extend(card.base.into_iter().chain(card.rate).map(there));
    if results {
        cells.extend(lines().map(|line| here(line.score)));
        cells.extend(card.subtotals.iter().copied().map(here));
        let last = [Some(card.total), card.coefficient, card.payout];
        cells.extend(last.into_iter().flatten().map(there));
    }
    cells
}

fn as_text(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let (sheet, at) = *dice.pick(&figures(card, true));
    let value = number(book, sheet, at);
    let words = match dice.below(5) {
        0 => value.to_string(),
        1 => format!(" {value} "),
        2 => format!("'{value}"),
        3 => value.grouped(),
        _ => value.to_string().chars().map(full_width).collect(),
    };
    set(book, sheet, at, Value::Text(words.into()));
    Some(vec![("R101", sheet, at)])
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
    let (sheet, at) = *dice.pick(&figures(card, true));
    let error = *dice.pick(&["#DIV/0!", "#REF!", "#VALUE!", "#N/A", "#NAME?"]);
    set(book, sheet, at, Value::Error(error.into()));
    Some(vec![("R102", sheet, at)])
}

fn missing(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let cells = figures(card, false);
    if cells.is_empty() {
        return None;
    }
    let (sheet, at) = *dice.pick(&cells);
    let value = if dice.coin() {
        Value::Empty
    } else {
        Value::Text("  ".into())
    };
    set(book, sheet, at, value);
    Some(vec![("X101", sheet, at)])
}

fn result_missing(
    dice: &mut Dice,
    book: &mut Workbook,
    scheme: &Scheme,
    card: usize,
) -> Option<Roots> {
    let card = &scheme.cards[card];
    // A bonus that was not earned may be left blank.
    let mut cells: Vec<(usize, CellRef)> = card
        .lines
        .iter()
        .filter(|line| line.max.is_some() && !line.has_word)
        .map(|line| (card.sheet, line.score))
        .collect();
    let last = [Some(card.total), card.payout].into_iter().flatten();
    cells.extend(last.map(|at| (card.summary, at)));
    let (sheet, at) = *dice.pick(&cells);
    set(book, sheet, at, Value::Empty);
    Some(vec![("X101", sheet, at)])
}

fn no_number(dice: &mut Dice, book: &mut Workbook, scheme: &Scheme, card: usize) -> Option<Roots> {
    let card = &scheme.cards[card];
    let (sheet, at) = *dice.pick(&figures(card, true));
    let words = *dice.pick(&["待定", "见附件", "约三成", "abc", "12.3.4", "1O5"]);
    set(book, sheet, at, Value::Text(words.into()));
    Some(vec![("X102", sheet, at)])
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
    hundredfold(book, card.summary, card.rate?)
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
    let (source, target) = (from.key?, to.key?);
    let name = book.sheets[from.sheet].value(source).clone();
    set(book, to.sheet, target, name);
    Some(vec![("X105", this.sheet, this.key?)])
}
