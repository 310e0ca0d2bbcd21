//! A list of accepted exceptions to fill in: a row per finding that can be accepted, the reasons left to people.

use super::Audited;
use super::cells::{Dress, Page, body, headings, range};
use super::differences::stated;
use super::people::Book;
use crate::accept::can_accept;
use crate::finding::{Finding, Severity};
use crate::markup::{Content, Print, ReportCell, ReportSheet, Table};
use crate::text::{Lang, Text};
use crate::workbook::CellRef;

/// The list, and what it holds.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The sheet.
    pub sheet: ReportSheet<'static>,
    /// Its entries.
    pub rows: usize,
    /// Roots that nobody can accept.
    pub left_out: usize,
}

/// The list for what was found in these workbooks and not accepted yet.
pub fn draft(all: &[Audited], lang: Lang) -> Draft {
    let columns: Vec<(String, u32)> = columns()
        .into_iter()
        .map(|(title, width)| (title.into_lang(lang), width))
        .collect();
    let last_column = columns.len() as u32 - 1;
    let mut page = Page::default();
    let (headings, widths) = headings(&columns);
    page.row(headings);
    let (mut rows, mut left_out) = (0, 0);
    for book in all.iter().map(Book::new) {
        let open = book.examination.findings.iter().filter(|finding| {
            finding.root && finding.severity > Severity::Info && finding.accepted.is_none()
        });
        for finding in open {
            match can_accept(book.examination, finding) {
                true => {
                    rows += 1;
                    page.row(row(&book, finding, lang));
                }
                false => left_out += 1,
            }
        }
    }
    let last = page.next() - 1;
    let tables = (last > 0).then(|| Table {
        name: "fuhe_accepted".to_owned(),
        range: range((0, 0), (last, last_column)),
    });
    Draft {
        sheet: ReportSheet {
            name: text!("接受清单" / "Accepted").into_lang(lang),
            tab: Some(0x1F_4E_79),
            widths,
            rows: page.rows,
            tables: tables.into_iter().collect(),
            frozen: Some(CellRef::new(1, 0)),
            print: Print {
                landscape: true,
                repeat_rows: Some((0, 0)),
            },
            ..ReportSheet::default()
        },
        rows,
        left_out,
    }
}

/// The list as csv, with the mark by which Excel knows UTF-8.
pub fn csv(sheet: &ReportSheet) -> String {
    let mut out = String::from("\u{feff}");
    for row in &sheet.rows {
        let cells: Vec<String> = row.cells.iter().map(|cell| field(&cell.content)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn field(content: &Content) -> String {
    let text = match content {
        Content::Number(number) => return number.to_string(),
        Content::Text(text) | Content::Link { text, .. } => text,
        Content::Blank | Content::Formula { .. } => return String::new(),
    };
    let text = text.replace('"', "\"\"");
    match is_formula_like(&text) {
        // White space before it is not counted when the list is read again.
        true => format!("\" {}\"", text.trim_start()),
        false => format!("\"{text}\""),
    }
}

/// True for text that a spreadsheet takes for a formula when it opens a csv, be its sign of full width.
fn is_formula_like(text: &str) -> bool {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let text = text.trim_start_matches(is_blank);
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// What [`crate::accept`] reads, then what helps the reader to decide.
fn columns() -> [(Text, u32); 13] {
    [
        (text!("工号" / "Employee ID"), 9),
        (text!("姓名" / "Name"), 10),
        (text!("编号" / "Code"), 7),
        (text!("单元格" / "Cell"), 8),
        (text!("指标" / "Line"), 17),
        (text!("原因" / "Reason"), 30),
        (text!("有效期至" / "Valid until"), 11),
        (text!("文件" / "File"), 22),
        (text!("工作表" / "Sheet"), 12),
        (text!("考核期" / "Period"), 11),
        (text!("填报" / "Reported"), 11),
        (text!("复核" / "Recomputed"), 11),
        (text!("说明" / "What it says"), 60),
    ]
}

fn row(book: &Book, finding: &Finding, lang: Lang) -> Vec<ReportCell> {
    let person = book.person_of(finding);
    let id = person.map_or(finding.employee.as_deref().unwrap_or_default(), |p| p.id());
    let period = person.and_then(|person| person.card.effective);
    vec![
        body(id),
        body(person.map_or("", |person| person.name())),
        body(finding.code.to_string()).centered(),
        body(
            finding
                .cell
                .map(|cell| cell.to_string())
                .unwrap_or_default(),
        )
        .centered(),
        body(finding.item.as_deref().unwrap_or_default()).wrapped(),
        body(""),
        body(""),
        body(book.input.name.as_str()).wrapped(),
        body(book.sheet_name(finding.sheet)).wrapped(),
        body(period.map(|period| period.to_string()).unwrap_or_default()),
        stated(finding.reported.as_ref()),
        stated(finding.recomputed.as_ref()),
        body(finding.message.in_lang(lang)).wrapped(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for (text, told) in [
            ("张三", "\"张三\""),
            ("=1+1", "\" =1+1\""),
            ("\t=cmd|'/c calc'!A0", "\" =cmd|'/c calc'!A0\""),
            ("\r\n@SUM(1)", "\" @SUM(1)\""),
            ("＝1+1", "\" ＝1+1\""),
            ("\"=1+1", "\"\"\"=1+1\""),
        ] {
            assert_eq!(field(&Content::Text(text.into())), told, "{text:?}");
        }
    }
}
