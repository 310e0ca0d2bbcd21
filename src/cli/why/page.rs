//! What `fuhe why` tells about one scorecard: its lines, sections, total, grade and payout, each with its working and its
//! findings.

mod figures;
mod pay;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fuhe::examination::Examination;
use fuhe::finding::Finding;
use fuhe::mapping::Mapping;
use fuhe::number::Ratio;
use fuhe::rule::{self, Role, decimal, ratio};
use fuhe::score::{Chain, Scored, rounding_name};
use fuhe::scorecard::Scorecard;
use fuhe::text;
use fuhe::text::{Lang, Text, bracketed};
use fuhe::workbook::{CellRef, Location};

use self::figures::Digits;
use super::super::summary::finding_line;

/// What is told about one scorecard.
pub(super) struct Page<'a> {
    examination: &'a Examination,
    mapping: &'a Mapping,
    index: usize,
    card: &'a Scorecard,
    scored: &'a Scored,
    lang: Lang,
    out: String,
}

impl<'a> Page<'a> {
    pub(super) fn new(examination: &'a Examination, index: usize, lang: Lang) -> Self {
        Page {
            examination,
            mapping: examination
                .mapping
                .at(examination.extraction.cards[index].months()),
            index,
            card: &examination.extraction.cards[index],
            scored: &examination.scored[index],
            lang,
            out: String::new(),
        }
    }

    fn say(&mut self, indent: usize, text: &Text) {
        let words = text.in_lang(self.lang).trim_end();
        let _ = writeln!(self.out, "{:indent$}{words}", "");
    }

    /// Everything, in the order of the scorecard.
    pub(super) fn words(mut self) -> String {
        self.head();
        let mut told = BTreeSet::new();
        let mut section = None;
        for index in 0..self.card.lines.len() {
            let line = &self.card.lines[index];
            let own = self.mapping.lines[line.spec()].section;
            if own != section {
                self.subtotal(section, &mut told);
                section = own;
                if let Some(own) = own {
                    let name = &self.mapping.sections[own].name;
                    self.say(0, &text!("\n【{name}】" / "\n[{name}]"));
                }
            }
            self.line(index, &mut told);
        }
        self.subtotal(section, &mut told);
        self.say(0, &Text::default());
        self.total(&mut told);
        self.grade(&mut told);
        self.coefficient(&mut told);
        self.payout(&mut told);
        self.rest(&told);
        self.say(0, &Text::default());
        self.out
    }

    /// Whose card it is, where it stands, and whether it can be paid.
    fn head(&mut self) {
        let employee = &self.card.employee;
        let more = [&employee.department, &employee.position];
        let more = more.into_iter().flatten().map(|word| word.value.clone());
        let period = self.card.period.map(|period| period.to_string());
        let words: Vec<String> = more.chain(period).collect();
        let called = match &employee.id {
            Some(id) => bracketed(employee.called(), &id.value),
            None => Text::same(employee.called()),
        };
        let words = format!(" {}", words.join(" "));
        self.say(
            0,
            &Text {
                zh: called.zh + &words,
                en: called.en + &words,
            },
        );
        let at = employee.at().map_or_else(String::new, |at| self.place(at));
        let (id, name) = (&self.mapping.id, &self.mapping.name);
        self.say(
            0,
            &text!("位置 {at}，方案 {id}（{name}）" / "at {at}, mapping {id} ({name})"),
        );
        if employee.named_by_tab {
            let tab = &self.examination.workbook.sheets[self.card.sheet].name;
            self.say(
                0,
                &match tab.contains(employee.called()) {
                    true => text!("姓名取自工作表名「{tab}」" / "named by the sheet's tab {tab}"),
                    false => text!("姓名取自文件名" / "named by the file's name"),
                },
            );
        }
        if let Some(status) = self.examination.statuses().get(self.index) {
            let label = status.label();
            let (zh, en) = (label.zh, label.en);
            self.say(0, &text!("结果：{zh}" / "status: {en}"));
        }
        for hold in self.scored.holds.clone() {
            let (zh, en) = (hold.zh, hold.en);
            self.say(2, &text!("待核原因：{zh}" / "held because: {en}"));
        }
    }

    fn line(&mut self, index: usize, told: &mut BTreeSet<usize>) {
        let (line, scored) = (&self.card.lines[index], &self.scored.lines[index]);
        let spec = &self.mapping.lines[line.spec()];
        let (item, max) = (&spec.item, decimal(spec.max));
        let score = line.figure(Role::Score);
        let at = score.as_ref().map(|score| score.at.cell.to_string());
        let at = at.map_or_else(String::new, |at| format!(" {at}"));
        self.say(
            2,
            &match spec.outside {
                true => text!("{item}（满分之外）{at}" / "{item} (outside the full marks){at}"),
                false => text!("{item}（满分 {max}）{at}" / "{item} (max {max}){at}"),
            },
        );
        if let Some(inputs) = self.inputs(line) {
            self.say(4, &inputs);
        }
        let rule = spec.described();
        let (zh, en) = (rule.zh, rule.en);
        self.say(4, &text!("规则：{zh}" / "rule: {en}"));
        let working = scored.working(self.mapping, line);
        let (zh, en) = (working.zh, working.en);
        self.say(4, &text!("计算：{zh}" / "working: {en}"));
        self.compared(4, score.as_ref(), scored.points(), Digits::Rounded);
        if self.chain().is_weighted(index)
            && let (Some(share), Some(points)) = (self.chain().share(index), scored.points())
        {
            let (share, points) = (rule::share(&share), decimal(points));
            let sum = self.chain().weighted(index).map(decimal);
            let sum = sum.unwrap_or_default();
            let what = match self.chain().reach(index) == Ratio::from(1) {
                true => "计入总分",
                false => "计入小计",
            };
            self.say(
                4,
                &text!(
                    "{what}：{points} × 权重 {share} = {sum}"
                        / "counts as {points} × weight {share} = {sum}"
                ),
            );
        }
        if let Some(weighted) = line.figure(Role::Weighted) {
            let cell = weighted.at.cell;
            self.say(4, &text!("加权得分 {cell}" / "weighted score {cell}"));
            let right = self.chain().weighted(index);
            self.compared(6, Some(&weighted), right, Digits::AsWritten);
        }
        let (item, at) = (item.clone(), score.map(|score| score.at));
        self.findings(4, told, |finding| {
            finding.item.as_deref() == Some(&item) || at.is_some_and(|at| stands_at(finding, at))
        });
    }

    fn subtotal(&mut self, section: Option<usize>, told: &mut BTreeSet<usize>) {
        let Some(section) = section else { return };
        self.sum_of(section, told);
        // What it counts for stands right behind it.
        let around = self.mapping.sections[section].within;
        if let Some(around) = around.filter(|around| self.mapping.sections[*around].holds_weighted)
        {
            self.sum_of(around, told);
        }
    }

    fn sum_of(&mut self, section: usize, told: &mut BTreeSet<usize>) {
        let Some(Some(figure)) = self.card.subtotals.get(section) else {
            return;
        };
        let recomputed = self.scored.subtotals.get(section).copied().flatten();
        let parts = self.added(Some(section));
        let (name, at) = (&self.mapping.sections[section].name, figure.at.cell);
        self.say(2, &text!("{name} 小计 {at}" / "{name}, subtotal {at}"));
        if let (Some(parts), Some(sum)) = (parts, recomputed) {
            let sum = decimal(sum);
            self.say(
                4,
                &text!("计算：{parts} = {sum}" / "working: {parts} = {sum}"),
            );
        }
        let digits = match self.mapping.sections[section].holds_weighted {
            true => Digits::AsWritten,
            false => Digits::Rounded,
        };
        self.compared(4, Some(figure), recomputed, digits);
        let at = figure.at;
        self.findings(4, told, |finding| stands_at(finding, at));
    }

    /// `18.6 + 8 + 7.5`, what a subtotal or the total adds; `None` where a line has no points.
    fn added(&self, section: Option<usize>) -> Option<String> {
        let told = self.chain().told(section)?.into_iter();
        let parts = told.map(|(value, share)| match share {
            Some(share) => format!("{} × {}", ratio(&value), rule::share(&share)),
            None => ratio(&value),
        });
        let parts: Vec<String> = parts.collect();
        Some(parts.join(" + ").replace("+ -", "- "))
    }

    fn total(&mut self, told: &mut BTreeSet<usize>) {
        let figure = self.card.total.as_ref();
        let recomputed = self.scored.outcome.total;
        self.say(
            0,
            &headed("总分", "Total", figure.map(|figure| figure.at.cell)),
        );
        if let (Some(parts), Some(total)) = (self.added(None), recomputed) {
            let exact: Ratio = self.sum();
            let (sum, shown) = (ratio(&exact), decimal(total));
            let digits = self.mapping.total_digits();
            let ended = if Ratio::from(total) == exact {
                Text::default()
            } else if exact.round(digits) == Ok(total) {
                let (zh, en) = (rounding_name(digits.mode).zh, rounding_name(digits.mode).en);
                text!("，{zh} {shown}" / ", {en} {shown}")
            } else {
                text!(
                    "，按方案的上限、否决或折算规定得 {shown}"
                        / ", by the scheme's cap, veto or scaling {shown}"
                )
            };
            let (zh, en) = (ended.zh, ended.en);
            self.say(
                2,
                &text!("计算：{parts} = {sum}{zh}" / "working: {parts} = {sum}{en}"),
            );
        }
        if let Some(veto) = self.scored.veto {
            let veto = &self.mapping.vetoes[veto];
            let (name, total) = (&veto.name, decimal(veto.total));
            self.say(
                2,
                &text!(
                    "一票否决「{name}」：总分最多 {total}"
                        / "veto {name}: a total of at most {total}"
                ),
            );
        }
        self.compared(2, figure, recomputed, Digits::Rounded);
        let at = figure.map(|figure| figure.at);
        self.findings(2, told, |finding| {
            at.is_some_and(|at| stands_at(finding, at))
        });
    }

    /// The sum of the recomputed lines before any rounding of the total.
    fn sum(&self) -> Ratio {
        let told = self.chain().told(None).unwrap_or_default().into_iter();
        let terms = told.map(|(value, share)| match share {
            Some(share) => value.times(&share),
            None => value,
        });
        terms.sum()
    }

    fn grade(&mut self, told: &mut BTreeSet<usize>) {
        if self.mapping.grades.is_empty() {
            return;
        }
        let outcome = &self.scored.outcome;
        let grade = outcome
            .grade
            .and_then(|grade| self.mapping.grades.get(grade));
        let reported = self.card.grade.as_ref();
        self.say(
            0,
            &headed("等级", "Grade", reported.map(|word| word.at.cell)),
        );
        if let (Some(grade), Some(total)) = (grade, outcome.total) {
            let (name, from, total) = (&grade.name, decimal(grade.from), decimal(total));
            let coefficient = match grade.coefficient {
                Some(coefficient) => {
                    let coefficient = decimal(coefficient);
                    text!("，系数 {coefficient}" / ", coefficient {coefficient}")
                }
                None => Text::default(),
            };
            let (zh, en) = (coefficient.zh, coefficient.en);
            self.say(
                2,
                &text!(
                    "总分 {total} 达到 {from}，等级 {name}{zh}"
                        / "total {total} is at least {from}: grade {name}{en}"
                ),
            );
        }
        if let Some(word) = reported {
            let word_at = word.at;
            let word = &word.value;
            let right = grade.map(|grade| &grade.name);
            self.say(
                2,
                &match right {
                    Some(right) => {
                        text!("填报 {word}，复核 {right}" / "reported {word}, recomputed {right}")
                    }
                    None => text!("填报 {word}" / "reported {word}"),
                },
            );
            self.findings(2, told, |finding| stands_at(finding, word_at));
        }
    }

    fn coefficient(&mut self, told: &mut BTreeSet<usize>) {
        let is_meant = !self.mapping.grades.is_empty() || self.mapping.has_coefficients();
        let Some(figure) = self.card.coefficient.as_ref().filter(|_| is_meant) else {
            return;
        };
        let at = figure.at;
        self.say(0, &headed("系数", "Coefficient", Some(at.cell)));
        // A scheme writes 1 beside 1.2: its coefficients are rounded to nothing.
        let coefficient = self.scored.outcome.coefficient;
        self.compared(2, Some(figure), coefficient, Digits::AsWritten);
        self.findings(2, told, |finding| stands_at(finding, at));
    }

    fn payout(&mut self, told: &mut BTreeSet<usize>) {
        let Some(form) = self.mapping.payout.as_ref() else {
            return;
        };
        let figure = self.card.payout.as_ref();
        self.say(
            0,
            &headed("绩效工资", "Payout", figure.map(|figure| figure.at.cell)),
        );
        let outcome = self.scored.outcome.clone();
        if let (Some(pay), Some(total)) = (outcome.payout, outcome.total) {
            for words in self.payout_words(form, pay, total, outcome.graded()) {
                self.say(2, &words);
            }
        }
        self.compared(2, figure, outcome.payout, Digits::Rounded);
        let at = figure.map(|figure| figure.at);
        self.findings(2, told, |finding| {
            at.is_some_and(|at| stands_at(finding, at))
        });
    }

    /// Findings of the card that stood at nothing told so far.
    fn rest(&mut self, told: &BTreeSet<usize>) {
        let mut told = told.clone();
        self.findings(0, &mut told, |_| true);
    }

    fn findings(
        &mut self,
        indent: usize,
        told: &mut BTreeSet<usize>,
        is_meant: impl Fn(&Finding) -> bool,
    ) {
        let examination = self.examination;
        for (index, finding) in examination.findings.iter().enumerate() {
            if finding.card == Some(self.index) && !told.contains(&index) && is_meant(finding) {
                told.insert(index);
                let line = finding_line(finding, examination, None);
                self.say(indent, &text!("※ " / "* ").then(&line));
            }
        }
    }

    fn chain(&self) -> Chain<'a> {
        Chain::of(self.mapping, self.card, self.scored)
    }

    fn place(&self, at: Location) -> String {
        let sheet = self.examination.workbook.sheets.get(at.sheet);
        let sheet = sheet.map_or("", |sheet| sheet.name.as_str());
        format!("{sheet}!{}", at.cell)
    }
}

fn headed(zh: &str, en: &str, at: Option<CellRef>) -> Text {
    match at {
        Some(at) => text!("{zh} {at}" / "{en} {at}"),
        None => text!("{zh}" / "{en}"),
    }
}

fn stands_at(finding: &Finding, at: Location) -> bool {
    finding.sheet == Some(at.sheet) && finding.cell == Some(at.cell)
}
