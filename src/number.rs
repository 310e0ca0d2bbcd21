//! The only door to numbers.
//!
//! A [`Decimal`] is what a cell holds or what rounding gave. A [`Ratio`] is what is computed with: an exact fraction
//! that stays whole until it is rounded, so `20 x 1 / 3 x 3` is 20. Nothing else in the crate computes.
//!
//! A spreadsheet stores binary doubles; [`Decimal::from_binary`] restores what the person typed, once, at the border.

mod ratio;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use num_traits::ToPrimitive;

pub use self::ratio::Ratio;

/// Digits that Excel shows of a number, and that a double surely carries.
const SIGNIFICANT_DIGITS: usize = 15;
/// The largest scale that a [`Decimal`] can have.
const MAX_SCALE: u32 = 28;

/// An exact decimal number of at most 28 digits. It compares by value (`8` equals `8.0`) and remembers how many
/// digits it was given, so a rounded figure prints as it was declared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(rust_decimal::Decimal);

/// How a figure is cut to its digits (`schemes.md`, Rounding).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// 四舍五入: ties away from zero.
    #[default]
    HalfUp,
    /// 四舍六入五成双: ties to the even digit (GB/T 8170).
    HalfEven,
    /// 舍去: towards zero.
    Down,
    /// 进位: away from zero.
    Up,
}

/// Digits and mode of a rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// Digits after the decimal point.
    pub digits: u32,
    /// What happens to the rest.
    pub mode: Mode,
}

/// A result too large to be written as a [`Decimal`]: no scorecard has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange;

impl Decimal {
    /// 0
    pub const ZERO: Decimal = Decimal(rust_decimal::Decimal::ZERO);
    /// 1
    pub const ONE: Decimal = Decimal(rust_decimal::Decimal::ONE);
    /// 10
    pub const TEN: Decimal = Decimal(rust_decimal::Decimal::TEN);
    /// 100
    pub const HUNDRED: Decimal = Decimal(rust_decimal::Decimal::ONE_HUNDRED);

    /// `mantissa / 10^scale`, or `None` out of range.
    pub fn new(mantissa: i128, scale: u32) -> Option<Self> {
        rust_decimal::Decimal::try_from_i128_with_scale(mantissa, scale)
            .ok()
            .map(Decimal)
    }

    /// Its digits and how many of them stand after the point, as [`Decimal::new`] takes them, where they are few enough
    /// for half a decimal's memory.
    pub fn short(self) -> Option<(i64, u8)> {
        let is_minus_zero = self.0.is_zero() && self.0.is_sign_negative();
        let (digits, scale) = (self.0.mantissa().try_into().ok()?, self.0.scale());
        (!is_minus_zero).then_some((digits, scale.try_into().ok()?))
    }

    /// The decimal that a person typed or saw where a spreadsheet stored `value`: its shortest digits where they are
    /// at most 15, else 15 significant digits. `None` for what is no number or beyond 28 digits; what is too small
    /// for them is 0.
    #[allow(clippy::disallowed_types, reason = "the border itself")]
    pub fn from_binary(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if value.fract() == 0.0 && value.abs() < 1e15 {
            return Self::new(value as i128, 0);
        }
        Self::parse_scientific(&format!("{value:.*e}", SIGNIFICANT_DIGITS - 1))
    }

    /// The same restoration from the digits as a file spells them (`29.959999999999997`, `1E-3`), without going
    /// through a double where the digits already are decimal.
    #[allow(clippy::disallowed_types, reason = "the border itself")]
    pub fn from_stored(digits: &str) -> Option<Self> {
        let significant = digits.bytes().filter(u8::is_ascii_digit).count();
        if significant <= SIGNIFICANT_DIGITS && !digits.contains(['e', 'E']) {
            return digits.parse().ok();
        }
        Self::from_binary(digits.parse::<f64>().ok()?)
    }

    fn parse_scientific(digits: &str) -> Option<Self> {
        let (mantissa, exponent) = digits.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        if exponent < -(MAX_SCALE as i32) {
            return Some(Self::ZERO);
        }
        let whole: i128 = mantissa.replace('.', "").parse().ok()?;
        let places = SIGNIFICANT_DIGITS as i32 - 1 - exponent;
        if places >= 0 {
            let (whole, places) = shorten(whole, places as u32);
            Self::new(whole, places)
        } else {
            Self::new(
                whole.checked_mul(10i128.checked_pow(places.unsigned_abs())?)?,
                0,
            )
        }
    }

    /// The nearest double, for the cell of a written workbook.
    #[allow(clippy::disallowed_types, reason = "the border itself")]
    pub fn to_binary(self) -> f64 {
        // The parser rounds correctly, which an arithmetic conversion would not.
        self.0.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The difference, or `None` out of range.
    pub fn minus(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_sub(other.0).map(Decimal)
    }

    /// Rounded to `rounding`, showing exactly its digits.
    pub fn round(self, rounding: Rounding) -> Decimal {
        Ratio::from(self).round(rounding).unwrap_or(self)
    }

    /// Digits after the decimal point, without trailing zeros.
    pub fn scale(self) -> u32 {
        self.0.normalize().scale()
    }

    /// Digits after the decimal point as it is shown: 2 of `8.00`.
    pub fn shown_digits(self) -> u32 {
        self.0.scale()
    }

    /// Without trailing zeros: `8.0` becomes `8`.
    pub fn trimmed(self) -> Decimal {
        Decimal(self.0.normalize())
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// True below 0.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// The same, with 0 never printed as `-0`.
    fn unsigned_zero(self) -> Decimal {
        if self.0.is_zero() { self.abs() } else { self }
    }

    /// The distance from 0.
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// The whole number, where this is one that fits.
    pub fn to_integer(self) -> Option<i64> {
        let trimmed = self.0.normalize();
        (trimmed.scale() == 0)
            .then(|| trimmed.mantissa().to_i64())
            .flatten()
    }

    /// As people write figures: `463,750`, `18.6`.
    pub fn grouped(self) -> String {
        let mut digits = self.to_string();
        let first = usize::from(digits.starts_with('-'));
        let mut at = digits.find('.').unwrap_or(digits.len());
        while at > first + 3 {
            at -= 3;
            digits.insert(at, ',');
        }
        digits
    }
}

/// Drops trailing zeros of `mantissa / 10^scale`.
fn shorten(mut mantissa: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && (mantissa % 10 == 0 || scale > MAX_SCALE) {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// In one word, because every figure of a crowd is hashed: mantissas have 96 bits.
impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let trimmed = self.0.normalize();
        state.write_i128(trimmed.mantissa() << 8 | i128::from(trimmed.scale()));
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Decimal(value.into())
    }
}

impl std::ops::Neg for Decimal {
    type Output = Decimal;
    fn neg(self) -> Decimal {
        Decimal(-self.0).unsigned_zero()
    }
}

/// Reads plain digits (`-1234.50`), nothing else: the many ways in which people write numbers are read by
/// [`crate::extract`].
impl FromStr for Decimal {
    type Err = OutOfRange;
    fn from_str(digits: &str) -> Result<Self, OutOfRange> {
        rust_decimal::Decimal::from_str_exact(digits)
            .map(|value| Decimal(value).unsigned_zero())
            .map_err(|_| OutOfRange)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
