//! What the bracket of a header or item says: full marks or a weight.

use crate::number::Decimal;
use crate::written::read_number;

/// What a bracket states as points.
pub struct Points {
    /// The figure.
    pub value: Decimal,
    /// It says that they are points, or full marks.
    pub sure: bool,
    /// It says that it is a weight.
    pub weight: bool,
}

/// Full marks in a bracket: `20分`, `满分20分`, `20`, `20%`; a range, a count or a unit is none.
pub fn points_in(bracket: &str) -> Option<Points> {
    const BEFORE: &[&str] = &[
        "满分",
        "总分",
        "分值",
        "标准分",
        "权重",
        "共",
        "计",
        "占",
        ":",
    ];
    let whole = bracket.split([',', ';', '、']).next()?;
    let mut words = whole;
    while let Some(rest) = BEFORE.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    let points = words.strip_suffix('分');
    let digits = points.or(words.strip_suffix('%')).unwrap_or(words);
    if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    Some(Points {
        value: read_number(digits)?.value,
        sure: points.is_some() || words.len() < whole.len(),
        weight: words.ends_with('%') || whole.starts_with("权重") || whole.starts_with('占'),
    })
}
