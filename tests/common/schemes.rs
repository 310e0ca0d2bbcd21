//! The eight schemes as the study knows them: where figures stand, what they should be, and the figures that known
//! mistakes give. Written from the schemes' description, apart from the code that is tested.

use fuhe::mapping::Mapping;
use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::workbook::{Location, Value, Workbook};

use super::planting::{clean, place, set};

#[derive(Clone, Copy, PartialEq)]
pub enum Rule {
    /// Actual over target, full marks at, at most.
    Ratio(&'static str, &'static str),
    /// Actual over a target that the scheme fixes.
    Fixed(&'static str),
    /// Current over previous, full marks at 10 %.
    Growth,
    Lower,
    /// So much per occurrence.
    Deduct(i64),
    /// Occurrences of several kinds, so much per each.
    Group(&'static [i64]),
    Shortfall,
    Bonus,
    /// 自评 10 %, 上级 60 %, 同事 30 %.
    Raters,
    /// A score of 100 times the weight.
    Weighted,
    /// Kept as the sample has it: judged points.
    Kept,
    /// Kept: satisfied complaints of all, full marks at 90 %.
    Satisfied,
    /// Kept: the mean of three attainments.
    Mean,
}

pub struct Line {
    pub item: String,
    pub score: Location,
    pub max: i64,
    pub rule: Rule,
    pub inputs: Vec<Location>,
    pub section: Option<usize>,
    pub attainment: Option<Location>,
    /// What the inputs are.
    pub values: Vec<Decimal>,
}

pub struct Card {
    pub lines: Vec<Line>,
    pub subtotals: Vec<Location>,
    pub total: Location,
    pub grade: Option<Location>,
    pub coefficient: Option<Location>,
    pub base: Option<Location>,
    pub rate: Option<Location>,
    pub payout: Option<Location>,
    /// Weights in percent, where lines are scored on a scale of 100.
    pub shares: Option<[i64; 4]>,
}

pub struct Scheme {
    pub mapping: Mapping,
    pub book: Workbook,
    pub cards: Vec<Card>,
    pub digits: u32,
    pub total_digits: Option<u32>,
    pub pass_mark: Option<i64>,
    pub has_grades: bool,
}

/// The weights of 总监, 经理 and 主管.
pub const LEVELS: [(&str, [i64; 4]); 3] = [
    ("总监", [50, 15, 15, 20]),
    ("经理", [40, 20, 20, 20]),
    ("主管", [30, 25, 20, 25]),
];

pub fn whole(value: i64) -> Ratio {
    Ratio::from(value)
}

pub fn figure(text: &str) -> Ratio {
    Ratio::from(text.parse::<Decimal>().unwrap())
}

pub fn over(a: &Ratio, b: &Ratio) -> Ratio {
    a.over(b).expect("no division by 0")
}

pub fn rounded(value: &Ratio, digits: u32, mode: Mode) -> Decimal {
    value.round(Rounding { digits, mode }).unwrap()
}

pub fn half_up(value: &Ratio, digits: u32) -> Decimal {
    rounded(value, digits, Mode::HalfUp)
}

pub fn number(book: &Workbook, at: Location) -> Decimal {
    match book.sheets[at.sheet].value(at.cell) {
        Value::Number(number) => *number,
        _ => Decimal::ZERO,
    }
}

fn text(book: &Workbook, at: Location) -> String {
    match book.sheets[at.sheet].value(at.cell) {
        Value::Text(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

impl Line {
    /// Points before rounding.
    pub fn exact(&self, book: &Workbook) -> Ratio {
        let (max, v) = (whole(self.max), |at: usize| Ratio::from(self.values[at]));
        let left = |loss: Ratio| max.minus(&loss).max(Ratio::zero());
        match self.rule {
            Rule::Ratio(..) | Rule::Fixed(_) | Rule::Growth => {
                let (_, cap) = self.limits();
                self.unlimited(&self.attained())
                    .min(max.times(&cap))
                    .max(Ratio::zero())
            }
            Rule::Lower => over(&max, &self.attained()).min(max),
            Rule::Deduct(each) => left(v(0).times(&whole(each))),
            Rule::Group(_) => left(self.losses().into_iter().sum()),
            Rule::Shortfall => left(whole(3).times(&self.units(false))),
            Rule::Bonus => whole(3).times(&self.units(false)),
            Rule::Raters => over(&self.blend(&[10, 60, 30]).times(&max), &whole(100)),
            Rule::Weighted => over(&v(0).times(&max), &whole(100)),
            Rule::Kept => Ratio::from(number(book, self.score)),
            Rule::Satisfied if self.values[1].is_zero() => max,
            Rule::Satisfied => {
                let share = over(&over(&v(0), &v(1)), &figure("0.9"));
                max.times(&share.min(whole(1)))
            }
            Rule::Mean => {
                let targets = [20_000, 10_000, 4_000].into_iter().enumerate();
                let shares = targets.map(|(at, target)| over(&v(at), &whole(target)).min(whole(1)));
                over(&max.times(&shares.sum()), &whole(3))
            }
        }
    }

    pub fn limits(&self) -> (Ratio, Ratio) {
        match self.rule {
            Rule::Ratio(full, cap) => (figure(full), figure(cap)),
            Rule::Growth => (figure("0.1"), whole(1)),
            _ => (whole(1), whole(1)),
        }
    }

    pub fn attained(&self) -> Ratio {
        let v = |at: usize| Ratio::from(self.values[at]);
        match self.rule {
            Rule::Fixed(target) => over(&v(0), &figure(target)),
            Rule::Growth => over(&v(0).minus(&v(1)), &v(1)),
            _ => over(&v(0), &v(1)),
        }
    }

    pub fn unlimited(&self, attained: &Ratio) -> Ratio {
        over(&whole(self.max).times(attained), &self.limits().0)
    }

    pub fn losses(&self) -> Vec<Ratio> {
        let Rule::Group(each) = self.rule else {
            return Vec::new();
        };
        let pairs = each.iter().zip(&self.values);
        pairs
            .map(|(each, count)| whole(*each).times(&Ratio::from(*count)))
            .collect()
    }

    /// Units of 5,000 short of 50,000, or over it.
    pub fn units(&self, started: bool) -> Ratio {
        let away = Ratio::from(self.values[0]).minus(&whole(50_000));
        let away = if self.rule == Rule::Bonus {
            away
        } else {
            away.negated()
        };
        let units = over(&away.max(Ratio::zero()), &whole(5_000));
        if started { units.ceil() } else { units.floor() }
    }

    pub fn blend(&self, weights: &[i64]) -> Ratio {
        let scores = self.values.iter().zip(weights);
        let sum: Ratio = scores
            .map(|(score, weight)| Ratio::from(*score).times(&whole(*weight)))
            .sum();
        over(&sum, &whole(weights.iter().sum()))
    }
}

struct Builder<'a> {
    book: &'a Workbook,
    sheet: String,
}

impl Builder<'_> {
    fn at(&self, cell: &str) -> Location {
        place(self.book, &format!("{}!{cell}", self.sheet))
    }

    fn line(&self, item: &str, score: &str, max: i64, rule: Rule, inputs: &[&str]) -> Line {
        let inputs: Vec<Location> = inputs.iter().map(|cell| self.at(cell)).collect();
        Line {
            item: item.to_owned(),
            score: self.at(score),
            max,
            rule,
            values: inputs.iter().map(|at| number(self.book, *at)).collect(),
            inputs,
            section: None,
            attainment: None,
        }
    }

    fn card(&self, lines: Vec<Line>, total: &str) -> Card {
        Card {
            lines,
            subtotals: Vec::new(),
            total: self.at(total),
            grade: None,
            coefficient: None,
            base: None,
            rate: None,
            payout: None,
            shares: None,
        }
    }
}

const PLAIN: Rule = Rule::Ratio("1", "1");

fn standard(on: &Builder, row: u32, items: &[&str]) -> Card {
    let r = |column: &str| format!("{column}{row}");
    let table: [(&str, i64, Rule, &[&str]); 12] = [
        ("G", 20, PLAIN, &["E", "F"]),
        ("J", 10, Rule::Growth, &["H", "I"]),
        ("L", 8, Rule::Fixed("4000"), &["K"]),
        ("N", 7, Rule::Fixed("10000"), &["M"]),
        ("Q", 15, Rule::Ratio("0.35", "1"), &["O", "P"]),
        ("T", 5, Rule::Ratio("0.95", "1"), &["R", "S"]),
        ("W", 2, Rule::Kept, &[]),
        ("Y", 3, Rule::Satisfied, &["X", "V"]),
        ("AB", 10, Rule::Ratio("0.3", "1"), &["Z", "AA"]),
        ("AE", 10, Rule::Ratio("3", "1"), &["AC", "AD"]),
        ("AF", 5, Rule::Kept, &[]),
        ("AG", 5, Rule::Kept, &[]),
    ];
    let sections = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3];
    let lines = table
        .iter()
        .enumerate()
        .map(|(index, (score, max, rule, inputs))| {
            let inputs: Vec<String> = inputs.iter().map(|column| r(column)).collect();
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            let line = on.line(items[index], &r(score), *max, *rule, &inputs);
            Line {
                section: sections.get(index).copied(),
                ..line
            }
        });
    Card {
        subtotals: ["AH", "AI", "AJ", "AK"]
            .map(|column| on.at(&r(column)))
            .to_vec(),
        base: Some(on.at(&r("AM"))),
        rate: Some(on.at(&r("AN"))),
        payout: Some(on.at(&r("AO"))),
        ..on.card(lines.collect(), &r("AL"))
    }
}

fn deduction(on: &Builder, down: u32, items: &[&str]) -> Card {
    let table: [(u32, i64, Rule, &[u32]); 10] = [
        (5, 15, Rule::Group(&[2, 2, 3, 10]), &[5, 6, 7, 8]),
        (9, 10, Rule::Kept, &[]),
        (11, 10, Rule::Mean, &[11, 12, 13]),
        (14, 5, Rule::Fixed("0.02"), &[14]),
        (15, 10, Rule::Kept, &[]),
        (16, 10, Rule::Deduct(2), &[16]),
        (17, 5, Rule::Deduct(10), &[17]),
        (18, 30, Rule::Shortfall, &[18]),
        (19, 5, Rule::Deduct(5), &[19]),
        (20, 0, Rule::Bonus, &[20]),
    ];
    let lines = table
        .iter()
        .zip(items)
        .map(|((row, max, rule, inputs), item)| {
            let inputs: Vec<String> = inputs
                .iter()
                .map(|row| format!("E{}", row + down))
                .collect();
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            on.line(item, &format!("G{}", row + down), *max, *rule, &inputs)
        });
    Card {
        payout: Some(on.at(&format!("G{}", 22 + down))),
        ..on.card(lines.collect(), &format!("G{}", 21 + down))
    }
}

fn team_rule(item: &str, weight: i64) -> Rule {
    match (item, weight) {
        ("推广费用率" | "退货率" | "获客成本" | "平均响应时间" | "退款处理时长" | "纠纷率", _) => {
            Rule::Lower
        }
        ("直播纪律" | "接待差错", _) => Rule::Deduct(2),
        ("工作日报" | "文字差错", _) => Rule::Deduct(3),
        ("返工次数", _) => Rule::Deduct(4),
        ("违规次数" | "服务纪律" | "有效投诉" | "原创合规" | "设计差错", _) => {
            Rule::Deduct(5)
        }
        ("团队管理" | "复盘报告" | "推广报告" | "规范执行", _) => Rule::Kept,
        _ => PLAIN,
    }
}

fn team(book: &Workbook) -> Vec<Card> {
    let (details, sums) = (
        Builder {
            book,
            sheet: "明细".to_owned(),
        },
        Builder {
            book,
            sheet: "汇总".to_owned(),
        },
    );
    let mut cards: Vec<Card> = Vec::new();
    for row in 3..112 {
        let item = text(book, details.at(&format!("D{row}")));
        if item.is_empty() {
            break;
        }
        if !text(book, details.at(&format!("A{row}"))).is_empty() {
            let own = cards.len() + 3;
            let at = |column: &str| Some(sums.at(&format!("{column}{own}")));
            cards.push(Card {
                grade: at("E"),
                coefficient: at("F"),
                base: at("G"),
                payout: at("H"),
                ..sums.card(Vec::new(), &format!("D{own}"))
            });
        }
        let weight = number(book, details.at(&format!("E{row}")))
            .to_integer()
            .unwrap();
        let (rule, actual, target) = (
            team_rule(&item, weight),
            format!("G{row}"),
            format!("F{row}"),
        );
        let inputs: &[&str] = match rule {
            Rule::Kept => &[],
            Rule::Deduct(_) => &[&actual],
            _ => &[&actual, &target],
        };
        let line = details.line(&item, &format!("H{row}"), weight, rule, inputs);
        cards.last_mut().expect("a person first").lines.push(line);
    }
    cards
}

fn leadership(on: &Builder, row: u32, items: &[&str]) -> Card {
    let r = |column: &str| format!("{column}{row}");
    let columns = [
        ["F", "E", "H", "G"],
        ["J", "I", "L", "K"],
        ["N", "M", "P", "O"],
        ["R", "Q", "T", "S"],
    ];
    let lines = columns
        .iter()
        .zip(items)
        .map(|([actual, target, score, attained], item)| {
            let inputs = [r(actual), r(target)];
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            let line = on.line(item, &r(score), 100, Rule::Ratio("1", "1.2"), &inputs);
            Line {
                attainment: Some(on.at(&r(attained))),
                ..line
            }
        });
    let level = text(on.book, on.at(&r("C")));
    Card {
        grade: Some(on.at(&r("V"))),
        coefficient: Some(on.at(&r("W"))),
        base: Some(on.at(&r("X"))),
        payout: Some(on.at(&r("Y"))),
        shares: LEVELS
            .iter()
            .find(|(name, _)| *name == level)
            .map(|(_, shares)| *shares),
        ..on.card(lines.collect(), &r("U"))
    }
}

/// A form of rows that are alike: item rows from the fifth on.
fn form(on: &Builder, id: &str, items: &[&str]) -> Card {
    let at = |column: &str, row: usize| format!("{column}{row}");
    let lines = items.iter().enumerate().map(|(index, item)| {
        let row = index + 5;
        match id {
            "monthly" => {
                let max = [40, 15, 15, 10, 10, 10][index];
                let (rule, attained) = match index {
                    3 => (Rule::Lower, None),
                    5 => (Rule::Kept, None),
                    _ => (PLAIN, Some(on.at(&at("F", row)))),
                };
                let inputs = [at("E", row), at("D", row)];
                let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
                let inputs = if rule == Rule::Kept { &[][..] } else { &inputs };
                Line {
                    attainment: attained,
                    ..on.line(item, &at("H", row), max, rule, inputs)
                }
            }
            "supervisor" => {
                let weights = [10, 8, 5, 6, 6, 5, 5, 5, 5, 5, 4, 8, 5, 2, 5, 8, 8];
                on.line(
                    item,
                    &at("E", row),
                    weights[index],
                    Rule::Weighted,
                    &[&at("D", row)],
                )
            }
            "review" => {
                let inputs = [at("D", row), at("E", row), at("F", row)];
                let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
                let max = [25, 20, 20, 20, 15][index];
                on.line(item, &at("G", row), max, Rule::Raters, &inputs)
            }
            _ => {
                let max = [5, 25, 15, 30, 15, 5, 5][index];
                let rule = if matches!(index, 3 | 4) {
                    PLAIN
                } else {
                    Rule::Kept
                };
                // Target and actual stand as words in one cell.
                let mut line = on.line(item, &at("D", row), max, rule, &[]);
                line.inputs = vec![on.at(&at("B", row))];
                line.values = match index {
                    3 => vec![Decimal::from(463_750), Decimal::from(500_000)],
                    _ => vec!["0.028".parse().unwrap(), "0.03".parse().unwrap()],
                };
                line
            }
        }
    });
    let lines = lines.collect();
    match id {
        "monthly" => Card {
            base: Some(on.at("C15")),
            rate: Some(on.at("F15")),
            payout: Some(on.at("H15")),
            ..on.card(lines, "H11")
        },
        "supervisor" => on.card(lines, "E22"),
        "review" => Card {
            grade: Some(on.at("G11")),
            ..on.card(lines, "G10")
        },
        _ => on.card(lines, "D12"),
    }
}

/// A scheme with its clean sample.
pub fn scheme(mapping: &Mapping) -> Scheme {
    let book = clean(mapping);
    let items: Vec<&str> = mapping
        .lines
        .iter()
        .map(|line| line.item.as_str())
        .collect();
    let sheets = book.sheets.iter().map(|sheet| Builder {
        book: &book,
        sheet: sheet.name.clone(),
    });
    let has = |on: &Builder, cell: &str, word: &str| text(&book, on.at(cell)).starts_with(word);
    let cards: Vec<Card> = match mapping.id.as_str() {
        "standard" => sheets
            .flat_map(|on| {
                let rows = (4..200).filter(|row| has(&on, &format!("A{row}"), "E"));
                rows.map(|row| standard(&on, row, &items))
                    .collect::<Vec<_>>()
            })
            .collect(),
        "deduction" => sheets
            .flat_map(|on| {
                let heads = (2..100).filter(|row| has(&on, &format!("A{row}"), "姓名"));
                heads
                    .map(|row| deduction(&on, row - 2, &items))
                    .collect::<Vec<_>>()
            })
            .collect(),
        "leadership" => sheets
            .flat_map(|on| {
                let rows = (4..60).filter(|row| has(&on, &format!("A{row}"), "M"));
                rows.map(|row| leadership(&on, row, &items))
                    .collect::<Vec<_>>()
            })
            .collect(),
        "team" => team(&book),
        id => sheets.map(|on| form(&on, id, &items)).collect(),
    };
    let id = mapping.id.as_str();
    Scheme {
        digits: if matches!(id, "supervisor" | "review") {
            2
        } else {
            1
        },
        total_digits: matches!(
            id,
            "supervisor" | "review" | "leadership" | "department-manager"
        )
        .then_some(1),
        pass_mark: matches!(id, "standard" | "monthly").then_some(80),
        has_grades: matches!(id, "team" | "leadership" | "review"),
        mapping: mapping.clone(),
        cards,
        book,
    }
}

pub fn put(book: &mut Workbook, at: Location, value: Decimal) {
    set(book, at, Value::Number(value));
}
