//! Numbers, dates and number formats, as all readers see them.

use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::workbook::Value;

/// Days between the two epochs of Excel.
const DAYS_TO_1904: i64 = 1462;
/// Decimal places of a serial date: a tenth of a millisecond.
const DATE_DIGITS: u32 = 10;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum NumberKind {
    /// A number.
    #[default]
    Plain,
    /// A date or a time of day.
    Date,
    /// Hours, minutes or seconds that count past their clock (`[h]:mm`): a number of days.
    Duration,
}

/// What the first section of a number format shows.
pub(crate) fn number_kind(format: &str) -> NumberKind {
    if format.eq_ignore_ascii_case("standard") || format.eq_ignore_ascii_case("general") {
        return NumberKind::Plain;
    }
    let mut rest = format.chars().peekable();
    let mut weekday = 0;
    while let Some(character) = rest.next() {
        if !character.eq_ignore_ascii_case(&'a') {
            weekday = 0;
        }
        match character {
            '"' => while rest.next().is_some_and(|quoted| quoted != '"') {},
            '\\' | '_' | '*' => {
                rest.next();
            }
            ';' => break,
            '[' => {
                let inside: String = rest.by_ref().take_while(|&c| c != ']').collect();
                let first = inside.chars().next().map(|c| c.to_ascii_lowercase());
                if let Some(unit @ ('h' | 'm' | 's')) = first
                    && inside.chars().all(|c| c.to_ascii_lowercase() == unit)
                {
                    return NumberKind::Duration;
                }
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return NumberKind::Date,
            // `aaa` and `aaaa` are the Chinese day of the week; a lone `A` is of `A/P`, which has an `h` beside it.
            'a' | 'A' => {
                weekday += 1;
                if weekday == 3 {
                    return NumberKind::Date;
                }
            }
            _ => {}
        }
    }
    NumberKind::Plain
}

/// The code of a built-in number format, those of Chinese Excel included; empty for General and the unknown.
pub(crate) fn builtin_format(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "\"¥\"#,##0;\"¥\"-#,##0",
        7 | 8 => "\"¥\"#,##0.00;\"¥\"-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        42 => "_ \"¥\"* #,##0_ ;_ \"¥\"* -#,##0_ ;_ \"¥\"* \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        44 => "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "",
    }
}

/// Digits as a file spells them -> the number, or `None` for what is no number that a decimal can hold.
#[inline]
pub(crate) fn stored_number(digits: &str) -> Option<Decimal> {
    // Nearly all numbers are a few digits and perhaps a point: those are read in one go.
    let (negative, unsigned) = match digits.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if (1..=16).contains(&unsigned.len()) {
        let (mut mantissa, mut figures, mut scale, mut in_fraction) = (0i64, 0, 0, false);
        for byte in unsigned {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + i64::from(byte - b'0');
                    figures += 1;
                    scale += u32::from(in_fraction);
                }
                b'.' if !in_fraction => in_fraction = true,
                _ => return slow_number(digits),
            }
        }
        if (1..=15).contains(&figures) {
            return Decimal::new(
                i128::from(if negative { -mantissa } else { mantissa }),
                scale,
            );
        }
    }
    slow_number(digits)
}

fn slow_number(digits: &str) -> Option<Decimal> {
    // The parsers behind know more spellings (`1_000`, `inf`) than a spreadsheet has.
    let spelled = digits
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if !spelled {
        return None;
    }
    Decimal::from_stored(digits)
}

/// A number under a format.
#[inline]
pub(crate) fn number(value: Decimal, kind: NumberKind, is_1904: bool) -> Value {
    match kind {
        NumberKind::Date if is_1904 => Value::Date(since_1899(value)),
        NumberKind::Date => Value::Date(value),
        _ => Value::Number(value),
    }
}

fn since_1899(value: Decimal) -> Decimal {
    Ratio::from(value)
        .plus(&Ratio::from(Decimal::from(DAYS_TO_1904)))
        .round(date_rounding())
        .map_or(value, Decimal::trimmed)
}

fn date_rounding() -> Rounding {
    Rounding {
        digits: DATE_DIGITS,
        mode: Mode::HalfUp,
    }
}

/// `2026-01-31`, `2026-01-31T08:30:00.5Z` or `08:30:00` -> days since 1899-12-30.
pub(crate) fn iso_date(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let days = match date {
        Some(date) => days_since_1899(date)?,
        None => 0,
    };
    let milliseconds = match time {
        Some(time) => milliseconds(time)?,
        None => 0,
    };
    days_and(days, milliseconds)
}

/// `PT8H30M15.5S` -> days.
pub(crate) fn iso_duration(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.trim().strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim()),
    };
    let (days, time) = text.strip_prefix('P')?.split_once('T')?;
    let days: i64 = match days.strip_suffix('D') {
        Some(days) => days.parse().ok()?,
        None => 0,
    };
    let mut total = 0i64;
    let mut rest = time;
    for (unit, worth) in [('H', 3_600_000), ('M', 60_000), ('S', 1_000)] {
        if let Some((figure, after)) = rest.split_once(unit) {
            total = total.checked_add(thousandths(figure)?.checked_mul(worth / 1_000)?)?;
            rest = after;
        }
    }
    let duration = days_and(days, total)?;
    Some(if negative { -duration } else { duration })
}

fn days_and(days: i64, milliseconds: i64) -> Option<Decimal> {
    let whole = days.checked_mul(86_400_000)?.checked_add(milliseconds)?;
    Ratio::from(Decimal::from(whole))
        .over(&Ratio::from(Decimal::from(86_400_000)))?
        .round(date_rounding())
        .ok()
        .map(Decimal::trimmed)
}

/// `2.5` -> 2500.
fn thousandths(figure: &str) -> Option<i64> {
    let (whole, fraction) = figure.split_once(['.', ',']).unwrap_or((figure, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: i64 = whole.parse().ok()?;
    whole.checked_mul(1000)?.checked_add(fraction.parse().ok()?)
}

fn milliseconds(time: &str) -> Option<i64> {
    let time = time.trim_end_matches('Z');
    let time = time.split(['+', '-']).next()?;
    let mut parts = time.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds = thousandths(parts.next().unwrap_or("0"))?;
    let clock =
        (0..=24).contains(&hours) && (0..60).contains(&minutes) && (0..61_000).contains(&seconds);
    clock.then_some(hours * 3_600_000 + minutes * 60_000 + seconds)
}

fn days_since_1899(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.parse().ok()?;
    let known = (0..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !known || parts.next().is_some() {
        return None;
    }
    // Days from the civil calendar: years begin in March, so that the leap day is the last of a year.
    let march_year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // 1899-12-30 is day 693,899 of the same count (which begins at 0000-03-01).
    Some(era * 146_097 + day_of_era - 693_899)
}

/// `8.43` -> 843, for widths and heights; nothing for the negative and the absurd.
pub(crate) fn hundredths(figure: &str) -> Option<u32> {
    hundredths_of(stored_number(figure.trim())?)
}

/// The same of a number.
pub(crate) fn hundredths_of(figure: Decimal) -> Option<u32> {
    let whole = Ratio::from(figure)
        .times(&Ratio::from(Decimal::HUNDRED))
        .round(Rounding {
            digits: 0,
            mode: Mode::HalfUp,
        })
        .ok()?
        .to_integer()?;
    u32::try_from(whole).ok().filter(|&whole| whole <= 100_000)
}

/// `-0.249977` -> -250, for tints.
pub(crate) fn signed_thousandths(figure: Decimal) -> Option<i64> {
    Ratio::from(figure)
        .times(&Ratio::from(Decimal::from(1000)))
        .round(Rounding {
            digits: 0,
            mode: Mode::HalfUp,
        })
        .ok()?
        .to_integer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for date in [
            "yyyy-mm-dd",
            "m/d/yy",
            "h:mm",
            "[$-804]aaaa",
            "yyyy\"年\"m\"月\"",
            "[DBNum1]yyyy年",
            "mm:ss.0",
            "上午/下午h",
            "[$-F800]dddd",
        ] {
            assert_eq!(number_kind(date), NumberKind::Date, "{date}");
        }
        for plain in [
            "",
            "General",
            "G/通用格式",
            "0.00",
            "0.00%",
            "0.00E+00",
            "#,##0\"days\"",
            "[Red]0",
            "0\\d",
            "_-* #,##0_d",
            "@",
            "0;yyyy",
            "\"¥\"#,##0",
        ] {
            assert_eq!(number_kind(plain), NumberKind::Plain, "{plain}");
        }
        for duration in ["[h]:mm", "[mm]:ss", "[SS]"] {
            assert_eq!(number_kind(duration), NumberKind::Duration, "{duration}");
        }
    }

    #[test]
    fn iso_dates() {
        for (text, serial) in [
            ("1899-12-30", "0"),
            ("1900-03-01", "61"),
            ("2026-01-31", "46053"),
            ("2024-02-29T12:00:00", "45351.5"),
            ("2024-02-29T06:00:00.000Z", "45351.25"),
            ("18:00:00", "0.75"),
        ] {
            assert_eq!(
                iso_date(text).map(|days| days.to_string()),
                Some(serial.into()),
                "{text}"
            );
        }
        for no in ["", "2026", "2026-13-01", "二月", "2026-01-31T99:00:00"] {
            assert_eq!(iso_date(no), None, "{no}");
        }
        assert_eq!(iso_duration("PT36H00M00S").unwrap().to_string(), "1.5");
        assert_eq!(iso_duration("-PT06H").unwrap().to_string(), "-0.25");
        assert_eq!(iso_duration("8 h"), None);
    }

    #[test]
    fn spellings_that_are_no_numbers() {
        for no in ["", "inf", "NaN", "1_000", "abc", "1E+300", "-"] {
            assert_eq!(stored_number(no), None, "{no}");
        }
        for (digits, shown) in [
            ("29.959999999999997", "29.96"),
            ("-0.5", "-0.5"),
            ("1.50", "1.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1E-3", "0.001"),
            ("123456789012345", "123456789012345"),
            ("1234567890123456", "1234567890123460"),
        ] {
            assert_eq!(
                stored_number(digits).unwrap().to_string(),
                shown,
                "{digits}"
            );
        }
    }
}
