//! Tables of grades that stand beside the scorecards, on the same sheet or on one of their own: what each grade begins
//! at, its coefficient or its pay. They are found by their header, or by the range that a formula looks up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use regex::Regex;

use super::naming::is_grade;
use super::table::{label, text};
use super::words::{is_field, is_item};
use crate::mapping::Field;
use crate::mapping::spelling::fold;
use crate::number::Decimal;
use crate::workbook::{CellRange, CellRef, Sheet, Value, Workbook};
use crate::written::read_number;

/// A table of grades has so many columns and rows at most.
const WIDEST: u32 = 5;
const MOST_ROWS: u32 = 9;
/// Rows among which their headers stand.
const LOOKED_AT: usize = 300;
/// Longer words are no grade.
const LONGEST: usize = 8;
/// Rows that a formula's range may have.
const DEEPEST: u32 = 200;
/// How the headers of such tables end, besides those of grades.
const COEFFICIENTS: &[&str] = &["系数", "比例"];
const PAYS: &[&str] = &["奖金", "金额", "绩效工资", "工资"];
const POINTS: &[&str] = &[
    "分数",
    "得分",
    "总分",
    "分值",
    "区间",
    "分数段",
    "范围",
    "分",
];

/// One grade of such a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rung {
    /// Its word; nothing in a table that tells coefficients by points.
    pub name: Option<String>,
    /// The points that it begins at.
    pub from: Option<Decimal>,
    pub coefficient: Option<Decimal>,
    pub pay: Option<Decimal>,
}

/// What a workbook says of its scheme in words: its sentences, and its tables of grades.
pub(super) struct Notes {
    sentences: Vec<String>,
    ladders: Vec<Vec<Rung>>,
    /// The ranges that formulas look up, by how they write them, and the column that they take.
    lookups: BTreeMap<(String, u32), Vec<Rung>>,
}

impl Deref for Notes {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.sentences
    }
}

impl Notes {
    pub fn of(workbook: &Workbook) -> Notes {
        let found = workbook.sheets.iter().flat_map(found);
        Notes {
            sentences: super::words::sentences(workbook),
            ladders: found.map(|(_, rungs)| rungs).collect(),
            lookups: lookups(workbook),
        }
    }

    /// The table that names most of these grades, at least half of them.
    pub fn ladder(&self, grades: &[&str]) -> &[Rung] {
        let named = |rungs: &&Vec<Rung>| {
            let holds = |grade: &&&str| rungs.iter().any(|rung| rung.is(grade));
            grades.iter().filter(holds).count()
        };
        let best = self.ladders.iter().max_by_key(named);
        best.filter(|best| named(best) * 2 >= grades.len() && named(best) > 0)
            .map_or(&[], Vec::as_slice)
    }

    /// The table that a formula looks up: `VLOOKUP(P4,系数表!$A$2:$B$6,2,0)`.
    pub fn looked_up(&self, formula: &str) -> &[Rung] {
        let key = lookup(formula);
        let rungs = key.and_then(|key| self.lookups.get(&key));
        rungs.map_or(&[], Vec::as_slice)
    }
}

impl Rung {
    /// True for the rung of a grade.
    pub fn is(&self, grade: &str) -> bool {
        self.name.as_deref() == Some(grade)
    }
}

/// The sheet without its tables of grades, whose headers would be taken for those of people's figures; nothing where it
/// has none.
pub(super) fn without(sheet: &Sheet) -> Option<Sheet> {
    let blocks: Vec<CellRange> = found(sheet).into_iter().map(|(block, _)| block).collect();
    if blocks.is_empty() {
        return None;
    }
    let mut rest = sheet.clone();
    for row in &mut rest.rows {
        let at = |column: u32| CellRef::new(row.index, column);
        let is_its = |column: u32| blocks.iter().any(|block| block.contains(at(column)));
        row.cells.retain(|cell| !is_its(cell.column));
    }
    rest.rows.retain(|row| !row.cells.is_empty());
    Some(rest)
}

/// The tables of grades of a sheet, with the cells that they fill.
fn found(sheet: &Sheet) -> Vec<(CellRange, Vec<Rung>)> {
    let mut found = Vec::new();
    for row in sheet.rows.iter().take(LOOKED_AT) {
        let mut cells = row.cells.iter().peekable();
        while let Some(first) = cells.next() {
            let mut run: Vec<(u32, String)> = Vec::new();
            run.extend(label(&first.value).map(|label| (first.column, label.name)));
            while let (Some((last, _)), Some(next)) = (run.last(), cells.peek()) {
                let Some(own) = label(&next.value).filter(|_| next.column == last + 1) else {
                    break;
                };
                run.push((next.column, own.name));
                cells.next();
            }
            found.extend(table(sheet, row.index, &run));
        }
    }
    found
}

/// The table of grades below a row of headers, where it is one.
fn table(sheet: &Sheet, header: u32, run: &[(u32, String)]) -> Option<(CellRange, Vec<Rung>)> {
    let (first, last) = (run.first()?.0, run.last()?.0);
    if run.len() < 2 || last - first >= WIDEST {
        return None;
    }
    let known = [
        Field::Grade,
        Field::Coefficient,
        Field::Total,
        Field::Payout,
    ];
    let is_of_people =
        |name: &str| is_field(name).is_some_and(|field| !known.contains(&field)) || is_item(name);
    if run.iter().any(|(_, name)| is_of_people(name)) {
        return None;
    }
    let grade = run.iter().find(|(_, name)| is_grade(name))?.0;
    let ending = |ends: &[&str]| {
        let is_one = |(column, name): &&(u32, String)| {
            *column != grade && ends.iter().any(|end| name.ends_with(end))
        };
        run.iter().find(is_one).map(|(column, _)| *column)
    };
    let columns = [ending(POINTS), ending(COEFFICIENTS), ending(PAYS)];
    if columns.iter().all(Option::is_none) {
        return None;
    }
    let mut rungs = Vec::new();
    for row in header + 1..=header + MOST_ROWS {
        let at = |column: u32| CellRef::new(row, column);
        let name = text(sheet, at(grade))
            .filter(|name| name.chars().count() <= LONGEST && read_number(name).is_none());
        let Some(name) = name else { break };
        let [from, coefficient, pay] =
            columns.map(|column| column.map(|column| sheet.shown(at(column))));
        let rung = Rung {
            name: Some(name),
            from: from.and_then(least),
            coefficient: coefficient.and_then(number),
            pay: pay.and_then(number),
        };
        if rung.from.is_none() && rung.coefficient.is_none() && rung.pay.is_none() {
            break;
        }
        rungs.push(rung);
    }
    let names: BTreeSet<&Option<String>> = rungs.iter().map(|rung| &rung.name).collect();
    // People have the same grade; a table names each once.
    if rungs.len() < 2 || names.len() < rungs.len() {
        return None;
    }
    let depth = u32::try_from(rungs.len()).ok()?;
    let block = CellRange {
        first: CellRef::new(header, first),
        last: CellRef::new(header + depth, last),
    };
    Some((block, rungs))
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(number.trimmed()),
        Value::Text(text) => Some(read_number(text.trim_end_matches('元'))?.value.trimmed()),
        _ => None,
    }
}

/// The least points of a range: `≥95`, `85-94`, `[85,95)`, `85分以上`; below all others `<60` and `60分以下` begin at 0.
fn least(value: &Value) -> Option<Decimal> {
    let Value::Text(words) = value else {
        return number(value);
    };
    let words = fold(words);
    let figures = Regex::new(r"\d+(?:\.\d+)?").ok()?;
    let figures = figures.find_iter(&words);
    let figures: Vec<Decimal> = figures
        .filter_map(|found| Some(read_number(found.as_str())?.value))
        .collect();
    let is_below = ["<", "≤", "低于", "小于", "不足"];
    let is_below = is_below.iter().any(|word| words.starts_with(word)) || words.contains("以下");
    match &figures[..] {
        [_] if is_below => Some(Decimal::ZERO),
        [one] => Some(*one),
        [one, other] => Some(*one.min(other)),
        _ => None,
    }
}

/// The range that a formula looks up, as it writes it, and the column that it takes.
fn lookup(formula: &str) -> Option<(String, u32)> {
    let pattern = r"VLOOKUP\([^,()]+,((?:(?:'[^']+'|[^'!,()]+)!)?\$?[A-Z]{1,3}\$?\d*:\$?[A-Z]{1,3}\$?\d*),(\d+)";
    let found = Regex::new(pattern).ok()?.captures(formula)?;
    Some((found[1].replace('$', ""), found[2].parse().ok()?))
}

/// The tables that a workbook's formulas look up.
fn lookups(workbook: &Workbook) -> BTreeMap<(String, u32), Vec<Rung>> {
    let mut found = BTreeMap::new();
    for sheet in &workbook.sheets {
        let formulas = sheet
            .formulas
            .values()
            .filter(|one| one.text.contains("VLOOKUP("));
        for key in formulas.take(1_000).filter_map(|one| lookup(&one.text)) {
            if found.contains_key(&key) {
                continue;
            }
            let (name, range) = key.0.rsplit_once('!').unwrap_or((&sheet.name, &key.0));
            let name = name.trim_matches('\'');
            let own = workbook.sheets.iter().find(|sheet| sheet.name == name);
            let rungs = own.and_then(|own| rungs(own, range, key.1));
            found.insert(key.clone(), rungs.unwrap_or_default());
        }
    }
    found
}

/// The rows of a range as rungs: words with figures, or points with words or figures.
fn rungs(sheet: &Sheet, range: &str, column: u32) -> Option<Vec<Rung>> {
    let (first, last) = range.split_once(':')?;
    let corner = |name: &str, row: &str| {
        let whole = !name.contains(|c: char| c.is_ascii_digit());
        let name = if whole {
            format!("{name}{row}")
        } else {
            name.to_owned()
        };
        name.parse::<CellRef>().ok()
    };
    let (first, last) = (corner(first, "1")?, corner(last, "200")?);
    let taken = first.column + column.checked_sub(1)?;
    let mut rungs = Vec::new();
    for row in first.row..=last.row.min(first.row + DEEPEST) {
        let (key, value) = (
            sheet.shown(CellRef::new(row, first.column)),
            sheet.shown(CellRef::new(row, taken)),
        );
        let word = |value: &Value| match value {
            Value::Text(text) if !value.is_blank() => Some(text.trim().to_owned()),
            _ => None,
        };
        let from = match key {
            Value::Number(number) => Some(*number),
            _ => None,
        };
        let figure = match value {
            Value::Number(number) => Some(number.trimmed()),
            _ => None,
        };
        let rung = Rung {
            name: word(key).or_else(|| word(value).filter(|_| from.is_some())),
            from,
            coefficient: figure,
            pay: None,
        };
        let is_told = rung.coefficient.is_some() || rung.from.is_some() && rung.name.is_some();
        rungs.extend(is_told.then_some(rung));
    }
    Some(rungs)
}
