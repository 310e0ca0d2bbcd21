//! Figures that stand in words: `月度销售目标500,000元，实际完成463,750元`.

use std::sync::OnceLock;

use regex::Regex;

use super::spelling::{fold, regular};
use crate::number::Decimal;
use crate::text::Text;
use crate::written::{is_absent, read_number};

/// What stands for the figure in a mapping's pattern.
const PLACE: &str = "{数}";
/// A figure as people write it. What makes it no single figure (`50余万`, `3%-5%`, `5百`) is taken in too, so that it is
/// told and not read as something else. The digits are those of folded words: `\d` would be all digits of Unicode.
///
/// Before it may stand which side of it is meant: `目标≥3%`.
const FIGURE: &str = concat!(
    r"(?:[≥≤><]=?|不低于|不少于|不高于|不超过)?",
    r"([+\-]?[¥$]?(?:[0-9]{4,}|[0-9]{1,3}(?:,[0-9]+)*)(?:\.[0-9]+)?(?:[余多几来]?[十百千万亿兆]+(?:[0-9][0-9.]*)?)*(?:余|多|左右)?(?:元|%|‰)?",
    // What goes on with it makes it no figure of its own.
    r"(?:[0-9零〇wk.余多几来+→]|左右|上下|/[0-9])*",
    r"(?:[-~—–至到][0-9][0-9,.]*[万亿]?(?:元|%)?)?)"
);
/// Words where a figure should stand.
const WORDS: &str = r"([^0-9,;。、()]{0,12}?)(?:元|%)";

/// How one figure is found in words.
#[derive(Debug, Clone)]
pub struct InWords(Vec<Pattern>);

#[derive(Debug, Clone)]
struct Pattern {
    written: String,
    figure: Regex,
    /// Words in the figure's place; compiled where no figure is found.
    words: Option<(String, OnceLock<Option<Regex>>)>,
}

/// What the words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A figure.
    Figure(Decimal),
    /// A percentage as the share that it is; `3%` is 0.03.
    Percentage(Decimal),
    /// Nothing.
    Nothing,
    /// Something that is no figure, or several that differ.
    Unclear(String),
}

impl InWords {
    /// Reads the patterns of a mapping: regular expressions over folded words (no white space, half width, small
    /// letters, which capitals of a pattern mean too) in which `{数}` stands for the figure.
    ///
    /// # Errors
    /// What is wrong with the first bad pattern.
    pub fn new(patterns: &[String]) -> Result<Self, Text> {
        let compiled: Result<Vec<Pattern>, Text> =
            patterns.iter().map(|one| pattern(one)).collect();
        Ok(InWords(compiled?))
    }

    /// The patterns as the mapping writes them.
    pub fn patterns(&self) -> Vec<&str> {
        self.0.iter().map(|one| one.written.as_str()).collect()
    }

    /// The figure that the words state.
    pub fn find(&self, words: &str) -> Told {
        let folded = fold(words);
        for pattern in &self.0 {
            let found: Vec<&str> = captured(&pattern.figure, &folded).collect();
            let figure = |one: &&str| read_number(one).map(|it| (it.value, it.percent));
            let mut figures: Vec<Option<(Decimal, bool)>> = found.iter().map(figure).collect();
            figures.dedup();
            match figures[..] {
                [] => {}
                [Some((figure, false))] => return Told::Figure(figure),
                [Some((share, true))] => return Told::Percentage(share),
                _ => return Told::Unclear(found.join("、")),
            }
        }
        let words = self.0.iter().filter_map(|pattern| {
            let (words, compiled) = pattern.words.as_ref()?;
            compiled.get_or_init(|| regular(words).ok()).as_ref()
        });
        let mut unread = words.flat_map(|words| captured(words, &folded));
        match unread.find(|one| !is_absent(one)) {
            Some(one) => Told::Unclear(one.to_owned()),
            None => Told::Nothing,
        }
    }
}

fn captured<'t>(pattern: &'t Regex, text: &'t str) -> impl Iterator<Item = &'t str> {
    pattern
        .captures_iter(text)
        .filter_map(|found| Some(found.get(1)?.as_str()))
}

fn pattern(written: &str) -> Result<Pattern, Text> {
    let wrong = |error: regex::Error| {
        text!(
            "正则表达式「{written}」有误：{error}" / "not a regular expression: {written}: {error}"
        )
    };
    let places = written.matches(PLACE).count();
    if places != 1 {
        return Err(text!(
            "「{written}」里要写一个 {PLACE}，表示数字所在的位置"
                / "{written} needs one {PLACE}, where the figure stands"
        ));
    }
    // The figure is the first group: the author's own groups do not count.
    let before = written.split(PLACE).next().unwrap_or_default();
    let may_capture = before.replace("(?:", "").contains('(');
    if may_capture && Regex::new(before).is_ok_and(|before| before.captures_len() > 1) {
        return Err(text!(
            "「{written}」：{PLACE} 前面的括号请写成 (?:…)"
                / "{written}: write groups before {PLACE} as (?:…)"
        ));
    }
    Ok(Pattern {
        written: written.to_owned(),
        figure: regular(&written.replace(PLACE, FIGURE)).map_err(wrong)?,
        words: written
            .ends_with(PLACE)
            .then(|| (written.replace(PLACE, WORDS), OnceLock::new())),
    })
}
