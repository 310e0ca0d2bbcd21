//! Several periods in one file: a sheet of last month that was left in, or a year's months on purpose.

use std::collections::BTreeMap;

use super::Examination;
use crate::scorecard::Period;
use crate::text::Text;

impl Examination {
    /// How many people the file holds of which period, where there is more than one: sums of money run over all.
    pub fn periods(&self) -> Option<Text> {
        let mut people: BTreeMap<Period, usize> = BTreeMap::new();
        for period in self.extraction.cards.iter().filter_map(|card| card.period) {
            *people.entry(period).or_default() += 1;
        }
        if people.len() < 2 {
            return None;
        }
        let count = people.len();
        let of = people.iter();
        let of: Vec<(String, String)> = of
            .map(|(period, people)| {
                (
                    format!("{period} {people} 人"),
                    format!("{period}: {people}"),
                )
            })
            .collect();
        let (zh, en): (Vec<String>, Vec<String>) = of.into_iter().unzip();
        let (zh, en) = (zh.join("、"), en.join(", "));
        Some(text!(
            "文件里有 {count} 个考核期的考核表（{zh}），人数和金额是几个考核期合在一起的。只复核一个考核期时，请去掉其他考核期的工作表或行；加 --period 会标出是哪些。"
                / "it holds scorecards of {count} periods ({en}), and people and sums are those of all together. To audit one period, take out the sheets or rows of the others; --period tells which they are."
        ))
    }
}
