//! Exact fractions.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{Decimal, Mode, OutOfRange, Rounding};

/// Digits past which nobody writes a figure on.
const MOST_WRITTEN: u32 = 20;

/// An exact fraction. Operations never round and never overflow: what machine words cannot hold is held by big
/// integers.
#[derive(Clone, Debug)]
pub struct Ratio(Parts);

#[derive(Clone, Debug)]
enum Parts {
    /// The denominator is positive.
    Small {
        num: i128,
        den: i128,
    },
    Big(Box<BigRational>),
}

impl Ratio {
    /// 0
    pub fn zero() -> Self {
        Ratio(Parts::Small { num: 0, den: 1 })
    }

    /// The sum.
    pub fn plus(&self, other: &Ratio) -> Ratio {
        if let (Parts::Small { num: a, den: b }, Parts::Small { num: c, den: d }) =
            (&self.0, &other.0)
            && let Some(sum) = add_small(*a, *b, *c, *d)
        {
            return sum;
        }
        Self::from_big(self.to_big() + other.to_big())
    }

    /// The difference.
    pub fn minus(&self, other: &Ratio) -> Ratio {
        self.plus(&other.negated())
    }

    /// The product.
    pub fn times(&self, other: &Ratio) -> Ratio {
        if let (Parts::Small { num: a, den: b }, Parts::Small { num: c, den: d }) =
            (&self.0, &other.0)
            && let (Some(num), Some(den)) = (a.checked_mul(*c), b.checked_mul(*d))
        {
            return Ratio(Parts::Small { num, den });
        }
        Self::from_big(self.to_big() * other.to_big())
    }

    /// The quotient, or `None` where the divisor is 0.
    pub fn over(&self, other: &Ratio) -> Option<Ratio> {
        if other.is_zero() {
            return None;
        }
        let inverse = match &other.0 {
            Parts::Small { num, den } if *num > 0 => Ratio(Parts::Small {
                num: *den,
                den: *num,
            }),
            Parts::Small { num, den } if *num > i128::MIN => Ratio(Parts::Small {
                num: -*den,
                den: -*num,
            }),
            _ => Self::from_big(other.to_big().recip()),
        };
        Some(self.times(&inverse))
    }

    /// The number with its sign turned.
    pub fn negated(&self) -> Ratio {
        match &self.0 {
            Parts::Small { num, den } if *num > i128::MIN => Ratio(Parts::Small {
                num: -*num,
                den: *den,
            }),
            _ => Self::from_big(-self.to_big()),
        }
    }

    /// The larger of the two.
    pub fn max(self, other: Ratio) -> Ratio {
        if self < other { other } else { self }
    }

    /// The smaller of the two.
    pub fn min(self, other: Ratio) -> Ratio {
        if self > other { other } else { self }
    }

    /// True for 0.
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Parts::Small { num, .. } => *num == 0,
            Parts::Big(big) => big.is_zero(),
        }
    }

    /// True below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Parts::Small { num, .. } => *num < 0,
            Parts::Big(big) => big.is_negative(),
        }
    }

    /// The bits of the fraction as it is held: how costly it is to compute with.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Parts::Small { .. } => u64::from(i128::BITS),
            Parts::Big(big) => big.numer().bits().max(big.denom().bits()),
        }
    }

    /// The greatest whole number not above this one: full units.
    pub fn floor(&self) -> Ratio {
        match &self.0 {
            Parts::Small { num, den } => Ratio(Parts::Small {
                num: num.div_euclid(*den),
                den: 1,
            }),
            Parts::Big(big) => Self::from_big(big.floor()),
        }
    }

    /// The least whole number not below this one: started units.
    pub fn ceil(&self) -> Ratio {
        self.negated().floor().negated()
    }

    /// Its numerator and denominator in lowest terms, where machine words hold them.
    pub fn terms(&self) -> Option<(i128, i128)> {
        let lowest = self.to_big();
        Some((lowest.numer().to_i128()?, lowest.denom().to_i128()?))
    }

    /// The decimal that people write for it: itself, or, where it has no end, its first digits.
    pub fn written(&self) -> Decimal {
        const DIGITS: u32 = 6;
        let mode = Mode::HalfUp;
        let rounded = || {
            self.round(Rounding {
                digits: DIGITS,
                mode,
            })
            .ok()
        };
        self.exact(MOST_WRITTEN)
            .or_else(rounded)
            .unwrap_or_default()
    }

    /// True where people write this as `written`: the same figure, or, of one without end, its digits as far as they are
    /// written, rounded or cut (2/3 is 66.67 and 66.66).
    pub fn is_written_as(&self, written: &Ratio) -> bool {
        if written == self {
            return true;
        }
        let is_endless = || self.exact(MOST_WRITTEN).is_none();
        let Some(written) = written.exact(MOST_WRITTEN).filter(|_| is_endless()) else {
            return false;
        };
        let digits = written.scale();
        let at = |mode| self.round(Rounding { digits, mode }).ok();
        [Mode::HalfUp, Mode::Down].map(at).contains(&Some(written))
    }

    /// Rounded to `rounding`, showing exactly its digits.
    ///
    /// # Errors
    /// [`OutOfRange`] past 28 digits.
    pub fn round(&self, rounding: Rounding) -> Result<Decimal, OutOfRange> {
        let unit = 10i128.checked_pow(rounding.digits).ok_or(OutOfRange)?;
        let whole = match &self.0 {
            Parts::Small { num, den } => match num.checked_mul(unit) {
                Some(scaled) => round_small(scaled, *den, rounding.mode),
                None => self.round_big(unit, rounding.mode).ok_or(OutOfRange)?,
            },
            Parts::Big(_) => self.round_big(unit, rounding.mode).ok_or(OutOfRange)?,
        };
        Decimal::new(whole, rounding.digits).ok_or(OutOfRange)
    }

    /// The exact decimal, where there is one of at most `digits` digits after the point.
    pub fn exact(&self, digits: u32) -> Option<Decimal> {
        // Digits before the point leave room for fewer behind it.
        let down = (0..=digits).rev().find_map(|digits| {
            let mode = Mode::Down;
            self.round(Rounding { digits, mode }).ok()
        })?;
        (Ratio::from(down) == *self).then(|| down.trimmed())
    }

    fn round_big(&self, unit: i128, mode: Mode) -> Option<i128> {
        let scaled = self.to_big() * BigInt::from(unit);
        let (num, den) = (scaled.numer(), scaled.denom());
        let (quotient, rest) = num.abs().div_rem(den);
        let up = carries(
            (&rest * 2u8).cmp(den),
            !rest.is_zero(),
            quotient.is_odd(),
            mode,
        );
        let magnitude = quotient.to_i128()?.checked_add(i128::from(up))?;
        Some(if num.is_negative() {
            -magnitude
        } else {
            magnitude
        })
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Parts::Small { num, den } => BigRational::new((*num).into(), (*den).into()),
            Parts::Big(big) => (**big).clone(),
        }
    }

    /// Back to machine words where the reduced fraction fits.
    fn from_big(big: BigRational) -> Self {
        match (big.numer().to_i128(), big.denom().to_i128()) {
            (Some(num), Some(den)) => Ratio(Parts::Small { num, den }),
            _ => Ratio(Parts::Big(Box::new(big))),
        }
    }
}

fn add_small(a: i128, b: i128, c: i128, d: i128) -> Option<Ratio> {
    let (num, den) = if b == d {
        (a.checked_add(c)?, b)
    } else if d % b == 0 {
        (a.checked_mul(d / b)?.checked_add(c)?, d)
    } else if b % d == 0 {
        (a.checked_add(c.checked_mul(b / d)?)?, b)
    } else {
        (
            a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?,
            b.checked_mul(d)?,
        )
    };
    Some(Ratio(Parts::Small { num, den }))
}

fn round_small(num: i128, den: i128, mode: Mode) -> i128 {
    let (quotient, rest) = (num / den, (num % den).unsigned_abs());
    let half = rest.cmp(&(den.unsigned_abs() - rest));
    let up = carries(half, rest != 0, quotient % 2 != 0, mode);
    quotient
        + if num < 0 {
            -i128::from(up)
        } else {
            i128::from(up)
        }
}

/// Whether the magnitude goes one up: `half` is the rest against half a unit.
fn carries(half: Ordering, has_rest: bool, odd: bool, mode: Mode) -> bool {
    match mode {
        Mode::HalfUp => half != Ordering::Less,
        Mode::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
        Mode::Down => false,
        Mode::Up => has_rest,
    }
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Self {
        match 10i128.checked_pow(value.0.scale()) {
            Some(den) => Ratio(Parts::Small {
                num: value.0.mantissa(),
                den,
            }),
            None => Ratio::zero(),
        }
    }
}

impl From<i64> for Ratio {
    fn from(value: i64) -> Self {
        Ratio(Parts::Small {
            num: value.into(),
            den: 1,
        })
    }
}

impl std::iter::Sum for Ratio {
    fn sum<I: Iterator<Item = Ratio>>(items: I) -> Ratio {
        items.fold(Ratio::zero(), |sum, item| sum.plus(&item))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl Default for Ratio {
    fn default() -> Self {
        Ratio::zero()
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Parts::Small { num: a, den: b }, Parts::Small { num: c, den: d }) =
            (&self.0, &other.0)
            && let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b))
        {
            return left.cmp(&right);
        }
        self.to_big().cmp(&other.to_big())
    }
}
