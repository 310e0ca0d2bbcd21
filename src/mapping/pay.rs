//! How a total becomes money: grades, coefficients, and the forms of a pay.

use indexmap::IndexMap;

use super::Mapping;
use super::section::for_position;
use super::spelling::Spelling;
use crate::number::Decimal;

/// A grade.
#[derive(Debug, Clone)]
pub struct Grade {
    /// The word.
    pub name: String,
    /// The least total that earns it.
    pub from: Decimal,
    /// The coefficient that goes with it.
    pub coefficient: Option<Decimal>,
    /// What it pays in yuan, by position, in a scheme that pays by grade; the key `""` is for everyone.
    pub pay: IndexMap<String, Decimal>,
}

impl Grade {
    /// What the grade pays in a position.
    pub fn pay_for(&self, position: Option<&str>) -> Option<Decimal> {
        for_position(&self.pay, position).copied()
    }
}

/// How a total becomes money.
#[derive(Debug, Clone)]
pub enum Payout {
    /// base x rate x total / 100, the rate standing on the sheet or fixed here.
    BaseRate {
        /// The rate, where the scheme fixes it.
        rate: Option<Decimal>,
    },
    /// A fixed amount x total / 100.
    Fixed {
        /// The amount in yuan.
        amount: Decimal,
    },
    /// base x coefficient.
    BaseCoefficient {
        /// The base of everybody, where the scheme fixes it.
        base: Option<Decimal>,
        /// The coefficients by position; empty where they are those of the grades.
        coefficients: IndexMap<String, Decimal>,
        /// … x total / 100.
        by_total: bool,
    },
    /// What the grade pays.
    Grade,
}

/// 出勤折算: the pay is multiplied by attended / due days, at most the whole.
#[derive(Debug, Clone)]
pub struct Prorate {
    /// The due days of everybody; `None` where they stand on the sheet or the roster.
    pub days: Option<Decimal>,
}

/// A figure of the sheet that moves the pay besides base, rate, coefficient and total: 部门系数, 奖励, 扣款.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// Its name.
    pub name: String,
    /// How it moves the pay.
    pub how: Adjusts,
    /// The headers or labels of its cell.
    pub spelled: Vec<Spelling>,
    /// An empty cell leaves the pay as it is, and so does a dash.
    pub blank_is_none: bool,
}

/// How an adjustment moves the pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjusts {
    /// The pay is multiplied by it.
    Times,
    /// It is added, in yuan.
    Plus,
    /// It is taken off, in yuan, whether it is written as 50 or as -50.
    Minus,
}

impl Adjusts {
    /// The figure that leaves the pay as it is.
    pub fn none(self) -> Decimal {
        match self {
            Adjusts::Times => Decimal::ONE,
            Adjusts::Plus | Adjusts::Minus => Decimal::ZERO,
        }
    }
}

impl Mapping {
    /// True where it pays.
    pub fn pays(&self) -> bool {
        self.payout.is_some()
    }

    /// True where the pay is reckoned by a rate that the sheet or the roster tells.
    pub fn needs_rate(&self) -> bool {
        matches!(self.payout, Some(Payout::BaseRate { rate: None }))
    }

    /// True where the pay hangs on the grade, by its coefficient or by what it pays: an edge between grades moves money.
    pub fn pays_by_grade(&self) -> bool {
        match &self.payout {
            Some(Payout::BaseCoefficient { .. }) => self.position_coefficients().is_none(),
            Some(Payout::Grade) => true,
            Some(Payout::BaseRate { .. } | Payout::Fixed { .. }) | None => false,
        }
    }

    /// True where the pay is in proportion to the total: each point moves money.
    pub fn pays_by_total(&self) -> bool {
        match &self.payout {
            Some(Payout::BaseRate { .. } | Payout::Fixed { .. }) => true,
            Some(Payout::BaseCoefficient { by_total, .. }) => *by_total,
            Some(Payout::Grade) | None => false,
        }
    }

    /// The base of everybody, where the scheme fixes it.
    pub fn fixed_base(&self) -> Option<Decimal> {
        match &self.payout {
            Some(Payout::BaseCoefficient { base, .. }) => *base,
            _ => None,
        }
    }

    /// The coefficients by position, in a scheme that has them in place of the grades'.
    pub fn position_coefficients(&self) -> Option<&IndexMap<String, Decimal>> {
        match &self.payout {
            Some(Payout::BaseCoefficient { coefficients, .. }) => {
                Some(coefficients).filter(|coefficients| !coefficients.is_empty())
            }
            _ => None,
        }
    }

    /// The coefficient of a grade, or of a position where the coefficients are by position.
    pub fn coefficient(&self, grade: Option<usize>, position: Option<&str>) -> Option<Decimal> {
        match self.position_coefficients() {
            Some(coefficients) => for_position(coefficients, position).copied(),
            None => self.grades.get(grade?)?.coefficient,
        }
    }

    /// True where it has coefficients, of grades or of positions.
    pub fn has_coefficients(&self) -> bool {
        let mut grades = self.grades.iter();
        self.position_coefficients().is_some() || grades.any(|grade| grade.coefficient.is_some())
    }

    /// The positions that coefficients or the pay of grades are set for; none where they are the same for everybody.
    pub fn pay_keys(&self) -> impl Iterator<Item = &str> {
        let of_grades = self.grades.iter().map(|grade| &grade.pay);
        let all = self.position_coefficients().into_iter().chain(of_grades);
        let keys = all.flat_map(IndexMap::keys).map(String::as_str);
        keys.filter(|key| !key.is_empty())
    }

    /// True where points or pay depend on the position.
    pub fn counts_by_position(&self) -> bool {
        self.is_by_position() || self.pay_keys().next().is_some()
    }

    /// True where a coefficient or the pay of a grade depends on the position, and there is none for this one.
    pub fn lacks_pay(&self, position: Option<&str>) -> bool {
        if let Some(coefficients) = self.position_coefficients() {
            return for_position(coefficients, position).is_none();
        }
        let mut grades = self.grades.iter();
        matches!(self.payout, Some(Payout::Grade))
            && grades.any(|grade| grade.pay_for(position).is_none())
    }
}
