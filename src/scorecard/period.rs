//! 考核期: a month, a quarter or a year, however it is written.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;

use crate::mapping::Month;
use crate::mapping::spelling::fold;

/// The period a scorecard is about. Its text form is `2026-10`, `2026-Q3` or `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The year.
    pub year: u16,
    /// The month or quarter; `None` for a year.
    pub part: Option<Part>,
}

/// The part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A month, from 1.
    Month(u8),
    /// A quarter, from 1.
    Quarter(u8),
}

macro_rules! pattern {
    ($pattern:literal) => {
        LazyLock::new(|| Regex::new($pattern).ok())
    };
}

static MONTH: LazyLock<Option<Regex>> =
    pattern!(r"(20[0-9]{2})(?:年度?|[-/.])(0?[1-9]|1[0-2])(?:月|[^0-9]|$)");
static MONTH_DAY: LazyLock<Option<Regex>> =
    pattern!(r"(20[0-9]{2})[-/.](0?[1-9]|1[0-2])[-/.][0-9]{1,2}");
static COMPACT: LazyLock<Option<Regex>> =
    pattern!(r"(?:^|[^0-9])(20[0-9]{2})(0[1-9]|1[0-2])(?:[^0-9]|$)");
/// A month of a quarter: `2026年第四季度10月`.
static QUARTER_MONTH: LazyLock<Option<Regex>> =
    pattern!(r"(20[0-9]{2})(?:年度?)?第?[1-4]季度(0?[1-9]|1[0-2])月");
/// Days of a month without the year: `10月1日-31日`, `10月1日至10月31日`.
static DAYS: LazyLock<Option<Regex>> = pattern!(
    r"^(0?[1-9]|1[0-2])月[0-9]{1,2}日?(?:-|~|—|–|至|到)+(?:(?:0?[1-9]|1[0-2])月)?[0-9]{1,2}日?$"
);
static QUARTER: LazyLock<Option<Regex>> =
    pattern!(r"(20[0-9]{2})(?:年度?|[-/.])?(?:第?([1-4])季度?|[qQ]([1-4])|([1-4])[qQ])");
static NAMED: LazyLock<Option<Regex>> = pattern!(
    r"([0-9]{1,2})月|^[0-9]{2}[-./]([0-9]{1,2})$|^([0-9]{1,2})$|(?:^|[^0-9])([1-4])季度?|q([1-4])"
);
/// The whole text, since two digits before a quarter may be anything within a longer one.
static SHORT: LazyLock<Option<Regex>> = pattern!(
    r"^(2[0-9])(?:(?:年度?|[-/.])?(?:第?([1-4])季度?|q([1-4])|([1-4])q)|年(0?[1-9]|1[0-2])月份?)$"
);
static QUARTER_ALONE: LazyLock<Option<Regex>> =
    pattern!(r"^(?:第?([1-4])季度?|q([1-4])|([1-4])q)$");
static RANGE: LazyLock<Option<Regex>> =
    pattern!(r"(20[0-9]{2})(?:年度?|[-/.])([0-9]{1,2})月?(?:-|~|—|–|至|到)+([0-9]{1,2})月");
/// From one day or month to another: `2026年9月26日-2026年10月25日`, `2026.7-2026.9`, `2026年9月26日至10月25日`.
static FROM_TO: LazyLock<Option<Regex>> = pattern!(
    r"(20[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:(?:月|[-/.])([0-9]{1,2})日?|月)?(?:-|~|—|–|至|到)+(?:(20[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:(?:月|[-/.])([0-9]{1,2})日?)?|([0-9]{1,2})[-/.月]([0-9]{1,2})日?)"
);
/// A month or quarter in a title without its year, no day (8月15日) and no range (1-3月).
static OF_TITLE: LazyLock<Option<Regex>> = pattern!(
    r"(?:^|[^0-9\-~—–至到/.、])(0?[1-9]|1[0-2])月(?:[^0-9\-~—–至到/、底初末起前后]|$)|(?:^|[^0-9\-~—–至到/.、])([1-4])季度"
);
static YEAR: LazyLock<Option<Regex>> = pattern!(r"(20[0-9]{2})(?:年度|年?全年|年$|$)");

impl Period {
    /// The period that a text names (`2026年10月绩效考核表`, `2026年第三季度`, `二〇二六年十月`), if it names one.
    pub fn find(text: &str) -> Option<Self> {
        let text = digits(&fold(text));
        // Every other pattern has a year of this century, most texts have none.
        if !text.contains("20") {
            return Period::find_short(&text);
        }
        let number =
            |found: Option<regex::Match>| found.and_then(|m| m.as_str().parse::<u8>().ok());
        let year = |captures: &regex::Captures| captures.get(1)?.as_str().parse::<u16>().ok();
        // Of 2026-9-26-10-25 the first has a day too.
        let is_range = |found: &regex::Captures| found.get(3).is_some() || found.get(7).is_none();
        if let Some(captures) = FROM_TO.as_ref()?.captures(&text).filter(is_range) {
            let first_of =
                |groups: [usize; 2]| groups.iter().find_map(|at| number(captures.get(*at)));
            let from = (year(&captures)?, number(captures.get(2))?);
            let to_year = captures.get(4).and_then(|year| year.as_str().parse().ok());
            let to = (to_year.unwrap_or(from.0), first_of([5, 7])?);
            let days = number(captures.get(3)).zip(first_of([6, 8]));
            return Period::from_to(from, to, days);
        }
        if let Some(captures) = RANGE.as_ref()?.captures(&text) {
            let part = match (number(captures.get(2))?, number(captures.get(3))?) {
                (1, 12) => None,
                (first, last) if first == last => Some(Part::Month(last)),
                (first, last) if last % 3 == 0 && first + 2 == last => {
                    Some(Part::Quarter(last / 3))
                }
                // Half a year has no name here.
                _ => return None,
            };
            return Some(Period {
                year: year(&captures)?,
                part,
            });
        }
        if let Some(captures) = QUARTER_MONTH.as_ref()?.captures(&text) {
            let part = Some(Part::Month(number(captures.get(2))?));
            let year = year(&captures)?;
            return Some(Period { year, part });
        }
        if let Some(captures) = QUARTER.as_ref()?.captures(&text) {
            let quarter = number(captures.get(2))
                .or(number(captures.get(3)))
                .or(number(captures.get(4)))?;
            return Some(Period {
                year: year(&captures)?,
                part: Some(Part::Quarter(quarter)),
            });
        }
        for pattern in [&MONTH_DAY, &MONTH, &COMPACT] {
            if let Some(captures) = pattern.as_ref()?.captures(&text) {
                let month = number(captures.get(2))?;
                return Some(Period {
                    year: year(&captures)?,
                    part: Some(Part::Month(month)),
                });
            }
        }
        let captures = YEAR.as_ref()?.captures(&text)?;
        Some(Period {
            year: year(&captures)?,
            part: None,
        })
    }

    /// What lasts from one month to another is called. A month that begins within another (26日 to 25日) has the name of
    /// the one in which it ends.
    fn from_to(from: (u16, u8), to: (u16, u8), days: Option<(u8, u8)>) -> Option<Self> {
        let count = |(year, month): (u16, u8)| i32::from(year) * 12 + i32::from(month);
        let (year, last) = to;
        let is_offset = days.is_some_and(|(first, last)| first > last && first > 1);
        let part = match count(to) - count(from) {
            0 => Some(Part::Month(last)),
            1 if is_offset => Some(Part::Month(last)),
            2 if last % 3 == 0 => Some(Part::Quarter(last / 3)),
            3 if is_offset && last % 3 == 0 => Some(Part::Quarter(last / 3)),
            11 if last == 12 => None,
            // Half a year has no name here.
            _ => return None,
        };
        (1..=12).contains(&last).then_some(Period { year, part })
    }

    /// `26Q3`, `26年三季度`, `26年10月`, and nothing besides.
    fn find_short(text: &str) -> Option<Self> {
        if !text.starts_with('2') {
            return None;
        }
        let captures = SHORT.as_ref()?.captures(text)?;
        let number = |group: usize| captures.get(group)?.as_str().parse::<u8>().ok();
        let quarter = (2..=4).find_map(number).map(Part::Quarter);
        Some(Period {
            year: 2000 + u16::from(number(1)?),
            part: Some(quarter.or_else(|| number(5).map(Part::Month))?),
        })
    }

    /// The months or days from which to which a tab lasts, in a year known from elsewhere: `9.26-10.25`, `7-9月`.
    pub fn range_in(name: &str, year: u16) -> Option<Self> {
        let name = digits(&fold(name));
        let is_sign = |c: char| c.is_ascii_digit() || "./-~—–至到月日号".contains(c);
        let is_range =
            name.contains(['-', '~', '—', '–', '至', '到']) && name.contains(['月', '.']);
        let is_range = is_range && name.chars().all(is_sign);
        is_range.then(|| Period::find(&format!("{year}年{name}")))?
    }

    /// A quarter named without its year (`第三季度`, `Q3`), in a year known from elsewhere.
    fn quarter_in(text: &str, year: u16) -> Option<Self> {
        let captures = QUARTER_ALONE.as_ref()?.captures(text)?;
        let number = |group: usize| captures.get(group)?.as_str().parse::<u8>().ok();
        let part = Some(Part::Quarter((1..=3).find_map(number)?));
        Some(Period { year, part })
    }

    /// The year that a text names: `2026年绩效考核表`.
    pub fn year_in(text: &str) -> Option<u16> {
        let text = digits(&fold(text));
        let (before, _) = text.split_once('年')?;
        let start = before.len().checked_sub(4)?;
        let year = before.get(start..)?;
        year.starts_with("20").then(|| year.parse().ok()).flatten()
    }

    /// The month of a date, in days since 1899-12-30.
    pub fn of_date(serial: i64) -> Option<Self> {
        // Civil date from a day number, after Howard Hinnant's public algorithm; day 25,569 is 1970-01-01.
        let days = serial - 25_569 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Some(Period {
            year: u16::try_from(year).ok()?,
            part: Some(Part::Month(u8::try_from(month).ok()?)),
        })
    }

    /// Its first and last month.
    pub fn months(self) -> (Month, Month) {
        let month = |month| Month {
            year: self.year,
            month,
        };
        match self.part {
            None => (month(1), month(12)),
            Some(Part::Month(only)) => (month(only), month(only)),
            Some(Part::Quarter(quarter)) => {
                let last = quarter.saturating_mul(3);
                (month(last.saturating_sub(2)), month(last))
            }
        }
    }

    /// The month or quarter that a sheet's name says, the year aside: `9月明细`, `26.9`, `Q3`, `三季度`.
    pub fn part_named(name: &str) -> Option<Part> {
        if let Some(period) = Period::find(name) {
            return period.part;
        }
        let name = digits(&fold(name));
        let captures = NAMED.as_ref()?.captures(&name)?;
        let number = |group: usize| captures.get(group)?.as_str().parse::<u8>().ok();
        let month = number(1).or(number(2)).or(number(3));
        match month {
            Some(month) => (1..=12).contains(&month).then_some(Part::Month(month)),
            None => number(4).or(number(5)).map(Part::Quarter),
        }
    }

    /// The month or quarter that a title names without its year: `8月电商运营绩效考核表`, not `每年3月15日`.
    pub fn part_of_title(text: &str) -> Option<Part> {
        let text = digits(&fold(text));
        let is_title = ["考核", "绩效", "考评", "评分", "工资", "kpi"];
        if !is_title.iter().any(|word| text.contains(word)) {
            return None;
        }
        let captures = OF_TITLE.as_ref()?.captures(&text)?;
        let number = |group: usize| captures.get(group)?.as_str().parse::<u8>().ok();
        let month = number(1).map(Part::Month);
        month.or_else(|| number(2).map(Part::Quarter))
    }

    /// A month or quarter named without its year (`10月`, `9`, `第三季度`), in a year known from elsewhere.
    pub fn part_in(text: &str, year: u16) -> Option<Self> {
        let text = digits(&fold(text));
        if let Some(quarter) = Period::quarter_in(&text, year) {
            return Some(quarter);
        }
        if DAYS.as_ref()?.is_match(&text) {
            let part = Period::find(&format!("2000年{text}"))?.part;
            return Some(Period { year, part });
        }
        let month: u8 = text
            .strip_suffix("月份")
            .or(text.strip_suffix('月'))
            .unwrap_or(&text)
            .parse()
            .ok()?;
        (1..=12).contains(&month).then_some(Period {
            year,
            part: Some(Part::Month(month)),
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            None => write!(f, "{}", self.year),
            Some(Part::Month(month)) => write!(f, "{}-{month:02}", self.year),
            Some(Part::Quarter(quarter)) => write!(f, "{}-Q{quarter}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Period::find(text)
            .ok_or_else(|| format!("看不懂考核期「{text}」，写法如 2026-10 / not a period: {text}"))
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Chinese numerals of years and months as digits: `二〇二六年十月` becomes `2026年10月`.
fn digits(text: &str) -> String {
    if !text.contains(|c| "〇零一二三四五六七八九十".contains(c)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let value = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .or((c == '零').then_some(0))
    };
    let letters: Vec<char> = text.chars().collect();
    for (index, c) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| value(letters[i]));
        let after = letters.get(index + 1).and_then(|c| value(*c));
        match (value(*c), *c) {
            (Some(digit), _) => out.push(char::from(b'0' + digit as u8)),
            (None, '十') => match (before, after) {
                (Some(_), Some(_)) => {}
                (Some(_), None) => out.push('0'),
                (None, Some(_)) => out.push('1'),
                (None, None) => out.push_str("10"),
            },
            _ => out.push(*c),
        }
    }
    out
}
