//! What is looked for in headers, indexed so that most cells are told by a look-up and not by comparing them with
//! hundreds of spellings.

use std::borrow::Borrow;

use regex::{Regex, RegexSet};

use super::period::looks_back;
use crate::mapping::spelling::{Label, Spelling, joined, plain, without_number};

/// What a column can be, with its spellings.
pub(super) struct Wanted<'a, K> {
    pub key: K,
    pub spelled: &'a [Spelling],
    /// Its column may serve others that share: 投诉数量 divides two lines' figures.
    pub shares: bool,
}

/// All that is wanted of a header, ready to be looked for. The lists are sorted.
pub(super) struct Search<'a, K> {
    pub wanted: Vec<Wanted<'a, K>>,
    /// The words by which a header's row is told from others.
    words: Vec<&'a str>,
    /// Their first characters.
    firsts: Vec<char>,
    /// The spellings by their last words.
    by_end: Vec<(&'a str, Place)>,
    /// The longer ones, which may stand in one cell, by the first character that counts.
    by_start: Vec<(Option<char>, Place)>,
    /// The regular expressions.
    patterns: Vec<(&'a Regex, Place)>,
    /// All of them as one, where it was made: most words are like none.
    any_pattern: Option<RegexSet>,
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
            words: Vec::new(),
            firsts: Vec::new(),
            by_end: Vec::new(),
            by_start: Vec::new(),
            patterns: Vec::new(),
            any_pattern: None,
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
        search.words.sort_unstable();
        search.words.dedup();
        let words = search.words.iter();
        search.firsts = words.filter_map(|word| word.chars().next()).collect();
        search.firsts.dedup();
        search.by_end.sort_unstable();
        search.by_start.sort_unstable();
        search.wanted = wanted;
        search
    }

    /// Makes one of all patterns, for whoever searches many sheets.
    pub fn join_patterns(&mut self) {
        if self.patterns.len() > 1 {
            let all = self.patterns.iter().map(|(pattern, _)| pattern.as_str());
            // Without it each pattern is tried by itself.
            self.any_pattern = RegexSet::new(all).ok();
        }
    }

    /// What the patterns mean that words are like.
    fn like(&self, words: &str) -> impl Iterator<Item = Place> {
        let is_like_any = (self.any_pattern.as_ref()).is_none_or(|any| any.is_match(words));
        let all = self.patterns.iter().filter(move |_| is_like_any);
        all.filter(move |(pattern, _)| pattern.is_match(words))
            .map(|(_, place)| *place)
    }

    fn add(&mut self, place: Place, spelling: &'a Spelling) {
        let path = match spelling {
            Spelling::Path(path) => path,
            Spelling::Pattern(pattern) => return self.patterns.push((pattern, place)),
        };
        let Some(last) = path.last() else {
            return;
        };
        self.by_end.push((last, place));
        let first = path.first().filter(|_| path.len() > 1);
        if first.is_some() {
            let start = path.iter().flat_map(|segment| plain(segment)).next();
            self.by_start.push((start, place));
        }
        let words = first.into_iter().chain([last]);
        let words = words.filter(|word| !word.is_empty());
        self.words.extend(words.map(String::as_str));
    }

    /// Tells whether a label is one of the wanted words, or begins with a longer one.
    pub fn knows(&self, label: &Label) -> bool {
        let name = label.name.as_str();
        let begins = |word: &str| word.len() > 3 && name.starts_with(word);
        let is_known = |first: char| {
            // What a label begins with stands before it, among other words of the same first character.
            let end = self.words.partition_point(|word| *word <= name);
            let before = self.words[..end].iter().rev();
            let mut alike = before.take_while(|word| word.starts_with(first));
            alike.any(|word| name == *word || begins(word))
        };
        // Most begin like none.
        let first = name.chars().next();
        let first = first.filter(|first| self.firsts.binary_search(first).is_ok());
        first.is_some_and(is_known) || self.like(name).next().is_some()
    }

    /// The spellings that mean a header of these levels, in the order of what is wanted.
    pub fn meant<L: Borrow<Label>>(&self, path: &[L]) -> Vec<Place> {
        let Some(last) = path.last().map(Borrow::borrow) else {
            return Vec::new();
        };
        let mut places = Vec::new();
        if !self.patterns.is_empty() {
            places.extend(self.like(&joined(path)));
        }
        // What was looked up may be meant; whether it is, the spelling itself says.
        let is_meant = |place: &Place| {
            let spelling = self.spelling(*place);
            spelling.is_some_and(|spelling| spelling.matches_joined(path, ""))
        };
        let bare = without_number(&last.name);
        let ends = [
            Some(last.name.as_str()),
            Some(bare).filter(|bare| *bare != last.name),
        ];
        for end in ends.into_iter().flatten() {
            places.extend(among(&self.by_end, end).filter(is_meant));
        }
        if path.len() == 1 && !self.by_start.is_empty() {
            let inside = last.bracket.as_deref().unwrap_or_default();
            let starts = [
                plain(&last.name).next(),
                plain(bare).next(),
                plain(&last.name).chain(plain(inside)).next(),
            ];
            for start in starts {
                places.extend(among(&self.by_start, start).filter(is_meant));
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The first of the wanted that a header or label of one level means.
    pub fn first_meant(&self, label: &Label) -> Option<K>
    where
        K: Copy,
    {
        let place = *self.meant(std::slice::from_ref(label)).first()?;
        self.wanted.get(place.wanted).map(|wanted| wanted.key)
    }

    /// True for a header below one that speaks of a time before, where the spelling does not: `上月/总分` for `总分`.
    pub fn is_past<L: Borrow<Label>>(&self, place: Place, path: &[L]) -> bool {
        let Some((_, above)) = path.split_last() else {
            return false;
        };
        let mut above = above.iter().map(Borrow::borrow);
        if !above.any(|label: &Label| looks_back(&label.name)) {
            return false;
        }
        let says = |segments: &[String]| segments.iter().any(|one| looks_back(one));
        match self.spelling(place) {
            Some(Spelling::Path(segments)) => !says(segments),
            Some(Spelling::Pattern(_)) | None => false,
        }
    }

    fn spelling(&self, place: Place) -> Option<&'a Spelling> {
        self.wanted.get(place.wanted)?.spelled.get(place.spelling)
    }
}

/// The places under a key of a sorted list.
fn among<T: Ord + Copy>(list: &[(T, Place)], key: T) -> impl Iterator<Item = Place> + '_ {
    let start = list.partition_point(|(other, _)| *other < key);
    let found = list[start..].iter();
    found
        .take_while(move |(other, _)| *other == key)
        .map(|(_, place)| *place)
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
        let wanted = || {
            let wanted = spelled.iter().enumerate().map(|(key, spelled)| Wanted {
                key,
                spelled,
                shares: false,
            });
            wanted.collect()
        };
        let (search, mut joined) = (Search::new(wanted()), Search::new(wanted()));
        joined.join_patterns();
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
            assert_eq!(joined.meant(&path), by_all, "{path:?}");
        }
        assert!(found > 50, "{found}");
    }
}
