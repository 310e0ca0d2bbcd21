//! Where the heads of forms below each other begin whose total or pay stands above their items. Nothing in such a label
//! tells whether it ends the form before or begins the next one. What does: the first form shows what stands in a head,
//! the last one what stands below the items, and between two tables stands the one and then the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Key;
use crate::extract::figure::Cells;
use crate::extract::header::Header;
use crate::extract::labels::LabelFinder;
use crate::extract::rows::{self, RowKind};
use crate::mapping::Field;
use crate::workbook::{CellRange, CellRef, Value};

/// The labels below a form's lines.
pub(super) const ENDS: &[Field] = &[Field::Total, Field::Grade, Field::Payout];
/// What somebody is paid, or paid by.
const FIGURES: &[Field] = &[
    Field::Total,
    Field::Grade,
    Field::Coefficient,
    Field::Base,
    Field::Rate,
    Field::Payout,
    Field::Attended,
    Field::Due,
];
/// Those that end a form, where nothing else is known.
const SUMS: &[Field] = &[Field::Total, Field::Payout];
/// Rows with labels that a form may have above or below its items: more are no pattern.
const MOST: usize = 64;
/// Fewer rows of figures make no table.
const LEAST_ROWS: usize = 2;
/// How far above a form's head its title may stand.
const REACH: usize = 3;

/// What the rows of a sheet are to those who part its forms.
pub(super) struct Kinds {
    rows: BTreeMap<u32, Kind>,
}

struct Kind {
    fields: BTreeSet<Field>,
    is_title: bool,
    /// Words and figures, and no label.
    is_measured: bool,
}

impl Kinds {
    pub fn of(cells: &Cells, finder: &LabelFinder, end: u32) -> Self {
        let rows = cells.sheet.rows.iter().map(|row| row.index);
        let rows = rows.take_while(|row| *row <= end);
        let filled = rows.filter(|row| rows::filled(cells.sheet, *row).next().is_some());
        Kinds {
            rows: filled.map(|row| (row, kind(cells, finder, row))).collect(),
        }
    }

    /// True where the label of a field stands in a row.
    pub fn has(&self, row: u32, field: Field) -> bool {
        let kind = self.rows.get(&row);
        kind.is_some_and(|kind| kind.fields.contains(&field))
    }

    /// True for a row with words of its own alone, and no label of what ends a form.
    pub fn is_title(&self, row: u32) -> bool {
        self.rows.get(&row).is_some_and(|kind| kind.is_title)
    }

    /// The first row of a head with the title above it, no further up than `floor`.
    pub fn titled(&self, floor: u32, first: u32) -> u32 {
        let above = (floor..first).rev().take(REACH);
        let above = above.take_while(|row| self.is_title(*row) || !self.rows.contains_key(row));
        above
            .filter(|row| self.is_title(*row))
            .min()
            .unwrap_or(first)
    }

    fn labelled(&self, rows: Range<u32>) -> Vec<(u32, &BTreeSet<Field>)> {
        let own = self.rows.range(rows);
        let labelled = own.filter(|(_, kind)| !kind.fields.is_empty());
        labelled.map(|(row, kind)| (*row, &kind.fields)).collect()
    }

    /// True where rows of figures without a label follow each other.
    fn has_table(&self, rows: Range<u32>) -> bool {
        self.tables(rows).next().is_some()
    }

    /// The first and last rows of such tables.
    fn tables(&self, rows: Range<u32>) -> impl Iterator<Item = (u32, u32)> {
        let mut tables: Vec<(u32, u32, usize)> = Vec::new();
        let mut goes_on = false;
        for (row, kind) in self.rows.range(rows) {
            match tables.last_mut().filter(|_| goes_on && kind.is_measured) {
                Some(table) => (table.1, table.2) = (*row, table.2 + 1),
                None if kind.is_measured => tables.push((*row, *row, 1)),
                None => {}
            }
            goes_on = kind.is_measured;
        }
        let whole = tables.into_iter().filter(|table| table.2 >= LEAST_ROWS);
        whole.map(|(first, last, _)| (first, last))
    }

    /// True where something parts a row from what stands above it.
    fn is_apart(&self, row: u32) -> bool {
        let above = row.checked_sub(1);
        above.is_some_and(|above| self.is_title(above) || !self.rows.contains_key(&above))
    }
}

fn kind(cells: &Cells, finder: &LabelFinder, row: u32) -> Kind {
    let area = CellRange::new(CellRef::new(row, 0), CellRef::new(row, u32::MAX / 2));
    let found = finder.find(area, &|_| false);
    let fields: BTreeSet<Field> = found.into_keys().collect();
    let filled: Vec<CellRef> = rows::filled(cells.sheet, row).collect();
    let is_word =
        |text: &str| rows::kind_of_text(text) == RowKind::Data && !text.contains([':', '：']);
    let is_title = match (&filled[..], ENDS.iter().any(|field| fields.contains(field))) {
        // A label whose value nobody filled in is the form's before.
        ([only], false) => matches!(cells.sheet.value(*only), Value::Text(text) if is_word(text)),
        _ => false,
    };
    let has_figure = || filled.iter().any(|at| cells.figure(*at).value().is_some());
    Kind {
        is_title,
        is_measured: fields.is_empty() && filled.len() > 1 && has_figure(),
        fields,
    }
}

/// Where a form's head begins.
pub(super) enum Begin {
    At(u32),
    /// It has none.
    Nowhere,
    /// Nobody can tell which labels are whose, from this row on.
    Doubtful(u32),
}

/// The labels above the first form's items and below the last one's, row by row; `None` where a form stands among them
/// that was not read.
pub(super) struct Heads<'k> {
    kinds: &'k Kinds,
    head: Option<Vec<&'k BTreeSet<Field>>>,
    tail: Option<Vec<&'k BTreeSet<Field>>>,
}

impl<'k> Heads<'k> {
    /// What the forms of a sheet show.
    pub fn of(kinds: &'k Kinds, headers: &[Header<Key>], end: u32) -> Option<Self> {
        let (first, last) = (headers.first()?, headers.last()?);
        let sets = |rows: Range<u32>| -> Option<Vec<&BTreeSet<Field>>> {
            let labelled = kinds.labelled(rows).into_iter();
            let sets: Vec<&BTreeSet<Field>> = labelled.map(|(_, fields)| fields).collect();
            (sets.len() <= MOST).then_some(sets)
        };
        let below = last.bottom + 1..end + 1;
        let mut named = below.clone().filter(|row| kinds.has(*row, Field::Name));
        Some(Heads {
            kinds,
            head: sets(0..first.top).filter(|_| !kinds.has_table(0..first.top)),
            tail: sets(below.clone()).filter(|_| !named.any(|row| kinds.has_table(row..end + 1))),
        })
    }

    /// False where every total and every pay stands below its items.
    pub fn are_needed(&self, headers: &[Header<Key>]) -> bool {
        let mut between = headers.windows(2).map(|two| two[0].bottom + 1..two[1].top);
        self.pays_in_head() || between.any(|rows| self.pays_in_next(rows))
    }

    /// The rows of a form of which some hold a form that was not read: from behind its table to before it. `names` are the
    /// rows of the names of those above and below, where they are others'.
    pub fn without_lost(
        &self,
        header: &Header<Key>,
        (first, last): (u32, u32),
        (own, lost): (Option<u32>, Option<u32>),
    ) -> (u32, u32) {
        let start = own.map(|own| {
            let table = self.kinds.tables(first..own).last();
            match table.map(|table| self.begin(table.1 + 1..header.top)) {
                Some(Begin::At(row)) => row.min(own),
                _ => own,
            }
        });
        let end = lost.map(|lost| {
            let table = self.kinds.tables(lost + 1..last + 1).next();
            let table = table.map_or(lost, |table| table.0);
            match self.begin(header.bottom + 1..table) {
                Begin::At(row) | Begin::Doubtful(row) => row.saturating_sub(1),
                Begin::Nowhere => table.saturating_sub(1),
            }
        });
        (start.unwrap_or(first), end.unwrap_or(last))
    }

    /// True where the first form's head holds its total or pay, or a figure above the person's label; and where nobody is
    /// named in it: in the last one's tail, say.
    fn pays_in_head(&self) -> bool {
        let Some(head) = &self.head else {
            return false;
        };
        let has = |fields: &[Field], own: &BTreeSet<Field>| {
            fields.iter().any(|field| own.contains(field))
        };
        let is_name = |own: &&BTreeSet<Field>| has(&[Field::Name], own);
        let mut above_name = head.iter().take_while(|own| !is_name(own));
        let is_signed = || {
            let mut tail = self.tail.iter().flatten();
            !head.iter().any(&is_name) && tail.any(&is_name)
        };
        head.iter().any(|own| has(SUMS, own))
            || above_name.any(|own| has(FIGURES, own))
            || is_signed()
    }

    /// True where a total or a pay stands between a name and the next table, or above that name there is more of what
    /// somebody is paid by than the last form has below its items.
    fn pays_in_next(&self, rows: Range<u32>) -> bool {
        let labelled = self.kinds.labelled(rows);
        let is_sum = |own: &BTreeSet<Field>| SUMS.iter().any(|field| own.contains(field));
        let named = labelled
            .iter()
            .rposition(|(_, own)| own.contains(&Field::Name));
        let (above, below) = labelled.split_at(named.map_or(labelled.len(), |named| named + 1));
        let count = |field: &Field, sets: &mut dyn Iterator<Item = &BTreeSet<Field>>| {
            sets.filter(|own| own.contains(field)).count()
        };
        let own = &above[..above.len() - usize::from(named.is_some())];
        let are_more = |tail: &Vec<&BTreeSet<Field>>| {
            let more = |fields: &[Field], rows: &[(u32, &BTreeSet<Field>)]| {
                fields.iter().any(|field| {
                    let own = count(field, &mut rows.iter().map(|(_, own)| *own));
                    own > count(field, &mut tail.iter().copied())
                })
            };
            more(SUMS, &labelled) || named.is_some() && more(FIGURES, own)
        };
        let lost = named.is_some() && self.lost_between(&labelled);
        below.iter().any(|(_, own)| is_sum(own))
            || !lost && self.tail.as_ref().is_some_and(are_more)
    }

    /// True where a table that was not read stands among labels.
    fn lost_between(&self, labelled: &[(u32, &BTreeSet<Field>)]) -> bool {
        match labelled {
            [(first, _), .., (last, _)] => self.kinds.has_table(*first..*last),
            _ => false,
        }
    }

    /// Where the head begins that stands in the rows between two tables: where what stands above is most like what stands
    /// below the last form's items, and the rest most like the first form's head.
    pub fn begin(&self, rows: Range<u32>) -> Begin {
        let (floor, end) = (rows.start, rows.end);
        let labelled = self.kinds.labelled(rows);
        let sets: Vec<&BTreeSet<Field>> = labelled.iter().map(|(_, own)| *own).collect();
        let row_of = |place: usize| labelled.get(place).map_or(end, |(row, _)| *row);
        let unlike = |sets: &[&BTreeSet<Field>], to: &Option<Vec<&BTreeSet<Field>>>| match to {
            Some(to) => unlike(sets, to),
            None => vec![0; sets.len() + 1],
        };
        let tails = unlike(&sets, &self.tail);
        let reversed = |sets: &[&'k BTreeSet<Field>]| sets.iter().rev().copied().collect();
        let backwards: Vec<&BTreeSet<Field>> = reversed(&sets);
        let heads = unlike(&backwards, &self.head.as_deref().map(reversed));
        let costs = tails.iter().zip(heads.iter().rev());
        let costs: Vec<usize> = costs.map(|(tail, head)| tail + head).collect();
        let least = costs.iter().min().copied().unwrap_or_default();
        let best: Vec<usize> = (0..costs.len())
            .filter(|place| costs[*place] == least)
            .collect();
        let apart: Vec<usize> = best
            .iter()
            .copied()
            .filter(|place| self.kinds.is_apart(row_of(*place)))
            .collect();
        let knows_nothing = self.head.is_none() && self.tail.is_none();
        let chosen = match (&best[..], &apart[..]) {
            _ if knows_nothing => None,
            ([only], _) | (_, [only]) => Some(*only),
            // The last labels are the next form's, those above may be somebody's whose table was not read.
            ([first, .., last], _) if self.kinds.has_table(row_of(*first)..row_of(*last)) => {
                Some(*last)
            }
            _ => None,
        };
        match chosen {
            Some(place) if place == labelled.len() => Begin::Nowhere,
            Some(place) => Begin::At(self.kinds.titled(floor, row_of(place))),
            None => Begin::Doubtful(row_of(best.first().copied().unwrap_or_default())),
        }
    }
}

/// How many labels make the difference between the first few of some rows, for each number of them, and other rows.
fn unlike(sets: &[&BTreeSet<Field>], to: &[&BTreeSet<Field>]) -> Vec<usize> {
    let mut before = vec![0];
    for own in to {
        before.push(before.last().copied().unwrap_or_default() + own.len());
    }
    let mut all = vec![before.last().copied().unwrap_or_default()];
    for set in sets {
        let mut next = vec![before[0] + set.len()];
        for (place, own) in to.iter().enumerate() {
            let changed = before[place] + set.symmetric_difference(own).count();
            let added = before[place + 1] + set.len();
            let left_out = next[place] + own.len();
            next.push(changed.min(added).min(left_out));
        }
        all.push(next.last().copied().unwrap_or_default());
        before = next;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_unlike_as_their_labels_differ() {
        let set = |fields: &[Field]| fields.iter().copied().collect::<BTreeSet<Field>>();
        let (name, total, both) = (
            set(&[Field::Name]),
            set(&[Field::Total]),
            set(&[Field::Name, Field::Total]),
        );
        assert_eq!(unlike(&[&total, &name], &[&total]), [1, 0, 1]);
        assert_eq!(unlike(&[&both], &[&name]), [1, 1]);
        assert_eq!(unlike(&[&name, &total], &[]), [0, 1, 2]);
    }
}
