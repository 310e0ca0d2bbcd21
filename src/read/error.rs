//! Why a file could not be read, in the words of somebody who only wanted to open it.

use std::fmt;

use crate::text::{Lang, Text};

/// A file that gives no workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub kind: ReadErrorKind,
    /// The technical reason, for whoever can use it; empty where the kind says all.
    pub detail: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// It holds nothing.
    Empty,
    /// It asks for a password to be opened.
    PasswordProtected,
    /// It breaks off or contradicts itself.
    Broken,
    /// It is something else than a spreadsheet.
    Foreign(Foreign),
    /// It would take more memory than [`super::Limits`] allows.
    TooLarge,
    /// A workbook that no reader here knows.
    Unsupported(Unsupported),
}

/// What a file is that is no workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum Foreign {
    Html,
    Mhtml,
    /// "XML Spreadsheet 2003".
    Xml2003,
    /// A spreadsheet as one flat OpenDocument XML file (`.fods`).
    FlatOds,
    Xml,
    Pdf,
    Word,
    PowerPoint,
    /// An OpenDocument file that is no spreadsheet.
    OpenDocument,
    /// Apple Numbers, Pages or Keynote.
    Apple,
    Outlook,
    Image,
    Rtf,
    Zip,
    Rar,
    SevenZip,
    Gzip,
    Database,
    /// Bytes of no kind known here.
    Unknown,
}

/// A workbook that no reader here knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// Excel 2.0 to 4.0, before workbooks had sheets.
    ExcelBefore95,
    /// It holds charts or macros, but no sheet of cells.
    NoWorksheet,
}

impl ReadError {
    pub(crate) fn new(kind: ReadErrorKind) -> Self {
        ReadError {
            kind,
            detail: String::new(),
        }
    }

    pub(crate) fn broken(detail: impl Into<String>) -> Self {
        ReadError {
            kind: ReadErrorKind::Broken,
            detail: detail.into(),
        }
    }

    /// What is wrong and what to do, in both languages.
    pub fn text(&self) -> Text {
        let text = match self.kind {
            ReadErrorKind::Empty => text!(
                "文件是空的，里面没有任何内容，可能是导出或下载时中断了。请重新导出或下载，再试一次。"
                    / "The file is empty; perhaps an export or download was interrupted. Export or download it again."
            ),
            ReadErrorKind::PasswordProtected => text!(
                "文件有打开密码，无法读取。请在 Excel/WPS 中打开它，取消密码（文件→信息→保护工作簿→用密码进行加密，清空密码），另存为 .xlsx 后再试。"
                    / "The file asks for a password to open. Open it in Excel or WPS, remove the password (File > Info > Protect Workbook > Encrypt with Password, leave it blank) and save it as .xlsx."
            ),
            ReadErrorKind::Broken => text!(
                "文件已损坏或不完整，可能没有下载完，或在传输时被截断。请重新获取文件；若 Excel/WPS 还能打开它，请另存为 .xlsx 后再试。"
                    / "The file is damaged or incomplete; perhaps a download broke off. Get it again; if Excel or WPS still opens it, save it as .xlsx and try that."
            ),
            ReadErrorKind::TooLarge => text!(
                "文件解开后过大，超出了安全上限，已停止读取。请只保留需要核对的工作表，删除多余的空白行列和格式，另存为 .xlsx 后再试。"
                    / "The file unpacks to more than the safe limit, so reading stopped. Keep only the sheets to be audited, delete spare rows, columns and formats, and save it as .xlsx."
            ),
            ReadErrorKind::Unsupported(what) => what.text(),
            ReadErrorKind::Foreign(what) => what.text(),
        };
        if self.detail.is_empty() {
            return text;
        }
        let detail = &self.detail;
        text.then(&text!("（技术信息：{detail}）" / "({detail})"))
    }
}

impl Unsupported {
    fn text(self) -> Text {
        match self {
            Unsupported::ExcelBefore95 => text!(
                "这是 Excel 4.0 或更早版本的文件，格式过旧，无法读取。请用 Excel/WPS 打开它，另存为 .xlsx 后再试。"
                    / "This file is of Excel 4.0 or older, which is not supported. Open it in Excel or WPS and save it as .xlsx."
            ),
            Unsupported::NoWorksheet => text!(
                "工作簿里没有普通工作表（只有图表或宏表），没有可核对的单元格。请确认选对了文件。"
                    / "The workbook holds no worksheet, only charts or macros. Make sure it is the right file."
            ),
        }
    }
}

impl Foreign {
    /// What the file is, in a few words.
    pub fn name(self) -> Text {
        match self {
            Foreign::Html => text!("网页表格（HTML）" / "a web page (HTML)"),
            Foreign::Mhtml => text!("单个文件网页（MHT）" / "a web archive (MHTML)"),
            Foreign::Xml2003 => text!("XML 表格 2003" / "an XML Spreadsheet 2003 file"),
            Foreign::FlatOds => {
                text!(
                    "单文件 OpenDocument 表格（.fods）" / "a flat OpenDocument spreadsheet (.fods)"
                )
            }
            Foreign::Xml => text!("XML 数据文件" / "an XML file"),
            Foreign::Pdf => text!("PDF 文档" / "a PDF document"),
            Foreign::Word => text!("Word 文档" / "a Word document"),
            Foreign::PowerPoint => text!("PowerPoint 演示文稿" / "a PowerPoint presentation"),
            Foreign::OpenDocument => {
                text!("OpenDocument 文字或演示文档" / "an OpenDocument text or presentation")
            }
            Foreign::Apple => {
                text!("苹果 Numbers/Pages/Keynote 文件" / "an Apple Numbers, Pages or Keynote file")
            }
            Foreign::Outlook => text!("Outlook 邮件" / "an Outlook message"),
            Foreign::Image => text!("图片" / "a picture"),
            Foreign::Rtf => text!("RTF 文档" / "an RTF document"),
            Foreign::Zip => text!("压缩包（zip）" / "a zip archive"),
            Foreign::Rar => text!("压缩包（rar）" / "a rar archive"),
            Foreign::SevenZip => text!("压缩包（7z）" / "a 7z archive"),
            Foreign::Gzip => text!("压缩包（gz）" / "a gzip archive"),
            Foreign::Database => text!("数据库文件" / "a database"),
            Foreign::Unknown => text!("无法识别的文件" / "a file of unknown kind"),
        }
    }

    fn text(self) -> Text {
        let Text { zh, en } = self.name();
        match self {
            // Excel opens these after a warning, so the way out is its own "save as".
            Foreign::Html | Foreign::Mhtml | Foreign::Xml2003 | Foreign::FlatOds => text!(
                "这个文件其实是“{zh}”，不是真正的 Excel 工作簿，只是名字像（很多系统导出的“xls”都是这样）。请用 Excel/WPS 打开它（提示格式不符时选“是”），再“另存为”→“Excel 工作簿（.xlsx）”，用新文件重试。"
                    / "This file is {en}, not an Excel workbook, whatever its name says (many systems export such an \"xls\"). Open it in Excel or WPS (say yes to the warning), choose Save As > Excel Workbook (.xlsx) and try the new file."
            ),
            Foreign::Zip | Foreign::Rar | Foreign::SevenZip | Foreign::Gzip => text!(
                "这个文件是“{zh}”，不是表格。请先解压，再选择里面的 Excel 文件。"
                    / "This file is {en}, not a spreadsheet. Unpack it and choose the Excel file inside."
            ),
            Foreign::Apple => text!(
                "这个文件是“{zh}”。若它是表格，请在 Numbers 中选择“文件→导出到→Excel”，用导出的 .xlsx 重试。"
                    / "This is {en}. If it is a spreadsheet, export it from Numbers (File > Export To > Excel) and try the .xlsx."
            ),
            Foreign::Unknown => text!(
                "认不出这个文件：它不是 Excel、WPS 表格、ODS 或 CSV 文件，也可能已损坏。请用 Excel/WPS 打开原文件，另存为 .xlsx 后再试。"
                    / "This file is no Excel, WPS, ODS or CSV file that could be recognised; perhaps it is damaged. Open the original in Excel or WPS and save it as .xlsx."
            ),
            _ => text!(
                "这个文件是“{zh}”，不是表格。请选择 Excel 工作簿（.xlsx/.xls）、WPS 表格、ODS 或 CSV 文件。"
                    / "This file is {en}, not a spreadsheet. Choose an Excel workbook (.xlsx, .xls), a WPS or ODS spreadsheet, or a CSV file."
            ),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().in_lang(Lang::En))
    }
}

impl std::error::Error for ReadError {}

impl From<ReadErrorKind> for ReadError {
    fn from(kind: ReadErrorKind) -> Self {
        ReadError::new(kind)
    }
}

impl From<Foreign> for ReadError {
    fn from(what: Foreign) -> Self {
        ReadError::new(ReadErrorKind::Foreign(what))
    }
}
