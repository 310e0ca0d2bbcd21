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
    let border = dress.frame.map_or(0, |color| {
        let side = |name| format!("<{name} style=\"thin\"><color rgb=\"FF{color:06X}\"/></{name}>");
        let sides: String = ["left", "right", "top", "bottom"].map(side).concat();
        styles.border(&format!("<border>{sides}<diagonal/></border>"))
    });
    let code = dress.code.as_deref().map_or(0, |code| styles.num_fmt(code));
    let applied: String = [
        (dress.quoted, "quotePrefix"),
        (code > 0, "applyNumberFormat"),
        (font > 0, "applyFont"),
        (fill > 0, "applyFill"),
        (border > 0, "applyBorder"),
        (true, "applyAlignment"),
    ]
    .iter()
    .filter(|(is, _)| *is)
    .map(|(_, name)| format!(" {name}=\"1\""))
    .collect();
    let horizontal = match dress.horizontal {
        Horizontal::Left => "left",
        Horizontal::Center => "center",
        Horizontal::Right => "right",
    };
    let indent = if dress.indented { " indent=\"1\"" } else { "" };
    let wrap = if dress.wrap { " wrapText=\"1\"" } else { "" };
    styles.xf(&format!(
        "<xf numFmtId=\"{code}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\"{applied}>\
         <alignment horizontal=\"{horizontal}\" vertical=\"center\"{indent}{wrap}/></xf>"
    ))
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
