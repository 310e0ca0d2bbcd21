//! A plan as it is written: a mapping file with comments behind what HR must know.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::plan::{Line, Plan, SETTLE, joined, quoted};
use crate::mapping::LayoutKind;
use crate::number::Decimal;

/// A comment behind a line: no line break may end it early.
fn note(words: &str) -> String {
    match words {
        "" => String::new(),
        words => format!("  # {}", words.replace(['\n', '\r'], " ")),
    }
}

impl Plan {
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

    /// The file as it can be tried: what is still to be filled in is 0.
    pub fn tried(&self) -> String {
        let mut plan = self.clone();
        let by = plan.payout.as_ref().map_or("", |payout| payout.by);
        for grade in &mut plan.grades {
            if by.starts_with("base-coefficient") {
                grade.coefficient.get_or_insert(Decimal::ZERO);
            } else if by == "grade" {
                grade.pay.get_or_insert(Decimal::ZERO);
            }
        }
        plan.toml()
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
        for one in self.payout.iter().flat_map(|payout| &payout.moved_by) {
            let name = one.words.rsplit('/').next().unwrap_or(&one.words);
            let _ = writeln!(out, "\n[[payout.{}]]\nname = {}", one.how, quoted(name));
            if name != one.words {
                let _ = writeln!(out, "spelled = [{}]", quoted(&one.words));
            }
            if one.has_blanks {
                out.push_str("blank = \"none\"  # 空着就是没有\n");
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
            if let Some(weighted) = &section.weighted {
                let _ = writeln!(out, "weighted = [{}]", quoted(weighted));
            }
        }
        for line in &self.lines {
            self.line(line, &mut out);
        }
        for veto in &self.vetoes {
            let _ = writeln!(
                out,
                "\n[[veto]]{}\nname = {}",
                note(&veto.note),
                quoted(&veto.name)
            );
            if let Some(total) = veto.total {
                let _ = writeln!(out, "total = {}", total.trimmed());
            }
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
        let (composition, words) = match (self.is_open, self.deducts, self.weighted) {
            (true, ..) => (
                SETTLE,
                "写 points（相加）、weighted（加权）或 deductions（从满分里扣）",
            ),
            (false, true, _) => ("deductions", "从满分里扣各项的分"),
            (false, false, true) => ("weighted", "各项得分 × 权重，相加为总分"),
            (false, false, false) => ("points", "各项得分相加为总分"),
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
        if let Some(full) = self.full {
            let note = note(&format!("各项和总分都不超过它；{SETTLE}：满分是多少"));
            let _ = writeln!(out, "full-marks = {}{note}", full.trimmed());
        }
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
            (true, _) if self.is_line_open => format!(
                "# 表中的得分刚好都不用取整，看不出取到几位小数：没有写 line；{SETTLE}：要取整就写 line = 1 这样一行"
            ),
            (true, false) if self.tells_line => format!(
                "line = {}  # 每项得分的小数位数，按表中的公式",
                self.line_digits
            ),
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
            let words = match (self.tells_total, self.is_total_open) {
                (true, _) => "总分的小数位数，按表中的公式".to_owned(),
                (_, true) => {
                    format!("总分的小数位数；{SETTLE}：表中的总分刚好都不用取整，看不出取到几位")
                }
                _ => "总分的小数位数".to_owned(),
            };
            let _ = writeln!(out, "total = {digits}{}", note(&words));
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
        match (&line.weight[..], line.fraction) {
            ([], _) => {}
            (_, Some(parts)) => {
                let note = note(&line.weight_note);
                let _ = writeln!(out, "weight = \"1/{parts}\"{note}");
            }
            ([(position, weight)], None) if position.is_empty() => {
                let _ = writeln!(
                    out,
                    "weight = {}{}",
                    weight.trimmed(),
                    note(&line.weight_note)
                );
            }
            (weights, None) => {
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
