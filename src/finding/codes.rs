//! The one table of finding codes. A code is never reused or renumbered.
//!
//! Its letter is the stage that knows: R reading, X extraction, S scoring (cannot be computed), A audit (differs),
//! W writing. Its page, in both languages, lies in `pages/` under the code's name and is shown by `fuhe explain`.

use std::fmt;
use std::str::FromStr;

use super::Severity;
use crate::text::{Lang, Text};

macro_rules! codes {
    ($($code:ident $name:literal $severity:ident $zh:literal $en:literal)*) => {
        /// A finding code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = include_str!(concat!("pages/", stringify!($code), ".en.md"))] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$code),*];

            /// Its name in plain English words with hyphens.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => $name),* }
            }

            /// How much such a finding matters, unless the mapping says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity),* }
            }

            /// Its name for people.
            pub fn title(self) -> Text {
                match self { $(Code::$code => Text { zh: $zh.into(), en: $en.into() }),* }
            }

            /// Its page: what it means, why it matters, what to do.
            pub fn page(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Code::$code, Lang::Zh) => include_str!(concat!("pages/", stringify!($code), ".zh.md")),
                      (Code::$code, Lang::En) => include_str!(concat!("pages/", stringify!($code), ".en.md")),)*
                }
            }
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Code::$code => stringify!($code)),* })
            }
        }
    };
}

codes! {
    R101 "number-stored-as-text" Warning "数字存成了文本" "number stored as text"
    R102 "error-value" Error "单元格是错误值" "error value"
    R103 "formula-without-value" Warning "公式没有计算结果" "formula without value"
    R104 "hidden-data" Warning "隐藏的数据参与了计分" "hidden data"
    X101 "required-value-missing" Error "必填项为空" "required value missing"
    X102 "not-a-number" Error "不是数字" "not a number"
    X103 "unknown-item" Error "方案里没有的指标" "unknown item"
    X104 "item-missing" Error "缺少指标" "item missing"
    X105 "duplicate-employee" Error "同一人重复" "duplicate employee"
    X106 "period-mismatch" Warning "考核期不一致" "period mismatch"
    X107 "not-on-roster" Error "花名册上没有此人" "not on roster"
    X108 "scorecard-missing" Error "缺少考核表" "scorecard missing"
    X109 "unit-suspect" Warning "百分数疑似差 100 倍" "unit suspect"
    X110 "roster-differs" Warning "与花名册不符" "roster differs"
    X111 "ambiguous-employee" Error "同名无法区分" "ambiguous employee"
    X112 "figures-repeated" Warning "数据与另一份完全一样" "figures repeated"
    X113 "name-differs" Warning "表名与姓名不一致" "name differs"
    S101 "cannot-compute" Error "无法计算" "cannot compute"
    A101 "attainment-differs" Error "完成率不符" "attainment differs"
    A102 "score-differs" Error "得分不符" "score differs"
    A103 "score-above-max" Error "得分超过满分" "score above max"
    A104 "score-below-zero" Error "得分低于 0" "score below zero"
    A105 "score-not-allowed" Error "评分不在允许范围" "score not allowed"
    A106 "weighted-differs" Error "加权得分不符" "weighted score differs"
    A107 "remark-differs" Warning "备注扣分与得分不符" "remark differs"
    A201 "subtotal-differs" Error "小计不符" "subtotal differs"
    A202 "total-differs" Error "总分不符" "total differs"
    A203 "weights-not-100" Error "权重合计不是 100%" "weights not 100"
    A204 "maxima-not-100" Warning "满分合计不是 100" "maxima not 100"
    A205 "max-differs" Error "满分或权重与方案不符" "max differs"
    A206 "target-differs" Warning "目标或参数与方案不符" "target differs"
    A207 "rounding-policy-differs" Warning "取整口径与方案不符" "rounding policy differs"
    A301 "grade-differs" Error "等级不符" "grade differs"
    A302 "coefficient-differs" Error "系数不符" "coefficient differs"
    A303 "payout-differs" Error "绩效工资不符" "payout differs"
    A304 "paid-below-pass-mark" Error "未达及格线却发放" "paid below pass mark"
    A305 "near-pass-mark" Info "总分紧贴及格线或等级线" "near pass mark"
    A306 "distribution-exceeded" Warning "等级人数超过规定" "distribution exceeded"
    A401 "typed-over-formula" Warning "公式被手填数覆盖" "typed over a formula"
    A402 "sum-range-short" Error "求和范围不全" "sum range short"
    A403 "stale-formula-value" Error "公式值未更新" "stale formula value"
    A501 "score-jumped" Warning "总分比上期变动过大" "score jumped"
    A502 "payout-jumped" Warning "绩效工资比上期变动过大" "payout jumped"
    A503 "person-came" Info "本期新增人员" "person came"
    A504 "person-went" Info "上期有本期没有的人" "person went"
    W101 "copy-incomplete" Warning "复核副本不完整" "copy incomplete"
    W102 "signature-removed" Warning "副本中没有数字签名" "signature removed"
}

impl FromStr for Code {
    type Err = ();

    /// Reads a code or its name, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        let wanted = text.trim();
        let is_it = |code: &&Code| {
            code.to_string().eq_ignore_ascii_case(wanted)
                || code.name().eq_ignore_ascii_case(wanted)
        };
        Code::ALL.iter().find(is_it).copied().ok_or(())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(|()| {
            serde::de::Error::custom(format!("没有编号为 {name} 的检查项 / no such code: {name}"))
        })
    }
}
