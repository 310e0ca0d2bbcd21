//! Which line of the scheme a row's words mean.

use crate::mapping::spelling::{Label, Spelling, fold, number_of, without_number};
use crate::mapping::{Line, Mapping};

/// A line of the scheme, or one part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ItemKey {
    pub line: usize,
    pub part: Option<usize>,
}

/// One thing that a row can mean.
struct Candidate {
    key: ItemKey,
    name: String,
    spelled: Vec<Spelling>,
}

/// The items of a mapping, ready to be compared with rows.
pub(super) struct Items {
    candidates: Vec<Candidate>,
}

impl Items {
    /// The items that apply to people of this position.
    pub fn new(mapping: &Mapping, position: Option<&str>) -> Self {
        let lines = mapping
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.applies_to(position));
        Items {
            candidates: lines
                .flat_map(|(index, line)| candidates(index, line))
                .collect(),
        }
    }

    /// The item that a row's words mean: by exact words, by the mapping's patterns, else the longest name in them.
    pub fn find(&self, text: &str) -> Option<ItemKey> {
        let words = without_number(text);
        let label = Label::of_item(words).name;
        let whole = fold(words);
        let exact = |c: &&Candidate| {
            c.name == label || c.name == whole || c.spelled.iter().any(|s| is_exact(s, words))
        };
        if let Some(found) = self.candidates.iter().find(exact) {
            return Some(found.key);
        }
        let by_pattern = |c: &&Candidate| {
            c.spelled
                .iter()
                .any(|s| matches!(s, Spelling::Pattern(_)) && s.matches_text(words))
        };
        if let Some(found) = self.candidates.iter().find(by_pattern) {
            return Some(found.key);
        }
        let named = self.candidates.iter().filter_map(|candidate| {
            let words = candidate
                .spelled
                .iter()
                .filter_map(|spelling| match spelling {
                    Spelling::Path(path) => Some(path.concat()),
                    Spelling::Pattern(_) => None,
                });
            let longest = words
                .chain([candidate.name.clone()])
                .filter(|name| whole.contains(name.as_str()));
            Some((
                longest.map(|name| name.chars().count()).max()?,
                candidate.key,
            ))
        });
        let best = named
            .filter(|(length, _)| *length >= 3)
            .max_by_key(|(length, _)| *length);
        best.map(|(_, key)| key)
    }
}

fn is_exact(spelling: &Spelling, words: &str) -> bool {
    matches!(spelling, Spelling::Path(_)) && spelling.matches_text(words)
}

fn candidates(index: usize, line: &Line) -> Vec<Candidate> {
    let parts = line.rule.parts();
    if parts.is_empty() {
        let key = ItemKey {
            line: index,
            part: None,
        };
        return vec![Candidate {
            key,
            name: fold(&line.item),
            spelled: line.spelled.clone(),
        }];
    }
    let numbered = parts.iter().enumerate();
    numbered
        .map(|(part, name)| Candidate {
            key: ItemKey {
                line: index,
                part: Some(part),
            },
            name: fold(name.item),
            spelled: name
                .spelled
                .iter()
                .filter_map(|words| Spelling::parse(words).ok())
                .collect(),
        })
        .collect()
}

/// A line's number as people write it: `3`, `3、`, `③`, `三、`.
pub(super) fn line_number(text: &str) -> Option<usize> {
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let text = text.trim();
    let mut letters = text.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && let Some(place) = CIRCLED.chars().position(|c| c == only)
    {
        return Some(place + 1);
    }
    let written = number_of(text).and_then(|number| usize::try_from(number).ok());
    written.or_else(|| text.parse().ok())
}
