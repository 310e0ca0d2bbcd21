//! The table of lines on a form or in a long table: what its columns are, which of its rows are lines.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::naming::names_total;
use super::plan::Points;
use super::points::bracket;
use super::table::{Column, Kind, Table, figure, text};
use super::words::{Guess, is_counter, is_field, is_item, is_rater, is_weighted, share};
use crate::extract::{RowKind, kind_of_text};
use crate::formula::cap_of_quotient;
use crate::mapping::Field;
use crate::mapping::brackets::points_in;
use crate::mapping::spelling::{Label, without_number};
use crate::number::{Decimal, Ratio};
use crate::rule::Role;
use crate::workbook::CellRef;

/// What the columns of the lines are.
pub(super) struct Layout {
    pub item: u32,
    pub section: Option<u32>,
    /// What a section weighs, where each line also has a weight of its own.
    section_weight: Option<u32>,
    position: Option<u32>,
    person: Option<u32>,
    pub roles: Vec<(Role, u32, String)>,
    pub raters: Vec<Rater>,
    pub item_words: String,
}

/// A column of somebody's scores.
pub(super) struct Rater {
    pub column: u32,
    pub words: String,
    /// His weight, where the header says it.
    pub share: Option<Decimal>,
}

/// One row of one person.
pub(super) struct Seen {
    pub words: String,
    pub criteria: String,
    pub section: Option<String>,
    pub position: Option<String>,
    /// Whose row it is, in a table of several people's; nothing where it is that of the row above.
    pub person: Option<String>,
    pub figures: BTreeMap<Role, Decimal>,
    /// What its section weighs, where a column says it; nothing where it is that of the row above.
    pub section_share: Option<Decimal>,
    /// It is answered, not scored.
    pub is_veto: bool,
    /// Words in place of a weight say that it is added to the total as it is: 加减分.
    pub outside: bool,
    /// The most that the row's formulas let attainment count for.
    pub cap: Option<Decimal>,
    /// The row of the cell that holds the points: rows of one group share it.
    pub block: u32,
    pub first: bool,
}

impl Seen {
    /// Makes its weight that of the whole, where its section has one of its own.
    pub fn part(&mut self, section: Option<Decimal>) {
        let whole = |weight: Decimal| {
            let share = Ratio::from(super::items::share_points(weight));
            let points = share.times(&Ratio::from(section?));
            points.over(&Ratio::from(100))?.exact(4)
        };
        if let Some(weight) = self.figures.get_mut(&Role::Weight) {
            *weight = whole(*weight).unwrap_or(*weight);
        }
    }

    /// What the line weighs, as points of 100: in its column, else behind its item (`满意度35%`).
    pub fn share(&self) -> Option<Decimal> {
        let in_words = || {
            let bracket = Label::of_item(without_number(&self.words)).bracket?;
            let stated = points_in(&bracket).filter(|stated| stated.weight)?;
            Some(stated.value)
        };
        let own = self.figures.get(&Role::Weight).copied();
        own.map(super::items::share_points).or_else(in_words)
    }
}

impl Layout {
    pub fn of(table: &Table, points: Points) -> Option<Layout> {
        let mut rows = table.rows();
        // Notes below the table hold words alone.
        rows.retain(|row| {
            let mut columns = table.columns.iter();
            columns.any(|column| figure(table.sheet, CellRef::new(*row, column.column)).is_some())
        });
        let distinct = |column: &Column| {
            let texts = rows
                .iter()
                .filter_map(|row| text(table.sheet, CellRef::new(*row, column.column)));
            texts
                .filter(|words| crate::written::read_number(words).is_none())
                .collect::<BTreeSet<_>>()
                .len()
        };
        let holds = |column: &Column, row: u32| {
            figure(table.sheet, CellRef::new(row, column.column)).is_some()
        };
        // 工作目标 is no target where it is all words, nor is 目标.
        let holds_figures = |column: &Column| {
            let at = |row: &u32| figure(table.sheet, CellRef::new(*row, column.column));
            rows.iter().filter_map(at).count() * 2 > rows.len()
        };
        let free = |column: &&Column| {
            let is_open = match column.role() {
                Some(Guess::Is(Role::Target)) => !holds_figures(column),
                Some(Guess::Is(_)) => false,
                Some(Guess::Like(_)) | None => true,
            };
            column.field.is_none() && is_open
        };
        let most = |column: &&Column| (distinct(column), Reverse(column.column));
        let columns = || table.columns.iter();
        let named = columns().filter(|column| is_item(column.leaf()));
        let item = named
            .max_by_key(most)
            .or_else(|| columns().filter(free).max_by_key(most))?;
        let is_class = |column: &&Column| {
            column.column < item.column
                && column.field.is_none()
                && (is_item(column.leaf())
                    || ["类", "维度", "模块", "板块"]
                        .iter()
                        .any(|word| column.leaf().contains(word)))
        };
        // 目标O over several of its key results.
        let spans = |column: &&Column| {
            let deep = |row: &u32| {
                let at = CellRef::new(*row, column.column);
                let is_deep = table.sheet.block(at).last.row > *row;
                is_deep && table.sheet.anchor(at) == at && figure(table.sheet, at).is_none()
            };
            let is_open = column.field.is_none() && !matches!(column.role(), Some(Guess::Is(_)));
            column.column < item.column && is_open && rows.iter().any(deep)
        };
        let section = columns()
            .find(is_class)
            .or_else(|| columns().find(spans))
            .map(|column| column.column);
        let others = table
            .columns
            .iter()
            .filter(|column| column.column != item.column && Some(column.column) != section);
        let others: Vec<&Column> = others
            .filter(|column| column.field.is_none() || column.field == Some(Field::Manager))
            .collect();
        let section_weight = section.and_then(|_| weight_of_sections(table, &rows, &others));
        let others: Vec<&Column> = others
            .into_iter()
            .filter(|column| Some(column.column) != section_weight)
            .collect();
        let raters: Vec<Rater> = others
            .iter()
            .filter(|column| is_rater(column.leaf()))
            .map(|column| Rater {
                column: column.column,
                words: column.words(),
                share: bracket(column, share),
            })
            .collect();
        // 自评 beside one other score that nothing is made of: the other one counts.
        let is_score = |column: &&Column| {
            matches!(column.role(), Some(Guess::Is(Role::Score))) && !is_rater(column.leaf())
        };
        let has_self = raters.iter().any(|rater| rater.words.starts_with("自"));
        let counts_alone =
            raters.len() == 2 && has_self && !others.iter().copied().any(|one| is_score(&one));
        let raters = if raters.len() >= 2 && !counts_alone {
            raters
        } else {
            Vec::new()
        };
        let mut roles: Vec<(Role, u32, String)> = Vec::new();
        let beside = others.iter().find(|column| is_weighted(column.leaf()));
        let weighted = beside.filter(|_| points == Points::Weighted);
        roles.extend(weighted.map(|column| (Role::Score, column.column, column.words())));
        // What somebody got goes before what somebody gave.
        let mut ordered = others.clone();
        ordered.sort_by_key(|column| {
            let is_got = column.leaf().contains("得分") && !is_weighted(column.leaf());
            !is_got
        });
        for (sure, columns) in [(true, &others), (false, &ordered)] {
            for column in columns {
                let taken = raters.iter().any(|rater| rater.column == column.column)
                    || roles.iter().any(|(_, at, _)| *at == column.column);
                let role = match column.role() {
                    Some(Guess::Is(role)) if sure => role,
                    Some(Guess::Like(role)) if !sure => role,
                    _ => continue,
                };
                let is_before = points == Points::Before;
                if role == Role::Score && is_weighted(column.leaf()) && is_before {
                    continue;
                }
                // 扣分原因 is words.
                if role == Role::Deduction && !rows.iter().any(|row| holds(column, *row)) {
                    continue;
                }
                let role = match role {
                    Role::Score if weighted.is_some() => Role::Raw,
                    role => role,
                };
                if !taken && roles.iter().all(|(other, _, _)| *other != role) {
                    roles.push((role, column.column, column.words()));
                }
            }
        }
        // A judged score on its own is what counts; without one, the last column of figures is.
        let has = |role: Role, roles: &[(Role, u32, String)]| roles.iter().any(|own| own.0 == role);
        if !has(Role::Score, &roles) && raters.is_empty() {
            let raw = roles.iter_mut().find(|(role, _, _)| *role == Role::Raw);
            let is_taken = |column: &&&Column| column.role().is_some();
            match raw {
                Some(raw) => raw.0 = Role::Score,
                None => {
                    let is_free =
                        |column: &&&Column| !is_taken(column) && !is_counter(column.leaf());
                    let free = others.iter().filter(is_free);
                    let last = free
                        .filter(|column| holds_figures(column))
                        .max_by_key(|column| column.column);
                    roles.extend(last.map(|last| (Role::Score, last.column, last.words())));
                }
            }
        }
        let is_free = |column: u32| roles.iter().all(|(_, at, _)| *at != column);
        if let Some(beside) = beside.filter(|beside| is_free(beside.column)) {
            roles.push((Role::Weighted, beside.column, beside.words()));
        }
        Some(Layout {
            item: item.column,
            section,
            section_weight,
            position: table
                .of_field(Field::Position)
                .map(|column| column.column)
                .filter(|_| table.kind == Kind::Long),
            person: [Field::Id, Field::Name]
                .iter()
                .find_map(|field| table.of_field(*field))
                .map(|column| column.column)
                .filter(|_| table.kind == Kind::Long),
            roles,
            raters,
            item_words: item.words(),
        })
    }

    /// True where sections and lines both have a column of weights.
    pub fn weighs_sections(&self) -> bool {
        self.section_weight.is_some()
    }

    pub fn column(&self, role: Role) -> Option<u32> {
        self.roles
            .iter()
            .find(|(own, _, _)| *own == role)
            .map(|(_, column, _)| *column)
    }

    /// True where points stand twice: before their weight and times it.
    pub fn has_weighted(table: &Table) -> bool {
        let is_other = |layout: &Layout| {
            let before = layout.column(Role::Score);
            let mut columns = table.columns.iter();
            columns.any(|column| is_weighted(column.leaf()) && before != Some(column.column))
        };
        Layout::of(table, Points::Usual)
            .as_ref()
            .is_some_and(is_other)
    }

    /// The rows of lines: to the first sum, label or note.
    pub fn rows(&self, table: &Table) -> Vec<u32> {
        let own = |row: &u32| {
            let first = (0..=self.item).find_map(|column| {
                let at = CellRef::new(*row, column);
                text(table.sheet, at).filter(|_| table.sheet.anchor(at) == at)
            });
            let is_label = |words: &String| {
                let label = Label::new(words).name;
                if is_subtotal(words) {
                    return false;
                }
                let kind = kind_of_text(words);
                kind == RowKind::Sum
                    || kind == RowKind::Note && !table.names_something(*row)
                    || ["之和", "总和", "合计", "总计"]
                        .iter()
                        .any(|end| label.ends_with(end))
                    || names_total(&label)
                    || matches!(
                        is_field(&label),
                        Some(Field::Total | Field::Grade | Field::Payout | Field::Base)
                    )
            };
            !first.is_some_and(|words| is_label(&words))
        };
        let rows = table
            .sheet
            .rows
            .iter()
            .map(|row| row.index)
            .filter(|row| *row > table.bottom);
        let over: Vec<u32> = self.over(table).iter().map(|over| over.row).collect();
        let has_item = |row: &u32| {
            let at = CellRef::new(*row, self.item);
            table.sheet.anchor(at).row == *row
                && !over.contains(row)
                && text(table.sheet, at).is_some_and(|words| {
                    // Sub-tables repeat the header.
                    let scored = self.column(Role::Score);
                    let is_scored = scored.is_some_and(|column| {
                        figure(table.sheet, CellRef::new(*row, column)).is_some()
                    });
                    crate::written::read_number(&words).is_none()
                        && !is_subtotal(&words)
                        && (is_scored || !is_item(&Label::new(&words).name))
                })
        };
        match table.kind {
            Kind::Form => rows.take_while(own).filter(has_item).take(200).collect(),
            _ => rows.filter(own).filter(has_item).take(5_000).collect(),
        }
    }

    /// The words of subtotals among the lines, by the section that stands above.
    pub fn subtotals(&self, table: &Table) -> Vec<(String, String)> {
        let over = self.over(table);
        let heading = |row: u32| over.iter().find(|over| over.row == row);
        let mut section = None;
        let mut found = Vec::new();
        for row in table.sheet.rows.iter().map(|row| row.index) {
            let words = |column: u32| text(table.sheet, CellRef::new(row, column));
            let subtotal = (0..=self.item)
                .filter_map(words)
                .find(|words| is_subtotal(words));
            let own = self.section.and_then(words);
            let own = own.filter(|_| row > table.bottom);
            match (subtotal, own.or_else(|| Some(heading(row)?.words.clone()))) {
                (Some(words), _) => found.extend(section.clone().map(|name| (name, words))),
                (None, Some(name)) => section = Some(section_name(&name)),
                _ => {}
            }
        }
        found
    }

    /// The most that a formula of the row lets attainment count for.
    fn cap(&self, table: &Table, row: u32) -> Option<Decimal> {
        let told = [Role::Score, Role::Attainment, Role::Raw, Role::Weighted];
        let columns = told.into_iter().filter_map(|role| self.column(role));
        let mut formulas = columns.filter_map(|column| table.formula(column, row));
        formulas.find_map(cap_of_quotient)
    }

    pub fn read(&self, table: &Table, row: u32) -> Seen {
        let at = |column: u32| CellRef::new(row, column);
        let figures = self
            .roles
            .iter()
            .filter_map(|(role, column, _)| Some((*role, figure(table.sheet, at(*column))?)));
        let mut figures: BTreeMap<Role, Decimal> = figures.collect();
        for (index, rater) in self.raters.iter().enumerate() {
            let role = Role::Rater(u8::try_from(index).unwrap_or(u8::MAX));
            figures.extend(figure(table.sheet, at(rater.column)).map(|figure| (role, figure)));
        }
        let words_in =
            |column: Option<u32>| column.and_then(|column| text(table.sheet, at(column)));
        let block = self
            .column(Role::Score)
            .map_or(row, |column| table.sheet.anchor(at(column)).row);
        let words = words_in(Some(self.item)).unwrap_or_default();
        let section = words_in(self.section);
        let weight = words_in(self.column(Role::Weight)).unwrap_or_default();
        let words_of = |role: Role| words_in(self.column(role)).unwrap_or_default();
        let is_signed = [Role::Max, Role::Weight].into_iter().any(|role| {
            let own = words_of(role);
            own.starts_with(['+', '-', '±', '＋', '－'])
        });
        // 加分项 and 减分项 have no full marks of their own, nor has what can bring +10 or -10.
        if is_signed {
            figures.remove(&Role::Max);
            figures.remove(&Role::Weight);
        }
        let has_share = [Role::Max, Role::Weight]
            .iter()
            .any(|role| figures.contains_key(role));
        Seen {
            section_share: (self.section_weight)
                .and_then(|column| figure(table.sheet, at(column)))
                .map(super::items::share_points),
            is_veto: self.is_veto(table, row, &words),
            outside: is_signed
                || says_beside(&weight)
                || section.as_deref().is_some_and(says_beside)
                || !has_share && says_beside(&words),
            words,
            criteria: words_in(self.column(Role::Criteria)).unwrap_or_default(),
            section,
            position: words_in(self.position),
            person: words_in(self.person),
            figures,
            cap: self.cap(table, row),
            block,
            first: block == row,
        }
    }
}

/// A section's name without its number.
pub(super) fn section_name(words: &str) -> String {
    Label::new(without_number(words)).name
}

/// Words of what stands beside the full marks.
pub(super) fn says_beside(words: &str) -> bool {
    let own = ["加分", "减分", "奖惩"];
    own.iter().any(|own| words.contains(own))
}

/// The sum of a section's lines.
pub(super) fn is_subtotal(words: &str) -> bool {
    Label::new(words).name.ends_with("小计")
}

/// The column of weights that stand once for several lines, beside another of the lines' own.
fn weight_of_sections(table: &Table, rows: &[u32], columns: &[&Column]) -> Option<u32> {
    let weights = columns
        .iter()
        .filter(|column| column.role().map(Guess::role) == Some(Role::Weight));
    let own = |column: &&&Column| {
        let at = |row: &&u32| CellRef::new(**row, column.column);
        let own = |row: &&u32| {
            table.sheet.anchor(at(row)) == at(row) && figure(table.sheet, at(row)).is_some()
        };
        rows.iter().filter(own).count()
    };
    let most = weights.clone().map(|column| own(&column)).max()?;
    let mut fewer = weights.filter(|column| (1..most).contains(&own(column)));
    fewer.next().map(|column| column.column)
}
