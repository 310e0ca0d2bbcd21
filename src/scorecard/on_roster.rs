//! What the company's roster (花名册) says of a scorecard's person. It wins over the scorecard where pay is reckoned.

use super::{Figure, Scorecard};
use crate::number::Decimal;

/// A person's row on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRoster {
    /// The roster's file.
    pub file: String,
    /// 部门
    pub department: Option<String>,
    /// 岗位
    pub position: Option<String>,
    /// 基本工资 or 绩效基数, whichever the scheme reckons with.
    pub base: Option<Stated>,
    /// 绩效基数 where the scheme fixes another for everybody.
    pub other_base: Option<Stated>,
    /// 绩效比例, where the scheme reckons with it.
    pub rate: Option<Stated>,
    /// 出勤天数, where the scheme prorates.
    pub attended: Option<Stated>,
    /// 应出勤天数, where the scheme prorates by it.
    pub due: Option<Stated>,
    /// The words of 在职状态 of somebody who is not active.
    pub inactive: Option<String>,
    /// The row, or the cell of 在职状态, for people: `花名册!H5`.
    pub place: String,
}

/// A figure of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its value.
    pub value: Decimal,
    /// Its cell for people: `花名册!E5`.
    pub place: String,
}

impl Scorecard {
    /// The base that counts: the roster's, else the sheet's.
    pub fn pay_base(&self) -> Option<Decimal> {
        self.counted(|known| &known.base, &self.base)
    }

    /// The rate that counts: the roster's, else the sheet's.
    pub fn pay_rate(&self) -> Option<Decimal> {
        self.counted(|known| &known.rate, &self.rate)
    }

    /// The days that were attended: the sheet's, else the roster's.
    pub fn days_attended(&self) -> Option<Decimal> {
        self.filled(|known| &known.attended, &self.attended)
    }

    /// The days that were due: the sheet's, else the roster's.
    pub fn days_due(&self) -> Option<Decimal> {
        self.filled(|known| &known.due, &self.due)
    }

    /// The roster's figure where it is not the sheet's.
    pub fn replaced_base(&self) -> Option<&Stated> {
        self.replaced(|known| &known.base, &self.base)
    }

    /// The roster's figure where it is not the sheet's.
    pub fn replaced_rate(&self) -> Option<&Stated> {
        self.replaced(|known| &known.rate, &self.rate)
    }

    fn stated(&self, of: fn(&OnRoster) -> &Option<Stated>) -> Option<&Stated> {
        of(self.on_roster.as_ref()?).as_ref()
    }

    fn counted(
        &self,
        of: fn(&OnRoster) -> &Option<Stated>,
        own: &Option<Figure>,
    ) -> Option<Decimal> {
        let known = self.stated(of).map(|known| known.value);
        known.or_else(|| own.as_ref()?.value())
    }

    fn filled(
        &self,
        of: fn(&OnRoster) -> &Option<Stated>,
        own: &Option<Box<Figure>>,
    ) -> Option<Decimal> {
        let own = own.as_ref().and_then(|own| own.value());
        own.or_else(|| Some(self.stated(of)?.value))
    }

    fn replaced(
        &self,
        of: fn(&OnRoster) -> &Option<Stated>,
        own: &Option<Figure>,
    ) -> Option<&Stated> {
        let own = own.as_ref().and_then(Figure::value);
        self.stated(of).filter(|known| own != Some(known.value))
    }
}
