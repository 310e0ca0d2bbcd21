//! Source, Workbook, Markup -> bytes.
//!
//! | source | way |
//! |---|---|
//! | xlsx, xlsm | [`patch`]: the package is spliced, nothing but the marks changes |
//! | every other format, and packages that cannot be patched | [`rebuild`]: cells, looks and sizes are written anew |
//!
//! Behind the source's own sheets come the [`report_sheets`], written straight into the package, whichever way it came
//! about. The same inputs give the same bytes: no clock, no random order.

mod added_columns;
mod body;
mod finish;
mod looks;
mod losses;
mod merger;
mod names;
mod notes;
mod pack;
pub mod patch;
mod portable;
mod rebuild;
mod rebuilt;
mod report_cells;
mod report_sheets;
mod styles;
mod texts;
mod untyped;

use body::Body;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

use crate::markup::{Markup, ReportSheet};
use crate::text::Text;
use crate::workbook::{Format, Source, Workbook};

/// A finished workbook.
#[derive(Debug, Clone)]
pub struct Written {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What its name ends with: `xlsx` or `xlsm`.
    pub extension: &'static str,
    /// What the reader of the copy must be told, one sentence each.
    pub notices: Vec<Text>,
    /// What the copy lacks compared with the source, at most one of a kind.
    pub losses: Vec<Loss>,
}

/// Something of the source that its copy has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Its kind.
    pub kind: LossKind,
    /// What is lost, in words.
    pub text: Text,
}

/// What a copy may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossKind {
    /// The copy was written anew from the cells: what is not in cells is not in it.
    Rebuilt,
    /// The source's digital signatures.
    Signature,
}

/// What a copy of this source will lack, as far as it can be told beforehand: nearly always all of it.
pub fn losses(source: &Source, workbook: &Workbook) -> Vec<Loss> {
    match workbook.format {
        Format::Xlsx | Format::Xlsm if patch::is_signed(source) => vec![Loss {
            kind: LossKind::Signature,
            text: patch::signature_lost(),
        }],
        Format::Xlsx | Format::Xlsm => Vec::new(),
        format => rebuild_loss(&losses::Losses::default().notices(format)),
    }
}

fn rebuild_loss(told: &[Text]) -> Vec<Loss> {
    let Some((first, rest)) = told.split_first() else {
        return Vec::new();
    };
    let all = rest.iter().fold(first.clone(), |all, one| Text {
        zh: format!("{}；{}", all.zh, one.zh),
        en: format!("{}; {}", all.en, one.en),
    });
    let text = Text {
        zh: all.zh + "。",
        en: all.en + ".",
    };
    let kind = LossKind::Rebuilt;
    vec![Loss { kind, text }]
}

/// Why no workbook came about.
#[derive(Debug)]
pub enum WriteError {
    /// The markup asks for what a workbook cannot hold.
    Refused(XlsxError),
    /// The package could not be put together.
    Package(String),
}

impl WriteError {
    /// The sentence for a person.
    pub fn text(&self) -> Text {
        match self {
            WriteError::Refused(XlsxError::RowColumnLimitError) => text!(
                "内容超出 Excel 的行列上限（1,048,576 行 × 16,384 列），无法写出"
                    / "the content exceeds Excel's limit of 1,048,576 rows by 16,384 columns"
            ),
            WriteError::Refused(cause) => {
                text!("无法写出工作簿：{cause}" / "the workbook cannot be written: {cause}")
            }
            WriteError::Package(cause) => {
                text!("无法打包工作簿：{cause}" / "the workbook cannot be packed: {cause}")
            }
        }
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for WriteError {}

impl From<XlsxError> for WriteError {
    fn from(cause: XlsxError) -> Self {
        WriteError::Refused(cause)
    }
}

/// The source with its marks, and the report sheets behind it.
///
/// # Errors
/// [`WriteError`] where no workbook can hold what is asked for.
pub fn write(source: &Source, workbook: &Workbook, markup: &Markup) -> Result<Written, WriteError> {
    let extension = match workbook.format {
        Format::Xlsx => "xlsx",
        Format::Xlsm => "xlsm",
        _ => return rebuild::rebuild(workbook, markup),
    };
    within_limits(&markup.reports)?;
    match patch::patch(source, workbook, markup) {
        Ok(patched) => {
            let kind = LossKind::Signature;
            let unsigned = patched.unsigned.map(|text| Loss { kind, text });
            Ok(Written {
                bytes: patched.bytes,
                extension,
                notices: patched.notices,
                losses: unsigned.into_iter().collect(),
            })
        }
        Err(why) => {
            let mut written = rebuild::rebuild(workbook, markup)?;
            let why = why.text();
            let (zh, en) = (why.zh, why.en);
            let why = text!(
                "原文件无法原样标注（{zh}），已按读到的内容重建一份副本；图片、图表、下拉列表、条件格式等以原文件为准"
                    / "the source cannot be marked as it is ({en}); a copy was rebuilt from what was read: for pictures, charts, drop-downs and conditional formats see the source"
            );
            written.notices.insert(0, why);
            written.losses = rebuild_loss(&written.notices);
            Ok(written)
        }
    }
}

/// The source without the marks of an earlier run; `None` where it bears none. Figures that fuhe corrected, or a person
/// did, stay corrected.
pub fn unmarked(source: &Source) -> Option<Source> {
    let clean = patch::unmarked(source).ok().flatten()?;
    Some(Source {
        name: source.name.clone(),
        bytes: clean.bytes.into(),
    })
}

/// Whether a sheet has room for all rows.
fn within_limits(reports: &[ReportSheet]) -> Result<(), WriteError> {
    let most = report_cells::ROWS as usize;
    match reports.iter().all(|report| report.height() <= most) {
        true => Ok(()),
        false => Err(XlsxError::RowColumnLimitError.into()),
    }
}

/// Empty sheets that stand for reports until [`Filling`] fills them.
fn reserve(
    book: &mut rust_xlsxwriter::Workbook,
    names: &names::SheetNames,
    reports: &[ReportSheet],
) -> Result<(), WriteError> {
    within_limits(reports)?;
    for index in 0..reports.len() {
        book.add_worksheet().set_name(names.report(index))?;
    }
    Ok(())
}

/// A workbook of report sheets alone.
///
/// # Errors
/// [`WriteError`] where no workbook can hold what is asked for.
pub fn reports_only(reports: &[ReportSheet]) -> Result<Vec<u8>, WriteError> {
    let mut book = new_book(&styles::report_default())?;
    let names = names::SheetNames::beside(&[], reports);
    reserve(&mut book, &names, reports)?;
    if let Ok(first) = book.worksheet_from_index(0) {
        first.set_active(true);
    }
    let bytes = finish::finish(book, Vec::new())?;
    let filling = Filling {
        bodies: Vec::new(),
        first: 0,
        reports,
        names: &names,
        plain: true,
    };
    Ok(filling.fill(bytes)?.0)
}

/// Sheets of a finished workbook that lack most of their rows, or all that they are.
struct Filling<'a> {
    /// Rows of the source's sheets, by the sheets' places in the workbook.
    bodies: Vec<(usize, Body<'a>)>,
    /// The place of the first report sheet.
    first: usize,
    /// The report sheets.
    reports: &'a [ReportSheet<'a>],
    /// What the sheets are called.
    names: &'a names::SheetNames,
    /// The workbook's default font is that of plain text on report sheets.
    plain: bool,
}

impl Filling<'_> {
    /// The workbook with its rows and report sheets, and what they lack.
    fn fill(&self, bytes: Vec<u8>) -> Result<(Vec<u8>, Vec<Text>), WriteError> {
        if self.bodies.is_empty() && self.reports.is_empty() {
            return Ok((bytes, Vec::new()));
        }
        patch::fill(bytes, self).map_err(|why| WriteError::Package(why.to_string()))
    }
}

/// An empty book whose unformatted cells look like `default`, and that knows no clock.
fn new_book(default: &rust_xlsxwriter::Format) -> Result<rust_xlsxwriter::Workbook, WriteError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_default_format(default, DEFAULT_ROW_PIXELS, DEFAULT_COLUMN_PIXELS)?;
    book.set_properties(
        &DocProperties::new()
            .set_author(AUTHOR)
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    Ok(book)
}

/// Who wrote the notes and the report sheets.
const AUTHOR: &str = "fuhe 复核";
/// 16.5 points: a line of 微软雅黑 10.
const DEFAULT_ROW_PIXELS: u32 = 22;
/// Excel's own; it stands for digits 7 pixels wide.
const DEFAULT_COLUMN_PIXELS: u32 = 64;
