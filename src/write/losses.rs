//! What a rebuilt copy lacks.

use crate::text::Text;
use crate::workbook::Format;

/// Counts of what was left out.
#[derive(Debug, Default)]
pub(super) struct Losses {
    pub formulas: usize,
    pub cut: usize,
    pub notes: usize,
    pub merges: usize,
    pub beyond: usize,
}

impl Losses {
    /// The losses in words.
    pub fn notices(&self, format: Format) -> Vec<Text> {
        let mut notices = Vec::new();
        if format != Format::Csv {
            let name = format.name();
            notices.push(text!(
                "副本按读出的内容重建自 {name}：图表、图片、原有批注、条件格式、数据验证、打印设置等未带入，原件未改动"
                    / "the copy is rebuilt from the cells of the {name}: charts, pictures, the source's own notes, conditional formats, validations and print settings are not in it; the original is unchanged"
            ));
        }
        if format == Format::Xlsm {
            notices.push(text!(
                "宏未带入副本，因此副本是 .xlsx"
                    / "the macros are not in the copy, so it is an .xlsx"
            ));
        }
        let Losses {
            formulas,
            cut,
            notes,
            merges,
            beyond,
        } = self;
        if *formulas > 0 {
            notices.push(text!(
                "{formulas} 个公式在副本中只保留了结果"
                    / "of {formulas} formulas the copy has only the results"
            ));
        }
        if *cut > 0 {
            notices.push(text!(
                "{cut} 处文字超过 32,767 字，已截断" / "{cut} texts were cut to 32,767 characters"
            ));
        }
        if *notes > 0 {
            notices.push(text!(
                "一张表的批注超过 65,000 条，后 {notes} 条只留底色；说明见差异清单"
                    / "a sheet has more than 65,000 notes: the last {notes} are fills only; see the list of findings"
            ));
        }
        if *merges > 0 {
            notices.push(text!(
                "{merges} 处合并单元格重叠或过大，未合并"
                    / "{merges} merged ranges overlap or are too large and were left unmerged"
            ));
        }
        if *beyond > 0 {
            notices.push(text!(
                "{beyond} 个单元格超出 Excel 的行列上限，未写入"
                    / "{beyond} cells lie beyond Excel's limits and were left out"
            ));
        }
        notices
    }
}
