//! What was compared, in sentences: for the overview, the screen and the JSON report.

use std::collections::BTreeSet;

use super::Compared;
use crate::finding::{Code, Finding};
use crate::scorecard::Period;
use crate::text::Text;

/// Names that a sentence holds.
const NAMED: usize = 10;

/// The comparisons of one workbook or of many, as one.
#[derive(Debug, Clone, Default)]
pub struct Told<'a> {
    /// The file or folder of the previous results.
    pub name: &'a str,
    /// Its SHA-256.
    pub sha256: &'a str,
    /// The periods that were compared with.
    pub periods: BTreeSet<Period>,
    /// How many people were compared.
    pub compared: usize,
    /// Totals that moved too far.
    pub score_jumps: usize,
    /// Pays that moved too far.
    pub payout_jumps: usize,
    /// Who is new, by name.
    pub came: Vec<&'a str>,
    /// Who is gone, by name.
    pub went: Vec<&'a str>,
    /// Who was not compared, and why.
    pub skipped: Vec<(&'a str, &'a Text)>,
    /// What makes the comparison doubtful.
    pub doubts: Vec<&'a Text>,
    /// How far a total and a pay may move, by scheme.
    pub bounds: Vec<&'a Text>,
}

impl<'a> Told<'a> {
    /// Puts comparisons together; `None` where nothing was to be compared.
    pub fn of(
        all: impl IntoIterator<Item = &'a Compared>,
        findings: impl IntoIterator<Item = (&'a Finding, &'a str)>,
    ) -> Option<Self> {
        let mut all = all.into_iter().peekable();
        let first = all.peek()?;
        let mut told = Told {
            name: &first.name,
            sha256: &first.sha256,
            ..Told::default()
        };
        for one in all {
            told.periods.extend(&one.periods);
            told.compared += one.compared;
            let skipped = one.skipped.iter();
            told.skipped
                .extend(skipped.map(|(called, why)| (called.as_str(), why)));
            for (all, own) in [(&mut told.doubts, &one.doubts)] {
                for text in own {
                    if !all.contains(&text) {
                        all.push(text);
                    }
                }
            }
            if !told.bounds.contains(&&one.bounds) {
                told.bounds.push(&one.bounds);
            }
        }
        for (finding, called) in findings {
            match finding.code {
                Code::A501 => told.score_jumps += 1,
                Code::A502 => told.payout_jumps += 1,
                Code::A503 => told.came.push(called),
                Code::A504 => told.went.push(called),
                _ => {}
            }
        }
        Some(told)
    }

    /// Against what, and what came of it, without names.
    pub fn sentence(&self) -> Text {
        let name = self.name;
        let periods: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let (zh, en) = (periods.join("、"), periods.join(", "));
        let against = match periods.is_empty() {
            true => text!("与上期结果「{name}」比较" / "Against the previous results {name}"),
            false => text!(
                "与上期结果「{name}」（{zh}）比较" / "Against the previous results {name} ({en})"
            ),
        };
        let (compared, scores, pays) = (self.compared, self.score_jumps, self.payout_jumps);
        let (came, went) = (self.came.len(), self.went.len());
        let counts = text!(
            "：比较 {compared} 人，总分变动过大 {scores} 人，绩效工资变动过大 {pays} 人；本期新增 {came} 人，上期有而本期没有 {went} 人"
                / ": {compared} people compared, {scores} totals and {pays} pays moved too far; {came} people came, {went} went"
        );
        let rest = match self.skipped.len() {
            0 => text!("。" / "."),
            skipped => text!("；没有比较 {skipped} 人。" / "; {skipped} were not compared."),
        };
        Text {
            zh: against.zh + &counts.zh + &rest.zh,
            en: against.en + &counts.en + &rest.en,
        }
    }

    /// All that the overview says.
    pub fn sentences(&self) -> Vec<Text> {
        let mut all = vec![self.sentence()];
        for bounds in &self.bounds {
            let (zh, en) = (&bounds.zh, &bounds.en);
            all.push(text!(
                "变动过大指：{zh}；正好等于界限的不算。变动只是提示，不改任何数。"
                    / "Too far means: {en}; just so far is not. It is told only and changes no figure."
            ));
        }
        if !self.came.is_empty() {
            let (zh, en) = listed(self.came.iter().map(|name| Text::same(*name)));
            all.push(text!("本期新增：{zh}。" / "Came: {en}."));
        }
        if !self.went.is_empty() {
            let (zh, en) = listed(self.went.iter().map(|name| Text::same(*name)));
            all.push(text!("上期有而本期没有：{zh}。" / "Went: {en}."));
        }
        if !self.skipped.is_empty() {
            let (zh, en) = listed(self.skipped.iter().map(|(called, why)| {
                let (zh, en) = (&why.zh, &why.en);
                text!("{called}（{zh}）" / "{called} ({en})")
            }));
            all.push(text!("没有比较：{zh}。" / "Not compared: {en}."));
        }
        all.extend(self.doubts.iter().map(|doubt| (*doubt).clone()));
        all
    }
}

/// The first names, and how many more there are.
fn listed(names: impl ExactSizeIterator<Item = Text>) -> (String, String) {
    let all = names.len();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for name in names.take(NAMED) {
        zh.push(name.zh);
        en.push(name.en);
    }
    let (mut zh, mut en) = (zh.join("、"), en.join(", "));
    if all > NAMED {
        let more = all - NAMED;
        zh.push_str(&format!(" 等 {all} 人"));
        en.push_str(&format!(" and {more} more"));
    }
    (zh, en)
}
