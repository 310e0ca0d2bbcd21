//! Files and sheets of the run that could not be read: whoever stands in them is in no sum, and must not be forgotten.

use super::super::cells::{Dress, Page, body, heading, text};
use super::super::people::Book;
use super::super::{Absence, Absent, Scene};
use super::COLUMNS;
use crate::markup::{Role, Tone};
use crate::text::Text;

/// Skipped files that are listed; failed ones are all.
const LISTED: usize = 20;

/// How many could not be read: files of the run, and sheets of its files.
pub(super) struct Missing {
    pub files: usize,
    pub sheets: usize,
}

impl Missing {
    pub fn of(scene: &Scene) -> Self {
        Missing {
            files: failed(scene).count(),
            sheets: scene.books.iter().map(|book| damaged(book)).sum(),
        }
    }

    pub fn is_none(&self) -> bool {
        self.files + self.sheets == 0
    }

    /// `1 个文件`, `2 张工作表`
    pub fn counted(&self) -> Text {
        let Missing { files, sheets } = self;
        let of_files = text!("{files} 个文件" / "{files} of the files");
        let of_sheets = text!("{sheets} 张工作表" / "{sheets} of the sheets");
        match (files, sheets) {
            (_, 0) => of_files,
            (0, _) => of_sheets,
            _ => {
                let (zh, en) = (of_sheets.zh, of_sheets.en);
                of_files.then(&text!("、{zh}" / "and {en}"))
            }
        }
    }
}

fn failed<'a>(scene: &'a Scene) -> impl Iterator<Item = &'a Absent> {
    let absent = scene.absent.iter();
    absent.filter(|absent| absent.kind == Absence::Failed)
}

/// Sheets that stand in a file and could not be read from it.
fn damaged(book: &Book) -> usize {
    let sheets = book.examination.workbook.sheets.iter();
    sheets.filter(|sheet| sheet.is_damaged).count()
}

/// Which files, and why: before anything is counted.
pub(super) fn write(scene: &Scene, page: &mut Page) {
    let skipped: Vec<&Absent> = (scene.absent.iter())
        .filter(|absent| absent.kind == Absence::Skipped)
        .collect();
    let failed: Vec<&Absent> = failed(scene).collect();
    let lists = [
        (
            text!(
                "没能复核的文件（里面的人不在本表）"
                    / "Files that could not be audited (nobody of them is in this workbook)"
            ),
            &failed[..],
            Some(Tone::Error),
        ),
        (
            text!(
                "跳过的文件（里面如有考核表，没有复核）"
                    / "Files that were left out (scorecards in them were not audited)"
            ),
            &skipped[..],
            None,
        ),
    ];
    for (title, files, tone) in lists {
        if files.is_empty() {
            continue;
        }
        page.gap(6);
        page.spanned(vec![(COLUMNS, text(Role::Subtitle, scene.say(title)))]);
        page.spanned(vec![
            (4, heading(scene.say(text!("文件" / "File")))),
            (8, heading(scene.say(text!("原因" / "Why")))),
        ]);
        let most = tone.map_or(LISTED, |_| usize::MAX);
        for file in files.iter().take(most) {
            let name = body(file.name.as_str()).wrapped();
            let name = match tone {
                Some(tone) => name.toned(tone),
                None => name,
            };
            let reason = body(scene.say(file.reason.clone())).wrapped();
            page.spanned(vec![(4, name), (8, reason)]);
        }
        let more = files.len().saturating_sub(most);
        if more > 0 {
            let words = text!("还有 {more} 个" / "{more} more");
            page.spanned(vec![(COLUMNS, text(Role::Small, scene.say(words)))]);
        }
    }
}
