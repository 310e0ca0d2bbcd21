//! Which line of the scheme a row's words mean.

use crate::mapping::spelling::{Label, Spelling, Words, fold, number_of, without_number};
use crate::mapping::{Line, Mapping};
use crate::number::Decimal;

/// A line of the scheme, or one part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemKey {
    pub line: usize,
    pub part: Option<usize>,
}

/// One thing that a row can mean.
struct Candidate<'a> {
    key: ItemKey,
    name: String,
    spelled: &'a [Spelling],
    /// Its name and the spellings that are words, with their lengths in characters.
    words: Vec<(String, usize)>,
}

/// A row's words, ready to be compared with the items of many mappings.
pub(super) struct ItemWords {
    /// Without full marks beside them.
    item: String,
    words: Words,
}

impl ItemWords {
    /// Reads a cell's text.
    pub fn new(text: &str) -> Self {
        let text = without_number(text);
        ItemWords {
            item: Label::of_item(text).name,
            words: Words::new(text),
        }
    }
}

/// The items of a mapping, ready to be compared with rows.
pub(super) struct Items<'a> {
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Items<'a> {
    /// The items that apply to people of this position.
    pub fn new(mapping: &'a Mapping, position: Option<&str>) -> Self {
        Items::of(mapping, |line| line.applies_to(position))
    }

    /// The items of all positions.
    pub fn of_all(mapping: &'a Mapping) -> Self {
        Items::of(mapping, |_| true)
    }

    fn of(mapping: &'a Mapping, is_meant: impl Fn(&Line) -> bool) -> Self {
        let lines = mapping.listed().iter().enumerate();
        let lines = lines.filter(|(_, line)| is_meant(line));
        Items {
            candidates: lines
                .flat_map(|(index, line)| candidates(index, line))
                .collect(),
        }
    }

    /// True for the very words of an item: 产品合格率, not 工作质量小计.
    pub fn has(&self, text: &str) -> bool {
        self.exact(&ItemWords::new(text)).is_some()
    }

    /// The item that a row's very words are.
    pub fn exact(&self, row: &ItemWords) -> Option<ItemKey> {
        let is_exact = |candidate: &&Candidate| {
            candidate.name == row.item
                || candidate.name == row.words.whole
                || candidate.is_spelled(&row.words, false)
        };
        self.candidates.iter().find(is_exact).map(|one| one.key)
    }

    /// The item that a row's words mean: by exact words, by the mapping's patterns, else the longest name in them.
    pub fn find(&self, text: &str) -> Option<ItemKey> {
        self.find_words(&ItemWords::new(text))
    }

    /// The same of words that are compared with several mappings' items.
    pub fn find_words(&self, row: &ItemWords) -> Option<ItemKey> {
        if let Some(found) = self.exact(row) {
            return Some(found);
        }
        let words = &row.words;
        let mut candidates = self.candidates.iter();
        if let Some(found) = candidates.find(|candidate| candidate.is_spelled(words, true)) {
            return Some(found.key);
        }
        let named = self.candidates.iter().filter_map(|candidate| {
            let own = candidate.words.iter();
            let longest = own.filter(|(name, _)| is_named_in(name, &words.whole));
            Some((longest.map(|(_, length)| *length).max()?, candidate.key))
        });
        let best = named
            .filter(|(length, _)| *length >= 3)
            .max_by_key(|(length, _)| *length);
        best.map(|(_, key)| key)
    }
}

/// What makes another indicator of one: 销售额增长率 is not 销售额, 毛利率环比 not 毛利率.
const OTHERWISE: &[&str] = &[
    "增长", "增幅", "增量", "增速", "同比", "环比", "占比", "排名", "下降", "降幅", "退货", "退款",
    "偏差", "波动", "预测",
];

/// True where the name stands in the words, and nothing beside it makes it another's.
fn is_named_in(name: &str, words: &str) -> bool {
    let Some((before, after)) = words.split_once(name) else {
        return false;
    };
    let is_changed = |word: &&str| before.ends_with(*word) || after.starts_with(*word);
    !OTHERWISE.iter().any(is_changed)
}

fn candidates(index: usize, line: &Line) -> Vec<Candidate<'_>> {
    let parts = line.rule.parts();
    if parts.is_empty() {
        return vec![Candidate::new(index, None, &line.item, &line.spelled)];
    }
    let numbered = parts.iter().zip(&line.parts).enumerate();
    numbered
        .map(|(part, (name, spelled))| Candidate::new(index, Some(part), name.item, spelled))
        .collect()
}

impl<'a> Candidate<'a> {
    /// True where one of the spellings fits: of the patterns, or of the plain words.
    fn is_spelled(&self, words: &Words, as_pattern: bool) -> bool {
        let mut all = self.spelled.iter();
        all.any(|one| matches!(one, Spelling::Pattern(_)) == as_pattern && one.matches_words(words))
    }

    fn new(line: usize, part: Option<usize>, item: &str, spelled: &'a [Spelling]) -> Self {
        let name = fold(item);
        let words = spelled.iter().filter_map(|spelling| match spelling {
            Spelling::Path(path) => Some(path.concat()),
            Spelling::Pattern(_) => None,
        });
        let words = words.chain([name.clone()]).map(|word| {
            let length = word.chars().count();
            (word, length)
        });
        Candidate {
            key: ItemKey { line, part },
            words: words.collect(),
            name,
            spelled,
        }
    }
}

/// A line's number as people write it: `3`, `3、`, `（3）`, `③`, `三`, `NO.3`.
pub(super) fn line_number(text: &str) -> Option<usize> {
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let text = fold(text);
    let mut letters = text.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && let Some(place) = CIRCLED.chars().position(|c| c == only)
    {
        return Some(place + 1);
    }
    let bare = ["no.", "no", "№", "#"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text);
    // 3.5 counts no lines.
    if bare
        .parse::<Decimal>()
        .is_ok_and(|number| number.to_integer().is_none())
    {
        return None;
    }
    let alone = || number_of(&format!("{bare}、"));
    usize::try_from(number_of(bare).or_else(alone)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{is_named_in, line_number};

    #[test]
    fn what_is_measured_of_an_indicator_is_another() {
        for words in [
            "销售额",
            "1、店铺销售额（万元）",
            "销售额达成情况",
            "销售额完成率",
        ] {
            assert!(is_named_in("销售额", words), "{words}");
        }
        for words in ["销售额增长率", "销售额同比", "退货销售额", "访客数"] {
            assert!(!is_named_in("销售额", words), "{words}");
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        let three = [
            "3",
            " 3 ",
            "3、",
            "3.",
            "（3）",
            "(3)",
            "【3】",
            "３",
            "03",
            "③",
            "三",
            "三、",
            "（三）",
            "NO.3",
            "No3",
            "№3",
            "#3",
            "第3项",
            "第三项",
        ];
        for text in three {
            assert_eq!(line_number(text), Some(3), "{text}");
        }
        assert_eq!(line_number("十七"), Some(17));
        for text in ["", "小计", "3个", "-3", "3.5", "备注3"] {
            assert_eq!(line_number(text), None, "{text}");
        }
    }
}
