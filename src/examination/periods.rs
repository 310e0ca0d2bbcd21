//! Several periods in one file or among the files of a batch: a sheet or file of last month that was left in, or a year's
//! months on purpose.

use std::collections::BTreeMap;

use super::Examination;
use crate::scorecard::Period;
use crate::text::Text;

impl Examination {
    /// How many people the file holds of which period, where there is more than one: sums of money run over all.
    pub fn periods(&self) -> Option<Text> {
        let (count, zh, en) = counted(&[self])?;
        Some(text!(
            "文件里有 {count} 个考核期的考核表（{zh}），人数和金额是几个考核期合在一起的。只复核一个考核期时，请去掉其他考核期的工作表或行；加 --period 会标出是哪些。"
                / "it holds scorecards of {count} periods ({en}), and people and sums are those of all together. To audit one period, take out the sheets or rows of the others; --period tells which they are."
        ))
    }
}

/// The same of files that hold one period each.
pub fn periods_among(files: &[&Examination]) -> Option<Text> {
    if files.iter().any(|one| one.periods().is_some()) {
        return None;
    }
    let (count, zh, en) = counted(files)?;
    Some(text!(
        "这些文件分属 {count} 个考核期（{zh}），人数和金额是几个考核期合在一起的。只发一个考核期时，请把其他考核期的文件移出去。"
            / "the files are of {count} periods ({en}), and people and sums are those of all together. To pay one period, take the files of the others out."
    ))
}

/// How many periods, and how many people of each, in both languages; `None` of a single one.
fn counted(files: &[&Examination]) -> Option<(usize, String, String)> {
    let mut people: BTreeMap<Period, usize> = BTreeMap::new();
    let cards = files.iter().flat_map(|one| &one.extraction.cards);
    for period in cards.filter_map(|card| card.period) {
        *people.entry(period).or_default() += 1;
    }
    if people.len() < 2 {
        return None;
    }
    let count = people.len();
    let of = people.iter();
    let of = of.map(|(period, people)| {
        (
            format!("{period} {people} 人"),
            format!("{period}: {people}"),
        )
    });
    let (zh, en): (Vec<String>, Vec<String>) = of.unzip();
    Some((count, zh.join("、"), en.join(", ")))
}
