//! What a draft says.

use std::collections::BTreeSet;

use super::moved::Adjustment;
use super::proof::{self, Proof};
use super::sentence;
use crate::mapping::LayoutKind;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;

/// The words that stand at everything that HR must settle.
pub const SETTLE: &str = "待确认";

/// A scheme as far as a workbook tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub name: String,
    pub layout: Option<LayoutKind>,
    pub weighted: bool,
    /// A full total, where it is not 100.
    pub full: Option<Decimal>,
    /// The total is the full marks less what the lines take off.
    pub deducts: bool,
    pub points: Points,
    pub skip: Vec<String>,
    /// Digits of the lines, and of the total where it is rounded for itself.
    pub line_digits: u32,
    /// The sheet rounds nothing.
    pub is_unrounded: bool,
    /// The formulas say how the lines and the total are rounded.
    pub tells_line: bool,
    pub tells_total: bool,
    /// No figure shows how they are.
    pub is_line_open: bool,
    pub is_total_open: bool,
    /// Digits of weighted points, where these were rounded before they were added.
    pub weighted_digits: Option<u32>,
    pub total_digits: Option<u32>,
    pub fields: Vec<(&'static str, String)>,
    pub columns: Vec<(&'static str, String)>,
    pub raters: Vec<String>,
    pub payout: Option<Payout>,
    pub grades: Vec<Grade>,
    pub sections: Vec<Section>,
    /// Rows that are answered, and take the total.
    pub vetoes: Vec<Veto>,
    pub lines: Vec<Line>,
    /// What else HR must settle.
    pub doubts: Vec<String>,
    /// Columns and labels with figures that nothing takes.
    pub unread: Vec<String>,
    /// Why the draft is no mapping yet.
    pub faults: Vec<String>,
    /// Nobody knows how the total comes about: the file does not pass until it is said.
    pub is_open: bool,
    /// What is said of it then.
    pub unclaimed: String,
    /// What comes out by the draft, once it was tried.
    pub proof: Proof,
}

/// Which points are a line's own where they stand twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Points {
    /// As the headers say.
    #[default]
    Usual,
    /// Those of the column 加权得分, a weight times the points before it.
    Weighted,
    /// Those before their weight.
    Before,
}

impl Payout {
    /// The same with what else moves it.
    pub fn moved_by(mut self, chosen: &[Adjustment]) -> Payout {
        let words = chosen.iter().map(|one| {
            let sign = match one.how {
                "times" => "×",
                "plus" => "+",
                _ => "−",
            };
            format!("{sign} {}", one.words)
        });
        let words: Vec<String> = words.collect();
        if !words.is_empty() {
            self.note = joined(&[format!("再 {}", words.join(" ")), self.note]);
        }
        self.moved_by = chosen.to_vec();
        self
    }

    /// True where all that makes it stands on the sheet.
    pub fn is_shown(&self) -> bool {
        let is_whole = self.rate.is_none_or(|rate| rate == Decimal::ONE);
        self.amount.is_none() && self.base.is_none() && is_whole && !self.is_derived
    }
}

#[derive(Debug, Clone)]
pub(super) struct Payout {
    pub by: &'static str,
    pub amount: Option<Decimal>,
    pub rate: Option<Decimal>,
    pub base: Option<Decimal>,
    pub pass_mark: Option<Decimal>,
    /// Digits of the pay.
    pub digits: u32,
    /// What else moves it.
    pub moved_by: Vec<Adjustment>,
    /// Its coefficients are what the pay is of the base, for no column shows them.
    pub is_derived: bool,
    /// Of how many people it is the pay.
    pub hits: usize,
    pub note: String,
}

/// What takes the total.
#[derive(Debug, Clone)]
pub(super) struct Veto {
    pub name: String,
    /// What the total can be at most then, where it is not 0.
    pub total: Option<Decimal>,
    pub note: String,
}

#[derive(Debug, Clone)]
pub(super) struct Grade {
    pub name: String,
    pub from: Decimal,
    pub coefficient: Option<Decimal>,
    /// What most of its people are paid.
    pub pay: Option<Decimal>,
    pub note: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub name: String,
    pub subtotal: Option<String>,
    /// The header of its subtotal times its weight.
    pub weighted: Option<String>,
    /// Its share of the total in points of 100, where its lines make a whole, and how that is known.
    pub weight: Option<Decimal>,
    pub weight_note: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub item: String,
    /// It is for the rows of people's own lines, and stands behind all others.
    pub is_own: bool,
    pub section: Option<String>,
    pub positions: Vec<String>,
    pub max: Option<Decimal>,
    pub max_note: String,
    /// Its full marks are more than the sheet says, for many have more.
    pub is_raised: bool,
    pub weight: Vec<(String, Decimal)>,
    pub weight_note: String,
    /// It is one of so many equal parts.
    pub fraction: Option<usize>,
    pub percent: bool,
    pub dash: bool,
    pub rule: String,
    pub rule_note: String,
    /// The clauses of the sheet that tell how it is scored.
    pub words: Vec<String>,
    pub columns: Vec<(&'static str, String)>,
    /// Whole lines of the file besides.
    pub extra: Vec<String>,
}

/// A TOML string.
pub(super) fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Sentences one behind the other.
pub(super) fn joined(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.retain(|words| !words.is_empty());
    words.join("；")
}

/// Fewer people take no rule back.
const ENOUGH_PEOPLE: usize = 3;

impl Plan {
    /// The headers and labels that the draft takes.
    pub fn used(&self) -> BTreeSet<String> {
        let fields = self.fields.iter().chain(&self.columns);
        let lines = self.lines.iter().flat_map(|line| &line.columns);
        let words = fields.chain(lines).map(|(_, words)| words);
        let sums = self
            .sections
            .iter()
            .flat_map(|section| section.subtotal.iter().chain(&section.weighted));
        let words = words.chain(&self.raters).chain(sums);
        let vetoes = self.vetoes.iter().map(|veto| &veto.name);
        let moved = self.payout.iter().flat_map(|payout| &payout.moved_by);
        let moved = moved.map(|moved| &moved.words);
        words.chain(vetoes).chain(moved).cloned().collect()
    }

    /// True where people have lines of their own and most of their weighted points are score × weight, which proves more
    /// than sums that would come out either way.
    pub fn weighs_own(&self) -> bool {
        self.weighs() && self.lines.iter().any(|line| line.is_own)
    }

    /// True where most weighted points of the lines are score × weight.
    pub fn weighs(&self) -> bool {
        let is_column =
            |(key, words): &(&str, String)| *key == Role::Weighted.key() && !words.is_empty();
        self.weighted && self.columns.iter().any(is_column)
    }

    /// True where people have lines of their own, and a score before its weight that no pattern takes.
    pub fn has_own_raw(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|(key, _)| *key == Role::Raw.key()) && self.lines.iter().any(|line| line.is_own)
    }

    /// Money that was told by shares of 100 points is told by those of a full total.
    fn scaled(&mut self) {
        let Some(full) = self.full.map(Ratio::from) else {
            return;
        };
        let scaled = |figure: Decimal| {
            let hundredth = Ratio::from(figure).times(&full).over(&Ratio::from(100));
            hundredth.and_then(|figure| figure.exact(6))
        };
        if let Some(payout) = &mut self.payout {
            payout.rate = payout.rate.and_then(scaled);
            payout.amount = payout.amount.and_then(scaled);
        }
    }

    /// Finds out whether weighted points are on a scale of 5 or 10: no total goes beyond it, most are near it.
    pub fn scale(&mut self, totals: impl Iterator<Item = Decimal> + Clone) {
        let fits = |full: &i64| {
            let full = Decimal::from(*full);
            let half = Ratio::from(full).over(&Ratio::from(2));
            let near = totals.clone().filter(|total| {
                half.as_ref()
                    .is_some_and(|half| Ratio::from(*total) >= *half)
            });
            let count = totals.clone().count();
            count >= ENOUGH_PEOPLE
                && totals.clone().all(|total| total <= full)
                && near.count() * 2 > count
        };
        let full = [1, 5, 10]
            .into_iter()
            .find(|full| self.weighted && fits(full));
        self.full = full.map(Decimal::from);
    }

    /// Says that the money is not understood, where there is some.
    fn doubt_pay(&mut self) {
        let payout = self.fields.iter().find(|(key, _)| *key == "payout");
        if let (Some((_, words)), None) = (payout, &self.payout) {
            self.doubts.push(format!(
                "看不出「{words}」怎么算出来（不是 基数 × 比例 × 总分，也不是 基数 × 等级系数，也不是按等级定额）：写 [payout]；不写就只复核分数，不复核工资"
            ));
        }
    }

    /// Sets the grades and the pay. Coefficients that no column shows count only where they make the pay.
    pub fn pays(&mut self, grades: Vec<Grade>, payout: Option<Payout>) {
        let has_column = self.fields.iter().any(|(key, _)| *key == "coefficient");
        let by = payout.as_ref().map_or("", |payout| payout.by);
        self.grades = grades;
        for grade in &mut self.grades {
            if !has_column && by != "base-coefficient" {
                grade.coefficient = None;
            }
            // Nobody shall be paid 0 for what nobody knows: the file does not pass until it is filled in.
            if by.starts_with("base-coefficient") && grade.coefficient.is_none() {
                let unknown = format!("{SETTLE}：看不出这一等的系数，请补上 coefficient");
                grade.note = joined(&[grade.note.clone(), unknown]);
            }
            match (by, grade.pay) {
                ("grade", None) => {
                    let unknown = format!("{SETTLE}：看不出这一等发多少，请补上 pay");
                    grade.note = joined(&[grade.note.clone(), unknown]);
                }
                ("grade", Some(_)) => {}
                _ => grade.pay = None,
            }
        }
        self.payout = payout;
        self.scaled();
        self.doubt_pay();
    }

    /// Takes back the total, and the pay that follows from it, where it is right of fewer than half of the people.
    pub fn disclaim(&mut self) {
        let proof::Share { hits, of } = self.proof.totals;
        // Where people's totals follow from points that are wrong themselves, it is the points that are wrong.
        let most = hits.max(self.proof.follows.hits);
        if of == 0 || most * 2 >= of {
            return;
        }
        let tried = match (self.deducts, self.weighted) {
            (true, _) => "从满分里扣各项的分",
            (false, true) => "各项得分 × 权重，相加",
            (false, false) => "各项得分相加",
        };
        let total = self.fields.iter().find(|(key, _)| *key == "total");
        let total = total.map_or("总分", |(_, words)| words);
        self.unclaimed = format!(
            "看不出「{total}」怎么由各项算出来：试过{tried}，{of} 人里只有 {hits} 人对得上。先定下 composition 和各项，再写 [payout]"
        );
        self.is_open = true;
        self.payout = None;
        let has_column = self.fields.iter().any(|(key, _)| *key == "coefficient");
        for grade in &mut self.grades {
            grade.pay = None;
            grade.coefficient = grade.coefficient.filter(|_| has_column);
        }
    }

    /// Takes back the rules that do not give what most people have; tells whether there were any.
    pub fn retract(&mut self) -> bool {
        let mut any = false;
        for (line, share) in self.lines.iter_mut().zip(&self.proof.lines) {
            let kinds = ["judged", "group", "mean", "bonus"];
            let is_rule = !kinds.iter().any(|kind| line.rule.starts_with(kind));
            if is_rule && share.of >= ENOUGH_PEOPLE && !share.is_enough() {
                let (hits, of) = (share.hits, share.of);
                let tried = format!(
                    "{SETTLE}：看不出得分怎么算（试过 {}，{of} 人里只有 {hits} 人合得上）；先只核对范围",
                    line.rule
                );
                let words = sentence::doubt(&line.words, "judged");
                line.rule_note = joined(&[tried, words]);
                line.rule = "judged = {}".to_owned();
                any = true;
            }
        }
        any
    }
}
