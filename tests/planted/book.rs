//! Where the figures of a scorecard stand, and what a spreadsheet would carry on from them.

use fuhe::mapping::Mapping;
use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::workbook::{Cell, CellRef, Row, Value, Workbook};

use crate::common::{built_in, project, workbook};

/// Where a scorecard's figures stand.
pub struct Card {
    /// The sheet of the lines.
    pub sheet: usize,
    /// The sheet of the total and what follows from it.
    pub summary: usize,
    /// The id or name, whose repetition makes a double.
    pub key: Option<CellRef>,
    pub lines: Vec<Line>,
    pub subtotals: Vec<CellRef>,
    pub total: CellRef,
    pub grade: Option<CellRef>,
    pub coefficient: Option<CellRef>,
    pub base: Option<CellRef>,
    pub rate: Option<CellRef>,
    pub payout: Option<CellRef>,
    /// Where a wrong sum of the weights or full marks is told: their sum, else the head of their column.
    pub weights_head: Option<CellRef>,
    /// The total of the scores that people gave themselves.
    pub self_total: Option<CellRef>,
}

impl Card {
    pub fn new(sheet: usize, total: &str, lines: Vec<Line>) -> Self {
        Card {
            sheet,
            summary: sheet,
            key: None,
            lines,
            subtotals: Vec::new(),
            total: cell(total),
            grade: None,
            coefficient: None,
            base: None,
            rate: None,
            payout: None,
            weights_head: None,
            self_total: None,
        }
    }
}

pub struct Line {
    pub score: CellRef,
    pub kind: Kind,
    /// `None` for a bonus, which has no limit.
    pub max: Option<i64>,
    pub section: Option<usize>,
    pub inputs: Vec<CellRef>,
    /// Inputs without which the line is computed all the same.
    pub optional: bool,
    /// The input that must not be 0.
    pub divisor: Option<CellRef>,
    /// Inputs that are percentages.
    pub percents: Vec<CellRef>,
    pub weight: Option<CellRef>,
    pub attainment: Option<CellRef>,
    /// Judged scores that the scheme does not allow.
    pub banned: &'static [&'static str],
    /// A word or a remark goes with the judged score: it cannot change alone.
    pub has_word: bool,
    /// What a wrong score is called, and one above the max.
    pub code: &'static str,
    pub above: &'static str,
    /// What the line contributes to the total, in percent of its score.
    pub share: i64,
}

#[derive(PartialEq, Clone, Copy)]
pub enum Kind {
    Computed,
    Judged,
}

#[derive(PartialEq, Clone, Copy)]
pub enum Pay {
    Nothing,
    /// 900 yuan for 100 points.
    Fixed,
    /// Base, rate and total; nothing below 80.
    BaseRate,
    BaseCoefficient,
}

pub struct Scheme {
    pub mapping: Mapping,
    pub clean: Workbook,
    pub cards: Vec<Card>,
    pub pay: Pay,
    /// Totals at which the grade or the pay changes.
    pub edges: &'static [i64],
    /// The digits of the total, where it is rounded itself.
    pub total_digits: Option<u32>,
}

/// The built-in mapping and the clean sample of a scheme.
pub fn load(id: &str) -> (Mapping, Workbook) {
    let mut clean = workbook(&project().join(format!("sample-workbooks/{id}-clean.xlsx")));
    // What is planted is typed; what a spreadsheet would carry on is carried on here.
    for formula in clean
        .sheets
        .iter_mut()
        .flat_map(|sheet| sheet.formulas.values_mut())
    {
        formula.text.clear();
    }
    let mapping = built_in().into_iter().find(|mapping| mapping.id == id);
    (mapping.unwrap(), clean)
}

pub fn cell(name: &str) -> CellRef {
    name.parse().unwrap()
}

pub fn computed(score: &str, max: Option<i64>, inputs: &[&str]) -> Line {
    Line {
        score: cell(score),
        kind: Kind::Computed,
        max,
        section: None,
        inputs: inputs.iter().map(|name| cell(name)).collect(),
        optional: false,
        divisor: None,
        percents: Vec::new(),
        weight: None,
        attainment: None,
        banned: &[],
        has_word: false,
        code: "A102",
        above: "A103",
        share: 100,
    }
}

pub fn judged(score: &str, max: i64, banned: &'static [&'static str]) -> Line {
    Line {
        kind: Kind::Judged,
        banned,
        ..computed(score, Some(max), &[])
    }
}

/// The card so many rows further down.
pub fn moved(mut card: Card, down: u32) -> Card {
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
    shift(&mut card.total);
    [
        &mut card.key,
        &mut card.payout,
        &mut card.base,
        &mut card.rate,
        &mut card.weights_head,
    ]
    .into_iter()
    .flatten()
    .for_each(shift);
    card
}

pub fn text(book: &Workbook, sheet: usize, at: CellRef) -> Option<&str> {
    match book.sheets[sheet].value(at) {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

pub fn number(book: &Workbook, sheet: usize, at: CellRef) -> Decimal {
    match book.sheets[sheet].value(at) {
        Value::Number(number) => *number,
        other => panic!("{at} of sheet {sheet} holds {other:?}"),
    }
}

pub fn set(book: &mut Workbook, sheet: usize, at: CellRef, value: Value) {
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

pub fn whole(value: i64) -> Ratio {
    Ratio::from(value)
}

pub fn exact(value: &Ratio) -> Decimal {
    value.exact(10).expect("a decimal")
}

pub fn sum(a: Decimal, b: Decimal) -> Decimal {
    exact(&Ratio::from(a).plus(&Ratio::from(b)))
}

/// Which cells a spreadsheet would compute anew after a change.
#[derive(PartialEq, PartialOrd, Clone, Copy)]
pub enum From {
    Lines,
    Subtotals,
    Total,
    Grade,
    Coefficient,
}

/// Carries a change on by plain sums: subtotals, total, pay.
pub fn carry(book: &mut Workbook, scheme: &Scheme, card: &Card, from: From) {
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
            .map(|line| {
                score(book, line)
                    .times(&whole(line.share))
                    .over(&whole(100))
                    .unwrap()
            });
        let sections = card
            .subtotals
            .iter()
            .map(|at| Ratio::from(number(book, card.sheet, *at)));
        let total: Ratio = own.chain(sections).sum();
        let total = match scheme.total_digits {
            Some(digits) => rounded(&total, digits),
            None => exact(&total),
        };
        set(book, card.summary, card.total, Value::Number(total));
    }
    if from <= From::Total {
        let total = number(book, card.summary, card.total);
        if let Some(at) = card.grade {
            let word = grade(total).0;
            set(book, card.summary, at, Value::Text(word.into()));
        }
    }
    if from <= From::Grade
        && let (Some(grade), Some(at)) = (card.grade, card.coefficient)
    {
        let word = text(book, card.summary, grade).unwrap().to_owned();
        let factor = GRADES.iter().find(|(name, ..)| *name == word).unwrap().2;
        set(
            book,
            card.summary,
            at,
            Value::Number(factor.parse().unwrap()),
        );
    }
    if let Some(at) = card.payout {
        let pay = pay(book, scheme, card);
        set(book, card.summary, at, Value::Number(pay));
    }
}

/// Name, least total and coefficient.
pub const GRADES: [(&str, i64, &str); 4] = [
    ("A", 90, "1.2"),
    ("B", 80, "1.0"),
    ("C", 70, "0.8"),
    ("D", 0, "0"),
];

pub fn grade(total: Decimal) -> (&'static str, i64, &'static str) {
    let reached = |(_, least, _): &(&str, i64, &str)| total >= Decimal::from(*least);
    GRADES.into_iter().find(reached).unwrap()
}

fn rounded(value: &Ratio, digits: u32) -> Decimal {
    let mode = Mode::HalfUp;
    value.round(Rounding { digits, mode }).unwrap()
}

fn pay(book: &Workbook, scheme: &Scheme, card: &Card) -> Decimal {
    let figure = |at: Option<CellRef>| Ratio::from(number(book, card.summary, at.unwrap()));
    let total = Ratio::from(number(book, card.summary, card.total));
    let share = || total.over(&whole(100)).unwrap();
    let exact = match scheme.pay {
        Pay::Nothing => whole(0),
        Pay::Fixed => whole(900).times(&share()),
        Pay::BaseRate if total < whole(80) => whole(0),
        Pay::BaseRate => figure(card.base).times(&figure(card.rate)).times(&share()),
        Pay::BaseCoefficient => figure(card.base).times(&figure(card.coefficient)),
    };
    rounded(&exact, 2)
}

/// Where A305 speaks besides.
pub fn is_near(scheme: &Scheme, total: Decimal) -> bool {
    let tenth = Decimal::new(1, 1).unwrap();
    scheme
        .edges
        .iter()
        .any(|edge| sum(total, -Decimal::from(*edge)).abs() <= tenth)
}
