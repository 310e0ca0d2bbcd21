//! What a person reads at the end: per file a line, then people, errors, money, where the outputs are, what to do next.

mod counts;

use std::fmt::Write as _;
use std::path::Path;

use fuhe::draft::SETTLE;
use fuhe::examination::{Examination, periods_among};
use fuhe::finding::Finding;
use fuhe::mapping::spelling::Words;
use fuhe::number::Decimal;
use fuhe::text;
use fuhe::text::{Lang, Text, counted};

use self::counts::Counts;
use super::audit::finished;
use super::batch::{Done, Finished};
use super::console::Exit;
use super::paths::{Skipped, SkippedKind};
use super::places;

/// All that the summary tells of.
pub struct Summary<'a> {
    pub done: &'a [Done],
    pub skipped: &'a [Skipped],
    /// The workbook about all inputs.
    pub consolidated: Option<&'a str>,
    /// The JSON report's file.
    pub report: Option<&'a Path>,
    pub dry_run: bool,
    /// How the run ends.
    pub exit: Exit,
    /// List findings, notices and what was skipped.
    pub verbose: bool,
}

/// More outputs than this are told by their number.
pub const LISTED: usize = 8;

/// The summary's words.
pub fn words(summary: &Summary, lang: Lang) -> String {
    let mut out = String::new();
    let mut say = |text: &Text| {
        let _ = writeln!(out, "{}", text.in_lang(lang));
    };
    let mut total = Counts::default();
    let mut files = 0;
    for finished in finished(summary.done) {
        let counts = Counts::of(&finished.examination);
        say(&file_line(finished, &counts));
        if let Some(periods) = finished.examination.periods() {
            say(&then(text!("  注意：" / "  note: "), &periods));
        }
        if let Some(doubt) = finished.examination.doubt() {
            say(&then(
                text!("  请先核对方案：" / "  check the mapping first: "),
                &doubt,
            ));
        }
        for line in unread(finished) {
            say(&line);
        }
        if let Some(line) = finished.examination.taken_for_sums() {
            say(&then(text!("  请看一下：" / "  look: "), &line));
        }
        for line in finished.examination.not_audited() {
            say(&then(text!("  未核对：" / "  not compared: "), &line));
        }
        if summary.verbose {
            for line in details(finished) {
                say(&line);
            }
        }
        total.add(counts);
        files += 1;
    }
    for line in unsettled(summary) {
        say(&line);
    }
    for line in rosters(summary) {
        say(&line);
    }
    if let Some(told) = super::previous::told(summary.done) {
        say(&told.sentence());
    }
    // Where there was nothing else, they were told as the reason.
    if let Some(line) =
        strange(summary.skipped, summary.verbose).filter(|_| !summary.done.is_empty())
    {
        say(&line);
    }
    if summary.verbose {
        let others = summary.skipped.iter();
        for skipped in others.filter(|skipped| skipped.kind != SkippedKind::Strange) {
            let path = &skipped.path;
            say(&then(
                text!("跳过 {path}：" / "left out {path}: "),
                &skipped.reason,
            ));
        }
    }
    if files > 0 {
        say(&Text::default());
        for line in totals(&total, files, summary) {
            say(&line);
        }
        for line in written(summary) {
            say(&line);
        }
        say(&next(summary, &total));
    }
    out
}

/// Each mapping that is still a draft, once: its guesses judge people.
fn unsettled(summary: &Summary) -> Vec<Text> {
    let mappings = finished(summary.done).map(|finished| &finished.examination.mapping);
    let mut seen: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for mapping in mappings {
        let open = places::unsettled(&mapping.text).len();
        if open == 0 || seen.contains(&mapping.id.as_str()) {
            continue;
        }
        seen.push(&mapping.id);
        let id = &mapping.id;
        lines.push(text!(
            "方案 {id} 还是草稿：有 {open} 处「{SETTLE}」没有定下来，结果只能参考。"
                / "The mapping {id} is still a draft with {open} guesses to settle ({SETTLE}): take the results as a preview."
        ));
    }
    lines
}

/// Files that are no workbooks: a scorecard may have been sent as a letter or a picture.
fn strange(skipped: &[Skipped], verbose: bool) -> Option<Text> {
    let strange = skipped.iter();
    let strange = strange.filter(|skipped| skipped.kind == SkippedKind::Strange);
    let paths: Vec<&str> = strange.map(|skipped| skipped.path.as_str()).collect();
    let most = if verbose { usize::MAX } else { LISTED };
    let (listed, count) = (paths.get(..most).unwrap_or(&paths), paths.len());
    let (zh, en) = (listed.join("、"), listed.join(", "));
    let more = match count.saturating_sub(most) {
        0 => Text::default(),
        more => text!("，还有 {more} 个" / " and {more} more"),
    };
    let text = then(
        text!(
            "这些文件不是表格，没有复核：{zh}"
                / "These files are no workbooks and were not audited: {en}"
        ),
        &more,
    );
    let what_to_do = text!(
        "。里面有考核表的，请填成 Excel 表再复核。"
            / ". Scorecards in them must be put into a workbook."
    );
    (count > 0).then(|| then(text, &what_to_do))
}

/// Each roster once: who is on it, who is missing, and what is odd about it.
fn rosters(summary: &Summary) -> Vec<Text> {
    let all = || finished(summary.done);
    let mut seen: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for finished in all() {
        let Some(staff) = &finished.examination.extraction.roster else {
            continue;
        };
        if seen.contains(&staff.sha256.as_str()) {
            continue;
        }
        seen.push(&staff.sha256);
        let findings = all().flat_map(|finished| &finished.examination.findings);
        lines.push(staff.summary(findings, true));
        let notices = staff.notices.iter();
        let notices = notices.map(|notice| then(text!("  说明：" / "  note: "), notice));
        match (summary.verbose, staff.notices.len()) {
            (_, 0) => {}
            (true, _) => lines.extend(notices),
            (false, notes) => {
                let en = counted(notes, "note");
                lines.push(text!(
                    "  花名册有 {notes} 条说明，加 -v 列出"
                        / "  {en} about the roster; -v lists them"
                ));
            }
        }
    }
    lines
}

fn file_line(finished: &Finished, counts: &Counts) -> Text {
    let (path, people) = (&finished.path, counts.people);
    let mapping = &finished.examination.mapping;
    let (id, name) = (&mapping.id, &mapping.name);
    let findings = counts.findings();
    let en = counted(people, "person");
    let text = then(
        text!(
            "{path}（方案 {id}：{name}）：{people} 人，" / "{path} (mapping {id}: {name}): {en}, "
        ),
        &findings,
    );
    match counts.pay() {
        Some(pay) => then(then(text, &text!("；" / "; ")), &pay),
        None => text,
    }
}

/// A figure with its sign.
pub fn signed(value: Decimal) -> String {
    if value > Decimal::ZERO {
        format!("+{}", value.grouped())
    } else {
        value.grouped()
    }
}

/// Sheets without scorecards: one of them may have been meant.
fn unread(finished: &Finished) -> Vec<Text> {
    let examination = &finished.examination;
    let unread = examination.extraction.unread.iter();
    let sheets = unread.filter_map(|unread| examination.workbook.sheets.get(unread.sheet));
    let sheets = sheets.filter(|sheet| !sheet.is_damaged);
    let is_skipped = |name: &str| {
        let (name, mut skipped) = (Words::new(name), examination.mapping.skipped_sheets.iter());
        skipped.any(|spelling| spelling.matches_words(&name))
    };
    let names = sheets.map(|sheet| sheet.name.as_str());
    let (skipped, names): (Vec<&str>, Vec<&str>) = names.partition(|name| is_skipped(name));
    let skipped = (!skipped.is_empty()).then(|| {
        let (sheets, zh, en) = (skipped.len(), skipped.join("、"), skipped.join(", "));
        let sheets_en = counted(sheets, "sheet");
        text!(
            "  方案设定跳过的工作表 {sheets} 张，没有复核：{zh}"
                / "  {sheets_en} that the mapping skips, not audited: {en}"
        )
    });
    if names.is_empty() {
        return Vec::from_iter(skipped);
    }
    let (sheets, zh, en) = (names.len(), names.join("、"), names.join(", "));
    let sheets_en = counted(sheets, "sheet");
    let without = text!(
        "  未复核的工作表 {sheets} 张（没有考核表）：{zh}"
            / "  {sheets_en} without scorecards: {en}"
    );
    skipped.into_iter().chain([without]).collect()
}

/// Every finding with its cell, why sheets were not read, what was not read or kept.
fn details(finished: &Finished) -> Vec<Text> {
    let examination = &finished.examination;
    let sheet = |index: usize| {
        let sheet = examination.workbook.sheets.get(index);
        sheet.map_or("", |sheet| sheet.name.as_str())
    };
    let mut lines: Vec<Text> = examination
        .findings
        .iter()
        .map(|finding| finding_line(finding, examination, whose(finding, examination)))
        .map(|line| then(text!("  " / "  "), &line))
        .collect();
    for unread in &examination.extraction.unread {
        let name = sheet(unread.sheet);
        lines.push(then(
            text!("  未复核 {name}：" / "  not audited {name}: "),
            &unread.reason,
        ));
    }
    for notice in &finished.notices {
        lines.push(then(text!("  说明：" / "  note: "), notice));
    }
    lines
}

/// Whom a finding is about, where neither its sheet nor its sentence names the person.
fn whose<'a>(finding: &Finding, examination: &'a Examination) -> Option<&'a str> {
    let card = examination.extraction.cards.get(finding.card?)?;
    let called = card.employee.called();
    let is_named =
        finding.message.zh.contains(called) || place(finding, examination).contains(called);
    (!is_named).then_some(called)
}

/// `错误 A102 10月!G5 张三：…`
pub fn finding_line(finding: &Finding, examination: &Examination, whose: Option<&str>) -> Text {
    let label = finding.severity.label();
    let code = finding.code.to_string();
    let place = place(finding, examination);
    let where_and_whose = [code.as_str(), &place, whose.unwrap_or_default()];
    let known = where_and_whose.into_iter().filter(|word| !word.is_empty());
    let known = known.collect::<Vec<_>>().join(" ");
    let (zh, en) = (label.zh, label.en);
    let follows = if finding.root {
        Text::default()
    } else {
        text!("（连带）" / " (consequence)")
    };
    let start = then(text!("{zh} {known}" / "{en} {known}"), &follows);
    then(then(start, &text!("：" / ": ")), &finding.message)
}

/// `10月!G5`, or as much of it as is known.
fn place(finding: &Finding, examination: &Examination) -> String {
    let sheet = finding
        .sheet
        .and_then(|sheet| examination.workbook.sheets.get(sheet))
        .map(|sheet| sheet.name.as_str());
    match (sheet, finding.cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        (Some(sheet), None) => sheet.to_owned(),
        (None, _) => String::new(),
    }
}

fn totals(total: &Counts, files: usize, summary: &Summary) -> Vec<Text> {
    let mut lines = Vec::new();
    let people = total.people;
    let (ready, corrected, held) = (total.ready, total.corrected, total.held);
    let failed = summary.done.len().saturating_sub(files);
    let unfinished = match failed {
        0 => Text::default(),
        _ => text!(
            "（另有 {failed} 个文件没能复核，见上面的错误）"
                / " ({failed} more could not be audited, see the errors above)"
        ),
    };
    let (files_en, people_en) = (counted(files, "file"), counted(people, "person"));
    lines.push(then(
        text!("共复核 {files} 个文件、{people} 人" / "Audited: {files_en}, {people_en}"),
        &unfinished,
    ));
    lines.push(text!(
        "  可发 {ready} 人，已更正 {corrected} 人，待核 {held} 人"
            / "  {ready} ready, {corrected} corrected, {held} held"
    ));
    let all: Vec<&Examination> = finished(summary.done)
        .map(|finished| &finished.examination)
        .collect();
    if let Some(periods) = periods_among(&all) {
        lines.push(then(text!("  注意：" / "  note: "), &periods));
    }
    let findings = total.findings();
    let consequences = total.consequences;
    let follows = match consequences {
        0 => Text::default(),
        _ => {
            let en = counted(consequences, "consequence");
            text!("；另有连带差异 {consequences} 处，改好源头即消失" / "; with them will go {en}")
        }
    };
    lines.push(then(then(text!("  " / "  "), &findings), &follows));
    // A script sees the code, a person the counts: they must not seem to contradict each other.
    if let Some(why) = total.why_found().filter(|_| summary.exit == Exit::Found) {
        lines.push(then(text!("  " / "  "), &why));
    }
    if let Some((pay, money)) = total.pay().zip(total.money.as_ref()) {
        // Schemes that pay nothing hold people too.
        let left_out = match money.held {
            0 => Text::default(),
            _ if held == people => Text::default(),
            of_pay if of_pay == held => {
                text!("（不含待核的 {of_pay} 人）" / " ({of_pay} held left out)")
            }
            of_pay => text!(
                "（不含发绩效工资的方案里待核的 {of_pay} 人）"
                    / " ({of_pay} held of paying schemes left out)"
            ),
        };
        lines.push(then(then(text!("  " / "  "), &pay), &left_out));
    }
    lines
}

fn written(summary: &Summary) -> Vec<Text> {
    if summary.dry_run {
        return vec![text!(
            "没有写任何文件（--dry-run）。" / "Nothing was written (--dry-run)."
        )];
    }
    let outputs: Vec<&str> = finished(summary.done)
        .flat_map(|finished| finished.outputs.iter().map(String::as_str))
        .collect();
    let mut lines = Vec::new();
    if let Some((last, first)) = outputs.split_last() {
        lines.push(text!("结果：" / "Outputs:"));
        if outputs.len() <= LISTED {
            lines.extend(outputs.iter().map(|path| Text::same(format!("  {path}"))));
        } else {
            let (count, shown) = (outputs.len(), first.first().unwrap_or(last));
            lines.push(text!(
                "  {count} 个带标注的工作簿，如 {shown}"
                    / "  {count} annotated workbooks, such as {shown}"
            ));
        }
    }
    if let Some(path) = summary.consolidated {
        lines.push(text!(
            "  {path}（全部文件的绩效工资汇总）" / "  {path} (the payout of all files)"
        ));
    }
    if let Some(path) = summary.report.map(Path::display) {
        lines.push(text!("  {path}（JSON 报告）" / "  {path} (JSON report)"));
    }
    lines
}

/// What to do now.
fn next(summary: &Summary, total: &Counts) -> Text {
    let output = finished(summary.done).find_map(|finished| finished.outputs.first());
    let Some(output) = summary.consolidated.or(output.map(String::as_str)) else {
        let is_found = total.errors + total.warnings + total.held > 0;
        return match summary.dry_run {
            true if is_found && !summary.verbose => text!(
                "下一步：加 -v 逐条列出问题；或去掉 --dry-run 再运行一次，生成带标注的工作簿。"
                    / "Next: list the findings with -v, or run it again without --dry-run for the annotated workbooks."
            ),
            true => text!(
                "下一步：去掉 --dry-run 再运行一次，生成带标注的工作簿。"
                    / "Next: run it again without --dry-run for the annotated workbooks."
            ),
            false => text!(
                "没有写出结果，原因见上面的错误。"
                    / "Nothing was written; the errors above say why."
            ),
        };
    };
    if finished(summary.done).any(|finished| finished.examination.doubt().is_some()) {
        return text!(
            "下一步：先按上面「请先核对方案」核对方案，改好再复核一次；核对之前，不要按「绩效工资汇总」发放。"
                / "Next: check the mapping as told above and run it again; do not pay by 绩效工资汇总 before that."
        );
    }
    let name = Path::new(output).file_name();
    let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let failed = summary.done.len() - finished(summary.done).count();
    let start = match failed {
        0 => text!("下一步：打开 {name}，" / "Next: open {name}; "),
        _ => text!(
            "下一步：先按上面的错误处理没能复核的 {failed} 个文件，再复核一次；已复核的，打开 {name}，"
                / "Next: deal with what could not be audited ({failed}), as told above, and run it again; of the others, open {name}; "
        ),
    };
    let rest = if total.errors + total.warnings + total.held == 0 {
        match total.money {
            Some(_) => text!(
                "「绩效工资汇总」可以交财务发放。" / "the sheet 绩效工资汇总 can go to payroll."
            ),
            None => text!(
                "各人的得分在「绩效工资汇总」（这个方案不发绩效工资）。"
                    / "the sheet 绩效工资汇总 has everybody's score (the scheme pays nothing)."
            ),
        }
    } else if total.held + total.corrected == 0 {
        text!(
            "先看「复核概览」，再按「差异清单」逐条核对；没有要更正的分数和金额。"
                / "read 复核概览, then go through 差异清单; no score or pay has to be corrected."
        )
    } else if total.held > 0 {
        text!(
            "先看「复核概览」，再按「差异清单」逐条改原表；待核的人补齐数据后重新复核，再发放。"
                / "read 复核概览, then correct the source by 差异清单; held people need their data completed and another audit before they are paid."
        )
    } else {
        text!(
            "先看「复核概览」，再按「差异清单」逐条核对；「绩效工资汇总」里是更正后的结果。"
                / "read 复核概览, then go through 差异清单; 绩效工资汇总 has the corrected results."
        )
    };
    then(start, &rest)
}

/// Two texts without anything between.
fn then(first: Text, second: &Text) -> Text {
    Text {
        zh: first.zh + &second.zh,
        en: first.en + &second.en,
    }
}
