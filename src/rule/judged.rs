//! 评分法: a person's judgement, checked against the allowed values.

use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::words::decimal;
use super::{Earned, Inputs, Kind, Refusal, Role, Working};
use crate::number::{Decimal, Ratio};
use crate::text::Text;
use crate::written::read_number;

/// The points are the reported ones, where they are allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Judged {
    /// The allowed values and ranges, such as `["5", "2-4", "0-2"]`; 0 to the max if absent.
    #[serde(default)]
    pub allowed: Allowed,
    /// The values that go with a grade word, such as `{ A = "5-6", B = "3-4" }`.
    #[serde(default)]
    pub grades: Grades,
}

/// Allowed values. Half points inside a range are allowed.
pub type Allowed = Vec<Range>;
/// Grade words and their ranges.
pub type Grades = IndexMap<String, Range>;

impl Judged {
    /// True where the rule allows the value.
    pub fn allows(&self, value: Decimal, max: Decimal) -> bool {
        let value = Ratio::from(value);
        if self.allowed.is_empty() && self.grades.is_empty() {
            return value >= Ratio::zero() && value <= Ratio::from(max);
        }
        self.allowed
            .iter()
            .chain(self.grades.values())
            .any(|range| range.holds(&value))
    }

    /// The range of the grade word with which `text` begins: `B`, `(B)`, `Ｂ：进步明显`.
    pub fn grade_in(&self, text: &str) -> Option<(&str, &Range)> {
        let start = opened(text);
        let longest = self
            .grades
            .iter()
            .filter(|(word, _)| {
                let rest = start.strip_prefix(word.as_str());
                rest.is_some_and(|rest| ends_word(word, rest))
            })
            .max_by_key(|(word, _)| word.len());
        longest.map(|(word, range)| (word.as_str(), range))
    }

    /// The grade word with which a score's `text` begins, and what stands behind it: `(B)4`, `B：4分`, `B4`.
    pub fn grade_before(&self, text: &str) -> Option<(&str, String)> {
        let start = opened(text);
        let words = self.grades.keys().map(String::as_str);
        let word = words
            .filter(|word| start.starts_with(word))
            .max_by_key(|word| word.len())?;
        let rest = start[word.len()..]
            .trim_start_matches(|c: char| c.is_whitespace() || ")】]:级等档,、".contains(c));
        Some((word, rest.to_owned()))
    }

    fn allowed_words(&self, max: Decimal) -> String {
        if self.allowed.is_empty() && self.grades.is_empty() {
            return format!("0–{}", decimal(max));
        }
        let grades = self
            .grades
            .iter()
            .map(|(word, range)| format!("{word} {range}"));
        self.allowed
            .iter()
            .map(Range::to_string)
            .chain(grades)
            .collect::<Vec<_>>()
            .join("、")
    }
}

/// True where a grade word ends before `rest`. Letters begin other words too: C端用户, A/B测试.
fn ends_word(word: &str, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else {
        return true;
    };
    match word.is_ascii() {
        true if begins_list(word, next, rest) => false,
        true => "级等档".contains(next) || !next.is_alphanumeric() && !"+-/&".contains(next),
        false => !next.is_ascii_alphanumeric() && !"+-".contains(next),
    }
}

/// True for a list whose points are lettered: `A、B两部门`, `A. 主动配合；B. 及时反馈`.
fn begins_list(word: &str, sign: char, rest: &str) -> bool {
    let second = rest.chars().nth(1);
    let following = word
        .bytes()
        .last()
        .map(|last| char::from(last.saturating_add(1)));
    let goes_on = following.is_some_and(|letter| rest.contains(&format!("{letter}{sign}")));
    "、和与".contains(sign) && second.is_some_and(|c| c.is_ascii_alphabetic())
        || "、.．)）:：".contains(sign) && goes_on
}

impl Kind for Judged {
    fn needs(&self) -> Vec<Role> {
        vec![Role::Score]
    }

    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal> {
        let score = inputs.value(Role::Score).ok_or(Refusal::Missing)?;
        if score > inputs.max() {
            return Ok(Earned {
                points: Ratio::from(inputs.max()),
                working: Working::Usual,
            });
        }
        if score.is_negative() {
            let least = self.allowed.iter().filter_map(|range| range.low).min();
            if least.is_none_or(|least| !least.is_negative()) {
                return Ok(Earned {
                    points: Ratio::zero(),
                    working: Working::Usual,
                });
            }
        }
        if !self.allows(score, inputs.max()) {
            return Err(Refusal::NotAllowed);
        }
        Ok(Earned {
            points: Ratio::from(score),
            working: Working::Usual,
        })
    }

    fn working(&self, inputs: &dyn Inputs) -> Text {
        let Some(score) = inputs.value(Role::Score) else {
            return Text::default();
        };
        let (allowed, shown) = (self.allowed_words(inputs.max()), decimal(score));
        if score > inputs.max() {
            let max = decimal(inputs.max());
            return text!(
                "评分 {shown} 超过满分，按 {max} 计"
                    / "judged {shown} is above the max: {max} counts"
            );
        }
        if score.is_negative() && !self.allows(score, inputs.max()) {
            return text!("评分 {shown} 低于 0，按 0 计" / "judged {shown} is below 0: 0 counts");
        }
        text!("人工评分 {shown}（允许：{allowed}）" / "judged {shown} (allowed: {allowed})")
    }

    fn describe(&self, max: Decimal) -> Text {
        let allowed = self.allowed_words(max);
        text!("由考核人评分，允许：{allowed}" / "judged; allowed: {allowed}")
    }

    fn warnings(&self, max: Decimal) -> Vec<Text> {
        let all = || self.allowed.iter().chain(self.grades.values());
        let over = all().filter(|range| range.high.is_some_and(|high| high > max));
        let mut warnings: Vec<Text> = over
            .map(|range| {
                let max = decimal(max);
                text!(
                    "允许范围 {range} 超过满分 {max}，超出部分按满分计"
                        / "the range {range} passes the max of {max}: what is above counts as the max"
                )
            })
            .collect();
        let best = all().map(|range| range.high).max();
        if let Some(Some(best)) = best.filter(|_| all().all(|range| range.high.is_some()))
            && best < max
        {
            let (best, max) = (decimal(best), decimal(max));
            warnings.push(text!(
                "允许的最高分是 {best}，永远达不到满分 {max}"
                    / "the best allowed score is {best}: the max of {max} is never reached"
            ));
        }
        let words: Vec<(&String, &Range)> = self.grades.iter().collect();
        for (index, (one, range)) in words.iter().enumerate() {
            for (other, next) in &words[index + 1..] {
                let (low, high) = match range.low_edge() <= next.low_edge() {
                    true => (range, next),
                    false => (next, range),
                };
                if low.overlaps(high) {
                    warnings.push(text!(
                        "「{one}」{range} 与「{other}」{next} 重叠：同一个分数说不清是哪一等"
                            / "{one} {range} and {other} {next} overlap: a score can be either"
                    ));
                }
            }
        }
        warnings.extend(self.gaps(max, all));
        warnings
    }
}

/// A text in half width, without the bracket that opens it.
fn opened(text: &str) -> String {
    let folded: String = text.chars().map(crate::written::half_width).collect();
    folded
        .trim_start_matches(|c: char| c.is_whitespace() || "(【[".contains(c))
        .to_owned()
}

impl Judged {
    /// Whole points between the worst and the best that nobody may give.
    fn gaps<'a, I: Iterator<Item = &'a Range>>(
        &self,
        max: Decimal,
        all: impl Fn() -> I,
    ) -> Option<Text> {
        let whole = Ratio::from(max).floor().exact(0)?.to_integer()?;
        if all().next().is_none() || whole > MOST_POINTS {
            return None;
        }
        let held = |points: i64| all().any(|range| range.holds(&Ratio::from(points)));
        let best = (0..=whole).rev().find(|points| held(*points))?;
        // A scale may begin at 1.
        let worst = (0..=whole).find(|points| held(*points))?;
        let gaps = (worst..best).filter(|points| !held(*points));
        let gaps: Vec<String> = gaps.map(|points| points.to_string()).collect();
        if gaps.is_empty() {
            return None;
        }
        let (gaps, allowed) = (gaps.join("、"), self.allowed_words(max));
        Some(text!(
            "允许 {allowed}，中间 {gaps} 分不能给；本来就这样规定的不用管"
                / "allowed are {allowed}; {gaps} cannot be given. That is fine where the scheme says so"
        ))
    }
}

/// Scales past which single points are not looked at.
const MOST_POINTS: i64 = 100;

/// A range of values: `2-4`, `2–4`, `5`, `[80%, 100%)`, `(0, )`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The lower edge; none if absent.
    pub low: Option<Decimal>,
    /// The upper edge; none if absent.
    pub high: Option<Decimal>,
    /// Whether the lower edge belongs to it.
    pub low_in: bool,
    /// Whether the upper edge belongs to it.
    pub high_in: bool,
    /// As it was written.
    words: String,
}

impl Range {
    /// True where the value lies inside.
    pub fn holds(&self, value: &Ratio) -> bool {
        let above = self
            .low
            .is_none_or(|low| match value.cmp(&Ratio::from(low)) {
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Equal => self.low_in,
                std::cmp::Ordering::Less => false,
            });
        let below = self
            .high
            .is_none_or(|high| match value.cmp(&Ratio::from(high)) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Equal => self.high_in,
                std::cmp::Ordering::Greater => false,
            });
        above && below
    }

    /// The range in words: `80% 及以上、不到 100%`.
    pub(super) fn said(&self) -> Text {
        let folded: String = self.words.chars().map(crate::written::half_width).collect();
        let inner = folded.trim_matches(['[', '(', ']', ')']);
        let Some((low, high)) = inner.split_once(',') else {
            let words = &self.words;
            return text!(" {words} " / "{words}");
        };
        let (low, high) = (low.trim(), high.trim());
        let from = match self.low_in {
            true => text!(" {low} 及以上" / "{low} and above"),
            false => text!("超过 {low} " / "above {low}"),
        };
        let to = match self.high_in {
            true => text!("不超过 {high} " / "up to {high}"),
            false => text!("不到 {high} " / "below {high}"),
        };
        match (low.is_empty(), high.is_empty()) {
            (false, true) => from,
            (true, false) => to,
            (true, true) => text!("不论多少" / "any figure"),
            (false, false) => {
                let (low_zh, low_en) = (from.zh.trim_end(), &from.en);
                let (high_zh, high_en) = (&to.zh, &to.en);
                text!("{low_zh}、{high_zh}" / "{low_en}, {high_en}")
            }
        }
    }

    /// Sorts ranges by where they begin.
    pub(super) fn low_edge(&self) -> (bool, Option<Decimal>, bool) {
        (self.low.is_some(), self.low, !self.low_in)
    }

    /// True where a range that begins no earlier shares a value with this one.
    pub(super) fn overlaps(&self, next: &Range) -> bool {
        match (self.high, next.low) {
            (Some(high), Some(low)) => high > low || (high == low && self.high_in && next.low_in),
            _ => true,
        }
    }

    /// True where no value lies between this range and the next.
    pub(super) fn touches(&self, next: &Range) -> bool {
        self.high.is_some() && self.high == next.low && (self.high_in || next.low_in)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl FromStr for Range {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let words = text.trim().to_owned();
        let number = |text: &str| -> Result<Option<Decimal>, ()> {
            let text = text.trim();
            if text.is_empty() {
                Ok(None)
            } else {
                read_number(text).map(|n| Some(n.value)).ok_or(())
            }
        };
        let folded: String = words.chars().map(crate::written::half_width).collect();
        if let Some(inner) = folded
            .strip_prefix(['[', '('])
            .and_then(|inner| inner.strip_suffix([']', ')']))
        {
            let (low, high) = inner.split_once(',').ok_or(())?;
            let range = Range {
                low: number(low)?,
                high: number(high)?,
                low_in: folded.starts_with('['),
                high_in: folded.ends_with(']'),
                words,
            };
            let ordered = range
                .low
                .zip(range.high)
                .is_none_or(|(low, high)| low <= high);
            return if ordered { Ok(range) } else { Err(()) };
        }
        let split = folded
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '-' | '–' | '—' | '~' | '至'));
        let (low, high) = match split {
            Some((at, dash)) => (
                number(&folded[..at])?,
                number(&folded[at + dash.len_utf8()..])?,
            ),
            None => (number(&folded)?, number(&folded)?),
        };
        match (low, high) {
            (Some(low), Some(high)) if low <= high => Ok(Range {
                low: Some(low),
                high: Some(high),
                low_in: true,
                high_in: true,
                words,
            }),
            _ => Err(()),
        }
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Whole(i64),
            Words(String),
        }
        let text = match Shape::deserialize(deserializer)? {
            Shape::Whole(value) => value.to_string(),
            Shape::Words(text) => text,
        };
        text.parse().map_err(|()| {
            serde::de::Error::custom(format!(
                "看不懂范围「{text}」，写法如 \"2-4\"、\"5\"、\"[80%, 100%)\" / not a range: {text}"
            ))
        })
    }
}

impl JsonSchema for Range {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Range".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "integer"], "description": "\"2-4\", \"5\", \"[80%, 100%)\", \"[100%, )\"" })
    }
}
