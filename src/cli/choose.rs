//! Which mapping a workbook is audited by, and in plain words why there is none.

mod headers;

use std::path::Path;
use std::sync::Arc;

use fuhe::accept::Exceptions;
use fuhe::extract::{self, Choice, Chooser, Fit, Near, Staff};
use fuhe::mapping::Mapping;
use fuhe::mapping::library::Place;
use fuhe::mapping::spelling::Spelling;
use fuhe::rule::Role;
use fuhe::text;
use fuhe::text::{Lang, Text, bracketed};
use fuhe::workbook::Workbook;

use super::places::Candidates;

/// From more workbooks on it pays to make more ready.
const MANY: usize = 50;
/// How many mappings an error names, and how many of the items that each lacks.
const NAMED: usize = 3;
const LACKS: usize = 6;
/// How many spellings of a header an error names.
const SPELLINGS: usize = 4;

/// What the workbooks of a run choose from, made ready once.
pub struct Choosing<'a> {
    usable: Vec<(&'a Arc<Mapping>, &'a Place)>,
    /// Nothing where one mapping was asked for.
    chooser: Option<Chooser<'a>>,
}

impl<'a> Choosing<'a> {
    /// For so many workbooks.
    pub fn among(candidates: &'a Candidates, workbooks: usize) -> Self {
        let usable = candidates.usable();
        let chooser = match candidates {
            Candidates::One(..) => None,
            Candidates::Any(_) => Some(Chooser::new(&mappings(&usable))),
        };
        let chooser = match workbooks > MANY {
            true => chooser.map(Chooser::for_many),
            false => chooser,
        };
        Choosing { usable, chooser }
    }

    /// The mapping for a workbook.
    pub fn choose(
        &self,
        workbook: &Workbook,
        path: &Path,
    ) -> Result<(&'a Arc<Mapping>, &'a Place), Text> {
        let file = &on_command_line(path);
        let choice = match &self.chooser {
            Some(chooser) => chooser.choose(workbook),
            None => Choice::One(0),
        };
        let refused = |text: Text| {
            // A file that is not what its name says, sheets that could not be read: often the reason itself.
            let notices = workbook.notices.iter();
            notices.fold(text, |text, notice| {
                text.then(&text!("\n  说明：" / "\n  Note:").then(notice))
            })
        };
        let choice = match choice {
            Choice::One(index) => self
                .usable
                .get(index)
                .copied()
                .ok_or_else(|| none_fits(&[], &mappings(&self.usable), file)),
            Choice::None(fits) => {
                let mappings = mappings(&self.usable);
                let other = fits.first().and_then(|fit| Some((fit, fit.other_weights?)));
                if let Some((fit, counts)) = other {
                    return Err(refused(other_weights(fit, counts, &mappings, file)));
                }
                let is_strange = fits.iter().all(|fit| fit.found == 0);
                let is_roster = |mapping: &&Mapping| Staff::is_roster(workbook, mapping);
                let other = || {
                    headers_missing(workbook, &mappings)
                        .unwrap_or_else(|| none_fits(&fits, &mappings, file))
                };
                Err(match is_strange {
                    true if Exceptions::of(workbook).is_ok() => exceptions(file),
                    true if mappings.iter().any(is_roster) => roster(file),
                    _ => other(),
                })
            }
            Choice::Several(fits) => Err(several_fit(&fits, &mappings(&self.usable))),
        };
        choice.map_err(refused)
    }
}

fn mappings<'a>(usable: &[(&'a Arc<Mapping>, &Place)]) -> Vec<&'a Mapping> {
    usable.iter().map(|(mapping, _)| &***mapping).collect()
}

/// Why a mapping found nobody in a workbook.
pub fn nobody(workbook: &Workbook, mapping: &Mapping) -> Text {
    let id = &mapping.id;
    match extract::choose(workbook, &[mapping]) {
        Choice::None(fits) if fits.iter().all(|fit| fit.other_weights.is_none()) => text!(
            "按方案「{id}」没有找到任何人的考核表。不写 -m 时，会按表头自动选择方案。"
                / "by the mapping {id} there is nobody's scorecard in it. Without -m the mapping is chosen by the headers."
        )
        .then(
            &headers_missing(workbook, &[mapping])
                .or_else(|| headers::missing(workbook, mapping))
                .unwrap_or_else(|| nearest(&fits, &[mapping])),
        ),
        _ => text!(
            "表头符合方案「{id}」，但表头下面没有读到任何人的数据，没有找到任何人的考核表。请检查指标、序号、姓名这几列是否填了。"
                / "the headers are those of the mapping {id}, but nobody's figures were found below them. Check the columns of items, numbers and names."
        ),
    }
}

/// A path as it can be typed behind a command.
fn on_command_line(path: &Path) -> String {
    let shown = path.display().to_string();
    match shown.contains(char::is_whitespace) {
        true => format!("\"{shown}\""),
        false => shown,
    }
}

/// A list of accepted exceptions that lies among the scorecards.
fn exceptions(file: &str) -> Text {
    text!(
        "这是接受清单，不是考核表。要用它请加 --accept {file}；不用就把它移出这个文件夹。"
            / "this is a list of accepted exceptions, no scorecard. Add --accept {file} to use it, or move it out of the folder."
    )
}

/// A roster that lies among the scorecards.
fn roster(file: &str) -> Text {
    text!(
        "这像是花名册，不是考核表。请加 --roster {file} 用它核对人员和基数；不核对就把它移出这个文件夹。"
            / "this looks like the roster, not like scorecards. Add --roster {file} to compare people and bases with it, or move it out of the folder."
    )
}

/// The nearest scheme has the lines of the workbook, but most of them weigh something else there.
fn other_weights(fit: &Fit, counts: (usize, usize), mappings: &[&Mapping], file: &str) -> Text {
    let mapping = mappings[fit.mapping];
    let (called, id) = (called(mapping), &mapping.id);
    let (called, called_en) = (called.zh, called.en);
    let (found, of) = (fit.found, fit.of);
    let (among, among_en) = match counts {
        (1, _) => (String::new(), String::new()),
        (forms, strange) => (
            format!("（{forms} 份考核表里有 {strange} 份）"),
            format!(" ({strange} of {forms} scorecards)"),
        ),
    };
    text!(
        "没有一个方案适合这个工作簿。{called}的指标对得上（{of} 项里有 {found} 项），权重或满分却大多不同{among}，不能用它来更正。\n  怎么办：用 fuhe draft {file} 起草一个方案；确定就是这个方案，是表上写错了，就加 -m {id}。"
            / "no mapping fits this workbook. {called_en} has its items ({found} of {of}), but most of their weights or full marks are others{among_en}: it must not correct them.\n  What to do: fuhe draft {file} drafts a mapping; if it is this one and the sheets are wrong, add -m {id}."
    )
}

/// The schemes whose items are there under headers that they do not know, and how they spell them.
fn headers_missing(workbook: &Workbook, mappings: &[&Mapping]) -> Option<Text> {
    let near = mappings.iter();
    let near = near.filter_map(|mapping| Some((*mapping, extract::near(workbook, mapping)?)));
    let mut near: Vec<(&Mapping, Near)> = near.collect();
    near.sort_by_key(|(mapping, near)| (mapping.lines.len() - near.found, near.columns.len()));
    let (first, lacking) = near.first()?;
    let key = match lacking.columns.first() {
        Some(Some(role)) => role.key(),
        _ => "item",
    };
    let mut text = text!(
        "没有一个方案完全适合：指标认得出，表头有认不出的列。"
            / "no mapping fits quite: its items are known, the headers of some columns are not."
    );
    for (mapping, near) in near.iter().take(NAMED) {
        let (called, found, of) = (called(mapping), near.found, mapping.lines.len());
        let (called, called_en) = (called.zh, called.en);
        text = text.then(&text!(
            "\n  {called}：{of} 项指标里有 {found} 项在表上"
                / "\n  {called_en}: {found} of {of} items are there"
        ));
        for column in &near.columns {
            let name = mapping.column_name(*column);
            let spelled = Near::spelled(mapping, *column);
            let known = spelled.iter().map(Spelling::words).take(SPELLINGS);
            let known = known.collect::<Vec<_>>().join("、");
            let (zh, en) = (name.zh, name.en);
            text = text.then(&text!(
                "\n    没有认出「{zh}」一列，它的表头可以写：{known}"
                    / "\n    no column of {en}; its header may be: {known}"
            ));
            for (words, role) in taken(mapping, *column) {
                let other = mapping.column_name(Some(role));
                let (zh, en) = (other.zh, other.en);
                text = text.then(&text!(
                    "\n    「{words}」在这个方案里已经是「{zh}」的表头，一列不能当两列用"
                        / "\n    {words} is the header of {en} in this mapping already: one column cannot be two"
                ));
            }
        }
    }
    let id = &first.id;
    Some(text.then(&text!(
        "\n  怎么办：把表头改成认得的写法；不便改表的，用 fuhe mappings show {id} 看全部写法，并在自己的方案文件的 [columns] 里给 {key} 加上表上的写法。"
            / "\n  What to do: use one of these headers; or see all of them with fuhe mappings show {id} and add yours to {key} under [columns] in a mapping of your own."
    )))
}

/// The headers of a column that are those of another one as well, which takes it.
fn taken(mapping: &Mapping, column: Option<Role>) -> Vec<(String, Role)> {
    let own = Near::spelled(mapping, column).iter().map(Spelling::words);
    let taken = own.filter_map(|words| {
        let mut others = mapping.columns.iter();
        let has = |spelled: &[Spelling]| spelled.iter().any(|one| one.words() == words);
        let (role, _) = others.find(|(role, spelled)| Some(**role) != column && has(spelled))?;
        Some((words, *role))
    });
    taken.collect()
}

fn none_fits(fits: &[Fit], mappings: &[&Mapping], file: &str) -> Text {
    if mappings.is_empty() {
        return text!(
            "没有可用的方案。请把方案文件（.toml）放进 mappings 文件夹，或用 -m 指定。"
                / "there is no usable mapping. Put mapping files (.toml) into a folder named mappings, or name one with -m."
        );
    }
    let start = text!("没有一个方案适合这个工作簿。" / "no mapping fits this workbook.");
    let Some(first) = fits.iter().find(|fit| fit.found > 0) else {
        return start.then(&text!(
            "现有方案的指标，表里一个都没有找到。请确认这是绩效考核表；如果是，用 fuhe draft {file} 起草一个方案，改好再用。"
                / "None of their items was found. Make sure it is a scorecard; if so, fuhe draft {file} drafts a mapping for it."
        ));
    };
    let id = &mappings[first.mapping].id;
    start.then(&nearest(fits, mappings)).then(&text!(
        "\n  怎么办：用 fuhe mappings show {id} 看这个方案要哪些表头，改好后重试；确定就是它，可加 -m {id}；都不是，用 fuhe draft {file} 起草一个方案。"
            / "\n  What to do: fuhe mappings show {id} tells which headers it needs; if it is the right one, add -m {id}; if none is, fuhe draft {file} drafts one."
    ))
}

/// The mappings that come nearest, and what each lacks.
fn nearest(fits: &[Fit], mappings: &[&Mapping]) -> Text {
    let near = fits.iter().filter(|fit| fit.found > 0).take(NAMED);
    let lines = near.map(|fit| {
        let called = called(mappings[fit.mapping]);
        let (called, called_en) = (called.zh, called.en);
        let (found, of) = (fit.found, fit.of);
        let lacks = lacking(&fit.lacks);
        let (zh, en) = (lacks.zh, lacks.en);
        text!(
            "\n  {called}：{of} 项里找到 {found} 项{zh}"
                / "\n  {called_en}: {found} of {of} items found{en}"
        )
    });
    lines.fold(Text::default(), |all, line| Text {
        zh: all.zh + &line.zh,
        en: all.en + &line.en,
    })
}

fn lacking(items: &[String]) -> Text {
    if items.is_empty() {
        return Text::default();
    }
    let named = items.iter().take(LACKS).map(String::as_str);
    let named = named.collect::<Vec<_>>().join("、");
    match items.len().saturating_sub(LACKS) {
        0 => text!("，缺 {named}" / ", lacking {named}"),
        more => text!("，缺 {named}，还有 {more} 项" / ", lacking {named} and {more} more"),
    }
}

fn several_fit(fits: &[Fit], mappings: &[&Mapping]) -> Text {
    let names: Vec<Text> = (fits.iter())
        .map(|fit| called(mappings[fit.mapping]))
        .collect();
    let joined = |lang: Lang, with: &str| {
        let names: Vec<&str> = names.iter().map(|name| name.in_lang(lang)).collect();
        names.join(with)
    };
    let (zh, en) = (joined(Lang::Zh, "、"), joined(Lang::En, ", "));
    let id = fits
        .first()
        .map_or("", |fit| mappings[fit.mapping].id.as_str());
    text!(
        "有几个方案同样适合：{zh}。请用 -m 指定一个，例如 -m {id}。"
            / "several mappings fit equally well: {en}. Name one with -m, such as -m {id}."
    )
}

fn called(mapping: &Mapping) -> Text {
    bracketed(&mapping.id, &mapping.name)
}
