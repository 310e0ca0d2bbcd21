//! How a number format shows a number: its digits, a percentage, an amount in 万元, a time.

use super::times::{self, Time};
use super::units;
use crate::scorecard::Unit;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shown {
    /// The digits after the point, as a fraction: `0.0%` shows three. None where the format leaves them open.
    pub digits: Option<u8>,
    pub percent: Percent,
    /// What one of the cell's own figures stands for: `0.0"万元"` writes 万元 behind 46.4, while `0.0,"千"` makes
    /// thousands of ones.
    pub unit: Unit,
    /// It shows thousands or 万 of the ones that the cell holds: `0.0,`, `0!.0000"万元"`.
    pub is_scaled: bool,
    /// The unit of time that it writes behind the number: `0"天"`.
    pub time: Option<Time>,
    /// Of a time such as `58:00`: how many of its leading parts a day has, 24 where they are hours.
    pub per_day: Option<i64>,
    /// Of an id such as `00001`: how many digits it shows at least.
    pub width: u8,
}

/// Whether a number format shows a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Percent {
    #[default]
    Not,
    /// `0%`: 0.92 shows as 92%.
    Of,
    /// `0"%"`: 92 shows as 92%.
    Written,
}

impl Shown {
    /// Reads a format's first section.
    pub fn by(format: &str) -> Shown {
        let mut shown = Shown::default();
        if !format.is_empty() && format.bytes().all(|b| b == b'0') {
            shown.width = u8::try_from(format.len()).unwrap_or(0);
        }
        // What stands between the digits and around them.
        let (mut words, mut times) = (String::new(), String::new());
        let (mut digits, mut behind, mut has_digits, mut is_scaled) = (0u8, false, false, false);
        // General"万元" shows the number as it is.
        let general = format
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("general"));
        let format = if general { &format[7..] } else { format };
        let (mut is_pointed, mut before) = (false, String::new());
        let mut signs = format.chars();
        while let Some(sign) = signs.next() {
            match sign {
                // Another section, or a power of ten.
                ';' => break,
                'E' | 'e' if has_digits => break,
                '"' => words.extend(signs.by_ref().take_while(|c| *c != '"')),
                '[' => times.extend(signs.by_ref().take_while(|c| *c != ']').filter(is_time)),
                '\\' | '!' => words.extend(signs.next()),
                // The width of a sign, or one that fills the cell.
                '_' | '*' => drop(signs.next()),
                '%' => shown.percent = Percent::Of,
                '.' => behind = true,
                ',' => is_scaled = has_digits,
                '0' | '#' | '?' => {
                    match has_digits {
                        // 0!.0000 and 0"万"0000 show ones: what stands between digits is no unit.
                        true => {
                            is_pointed |= !words.trim().is_empty();
                            words.clear();
                        }
                        false => before = std::mem::take(&mut words),
                    }
                    (has_digits, is_scaled) = (true, false);
                    digits = digits.saturating_add(u8::from(behind));
                }
                sign if sign.is_ascii_alphabetic() => times.push(sign.to_ascii_lowercase()),
                sign => words.push(sign),
            }
        }
        words.insert_str(0, &before);
        if shown.percent == Percent::Not && words.contains(['%', '％']) {
            shown.percent = Percent::Written;
        }
        shown.is_scaled = is_scaled || is_pointed;
        if (has_digits || general) && !shown.is_scaled {
            shown.unit = units::in_format(&words).unwrap_or(Unit::ONE);
            shown.time = times::named(&words);
        }
        let more = if shown.percent == Percent::Of { 2 } else { 0 };
        shown.digits = has_digits.then(|| digits.saturating_add(more));
        // A date or a time of day is no duration.
        let has_hours = times.contains('h') || times.contains('m') && times.contains('s');
        let counts_seconds = format.contains('[') && times.bytes().all(|b| b == b's');
        if (has_hours || counts_seconds && !times.is_empty()) && times.chars().all(|c| is_time(&c))
        {
            shown.per_day = match times.chars().next() {
                Some('h') => Some(24),
                Some('m') => Some(24 * 60),
                Some('s') => Some(24 * 60 * 60),
                _ => None,
            };
        }
        shown
    }
}

fn is_time(sign: &char) -> bool {
    matches!(sign, 'h' | 'm' | 's')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_digits_and_percentages() {
        for (format, digits, percent) in [
            ("General", None, Percent::Not),
            ("", None, Percent::Not),
            ("@", None, Percent::Not),
            ("0", Some(0), Percent::Not),
            ("#,##0.00", Some(2), Percent::Not),
            (".00", Some(2), Percent::Not),
            ("0.0%", Some(3), Percent::Of),
            ("0.00_%", Some(2), Percent::Not),
            ("0.00E+00", Some(2), Percent::Not),
            ("0.0\"%\"", Some(1), Percent::Written),
            ("0\\%", Some(0), Percent::Written),
            ("0.0％", Some(1), Percent::Written),
            ("0!.0,\"万\"", Some(0), Percent::Not),
            ("0\"分\";-0%", Some(0), Percent::Not),
            ("[Red]0.00%;0", Some(4), Percent::Of),
            ("[$%-804]0", Some(0), Percent::Not),
        ] {
            let shown = Shown::by(format);
            assert_eq!((shown.digits, shown.percent), (digits, percent), "{format}");
        }
    }

    #[test]
    fn a_format_of_noughts_shows_ids() {
        for (format, width) in [("00000", 5), ("0", 1), ("0.00", 0), ("General", 0)] {
            assert_eq!(Shown::by(format).width, width, "{format}");
        }
    }

    #[test]
    fn a_format_writes_units_and_times() {
        for (format, unit, per_day) in [
            ("0.00", Unit::ONE, None),
            ("0.0000\"万元\"", Unit::noughts(4), None),
            ("#,##0.0\\万", Unit::noughts(4), None),
            ("0.0万", Unit::noughts(4), None),
            ("\"¥\"0\"千元\"", Unit::noughts(3), None),
            // These show 463750 as 46.4万 and 463.8千.
            ("0!.0,\"万\"", Unit::ONE, None),
            ("0.0,\"千元\"", Unit::ONE, None),
            ("0!.0000\"万元\"", Unit::ONE, None),
            // 241986 shows as 24万1986元.
            ("0\"万\"0000\"元\"", Unit::ONE, None),
            ("0\".\"0000\"万\"", Unit::ONE, None),
            ("# ##0.0\"万元\"", Unit::noughts(4), None),
            ("[ss]", Unit::ONE, Some(86_400)),
            ("ss", Unit::ONE, None),
            ("[h]:mm:ss", Unit::ONE, Some(24)),
            ("[hh]:mm", Unit::ONE, Some(24)),
            ("h:mm", Unit::ONE, Some(24)),
            ("[mm]:ss", Unit::ONE, Some(1440)),
            ("h\"小时\"mm\"分\"", Unit::ONE, Some(24)),
            ("h:mm AM/PM", Unit::ONE, None),
            ("yyyy-mm-dd hh:mm", Unit::ONE, None),
            ("yyyy\"年\"m\"月\"", Unit::ONE, None),
            ("General", Unit::ONE, None),
            ("[Red]0.00", Unit::ONE, None),
            ("[DBNum1]0", Unit::ONE, None),
        ] {
            let shown = Shown::by(format);
            assert_eq!((shown.unit, shown.per_day), (unit, per_day), "{format}");
        }
    }
}
