//! The summary sheet: one row per person, with the total and the pay.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::places::Key;
use super::{is_person, key_of, part_of_row, person, table};
use crate::extract::figure::Cells;
use crate::extract::header::Header;
use crate::extract::pieces::head_of;
use crate::extract::{Extraction, Hold, TableRows, Unread, period};
use crate::finding::{Code, Finding};
use crate::mapping::Field;
use crate::mapping::spelling::fold;
use crate::workbook::{CellRef, Located, Sheet, Workbook};

/// A person's row on the summary sheet.
pub(super) struct Summary {
    pub sheet: usize,
    pub row: u32,
    pub header: Header<Key>,
    /// The id, else the name, as it stands there.
    pub called: String,
    /// The id and the name, made comparable.
    pub id: Option<String>,
    pub name: Option<String>,
    /// The position, likewise.
    pub position: Option<String>,
    /// The month or quarter that the row is about.
    pub part: Option<period::Part>,
    /// The row itself says so, not the title over all of them.
    pub says_part: bool,
    pub used: bool,
}

impl Summary {
    /// The person of the last card stands twice: nobody knows which row counts.
    pub fn report_twice(&self, extraction: &mut Extraction) {
        let card = extraction.cards.len() - 1;
        let called = extraction.cards[card].employee.called().to_owned();
        let column = [Field::Name, Field::Id]
            .iter()
            .find_map(|field| self.header.column(Key::Field(*field)));
        let at = CellRef::new(self.row, column.unwrap_or_default());
        let message = text!(
            "{called}在汇总表里出现了两次（{at}），不知道以哪一行为准，此人待核。请删去重复的一行。"
                / "{called} stands twice on the summary ({at}): nobody knows which row counts, the person is held."
        );
        let mut finding = Finding::new(Code::X105, message).at(self.sheet, at);
        finding.card = Some(card);
        finding.employee = extraction.cards[card].employee.key().map(str::to_owned);
        extraction.findings.push(finding);
        extraction.holds.push(Hold {
            card,
            reason: text!("汇总表里重复" / "twice on the summary"),
        });
    }
}

/// Words by which a list of the best is told.
const RANKING: [&str; 4] = ["排名", "名次", "排行", "位次"];

/// A table with its sheet, by index, and the part of the sheet that is its own.
type Placed<'s> = (usize, Cow<'s, Sheet>, Header<Key>);

/// Takes out the rankings beside a summary: they say once more who has how many points, and nothing of the pay.
pub(super) fn leave_out_rankings(
    summaries: &mut Vec<Placed>,
    details: &[Placed],
    extraction: &mut Extraction,
) {
    let is_ranking = |(_, part, header): &Placed| {
        let says = |words: &str| RANKING.iter().any(|word| words.contains(word));
        let words = head_of(part).words_over((header.top, header.bottom));
        let pays = [Field::Payout, Field::Base, Field::Rate, Field::Coefficient];
        let mut pays = pays.into_iter();
        let has_pay = pays.any(|field| header.column(Key::Field(field)).is_some());
        !has_pay && (says(&part.name) || words.iter().any(|(_, words)| says(words)))
    };
    if summaries.iter().all(is_ranking) {
        return;
    }
    summaries.retain(|one| {
        let (sheet, ranks) = (one.0, is_ranking(one));
        if ranks && !details.iter().any(|(other, ..)| *other == sheet) {
            let reason = text!("这是排名，不是汇总" / "a ranking, no summary");
            extraction.unread.push(Unread { sheet, reason });
        }
        !ranks
    });
}

/// The rows of the summary sheets, by whose they are.
pub(super) fn rows(
    workbook: &Workbook,
    summaries: &[Placed],
    extraction: &mut Extraction,
) -> IndexMap<String, Vec<Summary>> {
    let mut people: IndexMap<String, Vec<Summary>> = IndexMap::new();
    for (index, part, header) in summaries {
        let cells = Cells::of_part(workbook, *index, part);
        let of_sheet = period::of_sheet(&workbook.sheets[*index], header.top);
        let mut last_row = header.bottom;
        for row in cells
            .sheet
            .rows
            .iter()
            .map(|row| row.index)
            .filter(|row| *row > header.bottom)
        {
            if !is_person(&cells, header, row) {
                continue;
            }
            let employee = person(&cells, header, row);
            if let Some(key) = key_of(&employee) {
                let own = part_of_row(&cells, header, row);
                let folded =
                    |word: &Option<Located<String>>| word.as_ref().map(|word| fold(&word.value));
                let summary = Summary {
                    sheet: *index,
                    row,
                    header: header.clone(),
                    called: employee.key().unwrap_or_default().to_owned(),
                    id: folded(&employee.id),
                    name: folded(&employee.name),
                    position: folded(&employee.position),
                    part: own.or(of_sheet),
                    says_part: own.is_some(),
                    used: false,
                };
                people.entry(key).or_default().push(summary);
                last_row = row;
            }
        }
        extraction
            .tables
            .push(table(*index, header, last_row, TableRows::People));
    }
    people
}
