//! Which veto applies, and what stands in a veto's cell that says neither yes nor no: nobody is paid on a guess.

use super::LineInputs;
use crate::mapping::spelling::fold;
use crate::mapping::{Mapping, Veto};
use crate::number::{Decimal, Ratio};
use crate::rule::{Inputs, Role};
use crate::scorecard::Scorecard;
use crate::text::Text;
use crate::workbook::Located;
use crate::written::{Written, is_absent, read_number};

/// Words that say that a veto does not apply.
const NO: [&str; 14] = [
    "否",
    "无",
    "没有",
    "未",
    "不",
    "×",
    "x",
    "✗",
    "no",
    "n",
    "false",
    "未发生",
    "未触发",
    "正常",
];
/// How far from its threshold, as a factor, a percentage is that was written without its sign.
const WITHOUT_SIGN: (i64, i64) = (20, 500);

/// A veto of which nobody can say whether it applies.
#[derive(Debug, Clone, Copy)]
pub struct Unclear<'a> {
    /// The veto, by index into the mapping's.
    pub veto: usize,
    /// What stands in its cell; nothing where it is blank.
    pub word: &'a Located<String>,
    /// Why it cannot be told.
    pub why: Why,
}

/// Why a veto's cell does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Words that are neither yes nor no.
    Words,
    /// Words where a figure decides.
    NoFigure,
    /// Nothing, where a figure decides below which it applies.
    Blank,
    /// An error value.
    Error,
    /// A formula without a result.
    Uncalculated,
    /// 45 where the threshold is 50 %.
    Scale,
}

impl Unclear<'_> {
    /// Why the person is held.
    pub fn hold(&self, mapping: &Mapping) -> Text {
        let (name, word) = (&mapping.vetoes[self.veto].name, &self.word.value);
        match self.why {
            Why::Blank => {
                text!("一票否决「{name}」的数没有填" / "the figure of the veto {name} is missing")
            }
            _ => {
                text!("一票否决「{name}」填的「{word}」看不懂" / "the veto {name} reads \"{word}\"")
            }
        }
    }
}

/// Of the vetoes whose conditions are met, the one that leaves the least.
pub(super) fn applying(mapping: &Mapping, card: &Scorecard) -> Option<usize> {
    let applying = mapping.vetoes.iter().enumerate().filter(|(index, veto)| {
        if let Some(line) = veto.line {
            let spec = &mapping.lines[line];
            let line = card.lines.iter().find(|read| read.spec() == line);
            let actual = line.and_then(|line| LineInputs::new(spec, line).value(Role::Actual));
            return actual.is_some_and(|actual| crosses(veto, actual));
        }
        let Some(word) = card.vetoes.get(*index).and_then(Option::as_ref) else {
            return false;
        };
        match read_number(&word.value) {
            Some(written) if has_threshold(veto) => crosses(veto, written.value),
            // Without a threshold a count says that it happened.
            Some(written) => written.value > Decimal::ZERO,
            None => says_yes(veto, &fold(&word.value)),
        }
    });
    applying
        .min_by_key(|(_, veto)| veto.total)
        .map(|(index, _)| index)
}

/// A ticked box is a yes, whatever the scheme calls it.
fn says_yes(veto: &Veto, folded: &str) -> bool {
    folded == "true" || veto.words.iter().any(|word| word == folded)
}

fn has_threshold(veto: &Veto) -> bool {
    veto.at_least.is_some() || veto.below.is_some()
}

fn crosses(veto: &Veto, figure: Decimal) -> bool {
    veto.at_least.is_some_and(|least| figure >= least)
        || veto.below.is_some_and(|below| figure < below)
}

/// Vetoes whose cells do not tell.
pub fn unclear<'a>(mapping: &'a Mapping, card: &'a Scorecard) -> impl Iterator<Item = Unclear<'a>> {
    let read = mapping.vetoes.iter().zip(&card.vetoes).enumerate();
    read.filter(|(_, (veto, _))| veto.line.is_none())
        .filter_map(|(index, (veto, word))| {
            let word = word.as_ref()?;
            let why = why(veto, &word.value)?;
            Some(Unclear {
                veto: index,
                word,
                why,
            })
        })
}

fn why(veto: &Veto, word: &str) -> Option<Why> {
    if word.starts_with('=') {
        return Some(Why::Uncalculated);
    }
    if word.starts_with('#') && word.ends_with(['!', '?', 'A']) {
        return Some(Why::Error);
    }
    if let Some(written) = read_number(word) {
        return lacks_sign(veto, &written).then_some(Why::Scale);
    }
    let folded = fold(word);
    // Nothing happened where nothing is counted; what should not fall short was not filled in.
    if folded.is_empty() {
        let is_needed = veto.below.is_some() && veto.at_least.is_none();
        return is_needed.then_some(Why::Blank);
    }
    let is_clear = says_yes(veto, &folded) || NO.contains(&folded.as_str()) || is_absent(word);
    match is_clear {
        true => None,
        false if has_threshold(veto) => Some(Why::NoFigure),
        false => Some(Why::Words),
    }
}

/// 45 where the threshold is 50 %.
fn lacks_sign(veto: &Veto, written: &Written) -> bool {
    let share = veto.at_least.or(veto.below);
    let share = share.filter(|share| *share < Decimal::ONE && !share.is_zero());
    let factor = share.and_then(|share| Ratio::from(written.value).over(&Ratio::from(share)));
    let (least, most) = WITHOUT_SIGN;
    !written.percent
        && written.value > Decimal::ONE
        && factor.is_some_and(|factor| factor >= Ratio::from(least) && factor <= Ratio::from(most))
}
