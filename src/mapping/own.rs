//! Lines that each person has of his own (自定指标): the scheme says how such a row is scored, the sheet says what it is
//! called and what it weighs.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Era, Line, Mapping};
use crate::number::Decimal;

/// A line of somebody's own, as the sheet has it. People with the same one share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnLine {
    /// How it is scored, by index into the mapping's patterns.
    pub pattern: usize,
    /// What it is called.
    pub item: String,
    /// Its share of the total in a weighted composition, as a fraction; `None` where the sheet has none.
    pub weight: Option<Decimal>,
    /// Its full marks, where the sheet has them.
    pub max: Option<Decimal>,
    /// Its figures are percentages.
    pub percent: bool,
}

/// The own lines of a workbook's people, each once.
#[derive(Debug, Clone, Default)]
pub struct OwnLines(BTreeMap<OwnLine, usize>);

impl OwnLines {
    /// The place of a line among them, where it is put unless it is there.
    pub fn place(&mut self, line: OwnLine) -> usize {
        let next = self.0.len();
        *self.0.entry(line).or_insert(next)
    }

    /// True where nobody has one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn in_order(&self) -> Vec<&OwnLine> {
        let mut lines: Vec<(&OwnLine, usize)> = self.0.iter().map(|(one, at)| (one, *at)).collect();
        lines.sort_by_key(|(_, at)| *at);
        lines.into_iter().map(|(line, _)| line).collect()
    }
}

impl Mapping {
    /// The lines that the file lists; behind them stand those of people's own.
    pub fn listed(&self) -> &[Line] {
        let listed = self.lines.iter().take_while(|line| !line.is_own()).count();
        &self.lines[..listed]
    }

    /// The lines that the file lists, and what people's own lines are scored by.
    pub fn kinds(&self) -> impl Iterator<Item = &Line> + Clone {
        self.listed().iter().chain(&self.patterns)
    }

    /// A line of somebody's own as the scheme scores it.
    pub fn own_line(&self, own: &OwnLine) -> Line {
        let pattern = &self.patterns[own.pattern];
        let weights = own.weight.map(|weight| (String::new(), weight.into()));
        Line {
            item: own.item.clone(),
            spelled: Vec::new(),
            max: own.max.unwrap_or(pattern.max),
            weights: weights.into_iter().collect::<IndexMap<_, _>>(),
            percent: pattern.percent || own.percent,
            pattern: Some(own.pattern),
            ..pattern.clone()
        }
    }

    /// The scheme with the own lines of a workbook's people behind its listed ones, at every time.
    #[must_use]
    pub fn having(&self, own: &OwnLines) -> Mapping {
        let own = own.in_order();
        let at_one_time = |mapping: &Mapping| {
            let mut mapping = mapping.clone();
            mapping.lines.truncate(mapping.listed().len());
            let lines: Vec<Line> = own.iter().map(|line| mapping.own_line(line)).collect();
            mapping.lines.extend(lines);
            mapping
        };
        let mut mapping = at_one_time(self);
        for era in &mut mapping.eras {
            *era = Era {
                from: era.from,
                mapping: Arc::new(at_one_time(&era.mapping)),
            };
        }
        mapping
    }
}
