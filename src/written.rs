//! Numbers as people write them: `18.5分`, `１８．５`, `92%`, `1,234.50`, `¥900`, `1.2万元`, `-`, `无`.

use serde::{Deserialize, Deserializer};

use crate::number::{Decimal, Ratio};

/// A number read from text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its value; `92%` is 0.92.
    pub value: Decimal,
    /// It was written with a percent sign.
    pub percent: bool,
    /// Nothing but digits, sign and point: a spreadsheet would have taken it for a number.
    pub plain: bool,
}

/// What may stand behind a figure without changing it.
const UNITS: &[&str] = &[
    "元整", "元/月", "分", "元", "次", "人", "天", "日", "小时", "个", "件", "单", "条", "场",
    "项", "月", "RMB", "h", "H", "pts",
];

/// Words that stand for noughts: `5万`, `5w`, `8k`.
const MULTIPLES: &[(&str, i64)] = &[
    ("万", 10_000),
    ("亿", 100_000_000),
    ("千", 1_000),
    ("w", 10_000),
    ("W", 10_000),
    ("k", 1_000),
    ("K", 1_000),
];

/// Units of time that are no hours.
const OTHER_TIMES: &[&str] = &[
    "分钟",
    "分",
    "min",
    "mins",
    "minute",
    "minutes",
    "秒",
    "秒钟",
    "天",
    "日",
    "工作日",
    "自然日",
    "周",
    "月",
    "d",
    "day",
    "days",
];

/// True for a unit of time that is no hours: 分钟, 天. What a day of work is, nobody says.
pub fn is_other_time(unit: &str) -> bool {
    OTHER_TIMES.contains(&unit)
}

/// True for words with a percent sign: they say themselves what they are a share of.
pub fn is_percentage(text: &str) -> bool {
    text.contains(['%', '％'])
}

/// Reads a number as people write it; `None` for anything else.
pub fn read_number(text: &str) -> Option<Written> {
    let folded: String = text
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(half_width)
        .collect();
    let plain = folded
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
        && folded == text.trim();
    let mut rest = folded.trim_start_matches('\'');
    let mut negative = false;
    loop {
        if let Some(after) = rest.strip_prefix(['-', '−']) {
            negative = !negative;
            rest = after;
        } else if let Some(after) = rest.strip_prefix(['+', '¥', '￥', '$']) {
            rest = after;
        } else {
            break;
        }
    }
    if let Some(inner) = rest
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    {
        // (5.00) is how accountants write -5.00, and (5) how people number things.
        if inner.len() < 3 && inner.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        rest = inner;
        negative = !negative;
    }
    let (mut percent, mut factor) = (false, 1_i64);
    loop {
        if let Some(before) = rest.strip_suffix('%') {
            if percent {
                return None;
            }
            percent = true;
            rest = before;
        } else if let Some((before, times)) = MULTIPLES
            .iter()
            .find_map(|(word, times)| Some((rest.strip_suffix(*word)?, *times)))
        {
            // 3千万 has two of them, and nobody writes more.
            if factor > 1 && (factor == 1_000 || times != 1_000) {
                return None;
            }
            factor *= times;
            rest = before;
        } else if let Some(before) = UNITS.iter().find_map(|unit| rest.strip_suffix(unit)) {
            rest = before;
        } else {
            break;
        }
    }
    let value = read_digits(rest).or_else(|| match factor {
        1 => read_parts(rest, false),
        10_000 => read_parts(rest, true),
        _ => None,
    })?;
    let mut ratio = Ratio::from(if negative { -value } else { value }).times(&Ratio::from(factor));
    if percent {
        ratio = ratio.over(&Ratio::from(Decimal::HUNDRED))?;
    }
    Some(Written {
        value: ratio.exact(20)?,
        percent,
        plain,
    })
}

/// The parts of a large figure, in 万 where one stands behind it: `46万3750`, and `1亿2000` of `1亿2000万`. Digits without
/// a word behind them are four: 46万375 may be either of two figures.
fn read_parts(text: &str, in_ten_thousands: bool) -> Option<Decimal> {
    let word = if in_ten_thousands { '亿' } else { '万' };
    let (large, small) = text.rsplit_once(word)?;
    let digits = small.split('.').next().unwrap_or_default().len();
    if digits > 4 || digits < 4 && !in_ten_thousands {
        return None;
    }
    let large = read_digits(large).or_else(|| match in_ten_thousands {
        true => None,
        false => read_parts(large, true),
    });
    // 4.6万3750 is nobody's figure.
    let large = large?.to_integer().map(Decimal::from)?;
    let sum = Ratio::from(large)
        .times(&Ratio::from(10_000))
        .plus(&Ratio::from(read_digits(small)?));
    sum.exact(20)
}

/// True for what people write where there is no figure: `-`, `/`, `无`, `N/A`.
pub fn is_absent(text: &str) -> bool {
    let folded: String = text
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(half_width)
        .collect();
    folded.is_empty()
        || folded
            .chars()
            .all(|c| matches!(c, '-' | '—' | '–' | '/' | '\\' | '_'))
        || ["无", "暂无", "没有", "空"].contains(&folded.as_str())
        || ["N/A", "NA", "NULL", "NONE"]
            .iter()
            .any(|word| folded.eq_ignore_ascii_case(word))
}

/// What stands where somebody was not there to score or to be scored.
const ABSENCES: &[&str] = &[
    "缺席",
    "缺评",
    "缺考",
    "弃权",
    "请假",
    "休假",
    "事假",
    "病假",
    "产假",
    "年假",
    "出差",
    "外出",
    "离职",
    "回避",
    "未评",
    "未评分",
    "未评价",
    "未打分",
    "未参评",
    "未参加",
    "未参与",
    "不参评",
    "不参与",
    "不评",
    "免评",
    "空缺",
    "暂缺",
    "缺",
    "absent",
    "abstained",
    "onleave",
];

/// True for words that say that somebody was away: `缺席`, `休假`, `（未评）`.
pub fn is_absence(text: &str) -> bool {
    let folded: String = text
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(half_width)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let words = folded.trim_matches(['(', ')', '-', '/']);
    ABSENCES.contains(&words)
}

/// Digits with an optional point; commas only where they part thousands.
fn read_digits(text: &str) -> Option<Decimal> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return text
            .contains(['e', 'E'])
            .then(|| Decimal::from_stored(text))
            .flatten();
    }
    if let Some((first, groups)) = whole.split_once(',')
        && (first.is_empty() || first.len() > 3 || groups.split(',').any(|group| group.len() != 3))
    {
        return None;
    }
    let digits = text.replace(',', "");
    let digits = digits.strip_suffix('.').unwrap_or(&digits);
    let digits = match digits.strip_prefix('.') {
        Some(fraction) => &format!("0.{fraction}"),
        None => digits,
    };
    // Nobody types `88249.99999999999`: a program wrote the double it had, so it is restored as one in a cell is.
    if fraction.is_empty() {
        digits.parse().ok()
    } else {
        Decimal::from_stored(digits)
    }
}

/// True for white space and for signs that nobody sees: what a chat, a web page or an address book leaves in copied
/// text.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}')
        || matches!(
            c,
            '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{180e}'
        )
}

/// The half-width form of a full-width character, and plain forms of its look-alikes.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{ffe5}' => '¥',
        '﹣' | '‐' | '‑' | '−' => '-',
        _ => c,
    }
}

/// A number in a mapping: `100`, `0.35`, `"35%"`, `"5,000"`, `"5万"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

impl Amount {
    /// The number as an exact fraction.
    pub fn ratio(self) -> Ratio {
        Ratio::from(self.0)
    }
}

impl From<Decimal> for Amount {
    fn from(value: Decimal) -> Self {
        Amount(value)
    }
}

/// A share of a whole in a mapping: as an [`Amount`], or a fraction that no decimal says: `"1/3"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share(pub Ratio);

impl From<Decimal> for Share {
    fn from(value: Decimal) -> Self {
        Share(value.into())
    }
}

/// Reads a figure of a mapping from whatever TOML has for it.
struct Figure<T> {
    wanted: &'static str,
    read: fn(&str) -> Option<T>,
}

impl<T: From<Decimal>> serde::de::Visitor<'_> for Figure<T> {
    type Value = T;
    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.wanted)
    }
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        Ok(Decimal::from(value).into())
    }
    #[allow(
        clippy::disallowed_types,
        reason = "TOML reads fractions as doubles; this restores the decimal"
    )]
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        Decimal::from_binary(value)
            .map(T::from)
            .ok_or_else(|| E::custom("数字太大 / the number is too large"))
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Figure {
            wanted: "数字，例如 100、0.35、\"35%\"、\"5,000\" / a number such as 100, 0.35, \"35%\", \"5,000\"",
            read: |text| read_number(text).map(|written| Amount(written.value)),
        })
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Figure {
            wanted: "数字或分数，例如 0.35、\"35%\"、\"1/3\" / a number or a fraction such as 0.35, \"35%\", \"1/3\"",
            read: |text| {
                let number = || read_number(text).map(|written| written.value.into());
                read_fraction(text).or_else(number).map(Share)
            },
        })
    }
}

impl schemars::JsonSchema for Share {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["number", "string"],
            "description": "0.35, \"35%\", \"1/3\""
        })
    }
}

/// `1/3`, of whole numbers.
fn read_fraction(text: &str) -> Option<Ratio> {
    /// Enough for the days of a year.
    const MOST_DIGITS: usize = 4;
    let folded: String = text
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(half_width)
        .collect();
    let (top, bottom) = folded.split_once('/')?;
    let whole = |digits: &str| {
        let is_whole = digits.len() <= MOST_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|_| is_whole)
    };
    Ratio::from(whole(top)?).over(&Ratio::from(whole(bottom)?))
}

impl schemars::JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["number", "string"],
            "description": "100, 0.35, \"35%\", \"5,000\", \"5万\""
        })
    }
}
