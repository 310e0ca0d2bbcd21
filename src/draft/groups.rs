//! The columns of a roster by what they are about: the same merged header, or the same word before 目标, 实际, 得分.

use super::table::{Column, Table, figure};
use super::words::{self, Guess, parted, role_in_group, role_of};
use crate::mapping::spelling::Label;
use crate::rule::Role;
use crate::workbook::CellRef;

/// Words over columns that add others.
const SUMS: [&str; 3] = ["小计", "合计", "汇总"];

/// A column of a group, with what it is of the group's thing.
pub(super) struct Leaf<'a> {
    pub column: &'a Column,
    pub words: String,
    pub role: Option<Role>,
}

/// Columns about one thing.
pub(super) struct Group<'a> {
    pub name: String,
    pub leaves: Vec<Leaf<'a>>,
}

impl Group<'_> {
    pub fn has(&self, role: Role) -> bool {
        self.leaves.iter().any(|leaf| leaf.role == Some(role))
    }
}

/// True for a column that adds others.
pub(super) fn is_sum(column: &Column) -> bool {
    let named = |label: &Label| SUMS.iter().any(|word| label.name.contains(word));
    column.is_sum || column.path.iter().any(named)
}

/// The groups of columns that bear figures, and the columns of sums.
pub(super) fn groups<'a>(table: &'a Table, rows: &[u32]) -> (Vec<Group<'a>>, Vec<&'a Column>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut sums = Vec::new();
    let scored = scored(table);
    // What is scored where one word (考核项目) stands over several things, each with its points.
    let spans = |above: &Label| {
        let own = |(first, _): &&(&Label, &Label)| first.name == above.name;
        scored.iter().filter(own).count() > 1
    };
    let things: Vec<&String> = scored.iter().map(|(_, own)| &own.name).collect();
    for column in table.columns.iter().filter(|column| column.field.is_none()) {
        let is_sum = is_sum(column);
        if is_sum {
            sums.push(column);
            continue;
        }
        let first = match &column.path[..] {
            [above, own, _] if things.contains(&&own.name) && spans(above) => thing(own),
            path => path.first().map(thing).unwrap_or_default(),
        };
        let (name, words) = match column.path.len() {
            1 => parted(&first).unwrap_or((first, String::new())),
            _ => (first, column.leaf().to_owned()),
        };
        let in_group = (column.path.len() > 1)
            .then(|| role_in_group(&words))
            .flatten();
        let role = in_group.or_else(|| role_of(&words).map(Guess::role));
        let is_role_alone =
            words.is_empty() && role_of(&name).is_some_and(|guess| guess.role().is_words());
        let figures = rows
            .iter()
            .filter(|row| figure(table.sheet, CellRef::new(**row, column.column)).is_some())
            .count();
        let words_only = figures == 0 && !role.is_some_and(Role::is_words);
        if is_role_alone
            || words_only
            || ["序号", "签字", "签名", "排名", "名次"].contains(&name.as_str())
        {
            continue;
        }
        let leaf = Leaf {
            column,
            words,
            role,
        };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.leaves.push(leaf),
            None => groups.push(Group {
                name,
                leaves: vec![leaf],
            }),
        }
    }
    (groups, sums)
}

/// The first two levels over columns of points, where there are three; each thing once, and none that stands twice.
fn scored<'a>(table: &'a Table) -> Vec<(&'a Label, &'a Label)> {
    let levels = table
        .columns
        .iter()
        .filter_map(|column| match &column.path[..] {
            [above, own, leaf] => Some((above, own, leaf)),
            _ => None,
        });
    let points = levels
        .clone()
        .filter(|(_, _, leaf)| role_of(&leaf.name).map(Guess::role) == Some(Role::Score));
    let once = points.filter(|(above, own, _)| {
        levels
            .clone()
            .all(|(other, thing, _)| thing.name != own.name || other.name == above.name)
    });
    let mut things: Vec<(&Label, &Label)> = once.map(|(above, own, _)| (above, own)).collect();
    things.dedup_by(|one, other| one.1.name == other.1.name);
    things
}

/// What a header is about, without the word before its weight: `营业额（万元）权重40%`.
fn thing(label: &Label) -> String {
    let weight = label.bracket.as_deref().and_then(words::share);
    let name = label.name.as_str();
    let bare = match weight {
        Some(_) => ["所占权重", "权重", "占比"]
            .iter()
            .find_map(|word| name.strip_suffix(word)),
        None => None,
    };
    match bare.map(|bare| bare.trim_end_matches([',', ':', '-', '/'])) {
        Some(bare) if !bare.is_empty() => Label::new(bare).name,
        _ => name.to_owned(),
    }
}
