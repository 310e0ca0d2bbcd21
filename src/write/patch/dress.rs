//! Looks of fuhe's own cells as the styles part says them, in the words that the library uses, so that a look that a
//! rebuilt workbook has already is not listed twice.

use super::styles::{Styles, fill_xml};
use crate::write::looks::{Dress, Horizontal};
use crate::write::styles::FONT;

/// The number of a format. Plain text has the workbook's default font where `plain` says so.
pub fn xf(styles: &mut Styles, dress: &Dress, plain: bool) -> u32 {
    let is_plain = dress.size == 10 && !dress.bold && !dress.underlined && dress.color.is_none();
    let font = match is_plain && plain {
        true => 0,
        false => styles.font(&font(dress)),
    };
    let fill = dress.fill.map_or(0, |fill| styles.fill(&fill_xml(fill)));
    let border = dress.frame.map_or(0, |color| styles.border(&frame(color)));
    let code = dress.code.as_deref().map_or(0, |code| styles.num_fmt(code));
    let on = |is: bool, words: &'static str| if is { words } else { "" };
    let quoted = on(dress.quoted, " quotePrefix=\"1\"");
    let number = on(code > 0, " applyNumberFormat=\"1\"");
    let with_font = on(font > 0, " applyFont=\"1\"");
    let filled = on(fill > 0, " applyFill=\"1\"");
    let framed = on(border > 0, " applyBorder=\"1\"");
    let horizontal = match dress.horizontal {
        Horizontal::Left => "left",
        Horizontal::Center => "center",
        Horizontal::Right => "right",
    };
    let indent = on(dress.indented, " indent=\"1\"");
    let wrap = on(dress.wrap, " wrapText=\"1\"");
    styles.xf(&format!(
        "<xf numFmtId=\"{code}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\"\
         {quoted}{number}{with_font}{filled}{framed} applyAlignment=\"1\">\
         <alignment horizontal=\"{horizontal}\" vertical=\"center\"{indent}{wrap}/></xf>"
    ))
}

/// A thin border all around.
fn frame(color: u32) -> String {
    let rest = format!(" style=\"thin\"><color rgb=\"FF{color:06X}\"/></");
    format!(
        "<border><left{rest}left><right{rest}right><top{rest}top><bottom{rest}bottom><diagonal/></border>"
    )
}

fn font(dress: &Dress) -> String {
    let bold = if dress.bold { "<b/>" } else { "" };
    let underline = if dress.underlined { "<u/>" } else { "" };
    let color = match dress.color {
        Some(color) => format!("rgb=\"FF{color:06X}\""),
        None => "theme=\"1\"".to_owned(),
    };
    let size = dress.size;
    format!(
        "<font>{bold}{underline}<sz val=\"{size}\"/><color {color}/><name val=\"{FONT}\"/><family val=\"2\"/></font>"
    )
}
