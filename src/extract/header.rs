//! Finds a table by its header: one to six rows of merged or flat cells, read as a path per column.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::search::{Place, Search};
use super::units;
use crate::mapping::spelling::{Label, Spelling};
use crate::scorecard::Unit;
use crate::workbook::{CellRef, Row, Sheet, Value};

/// Rows that a header can have: sections in sections in sections, above items and their columns, make five.
const MAX_HEIGHT: u32 = 6;
/// Words that are read in search of headers of any height: six rows take twenty times as long as one. After so many, headers
/// have no more rows than those that were found: payslips, each under its own header, and sheets made to take long.
const MOST_WORDS: usize = 500_000;
/// Columns that are looked at: a scorecard has no more, a declared width of XFD has.
const MAX_COLUMNS: u32 = 2_000;

/// A header that was found.
#[derive(Debug, Clone)]
pub(super) struct Header<K> {
    pub top: u32,
    pub bottom: u32,
    /// What was found, with its column and its label.
    pub columns: Vec<Column<K>>,
    /// The columns of the whole header, from the first to the last that has words.
    pub span: (u32, u32),
}

#[derive(Debug, Clone)]
pub(super) struct Column<K> {
    pub key: K,
    shares: bool,
    pub column: u32,
    pub label: Label,
    /// The unit of its figures, as far as its words say: 10,000 under `销售额（万元）`.
    pub unit: Option<Unit>,
    /// The cell that bears the label's last words.
    pub cell: CellRef,
}

impl<K: PartialEq + Copy> Header<K> {
    pub fn column(&self, key: K) -> Option<u32> {
        self.find(key).map(|column| column.column)
    }

    pub fn find(&self, key: K) -> Option<&Column<K>> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// True for a row that bears the header's words again, above the people of the next department. What is merged
    /// down over several rows stands in each of them.
    pub fn is_repeated(&self, sheet: &Sheet, row: u32) -> bool {
        let repeats = self.columns.iter().filter(|column| {
            match sheet.value(sheet.anchor(CellRef::new(row, column.column))) {
                Value::Text(text) => column.label.names(text),
                _ => false,
            }
        });
        repeats.take(2).count() == 2
    }
}

/// The labels of the first rows of a sheet, made comparable once.
pub(super) struct Labels<'a> {
    sheet: &'a Sheet,
    rows: Cow<'a, [LabelRow]>,
    known: Rc<RefCell<KnownPaths>>,
}

/// The paths that were read, by their first and last row: what is searched for several mappings is read once.
type KnownPaths = BTreeMap<(u32, u32), Rc<Vec<Path>>>;
/// More are not kept: only the first headers of a sheet are searched for more than one mapping.
const MOST_KNOWN: usize = 256;

/// A row's number, and its labels by column.
type LabelRow = (u32, Vec<(u32, Rc<Label>)>);

impl<'a> Labels<'a> {
    /// Reads the rows before `end`.
    pub fn new(sheet: &'a Sheet, end: u32) -> Self {
        Labels::of(sheet, sheet.rows.iter().take_while(|row| row.index < end))
    }

    /// Reads the rows that may hold words.
    pub fn of_rows(sheet: &'a Sheet, chosen: fn(&Row) -> bool) -> Self {
        Labels::of(sheet, sheet.rows.iter().filter(|row| chosen(row)))
    }

    fn of(sheet: &'a Sheet, rows: impl Iterator<Item = &'a Row>) -> Self {
        let rows = rows
            .map(|row| {
                let cells = row
                    .cells
                    .iter()
                    .take_while(|cell| cell.column < MAX_COLUMNS);
                let labels = cells.filter_map(|cell| match &cell.value {
                    Value::Text(text) if text.chars().count() <= 80 => {
                        Some((cell.column, Rc::new(Label::new(text))))
                    }
                    Value::Number(number) => Some((
                        cell.column,
                        Rc::new(Label {
                            name: number.to_string(),
                            bracket: None,
                        }),
                    )),
                    _ => None,
                });
                (
                    row.index,
                    labels.filter(|(_, label)| !label.is_empty()).collect(),
                )
            })
            .collect();
        Labels {
            sheet,
            rows,
            known: Rc::default(),
        }
    }

    /// Those of the rows before `end` alone.
    pub fn before(&self, end: u32) -> Labels<'_> {
        let shown = self.rows.partition_point(|(row, _)| *row < end);
        Labels {
            sheet: self.sheet,
            rows: Cow::Borrowed(&self.rows[..shown]),
            known: Rc::clone(&self.known),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.iter().map(|(_, labels)| labels.len()).sum()
    }

    fn row(&self, index: u32) -> &[(u32, Rc<Label>)] {
        match self.rows.binary_search_by_key(&index, |(row, _)| *row) {
            Ok(found) => &self.rows[found].1,
            Err(_) => &[],
        }
    }

    fn label(&self, at: CellRef) -> Option<&Rc<Label>> {
        let row = self.row(at.row);
        row.binary_search_by_key(&at.column, |(column, _)| *column)
            .ok()
            .map(|found| &row[found].1)
    }

    /// The header in which the most is found; among equals the flattest, then the first.
    pub fn best<K: Copy + PartialEq>(&self, search: &Search<'_, K>) -> Option<Header<K>> {
        let mut best: Option<Header<K>> = None;
        for header in self.candidates(search) {
            let height = |header: &Header<K>| header.bottom - header.top;
            let better = best.as_ref().is_none_or(|best| {
                header.columns.len() > best.columns.len()
                    || (header.columns.len() == best.columns.len()
                        && height(&header) < height(best))
            });
            if better {
                best = Some(header);
            }
        }
        best
    }

    /// Every header that holds all of `required`, from the top; of those that overlap, the best.
    pub fn all<K: Copy + PartialEq>(
        &self,
        search: &Search<'_, K>,
        required: &[K],
    ) -> Vec<Header<K>> {
        let complete =
            |header: &Header<K>| required.iter().all(|key| header.column(*key).is_some());
        let mut found: Vec<Header<K>> = Vec::new();
        for header in self.candidates(search).into_iter().filter(complete) {
            match found
                .last_mut()
                .filter(|before| header.top <= before.bottom)
            {
                Some(before) if header.columns.len() > before.columns.len() => *before = header,
                Some(_) => {}
                None => found.push(header),
            }
        }
        found
    }

    /// The columns of a header's rows that are spelled like one of `spelled`, each with its last words; of merged
    /// columns the first.
    pub fn columns_like(&self, rows: (u32, u32), spelled: &[Spelling]) -> Vec<(u32, String)> {
        let paths = self.paths(rows.0, rows.1);
        let alike = paths.iter().filter(|path| {
            path.cell.column == path.column && spelled.iter().any(|one| one.matches(&path.labels))
        });
        alike
            .map(|path| {
                let words = path.labels.last().map(|label| label.name.clone());
                (path.column, words.unwrap_or_default())
            })
            .collect()
    }

    /// The words of a header's rows over each column that has some.
    pub fn words_over(&self, rows: (u32, u32)) -> Vec<(u32, String)> {
        let paths = self.paths(rows.0, rows.1);
        let words = paths.iter().map(|path| {
            let labels = path.labels.iter().map(|label| label.name.as_str());
            (path.column, labels.collect::<Vec<_>>().join("/"))
        });
        words.collect()
    }

    /// Headers with their bottoms in rows that bear at least two wanted words, or one beside a word that is merged down to them.
    fn candidates<K: Copy + PartialEq>(&self, search: &Search<'_, K>) -> Vec<Header<K>> {
        let mut headers = Vec::new();
        let (mut words, mut tallest) = (0, 1);
        for (index, labels) in self.rows.iter() {
            let like = labels.iter().filter(|(_, label)| search.knows(label));
            let like = like.take(2).count();
            if like == 0 || like == 1 && !self.is_headed(*index, search) {
                continue;
            }
            let heights = if words < MOST_WORDS {
                MAX_HEIGHT
            } else {
                tallest
            };
            let mut most = 1;
            for height in 1..=heights {
                let Some(top) = (*index + 1).checked_sub(height) else {
                    break;
                };
                words += labels.len() * height as usize;
                let header = self.read(top, *index, search);
                if header.columns.len() > most {
                    most = header.columns.len();
                    tallest = tallest.max(height);
                }
                if header.columns.len() >= 2 {
                    headers.push(header);
                }
            }
        }
        headers
    }

    /// True for a row that a wanted word of a row above reaches down to: 考核项目 and 分值, merged beside 评分 over 自评 and 得分.
    fn is_headed<K: Copy + PartialEq>(&self, row: u32, search: &Search<'_, K>) -> bool {
        let Some(before) = row.checked_sub(1) else {
            return false;
        };
        let above = self
            .sheet
            .merges
            .beginning_in(row.saturating_sub(MAX_HEIGHT - 1), before);
        above.iter().any(|range| {
            range.last.row >= row
                && self
                    .label(range.first)
                    .is_some_and(|label| search.knows(label))
        })
    }

    fn read<K: Copy + PartialEq>(
        &self,
        top: u32,
        bottom: u32,
        search: &Search<'_, K>,
    ) -> Header<K> {
        let paths = self.paths(top, bottom);
        let mut meant: Vec<(Place, &Path)> = Vec::new();
        for path in paths.iter() {
            let places = search.meant(&path.labels).into_iter();
            // 上月 over 总分 and 绩效工资 makes them no figures of this month.
            let own = places.filter(|place| !search.is_past(*place, &path.labels));
            meant.extend(own.map(|place| (place, path)));
        }
        // The first spelling that is found counts: mappings list the surest first. Of its columns the flattest does.
        // Another table beside this one has words that are nearer to the mapping's, and other people's figures.
        let beside = beside(&paths, &meant);
        let is_beside = |path: &Path| {
            let before = beside.partition_point(|(_, last)| *last < path.column);
            let block = beside.get(before);
            block.is_some_and(|(first, _)| *first <= path.column)
        };
        meant.sort_by_key(|(place, path)| {
            let order = (place.spelling, path.labels.len());
            (place.wanted, is_beside(path), order)
        });
        let mut columns: Vec<Column<K>> = Vec::new();
        for of_one in meant.chunk_by(|(a, _), (b, _)| a.wanted == b.wanted) {
            let Some(wanted) = search.wanted.get(of_one[0].0.wanted) else {
                continue;
            };
            let taken = |column: u32| {
                columns
                    .iter()
                    .any(|other| other.column == column && !(other.shares && wanted.shares))
            };
            let hit = of_one.iter().find(|(_, path)| !taken(path.column));
            if let Some((_, path)) = hit {
                let label = path.labels.last().map(|label| Label::clone(label));
                columns.push(Column {
                    key: wanted.key,
                    shares: wanted.shares,
                    column: path.column,
                    label: label.unwrap_or_default(),
                    unit: path
                        .labels
                        .iter()
                        .rev()
                        .find_map(|label| units::of_label(label)),
                    cell: path.cell,
                });
            }
        }
        let span = (
            paths.first().map_or(0, |path| path.column),
            paths.last().map_or(0, |path| {
                self.sheet
                    .block(CellRef::new(bottom, path.column))
                    .last
                    .column
            }),
        );
        Header {
            top,
            bottom,
            columns,
            span,
        }
    }

    /// The words over each column, from the top down.
    fn paths(&self, top: u32, bottom: u32) -> Rc<Vec<Path>> {
        let mut known = self.known.borrow_mut();
        if let Some(paths) = known.get(&(top, bottom)) {
            return Rc::clone(paths);
        }
        let paths = Rc::new(self.read_paths(top, bottom));
        if known.len() < MOST_KNOWN {
            known.insert((top, bottom), Rc::clone(&paths));
        }
        paths
    }

    fn read_paths(&self, top: u32, bottom: u32) -> Vec<Path> {
        // What begins above has its words there.
        let merged = self.sheet.merges.beginning_in(top, bottom).iter();
        let spread =
            merged.flat_map(|range| range.first.column..=range.last.column.min(MAX_COLUMNS));
        let own = (top..=bottom).flat_map(|row| self.row(row).iter().map(|(column, _)| *column));
        let used: BTreeSet<u32> = own.chain(spread).collect();
        let mut paths = Vec::new();
        for column in used {
            let mut labels: Vec<Rc<Label>> = Vec::new();
            let mut last_cell = None;
            for row in top..=bottom {
                let at = CellRef::new(row, column);
                let anchor = self.sheet.anchor(at);
                if anchor.row < top || last_cell == Some(anchor) {
                    continue;
                }
                let (label, cell) = match self.label(anchor) {
                    Some(label) => (label, anchor),
                    // A group's words may stand over its first column only, without a merged cell.
                    None if row < bottom && anchor == at => match self.left_of(at, bottom) {
                        Some(found) => found,
                        None => continue,
                    },
                    None => continue,
                };
                last_cell = Some(cell);
                labels.push(Rc::clone(label));
            }
            if let (false, Some(cell)) = (labels.is_empty(), last_cell) {
                paths.push(Path {
                    column,
                    labels,
                    cell,
                });
            }
        }
        paths
    }

    /// The nearest words to the left in a group row, where the column has words of its own further down.
    fn left_of(&self, at: CellRef, bottom: u32) -> Option<(&Rc<Label>, CellRef)> {
        let has_own =
            (at.row + 1..=bottom).any(|row| self.label(CellRef::new(row, at.column)).is_some());
        if !has_own {
            return None;
        }
        let row = self.row(at.row);
        let before = row.partition_point(|(column, _)| *column < at.column);
        let (column, label) = row[..before].last()?;
        let cell = CellRef::new(at.row, *column);
        // A merged cell ends where it ends; a column without words further down is no group.
        let is_group = self.sheet.merges.around(cell).is_none()
            && (at.row + 1..=bottom).any(|row| self.label(CellRef::new(row, *column)).is_some());
        is_group.then_some((label, cell))
    }
}

/// The columns of other tables in the same rows: behind an empty column, and with several words that the fullest table
/// has as well.
fn beside(paths: &[Path], meant: &[(Place, &Path)]) -> Vec<(u32, u32)> {
    const SEVERAL: usize = 2;
    let parted = paths.chunk_by(|a, b| a.column + 1 >= b.column);
    let blocks = parted.filter_map(|block| Some((block.first()?.column, block.last()?.column)));
    let blocks: Vec<(u32, u32)> = blocks.collect();
    if blocks.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); blocks.len()];
    for (place, path) in meant {
        let block = blocks.partition_point(|(_, last)| *last < path.column);
        if let Some(found) = found.get_mut(block) {
            found.insert(place.wanted);
        }
    }
    let fullest = found.iter().map(BTreeSet::len).max().unwrap_or_default();
    let Some(main) = found.iter().position(|own| own.len() == fullest) else {
        return Vec::new();
    };
    let others = blocks.into_iter().zip(&found).enumerate();
    let others = others.filter(|(index, (_, own))| {
        *index != main && own.intersection(&found[main]).count() >= SEVERAL
    });
    others.map(|(_, (block, _))| block).collect()
}

struct Path {
    column: u32,
    labels: Vec<Rc<Label>>,
    cell: CellRef,
}
