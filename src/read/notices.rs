//! What a reader says when it gives a workbook, but not all of it.

use crate::text::Text;

/// A sheet that could not be read, in a workbook that could.
pub(super) fn sheet_broken(name: &str, detail: &str) -> Text {
    text!(
        "工作表“{name}”已损坏，没有读取（技术信息：{detail}）；其余工作表照常核对。请在 Excel/WPS 中打开此文件，另存为 .xlsx 后重试。"
            / "The sheet \"{name}\" is damaged and was not read ({detail}); the other sheets were. Open the file in Excel or WPS and save it as .xlsx."
    )
}

/// A chart sheet, a dialog or a macro sheet.
pub(super) fn not_a_worksheet(name: &str) -> Text {
    text!(
        "“{name}”是图表、对话框或宏表，不是普通工作表，已略过。"
            / "\"{name}\" is a chart, a dialog or a macro sheet, so it was left out."
    )
}

/// Cells whose shared text is not in the file.
pub(super) fn texts_lost(name: &str, count: u64) -> Text {
    text!(
        "工作表“{name}”有 {count} 个单元格的文字在文件里找不到，已按错误值处理。请在 Excel/WPS 中打开核对并另存。"
            / "The text of {count} cells of the sheet \"{name}\" is missing in the file; they count as errors. Check them in Excel or WPS and save the file again."
    )
}

/// Cells outside of what Excel can show.
pub(super) fn cells_outside(name: &str, count: u64) -> Text {
    text!(
        "工作表“{name}”有 {count} 个单元格超出 Excel 的行列范围，没有读取。"
            / "{count} cells of the sheet \"{name}\" stand outside of what Excel can show and were not read."
    )
}

/// Cells that stood at the place of another.
pub(super) fn cells_doubled(name: &str, count: u64) -> Text {
    text!(
        "工作表“{name}”有 {count} 个单元格在文件里重复出现，以最后一个为准。请在 Excel/WPS 中打开核对并另存。"
            / "{count} cells of the sheet \"{name}\" stand in the file more than once; the last one counts. Check them in Excel or WPS and save the file again."
    )
}

/// Merged ranges that lie over others.
pub(super) fn merges_overlap(sheet: &str, count: usize) -> Text {
    text!(
        "工作表“{sheet}”有 {count} 处合并单元格与别的重叠，已忽略（Excel 会提示文件需要修复）。请在 Excel/WPS 中打开检查后另存。"
            / "Sheet \"{sheet}\" has {count} merged ranges that overlap others; they were left out (Excel offers to repair such a file). Check it in Excel or WPS and save it again."
    )
}

/// A styles part that cannot be read: dates then look like numbers.
pub(super) fn styles_lost() -> Text {
    text!(
        "文件的格式信息已损坏：数值不受影响，但日期会显示为数字，样式会丢失。"
            / "The file's cell formats are damaged: figures are not touched, but dates look like numbers and styles are lost."
    )
}

/// A code page that nobody here knows.
pub(super) fn codepage_unknown(codepage: u16) -> Text {
    text!(
        "文件使用了不认识的文字编码（代码页 {codepage}），部分文字可能是乱码。请在 Excel/WPS 中另存为 .xlsx 后重试。"
            / "The file uses an unknown code page ({codepage}), so some text may be garbled. Save it as .xlsx in Excel or WPS."
    )
}

/// Delimited text with bytes that are no characters.
pub(super) fn characters_lost(count: usize) -> Text {
    text!(
        "文件中有 {count} 处文字无法识别（显示为 �），请检查导出时的编码，建议另存为 UTF-8 的 CSV 或 .xlsx。"
            / "{count} places of the file are no readable text (shown as �). Check the export's encoding; UTF-8 or .xlsx is best."
    )
}
