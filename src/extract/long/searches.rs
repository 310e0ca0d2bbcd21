//! What the headers of a long workbook's sheets are told by.

use super::super::search::{Search, Wanted};
use super::Key;
use crate::mapping::Mapping;

/// What the sheets of a long workbook are told by.
pub(in crate::extract) struct Searches<'a> {
    pub(in crate::extract) detail: Search<'a, Key>,
    /// Without lines there are no lines' columns: 考核得分 is the person's here.
    pub(super) summary: Search<'a, Key>,
    /// Without which a table holds no lines.
    pub(super) of_lines: Vec<Key>,
}

impl<'a> Searches<'a> {
    pub fn new(mapping: &'a Mapping) -> Self {
        let lines = of_lines(mapping).chain(of_people(mapping));
        Searches {
            detail: Search::new(lines.collect()),
            summary: Search::new(of_people(mapping).collect()),
            of_lines: std::iter::once(Key::Item)
                .chain(mapping.point_columns().map(Key::Column))
                .collect(),
        }
    }
}

fn of_lines(mapping: &Mapping) -> impl Iterator<Item = Wanted<'_, Key>> {
    let item = Wanted {
        key: Key::Item,
        spelled: mapping.item_column.as_slice(),
        shares: false,
    };
    let columns = mapping.columns.iter().map(|(role, spelled)| Wanted {
        key: Key::Column(*role),
        spelled,
        shares: false,
    });
    std::iter::once(item).chain(columns)
}

fn of_people(mapping: &Mapping) -> impl Iterator<Item = Wanted<'_, Key>> {
    let fields = mapping.fields.iter().map(|(field, spelled)| Wanted {
        key: Key::Field(*field),
        spelled: spelled.as_slice(),
        shares: false,
    });
    let vetoes = mapping.vetoes.iter().enumerate();
    let vetoes = vetoes.map(|(index, veto)| Wanted {
        key: Key::Veto(index),
        spelled: &veto.spelled,
        shares: false,
    });
    let adjustments = mapping.adjustments.iter().enumerate();
    let adjustments = adjustments.map(|(index, one)| Wanted {
        key: Key::Adjustment(index),
        spelled: one.spelled.as_slice(),
        shares: false,
    });
    adjustments.chain(fields).chain(vetoes)
}
