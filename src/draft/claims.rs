//! Columns of the lines that a draft claims only where the figures bear them out: what nothing compares shall not look
//! as if it were checked.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::fit;
use super::layout::Seen;
use super::plan::Plan;
use crate::number::{Decimal, Ratio};
use crate::rule::Role;

/// Fewer rows prove nothing.
const LEAST_ROWS: usize = 3;

/// The column of weighted points is claimed where most of them are score × weight, at the digits that they show.
pub(super) fn weighted_points<'a>(seen: impl Iterator<Item = &'a Seen>, plan: &mut Plan) {
    let products = seen.filter_map(|row| {
        let of = |role: Role| row.figures.get(&role).copied();
        let product = Ratio::from(of(Role::Score)?).times(&Ratio::from(row.share()?));
        Some((product.over(&Ratio::from(100))?, of(Role::Weighted)?))
    });
    let products: Vec<(Ratio, Decimal)> = products.collect();
    let scales = products.iter().map(|(_, stated)| stated.trimmed().scale());
    let digits = scales.max().unwrap_or_default().min(4);
    let is_hit = |(product, stated): &&(Ratio, Decimal)| fit::same(product, *stated, digits);
    let hits = products.iter().filter(is_hit).count();
    let is_claimed = hits > 0 && hits * 100 >= products.len() * fit::ENOUGH;
    if !plan.weighted {
        plan.columns.retain(|(key, _)| *key != Role::Weighted.key());
        return;
    }
    if !is_claimed {
        let own = plan.columns.iter_mut();
        for (_, words) in own.filter(|(key, _)| *key == Role::Weighted.key()) {
            // Without words the usual spellings would be looked for.
            let words = std::mem::take(words);
            plan.doubts
                .push(format!("「{words}」大多不是 得分 × 权重，所以不核对这一列"));
        }
        return;
    }
    let is_cut = |(product, stated): &(Ratio, Decimal)| *product != Ratio::from(*stated);
    let cut = products.iter().filter(is_hit).any(is_cut);
    plan.weighted_digits = Some(digits).filter(|digits| cut && *digits < 4);
}

/// True where most attainments are target ÷ actual.
fn is_inverse<'a>(seen: impl Iterator<Item = &'a Seen>) -> bool {
    let told = seen.filter_map(|row| {
        let of = |role: Role| row.figures.get(&role).copied().map(Ratio::from);
        let (actual, target) = (of(Role::Actual)?, of(Role::Target)?);
        let reported = *row.figures.get(&Role::Attainment)?;
        let same = |share: Option<Ratio>| {
            share.is_some_and(|share| fit::same(&share, reported, reported.trimmed().scale()))
        };
        let (usual, inverse) = (same(actual.over(&target)), same(target.over(&actual)));
        (usual != inverse).then_some(inverse)
    });
    let told: Vec<bool> = told.collect();
    told.iter().filter(|inverse| **inverse).count() * 2 > told.len()
}

/// The rows of the lines, by position and name.
type Lines = IndexMap<(String, String), Vec<Seen>>;

/// 完成率 is claimed where it is actual ÷ target: of most rows, and of what is the better the less.
pub(super) fn attainment(lines: &Lines, plan: &mut Plan) {
    let lower: BTreeSet<&str> = (plan.lines.iter())
        .filter(|line| line.rule.starts_with("lower-is-better"))
        .map(|line| line.item.as_str())
        .collect();
    let inverse = lines
        .iter()
        .filter(|((_, name), _)| lower.contains(name.as_str()));
    let (what, doubt) = if is_inverse(inverse.flat_map(|(_, seen)| seen)) {
        (
            "越低越好的指标，表上的",
            "是 目标 ÷ 实际，方案只会核对 实际 ÷ 目标",
        )
    } else if !is_attained(lines.values().flatten()) {
        ("", "大多不是 实际 ÷ 目标")
    } else {
        return;
    };
    let mut own = plan.columns.iter_mut();
    if let Some((_, words)) = own.find(|(key, _)| *key == Role::Attainment.key()) {
        // Without words the usual spellings would be looked for.
        let words = std::mem::take(words);
        let doubt = format!("{what}「{words}」{doubt}，所以不核对这一列");
        plan.doubts.push(doubt);
    }
}

/// True where most attainments are actual ÷ target, as a share or in percent, or where nothing tells.
fn is_attained<'a>(seen: impl Iterator<Item = &'a Seen>) -> bool {
    let told = seen.filter_map(|row| {
        let of = |role: Role| row.figures.get(&role).copied().map(Ratio::from);
        let share = of(Role::Actual)?.over(&of(Role::Target)?)?;
        let reported = *row.figures.get(&Role::Attainment)?;
        let is_it = |share: &Ratio| fit::same(share, reported, reported.trimmed().scale());
        Some(is_it(&share) || is_it(&share.times(&Ratio::from(100))))
    });
    let told: Vec<bool> = told.collect();
    told.iter().filter(|is_it| **is_it).count() * 2 >= told.len()
}

/// The column of full marks is claimed where no line was given more than it says: it would be called wrong on every form.
pub(super) fn full_marks(plan: &mut Plan) {
    let is_raised = plan.lines.iter().any(|line| line.is_raised);
    let mut own = plan.columns.iter_mut();
    let own = own.find(|(key, _)| *key == Role::Max.key());
    if let Some((_, words)) = own.filter(|_| is_raised) {
        // Without words the usual spellings would be looked for.
        let words = std::mem::take(words);
        let doubt =
            format!("有人的得分超过「{words}」，那几项的 max 比表上写的高，所以不核对这一列");
        plan.doubts.push(doubt);
    }
}

/// What is taken off the full marks of each line is the line's figure where nearly all points are the rest; else
/// nothing would compare it.
pub(super) fn deduction(lines: &Lines, plan: &mut Plan) {
    let is_it = |(key, _): &(&str, String)| *key == Role::Deduction.key();
    let Some(at) = plan.columns.iter().position(is_it) else {
        return;
    };
    let (_, words) = plan.columns.remove(at);
    let has_actual = (plan.columns.iter()).any(|(key, _)| *key == Role::Actual.key());
    let taken = plan.lines.iter().map(|line| {
        let own = lines.iter().filter(|((_, name), _)| *name == line.item);
        let full = line.max.unwrap_or(Decimal::HUNDRED);
        Taken::of(own.flat_map(|(_, seen)| seen), full)
    });
    let taken: Vec<Taken> = taken.collect();
    let all = taken.iter().fold(Taken::default(), Taken::plus);
    if has_actual || !all.is_proved() || all.of < LEAST_ROWS {
        return;
    }
    plan.columns.insert(at, (Role::Actual.key(), words));
    for (line, taken) in plan.lines.iter_mut().zip(taken) {
        if taken.hits * 100 < taken.of * fit::ENOUGH || taken.of == 0 {
            continue;
        }
        let Taken { hits, of, .. } = taken;
        line.rule = "deduction = { each = 1 }".to_owned();
        line.rule_note = format!("满分减去扣的分；{of} 行里有 {hits} 行合得上");
        line.dash = true;
        let blank = taken.has_blanks;
        line.extra
            .extend(blank.then(|| super::items::NOTHING.to_owned()));
    }
}

/// In how many rows the points are the full marks less what was taken off.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Taken {
    pub hits: usize,
    pub of: usize,
    /// Those of the hits in which something was taken off.
    lost: usize,
    /// Somebody's deduction is empty.
    pub has_blanks: bool,
}

impl Taken {
    fn of<'a>(seen: impl Iterator<Item = &'a Seen>, full: Decimal) -> Taken {
        let rows = seen.map(|row| {
            let of = |role: Role| row.figures.get(&role).copied();
            (of(Role::Deduction), of(Role::Score))
        });
        Taken::of_rows(rows, full)
    }

    /// The same of deductions and points.
    pub fn of_rows(
        rows: impl Iterator<Item = (Option<Decimal>, Option<Decimal>)>,
        full: Decimal,
    ) -> Taken {
        let mut taken = Taken::default();
        for (off, score) in rows {
            let Some(score) = score else { continue };
            let less = off.unwrap_or_default();
            let rest = Ratio::from(full).minus(&Ratio::from(less));
            let is_hit = !less.is_negative() && rest == Ratio::from(score);
            taken.of += 1;
            taken.hits += usize::from(is_hit);
            taken.lost += usize::from(is_hit && !less.is_zero());
            taken.has_blanks |= off.is_none();
        }
        taken
    }

    fn plus(self, other: &Taken) -> Taken {
        Taken {
            hits: self.hits + other.hits,
            of: self.of + other.of,
            lost: self.lost + other.lost,
            has_blanks: self.has_blanks || other.has_blanks,
        }
    }

    /// True where nearly all rows have the rest, some of them less than the full marks.
    pub fn is_proved(&self) -> bool {
        self.lost > 1 && self.hits * 100 >= self.of * fit::ENOUGH
    }
}
