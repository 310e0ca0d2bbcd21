//! Why a package cannot be patched: the caller rebuilds then, and says what the copy lacks.

use std::fmt;

use crate::text::Text;

/// Why a package cannot be patched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatchError {
    /// Not a zip archive that can be read.
    NotZip(String),
    /// Its parts are encrypted.
    Encrypted,
    /// Not a workbook in the Office Open XML format.
    NotWorkbook,
    /// A part that must be there is not.
    Missing(String),
    /// A part is not XML that can be scanned.
    Xml {
        /// The part.
        part: String,
        /// What is wrong with it.
        why: String,
    },
    /// A part that must be touched is not UTF-8.
    Encoding(String),
    /// A part whose bytes are not what the directory says of them.
    Damaged(String),
    /// A part larger than can be held.
    TooLarge(String),
    /// Rows or cells that do not stand in rising order.
    Unordered(String),
    /// A sheet of the markup that the workbook does not have.
    NoSheet(String),
    /// A report sheet whose name is taken.
    NameTaken(String),
    /// A sheet has no place for its rows.
    NoPlace(String),
    /// The new package could not be written.
    Write(String),
}

impl PatchError {
    /// The reason as a sentence.
    pub fn text(&self) -> Text {
        match self {
            PatchError::NotZip(why) => {
                text!(
                    "文件包不是可读的 zip({why})"
                        / "the package is not a readable zip archive ({why})"
                )
            }
            PatchError::Encrypted => text!("文件包已加密" / "the package is encrypted"),
            PatchError::NotWorkbook => {
                text!("文件包里没有 xlsx 工作簿" / "the package holds no xlsx workbook")
            }
            PatchError::Missing(part) => {
                text!("文件包缺少部件 {part}" / "the package lacks the part {part}")
            }
            PatchError::Xml { part, why } => {
                text!("部件 {part} 无法解析：{why}" / "the part {part} cannot be scanned: {why}")
            }
            PatchError::Encoding(part) => {
                text!("部件 {part} 不是 UTF-8 编码" / "the part {part} is not encoded in UTF-8")
            }
            PatchError::Damaged(part) => text!(
                "部件 {part} 已损坏（校验不符）"
                    / "the part {part} is damaged: its checksum differs"
            ),
            PatchError::TooLarge(part) => {
                text!("部件 {part} 过大" / "the part {part} is too large")
            }
            PatchError::Unordered(part) => text!(
                "部件 {part} 的行或单元格没有按顺序排列"
                    / "the rows or cells of {part} do not stand in rising order"
            ),
            PatchError::NoSheet(name) => {
                text!("文件包里找不到工作表「{name}」" / "the package has no sheet named {name}")
            }
            PatchError::NameTaken(name) => {
                text!("工作表名「{name}」已被占用" / "the sheet name {name} is taken")
            }
            PatchError::NoPlace(why) => {
                text!("工作表放不进数据：{why}" / "no place for the rows of a sheet: {why}")
            }
            PatchError::Write(why) => {
                text!("新文件包无法写出：{why}" / "the new package could not be written: {why}")
            }
        }
    }

    /// A fault of a part's XML.
    pub(super) fn xml(part: &str) -> impl FnOnce(String) -> PatchError + '_ {
        move |why| PatchError::Xml {
            part: part.into(),
            why,
        }
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for PatchError {}
