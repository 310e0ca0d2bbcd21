//! Scorecards: what a workbook reports about people, every figure with its cell.

mod line;
mod on_roster;
mod period;

use crate::mapping::Month;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::{Located, Location};

pub use line::Line;
pub use on_roster::{OnRoster, Stated as RosterFigure};
pub use period::{Part, Period};

/// One person's scorecard of one period. There may be a million of them: figures that few have stand in boxes.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// The sheet that holds it, by index.
    pub sheet: usize,
    /// The table or form it stands in, by index into the extraction's tables.
    pub table: usize,
    /// Its row on a roster; the first row of a form or of a person's lines.
    pub row: u32,
    /// Whose it is.
    pub employee: Employee,
    /// The period it is about, as far as the sheet says.
    pub period: Option<Period>,
    /// The month or quarter that its own cell names, where nobody says of which year.
    pub part: Option<Part>,
    /// The period whose figures of the scheme count: its own, else the one that was asked for.
    pub effective: Option<Period>,
    /// The lines of the scheme that apply to the person, in the mapping's order.
    pub lines: Vec<Line>,
    /// Where the lines were let go to save memory: what tells whether another card holds the same figures.
    pub print: Option<u64>,
    /// The reported subtotals, by the mapping's sections.
    pub subtotals: Vec<Option<Figure>>,
    /// The reported total.
    pub total: Option<Figure>,
    /// The reported grade word.
    pub grade: Option<Located<String>>,
    /// The error value that stands in the grade's place.
    pub grade_error: Option<Box<Located<String>>>,
    /// The reported coefficient.
    pub coefficient: Option<Figure>,
    /// 基本工资 or 绩效基数.
    pub base: Option<Figure>,
    /// 绩效比例.
    pub rate: Option<Figure>,
    /// The reported payout.
    pub payout: Option<Figure>,
    /// 出勤天数, where the scheme prorates.
    pub attended: Option<Box<Figure>>,
    /// 应出勤天数, where the scheme prorates by it.
    pub due: Option<Box<Figure>>,
    /// What moves the pay besides, by the mapping's adjustments.
    pub adjustments: Vec<Option<Figure>>,
    /// What the company's roster says of the person, where one was given and has him.
    pub on_roster: Option<Box<OnRoster>>,
    /// The sum of the employee's own scores.
    pub self_total: Option<Box<Figure>>,
    /// The sum of the weights or maxima that the sheet shows.
    pub weight_sum: Option<Box<Figure>>,
    /// Weights and maxima of rows that the scheme does not know.
    pub unknown_weights: Vec<(Role, Figure)>,
    /// The cell that names the period, where the card has one of its own.
    pub period_at: Option<Location>,
    /// What stands in the cells of the mapping's vetoes.
    pub vetoes: Vec<Option<Located<String>>>,
}

impl Scorecard {
    /// True where it has the line of the scheme. The lines stand in the scheme's order, mostly all of them.
    pub fn has_line(&self, spec: usize) -> bool {
        let own = |line: &Line| line.spec() == spec;
        self.lines.get(spec).is_some_and(own) || self.lines.iter().any(own)
    }

    /// True for the cells of the employee's own scores: what stands there is audited and earns nothing.
    pub fn is_self_score(&self, at: Location) -> bool {
        let lines = self.lines.iter();
        let own = lines.filter_map(|line| line.figure(Role::SelfScore));
        let sum = self.self_total.as_deref().cloned();
        own.chain(sum).any(|figure| figure.at == at)
    }

    /// The months whose figures of the scheme count.
    pub fn months(&self) -> Option<(Month, Month)> {
        self.effective.map(Period::months)
    }
}

/// Whose scorecard it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Employee {
    /// 工号
    pub id: Option<Located<String>>,
    /// 姓名
    pub name: Option<Located<String>>,
    /// 部门
    pub department: Option<Located<String>>,
    /// 岗位
    pub position: Option<Located<String>>,
    /// 考核人
    pub manager: Option<Located<String>>,
    /// No cell bears the name: it is that of the sheet's tab, or the file's.
    pub named_by_tab: bool,
}

impl Employee {
    /// The id, else the name: how findings call the person.
    pub fn key(&self) -> Option<&str> {
        self.id
            .as_ref()
            .or(self.name.as_ref())
            .map(|located| located.value.as_str())
    }

    /// The name, else the id: how people call the person.
    pub fn called(&self) -> &str {
        self.name
            .as_ref()
            .or(self.id.as_ref())
            .map_or("?", |located| located.value.as_str())
    }

    /// Where the person is named.
    pub fn at(&self) -> Option<Location> {
        self.name
            .as_ref()
            .or(self.id.as_ref())
            .map(|located| located.at)
    }
}

/// What stands in a cell that should hold a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its cell.
    pub at: Location,
    /// What is there.
    pub state: State,
    /// The digits after the point that its number format shows (of 92.5 %, as a fraction: 3).
    pub shown_digits: Option<u8>,
    /// Its number format shows a percentage.
    pub is_percent: bool,
    /// What one of the cell's own figures stands for. The state is in ones.
    pub unit: Unit,
}

/// What one of a cell's figures stands for, as a power of ten. There are many figures: a unit is a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unit(i8);

impl Unit {
    /// Itself.
    pub const ONE: Unit = Unit(0);
    /// A hundredth: 92 where its header says `(%)`, or its format writes a % behind it.
    pub const PERCENT: Unit = Unit(-2);

    /// A point that is taken off: 2 is -2.
    pub const TAKEN_OFF: Unit = Unit(i8::MIN);

    /// One and so many noughts: 万元 has four.
    pub const fn noughts(count: i8) -> Unit {
        Unit(count)
    }

    /// True for thousands and more.
    pub fn is_large(self) -> bool {
        self.0 > 0
    }

    /// How many ones stand so written; nothing past what a decimal holds.
    pub fn ones(self, written: Decimal) -> Option<Decimal> {
        match self {
            Unit::TAKEN_OFF => Some(-written),
            _ => shifted(written, self.0),
        }
    }

    /// How so many ones are written.
    pub fn written(self, ones: Decimal) -> Option<Decimal> {
        match self {
            Unit::TAKEN_OFF => Some(-ones),
            _ => shifted(ones, -self.0),
        }
    }
}

/// So many times ten times as much.
fn shifted(value: Decimal, tens: i8) -> Option<Decimal> {
    if tens == 0 {
        return Some(value);
    }
    let factor = Ratio::from(10i64.checked_pow(tens.unsigned_abs().into())?);
    let value = Ratio::from(value);
    match tens < 0 {
        true => value.over(&factor)?.exact(20),
        false => value.times(&factor).exact(20),
    }
}

/// What stands in a cell that should hold a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// A number.
    Number(Decimal),
    /// A number that is stored as text.
    TextNumber(Decimal),
    /// Nothing.
    Blank,
    /// `-`, `/`, `无`.
    Dash,
    /// Words that should state the figure and do not.
    Unstated,
    /// A figure of several lines together, in one merged cell: no line has one of its own.
    Shared,
    /// Text that is no number.
    Unreadable(Box<str>),
    /// An error value.
    Error(Box<str>),
    /// A formula that was never calculated, and whose value cannot be told.
    Uncalculated,
    /// The value of a formula that was never calculated, worked out here.
    Computed(Decimal),
}

impl Figure {
    /// The number as it stands in the cell.
    pub fn written(&self) -> Option<Decimal> {
        self.unit.written(self.value()?)
    }

    /// The same figure where what stands in the cell turns out to be in a unit; none where no decimal holds it.
    pub fn measured(mut self, unit: Unit) -> Option<Figure> {
        if let State::Number(value) | State::TextNumber(value) | State::Computed(value) =
            &mut self.state
        {
            *value = unit.ones(*value)?;
            self.unit = unit;
        }
        Some(self)
    }

    /// The number, where there is one.
    pub fn value(&self) -> Option<Decimal> {
        match self.state {
            State::Number(value) | State::TextNumber(value) | State::Computed(value) => Some(value),
            _ => None,
        }
    }
}
