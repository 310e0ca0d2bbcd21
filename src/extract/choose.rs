//! The workbook chooses its mapping: the one whose headers it has.

mod found;
mod weights;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::found::Found;
use self::weights::{Weighed, numbered, of_other_weight, weighed};
use super::header::{Header, Labels};
use super::items::{ItemWords, Items};
use super::search::Search;
use super::{form, long, roster};
use crate::mapping::spelling::{Label, Words};
use crate::mapping::{Field, LayoutKind, Line, Mapping};
use crate::rule::{Role, Rule};
use crate::workbook::{CellRef, Sheet, Value, Workbook};

/// How well a mapping fits a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The mapping, by index into the ones that were tried.
    pub mapping: usize,
    /// How many of its lines were found, on the sheet that it fits best.
    pub found: usize,
    /// How many it has.
    pub of: usize,
    /// The items of the lines that were not found.
    pub lacks: Vec<String>,
    /// How many of its own headers were found besides.
    pub headers: usize,
    /// It is no fit although its lines are there: on most forms most of them have another weight. How many forms state
    /// weights, and on how many of them they are others.
    pub other_weights: Option<(usize, usize)>,
}

/// The outcome of choosing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One fits, and better than all others.
    One(usize),
    /// None fits; the nearest ones first.
    None(Vec<Fit>),
    /// Several fit equally well.
    Several(Vec<Fit>),
}

/// The share of its lines, in percent, that a workbook must have for a mapping to fit.
pub(super) const ENOUGH: usize = 60;

/// Mappings, ready to be chosen from by many workbooks.
pub struct Chooser<'a> {
    schemes: Vec<Scheme<'a>>,
}

/// A mapping, and what its sheets are told by.
struct Scheme<'a> {
    mapping: &'a Mapping,
    headers: Headers<'a>,
    /// The items of everybody, and of each position.
    items: Vec<Items<'a>>,
}

enum Headers<'a> {
    Roster(Search<'a, roster::Key>),
    Form(Search<'a, form::Key>),
    Long(long::Searches<'a>),
}

/// The words of a sheet's first cells, read once for all mappings.
type ReadWords = BTreeMap<CellRef, ItemWords>;

/// Rows of a sheet among which a form's header is looked for.
pub(super) const FORM_ROWS: u32 = 2_000;

/// Chooses among mappings by the workbook's own headers.
pub fn choose(workbook: &Workbook, mappings: &[&Mapping]) -> Choice {
    Chooser::new(mappings).choose(workbook)
}

impl<'a> Chooser<'a> {
    /// Chooses among these.
    pub fn new(mappings: &[&'a Mapping]) -> Self {
        let scheme = |mapping: &&'a Mapping| Scheme {
            mapping,
            headers: match mapping.layout {
                LayoutKind::Roster => Headers::Roster(roster::search(mapping)),
                LayoutKind::Form => Headers::Form(form::search(mapping)),
                LayoutKind::Long => Headers::Long(long::Searches::new(mapping)),
            },
            items: match mapping.layout {
                LayoutKind::Roster => Vec::new(),
                LayoutKind::Form | LayoutKind::Long => all_items(mapping),
            },
        };
        Chooser {
            schemes: mappings.iter().map(scheme).collect(),
        }
    }

    /// Made ready for many workbooks: that takes as long as it saves in some dozens.
    pub fn for_many(mut self) -> Self {
        for scheme in &mut self.schemes {
            match &mut scheme.headers {
                Headers::Roster(search) => search.join_patterns(),
                Headers::Form(search) => search.join_patterns(),
                Headers::Long(_) => {}
            }
        }
        self
    }

    /// The mapping whose headers the workbook has, by index.
    pub fn choose(&self, workbook: &Workbook) -> Choice {
        let mut found = self.found(workbook);
        // The share counts first, then the number: a scheme of one line fits everything.
        found.sort_by_key(|found| Reverse(found.rank()));
        let good: Vec<&Found> = found
            .iter()
            .filter(|found| found.is_enough() && !found.weighed.is_strange())
            .collect();
        match good[..] {
            [] => Choice::None(found.iter().map(|found| self.fit(found)).collect()),
            [one] => Choice::One(one.mapping),
            [first, second, ..] if first.rank() > second.rank() => Choice::One(first.mapping),
            [first, ..] => {
                let equal = good.iter().filter(|found| found.rank() == first.rank());
                Choice::Several(equal.map(|found| self.fit(found)).collect())
            }
        }
    }

    /// A finding in words for people.
    fn fit(&self, found: &Found) -> Fit {
        let lines = &self.schemes[found.mapping].mapping.lines;
        let lines = lines.iter().enumerate();
        let missing = lines.filter(|(line, _)| !found.lines.contains(line));
        Fit {
            mapping: found.mapping,
            found: found.count,
            of: found.of,
            lacks: missing.map(|(_, line)| line.item.clone()).collect(),
            headers: found.headers,
            other_weights: (found.is_enough() && found.weighed.is_strange())
                .then_some((found.weighed.forms, found.weighed.strange)),
        }
    }

    /// How well each mapping fits, on the sheet that it fits best; of equal sheets on the last.
    fn found(&self, workbook: &Workbook) -> Vec<Found> {
        let schemes = self.schemes.iter().enumerate();
        let mut best: Vec<Found> = schemes
            .map(|(index, scheme)| scheme.found(index, Vec::new(), 0))
            .collect();
        let has_form = |scheme: &Scheme| matches!(scheme.headers, Headers::Form(_));
        let rows = match self.schemes.iter().any(has_form) {
            true => FORM_ROWS,
            false => roster::HEADER_ROWS,
        };
        for sheet in &workbook.sheets {
            let labels = Labels::new(sheet, rows);
            let name = Words::new(&sheet.name);
            let mut words = ReadWords::new();
            for (index, scheme) in self.schemes.iter().enumerate() {
                let mut skipped = scheme.mapping.skipped_sheets.iter();
                if skipped.any(|spelling| spelling.matches_words(&name)) {
                    continue;
                }
                let mut found = scheme.on(index, sheet, &labels, &mut words);
                // Everybody's form has a say, not only the one that fits best.
                found.weighed.add(best[index].weighed);
                let weighed = found.weighed;
                if (found.count, found.headers) >= (best[index].count, best[index].headers) {
                    best[index] = found;
                }
                best[index].weighed = weighed;
            }
        }
        best
    }
}

impl Scheme<'_> {
    /// How well the mapping fits a sheet.
    fn on(&self, index: usize, sheet: &Sheet, labels: &Labels, words: &mut ReadWords) -> Found {
        let top = || labels.before(roster::HEADER_ROWS);
        match &self.headers {
            Headers::Roster(search) => {
                let (lines, headers, weighed) = in_roster(sheet, &top(), self.mapping, search);
                Found {
                    weighed,
                    ..self.found(index, lines, headers)
                }
            }
            Headers::Form(search) => {
                let (lines, headers, weighed) = self.in_form(sheet, labels, words, search);
                let found = Found {
                    weighed,
                    ..self.found(index, lines, headers)
                };
                let has_own = found.by_own && self.has_own_lines(sheet, labels, search);
                match found.by_own {
                    true => Found {
                        count: usize::from(has_own),
                        ..found
                    },
                    false => found,
                }
            }
            Headers::Long(searches) => {
                let (count, of, headers) = self.in_long(sheet, &top(), searches);
                Found {
                    count,
                    of,
                    ..self.found(index, Vec::new(), headers)
                }
            }
        }
    }

    fn found(&self, index: usize, lines: Vec<usize>, headers: usize) -> Found {
        let listed = self.mapping.listed();
        let has_patterns = !self.mapping.patterns.is_empty();
        let by_own = has_patterns && listed.iter().all(|line| line.outside);
        Found {
            mapping: index,
            count: lines.len(),
            lines,
            of: if by_own { 1 } else { listed.len() },
            headers,
            by_own,
            weighed: Weighed::default(),
        }
    }

    /// The lines of a form that can be read, how many headers were found, and what the lines of all forms weigh.
    fn in_form(
        &self,
        sheet: &Sheet,
        labels: &Labels,
        words: &mut ReadWords,
        search: &Search<'_, form::Key>,
    ) -> (Vec<usize>, usize, Weighed) {
        let headers = form::headers(sheet, labels, search, self.mapping);
        let mut all = Weighed::default();
        let best = headers.iter().enumerate().map(|(index, header)| {
            let end = headers.get(index + 1).map_or(u32::MAX, |next| next.top);
            let found = self.lines_of_form(sheet, words, header, end);
            all.add(weighed(sheet, self.mapping, header, &found));
            let mut lines: Vec<usize> = found.into_iter().map(|(line, _)| line).collect();
            lines.dedup();
            (lines, header.columns.len())
        });
        let best = best.max_by_key(|(found, _)| found.len());
        let (lines, columns) = best.unwrap_or_default();
        (lines, columns, all)
    }

    /// True for a form with lines of somebody's own, where the scheme scores these alone.
    fn has_own_lines(
        &self,
        sheet: &Sheet,
        labels: &Labels,
        search: &Search<'_, form::Key>,
    ) -> bool {
        let headers = form::headers(sheet, labels, search, self.mapping);
        headers.iter().any(|header| {
            let column = |role: Role| header.column(form::Key::Column(role));
            let marks = [Role::Weight, Role::Max, Role::Score].map(column);
            let is_filled =
                |row: u32, column: u32| !sheet.value(CellRef::new(row, column)).is_blank();
            let is_line = |row: u32| {
                let has_item =
                    (header.column(form::Key::Item)).is_some_and(|at| is_filled(row, at));
                has_item && marks.into_iter().flatten().any(|at| is_filled(row, at))
            };
            let mut rows = sheet.rows.iter().map(|row| row.index);
            rows.any(|row| row > header.bottom && is_line(row))
                && !names_people(sheet, self.mapping, header)
        })
    }

    /// The lines whose items stand below a header of a form, with the columns that they need, and their rows.
    fn lines_of_form(
        &self,
        sheet: &Sheet,
        words: &mut ReadWords,
        header: &Header<form::Key>,
        end: u32,
    ) -> Vec<(usize, u32)> {
        let (mapping, items) = (self.mapping, &self.items);
        let Some(column) = header.column(form::Key::Item) else {
            return Vec::new();
        };
        if names_people(sheet, mapping, header) {
            return Vec::new();
        }
        let rows = sheet
            .rows
            .iter()
            .filter(|row| row.index > header.bottom && row.index < end);
        let mut found: Vec<(usize, u32)> = match header.column(form::Key::Number) {
            Some(number) => rows
                .filter_map(|row| {
                    let line = numbered(sheet, CellRef::new(row.index, number))?;
                    Some((line, row.index))
                })
                .filter(|(line, _)| *line < mapping.listed().len())
                .collect(),
            None => rows
                .flat_map(|row| {
                    (0..=column)
                        .rev()
                        .map(move |column| CellRef::new(row.index, column))
                })
                .filter_map(|at| match sheet.value(at) {
                    Value::Text(text) => {
                        let read = || ItemWords::new(text);
                        let beyond;
                        let words = if at.row < FORM_ROWS {
                            words.entry(at).or_insert_with(read)
                        } else {
                            beyond = read();
                            &beyond
                        };
                        let key = items.iter().find_map(|items| items.find_words(words))?;
                        Some((key.line, at.row))
                    }
                    _ => None,
                })
                .collect(),
        };
        // A line counts where the columns that its rule needs are there too; of several raters one is enough.
        let has = |role: Role| header.column(form::Key::Column(role)).is_some();
        found.retain(|(line, _)| match &mapping.lines[*line].rule {
            Rule::Raters(rule) => (0..rule.weights.len())
                .any(|rater| u8::try_from(rater).is_ok_and(|r| has(Role::Rater(r)))),
            rule => rule
                .needs()
                .into_iter()
                .all(|role| has(role) || has(instead(&mapping.lines[*line], role))),
        });
        found.sort_unstable();
        found.dedup();
        let strange = of_other_weight(sheet, mapping, header, end);
        found.retain(|(line, _)| !strange.contains(line));
        found
    }

    /// The items of a long table that the mapping knows, how many distinct items there are, and how many headers.
    fn in_long(
        &self,
        sheet: &Sheet,
        labels: &Labels,
        searches: &long::Searches<'_>,
    ) -> (usize, usize, usize) {
        // Mostly there is no such table, which the labels that are read already tell.
        if long::part_of(labels, searches).is_none() {
            return (0, 0, 0);
        }
        let mut texts: BTreeSet<String> = BTreeSet::new();
        let mut headers = 0;
        for (part, header) in long::details(sheet, searches) {
            let Some(column) = header.column(long::Key::Item) else {
                continue;
            };
            headers = headers.max(header.columns.len());
            let rows = part.rows.iter();
            let rows = rows.filter(|row| row.index > header.bottom).take(5_000);
            texts.extend(rows.filter_map(
                |row| match part.shown(CellRef::new(row.index, column)) {
                    Value::Text(text) => Some(Label::new(text).name),
                    _ => None,
                },
            ));
        }
        let known = texts
            .iter()
            .filter(|text| {
                let mut items = self.items.iter();
                !self.mapping.patterns.is_empty() || items.any(|items| items.find(text).is_some())
            })
            .count();
        (known, texts.len(), headers)
    }
}

/// The lines of a roster that can be read, how many headers were found, and what these say that the lines weigh.
fn in_roster(
    sheet: &Sheet,
    labels: &Labels,
    mapping: &Mapping,
    search: &Search<'_, roster::Key>,
) -> (Vec<usize>, usize, Weighed) {
    let Some(header) = labels.best(search).filter(roster::is_roster) else {
        return (Vec::new(), 0, Weighed::default());
    };
    let has = |line: &usize| {
        let spec = &mapping.lines[*line];
        let needed = spec.rule.needs().into_iter().chain([Role::Score]);
        needed
            .into_iter()
            .map(|role| instead(spec, role))
            .all(|role| header.column(roster::Key::Line(*line, role)).is_some())
    };
    (
        (0..mapping.lines.len()).filter(has).collect(),
        header.columns.len(),
        weights::of_header(mapping, &roster::marks(sheet, &header)),
    )
}

/// The column that holds a line's figure: where it stands in words, that of the criteria.
pub(super) fn instead(line: &Line, role: Role) -> Role {
    match line.in_words.contains_key(&role) {
        true => Role::Criteria,
        false => role,
    }
}

/// True where the header has a column of people: then it is a long table, not a form.
fn names_people(sheet: &Sheet, mapping: &Mapping, header: &Header<form::Key>) -> bool {
    let people = [Field::Id, Field::Name];
    let spelled = people
        .iter()
        .filter_map(|field| mapping.fields.get(field))
        .flatten();
    let words: Vec<_> = spelled.collect();
    let rows = sheet
        .rows
        .iter()
        .filter(|row| (header.top..=header.bottom).contains(&row.index));
    // 编号 over the lines' numbers is nobody's.
    let numbers = header.column(form::Key::Number);
    rows.flat_map(|row| &row.cells)
        .filter(|cell| Some(cell.column) != numbers)
        .any(|cell| match &cell.value {
            Value::Text(text) => {
                let label = [Label::new(text)];
                words.iter().any(|spelling| spelling.matches(&label))
            }
            _ => false,
        })
}

/// The items of everybody, and of each position.
pub(super) fn all_items(mapping: &Mapping) -> Vec<Items<'_>> {
    let mut positions: Vec<&str> = mapping
        .lines
        .iter()
        .flat_map(|line| &line.positions)
        .map(String::as_str)
        .collect();
    positions.sort_unstable();
    positions.dedup();
    let own = positions
        .into_iter()
        .map(|position| Items::new(mapping, Some(position)));
    std::iter::once(Items::new(mapping, None))
        .chain(own)
        .collect()
}
