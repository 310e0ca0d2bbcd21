//! `--accept` and `--write-accept`: the list of known deviations, what became of its entries, and a draft of one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fuhe::accept::{Entry, Exceptions, Fate};
use fuhe::finding::Severity;
use fuhe::report::{Audited, exceptions};
use fuhe::text;
use fuhe::text::{Lang, Text};
use fuhe::write;

use super::args::Audit;
use super::audit::finished;
use super::batch::{Done, Finished};
use super::console::{Console, Problem};
use super::open::Opening;
use super::outputs::{self, Replace, Wanted};
use super::paths::{Collected, Input};

/// A list that was read.
pub struct List {
    pub exceptions: Exceptions,
    /// Its path, for people.
    pub shown: String,
    name: String,
    sha256: String,
}

/// A list that lies in an audited folder is no scorecard.
pub fn leave_out(list: Option<&Path>, found: &mut Collected) {
    if let Some(real) = list.and_then(|path| fs::canonicalize(path).ok()) {
        let reason = text!(
            "这是接受清单，不作为考核表复核"
                / "this is the table of accepted exceptions, which is not audited"
        );
        found.leave_out(&reason, |input| input.real == real);
    }
}

impl List {
    /// Reads the list from any workbook or csv.
    pub fn read(path: &Path, opening: &Opening) -> Result<Self, Problem> {
        let shown = path.display().to_string();
        let failed = |text| Problem::new(shown.as_str(), text);
        let input = Input {
            path: path.to_owned(),
            real: path.to_owned(),
        };
        let opened = opening.open(&input).map_err(|not| failed(not.text))?;
        let workbook = opening.workbook(&opened.source).map_err(failed)?;
        let exceptions = Exceptions::of(&workbook).map_err(|none| failed(none.text()))?;
        Ok(List {
            exceptions,
            name: opened.source.name.clone(),
            sha256: opened.sha256,
            shown,
        })
    }

    /// Puts into a file's own facts which list was used and which of its entries; where the file stands alone, also
    /// which were not.
    pub fn tell(&self, one_of_several: bool, lang: Lang, finished: &mut Finished) {
        finished.facts.accepted = Some((self.name.clone(), self.sha256.clone()));
        let parameters = &mut finished.facts.parameters;
        parameters.push((text!("接受清单" / "Accepted exceptions"), self.name.clone()));
        parameters.push((
            text!("接受清单 SHA-256" / "Accepted exceptions SHA-256"),
            self.sha256.clone(),
        ));
        for (entry, fates) in self.exceptions.entries.iter().zip(&finished.fates) {
            let Some(Fate::Used(count)) = fates.last() else {
                continue;
            };
            let (row, what, reason) = (entry.row, entry.what(), &entry.reason);
            let until = entry.until.map_or_else(Text::default, |until| {
                text!("；有效期至 {until}" / "; valid until {until}")
            });
            let en = text::counted(*count, "finding");
            let words =
                text!("{what}（{count} 处）：{reason}" / "{what} ({en}): {reason}").then(&until);
            let label = text!("已接受（清单第 {row} 行）" / "Accepted (row {row})");
            parameters.push((label, words.in_lang(lang).to_owned()));
        }
        if !one_of_several {
            let mut all = vec![BTreeMap::new(); self.exceptions.entries.len()];
            gather(&mut all, finished);
            finished.facts.unused_exceptions = self.words(&all);
        }
    }

    /// Which rows had no effect in the whole batch, and why.
    pub fn unused(&self, done: &[Done]) -> Vec<Text> {
        let mut all = vec![BTreeMap::new(); self.exceptions.entries.len()];
        finished(done).for_each(|finished| gather(&mut all, finished));
        self.words(&all)
    }

    fn words(&self, all: &[BTreeMap<Fate, ()>]) -> Vec<Text> {
        let mut words = Vec::new();
        let missing = self.exceptions.faults.iter();
        let missing = missing.filter(|fault| fault.why.is_none());
        let missing = runs(missing.map(|fault| fault.row));
        if !missing.is_empty() {
            let (zh, en) = (missing.join("、"), missing.join(", "));
            words.push(text!(
                "第 {zh} 行没有写原因，没有接受。要接受请写明原因，不接受请删去这些行。"
                    / "Rows {en} give no reason and were not accepted. Give one, or delete the rows."
            ));
        }
        for fault in &self.exceptions.faults {
            if let Some(why) = &fault.why {
                let (row, zh, en) = (fault.row, &why.zh, &why.en);
                words.push(text!(
                    "第 {row} 行：{zh}，没有接受。" / "Row {row}: {en}; it was not accepted."
                ));
            }
        }
        for (entry, fates) in self.exceptions.entries.iter().zip(all) {
            words.extend(unused(entry, fates));
        }
        words
    }
}

fn gather(all: &mut [BTreeMap<Fate, ()>], finished: &Finished) {
    for (all, own) in all.iter_mut().zip(&finished.fates) {
        all.extend(own.iter().map(|fate| (fate.clone(), ())));
    }
}

/// Row numbers as people read them out: `2–4`, `7`.
fn runs(rows: impl Iterator<Item = u32>) -> Vec<String> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => runs.push((row, row)),
        }
    }
    let runs = runs.into_iter();
    runs.map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    })
    .collect()
}

/// Why an entry had no effect anywhere. One that was used is done, even if elsewhere it has run out.
fn unused(entry: &Entry, fates: &BTreeMap<Fate, ()>) -> Vec<Text> {
    let (row, what) = (entry.row, entry.what());
    let refused: Vec<Text> = fates
        .keys()
        .filter_map(|fate| match fate {
            Fate::Refused(why) => {
                let (zh, en) = (&why.zh, &why.en);
                Some(text!(
                    "第 {row} 行（{what}）：{zh}。" / "Row {row} ({what}): {en}."
                ))
            }
            _ => None,
        })
        .collect();
    if !refused.is_empty() {
        return refused;
    }
    let until = entry
        .until
        .map(|until| until.to_string())
        .unwrap_or_default();
    let words = match fates.keys().next_back() {
        Some(Fate::Used(_) | Fate::Refused(_)) => return Vec::new(),
        Some(Fate::Expired) => text!(
            "第 {row} 行（{what}）：有效期只到 {until}，已过期，差异照算。仍要接受请改有效期。"
                / "Row {row} ({what}): it ended with {until}, so the finding stands. Change its end to accept it again."
        ),
        Some(Fate::Undated) => text!(
            "第 {row} 行（{what}）：写了有效期，但表上没有考核期，没法比较，差异照算。请在表上写明考核期，或加 --period。"
                / "Row {row} ({what}): it has an end, but the sheet names no period to compare it with, so the finding stands. Write the period on the sheet, or add --period."
        ),
        Some(Fate::Ambiguous) => text!(
            "第 {row} 行（{what}）：有几个人同名，分不清是谁，差异照算。请填工号。"
                / "Row {row} ({what}): several people bear this name, so the finding stands. Give the employee's id."
        ),
        Some(Fate::Nothing) if entry.id.is_none() && entry.name.is_none() => text!(
            "第 {row} 行（{what}）：工号和姓名都没有填，只对整张表的问题有效，这次没有这样的问题，差异照算。要接受某个人的差异，请补上工号或姓名；不要了可以删去。"
                / "Row {row} ({what}): it names no id and no name, so it is about the sheet as a whole, which has no such finding. Name the person to accept a difference of his, or delete the row."
        ),
        Some(Fate::Nothing) => text!(
            "第 {row} 行（{what}）：这次没有这样的差异，清单里的这一行可以删去。"
                / "Row {row} ({what}): there is no such finding any more; the row can be deleted."
        ),
        Some(Fate::Nobody) | None => text!(
            "第 {row} 行（{what}）：没有找到这个人，请核对工号和姓名。"
                / "Row {row} ({what}): nobody of that id or name was found; check both."
        ),
    };
    vec![words]
}

/// Whether a list of that name is a csv, not a workbook.
pub fn is_csv(path: &Path) -> Result<bool, Text> {
    let extension = path.extension().map(|one| one.to_ascii_lowercase());
    match extension.as_ref().and_then(|one| one.to_str()) {
        Some("xlsx") => Ok(false),
        Some("csv") => Ok(true),
        _ => Err(text!(
            "接受清单只能写成 .xlsx 或 .csv，请改文件名。"
                / "the list is written as .xlsx or .csv; change the name."
        )),
    }
}

/// Where a list to be filled in is written. Somebody may have written reasons into an earlier one: it is never replaced
/// unasked.
pub fn wanted(path: &Path, force: bool) -> Wanted<'_> {
    Wanted {
        path,
        option: "--write-accept",
        replace: if force {
            Replace::Forced
        } else {
            Replace::Never
        },
    }
}

/// Writes a list to be filled in, from all findings that can be accepted and are not.
pub fn draft(
    path: &Path,
    done: &[Done],
    args: &Audit,
    protected: &[Input],
    console: &mut Console,
) -> Result<(), Problem> {
    let shown = path.display().to_string();
    let failed = |text: Text| Problem::new(shown.as_str(), text);
    let is_csv = is_csv(path).map_err(failed)?;
    let audited: Vec<Audited> = finished(done).map(Finished::audited).collect();
    let draft = exceptions::draft(&audited, console.lang);
    let password = finished(done).find_map(|finished| finished.password.as_ref());
    let bytes = match is_csv {
        true => exceptions::csv(&draft.sheet).into_bytes(),
        false => write::reports_only(std::slice::from_ref(&draft.sheet))
            .map_err(|error| failed(error.text()))?,
    };
    let bytes = match is_csv {
        true => bytes,
        false => outputs::locked(bytes, password).map_err(failed)?,
    };
    outputs::write(wanted(path, args.force), &bytes, protected).map_err(failed)?;
    if is_csv && password.is_some() {
        let text = text!(
            "csv 不能加密，里面却有加密文件里的分数。请妥善保管，或写成 .xlsx。"
                / "a csv cannot be locked, yet holds scores of locked files. Keep it safe, or write an .xlsx."
        );
        console.warn(Severity::Warning, &failed(text));
    }
    if args.quiet || args.format == super::args::Format::Json {
        return Ok(());
    }
    let (rows, left_out) = (draft.rows, draft.left_out);
    let rows_en = text::counted(rows, "row");
    let mut text = text!(
        "接受清单草稿：{shown}，{rows} 行。只给确实要接受的行填上原因，其余的删去，再用 --accept 复核。"
            / "Draft of accepted exceptions: {shown}, {rows_en}. Give reasons to those that are accepted, delete the others, then audit with --accept."
    );
    if left_out > 0 {
        text = text.then(&text!(
            "另有 {left_out} 处不能接受，只能更正原表或方案，没有写入。"
                / "{left_out} more cannot be accepted, only corrected, and were left out."
        ));
    }
    console.say(&text);
    Ok(())
}
