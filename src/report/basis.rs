//! 复核依据: what was run on what, and by which rules.

use super::cells::{Dress, Page, body, heading, text};
use super::people::Book;
use super::{Scene, words};
use indexmap::IndexMap;

use crate::mapping::{Composition, Line, Mapping, each_position};
use crate::markup::{Print, ReportSheet, Role};
use crate::number::{Decimal, Ratio};
use crate::rule::{decimal, share};
use crate::text::{Text, bracketed};

const COLUMNS: u32 = 4;

pub(super) fn sheet(scene: &Scene) -> ReportSheet<'static> {
    let mut page = Page::default();
    let title = text!("复核依据" / "What the audit rests on");
    page.spanned(vec![(COLUMNS, text(Role::Title, scene.say(title)))]);
    let why = text!(
        "同样的文件、同样的方案、同样的版本，结果必然相同。"
            / "The same file, scheme and version always give the same result."
    );
    page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(why)))]);
    let mut told: Vec<(&str, &str)> = Vec::new();
    for book in &scene.books {
        let cards = &book.examination.extraction.cards;
        let months = cards.iter().find_map(|card| card.months());
        let mapping = book.examination.mapping.at(months);
        input(scene, book, &mut page);
        parameters(scene, book, &mut page);
        // Files of one scheme share its rules.
        let key = (mapping.id.as_str(), mapping.sha256.as_str());
        if !told.contains(&key) {
            told.push(key);
            scheme(scene, mapping, &mut page);
        }
    }
    ReportSheet {
        name: scene.names[4].clone(),
        tab: Some(0x6B_7A_8F),
        widths: vec![18, 30, 14, 62],
        rows: page.rows,
        merges: page.merges,
        print: Print {
            landscape: true,
            repeat_rows: None,
        },
        ..ReportSheet::default()
    }
}

/// A labelled value.
fn fact(scene: &Scene, label: Text, value: impl Into<String>, page: &mut Page) {
    page.spanned(vec![
        (1, text(Role::Label, scene.say(label))),
        (COLUMNS - 1, text(Role::Plain, value).wrapped()),
    ]);
}

fn input(scene: &Scene, book: &Book, page: &mut Page) {
    let (input, mapping) = (book.input, &book.examination.mapping);
    page.gap(12);
    let title = text!("输入与工具" / "Input and tool");
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    fact(scene, text!("文件" / "File"), input.name.as_str(), page);
    let sha = text!("文件 SHA-256" / "File SHA-256");
    fact(scene, sha, input.sha256.as_str(), page);
    let scheme = scene.say(bracketed(&mapping.name, &mapping.id));
    fact(scene, text!("方案" / "Scheme"), scheme, page);
    let sha = text!("方案 SHA-256" / "Scheme SHA-256");
    fact(scene, sha, mapping.sha256.as_str(), page);
    let version = format!("fuhe {}", input.tool_version);
    fact(scene, text!("工具版本" / "Tool version"), version, page);
    for (name, value) in &input.parameters {
        fact(scene, name.clone(), value.as_str(), page);
    }
}

/// The figures that change by month or were set for this run, and the periods for which each value was used.
fn parameters(scene: &Scene, book: &Book, page: &mut Page) {
    let mut used: Vec<(Text, Vec<String>)> = Vec::new();
    for card in &book.examination.extraction.cards {
        let months = card.months();
        if book.examination.mapping.unknown_at(months).is_some() {
            continue;
        }
        for parameter in book.examination.mapping.at(months).notable() {
            let said = parameter.said();
            let period = card
                .effective
                .map_or_else(String::new, |one| one.to_string());
            match used.iter_mut().find(|(told, _)| *told == said) {
                Some((_, periods)) if !periods.contains(&period) => periods.push(period),
                Some(_) => {}
                None => used.push((said, vec![period])),
            }
        }
    }
    for (said, mut periods) in used {
        periods.retain(|period| !period.is_empty());
        periods.sort();
        let periods = periods.join("、");
        let label = text!("参数" / "Parameter");
        let words = match periods.is_empty() {
            true => said,
            false => said.then(&text!("，用于 {periods}" / ", for {periods}")),
        };
        fact(scene, label, scene.say(words), page);
    }
}

fn scheme(scene: &Scene, mapping: &Mapping, page: &mut Page) {
    page.gap(12);
    let name = &mapping.name;
    let title = text!("方案「{name}」" / "The scheme {name}");
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    if !mapping.description.is_empty() {
        let label = text!("说明" / "Description");
        fact(scene, label, mapping.description.as_str(), page);
    }
    for (label, value) in settings(mapping) {
        fact(scene, label, scene.say(value), page);
    }
    page.gap(12);
    let headings = [
        text!("类别" / "Section"),
        text!("指标" / "Line"),
        text!("满分/权重" / "Max/weight"),
        text!("规则" / "Rule"),
    ];
    page.row(headings.map(|title| heading(scene.say(title))).to_vec());
    for line in mapping.kinds() {
        let section = line
            .section
            .map_or("", |s| mapping.sections[s].name.as_str());
        let mut item = line.item.clone();
        if line.is_own() {
            item = scene.say(text!("{item}（各人自定）" / "{item} (people's own)"));
        }
        if !line.positions.is_empty() {
            item = scene.say(bracketed(&item, &line.positions.join("、")));
        }
        page.row(vec![
            body(section).wrapped(),
            body(item).wrapped(),
            body(scene.say(marks(mapping, line))).wrapped().centered(),
            body(scene.say(line.described())).wrapped(),
        ]);
    }
}

/// Composition, rounding, grades and pay in words.
fn settings(mapping: &Mapping) -> Vec<(Text, Text)> {
    let composition = match mapping.composition {
        Composition::Points => text!("各项得分相加" / "line points are added"),
        Composition::Deductions => {
            text!("满分减去各项扣分" / "the full marks less what the lines take off")
        }
        Composition::Weighted => text!("各项得分 × 权重 相加" / "line scores × weights are added"),
    };
    let line = mapping.line_rounding.map_or_else(
        || text!("不取整，带着全部小数往下算" / "kept whole"),
        words::rounding,
    );
    let total = mapping.total_rounding.map_or_else(
        || match (mapping.composition, mapping.line_rounding) {
            (Composition::Weighted, Some(line)) => words::rounding(line),
            _ => text!("各项取整后直接相加，总分不再取整" / "the sum of the rounded lines"),
        },
        words::rounding,
    );
    let mut settings = vec![
        (text!("总分构成" / "Composition"), composition),
        (text!("单项取整" / "Rounding of lines"), line),
    ];
    if let Some(rounding) = mapping.subtotal_rounding.map(words::rounding) {
        settings.push((text!("小计取整" / "Rounding of subtotals"), rounding));
    }
    if let Some(rounding) = mapping.weighted_rounding.map(words::rounding) {
        let name = text!("加权得分取整" / "Rounding of weighted scores");
        settings.push((name, rounding));
    }
    settings.push((text!("总分取整" / "Rounding of totals"), total));
    let weighted = mapping.sections.iter().filter(|one| one.is_weighted());
    for section in weighted {
        let name = &section.name;
        let name = text!("类别「{name}」的权重" / "Weight of {name}");
        settings.push((name, weights(&section.weights)));
    }
    if let Some(cap) = mapping.total_cap {
        let cap = decimal(cap);
        let words = text!("总分最多 {cap}" / "at most {cap}");
        settings.push((text!("总分封顶" / "Cap"), words));
    }
    if let Some(form) = words::payout(mapping) {
        settings.push((text!("绩效工资" / "Pay"), form));
    } else {
        let words = text!("本方案不发绩效工资，只评分" / "this scheme pays nothing");
        settings.push((text!("绩效工资" / "Pay"), words));
    }
    if let Some(mark) = mapping.pass_mark {
        let mark = decimal(mark);
        let words = text!(
            "{mark} 分；按取整后的总分判断，等于即通过"
                / "{mark}, tested on the rounded total; the mark itself passes"
        );
        settings.push((text!("及格线" / "Pass mark"), words));
    }
    if !mapping.grades.is_empty() {
        let grades = mapping.grades.iter().map(|grade| {
            let (name, from) = (&grade.name, decimal(grade.from));
            let mut words = text!("{name} ≥ {from}" / "{name} from {from}");
            if let Some(coefficient) = grade.coefficient.map(Decimal::trimmed) {
                words = words.then(&text!(
                    "，系数 {coefficient}" / ", coefficient {coefficient}"
                ));
            }
            if !grade.pay.is_empty() {
                let pay = each_position(&grade.pay, |pay| decimal(*pay)).join("、");
                words = words.then(&text!("，发 {pay} 元" / ", pays {pay} yuan"));
            }
            words
        });
        settings.push((text!("等级" / "Grades"), words::joined(grades)));
    }
    for veto in &mapping.vetoes {
        settings.push((text!("一票否决" / "Veto"), mapping.veto_words(veto)));
    }
    for rule in &mapping.distributions {
        settings.push((
            text!("强制分布" / "Distribution"),
            mapping.distribution_words(rule),
        ));
    }
    if mapping.full_total != Decimal::HUNDRED {
        let full = decimal(mapping.full_total);
        settings.push((
            text!("总分满分" / "Full marks"),
            text!("{full} 分" / "{full}"),
        ));
    }
    let off = mapping.severities.iter().map(|(code, severity)| {
        let (name, title) = (code.to_string(), code.title());
        let level = severity.map_or_else(|| text!("不查" / "off"), |severity| severity.label());
        Text {
            zh: format!("{name} {}：{}", title.zh, level.zh),
            en: format!("{name} {}: {}", title.en, level.en),
        }
    });
    let off = words::joined(off);
    if !off.is_empty() {
        settings.push((text!("检查项调整" / "Checks set by the scheme"), off));
    }
    settings
}

fn marks(mapping: &Mapping, line: &Line) -> Text {
    if line.outside {
        return text!("满分以外" / "outside the full marks");
    }
    match mapping.composition {
        Composition::Points | Composition::Weighted if line.is_own() => {
            text!("以表上填的为准" / "as the sheet says")
        }
        Composition::Points => Text::same(decimal(line.max)),
        Composition::Deductions => {
            let max = decimal(line.max);
            text!("最多扣 {max}" / "at most {max} off")
        }
        Composition::Weighted => weights(&line.weights),
    }
}

/// `70%`, or one for each position.
fn weights(weights: &IndexMap<String, Ratio>) -> Text {
    words::joined(each_position(weights, share).into_iter().map(Text::same))
}
