//! How subtotal, total, grade and pay come about, in sentences that a manager can follow.

use super::people::{Person, Spot};
use crate::mapping::Payout;
use crate::number::{Decimal, Mode, Ratio, Rounding};
use crate::rule::{self, Role, decimal};
use crate::score::rounding_name;
use crate::text::Text;

/// The arithmetic behind what stands at a spot; nothing where it cannot be told.
pub(super) fn of(person: &Person, spot: Spot) -> Text {
    if let Some(stands) = standing(person, spot) {
        return stands;
    }
    match spot {
        Spot::Line(line) => {
            person.scored.lines[line].working(person.mapping, &person.card.lines[line])
        }
        Spot::Weighted(line) => weighted(person, line).unwrap_or_default(),
        Spot::Subtotal(section) => subtotal(person, section).unwrap_or_default(),
        Spot::Total => total(person).unwrap_or_default(),
        Spot::Grade => grade(person).unwrap_or_default(),
        Spot::Coefficient => coefficient(person).unwrap_or_default(),
        Spot::Payout => payout(person).unwrap_or_default(),
    }
}

/// What is said of a reported figure that counts although the rules give another.
fn standing(person: &Person, spot: Spot) -> Option<Text> {
    let (card, scored) = (person.card, person.scored);
    let (at, shown) = match spot {
        Spot::Line(_) => return None,
        Spot::Weighted(line) => (
            card.lines[line].figure(Role::Weighted)?.at,
            decimal(person.chain().weighted(line)?),
        ),
        Spot::Subtotal(section) => (
            card.subtotals.get(section)?.as_ref()?.at,
            decimal((*scored.subtotals.get(section)?)?),
        ),
        Spot::Total => (card.total.as_ref()?.at, decimal(person.total()?)),
        Spot::Grade => (card.grade.as_ref()?.at, person.grade()?.to_owned()),
        Spot::Coefficient => (
            card.coefficient.as_ref()?.at,
            decimal(scored.outcome.coefficient?),
        ),
        Spot::Payout => (card.payout.as_ref()?.at, scored.outcome.payout?.grouped()),
    };
    let reason = scored.stands.get(&at)?;
    Some(text!(
        "按已接受的填报数计 {shown}，原因：{reason}"
            / "{shown} counts, accepted as reported: {reason}"
    ))
}

/// `88.8 × 35% = 31.08`
fn weighted(person: &Person, line: usize) -> Option<Text> {
    let (chain, points) = (person.chain(), person.scored.lines[line].points()?);
    let share = chain.share(line).filter(|_| chain.is_weighted(line))?;
    let (product, result) = (Ratio::from(points).times(&share), chain.weighted(line)?);
    let words = format!(
        "{} × {} = {}",
        decimal(points),
        rule::share(&share),
        plain(&product)
    );
    let rounding = person.mapping.weighted_rounding;
    let rounding = rounding.unwrap_or(person.mapping.weighted_digits());
    Some(Text::same(words).then(&rounding_words(&product, result, rounding)))
}

/// A line's weighted points as the sheet reports them beside what they should be; nothing where the sheet has none.
pub(super) fn beside(person: &Person, line: usize) -> Text {
    let figure = person.card.lines[line].figure(Role::Weighted);
    let (Some(figure), Some(right)) = (figure, person.chain().weighted(line)) else {
        return Text::default();
    };
    let working = of(person, Spot::Weighted(line));
    let working = match working.is_empty() {
        true => Text::same(decimal(right)),
        false => working,
    };
    let stated = super::words::figure(&figure, false);
    let (zh, en) = (working.zh, working.en);
    let (stated_zh, stated_en) = (stated.zh, stated.en);
    text!("；加权得分 {zh}，填报 {stated_zh}" / "; weighted {en}, reported {stated_en}")
}

fn subtotal(person: &Person, section: usize) -> Option<Text> {
    let sum = added(person, Some(section))?;
    let rounded = *person.scored.subtotals.get(section)?;
    Some(sum.words().then(&rounding_words(
        &sum.value,
        rounded?,
        person.mapping.subtotal_digits(section),
    )))
}

/// What a subtotal, or the total, adds.
fn added(person: &Person, section: Option<usize>) -> Option<Sum> {
    let mut sum = Sum::new();
    for (value, share) in person.chain().told(section)? {
        sum.add(&value, share);
    }
    Some(sum)
}

/// `20 + 8 + 11.3 = 39.3`, and what limits it.
pub(super) fn total(person: &Person) -> Option<Text> {
    let mapping = person.mapping;
    let sum = added(person, None)?;
    let mut lines = 0..person.card.lines.len();
    let scaled = lines.any(|line| left_out(person, line));
    let total = person.total()?;
    let mut words = sum.words();
    if scaled {
        words = words.then(&text!(
            "，未计的项目按满分折算到全部项目" / "(scaled up for the lines left out)"
        ));
    }
    let veto = person.scored.veto.map(|veto| &mapping.vetoes[veto]);
    let capped = mapping.total_cap.is_some_and(|cap| total == cap);
    let shown = decimal(total);
    Some(if let Some(veto) = veto {
        let (name, most) = (&veto.name, decimal(veto.total));
        words.then(&text!(
            "，一票否决「{name}」：总分最多 {most}，得 {shown}"
                / "; veto \"{name}\": at most {most}, so {shown}"
        ))
    } else if capped && Ratio::from(total) < sum.value {
        words.then(&text!(
            "，总分封顶 {shown}" / "; the total is capped at {shown}"
        ))
    } else if scaled {
        words.then(&text!("，得 {shown}" / "; {shown}"))
    } else {
        words.then(&rounding_words(&sum.value, total, mapping.total_digits()))
    })
}

fn grade(person: &Person) -> Option<Text> {
    let grade = person.mapping.grades.get(person.scored.outcome.grade?)?;
    let (total, from, name) = (decimal(person.total()?), decimal(grade.from), &grade.name);
    let words = text!(
        "总分 {total} 达到 {from}，等级 {name}" / "the total {total} reaches {from}: grade {name}"
    );
    Some(match grade.coefficient {
        Some(coefficient) => {
            let coefficient = decimal(coefficient);
            words.then(&text!(
                "，系数 {coefficient}" / "with coefficient {coefficient}"
            ))
        }
        None => words,
    })
}

/// The coefficient of the grade, or of the position.
fn coefficient(person: &Person) -> Option<Text> {
    if person.mapping.position_coefficients().is_none() {
        return grade(person);
    }
    let shown = decimal(person.scored.outcome.coefficient?);
    let position = person.position();
    Some(text!(
        "方案规定「{position}」的系数是 {shown}"
            / "the scheme's coefficient for {position} is {shown}"
    ))
}

/// `8,000 × 20% × 93.1 ÷ 100 = 1,489.60`
pub(super) fn payout(person: &Person) -> Option<Text> {
    let (mapping, total) = (person.mapping, person.total()?);
    let form = mapping.payout.as_ref()?;
    let shown = decimal(total);
    if let Some(mark) = mapping.pass_mark.filter(|mark| total < *mark) {
        let mark = decimal(mark);
        return Some(text!(
            "总分 {shown} 低于及格线 {mark}，不发绩效工资"
                / "the total {shown} is below the pass mark {mark}: nothing is paid"
        ));
    }
    let (chain, product) = (person.chain(), exact_pay(person)?);
    let pay = person.scored.outcome.payout?;
    let exact = match Ratio::from(pay) == product {
        true => pay.grouped(),
        false => plain(&product),
    };
    let terms = chain.pay_terms(&total.into(), person.scored.outcome.graded())?;
    let words = terms.giving(&exact);
    let words = words.then(&rounding_words(&product, pay, mapping.payout_rounding));
    let words = match chain.days() {
        Some(_) => words.then(&text!("（按出勤天数折算）" / "(prorated by attendance)")),
        None => words,
    };
    let source = super::pay_source::told(person);
    if !source.is_empty() {
        let (zh, en) = (source.zh, source.en);
        return Some(words.then(&text!("（{zh}）" / "({en})")));
    }
    Some(match form {
        Payout::BaseRate { rate: Some(_) } => {
            words.then(&text!("（绩效比例按方案）" / "(the scheme's rate)"))
        }
        Payout::Fixed { .. } | Payout::Grade => {
            words.then(&text!("（金额按方案）" / "(the scheme's amount)"))
        }
        Payout::BaseCoefficient { base: Some(_), .. } => {
            words.then(&text!("（绩效基数按方案）" / "(the scheme's base)"))
        }
        _ => words,
    })
}

/// The pay before it is rounded, the pass mark apart.
pub(super) fn exact_pay(person: &Person) -> Option<Ratio> {
    let total = Ratio::from(person.total()?);
    let graded = person.scored.outcome.graded();
    person.chain().unrounded_payout(&total, graded)
}

fn left_out(person: &Person, line: usize) -> bool {
    person.scored.lines[line].is_left_out()
}

fn rounding_words(exact: &Ratio, rounded: Decimal, rounding: Rounding) -> Text {
    if Ratio::from(rounded) == *exact {
        return Text::default();
    }
    let name = rounding_name(rounding.mode);
    let (zh, en, rounded) = (name.zh, name.en, rounded.grouped());
    text!("，{zh} {rounded}" / ", {en} {rounded}")
}

/// A sum that writes itself down.
struct Sum {
    value: Ratio,
    words: String,
}

impl Sum {
    fn new() -> Self {
        Sum {
            value: Ratio::zero(),
            words: String::new(),
        }
    }

    fn add(&mut self, points: &Ratio, share: Option<Ratio>) {
        let sign = match (self.words.is_empty(), points.is_negative()) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        let size = match points.is_negative() {
            true => points.negated(),
            false => points.clone(),
        };
        self.words.push_str(sign);
        self.words.push_str(&plain(&size));
        let term = match share {
            Some(share) => {
                self.words.push_str(" × ");
                self.words.push_str(&rule::share(&share));
                points.times(&share)
            }
            None => points.clone(),
        };
        self.value = self.value.plus(&term);
    }

    fn words(&self) -> Text {
        if self.words.is_empty() {
            return Text::default();
        }
        Text::same(format!("{} = {}", self.words, plain(&self.value)))
    }
}

/// An exact figure, or its first digits and `…`.
fn plain(value: &Ratio) -> String {
    const DIGITS: u32 = 6;
    if let Some(exact) = value.exact(DIGITS) {
        return decimal(exact);
    }
    let cut = value.round(Rounding {
        digits: DIGITS,
        mode: Mode::Down,
    });
    cut.map_or_else(|_| "…".to_owned(), |cut| format!("{}…", cut.grouped()))
}
