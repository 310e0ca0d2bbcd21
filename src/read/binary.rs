//! What the binary formats xls and xlsb have in common. Every access is checked: a short record is an absent value.

use crate::number::Decimal;
use crate::read::values::{self, NumberKind};
use crate::workbook::Value;

pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// A double as a value under a format; text where no decimal can hold it.
#[allow(
    clippy::disallowed_types,
    reason = "the format stores doubles: the border itself"
)]
pub(super) fn double_at(bytes: &[u8], at: usize, kind: NumberKind, is_1904: bool) -> Option<Value> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    let value = f64::from_le_bytes(bytes.try_into().ok()?);
    Some(double(value, kind, is_1904))
}

#[allow(
    clippy::disallowed_types,
    reason = "the format stores doubles: the border itself"
)]
fn double(value: f64, kind: NumberKind, is_1904: bool) -> Value {
    match Decimal::from_binary(value) {
        Some(number) => values::number(number, kind, is_1904),
        None => Value::Text(format!("{value:E}").into()),
    }
}

/// A number in four bytes: 30 bits of an integer or of a double, perhaps times a hundred.
#[allow(
    clippy::disallowed_types,
    reason = "the format stores doubles: the border itself"
)]
pub(super) fn rk_at(bytes: &[u8], at: usize, kind: NumberKind, is_1904: bool) -> Option<Value> {
    let rk = u32_at(bytes, at)?;
    let (is_integer, in_hundredths) = (rk & 2 != 0, rk & 1 != 0);
    if is_integer {
        let whole = i128::from(rk.cast_signed() >> 2);
        let number = Decimal::new(whole, if in_hundredths { 2 } else { 0 })?;
        return Some(values::number(number.trimmed(), kind, is_1904));
    }
    let value = f64::from_bits(u64::from(rk & !3) << 32);
    let value = if in_hundredths { value / 100.0 } else { value };
    Some(double(value, kind, is_1904))
}

/// An error value by its number.
pub(super) fn error(code: u8) -> Value {
    let text = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => return Value::Error(format!("#?{code}").into()),
    };
    Value::Error(text.into())
}
