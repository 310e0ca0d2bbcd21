//! The results of an earlier period, and what moved since: month on month.
//!
//! | file | does |
//! |---|---|
//! | `report` | reads them from a JSON report of fuhe's |
//! | `compare` | finds who is who, who came and who went (A503, A504) |
//! | `moved` | tells what moved too far (A501, A502) |
//! | `words` | what was compared, in sentences |
//!
//! Nothing here changes a figure: what moved is told, and people decide.

mod compare;
mod moved;
mod report;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::examination::{Examination, Status};
use crate::extract::twins;
use crate::mapping::spelling::{Label, fold};
use crate::number::Decimal;
use crate::scorecard::Period;
use crate::text::Text;

pub use compare::Comparison;
pub use words::Told;

/// One person's result in an earlier period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The scheme's id.
    pub scheme: String,
    /// 考核期
    pub period: Option<Period>,
    /// 工号
    pub id: Option<String>,
    /// 姓名
    pub name: Option<String>,
    /// 岗位
    pub position: Option<String>,
    /// The recomputed total.
    pub total: Option<Decimal>,
    /// What the pay was reckoned from.
    pub base: Option<Decimal>,
    /// The recomputed pay.
    pub pay: Option<Decimal>,
    /// Something could not be computed then.
    pub held: bool,
    /// What cards with the same figures share, where the figures are many and particular enough and known: a report has
    /// none.
    pub print: Option<u64>,
}

impl Person {
    /// The name, else the id.
    fn called(&self) -> &str {
        let called = self.name.as_deref().or(self.id.as_deref());
        called.unwrap_or("?")
    }
}

/// The results of an earlier period.
#[derive(Debug, Clone, Default)]
pub struct Previous {
    /// The file or folder that they come from, without its path.
    pub name: String,
    /// SHA-256 of the file; of several files, of all their digests in order.
    pub sha256: String,
    /// Files of it that could not be read: somebody who seems new may stand there.
    pub unread: usize,
    people: Vec<Person>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// A name that several people bear, under a scheme and in a period.
pub type Shared = (String, Option<Period>, String);

/// What was compared for one workbook.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// The file or folder of the previous results.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The periods that were compared with.
    pub periods: BTreeSet<Period>,
    /// How many people were compared.
    pub compared: usize,
    /// Who was not, and why.
    pub skipped: Vec<(String, Text)>,
    /// What makes the comparison doubtful, a sentence each.
    pub doubts: Vec<Text>,
    /// How far a total and a pay may move, in words.
    pub bounds: Text,
    /// Whom of the previous results a card of this workbook is of.
    met: BTreeSet<usize>,
    /// The schemes and periods of the previous results that this workbook was compared with.
    against: BTreeSet<(String, Option<Period>)>,
}

impl Previous {
    /// The results of these people.
    pub fn new(name: &str, sha256: &str, people: Vec<Person>, unread: usize) -> Self {
        let (mut by_id, mut by_name) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (index, person) in people.iter().enumerate() {
            if let Some(id) = &person.id {
                by_id.entry(id_key(id)).or_default().push(index);
            }
            if let Some(name) = &person.name {
                by_name.entry(name_key(name)).or_default().push(index);
            }
        }
        Previous {
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            unread,
            people,
            by_id,
            by_name,
        }
    }

    /// True where nobody is known from then.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

/// The people of an examined workbook, as a later period looks back at them.
pub fn people(examination: &Examination) -> Vec<Person> {
    let cards = examination.extraction.cards.iter();
    let cards = cards.zip(&examination.scored).zip(examination.statuses());
    cards
        .enumerate()
        .map(|(index, ((card, scored), status))| {
            let word = |located: &Option<crate::workbook::Located<String>>| {
                located.as_ref().map(|one| one.value.clone())
            };
            let held = status == Status::Held;
            Person {
                scheme: examination.mapping.id.clone(),
                period: card.effective,
                id: word(&card.employee.id),
                name: word(&card.employee.name),
                position: word(&card.employee.position),
                total: scored.outcome.total,
                base: examination.base(index),
                pay: scored.outcome.payout.filter(|_| !held),
                held,
                print: twins::telling_print(card, &examination.mapping),
            }
        })
        .collect()
}

/// Ids that may be the same: `001` and `1`.
fn id_key(id: &str) -> String {
    fold(id).trim_start_matches('0').to_owned()
}

/// Names that are the same: spaces and what stands in brackets behind make no difference.
fn name_key(name: &str) -> String {
    Label::new(name).name
}
