//! Labelled values of forms: the value stands right of its label, below it, or in the same cell after a colon.

mod in_cell;

use std::collections::BTreeMap;

use in_cell::{off_its_line, pieces, split};

use super::figure::{Cells, percentage, read_text, words};
use super::rows::{self, RowKind};
use super::search::{Search, Wanted};
use super::ticked;
use super::units;
use crate::mapping::defaults;
use crate::mapping::spelling::{Label, Spelling, fold};
use crate::mapping::{Field, Mapping};
use crate::scorecard::{Figure, Unit};
use crate::workbook::{CellRange, CellRef, Located, Value};
use crate::written::is_percentage;

/// A label's value: its cell, and its words where they share the label's cell.
#[derive(Debug, Clone)]
pub(super) struct Labelled {
    pub cell: CellRef,
    pub inline: Option<String>,
    /// The label, for the unit behind it: `绩效比例(%)`, `基本工资（万元）`.
    label: Label,
}

impl Labelled {
    /// The value as words.
    pub fn word(&self, cells: &Cells) -> Option<Located<String>> {
        let word = match &self.inline {
            Some(value) => Some(Located {
                value: value.clone(),
                at: cells.location(self.cell),
            }),
            None => cells.word(self.cell),
        };
        word.map(|mut word| {
            word.value = off_its_line(&word.value).to_owned();
            word
        })
        .filter(|word| !word.value.is_empty())
    }

    /// What the value answers: words, a truth value, an error value; nothing where it is blank.
    pub fn answer(&self, cells: &Cells) -> Located<String> {
        let word = self.inline.as_ref().and_then(|_| self.word(cells));
        word.unwrap_or_else(|| cells.answer(self.cell))
    }

    /// The value as a figure.
    pub fn figure(&self, cells: &Cells) -> Figure {
        match &self.inline {
            Some(value) => {
                let figure = Figure {
                    at: cells.location(self.cell),
                    state: read_text(value),
                    shown_digits: None,
                    is_percent: false,
                    unit: Unit::ONE,
                };
                percentage(figure, &self.label, is_percentage(value))
            }
            None => cells.percentage(self.cell, &self.label),
        }
    }

    /// The value as an amount of money, which may stand in 万元.
    pub fn amount(&self, cells: &Cells) -> Figure {
        units::amount(cells, self.figure(cells), &self.label)
    }
}

/// The values of fields.
pub(super) type Fields = BTreeMap<Field, Labelled>;
/// Names, each with the cell of its label.
pub(super) type Names = Vec<(CellRef, Labelled)>;

/// How far right of its label a value may stand.
const REACH: u32 = 3;
/// The longest words in place of a figure (`财务核对中，下周补`); what is longer is a note.
const MOST_WORDS: usize = 10;

/// More than this is no grade word.
const GRADE_LETTERS: usize = 6;

/// The labels that a mapping knows, ready to be looked for on many sheets.
pub(super) struct KnownLabels<'a> {
    mapping: &'a Mapping,
    fields: Search<'a, Field>,
    /// The headers of the columns of lines, but for their numbers', and the labels of what else moves the pay.
    columns: Search<'a, ()>,
}

impl<'a> KnownLabels<'a> {
    pub fn of(mapping: &'a Mapping) -> Self {
        let fields = mapping.fields.iter().map(|(field, spelled)| Wanted {
            key: *field,
            spelled,
            shares: false,
        });
        let adjustments = mapping.adjustments.iter().map(|one| &one.spelled);
        let columns = mapping.columns.values().chain([&mapping.item_column]);
        let columns = columns.chain(adjustments);
        let columns = columns.map(|spelled| Wanted {
            key: (),
            spelled,
            shares: false,
        });
        KnownLabels {
            mapping,
            fields: Search::new(fields.collect()),
            columns: Search::new(columns.collect()),
        }
    }
}

/// Finds the values of fields by their labels in a part of a sheet.
pub(super) struct LabelFinder<'a> {
    known: &'a KnownLabels<'a>,
    cells: &'a Cells<'a>,
}

impl<'a> LabelFinder<'a> {
    pub fn new(known: &'a KnownLabels<'a>, cells: &'a Cells<'a>) -> Self {
        LabelFinder { known, cells }
    }

    /// The first value of each field whose label stands in `area`; neither label nor value stands in rows of `skip`.
    pub fn find(&self, area: CellRange, skip: &dyn Fn(u32) -> bool) -> BTreeMap<Field, Labelled> {
        self.find_all(area, skip).0
    }

    /// The same, and every name with the cell of its label.
    pub fn find_all(&self, area: CellRange, skip: &dyn Fn(u32) -> bool) -> (Fields, Names) {
        let mut found = BTreeMap::new();
        let (mut names, mut numbers) = (Names::new(), Vec::new());
        for (at, text) in self.texts(area, skip) {
            for (field, labelled) in self.in_cell(at, text, area, skip) {
                if field == Field::Name {
                    names.push((at, labelled.clone()));
                }
                if field == Field::Id && self.is_bare_number(text) {
                    numbers.push((at, labelled));
                } else {
                    found.entry(field).or_insert(labelled);
                }
            }
        }
        // 编号 alone is the person's in the run of cells that the name stands in or right below it, and the document's
        // anywhere else.
        let beside_name = |at: &CellRef| {
            let near = |name: &CellRef| {
                name.row == at.row && self.is_one_run(*name, *at)
                    || name.column == at.column && name.row + 1 == at.row
            };
            names.iter().any(|(name, _)| near(name))
        };
        if let Some((_, labelled)) = numbers.into_iter().find(|(at, _)| beside_name(at)) {
            found.entry(Field::Id).or_insert(labelled);
        }
        (found, names)
    }

    /// The value behind the first label that one of `spelled` means.
    pub fn find_one(
        &self,
        area: CellRange,
        skip: &dyn Fn(u32) -> bool,
        spelled: &[Spelling],
    ) -> Option<Labelled> {
        self.texts(area, skip).find_map(|(at, text)| {
            let (label, rest) = split(text);
            let is_it = spelled
                .iter()
                .any(|spelling| spelling.matches(&[Label::new(label)]));
            is_it.then(|| self.value_of(at, rest, area, skip, false))
        })
    }

    /// The figure that shares the cell of its label: `合计：76.1分`.
    pub fn figure_in(&self, at: CellRef) -> Option<Figure> {
        let Value::Text(text) = self.cells.sheet.shown(at) else {
            return None;
        };
        let labelled = Labelled {
            cell: at,
            inline: Some(split(text).1?.to_owned()),
            label: Label::default(),
        };
        Some(labelled.figure(self.cells)).filter(|figure| figure.value().is_some())
    }

    fn texts<'s>(
        &'s self,
        area: CellRange,
        skip: &'s dyn Fn(u32) -> bool,
    ) -> impl Iterator<Item = (CellRef, &'s str)> + 's {
        let rows = &self.cells.sheet.rows;
        let first = rows.partition_point(|row| row.index < area.first.row);
        let rows = rows[first..].iter();
        let rows = rows.take_while(move |row| row.index <= area.last.row);
        rows.filter(move |row| !skip(row.index))
            .flat_map(move |row| {
                let inside = row.cells.iter().filter(move |cell| {
                    (area.first.column..=area.last.column).contains(&cell.column)
                });
                inside.filter_map(move |cell| match &cell.value {
                    Value::Text(text) => {
                        Some((CellRef::new(row.index, cell.column), text.as_ref()))
                    }
                    _ => None,
                })
            })
    }

    /// A label that numbers a document as well as a person: `编号：HR-2026-10`.
    fn is_bare_number(&self, text: &str) -> bool {
        let pieces = self.pieces(text).into_iter();
        let mut labels = pieces.map(|piece| Label::new(split(piece).0).name);
        labels.any(|label| ["编号", "no", "no."].contains(&label.as_str()))
    }

    fn pieces<'t>(&self, text: &'t str) -> Vec<&'t str> {
        pieces(text, &|label| self.field(label).is_some())
    }

    /// The fields whose labels a cell holds: mostly one, sometimes `姓名：X  部门：Y`.
    fn in_cell(
        &self,
        at: CellRef,
        text: &str,
        area: CellRange,
        skip: &dyn Fn(u32) -> bool,
    ) -> Vec<(Field, Labelled)> {
        let mut found = Vec::new();
        for piece in self.pieces(text) {
            let (label, rest) = split(piece);
            if let Some((name, value)) = self.joint(label, rest, at) {
                found.extend([name, value]);
            } else if let Some(field) = self.field(label) {
                let mut labelled = self.value_of(at, rest, area, skip, is_figure(field));
                if field == Field::Grade && rest.is_none() {
                    labelled.cell = self.grade_at(at, labelled.cell, area);
                } else if is_of_person(field) && rest.is_none() && self.bears_label(labelled.cell) {
                    // Nobody is called by the next label: `被考核人：  考核人：`.
                    (labelled.cell, labelled.inline) = (at, Some(String::new()));
                }
                if matches!(
                    field,
                    Field::Rate | Field::Coefficient | Field::Base | Field::Payout
                ) {
                    labelled.label = Label::new(label);
                }
                found.push((field, labelled));
            }
        }
        found
    }

    /// `部门-姓名` with the value `研发部-林某`.
    fn joint(
        &self,
        label: &str,
        rest: Option<&str>,
        at: CellRef,
    ) -> Option<((Field, Labelled), (Field, Labelled))> {
        let folded = fold(label);
        let (first, second) = folded.trim_end_matches(':').split_once(['-', '/', '+'])?;
        // A scheme may call the name by both words.
        let meant = |word: &str| self.field(word).or_else(|| usual_field(word));
        let (first, second) = (meant(first)?, meant(second)?);
        let whole = match rest {
            Some(rest) => (at, rest.to_owned()),
            None => {
                let right = self.right_of(at);
                (right, words(self.cells.sheet.shown(right))?)
            }
        };
        let parted = whole.1.split_once(['-', '-', '—', '/', '+']);
        let (left, right) = parted.or_else(|| whole.1.split_once(char::is_whitespace))?;
        let labelled = |value: &str| Labelled {
            cell: whole.0,
            inline: Some(value.trim().to_owned()),
            label: Label::default(),
        };
        Some(((first, labelled(left)), (second, labelled(right))))
    }

    fn field(&self, label: &str) -> Option<Field> {
        self.known.fields.first_meant(&Label::new(label))
    }

    fn right_of(&self, at: CellRef) -> CellRef {
        CellRef::new(at.row, self.cells.sheet.block(at).last.column + 1)
    }

    fn value_of(
        &self,
        at: CellRef,
        rest: Option<&str>,
        area: CellRange,
        skip: &dyn Fn(u32) -> bool,
        is_figure: bool,
    ) -> Labelled {
        if let Some(rest) = rest {
            return Labelled {
                cell: at,
                inline: Some(rest.to_owned()),
                label: Label::default(),
            };
        }
        let block = self.cells.sheet.block(at);
        let below = CellRef::new(block.last.row + 1, at.column);
        // A figure right below a label is nearer than one behind a gap.
        let is_nearer = |cell: CellRef| {
            let beside = self.cells.sheet.anchor(self.right_of(at));
            let is_figure = self.cells.figure(below).value().is_some();
            cell != beside && area.contains(below) && !skip(below.row) && is_figure
        };
        let right = is_figure.then(|| self.figure_right_of(at, area)).flatten();
        if let Some(cell) = right.filter(|cell| !is_nearer(*cell)) {
            return Labelled {
                cell,
                inline: None,
                label: Label::default(),
            };
        }
        let right = self.right_of(at);
        let holds = |cell: CellRef| {
            let is_words = || is_figure && self.is_prose(cell, cell == below);
            let is_filled = area.contains(cell) && !skip(cell.row) && !self.cells.is_blank(cell);
            is_filled && !self.is_label(cell) && !is_words()
        };
        let mut candidates = vec![right, below];
        let mut next = right;
        for _ in 1..REACH {
            if !self.cells.is_blank(next) {
                break;
            }
            next = self.right_of(next);
            candidates.push(next);
        }
        let cell = candidates
            .into_iter()
            .find(|cell| holds(*cell))
            .unwrap_or(right);
        Labelled {
            cell: self.cells.sheet.anchor(cell),
            inline: None,
            label: Label::default(),
        }
    }

    /// The first cell right of a label that holds a figure, however far, unless another label comes first: a form's
    /// money stands in its score column.
    fn figure_right_of(&self, at: CellRef, area: CellRange) -> Option<CellRef> {
        let right = self.right_of(at).column;
        let row = self.cells.sheet.row(at.row)?;
        let cells = row
            .cells
            .iter()
            .map(|cell| CellRef::new(at.row, cell.column));
        let beside = cells.filter(|cell| {
            cell.column >= right && area.contains(*cell) && !self.cells.is_blank(*cell)
        });
        let next = beside
            .filter(|cell| self.cells.sheet.anchor(*cell) == *cell)
            .find(|cell| {
                self.is_label(*cell)
                    || self.cells.figure(*cell).value().is_some()
                    || !matches!(self.cells.sheet.value(*cell), Value::Text(_))
            })?;
        (!self.is_label(next)).then_some(next)
    }

    /// True for words that nobody wrote in place of a figure: a note below an empty cell, how the figure is computed.
    fn is_prose(&self, at: CellRef, is_below: bool) -> bool {
        let Value::Text(text) = self.cells.sheet.shown(at) else {
            return false;
        };
        let folded = fold(text);
        let is_note = folded.chars().count() > MOST_WORDS
            || folded.contains(['×', '÷', '*', '=', '。', ';', ':'])
            || rows::kind_of_text(text) != RowKind::Data;
        self.cells.figure(at).value().is_none() && (is_below || is_note)
    }

    /// Where the grade of a label stands: nearby, unless what is there is no grade word, else in the form's score column.
    fn grade_at(&self, label: CellRef, nearby: CellRef, area: CellRange) -> CellRef {
        let word = |at: CellRef| {
            Some(fold(
                &self.cells.word(at).and_then(ticked::chosen_at)?.value,
            ))
        };
        let is_grade = |at: CellRef| {
            let grades = &self.known.mapping.grades;
            word(at).is_some_and(|word| grades.iter().any(|grade| fold(&grade.name) == word))
        };
        let is_short = |at: CellRef| word(at).is_some_and(|word| is_short(&word));
        if is_grade(nearby) {
            return nearby;
        }
        match self.word_right_of(label, area) {
            Some(right) if is_grade(right) || !is_short(nearby) => right,
            None if !is_short(nearby) => self.right_of(label),
            _ => nearby,
        }
    }

    /// The first cell right of a label that holds a short word, unless another label comes first: a form's grade stands
    /// in its score column.
    fn word_right_of(&self, at: CellRef, area: CellRange) -> Option<CellRef> {
        let right = self.right_of(at).column;
        let row = self.cells.sheet.row(at.row)?;
        let mut cells = row
            .cells
            .iter()
            .map(|cell| CellRef::new(at.row, cell.column))
            .filter(|cell| {
                cell.column >= right && area.contains(*cell) && !self.cells.is_blank(*cell)
            });
        let next = cells.next()?;
        let word = ticked::chosen_at(self.cells.word(next)?)?.value;
        let is_grade = is_short(&word) && !self.is_label(next);
        is_grade.then(|| self.cells.sheet.anchor(next))
    }

    /// True where no cell is empty between two cells of a row, but for those right of a label, whose value is not filled in.
    fn is_one_run(&self, one: CellRef, other: CellRef) -> bool {
        let (first, last) = (one.column.min(other.column), one.column.max(other.column));
        let shown = |column| self.cells.sheet.anchor(CellRef::new(one.row, column));
        (first + 1..last)
            .all(|column| !self.cells.is_blank(shown(column)) || self.is_label(shown(column - 1)))
    }

    /// True for a cell that holds the label of a field.
    fn bears_label(&self, at: CellRef) -> bool {
        match self.cells.sheet.shown(at) {
            Value::Text(text) => {
                text.trim_end().ends_with([':', '：']) || self.field(split(text).0).is_some()
            }
            _ => false,
        }
    }

    /// True for a cell that is a label itself, or the header of a column.
    fn is_label(&self, at: CellRef) -> bool {
        let Value::Text(text) = self.cells.sheet.shown(at) else {
            return false;
        };
        let (label, _) = split(text);
        let label = Label::new(label);
        label.name == "序号"
            || text.trim_end().ends_with([':', '：'])
            || self.known.fields.first_meant(&label).is_some()
            || self.known.columns.first_meant(&label).is_some()
    }
}

/// True for fields that hold a number.
fn is_figure(field: Field) -> bool {
    matches!(
        field,
        Field::Total
            | Field::Coefficient
            | Field::Base
            | Field::Rate
            | Field::Payout
            | Field::Attended
            | Field::Due
    )
}

/// True for fields that say whose form it is.
fn is_of_person(field: Field) -> bool {
    matches!(
        field,
        Field::Id | Field::Name | Field::Department | Field::Position | Field::Manager
    )
}

/// A word as short as a grade's.
fn is_short(word: &str) -> bool {
    word.chars().count() <= GRADE_LETTERS
}

/// The field that a label usually means, whatever the scheme calls it.
fn usual_field(label: &str) -> Option<Field> {
    let is_one = |field: &Field| defaults::field(*field).contains(&label);
    Field::ALL.into_iter().find(is_one)
}
