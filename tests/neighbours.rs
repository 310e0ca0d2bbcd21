//! Figures and formulas beside those of their neighbours: what is told of a formula that is another one than theirs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use fuhe::examination::Examination;
use fuhe::extract::Known;
use fuhe::finding::{Code, Finding};
use fuhe::number::Decimal;
use fuhe::workbook::{Cell, CellRef, Formula, Value, Workbook};

/// Four people of `standard`: AI is what L, N and Q add up to, AL the total. E002 in row 5 has 7.2 + 7 + 12 = 26.2 and
/// 85.1, E003 in row 6 has 66.7, E004 in row 7 has 8 + 7 + 14.1 = 29.1.
fn four() -> Workbook {
    let fixture = "tests/fixtures/A401-typed-over-formula/subtotal-and-payout.xlsx";
    common::workbook(&common::project().join(fixture))
}

/// Puts a figure and perhaps its formula into a cell.
fn put(book: &mut Workbook, at: &str, figure: &str, formula: Option<&str>) {
    let at: CellRef = at.parse().unwrap();
    let sheet = &mut book.sheets[0];
    let row = sheet.rows.iter_mut().find(|row| row.index == at.row);
    let cells = &mut row.unwrap().cells;
    cells.retain(|cell| cell.column != at.column);
    cells.push(Cell {
        column: at.column,
        style: 0,
        value: Value::Number(Decimal::from_stored(figure).unwrap()),
    });
    cells.sort_by_key(|cell| cell.column);
    sheet.formulas.remove(&at);
    if let Some(text) = formula {
        let (text, has_value) = (text.to_owned(), true);
        sheet.formulas.insert(at, Formula { text, has_value });
    }
}

fn examined(book: Workbook, scheme: &str) -> Examination {
    let mappings = common::built_in();
    let mapping = mappings.iter().find(|one| one.id == scheme).unwrap();
    fuhe::examine(book, mapping, &Known::default())
}

fn at<'a>(examination: &'a Examination, cell: &str) -> Option<&'a Finding> {
    let cell: CellRef = cell.parse().unwrap();
    let mut findings = examination.findings.iter();
    findings.find(|finding| finding.cell == Some(cell))
}

#[test]
fn a_formula_that_reads_another_persons_row_is_told_as_such() {
    let mut book = four();
    put(&mut book, "AL5", "66.7", Some("SUM(AH6:AK6)+AF6+AG6"));
    let examination = examined(book, "standard");
    let told = at(&examination, "AL5").unwrap();
    assert_eq!((told.code, told.root), (Code::A202, true));
    assert_eq!(told.cause, None);
    let said = "公式 =SUM(AH6:AK6)+AF6+AG6 引用的 AH6:AK6 是何思远的数，不是此人的";
    assert!(told.message.zh.contains(said), "{}", told.message.zh);
}

#[test]
fn what_a_row_without_a_person_holds_is_nobody_elses() {
    let mut book = four();
    // Row 10 is below the people.
    put(&mut book, "AI5", "27.2", Some("L5+N5+Q5+AQ10"));
    put(&mut book, "AQ10", "1", None);
    let examination = examined(book, "standard");
    let told = at(&examination, "AI5").unwrap();
    assert!(
        !told.message.zh.contains("不是此人的"),
        "{}",
        told.message.zh
    );
}

#[test]
fn a_wrong_figures_formula_is_held_against_its_neighbours() {
    let unlike = "公式 =L5+N5+Q5+1 与同类各格（如 AI4 的 =L4+N4+Q4）不一样";
    let mut book = four();
    put(&mut book, "AI5", "27.2", Some("L5+N5+Q5+1"));
    let examination = examined(book, "standard");
    let told = at(&examination, "AI5").unwrap();
    assert_eq!((told.code, told.root), (Code::A201, true));
    assert!(told.message.zh.contains(unlike), "{}", told.message.zh);
    // Of a right figure nothing is told, whatever its formula.
    let mut book = four();
    put(&mut book, "AI5", "26.2", Some("L5+N5+Q5+0"));
    assert!(at(&examined(book, "standard"), "AI5").is_none());
    // A formula like its neighbours' is not to blame.
    let mut book = four();
    put(&mut book, "AI5", "27.2", Some("L5+N5+Q5"));
    let examination = examined(book, "standard");
    let told = at(&examination, "AI5").unwrap();
    assert_eq!(told.code, Code::A403);
    assert!(!told.message.zh.contains("不一样"), "{}", told.message.zh);
}

#[test]
fn formulas_that_differ_in_their_ends_alone_are_neighbours() {
    let mut book = four();
    for (cell, figure, formula) in [
        ("AI4", "28.1", "L4+N4+Q4"),
        ("AI5", "26.2", "N5+L5+Q5"),
        ("AI6", "20.6", "Q6+N6+L6"),
    ] {
        put(&mut book, cell, figure, Some(formula));
    }
    put(&mut book, "AI7", "29.1", None);
    let examination = examined(book, "standard");
    assert_eq!(at(&examination, "AI7").unwrap().code, Code::A401);
}

#[test]
fn a_level_is_missing_where_it_should_stand() {
    let mut book =
        common::workbook(&common::project().join("sample-workbooks/leadership-clean.xlsx"));
    let sheet = &mut book.sheets[0];
    let is_level = |value: &Value| matches!(value, Value::Text(text) if &**text == "经理");
    let mut rows = sheet.rows.iter_mut();
    let level = rows.find_map(|row| {
        let cell = row.cells.iter_mut().find(|cell| is_level(&cell.value))?;
        cell.value = Value::Empty;
        Some(CellRef::new(row.index, cell.column))
    });
    let examination = examined(book, "leadership");
    let mut findings = examination.findings.iter();
    let told = findings.find(|finding| finding.code == Code::X101).unwrap();
    assert_eq!(told.cell, level);
}
