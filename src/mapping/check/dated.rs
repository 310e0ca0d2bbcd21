//! Parameters before the rest of a file is read: `"@NAME"` becomes the figure that counts in a month, or that the
//! command line sets.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::Month;
use super::Faults;
use super::nearest;
use crate::text::Text;
use crate::written::read_number;

/// A figure that the command line sets: a parameter's name and its value as written.
pub type Set = (String, String);

/// The values of a parameter, as written.
pub(super) struct Values {
    pub name: String,
    /// The value of every period.
    fixed: Option<String>,
    /// The first months and values, in order.
    pub dated: Vec<(Month, String)>,
    pub is_set: bool,
}

impl Values {
    /// The value in a month, and since when.
    pub fn at(&self, month: Option<Month>) -> Option<(&str, Option<Month>)> {
        if let Some(fixed) = &self.fixed {
            return Some((fixed, None));
        }
        let mut told = self.dated.iter().rev();
        let (from, words) = match month {
            Some(month) => told.find(|(from, _)| *from <= month)?,
            None => told.next()?,
        };
        Some((words, Some(*from)))
    }
}

/// The parameters of a file, with those that are set in place. What cannot be read is told when the file is.
pub(super) fn values(table: &DeTable<'_>, set: &[Set]) -> Vec<Values> {
    let Some(DeValue::Array(list)) = table.get("parameter").map(Spanned::get_ref) else {
        return Vec::new();
    };
    let read = |one: &Spanned<DeValue<'_>>| {
        let DeValue::Table(one) = one.get_ref() else {
            return None;
        };
        let name = one.get("name")?.get_ref().as_str()?.to_owned();
        if let Some((_, value)) = set.iter().find(|(wanted, _)| *wanted == name) {
            return Some(Values {
                name,
                fixed: Some(value.clone()),
                dated: Vec::new(),
                is_set: true,
            });
        }
        let mut dated: Vec<(Month, String)> = match one.get("values").map(Spanned::get_ref) {
            Some(DeValue::Array(values)) => values.iter().filter_map(dated_value).collect(),
            _ => Vec::new(),
        };
        dated.sort();
        Some(Values {
            name,
            fixed: one.get("value").and_then(|value| words(value.get_ref())),
            dated,
            is_set: false,
        })
    };
    list.iter().filter_map(read).collect()
}

fn dated_value(value: &Spanned<DeValue<'_>>) -> Option<(Month, String)> {
    let DeValue::Table(value) = value.get_ref() else {
        return None;
    };
    let from = value.get("from")?.get_ref().as_str()?.parse().ok()?;
    Some((from, words(value.get("value")?.get_ref())?))
}

/// A figure as it is written.
fn words(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(words) => Some(words.trim().to_owned()),
        DeValue::Integer(value) => Some(value.to_string()),
        DeValue::Float(value) => Some(value.as_str().to_owned()),
        _ => None,
    }
}

/// What is wrong with the figures that the command line sets.
pub(super) fn unknown(table: &DeTable<'_>, values: &[Values], set: &[Set]) -> Option<Text> {
    let twice = set.iter().enumerate().find_map(|(place, (name, value))| {
        let mut before = set[..place].iter();
        let (_, first) = before.find(|(other, first)| other == name && first != value)?;
        Some(text!(
            "--set {name} 写了两次，一次是 {first}，一次是 {value}，不知道用哪一个：请只留一个。"
                / "--set {name} stands twice, with {first} and with {value}: keep one of them."
        ))
    });
    if twice.is_some() {
        return twice;
    }
    set.iter().find_map(|(name, value)| {
        if !values.iter().any(|one| one.name == *name) {
            let names: Vec<&str> = values.iter().map(|one| one.name.as_str()).collect();
            let all = names.join("、");
            return Some(match nearest(name, names.iter().copied()) {
                Some(near) => text!(
                    "方案里没有叫「{name}」的参数，是不是「{near}」？可以设定的有：{all}。"
                        / "the scheme has no parameter {name}: did you mean {near}? There are: {all}."
                ),
                None if names.is_empty() => text!(
                    "方案里没有可以设定的参数，--set {name} 用不上。" / "the scheme has no parameters to set."
                ),
                None => text!(
                    "方案里没有叫「{name}」的参数。可以设定的有：{all}。"
                        / "the scheme has no parameter {name}. There are: {all}."
                ),
            });
        }
        if !uses(table, &format!("@{name}")) {
            return Some(text!(
                "方案里各项规则直接写了数，没有用到参数「{name}」，--set 改它不起作用。请在方案里把相应的数改成 \"@{name}\" 再设。"
                    / "no rule of the scheme uses the parameter {name}: setting it changes nothing. Write \"@{name}\" in place of the figure first."
            ));
        }
        read_number(value).is_none().then(|| {
            text!(
                "--set {name} 的「{value}」不是数字。写法如 4500、35%、5万。"
                    / "--set {name}: \"{value}\" is no figure. Write it like 4500, 35% or 5万."
            )
        })
    })
}

/// True where a text of the table, however deep, is this one.
fn uses(table: &DeTable<'_>, wanted: &str) -> bool {
    fn holds(value: &DeValue<'_>, wanted: &str) -> bool {
        match value {
            DeValue::String(text) => text.trim() == wanted,
            DeValue::Array(list) => list.iter().any(|one| holds(one.get_ref(), wanted)),
            DeValue::Table(table) => uses(table, wanted),
            _ => false,
        }
    }
    table.values().any(|value| holds(value.get_ref(), wanted))
}

/// The tables in which `@` stands for a parameter, and the keys that hold words and never figures.
const WITH_FIGURES: [&str; 9] = [
    "line",
    "own-line",
    "grade",
    "payout",
    "veto",
    "section",
    "distribution",
    "total-cap",
    "full-marks",
];
const WORDS: [&str; 8] = [
    "item",
    "spelled",
    "name",
    "columns",
    "positions",
    "words",
    "subtotal",
    "by",
];

/// The file with its parameters in place, and which of them each line uses.
pub(super) fn filled<'a>(
    table: &DeTable<'a>,
    values: &[Values],
    month: Option<Month>,
    faults: &mut Faults,
) -> (DeTable<'a>, Used) {
    let mut table = table.clone();
    let mut used = Used {
        by_lines: Vec::new(),
        by_patterns: Vec::new(),
        anywhere: vec![false; values.len()],
    };
    let mut filler = Filler {
        values,
        month,
        faults,
        used: Vec::new(),
    };
    for key in WITH_FIGURES {
        let Some(value) = table.get_mut(key) else {
            continue;
        };
        match value.get_mut() {
            DeValue::Array(items) if matches!(key, "line" | "own-line") => {
                for item in items.iter_mut() {
                    filler.fill(item);
                    let mut own = std::mem::take(&mut filler.used);
                    own.sort_unstable();
                    own.dedup();
                    used.note(&own);
                    match key {
                        "line" => used.by_lines.push(own),
                        _ => used.by_patterns.push(own),
                    }
                }
            }
            _ => {
                filler.fill(value);
                used.note(&std::mem::take(&mut filler.used));
            }
        }
    }
    (table, used)
}

/// Which parameters are used where.
pub(super) struct Used {
    pub by_lines: Vec<Vec<usize>>,
    pub by_patterns: Vec<Vec<usize>>,
    pub anywhere: Vec<bool>,
}

impl Used {
    fn note(&mut self, own: &[usize]) {
        for index in own {
            if let Some(used) = self.anywhere.get_mut(*index) {
                *used = true;
            }
        }
    }
}

struct Filler<'f, 's> {
    values: &'f [Values],
    month: Option<Month>,
    faults: &'f mut Faults<'s>,
    used: Vec<usize>,
}

impl Filler<'_, '_> {
    fn fill(&mut self, value: &mut Spanned<DeValue<'_>>) {
        let span = value.span();
        match value.get_mut() {
            DeValue::Table(table) => {
                for (key, value) in table.iter_mut() {
                    if !WORDS.contains(&key.get_ref().as_ref()) {
                        self.fill(value);
                    }
                }
            }
            DeValue::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            DeValue::String(words) if words.contains('@') => match self.put(words) {
                Ok(filled) => *words = filled.into(),
                Err(text) => self.faults.error(&span, text),
            },
            _ => {}
        }
    }

    /// The words with every `@NAME` replaced; of several names that fit the longest counts.
    fn put(&mut self, words: &str) -> Result<String, Text> {
        let mut filled = String::with_capacity(words.len());
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('@') {
            filled.push_str(before);
            let fits = self.values.iter().enumerate();
            let fits = fits.filter(|(_, one)| after.starts_with(one.name.as_str()));
            let Some((index, one)) = fits.max_by_key(|(_, one)| one.name.len()) else {
                let end = after.find([',', '，', ')', ']']).unwrap_or(after.len());
                let wrong = after[..end].trim();
                let names = self.values.iter().map(|one| one.name.as_str());
                return Err(match nearest(wrong, names) {
                    Some(near) => text!(
                        "没有叫「{wrong}」的参数，是不是「{near}」？"
                            / "there is no parameter {wrong}: did you mean {near}?"
                    ),
                    None => text!(
                        "没有叫「{wrong}」的参数，请先写一个 [[parameter]]"
                            / "there is no parameter {wrong}: write a [[parameter]] first"
                    ),
                });
            };
            self.used.push(index);
            if let Some((value, _)) = one.at(self.month) {
                filled.push_str(value);
            }
            rest = &after[one.name.len()..];
        }
        filled.push_str(rest);
        Ok(filled)
    }
}
