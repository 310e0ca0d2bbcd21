//! 汇总: a sheet beside the forms or lists that says once more what their people have in all.
//!
//! What a card lacks itself (base, rate, grade, coefficient, pay) is read there; what it has is compared with what stands
//! there. A sheet counts as a summary only where most of its people have cards and most of its totals are theirs: last
//! month's, or another department's, does not.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::Cells;
use super::header::{Header, Labels};
use super::rows::{self, RowKind};
use super::search::{Search, Wanted};
use super::{Extraction, Hold, form, period, roster, ticked};
use crate::finding::{Code, Finding, Severity};
use crate::mapping::spelling::{Spelling, fold};
use crate::mapping::{Field, LayoutKind, Mapping, defaults};
use crate::number::{Decimal, Mode, Rounding};
use crate::scorecard::{Figure, Period, Scorecard, State};
use crate::workbook::{CellRef, Located, Location, Sheet, Workbook};

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

impl Copied {
    /// Its cell.
    pub fn at(&self) -> Location {
        match self {
            Copied::Figure(_, figure) => figure.at,
            Copied::Grade(word) => word.at,
        }
    }
}

/// A person's row.
struct Row {
    row: u32,
    /// Whose it is, by index.
    card: usize,
}

/// Reads the summaries among the sheets that hold no scorecards.
pub(super) fn settle(
    workbook: &Workbook,
    mapping: &Mapping,
    known: &super::Known,
    extraction: &mut Extraction,
) {
    if mapping.layout == LayoutKind::Long || extraction.cards.is_empty() {
        return;
    }
    // A summary may stand on the sheet of the forms.
    let mut lists = Vec::new();
    if mapping.layout == LayoutKind::Form {
        let sheets: BTreeSet<usize> = extraction.cards.iter().map(|card| card.sheet).collect();
        for index in sheets {
            let parts = form::lists::of(&workbook.sheets[index], mapping);
            lists.extend(parts.into_iter().map(|part| (index, part)));
        }
    }
    if lists.is_empty() && extraction.unread.is_empty() {
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
        if super::left_aside(workbook, mapping, unread.sheet).is_some() {
            continue;
        }
        let labels = Labels::new(sheet, roster::HEADER_ROWS);
        if period::looks_back(&sheet.name) || is_payroll(sheet) {
            continue;
        }
        if let Some(header) = labels.best(&search).filter(is_summary) {
            taken.push((place, unread.sheet, header));
        }
    }
    let mut read = Vec::new();
    let mut filled = Filled {
        one_of_several: known.one_of_several,
        ..Filled::default()
    };
    for (index, part) in &lists {
        let labels = Labels::new(part, u32::MAX);
        let cells = Cells::of_part(workbook, *index, part);
        if let Some(header) = labels.best(&search).filter(is_summary) {
            take(&cells, &header, &mut filled, extraction);
        }
    }
    for (place, sheet, header) in taken {
        let cells = Cells::new(workbook, sheet);
        if take(&cells, &header, &mut filled, extraction) {
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

/// Words that head the columns of a payroll, whose 基本工资 is what everything else is reckoned from.
const PAYROLL: &[&str] = &[
    "实发工资",
    "应发工资",
    "实发合计",
    "应发合计",
    "个税",
    "个人所得税",
    "社保",
    "公积金",
    "代扣",
    "税前",
];

fn is_payroll(sheet: &Sheet) -> bool {
    let top = sheet.rows.iter().take(roster::HEADER_ROWS as usize);
    let mut texts = top
        .flat_map(|row| &row.cells)
        .filter_map(|cell| rows::words_of(&cell.value));
    texts.any(|text| PAYROLL.iter().any(|word| text.trim() == *word))
}

fn is_summary(header: &Header<Field>) -> bool {
    let has = |field: Field| header.column(field).is_some();
    (has(Field::Name) || has(Field::Id)) && (has(Field::Total) || has(Field::Payout))
}

/// Reads a summary into the cards; false where it is none of theirs.
fn take(
    cells: &Cells,
    header: &Header<Field>,
    filled: &mut Filled,
    extraction: &mut Extraction,
) -> bool {
    let who = [Field::Name, Field::Id].map(|field| header.column(field));
    let who: Vec<u32> = who.into_iter().flatten().collect();
    let part = super::period::of_sheet(cells.sheet, header.top);
    let people = Known::of(&extraction.cards, part);
    let (mut rows, mut strangers, mut mistaken) = (Vec::new(), Vec::new(), Vec::new());
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
            Found::Other(card) => mistaken.extend(id.or(name).map(|word| (word, card))),
            Found::Nobody => strangers.extend(name.or(id)),
        }
    }
    // Of two rows nobody knows which one is the person's.
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for row in &rows {
        *seen.entry(row.card).or_default() += 1;
    }
    let (rows, twice): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|row| seen.get(&row.card) == Some(&1));
    match whose(cells, header, &rows, strangers.len(), &extraction.cards) {
        Whose::Others => return false,
        // The rest of the company has its forms elsewhere.
        Whose::TheirsAndOthers => {
            let first = strangers.first().filter(|_| !filled.one_of_several);
            extraction.findings.extend(first.map(|first| {
                let (count, name) = (strangers.len(), &first.value);
                let message = text!(
                    "这张汇总表上另有 {count} 人（从「{name}」起）在这个文件里没有考核表，没有复核。他们的考核表在别的文件里的，请放在一起复核。"
                        / "The summary names {count} more people (from {name} on) of whom this file holds no scorecard: not audited. Audit the files that hold theirs together with this one."
                );
                let mut finding =
                    Finding::new(Code::X108, message).at(cells.index, first.at.cell);
                finding.severity = Severity::Warning;
                finding
            }));
            strangers.clear();
        }
        Whose::Theirs => {}
    }
    for row in &rows {
        fill(cells, header, row, filled, extraction);
    }
    for row in twice {
        let at = CellRef::new(row.row, who.first().copied().unwrap_or_default());
        let called = extraction.cards[row.card].employee.called();
        let message = text!(
            "{called}在汇总表里不止一行（{at}），不知道以哪一行为准，都没有用。请填上工号，或删去多余的行。"
                / "{called} stands in more than one row of the summary ({at}): none of them was used. Give ids, or delete the others."
        );
        let mut finding = Finding::new(Code::X105, message).at(cells.index, at);
        finding.card = Some(row.card);
        finding.employee = extraction.cards[row.card].employee.key().map(str::to_owned);
        extraction.findings.push(finding);
    }
    for (word, card) in mistaken {
        let (cell, called) = (word.at.cell, extraction.cards[card].employee.called());
        let message = text!(
            "{cell} 的工号是{called}的，同一行的姓名却是别人，这一行没有用。请核对工号和姓名。"
                / "{cell}: the id is that of {called}, the name beside it is another's; the row was not used. Check both."
        );
        let mut finding = Finding::new(Code::X113, message).at(word.at.sheet, cell);
        finding.card = Some(card);
        finding.employee = extraction.cards[card].employee.key().map(str::to_owned);
        extraction.findings.push(finding);
    }
    // Of several files each holds some of the people.
    let strangers = strangers.into_iter().filter(|_| !filled.one_of_several);
    for stranger in strangers {
        let name = &stranger.value;
        let message = text!(
            "这张汇总表上有「{name}」，这个文件里却没有他的考核表，没有复核。请补上考核表，或从汇总表移去。"
                / "The summary names {name}, of whom this file holds no scorecard: not audited. Add the scorecard, or take the name off the summary."
        );
        let mut finding = Finding::new(Code::X108, message).at(cells.index, stranger.at.cell);
        finding.severity = Severity::Warning;
        extraction.findings.push(finding);
    }
    true
}

/// Whose summary a sheet is.
enum Whose {
    /// Most of its people have cards here, and most of its totals, or pays, are theirs.
    Theirs,
    /// A company's: everybody who has a card here is on it, with his total.
    TheirsAndOthers,
    Others,
}

fn whose(
    cells: &Cells,
    header: &Header<Field>,
    rows: &[Row],
    strangers: usize,
    cards: &[Scorecard],
) -> Whose {
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
    let are_theirs = same * 2 > compared
        || compared == 0 && rows.len() * 2 > cards.len()
        || strangers == 0 && are_shuffled(cells, header, rows, cards);
    match are_people && are_theirs {
        true => Whose::Theirs,
        false if rows.len() == cards.len() && compared > 0 && same == compared => {
            Whose::TheirsAndOthers
        }
        false => Whose::Others,
    }
}

/// True where the totals are those of these people, in other rows: the list was sorted and the totals were not. Equal
/// totals tell nothing.
fn are_shuffled(cells: &Cells, header: &Header<Field>, rows: &[Row], cards: &[Scorecard]) -> bool {
    const LEAST: usize = 3;
    let column = header.column(Field::Total);
    let there = rows.iter().filter_map(|row| {
        let figure = cells.figure(CellRef::new(row.row, column?)).value()?;
        Some(figure.round(SAME))
    });
    let own = rows.iter().filter_map(|row| {
        let total = cards[row.card].total.as_ref()?.value()?;
        Some(total.round(SAME))
    });
    let [there, own]: [BTreeSet<Decimal>; 2] = [there.collect(), own.collect()];
    rows.len() == cards.len() && there == own && there.len() >= LEAST
}

/// Puts what a row says where the card says nothing, and beside what it says.
fn fill(
    cells: &Cells,
    header: &Header<Field>,
    row: &Row,
    filled: &mut Filled,
    extraction: &mut Extraction,
) {
    let column = |field: Field| header.find(field);
    let at = |field: Field| Some(CellRef::new(row.row, column(field)?.column));
    let card = &mut extraction.cards[row.card];
    let (mut copies, mut unlike) = (Vec::new(), Vec::new());
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
            None => {
                filled.at.insert((row.card, field));
                *own = Some(there);
            }
            // A form may have the label and nothing behind it.
            Some(empty) if is_of_pay(field) && empty.state == State::Blank => {
                filled.at.insert((row.card, field));
                *own = Some(there);
            }
            // Two summaries.
            Some(first) if is_of_pay(field) => {
                let is_other = first.value() != there.value();
                if is_other && filled.at.contains(&(row.card, field)) {
                    unlike.push((first.at, there.at));
                }
            }
            Some(_) => copies.push(Copied::Figure(field, there)),
        }
    }
    let grade = at(Field::Grade).and_then(|at| cells.word(at));
    match (grade.and_then(ticked::chosen_at), &card.grade) {
        (Some(there), None) => card.grade = Some(there),
        (Some(there), Some(_)) => copies.push(Copied::Grade(there)),
        (None, _) => {}
    }
    let key = card.employee.key().map(str::to_owned);
    for (first, there) in unlike {
        let (one, other) = (first.cell, there.cell);
        let message = text!(
            "{other} 的绩效基数（比例）和另一张汇总表 {one} 的不同，不知道以哪一个为准，此人待核。请改成一致，或从文件里移去旧的汇总表。"
                / "{other}: the base (or rate) is not that of another summary ({one}): nobody knows which counts, the person is held. Make them agree, or take the old summary out of the file."
        );
        let mut finding = Finding::new(Code::S101, message).at(there.sheet, other);
        (finding.card, finding.employee) = (Some(row.card), key.clone());
        extraction.findings.push(finding);
        extraction.holds.push(Hold {
            card: row.card,
            reason: text!("两张汇总表的基数不同" / "two summaries differ in the base"),
        });
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

/// What the summaries told so far: the figures that cards lacked.
#[derive(Default)]
struct Filled {
    at: BTreeSet<(usize, Field)>,
    /// Other files hold forms too.
    one_of_several: bool,
}

/// The cards by what their people are called; several where one name is borne by several.
struct Known {
    ids: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
    /// The name of each card's person.
    called: Vec<Option<String>>,
}

enum Found {
    One(usize),
    /// The id is one person's, the name another's.
    Other(usize),
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
        let called = cards.iter().map(|card| card.employee.name.as_ref());
        let called = called.map(|name| name.map(|name| fold(&name.value)));
        Known {
            ids,
            names,
            called: called.collect(),
        }
    }

    fn find(&self, id: &Option<Located<String>>, name: &Option<Located<String>>) -> Found {
        let of = |all: &BTreeMap<String, Vec<usize>>, word: &Option<Located<String>>| {
            let found = all.get(&fold(&word.as_ref()?.value))?;
            Some(match found[..] {
                [only] => Found::One(only),
                _ => Found::Several,
            })
        };
        let found = of(&self.ids, id)
            .or_else(|| of(&self.names, name))
            .unwrap_or(Found::Nobody);
        let Found::One(card) = found else {
            return found;
        };
        let there = name.as_ref().map(|name| fold(&name.value));
        match (there, &self.called[card]) {
            (Some(there), Some(own)) if there != *own => Found::Other(card),
            _ => found,
        }
    }
}
