//! Why a reported figure is off.

use std::fmt;

use crate::text::Text;

/// Why a reported figure is off. Named only where exactly one explanation reproduces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Right arithmetic on a wrong input.
    Carried,
    /// A line or section that a sum leaves out.
    Omitted(String),
    /// A line or section that a sum holds twice.
    CountedTwice(String),
    /// Cut off where the scheme rounds.
    Truncated,
    /// A tie that went to the even digit.
    RoundedHalfEven,
    /// An intermediate figure was rounded.
    RoundedEarly,
    /// A cap or floor was not applied.
    NotCapped,
    /// Two neighbouring digits changed places.
    DigitsSwapped,
    /// The decimal point is one place off.
    DigitSlipped,
    /// Off by a factor of 100.
    PercentScale,
    /// A deduction was added, or a bonus subtracted.
    SignFlipped,
    /// The weight of something else.
    WrongWeight,
    /// The sheet adds lines that it did not round.
    UnroundedLines,
    /// Money for a total below the pass mark.
    PassMarkIgnored,
    /// Growth over the current period.
    PreviousAsBase,
    /// Target over actual, or the other way about.
    InvertedRatio,
    /// A sum without the bonus.
    BonusLeftOut,
    /// A started unit counted where full units count.
    UnitsStarted,
    /// Binary doubles round the other way than decimals.
    BinaryRounding,
}

impl fmt::Display for Cause {
    /// The name in the JSON report.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Cause::Omitted(item) => return write!(f, "omitted:{item}"),
            Cause::CountedTwice(item) => return write!(f, "counted-twice:{item}"),
            Cause::Carried => "carried",
            Cause::Truncated => "truncated",
            Cause::RoundedHalfEven => "rounded-half-even",
            Cause::RoundedEarly => "rounded-early",
            Cause::NotCapped => "not-capped",
            Cause::DigitsSwapped => "digits-swapped",
            Cause::DigitSlipped => "digit-slipped",
            Cause::PercentScale => "percent-scale",
            Cause::SignFlipped => "sign-flipped",
            Cause::WrongWeight => "wrong-weight",
            Cause::UnroundedLines => "unrounded-lines",
            Cause::PassMarkIgnored => "pass-mark-ignored",
            Cause::PreviousAsBase => "previous-as-base",
            Cause::InvertedRatio => "inverted-ratio",
            Cause::BonusLeftOut => "bonus-left-out",
            Cause::UnitsStarted => "units-started",
            Cause::BinaryRounding => "binary-rounding",
        };
        f.write_str(name)
    }
}

impl Cause {
    /// The cause in a sentence of its own, without the figures that prove it.
    pub fn sentence(&self) -> Text {
        match self {
            Cause::Carried => text!(
                "算法没错，是引用的数有错，先改源头。"
                    / "The arithmetic is right; a figure it builds on is wrong: correct that one first."
            ),
            Cause::Omitted(item) => text!("漏加了「{item}」。" / "{item} was left out."),
            Cause::CountedTwice(item) => {
                text!("重复计入了「{item}」。" / "{item} was counted twice.")
            }
            Cause::Truncated => text!(
                "尾数被直接舍去，没有四舍五入。" / "The figure was cut off instead of rounded."
            ),
            Cause::RoundedHalfEven => text!(
                "按「四舍六入五成双」取整，方案规定四舍五入。"
                    / "The tie was rounded to the even digit; the scheme rounds it up."
            ),
            Cause::RoundedEarly => text!(
                "中间结果先取整了，应留到最后一步再取整。"
                    / "An intermediate figure was rounded; only the result is to be."
            ),
            Cause::NotCapped => text!(
                "没有按上限（满分）或下限（0 分）封住。" / "The cap or floor was not applied."
            ),
            Cause::DigitsSwapped => {
                text!("相邻两位数字写颠倒了。" / "Two neighbouring digits changed places.")
            }
            Cause::DigitSlipped => text!(
                "小数点错了一位，差 10 倍。"
                    / "The decimal point is one place off, a factor of 10."
            ),
            Cause::PercentScale => {
                text!("百分数换算错了，差 100 倍。" / "A percentage went wrong by a factor of 100.")
            }
            Cause::SignFlipped => text!(
                "加减号弄反了：该扣的加上了，或该加的扣掉了。"
                    / "A deduction was added, or a bonus subtracted."
            ),
            Cause::WrongWeight => text!("用错了权重。" / "The wrong weight was used."),
            Cause::UnroundedLines => text!(
                "表中合计用的是未四舍五入的单项分。"
                    / "The sheet adds line scores that were not rounded first."
            ),
            Cause::PassMarkIgnored => text!(
                "没有按及格线处理，总分不及格却照发。"
                    / "The pass mark was ignored: the total fails it and was paid all the same."
            ),
            Cause::PreviousAsBase => text!(
                "增长率的基期用错了：应除以上期，却除以了本期。"
                    / "Growth was taken over the current period instead of the previous one."
            ),
            Cause::InvertedRatio => {
                text!("比率的分子、分母颠倒了。" / "The ratio was turned upside down.")
            }
            Cause::BonusLeftOut => text!("漏加了加分项。" / "The bonus was left out."),
            Cause::UnitsStarted => text!(
                "不足一个单位的也按一个计了，方案只计整单位。"
                    / "A started unit was counted; only full units count."
            ),
            Cause::BinaryRounding => text!(
                "没有人算错：是表格软件用二进制小数计算，取整时落到了另一边。"
                    / "Nobody miscalculated: binary fractions round the other way than decimals."
            ),
        }
    }
}
