//! What is looked for in headers, indexed so that most cells are told by a look-up and not by comparing them with
//! hundreds of spellings.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::mapping::spelling::{Label, Spelling, joined, plain, without_number};

/// What a column can be, with its spellings.
pub(super) struct Wanted<'a, K> {
    pub key: K,
    pub spelled: &'a [Spelling],
    /// Its column may serve others that share: 投诉数量 divides two lines' figures.
    pub shares: bool,
}

/// All that is wanted of a header, ready to be looked for.
pub(super) struct Search<'a, K> {
    pub wanted: Vec<Wanted<'a, K>>,
    /// The words by which a header's row is told from others, by their first characters.
    words: BTreeMap<char, BTreeSet<&'a str>>,
    patterns: Vec<&'a Regex>,
    /// The spellings by their last words.
    by_end: BTreeMap<&'a str, Vec<Place>>,
    /// The longer ones, which may stand in one cell, by the first character that counts.
    by_start: BTreeMap<Option<char>, Vec<Place>>,
    /// The regular expressions.
    anywhere: Vec<Place>,
}

/// One of the wanted, and one of its spellings; both by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub wanted: usize,
    pub spelling: usize,
}

impl<'a, K> Search<'a, K> {
    pub fn new(wanted: Vec<Wanted<'a, K>>) -> Self {
        let mut search = Search {
            wanted: Vec::new(),
            words: BTreeMap::new(),
            patterns: Vec::new(),
            by_end: BTreeMap::new(),
            by_start: BTreeMap::new(),
            anywhere: Vec::new(),
        };
        for (index, one) in wanted.iter().enumerate() {
            for (number, spelling) in one.spelled.iter().enumerate() {
                let place = Place {
                    wanted: index,
                    spelling: number,
                };
                search.add(place, spelling);
            }
        }
        search.wanted = wanted;
        search
    }

    fn add(&mut self, place: Place, spelling: &'a Spelling) {
        let path = match spelling {
            Spelling::Path(path) => path,
            Spelling::Pattern(pattern) => {
                self.patterns.push(pattern);
                self.anywhere.push(place);
                return;
            }
        };
        let Some(last) = path.last() else {
            return;
        };
        self.by_end.entry(last).or_default().push(place);
        let mut words = vec![last];
        if path.len() > 1 {
            words.extend(path.first());
            let start = path.iter().flat_map(|segment| plain(segment)).next();
            self.by_start.entry(start).or_default().push(place);
        }
        for word in words {
            if let Some(first) = word.chars().next() {
                self.words.entry(first).or_default().insert(word);
            }
        }
    }

    /// Tells whether a label is one of the wanted words, or begins with a longer one.
    pub fn knows(&self, label: &Label) -> bool {
        let first = label.name.chars().next();
        let mut alike = first
            .and_then(|first| self.words.get(&first))
            .into_iter()
            .flatten();
        let begins = |word: &str| word.len() > 3 && label.name.starts_with(word);
        alike.any(|word| label.name == **word || begins(word))
            || self.patterns.iter().any(|one| one.is_match(&label.name))
    }

    /// The spellings that mean a header of these levels, in the order of what is wanted.
    pub fn meant(&self, path: &[&Label]) -> Vec<Place> {
        let Some(last) = path.last() else {
            return Vec::new();
        };
        let bare = without_number(&last.name);
        let mut places = self.anywhere.clone();
        let mut gather = |found: Option<&Vec<Place>>| places.extend(found.into_iter().flatten());
        gather(self.by_end.get(last.name.as_str()));
        gather(self.by_end.get(bare));
        if path.len() == 1 {
            let inside = last.bracket.as_deref().unwrap_or_default();
            gather(self.by_start.get(&plain(&last.name).next()));
            gather(self.by_start.get(&plain(bare).next()));
            gather(
                self.by_start
                    .get(&plain(&last.name).chain(plain(inside)).next()),
            );
        }
        places.sort_unstable();
        places.dedup();
        // What was looked up may be meant; whether it is, the spelling itself says.
        let words = joined(path);
        let is_meant = |spelling: &Spelling| spelling.matches_joined(path, &words);
        places.retain(|place| self.spelling(*place).is_some_and(is_meant));
        places
    }

    fn spelling(&self, place: Place) -> Option<&'a Spelling> {
        self.wanted.get(place.wanted)?.spelled.get(place.spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_up_finds_what_comparing_with_all_finds() {
        let spelled: Vec<Vec<Spelling>> = [
            vec!["得分", "实际得分"],
            vec!["销售额完成率/得分", "销售额-完成率/得分", "re:完成率.*得分"],
            vec!["转化率/订单量", "、/-"],
            vec!["re:^备注$", "备注"],
            vec!["一、工作/评分", "四、转化率"],
        ]
        .iter()
        .map(|words| {
            words
                .iter()
                .map(|word| Spelling::parse(word).unwrap())
                .collect()
        })
        .collect();
        let wanted = spelled.iter().enumerate().map(|(key, spelled)| Wanted {
            key,
            spelled,
            shares: false,
        });
        let search = Search::new(wanted.collect());
        let words = [
            "得分",
            "3、得分",
            "销售额完成率",
            "四、销售额完成率-得分",
            "销售额完成率（得分）",
            "转化率订单量",
            "订单量",
            "转化率",
            "四、转化率",
            "备注",
            "-",
            "(1)",
            "工作评分",
            "一、工作评分",
            "评分",
            "姓名",
        ];
        let labels: Vec<Label> = words.iter().map(|word| Label::new(word)).collect();
        let mut paths: Vec<Vec<&Label>> = labels.iter().map(|label| vec![label]).collect();
        for above in &labels {
            paths.extend(labels.iter().map(|label| vec![above, label]));
        }
        let mut found = 0;
        for path in paths {
            let by_all = search.wanted.iter().enumerate().flat_map(|(wanted, one)| {
                let spelled = one.spelled.iter().enumerate();
                let meant = spelled.filter(|(_, spelling)| spelling.matches(&path));
                let places: Vec<Place> = meant
                    .map(|(spelling, _)| Place { wanted, spelling })
                    .collect();
                places
            });
            let by_all: Vec<Place> = by_all.collect();
            found += by_all.len();
            assert_eq!(search.meant(&path), by_all, "{path:?}");
        }
        assert!(found > 50, "{found}");
    }
}
