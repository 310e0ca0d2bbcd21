//! The company's roster (花名册): a workbook with one row per person -> who works here, and for what base and rate.
//!
//! The roster is no audited input: what is odd about it is told as a notice that names its cell, and what cannot be
//! used is left out, so that the scorecard's own figure stands.

mod odd;

use std::collections::BTreeMap;

use self::odd::Odd;
use super::figure::Cells;
use super::header::{Header, Labels};
use super::people::is_no_id;
use super::roster::HEADER_ROWS;
use super::rows::{RowKind, is_nobody, kind_of_text};
use super::search::{Search, Wanted};
use crate::finding::{Code, Finding};
use crate::mapping::Mapping;
use crate::mapping::spelling::{Label, fold};
use crate::mapping::staff::{Column, INACTIVE, Staff as Spec};
use crate::number::{Decimal, Ratio};
use crate::scorecard::{RosterFigure, State};
use crate::text::Text;
use crate::workbook::{CellRef, Workbook};

/// The people of a roster.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Everybody, in the file's order; rows that say the same of the same person are one.
    pub members: Vec<Member>,
    /// What is odd about the file.
    pub notices: Vec<Text>,
}

/// One person of a roster.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its rows, by sheet and row.
    pub rows: Vec<(usize, u32)>,
    /// Where it stands, for people: `花名册!5`.
    pub place: String,
    /// 工号
    pub id: Option<String>,
    /// 姓名
    pub name: Option<String>,
    /// A scorecard of this person is expected.
    pub expected: bool,
    pub(super) department: Option<String>,
    pub(super) position: Option<String>,
    pub(super) status: Option<String>,
    pub(super) active: bool,
    pub(super) held: bool,
    pub(super) base: Option<RosterFigure>,
    pub(super) fund: Option<RosterFigure>,
    pub(super) rate: Option<RosterFigure>,
    pub(super) attended: Option<RosterFigure>,
    pub(super) due: Option<RosterFigure>,
    /// A rate above 100 % that was not put right.
    pub(super) doubtful_rate: Option<RosterFigure>,
}

impl Member {
    /// The name, else the id.
    pub fn called(&self) -> &str {
        let name = self.name.as_deref().or(self.id.as_deref());
        name.unwrap_or("?")
    }

    /// The id, else the name: how findings call the person.
    pub fn key(&self) -> Option<&str> {
        self.id.as_deref().or(self.name.as_deref())
    }

    /// True where two rows say the same of the same person.
    fn agrees(&self, other: &Member) -> bool {
        let value = |one: &Option<RosterFigure>| one.as_ref().map(|one| one.value);
        let same = |a: &Option<String>, b: &Option<String>| {
            a.as_deref().map(fold) == b.as_deref().map(fold)
        };
        same(&self.name, &other.name)
            && same(&self.department, &other.department)
            && same(&self.position, &other.position)
            && self.active == other.active
            && value(&self.base) == value(&other.base)
            && value(&self.fund) == value(&other.fund)
            && value(&self.rate) == value(&other.rate)
    }
}

/// An id that is comparable.
pub(super) fn folded_id(id: &str, mapping: &Mapping) -> String {
    let id = fold(id);
    match mapping.ids_as_numbers {
        true => match id.trim_start_matches('0') {
            "" if !id.is_empty() => "0".to_owned(),
            trimmed => trimmed.to_owned(),
        },
        false => id,
    }
}

impl Staff {
    /// Reads a roster.
    ///
    /// # Errors
    /// What is missing where no sheet has a header with names or ids.
    pub fn read(
        workbook: &Workbook,
        mapping: &Mapping,
        file: &str,
        sha256: &str,
    ) -> Result<Staff, Text> {
        let spec = &mapping.staff;
        let wanted = Column::ALL.into_iter().filter_map(|key| {
            Some(Wanted {
                key,
                spelled: spec.columns.get(&key)?,
                shares: false,
            })
        });
        let search = Search::new(wanted.collect());
        let mut staff = Staff {
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            members: Vec::new(),
            notices: Vec::new(),
        };
        let mut tables = 0;
        let mut odd = Odd::default();
        for (index, sheet) in workbook.sheets.iter().enumerate() {
            let is_meant = spec.sheets.is_empty()
                || spec.sheets.iter().any(|one| one.matches_text(&sheet.name));
            let header = is_meant
                .then(|| Labels::new(sheet, HEADER_ROWS).best(&search))
                .flatten();
            let Some(header) = header.filter(names_people) else {
                continue;
            };
            tables += 1;
            let mut table = Table {
                cells: Cells::new(workbook, index),
                header: &header,
                mapping,
                odd: &mut odd,
            };
            staff.members.extend(table.members());
        }
        if tables == 0 {
            return Err(no_table(workbook, spec));
        }
        if staff.members.is_empty() {
            return Err(text!(
                "花名册里一个人也没有读到：表头下面没有填了工号或姓名的行。请检查文件。"
                    / "the roster holds nobody: below its header there is no row with an id or a name. Check the file."
            ));
        }
        staff.merge_equal_rows(mapping);
        staff.notices = odd.told(spec);
        Ok(staff)
    }

    /// True for a workbook that is a roster by its own columns: most of its people have a status and a base.
    pub fn is_roster(workbook: &Workbook, mapping: &Mapping) -> bool {
        let Ok(staff) = Staff::read(workbook, mapping, "", "") else {
            return false;
        };
        let has_both =
            |one: &&Member| one.status.is_some() && (one.base.is_some() || one.fund.is_some());
        staff.members.iter().filter(has_both).count() * 2 > staff.members.len()
    }

    /// How many people it holds, and how the scorecards compare, in a sentence. `is_all` is false of one workbook among
    /// several, which alone cannot tell who is missing.
    pub fn summary<'a>(&self, findings: impl Iterator<Item = &'a Finding>, is_all: bool) -> Text {
        let mut counts = [0usize; 4];
        for finding in findings {
            match finding.code {
                Code::X108 => counts[0] += 1,
                Code::X107 => counts[1] += 1,
                Code::X111 => counts[2] += 1,
                Code::X110 => counts[3] += 1,
                _ => {}
            }
        }
        let [missing, nobody, ambiguous, differs] = counts;
        let (file, people) = (&self.file, self.members.len());
        let expected = self.members.iter().filter(|one| one.expected).count();
        let missing = match is_all {
            true => text!("没有考核表 {missing} 人" / "{missing} without one"),
            false => text!(
                "谁没有考核表要几个文件合起来看，见「绩效工资汇总.xlsx」"
                    / "who has none is told over all files, in 绩效工资汇总.xlsx"
            ),
        };
        let (zh, en) = (missing.zh, missing.en);
        text!(
            "花名册 {file}：{people} 人，应有考核表 {expected} 人；{zh}；考核表不在花名册上 {nobody} 人，分不清是谁 {ambiguous} 人，与花名册不符 {differs} 处"
                / "roster {file}: {people} people, {expected} expected to have a scorecard; {en}; {nobody} scorecards not on the roster, {ambiguous} ambiguous, {differs} differences"
        )
    }

    /// Rows of one id that agree are one person; of a person who left and came back, the active row counts.
    fn merge_equal_rows(&mut self, mapping: &Mapping) {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, member) in self.members.iter().enumerate() {
            if let Some(id) = &member.id {
                by_id.entry(folded_id(id, mapping)).or_default().push(index);
            }
        }
        let mut gone = vec![false; self.members.len()];
        for rows in by_id.into_values().filter(|rows| rows.len() > 1) {
            let active: Vec<usize> = rows
                .iter()
                .copied()
                .filter(|row| self.members[*row].active)
                .collect();
            let one_person = rows.windows(2).all(|two| {
                let name = |row: usize| self.members[row].name.as_deref().map(fold);
                name(two[0]) == name(two[1])
            });
            let keep = match active[..] {
                [only] if one_person => only,
                _ => rows[0],
            };
            let agree = rows
                .iter()
                .all(|row| self.members[*row].agrees(&self.members[keep]));
            if agree || (active.len() == 1 && one_person) {
                for row in rows.into_iter().filter(|row| *row != keep) {
                    let more = std::mem::take(&mut self.members[row].rows);
                    self.members[keep].rows.extend(more);
                    gone[row] = true;
                }
            }
        }
        let mut gone = gone.into_iter();
        self.members.retain(|_| !gone.next().unwrap_or_default());
    }
}

/// A roster names people, and says something of them.
fn names_people(header: &Header<Column>) -> bool {
    let has = |column: Column| header.column(column).is_some();
    (has(Column::Name) || has(Column::Id)) && header.columns.len() > 1
}

fn no_table(workbook: &Workbook, spec: &Spec) -> Text {
    let names: Vec<&str> = workbook
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    let names = names.join("、");
    let first = |column: Column| {
        let spelled = spec.columns.get(&column).and_then(|words| words.first());
        spelled.map(|one| one.words()).unwrap_or_default()
    };
    let (id, name) = (first(Column::Id), first(Column::Name));
    text!(
        "工作表「{names}」里都没有找到花名册的表头：要有「{id}」或「{name}」列，另有部门、岗位、基本工资、绩效比例、绩效基数、在职状态中的至少一列。请确认文件没有选错；列名不同的，在方案的 [roster] 里写明。"
            / "none of the sheets {names} has a roster's header: a column {id} or {name}, and at least one of department, position, base, rate, fund or status. Make sure it is the right file; where the headers are spelled otherwise, name them under [roster] in the mapping."
    )
}

/// One table of a roster's workbook.
struct Table<'a> {
    cells: Cells<'a>,
    header: &'a Header<Column>,
    mapping: &'a Mapping,
    odd: &'a mut Odd,
}

impl Table<'_> {
    fn members(&mut self) -> Vec<Member> {
        let sheet = self.cells.sheet;
        let rows = sheet.rows.iter().map(|row| row.index);
        let rows: Vec<u32> = rows.filter(|row| *row > self.header.bottom).collect();
        let mut members = Vec::new();
        for row in rows {
            if self.is_person(row) {
                let member = self.member(row);
                members.push(member);
            }
        }
        members
    }

    fn at(&self, column: Column, row: u32) -> Option<CellRef> {
        Some(CellRef::new(row, self.header.column(column)?))
    }

    fn word(&self, column: Column, row: u32) -> Option<String> {
        let word = self.cells.word(self.at(column, row)?)?;
        let is_absent = crate::written::is_absent(&word.value);
        (!is_absent).then_some(word.value)
    }

    /// Words of the cell itself: a note that is merged over the row is nobody's name.
    fn own_word(&self, column: Column, row: u32) -> Option<String> {
        let block = self.cells.sheet.block(self.at(column, row)?);
        let is_own = block.first.column == block.last.column;
        is_own.then(|| self.word(column, row)).flatten()
    }

    fn is_person(&self, row: u32) -> bool {
        let (id, name) = (
            self.own_word(Column::Id, row),
            self.own_word(Column::Name, row),
        );
        let Some(first) = id.as_ref().or(name.as_ref()) else {
            return false;
        };
        let mut who = id.iter().chain(&name);
        if kind_of_text(first) != RowKind::Data
            || who.all(|words| is_nobody(words))
            || self.header.is_repeated(self.cells.sheet, row)
        {
            return false;
        }
        let filled = self
            .header
            .columns
            .iter()
            .filter(|column| !self.cells.is_blank(CellRef::new(row, column.column)));
        if filled.count() > 1 {
            return true;
        }
        // A lone name or id is somebody; a lone sentence or month under the table is not.
        let has_names = self.header.column(Column::Name).is_some();
        let lone = match has_names {
            true => name.filter(|name| !name.chars().any(|c| c.is_ascii_digit())),
            false => id,
        };
        let is_mark = |c: char| ":：。，,；;、".contains(c);
        lone.is_some_and(|word| word.chars().count() <= 20 && !word.contains(is_mark))
    }

    fn member(&mut self, row: u32) -> Member {
        let spec = &self.mapping.staff;
        let sheet = &self.cells.sheet.name;
        let name = self.own_word(Column::Name, row);
        let id = self.own_word(Column::Id, row);
        let id = id.filter(|id| name.is_none() || !is_no_id(id));
        let department = self.word(Column::Department, row);
        let position = self.word(Column::Position, row);
        let status = match self.header.column(Column::Status) {
            Some(_) => self.word(Column::Status, row),
            // A tab of its own for those who left.
            None => INACTIVE
                .iter()
                .find(|word| word.chars().count() > 1 && sheet.contains(*word))
                .map(|word| (*word).to_owned()),
        };
        let is = |words: &[String]| {
            let status = status.as_ref()?;
            let (whole, name) = (fold(status), Label::new(status).name);
            Some(words.contains(&whole) || words.contains(&name))
        };
        // Where nothing is said, nothing speaks against it.
        let active = is(&spec.active).unwrap_or(true);
        let held = is(&spec.held).unwrap_or(false);
        if let Some(status) = status.as_ref().filter(|_| !active && !held) {
            let is_known = INACTIVE.contains(&fold(status).as_str())
                || INACTIVE.contains(&Label::new(status).name.as_str());
            if !is_known {
                *self.odd.statuses.entry(status.clone()).or_default() += 1;
            }
        }
        let among = |words: &[String], own: &Option<String>| {
            let own = own.as_deref().map(fold);
            words.is_empty() || own.is_some_and(|own| words.contains(&own))
        };
        let expected =
            active && among(&spec.departments, &department) && among(&spec.positions, &position);
        let (rate, doubtful_rate) = self.rate(row);
        let place = format!("{sheet}!{}", row + 1);
        Member {
            rows: vec![(self.cells.index, row)],
            place,
            id,
            name,
            base: self.money(Column::Base, row),
            fund: self.money(Column::Fund, row),
            attended: self.figure(Column::Attended, row),
            due: self.figure(Column::Due, row),
            expected,
            department,
            position,
            status,
            active,
            held,
            rate,
            doubtful_rate,
        }
    }

    /// A figure; what is none is told and left out.
    fn figure(&mut self, column: Column, row: u32) -> Option<RosterFigure> {
        let at = self.at(column, row)?;
        let figure = match (column, self.header.find(column)) {
            (Column::Base | Column::Fund, Some(header)) => self.cells.amount(at, &header.label),
            _ => self.cells.figure(at),
        };
        let place = format!("{}!{}", self.cells.sheet.name, figure.at.cell);
        if matches!(figure.state, State::TextNumber(_)) {
            self.odd.texts.push(place.clone());
        }
        match (figure.value(), &figure.state) {
            (Some(value), _) => Some(RosterFigure { value, place }),
            (None, State::Blank | State::Dash) => None,
            (None, state) => {
                let shown = match state {
                    State::Unreadable(words) => words.to_string(),
                    State::Error(error) => error.to_string(),
                    _ => String::new(),
                };
                self.odd.unreadable.push((place, shown));
                None
            }
        }
    }

    /// A wage; nobody works for nothing.
    fn money(&mut self, column: Column, row: u32) -> Option<RosterFigure> {
        let figure = self.figure(column, row)?;
        if figure.value > Decimal::ZERO {
            return Some(figure);
        }
        let shown = figure.value.trimmed().to_string();
        self.odd.unreadable.push((figure.place, shown));
        None
    }

    /// A rate, and one that is in doubt: 20 where nothing says that it is meant in percent.
    fn rate(&mut self, row: u32) -> (Option<RosterFigure>, Option<RosterFigure>) {
        let Some(figure) = self.figure(Column::Rate, row) else {
            return (None, None);
        };
        if figure.value.is_negative() {
            let shown = figure.value.trimmed().to_string();
            self.odd.unreadable.push((figure.place, shown));
            return (None, None);
        }
        if figure.value <= Decimal::ONE {
            return (Some(figure), None);
        }
        let bracket = self.header.find(Column::Rate);
        let bracket = bracket.and_then(|column| column.label.bracket.as_deref());
        let says_percent = bracket.is_some_and(|unit| unit.ends_with('%'));
        let is_percent =
            self.mapping.staff.whole_percent || says_percent || self.mapping.rescale_percent;
        let hundredth = Ratio::from(figure.value).over(&Ratio::from(Decimal::HUNDRED));
        match hundredth.and_then(|rate| rate.exact(20)) {
            Some(value) if is_percent && value <= Decimal::ONE => (
                Some(RosterFigure {
                    value,
                    place: figure.place,
                }),
                None,
            ),
            _ => (None, Some(figure)),
        }
    }
}
