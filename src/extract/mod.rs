//! Workbook + Mapping -> Scorecards: labels and headers are found, every figure remembers its cell.

mod choose;
mod figure;
mod form;
mod formulas;
mod header;
mod items;
mod join;
mod labels;
mod long;
pub(crate) mod named;
mod near;
mod own;
pub(crate) mod people;
mod percent_totals;
mod period;
mod pieces;
mod roster;
mod rows;
mod search;
mod shared;
mod shown;
mod staff;
mod summary;
mod text_columns;
mod ticked;
mod times;
pub(crate) mod twins;
mod units;
mod untaken;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::Finding;
use crate::formula::{Computed, Unchecked};
use crate::mapping::own::OwnLines;
use crate::mapping::{LayoutKind, Mapping};
use crate::scorecard::{Period, Scorecard};
use crate::text::Text;
use crate::workbook::{CellRef, Location, Sheet, Workbook};

pub use choose::{Choice, Chooser, Fit, choose};
pub use join::missing;
pub use near::{Near, near};
pub(crate) use pieces::{columns_of, rows_of};
pub use rows::{RowKind, kind_of_text};
pub use staff::{Member, Staff};
pub use summary::Copied;
pub use twins::telling_print;

/// Cards or rows that one processor takes at a time: fewer are not worth a second one.
const AT_A_TIME: usize = 256;

/// What a workbook reports.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// The scorecards, in the workbook's order.
    pub cards: Vec<Scorecard>,
    /// The tables and forms they stand in.
    pub tables: Vec<Table>,
    /// What could not be extracted (X codes). Figures that cannot be read are told by the audit.
    pub findings: Vec<Finding>,
    /// Cards that are held for a reason of their own: the same person twice, an unknown line.
    pub holds: Vec<Hold>,
    /// Sheets that were not read as scorecards.
    pub unread: Vec<Unread>,
    /// What a summary says of cards that say it too, by card.
    pub copied: BTreeMap<usize, Vec<Copied>>,
    /// Rows of figures in lists of people that were taken for sums and notes, in the workbook's order.
    pub set_aside: Vec<SetAside>,
    /// The lines that people have of their own.
    pub own_lines: OwnLines,
    /// The scheme with these lines behind its own, where there are some.
    pub completed: Option<Arc<Mapping>>,
    /// The company's roster, where one was given.
    pub roster: Option<Arc<Staff>>,
    /// The roster's rows of whose people there is a scorecard, by sheet and row.
    pub on_roster: BTreeSet<(usize, u32)>,
    /// Who has no scorecard is told over several workbooks, of which this is one.
    pub one_of_several: bool,
    /// Cells of figures whose stored value is not what their formula gives, with what it gives.
    pub stale: BTreeMap<Location, Computed>,
    /// Formulas of figures that could not be checked, counted by the reason.
    pub unchecked: BTreeMap<Unchecked, usize>,
}

/// Why a card is held, besides lines that cannot be computed.
#[derive(Debug, Clone)]
pub struct Hold {
    /// The card, by index.
    pub card: usize,
    /// The reason.
    pub reason: Text,
}

/// What is known of a card from other workbooks.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// What is wrong with it.
    pub finding: Finding,
    /// Why it is held, where it is.
    pub hold: Option<Text>,
}

/// A sheet that was not read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// The sheet, by index.
    pub sheet: usize,
    /// Why.
    pub reason: Text,
}

/// A row of figures in a list of people that was taken for a sum, an average or a note: nobody is paid by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The table it stands in, by index.
    pub table: usize,
    /// Its label, else its first cell.
    pub at: Location,
    /// What it is called, where it is called anything.
    pub label: Option<String>,
    /// What told that it is nobody's.
    pub by: ToldBy,
}

/// What tells that a row of figures is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToldBy {
    /// Words that mean a sum or an average.
    SumWords,
    /// Words that mean a note, or a place below the last person.
    OtherWords,
    /// Its figures alone.
    Figures,
}

/// A table of people, of a person's lines, or a form.
#[derive(Debug, Clone)]
pub struct Table {
    /// The sheet, by index.
    pub sheet: usize,
    /// The first and last row of the header.
    pub header: (u32, u32),
    /// The first and last column.
    pub columns: (u32, u32),
    /// The last row with people or lines.
    pub last_row: u32,
    /// A header cell: added columns look like it.
    pub look_of: CellRef,
    /// What its rows are.
    pub rows: TableRows,
    /// The lines' headers or items whose brackets say something (`销售额完成率（20分）`).
    pub marks: Vec<Mark>,
    /// The header of the total column, or of the weights' column on a form.
    pub sum_header: Option<CellRef>,
    /// Headers whose columns hold figures that stand as text more often than not: the header cell and the count.
    pub text_columns: Vec<(CellRef, usize)>,
    /// Rows in which a total without a card stands.
    pub total_row: Option<u32>,
    /// The headers of a list's columns of money that the scheme does not know.
    pub unknown_money: Vec<String>,
}

/// What the bracket of a line's header or item says: a max, a weight, a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The line of the scheme, by index; `None` for a line that the scheme does not know.
    pub line: Option<usize>,
    /// The cell.
    pub cell: CellRef,
    /// What stands in the bracket.
    pub words: String,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableRows {
    /// A person each.
    People,
    /// A line each.
    Lines,
}

/// What the caller knows besides the workbook.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The period that was asked for.
    pub period: Option<Period>,
    /// The file's stem, which may name a period.
    pub file_stem: String,
    /// The company's roster.
    pub roster: Option<Arc<Staff>>,
    /// The workbook is one of several: who has no scorecard is told over all of them, by [`missing`].
    pub one_of_several: bool,
    /// What the other workbooks tell of this one's cards.
    pub elsewhere: Vec<Elsewhere>,
}

/// Words in the names of sheets that show how to fill in the others.
const SAMPLE_TABS: &[&str] = &["示例", "样例", "范例", "样表"];

/// Why a sheet is not looked at: the mapping skips it, or it is a filled-in example beside the others.
fn left_aside(workbook: &Workbook, mapping: &Mapping, index: usize) -> Option<Text> {
    let is_sample = |sheet: &Sheet| SAMPLE_TABS.iter().any(|word| sheet.name.contains(word));
    let sheet = &workbook.sheets[index];
    let mut skipped = mapping.skipped_sheets.iter();
    if skipped.any(|spelling| spelling.matches_text(&sheet.name)) {
        return Some(text!(
            "方案设定跳过这个工作表" / "the mapping skips this sheet"
        ));
    }
    let has_others = workbook.sheets.iter().any(|sheet| !is_sample(sheet));
    (is_sample(sheet) && has_others).then(|| {
        text!("工作表的名字说它是示例，没有当作考核表" / "its name says that it is an example")
    })
}

/// Extracts the scorecards that the mapping finds in a workbook.
pub fn extract(workbook: &Workbook, mapping: &Mapping, known: &Known) -> Extraction {
    let mut extraction = match mapping.layout {
        LayoutKind::Roster => roster::extract(workbook, mapping),
        LayoutKind::Form => form::extract(workbook, mapping, known),
        LayoutKind::Long => long::extract(workbook, mapping),
    };
    extraction.completed =
        (!mapping.patterns.is_empty()).then(|| Arc::new(mapping.having(&extraction.own_lines)));
    let completed = extraction.completed.clone();
    let mapping = completed.as_deref().unwrap_or(mapping);
    percent_totals::settle(mapping, &mut extraction);
    period::settle(workbook, known, &mut extraction);
    summary::settle(workbook, mapping, known, &mut extraction);
    shared::settle(workbook, mapping, &mut extraction);
    formulas::settle(workbook, mapping, &mut extraction);
    text_columns::settle(workbook, &mut extraction);
    untaken::settle(workbook, mapping, &mut extraction);
    if let Some(staff) = &known.roster {
        join::settle(mapping, staff, &mut extraction);
        extraction.roster = Some(Arc::clone(staff));
        extraction.one_of_several = known.one_of_several;
        if !known.one_of_several {
            let mut absent = missing(&[&extraction], 0);
            let sheet = only_sheet(&extraction);
            absent.iter_mut().for_each(|finding| finding.sheet = sheet);
            extraction.findings.extend(absent);
        }
    }
    // Behind the roster, which may tell two people of one name.
    people::settle(workbook, mapping, &mut extraction);
    twins::settle(workbook, mapping, &mut extraction);
    named::settle(workbook, mapping, known, &mut extraction);
    for told in &known.elsewhere {
        let hold = told.finding.card.zip(told.hold.clone());
        let hold = hold.map(|(card, reason)| Hold { card, reason });
        // Whoever stands twice here and once more elsewhere is held for one reason.
        extraction.holds.extend(hold.filter(|hold| {
            let mut known = extraction.holds.iter();
            !known.any(|other| other.card == hold.card && other.reason == hold.reason)
        }));
        extraction.findings.push(told.finding.clone());
    }
    extraction
}

/// The sheet that holds everybody, where one does.
fn only_sheet(extraction: &Extraction) -> Option<usize> {
    let first = extraction.cards.first()?.sheet;
    let is_only = extraction.cards.iter().all(|card| card.sheet == first);
    is_only.then_some(first)
}
