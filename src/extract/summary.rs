//! 汇总: a sheet beside the forms or lists that says once more what their people have in all.
//!
//! What a card lacks itself (base, rate, grade, coefficient, pay) is read there; what it has is compared with what stands
//! there. A sheet counts as a summary only where most of its people have cards and most of its totals are theirs: last
//! month's, or another department's, does not.

use std::collections::BTreeMap;

use super::figure::Cells;
use super::header::{Header, Labels};
use super::rows::{self, RowKind};
use super::search::{Search, Wanted};
use super::{Extraction, roster, ticked};
use crate::finding::{Code, Finding};
use crate::mapping::spelling::{Spelling, fold};
use crate::mapping::{Field, LayoutKind, Mapping, defaults};
use crate::number::{Mode, Rounding};
use crate::scorecard::{Figure, Period, Scorecard, State};
use crate::workbook::{CellRef, Located, Workbook};

/// What a summary may say of somebody.
const FIELDS: [Field; 8] = [
    Field::Name,
    Field::Id,
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
];
/// The digits at which a summary's totals are known again.
const SAME: Rounding = Rounding {
    digits: 1,
    mode: Mode::HalfUp,
};

/// A figure or a word of a summary that a card has too.
#[derive(Debug, Clone)]
pub enum Copied {
    /// 总分, 绩效系数 or 绩效工资.
    Figure(Field, Figure),
    /// The grade.
    Grade(Located<String>),
}

/// A person's row.
struct Row {
    row: u32,
    /// Whose it is, by index.
    card: usize,
}

/// Reads the summaries among the sheets that hold no scorecards.
pub(super) fn settle(workbook: &Workbook, mapping: &Mapping, extraction: &mut Extraction) {
    if mapping.layout == LayoutKind::Long || extraction.cards.is_empty() {
        return;
    }
    let spelled: Vec<(Field, Vec<Spelling>)> = FIELDS
        .into_iter()
        .map(|field| (field, spellings(mapping, field)))
        .collect();
    let wanted = spelled.iter().map(|(field, spelled)| Wanted {
        key: *field,
        spelled,
        shares: false,
    });
    let search = Search::new(wanted.collect());
    let mut taken = Vec::new();
    for (place, unread) in extraction.unread.iter().enumerate() {
        let sheet = &workbook.sheets[unread.sheet];
        let mut skipped = mapping.skipped_sheets.iter();
        if skipped.any(|spelling| spelling.matches_text(&sheet.name)) {
            continue;
        }
        let labels = Labels::new(sheet, roster::HEADER_ROWS);
        if let Some(header) = labels.best(&search).filter(is_summary) {
            taken.push((place, unread.sheet, header));
        }
    }
    let mut read = Vec::new();
    for (place, sheet, header) in taken {
        let cells = Cells::new(workbook, sheet);
        if take(&cells, &header, extraction) {
            read.push(place);
        }
    }
    let mut place = 0;
    extraction.unread.retain(|_| {
        place += 1;
        !read.contains(&(place - 1))
    });
}

/// What heads a field: the mapping's words, and the usual ones.
fn spellings(mapping: &Mapping, field: Field) -> Vec<Spelling> {
    let own = mapping.fields.get(&field).into_iter().flatten().cloned();
    let usual = defaults::field(field).iter();
    own.chain(usual.filter_map(|word| Spelling::parse(word).ok()))
        .collect()
}

fn is_summary(header: &Header<Field>) -> bool {
    let has = |field: Field| header.column(field).is_some();
    (has(Field::Name) || has(Field::Id)) && (has(Field::Total) || has(Field::Payout))
}

/// Reads a summary into the cards; false where it is none of theirs.
fn take(cells: &Cells, header: &Header<Field>, extraction: &mut Extraction) -> bool {
    let who = [Field::Name, Field::Id].map(|field| header.column(field));
    let who: Vec<u32> = who.into_iter().flatten().collect();
    let part = super::period::of_sheet(cells.sheet, header.top);
    let people = Known::of(&extraction.cards, part);
    let (mut rows, mut strangers) = (Vec::new(), Vec::new());
    for row in &cells.sheet.rows {
        if row.index <= header.bottom || header.is_repeated(cells.sheet, row.index) {
            continue;
        }
        let figure = |field: Field| {
            let column = header.column(field)?;
            cells.figure(CellRef::new(row.index, column)).value()
        };
        let figures = [Field::Total, Field::Payout, Field::Base].map(figure);
        let count = figures.iter().flatten().count();
        let word = |field: Field| cells.word(CellRef::new(row.index, header.column(field)?));
        let (id, name) = (word(Field::Id), word(Field::Name));
        if count == 0
            || rows::kind_of_person(cells.sheet, row, &who, count) != RowKind::Data
            || id.is_none() && name.is_none()
        {
            continue;
        }
        match people.find(&id, &name) {
            Found::One(card) => rows.push(Row {
                row: row.index,
                card,
            }),
            Found::Several => {}
            Found::Nobody => strangers.extend(name.or(id)),
        }
    }
    if !is_theirs(cells, header, &rows, strangers.len(), &extraction.cards) {
        return false;
    }
    for row in &rows {
        fill(cells, header, row, extraction);
    }
    for stranger in strangers {
        let name = &stranger.value;
        let message = text!(
            "这张汇总表上有「{name}」，这个文件里却没有他的考核表，没有复核。请补上考核表，或从汇总表移去。"
                / "The summary names {name}, of whom this file holds no scorecard: not audited. Add the scorecard, or take the name off the summary."
        );
        let mut finding = Finding::new(Code::X108, message).at(cells.index, stranger.at.cell);
        finding.severity = crate::finding::Severity::Warning;
        extraction.findings.push(finding);
    }
    true
}

/// True for a summary of these cards: most of its people are theirs, and most of its totals, or pays, too.
fn is_theirs(
    cells: &Cells,
    header: &Header<Field>,
    rows: &[Row],
    strangers: usize,
    cards: &[Scorecard],
) -> bool {
    let (mut same, mut compared) = (0, 0);
    type OfCard = fn(&Scorecard) -> &Option<Figure>;
    let known: [(Field, OfCard); 2] = [
        (Field::Total, |card| &card.total),
        (Field::Payout, |card| &card.payout),
    ];
    for row in rows {
        for (field, of_card) in known {
            let column = header.column(field);
            let there = column.and_then(|at| cells.figure(CellRef::new(row.row, at)).value());
            let own = of_card(&cards[row.card]).as_ref().and_then(Figure::value);
            if let Some((there, own)) = there.zip(own) {
                compared += 1;
                same += usize::from(there.round(SAME) == own.round(SAME));
            }
        }
    }
    let are_people = rows.len() > 1 && rows.len() > strangers * 2;
    are_people && (same * 2 > compared || compared == 0 && rows.len() * 2 > cards.len())
}

/// Puts what a row says where the card says nothing, and beside what it says.
fn fill(cells: &Cells, header: &Header<Field>, row: &Row, extraction: &mut Extraction) {
    let column = |field: Field| header.find(field);
    let at = |field: Field| Some(CellRef::new(row.row, column(field)?.column));
    let card = &mut extraction.cards[row.card];
    let mut copies = Vec::new();
    let plain = |field: Field| Some(cells.figure(at(field)?));
    let amount = |field: Field| Some(cells.amount(at(field)?, &column(field)?.label));
    let share = |field: Field| Some(cells.percentage(at(field)?, &column(field)?.label));
    let own = [
        (Field::Total, plain(Field::Total), &mut card.total),
        (
            Field::Coefficient,
            share(Field::Coefficient),
            &mut card.coefficient,
        ),
        (Field::Base, amount(Field::Base), &mut card.base),
        (Field::Rate, share(Field::Rate), &mut card.rate),
        (Field::Payout, amount(Field::Payout), &mut card.payout),
    ];
    for (field, there, own) in own {
        let Some(there) = there.filter(|there| there.value().is_some()) else {
            continue;
        };
        match own {
            None => *own = Some(there),
            // A form may have the label and nothing behind it.
            Some(empty) if is_of_pay(field) && empty.state == State::Blank => *own = Some(there),
            Some(_) if is_of_pay(field) => {}
            Some(_) => copies.push(Copied::Figure(field, there)),
        }
    }
    let grade = at(Field::Grade).and_then(|at| cells.word(at));
    match (grade.and_then(ticked::chosen_at), &card.grade) {
        (Some(there), None) => card.grade = Some(there),
        (Some(there), Some(_)) => copies.push(Copied::Grade(there)),
        (None, _) => {}
    }
    if !copies.is_empty() {
        extraction
            .copied
            .entry(row.card)
            .or_default()
            .extend(copies);
    }
}

/// What the pay is reckoned from.
fn is_of_pay(field: Field) -> bool {
    matches!(field, Field::Base | Field::Rate)
}

/// The cards by what their people are called; several where one name is borne by several.
struct Known {
    ids: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
}

enum Found {
    One(usize),
    Several,
    Nobody,
}

impl Known {
    /// The people of a month or quarter, where the summary names one.
    fn of(cards: &[Scorecard], part: Option<crate::scorecard::Part>) -> Self {
        let (mut ids, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (index, card) in cards.iter().enumerate() {
            let own = card
                .period
                .and_then(|period: Period| period.part)
                .or(card.part);
            if part.zip(own).is_some_and(|(there, own)| there != own) {
                continue;
            }
            let add = |all: &mut BTreeMap<String, Vec<usize>>, word: &Option<Located<String>>| {
                if let Some(word) = word {
                    all.entry(fold(&word.value)).or_default().push(index);
                }
            };
            add(&mut ids, &card.employee.id);
            add(&mut names, &card.employee.name);
        }
        Known { ids, names }
    }

    fn find(&self, id: &Option<Located<String>>, name: &Option<Located<String>>) -> Found {
        let of = |all: &BTreeMap<String, Vec<usize>>, word: &Option<Located<String>>| {
            let found = all.get(&fold(&word.as_ref()?.value))?;
            Some(match found[..] {
                [only] => Found::One(only),
                _ => Found::Several,
            })
        };
        of(&self.ids, id)
            .or_else(|| of(&self.names, name))
            .unwrap_or(Found::Nobody)
    }
}
