//! How a line earns its points: the list of rule kinds, a file per kind.
//!
//! A rule knows numbers, never cells. It is written in a mapping under its kind's name, `rule.ratio = { … }`, says
//! which inputs it needs, computes exact points, and tells its arithmetic in words.

mod all_or_less;
mod bands;
mod bonus;
mod deduction;
mod group;
mod growth;
mod judged;
mod lower_is_better;
mod mean;
mod proportion;
mod raters;
mod ratio;
mod restated;
mod shortfall;
mod slip;
mod steps;
mod weighted;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::number::{Decimal, Ratio};
use crate::text::Text;

pub use judged::{Allowed, Grades, Judged, Range};
pub use slip::{Misreading, Slip};
pub use words::{decimal, percent, ratio, share};

/// What a figure is to its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 实际值: what was reached, or how often something happened.
    Actual,
    /// 目标值: what was to be reached, or what the actual is divided by.
    Target,
    /// 上期值: the previous period's figure.
    Previous,
    /// 评分: a judged score before its weight.
    Raw,
    /// The score of a rater, by his place in the rule's list.
    Rater(u8),
    /// 完成率: the reported attainment.
    Attainment,
    /// 扣分: the reported deduction.
    Deduction,
    /// 得分: the reported points.
    Score,
    /// 加权得分: the reported points times their weight, beside the points.
    Weighted,
    /// 自评分: the employee's own score, which earns nothing.
    SelfScore,
    /// 分值: the full marks that the sheet shows.
    Max,
    /// 权重: the weight that the sheet shows.
    Weight,
    /// 备注.
    Remark,
    /// 等级: the grade word of a judged line.
    GradeWord,
    /// 考评标准: the words of the criteria, in which figures may stand.
    Criteria,
}

impl Role {
    /// True for cells that hold words and no figure.
    pub fn is_words(self) -> bool {
        matches!(self, Role::Remark | Role::GradeWord | Role::Criteria)
    }

    /// Its key under `columns` in a mapping.
    pub fn key(self) -> &'static str {
        match self {
            Role::Actual => "actual",
            Role::Target => "target",
            Role::Previous => "previous",
            Role::Raw => "raw",
            Role::Rater(_) => "raters",
            Role::Attainment => "attainment",
            Role::Deduction => "deduction",
            Role::Score => "score",
            Role::Weighted => "weighted",
            Role::SelfScore => "self-score",
            Role::Max => "max",
            Role::Weight => "weight",
            Role::Remark => "remark",
            Role::GradeWord => "grade-word",
            Role::Criteria => "criteria",
        }
    }
}

/// Where a rule gets its figures.
pub trait Inputs {
    /// The line's figure, where it is a readable number.
    fn value(&self, role: Role) -> Option<Decimal>;
    /// The figure of one of the line's parts, by the rule's own order.
    fn part(&self, part: usize, role: Role) -> Option<Decimal>;
    /// How the sheet calls the line's figure.
    fn name(&self, role: Role) -> Text;
    /// The line's full marks.
    fn max(&self) -> Decimal;
    /// A figure of this role as people write it: 35.2 % where the line's figures are percentages.
    fn shown(&self, _role: Role, value: Decimal) -> String {
        words::decimal(value)
    }
}

/// Points before rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// Between the line's floor and ceiling.
    pub points: Ratio,
    /// The arithmetic in words, up to the unrounded points.
    pub working: Working,
}

/// The words are made only when somebody reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Working {
    /// By the rule's own arithmetic.
    Usual,
    /// By an exception that the mapping states, told here.
    Exception(Exception),
}

/// What replaced the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exception {
    /// The divisor is 0 and the mapping gives full marks for it.
    Full,
    /// The divisor is 0 and the mapping gives nothing for it.
    Nothing,
}

/// Why a line earns no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A needed figure is not there; reading it was somebody else's finding.
    Missing,
    /// An input makes the rule meaningless (S101).
    Meaningless {
        /// The input.
        role: Role,
        /// Why.
        reason: Box<Text>,
    },
    /// The judged score is not among the allowed values (A105).
    NotAllowed,
    /// The mapping leaves the line out and scales the others.
    LeftOut,
}

impl Refusal {
    fn meaningless(role: Role, reason: Text) -> Self {
        // Boxed: nearly every line has none.
        let reason = Box::new(reason);
        Refusal::Meaningless { role, reason }
    }
}

/// What a mapping does where a rule would divide by nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WhenNone {
    /// Hold the line and the person.
    #[default]
    Hold,
    /// Full marks.
    Full,
    /// No marks.
    Nothing,
    /// Leave the line out and scale the others up to 100.
    LeaveOut,
}

impl WhenNone {
    /// What counts where there is nothing to divide by, said of a rule.
    fn said(self) -> Text {
        match self {
            // What cannot be computed is held: that goes without saying.
            WhenNone::Hold => Text::default(),
            WhenNone::Full => {
                text!("；作分母的数是 0 时得满分" / "; full marks where the divisor is 0")
            }
            WhenNone::Nothing => {
                text!("；作分母的数是 0 时得 0 分" / "; 0 points where the divisor is 0")
            }
            WhenNone::LeaveOut => text!(
                "；作分母的数是 0 时不计这一项，其余各项按比例折算"
                    / "; left out where the divisor is 0, the others are scaled up"
            ),
        }
    }

    /// Of the figures that a rule needs, those beside a divisor of 0 that the mapping provides for: where nobody
    /// complained, nobody fills in how long it took.
    fn needed(self, needs: Vec<Role>, divisor: Role, inputs: &dyn Inputs) -> Vec<Role> {
        let is_none = || inputs.value(divisor).is_some_and(Decimal::is_zero);
        match self != WhenNone::Hold && needs.contains(&divisor) && is_none() {
            true => vec![divisor],
            false => needs,
        }
    }

    fn earn(self, max: Decimal, role: Role, reason: Text) -> Result<Earned, Refusal> {
        let earned = |points: Decimal, exception| Earned {
            points: Ratio::from(points),
            working: Working::Exception(exception),
        };
        match self {
            WhenNone::Hold => Err(Refusal::meaningless(role, reason)),
            WhenNone::Full => Ok(earned(max, Exception::Full)),
            WhenNone::Nothing => Ok(earned(Decimal::ZERO, Exception::Nothing)),
            WhenNone::LeaveOut => Err(Refusal::LeftOut),
        }
    }
}

/// One kind of rule.
pub trait Kind {
    /// The figures without which nothing can be computed, for a line or, in rules with parts, for each part.
    fn needs(&self) -> Vec<Role>;

    /// Those of them that are needed beside what stands in the others.
    fn needs_beside(&self, _inputs: &dyn Inputs) -> Vec<Role> {
        self.needs()
    }

    /// The exact points.
    ///
    /// # Errors
    /// A [`Refusal`] that says why there are none.
    fn earn(&self, inputs: &dyn Inputs) -> Result<Earned, Refusal>;

    /// The arithmetic that led to the points, in words, up to the unrounded points.
    fn working(&self, inputs: &dyn Inputs) -> Text;

    /// The rule in words, for people who never saw the mapping.
    fn describe(&self, max: Decimal) -> Text;

    /// What is wrong with the rule itself.
    fn faults(&self, _max: Decimal) -> Vec<Text> {
        Vec::new()
    }

    /// What is odd about the rule, though it can be applied.
    fn warnings(&self, _max: Decimal) -> Vec<Text> {
        Vec::new()
    }

    /// Actual over target, in rules that have one.
    fn attainment(&self, _inputs: &dyn Inputs) -> Option<Ratio> {
        None
    }

    /// The points that a given attainment would earn, in rules that have one.
    fn points_for(&self, _attainment: &Ratio, _max: Decimal) -> Option<Ratio> {
        None
    }

    /// The most that the line can earn; `None` where there is no limit.
    fn ceiling(&self, max: Decimal) -> Option<Decimal> {
        Some(max)
    }

    /// The best raw score, in rules that turn a score on a scale into points.
    fn raw_limit(&self) -> Option<Decimal> {
        None
    }

    /// The points that raw scores beyond the scale would give, in rules that have a scale.
    fn uncapped(&self, _inputs: &dyn Inputs) -> Option<Ratio> {
        None
    }

    /// The attainments that the usual slips give.
    fn misread_attainments(&self, _inputs: &dyn Inputs) -> Vec<Misreading> {
        Vec::new()
    }

    /// The points that the usual slips give, before rounding.
    fn misreadings(&self, _inputs: &dyn Inputs) -> Vec<Misreading> {
        Vec::new()
    }

    /// The target that the mapping fixes, where it does.
    fn fixed_target(&self) -> Option<Decimal> {
        None
    }

    /// The items of the rule's parts, with their spellings; empty for a line of one row.
    fn parts(&self) -> Vec<PartName<'_>> {
        Vec::new()
    }
}

/// How a part of a line is known on a form.
#[derive(Debug, Clone, Copy)]
pub struct PartName<'a> {
    /// Its name.
    pub item: &'a str,
    /// How sheets spell it.
    pub spelled: &'a [String],
    /// The target that the mapping fixes for it.
    pub target: Option<Decimal>,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $module:ident)*) => {
        /// A rule of one of the known kinds.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule {
            $($(#[$doc])* $variant($module::$variant),)*
        }

        impl std::ops::Deref for Rule {
            type Target = dyn Kind;
            fn deref(&self) -> &Self::Target {
                match self { $(Rule::$variant(kind) => kind,)* }
            }
        }
    };
}

rules! {
    /// 比率法: attainment = actual / target.
    Ratio ratio
    /// 反向指标: full marks up to the target, then target / actual.
    LowerIsBetter lower_is_better
    /// 增长率: (current - previous) / previous.
    Growth growth
    /// 达标法: met or not.
    AllOrLess all_or_less
    /// 区间法: thresholds with points.
    Bands bands
    /// 减分法: so much per occurrence.
    Deduction deduction
    /// 阶梯扣分: a table of deductions.
    Steps steps
    /// 差额扣分: so much per unit short.
    Shortfall shortfall
    /// 加分项: so much per unit over.
    Bonus bonus
    /// 评分法: a person's judgement.
    Judged judged
    /// 多人评分: raters with weights.
    Raters raters
    /// 加权评分: a judged score on a 100 scale times the weight.
    Weighted weighted
    /// 合并扣分: several deductions share one max.
    Group group
    /// 平均完成率: the mean of several capped ratios.
    Mean mean
}

impl Rule {
    /// The allowed values of a rule that rests on a person's judgement.
    pub fn judged(&self) -> Option<&judged::Judged> {
        match self {
            Rule::Judged(kind) => Some(kind),
            _ => None,
        }
    }
}
