//! Figures in a working, as a manager reads them.

use crate::number::{Decimal, Mode, Ratio, Rounding};

/// Digits that a figure without end is shown with.
const SHOWN_DIGITS: u32 = 4;

/// A figure with its thousands parted: `463,750`.
pub fn decimal(value: Decimal) -> String {
    value.trimmed().grouped()
}

/// An exact figure, or its first digits and `…`.
pub fn ratio(value: &Ratio) -> String {
    match value.exact(SHOWN_DIGITS) {
        Some(exact) => decimal(exact),
        None => match value.round(Rounding {
            digits: SHOWN_DIGITS,
            mode: Mode::Down,
        }) {
            Ok(cut) => format!("{}…", cut.grouped()),
            Err(_) => "…".to_owned(),
        },
    }
}

/// A share of a whole: `35%`; `1/3` where no percentage says it.
pub fn share(value: &Ratio) -> String {
    /// Larger terms nobody reads as a fraction.
    const LARGEST: i128 = 1_000;
    let of_hundred = value.times(&Ratio::from(Decimal::HUNDRED));
    match value.terms() {
        Some((top, bottom)) if bottom <= LARGEST && of_hundred.exact(SHOWN_DIGITS).is_none() => {
            format!("{top}/{bottom}")
        }
        _ => percent(value),
    }
}

/// A fraction as a percentage: `92.75%`, `26.3157…%`.
pub fn percent(value: &Ratio) -> String {
    format!("{}%", ratio(&value.times(&Ratio::from(Decimal::HUNDRED))))
}
