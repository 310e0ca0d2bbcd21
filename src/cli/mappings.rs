//! `fuhe mappings`: the schemes in reach, one in plain words, the faults of a file, the format's JSON Schema.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fuhe::draft::SETTLE;
use fuhe::finding::Severity;
use fuhe::mapping::library::Entry;
use fuhe::mapping::{LayoutKind, raw};
use fuhe::text;
use fuhe::text::{Text, counted};

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
            "{shown} 第 {line} 行：{label_zh}：{zh}" / "{shown}:{line}: {label_en}: {en}"
        ));
    }
    let name = entry
        .checked
        .mapping
        .as_ref()
        .map_or("", |mapping| mapping.name.as_str());
    let text = entry.checked.mapping.as_ref().map(|mapping| &mapping.text);
    let open = text.map(|text| places::unsettled(text)).unwrap_or_default();
    let (errors_en, warnings_en) = (counted(errors, "error"), counted(warnings, "warning"));
    console.say(&match (errors, warnings) {
        (0, 0) if !open.is_empty() => {
            text!("{shown}：写法没有问题（{name}）" / "{shown}: no faults ({name})")
        }
        (0, 0) => text!("{shown}：没有问题（{name}）" / "{shown}: no faults ({name})"),
        (0, _) => {
            text!("{shown}：可以使用，有 {warnings} 处警告" / "{shown}: usable, {warnings_en}")
        }
        _ => text!(
            "{shown}：有 {errors} 处错误、{warnings} 处警告，不能使用"
                / "{shown}: {errors_en}, {warnings_en}: not usable"
        ),
    });
    if !open.is_empty() {
        let (number, lines) = (open.len(), open.iter().map(usize::to_string));
        let lines: Vec<String> = lines.collect();
        let (zh, en) = (lines.join("、"), lines.join(", "));
        console.say(&text!(
            "{shown}：还有 {number} 处「{SETTLE}」（第 {zh} 行），请定下来，再删去这几个字"
                / "{shown}: still marked {SETTLE}: {number} (lines {en}); settle them, then delete the word"
        ));
    }
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
            for text in mapping.told() {
                console.say(&text);
            }
            let from = entry.place.text();
            let (zh, en) = (from.zh, from.en);
            console.say(&text!("\n来源：{zh}" / "\nFrom {en}"));
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
