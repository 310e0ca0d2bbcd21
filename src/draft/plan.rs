//! What a draft says, and how it is written as a mapping file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;

use super::proof::Proof;
use crate::mapping::LayoutKind;
use crate::number::Decimal;
use crate::rule::Role;

/// The words that stand at everything that HR must settle.
pub const SETTLE: &str = "待确认";

/// A scheme as far as a workbook tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub name: String,
    pub layout: Option<LayoutKind>,
    pub weighted: bool,
    pub points: Points,
    pub skip: Vec<String>,
    /// Digits of the lines, and of the total where it is rounded for itself.
    pub line_digits: u32,
    /// The sheet rounds nothing.
    pub is_unrounded: bool,
    /// Digits of weighted points, where these were rounded before they were added.
    pub weighted_digits: Option<u32>,
    pub total_digits: Option<u32>,
    pub fields: Vec<(&'static str, String)>,
    pub columns: Vec<(&'static str, String)>,
    pub raters: Vec<String>,
    pub payout: Option<Payout>,
    pub grades: Vec<Grade>,
    pub sections: Vec<Section>,
    /// Rows that are answered, and take the total.
    pub vetoes: Vec<String>,
    pub lines: Vec<Line>,
    /// What else HR must settle.
    pub doubts: Vec<String>,
    /// Columns and labels with figures that nothing takes.
    pub unread: Vec<String>,
    /// Why the draft is no mapping yet.
    pub faults: Vec<String>,
    /// What comes out by the draft, once it was tried.
    pub proof: Proof,
}

/// Which points are a line's own where they stand twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Points {
    /// As the headers say.
    #[default]
    Usual,
    /// Those of the column 加权得分, a weight times the points before it.
    Weighted,
    /// Those before their weight.
    Before,
}

#[derive(Debug, Clone)]
pub(super) struct Payout {
    pub by: &'static str,
    pub amount: Option<Decimal>,
    pub rate: Option<Decimal>,
    pub base: Option<Decimal>,
    pub pass_mark: Option<Decimal>,
    /// Digits of the pay.
    pub digits: u32,
    pub note: String,
}

#[derive(Debug, Clone)]
pub(super) struct Grade {
    pub name: String,
    pub from: Decimal,
    pub coefficient: Option<Decimal>,
    /// What most of its people are paid.
    pub pay: Option<Decimal>,
    pub note: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub name: String,
    pub subtotal: Option<String>,
    /// Its share of the total in points of 100, where its lines make a whole, and how that is known.
    pub weight: Option<Decimal>,
    pub weight_note: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub item: String,
    /// It is for the rows of people's own lines, and stands behind all others.
    pub is_own: bool,
    pub section: Option<String>,
    pub positions: Vec<String>,
    pub max: Option<Decimal>,
    pub max_note: String,
    pub weight: Vec<(String, Decimal)>,
    pub weight_note: String,
    pub percent: bool,
    pub dash: bool,
    pub rule: String,
    pub rule_note: String,
    pub columns: Vec<(&'static str, String)>,
    /// Whole lines of the file besides.
    pub extra: Vec<String>,
}

/// A TOML string.
pub(super) fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A comment behind a line: no line break may end it early.
fn note(words: &str) -> String {
    match words {
        "" => String::new(),
        words => format!("  # {}", words.replace(['\n', '\r'], " ")),
    }
}

/// Sentences one behind the other.
pub(super) fn joined(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.retain(|words| !words.is_empty());
    words.join("；")
}

/// Fewer people take no rule back.
const ENOUGH_PEOPLE: usize = 3;

impl Plan {
    /// The headers and labels that the draft takes.
    pub fn used(&self) -> BTreeSet<String> {
        let fields = self.fields.iter().chain(&self.columns);
        let lines = self.lines.iter().flat_map(|line| &line.columns);
        let words = fields.chain(lines).map(|(_, words)| words);
        let sums = self
            .sections
            .iter()
            .filter_map(|section| section.subtotal.as_ref());
        let words = words.chain(&self.raters).chain(sums);
        words.chain(&self.vetoes).cloned().collect()
    }

    /// True where people have lines of their own and most of their weighted points are score × weight, which proves more
    /// than sums that would come out either way.
    pub fn weighs_own(&self) -> bool {
        let is_column =
            |(key, words): &(&str, String)| *key == Role::Weighted.key() && !words.is_empty();
        let has_own = self.lines.iter().any(|line| line.is_own);
        self.weighted && has_own && self.columns.iter().any(is_column)
    }

    /// True where people have lines of their own, and a score before its weight that no pattern takes.
    pub fn has_own_raw(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|(key, _)| *key == Role::Raw.key()) && self.lines.iter().any(|line| line.is_own)
    }

    /// Says that the money is not understood, where there is some.
    fn doubt_pay(&mut self) {
        let payout = self.fields.iter().find(|(key, _)| *key == "payout");
        if let (Some((_, words)), None) = (payout, &self.payout) {
            self.doubts.push(format!(
                "看不出「{words}」怎么算出来（不是 基数 × 比例 × 总分，也不是 基数 × 等级系数，也不是按等级定额）：写 [payout]；不写就只复核分数，不复核工资"
            ));
        }
    }

    /// Sets the grades and the pay. Coefficients that no column shows count only where they make the pay.
    pub fn pays(&mut self, grades: Vec<Grade>, payout: Option<Payout>) {
        let has_column = self.fields.iter().any(|(key, _)| *key == "coefficient");
        let by = payout.as_ref().map_or("", |payout| payout.by);
        self.grades = grades;
        for grade in &mut self.grades {
            if !has_column && by != "base-coefficient" {
                grade.coefficient = None;
            }
            if by.starts_with("base-coefficient") && grade.coefficient.is_none() {
                grade.coefficient = Some(Decimal::ZERO);
                grade.note = format!("{SETTLE}：看不出这一等的系数，先写 0");
            }
            match (by, grade.pay) {
                ("grade", None) => {
                    grade.pay = Some(Decimal::ZERO);
                    grade.note = format!("{SETTLE}：看不出这一等发多少，先写 0");
                }
                ("grade", Some(_)) => {}
                _ => grade.pay = None,
            }
        }
        self.payout = payout;
        self.doubt_pay();
    }

    /// Takes back the rules that do not give what most people have; tells whether there were any.
    pub fn retract(&mut self) -> bool {
        let mut any = false;
        for (line, share) in self.lines.iter_mut().zip(&self.proof.lines) {
            let kinds = ["judged", "group", "mean", "bonus"];
            let is_rule = !kinds.iter().any(|kind| line.rule.starts_with(kind));
            if is_rule && share.of >= ENOUGH_PEOPLE && !share.is_enough() {
                let (hits, of) = (share.hits, share.of);
                line.rule_note = format!(
                    "{SETTLE}：看不出得分怎么算（试过 {}，{of} 人里只有 {hits} 人合得上）；先只核对范围",
                    line.rule
                );
                line.rule = "judged = {}".to_owned();
                any = true;
            }
        }
        any
    }

    /// The fields that the draft reads and compares with nothing.
    fn unchecked(&self) -> Vec<&str> {
        let has_coefficients = self.grades.iter().any(|grade| grade.coefficient.is_some());
        let is_open = |key: &str| match key {
            "grade" => self.grades.is_empty(),
            "coefficient" => !has_coefficients,
            "base" | "rate" | "payout" => self.payout.is_none(),
            _ => false,
        };
        let open = self.fields.iter().filter(|(key, _)| is_open(key));
        open.map(|(_, words)| words.as_str()).collect()
    }

    /// The mapping file.
    pub fn toml(&self) -> String {
        let mut out = String::new();
        self.head(&mut out);
        if let Some(payout) = &self.payout {
            let _ = writeln!(
                out,
                "\n[payout]\nby = \"{}\"{}",
                payout.by,
                note(&joined(&[
                    payout.note.clone(),
                    self.proof.payouts.words("绩效工资")
                ]))
            );
            let figures = [
                ("amount", payout.amount, "每月奖金"),
                ("rate", payout.rate, "绩效比例"),
                ("base", payout.base, "人人一样的绩效基数"),
                ("pass-mark", payout.pass_mark, "低于它不发"),
            ];
            for (key, value, words) in figures {
                if let Some(value) = value {
                    let _ = writeln!(out, "{key} = {}{}", value.trimmed(), note(words));
                }
            }
            if payout.pass_mark.is_none() {
                let _ = writeln!(
                    out,
                    "# {SETTLE}：有没有及格线？有就写 pass-mark = 80 这样一行。"
                );
            }
        }
        let proved = self.proof.grades.words("等级");
        if !self.grades.is_empty() && !proved.is_empty() {
            let _ = writeln!(out, "\n{}", note(&proved).trim_start());
        }
        for grade in &self.grades {
            let _ = writeln!(
                out,
                "\n[[grade]]\nname = {}\nfrom = {}{}",
                quoted(&grade.name),
                grade.from.trimmed(),
                note(&grade.note)
            );
            if let Some(coefficient) = grade.coefficient {
                let _ = writeln!(out, "coefficient = {}", coefficient.trimmed());
            }
            if let Some(pay) = grade.pay {
                let _ = writeln!(out, "pay = {}", pay.trimmed());
            }
        }
        for section in &self.sections {
            let _ = writeln!(out, "\n[[section]]\nname = {}", quoted(&section.name));
            if let Some(weight) = section.weight {
                let note = note(&section.weight_note);
                let _ = writeln!(out, "weight = \"{}%\"{note}", weight.trimmed());
            }
            if let Some(subtotal) = &section.subtotal {
                let _ = writeln!(out, "subtotal = [{}]", quoted(subtotal));
            }
        }
        for line in &self.lines {
            self.line(line, &mut out);
        }
        for veto in &self.vetoes {
            let _ = writeln!(
                out,
                "\n[[veto]]  # 填「是」就总分为 0；{SETTLE}：总分最多几分，写 total\nname = {}",
                quoted(veto)
            );
        }
        out
    }

    fn head(&self, out: &mut String) {
        let layout = self.layout.unwrap_or(LayoutKind::Roster);
        let words = match layout {
            LayoutKind::Roster => "一人一行",
            LayoutKind::Form => "一人一表",
            LayoutKind::Long => "一人多行：每人每项一行，另有汇总表",
        };
        let _ = writeln!(
            out,
            "# 方案草稿：由 fuhe draft 按表格的样子和数字推测，不是公司的规定。\n# 请逐条核对；凡写着「{SETTLE}」的地方，由人力资源定下来，再删去这几个字。\n# 改好后：fuhe mappings check 本文件；fuhe mappings show 本文件"
        );
        for fault in &self.faults {
            let _ = writeln!(out, "# 错误（还不能用来复核，要先改好）：{fault}");
        }
        for doubt in &self.doubts {
            let _ = writeln!(out, "# {SETTLE}：{doubt}");
        }
        let unchecked = self.unchecked();
        for (what, names) in [
            (
                "没有用上的列（不会复核）",
                self.unread.iter().map(String::as_str).collect(),
            ),
            ("认得、但没有规则可核对的", unchecked),
        ] {
            let names: Vec<&str> = names;
            if !names.is_empty() {
                out.push_str(note(&format!("{what}：{}", names.join("、"))).trim_start());
                out.push('\n');
            }
        }
        let _ = writeln!(out, "\nname = {}", quoted(&self.name));
        let _ = writeln!(out, "layout = \"{}\"{}", layout.name(), note(words));
        let (composition, words) = match self.weighted {
            true => ("weighted", "各项得分 × 权重，相加为总分"),
            false => ("points", "各项得分相加为总分"),
        };
        let totals = match self.proof.totals.of {
            0 => format!("{SETTLE}：表中没有找到总分，没有试过"),
            _ => self.proof.totals.words("总分"),
        };
        let words = [words.to_owned(), totals];
        let _ = writeln!(
            out,
            "composition = \"{composition}\"{}",
            note(&joined(&words))
        );
        if !self.skip.is_empty() {
            let names: Vec<String> = self.skip.iter().map(|name| quoted(name)).collect();
            let _ = writeln!(
                out,
                "\n[sheets]\nskip = [{}]  # 不是这种考核表的工作表",
                names.join(", ")
            );
        }
        let mut rules = self.lines.iter().map(|line| &line.rule);
        let is_computed = rules.any(|rule| !rule.starts_with("judged"));
        let line = match (is_computed, self.is_unrounded) {
            (false, _) => "# 各项都是评分，评几分就是几分：不写 line".to_owned(),
            (true, true) => "# 表中的得分没有取整：不写 line".to_owned(),
            (true, false) => format!(
                "line = {}  # 每项得分的小数位数，按表中的数；{SETTLE}：是不是四舍五入",
                self.line_digits
            ),
        };
        let _ = writeln!(out, "\n[rounding]\n{line}");
        if let Some(digits) = self.weighted_digits {
            let _ = writeln!(
                out,
                "weighted = {digits}  # 加权得分的小数位数，先取整再相加"
            );
        }
        if let Some(digits) = self.total_digits {
            let _ = writeln!(out, "total = {digits}  # 总分的小数位数");
        }
        if let Some(payout) = &self.payout {
            let _ = writeln!(out, "payout = {}", payout.digits);
        }
        if !self.fields.is_empty() {
            out.push_str("\n[fields]  # 表头或标签\n");
        }
        for (key, words) in &self.fields {
            let _ = writeln!(out, "{key} = [{}]", quoted(words));
        }
        if !self.columns.is_empty() {
            out.push_str("\n[columns]  # 各项一行的那张表的表头\n");
        }
        let mut columns: IndexMap<&str, Vec<String>> = IndexMap::new();
        for (key, words) in &self.columns {
            let own = columns.entry(key).or_default();
            own.extend((!words.is_empty()).then(|| quoted(words)));
        }
        for (key, words) in columns {
            let _ = writeln!(out, "{key} = [{}]", words.join(", "));
        }
        if !self.raters.is_empty() {
            let raters = self
                .raters
                .iter()
                .map(|rater| format!("{0} = [{0}]", quoted(rater)));
            let _ = writeln!(
                out,
                "raters = {{ {} }}",
                raters.collect::<Vec<_>>().join(", ")
            );
        }
    }

    fn line(&self, line: &Line, out: &mut String) {
        let (table, key) = match line.is_own {
            true => ("own-line", "name"),
            false => ("line", "item"),
        };
        let _ = writeln!(out, "\n[[{table}]]\n{key} = {}", quoted(&line.item));
        if let Some(section) = &line.section {
            let _ = writeln!(out, "section = {}", quoted(section));
        }
        if !line.positions.is_empty() {
            let names: Vec<String> = line.positions.iter().map(|name| quoted(name)).collect();
            let _ = writeln!(out, "positions = [{}]", names.join(", "));
        }
        if let Some(max) = line.max {
            let _ = writeln!(out, "max = {}{}", max.trimmed(), note(&line.max_note));
        }
        match &line.weight[..] {
            [] => {}
            [(position, weight)] if position.is_empty() => {
                let _ = writeln!(
                    out,
                    "weight = {}{}",
                    weight.trimmed(),
                    note(&line.weight_note)
                );
            }
            weights => {
                let each = weights.iter().map(|(position, weight)| {
                    format!("{} = {}", quoted(position), weight.trimmed())
                });
                let each: Vec<String> = each.collect();
                let _ = writeln!(
                    out,
                    "weight = {{ {} }}{}",
                    each.join(", "),
                    note(&line.weight_note)
                );
            }
        }
        if line.percent {
            out.push_str("unit = \"percent\"\n");
        }
        if line.dash {
            out.push_str("dash = \"zero\"  # 无、- 表示 0 次\n");
        }
        let _ = writeln!(out, "rule.{}{}", line.rule, note(&line.rule_note));
        for (key, words) in &line.columns {
            let _ = writeln!(out, "columns.{key} = [{}]", quoted(words));
        }
        for extra in &line.extra {
            let _ = writeln!(out, "{extra}");
        }
    }
}
