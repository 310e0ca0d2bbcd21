//! What was not read and what was not checked.

use super::super::Scene;
use super::super::cells::{Dress, Page, body, heading, text};
use super::super::people::Book;
use super::COLUMNS;
use crate::formula::Unchecked;
use crate::markup::Role;
use crate::rule::Rule;
use crate::text::Text;

pub(super) fn write(scene: &Scene, page: &mut Page) {
    unread(scene, page);
    let notices: Vec<Text> = scene
        .books
        .iter()
        .flat_map(|book| &book.examination.workbook.notices)
        .cloned()
        .collect();
    list(
        scene,
        text!("读取时的说明" / "Notices of the reader"),
        notices,
        page,
    );
    list(
        scene,
        text!("没有写出的内容" / "What was not written"),
        scene.left_out.clone(),
        page,
    );
    roster(scene, page);
    let unused = scene
        .books
        .iter()
        .flat_map(|book| book.input.unused_exceptions.iter().cloned());
    list(
        scene,
        text!("接受清单里没有生效的行" / "Accepted exceptions without effect"),
        unused.collect(),
        page,
    );
    let mut remains: Vec<Text> = Vec::new();
    for book in &scene.books {
        for words in book
            .examination
            .periods()
            .into_iter()
            .chain(book.examination.taken_for_sums())
            .chain(book.examination.not_audited())
            .chain(book.examination.called_sums())
            .chain(unchecked(book))
        {
            if !remains.contains(&words) {
                remains.push(words);
            }
        }
    }
    remains.extend(
        scene
            .books
            .iter()
            .filter_map(|book| unchecked_formulas(book)),
    );
    remains.push(text!(
        "原始数据（销售额、订单量、次数等）本身是否真实，不在复核范围：复核只看分数和金额是否按方案算对。"
            / "Whether the raw figures themselves are true: the audit tells whether scores and pay follow from them."
    ));
    list(
        scene,
        text!("没有复核的内容" / "What was not checked"),
        remains,
        page,
    );
}

/// Each roster once, with who is missing on either side, and what is odd about it.
fn roster(scene: &Scene, page: &mut Page) {
    let mut told: Vec<Text> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let is_all = scene.books.len() > 1
        || scene
            .books
            .iter()
            .all(|book| !book.examination.extraction.one_of_several);
    for book in &scene.books {
        let Some(staff) = &book.examination.extraction.roster else {
            continue;
        };
        if !seen.contains(&staff.sha256.as_str()) {
            seen.push(&staff.sha256);
            let findings = scene.books.iter().flat_map(|b| &b.examination.findings);
            told.push(staff.summary(findings, is_all));
        }
        for notice in &staff.notices {
            if !told.contains(notice) {
                told.push(notice.clone());
            }
        }
    }
    list(scene, text!("花名册" / "Roster"), told, page);
}

/// What moved since the earlier period, where one was given.
pub(super) fn previous(scene: &Scene, page: &mut Page) {
    let told = super::super::compared(scene.books.iter().map(AsRef::as_ref));
    let told = told.map_or_else(Vec::new, |told| told.sentences());
    let title = text!("与上期比较" / "Against the previous period");
    list(scene, title, told, page);
}

fn unread(scene: &Scene, page: &mut Page) {
    let unread: Vec<_> = scene
        .books
        .iter()
        .flat_map(|book| {
            book.examination
                .extraction
                .unread
                .iter()
                .map(move |one| (book, one))
        })
        .collect();
    if unread.is_empty() {
        return;
    }
    page.gap(12);
    let title = text!("未复核的工作表" / "Sheets that were not audited");
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    page.spanned(vec![
        (4, heading(scene.say(text!("工作表" / "Sheet")))),
        (8, heading(scene.say(text!("原因" / "Why")))),
    ]);
    for (book, unread) in unread {
        let name = book.sheet_name(Some(unread.sheet));
        let name = match scene.consolidated {
            true => format!("{} / {name}", book.input.name),
            false => name.to_owned(),
        };
        page.spanned(vec![
            (4, body(name).wrapped()),
            (8, body(scene.say(unread.reason.clone())).wrapped()),
        ]);
    }
}

/// What this scheme leaves to people, or turns off.
fn unchecked(book: &Book) -> Vec<Text> {
    let mapping = &book.examination.mapping;
    let name = &mapping.name;
    let judged: Vec<&str> = mapping
        .lines
        .iter()
        .filter(|line| {
            matches!(
                line.rule,
                Rule::Judged(_) | Rule::Weighted(_) | Rule::Raters(_)
            )
        })
        .map(|line| line.item.as_str())
        .collect();
    let mut words = Vec::new();
    if !judged.is_empty() {
        let items = judged.join("、");
        words.push(text!(
            "「{name}」中由人评分的项目，只核对分数是否在允许范围和换算是否正确：{items}。"
                / "Judged lines of {name}, of which only the range and the arithmetic can be checked: {items}."
        ));
    }
    let cards = &book.examination.extraction.cards;
    let by_tab = cards.iter().filter(|card| card.employee.named_by_tab);
    let by_tab: Vec<&str> = by_tab.map(|card| card.employee.called()).collect();
    if !by_tab.is_empty() {
        let names = by_tab.join("、");
        words.push(text!(
            "表内没有填姓名，姓名取自工作表名或文件名，请确认是本人的表：{names}。"
                / "No cell bears a name; it is that of the sheet's tab or the file's: {names}."
        ));
    }
    let off: Vec<String> = mapping
        .severities
        .iter()
        .filter(|(_, severity)| severity.is_none())
        .map(|(code, _)| format!("{code} {}", code.title().zh))
        .collect();
    if !off.is_empty() {
        let off = off.join("、");
        words.push(text!(
            "「{name}」关闭的检查：{off}。" / "Checks that {name} turns off: {off}."
        ));
    }
    words
}

/// Formulas whose stored results were taken as they stand.
fn unchecked_formulas(book: &Book) -> Option<Text> {
    let unchecked = &book.examination.extraction.unchecked;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (why, count) in unchecked {
        let why = match why {
            Unchecked::Function(name) => text!("{name} {count} 个" / "{name} {count}"),
            Unchecked::Form => {
                text!("其他写法 {count} 个" / "other references and forms {count}")
            }
            Unchecked::NoText => {
                text!("这种文件格式读不到公式 {count} 个" / "not told by this file format {count}")
            }
        };
        zh.push(why.zh);
        en.push(why.en);
    }
    let (name, listed_zh, listed_en) = (&book.input.name, zh.join("、"), en.join(", "));
    (!unchecked.is_empty()).then(|| {
        text!(
            "「{name}」未检查的公式（存的结果照用）：{listed_zh}。"
                / "Formulas of {name} that were not checked, their stored results taken as they stand: {listed_en}."
        )
    })
}

fn list(scene: &Scene, title: Text, told: Vec<Text>, page: &mut Page) {
    if told.is_empty() {
        return;
    }
    page.gap(12);
    page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
    for words in told {
        let words = format!("· {}", scene.say(words));
        page.spanned(vec![(COLUMNS, text(Role::Plain, words).wrapped())]);
    }
}
