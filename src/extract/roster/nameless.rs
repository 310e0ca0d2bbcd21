//! Rows that may be nobody's: figures without a name are a sum without its label or somebody whose name was forgotten;
//! with words that are hardly a name, a sum with a label that nobody foresaw (`本店水平`) or somebody.

use std::collections::BTreeSet;

use super::together::Together;
use super::{Key, Roster};
use crate::extract::form::looks_like_a_name;
use crate::extract::rows;
use crate::finding::{Code, Finding};
use crate::formula::reads_other_rows;
use crate::mapping::Field;
use crate::mapping::spelling::fold;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::scorecard::{Employee, Figure, Scorecard};
use crate::workbook::CellRef;

/// What one row after the other adds up to.
#[derive(Default)]
struct Above {
    /// All people down to here, those since the last sum, and those between that sum and the one before.
    all: Together,
    part: Together,
    before: Together,
    people: usize,
}

impl Above {
    /// Begins a new part behind a sum; a second row of sums (an average) ends the same part.
    fn end_part(&mut self) {
        if !self.part.is_empty() {
            self.before = std::mem::take(&mut self.part);
        }
    }

    /// The people whom a row may add.
    fn groups(&self) -> [&Together; 2] {
        match self.part.is_empty() {
            true => [&self.all, &self.before],
            false => [&self.all, &self.part],
        }
    }
}

/// A row below the header.
enum Row {
    Person(usize),
    Nameless(u32),
    Sum,
}

impl Roster<'_> {
    /// Takes rows that add others from among the people, whose cards begin at `first`, and tells of those whose name was
    /// forgotten. `sums` are the rows that say that they are sums. Gives the rows that were taken out by their figures.
    pub(super) fn settle_nobody(
        &mut self,
        first: usize,
        nameless: &[u32],
        sums: &[u32],
    ) -> Vec<u32> {
        let cards = &self.extraction.cards[first..];
        let departments = departments(cards);
        let is_department = |employee: &Employee| {
            if departments.is_empty() || employee.id.is_some() {
                return false;
            }
            let name = employee.name.as_ref().map(|name| fold(&name.value));
            // 其中：销售一部 is the department's sum.
            let bare = |name: &str| {
                name.trim_start_matches("其中")
                    .trim_start_matches(':')
                    .to_owned()
            };
            name.is_some_and(|name| departments.contains(&bare(&name)))
        };
        let have_ids = Usual::of(cards).both_names;
        // Where units are appraised, most rows are such.
        let units = cards.iter().filter(|card| is_unit(&card.employee));
        let are_few = units.count() * 3 <= cards.len();
        let is_part = |card: &Scorecard| {
            is_department(&card.employee)
                || are_few && is_unit(&card.employee)
                || have_ids && has_pay_alone(card)
        };
        let suspects: BTreeSet<usize> = cards
            .iter()
            .enumerate()
            .filter(|(_, card)| is_suspect(&card.employee) || is_part(card))
            .map(|(index, _)| index)
            .collect();
        let last_suspect = suspects.last().map(|index| cards[*index].row);
        let Some(last) = last_suspect.max(nameless.last().copied()) else {
            return Vec::new();
        };
        let usual = Usual::of(cards);
        let people = cards.iter().enumerate();
        let mut rows: Vec<(u32, Row)> = people
            .map(|(index, card)| (card.row, Row::Person(index)))
            .chain(nameless.iter().map(|row| (*row, Row::Nameless(*row))))
            .chain(sums.iter().map(|row| (*row, Row::Sum)))
            .filter(|(row, _)| *row <= last)
            .collect();
        rows.sort_by_key(|(row, _)| *row);
        let mut above = Above::default();
        let (mut nobody, mut forgotten) = (BTreeSet::new(), Vec::new());
        let mut taken_out = Vec::new();
        for (_, row) in rows {
            match row {
                Row::Person(index) => {
                    let card = &self.extraction.cards[first + index];
                    let lacks = usual.lacks_much(&card.employee);
                    if suspects.contains(&index)
                        && (is_part(card) || self.adds_others(first, card, &above, lacks))
                    {
                        nobody.insert(first + index);
                        taken_out.push(card.row);
                        above.end_part();
                    } else {
                        above.people += 1;
                        above.all.add(self, card.row);
                        above.part.add(self, card.row);
                    }
                }
                Row::Nameless(row) if self.is_unlabelled_sum(row, &above) => {
                    taken_out.push(row);
                    above.end_part();
                }
                Row::Nameless(row) => forgotten.push(row),
                Row::Sum => above.end_part(),
            }
        }
        let mut index = 0;
        self.extraction.cards.retain(|_| {
            index += 1;
            !nobody.contains(&(index - 1))
        });
        for row in forgotten {
            self.report_nameless(row);
        }
        taken_out
    }

    /// True for a card that is no person's: its figures are those of the people above together, or, on top of the list,
    /// of all below.
    fn adds_others(&self, first: usize, card: &Scorecard, above: &Above, lacks: bool) -> bool {
        let is_told = |others: &Together| others.is_told_by(self, card.row, lacks);
        if above.people == 0 && lacks && self.holds_marks(card.row) {
            return true;
        }
        if above.people > 0 {
            return above.groups().into_iter().any(is_told);
        }
        let mut below = Together::default();
        for other in self.extraction.cards[first..].iter() {
            if other.row != card.row {
                below.add(self, other.row);
            }
        }
        is_told(&below)
    }

    /// A nameless row whose figures are formulas over the rows above, or their sums or averages.
    fn is_unlabelled_sum(&self, row: u32, above: &Above) -> bool {
        let columns: Vec<u32> = self.figure_columns().collect();
        let is_formula = |column: &u32| {
            let formula = self.cells.sheet.formulas.get(&CellRef::new(row, *column));
            formula.is_some_and(|formula| {
                let text = formula.text.to_ascii_uppercase();
                let names = ["SUM", "AVERAGE", "SUBTOTAL"];
                // A person's own total adds along his row.
                names.iter().any(|name| text.contains(name)) && reads_other_rows(&text, row)
            })
        };
        if columns.iter().any(is_formula) {
            return true;
        }
        let is_sum = |column: u32| {
            let own = self.cells.figure(CellRef::new(row, column)).value();
            own.is_some_and(|own| above.all.is_sum(column, own))
        };
        let has_position = self.has_own(Field::Position, row);
        // Full marks without any word, right below the header.
        let is_bare = || {
            let mut filled = rows::filled(self.cells.sheet, row);
            filled.all(|at| self.added_columns().any(|column| column == at.column))
        };
        if above.people == 0 && is_bare() && self.holds_marks(row) {
            return true;
        }
        // A forgotten name's 5 points may be the 2 and 3 above together; of a sum's figures most are.
        let filled = columns.iter().filter(|column| {
            let figure = self.cells.figure(CellRef::new(row, **column));
            figure.value().is_some_and(|own| !own.is_zero())
        });
        let filled = filled.count();
        let sums = columns.into_iter().filter(|column| is_sum(*column)).count();
        let is_told = || {
            let mut others = above.groups().into_iter();
            others.any(|others| others.is_told_by(self, row, true))
        };
        !has_position && (sums > 0 && sums * 2 >= filled || is_told())
    }

    /// True for a row that says what the lines are worth: under two of them and more their full marks or weights, under
    /// the totals anything, and nothing else.
    fn holds_marks(&self, row: u32) -> bool {
        let value = |column: u32| self.own_value(CellRef::new(row, column));
        let mut marks = 0;
        for (spec, columns) in self.mapping.lines.iter().zip(&self.lines) {
            for (role, column) in columns {
                let Some(own) = value(*column) else { continue };
                let own_ratio = Ratio::from(own);
                let mut weights = spec.weights.values();
                let is_mark = own == spec.max
                    || weights.any(|weight| {
                        own_ratio == *weight || own_ratio == weight.times(&Ratio::from(100))
                    });
                if *role != Role::Score || !is_mark {
                    return false;
                }
                marks += 1;
            }
        }
        let money = [Field::Base, Field::Payout, Field::Rate];
        let columns = money
            .into_iter()
            .filter_map(|field| self.fields.get(&field));
        marks > 1 && columns.copied().all(|column| value(column).is_none())
    }

    fn report_nameless(&mut self, row: u32) {
        let column = self
            .fields
            .get(&Field::Name)
            .or(self.fields.get(&Field::Id))
            .copied()
            .unwrap_or_default();
        let at = CellRef::new(row, column);
        let message = text!(
            "{at} 没有姓名，但这一行填了数：不知道是谁的考核，没有计分。请补上姓名或工号，或删去这一行。"
                / "{at} has no name although the row holds figures: nobody knows whose they are, nothing was scored. Add a name or id, or delete the row."
        );
        self.extraction
            .findings
            .push(Finding::new(Code::X101, message).at(self.cells.index, at));
    }

    /// The columns that a row of sums may add up.
    pub(super) fn added_columns(&self) -> impl Iterator<Item = u32> + '_ {
        let subtotals = self.subtotals.iter().flatten().copied();
        let rate = self.header.column(Key::Field(Field::Rate));
        let mut seen = BTreeSet::new();
        let all = self.figure_columns().chain(subtotals).chain(rate);
        all.filter(move |column| seen.insert(*column))
    }

    /// The figure that stands in a cell itself, which is not merged from elsewhere.
    pub(super) fn own_value(&self, at: CellRef) -> Option<Decimal> {
        let is_own = self.cells.sheet.anchor(at) == at;
        is_own.then(|| self.cells.figure(at).value()).flatten()
    }

    /// True for a formula that adds up or averages several rows of its own column, and reads nothing of its own row.
    pub(super) fn adds_its_column(&self, at: CellRef) -> bool {
        let ranges = self.cells.formula_reads(at);
        let is_elsewhere = ranges
            .iter()
            .all(|range| !(range.first.row..=range.last.row).contains(&at.row));
        is_elsewhere
            && ranges.iter().any(|range| {
                range.first.column == at.column
                    && range.last.column == at.column
                    && range.first.row < range.last.row
            })
    }

    /// True where another row of the list has the very figures of this one.
    pub(super) fn repeats_somebody(&self, row: u32) -> bool {
        let table = self.extraction.tables.len();
        let cards = self.extraction.cards.iter();
        let mut others = cards.filter(|card| card.table == table && card.row != row);
        let same = |other: u32, column: u32| {
            let [one, own] = [other, row].map(|row| self.own_value(CellRef::new(row, column)));
            own.is_none() || one == own
        };
        others.any(|card| self.added_columns().all(|column| same(card.row, column)))
    }
}

/// True for somebody without an id who is called like a part of the company: 客服部, 实习生小组.
fn is_unit(employee: &Employee) -> bool {
    let name = employee.name.as_ref().map(|name| name.value.trim());
    employee.id.is_none() && name.is_some_and(|name| name.ends_with(['部', '组']))
}

/// True for a row without an id whose only figure is a pay: a department's, what is left over, an addition.
fn has_pay_alone(card: &Scorecard) -> bool {
    let has = |figure: &Option<Figure>| figure.as_ref().is_some_and(|it| it.value().is_some());
    let is_scored = || {
        let mut lines = card.lines.iter();
        lines.any(|line| line.figures().any(|(_, figure)| figure.value().is_some()))
    };
    (card.employee.id.is_none() || card.employee.name.is_none())
        && has(&card.payout)
        && !has(&card.total)
        && !has(&card.base)
        && !is_scored()
}

/// The departments of a list, where most have an id and somebody has none: only then one may stand for a person.
fn departments(cards: &[Scorecard]) -> BTreeSet<String> {
    let without = cards.iter().filter(|card| card.employee.id.is_none());
    match without.count() {
        0 => BTreeSet::new(),
        few if few * 2 > cards.len() => BTreeSet::new(),
        _ => cards
            .iter()
            .filter_map(|card| Some(fold(&card.employee.department.as_ref()?.value)))
            .collect(),
    }
}

/// A row without an id or a position whose words are hardly a person's name.
fn is_suspect(employee: &Employee) -> bool {
    let label = match (&employee.id, &employee.name) {
        (Some(only), None) | (None, Some(only)) => only.value.trim(),
        _ => return false,
    };
    let is_numbered = label.chars().any(|c| c.is_ascii_digit());
    employee.position.is_none() && !is_numbered && !looks_like_a_name(label)
}

/// What most people of a list have.
struct Usual {
    both_names: bool,
    position: bool,
}

impl Usual {
    fn of(cards: &[Scorecard]) -> Self {
        let most = |has: &dyn Fn(&Employee) -> bool| {
            let those = cards.iter().filter(|card| has(&card.employee));
            those.count() * 2 > cards.len()
        };
        Usual {
            both_names: most(&|who| who.id.is_some() && who.name.is_some()),
            position: most(&|who| who.position.is_some()),
        }
    }

    /// True for a row without some of that.
    fn lacks_much(&self, employee: &Employee) -> bool {
        self.position && employee.position.is_none()
            || self.both_names && (employee.id.is_none() || employee.name.is_none())
    }
}
