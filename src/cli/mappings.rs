//! `fuhe mappings`: the schemes in reach, one in plain words, the faults of a file, the format's JSON Schema.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fuhe::finding::{Code, Severity};
use fuhe::mapping::library::{Entry, Place};
use fuhe::mapping::{Composition, LayoutKind, Line, Mapping, Payout, Prorate, raw};
use fuhe::number::{Decimal, Ratio, Rounding};
use fuhe::rule::{Role, Rule, decimal, percent};
use fuhe::score::rounding_name;
use fuhe::text;
use fuhe::text::{Lang, Text};

use super::args::{Action, Mappings};
use super::console::{Console, Exit, Problem, padded, width};
use super::places;

/// Lists, shows or checks mappings.
pub fn run(args: &Mappings, console: &mut Console) -> Exit {
    match args.action.as_ref().unwrap_or(&Action::List) {
        Action::List => list(console),
        Action::Show { id } => show(id, console),
        Action::Check { files } => check(files, console),
        Action::Schema => schema(console),
    }
}

fn list(console: &mut Console) -> Exit {
    let (library, problems) = places::library();
    for problem in &problems {
        console.warn(Severity::Warning, problem);
    }
    let words = |text: &Text| console.words(text).to_owned();
    let heads = [
        text!("编号" / "id"),
        text!("名称" / "name"),
        text!("版式" / "layout"),
        text!("项数" / "lines"),
        text!("来源" / "from"),
    ];
    let mut rows: Vec<Vec<String>> = vec![heads.iter().map(words).collect()];
    for (mapping, place) in library.usable() {
        rows.push(vec![
            mapping.id.clone(),
            mapping.name.clone(),
            words(&layout(mapping.layout)),
            mapping.lines.len().to_string(),
            words(&place.text()),
        ]);
    }
    for entry in library.entries().iter().filter(|entry| entry.is_faulty()) {
        let place = &entry.place;
        let text = text!(
            "方案有错，不能用；fuhe mappings check {place} 列出问题。"
                / "it has faults and cannot be used; fuhe mappings check {place} lists them."
        );
        console.warn(Severity::Warning, &Problem::new(place.to_string(), text));
    }
    let out = table(&rows);
    console.print(&out);
    if rows.len() == 1 {
        console.say(&text!(
            "（没有方案。请把方案文件放进 mappings 文件夹。）"
                / "(none; put mapping files into a folder named mappings)"
        ));
    }
    Exit::Fine
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths);
        let line: Vec<String> = cells.map(|(cell, width)| padded(cell, *width)).collect();
        let _ = writeln!(out, "{}", line.join("  ").trim_end());
    }
    out
}

fn layout(kind: LayoutKind) -> Text {
    match kind {
        LayoutKind::Roster => text!("一人一行" / "roster"),
        LayoutKind::Form => text!("一人一表" / "form"),
        LayoutKind::Long => text!("一人多行" / "long"),
    }
}

fn check(files: &[PathBuf], console: &mut Console) -> Exit {
    let mut exit = Exit::Fine;
    for path in files {
        match places::file(path) {
            Ok(entry) => {
                told_faults(&entry, path, console);
                if entry.is_faulty() {
                    exit = Exit::Failed;
                }
            }
            Err(problem) => {
                console.fail(&problem);
                exit = Exit::Failed;
            }
        }
    }
    exit
}

fn told_faults(entry: &Entry, path: &Path, console: &mut Console) {
    let shown = path.display();
    let (mut errors, mut warnings) = (0, 0);
    for fault in &entry.checked.faults {
        match fault.severity {
            Severity::Error => errors += 1,
            Severity::Warning | Severity::Info => warnings += 1,
        }
        let (label, line) = (fault.severity.label(), fault.line);
        let (label_zh, label_en) = (label.zh, label.en);
        let (zh, en) = (&fault.message.zh, &fault.message.en);
        console.say(&text!(
            "{shown}:{line}:{label_zh}:{zh}" / "{shown}:{line}: {label_en}: {en}"
        ));
    }
    let name = entry
        .checked
        .mapping
        .as_ref()
        .map_or("", |mapping| mapping.name.as_str());
    console.say(&match (errors, warnings) {
        (0, 0) => text!("{shown}：没有问题（{name}）" / "{shown}: no faults ({name})"),
        (0, _) => {
            text!(
                "{shown}：可以使用，有 {warnings} 处警告" / "{shown}: usable, {warnings} warnings"
            )
        }
        _ => text!(
            "{shown}：有 {errors} 处错误、{warnings} 处警告，不能使用"
                / "{shown}: {errors} errors, {warnings} warnings: not usable"
        ),
    });
}

fn schema(console: &mut Console) -> Exit {
    let schema = schemars::schema_for!(raw::Mapping);
    match serde_json::to_string_pretty(&schema) {
        Ok(words) => {
            console.print(&format!("{words}\n"));
            Exit::Fine
        }
        Err(error) => {
            let text = text!("内部错误：{error}" / "internal error: {error}");
            console.fail(&Problem::new("", text));
            Exit::Failed
        }
    }
}

fn show(wanted: &str, console: &mut Console) -> Exit {
    let (library, _) = places::library();
    let entry = match places::asked(wanted, &library) {
        Ok(entry) => entry,
        Err(problem) => {
            console.fail(&problem);
            return Exit::Failed;
        }
    };
    match &entry.checked.mapping {
        Some(mapping) => {
            let words = words(mapping, &entry.place, console.lang);
            console.print(&words);
            Exit::Fine
        }
        None => {
            let place = &entry.place;
            let text = text!(
                "方案有错；fuhe mappings check {place} 列出问题。"
                    / "the mapping has faults; fuhe mappings check {place} lists them."
            );
            console.fail(&Problem::new(place.to_string(), text));
            Exit::Failed
        }
    }
}

/// The scheme as somebody in HR would tell it.
fn words(mapping: &Mapping, place: &Place, lang: Lang) -> String {
    let mut out = String::new();
    let mut say = |text: &Text| {
        let _ = writeln!(out, "{}", text.in_lang(lang));
    };
    let (id, name) = (&mapping.id, &mapping.name);
    say(&text!("{name}({id})" / "{name} ({id})"));
    if !mapping.description.is_empty() {
        say(&Text::same(mapping.description.as_str()));
    }
    let (layout, from) = (layout(mapping.layout), place.text());
    let (layout_zh, layout_en) = (layout.zh, layout.en);
    let (zh, en) = (from.zh, from.en);
    say(&text!(
        "版式：{layout_zh}；来源：{zh}" / "layout: {layout_en}; from: {en}"
    ));

    let mut section = None;
    for (number, line) in mapping.lines.iter().enumerate() {
        if number == 0 || line.section != section {
            section = line.section;
            say(&section_words(mapping, section));
        }
        for text in line_words(mapping, line, number + 1) {
            say(&text);
        }
    }
    say(&Text::default());
    for text in composition_words(mapping) {
        say(&text);
    }
    out
}

fn section_words(mapping: &Mapping, section: Option<usize>) -> Text {
    let Some(section) = section.and_then(|section| mapping.sections.get(section)) else {
        return match mapping.sections.is_empty() {
            true => text!("\n【指标】" / "\n[lines]"),
            false => text!("\n【不属于任何一类】" / "\n[no section]"),
        };
    };
    let name = &section.name;
    match section.max.map(decimal) {
        Some(max) => text!("\n【{name}】{max} 分" / "\n[{name}] {max} points"),
        None => text!("\n【{name}】" / "\n[{name}]"),
    }
}

fn line_words(mapping: &Mapping, line: &Line, number: usize) -> Vec<Text> {
    let (item, max) = (&line.item, decimal(line.max));
    let head = match (line.outside, mapping.composition) {
        (true, _) => {
            text!(" {number}. {item}（100 分之外）" / " {number}. {item} (outside the 100)")
        }
        (false, Composition::Points) => {
            text!(" {number}. {item}，满分 {max}" / " {number}. {item}, {max} points")
        }
        (false, Composition::Weighted) => {
            let weights: Vec<String> = line
                .weights
                .iter()
                .map(|(position, weight)| {
                    let weight = percent(&Ratio::from(*weight));
                    match position.is_empty() {
                        true => weight,
                        false => format!("{position} {weight}"),
                    }
                })
                .collect();
            let weights = weights.join("、");
            text!(" {number}. {item}，权重 {weights}" / " {number}. {item}, weight {weights}")
        }
    };
    let rule = line.rule.describe(line.max);
    let (zh, en) = (rule.zh, rule.en);
    let mut texts = vec![head, text!("    {zh}" / "    {en}")];
    if !line.positions.is_empty() {
        let positions = line.positions.join("、");
        texts.push(text!(
            "    只用于：{positions}" / "    only for: {positions}"
        ));
    }
    if !line.in_words.is_empty() {
        let spelled = mapping
            .columns
            .get(&Role::Criteria)
            .or(line.columns.get(&Role::Criteria));
        let column = spelled
            .and_then(|spelled| Some(spelled.first()?.words()))
            .unwrap_or_default();
        let name = |role: &Role| match role {
            Role::Target => text!("目标" / "target"),
            Role::Previous => text!("上期" / "previous"),
            _ => text!("实际" / "actual"),
        };
        let roles: Vec<Text> = line.in_words.keys().map(name).collect();
        let zh = roles
            .iter()
            .map(|role| role.zh.as_str())
            .collect::<Vec<_>>()
            .join("、");
        let en = roles
            .iter()
            .map(|role| role.en.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        texts.push(text!(
            "    {zh}从「{column}」的文字里读取" / "    {en}: read from the words of {column}"
        ));
    }
    if line.dash_is_zero {
        texts.push(text!("    「-」「无」按 0 计" / "    - and 无 count as 0"));
    }
    texts
}

fn composition_words(mapping: &Mapping) -> Vec<Text> {
    let mut texts = Vec::new();
    texts.push(match mapping.composition {
        Composition::Points => text!("总分：各项得分相加" / "Total: the sum of the lines"),
        Composition::Weighted => {
            text!("总分：各项得分 × 权重，再相加" / "Total: the sum of score × weight")
        }
    });
    texts.push(match mapping.line_rounding {
        Some(rounding) => prefixed("单项、小计：", "Lines and subtotals: ", &rounded(rounding)),
        None => text!("单项：不取整" / "Lines: not rounded"),
    });
    if let Some(rounding) = mapping.total_rounding {
        texts.push(prefixed("总分：", "Total: ", &rounded(rounding)));
    }
    if let Some(cap) = mapping.total_cap.map(decimal) {
        texts.push(text!("总分最高 {cap}" / "The total is at most {cap}"));
    }
    for grade in &mapping.grades {
        let (name, from) = (&grade.name, decimal(grade.from));
        texts.push(match grade.coefficient.map(decimal) {
            Some(coefficient) => text!(
                "等级 {name}：{from} 分及以上，系数 {coefficient}"
                    / "Grade {name}: {from} and above, coefficient {coefficient}"
            ),
            None => text!("等级 {name}：{from} 分及以上" / "Grade {name}: {from} and above"),
        });
    }
    for veto in &mapping.vetoes {
        let (name, total) = (&veto.name, decimal(veto.total));
        texts.push(text!(
            "一票否决「{name}」：总分最多 {total}" / "Veto {name}: a total of at most {total}"
        ));
    }
    for parameter in &mapping.parameters {
        let (name, value) = (&parameter.name, decimal(parameter.value));
        texts.push(text!(
            "表中写明的参数「{name}」应为 {value}"
                / "The parameter {name} on the sheet should be {value}"
        ));
    }
    let mut lines = mapping.lines.iter();
    if lines.any(|line| has_column(mapping, line, Role::SelfScore)) {
        texts.push(text!(
            "自评分：只核对范围和合计，不计分"
                / "Self scores: their range and sum are checked, they earn nothing"
        ));
    }
    if remarks_checked(mapping) {
        texts.push(text!(
            "备注里写明的扣分，与满分减得分核对"
                / "Deductions that remarks state are checked against max less score"
        ));
    }
    texts.push(payout_words(mapping));
    texts.extend(roster_words(mapping));
    if let Some(mark) = mapping.pass_mark.map(decimal) {
        texts.push(text!(
            "总分低于 {mark} 不发绩效工资" / "Nothing is paid below a total of {mark}"
        ));
    }
    texts
}

/// True where the line's table has a column of this kind.
fn has_column(mapping: &Mapping, line: &Line, role: Role) -> bool {
    mapping.columns.contains_key(&role) || line.columns.contains_key(&role)
}

/// True where a remark can state a deduction: A107.
fn remarks_checked(mapping: &Mapping) -> bool {
    let by_deduction = |line: &&Line| {
        line.rule.judged().is_some() || matches!(line.rule, Rule::Deduction(_) | Rule::Steps(_))
    };
    let is_off = mapping.severities.get(&Code::A107) == Some(&None);
    let mut lines = mapping.lines.iter().filter(by_deduction);
    mapping.composition == Composition::Points
        && !is_off
        && lines.any(|line| has_column(mapping, line, Role::Remark))
}

fn payout_words(mapping: &Mapping) -> Text {
    let words = match &mapping.payout {
        None => return text!("绩效工资：本方案不计算" / "Pay: none in this scheme"),
        Some(Payout::BaseRate { rate: None }) => {
            text!("绩效工资 = 基数 × 绩效比例 × 总分 ÷ 100" / "Pay = base × rate × total ÷ 100")
        }
        Some(Payout::BaseRate { rate: Some(rate) }) => {
            let rate = percent(&Ratio::from(*rate));
            text!("绩效工资 = 基数 × {rate} × 总分 ÷ 100" / "Pay = base × {rate} × total ÷ 100")
        }
        Some(Payout::Fixed { amount }) => {
            let amount = decimal(*amount);
            text!("绩效工资 = {amount} 元 × 总分 ÷ 100" / "Pay = {amount} yuan × total ÷ 100")
        }
        Some(Payout::BaseCoefficient) => {
            text!("绩效工资 = 基数 × 等级系数" / "Pay = base × coefficient of the grade")
        }
    };
    let words = match &mapping.prorate {
        None => words,
        Some(Prorate { days: None }) => words.then(&text!(
            " × 出勤天数 ÷ 应出勤天数（最多 1）" / "× days attended ÷ days due (at most 1)"
        )),
        Some(Prorate { days: Some(days) }) => {
            let days = decimal(*days);
            words.then(&text!(
                " × 出勤天数 ÷ {days}（最多 1）" / "× days attended ÷ {days} (at most 1)"
            ))
        }
    };
    let rounding = rounded(mapping.payout_rounding);
    let (zh, en) = (words.zh, words.en);
    let (round_zh, round_en) = (rounding.zh, rounding.en);
    text!("{zh}，{round_zh} 元" / "{en}, {round_en} yuan")
}

/// What the mapping says of the company's roster.
fn roster_words(mapping: &Mapping) -> Vec<Text> {
    let staff = &mapping.staff;
    let mut texts = Vec::new();
    if let Some(file) = &staff.file {
        texts.push(text!(
            "花名册：{file}，人员按它核对，基数和比例以它为准"
                / "Roster: {file}; people are compared with it, its base and rate count"
        ));
    }
    let list = |words: &[String]| words.join("、");
    if !staff.departments.is_empty() {
        let names = list(&staff.departments);
        texts.push(text!(
            "花名册上只要求这些部门的人有考核表：{names}"
                / "Scorecards are expected of these departments alone: {names}"
        ));
    }
    if !staff.positions.is_empty() {
        let names = list(&staff.positions);
        texts.push(text!(
            "花名册上只要求这些岗位的人有考核表：{names}"
                / "Scorecards are expected of these positions alone: {names}"
        ));
    }
    if !staff.held.is_empty() {
        let names = list(&staff.held);
        texts.push(text!(
            "花名册状态为 {names} 的人，绩效工资待核"
                / "People whose status on the roster is {names} are held"
        ));
    }
    texts
}

/// `四舍五入到 0.1`
fn rounded(rounding: Rounding) -> Text {
    let mode = rounding_name(rounding.mode);
    let unit = Decimal::new(1, rounding.digits).unwrap_or(Decimal::ONE);
    let (zh, en) = (mode.zh, mode.en);
    text!("{zh}到 {unit}" / "{en} to {unit}")
}

fn prefixed(zh: &str, en: &str, text: &Text) -> Text {
    Text {
        zh: format!("{zh}{}", text.zh),
        en: format!("{en}{}", text.en),
    }
}
