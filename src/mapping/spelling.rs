//! Headers and labels as real workbooks spell them.
//!
//! Before matching, all white space goes (`姓␣␣名`), full width becomes half width, a trailing `：` and `*` go, and a
//! trailing bracket or percentage is kept apart: it is a unit, a max or a weight (`销售额完成率（20分）`).

use std::borrow::{Borrow, Cow};

use regex::{Regex, RegexBuilder};

use crate::written::{half_width, is_unseen};

/// A header or label, made comparable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// Its words.
    pub name: String,
    /// What stood in a trailing bracket, or a trailing percentage.
    pub bracket: Option<String>,
}

/// Units that stand behind a slash.
const UNITS: &[&str] = &[
    "元",
    "万元",
    "千元",
    "百万元",
    "%",
    "件",
    "次",
    "个",
    "人",
    "单",
    "笔",
    "天",
    "小时",
    "分",
];

impl Label {
    /// Reads a cell's text.
    pub fn new(text: &str) -> Self {
        let mut name = fold(text);
        // *姓名 is one that has to be filled in.
        if let Some(rest) = name.strip_prefix('*') {
            name = rest.to_owned();
        }
        let mut bracket = None;
        loop {
            let before = name.len();
            while let Some(rest) = name.strip_suffix([':', '*']) {
                name.truncate(rest.len());
            }
            if name.ends_with(')')
                && let Some(open) = name.rfind('(').filter(|open| *open > 0)
            {
                let inside = name[open + 1..name.len() - 1].to_owned();
                name.truncate(open);
                if inside != "*" && !inside.is_empty() {
                    bracket = Some(inside);
                }
            }
            if name.len() == before {
                break;
            }
        }
        // 基本工资/元 is 基本工资(元).
        if let Some((rest, unit)) = name.rsplit_once('/')
            && bracket.is_none()
            && !rest.is_empty()
            && UNITS.contains(&unit)
        {
            bracket = Some(unit.to_owned());
            name.truncate(rest.len());
        }
        if bracket.is_none() {
            let digits =
                name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '%');
            if name.ends_with('%') && digits.len() < name.len() && !digits.is_empty() {
                bracket = Some(name[digits.len()..].to_owned());
                name.truncate(digits.len());
            }
        }
        Label { name, bracket }
    }

    /// Reads an item's words, whose full marks may also lead in a bracket (`【5分】工作计划`), or end without one
    /// (`工作计划 满分5分`, `工作计划 5分`).
    pub fn of_item(text: &str) -> Self {
        let mut label = Label::new(text);
        if label.bracket.is_some() {
            return label;
        }
        let led = label
            .name
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'));
        if let Some((inside, rest)) =
            led.filter(|(inside, rest)| !rest.is_empty() && inside.ends_with('分'))
        {
            (label.bracket, label.name) = (Some(inside.to_owned()), rest.to_owned());
            return label;
        }
        let name = label.name.trim_end_matches('分');
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        if name.len() == label.name.len() || bare.len() == name.len() {
            return label;
        }
        let own_word = text.trim_end().rsplit(char::is_whitespace).next();
        let stands_alone = own_word.is_some_and(|word| fold(word) == label.name[bare.len()..]);
        let words = ["满分:", "满分", "分值:", "分值"];
        let item = match words.iter().find_map(|word| bare.strip_suffix(word)) {
            Some(item) => item,
            None if stands_alone => bare,
            None => return label,
        };
        if !item.is_empty() {
            label.bracket = Some(label.name[bare.len()..].to_owned());
            label.name.truncate(item.len());
        }
        label
    }

    /// True for a text that has the same words. Most have not: their first sign tells.
    pub fn names(&self, text: &str) -> bool {
        let first = folded(text).find(|c| *c != '*');
        first == self.name.chars().next() && Label::new(text).name == self.name
    }

    /// True where nothing is left to compare.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }
}

/// The characters that a cell of Excel can hold: what a csv has beyond them is no label and no item.
const MOST: usize = 32_767;

/// Text without white space, in half width, brackets included, ASCII in lower case; no more of it than a cell can hold.
pub fn fold(text: &str) -> String {
    let mut whole = String::with_capacity(text.len().min(MOST));
    whole.extend(folded(text));
    whole
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    // Most are Chinese characters, which stay as they are.
    let is_plain = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let all = text.chars().take(MOST);
    let seen = all.filter(move |c| is_plain(*c) || !is_unseen(*c));
    seen.map(move |c| match c {
        c if is_plain(c) => c,
        c => match half_width(c) {
            '【' | '[' | '〔' => '(',
            '】' | ']' | '〕' => ')',
            c => c.to_ascii_lowercase(),
        },
    })
}

/// A single text, made comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its words without a trailing bracket.
    name: String,
    /// All of it.
    pub whole: String,
}

impl Words {
    /// Reads a cell's text.
    pub fn new(text: &str) -> Self {
        Words {
            name: Label::new(text).name,
            whole: fold(text),
        }
    }
}

/// True for the position that a scheme means: 直播运营 also as `直播运营岗` and `直播运营（试用）`.
pub fn is_position(wanted: &str, written: &str) -> bool {
    let (wanted, whole) = (fold(wanted), fold(written));
    let Some(rest) = whole.strip_prefix(&wanted) else {
        return false;
    };
    let rest = Label::new(rest).name;
    // 经理（代） is no 经理, and 经理（华东） is one.
    let is_deputy = || DEPUTIES.iter().any(|word| rest.contains(word));
    rest.is_empty()
        || rest.starts_with('(') && !is_deputy()
        || ["岗", "岗位"].contains(&rest.as_str())
}

/// Who stands below the rank that the words end with, or is of another one.
const DEPUTIES: &[&str] = &[
    "副", "助", "代", "准", "见习", "实习", "储备", "兼", "前", "原", "候任", "预备", "后备",
    "拟任", "待定", "非", "无", "降级", "名誉", "客户",
];

/// True for a post of the rank: 总监 in `运营总监` and `总监级`, and not in `副总监`.
pub fn is_rank(rank: &str, post: &str) -> bool {
    let (rank, post) = (fold(rank), fold(post));
    let post = post.trim_end_matches(['级', '层', '岗']);
    let before = post.strip_suffix(rank.as_str());
    !rank.is_empty()
        && before.is_some_and(|before| {
            // 总经理 stands above 经理.
            !before.ends_with('总') && !DEPUTIES.iter().any(|word| before.contains(word))
        })
}

/// True for a post of a rank before which another of the ranks stands: `经理/主管`.
pub fn names_another<'a>(
    post: &str,
    rank: &str,
    mut ranks: impl Iterator<Item = &'a String>,
) -> bool {
    let (post, rank) = (fold(post), fold(rank));
    let before = post.trim_end_matches(['级', '层', '岗']);
    let before = before.strip_suffix(rank.as_str()).unwrap_or_default();
    ranks.any(|other| {
        let other = fold(other);
        !other.is_empty() && other != rank && before.contains(&other)
    })
}

/// One accepted spelling.
#[derive(Debug, Clone)]
pub enum Spelling {
    /// Exact words; a merged header is a path from the top.
    Path(Vec<String>),
    /// A regular expression over the folded words of the whole path, joined by `/`.
    Pattern(Regex),
}

/// A regular expression for words that are folded: `KPI` in it is `kpi` there.
///
/// # Errors
/// What is wrong with it.
pub(super) fn regular(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

impl Spelling {
    /// Reads a spelling of a mapping.
    ///
    /// # Errors
    /// What the regular expression behind `re:` fails with.
    pub fn parse(text: &str) -> Result<Self, regex::Error> {
        match text.strip_prefix("re:") {
            Some(pattern) => regular(pattern.trim()).map(Spelling::Pattern),
            None => Ok(Spelling::Path(
                text.split('/')
                    .map(|segment| Label::new(segment).name)
                    .collect(),
            )),
        }
    }

    /// Tells whether a header of these levels is meant.
    pub fn matches<L: Borrow<Label>>(&self, path: &[L]) -> bool {
        self.matches_joined(path, &joined(path))
    }

    /// The same of a path whose words are [`joined`] already, to be compared with many spellings.
    pub(crate) fn matches_joined<L: Borrow<Label>>(&self, path: &[L], words: &str) -> bool {
        match self {
            Spelling::Path(wanted) => path_matches(wanted, path),
            Spelling::Pattern(pattern) => pattern.is_match(words),
        }
    }

    /// Tells whether a single text is meant, brackets and all: for items and sheet names.
    pub fn matches_text(&self, text: &str) -> bool {
        self.matches_words(&Words::new(text))
    }

    /// The same of a text that is compared with many spellings.
    pub fn matches_words(&self, text: &Words) -> bool {
        match self {
            Spelling::Path(wanted) => says(wanted, &text.name) || says(wanted, &text.whole),
            Spelling::Pattern(pattern) => pattern.is_match(&text.whole),
        }
    }

    /// The words for people: the path, or the pattern.
    pub fn words(&self) -> String {
        match self {
            Spelling::Path(wanted) => wanted.join("/"),
            Spelling::Pattern(pattern) => pattern.as_str().to_owned(),
        }
    }
}

/// The wanted path ends where the header ends, its other segments stand in order above; or the header says the same
/// in one cell (`销售额完成率-得分`, `销售额完成率（得分）`).
fn path_matches<L: Borrow<Label>>(wanted: &[String], path: &[L]) -> bool {
    let (Some(last_wanted), Some(last)) = (wanted.last(), path.last().map(Borrow::borrow)) else {
        return false;
    };
    // Nearly all pairs differ in how they end, and what is made of a name is its end.
    if last.name.ends_with(last_wanted)
        && (*last_wanted == last.name || *last_wanted == without_number(&last.name))
    {
        let mut above = path[..path.len() - 1].iter();
        if wanted[..wanted.len() - 1]
            .iter()
            .all(|segment| above.any(|label| is_group(segment, &label.borrow().name)))
        {
            return true;
        }
    }
    if wanted.len() < 2 || path.len() > 1 {
        return false;
    }
    let says = |name: &str, inside: &str| {
        let wanted = wanted.iter().flat_map(|segment| plain(segment));
        wanted.eq(plain(name).chain(plain(inside)))
    };
    says(&last.name, "")
        || says(without_number(&last.name), "")
        || last
            .bracket
            .as_deref()
            .is_some_and(|inside| says(&last.name, inside))
}

/// A group's words, which may be numbered (`四、转化率`) or end with their abbreviation (`投入产出比ROI`).
fn is_group(wanted: &str, name: &str) -> bool {
    let bare = without_number(name);
    let spelled_out = || bare.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    wanted == name || wanted == bare || !wanted.is_ascii() && wanted == spelled_out()
}

/// Tells whether the segments, one behind the other, are these words; separators between them do not count
/// (`退货/退款率`).
fn says(wanted: &[String], words: &str) -> bool {
    match wanted {
        [only] => only == words,
        _ => wanted
            .iter()
            .flat_map(|segment| plain(segment))
            .eq(plain(words)),
    }
}

/// The words of a whole path, as patterns see them.
pub(crate) fn joined<L: Borrow<Label>>(path: &[L]) -> Cow<'_, str> {
    match path {
        [only] => Cow::Borrowed(&only.borrow().name),
        path => {
            let names = path.iter().map(|label| label.borrow().name.as_str());
            let names: Vec<&str> = names.collect();
            Cow::Owned(names.join("/"))
        }
    }
}

/// The characters of a text that are no separators.
pub(crate) fn plain(text: &str) -> impl Iterator<Item = char> {
    let is_separator = |c: char| matches!(c, '-' | '_' | '/' | '·' | '—' | '、' | '.' | ':');
    text.chars().filter(move |c| !is_separator(*c))
}

/// The number with which a heading begins: `四、客户满意度`, `（四）…`, `4. …`, `第四部分 …`.
pub fn number_of(text: &str) -> Option<u32> {
    let folded = fold(text);
    let rest = folded.trim_start_matches(['(', '第']);
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let end = rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
    let (numeral, after) = rest.split_at(end);
    let led = rest.len() < folded.len();
    let parted = after.starts_with(['、', '.', ')', ',', ':', '．', '，']);
    if numeral.is_empty() || !(parted || led) {
        return None;
    }
    if let Ok(number) = numeral.parse() {
        return Some(number);
    }
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map(|at| at as u32 + 1)
    };
    match numeral.split_once('十') {
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(Some(1), digit)?;
            let ones = ones.chars().next().map_or(Some(0), digit)?;
            Some(tens * 10 + ones)
        }
        None => digit(numeral.chars().next()?).filter(|_| numeral.chars().count() == 1),
    }
}

/// An item's words without its number: `1、工位不整齐,扣2分/次` begins with 工位.
pub fn without_number(text: &str) -> &str {
    let trimmed = text.trim_start();
    let rest = trimmed.trim_start_matches(['(', '(']);
    let after =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if after.len() == rest.len() {
        return trimmed;
    }
    let end = after.trim_start_matches([')', ')', '、', '.', '.', ',', ',', ':', ':', ' ']);
    if end.len() == after.len() {
        trimmed
    } else {
        end.trim_start()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_with_a_slash_means_an_item_with_one() {
        let spelling = Spelling::parse("退货/退款率").unwrap();
        for (item, is_meant) in [
            ("退货/退款率", true),
            ("退货退款率（10分）", true),
            ("退货-退款率", true),
            ("退款率", false),
            ("退货/退款率达标", false),
        ] {
            assert_eq!(spelling.matches_text(item), is_meant, "{item}");
        }
        assert!(!Spelling::parse("退款率").unwrap().matches_text("退-款率"));
    }

    #[test]
    fn a_unit_behind_a_slash_is_a_bracket() {
        for (text, name, bracket) in [
            ("基本工资/元", "基本工资", Some("元")),
            ("实际销售额 / 万元", "实际销售额", Some("万元")),
            ("退货/退款率", "退货/退款率", None),
            ("元/件", "元", Some("件")),
        ] {
            let label = Label::new(text);
            assert_eq!(
                (&*label.name, label.bracket.as_deref()),
                (name, bracket),
                "{text}"
            );
        }
    }
}
