//! Digits and mode of rounding.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::number::Mode;

/// Digits and mode of rounding.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rounding {
    /// Digits of line scores and subtotals.
    pub line: Option<u8>,
    /// Digits of subtotals before they count for the total; they count whole if absent.
    pub subtotal: Option<u8>,
    /// Digits of weighted points (加权得分) before they are added; they are added whole if absent.
    pub weighted: Option<u8>,
    /// Digits of the total; the sum of the rounded lines if absent.
    pub total: Option<u8>,
    /// Digits of the payout in yuan; 2 if absent.
    pub payout: Option<u8>,
    /// What happens to the rest.
    #[serde(default)]
    pub mode: RoundingMode,
}

/// What happens to the digits that are cut.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// 四舍五入
    #[default]
    HalfUp,
    /// 四舍六入五成双
    HalfEven,
    /// 舍去
    Down,
    /// 进位
    Up,
}

impl From<RoundingMode> for Mode {
    fn from(mode: RoundingMode) -> Self {
        match mode {
            RoundingMode::HalfUp => Mode::HalfUp,
            RoundingMode::HalfEven => Mode::HalfEven,
            RoundingMode::Down => Mode::Down,
            RoundingMode::Up => Mode::Up,
        }
    }
}
