//! Heads among the people: the next list's header may be spelled otherwise than the first one's.

use std::collections::BTreeSet;

use super::Roster;
use crate::extract::rows;
use crate::mapping::spelling::{Spelling, Words};
use crate::mapping::{Field, Mapping};
use crate::workbook::CellRef;

/// How the words for names and ids begin, as a person writes them.
pub(super) fn begin(mapping: &Mapping) -> BTreeSet<char> {
    let fields = [Field::Name, Field::Id].into_iter();
    let spelled = fields
        .filter_map(|field| mapping.fields.get(&field))
        .flatten();
    let firsts = spelled.filter_map(|one| match one {
        Spelling::Path(path) => path.last()?.chars().next(),
        Spelling::Pattern(_) => None,
    });
    firsts.chain(['*']).collect()
}

impl Roster<'_> {
    /// True for a row with a head where the name or the id should be.
    pub(super) fn bears_heads(&self, row: u32) -> bool {
        let Some((field, at)) = [Field::Name, Field::Id].into_iter().find_map(|field| {
            let column = self.fields.get(&field)?;
            Some((field, CellRef::new(row, *column)))
        }) else {
            return false;
        };
        let text = rows::words_of(self.cells.sheet.shown(at)).map(str::trim_start);
        // Hardly anybody's name begins like a word for names.
        let may_be = |text: &&str| {
            let first = text.chars().next();
            first.is_some_and(|first| self.heads_begin.contains(&first))
        };
        let Some(words) = text.filter(may_be).map(Words::new) else {
            return false;
        };
        let mut spelled = self.mapping.fields.get(&field).into_iter().flatten();
        spelled.any(|one| one.matches_words(&words))
    }
}
